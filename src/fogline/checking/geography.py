"""Distances, directions, hubs and kinds of places, held against the gazetteer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from geographiclib.geodesic import Geodesic

from fogline.checking.material import Atlas, Spot, evidence
from fogline.checking.passages import SURE
from fogline.model import Claim, Document, Evidence, Finding, Place, Relation, Span

# A stated figure is a road's as often as a straight line's, and roads run up to half as long again; and it is rounded.
EXACT = (0.6, 1.25)
# "A few", "some", "several": nobody has measured how far they reach; twice and half of what the reader takes them for.
VAGUE = (0.5, 2.0)
# Beyond this much more than the tolerance the figure is contradicted, not only doubtful.
FAR_OUTSIDE = 1.6
NEAR_DOUBTFUL_KM, NEAR_WRONG_KM = 30.0, 60.0
# "North of" covers the half circle's inner three quarters; past the quarter turn it is the other side.
BEARING_DOUBTFUL, BEARING_WRONG = 70.0, 100.0
# Farther than a day's supply run (about 80 km of road and back), "the key to" needs more than one battle.
HUB_KM = 80.0
# So far off and in another country, a name was taken for a namesake's: likelier than that anybody wrote it so.
NAMESAKE_KM = 400.0
# "Chuhuiv, a town of thirty thousand people, 35 km south-east of Kharkiv": room for a description.
APPOSITION = 60  # characters
LEADING = 0.5
LARGEST_VILLAGE, SMALLEST_CITY = 10_000, 500
_VAGUE_WORDS = re.compile(
    r"\b(?:few|several|some|couple|dozens?|tens|about|around|roughly|nearly|almost)\b", re.IGNORECASE
)
_IS_AT = re.compile(
    r"[\s,(]*(?:which\s+)?(?:is|are|lies|lie|sits|stands|located|situated|lying)?[\s,]*(?:located|situated)?\s*"
    r"(?:(?:only|just|about|some|roughly|around|nearly|almost|approximately)\s+)?",
    re.IGNORECASE,
)
_HUB = re.compile(
    r"\b(?:(?:key|gateway|gate|door|springboard|stepping[- ]stone)\s+(?:to|for)|"
    r"open(?:s|ed|ing)?\s+(?:up\s+)?(?:the|a)\s+(?:road|way|path|route|door)\s+(?:to|towards?|into)|"
    r"(?:supply|logistics?|logistical)\s+(?:hub|cent(?:er|re)|base)\s+(?:for|of))\s+(?:the\s+)?"
    r"(?:(?:city|town|village|capital|port|capture|battle|control|defen[cs]e)\s+(?:of|for)\s+)?$",
    re.IGNORECASE,
)
_SMALL = re.compile(r"\b(?:village|hamlet)\s+(?:of\s+)?$", re.IGNORECASE)
_LARGE = re.compile(r"\bcity\s+of\s+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two resolved places and what the claim says of the one relative to the other."""

    place: Place
    spot: Spot
    anchor: Spot
    relation: Relation


def geography(claim: Claim, document: Document, atlas: Atlas) -> Iterator[Finding]:
    """What the gazetteer has against the claim: distances, directions, "near", hubs, villages that are cities."""
    for pair in _pairs(claim, document, atlas):
        yield from _measured(claim, document, pair, atlas)
    yield from _hubs(claim, document, atlas)
    yield from _kinds(claim, document, atlas)


def apart(a: Spot, b: Spot) -> tuple[float, float]:
    """Kilometres from a to b on the ellipsoid, and the bearing in degrees clockwise from north."""
    line = Geodesic.WGS84.Inverse(a.lat, a.lon, b.lat, b.lon)
    return float(line["s12"]) / 1000, float(line["azi1"]) % 360


def _pairs(claim: Claim, document: Document, atlas: Atlas) -> Iterator[Pair]:
    """A place with its relation to another ("X, 30 km east of Y"), or the place before one ("X lies near Y")."""
    before: Place | None = None
    for place in claim.where:
        relation = place.relation
        if relation and len(relation.anchors) == 1 and (anchor := _town(relation.anchors[0], atlas)):
            subject = _subject(place, relation, before, document)
            spot = _leading(subject, atlas) if subject else None
            if subject and spot and spot.id != anchor.id:
                yield Pair(subject, spot, anchor, relation)
        before = place


def _subject(place: Place, relation: Relation, before: Place | None, document: Document) -> Place | None:
    """What the relation places: the place that carries it, or, where that is the anchor itself, the one before."""
    if not place.candidates or place.candidates[0].id != relation.anchors[0]:
        return place if _close(place, relation, document) else None
    return before if before and _joined(before, place, relation, document) else None


def _close(place: Place, relation: Relation, document: Document) -> bool:
    """Whether the relation stands soon after the place: farther off, it is another's, as after a name that goes on
    ("Monongahela National Forest").
    """
    if place.end is None or re.match(r" [A-Z]", document.text[place.end : place.end + 2]):
        return False
    return relation.text in document.text[place.end : place.end + APPOSITION + len(relation.text)]


def _joined(before: Place, place: Place, relation: Relation, document: Document) -> bool:
    """Whether only "lies", "is about" or a comma stands between a place and the relation that follows it."""
    if before.end is None or place.end is None:
        return False
    start = document.text.rfind(relation.text, before.end, place.end)
    return start >= 0 and bool(_IS_AT.fullmatch(document.text, before.end, start))


def _measured(claim: Claim, document: Document, pair: Pair, atlas: Atlas) -> Iterator[Finding]:
    verdict = _verdict(pair.spot, pair.anchor, pair.relation)
    if not verdict:
        return
    others = [s for s in atlas.lookup(pair.spot.name) if s.id != pair.spot.id and s.precision == 1]
    if any(_verdict(s, pair.anchor, pair.relation) is None for s in others):
        return  # another place of that name fits: it is meant, and the claim is right
    km, bearing = apart(pair.anchor, pair.spot)
    if km > NAMESAKE_KM and pair.spot.country != pair.anchor.country:
        return
    severity = "fault" if verdict == "contradicted" else "doubt"
    text = (
        f"“{pair.relation.text}”: by the gazetteer {pair.spot.name} is {_km(km)} {_compass(bearing)} of "
        f"{pair.anchor.name}, centre to centre."
    )
    yield _finding(claim, document, verdict, severity, 0.9 if severity == "fault" else 0.7, text)


def _verdict(spot: Spot, anchor: Spot, relation: Relation) -> str | None:
    """``contradicted``, ``doubtful``, or None where the relation fits the two places."""
    km, bearing = apart(anchor, spot)
    reach = spot.radius_km + anchor.radius_km
    found = [_distance(km, reach, relation), _near(km, reach, relation), _direction(km, reach, bearing, relation)]
    return next((v for v in ("contradicted", "doubtful") if v in found), None)


def _distance(km: float, reach: float, relation: Relation) -> str | None:
    if relation.distance_km is None:
        return None
    low, high = relation.distance_km
    least, most = VAGUE if _VAGUE_WORDS.search(relation.text) else EXACT
    if low * least - reach <= km <= high * most + reach:
        return None
    return (
        "contradicted"
        if km > high * most * FAR_OUTSIDE + reach or km < low * least / FAR_OUTSIDE - reach
        else "doubtful"
    )


def _near(km: float, reach: float, relation: Relation) -> str | None:
    if relation.kind != "near" or km <= NEAR_DOUBTFUL_KM + reach:
        return None
    return "contradicted" if km > NEAR_WRONG_KM + reach else "doubtful"


def _direction(km: float, reach: float, bearing: float, relation: Relation) -> str | None:
    """No finding for two places that touch: from which point of a town one looks decides the direction."""
    if relation.bearing is None or km <= reach / 2:
        return None
    off = abs((bearing - relation.bearing + 180) % 360 - 180)
    if off <= BEARING_DOUBTFUL:
        return None
    return "contradicted" if off > BEARING_WRONG and km > reach * 0.6 else "doubtful"


def _hubs(claim: Claim, document: Document, atlas: Atlas) -> Iterator[Finding]:
    """Places said to hang together though they lie far apart: a doubt, never a fault."""
    for i, place in enumerate(claim.where):
        if place.start is None or not (found := _HUB.search(document.text, max(0, place.start - 100), place.start)):
            continue
        subjects = [p for p in claim.where[:i] if p.end is not None and p.end <= found.start() and p.relation is None]
        a, b = _resolved(subjects[-1], atlas) if subjects else None, _resolved(place, atlas)
        if not a or not b or a.id == b.id:
            continue
        km = apart(a, b)[0]
        if km - a.radius_km - b.radius_km > HUB_KM:
            words = document.text[found.start() : place.end]
            text = (
                f"“{words}”: {a.name} and {b.name} are {_km(km)} apart; that speaks against it, "
                "and does not make it false."
            )
            yield _finding(claim, document, "doubtful", "doubt", 0.6, text)


def _kinds(claim: Claim, document: Document, atlas: Atlas) -> Iterator[Finding]:
    for place in claim.where:
        spot = _resolved(place, atlas)
        if place.start is None or spot is None or spot.population <= 0:
            continue
        before = document.text[max(0, place.start - 30) : place.start]
        people = f"by the gazetteer {spot.name} has {spot.population:,} inhabitants"
        # In the United States a village or a city is a charter, not a size.
        if spot.country == "US":
            continue
        if _SMALL.search(before) and spot.population >= LARGEST_VILLAGE:
            namesakes = [s for s in atlas.lookup(spot.name) if s.id != spot.id and s.country == spot.country]
            if not any(s.population < LARGEST_VILLAGE for s in namesakes):
                yield _finding(claim, document, "doubtful", "doubt", 0.7, f"Called a village: {people}.")
        if _LARGE.search(before) and _all_small(spot, atlas):
            yield _finding(claim, document, "doubtful", "doubt", 0.6, f"Called a city: {people}.")


def _all_small(spot: Spot, atlas: Atlas) -> bool:
    return all(s.population < SMALLEST_CITY for s in (spot, *atlas.lookup(spot.name)))


def _resolved(place: Place, atlas: Atlas) -> Spot | None:
    """The settlement that a place is surely meant to be, None for regions and open names."""
    if not place.candidates or place.candidates[0].score < SURE:
        return None
    return _town(place.candidates[0].id, atlas)


def _leading(place: Place, atlas: Atlas) -> Spot | None:
    """The settlement that a place most likely is; good enough where every namesake is tried too."""
    if not place.candidates or place.candidates[0].score < LEADING:
        return None
    return _town(place.candidates[0].id, atlas)


def _town(identity: str, atlas: Atlas) -> Spot | None:
    spot = atlas.get(identity)
    return spot if spot and spot.kind == "settlement" and spot.precision == 1 else None


def _finding(claim: Claim, document: Document, verdict: str, severity: str, confidence: float, text: str) -> Finding:
    words: tuple[Evidence, ...] = (evidence(document, Span(claim.quote.start, claim.quote.end)),)
    return Finding(claim.id, "geography", verdict, "place", severity, confidence, text, words)


def _km(km: float) -> str:
    return f"{km:.0f} km" if km >= 10 else f"{km:.1f} km"


def _compass(bearing: float) -> str:
    names = ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west")
    return names[round(bearing / 45) % 8]
