"""The bundled vocabulary: every file says what its columns promise, and a user's line is read beside it."""

import re
import threading
from collections import Counter
from pathlib import Path

import pytest

from fogline import vocabulary
from fogline.model import EVENTS, KINDS, FoglineError

COLUMNS = {
    "events": ["lemma", "pos", "event", "agent", "target", "kind", "forms", "note"],
    "cues": ["lemma", "pos", "kind", "strength", "forms"],
    "scales": ["phrase", "scale", "low", "high", "pos", "note"],
    "sources": ["id", "name", "kind", "side", "scale", "country", "aliases"],
    "actors": ["id", "name", "kind", "side", "aliases"],
    "units": ["pattern", "kind", "note"],
    "field_codes": ["event", "acled_event", "acled_sub_event", "plover"],
    "quantities": ["unit", "forms", "kind"],
}
PREPOSITIONS = {"of", "by", "to", "on", "with", "against", "from"}
ALLOWED = {
    ("events", "pos"): {"verb", "noun", "phrase", "adj"},
    ("events", "event"): set(EVENTS),
    ("events", "agent"): {"subj", "obj", "none"} | PREPOSITIONS,
    ("events", "target"): {"subj", "obj", "none"} | PREPOSITIONS,
    ("events", "kind"): {""} | set(KINDS),
    ("cues", "pos"): {"verb", "noun", "prep", "phrase"},
    ("cues", "kind"): {
        "say", "deny", "think", "know", "show", "predict", "order", "ask", "quote", "refuse_comment",
    },
    ("cues", "strength"): {"plain", "claim", "confirm"},
    ("scales", "pos"): {"adv", "adj", "modal", "verb", "noun"},
    ("scales", "scale"): {"phia", "icd203", "survey"},
    ("sources", "kind"): {
        "ministry", "general_staff", "military", "agency", "newspaper", "channel", "think_tank", "official",
        "armed_group", "organisation",
    },
    ("sources", "scale"): {"", "phia", "icd203"},
    ("actors", "kind"): {"military", "armed_group", "government", "civilians", "other"},
}  # fmt: skip

PHIA = {
    "remote chance": (0, 5), "highly unlikely": (10, 20), "unlikely": (25, 35), "realistic possibility": (40, 50),
    "likely": (55, 75), "probable": (55, 75), "highly likely": (80, 90), "almost certain": (95, 100),
    "almost certainly": (95, 100), "probably": (55, 75),
}  # fmt: skip
ICD203 = {
    "almost no chance": (1, 5), "remote": (1, 5), "very unlikely": (5, 20), "highly improbable": (5, 20),
    "unlikely": (20, 45), "improbable": (20, 45), "roughly even chance": (45, 55), "likely": (55, 80),
    "probable": (55, 80), "very likely": (80, 95), "highly probable": (80, 95), "almost certain": (95, 99),
    "nearly certain": (95, 99),
}  # fmt: skip


def bundled(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a file as shipped, whatever the user's own folder holds."""
    return vocabulary.rows(name)


def fold(name: str) -> str:
    """How names are compared: small letters, one kind of apostrophe, no article."""
    return re.sub(r"^(?:the|a|an)\s+", "", name.lower().replace("’", "'").strip())


def names_of(row: dict[str, str]) -> list[str]:
    return [row["name"], *(a for a in row["aliases"].split("|") if a)]


@pytest.fixture(autouse=True)
def no_user_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The tests judge the bundled files; whoever runs them may have lines of their own."""
    monkeypatch.setenv("FOGLINE_VOCABULARY", str(tmp_path))
    vocabulary.rows.cache_clear()
    yield
    vocabulary.rows.cache_clear()


@pytest.mark.parametrize("name", COLUMNS)
def test_the_columns_are_those_promised(name: str) -> None:
    assert list(bundled(name)[0]) == COLUMNS[name]


@pytest.mark.parametrize(("name", "column"), ALLOWED)
def test_a_cell_holds_one_of_its_words(name: str, column: str) -> None:
    strays = {(next(iter(r.values())), r[column]) for r in bundled(name) if r[column] not in ALLOWED[name, column]}
    assert not strays


@pytest.mark.parametrize("event", EVENTS)
def test_every_event_has_verbs_and_nouns_and_codes(event: str) -> None:
    parts = Counter(r["pos"] for r in bundled("events") if r["event"] == event)
    assert parts["verb"] >= 5, parts
    assert parts["noun"] >= 3, parts
    codes = [r for r in bundled("field_codes") if r["event"] == event]
    assert len(codes) == 1
    assert codes[0]["acled_event"]
    assert codes[0]["acled_sub_event"]
    assert codes[0]["plover"].isupper() or event == "other"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("events", ("lemma", "pos", "event")),
        ("cues", ("lemma", "pos")),
        ("scales", ("phrase", "scale")),
        ("sources", ("id",)),
        ("actors", ("id",)),
        ("units", ("pattern",)),
        ("quantities", ("unit",)),
        ("field_codes", ("event",)),
    ],
)
def test_no_line_stands_twice(name: str, key: tuple[str, ...]) -> None:
    counts = Counter(tuple(r[k] for k in key) for r in bundled(name))
    assert [k for k, n in counts.items() if n > 1] == []


@pytest.mark.parametrize(("name", "column"), [("events", "lemma"), ("cues", "lemma"), ("scales", "phrase")])
def test_lemmas_and_phrases_are_lower_case(name: str, column: str) -> None:
    # Proper names inside a phrase ("HIMARS strike") are lower case too: the reader compares lower-cased words.
    assert [r[column] for r in bundled(name) if r[column] != r[column].lower() or not r[column]] == []


def test_notes_of_events_are_directives_the_reader_knows() -> None:
    for row in bundled("events"):
        for part in filter(None, (p.strip() for p in row["note"].split(";"))):
            assert part in {"needs:place", "needs:military"} or part.startswith("not:"), row
            assert not part.startswith("not:") or all(part[4:].split("|")), row


@pytest.mark.parametrize(
    ("lemma", "companion"),
    [("take", "part"), ("hold", "a meeting"), ("hit", "a record"), ("strike", "a deal"), ("fire", "employees")],
)
def test_everyday_verbs_name_the_company_that_makes_them_other_words(lemma: str, companion: str) -> None:
    notes = [r["note"] for r in bundled("events") if r["lemma"] == lemma and r["pos"] == "verb"]
    assert notes
    assert all("needs:" in n and companion in re.split(r"[:|;]\s*", n) for n in notes)


@pytest.mark.parametrize(
    ("lemma", "forms"),
    [
        ("take", {"took", "taken"}),
        ("repel", {"repelled", "repelling"}),
        ("take control of", {"took_control_of"}),
        ("withdraw", {"withdrew", "withdrawn"}),
        ("shoot down", {"shot_down"}),
        ("win", {"won"}),
    ],
)
def test_irregular_forms_are_listed(lemma: str, forms: set[str]) -> None:
    row = next(r for r in bundled("events") if r["lemma"] == lemma and r["pos"] == "verb")
    assert forms <= set(row["forms"].split())


@pytest.mark.parametrize("row", bundled("scales"), ids=lambda r: f"{r['scale']}-{r['phrase']}")
def test_intervals_lie_between_nought_and_one(row: dict[str, str]) -> None:
    assert bool(row["low"]) == bool(row["high"])
    if row["low"]:
        assert 0 <= float(row["low"]) <= float(row["high"]) <= 1
        assert row["note"], "an interval names where it comes from"
    else:
        assert row["scale"] == "survey"


@pytest.mark.parametrize(("scale", "bounds"), [("phia", PHIA), ("icd203", ICD203)])
def test_the_yardsticks_have_their_published_bounds(scale: str, bounds: dict[str, tuple[int, int]]) -> None:
    held = {r["phrase"]: (float(r["low"]), float(r["high"])) for r in bundled("scales") if r["scale"] == scale}
    for phrase, (low, high) in bounds.items():
        assert held[phrase] == pytest.approx((low / 100, high / 100)), phrase
    assert set(held.values()) == {(a / 100, b / 100) for a, b in bounds.values()}, "no loose wording has its own bounds"


def test_no_two_sources_share_a_name() -> None:
    holders: dict[str, set[str]] = {}
    for row in bundled("sources"):
        for name in names_of(row):
            holders.setdefault(fold(name), set()).add(row["id"])
    assert {name: ids for name, ids in holders.items() if len(ids) > 1} == {}


def test_no_two_actors_share_a_name_and_sides_agree_with_sources() -> None:
    sides = {fold(n): r["side"] or r["id"] for r in bundled("sources") for n in names_of(r)}
    seen: dict[str, str] = {}
    for row in bundled("actors"):
        for name in names_of(row):
            assert seen.setdefault(fold(name), row["id"]) == row["id"], name
            assert sides.get(fold(name), row["side"]) == row["side"], name


def test_no_name_of_a_source_is_an_everyday_word() -> None:
    # Names are compared without regard to capitals: an alias "WHO" would make every "who" a speaker.
    everyday = {
        "who",
        "is",
        "us",
        "it",
        "aa",
        "times",
        "independent",
        "economist",
        "dawn",
        "insider",
        "an",
        "un-",
        "may",
    }
    names = {fold(n) for r in bundled("sources") for n in names_of(r)}
    assert names & everyday == set()


def test_scales_follow_the_country() -> None:
    for row in bundled("sources"):
        assert row["scale"] != "phia" or row["country"] == "GB", row["id"]
        assert row["scale"] != "icd203" or row["country"] == "US", row["id"]
    assert len(bundled("sources")) >= 150


@pytest.mark.parametrize(
    ("alias", "wanted"),
    [
        ("Britain's defence ministry", "gb-mod"),
        ("General Staff of the Armed Forces of Ukraine", "ua-gs"),
        ("Russia's defense ministry", "ru-mod"),
        ("ISW", "isw"),
        ("Ansar Allah", "ye-houthi"),
        ("Hemedti", "sd-hemedti"),
        ("Tatmadaw", "mm-tatmadaw"),
        ("Congolese army", "cd-fardc"),
        ("Tigray People's Liberation Front", "et-tplf"),
        ("Azerbaijan's defence ministry", "az-mod"),
    ],
)
def test_institutions_of_many_wars_are_known(alias: str, wanted: str) -> None:
    assert [r["id"] for r in bundled("sources") if alias in names_of(r)] == [wanted]


def units() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{r['pattern']})" for r in bundled("units")))


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("the 155th Naval Infantry Brigade refused", "155th Naval Infantry Brigade"),
        ("the 3rd Assault Brigade held", "3rd Assault Brigade"),
        ("units of the 1st Guards Tank Army were", "1st Guards Tank Army"),
        ("the Eastern Group of Forces moved", "Eastern Group of Forces"),
        ("soldiers of the 93rd separate mechanised brigade", "93rd separate mechanised brigade"),
        ("near the town the 72nd held on", "the 72nd"),
        ("men of the Golani Brigade entered", "Golani Brigade"),
        ("the Azov regiment said", "Azov regiment"),
        ("troops of Division 143 crossed", "Division 143"),
        ("Light Infantry Division 44 lost the town", "Light Infantry Division 44"),
        ("the Southern Military District ordered", "Southern Military District"),
    ],
)
def test_unit_names_are_found_whole(text: str, unit: str) -> None:
    found = units().search(text)
    assert found
    assert found.group() == unit


@pytest.mark.parametrize(
    "text",
    ["The brigade held on.", "on the 24th of February", "the 2nd time", "a group of forces", "Its division left."],
)
def test_ordinary_words_are_no_units(text: str) -> None:
    assert units().search(text) is None


@pytest.mark.parametrize(
    "hostile",
    [
        "1st " + "Guards " * 5000,
        "A" * 50_000,
        ("Aa" * 12 + " ") * 3000,
        "1st " * 10_000,
        "9" * 50_000,
        "the 11th a-a-a-a " * 3000,
        "Operational-Tactical " * 3000,
    ],
)
def test_unit_patterns_end_on_hostile_text(hostile: str) -> None:
    # The search runs beside the test; a pattern that runs away would leave it unfinished.
    done = threading.Event()
    threading.Thread(target=lambda: (list(units().finditer(hostile)), done.set()), daemon=True).start()
    assert done.wait(30)


def test_a_unit_pattern_has_no_name_and_no_unbounded_repetition() -> None:
    for row in bundled("units"):
        assert "(?P<" not in row["pattern"]
        assert not re.search(r"(?<!\\)[*+]|\{\d+,\}", row["pattern"]), row["pattern"]


def test_a_counted_word_has_one_unit() -> None:
    units_of: dict[str, set[str]] = {}
    for row in bundled("quantities"):
        for form in {row["unit"].replace(" ", "_"), *row["forms"].split()}:
            units_of.setdefault(form, set()).add(row["unit"])
    assert {form: u for form, u in units_of.items() if len(u) > 1} == {}


def test_a_users_line_is_read_after_the_bundled_ones(tmp_path: Path) -> None:
    before = len(bundled("events"))
    (tmp_path / "events.tsv").write_text("steamroll\tverb\tcapture\tsubj\tobj\n", encoding="utf-8")
    vocabulary.rows.cache_clear()
    after = vocabulary.rows("events")
    assert len(after) == before + 1
    assert after[-1]["lemma"] == "steamroll"
    assert after[-1]["note"] == ""


def test_a_users_line_with_too_many_cells_is_named(tmp_path: Path) -> None:
    (tmp_path / "cues.tsv").write_text("yell\tverb\tsay\tplain\tyelled\ttoo\tmany\n", encoding="utf-8")
    vocabulary.rows.cache_clear()
    with pytest.raises(FoglineError, match=r"cues\.tsv, line 1"):
        vocabulary.rows("cues")
