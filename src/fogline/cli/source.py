"""``fogline source``: what the ledger knows of each party that says things."""

from __future__ import annotations

from typing import Annotated

import typer

from fogline.cli import options, show
from fogline.flow.asking import asked, nothing, snapshot
from fogline.views import source_table

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def source(
    name: Annotated[
        str | None,
        typer.Argument(metavar="[NAME]", help="A source by id, name or alias; all without it.", show_default=False),
    ] = None,
    since: options.From = None,
    until: options.To = None,
    place: options.Place = None,
    kind: options.Kind = None,
    event: options.Event = None,
    as_of: options.AsOf = None,
    recorded_as_of: options.RecordedAsOf = None,
    format: Annotated[options.Shape, typer.Option("--format", help="How to print it.")] = options.Shape.table,
    ledger: options.Ledger = None,
) -> None:
    """A source's record: reports published, claims that end with it, who relays it, what is contradicted, and the
    forecasts that are still open.

    \b
    Examples:
      fogline source
      fogline source "UK Ministry of Defence" --from 2023-02-01
    """
    query = options.query(
        since=since, until=until, place=place, kind=kind, event=event, as_of=as_of, recorded_as_of=recorded_as_of
    )
    with asked(options.ledger_path(ledger)) as opened:
        # All sources' claims, because who relays and contradicts this one are the others.
        table = source_table(snapshot(opened, query), name)
        empty = table.note if opened.counts().get("documents", 0) else nothing(opened)
    show.results(table, (dict(zip(table.columns, row, strict=True)) for row in table.rows), format, empty)
