"""The brief of a day: what is newly claimed about each place, by whom, through how many origins."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from fogline.model import Claim, Document, Snapshot
from fogline.views.facts import (
    NO_PLACE,
    PlaceKey,
    ambiguity,
    day_before,
    day_words,
    event_heading,
    independent_origins,
    place_key,
    place_of,
    plural,
)
from fogline.views.groups import Cluster, clusters
from fogline.views.sentences import Teller
from fogline.views.sheet import Brief, Group, Reference, Section, Sentence

IN_FULL = 8
GROUPS_IN_FULL = 6
SENTENCES_IN_FULL = 6
# What moves a front or empties a town leads; the rest is the daily run of fire and fighting.
CHANGES = frozenset(("capture", "retake", "withdraw", "encircle", "surrender", "evacuate", "agreement"))
RANKING = (
    "Places are ranked by what changed: first by the number of contradicted events, then by captures, withdrawals and "
    "the like, then by independent origins, then by estimates and forecasts, then by claims, then by name. Events "
    "within a place are ranked likewise. Parties to a disagreement stand in the order of first publication, then name."
)
_FOLDED = ("relation", "background")
_ASSESSED = ("assessment", "forecast", "conditional")


def brief(
    snapshot: Snapshot, day: str, since: str | None = None, now: str | None = None, *, in_full: int = IN_FULL
) -> Brief:
    """The brief of ``day``: what reports published from ``since`` to ``day`` (both included) claim.

    ``since`` is the first day that is new, by default the day before ``day``; for a brief that follows another,
    give the day after the other's. ``now`` is the ledger moment that the header names, by default the snapshot's
    ``as_of``, else ``day``. Reports published after ``day`` are left out, whatever the snapshot holds; undated
    ones are left out and counted. An earlier claim appears only where a new one contradicts it, marked "earlier".

    Places are ranked by contradicted events, then by captures, withdrawals, encirclements, surrenders, evacuations
    and agreements, then by independent origins, then by estimates and forecasts, then by claims, then by name; the
    first ``in_full`` are told in full, the others in one line each. The same snapshot gives the same brief.
    """
    since = since or day_before(day)
    known = {i: d for i, d in snapshot.documents.items() if d.day and d.day <= day}
    new = [c for c in snapshot.claims if c.document in known and (known[c.document].day or "") >= since]
    visible = _ordered(_with_contradicted(new, snapshot, known), known)
    desk = _Desk(snapshot, Teller(snapshot, since), frozenset(c.id for c in new))
    ranked = sorted(desk.places(visible), key=lambda p: p.rank)
    full = [p for p in ranked if p.key.label != NO_PLACE][:in_full]
    nowhere = [p for p in ranked if p.key.label == NO_PLACE]
    others = [p for p in ranked if p not in full and p not in nowhere]
    sections = tuple(desk.section(p) for p in (*full, *nowhere))
    rest = tuple(desk.one_line(p) for p in others)
    return _numbered(
        Brief(
            day=day,
            since=since,
            moment=now or snapshot.as_of or day,
            facts=_facts(snapshot, new, known, since, day),
            sections=sections,
            rest=rest,
            references=(),
            foot=(RANKING, _left_out(snapshot, known, since, day, len(others)), _SCOPE),
            empty=None if new else _empty(snapshot, known, since, day),
        )
    )


_SCOPE = (
    "Claims are what reports say, not what is established. “Assessed and foretold” keeps estimates apart, with the "
    "interval that the words stand for on the speaker's scale."
)


@dataclass(frozen=True, slots=True)
class _Place:
    key: PlaceKey
    claimed: tuple[Cluster, ...]
    assessed: tuple[Cluster, ...]
    folded: tuple[Claim, ...]
    rank: tuple[int, int, int, int, int, str, str]

    @property
    def claims(self) -> tuple[Claim, ...]:
        return (*(c for g in (*self.claimed, *self.assessed) for c in g.claims), *self.folded)


@dataclass(frozen=True, slots=True)
class _Desk:
    """Files claims under places and tells them."""

    snapshot: Snapshot
    teller: Teller
    new: frozenset[str]

    def places(self, claims: Sequence[Claim]) -> list[_Place]:
        filed: dict[str, list[Claim]] = defaultdict(list)
        keys: dict[str, PlaceKey] = {}
        for claim in claims:
            key = place_key(place_of(claim))
            keys.setdefault(key.id, key)
            filed[key.id].append(claim)
        return [self._place(keys[i], found) for i, found in filed.items()]

    def _place(self, key: PlaceKey, claims: list[Claim]) -> _Place:
        told = [c for c in claims if c.kind not in (*_FOLDED, *_ASSESSED)]
        claimed = sorted(clusters(told, self.snapshot), key=self._rank)
        assessed = sorted(clusters([c for c in claims if c.kind in _ASSESSED], self.snapshot), key=self._rank)
        disputed = sum(g.disputed for g in (*claimed, *assessed))
        changes = sum(any(c.event in CHANGES for c in g.claims) for g in claimed)
        origins = len(independent_origins(claims, self.snapshot))
        rank = (-disputed, -changes, -origins, -len(assessed), -len(claims), key.label.casefold(), key.id)
        return _Place(key, tuple(claimed), tuple(assessed), tuple(c for c in claims if c.kind in _FOLDED), rank)

    def _rank(self, group: Cluster) -> tuple[bool, bool, int, int, str, str]:
        changes = any(c.event in CHANGES for c in group.claims)
        origins = len(independent_origins(group.claims, self.snapshot))
        first = group.claims[0]
        return (not group.disputed, not changes, -origins, -len(group.claims), first.event, first.id)

    def section(self, place: _Place) -> Section:
        return Section(
            heading=place.key.label,
            claimed=tuple(self.group(g) for g in place.claimed[:GROUPS_IN_FULL]),
            assessed=tuple(self.group(g) for g in place.assessed[:GROUPS_IN_FULL]),
            folded=(
                *(self._brief_group(g) for g in (*place.claimed[GROUPS_IN_FULL:], *place.assessed[GROUPS_IN_FULL:])),
                *(self.teller.tell(c) for c in place.folded),
            ),
            note=self._note(place),
            slug="".join(ch if ch.isalnum() else "-" for ch in (place.key.id or "no-place")),
        )

    def group(self, cluster: Cluster) -> Group:
        days = sorted({c.when.earliest[:10] for c in cluster.claims if c.when and c.when.earliest})
        heads = " / ".join(dict.fromkeys(event_heading(c.event) for c in cluster.claims))
        lead, repeats = self._leads(cluster.claims)
        return Group(
            heading=f"{heads} · {day_words(days[0])}" if days else heads,
            tally=self.teller.tally(cluster.claims),
            sentences=tuple(self._tell(c) for c in lead[:SENTENCES_IN_FULL]),
            dispute=self.teller.dispute(cluster) if cluster.disputed else None,
            folded=(
                *(self._tell(c) for c in lead[SENTENCES_IN_FULL:]),
                *(self.teller.relayed(c) for c in repeats),
            ),
        )

    def _tell(self, claim: Claim) -> Sentence:
        return self.teller.tell(claim, earlier=claim.id not in self.new)

    def _brief_group(self, cluster: Cluster) -> Sentence:
        heads = ", ".join(dict.fromkeys(event_heading(c.event) for c in cluster.claims))
        return self.teller.tally(cluster.claims, heads)

    def _leads(self, claims: Sequence[Claim]) -> tuple[list[Claim], list[Claim]]:
        """The first sentence of each origin on each side of the matter, and those that only repeat it."""
        seen: set[tuple[object, ...]] = set()
        lead: list[Claim] = []
        rest: list[Claim] = []
        for c in claims:
            key = (*independent_origins([c], self.snapshot), c.event, c.denied, c.certainty and c.certainty.phrase)
            (rest if key in seen else lead).append(c)
            seen.add(key)
        return lead, rest

    def _note(self, place: _Place) -> Sentence | None:
        unclear = [c for c in place.claims if (p := place_of(c)) and ambiguity(p)]
        if not unclear:
            return None
        first = place_of(unclear[0])
        words = ambiguity(first) if first else None
        return self.teller.note(f"Unresolved: {words}." if words else "Unresolved.", unclear)

    def one_line(self, place: _Place) -> Sentence:
        heads = ", ".join(dict.fromkeys(event_heading(c.event).lower() for c in place.claims))
        return self.teller.tally(place.claims, f"{place.key.label} ({heads})")


def _with_contradicted(new: list[Claim], snapshot: Snapshot, known: Mapping[str, Document]) -> list[Claim]:
    """The new claims, and the earlier ones that they contradict."""
    fresh = {c.id for c in new}
    wanted = {
        other
        for link in snapshot.links
        if link.relation == "contradicts"
        for one, other in ((link.a, link.b), (link.b, link.a))
        if one in fresh and other not in fresh
    }
    return [*new, *(c for c in snapshot.claims if c.id in wanted and c.document in known)]


def _ordered(claims: Iterable[Claim], documents: Mapping[str, Document]) -> list[Claim]:
    """By first publication, then the publisher's name, then place in the text: the neutral order of all sentences."""
    return sorted(
        claims,
        key=lambda c: (
            documents[c.document].published or "",
            documents[c.document].source or "",
            c.document,
            c.quote.start,
            c.id,
        ),
    )


def _facts(
    snapshot: Snapshot, new: list[Claim], known: Mapping[str, Document], since: str, day: str
) -> tuple[str, ...]:
    reports = sum(since <= (d.day or "") for d in known.values())
    origins = len(independent_origins(new, snapshot))
    return (
        f"{plural(reports, 'report')} published {_span(since, day)}",
        plural(len(new), "claim"),
        plural(origins, "independent origin"),
    )


def _span(since: str, day: str) -> str:
    return f"on {day_words(day)}" if since == day else f"from {day_words(since)} to {day_words(day)}"


def _left_out(snapshot: Snapshot, known: Mapping[str, Document], since: str, day: str, others: int) -> str:
    earlier = sum((d.day or "") < since for d in known.values())
    later = sum(bool(d.day and d.day > day) for d in snapshot.documents.values())
    undated = sum(not d.day for d in snapshot.documents.values())
    silent = len(known.keys() - {c.document for c in snapshot.claims})
    parts = [
        f"{plural(earlier, 'report')} from before {day_words(since)}",
        f"{later:,} published later",
        f"{undated:,} without a date",
    ]
    told = f" {plural(others, 'place')} below the first are told in one line each." if others else ""
    return f"Left out: {', '.join(parts)}. {plural(silent, 'report')} yielded no claims.{told}"


def _empty(snapshot: Snapshot, known: Mapping[str, Document], since: str, day: str) -> str:
    if not snapshot.documents:
        return (
            f"Nothing is known as of {day_words(day)}: the ledger holds no reports. "
            "Add some with: fogline add FILE, FOLDER or URL"
        )
    days = sorted(d.day for d in snapshot.documents.values() if d.day)
    held = f" Its dated reports are from {day_words(days[0])} to {day_words(days[-1])}." if days else ""
    return (
        f"Nothing new is known as of {day_words(day)}: no claims were published {_span(since, day)}.{held} "
        "Ask for another day with --date, or for a longer span with --since."
    )


def _numbered(sheet: Brief) -> Brief:
    """The brief with its references numbered in the order in which a reader meets them."""
    numbers: dict[str, Reference] = {}
    for sentence in sheet.sentences():
        for r in sentence.references:
            numbers.setdefault(r.claim, replace(r, number=len(numbers) + 1))

    def one(s: Sentence) -> Sentence:
        return replace(s, references=tuple(sorted((numbers[r.claim] for r in s.references), key=lambda r: r.number)))

    def group(g: Group) -> Group:
        return replace(
            g,
            tally=one(g.tally),
            dispute=one(g.dispute) if g.dispute else None,
            sentences=tuple(map(one, g.sentences)),
            folded=tuple(map(one, g.folded)),
        )

    sections = tuple(
        replace(
            s,
            claimed=tuple(map(group, s.claimed)),
            assessed=tuple(map(group, s.assessed)),
            folded=tuple(map(one, s.folded)),
            note=one(s.note) if s.note else None,
        )
        for s in sheet.sections
    )
    return replace(sheet, sections=sections, rest=tuple(map(one, sheet.rest)), references=tuple(numbers.values()))
