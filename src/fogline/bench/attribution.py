"""Attribution against gold of sources, cues and contents, tied by relations or by sentence alone.

Spans are compared exactly, stretch by stretch: a broken content counts as its parts. Attributions are compared whole:
overlapping, where source, cue and content each share a character with the gold's, paired one to one; exact, where
all three have the same stretches. Gold without a source is no part of these two.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from fogline.bench import answers
from fogline.bench.answers import Attributed
from fogline.bench.figures import Score, prf, share
from fogline.bench.gold import Row, document, labels, listed, span
from fogline.model import Document, Span

PARTS = ("source", "cue", "content")


@dataclass(frozen=True, slots=True)
class Gold:
    """A document with its attributions; ``tied`` is False where spans alone are marked, and then these are in one."""

    document: Document
    attributions: tuple[Attributed, ...]
    spans: dict[str, frozenset[Span]]
    tied: bool


def kind(rows: Sequence[Row]) -> str | None:
    """Whether the rows hold attributions tied by relations, spans of them alone, or none."""
    found = labels(rows)
    if not found["cue"] or not found["content"] or set(found) - set(PARTS):
        return None
    tied = any(r.get("type") == "attribution" for row in rows for r in listed(row, "relations"))
    return "attribution" if tied else "attribution-spans"


def parse(row: Row) -> Gold:
    """The gold of one row; further annotators are passed over, and relations of spans that are not there."""
    doc = document(row)
    stretches = {s["id"]: _stretches(s, doc.text) for s in listed(row, "spans")}
    relations = [r for r in listed(row, "relations") if r.get("type", "attribution") == "attribution"]
    relations = [r for r in relations if all(i in stretches for part in PARTS for i in r.get(part, ()))]
    made = tuple(
        Attributed(*(tuple(sorted({p for i in r.get(part, ()) for p in stretches[i]})) for part in PARTS))
        for r in relations
    )
    by_label = {
        part: frozenset(p for s in listed(row, "spans") if s["label"] == part for p in stretches[s["id"]])
        for part in PARTS
    }
    return Gold(doc, tuple(a for a in made if a.cue and a.content), by_label, "relations" in row)


def score(golds: Sequence[Gold]) -> Iterator[Score]:
    """All figures over the documents."""
    found = [answers.attributions(g.document) for g in golds]
    for part in PARTS:
        pairs = [(g.spans[part], _all(f, part)) for g, f in zip(golds, found, strict=True)]
        right = sum(len(g & f) for g, f in pairs)
        yield from prf(f"{part} exact", right, sum(len(f) for _, f in pairs), sum(len(g) for g, _ in pairs))
    if any(g.tied for g in golds):
        yield from _whole(golds, found)
        yield from _linked(golds, found)


def _whole(golds: Sequence[Gold], found: Sequence[list[Attributed]]) -> Iterator[Score]:
    wanted = [[a for a in g.attributions if a.source] for g in golds]
    given = [[a for a in f if a.source and a.cue and a.content] for f in found]
    counts = sum(map(len, given)), sum(map(len, wanted))
    overlapping = sum(_paired(g, f) for g, f in zip(wanted, given, strict=True))
    exact = sum((Counter(map(_same, g)) & Counter(map(_same, f))).total() for g, f in zip(wanted, given, strict=True))
    yield from prf("attribution overlapping", overlapping, *counts)
    yield from prf("attribution all exact", exact, *counts)


def _linked(golds: Sequence[Gold], found: Sequence[list[Attributed]]) -> Iterator[Score]:
    """Of the gold cues that an answer shares with its content, those that it gives a source, and a wrong one."""
    linked = sourced = wrong = voiced = without = 0
    for gold, answer in zip(golds, found, strict=True):
        for a in gold.attributions:
            here = [f for f in answer if touch(f.cue, a.cue) and touch(f.content, a.content)]
            if here and a.source:
                linked += 1
                sourced += any(f.source for f in here)
                wrong += any(f.source and not _fits(f, gold.attributions) for f in here)
            elif here:
                without += 1
                voiced += any(f.source for f in here)
    yield Score("linked cues given a source", share(sourced, linked), linked)
    yield Score("linked cues with a wrong source", share(wrong, linked), linked, fewer=True)
    if without:
        yield Score("source given where there is none", share(voiced, without), without, fewer=True)


def _fits(answer: Attributed, golds: Iterable[Attributed]) -> bool:
    """Whether the source is that of a gold attribution which the answer shares cue and content with."""
    return any(
        touch(answer.cue, g.cue) and touch(answer.content, g.content) and touch(answer.source, g.source) for g in golds
    )


def _paired(golds: Sequence[Attributed], found: Sequence[Attributed]) -> int:
    """The most pairs that can be made one to one of attributions that overlap in all three parts."""
    options = [
        [i for i, f in enumerate(found) if all(touch(getattr(f, p), getattr(g, p)) for p in PARTS)] for g in golds
    ]
    return most_pairs(options)


def most_pairs(options: Sequence[Sequence[int]]) -> int:
    """The size of a largest one-to-one assignment; ``options[i]`` are the partners that ``i`` can have."""
    partner: dict[int, int] = {}

    def place(i: int, tried: set[int]) -> bool:
        for j in options[i]:
            if j in tried:
                continue
            tried.add(j)
            if j not in partner or place(partner[j], tried):
                partner[j] = i
                return True
        return False

    return sum(place(i, set()) for i in range(len(options)))


def touch(a: Iterable[Span], b: Sequence[Span]) -> bool:
    """Whether two sets of stretches share a character."""
    return any(x.overlaps(y) for x in a for y in b)


def _same(a: Attributed) -> tuple[frozenset[Span], ...]:
    return tuple(frozenset(getattr(a, part)) for part in PARTS)


def _all(found: Iterable[Attributed], part: str) -> frozenset[Span]:
    return frozenset(s for a in found for s in getattr(a, part))


def _stretches(data: Row, text: str) -> tuple[Span, ...]:
    parts = data.get("frags") or [(data["start"], data["end"])]
    return tuple(span({"start": a, "end": b}, text) for a, b in parts)
