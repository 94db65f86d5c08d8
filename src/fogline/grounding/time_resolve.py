"""From a phrase to the interval that it means, given when the report was published."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from functools import cache

from fogline.grounding.time_grammar import TimePhrase
from fogline.grounding.time_interval import LAST_YEAR, OPEN, Context, Interval
from fogline.grounding.time_meaning import Current
from fogline.grounding.time_timex import timex_value
from fogline.model import When
from fogline.vocabulary import rows


def resolve(
    phrase: TimePhrase,
    published: str | None,
    tense: str | None,
    *,
    reference: date | None = None,
    conflict: str | None = None,
) -> When:
    """The interval that ``phrase`` means in a report of that day; ``tense`` is past, present, future or None.

    ``published`` is an ISO date or date-time (its own calendar day counts); without it relative times stay open.
    ``reference`` is a date that the text gave before, for "two days later" and for months told of an earlier year;
    ``conflict`` a key of ``time_conflicts``, for "the invasion" and "local time". With a past or present tense no
    interval that has begun runs beyond the publication day, with a future tense none starts before it. A date
    that does not exist keeps its phrase and stays open.
    """
    day, moment = published_at(published)
    ctx = Context(day, moment, tense, reference, conflict)
    try:
        got = phrase.meaning.interval(ctx)
        if not (isinstance(phrase.meaning, Current) and tense == "present"):  # "this autumn" is not over yet
            got = _clipped(got, ctx)
    except (ValueError, OverflowError):
        got = OPEN
    if any(end and end.year > LAST_YEAR for end in (got.earliest, got.latest)):
        got = OPEN
    anchor = got.anchor.isoformat() if got.anchor else None
    value = timex_value(phrase.meaning, phrase.text, ctx)
    ends = iso(got.earliest), iso(got.latest)
    return When(phrase.text, phrase.start, phrase.end, *ends, got.precision, anchor=anchor, timex=value)


def published_at(published: str | None) -> tuple[date | None, datetime | None]:
    """The publication's calendar day as its publisher gives it, and the moment where one with an offset is given."""
    if not published:
        return None, None
    try:
        moment = datetime.fromisoformat(published.strip())
    except ValueError:
        return None, None
    return moment.date(), moment if moment.tzinfo else None


def iso(value: date | None) -> str | None:
    """ISO 8601, date-times to the minute."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    return value.isoformat() if value else None


def conflict_of(text: str) -> str | None:
    """The war that a text is about, by the cue words of ``time_conflicts``; None when no cue or a tie.

    >>> conflict_of("Shelling went on in Kherson and Bakhmut.")
    'ukraine'
    """
    hits = [(len(cues.findall(text)), name) for name, cues in _cues()]
    ranked = sorted(hits, reverse=True)
    if not ranked or ranked[0][0] == 0 or (len(ranked) > 1 and ranked[0][0] == ranked[1][0]):
        return None
    return ranked[0][1]


@cache
def _cues() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (r["conflict"], re.compile(r"\b(?:" + "|".join(map(re.escape, r["cues"].split("|"))) + ")", re.IGNORECASE))
        for r in rows("time_conflicts")
    )


def _clipped(got: Interval, ctx: Context) -> Interval:
    today = ctx.today
    if today is None or got.earliest is None or got.latest is None or isinstance(got.earliest, datetime):
        return got
    if got.earliest <= today < got.latest and ctx.tense in ("past", "present"):
        return replace(got, latest=today)
    if got.earliest < today <= got.latest and ctx.tense == "future":
        return replace(got, earliest=today)
    return got
