"""Files a brief's claims under places and events, ranks them, and has them told."""

from __future__ import annotations

import shlex
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from fogline.model import Claim, Snapshot
from fogline.views.facts import NO_PLACE, PlaceKey, event_heading, independent_origins, place_key, place_of
from fogline.views.groups import Bunch, Cluster, bunches, clusters
from fogline.views.sentences import Teller
from fogline.views.sheet import Group, Section, Sentence

SENTENCES_IN_FULL = 6
# What moves a front or empties a town leads; the rest is the daily run of fire and fighting.
CHANGES = frozenset(("capture", "retake", "withdraw", "encircle", "surrender", "evacuate"))
_ASSESSED = ("assessment", "forecast", "conditional")
_BESIDES = ("relation", "background")
# With fewer groups than this the brief itself is as short as a lead of it.
_LEAD_NEEDS = 4


@dataclass(frozen=True, slots=True)
class Filed:
    """One place of a brief: what is claimed of it, what is assessed, what is said besides."""

    key: PlaceKey
    claimed: tuple[Cluster, ...]
    assessed: tuple[Cluster, ...]
    besides: tuple[Claim, ...]
    rank: tuple[int, int, int, int, int, str, str]

    @property
    def told(self) -> bool:
        """Whether there is more to tell of it than what is said besides."""
        return bool(self.claimed or self.assessed)

    @property
    def claims(self) -> tuple[Claim, ...]:
        """All its claims."""
        return (*(c for g in (*self.claimed, *self.assessed) for c in g.claims), *self.besides)


@dataclass(frozen=True, slots=True)
class Desk:
    """Files claims under places and tells them."""

    snapshot: Snapshot
    teller: Teller

    def places(self, claims: Sequence[Claim]) -> list[Filed]:
        """The claims by place, each place with its rank; the order of ``claims`` is kept."""
        filed: dict[str, list[Claim]] = defaultdict(list)
        keys: dict[str, PlaceKey] = {}
        for claim in claims:
            key = place_key(place_of(claim))
            keys.setdefault(key.id, key)
            filed[key.id].append(claim)
        return [self._place(keys[i], found) for i, found in filed.items()]

    def section(self, place: Filed) -> Section:
        """A place in full."""
        resolved = bool(place.key.detail)
        return Section(
            heading=place.key.label,
            claimed=tuple(self._group(g, resolved) for g in place.claimed),
            assessed=tuple(self._group(g, resolved) for g in place.assessed),
            folded=tuple(self.teller.tell(b, resolved=resolved) for b in bunches(place.besides, self.snapshot)),
            detail=place.key.detail,
            ask=self._ask(place.key),
        )

    def one_line(self, place: Filed) -> Sentence:
        """A place in one line."""
        heads = ", ".join(dict.fromkeys(event_heading(c.event).lower() for c in place.claims))
        return self.teller.tally(place.claims, f"{place.key.label} ({heads})")

    def lead(self, ranked: Sequence[Filed], most: int, of_one_place: int) -> tuple[Sentence, ...]:
        """The first changes of the day, a line each; none where the brief has hardly more groups than that."""
        groups = [(p, g) for p in ranked if p.key.label != NO_PLACE for g in (*p.claimed, *p.assessed)]
        if len(groups) < _LEAD_NEEDS:
            return ()
        counts: dict[str, int] = defaultdict(int)
        shown: list[Sentence] = []
        for place, group in sorted(groups, key=lambda found: self._lead_rank(*found)):  # stable: by place's rank
            if len(shown) < most and counts[place.key.id] < of_one_place:
                counts[place.key.id] += 1
                shown.append(self.teller.headline(place.key.label, group))
        return tuple(shown)

    def _lead_rank(self, place: Filed, group: Cluster) -> tuple[bool, bool, bool, int]:
        origins = len(independent_origins(group.claims, self.snapshot))
        return (not group.disputed, not _changes(group), group in place.assessed, -origins)

    def _place(self, key: PlaceKey, claims: list[Claim]) -> Filed:
        kinds = {c.id: c.kind for c in claims}
        against = [k for k in self.snapshot.links if k.relation == "contradicts" and k.a in kinds and k.b in kinds]
        # An estimate that contradicts a report stands beside it, named for what it is.
        drawn = {i for k in against if (kinds[k.a] in _ASSESSED) != (kinds[k.b] in _ASSESSED) for i in (k.a, k.b)}
        parties = {i for k in against for i in (k.a, k.b)}
        besides = [c for c in claims if c.id not in parties and (c.kind in _BESIDES or c.event == "other")]
        told = [c for c in claims if c not in besides]
        assessed = [c for c in told if c.kind in _ASSESSED and c.id not in drawn]
        reported = [c for c in told if c not in assessed]
        first = sorted(clusters(reported, against), key=self._rank)
        second = sorted(clusters(assessed, against), key=self._rank)
        rank = (
            -sum(g.disputed for g in (*first, *second)),
            -sum(map(_changes, first)),
            -len(independent_origins(told, self.snapshot)),
            -len(second),
            -len(claims),
            key.label.casefold(),
            key.id,
        )
        return Filed(key, tuple(first), tuple(second), tuple(besides), rank)

    def _rank(self, group: Cluster) -> tuple[bool, bool, int, int, str, str]:
        origins = len(independent_origins(group.claims, self.snapshot))
        first = group.claims[0]
        return (not group.disputed, not _changes(group), -origins, -len(group.claims), first.event, first.id)

    def _group(self, cluster: Cluster, resolved: bool) -> Group:
        heads = " / ".join(dict.fromkeys(event_heading(c.event) for c in cluster.claims))
        told = [self.teller.tell(b, resolved=resolved) for b in bunches(cluster.others, self.snapshot)]
        sides = _sides(cluster, self.snapshot)
        several = len({c.event for c in cluster.parties}) > 1
        return Group(
            heading=heads,
            tally=self.teller.tally(cluster.claims) if len({c.document for c in cluster.claims}) > 1 else None,
            sentences=tuple(told[:SENTENCES_IN_FULL]),
            sides=tuple(tuple(self.teller.side(b, several=several, resolved=resolved) for b in s) for s in sides),
            folded=tuple(told[SENTENCES_IN_FULL:]),
        )

    def _ask(self, key: PlaceKey) -> str:
        what = "claims" if key.label == NO_PLACE else f"place {shlex.quote(key.label)}"
        return f"fogline {what} --as-of {self.teller.day}"


def _changes(group: Cluster) -> bool:
    return any(c.event in CHANGES for c in group.claims)


def _sides(cluster: Cluster, snapshot: Snapshot) -> list[list[Bunch]]:
    """The parties to a contradiction by what they hold; each for itself where only figures differ."""
    sides: dict[tuple[str, bool], list[Claim]] = {}
    for c in cluster.parties:
        sides.setdefault((c.event, c.denied), []).append(c)
    told = [bunches(found, snapshot) for found in sides.values()]
    return [[b] for b in told[0]] if len(told) == 1 else told
