"""The places of claims against gold in the project's own shape, whose places are phrases without coordinates.

Claims are given as the gold has them, less places and times, so that only grounding is measured; and once more as the
reader reads them. The place of the event is right when the first of the places that grounding puts in the part of the
event is one that the gold puts there, by words of the text or, where it is carried over, by name. It is right *and
resolved* when besides it is surely one place (or a point reckoned from one) and lies in a country where that war is
fought: more cannot be said without coordinates.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from fogline.bench import answers, claims, tables
from fogline.bench.claims import GoldClaim
from fogline.bench.figures import Score, prf, share
from fogline.bench.gold import Row, about, document, listed
from fogline.bench.placing import grounded
from fogline.contract import claim_from_json
from fogline.flow.reading import gazetteer
from fogline.grounding.names import key
from fogline.model import Claim, Document, Place

_SCENE = ("event", "target")


@dataclass(frozen=True, slots=True)
class Gold:
    """A document with its claims, places in them, and the countries of its war (none known: none are asked for)."""

    document: Document
    claims: tuple[Claim, ...]
    told: tuple[GoldClaim, ...]
    countries: frozenset[str]


def kind(rows: Sequence[Row]) -> str | None:
    """``claims`` where claims of our shape have places."""
    if claims.kind(rows) != "claims":
        return None
    return "claims" if any(c.get("where") for row in rows for c in listed(row, "claims")) else None


def parse(row: Row) -> Gold:
    """The gold of one row."""
    doc = document(row)
    whole = tuple(claim_from_json(c | {"document": doc.id}) for c in listed(row, "claims"))
    war = str(about(row).get("war") or "")
    countries = {r["war"]: frozenset(r["countries"].split()) for r in tables.rows("wars")}
    return Gold(doc, whole, claims.parse(row).claims, countries.get(war, frozenset()))


def score(golds: Sequence[Gold]) -> Iterator[Score]:
    """Figures with the gold's own claims, then with those that the reader finds."""
    pairs = [(gold, c, a) for gold in golds for c, a in zip(gold.claims, _grounded(gold), strict=True)]
    yield from _figures(pairs, "")
    yield from _mentions(pairs)
    yield from _figures([p for gold in golds for p in _read(gold)], "as read, ")


def _grounded(gold: Gold) -> tuple[Claim, ...]:
    return grounded(gold.document, [replace(c, where=(), when=None) for c in gold.claims])


def _read(gold: Gold) -> Iterator[tuple[Gold, Claim, Claim]]:
    whole = {id(told): claim for told, claim in zip(gold.told, gold.claims, strict=True)}
    ours = grounded(gold.document, answers.claims(gold.document))
    return ((gold, whole[id(told)], claim) for told, claim in claims.pair(gold.told, ours))


def _figures(pairs: Sequence[tuple[Gold, Claim, Claim]], name: str) -> Iterator[Score]:
    with_place = [(g, c, a) for g, c, a in pairs if scene(c.where)]
    without = [a for _, c, a in pairs if not c.where]
    right = [(g, a) for g, c, a in with_place if is_right(c, a)]
    sure = sum(is_resolved(scene(a.where)[0], g.countries) for g, a in right)
    n = len(with_place)
    if not n:
        return
    yield Score(f"{name}event place right", share(len(right), n), n)
    yield Score(f"{name}event place right and resolved", share(sure, n), n)
    missing = sum(not scene(a.where) for _, _, a in with_place)
    yield Score(f"{name}event place missing", share(missing, n), n, fewer=True)
    yield Score(f"{name}event place wrong", share(n - len(right) - missing, n), n, fewer=True)
    given = sum(bool(scene(a.where)) for a in without)
    yield Score(f"{name}event place given where there is none", share(given, len(without)), len(without), fewer=True)


def _mentions(pairs: Sequence[tuple[Gold, Claim, Claim]]) -> Iterator[Score]:
    """Places in the words of the claims, and the parts they play."""
    wanted = given = both = role = 0
    for _, gold, claim in pairs:
        theirs = [p for p in gold.where if not p.carried and any(c.isupper() for c in p.phrase)]
        ours = [p for p in claim.where if not p.carried]
        wanted, given = wanted + len(theirs), given + len(ours)
        for place in theirs:
            match = next((p for p in ours if _overlap(p, place)), None)
            both += match is not None
            role += match is not None and match.role == place.role
    if wanted:
        yield from prf("place in claim", both, given, wanted)
        yield Score("part of the place right", share(role, both), both)


def scene(where: Sequence[Place]) -> list[Place]:
    """The places of the event: those where it happens, else those it is aimed at."""
    here = [p for p in where if p.role == "event"]
    return here or [p for p in where if p.role in _SCENE]


def is_right(gold: Claim, claim: Claim) -> bool:
    """Whether the first place of the event is one of the gold's."""
    ours = scene(claim.where)
    return bool(ours) and any(same(ours[0], p) for p in scene(gold.where))


def same(ours: Place, gold: Place) -> bool:
    """Whether two places are one by their words: overlapping in the text, one name within the other, or two names of
    what ours is taken to be.
    """
    if _overlap(ours, gold):
        return True
    a, b = key(ours.phrase), key(gold.phrase)
    if a and b and (f" {a} " in f" {b} " or f" {b} " in f" {a} "):
        return True
    return len(ours.candidates) == 1 and ours.candidates[0].id in {e.id for e in gazetteer().lookup(gold.phrase)}


def is_resolved(place: Place, countries: frozenset[str]) -> bool:
    """Whether a place is surely one place, in one of the countries (or in no country: a water)."""
    if place.precision is None or not place.candidates:
        return False
    country = place.candidates[0].country
    return not countries or country is None or country in countries


def _overlap(a: Place, b: Place) -> bool:
    if a.start is None or a.end is None or b.start is None or b.end is None:
        return False
    return a.start < b.end and b.start < a.end
