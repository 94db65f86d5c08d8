"""Where a claim happens that names no place of its own: which of the places told before it goes on.

"Shells fell on Toretsk. Two houses burned." The places of the text so far, and "none of them", are weighed by features
that a person can follow, with weights from one table (``vocabulary/places_carried.tsv``, fitted by ``training/places``
on the project's own corpus).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import log

from fogline import vocabulary

_FAR = 8  # sentences from which on a place is simply far


@dataclass(frozen=True, slots=True)
class Told:
    """A place named in the text: its name's key, where it stands, and as what.

    ``role`` as ``Place`` has it; ``kind`` the gazetteer's; ``wide``: too large to be where a thing happened;
    ``spoken``: part of a speaker's name, or a capital that acts.
    """

    name: str
    start: int
    sentence: int
    paragraph: int
    heading: bool
    role: str
    kind: str
    wide: bool
    spoken: bool
    opens: bool


@dataclass(frozen=True, slots=True)
class Scene:
    """Where an earlier claim happens, and where that claim stands."""

    name: str
    sentence: int
    paragraph: int


@dataclass(frozen=True, slots=True)
class Asking:
    """A claim without a place of its own. ``elliptic``: "there", "the town" (``town``); ``pronoun``: it opens with
    "it"; ``heading``: the sentence of the heading above it, -1 for none; ``title``: the key of the document's title.
    """

    start: int
    end: int
    sentence: int
    paragraph: int
    heading: int
    event: str
    kind: str
    elliptic: bool
    town: bool
    pronoun: bool
    title: str


@dataclass(frozen=True, slots=True)
class Around:
    """What the places before a claim are like together: the nearest one's name, how often the most frequent is named,
    how many names each sentence has.
    """

    nearest: str
    most: int
    names: Mapping[int, int]

    @classmethod
    def of(cls, claim: Asking, told: Sequence[Told]) -> Around:
        """Counted once for a claim."""
        before = [p for p in told if p.start < claim.start]
        sentences: dict[int, set[str]] = defaultdict(set)
        for place in told:
            if not place.wide:
                sentences[place.sentence].add(place.name)
        most = max(Counter(p.name for p in before).values(), default=1)
        return cls(before[-1].name if before else "", most, {s: len(n) for s, n in sentences.items()})


@cache
def weights() -> dict[str, float]:
    """The weight of each feature; those that begin with "none" speak for no place."""
    return {r["feature"]: float(r["weight"]) for r in vocabulary.rows("places_carried")}


def choose(claim: Asking, told: Sequence[Told], scenes: Sequence[Scene]) -> Told | None:
    """The place that goes on, None where none does; ``scenes`` are those of earlier claims, in order."""
    known = weights()
    options = offered(claim, told)
    if not options:
        return None
    around = Around.of(claim, told)
    rows = [features(claim, group, around, scenes) for group in options]
    sums = [sum(known.get(f, 0.0) * v for f, v in row.items()) for row in rows]
    best = max(range(len(sums)), key=lambda i: (sums[i], -i))
    nothing = sum(known.get(f, 0.0) * v for f, v in no_place(claim, rows, scenes).items())
    return options[best][-1] if sums[best] > nothing else None


def offered(claim: Asking, told: Sequence[Told]) -> list[list[Told]]:
    """The places told before a claim or in its sentence, by name; none in its own words, none that only explains
    another, and none as large as a country.
    """
    groups: dict[str, list[Told]] = {}
    for place in told:
        within = claim.start <= place.start < claim.end
        barred = place.wide or place.role == "background"
        if not within and not barred and (place.start < claim.start or place.sentence == claim.sentence):
            groups.setdefault(place.name, []).append(place)
    return list(groups.values())


def features(
    claim: Asking, group: Sequence[Told], around: Around, scenes: Sequence[Scene]
) -> dict[str, float]:  # fmt: skip
    """What speaks for and against one place, by name; ``group`` are its mentions so far."""
    last = group[-1]
    away = max(0, claim.sentence - last.sentence)
    there = bool(scenes) and scenes[-1].name == last.name
    return {
        "same sentence": float(away == 0 and last.start < claim.start),
        "same sentence, after": float(last.start >= claim.end),
        "last sentence": float(away == 1),
        "two before": float(away == 2),
        "distance": log(1 + min(away, _FAR)),
        "same paragraph": float(any(p.paragraph == claim.paragraph for p in group)),
        "heading": float(any(p.sentence == claim.heading for p in group)),
        "rivals": log(max(1, around.names.get(last.sentence, 1))) if away else 0.0,
        "opening": float(any(p.sentence <= 1 for p in group)),
        "often": log(len(group)),
        "most often": float(len(group) >= around.most > 1),
        "nearest": float(around.nearest == last.name),
        "title": float(f" {last.name} " in claim.title),
        "scene before": float(there),
        "scene before, sentence": float(there and scenes[-1].sentence == claim.sentence),
        "scene before, paragraph": float(there and scenes[-1].paragraph == claim.paragraph),
        "scenes": log(1 + sum(s.name == last.name for s in scenes)),
        "target": float(last.role == "target"),
        "origin": float(last.role == "origin"),
        "settlement": float(last.kind == "settlement"),
        "region": float(last.kind == "region"),
        "country": float(last.kind == "country"),
        "spoken": float(all(p.spoken for p in group)),
        "opens": float(last.opens),
        "elliptic, near": float(claim.elliptic and away <= 1),
        "the town, a town": float(claim.town and last.kind == "settlement"),
        "it, opens": float(claim.pronoun and last.opens and away == 1),
    }


def no_place(claim: Asking, rows: Sequence[Mapping[str, float]], scenes: Sequence[Scene]) -> dict[str, float]:
    """What speaks for no place."""
    return {
        "none": 1.0,
        "none: other": float(claim.event == "other"),
        "none: elliptic": float(claim.elliptic),
        "none: no scene": float(not scenes),
        "none: scene here": float(bool(scenes) and scenes[-1].paragraph == claim.paragraph),
        "none: many": log(len(rows)),
        "none: far": min(r["distance"] for r in rows),
        **{f"none: {kind}": float(claim.kind == kind) for kind in ("state", "assessment", "forecast", "conditional")},
        "none: relation": float(claim.kind in ("relation", "background")),
        "none: parties": float(claim.event in ("agreement", "supply", "command", "aid", "deploy")),
    }
