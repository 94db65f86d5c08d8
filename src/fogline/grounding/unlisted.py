"""Toponyms that the gazetteer lacks: a village that a report names, told by the words that stand before it.

Such a name has no point, and still says that a claim happens there and not where the sentence before played.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from fogline import vocabulary
from fogline.grounding.mentions import Mention, common_words, context_words
from fogline.model import Span
from fogline.text import Shape, words

_LEAST_LETTERS = 4
_MOST_WORDS = 3
# What stands before a place and hardly before anything else that has a capital.
_BEFORE = frozenset("in near at around outside inside towards toward into beyond reached entered".split())
_LIST = frozenset((",", "and", "or", "/"))
_ARTICLES = frozenset(("the", "a", "an"))
# Days, months and the like, which "in" and "at" stand before too.
_TIMES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april june july august september "
    "october november december ramadan easter christmas spring summer autumn winter".split()
)
_SHAPE = re.compile(r"[A-ZÀ-ÖØ-ÞА-ЯҐЄІЇ][^\W\d_]+(?:[-'’ʼ][^\W\d_]+)*")
# Most sentences have nothing that could be one.
_MAYBE = re.compile(
    r"(?:\b(?:in|near|at|around|outside|inside|towards?|into|beyond|reached|entered|of|and|or)|[,/])\s+(?:(?:the|an?)\s+)?"
    r"\w",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\b(?:Operation|Exercise|Plan|Project|Task Force|Mr|Mrs|Ms|Dr|President|Minister|General|Colonel)\.?\s+"
    r"(?P<name>\w+(?: \w+)?)"
)


def unlisted(text: str, cut: Shape, mentions: Sequence[Mention], taken: Sequence[Span] = ()) -> tuple[Span, ...]:
    """The stretches that name a place that the gazetteer lacks, in order; none overlaps a mention or ``taken``.

    A run of one to three capitalised words after "near", "in", "at" and the like, after "village of", or listed after
    a name that is a place; no word of it may be an ordinary one, a day, a title, a body's or a unit's, or stand in
    small letters elsewhere in the text.
    """
    barred = [*(Span(m.start, m.end) for m in mentions), *taken]
    lower = frozenset(w for w in re.findall(r"\b[^\W\d_]+\b", text) if w.islower())
    others = frozenset(w for m in _NAMED.finditer(text) for w in m["name"].split())
    out: list[Span] = []
    for sentence in cut.sentences:
        if not any(text[m.end() - 1].isupper() for m in _MAYBE.finditer(text, sentence.span.start, sentence.span.end)):
            continue
        tokens = words(text, sentence.span)
        places = {m.end for m in mentions if sentence.span.start <= m.start < sentence.span.end}
        for span in _runs(text, tokens, lower | others, places):
            if not any(b.overlaps(span) for b in barred):
                places.add(span.end)
                out.append(span)
    return tuple(out)


def _runs(text: str, tokens: Sequence[Span], known: frozenset[str], places: set[int]) -> Iterator[Span]:
    """Runs of one sentence; ``places``: where names that are places end, to which each run found is added."""
    said = [text[t.start : t.end] for t in tokens]
    at = 1
    while at < len(tokens):
        last = at
        while last < len(tokens) and last - at < _MOST_WORDS and _may_name(said[last], known):
            last += 1
        long = any(len(w) >= _LEAST_LETTERS for w in said[at:last])  # "Tel Qarmun", not "UN"
        if not long or not _introduced(said, tokens, at, places) or not _may_end(said, last):
            at += 1
            continue
        yield Span(tokens[at].start, tokens[last - 1].end)
        at = last


def _may_name(word: str, known: frozenset[str]) -> bool:
    low = word.lower()
    if not _SHAPE.fullmatch(word) or low in known or word in known or low in _TIMES:
        return False
    return low not in _ordinary()


@cache
def _ordinary() -> frozenset[str]:
    """Words with a capital that are no part of such a name."""
    nations = (r["adjective"].lower() for r in vocabulary.rows("nationalities"))
    kinds = ("title", "body", "unit", "ship", "holder", "fighters")
    return frozenset(nations).union(common_words(), *(context_words(kind) for kind in kinds))


@cache
def _types() -> frozenset[str]:
    return context_words("settlement") | context_words("region") | context_words("direction")


def _introduced(said: Sequence[str], tokens: Sequence[Span], at: int, places: set[int]) -> bool:
    """Whether what stands before the run makes it a place."""
    before = said[at - 1].lower()
    if before in _BEFORE:
        return True
    if before == "of" and at > 1:
        return said[at - 2].lower().removesuffix("s") in _types() or said[at - 2].lower() in _types()
    if before in _LIST:
        back = at - 1
        while back > 0 and (said[back].lower() in _LIST or said[back].lower() in _ARTICLES):
            back -= 1
        return tokens[back].end in places
    return False


def _may_end(said: Sequence[str], last: int) -> bool:
    """Whether the run ends there: no capital, no possessive, no word of a body or a unit goes on with it."""
    if last >= len(said):
        return True
    after = said[last]
    if after[:1].isupper() or after in ("’", "'") or after.isdigit():
        return False
    return not any(after.lower() in context_words(k) for k in ("unit", "body", "holder"))
