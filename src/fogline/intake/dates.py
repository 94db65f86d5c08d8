"""Dates of publication as publishers write them, as ISO 8601: converted, never relabelled.

A time is kept only with its offset from UTC; a time whose zone nobody names gives the day alone. This is the
grammar of datelines and headers; dates inside sentences are not read here.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

_ENGLISH = "january february march april may june july august september october november december".split()
_RUSSIAN = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split()
_UKRAINIAN = "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня".split()
_MONTHS = {n: i for names in (_ENGLISH, _RUSSIAN, _UKRAINIAN) for i, n in enumerate(names, 1)}
_MONTHS |= {n[:3]: i for i, n in enumerate(_ENGLISH, 1)} | {"sept": 9}

_DAY_FIRST = re.compile(r"\b(?P<d>\d{1,2})(?:st|nd|rd|th)?[ .-]+(?P<m>[^\W\d_]+)\.?,?[ -]+(?P<y>\d{4})\b")
_MONTH_FIRST = re.compile(r"\b(?P<m>[^\W\d_]+)\.? +(?P<d>\d{1,2})(?:st|nd|rd|th)?,? +(?P<y>\d{4})\b")
_YEAR_FIRST = re.compile(r"^(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?!\d)")
_COMPACT = re.compile(r"^(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})$")
_DOTTED = re.compile(r"^(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})\b")
_SLASHED = re.compile(r"^(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<y>\d{4})\b")
_CLOCK = re.compile(
    r"\b(?P<h>\d{1,2}):(?P<min>\d{2})(?::(?P<s>\d{2}))?(?:\.\d+)? *(?P<half>[ap]\.?m\.?)? *"
    r"(?P<zone>Z|GMT|UTC|[+-]\d{2}:?\d{2})\b",
    re.IGNORECASE,
)


def iso(value: str) -> str | None:
    """A written date as ``YYYY-MM-DD``, or as date and time with the publisher's own offset; None if unclear.

    "Fri, 24 Feb 2023 02:00:00 +0200" keeps its +02:00. 03/04/2023 is None: the fourth of March in one
    country and the third of April in another.
    """
    value = " ".join(value.split())
    if len(value) > 100 or not any(c.isdigit() for c in value):
        return None
    return _from_iso(value) or _from_mail(value) or _from_words(value)


def from_unix(seconds: int | float, local: str | None = None) -> str | None:
    """A Unix time as ISO with offset; ``local``, the same moment without its offset, tells which one."""
    try:
        moment = datetime.fromtimestamp(seconds, UTC)
        shift = _quarter_hours(datetime.fromisoformat(local).replace(tzinfo=UTC) - moment) if local else None
    except (ValueError, OverflowError, OSError):
        return None
    return moment.astimezone(timezone(shift) if shift is not None else UTC).isoformat(timespec="seconds")


def is_date_line(line: str) -> bool:
    """Whether a line holds a date and nothing else to speak of: "Friday, 24 February 2023, 10:15 GMT"."""
    if len(line) > 60 or iso(line) is None:
        return False
    left = re.sub(r"[\d\W]+", " ", line).lower().split()
    known = {*_MONTHS, "gmt", "utc", "am", "pm", "z", "t", "st", "nd", "rd", "th", "on", "published", "updated"}
    return all(w in known or w.endswith("day") or w[:3] in _WEEKDAYS for w in left)


_WEEKDAYS = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"}


def _quarter_hours(shift: timedelta) -> timedelta | None:
    """An offset that a clock on earth can have, None for any other difference."""
    whole = shift.total_seconds() % 900 == 0
    return shift if whole and abs(shift) <= timedelta(hours=14) else None


def _from_iso(value: str) -> str | None:
    try:
        if len(value) <= 10:
            return date.fromisoformat(value).isoformat() if "-" in value and "W" not in value else None
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment.isoformat(timespec="seconds") if moment.tzinfo else moment.date().isoformat()


def _from_mail(value: str) -> str | None:
    """RFC 2822, the form of feeds and HTTP. A zone that the standard does not name leaves the day."""
    if not re.match(r"(?:[A-Za-z]{3,9},? +)?\d{1,2} [A-Za-z]{3} \d{4} \d{1,2}:\d{2}", value):
        return None
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    if moment.tzinfo is None:
        # "-0000" means that the time is UTC and the writer's zone unknown; any other naive time stays a day.
        return moment.replace(tzinfo=UTC).isoformat() if value.endswith("-0000") else moment.date().isoformat()
    return moment.isoformat(timespec="seconds")


def _from_words(value: str) -> str | None:
    day = _day(value)
    if day is None:
        return None
    clock = _CLOCK.search(value)
    moment = _moment(day, clock) if clock else None
    return moment.isoformat(timespec="seconds") if moment else day.isoformat()


def _day(value: str) -> date | None:
    for pattern in (_YEAR_FIRST, _COMPACT, _DOTTED):
        if found := pattern.search(value):
            return _valid(found["y"], int(found["m"]), found["d"])
    for pattern in (_DAY_FIRST, _MONTH_FIRST):
        if (found := pattern.search(value)) and (month := _MONTHS.get(found["m"].lower())):
            return _valid(found["y"], month, found["d"])
    if found := _SLASHED.search(value):
        a, b = int(found["a"]), int(found["b"])
        if a > 12 or a == b:
            return _valid(found["y"], b, str(a))
        return _valid(found["y"], a, str(b)) if b > 12 else None
    return None


def _valid(year: str, month: int, day: str) -> date | None:
    try:
        return date(int(year), month, int(day))
    except ValueError:
        return None


def _moment(day: date, clock: re.Match[str]) -> datetime | None:
    hour, zone, half = int(clock["h"]), clock["zone"].upper(), (clock["half"] or "").lower()[:1]
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    offset = "+00:00" if zone in ("Z", "GMT", "UTC") else f"{zone[:3]}:{zone[-2:]}"
    try:
        return datetime.fromisoformat(f"{day}T{hour:02d}:{clock['min']}:{clock['s'] or '00'}{offset}")
    except ValueError:
        return None
