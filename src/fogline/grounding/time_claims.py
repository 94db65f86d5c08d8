"""Gives each claim its time. The rules, in the order in which they are tried:

1. A phrase inside the claim's own words, one of the main clause before one of a relative clause.
2. A phrase of the same sentence outside them that belongs to the event: fronted ("On Thursday, the army shelled …"),
   or a window or cut-off ("over the past day", "as of 06:00"), which nobody uses for the time of speaking.
3. A phrase on the side of the reporting verb is the time of saying. It bounds and never dates an event: a report of
   something past happened no later than that, a present state held on that day, a forecast looks ahead from it. A
   speaker carried from another sentence brings along that sentence's time of saying (``carried``).
4. For a plain past tense, the time of another claim of the same sentence; the last fronted time of the paragraph;
   the time of the last thing told there, two sentences back at most (``carried``).
5. The frame of the whole report, from its heading or opening: "over the past 24 hours", "as of 06:00" (``carried``).
6. Tense alone: the past ended by the publication day; the present holds on that day (date_prec 1); the future
   starts there.

A forecast's interval runs from the day of saying (or publication) to its deadline; its phrase is the deadline's, else
the modal's. A geographic relation without a phrase has no time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from fogline.grounding.time_grammar import TimePhrase
from fogline.grounding.time_meaning import Bound, Duration, Happening, Meaning, Range, Undated, Vague, Window
from fogline.grounding.time_story import Found, Times, is_cut_off
from fogline.grounding.time_tense import is_perfect, modal_in, tense_of
from fogline.model import Claim, Document, Span, When
from fogline.text import Shape

_AHEAD = ("forecast", "conditional")
_TELLING = ("event", "state", "background")  # what a time told before can go on to date
_NEAR = 2  # sentences
_WIDEST = 4  # date_prec of a month: what was told of a year dates nothing else
_BEFORE_THAT = re.compile(r"\bhad\b", re.IGNORECASE)
_Told = tuple[int, int, When]  # where it stands, in which sentence, and the time
# A relative clause still open where the phrase starts: one that a comma opened, a comma closes.
_RELATIVE = re.compile(r"\b(?:which|who|whom|whose|where|when)\b[^,;]*$", re.IGNORECASE)


def attach_times(document: Document, shape: Shape, claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """The same claims, each with its ``when`` (None where nothing at all is known), by the rules above."""
    times = Times(document, shape)
    quotes = [c.quote.span for c in claims]
    read = [_Read.of(times, c, quotes) for c in claims]
    told = sorted(_told(times, read), key=lambda t: t[0])
    return tuple(replace(r.claim, when=_when(times, r, told)) for r in read)


def _told(times: Times, read: Sequence[_Read]) -> Iterator[_Told]:
    """What dates the things told: the times of claims, and those of sentences that hold no claim."""
    for r in read:
        if r.when is None or r.claim.kind not in _TELLING or (r.own and is_cut_off(r.own.phrase.meaning)):
            continue
        if r.when.precision and r.when.precision <= _WIDEST:
            yield r.claim.quote.start, r.sentence, r.when
    claimed = {r.sentence for r in read}
    for index, row in enumerate(times.by_sentence):
        for found in row if index not in claimed else ():
            if _punctual(found) and not times.dateline(found) and not times.shape.sentences[index].heading:
                yield found.phrase.start, index, times.when(found, "past")


@dataclass(frozen=True, slots=True)
class _Read:
    """A claim with its tense, and the time that its own words or its sentence give; ``saying`` is that of speaking."""

    claim: Claim
    tense: str | None
    sentence: int
    when: When | None
    own: Found | None
    saying: Found | None

    @classmethod
    def of(cls, times: Times, claim: Claim, quotes: Sequence[Span]) -> _Read:
        words = _main_words(claim)
        tense = tense_of(words)
        inside, event, saying = _phrases(times, claim, quotes)
        own = inside or event
        length = own is not None and isinstance(own.phrase.meaning, Duration) and not own.phrase.meaning.is_last_day
        if length and tense == "past" and not is_perfect(words) and not _BEFORE_THAT.search(words):
            own = None  # "fought for two weeks" says how long; only what still lasts can be counted back
        when = times.when(own, tense or "past") if own and claim.kind not in _AHEAD else None
        if when and when.earliest is None and when.latest is None:
            when = None
        index = times.shape.sentence_at(claim.quote.start) or 0
        return cls(claim, "perfect" if tense == "past" and is_perfect(words) else tense, index, when, own, saying)


def _when(times: Times, read: _Read, told: Sequence[_Told]) -> When | None:
    claim, tense = read.claim, "past" if read.tense == "perfect" else read.tense
    if claim.kind in _AHEAD:
        return _ahead(times, claim, read.own, read.saying)
    if read.when is not None or claim.kind == "relation":
        return read.when
    goes_on = claim.kind in _TELLING and read.tense in ("past", None)
    here = [(at, w) for at, index, w in told if index == read.sentence]
    if goes_on and here:
        before = [w for at, w in here if at <= claim.quote.start]
        return replace(before[-1] if before else here[0][1], carried=True)
    if read.saying is not None:
        return _as_said(times, claim, read.saying, tense)
    carried = goes_on and (_carried(times, claim) or _goes_on(times, read, told))
    return carried or _framed(times, claim, tense) or _unsettled(times, read) or _by_tense(times.day, tense, claim)


def _goes_on(times: Times, read: _Read, told: Sequence[_Told]) -> When | None:
    """The time of the last thing told in the paragraph, not more than a few sentences before."""
    sentences = times.shape.sentences
    paragraph, first = sentences[read.sentence].paragraph, max(0, read.sentence - _NEAR)
    if times.is_item(read.sentence):  # of a list, whose items share what introduces them
        first = next((i for i in range(read.sentence, -1, -1) if not times.is_item(i)), 0)
        paragraph = sentences[first].paragraph
    near = [w for _, i, w in told if first <= i < read.sentence and sentences[i].paragraph == paragraph]
    return replace(near[-1], carried=True) if near else None


def _unsettled(times: Times, read: _Read) -> When | None:
    """The words of a time that the calendar does not settle, with the bound that tense sets."""
    if read.own is None:
        return None
    got = times.when(read.own, read.tense or "past")
    bound = _by_tense(times.day, "past", read.claim)
    return replace(got, latest=bound.latest if bound else None)


def _main_words(claim: Claim) -> str:
    """The claim's words without its condition, whose tense is that of supposing."""
    text, condition = claim.quote.text, claim.condition
    if condition is None:
        return text
    start, end = condition.start - claim.quote.start, condition.end - claim.quote.start
    return text[: max(0, start)] + " " + text[max(0, end) :]


def _phrases(times: Times, claim: Claim, quotes: Sequence[Span]) -> tuple[Found | None, Found | None, Found | None]:
    """The claim's own phrase, one of its event outside its words, and the time of saying."""
    quote = claim.quote.span
    index = times.shape.sentence_at(quote.start)
    if index is None:
        return None, None, None
    last = times.shape.sentence_at(quote.end - 1) or index
    here = [f for row in times.by_sentence[index : last + 1] for f in row if _dates(f.phrase) and not times.dateline(f)]
    if claim.condition:
        here = [f for f in here if not claim.condition.span.covers(f.phrase.span)]
    inside = [f for f in here if quote.overlaps(f.phrase.span)]
    modal = modal_in(claim.quote.text) if claim.kind in _AHEAD else None
    turn = quote.start + modal.start() if modal else quote.start  # what lies ahead is dated behind its modal verb
    own = min(
        inside, key=lambda f: (_distance(times.text, quote, f.phrase) + (f.phrase.end <= turn), f.phrase.start),
        default=None,
    )  # fmt: skip
    outside = [f for f in here if not quote.overlaps(f.phrase.span)]
    saying = [f for f in outside if _is_saying(claim, f.phrase)]
    others = [f for f in outside if f not in saying and _reaches(times, quote, f, quotes)]
    said = saying[0] if saying else _said_elsewhere(times, claim, index)
    return own, (others[-1] if others else None), said


def _dates(phrase: TimePhrase) -> bool:
    return not isinstance(phrase.meaning, Undated)


def _distance(text: str, quote: Span, phrase: TimePhrase) -> int:
    """How far a phrase is from dating the main clause; lower is better."""
    far = 4 * bool(_RELATIVE.search(text[max(quote.start, phrase.start - 200) : phrase.start]))
    far += 3 * isinstance(phrase.meaning, Vague)
    far += isinstance(phrase.meaning, Duration | Happening)
    return far + 2 * (isinstance(phrase.meaning, Bound) and phrase.meaning.lead in ("before", "after", "since"))


def _is_saying(claim: Claim, phrase: TimePhrase) -> bool:
    """Whether a phrase stands on the reporting verb's side of the quote, and could be a time of speaking."""
    if is_cut_off(phrase.meaning) or isinstance(phrase.meaning, Window | Duration | Range):
        return False
    cue = claim.attribution.cue.start if claim.attribution and claim.attribution.cue else None
    marks = [cue] if cue is not None else [s.start for s in claim.said_by if s.start is not None]
    quote = claim.quote
    return any((mark < quote.start) == (phrase.start < quote.start) for mark in marks if mark is not None)


def _reaches(times: Times, quote: Span, found: Found, quotes: Sequence[Span]) -> bool:
    """Whether a phrase outside a claim's words dates it: it opens the sentence, or no other claim owns it."""
    if times.fronted(found):
        return True
    return not any(q.overlaps(found.phrase.span) for q in quotes if q != quote)


def _said_elsewhere(times: Times, claim: Claim, index: int) -> Found | None:
    """The time of saying in the sentence that a carried speaker comes from: the same paragraph, nearest first."""
    if not claim.said_by:
        return None
    speaker = claim.said_by[0]
    home = times.shape.sentence_at(speaker.start) if speaker.start is not None else None
    if home == index:
        return None
    paragraph = times.shape.sentences[index].paragraph
    near = [home] if home is not None else [index - 1, index + 1, index - 2, index + 2, index - 3]
    name = speaker.name.lower().split()[-1]
    for other in near:
        if not 0 <= other < len(times.shape.sentences) or abs(other - index) > 3:
            continue
        sentence = times.shape.sentences[other]
        said = [f for f in times.by_sentence[other] if _punctual(f)]
        words = times.shape.words_of(sentence.span).lower()
        close = home is not None or abs(sentence.paragraph - paragraph) <= (other < index)
        if said and close and name in words:
            return said[0]
    return None


def _punctual(found: Found) -> bool:
    return not isinstance(found.phrase.meaning, Window | Duration | Range | Undated | Bound | Vague)


def _ahead(times: Times, claim: Claim, own: Found | None, saying: Found | None) -> When | None:
    """A forecast or conditional: from the day of saying or publication to the deadline."""
    said = times.when(saying, "past") if saying else None
    start = (said and (said.earliest or said.latest)) or times.day
    carried = bool(saying and saying.sentence != times.shape.sentence_at(claim.quote.start))
    got = times.when(own, "future") if own and not is_cut_off(own.phrase.meaning) else None
    if got and got.latest and (start is None or got.latest[:10] >= start[:10]):
        open_start = own is None or _runs_to(own.phrase.meaning)
        earliest = start if open_start or not got.earliest else got.earliest
        return replace(got, earliest=earliest, precision=None if open_start else got.precision, anchor=start)
    modal = modal_in(claim.quote.text)
    if got and not got.latest and not modal:
        return replace(got, earliest=start, anchor=start)
    at = claim.quote.start
    if modal is None:
        return When(None, None, None, start, None, None, carried=carried, anchor=start) if start else None
    span = Span(at + modal.start(), at + modal.end())
    return When(modal.group(), span.start, span.end, start, None, None, carried=carried, anchor=start)


def _runs_to(meaning: Meaning) -> bool:
    """Whether a time ahead is a deadline; "in a month" and "in March" are not."""
    return isinstance(meaning, Bound | Window) or (isinstance(meaning, Duration) and not meaning.ahead)


def _as_said(times: Times, claim: Claim, saying: Found, tense: str | None) -> When:
    said = times.when(saying, "past")
    carried = saying.sentence != times.shape.sentence_at(claim.quote.start)
    if _holds(claim, tense) and said.precision == 1:
        return replace(said, carried=carried)
    return replace(said, earliest=None, precision=None, carried=carried)


def _holds(claim: Claim, tense: str | None) -> bool:
    """Whether a claim says how things stand on the day it is made."""
    return tense == "present" or (tense is None and claim.kind in ("state", "assessment"))


def _carried(times: Times, claim: Claim) -> When | None:
    """The last fronted time of the same paragraph, before this sentence."""
    index = times.shape.sentence_at(claim.quote.start) or 0
    paragraph = times.shape.sentences[index].paragraph
    for other in range(index - 1, -1, -1):
        if times.shape.sentences[other].paragraph != paragraph:
            return None
        for found in times.by_sentence[other]:
            if times.fronted(found) and _punctual(found):
                return replace(times.when(found, "past"), carried=True)
    return None


def _framed(times: Times, claim: Claim, tense: str | None) -> When | None:
    if times.frame is None:
        return None
    index, frame = times.frame
    if index > (times.shape.sentence_at(claim.quote.start) or 0):
        return None
    if _holds(claim, tense):
        return replace(frame, earliest=frame.latest, precision=1, carried=True)
    return replace(frame, carried=True)


def _by_tense(day: str | None, tense: str | None, claim: Claim) -> When | None:
    if day is None:
        return None
    if tense == "future":
        return When(None, None, None, day, None, None, anchor=day)
    if _holds(claim, tense):
        return When(None, None, None, day, day, 1, anchor=day)
    return When(None, None, None, None, day, None, anchor=day)
