"""A table as one self-contained HTML page: no script, no outside request; every word from outside is escaped."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from fogline.cli.words import clean
from fogline.views import Table

_STYLE = """
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 75rem; margin: 1rem auto; padding: 0 1rem; }
div { overflow-x: auto; }
table { border-collapse: collapse; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid #8886; }
"""


def table_page(table: Table) -> str:
    """The page, readable on a phone, in light and dark."""
    rows = "\n".join(_row(row, "td") for row in table.rows)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_safe(table.title)}</title><style>{_STYLE}</style></head>\n"
        f"<body><h1>{_safe(table.title)}</h1>\n<p>{_safe(table.note)}</p>\n"
        f"<div><table>\n<thead>{_row(table.columns, 'th')}</thead>\n<tbody>\n{rows}\n</tbody></table></div>"
        "</body></html>"
    )


def _row(cells: Iterable[str], tag: str) -> str:
    return "<tr>" + "".join(f"<{tag}>{_safe(c)}</{tag}>" for c in cells) + "</tr>"


def _safe(text: str) -> str:
    return escape(clean(text))
