"""Villages that the gazetteer lacks, and what only looks like one."""

from __future__ import annotations

import pytest

from fogline import reading
from fogline.flow.reading import gazetteer
from fogline.grounding import ground
from fogline.grounding.mentions import find_mentions
from fogline.grounding.unlisted import unlisted
from fogline.model import Document
from fogline.text import shape


def names(text: str) -> list[str]:
    document = Document("d", text)
    cut = shape(document)
    found = unlisted(text, cut, find_mentions(document, cut, gazetteer()))
    return [text[s.start : s.end] for s in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Two columns met near Vrachkovets at dawn.", ["Vrachkovets"]),
        ("Shelling was reported in Umm Dresiya and Wad Harraz.", ["Umm Dresiya", "Wad Harraz"]),
        ("The army took the villages of Tel Qarmun, Beit Bazou and Ayn Khirba.",
         ["Tel Qarmun", "Beit Bazou", "Ayn Khirba"]),
        ("Militants reached Kibarwezo on Sunday.", ["Kibarwezo"]),
        # known to the gazetteer
        ("Shells fell in Toretsk.", []),
        # a day, a body, a unit, a person, an operation, an ordinary word with a capital
        ("In April, the line moved; on Sunday it moved back.", []),
        ("The vote in Parliament was put off.", []),
        ("He served in Zorvan Battalion until spring.", []),
        ("General Harkovan spoke. The people believe in Harkovan still.", []),
        ("Soldiers fell in Operation Quartzfield.", []),
        ("Trust in Command was low; the command knew it.", []),
        ("", []),
    ],
)  # fmt: skip
def test_names_that_the_gazetteer_lacks(text: str, expected: list[str]) -> None:
    assert names(text) == expected


def test_such_a_village_is_where_a_claim_happens_and_has_no_point() -> None:
    """And the town of the sentence before is not carried to it."""
    text = "Fighting went on in Toretsk. Two houses were shelled near Vrachkovets."
    document = Document("d", text, language="en", published="2024-08-01")
    claims = ground(document, reading.read(document), gazetteer())
    (shelled,) = [c for c in claims if "shelled" in c.quote.text]
    assert [(p.phrase, p.role, p.carried, p.candidates, p.precision) for p in shelled.where] == [
        ("Vrachkovets", "event", False, (), None)
    ]


@pytest.mark.parametrize(
    ("text", "quote", "expected"),
    [
        # A capital acts, whatever clause stands before it; what can be taken is a town.
        ("If talks fail, Moscow will bypass the town of Toretsk.", "Moscow will", ["Toretsk"]),
        ("Officials warned that Khartoum could be shelled within days.", "Khartoum could be", ["Khartoum"]),
        # An operation's name, and a road that leads out of a town that is cut.
        ("During Operation Goma, three soldiers were killed.", "three soldiers were killed", []),
        ("Only one road out of Toretsk is still open.", "Only one road", ["Toretsk"]),
    ],
)
def test_what_is_the_place_of_a_claim(text: str, quote: str, expected: list[str]) -> None:
    document = Document("d", text, language="en", published="2024-08-01")
    claims = ground(document, reading.read(document), gazetteer())
    places = {p.phrase for c in claims if quote in c.quote.text for p in c.where if p.role == "event"}
    assert places == set(expected)
