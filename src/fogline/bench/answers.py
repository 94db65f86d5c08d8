"""What the reader answers to each task of the bench: one function a task, so that readers can be exchanged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from fogline import reading
from fogline.model import Claim, Document, Span
from fogline.reading.attribution import Piece, pieces
from fogline.reading.sub_events import sub_event
from fogline.reading.tokens import Line, find_quotations, lines
from fogline.text import shape

# The encoder's labels and the types that they stand for; what is not here is compared with nothing.
_TYPES = {
    "Person": "person", "Organisation": "organisation", "Location": "place", "Nationality": "nationality",
    "Temporal": "time", "Quantity": "quantity", "Weapon": "weapon_or_platform", "Vehicle": "weapon_or_platform",
    "MilitaryPlatform": "weapon_or_platform",
}  # fmt: skip

# News names are the CrossNER head's, whose labels these are; what re3d calls a mention (pronouns, long phrases) is not
# a name there.
_HEADS = {"crossner-politics": "crossner", "conll2003": "crossner"}
_HEAD_TYPES = {
    "person": "person", "politician": "person", "organisation": "organisation", "politicalparty": "organisation",
    "location": "place", "country": "place",
}  # fmt: skip


class NoReader(Exception):  # noqa: N818 - no fault, a gap that the bench tells
    """No reader answers this task."""


@dataclass(slots=True)
class Profile:
    """How the bench has its texts read: ``fast`` by rules alone."""

    fast: bool = False


PROFILE = Profile()


@dataclass(frozen=True, slots=True)
class Attributed:
    """One attribution: the stretches of its source (none where it is unclear), of its cue and of what is said."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]


def attributions(document: Document) -> list[Attributed]:
    """Every attribution of a document, in the order of their cues; a source that is not sure enough is left out."""
    if PROFILE.fast:
        form = shape(document)
        return [a for line in lines(form, find_quotations(form)) for a in _of_line(line)]
    seen = reading.look(document).attributions
    return [Attributed(a.source if a.sure >= reading.SURE_ENOUGH else (), a.cue, a.content) for a in seen]


def entities(document: Document, kind: str) -> list[tuple[Span, str]]:
    """The names of a document with our types; for a label set that the encoder has a head for, by that head."""
    if PROFILE.fast:
        raise NoReader
    if kind in _HEADS:
        found = reading.named(document, _HEADS[kind])
        return [(n.span, _HEAD_TYPES[n.label]) for n in found if n.label in _HEAD_TYPES]
    return [(n.span, _TYPES[n.label]) for n in reading.look(document).names if n.label in _TYPES]


def factuality(document: Document, spans: Sequence[Span]) -> list[float]:
    """How factual each event is presented, -3 to 3: that of its first word."""
    if PROFILE.fast:
        raise NoReader
    factual = reading.look(document).factual
    starts = sorted(factual)
    return [
        factual[max((s for s in starts if s <= span.start), default=starts[0])] if starts else 0.0 for span in spans
    ]


def claims(document: Document) -> tuple[Claim, ...]:
    """The claims of a document."""
    return reading.read(document, fast=PROFILE.fast)


def event_class(document: Document) -> str:
    """The sub-event type of a snippet, by its words and by the most frequent event of its claims."""
    named = Counter(c.event for c in claims(document) if c.event != "other")
    event = named.most_common(1)[0][0] if named else "other"
    return sub_event(document.text, event)[0]


def _of_line(line: Line) -> list[Attributed]:
    """The pieces of one cue and its holders are one attribution, its content in as few stretches as it has."""
    said = [p for p in pieces(line) if p.cue and p.chain and p.end > p.start]
    out = []
    for _, group in groupby(said, key=lambda p: (p.cue, p.chain)):
        out.append(_attributed(line, list(group)))
    return out


def _attributed(line: Line, group: list[Piece]) -> Attributed:
    cue = group[0].cue or (0, 0)
    deepest = group[0].chain[-1].level
    source = tuple(_span(line, h.start, h.end) for h in group[0].chain if h.level == deepest)
    holes = [p.hole for p in group if p.hole]
    start, end = min(p.start for p in group), max(p.end for p in group)
    cuts = [start, *(x for hole in holes[:1] for x in hole), end]
    content = tuple(_span(line, a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=True) if a < b)
    return Attributed(source, (_span(line, *cue),), content)


def _span(line: Line, a: int, b: int) -> Span:
    return Span(line.tokens[a].start, line.tokens[b - 1].end)
