"""``fogline export``: what the ledger holds, for other programs."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import nullcontext
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from fogline import views
from fogline.cli import options, show
from fogline.flow.asking import asked, snapshot, sub_event
from fogline.ledger import Ledger
from fogline.model import Query

app = typer.Typer(add_completion=False, rich_markup_mode=None)


class Form(StrEnum):
    """What an export is written as."""

    jsonl = "jsonl"
    csv = "csv"
    geojson = "geojson"


@app.command()
def export(
    format: Annotated[Form, typer.Option("--format", help="How to write it.")] = Form.jsonl,
    since: options.From = None,
    until: options.To = None,
    place: options.Place = None,
    source: options.Source = None,
    kind: options.Kind = None,
    event: options.Event = None,
    as_of: options.AsOf = None,
    recorded_as_of: options.RecordedAsOf = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", show_default=False, help="Write here instead of stdout."),
    ] = None,
    ledger: options.Ledger = None,
) -> None:
    """Write what the ledger holds: JSON Lines (everything), CSV (a claim a row, ACLED and UCDP terms), GeoJSON
    (a point a place). The same ledger gives the same bytes.

    \b
    Examples:
      fogline export > ledger.jsonl
      fogline export --format csv --place Bakhmut --output bakhmut.csv
      fogline export --format geojson --as-of 2023-02-24 --output map.geojson
    """
    query = options.query(
        since=since, until=until, place=place, source=source, kind=kind, event=event, as_of=as_of,
        recorded_as_of=recorded_as_of,
    )  # fmt: skip
    with asked(options.ledger_path(ledger)) as opened:
        lines = _lines(opened, query, format)
        # newline="": a CSV's own line ends must pass unchanged.
        with output.open("w", encoding="utf-8", newline="") if output else nullcontext(sys.stdout) as file:
            file.writelines(lines)
    if output:
        show.say(f"wrote {output}")


def _lines(ledger: Ledger, query: Query, format: Form) -> Iterator[str]:
    held = snapshot(ledger, query)
    if format is Form.csv:
        return views.csv(held, sub_event=sub_event)
    if format is Form.geojson:
        return views.geojson(held)
    return views.jsonl(held, findings=ledger.findings(query), judgements=ledger.judgements(query))
