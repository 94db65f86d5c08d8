"""TIMEX3: the value and the type that a meaning has in TimeML, beside the interval that Fogline reckons with.

A value names a point of the calendar at the grain that the words give ("2023-W08" for "last week", "2023-02-24TMO"
for "this morning"), a length ("P3D"), or only past, present and future. Where the calendar does not settle it, the
value is None: nothing is guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from fogline.grounding.time_interval import BEFORE_CHRIST, Context, day_of, shift
from fogline.grounding.time_meaning import (
    Bound,
    Calendar,
    Clock,
    Current,
    Duration,
    Meaning,
    Night,
    Of,
    Range,
    Shift,
    Undated,
    Vague,
    Window,
)

SEASON_CODES = {3: "SP", 6: "SU", 9: "FA", 12: "WI"}
_UNITS = {
    "second": "S",
    "minute": "M",
    "hour": "H",
    "day": "D",
    "week": "W",
    "month": "M",
    "year": "Y",
    "decade": "DE",
    "century": "CE",
}
_REFS = {"now": "PRESENT_REF", "past": "PAST_REF", "future": "FUTURE_REF"}
_DAYPARTS = (
    (re.compile(r"\b(?:morning|dawn|daybreak)s?\b", re.IGNORECASE), "TMO"),
    (re.compile(r"\bafternoons?\b", re.IGNORECASE), "TAF"),
    (re.compile(r"\b(?:evening|dusk)s?\b", re.IGNORECASE), "TEV"),
    (re.compile(r"\b(?:night|nite)s?\b|\bto-?night\b|\bovernight\b", re.IGNORECASE), "TNI"),
)
_FAR = re.compile(r"([34]\d{3}|[34]\d{2}(?=$)|[34]\d(?=$))(?=-|$)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Timex:
    """A TIMEX3 expression: its stretch of the text, its type (DATE, TIME, DURATION, SET) and its value, if settled."""

    start: int
    end: int
    type: str
    value: str | None


def timex_type(meaning: Meaning, value: str | None) -> str:
    """DATE, TIME, DURATION or SET."""
    if isinstance(meaning, Undated) and meaning.sense == "set":
        return "SET"
    if value is None:
        return "DATE"
    if value.startswith("P") and not value.endswith("REF"):
        return "DURATION"
    return "TIME" if "T" in value.replace("PRESENT", "").replace("FUTURE", "").replace("PAST", "") else "DATE"


def timex_value(meaning: Meaning, words: str, ctx: Context) -> str | None:
    """The TIMEX3 value of ``meaning`` in a context; ``words`` are those of the expression, for the part of a day.

    A range is given as ``FIRST/LAST``. None where the calendar does not settle it, or for a date that does not exist.
    """
    try:
        value = _value(meaning, ctx)
    except (ValueError, OverflowError):
        return None
    if value and (reckoned := _FAR.match(value)):
        return _before_christ(int(reckoned[1].ljust(4, "0")), len(reckoned[1])) + value[reckoned.end() :]
    if value and _DAY.fullmatch(value) and not isinstance(meaning, Range):
        return value + next((code for pattern, code in _DAYPARTS if pattern.search(words)), "")
    return value


def _value(meaning: Meaning, ctx: Context) -> str | None:
    if isinstance(meaning, Bound):
        tense = {"since": "past", "by": "future", "until": "future"}.get(meaning.lead, ctx.tense)
        return _value(meaning.inner, replace(ctx, tense=ctx.tense if ctx.tense == "past" else tense))
    if isinstance(meaning, Undated):
        if meaning.value.startswith("-"):  # a season of the year told of
            day = (ctx.reference if ctx.story else None) or ctx.today
            return f"{day.year}{meaning.value}" if day else None
        if meaning.value.startswith("T"):  # a part of some day: of the one that is told of
            day = (ctx.reference if ctx.story else None) or ctx.today
            return day.isoformat() + meaning.value if day else None
        return meaning.value or None
    if isinstance(meaning, Vague):
        return _REFS[meaning.sense]
    if isinstance(meaning, Window | Duration):
        return length(meaning.count, meaning.unit, exact=meaning.exact)
    if isinstance(meaning, Of):
        return _value(meaning.dated(ctx), ctx)
    if isinstance(meaning, Range):
        if meaning.name:
            return meaning.name
        first, last = _value(meaning.first, ctx), _value(meaning.last, ctx)
        return f"{first}/{last}" if first and last else None
    if isinstance(meaning, Clock):
        return _clock(meaning, ctx)
    if isinstance(meaning, Night):
        return _night(meaning, ctx)
    return _dated(meaning, ctx)


def length(count: int, unit: str, *, exact: bool = True) -> str:
    """A length in ISO 8601: P3D, PT48H, PXW for some weeks.

    >>> length(48, "hour"), length(2, "fortnight")
    ('PT48H', 'P4W')
    """
    if unit == "fortnight":
        count, unit = 2 * count, "week"
    letter = _UNITS.get(unit, "D")
    clock = "T" if unit in ("second", "minute", "hour") else ""
    return f"P{clock}{count if exact else 'X'}{letter}"


def _dated(meaning: Meaning, ctx: Context) -> str | None:
    """The calendar's name of the stretch that a meaning stands for, at the grain of its words."""
    if isinstance(meaning, Shift) and meaning.low != meaning.high:
        return "PAST_REF" if meaning.high < 0 else "FUTURE_REF"
    if isinstance(meaning, Shift) and ctx.story and meaning == Shift(0, 0):
        return "PRESENT_REF"  # "today" of a history is nowadays
    if isinstance(meaning, Shift):
        start = meaning.start(ctx)
        unit = "year" if meaning.unit in ("decade", "century") else meaning.unit
        return grain(shift(start, meaning.low, meaning.unit), unit) if start else None
    got = meaning.interval(ctx).earliest
    if got is None:
        return None
    day = day_of(got)
    if isinstance(meaning, Current):
        if meaning.season:
            return f"{day.year}-{SEASON_CODES[meaning.season]}"
        return grain(day, meaning.unit) + ("-WE" if meaning.unit == "weekend" else "")
    if isinstance(meaning, Calendar):
        if meaning.months == 3 and meaning.month:
            return f"{day.year}-{SEASON_CODES[meaning.month]}"
        if not meaning.month and meaning.part.endswith("half"):
            return f"{day.year}-H{1 + (meaning.part == 'second half')}"
        return grain(day, "day" if meaning.day else "month" if meaning.month else "year")
    return day.isoformat()


def grain(day: date, unit: str) -> str:
    """The name of the day, week, month, quarter, year, decade or century that ``day`` lies in."""
    year = f"{day.year:04d}"
    if unit in ("week", "weekend", "fortnight"):
        iso_year, week, _ = day.isocalendar()
        return f"{iso_year:04d}-W{week:02d}"
    if unit == "quarter":
        return f"{year}-Q{(day.month + 2) // 3}"
    return {"month": f"{year}-{day.month:02d}", "year": year, "decade": year[:3], "century": year[:2]}.get(
        unit, day.isoformat()
    )


def _clock(meaning: Clock, ctx: Context) -> str | None:
    """The day with its hour; an hour alone where no day is known."""
    got = meaning.interval(replace(ctx, moment=None)).earliest
    hour = f"T{meaning.hour:02d}:{meaning.minute:02d}"
    if got is None:
        return None
    offset = got.isoformat()[16:].removeprefix(":00") if hasattr(got, "hour") else ""
    return day_of(got).isoformat() + hour + offset


def _night(meaning: Night, ctx: Context) -> str | None:
    """The night that follows on a day, by that day."""
    day = _value(meaning.day, ctx)
    if day is None or not _DAY.fullmatch(day):
        return day
    first = date.fromisoformat(day)
    return (shift(first, -1, "day") if meaning.ending else first).isoformat() + "TNI"


def _before_christ(year: int, digits: int) -> str:
    """The name of a year that was reckoned so many years on; of its decade or century where fewer digits are given."""
    name = f"{BEFORE_CHRIST - year:04d}"
    return "BC" + name[:digits]
