"""What the gazetteer's commands do: imported files of places, and where a place is from."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from fogline import grounding, vocabulary
from fogline.flow.reading import Progress, gazetteer
from fogline.model import Rejected


def import_places(
    path: Path, licence: str, date: str, refuse: Callable[[Rejected], None], progress: Progress, **said: str
) -> grounding.Outcome:
    """Import a file of places; ``said``: source, country, name_column, lat_column, lon_column. See grounding.take."""
    outcome = grounding.take(grounding.Wanted(path, licence, date, **said), gazetteer(), refuse, progress)
    gazetteer.cache_clear()
    return outcome


def forget_places(source: str) -> grounding.Import:
    """Take an imported source out again."""
    gone = grounding.forget(source)
    gazetteer.cache_clear()
    return gone


def origin(place: str) -> dict[str, Any]:
    """Where the place with this id is from: source, licence, and the date of an import."""
    opened = gazetteer()
    entry = opened.get(place)
    if isinstance(opened, grounding.Layered) and entry and (own := opened.origin(entry)):
        return {key: own[key] for key in ("source", "date", "licence")}
    if row := _supplement().get(place):
        return {"source": row["source"], "date": None, "licence": row["licence"]}
    licences = opened.describe()["licences"]
    kind = place.partition(":")[0]
    kind = {"region": "areas", "area": "areas"}.get(kind, kind if kind in licences else "geonames")
    return {"source": kind, "date": None, "licence": licences.get(kind, "")}


@cache
def _supplement() -> dict[str, dict[str, str]]:
    return {row["id"]: row for row in vocabulary.rows("places_supplement")}
