"""Reports into the ledger: take in, read what is new, write in the order of intake, link."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from fogline import intake
from fogline.flow.engines import Batch, Engine, local
from fogline.flow.linking import link_unlinked
from fogline.flow.reading import READER
from fogline.flow.taking import take
from fogline.ledger import Ledger
from fogline.model import Document, Intake, Reading, Rejected

BATCH_CHARACTERS = 60_000  # a batch ends here even if it holds few documents: long reports must not pile up


class Watcher:
    """Told of every step of an ``add``; this one stays silent."""

    def document(self, document: Document, status: str, claims: int) -> None:
        """A document was written: new, version, address, known or reread, with so many claims."""

    def rejected(self, rejected: Rejected) -> None:
        """A file, address or item could not be taken in."""

    def warning(self, document: Document, text: str) -> None:
        """Something about a document that a user should know."""

    def linking(self, documents: int) -> None:
        """So many documents are about to be linked."""


SILENT = Watcher()


@dataclass(frozen=True, slots=True)
class Summary:
    """What one ``add`` did: documents by what became of them, what was refused, claims and warnings."""

    new: int = 0
    version: int = 0
    address: int = 0
    known: int = 0
    reread: int = 0
    rejected: int = 0
    claims: int = 0
    warnings: int = 0
    links: int = 0
    interrupted: bool = False

    @property
    def documents(self) -> int:
        """How many reports were taken in, known ones included."""
        return self.new + self.version + self.address + self.known + self.reread


@dataclass(frozen=True, slots=True)
class _Item:
    """One thing that came from intake; ``read`` says whether it waits for its reading."""

    taken: Intake | Rejected
    read: bool


def add(
    targets: Sequence[str],
    ledger: Path,
    how: intake.Options,
    *,
    engine: Engine | None = None,
    watcher: Watcher = SILENT,
) -> Summary:
    """Read these files, folders, globs, addresses or "-" into the ledger at ``ledger``; safe to repeat.

    Ctrl-C ends it early: what was written stays, and the summary says ``interrupted``. FoglineError for a ledger
    that cannot be written.
    """
    stream = (item for target in targets for item in take(target, how))
    with Ledger.open(ledger) as opened:
        return add_taken(stream, opened, engine=engine, watcher=watcher)


def add_taken(
    stream: Iterable[Intake | Rejected],
    ledger: Ledger,
    *,
    engine: Engine | None = None,
    watcher: Watcher = SILENT,
) -> Summary:
    """The same from what intake yields, in its order, whatever the engine."""
    engine = engine or local(1)
    tally: Counter[str] = Counter()
    try:
        run = ledger.begin_run("reading", engine.reader, {"engine": engine.name})
        with closing(_read(stream, ledger, engine)) as results:
            for item, reading in results:
                _write(ledger, item, reading, run, tally, watcher)
        ledger.end_run(run)
        tally["links"] = link_unlinked(ledger, watcher.linking)
    except KeyboardInterrupt:
        return _summary(tally, interrupted=True)
    return _summary(tally)


def _summary(tally: Counter[str], *, interrupted: bool = False) -> Summary:
    return Summary(
        new=tally["new"],
        version=tally["version"],
        address=tally["address"],
        known=tally["known"],
        reread=tally["reread"],
        rejected=tally["rejected"],
        claims=tally["claims"],
        warnings=tally["warnings"],
        links=tally["links"],
        interrupted=interrupted,
    )


def _read(
    stream: Iterable[Intake | Rejected], ledger: Ledger, engine: Engine
) -> Generator[tuple[_Item, Reading | None], None, None]:
    """Every item in order, with its reading if it was read; the engine runs a few batches ahead."""
    sent: deque[list[_Item]] = deque()

    def batches() -> Iterator[Batch]:
        for group in _groups(_marked(stream, ledger, engine.reader), engine.batch):
            sent.append(group)
            yield [i.taken.document for i in group if i.read and isinstance(i.taken, Intake)]

    for readings in engine.run(batches()):
        answers = iter(readings)
        for item in sent.popleft():
            yield item, next(answers) if item.read else None


def _marked(stream: Iterable[Intake | Rejected], ledger: Ledger, reader: str) -> Iterator[_Item]:
    # What the full reader has read is not read again by the fast one.
    enough = {reader, READER}
    for taken in stream:
        known = isinstance(taken, Rejected) or any(ledger.has(taken.document, r) for r in sorted(enough))
        yield _Item(taken, not known)


def _groups(items: Iterable[_Item], most: int) -> Iterator[list[_Item]]:
    """Items by so many documents to read; what needs no reading rides along."""
    group: list[_Item] = []
    documents = characters = 0
    for item in items:
        group.append(item)
        if item.read and isinstance(item.taken, Intake):
            documents += 1
            characters += len(item.taken.document.text)
        if documents >= most or characters >= BATCH_CHARACTERS or len(group) >= 8 * most:
            yield group
            group, documents, characters = [], 0, 0
    if group:
        yield group


def _write(
    ledger: Ledger, item: _Item, reading: Reading | None, run: int, tally: Counter[str], watcher: Watcher
) -> None:
    if isinstance(item.taken, Rejected):
        tally["rejected"] += 1
        watcher.rejected(item.taken)
        return
    document = item.taken.document
    counted = reading if reading is not None and reading.reader else None  # a failed reading is tried again
    added = ledger.add(item.taken, counted, run)
    tally[added.status] += 1
    # A second copy inside one batch was read too, and adds no claim.
    claims = len(reading.claims) if reading and added.status in ("new", "version", "reread") else 0
    tally["claims"] += claims
    watcher.document(document, added.status, claims)
    if added.status == "known":  # its warnings were told when it came
        return
    for text in (*document.warnings, *(reading.warnings if reading else ())):
        tally["warnings"] += 1
        watcher.warning(document, text)
