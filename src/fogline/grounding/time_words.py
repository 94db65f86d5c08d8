"""The words that times are made of: numbers, units, months, weekdays, and their patterns."""

from __future__ import annotations

import re

_SMALL = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
# What an inexact count can stand for, as (low, high); the bounds are this grammar's reading of the words.
_INEXACT = {
    "a": (1, 1), "an": (1, 1), "half a": (1, 1), "a dozen": (12, 12), "half a dozen": (6, 6), "dozens of": (24, 96),
    "a couple of": (2, 3), "couple of": (2, 3), "couple": (2, 3), "a few": (2, 5), "few": (2, 5), "some": (2, 6),
    "several": (3, 9), "a number of": (3, 9), "many": (5, 20), "a hundred": (100, 100), "recent": (2, 6),
    "dozen": (12, 12), "": (2, 6),
}  # fmt: skip

_SHORT = {
    "sec": "second", "min": "minute", "hr": "hour", "night": "day", "wk": "week", "mth": "month", "yr": "year",
    "centurie": "century",
}  # fmt: skip
HOURS = "one two three four five six seven eight nine ten eleven twelve".split()
MONTHS = "january february march april may june july august september october november december".split()
WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}

_ONES = "|".join(_SMALL[:9])
NUM = (
    r"(?:\d{1,4}|(?:" + "|".join(_TENS) + r")(?:[- ](?:" + _ONES + r"))?|" + "|".join(reversed(_SMALL)) + "|"
    r"half an? dozen|half an?|dozens of|an? (?:few|couple(?: of)?|dozen|hundred|number of)|couple(?: of)?|few|several|"
    r"some|many|dozen|an?)"
)
COUNT = rf"{NUM}(?: (?:to|or) {NUM})?"  # "two to three"
ORDINAL = r"(?:\d{1,3}(?:st|nd|rd|th)|" + "|".join(_ORDINALS) + ")"
UNIT = r"(?:seconds|secs|(?:minute|min|hour|hr|day|night|week|wk|fortnight|month|mth|year|yr|decade)s?|centur(?:y|ies))"
MONTH = (
    "(?:"
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december)\b|"
    r"(?:jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)\b\.?)"
)
WEEKDAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tues|tue|wed|thurs|thur|thu|fri|sat|sun)\b"
SEASON = r"(?:spring|summer|autumn|fall|winter)"
YEAR = r"(?:1[4-9]\d\d|20\d\d|21\d\d)(?![\d,]\d|\d)"
BC = r"(?:BCE?|B\.C\.(?:E\.)?)"
ANY_YEAR = r"\d{4}(?!\d)"
DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?!\d|%|[:.,]\d)"
DASH = r"\s?[-–—/]\s?"
PART = (
    r"(?:(?:early|late) in(?: the)?|(?:very |mid-?(?: to |-)?)?"
    r"(?:early|late|mid)(?:[- ](?:to|or)[- ](?:early|late|mid))?|"
    r"(?:the )?(?:very )?(?:beginning|start|end|close|middle|first half|second half|first days?|last days?|"
    r"final days?|first weeks?|second week|third week|last weeks?|turn) of)"
)
TODAY = r"(?:today|yesterday|tomorrow|tdy|2day|tmrw?|tmw|tomoro|tmrow|2moro|2mrw|yday)"  # short messages included
DAYPART = r"(?:morning|afternoon|evening|night|nite|noon|midday)"


def amount(words: str) -> tuple[int, int] | None:
    """A count as (low, high): "three" (3, 3), "a few" (2, 5), "" (a bare plural) (2, 6).

    >>> amount("twenty-four")
    (24, 24)
    """
    text = " ".join(words.lower().split())
    low, between, high = text.partition(" to ") if " to " in text else text.partition(" or ")
    if between:
        first, last = amount(low), amount(high)
        return (first[0], last[1]) if first and last and first[0] <= last[1] else None
    if text.isdigit():
        return int(text), int(text)
    if text in _SMALL:
        return (_SMALL.index(text) + 1,) * 2
    head, _, tail = text.replace("-", " ").partition(" ")
    if head in _TENS:
        value = 20 + 10 * _TENS.index(head) + (_SMALL.index(tail) + 1 if tail in _SMALL else 0)
        return value, value
    return _INEXACT.get(text) or _INEXACT.get(text.removesuffix(" of")) or _INEXACT.get(text + " of")


def ordinal(words: str) -> int | None:
    """ "first" is 1, "24th" is 24."""
    digits = re.match(r"\d+", words)
    if digits:
        return int(digits.group())
    return _ORDINALS.index(words.lower()) + 1 if words.lower() in _ORDINALS else None


def unit(word: str) -> str:
    """The unit's plain name: second, minute, hour, day, week, fortnight, month, year, decade, century."""
    word = word.lower().rstrip("s")
    return _SHORT.get(word, word)


def month(word: str) -> int:
    """1 to 12, from a month's full or short name."""
    stem = word.lower().rstrip(".")[:3]
    return next(i for i, name in enumerate(MONTHS, 1) if name.startswith(stem))


def weekday(word: str) -> int:
    """0 (Monday) to 6, from a weekday's full or short name."""
    return next(i for i, name in enumerate(WEEKDAYS) if name.startswith(word.lower()[:3]))


def part(words: str) -> str:
    """Which stretch of a month, year or season: early, mid, late, first half, second half, or start, end."""
    text = words.lower()
    for keys, name in (
        (("first week",), "first week"),
        (("second week",), "second week"),
        (("third week",), "third week"),
        (("last week", "final week"), "last week"),
        (("first half",), "first half"),
        (("second half",), "second half"),
        (("first day", "begin", "start", "turn", "early"), "early"),
        (("middle", "mid"), "mid"),
        (("late", "last", "final", "end", "close"), "late"),
    ):
        if any(key in text for key in keys):
            return name
    return ""
