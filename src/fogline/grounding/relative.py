"""Places given relative to others: "3 km south-west of X", "between X and Y", "the X direction"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import radians, sin

from fogline.grounding import geodesy
from fogline.grounding.mentions import Mention
from fogline.grounding.ranking import Ranked
from fogline.model import Relation

BEARINGS = {
    "north": 0.0, "north-northeast": 22.5, "northeast": 45.0, "east": 90.0, "southeast": 135.0, "south": 180.0,
    "southwest": 225.0, "west": 270.0, "northwest": 315.0,
}  # fmt: skip
# How many "a few" are is our reading (no survey is at hand): 2 to 5; the others likewise.
_VAGUE = {
    "a few": (2, 5), "few": (2, 5), "several": (3, 9), "some": (2, 10), "a couple of": (1, 3), "a dozen": (10, 14),
    "dozens of": (24, 60), "tens of": (20, 60), "a": (1, 1), "one": (1, 1), "two": (2, 2), "three": (3, 3),
    "four": (4, 4), "five": (5, 5), "six": (6, 6), "seven": (7, 7), "eight": (8, 8), "nine": (9, 9), "ten": (10, 10),
    "twelve": (12, 12), "fifteen": (15, 15), "twenty": (20, 20), "thirty": (30, 30), "forty": (40, 40),
    "fifty": (50, 50),
}  # fmt: skip
_UNITS = {"km": 1.0, "kilom": 1.0, "mile": 1.609344, "mi": 1.609344, "m": 0.001, "metre": 0.001, "meter": 0.001}
_SIDE = r"(?:north|south|east|west)(?:[- ]?(?:north|south)?[- ]?(?:east|west))?(?:ern)?"
_KIND = r"(?:the\s+)?(?:(?:city|town|village|settlement|capital|port|outskirts|centre|center)\s+of\s+)?"
_NUMBER = r"\d+(?:[.,]\d+)?|" + "|".join(sorted((re.escape(v) for v in _VAGUE), key=len, reverse=True))
_DISTANCE = re.compile(
    rf"(?P<low>{_NUMBER})(?:\s*(?:-|–|to|or)\s*(?P<high>{_NUMBER}))?[\s-]*(?P<unit>kilomet(?:re|er)s?|kms?|miles?|met(?:re|er)s?|m)"
    rf"\s+(?:away\s+)?(?:to\s+)?(?:the\s+)?(?:(?P<side>{_SIDE})\s+(?:of|from)|from|outside|off|away from)\s+{_KIND}$",
    re.IGNORECASE,
)
_DIRECTION = re.compile(rf"\b(?P<side>{_SIDE})\s+of\s+{_KIND}$", re.IGNORECASE)
_NEAR = re.compile(
    r"\b(?:near|nearby|close to|just outside|outside|(?:on|at|to|in|towards?)\s+the\s+(?:\w+\s+)?(?:"
    rf"outskirts|edge|approaches|suburbs|vicinity)\s+(?:of|to)|around|not far from|"
    rf"in the vicinity of|adjacent to)\s+{_KIND}$",
    re.IGNORECASE,
)
_BANK = re.compile(
    r"\b(?P<side>left|right|east|west|eastern|western|north|south)\s+bank\s+of\s+(?:the\s+)?$", re.IGNORECASE
)
_ROAD = re.compile(r"^\s+(?:road|highway|motorway|line|route|railway|corridor)\b", re.IGNORECASE)
_AXIS = re.compile(
    r"^\s+(?:(?:operational|tactical)\s+)?(?:direction|axis|sector|front(?:line)?|area of operations)s?\b",
    re.IGNORECASE,
)
# A direction of the general staff is a stretch of front of some tens of kilometres.
_AXIS_RADIUS_KM, _SIDE_KM, _NEAR_KM = 30.0, (1.0, 15.0), 5.0


@dataclass(frozen=True, slots=True)
class Derived:
    """A relation with the point that it yields, what that can be off by, and the UCDP precision."""

    relation: Relation
    lat: float | None
    lon: float | None
    radius_km: float | None
    precision: int | None
    start: int
    end: int


def relations(text: str, mentions: Sequence[Mention], ranked: Sequence[Ranked]) -> list[Derived | None]:
    """For each mention, the relation that it is the anchor of, None where it stands for itself."""
    out: list[Derived | None] = []
    for i, mention in enumerate(mentions):
        found = (
            _paired(text, mentions, ranked, i) or _before(text, mention, ranked[i]) or _after(text, mention, ranked[i])
        )
        out.append(found)
    return out


def _before(text: str, mention: Mention, ranked: Ranked) -> Derived | None:
    words = text[max(0, mention.start - 110) : mention.start]
    offset = mention.start - len(words)
    if found := _DISTANCE.search(words):
        return _distance(text, offset + found.start(), mention, ranked, found)
    if found := _BANK.search(words):
        return _derive("side", text, offset + found.start(), mention.end, ranked, 5)
    if found := _DIRECTION.search(words):
        bearing = _bearing(found["side"])
        return _at(text, offset + found.start(), mention, ranked, _SIDE_KM, bearing, "direction", 5)
    if found := _NEAR.search(words):
        return _derive("near", text, offset + found.start(), mention.end, ranked, 2, _NEAR_KM)
    return None


def _after(text: str, mention: Mention, ranked: Ranked) -> Derived | None:
    found = _AXIS.match(text[mention.end : mention.end + 40])
    if not found:
        return None
    return _derive("direction", text, mention.start, mention.end + found.end(), ranked, 5, _AXIS_RADIUS_KM)


def _paired(text: str, mentions: Sequence[Mention], ranked: Sequence[Ranked], i: int) -> Derived | None:
    """ "between X and Y" and "the X–Y road" hang on two places; both mentions carry the relation."""
    for a, b in ((i, i + 1), (i - 1, i)):
        if a < 0 or b >= len(mentions) or mentions[a].sentence != mentions[b].sentence:
            continue
        first, second = mentions[a], mentions[b]
        between = text[first.end : second.start].strip().lower()
        lead = text[max(0, first.start - 40) : first.start]
        opening = re.search(r"\bbetween\s+(?:the\s+)?(?:(?:city|town|village)s?\s+of\s+)?$", lead, re.IGNORECASE)
        if opening and between in {"and", "and the", "and the town of", "and the village of", "and the city of"}:
            return _pair("between", text, first.start - len(opening.group()), second.end, ranked[a], ranked[b])
        road = _ROAD.match(text[second.end : second.end + 20])
        if between in {"-", "–", "—", "to"} and road:
            return _pair("axis", text, first.start, second.end + road.end(), ranked[a], ranked[b])
    return None


def _pair(kind: str, text: str, start: int, end: int, a: Ranked, b: Ranked) -> Derived:
    relation = Relation(kind, text[start:end], anchors=_anchors(a) + _anchors(b))
    if not (a.sure and b.sure):
        return Derived(relation, None, None, None, None, start, end)
    middle = geodesy.midpoint(a.best.point, b.best.point)
    half = geodesy.distance_km(a.best.point, b.best.point) / 2
    radius = round(half + max(a.best.radius_km, b.best.radius_km), 1)
    return Derived(relation, round(middle[0], 4), round(middle[1], 4), radius, 5, start, end)


def _distance(text: str, start: int, mention: Mention, ranked: Ranked, found: re.Match[str]) -> Derived:
    unit = next(v for u, v in _UNITS.items() if found["unit"].lower().startswith(u))
    low, high = _span(found["low"])
    if found["high"]:
        high = _span(found["high"])[1]
    distance = (round(low * unit, 3), round(high * unit, 3))
    if not found["side"]:
        made = _derive("distance", text, start, mention.end, ranked, 2, distance[1])
        relation = Relation("distance", made.relation.text, distance, None, made.relation.anchors)
        return Derived(relation, made.lat, made.lon, made.radius_km, made.precision, made.start, made.end)
    return _at(text, start, mention, ranked, distance, _bearing(found["side"]), "distance", 2)


def _at(
    text: str, start: int, mention: Mention, ranked: Ranked, distance: tuple[float, float], bearing: float, kind: str,
    precision: int,
) -> Derived:  # fmt: skip
    """A point some way off: as far wrong as half the range of distances, half a compass sector and the town's reach."""
    known = distance if kind == "distance" else None
    relation = Relation(kind, text[start : mention.end], known, bearing, _anchors(ranked))
    if not ranked.sure:
        return Derived(relation, None, None, None, None, start, mention.end)
    middle = sum(distance) / 2
    lat, lon = geodesy.destination(ranked.best.point, bearing, middle)
    off = (distance[1] - distance[0]) / 2 + middle * sin(radians(22.5)) + ranked.best.radius_km
    return Derived(relation, round(lat, 4), round(lon, 4), round(off, 1), precision, start, mention.end)


def _derive(
    kind: str, text: str, start: int, end: int, ranked: Ranked, precision: int, more_km: float = 0.0
) -> Derived:
    relation = Relation(kind, text[start:end], anchors=_anchors(ranked))
    if not ranked.sure:
        return Derived(relation, None, None, None, None, start, end)
    best = ranked.best
    worst = max(precision, best.precision)
    return Derived(relation, best.lat, best.lon, round(best.radius_km + more_km, 1), worst, start, end)


def _anchors(ranked: Ranked) -> tuple[str, ...]:
    return (ranked.best.id,) if ranked.sure else tuple(e.id for e, _ in ranked.entries[:2])


def _span(words: str) -> tuple[float, float]:
    known = _VAGUE.get(words.lower())
    if known:
        return float(known[0]), float(known[1])
    number = float(words.replace(",", "."))
    return number, number


def _bearing(side: str) -> float:
    plain = re.sub(r"[- ]", "", side.lower()).replace("ern", "")
    return BEARINGS.get(plain, BEARINGS[re.match("north|south|east|west", plain).group()])  # type: ignore[union-attr] # the pattern begins so


def follows_place(text: str, mentions: Sequence[Mention], derived: Derived, i: int) -> int | None:
    """The mention that a relation places: "Soledar" in "Soledar, a few km north of Bakhmut"; else None."""
    before = i - 1
    if before < 0 or mentions[before].sentence != mentions[i].sentence or mentions[before].end > derived.start:
        return None
    between = text[mentions[before].end : derived.start].strip().lower()
    return before if _PLACED.fullmatch(between) else None


_PLACED = re.compile(
    r"[,(–—]?\s*(?:just|only|about|some|roughly|around|which (?:is|lies)|lying|located|situated|is|lies|"
    r"(?:an?|the)\s+(?:\w+\s+)?(?:city|town|village|settlement|hamlet|suburb|camp|port))?"
)
