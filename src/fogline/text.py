"""The shape of a text: its paragraphs, sentences and words, as spans. Standard library only.

Reading and grounding must cut a text alike, so the cutting lives here, beside the nouns, and knows nothing of
claims or places.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fogline.model import Document, Span

_BREAK = re.compile(r"\n+")
_WORD = re.compile(
    # typewriter quotation marks; titles and initials with their point; numbers; words; single marks
    r"''|``|"
    r"\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Lt|Col|Maj|Capt|Sgt|Brig|Adm|Cmdr|Gov|Sen|Rep|Hon|Rev|St)\.(?=\s)|\b[A-Z]\.(?=\s[A-Z])|"
    r"\d+(?:[.,:]\d+)*(?:st|nd|rd|th)?(?![^\W_])|[^\W_]+(?:['’.-][^\W_]+)*(?:(?<=s)['’](?!'))?|[^\w\s]|_",
    re.UNICODE,
)
# A full stop after one of these rarely ends a sentence. Titles, ranks, units and Latin shorthand of English prose.
_ABBREVIATIONS = frozenset(
    (
        "mr mrs ms dr prof gen lt col maj capt sgt brig adm cmdr gov sen rep pres st no nos vs etc e.g i.e "
        "approx ca jan feb mar apr jun jul aug sep sept oct nov dec inc ltd co corp dept est fig km u.s u.k "
        "u.n a.m p.m maj.gen lt.gen col.gen brig.gen art op cit jr sr mt ft hon rev"
    ).split()
)
# ... unless what follows starts a sentence of its own: these may end one.
_MAY_END = frozenset("etc u.s u.k u.n a.m p.m km inc ltd co corp jr sr".split())
_END = re.compile(r"(?P<mark>[.!?…]+)(?P<close>[\"”’»')\]]*)(?=\s|$)")
_OPENERS = "\"“‘«„'([—–-"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, with the paragraph that it stands in; ``heading`` marks one that is a heading."""

    span: Span
    paragraph: int
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """A text cut once: paragraphs, and sentences in order; offsets point into ``text``."""

    text: str
    paragraphs: tuple[Span, ...]
    sentences: tuple[Sentence, ...]

    def sentence_at(self, offset: int) -> int | None:
        """The index of the sentence that holds ``offset``, None between sentences."""
        index = bisect_right(self.sentences, offset, key=lambda s: s.span.start) - 1
        if index >= 0 and offset < self.sentences[index].span.end:
            return index
        return None

    def words_of(self, span: Span) -> str:
        """The text of a span."""
        return self.text[span.start : span.end]


def shape(document: Document) -> Shape:
    """Cut a document into paragraphs and sentences; every non-space character is in exactly one sentence."""
    headings = {h.start for h in document.headings}
    paragraphs = tuple(split_paragraphs(document.text))
    sentences: list[Sentence] = []
    for number, paragraph in enumerate(paragraphs):
        is_heading = paragraph.start in headings
        cut = [paragraph] if is_heading else split_sentences(document.text, paragraph)
        sentences.extend(Sentence(s, number, is_heading) for s in cut)
    return Shape(document.text, paragraphs, tuple(sentences))


def split_paragraphs(text: str) -> Iterator[Span]:
    """Lines of a cleaned text are its paragraphs: intake has already joined hard-wrapped lines."""
    start = 0
    for mark in [*_BREAK.finditer(text), None]:
        end = mark.start() if mark else len(text)
        span = _trimmed(text, start, end)
        if span.start < span.end:
            yield span
        if mark:
            start = mark.end()


def split_sentences(text: str, within: Span) -> Sequence[Span]:
    """Sentences of one paragraph, quotation marks kept with the sentence that they close."""
    out: list[Span] = []
    start = within.start
    for mark in _END.finditer(text, within.start, within.end):
        if not _ends_here(text, mark, start, within.end):
            continue
        span = _trimmed(text, start, mark.end())
        if span.start < span.end:
            out.append(span)
        start = mark.end()
    tail = _trimmed(text, start, within.end)
    if tail.start < tail.end:
        out.append(tail)
    return out


def words(text: str, within: Span) -> list[Span]:
    """Words, numbers and single marks of punctuation inside ``within``; hyphened and apostrophed words stay whole."""
    return [Span(m.start(), m.end()) for m in _WORD.finditer(text, within.start, within.end)]


def _ends_here(text: str, mark: re.Match[str], start: int, limit: int) -> bool:
    """Whether a full stop closes its sentence: not after an abbreviation, an initial, or before a small letter."""
    rest = text[mark.end() : min(limit, mark.end() + 40)].lstrip()
    following = rest.lstrip(_OPENERS + " ")[:1]
    if not following:
        return True
    if mark["mark"] != ".":
        return not following.islower()
    if following.islower():
        return False
    before = text[start : mark.start()]
    word = re.search(r"[\w.]+$", before)
    token = word.group().lower() if word else ""
    if mark["close"]:
        return True
    if token in _ABBREVIATIONS:
        return token in _MAY_END and following.isupper() and not _is_name_after_country(token, rest)
    return not (len(token) == 1 and token.isalpha() and before[-1:].isupper())  # an initial: "V. Putin"


def _is_name_after_country(token: str, rest: str) -> bool:
    """ "U.S. President" goes on, "in the U.S. The army" does not: a function word starts a new sentence."""
    first = re.match(r"[A-Za-z]+", rest)
    starters = {
        "The",
        "A",
        "An",
        "In",
        "On",
        "It",
        "He",
        "She",
        "They",
        "This",
        "That",
        "But",
        "And",
        "However",
    }
    return token.startswith("u.") and bool(first) and first.group() not in starters  # type: ignore[union-attr] # bool(first) above


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)
