"""Exports and the published schema: stable bytes, the contract's shape, cells that no spreadsheet runs."""

from __future__ import annotations

import csv as csv_format
import io
import json
from dataclasses import replace
from importlib import resources
from typing import Any

import jsonschema
import pytest

from factories import agent, certainty, claim, count, document, on, snapshot, speaker, town
from fogline import contract, model
from fogline.model import (
    Attribution,
    Evidence,
    Finding,
    Judgement,
    Lineage,
    Link,
    Origin,
    Quote,
    Reading,
    Relation,
    Snapshot,
    Span,
)
from fogline.views import csv, geojson, jsonl
from fogline.views.exports import COLUMNS
from fogline.vocabulary import rows

SCHEMA = json.loads((resources.files("fogline") / "contract.schema.json").read_text(encoding="utf-8"))
LINES = jsonschema.Draft202012Validator({**SCHEMA["$defs"]["export_line"], "$defs": SCHEMA["$defs"]})
READING = jsonschema.Draft202012Validator(SCHEMA)
DOC = document(
    "On Thursday the ministry said it was unlikely that the brigade would take Vuhledar if it snowed.",
    "The Example Courier", "2023-02-24", title="Snow", url="https://ridge.example/snow", urls=("https://ridge.example/snow",),
    headings=(Span(0, 4),), lineage=(Lineage("forward", "Front Notes", "2023-02-23"),), sha256="0" * 64,
    fetched="2026-11-22T10:00:00+00:00", warnings=("two dates found",),
)  # fmt: skip
SOUTH = Relation("distance", "3 km south", (2.0, 4.0), 180.0, ("x",))
FULL = claim(
    DOC,
    "unlikely that the brigade would take Vuhledar",
    "capture",
    "forecast",
    said_by=[speaker("the ministry", "uk_mod"), speaker("he", level=1, guess=True)],
    attribution=Attribution("indirect", Span(24, 28)),
    certainty=certainty("unlikely", 0.25, 0.35),
    actors=(agent("the brigade", "ru"), agent("the garrison", None, "target")),
    where=(
        town("Vuhledar"),
        town("Pavlivka", role="background", namesakes=2),
        replace(
            town("Bakhmut"), lat=48.5, lon=38.0, relation=Relation("distance", "3 km south", (2.0, 4.0), 180.0, ("x",))
        ),
    ),
    when=on("2023-02-23", phrase="On Thursday", anchor="2023-02-24"),
    quantities=(count(3, unit="tanks"),),
    condition=Quote(84, 95, "if it snowe"),
)
BARE = claim(DOC, "it snowed", "other", "background")


def whole(**more: Any) -> Snapshot:
    links = [Link(FULL.id, BARE.id, "same_event", 0.7, ("same town",))]
    found = {FULL.id: Origin(FULL.id, "UK Ministry of Defence", "uk_mod", "2023-02-24")}
    return snapshot([DOC], [FULL, BARE], links, found, **more)


# ------------------------------------------------------------ schema
def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(
    "reading", [Reading(DOC, (FULL, BARE), ("a warning",)), Reading(document("No claims.", None, None), ())]
)
def test_readings_hold_the_contract(reading: Reading) -> None:
    READING.validate(contract.reading_json(reading))


def outside() -> dict[str, Any]:
    """The published shape in an example of our own, without any field that later versions added."""
    text = "On Friday the staff said the unit would probably reach Soledar."
    return {
        "document": {
            "id": "d9", "url": None, "source": "The Sample Herald", "title": None, "published": "2023-01-07",
            "language": "en", "text": text,
        },
        "claims": [
            {
                "id": "c9", "quote": {"start": 25, "end": 62, "text": text[25:62]},
                "kind": "forecast", "event": "advance",
                "said_by": [{"name": "the staff", "source_id": None, "level": 0, "start": 10, "end": 19}],
                "attribution": {"form": "indirect", "cue": {"start": 20, "end": 24}},
                "certainty": {"phrase": "probably", "start": 40, "end": 48, "scale": "phia", "low": 0.55, "high": 0.75},
                "denied": False,
                "actors": [{"name": "the unit", "role": "agent", "side": None}],
                "where": [
                    {
                        "phrase": "Soledar", "start": 55, "end": 62, "role": "event", "precision": 1, "radius_km": 2.0,
                        "relation": None, "carried": False,
                        "candidates": [{"id": "g:1", "name": "Soledar", "lat": 48.7, "lon": 38.1, "score": 0.97}],
                    }
                ],
                "when": {"phrase": "would", "earliest": "2023-01-06", "latest": None, "precision": None,
                         "carried": False},
                "quantities": [], "condition": None, "reader": "a reader",
            }
        ],
        "findings": [
            {
                "claim": "c9", "kind": "relay", "verdict": "stronger", "slot": "certainty", "severity": "doubt",
                "confidence": 0.8, "text": "The staff said it may.",
                "evidence": [
                    {
                        "document": "d8", "url": None, "source": "The staff", "published": "2023-01-06",
                        "quote": {"start": 0, "end": 3, "text": "may"},
                    }
                ],
            }
        ],
    }  # fmt: skip


def test_the_shape_outside_holds_the_schema_and_may_grow() -> None:
    READING.validate(outside())
    READING.validate({**outside(), "a_later_field": 1})


BROKEN = [
    ("a kind that is none", ("claims", 0, "kind"), "rumour"),
    ("an event that is none", ("claims", 0, "event"), "conquer"),
    ("a probability over one", ("claims", 0, "certainty", "high"), 35),
    ("a latitude beyond the pole", ("claims", 0, "where", 0, "candidates", 0, "lat"), 480),
    ("a precision that UCDP has not", ("claims", 0, "where", 0, "precision"), 8),
    ("a place's role that is none", ("claims", 0, "where", 0, "role"), "nearby"),
    ("a day in words", ("document", "published"), "24 February"),
    ("an offset below the text", ("claims", 0, "quote", "start"), -1),
    ("a verdict that is none", ("findings", 0, "verdict"), "lied"),
    ("a denial in words", ("claims", 0, "denied"), "no"),
]


@pytest.mark.parametrize(("what", "path", "value"), BROKEN, ids=[b[0] for b in BROKEN])
def test_the_schema_refuses(what: str, path: tuple, value: object) -> None:
    broken: Any = outside()
    slot = broken
    for key in path[:-1]:
        slot = slot[key]
    slot[path[-1]] = value
    assert not READING.is_valid(broken)


ENUMS = [
    (("claim", "kind"), model.KINDS),
    (("claim", "event"), model.EVENTS),
    (("place", "role"), model.PLACE_ROLES),
    (("link", "relation"), model.RELATIONS),
]


@pytest.mark.parametrize(("where", "values"), ENUMS)
def test_the_schema_knows_the_words_of_the_model(where: tuple[str, str], values: tuple[str, ...]) -> None:
    assert tuple(SCHEMA["$defs"][where[0]]["properties"][where[1]]["enum"]) == values


# ------------------------------------------------------------ JSON Lines
def test_every_line_holds_the_schema_in_its_order() -> None:
    evidence = Evidence(DOC.id, FULL.quote, "UK Ministry of Defence", "2023-02-23")
    finding = Finding(FULL.id, "relay", "faithful", None, "note", 0.9, "As the source has it.", (evidence,))
    judgement = Judgement(FULL.id, "confirm", "desk", "2023-03-01T10:00:00+00:00", quote=FULL.quote)
    lines = [json.loads(line) for line in jsonl(whole(), findings=[finding], judgements=[judgement])]
    for line in lines:
        LINES.validate(line)
    assert [x["type"] for x in lines] == ["document", "claim", "claim", "link", "origin", "finding", "judgement"]
    assert lines[1]["document"] == DOC.id


@pytest.mark.parametrize(
    "line",
    [
        {"type": "control", "place": "p", "date": "2023-01-12", "side": "ru", "basis": "claimed", "by": "x"},
        {"type": "forecast", "claim": "c1", "outcome": "open", "on": None, "evidence": []},
    ],
)
def test_lines_that_later_exports_write_are_described(line: dict[str, Any]) -> None:
    LINES.validate(line)
    assert not LINES.is_valid({**line, "type": "rumour"})


def test_two_runs_export_the_same_bytes() -> None:
    again = replace(DOC, fetched="2027-01-01T00:00:00+00:00")
    other = replace(whole(), documents={again.id: again}, claims=(BARE, FULL))
    for export in (jsonl, csv, geojson):
        assert list(export(whole())) == list(export(other))
    assert "fetched" not in next(iter(jsonl(whole())))
    assert json.loads(next(iter(jsonl(whole(), fetched=True))))["fetched"] == DOC.fetched


def test_nouns_come_back_from_their_lines() -> None:
    lines = [json.loads(line) for line in jsonl(whole(), fetched=True)]
    assert contract.document_from_json(lines[0]) == DOC
    assert contract.claim_from_json(lines[1]) == FULL


# ------------------------------------------------------------ CSV
def table(of: Snapshot) -> list[dict[str, str]]:
    return list(csv_format.DictReader(io.StringIO("".join(csv(of)))))


def test_a_row_a_claim_in_the_fields_terms() -> None:
    full, bare = table(whole())
    codes = {r["event"]: r for r in rows("field_codes")}
    expected = {
        "claim_id": FULL.id, "said_by": "UK Ministry of Defence > he", "origin": "UK Ministry of Defence",
        "event": "capture", "acled_sub_event_type": codes["capture"]["acled_sub_event"],
        "plover_code": codes["capture"]["plover"], "denied": "false", "certainty_low": "0.25", "agents": "the brigade",
        "agent_sides": "ru", "targets": "the garrison", "place": "Vuhledar", "latitude": "47.78", "geo_precision": "1",
        "place_candidates": "1", "event_date_earliest": "2023-02-23", "date_precision": "1", "quote": FULL.quote.text,
    }  # fmt: skip
    assert {k: full[k] for k in expected} == expected
    assert (bare["place"], bare["latitude"], bare["date_precision"]) == ("", "", "")
    assert tuple(full) == COLUMNS


def test_an_ambiguous_place_has_no_position() -> None:
    c = claim(DOC, where=(town("Pavlivka", namesakes=2),))
    (row,) = table(snapshot([DOC], [c]))
    assert (row["latitude"], row["place_id"], row["place_candidates"]) == ("", "", "2")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_runs_in_a_spreadsheet(start: str) -> None:
    words = f'{start}HYPERLINK("x"), said one\nand "two"'
    doc = document(words, words, title=words)
    c = claim(doc, actors=(agent(words),), said_by=[speaker(words)])
    (row,) = table(snapshot([doc], [c]))
    for column in ("quote", "title", "publisher", "agents", "said_by"):
        assert row[column] == "'" + words


def test_a_southern_latitude_stays_a_number() -> None:
    c = claim(DOC, where=(town("Southtown", lat=-12.5, lon=-3.0),))
    assert table(snapshot([DOC], [c]))[0]["latitude"] == "-12.5"


# ------------------------------------------------------------ GeoJSON
def test_features_are_flagged_and_the_placeless_counted() -> None:
    found = json.loads("".join(geojson(whole())))
    points = [(f["properties"]["place"], f["properties"]["ambiguous"]) for f in found["features"]]
    assert points == [("Vuhledar", False), ("Pavlivka", True), ("Pavlivka", True), ("Bakhmut", False)]
    relative = found["features"][-1]
    assert relative["geometry"] == {"type": "Point", "coordinates": [38.0, 48.5]}
    assert (relative["properties"]["radius_km"], relative["properties"]["relation"]) == (2.0, "3 km south")
    assert found["fogline"] == {"claims": 2, "without_place": 1, "features": 4}


def test_an_empty_ledger_exports_sound_files() -> None:
    empty = snapshot([], [])
    assert list(jsonl(empty)) == []
    assert json.loads("".join(geojson(empty)))["features"] == []
    assert table(empty) == []
