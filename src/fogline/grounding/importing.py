"""A user's own file of places → places for the gazetteer, row by row; what is broken is told and left out.

Read are a GeoNames country dump (19 columns between tabs, plain or zipped), administrative areas in the columns of
OCHA's common operational datasets (``ADM2_EN``, ``ADM2_PCODE`` … or ``adm2_name``, ``adm2_pcode`` …), any GeoJSON of
points and polygons, and any table with a name, a latitude and a longitude.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from math import isfinite
from pathlib import Path
from typing import Any

from fogline.grounding import import_files, import_shapes, names
from fogline.grounding.build import KINDS, Progress
from fogline.grounding.raw import ALTERNATE, MAIN, Raw, settlement_radius
from fogline.model import FoglineError, Rejected

MOST_BYTES = 1 << 30  # a country's dump is 10 to 400 MB
MOST_JSON_BYTES = 1 << 28  # is read whole, and takes eight times as much memory
LONGEST_NAME = 150  # the longest real name of a place has 85 letters; more is a sentence or an attack
LONGEST_FIELD = 1 << 17
_GEONAMES_COLUMNS = 19
# Populated places; refugee camps are filed under buildings ("S"). "PPLH" no longer exist under that name.
_CAMPS, _PAST = {"CMPRF", "CMP"}, {"PPLH", "PPLCH"}
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "name_en", "placename", "place_name", "place", "settlement", "town", "village", "locality",
             "shapename", "asciiname", "label"),
    "lat": ("lat", "latitude", "lat_dd", "point_y", "center_lat", "y"),
    "lon": ("lon", "lng", "long", "longitude", "lon_dd", "point_x", "center_lon", "x"),
    "id": ("id", "geonameid", "pcode", "code"),
    "country": ("country", "country_code", "countrycode", "iso2", "iso_a2", "iso"),
    "admin1": ("admin1", "admin1code", "admin1_code"),
    "kind": ("kind",),
    "population": ("population", "pop"),
    "radius_km": ("radius_km", "radius"),
}  # fmt: skip
_OTHER_NAMES = re.compile(r"(?:names|aliases|alternate_?names|other_names|alt_?names?|name_\w+|\w*alt\d\w*)$")
_AREA = re.compile(r"adm([0-4])_?(pcode|[a-z]{2}|name\d?|ref_name|alt\w+)$")
# How people call an area of each level, beside its bare name.
_LEVEL_WORDS = ((), ("region", "province", "state", "governorate"), ("district", "county"), ("community",), ("area",))
_LEVEL_KINDS = ("country", "region", "district", "district", "district")
_LEVEL_PRECISION = (6, 4, 3, 2, 2)

Place = tuple[str, str, str]  # country, first-level region, time zone
Locate = Callable[[float, float, str], Place]


@dataclass(frozen=True, slots=True)
class How:
    """What a file does not say of itself; ``prefix`` begins the ids of rows that have none known elsewhere."""

    prefix: str
    country: str = ""
    name_column: str = ""
    lat_column: str = ""
    lon_column: str = ""


def digest(path: Path) -> str:
    """The SHA-256 of a file; FoglineError where it cannot be read."""
    try:
        with path.open("rb") as file:
            hashed = sha256()
            while block := file.read(1 << 20):
                hashed.update(block)
    except OSError as error:
        raise FoglineError(f"{path} cannot be read ({error.strerror})", "name a file that is there") from error
    return hashed.hexdigest()


def read(path: Path, how: How, locate: Locate, tell: Progress) -> Iterator[Raw | Rejected]:
    """The places of a file in its order, and the rows that are none.

    ``locate`` says in which country, region and time zone a point lies, for rows that do not tell it themselves;
    ``tell`` is given the share of the file that is read. Raises FoglineError where the file as a whole is none of
    the formats, is not UTF-8, is packed to do harm, or has no place at all.
    """
    with ExitStack() as opened:
        name, stream = import_files.open_file(
            path, opened, MOST_BYTES, lambda share: tell(f"reading {path.name}", share)
        )
        rows = _rows(name, stream, how)
        taken, refused, encoding = 0, 0, 0
        known: dict[str, str] = {}
        for where, row in rows:
            found = _take(where, row, locate, known)
            if isinstance(found, Rejected):
                refused += 1
                encoding += "UTF-8" in found.fault
                if encoding == 100 and taken < 100:
                    raise _encoding(name)
            elif found is not None:
                taken += 1
            if found is not None:
                yield found
        if not taken:
            raise _encoding(name) if encoding else _nothing(name, refused)


def _take(where: str, row: _Row | FoglineError, locate: Locate, known: dict[str, str]) -> Raw | Rejected | None:
    try:
        if isinstance(row, FoglineError):
            raise row
        raw = row(locate)
        if raw is None:
            return None
        if raw.id in known:
            raise FoglineError(
                f"the id {raw.id} stands already in {known[raw.id]}", "the first is kept; give this another id"
            )
        known[raw.id] = where
    except FoglineError as fault:
        return Rejected(where, fault.fault, fault.mend)
    return raw


_Row = Callable[[Locate], Raw | None]


def _rows(name: str, stream: import_files.Counted, how: How) -> Iterator[tuple[str, _Row | FoglineError]]:
    """Every row with where it stands and how it becomes a place."""
    head = stream.head
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in head:
        raise FoglineError(f"{name} is no text in UTF-8 (UTF-16, or no text at all)", "save it as UTF-8 and try again")
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start:
        raise FoglineError(f"{name} is empty", "name a file with places")
    if start[:1] in b"{[":
        return _geojson_rows(name, stream, how)
    first = start.split(b"\n", 1)[0].decode("utf-8", "replace")
    lines = io.TextIOWrapper(io.BufferedReader(stream, 1 << 16), "utf-8-sig", errors="surrogateescape", newline="")
    if first.count("\t") >= 10 and first.split("\t")[0].isdigit():
        return _geonames_rows(name, lines)
    return _table_rows(name, lines, how)


def _geonames_rows(name: str, lines: Iterable[str]) -> Iterator[tuple[str, _Row | FoglineError]]:
    for number, line in enumerate(lines, 1):
        line = line.rstrip("\r\n")
        if not line:
            continue
        where = f"{name}, line {number}"
        if (fault := _unreadable(line)) is not None:
            yield where, fault
            continue
        cells = line.split("\t")
        if len(cells) == _GEONAMES_COLUMNS:
            yield where, partial(_geonames_place, cells)
        else:
            fault = FoglineError(
                f"{len(cells)} columns, a GeoNames dump has {_GEONAMES_COLUMNS}",
                "download the dump again, or mend the line",
            )
            yield where, fault


def _geonames_place(cells: list[str], locate: Locate) -> Raw | None:
    feature, code = cells[6], cells[7]
    if not (feature == "P" and code not in _PAST) and not (feature == "S" and code in _CAMPS):
        return None
    if not cells[0].isdigit():
        raise FoglineError(
            f"the id {cells[0][:40]!r} is no number", "the first column of a GeoNames dump is the geonameid"
        )
    population = _whole(cells[14], "population")
    raw = _place(
        f"geonames:{cells[0]}", cells[1], cells[4], cells[5], cells[8], admin1=cells[10], population=population,
        radius_km=settlement_radius(population), timezone=cells[17],
    )  # fmt: skip
    _add_names(raw, [cells[2], *(n for n in cells[3].split(",") if names.is_usable(n))])
    return raw


def _table_rows(name: str, lines: Iterable[str], how: How) -> Iterator[tuple[str, _Row | FoglineError]]:
    lines = iter(lines)
    header = next(lines, "")
    delimiter = max(",;\t|", key=header.count)
    columns = [_folded(c) for c in next(csv.reader([header.rstrip("\r\n")], delimiter=delimiter), [])]
    reader = csv.reader(lines, delimiter=delimiter)
    level = _deepest(columns)
    slots = _Slots(name, columns, how, area=level is not None)
    csv.field_size_limit(LONGEST_FIELD)
    while True:
        where = f"{name}, line {reader.line_num + 2}"
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield (
                where,
                FoglineError(f"the row cannot be read ({error})", "look for a quotation mark that is not closed"),
            )
            continue
        if not any(cells):
            continue
        if (fault := _unreadable("".join(cells))) is not None:
            yield where, fault
        elif len(cells) > len(columns):
            yield (
                where,
                FoglineError(f"{len(cells)} cells under {len(columns)} columns", "quote cells that hold the separator"),
            )
        else:
            values = dict(zip(columns, cells + [""] * (len(columns) - len(cells)), strict=True))
            yield where, partial(slots.place, values)


def _geojson_rows(name: str, stream: import_files.Counted, how: How) -> Iterator[tuple[str, _Row | FoglineError]]:
    data = io.BufferedReader(stream, 1 << 16).read(MOST_JSON_BYTES + 1)
    if len(data) > MOST_JSON_BYTES:
        raise FoglineError(f"{name} has more than {MOST_JSON_BYTES >> 20} MB", "give it in parts, or as CSV")
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise _encoding(name) from error
    except (ValueError, RecursionError) as error:
        raise FoglineError(f"{name} is no whole JSON ({error})", "download it again") from error
    features = found.get("features", [found]) if isinstance(found, dict) else found
    if not isinstance(features, list) or not all(isinstance(f, dict) for f in features):
        raise FoglineError(f"{name} is no GeoJSON", "give a FeatureCollection")
    keys = {_folded(k) for f in features for k in (f.get("properties") or {})}
    slots = _Slots(name, sorted(keys), how, area=_deepest(keys) is not None, mapped=True)
    for number, feature in enumerate(features, 1):
        yield f"{name}, feature {number}", partial(slots.feature, feature)


class _Slots:
    """Which column holds what, for one file."""

    def __init__(self, name: str, columns: list[str], how: How, area: bool, mapped: bool = False) -> None:
        asked = {"name": how.name_column, "lat": how.lat_column, "lon": how.lon_column}
        self._at = {
            slot: next((c for c in ([_folded(asked[slot])] if asked.get(slot) else known) if c in columns), "")
            for slot, known in _COLUMNS.items()
        }
        self._how, self._area = how, area and not how.name_column
        self._others = [c for c in columns if _OTHER_NAMES.match(c) and c not in self._at.values()]
        needed = ("name",) if mapped else ("name", "lat", "lon")
        missing = [s for s in needed if not self._at[s] and not (self._area and s == "name")]
        if missing:
            raise FoglineError(
                f"{name} has no column for {' and '.join(missing)} (it has {', '.join(c[:40] for c in columns[:12])})",
                f"name the column with --{missing[0]}-column"
                + ("; areas without coordinates come as GeoJSON" if self._area else ""),
            )

    def feature(self, feature: Mapping[str, Any], locate: Locate) -> Raw:
        """The place that a GeoJSON feature stands for."""
        given = {_folded(k): "" if v is None else str(v) for k, v in (feature.get("properties") or {}).items()}
        try:
            (lat, lon), reach = import_shapes.middle(feature.get("geometry"))
        except ValueError as error:
            raise FoglineError(str(error), "give it as a Point, a Polygon or a MultiPolygon in degrees") from error
        identity = feature.get("id")
        if identity is not None and not given.get(self._at["id"]):
            given |= {self._at["id"] or "id": str(identity)}
        return self._place(given, str(lat), str(lon), locate, reach)

    def place(self, values: Mapping[str, str], locate: Locate) -> Raw:
        """The place that a row of a table stands for."""
        return self._place(values, values[self._at["lat"]], values[self._at["lon"]], locate, None)

    def _place(self, values: Mapping[str, str], lat: str, lon: str, locate: Locate, reach: float | None) -> Raw:
        if self._area:
            return _area(values, lat, lon, self._how, locate, reach)
        given = {slot: values.get(column, "").strip() for slot, column in self._at.items() if column}
        population = _whole(given.get("population", ""), "population")
        kind = given.get("kind") or ("settlement" if not reach else "area")
        if kind not in KINDS:
            raise FoglineError(f"the kind {kind[:40]!r} is unknown", f"use one of {', '.join(KINDS)}")
        radius = _radius(given.get("radius_km", ""), reach, population)
        raw = _place(
            "", given.get("name", ""), lat, lon, given.get("country") or self._how.country,
            admin1=given.get("admin1", ""), kind=kind, population=population, radius_km=radius,
            precision=_precision(kind, radius),
        )  # fmt: skip
        _settle(raw, locate)
        raw.id = _identity(raw, given.get("id", ""), self._at.get("id", ""), self._how)
        _add_names(raw, [n for c in self._others for n in re.split(r"[|;]", values.get(c, ""))])
        return raw


def _area(values: Mapping[str, str], lat: str, lon: str, how: How, locate: Locate, reach: float | None) -> Raw:
    level = _deepest(c for c, v in values.items() if v.strip())
    code = values.get(f"adm{level}_pcode", "").strip()
    own = [v.strip() for c, v in values.items() if (m := _AREA.match(c)) and int(m[1]) == level and m[2] != "pcode"]
    if level is None or not code or not any(own):
        raise FoglineError("the row has no area with name and P-code", "fill ADMn_EN and ADMn_PCODE")
    first = values.get(f"adm{level}_en") or values.get(f"adm{level}_name") or next(v for v in own if v)
    country = how.country or values.get("adm0_pcode", "")[:2] or code[:2]
    kind, least = _LEVEL_KINDS[level], (0, 20.0, 10.0, 5.0, 2.0)[level]
    raw = _place(
        f"pcode:{code}", first, lat, lon, country, kind=kind, radius_km=round(reach or least, 1),
        precision=_LEVEL_PRECISION[level],
    )  # fmt: skip
    _settle(raw, locate)
    raw.names = {}
    for name in filter(None, own):
        raw.names |= {f"{name} {word}": MAIN for word in _LEVEL_WORDS[level]}
        raw.names.setdefault(name, ALTERNATE)
    return raw


def _place(identity: str, name: str, lat: str, lon: str, country: str, **other: Any) -> Raw:
    """A place whose name, point and country are checked."""
    name = " ".join(name.split())
    if not names.key(name):
        raise FoglineError("the name is empty", "fill it")
    if len(name) >= LONGEST_NAME:
        raise FoglineError(
            f"the name has {len(name)} characters ({name[:30]!r}…)", f"a name has less than {LONGEST_NAME}"
        )
    if not name.isprintable():
        raise FoglineError(f"the name {name[:40]!r} holds control characters", "remove them")
    point = _degrees(lat, "latitude", 90), _degrees(lon, "longitude", 180)
    if point == (0.0, 0.0):
        raise FoglineError("latitude and longitude are 0, which stands for unknown", "fill them")
    country = country.strip().upper()
    if country and not re.fullmatch("[A-Z]{2}", country):
        raise FoglineError(
            f"the country {country[:40]!r} is no code of two letters", "use ISO 3166-1, as UA, or --country"
        )
    raw = Raw(identity, name, *point, country, **other)
    raw.names = {name: MAIN}
    return raw


def _add_names(raw: Raw, others: Iterable[str]) -> None:
    for other in map(str.strip, others):
        if other and len(other) < LONGEST_NAME and other.isprintable():
            raw.names.setdefault(other, ALTERNATE)
    if raw.country == "UA":
        for name in [n for n in raw.names if names.is_cyrillic(n)]:
            raw.names.setdefault(names.russian(name) if names.is_russian(name) else names.national(name), ALTERNATE)


def _settle(raw: Raw, locate: Locate) -> None:
    """Fill country, region and time zone from where the point lies."""
    country, admin1, zone = locate(raw.lat, raw.lon, raw.country)
    raw.country, raw.admin1, raw.timezone = raw.country or country, raw.admin1 or admin1, raw.timezone or zone


def _identity(raw: Raw, given: str, column: str, how: How) -> str:
    """An id that the same place has in the next edition of the file too."""
    if given:
        if len(given) > 80 or not given.isprintable():
            raise FoglineError(f"the id {given[:40]!r} is no id", "give a short one")
        return f"geonames:{given}" if column == "geonameid" and given.isdigit() else f"{how.prefix}:{given}"
    said = f"{names.key(raw.name)} {raw.lat:.3f} {raw.lon:.3f}"
    return f"{how.prefix}:{sha256(said.encode()).hexdigest()[:12]}"


def _degrees(given: str, what: str, most: int) -> float:
    try:
        value = float(given.strip().replace(",", ".") or "nan")
    except ValueError:
        raise FoglineError(f"the {what} {given[:40]!r} is no number", "give it in degrees, as 48.59") from None
    if not isfinite(value):
        raise FoglineError(f"the {what} is missing", "give it in degrees, as 48.59")
    if abs(value) > most:
        raise FoglineError(
            f"the {what} {given[:40]} is out of range", f"it lies between -{most} and {most}, in degrees"
        )
    return value


def _whole(given: str, what: str) -> int:
    try:
        return max(0, int(float(given.replace(" ", "") or 0)))
    except (ValueError, OverflowError):
        raise FoglineError(f"the {what} {given[:40]!r} is no number", "give a number, or nothing") from None


def _radius(given: str, reach: float | None, population: int) -> float:
    if not given:
        return max(1.0, round(reach, 1)) if reach else settlement_radius(population)
    try:
        value = float(given)
    except ValueError:
        value = -1.0
    if not 0 < value <= 5000:
        raise FoglineError(f"the radius {given[:40]!r} is none", "give kilometres, from more than 0 to 5000")
    return value


def _precision(kind: str, radius: float) -> int:
    """UCDP: 1 a point, 2 a place with a small reach, 3 up to a district's, 4 up to a region's, 6 beyond; 7 water."""
    if kind == "water":
        return 7
    if kind == "settlement" and radius <= 25:
        return 1
    return next(p for p, limit in ((2, 25), (3, 60), (4, 250), (6, 1e9)) if radius <= limit)


def _deepest(columns: Iterable[str]) -> int | None:
    """The deepest administrative level with a P-code among some columns, None where it is no such file."""
    return max((int(m[1]) for c in columns if (m := _AREA.match(c)) and m[2] == "pcode"), default=None)


def _folded(column: str) -> str:
    return re.sub(r"[\s-]+", "_", column.strip().lower())


def _unreadable(text: str) -> FoglineError | None:
    if text.isascii() or not re.search("[\udc80-\udcff]", text):
        return None
    return FoglineError("the row is not UTF-8", "save the file as UTF-8")


def _encoding(name: str) -> FoglineError:
    return FoglineError(f"{name} is not UTF-8", "save it as UTF-8 (in a spreadsheet: CSV UTF-8) and try again")


def _nothing(name: str, refused: int) -> FoglineError:
    told = f"all {refused:,} rows are broken" if refused else "no row is a populated place"
    return FoglineError(
        f"{name} has no place ({told})", "look at the first lines; see docs/gazetteer.md for the formats"
    )
