"""A text cleaned once, before any offset exists: characters, lines, and blocks put together.

Removed: byte-order marks, control characters, zero-width and bidirectional-override characters, soft hyphens,
lone surrogates. Changed: every kind of newline to one, every kind of space to one, letters to Unicode NFC.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fogline.model import Span

_NEWLINES = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile(r"[^\S\n]+")
_SPACE_AT_BREAK = re.compile(r" ?\n ?")
_WORD = re.compile(r"\w+")
_EMPTY_LINES = re.compile(r"\n{4,}")
_PLAIN = re.compile(r"[\n -~]*")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a heading, an item of a list or a row of a table, in one line.

    ``tight`` sets it directly below the one before, without an empty line between.
    """

    text: str
    heading: bool = False
    tight: bool = False


def clean(text: str) -> str:
    """The text without what cannot be seen or trusted, spaces single, none at the ends of lines."""
    return _SPACE_AT_BREAK.sub("\n", _SPACES.sub(" ", _seen(text))).strip()


def one_line(text: str) -> str:
    """The text as a single line: what a block, a title or a name is."""
    return " ".join(_seen(text).split())


def indented(text: str) -> str:
    """Like ``clean``, but one space at the start of a line stays: in a plain text it marks a paragraph.

    Empty lines are never more than two together.
    """
    text = _SPACES.sub(" ", _seen(text)).replace(" \n", "\n").rstrip()
    return _EMPTY_LINES.sub("\n\n\n", text)


def _seen(text: str) -> str:
    text = _NEWLINES.sub("\n", text)
    return text if _PLAIN.fullmatch(text) else unicodedata.normalize("NFC", text.translate(_Unseen(text)))


def assemble(blocks: Iterable[Block]) -> tuple[str, tuple[Span, ...]]:
    """The text of a document and the spans of its headings."""
    parts: list[str] = []
    headings: list[Span] = []
    at = 0
    for block in blocks:
        line = one_line(block.text)
        if not line:
            continue
        gap = ("\n" if block.tight else "\n\n") if parts else ""
        at += len(gap)
        parts += (gap, line) if gap else (line,)
        if block.heading:
            headings.append(Span(at, at + len(line)))
        at += len(line)
    return "".join(parts), tuple(headings)


def with_title(title: str | None, blocks: Sequence[Block]) -> list[Block]:
    """The blocks under their title, unless they already begin with it."""
    if not title or not (wanted := _bare(title)):
        return list(blocks)
    for at, block in enumerate(blocks[:2]):
        if _bare(block.text) == wanted:
            return [*blocks[:at], Block(block.text, True, block.tight), *blocks[at + 1 :]]
    begin = _WORD.findall(title.casefold())
    if blocks and _WORD.findall(blocks[0].text.casefold())[: len(begin)] == begin:
        return list(blocks)
    return [Block(title, heading=True), *blocks]


def _bare(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


class _Unseen(dict[int, int | str | None]):
    """The translation table of one text: categories of Unicode decide, looked up once for each character."""

    def __init__(self, text: str) -> None:
        super().__init__((ord(c), _replacement(c)) for c in set(text))


def _replacement(char: str) -> str | None:
    if char in "\n\t":
        return char
    category = unicodedata.category(char)
    if category == "Zs":
        return " "
    return None if category in ("Cc", "Cf", "Cs") or char in "\ufffe\uffff" else char
