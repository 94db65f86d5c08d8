"""Corpora → labelled windows: what the encoder learns from, task by task. Reads the JSON lines of a folder."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from fogline.model import EVENTS, KINDS, Document, Span
from fogline.reading import lexicon, slots
from fogline.reading.clauses import Clause, clauses
from fogline.reading.joining import tokens_of
from fogline.reading.tokens import Line, find_quotations, lines
from fogline.reading.weighing import features
from fogline.reading.windows import Window, unit_range, windows
from fogline.text import shape

Json = dict[str, Any]
# Tags of the words seen from one cue; the order is that of the weights.
CONDITIONAL = ("O", "B-source", "I-source", "B-content", "I-content")
# Genres of GUM whose names are like those of reports; the others are chat and how-tos.
_GUM_GENRES = {"news", "interview", "bio", "court", "speech", "voyage", "essay"}
_GUM = {"person": "Person", "organization": "Organisation", "place": "Location", "date": "Temporal", "time": "Temporal"}


@dataclass(slots=True)
class ClaimLabel:
    """A claim in a window: its first and last unit, the numbers of its kind and event, whether it is denied, and what
    the rules make of it.

    ``denied`` is that of its own words: a cue that denies is known apart.
    """

    first: int
    last: int
    kind: int
    event: int
    denied: int
    rules: list[float]


@dataclass(slots=True)
class Example:
    """A window with its labels. ``flat``: source, cue and content tags (0 O, 1 B, 2 I) a unit; ``cues``: for each cue
    its unit range and the tags seen from it; ``entities``: tags of ``layer``; ``values``: unit and factuality;
    ``claims`` with ``roles`` (0 O, then B and I of who and of whom)."""

    task: str
    window: Window
    document: str
    flat: tuple[list[int], list[int], list[int]] | None = None
    cues: list[tuple[tuple[int, int], list[int]]] = field(default_factory=list)
    entities: list[int] | None = None
    values: list[tuple[int, float]] = field(default_factory=list)
    claims: list[ClaimLabel] = field(default_factory=list)
    roles: list[int] | None = None


def rows(path: Path) -> list[Json]:
    """The documents of one file."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def sha256(path: Path) -> str:
    """Hex digest of a file, for the card."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def headings(row: Json) -> tuple[Span, ...]:
    """A title that opens the text stands as its heading."""
    title = (row.get("title") or "").strip()
    return (Span(0, len(title)),) if title and row["text"].startswith(title + "\n") else ()


def cut(row: Json, tokenizer: Tokenizer) -> list[Window]:
    """The windows of a document."""
    document = Document(row["id"], row["text"], language="en", headings=headings(row))
    return windows(shape(document), tokenizer)


def spans_of(row: Json) -> dict[str, list[Span]]:
    """Each annotated span's parts by its id."""
    return {s["id"]: [Span(a, b) for a, b in s.get("frags") or [(s["start"], s["end"])]] for s in row["spans"]}


def attribution(path: Path, tokenizer: Tokenizer) -> Iterator[Example]:
    """Windows with sources, cues and contents, and for each cue what belongs to it."""
    for row in rows(path):
        parts = spans_of(row)
        for window in cut(row, tokenizer):
            size = len(window.units)
            flat: tuple[list[int], list[int], list[int]] = ([0] * size, [0] * size, [0] * size)
            example = Example("attribution", window, row["id"], flat)
            for relation in row.get("relations", []):
                if relation.get("type") == "attribution":
                    _relation(example, relation, parts)
            yield example


def _relation(example: Example, relation: Json, parts: dict[str, list[Span]]) -> None:
    units = example.window.units
    flat = example.flat or ([], [], [])
    seen = [0] * len(units)
    cue: tuple[int, int] | None = None
    for number, role in enumerate(("source", "cue", "content")):
        for name in relation[role]:
            for span in parts.get(name, ()):
                found = unit_range(units, span)
                if not found:
                    continue
                _tag(flat[number], found)
                if role == "cue":
                    cue = cue or found
                else:
                    _tag(seen, found, 1 if role == "source" else 3)
    if cue:
        example.cues.append((cue, seen))


def _tag(tags: list[int], found: tuple[int, int], begin: int = 1) -> None:
    a, b = found
    tags[a] = begin
    tags[a + 1 : b] = [begin + 1] * (b - a - 1)


def entities(
    data: Iterable[Json], tokenizer: Tokenizer, layer: str, labels: list[str], names: dict[str, str] | None = None
) -> Iterator[Example]:
    """Windows with entity tags of one corpus' own label set (0 O, then B and I of each label)."""
    for row in data:
        spans = sorted(_named(row, names), key=lambda s: (s[0].start, -s[0].end))
        for window in cut(row, tokenizer):
            tags = [0] * len(window.units)
            for span, label in spans:
                found = unit_range(window.units, span) if label in labels else None
                # Of nested names the outer one stands, which comes first.
                if found and not any(tags[found[0] : found[1]]):
                    _tag(tags, found, 1 + 2 * labels.index(label))
            yield Example(layer, window, row["id"], entities=tags)


def _named(row: Json, names: dict[str, str] | None) -> Iterator[tuple[Span, str]]:
    for s in row["spans"]:
        if names is None:
            yield Span(s["start"], s["end"]), s["label"]
        elif s["label"] in names:
            words = row["text"][s["start"] : s["end"]].split()
            # GUM marks every mention; only short ones with a capital are names.
            if len(words) <= 5 and words and (words[-1][:1].isupper() or names[s["label"]] == "Temporal"):
                yield Span(s["start"], s["end"]), names[s["label"]]


def gum(path: Path) -> list[Json]:
    """The documents of GUM that read like reports."""
    return [row for row in rows(path) if row.get("genre") in _GUM_GENRES]


GUM_NAMES = _GUM


def factuality(path: Path, tokenizer: Tokenizer) -> Iterator[Example]:
    """Windows with event words and how factual each is presented, -3 to 3."""
    for row in rows(path):
        for window in cut(row, tokenizer):
            values = []
            for s in row["spans"]:
                found = unit_range(window.units, Span(s["start"], s["end"]))
                if found and s.get("value") is not None:
                    values.append((found[0], float(s["value"])))
            if values:
                yield Example("factuality", window, row["id"], values=values)


def cases(path: Path) -> list[Json]:
    """The dev half of the cases of reading as rows of our own corpus' shape; a case may leave the event open."""
    out = []
    for case in rows(path):
        if case["split"] != "dev":
            continue
        found, at = [], 0
        for claim in case["claims"]:
            start = case["text"].find(claim["quote"], at)
            start = case["text"].find(claim["quote"]) if start < 0 else start
            events = claim["event"] if isinstance(claim["event"], list) else [claim["event"]]
            kinds = claim["kind"] if isinstance(claim["kind"], list) else [claim["kind"]]
            quote = {"start": start, "end": start + len(claim["quote"])}
            found.append({"quote": quote, "event": events[0], "kind": kinds[0], "denied": claim["denied"]})
            at = max(start, 0)
        document = {"id": case["id"], "text": case["text"]}
        out.append({"document": document, "claims": [c for c in found if c["quote"]["start"] >= 0]})
    return out


def claims(data: Iterable[Json], tokenizer: Tokenizer) -> Iterator[Example]:
    """Windows of our own corpus with their claims, and who does what to whom in them."""
    for row in data:
        document = _document(row)
        form = shape(document)
        found_lines = lines(form, find_quotations(form))
        for window in windows(form, tokenizer):
            roles = [0] * len(window.units)
            example = Example("claims", window, document.id, roles=roles)
            for claim in row["claims"]:
                span = Span(claim["quote"]["start"], claim["quote"]["end"])
                found = unit_range(window.units, span)
                if not found or span.start < window.units[0].start or span.end > window.units[-1].end:
                    continue
                label = _label(found, claim, found_lines)
                if label is None:
                    continue
                example.claims.append(label)
                for actor in claim.get("actors", ()):
                    if actor.get("start") is not None:
                        at = unit_range(window.units, Span(actor["start"], actor["end"]))
                        if at and not any(roles[at[0] : at[1]]):
                            _tag(roles, at, 1 if actor["role"] == "agent" else 3)
            yield example


def _label(found: tuple[int, int], claim: Json, found_lines: list[Line]) -> ClaimLabel | None:
    span = Span(claim["quote"]["start"], claim["quote"]["end"])
    line = next((x for x in found_lines if x.span.start <= span.start < x.span.end), None)
    at = tokens_of(line, span) if line else None
    if line is None or at is None:
        return None
    cue = (claim.get("attribution") or {}).get("cue")
    words = line.text[cue["start"] : cue["end"]].lower().split() if cue else []
    entry = next((e for i in range(len(words)) for e in lexicon.cues().at(words, i)), None)
    denied = claim["denied"] != (entry is not None and entry["kind"] == "deny")
    manner = entry["kind"] if entry and entry["kind"] in {"think", "predict"} else ""
    clause = next((c for c in clauses(line, *at) if c.condition), None) or Clause(*at)
    estimate = slots.certainty(line, *at, None, None, clause)
    rules = features(slots.ruled(line, clause, estimate, manner))
    kind, event = KINDS.index(claim["kind"]), EVENTS.index(claim["event"])
    return ClaimLabel(found[0], found[1] - 1, kind, event, int(denied), rules)


def statements(path: Path, tokenizer: Tokenizer) -> Iterator[Example]:
    """Single statements with event, kind and denial: what one is, not where one begins. Double brackets mark the
    statement where it stands among other words."""
    with path.open(encoding="utf-8") as told:
        rows = [line.rstrip("\n").split("\t") for line in told if line.strip() and not line.startswith("#")]
    for number, (marked, event, kind, denied) in enumerate(rows[1:]):
        before, mark, rest = marked.partition("[[")
        inside, _, after = rest.partition("]]")
        text = before + inside + after
        start, end = (len(before), len(before) + len(inside)) if mark else (0, len(text))
        claim = {"quote": {"start": start, "end": end}, "kind": kind, "event": event, "denied": denied == "yes"}
        form = shape(Document(f"{path.stem}-{number}", text, language="en"))
        window = windows(form, tokenizer)[0]
        found = unit_range(window.units, Span(start, end))
        label = _label(found, claim, lines(form, find_quotations(form))) if found else None
        if label:
            yield Example("statements", window, path.stem, claims=[label])


def _document(row: Json) -> Document:
    data = row["document"]
    heads = tuple(Span(a, b) for a, b in data.get("headings", ()))
    return Document(data["id"], data["text"], language="en", headings=heads)


def spoken(path: Path, tokenizer: Tokenizer) -> Iterator[Example]:
    """Windows of our own corpus as attributions: who says what, by which cue.

    Claims that one cue and one holder introduce are one content. Only what is seen from a cue is learnt, and that a
    cue is one; that other words are none is not, for the outer cues of a chain are not marked.
    """
    for row in rows(path):
        document = _document(row)
        said: dict[tuple[int, int], tuple[tuple[int, int] | None, list[Span]]] = {}
        for claim in row["claims"]:
            cue = (claim.get("attribution") or {}).get("cue")
            if not cue or not claim["said_by"]:
                continue
            last = claim["said_by"][-1]
            holder = (last["start"], last["end"]) if last.get("start") is not None else None
            kept = said.setdefault((cue["start"], cue["end"]), (holder, []))
            kept[1].append(Span(claim["quote"]["start"], claim["quote"]["end"]))
        for window in windows(shape(document), tokenizer):
            example = Example("spoken", window, document.id)
            for (a, b), (holder, quotes) in said.items():
                found = unit_range(window.units, Span(a, b))
                if not found:
                    continue
                seen = [0] * len(window.units)
                for quote in quotes:
                    at = unit_range(window.units, quote)
                    if at:
                        _tag(seen, at, 3)
                _tag(seen, found, 0)
                seen[found[0] : found[1]] = [0] * (found[1] - found[0])
                if holder:
                    at = unit_range(window.units, Span(*holder))
                    if at:
                        _tag(seen, at, 1)
                example.cues.append((found, _opened(seen)))
            if example.cues:
                yield example


def _opened(seen: list[int]) -> list[int]:
    """A run that a cue or a source cuts goes on with a fresh beginning."""
    return [3 if tag == 4 and (i == 0 or seen[i - 1] not in {3, 4}) else tag for i, tag in enumerate(seen)]


def tagged(path: Path, tokenizer: Tokenizer, labels: list[str]) -> Iterator[Example]:
    """Windows of sentences with Penn tags, from CoNLL-U; a unit has the tag of the word that it begins in."""
    for document, text, words in _conllu(path):
        for window in windows(shape(Document(document, text, language="en")), tokenizer):
            tags = [0] * len(window.units)
            at = 0
            for i, unit in enumerate(window.units):
                while at + 1 < len(words) and words[at + 1][0] <= unit.start:
                    at += 1
                tags[i] = labels.index(words[at][1]) if words[at][1] in labels else 0
            yield Example("tags", window, document, entities=tags)


def _conllu(path: Path) -> Iterator[tuple[str, str, list[tuple[int, str]]]]:
    """A dozen sentences at a time: a name, their text a line each, and for each word its offset and tag."""
    text, words, sentences, number = "", [], 0, 0
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        covered = 0
        for line in block.splitlines():
            cells = line.split("\t")
            if line.startswith("#") or "." in cells[0]:
                continue
            glued = "SpaceAfter=No" in cells[9]
            if "-" in cells[0]:
                first, last = cells[0].split("-")
                covered = int(last)
                inner = (int(first), len(text), cells[1], glued)
                text += cells[1] + ("" if glued else " ")
                continue
            if int(cells[0]) <= covered:
                # The words of a contraction share its letters, as far as they are found there.
                found = text.rfind(cells[1], inner[1], inner[1] + len(inner[2]))
                words.append((found if found >= 0 else inner[1], cells[4]))
                continue
            words.append((len(text), cells[4]))
            text += cells[1] + ("" if glued else " ")
        text = text.rstrip() + "\n"
        sentences += 1
        if sentences == 12:
            yield f"{path.stem}-{number}", text, words
            text, words, sentences, number = "", [], 0, number + 1
    if words:
        yield f"{path.stem}-{number}", text, words


def penn_tags(path: Path) -> list[str]:
    """The tags of a CoNLL-U file, sorted."""
    found = {line.split("\t")[4] for line in path.read_text(encoding="utf-8").splitlines() if line.count("\t") == 9}
    return sorted(found - {"_"})
