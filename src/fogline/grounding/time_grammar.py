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
    "prior to": "before", "ahead of": "before", "following": "after", "from": "since", "through": "until",
}  # fmt: skip
_LEAD = re.compile(
    r"\b(?P<lead>"
    + "|".join(sorted(_LEADS, key=len, reverse=True))
    + r")(?: (?:about|around|at least|late on|early on|on|at))?"
    r"(?: the)? $",
    re.IGNORECASE,
)
_CLOCK_LEAD = re.compile(r"\b(?:as of|as at|by|since|until|till) (?:the )?$", re.IGNORECASE)
_FROM = re.compile(r"\b(?:from|between)(?: (?:about|around))?(?: the)? $", re.IGNORECASE)
_NIGHT = re.compile(
    r"\b(?:the night of|the night (?:from|between)|overnight (?:on|from|into)|night of)(?: the)? $", re.IGNORECASE
)
_TO = re.compile(r"(?: (?:to|until|till|through|and|into)(?: the)? |\s?[-–—]\s?)$", re.IGNORECASE)
_OVERNIGHT_GAP = re.compile(r" (?:(?:on|from|of|to|into|between)(?: the)? )?", re.IGNORECASE)
_BESIDE = re.compile(r"(?:,? (?:on |of |at |around |about |by )?(?:the )?|, | \()$", re.IGNORECASE)
_LONGEST_LEAD = 36


@dataclass(frozen=True, slots=True)
class TimePhrase:
    """Words that name a time, and what they mean: "since July" with its lead, "July" its core."""

    start: int
    end: int
    text: str
    meaning: Meaning
    core: Span

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


def find_times(text: str, within: Span) -> tuple[TimePhrase, ...]:
    """The time expressions of ``text[within]``, in order, never overlapping; nothing is reckoned yet.

    Linear in the length of the stretch.
    """
    stretch = text[within.start : within.end]
    joined = _with_leads(stretch, _joined(stretch, _atoms(stretch)))
    at = within.start
    return tuple(
        TimePhrase(at + a.start, at + a.end, stretch[a.start : a.end], a.meaning, Span(at + a.core_start, at + a.end))
        for a in joined
    )


def _atoms(text: str) -> list[_Atom]:
    """Matches of all rules; of overlapping ones the longest from the left."""
    if not trigger().search(text):
        return []
    found = []
    for rule in rules():
        for match in rule.pattern.finditer(text):
            meaning = rule.build(match)
            if meaning is not None:
                found.append(_Atom(match.start(), match.end(), meaning, match.start()))
    found.sort(key=lambda a: (a.start, -a.end))
    kept: list[_Atom] = []
    for atom in found:
        if not kept or atom.start >= kept[-1].end:
            kept.append(atom)
        elif atom.end > kept[-1].end and atom.end - atom.start > kept[-1].end - kept[-1].start:
            kept[-1] = atom
    return kept


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
    meaning = _night(a.meaning, b.meaning, gap) or _range(text, a, b, gap) or _clock_and_day(a.meaning, b.meaning, gap)
    return None if meaning is None else _Atom(a.start, b.end, meaning, a.core_start)


def _night(first: Meaning, last: Meaning, gap: str) -> Meaning | None:
    """ "overnight on 22-23 February", "overnight from Tuesday to Wednesday", "overnight on 3 March"."""
    if first != OVERNIGHT or not _OVERNIGHT_GAP.fullmatch(gap):
        return None
    if isinstance(last, Range):
        return last
    return Night(last, ending=True) if isinstance(last, Calendar | Weekday) and "from" not in gap else None


def _range(text: str, a: _Atom, b: _Atom, gap: str) -> Meaning | None:
    """ "from A to B", "between A and B", "A-B", "May and June"; "A and B" of days stay two."""
    if not _TO.fullmatch(gap) or isinstance(a.meaning, Range | Undated) or isinstance(b.meaning, Range | Undated):
        return None
    first, last = a.meaning, b.meaning
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
    days = (Calendar, Weekday, Shift)
    if isinstance(first, Clock) and first.day is None and isinstance(last, days):
        return replace(first, day=last)
    if isinstance(last, Clock) and last.day is None and isinstance(first, days):
        return replace(last, day=first)
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
        out.append(_led(atom, before))
        last_end = atom.end
    return out


def _led(atom: _Atom, before: str) -> _Atom:
    if isinstance(atom.meaning, Clock) and not _CLOCK_LEAD.search(before):
        return atom  # "shortly after midnight" is of that day
    night = _NIGHT.search(before)
    if night and isinstance(atom.meaning, Calendar | Weekday | Range):
        start = atom.start - (len(before) - night.start())
        meaning: Meaning = atom.meaning if isinstance(atom.meaning, Range) else Night(atom.meaning)
        return _Atom(start, atom.end, meaning, start)
    if isinstance(atom.meaning, Range | Undated | Duration):
        between = _FROM.search(before)
        if between and isinstance(atom.meaning, Range):
            start = atom.start - (len(before) - between.start())
            return _Atom(start, atom.end, atom.meaning, atom.start)
        return atom
    found = _LEAD.search(before)
    if not found:
        return atom
    start = atom.start - (len(before) - found.start())
    return _Atom(start, atom.end, Bound(_LEADS[found["lead"].lower()], atom.meaning), atom.start)
