"""The ledger: an append-only file of documents, claims and what is made of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

import sqlalchemy as sa

from fogline.ledger import judging, queries, sqlite, writing
from fogline.ledger import schema as t
from fogline.ledger.filters import Box, Filters
from fogline.ledger.opening import open_engine
from fogline.ledger.payload import encode
from fogline.ledger.rows import insert
from fogline.ledger.times import Clock, now, stamp
from fogline.ledger.words import fold
from fogline.ledger.writing import Added
from fogline.model import (
    Claim,
    Document,
    Finding,
    Intake,
    Judgement,
    Link,
    Original,
    Query,
    Reading,
    Snapshot,
    Source,
)

T = TypeVar("T")
EVERYTHING = Query()


@dataclass(frozen=True, slots=True)
class Hits:
    """What a full-text search found, best first: documents by title and text, claims by their quotes."""

    documents: tuple[Document, ...]
    claims: tuple[Claim, ...]


class Ledger:
    """Who said what, as it was learnt: "on 24 February 2023 the ledger knew of 41 claims about Bakhmut".

    Nothing in it changes; a correction is a new row, and the queries show the row that counts. One process
    may write while others read; a second writer waits. Every method raises FoglineError for a fault that a
    user can mend (a full disk, a lock held too long, a damaged file).

    >>> with Ledger.open(path) as ledger:                                        # doctest: +SKIP
    ...     run = ledger.begin_run("reading", "rules-1", {})
    ...     ledger.add(intake, reading, run)
    Added(status='new', document='d2c1f0e9b8a7d6c5b', supersedes=None)
    """

    def __init__(self, path: Path, engine: sa.Engine, clock: Clock) -> None:
        self.path = path
        self._engine = engine
        self._writing = engine.execution_options(fogline_write=True)
        self._clock = clock

    @classmethod
    def open(
        cls,
        path: str | Path,
        create: bool = True,
        readonly: bool = False,
        *,
        wait: float = 30.0,
        clock: Clock = now,
    ) -> Ledger:
        """Open the file, or make it; an older schema is brought forward after a backup copy beside it.

        ``readonly`` needs no right to write, not even in the folder. ``wait`` is how many seconds to wait
        for another writer; ``clock`` gives the time of every row. FoglineError for what is no ledger, or a
        newer one's.
        """
        place = Path(path)
        return cls(place, open_engine(place, create=create, readonly=readonly, wait=wait), clock)

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # Writing: one transaction each.

    def begin_run(self, stage: str, version: str, options: Mapping[str, Any] | None = None) -> int:
        """Note that a stage (``reading``, ``linking``, ``checking``) starts; ``options`` are plain JSON."""
        with self._write() as (connection, recorded):
            row = {"stage": stage, "version": version, "started": recorded, "recorded": recorded}
            plain = json.dumps(dict(options or {}), ensure_ascii=False, sort_keys=True, default=str)
            row |= {"options": plain, "package": _package_version()}
            return int(connection.execute(t.RUNS.insert().returning(t.RUNS.c.seq), row).scalar_one())

    def end_run(self, run: int) -> None:
        """Note that a run came to its end; a run without one was cut off."""
        with self._write() as (connection, recorded):
            insert(connection, t.RUN_ENDS, [{"run": run, "finished": recorded, "recorded": recorded}])

    def add(self, intake: Intake, reading: Reading | None, run: int | None = None) -> Added:
        """Write a document with what was read in it, whole or not at all; safe to repeat.

        ``reading`` may be None for a document that ``has`` this reader's reading already: a new address is
        kept.
        """
        with self._write() as (connection, recorded):
            return writing.add(connection, intake, reading, run, recorded)

    def add_sources(self, sources: Iterable[Source]) -> None:
        """Add or correct sources; the newest of an id counts."""
        with self._write() as (connection, recorded):
            rows = [{"id": s.id, "payload": encode(s), "recorded": recorded} for s in sources]
            insert(connection, t.SOURCES, rows)

    def add_links(self, links: Iterable[Link], run: int, documents: Iterable[str] = ()) -> None:
        """Keep links between claims; ``documents`` are the ids that this run has now gone over.

        A document's links by an older linker version no longer count once a newer one has gone over it.
        """
        made = tuple(links)
        with self._write() as (connection, recorded):
            at = queries.claim_documents(connection, (i for link in made for i in (link.a, link.b)))
            rows = [
                {
                    "a": x.a,
                    "b": x.b,
                    "relation": x.relation,
                    "weight": x.weight,
                    "run": run,
                    "recorded": recorded,
                }
                | {"a_document": at[x.a], "b_document": at[x.b]}
                | {"reasons": json.dumps(x.reasons, ensure_ascii=False)}
                for x in made
            ]
            insert(connection, t.LINKS, rows)
            _pass(connection, "linking", documents, run, recorded)

    def add_findings(self, findings: Iterable[Finding], run: int, documents: Iterable[str] = ()) -> None:
        """Keep findings about claims; ``documents`` are the ids that this run has now checked.

        A document's earlier findings no longer count once a later run has checked it.
        """
        made = tuple(findings)
        with self._write() as (connection, recorded):
            at = queries.claim_documents(connection, (f.claim for f in made))
            rows = [
                {"claim": f.claim, "document_seq": at[f.claim], "kind": f.kind, "verdict": f.verdict}
                | {"payload": encode(f), "run": run, "recorded": recorded}
                for f in made
            ]
            insert(connection, t.FINDINGS, rows)
            _pass(connection, "checking", documents, run, recorded)

    def add_judgement(self, judgement: Judgement) -> Judgement:
        """Keep what a person decided, with the claim's document, words and speaker filled in."""
        with self._write() as (connection, recorded):
            return judging.add_judgement(connection, judgement, recorded)

    # Reading: each call sees the ledger as it was when the call began.

    def has(self, document: Document, reader: str) -> bool:
        """Whether the ledger has what this reader version read in the report; reading can then be skipped."""
        with self._read() as connection:
            known = writing.find(connection, document)
            return known is not None and writing.has_reading(connection, known.seq, reader)

    def documents(self, query: Query = EVERYTHING, *, names: Sequence[str] = ()) -> Iterator[Document]:
        """Documents in the order of publication; ``since`` and ``until`` go by their day.

        ``source`` finds those published by it and those in which it speaks; ``names`` are further names of
        it.
        """
        return self._stream(lambda c: queries.documents(c, self._filters(c, query, names)))

    def document(self, id: str) -> Document:
        """The document of this id, or the only one whose id begins so."""
        with self._read() as connection:
            found = queries.document_row(connection, id)
            return queries.documents_named(connection, [found.id], EVERYTHING)[found.id]

    def claims(
        self, query: Query = EVERYTHING, *, names: Sequence[str] = (), box: Box | None = None
    ) -> Iterator[Claim]:
        """Claims by publication, document and place in the text; of each document the newest version and
        reading.

        ``since`` and ``until`` go by the time that the claim is about, and by the day of publication for a
        claim without one. ``names`` are further names and ids of ``query.source``; ``box`` is (south, west,
        north, east) in degrees.
        """
        return self._stream(lambda c: queries.claims(c, self._filters(c, query, names, box)))

    def claim(self, id: str) -> Claim:
        """The claim of this id, or the only one whose id begins so, even if a later reading lacks it."""
        with self._read() as connection:
            return queries.claim(connection, id)

    def original(self, sha256: str) -> Original:
        """The bytes that documents were read from."""
        with self._read() as connection:
            return queries.original(connection, sha256)

    def versions(self, id: str) -> tuple[Document, ...]:
        """All versions of a document, oldest first."""
        with self._read() as connection:
            return queries.versions(connection, id)

    def diff(self, old: str, new: str) -> str:
        """What changed from one document to another: a unified diff of paragraphs."""
        with self._read() as connection:
            return queries.diff(connection, old, new)

    def search(self, text: str, query: Query = EVERYTHING, *, limit: int = 50) -> Hits:
        """Documents and claims with all these words, "a phrase" in quotation marks, best first."""
        with self._read() as connection:
            filters = self._filters(connection, replace(query, text=None), ())
            return Hits(
                queries.best_documents(connection, filters, text, limit),
                queries.best_claims(connection, filters, text, limit),
            )

    def sources(self) -> dict[str, Source]:
        """The sources that a user added or corrected, by id; the bundled ones are vocabulary."""
        with self._read() as connection:
            return queries.sources(connection, EVERYTHING)

    def links(self, query: Query = EVERYTHING, *, names: Sequence[str] = ()) -> Iterator[Link]:
        """Links whose two claims the query asks for, by the claims' ids."""
        return self._stream(lambda c: queries.links(c, self._filters(c, query, names)))

    def findings(self, query: Query = EVERYTHING, *, names: Sequence[str] = ()) -> Iterator[Finding]:
        """What the last check of each document reports about the claims that the query asks for."""
        return self._stream(lambda c: queries.findings(c, self._filters(c, query, names)))

    def judgements(self, query: Query = EVERYTHING, *, retired: bool = False) -> Iterator[Judgement]:
        """The last judgement on each claim, tied to the claim as it is read now; ``retired``: all."""
        return self._stream(lambda c: judging.judgements(c, query, retired=retired))

    def unread_documents(self, reader: str) -> Iterator[Document]:
        """Documents that this reader version has not read."""
        return self._stream(lambda c: queries.without_reading(c, reader))

    def unlinked_documents(self, version: str) -> Iterator[Document]:
        """Documents that the linker of this version has not gone over since they were last read."""
        return self._stream(lambda c: queries.without_pass(c, "linking", version))

    def counts(self) -> dict[str, int]:
        """How many rows of each table the ledger has, and how many documents and claims count now."""
        with self._read() as connection:
            return queries.counts(connection)

    def snapshot(self, query: Query = EVERYTHING, *, names: Sequence[str] = ()) -> Snapshot:
        """What the query asks for, from one moment: claims, their documents, the links between them, sources.

        Documents that match but yielded no claim are in it too. ``origins`` are derived, and left to linking.
        """
        with self._read() as connection:
            filters = self._filters(connection, query, names)
            claims = tuple(queries.claims(connection, filters))
            documents = {d.id: d for d in queries.documents(connection, replace(filters, query=query))}
            missing = dict.fromkeys(c.document for c in claims if c.document not in documents)
            documents |= queries.documents_named(connection, missing, query)
            ids = {c.id for c in claims}
            links = tuple(x for x in queries.links(connection, filters) if x.a in ids and x.b in ids)
            sources = queries.sources(connection, query)
        return Snapshot(documents, claims, links, {}, sources, query.as_of, query.since)

    @contextmanager
    def _write(self) -> Iterator[tuple[sa.Connection, str]]:
        with sqlite.faults(self.path), self._writing.begin() as connection:
            yield connection, stamp(self._clock())

    @contextmanager
    def _read(self) -> Iterator[sa.Connection]:
        with sqlite.faults(self.path), self._engine.connect() as connection:
            yield connection

    def _stream(self, rows: Callable[[sa.Connection], Iterator[T]]) -> Iterator[T]:
        with self._read() as connection:
            yield from rows(connection)

    def _filters(
        self, connection: sa.Connection, query: Query, names: Sequence[str], box: Box | None = None
    ) -> Filters:
        """The query with every name of its source that a user has told the ledger."""
        further = list(names)
        if query.source is not None:
            asked = {fold(query.source), *map(fold, names)}
            for source in queries.sources(connection, EVERYTHING).values():
                known = (source.id, source.name, *source.aliases)
                further += known if asked & set(map(fold, known)) else ()
        return Filters(query, tuple(dict.fromkeys(further)), box)


def _pass(connection: sa.Connection, stage: str, documents: Iterable[str], run: int, recorded: str) -> None:
    seqs = queries.document_seqs(connection, documents)
    rows = [{"document_seq": seq, "stage": stage, "run": run, "recorded": recorded} for seq in seqs]
    insert(connection, t.PASSES, rows)


def _package_version() -> str:
    try:
        return version("fogline")
    except PackageNotFoundError:  # run from a source tree that was never installed
        return "unknown"
