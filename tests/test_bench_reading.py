"""``fogline bench reading``: gold is recognised by its shape, counted right, and held against floors."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from command import Outcome, here
from fogline.bench import answers, attribution, claims, classes, entities, factuality, floors, gold, holders, standoff
from fogline.bench.answers import Attributed
from fogline.bench.figures import Score
from fogline.model import Attribution, Certainty, Claim, Document, Quote, Span, Speaker

TEXT = "On Friday the governor said the bridge at Olvena had been blown up. The rebels denied it."
Row = dict[str, Any]


def at(text: str, words: str, label: str = "", **more: Any) -> Row:
    start = text.index(words)
    return {"id": f"{label}{start}", "start": start, "end": start + len(words), "label": label, "text": words} | more


def stretch(words: str, text: str = TEXT) -> Span:
    return Span(text.index(words), text.index(words) + len(words))


def attributed(source: str, cue: str, content: str) -> Attributed:
    return Attributed(*(tuple([stretch(w)] if w else []) for w in (source, cue, content)))


SPANS = [at(TEXT, "the governor", "source"), at(TEXT, "said", "cue"), at(TEXT, "the bridge at Olvena had been blown up", "content"),
         at(TEXT, "The rebels", "source"), at(TEXT, "denied", "cue"), at(TEXT, "it.", "content")]  # fmt: skip
ATTRIBUTION: Row = {
    "id": "a1", "text": TEXT, "spans": SPANS,
    "relations": [
        {"type": "attribution", **{s["label"]: [s["id"]] for s in SPANS[:3]}},
        {"type": "attribution", **{s["label"]: [s["id"]] for s in SPANS[3:]}},
    ],
}  # fmt: skip
ENTITIES: Row = {
    "id": "e1", "text": "Colonel Ruzic met the 4th Brigade in Olvena on Friday.",
    "spans": [at("Colonel Ruzic", "Colonel Ruzic", "Person"),
              {"id": "x", "start": 18, "end": 33, "label": "Organisation"},
              {"id": "y", "start": 37, "end": 43, "label": "Location"},
              {"id": "z", "start": 47, "end": 53, "label": "Temporal"}],
}  # fmt: skip
FACTS: Row = {
    "id": "f1", "text": "They failed to land .",
    "spans": [at("They failed to land .", "failed", "event_factuality", value=3.0),
              at("They failed to land .", "land", "event_factuality", value=-2.625)],
}  # fmt: skip
SNIPPET: Row = {
    "id": "s1",
    "text": "Jets bombed the market of Olvena.",
    "doclabel": "AIR_STRIKE",
    "subtask": 1,
    "spans": [],
}
CLAIMS: Row = {
    "document": {"id": "c1", "text": TEXT, "source": "The Valley Post", "published": "2024-05-03", "genre": "agency story", "war": "Sudan"},
    "claims": [
        {"quote": at(TEXT, "the bridge at Olvena had been blown up"), "kind": "event", "event": "destroy", "denied": False,
         "said_by": [{"name": "the governor", "level": 0}], "certainty": None},
    ],
}  # fmt: skip
ROWS = {"attribution": ATTRIBUTION, "entities": ENTITIES, "factuality": FACTS, "event-class": SNIPPET, "claims": CLAIMS}


def written(folder: Path, *rows: Row, name: str = "some.data") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
    return folder


def offsets(quote: Row) -> Row:
    return {"start": quote["start"], "end": quote["end"]}


def bench(folder: Path, *arguments: str | Path) -> Outcome:
    """The command with floors of its own, so that those of the repository do not matter here."""
    own = folder.parent / "floors.tsv"
    own.touch()
    given = arguments if "--floors" in arguments else (*arguments, "--floors", own)
    return here("bench", "reading", folder, *given)


def figures(done: Outcome) -> dict[str, Row]:
    rows = [json.loads(line) for line in done.out.splitlines()]
    return {r["metric"]: r for r in rows if not r["group"]}


def values(scores: Sequence[Score]) -> dict[str, float]:
    return {s.metric: round(s.value, 2) for s in scores if not s.group}


# What is recognised


@pytest.mark.parametrize("task", list(ROWS))
def test_a_corpus_is_known_by_its_gold(task: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file's name says another task than the gold does."""
    monkeypatch.setattr(answers, "entities", lambda *_: [])
    monkeypatch.setattr(answers, "factuality", lambda _, spans: [3.0 for _ in spans])
    other = "claims.jsonl" if task != "claims" else "polnear.dev.jsonl"
    done = bench(written(tmp_path / "c", ROWS[task], name=other), "--format", "json")
    assert done.status == 0, done.err
    rows = [json.loads(line) for line in done.out.splitlines()]
    assert {r["task"] for r in rows} == {task}
    assert all({"corpus", "task", "metric", "value", "n"} <= set(r) for r in rows)


@pytest.mark.parametrize(
    ("module", "labels", "kind"),
    [
        (entities, ["Person", "Organisation", "Weapon"], "re3d"),
        (entities, ["person", "politician", "country"], "crossner-politics"),
        (entities, ["PER", "LOC"], "conll2003"),
        (entities, ["PERS", "JOB", "LOC"], None),  # another language's set
        (entities, ["toponym"], None),
        (attribution, ["source", "cue", "content"], "attribution-spans"),
        (attribution, ["cue", "scope"], None),
    ],
)
def test_the_labels_tell_the_kind(module: Any, labels: list[str], kind: str | None) -> None:
    rows = [{"text": "x", "spans": [{"id": i, "start": 0, "end": 1, "label": name} for i, name in enumerate(labels)]}]
    assert module.kind(rows) == kind


@pytest.mark.parametrize(
    ("scale", "kind"),
    [([3.0, -2.625, 0.375], "uds-ih2"), ([3.0, 0.6, -1.2], "uw"), ([3.0, 0.75, 0.0], "meantime"), ([3.0, 0.0], "factuality"),
     ([0.1, 2.95], "factuality")],
)  # fmt: skip
def test_the_values_tell_which_factuality_corpus_it_is(scale: list[float], kind: str) -> None:
    spans = [{"id": i, "start": 0, "end": 1, "label": "event_factuality", "value": v} for i, v in enumerate(scale)]
    assert factuality.kind([{"text": "x", "spans": spans}]) == kind


def test_claims_of_another_shape_are_none_of_ours() -> None:
    assert claims.kind([{"text": "x", "claims": [{"text": "y", "label": "supported"}]}]) is None


def test_what_holds_no_gold_is_named_and_passed_over(tmp_path: Path) -> None:
    folder = written(tmp_path / "c", CLAIMS)
    (folder / "notes.md").write_text("# Notes\n", encoding="utf-8")
    (folder / "picture.bin").write_bytes(b"{\0\1")
    (folder / "times.jsonl").write_text(
        '{"id": "t", "text": "today", "spans": [{"label": "timex"}]}\n', encoding="utf-8"
    )
    (folder / "sub").mkdir()
    (folder / "sub" / "report.txt").write_text("A report.", encoding="utf-8")
    done = bench(folder)
    assert done.status == 0
    assert "passed over: notes.md, picture.bin, times.jsonl" in done.err
    assert "in sub, passed over: report.txt" in done.err


def test_lines_that_are_no_gold_are_told_and_the_others_counted(tmp_path: Path) -> None:
    beyond = json.loads(json.dumps(CLAIMS))
    beyond["claims"][0]["quote"]["end"] = 10_000
    folder = written(tmp_path / "c", CLAIMS, beyond)
    with (folder / "some.data").open("a", encoding="utf-8") as file:
        file.write("{broken\n[1]\n\n")
    done = bench(folder, "--format", "json")
    assert done.status == 0
    assert figures(done)["claim found R"]["n"] == 1
    assert all(f"line {n}" in done.err for n in (2, 3, 4))


@pytest.mark.parametrize("what", ["empty", "missing", "nothing known"])
def test_a_folder_without_corpora_is_refused(what: str, tmp_path: Path) -> None:
    folder = tmp_path / "c"
    if what != "missing":
        folder.mkdir()
    if what == "nothing known":
        (folder / "a.txt").write_text("words", encoding="utf-8")
    done = bench(folder)
    assert done.is_clear
    assert not done.out


def test_a_task_without_a_reader_is_told_and_the_others_go_on(tmp_path: Path) -> None:
    """Rules alone know nothing of factuality."""
    folder = written(written(tmp_path / "c", CLAIMS), FACTS, name="a.jsonl")
    done = bench(folder, "--format", "json", "--fast")
    assert done.status == 0
    assert "no reader for this task (factuality)" in done.err
    assert "claim found F1" in figures(done)


def test_one_task_and_a_part_of_it(tmp_path: Path) -> None:
    folder = written(written(tmp_path / "c", CLAIMS, CLAIMS), ATTRIBUTION, name="a.jsonl")
    done = bench(folder, "--format", "json", "--only", "claims", "--limit", "1")
    assert {r["task"] for r in map(json.loads, done.out.splitlines())} == {"claims"}
    assert figures(done)["claim found R"]["n"] == 1


def test_the_table_has_the_columns(tmp_path: Path) -> None:
    header, *rows = bench(written(tmp_path / "c", ATTRIBUTION, name="north.jsonl")).out.splitlines()
    assert header.split("\t") == ["corpus", "task", "metric", "ours", "published or baseline", "n", "date"]
    assert all(row.startswith("north\tattribution\t") for row in rows)
    assert any("79.1" in row for row in rows)


# Attribution: the figures by hand


def scored_attributions(
    monkeypatch: pytest.MonkeyPatch, *found: Attributed, row: Row = ATTRIBUTION
) -> dict[str, float]:
    monkeypatch.setattr(answers, "attributions", lambda _: list(found))
    return values(list(attribution.score([attribution.parse(row)])))


FIRST = attributed("the governor", "said", "the bridge at Olvena had been blown up")
SECOND = attributed("The rebels", "denied", "it.")


def test_all_right(monkeypatch: pytest.MonkeyPatch) -> None:
    got = scored_attributions(monkeypatch, FIRST, SECOND)
    assert {v for k, v in got.items() if "wrong" not in k} == {100.0}
    assert got["linked cues with a wrong source"] == 0


def test_one_overlaps_and_one_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    got = scored_attributions(monkeypatch, attributed("governor", "said", "the bridge at Olvena had been blown up"))
    assert got["source exact F1"] == 0
    assert got["cue exact P"] == 100
    assert got["cue exact R"] == 50
    assert got["content exact F1"] == 66.67  # 2·1/(1+2)
    assert got["attribution overlapping F1"] == 66.67
    assert got["attribution all exact F1"] == 0


def test_a_wrong_source_and_an_unclear_one(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = attributed("The rebels", "said", "the bridge at Olvena had been blown up")
    got = scored_attributions(monkeypatch, wrong, attributed("", "denied", "it."))
    assert got["linked cues with a wrong source"] == 50
    assert got["linked cues given a source"] == 50
    assert got["attribution overlapping F1"] == 0


def test_a_source_where_the_gold_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    row = ATTRIBUTION | {"relations": [{k: v for k, v in r.items() if k != "source"} for r in ATTRIBUTION["relations"]]}
    got = scored_attributions(monkeypatch, FIRST, attributed("", "denied", "it."), row=row)
    assert got["source given where there is none"] == 50
    assert got["attribution overlapping P"] == 0


def test_a_broken_content_counts_by_its_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = at(TEXT, "the bridge at Olvena had been blown up", "content")
    a, b = stretch("the bridge"), stretch("had been blown up")
    broken = whole | {"frags": [[a.start, a.end], [b.start, b.end]]}
    row = ATTRIBUTION | {"spans": [broken if s["id"] == whole["id"] else s for s in SPANS]}
    got = scored_attributions(monkeypatch, Attributed(FIRST.source, FIRST.cue, (a, b)), row=row)
    assert got["content exact R"] == 66.67  # two of the three stretches
    assert got["attribution all exact R"] == 50


def test_an_answer_serves_one_gold_attribution_only() -> None:
    assert attribution.most_pairs([[0], [0]]) == 1
    assert attribution.most_pairs([[0, 1], [0]]) == 2  # the first gives way


def test_further_annotators_and_relations_of_missing_spans_are_passed_over() -> None:
    row = ATTRIBUTION | {
        "alt": [{"spans": SPANS}],
        "relations": [*ATTRIBUTION["relations"], {"type": "attribution", "cue": ["T9"]}],
    }
    assert attribution.parse(row).attributions == (FIRST, SECOND)


def test_the_rules_name_the_source(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers.PROFILE, "fast", True)
    found = answers.attributions(Document("d", TEXT, language="en"))
    assert found[0].source == FIRST.source
    assert found[0].cue == FIRST.cue
    assert found[0].content[0].overlaps(FIRST.content[0])


# Entities, factuality, classes


def test_entities_are_compared_in_types_that_both_know(monkeypatch: pytest.MonkeyPatch) -> None:
    """A military unit is an organisation there; a nationality that the corpus lacks here is an error, a sum of money is not."""
    text = ENTITIES["text"]
    found = [(stretch("Colonel Ruzic", text), "person"), (Span(18, 33), "military_unit"), (Span(37, 42), "place")]
    monkeypatch.setattr(answers, "entities", lambda *_: [*found, (Span(47, 53), "money")])
    got = values(list(entities.score([entities.parse(ENTITIES)], "re3d")))
    assert got["entities exact micro P"] == 66.67  # two of three
    assert got["entities exact micro R"] == 50  # two of four
    assert got["entities exact micro F1"] == 57.14
    assert got["entities exact organisation F1"] == 100
    assert got["entities exact place F1"] == 0


def test_without_spacy_the_baseline_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entities, "SPACY", ("no-such-package", "1", "no_such_package"))
    monkeypatch.setattr(answers, "entities", lambda *_: [])
    scores = list(entities.score([entities.parse(ENTITIES)], "re3d"))
    assert [s.baseline for s in scores if s.metric == "entities exact micro F1"] == ["spaCy small: not installed"]


def test_factuality(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "factuality", lambda _, spans: [2.0, -2.0])
    r, error = factuality.score([factuality.parse(FACTS)])
    assert r.value == pytest.approx(1)
    assert error.value == pytest.approx((1 + 0.625) / 2)
    assert error.baseline == "2.812 (always 3)"  # (0 + 5.625) / 2
    assert factuality.pearson([1, 2, 3], [2, 2, 2]) == 0


@pytest.mark.parametrize(
    ("answer", "label"),
    [("strike", "AIR_STRIKE"), ("retake", "GOV_REGAINS_TERIT"), ("clash", "ARMED_CLASH"), ("aid", "OTHER"), ("unheard of", "OTHER"),
     ("Suicide bomb", "SUIC_BOMB"), ("DIPLO", "DIPLO")],
)  # fmt: skip
def test_the_class_of_an_event(answer: str, label: str) -> None:
    assert classes.class_of(answer) == label


def test_weighted_f1() -> None:
    # A: 2 of 3 found, none wrongly: F1 0.8, weight 3. B: 1 found, one wrongly: F1 2/3, weight 1.
    assert classes.weighted_f1([("A", "A"), ("A", "A"), ("A", "B"), ("B", "B")]) == pytest.approx(
        (3 * 80 + 200 / 3) / 4
    )


def test_subtasks_add_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "event_class", lambda _: "strike")
    later = SNIPPET | {"doclabel": "DIPLO", "subtask": 3}
    got = values(list(classes.score([classes.parse(SNIPPET), classes.parse(later)])))
    assert got["event class weighted F1, subtask 1"] == 100
    assert got["event class weighted F1, subtask 3"] == 33.33  # half of 2/3


# Claims


def claim(
    words: str,
    *names: str,
    event: str = "destroy",
    kind: str = "event",
    denied: bool = False,
    sure: tuple[float, float] | None = None,
) -> Claim:
    s = stretch(words)
    certainty = Certainty("likely", s.start, s.start + 1, "phia", *sure) if sure else None
    speakers = tuple(Speaker(n, level=i) for i, n in enumerate(names))
    return Claim("c", "d", Quote(s.start, s.end, words), kind, event, speakers, Attribution("indirect"), certainty, denied)  # fmt: skip


def judged(gold_names: list[list[str]], *names: str) -> str:
    return holders.speaker(gold_names, [[n] for n in names])


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("the governor", "governor", True),
        ("Colonel Anar Eyvazov", "Eyvazov", True),
        ("Colonel Eyvazov", "Colonel Aliyev", False),
        ("the Russian Ministry of Defence", "Russia's defence ministry", True),
        ("Ukrainian army", "Ethiopian army", False),
        ("a spokesman for the army", "army spokesman", True),
        ("a spokesman for the army", "the army", False),
        ("two residents", "resident", True),
        ("defence minister", "defence ministry", False),
        ("", "he", False),
    ],
)
def test_names_of_holders(a: str, b: str, same: bool) -> None:
    assert holders.same_holder(a, b) is same
    assert holders.same_holder(b, a) is same


def test_what_can_be_wrong_with_a_speaker() -> None:
    assert judged([["ministry"], ["commander"]], "the ministry", "its commander") == "right"
    assert judged([["ministry"], ["commander"]], "the ministry") == "level"
    assert judged([["ministry"], ["commander"]], "the rebels") == "wrong"
    assert judged([["ministry"]]) == "missing"
    assert judged([["ministry"]], "it") == "missing"
    assert judged([], "the ministry") == "wrong"
    assert judged([]) == "right"


def test_chains() -> None:
    assert holders.same_chain([["Kyiv", "London"]], [["London", "Kyiv"]])
    assert not holders.same_chain([["Kyiv"], ["London"]], [["Kyiv", "London"]])
    assert not holders.same_chain([["Kyiv", "London"]], [["Kyiv"]])


def test_figures_of_claims(monkeypatch: pytest.MonkeyPatch) -> None:
    """One of two found, and one answer too many; of the found one everything is right but the event."""
    second = CLAIMS["claims"][0] | {"quote": at(TEXT, "The rebels denied it"), "said_by": []}
    row = CLAIMS | {"claims": [*CLAIMS["claims"], second]}
    ours = (claim("bridge at Olvena had been blown up", "governor", event="strike"), claim("Friday"))
    monkeypatch.setattr(answers, "claims", lambda _: ours)
    scores = list(claims.score([claims.parse(row)]))
    got = values(scores)
    assert (got["claim found P"], got["claim found R"]) == (50, 50)
    assert (got["speaker chain right"], got["event right"], got["kind right"]) == (100, 0, 100)
    assert (got["denied right"], got["certainty right"], got["all right"]) == (100, 100, 0)
    assert (got["speaker: wrong name"], got["speaker: missing"]) == (0, 0)
    assert {s.group for s in scores} == {"", "genre: agency story", "war: Sudan"}


def test_half_a_quote_is_found_and_less_is_not() -> None:
    assert claims.overlap(Span(0, 10), Span(0, 5)) == 0.5
    gold_claim = claims.parse(CLAIMS).claims[0]
    assert list(claims.pair([gold_claim], [claim("the bridge at Olvena")])) != []
    assert list(claims.pair([gold_claim], [claim("the bridge")])) == []


def test_of_two_claims_with_the_same_words_each_has_its_speaker() -> None:
    words = "the bridge at Olvena had been blown up"
    first = CLAIMS["claims"][0]
    denial = first | {"said_by": [{"name": "the rebels", "level": 0}], "denied": True}
    golds = claims.parse(CLAIMS | {"claims": [first, denial]}).claims
    ours = [claim(words, "the rebels", denied=True), claim(words, "the governor")]
    assert all(claims.verdict(g, c).all for g, c in claims.pair(golds, ours))


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [(None, None, True), (None, (0.55, 0.75), False), ((0.55, 0.75), (0.55, 0.75), True), ((0.55, 0.75), (0.8, 0.9), False),
     ((None, None), (None, None), True), ((None, None), None, False), ((0.0, 0.05), (None, None), False)],
)  # fmt: skip
def test_intervals(a: Any, b: Any, same: bool) -> None:
    assert claims.same_interval(a, b) is same


def test_the_reader_on_a_small_corpus(tmp_path: Path) -> None:
    got = figures(bench(written(tmp_path / "c", CLAIMS), "--format", "json"))
    assert got["claim found R"]["value"] == 100
    assert got["speaker chain right"]["value"] == 100


def test_a_quote_that_the_text_does_not_have_is_no_gold() -> None:
    wrong = json.loads(json.dumps(CLAIMS))
    wrong["claims"][0]["quote"]["text"] = "something else"
    with pytest.raises(ValueError, match="not what the text has"):
        claims.parse(wrong)


def test_annotations_that_stand_off_find_their_text_by_its_hash(tmp_path: Path) -> None:
    """The text is in another file of the folder; what is found there is told apart from the project's own corpus."""
    away = json.loads(json.dumps(CLAIMS))
    away["document"] = {"id": "c1", "sha256": standoff.text_sha256(TEXT)}
    governor = at(TEXT, "the governor")
    away["claims"][0] |= {
        "quote": offsets(away["claims"][0]["quote"]), "said_by": [{"level": 0} | offsets(governor)],
        "when": None, "condition": None, "actors": [], "where": [], "quantities": [],
    }  # fmt: skip
    lost = away | {"document": {"id": "c2", "sha256": "0" * 64}}
    folder = written(written(tmp_path / "c", away, lost, name="a.jsonl"), ATTRIBUTION, name="z.jsonl")
    done = bench(folder, "--format", "json", "--only", "claims")
    assert figures(done)["claim found R"]["value"] == 100
    assert figures(done)["claim found R"]["floor"] == "claims-standoff/claim found R"
    assert "line 2: its text is not in the folder" in done.err


# Floors


def floor_file(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "floors.tsv"
    path.write_text("name\tfloor\tdate\treason\n" + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("claims/claim found R\t100\t2026-01-01\t", 0),
        ("claims/claim found R\t100.1\t2026-01-01\t", 1),
        ("claims/speaker: wrong name\t<=0\t2026-01-01\t", 0),
        ("claims/speaker: wrong name\t<=-1\t2026-01-01\t", 1),
        ("re3d/entities exact micro F1\t99\t2026-01-01\t", 0),  # nothing of that kind here
    ],
)
def test_a_figure_under_its_floor_fails(line: str, status: int, tmp_path: Path) -> None:
    path = floor_file(tmp_path, line)
    done = bench(written(tmp_path / "c", CLAIMS), "--floors", path)
    assert done.status == status
    assert ("under its floor: " + line.split("\t")[0] in done.err) is bool(status)


def test_the_floor_of_one_gold_wins_over_that_of_its_kind(tmp_path: Path) -> None:
    folder = written(tmp_path / "c", CLAIMS)
    (corpus,) = (c for c in gold.corpora(folder) if isinstance(c, gold.Corpus))
    kind = "claims/claim found R\t101\t2026-01-01\t"
    own = f"claims#{corpus.digest}/claim found R\t90\t2026-01-01\t"
    assert bench(folder, "--floors", floor_file(tmp_path, kind, own)).status == 0
    (folder / "some.data").rename(folder / "other.name")  # its name is no part of what it is
    assert bench(folder, "--floors", floor_file(tmp_path, kind, own)).status == 0


def test_no_floors_for_a_part(tmp_path: Path) -> None:
    path = floor_file(tmp_path, "claims/claim found R\t101\t2026-01-01\t")
    assert bench(written(tmp_path / "c", CLAIMS), "--floors", path, "--limit", "1").status == 0


def test_lowering_a_floor_is_written_down_with_its_reason(tmp_path: Path) -> None:
    path = floor_file(
        tmp_path, "claims/claim found R\t101\t2026-01-01\t", "claims/speaker: wrong name\t<=-1\t2026-01-01\t"
    )
    wishes = ("--lower-floor", "claims/claim found R=99", "--lower-floor", "claims/speaker: wrong name=2")
    done = bench(written(tmp_path / "c", CLAIMS), "--floors", path, *wishes, "--reason", "the gold was mended")
    assert done.status == 0, done.err
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [line.split("\t")[:2] for line in lines[3:]] == [
        ["claims/claim found R", "99"],
        ["claims/speaker: wrong name", "<=2"],
    ]
    assert all(line.endswith("\tthe gold was mended") for line in lines[3:])
    assert str(floors.load(path)["claims/claim found R"]) == "99"


@pytest.mark.parametrize(
    "arguments",
    [
        ("--lower-floor", "claims/claim found R=99"),  # no reason
        ("--lower-floor", "claims/claim found R=99", "--reason", "  "),
        ("--lower-floor", "claims/claim found R=102", "--reason", "higher"),
        ("--lower-floor", "claims/nothing=1", "--reason", "no such floor"),
        ("--lower-floor", "claims/claim found R", "--reason", "no value"),
        ("--lower-floor", "claims/claim found R=low", "--reason", "no number"),
        ("--reason", "without a floor"),
    ],
)
def test_a_floor_is_not_lowered_otherwise(arguments: tuple[str, ...], tmp_path: Path) -> None:
    path = floor_file(tmp_path, "claims/claim found R\t101\t2026-01-01\t")
    before = path.read_bytes()
    done = bench(written(tmp_path / "c", CLAIMS), "--floors", path, *arguments)
    assert done.is_clear
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "lines",
    [
        (
            "claims/claim found R\t90\t2026-01-01\t",
            "claims/claim found R\t80\t2026-02-01\t",
        ),  # lowered by hand, no reason
        ("claims/claim found R\thigh\t2026-01-01\t",),
        ("claims/claim found R",),
    ],
)
def test_a_file_of_floors_that_cannot_hold_is_refused(lines: tuple[str, ...], tmp_path: Path) -> None:
    done = bench(written(tmp_path / "c", CLAIMS), "--floors", floor_file(tmp_path, *lines))
    assert done.is_clear
    assert "line " in done.err


def test_the_floors_of_the_repository_can_be_read() -> None:
    path = Path(__file__).resolve().parent.parent / "floors" / "reading.tsv"
    assert all(name == floor.name for name, floor in floors.load(path).items())
