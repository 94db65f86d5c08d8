"""The command line: data on stdout and all else on stderr, statuses, hostile text, a start that stays light."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

import fogline as package
from command import here
from fogline.cli.group import VERBS
from fogline.cli.words import clean, counted, one_line

SCHEMA = Path(package.__file__).parent / "contract.schema.json"
REPORT = """Night summary

On Thursday the Ukrainian General Staff said that its troops had repelled nine attacks near Vuhledar.

The ministry added that a breakthrough at Bakhmut was unlikely.
"""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("reports") / "report.txt"
    path.write_text(REPORT, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def ledger(report: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ledger") / "l.fogline"
    done = here("add", report, "--published", "2023-02-23", "--source", "Night Desk", "--ledger", path)
    assert done.status == 0, done.err
    assert done.out == ""
    return path


def test_help_loads_no_room() -> None:
    """What makes the start slow is what is imported, and that does not depend on the machine."""
    probe = (
        "import sys\nfrom fogline.cli.group import run\nrun(['--help'])\n"
        "heavy = {'sqlalchemy', 'trafilatura', 'rich', 'fogline.flow.reading', 'fogline.ledger', 'lxml'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
    assert all(verb in done.stdout for verb in VERBS)


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help_with_an_example(verb: str) -> None:
    done = here(verb, "--help")
    assert done.status == 0
    assert f"fogline {verb}" in done.out.partition("Example")[2]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "Usage"),
        (("reed",), "Did you mean 'read'"),
        (("claims", "--nonsense"), "--nonsense"),
        (("claims", "--kind", "rumour"), "mend: use one of event"),
        (("claims", "--from", "soon"), "mend: write it as 2023-02-24"),
        (("brief", "--date", "24/2/23"), "mend: write it as 2023-02-24"),
        (("read", "absent.txt"), "mend: "),
        (("read", "report.txt", "--published", "never"), "mend: write it as 2023-02-23"),
    ],
)
def test_bad_use_is_status_2_with_a_word_of_help(
    arguments: tuple[str, ...], words: str, report: Path, ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOGLINE_LEDGER", str(ledger))
    given = [str(report) if a == "report.txt" else a for a in arguments]
    done = here(*given)
    assert done.status == 2
    assert words in done.err + (done.out if not arguments else "")
    assert "Traceback" not in done.err


def test_read_prints_the_published_shape(report: Path) -> None:
    done = here("read", report, "--published", "2023-02-23", "--format", "json")
    found = json.loads(done.out)
    jsonschema.validate(found, json.loads(SCHEMA.read_text(encoding="utf-8")))
    text = found["document"]["text"]
    assert found["claims"]
    for claim in found["claims"]:
        quote = claim["quote"]
        assert text[quote["start"] : quote["end"]] == quote["text"]


def test_read_takes_standard_input_and_keeps_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOGLINE_LEDGER", str(tmp_path / "l.fogline"))
    done = here(
        "read", "-", "--published", "2023-02-23", "--source", "Night Desk", "--format", "json",
        stdin=REPORT.encode(),
    )  # fmt: skip
    assert json.loads(done.out)["document"]["source"] == "Night Desk"
    assert list(tmp_path.iterdir()) == []


def test_a_piped_table_is_plain_lines(ledger: Path) -> None:
    done = here("claims", "--ledger", ledger)
    header, *rows = done.out.splitlines()
    assert header.startswith("document\t")
    assert rows
    assert {row.count("\t") for row in rows} == {header.count("\t")}
    assert "\x1b" not in done.out


@pytest.mark.parametrize(
    ("filters", "is_found"),
    [
        (("--place", "Vuhledar"), True),
        (("--place", "Kherson"), False),
        (("--event", "repel"), True),
        (("--source", "Night Desk"), True),
        (("--source", "General Staff of Ukraine"), True),  # an alias of the one who spoke
        (("--source", "Day Desk"), False),
        (("--as-of", "2023-02-22"), False),
        (("--recorded-as-of", "2023-02-24"), False),  # the ledger learnt it today
        (("--from", "2023-03-01", "--event", "repel"), False),
        (("repelled",), True),
    ],
)
def test_filters(filters: tuple[str, ...], is_found: bool, ledger: Path) -> None:
    done = here("claims", *filters, "--format", "json", "--ledger", ledger)
    assert done.status == 0
    assert bool(done.out.strip()) is is_found
    assert is_found or "no claims match" in done.err


def test_the_brief_goes_to_a_file_by_its_name(ledger: Path, tmp_path: Path) -> None:
    page = tmp_path / "brief.html"
    done = here("brief", "--as-of", "2023-02-23", "--output", page, "--ledger", ledger)
    assert (done.status, done.out) == (0, "")
    assert str(page) in done.err
    assert page.read_text(encoding="utf-8").startswith("<!")
    assert "Vuhledar" in here("brief", "--as-of", "2023-02-23", "--ledger", ledger).out
    assert "Vuhledar" not in here("brief", "--as-of", "2023-02-22", "--ledger", ledger).out


@pytest.mark.parametrize("form", ["jsonl", "csv", "geojson"])
def test_export_gives_the_same_bytes_twice(form: str, ledger: Path, tmp_path: Path) -> None:
    path = tmp_path / f"out.{form}"
    assert here("export", "--format", form, "--output", path, "--ledger", ledger).status == 0
    assert path.read_bytes().decode() == here("export", "--format", form, "--ledger", ledger).out


def test_place_and_source_and_document(ledger: Path) -> None:
    assert "Repelled" in here("place", "Вугледар", "--ledger", ledger).out.title()
    assert "Night Desk" in here("source", "--ledger", ledger).out
    row = json.loads(here("claims", "--limit", "1", "--format", "json", "--ledger", ledger).out)
    shown = here("document", row["document"][:9], "--ledger", ledger)
    assert "Night summary" in shown.out
    original = here("document", row["document"], "--original", "--ledger", ledger)
    assert original.out == REPORT
    assert here("document", row["document"], "--diff", "--ledger", ledger).is_clear


def test_a_changed_page_is_shown_as_a_difference(tmp_path: Path) -> None:
    path = tmp_path / "l.fogline"
    page = tmp_path / "page.html"
    for number in ("nine", "eleven"):
        page.write_text(
            "<html><head><title>Attacks</title><link rel='canonical' href='https://desk.example/attacks'></head>"
            f"<body><article><h1>Attacks</h1><p>The brigade repelled {number} attacks near Vuhledar on Thursday, "
            "and the town is still held by its defenders, the regional administration reported in the evening."
            "</p></article></body></html>",
            encoding="utf-8",
        )
        done = here("add", page, "--published", "2023-02-23", "--ledger", path)
        assert done.status == 0, done.err
    assert "1 changed" in done.err
    row = json.loads(here("claims", "--limit", "1", "--format", "json", "--ledger", path).out)
    changed = here("document", row["document"], "--diff", "--ledger", path).out
    assert any(line.startswith("-") and "nine" in line for line in changed.splitlines())
    assert any(line.startswith("+") and "eleven" in line for line in changed.splitlines())


def test_an_absent_ledger_says_how_to_add(tmp_path: Path) -> None:
    done = here("claims", "--ledger", tmp_path / "none.fogline")
    assert done.is_clear
    assert "fogline add" in done.err
    assert list(tmp_path.iterdir()) == []


def test_hostile_text_cannot_steer_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "l.fogline"
    evil = "\x1b]0;owned\x07\x1b[31mThe brigade repelled nine attacks near Vuhledar on Thursday. [bold]x[/bold]\n"
    done = here(
        "add", "-", "--source", "Desk\x1b[2J", "--published", "2023-02-23", "--ledger", path, stdin=evil.encode()
    )
    assert "\x1b" not in done.err
    for arguments in (("claims",), ("place", "Vuhledar"), ("source",), ("brief",), ("claims", "--format", "html")):
        shown = here(*arguments, "--ledger", path)
        assert shown.status == 0
        assert "\x1b" not in shown.out + shown.err


def test_a_reader_that_goes_away_is_no_fault(ledger: Path) -> None:
    command = [sys.executable, "-m", "fogline", "export", "--ledger", str(ledger)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        child.stdout.close()
        assert child.stderr.read() == b""
        assert child.wait(60) == 0


def test_gazetteer() -> None:
    rows = here("gazetteer", "lookup", "Вугледар", "--format", "json").out.splitlines()
    assert json.loads(rows[0])["name"] == "Vuhledar"
    assert here("gazetteer", "lookup", "Qwxyzzy").is_clear
    assert "GeoNames" in here("gazetteer", "status").out


def test_progress_bar_only_where_a_person_watches(report: Path, tmp_path: Path) -> None:
    """Through a pseudo-terminal there is a bar, through a pipe plain lines."""
    pty = pytest.importorskip("pty")
    parent, child = pty.openpty()
    command = [sys.executable, "-m", "fogline", "add", str(report), "--ledger", str(tmp_path / "l.fogline")]
    done = subprocess.run(command, stderr=child, stdout=subprocess.PIPE, check=False)
    os.close(child)
    seen = b""
    while chunk := _read(parent):
        seen += chunk
    os.close(parent)
    assert done.returncode == 0
    assert "━".encode() in seen
    assert done.stdout == b""


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:  # Linux ends a closed pseudo-terminal so
        return b""


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]8;;https://x.example\x07link\x1b]8;;\x07", "link"),
        ("a\x07b\x00c\x9b31m", "abc"),
        ("abc\u202edef\u2066", "abcdef"),  # shown in another order than it reads
        ("Київ\nтак\t1", "Київ\nтак\t1"),
    ],
)
def test_clean(given: str, expected: str) -> None:
    assert clean(given) == expected


def test_small_words() -> None:
    assert one_line("a\n  b\x1b[1m") == "a b"
    assert (counted(1, "claim"), counted(2000, "claim")) == ("1 claim", "2,000 claims")
