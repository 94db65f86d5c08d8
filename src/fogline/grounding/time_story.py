"""All time phrases of one document, in order, each with what it is reckoned from.

A report reckons from its publication; a story told of earlier years reckons from the date that it gave last.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from fogline.grounding import time_words as w
from fogline.grounding.time_grammar import TimePhrase, find_times
from fogline.grounding.time_interval import BEFORE_CHRIST, LAST_YEAR, Context, day_of
from fogline.grounding.time_meaning import (
    Bound,
    Calendar,
    Clock,
    Current,
    Meaning,
    Night,
    Range,
    Shift,
    Weekday,
    Window,
)
from fogline.grounding.time_resolve import conflict_of, published_at, resolve
from fogline.grounding.time_tense import tense_of
from fogline.grounding.time_timex import Timex, timex_type, timex_value
from fogline.model import Document, Span, When
from fogline.text import Shape, shape

_FRONT = 45  # a fronted phrase starts within so many characters of its sentence: "But, as of Thursday, …"
_LASTS = 2  # sentences for which a day of an earlier year goes on to count in a report
_OLD = 400  # a story told of a day this many days before publication sets the year of the months after it
_YEARS = 8  # so many years named, of which
_TOLD = 0.6  # this share is over, make a story of a text
_YEAR = re.compile(rf"(?<![\w.,])(?P<y>1[0-9]\d\d|20\d\d|[1-9]\d{{0,2}}(?= {w.BC}))(?![\d%]|[,.]\d)(?P<bc> {w.BC})?")
_DETERMINED = re.compile(r"\b(?:the|an?|his|her|its|their)(?: \w+)? $|['’]s $", re.IGNORECASE)
_LEAP = 8  # years that a story does not leap over within a sentence
_PLANNED = re.compile(
    r"\b(?:plan(?:s|ned)?|would|will|schedul\w+|expect\w*|promis\w+|propos\w+|envision\w+|called for|intend\w*|"
    r"demand\w*)\b[^,;]*$",
    re.IGNORECASE,
)
_LOOKED_BACK = re.compile(r"\bhad(?: \w+){1,6} (?:in|on|since|by)(?: the)? ?$|\bdeclassified\b[^,;]*$", re.IGNORECASE)
_BULLETS = ("- ", "– ", "— ", "• ", "* ", "· ")
_PLACE = re.compile(r"[A-Z][A-Z .'’-]{2,30}(?:, [A-Z][\w .]+)?[,(] ?")
_DASH = re.compile(r"\)?(?: \([\w ]+\))? ?[-–—] ")
_OPENING = 3  # so many sentences, headings apart, can set the frame of a report


def expressions(document: Document) -> tuple[Timex, ...]:
    """Every time expression of a document in TIMEX3, in order; offsets are those of its text.

    A range gives two expressions. Values are reckoned as those of claims are: from the publication day, in a story of
    earlier years from the date that it gave last, with the tense of the sentence as evidence.
    """
    cut = shape(document)
    times = Times(document, cut)
    out: list[Timex] = []
    for sentence, row in zip(cut.sentences, times.by_sentence, strict=True):
        tense = tense_of(cut.words_of(sentence.span)) if row else None
        tense = None if tense == "present" else tense  # "it opens in May" tells nothing of which May
        for found in row:
            ctx = times.context(found, tense)
            out.extend(_timex(span, meaning, document.text, ctx) for span, meaning in found.phrase.parts)
    return tuple(out)


def _timex(span: Span, meaning: Meaning, text: str, ctx: Context) -> Timex:
    value = timex_value(meaning, text[span.start : span.end], ctx)
    return Timex(span.start, span.end, timex_type(meaning, value), value)


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase with the sentence it stands in and the day that the text had given before it."""

    phrase: TimePhrase
    sentence: int
    reference: date | None
    told_in: int = 0  # the sentence that gave the reference


class Times:
    """All time phrases of one document, by sentence, and what they are reckoned from."""

    def __init__(self, document: Document, shape: Shape) -> None:
        self.text = document.text
        self.shape = shape
        self.published = document.published
        self.today = published_at(document.published)[0]
        self.day = self.today.isoformat() if self.today else None
        self.story = self._is_told()
        self.conflict = None if self.story else conflict_of(document.text)
        self.by_sentence = self._find()
        self.frame = self._frame()

    def when(self, found: Found, tense: str | None, published: str | None = None) -> When:
        """The interval of a phrase by ``tense``, for a report ``published`` at another time if that is given."""
        reference = found.reference if self._reckons(found) else None
        at = published or self.published
        return resolve(found.phrase, at, tense, reference=reference, conflict=self.conflict)

    def context(self, found: Found, tense: str | None) -> Context:
        """What a phrase is reckoned from, without the moment of publication."""
        reference = found.reference if self._reckons(found) else None
        return Context(self.today, None, tense, reference, self.conflict, self.story)

    def fronted(self, found: Found) -> bool:
        """Whether a phrase opens its sentence: nothing but a short introduction and no verb before it."""
        start = self.shape.sentences[found.sentence].span.start
        before = self.text[start : found.phrase.start]
        return len(before) <= _FRONT and tense_of(before) is None and before.count(" ") <= 3

    def is_item(self, sentence: int) -> bool:
        """Whether a sentence belongs to an item of a list."""
        start = self.shape.paragraphs[self.shape.sentences[sentence].paragraph].start
        return self.text[start : start + 2] in _BULLETS

    def dateline(self, found: Found) -> bool:
        """Whether a date belongs to a dateline, "GAZA CITY, 18 October - ", and dates the report, not what it tells."""
        start = self.shape.sentences[found.sentence].span.start
        before, after = self.text[start : found.phrase.start], self.text[found.phrase.end : found.phrase.end + 24]
        return bool(_PLACE.fullmatch(before) and _DASH.match(after))

    def _reckons(self, found: Found) -> bool:
        """Whether a phrase goes by the date that the text gave before it."""
        meaning = found.phrase.meaning
        near = found.sentence - found.told_in <= _LASTS
        if self.story or (_looks_back(meaning) and (near or not isinstance(_core(meaning), Window))):
            return True
        since = isinstance(meaning, Bound) and meaning.lead == "since"  # up to now, from the last of its name
        return self._is_old(found.reference) and near and not since

    def _is_told(self) -> bool:
        """Whether the text tells of earlier years: nearly all years that it names are over."""
        years = self._years()
        if self.today is None or len(years) < _YEARS:
            return False
        return sum(y < self.today.year - 1 for y in years) > _TOLD * len(years)

    def _years(self) -> list[int]:
        """The years that the text names, those before Christ below zero."""
        return [
            -int(m["y"]) if m["bc"] else int(m["y"]) for m in _YEAR.finditer(self.text) if m["bc"] or len(m["y"]) == 4
        ]

    def _find(self) -> list[list[Found]]:
        out: list[list[Found]] = []
        last = self._opening() if self.story else None
        told_in = 0
        for index, sentence in enumerate(self.shape.sentences):
            row = []
            for phrase in find_times(self.text, sentence.span):
                found = Found(phrase, index, last, told_in)
                row.append(found)
                scene = self._scene(found, last)
                if scene:
                    last, told_in = scene, index
            out.append(row)
        return out

    def _opening(self) -> date | None:
        """The year that a story begins in, where it does not say so at once: the first that it names."""
        first = self._years()[0]
        return date(first if first > 0 else first + BEFORE_CHRIST, 1, 1)

    def _scene(self, found: Found, last: date | None) -> date | None:
        """The day that a phrase sets for what follows."""
        meaning = found.phrase.meaning
        if not _sets_scene(meaning) or (isinstance(meaning, Weekday) and self._is_old(last)):
            return None
        if self.story and self._is_aside(found):
            return None
        ctx = self.context(found, "past")
        for _, part in found.phrase.parts[-1:]:
            try:
                got = part.interval(ctx).earliest
            except (ValueError, OverflowError):
                return None
            if got and not (self.story and self._is_leap(found, day_of(got), last)):
                return day_of(got)
        return None

    def _is_leap(self, found: Found, day: date, last: date | None) -> bool:
        """Whether a story would leave its course: into its own future, or decades away in the middle of a sentence."""
        if self.today and self.today < day and day.year <= LAST_YEAR:
            return True
        return last is not None and abs(day.year - last.year) > _LEAP and not self.fronted(found)

    def _is_aside(self, found: Found) -> bool:
        """Whether a date is not one of the story's course: it tells things apart, is quoted, planned or past."""
        core = _core(found.phrase.meaning)
        if isinstance(core, Shift | Current) and _looks_back_from(core):
            return True
        start = self.shape.sentences[found.sentence].span.start
        before = self.text[start : found.phrase.start]
        if _tells_apart(self.text, found.phrase.core) or before.count('"') % 2 or before.count("“") > before.count("”"):
            return True
        return bool(_PLANNED.search(before) or _LOOKED_BACK.search(before))

    def _is_old(self, reference: date | None) -> bool:
        return bool(reference and self.today and (self.today - reference).days > _OLD)

    def _frame(self) -> tuple[int, When] | None:
        """The time that a heading or the opening sets for the report, and the sentence that sets it."""
        cut: tuple[int, When] | None = None
        opening = 0
        for index, sentence in enumerate(self.shape.sentences):
            opening += not sentence.heading
            if opening > _OPENING:
                break
            for found in self.by_sentence[index]:
                meaning = found.phrase.meaning
                if isinstance(meaning, Window) and meaning.direction < 0 and self.fronted(found):
                    anchor = cut[1].latest[:10] if cut and cut[1].latest else None
                    return index, self.when(found, "past", anchor)
                if cut is None and ((is_cut_off(meaning) and self.fronted(found)) or sentence.heading):
                    got = self.when(found, "past")
                    cut = (index, got) if got.latest and got.precision == 1 else None
        if cut is None:
            return None
        return cut[0], replace(cut[1], earliest=None, precision=None)


def _looks_back_from(core: Shift | Current) -> bool:
    return core.low < 0 if isinstance(core, Shift) else core.offset < 0


def _tells_apart(text: str, span: Span) -> bool:
    """Whether a date only tells one thing from another: "the 1960 election", "a November 1960 report"."""
    before, after = text[max(0, span.start - 8) : span.start], text[span.end : span.end + 2]
    return bool(_DETERMINED.search(before)) and after[:1] == " " and after[1:].isalpha()


def is_cut_off(meaning: Meaning) -> bool:
    """Whether a meaning is a reporting cut-off, "as of 06:00", or a start, "since July"."""
    return isinstance(meaning, Bound) and meaning.lead in ("asof", "since")


def _sets_scene(meaning: Meaning) -> bool:
    """Whether what follows can be reckoned from it: a date or an anaphoric one, no count back from publication."""
    core = _core(meaning)
    if isinstance(core, Shift) and core.unit == "day" and core.low == core.high and core.base is None:
        return True  # "yesterday", "three days ago"
    return isinstance(core, Calendar | Range | Weekday) or (_looks_back(meaning) and not isinstance(core, Window))


def _looks_back(meaning: Meaning) -> bool:
    """Whether a meaning is reckoned from the date that the text gave before ("two days later")."""
    core = _core(meaning)
    return (isinstance(core, Shift | Current) and core.anaphoric) or (isinstance(core, Window) and core.direction > 0)


def _core(meaning: Meaning) -> Meaning | None:
    """A meaning without its limit, night or hour."""
    while isinstance(meaning, Bound | Night | Clock):
        inner = meaning.inner if isinstance(meaning, Bound) else meaning.day
        if inner is None:
            return None
        meaning = inner
    return meaning
