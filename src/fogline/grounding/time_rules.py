"""The atoms of time expressions: each rule is a pattern and the function that turns its match into a meaning.

Every pattern is a fixed sequence of alternations without nested repetition, so that a scan is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from fogline.grounding import time_build as build
from fogline.grounding import time_words as w
from fogline.grounding.time_build import OVERNIGHT, Found
from fogline.grounding.time_meaning import (
    Bound,
    Meaning,
    Night,
    Shift,
    Undated,
    Vague,
    Weekday,
)
from fogline.vocabulary import rows

Build = Callable[[Found], Meaning | None]
_SPAN = rf"(?:(?P<n>{w.COUNT})[ -](?:straight |consecutive |more |full )?)?(?P<u>{w.UNIT}\b)"
_ABOUT = r"(?:(?:about|around|roughly|almost|nearly|more than|less than|over|just|only|at least|up to) )?"


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern and what its match means; ``build`` returns None for a match that is no time after all."""

    pattern: re.Pattern[str]
    build: Build


@cache
def rules() -> tuple[Rule, ...]:
    """All rules, compiled once."""
    table = (*_dates(), *_far(), *_spans(), *_undated(), *_current_units(), *_days(), *_clocks(), *_events())
    return tuple(Rule(re.compile(pattern, re.IGNORECASE), build) for pattern, build in table)


@cache
def trigger() -> re.Pattern[str]:
    """Every time expression holds one of these; most sentences hold none, and are passed over at one look."""
    units = (
        r"(?:minute|min|hour|hr|day|night|week|weekend|fortnight|month|quarter|year|decade)s?|morning|afternoon|evening"
    )
    other = (
        r"o['’]clock|since|morning|afternoon|evening|tonite|nite|2nite|xmas|halloween|"
        + w.TODAY
        + r"|to-?day|yesterday|tomorrow|to-?night|overnight|midnight|noon|"
        r"midday|dawn|dusk|daybreak|nightfall|now|nowadays|formerly|former|recent|current|past|everyday|century|centuries|season|"
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
    yield rf"(?<![\d-])(?P<y>\d{{4}})-(?P<m>\d\d)-(?P<d>\d\d){clock}(?!\w)", build.iso
    yield r"(?<![\d.])(?P<d>\d{1,2})(?P<s>[./])(?P<m>\d{1,2})(?P=s)(?P<y>\d{4}|\d\d)(?![./]?\d)", build.numeric
    yield rf"\b{weekday}(?:the )?(?P<d>{w.DAY}){second}(?: of)? ?(?P<m>{w.MONTH}){year}(?!\w)", build.day_month
    yield rf"\b{weekday}(?P<m>{w.MONTH}) (?:the )?(?P<d>{w.DAY}){second}{year}(?!\w)", build.day_month
    yield (
        rf"\b(?:(?P<p>{w.PART})[ -])?(?P<w>last |this |next )?(?P<m>{w.MONTH})(?:,? (?:of )?(?P<y>{w.YEAR}))?(?!\w)",
        build.month_named,
    )
    yield rf"\b(?:(?P<p>{w.PART})[ -])?(?P<l>(?:the )?year )?(?P<y>{w.YEAR})\b(?![-–]\d)", build.year
    yield r"\bthe (?P<l>year) (?P<y>\d{1,4})\b", build.year
    yield rf"\b(?P<y>{w.YEAR}){w.DASH}(?P<y2>\d{{4}}|\d\d)\b(?![-/]\d)", build.years
    yield r"\b(?:the )?(?:(?P<p>early|mid|late)[ -])?(?P<y>1[4-9]\d0|20\d0)s\b", build.decade
    yield (
        rf"\b(?:(?P<p>{w.PART}) )?(?:the )?(?P<s>{w.SEASON})(?: of)? (?P<y>{w.YEAR})"
        rf"(?:{w.DASH}(?P<y2>\d{{4}}|\d\d))?\b",
        build.season_year,
    )
    yield (
        r"\bthe (?P<d>\d{1,2})(?:st|nd|rd|th)(?![\w-])(?! (?-i:[A-Z])\w* )"
        r"(?! (?:\w+ )?(?:brigade|army|division|corps|regiment|battalion|squadron|company|fleet|centur|anniversary|"
        r"day|week|month|year|parallel|time|floor|round|attack|such|of))",
        build.day_only,
    )
    yield r"\b(?P<f>(?:christmas|xmas)(?: day| eve)?|new year['’]s (?:day|eve)|halloween)\b", build.feast
    yield r"(?<=\b(?:by|at) )(?:the )?(?P<f>new year)\b(?!['’])", build.feast
    yield r"(?<=\bbefore )(?:the )?(?P<f>new year)\b(?!['’])", build.feast
    yield r"(?<=\b(?:until|after|since) )(?:the )?(?P<f>new year)\b(?!['’])", build.feast


def _far() -> Iterator[tuple[str, Build]]:
    """Centuries, and years before Christ."""
    part = rf"\b(?:(?P<p>{w.PART})[ -])?(?:the )?"
    bc = r"(?P<y>[1-9]\d{0,3}) " + w.BC + r"(?!\w)"
    yield rf"\b(?:the )?(?:(?P<p>{w.PART})[ -])?(?P<o>{w.ORDINAL})[ -]century(?P<e> {w.BC})?(?!\w)", build.century
    yield part + bc, build.year_bc
    second = rf"(?:{w.DASH}| to | and )(?P<y2>[1-9]\d{{0,3}}) {w.BC}(?!\w)"
    yield r"\b(?P<y>[1-9]\d{0,3})" + second, build.years_bc
    yield rf"{part}(?P<m>{w.MONTH}),? {bc}", build.month_bc
    yield rf"{part}(?P<s>{w.SEASON})(?: of)? {bc}", build.season_bc
    yield rf"\bthe (?P<y>[1-9]\d{{0,2}}0)s {w.BC}(?!\w)", lambda m: Undated("vague", f"BC{int(m['y']) // 10:03d}")


def _spans() -> Iterator[tuple[str, Build]]:
    yield rf"\b(?:the )?(?:past|last|previous|preceding|recent) {_SPAN}", lambda m: build.window(m, -1)
    yield (
        rf"\b(?:the )?(?P<n>{w.NUM}) (?:past|last|previous|preceding) (?P<u>{w.UNIT}\b)",
        lambda m: build.window(m, -1),
    )
    yield rf"\b(?:the )?(?:coming|next|upcoming) {_SPAN}", lambda m: build.window(m, 1)
    yield (
        rf"\b(?:within|in a matter of|in (?:under|less than)) (?:the )?(?:next )?{_SPAN}",
        lambda m: build.window(m, 1),
    )
    yield rf"\bin {_ABOUT}(?P<n>{w.COUNT}) (?P<u>{w.UNIT}\b)(?:['’] time)?(?! of)", build.in_units
    yield rf"\b{_ABOUT}{_SPAN} (?:ago|back(?! to)|prior)\b", lambda m: build.shift(m, -1)
    yield rf"\b{_ABOUT}(?P<n>{w.NUM}) (?P<u>year|month)s? and a half (?:ago|earlier)\b", build.half
    yield rf"\b{_ABOUT}{_SPAN} from now\b", lambda m: build.shift(m, 1)
    yield rf"\b{_ABOUT}{_SPAN} (?:later|afterwards)\b", lambda m: build.shift(m, 1, True)
    yield rf"\b{_ABOUT}{_SPAN} (?:earlier|before(?= ?[,.;]|$)|previously)\b", lambda m: build.shift(m, -1, True)
    whole = r"(?:the )?(?:entire |whole |full )?"
    yield (
        rf"\b(?:for|during|over) {_ABOUT}{whole}(?:(?P<n>{w.NUM}) (?:straight |consecutive |more )?)(?P<u>{w.UNIT}\b)",
        build.duration,
    )
    yield r"\bfor (?:many )?(?P<n>)(?P<u>hours|days|weeks|months|years|decades)\b", build.duration
    yield (
        rf"\b(?:every|each|per) (?:other |single )?(?P<n>{w.NUM} )?"
        rf"(?P<u>{w.UNIT}|morning|afternoon|evening|{w.WEEKDAY})\b"
        r"|\bevery(?P<v>day)\b|\b(?P<y>dai|night|week|month|hour|year)ly\b",
        build.repeated,
    )


def _undated() -> Iterator[tuple[str, Build]]:
    """Times that date nothing, found so that no other rule takes a part of them."""
    yield (
        r"\b(?:the |an? )?(?:early |late |following )?(?P<t>morning|afternoon|evening|night)s?(?: hours)?\b(?!-)",
        lambda m: Undated("part", build.DAYPARTS[m["t"].lower()]),
    )
    yield r"\b(?:the )?early hours\b", lambda m: Undated("part", "TMO")
    yield (
        rf"(?<![\w.,-])(?P<a>{_ABOUT})(?P<n>\d+(?:\.\d+)?|{w.NUM})(?:[ -]|(?<=\d))"
        rf"(?:(?:full|more|straight|consecutive|further|entire|whole) )?(?P<u>{w.UNIT}\b)(?:-long)?",
        build.length_of,
    )
    plain = r"(?:hour|day|night|week|month|year|decade|minute)s?|centuries"
    yield rf"(?<![\w-])(?P<a>(?:the )?)(?P<n>)(?P<u>(?:{plain})\b)(?![-’'])", build.length_of
    yield r"\b(?:the )?(?:this|that|the same) (?:time|period|date)\b|(?<=\bat )the time\b", lambda m: Undated("vague")
    yield r"\b(?:the )?(?:near |foreseeable )?future\b(?! [a-z]+ing\b)", lambda m: Undated("vague", "FUTURE_REF")
    yield (
        r"\bthe (?:recent |distant )?past\b(?! \w)|\bformer(?:ly)?\b|\brecent\b",
        lambda m: Undated("vague", "PAST_REF"),
    )
    yield r"\bcurrent\b|\bthe present(?: day)?\b(?! \w)", lambda m: Undated("vague", "PRESENT_REF")
    yield r"(?<=\bat )night\b", lambda m: Undated("vague", "TNI")
    yield r"(?<=\bat )(?:dawn|daybreak)\b|(?<=\bby )dawn\b", lambda m: Undated("vague", "TMO")
    yield r"(?<=\bat )(?:dusk|nightfall)\b|(?<=\bby )(?:dusk|nightfall)\b", lambda m: Undated("vague", "TEV")
    yield r"\b(?:the )?(?:dry|rainy|wet|monsoon|muddy|harvest) season\b", lambda m: Undated("vague")
    yield r"\b(?P<u>day|week|month|year) (?:\d{1,3}|one|two|three)\b", lambda m: Undated("vague")
    yield (
        rf"\b(?:the )?(?:very )?(?:(?:{w.ORDINAL}|final) (?:day|night|morning|evening)|last (?:day|morning|evening))\b",
        lambda m: Undated("vague"),
    )


def _current_units() -> Iterator[tuple[str, Build]]:
    which = r"(?P<w>this|last|next|(?:the )?(?:current|coming|previous|past|following)|that|the same)"
    part = rf"(?:(?P<p>earlier|later|{w.PART}) )?"
    yield rf"\b{part}{which} (?P<u>week|weekend|month|quarter|year|decade)\b(?! of the)", build.current
    yield (
        r"\b(?P<p>the (?:very )?"
        r"(?:beginning|start|end|middle|first half|second half|(?:first|last)(?: few)? days) of) the "
        r"(?P<w>)(?P<u>day|week|month|year)\b",
        build.current,
    )
    yield r"\b(?P<p>year|month|week)(?P<w>)(?:['’]s|-| )end\b", build.units_end
    yield r"\b(?P<p>earlier|later|early|late) in the (?P<w>)(?P<u>week|month|year|decade)\b", build.current
    yield r"\b(?:the )?(?P<w>)(?P<p>)(?P<u>weekend)\b(?! of)", build.current
    yield (
        rf"\b{part}(?P<w>this|last|next|this past|the coming|the previous|the following|that) (?P<s>{w.SEASON})\b",
        build.season,
    )
    yield (
        rf"\b(?P<p>(?:the )?(?:entire|whole)|all|{w.PART}) (?P<w>)(?:the )?(?P<s>spring|summer|autumn|winter)\b",
        build.season,
    )
    yield r"\b(?P<p>)(?P<w>)(?P<s>spring|summer|autumn|winter)\b", build.season


def _days() -> Iterator[tuple[str, Build]]:
    when = rf"(?: (?:late |early )?(?P<t>{w.DAYPART}))?"
    which = r"(?:(?P<w>last|this past|this coming|this|next|the previous|the following|coming) )?"
    yield rf"\b{which}(?P<d>{w.WEEKDAY}){when}(?!\w)", build.weekday_named
    yield r"\bthe other day\b", lambda m: Shift(-6, -1)
    yield r"\bthe day before yesterday\b", lambda m: Shift(-2, -2)
    yield r"\btomorrow or the day after(?: tomorrow)?\b", lambda m: Shift(1, 2)
    yield r"\bthe day after tomorrow\b", lambda m: Shift(2, 2)
    yield rf"\b(?:earlier |later |late )?(?P<d>{w.TODAY}){when}\b(?!['’]s)", build.today
    yield r"\b(?P<d>today|yesterday|tomorrow)(?=['’]s)", build.today
    yield (
        rf"\b(?:early |late |earlier |later )?(?P<d>this|the same|that) (?:very )?(?P<t>{w.DAYPART})\b",
        build.this_part,
    )
    yield r"\b(?:to-?night|2nite|tonite)\b", lambda m: Night(Shift(0, 0))
    yield r"\b(?:last (?:night|nite)|overnight|during the night|in the night)\b", lambda m: OVERNIGHT
    yield rf"\bovernight (?:on|to|into) (?P<d>{w.WEEKDAY})", lambda m: Night(Weekday(w.weekday(m["d"])), ending=True)
    yield r"\b(?:late )?last evening\b", lambda m: Shift(-1, -1)
    yield r"\b(?:the )?(?:next|following) (?:day|morning|night|evening)\b", lambda m: Shift(1, 1, anaphoric=True)
    yield (
        r"\b(?:(?:the )?(?:previous|preceding) (?:day|night|evening)\b|the day before(?= ?[,.;]|$))",
        lambda m: Shift(-1, -1, anaphoric=True),
    )
    yield (
        r"\b(?:ever since|since then|since)(?=[,.;:)]|$)",
        lambda m: Bound("since", Shift(0, 0, anaphoric=True)),
    )
    yield r"\b(?:the|that|this) same day\b|\b(?:that|this) day\b", lambda m: Shift(0, 0, anaphoric=True)
    yield (
        r"\b(?:right now|now|nowadays|currently|presently|at present|at the moment|at this time|these days)\b(?! that)",
        build.now,
    )
    yield r"\b(?:recently|lately|in recent times)\b", lambda m: Vague("past")
    yield (
        r"(?:(?<=\bin )the (?:near|foreseeable) future|\bimminently)\b",
        lambda m: Vague("future"),
    )


def _clocks() -> Iterator[tuple[str, Build]]:
    zones = "|".join(sorted((re.escape(r["name"]) for r in rows("time_zones")), key=len, reverse=True))
    zone = (
        rf"(?:,? ?\(?(?P<z>local|{zones}|[+-]\d\d:?\d\d)(?![a-z])(?: (?:summer |daylight |standard )?time)?(?:\)|\b))?"
    )
    ampm = r" ?(?:(?P<ap>[ap])\.?m\b\.?|h(?:ours?|rs)?\b)"
    yield (
        rf"(?<![\d:.])(?P<h>[01]?\d|2[0-4]):(?P<mi>[0-5]\d)(?!\d)(?::[0-5]\d)?(?:{ampm})?{zone}",
        build.clock,
    )
    yield (
        rf"(?<![\d:.,])(?P<h>1[0-2]|0?[1-9])(?:[:.](?P<mi>[0-5]\d))? ?(?P<ap>[ap])\.?m\b\.?{zone}",
        build.clock,
    )
    yield (
        rf"(?<![\d:.,])(?P<h>[01]\d|2[0-4])(?P<mi>[0-5]\d)(?: ?(?:hours|hrs|h)\b{zone}| (?P<z2>{zones})\b)",
        build.clock,
    )
    yield rf"\b(?P<n>midnight|noon|midday)\b{zone}", build.clock
    hours = "|".join(w.HOURS)
    yield (
        rf"\b(?P<hw>{hours}|1[0-2]|[1-9]) o['’]clock(?: in the (?P<half>morning|afternoon|evening))?",
        build.clock_word,
    )


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
    yield anniversary, build.anniversary
    yield rf"\bthe (?P<near>day|eve|night|week|month)(?P<side> before| after|) (?:of )?{anniversary}", build.anniversary
    yield rf"\b(?P<n>{w.NUM}) (?P<near>day|week|month)s?(?P<side> before| after) {anniversary}", build.anniversary
    start = r"(?:the )?(?:very )?(?:start|beginning|outbreak|onset|launch|first days?) of "
    yield rf"\b{start}{event}", build.happening
    yield rf"\b{event}(?: (?:began|started|broke out))?", build.bare_event
    yield (
        rf"\b{_ABOUT}(?P<n>{w.NUM})[ -](?P<u>{w.UNIT}\b) (?P<side>after|before|into|since|from) (?:{start})?{event}",
        build.from_event,
    )
    yield rf"\bthe (?P<u>day|week) (?P<side>after|before) (?:{start})?{event}", build.from_event
    yield rf"\b(?:the )?(?P<o>{w.ORDINAL}) (?P<u>day|week|month|year) of {event}", build.war_year
    yield rf"\b(?P<u>day|week|month|year) (?P<o>\d{{1,4}}) of {event}", build.war_year
    yield r"(?<!\w)(?P<d>[DH])[+-](?P<n>\d{1,4})\b", build.d_plus
