"""``fogline bench``: measured figures."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from fogline.bench import TASKS, Figure, Measure, answers, floors, measure
from fogline.bench import speed as measured
from fogline.cli import options, show
from fogline.cli.building import Building
from fogline.flow.reading import prepare
from fogline.model import FoglineError
from fogline.views import Table

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)


@app.callback()
def root() -> None:
    """Measure Fogline on this machine.

    \b
    Example:
      fogline bench reading corpus/
      fogline bench speed --format json
    """


Task = StrEnum("Task", {task.name: task.name for task in TASKS})  # type: ignore[misc] # made from the table of tasks
# Where this package stands in its repository: the corpus and the floors lie beside it; an installed one has none.
_CHECKOUT = Path(__file__).resolve().parents[3]


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
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="[FOLDER]", show_default=False, help="Corpora. Default: corpus/ of the checkout."),
    ] = None,
    format: Annotated[options.Shape, typer.Option("--format", help="How to print it.")] = options.Shape.table,
    only: Annotated[Task | None, typer.Option("--only", show_default=False, help="This task alone.")] = None,
    limit: Annotated[
        int | None,
        typer.Option("--limit", min=1, show_default=False, help="The first N documents of each corpus; no floors."),
    ] = None,
    floors_file: Annotated[
        Path | None,
        typer.Option(
            "--floors",
            dir_okay=False,
            show_default=False,
            help="The least that figures may be. Default: floors/reading.tsv of the checkout.",
        ),
    ] = None,
    lower_floor: Annotated[
        list[str] | None,
        typer.Option(
            "--lower-floor", metavar="NAME=VALUE", show_default=False, help="Ask less from now on; needs --reason."
        ),
    ] = None,
    reason: Annotated[
        str | None, typer.Option("--reason", show_default=False, help="Why a floor is lowered; kept in the file.")
    ] = None,
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
    where = _floors(floors_file)
    if reason is not None and not lower_floor:
        raise FoglineError("--reason is for --lower-floor, which is missing", "name the floor, or leave it out")
    for wish in lower_floor or ():
        if where is None:
            raise FoglineError("there is no file of floors here", "name one with --floors")
        floors.lowered(where, wish, reason, date.today())
    whole = limit is None and not fast
    held = floors.load(where) if where and whole else {}
    answers.PROFILE.fast = fast
    figures: list[Figure] = []
    for figure in measure(_corpora(folder), show.say, only=only, limit=limit, today=date.today()):
        figures.append(figure)
        if format is options.Shape.json:
            show.json_lines([_plain(figure)])
    if format is not options.Shape.json:
        show.results(_table(figures), (), format)
    if not figures:
        raise FoglineError("nothing was measured", "see above which files were passed over, and why")
    _hold(figures, held, whole=whole)


def _corpora(given: Path | None) -> Path:
    if given is not None:
        return given
    own = _CHECKOUT / "corpus"
    if own.is_dir() and (_CHECKOUT / "pyproject.toml").is_file():
        return own
    raise FoglineError(
        "no folder of corpora is named, and there is no corpus/ here", "name one: fogline bench reading FOLDER"
    )


def _floors(given: Path | None) -> Path | None:
    if given is not None:
        if not given.is_file():
            raise FoglineError(f"there is no file {given}", "give --floors a file of floors")
        return given
    own = _CHECKOUT / "floors" / "reading.tsv"
    return own if own.is_file() else None


def _hold(figures: Sequence[Figure], held: dict[str, floors.Floor], *, whole: bool) -> None:
    """Exit with 1 when a figure is under its floor; say which floors nothing was held against."""
    if not whole:
        show.say("floors are held against whole corpora and the full reader alone (not with --limit or --fast)")
    idle = floors.idle(figures, held)
    if idle:
        show.say(f"{len(idle)} of {len(held)} floors are for gold that was not measured here")
    broken = floors.broken(figures, held)
    for figure, floor in broken:
        asked = "at most" if floor.most else "at least"
        show.say(
            f"under its floor: {floor.name} on {figure.corpus} is {figure.score.value:.2f}, {asked} {floor.bound:g}"
        )
    if broken:
        raise typer.Exit(1)


def _plain(figure: Figure) -> dict[str, Any]:
    score = figure.score
    return {
        "corpus": figure.corpus, "task": figure.task, "metric": score.metric, "value": round(score.value, 4),
        "n": score.n, "unit": score.unit, "less_is_better": score.fewer, "group": score.group or None,
        "published": figure.published or None, "floor": figure.name, "gold": figure.gold, "date": figure.date,
    }  # fmt: skip


def _table(figures: Sequence[Figure]) -> Table:
    columns = ("corpus", "task", "metric", "ours", "published or baseline", "n", "date")
    cells = tuple(
        (f.corpus, f.task, f.score.metric, _ours(f), f.published or "-", f"{f.score.n:,}", f.date)
        for f in figures
        if not f.score.group
    )
    return Table("Reading", columns, cells)


def _ours(figure: Figure) -> str:
    return f"{figure.score.value:.1f} %" if figure.score.unit == "%" else f"{figure.score.value:.3f}"
