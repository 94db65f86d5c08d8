"""An article with its claims marked in the text and the notes beside it, as one self-contained page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from fogline.model import Claim, Reading, Snapshot, Span
from fogline.text import split_paragraphs
from fogline.views.facts import (
    ambiguity,
    certainty_words,
    day_words,
    event_heading,
    inferred,
    levels,
    place_words,
    publisher,
    quantity_words,
    when_words,
)
from fogline.views.render import environment


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text under the same claims; ``starts`` are the claims' numbers whose quote begins here."""

    text: str
    claims: tuple[int, ...]
    starts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or heading of the article, cut where claims begin and end."""

    heading: bool
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """What the margin says of one claim: rows of (label, words)."""

    number: int
    title: str
    rows: tuple[tuple[str, str], ...]
    claim: str


def read_html(reading: Reading) -> str:
    """The article as one HTML page: every claim marked in the text, numbered, its slots beside it.

    Self-contained, no script; all words of the article and its metadata are escaped.
    """
    document = reading.document
    snapshot = Snapshot({document.id: document}, reading.claims)
    page = environment().get_template("article.html.j2")
    return (
        page.render(
            title=document.title or publisher(document),
            publisher=publisher(document) if document.source else "source not known",
            dated=day_words(document.day) if document.day else "no date: relative times stay open",
            url=document.url,
            blocks=list(blocks(reading)),
            notes=[_note(n, c, snapshot) for n, c in enumerate(reading.claims, 1)],
            warnings=(*document.warnings, *reading.warnings),
            reader=reading.reader,
        )
        + "\n"
    )


def blocks(reading: Reading) -> Iterator[Block]:
    """The paragraphs of the article, cut at the borders of claims, which may overlap; no character is lost."""
    headings = {h.start for h in reading.document.headings}
    text = reading.document.text
    for paragraph in split_paragraphs(text):
        here = [(n, c.quote.span) for n, c in enumerate(reading.claims, 1) if c.quote.span.overlaps(paragraph)]
        borders = {paragraph.start, paragraph.end}
        for _, s in here:
            borders |= {max(s.start, paragraph.start), min(s.end, paragraph.end)}
        cuts = sorted(borders)
        pieces = tuple(_piece(text, Span(a, b), here) for a, b in pairwise(cuts))
        yield Block(paragraph.start in headings, pieces)


def _piece(text: str, span: Span, here: list[tuple[int, Span]]) -> Piece:
    covering = tuple(n for n, s in here if s.covers(span))
    return Piece(text[span.start : span.end], covering, tuple(n for n, s in here if s.start == span.start))


def _note(number: int, claim: Claim, snapshot: Snapshot) -> Note:
    rows = [
        ("said by", (" › ".join(levels(claim, snapshot)) or "the report itself") + _guess(claim)),
        ("kind", claim.kind + (", denied" if claim.denied else "")),
        ("who acts", ", ".join(dict.fromkeys(a.name for a in claim.actors if a.role == "agent"))),
        ("figures", ", ".join(quantity_words(q) for q in claim.quantities)),
        ("certainty", certainty_words(claim.certainty) if claim.certainty else ""),
        ("condition", f"“{claim.condition.text}”" if claim.condition else ""),
        ("where", "; ".join(place_words(p) + (f" ({u})" if (u := ambiguity(p)) else "") for p in claim.where)),
        ("when", when_words(claim.when) or ""),
    ]
    return Note(number, event_heading(claim.event), tuple((k, v) for k, v in rows if v), claim.id)


def _guess(claim: Claim) -> str:
    return " (speaker inferred)" if inferred(claim) else ""
