"""The event of a snippet against classes named after ACLED's sub-event types: F1 weighted by how frequent each is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fogline import vocabulary
from fogline.bench import answers, tables
from fogline.bench.figures import Score, f1, share
from fogline.bench.gold import Row, best_fit, document
from fogline.model import Document

MOST_GENERAL = "OTHER"


@dataclass(frozen=True, slots=True)
class Gold:
    """A snippet with its class; ``subtask`` counts from 1, later ones add classes that nobody could train on."""

    document: Document
    label: str
    subtask: int


def kind(rows: Sequence[Row]) -> str | None:
    """Whether the rows are labelled with these classes."""
    found = Counter(str(row["doclabel"]) for row in rows if row.get("doclabel"))
    return best_fit(found, {"case2021-events": {r["class"] for r in tables.rows("event_classes")}})


def parse(row: Row) -> Gold:
    """The gold of one row."""
    return Gold(document(row), str(row["doclabel"]), int(row.get("subtask") or 1))


def score(golds: Sequence[Gold]) -> Iterator[Score]:
    """Weighted F1 and the share right, of all classes, then of those of each subtask and the ones before it."""
    found = [class_of(answers.event_class(g.document)) for g in golds]
    pairs = [(g.label, f) for g, f in zip(golds, found, strict=True)]
    yield Score("event class weighted F1", weighted_f1(pairs), len(pairs))
    yield Score("event class right", share(sum(g == f for g, f in pairs), len(pairs)), len(pairs))
    for last in sorted({g.subtask for g in golds}):
        some = [p for g, p in zip(golds, pairs, strict=True) if g.subtask <= last]
        yield Score(f"event class weighted F1, subtask {last}", weighted_f1(some), len(some))


def class_of(answer: str) -> str:
    """The class of an event of ours, of an ACLED sub-event type, or of a class' own name; else the most general one."""
    by_type = {r["sub_event"]: r["class"] for r in tables.rows("event_classes") if r["sub_event"]}
    if answer in {r["class"] for r in tables.rows("event_classes")}:
        return answer
    types = {r["event"]: r["acled_sub_event"] for r in vocabulary.rows("field_codes")}
    return by_type.get(types.get(answer, answer), MOST_GENERAL)


def weighted_f1(pairs: Sequence[tuple[str, str]]) -> float:
    """The F1 of each gold class, weighted by how often it is the gold; ``pairs`` are gold and answer."""
    wanted, given = Counter(g for g, _ in pairs), Counter(f for _, f in pairs)
    right = Counter(g for g, f in pairs if g == f)
    return sum(n * f1(right[c], given[c], n) for c, n in wanted.items()) / len(pairs) if pairs else 0.0
