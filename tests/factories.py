"""Small factories for nouns: tests name only what they are about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fogline.model import (
    Actor,
    Candidate,
    Certainty,
    Claim,
    Document,
    Link,
    Origin,
    Place,
    Quantity,
    Quote,
    Snapshot,
    Source,
    Span,
    Speaker,
    When,
    claim_id,
    document_id,
)

# Invented coordinates are close to the real towns; nothing is measured by them.
TOWNS = {
    "Bakhmut": (48.59, 38.0),
    "Soledar": (48.69, 38.07),
    "Vuhledar": (47.78, 37.25),
    "Kherson": (46.66, 32.61),
}
SOURCES = (
    Source("uk_mod", "UK Ministry of Defence", "ministry", scale="phia", aliases=("the British ministry",)),
    Source("ua_gs", "General Staff of Ukraine", "general_staff", side="ukraine"),
    Source("ru_mod", "Russian Ministry of Defence", "ministry", side="russia"),
    Source("wagner", "Wagner Group", "armed_group", side="russia"),
)


def sources(extra: Iterable[Source] = ()) -> dict[str, Source]:
    return {s.id: s for s in (*SOURCES, *extra)}


def document(
    text: str, source: str | None = "The Ridge Courier", day: str | None = "2023-01-11", **more: Any
) -> Document:
    return Document(document_id(text, day), text, source=source, published=day, **{"language": "en", **more})


def speaker(name: str, source_id: str | None = None, level: int = 0, guess: bool = False) -> Speaker:
    return Speaker(name, source_id, level, 0, len(name), guess=guess)


def town(name: str, *, role: str = "event", phrase: str | None = None, namesakes: int = 1, **more: Any) -> Place:
    lat, lon = TOWNS.get(name, (50.0, 30.0))
    candidates = tuple(
        Candidate(f"geonames:{name.lower()}{n or ''}", name, lat + n, lon, 0.9, "UA", "Oblast " + str(n))
        for n in range(namesakes)
    )
    given = {"precision": 1 if namesakes == 1 else None, "radius_km": 2.0, "candidates": candidates, **more}
    return Place(phrase or name, None, None, role, **given)


def on(day: str | None, latest: str | None = None, phrase: str | None = None, **more: Any) -> When:
    precision = more.pop("precision", 1 if latest is None else 2)
    return When(phrase, None, None, day, latest or day, precision, **more)


def agent(name: str, side: str | None = None, role: str = "agent") -> Actor:
    return Actor(name, role, side)


def count(low: float, high: float | None = None, unit: str = "soldiers") -> Quantity:
    return Quantity(f"{low:g}", 0, 1, low, low if high is None else high, unit)


def certainty(phrase: str, low: float | None, high: float | None, scale: str | None = "phia") -> Certainty:
    return Certainty(phrase, 0, len(phrase), scale, low, high)


def claim(doc: Document, words: str | None = None, event: str = "capture", kind: str = "event", **slots: Any) -> Claim:
    """A claim of ``doc`` whose quote is ``words`` (the whole text by default); ``where`` may be a town's name."""
    words = words or doc.text
    start = doc.text.index(words)
    where = slots.pop("where", ())
    if isinstance(where, str):
        where = (town(where),)
    slots["when"] = on(slots["when"]) if isinstance(slots.get("when"), str) else slots.get("when")
    said_by = tuple(slots.pop("said_by", ()))
    quote = Quote(start, start + len(words), words)
    given: dict[str, Any] = {"reader": "test 1", **slots}
    return Claim(
        claim_id(doc.id, Span(quote.start, quote.end), event, said_by),
        doc.id, quote, kind, event, said_by=said_by, where=tuple(where), **given,
    )  # fmt: skip


def docs(*documents: Document) -> dict[str, Document]:
    return {d.id: d for d in documents}


def snapshot(
    documents: Iterable[Document],
    claims: Iterable[Claim],
    links: Iterable[Link] = (),
    origins: Mapping[str, Origin] | None = None,
    **more: Any,
) -> Snapshot:
    return Snapshot(
        docs(*documents), tuple(claims), tuple(links), origins or {}, {"sources": sources(), **more}["sources"],
        more.get("as_of"), more.get("since"),
    )  # fmt: skip
