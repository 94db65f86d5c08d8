"""Syndication: reports that are the same words under several names."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date
from math import ceil

from fogline.model import Document

SHINGLE_WORDS = 5
# Measured on the pairs of tests/test_linking.py: wire copies with a new headline, a credit line, changed words or the
# last of four sentences cut keep 0.75 and more of their shingles; re-tellings of one event, and one ministry's frame
# on two days, stay under 0.35. The threshold stands between the two, nearer to the copies.
THRESHOLD = 0.7
# A reprint appears within days; the same short post months later is a new statement in old words.
WINDOW_DAYS = 7
# Fewer shingles than this say too little: "All quiet in the town tonight" is posted by many, independently.
MIN_SHINGLES = 12

_WORD = re.compile(r"\w+")


def copies(documents: Mapping[str, Document]) -> dict[str, str]:
    """For every document the id of the earliest document with near-identical text; itself where it has no copy.

    Exact: pairs with a Jaccard similarity of five-word shingles of ``THRESHOLD`` or more, published within
    ``WINDOW_DAYS`` of each other, are joined, transitively. Only texts that share one of their rarest shingles
    are compared, so the cost grows with the number of look-alikes.
    """
    shingles = {i: s for i, d in documents.items() if len(s := _shingles(d.text)) >= MIN_SHINGLES}
    order = sorted(documents, key=lambda i: (documents[i].published or "9999", i))
    rank = {i: n for n, i in enumerate(order)}
    first = {i: i for i in order}
    frequency = Counter(s for found in shingles.values() for s in found)
    holders: dict[str, list[str]] = defaultdict(list)
    for this in (i for i in order if i in shingles):
        rare = _prefix(shingles[this], frequency)
        for other in sorted({h for s in rare for h in holders[s]}):
            if _near(documents[this], documents[other]) and jaccard(shingles[this], shingles[other]) >= THRESHOLD:
                earlier, later = sorted((_find(first, this), _find(first, other)), key=rank.__getitem__)
                first[later] = earlier
        for shingle in rare:
            holders[shingle].append(this)
    return {i: _find(first, i) for i in order}


def _find(first: Mapping[str, str], this: str) -> str:
    while first[this] != this:
        this = first[this]
    return this


def similarity(a: str, b: str) -> float:
    """Jaccard similarity, 0 to 1, of the five-word shingles of two texts."""
    return jaccard(_shingles(a), _shingles(b))


def jaccard(a: frozenset[str], b: frozenset[str]) -> float:
    """The share of what both have in what either has; 0 for two empty sets."""
    either = len(a | b)
    return len(a & b) / either if either else 0.0


def _shingles(text: str) -> frozenset[str]:
    words = _WORD.findall(text.casefold())
    return frozenset(" ".join(words[i : i + SHINGLE_WORDS]) for i in range(len(words) - SHINGLE_WORDS + 1))


def _prefix(shingles: frozenset[str], frequency: Counter[str]) -> list[str]:
    """The rarest shingles, as many that two sets over the threshold must share one (prefix filtering)."""
    keep = len(shingles) - ceil(THRESHOLD * len(shingles)) + 1
    return sorted(shingles, key=lambda s: (frequency[s], s))[:keep]


def _near(a: Document, b: Document) -> bool:
    if not a.day or not b.day:
        return True
    return abs((date.fromisoformat(a.day) - date.fromisoformat(b.day)).days) <= WINDOW_DAYS
