"""The atoms of time expressions: each rule is a pattern and the function that turns its match into a meaning.

Every pattern is a fixed sequence of alternations without nested repetition, so that a scan is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from fogline.grounding import time_words as w
from fogline.grounding.time_meaning import (
    Calendar,
    Clock,
    Current,
    Duration,
    Happening,
    Meaning,
    Night,
    Range,
    Shift,
    Undated,
    Vague,
    WarYear,
    Weekday,
    Window,
)
from fogline.vocabulary import rows

OVERNIGHT = Night(Shift(0, 0), ending=True)
Found = re.Match[str]
Build = Callable[[Found], Meaning | None]
_SPAN = rf"(?:(?P<n>{w.NUM})[ -](?:straight |consecutive |more |full )?)?(?P<u>{w.UNIT}\b)"
_ABOUT = r"(?:(?:about|around|roughly|almost|nearly|more than|less than|over|just|only|at least|up to) )?"
# After these words a bare "May" or "March" is a month and a bare number a year.
_MONTH_LEADS = re.compile(
    r"\b(?:in|since|by|until|till|of|from|during|before|after|to|and|or|through|throughout|between|last|next|this|"
    r"early|late|mid|around|as of|for|over|both)[ -](?:the )?$",
    re.IGNORECASE,
)
_YEAR_LEADS = re.compile(
    r"(?:\b(?:in|since|by|until|till|of|from|during|before|after|to|into|through|throughout|between|year|and|around|"
    r"back in|circa|pre|post|late|early|mid|summer|winter|spring|autumn)[ -](?:the )?|\()$",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r" (?:[a-z-]+ )?(?:soldiers?|troops|m[ae]n|women|people|civilians?|tanks?|vehicles?|k?m|kilomet|met[er]|shells?|"
    r"rounds|drones?|missiles?|houses|homes|residents|prisoners|casualties|dead|wounded|tons?|tonnes|hectares|square|"
    r"euros?|dollars|hours?|days|miles|fighters|children|families|buildings|cases|feet|yards|others)\b"
)
_SEASON_LEADS = re.compile(
    r"\b(?:in|since|by|until|till|during|over|before|after|through|throughout|of)(?: the)? $", re.IGNORECASE
)
_SEASON_NOUN = re.compile(r"[ -](?:offensive|campaign|break|line|clothing|clothes|uniform|gear|crop|wheat|equipment)")
_DAY_NAME = re.compile(r"(?:black|bloody|good|easter|palm|holy|whit|shrove|ash|super|cyber|fat) $", re.IGNORECASE)
_NEWSPAPER = re.compile(r" (?:times|telegraph|mirror|express|herald|mail|post|independent)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern and what its match means; ``build`` returns None for a match that is no time after all."""

    pattern: re.Pattern[str]
    build: Build


@cache
def rules() -> tuple[Rule, ...]:
    """All rules, compiled once."""
    table = (*_dates(), *_spans(), *_undated(), *_current_units(), *_days(), *_clocks(), *_events())
    return tuple(Rule(re.compile(pattern, re.IGNORECASE), build) for pattern, build in table)


@cache
def trigger() -> re.Pattern[str]:
    """Every time expression holds one of these; most sentences hold none, and are passed over at one look."""
    units = (
        r"(?:minute|min|hour|hr|day|night|week|weekend|fortnight|month|quarter|year|decade)s?|morning|afternoon|evening"
    )
    other = (
        r"to-?day|yesterday|tomorrow|to-?night|overnight|midnight|noon|midday|dawn|dusk|daybreak|nightfall|now|nowadays|"
        r"currently|presently|present|moment|recently|lately|times?|date|period|future|imminently|christmas|"
        r"(?:dai|night|week|month|hour|year)ly|anniversary"
    )
    events = "|".join(re.escape(r["name"]).replace("'", "['’]") for r in rows("dated_events"))
    return re.compile(rf"\d|\b(?:{w.WEEKDAY}|{w.MONTH}|(?:{w.SEASON}|{units}|{other}|{events})\b)", re.IGNORECASE)


def _dates() -> Iterator[tuple[str, Build]]:
    weekday = rf"(?:{w.WEEKDAY}\.?,? )?"
    year = rf"(?:,? (?:of )?(?P<y>{w.ANY_YEAR}))?"
    second = rf"(?:(?:{w.DASH}| to | and | or | through | until )(?:the )?(?P<d2>{w.DAY}))?"
    clock = r"(?:[T ](?P<h>\d\d):(?P<mi>\d\d)(?::\d\d)?(?P<z>Z|[+-]\d\d:\d\d)?)?"
    yield rf"(?<![\d-])(?P<y>\d{{4}})-(?P<m>\d\d)-(?P<d>\d\d){clock}(?!\w)", _iso
    yield r"(?<![\d.])(?P<d>\d{1,2})(?P<s>[./])(?P<m>\d{1,2})(?P=s)(?P<y>\d{4}|\d\d)(?![./]?\d)", _numeric
    yield rf"\b{weekday}(?:the )?(?P<d>{w.DAY}){second}(?: of)? ?(?P<m>{w.MONTH}){year}(?!\w)", _day_month
    yield rf"\b{weekday}(?P<m>{w.MONTH}) (?:the )?(?P<d>{w.DAY}){second}{year}(?!\w)", _day_month
    yield (
        rf"\b(?:(?P<p>{w.PART})[ -])?(?P<w>last |this |next )?(?P<m>{w.MONTH})(?:,? (?:of )?(?P<y>{w.YEAR}))?(?!\w)",
        _month,
    )
    yield rf"\b(?:(?P<p>{w.PART})[ -])?(?:the )?(?P<l>year )?(?P<y>{w.YEAR})\b(?![-–]\d)", _year
    yield r"\bthe (?P<l>year) (?P<y>\d{1,4})\b", _year
    yield rf"\b(?P<y>{w.YEAR}){w.DASH}(?P<y2>\d{{4}}|\d\d)\b(?![-/]\d)", _years
    yield r"\b(?:the )?(?:(?P<p>early|mid|late)[ -])?(?P<y>1[4-9]\d0|20\d0)s\b", _decade
    yield (
        rf"\b(?:(?P<p>{w.PART}) )?(?:the )?(?P<s>{w.SEASON})(?: of)? (?P<y>{w.YEAR})"
        rf"(?:{w.DASH}(?P<y2>\d{{4}}|\d\d))?\b",
        _season_year,
    )
    yield r"\bthe (?P<d>\d{1,2})(?:st|nd|rd|th)(?=[,.;:)]|$| (?:at|and|was|were|when|in|the|a|they|he)\b)", _day_only
    yield r"\b(?P<f>christmas(?: day| eve)?|new year['’]s (?:day|eve))\b", _feast


def _spans() -> Iterator[tuple[str, Build]]:
    yield rf"\b(?:the )?(?:past|last|previous|preceding|recent) {_SPAN}", lambda m: _window(m, -1)
    yield rf"\b(?:the )?(?P<n>{w.NUM}) (?:past|last|previous|preceding) (?P<u>{w.UNIT}\b)", lambda m: _window(m, -1)
    yield rf"\b(?:the )?(?:coming|next|upcoming) {_SPAN}", lambda m: _window(m, 1)
    yield rf"\b(?:within|in a matter of|in (?:under|less than)) (?:the )?(?:next )?{_SPAN}", lambda m: _window(m, 1)
    yield rf"\bin {_ABOUT}(?P<n>{w.NUM}) (?P<u>{w.UNIT}\b)(?:['’] time)?(?! of)", _in_units
    yield rf"\b{_ABOUT}{_SPAN} (?:ago|back(?! to)|prior)\b", lambda m: _shift(m, -1)
    yield rf"\b{_ABOUT}(?P<n>{w.NUM}) (?P<u>year|month)s? and a half (?:ago|earlier)\b", _half
    yield rf"\b{_ABOUT}{_SPAN} from now\b", lambda m: _shift(m, 1)
    yield rf"\b{_ABOUT}{_SPAN} (?:later|afterwards)\b", lambda m: _shift(m, 1, True)
    yield rf"\b{_ABOUT}{_SPAN} (?:earlier|before(?= ?[,.;]|$)|previously)\b", lambda m: _shift(m, -1, True)
    whole = r"(?:the )?(?:entire |whole |full )?"
    yield (
        rf"\b(?:for|during|over) {_ABOUT}{whole}(?:(?P<n>{w.NUM}) (?:straight |consecutive |more )?)(?P<u>{w.UNIT}\b)",
        _duration,
    )
    yield r"\bfor (?:many )?(?P<n>)(?P<u>hours|days|weeks|months|years|decades)\b", _duration
    yield (
        rf"\b(?:every|each) (?:other |single )?(?:day|night|week|month|year|hour|morning|evening|{w.WEEKDAY})\b"
        r"|\b(?:daily|nightly|weekly|monthly|hourly|yearly)\b",
        lambda m: Undated("set"),
    )


def _undated() -> Iterator[tuple[str, Build]]:
    """Times that date nothing, found so that no other rule takes a part of them."""
    yield rf"\b{_ABOUT}(?P<n>{w.NUM})[ -](?P<u>{w.UNIT}\b)(?:-long)?", lambda m: Undated("length")
    yield r"\b(?:this|that|the same) (?:time|period|date)\b|\bat the time\b|\bthe future\b", lambda m: Undated("vague")
    yield r"\b\d{1,4} (?:BCE?|B\.C\.)(?!\w)", lambda m: Undated("vague")
    yield r"\b(?:at|by) (?:night|dawn|dusk|daybreak|nightfall)\b", lambda m: Undated("vague")
    yield r"\bin the (?:early |late )?(?:morning|afternoon|evening)(?: hours)?\b", lambda m: Undated("vague")


def _current_units() -> Iterator[tuple[str, Build]]:
    which = r"(?P<w>this|last|next|(?:the )?(?:current|coming|previous|past|following)|that|the same)"
    part = rf"(?:(?P<p>earlier|later|{w.PART}) )?"
    yield rf"\b{part}{which} (?P<u>week|weekend|month|quarter|year|decade)\b(?! of the)", _current
    yield (
        r"\b(?P<p>the (?:very )?(?:beginning|start|end|middle|first half|second half) of) the "
        r"(?P<w>)(?P<u>week|month|year)\b",
        _current,
    )
    yield r"\b(?P<p>year|month|week)(?P<w>)(?:['’]s|-| )end\b", _units_end
    yield r"\bthe (?P<w>)(?P<p>)(?P<u>weekend)\b", _current
    yield (
        rf"\b{part}(?P<w>this|last|next|this past|the coming|the previous|the following|that) (?P<s>{w.SEASON})\b",
        _season,
    )
    yield (
        rf"\b(?P<p>(?:the )?(?:entire|whole)|all|{w.PART}) (?P<w>)(?:the )?(?P<s>spring|summer|autumn|winter)\b",
        _season,
    )
    yield r"\b(?P<p>)(?P<w>)(?P<s>spring|summer|autumn|winter)\b", _season


def _days() -> Iterator[tuple[str, Build]]:
    when = rf"(?: (?:late |early )?(?P<t>{w.DAYPART}))?"
    which = r"(?:(?P<w>last|this past|this coming|this|next|the previous|the following|coming) )?"
    yield rf"\b{which}(?P<d>{w.WEEKDAY}){when}(?!\w)", _weekday
    yield r"\bthe other day\b", lambda m: Shift(-6, -1)
    yield r"\bthe day before yesterday\b", lambda m: Shift(-2, -2)
    yield r"\bthe day after tomorrow\b", lambda m: Shift(2, 2)
    yield rf"\b(?:earlier |later |late )?(?P<d>today|yesterday|tomorrow){when}\b(?!['’]s)", _today
    yield r"\b(?P<d>today|yesterday|tomorrow)(?=['’]s)", _today
    yield rf"\b(?:early |late |earlier |later )?(?P<d>this|the same|that) (?:very )?(?P<t>{w.DAYPART})\b", _this_part
    yield r"\bto-?night\b", lambda m: Night(Shift(0, 0))
    yield r"\b(?:last night|overnight|during the night|in the night)\b", lambda m: OVERNIGHT
    yield rf"\bovernight (?:on|to|into) (?P<d>{w.WEEKDAY})", lambda m: Night(Weekday(w.weekday(m["d"])), ending=True)
    yield r"\b(?:late )?last evening\b", lambda m: Shift(-1, -1)
    yield r"\b(?:the )?(?:next|following) (?:day|morning|night|evening)\b", lambda m: Shift(1, 1, anaphoric=True)
    yield r"\b(?:the )?(?:previous|preceding) (?:day|night|evening)\b", lambda m: Shift(-1, -1, anaphoric=True)
    yield r"\b(?:the|that|this) same (?:day|time)\b|\bthat (?:day|time)\b", lambda m: Shift(0, 0, anaphoric=True)
    yield (
        r"\b(?:right now|now|nowadays|currently|presently|at present|at the moment|at this time|these days)\b(?! that)",
        _now,
    )
    yield r"\b(?:recently|lately|until now|in recent times)\b", lambda m: Vague("past")
    yield (
        r"\b(?:in the (?:near|foreseeable) future|imminently)\b",
        lambda m: Vague("future"),
    )


def _clocks() -> Iterator[tuple[str, Build]]:
    zones = "|".join(sorted((re.escape(r["name"]) for r in rows("time_zones")), key=len, reverse=True))
    zone = (
        rf"(?:,? ?\(?(?P<z>local|{zones}|[+-]\d\d:?\d\d)(?![a-z])(?: (?:summer |daylight |standard )?time)?(?:\)|\b))?"
    )
    ampm = r" ?(?:(?P<ap>[ap])\.?m\b\.?|h(?:ours?|rs)?\b)"
    yield rf"(?<![\d:.])(?P<h>[01]?\d|2[0-4]):(?P<mi>[0-5]\d)(?!\d)(?::[0-5]\d)?(?:{ampm})?{zone}", _clock
    yield rf"(?<![\d:.,])(?P<h>1[0-2]|0?[1-9])(?:[:.](?P<mi>[0-5]\d))? ?(?P<ap>[ap])\.?m\b\.?{zone}", _clock
    yield rf"(?<![\d:.,])(?P<h>[01]\d|2[0-4])(?P<mi>[0-5]\d)(?: ?(?:hours|hrs|h)\b{zone}| (?P<z2>{zones})\b)", _clock
    yield rf"\b(?P<n>midnight|noon|midday)\b{zone}", _clock


def _events() -> Iterator[tuple[str, Build]]:
    names = sorted({r["name"].lower() for r in rows("dated_events")}, key=len, reverse=True)
    event = (
        r"(?:the )?(?P<e>"
        + "|".join(re.escape(n).replace("'", "['’]") for n in names)
        + r")\b(?! (?:crimes?|zone|effort))"
    )
    anniversary = (
        rf"(?:the )?(?:(?P<o>{w.ORDINAL})(?:-year)? )?anniversary of (?:the (?:start|beginning|outbreak) of )?{event}"
    )
    yield anniversary, _anniversary
    yield rf"\bthe (?P<near>day|eve|night|week|month)(?P<side> before| after|) (?:of )?{anniversary}", _anniversary
    yield rf"\b(?P<n>{w.NUM}) (?P<near>day|week|month)s?(?P<side> before| after) {anniversary}", _anniversary
    start = r"(?:the )?(?:very )?(?:start|beginning|outbreak|onset|launch|first days?) of "
    yield rf"\b{start}{event}", _happening
    yield rf"\b{event}(?: (?:began|started|broke out))?", _bare_event
    yield (
        rf"\b{_ABOUT}(?P<n>{w.NUM})[ -](?P<u>{w.UNIT}\b) (?P<side>after|before|into|since|from) (?:{start})?{event}",
        _from_event,
    )
    yield rf"\bthe (?P<u>day|week) (?P<side>after|before) (?:{start})?{event}", _from_event
    yield rf"\b(?:the )?(?P<o>{w.ORDINAL}) (?P<u>day|week|month|year) of {event}", _war_year
    yield rf"\b(?P<u>day|week|month|year) (?P<o>\d{{1,4}}) of {event}", _war_year
    yield r"(?<!\w)(?P<d>[DH])[+-](?P<n>\d{1,4})\b", _d_plus


def _iso(m: Found) -> Meaning | None:
    day = Calendar(int(m["y"]), int(m["m"]), int(m["d"]))
    if m["h"] is None or int(m["h"]) > 24 or int(m["mi"]) > 59:
        return day
    return Clock(int(m["h"]), int(m["mi"]), "+00:00" if m["z"] == "Z" else m["z"], day)


def _numeric(m: Found) -> Meaning | None:
    """Day first, as in Europe; a month above 12 can only be the American order."""
    day, month = int(m["d"]), int(m["m"])
    if month > 12 >= day:
        day, month = month, day
    if m["s"] == "/" and len(m["y"]) == 2 and max(day, month) <= 12:
        return None  # "24/7/12" is as likely a score or a fraction
    year = int(m["y"]) + (2000 if len(m["y"]) == 2 else 0)
    return Calendar(year, month, day)


def _is_month(m: Found) -> bool:
    """Short names, "may" and "march" need a capital beside a number, or nothing but digits around them."""
    word = m["m"].rstrip(".").lower()
    return word not in ("may", "march", "mar", "jan") or not m["m"].islower() or m.start("m") > m.start()


def _day_month(m: Found) -> Meaning | None:
    if not _is_month(m):
        return None
    year = int(m["y"]) if m["y"] else None
    month = w.month(m["m"])
    first = Calendar(year, month, int(re.sub(r"\D", "", m["d"])))
    if not m["d2"]:
        return first
    return Range(first, Calendar(year, month, int(re.sub(r"\D", "", m["d2"]))))


def _month(m: Found) -> Meaning | None:
    word = m["m"].rstrip(".")
    bare = not (m["p"] or m["y"] or m["w"])
    if word.islower() and word in ("may", "march", "mar", "jan", "dec", "sep", "sept") and not m["y"]:
        return None
    if bare and len(word) == 3 and word.lower() != "may" and not _MONTH_LEADS.search(_before(m)):
        return None
    if bare and word.lower() in ("may", "march", "august", "april", "june") and not _MONTH_LEADS.search(_before(m)):
        return None
    if bare and word.islower() and not _MONTH_LEADS.search(_before(m)):
        return None
    if m["w"] and not m["p"] and word.lower() == "march" and re.match(r" (?:on|to|of|through)\b", _after(m)):
        return None  # "the last march on Kyiv"
    return Calendar(int(m["y"]) if m["y"] else None, w.month(word), part=w.part(m["p"] or ""))


def _year(m: Found) -> Meaning | None:
    if not (m["l"] or ("p" in m.groupdict() and m["p"])):
        if _COUNTED.match(_after(m)) or not _YEAR_LEADS.search(_before(m)):
            return None
    elif not m["l"] and _COUNTED.match(_after(m)):
        return None
    return Calendar(int(m["y"]), part=w.part(m.groupdict().get("p") or ""))


def _years(m: Found) -> Meaning | None:
    first, second = int(m["y"]), int(m["y2"])
    second += first - first % 100 if len(m["y2"]) == 2 else 0
    return Range(Calendar(first), Calendar(second)) if first < second < first + 200 else None


def _decade(m: Found) -> Meaning:
    first = int(m["y"])
    low, high = {"early": (0, 3), "mid": (4, 6), "late": (7, 9)}.get((m["p"] or "").lower(), (0, 9))
    return Range(Calendar(first + low), Calendar(first + high))


def _season_year(m: Found) -> Meaning | None:
    if (
        m["s"].lower() == "fall"
        and " of " in m.group()
        and not re.search(r"\b(?:in|since|by|until)(?: the)? $", _before(m), re.I)
    ):
        return None
    return Calendar(int(m["y"]), w.SEASONS[m["s"].lower()], part=w.part(m["p"] or ""), months=3)


def _day_only(m: Found) -> Meaning | None:
    return Calendar(day=int(m["d"])) if re.search(r"\b(?:on|by|until|since|from) $", _before(m), re.I) else None


_FEASTS = {"christmas": (12, 25), "christmas day": (12, 25), "christmas eve": (12, 24), "day": (1, 1), "eve": (12, 31)}


def _feast(m: Found) -> Meaning:
    name = m["f"].lower()
    month, day = _FEASTS.get(name) or _FEASTS[name.split()[-1]]
    return Calendar(month=month, day=day)


def _count(m: Found) -> tuple[int, int] | None:
    return w.amount((m["n"] or "") if m["n"] or m["u"].lower().endswith("s") else "one")


def _window(m: Found, direction: int) -> Meaning | None:
    count = _count(m)
    unit = w.unit(m["u"])
    if count is None or (unit == "minute" and not m["n"]):  # "a last-minute change"
        return None
    if not m["n"] and unit in ("week", "month", "year", "decade", "night") and not m["u"].endswith("s"):
        last_or_next = re.search(
            r"\b(the )?(past|last|previous|preceding|next|coming|upcoming|within)\b", m.group(), re.I
        )
        if last_or_next and not last_or_next[1] and last_or_next[2].lower() in ("last", "next"):
            return Current(unit, direction)
    return Window(count[1], unit, direction)


def _in_units(m: Found) -> Meaning | None:
    """ "in two weeks" lies ahead with a future tense; "took it in two weeks" is a length."""
    count = w.amount(m["n"])
    return count and Duration(count[1], w.unit(m["u"]), ahead=True)


def _shift(m: Found, sign: int, anaphoric: bool = False) -> Meaning | None:
    count = _count(m)
    if count is None or (anaphoric and not m["n"] and not m["u"].lower().endswith("s")):
        return None
    low, high = sorted((sign * count[0], sign * count[1]))
    return Shift(low, high, w.unit(m["u"]), anaphoric=anaphoric)


def _half(m: Found) -> Meaning | None:
    """ "a year and a half ago", give or take a quarter of a year; "two months and a half ago"."""
    count = w.amount(m["n"])
    if count is None:
        return None
    if m["u"].lower() == "year":
        return Shift(-12 * count[1] - 9, -12 * count[0] - 3, "month")
    return Shift(-count[1] - 1, -count[0], "month")


def _duration(m: Found) -> Meaning | None:
    count = w.amount(m["n"])
    return count and Duration(count[1], w.unit(m["u"]))


_OFFSETS = {"last": -1, "previous": -1, "past": -1, "next": 1, "coming": 1, "following": 1}


def _offset(which: str) -> tuple[int, bool]:
    words = which.lower().split()
    return next((_OFFSETS[x] for x in words if x in _OFFSETS), 0), words[:1] == ["that"] or "same" in words


def _current(m: Found) -> Meaning | None:
    offset, anaphoric = _offset(m["w"])
    unit = m["u"].lower()
    if m["w"].lower() == "the past" and unit in ("week", "month", "year", "decade"):
        return Window(1, unit, -1)
    if m["w"].lower() in ("the coming", "coming") and unit != "weekend":
        return Window(1, unit, 1)
    part = (m["p"] or "").lower()
    return Current(
        unit, offset, part if part in ("earlier", "later") else w.part(part), anaphoric=anaphoric, told=not m["w"]
    )


def _units_end(m: Found) -> Meaning | None:
    return (
        Current(m["p"].lower(), part="late") if re.search(r"\b(?:by|before|at|until) (?:the )?$", _before(m)) else None
    )


def _season(m: Found) -> Meaning | None:
    part, which = (m["p"] or "").lower(), m["w"].lower()
    if _SEASON_NOUN.match(_after(m)):
        return None
    if not part and not which and not _SEASON_LEADS.search(_before(m)):
        return None
    offset, anaphoric = _offset(which.replace("this past", "last"))
    part = part if part in ("earlier", "later") else w.part(part)
    return Current("season", offset, part, w.SEASONS[m["s"].lower()], anaphoric, told=not which)


def _weekday(m: Found) -> Meaning | None:
    word, which = m["d"], (m["w"] or "").lower()
    if _DAY_NAME.search(_before(m)) or _NEWSPAPER.match(_after(m)):
        return None
    if not word.lower().endswith("day"):  # "Sat" and "Sun" are words too
        led = which or re.search(r"\b(?:on|until|by|since|from|to|and) $", _before(m), re.I)
        if word.islower() or not (led or m["t"]):
            return None
    which = "last" if which in ("last", "this past", "the previous") else "next" if which in ("next",) else which[:4]
    day = Weekday(w.weekday(word), which if which in ("last", "next", "this") else "")
    return Night(day) if (m["t"] or "").lower() == "night" else day


def _today(m: Found) -> Meaning:
    days = {"today": 0, "yesterday": -1, "tomorrow": 1}[m["d"].lower()]
    night = (m.groupdict().get("t") or "").lower() == "night"
    return Night(Shift(days, days)) if night else Shift(days, days)


def _this_part(m: Found) -> Meaning:
    day = Shift(0, 0, anaphoric=m["d"].lower() != "this")
    return Night(day) if m["t"].lower() == "night" else day


def _now(m: Found) -> Meaning | None:
    return Vague("now")


def _clock(m: Found) -> Meaning | None:
    groups = m.groupdict()
    if groups.get("n"):
        hour, minute = (24 if groups["n"].lower() == "midnight" else 12), 0
    else:
        hour, minute = int(m["h"]), int(groups.get("mi") or 0)
    half = (groups.get("ap") or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    named = (groups.get("z") or groups.get("z2") or "").lower()
    zone: str | None = None
    if named[:1] in ("+", "-"):
        zone = named if ":" in named else named[:3] + ":" + named[3:]
        if int(zone[1:3]) > 14 or int(zone[4:6]) > 59:
            return None
    elif named == "local":
        zone = "local"
    elif named:
        zone = next(r["zone"] for r in rows("time_zones") if r["name"].lower() == named)
    return None if hour == 24 and minute else Clock(hour, minute, zone)


def _event(m: Found, years: int = 0) -> Happening:
    return Happening(m["e"].lower().replace("’", "'"), years)


def _happening(m: Found) -> Meaning:
    return _event(m)


def _bare_event(m: Found) -> Meaning | None:
    """An event's name is a time only after "since", "before" and the like, or as a clause with "began"."""
    if re.search(r"\b(?:since|before|after|until|prior to|following)(?: the)? $", _before(m), re.I):
        return _event(m)
    return None


def _anniversary(m: Found) -> Meaning | None:
    number = w.ordinal(m["o"]) if m["o"] else 1
    if number is None or number > 200:
        return None
    day = _event(m, number)
    near = (m.groupdict().get("near") or "").lower()
    if not near:
        return day
    side = -1 if near == "eve" or "before" in m["side"].lower() else 1 if "after" in m["side"].lower() else 0
    low, high = w.amount(m.groupdict().get("n") or "one") or (1, 1)
    low, high = sorted((side * low, side * high))
    return Shift(low, high, near if near in ("week", "month") else "day", day)


def _from_event(m: Found) -> Meaning | None:
    number = w.amount(m.groupdict().get("n") or "one")
    if number is None:
        return None
    sign = -1 if m["side"].lower() == "before" else 1
    low, high = sorted((sign * number[0], sign * number[1]))
    return Shift(low, high, w.unit(m["u"]), _event(m))


def _war_year(m: Found) -> Meaning | None:
    number = w.ordinal(m["o"])
    return WarYear(_event(m), number, m["u"].lower()) if number else None


def _d_plus(m: Found) -> Meaning:
    """D+3: three days on from the day that the war the document is about began."""
    days = int(m["n"]) * (-1 if "-" in m.group() else 1)
    return Shift(days, days, "day" if m["d"] in "Dd" else "hour", Happening("war"))


def _before(m: Found) -> str:
    return m.string[max(0, m.start() - 24) : m.start()]


def _after(m: Found) -> str:
    return m.string[m.end() : m.end() + 40]
