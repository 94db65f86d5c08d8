"""Whether a claim speaks of the whole of a place, force or count, or of a part of it."""

from __future__ import annotations

import re
from functools import cache

from fogline import vocabulary
from fogline.model import Claim, Place

WHOLE, PART, SITE, FEW = "whole", "part", "site", "few"
# Directions that cut a part out of a place, before its name: "eastern Bakhmut", "the north of Bakhmut".
_SIDES = r"(?:north|south|east|west)(?:[- ]?(?:east|west))?(?:ern)?(?:most)?|central|outer|inner|upper|lower"
_BETWEEN = r"(?:\W+(?:of|in|at|near|from|the|town|city|village|settlement|around)){0,5}\W+"


def scope_of(claim: Claim, place: Place | None) -> str:
    """``whole``, or ``part`` or ``site`` of the place, or ``few`` of those who act."""
    text = claim.quote.text
    if place is not None:
        if place.relation and place.relation.kind in ("side", "direction", "near", "distance", "between"):
            return PART
        if found := _beside(text, place):
            return found
    return FEW if _few().search(text) else WHOLE


def _beside(text: str, place: Place) -> str | None:
    """The part or site that the words right before or after a place's name make of it."""
    at = text.find(place.phrase) if not place.carried else -1
    if at < 0:
        found = _alone().search(text)
        return _class(found["words"]) if found else None
    before, after = text[:at], text[at + len(place.phrase) :]
    if re.search(rf"\b(?:{_SIDES})\W+$", before, re.IGNORECASE):
        return PART
    if found := _before().search(before):
        return _class(found["words"])
    if found := _after().match(after):
        return _class(found["words"])
    return None


@cache
def _words() -> dict[str, str]:
    return {r["words"]: r["class"] for r in vocabulary.rows("link_scopes")}


def _class(words: str) -> str:
    return _words()[re.sub(r"\s+", " ", words.lower())]


def _any(*kinds: str) -> str:
    found = sorted((w for w, kind in _words().items() if kind in kinds), key=len, reverse=True)
    alternatives = "|".join(r"\s+".join(map(re.escape, w.split())) for w in found)
    return f"(?P<words>{alternatives})"


@cache
def _before() -> re.Pattern[str]:
    """ "The eastern part of the town of X", "the garrison in X"; "half of X"."""
    return re.compile(rf"\b{_any(PART, SITE)}{_BETWEEN}$", re.IGNORECASE)


@cache
def _after() -> re.Pattern[str]:
    """ "X's northern outskirts", "X airfield"."""
    return re.compile(rf"(?:['’]s)?\s+(?:(?:{_SIDES})\s+)?{_any(PART, SITE)}\b", re.IGNORECASE)


@cache
def _alone() -> re.Pattern[str]:
    """The place is carried over: "the eastern suburbs were taken"."""
    return re.compile(
        rf"\b(?:the|its|a)\s+(?:(?:{_SIDES}|industrial|residential)\s+)?{_any(PART, SITE)}\b", re.IGNORECASE
    )


@cache
def _few() -> re.Pattern[str]:
    return re.compile(rf"\b{_any(FEW)}\b", re.IGNORECASE)
