"""Days and moments in a form that compares as text.

The rule of ``as_of``: a day asks for what was published up to the end of that day *where the publisher is*,
so a report of 24 February, 23:30 in New York belongs to 24 February although it is the 25th in Kyiv. A
moment (date and time with offset) is compared as a moment; a report that gives only its day counts from
that day's first minute, UTC. A report that nobody dated counts from when it was fetched, and if that is
unknown, recorded.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime

from fogline.model import Claim, FoglineError

Clock = Callable[[], datetime]
EVER_BEFORE, EVER_AFTER = "0000-00-00", "9999-99-99"
_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z")


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


def stamp(moment: datetime) -> str:
    """A moment as the ledger keeps it: UTC, microseconds, ``Z``; a naive one is taken for UTC."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def is_day(iso: str) -> bool:
    """Whether this is a calendar day without a time."""
    try:
        return bool(_DAY.match(iso) and date.fromisoformat(iso))
    except ValueError:
        return False


def moment(iso: str | None) -> str | None:
    """An ISO day or date and time as a UTC stamp; None for None and for what is neither."""
    if iso is None:
        return None
    try:
        return stamp(datetime.fromisoformat(iso.strip()))
    except (ValueError, OverflowError):
        return None


def own_day(iso: str) -> str:
    """The calendar day of a time that ``moment`` understood, in its own offset."""
    return datetime.fromisoformat(iso.strip()).date().isoformat()


def asked(value: str, option: str) -> str:
    """A day as it stands, or a moment as a UTC stamp; FoglineError for anything else that a user typed."""
    if is_day(value):
        return value
    as_moment = moment(value) if "T" in value or " " in value.strip() else None
    if as_moment is None:
        raise FoglineError(f"{value!r} for {option} is no date", "write it as 2023-02-24")
    return as_moment


def asked_day(value: str, option: str) -> str:
    """A day that a user typed; of a date and time its day."""
    asked(value, option)
    return value.strip()[:10]


def interval(claim: Claim, fallback: str) -> tuple[str, str]:
    """First and last day that a claim can be about; an open end reaches for ever, no time at all is
    ``fallback``.
    """
    when = claim.when
    if when is None or (when.earliest is None and when.latest is None):
        return fallback, fallback
    return (when.earliest or EVER_BEFORE)[:10], (when.latest or EVER_AFTER)[:10]
