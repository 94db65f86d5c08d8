"""Claims gathered by event for reading: derived from links at the moment of telling, never stored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fogline.model import Claim, Link, Snapshot
from fogline.views.facts import independent_origins

_SAME = ("same_event", "agrees", "relays")


@dataclass(frozen=True, slots=True)
class Cluster:
    """Claims on one event, in the order they were given, and the contradictions among them."""

    claims: tuple[Claim, ...]
    contradictions: tuple[Link, ...] = ()

    @property
    def disputed(self) -> bool:
        """Whether two of its claims contradict each other."""
        return bool(self.contradictions)

    @property
    def parties(self) -> tuple[Claim, ...]:
        """The claims that contradict another one."""
        ids = {i for one in self.contradictions for i in (one.a, one.b)}
        return tuple(c for c in self.claims if c.id in ids)

    @property
    def others(self) -> tuple[Claim, ...]:
        """The claims that nobody contradicts."""
        ids = {i for one in self.contradictions for i in (one.a, one.b)}
        return tuple(c for c in self.claims if c.id not in ids)


@dataclass(frozen=True, slots=True)
class Bunch:
    """One statement of one origin: the claim that tells it, and those that only repeat it."""

    lead: Claim
    repeats: tuple[Claim, ...] = ()


def clusters(claims: Sequence[Claim], contradictions: Iterable[Link]) -> list[Cluster]:
    """The claims gathered by their event; two events between which there is a contradiction are read together.

    Reading together says nothing about identity: each statement keeps its own sentence. The order of ``claims`` is
    kept, within a cluster and between them.
    """
    events = {c.id: c.event for c in claims}
    against = [k for k in contradictions if k.a in events and k.b in events]
    parent = {event: event for event in events.values()}
    for one in against:
        parent[_root(parent, events[one.b])] = _root(parent, events[one.a])
    gathered: dict[str, list[Claim]] = {}
    for c in claims:
        gathered.setdefault(_root(parent, c.event), []).append(c)
    return [
        Cluster(tuple(found), tuple(k for k in against if _root(parent, events[k.a]) == root))
        for root, found in gathered.items()
    ]


def bunches(claims: Sequence[Claim], snapshot: Snapshot) -> list[Bunch]:
    """One bunch a statement: a relay or copy goes with the first claim of its origin that it is linked to or repeats.

    Two statements of one origin in one report stay two, but for a headline, which goes with the sentence under it.
    """
    linked = {frozenset((k.a, k.b)) for k in snapshot.links if k.relation in _SAME}
    found: list[list[Claim]] = []
    for claim in sorted(claims, key=lambda c: is_headline(c, snapshot)):  # stable: headlines last
        home = next((b for b in found if _repeats(claim, b, snapshot, linked)), None)
        if home is None:
            found.append([claim])
        else:
            home.append(claim)
    place = {c.id: n for n, c in enumerate(claims)}
    found.sort(key=lambda b: place[b[0].id])
    return [Bunch(b[0], tuple(b[1:])) for b in found]


def is_headline(claim: Claim, snapshot: Snapshot) -> bool:
    """Whether the claim stands in a heading or in the title of its report."""
    document = snapshot.documents[claim.document]
    in_heading = any(h.covers(claim.quote.span) for h in document.headings)
    return in_heading or (document.title or "").strip() == claim.quote.text.strip()


def _repeats(claim: Claim, bunch: Sequence[Claim], snapshot: Snapshot, linked: set[frozenset[str]]) -> bool:
    lead = bunch[0]
    if _stand(claim, snapshot) != _stand(lead, snapshot):
        return False
    if _folded(claim) == _folded(lead):
        return True
    if claim.document == lead.document:
        return is_headline(claim, snapshot) and not is_headline(lead, snapshot)
    return any(frozenset((claim.id, one.id)) in linked for one in bunch)


def _stand(claim: Claim, snapshot: Snapshot) -> tuple[object, ...]:
    """Whose statement it is and how it is put: repeats share all of it."""
    hedge = claim.certainty and claim.certainty.phrase.casefold()
    return (tuple(independent_origins([claim], snapshot)), claim.event, claim.denied, claim.kind, hedge)


def _folded(claim: Claim) -> str:
    return " ".join(claim.quote.text.casefold().split())


def _root(parent: dict[str, str], one: str) -> str:
    while parent[one] != one:
        parent[one] = parent[parent[one]]
        one = parent[one]
    return one
