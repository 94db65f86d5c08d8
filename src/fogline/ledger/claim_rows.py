"""The rows of a reading: claims with their places and speakers, and the search indexes over them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from fogline.ledger import schema as t
from fogline.ledger import sqlite
from fogline.ledger.payload import encode
from fogline.ledger.rows import insert, next_seq
from fogline.ledger.times import interval
from fogline.ledger.words import fold
from fogline.model import Claim, Place, Reading


def write_reading(
    connection: sa.Connection, document: Mapping[str, Any], reading: Reading, run: int | None, now: str
) -> None:
    """All claims of one document, in a handful of statements; ``document`` is its row.

    Raises ValueError for a claim of another document: a fault of the caller that no ledger should keep.
    """
    claims = list({c.id: c for c in reversed(reading.claims)}.values())[::-1]
    if any(c.document != document["id"] for c in claims):
        raise ValueError(f"a claim of another document in the reading of {document['id']}")
    reading_seq = next_seq(connection, t.READINGS)
    row = {"seq": reading_seq, "document_seq": document["seq"], "reader": reading.reader, "run": run}
    row |= {"warnings": json.dumps(reading.warnings, ensure_ascii=False), "recorded": now}
    insert(connection, t.READINGS, [row])
    if not claims:
        return
    first = next_seq(connection, t.CLAIMS)
    numbered = list(enumerate(claims, first))
    insert(connection, t.CLAIMS, [_claim_row(s, c, document, reading_seq, now) for s, c in numbered])
    sqlite.index_claims(connection, [{"seq": s, "quote": c.quote.text} for s, c in numbered])
    _write_speakers(connection, numbered, now)
    _write_places(connection, numbered, now)


def _claim_row(seq: int, claim: Claim, document: Mapping[str, Any], reading: int, now: str) -> dict[str, Any]:
    first_day, last_day = interval(claim, document["published_day"] or document["known_day"])
    return {
        "seq": seq,
        "id": claim.id,
        "document_seq": document["seq"],
        "document": claim.document,
        "chain": document["chain"],
        "reading": reading,
        "known_utc": document["known_utc"],
        "kind": claim.kind,
        "event": claim.event,
        "denied": int(claim.denied),
        "start": claim.quote.start,
        "end": claim.quote.end,
        "first_day": first_day,
        "last_day": last_day,
        "payload": encode(claim),
        "recorded": now,
    }


def _write_speakers(connection: sa.Connection, numbered: list[tuple[int, Claim]], now: str) -> None:
    rows = [
        {"claim_seq": seq, "level": s.level, "name": s.name, "name_folded": fold(s.name)}
        | {"source_id": s.source_id, "recorded": now}
        for seq, claim in numbered
        for s in claim.said_by
    ]
    insert(connection, t.SPEAKERS, rows)


def _write_places(connection: sa.Connection, numbered: list[tuple[int, Claim]], now: str) -> None:
    found = [
        row | {"claim_seq": seq, "position": position, "role": place.role, "recorded": now}
        for seq, claim in numbered
        for position, place in enumerate(claim.where)
        for row in _place_rows(place)
    ]
    if not found:
        return
    rows = [row | {"seq": seq} for seq, row in enumerate(found, next_seq(connection, t.CLAIM_PLACES))]
    insert(connection, t.CLAIM_PLACES, rows)
    points = [{k: r[k] for k in ("seq", "lat", "lon")} for r in rows if r["lat"] is not None]
    if points:
        sqlite.index_places(connection, points)


def _place_rows(place: Place) -> Iterator[dict[str, Any]]:
    """A row per candidate, and a nameless one for the derived point of a relative place."""
    base = {"phrase": place.phrase, "phrase_folded": fold(place.phrase)}
    for rank, found in enumerate(place.candidates):
        names = {"place": found.id, "name": found.name, "name_folded": fold(found.name)}
        yield base | names | {"rank": rank, "lat": found.lat, "lon": found.lon}
    derived = place.lat is not None and place.lon is not None
    if derived or not place.candidates:
        nameless: dict[str, Any] = {"place": None, "name": None, "name_folded": None}
        point = {"lat": place.lat, "lon": place.lon} if derived else {"lat": None, "lon": None}
        yield base | nameless | point | {"rank": len(place.candidates)}
