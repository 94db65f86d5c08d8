"""Which of the places that share a name is meant, and how probably: weights over features that a person can follow.

Every feature is a number with a weight from one table (``vocabulary/places_weights.tsv``, fitted by
``training/places``). The weighted sums of the places of one name, and that of "none of these", are turned into
probabilities that sum to one. Two that come out alike stay two.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import exp, log, log10
from typing import TypeVar

from fogline import vocabulary
from fogline.grounding import geodesy, names
from fogline.grounding.gazetteer import Entry
from fogline.grounding.mentions import BODIES, Mention, common_words, context_words
from fogline.model import Candidate

# The probability at which a place is taken for resolved, and how far ahead of the next it must be.
SURE, AHEAD = 0.6, 2.0
# How often the names are ranked anew by what the ranking before made of the others.
PASSES = 2
_LEAST_SHARE = 0.03
_KEPT = 10
_CLOSE_KM, _NEAR_KM = 30.0, 120.0
_SITE_KM = 5.0
_FAR_DEGREES = 5.0  # from where on a neighbour is none
# Keeps the logarithm of a share of nothing within bounds.
_FLOOR = 0.02
# How many names a context has, and how many places each of them may be, the likeliest first.
_ANCHORS, _MEANINGS = 40, 3
# What may stand between a name and its region: ", ", " in ", ", a village in Ukraine's ", " (".
_OF_REGION = re.compile(
    r"\s*,?\s*(?:\(|(?:an?|the)\s+(?:[\w-]+\s+){0,3}?(?:in|of)|in|of)?\s*(?:the\s+)?(?:\w+['’]s\s+|(?:north|south|east|west|central)\w*\s+)?",
    re.IGNORECASE,
)
T = TypeVar("T")
_UNCOUNTED = 300
_SEAT = 20_000  # from where on a town of that name is what a region is called after
_BESIDE_NEAR = -1.5  # the logarithm of a nearness that a neighbour 180 km away makes
_LARGER = {"country": 7.0, "region": 5.5, "area": 5.5, "water": 5.5, "district": 4.0}


@cache
def weights() -> dict[str, float]:
    """The weight of each feature; those that begin with "none" are of the name's having no place at all."""
    return {r["feature"]: float(r["weight"]) for r in vocabulary.rows("places_weights")}


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
    """What a document says about where it plays: evidence for countries and regions, regions named, likely points.

    ``nations`` counts all evidence by country, ``areas`` by region, ``own`` each name's part of both: a name is no
    evidence for itself. ``points``: name, place and probability. ``told``: countries named, or by their adjective.
    """

    nations: Mapping[str, float]
    areas: Mapping[tuple[str, str], float]
    own: Mapping[str, Mapping[tuple[str, str], float]]
    regions: Mapping[tuple[str, str], frozenset[str]]
    points: tuple[tuple[str, tuple[float, float], float], ...]
    told: Mapping[str, frozenset[str]]
    total: float = 0.0

    def beside(self, name: str) -> _Beside:
        """The evidence without that of ``name`` itself."""
        own = self.own.get(name, {})
        nations: dict[str, float] = defaultdict(float)
        for (nation, _), share in own.items():
            nations[nation] += share
        return _Beside(self, max(0.0, self.total - sum(own.values())), nations, own)


@dataclass(frozen=True, slots=True)
class _Beside:
    """The evidence of a context less one name's own."""

    context: Context
    total: float
    nations: Mapping[str, float]
    areas: Mapping[tuple[str, str], float]

    def nation_share(self, country: str) -> float:
        """The share that lies in ``country``."""
        left = self.context.nations.get(country, 0.0) - self.nations.get(country, 0.0)
        return max(0.0, left) / self.total if self.total > 0.01 else 0.0

    def area_share(self, place: tuple[str, str]) -> float:
        """The share that lies in a first-level region."""
        left = self.context.areas.get(place, 0.0) - self.areas.get(place, 0.0)
        return max(0.0, left) / self.total if self.total > 0.01 else 0.0


_EMPTY = Context({}, {}, {}, {}, (), {})


def rank_all(text: str, mentions: Sequence[Mention], theatre: Mapping[str, float] | None = None) -> list[Ranked]:
    """The ranking of every mention; one name means one place unless words of its own say otherwise.

    ``theatre`` is what is known beforehand of where a report plays: how much evidence for each country (ISO 3166-1).
    Every mention needs at least one entry.
    """
    keys, groups = _groups(text, mentions)
    ranked = {key: rank(m, key[2], _EMPTY) for key, m in groups.items()}
    for _ in range(PASSES):
        context = context_of(text, mentions, [ranked[k] for k in keys], theatre or {})
        ranked = {key: rank(m, key[2], context) for key, m in groups.items()}
    _spread_own_regions(keys, ranked)
    return [ranked[k] for k in keys]


Key = tuple[str, str | None, frozenset[tuple[str, str]]]


def _groups(text: str, mentions: Sequence[Mention]) -> tuple[list[Key], dict[Key, Mention]]:
    """What makes mentions alike: name, type and the region beside them; and the first mention of each kind."""
    keys = [(names.key(m.text), m.region_word, own_region(text, mentions, i)) for i, m in enumerate(mentions)]
    groups: dict[Key, Mention] = {}
    for key, mention in zip(keys, mentions, strict=True):
        groups.setdefault(key, mention)
    return keys, groups


def rank(mention: Mention, own: frozenset[tuple[str, str]], context: Context) -> Ranked:
    """The probabilities of one mention's places; ``own`` are regions and countries named right beside it."""
    known = weights()
    rows = feature_rows(mention, own, context)
    sums = [sum(known.get(f, 0.0) * v for f, v in row.items()) for row in rows]
    nothing = sum(known.get(f, 0.0) * v for f, v in no_place(mention, rows, context).items())
    top = max(*sums, nothing)
    total = sum(exp(s - top) for s in sums) + exp(nothing - top)
    shares = [(exp(s - top) / total, e) for s, e in zip(sums, mention.entries, strict=True)]
    shares = _larger_first(_sites(sorted(shares, key=lambda x: (-x[0], x[1].id))))
    sure = shares[0][0] >= SURE and (len(shares) == 1 or shares[0][0] >= AHEAD * shares[1][0])
    kept = [(e, s) for s, e in shares if s >= _LEAST_SHARE or not sure][:_KEPT]
    return Ranked(tuple(kept), sure)


def _sites(shares: list[tuple[float, Entry]]) -> list[tuple[float, Entry]]:
    """Settlements of one name that lie beside each other are one place that the data have twice: the likelier of them
    takes the shares of both.
    """
    out: list[tuple[float, Entry]] = []
    for share, entry in shares:
        likely = share >= _LEAST_SHARE
        at = next((i for i, (_, e) in enumerate(out) if _beside(e, entry)), None) if likely else None
        if at is None:
            out.append((share, entry))
        else:
            out[at] = (out[at][0] + share, out[at][1])
    return sorted(out, key=lambda x: (-x[0], x[1].id))


def _beside(a: Entry, b: Entry) -> bool:
    both = a.kind == b.kind == "settlement" and a.precision == b.precision == 1 and abs(a.lat - b.lat) < 0.1
    return both and geodesy.distance_km(a.point, b.point) <= _SITE_KM


def _larger_first(shares: list[tuple[float, Entry]]) -> list[tuple[float, Entry]]:
    """A town and the area around it that bear one name ("Gaza"): the area comes first, for it holds both, and takes
    the town's share too; the town stays listed with what keeps the sum as it is.
    """
    if len(shares) < 2 or shares[0][0] >= SURE:
        return shares
    (a, first), (b, second) = shares[:2]
    large, small = (first, second) if first.radius_km >= second.radius_km else (second, first)
    if b < a / AHEAD or geodesy.distance_km(large.point, small.point) > large.radius_km:
        return shares
    return [((a + b) * 0.75, large), ((a + b) * 0.25, small), *shares[2:]]


def feature_rows(
    mention: Mention, own: frozenset[tuple[str, str]], context: Context
) -> list[dict[str, float]]:  # fmt: skip
    """What speaks for and against each place of a mention, by name."""
    name = names.key(mention.text)
    beside = context.beside(name)
    seats = {e.country for e in mention.entries if e.kind == "settlement" and e.population >= _SEAT}
    rows = [_features(e, mention, name, own, beside) for e in mention.entries]
    for entry, row in zip(mention.entries, rows, strict=True):
        seated = entry.kind == "region" and entry.country in seats
        row["region of the town"] = float(seated and not mention.region_word)
    return rows


def _features(
    entry: Entry, mention: Mention, name: str, own: frozenset[tuple[str, str]], beside: _Beside
) -> dict[str, float]:  # fmt: skip
    context = beside.context
    place, nation = (entry.country, entry.admin1), (entry.country, "")
    settlement = entry.kind == "settlement"
    wide = entry.kind in ("country", "water", "area")
    close, near = (0.0, 0.0) if entry.kind in ("country", "water") else _nearness(entry, name, context)
    nation_share = beside.nation_share(entry.country) if entry.country else 0.0
    area_share = beside.area_share(place) if entry.admin1 and not wide else 0.0
    return {
        "population": _size(entry),
        "village": float(settlement and entry.population < 2000),
        "alternate": float(entry.alternate),
        "country": float(entry.kind == "country"),
        "region kind": float(entry.kind == "region"),
        "district kind": float(entry.kind == "district"),
        "area kind": float(entry.kind in ("area", "water")),
        "nation": nation_share,
        "nation told": float(bool(context.told.get(entry.country, frozenset()) - {name})),
        "region": float(bool(entry.admin1 and context.regions.get(place, frozenset()) - {name})),
        "area": log(area_share + _FLOOR),
        "own_region": float((place in own and entry.kind != "region") or nation in own),
        "close": close,
        "near": log(near + _FLOOR),
        "approximate": float(settlement and entry.precision > 1),
        "article": _article(entry, mention),
        "typed": float(bool(mention.region_word) and entry.kind == "region"),
    }


def _size(entry: Entry) -> float:
    """The logarithm of how many people make a place as well known; where nobody counted, those of a small village."""
    return _LARGER.get(entry.kind) or log10((entry.population or _UNCOUNTED) + 10)


def no_place(mention: Mention, rows: Sequence[Mapping[str, float]], context: Context) -> dict[str, float]:
    """What speaks for the name's meaning something that the gazetteer does not have."""
    name = names.key(mention.text)
    return {
        "none": 1.0,
        "none: many": log(len(rows)),
        "none: alternate only": float(all(r["alternate"] for r in rows)),
        "none: common word": float(common_words().get(mention.text.lower(), "") in ("word", "name", "family")),
        "none: elsewhere": float(
            context.beside(name).total >= 1 and all(r["nation"] < 0.03 and r["near"] < _BESIDE_NEAR for r in rows)
        ),
        "none: long": float(" " in name),
        "none: one": float(len(name) > 5 and _one_site(mention.entries)),
        "none: settlement": float(mention.settlement_word),
        "none: area": max(r["area"] for r in rows),
        "none: near": max(r["near"] for r in rows),
        "none: population": max(r["population"] for r in rows),
    }


def _one_site(entries: Sequence[Entry]) -> bool:
    """Whether all that a name can mean lies beside the first: one place, though the data have it twice."""
    return all(geodesy.distance_km(e.point, entries[0].point) <= _SITE_KM for e in entries[1:])


def _nearness(entry: Entry, name: str, context: Context) -> tuple[float, float]:
    """How near a place lies to the document's others: to the nearest, and to several of them, each by its share."""
    close, near = 0.0, 1.0
    for other, point, share in context.points:
        if other == name or abs(point[0] - entry.lat) > _FAR_DEGREES or abs(point[1] - entry.lon) > 4 * _FAR_DEGREES:
            continue
        away = geodesy.distance_km(entry.point, point)
        close = max(close, share * exp(-away / _CLOSE_KM))
        near *= 1 - share * exp(-away / _NEAR_KM)
    return close, 1 - near


def own_region(text: str, mentions: Sequence[Mention], i: int) -> frozenset[tuple[str, str]]:
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


def context_of(
    text: str, mentions: Sequence[Mention], first: Sequence[Ranked], theatre: Mapping[str, float]
) -> Context:
    """What a document says about where it plays, by a first ranking of its names."""
    nations: dict[str, float] = defaultdict(float, theatre)
    areas: dict[tuple[str, str], float] = defaultdict(float)
    own: dict[str, dict[tuple[str, str], float]] = defaultdict(lambda: defaultdict(float))
    regions: dict[tuple[str, str], set[str]] = defaultdict(set)
    told: dict[str, set[str]] = defaultdict(set)
    counts: dict[str, int] = defaultdict(int)
    ranks: dict[str, Ranked] = {}
    for mention, ranked in zip(mentions, first, strict=True):
        name = names.key(mention.text)
        counts[name] += 1
        ranks.setdefault(name, ranked)
        weight = 1.0 if counts[name] == 1 else 0.25 if counts[name] < 6 else 0.0  # a name said often is one name
        for entry, share in ranked.entries:
            if entry.country:
                nations[entry.country] += share * weight
                areas[entry.country, entry.admin1] += share * weight
                own[name][entry.country, entry.admin1] += share * weight
        best, share = ranked.entries[0]
        if best.kind == "region" or (mention.region_word and ranked.sure):
            regions[best.country, best.admin1].add(name)
        if best.kind == "country" and share > 0.5:
            told[best.country].add(name)
    for nation in theatre:
        told[nation].add("")
    for nation, times in _adjectives(text).items():
        nations[nation] += 0.5 * min(times, 4)
        told[nation].add("")
    chosen = sorted(ranks, key=lambda n: (-counts[n], n))[:_ANCHORS]
    points = [
        (name, entry.point, share)
        for name in chosen
        for entry, share in ranks[name].entries[:_MEANINGS]
        if share > 0.1 and entry.kind in ("settlement", "district", "region") and entry.precision <= 4
    ]
    return Context(nations, areas, own, _frozen(regions), tuple(points), _frozen(told), sum(nations.values()))


def _frozen(sets: Mapping[T, set[str]]) -> dict[T, frozenset[str]]:
    return {key: frozenset(value) for key, value in sets.items()}


def _adjectives(text: str) -> dict[str, int]:
    """How often each nation's adjective stands in the text; before a word for forces or officials it says who acts, and
    not where.
    """
    nations = {r["adjective"]: r["country"] for r in vocabulary.rows("nationalities")}
    acting = context_words("fighters") | context_words("unit") | BODIES
    out: dict[str, int] = defaultdict(int)
    tokens = [word.strip(".,;:\"'“”()") for word in text.split()]
    for word, after in pairwise((*tokens, "")):
        if (nation := nations.get(word)) and after.lower() not in acting:
            out[nation] += 1
    return out


def _spread_own_regions(keys: Sequence[Key], ranked: dict[Key, Ranked]) -> None:
    """A name given once with its region means that place wherever it stands bare, unless two regions were given."""
    by_name: dict[str, set[Key]] = defaultdict(set)
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
