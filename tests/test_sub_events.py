"""The finer event type: what a snippet reports, by cues that are data and can be shown."""

from __future__ import annotations

from collections.abc import Iterator
from csv import DictReader
from pathlib import Path

import pytest

from factories import claim, document, snapshot
from fogline import vocabulary
from fogline.flow import asking
from fogline.model import FoglineError
from fogline.reading import sub_events
from fogline.reading.sub_events import finer, hits, sub_event, types
from fogline.views import csv

SNIPPETS = [
    # explosions and remote violence
    ("Suicide bomb", "A man wearing an explosive vest blew himself up at the gate of the ministry, killing four guards."),
    ("Suicide bomb", "Two women detonated their vests inside a crowded market, and at least 30 people died."),
    ("Suicide bomb", "An attacker rammed a truck packed with explosives into the barracks at dawn."),
    ("Chemical weapon", "Doctors treated dozens for breathing difficulties after shells filled with chlorine fell on Tellan."),
    ("Air/drone strike", "Government warplanes bombed a market in the rebel-held town, killing 12 civilians."),
    ("Air/drone strike", "A drone strike hit a pickup carrying militants near the border, leaving three dead."),
    ("Air/drone strike", "Two helicopters dropped barrel bombs on the outskirts of Darun overnight."),
    ("Shelling/artillery/missile attack", "Artillery shells landed on a residential quarter of Darun, wounding six residents."),
    ("Shelling/artillery/missile attack", "Militants fired several rockets at the airport; no one was hurt."),
    ("Remote explosive/landmine/IED", "Three soldiers were killed when their vehicle struck a landmine on the road to Kober."),
    ("Remote explosive/landmine/IED", "A roadside bomb exploded near a patrol, injuring two policemen."),
    ("Remote explosive/landmine/IED", "A car bomb went off outside a restaurant in the capital, killing nine people."),
    ("Grenade", "Unknown men on a motorcycle threw a hand grenade into a bar, wounding five customers."),
    ("Grenade", "A grenade exploded in front of the house of a councillor in Tellan."),
    # violence against civilians
    ("Sexual violence", "Four armed men gang-raped two women who were collecting firewood outside the camp."),
    ("Abduction/forced disappearance", "Gunmen kidnapped a priest on his way to church and are asking for a ransom."),
    ("Abduction/forced disappearance", "A student has been missing since soldiers took him away to an undisclosed location."),
    ("Attack", "Gunmen on motorcycles attacked the village of Soro, killing eleven villagers."),
    ("Attack", "A teacher was shot dead by unidentified assailants outside her home."),
    ("Attack", "Policemen beat a taxi driver at a checkpoint because he would not pay."),
    ("Attack", "Herders killed five farmers with machetes in a raid on a hamlet."),
    # protests and riots
    ("Peaceful protest", "Hundreds of teachers marched through the capital to demand the payment of their salaries."),
    ("Peaceful protest", "Residents staged a sit-in outside the governor's office over the lack of water."),
    ("Peaceful protest", "Students protested against the killing of two activists by the police."),
    ("Protest with intervention", "Police used tear gas and batons to disperse a rally of opposition supporters."),
    ("Protest with intervention", "Officers arrested 14 demonstrators who were marching against the new pension law."),
    ("Excessive force against protesters", "Soldiers opened fire on peaceful demonstrators, killing at least seven of them."),
    ("Excessive force against protesters", "Two protesters were shot dead when the police fired live rounds at a march."),
    ("Violent demonstration", "Demonstrators burned tyres, set up barricades and threw stones at the police."),
    ("Violent demonstration", "Protesters stormed the party's office and set it ablaze."),
    ("Violent demonstration", "Rioters smashed windows and overturned cars after the results were announced."),
    ("Mob violence", "A mob beat two alleged thieves to death in the suburb of Nanwe."),
    ("Mob violence", "Supporters of two rival parties fought with sticks and stones in Gondal; nine were hurt."),
    ("Mob violence", "Vigilantes caught a man accused of theft and burned him alive."),
    # battles
    ("Armed clash", "Heavy clashes broke out between the army and rebel fighters east of Darun."),
    ("Armed clash", "Insurgents ambushed an army convoy and killed six soldiers."),
    ("Armed clash", "Troops repelled an assault on their positions near Kober; 20 militants were killed."),
    ("Armed clash", "Border guards exchanged fire with smugglers for an hour."),
    ("Government regains territory", "The army recaptured the town of Soro from the insurgents after two days of fighting."),
    ("Government regains territory", "Government forces drove the militants out of four villages and regained control of the road."),
    ("Non-state actor overtakes territory", "Rebels seized the town of Kober from the army after heavy clashes."),
    ("Non-state actor overtakes territory", "The district centre fell to the Taliban when the soldiers fled their posts."),
    ("Non-state actor overtakes territory", "Fighters of the militia overran a military base and took control of the area."),
    # strategic developments
    ("Non-violent transfer of territory", "The separatists withdrew from three villages, and the army entered without a fight."),
    ("Non-violent transfer of territory", "Coalition troops handed over control of the base to the national army."),
    ("Headquarters or base established", "The armed group has set up a new base in the hills north of Soro."),
    ("Headquarters or base established", "The army is building an outpost on the ridge above the town."),
    ("Disrupted weapons use", "Police defused a bomb found under a bridge on the road to the airport."),
    ("Disrupted weapons use", "Soldiers seized a cache of rifles and ammunition in a raid on a hideout."),
    ("Disrupted weapons use", "Air defences shot down two drones over the port before they could reach the depot."),
    ("Agreement", "The government and the rebels signed a ceasefire agreement in the capital on Friday."),
    ("Agreement", "Both sides exchanged prisoners under a deal brokered by elders."),
    ("Arrests", "Police arrested eight members of an opposition party in dawn raids."),
    ("Arrests", "A journalist was detained on suspicion of spreading false news about the killing of villagers."),
    ("Change to group/activity", "More than 40 fighters surrendered and laid down their weapons in Darun."),
    ("Change to group/activity", "The ministry deployed 300 more troops to the northern district."),
    ("Change to group/activity", "Several commanders broke away and announced the formation of a new armed group."),
    ("Looting/property destruction", "Militiamen looted shops and burned 30 houses in the deserted village."),
    ("Looting/property destruction", "Herders stole 200 head of cattle overnight; nobody was harmed."),
    ("Other", "A mass grave with dozens of bodies was discovered outside Tellan."),
    ("Other", "The governor imposed a curfew on the town from dusk to dawn."),
    # types that other datasets add
    ("Attribution of responsibility", "The Islamic State claimed responsibility for the bombing of a bus in the capital."),
    ("Attribution of responsibility", "Officials blamed the separatists for an explosion that killed four policemen."),
    ("Natural disaster", "A strong earthquake shook the coast and killed at least 70 people."),
    ("Natural disaster", "Floods after days of heavy rain left thousands homeless."),
    ("Man-made disaster", "Twelve passengers died when a bus plunged into a ravine."),
    ("Man-made disaster", "An explosion at a chemical plant killed five workers."),
    ("Organised crime", "Customs officers broke up a ring that smuggled cocaine in banana boxes."),
    ("Organised crime", "Prosecutors say that the cartel laundered millions through hotels."),
    ("Diplomatic event", "The foreign minister met his counterpart for talks on the border dispute."),
    ("Diplomatic event", "The embassy's consul was summoned and two diplomats were expelled."),
]  # fmt: skip


@pytest.fixture
def own_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty vocabulary folder of the user's own, and nothing remembered from before or after."""
    kept = (vocabulary.rows, types, sub_events._cues, sub_events._index, sub_events._group)
    monkeypatch.setenv("FOGLINE_VOCABULARY", str(tmp_path))
    for cache in kept:
        cache.cache_clear()
    yield tmp_path
    monkeypatch.undo()
    for cache in kept:
        cache.cache_clear()


@pytest.mark.parametrize(("expected", "text"), SNIPPETS)
def test_a_snippet_has_the_type_of_what_it_reports(expected: str, text: str) -> None:
    assert sub_event(text)[0] == expected, [(h.sub_event, h.points, h.words) for h in hits(text)]


def test_every_type_is_told_by_some_snippet_and_some_cue() -> None:
    assert {expected for expected, _ in SNIPPETS} == set(types())
    assert {r["sub_event"] for r in vocabulary.rows("sub_events")} - {"topic"} == set(types())


@pytest.mark.parametrize("row", vocabulary.rows("field_codes"), ids=lambda r: r["event"])
def test_the_types_of_the_event_words_are_among_them(row: dict[str, str]) -> None:
    assert types()[row["acled_sub_event"]] == row["acled_event"]


def test_groups_are_written_once_and_all_used() -> None:
    groups = [r["group"] for r in vocabulary.rows("sub_event_words")]
    cells = " ".join(f"{r['cue']} {r['with']} {r['without']}" for r in vocabulary.rows("sub_events"))
    inside = " ".join(r["words"] for r in vocabulary.rows("sub_event_words"))
    named = {w[1:] for w in f"{cells} {inside}".replace("|", " ").split() if w.startswith("@")}
    assert len(groups) == len(set(groups))
    assert set(groups) == named


@pytest.mark.parametrize("text", ["", "\n\n", "…", "The cat likes milk.", "Хлопець читає книжку."])
def test_without_a_cue_the_event_word_speaks(text: str) -> None:
    assert sub_event(text) == ("Other", 0.0)
    assert sub_event(text, "abduct") == ("Abduction/forced disappearance", 1.0)


@pytest.mark.parametrize(
    ("text", "event", "expected"),
    [
        ("A suicide bomber struck the gate.", "strike", "Suicide bomb"),
        ("The brigade stood its ground.", "hold", None),
        # What the event word says already is no finer type.
        ("Warplanes bombed the depot.", "strike", None),
        # A type outside ACLED is no ACLED code.
        ("Floods destroyed the bridge.", "destroy", None),
        # Whose town it was, the army's name does not tell.
        ("The army took control of Soro.", "capture", None),
        # One vague word does not outvote the event word.
        ("The ministry released a statement on the supply of the garrison.", "supply", None),
    ],
)
def test_a_claim_keeps_its_code_unless_its_words_are_finer(text: str, event: str, expected: str | None) -> None:
    assert finer(text, event) == expected


def test_an_export_tells_the_finer_type_and_its_event_type() -> None:
    doc = document("A suicide bomber struck the gate. The brigade captured Soro.")
    made = [claim(doc, "A suicide bomber struck the gate", event="strike"), claim(doc, "The brigade captured Soro")]
    rows = list(DictReader("".join(csv(snapshot([doc], made), sub_event=asking.sub_event)).splitlines()))
    assert (rows[0]["acled_event_type"], rows[0]["acled_sub_event_type"]) == (
        "Explosions/Remote violence", "Suicide bomb",
    )  # fmt: skip
    assert rows[0]["event"] == "strike"


def test_what_people_protest_against_is_not_what_happens() -> None:
    found = {h.sub_event: h.points for h in hits("Crowds marched to protest against the airstrike on Tellan.")}
    assert found["Peaceful protest"] > 3 * found["Air/drone strike"]


def test_hyphens_capitals_and_apostrophes_do_not_matter() -> None:
    plain = sub_event("Rebels' land mine killed two villagers.")
    assert sub_event("REBELS’ LAND-MINE KILLED TWO VILLAGERS.") == plain


def test_a_sentence_without_end_is_read_to_its_end() -> None:
    text = "police protesters arrested attack " * 1500 + "and a suicide bomber blew himself up"
    assert "Suicide bomb" in {h.sub_event for h in hits(text)}


def test_a_line_of_ones_own_is_counted(own_lines: Path) -> None:
    (own_lines / "sub_events.tsv").write_text("Grenade\t18\tpineapple_bomb|pineapple_bombs\n", encoding="utf-8")
    assert sub_event("Somebody left a pineapple bomb on the stairs.")[0] == "Grenade"


@pytest.mark.parametrize(
    "line", ["Nonsense\t5\tword", "Attack\tmuch\tword", "Attack\t5\t.. word", "Attack\t5\t@nobody"]
)
def test_a_line_that_cannot_be_read_is_named(own_lines: Path, line: str) -> None:
    (own_lines / "sub_events.tsv").write_text(line + "\n", encoding="utf-8")
    with pytest.raises(FoglineError, match=r"sub_events\.tsv"):
        sub_event("Any text.")
