"""The files of the corpus as they are written: reports and annotations, parsed line by line. Standard library only.

GUIDELINES.md, section 8, is the description of both formats. Nothing here raises for a fault in a file: each is named
with its line and its mend, so that one run of ``build.py check`` tells a writer all of them.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

HERE = Path(__file__).parent
GENRES = (
    "ministry update",
    "general-staff summary",
    "think-tank assessment",
    "agency story",
    "analysis",
    "channel post",
)
FIELDS = ("q", "by", "cue", "form", "kind", "event", "denied", "sure", "who", "whom", "where", "when", "n", "if")
_HEADER = ("id", "genre", "war", "source", "published", "title", "note")
_LINE = re.compile(r"(?P<key>[a-z]+)(?:@(?P<nth>\d+))?\s*:(?:\s+|$)(?P<value>.*)")
CUT = " ... "  # between the first and the last words of a long quote


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a file, where, and what mends it; a warning does not keep the corpus from being built."""

    file: str
    line: int
    fault: str
    mend: str
    warning: bool = False

    def __str__(self) -> str:
        kind = "warning: " if self.warning else ""
        return f"{self.file}:{self.line}: {kind}{self.fault}; {self.mend}"


@dataclass(slots=True)
class Report:
    """A report: its header, and the text that every offset points into; ``headings`` are stretches of the text."""

    id: str
    header: dict[str, str]
    text: str
    headings: list[tuple[int, int]]

    @property
    def split(self) -> str | None:
        """``train``, ``dev`` or ``test``, as fixed before the texts were written."""
        return splits().get(self.id)


@dataclass(slots=True)
class Block:
    """The lines of one claim: the value of each field, the line it stands in, and which occurrence ``q@2`` asks for."""

    line: int
    values: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    nth: int | None = None

    def get(self, key: str, otherwise: str = "") -> str:
        """The value of a field that may be left out."""
        return self.values.get(key, otherwise)

    def line_of(self, key: str) -> int:
        """The line of a field, or the block's first."""
        return self.lines.get(key, self.line)


def splits(path: Path = HERE / "splits.tsv") -> dict[str, str]:
    """The split of each report, in the order of the list."""
    with path.open(encoding="utf-8", newline="") as file:
        return {row["report"]: row["split"] for row in csv.DictReader(file, delimiter="\t")}


def read_report(path: Path, faults: list[Fault]) -> Report:
    """A report with its header, headings unmarked and paragraphs parted by an empty line."""
    name = f"{path.parent.name}/{path.name}"
    head, _, body = path.read_text(encoding="utf-8").replace("\r\n", "\n").partition("\n\n")
    header: dict[str, str] = {}
    for number, line in enumerate(head.split("\n"), 1):
        key, colon, value = line.partition(":")
        if not colon or key.strip() not in _HEADER:
            faults.append(Fault(name, number, f"no header line: {line!r}", f"the header has {', '.join(_HEADER)}"))
        else:
            header[key.strip()] = value.strip()
    faults += _header_faults(name, path.stem, header)
    text, headings = unmarked(body)
    if not text:
        faults.append(Fault(name, 1, "no text", "put an empty line after the header, then the text"))
    return Report(path.stem, header, text, headings)


def unmarked(body: str) -> tuple[str, list[tuple[int, int]]]:
    """The text without the marks of headings, and where its headings stand."""
    out, headings, at = [], [], 0
    for paragraph in re.split(r"\n[ \t]*\n\s*", body.strip()):
        lines = []
        for raw in paragraph.split("\n"):
            line = raw.strip()
            if line.startswith("# "):
                line = line[2:].strip()
                headings.append((at, at + len(line)))
            lines.append(line)
            at += len(line) + 1
        out.append("\n".join(lines))
        at += 1
    return "\n\n".join(out), headings


def read_blocks(path: Path, faults: list[Fault]) -> list[Block]:
    """The claims of an annotation file as written, in its order."""
    name = f"{path.parent.name}/{path.name}"
    blocks: list[Block] = []
    for chunk in _chunks(path.read_text(encoding="utf-8")):
        block = Block(chunk[0][0])
        for number, line in chunk:
            fault = _take(block, number, line)
            if fault:
                faults.append(Fault(name, number, *fault))
        if block.get("q"):
            blocks.append(block)
        else:
            faults.append(Fault(name, block.line, "a block without a quote", "begin each block with `q: words`"))
    return blocks


def _chunks(text: str) -> Iterator[list[tuple[int, str]]]:
    chunk: list[tuple[int, str]] = []
    for number, line in enumerate([*text.splitlines(), ""], 1):
        if line.startswith("#"):
            continue
        if line.strip():
            chunk.append((number, line.strip()))
        elif chunk:
            yield chunk
            chunk = []


def _take(block: Block, number: int, line: str) -> tuple[str, str] | None:
    found = _LINE.fullmatch(line)
    if not found:
        return f"no field: {line[:40]!r}", "a line is `field: value`"
    key, value = found["key"], found["value"].strip()
    if key not in FIELDS or (found["nth"] and key != "q"):
        return f"unknown field {line.partition(':')[0]!r}", f"the fields are {', '.join(FIELDS)}"
    if key in block.values:
        return f"{key!r} stands twice in one block", "part claims by an empty line, and values by `;`"
    block.values[key], block.lines[key] = value, number
    if found["nth"]:
        block.nth = int(found["nth"])
    return None if value else (f"{key!r} has no value", "leave the line out")


def _header_faults(name: str, stem: str, header: dict[str, str]) -> Iterator[Fault]:
    for key in _HEADER:
        if not header.get(key):
            mend = "add the line that says it is a re-telling" if key == "note" else f"add `{key}: …`"
            yield Fault(name, 1, f"header line {key!r} is missing", mend)
    if header.get("id", stem) != stem:
        yield Fault(name, 1, f"id {header['id']!r} is not the file's name", f"write `id: {stem}`")
    if header.get("genre", GENRES[0]) not in GENRES:
        yield Fault(name, 1, f"unknown genre {header['genre']!r}", f"one of {', '.join(GENRES)}")
    if not is_day(header.get("published", "2023-01-01")):
        yield Fault(name, 1, f"{header['published']!r} is no date", "write `published: YYYY-MM-DD`")


def is_day(words: str) -> bool:
    """Whether words are an ISO date that exists, with or without a time of day."""
    try:
        date.fromisoformat(words[:10])
    except ValueError:
        return False
    return bool(re.fullmatch(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?)?", words))
