"""How a document gets into the ledger: what is new, known, another address, another version.

Every function runs inside one write transaction, so the largest ``seq`` can be read and counted on from.
"""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass, replace
from typing import Any, Literal

import sqlalchemy as sa

from fogline.ledger import schema as t
from fogline.ledger import sqlite
from fogline.ledger.claim_rows import write_reading
from fogline.ledger.payload import encode
from fogline.ledger.rows import insert, next_seq
from fogline.ledger.times import moment, own_day
from fogline.ledger.words import fold, page_key
from fogline.model import Document, Intake, Lineage, Original, Reading

Status = Literal["new", "known", "address", "version", "reread"]
# A page that is fetched again under its address is that page, whatever it says now. Many reports share the
# bytes of an archive or a table, and there only the address of each report can tell.
_PAGES = ("text/html", "application/xhtml+xml", "application/pdf", "text/plain")
# What a feed gives under a page's address may be an excerpt: it never supersedes the page.
_FEEDS = (
    "application/rss+xml",
    "application/atom+xml",
    "application/rdf+xml",
    "application/feed+json",
    "application/xml",
    "text/xml",
)
_BEFORE_ALL = ""  # sorts before every moment


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a document: ``new``, ``known`` (nothing changed), ``address`` (known, another address),
    ``version`` (a changed text; ``supersedes`` names the former), ``reread`` (known, read by another reader).

    ``document`` is the id under which the ledger has it.
    """  # fmt: skip

    status: Status
    document: str
    supersedes: str | None = None


def add(connection: sa.Connection, intake: Intake, reading: Reading | None, run: int | None, now: str) -> Added:
    """Write one document with what was read in it; without a reading only what intake knows."""
    known = find(connection, intake.document)
    if known is None:
        return _add_new(connection, intake, reading, run, now)
    return _add_again(connection, known, intake, reading, run, now)


def find(connection: sa.Connection, document: Document) -> t.Row | None:
    """The ledger's row of this report: the same words on the same day, or on any if this has no day."""
    if document.day is None:
        dated = connection.execute(
            sa.select(t.DOCUMENTS)
            .where(t.DOCUMENTS.c.text_sha256 == _digest(document.text), t.DOCUMENTS.c.published_day.is_not(None))
            .order_by(t.DOCUMENTS.c.seq)
        ).first()
        if dated:
            return dated
    return connection.execute(sa.select(t.DOCUMENTS).where(t.DOCUMENTS.c.id == document.id)).first()


def has_reading(connection: sa.Connection, document_seq: int, reader: str) -> bool:
    """Whether this reader version has read the document."""
    found = sa.select(t.READINGS.c.seq).where(t.READINGS.c.document_seq == document_seq, t.READINGS.c.reader == reader)
    return connection.execute(found).first() is not None


def _add_new(connection: sa.Connection, intake: Intake, reading: Reading | None, run: int | None, now: str) -> Added:
    document = intake.document
    seen = moment(document.fetched) or now
    head = _head_at(connection, intake) or _head_without_day(connection, document)
    excerpt = head is not None and _is_excerpt(connection, intake, head)
    former = None if head is None or excerpt else head
    if former is not None:
        lineage = Lineage("version", former.source, former.published, None, former.id)
        document = replace(document, lineage=(*document.lineage, lineage))
    known_utc, known_day = _known_from(document, former, intake.original, seen)
    seq = next_seq(connection, t.DOCUMENTS)
    chain = head.chain if head is not None else document.id
    row = _document_row(document, seq, chain, (known_utc, known_day), now)
    insert(connection, t.DOCUMENTS, [row])
    _take_place(connection, row, _BEFORE_ALL if excerpt else seen)
    sqlite.index_document(connection, seq, document.title, document.text)
    _add_original(connection, seq, intake, now)
    _add_addresses(connection, seq, document, _addresses(document), now)
    _add_lineage(connection, seq, document, now)
    if reading is not None:
        write_reading(connection, row, replace(reading, document=document), run, now)
    if head is None:
        return Added("new", document.id)
    return Added("version", document.id, None if former is None else former.id)


def _add_again(
    connection: sa.Connection,
    known: t.Row,
    intake: Intake,
    reading: Reading | None,
    run: int | None,
    now: str,
) -> Added:
    """A report that the ledger has: keep what is new about it, and rewrite nothing."""
    document = intake.document
    fresh = [u for u in _addresses(document) if u not in _known_addresses(connection, known.seq)]
    replaced = _replaced_by(connection, known, intake, bool(fresh))
    if fresh:
        _add_addresses(connection, known.seq, document, fresh, now)
    if fresh or replaced is not None:
        _add_original(connection, known.seq, intake, now)
    if replaced is not None:
        seen = moment(document.fetched) or now
        row = {
            "seq": known.seq,
            "chain": replaced.chain,
            "known_utc": seen,
            "known_day": seen[:10],
            "recorded": now,
        }
        _take_place(connection, row, seen)
    reread = (
        reading is not None
        and reading.document.id == known.id  # a copy without its date was read without it: times would be lost
        and not has_reading(connection, known.seq, reading.reader)
    )
    if reread and reading is not None:
        write_reading(connection, known._asdict(), reading, run, now)
    if replaced is not None:
        return Added("version", known.id, replaced.id)
    return Added("reread" if reread else "address" if fresh else "known", known.id)


def _replaced_by(connection: sa.Connection, known: t.Row, intake: Intake, new_address: bool) -> t.Row | None:
    """The document whose place under an address this known text takes: the page went back, or took over a
    text.

    The same bytes again are the same file again, and adding a folder twice must change nothing.
    """
    if intake.original.media_type in _FEEDS:
        return None
    kept = sa.select(t.DOCUMENT_ORIGINALS.c.seq).where(
        t.DOCUMENT_ORIGINALS.c.document_seq == known.seq,
        t.DOCUMENT_ORIGINALS.c.sha256 == intake.original.sha256,
    )
    if not new_address and connection.execute(kept).first():
        return None
    head = _head_at(connection, intake)
    if head is None or head.seq == known.seq or head.text_sha256 == known.text_sha256:
        return None
    return head


def _head_at(connection: sa.Connection, intake: Intake) -> t.Row | None:
    """The newest version of the document that the ledger has under one of these addresses."""
    pages = [p for p in map(page_key, _addresses(intake.document)) if p]
    if not pages:
        return None
    held = connection.execute(
        sa.select(t.DOCUMENTS.c.chain, t.DOCUMENTS.c.sha256)
        .join(t.ADDRESSES, t.ADDRESSES.c.document_seq == t.DOCUMENTS.c.seq)
        .where(t.ADDRESSES.c.page.in_(pages))
        .order_by(t.ADDRESSES.c.seq)
    ).all()
    if not held or _is_container(intake, held):
        return None
    return head(connection, held[-1].chain)


def _is_container(intake: Intake, held: Any) -> bool:
    """Whether the address names a feed or an archive: two documents of it came from the same bytes."""
    shared = [row.sha256 for row in {(r.chain, r.sha256): r for r in held}.values() if row.sha256]
    if len(shared) != len(set(shared)):
        return True
    return intake.original.media_type not in _PAGES and intake.original.sha256 in shared


def head(connection: sa.Connection, chain: str) -> t.Row | None:
    """The newest version in a chain, with the moment that it was seen."""
    return connection.execute(
        sa.select(t.DOCUMENTS, t.VERSIONS.c.seen_utc)
        .join(t.VERSIONS, t.VERSIONS.c.document_seq == t.DOCUMENTS.c.seq)
        .where(t.VERSIONS.c.chain == chain)
        .order_by(t.VERSIONS.c.seen_utc.desc(), t.VERSIONS.c.seq.desc())
    ).first()


def _head_without_day(connection: sa.Connection, document: Document) -> t.Row | None:
    """The same text that came earlier without a day: now that the day is known, this one takes its place."""
    if document.day is None:
        return None
    chain = connection.execute(
        sa.select(t.DOCUMENTS.c.chain).where(
            t.DOCUMENTS.c.text_sha256 == _digest(document.text), t.DOCUMENTS.c.published_day.is_(None)
        )
    ).scalar()
    found = head(connection, chain) if chain else None
    return found if found is not None and found.published_day is None else None


def _is_excerpt(connection: sa.Connection, intake: Intake, head: t.Row) -> bool:
    if intake.original.media_type not in _FEEDS:
        return False
    kept = sa.select(t.ORIGINALS.c.media_type).where(t.ORIGINALS.c.sha256 == head.sha256)
    return connection.execute(kept).scalar() not in _FEEDS


def _known_from(document: Document, former: t.Row | None, original: Original, seen: str) -> tuple[str, str]:
    """The moment and the day from which ``as_of`` shows this document (see ``times`` for the rule).

    A text that changed under an unchanged date was not yet this text when the former one was seen. An edit
    counts from when it was made. Other bytes are what shows a change: the same bytes cleaned anew are no
    news.
    """
    moments = [document.published] if moment(document.published) else [seen]
    moments += [x.date for x in document.lineage if x.kind == "edit"]
    changed = former is not None and former.sha256 != original.sha256
    if former is not None and changed and former.published == document.published:
        moments.append(former.seen_utc)
    known = max((m for m in moments if m and moment(m)), key=lambda m: moment(m) or "")
    return moment(known) or seen, own_day(known)


def _document_row(document: Document, seq: int, chain: str, known: tuple[str, str], now: str) -> dict[str, Any]:
    return {
        "seq": seq,
        "id": document.id,
        "chain": chain,
        "source": document.source,
        "source_folded": fold(document.source),
        "title": document.title,
        "language": document.language,
        "published": document.published,
        "published_day": document.day,
        "known_utc": known[0],
        "known_day": known[1],
        "text_sha256": _digest(document.text),
        "sha256": document.sha256,
        "payload": encode(document),
        "recorded": now,
    }


def _take_place(connection: sa.Connection, row: dict[str, Any], seen: str) -> None:
    place = {k: row[k] for k in ("chain", "known_utc", "known_day", "recorded")}
    insert(connection, t.VERSIONS, [place | {"document_seq": row["seq"], "seen_utc": seen}])


def _add_original(connection: sa.Connection, seq: int, intake: Intake, now: str) -> None:
    original = intake.original
    sha256 = original.sha256
    if connection.execute(sa.select(t.ORIGINALS.c.seq).where(t.ORIGINALS.c.sha256 == sha256)).first() is None:
        values = {"sha256": sha256, "media_type": original.media_type, "size": len(original.data)}
        insert(connection, t.ORIGINALS, [values | {"data": zlib.compress(original.data, 6), "recorded": now}])
    pair = {"document_seq": seq, "sha256": sha256}
    same = sa.select(t.DOCUMENT_ORIGINALS.c.seq).where(
        t.DOCUMENT_ORIGINALS.c.document_seq == seq, t.DOCUMENT_ORIGINALS.c.sha256 == sha256
    )
    if connection.execute(same).first() is None:
        more = {"fetched": intake.document.fetched, "recorded": now}
        insert(connection, t.DOCUMENT_ORIGINALS, [pair | more])


def _addresses(document: Document) -> list[str]:
    first = [document.url] if document.url else []
    return list(dict.fromkeys([*first, *document.urls]))


def _known_addresses(connection: sa.Connection, seq: int) -> set[str]:
    return set(connection.execute(sa.select(t.ADDRESSES.c.url).where(t.ADDRESSES.c.document_seq == seq)).scalars())


def _add_addresses(connection: sa.Connection, seq: int, document: Document, urls: list[str], now: str) -> None:
    rows = [
        {
            "document_seq": seq,
            "url": url,
            "page": page_key(url),
            "source": document.source,
            "source_folded": fold(document.source),
            "title": document.title,
            "seen": document.fetched or now,
            "recorded": now,
        }
        for url in urls
    ]
    insert(connection, t.ADDRESSES, rows)


def _add_lineage(connection: sa.Connection, seq: int, document: Document, now: str) -> None:
    rows = [
        {"document_seq": seq, "kind": x.kind, "name": x.name, "date": x.date, "url": x.url}
        | {"document": x.document, "recorded": now}
        for x in document.lineage
    ]
    insert(connection, t.LINEAGE, rows)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
