"""Importing places: formats, broken rows, repeats, hostile files, and that look-ups find what was taken."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from command import Outcome, here
from fogline import grounding
from fogline.flow.reading import gazetteer

SAID = ("--licence", "CC BY 4.0, Example", "--date", "2025-06-01")


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A cache folder of its own with the built index in it; nothing is imported yet."""
    built = grounding.open_gazetteer().path
    folder = tmp_path / "cache"
    folder.mkdir()
    try:
        (folder / built.name).hardlink_to(built)
    except OSError:
        shutil.copy(built, folder)
    monkeypatch.setenv("FOGLINE_CACHE", str(folder))
    gazetteer.cache_clear()
    yield folder
    gazetteer.cache_clear()


@pytest.fixture
def take(cache: Path, tmp_path: Path) -> Callable[..., Outcome]:
    """Import a text under a file name."""

    def run(name: str, text: str | bytes, *arguments: str, said: tuple[str, ...] = SAID) -> Outcome:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return here("gazetteer", "import", path, *said, *arguments)

    return run


def dump_row(identity: int, name: str, lat: float, lon: float, **other: str) -> str:
    """One line of a GeoNames dump."""
    cells = {
        "id": str(identity), "name": name, "ascii": name, "alternates": "", "lat": str(lat), "lon": str(lon),
        "class": "P", "code": "PPL", "country": "UA", "cc2": "", "admin1": "05", "admin2": "", "admin3": "",
        "admin4": "", "population": "0", "elevation": "", "dem": "100", "timezone": "Europe/Kyiv", "changed": "2025-01-01",
    } | other  # fmt: skip
    return "\t".join(cells.values())


def found(name: str) -> list[dict[str, object]]:
    told = here("gazetteer", "lookup", name, "--format", "json")
    return [json.loads(line) for line in told.out.splitlines()]


def test_a_geonames_dump(take: Callable[..., Outcome]) -> None:
    rows = [
        dump_row(900001, "Zhovtokamianka Druha", 47.71, 37.22, alternates="Жовтокам’янка Друга,Zhovtokam'yanka"),
        dump_row(900002, "Hora Zhovta", 47.72, 37.25, **{"class": "T", "code": "MT"}),  # a hill is no place to import
        dump_row(900003, "Tabir Zhovtyi", 47.73, 37.26, **{"class": "S", "code": "CMPRF"}),
    ]
    done = take("UA.txt", "\n".join(rows))
    assert (done.status, done.out) == (0, "geonames-ua: 2 places of 2025-06-01 (CC BY 4.0, Example)\n")
    [place] = found("Жовтокамянка Друга")
    assert (place["id"], place["lat"], place["country"]) == ("geonames:900001", 47.71, "UA")
    assert (place["source"], place["date"], place["licence"]) == ("geonames-ua", "2025-06-01", "CC BY 4.0, Example")
    assert found("Hora Zhovta") == []
    assert len(found("Tabir Zhovtyi")) == 1
    assert "imported geonames-ua: UA.txt of 2025-06-01, 2 places, CC BY 4.0, Example" in here("gazetteer", "status").out
