"""``fogline bench places``: gold is recognised by its shape, and every figure is what a hand would count."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from command import Outcome, here
from fogline.bench import place_claims, place_gold, places, toponyms
from fogline.bench.figures import Score
from fogline.bench.placing import Reliability
from fogline.grounding import Gazetteer
from fogline.grounding.gazetteer import Entry
from fogline.model import Candidate, Claim, Document, Place, Quote

Row = dict[str, Any]
TEXT = "Shells hit Bakhmut and Olvenaville on Friday."


def place_of(gazetteer: Gazetteer, name: str) -> Entry:
    return gazetteer.lookup(name)[0]


def toponym(text: str, name: str, point: tuple[float, float] | None, **more: Any) -> Row:
    start = text.index(name)
    lat, lon = point or (None, None)
    return {"start": start, "end": start + len(name), "label": "toponym", "text": name, "lat": lat, "lon": lon} | more


def toponyms_row(gazetteer: Gazetteer) -> Row:
    point = place_of(gazetteer, "Bakhmut").point
    spans = [toponym(TEXT, "Bakhmut", point, geonameid="1"), toponym(TEXT, "Olvenaville", (10.0, 10.0))]
    return {"id": "t1", "text": TEXT, "spans": spans}


def incident_row(gazetteer: Gazetteer, **more: Any) -> Row:
    lat, lon = place_of(gazetteer, "Bakhmut").point
    row = {"id": "i1", "text": "A depot burned", "place": "Bakhmut", "province": "Donetsk Oblast",
           "country": "Ukraine", "lat": lat, "lon": lon, "spans": []}  # fmt: skip
    return row | more


NAME: Row = {
    "name": "Georgia", "text": "Tanks reached Gori in Georgia, an hour from Tbilisi.", "published": "2008-08-12",
    "expected": {"region": "GE"}, "note": "the country",
}  # fmt: skip
CLAIM_TEXT = "Fighting went on in Toretsk. Two houses were shelled."
CLAIMS: Row = {
    "document": {"id": "c1", "text": CLAIM_TEXT, "published": "2024-05-03", "war": "Ukraine"},
    "claims": [
        {"id": "a", "quote": {"start": 0, "end": 27, "text": CLAIM_TEXT[:27]}, "kind": "event", "event": "clash",
         "where": [{"phrase": "Toretsk", "start": 20, "end": 27, "role": "event"}]},
        {"id": "b", "quote": {"start": 29, "end": 52, "text": CLAIM_TEXT[29:52]}, "kind": "event", "event": "shell",
         "where": [{"phrase": "Toretsk", "start": 20, "end": 27, "role": "event", "carried": True}]},
    ],
}  # fmt: skip


def written(folder: Path, *rows: Row) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "some.data").write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
    return folder


def bench(folder: Path, *arguments: str | Path) -> Outcome:
    """By rules alone, so that no encoder is loaded; with floors of its own unless some are given."""
    own = folder.parent / "floors.tsv"
    own.touch()
    given = arguments if "--floors" in arguments else (*arguments, "--floors", own)
    return here("bench", "places", folder, *given)


def values(scores: Any) -> dict[str, float]:
    return {s.metric: round(s.value, 2) for s in scores}


@pytest.mark.parametrize("task", ["toponyms", "incidents", "ambiguous", "claim-places"])
def test_a_corpus_is_known_by_its_gold(task: str, tmp_path: Path, gazetteer: Gazetteer) -> None:
    rows = {
        "toponyms": toponyms_row(gazetteer),
        "incidents": incident_row(gazetteer),
        "ambiguous": NAME,
        "claim-places": CLAIMS,
    }
    done = bench(written(tmp_path / "c", rows[task]), "--format", "json", "--fast")
    assert done.status == 0, done.err
    assert {json.loads(line)["task"] for line in done.out.splitlines()} == {task}


@pytest.mark.parametrize(
    "row",
    [
        {"id": "x", "text": "Today.", "spans": [{"start": 0, "end": 5, "label": "timex"}]},
        {"id": "x", "text": "Jets bombed a market.", "doclabel": "AIR_STRIKE", "spans": []},
        {"document": CLAIMS["document"], "claims": [{k: v for k, v in CLAIMS["claims"][0].items() if k != "where"}]},
    ],
)
def test_what_has_no_gold_of_places_is_passed_over(row: Row, tmp_path: Path) -> None:
    done = bench(written(tmp_path / "c", row))
    assert done.is_clear
    assert "no gold of places, passed over: some.data" in done.err


def test_a_name_without_an_answer_counts_as_wrong(gazetteer: Gazetteer) -> None:
    said = Reliability()
    got = values(toponyms.score([toponyms.parse(toponyms_row(gazetteer))], said))
    assert got["accuracy@161 km"] == 50
    assert got["accuracy@161 km, with GeoNames id"] == 100
    assert got["accuracy@161 km of those answered"] == 100
    assert got["ceiling: right place in gazetteer"] == 50
    assert got["mean error of those answered"] == 0
    assert got["toponym exact P"] == 100
    assert got["toponym exact R"] == 50
    assert got["found and within 161 km"] == 50
    assert len(said.pairs) == (0 if toponyms.fitted_on("t1") else 1)


def test_a_wrong_place_is_counted_with_its_distance(gazetteer: Gazetteer) -> None:
    lat, lon = place_of(gazetteer, "Bakhmut").point
    row = toponyms_row(gazetteer)
    row["spans"] = [toponym(TEXT, "Bakhmut", (lat - 10, lon))]  # ten degrees of latitude are 1,112 km
    got = values(toponyms.score([toponyms.parse(row)], Reliability()))
    assert got["accuracy@161 km"] == 0
    assert got["median error of those answered"] == pytest.approx(1112, abs=1)
    assert got["wrong and sure"] == 100


def test_a_span_that_is_not_in_the_text_is_told(tmp_path: Path, gazetteer: Gazetteer) -> None:
    beyond = toponyms_row(gazetteer)
    beyond["spans"][0]["end"] = 9_999
    done = bench(written(tmp_path / "c", toponyms_row(gazetteer), beyond), "--format", "json")
    assert done.status == 0
    assert "line 2" in done.err


@pytest.mark.parametrize(
    ("moved", "within", "wrong"),
    [(0.0, {5: 100, 20: 100}, 0), (0.1, {5: 0, 20: 100}, 0), (1.0, {5: 0, 20: 0}, 100)],  # 0.1 degrees are 11 km
)
def test_incidents_by_hand(moved: float, within: dict[int, int], wrong: int, gazetteer: Gazetteer) -> None:
    row = incident_row(gazetteer)
    row["lat"] += moved
    got = values(place_gold.incidents([place_gold.incident(row)], Reliability()))
    assert {km: got[f"town within {km} km"] for km in within} == within
    assert {km: got[f"ceiling within {km} km"] for km in within} == within  # one place bears the name there
    assert got["wrong and sure by 50 km"] == wrong
    assert "country alone, town within 5 km" in got


def test_an_incident_without_a_place_is_left_out(gazetteer: Gazetteer) -> None:
    golds = [place_gold.incident(incident_row(gazetteer)), place_gold.incident(incident_row(gazetteer, place=""))]
    assert {s.n for s in place_gold.incidents(golds, Reliability()) if s.metric == "sure"} == {1}


@pytest.mark.parametrize(
    ("expected", "right"),
    [
        ({"region": "GE"}, 100),
        ({"region": "US-GA"}, 0),
        ({"lat": 42.0, "lon": 43.5, "radius_km": 300}, 100),
        ({"lat": 33.0, "lon": -83.5, "radius_km": 300}, 0),
        (None, 0),  # said to be open, and taken for one place
    ],
)
def test_an_ambiguous_name_by_hand(expected: Row | None, right: int, gazetteer: Gazetteer) -> None:
    got = values(place_gold.names([place_gold.ambiguous(NAME | {"expected": expected})], Reliability()))
    assert got["ambiguous name right"] == right
    assert got["wrong and sure"] == 100 - right


def test_a_name_that_is_left_open_is_not_wrong_and_sure(gazetteer: Gazetteer) -> None:
    row = {
        "name": "Ivanivka",
        "text": "Fighting broke out in Ivanivka on Monday.",
        "expected": {"lat": 0.0, "lon": 0.0},
    }
    got = values(place_gold.names([place_gold.ambiguous(row)], Reliability()))
    assert got == {"ambiguous name right": 0, "ambiguous name found": 100, "left open": 100, "wrong and sure": 0,
                   "expected calibration error": got["expected calibration error"]}  # fmt: skip


def test_a_name_that_is_not_in_its_text_is_refused() -> None:
    with pytest.raises(ValueError, match="not in the text"):
        place_gold.ambiguous(NAME | {"name": "Paris"})


UA = Candidate("geonames:1", "Toretsk", 48.4, 37.8, 0.9, "UA")


def place(phrase: str, start: int | None = None, **more: Any) -> Place:
    return Place(phrase, start, start + len(phrase) if start is not None else None, **more)


@pytest.mark.parametrize(
    ("ours", "gold", "right"),
    [
        ([place("Toretsk", 20)], [place("Toretsk", 20)], True),
        ([place("Toretsk", carried=True)], [place("Toretsk", 20, carried=True)], True),
        ([place("Donetsk Oblast")], [place("Donetsk", 90, carried=True)], True),  # one name within the other
        ([place("Siversk", 40)], [place("Toretsk", 20)], False),
        ([], [place("Toretsk", 20)], False),
        ([place("Toretsk", 20, role="background")], [place("Toretsk", 20)], False),
        ([place("Siversk", 40, role="target"), place("Toretsk", 20)], [place("Toretsk", 20)], True),  # event goes first
        ([place("Siversk", 40, role="target")], [place("Siversk", 40, role="target")], True),
    ],
)
def test_the_place_of_an_event_by_hand(ours: list[Place], gold: list[Place], right: bool) -> None:
    quote = Quote(0, 4, "word")
    told, answer = (Claim("c", "d", quote, "event", "clash", where=tuple(w)) for w in (gold, ours))
    assert place_claims.is_right(told, answer) == right


@pytest.mark.parametrize(
    ("precision", "countries", "resolved"),
    [(1, {"UA", "RU"}, True), (None, {"UA"}, False), (1, {"SD"}, False), (1, set(), True)],
)
def test_resolved_means_sure_and_in_that_war(precision: int | None, countries: set[str], resolved: bool) -> None:
    found = place("Toretsk", 20, precision=precision, candidates=(UA,))
    assert place_claims.is_resolved(found, frozenset(countries)) == resolved


def test_claims_get_their_places(tmp_path: Path) -> None:
    done = bench(written(tmp_path / "c", CLAIMS), "--format", "json", "--fast")
    got = {r["metric"]: r["value"] for r in map(json.loads, done.out.splitlines())}
    assert got["event place right"] == 100
    assert got["event place right and resolved"] == 100
    assert got["part of the place right"] == 100


# How far to believe a probability


def test_calibration_by_hand() -> None:
    said = Reliability([(0.95, True), (0.95, True), (0.95, False), (0.25, False)])
    assert said.table() == [(0.2, 1, 0.25, 0.0), (0.9, 3, pytest.approx(0.95), pytest.approx(2 / 3))]
    assert said.error() == pytest.approx(100 * (0.25 * 0.25 + 0.75 * (0.95 - 2 / 3)))
    assert Reliability().error() == 0
    assert Reliability([(1.0, True)]).table()[0][0] == 0.9  # certainty is in the last bin


def test_the_plot_is_written(tmp_path: Path, gazetteer: Gazetteer) -> None:
    target = tmp_path / "reliability.svg"
    done = bench(written(tmp_path / "c", incident_row(gazetteer)), "--plot", target)
    assert done.status == 0
    assert "expected calibration error" in done.err
    text = target.read_text(encoding="utf-8")
    assert text.startswith("<svg")
    assert text.count("<circle") == 1


def test_a_plot_that_cannot_be_written_is_told(tmp_path: Path, gazetteer: Gazetteer) -> None:
    done = bench(written(tmp_path / "c", incident_row(gazetteer)), "--plot", tmp_path / "none" / "r.svg")
    assert done.is_clear


# Floors


@pytest.mark.parametrize(("floor", "status"), [("100", 0), ("101", 1)])
def test_a_figure_under_its_floor_ends_with_1(floor: str, status: int, tmp_path: Path, gazetteer: Gazetteer) -> None:
    held = tmp_path / "held.tsv"
    held.write_text(f"incidents/town within 5 km\t{floor}\t2026-01-01\tby hand\n", encoding="utf-8")
    done = bench(written(tmp_path / "c", incident_row(gazetteer)), "--floors", held)
    assert done.status == status
    assert ("under its floor: incidents/town within 5 km" in done.err) == bool(status)


def test_the_floors_of_the_repository_can_be_read() -> None:
    from_repository = Path(__file__).parents[1] / "floors" / "places.tsv"
    names = {line.split("\t")[0] for line in from_repository.read_text(encoding="utf-8").splitlines()[4:]}
    metrics = {s.metric for s in _all_scores()} | {"event place right", "event place wrong"}
    assert {n.partition("/")[2] for n in names} <= metrics


def _all_scores() -> list[Score]:
    """One of each figure that there is."""
    document = Document("t1", TEXT)
    far = toponyms.Outcome(1.0, 1.0, 0.9, True, True, True, True)
    near = toponyms.Outcome(1.0, 1.0, 0.9, True, True, False, True)
    gold = toponyms.Gold(document, (), (), True)
    return [
        *toponyms._figures([far, near], ""),
        *toponyms._figures([far, near], toponyms.UNSEEN),
        *toponyms._end_to_end([gold]),
        *place_gold.incidents([], Reliability()),
        *place_gold.names([], Reliability()),
    ]


def test_the_tasks_have_names_of_their_own() -> None:
    assert len({t.name for t in places.TASKS}) == len(places.TASKS)
