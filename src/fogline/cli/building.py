"""Tells that the gazetteer is being built, the first time."""

from __future__ import annotations

import sys

from rich.console import Console

from fogline.cli.show import say


class Building:
    """Tells that the gazetteer is being built; silent where it exists already."""

    def __init__(self) -> None:
        self._begun = False
        self._line = Console(stderr=True, highlight=False)

    def __call__(self, step: str, share: float) -> None:
        """One step of the build, with the share that is done."""
        if not self._begun:
            self._begun = True
            say("building the gazetteer from GeoNames and KATOTTG data: once, about half a minute")
        if sys.stderr.isatty():
            self._line.print(f"  {share:4.0%} {step}".ljust(50), end="\n" if share >= 1 else "\r")
