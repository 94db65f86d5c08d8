"""``fogline bench times``: gold is recognised by its shape, counted as TempEval-3 counts, and HeidelTime stands beside."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from command import here
from fogline.bench import answers, floors, heideltime, times
from fogline.bench.times import Counts, Expression, Timed
from fogline.model import Document, Span, When

Row = dict[str, Any]
TEXT = "The bridge fell on Thursday. It had held since 3 May 2024, for two weeks in all."


def stretch(words: str, text: str = TEXT) -> Span:
    return Span(text.index(words), text.index(words) + len(words))


def timex(words: str, value: str | None, scheme: str = "TIMEX3") -> Row:
    at = stretch(words)
    return {"start": at.start, "end": at.end, "label": "timex", "scheme": scheme, "value": value, "text": words}


EXPRESSIONS: Row = {
    "id": "t1", "text": TEXT, "date": "2024-05-18T10:00:00",
    "spans": [timex("Thursday", "2024-05-16-WXX-4"), timex("3 May 2024", "2024-05-03"), timex("two weeks", "P2W")],
}  # fmt: skip


def claim(words: str, when: Row | None, kind: str = "event") -> Row:
    at = stretch(words)
    return {
        "id": "c" + str(at.start), "quote": {"start": at.start, "end": at.end, "text": words}, "kind": kind,
        "event": "destroy", "said_by": [], "attribution": None, "certainty": None, "denied": False, "actors": [],
        "where": [], "when": when, "quantities": [], "condition": None, "reader": "annotation",
    }  # fmt: skip


def interval(earliest: str | None, latest: str | None) -> When:
    return When("then", 0, 4, earliest, latest, None)


CLAIMS: Row = {
    "document": {"id": "d1", "text": TEXT, "source": "The Valley Post", "published": "2024-05-18"},
    "claims": [
        claim("The bridge fell on Thursday", {"phrase": "on Thursday", "start": 16, "end": 27, "earliest": "2024-05-16",
              "latest": "2024-05-16", "precision": 1, "carried": False}),
        claim("It had held since 3 May 2024", None),
    ],
}  # fmt: skip


def measured(tmp_path: Path, *rows: Row) -> dict[str, Row]:
    """The figures by metric; no floors, and no HeidelTime even where one is installed."""
    folder = tmp_path / "corpora"
    folder.mkdir()
    (folder / "any.name").write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
    empty = tmp_path / "floors.tsv"
    empty.touch()
    done = here("bench", "times", folder, "--floors", empty, "--alone", "--format", "json")
    assert done.status == 0, done.err
    return {row["metric"]: row for row in map(json.loads, done.out.splitlines())}


def test_time_expressions_are_known_by_their_gold(tmp_path: Path) -> None:
    got = measured(tmp_path, EXPRESSIONS)
    assert {row["task"] for row in got.values()} == {"time-expressions"}
    assert {m: got[m]["value"] for m in ("strict F1", "relaxed F1", "value F1")} == {
        "strict F1": pytest.approx(66.67, abs=0.01),  # ours says "for two weeks"
        "relaxed F1": 100,
        "value F1": 100,
    }
    assert got["value F1"]["published"].startswith("HeidelTime: not installed")
    assert got["words a second"]["unit"] == "words/s"
    assert got["value F1"]["floor"] == "timex3/value F1"


def test_times_of_claims_are_known_by_their_gold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers.PROFILE, "fast", True)
    got = measured(tmp_path, CLAIMS)
    assert got["interval right"]["value"] == 100
    assert got["interval right"]["n"] == 1  # the other has no time in the gold
    assert got["words of time where the gold has none"]["value"] == 100


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({}, "timex3"),
        ({"spans": [timex("Thursday", None, "TIMEX2")]}, "timex2"),
        ({"spans": [timex("Thursday", None, "TIMEX2"), timex("two weeks", None)]}, None),
        ({"spans": [timex("Thursday", None) | {"label": "place"}]}, None),
        ({"language": "uk"}, None),
    ],
)
def test_schemes(change: Row, kind: str | None) -> None:
    assert times.timex_kind([EXPRESSIONS | change]) == kind


GOLD: list[Expression] = [(Span(0, 8), "2024-05-16"), (Span(10, 20), "P2W"), (Span(30, 40), None)]


@pytest.mark.parametrize(
    ("ours", "counted"),
    [
        (GOLD, Counts(3, 3, 3, 3, 2)),  # a value that the gold lacks is never right
        ([(Span(2, 8), "2024-05-16")], Counts(3, 1, 0, 1, 1)),
        ([(Span(0, 8), "2024-05-17")], Counts(3, 1, 1, 1, 0)),
        ([(Span(0, 20), "P2W")], Counts(3, 1, 0, 1, 1)),  # one answer serves one expression, the closer one
        ([(Span(0, 8), None), (Span(3, 8), "2024-05-16")], Counts(3, 2, 1, 1, 0)),
        ([(Span(21, 29), "2024")], Counts(3, 1, 0, 0, 0)),
        ([], Counts(3, 0, 0, 0, 0)),
    ],
)
def test_counting(ours: list[Expression], counted: Counts) -> None:
    assert times.count([Timed(Document("d", TEXT), tuple(GOLD))], [ours]) == counted


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("2014-12-12-WXX-5", "2014-12-12"),
        ("2014-05-10-WXX-6T19:00", "2014-05-10T19:00"),
        ("2014-10-W44", "2014-W44"),
        ("2014-XX-XX", "2014"),
        ("2012-05-15T:07:30", "2012-05-15T07:30"),
        ("P2W", "P2W"),
        ("XXXX-WXX-5", "XXXX"),  # the same for both sides
    ],
)
def test_values_without_the_writing_of_a_corpus(written: str, value: str) -> None:
    assert times.plain(written) == value


DAY = interval("2024-05-16", "2024-05-16")


@pytest.mark.parametrize(
    ("truth", "ours", "right"),
    [
        (DAY, DAY, True),
        (DAY, interval("2024-05-16T04:00+03:00", "2024-05-16T04:00+03:00"), True),
        (DAY, interval("2024-05-15", "2024-05-16"), True),  # twice as wide
        (DAY, interval("2024-05-15", "2024-05-17"), False),
        (DAY, interval("2024-05-15", "2024-05-15"), False),
        (DAY, interval(None, "2024-05-16"), False),
        (DAY, None, False),
        (interval("2024-05-01", "2024-05-31"), interval("2024-05-10", "2024-05-31"), False),
        (interval(None, "2024-05-31"), interval("2024-05-18", "2024-05-31"), True),
        (interval(None, "2024-05-31"), interval(None, "2024-05-30"), False),
        (interval("2024-05-31", None), interval("2024-05-31", "2024-06-30"), True),
        (interval("2024-05-31", None), interval(None, "2024-05-31"), False),
    ],
)
def test_an_interval_is_right(truth: When, ours: When | None, right: bool) -> None:
    assert times.holds(truth, ours) is right


def test_a_forecast_without_a_start_starts_on_the_day_of_publication() -> None:
    until = {
        "phrase": "by",
        "start": 0,
        "end": 3,
        "earliest": None,
        "latest": "2024-06-01",
        "precision": None,
        "carried": False,
    }
    row = CLAIMS | {"claims": [claim("The bridge fell", until, "forecast"), claim("It had held", until)]}
    starts = [t and t.earliest for t in times.claims_parse(row).truth]
    assert starts == ["2024-05-18", None]


# HeidelTime


def tagged(text: str, content: str) -> list[tuple[str, str]]:
    answer = f'<?xml version="1.0"?>\n<!DOCTYPE TimeML SYSTEM "TimeML.dtd">\n<TimeML>\n{content}\n</TimeML>\n\n'
    return [(text[start:end], value) for start, end, value in heideltime.found(text, answer)]


@pytest.mark.parametrize(
    ("text", "content", "expected"),
    [
        ("On Thursday & in May, it fell.",
         'On <TIMEX3 tid="t1" type="DATE" value="2024-05-16">Thursday</TIMEX3> & in '
         '<TIMEX3 tid="t2" type="DATE" value="2024-05">May</TIMEX3>, it fell.',
         [("Thursday", "2024-05-16"), ("May", "2024-05")]),
        ("A & B met today.", 'A &amp; B met <TIMEX3 tid="t1" type="DATE" value="2024-05-18">today</TIMEX3>.',
         [("today", "2024-05-18")]),
        ("May: it was in May.", 'May: it was in <TIMEX3 tid="t1" type="DATE" value="2024-05">May</TIMEX3>.',
         [("May", "2024-05")]),
        ("Nothing here.", "Nothing here.", []),
    ],
)  # fmt: skip
def test_answers_of_heideltime_are_found_in_the_text(text: str, content: str, expected: list[tuple[str, str]]) -> None:
    assert tagged(text, content) == expected


def test_the_second_of_two_equal_words_has_its_own_place() -> None:
    text = "May: it was in May."
    answer = '<TimeML>\nMay: it was in <TIMEX3 tid="t1" type="DATE" value="2024-05">May</TIMEX3>.\n</TimeML>'
    assert [start for start, _, _ in heideltime.found(text, answer)] == [15]


def test_heideltime_stands_beside_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    thursday = stretch("Thursday")
    answer = heideltime.Tagged((((thursday.start, thursday.end, "2024-05-16"),),), 0.5)
    monkeypatch.setattr(heideltime, "tag", lambda *_: answer)
    got = {s.metric: s.baseline for s in times.timex_score([times.timex_parse(EXPRESSIONS)], "timex3")}
    assert got["value F1"] == "HeidelTime: 50.0"  # one right of one given and three wanted
    assert got["words a second"] == f"HeidelTime: {len(TEXT.split()) * 2}"


def test_without_it_nothing_is_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heideltime, "PACKAGE", "no_such_package")
    assert heideltime.tag([Document("d", TEXT, published="2024-05-18")], "news") is None


def test_the_floors_of_the_repository_can_be_read() -> None:
    path = Path(__file__).resolve().parent.parent / "floors" / "times.tsv"
    assert all(name == floor.name for name, floor in floors.load(path).items())
