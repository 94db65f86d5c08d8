"""One pass of the encoder over a text, and all that is taken from it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

import numpy as np

from fogline.model import Document, Span
from fogline.reading.encoder import Encoder, Scored
from fogline.reading.spans import Attributed, Named, Stated, decoded, names, roles, stated
from fogline.text import Shape, shape

# Windows that are decoded together.
_TOGETHER = 32
# No claim has more characters than this.
_REACH = 1500


@dataclass(slots=True)
class Seen:
    """What the encoder makes of a text; all in the order of the words. ``tags``: Penn tags by where a word begins;
    ``factual``: how factual the word presents what it names, -3 (certainly not) to 3 (certainly), likewise.
    """

    attributions: list[Attributed] = field(default_factory=list)
    claims: list[Stated] = field(default_factory=list)
    names: list[Named] = field(default_factory=list)
    roles: list[Named] = field(default_factory=list)
    tags: dict[int, str] = field(default_factory=dict)
    factual: dict[int, float] = field(default_factory=dict)

    def near(self, span: Span) -> list[Attributed]:
        """The attributions whose cue begins in a stretch."""
        first = bisect_left(self.attributions, span.start, key=_cue_start)
        last = bisect_left(self.attributions, span.end, key=_cue_start)
        return self.attributions[first:last]

    def people_in(self, span: Span) -> list[Span]:
        """The people that a stretch names."""
        first = bisect_left(self.names, span.start, key=_name_start)
        last = bisect_left(self.names, span.end, key=_name_start)
        return [n.span for n in self.names[first:last] if n.label == "Person"]

    def roles_in(self, span: Span) -> list[Named]:
        """Agents and targets that a stretch names."""
        first = bisect_left(self.roles, span.start, key=_name_start)
        last = bisect_left(self.roles, span.end, key=_name_start)
        return [n for n in self.roles[first:last] if n.span.end <= span.end]

    def stated_in(self, span: Span) -> list[Stated]:
        """The claims that share words with a stretch; none is longer than a window."""
        first = bisect_left(self.claims, span.start - _REACH, key=_claim_start)
        last = bisect_left(self.claims, span.end, key=_claim_start)
        return [c for c in self.claims[first:last] if c.span.end > span.start]


def _name_start(named: Named) -> int:
    return named.span.start


def _claim_start(stated: Stated) -> int:
    return stated.span.start


def _cue_start(attributed: Attributed) -> int:
    return attributed.cue[0].start


def see(form: Shape, encoder: Encoder, *, at_least: float = 0.1) -> Seen:
    """Run the encoder over a text once; time and memory are linear in its length, the encoder's own memory bounded."""
    out = Seen()
    for group in _together(encoder.score(form)):
        out.attributions.extend(decoded(group, encoder))
        out.names.extend(names(group, encoder, "re3d"))
        for scored in group:
            out.claims.extend(stated(scored, encoder, at_least=at_least))
            out.roles.extend(roles(scored, encoder))
            _tag(scored, encoder, out)
    return out


def named(document: Document, layer: str) -> list[Named]:
    """The names of a document in the labels of one corpus that the encoder learnt from: ``crossner`` or ``gum``."""
    encoder = Encoder.load()
    return names(list(encoder.score(shape(document))), encoder, layer)


def look(document: Document) -> Seen:
    """What the bundled encoder makes of a document."""
    return see(shape(document), Encoder.load())


def _together(scored: Iterator[Scored]) -> Iterator[list[Scored]]:
    while group := list(islice(scored, _TOGETHER)):
        yield group


def _tag(scored: Scored, encoder: Encoder, out: Seen) -> None:
    best = np.argmax(encoder.part(scored.scores, "penn"), 1).tolist()
    values = encoder.part(scored.scores, "factual")[:, 0].tolist()
    for unit, tag, value in zip(scored.window.units, best, values, strict=True):
        out.tags[unit.start] = encoder.tags[tag]
        out.factual[unit.start] = min(3.0, max(-3.0, value))
