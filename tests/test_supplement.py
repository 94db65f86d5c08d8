"""The supplement of places, row by row: it finds its places, says how far they may be off, and names none twice."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from fogline import vocabulary
from fogline.grounding import Gazetteer, geodesy, names, supplement
from fogline.grounding.raw import Raw
from fogline.model import FoglineError

ROWS = vocabulary.rows("places_supplement")
IDS = [row["id"] for row in ROWS]


def point(row: dict[str, str]) -> tuple[float, float]:
    return float(row["lat"]), float(row["lon"])


def written(row: dict[str, str]) -> list[str]:
    return [row["name"], *filter(None, row["names"].split("|"))]


def test_there_are_enough_from_several_wars() -> None:
    by_country = Counter(row["country"] for row in ROWS)
    assert len(ROWS) >= 300
    assert by_country["UA"] >= 200
    assert {c for c, n in by_country.items() if n >= 15} >= {"UA", "RU", "SD", "PS", "SY", "CD", "MM", "ET", "AZ"}


def test_no_id_stands_twice() -> None:
    assert [i for i, n in Counter(IDS).items() if n > 1] == []


def test_no_place_stands_twice() -> None:
    """Two rows of one name are two places: further apart than both radii together."""
    by_name: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in ROWS:
        for key in {names.key(n) for n in written(row)}:
            by_name.setdefault((row["country"], key), []).append(row)
    for (_, key), rows in by_name.items():
        for i, a in enumerate(rows):
            for b in rows[i + 1 :]:
                apart = geodesy.distance_km(point(a), point(b))
                assert apart > float(a["radius_km"]) + float(b["radius_km"]), f"{key}: {a['id']} and {b['id']}"


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_a_row_says_what_it_rests_on(row: dict[str, str]) -> None:
    assert row["source"]
    assert row["licence"]
    assert re.fullmatch(rf"{row['country']}-[A-Z0-9]{{2,3}}", row["admin1"])
    if row["basis"] == "memory":
        # No finer than hundredths of a degree, and a radius that says so.
        assert float(row["radius_km"]) >= 5
        assert all(len(row[c].partition(".")[2]) <= 2 for c in ("lat", "lon"))
        assert row["id"].startswith(("katottg:", "fogline:"))
    else:
        assert row["basis"] == "geonames"
        assert row["id"].startswith("geonames:")
        assert "CC BY" in row["licence"]


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_every_name_finds_the_place_with_its_radius(gazetteer: Gazetteer, row: dict[str, str]) -> None:
    for name in written(row):
        [found] = [e for e in gazetteer.lookup(name) if e.id == row["id"]]
        assert geodesy.distance_km(found.point, point(row)) < 0.01
        assert found.radius_km == pytest.approx(float(row["radius_km"]), abs=0.05)
        assert found.precision == (2 if row["basis"] == "memory" else 1)


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_the_gazetteer_has_no_point_for_it_nearby(gazetteer: Gazetteer, row: dict[str, str]) -> None:
    """What GeoNames has under one of the names within 10 km is the place, and needs no row."""
    for name in written(row):
        for entry in gazetteer.lookup(name):
            if entry.kind == "settlement" and entry.precision == 1 and entry.id != row["id"]:
                away = geodesy.distance_km(entry.point, point(row))
                assert entry.country != row["country"] or away > 10, f"{name} is {entry.id}, {away:.1f} km away"


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_it_lies_in_its_region(gazetteer: Gazetteer, row: dict[str, str]) -> None:
    """Held against the settlements of the data, not against an outline: the region's own settlements are among the
    nearest of its country, and for Ukraine the official code begins with the region's digits.
    """
    entry = gazetteer.get(row["id"])
    assert entry is not None
    around = [e for e in gazetteer.near(*point(row), 200) if e.country == row["country"]][:15]
    assert entry.admin1 in {e.admin1 for e in around}, f"around are {sorted({e.admin1 for e in around})}"
    if row["country"] == "UA":
        region = next(r for r in vocabulary.rows("regions_ua") if r["iso"] == row["admin1"])
        assert (entry.katottg[2:4], entry.admin1) == (region["katottg"], region["geonames"])


def test_memory_is_never_a_nearest_settlement(gazetteer: Gazetteer) -> None:
    """A point from memory must not draw other points to it."""
    row = next(r for r in ROWS if r["basis"] == "memory")
    assert row["id"] not in [e.id for e in gazetteer.near(*point(row), 15)]


HEADER = "id\tname\tnames\tlat\tlon\tcountry\tadmin1\tradius_km\tbasis\tsource\tlicence\n"


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ("fogline:x\tXia\t\tnorth\t37\tUA\tUA-14\t5\tmemory\tme\tCC0", "no point"),
        ("fogline:x\tXia\t\t98\t37\tUA\tUA-14\t5\tmemory\tme\tCC0", "out of range"),
        ("fogline:x\tXia\t\t48\t37\tUA\tUA-14\t2\tmemory\tme\tCC0", "from memory"),
    ],
)
def test_a_users_own_row_is_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cells: str, fault: str) -> None:
    (tmp_path / "places_supplement.tsv").write_text(HEADER + cells + "\n")
    monkeypatch.setenv("FOGLINE_VOCABULARY", str(tmp_path))
    vocabulary.rows.cache_clear()
    try:
        with pytest.raises(FoglineError, match=fault):
            supplement.add([])
    finally:
        vocabulary.rows.cache_clear()


def test_a_known_point_is_not_moved() -> None:
    """GeoNames' point is better than memory: a row for a place that has one only adds names."""
    row = next(r for r in ROWS if r["basis"] == "memory")
    known = Raw(row["id"], row["name"], 1.0, 2.0, row["country"], names={row["name"]: 0})
    supplement.add([known])
    assert known.point == (1.0, 2.0)
    assert set(written(row)) <= known.names.keys()
