"""From a rule's match to its meaning, or to None where the words around it show that it is no time."""

from __future__ import annotations

import re

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
from fogline.grounding.time_timex import SEASON_CODES, length
from fogline.vocabulary import rows

OVERNIGHT = Night(Shift(0, 0), ending=True)
Found = re.Match[str]
# After these words a bare "May" or "March" is a month and a bare number a year.
_MONTH_LEADS = re.compile(
    r"\b(?:in|since|by|until|till|of|from|during|before|after|to|and|or|through|throughout|between|last|next|this|"
    r"early|late|mid|around|as of|for|over|both|into)[ -](?:the )?$",
    re.IGNORECASE,
)
_NUMBERED = frozenset(
    "Height Hill Route Road Highway Flight Article Resolution Order Unit Building Point Battalion Regiment Brigade "
    "Division Company Number Page Law Decree Room Channel Vessel Boeing Base Sector Quarter Block School".split()
)
_EVENT_LEADS = re.compile(r"\b(?:the|an?|his|her|its|their|this) $|['’]s $", re.IGNORECASE)
_YEAR_LEADS = re.compile(
    r"(?:\b(?:in|since|by|until|till|of|from|during|before|after|to|into|through|throughout|between|year|and|around|"
    r"back in|circa|pre|post|late|early|mid|summer|winter|spring|autumn)[ -](?:the )?|\()$",
    re.IGNORECASE,
)
_ONE_DAY = re.compile(r"\b(?:previous|preceding|next) day$", re.IGNORECASE)
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


def iso(m: Found) -> Meaning | None:
    """ "2023-03-06", with or without a clock time."""
    day = Calendar(int(m["y"]), int(m["m"]), int(m["d"]))
    if m["h"] is None or int(m["h"]) > 24 or int(m["mi"]) > 59:
        return day
    return Clock(int(m["h"]), int(m["mi"]), "+00:00" if m["z"] == "Z" else m["z"], day)


def numeric(m: Found) -> Meaning | None:
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


def day_month(m: Found) -> Meaning | None:
    """ "6 March", "March 6-7, 2023"."""
    if not _is_month(m):
        return None
    year = int(m["y"]) if m["y"] else None
    month = w.month(m["m"])
    first = Calendar(year, month, int(re.sub(r"\D", "", m["d"])))
    if not m["d2"]:
        return first
    return Range(first, Calendar(year, month, int(re.sub(r"\D", "", m["d2"]))))


def month_named(m: Found) -> Meaning | None:
    """ "late February", "May 2022"; a bare "May" or "March" only after a word that asks for a time."""
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


def year(m: Found) -> Meaning | None:
    """ "2014" after a word that asks for a time, and not before things counted."""
    if not (m["l"] or ("p" in m.groupdict() and m["p"])):
        if _COUNTED.match(_after(m)) or not (_YEAR_LEADS.search(_before(m)) or _stands_alone(m) or _names_event(m)):
            return None
    elif not m["l"] and _COUNTED.match(_after(m)):
        return None
    return Calendar(int(m["y"]), part=w.part(m.groupdict().get("p") or ""))


def _stands_alone(m: Found) -> bool:
    """ "2005: Elections", "The blockade, 1861" as a heading, "1917" on a line of its own."""
    head, tail = m.string[: m.start()], m.string[m.end() :]
    return (not head.strip() and re.match(r"\s*(?:$|\n|: )", tail) is not None) or (
        head.endswith(", ") and not tail.strip() and len(head) < 80
    )


def _names_event(m: Found) -> bool:
    """ "the 2003 invasion", "a 1908 interview", "Operation Dawn 2014"; never "Height 1942"."""
    lead = _before(m)
    if _EVENT_LEADS.search(lead) and re.match(r" [A-Za-z]", _after(m)):
        return True
    name = re.search(r"(?<![\w#])([A-Z][a-z]+) $", _before(m))
    return bool(name and name[1] not in _NUMBERED and 1900 <= int(m["y"]) < 2100)


def years(m: Found) -> Meaning | None:
    """ "2014-15"."""
    first, second = int(m["y"]), int(m["y2"])
    second += first - first % 100 if len(m["y2"]) == 2 else 0
    return Range(Calendar(first), Calendar(second)) if first < second < first + 200 else None


def decade(m: Found) -> Meaning:
    """ "the early 1990s"."""
    first = int(m["y"])
    low, high = {"early": (0, 3), "mid": (4, 6), "late": (7, 9)}.get((m["p"] or "").lower(), (0, 9))
    return Range(Calendar(first + low), Calendar(first + high), name=str(first // 10))


def century(m: Found) -> Meaning | None:
    """ "the 19th century", "the early 21st century"; one before Christ has a name, but no interval."""
    number = w.ordinal(m["o"])
    if not number or number > 25:
        return None
    if m["e"]:
        return Undated("vague", f"BC{number - 1:02d}")
    if number < 11:
        return Undated("vague", f"{number - 1:02d}")
    return Range(Calendar(100 * number - 99), Calendar(100 * number), name=str(number - 1))


def year_bc(m: Found) -> Meaning:
    """ "490 BC": named, but no interval that a report could need."""
    return Calendar(-int(m["y"]), part=w.part(m["p"] or ""))


def years_bc(m: Found) -> Meaning:
    """ "499-493 BC"."""
    return Range(Calendar(-int(m["y"])), Calendar(-int(m["y2"])))


def month_bc(m: Found) -> Meaning:
    """ "September 480 BC"."""
    return Calendar(-int(m["y"]), w.month(m["m"]), part=w.part(m["p"] or ""))


def season_bc(m: Found) -> Meaning:
    """ "the autumn of 481 BC"."""
    return Calendar(-int(m["y"]), w.SEASONS[m["s"].lower()], part=w.part(m["p"] or ""), months=3)


def season_year(m: Found) -> Meaning | None:
    """ "the spring of 2022"; "the fall of 2014" only after "in" and the like."""
    if (
        m["s"].lower() == "fall"
        and " of " in m.group()
        and not re.search(r"\b(?:in|since|by|until)(?: the)? $", _before(m), re.I)
    ):
        return None
    return Calendar(int(m["y"]), w.SEASONS[m["s"].lower()], part=w.part(m["p"] or ""), months=3)


def day_only(m: Found) -> Meaning | None:
    """ "on the 20th": never a unit such as "the 24th Brigade"."""
    return (
        Calendar(day=int(m["d"]))
        if re.search(
            r"\b(?:on|by|until|since|from|to|before|after|(?:morning|noon|evening|night|hours) of) $",
            _before(m),
            re.I,
        )
        else None
    )


_FEASTS = {
    "new year": (1, 1),
    "christmas": (12, 25),
    "christmas day": (12, 25),
    "christmas eve": (12, 24),
    "halloween": (10, 31),
    "day": (1, 1),
    "eve": (12, 31),
}


def feast(m: Found) -> Meaning:
    """ "Christmas", "New Year's Eve"."""
    name = m["f"].lower().replace("xmas", "christmas")
    month, day = _FEASTS.get(name) or _FEASTS[name.split()[-1]]
    return Calendar(month=month, day=day)


def _count(m: Found) -> tuple[int, int] | None:
    return w.amount((m["n"] or "") if m["n"] or m["u"].lower().endswith("s") else "one")


def window(m: Found, direction: int) -> Meaning | None:
    """ "the past three days", "the coming weeks"; "last week" is the calendar week."""
    count = _count(m)
    unit = w.unit(m["u"])
    if count is None or (unit == "minute" and not m["n"]):  # "a last-minute change"
        return None
    if not m["n"] and (m["u"].lower() == "night" or _ONE_DAY.search(m.group())):
        return None  # one day told of, or last night, by rules of their own
    if not m["n"] and unit in ("week", "month", "year", "decade", "night") and not m["u"].endswith("s"):
        last_or_next = re.search(
            r"\b(the )?(past|last|previous|preceding|next|coming|upcoming|within)\b", m.group(), re.I
        )
        if last_or_next and not last_or_next[1] and last_or_next[2].lower() in ("last", "next"):
            return Current(unit, direction)
        if last_or_next and last_or_next[2].lower() in ("previous", "preceding", "next"):
            return Current(unit, direction, told=True)
    return Window(count[1], unit, direction, count[0] == count[1])


def in_units(m: Found) -> Meaning | None:
    """ "in two weeks" lies ahead with a future tense; "took it in two weeks" is a length."""
    count = w.amount(m["n"])
    return count and Duration(count[1], w.unit(m["u"]), count[0] == count[1], ahead=True)


def shift(m: Found, sign: int, anaphoric: bool = False) -> Meaning | None:
    """ "three days ago", "two weeks later"."""
    count = _count(m)
    if count is None or (anaphoric and not m["n"] and not m["u"].lower().endswith("s")):
        return None
    low, high = sorted((sign * count[0], sign * count[1]))
    return Shift(low, high, w.unit(m["u"]), anaphoric=anaphoric)


def half(m: Found) -> Meaning | None:
    """ "a year and a half ago", give or take a quarter of a year; "two months and a half ago"."""
    count = w.amount(m["n"])
    if count is None:
        return None
    if m["u"].lower() == "year":
        return Shift(-12 * count[1] - 9, -12 * count[0] - 3, "month")
    return Shift(-count[1] - 1, -count[0], "month")


def duration(m: Found) -> Meaning | None:
    """ "for two months"."""
    count = w.amount(m["n"])
    return count and Duration(count[1], w.unit(m["u"]), count[0] == count[1])


DAYPARTS = {"morning": "TMO", "afternoon": "TAF", "evening": "TEV", "night": "TNI"}


def length_of(m: Found) -> Meaning | None:
    """ "a two-day siege", "3 hours", "the days": how long, not when."""
    unit, number = w.unit(m["u"]), m["n"]
    if "." in number:
        return Undated("length", length(1, unit).replace("1", number))
    if not number:
        return Undated("length", length(1, unit, exact=not m["u"].lower().endswith("s")))
    count = w.amount(number)
    return count and Undated("length", length(count[1], unit, exact=count[0] == count[1]))


def repeated(m: Found) -> Meaning:
    """ "every day", "each Monday", "daily", "twice a week"."""
    word = (m["u"] or m["v"] or {"dai": "day"}.get((m["y"] or "").lower(), m["y"])).lower()
    if word in DAYPARTS:
        return Undated("set", "XXXX-XX-XX" + DAYPARTS[word])
    if word[:3] in ("mon", "tue", "wed", "thu", "fri", "sat", "sun") and not word.startswith("month"):
        return Undated("set", f"XXXX-WXX-{w.weekday(word) + 1}")
    count = w.amount(m["n"].strip()) if m["n"] else (1, 1)
    return Undated("set", length(count[1] if count else 1, w.unit(word)))


_OFFSETS = {"last": -1, "previous": -1, "past": -1, "next": 1, "coming": 1, "following": 1}


def _offset(which: str) -> tuple[int, bool]:
    words = which.lower().split()
    return next((_OFFSETS[x] for x in words if x in _OFFSETS), 0), words[:1] == ["that"] or "same" in words


def current(m: Found) -> Meaning | None:
    """ "earlier this week", "last month", "the end of the year"."""
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


def units_end(m: Found) -> Meaning | None:
    """ "by year's end"."""
    return (
        Current(m["p"].lower(), part="late") if re.search(r"\b(?:by|before|at|until) (?:the )?$", _before(m)) else None
    )


def season(m: Found) -> Meaning | None:
    """ "this winter", "the entire winter", "in the autumn"; not "a spring offensive"."""
    part, which = (m["p"] or "").lower(), m["w"].lower()
    if _SEASON_NOUN.match(_after(m)):
        return None
    if not part and not which and not _SEASON_LEADS.search(_before(m)):
        return Undated("vague", "-" + SEASON_CODES[w.SEASONS[m["s"].lower()]])
    offset, anaphoric = _offset(which.replace("this past", "last"))
    part = part if part in ("earlier", "later") else w.part(part)
    return Current("season", offset, part, w.SEASONS[m["s"].lower()], anaphoric, told=not which)


def weekday_named(m: Found) -> Meaning | None:
    """ "Thursday", "last Thursday", "Thursday night"; short names only with a capital and a lead."""
    word, which = m["d"], (m["w"] or "").lower()
    if _DAY_NAME.search(_before(m)) or _NEWSPAPER.match(_after(m)):
        return None
    if not word.lower().endswith("day"):  # "Sat" and "Sun" are words too
        if which and word.lower() != "sat":
            word = word.title()
        led = which or re.search(r"\b(?:on|until|by|since|from|to|and) $", _before(m), re.I)
        if word.islower() or not (led or m["t"]):
            return None
    which = "last" if which in ("last", "this past", "the previous") else "next" if which in ("next",) else which[:4]
    day = Weekday(w.weekday(word), which if which in ("last", "next", "this") else "")
    return Night(day) if (m["t"] or "").lower() == "night" else day


def _day_key(word: str) -> str:
    """ "y" yesterday, "2" tomorrow, "n" today, short forms of messages included."""
    if word.startswith("y"):
        return "y"
    return "2" if word.startswith(("tom", "tmr", "tmw", "2m")) else "n"


def today(m: Found) -> Meaning:
    """ "today", "yesterday evening", "tomorrow night"."""
    days = {"y": -1, "2": 1, "n": 0}.get(_day_key(m["d"].lower()), 0)
    night = (m.groupdict().get("t") or "").lower() in ("night", "nite")
    return Night(Shift(days, days)) if night else Shift(days, days)


def this_part(m: Found) -> Meaning:
    """ "this morning", "that night"."""
    day = Shift(0, 0, anaphoric=m["d"].lower() != "this")
    return Night(day) if m["t"].lower() == "night" else day


def now(m: Found) -> Meaning | None:
    """ "now", "currently"."""
    return Vague("now")


def clock(m: Found) -> Meaning | None:
    """ "20:00 Moscow time", "5 a.m.", "0530 GMT", "noon"."""
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


def clock_word(m: Found) -> Meaning:
    """ "six o'clock", "ten o'clock in the evening"; without the half of the day the hour as it is said."""
    word = m["hw"].lower()
    hour = int(word) if word.isdigit() else w.HOURS.index(word) + 1
    late = (m["half"] or "").lower() in ("afternoon", "evening")
    return Clock(hour % 12 + 12 if late else hour, 0)


def _event(m: Found, years: int = 0) -> Happening:
    return Happening(m["e"].lower().replace("’", "'"), years)


def happening(m: Found) -> Meaning:
    """ "the start of the invasion"."""
    return _event(m)


def bare_event(m: Found) -> Meaning | None:
    """An event's name is a time only after "since", "before" and the like, or as a clause with "began"."""
    if re.search(r"\b(?:since|before|after|until|prior to|following)(?: the)? $", _before(m), re.I):
        return _event(m)
    return None


def anniversary(m: Found) -> Meaning | None:
    """ "the day before the first anniversary of the war"."""
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


def from_event(m: Found) -> Meaning | None:
    """ "one year after the invasion", "two weeks into the war"."""
    number = w.amount(m.groupdict().get("n") or "one")
    if number is None:
        return None
    sign = -1 if m["side"].lower() == "before" else 1
    low, high = sorted((sign * number[0], sign * number[1]))
    return Shift(low, high, w.unit(m["u"]), _event(m))


def war_year(m: Found) -> Meaning | None:
    """ "the second year of the war", "day 300 of the war"."""
    number = w.ordinal(m["o"])
    return WarYear(_event(m), number, m["u"].lower()) if number else None


def d_plus(m: Found) -> Meaning:
    """D+3: three days on from the day that the war the document is about began."""
    days = int(m["n"]) * (-1 if "-" in m.group() else 1)
    return Shift(days, days, "day" if m["d"] in "Dd" else "hour", Happening("war"))


def _before(m: Found) -> str:
    return m.string[max(0, m.start() - 24) : m.start()]


def _after(m: Found) -> str:
    return m.string[m.end() : m.end() + 40]
