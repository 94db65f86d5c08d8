"""Which of the places that share a name is meant: a score over features that a person can follow.

Every feature is a number with a weight from one table; the weighted sums of the places of one name are turned
into shares that sum to one. Two that come out alike stay two.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log10

from fogline import vocabulary
from fogline.grounding import geodesy, names
from fogline.grounding.gazetteer import Entry
from fogline.grounding.mentions import Mention
from fogline.model import Candidate

WEIGHTS: Mapping[str, float] = {
    "population": 1.0,  # for each factor of ten: writers add no region to a name that all readers know
    "alternate": -1.5,  # a main name is what most writers use; most alternate names are old or foreign
    "country": 1.5,  # a country's name without more is the country, not its namesake town
    "nation": 3.0,  # the share of the document's evidence that lies in the place's country
    "region": 3.0,  # the place's region is named somewhere in the document
    "own_region": 6.0,  # the region or country stands right after the name: "Pavlivka, Sumy region"
    "near": 4.0,  # a report's places lie together: falls by 1/e in 100 km from the nearest sure one
    "approximate": -0.5,  # a village without coordinates of its own is small
    "article": 4.0,  # "the Dnipro" is the river, "Dnipro" the town
    "typed": 2.0,  # "the village of X", "X region": the kind of place is said
}
# The share at which a place is taken for resolved, and how far ahead of the next it must be.
SURE, AHEAD = 0.6, 2.0
_LEAST_SHARE = 0.05
# A place of this size needs no neighbour in the document; below it, this much evidence for other countries tells.
_KNOWN_SIZE, _SOME_EVIDENCE = 100_000, 0.9
_NEAR_KM = 100.0
# What may stand between a name and its region: ", ", " in ", ", a village in Ukraine's ", " (".
_OF_REGION = re.compile(
    r"\s*,?\s*(?:\(|(?:an?|the)\s+(?:[\w-]+\s+){0,3}?(?:in|of)|in|of)?\s*(?:the\s+)?(?:\w+['’]s\s+|(?:north|south|east|west|central)\w*\s+)?",
    re.IGNORECASE,
)
_ANCHORS = 40
_LARGER = {"country": 7.0, "region": 5.5, "area": 5.5, "water": 5.5, "district": 4.0}


@dataclass(frozen=True, slots=True)
class Ranked:
    """The places that a mention can mean, best first, with their shares; ``sure`` when the first is taken."""

    entries: tuple[tuple[Entry, float], ...]
    sure: bool

    @property
    def best(self) -> Entry:
        """The likeliest place."""
        return self.entries[0][0]

    def candidates(self) -> tuple[Candidate, ...]:
        """As the nouns have them."""
        return tuple(
            Candidate(e.id, e.name, e.lat, e.lon, round(s, 3), e.country or None, e.admin1 or None, e.kind)
            for e, s in self.entries
        )


@dataclass(frozen=True, slots=True)
class Context:
    """What a document says about where it plays: evidence for countries, regions named, points that are sure.

    ``nations`` counts all evidence by country, ``own`` each name's part of it: a name is no evidence for itself.
    """

    nations: Mapping[str, float]
    regions: frozenset[tuple[str, str]]
    points: tuple[tuple[str, tuple[float, float]], ...]
    own: Mapping[str, Mapping[str, float]]

    def nation_share(self, country: str, name: str) -> float:
        """The share of the evidence beside ``name`` itself that lies in ``country``."""
        own = self.own.get(name, {})
        total = sum(self.nations.values()) - sum(own.values())
        return max(0.0, self.nations.get(country, 0.0) - own.get(country, 0.0)) / total if total > 0.01 else 0.0


def rank_all(text: str, mentions: Sequence[Mention]) -> list[Ranked]:
    """The ranking of every mention; one name means one place unless words of its own say otherwise."""
    locals_ = [_own_region(text, mentions, i) for i in range(len(mentions))]
    empty = Context({}, frozenset(), (), {})
    groups: dict[tuple[object, ...], Ranked] = {}
    keys = [(names.key(m.text), m.region_word, own) for m, own in zip(mentions, locals_, strict=True)]
    for key, mention, own in zip(keys, mentions, locals_, strict=True):
        if key not in groups:
            groups[key] = rank(mention, own, empty)
    context = _context(text, mentions, [groups[k] for k in keys])
    second: dict[tuple[object, ...], Ranked] = {}
    for key, mention, own in zip(keys, mentions, locals_, strict=True):
        if key not in second:
            second[key] = rank(mention, own, context)
    _spread_own_regions(keys, second)
    return [second[k] for k in keys]


def rank(mention: Mention, own: frozenset[tuple[str, str]], context: Context) -> Ranked:
    """The shares of one mention's places in a context; ``own`` are regions and countries named right beside it."""
    sums = [(sum(WEIGHTS[f] * v for f, v in features(e, mention, own, context).items()), e) for e in mention.entries]
    top = max(s for s, _ in sums)
    weights = [(exp(s - top), e) for s, e in sums]
    total = sum(w for w, _ in weights)
    shares = sorted(((w / total, e) for w, e in weights), key=lambda x: (-x[0], x[1].id))
    shares = _larger_first(shares)
    sure = _is_sure(shares, names.key(mention.text), context)
    kept = [(e, s) for s, e in shares if s >= _LEAST_SHARE][:10] if sure else [(e, s) for s, e in shares][:10]
    return Ranked(tuple(kept), sure)


def _larger_first(shares: list[tuple[float, Entry]]) -> list[tuple[float, Entry]]:
    """A town and the area around it that bear one name ("Gaza"): the area comes first, for it holds both, and takes
    the town's share too; the town stays listed with what keeps the sum at one.
    """
    if len(shares) < 2 or shares[0][0] >= SURE:
        return shares
    (a, first), (b, second) = shares[:2]
    large, small = (first, second) if first.radius_km >= second.radius_km else (second, first)
    if b < a / AHEAD or geodesy.distance_km(large.point, small.point) > large.radius_km:
        return shares
    return [((a + b) * 0.75, large), ((a + b) * 0.25, small), *shares[2:]]


def _is_sure(shares: list[tuple[float, Entry]], name: str, context: Context) -> bool:
    """Whether the first place is taken: far ahead, and no small namesake in a country that nothing points to."""
    first, best = shares[0]
    if first < SURE or (len(shares) > 1 and first < AHEAD * shares[1][0]):
        return False
    if best.kind != "settlement" or best.population >= _KNOWN_SIZE or (first >= 0.9 and not best.alternate):
        return True
    if (len(shares) == 1 and len(name) > 4) or _nearness(best, name, context) > 0.3:
        return True
    others = sum(context.nations.values()) - sum(context.own.get(name, {}).values())
    return others < _SOME_EVIDENCE or context.nation_share(best.country, name) > 0


def features(entry: Entry, mention: Mention, own: frozenset[tuple[str, str]], context: Context) -> dict[str, float]:
    """What speaks for and against one place, by name."""
    size = _LARGER.get(entry.kind) or log10(entry.population + 10)
    name = names.key(mention.text)
    place, nation = (entry.country, entry.admin1), (entry.country, "")
    return {
        "population": size,
        "alternate": float(entry.alternate),
        "country": float(entry.kind == "country"),
        "nation": context.nation_share(entry.country, name) if entry.country else 0.0,
        "region": float(place in context.regions and bool(entry.admin1) and entry.kind != "region"),
        "own_region": float(place in own or nation in own),
        "near": _nearness(entry, name, context),
        "approximate": float(entry.kind == "settlement" and entry.precision > 1),
        "article": _article(entry, mention),
        "typed": float(bool(mention.region_word) and entry.kind == "region"),
    }


def _nearness(entry: Entry, name: str, context: Context) -> float:
    if entry.kind in ("country", "water") or not context.points:
        return 0.0
    away = (
        geodesy.distance_km(entry.point, point)
        for other, point in context.points
        if other != name and abs(point[0] - entry.lat) < 5
    )
    return exp(-min(away, default=1e6) / _NEAR_KM)


def _own_region(text: str, mentions: Sequence[Mention], i: int) -> frozenset[tuple[str, str]]:
    """The regions and countries right after a name: ", Sumy region", "in Donetsk region", "(Kursk oblast)"."""
    mention = mentions[i]
    if i + 1 >= len(mentions) or mentions[i + 1].sentence != mention.sentence:
        return frozenset()
    following = mentions[i + 1]
    if not _OF_REGION.fullmatch(text[mention.end : following.start]):
        return frozenset()
    larger = [e for e in following.entries if e.kind in ("region", "country", "district")]
    if following.region_word:
        larger += [e for e in following.entries if e.kind == "settlement"][:1]
    return frozenset((e.country, e.admin1) for e in larger)


def _context(text: str, mentions: Sequence[Mention], first: Sequence[Ranked]) -> Context:
    counts: dict[str, float] = defaultdict(float)
    own: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    regions: set[tuple[str, str]] = set()
    points: dict[str, tuple[Entry, int]] = {}
    for mention, ranked in zip(mentions, first, strict=True):
        best = ranked.best
        for entry, share in ranked.entries:
            if entry.country:
                counts[entry.country] += share
                own[names.key(mention.text)][entry.country] += share
        if best.kind == "region" or (mention.region_word and ranked.sure):
            regions.add((best.country, best.admin1))
        if ranked.sure and best.kind in ("settlement", "district") and best.precision <= 3:
            name = names.key(mention.text)
            points[name] = (best, points.get(name, (best, 0))[1] + 1)
    for nation, times in _adjectives(text).items():
        counts[nation] += 0.5 * min(times, 4)
    chosen = sorted(points.items(), key=lambda p: (-p[1][1], p[0]))[:_ANCHORS]
    return Context(counts, frozenset(regions), tuple((n, e.point) for n, (e, _) in chosen), own)


def _adjectives(text: str) -> dict[str, int]:
    """How often each nation's adjective stands in the text."""
    nations = {r["adjective"]: r["country"] for r in vocabulary.rows("nationalities")}
    out: dict[str, int] = defaultdict(int)
    for word in text.split():
        if nation := nations.get(word.strip(".,;:\"'“”()")):
            out[nation] += 1
    return out


def _spread_own_regions(keys: Sequence[tuple[object, ...]], ranked: dict[tuple[object, ...], Ranked]) -> None:
    """A name given once with its region means that place wherever it stands bare, unless two regions were given."""
    by_name: dict[object, set[tuple[object, ...]]] = defaultdict(set)
    for key in keys:
        if key[2] and ranked[key].sure:
            by_name[key[0]].add(key)
    for key in set(keys):
        told = by_name.get(key[0], set())
        if not key[2] and not key[1] and len({ranked[t].best.id for t in told}) == 1:
            ranked[key] = ranked[min(told, key=repr)]


def _article(entry: Entry, mention: Mention) -> float:
    """For a water or an area that shares its name: with "the" it is likelier, a water without it hardly meant."""
    if entry.kind not in ("water", "area"):
        return 0.0
    return 1.0 if mention.article else -1.0 if entry.kind == "water" else 0.0
