"""Corpora with gold: JSON lines in a folder, read and checked; what they are for is told by their gold alone."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from fogline.bench.standoff import attach, text_sha256
from fogline.model import Document, FoglineError, Span

Row = dict[str, Any]
T = TypeVar("T")
_HEAD = 65_536  # bytes that tell whether a file can be JSON lines
KNOWN = 0.9  # the share of a file's labels that a label set must know, for the file to be of its kind


@dataclass(slots=True)
class Corpus:
    """The rows of one file with their line numbers; ``faults`` are lines left out, and why."""

    path: Path
    lines: list[tuple[int, Row]]
    faults: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What its rows in a table are called; nothing is concluded from it."""
        return self.path.stem

    @property
    def rows(self) -> list[Row]:
        """The objects without their line numbers."""
        return [row for _, row in self.lines]

    @property
    def digest(self) -> str:
        """Eight hex digits that stand for texts and gold, whatever the file is called and how it is spaced."""
        kept = "\n".join(json.dumps(r, sort_keys=True, ensure_ascii=False) for r in self.rows)
        return hashlib.sha256(kept.encode()).hexdigest()[:8]

    def parsed(self, parse: Callable[[Row], T], limit: int | None = None) -> list[T]:
        """Each row as a task sees it; a row whose gold does not fit its text is left out and noted in ``faults``."""
        out = []
        for number, row in self.lines[:limit]:
            try:
                out.append(parse(row))
            except (KeyError, TypeError, ValueError, IndexError, AttributeError) as fault:
                self.faults.append(f"line {number}: {_told(fault)}")
        return out


def corpora(folder: Path) -> Iterator[Corpus | Path]:
    """Every file under a folder, in order: a corpus where it holds JSON lines, else its path.

    Hidden files and folders are passed over. FoglineError when there is no such folder, or no file in it.
    """
    if not folder.is_dir():
        raise FoglineError(f"{folder} is no folder", "name a folder that holds corpora, one JSON object a line")
    paths = [p for p in sorted(folder.rglob("*")) if p.is_file() and not _hidden(p.relative_to(folder))]
    if not paths:
        raise FoglineError(f"{folder} holds no file", "put corpora into it, one JSON object a line")
    for path in paths:
        yield _corpus(path) or path


def about(row: Row) -> Row:
    """The object that describes a row's document: the one under ``document``, or the row itself."""
    own = row.get("document")
    return own if isinstance(own, dict) else row


def without_text(rows: Iterable[Row]) -> bool:
    """Whether rows are annotations that stand off from their texts, which they name by SHA-256 only."""
    return any("text" not in about(r) and "sha256" in about(r) for r in rows)


def with_texts(corpus: Corpus, texts: Mapping[str, str]) -> Corpus:
    """Rows that stand off from their texts, joined with those that ``texts`` has by hash and marked ``standoff``."""
    lines, faults = [], list(corpus.faults)
    for number, row in corpus.lines:
        try:
            (joined,) = attach([row], texts)
        except (FoglineError, KeyError, TypeError, AttributeError) as fault:
            faults.append(f"line {number}: {_told(fault)}")
            continue
        lines.append((number, joined | {"standoff": True}))
    return Corpus(corpus.path, lines, faults)


def document(row: Row) -> Document:
    """The document of a row. ValueError where it has no text."""
    own = about(row)
    text = own.get("text")
    if not isinstance(text, str) or not text.strip():
        raise ValueError("its text is not in the folder" if "sha256" in own else "it has no text")
    headings = tuple(span(h, text) for h in own.get("headings") or ())
    published = own.get("published") or own.get("date")
    return Document(
        str(own.get("id", "")) or text_sha256(text), text, source=_word(own.get("source")),
        title=_word(own.get("title")), published=_word(published), language=_word(own.get("language")) or "en",
        headings=headings,
    )  # fmt: skip


def span(data: Row, text: str) -> Span:
    """The stretch that an object with ``start`` and ``end`` names; ValueError where it is not in the text."""
    start, end = data["start"], data["end"]
    if not (isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(text)):
        raise ValueError(f"the stretch {start} to {end} is not in the text of {len(text)} characters")
    return Span(start, end)


def labels(rows: Iterable[Row]) -> Counter[str]:
    """How often each label stands on a span."""
    return Counter(str(s.get("label")) for row in rows for s in listed(row, "spans"))


def listed(row: Row, key: str) -> list[Row]:
    """The objects under a key; what is no list, or no object in it, is passed over."""
    found = row.get(key)
    return [x for x in found if isinstance(x, dict)] if isinstance(found, list) else []


def best_fit(found: Counter[str], sets: dict[str, set[str]]) -> str | None:
    """The label set that knows nearly all labels found: the most of them, then the smallest; None when none does."""
    total = sum(found.values())
    known = {name: sum(n for label, n in found.items() if label in these) for name, these in sets.items()}
    fitting = [name for name, n in known.items() if total and n >= KNOWN * total]
    return max(fitting, key=lambda name: (known[name], -len(sets[name])), default=None)


def _corpus(path: Path) -> Corpus | None:
    """The file as JSON lines; None where its beginning is something else."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if b"\0" in head or not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return None
    corpus = Corpus(path, [])
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            _take(corpus, number, line)
    return corpus if corpus.lines else None


def _take(corpus: Corpus, number: int, line: str) -> None:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        corpus.faults.append(f"line {number}: no JSON")
        return
    if isinstance(row, dict):
        corpus.lines.append((number, row))
    else:
        corpus.faults.append(f"line {number}: no JSON object")


def _hidden(path: Path) -> bool:
    return any(part.startswith((".", "__pycache__")) for part in path.parts)


def _word(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _told(fault: Exception) -> str:
    if isinstance(fault, KeyError):
        return f"{fault} is missing"
    return str(fault) or type(fault).__name__
