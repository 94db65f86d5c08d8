"""Clauses: the smallest stretches of a sentence that state something, and the condition they hang on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fogline.reading import lexicon
from fogline.reading.phrases import phrase_before
from fogline.reading.tokens import Line

_COORDINATORS = frozenset({"and", "but", "or", "yet", "nor"})
_SUBORDINATORS = frozenset(
    "while whereas although though because since after before until when where which who whose as so".split()
)
_NOT_SUBORDINATE = {"as": frozenset({"of", "well", "if", "part", "a", "an", "the", "many", "much", "few", "long"})}
_IF = frozenset({"if", "unless", "provided", "assuming"})
_ASKING = frozenset("ask asks asked asking wonder wondered whether see check know knew even as only".split())


@dataclass(frozen=True, slots=True)
class Clause:
    """A range of tokens that states one thing; ``subject`` is the range of a subject shared with a clause before it.

    ``condition``: the range of tokens that it hangs on, with its marker, None where it hangs on nothing.
    ``body``: where to look for what happens, when the clause also spans its condition.
    """

    start: int
    end: int
    subject: tuple[int, int] | None = None
    condition: tuple[int, int] | None = None
    body: tuple[int, int] | None = None
    relative: bool = False

    @property
    def core(self) -> tuple[int, int]:
        """The tokens that say what happens."""
        return self.body or (self.start, self.end)


def clauses(line: Line, a: int, b: int) -> list[Clause]:
    """The clauses of a stretch, in order; a conditional sentence is one clause with its condition."""
    conditional = _conditional(line, a, b)
    if conditional:
        return conditional
    return list(_split(line, a, b, None))


def _conditional(line: Line, a: int, b: int) -> list[Clause]:
    found = _fronted(line, a, b) or _trailing(line, a, b)
    if not found:
        return []
    condition, body = found
    if body[0] >= body[1]:
        return []
    return [Clause(min(a, condition[0]), b, condition=condition, body=body)]


def _fronted(line: Line, a: int, b: int) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """ "If X, Y", "Were X to fall, Y", "Should X …, Y", "Once X does, Y will": condition first, up to its comma."""
    tokens = line.tokens
    i = a
    while i < b and tokens[i].low in {"and", "but", "so", "then", "that", "even", ","}:
        i += 1
    if i >= b - 3:
        return None
    word = tokens[i].low
    comma = next((j for j in range(i + 2, b) if tokens[j].low == "," and line.has_finite(j + 1, b)), None)
    if word in _IF and (word not in {"provided", "assuming"} or tokens[i + 1].low == "that"):
        stop = comma or _then(line, i, b)
    elif word == "once":
        # "Once the home of thousands, …" has no verb; a bare plural may hide one that the tagger missed.
        clause = comma and tokens[i + 1].tag not in {"DT", "IN"}
        stop = comma if comma and (clause or line.has_finite(i + 1, comma)) and _future(line, comma, b) else None
    elif word in {"without", "whoever", "until"} or line.lows[i : i + 3] in (
        ["as", "long", "as"],
        ["so", "long", "as"],
    ):
        # "Without the bridge, the town cannot be supplied"; one of the past tells of a lack, not of a condition.
        stop = comma if comma and _ahead(line, comma, b) else None
    elif line.lows[i : i + 3] == ["as", "soon", "as"]:
        stop = comma if comma and _future(line, comma, b) else None
    elif word == "in" and line.lows[i : i + 3] == ["in", "the", "event"]:
        stop = next((j for j in range(i + 3, b) if tokens[j].low == ","), None)
    elif word in {"were", "should", "had"} and _inverted(line, i, b):
        stop = comma or next((j for j in range(i + 2, b) if tokens[j].low == ","), None)
        stop = stop if stop and _future(line, stop, b) else None
    else:
        return None
    return ((i, stop), (stop + 1, b)) if stop else None


def _trailing(line: Line, a: int, b: int) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """ "Y if X", "Y unless X", "Y once X does" (with a future in Y)."""
    tokens = line.tokens
    for i in range(a + 2, b - 2):
        word = tokens[i].low
        if word in _IF and tokens[i - 1].low not in _ASKING and line.has_finite(a, i) and b - i > 3:
            if word in {"provided", "assuming"} and tokens[i + 1].low != "that":
                continue
            return (i, b), (a, i)
        lasting = word in {"as", "so"} and line.lows[i + 1 : i + 3] in (["long", "as"], ["soon", "as"])
        inverted = (
            word == "should"
            and tokens[i - 1].tag[:2] in {"NN", "RB", "CD"}
            and tokens[i + 1].tag[:2] in {"DT", "NN", "PR"}
        )
        if (lasting or inverted) and _ahead(line, a, i) and b - i > 3:
            return (i, b), (a, i)
        if (
            word == "once"
            and _future(line, a, i)
            and line.has_finite(i + 2, b)
            and tokens[i + 1].low not in {"again", "more"}
        ):
            return (i, b), (a, i)
    return None


def _inverted(line: Line, i: int, b: int) -> bool:
    """Were / should / had before its subject and a verb: "Were the town to fall", "Should it hold", "Had they left".

    At the head of a statement "should" has no other use; the other two need their verb.
    """
    tokens = line.tokens
    word = tokens[i].low
    for j in range(i + 2, min(b, i + 12)):
        token = tokens[j]
        if token.low == "," and word == "were":
            return False
        if word == "should" and token.low == ",":
            return True
        if word == "were" and token.low == "to":
            return True
        if word == "had" and (token.tag in {"VBN", "VBD"} or _would_have(line, j, b)):
            return True
    return False


def _would_have(line: Line, a: int, b: int) -> bool:
    """ "would have held": the consequent of what did not come."""
    return any(line.lows[i] in {"would", "could", "might"} and "have" in line.lows[i + 1 : i + 3] for i in range(a, b))


def _then(line: Line, i: int, b: int) -> int | None:
    return next((j for j in range(i + 3, b) if line.tokens[j].low == "then"), None)


def _future(line: Line, a: int, b: int) -> bool:
    return any(
        t.low in {"will", "would", "could", "can", "may", "might", "shall", "should", "won't", "wouldn't"}
        for t in line.tokens[a:b]
    )


def _ahead(line: Line, a: int, b: int) -> bool:
    """Whether it speaks of what can or will be: a modal or a verb of the present, none of the past."""
    past = any(t.tag == "VBD" for t in line.tokens[a:b])
    return _future(line, a, b) or (not past and any(t.tag in {"VBZ", "VBP"} for t in line.tokens[a:b]))


def _split(line: Line, a: int, b: int, subject: tuple[int, int] | None) -> Iterator[Clause]:
    """Cut at the first joint that has a verb on both sides, then go on with the rest; no recursion on the left."""
    start = a
    while start < b:
        cut = _opening_subordinate(line, start, b)
        if cut:
            word = line.tokens[start].low
            yield Clause(start + 1, cut, subject=subject, relative=word in {"which", "who", "whose"})
            start = cut + 1
            continue
        joint = next((i for i in range(start + 1, b - 1) if _is_joint(line, start, i, b)), None)
        if joint is None:
            yield Clause(start, b, subject=subject)
            return
        end = joint - 1 if line.tokens[joint - 1].low == "," and joint - 1 > start else joint
        yield Clause(start, end, subject=subject)
        first = line.tokens[start:end]
        if not _own_subject(line, joint + 1, b) and any(t.finite for t in first):
            verb = next(k for k in range(start, end) if line.tokens[k].finite)
            subject = phrase_before(line, verb, start) or subject
        else:
            subject = None
        start = joint if line.tokens[joint].tag == "VBG" else joint + 1


def _opening_subordinate(line: Line, a: int, b: int) -> int | None:
    """ "After X fell, Y …": where the subordinate clause in front ends; None if there is none."""
    tokens = line.tokens
    if tokens[a].low not in _SUBORDINATORS - {"which", "who", "whose", "so"} or not _subordinate(line, a, b):
        return None
    for j in range(a + 2, b - 1):
        if tokens[j].low == "," and line.has_finite(a + 1, j) and line.has_finite(j + 1, b):
            return j
    return None


def _is_joint(line: Line, start: int, i: int, b: int) -> bool:
    tokens = line.tokens
    token = tokens[i]
    if not line.has_finite(start, i):
        return False
    if token.low in {";", "—", "–"}:
        return line.has_finite(i + 1, b)
    if token.low in _COORDINATORS:
        if tokens[i - 1].verb and tokens[i + 1].verb:
            return False  # "killed or wounded": two verbs of one clause
        return _verb_soon(line, i + 1, b)
    if token.low in _SUBORDINATORS and _subordinate(line, i, b):
        if tokens[i - 1].auxiliary or (tokens[i - 1].tag == "RB" and tokens[i - 2].auxiliary):
            return False  # "This is almost certainly because …": nothing is stated before the reason
        return line.has_finite(i + 1, b)
    if token.low == "that" and tokens[i - 1].low == "fact":
        return line.has_finite(i + 1, b)
    return token.tag == "VBG" and tokens[i - 1].low == "," and any(True for _ in lexicon.events().at(line.lows, i, b))


def _subordinate(line: Line, i: int, b: int) -> bool:
    """Whether a word such as "as" or "after" opens a clause here: a verb must come before the next comma."""
    tokens = line.tokens
    following = tokens[i + 1].low if i + 1 < b else ""
    if (
        following in _NOT_SUBORDINATE.get(tokens[i].low, frozenset())
        and tokens[i].low == "as"
        and following in {"of", "well", "if", "part", "many", "much", "few", "long"}
    ):
        return False
    if tokens[i].low == "so" and following != "that":
        return False
    limit = next((j for j in range(i + 1, b) if tokens[j].low in {",", ";"}), b)
    return line.has_finite(i + 1, limit)


def _verb_soon(line: Line, i: int, b: int) -> bool:
    """After "and": a verb at once (shared subject), or a subject with its verb before any comma."""
    for j in range(i, min(b, i + 14)):
        token = line.tokens[j]
        if token.low in {",", ";", ":"}:
            return False
        if token.finite:
            return True
        if token.tag in {"VBN"} and j <= i + 1 and any(True for _ in lexicon.events().at(line.lows, j, b)):
            return True
    return False


def _own_subject(line: Line, i: int, b: int) -> bool:
    """Whether a noun or pronoun stands before the first verb."""
    for token in line.tokens[i:b]:
        if token.finite or token.tag in {"VBG", "VBN"}:
            return False
        if token.noun or token.tag in {"PRP", "EX", "DT"}:
            return True
    return False
