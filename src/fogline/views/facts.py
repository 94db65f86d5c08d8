"""What every view says of a claim, in one wording: its place, day, speakers, certainty and origin."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlsplit

from fogline import vocabulary
from fogline.model import Certainty, Claim, Document, Place, Snapshot, Speaker, When

_SCALES = {"phia": "PHIA", "icd203": "ICD 203", "survey": "as readers understand it"}
NO_PLACE = "No place given"


@dataclass(frozen=True, slots=True, order=True)
class PlaceKey:
    """A place to file claims under; ``label`` for people, ``id`` a gazetteer id or the folded phrase."""

    label: str
    id: str


def place_of(claim: Claim) -> Place | None:
    """The place that a claim is filed under: the first that is no background, resolved ones before open ones."""
    told = [p for p in claim.where if p.role != "background"]
    return min(told, key=lambda p: len(p.candidates) != 1, default=None)


def place_key(place: Place | None) -> PlaceKey:
    """Where a claim with this place is filed; an ambiguous name is filed under its words, apart from every namesake."""
    if place is None:
        return PlaceKey(NO_PLACE, "")
    if len(place.candidates) == 1:
        return PlaceKey(place.candidates[0].name, place.candidates[0].id)
    return PlaceKey(place.phrase, "phrase:" + place.phrase.casefold())


def place_words(place: Place) -> str:
    """A place as a sentence names it: the relation's words where the place is relative."""
    if place.relation:
        return place.relation.text
    return place.candidates[0].name if len(place.candidates) == 1 else place.phrase


def ambiguity(place: Place) -> str | None:
    """That a name means several places, or none that is known; None for a resolved one."""
    if len(place.candidates) > 1:
        return f"one of {len(place.candidates)} places called {place.phrase}"
    return None if place.candidates or place.lat is not None else f"{place.phrase} is not in the gazetteer"


def day_words(day: str) -> str:
    """``2023-02-23`` as "23 February 2023"."""
    d = date.fromisoformat(day[:10])
    return f"{d.day} {_MONTHS[d.month - 1]} {d.year}"


_MONTHS = (
    "January February March April May June July August September October November December"
).split()  # not strftime: its names follow the machine's locale


def when_words(when: When | None) -> str | None:
    """A time as a sentence says it; None while it is open, or bounded by nothing but the day of publication."""
    if when is None or not (when.earliest or when.latest) or not (when.phrase or when.precision):
        return None
    first, last = (moment and moment[:10] for moment in (when.earliest, when.latest))
    if first and last:
        return f"on {day_words(first)}" if first == last else f"between {day_words(first)} and {day_words(last)}"
    return f"from {day_words(first)} on" if first else f"up to {day_words(last or '')}"


def certainty_words(certainty: Certainty) -> str:
    """Estimative words with their interval: ``“unlikely” (25–35 %, PHIA)``."""
    if certainty.low is None or certainty.high is None:
        return f"“{certainty.phrase}” (no agreed interval)"
    scale = f", {_SCALES.get(certainty.scale, certainty.scale)}" if certainty.scale else ""
    return f"“{certainty.phrase}” ({certainty.low * 100:.0f}–{certainty.high * 100:.0f} %{scale})"


def speaker_name(speaker: Speaker, snapshot: Snapshot) -> str:
    """A speaker by the registered name where the ledger knows the source, else in the report's words."""
    known = snapshot.sources.get(speaker.source_id or "")
    return known.name if known else speaker.name


def levels(claim: Claim, snapshot: Snapshot) -> list[str]:
    """The chain of holders, outermost first, joint speakers of one level joined by "and"."""
    by_level: dict[int, list[str]] = {}
    for s in claim.said_by:
        by_level.setdefault(s.level, []).append(speaker_name(s, snapshot))
    return [" and ".join(dict.fromkeys(by_level[level])) for level in sorted(by_level)]


def inferred(claim: Claim) -> bool:
    """Whether the speaker stands on a guess: a pronoun, a bare role, or a sentence before."""
    carried = any(s.guess or s.start is None for s in claim.said_by)
    return carried or bool(claim.attribution and claim.attribution.guess)


def publisher(document: Document) -> str:
    """Who published a report; its title or id where nobody knows."""
    return document.source or f"unnamed report “{document.title or document.id}”"


def origin_name(claim: Claim, snapshot: Snapshot) -> str:
    """Where the claim's chain ends, for people."""
    found = snapshot.origins.get(claim.id)
    if found:
        return found.name
    chain = levels(claim, snapshot)
    return chain[-1] if chain else publisher(snapshot.documents[claim.document])


def independent_origins(claims: Iterable[Claim], snapshot: Snapshot) -> dict[str, str]:
    """The origins of claims, key to name, in order of first appearance; joint speakers count as one each."""
    out: dict[str, str] = {}
    for claim in claims:
        deepest = max((s.level for s in claim.said_by), default=0)
        joint = [s for s in claim.said_by if s.level == deepest]
        if len(joint) > 1:
            for s in joint:
                name = speaker_name(s, snapshot)
                out.setdefault(s.source_id or name.casefold(), name)
            continue
        name = origin_name(claim, snapshot)
        found = snapshot.origins.get(claim.id)
        out.setdefault((found.source_id if found else None) or name.casefold(), name)
    return out


def event_heading(event: str) -> str:
    """The heading of a group of claims: "Capture"."""
    return _phrase(event)["heading"]


def event_words(claim: Claim) -> str:
    """What happened as a noun phrase from the claim's slots: "the capture of Soledar by Wagner Group"."""
    phrase, place = _phrase(claim.event), place_of(claim)
    words = phrase["placed"].format(place=place_words(place)) if place else phrase["unplaced"]
    if place and place.relation:  # "an advance 3 km south of Bakhmut": its words bring their own preposition
        words = f"{phrase['unplaced']} {place.relation.text}"
    agents = list(dict.fromkeys(a.name for a in claim.actors if a.role == "agent"))
    targets = list(
        dict.fromkeys(a.name for a in claim.actors if a.role == "target" and not _names_place(a.name, claim))
    )
    if claim.event == "casualties":
        agents, targets = targets or agents, []
    if agents:
        words += f" {phrase['agent']} {' and '.join(agents)}"
    if targets:
        words += f" (against {' and '.join(targets)})"
    figures = [f"{q.text} {q.unit}" if q.unit and q.unit not in q.text else q.text for q in claim.quantities]
    return words + (f" ({', '.join(figures)})" if figures else "")


def _names_place(actor: str, claim: Claim) -> bool:
    """Whether what an actor's slot holds is the place over again: "captured Soledar"."""
    return any(p.phrase.casefold() in actor.casefold() for p in claim.where)


def _phrase(event: str) -> dict[str, str]:
    by_event = {r["event"]: r for r in vocabulary.rows("event_phrases")}
    return by_event.get(event) or by_event["other"]


def web_address(url: str | None) -> str | None:
    """An address that may become a link: http and https with a host; anything else stays plain text."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None


def day_before(day: str) -> str:
    """The calendar day before an ISO day."""
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def plural(number: int, word: str) -> str:
    """ "1 report", "2 reports"."""
    return f"{number:,} {word}{'' if number == 1 else 's'}"
