"""What every view says of a claim, in one wording: its place, day, speakers, certainty and origin."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import unquote, urlsplit

from fogline import vocabulary
from fogline.model import Certainty, Claim, Document, Place, Quantity, Snapshot, Speaker, When

_SCALES = {"phia": "PHIA", "icd203": "ICD 203", "survey": "as readers understand it"}
NO_PLACE = "Without a place"
_WIDE = ("region", "country", "water", "district")


@dataclass(frozen=True, slots=True, order=True)
class PlaceKey:
    """A place to file claims under; ``label`` for people, ``id`` a gazetteer id or the folded phrase.

    ``detail`` says where it lies, or that the name is not resolved: "Donetsk region", "one of 2 places of this name".
    """

    label: str
    id: str
    detail: str = ""


def place_of(claim: Claim) -> Place | None:
    """The place that a claim is filed under, of those that are no background.

    A name that is resolved goes before one that is not, a place that is named before one that others are measured
    from ("north of Bakhmut, Berkhivka"), a settlement before its region, words of the quote before what is carried.
    """
    told = [p for p in claim.where if p.role != "background"]
    return min(told, key=lambda p: (len(p.candidates) != 1, _anchor_only(p), _wide(p), p.carried), default=None)


def _anchor_only(place: Place) -> bool:
    """Whether the place is given only by another's name: "around Bakhmut" is, "Soledar, north of Bakhmut" is not."""
    return place.relation is not None and place.phrase.casefold() in place.relation.text.casefold()


def _wide(place: Place) -> bool:
    return bool(place.candidates) and place.candidates[0].kind in _WIDE


def place_key(place: Place | None) -> PlaceKey:
    """Where a claim with this place is filed; an ambiguous name is filed under its words, apart from every namesake."""
    if place is None:
        return PlaceKey(NO_PLACE, "")
    detail = "; ".join(filter(None, (region_words(place), unresolved(place))))
    if len(place.candidates) == 1:
        return PlaceKey(place.candidates[0].name, place.candidates[0].id, detail)
    return PlaceKey(place.phrase, "phrase:" + place.phrase.casefold(), detail)


def region_words(place: Place) -> str:
    """The region that all candidates of a settlement share, its country's code abroad; empty where they differ."""
    regions = {(c.country or "", c.admin1 or "") for c in place.candidates if c.kind not in _WIDE}
    if len(regions) != 1:
        return ""
    country, admin1 = regions.pop()
    if country != "UA":
        return country
    found = next((r for r in vocabulary.rows("regions_ua") if r["geonames"] == admin1), None)
    if found is None or found["name"].endswith(" City"):  # a city that is its own region
        return ""
    return found["name"] if found["name"] == "Crimea" else f"{found['name']} region"


def place_words(place: Place) -> str:
    """A place by its own name, and after it how it is given relative to others: "Soledar (north of Bakhmut)"."""
    name = place.candidates[0].name if len(place.candidates) == 1 else place.phrase
    return f"{name} ({relation_words(place)})" if place.relation else name


def relation_words(place: Place) -> str:
    """The words of a relation as they stand inside a line: "around Bakhmut", "Bakhmut direction"."""
    text = place.relation.text if place.relation else ""
    return text if text.startswith(place.phrase) else text[:1].lower() + text[1:]


def unresolved(place: Place) -> str | None:
    """That a name means several places, or none that is known; None for a resolved one."""
    if len(place.candidates) > 1:
        return f"one of {len(place.candidates)} places of this name"
    return None if place.candidates or place.lat is not None else "not in the gazetteer"


def ambiguity(place: Place) -> str | None:
    """The same with the name in it, for where no heading says which."""
    words = unresolved(place)
    if words is None:
        return None
    several = len(place.candidates) > 1
    return f"one of {len(place.candidates)} places called {place.phrase}" if several else f"{place.phrase} is {words}"


def day_words(day: str) -> str:
    """``2023-02-23`` as "23 February 2023"."""
    d = date.fromisoformat(day[:10])
    return f"{d.day} {_MONTHS[d.month - 1]} {d.year}"


def short_day(day: str, year: str | None = None) -> str:
    """``2023-02-23`` as "23 Feb 2023", without the year where it is ``year``."""
    d = date.fromisoformat(day[:10])
    return f"{d.day} {_MONTHS[d.month - 1][:3]}" + ("" if day[:4] == year else f" {d.year}")


_MONTHS = (
    "January February March April May June July August September October November December"
).split()  # not strftime: its names follow the machine's locale


def when_words(when: When | None, year: str | None = None) -> str | None:
    """A time in short: "23 Feb", "21–23 Feb", "by 22 Feb"; the year only where it is not ``year``.

    None while it is open, or bounded by nothing but the day of publication.
    """
    if when is None or not (when.earliest or when.latest) or not (when.phrase or when.precision):
        return None
    first, last = (moment and moment[:10] for moment in (when.earliest, when.latest))
    if not (first and last):
        return f"from {short_day(first, year)}" if first else f"by {short_day(last or '', year)}"
    if first == last:
        return short_day(first, year)
    if first[:7] == last[:7]:
        return f"{int(first[8:])}–{short_day(last, year)}"
    return f"{short_day(first, last[:4])} – {short_day(last, year)}"


def certainty_words(certainty: Certainty) -> str:
    """Estimative words with their interval: ``“unlikely” (25–35 %, PHIA)``."""
    if certainty.low is None or certainty.high is None:
        return f"“{certainty.phrase}” (no agreed interval)"
    scale = f", {_SCALES.get(certainty.scale, certainty.scale)}" if certainty.scale else ""
    return f"“{certainty.phrase}” ({certainty.low * 100:.0f}–{certainty.high * 100:.0f} %{scale})"


def speaker_name(speaker: Speaker, snapshot: Snapshot) -> str:
    """A speaker by the registered name where the ledger knows the source, else in the report's words."""
    known = snapshot.sources.get(speaker.source_id or "")
    if known:
        return known.name
    article, _, rest = speaker.name.partition(" ")  # "The ministry" stood at the head of a sentence, here it does not
    return f"the {rest}" if article == "The" and rest else speaker.name


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


def registered(name: str, snapshot: Snapshot) -> str:
    """A source's registered name for any of its names."""
    folded = name.casefold()
    for s in snapshot.sources.values():
        if folded in (s.id.casefold(), s.name.casefold(), *(a.casefold() for a in s.aliases)):
            return s.name
    return name


def publisher(document: Document) -> str:
    """Who published a report; where nobody knows, its title, else the name of its file, else its id."""
    if document.source:
        return document.source
    if document.title:
        return f"“{document.title}”"
    address = document.url if document.url and _parsed(document.url) else ""
    return unquote(urlsplit(address).path.rstrip("/").rpartition("/")[2]) or document.id


def who(claim: Claim, snapshot: Snapshot) -> str:
    """Who says it, and through whom: "Ukrainian General Staff, according to Lowland Courier"."""
    paper = registered(publisher(snapshot.documents[claim.document]), snapshot)
    chain = [name for name in reversed(levels(claim, snapshot)) if name != paper]
    through = [*chain, paper]
    return ", according to ".join(through[:2]) + "".join(f", in {name}" for name in through[2:])


def origin_name(claim: Claim, snapshot: Snapshot) -> str:
    """Where the claim's chain ends, for people."""
    found = snapshot.origins.get(claim.id)
    if found:
        own = snapshot.documents.get(found.document or "")
        nameless = own is not None and own.source is None and not claim.said_by
        return publisher(own) if own and nameless else found.name
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


def quantity_words(quantity: Quantity) -> str:
    """A number as the report gives it, with what is counted only where its own words leave that out."""
    bare = quantity.unit and not any(ch.isalpha() for ch in quantity.text)
    return f"{quantity.text} {quantity.unit}" if bare else quantity.text


def _phrase(event: str) -> dict[str, str]:
    by_event = {r["event"]: r for r in vocabulary.rows("event_phrases")}
    return by_event.get(event) or by_event["other"]


def web_address(url: str | None) -> str | None:
    """An address that may become a link: http and https with a host; anything else stays plain text."""
    known = bool(url) and _parsed(url) and urlsplit(url).scheme in ("http", "https") and urlsplit(url).hostname
    return url if known else None


def _parsed(url: str | None) -> bool:
    try:
        return bool(urlsplit(url or "").path or urlsplit(url or "").hostname)
    except ValueError:
        return False


def day_before(day: str) -> str:
    """The calendar day before an ISO day."""
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def plural(number: int, word: str) -> str:
    """ "1 report", "2 reports"."""
    return f"{number:,} {word}{'' if number == 1 else 's'}"
