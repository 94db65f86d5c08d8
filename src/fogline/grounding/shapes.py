"""Shapes in the index: which region holds a point, how a place is bounded, which way a river runs.

Rings and courses are runs of points in thousandths of a degree. A *unit* is one outline of the shipped file; a place's
*figure* is the rings it is made of. So that a point is found among a million edges in well under a millisecond, each
one-degree cell lists the units whose rings reach into it, and each unit lists its edges by quarter-degree rows.
"""

from __future__ import annotations

import struct
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, hypot, radians

from fogline.grounding.outlines import GRID, Outlines, Point, crosses

ROW = GRID // 4  # the height of a row of edges
_KM = 111.195 / GRID  # kilometres a thousandth of a degree
_COLUMNS, _LINES = 360, 180
_UNIT = struct.Struct("<2s2xiIII")  # country; lowest row, where its rows start; where its regions start, how many
_COURSE = 1 << 31  # marks a figure's run of points as a course, open at its ends


@dataclass(frozen=True, slots=True)
class Line:
    """A ring, or a course open at its ends: points in degrees (lat, lon), and whether the line is closed."""

    closed: bool
    points: tuple[tuple[float, float], ...]


class Packing:
    """Shapes on their way into the index's sections."""

    def __init__(self, outlines: Outlines, regions: Sequence[Sequence[int]]) -> None:
        """``regions``: for each unit the record numbers of the regions that it is, or that lie in it."""
        self._points, self._starts = array("i"), array("I", [0])
        self._figures: dict[int, list[int]] = defaultdict(list)
        self.rings_of: list[list[int]] = [[self._run(ring) for ring in rings] for rings in outlines.rings]
        self._sections = self._indexed(outlines, regions)

    def ring(self, record: int, points: Sequence[Point]) -> None:
        """Bound a place by a ring of its own."""
        self._figures[record].append(self._run([*points, points[0]]))

    def course(self, record: int, points: Sequence[Point]) -> None:
        """Lay a place along a line."""
        self._figures[record].append(self._run(points) | _COURSE)

    def units(self, record: int, numbers: Sequence[int]) -> None:
        """Make a place of whole units."""
        for number in numbers:
            self._figures[record].extend(self.rings_of[number])

    def sections(self) -> dict[str, bytes]:
        """The sections by name."""
        records, starts, items = array("I"), array("I", [0]), array("I")
        for record in sorted(self._figures):
            records.append(record)
            items.extend(self._figures[record])
            starts.append(len(items))
        own = {"runs": self._starts, "vertices": self._points}
        figures = {"figure_records": records, "figure_starts": starts, "figure_items": items}
        return {**self._sections, **{name: data.tobytes() for name, data in (own | figures).items()}}

    def _run(self, points: Sequence[Point]) -> int:
        for x, y in points:
            self._points.extend((x, y))
        self._starts.append(len(self._points) // 2)
        return len(self._starts) - 2

    def _indexed(self, outlines: Outlines, regions: Sequence[Sequence[int]]) -> dict[str, bytes]:
        units, rows, edges, listed = bytearray(), array("I"), array("I"), array("I")
        cells: dict[int, set[int]] = defaultdict(set)
        for number, unit in enumerate(outlines.units):
            by_row: dict[int, list[int]] = defaultdict(list)
            for run, ring in zip(self.rings_of[number], outlines.rings[number], strict=True):
                for first, last, edge in _edges(ring, self._starts[run]):
                    for row in range(first, last + 1):
                        by_row[row].append(edge)
                for at in _cells(ring):
                    cells[at].add(number)
            lowest, highest = min(by_row), max(by_row)
            units += _UNIT.pack(
                unit.country.encode(), lowest, len(rows), len(listed), len(regions[number])
            )  # fmt: skip
            listed.extend(regions[number])
            for row in range(lowest, highest + 2):
                rows.append(len(edges))
                edges.extend(by_row[row])
            rows.append(len(edges))
        starts, members = array("I", [0]), array("I")
        for at in range(_COLUMNS * _LINES):
            members.extend(sorted(cells[at]))
            starts.append(len(members))
        return {
            "units": bytes(units), "unit_rows": rows.tobytes(), "unit_edges": edges.tobytes(),
            "unit_regions": listed.tobytes(), "cell_starts": starts.tobytes(), "cell_units": members.tobytes(),
        }  # fmt: skip


class Shapes:
    """The shapes of an open index; empty where it has none."""

    def __init__(self, sections: Mapping[str, memoryview]) -> None:
        self._units = sections.get("units", memoryview(b""))
        words = ("unit_rows", "unit_edges", "unit_regions", "cell_starts", "cell_units", "runs")
        figures = ("figure_records", "figure_starts", "figure_items")
        self._s = {name: sections.get(name, memoryview(b"")).cast("I") for name in (*words, *figures)}
        self._points = sections.get("vertices", memoryview(b"")).cast("i")

    def at(self, lat: float, lon: float) -> tuple[str, tuple[int, ...]] | None:
        """The country that holds a point, and the record numbers of its regions there; None at sea."""
        x, y = lon * GRID, lat * GRID
        for number in self._around(lat, lon):
            if self._holds(number, x, y):
                return self._unit(number)
        return None

    def near(self, lat: float, lon: float, reach_km: float) -> tuple[str, tuple[int, ...]] | None:
        """As ``at``, or else what is nearest within ``reach_km`` (50 at most): outlines are plain, and coasts off."""
        found = self.at(lat, lon)
        if found or reach_km <= 0:
            return found
        x, y, reach = lon * GRID, lat * GRID, min(50.0, reach_km)
        wide = reach / _KM / max(0.1, cos(radians(lat)))
        corners = {(y + dy, x + dx) for dy in (-reach / _KM, 0, reach / _KM) for dx in (-wide, 0, wide)}
        numbers = {n for b, a in corners for n in self._around(b / GRID, a / GRID)}
        away = min(((self._away(n, x, y, reach), n) for n in numbers), default=(reach + 1, 0))
        return self._unit(away[1]) if away[0] <= reach else None

    def figure(self, record: int) -> tuple[Line, ...]:
        """The lines that a place is made of; none where it has no shape."""
        return tuple(
            Line(closed, tuple((y / GRID, x / GRID) for x, y in self._line(run))) for closed, run in self._runs(record)
        )

    def bounds(self, record: int, lat: float, lon: float) -> bool | None:
        """Whether a place's rings hold a point; None where it has no rings."""
        rings = [run for closed, run in self._runs(record) if closed]
        if not rings:
            return None
        return sum(crosses(list(self._line(run)), lon * GRID, lat * GRID) for run in rings) % 2 == 1

    def away_km(self, record: int, lat: float, lon: float) -> float | None:
        """Kilometres from a point to a place's nearest line; None where it has none."""
        x, y = lon * GRID, lat * GRID
        lines = [list(self._line(run)) for _, run in self._runs(record)]
        return min((_away(x, y, *a, *b) for line in lines for a, b in pairwise(line)), default=None)

    def _runs(self, record: int) -> Iterator[tuple[bool, int]]:
        records, starts, items = (self._s[name] for name in ("figure_records", "figure_starts", "figure_items"))
        at = bisect_left(records, record)
        if at < len(records) and records[at] == record:
            for item in items[starts[at] : starts[at + 1]]:
                yield item < _COURSE, item & ~_COURSE

    def _line(self, run: int) -> Iterator[Point]:
        first, last = self._s["runs"][run : run + 2]
        flat = self._points[2 * first : 2 * last].tolist()
        return zip(flat[::2], flat[1::2], strict=True)

    def _around(self, lat: float, lon: float) -> Sequence[int]:
        starts = self._s["cell_starts"]
        if not starts or not -90 <= lat <= 90:
            return ()
        at = min(_LINES - 1, int(lat + 90)) * _COLUMNS + int(lon + 180) % _COLUMNS
        return self._s["cell_units"][starts[at] : starts[at + 1]]

    def _unit(self, number: int) -> tuple[str, tuple[int, ...]]:
        country, _, _, first, count = _UNIT.unpack_from(self._units, number * _UNIT.size)
        return country.decode(), tuple(self._s["unit_regions"][first : first + count])

    def _row(self, number: int, row: int) -> Sequence[int]:
        _, lowest, start, _, _ = _UNIT.unpack_from(self._units, number * _UNIT.size)
        following = (
            _UNIT.unpack_from(self._units, (number + 1) * _UNIT.size)[2]
            if (number + 1) * _UNIT.size < len(self._units)
            else len(self._s["unit_rows"])
        )
        at = start + row - lowest
        if row < lowest or at + 1 >= following:
            return ()
        rows = self._s["unit_rows"]
        return self._s["unit_edges"][rows[at] : rows[at + 1]]

    def _holds(self, number: int, x: float, y: float) -> bool:
        odd, points = False, self._points
        for edge in self._row(number, int(y // ROW)):
            ax, ay, bx, by = points[2 * edge : 2 * edge + 4]
            if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
                odd = not odd
        return odd

    def _away(self, number: int, x: float, y: float, reach: float) -> float:
        rows = range(int((y - reach / _KM) // ROW), int((y + reach / _KM) // ROW) + 1)
        edges = {edge for row in rows for edge in self._row(number, row)}
        points = self._points
        return min((_away(x, y, *points[2 * e : 2 * e + 4]) for e in edges), default=reach + 1)


def _away(x: float, y: float, ax: int, ay: int, bx: int, by: int) -> float:
    """Kilometres from a point to an edge, on a plane that touches the globe at the point."""
    width = cos(radians(y / GRID))
    ax_, ay_, dx, dy = (ax - x) * width, ay - y, (bx - ax) * width, by - ay
    length = dx * dx + dy * dy
    t = max(0.0, min(1.0, -(ax_ * dx + ay_ * dy) / length)) if length else 0.0
    return hypot(ax_ + t * dx, ay_ + t * dy) * _KM


def _edges(ring: Sequence[Point], start: int) -> Iterator[tuple[int, int, int]]:
    """The edges of a ring: first and last row, number of the first point."""
    for i in range(len(ring) - 1):
        a, b = ring[i][1], ring[i + 1][1]
        yield min(a, b) // ROW, max(a, b) // ROW, start + i


def _cells(ring: Sequence[Point]) -> Iterator[int]:
    """The one-degree cells of a ring's box."""
    xs, ys = [p[0] for p in ring], [p[1] for p in ring]
    for row in range(min(ys) // GRID, max(ys) // GRID + 1):
        for column in range(min(xs) // GRID, max(xs) // GRID + 1):
            yield min(_LINES - 1, row + 90) * _COLUMNS + (column + 180) % _COLUMNS
