"""Small factories for the ledger's tests: reports, readings of them, and a clock that a test sets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from fogline.model import (
    Candidate,
    Claim,
    Document,
    Intake,
    Original,
    Place,
    Quote,
    Reading,
    Speaker,
    When,
    claim_id,
    document_id,
)

BAKHMUT = Candidate("geonames:709900", "Bakhmut", 48.5956, 37.9999, 0.9)
SOLEDAR = Candidate("geonames:100001", "Соледар", 48.6838, 38.0897, 0.8)
MINISTRY = Speaker("the Ministry of Defence", "uk_mod", 0)
COMMANDER = Speaker("the commander", None, 1)


@dataclass
class TestClock:
    """Every look at it is a second later, so that rows are recorded in an order that a test can name."""

    __test__ = False  # not a class of tests
    moment: datetime = field(default_factory=lambda: datetime(2026, 1, 1, tzinfo=UTC))

    def __call__(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment

    def set(self, day: str) -> None:
        self.moment = datetime.fromisoformat(day).replace(tzinfo=UTC)


def report(
    text: str,
    published: str | None = "2023-02-24",
    *,
    url: str | None = None,
    urls: tuple[str, ...] = (),
    source: str | None = "Example Courier",
    title: str | None = None,
    fetched: str | None = None,
    media_type: str = "text/html",
    data: bytes | None = None,
) -> Intake:
    """A report as intake gives it; its original bytes are its text unless a test needs others."""
    original = Original(text.encode() if data is None else data, media_type)
    document = Document(
        document_id(text, published),
        text,
        source=source,
        title=title,
        published=published,
        url=url,
        urls=urls,
        fetched=fetched,
        sha256=original.sha256,
    )
    return Intake(document, original)


def claim(
    document: Document,
    words: str | None = None,
    *,
    kind: str = "event",
    event: str = "advance",
    said_by: tuple[Speaker, ...] = (),
    at: Sequence[Candidate] = (),
    phrase: str | None = None,
    days: tuple[str | None, str | None] | None = None,
    reader: str = "r1",
) -> Claim:
    """A claim in these words of the document, or in all of them."""
    quoted = document.text if words is None else words
    start = document.text.index(quoted)
    quote = Quote(start, start + len(quoted), quoted)
    where = ()
    if at or phrase:
        where = (Place(phrase or at[0].name, None, None, candidates=tuple(at)),)
    when = When("then", None, None, days[0], days[1], 1) if days else None
    identity = claim_id(document.id, quote.span, event, said_by)
    return Claim(identity, document.id, quote, kind, event, said_by, where=where, when=when, reader=reader)


def reading(intake: Intake, *claims: Claim, reader: str = "r1") -> Reading:
    """What a reader made of a report: these claims, or one in the report's own words."""
    found = claims or (claim(intake.document, reader=reader),)
    return Reading(intake.document, found, (), reader)
