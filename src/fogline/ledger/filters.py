"""A ``Query`` as SQL conditions over claims and documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from fogline.ledger import schema as t
from fogline.ledger import sqlite
from fogline.ledger.times import asked, asked_day, is_day
from fogline.ledger.words import fold
from fogline.model import Query

Box = tuple[float, float, float, float]
_Condition = sa.ColumnElement[bool]
_LAST = "\U0010ffff"  # sorts after whatever an id can go on with


@dataclass(frozen=True, slots=True)
class Filters:
    """A query with what only the ledger or its caller knows.

    ``names`` are further names and ids of ``query.source``; ``box`` is (south, west, north, east) in degrees.
    """

    query: Query
    names: tuple[str, ...] = ()
    box: Box | None = None

    def claims(self) -> list[_Condition]:
        """What holds of the rows of ``claims`` that the query asks for."""
        query, claims = self.query, t.CLAIMS.c
        out = [_current(query, claims.chain, claims.document_seq), self._latest_reading()]
        out += self._of_claims()
        if query.document:
            # By number: asked for a range of ids, SQLite walks all claims in their order instead.
            named = sa.select(t.DOCUMENTS.c.seq).where(starts(t.DOCUMENTS.c.id, query.document))
            out.append(claims.document_seq.in_(named))
        if query.text is not None:
            out.append(claims.seq.in_(sa.select(sqlite.matching("claims", query.text).subquery().c.seq)))
        if query.since:
            out.append(claims.last_day >= asked_day(query.since, "--from"))
        if query.until:
            out.append(claims.first_day <= asked_day(query.until, "--to"))
        if query.source is not None:
            spoke = sa.select(t.SPEAKERS.c.claim_seq).where(self._speaker())
            out.append(sa.or_(claims.seq.in_(spoke), claims.document_seq.in_(self._published())))
        return out

    def documents(self) -> list[_Condition]:
        """What holds of the rows of ``documents``; with a filter on claims, those with such a claim."""
        query, documents = self.query, t.DOCUMENTS.c
        out = [_current(query, documents.chain, documents.seq)]
        day = sa.func.coalesce(documents.published_day, documents.known_day)
        if query.document:
            out.append(starts(documents.id, query.document))
        if query.text is not None:
            out.append(documents.seq.in_(sa.select(sqlite.matching("documents", query.text).subquery().c.seq)))
        if query.since:
            out.append(day >= asked_day(query.since, "--from"))
        if query.until:
            out.append(day <= asked_day(query.until, "--to"))
        if query.source is not None:
            spoke = sa.select(t.CLAIMS.c.document_seq).join(t.SPEAKERS, t.SPEAKERS.c.claim_seq == t.CLAIMS.c.seq)
            spoke = spoke.where(self._speaker(), self._latest_reading())
            out.append(sa.or_(documents.seq.in_(spoke), documents.seq.in_(self._published())))
        narrowed = self._of_claims()
        if narrowed:
            held = sa.select(t.CLAIMS.c.document_seq).where(*narrowed, self._latest_reading())
            out.append(documents.seq.in_(held))
        return out

    def _of_claims(self) -> list[_Condition]:
        query, claims = self.query, t.CLAIMS.c
        out: list[_Condition] = []
        if query.kind:
            out.append(claims.kind == query.kind)
        if query.event:
            out.append(claims.event == query.event)
        if query.place is not None:
            out.append(claims.seq.in_(_at(query.place)))
        if self.box is not None:
            out.append(claims.seq.in_(_inside(self.box)))
        return out

    def _latest_reading(self) -> _Condition:
        """The claims of a document are those of the newest reading that the ledger had by then."""
        newer = t.READINGS.alias()
        newest = (
            sa.select(sa.func.max(newer.c.seq))
            .where(newer.c.document_seq == t.CLAIMS.c.document_seq, *recorded(self.query, newer.c.recorded))
            .correlate(t.CLAIMS)
            .scalar_subquery()
        )
        return t.CLAIMS.c.reading == newest

    def _spellings(self) -> tuple[list[str], list[str]]:
        plain = [self.query.source or "", *self.names]
        # Ids are written small; whoever types one may not.
        return plain + [p.casefold() for p in plain], [f for f in map(fold, plain) if f]

    def _speaker(self) -> _Condition:
        plain, folded = self._spellings()
        return sa.or_(t.SPEAKERS.c.source_id.in_(plain), t.SPEAKERS.c.name_folded.in_(folded))

    def _published(self) -> sa.CompoundSelect[Any]:
        folded = self._spellings()[1]
        first = sa.select(t.DOCUMENTS.c.seq).where(t.DOCUMENTS.c.source_folded.in_(folded))
        other = sa.select(t.ADDRESSES.c.document_seq).where(t.ADDRESSES.c.source_folded.in_(folded))
        return first.union(other)


def recorded(query: Query, column: sa.ColumnElement[str]) -> list[_Condition]:
    """What the ledger knew by ``recorded_as_of``: up to the end of that day (UTC), or that moment."""
    if query.recorded_as_of is None:
        return []
    until = asked(query.recorded_as_of, "--recorded-as-of")
    return [column <= (f"{until}T24" if is_day(until) else until)]


def starts(column: sa.ColumnElement[str], prefix: str) -> _Condition:
    """Ids that begin so, found through the index."""
    return sa.and_(column >= prefix, column < prefix + _LAST)


def _current(query: Query, chain: sa.ColumnElement[str], document: sa.ColumnElement[int]) -> _Condition:
    """The newest version that was known by then, or every version that was."""
    versions = t.VERSIONS.alias()
    known = recorded(query, versions.c.recorded)
    if query.as_of is not None:
        until = asked(query.as_of, "--as-of")
        known.append((versions.c.known_day if is_day(until) else versions.c.known_utc) <= until)
    if query.all_versions:
        return sa.exists().where(versions.c.document_seq == document, *known)
    newest = sa.select(versions.c.document_seq).where(versions.c.chain == chain, *known)
    newest = newest.order_by(versions.c.seen_utc.desc(), versions.c.seq.desc()).limit(1)
    return document == newest.correlate(chain.table).scalar_subquery()


def _at(place: str) -> sa.CompoundSelect[Any]:
    places = t.CLAIM_PLACES.c
    folded = fold(place)
    rows = [places.place == place, places.name_folded == folded, places.phrase_folded == folded]
    # Three look-ups in three indexes; one condition with OR would read the table.
    return sa.union(*(sa.select(places.claim_seq).where(row) for row in rows))


def _inside(box: Box) -> sa.Select[Any]:
    south, west, north, east = box
    places = t.CLAIM_PLACES.c
    return sa.select(places.claim_seq).where(
        places.seq.in_(sqlite.inside(south, west, north, east)),
        places.lat.between(south, north),
        places.lon.between(west, east),
    )
