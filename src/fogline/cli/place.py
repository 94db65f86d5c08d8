"""``fogline place``: what is claimed about one place, over time."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from fogline import contract
from fogline.cli import options, show
from fogline.cli.building import Building
from fogline.flow.asking import asked, nothing, snapshot
from fogline.flow.reading import gazetteer, prepare
from fogline.ledger import Ledger
from fogline.model import Query, Snapshot
from fogline.views import place_table

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def place(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A place in any spelling, or its gazetteer id.")],
    since: options.From = None,
    until: options.To = None,
    source: options.Source = None,
    kind: options.Kind = None,
    event: options.Event = None,
    as_of: options.AsOf = None,
    recorded_as_of: options.RecordedAsOf = None,
    format: Annotated[options.Shape, typer.Option("--format", help="How to print it.")] = options.Shape.table,
    ledger: options.Ledger = None,
) -> None:
    """What is claimed about a place, by whom, over time, and how surely.

    \b
    Examples:
      fogline place Bakhmut
      fogline place Соледар --as-of 2023-01-15 --format json
    """
    query = options.query(
        since=since, until=until, place=name, source=source, kind=kind, event=event, as_of=as_of,
        recorded_as_of=recorded_as_of,
    )  # fmt: skip
    with asked(options.ledger_path(ledger)) as opened:
        held = _about(opened, query)
        empty = nothing(opened)
    plain = (contract.claim_json(c, with_document=True) for c in held.claims)
    show.results(place_table(held, name), plain, format, empty)


def _about(ledger: Ledger, query: Query) -> Snapshot:
    """Claims under this name; in a spelling that no report uses, those of the places that bear it."""
    held = snapshot(ledger, query)
    if held.claims or not query.place:
        return held
    prepare(Building())
    for entry in gazetteer().lookup(query.place):
        held = snapshot(ledger, replace(query, place=entry.id))
        if held.claims:
            return held
    return held
