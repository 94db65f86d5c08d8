"""The brief of a day: what is newly claimed about each place, by whom, through how many origins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from fogline.model import Claim, Document, Snapshot
from fogline.views.desk import Desk
from fogline.views.facts import NO_PLACE, day_before, day_words, independent_origins, plural
from fogline.views.sentences import Teller
from fogline.views.sheet import Brief, Group, Reference, Section, Sentence

IN_FULL = 8
LEAD = 5
LEAD_OF_ONE_PLACE = 2
RANKING = (
    "Places are ranked by what changed: first by the number of contradicted events, then by captures, withdrawals and "
    "the like, then by independent origins, then by estimates and forecasts, then by claims, then by name. Events "
    "within a place are ranked likewise, and so are the lines of the lead. Parties to a disagreement stand in the "
    "order of first publication, then name."
)
_SCOPE = (
    "Claims are what reports say, not what is established. “Assessed and foretold” keeps estimates apart, with the "
    "interval that the words stand for on the speaker's scale."
)


def brief(
    snapshot: Snapshot, day: str, since: str | None = None, now: str | None = None, *, in_full: int = IN_FULL
) -> Brief:
    """The brief of ``day``: what reports published from ``since`` to ``day`` (both included) claim.

    ``since`` is the first day that is new, by default the day before ``day``; for a brief that follows another,
    give the day after the other's. ``now`` is the ledger moment that the header names, by default the snapshot's
    ``as_of``, else ``day``. Reports published after ``day`` are left out, whatever the snapshot holds; undated
    ones are left out and counted. An earlier claim appears only where a new one contradicts it, marked "earlier".

    Places are ranked by contradicted events, then by captures, withdrawals, encirclements, surrenders and
    evacuations, then by independent origins, then by estimates and forecasts, then by claims, then by name; the
    first ``in_full`` are told in full, the others in one line each. The same snapshot gives the same brief.
    """
    since = since or day_before(day)
    known = {i: d for i, d in snapshot.documents.items() if d.day and d.day <= day}
    new = [c for c in snapshot.claims if c.document in known and (known[c.document].day or "") >= since]
    visible = _ordered(_with_contradicted(new, snapshot, known), known)
    desk = Desk(snapshot, Teller(snapshot, day, frozenset(c.id for c in new)))
    ranked = sorted(desk.places(visible), key=lambda p: p.rank)
    full = [p for p in ranked if p.key.label != NO_PLACE and p.told][:in_full]
    nowhere = [p for p in ranked if p.key.label == NO_PLACE]
    others = [p for p in ranked if p not in full and p not in nowhere]
    return _numbered(
        Brief(
            day=day,
            since=since,
            moment=now or snapshot.as_of or day,
            facts=_facts(snapshot, new, known, since, day),
            sections=tuple(desk.section(p) for p in (*full, *nowhere)),
            rest=tuple(desk.one_line(p) for p in others),
            references=(),
            foot=(RANKING, _left_out(snapshot, known, since, day, len(others)), _SCOPE),
            empty=None if new else _empty(snapshot, known, since, day),
            lead=desk.lead(ranked, LEAD, LEAD_OF_ONE_PLACE),
        )
    )


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
        found = tuple(sorted((numbers[r.claim] for r in s.references), key=lambda r: r.number))
        return replace(s, references=found, also=tuple(map(one, s.also)))

    def group(g: Group) -> Group:
        return replace(
            g,
            tally=one(g.tally) if g.tally else None,
            sentences=tuple(map(one, g.sentences)),
            sides=tuple(tuple(map(one, side)) for side in g.sides),
            folded=tuple(map(one, g.folded)),
        )

    def section(s: Section) -> Section:
        return replace(
            s,
            claimed=tuple(map(group, s.claimed)),
            assessed=tuple(map(group, s.assessed)),
            folded=tuple(map(one, s.folded)),
        )

    return replace(
        sheet,
        sections=tuple(map(section, sheet.sections)),
        rest=tuple(map(one, sheet.rest)),
        lead=tuple(map(one, sheet.lead)),
        references=tuple(numbers.values()),
    )
