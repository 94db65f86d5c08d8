"""The middle and the reach of a GeoJSON geometry; degrees (WGS 84) and kilometres."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isfinite
from typing import Any

from fogline.grounding import geodesy

Ring = list[tuple[float, float]]  # latitude, longitude


def middle(geometry: Any) -> tuple[tuple[float, float], float | None]:
    """The point of a Point, or the centroid of polygons with the distance to their farthest corner.

    Raises ValueError, with the reason in words, for whatever is neither or lies outside the globe.
    """
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    given = geometry.get("coordinates") if kind else None
    if kind == "Point":
        return _point(given), None
    if kind not in ("Polygon", "MultiPolygon"):
        raise ValueError(f"the geometry is {str(kind)[:40] if kind else 'missing'}")
    polygons = [given] if kind == "Polygon" else given
    rings = [ring for polygon in _listed(polygons) for ring in _rings(polygon)]
    if not rings:
        raise ValueError("the polygon has no corners")
    centre = _centroid(rings)
    return centre, max(geodesy.distance_km(centre, corner) for _, ring in rings for corner in ring)


def _rings(polygon: Any) -> Iterator[tuple[int, Ring]]:
    """The outer ring counts, the holes are taken off; longitudes run on across the date line."""
    for number, ring in enumerate(_listed(polygon)):
        corners = [_point(corner) for corner in _listed(ring)]
        if len(corners) < 3:
            raise ValueError("a ring of the polygon has less than three corners")
        base = corners[0][1]
        yield (-1 if number else 1), [(lat, base + (lon - base + 180) % 360 - 180) for lat, lon in corners]


def _centroid(rings: Sequence[tuple[int, Ring]]) -> tuple[float, float]:
    """Weighted by area, in degrees: at the size of a region the error is far below any radius."""
    base = rings[0][1][0]
    total = lat_sum = lon_sum = 0.0
    for sign, ring in rings:
        shifted = [(lat - base[0], (lon - base[1] + 180) % 360 - 180) for lat, lon in ring]
        parts = [(a[1] * b[0] - b[1] * a[0], a, b) for a, b in zip(shifted, shifted[1:] + shifted[:1], strict=True)]
        turn = sign if sum(p[0] for p in parts) >= 0 else -sign
        for cross, a, b in parts:
            total += turn * cross
            lat_sum += turn * cross * (a[0] + b[0])
            lon_sum += turn * cross * (a[1] + b[1])
    if abs(total) < 1e-12:  # a line folded upon itself
        return geodesy.centre([corner for _, ring in rings for corner in ring])
    return base[0] + lat_sum / total / 3, (base[1] + lon_sum / total / 3 + 180) % 360 - 180


def _point(given: Any) -> tuple[float, float]:
    """GeoJSON writes the longitude first."""
    if not isinstance(given, list) or len(given) < 2 or not all(isinstance(v, (int, float)) for v in given[:2]):
        raise ValueError(f"{str(given)[:40]} is no point")
    lon, lat = float(given[0]), float(given[1])
    if not (isfinite(lat) and isfinite(lon)):
        raise ValueError("a coordinate is no number")
    if abs(lat) > 90 or abs(lon) > 180:
        raise ValueError(f"the point {lon:g}, {lat:g} is out of range (longitude stands first)")
    return lat, lon


def _listed(given: Any) -> list[Any]:
    if not isinstance(given, list):
        raise ValueError(f"{str(given)[:40]} stands where corners should")
    return given
