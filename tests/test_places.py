"""Toponyms in texts, what they mean, relative places, and the places of claims; several wars."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from fogline.grounding import Gazetteer, ground, open_gazetteer, ranking
from fogline.grounding.geodesy import distance_km
from fogline.grounding.mentions import find_mentions
from fogline.grounding.ranking import Ranked, rank_all
from fogline.grounding.relative import Derived, relations
from fogline.model import Claim, Document, Place, Quote, Span, Speaker, document_id
from fogline.text import shape


@pytest.fixture(scope="session")
def world() -> Gazetteer:
    return open_gazetteer()


def report(text: str, headings: tuple[Span, ...] = ()) -> Document:
    return Document(document_id(text, "2024-03-04"), text, published="2024-03-04", language="en", headings=headings)


def read_places(world: Gazetteer, text: str) -> dict[str, Ranked]:
    document = report(text)
    mentions = find_mentions(document, shape(document), world)
    return {m.text: r for m, r in zip(mentions, rank_all(text, mentions), strict=True)}


def claim(document: Document, quote: str, event: str = "clash", kind: str = "event", said: str | None = None) -> Claim:
    start = document.text.index(quote)
    speaker = ()
    if said:
        at = document.text.index(said)
        speaker = (Speaker(said, start=at, end=at + len(said)),)
    return Claim("c1", document.id, Quote(start, start + len(quote), quote), kind, event, speaker)


def placed(world: Gazetteer, text: str, quote: str, event: str = "clash", said: str | None = None) -> tuple[Place, ...]:
    document = report(text)
    (done,) = ground(document, [claim(document, quote, event, said=said)], world)
    for place in done.where:
        if place.start is not None:
            assert document.text[place.start : place.end] == place.phrase
    return done.where


@pytest.mark.parametrize(
    ("text", "name", "identity"),
    [
        # Ukraine: a namesake is told by its region, or by its neighbours.
        (
            "Two villages of Donetsk region, among them Pavlivka, lie close to Vuhledar.",
            "Pavlivka",
            "katottg:UA14040050090051025",
        ),
        ("In Pavlivka, Sumy region, a mine went off.", "Pavlivka", "katottg:UA59080030370089250"),
        ("Crews in Donetsk and Horlivka cleared the streets.", "Donetsk", "geonames:709717"),
        ("Rockets hit Artyomovsk at dawn, officials in Luhansk wrote.", "Artyomovsk", "geonames:713174"),
        # Caucasus and America: one name, two worlds.
        ("Tanks crossed into Georgia and reached Gori, west of Tbilisi.", "Georgia", "country:GE"),
        ("The storm cut off Georgia and Alabama, and closed the airport of Atlanta.", "Georgia", "region:US-GA"),
        ("Residents fled Stepanakert for Goris in Armenia.", "Stepanakert", "geonames:146970"),
        # Libya, Lebanon.
        ("Brigades from Zawiya entered Tripoli, while Benghazi stayed calm.", "Tripoli", "geonames:2210247"),
        ("From Beirut to Tripoli the Lebanese army set up posts.", "Tripoli", "geonames:266826"),
        # Gaza, Sudan, Congo, Myanmar, Syria.
        ("Families left Khan Younis for Rafah.", "Rafah", "geonames:281102"),
        ("Shells fell on El Fasher, and on Nyala in South Darfur.", "El Fasher", "geonames:379555"),
        ("M23 left Goma and took the road to Bukavu.", "Goma", "geonames:216281"),
        ("Rebels hold Myawaddy, opposite Mae Sot.", "Myawaddy", "geonames:1308052"),
        ("Jets struck Saraqib in Idlib province.", "Saraqib", "geonames:164816"),
        # Cyrillic text.
        ("Бої тривають біля міста Бахмут.", "Бахмут", "geonames:713174"),
    ],
)
def test_the_place_that_is_meant(world: Gazetteer, text: str, name: str, identity: str) -> None:
    found = read_places(world, text)[name]
    assert found.best.id == identity
    assert found.sure
    assert sum(s for _, s in found.entries) <= 1.0001


def test_what_cannot_be_told_apart_stays_open(world: Gazetteer) -> None:
    (place,) = placed(world, "Fighting broke out in Ivanivka on Monday.", "Fighting broke out in Ivanivka")
    assert len(place.candidates) > 1
    assert place.precision is None
    assert place.radius_km is None


@pytest.mark.parametrize(
    ("text", "no_place"),
    [
        ("The column reached the river in March and waited.", "March"),  # a month, and a town in Cambridgeshire
        ("Police said most shops were shut.", "Police"),
        ("Split lines and shared fuel slowed them.", "Split"),
        ("The officers met General Jackson at noon.", "Jackson"),
        ("Later Mr Lincoln spoke to reporters.", "Lincoln"),
        ("An aide to President Washington waved.", "Washington"),
        ("Volodymyr Tokmak was wounded.", "Tokmak"),  # a given name before it
        ("Guards freed Ahmed Saraqib. On Monday Saraqib left the camp.", "Saraqib"),  # a surname told before
        ("Kyiv said the bridge stood.", "Kyiv"),
        ("Washington denied the report.", "Washington"),
        ("Moscow's foreign ministry protested.", "Moscow"),
        ("The Kherson brigade dug in.", "Kherson"),
        ("The 128th Zakarpattia Brigade dug in.", "Zakarpattia"),
        ("The cruiser Moskva was towed.", "Moskva"),
        ("The Kyiv Independent printed a map.", "Kyiv"),
        ("The Black Sea Fleet moved its ships.", "Black Sea"),
        ("Wagner men left the trench.", "Wagner"),
        ("Ukrainian guns answered.", "Ukrainian"),
    ],
)
def test_names_that_are_no_places(world: Gazetteer, text: str, no_place: str) -> None:
    assert no_place not in read_places(world, text)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Shells hit Kherson and Nikopol.", ["Kherson", "Nikopol"]),
        ("The Sloviansk-Kramatorsk line held.", ["Sloviansk", "Kramatorsk"]),
        ("Bakhmut's suburbs burned.", ["Bakhmut"]),
        ("A train left Deir ez-Zor for al-Bab.", ["Deir ez-Zor", "al-Bab"]),
        ("The U.S. sent aid to South Sudan.", ["U.S.", "South Sudan"]),
    ],
)
def test_mentions_are_found_whole(world: Gazetteer, text: str, places: list[str]) -> None:
    assert list(read_places(world, text)) == places


@pytest.mark.parametrize(
    ("text", "kind", "distance", "bearing"),
    [
        ("A drone fell 3 km south-west of Chasiv Yar.", "distance", (3, 3), 225),
        ("They dug in a few kilometres north of Bakhmut.", "distance", (2, 5), 0),
        ("They dug in 10-12 kilometres from Goma.", "distance", (10, 12), None),
        ("A post five miles east of Mosul burned.", "distance", (8.047, 8.047), 90),
        ("Trenches run north-west of Avdiivka.", "direction", None, 315),
        ("Guns fired near Orikhiv.", "near", None, None),
        ("Guns fired on the northern outskirts of Khartoum.", "near", None, None),
        ("They cut the Bakhmut–Kostiantynivka road.", "axis", None, None),
        ("A ridge between Sloviansk and Kramatorsk burned.", "between", None, None),
        ("Nothing changed in the Kupiansk direction.", "direction", None, None),
        ("Boats crossed to the left bank of the Dnieper.", "side", None, None),
    ],
)
def test_relative_places(
    world: Gazetteer, text: str, kind: str, distance: tuple[float, float] | None, bearing: float | None
) -> None:
    document = report(text)
    mentions = find_mentions(document, shape(document), world)
    derived = [d for d in relations(text, mentions, rank_all(text, mentions)) if d]
    assert derived
    relation = derived[0].relation
    assert (relation.kind, relation.bearing) == (kind, bearing)
    assert relation.distance_km == (pytest.approx(distance, abs=0.01) if distance else None)
    assert relation.anchors


def test_the_derived_point_lies_where_the_words_say(world: Gazetteer) -> None:
    (place,) = placed(
        world, "A depot burned 20 km west of Goma overnight.", "A depot burned 20 km west of Goma", "strike"
    )
    goma = world.get("geonames:216281")
    assert goma is not None
    assert place.lat is not None
    assert place.lon is not None
    assert distance_km((place.lat, place.lon), goma.point) == pytest.approx(20, abs=0.5)
    assert place.lon < goma.lon
    assert place.precision == 2


def test_an_anchor_is_background(world: Gazetteer) -> None:
    text = "They captured the village of Soledar, a few kilometres north of Bakhmut."
    soledar, bakhmut = placed(world, text, text, "capture")
    assert (soledar.phrase, soledar.role, soledar.precision) == ("Soledar", "event", 1)
    assert soledar.relation is not None
    assert soledar.relation.anchors == ("geonames:713174",)
    assert (bakhmut.phrase, bakhmut.role) == ("Bakhmut", "background")


@pytest.mark.parametrize(
    ("quote", "event", "roles"),
    [
        ("Troops advanced towards Pokrovsk", "advance", {"Pokrovsk": "target"}),
        ("Missiles were fired at Odesa from Crimea", "strike", {"Odesa": "target", "Crimea": "origin"}),
        ("The garrison withdrew from Lyman", "withdraw", {"Lyman": "event"}),
        ("After the fall of Avdiivka they shelled Toretsk", "shell", {"Avdiivka": "background", "Toretsk": "event"}),
        ("Russia attacked Kharkiv", "strike", {"Kharkiv": "event"}),  # a country that acts is no place
        ("Shelling went on in Ukraine", "shell", {"Ukraine": "event"}),
        ("Toretsk is key to Kramatorsk", "other", {"Toretsk": "event", "Kramatorsk": "background"}),
        ("They withdrew from Kherson to Melitopol", "withdraw", {"Kherson": "event", "Melitopol": "target"}),
        ("50 rockets were fired from southern Lebanon at Safed", "shell", {"Lebanon": "origin", "Safed": "target"}),
        ("Troops were 10 km from Toretsk", "other", {"Toretsk": "event"}),
        ("They fired at Haifa, Tyre and Metula", "shell", {"Haifa": "target", "Tyre": "target", "Metula": "target"}),
        ("Troops moved towards Toretsk, Siversk was shelled", "shell", {"Toretsk": "target", "Siversk": "event"}),
    ],
)
def test_roles(world: Gazetteer, quote: str, event: str, roles: dict[str, str]) -> None:
    assert {p.phrase: p.role for p in placed(world, quote + ".", quote, event)} == roles


def test_a_speakers_name_is_no_place_of_the_claim(world: Gazetteer) -> None:
    text = "The Kherson governor reported that two villages were shelled near Beryslav."
    where = placed(world, text, "The Kherson governor reported that two villages were shelled near Beryslav", "shell",
                   "The Kherson governor")  # fmt: skip
    assert [p.phrase for p in where] == ["Beryslav"]


@pytest.mark.parametrize(
    ("text", "quote", "carried"),
    [
        ("Fighting went on in Toretsk. Two houses were shelled.", "Two houses were shelled", ["Toretsk"]),
        ("Fighting went on in Toretsk.\nThe army shelled the town at dawn.", "The army shelled the town", ["Toretsk"]),
        ("Fighting went on in Toretsk.\nTwo houses were shelled.", "Two houses were shelled", []),
        ("In Goma, residents said, rebels clashed with the army.", "rebels clashed with the army", ["Goma"]),
        # A region around the last place is not the place; "the village" takes up a settlement.
        (
            "Shells hit Siversk in Donetsk Oblast. Two people died in the town.",
            "Two people died in the town",
            ["Siversk"],
        ),
        # A country or a stretch of several says nothing of where; two towns leave open which of them is meant.
        ("War went on in the Sahel. Two depots were shelled.", "Two depots were shelled", []),
        ("Fighting went on in Sudan. Two depots were shelled.", "Two depots were shelled", []),
        ("Fighting went on in Toretsk and in Siversk. Two depots were shelled.", "Two depots were shelled", []),
        # Where somebody speaks, a capital that quarrels, and the place in another speaker's name set nothing.
        ("The general said in Aden that rebels had been shelled.", "rebels had been shelled", []),
        ("Kyiv and Moscow quarrel about the winter. Two depots were shelled.", "Two depots were shelled", []),
        ("In Kyiv, ministers met. Two depots were shelled.", "Two depots were shelled", []),
        (
            "Fighting went on in Toretsk. In Kyiv, ministers met. Two houses were shelled.",
            "Two houses were shelled",
            ["Toretsk"],
        ),
    ],
)
def test_a_place_is_carried_over(world: Gazetteer, text: str, quote: str, carried: list[str]) -> None:
    where = placed(world, text, quote, "shell")
    assert [p.phrase for p in where] == carried
    assert all(p.carried and p.start is None and p.end is None for p in where)


def test_a_heading_sets_the_place(world: Gazetteer) -> None:
    text = "Shelling of Nikopol\nTwo people were wounded."
    document = report(text, (Span(0, 19),))
    (done,) = ground(document, [claim(document, "Two people were wounded", "casualties")], world)
    assert [(p.phrase, p.carried) for p in done.where] == [("Nikopol", True)]


@pytest.mark.parametrize(
    ("earlier", "event", "carried"),
    [
        ("Fighting raged in Khartoum.", "clash", ["Khartoum"]),  # a battle makes a capital the scene of what follows
        ("Khartoum hailed the advance.", "other", []),
    ],
)
def test_a_capital_is_carried_only_from_fighting(
    world: Gazetteer, earlier: str, event: str, carried: list[str]
) -> None:
    document = report(f"{earlier} Two houses were shelled.")
    claims = [claim(document, earlier, event), claim(document, "Two houses were shelled", "shell")]
    assert [p.phrase for p in ground(document, claims, world)[1].where] == carried


def test_a_capital_alone_in_a_heading_is_the_scene(world: Gazetteer) -> None:
    document = report("Khartoum\nTwo people were wounded.", (Span(0, 8),))
    (done,) = ground(document, [claim(document, "Two people were wounded", "casualties")], world)
    assert [p.phrase for p in done.where] == ["Khartoum"]


@pytest.mark.parametrize(
    ("text", "event", "places"),
    [
        ("Kyiv lost 300 tanks", "destroy", []),
        ("Kyiv was planning a raid on Belgorod", "assault", ["Belgorod"]),
        ("Kyiv was hit by drones", "strike", ["Kyiv"]),
        (
            "Drones hit Odesa, Kyiv and Dnipro",
            "strike",
            ["Odesa", "Kyiv", "Dnipro"],
        ),  # no subject, though a comma is before
        ("In May, Damascus sent troops to Daraa", "deploy", ["Daraa"]),
        ("Officials appointed by Moscow were shot in Melitopol", "other", ["Melitopol"]),
        # The place told of comes first: not the one it is told by, nor the region around it.
        ("North of Bakhmut, troops took Krasna Hora", "capture", ["Krasna Hora"]),
        ("In North Darfur, villages near Mellit burned", "other", ["Mellit", "North Darfur"]),
        ("Soledar, the town north of Bakhmut, was taken", "capture", ["Soledar"]),
        ("On the Avdiivka axis, assaults failed at Berdychi", "repel", ["Berdychi", "Avdiivka"]),
        ("Assaults failed on the Avdiivka and Marinka axes", "repel", ["Avdiivka", "Marinka"]),
        ("Kachin fighters attacked Bhamo", "assault", ["Bhamo"]),
        ("A Sumy\u2011based unit attacked Sudzha", "assault", ["Sudzha"]),  # a dash that splits the word
    ],
)
def test_places_of_the_event_in_their_order(world: Gazetteer, text: str, event: str, places: list[str]) -> None:
    where = placed(world, f"{text}.", text, event)
    assert [p.phrase for p in where if p.role in ("event", "target")] == places


def test_claims_keep_all_else(world: Gazetteer) -> None:
    document = report("Rebels took Goma on Monday.")
    before = claim(document, "Rebels took Goma on Monday", "capture")
    (after,) = ground(document, [before], world)
    assert replace(after, where=(), when=None) == before
    assert after.when is not None


def test_a_document_without_places_or_claims(world: Gazetteer) -> None:
    assert ground(report(""), [], world) == ()
    assert placed(world, "Nothing new.", "Nothing new") == ()


def test_each_name_is_weighed_once_however_often_it_stands(world: Gazetteer, monkeypatch: pytest.MonkeyPatch) -> None:
    # A few passes over eight names; a document of two thousand toponyms costs no more rankings than one of sixteen.
    calls = 0
    real = ranking.rank

    def counted(*args: Any) -> Ranked:
        nonlocal calls
        calls += 1
        return real(*args)

    monkeypatch.setattr(ranking, "rank", counted)
    towns = ("Bakhmut", "Goma", "Tripoli", "Ivanivka", "Khartoum", "Idlib", "Sloviansk", "Rafah")
    text = " ".join(f"Shells hit {towns[i % 8]} and then {towns[(i * 3 + 1) % 8]}." for i in range(1000))
    document = report(text)
    spans = [s.span for s in shape(document).sentences]
    made = [
        Claim(f"c{s.start}", document.id, Quote(s.start, s.end, text[s.start : s.end]), "event", "shell") for s in spans
    ]
    done = ground(document, made, world)
    assert sum(len(c.where) for c in done) == 2000
    assert calls <= (1 + ranking.PASSES) * len(towns)


def test_derived_is_what_the_module_returns(world: Gazetteer) -> None:
    text = "Troops stood between Tripoli and Misrata."
    document = report(text)
    mentions = find_mentions(document, shape(document), world)
    first, second = relations(text, mentions, rank_all(text, mentions))
    assert isinstance(first, Derived)
    assert first == second
    assert first.precision == 5
