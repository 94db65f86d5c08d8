"""Floors: the least that each figure may be, in a file of the repository that keeps every change with its reason.

A line is ``name``, ``floor``, ``date``, ``reason``. The name is KIND/METRIC, or KIND#GOLD/METRIC for one gold alone,
which wins over the other. The floor is a number, or ``<=`` and a number where less is better. The last line of a name
holds; one that asks less than the line before it must give its reason.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fogline.bench.figures import Figure
from fogline.model import FoglineError

HEADER = ("name", "floor", "date", "reason")
_SLACK = 1e-9


@dataclass(frozen=True, slots=True)
class Floor:
    """The bound of one figure; ``most`` where it is an upper one, for a figure of which less is better."""

    name: str
    bound: float
    most: bool

    def broken_by(self, value: float) -> bool:
        """Whether a value is on the wrong side of the bound."""
        return value > self.bound + _SLACK if self.most else value < self.bound - _SLACK

    def __str__(self) -> str:
        return f"<={self.bound:g}" if self.most else f"{self.bound:g}"


def load(path: Path) -> dict[str, Floor]:
    """The floors that hold. FoglineError for a line that is no floor, or that lowers one without a reason."""
    floors: dict[str, Floor] = {}
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as fault:
        raise FoglineError(f"{path} is not UTF-8 text", "give a file of floors, tab-separated") from fault
    for number, line in enumerate(text.splitlines(), 1):
        cells = [c.strip() for c in line.split("\t")]
        if not line.strip() or line.startswith("#") or tuple(cells) == HEADER:
            continue
        where = f"{path}, line {number}"
        if len(cells) not in (3, 4):
            raise FoglineError(f"{where} has {len(cells)} cells", f"give it {', '.join(HEADER)}, one tab between two")
        floor = _floor(cells[0], cells[1], where)
        if cells[0] in floors and lower(floors[cells[0]], floor) and not any(cells[3:]):
            raise FoglineError(f"{where} lowers {cells[0]} without a reason", "give the reason in its fourth cell")
        floors[cells[0]] = floor
    return floors


def lowered(path: Path, wish: str, reason: str | None, today: date) -> None:
    """Write a lower floor, ``NAME=VALUE``, into the file with its date and reason.

    FoglineError without a reason, for a name that has no floor, and for a value that asks as much or more.
    """
    name, equals, value = wish.rpartition("=")
    name = name.removesuffix("<").strip()
    if not equals or not name:
        raise FoglineError(f"--lower-floor {wish} is not NAME=VALUE", 'write it like "claims/event right=80"')
    why = " ".join((reason or "").split())
    if not why:
        raise FoglineError(f"lowering {name} needs a reason", "give it with --reason")
    floors = load(path)
    if name not in floors:
        raise FoglineError(
            f"{path} has no floor {name}", f"name one of {', '.join(sorted(floors)) or 'none: it is empty'}"
        )
    before = floors[name]
    floor = _floor(name, ("<=" if before.most else "") + value.strip(), f"--lower-floor {wish}")
    if not lower(before, floor):
        raise FoglineError(f"{floor} is no lower a floor than {before}", "raise floors in the file itself")
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter="\t", quoting=csv.QUOTE_NONE, lineterminator="\n", escapechar="\\").writerow(
            (name, str(floor), today.isoformat(), why)
        )


def broken(figures: Iterable[Figure], floors: dict[str, Floor]) -> list[tuple[Figure, Floor]]:
    """The figures of whole corpora on the wrong side of their floors."""
    out = []
    for figure in figures:
        floor = next((floors[n] for n in figure.names if n in floors), None)
        if floor and not figure.score.group and floor.broken_by(figure.score.value):
            out.append((figure, floor))
    return out


def idle(figures: Iterable[Figure], floors: dict[str, Floor]) -> list[str]:
    """The floors that no figure was held against."""
    used = {n for f in figures if not f.score.group for n in f.names}
    return sorted(set(floors) - used)


def lower(before: Floor, after: Floor) -> bool:
    """Whether the later floor asks less."""
    return before.broken_by(after.bound)


def _floor(name: str, cell: str, where: str) -> Floor:
    most = cell.startswith("<=")
    try:
        return Floor(name, float(cell.removeprefix("<=")), most)
    except ValueError as fault:
        raise FoglineError(f"{where}: {cell!r} is no number", "write a number, or <= and a number") from fault
