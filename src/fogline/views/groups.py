"""Claims gathered by event for reading: derived from links at the moment of telling, never stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fogline.model import Claim, Link, Snapshot


@dataclass(frozen=True, slots=True)
class Cluster:
    """Claims on one event, in the order they were given, and the contradictions among them."""

    claims: tuple[Claim, ...]
    contradictions: tuple[Link, ...] = ()

    @property
    def disputed(self) -> bool:
        """Whether two of its claims contradict each other."""
        return bool(self.contradictions)


def clusters(claims: Sequence[Claim], snapshot: Snapshot) -> list[Cluster]:
    """The claims gathered by their links; claims that share event word and day are read together even without one.

    Reading together says nothing about identity: each origin keeps its own sentence. The order of ``claims`` is
    kept, within a cluster and between them.
    """
    parent = {c.id: c.id for c in claims}
    for one in snapshot.links:
        if one.relation != "resolves" and one.a in parent and one.b in parent:
            _join(parent, one.a, one.b)
    alike: dict[tuple[str, str, str], str] = {}
    for c in claims:
        key = (c.event, (c.when.earliest or "")[:10] if c.when else "", c.kind)
        _join(parent, alike.setdefault(key, c.id), c.id)
    gathered: dict[str, list[Claim]] = {}
    for c in claims:
        gathered.setdefault(_find(parent, c.id), []).append(c)
    against: dict[str, list[Link]] = {}
    for one in snapshot.links:
        if one.relation == "contradicts" and one.a in parent and one.b in parent:
            against.setdefault(_find(parent, one.a), []).append(one)
    return [Cluster(tuple(found), tuple(against.get(root, ()))) for root, found in gathered.items()]


def _find(parent: dict[str, str], one: str) -> str:
    while parent[one] != one:
        parent[one] = parent[parent[one]]
        one = parent[one]
    return one


def _join(parent: dict[str, str], a: str, b: str) -> None:
    parent[_find(parent, b)] = _find(parent, a)
