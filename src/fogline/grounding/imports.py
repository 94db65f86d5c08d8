"""One import from end to end: the user's file, its licence and date → places that look-ups find."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from math import cos, floor, radians
from pathlib import Path

import numpy as np
import numpy.typing as npt

from fogline.grounding import build, geodesy, import_store, importing
from fogline.grounding.gazetteer import Entry, Gazetteer
from fogline.grounding.raw import Raw
from fogline.model import FoglineError, Rejected

_AROUND_KM = 60.0  # a settlement this near tells the country and region of a row that does not
_CELL_KM = 80.0  # from the middle of a one-degree cell to its corner
_LOOKED_AT = 50  # near a border the nearest ones may be another country's
_Points = npt.NDArray[np.float64]
_DATED = re.compile(r"[ _.-]*(?:\d{4}-?\d{2}-?\d{2}|\d{8}|v?\d+\.\d+)\b")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to import, and what its file does not say of itself; empty strings where it says it."""

    path: Path
    licence: str
    date: str
    source: str = ""
    country: str = ""
    name_column: str = ""
    lat_column: str = ""
    lon_column: str = ""


def take(
    wanted: Wanted, gazetteer: Gazetteer, refuse: Callable[[Rejected], None], tell: build.Progress
) -> import_store.Outcome:
    """Import a file's places beside the built ``gazetteer``; broken rows go to ``refuse``, the good ones are kept.

    The same file with the same words again changes nothing; a newer one takes the place of the source's older
    places. Raises FoglineError, and leaves everything as it was, where the licence or date is missing, the kept
    places are newer, or the file is none that can be read.
    """
    licence = " ".join(wanted.licence.split())
    if not licence or not licence.isprintable() or len(licence) > 200:
        raise FoglineError("the licence is missing or no line of text", 'give it in words, as --licence "CC BY 4.0"')
    if wanted.country and not re.fullmatch("[A-Za-z]{2}", wanted.country):
        raise FoglineError(f"--country {wanted.country[:40]!r} is no code of two letters", "use ISO 3166-1, as UA")
    day, source = import_store.day(wanted.date), import_store.source_name(wanted.source or _source(wanted.path))
    where = import_store.folder()
    said = (source, licence, day, wanted.country.upper(), wanted.name_column, wanted.lat_column, wanted.lon_column)
    digest = import_store.digest(importing.digest(wanted.path), *said)
    before = import_store.known(where, source)
    if before and before.digest == digest:
        return import_store.Outcome(before, before, 0, 0, 0)
    if before and before.date > day:
        raise FoglineError(
            f"the places of {source} are of {before.date}, this file is of {day}",
            f"give its true --date, name another --source, or `fogline gazetteer forget {source}` first",
        )
    rows, refused = _read(wanted, source, gazetteer, refuse, tell)
    new = import_store.Import(source, licence, day, wanted.path.name, digest, len(rows), refused)
    return import_store.keep(where, new, rows, tell)


def forget(source: str) -> import_store.Import:
    """Take an imported source out again; FoglineError if there is none of that name."""
    return import_store.remove(import_store.folder(), source)


def _read(
    wanted: Wanted, source: str, gazetteer: Gazetteer, refuse: Callable[[Rejected], None], tell: build.Progress
) -> tuple[dict[str, Raw], int]:
    how = importing.How(source, wanted.country.upper(), wanted.name_column, wanted.lat_column, wanted.lon_column)
    rows: dict[str, Raw] = {}
    refused = 0
    for found in importing.read(wanted.path, how, _Locator(gazetteer), tell):
        if isinstance(found, Rejected):
            refused += 1
            refuse(found)
        else:
            _as_known(found, gazetteer)
            rows[found.id] = found
    return rows, refused


class _Locator:
    """Country, region and time zone of the nearest settlement; the settlements around a one-degree cell are kept."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._cells: dict[tuple[int, int], tuple[list[Entry], _Points]] = {}

    def __call__(self, lat: float, lon: float, country: str) -> importing.Place:
        """Of the same country where one is said; empty where no settlement is within 60 km."""
        entries, points = self._around(floor(lat), floor(lon))
        if not entries:
            return country, "", ""
        east = ((points[:, 1] - lon + 180) % 360 - 180) * cos(radians(lat))
        away = np.hypot(points[:, 0] - lat, east)
        for at in np.argsort(away)[:_LOOKED_AT]:
            found = entries[int(at)]
            if country in ("", found.country) and geodesy.distance_km(found.point, (lat, lon)) <= _AROUND_KM:
                return found.country, found.admin1, found.timezone
        return country, "", ""

    def _around(self, row: int, column: int) -> tuple[list[Entry], _Points]:
        if (row, column) not in self._cells:
            near = self._gazetteer.near(row + 0.5, column + 0.5, _CELL_KM + _AROUND_KM)
            found = [e for e in near if e.admin1]
            self._cells[row, column] = found, np.array([e.point for e in found], dtype=np.float64).reshape(-1, 2)
        return self._cells[row, column]


def _as_known(raw: Raw, gazetteer: Gazetteer) -> None:
    """A country or region that the gazetteer has keeps the gazetteer's id: its names are added, no second one is."""
    if raw.kind not in ("country", "region"):
        return
    for name in raw.names:
        for entry in gazetteer.lookup(name):
            near = geodesy.distance_km(entry.point, raw.point) <= max(entry.radius_km, raw.radius_km)
            if (entry.kind, entry.country) == (raw.kind, raw.country) and near:
                raw.id = entry.id
                return


def _source(path: Path) -> str:
    """A file's name without its ending and dates: the next edition of it is the same source."""
    stem = path.name
    while Path(stem).suffix.lower() in (".zip", ".gz", ".txt", ".tsv", ".csv", ".geojson", ".json"):
        stem = Path(stem).stem
    if re.fullmatch("[A-Z]{2}", stem):
        return f"geonames-{stem}"
    return _DATED.sub("", stem) or stem
