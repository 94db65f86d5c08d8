"""Rows back into nouns: documents, claims, originals, versions, links, findings; streamed where many."""

from __future__ import annotations

import difflib
import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

import sqlalchemy as sa

from fogline.ledger import schema as t
from fogline.ledger import sqlite
from fogline.ledger.filters import Filters, recorded, starts
from fogline.ledger.payload import decode
from fogline.model import Claim, Document, Finding, FoglineError, Link, Original, Query, Source

_BATCH = 200  # rows fetched at a time, and parameters in one IN


def documents(connection: sa.Connection, filters: Filters) -> Iterator[Document]:
    """Documents by time of publication, then id."""
    found = sa.select(t.DOCUMENTS.c.seq, t.DOCUMENTS.c.payload).where(*filters.documents())
    found = found.order_by(t.DOCUMENTS.c.known_utc, t.DOCUMENTS.c.id).limit(filters.query.limit)
    yield from _documents(connection, _stream(connection, found), filters.query)


def documents_named(connection: sa.Connection, ids: Iterable[str], query: Query) -> dict[str, Document]:
    """These documents by id, in the order given."""
    out: dict[str, Document] = {}
    for some in _chunks(ids):
        rows = connection.execute(sa.select(t.DOCUMENTS.c.seq, t.DOCUMENTS.c.payload).where(t.DOCUMENTS.c.id.in_(some)))
        by_id = {d.id: d for d in _documents(connection, rows, query)}
        out |= {i: by_id[i] for i in some if i in by_id}
    return out


def document_row(connection: sa.Connection, prefix: str) -> t.Row:
    """The row of the one document whose id begins so; FoglineError for none or several."""
    found = sa.select(t.DOCUMENTS).where(starts(t.DOCUMENTS.c.id, prefix)).order_by(t.DOCUMENTS.c.id).limit(9)
    rows = connection.execute(found).all()
    exact = [row for row in rows if row.id == prefix]
    return _only(exact or rows, prefix, "document")


def claims(connection: sa.Connection, filters: Filters) -> Iterator[Claim]:
    """Claims by their document's time of publication, its id, and their place in its text."""
    c = t.CLAIMS.c
    found = sa.select(c.payload).where(*filters.claims()).order_by(c.known_utc, c.document, c.start, c.id)
    for row in _stream(connection, found.limit(filters.query.limit)):
        yield decode(Claim, row.payload)


def claim(connection: sa.Connection, prefix: str) -> Claim:
    """The one claim whose id begins so, from its newest reading; FoglineError for none or several."""
    c = t.CLAIMS.c
    newest = sa.select(c.id, sa.func.max(c.seq).label("seq")).where(starts(c.id, prefix)).group_by(c.id).limit(9)
    rows = connection.execute(newest).all()
    exact = [row for row in rows if row.id == prefix]
    row = _only(exact or rows, prefix, "claim")
    return decode(Claim, connection.execute(sa.select(c.payload).where(c.seq == row.seq)).scalar_one())


def original(connection: sa.Connection, sha256: str) -> Original:
    """The bytes of this digest, checked against it; FoglineError if there are none or they are damaged."""
    row = connection.execute(sa.select(t.ORIGINALS).where(t.ORIGINALS.c.sha256 == sha256)).first()
    if row is None:
        raise FoglineError(f"the ledger has no original {sha256!r}", "take the sha256 from a document")
    try:
        kept = Original(zlib.decompress(row.data), row.media_type)
    except zlib.error:
        kept = None
    if kept is None or kept.sha256 != sha256:
        raise FoglineError(f"the original {sha256} is damaged", "go back to a backup copy of the ledger")
    return kept


def versions(connection: sa.Connection, prefix: str) -> tuple[Document, ...]:
    """All texts that this document ever had, oldest first; a text that came back stands twice."""
    row = document_row(connection, prefix)
    places = sa.select(t.DOCUMENTS.c.id).join(t.VERSIONS, t.VERSIONS.c.document_seq == t.DOCUMENTS.c.seq)
    places = places.where(t.VERSIONS.c.chain == row.chain).order_by(t.VERSIONS.c.seen_utc, t.VERSIONS.c.seq)
    ids = connection.execute(places).scalars().all()
    named = documents_named(connection, dict.fromkeys(ids), Query())
    return tuple(named[i] for i in ids)


def diff(connection: sa.Connection, old: str, new: str) -> str:
    """What changed between two documents, as a unified diff of their paragraphs; empty if nothing did."""
    pair = [document_row(connection, prefix) for prefix in (old, new)]
    before, after = (decode(Document, row.payload).text.split("\n") for row in pair)
    names = [" ".join(filter(None, (row.id, row.published))) for row in pair]
    return "\n".join(difflib.unified_diff(before, after, names[0], names[1], n=1, lineterm=""))


def links(connection: sa.Connection, filters: Filters) -> Iterator[Link]:
    """Links between claims that the query asks for; of a pair linked twice the newest row."""
    links, query = t.LINKS.c, replace(filters.query, limit=None)
    wanted = sa.select(t.CLAIMS.c.id).where(*replace(filters, query=query).claims())
    newer = t.LINKS.alias()
    same = (newer.c.a == links.a, newer.c.b == links.b, newer.c.relation == links.relation)
    found = sa.select(t.LINKS).where(
        ~sa.exists().where(*same, newer.c.seq > links.seq, *recorded(query, newer.c.recorded)),
        *recorded(query, links.recorded),
        links.a.in_(wanted),
        links.b.in_(wanted),
        *(_not_relinked(document, links.run, query) for document in (links.a_document, links.b_document)),
    )
    for row in _stream(connection, found.order_by(links.a, links.b, links.relation)):
        yield Link(row.a, row.b, row.relation, row.weight, tuple(json.loads(row.reasons)))


def findings(connection: sa.Connection, filters: Filters) -> Iterator[Finding]:
    """Findings about the claims that the query asks for, by the last run that checked their document."""
    f, query = t.FINDINGS.c, replace(filters.query, limit=None)
    wanted = sa.select(t.CLAIMS.c.id).where(*replace(filters, query=query).claims())
    later = t.PASSES.alias()
    checked_again = sa.exists().where(
        later.c.document_seq == f.document_seq,
        later.c.stage == "checking",
        later.c.run > f.run,
        *recorded(query, later.c.recorded),
    )
    found = sa.select(f.payload).where(f.claim.in_(wanted), ~checked_again, *recorded(query, f.recorded))
    for row in _stream(connection, found.order_by(f.claim, f.seq)):
        yield decode(Finding, row.payload)


def sources(connection: sa.Connection, query: Query) -> dict[str, Source]:
    """The sources that a user added or corrected, the newest row of each, by id."""
    rows = sa.select(t.SOURCES).where(*recorded(query, t.SOURCES.c.recorded)).order_by(t.SOURCES.c.seq)
    found = {row.id: decode(Source, row.payload) for row in connection.execute(rows)}
    return dict(sorted(found.items()))


def without_reading(connection: sa.Connection, reader: str) -> Iterator[Document]:
    """Documents that this reader version has not read."""
    read = sa.exists().where(t.READINGS.c.document_seq == t.DOCUMENTS.c.seq, t.READINGS.c.reader == reader)
    yield from _without(connection, read)


def without_pass(connection: sa.Connection, stage: str, version: str) -> Iterator[Document]:
    """Documents that no run of this stage and version has gone over since they were last read."""
    passed = sa.exists().where(
        t.PASSES.c.document_seq == t.DOCUMENTS.c.seq,
        t.PASSES.c.stage == stage,
        t.RUNS.c.seq == t.PASSES.c.run,
        t.RUNS.c.version == version,
        ~sa.exists()
        .where(t.READINGS.c.document_seq == t.DOCUMENTS.c.seq, t.READINGS.c.recorded > t.PASSES.c.recorded)
        .correlate(t.DOCUMENTS, t.PASSES),  # two levels up: unsaid, any document's newer reading would count
    )
    yield from _without(connection, passed)


def claim_documents(connection: sa.Connection, ids: Iterable[str]) -> dict[str, int]:
    """The document's seq of each of these claims; FoglineError for one that the ledger does not have."""
    wanted = list(dict.fromkeys(ids))
    out: dict[str, int] = {}
    for some in _chunks(wanted):
        rows = connection.execute(sa.select(t.CLAIMS.c.id, t.CLAIMS.c.document_seq).where(t.CLAIMS.c.id.in_(some)))
        out |= {row.id: row.document_seq for row in rows}
    missing = [i for i in wanted if i not in out]
    if missing:
        raise FoglineError(f"the ledger has no claim {missing[0]!r}", "add its document first")
    return out


def document_seqs(connection: sa.Connection, ids: Iterable[str]) -> list[int]:
    """The seqs of these documents; FoglineError for one that the ledger does not have."""
    return [document_row(connection, i).seq for i in ids]


def _not_relinked(document: sa.ColumnElement[int], run: sa.ColumnElement[int], query: Query) -> Any:
    """No linker of another version has gone over the document since: its word replaces the former's."""
    later, theirs, ours = t.PASSES.alias(), t.RUNS.alias(), t.RUNS.alias()
    return ~sa.exists().where(
        later.c.document_seq == document,
        later.c.stage == "linking",
        later.c.run > run,
        theirs.c.seq == later.c.run,
        ours.c.seq == run,
        theirs.c.version != ours.c.version,
        *recorded(query, later.c.recorded),
    )


def _without(connection: sa.Connection, done: sa.ColumnElement[bool]) -> Iterator[Document]:
    found = sa.select(t.DOCUMENTS.c.seq, t.DOCUMENTS.c.payload).where(~done)
    found = found.order_by(t.DOCUMENTS.c.known_utc, t.DOCUMENTS.c.id)
    yield from _documents(connection, _stream(connection, found), Query())


def _documents(connection: sa.Connection, rows: Iterable[t.Row], query: Query) -> Iterator[Document]:
    """Documents with all the addresses that the ledger knew them under by then."""
    a = t.ADDRESSES.c
    for some in _chunks(rows):
        under = sa.select(a.document_seq, a.url).where(a.document_seq.in_([row.seq for row in some]))
        urls: dict[int, list[str]] = {}
        for row in connection.execute(under.where(*recorded(query, a.recorded)).order_by(a.seq)):
            urls.setdefault(row.document_seq, []).append(row.url)
        for row in some:
            found = decode(Document, row.payload)
            known = tuple(dict.fromkeys(urls.get(row.seq, ())))
            yield replace(found, urls=known, url=found.url or next(iter(known), None))


def _stream(connection: sa.Connection, statement: sa.Select[Any]) -> Iterator[t.Row]:
    return iter(connection.execution_options(yield_per=_BATCH).execute(statement))


def _chunks(items: Iterable[Any]) -> Iterator[list[Any]]:
    rest = iter(items)
    while some := list(islice(rest, _BATCH)):
        yield some


def _only(rows: Sequence[t.Row], prefix: str, noun: str) -> t.Row:
    if not rows or not prefix:
        raise FoglineError(f"the ledger has no {noun} {prefix!r}", f"take the id from a list of {noun}s")
    if len(rows) > 1:
        some = ", ".join(row.id for row in rows[:3])
        raise FoglineError(f"{prefix!r} begins the ids of several {noun}s ({some} …)", "give more of the id")
    return rows[0]


def best_documents(connection: sa.Connection, filters: Filters, text: str, limit: int) -> tuple[Document, ...]:
    """Documents by how well their words match."""
    hits = sqlite.matching("documents", text).subquery()
    found = sa.select(t.DOCUMENTS.c.seq, t.DOCUMENTS.c.payload).join(hits, hits.c.seq == t.DOCUMENTS.c.seq)
    found = found.where(*filters.documents()).order_by(hits.c.score, t.DOCUMENTS.c.id).limit(limit)
    return tuple(_documents(connection, connection.execute(found), filters.query))


def best_claims(connection: sa.Connection, filters: Filters, text: str, limit: int) -> tuple[Claim, ...]:
    """Claims by how well the words of their quotes match."""
    hits = sqlite.matching("claims", text).subquery()
    found = sa.select(t.CLAIMS.c.payload).join(hits, hits.c.seq == t.CLAIMS.c.seq)
    found = found.where(*filters.claims()).order_by(hits.c.score, t.CLAIMS.c.id).limit(limit)
    return tuple(decode(Claim, payload) for payload in connection.execute(found).scalars())


def counts(connection: sa.Connection) -> dict[str, int]:
    """Rows by table; those that count now are ``current_documents`` and ``current_claims``."""
    names = ("documents", "addresses", "originals", "readings", "claims", "sources", "links", "findings")
    tables = [t.METADATA.tables[name] for name in (*names, "judgements", "runs")]
    out = {x.name: connection.execute(sa.select(sa.func.count()).select_from(x)).scalar_one() for x in tables}
    everything = Filters(Query())
    current = {"current_documents": (t.DOCUMENTS, everything.documents())}
    current |= {"current_claims": (t.CLAIMS, everything.claims())}
    for name, (table, conditions) in current.items():
        counted = sa.select(sa.func.count()).select_from(table).where(*conditions)
        out[name] = connection.execute(counted).scalar_one()
    return out
