"""Finds time expressions in English prose: atoms by rule, then leads, ranges and clock times joined to them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from fogline.grounding.time_build import OVERNIGHT
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
    Weekday,
)
from fogline.grounding.time_rules import rules, trigger
from fogline.model import Span

_LEADS = {
    "since": "since", "ever since": "since", "starting": "since", "as of": "asof", "as at": "asof", "by": "by",
    "no later than": "by", "up to": "until", "until": "until", "till": "until", "before": "before", "after": "after",
    "prior to": "before", "ahead of": "before", "following": "after", "from": "since", "through": "through",
}  # fmt: skip
_LEAD = re.compile(
    r"\b(?P<lead>"
    + "|".join(sorted(_LEADS, key=len, reverse=True))
    + r")(?: (?:about|around|at least|late on|early on|(?:well |late |deep )?into|on|at))?"
    r"(?: the)? $",
    re.IGNORECASE,
)
_CLOCK_LEAD = re.compile(r"\b(?:as of|as at|by|since|until|till) (?:the )?$", re.IGNORECASE)
_FROM = re.compile(r"\b(?:from|between)(?: (?:about|around))?(?: the)? $", re.IGNORECASE)
_PART_OF = re.compile(r" (?:of|on|from|between)(?: the)? ", re.IGNORECASE)
_IN_PART = re.compile(r",? in ", re.IGNORECASE)
_TO = re.compile(r"(?: (?:to|until|till|through|and|into)(?: the)? |\s?[-–—]\s?)$", re.IGNORECASE)
_OVERNIGHT_GAP = re.compile(r" (?:(?:on|from|of|to|into|between)(?: the)? )?", re.IGNORECASE)
_BESIDE = re.compile(r"(?:,? (?:on |of |at |around |about |by )?(?:the )?|,\s?| \()$", re.IGNORECASE)
_SINCE_CLAUSE = re.compile(r"\bsince (?:[\w’'-]+ ){2,16}(?:on|in|at)(?: the)? $", re.IGNORECASE)
_LONGEST_LEAD = 36
_LONGEST_CLAUSE = 130


@dataclass(frozen=True, slots=True)
class TimePhrase:
    """Words that name a time, and what they mean: "since July" with its lead, "July" its core.

    ``parts``: the single expressions inside, one but for ranges ("6" and "9 March" of "from 6 to 9 March").
    """

    start: int
    end: int
    text: str
    meaning: Meaning
    core: Span
    parts: tuple[tuple[Span, Meaning], ...] = ()

    @property
    def span(self) -> Span:
        """Where the whole phrase stands, its lead ("since", "by", "as of") included."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class _Atom:
    start: int
    end: int
    meaning: Meaning
    core_start: int
    parts: tuple[tuple[int, int, Meaning], ...] = ()  # of a range


def find_times(text: str, within: Span) -> tuple[TimePhrase, ...]:
    """The time expressions of ``text[within]``, in order, never overlapping; nothing is reckoned yet.

    Linear in the length of the stretch.
    """
    stretch = text[within.start : within.end]
    joined = _with_leads(stretch, _joined(stretch, _atoms(stretch)))
    at = within.start
    return tuple(_phrase(stretch, a, at) for a in joined)


def _phrase(stretch: str, a: _Atom, at: int) -> TimePhrase:
    inner = a.meaning.inner if isinstance(a.meaning, Bound) else a.meaning
    parts = a.parts or ((a.core_start, a.end, inner),)
    core = Span(at + a.core_start, at + a.end)
    placed = tuple((Span(at + start, at + end), meaning) for start, end, meaning in parts)
    return TimePhrase(at + a.start, at + a.end, stretch[a.start : a.end], a.meaning, core, placed)


def _atoms(text: str) -> list[_Atom]:
    """Matches of all rules; of overlapping ones the longest from the left."""
    if not trigger().search(text):
        return []
    found = []
    for rule in rules():
        for match in rule.pattern.finditer(text):
            meaning = rule.build(match)
            if meaning is not None:
                found.append(_Atom(match.start(), match.end(), meaning, match.start(), _parts(match, meaning)))
    found.sort(key=lambda a: (a.start, -a.end))
    kept: list[_Atom] = []
    for atom in found:
        if not kept or atom.start >= kept[-1].end:
            kept.append(atom)
        elif atom.end > kept[-1].end and atom.end - atom.start > kept[-1].end - kept[-1].start:
            kept[-1] = atom
    return kept


def _parts(match: re.Match[str], meaning: Meaning) -> tuple[tuple[int, int, Meaning], ...]:
    """ "6" and "9 March" of "6-9 March"."""
    if not isinstance(meaning, Range):
        return ()
    groups = match.groupdict()
    first, second = next(((a, b) for a, b in (("d", "d2"), ("y", "y2")) if groups.get(b)), (None, None))
    if first is None or second is None:
        return ()
    return (match.start(), match.end(first), meaning.first), (match.start(second), match.end(), meaning.last)


def _joined(text: str, parts: Sequence[_Atom]) -> list[_Atom]:
    """Neighbours that make one expression: clock and day, range, night, two months."""
    out: list[_Atom] = []
    for atom in parts:
        while out and (one := _join(text, out[-1], atom)) is not None:
            out.pop()
            atom = one
        out.append(atom)
    return out


def _join(text: str, a: _Atom, b: _Atom) -> _Atom | None:
    if b.start - a.end > 12:
        return None
    gap = text[a.end : b.start]
    meaning = (
        _night(a.meaning, b.meaning, gap)
        or _part_of_day(a.meaning, b.meaning, gap)
        or _of_year(a.meaning, b.meaning, gap)
        or _range(text, a, b, gap)
        or _clock_and_day(a.meaning, b.meaning, gap)
    )
    if meaning is None:
        return None
    parts = _both(a, b) if isinstance(meaning, Range) and not isinstance(b.meaning, Range) else ()
    return _Atom(a.start, b.end, meaning, a.core_start, parts)


def _both(a: _Atom, b: _Atom) -> tuple[tuple[int, int, Meaning], ...]:
    """Two expressions of a range; the first takes the year of the last where it has none of its own."""
    first, last = a.meaning, b.meaning
    if isinstance(first, Calendar) and isinstance(last, Calendar) and last.year and not first.year and first.month:
        first = replace(first, year=last.year - (first.month > (last.month or 12)))
    return (a.core_start, a.end, first), (b.core_start, b.end, last)


def _night(first: Meaning, last: Meaning, gap: str) -> Meaning | None:
    """ "overnight on 22-23 February", "overnight from Tuesday to Wednesday", "overnight on 3 March"."""
    if first != OVERNIGHT or not _OVERNIGHT_GAP.fullmatch(gap):
        return None
    if isinstance(last, Range):
        return last
    return Night(last, ending=True) if isinstance(last, Calendar | Weekday) and "from" not in gap else None


def _part_of_day(first: Meaning, last: Meaning, gap: str) -> Meaning | None:
    """ "the morning of 6 March", "the night from 3 to 4 March", "6 March in the evening"."""
    days = (Calendar, Weekday, Shift)
    if isinstance(last, Undated) and last.sense == "part" and isinstance(first, days) and _IN_PART.fullmatch(gap):
        first, last = last, first
    elif not _PART_OF.fullmatch(gap):
        return None
    if not (isinstance(first, Undated) and first.sense == "part"):
        return None
    if isinstance(last, Range):
        return last
    if not isinstance(last, days):
        return None
    return Night(last) if first.value == "TNI" else last


def _of_year(first: Meaning, last: Meaning, gap: str) -> Meaning | None:
    """ "July 25 of that year", "the spring of next year"."""
    if gap != " of " or not isinstance(last, Current) or last.unit != "year":
        return None
    if isinstance(first, Current) and first.season and not first.offset:
        first = Calendar(month=first.season, months=3, part=first.part)
    return Of(first, last) if isinstance(first, Calendar) and first.year is None and first.month else None


def _range(text: str, a: _Atom, b: _Atom, gap: str) -> Meaning | None:
    """ "from A to B", "between A and B", "A-B", "May and June"; "A and B" of days stay two."""
    if not _TO.fullmatch(gap) or isinstance(a.meaning, Range | Undated) or isinstance(b.meaning, Range | Undated):
        return None
    first, last = a.meaning, b.meaning
    if isinstance(first, Clock) and isinstance(last, Clock) and first.day and last.day:
        return Range(first, last)
    if isinstance(first, Clock) and isinstance(last, Clock):
        return replace(first, until=(last.hour, last.minute), zone=first.zone or last.zone, day=first.day or last.day)
    dated = (Calendar, Weekday, Shift, Current)
    if not (isinstance(first, dated) and isinstance(last, dated)):
        return None
    if gap.strip().lower() == "and" and not _FROM.search(text[max(0, a.start - _LONGEST_LEAD) : a.start]):
        months = isinstance(first, Calendar) and isinstance(last, Calendar)
        if not (months and first.day is None and last.day is None and first.month and last.month):  # type: ignore[union-attr] # months says both are Calendar
            return None
    if gap.strip().lower() == "into" and isinstance(last, Weekday | Calendar):
        return Range(first, last)
    return Range(first, last)


def _clock_and_day(first: Meaning, last: Meaning, gap: str) -> Meaning | None:
    """ "06:00 on 23 February", "Thursday at 5 a.m.", "Thursday, 23 February"."""
    if not _BESIDE.fullmatch(gap) and gap != " ":
        return None
    if isinstance(first, Clock) and first.day is None and isinstance(last, Calendar | Weekday | Shift | Night):
        return replace(first, day=last.day if isinstance(last, Night) else last)
    if isinstance(last, Clock) and last.day is None and isinstance(first, Calendar | Weekday | Shift | Night):
        return replace(last, day=first.day if isinstance(first, Night) else first)
    if isinstance(first, Weekday) and isinstance(last, Calendar) and last.day and "on" not in gap:
        return last
    if isinstance(first, Shift) and first.unit == "day" and isinstance(last, Calendar) and last.day and "," in gap:
        return last  # "yesterday, 22 February"
    return None


def _with_leads(text: str, parts: Sequence[_Atom]) -> list[_Atom]:
    """Puts "since", "by", "as of", "the night of" and the like to the expression that they govern."""
    out = []
    last_end = 0
    for atom in parts:
        before = text[max(last_end, atom.start - _LONGEST_LEAD) : atom.start]
        clause = _SINCE_CLAUSE.search(text[max(last_end, atom.start - _LONGEST_CLAUSE) : atom.start])
        if clause and isinstance(atom.meaning, Calendar | Weekday):  # "since militants raided the village on Monday"
            meaning = Bound("since", atom.meaning)
            out.append(_Atom(atom.start - len(clause.group()), atom.end, meaning, atom.start, atom.parts))
        else:
            out.append(_led(atom, before))
        last_end = atom.end
    return out


def _led(atom: _Atom, before: str) -> _Atom:
    if isinstance(atom.meaning, Clock) and not _CLOCK_LEAD.search(before):
        return atom  # "shortly after midnight" is of that day
    if isinstance(atom.meaning, Range | Undated | Duration):
        between = _FROM.search(before)
        if between and isinstance(atom.meaning, Range):
            start = atom.start - (len(before) - between.start())
            return _Atom(start, atom.end, atom.meaning, atom.start, atom.parts)
        return atom
    found = _LEAD.search(before)
    if not found:
        return atom
    start = atom.start - (len(before) - found.start())
    return _Atom(start, atom.end, Bound(_LEADS[found["lead"].lower()], atom.meaning), atom.start)
