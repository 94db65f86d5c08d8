"""The brief: nothing without evidence, disagreement kept, estimates apart, the same bytes every time."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from factories import agent, certainty, claim, docs, document, on, snapshot, sources, speaker, town
from fogline.linking import link, origins
from fogline.model import EVENTS, Claim, Document, Quote, Reading, Relation, Snapshot, When
from fogline.views import Brief, Group, Reference, Section, Sentence, brief, html, markdown, plain, read_html
from fogline.views.brief import RANKING
from fogline.vocabulary import rows

DAY = "2023-01-12"
RENDERERS = (markdown, html, plain)
REFERENCE = Reference(1, "c1", "d1", "The Ridge Courier", None, DAY, "Soledar fell", None)
UK = speaker("the British ministry", "uk_mod")
RU, UA = agent("Wagner units", "russia"), agent("the garrison", "ukraine")


def linked(*told: tuple[Document, Claim], **more) -> Snapshot:
    documents = docs(*(d for d, _ in told))
    claims = [c for _, c in told]
    found = origins(claims, documents, sources())
    return snapshot(documents.values(), claims, link(claims, documents, found, (), sources()), found, **more)


def told(words: str, source: str = "The Ridge Courier", day: str | None = DAY, **slots) -> tuple[Document, Claim]:
    extra = {k: slots.pop(k) for k in ("title", "url") if k in slots}
    doc = document(words, source, day, **extra)
    return doc, claim(doc, **{"where": "Soledar", "when": day, "actors": (RU,), **slots})


def groups(sheet: Brief) -> list[Group]:
    return [g for s in sheet.sections for g in (*s.claimed, *s.assessed)]


# ------------------------------------------------------------ evidence
@pytest.mark.parametrize("references", [(), ("a string",), (None,)])
def test_a_sentence_without_evidence_cannot_be_made(references: tuple) -> None:
    with pytest.raises(ValueError, match="reference"):
        Sentence("Soledar fell.", references)


def test_a_sentence_without_words_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="words"):
        Sentence("  ", (REFERENCE,))


SOUND = Sentence("Soledar fell.", (REFERENCE,))
FOREIGN = [
    ("in a group", lambda s: Section("Soledar", (Group("Capture", SOUND, (s,)),))),
    ("as a tally", lambda s: Section("Soledar", (Group("Capture", s, ()),))),
    ("as a side", lambda s: Section("Soledar", (Group("Capture", SOUND, (), ((s,),)),))),
    ("among the folded", lambda s: Section("Soledar", (), folded=(s,))),
    ("among a group's folded", lambda s: Section("Soledar", (Group("Capture", None, (SOUND,), folded=(s,)),))),
    ("as a group", lambda s: Section("Soledar", (s,))),
]


@pytest.mark.parametrize("render", RENDERERS)
@pytest.mark.parametrize(("what", "section"), FOREIGN, ids=[f[0] for f in FOREIGN])
def test_no_renderer_prints_a_foreign_string(render, what: str, section) -> None:
    sheet = Brief(DAY, DAY, DAY, (), (section("Smuggled in."),), (), (REFERENCE,), ())
    with pytest.raises(TypeError, match="only"):
        render(sheet)
    assert render(replace(sheet, sections=(Section("Soledar", (Group("Capture", SOUND, (SOUND,)),)),)))


@pytest.mark.parametrize("render", RENDERERS)
def test_no_renderer_prints_a_foreign_string_among_the_rest(render) -> None:
    with pytest.raises(TypeError, match="only"):
        render(Brief(DAY, DAY, DAY, (), (), ("Smuggled in.",), (REFERENCE,), ()))


def test_every_sentence_leads_to_its_words() -> None:
    held = linked(told("Wagner units took Soledar.", title="Salt town", url="https://ridge.example/1"))
    sheet = brief(held, DAY)
    assert all(s.references for s in sheet.sentences())
    (reference,) = sheet.references
    c = held.claims[0]
    assert (reference.number, reference.claim, reference.document) == (1, c.id, c.document)
    assert (reference.quote, reference.title, reference.date) == (c.quote.text, "Salt town", DAY)
    for render in RENDERERS:
        page = render(sheet)
        for word in (c.document, "Salt town", "ridge.example/1", "12 January 2023", c.quote.text):
            assert word in page
    assert all(c.id in render(sheet) for render in (markdown, html))


# ------------------------------------------------------------ what it says
def test_two_reports_on_one_update_are_one_origin() -> None:
    held = linked(
        told("London: Soledar taken.", "Paper A", said_by=[UK]),
        told("Soledar taken, UK says.", "Paper B", said_by=[UK]),
    )
    (group,) = groups(brief(held, DAY))
    assert group.tally.text == "2 reports, 1 origin: UK Ministry of Defence"
    assert len(group.sentences) == 1
    assert [s.text for s in group.sentences[0].also] == ["Paper B"]  # one statement, and who else has it


def test_joint_speakers_are_an_origin_each() -> None:
    both = [UK, speaker("Ukrainian intelligence", "ua_gur")]
    held = linked(told("Both: taken.", "A", said_by=both), told("London: taken.", "B", said_by=[UK]))
    (group,) = groups(brief(held, DAY))
    assert "2 reports, 2 origins: UK Ministry of Defence, Ukrainian intelligence" in group.tally.text


def test_disagreement_is_kept_both_sides_in_neutral_order() -> None:
    wagner = told("We took Soledar.", "Wagner Group", "2023-01-11", when=DAY)
    staff = told("Soledar was not taken.", "General Staff of Ukraine", denied=True)
    for order in ((wagner, staff), (staff, wagner)):
        (group,) = groups(brief(linked(*order), DAY))
        assert [s.text for side in group.sides for s in side] == [
            "Claimed by Wagner Group",
            "Denied by General Staff of Ukraine",
        ]
        assert all(len(s.references) == 1 and s.quote for side in group.sides for s in side)


def test_opposite_outcomes_name_both() -> None:
    held = linked(
        told("Taken.", "Wagner Group"), told("It holds.", "General Staff of Ukraine", event="hold", actors=(UA,))
    )
    (group,) = groups(brief(held, DAY))
    assert sorted(s.text for side in group.sides for s in side) == [
        "Capture: claimed by Wagner Group",
        "Position held: claimed by General Staff of Ukraine",
    ]


def test_an_earlier_claim_returns_only_where_a_new_one_contradicts_it() -> None:
    old = told("We took Soledar.", "Wagner Group", "2023-01-08", when="2023-01-08")
    denial = told("Soledar was not taken on the eighth.", "General Staff of Ukraine", denied=True, when="2023-01-08")
    other = told("Shells fell.", "Wagner Group", "2023-01-08", event="shell")
    sheet = brief(linked(old, denial, other), DAY)
    (group,) = groups(sheet)
    assert [(s.text, s.marks) for side in group.sides for s in side] == [
        ("Claimed by Wagner Group", ("earlier report",)),
        ("Denied by General Staff of Ukraine", ()),
    ]


def test_estimates_stand_apart_with_their_interval() -> None:
    foretold = told(
        "A breakthrough is unlikely.",
        "UK Ministry of Defence",
        event="advance",
        kind="forecast",
        certainty=certainty("unlikely", 0.25, 0.35),
    )
    (section,) = brief(linked(told("Taken."), foretold), DAY).sections
    assert [g.heading for g in section.claimed] == ["Capture"]
    (group,) = section.assessed
    assert group.sentences[0].hedge == "“unlikely” (25–35 %, PHIA)"
    assert group.sentences[0].text == "Expected by UK Ministry of Defence"


def test_background_is_folded_and_conditionals_are_marked() -> None:
    doc = document("Were Vuhledar to fall, Bakhmut would follow. Salt has been mined here since 1881.")
    condition = Quote(0, 21, "Were Vuhledar to fall")
    held = linked(
        (doc, claim(doc, doc.text[:44], kind="conditional", where="Bakhmut", condition=condition)),
        (doc, claim(doc, doc.text[45:], "other", "background", where="Bakhmut")),
    )
    (section,) = brief(held, DAY, since="2023-01-11").sections
    assert section.claimed == ()
    (conditional,) = section.assessed[0].sentences
    assert conditional.text == "Expected on a condition by The Ridge Courier"
    assert "Were Vuhledar to fall" in (conditional.quote or "")
    assert len(section.folded) == 1


MARKS = [
    ({"where": (town("Pavlivka", namesakes=3),)}, "one of 3 places of this name"),
    ({"where": (town("Nowhere", namesakes=0),)}, "not in the gazetteer"),
    ({"where": (town("Soledar", carried=True),)}, "place carried over"),
    ({"when": None}, "reported 12 Jan"),
    ({"when": on(None)}, "reported 12 Jan"),
    ({"said_by": [speaker("he", guess=True)]}, "speaker inferred"),
    ({"said_by": [replace(UK, start=None, end=None)]}, "speaker inferred"),
    ({"denied": True}, "Denied by"),
]


@pytest.mark.parametrize(("slots", "mark"), MARKS)
def test_doubts_are_said_in_every_form(slots: dict, mark: str) -> None:
    sheet = brief(linked(told("Taken.", **slots)), DAY)
    assert all(mark in " ".join(render(sheet).split()) for render in RENDERERS)


def test_claims_without_a_place_have_their_own_section_at_the_end() -> None:
    held = linked(told("Taken."), *(told(f"Talks, {n}.", where=(), event="agreement") for n in range(3)))
    assert [s.heading for s in brief(held, DAY).sections] == ["Soledar", "Without a place"]


def test_places_are_ranked_by_what_changed_and_the_rule_is_printed() -> None:
    held = linked(
        *(told(f"Shells {n}.", f"Paper {n}", event="shell", where="Bakhmut") for n in range(4)),
        told("Vuhledar taken.", where="Vuhledar"),
        told("Soledar taken."),
        told("Soledar not taken.", "General Staff of Ukraine", denied=True),
    )
    sheet = brief(held, DAY)
    assert [s.heading for s in sheet.sections] == ["Soledar", "Vuhledar", "Bakhmut"]
    assert RANKING in sheet.foot
    assert all(" ".join(RANKING.split()) in " ".join(render(sheet).split()) for render in RENDERERS)


def test_what_is_not_told_in_full_has_one_line_and_every_claim_a_reference() -> None:
    held = linked(*(told(f"Town {n} taken.", where=f"Town {n}") for n in range(12)))
    sheet = brief(held, DAY, in_full=5)
    assert (len(sheet.sections), len(sheet.rest)) == (5, 7)
    assert {r.claim for r in sheet.references} == {c.id for c in held.claims}


WINDOW = [
    # published, since, shown: by default the day and the day before
    ("2023-01-12", None, True),
    ("2023-01-11", None, True),
    ("2023-01-10", None, False),
    ("2023-01-10", "2023-01-10", True),
    ("2023-01-11", "2023-01-12", False),
    ("2023-01-13", "2023-01-01", False),  # later reports were not known
    (None, "2023-01-01", False),
]


@pytest.mark.parametrize(("published", "since", "shown"), WINDOW)
def test_what_is_new(published: str | None, since: str | None, shown: bool) -> None:
    sheet = brief(linked(told("Taken.", day=published)), DAY, since)
    assert bool(sheet.sections) is shown
    assert bool(sheet.empty) is not shown


def test_what_was_left_out_is_counted() -> None:
    held = linked(told("A.", day="2023-01-01"), told("B."), told("C.", day="2023-02-01"), told("D.", day=None))
    left = brief(held, DAY).foot[1]
    assert "1 report from before 11 January 2023, 1 published later, 1 without a date" in left


@pytest.mark.parametrize("render", RENDERERS)
def test_an_empty_brief_says_so_and_what_to_do(render) -> None:
    page = " ".join(render(brief(snapshot([], []), DAY)).split())
    assert "Nothing is known as of 12 January 2023" in page
    assert "fogline add" in page
    assert "--since" in render(brief(linked(told("Old.", day="2022-12-01")), DAY))


@pytest.mark.parametrize("render", RENDERERS)
def test_the_same_ledger_gives_the_same_bytes(render) -> None:
    stories = [told(f"Taken, says {n}.", f"Paper {n % 3}", where=f"Town {n % 4}") for n in range(12)]
    forward, backward = linked(*stories), linked(*reversed(stories))
    assert render(brief(forward, DAY)) == render(brief(backward, DAY))


@pytest.mark.parametrize("event", EVENTS)
def test_every_event_has_words(event: str) -> None:
    assert {r["event"] for r in rows("event_phrases")} == set(EVENTS)
    sheet = brief(linked(told("Something.", event=event)), DAY)
    if event == "other":  # nothing that happened: one line, with its evidence
        assert [s.text for s in sheet.rest] == ["Soledar (other statements): 1 report, 1 origin: The Ridge Courier"]
        return
    (section,) = sheet.sections
    assert section.heading == "Soledar"
    assert [g.heading for g in (*section.claimed, *section.assessed)]


def test_a_relative_place_keeps_its_words() -> None:
    near = replace(town("Bakhmut"), relation=Relation("distance", "3 km south of Bakhmut", (3, 3), 180))
    (group,) = groups(brief(linked(told("Taken.", where=(near,))), DAY))
    assert "3 km south of Bakhmut" in group.sentences[0].marks


def test_the_place_is_not_told_twice_and_an_open_time_not_at_all() -> None:
    slots = {
        "actors": (RU, agent("the town of Soledar", None, "target")),
        "when": When(None, None, None, None, DAY, None),
    }
    (group,) = groups(brief(linked(told("Taken.", **slots)), DAY))
    (said,) = group.sentences
    assert (said.text, said.quote) == ("The Ridge Courier", "Taken.")
    assert said.time == "reported 12 Jan"


# ------------------------------------------------------------ hostile words
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)> [x](javascript:alert(3)) `code` \u202e"


class Page(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs


def hostile() -> tuple[Document, Claim]:
    return told(
        HOSTILE + " Soledar fell.",
        HOSTILE,
        title=HOSTILE,
        url="javascript:alert(4)",
        where=(town("Soledar", phrase=HOSTILE, namesakes=2),),
        said_by=[speaker(HOSTILE)],
        actors=(agent(HOSTILE),),
    )


def test_hostile_words_stay_words() -> None:
    doc, c = hostile()
    for page in (html(brief(linked((doc, c)), DAY)), read_html(Reading(doc, (c,), (HOSTILE,), HOSTILE))):
        seen = Page(page)
        assert not {"script", "img", "iframe", "link"} & set(seen.tags)
        assert all(not name.startswith("on") for name, _ in seen.attributes)
        assert all((value or "").startswith(("#", "http")) for name, value in seen.attributes if name == "href")
        assert "\u202e" not in page.split("<article")[0]
    written = markdown(brief(linked((doc, c)), DAY))
    assert "<script" not in re.sub(r"\\<", "", written)
    assert not re.search(r"(?<!\\)\]\(javascript", written)


def test_the_page_asks_nobody_for_anything() -> None:
    page = html(brief(linked(told("Taken.", url="https://ridge.example/1")), DAY))
    seen = Page(page)
    assert not {"script", "link", "img", "iframe"} & set(seen.tags)
    assert {"main", "h1", "h2", "header", "footer"} <= set(seen.tags)
    assert [v for n, v in seen.attributes if n == "href" and v and v.startswith("http")] == ["https://ridge.example/1"]
    for needed in ("prefers-color-scheme: dark", "@media print", "width=device-width", 'class="skip"', 'lang="en"'):
        assert needed in page
    assert "url(" not in page
    assert "@import" not in page


def test_every_link_inside_the_page_arrives() -> None:
    page = html(brief(linked(told("Taken."), told("Not taken.", "B", denied=True), told("A.", where="Bakhmut")), DAY))
    ids = re.findall(r'id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


READ_ON = [
    ("ink", "paper"), ("soft", "paper"), ("link", "paper"), ("soft", "card"), ("dispute", "dispute-paper"),
    ("guess", "guess-paper"), ("soft", "guess-paper"), ("ink", "tag"), ("ink", "mark"), ("link", "dispute-paper"),
]  # fmt: skip


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "paper"), READ_ON)
def test_contrast_is_at_least_aa(theme: int, ink: str, paper: str) -> None:
    page = html(brief(snapshot([], []), DAY))
    palette = [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block)) for block in page.split(":root {")[1:3]]
    lightness = sorted(_luminance(palette[theme][name]) for name in (ink, paper))
    assert (lightness[1] + 0.05) / (lightness[0] + 0.05) >= 4.5
