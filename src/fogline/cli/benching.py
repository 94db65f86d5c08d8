"""What the benches that hold their figures against floors share: ``reading``, ``places``, ``times``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from fogline.bench import Figure, floors
from fogline.cli import options, show
from fogline.model import FoglineError
from fogline.views import Table

# Where this package stands in its repository: the corpus and the floors lie beside it; an installed one has none.
_CHECKOUT = Path(__file__).resolve().parents[3]

Folder = Annotated[
    Path | None,
    typer.Argument(metavar="[FOLDER]", show_default=False, help="Corpora. Default: corpus/ of the checkout."),
]
Format = Annotated[options.Shape, typer.Option("--format", help="How to print it.")]
Limit = Annotated[
    int | None,
    typer.Option("--limit", min=1, show_default=False, help="The first N documents of each corpus; no floors."),
]
FloorsFile = Annotated[
    Path | None,
    typer.Option(
        "--floors",
        dir_okay=False,
        show_default=False,
        help="The least that figures may be. Default: the bench's own file in floors/ of the checkout.",
    ),
]
LowerFloor = Annotated[
    list[str] | None,
    typer.Option(
        "--lower-floor", metavar="NAME=VALUE", show_default=False, help="Ask less from now on; needs --reason."
    ),
]
Reason = Annotated[
    str | None, typer.Option("--reason", show_default=False, help="Why a floor is lowered; kept in the file.")
]


@dataclass(frozen=True, slots=True)
class Held:
    """The floors of one run; none where not everything is measured (``whole`` is false)."""

    floors: dict[str, floors.Floor]
    whole: bool
    but: str


def held(
    name: str, given: Path | None, lower: Sequence[str] | None, reason: str | None, *, whole: bool, but: str
) -> Held:
    """The floors in ``given`` or in ``floors/NAME.tsv``, with those lowered first that are wished lower.

    ``but`` says which options leave the floors out. Raises FoglineError for a file that is not there, for a reason
    without a floor, and for a floor that may not be lowered so.
    """
    where = _file(name, given)
    if reason is not None and not lower:
        raise FoglineError("--reason is for --lower-floor, which is missing", "name the floor, or leave it out")
    for wish in lower or ():
        if where is None:
            raise FoglineError("there is no file of floors here", "name one with --floors")
        floors.lowered(where, wish, reason, date.today())
    return Held(floors.load(where) if where and whole else {}, whole, but)


def corpora(given: Path | None, verb: str) -> Path:
    """The folder of corpora: the one named, or that of the checkout. FoglineError where there is none."""
    if given is not None:
        return given
    own = _CHECKOUT / "corpus"
    if own.is_dir() and (_CHECKOUT / "pyproject.toml").is_file():
        return own
    raise FoglineError(
        "no folder of corpora is named, and there is no corpus/ here", f"name one: fogline bench {verb} FOLDER"
    )


def report(title: str, measured: Iterable[Figure], held: Held, format: options.Shape) -> None:
    """Print figures as they come, or as one table; exit with 1 when one is under its floor."""
    figures: list[Figure] = []
    for figure in measured:
        figures.append(figure)
        if format is options.Shape.json:
            show.json_lines([_plain(figure)])
    if format is not options.Shape.json:
        show.results(_table(title, figures), (), format)
    if not figures:
        raise FoglineError("nothing was measured", "see above which files were passed over, and why")
    _hold(figures, held)


def _file(name: str, given: Path | None) -> Path | None:
    if given is not None:
        if not given.is_file():
            raise FoglineError(f"there is no file {given}", "give --floors a file of floors")
        return given
    own = _CHECKOUT / "floors" / f"{name}.tsv"
    return own if own.is_file() else None


def _hold(figures: Sequence[Figure], held: Held) -> None:
    """Exit with 1 when a figure is under its floor; say which floors nothing was held against."""
    if not held.whole:
        show.say(f"floors are held against {held.but}")
    idle = floors.idle(figures, held.floors)
    if idle:
        show.say(f"{len(idle)} of {len(held.floors)} floors are for gold that was not measured here")
    broken = floors.broken(figures, held.floors)
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


def _table(title: str, figures: Sequence[Figure]) -> Table:
    columns = ("corpus", "task", "metric", "ours", "published or baseline", "n", "date")
    cells = tuple(
        (f.corpus, f.task, f.score.metric, _ours(f), f.published or "-", f"{f.score.n:,}", f.date)
        for f in figures
        if not f.score.group
    )
    return Table(title, columns, cells)


def _ours(figure: Figure) -> str:
    unit = figure.score.unit
    return f"{figure.score.value:.1f} {unit}" if unit in ("%", "km") else f"{figure.score.value:.3f}"
