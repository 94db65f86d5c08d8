"""How fast: words a second with the parts shown, start-up, memory, growth from ten to a thousand reports."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from fogline import grounding, intake, reading
from fogline.bench import corpus
from fogline.flow import adding, engines, spark
from fogline.flow.linking import link_unlinked
from fogline.flow.reading import READER, gazetteer, read_documents
from fogline.ledger import Ledger
from fogline.model import Claim, Document, FoglineError, Intake, Reading

GROWTH = (10, 100, 1000)
STARTS = 5  # the median of so many starts
PARTS = ("intake", "reading", "grounding", "ledger", "linking")


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure: ``value`` in the unit that ``metric`` names, over ``n`` documents or runs."""

    corpus: str
    task: str
    metric: str
    value: float
    n: int


def speed(folder: Path | None, growth: Sequence[int] = GROWTH, *, with_spark: bool = True) -> Iterator[Measure]:
    """Every figure, as it is measured. ``folder`` holds reports whose sentences are mixed into the generated ones."""
    gazetteer()
    extra = corpus.sentences(_documents(folder)) if folder else []
    name = folder.name if folder else "generated"
    with tempfile.TemporaryDirectory(prefix="fogline-bench-") as scratch:
        here = Path(scratch)
        for count in growth:
            yield from _parts(corpus.reports(count, extra), name, here / f"parts-{count}.fogline")
            yield _memory(corpus.reports(count, extra), name, here)
        yield from _engines(corpus.reports(max(growth), extra), name, here, with_spark)
        yield from _starts(corpus.reports(1, extra)[0].document, name, here)


def _documents(folder: Path) -> list[Document]:
    return [i.document for i in intake.read(str(folder)) if isinstance(i, Intake)]


def _parts(reports: list[Intake], name: str, path: Path) -> Iterator[Measure]:
    """The stages one after another on one core, each timed over all reports."""
    documents = [r.document for r in reports]
    count, words = len(documents), sum(len(d.text.split()) for d in documents)
    spent = {"intake": _timed(lambda: [_taken(d) for d in documents])}
    read_documents(documents[:1])  # what is loaded once is start-up, measured apart
    read: list[tuple[Claim, ...]] = []
    spent["reading"] = _timed(lambda: read.extend(reading.read(d) for d in documents))
    done: list[Reading] = []
    pairs = list(zip(documents, read, strict=True))
    spent["grounding"] = _timed(lambda: done.extend(_grounded(d, c) for d, c in pairs))
    with Ledger.open(path) as ledger:
        run = ledger.begin_run("reading", READER)
        rows = list(zip(reports, done, strict=True))
        spent["ledger"] = _timed(lambda: [ledger.add(*row, run) for row in rows])
        spent["linking"] = _timed(lambda: link_unlinked(ledger))
    whole = sum(spent.values())
    yield Measure(name, f"text to ledger, {count} reports, one core", "words/s", round(words / whole, 1), count)
    for part in PARTS:
        yield Measure(name, f"{part}, {count} reports", "ms/report", round(1000 * spent[part] / count, 3), count)
    claims = sum(len(r.claims) for r in done)
    yield Measure(name, f"claims of {count} reports", "claims/report", round(claims / count, 2), count)
    size = sum(p.stat().st_size for p in path.parent.glob(path.name + "*"))
    yield Measure(name, f"ledger of {count} reports", "kB/report", round(size / 1000 / count, 2), count)


def _taken(document: Document) -> list[object]:
    return list(intake.read_bytes(document.text.encode(), f"{document.id}.txt"))


def _grounded(document: Document, claims: tuple[Claim, ...]) -> Reading:
    return Reading(document, grounding.ground(document, claims, gazetteer()), (), READER)


def _engines(reports: list[Intake], name: str, folder: Path, with_spark: bool) -> Iterator[Measure]:
    """The same reports through ``add`` with each engine, everything included but intake."""
    count, words = len(reports), sum(len(r.document.text.split()) for r in reports)
    chosen = [engines.local(1), engines.local(2)]
    try:
        chosen += [spark.spark("local[2]")] if with_spark else []
    except FoglineError as missing:
        print(f"spark is left out: {missing.fault}", file=sys.stderr)
    for engine in chosen:
        with Ledger.open(folder / f"{engine.name}.fogline".replace(" ", "-")) as ledger:
            took = _timed(lambda e=engine, o=ledger: adding.add_taken(reports, o, engine=e))  # type: ignore[misc] # bound at once
        yield Measure(name, f"add {count} reports, {engine.name}", "words/s", round(words / took, 1), count)


def _memory(reports: list[Intake], name: str, folder: Path) -> Measure:
    """The most memory that ``fogline add`` held while it added these."""
    texts = folder / f"texts-{len(reports)}"
    texts.mkdir()
    for report in reports:
        (texts / f"{report.document.id}.txt").write_text(report.document.text, encoding="utf-8")
    command = ["add", str(texts), "--published", "2023-02-24", "--ledger", str(folder / f"m{len(reports)}.fogline")]
    peak = _run(command)[1]
    return Measure(name, f"add {len(reports)} reports", "MB at most", round(peak, 1), len(reports))


def _starts(document: Document, name: str, folder: Path) -> Iterator[Measure]:
    text = folder / "report.txt"
    text.write_text(document.text, encoding="utf-8")
    for task, command in (
        ("fogline --help", ["--help"]),
        ("first claim (fogline read)", ["read", str(text), "--published", "2023-02-24", "--format", "json"]),
    ):
        took = sorted(_run(command)[0] for _ in range(STARTS))
        yield Measure(name, task, "s, median", round(took[STARTS // 2], 3), STARTS)


def _run(arguments: list[str]) -> tuple[float, float]:
    """Seconds and megabytes at most of one call of the command."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "fogline", *arguments]
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - our own command
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise FoglineError(f"`fogline {' '.join(arguments)}` failed while it was measured", "run it by hand")
    divisor = 1e6 if sys.platform == "darwin" else 1e3  # bytes there, kB elsewhere
    return time.perf_counter() - began, used.ru_maxrss / divisor


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
