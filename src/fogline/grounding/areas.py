"""Larger areas and waters of the vocabulary, bounded by regions or towns of the data, or laid along them.

A row of ``regions.tsv`` may say its shape: ``regions|UA-09|UA-14`` (made of these first-level regions),
``ring|Lyman|…`` (the line from town to town around it), ``course|Izium|…`` (a river or a chain of towns, from town to
town). A town is the largest of its name in the row's country; ``RU:Belgorod`` names another country.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fogline import vocabulary
from fogline.grounding import admin, geodesy, names
from fogline.grounding.outlines import GRID, Outlines, Point
from fogline.grounding.raw import MAIN, Raw
from fogline.grounding.shapes import Packing
from fogline.model import FoglineError

TABLE = "regions"
_MADE = ("regions", "ring", "course")


@dataclass(slots=True)
class Figure:
    """An area on its way into the index, how its shape is made, and of what: codes, or towns' points."""

    place: Raw
    made: str
    codes: tuple[str, ...]
    towns: tuple[tuple[float, float], ...]


def read(settlements: Sequence[Raw]) -> list[Figure]:
    """The vocabulary's areas and waters. Raises FoglineError for a row whose shape cannot be read."""
    rows = vocabulary.rows(TABLE)
    towns = _towns(rows, settlements)
    return [_figure(row, towns) for row in rows]


def shape(
    places: Sequence[Raw],
    figures: Sequence[Figure],
    outlines: Outlines,
    told: Mapping[tuple[str, str], admin.Known],
    numbers: Mapping[str, int],
) -> dict[str, bytes]:
    """The index's sections of shapes; ``numbers`` gives each place's record."""
    regions = {(p.country, p.admin1): p for p in places if p.kind == "region"}
    listed = [
        [numbers[regions[u.country, a].id] for a in u.admin1 if (u.country, a) in regions] for u in outlines.units
    ]
    packing = Packing(outlines, listed)
    units: dict[str, list[int]] = defaultdict(list)
    for number, unit in enumerate(outlines.units):
        for code in {unit.country, unit.iso} - {""}:
            units[code].append(number)
    for at, region in regions.items():
        if at in told and (whole := admin.whole(outlines.units, told[at])):
            packing.units(numbers[region.id], whole)
            for code in {f"{region.country}.{region.admin1}", region.iso} - {""}:
                units[code] = units[code] or whole
    for place in places:
        if place.kind == "country":
            packing.units(numbers[place.id], units[place.country])
    for figure in figures:
        _pack(figure, numbers[figure.place.id], packing, units)
    return packing.sections()


def _pack(figure: Figure, record: int, packing: Packing, units: Mapping[str, list[int]]) -> None:
    points = [_grid(p) for p in figure.towns]
    if figure.made == "ring":
        packing.ring(record, points)
    elif figure.made == "course":
        packing.course(record, points)
    elif figure.made:
        if unknown := [c for c in figure.codes if not units.get(c)]:
            raise _broken(figure.place.id, f"names regions that have no outline: {', '.join(unknown)}")
        packing.units(record, [n for code in figure.codes for n in units[code]])


def _figure(row: dict[str, str], towns: Mapping[tuple[str, str], Raw]) -> Figure:
    made, *parts = row["shape"].split("|") if row["shape"] else [""]
    if made not in ("", *_MADE) or (made and len(parts) < (1 if made == "regions" else 2)):
        raise _broken(row["id"], f"has a shape that is none of {', '.join(_MADE)}, or too few places in it")
    points: list[tuple[float, float]] = []
    for part in parts if made in ("ring", "course") else ():
        town = towns.get(_named(part, row["country"]))
        if town is None:
            raise _broken(row["id"], f"names {part}, which is no settlement of the data")
        points.append(town.point)
    place = _place(row, points)
    return Figure(place, made, tuple(parts) if made == "regions" else (), tuple(points))


def _place(row: dict[str, str], points: Sequence[tuple[float, float]]) -> Raw:
    middle = (float(row["lat"]), float(row["lon"])) if row["lat"] else geodesy.centre(points)
    reach = float(row["radius_km"] or 0) or max(5.0, round(geodesy.spread_km(middle, points, 1.0)))
    raw = Raw(
        f"area:{row['id']}", row["name"], *middle, row["country"], row["kind"], radius_km=reach,
        precision=7 if row["kind"] == "water" else _precision(reach),
    )  # fmt: skip
    raw.names = dict.fromkeys([row["name"], *filter(None, row["aliases"].split("|"))], MAIN)
    return raw


def _precision(reach: float) -> int:
    """UCDP: 2 for a place with a small reach, 3 up to a district's, 4 up to a region's, 6 beyond."""
    return next(p for p, limit in ((2, 25), (3, 60), (4, 250), (6, 1e9)) if reach <= limit)


def _towns(rows: Sequence[dict[str, str]], settlements: Sequence[Raw]) -> dict[tuple[str, str], Raw]:
    """Country and key of each town that the rows name → the largest that bears the name."""
    wanted = {
        _named(part, row["country"])
        for row in rows
        if row["shape"].startswith(("ring", "course"))
        for part in row["shape"].split("|")[1:]
    }
    countries = {country for country, _ in wanted}
    best: dict[tuple[str, str], tuple[bool, int, Raw]] = {}
    for place in settlements:
        if place.country not in countries:
            continue
        for name, standing in place.names.items():
            at = (place.country, names.key(name))
            if (
                at in wanted
                and (rank := (standing == MAIN, place.population, place))[:2] > best.get(at, (False, -1))[:2]
            ):
                best[at] = rank
    return {at: place for at, (_, _, place) in best.items()}


def _named(part: str, country: str) -> tuple[str, str]:
    code, colon, name = part.partition(":")
    return (code, names.key(name)) if colon else (country, names.key(part))


def _grid(point: tuple[float, float]) -> Point:
    return round(point[1] * GRID), round(point[0] * GRID)


def _broken(identity: str, fault: str) -> FoglineError:
    return FoglineError(f"{TABLE}.tsv: the row {identity} {fault}", "mend that line")
