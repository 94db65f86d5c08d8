"""Origins and links: tables of small made-up reports."""

from __future__ import annotations

from dataclasses import replace

import pytest

from factories import agent, certainty, claim, count, docs, document, on, sources, speaker, town
from fogline.linking import copies, link, origins
from fogline.linking.copies import THRESHOLD, similarity
from fogline.model import EVENTS, Claim, Document, Link, Relation, Source, When
from fogline.vocabulary import rows

WIRE = (
    "The salt town of Soledar came under fire again on Wednesday as assault groups pushed through its western "
    "streets, two officers said. The mines beneath the town have sheltered troops for weeks. A spokesman for the "
    "eastern command said that reserves had been moved up overnight and that the road to the south stayed open. "
    "Residents who left on Tuesday described rows of burnt houses and no water since the new year."
)
RETOLD = (
    "Fighting for Soledar went on through Wednesday. Two officers described assault groups in the western streets of "
    "the salt town, whose mines have long given cover to soldiers. Reserves arrived in the night, the eastern command "
    "let it be known, and the southern road could still be used. People who fled a day earlier spoke of burnt houses."
)
FRAME = (
    "During the past day the enemy carried out {a} missile and {b} air strikes and more than {c} rounds from rocket "
    "systems. Our defenders repelled attacks near {d}. The threat of further strikes on critical infrastructure "
    "remains throughout the territory. Our aircraft made {e} strikes on areas where troops were concentrated."
)
PAIRS = [
    ("a new headline and a credit line", WIRE, f"Soledar under fire\n{WIRE}\nThis report came from an agency.", True),
    ("one sentence cut at the end", WIRE, WIRE.rsplit(". ", 1)[0] + ".", True),
    ("punctuation and case alone", WIRE, WIRE.replace(",", " –").upper(), True),
    ("two words replaced", WIRE, WIRE.replace("two officers", "two commanders"), True),
    ("re-told in other words", WIRE, RETOLD, False),
    (
        "one ministry's frame on two days",
        FRAME.format(a=4, b=12, c=60, d="Soledar and Bakhmut", e=15),
        FRAME.format(a=2, b=31, c=75, d="Bakhmut and Klishchiivka", e=9),
        False,
    ),
]


@pytest.mark.parametrize(("what", "a", "b", "same"), PAIRS, ids=[p[0] for p in PAIRS])
def test_copies_of_one_text_stand_clear_of_the_threshold(what: str, a: str, b: str, same: bool) -> None:
    found = similarity(a, b)
    assert (found >= THRESHOLD) is same
    # The measured gap that the threshold is put into: if it closes, the threshold must be measured anew.
    assert found >= 0.75 if same else found < 0.35


def test_copies_join_transitively_to_the_earliest_and_only_within_days() -> None:
    first = document(WIRE, "Agency North", "2023-01-11")
    copy = document(f"{WIRE} Reporting by the desk.", "Harbour Post", "2023-01-12")
    late = document(WIRE, "Old Stories Weekly", "2023-06-01")
    other = document(RETOLD, "Ridge Courier", "2023-01-11")
    found = copies(docs(late, copy, other, first))
    assert found == {first.id: first.id, copy.id: first.id, late.id: late.id, other.id: other.id}


def test_short_posts_are_never_copies() -> None:
    a, b = document("All quiet tonight.", "Channel A"), document("All quiet tonight!", "Channel B")
    assert copies(docs(a, b)) == {a.id: a.id, b.id: b.id}


UK = speaker("the British ministry", "uk_mod")
ORIGINS = [
    # chain, expected name, expected id
    ((), "The Ridge Courier", None),
    ((UK,), "UK Ministry of Defence", "uk_mod"),
    # An alias without an id is still that source.
    ((speaker("The General Staff of Ukraine"),), "General Staff of Ukraine", "ua_gs"),
    # The innermost holder is where the chain ends.
    ((speaker("the Harbour Post"), speaker("Wagner Group", "wagner", 1)), "Wagner Group", "wagner"),
    # "he", inside a named holder's words, is nobody by himself.
    ((UK, speaker("he", None, 1, guess=True)), "UK Ministry of Defence", "uk_mod"),
    ((speaker("the spokesman", guess=True),), "the spokesman", None),
    # Joint holders end the chain together.
    ((UK, speaker("GUR", "ua_gur")), "UK Ministry of Defence and GUR", None),
]


@pytest.mark.parametrize(("chain", "name", "source_id"), ORIGINS)
def test_a_chain_ends_at_its_innermost_named_holder(chain: tuple, name: str, source_id: str | None) -> None:
    doc = document("Soledar has fallen.")
    c = claim(doc, said_by=chain)
    origin = origins([c], docs(doc), sources())[c.id]
    assert (origin.name, origin.source_id, origin.date) == (name, source_id, "2023-01-11")


PRIMARIES = [
    # (day of the ministry's report, relay's day, found)
    ("2023-01-11", "2023-01-11", True),
    ("2023-01-09", "2023-01-11", True),
    ("2023-01-08", "2023-01-11", False),
    ("2023-01-12", "2023-01-11", False),  # nobody relays tomorrow's update
]


@pytest.mark.parametrize(("said", "relayed", "found"), PRIMARIES)
def test_the_primary_is_the_holders_own_report_of_those_days(said: str, relayed: str, found: bool) -> None:
    primary = document("Soledar is contested.", "UK Ministry of Defence", said)
    relay = document("The British ministry says Soledar is contested.", day=relayed)
    c = claim(relay, said_by=[UK])
    origin = origins([c], docs(primary, relay), sources())[c.id]
    assert (origin.document, origin.date) == ((primary.id, said) if found else (None, relayed))


def test_of_several_reports_the_one_that_fits_is_the_primary_and_no_other() -> None:
    about = document("Wagner forces took the salt mines of Soledar.", "Wagner Group")
    other = document("We thank the volunteers.", "Wagner Group")
    relay = document("Wagner Group said it took the mines of Soledar. It also praised cooks.")
    fits = claim(relay, "it took the mines of Soledar", where="Soledar", said_by=[speaker("Wagner Group", "wagner")])
    lost = claim(relay, "It also praised cooks.", "other", said_by=[speaker("Wagner Group", "wagner")])
    found = origins([fits, lost], docs(about, other, relay), sources())
    assert found[fits.id].document == about.id
    assert found[lost.id].document is None


def test_ten_articles_on_one_update_are_one_origin() -> None:
    papers = [document(f"Paper {n}: Soledar is contested, London says.", f"Paper {n}") for n in range(10)]
    found = origins([claim(p, said_by=[UK]) for p in papers], docs(*papers), sources())
    assert {(o.source_id, o.date) for o in found.values()} == {("uk_mod", "2023-01-11")}


def test_copies_share_the_first_publishers_origin_and_unknown_sources_stay_apart() -> None:
    agency, paper = document(WIRE, "Agency North"), document(WIRE + " By our desk.", "Harbour Post", "2023-01-12")
    nameless = [document("Soledar fell.", None), document("Soledar stands.", None)]
    claims = [claim(d, d.text[:13]) for d in (agency, paper, *nameless)]
    found = list(origins(claims, docs(agency, paper, *nameless), sources()).values())
    assert [o.document for o in found[:2]] == [agency.id, agency.id]
    assert len({o.name for o in found}) == 3


def test_a_name_that_two_sources_share_stands_for_neither() -> None:
    twins = sources([Source("x", "The Herald", "newspaper"), Source("y", "Herald", "newspaper")])
    doc = document("Soledar fell.", "The Herald")
    c = claim(doc)
    assert origins([c], docs(doc), twins)[c.id].source_id is None


# ------------------------------------------------------------------ links
RU, UA = agent("Wagner units", "russia"), agent("the garrison", "ukraine")
DAY = "2023-01-11"


def made(*claims: tuple[Document, Claim], known: int = 0) -> tuple[Link, ...]:
    documents = docs(*(d for d, _ in claims))
    every = [c for _, c in claims]
    return link(every[known:], documents, origins(every, documents, sources()), every[:known], sources())


def told(source: str = "The Ridge Courier", day: str = DAY, **slots) -> tuple[Document, Claim]:
    """One report by ``source`` with one claim on Soledar."""
    doc = document(f"{source} on {slots.get('event', 'capture')} {sorted(map(str, slots))}", source, day)
    return doc, claim(doc, **{"where": "Soledar", "when": DAY, "actors": (RU,), **slots})


CARRIED = on("2023-01-10", DAY, phrase="the past two days", carried=True)


def lost(source: str, dead: float, unit: str = "soldiers", **slots) -> tuple[Document, Claim]:
    return told(source, event="casualties", actors=(), quantities=(count(dead, unit=unit),), **slots)


RELATIONS = [
    ("two papers on one capture", told("A"), told("B"), {"same_event", "agrees"}),
    ("one source twice", told("A"), told("A", "2023-01-12"), {"same_event"}),
    ("capture against hold", told("A"), told("B", event="hold", actors=(UA,)), {"contradicts"}),
    ("capture against repel", told("A"), told("B", event="repel", actors=(UA,)), {"contradicts"}),
    # The same side takes and holds: that is one story.
    ("capture and hold by one side", told("A"), told("B", event="hold"), set()),
    ("a side that nobody names", told("A"), told("B", event="hold", actors=()), set()),
    (
        "a general staff that holds",
        told("A"),
        told("General Staff of Ukraine", event="hold", actors=()),
        {"contradicts"},
    ),
    ("asserted and denied", told("A"), told("B", denied=True), {"same_event", "contradicts"}),
    (
        "asserted and held improbable",
        told("A"),
        told("B", kind="assessment", certainty=certainty("unlikely", 0.25, 0.35)),
        {"same_event"},
    ),
    ("both deny", told("A", denied=True), told("B", denied=True), {"same_event", "agrees"}),
    # A later state of affairs is no contradiction.
    (
        "held on Monday, captured on Wednesday",
        told("A"),
        told("B", event="hold", actors=(UA,), when="2023-01-09"),
        {"later_state"},
    ),
    (
        "captured on Wednesday, held on Friday: it never fell",
        told("A"),
        told("B", "2023-01-13", event="hold", actors=(UA,), when="2023-01-13"),
        {"contradicts"},
    ),
    (
        "captured on Wednesday, retaken on Friday",
        told("A"),
        told("B", "2023-01-13", event="retake", actors=(UA,), when="2023-01-13"),
        {"later_state"},
    ),
    ("left by one side, taken by the other", told("A"), told("B", event="withdraw", actors=(UA,)), set()),
    ("left and held by one side", told("A", event="withdraw"), told("B", event="hold"), {"contradicts"}),
    ("another place", told("A"), told("B", where="Bakhmut", denied=True), set()),
    ("another period", told("A"), told("B", when=on("2023-01-01", "2023-01-31"), denied=True), set()),
    ("foretold and told", told("A"), told("B", kind="forecast", denied=True), set()),
    ("background", told("A"), told("B", kind="background"), set()),
    ("a conditional", told("A"), told("B", kind="conditional"), set()),
    ("no place", told("A"), told("B", where=()), set()),
    (
        "attack and its repelling",
        told("A", event="assault"),
        told("B", event="repel", actors=(UA,)),
        {"same_event", "agrees"},
    ),
    ("both sides shell", told("A", event="shell"), told("B", event="shell", actors=(UA,)), set()),
    (
        "numbers apart",
        told("A", event="casualties", quantities=(count(100),)),
        told("B", event="casualties", quantities=(count(600),)),
        {"same_event", "contradicts"},
    ),
    (
        "ranges that meet",
        told("A", event="casualties", quantities=(count(100, 200),)),
        told("B", "2023-01-12", event="casualties", quantities=(count(150),)),
        {"same_event", "agrees", "more_exact"},
    ),
    (
        "other units",
        told("A", event="destroy", quantities=(count(3, unit="tanks"),)),
        told("B", event="destroy", quantities=(count(9, unit="guns"),)),
        {"same_event", "agrees"},
    ),
    # Who holds a town is said as of the report; other happenings need a time that both give.
    (
        "a denial without a time, on the same day",
        told("A"),
        told("B", when=None, denied=True),
        {"same_event", "contradicts"},
    ),
    (
        "a strike's denial without a time",
        told("A", event="strike"),
        told("B", event="strike", when=None, denied=True),
        {"same_event"},
    ),
    (
        "a denial that only its publication bounds",
        told("A"),
        told("B", when=When(None, None, None, None, DAY, None), denied=True),
        {"same_event", "contradicts"},
    ),
    ("a time carried from elsewhere", told("A"), told("B", when=CARRIED, denied=True), {"same_event", "contradicts"}),
    ("a judgement and a report", told("A"), told("B", kind="assessment"), {"same_event"}),
    ("two judgements", told("A", kind="assessment"), told("B", kind="assessment"), {"same_event", "agrees"}),
    ("denied under another word", told("A", event="assault"), told("B", event="clash", denied=True), {"same_event"}),
    (
        "a hospital's shelling denied, a bridge's told",
        told("A", event="shell", actors=(agent("the bridge", role="target"),)),
        told("B", event="shell", actors=(agent("the hospital", role="target"),), denied=True),
        set(),
    ),
    (
        "one hospital's shelling told and denied",
        told("A", event="shell", actors=(agent("a hospital", role="target"),)),
        told("B", event="shell", actors=(agent("the hospital", role="target"),), denied=True),
        {"same_event", "contradicts"},
    ),
    (
        "agents without a side and without a common name",
        told("A", event="strike", actors=(agent("the river militia"),)),
        told("B", event="strike", actors=(agent("hill rebels"),)),
        set(),
    ),
    ("the dead of two kinds", lost("A", 200, "civilians"), lost("B", 2, "peacekeepers"), {"same_event"}),
    ("the dead of one kind on two days", lost("A", 9), lost("B", 9, when=on(DAY, "2023-01-12")), {"same_event"}),
    ("the dead whom nobody names", lost("A", 200), told("B", event="casualties", actors=()), {"same_event"}),
    (
        "kindred words, and nobody knows whose",
        told("A", actors=()),
        told("B", event="retake", actors=()),
        {"same_event"},
    ),
    ("what has no word of its own", told("A", event="other"), told("B", event="other"), {"same_event"}),
    ("a denial two days later", told("A"), told("B", "2023-01-13", when=None, denied=True), {"contradicts"}),
    ("a denial a week later", told("A"), told("B", "2023-01-18", when=None, denied=True), {"later_state"}),
    ("the same later on", told("A"), told("B", "2023-01-13", when="2023-01-13"), set()),
    (
        "a toll that rises",
        lost("A", 100, "civilians"),
        told("B", "2023-01-12", event="casualties", actors=(), quantities=(count(130, unit="civilians"),)),
        {"same_event", "later_state"},
    ),
]


@pytest.mark.parametrize(("what", "a", "b", "expected"), RELATIONS, ids=[r[0] for r in RELATIONS])
def test_relations(what: str, a: tuple, b: tuple, expected: set[str]) -> None:
    assert {found.relation for found in made(a, b)} == expected


def test_a_part_of_a_town_does_not_contradict_the_town() -> None:
    part = replace(town("Soledar"), relation=Relation("side", "the western edge of Soledar"))
    (found,) = made(told("A"), told("B", event="hold", actors=(UA,), where=(part,)))
    assert found.relation == "different_scope"


def test_a_link_says_why_and_names_the_first_published_first() -> None:
    a, b = told("A"), told("B", "2023-01-12", event="hold", actors=(UA,))
    (found,) = made(b, a)
    assert (found.a, found.b, found.weight) == (a[1].id, b[1].id, 10.5)
    assert found.reasons == ("same town +6.0", "same day +3.0", "opposite outcome: capture / hold +1.5")


def test_doubts_lower_the_weight() -> None:
    sure = made(told("A"), told("B", denied=True))
    namesakes = made(told("A", where=(town("Soledar", namesakes=3),)), told("B", denied=True))
    by_relation = {f.relation: f for f in namesakes}
    assert by_relation["contradicts"].weight < {f.relation: f for f in sure}["contradicts"].weight
    assert "more than one place is called so" in by_relation["contradicts"].reasons[0]


def test_a_guessed_speaker_lowers_the_weight() -> None:
    named, guessed = (made(told("A"), told("B", said_by=[speaker("he", None, guess=g)])) for g in (False, True))
    assert [g.weight < n.weight for n, g in zip(named, guessed, strict=True)] == [True, True]
    assert all("speaker guessed -1.0" in g.reasons for g in guessed)


def test_regions_meet_only_over_a_figure() -> None:
    region = (town("Donetsk Oblast", precision=4),)
    assert not made(told("A", where=region, denied=True), told("B", where=region))
    lost = {"event": "casualties", "where": region}
    found = made(told("A", quantities=(count(10),), **lost), told("B", quantities=(count(90),), **lost))
    assert "contradicts" in {f.relation for f in found}


RELAYS = [
    ("named, next day", UK, "2023-01-12", "capture", 1),
    ("named, of the same family", UK, "2023-01-11", "advance", 1),
    ("named, too late", UK, "2023-01-14", "capture", 0),
    ("another party", speaker("Wagner Group", "wagner"), "2023-01-12", "capture", 0),
    ("another family", UK, "2023-01-12", "casualties", 0),
]


@pytest.mark.parametrize(("what", "who", "day", "event", "expected"), RELAYS, ids=[r[0] for r in RELAYS])
def test_relays_lead_to_the_partys_own_report(what: str, who, day: str, event: str, expected: int) -> None:
    primary = told("UK Ministry of Defence")
    relay = told("B", day, said_by=[who], event=event)
    found = [f for f in made(primary, relay) if f.relation == "relays"]
    assert [(f.a, f.b) for f in found] == [(relay[1].id, primary[1].id)] * expected


def test_new_claims_are_linked_against_known_ones_and_known_ones_not_among_themselves() -> None:
    everything = [told("A"), told("B"), told("C", denied=True), told("UK Ministry of Defence"), told("D", said_by=[UK])]
    whole = set(made(*everything))
    for cut in range(1, len(everything)):
        old = set(made(*everything[:cut]))
        assert old | set(made(*everything, known=cut)) == whole
    assert not made(*everything, known=len(everything))


def test_links_do_not_depend_on_the_order_of_claims() -> None:
    everything = [told("A"), told("B"), told("C", denied=True), told("D", event="hold", actors=(UA,))]
    assert made(*everything) == made(*reversed(everything))


def test_the_vocabulary_places_every_event() -> None:
    families = {r["a"] for r in rows("opposites") if r["relation"] == "family"}
    named = {r[c] for r in rows("opposites") if r["relation"] != "family" for c in "ab"}
    assert families == set(EVENTS)
    assert named <= set(EVENTS)
