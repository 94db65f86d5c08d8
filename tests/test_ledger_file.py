"""The ledger as a file: what it refuses to open, and what it survives."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from fogline.ledger import SCHEMA_VERSION, Ledger, opening
from fogline.ledger.schema import METADATA
from fogline.model import FoglineError, Query
from ledger_kit import TestClock, claim, reading, report


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "test.fogline"


@pytest.fixture
def filled(path: Path) -> Path:
    """A closed ledger with one report."""
    with Ledger.open(path) as ledger:
        add(ledger, "Kept.")
    return path


@pytest.fixture
def plain_user(tmp_path: Path) -> Iterator[None]:
    """Rights mean nothing to root, so there the test goes on as nobody."""
    if os.geteuid() != 0:
        yield
        return
    folder = tmp_path
    while folder != folder.parent and folder.owner() == "root" and folder != Path("/tmp"):  # noqa: S108 # its end
        folder.chmod(folder.stat().st_mode | 0o055)
        folder = folder.parent
    os.seteuid(65534)
    try:
        if not os.access(tmp_path, os.R_OK | os.X_OK):
            pytest.skip("the folder of temporary files is closed to other users")
        yield
    finally:
        os.seteuid(0)


def add(ledger: Ledger, text: str) -> str:
    intake = report(text)
    return ledger.add(intake, reading(intake)).status


def texts(path: Path, **options: bool) -> list[str]:
    with Ledger.open(path, **options) as ledger:
        return sorted(d.text for d in ledger.documents())


# --- what is no ledger


def _foreign(path: Path) -> None:
    made = sqlite3.connect(path)
    made.execute("CREATE TABLE notes (body TEXT)")
    made.commit()
    made.close()


def _foreign_application(path: Path) -> None:
    made = sqlite3.connect(path)
    made.execute("PRAGMA application_id=12345")
    made.execute("VACUUM")
    made.close()


def _torn(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\x00" + b"\xff" * 5000)


@pytest.mark.parametrize(
    ("make", "fault"),
    [
        (lambda p: p.write_bytes(bytes(range(256)) * 40), "not a Fogline ledger"),
        (lambda p: p.write_text("Dear diary"), "not a Fogline ledger"),
        (lambda p: p.mkdir(), "is a folder"),
        (_foreign, "not a Fogline ledger"),
        (_foreign_application, "not a Fogline ledger"),
        (_torn, "not a Fogline ledger|is damaged"),
    ],
)
@pytest.mark.parametrize("readonly", [False, True])
def test_what_is_no_ledger_is_refused_and_left_alone(path: Path, make: object, fault: str, readonly: bool) -> None:
    make(path)  # type: ignore[operator]
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(FoglineError, match=fault):
        Ledger.open(path, readonly=readonly)
    assert before is None or path.read_bytes() == before
    assert [p.name for p in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("options", [{"readonly": True}, {"create": False}])
def test_a_ledger_that_is_not_there(path: Path, options: dict[str, bool]) -> None:
    with pytest.raises(FoglineError, match="there is no ledger"):
        Ledger.open(path, **options)
    assert not path.exists()


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FoglineError, match="there is no folder"):
        Ledger.open(tmp_path / "none" / "test.fogline")


def test_the_header_names_the_application(filled: Path) -> None:
    assert filled.read_bytes()[68:72] == b"FOGL"


@pytest.mark.parametrize("name", ["a b.fogline", "ї?x=1#y%20.fogline", "'quoted'.db"])
def test_any_file_name_will_do(tmp_path: Path, name: str) -> None:
    with Ledger.open(tmp_path / name) as ledger:
        add(ledger, "A.")
    assert texts(tmp_path / name, readonly=True) == ["A."]
    # beside it at most the log that SQLite keeps
    assert all(p.name.startswith(name) for p in tmp_path.iterdir())


def test_a_damaged_original_is_named(filled: Path) -> None:
    [document] = list(Ledger.open(filled).documents())
    raw = sqlite3.connect(filled)
    raw.execute("DROP TRIGGER originals_no_UPDATE")
    raw.execute("UPDATE originals SET data = x'00'")
    raw.commit()
    raw.close()
    with Ledger.open(filled) as ledger, pytest.raises(FoglineError, match="is damaged"):
        ledger.original(document.sha256 or "")


# --- append-only


@pytest.mark.parametrize("table", sorted(METADATA.tables))
def test_no_row_is_changed_or_deleted(path: Path, table: str) -> None:
    with Ledger.open(path):
        pass
    raw = sqlite3.connect(path)
    values = {c.name: "1" for c in METADATA.tables[table].columns}
    names, marks = ", ".join(f'"{n}"' for n in values), ", ".join("?" * len(values))
    raw.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(values.values()))  # noqa: S608 # own names
    for statement in (f"UPDATE {table} SET recorded = '2'", f"DELETE FROM {table}"):  # noqa: S608 # own names
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            raw.execute(statement)
    raw.close()


# --- rights, space, locks


def test_reading_in_a_folder_that_cannot_be_written(filled: Path, plain_user: None) -> None:
    uid = os.geteuid()
    _as_owner(lambda: (filled.chmod(0o444), filled.parent.chmod(0o555)))
    try:
        assert os.geteuid() == uid
        assert texts(filled, readonly=True) == ["Kept."]
        with pytest.raises(FoglineError, match="cannot be written"):
            Ledger.open(filled)
        with pytest.raises(FoglineError, match="cannot be written"):
            Ledger.open(filled.with_name("new.fogline"))
    finally:
        _as_owner(lambda: (filled.parent.chmod(0o755), filled.chmod(0o644)))


def test_unfinished_writes_in_a_closed_folder_are_not_passed_over(filled: Path, plain_user: None) -> None:
    def leave_a_log() -> None:
        filled.with_name(filled.name + "-wal").write_bytes(b"x" * 64)
        filled.parent.chmod(0o555)

    _as_owner(leave_a_log)
    try:
        with pytest.raises(FoglineError, match="unfinished writes"):
            Ledger.open(filled, readonly=True)
    finally:
        _as_owner(lambda: filled.parent.chmod(0o755))


def _as_owner(act: object) -> None:
    euid = os.geteuid()
    if os.getuid() == 0:
        os.seteuid(0)
    try:
        act()  # type: ignore[operator]
    finally:
        if os.getuid() == 0:
            os.seteuid(euid)


def _fill(ledger: Ledger, kept: list[str]) -> None:
    for number in range(1000):
        text = f"{number} " + "word " * 500
        add(ledger, text)
        kept.append(text)


def test_a_full_disk_loses_only_what_did_not_fit(path: Path) -> None:
    kept: list[str] = []
    with Ledger.open(path) as ledger:

        @sa.event.listens_for(ledger._engine, "begin")
        def small_disk(connection: sa.Connection) -> None:
            connection.exec_driver_sql("PRAGMA max_page_count=120")

        add(ledger, "First.")
        with pytest.raises(FoglineError, match="the disk is full"):
            _fill(ledger, kept)
        # the ledger goes on being readable, and takes what still fits once there is room
        assert sorted(d.text for d in ledger.documents()) == sorted([*kept, "First."])
    assert texts(path) == sorted([*kept, "First."])
    assert _whole(path)


def test_a_writer_that_never_ends_is_named(filled: Path) -> None:
    blocker = sqlite3.connect(filled, isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    with Ledger.open(filled, wait=0.05) as ledger:
        assert [d.text for d in ledger.documents()] == ["Kept."]  # readers do not wait
        with pytest.raises(FoglineError, match="being written by another process"):
            add(ledger, "More.")
        blocker.execute("ROLLBACK")
        assert add(ledger, "More.") == "new"
    blocker.close()


def test_a_reader_sees_one_moment_while_a_writer_writes(filled: Path) -> None:
    with Ledger.open(filled) as writer, Ledger.open(filled, readonly=True) as reader:
        for number in range(300):
            add(writer, f"Report {number}.")
        rows = reader.documents()
        seen = [next(rows)]
        add(writer, "Later.")
        seen += rows
        assert "Later." not in {d.text for d in seen}
        assert "Later." in {d.text for d in reader.documents()}


def test_many_threads_share_one_ledger(path: Path) -> None:
    with Ledger.open(path) as ledger:
        threads = [threading.Thread(target=lambda n=n: [add(ledger, f"{n}-{i}") for i in range(10)]) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert ledger.counts()["claims"] == 40


_WRITER = """
import sys
from ledger_kit import report, reading, claim
from fogline.ledger import Ledger
path, name, number = sys.argv[1], sys.argv[2], int(sys.argv[3])
with Ledger.open(path) as ledger:
    print("open", flush=True)
    for i in range(number):
        intake = report(f"{name} {i}. " + "They advanced. " * 20)
        claims = [claim(intake.document, f"{name} {i}.", event=e) for e in ("advance", "hold", "clash")]
        ledger.add(intake, reading(intake, *claims))
        print(i, flush=True)
"""


def _writer(path: Path, name: str, number: int) -> subprocess.Popen[str]:
    here = str(Path(__file__).parent)
    return subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(path), name, str(number)],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([here, *sys.path])},
    )


def _whole(path: Path) -> bool:
    """Every document is there with its reading, claims and search words, or not at all."""
    with Ledger.open(path) as ledger:
        held = {d.id for d in ledger.documents()}
        ok = held == {c.document for c in ledger.claims()}
        ok &= len(ledger.search("advanced", limit=10_000).documents) == len(
            list(ledger.documents(Query(text="advanced")))
        )
    raw = sqlite3.connect(path)
    ok &= raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    ok &= raw.execute("PRAGMA foreign_key_check").fetchone() is None
    ok &= raw.execute("SELECT count(*) FROM documents").fetchone() == (len(held),)
    for table in ("documents_fts", "claims_fts"):
        raw.execute(f"INSERT INTO {table}({table}) VALUES ('integrity-check')")  # noqa: S608 # own names
    raw.close()
    return ok


def test_killed_at_any_moment_it_holds_whole_documents(path: Path) -> None:
    chance = random.Random(7)  # noqa: S311 # no secret
    told = 0
    for attempt in range(6):
        process = _writer(path, f"run {attempt}", 5000)
        assert process.stdout
        if attempt:  # the first may die while the tables are made
            assert process.stdout.readline() == "open\n"
            assert process.stdout.readline() == "0\n"
            told += 1
        time.sleep(chance.uniform(0.0, 0.15))
        process.send_signal(signal.SIGKILL)
        told += max(0, len(process.stdout.read().splitlines()) - (0 if attempt else 1))
        process.wait()
        assert _whole(path)
    with Ledger.open(path) as ledger:
        counts = ledger.counts()
    assert counts["claims"] == 3 * counts["documents"]
    assert counts["documents"] >= told  # what was reported as added is there


def test_a_file_whose_making_was_cut_off_is_made_anew(path: Path) -> None:
    begun = sqlite3.connect(path)
    begun.execute("PRAGMA journal_mode=WAL")  # writes the header; the tables come after it
    begun.close()
    assert path.stat().st_size
    with pytest.raises(FoglineError, match="there is no ledger"):
        Ledger.open(path, readonly=True)
    with Ledger.open(path) as ledger:
        assert add(ledger, "A.") == "new"


def test_two_writers_at_once_wait_for_each_other(path: Path) -> None:
    both = [_writer(path, name, 40) for name in ("one", "two")]
    assert [p.wait() for p in both] == [0, 0]
    for process in both:
        assert process.stdout
        process.stdout.close()
    with Ledger.open(path) as ledger:
        assert ledger.counts()["documents"] == 80
    assert _whole(path)


def test_an_interrupt_in_the_middle_of_a_document_leaves_none_of_it(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fogline.ledger import writing

    with Ledger.open(path) as ledger:
        add(ledger, "Kept.")
        monkeypatch.setattr(writing, "write_reading", _interrupted)
        with pytest.raises(KeyboardInterrupt):
            add(ledger, "Cut off.")
        monkeypatch.undo()
        assert [d.text for d in ledger.documents()] == ["Kept."]
        assert add(ledger, "Cut off.") == "new"
    assert _whole(path)


def _interrupted(*_: object) -> None:
    raise KeyboardInterrupt


# --- schema versions


def _add_column(connection: sa.Connection) -> None:
    connection.exec_driver_sql("ALTER TABLE documents ADD COLUMN tone TEXT")


def _add_table(connection: sa.Connection) -> None:
    connection.exec_driver_sql("CREATE TABLE moods (seq INTEGER PRIMARY KEY, mood TEXT)")
    connection.exec_driver_sql("INSERT INTO moods (mood) SELECT source FROM documents")


def _broken(connection: sa.Connection) -> None:
    connection.exec_driver_sql("CREATE TABLE half (seq INTEGER PRIMARY KEY)")
    raise KeyboardInterrupt


def _migrate(path: Path, steps: dict[int, opening.Step], *, readonly: bool = False) -> None:
    last = SCHEMA_VERSION + len(steps)
    opening.open_engine(path, create=True, readonly=readonly, wait=1, version=last, steps=steps).dispose()


def _version(path: Path) -> int:
    raw = sqlite3.connect(path)
    found = raw.execute("PRAGMA user_version").fetchone()[0]
    raw.close()
    return int(found)


@pytest.mark.parametrize("readonly", [False, True])
def test_an_older_ledger_is_brought_forward_after_a_backup(path: Path, readonly: bool) -> None:
    with Ledger.open(path) as ledger:
        add(ledger, "Kept.")
        # the ledger is open still: what stands in its log must be in the copy
        assert path.with_name(path.name + "-wal").stat().st_size
        _migrate(path, {1: _add_column, 2: _add_table}, readonly=readonly)
    assert _version(path) == SCHEMA_VERSION + 2
    raw = sqlite3.connect(path)
    assert raw.execute("SELECT mood FROM moods").fetchall() == [("Example Courier",)]
    raw.close()
    copy = path.with_name(f"{path.name}.backup-v{SCHEMA_VERSION}")
    assert texts(copy) == ["Kept."]
    _migrate(path, {1: _add_column, 2: _add_table})  # nothing more to do, no second copy
    assert len(list(path.parent.glob("*.backup-*"))) == 1


def test_a_step_that_is_cut_off_leaves_the_version_before_it(filled: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        _migrate(filled, {1: _add_column, 2: _broken})
    assert _version(filled) == SCHEMA_VERSION + 1
    _migrate(filled, {1: _add_column, 2: _add_table})
    assert _version(filled) == SCHEMA_VERSION + 2
    names = sorted(p.name for p in filled.parent.glob("*.backup-*"))
    assert names == [f"{filled.name}.backup-v{SCHEMA_VERSION}", f"{filled.name}.backup-v{SCHEMA_VERSION + 1}"]


@pytest.mark.parametrize("readonly", [False, True])
def test_a_newer_ledger_is_refused(filled: Path, readonly: bool) -> None:
    raw = sqlite3.connect(filled)
    raw.execute("PRAGMA user_version=7")
    raw.close()
    wanted = rf"newer Fogline \(schema 7, this one knows {SCHEMA_VERSION}\); update Fogline"
    with pytest.raises(FoglineError, match=wanted):
        Ledger.open(filled, readonly=readonly)


def test_the_clock_is_the_callers(path: Path) -> None:
    clock = TestClock()
    clock.set("2030-05-05")
    with Ledger.open(path, clock=clock) as ledger:
        add(ledger, "A.")
        assert list(ledger.claims(Query(recorded_as_of="2030-05-04"))) == []
        assert len(list(ledger.claims(Query(recorded_as_of="2030-05-05")))) == 1
        assert claim(report("A.").document) in list(ledger.claims())
