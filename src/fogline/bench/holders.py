"""Whether two chains of speakers are one: by the head words of their names, with what sets them apart respected."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

PRONOUNS = frozenset(
    "he she it they we i you one another both some others him her them who this that these those his their".split()
)
_DROPPED = frozenset("a an the this that these those its his her their our my your some several mr mrs ms".split())
_LINKS = frozenset("of for in at from with to on by near".split())
_WORD = re.compile(r"\w+(?:[-’']\w+)*")
_STEM = 5  # letters by which "Russia's" and "Russian", "Ukraine" and "Ukrainian" are one

Chain = Sequence[Sequence[str]]


def same_holder(a: str, b: str) -> bool:
    """Whether two names are one holder: the head of one is a word of the other, and no names set them apart.

    "Ukrainian army" and "Ethiopian army" share their head and differ; "spokesman" is any "army spokesman".
    """
    ours, theirs = _words(a), _words(b)
    if not ours or not theirs:
        return False
    core_a, core_b = _core(a), _core(b)
    head_a, head_b = core_a[-1], core_b[-1]
    if _plain(head_a) not in map(_plain, core_b) and _plain(head_b) not in map(_plain, core_a):
        return False
    names_a, names_b = _names(ours, head_a), _names(theirs, head_b)
    return not names_a or not names_b or bool(names_a & _stems(theirs)) or bool(names_b & _stems(ours))


def same_chain(a: Chain, b: Chain) -> bool:
    """Whether two chains name the same holders level by level, joint speakers in any order."""
    return len(a) == len(b) and all(same_level(x, y) for x, y in zip(a, b, strict=True))


def same_level(a: Sequence[str], b: Sequence[str]) -> bool:
    """Whether two sets of joint speakers are the same."""
    return (
        len(a) == len(b)
        and all(any(same_holder(n, m) for m in b) for n in a)
        and all(any(same_holder(n, m) for n in a) for m in b)
    )


def speaker(gold: Chain, ours: Chain) -> str:
    """What is wrong with the last holder of a chain, or that nothing is.

    ``right``: one of the gold's last holders, or rightly none. ``missing``: none, or a bare pronoun, where somebody
    speaks. ``level``: a holder of the gold's chain, at another level. ``wrong``: a name that does not stand behind the
    claim.
    """
    if not gold:
        return "right" if not ours else "wrong"
    last = [n for n in ours[-1] if n.casefold() not in PRONOUNS] if ours else []
    if not last:
        plain = bool(ours) and any(n.casefold() == m.casefold() for n in ours[-1] for m in gold[-1])
        return "right" if plain else "missing"
    if any(same_holder(n, m) for n in last for m in gold[-1]):
        return "right"
    return "level" if any(same_holder(n, m) for n in last for level in gold for m in level) else "wrong"


def _words(name: str) -> list[str]:
    return [w for w in _WORD.findall(re.sub(r"[’']s\b", "", name)) if w.casefold() not in _DROPPED]


def _core(name: str) -> list[str]:
    """The words before a preposition or a comma, the head last: "a spokesman for the army" has "spokesman"."""
    found = _words(name.partition(",")[0]) or _words(name)
    end = next((i for i, w in enumerate(found) if i and w.casefold() in _LINKS), len(found))
    return found[:end]


def _plain(word: str) -> str:
    return word.casefold().removesuffix("s")


def _names(words: Sequence[str], head: str) -> set[str]:
    return _stems(w for w in words if w[0].isupper() and w != head)


def _stems(words: Iterable[str]) -> set[str]:
    return {w.casefold()[:_STEM] for w in words}
