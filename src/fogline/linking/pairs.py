"""Links: which claims are about one happening, and whether they agree, contradict or relay.

Two claims are compared only where place, day and family of events meet, so the cost grows with the number of true
neighbours. A weight is the sum of the evidence that ``reasons`` names, in bits; which relation holds is told by rules
that a reader can follow: a later state of affairs (the town held on Monday, captured on Wednesday) is no contradiction,
nor is the whole against a part.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from fogline.linking import comparing
from fogline.linking.aspects import Aspect, aspect, common_numbers
from fogline.linking.comparing import Level
from fogline.linking.opposites import near, opposite
from fogline.linking.origins import PRIMARY_DAYS
from fogline.linking.outcomes import conflict, refutes, stand
from fogline.linking.parties import same_agents, same_harmed, same_targets
from fogline.linking.scopes import PART, SITE
from fogline.model import Claim, Document, Link, Origin, Source

# Bits: below this, two or more doubts have met: same name only, no date, no actor.
LEAST_WEIGHT = 6.5
# Only here is the number the happening's own; elsewhere it may be a distance, a depth or a wave.
_COUNTED = ("casualties", "destroy")


def link(
    claims: Iterable[Claim],
    documents: Mapping[str, Document],
    origins: Mapping[str, Origin],
    known: Iterable[Claim] = (),
    sources: Mapping[str, Source] | None = None,
) -> tuple[Link, ...]:
    """Links among ``claims``, and between them and ``known`` ones, which are already linked among themselves.

    ``documents`` and ``origins`` cover both. ``same_event`` joins claims on one happening, whoever speaks;
    ``agrees`` and ``contradicts`` claims of different origins; ``relays`` leads from ``a``, whose chain names a
    party, to ``b`` in that party's own report of the same or the two days before. Otherwise ``a`` is published
    first. ``sources`` (sides) lets a party that speaks of its own forces be known. Deterministic, sorted.
    """
    registry = sources or {}
    new = _aspects(claims, documents, origins, registry)
    fresh = {a.claim.id for a in new}
    old = [a for a in _aspects(known, documents, origins, registry) if a.claim.id not in fresh]
    made: dict[tuple[str, str, str], Link] = {}
    for a, b in _neighbours(new, old):
        for made_link in _compare(*sorted((a, b), key=lambda x: (x.published, x.claim.id))):
            made[made_link.a, made_link.b, made_link.relation] = made_link
    for made_link in _relays(new, old, documents):
        made[made_link.a, made_link.b, made_link.relation] = made_link
    return tuple(made[key] for key in sorted(made))


def _aspects(
    claims: Iterable[Claim],
    documents: Mapping[str, Document],
    origins: Mapping[str, Origin],
    sources: Mapping[str, Source],
) -> list[Aspect]:
    seen = (
        aspect(c, documents[c.document], origins[c.id], sources)
        for c in claims
        if c.document in documents and c.id in origins
    )
    return [a for a in seen if a]


def _neighbours(new: list[Aspect], old: list[Aspect]) -> Iterator[tuple[Aspect, Aspect]]:
    """Every pair with at least one new claim that shares a place, a day and a family, once."""
    blocks: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    every = [*old, *new]
    wanted = {key for a in new for key in a.blocks()}
    for index, a in enumerate(every):
        mates = set()
        for key in a.blocks():
            if key in wanted:
                if index >= len(old):
                    mates.update(blocks[key])
                blocks[key].append(index)
        for mate in sorted(mates):
            yield every[mate], a


def _compare(a: Aspect, b: Aspect) -> Iterator[Link]:
    """The relations of a pair, ``a`` published first; at most one of those that say how two tellings stand."""
    if ("forecast" in (a.mode, b.mode) and a.mode != b.mode) or a.claim.id == b.claim.id:
        return
    first, second = (b, a) if _earlier(b, a) else (a, b)
    where, when = comparing.place(first, second), comparing.time(first, second)
    if not where or not when or not same_targets(a.claim, b.claim):
        return
    one, other = stand(first), stand(second)
    if one and other and conflict(one, other):
        yield from _opposed(a, b, first, second, [where, when])
    elif when.level != "after":
        yield from _told_together(a, b, [where, when])


def _earlier(a: Aspect, b: Aspect) -> bool:
    """Whether what a tells was over before what b tells began."""
    return bool(a.days and b.days and a.days[1] < b.days[0])


def _opposed(a: Aspect, b: Aspect, first: Aspect, second: Aspect, meeting: list[Level]) -> Iterator[Link]:
    """Two statements on who holds a place that cannot both be so of one place at one time."""
    evidence = [*meeting, _outcome(first, second), *comparing.others(a, b)]
    if meeting[1].level != "after" and a.claim.event == b.claim.event and (same := _same(a, b)):
        yield from _made(a, b, "same_event", [*meeting, *same])
    if a.mode != b.mode or meeting[0].level == "region":
        return
    if _scoped(a, b):
        yield from _made(a, b, "different_scope", evidence)
    elif meeting[1].level == "after" and not refutes(first, second):
        yield from _made(a, b, "later_state", evidence)
    elif a.origin != b.origin:
        yield from _made(a, b, "contradicts", evidence)


def _outcome(a: Aspect, b: Aspect) -> Level:
    apart = opposite(a.claim.event, b.claim.event)
    words = apart.words if apart else f"{_told(a)} / {_told(b)}"
    return comparing.level("event", "opposite", f"opposite outcome: {words}")


def _told(a: Aspect) -> str:
    return f"{a.claim.event} denied" if a.negative else a.claim.event


def _told_together(a: Aspect, b: Aspect, meeting: list[Level]) -> Iterator[Link]:
    """Two tellings of what may be one happening of one time."""
    firm = meeting[1].level != "undated" and a.mode == b.mode and a.origin != b.origin
    against = _against(a, b)
    counted = _counted_alike(a, b, meeting[1])
    if against and firm and counted:
        relation = "different_scope" if _scoped(a, b) else "later_state" if _risen(a, b) else "contradicts"
        yield from _made(a, b, relation, [*meeting, *against])
    if opposite(a.claim.event, b.claim.event):
        return
    same = _same(a, b)
    if not same:
        return
    evidence = [*meeting, *same]
    yield from _made(a, b, "same_event", evidence)
    if not firm or against or not _told_alike(a, b) or not counted:
        return
    if _scoped(a, b) and a.family == "ground":
        yield from _made(a, b, "different_scope", evidence)
        return
    yield from _made(a, b, "agrees", evidence)
    finer = _finer(b) - _finer(a)
    if finer:
        yield from _made(a, b, "more_exact" if finer > 0 else "less_exact", evidence)


def _told_alike(a: Aspect, b: Aspect) -> bool:
    """Whether both tell one thing: under one known word, or under kindred ones of sides that are given."""
    if a.negative != b.negative or a.claim.event == "other":
        return False
    return a.claim.event == b.claim.event or bool(a.side and b.side)


def _counted_alike(a: Aspect, b: Aspect, when: Level) -> bool:
    """Whether losses are of the same people, in one place on one day; other events are not counted like that."""
    if a.claim.event != "casualties":
        return True
    return when.level == "day" and not _scoped(a, b) and same_harmed(a.claim, b.claim)


def _risen(a: Aspect, b: Aspect) -> bool:
    """Whether the later report only counts more of the same: a toll that rises is no contradiction."""
    if a.published[:10] >= b.published[:10] or a.negative != b.negative:
        return False
    before = [q.high for q in a.claim.quantities if q.high is not None]
    after = [q.low for q in b.claim.quantities if q.low is not None]
    return bool(before and after) and min(after) > max(before)


def _finer(a: Aspect) -> int:
    """How finely a claim tells: a figure that is one number, a day, a part of a town count one each."""
    days = a.days
    exact = sum(1 for q in a.claim.quantities if q.low == q.high and q.low is not None)
    return min(exact, 1) + int(bool(days and a.dated and days[0] == days[1])) + int(a.scope in (PART, SITE))


def _made(a: Aspect, b: Aspect, relation: str, evidence: list[Level]) -> Iterator[Link]:
    weight = comparing.total(evidence)
    if weight >= LEAST_WEIGHT:
        yield Link(a.claim.id, b.claim.id, relation, weight, tuple(str(x) for x in evidence))


def _scoped(a: Aspect, b: Aspect) -> bool:
    """Whether one speaks of the whole and the other of a part, or both of parts that differ: no contradiction."""
    if a.scope != b.scope:
        return True
    shared = min(a.places.keys() & b.places.keys())
    mine, other = a.places[shared].relation, b.places[shared].relation
    return (mine.text if mine else None) != (other.text if other else None)


def _against(a: Aspect, b: Aspect) -> list[Level]:
    """Why the two cannot both be so; empty where they can."""
    apart = opposite(a.claim.event, b.claim.event)
    if apart:
        if a.negative or b.negative or not a.side or not b.side:
            return []
        stands = a.side == b.side if apart.sides == "same" else a.side != b.side
        return [comparing.level("event", "opposite", f"opposite outcome: {apart.words}")] if stands else []
    same = _same(a, b)
    if not same or a.claim.event == "other":
        return []
    if a.negative != b.negative:
        if a.claim.event != b.claim.event:
            return []
        return [*same, comparing.level("event", "opposite", f"opposite: {_polarity(a)} / {_polarity(b)}")]
    if a.claim.event in _COUNTED and not a.negative and common_numbers(a, b) == "apart":
        shown = [x for x in same if x.comparison != "number"]
        return [*shown, comparing.level("number", "apart", f"figures apart: {_numbers(a)} / {_numbers(b)}")]
    return []


def _same(a: Aspect, b: Aspect) -> list[Level]:
    """Why the two are about one happening; empty where they need not be."""
    event = comparing.event(a, b)
    asked = near(a.claim.event, b.claim.event)
    if event is None or asked is None:
        return []
    both = a.side and b.side
    if both and asked != "any" and (a.side == b.side) != (asked == "same"):
        return []
    if not both and asked == "same" and not same_agents(a.claim, b.claim):
        return []
    sides = [] if a.claim.event == "other" else [comparing.side(a, b)]
    return [event, *sides, *comparing.others(a, b)]


def _polarity(a: Aspect) -> str:
    if a.claim.denied:
        return "denied"
    return "held improbable" if a.negative else "asserted"


def _numbers(a: Aspect) -> str:
    return ", ".join(q.text for q in a.claim.quantities)


def _relays(new: list[Aspect], old: list[Aspect], documents: Mapping[str, Document]) -> Iterator[Link]:
    """For each relaying claim the one claim in the party's own report that it fits best."""
    own: dict[tuple[str, str, str], list[Aspect]] = defaultdict(list)
    fresh = {a.claim.id for a in new}
    for b in [*old, *new]:
        if not b.claim.said_by and documents[b.claim.document].source:
            for place in b.places:
                own[b.origin, place, b.family].append(b)
    for a in [*old, *new]:
        if not a.claim.said_by:
            continue
        found = {
            b.claim.id: b
            for speaker in sorted(a.speakers)
            for place in a.places
            for b in own.get((speaker, place, a.family), ())
            if b.claim.document != a.claim.document and _days_after(a, b) in range(PRIMARY_DAYS + 1)
        }
        if found:
            best = max(found.values(), key=lambda b: (*_fit(a, b), b.claim.id))
            if a.claim.id in fresh or best.claim.id in fresh:
                yield from _made(a, best, "relays", _relay_evidence(a, best))


def _fit(a: Aspect, b: Aspect) -> tuple[bool, float, int]:
    return a.claim.event == b.claim.event, comparing.likeness(a, b), -_days_after(a, b)


def _relay_evidence(a: Aspect, b: Aspect) -> list[Level]:
    after = _days_after(a, b)
    published = f"published {after} day{'s' * (after > 1)} later" if after else "published the same day"
    return [
        comparing.level("relay", "named"),
        comparing.place(a, b) or comparing.level("place", "region", "same place"),
        comparing.level("relay", "later" if after else "same day", published),
        comparing.level("event", "same" if a.claim.event == b.claim.event else "kindred"),
    ]


def _days_after(a: Aspect, b: Aspect) -> int:
    return (a.day - b.day).days if a.day and b.day else -1
