"""``fogline check`` as a user calls it, and what it says when there is nothing to hold a report against."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from command import Outcome, here

SCHEMA = json.loads((resources.files("fogline") / "contract.schema.json").read_text(encoding="utf-8"))
ARTICLE = (
    "The General Staff of Ukraine said that 130 Russian tanks were destroyed near Kupiansk over the past day.\n\n"
    "Shelling was reported in Toretsk, near Lviv.\n"
)
PRIMARY = "Over the past day 30 Russian tanks were destroyed near Kupiansk. Attacks near Synkivka were repelled."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "article.txt").write_text(ARTICLE, encoding="utf-8")
    (tmp_path / "primary.txt").write_text(
        f"Published: 2023-02-11\nSource: General Staff of Ukraine\nURL: https://staff.example/11\n\n{PRIMARY}\n",
        encoding="utf-8",
    )
    return tmp_path


def check(folder: Path, *more: str, article: str = "article.txt", day: str | None = "2023-02-11") -> Outcome:
    dated = ("--published", day) if day else ()
    return here("check", folder / article, *dated, "--ledger", folder / "ledger.fogline", *more)


def findings(outcome: Outcome) -> list[dict[str, Any]]:
    printed = json.loads(outcome.out)
    jsonschema.validate(printed, SCHEMA)
    claims = {c["id"] for c in printed["claims"]}
    text = printed["document"]["text"]
    for finding in printed["findings"]:
        assert finding["claim"] in claims
        for proof in finding["evidence"]:
            quote = proof["quote"]
            if proof["document"] == printed["document"]["id"]:
                assert text[quote["start"] : quote["end"]] == quote["text"]
    attributed = [c["id"] for c in printed["claims"] if c["said_by"]]
    assert sorted(f["claim"] for f in printed["findings"] if f["kind"] == "relay") == sorted(attributed)
    return list(printed["findings"])


def relay(outcome: Outcome) -> dict[str, Any]:
    return next(f for f in findings(outcome) if f["kind"] == "relay")


def test_against_a_report_given_on_the_spot(folder: Path) -> None:
    outcome = check(folder, "--against", str(folder / "primary.txt"), "--format", "json")
    assert outcome.status == 1
    found = relay(outcome)
    assert (found["verdict"], found["slot"], found["severity"]) == ("altered", "number", "fault")
    proof = found["evidence"][0]
    assert proof["quote"]["text"] == PRIMARY.split(". ")[0] + "."
    assert (proof["source"], proof["published"], proof["url"]) == (
        "General Staff of Ukraine", "2023-02-11", "https://staff.example/11",
    )  # fmt: skip
    assert not (folder / "ledger.fogline").exists(), "what is given on the spot is not kept"


def test_against_the_ledger(folder: Path) -> None:
    assert here("add", folder / "primary.txt", "--ledger", folder / "ledger.fogline").status == 0
    assert relay(check(folder, "--format", "json"))["slot"] == "number"
    later = relay(check(folder, "--format", "json", day="2023-02-13"))
    assert later["slot"] == "number", "two days later it is still that update"
    for day in ("2023-02-10", "2023-02-14"):
        other = relay(check(folder, "--format", "json", day=day))
        assert other["verdict"] == "not checkable", f"{day}: not the update of that day"


def test_without_a_ledger_it_says_so_and_what_to_look_for(folder: Path) -> None:
    outcome = check(folder, "--format", "json")
    found = relay(outcome)
    assert "there is no ledger at" in outcome.err
    assert found["verdict"] == "not checkable"
    assert all(w in found["text"] for w in ("Ukrainian General Staff", "2023-02-11", "Kupiansk", "tanks"))
    assert outcome.status == 1, "Toretsk is not near Lviv, ledger or not"


@pytest.mark.parametrize(
    ("text", "fail_on", "status"),
    [
        ("Shelling was reported in Toretsk, near Lviv.", "fault", 1),
        ("Kupiansk is the key to Odesa.", "fault", 0),
        ("Kupiansk is the key to Odesa.", "doubt", 1),
        ("The UN said that Kupiansk was shelled.", "doubt", 0),
        ("The UN said that Kupiansk was shelled.", "note", 1),
        ("Kupiansk was shelled.", "note", 0),
    ],
)
def test_exit_status(folder: Path, text: str, fail_on: str, status: int) -> None:
    (folder / "short.txt").write_text(text, encoding="utf-8")
    assert check(folder, "--fail-on", fail_on, article="short.txt").status == status


@pytest.mark.parametrize("format", ["table", "md"])
def test_for_people(folder: Path, format: str) -> None:
    """Both sides stand beside each other, and hostile words steer nothing."""
    hostile = ARTICLE.replace("Shelling", "\x1b[31mShelling <b>").replace("Russian tanks", "Russian tanks | *x*")
    (folder / "article.txt").write_text(hostile, encoding="utf-8")
    outcome = check(folder, "--against", str(folder / "primary.txt"), "--format", format)
    assert "\x1b" not in outcome.out
    assert "30 Russian tanks" in outcome.out
    assert "130 Russian tanks" in outcome.out
    assert "altered (number)" in outcome.out
    assert "not checked by this version" in outcome.out + outcome.err
    if format == "md":
        assert "<b>" not in outcome.out.replace("\\<b\\>", "")


def test_the_checked_report_is_no_evidence_for_itself(folder: Path) -> None:
    """Neither given on the spot, nor from the ledger, nor as a copy without a name."""
    (folder / "copy.txt").write_text(f"Published: 2023-02-11\n\n{ARTICLE}", encoding="utf-8")
    here("add", folder / "article.txt", "--published", "2023-02-11", "--ledger", folder / "ledger.fogline")
    outcome = check(folder, "--format", "json", "--against", str(folder / "copy.txt"))
    assert relay(outcome)["verdict"] == "not checkable"
    assert "no evidence for it" in outcome.err


def test_a_source_that_cites_the_report_is_a_circle(folder: Path) -> None:
    (folder / "circle.txt").write_text(
        "Published: 2023-02-11\nSource: General Staff of Ukraine\n\n"
        "The Harbour Dispatch reported that 130 Russian tanks were destroyed near Kupiansk over the past day.\n",
        encoding="utf-8",
    )
    given = ("--source", "The Harbour Dispatch", "--against", str(folder / "circle.txt"), "--format", "json")
    assert relay(check(folder, *given))["verdict"] == "not checkable"


@pytest.mark.parametrize(
    ("text", "day", "told"),
    [
        ("本周乌克兰军队在东部前线继续与俄罗斯军队作战，双方都有伤亡。", "2023-02-11", "does not read"),
        ("Good morning.", "2023-02-11", "no claims"),
        ("Kupiansk was shelled on Friday night.", "2023-02-11", "names no source"),
        ("The UN said that Kupiansk was shelled.", None, "date"),
    ],
)
def test_what_could_not_be_checked_is_told(folder: Path, text: str, day: str | None, told: str) -> None:
    (folder / "short.txt").write_text(text, encoding="utf-8")
    outcome = check(folder, article="short.txt", day=day)
    assert outcome.status == 0
    assert told in outcome.err


def test_faults_of_use(folder: Path) -> None:
    assert check(folder, article="missing.txt").is_clear
    assert check(folder, "--against", str(folder / "missing.txt")).is_clear
    assert check(folder, "--fail-on", "trifle").status == 2


def test_a_given_report_that_no_claim_names_is_told(folder: Path) -> None:
    outcome = check(folder, "--against", str(folder / "primary.txt"), day="2023-02-10")
    assert "was not used" in outcome.err
    (folder / "other.txt").write_text(
        "Published: 2023-02-11\nSource: The Mill Post\n\nIt was quiet.\n", encoding="utf-8"
    )
    assert "no claim names The Mill Post" in check(folder, "--against", str(folder / "other.txt")).err
