"""Grounding, behind the real reader, against reports that neither was written for.

``grounding_cases.jsonl`` holds 100 short reports on eleven wars, written before a line of grounding was opened,
then dealt out by turns into ``dev`` and ``test``. Rules may be mended on ``dev``
(``python tests/test_grounding_heldout.py dev`` shows every miss); ``test`` is for measuring only, and its cases are
never printed. A gold claim is not changed to suit the code.

A line has ``published``, ``text``, ``heading`` (the first line, where it is one) and ``claims``. Of a claim:
``quote``, its exact words; ``places``, the places of the event (a point, or the name of a region), empty where the
text sets none; ``not_event``, names in the text that are not; ``carried``, whether an earlier sentence or the
heading sets the place; ``interval``, the days that its time can mean, null where open, "none" where its words of
time (a duration) set no day.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from fogline import grounding, reading
from fogline.grounding import geodesy
from fogline.model import Claim, Document, Place, Span, When, document_id

CASES = Path(__file__).with_name("grounding_cases.jsonl")
NEAR_KM = 25.0
# Lowest and highest that pass, in per cent: 3 points beside what the first run on ``test`` measured.
# That run: place right 89.8, wrong place 15.3, first place right 81.4, carried right 62.5 (of 8), interval right 95.3;
# whether a quote was read at all is the reader's measure and not pinned here. Narrow them, never widen them.
BOUNDS: dict[str, tuple[float, float]] = {
    "place right": (86.8, 100),
    "wrong place": (0, 18.3),
    "first place right": (78.4, 100),
    "carried right": (59.5, 100),
    "interval right": (92.3, 100),
}
# Gold places that neither GeoNames' settlements of 500 people and more nor Ukraine's register has, under that name and
# near that point: the ceiling of "place right" is lower by the claims that name them. The supplement's own (fogline:) are from memory.
ABSENT = {"Hsipaw", "Khiam", "Kobo", "Masisi", "Minova"}
Case = dict[str, Any]


def cases(split: str) -> list[Case]:
    """The lines of one split."""
    lines = CASES.read_text(encoding="utf-8").splitlines()
    return [case for case in map(json.loads, lines) if case["split"] == split]


def read(case: Case, gazetteer: grounding.Gazetteer) -> tuple[Claim, ...]:
    """The grounded claims of one report."""
    text, published = case["text"], case["published"]
    headings = (Span(0, len(case["heading"])),) if "heading" in case else ()
    document = Document(document_id(text, published), text, published=published, language="en", headings=headings)
    return grounding.ground(document, reading.read(document), gazetteer)


def fitting(case: Case, gold: Case, claims: tuple[Claim, ...]) -> Claim | None:
    """The claim that shares most with the quote, for its own length; None where none covers half of it."""
    start = case["text"].index(gold["quote"])
    end = start + len(gold["quote"])
    best, most = None, 0.0
    for claim in claims:
        shared = min(end, claim.quote.end) - max(start, claim.quote.start)
        share = shared / (end - start + claim.quote.end - claim.quote.start - shared)
        if shared * 2 >= end - start and share > most:
            best, most = claim, share
    return best


def is_at(gold: Case, place: Place) -> bool:
    """Whether a place is the gold one: within 25 km of it, more where it is relative, or of its name."""
    if not place.candidates:
        return False
    best = place.candidates[0]
    if "lat" not in gold:
        return gold["name"].casefold() in best.name.casefold()
    point = (best.lat, best.lon)
    within = NEAR_KM
    if place.relation and place.lat is not None and place.lon is not None:
        point, within = (place.lat, place.lon), NEAR_KM + (place.radius_km or 0.0)
    near = geodesy.distance_km((gold["lat"], gold["lon"]), (best.lat, best.lon)) <= NEAR_KM
    between = bool(place.relation) and gold["name"] in place.phrase
    return near or between or geodesy.distance_km((gold["lat"], gold["lon"]), point) <= within


def told(gold: Case, claim: Claim) -> Iterator[tuple[str, bool]]:
    """The outcomes of one paired claim: (measure, whether it holds)."""
    places = [p for p in claim.where if p.role in ("event", "target")]
    right = [p for p in places if any(is_at(g, p) for g in gold["places"])]
    other = [p for p in places if p not in right and (p.precision or 1) < 4]
    banned = [p for p in places if p not in right and any(n in p.phrase for n in gold["not_event"])]
    shown = places + [p for p in claim.where if p.role == "origin"]  # the place that is left
    yield (
        "place right",
        all(any(is_at(g, p) for p in shown) for g in gold["places"]) and bool(places or not gold["places"]),
    )
    yield "wrong place", bool(other or banned)
    yield "first place right", is_at_any(gold, places[0]) if places else not gold["places"]
    if gold["carried"]:
        yield "carried right", bool(right) and right[0].carried and not banned
    if "interval" in gold:
        yield "interval right", interval_right(gold, claim.when)


def is_at_any(gold: Case, place: Place) -> bool:
    """Whether a place is one of the gold ones."""
    return any(is_at(g, place) for g in gold["places"])


def interval_right(gold: Case, when: When | None) -> bool:
    """Whether the interval contains the true one and is at most twice as wide, and a day."""
    if gold["interval"] == "none":
        return when is None or when.earliest is None or when.carried
    first, last = gold["interval"]
    low, high = (when.earliest, when.latest) if when else (None, None)
    low, high = low and low[:10], high and high[:10]
    if (low and (first is None or low > first)) or (high and last is not None and high < last):
        return False
    if last is None:
        return bool(low) and (high is None or high >= (first or ""))
    if first is None:
        return True
    if low is None or high is None:
        return False
    return days(low, high) <= 2 * days(first, last) + 1


def days(first: str, last: str) -> int:
    """How many days an interval has."""
    return (date.fromisoformat(last) - date.fromisoformat(first)).days + 1


def measure(split: str, gazetteer: grounding.Gazetteer) -> tuple[dict[str, float], Counter[str]]:
    """Per cent of the paired claims by measure, and how many each rests on."""
    hits: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for case in cases(split):
        claims = read(case, gazetteer)
        for gold in case["claims"]:
            claim = fitting(case, gold, claims)
            outcomes = [("read", claim is not None), *(told(gold, claim) if claim else ())]
            for name, holds in outcomes:
                total[name] += 1
                hits[name] += holds
    return {name: round(100 * hits[name] / n, 1) for name, n in total.items()}, total


def table(gazetteer: grounding.Gazetteer) -> str:
    """Both splits side by side."""
    (dev, dev_n), (test, test_n) = measure("dev", gazetteer), measure("test", gazetteer)
    rows = [f"{name:20}{dev[name]:7.1f} ({dev_n[name]}){test[name]:9.1f} ({test_n[name]})" for name in dev]
    return "\n".join([f"{'per cent':20}{'dev':>7}      {'test':>9}", *rows])


def misses(gazetteer: grounding.Gazetteer) -> Iterator[str]:
    """Every miss of ``dev``."""
    for case in cases("dev"):
        claims = read(case, gazetteer)
        for gold in case["claims"]:
            claim = fitting(case, gold, claims)
            failed = [n for n, ok in told(gold, claim) if ok == (n == "wrong place")] if claim else ["not read"]
            if failed:
                got = (
                    [(p.phrase, p.role, p.carried, [c.name for c in p.candidates[:2]]) for p in claim.where]
                    if claim
                    else []
                )
                when = claim and claim.when and (claim.when.phrase, claim.when.earliest, claim.when.latest)
                yield f"{case['id']} {failed}\n  {case['published']} {case['text']!r}\n  {gold}\n  {claim and claim.event} {got} {when}"


def test_every_gold_place_is_in_the_gazetteer_or_counted(gazetteer: grounding.Gazetteer) -> None:
    """A place that no data has cannot be found: how many of them there are bounds what can be reached."""
    absent = {
        g["name"]
        for split in ("dev", "test")
        for case in cases(split)
        for claim in case["claims"]
        for g in claim["places"]
        if not any(
            "lat" not in g or geodesy.distance_km(e.point, (g["lat"], g["lon"])) <= NEAR_KM
            for e in gazetteer.lookup(g["name"])
            if not e.id.startswith("fogline:")
        )
    }
    assert absent == ABSENT


def test_grounding_keeps_its_measure_on_unseen_reports(gazetteer: grounding.Gazetteer) -> None:
    """What the first run reached is kept; ``pytest -s`` shows the table."""
    print("\n" + table(gazetteer))
    measured, _ = measure("test", gazetteer)
    outside = {n: measured[n] for n, (low, high) in BOUNDS.items() if not low <= measured[n] <= high}
    assert not outside


@pytest.mark.parametrize("split", ["dev", "test"])
def test_every_quote_stands_once_in_its_report(split: str) -> None:
    """A gold quote that stood twice could be paired with the wrong claim."""
    assert all(case["text"].count(gold["quote"]) == 1 for case in cases(split) for gold in case["claims"])


if __name__ == "__main__":
    opened = grounding.open_gazetteer()
    if sys.argv[1:] == ["dev"]:
        print("\n".join(misses(opened)))
    print(table(opened))
