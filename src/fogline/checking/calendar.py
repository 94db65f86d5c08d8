"""Dates of a text, held against the calendar and the day of publication."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from fogline.checking.material import evidence
from fogline.model import Claim, Document, Finding, Span
from fogline.text import Shape

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_MONTH = "|".join(f"{m}|{m[:3]}\\.?" if m != "May" else m for m in MONTHS)
_YEAR = r"(?:,?\s+(?P<year{0}>(?:19|20)\d\d)\b)?"
_DATE = re.compile(
    rf"(?:\b(?P<weekday>{'|'.join(WEEKDAYS)})\b,?\s+(?:the\s+|on\s+)?)?"
    rf"(?:(?<![\d,.:/-])(?P<day1>\d\d?)(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month1>{_MONTH})\b{_YEAR.format(1)}"
    rf"|\b(?P<month2>{_MONTH})\s+(?P<day2>\d\d?)(?:st|nd|rd|th)?(?![\d:]|[.,]\d){_YEAR.format(2)})"
)
_DUE = re.compile(r"\b(?:by|until|before|on|no later than)\s+(?:the\s+)?$")
# A date without a year is the one nearest to publication, and only if that is near enough to leave no doubt.
NEAREST_DAYS = 150


def calendar(document: Document, cut: Shape, claims: Sequence[Claim]) -> Iterator[Finding]:
    """Weekdays that do not fall on their date, dates that do not exist, and deadlines already past."""
    for found in _DATE.finditer(document.text):
        holder = claim_at(found.start(), cut, claims)
        if holder and (text := _fault(found, document)):
            words = (evidence(document, Span(found.start(), found.end())),)
            yield Finding(holder.id, "time", "contradicted", "time", "fault", 0.95, text, words)
    for claim in claims:
        yield from _past(claim, document)


def claim_at(offset: int, cut: Shape, claims: Sequence[Claim]) -> Claim | None:
    """The claim that words at ``offset`` belong to: around them, else in their sentence, else the nearest."""
    if not claims:
        return None
    around = [c for c in claims if c.quote.start <= offset < c.quote.end]
    if around:
        return min(around, key=lambda c: (c.quote.end - c.quote.start, c.id))
    index = cut.sentence_at(offset)
    beside = [c for c in claims if index is not None and cut.sentence_at(c.quote.start) == index]
    return min(beside or claims, key=lambda c: (abs(c.quote.start - offset), c.id))


def _fault(found: re.Match[str], document: Document) -> str | None:
    year, month, day = _parts(found)
    if day < 1 or day > _LONGEST[month - 1]:
        return f"There is no {day} {MONTHS[month - 1]}." if 1 <= day <= 31 else None
    on = _dated(year, month, day) if year else _nearest(month, day, document)
    if year and not on:
        return f"{year} had no {day} {MONTHS[month - 1]}."
    if on and found["weekday"] and WEEKDAYS[on.weekday()] != found["weekday"]:
        return f"{day} {MONTHS[month - 1]} {on.year} was a {WEEKDAYS[on.weekday()]}, not a {found['weekday']}."
    return None


def _nearest(month: int, day: int, document: Document) -> date | None:
    """The date nearest to publication, None where the year would be a guess."""
    if not document.day:
        return None
    published = date.fromisoformat(document.day)
    near = [d for y in (-1, 0, 1) if (d := _dated(published.year + y, month, day))]
    best = min(near, key=lambda d: abs((d - published).days), default=None)
    return best if best and abs((best - published).days) <= NEAREST_DAYS else None


def _dated(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _past(claim: Claim, document: Document) -> Iterator[Finding]:
    """A forecast for a day that had passed when it was published."""
    if claim.kind != "forecast" or not document.day:
        return
    for found in _DATE.finditer(document.text, claim.quote.start, claim.quote.end):
        year, month, day = _parts(found)
        on = _dated(year, month, day) if year else None
        if (
            on
            and on < date.fromisoformat(document.day)
            and _DUE.search(document.text, claim.quote.start, found.start())
        ):
            text = f"Foretold for {on.isoformat()}, which had passed when this was published on {document.day}."
            words = (evidence(document, Span(found.start(), found.end())),)
            yield Finding(claim.id, "time", "doubtful", "time", "doubt", 0.7, text, words)


def _parts(found: re.Match[str]) -> tuple[int | None, int, int]:
    """Year (None if the text leaves it out), month and day of a date."""
    name = found["month1"] or found["month2"]
    month = next(i for i, m in enumerate(MONTHS, 1) if m.startswith(name[:3]))
    year = found["year1"] or found["year2"]
    return (int(year) if year else None), month, int(found["day1"] or found["day2"])
