"""What a time phrase means, apart from the day it is reckoned from; each meaning gives an interval in a context.

Every interval is inclusive at both ends. ``precision`` is UCDP date_prec: 1 day, 2 two to six days, 3 week, 4 month,
5 year, None where an end is open. A date that does not exist raises ValueError or OverflowError, which the one caller
turns into an open interval.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone, tzinfo
from typing import Protocol
from zoneinfo import ZoneInfo

from fogline.grounding.time_interval import (
    BEFORE_CHRIST,
    LAST_YEAR,
    MONTH_COUNTS,
    OPEN,
    Context,
    Interval,
    day_of,
    month_end,
    nearest,
    part_of,
    precision_of,
    shift,
)
from fogline.model import FoglineError
from fogline.vocabulary import rows

# How far a count of units may miss: "two weeks ago" is a week, not a day (days either side, and date_prec).
_SLACK = {
    "day": (0, 1),
    "week": (3, 3),
    "fortnight": (3, 3),
    "month": (15, 4),
    "year": (91, 5),
    "decade": (1826, None),
    "century": (18262, None),
}


_SEASONS_AHEAD = 270  # days that the season told of may lie ahead of the day that a story has come to


class Meaning(Protocol):
    """Anything that gives an interval in a context."""

    def interval(self, ctx: Context) -> Interval:
        """The interval meant, open where the context does not settle it."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """A date with some of its parts: "6 March", "late February 2023", "winter 2022", "2014"."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    part: str = ""
    months: int = 1  # how many months from ``month`` on: 3 for a season

    def interval(self, ctx: Context) -> Interval:
        """With no year: the nearest by tense; past the most recent, future the next."""
        if self.year is not None:
            if self.year > LAST_YEAR:
                raise ValueError(self.year)
            return self._in(self.year)
        if ctx.today is None:
            return OPEN
        anchor = ctx.reference or ctx.today
        if self.month is None:
            return replace(self._day_of_month(ctx, anchor), anchor=anchor)
        if ctx.reference:
            year = ctx.reference.year + (ctx.reference.month - self.month >= 6)  # November, then March: a story goes on
            got = self._possible(year) or self._possible(year + 1) or self._in(year + 2)
            return replace(got, anchor=anchor)
        tries = [self._possible(anchor.year + n) for n in (-1, 0, 1)]
        return replace(nearest([t for t in tries if t], ctx.today, ctx.tense), anchor=anchor)

    def _possible(self, year: int) -> Interval | None:
        try:
            return self._in(year)
        except ValueError:  # 29 February
            return None

    def _day_of_month(self, ctx: Context, anchor: date) -> Interval:
        shifted = [shift(anchor.replace(day=1), n, "month") for n in (-1, 0, 1)]
        days = [d.replace(day=self.day or 1) for d in shifted if (self.day or 1) <= month_end(d).day]
        return nearest([Interval(d, d, 1) for d in days], anchor, ctx.tense)

    def _in(self, year: int) -> Interval:
        if year < 0:
            year += BEFORE_CHRIST
        elif not (1000 <= year <= LAST_YEAR or BEFORE_CHRIST - 2000 < year < BEFORE_CHRIST):
            raise ValueError(year)
        if self.month is None:
            return part_of(date(year, 1, 1), date(year, 12, 31), self.part, 5)
        if self.day is not None:
            return Interval(date(year, self.month, self.day), date(year, self.month, self.day), 1)
        first = date(year, self.month, 1)
        last = month_end(shift(first, self.months - 1, "month"))
        return part_of(first, last, self.part, 4 if self.months == 1 else 5)


@dataclass(frozen=True, slots=True)
class Weekday:
    """ "on Thursday", "last Thursday", "next Thursday", "this Thursday"."""

    index: int
    which: str = ""

    def interval(self, ctx: Context) -> Interval:
        """Bare: the most recent, the publication day included; with a future tense the next one."""
        if ctx.story and ctx.reference:
            ctx = replace(ctx, today=ctx.reference)
        if ctx.today is None:
            return OPEN
        back = (ctx.today.weekday() - self.index) % 7
        ahead = -back % 7
        if self.which == "last":
            days = -(back or 7)
        elif self.which == "next" or (ctx.tense == "future" and not self.which):
            days = ahead or 7
        elif ctx.tense == "future":
            days = ahead
        elif self.which == "this" and ctx.tense is None:
            days = self.index - ctx.today.weekday()
        else:
            days = -back
        day = ctx.today + timedelta(days)
        return Interval(day, day, 1, ctx.today)


@dataclass(frozen=True, slots=True)
class Shift:
    """So many units from the publication day, or from ``base``: "today" (0), "two weeks ago" (-2, -2)."""

    low: int
    high: int
    unit: str = "day"
    base: Meaning | None = None
    anaphoric: bool = False  # reckoned from the date that the text last gave: "two days later"

    def start(self, ctx: Context) -> date | None:
        """The day that it is counted from."""
        return _base(self.base, ctx, self.anaphoric)

    def interval(self, ctx: Context) -> Interval:
        """Exact for days; weeks, months and years are as inexact as they are in speech."""
        start = self.start(ctx)
        if start is None:
            return OPEN
        slack, precision = _SLACK.get(self.unit, (0, 1))
        if self.low != self.high:
            slack = 0
        elif abs(self.low) > 20 and self.unit == "day" and not self.base:
            slack, precision = 1, 2  # "thirty days ago" is a round number
        earliest, latest = shift(start, self.low, self.unit), shift(start, self.high, self.unit)
        earliest, latest = earliest - timedelta(slack), latest + timedelta(slack)
        if self.high < 0 <= (latest - start).days:
            latest = start - timedelta(1)
        if self.low != self.high:
            precision = precision_of(earliest, latest)
        return Interval(earliest, latest, precision, start)


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch up to the publication day or from it on: "over the past 24 hours", "in the coming weeks"."""

    count: int
    unit: str
    direction: int
    exact: bool = True  # "the past three days", not "the past few days"

    def interval(self, ctx: Context) -> Interval:
        """From so many units back until the publication day, or from it so many ahead.

        With a past tense, "within two days" is reckoned from the day told of.
        """
        if self.direction > 0 and ctx.tense == "past":
            if ctx.reference is None:
                return OPEN
            ctx = replace(ctx, today=ctx.reference)
        if ctx.today is None:
            return OPEN
        if self.unit in ("hour", "minute"):
            days = -(-self.count // 24) if self.unit == "hour" and self.count >= 12 else 0
            far = ctx.today + timedelta(days * self.direction)
        else:
            far = shift(ctx.today, self.count * self.direction, self.unit)
        earliest, latest = min(far, ctx.today), max(far, ctx.today)
        return Interval(earliest, latest, precision_of(earliest, latest), ctx.today)


@dataclass(frozen=True, slots=True)
class Duration:
    """How long something went on: "for two months"; up to publication, or from it on with a future tense."""

    count: int
    unit: str
    exact: bool = True
    ahead: bool = False  # "in two weeks": a point ahead, or the length of something past

    @property
    def is_last_day(self) -> bool:
        """Whether it is "in a day", which reports of the day say of what was just counted."""
        return self.ahead and self.count == 1 and self.unit == "day"

    def interval(self, ctx: Context) -> Interval:
        """A window; without tense a length alone says nothing of when."""
        if self.is_last_day and ctx.tense in ("past", "present"):
            return Window(1, "day", -1).interval(ctx)
        if ctx.tense is None or (self.ahead and ctx.tense != "future"):
            return OPEN
        if self.ahead:
            return Shift(self.count, self.count, self.unit).interval(ctx)
        return Window(self.count, self.unit, 1 if ctx.tense == "future" else -1).interval(ctx)


@dataclass(frozen=True, slots=True)
class Current:
    """A calendar unit around the publication day: "this week", "last month", "earlier this year", "next winter"."""

    unit: str
    offset: int = 0
    part: str = ""
    season: int = 0
    anaphoric: bool = False
    told: bool = False  # "the end of the year", "in winter": of the story's year where a story is told

    def interval(self, ctx: Context) -> Interval:
        """Weeks run from Monday; "earlier" ends at the publication day, "later" starts there."""
        day = (ctx.reference if self.told or ctx.story else None) or _base(None, ctx, self.anaphoric)
        if day is None:
            return OPEN
        first, last, precision = self._bounds(day, ctx.tense, ctx.story)
        if self.part == "earlier":
            return Interval(first, min(day, last), precision, day)
        if self.part == "later":
            return Interval(max(day, first), last, precision, day)
        return replace(part_of(first, last, self.part, precision), anchor=day)

    def _bounds(self, day: date, tense: str | None, told: bool) -> tuple[date, date, int | None]:
        if self.season:
            return (*self._season(day, tense, told), 5)
        if self.unit == "day":
            day += timedelta(self.offset)
            return day, day, 1
        if self.unit in ("week", "weekend"):
            monday = day - timedelta(day.weekday()) + timedelta(7 * self.offset)
            if self.unit == "weekend":
                if tense in ("past", "present") and self.offset == 0 and monday + timedelta(5) > day:
                    monday -= timedelta(7)
                return monday + timedelta(5), monday + timedelta(6), 2
            return monday, monday + timedelta(6), 3
        months = MONTH_COUNTS[self.unit]
        first = date(day.year, 1 + (day.month - 1) // min(months, 12) * min(months, 12), 1)
        if months > 12:
            first = first.replace(year=day.year - day.year % (months // 12))
        first = shift(first, self.offset * months, "month")
        last = month_end(shift(first, months - 1, "month"))
        return first, last, {"month": 4, "quarter": 5, "year": 5}.get(self.unit)

    def _season(self, day: date, tense: str | None, told: bool = False) -> tuple[date, date]:
        """The season that ``day`` lies in or, by tense, the nearest; winter starts in December of the year before."""
        starts = [date(day.year + n, self.season, 1) for n in (-2, -1, 0, 1)]
        spans = [(s, month_end(shift(s, 2, "month"))) for s in starts]
        inside = [s for s in spans if s[0] <= day <= s[1]]
        past = [s for s in spans if s[1] < day]
        coming = [s for s in spans if s[0] > day]
        if told and not self.offset and not inside:
            near = (coming[0][0] - day).days <= _SEASONS_AHEAD
            return coming[0] if near else past[-1]
        if self.offset < 0:
            return past[-1]
        if self.offset > 0:
            return coming[0]
        return inside[0] if inside else (coming[0] if tense == "future" else past[-1])


@dataclass(frozen=True, slots=True)
class Bound:
    """A limit: "since July", "by the end of March", "until Friday", "before the war", "after 3 March"."""

    lead: str
    inner: Meaning

    def interval(self, ctx: Context) -> Interval:
        """``since`` runs to the publication day; ``by`` ends a deadline, which lies ahead unless the past is told."""
        ahead = self.lead in ("by", "until", "through")
        if ahead and ctx.tense != "past":
            got = self.inner.interval(replace(ctx, tense="future"))
        elif self.lead == "since":
            got = self.inner.interval(replace(ctx, tense="past"))
        else:
            got = self.inner.interval(ctx)
        if got.earliest is None and got.latest is None:
            return OPEN
        told = self.lead == "through" and ctx.tense == "past" and got.precision != 1
        if self.lead == "asof" or told:  # "through January brigades gained ground" is all of January
            return got
        if self.lead == "since":
            return self._since(got, ctx)
        if self.lead == "after":
            day = got.latest if got.precision == 1 else got.earliest
            after = day and day_of(day) + timedelta(1 if got.precision == 1 else 0)
            return Interval(after, ctx.today if ctx.tense in ("past", "present") else None, None, got.anchor)
        part = self.inner.part if isinstance(self.inner, Calendar | Current) else ""
        if self.lead == "before" and part in ("late", "mid"):  # "before the end of March", "before the middle of it"
            return Interval(None, _middle(got) if part == "mid" else got.latest, None, got.anchor)
        if self.lead == "before":
            return Interval(None, got.earliest and day_of(got.earliest) - timedelta(1), None, got.anchor)
        got = self._limit(got)
        if isinstance(self.inner, Clock) and got.precision == 1 and ctx.tense == "past":
            return got
        starts = ctx.today if ctx.tense != "past" and ctx.today and _after(got.latest, ctx.today) else None
        return Interval(starts, got.latest, None, got.anchor)

    def _limit(self, got: Interval) -> Interval:
        """What "by" and "until" end with: "by June" with its first day, "by the end of June" with its last."""
        inner = self.inner
        if isinstance(inner, Night) and got.earliest:
            return replace(got, latest=got.earliest)
        part = inner.part if isinstance(inner, Calendar | Current) else ""
        if part == "mid":
            return replace(got, latest=_middle(got))
        whole = isinstance(inner, Calendar | Current) and part != "late"
        return replace(got, latest=got.earliest) if self.lead == "by" and whole and got.earliest else got

    def _since(self, got: Interval, ctx: Context) -> Interval:
        if ctx.today is None or got.earliest is None or day_of(got.earliest) > ctx.today:
            return Interval(got.earliest, None, None, got.anchor)
        return Interval(got.earliest, ctx.today, precision_of(got.earliest, ctx.today), got.anchor or ctx.today)


@dataclass(frozen=True, slots=True)
class Range:
    """From one time to another: "from 6 to 9 March", "between May and June", "Monday to Wednesday"."""

    first: Meaning
    last: Meaning
    name: str = ""  # of a decade or century, in TIMEX3

    def interval(self, ctx: Context) -> Interval:
        """The hull; a first part without a year that would come after the last belongs to the year before."""
        last = self.last.interval(ctx).latest
        first = self.first.interval(ctx)
        if first.earliest is None or last is None:
            return OPEN
        earliest = self._before(day_of(last), ctx) or first.earliest
        if day_of(earliest) > day_of(last):
            return OPEN
        return Interval(earliest, last, precision_of(earliest, last), first.anchor)

    def _before(self, last: date, ctx: Context) -> date | None:
        """The first part's start put before ``last`` where its year or week is not its own."""
        if isinstance(self.first, Calendar) and self.first.year is None and self.first.month:
            tries = (replace(self.first, year=last.year - n).interval(ctx).earliest for n in (0, 1))
            return next((t for t in tries if t and t <= last), None)
        if isinstance(self.first, Weekday):
            day = self.first.interval(ctx).earliest
            return day - timedelta(7) if day and day > last else day
        return None


@dataclass(frozen=True, slots=True)
class Of:
    """A date whose year is told by another expression: "July 25 of that year", "the spring of next year"."""

    date: Calendar
    year: Meaning

    def dated(self, ctx: Context) -> Calendar:
        """The date with its year; without one where the year is not settled."""
        got = self.year.interval(ctx).earliest
        return replace(self.date, year=day_of(got).year if got else None)

    def interval(self, ctx: Context) -> Interval:
        """That of the date in its year."""
        return self.dated(ctx).interval(ctx)


@dataclass(frozen=True, slots=True)
class Night:
    """The night that starts on a day ("Thursday night") or, ``ending``, leads into it ("overnight")."""

    day: Meaning
    ending: bool = False

    def interval(self, ctx: Context) -> Interval:
        """Two dates, evening to morning: date_prec 2."""
        got = self.day.interval(ctx)
        if got.precision != 1 or got.earliest is None:
            return got
        day = day_of(got.earliest)
        other = day + timedelta(-1 if self.ending else 1)
        return Interval(min(day, other), max(day, other), 2, got.anchor)


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day, on a day where one is given: "20:00 Moscow time on Thursday"."""

    hour: int
    minute: int
    zone: str | None = None  # IANA name, an offset, or "local"
    day: Meaning | None = None
    until: tuple[int, int] | None = None  # the end of "from 06:00 to 18:00"

    def interval(self, ctx: Context) -> Interval:
        """Date-times with their offset; without a known offset the bare day, for no hour may be invented."""
        zone = zone_of(self.zone, ctx)
        if zone:
            ctx = ctx.in_zone(zone)
        elif self.zone is None and ctx.moment:
            zone = ctx.moment.tzinfo
        got = (self.day or Shift(0, 0, anaphoric=ctx.story)).interval(ctx)
        if got.precision != 1 or got.earliest is None:
            return got
        day = day_of(got.earliest)
        if zone is None:
            return got
        start = datetime(day.year, day.month, day.day, self.hour % 24, self.minute, tzinfo=zone)
        if self.hour == 24:
            start += timedelta(1)
        if self.day is None and ctx.moment and ctx.tense == "past" and start > ctx.moment:
            start -= timedelta(1)
        end = start
        if self.until:
            end = start.replace(hour=self.until[0] % 24, minute=self.until[1])
            end += timedelta(1) if end < start else timedelta(0)
        return Interval(start, end, 1, got.anchor)


@dataclass(frozen=True, slots=True)
class Happening:
    """A dated reference event by its name: "the full-scale invasion"; ``years`` later is its anniversary."""

    name: str
    years: int = 0

    def interval(self, ctx: Context) -> Interval:
        """Its day, if the name means one event only, or only one in the document's war."""
        named = [r for r in rows("dated_events") if r["name"].lower() == self.name]
        if len({r["date"] for r in named}) > 1 or self.name in _GENERIC:
            named = [r for r in named if r["conflict"] == ctx.conflict]
        if len({r["date"] for r in named}) != 1:
            return OPEN
        try:
            day = date.fromisoformat(named[0]["date"])
        except ValueError:
            raise FoglineError(
                f'dated_events names "{self.name}" with the date "{named[0]["date"]}"', "give it as YYYY-MM-DD"
            ) from None
        day = shift(day, 12 * self.years, "month")
        return Interval(day, day, 1, date.fromisoformat(named[0]["date"]))


# Names that any war could bear: they need the document to say which war, even while the table holds one only.
_GENERIC = frozenset(("war", "invasion", "conflict", "fighting", "hostilities", "uprising", "coup")) | {
    "military coup", "civil war", "military takeover", "full-scale invasion", "full scale invasion", "full-scale war",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class WarYear:
    """ "the second year of the war", "day 365 of the invasion"."""

    event: Happening
    number: int
    unit: str

    def interval(self, ctx: Context) -> Interval:
        """The n-th unit, counted from the day of the event as the first."""
        start = self.event.interval(ctx)
        if start.earliest is None:
            return OPEN
        first = shift(start.earliest, self.number - 1, self.unit)
        last = shift(start.earliest, self.number, self.unit) - timedelta(1)
        return Interval(first, last, precision_of(first, last), start.earliest)


@dataclass(frozen=True, slots=True)
class Vague:
    """ "now" (the publication day), "recently" (before it), "soon" (after it)."""

    sense: str

    def interval(self, ctx: Context) -> Interval:
        """Open on the side that the word leaves open."""
        if ctx.today is None:
            return OPEN
        if self.sense == "now":
            return Interval(ctx.today, ctx.today, 1, ctx.today)
        if self.sense == "past":
            return Interval(None, ctx.today, None, ctx.today)
        return Interval(ctx.today, None, None, ctx.today)


@dataclass(frozen=True, slots=True)
class Undated:
    """Words of time that date nothing: ``set`` "every day", ``length`` "a two-day siege", ``part`` "in the morning",
    ``vague`` "at the time".

    ``value`` is what TIMEX3 calls them, where the words alone settle it.
    """

    sense: str
    value: str = ""

    def interval(self, ctx: Context) -> Interval:
        """Open."""
        return OPEN


def zone_of(name: str | None, ctx: Context) -> tzinfo | None:
    """A zone by IANA name or offset; "local" is that of the war the document is about."""
    if name == "local":
        name = next((r["zone"] for r in rows("time_conflicts") if r["conflict"] == ctx.conflict), None)
    if name is None:
        return None
    if name[0] in "+-":
        hours, minutes = int(name[1:3]), int(name[4:6])
        return timezone(timedelta(hours=hours, minutes=minutes) * (-1 if name[0] == "-" else 1))
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise FoglineError(f'no time zone is called "{name}"', "name one of the IANA database, or +HH:MM") from None


def _middle(got: Interval) -> date | None:
    """The day in the middle of an interval."""
    if got.earliest is None or got.latest is None:
        return got.latest
    first = day_of(got.earliest)
    return first + timedelta((day_of(got.latest) - first).days // 2)


def _after(value: date | None, day: date) -> bool:
    return value is not None and day_of(value) >= day


def _base(base: Meaning | None, ctx: Context, anaphoric: bool) -> date | None:
    if base:
        got = base.interval(ctx).earliest
        return got and day_of(got)
    return ctx.reference if anaphoric else ctx.today
