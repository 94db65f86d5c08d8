"""Links: which claims are about one happening, and whether they agree, contradict or relay.

Precision before recall: two claims are compared only where place, day and family of events meet, so a later state
of affairs (the town held on Monday, captured on Wednesday) is no contradiction, and the cost grows with the number
of true neighbours. A weight is the product of the doubts that a reader can follow in ``reasons``; it is no
probability.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from fogline.linking.aspects import UNDATED, Aspect, aspect, common_numbers, overlap
from fogline.linking.opposites import near, opposite
from fogline.linking.origins import PRIMARY_DAYS
from fogline.linking.parties import same_agents, same_harmed, same_targets
from fogline.model import Claim, Document, Link, Origin, Source

# Below this, two or more doubts have met: same name only, no date, no actor.
LEAST_WEIGHT = 0.3
# Only here is the number the happening's own; elsewhere it may be a distance, a depth or a wave.
_COUNTED = ("casualties", "destroy")
Reason = tuple[float, str]


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
    """Agreement and contradiction ask for a time that both give and one kind of statement; one happening for less."""
    if ("forecast" in (a.mode, b.mode) and a.mode != b.mode) or a.claim.id == b.claim.id:
        return
    time, place = overlap(a, b), _place(a, b)
    if not time or not place or not same_targets(a.claim, b.claim):
        return
    meeting = [place, (_TIMES[time], time)]
    if a.guessed or b.guessed:
        meeting.append((0.7, "speaker guessed"))
    firm = time != UNDATED and a.mode == b.mode and a.origin != b.origin
    against = _against(a, b)
    if against and firm and not _scoped(a, b) and _counted_alike(a, b, time):
        yield from _made(a, b, "contradicts", [*meeting, *against])
    if opposite(a.claim.event, b.claim.event):
        return
    same = _same(a, b)
    if same:
        yield from _made(a, b, "same_event", [*meeting, *same])
        if firm and not against and _told_alike(a, b) and _counted_alike(a, b, time):
            yield from _made(a, b, "agrees", [*meeting, *same])


# Without a time on both sides only one happening is guessed at, and a second doubt ends that.
_TIMES = {"same day": 1.0, "overlapping days": 0.8, UNDATED: 0.5}


def _told_alike(a: Aspect, b: Aspect) -> bool:
    """Whether both tell one thing: under one known word, or under kindred ones of sides that are given."""
    if a.negative != b.negative or a.claim.event == "other":
        return False
    return a.claim.event == b.claim.event or bool(a.side and b.side)


def _counted_alike(a: Aspect, b: Aspect, time: str) -> bool:
    """Whether losses are of the same people, in one place on one day; other events are not counted like that."""
    if a.claim.event != "casualties":
        return True
    return time == "same day" and not _scoped(a, b) and same_harmed(a.claim, b.claim)


def _made(a: Aspect, b: Aspect, relation: str, reasons: list[Reason]) -> Iterator[Link]:
    weight = 1.0
    for part, _ in reasons:
        weight *= part
    if weight >= LEAST_WEIGHT:
        yield Link(a.claim.id, b.claim.id, relation, round(weight, 2), tuple(words for _, words in reasons))


def _place(a: Aspect, b: Aspect) -> Reason | None:
    shared = sorted(a.places.keys() & b.places.keys())
    if not shared:
        return None
    if a.ambiguous or b.ambiguous:
        return 0.5, "same place name, more than one place is called so"
    mine, other = a.places[shared[0]], b.places[shared[0]]
    if mine.precision and mine.precision > 3:
        return 0.6, "same region"
    if (mine.relation is None) != (other.relation is None) or (
        mine.relation and other.relation and mine.relation.text != other.relation.text
    ):
        return 0.6, "near the same town"
    return 1.0, "same town"


def _scoped(a: Aspect, b: Aspect) -> bool:
    """Whether one speaks of the place and the other of a part or the surroundings: no contradiction."""
    shared = min(a.places.keys() & b.places.keys())
    mine, other = a.places[shared].relation, b.places[shared].relation
    return (mine.text if mine else None) != (other.text if other else None)


def _against(a: Aspect, b: Aspect) -> list[Reason]:
    """Why the two cannot both be so; empty where they can."""
    apart = opposite(a.claim.event, b.claim.event)
    if apart:
        if a.negative or b.negative or not a.side or not b.side:
            return []
        stands = a.side == b.side if apart.sides == "same" else a.side != b.side
        return [(1.0, f"opposite outcome: {apart.words}")] if stands else []
    same = _same(a, b)
    if not same or a.claim.event == "other":
        return []
    if a.negative != b.negative:
        if a.claim.event != b.claim.event:
            return []
        return [*same, (1.0, f"opposite: {_polarity(a)} / {_polarity(b)}")]
    if a.claim.event in _COUNTED and not a.negative and common_numbers(a, b) == "apart":
        return [*same, (0.9, f"numbers apart: {_numbers(a)} / {_numbers(b)}")]
    return []


def _same(a: Aspect, b: Aspect) -> list[Reason]:
    """Why the two are about one happening; empty where they need not be."""
    stand = near(a.claim.event, b.claim.event)
    if not stand:
        return []
    alike = _likeness(a, b)
    if a.claim.event == "other" and alike < 0.5:
        return []
    both = a.side and b.side
    if both and stand != "any" and (a.side == b.side) != (stand == "same"):
        return []
    if not both and stand == "same" and not same_agents(a.claim, b.claim):
        return []
    event = (1.0, "same event") if a.claim.event == b.claim.event else (0.7, "kindred events")
    if a.claim.event == "other":
        return [event, (1.0, "like wording")]
    if not both:
        return [event, (0.8, "side not given")]
    return [event, (1.0, "attacker and defender" if a.side != b.side else "same side acts")]


def _polarity(a: Aspect) -> str:
    if a.claim.denied:
        return "denied"
    return "held improbable" if a.negative else "asserted"


def _numbers(a: Aspect) -> str:
    return ", ".join(q.text for q in a.claim.quantities)


def _likeness(a: Aspect, b: Aspect) -> float:
    either = len(a.words | b.words)
    return len(a.words & b.words) / either if either else 0.0


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
                yield from _made(a, best, "relays", _relay_reasons(a, best))


def _fit(a: Aspect, b: Aspect) -> tuple[bool, float, int]:
    return a.claim.event == b.claim.event, _likeness(a, b), -_days_after(a, b)


def _relay_reasons(a: Aspect, b: Aspect) -> list[Reason]:
    after = _days_after(a, b)
    return [
        (1.0, "names the party that published it"),
        _place(a, b) or (0.6, "same place"),
        (1.0, "published the same day") if not after else (0.9, f"published {after} day{'s' * (after > 1)} later"),
        (1.0, "same event") if a.claim.event == b.claim.event else (0.7, "same family of events"),
    ]


def _days_after(a: Aspect, b: Aspect) -> int:
    return (a.day - b.day).days if a.day and b.day else -1
