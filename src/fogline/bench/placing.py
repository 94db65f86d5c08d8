"""What grounding answers to each task of the bench of places, and how sure it was: one function a task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fogline import grounding
from fogline.flow.reading import gazetteer
from fogline.grounding.mentions import Mention, find_mentions, given
from fogline.grounding.ranking import Ranked, rank_all
from fogline.model import Claim, Document, Span
from fogline.text import shape

BINS = 10


@dataclass(frozen=True, slots=True)
class Answer:
    """What a name was taken for: ``ranked`` is None where the gazetteer has nothing under it."""

    span: Span
    ranked: Ranked | None
    mention: Mention


@dataclass(slots=True)
class Reliability:
    """Probabilities that were given, with whether each came true."""

    pairs: list[tuple[float, bool]] = field(default_factory=list)

    def error(self) -> float:
        """Expected calibration error in per cent: how far probability and truth lie apart, bin by bin."""
        whole = len(self.pairs)
        return 100 * sum(n / whole * abs(said - true) for _, n, said, true in self.table()) if whole else 0.0

    def table(self) -> list[tuple[float, int, float, float]]:
        """For each bin that holds any: its lower end, how many, their mean probability, the share that came true."""
        bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
        for said, true in self.pairs:
            bins[min(BINS - 1, int(said * BINS))].append((said, true))
        return [
            (i / BINS, len(b), sum(s for s, _ in b) / len(b), sum(t for _, t in b) / len(b))
            for i, b in enumerate(bins)
            if b
        ]


def resolved(
    document: Document, spans: Sequence[Span], theatre: Mapping[str, float] | None = None
) -> dict[Span, Answer]:
    """What each of these stretches means, which are known to be toponyms."""
    return _ranked(document, given(document, shape(document), gazetteer(), spans), theatre)


def found(document: Document) -> dict[Span, Answer]:
    """The toponyms that grounding sees by itself, with what each means."""
    return _ranked(document, find_mentions(document, shape(document), gazetteer()))


def grounded(document: Document, claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """The claims with their places."""
    return grounding.ground(document, claims, gazetteer())


def region(code: str) -> tuple[str, str] | None:
    """Country and first-level region as the gazetteer has them, by ISO 3166-2; None where it does not know the code."""
    entry = gazetteer().get(f"region:{code}")
    return (entry.country, entry.admin1) if entry else None


def _ranked(
    document: Document, mentions: Sequence[Mention], theatre: Mapping[str, float] | None = None
) -> dict[Span, Answer]:
    known = [m for m in mentions if m.entries]
    ranks = dict(zip((m.start for m in known), rank_all(document.text, known, theatre), strict=True))
    return {(s := Span(m.start, m.end)): Answer(s, ranks.get(m.start), m) for m in mentions}
