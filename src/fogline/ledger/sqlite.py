"""Everything that only SQLite knows: the file's header, pragmas, triggers, full text, R*Tree, backup.

A ledger on PostgreSQL replaces this module and keeps the tables of ``schema``. Statements here are constants;
whatever comes from outside is a bound parameter.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from fogline.ledger.schema import METADATA
from fogline.model import FoglineError

APPLICATION_ID = 0x464F474C  # "FOGL", at byte 68 of the file: `file` and SQLite's own tools show it
Step = Callable[[sa.Connection], None]

# Derived from the tables and no record themselves: the search indexes have no triggers, and can be built
# anew. They hold no text of their own (content=''), which halves the file.
_INDEXES = (
    "CREATE VIRTUAL TABLE documents_fts USING fts5(title, text, content='', tokenize='unicode61 remove_diacritics 2')",
    "CREATE VIRTUAL TABLE claims_fts USING fts5(quote, content='', tokenize='unicode61 remove_diacritics 2')",
    "CREATE VIRTUAL TABLE claim_places_rtree USING rtree(seq, west, east, south, north)",
)
_REFUSAL = (
    "CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} "
    "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
)
_PHRASE = re.compile(r'"([^"]*)"|([^\s"]+)')


def engine(path: Path, *, readonly: bool, wait: float) -> sa.Engine:
    """An engine over the file; ``wait`` is how many seconds a writer waits for another."""
    uri = path.resolve().as_uri() + _mode(path, readonly)

    def connect() -> sqlite3.Connection:
        # isolation_level None: the driver begins nothing by itself, the listener below does.
        return sqlite3.connect(uri, uri=True, timeout=wait, isolation_level=None, check_same_thread=False)

    made = sa.create_engine("sqlite://", creator=connect, poolclass=QueuePool, max_overflow=-1)

    @event.listens_for(made, "connect")
    def _prepare(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
        if not readonly:
            connection.execute("PRAGMA journal_mode=WAL")
            # In WAL mode NORMAL cannot corrupt the file; a power cut may cost the last reports, which are
            # read again.
            connection.execute("PRAGMA synchronous=NORMAL")
            # 16 MB of log between two checkpoints: each one waits for the disk, at 4 MB a sixth of all time.
            connection.execute("PRAGMA wal_autocheckpoint=4000")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA cache_size=-32000")

    @event.listens_for(made, "begin")
    def _begin(connection: sa.Connection) -> None:
        # A writer takes the lock at once: one that reads first and then writes could not wait for another's
        # end.
        writing = connection.get_execution_options().get("fogline_write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return made


def check_file(path: Path) -> bool:
    """Whether there is anything in the file; FoglineError if it is no SQLite database, or another
    program's.
    """
    if path.is_dir():
        raise FoglineError(f"{path} is a folder", "name the ledger's file")
    if not path.exists() or path.stat().st_size == 0:
        return False
    with path.open("rb") as file:
        if file.read(16) != b"SQLite format 3\x00":
            raise not_a_ledger(path)
    return True


def not_a_ledger(path: Path) -> FoglineError:
    """The refusal of a file that Fogline did not make."""
    return FoglineError(f"{path} is not a Fogline ledger", "name another file with --ledger")


def identity(connection: sa.Connection) -> tuple[int, int, bool]:
    """Application id, schema version, and whether the file holds any table."""
    application = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
    version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    tables = connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one()
    return application, version, tables > 0


def create(connection: sa.Connection, version: int) -> None:
    """All tables, triggers and search indexes, in the caller's transaction."""
    METADATA.create_all(connection, checkfirst=False)
    for table in METADATA.sorted_tables:
        for verb in ("UPDATE", "DELETE"):
            connection.exec_driver_sql(_REFUSAL.format(table=table.name, verb=verb))
    for statement in _INDEXES:
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID:d}")
    set_version(connection, version)


def set_version(connection: sa.Connection, version: int) -> None:
    """Write the schema version; part of the transaction, like everything else in the file."""
    connection.exec_driver_sql(f"PRAGMA user_version={version:d}")


def back_up(path: Path, version: int) -> Path:
    """A copy beside the file, with what still stands in the write-ahead log; an earlier copy is kept."""
    stem = f"{path.name}.backup-v{version}"
    copy = path.with_name(stem)
    number = 2
    while copy.exists():
        copy = path.with_name(f"{stem}.{number}")
        number += 1
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")  # a copy is one file
    return copy


@contextmanager
def faults(path: Path) -> Iterator[None]:
    """Turn what SQLite reports into a fault and its mend; anything unknown stays what it is."""
    try:
        yield
    except sa.exc.DBAPIError as error:
        known = _explain(path, str(error.orig))
        if known is None:
            raise
        raise known from error
    except sqlite3.Error as error:
        known = _explain(path, str(error))
        if known is None:
            raise
        raise known from error
    except UnicodeEncodeError as error:
        raise FoglineError(
            "the text holds half characters (lone surrogates), which no file can keep",
            "convert the report to UTF-8",
        ) from error


def index_document(connection: sa.Connection, seq: int, title: str | None, text: str) -> None:
    """Make a document findable by its words."""
    connection.execute(_INDEX_DOCUMENT, {"seq": seq, "title": title or "", "text": text})


def index_claims(connection: sa.Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Make claims findable by the words of their quotes; rows of ``seq`` and ``quote``."""
    connection.execute(_INDEX_CLAIM, rows)


def index_places(connection: sa.Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Make places findable by their coordinates; rows of ``seq``, ``lat`` and ``lon``."""
    connection.execute(_INDEX_PLACE, rows)


def matching(kind: str, text: str) -> sa.Select[Any]:
    """The seqs of ``documents`` or ``claims`` whose words match what a user typed, as ``seq`` and ``score``.

    Lower scores are better (bm25).
    """
    table = sa.table(f"{kind}_fts", sa.column("rowid"), sa.column("rank"))
    return sa.select(table.c.rowid.label("seq"), table.c.rank.label("score")).where(
        sa.literal_column(f"{kind}_fts").op("MATCH")(match_text(text))
    )


def inside(south: float, west: float, north: float, east: float) -> sa.Select[Any]:
    """The seqs of claim places whose point may lie in the box; the tree rounds, so compare again."""
    tree = sa.table("claim_places_rtree", *map(sa.column, ("seq", "west", "east", "south", "north")))
    return sa.select(tree.c.seq).where(
        tree.c.west <= east, tree.c.east >= west, tree.c.south <= north, tree.c.north >= south
    )


def match_text(text: str) -> str:
    """What a user typed as an FTS5 query: every word a quoted term, all of them wanted, "a phrase" a phrase.

    No operator of FTS5 survives: NEAR, OR, *, ^, - and column names are words like any other.
    """
    clean = "".join(c if c.isprintable() else " " for c in text)
    terms = [(phrase or word).strip() for phrase, word in _PHRASE.findall(clean)]
    return " ".join(f'"{t}"' for t in terms if any(c.isalnum() for c in t)) or '""'


_INDEX_DOCUMENT = sa.text("INSERT INTO documents_fts(rowid, title, text) VALUES (:seq, :title, :text)")
_INDEX_CLAIM = sa.text("INSERT INTO claims_fts(rowid, quote) VALUES (:seq, :quote)")
_INDEX_PLACE = sa.text(
    "INSERT INTO claim_places_rtree(seq, west, east, south, north) VALUES (:seq, :lon, :lon, :lat, :lat)"
)


def _mode(path: Path, readonly: bool) -> str:
    """How to open: a folder that one may not write into allows no log beside the file, and needs none."""
    if not readonly:
        return "?mode=rwc"
    log = path.with_name(path.name + "-wal")
    try:
        with closing(sqlite3.connect(path.resolve().as_uri() + "?mode=ro", uri=True)) as probe:
            probe.execute("SELECT count(*) FROM sqlite_master")
    except sqlite3.OperationalError as error:
        if "unable to open" not in str(error) and "readonly" not in str(error):
            return "?mode=ro"  # the real connection will say what is wrong
        if log.exists() and log.stat().st_size:
            raise FoglineError(
                f"{path} has unfinished writes beside it ({log.name}) in a folder that cannot be written",
                "copy both files to a folder of your own and name that one",
            ) from error
        return "?immutable=1"
    return "?mode=ro"


def _explain(path: Path, message: str) -> FoglineError | None:
    for words, fault, mend in _FAULTS:
        if words in message:
            return FoglineError(f"{path} {fault}", mend)
    return None


_FAULTS = (
    (
        "database or disk is full",
        "cannot grow: the disk is full",
        "make room and repeat; what was added before is kept",
    ),
    (
        "locked",
        "is being written by another process, which does not finish",
        "wait for it or end it, then repeat",
    ),
    (
        "readonly database",
        "cannot be written",
        "change its permissions, or name another file with --ledger",
    ),
    (
        "unable to open",
        "cannot be opened",
        "check that the folder exists and that you may write into it",
    ),
    ("not a database", "is not a Fogline ledger", "name another file with --ledger"),
    ("malformed", "is damaged", "go back to a backup copy, or add the reports to a new ledger"),
    ("disk I/O error", "cannot be read or written: the disk reports an error", "check the disk, then repeat"),
)
