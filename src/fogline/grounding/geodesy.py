"""Distances and bearings on the globe; kilometres and degrees (WGS 84).

The haversine serves where thousands of pairs are compared (its error, up to 0.5 %, is far below any radius
here); a point that is published is reckoned on the ellipsoid.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import asin, cos, radians, sin, sqrt

from geographiclib.geodesic import Geodesic

EARTH_KM = 6371.0088


def distance_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance between two (lat, lon) points."""
    lat_a, lat_b = radians(a[0]), radians(b[0])
    half = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin(radians(b[1] - a[1]) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))


def destination(start: tuple[float, float], bearing: float, km: float) -> tuple[float, float]:
    """The point ``km`` from ``start`` along ``bearing`` (degrees clockwise from north)."""
    end = Geodesic.WGS84.Direct(start[0], start[1], bearing, km * 1000)
    return float(end["lat2"]), float(end["lon2"])


def midpoint(a: tuple[float, float], b: tuple[float, float]) -> tuple[float, float]:
    """The point halfway along the geodesic from ``a`` to ``b``."""
    line = Geodesic.WGS84.Inverse(a[0], a[1], b[0], b[1])
    return destination(a, float(line["azi1"]), float(line["s12"]) / 2000)


def centre(points: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The mean of some points; longitudes are taken relative to the first, so that the date line does no harm."""
    base = points[0][1]
    lat = sum(p[0] for p in points) / len(points)
    lon = base + sum(_turn(p[1] - base) for p in points) / len(points)
    return lat, _turn(lon)


def spread_km(middle: tuple[float, float], points: Iterable[tuple[float, float]], share: float = 0.9) -> float:
    """The distance from ``middle`` within which ``share`` of the points lie."""
    far = sorted(distance_km(middle, p) for p in points)
    return far[min(len(far) - 1, int(share * len(far)))] if far else 0.0


def _turn(lon: float) -> float:
    return (lon + 180) % 360 - 180
