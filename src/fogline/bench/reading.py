"""How well: every corpus of a folder against what the reader answers, figure by figure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from fogline.bench import attribution, claims, classes, entities, factuality, tables
from fogline.bench.answers import NoReader
from fogline.bench.figures import Figure, Score
from fogline.bench.gold import Corpus, Row, about, corpora, with_texts, without_text
from fogline.bench.standoff import text_sha256

Tell = Callable[[str], None]
_TOLD = 3  # faults of one corpus that are told in full


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to measure: ``kind`` recognises its gold, ``parse`` takes a row of it, ``score`` counts."""

    name: str
    kind: Callable[[Sequence[Row]], str | None]
    parse: Callable[[Row], Any]
    score: Callable[[list[Any], str], Iterable[Score]]


TASKS = (
    Task("attribution", attribution.kind, attribution.parse, lambda golds, _: attribution.score(golds)),
    Task("entities", entities.kind, entities.parse, entities.score),
    Task("factuality", factuality.kind, factuality.parse, lambda golds, _: factuality.score(golds)),
    Task("event-class", classes.kind, classes.parse, lambda golds, _: classes.score(golds)),
    Task("claims", claims.kind, claims.parse, lambda golds, _: claims.score(golds)),
)


def measure(
    folder: Path, tell: Tell, *, only: str | None = None, limit: int | None = None, today: date,
    tasks: Sequence[Task] = TASKS, subject: str = "reading",
) -> Iterator[Figure]:  # fmt: skip
    """Every figure of every corpus in a folder; ``limit`` takes the first documents of each.

    ``tell`` is given a sentence for each file that is passed over, and for what happens meanwhile; ``subject`` is what
    ``tasks`` are about.
    """
    unknown: list[Path] = []
    for found in _joined(folder):
        kinds = _kinds(found, tasks) if isinstance(found, Corpus) else []
        if isinstance(found, Corpus) and kinds:
            for task, kind in kinds:
                if only in (None, task.name):
                    yield from _figures(found, task, kind, tell, limit, today)
        else:
            unknown.append(found.path if isinstance(found, Corpus) else found)
    for line in _passed_over(unknown, folder, subject):
        tell(line)


def _joined(folder: Path) -> Iterator[Corpus | Path]:
    """Every file; annotations without their texts come last, with those texts that the other files have."""
    texts: dict[str, str] = {}
    waiting: list[Corpus] = []
    for found in corpora(folder):
        if isinstance(found, Corpus) and without_text(found.rows):
            waiting.append(found)
            continue
        if isinstance(found, Corpus):
            some = (about(row).get("text") for row in found.rows)
            texts |= {text_sha256(t): t for t in some if isinstance(t, str)}
        yield found
    yield from (with_texts(corpus, texts) for corpus in waiting)


def _kinds(corpus: Corpus, tasks: Sequence[Task]) -> list[tuple[Task, str]]:
    recognised = ((task, task.kind(corpus.rows)) for task in tasks)
    return [(task, kind) for task, kind in recognised if kind]


def _figures(corpus: Corpus, task: Task, kind: str, tell: Tell, limit: int | None, today: date) -> Iterator[Figure]:
    golds = corpus.parsed(task.parse, limit)
    _tell_faults(corpus, tell)
    if not golds:
        return
    tell(f"{corpus.path.name}: {task.name}, {len(golds):,} documents or sentences, gold {kind}#{corpus.digest}")
    try:
        for score in task.score(golds, kind):
            beside = "; ".join(x for x in (score.baseline, tables.published(task.name, kind, score.metric)) if x)
            yield Figure(corpus.name, task.name, score, kind, corpus.digest, beside, today.isoformat())
    except NoReader:
        tell(f"{corpus.path.name}: no reader for this task ({task.name})")


def _tell_faults(corpus: Corpus, tell: Tell) -> None:
    for fault in corpus.faults[:_TOLD]:
        tell(f"{corpus.path.name}, {fault}; left out")
    if len(corpus.faults) > _TOLD:
        tell(f"{corpus.path.name}: {len(corpus.faults) - _TOLD} more lines left out")
    corpus.faults.clear()


def _passed_over(paths: Sequence[Path], folder: Path, subject: str) -> Iterator[str]:
    """One line a folder, with the names of its files that hold no gold of this subject."""
    by_folder: dict[Path, list[str]] = {}
    for path in paths:
        by_folder.setdefault(path.parent, []).append(path.name)
    for parent, names in by_folder.items():
        where = "" if parent == folder else f" in {parent.relative_to(folder)}"
        yield f"no gold of {subject}{where}, passed over: {', '.join(names)}"
