"""What two statements have in common by their words: content words, folded and stemmed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from fogline import vocabulary

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_NEGATION = re.compile(
    r"\b(?:not|never|no|none|neither|nor|nobody|without|cannot|unable|fail(?:s|ed|ing)?|lacks?|lacked|lacking|"
    r"out of the question|rule[sd]? out|far from|hardly|barely|stopped)\b|n['’]t\b",
    re.IGNORECASE,
)
# Hedges that are on no scale; an estimative phrase that the vocabulary has is found by the reader.
_HEDGE = re.compile(
    r"\b(?:may|might|could|can|possibl[ey]|possibility|perhaps|maybe|apparently|reportedly|allegedly|seem(?:s|ed|ingly)?|"
    r"appears?|appeared|suggests?|suggested|likely|unlikely|probabl[ey]|probability|chance|almost|expects?|expected|"
    r"should|would|potentially|presumably|plans?|planned|intends?|intended|aims?|hopes?|hoped|wants?|tr(?:y|ies|ied|ying))\b",
    re.IGNORECASE,
)
# How a relay marks that it only relays; no estimate of anybody's.
_EVIDENTIAL = re.compile(r"\b(?:apparently|reportedly|allegedly|seem(?:s|ed|ingly)?(?: to)?)\b", re.IGNORECASE)
_STOP = frozenset(
    "a an the this that these those it its they them their he his him she her we our us you your i who whom whose "
    "which what and or but nor so yet if then than as at by for from in into of off on onto out over through to under "
    "up upon with within near around about after before during since until while is are was were be been being am has "
    "have had having do does did will would shall should can could may might must not no there here when where why how "
    "all any both each some such only own same too very just also again further once more most other another said says "
    "say saying according reported reports report told announced stated claim claims claimed still now already today "
    "yesterday tomorrow over past last next week weeks month months day days hour hours year years time monday tuesday "
    "wednesday thursday friday saturday sunday morning evening night afternoon "
    "take takes took taken taking make makes made making get gets got go goes going gone went come comes came coming "
    "keep keeps kept put give gave given however therefore longer moreover meanwhile although though also".split()
)
# Who fights is named differently by each side ("our units", "the enemy", "Russian troops"): no part of the wording.
_FORCES = frozenset(
    "troop force army fighter soldier unit military enemy defence defense arm armed rebel government defender occupier "
    "occupation personnel serviceman man".split()
)
# Words that count as one because they are one event. Losses are left out: "wounded" is not "killed".
_ONE_EVENT = ("capture", "retake", "withdraw", "assault", "shell", "repel", "advance", "encircle")


def content(text: str, leave_out: Iterable[str] = ()) -> frozenset[str]:
    """The content words of a text, stemmed, without those of ``leave_out`` (names of speakers and places)."""
    dropped = {stem(w.casefold()) for name in leave_out for w in _WORD.findall(name)}
    found = set()
    for raw in _WORD.findall(text):
        word = raw.casefold()
        if word in _STOP or word in _nationalities() or any(c.isdigit() for c in word):
            continue
        root = stem(word)
        if root not in dropped and root not in _FORCES and len(root) > 1:
            found.add(_events().get(root, root))
    return frozenset(found)


def shared(part: frozenset[str], whole: frozenset[str]) -> float:
    """How much of ``part`` is in ``whole``, 0 to 1; 0 for nothing."""
    return len(part & whole) / len(part) if part else 0.0


def negated(text: str) -> bool:
    """Whether a word of negation or failure stands in the text."""
    return bool(_NEGATION.search(text))


def hedged(text: str) -> bool:
    """Whether a hedge or an intention stands in the text."""
    return bool(_HEDGE.search(text))


def without_evidentials(text: str) -> str:
    """A relay's sentence without the words that only mark it as a relay ("reportedly")."""
    return _EVIDENTIAL.sub(" ", text)


def evidential(phrase: str) -> bool:
    """Whether an estimative phrase only marks a relay ("reportedly")."""
    return bool(_EVIDENTIAL.fullmatch(phrase))


def stem(word: str) -> str:
    """A word without its inflection; crude, the same for both sides."""
    word = re.sub(r"['’]s?$", "", word)
    for ending, rest in (("ies", "y"), ("ied", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", ""), ("ly", "")):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            word = word[: len(word) - len(ending)] + rest
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiouls":
        word = word[:-1]
    return word.rstrip("e") if len(word) > 3 else word


@cache
def _nationalities() -> frozenset[str]:
    rows = vocabulary.rows("nationalities")
    column = next(iter(rows[0]))
    return frozenset(w.casefold() for r in rows for w in _WORD.findall(r[column]))


@cache
def _events() -> dict[str, str]:
    """Stems of the verbs and nouns of one event to that event; a stem of two events stays a word."""
    meant: dict[str, set[str]] = {}
    for r in vocabulary.rows("events"):
        for form in (r["lemma"], *r["forms"].split()):
            if re.fullmatch(r"[a-z]+", form):
                meant.setdefault(stem(form), set()).add(r["event"])
    return {root: f"={next(iter(e))}" for root, e in meant.items() if len(e) == 1 and next(iter(e)) in _ONE_EVENT}
