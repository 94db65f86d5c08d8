"""Documents' claims with their places and times: which toponyms a claim names, what they mean, what part they play."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from fogline.grounding.gazetteer import Gazetteer
from fogline.grounding.mentions import Mention, find_mentions
from fogline.grounding.ranking import Ranked, rank_all
from fogline.grounding.relative import Derived, follows_place, relations
from fogline.grounding.time_claims import attach_times
from fogline.model import Claim, Document, Place, Span
from fogline.text import Shape, shape

VERSION = "grounding-1"
# Events that are told with the place that is left: it stays the place of the event.
_LEAVING = frozenset(("withdraw", "retake", "evacuate", "displace", "surrender"))
_KIND_OF = r"(?:the\s+)?(?:(?:city|town|village|settlement|region|direction|outskirts)\s+of\s+)?"
_ORIGIN = re.compile(rf"\b(?:from|out of)\s+{_KIND_OF}$", re.IGNORECASE)
_TARGET = re.compile(
    rf"\b(?:towards?|in the direction of|en route to|on the way to|bound for|"
    rf"(?:fired|launched|aimed|firing|sent|moved|moving|heading|redeployed|transferred|deployed)\s+(?:\w+\s+){{0,3}}?(?:at|to|into|against))\s+{_KIND_OF}$",
    re.IGNORECASE,
)
_BACKGROUND = re.compile(
    rf"\b(?:(?:after|since|following|before|despite|until)\s+(?:the\s+)?(?:\w+\s+)?(?:fall|loss|capture|seizure|battle|fight|liberation|siege)"
    rf"\s+(?:of|for)|(?:key|gateway|road|hub|corridor)\s+(?:to|for)|compared\s+(?:to|with)|unlike|like|than(?:\s+in)?|closer\s+to|"
    rf"(?:battalion|brigade|native|resident|residents|mayor|governor|head)\s+of)\s+{_KIND_OF}$",
    re.IGNORECASE,
)
# Before a country's name: what makes it a place and no party.
_INSIDE = re.compile(
    r"\b(?:in|into|inside|within|across|throughout|(?<!victory )(?<!win )over|near|"
    r"from|to|towards?|of\s+(?:eastern|western|southern|northern)|"
    r"(?:north|south|east|west|centre|center|part|parts|areas?|territory|regions?|invasion|occupation|rest|border|whole)\s+of|"
    r"(?:north|south|east|west)(?:east|west)?(?:ern)?|central|occupied)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_ELLIPTIC = re.compile(
    r"\bthere\b(?!\s+(?:is|are|was|were|has|have|had|will|would|may|might|could|can)\b)|\bthe\s+(?:town|city|village|settlement|area|"
    r"region|district|suburb|camp|port|outskirts)\b",
    re.IGNORECASE,
)
# "It" takes up what the sentence before was about, its first place; anything else goes on from its last.
_PRONOUN = re.compile(r"\s*it(?:s|['’]s)?\b", re.IGNORECASE)
_NO_CARRY = frozenset(("relation", "background"))


@dataclass(frozen=True, slots=True)
class _Found:
    """A mention with all that is known about it, and the mention whose place it only anchors."""

    mention: Mention
    ranked: Ranked
    derived: Derived | None
    anchors_another: bool


def ground(document: Document, claims: Sequence[Claim], gazetteer: Gazetteer) -> tuple[Claim, ...]:
    """The same claims with ``where`` and ``when`` filled; a document's toponyms are resolved once for all of them."""
    cut = shape(document)
    found = _resolve(document, cut, gazetteer)
    starts = [f.mention.start for f in found]
    placed = tuple(_placed(document, cut, claim, found, starts) for claim in claims)
    return attach_times(document, cut, placed)


def _resolve(document: Document, cut: Shape, gazetteer: Gazetteer) -> list[_Found]:
    mentions = find_mentions(document, cut, gazetteer)
    ranked = rank_all(document.text, mentions)
    derived = relations(document.text, mentions, ranked)
    moved: dict[int, Derived] = {}
    for i, d in enumerate(derived):
        if d and d.relation.kind in ("distance", "direction", "near"):
            before = follows_place(document.text, mentions, d, i)
            if before is not None and d.start < mentions[i].start:
                moved[before] = replace(d, lat=None, lon=None, radius_km=None, precision=None)
                derived[i] = None
                moved.setdefault(i, d)
    out = []
    for i, mention in enumerate(mentions):
        anchor = i in moved and derived[i] is None and moved[i].end == mention.end
        out.append(_Found(mention, ranked[i], None if anchor else moved.get(i) or derived[i], anchor))
    return out


def _placed(document: Document, cut: Shape, claim: Claim, found: Sequence[_Found], starts: list[int]) -> Claim:
    own = list(_inside(claim, found, starts))
    where = [p for f in own if (p := _place(document.text, f, claim))]
    if not any(p.role != "background" for p in where) and claim.kind not in _NO_CARRY:
        where.extend(_carried(document, cut, claim, found, starts))
    return replace(claim, where=tuple(where))


def _inside(claim: Claim, found: Sequence[_Found], starts: list[int]) -> Iterator[_Found]:
    """The mentions in a claim's words, less those that are its speaker or stand in the speaker's name."""
    speakers = [Span(s.start, s.end) for s in claim.said_by if s.start is not None and s.end is not None]
    if claim.attribution and claim.attribution.cue:
        speakers.append(claim.attribution.cue)
    for i in range(bisect_left(starts, claim.quote.start), len(found)):
        mention = found[i].mention
        if mention.start >= claim.quote.end:
            return
        if mention.end <= claim.quote.end and not any(s.overlaps(Span(mention.start, mention.end)) for s in speakers):
            yield found[i]


def _place(text: str, found: _Found, claim: Claim | None) -> Place | None:
    """A mention as a claim's place; None for a country that only acts."""
    mention, ranked = found.mention, found.ranked
    before = text[max(0, mention.start - 80) : mention.start]
    after = text[mention.end : mention.end + 2]
    if ranked.best.kind == "country" and (not _INSIDE.search(before) or after in ("'s", "’s")):
        return None
    role = "background" if found.anchors_another else _role(before, claim.event if claim else "other")
    derived = found.derived
    own = derived is None or derived.lat is None
    precision = ranked.best.precision if ranked.sure else None
    radius = ranked.best.radius_km if ranked.sure else None
    if mention.region_word and ranked.sure and ranked.best.kind == "settlement":
        precision, radius = 4, max(radius or 0.0, 100.0)
    return Place(
        mention.text, mention.start, mention.end, role,
        precision if own or derived is None else derived.precision,
        radius if own or derived is None else derived.radius_km,
        derived.relation if derived else None, False, ranked.candidates(),
        derived.lat if derived else None, derived.lon if derived else None,
    )  # fmt: skip


def _role(before: str, event: str) -> str:
    if _BACKGROUND.search(before):
        return "background"
    if _TARGET.search(before):
        return "target"
    if _ORIGIN.search(before) and event not in _LEAVING and not re.search(r"\d[\w\s-]*from\s+$", before):
        return "origin"
    return "event"


def _carried(
    document: Document, cut: Shape, claim: Claim, found: Sequence[_Found], starts: list[int]
) -> Iterator[Place]:
    """The place that the same sentence, an earlier one of the paragraph, the heading or a definite noun sets."""
    index = cut.sentence_at(claim.quote.start)
    if index is None:
        return
    elliptic = bool(_ELLIPTIC.search(claim.quote.text))
    if claim.event == "other" and not elliptic:
        return
    for sentence in _earlier(cut, index, elliptic):
        span = cut.sentences[sentence].span
        there = list(found[bisect_left(starts, span.start) : bisect_left(starts, span.end)])
        if sentence == index:
            there = [f for f in there if not (claim.quote.start <= f.mention.start < claim.quote.end)]
            there = [f for f in there if not _spoken(claim, f)]
        places = [p for f in there if (p := _place(document.text, f, None)) and p.role == "event"]
        if places:
            subject = bool(_PRONOUN.match(claim.quote.text))
            yield replace(places[0 if subject else -1], start=None, end=None, carried=True)
            return


def _spoken(claim: Claim, found: _Found) -> bool:
    return any(
        s.start is not None and s.end is not None and s.start < found.mention.end and found.mention.start < s.end
        for s in claim.said_by
    )


def _earlier(cut: Shape, index: int, elliptic: bool) -> Iterator[int]:
    """The sentences that may set the place of sentence ``index``, the nearest first, then the heading above."""
    paragraph = cut.sentences[index].paragraph
    at = index
    while at >= 0 and cut.sentences[at].paragraph == paragraph:
        yield at
        at -= 1
    if at >= 0 and (elliptic or cut.sentences[at].heading):
        yield at
    heading = next((i for i in range(at, -1, -1) if cut.sentences[i].heading), None)
    if heading is not None:
        yield heading
