"""The finer event type of a claim or a snippet, by cues that are data: "suicide bomb", "peaceful protest".

The types are ACLED's sub-event types and a few that conflict datasets add. Each line of ``sub_events.tsv`` is a cue
with the points it gives to a type; ``vocabulary/README.md`` explains how cues are written and counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from fogline import vocabulary
from fogline.model import FoglineError
from fogline.text import split_paragraphs, split_sentences

NONE = "Other"
_TOPIC = "topic"
# A gap of a cue: how many words it may span. The shortest keeps to one clause: who does a thing
# stands beside it.
_GAPS = {".": 3, "..": 6, "...": 14}
_CLAUSE_BREAKS = frozenset("and but from by who which that as after when while".split())
# What happens is told first; what follows is more often how it came about and what else is known.
_LATER = 0.7
# Further cues for the same type support the strongest one, they do not outvote another type's stronger cue.
_SUPPORT = 0.05
# What the type of the reader's own event word starts with: less than any cue but the vague ones.
_START = 4.0
# What it takes to say more than the event word of a claim: a thing with its doer or its victim.
_SURE = 12.0
# Which of the two a taken town is depends on who is at home there, and "the army" of a war between states does not say:
# there the reader's word, capture or retake, stands.
_TAKEN = frozenset({"Government regains territory", "Non-state actor overtakes territory"})
# A text without sentence marks is read in stretches of so many words: the time stays linear in its length.
_LONGEST = 160
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_SHORTEST_STEM = 3

Spans = dict[str, list[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Cue:
    """One line of the file: what it stands for, and the elements, each a set of alternatives or a gap, in order."""

    sub_event: str
    weight: float
    elements: tuple[frozenset[str] | int, ...]
    wanted: tuple[frozenset[str], ...]
    barred: frozenset[str]
    keeps: frozenset[str]
    text: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A cue found in a text and the points it gives there, after what background takes away."""

    sub_event: str
    points: float
    cue: str
    words: str


@dataclass(frozen=True, slots=True)
class _Sentence:
    words: tuple[str, ...]
    spans: Spans
    share: float


def sub_event(text: str, event: str = "other") -> tuple[str, float]:
    """The sub-event type that a text reports, and its share (0 to 1) of all points given.

    ``text``: the words of a claim, or a whole snippet. ``event``: the reader's event word for it, whose own type is the
    answer where no cue says more. Without any cue and for ``other``: ("Other", 0.0).
    """
    return _best(_points(hits(text), event))


def _best(points: dict[str, float]) -> tuple[str, float]:
    if not points:
        return NONE, 0.0
    order = {name: n for n, name in enumerate(types())}
    best = min(points, key=lambda name: (-points[name], order.get(name, len(order))))
    return best, round(points[best] / sum(points.values()), 3)


def finer(text: str, event: str) -> str | None:
    """The ACLED sub-event type that a claim's words tell with its doer, weapon or victim; None where they do not.

    ``text``: the words of the claim. None too where the type is that of its event word, or outside ACLED.
    """
    points, own = _points(hits(text), event), _own(event)
    found, _ = _best(points)
    sure = points.get(found, 0.0) >= _SURE and bool(types().get(found))
    return found if sure and found != own and not {found, own} <= _TAKEN else None


@cache
def types() -> dict[str, str]:
    """Every type with its ACLED event type, empty for those outside ACLED; in the order that settles a tie."""
    return {row["sub_event"]: row["event_type"] for row in vocabulary.rows("sub_event_types")}


def hits(text: str) -> list[Hit]:
    """Every cue of a text with its points, the reasons behind ``sub_event``: each counts once, at its best place."""
    sentences = _sentences(text)
    present = {name for s in sentences for name in s.spans}
    best: dict[Cue, Hit] = {}
    shadows = [list(_shadows(s, present)) for s in sentences]
    for sentence, dark in zip(sentences, shadows, strict=True):
        for cue in _cues():
            if cue.sub_event == _TOPIC or not _allowed(cue, present):
                continue
            for hit in _hits(cue, sentence, dark):
                if cue not in best or hit.points > best[cue].points:
                    best[cue] = hit
    return list(best.values())


def _points(found: Sequence[Hit], event: str) -> dict[str, float]:
    """The points of each type: its strongest cue in full, the others in part."""
    by_type: dict[str, list[float]] = {}
    for hit in found:
        by_type.setdefault(hit.sub_event, []).append(hit.points)
    if (own := _own(event)) != NONE:
        by_type.setdefault(own, []).append(_START)
    return {name: max(p) + _SUPPORT * (sum(p) - max(p)) for name, p in by_type.items()}


def _own(event: str) -> str:
    """The type of an event word of the reader."""
    codes = {r["event"]: r["acled_sub_event"] for r in vocabulary.rows("field_codes")}
    return codes.get(event, NONE)


def _hits(cue: Cue, sentence: _Sentence, dark: Sequence[tuple[int, Cue]]) -> Iterator[Hit]:
    for start, end in _matches(cue.elements, sentence):
        share = sentence.share
        for since, topic in dark:
            if end > since and types().get(cue.sub_event, "") not in topic.keeps:
                share = min(share, topic.weight)
        if share > 0:
            yield Hit(cue.sub_event, cue.weight * share, cue.text, " ".join(sentence.words[start:end]))


def _shadows(sentence: _Sentence, present: set[str]) -> Iterator[tuple[int, Cue]]:
    """Where background begins: what people protest against, or are arrested for, is not what happens."""
    for cue in _cues():
        if cue.sub_event == _TOPIC and _allowed(cue, present):
            for _, end in _matches(cue.elements, sentence):
                yield end, cue


def _allowed(cue: Cue, present: set[str]) -> bool:
    return not (cue.barred & present) and all(w & present for w in cue.wanted)


def _matches(elements: Sequence[frozenset[str] | int], sentence: _Sentence) -> list[tuple[int, int]]:
    """Stretches of a sentence that the elements cover in their order."""
    first = elements[0]
    assert isinstance(first, frozenset)  # noqa: S101 - the parser of the file sees to it
    found = {span for name in first for span in sentence.spans.get(name, ())}
    gap = 0
    for element in elements[1:]:
        if not found:
            return []
        if isinstance(element, int):
            gap = element
            continue
        nexts = [span for name in element for span in sentence.spans.get(name, ())]
        found = {(a, d) for a, b in found for c, d in nexts if 0 <= c - b <= gap and _joined(sentence, b, c, gap)}
        gap = 0
    return sorted(found)


def _joined(sentence: _Sentence, start: int, end: int, gap: int) -> bool:
    return gap != _GAPS["."] or _CLAUSE_BREAKS.isdisjoint(sentence.words[start:end])


def _sentences(text: str) -> list[_Sentence]:
    out: list[_Sentence] = []
    for paragraph in split_paragraphs(text):
        for span in split_sentences(text, paragraph):
            low = text[span.start : span.end].lower().replace("’", "'")
            words = tuple(w.removesuffix("'s") for w in _WORD.findall(low))
            for i in range(0, len(words), _LONGEST):
                part = words[i : i + _LONGEST]
                out.append(_Sentence(part, _spans(part), _LATER if out else 1.0))
    return out


def _spans(words: Sequence[str]) -> Spans:
    """Where each name that the cues use stands: a word, a stem, a phrase, a group of them."""
    index, stems = _index()
    out: Spans = {}
    for i, word in enumerate(words):
        for form, names in index.get(word, ()):
            if tuple(words[i : i + len(form)]) == form:
                for name in names:
                    out.setdefault(name, []).append((i, i + len(form)))
        for size in range(_SHORTEST_STEM, len(word) + 1):
            for name in stems.get(word[:size], ()):
                out.setdefault(name, []).append((i, i + 1))
    return out


@cache
def _index() -> tuple[dict[str, list[tuple[tuple[str, ...], list[str]]]], dict[str, list[str]]]:
    """Forms by their first word, and stems, each with the names that a find of it answers to."""
    names: dict[str, set[str]] = {}
    for name in _names():
        members = _group(name[1:]) if name.startswith("@") else frozenset({name})
        for member in members:
            names.setdefault(member, set()).add(name)
    index: dict[str, list[tuple[tuple[str, ...], list[str]]]] = {}
    stems: dict[str, list[str]] = {}
    for member, answers in sorted(names.items()):
        if member.endswith("*"):
            stems[member[:-1]] = sorted(answers)
        else:
            form = tuple(member.split("_"))
            index.setdefault(form[0], []).append((form, sorted(answers)))
    return index, stems


def _names() -> set[str]:
    used = [e for c in _cues() for e in (*c.elements, *c.wanted, c.barred) if isinstance(e, frozenset)]
    return {name for element in used for name in element}


@cache
def _group(name: str) -> frozenset[str]:
    """The words, stems and phrases of a group, those of the groups named in it included."""
    listed = [w for row in vocabulary.rows("sub_event_words") if row["group"] == name for w in row["words"].split()]
    if not listed:
        raise FoglineError(
            f"sub_events.tsv names the group @{name}, which sub_event_words.tsv does not have",
            "add a line for the group, or mend its name",
        )
    inner = [_group(w[1:]) for w in listed if w.startswith("@")]
    return frozenset(w for w in listed if not w.startswith("@")).union(*inner)


@cache
def _cues() -> tuple[Cue, ...]:
    return tuple(_cue(row) for row in vocabulary.rows("sub_events"))


def _cue(row: dict[str, str]) -> Cue:
    elements = tuple(_GAPS.get(e) or _alternatives(e) for e in row["cue"].split())
    known = row["sub_event"] == _TOPIC or row["sub_event"] in types()
    try:
        weight = float(row["weight"])
    except ValueError:
        weight = -1.0
    if not known or weight < 0 or not elements or any(isinstance(e, int) for e in (elements[0], elements[-1])):
        raise FoglineError(
            f"sub_events.tsv has a line that cannot be read: {' | '.join(row.values())}",
            "name a type of sub_event_types.tsv (or topic), a weight, and a cue that begins and ends with a word",
        )
    return Cue(
        row["sub_event"],
        weight,
        elements,
        tuple(_alternatives(w) for w in row["with"].split()),
        _alternatives(row["without"]) if row["without"] else frozenset(),
        frozenset(row["keeps"].split("|")) if row["keeps"] else frozenset(),
        row["cue"],
    )


def _alternatives(element: str) -> frozenset[str]:
    return frozenset(filter(None, element.split("|")))
