"""Which one slot of a statement changed between a source's words and their relay. Precision before recall."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from geographiclib.geodesic import Geodesic

from fogline.checking.passages import Fit, settlement
from fogline.checking.wording import evidential, hedged, negated
from fogline.model import Certainty, Claim, Quantity

# Two towns nearer to each other than this may be one front told by two names; "near" reaches farther than "in".
APART_KM, APART_NEAR_KM = 5.0, 25.0
# Numbers nearer than this are one number, rounded.
ROUNDING = 0.1
# "Almost certain" told flatly is no drift worth a finding.
ALL_BUT_CERTAIN = 0.95


@dataclass(frozen=True, slots=True)
class Change:
    """A verdict with its slot, the two sides in words, and how sure it is."""

    verdict: str
    slot: str
    was: str
    became: str
    confidence: float
    severity: str = "fault"


def place_changed(claim: Claim, fit: Fit, others: Sequence[Fit]) -> Change | None:
    """The same happening at another town: both are resolved and far apart.

    Where the report names the relay's town too, it must have something else of it, in a sentence that was read.
    """
    mine, theirs = settlement(claim), settlement(fit.passage.claim)
    if not mine or not theirs or not fit.event or fit.cover < 0.6 or fit.wanted < 2:
        return None
    a, b = mine.candidates[0], theirs.candidates[0]
    away = float(Geodesic.WGS84.Inverse(a.lat, a.lon, b.lat, b.lon)["s12"]) / 1000
    least = APART_NEAR_KM if mine.relation or theirs.relation else APART_KM
    if a.id == b.id or away < least + (mine.radius_km or 0) + (theirs.radius_km or 0):
        return None
    there = [o for o in others if o.place or _names(mine.phrase, o.passage.text)]
    text = fit.passage.document.text
    if _names(mine.phrase, text) or _names(a.name, text):
        if not there or any(o.event or o.kindred or o.cover >= 0.6 for o in there) or _unread(mine.phrase, text, there):
            return None
        return Change("altered", "place", theirs.phrase, mine.phrase, 0.65, "doubt")
    return Change("altered", "place", theirs.phrase, mine.phrase, 0.8)


def _unread(name: str, text: str, there: Sequence[Fit]) -> bool:
    """Whether the report names a town somewhere that no claim was read from."""
    stretches = [o.passage.sentence for o in there]
    found = re.finditer(rf"\b{re.escape(name)}\b", text, re.IGNORECASE)
    return any(not any(s.start <= m.start() < s.end for s in stretches) for m in found)


def number_changed(claim: Claim, fit: Fit) -> Change | None:
    """Another number of the same thing; none where the report gives the relay's number anywhere."""
    if not fit.event and fit.cover < 0.6:
        return None
    for mine in claim.quantities:
        theirs = [q for q in fit.passage.claim.quantities if _counted_alike(mine, q)]
        if len(theirs) == 1 and _apart(mine, theirs[0]) and not _gives(mine, fit.passage.document.text):
            return Change("altered", "number", theirs[0].text, mine.text, 0.85)
    return None


def polarity_changed(claim: Claim, fit: Fit, others: Sequence[Fit]) -> Change | None:
    """Asserted where the source denied, or the reverse; none where another passage says it the relay's way."""
    theirs = fit.passage.claim
    if claim.denied == theirs.denied or not fit.event or not (fit.place or fit.cover >= 0.75):
        return None
    if _improbable(claim.certainty) or _improbable(theirs.certainty):
        return None
    # A word of negation that the reader did not take for a denial: which of the two it is cannot be told.
    quiet = theirs if claim.denied else claim
    if negated(quiet.quote.text):
        return None
    if any(o.same and o.event and o.passage.claim.denied == claim.denied for o in others if o is not fit):
        return None
    was, became = ("a denial", "an assertion") if theirs.denied else ("an assertion", "a denial")
    return Change("altered", "polarity", was, became, 0.8)


def time_changed(claim: Claim, fit: Fit) -> Change | None:
    """Another day for the same happening, where both name a day in the claim's own words."""
    mine, theirs = claim.when, fit.passage.claim.when
    if not mine or not theirs or not fit.event or fit.cover < 0.6 or not fit.place:
        return None
    for when, of in ((mine, claim), (theirs, fit.passage.claim)):
        inside = when.start is not None and of.quote.start <= when.start < of.quote.end
        if not inside or when.carried or when.precision != 1 or not when.phrase:
            return None
    if not (mine.earliest and mine.latest and theirs.earliest and theirs.latest):
        return None
    if mine.earliest[:10] <= theirs.latest[:10] and theirs.earliest[:10] <= mine.latest[:10]:
        return None
    return Change("altered", "time", str(theirs.phrase), str(mine.phrase), 0.75)


def certainty_changed(claim: Claim, fit: Fit, sentence: str) -> Change | None:
    """The estimative words moved; ``sentence`` is the relay's, so that no hedge beside the claim is overlooked."""
    mine, theirs = own_estimate(claim), fit.passage.claim.certainty
    if mine and theirs:
        return _moved(mine, theirs)
    if theirs and not mine:
        return _dropped(claim, theirs, sentence)
    if mine and not theirs and not hedged(fit.passage.text):
        return Change("weaker", "certainty", "said flatly", f"“{mine.phrase}”", 0.7, "doubt")
    return None


def own_estimate(claim: Claim) -> Certainty | None:
    """The relay's estimative words, None where they only say that it is a relay."""
    return None if claim.certainty and evidential(claim.certainty.phrase) else claim.certainty


def _moved(mine: Certainty, theirs: Certainty) -> Change | None:
    if mine.low is None or mine.high is None or theirs.low is None or theirs.high is None:
        return None
    was, became = f"“{theirs.phrase}”", f"“{mine.phrase}”"
    if mine.low > theirs.high:
        if theirs.high < 0.4 <= 0.5 <= mine.low:
            return Change("altered", "polarity", was, became, 0.8)
        verdict = "weaker" if mine.high < 0.5 else "stronger"
    elif mine.high < theirs.low:
        if mine.high < 0.4 and theirs.low >= 0.5:
            return Change("altered", "polarity", was, became, 0.8)
        verdict = "stronger" if theirs.high < 0.5 and mine.high < 0.4 else "weaker"
    else:
        return None
    return Change(verdict, "certainty", was, became, 0.85, "doubt")


def _dropped(claim: Claim, theirs: Certainty, sentence: str) -> Change | None:
    if claim.kind in ("conditional", "relation") or (theirs.low or 0) >= ALL_BUT_CERTAIN or hedged(_plain(sentence)):
        return None
    was, became = f"“{theirs.phrase}”", "a flat statement"
    if _improbable(theirs) and not claim.denied:
        if negated(claim.quote.text):
            return Change("stronger", "certainty", was, became, 0.7, "fault")
        return Change("altered", "polarity", was, became, 0.75)
    severity = "fault" if theirs.high is not None and theirs.high <= 0.5 else "doubt"
    return Change("stronger", "certainty", was, became, 0.8, severity)


def certainties_meet(claim: Claim, fit: Fit) -> bool:
    """Whether nothing speaks against the two being equally sure."""
    mine, theirs = own_estimate(claim), fit.passage.claim.certainty
    if not mine or not theirs:
        return not mine and not theirs
    if mine.low is None or theirs.low is None or mine.high is None or theirs.high is None:
        return mine.phrase.casefold() == theirs.phrase.casefold()
    return mine.low <= theirs.high and theirs.low <= mine.high


def numbers_meet(claim: Claim, fit: Fit) -> bool:
    """Whether every number of the claim is in the passage too."""
    return all(
        _gives(mine, fit.passage.text)
        or any(not _apart(mine, q) for q in fit.passage.claim.quantities if _counted_alike(mine, q))
        for mine in claim.quantities
    )


def _plain(sentence: str) -> str:
    """The sentence without what only looks like a hedge: the foretelling "will" and "would" of a forecast stay."""
    return re.sub(r"\bwould\b", "", sentence)


def _improbable(certainty: Certainty | None) -> bool:
    return bool(certainty and certainty.high is not None and certainty.high < 0.4)


def _counted_alike(a: Quantity, b: Quantity) -> bool:
    return bool(a.unit) and a.unit == b.unit and a.low is not None and b.low is not None


def _apart(a: Quantity, b: Quantity) -> bool:
    low_a, low_b = a.low or 0.0, b.low or 0.0
    high_a = a.high if a.high is not None else float("inf")
    high_b = b.high if b.high is not None else float("inf")
    return low_a > high_b * (1 + ROUNDING) or low_b > high_a * (1 + ROUNDING)


def _gives(number: Quantity, text: str) -> bool:
    """Whether the digits of a number stand in the text, with or without separators."""
    bare = re.sub(r"(?<=\d)[,.  ](?=\d{3}\b)", "", text)
    ends = {int(v) for v in (number.low, number.high) if v is not None and v == int(v)}
    return bool(ends) and all(re.search(rf"(?<![\d.,]){v}(?![\d]|[.,]\d)", bare) for v in ends)


def _names(name: str, text: str) -> bool:
    return bool(re.search(rf"\b{re.escape(name)}\b", text, re.IGNORECASE))
