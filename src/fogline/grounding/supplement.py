"""Villages and localities that the data packages lack, from the vocabulary: a point, and how far it may be off."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cache

from fogline import vocabulary
from fogline.grounding import geodesy, names
from fogline.grounding.raw import ALTERNATE, MAIN, Raw
from fogline.model import FoglineError

TABLE = "places_supplement"
MEMORY = "memory"
LEAST_MEMORY_KM = 5.0
# Regions with few settlements in the data, whose rows lie next to another region's: told by their seat.
_SEATS = {"AZ-XCI": "geonames:147774", "AZ-XVD": "geonames:146969"}


@cache
def from_memory() -> frozenset[str]:
    """The ids of places whose point is from general knowledge: no answer of a bench rests on one."""
    return frozenset(row["id"] for row in vocabulary.rows(TABLE) if row["basis"] == MEMORY)


def add(places: list[Raw]) -> None:
    """Put the supplement's rows among ``places``: a place that is there without a point takes the row's.

    Raises FoglineError for a row that says no point, or is finer than its basis allows.
    """
    rows = [(row, _raw(row)) for row in vocabulary.rows(TABLE)]
    regions = _regions([(row["admin1"], raw) for row, raw in rows], places)
    known = {p.id: p for p in places}
    for row, raw in rows:
        place = known.get(raw.id)
        if place is None:
            raw.admin1, raw.timezone = regions.get(row["admin1"], ("", ""))
            places.append(raw)
        else:
            place.names = raw.names | place.names
            if place.precision > 1:
                place.lat, place.lon, place.radius_km, place.precision = raw.lat, raw.lon, raw.radius_km, raw.precision


def _raw(row: dict[str, str]) -> Raw:
    try:
        lat, lon, radius = float(row["lat"]), float(row["lon"]), float(row["radius_km"])
    except ValueError as error:
        raise _broken(row, "has no point or radius in numbers") from error
    if not (abs(lat) <= 90 and abs(lon) <= 180 and 0 < radius <= 500):
        raise _broken(row, "lies out of range")
    vague = row["basis"] == MEMORY
    if vague and radius < LEAST_MEMORY_KM:
        raise _broken(row, f"is from memory and has a radius of less than {LEAST_MEMORY_KM:g} km")
    raw = Raw(row["id"], row["name"], lat, lon, row["country"], radius_km=radius, precision=2 if vague else 1)
    for other in filter(None, row["names"].split("|")):
        raw.names[other] = MAIN
        if names.is_cyrillic(other):
            raw.names |= dict.fromkeys(_in_latin(other), ALTERNATE)
    raw.names[row["name"]] = MAIN
    return raw


def _in_latin(name: str) -> list[str]:
    if names.is_russian(name):
        return [names.russian(name)]
    latin = names.national(name)
    return [latin, *names.ending_variants(latin)]


def _regions(rows: Sequence[tuple[str, Raw]], places: Sequence[Raw]) -> dict[str, tuple[str, str]]:
    """ISO 3166-2 code → the data's own code and time zone: those of the settlements next to its rows, the closer the
    weightier.
    """
    near: dict[str, list[Raw]] = defaultdict(list)
    countries = {raw.country for _, raw in rows}
    for place in places:
        if place.kind == "settlement" and place.precision == 1 and place.country in countries:
            near[place.country].append(place)
    votes: dict[str, dict[tuple[str, str], float]] = defaultdict(lambda: defaultdict(float))
    for code, raw in rows:
        for place in near[raw.country]:
            if abs(place.lat - raw.lat) < 2 and abs(place.lon - raw.lon) < 2:
                votes[code][place.admin1, place.timezone] += (1 + geodesy.distance_km(place.point, raw.point)) ** -2
    seats = {p.id: (p.admin1, p.timezone) for p in places if p.id in _SEATS.values()}
    told = {code: max(counted, key=lambda v: (counted[v], v)) for code, counted in votes.items()}
    return told | {code: seats[seat] for code, seat in _SEATS.items() if seat in seats}


def _broken(row: dict[str, str], fault: str) -> FoglineError:
    return FoglineError(f"{TABLE}.tsv: the row {row['id'] or row['name']} {fault}", "mend that line")
