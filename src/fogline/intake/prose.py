"""Plain text → blocks: hard-wrapped lines joined, headings told, a header of ``Key: value`` lines taken off."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from fogline.intake.cleaning import Block, clean, indented
from fogline.intake.dates import is_date_line

_FIELDS = {
    "published": "published", "date": "published", "publication date": "published", "posted": "published",
    "source": "source", "publisher": "source", "publication": "source", "outlet": "source",
    "url": "url", "link": "url", "title": "title", "headline": "title",
    "language": "language", "lang": "language",
}  # fmt: skip
_FIELD = re.compile(r"(?P<key>[A-Za-z][\w -]{0,24}): *(?P<value>\S.*)?")
_ITEM = re.compile(r"(?:[-*•–—·▪◦‣✅❗⚡️🔹🔸▶]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s")
_MARKDOWN = re.compile(r"#{1,6} +(?P<text>\S.*?)(?: +#+)?$")
_ENDS = re.compile(r"[.!?…:;,][\"”’»')\]*_]*$")
_HEADER_LIMIT = 10_000  # characters in which a header must end
_LONG_LINE = 100  # characters: mail and plain-text files are wrapped at 60 to 100; longer lines are paragraphs


@dataclass(frozen=True, slots=True)
class Header:
    """What the ``Key: value`` lines on top of a text say, and the text below them."""

    body: str
    fields: Mapping[str, str] = field(default_factory=dict)


def take_header(text: str) -> Header:
    """Take off a block of ``Key: value`` lines at the very top, closed by an empty line or ``---`` fences.

    It is a header only if every line of it has that form and one key is a known one.
    """
    lines = clean(text[:_HEADER_LIMIT]).split("\n")
    fenced = lines[0] == "---"
    start = 1 if fenced else 0
    end = next((i for i in range(start, min(len(lines), 20)) if lines[i] in (("---",) if fenced else ("",))), None)
    if end is None or end == start:
        return Header(text)
    pairs = [_FIELD.fullmatch(line) for line in lines[start:end]]
    if not all(pairs):
        return Header(text)
    found = {_FIELDS[p["key"].lower()]: p["value"] or "" for p in pairs if p and p["key"].lower() in _FIELDS}
    if not found:
        return Header(text)
    return Header(_below(text, end + 1), {k: v for k, v in found.items() if v})


def _below(text: str, number: int) -> str:
    """The text below its first ``number`` lines, empty lines on top not counted."""
    return "\n".join(indented(text).strip("\n").split("\n")[number:])


def blocks_of(text: str, *, unwrap: bool = True) -> list[Block]:
    """The paragraphs of a plain text, hard-wrapped ones joined if ``unwrap``, and its headings marked."""
    groups = [g.split("\n") for g in re.split(r"\n(?:[ \t]*\n)+", indented(text)) if g.strip()]
    width = _wrap_width(groups) if unwrap else None
    blocks: list[Block] = []
    for group in groups:
        lines = _joined(group, width) if width else [line.strip() for line in group]
        blocks += [Block(line, tight=n > 0) for n, line in enumerate(lines)]
    return mark_headings(blocks)


def mark_headings(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with those marked that stand as headings over a longer one.

    A heading is short, begins like a sentence or a number, ends without punctuation, follows a closed
    paragraph (or opens the text) and stands over a paragraph that is longer and reads as prose. Items of
    lists, date lines, ``Key: value`` lines and bylines are none.
    """
    out: list[Block] = []
    for at, block in enumerate(blocks):
        if found := _MARKDOWN.match(block.text):
            out.append(Block(found["text"], True, block.tight))
        else:
            out.append(Block(block.text, block.heading or _stands_over(blocks, at), block.tight))
    return out


def _stands_over(blocks: Sequence[Block], at: int) -> bool:
    line = blocks[at].text
    if not may_be_heading(line) or at + 1 >= len(blocks):
        return False
    before = blocks[at - 1].text if at else ""
    if before and not (_ENDS.search(before) or may_be_heading(before) or is_date_line(before)):
        return False
    if before and may_be_heading(before) and at > 1:
        return False  # the second of several short lines: a list without bullets; under a title only, a subtitle
    after = blocks[at + 1].text
    if at == 0 and may_be_heading(after):
        return at + 2 < len(blocks) and _is_prose(blocks[at + 2].text, line)
    if at == 0 and is_date_line(after):
        return True
    return _is_prose(after, line)


def may_be_heading(line: str) -> bool:
    """Whether a line by itself has the look of a heading."""
    words = line.split()
    if not words or len(line) > 90 or len(words) > 14 or _ENDS.search(line) or _ITEM.match(line):
        return False
    if line[0].islower() or not any(c.isalpha() for c in line) or line[0] in '"“«„‘(@#|':
        return False
    if is_date_line(line) or "://" in line or " | " in line:
        return False
    return not re.match(r"(?:By|Photo|Source|Image|Credit)\b[: ]", line)


def _is_prose(after: str, heading: str) -> bool:
    if _ITEM.match(after):
        return True  # "Losses of the day" over a list
    return len(after) > len(heading) and (bool(_ENDS.search(after)) or len(after) > max(90, 2 * len(heading)))


def _wrap_width(groups: Sequence[Sequence[str]]) -> int | None:
    """The width that a text was hard-wrapped at, None if its lines are whole paragraphs.

    A break is a wrap where the next word would not have fitted. Lines are taken for wrapped if that holds of
    most breaks inside paragraphs and many lines end without punctuation: an author who gives each sentence a
    line of its own ends each with a full stop.
    """
    lines = [line for g in groups for line in g]
    inner = [(a, b) for g in groups for a, b in pairwise(g) if not _new_paragraph(b)]
    if not inner or sum(len(line) > _LONG_LINE for line in lines) > len(lines) * 0.05:
        return None
    width = max(len(line) for line in lines if len(line) <= _LONG_LINE)
    full = [(a, b) for a, b in inner if _would_not_fit(a, b, width)]
    unclosed = [(a, b) for a, b in full if not _ENDS.search(a)]
    if len(full) < len(inner) * 0.6 or len(unclosed) < max(1, len(full) * 0.3):
        return None
    # Two short lines prove nothing unless the second goes on in small letters.
    runs_on = any(b[:1].islower() for _, b in unclosed)
    return width if runs_on or (width >= 45 and len(full) >= 3) else None


def _new_paragraph(line: str) -> bool:
    return line.startswith(" ") or bool(_ITEM.match(line)) or bool(_MARKDOWN.match(line))


def _would_not_fit(line: str, following: str, width: int) -> bool:
    first = following.split(maxsplit=1)[0] if following.strip() else ""
    return len(line) + 1 + len(first) > width


def _joined(group: Sequence[str], width: int) -> list[str]:
    out: list[str] = []
    last = ""
    for line in group:
        goes_on = out and not _new_paragraph(line) and _continues(last, line, width)
        if goes_on:
            out[-1] = join_lines(out[-1], line.strip())
        else:
            out.append(line.strip())
        last = line
    return out


def _continues(line: str, following: str, width: int) -> bool:
    return _would_not_fit(line, following, width) or (following[:1].islower() and not _ENDS.search(line))


def join_lines(first: str, second: str) -> str:
    """Two lines as one. A hyphen at the end stays: plain text is wrapped at hyphens that the author wrote."""
    if first.endswith("-") and second[:1].isalnum() and first[-2:-1].isalnum():
        return first + second
    return f"{first} {second}"
