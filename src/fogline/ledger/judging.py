"""Judgements: what people decided, kept for good, and tied to the claim again when a new reader cuts it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import sqlalchemy as sa

from fogline.ledger import queries
from fogline.ledger import schema as t
from fogline.ledger.filters import Filters, recorded
from fogline.ledger.payload import decode, encode
from fogline.ledger.rows import insert
from fogline.ledger.words import fold
from fogline.model import Claim, FoglineError, Judgement, Query, Quote

# At least half of the shorter quote must be shared: a neighbour that merely touches is another statement.
_SHARED = 0.5


def add_judgement(connection: sa.Connection, judgement: Judgement, now: str) -> Judgement:
    """Keep a judgement with its claim's document, words and speaker; FoglineError for an unknown claim."""
    if judgement.document is None or judgement.quote is None:
        about = queries.claim(connection, judgement.target)
        judgement = replace(
            judgement, target=about.id, document=about.document, quote=about.quote, speaker=about.origin_name
        )
    row = {"target": judgement.target, "payload": encode(judgement), "recorded": now}
    insert(connection, t.JUDGEMENTS, [row])
    return judgement


def judgements(connection: sa.Connection, query: Query, *, retired: bool) -> Iterator[Judgement]:
    """The last judgement on each claim, or with ``retired`` every one as it was made, oldest first."""
    j = t.JUDGEMENTS.c
    rows = connection.execute(sa.select(j.payload).where(*recorded(query, j.recorded)).order_by(j.seq)).scalars()
    made = [decode(Judgement, payload) for payload in rows]
    if retired:
        yield from made
        return
    last: dict[str, Judgement] = {}
    held: dict[str, list[Claim]] = {}
    for judgement in made:
        document = judgement.document
        if document is not None and document not in held:
            held[document] = list(_claims_of(connection, document, query))
        tied = _attach(connection, judgement, held.get(document or "", []), query)
        last.pop(tied.target, None)
        last[tied.target] = tied
    yield from last.values()


def _claims_of(connection: sa.Connection, document: str, query: Query) -> Iterator[Claim]:
    """The claims of a document that counted at the query's moment."""
    return queries.claims(connection, Filters(Query(recorded_as_of=query.recorded_as_of, document=document)))


def _attach(connection: sa.Connection, judgement: Judgement, now: list[Claim], query: Query) -> Judgement:
    """The judgement on the claim that says the same now; as it was if nothing there does."""
    if judgement.quote is None:
        return judgement
    now = now or _in_newer_version(connection, judgement, query)
    if any(c.id == judgement.target for c in now):
        return judgement
    speaker, quote = fold(judgement.speaker), judgement.quote
    alike = [(_overlap(quote, c.quote), c) for c in now if fold(c.origin_name) == speaker]
    alike = [pair for pair in alike if pair[0] >= _SHARED]
    if not alike:
        return judgement
    best = max(alike, key=lambda pair: (pair[0], -pair[1].quote.start, pair[1].id))[1]
    return replace(judgement, target=best.id)


def _in_newer_version(connection: sa.Connection, judgement: Judgement, query: Query) -> list[Claim]:
    """Claims of the newest version in the same words, put at the old offsets: a correction moves them."""
    quote = judgement.quote
    if quote is None or judgement.document is None:
        return []
    try:
        chain = queries.document_row(connection, judgement.document).chain
    except FoglineError:  # a judgement may come from another ledger, before its document
        return []
    newest = sa.select(t.DOCUMENTS.c.id).where(
        *Filters(Query(recorded_as_of=query.recorded_as_of)).documents(), t.DOCUMENTS.c.chain == chain
    )
    found = connection.execute(newest).scalar()
    if found is None:
        return []
    there = _claims_of(connection, found, query)
    return [replace(c, quote=quote) for c in there if c.quote.text == quote.text]


def _overlap(one: Quote, other: Quote) -> float:
    shared = min(one.end, other.end) - max(one.start, other.start)
    shorter = min(one.end - one.start, other.end - other.start)
    return max(0.0, shared / shorter) if shorter > 0 else 0.0
