"""What a user may set when reports are taken in, and the limits that bind every format."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from fogline.intake.dates import iso
from fogline.model import FoglineError

MAX_TEXT = 2_000_000  # characters of one document: a 700-page book; a year of reporting is many documents
MAX_CONTAINER = 20  # a feed, export or download of many reports may be this many times ``Options.max_bytes``
MAX_ITEMS = 200_000  # documents from one container


@dataclass(frozen=True, slots=True)
class Options:
    """How reports are taken in: "published on 23 February 2023, by The Example Courier".

    ``published`` (an ISO day, or day and time with offset) and ``source`` override what the report says.
    ``allow_private`` lets addresses of private networks be fetched. ``max_bytes`` bounds one report, packed
    and unpacked; ``timeout`` is seconds for connecting and for each wait, ``total_time`` for a whole fetch.
    ``fetched`` is the time of fetching to write down, now if None. Raises FoglineError for a ``published``
    that is no such date.
    """

    published: str | None = None
    source: str | None = None
    allow_private: bool = False
    max_bytes: int = 10_000_000
    timeout: float = 15.0
    total_time: float = 60.0
    max_redirects: int = 5
    fetched: str | None = None

    def __post_init__(self) -> None:
        if self.published is None:
            return
        found = iso(self.published)
        if found is None or not self.published.strip()[:4].isdigit():
            fault = f"{self.published!r} is not a date of publication"
            raise FoglineError(fault, "write it as 2023-02-23, or 2023-02-23T18:00+02:00 with its offset")
        if "T" in self.published.upper() and "T" not in found:
            fault = f"{self.published!r} gives a time without its offset"
            raise FoglineError(fault, "add the offset, as in 2023-02-23T18:00+02:00, or leave the time out")

    @property
    def container_bytes(self) -> int:
        """The bound on a file of many reports."""
        return self.max_bytes * MAX_CONTAINER

    def now(self) -> str:
        """The time of fetching: the one that was set, or the present, in UTC."""
        return self.fetched or datetime.now(UTC).isoformat(timespec="seconds")
