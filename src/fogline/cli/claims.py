"""``fogline claims``: the ledger asked with filters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

import typer

from fogline import contract
from fogline.cli import options, show
from fogline.flow.asking import asked, nothing, snapshot
from fogline.model import Claim
from fogline.views import Table, claims_table

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def claims(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[WORDS]...", help="Words that the claims contain.", show_default=False),
    ] = None,
    since: options.From = None,
    until: options.To = None,
    place: options.Place = None,
    source: options.Source = None,
    kind: options.Kind = None,
    event: options.Event = None,
    as_of: options.AsOf = None,
    recorded_as_of: options.RecordedAsOf = None,
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="So many at most.", show_default=False)] = None,
    format: Annotated[options.Shape, typer.Option("--format", help="How to print them.")] = options.Shape.table,
    ledger: options.Ledger = None,
) -> None:
    """Query the ledger's claims, in the order of publication.

    \b
    Examples:
      fogline claims --place Bakhmut --from 2023-02-20 --to 2023-02-24
      fogline claims --source "General Staff of Ukraine" --event repel --format json
      fogline claims ammunition shortage --as-of 2023-02-24
    """
    query = options.query(
        since=since, until=until, place=place, source=source, kind=kind, event=event, as_of=as_of,
        recorded_as_of=recorded_as_of, text=" ".join(words) if words else None, limit=limit,
    )  # fmt: skip
    with asked(options.ledger_path(ledger)) as opened:
        held = snapshot(opened, query)
        empty = nothing(opened)
    plain = (contract.claim_json(c, with_document=True) for c in held.claims)
    show.results(_with_ids(claims_table(held), held.claims), plain, format, empty)


def _with_ids(table: Table, claims: Sequence[Claim]) -> Table:
    """The claims' documents in front, as `fogline document` takes them."""
    rows = tuple((c.document[:9], *row) for c, row in zip(claims, table.rows, strict=True))
    return replace(table, columns=("document", *table.columns), rows=rows)
