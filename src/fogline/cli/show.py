"""How results reach a screen or a pipe: tables that fit, JSON lines, messages on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Console

from fogline.cli.options import Shape
from fogline.cli.page import table_page
from fogline.cli.words import clean, one_line
from fogline.views import Table, rich_table


def results(table: Table, objects: Iterable[Mapping[str, Any]], shape: Shape, empty: str | None = None) -> None:
    """The same results as a table, a page, or one JSON object a line; ``empty`` says why there are none."""
    if shape is Shape.json:
        json_lines(objects)
    elif shape is Shape.html:
        print(table_page(table))
    elif table.rows:
        print_table(table)
    if not table.rows and (empty or table.note):
        say(empty or table.note)


def print_table(table: Table) -> None:
    """As wide as the terminal; into a pipe, a header and lines of tab-separated cells, its note on stderr."""
    if sys.stdout.isatty():
        Console(highlight=False).print(rich_table(table))
        return
    for row in (table.columns, *table.rows):
        print("\t".join(one_line(cell) for cell in row))
    if table.note:
        say(table.note)


def json_lines(objects: Iterable[Mapping[str, Any]]) -> None:
    """One object a line. JSON escapes control characters itself, so hostile text stays harmless."""
    for found in objects:
        print(json.dumps(found, ensure_ascii=False))


def text(block: str) -> None:
    """Text for people on stdout, without what could steer a terminal."""
    print(clean(block))


def say(message: str) -> None:
    """A message on stderr: whatever is not data."""
    print(clean(message), file=sys.stderr, flush=True)


def warn(message: str) -> None:
    """A warning on stderr."""
    say(f"fogline: warning: {one_line(message)}")
