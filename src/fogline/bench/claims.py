"""Claims against gold in the project's own shape: found or not, then each slot of those found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from fogline.bench import answers
from fogline.bench.figures import Score, prf, share
from fogline.bench.gold import Row, about, document, listed, span
from fogline.bench.holders import Chain, same_chain, speaker
from fogline.model import Certainty, Claim, Document, Span

OVERLAP = 0.5  # intersection over union of the quotes' characters from which a claim is found
_CLOSE = 0.005  # bounds of intervals are given in whole per cents


@dataclass(frozen=True, slots=True)
class GoldClaim:
    """A claim as annotated; ``interval`` is None where it is asserted flatly, and holds None where words have none.
    ``actors``: role and words of those whom the quote names.
    """

    quote: Span
    kind: str
    event: str
    chain: Chain
    denied: bool
    interval: tuple[float | None, float | None] | None
    actors: tuple[tuple[str, Span], ...] = ()


@dataclass(frozen=True, slots=True)
class Gold:
    """A document with its claims; ``groups`` name the parts of the corpus that it belongs to."""

    document: Document
    claims: tuple[GoldClaim, ...]
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is right in a found claim; ``speaker`` as ``holders.speaker`` has it. ``actors``: for agents and for targets
    how many are right, given, and wanted; one is right that shares words with a gold one of its role.
    """

    speaker: str
    chain: bool
    kind: bool
    event: bool
    denied: bool
    certainty: bool
    actors: tuple[tuple[int, int, int], tuple[int, int, int]]

    @property
    def all(self) -> bool:
        """Whether everything is right."""
        return self.speaker == "right" and all((self.chain, self.kind, self.event, self.denied, self.certainty))


def kind(rows: Sequence[Row]) -> str | None:
    """``claims`` where rows hold claims with a quote, a kind and an event; apart where they stand off from the text."""
    some = [c for row in rows for c in listed(row, "claims")]
    if not any(isinstance(c.get("quote"), dict) and "kind" in c and "event" in c for c in some):
        return None
    return "claims-standoff" if any(row.get("standoff") for row in rows) else "claims"


def parse(row: Row) -> Gold:
    """The gold of one row."""
    doc = document(row)
    parts = {key: about(row).get(key) or row.get(key) for key in ("genre", "war")}
    groups = tuple(f"{key}: {value}" for key, value in parts.items() if value)
    return Gold(doc, tuple(_claim(c, doc.text) for c in listed(row, "claims")), groups)


def score(golds: Sequence[Gold]) -> Iterator[Score]:
    """All figures, of the whole corpus and then of each group of it."""
    read = [answers.claims(g.document) for g in golds]
    verdicts = [
        [verdict(g, c, gold.document.text) for g, c in pair(gold.claims, ours)]
        for gold, ours in zip(golds, read, strict=True)
    ]
    names = sorted({name for g in golds for name in g.groups})
    for name in ("", *names):
        of = [i for i, g in enumerate(golds) if not name or name in g.groups]
        wanted, given = sum(len(golds[i].claims) for i in of), sum(len(read[i]) for i in of)
        yield from _figures([v for i in of for v in verdicts[i]], given, wanted, name)


def pair(golds: Sequence[GoldClaim], ours: Sequence[Claim]) -> Iterator[tuple[GoldClaim, Claim]]:
    """One to one, the closest quotes first; of equally close ones those that agree in more."""
    options = []
    for g, gold in enumerate(golds):
        for c, claim in enumerate(ours):
            close = overlap(gold.quote, claim.quote.span)
            if close >= OVERLAP:
                options.append((close, _agreement(gold, claim), -g, -c))
    left, free = set(range(len(golds))), set(range(len(ours)))
    for _, _, g, c in sorted(options, reverse=True):
        if -g in left and -c in free:
            left.remove(-g)
            free.remove(-c)
            yield golds[-g], ours[-c]


def verdict(gold: GoldClaim, claim: Claim, text: str = "") -> Verdict:
    """What is right in a claim that was read for a gold one.

    An office and the name beside it in the ``text`` ("the spokesman, Igor Volkov") are one holder.
    """
    told = [n for level in gold.chain for n in level]
    ours = chain((s.level, next((n for n in told if _beside(n, s.name, text)), s.name)) for s in claim.said_by)
    return Verdict(
        speaker(gold.chain, ours), same_chain(gold.chain, ours), gold.kind == claim.kind, gold.event == claim.event,
        gold.denied == claim.denied, same_interval(gold.interval, interval(claim.certainty)),
        (_actors(gold, claim, "agent"), _actors(gold, claim, "target")),
    )  # fmt: skip


def _beside(a: str, b: str, text: str) -> bool:
    return f"{a}, {b}" in text or f"{b}, {a}" in text


def _actors(gold: GoldClaim, claim: Claim, role: str) -> tuple[int, int, int]:
    free = [s for r, s in gold.actors if r == role]
    ours = [Span(a.start, a.end) for a in claim.actors if a.role == role and a.start is not None and a.end is not None]
    wanted, right = len(free), 0
    for named in ours:
        match = next((s for s in free if s.overlaps(named)), None)
        if match:
            free.remove(match)
            right += 1
    return right, len(ours), wanted


def overlap(a: Span, b: Span) -> float:
    """Intersection over union, in characters."""
    shared = max(0, min(a.end, b.end) - max(a.start, b.start))
    return shared / ((a.end - a.start) + (b.end - b.start) - shared)


def chain(speakers: Iterable[tuple[int, str]]) -> Chain:
    """The names by level, outermost first."""
    by_level: dict[int, list[str]] = {}
    for level, name in speakers:
        by_level.setdefault(level, []).append(name)
    return [names for _, names in sorted(by_level.items())]


def interval(certainty: Certainty | None) -> tuple[float | None, float | None] | None:
    """The bounds of estimative words; None where there are no such words."""
    return (certainty.low, certainty.high) if certainty else None


def same_interval(
    a: tuple[float | None, float | None] | None, b: tuple[float | None, float | None] | None
) -> bool:  # fmt: skip
    """Whether two claims are equally sure: both flat, or with one interval, or with words that have none."""
    if a is None or b is None:
        return a is b
    return all(x is y or (x is not None and y is not None and abs(x - y) < _CLOSE) for x, y in zip(a, b, strict=True))


def _figures(found: Sequence[Verdict], given: int, wanted: int, group: str) -> Iterator[Score]:
    n = len(found)
    yield from prf("claim found", n, given, wanted, group)
    if not n:
        return

    def of_found(metric: str, right: Iterable[bool], *, fewer: bool = False) -> Score:
        return Score(metric, share(sum(right), n), n, fewer=fewer, group=group)

    yield of_found("speaker right", (v.speaker == "right" for v in found))
    yield of_found("speaker chain right", (v.chain for v in found))
    yield of_found("speaker: wrong name", (v.speaker == "wrong" for v in found), fewer=True)
    yield of_found("speaker: missing", (v.speaker == "missing" for v in found), fewer=True)
    for slot in ("kind", "event", "denied", "certainty"):
        yield of_found(f"{slot} right", (getattr(v, slot) for v in found))
    for i, role in enumerate(("agent", "target")):
        right, named, told = (sum(v.actors[i][k] for v in found) for k in range(3))
        if told:
            yield Score(f"{role} F1", 200.0 * right / (named + told), told, group=group)
    yield of_found("all right", (v.all for v in found))
    yield Score("all right, of all claims", share(sum(v.all for v in found), wanted), wanted, group=group)


def _agreement(gold: GoldClaim, claim: Claim) -> int:
    v = verdict(gold, claim)
    return 2 * v.chain + (v.speaker == "right") + v.event + v.denied + v.kind


def _claim(data: Row, text: str) -> GoldClaim:
    quote = span(data["quote"], text)
    if data["quote"].get("text", text[quote.start : quote.end]) != text[quote.start : quote.end]:
        raise ValueError(f"the quote at {quote.start} is not what the text has there")
    return GoldClaim(
        quote, str(data["kind"]), str(data["event"]), chain(_levels(data)), bool(data.get("denied")),
        _bounds(data.get("certainty")), tuple(_named(data, text)),
    )  # fmt: skip


def _named(data: Row, text: str) -> Iterator[tuple[str, Span]]:
    for actor in listed(data, "actors"):
        if actor.get("start") is not None:
            yield str(actor["role"]), span(actor, text)


def _levels(data: Row) -> list[tuple[int, str]]:
    return [(int(s.get("level", 0)), str(s["name"])) for s in listed(data, "said_by")]


def _bounds(data: Any) -> tuple[float | None, float | None] | None:
    return (data.get("low"), data.get("high")) if isinstance(data, dict) else None
