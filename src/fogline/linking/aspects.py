"""What linking compares of a claim: its places, its days, its side, its numbers and its words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from fogline.linking.opposites import family
from fogline.linking.origins import innermost
from fogline.linking.scopes import scope_of
from fogline.model import Claim, Document, Origin, Place, Quantity, Source

# A claim dated no better than this is about a period; two periods that overlap need not be one happening.
LONGEST_DAYS = 7
# UCDP where_prec: up to here the place is a settlement or its district.
FINEST_SHARED = 3
# More candidates than this is a name without a place.
MOST_CANDIDATES = 5
# Who holds a place is told anew for days after it changed hands; other happenings are of their day.
LASTING_DAYS = 7
_LASTING = "ground"
# A village that the gazetteer lacks is known by its name alone.
VILLAGE = "name:"
_WORD = re.compile(r"\w{4,}")
_ASSERTED = ("event", "state", "assessment")


@dataclass(frozen=True, slots=True)
class Aspect:
    """A claim as linking sees it; ``days`` inclusive, ``dated`` True where the claim itself gives them.

    A time carried from an earlier sentence dates a claim only if it is one day. ``mode`` keeps what is said to be
    from what is judged or foretold; ``guessed`` marks a speaker who is not named; ``side`` is the agent's (for losses,
    the loser's); ``negative`` is a denial or a probability under one half.
    """

    claim: Claim
    origin: str
    speakers: frozenset[str]
    published: str
    day: date | None
    days: tuple[date, date] | None
    dated: bool
    places: Mapping[str, Place]
    family: str
    mode: str
    side: str | None
    negative: bool
    guessed: bool
    words: frozenset[str]
    scope: str

    @property
    def ambiguous(self) -> bool:
        """Whether every place of the claim still means several."""
        return all(len(p.candidates) > 1 for p in self.places.values())

    def blocks(self) -> Iterator[tuple[str, str, str]]:
        """The blocks that the claim falls into: place, day, family. Pairs without a common one are never compared.

        A claim on who holds a place falls into the days after it too, for what comes later may bear on it.
        """
        if not self.days:
            return
        first, last = self.days
        lasting = LASTING_DAYS if self.family == _LASTING else 0
        for offset in range((last - first).days + 1 + lasting):
            day = (first + timedelta(days=offset)).isoformat()
            for place in self.places:
                yield place, day, self.family


def aspect(claim: Claim, document: Document, origin: Origin, sources: Mapping[str, Source]) -> Aspect | None:
    """The claim as linking sees it; None for what is not linked: conditionals, relations, background."""
    if claim.kind not in (*_ASSERTED, "forecast"):
        return None
    days, dated = _days(claim, document)
    sure = claim.certainty
    places = dict(_places(claim))
    return Aspect(
        claim=claim,
        origin=_key(origin),
        speakers=frozenset(s.source_id or s.name.casefold() for s in claim.said_by) | {_key(origin)},
        published=document.published or "9999",
        day=date.fromisoformat(document.day) if document.day else None,
        days=days,
        dated=dated,
        places=places,
        family=family(claim.event),
        mode=claim.kind if claim.kind in ("forecast", "assessment") else "asserted",
        side=_side(claim, origin, sources),
        negative=claim.denied != bool(sure and sure.high is not None and sure.high < 0.5),
        guessed=any(s.guess for s in claim.said_by) or bool(claim.attribution and claim.attribution.guess),
        words=frozenset(_WORD.findall(claim.quote.text.casefold())),
        scope=scope_of(claim, next(iter(places.values()), None)),
    )


def common_numbers(a: Aspect, b: Aspect) -> str | None:
    """``equal``, ``meet`` (their ranges do) or ``apart`` for numbers in one unit; None where none can be compared."""
    pairs = [(x, y) for x in a.claim.quantities for y in b.claim.quantities if _same_unit(x, y)]
    if not pairs:
        return None
    if any((x.low, x.high) == (y.low, y.high) for x, y in pairs):
        return "equal"
    return "meet" if any(_meet(x, y) for x, y in pairs) else "apart"


def _days(claim: Claim, document: Document) -> tuple[tuple[date, date] | None, bool]:
    """The days that the claim is about; a claim without a time is about its day of publication, as a stand-in."""
    when = claim.when
    published = date.fromisoformat(document.day) if document.day else None
    if when and (when.earliest or when.latest) and (when.phrase or when.precision):
        first = _day(when.earliest)
        last = _day(when.latest)
        if first and not last and (claim.kind == "state" or when.precision == 1):
            last = first
        if not first or not last or (last - first).days >= LONGEST_DAYS or last < first:
            return None, True
        return (first, last), bool(when.phrase and not when.carried) or when.earliest == when.latest or first == last
    if claim.kind == "forecast" or not published:
        return None, False
    return (published, published), False


def _day(moment: str | None) -> date | None:
    return date.fromisoformat(moment[:10]) if moment else None


def _places(claim: Claim) -> Iterator[tuple[str, Place]]:
    for place in claim.where:
        if place.role == "background" or len(place.candidates) > MOST_CANDIDATES:
            continue
        if place.precision is not None and place.precision > FINEST_SHARED and not claim.quantities:
            continue
        for candidate in place.candidates:
            yield candidate.id, place
        if not place.candidates and place.start is not None:
            yield f"{VILLAGE}{place.phrase.casefold()}", place


def _side(claim: Claim, origin: Origin, sources: Mapping[str, Source]) -> str | None:
    """The side that acts; a party that repels or holds without saying who does speaks of its own forces."""
    roles = ("target", "agent") if claim.event == "casualties" else ("agent",)
    for role in roles:
        sides = {a.side for a in claim.actors if a.role == role and a.side}
        if sides:
            return sides.pop() if len(sides) == 1 else None
    speaker = sources.get(origin.source_id or "")
    acting = any(a.role == "agent" for a in claim.actors)
    if claim.event in ("repel", "hold") and speaker and not acting and len(innermost(claim.said_by)) <= 1:
        return speaker.side
    return None


def _key(origin: Origin) -> str:
    return origin.source_id or origin.name.casefold()


def _same_unit(a: Quantity, b: Quantity) -> bool:
    return bool(a.unit) and a.unit == b.unit and a.low is not None and b.low is not None


def _meet(a: Quantity, b: Quantity) -> bool:
    low = max(a.low or 0.0, b.low or 0.0)
    high = min(a.high if a.high is not None else float("inf"), b.high if b.high is not None else float("inf"))
    return low <= high
