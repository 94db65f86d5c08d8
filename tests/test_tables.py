"""Tables and the marked article."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from rich.console import Console

from factories import agent, certainty, claim, document, snapshot, speaker, town
from fogline.linking import origins
from fogline.model import Claim, Document, Link, Quantity, Reading, Relation, Snapshot, Span
from fogline.views import claims_table, place_table, read_html, rich_table, source_table
from fogline.views.article import blocks
from fogline.views.facts import publisher, quantity_words

UK = speaker("the British ministry", "uk_mod")


def held(*told: tuple[Document, Claim], links: tuple[Link, ...] = ()) -> Snapshot:
    plain = snapshot([d for d, _ in told], [c for _, c in told], links)
    return replace(plain, origins=origins(plain.claims, plain.documents, plain.sources))


def report(words: str, source: str = "The Ridge Courier", day: str = "2023-01-11", **slots) -> tuple[Document, Claim]:
    doc = document(words, source, day)
    return doc, claim(doc, **{"where": "Soledar", "when": day, **slots})


def drawn(table, width: int = 160) -> str:
    console = Console(file=io.StringIO(), width=width, color_system=None)
    console.print(rich_table(table))
    return console.file.getvalue()


def test_a_reading_as_a_table() -> None:
    doc, c = report(
        "It is unlikely to fall.",
        said_by=[UK, speaker("the commander", level=1, guess=True)],
        kind="forecast",
        certainty=certainty("unlikely", 0.25, 0.35),
        where=(town("Pavlivka", namesakes=2),),
    )
    table = claims_table(Reading(doc, (c,), ("no date was found",)))
    assert table.columns == ("said by", "event", "certainty", "where", "when", "words")
    assert table.rows == (
        (
            "the British ministry › the commander (inferred)",
            "capture · forecast",
            "“unlikely” (25–35 %, PHIA)",
            "Pavlivka ?",
            "11 Jan 2023",
            "It is unlikely to fall.",
        ),
    )
    assert "no date was found" in table.note
    for width in (80, 120):  # the words whole, what is said of them under them, nothing past the edge
        page = drawn(table, width)
        assert all(len(line) <= width for line in page.splitlines())
        assert "It is unlikely to fall." in page
        assert "capture · forecast · “unlikely” (25–35 %, PHIA) · Pavlivka ?" in " ".join(page.split())


NAMES = [
    # source, title, url, name
    ("Harbour Post", "Unrest", None, "Harbour Post"),
    (None, "Unrest", None, "“Unrest”"),
    (None, None, "file:///reports/2023-02-23%20mutiny.txt", "2023-02-23 mutiny.txt"),
    (None, None, "http://[broken", None),
    (None, None, None, None),
]


@pytest.mark.parametrize(("source", "title", "url", "name"), NAMES)
def test_a_report_without_source_has_a_name(source, title, url, name) -> None:
    doc = document("Soledar fell.", source, title=title, url=url)
    assert publisher(doc) == (name or doc.id)


def test_a_place_goes_by_its_own_name_and_its_relation_after_it() -> None:
    near = replace(town("Soledar"), relation=Relation("direction", "North of Bakhmut"))
    assert claims_table(held(report("It fell.", where=(near,)))).rows[0][3] == "Soledar (north of Bakhmut)"


@pytest.mark.parametrize(
    ("text", "unit", "words"),
    [("100 kilometres", "km", "100 kilometres"), ("90", "attacks", "90 attacks"), ("two", None, "two")],
)
def test_a_number_is_not_told_twice(text: str, unit: str | None, words: str) -> None:
    assert quantity_words(Quantity(text, 0, len(text), 1, 1, unit)) == words


def test_an_empty_reading_says_so() -> None:
    assert claims_table(Reading(document("Nothing."), ())).note == "No claims were found."


def test_a_place_by_day_and_event_with_its_origins() -> None:
    table = place_table(
        held(
            report("London: taken.", "Paper A", said_by=[UK]),
            report("Taken, says London.", "Paper B", said_by=[UK]),
            report("Not taken.", "General Staff of Ukraine", denied=True),
            report("Shells fell.", "Paper C", "2023-01-10", event="shell"),
        ),
        "Soledar",
    )
    assert table.columns[:7] == ("day", "event", "claimed by", "denied by", "assessed by", "reports", "origins")
    assert [row[:7] for row in table.rows] == [
        ("10 January 2023", "Shelling", "Paper C", "", "", "1", "1"),
        ("11 January 2023", "Capture", "UK Ministry of Defence", "General Staff of Ukraine", "", "3", "2"),
    ]
    page = drawn(table, 80)
    assert "claimed by UK Ministry of Defence · denied by General Staff" in " ".join(page.split())
    assert page.index("10 January") < page.index("11 January")


def test_a_place_of_which_nothing_is_claimed() -> None:
    assert "Nothing in the ledger" in place_table(held(), "Atlantis").note


def test_a_sources_record() -> None:
    first = report("London: taken.", "Paper A", said_by=[UK])
    second = report("It may advance.", "Paper B", said_by=[UK], kind="forecast", event="advance")
    own = report("Vuhledar holds.", "UK Ministry of Defence", event="hold")
    against = (Link(first[1].id, "c-other", "contradicts", 1.0),)
    for name in ("uk_mod", "UK Ministry of Defence", "the british ministry"):
        table = source_table(held(first, second, own, links=against), name)
        (row,) = table.rows
        assert row[:7] == ("UK Ministry of Defence", "1", "3", "advance 1, capture 1, hold 1", "2", "1", "1")
        assert row[7:] == ("Soledar 3", "2023-01-11", "2023-01-11")
        assert table.title == "Record of UK Ministry of Defence"
        assert "contradicted: “London: taken.”" in table.note
        assert "forecast, open: “It may advance.”" in table.note
    everyone = source_table(held(first, second, own))
    assert [row[0] for row in everyone.rows] == ["UK Ministry of Defence", "Paper A", "Paper B"]


def test_an_unknown_source() -> None:
    assert "nothing by Nobody" in source_table(held(), "Nobody").note


@pytest.mark.parametrize("words", ["[bold red]Soledar[/] fell", "[link=https://x.example]here[/link]", "a\x1b[31mb"])
def test_words_from_outside_are_no_terminal_markup(words: str) -> None:
    page = drawn(claims_table(held(report(words))))
    assert "\x1b" not in page
    assert words.split("[")[1].split("]")[0].replace("\x1b", "") in page


# ------------------------------------------------------------ the marked article
TEXT = "Mutiny\nIf the town falls, the road is open & free. Salt is dug here."


def marked() -> Reading:
    doc = replace(document(TEXT, "Harbour Post", title="Unrest"), headings=(Span(0, 6),))
    outer = claim(doc, "If the town falls, the road is open & free.", kind="conditional", where="Soledar")
    inner = claim(doc, "the road is open & free", "supply", actors=(agent("convoys"),))
    return Reading(doc, (outer, inner), (), "rules 1")


def test_the_article_is_cut_where_claims_begin_and_end_and_loses_nothing() -> None:
    cut = list(blocks(marked()))
    assert [b.heading for b in cut] == [True, False]
    assert "\n".join("".join(p.text for p in b.pieces) for b in cut) == TEXT
    assert [(p.text, p.claims) for p in cut[1].pieces] == [
        ("If the town falls, ", (1,)),
        ("the road is open & free", (1, 2)),
        (".", (1,)),
        (" Salt is dug here.", ()),
    ]


def test_the_article_page_has_marks_and_notes() -> None:
    page = read_html(marked())
    assert "<mark>the road is open &amp; free</mark>" in page
    assert page.count('class="claim"') == 2
    assert "<h2>Mutiny</h2>" in page
    assert re.search(r"<dt>who acts</dt>\s*<dd>convoys</dd>", page)
    assert "No claims were found" in read_html(Reading(document("Nothing."), ()))
