"""Intervals of days, the context that they are reckoned in, and the arithmetic of the calendar."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo

_DAYS = {"second": 0, "minute": 0, "hour": 0, "day": 1, "week": 7, "fortnight": 14}
# The calendar has no years before Christ: 490 BC is reckoned as the year 4510, and never leaves the grammar as a date.
BEFORE_CHRIST = 5000
LAST_YEAR = 2200  # no report speaks of what comes after
MONTH_COUNTS = {"month": 1, "quarter": 3, "season": 3, "year": 12, "decade": 120, "century": 1200}


@dataclass(frozen=True, slots=True)
class Interval:
    """Earliest and latest, both inclusive, None for open; ``anchor`` the day that it was reckoned from."""

    earliest: date | None = None
    latest: date | None = None
    precision: int | None = None
    anchor: date | None = None


OPEN = Interval()


@dataclass(frozen=True, slots=True)
class Context:
    """What a phrase is reckoned from: the day (and moment) of publication, tense, an earlier date, the war.

    ``story``: the text tells of earlier years, and reckons from ``reference`` what a report reckons from publication.
    """

    today: date | None = None
    moment: datetime | None = None
    tense: str | None = None
    reference: date | None = None
    conflict: str | None = None
    story: bool = False

    def in_zone(self, zone: tzinfo) -> Context:
        """The same moment's calendar day in another zone; a bare date stays what it is."""
        if self.moment is None or self.moment.tzinfo is None:
            return self
        moved = self.moment.astimezone(zone)
        return replace(self, today=moved.date(), moment=moved)


def shift(day: date, count: int, unit: str) -> date:
    """``count`` units on from ``day``; months keep the day where the month has it, else its last day."""
    if unit in _DAYS:
        return day + timedelta(_DAYS[unit] * count)
    total = day.year * 12 + day.month - 1 + MONTH_COUNTS[unit] * count
    first = date(total // 12, total % 12 + 1, 1)
    return first.replace(day=min(day.day, month_end(first).day))


def month_end(day: date) -> date:
    """The last day of the month that ``day`` lies in."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def precision_of(earliest: date, latest: date) -> int | None:
    """UCDP date_prec by width: 1 a day, 2 to six days, 3 a week, 4 a month, 5 a year, None beyond."""
    days = (day_of(latest) - day_of(earliest)).days + 1
    for limit, precision in ((1, 1), (6, 2), (8, 3), (32, 4), (367, 5)):
        if days <= limit:
            return precision
    return None


def day_of(value: date) -> date:
    """The calendar day of a date or date-time."""
    return value.date() if isinstance(value, datetime) else value


def nearest(tries: list[Interval], today: date, tense: str | None) -> Interval:
    """The interval that tense asks for; without tense the nearest, the past counting as three times nearer."""
    if not tries:
        raise ValueError(today)
    started = [t for t in tries if t.earliest and t.earliest <= today]
    unfinished = [t for t in tries if t.latest and t.latest >= today]
    if tense in ("past", "present") and started:
        return started[-1]
    if tense == "future" and unfinished:
        return unfinished[0]
    return min(tries, key=lambda t: _cost(t, today))


def _cost(interval: Interval, today: date) -> int:
    if interval.latest is None or interval.earliest is None:
        raise ValueError(today)
    if interval.latest < today:
        return (today - interval.latest).days
    return 3 * max(0, (interval.earliest - today).days)


def part_of(first: date, last: date, part: str, precision: int | None) -> Interval:
    """A third or a half of a stretch: early, mid, late; a month's thirds are 1-10, 11-20, 21-end."""
    if not part:
        return Interval(first, last, precision)
    if part.endswith("week"):
        week = timedelta(6)
        start = {"first": first, "second": first + timedelta(7), "third": first + timedelta(14)}.get(part.split()[0])
        return Interval(start, start + week, 3) if start else Interval(last - week, last, 3)
    if first.year == last.year and first.month == last.month and (last - first).days > 20:
        marks = [first, first.replace(day=11), first.replace(day=21)]
        half = first.replace(day=16)
    else:
        days = (last - first).days + 1
        marks = [first + timedelta(days * n // 3) for n in range(3)]
        if days > 300:
            marks = [first, shift(first, 4, "month"), shift(first, 8, "month")]
        half = shift(first, 6, "month") if days > 300 else first + timedelta(days // 2)
    one = timedelta(1)
    start, end = {
        "early": (first, marks[1] - one),
        "mid": (marks[1], marks[2] - one),
        "late": (marks[2], last),
        "first half": (first, half - one),
        "second half": (half, last),
    }[part]
    return Interval(start, end, precision)
