"""``fogline bench places``: how well places are told."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from fogline.bench import answers
from fogline.bench import places as measured
from fogline.bench.placing import Reliability
from fogline.cli import benching, options, show
from fogline.cli.building import Building
from fogline.flow.reading import prepare
from fogline.model import FoglineError

Task = StrEnum("Task", {task.name: task.name for task in measured.TASKS})  # type: ignore[misc] # made from the tasks


def places(
    folder: benching.Folder = None,
    format: benching.Format = options.Shape.table,
    only: Annotated[Task | None, typer.Option("--only", show_default=False, help="This task alone.")] = None,
    limit: benching.Limit = None,
    floors_file: benching.FloorsFile = None,
    lower_floor: benching.LowerFloor = None,
    reason: benching.Reason = None,
    fast: Annotated[bool, typer.Option("--fast", help="Claims read by rules alone; no floors.")] = False,
    plot: Annotated[
        Path | None,
        typer.Option("--plot", dir_okay=False, show_default=False, help="Write the reliability diagram there, as SVG."),
    ] = None,
) -> None:
    """How well places are told, on every corpus in FOLDER; the exit status is 1 when a figure is under its floor.

    A corpus is recognised by its gold, one JSON object a line: toponyms with coordinates, incidents with a named place
    and a point, ambiguous names in sentences, claims with places. A name without an answer counts as wrong.

    \b
    Examples:
      fogline bench places corpora/
      fogline bench places corpora/ --only toponyms --plot reliability.svg
      fogline bench places tests/ --only ambiguous --format json
    """
    held = benching.held(
        "places", floors_file, lower_floor, reason, whole=limit is None and not fast,
        but="whole corpora and the full reader alone (not with --limit or --fast)",
    )  # fmt: skip
    prepare(Building())
    answers.PROFILE.fast = fast
    said = Reliability()
    figures = measured.measure(
        benching.corpora(folder, "places"), show.say, only=only, limit=limit, today=date.today(), reliability=said
    )
    try:
        benching.report("Places", figures, held, format)
    finally:
        _tell(said)
        if plot is not None and said.pairs:
            _write(plot, measured.plot(said))


def _tell(said: Reliability) -> None:
    """The reliability of all corpora together, bin by bin."""
    if not said.pairs:
        return
    show.say(f"expected calibration error {said.error():.1f} % over {len(said.pairs):,} places")
    for low, n, mean, true in said.table():
        show.say(f"  probability from {low:.1f}: {n:,} places, said {mean:.2f}, true {true:.2f}")


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise FoglineError(f"{path} cannot be written ({error.strerror})", "name another file with --plot") from error
