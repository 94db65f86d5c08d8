"""How factual an event is presented, from −3 (certainly not) to 3 (certainly), against gold on the event's words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import StatisticsError, correlation, fmean

from fogline.bench import answers
from fogline.bench.figures import Score
from fogline.bench.gold import Row, document, labels, listed, span
from fogline.model import Document, Span

LABEL = "event_factuality"
# Values by which the corpora on one scale can be told apart: averages of five judgements, products of two
# annotators' confidence, and translations of a few categories.
_FIFTHS, _EIGHTHS = 5, 8 / 3


@dataclass(frozen=True, slots=True)
class Gold:
    """A sentence with its events and their values."""

    document: Document
    spans: tuple[Span, ...]
    values: tuple[float, ...]


def kind(rows: Sequence[Row]) -> str | None:
    """Which factuality corpus the values are of; ``factuality`` where they do not tell, None where there are none."""
    found = labels(rows)
    if not found[LABEL] or found[LABEL] < 0.9 * found.total():
        return None
    values = {
        float(s["value"]) for row in rows for s in listed(row, "spans") if isinstance(s.get("value"), (int, float))
    }
    steps = {v for v in values if v % 0.75}
    if not steps:
        return "meantime" if 0.75 in values else "factuality"
    if all(_whole(v * _EIGHTHS) for v in steps):
        return "uds-ih2"
    return "uw" if all(_whole(v * _FIFTHS) for v in values) else "factuality"


def parse(row: Row) -> Gold:
    """The gold of one row."""
    doc = document(row)
    marked = [s for s in listed(row, "spans") if s["label"] == LABEL]
    return Gold(doc, tuple(span(s, doc.text) for s in marked), tuple(float(s["value"]) for s in marked))


def score(golds: Sequence[Gold]) -> Iterator[Score]:
    """Pearson's r (0 where nothing varies) and the mean absolute error; the baseline calls every event a fact."""
    wanted = [v for g in golds for v in g.values]
    given = [v for g in golds if g.spans for v in answers.factuality(g.document, g.spans)]
    flat = fmean(abs(3 - v) for v in wanted)
    yield Score("Pearson r", pearson(wanted, given), len(wanted), unit="r")
    yield Score(
        "mean absolute error", fmean(abs(a - b) for a, b in zip(wanted, given, strict=True)), len(wanted),
        unit="steps", fewer=True, baseline=f"{flat:.3f} (always 3)",
    )  # fmt: skip


def pearson(a: Sequence[float], b: Sequence[float]) -> float:
    """Pearson's r of two lists of one length; 0 where one of them does not vary."""
    try:
        return correlation(a, b)
    except StatisticsError:
        return 0.0


def _whole(value: float) -> bool:
    return abs(value - round(value)) < 1e-6
