"""Opening a ledger's file: create it, refuse what is none or too new, bring an older one forward."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import sqlalchemy as sa

from fogline.ledger import sqlite
from fogline.ledger.sqlite import Step
from fogline.model import FoglineError

SCHEMA_VERSION = 1
# From version N, the step that makes it N + 1. Steps only add: tables, columns, indexes, and rows derived
# from others.
MIGRATIONS: Mapping[int, Step] = {}


def open_engine(
    path: Path,
    *,
    create: bool,
    readonly: bool,
    wait: float,
    version: int = SCHEMA_VERSION,
    steps: Mapping[int, Step] = MIGRATIONS,
) -> sa.Engine:
    """An engine over a ledger of this schema version; FoglineError, with the mend, where none can be."""
    filled = sqlite.check_file(path)
    if not filled and (readonly or not create):
        raise FoglineError(f"there is no ledger at {path}", "make one with `fogline add`, or name it with --ledger")
    if not readonly:
        _check_writable(path)
    with sqlite.faults(path):
        if filled:
            _check_identity(path, version, wait)
        made = sqlite.engine(path, readonly=readonly, wait=wait)
        try:
            _bring_forward(made, path, readonly, wait, version, steps)
        except BaseException:
            made.dispose()
            raise
    return made


def _check_identity(path: Path, version: int, wait: float) -> None:
    """Look before anything is written: opening another program's database must not change it."""
    probe = sqlite.engine(path, readonly=True, wait=wait)
    try:
        with probe.begin() as connection:
            application, found, tables = sqlite.identity(connection)
    finally:
        probe.dispose()
    if application != sqlite.APPLICATION_ID and (tables or application or found):
        raise sqlite.not_a_ledger(path)
    if found > version:
        raise FoglineError(
            f"{path} was made by a newer Fogline (schema {found}, this one knows {version})", "update Fogline"
        )


def _bring_forward(
    made: sa.Engine, path: Path, readonly: bool, wait: float, version: int, steps: Mapping[int, Step]
) -> None:
    with made.begin() as connection:
        _, found, tables = sqlite.identity(connection)
    if tables and found == version:
        return
    if not readonly:
        _create_or_migrate(made, path, version, steps)
        return
    if not tables:
        raise FoglineError(f"there is no ledger at {path}", "make one with `fogline add`")
    _check_writable(path)  # an older one is read after it was brought forward, and that is a write
    writer = sqlite.engine(path, readonly=False, wait=wait)
    try:
        _create_or_migrate(writer, path, version, steps)
    finally:
        writer.dispose()


def _create_or_migrate(made: sa.Engine, path: Path, version: int, steps: Mapping[int, Step]) -> None:
    """Each step is one transaction that looks again under the lock: two processes may open at once."""
    writing = made.execution_options(fogline_write=True)
    with writing.begin() as connection:
        _, found, tables = sqlite.identity(connection)
        if not tables:
            sqlite.create(connection, version)
            return
    if found < version:
        sqlite.back_up(path, found)
    for start in range(found, version):
        with writing.begin() as connection:
            if sqlite.identity(connection)[1] == start:
                steps[start](connection)
                sqlite.set_version(connection, start + 1)


def _check_writable(path: Path) -> None:
    folder = path.parent
    if not folder.is_dir():
        raise FoglineError(f"there is no folder {folder}", "make it, or name another file with --ledger")
    # Beside the file SQLite keeps a log, so the folder must be writable too.
    if not _may_write(folder) or (path.exists() and not _may_write(path)):
        raise FoglineError(f"{path} cannot be written", "change its permissions, or name another file with --ledger")


def _may_write(path: Path) -> bool:
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)
