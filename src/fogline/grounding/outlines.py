"""The outlines of first-level regions as they are shipped: small, each line that two regions share kept once.

``outlines.xz`` is Natural Earth's "Admin 1 – States, Provinces" (public domain), made plain by
``training/places/outlines.py``. Here it is unpacked and made ready for look-ups by point.
"""

from __future__ import annotations

import json
import lzma
import struct
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources

FILE = "outlines.xz"
GRID = 1000  # points are kept to a thousandth of a degree
_MAGIC = b"FOGOUT01"

Point = tuple[int, int]


@dataclass(slots=True)
class Unit:
    """One outline: its country, codes, names, and its rings as numbers of lines (~n is line n backwards).

    ``own`` is the first-level code of GeoNames that the source gives it, ``admin1`` are those whose settlements lie in
    it: several where the outline is older or coarser than the codes. ``part`` tells what it is part of: the parent's
    ISO 3166 code, and the names of the larger region and of the land.
    """

    country: str
    iso: str
    names: tuple[str, ...]
    style: str
    own: str
    admin1: tuple[str, ...]
    part: tuple[str, ...]
    rings: list[list[int]]


def encode(units: Sequence[Unit], lines: Sequence[Sequence[Point]]) -> bytes:
    """The bytes of a file of outlines, not yet packed."""
    head = json.dumps(
        [[u.country, u.iso, u.names, u.style, u.own, u.admin1, u.part, u.rings] for u in units],
        ensure_ascii=False, separators=(",", ":"),
    ).encode()  # fmt: skip
    body = bytearray()
    x = y = 0
    for line in lines:
        _put(body, len(line))
        for px, py in line:
            _put(body, _zigzag(px - x))
            _put(body, _zigzag(py - y))
            x, y = px, py
    return _MAGIC + struct.pack("<II", len(head), len(lines)) + head + bytes(body)


def decode(data: bytes) -> tuple[list[Unit], list[list[Point]]]:
    """Units and lines from the bytes of ``encode``. Raises ValueError for anything else."""
    if data[: len(_MAGIC)] != _MAGIC:
        raise ValueError("no file of outlines")
    start = len(_MAGIC)
    size, count = struct.unpack_from("<II", data, start)
    start += 8
    units = [
        Unit(country, iso, tuple(names), style, own, tuple(admin1), tuple(part), rings)
        for country, iso, names, style, own, admin1, part, rings in json.loads(data[start : start + size])
    ]
    numbers = _numbers(data, start + size)
    x = y = 0
    lines = []
    for _ in range(count):
        line = []
        for _ in range(next(numbers)):
            x += _unzigzag(next(numbers))
            y += _unzigzag(next(numbers))
            line.append((x, y))
        lines.append(line)
    return units, lines


def shipped() -> Outlines:
    """The outlines that come with Fogline."""
    packed = (resources.files(__package__) / FILE).read_bytes()
    return Outlines(*decode(lzma.decompress(packed)))


class Outlines:
    """Outlines unpacked, which know the ones that hold a point."""

    def __init__(self, units: Sequence[Unit], lines: Sequence[Sequence[Point]]) -> None:
        self.units = units
        self._lines = lines
        self.rings = [[self._ring(numbers) for numbers in unit.rings] for unit in units]
        self._cells: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
        for number, rings in enumerate(self.rings):
            for i, ring in enumerate(rings):
                for row in range(min(p[1] for p in ring) // GRID, max(p[1] for p in ring) // GRID + 1):
                    for column in range(min(p[0] for p in ring) // GRID, max(p[0] for p in ring) // GRID + 1):
                        self._cells[row, column].append((number, i))

    def at(self, lat: float, lon: float) -> list[int]:
        """The numbers of the units that hold a point."""
        x, y = lon * GRID, lat * GRID
        odd: dict[int, bool] = {}
        for number, i in self._cells.get((int(y // GRID), int(x // GRID)), ()):
            odd[number] = odd.get(number, False) ^ crosses(self.rings[number][i], x, y)
        return [number for number, inside in odd.items() if inside]

    def _ring(self, numbers: Sequence[int]) -> list[Point]:
        out: list[Point] = []
        for n in numbers:
            line = self._lines[n] if n >= 0 else self._lines[~n][::-1]
            out.extend(line[1:] if out and out[-1] == line[0] else line)
        return out if out[0] == out[-1] else [*out, out[0]]


def crosses(ring: Sequence[tuple[float, float]], x: float, y: float) -> bool:
    """Whether a line from the point eastward crosses a closed ring an odd number of times: the point is in it."""
    odd = False
    ax, ay = ring[0]
    for bx, by in ring:
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            odd = not odd
        ax, ay = bx, by
    return odd


def _zigzag(n: int) -> int:
    return (n << 1) ^ (n >> 63)


def _unzigzag(n: int) -> int:
    return (n >> 1) ^ -(n & 1)


def _put(out: bytearray, n: int) -> None:
    while n >= 0x80:
        out.append(n & 0x7F | 0x80)
        n >>= 7
    out.append(n)


def _numbers(data: bytes, start: int) -> Iterator[int]:
    n = shift = 0
    for byte in memoryview(data)[start:]:
        n |= (byte & 0x7F) << shift
        if byte & 0x80:
            shift += 7
        else:
            yield n
            n = shift = 0
