"""A claim as a line of the brief: who says it, its exact words, how surely, when. As little grammar as can be.

Nothing is made into prose that the quote says already; the place and the event are the heading's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fogline.model import Claim, Snapshot
from fogline.views.facts import (
    ambiguity,
    certainty_words,
    event_heading,
    independent_origins,
    inferred,
    place_of,
    plural,
    publisher,
    registered,
    relation_words,
    short_day,
    when_words,
    who,
)
from fogline.views.groups import Bunch, Cluster, is_headline
from fogline.views.sheet import Reference, Sentence


@dataclass(frozen=True, slots=True)
class Teller:
    """Makes the sentences of one snapshot's brief; ``day`` is the brief's, ``new`` the ids of what is new in it."""

    snapshot: Snapshot
    day: str
    new: frozenset[str]

    def reference(self, claim: Claim) -> Reference:
        """The words of one claim and where they stand; numbered 0 until the brief is whole."""
        d = self.snapshot.documents[claim.document]
        title = d.title if d.source else None  # else the title stands for the source
        return Reference(0, claim.id, d.id, publisher(d), title, d.published, claim.quote.text, d.url)

    def tell(self, bunch: Bunch, *, resolved: bool = False) -> Sentence:
        """One statement and its repeats. ``resolved``: the heading says already what its place's name may mean."""
        claim = bunch.lead
        speaker = who(claim, self.snapshot)
        how = _manner(claim)
        words = f"{how} by {speaker}" if how else speaker[:1].upper() + speaker[1:]
        return self._sentence(bunch, words, resolved=resolved)

    def side(self, bunch: Bunch, *, several: bool, resolved: bool = False) -> Sentence:
        """The same as a party to a contradiction: "Claimed by X"; ``several`` events need naming each."""
        claim = bunch.lead
        words = f"{_manner(claim) or 'Claimed'} by {who(claim, self.snapshot)}"
        if several:
            words = f"{event_heading(claim.event)}: {words[:1].lower()}{words[1:]}"
        return self._sentence(bunch, words, resolved=resolved)

    def tally(self, claims: Sequence[Claim], what: str = "") -> Sentence:
        """How many reports, through how many independent origins: "2 reports, 1 origin: UK Ministry of Defence"."""
        names = list(independent_origins(claims, self.snapshot).values())
        shown = ", ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")
        reports = plural(len({c.document for c in claims}), "report")
        lead = f"{what}: " if what else ""
        return self.note(f"{lead}{reports}, {plural(len(names), 'origin')}: {shown}", claims)

    def headline(self, place: str, cluster: Cluster) -> Sentence:
        """A group in one line: "Soledar, capture: claimed by Wagner Group; denied by General Staff"."""
        told = cluster.parties or cluster.claims
        several = len({c.event for c in told}) > 1
        stands: dict[str, list[Claim]] = {}
        for c in told:
            event = f"{event_heading(c.event).lower()} " if several else ""
            hedge = f" as {certainty_words(c.certainty)}" if c.certainty else ""
            stands.setdefault(event + (_manner(c) or "Claimed").lower() + hedge, []).append(c)
        parts = [f"{stand} by {self._names(found)}" for stand, found in stands.items()]
        event = "" if several else f", {event_heading(told[0].event).lower()}"
        return self.note(f"{place}{event}: {'; '.join(parts)}", told)

    def note(self, text: str, claims: Iterable[Claim]) -> Sentence:
        """A sentence that stands on several claims."""
        return Sentence(text, tuple(self.reference(c) for c in claims))

    def _names(self, claims: Sequence[Claim]) -> str:
        names = list(dict.fromkeys(n for c in claims for n in self._origin(c)))
        return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")

    def _origin(self, claim: Claim) -> Iterable[str]:
        """The claim's origins; one that no register knows ("the update") with the report that has it."""
        names = independent_origins([claim], self.snapshot).values()
        known = {s.name for s in self.snapshot.sources.values()}
        paper = registered(publisher(self.snapshot.documents[claim.document]), self.snapshot)
        return [n if n in known or n == paper or not claim.said_by else f"{n} in {paper}" for n in names]

    def _sentence(self, bunch: Bunch, text: str, *, resolved: bool) -> Sentence:
        claim = bunch.lead
        hedge = certainty_words(claim.certainty) if claim.certainty else None
        also = tuple(self._also(c, claim) for c in bunch.repeats)
        return Sentence(
            text,
            (self.reference(claim),),
            claim.quote.text,
            self._marks(claim, resolved=resolved),
            hedge,
            self._time(claim),
            also,
        )

    def _also(self, claim: Claim, lead: Claim) -> Sentence:
        d = self.snapshot.documents[claim.document]
        if claim.document == lead.document and is_headline(claim, self.snapshot):
            return self.note("its headline", [claim])
        return self.note(registered(publisher(d), self.snapshot), [claim])

    def _time(self, claim: Claim) -> str | None:
        """The claim's time; where it has none of its own, when it was reported."""
        published, year = self.snapshot.documents[claim.document].day, self.day[:4]
        when = claim.when
        open_ended = when is not None and not (when.earliest and when.latest)
        bound = (when.earliest or when.latest or "") if when else ""
        told = when_words(when, year)
        if told and not (open_ended and bound[:10] == published):
            return told
        return f"reported {short_day(published, year)}" if published else None

    def _marks(self, claim: Claim, *, resolved: bool) -> tuple[str, ...]:
        place = place_of(claim)
        relation = relation_words(place) if place else ""
        marks = [
            None if claim.id in self.new else "earlier report",
            "negated" if claim.denied and _manner(claim) != "Denied" else None,
            "speaker inferred" if inferred(claim) else None,
            "place carried over" if place and place.carried else None,
            relation if relation.casefold() not in claim.quote.text.casefold() else None,
            ambiguity(place) if place and not resolved else None,
        ]
        return tuple(m for m in marks if m)


def _manner(claim: Claim) -> str:
    """How a claim is put, as a participle that fits one speaker and many; empty for a plain report."""
    if claim.kind == "conditional":
        inside = claim.condition is None or claim.condition.text in claim.quote.text
        return "Expected on a condition" if inside or not claim.condition else f"Expected “{claim.condition.text}”"
    if claim.kind == "forecast":
        return "Expected"
    if claim.kind == "assessment":
        return "Assessed"
    return "Denied" if claim.denied else ""
