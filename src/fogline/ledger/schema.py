"""The ledger's tables, in SQLAlchemy Core: what SQLite and PostgreSQL share.

Every row says when it was ``recorded`` (UTC, microseconds). Nothing is updated or deleted; what changes is
a new row, and the queries say which row counts. Numbers called ``seq`` are internal and never leave the
ledger; ids do.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import sqlalchemy as sa

METADATA = sa.MetaData()
Row: TypeAlias = sa.Row[*tuple[Any, ...]]  # any table's; columns are read by name


def _table(name: str, *columns: sa.schema.SchemaItem) -> sa.Table:
    recorded = sa.Column("recorded", sa.Text, nullable=False)
    return sa.Table(name, METADATA, sa.Column("seq", sa.Integer, primary_key=True), *columns, recorded)


def _text(name: str, *, required: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=not required)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False)


def _of(name: str, target: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, sa.ForeignKey(f"{target}.seq"), nullable=False)


# A run of a stage; its end is a row of its own, so that a run that was cut off is one without an end.
RUNS = _table(
    "runs",
    _text("stage", required=True),
    _text("version", required=True),
    _text("options", required=True),
    _text("package", required=True),
    _text("started", required=True),
)
RUN_ENDS = _table("run_ends", _of("run", "runs"), _text("finished", required=True))

ORIGINALS = _table(
    "originals",
    sa.Column("sha256", sa.Text, nullable=False, unique=True),
    _text("media_type", required=True),
    _number("size"),
    sa.Column("data", sa.LargeBinary, nullable=False),  # zlib
)

# ``chain`` is the id of the first version of a document that the ledger met, its own id for most.
# ``known_utc`` orders documents: the moment of publication, else that of fetching, else of recording.
DOCUMENTS = _table(
    "documents",
    sa.Column("id", sa.Text, nullable=False, unique=True),
    _text("chain", required=True),
    _text("source"),
    _text("source_folded"),
    _text("title"),
    _text("language"),
    _text("published"),
    _text("published_day"),
    _text("known_utc", required=True),
    _text("known_day", required=True),
    _text("text_sha256", required=True),
    _text("sha256"),
    _text("payload", required=True),
    sa.Index("documents_by_time", "known_utc", "id"),
    sa.Index("documents_by_source", "source_folded"),
    sa.Index("documents_by_text", "text_sha256"),
    sa.Index("documents_by_chain", "chain"),
)
DOCUMENT_ORIGINALS = _table(
    "document_originals",
    _of("document_seq", "documents"),
    _text("sha256", required=True),
    _text("fetched"),
    sa.UniqueConstraint("document_seq", "sha256"),
)
# ``page`` is the address as compared: null for one that names no single report (a front page, say).
ADDRESSES = _table(
    "addresses",
    _of("document_seq", "documents"),
    _text("url", required=True),
    _text("page"),
    _text("source"),
    _text("source_folded"),
    _text("title"),
    _text("seen", required=True),
    sa.UniqueConstraint("document_seq", "url"),
    sa.Index("addresses_by_page", "page"),
    sa.Index("addresses_by_source", "source_folded"),
)
# One row each time that a text took its place in a chain of versions: the newest by ``seen_utc`` is the one
# that counts. A page that goes back to an earlier wording gets a third row, not a changed one.
VERSIONS = _table(
    "versions",
    _text("chain", required=True),
    _of("document_seq", "documents"),
    _text("seen_utc", required=True),
    _text("known_utc", required=True),
    _text("known_day", required=True),
    sa.Index("versions_by_chain", "chain", "seen_utc", "seq"),
    sa.Index("versions_by_document", "document_seq"),
)
LINEAGE = _table(
    "lineage",
    _of("document_seq", "documents"),
    _text("kind", required=True),
    _text("name"),
    _text("date"),
    _text("url"),
    _text("document"),
    sa.Index("lineage_by_document", "document_seq"),
    sa.Index("lineage_by_earlier", "document"),
)

# What one reader version made of one document; the newest counts, the others stay.
READINGS = _table(
    "readings",
    _of("document_seq", "documents"),
    _text("reader", required=True),
    sa.Column("run", sa.Integer, sa.ForeignKey("runs.seq")),
    _text("warnings", required=True),
    sa.UniqueConstraint("document_seq", "reader"),
    sa.Index("readings_by_document", "document_seq", "seq"),
)
# Columns repeated from the document (chain, known_utc) save a join for every claim, and cannot drift: no row
# ever changes. ``first_day`` and ``last_day`` are the claim's interval, the day of publication without one.
CLAIMS = _table(
    "claims",
    _text("id", required=True),
    _of("document_seq", "documents"),
    _text("document", required=True),
    _text("chain", required=True),
    _of("reading", "readings"),
    _text("known_utc", required=True),
    _text("kind", required=True),
    _text("event", required=True),
    _number("denied"),
    _number("start"),
    _number("end"),
    _text("first_day", required=True),
    _text("last_day", required=True),
    _text("payload", required=True),
    sa.UniqueConstraint("reading", "id"),
    sa.Index("claims_in_order", "known_utc", "document", "start", "id"),
    sa.Index("claims_by_id", "id", "seq"),
    sa.Index("claims_by_document", "document_seq", "start"),
    sa.Index("claims_by_event", "event"),
    sa.Index("claims_by_kind", "kind"),
    sa.Index("claims_by_first_day", "first_day", "last_day"),
    sa.Index("claims_by_last_day", "last_day", "first_day"),
)
# A row per candidate; a phrase without candidates has one row without a place.
CLAIM_PLACES = _table(
    "claim_places",
    _of("claim_seq", "claims"),
    _number("position"),
    _number("rank"),
    _text("role", required=True),
    _text("phrase", required=True),
    _text("phrase_folded", required=True),
    _text("place"),
    _text("name"),
    _text("name_folded"),
    sa.Column("lat", sa.Float),
    sa.Column("lon", sa.Float),
    sa.Index("claim_places_by_claim", "claim_seq"),
    sa.Index("claim_places_by_place", "place", "claim_seq"),
    sa.Index("claim_places_by_name", "name_folded", "claim_seq"),
    sa.Index("claim_places_by_phrase", "phrase_folded", "claim_seq"),
)
SPEAKERS = _table(
    "speakers",
    _of("claim_seq", "claims"),
    _number("level"),
    _text("name", required=True),
    _text("name_folded", required=True),
    _text("source_id"),
    sa.Index("speakers_by_claim", "claim_seq"),
    sa.Index("speakers_by_name", "name_folded", "claim_seq"),
    sa.Index("speakers_by_source", "source_id", "claim_seq"),
)

# Sources that a user added or corrected; the newest row of an id counts.
SOURCES = _table("sources", _text("id", required=True), _text("payload", required=True))

# Which documents a later stage (linking, checking) went over, in which run.
PASSES = _table(
    "passes",
    _of("document_seq", "documents"),
    _text("stage", required=True),
    _of("run", "runs"),
    sa.Index("passes_by_document", "document_seq", "stage", "run"),
)
LINKS = _table(
    "links",
    _text("a", required=True),
    _text("b", required=True),
    _of("a_document", "documents"),
    _of("b_document", "documents"),
    _text("relation", required=True),
    sa.Column("weight", sa.Float, nullable=False),
    _text("reasons", required=True),
    _of("run", "runs"),
    # Not (a, b): with two lists of claims asked for, SQLite would try every pair of them.
    sa.Index("links_by_a", "a"),
    sa.Index("links_by_b", "b"),
)
FINDINGS = _table(
    "findings",
    _text("claim", required=True),
    _of("document_seq", "documents"),
    _text("kind", required=True),
    _text("verdict", required=True),
    _text("payload", required=True),
    _of("run", "runs"),
    sa.Index("findings_by_claim", "claim"),
)
JUDGEMENTS = _table(
    "judgements",
    _text("target", required=True),
    _text("payload", required=True),
    sa.Index("judgements_by_target", "target"),
)
