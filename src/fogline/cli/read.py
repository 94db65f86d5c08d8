"""``fogline read``: one report and its claims, without a ledger."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Annotated

import typer

from fogline import contract
from fogline.cli import options, show
from fogline.cli.building import Building
from fogline.flow import taking
from fogline.flow.reading import prepare, read_one
from fogline.model import FoglineError, Reading, Rejected
from fogline.views import claims_table, read_html

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def read(
    target: Annotated[str, typer.Argument(metavar="PATH|URL|-", help="A file, an address, or - for stdin.")],
    published: options.Published = None,
    source: options.Publisher = None,
    format: Annotated[options.Shape, typer.Option("--format", help="How to print it.")] = options.Shape.table,
    allow_private: options.AllowPrivate = False,
    ledger: options.Ledger = None,
    fast: options.Fast = False,
) -> None:
    """Read one report and show its claims: who said what, about which place and time, how surely.

    Nothing is kept; to keep it, use `fogline add`. A file of several reports prints each of them.

    \b
    Examples:
      fogline read report.html
      fogline read update.txt --published 2023-02-23 --source "UK Ministry of Defence" --format json
      cat post.txt | fogline read - --published 2023-01-11
    """
    prepare(Building())
    found = 0
    refused: list[Rejected] = []
    for item in taking.take(target, taking.options(published, source, allow_private)):
        if isinstance(item, Rejected):
            refused.append(item)
            continue
        found += 1
        _print(read_one(item.document, fast=fast), format)
    if not found and len(refused) == 1:
        raise FoglineError(f"{refused[0].where}: {refused[0].fault}", refused[0].mend)
    for item in refused:
        show.warn(f"{item.where}: {item.fault}; {item.mend}")
    if not found:
        raise FoglineError(f"nothing in {target} could be read", "see the warnings above, or give another file")


def _print(reading: Reading, format: options.Shape) -> None:
    for warning in (*reading.document.warnings, *reading.warnings):
        show.warn(warning)
    if format is options.Shape.json:
        print(json.dumps(contract.reading_json(reading), ensure_ascii=False, indent=1))
    elif format is options.Shape.html:
        print(read_html(reading))
    else:
        show.results(replace(claims_table(reading), note=""), (), format, "no claims were found")
