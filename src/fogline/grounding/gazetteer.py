"""The gazetteer: which places bear a name, which lie near a point, read from one memory-mapped file."""

from __future__ import annotations

import heapq
import json
import mmap
import os
import struct
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import cos, radians
from pathlib import Path
from typing import Any

import marisa_trie
import platformdirs

from fogline.grounding import build, geodesy, inflection, names, outlines, shapes
from fogline.model import FoglineError


@dataclass(frozen=True, slots=True)
class Entry:
    """One place of the gazetteer: "Bakhmut, geonames:713174, Ukraine, 80,500 people".

    ``precision`` is the UCDP ``where_prec`` that the record allows: 1 a settlement with a point of its own, 2 or 3
    one that is only known by its hromada or raion, 4 a region, 6 a country, 7 water. ``radius_km`` is how far it
    reaches, or may be off. ``alternate``: the name that was looked up is not its main one. ``iso`` is the ISO 3166-2
    code of the first-level region that it is or lies in, a country's ISO 3166-1 code; ``pcode`` the P-code of the
    smallest of OCHA's areas that it is known to be or to lie in. Either is empty where it is not known.
    """

    id: str
    name: str
    lat: float
    lon: float
    country: str
    admin1: str
    population: int
    kind: str
    radius_km: float
    precision: int
    timezone: str
    katottg: str
    alternate: bool = False
    iso: str = ""
    pcode: str = ""

    @property
    def point(self) -> tuple[float, float]:
        """Latitude and longitude."""
        return self.lat, self.lon


class Gazetteer:
    """An open index; pickled as its path, so that a worker process opens the same file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            with path.open("rb") as file:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:
            raise FoglineError(
                f"the gazetteer {path} cannot be opened ({error})", "delete it; it is built anew"
            ) from error
        if self._map[: len(build.MAGIC)] != build.MAGIC:
            raise FoglineError(f"{path} is not a gazetteer of this version", "delete it; it is built anew")
        size = struct.unpack_from("<I", self._map, len(build.MAGIC))[0]
        start = len(build.MAGIC) + 4
        self._about: dict[str, Any] = json.loads(self._map[start : start + size])
        view = memoryview(self._map)
        self._sections = {
            name: view[start + size + offset : start + size + offset + length]
            for name, (offset, length) in self._about["sections"].items()
        }
        self._trie = marisa_trie.Trie().map(self._sections["trie"])
        self._starts, self._postings, self._cells, self._firsts, self._ids = (
            self._sections[s].cast("I") for s in ("starts", "postings", "cells", "firsts", "ids")
        )
        self._points = self._sections["points"].cast("f")
        self._shapes = shapes.Shapes(self._sections)
        self._entries = lru_cache(maxsize=4096)(self._lookup_key)
        self._shared = lru_cache(maxsize=8192)(self._string)  # codes and time zones, which many places have alike

    def __reduce__(self) -> tuple[type[Gazetteer], tuple[Path]]:
        return Gazetteer, (self.path,)

    def __len__(self) -> int:
        return len(self._ids)

    def lookup(self, name: str) -> tuple[Entry, ...]:
        """The places that bear this name in any of its spellings; main names first, then the larger first.

        A Cyrillic name that no place bears is taken for a form of one: "Бахмуті" finds Bakhmut, as an alternate.
        """
        if found := self._entries(names.key(name)):
            return found
        forms = {names.key(form) for form in inflection.nominatives(name)}
        known = {e.id: replace(e, alternate=True) for form in sorted(forms) for e in self._entries(form)}
        return tuple(sorted(known.values(), key=lambda e: (-e.population, e.id)))

    def knows(self, name: str) -> bool:
        """Whether any place bears this name."""
        return names.key(name) in self._trie

    def begins(self, name: str) -> bool:
        """Whether some name starts with these words."""
        return bool(self._trie.has_keys_with_prefix(names.key(name)))

    def get(self, identity: str) -> Entry | None:
        """The place with this id ("geonames:713174", "region:UA-14", "country:UA"), None if there is none."""
        number = self._number(identity)
        return None if number is None else self._entry(number)

    def search(self, name: str, country: str | None = None, limit: int = 20) -> tuple[Entry, ...]:
        """Places whose name starts with ``name``: exact ones first, then the larger first."""
        exact = [e for e in self.lookup(name) if country in (None, e.country)]
        seen = {e.id for e in exact}
        if len(exact) >= limit:
            return tuple(exact[:limit])
        more = {e.id: e for e in self._starting(names.key(name)) if country in (None, e.country) and e.id not in seen}
        return tuple(exact + heapq.nlargest(limit - len(exact), more.values(), key=lambda e: (e.population, e.id)))

    def near(self, lat: float, lon: float, radius_km: float) -> tuple[Entry, ...]:
        """Settlements with a point of their own within ``radius_km`` (500 at most), the nearest first."""
        return tuple(self._entry(number) for _, number in self._within(lat, lon, min(radius_km, 500.0)))

    def nearest(self, lat: float, lon: float, within_km: float = 100.0) -> Entry | None:
        """The settlement nearest to a point, None if none lies ``within_km`` (500 at most)."""
        radius, most = 5.0, min(within_km, 500.0)
        while True:
            radius = min(radius, most)
            if found := self._within(lat, lon, radius):
                return self._entry(found[0][1])
            if radius >= most:
                return None
            radius *= 3

    def inside(self, ring: Sequence[tuple[float, float]]) -> tuple[Entry, ...]:
        """Settlements with a point of their own within a ring of points (lat, lon), the largest first.

        The ring may be closed or open; it must not cross the date line.
        """
        lats, lons = [p[0] for p in ring], [p[1] for p in ring]
        closed = [(x, y) for y, x in (*ring, *ring[:1])]
        found = [
            self._entry(number)
            for number in self._box(min(lats), max(lats), min(lons), max(lons))
            if outlines.crosses(closed, self._points[2 * number + 1], self._points[2 * number])
        ]
        return tuple(sorted(found, key=lambda e: (-e.population, e.id)))

    def country_at(self, lat: float, lon: float, reach_km: float = 0.0) -> str:
        """ISO 3166-1 of the country that holds a point, or whose outline is within ``reach_km``; empty at sea."""
        found = self._shapes.near(lat, lon, reach_km)
        return found[0] if found else ""

    def region_at(self, lat: float, lon: float, reach_km: float = 0.0) -> Entry | None:
        """The first-level region that holds a point, or whose outline is within ``reach_km``; None at sea.

        Where the outline is coarser than today's regions, the nearest settlement among theirs decides.
        """
        found = self._shapes.near(lat, lon, reach_km)
        if not found or not found[1]:
            return None
        regions = [self._entry(number) for number in found[1]]
        if len(regions) > 1:
            codes = {e.admin1: e for e in regions}
            for radius in (15.0, 60.0, 250.0):
                for _, number in self._within(lat, lon, radius):
                    near = self._entry(number)
                    if near.country == found[0] and near.admin1 in codes:
                        return codes[near.admin1]
        return regions[0]

    def holds(self, entry: Entry, lat: float, lon: float) -> bool:
        """Whether a place holds a point: by its outline where it has one, else by its reach."""
        if entry.kind == "country":
            return self.country_at(lat, lon) == entry.country
        if entry.kind == "region" and (here := self.region_at(lat, lon)):
            return here.id == entry.id
        number = self._number(entry.id)
        bounded = self._shapes.bounds(number, lat, lon) if number is not None else None
        return geodesy.distance_km(entry.point, (lat, lon)) <= entry.radius_km if bounded is None else bounded

    def shape(self, entry: Entry) -> tuple[shapes.Line, ...]:
        """A place's outline, or the course of a river; empty where only its point and reach are known."""
        number = self._number(entry.id)
        return self._shapes.figure(number) if number is not None else ()

    def away_km(self, entry: Entry, lat: float, lon: float) -> float:
        """Kilometres from a point to a place: 0 in its outline, else to that or to its course, else to its point."""
        number = self._number(entry.id)
        if number is None or (away := self._shapes.away_km(number, lat, lon)) is None:
            return geodesy.distance_km(entry.point, (lat, lon))
        return 0.0 if self._shapes.bounds(number, lat, lon) else away

    def describe(self) -> dict[str, Any]:
        """Counts, versions and licences of the data."""
        return {k: v for k, v in self._about.items() if k != "sections"}

    def _lookup_key(self, key: str) -> tuple[Entry, ...]:
        number = self._trie.get(key)
        if number is None:
            return ()
        found = [
            self._entry(p >> 2, bool(p & 3)) for p in self._postings[self._starts[number] : self._starts[number + 1]]
        ]
        return tuple(sorted(found, key=lambda e: (e.alternate, -e.population, e.id)))

    def _starting(self, prefix: str) -> Iterator[Entry]:
        if not prefix:
            return
        for scanned, key in enumerate(self._trie.iterkeys(prefix)):
            if scanned == 5000:
                return
            yield from self._entries(key)

    def _number(self, identity: str) -> int | None:
        low, high = 0, len(self._ids)
        while low < high:
            middle = (low + high) // 2
            found = self._string(build.RECORD.unpack_from(self._sections["records"], self._at(self._ids[middle]))[0])
            if found == identity:
                return self._ids[middle]
            low, high = (middle + 1, high) if found < identity else (low, middle)
        return None

    def _within(self, lat: float, lon: float, radius_km: float) -> list[tuple[float, int]]:
        """Distance and number of the settlements within a radius, the nearest first."""
        tall = radius_km / 111.0
        wide = tall / max(0.01, cos(radians(min(89.0, abs(lat) + tall))))
        found = []
        for number in self._box(lat - tall, lat + tall, lon - wide, lon + wide):
            away = geodesy.distance_km((lat, lon), (self._points[2 * number], self._points[2 * number + 1]))
            if away <= radius_km:
                found.append((away, number))
        return sorted(found)

    def _box(self, south: float, north: float, west: float, east: float) -> Iterator[int]:
        """The numbers of the settlements with a point of their own in a box; ``west`` and ``east`` may pass 180°."""
        points, exact = self._points, self._sections["exact"]
        if east - west >= 360:
            west, east = -180.0, 180.0
        spans = [(max(west, -180.0), min(east, 180.0))]
        spans += [(west + 360, 180.0)] if west < -180 else []
        spans += [(-180.0, east - 360)] if east > 180 else []
        south, north = max(south, -90.0), min(north, 90.0)
        for row in range(int((south + 90) * build.CELLS), int((north + 90) * build.CELLS) + 1):
            lat = (row + 0.5) / build.CELLS - 90
            for left, right in spans:
                last = build.cell(lat, min(right, 179.9999))
                for number in range(self._first(build.cell(lat, left)), self._first(last + 1)):
                    if (
                        exact[number]
                        and south <= points[2 * number] <= north
                        and left <= points[2 * number + 1] <= right
                    ):
                        yield number

    def _first(self, cell: int) -> int:
        """The number of the first record in this cell or after it."""
        at = bisect_left(self._cells, cell)
        return self._firsts[at] if at < len(self._firsts) else len(self._ids)

    @staticmethod
    def _at(number: int) -> int:
        return number * build.RECORD.size

    def _entry(self, number: int, alternate: bool = False) -> Entry:
        f = build.RECORD.unpack_from(self._sections["records"], self._at(number))
        identity, name, katottg = self._string(f[0]), self._string(f[1]), self._string(f[4])
        admin1, zone, iso, pcode = (self._shared(at) for at in (f[2], f[3], f[5], f[6]))
        return Entry(
            identity, name, round(f[7], 5), round(f[8], 5), f[11].decode().strip(), admin1, f[10],
            build.KINDS[f[12]], round(f[9], 1), f[13], zone, katottg, alternate, iso, pcode,
        )  # fmt: skip

    def _string(self, at: int) -> str:
        strings = self._sections["strings"]
        length = struct.unpack_from("<H", strings, at)[0]
        return bytes(strings[at + 2 : at + 2 + length]).decode()


def open_gazetteer(progress: build.Progress | None = None, cache: Path | None = None) -> Gazetteer:
    """The gazetteer, built first (about half a minute) where the cache folder has none of this version.

    ``cache`` is a folder, else ``$FOGLINE_CACHE``, else the user's cache folder. A file that is damaged is built
    anew. Raises FoglineError when the data packages are missing or the folder cannot be written to.
    """
    folder = cache or Path(os.environ.get("FOGLINE_CACHE") or platformdirs.user_cache_dir("fogline"))
    path = folder / build.file_name()
    if path.is_file():
        try:
            return Gazetteer(path)
        except (FoglineError, ValueError, KeyError, RuntimeError):
            path.unlink(missing_ok=True)
    build.build(path, progress)
    return Gazetteer(path)
