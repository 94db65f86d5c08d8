"""Inserting rows: the statement of a table is made once, then the driver is handed plain tuples.

Measured on reports of ten claims: three fifths of the time of ``add`` was spent in building the same statements.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa


def insert(connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that have the same columns; none is fine."""
    if not rows:
        return
    statement, order = _statement(table, connection.dialect, tuple(rows[0]))
    values: Any = [tuple(row[name] for name in order) for row in rows] if order else [dict(r) for r in rows]
    connection.exec_driver_sql(statement, values)


def next_seq(connection: sa.Connection, table: sa.Table) -> int:
    """The number of the next row; inside a write transaction nobody else takes it."""
    return (connection.exec_driver_sql(_last(table)).scalar() or 0) + 1


@lru_cache(maxsize=128)
def _statement(table: sa.Table, dialect: sa.Dialect, columns: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The SQL, and the order of its values where the driver counts them."""
    compiled = table.insert().compile(dialect=dialect, column_keys=list(columns))
    return str(compiled), tuple(compiled.positiontup or ())


@lru_cache(maxsize=32)
def _last(table: sa.Table) -> str:
    return str(sa.select(sa.func.max(table.c.seq)))
