"""The gazetteer with a user's imported places over it: several indexes that answer as one.

One place has one id and one point, whichever index names it: an imported row with the id of a place that is there
already only adds its names; one that lies on a place of the same name is that place; and a village that the register
knows without a point takes the point that an import brings.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from fogline.grounding import build, gazetteer, geodesy, import_store, names
from fogline.grounding.gazetteer import Entry, Gazetteer

_SAME_KM = 3.0  # two registers put one village's point up to this far apart
_VAGUE_KM = 25.0  # a village without a point stands in its hromada's middle, and may lie this far from it


class Layered(Gazetteer):
    """The built index with imported ones; pickled as their paths."""

    def __init__(self, path: Path, over: Sequence[Path]) -> None:
        super().__init__(path)
        self.over = tuple(Gazetteer(p) for p in over)
        self._merged = lru_cache(maxsize=4096)(self._merge)

    def __reduce__(self) -> tuple[Any, ...]:
        return Layered, (self.path, tuple(layer.path for layer in self.over))

    def __len__(self) -> int:
        return super().__len__() + sum(map(len, self.over))

    def lookup(self, name: str) -> tuple[Entry, ...]:
        """As of one index: main names first, then the larger first."""
        return self._merged(name)

    def knows(self, name: str) -> bool:
        """Whether any place bears this name."""
        return super().knows(name) or any(layer.knows(name) for layer in self.over)

    def begins(self, name: str) -> bool:
        """Whether some name starts with these words."""
        return super().begins(name) or any(layer.begins(name) for layer in self.over)

    def get(self, identity: str) -> Entry | None:
        """The place with this id, None if there is none."""
        found = (layer.get(identity) for layer in self.over)
        return super().get(identity) or next((e for e in found if e), None)

    def search(self, name: str, country: str | None = None, limit: int = 20) -> tuple[Entry, ...]:
        """Places whose name starts with ``name``: exact ones first, then the larger first."""
        exact = [e for e in self.lookup(name) if country in (None, e.country)]
        more = (*super().search(name, country, limit), *(e for o in self.over for e in o.search(name, country, limit)))
        seen = {self._known(e).id: e for e in sorted(more, key=lambda e: (-e.population, e.id))}
        keys = {(e.name, e.country) for e in exact}
        rest = [e for i, e in seen.items() if i not in {x.id for x in exact} and (e.name, e.country) not in keys]
        return tuple([*exact, *rest][:limit])

    def near(self, lat: float, lon: float, radius_km: float) -> tuple[Entry, ...]:
        """Settlements with a point of their own within ``radius_km``, the nearest first."""
        found = list(super().near(lat, lon, radius_km))
        ids = {e.id for e in found}
        named: dict[str, list[Entry]] = defaultdict(list)
        for entry in found:
            named[names.key(entry.name)].append(entry)
        for layer in self.over:
            for entry in layer.near(lat, lon, radius_km):
                alike = named[names.key(entry.name)]
                if entry.id not in ids and super().get(entry.id) is None and not _same(entry, alike):
                    ids.add(entry.id)
                    alike.append(entry)
                    found.append(entry)
        return tuple(sorted(found, key=lambda e: (geodesy.distance_km((lat, lon), e.point), e.id)))

    def describe(self) -> dict[str, Any]:
        """Counts, versions and licences of the data, the imports beside them."""
        about = super().describe()
        own = [layer.describe() for layer in self.over]
        licences = about.get("licences", {}) | {k: v for o in own for k, v in o["licences"].items()}
        return about | {"licences": licences, "imports": [o["import"] for o in own]}

    def origin(self, entry: Entry) -> dict[str, Any] | None:
        """Where an imported place is from (source, licence, date, file); None for the built index's own."""
        if super().get(entry.id) is not None:
            return None
        return next((o.describe()["import"] for o in self.over if o.get(entry.id)), None)

    def _known(self, entry: Entry) -> Entry:
        """The same place as the lowest index has it."""
        return replace(super().get(entry.id) or entry, alternate=entry.alternate)

    def _merge(self, name: str) -> tuple[Entry, ...]:
        found = list(super().lookup(name))
        for layer in self.over:
            for entry in map(self._known, layer.lookup(name)):
                if not _same(entry, found):
                    _put(entry, found)
        return tuple(sorted(found, key=lambda e: (e.alternate, -e.population, e.id)))


def open_gazetteer(progress: build.Progress | None = None, cache: Path | None = None) -> Gazetteer:
    """The gazetteer with what this user imported, built first (about half a minute) where there is none yet.

    ``cache`` is a folder, else ``$FOGLINE_CACHE``, else the user's cache folder; imports lie in the user's data
    folder unless a folder is named. Raises FoglineError when the data packages are missing or the folder cannot be
    written to.
    """
    opened = gazetteer.open_gazetteer(progress, cache)
    over = [index for _, index in import_store.imports(import_store.folder(cache))]
    return Layered(opened.path, over) if over else opened


def _same(entry: Entry, found: Iterable[Entry]) -> bool:
    """Whether the place is among those found under its name already: by id, or in the same spot."""
    return any(
        e.id == entry.id
        or (
            (e.kind, e.country) == (entry.kind, entry.country)
            and e.precision <= entry.precision
            and geodesy.distance_km(e.point, entry.point) <= (_SAME_KM if e.precision == 1 else e.radius_km)
        )
        for e in found
    )


def _put(entry: Entry, found: list[Entry]) -> None:
    """Add a place in the place of the nearest village without a point that it can be, with that one's code."""
    away = {e: geodesy.distance_km(entry.point, e.point) for e in found if _stands_for(entry, e)}
    if away:
        vague = min(away, key=lambda e: (away[e], e.id))
        found.remove(vague)
        entry = replace(entry, katottg=entry.katottg or vague.katottg)
    found.append(entry)


def _stands_for(entry: Entry, vague: Entry) -> bool:
    return (
        entry.kind == vague.kind == "settlement"
        and entry.precision == 1 < vague.precision
        and entry.country == vague.country
        and geodesy.distance_km(entry.point, vague.point) <= max(vague.radius_km, _VAGUE_KM)
    )
