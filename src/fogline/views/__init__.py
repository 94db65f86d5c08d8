"""What the ledger knows, for people and for other programs: the brief, tables, marked articles, exports. Read only."""

from fogline.views.article import read_html
from fogline.views.brief import brief
from fogline.views.exports import csv, geojson, jsonl
from fogline.views.plaintext import plain
from fogline.views.render import html, markdown
from fogline.views.sheet import Brief, Group, Reference, Section, Sentence
from fogline.views.tables import Table, claims_table, place_table, rich_table, source_table

__all__ = [
    "Brief",
    "Group",
    "Reference",
    "Section",
    "Sentence",
    "Table",
    "brief",
    "claims_table",
    "csv",
    "geojson",
    "html",
    "jsonl",
    "markdown",
    "place_table",
    "plain",
    "read_html",
    "rich_table",
    "source_table",
]
