"""The flow: one function, the same result from every engine, and nothing lost when something fails."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from fogline import linking, views
from fogline.bench import corpus
from fogline.flow import adding, engines, reading, spark
from fogline.flow.asking import names_of, snapshot, sources
from fogline.ledger import Ledger
from fogline.model import Document, FoglineError, Intake, Query, Reading, Rejected

REPORTS = corpus.reports(24)


def export_of(folder: Path, engine: engines.Engine, stream: Iterable[Intake | Rejected] = REPORTS) -> str:
    """What a fresh ledger holds after an ``add`` with this engine."""
    moment = datetime(2023, 3, 1, tzinfo=UTC)
    path = folder / f"{engine.name}.fogline".replace(" ", "-")
    with Ledger.open(path, clock=lambda: moment) as ledger:
        adding.add_taken(stream, ledger, engine=engine)
        return "".join(views.jsonl(snapshot(ledger, Query())))


@pytest.fixture(scope="module")
def from_one_process(tmp_path_factory: pytest.TempPathFactory) -> str:
    return export_of(tmp_path_factory.mktemp("one"), engines.local(1))


def test_two_workers_give_the_same_bytes(from_one_process: str, tmp_path: Path) -> None:
    assert from_one_process.count('"type": "claim"') + from_one_process.count('"type":"claim"') > 100
    assert export_of(tmp_path, engines.local(2)) == from_one_process
    assert not multiprocessing.active_children()


@pytest.mark.spark
def test_spark_gives_the_same_bytes(from_one_process: str, tmp_path: Path) -> None:
    assert export_of(tmp_path, spark.spark("local[2]")) == from_one_process


def test_spark_lines_are_the_function_itself() -> None:
    """What runs on a cluster is ``read_documents``, with JSON on both sides."""
    documents = [r.document for r in REPORTS[:2]]
    lines = [spark.line_of(d) for d in documents]
    found = [spark.reading_of(line, d) for line, d in zip(spark.read_lines(lines), documents, strict=True)]
    assert found == reading.read_documents(documents)


def test_spark_without_java_names_the_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spark.shutil, "which", lambda name: None)
    monkeypatch.setattr(spark.importlib.util, "find_spec", lambda name: object())
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(FoglineError, match="Java"):
        spark.spark(None)


def test_every_quote_is_in_its_text() -> None:
    for found in reading.read_documents([r.document for r in REPORTS]):
        for claim in found.claims:
            assert found.document.text[claim.quote.start : claim.quote.end] == claim.quote.text
            assert claim.reader == reading.READER


@pytest.mark.parametrize(
    ("language", "is_read"),
    [(None, True), ("en", True), ("en-GB", True), ("uk", False), ("ru", False), ("zh", False), ("xx", False)],
)
def test_only_english_is_read(language: str | None, is_read: bool) -> None:
    found = reading.read_one(replace(REPORTS[0].document, language=language))
    assert bool(found.claims) is is_read
    assert bool(found.warnings) is not is_read
    assert found.reader == reading.READER  # passed over is as good as read: it need not be tried again


def test_a_fault_of_the_reader_costs_one_document(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = REPORTS[1].document.id
    real = reading.reading.read

    def read(document: Document, *, fast: bool = False) -> Any:
        if document.id == broken:
            raise ZeroDivisionError("no words")
        return real(document, fast=fast)

    monkeypatch.setattr(reading.reading, "read", read)
    with Ledger.open(tmp_path / "l.fogline") as ledger:
        summary = adding.add_taken(REPORTS[:3], ledger)
        assert (summary.new, summary.warnings) == (3, 1)
        assert [d.id for d in ledger.unread_documents(reading.READER)] == [broken]
        monkeypatch.setattr(reading.reading, "read", real)  # the fault is mended: the same add reads it now
        assert adding.add_taken(REPORTS[:3], ledger).reread == 1


def test_adding_twice_changes_nothing(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "l.fogline") as ledger:
        first = adding.add_taken(REPORTS[:4], ledger)
        before = "".join(views.jsonl(snapshot(ledger, Query())))
        second = adding.add_taken(REPORTS[:4], ledger)
        assert (first.new, second.new, second.known, second.claims) == (4, 0, 4, 0)
        assert "".join(views.jsonl(snapshot(ledger, Query()))) == before


def test_only_new_documents_are_linked(tmp_path: Path) -> None:
    told: list[int] = []

    class Telling(adding.Watcher):
        def linking(self, documents: int) -> None:
            told.append(documents)

    with Ledger.open(tmp_path / "l.fogline") as ledger:
        for upto in (2, 3, 3):
            adding.add_taken(REPORTS[:upto], ledger, watcher=Telling())
    assert told == [2, 1]


def test_rejected_items_stand_between_good_ones(tmp_path: Path) -> None:
    bad = Rejected("b.pdf", "it has no text", "run it through OCR")
    told: list[str] = []

    class Telling(adding.Watcher):
        def document(self, document: Document, status: str, claims: int) -> None:
            told.append(status)

        def rejected(self, rejected: Rejected) -> None:
            told.append(rejected.where)

    with Ledger.open(tmp_path / "l.fogline") as ledger:
        summary = adding.add_taken([REPORTS[0], bad, REPORTS[1]], ledger, watcher=Telling())
    assert told == ["new", "b.pdf", "new"]
    assert (summary.documents, summary.rejected) == (2, 1)


@pytest.mark.parametrize("workers", [1, 2])
def test_an_interrupt_keeps_what_was_written(workers: int, tmp_path: Path) -> None:
    def interrupted() -> Iterator[Intake]:
        yield from REPORTS[:20]
        raise KeyboardInterrupt

    with Ledger.open(tmp_path / "l.fogline") as ledger:
        summary = adding.add_taken(interrupted(), ledger, engine=engines.local(workers))
        assert summary.interrupted
        assert len(list(ledger.documents())) == summary.new
        again = adding.add_taken(REPORTS, ledger)
        assert again.new + summary.new == len(REPORTS)
        assert list(ledger.unlinked_documents(linking.VERSION)) == []
    assert not multiprocessing.active_children()


def test_the_engine_asks_for_few_batches_ahead() -> None:
    """Memory stays flat only if the stream is not drawn in at once."""
    drawn = 0

    def batches() -> Iterator[list[Document]]:
        nonlocal drawn
        for _ in range(50):
            drawn += 1
            yield []

    results = engines.local(2).run(batches())
    assert next(results) == []
    assert drawn <= 4
    results.close()  # type: ignore[attr-defined] # a generator
    assert not multiprocessing.active_children()


def test_no_workers_is_bad_use() -> None:
    with pytest.raises(FoglineError, match="workers"):
        engines.local(0)


def test_a_source_is_known_by_all_its_names(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "l.fogline") as ledger:
        known = sources(ledger)
    one = next(s for s in known.values() if len(s.aliases) > 1)
    assert set(names_of(one.aliases[0].upper(), known)) >= {one.id, one.name, *one.aliases}
    assert names_of("nobody by that name", known) == ()
    assert names_of(None, known) == ()


def test_an_empty_reading_is_no_fault() -> None:
    empty = Document("d0", "")
    assert reading.read_one(empty) == Reading(empty, (), (), reading.READER)
