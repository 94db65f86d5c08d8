"""The gazetteer: names as keys, Ukrainian transliteration, look-ups, villages without coordinates, building."""

from __future__ import annotations

import os
import pickle
import threading
from pathlib import Path

import pytest

from fogline.grounding import build, gazetteer, inflection, names
from fogline.grounding.gazetteer import Gazetteer, open_gazetteer
from fogline.grounding.geodesy import centre, destination, distance_km
from fogline.grounding.raw import Raw
from fogline.model import FoglineError


@pytest.fixture(scope="session")
def world() -> Gazetteer:
    return open_gazetteer()


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Bakhmut", "BAKHMUT"),
        ("Slov'yans'k", "Slov’yansk"),
        ("Ivano-Frankivsk", "Ivano Frankivsk"),
        ("Khān Yūnis", "Khan Yunis"),
        ("St. Petersburg", "St Petersburg"),
        ("Łódź", "Lodz"),
    ],
)
def test_one_key_for_all_spellings(a: str, b: str) -> None:
    assert names.key(a) == names.key(b)


@pytest.mark.parametrize(
    ("ukrainian", "latin"),
    [
        ("Запоріжжя", "Zaporizhzhia"),
        ("Єнакієве", "Yenakiieve"),
        ("Згурівка", "Zghurivka"),  # зг is zgh, so that it is not read as zh
        ("Слов’янськ", "Sloviansk"),
        ("Південноукраїнськ", "Pivdennoukrainsk"),
        ("Часів Яр", "Chasiv Yar"),
        ("Щастя", "Shchastia"),
    ],
)
def test_national_transliteration(ukrainian: str, latin: str) -> None:
    assert names.national(ukrainian) == latin


@pytest.mark.parametrize(("russian", "latin"), [("Угледар", "Ugledar"), ("Ясиноватая", "Yasinovataya")])
def test_russian_names_as_newspapers_write_them(russian: str, latin: str) -> None:
    assert names.russian(russian) == latin


@pytest.mark.parametrize(
    ("ukrainian", "atlases", "linguists"),
    [
        ("Запоріжжя", "Zaporizhzhya", "Zaporižžja"),
        ("Миколаїв", "Mykolayiv", "Mykolajiv"),
        ("Слов’янськ", "Slovyansk", "Slovjansk"),
        ("Харків", "Kharkiv", "Xarkiv"),
        ("Щастя", "Shchastya", "Ščastja"),
    ],
)
def test_older_and_scholarly_transliteration(ukrainian: str, atlases: str, linguists: str) -> None:
    assert names.bgn(ukrainian) == atlases
    assert names.scholarly(ukrainian) == linguists


@pytest.mark.parametrize(
    ("name", "country", "local"),
    [
        ("حلب", "SY", True),
        ("حلب", "UA", False),  # a Ukrainian town in Arabic letters is no name that its people use
        ("תל אביב", "IL", True),
        ("Երևան", "AM", True),
        ("Bakhmut", "UA", False),
        ("حلب Aleppo", "SY", False),
        ("", "SY", False),
    ],
)
def test_names_in_the_letters_of_the_country(name: str, country: str, local: bool) -> None:
    assert names.is_local(name, country) is local


@pytest.mark.parametrize(
    ("form", "name"),
    [
        # Ukrainian
        ("Бахмуті", "Бахмут"),
        ("Харкова", "Харків"),
        ("Києві", "Київ"),
        ("Авдіївці", "Авдіївка"),
        ("Мар’їнки", "Мар’їнка"),
        ("Запоріжжі", "Запоріжжя"),
        ("Рівного", "Рівне"),
        ("Сумах", "Суми"),
        ("Чернівцях", "Чернівці"),
        ("Великої Новосілки", "Велика Новосілка"),
        ("Часового Яру", "Часів Яр"),
        ("Донецької області", "Донецька область"),
        # Russian
        ("Угледаром", "Угледар"),
        ("Мариуполе", "Мариуполь"),
        ("Волновахе", "Волноваха"),
        ("Ясиноватой", "Ясиноватая"),
        ("Грозного", "Грозный"),
        ("Купянске", "Купянск"),
        ("Курской области", "Курская область"),
    ],
)
def test_forms_of_a_name(world: Gazetteer, form: str, name: str) -> None:
    assert names.key(name) in {names.key(n) for n in inflection.nominatives(form)}
    found, meant = world.lookup(form), world.lookup(name)
    assert meant
    assert meant[0].id in [e.id for e in found]
    assert all(e.alternate for e in found)


@pytest.mark.parametrize("other", ["Bakhmut", "", "а", "حلب", "я" * 200])
def test_no_forms_of_what_is_no_cyrillic_name(other: str) -> None:
    assert list(inflection.nominatives(other)) == []


@pytest.mark.parametrize("junk", ["MPW", "ge ma", "Ab", "Pаvlіvkа", "Гома-City", "Baku 2", "哥马"])
def test_codes_and_sound_alikes_are_no_names(junk: str) -> None:
    assert not names.is_usable(junk)


@pytest.mark.parametrize(
    ("name", "identity"),
    [
        ("Bakhmut", "geonames:713174"),
        ("Artemivsk", "geonames:713174"),  # its name until 2016
        ("Бахмут", "geonames:713174"),
        ("Donetsk region", "region:UA-14"),
        ("Donetska oblast", "region:UA-14"),
        ("Донецька область", "region:UA-14"),
        ("Crimea", "region:UA-43"),
        ("Ukraine", "country:UA"),
        ("U.S.", "country:US"),
        ("Donbass", "area:donbas"),
        ("Sea of Azov", "area:azov-sea"),
        ("Goma", "geonames:216281"),
        ("Khan Younis", "geonames:281124"),
        ("El Fasher", "geonames:379555"),
        ("Stepanakert", "geonames:146970"),
        ("North Kivu", "region:CD.11"),
        ("Kerala", "region:IN.13"),
        ("England", "region:GB.ENG"),
        ("Aleppo governorate", "region:SY.09"),
        ("Île-de-France", "region:FR.11"),
        ("Siverskyi Donets", "area:siverskyi-donets"),
        ("Kremenchuk Reservoir", "area:kremenchuk-reservoir"),
        ("حلب", "geonames:170063"),
        ("Xarkiv", "geonames:706483"),
    ],
)
def test_a_name_finds_its_place(world: Gazetteer, name: str, identity: str) -> None:
    assert identity in [e.id for e in world.lookup(name)]


def test_an_official_code_rides_on_the_point(world: Gazetteer) -> None:
    bakhmut = world.get("geonames:713174")
    assert bakhmut is not None
    assert bakhmut.katottg == "UA14020010010059145"
    assert (bakhmut.precision, bakhmut.country) == (1, "UA")


def test_a_village_without_a_point_stands_in_its_hromada(world: Gazetteer) -> None:
    # The Pavlivka that was fought over in 2022 is in no registry with coordinates; its hromada's seat is Vuhledar.
    vuhledar = world.get("geonames:690823")
    assert vuhledar is not None
    near = [e for e in world.lookup("Pavlivka") if e.admin1 == "05" and e.katottg.startswith(vuhledar.katottg[:9])]
    assert len(near) == 1
    assert near[0].precision == 2
    assert near[0].radius_km >= 5
    assert distance_km(near[0].point, vuhledar.point) < 30


@pytest.mark.parametrize("name", ["Aleppo", "Misrata", "Kherson", "Gao"])
def test_a_towns_name_alone_is_not_its_region(world: Gazetteer, name: str) -> None:
    assert "region" not in {e.kind for e in world.lookup(name)}


@pytest.mark.parametrize("name", ["Northern", "Central", "Eastern", "Capital", "Unity", "Islands"])
def test_a_direction_alone_is_no_region(world: Gazetteer, name: str) -> None:
    assert "region" not in {e.kind for e in world.lookup(name)}


def test_unknown_names_and_ids_find_nothing(world: Gazetteer) -> None:
    assert world.lookup("Qwzrtplk") == ()
    assert world.lookup("") == ()
    assert world.get("geonames:0") is None
    assert world.search("") == ()


def test_search_by_beginning(world: Gazetteer) -> None:
    assert world.search("Vuhled", country="UA", limit=1)[0].name == "Vuhledar"


def test_near_is_sorted_and_within(world: Gazetteer) -> None:
    found = world.near(48.594, 37.999, 20)
    away = [distance_km((48.594, 37.999), e.point) for e in found]
    assert found[0].name == "Bakhmut"
    assert away == sorted(away)
    assert away[-1] <= 20


def test_near_across_the_date_line(world: Gazetteer) -> None:
    assert {e.country for e in world.near(-16.8, -179.9, 150)} == {"FJ"}


def test_a_worker_opens_its_own(world: Gazetteer) -> None:
    copy = pickle.loads(pickle.dumps(world))  # noqa: S301 # our own object
    assert copy.lookup("Goma") == world.lookup("Goma")


def test_it_says_what_it_holds(world: Gazetteer) -> None:
    about = world.describe()
    assert about["kinds"]["country"] > 200
    assert about["ukraine"]["settlements"] > 29_000
    assert "CC BY" in about["licences"]["geonames"]


def tiny() -> bytes:
    place = Raw("geonames:1", "Testove", 48.0, 38.0, "UA", names={"Testove": 0, "Тестове": 1})
    return build.pack([place])


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Building without the data packages' size."""

    def small(path: Path, progress: build.Progress | None = None) -> None:
        build._write(path, tiny())

    monkeypatch.setattr(build, "build", small)


@pytest.mark.usefixtures("quick")
def test_two_builders_at_once_leave_one_whole_file(tmp_path: Path) -> None:
    threads = [threading.Thread(target=open_gazetteer, kwargs={"cache": tmp_path}) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [p.name for p in tmp_path.iterdir()] == [build.file_name()]
    assert open_gazetteer(cache=tmp_path).lookup("testove")[0].id == "geonames:1"


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("damage", [b"", b"not a gazetteer", tiny()[:200]])
def test_a_damaged_file_is_built_anew(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / build.file_name()).write_bytes(damage)
    assert open_gazetteer(cache=tmp_path).lookup("Тестове")[0].alternate


def test_an_interrupted_write_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(FoglineError, match="FOGLINE_CACHE"):
        build._write(tmp_path / "x.fgz", b"x")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FoglineError, match="cannot be written"):
        build._write(tmp_path / "file" / "x.fgz", b"x")


def test_opening_what_is_none(tmp_path: Path) -> None:
    with pytest.raises(FoglineError, match="cannot be opened"):
        gazetteer.Gazetteer(tmp_path / "absent")


def test_geodesy() -> None:
    assert distance_km((0, 0), (0, 1)) == pytest.approx(111.2, abs=0.2)
    assert destination((48, 38), 0, 111.2)[0] == pytest.approx(49, abs=0.01)
    assert abs(centre([(0, 179), (0, -179)])[1]) == pytest.approx(180)
