"""Plain English from a claim's slots, each sentence with the words it stands on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fogline.model import Claim, Snapshot
from fogline.views.facts import (
    ambiguity,
    certainty_words,
    day_words,
    event_heading,
    event_words,
    independent_origins,
    inferred,
    levels,
    origin_name,
    place_of,
    place_words,
    plural,
    publisher,
    when_words,
)
from fogline.views.groups import Cluster
from fogline.views.sheet import Reference, Sentence


@dataclass(frozen=True, slots=True)
class Teller:
    """Makes the sentences of one snapshot's brief; ``since`` tells what is new from what is earlier."""

    snapshot: Snapshot
    since: str

    def reference(self, claim: Claim) -> Reference:
        """The words of one claim and where they stand; numbered 0 until the brief is whole."""
        d = self.snapshot.documents[claim.document]
        return Reference(0, claim.id, d.id, publisher(d), d.title, d.published, claim.quote.text, d.url)

    def tell(self, claim: Claim, *, earlier: bool = False) -> Sentence:
        """One claim: who says what, when, how surely, through whom."""
        text = f"{self._speaker(claim)} {self._says(claim)}{self._time(claim)}."
        text = text[:1].upper() + text[1:]
        return Sentence(text, (self.reference(claim),), claim.quote.text, self._marks(claim, earlier=earlier))

    def relayed(self, claim: Claim) -> Sentence:
        """One line for a claim that repeats an origin already told."""
        d = self.snapshot.documents[claim.document]
        dated = f", {day_words(d.day)}" if d.day else ""
        origin = origin_name(claim, self.snapshot)
        again = "says so again" if origin == publisher(d) else f"relays {origin}"
        return Sentence(f"{publisher(d)}{dated}: {again}.", (self.reference(claim),), claim.quote.text)

    def tally(self, claims: Sequence[Claim], what: str = "") -> Sentence:
        """How many reports, through how many independent origins: "2 reports, 1 origin: UK Ministry of Defence"."""
        names = list(independent_origins(claims, self.snapshot).values())
        shown = ", ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")
        reports = plural(len({c.document for c in claims}), "report")
        lead = f"{what}: " if what else ""
        return self.note(f"{lead}{reports}, {plural(len(names), 'origin')}: {shown}", claims)

    def dispute(self, cluster: Cluster) -> Sentence:
        """The parties to a disagreement, in the order of their claims, which is that of first publication."""
        party = {i for one in cluster.contradictions for i in (one.a, one.b)}
        told = [c for c in cluster.claims if c.id in party]
        several = len({c.event for c in told}) > 1
        stands: dict[str, list[Claim]] = {}
        for c in told:
            stands.setdefault((event_heading(c.event).lower() + " " if several else "") + _stance(c), []).append(c)
        parts = [
            f"{stance} by {', '.join(independent_origins(found, self.snapshot).values())}"
            for stance, found in stands.items()
        ]
        if len(parts) == 1:  # one event told with figures that do not meet
            parts = ["Figures differ between " + " and ".join(map(self._figures, told))]
        text = "; ".join(parts) + "."
        return self.note(text[:1].upper() + text[1:], told)

    def note(self, text: str, claims: Iterable[Claim]) -> Sentence:
        """A sentence that stands on several claims."""
        return Sentence(text, tuple(self.reference(c) for c in claims))

    def _figures(self, claim: Claim) -> str:
        return f"{origin_name(claim, self.snapshot)} ({', '.join(q.text for q in claim.quantities)})"

    def _speaker(self, claim: Claim) -> str:
        paper = publisher(self.snapshot.documents[claim.document])
        chain = levels(claim, self.snapshot)
        if not chain:
            return paper
        cited = "".join(f", cited by {outer}" for outer in reversed(chain[:-1]))
        return f"{chain[-1]}{cited}, in {paper}," if chain[-1] != paper else chain[-1]

    def _says(self, claim: Claim) -> str:
        what, sure = event_words(claim), claim.certainty
        odds = f", held {certainty_words(sure)}" if sure else ""
        if claim.kind == "conditional":
            condition = f"“{claim.condition.text}”" if claim.condition else "a condition"
            return f"names what would follow on {condition}: {what}{odds}"
        if claim.kind in ("forecast", "assessment") and sure:
            return f"rates {'the absence of ' if claim.denied else ''}{what} as {certainty_words(sure)}"
        if claim.kind == "forecast":
            return f"{'does not expect' if claim.denied else 'foretells'} {what}"
        if claim.kind == "assessment":
            return f"assesses that there is no {_bare(what)}" if claim.denied else f"assesses {what}"
        place = place_of(claim)
        about = f" of {place_words(place)}" if place else ""
        if claim.kind in ("relation", "background"):
            return f"gives {'the geography' if claim.kind == 'relation' else 'background'}{about}{odds}"
        if claim.event == "other":
            return f"{'denies' if claim.denied else 'says'}{about or ' besides'}{odds}"
        return f"{'denies' if claim.denied else 'reports'} {what}{odds}"

    def _time(self, claim: Claim) -> str:
        words = when_words(claim.when)
        others = [place_words(p) for p in claim.where if p.role != "background" and p is not place_of(claim)]
        also = f" (also named: {', '.join(dict.fromkeys(others))})" if others else ""
        return (f", {words}" if words else "") + also

    def _marks(self, claim: Claim, *, earlier: bool) -> tuple[str, ...]:
        place = place_of(claim)
        marks = [
            "earlier report" if earlier else None,
            "conditional" if claim.kind == "conditional" else None,
            "denial" if claim.denied else None,
            "speaker inferred" if inferred(claim) else None,
            "place carried over" if place and place.carried else None,
            ambiguity(place) if place else None,
            "time not given" if claim.kind in ("event", "state") and not when_words(claim.when) else None,
        ]
        return tuple(m for m in marks if m)


def _stance(claim: Claim) -> str:
    if claim.denied:
        return "denied"
    return f"held {certainty_words(claim.certainty)}" if claim.certainty else "claimed"


def _bare(words: str) -> str:
    return words.removeprefix("the ").removeprefix("an ").removeprefix("a ")
