"""``fogline bench``: measured figures."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Annotated

import typer

from fogline.bench import Measure
from fogline.bench import speed as measured
from fogline.cli import options, show
from fogline.cli.building import Building
from fogline.flow.reading import prepare
from fogline.views import Table

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)


@app.callback()
def root() -> None:
    """Measure Fogline on this machine.

    \b
    Example:
      fogline bench speed --format json
    """


@app.command()
def speed(
    folder: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FOLDER]", exists=True, show_default=False, help="Reports whose sentences are mixed in."
        ),
    ] = None,
    format: Annotated[options.Shape, typer.Option("--format", help="How to print it.")] = options.Shape.table,
    most: Annotated[int, typer.Option("--most", min=10, help="The largest number of reports.")] = 1000,
    spark: Annotated[bool, typer.Option("--spark/--no-spark", help="Measure Spark where it is installed.")] = True,
) -> None:
    """Words a second from text to ledger with the parts shown, start-up, memory, growth, workers and Spark.

    The reports are generated, always the same; sentences of FOLDER's reports are mixed in. Takes some minutes.

    \b
    Examples:
      fogline bench speed --format json
      fogline bench speed samples/reports --most 100
    """
    prepare(Building())
    growth = [n for n in (10, 100, 1000) if n < most] + [most]
    rows: list[Measure] = []
    for row in measured(folder, growth, with_spark=spark):
        rows.append(row)
        if format is options.Shape.json:
            show.json_lines([dataclasses.asdict(row)])
        else:
            show.say(f"{row.task}: {row.value:g} {row.metric}")
    if format is not options.Shape.json:
        cells = tuple((r.corpus, r.task, r.metric, f"{r.value:g}", str(r.n)) for r in rows)
        show.results(Table("Speed", ("corpus", "task", "metric", "value", "n"), cells), (), format)
