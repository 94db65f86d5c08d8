"""Importing places: formats, broken rows, repeats, hostile files, and that look-ups find what was taken."""

from __future__ import annotations

import json
import pickle
import shutil
import zipfile
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


AREAS = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {
                "ADM0_EN": "Ukraine", "ADM0_PCODE": "UA", "ADM1_EN": "Donetska", "ADM1_PCODE": "UA14",
                "ADM2_EN": "Example Raion", "ADM2_UA": "Приклад", "ADM2_PCODE": "UA1499",
            },
            "geometry": {"type": "Polygon", "coordinates": [[[37, 48], [37.2, 48], [37.2, 48.2], [37, 48.2], [37, 48]]]},
        },
        {"type": "Feature", "properties": {"ADM2_EN": "Nowhere", "ADM2_PCODE": "UA1498"}, "geometry": None},
    ],
}  # fmt: skip


def test_administrative_areas_keep_their_p_codes(take: Callable[..., Outcome]) -> None:
    done = take("ukr_admbnda_adm2_20240130.geojson", json.dumps(AREAS))
    assert done.status == 0
    assert "feature 2: the geometry is missing" in done.err
    assert done.out.startswith("ukr_admbnda_adm2: 1 place ")  # the date is no part of the source's name
    [area] = [p for p in found("Example Raion district") if p["id"] == "pcode:UA1499"]
    assert (area["lat"], area["lon"], area["kind"]) == (48.1, 37.1, "district")
    assert 13 < float(str(area["radius_km"])) < 14  # from the middle to a corner


def test_administrative_areas_in_the_newer_columns_as_a_table(take: Callable[..., Outcome]) -> None:
    text = "adm0_pcode,adm1_name,adm1_pcode,adm2_name,adm2_pcode,center_lat,center_lon\nSD,X,SD01,Wadi Xyz,SD01002,13.5,25.1\n"
    assert take("sdn_admin2.csv", text).status == 0
    assert found("Wadi Xyz district")[0]["id"] == "pcode:SD01002"


def test_any_geojson(take: Callable[..., Outcome]) -> None:
    hole = [
        [[30, 10], [31, 10], [31, 11], [30, 11], [30, 10]],
        [[30.1, 10.1], [30.1, 10.2], [30.2, 10.2], [30.1, 10.1]],
    ]
    features = [
        ("Point", [36.5, 15.5], {"title": "Xandu Camp", "radius_km": 3}),
        ("MultiPolygon", [hole], {"title": "Xandu Plain"}),
        ("LineString", [[1, 2], [3, 4]], {"title": "Xandu Road"}),
        ("Point", [15.5, 136.5], {"title": "Xandu Swapped"}),
        ("Polygon", [[[1, 1]]], {"title": "Xandu Dot"}),
        ("Point", ["a", 2], {"title": "Xandu Words"}),
    ]
    made = [{"type": "Feature", "geometry": {"type": t, "coordinates": c}, "properties": p} for t, c, p in features]
    done = take("x.geojson", json.dumps({"type": "FeatureCollection", "features": made}), "--name-column", "title")
    assert done.out.startswith("x: 2 places")
    assert [line.split(":")[0][-1] for line in done.err.splitlines()[:4]] == ["3", "4", "5", "6"]
    camp, plain = found("Xandu Camp")[0], found("Xandu Plain")[0]
    assert (camp["lat"], camp["lon"], camp["radius_km"], camp["kind"]) == (15.5, 36.5, 3.0, "settlement")
    assert (plain["kind"], round(float(str(plain["lat"])), 1), round(float(str(plain["lon"])), 1)) == (
        "area",
        10.5,
        30.5,
    )


TABLE = """name;lat;lon;names;population
Zzyzx Nova;48,10;37,20;Ззизкс|Zizix;1200
Zzyzx Stara;48.2;37.3;;
"""


def test_a_table_with_semicolons_and_decimal_commas(take: Callable[..., Outcome]) -> None:
    assert take("z.csv", TABLE).status == 0
    [place] = found("Ззизкс")
    assert (place["lat"], place["lon"], place["population"]) == (48.1, 37.2, 1200)
    assert place["country"] == "UA"  # that of the settlement nearby


BROKEN = [
    (",48,37", "the name is empty"),
    ("X" * 200 + ",48,37", "the name has 200 characters"),
    ("Aaq,91,37", "the latitude 91 is out of range"),
    ("Aaq,48,181", "the longitude 181 is out of range"),
    ("Aaq,north,37", "the latitude 'north' is no number"),
    ("Aaq,nan,37", "the latitude is missing"),
    ("Aaq,,37", "the latitude is missing"),
    ("Aaq,0,0", "stands for unknown"),
    ("Aaq,48,37,7,extra", "5 cells under 4 columns"),
    ("Aaq\x1b[31m,48,37", "control characters"),
    ("Aaq,48,37,good", "the id broken:good stands already in broken.csv, line 2"),
]


def test_broken_rows_are_told_one_by_one_and_the_good_ones_kept(take: Callable[..., Outcome]) -> None:
    done = take("broken.csv", "name,lat,lon,id\nGoodplace Qq,48,37,good\n" + "".join(row + "\n" for row, _ in BROKEN))
    told = done.err.splitlines()
    assert done.status == 0
    assert told[-1] == f"left out: {len(BROKEN)} broken rows"
    for number, ((_, fault), line) in enumerate(zip(BROKEN, told, strict=False), 3):
        assert line.startswith(f"broken.csv, line {number}: ")
        assert fault in line
    assert len(found("Goodplace Qq")) == 1
    assert "\x1b" not in done.err


def test_only_so_many_broken_rows_are_told(take: Callable[..., Outcome]) -> None:
    done = take("many.csv", "name,lat,lon\nGoodplace Qq,48,37\n" + "Bad,99,37\n" * 150)
    assert "… and 50 more broken rows" in done.err
    assert "left out: 150 broken rows" in done.err


@pytest.mark.parametrize(
    ("name", "data", "fault"),
    [
        ("a.csv", b"", "is empty"),
        ("a.csv", b"name,lat,lon\n", "has no place"),
        ("a.csv", b"name,lat,lon\nBad,99,37\n", "all 1 rows are broken"),
        ("a.csv", b"title,lat,lon\nX,48,37\n", "has no column for name"),
        ("a.csv", b"name,where\nX,48\n", "has no column for lat and lon"),
        ("a.csv", "name,lat,lon\nЗоря,48,37\n".encode("cp1251"), "is not UTF-8"),
        ("a.csv", "name,lat,lon\nЗоря,48,37\n".encode("utf-16"), "UTF-16"),
        ("a.csv", b"ADM1_EN,ADM1_PCODE\nX,UA14\n", "has no column for lat and lon"),
        ("a.json", b'{"type": "Feature', "is no whole JSON"),
        ("a.json", b"[" * 100_000, "is no whole JSON"),
        ("a.json", b'["a", 1]', "is no GeoJSON"),
        ("a.zip", b"PK\x05\x06" + bytes(18), "holds 0 tables"),
        ("UA.txt", dump_row(1, "X", 48, 37, **{"class": "H"}).encode(), "no row is a populated place"),
    ],
)
def test_a_file_that_is_none_is_refused_as_a_whole(
    take: Callable[..., Outcome], cache: Path, name: str, data: bytes, fault: str
) -> None:
    done = take(name, data)
    assert done.is_clear
    assert fault in done.err
    assert not (cache / "imported").exists()


def zipped(path: Path, **members: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name.replace("_txt", ".txt"), text)
    return path


def test_a_zipped_dump(cache: Path, tmp_path: Path) -> None:
    path = zipped(tmp_path / "QQ.zip", QQ_txt=dump_row(900009, "Zhovtyi Kut Tretii", 48, 37), readme_txt="GeoNames")
    done = here("gazetteer", "import", path, *SAID)
    assert done.out.startswith("geonames-qq: 1 place ")


def test_a_zip_bomb_is_not_unpacked(cache: Path, tmp_path: Path) -> None:
    path = zipped(tmp_path / "QQ.zip", QQ_txt="0" * (40 << 20))
    done = here("gazetteer", "import", path, *SAID)
    assert done.is_clear
    assert "would unpack to 40 MB" in done.err


def test_a_zip_file_that_lies_about_its_size(cache: Path, tmp_path: Path) -> None:
    path = zipped(tmp_path / "QQ.zip", QQ_txt="0\t" * (20 << 20))
    data = path.read_bytes()
    path.write_bytes(data.replace((40 << 20).to_bytes(4, "little"), (4000).to_bytes(4, "little")))
    assert here("gazetteer", "import", path, *SAID).is_clear


def test_two_tables_in_one_zip_file(cache: Path, tmp_path: Path) -> None:
    path = zipped(tmp_path / "two.zip", a_txt="x", b_txt="y")
    assert "holds 2 tables (a.txt, b.txt)" in here("gazetteer", "import", path, *SAID).err


def test_the_same_file_again_changes_nothing(take: Callable[..., Outcome], cache: Path) -> None:
    take("z.csv", TABLE)
    before = {p.name: p.read_bytes() for p in (cache / "imported").iterdir()}
    again = take("z.csv", TABLE)
    assert "imported already, 2 places; nothing changed" in again.out
    assert {p.name: p.read_bytes() for p in (cache / "imported").iterdir()} == before


def test_a_newer_file_takes_the_place_of_the_older(take: Callable[..., Outcome], cache: Path) -> None:
    take("z-2025-06-01.csv", "id,name,lat,lon\n1,Zzyzx Nova,48.1,37.2\n2,Zzyzx Stara,48.2,37.3\n")
    newer = "id,name,lat,lon\n1,Zzyzx Nova,48.11,37.2\n3,Zzyzx Tretia,48.3,37.4\n"
    done = take("z-2025-09-01.csv", newer, said=("--licence", "CC0", "--date", "2025-09-01"))
    assert "in the place of those of 2025-06-01: 1 new, 1 changed, 1 gone" in done.out
    assert found("Zzyzx Stara") == []
    assert found("Zzyzx Nova")[0]["lat"] == 48.11
    assert len(list((cache / "imported").iterdir())) == 2  # rows and index; nothing of the older is left


def test_an_older_file_is_refused(take: Callable[..., Outcome]) -> None:
    take("z.csv", TABLE)
    done = take("z.csv", TABLE + "Zzyzx Tretia;48;37;;\n", said=("--licence", "CC0", "--date", "2024-01-01"))
    assert done.is_clear
    assert "are of 2025-06-01" in done.err
    assert len(found("Zzyzx Nova")) == 1


def test_a_failed_import_leaves_the_former(take: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch) -> None:
    take("z.csv", TABLE)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("fogline.grounding.import_store.os.replace", full)
        done = take("z.csv", "name,lat,lon\nOther Qq,48,37\n")
    assert done.is_clear
    assert "No space left" in done.err
    assert len(found("Zzyzx Nova")) == 1
    assert found("Other Qq") == []


def test_forgetting_a_source(take: Callable[..., Outcome], cache: Path) -> None:
    take("z.csv", TABLE)
    assert here("gazetteer", "forget", "z").out == "z: 2 places of 2025-06-01 taken out\n"
    assert list((cache / "imported").iterdir()) == []
    assert found("Zzyzx Nova") == []
    assert "name one of: none" in here("gazetteer", "forget", "z").err


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        (("--licence", " ", "--date", "2025-06-01"), "the licence is missing"),
        (("--licence", "CC0", "--date", "2025-02-30"), "is no date"),
        (("--licence", "CC0", "--date", "9999-01-01"), "lies in the future"),
        ((*SAID, "--country", "UKR"), "no code of two letters"),
        ((*SAID, "--source", "../.."), "no name for a source"),
    ],
)
def test_what_is_said_is_checked(take: Callable[..., Outcome], said: tuple[str, ...], fault: str) -> None:
    done = take("z.csv", TABLE, said=said)
    assert done.is_clear
    assert fault in done.err


def test_licence_and_date_are_asked_for(tmp_path: Path) -> None:
    assert here("gazetteer", "import", tmp_path / "z.csv").status == 2


def test_a_file_that_is_not_there(cache: Path, tmp_path: Path) -> None:
    assert here("gazetteer", "import", tmp_path / "absent.csv", *SAID).is_clear
    assert here("gazetteer", "import", tmp_path, *SAID).is_clear


def test_a_damaged_store_hides_only_itself(take: Callable[..., Outcome], cache: Path) -> None:
    take("z.csv", TABLE)
    (cache / "imported" / "y.rows.gz").write_bytes(b"\x1f\x8b damaged")
    gazetteer.cache_clear()
    assert len(found("Zzyzx Nova")) == 1


def test_an_index_of_another_version_is_built_again(take: Callable[..., Outcome], cache: Path) -> None:
    take("z.csv", TABLE)
    for index in (cache / "imported").glob("*.fgz"):
        index.unlink()
    gazetteer.cache_clear()
    assert len(found("Zzyzx Nova")) == 1


def test_a_row_of_a_known_place_only_adds_its_names(take: Callable[..., Outcome]) -> None:
    bakhmut = dump_row(713174, "Bakhmut", 48.0, 30.0, alternates="Zzbakh Qq")
    take("UA.txt", bakhmut)
    [place] = found("Zzbakh Qq")
    assert (place["id"], place["name"]) == ("geonames:713174", "Bakhmut")
    assert round(float(str(place["lat"])), 1) == 48.6  # the point stays
    assert [p["id"] for p in found("Bakhmut")].count("geonames:713174") == 1


def test_a_village_without_a_point_takes_the_imported_one(take: Callable[..., Outcome]) -> None:
    """The register's Robotyne stands from memory; the import brings a point, and the official code stays with it."""
    take("UA.txt", dump_row(900010, "Robotyne", 47.4434, 35.8355, admin1="26", alternates="Роботине"))
    [entry] = gazetteer().lookup("Роботине")
    assert (entry.id, entry.precision, entry.katottg[:4]) == ("geonames:900010", 1, "UA23")
    assert entry.id in [e.id for e in gazetteer().near(47.44, 35.83, 5)]


def test_an_import_is_found_by_read_and_by_workers(take: Callable[..., Outcome], tmp_path: Path) -> None:
    take("z.csv", "name,lat,lon\nKozhukhivka Zzyzova,48.1,37.2\n")
    report = tmp_path / "report.txt"
    report.write_text(
        "Russian forces captured the village of Kozhukhivka Zzyzova in Ukraine on Monday, officials said.\n"
    )
    read = here("read", report, "--fast", "--published", "2025-07-01", "--format", "json")
    places = [c["id"] for claim in json.loads(read.out)["claims"] for w in claim["where"] for c in w["candidates"]]
    assert any(p.startswith("z:") for p in places)
    copy = pickle.loads(pickle.dumps(gazetteer()))  # noqa: S301 # our own object
    assert copy.lookup("Kozhukhivka Zzyzova") == gazetteer().lookup("Kozhukhivka Zzyzova")
