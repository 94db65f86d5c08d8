"""The gazetteer: which places bear a name, which lie near a point, read from one memory-mapped file."""

from __future__ import annotations

import heapq
import json
import mmap
import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, cos, radians
from pathlib import Path
from typing import Any

import marisa_trie
import platformdirs

from fogline.grounding import build, geodesy, names
from fogline.model import FoglineError


@dataclass(frozen=True, slots=True)
class Entry:
    """One place of the gazetteer: "Bakhmut, geonames:713174, Ukraine, 80,500 people".

    ``precision`` is the UCDP ``where_prec`` that the record allows: 1 a settlement with a point of its own, 2 or 3
    one that is only known by its hromada or raion, 4 a region, 6 a country, 7 water. ``radius_km`` is how far it
    reaches, or may be off. ``alternate``: the name that was looked up is not its main one.
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
        self._starts, self._postings, self._grid, self._ids = (
            self._sections[s].cast("I") for s in ("starts", "postings", "grid", "ids")
        )
        self._entries = lru_cache(maxsize=4096)(self._lookup_key)

    def __reduce__(self) -> tuple[type[Gazetteer], tuple[Path]]:
        return Gazetteer, (self.path,)

    def __len__(self) -> int:
        return len(self._ids)

    def lookup(self, name: str) -> tuple[Entry, ...]:
        """The places that bear this name in any of its spellings; main names first, then the larger first."""
        return self._entries(names.key(name))

    def knows(self, name: str) -> bool:
        """Whether any place bears this name."""
        return names.key(name) in self._trie

    def begins(self, name: str) -> bool:
        """Whether some name starts with these words."""
        return bool(self._trie.has_keys_with_prefix(names.key(name)))

    def get(self, identity: str) -> Entry | None:
        """The place with this id ("geonames:713174", "region:UA-14", "country:UA"), None if there is none."""
        low, high = 0, len(self._ids)
        while low < high:
            middle = (low + high) // 2
            found = self._string(build.RECORD.unpack_from(self._sections["records"], self._at(self._ids[middle]))[0])
            if found == identity:
                return self._entry(self._ids[middle])
            low, high = (middle + 1, high) if found < identity else (low, middle)
        return None

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
        radius_km = min(radius_km, 500.0)
        rows = ceil(radius_km / 111.0)
        columns = min(180, ceil(radius_km / (111.0 * max(0.01, cos(radians(min(89.0, abs(lat) + rows)))))))
        found = []
        for d_lat in range(-rows, rows + 1):
            if not -90 <= lat + d_lat < 91:
                continue
            for d_lon in range(-columns, columns + 1):
                cell = build.cell(lat + d_lat, (lon + d_lon + 180) % 360 - 180)
                for number in range(self._grid[cell], self._grid[cell + 1]):
                    away = self._distance(number, lat, lon)
                    if away is not None and away <= radius_km:
                        found.append((away, number))
        return tuple(self._entry(number) for _, number in sorted(set(found)))

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

    def _distance(self, number: int, lat: float, lon: float) -> float | None:
        fields = build.RECORD.unpack_from(self._sections["records"], self._at(number))
        if fields[10] or fields[11] != 1:
            return None
        return geodesy.distance_km((lat, lon), (fields[5], fields[6]))

    @staticmethod
    def _at(number: int) -> int:
        return number * build.RECORD.size

    def _entry(self, number: int, alternate: bool = False) -> Entry:
        f = build.RECORD.unpack_from(self._sections["records"], self._at(number))
        identity, name, admin1, zone, katottg = (self._string(at) for at in f[:5])
        return Entry(
            identity, name, round(f[5], 5), round(f[6], 5), f[9].decode().strip(), admin1, f[8],
            build.KINDS[f[10]], round(f[7], 1), f[11], zone, katottg, alternate,
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
