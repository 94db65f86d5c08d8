"""The reader on single sentences: who says what, which event, denied or not, how surely.

The sentences are of many wars; none is from the samples. Rules were mended on these, so they show that a rule works,
not how well the reader does on text it has not seen: for that see test_reading_heldout.py.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from fogline.model import Claim, Document, Span, document_id
from fogline.reading import read


def report(text: str, source: str | None = None, headings: tuple[Span, ...] = ()) -> Document:
    return Document(
        document_id(text, "2023-02-23"), text, source, published="2023-02-23", language="en", headings=headings
    )


def claims(text: str, source: str | None = None) -> tuple[Claim, ...]:
    return read(report(text, source))


def chain(claim: Claim) -> str:
    """ "paper > ministry" for a chain, "British … & Ukrainian …" for joint speakers of one level."""
    levels: dict[int, list[str]] = {}
    for s in claim.said_by:
        levels.setdefault(s.level, []).append(s.name + ("?" if s.guess else ""))
    return " > ".join(" & ".join(names) for _, names in sorted(levels.items()))


@dataclass(frozen=True)
class Says:
    """What is expected of the claim whose quote holds ``words``."""

    words: str
    by: str = ""
    event: str = ""
    kind: str = ""
    denied: bool = False
    certain: str | None = None


TABLE: list[tuple[str, list[Says]]] = [
    # cue in front, with and without "that"
    ("The army said that it had shelled Omdurman.", [Says("shelled Omdurman", "The army", "shell", "event")]),
    ("Kyiv says it shot down 12 drones.", [Says("shot down 12 drones", "Kyiv", "destroy")]),
    # the time of saying between source and cue, or between cue and content
    ("The ministry on Friday said its troops had captured Soledar.", [Says("captured Soledar", "The ministry", "capture")]),
    ("Russia's defence ministry claimed on Friday that its troops had taken full control of Soledar.",
     [Says("taken full control of Soledar", "Russia's defence ministry")]),
    # cue at the end, straight and inverted, and in the middle of a clause
    ("The army failed to retake Myawaddy, the rebels said.", [Says("retake Myawaddy", "the rebels", "retake", denied=True)]),
    ('"Our positions were shelled all night," said the governor.', [Says("were shelled all night", "the governor", "shell")]),
    ("The town, the governor said, had not fallen.", [Says("had not fallen", "the governor", "capture", denied=True)]),
    # one who is told is not one who says
    ("M23 rebels seized the airport on Monday, two residents told Reuters.",
     [Says("seized the airport", "two residents", "capture")]),
    # according to, in front and behind
    ("According to the Sudanese army, the RSF shelled a hospital in El Fasher, killing at least 12 people.",
     [Says("shelled a hospital", "the Sudanese army", "shell"), Says("killing at least 12", "the Sudanese army", "casualties")]),
    ("Russian forces did not take Bilohorivka, according to the General Staff.",
     [Says("did not take Bilohorivka", "the General Staff", "capture", denied=True)]),
    # denial by the cue, and a denial of a denial
    ("Officials in Kyiv rejected claims that the city was surrounded.", [Says("was surrounded", "Officials in Kyiv", "encircle", denied=True)]),
    ("The army denied that it had not withdrawn from Goma.", [Says("withdrawn from Goma", "The army", "withdraw", denied=False)]),
    # two speakers against each other in one sentence
    ("Ukraine's military denied that Russian forces had captured Soledar, but Wagner's chief said the town was under his control.",
     [Says("captured Soledar", "Ukraine's military", "capture", denied=True), Says("under his control", "Wagner's chief")]),
    ("Khartoum accused the RSF of shelling a market in Omdurman, a charge the paramilitary group denies.",
     [Says("shelling a market", "Khartoum", "shell"), Says("shelling a market", "the paramilitary group", "shell", denied=True)]),
    # one speaker, two statements
    ("The ministry said its forces had shelled Nikopol overnight and added that no losses were recorded.",
     [Says("shelled Nikopol", "The ministry", "shell"), Says("no losses", "The ministry", "casualties", denied=True)]),
    # chains
    ("The newspaper cites the ministry, which cites the commander as saying that the town fell on Monday.",
     [Says("the town fell", "The newspaper > the ministry > the commander", "capture")]),
    ("The UN said on Tuesday more than 8,000 people had crossed into Chad, citing local authorities.",
     [Says("crossed into Chad", "The UN > local authorities")]),
    # joint speakers stand on one level, each with the noun that they share
    ("According to British and Ukrainian intelligence, Russian troops have lost the battle for Bakhmut.",
     [Says("lost the battle", "British intelligence & Ukrainian intelligence")]),
    ("Witnesses and medics said Israeli tanks were advancing towards Rafah.", [Says("advancing towards Rafah", "Witnesses & medics", "advance")]),
    # passive
    ("The capture of Bakhmut was announced by Wagner on 20 May.", [Says("capture of Bakhmut", "Wagner", "capture")]),
    # a relative clause between source and cue
    ("Residents who fled the city said bodies lay in the streets.", [Says("bodies lay in the streets", "Residents")]),
    ("Milley, the top US general, said both sides had suffered more than 100,000 killed or wounded.",
     [Says("100,000 killed or wounded", "Milley", "casualties")]),
    # estimative words inside the content and between cue and content
    ("It is highly likely that Russian forces will attempt to encircle Avdiivka in the coming weeks.",
     [Says("encircle Avdiivka", "", kind="forecast", certain="highly likely")]),
    ("US intelligence assesses it is likely that the garrison has withdrawn from Tel Abyad.",
     [Says("has withdrawn", "US intelligence", "withdraw", "assessment", certain="likely")]),
    # the vocabulary's everyday verbs in their everyday sense are no events of war
    ("The foreign minister took part in talks in Geneva and held a meeting with his counterpart.", []),
    ("Share prices hit a record on Monday.", []),
    # an attempt on a place is an assault on it
    ("Militants tried to capture the town of Djibo on Sunday.", [Says("tried to capture", "", "assault")]),
    # a bare participle after its noun is not the main verb
    ("Troops stationed in Goma are refusing to fight.", [Says("refusing to fight", "", "refuse")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), TABLE, ids=[t[:40] for t, _ in TABLE])
def test_who_says_what(text: str, expected: list[Says]) -> None:
    found = claims(text)
    if not expected:
        assert [c.event for c in found if c.event != "other"] == []
    for want in expected:
        fitting = [c for c in found if want.words in c.quote.text and chain(c) in (want.by, want.by + "?")]
        assert fitting, [(chain(c), c.event, c.quote.text) for c in found]
        claim = fitting[0]
        assert claim.denied is want.denied
        assert not want.event or claim.event == want.event
        assert not want.kind or claim.kind == want.kind
        assert want.certain is None or (claim.certainty is not None and claim.certainty.phrase == want.certain)


@pytest.mark.parametrize(
    ("text", "condition", "consequent"),
    [
        ("If the bridge falls, the garrison will be cut off.", "If the bridge falls", "the garrison will be cut off"),
        (
            "Unless ammunition arrives, Avdiivka could fall within weeks.",
            "Unless ammunition arrives",
            "Avdiivka could fall",
        ),
        ("Should Goma fall, hundreds of thousands would be displaced.", "Should Goma fall", "would be displaced"),
        (
            "Were the road to be cut, the town could not be supplied.",
            "Were the road to be cut",
            "could not be supplied",
        ),
        ("Had the army held the pass, the city would have been spared.", "Had the army held the pass", "spared"),
        (
            "The siege will end if the army withdraws from the heights.",
            "if the army withdraws from the heights",
            "siege will end",
        ),
        ("Once tanks arrive, an offensive might begin near Tokmak.", "Once tanks arrive", "an offensive might begin"),
    ],
)
def test_a_conditional_is_one_claim(text: str, condition: str, consequent: str) -> None:
    (claim,) = claims(text)
    assert claim.kind == "conditional"
    assert claim.condition is not None
    assert claim.condition.text == condition
    assert consequent in claim.quote.text


@pytest.mark.parametrize(
    ("speaker", "scale", "low", "high"),
    [
        ("The UK Ministry of Defence", "phia", 0.55, 0.75),
        ("The Pentagon", "icd203", 0.55, 0.80),
        ("A resident", "phia", 0.55, 0.75),  # no scale of his own: the plain-English yardstick
    ],
)
def test_likely_stands_for_the_speakers_own_interval(speaker: str, scale: str, low: float, high: float) -> None:
    (claim,) = claims(f"{speaker} said the brigade has likely withdrawn from Goma.")
    assert claim.certainty is not None
    assert (claim.certainty.scale, claim.certainty.low, claim.certainty.high) == (scale, low, high)


def test_a_quotation_goes_on_after_its_cue() -> None:
    found = claims('"We hold Bakhmut," Syrskyi said. "The enemy is losing 300 soldiers every day."')
    assert [chain(c) for c in found] == ["Syrskyi", "Syrskyi"]
    assert found[1].said_by[0].start is None  # carried from the sentence before


def test_a_pronoun_is_a_guess_that_says_so() -> None:
    found = claims('"There were no losses," the spokesman told journalists. He added: "We repelled eleven attacks."')
    assert [chain(c) for c in found] == ["the spokesman", "the spokesman?"]
    assert found[1].attribution is not None
    assert found[1].attribution.guess


def test_two_persons_of_one_sentence_leave_a_pronoun_unclear() -> None:
    found = claims(
        "The general said the town had fallen, and the mayor said it had not fallen. He said the bridge was destroyed."
    )
    assert chain(found[-1]) == "He?"


def test_of_two_persons_the_last_one_goes_on_speaking_as_a_guess() -> None:
    found = claims(
        "The general said the town had fallen. The mayor said it had not fallen. He said the bridge was destroyed."
    )
    assert chain(found[-1]) == "The mayor?"


def test_whom_she_took_up_he_does_not() -> None:
    found = claims(
        "The governor said the town had fallen. She said the road was cut. He said the bridge was destroyed."
    )
    assert chain(found[1]) == "The governor?"
    assert chain(found[-1]) == "He?"


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("A pilot who once served at the embassy said the runway had been hit.", "A pilot"),
        ("Channels close to the rebels have written that the garrison surrendered.", "Channels"),
        (
            "The ministry said that it had shelled the depot; a blast at the mill, it claimed, was an accident.",
            "The ministry",
        ),
    ],
)
def test_the_subject_speaks_and_not_who_is_named_beside_it(text: str, speaker: str) -> None:
    assert chain(claims(text)[0]).startswith(speaker)


def test_after_a_semicolon_the_report_speaks_again() -> None:
    found = claims("The colonel said that his men held the bridge; two brigades withdrew on Monday.")
    assert [chain(c) for c in found] == ["The colonel", ""]


def test_the_news_was_reported_by_names_the_speaker_of_the_sentence_before() -> None:
    found = claims("Some units are refusing to fight. The news was reported by the General Staff on Thursday.")
    assert chain(found[0]).startswith("the General Staff")
    assert found[0].attribution is not None
    assert found[0].attribution.guess


def test_a_list_after_reported_keeps_its_speaker() -> None:
    found = claims("The governor reported:\n- troops shelled Nikopol;\n- two houses were destroyed.")
    assert [chain(c) for c in found] == ["the governor", "the governor"] or [chain(c) for c in found] == [
        "The governor"
    ] * 2


def test_the_publisher_is_never_its_own_speaker() -> None:
    found = claims(
        "The UK Ministry of Defence said Russia has probably lost 60 tanks near Vuhledar.", "UK Ministry of Defence"
    )
    assert found
    assert all(c.said_by == () for c in found)


def test_speakers_never_cross_a_heading() -> None:
    text = '"We repelled the attack," the mayor said.\nShelling in the north\n"Nobody knows when it ends."'
    second = text.index("Shelling")
    found = read(report(text, headings=(Span(second, second + len("Shelling in the north")),)))
    assert all(c.said_by == () for c in found if c.quote.start >= second)


@pytest.mark.parametrize(
    "text",
    [
        "", " \n\n ", "…", '"', "“" * 500, "said " * 400, "and " * 400, "The ministry said " * 200,
        "A said B said C said D said E said F said the town fell. " * 5,
        "КИЇВ. Війська утримують місто.", "\u202e\u0000\ufeff", "word " * 5000, "if " * 300 + "x, y",
        "ALL CAPITALS: RUSSIAN FORCES HAVE CAPTURED SOLEDAR, THE MINISTRY SAID.",
        "(" * 300 + ")" * 300, "“a ‘b «c» d’ e” " * 50, "1,2.3-4/5" * 100, ", ".join(f"place {i} was shelled" for i in range(400)),
    ],
)  # fmt: skip
def test_every_quote_is_the_texts_own_words_whatever_the_text(text: str) -> None:
    document = report(text)
    for claim in read(document):
        assert document.text[claim.quote.start : claim.quote.end] == claim.quote.text
        for speaker in claim.said_by:
            if speaker.start is not None:
                assert speaker.name.split()[0] in document.text[speaker.start : speaker.end]
        if claim.certainty:
            assert document.text[claim.certainty.start : claim.certainty.end] == claim.certainty.phrase
        for quantity in claim.quantities:
            assert document.text[quantity.start : quantity.end] == quantity.text


def test_claims_of_a_document_have_ids_of_their_own_and_come_in_order() -> None:
    found = claims("The army shelled Goma. The army shelled Goma. Rebels said the army shelled Goma.")
    assert len({c.id for c in found}) == len(found) == 3
    assert [c.quote.start for c in found] == sorted(c.quote.start for c in found)


def test_a_place_in_front_is_no_claim_of_its_own() -> None:
    found = claims(
        "Between the river and the ridge, on the other hand, there are three abandoned positions of the rebels."
    )
    assert len(found) == 1


def test_a_heading_without_a_verb_foretells_nothing() -> None:
    assert all(c.kind != "forecast" for c in claims("Mutiny in the barracks\n\nTroops refused to march on Tuesday."))
