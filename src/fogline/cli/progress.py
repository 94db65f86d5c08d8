"""Progress on stderr: a bar where a person watches, a plain line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.text import Text

from fogline.cli.show import say
from fogline.cli.words import clean, counted, one_line
from fogline.flow.adding import Watcher
from fogline.model import Document, Rejected

EVERY = 5.0  # seconds between plain lines
MOST_TOLD = 20  # warnings of one kind that are printed; the others are counted


class Adding(Watcher):
    """Shows an ``add`` as it goes, and keeps count so that a fault can say what was done before it."""

    def __init__(self, expected: int) -> None:
        self.written = 0
        self._done, self._expected = 0, expected
        self._told: dict[str, int] = {}
        self._last = time.monotonic()
        self._bar: Progress | None = None
        if sys.stderr.isatty():
            self._bar = Progress(
                SpinnerColumn(),
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                console=Console(stderr=True, highlight=False),
            )
            self._task = self._bar.add_task("reading", total=expected or None)

    def __enter__(self) -> Adding:
        if self._bar:
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar:
            self._bar.stop()  # leaves the finished bar on the screen
        for what, number in self._told.items():
            if number > MOST_TOLD:
                say(f"  … and {number - MOST_TOLD:,} more {what}")

    def document(self, document: Document, status: str, claims: int) -> None:
        """One more report was written."""
        self.written += 1
        self._step()

    def rejected(self, rejected: Rejected) -> None:
        """Something could not be taken in: said at once, with the mend."""
        if self._few("rejected"):
            self._print(f"rejected {one_line(rejected.where)}: {one_line(rejected.fault)}; {one_line(rejected.mend)}")
        self._step()

    def warning(self, document: Document, text: str) -> None:
        """A warning about one report."""
        if self._few("warnings"):
            name = document.title or document.url or document.id
            self._print(f"warning: {one_line(name)[:60]}: {one_line(text)}")

    def linking(self, documents: int) -> None:
        """The last stage."""
        if self._bar:
            self._bar.update(self._task, description="linking")
        else:
            say(f"linking {counted(documents, 'report')}")

    def _step(self) -> None:
        """A file can hold many reports, so what is expected grows with what has come."""
        self._done += 1
        if self._bar:
            total = max(self._done, self._expected) if self._expected else None
            self._bar.update(self._task, completed=self._done, total=total)
        elif time.monotonic() - self._last >= EVERY:
            self._last = time.monotonic()
            say(f"{counted(self._done, 'report')} so far")

    def _few(self, what: str) -> bool:
        self._told[what] = self._told.get(what, 0) + 1
        return self._told[what] <= MOST_TOLD

    def _print(self, message: str) -> None:
        if self._bar:
            self._bar.console.print(Text(clean(message)))
        else:
            say(message)
