"""A text as the encoder sees it: windows of word pieces, with marks where paragraphs and headings begin."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tokenizers import Encoding, Tokenizer

from fogline.model import Span
from fogline.text import Shape

# Ids of the BERT vocabulary of the base weights; the unused ones become the marks of a break and of a heading.
START, END, BREAK, HEADING = 101, 102, 1, 2
# A window holds whole paragraphs up to this many pieces: in longer ones a source's words go to another's.
PIECES = 160
# A longer sentence is a table or a text without sentence marks: it is read in stretches.
_STRETCH = 120


@dataclass(slots=True)
class Window:
    """A stretch of a text: piece ``ids``, and its ``units`` (words and marks) with the place of each one's first piece.

    ``sentences`` gives for each unit the number of its sentence in the text's shape.
    """

    ids: list[int] = field(default_factory=lambda: [START])
    units: list[Span] = field(default_factory=list)
    firsts: list[int] = field(default_factory=list)
    sentences: list[int] = field(default_factory=list)

    def add(self, mark: int | None, part: _Part) -> None:
        """Append a sentence, after a mark if it opens a paragraph."""
        if mark is not None:
            self.ids.append(mark)
        at = len(self.ids)
        self.ids.extend(part.ids)
        self.units.extend(part.units)
        self.firsts.extend(at + i for i in part.firsts)
        self.sentences.extend([part.sentence] * len(part.units))


@dataclass(slots=True)
class _Part:
    """A sentence, or a stretch of one, in pieces."""

    ids: list[int]
    units: list[Span]
    firsts: list[int]
    sentence: int
    mark: int | None


def windows(form: Shape, tokenizer: Tokenizer, *, pieces: int = PIECES) -> list[Window]:
    """Cut a text into windows of about ``pieces`` pieces at most; every word is in exactly one. Linear in length."""
    out: list[Window] = []
    now = Window()
    for paragraph in _paragraphs(form, tokenizer):
        size = sum(len(p.ids) for p in paragraph) + 1
        if now.units and len(now.ids) + size > pieces:
            out.append(now)
            now = Window()
        for part in paragraph:
            if now.units and len(now.ids) + len(part.ids) > pieces:
                out.append(now)
                now = Window()
            now.add(part.mark, part)
    if now.units:
        out.append(now)
    for window in out:
        window.ids.append(END)
    return out


def _paragraphs(form: Shape, tokenizer: Tokenizer) -> Iterator[list[_Part]]:
    texts = [form.text[s.span.start : s.span.end] for s in form.sentences]
    encoded = tokenizer.encode_batch(texts, add_special_tokens=False)
    now: list[_Part] = []
    last = None
    for number, (sentence, encoding) in enumerate(zip(form.sentences, encoded, strict=True)):
        if sentence.paragraph != last and now:
            yield now
            now = []
        mark = (HEADING if sentence.heading else BREAK) if sentence.paragraph != last else None
        last = sentence.paragraph
        now.extend(_stretches(encoding, sentence.span.start, number, mark))
    if now:
        yield now


def _stretches(encoding: Encoding, offset: int, sentence: int, mark: int | None) -> Iterator[_Part]:
    part = _Part([], [], [], sentence, mark)
    ids, words, offsets = encoding.ids, encoding.word_ids, encoding.offsets
    last: int | None = None
    for piece, word, (start, end) in zip(ids, words, offsets, strict=True):
        if word == last and part.units:
            part.units[-1] = Span(part.units[-1].start, offset + end)
        else:
            if len(part.ids) >= _STRETCH:
                yield part
                part = _Part([], [], [], sentence, None)
            part.firsts.append(len(part.ids))
            part.units.append(Span(offset + start, offset + end))
        last = word
        part.ids.append(piece)
    if part.units:
        yield part


def unit_range(units: Sequence[Span], span: Span) -> tuple[int, int] | None:
    """The units that a span touches, half-open; None where it touches none."""
    touched = [i for i, u in enumerate(units) if u.overlaps(span)]
    return (touched[0], touched[-1] + 1) if touched else None
