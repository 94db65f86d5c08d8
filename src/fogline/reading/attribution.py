"""Who says what in a sentence: source, cue and content, nested as far as the sentence nests them.

Surface patterns over part-of-speech tags, outermost first: the cue at the end ("…, the ministry said"), in the
middle ("The town, he said, had fallen"), in front ("The ministry said that …"), "according to", "citing",
"as reported by", the passive ("was announced by"), and nouns ("the ministry's claim that …").
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from fogline.reading.cues import NO_CONTENT, after_that, cue_at, strip, verb_cue
from fogline.reading.patterns import Holder, Match, front, joint, match, subject_of
from fogline.reading.phrases import can_speak, phrase_before
from fogline.reading.tokens import Line

_MAX_DEPTH = 4
# Nouns by which a sentence takes up what it has just said: "a claim Kyiv denies".
_VERDICT_ON = frozenset(
    "claim charge statement report allegation accusation assertion figure number version account".split()
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a sentence that one chain of holders stands behind; an empty chain is the document's own voice.

    ``hole``: the words of a cue in the middle ("The town, the mayor said, had fallen"), no part of what is said.
    ``manner``: ``think`` or ``predict`` where the cue says so ("believes", "expects").
    ``opens``: a cue without content ("X reported:"), whose content follows. ``guess``: where the content ends, or
    whose it is, cannot be told for certain.
    """

    start: int
    end: int
    chain: tuple[Holder, ...] = ()
    cue: tuple[int, int] | None = None
    denied: bool = False
    manner: str = ""
    guess: bool = False
    opens: bool = False
    anaphoric: bool = False
    hole: tuple[int, int] | None = None


def pieces(line: Line) -> list[Piece]:
    """Cut a sentence into pieces, each with the chain of those who say it; linear in the sentence's length."""
    whole = Piece(0, 0)
    splice = _spliced_headline(line) if line.heading else None
    if splice:
        return [*_parse(line, 0, splice, whole), *_parse(line, splice + 1, len(line.tokens), whole)]
    found = _with_verdict(line, 0, len(line.tokens))
    return found or [p for a, b in _parts(line) for p in _parse(line, a, b, whole)]


def _parts(line: Line) -> list[tuple[int, int]]:
    """A sentence cut at the semicolons that a speaker stands before: what follows is not his unless it says so.

    On the train split more such clauses are the report's own or somebody else's than his.
    """
    parts, start = [], 0
    for i, token in enumerate(line.tokens):
        if token.low != ";" or line.quoted[i] is not None:
            continue
        if _sourced(line, start, i):
            parts.append((start, i))
            start = i + 1
    return [*parts, (start, len(line.tokens))]


def _sourced(line: Line, a: int, b: int) -> bool:
    found = match(line, *strip(line, a, b)) if a < b else None
    return found is not None and found.source is not None


def _spliced_headline(line: Line) -> int | None:
    """ "Wagner claims village, Kyiv reports failed attacks": the comma between two statements of a headline."""
    for i, token in enumerate(line.tokens):
        if token.low == "," and line.has_finite(0, i):
            rest = front(line, i + 1, len(line.tokens))
            if rest and rest.source and rest.source[0] == i + 1:
                return i
    return None


def _with_verdict(line: Line, a: int, b: int) -> list[Piece]:
    """ "A said X, a claim B denies": X is said by A, and denied (or confirmed) by B."""
    tokens = line.tokens
    for i in range(a + 3, b - 3):
        if tokens[i].low != "," or tokens[i + 1].low not in {"a", "an", "which", "something"}:
            continue
        noun = i + 2 if tokens[i + 1].low in {"a", "an"} else i + 1
        if noun == i + 2 and tokens[noun].low not in _VERDICT_ON:
            continue
        first = noun + 1 + (tokens[noun + 1].low in {"that", "which"})
        cue = next((j for j in range(b - 1, first, -1) if cue_at(line, j, b)), None)
        entry = cue_at(line, cue, b) if cue else None
        if not cue or not entry or line.has_finite(cue + entry.size, b) or cue - first > 12:
            continue
        source = phrase_before(line, cue, first)
        if not source or source[0] != first or not can_speak(line, *source):
            continue
        if noun == i + 1 and entry["kind"] != "deny" and entry["strength"] != "confirm":
            continue  # "…, which Wagner had claimed" is about a place, not about what was said
        said = _parse(line, a, i, Piece(0, 0))
        judge = tuple(replace(h, level=0) for h in joint(line, *source))
        denies = entry["kind"] == "deny"
        answered = [
            replace(p, chain=judge, cue=(cue, cue + entry.size), denied=p.denied != denies)
            for p in said[-1:]
            if p.end > p.start
        ]
        return [*said, *answered]
    return []


def _parse(line: Line, a: int, b: int, outer: Piece) -> list[Piece]:
    a, b = strip(line, a, b)
    if a >= b:
        return []
    if len(outer.chain) < _MAX_DEPTH:
        found = match(line, a, b)
        if found:
            return _apply(line, found, outer, b - a)
    return [replace(outer, start=a, end=b)]


def nested(line: Line, a: int, b: int, told: Piece, outer: Piece) -> list[Piece]:
    """What is said, with those who say it inside it: "the spokesman said [the commander had reported that …]"."""
    return _siblings(line, a, b, told, outer)


def _apply(line: Line, match: Match, outer: Piece, size: int) -> list[Piece]:
    """The pieces of a match over ``size`` tokens; a part that is no smaller than the whole is not parsed again."""
    level = outer.chain[-1].level + 1 if outer.chain else 0
    chain = outer.chain
    if match.source:
        chain += tuple(replace(h, level=level) for h in joint(line, *match.source))
    if match.relayed:
        chain += tuple(replace(h, level=level + bool(match.source)) for h in joint(line, *match.relayed))
    denies = (match.entry["kind"] == "deny") != match.turned
    inner = replace(
        outer, chain=chain, cue=match.cue, denied=outer.denied != denies, guess=outer.guess or match.guess,
        manner=match.entry["kind"] if match.entry["kind"] in {"think", "predict"} else outer.manner, anaphoric=False,
    )  # fmt: skip
    out: list[Piece] = []
    for start, end in match.own:
        smaller = end - start < size
        out += _parse(line, start, end, outer) if smaller else [replace(outer, start=start, end=end)]
    if not match.contents:
        out.append(
            replace(
                inner,
                start=match.cue[1],
                end=match.cue[1],
                opens=True,
                anaphoric=match.entry["pos"] == "anaphor",
            )
        )
    for start, end in match.contents:
        if match.hole or end - start >= size:
            out.append(replace(inner, start=start, end=end, hole=match.hole))
        else:
            out += _siblings(line, start, end, inner, outer)
    return out


def _siblings(line: Line, a: int, b: int, inner: Piece, outer: Piece) -> list[Piece]:
    """The content, cut where a coordinated cue takes over: "said A and added that B", "said A, but Kyiv denied it"."""
    for i in range(a + 2, b - 2):
        token = line.tokens[i]
        if token.low not in {"and", "but", "while", "whereas", "although", "though", ";"} or line.quoted[i] is not None:
            continue
        if not line.has_finite(a, i):
            continue
        if token.low in {"and", "but"} and line.lows[i + 1] == "that" and inner.cue:
            return [*_parse(line, a, i, inner), *_siblings(line, i + 2, b, inner, outer)]
        j = i + 1
        while j < b and line.tokens[j].tag in {"RB", "MD"}:
            j += 1
        entry = cue_at(line, j, b)
        if entry and line.tokens[j].tag in {"VBD", "VBZ", "VBP"} and entry["kind"] not in NO_CONTENT:
            shared = replace(inner, cue=(j, j + entry.size), denied=outer.denied != (entry["kind"] == "deny"))
            start = after_that(line, j + entry.size, b)
            return [*_parse(line, a, i, inner), *_parse(line, start, b, shared)]
        rest = front(line, i + 1, b)
        if rest and rest.source and rest.source[0] <= i + 3:
            return [*_parse(line, a, i, inner), *_parse(line, i + 1, b, outer)]
    return _parse(line, a, b, inner)


def bare(line: Line) -> Piece | None:
    """ "Renteria told reporters on Monday.": a sentence that only says who spoke the quotation before it."""
    match_at = next((c for c in range(1, min(len(line.tokens), 14)) if verb_cue(line, c, len(line.tokens))), None)
    entry = verb_cue(line, match_at, len(line.tokens)) if match_at else None
    if not match_at or not entry or entry["kind"] != "say" or any(q is not None for q in line.quoted):
        return None
    source = subject_of(line, match_at, 0)
    if not source or source[0] > 0 or line.has_finite(match_at + 1, len(line.tokens)):
        return None
    holders = tuple(joint(line, *source))
    return Piece(match_at, match_at, holders, (match_at, match_at + entry.size), opens=True)
