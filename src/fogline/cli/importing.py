"""Tells how an import of places goes: a bar where a person watches, and every broken row."""

from __future__ import annotations

import sys
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.text import Text

from fogline.cli.show import say
from fogline.cli.words import clean, counted, one_line
from fogline.model import Rejected

MOST_TOLD = 100  # broken rows that are told; the others are counted


class Importing:
    """Shows the steps of an import."""

    def __init__(self) -> None:
        self._refused = 0
        self._bar: Progress | None = None
        if sys.stderr.isatty():
            self._bar = Progress(
                SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(),
                TimeElapsedColumn(), console=Console(stderr=True, highlight=False),
            )  # fmt: skip
            self._task = self._bar.add_task("opening", total=1.0)

    def __enter__(self) -> Importing:
        if self._bar:
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar:
            self._bar.stop()
        if self._refused > MOST_TOLD:
            say(f"… and {counted(self._refused - MOST_TOLD, 'more broken row')}")

    def __call__(self, step: str, share: float) -> None:
        """One step, with the share of it that is done."""
        if self._bar:
            self._bar.update(self._task, description=clean(step), completed=share)

    def refused(self, row: Rejected) -> None:
        """A row that cannot be taken, with its fault and the mend."""
        self._refused += 1
        if self._refused > MOST_TOLD:
            return
        told = f"{one_line(row.where)}: {one_line(row.fault)}; {one_line(row.mend)}"
        if self._bar:
            self._bar.console.print(Text(clean(told)))
        else:
            say(told)
