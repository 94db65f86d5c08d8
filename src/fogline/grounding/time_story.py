"""All time phrases of one document, in order, each with what it is reckoned from.

A report reckons from its publication; a story told of earlier years reckons from the date that it gave last.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from fogline.grounding.time_grammar import TimePhrase, find_times
from fogline.grounding.time_interval import Context
from fogline.grounding.time_meaning import Bound, Calendar, Meaning, Range, Weekday, Window
from fogline.grounding.time_resolve import conflict_of, published_at, resolve
from fogline.grounding.time_tense import tense_of
from fogline.grounding.time_timex import Timex, timex_type, timex_value
from fogline.model import Document, Span, When
from fogline.text import Shape, shape

_FRONT = 45  # a fronted phrase starts within so many characters of its sentence: "But, as of Thursday, …"
_OLD = 400  # a story told of a day this many days before publication sets the year of the months after it
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


class Times:
    """All time phrases of one document, by sentence, and what they are reckoned from."""

    def __init__(self, document: Document, shape: Shape) -> None:
        self.text = document.text
        self.shape = shape
        self.published = document.published
        self.today = published_at(document.published)[0]
        self.day = self.today.isoformat() if self.today else None
        self.conflict = conflict_of(document.text)
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
        return Context(self.today, None, tense, reference, self.conflict)

    def fronted(self, found: Found) -> bool:
        """Whether a phrase opens its sentence: nothing but a short introduction and no verb before it."""
        start = self.shape.sentences[found.sentence].span.start
        before = self.text[start : found.phrase.start]
        return len(before) <= _FRONT and tense_of(before) is None and before.count(" ") <= 3

    def _reckons(self, found: Found) -> bool:
        """Whether a phrase goes by the date that the text gave before it."""
        return _looks_back(found.phrase.meaning) or self._is_old(found.reference)

    def _find(self) -> list[list[Found]]:
        out: list[list[Found]] = []
        last: date | None = None
        for index, sentence in enumerate(self.shape.sentences):
            row = []
            for phrase in find_times(self.text, sentence.span):
                found = Found(phrase, index, last)
                row.append(found)
                got = self.when(found, "past")
                stale = isinstance(phrase.meaning, Weekday) and self._is_old(last)
                if got.earliest and got.precision and _sets_scene(phrase.meaning) and not stale:
                    last = date.fromisoformat(got.earliest[:10])
            out.append(row)
        return out

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


def is_cut_off(meaning: Any) -> bool:
    """Whether a meaning is a reporting cut-off, "as of 06:00", or a start, "since July"."""
    return isinstance(meaning, Bound) and meaning.lead in ("asof", "since")


def _sets_scene(meaning: Any) -> bool:
    """Whether what follows can be reckoned from it: a date or an anaphoric one, no count back from publication."""
    inner = getattr(meaning, "inner", None) or getattr(meaning, "day", None) or meaning
    return isinstance(inner, Calendar | Range | Weekday) or _looks_back(meaning)


def _looks_back(meaning: Any) -> bool:
    """Whether a meaning is reckoned from the date that the text gave before ("two days later")."""
    inner = getattr(meaning, "inner", None) or getattr(meaning, "day", None) or meaning
    return bool(getattr(inner, "anaphoric", False))
