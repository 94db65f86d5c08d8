"""How alike two claims are, comparison by comparison, each at a level that has a weight of evidence.

The weights are match weights of Fellegi and Sunter (A Theory for Record Linkage, 1969): binary logarithms of how much
more often a level is seen between claims on one happening than between others. Their sum says how surely two claims
are about one happening; the levels are the reasons that a reader sees.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from fogline import vocabulary
from fogline.linking.aspects import VILLAGE, Aspect, common_numbers
from fogline.linking.opposites import near, opposite
from fogline.linking.parties import names

_ALIKE, _SOME = 0.5, 0.2  # Jaccard of words of four letters and more


class Level(NamedTuple):
    """One comparison's outcome: its weight in bits, and what it says."""

    comparison: str
    level: str
    weight: float
    words: str

    def __str__(self) -> str:
        return f"{self.words} {self.weight:+.1f}"


def level(comparison: str, name: str, words: str | None = None) -> Level:
    """A level with its weight; KeyError for one that the table lacks."""
    weight, usual = _table()[comparison, name]
    return Level(comparison, name, weight, words or usual)


@cache
def _table() -> dict[tuple[str, str], tuple[float, str]]:
    rows = vocabulary.rows("link_weights")
    return {(r["comparison"], r["level"]): (float(r["weight"]), r["words"]) for r in rows}


def total(levels: Iterable[Level]) -> float:
    """The evidence in bits, rounded to a tenth."""
    return round(sum(x.weight for x in levels), 1)


def place(a: Aspect, b: Aspect) -> Level | None:
    """How the places meet; None where they share none."""
    shared = sorted(a.places.keys() & b.places.keys())
    if not shared:
        return None
    if shared[0].startswith(VILLAGE):
        return level("place", "village")
    if a.ambiguous or b.ambiguous:
        return level("place", "ambiguous")
    mine, other = a.places[shared[0]], b.places[shared[0]]
    if mine.precision and mine.precision > 3:
        return level("place", "region")
    if (mine.relation.text if mine.relation else None) != (other.relation.text if other.relation else None):
        return level("place", "near")
    return level("place", "same")


def time(a: Aspect, b: Aspect) -> Level | None:
    """How the times meet; ``after`` where b's begins after a's end, None where one is not known or b's is earlier."""
    if not a.days or not b.days or b.days[1] < a.days[0]:
        return None
    if b.days[0] > a.days[1]:
        days = (b.days[0] - a.days[1]).days
        return level("time", "after", f"{days} day{'s' if days > 1 else ''} later")
    if not (a.dated and b.dated):
        return level("time", "undated")
    return level("time", "day" if a.days == b.days and a.days[0] == a.days[1] else "overlap")


def event(a: Aspect, b: Aspect) -> Level | None:
    """How the events stand to each other; None where they are two things."""
    apart = opposite(a.claim.event, b.claim.event)
    if apart:
        return level("event", "opposite", f"opposite outcome: {apart.words}")
    if not near(a.claim.event, b.claim.event):
        return None
    if a.claim.event == "other":
        return level("event", "other") if likeness(a, b) >= _ALIKE else None
    return level("event", "same" if a.claim.event == b.claim.event else "kindred")


def side(a: Aspect, b: Aspect) -> Level:
    """Whether one side acts in both."""
    if not a.side or not b.side:
        return level("side", "unknown")
    return level("side", "same" if a.side == b.side else "facing")


def others(a: Aspect, b: Aspect) -> tuple[Level, ...]:
    """What else speaks for or against one happening: targets, figures, wording, a speaker who is guessed."""
    out = []
    if names(a.claim, "target") & names(b.claim, "target"):
        out.append(level("target", "same"))
    if numbers := common_numbers(a, b):
        out.append(level("number", numbers))
    like = likeness(a, b)
    if a.claim.event != "other" and like >= _SOME:
        out.append(level("wording", "alike" if like >= _ALIKE else "some"))
    if a.guessed or b.guessed:
        out.append(level("speaker", "guessed"))
    return tuple(out)


def likeness(a: Aspect, b: Aspect) -> float:
    """Jaccard of the words of two claims, 0 to 1."""
    either = len(a.words | b.words)
    return len(a.words & b.words) / either if either else 0.0
