"""Times against gold: the expressions of TIMEX2 and TIMEX3 corpora, HeidelTime beside ours, and the times of claims.

Counted as TempEval-3 counts. An expression is found *strictly* where both ends are those of the gold, *relaxed* where
the two overlap; each answer serves one expression of the gold, the best overlap first. *Value* F1 asks of each relaxed
pair that the values are the same, and counts the others as not found; a gold expression without a value is never right.
Values are compared after ``plain`` has taken the writing of a corpus away ("2014-12-12-WXX-5" is 2014-12-12).

Claims have their interval when it holds all days of the gold's and is no more than twice as wide. A forecast or
conditional whose start the gold leaves open starts on the day of publication; of other open intervals, the end that is
given must be the same day. Claims whose time the gold does not date in days are left out.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from fogline.bench import answers, claims, heideltime
from fogline.bench.figures import Score, f1, share
from fogline.bench.gold import Row, about, document, labels, listed, span
from fogline.bench.reading import Task
from fogline.contract import from_json
from fogline.grounding.times import attach_times, expressions
from fogline.model import Claim, Document, Quote, Span, When
from fogline.text import shape

Expression = tuple[Span, str | None]
# What HeidelTime is told a corpus is made of: histories are told, short messages are of the day.
_TEXTS = {"timex2": "narratives", "timex3": "news"}
_WRITING = (
    (re.compile(r"-WXX-\d(?=T|$)"), ""),  # the weekday behind a date
    (re.compile(r"^(\d{4})-\d\d-(W\d\d)"), r"\1-\2"),  # the month before a week
    (re.compile(r"(?:-XX)+$"), ""),  # parts that are not known
    (re.compile(r"T:(?=\d)"), "T"),
)


@dataclass(frozen=True, slots=True)
class Timed:
    """A text with its time expressions."""

    document: Document
    expressions: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Dated:
    """A document with its claims, ``bare`` of times; ``truth`` has each one's interval, None where there is none."""

    document: Document
    bare: tuple[Claim, ...]
    gold: tuple[claims.GoldClaim, ...]
    truth: tuple[When | None, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of the gold, of the answers, and of their pairs by the three ways of counting."""

    wanted: int
    given: int
    strict: int
    relaxed: int
    value: int


def timex_kind(rows: Sequence[Row]) -> str | None:
    """``timex2`` or ``timex3`` where all spans are time expressions of that scheme."""
    if set(labels(rows)) != {"timex"}:
        return None
    schemes = {str(s.get("scheme", "TIMEX3")).lower() for row in rows for s in listed(row, "spans")}
    english = all((about(row).get("language") or "en") == "en" for row in rows)
    return schemes.pop() if len(schemes) == 1 and english else None


def timex_parse(row: Row) -> Timed:
    """The gold of one row; its date counts to the day."""
    doc = document(row)
    marked = tuple((span(s, doc.text), s.get("value") or None) for s in listed(row, "spans"))
    return Timed(replace(doc, published=doc.published and doc.published[:10]), marked)


def timex_score(golds: Sequence[Timed], kind: str) -> Iterator[Score]:
    """Strict, relaxed and value F1, and words a second; HeidelTime's beside each where it is installed."""
    expressions(Document("", "today"))  # the grammar is compiled once, not a text's cost
    start = time.perf_counter()
    found = [[(Span(t.start, t.end), t.value) for t in expressions(g.document)] for g in golds]
    seconds = time.perf_counter() - start
    counts = count(golds, found)
    theirs = _heideltime(golds, kind)
    for name in ("strict", "relaxed", "value"):
        right = getattr(counts, name)
        if name == "relaxed":
            yield Score(f"{name} P", share(right, counts.given), counts.given)
            yield Score(f"{name} R", share(right, counts.wanted), counts.wanted)
        beside = f"{f1(getattr(theirs[0], name), theirs[0].given, theirs[0].wanted):.1f}" if theirs else "not installed"
        yield Score(
            f"{name} F1", f1(right, counts.given, counts.wanted), counts.wanted, baseline=f"HeidelTime: {beside}"
        )
    words = sum(len(g.document.text.split()) for g in golds)
    beside = f"HeidelTime: {words / theirs[1]:.0f}" if theirs else "HeidelTime: not installed"
    yield Score("words a second", words / seconds, words, unit="words/s", baseline=beside)


def count(golds: Sequence[Timed], found: Iterable[Sequence[Expression]]) -> Counts:
    """All expressions of a corpus, paired one to one."""
    wanted = given = strict = relaxed = value = 0
    for gold, ours in zip(golds, found, strict=True):
        wanted, given = wanted + len(gold.expressions), given + len(ours)
        for (there, theirs), (here, mine) in pair(gold.expressions, ours):
            relaxed += 1
            strict += there == here
            value += theirs is not None and mine is not None and plain(theirs) == plain(mine)
    return Counts(wanted, given, strict, relaxed, value)


def pair(golds: Sequence[Expression], ours: Sequence[Expression]) -> Iterator[tuple[Expression, Expression]]:
    """One to one, of those that overlap the closest first."""
    options = [
        (claims.overlap(g, o), -i, -k)
        for i, (g, _) in enumerate(golds)
        for k, (o, _) in enumerate(ours)
        if g.overlaps(o)
    ]
    left, free = set(range(len(golds))), set(range(len(ours)))
    for _, i, k in sorted(options, reverse=True):
        if -i in left and -k in free:
            left.remove(-i)
            free.remove(-k)
            yield golds[-i], ours[-k]


def plain(value: str) -> str:
    """A value without the writing of one corpus or tool.

    >>> plain("2014-12-12-WXX-5"), plain("2014-10-W44"), plain("2014-XX-XX")
    ('2014-12-12', '2014-W44', '2014')
    """
    for pattern, kept in _WRITING:
        value = pattern.sub(kept, value)
    return value


def claims_parse(row: Row) -> Dated:
    """The gold of one row, its claims stripped of their times."""
    gold = claims.parse(row)
    rows = listed(row, "claims")
    return Dated(
        gold.document, tuple(_claim(r, gold.document) for r in rows), gold.claims,
        tuple(_truth(r, gold.document) for r in rows),
    )  # fmt: skip


def _truth(row: Row, doc: Document) -> When | None:
    truth = from_json(When, row["when"]) if row.get("when") else None
    ahead = row["kind"] in ("forecast", "conditional") and truth and not truth.earliest
    day = (doc.published or "")[:10]
    return replace(truth, earliest=day) if truth and ahead and truth.latest and "" < day <= truth.latest else truth


def claims_score(golds: Sequence[Dated]) -> Iterator[Score]:
    """Whether gold claims get their times, and then whether the reader's claims do."""
    given = [attach_times(g.document, shape(g.document), g.bare) for g in golds]
    pairs = [(t, c.when) for g, cs in zip(golds, given, strict=True) for t, c in zip(g.truth, cs, strict=True)]
    dated = [(t, ours) for t, ours in pairs if t and (t.earliest or t.latest)]
    right = sum(holds(t, ours) for t, ours in dated)
    yield Score("interval right", share(right, len(dated)), len(dated))
    none = sum(not (ours and (ours.earliest or ours.latest)) for _, ours in dated)
    yield Score("no interval of ours", share(none, len(dated)), len(dated), fewer=True)
    bare = [ours for t, ours in pairs if t is None]
    spurious = sum(bool(ours and ours.phrase and ours.precision) for ours in bare)
    yield Score("words of time where the gold has none", share(spurious, len(bare)), len(bare), fewer=True)
    yield from _read(golds)


def _read(golds: Sequence[Dated]) -> Iterator[Score]:
    """The same on the claims that the reader finds."""
    wanted = found = right = 0
    for gold in golds:
        truth = {id(g): t for g, t in zip(gold.gold, gold.truth, strict=True) if t and (t.earliest or t.latest)}
        ours = attach_times(gold.document, shape(gold.document), answers.claims(gold.document))
        wanted += len(truth)
        for g, claim in claims.pair(gold.gold, ours):
            if id(g) in truth:
                found += 1
                right += holds(truth[id(g)], claim.when)
    yield Score("interval right, claims as read", share(right, found), found)
    yield Score("claim not read", share(wanted - found, wanted), wanted, fewer=True)


def holds(truth: When, ours: When | None) -> bool:
    """Whether an interval of ours holds the true one and is no more than twice as wide."""
    if ours is None:
        return False
    if truth.earliest is None or truth.latest is None:
        return _same_open(truth, ours)
    if ours.earliest is None or ours.latest is None:
        return False
    first, last, low, high = (
        date.fromisoformat(d[:10]) for d in (truth.earliest, truth.latest, ours.earliest, ours.latest)
    )
    return low <= first and last <= high and (high - low).days + 1 <= 2 * ((last - first).days + 1)


def _same_open(truth: When, ours: When) -> bool:
    if truth.earliest is None:
        return bool(truth.latest and ours.latest and truth.latest[:10] == ours.latest[:10])
    return bool(ours.earliest and truth.earliest[:10] == ours.earliest[:10])


def _heideltime(golds: Sequence[Timed], kind: str) -> tuple[Counts, float] | None:
    tagged = heideltime.tag([g.document for g in golds], _TEXTS[kind])
    if tagged is None:
        return None
    return count(golds, [[(Span(a, b), v) for a, b, v in found] for found in tagged.found]), tagged.seconds


def _claim(row: Row, doc: Document) -> Claim:
    stripped: dict[str, Any] = {k: v for k, v in row.items() if k not in ("when", "where", "quantities")}
    quote = from_json(Quote, row["quote"])
    text = doc.text[quote.start : quote.end]
    return from_json(
        Claim, stripped | {"document": doc.id, "quote": {"start": quote.start, "end": quote.end, "text": text}}
    )


TASKS = (
    Task("time-expressions", timex_kind, timex_parse, timex_score),
    Task("claim-times", claims.kind, claims_parse, lambda golds, _: claims_score(golds)),
)
