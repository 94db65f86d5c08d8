"""How far two annotators agree on the claims of a text: which there are, and what is in those that both found.

Quotes are paired and speakers compared as ``fogline bench reading`` does it for the reader, so that the figures of a
reader and of a second annotator can stand beside each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from operator import itemgetter
from typing import Any

from fogline.bench.holders import same_chain, same_level

Row = dict[str, Any]
Pair = tuple[Row, Row]
OVERLAP = 0.5  # intersection over union of the quotes' characters from which two claims are one


@dataclass(frozen=True, slots=True)
class Found:
    """How many claims each has, how many are paired, and how close the quotes of pairs are."""

    first: int
    second: int
    both: int
    closeness: float | None

    @property
    def figures(self) -> tuple[float | None, float | None, float | None]:
        """Precision of the second against the first, recall, and F1."""
        return (
            _share(self.both, self.second),
            _share(self.both, self.first),
            _share(2 * self.both, self.first + self.second),
        )


@dataclass(frozen=True, slots=True)
class Slot:
    """The share of pairs that agree in a slot, and Cohen's kappa where its values are names."""

    name: str
    pairs: int
    agree: float | None
    kappa: float | None


def pairs(first: Sequence[Row], second: Sequence[Row]) -> list[Pair]:
    """One to one, the closest quotes first; of equally close ones those that agree in more."""
    options = sorted(
        (
            (overlap(a["quote"], b["quote"]), _likeness(a, b), -i, -j)
            for i, a in enumerate(first)
            for j, b in enumerate(second)
        ),
        reverse=True,
    )
    taken_first, taken_second, out = set(), set(), []
    for close, _, i, j in options:
        if close >= OVERLAP and i not in taken_first and j not in taken_second:
            taken_first.add(i)
            taken_second.add(j)
            out.append((first[-i], second[-j]))
    return out


def overlap(a: Row, b: Row) -> float:
    """Intersection over union of two stretches, in characters."""
    shared = max(0, min(a["end"], b["end"]) - max(a["start"], b["start"]))
    total = (a["end"] - a["start"]) + (b["end"] - b["start"]) - shared
    return float(shared / total)


def found(documents: Iterable[tuple[Sequence[Row], Sequence[Row]]]) -> tuple[Found, list[Pair]]:
    """The claims of documents annotated twice, counted and paired."""
    first = second = 0
    paired: list[Pair] = []
    for a, b in documents:
        first, second = first + len(a), second + len(b)
        paired += pairs(a, b)
    close = sum(overlap(a["quote"], b["quote"]) for a, b in paired)
    return Found(first, second, len(paired), _share(close, len(paired))), paired


def slots(paired: Sequence[Pair]) -> Iterator[Slot]:
    """Every slot of the claims that both found."""
    for key in ("kind", "event", "denied"):
        yield _named(key, paired, itemgetter(key))
    yield _named("attributed", paired, lambda c: bool(c["said_by"]))
    spoken = [p for p in paired if p[0]["said_by"] and p[1]["said_by"]]
    yield _like("last holder, of those attributed by both", spoken, lambda a, b: same_level(chain(a)[-1], chain(b)[-1]))
    yield _like("whole chain", paired, lambda a, b: same_chain(chain(a), chain(b)))
    yield _named("form, of those attributed by both", spoken, lambda c: c["attribution"]["form"])
    yield _named("certainty phrase", paired, _phrase)
    yield _named("certainty interval", paired, _interval)
    yield _named("conditional", paired, lambda c: c["condition"] is not None)
    for name, slot in (
        ("certainty interval", _interval),
        ("places", _places),
        ("places with roles", _roles),
        ("time", _time),
    ):
        either = [p for p in paired if slot(p[0]) or slot(p[1])]
        yield _like(f"{name}, where either has one", either, partial(_same, slot))


def chain(claim: Row) -> list[list[str]]:
    """The names of the holders by level, outermost first."""
    by_level: dict[int, list[str]] = {}
    for holder in claim["said_by"]:
        by_level.setdefault(holder["level"], []).append(holder["name"])
    return [names for _, names in sorted(by_level.items())]


def kappa(values: Sequence[tuple[Hashable, Hashable]]) -> float | None:
    """Cohen's kappa; None where there is nothing to tell apart."""
    n = len(values)
    a, b = Counter(x for x, _ in values), Counter(y for _, y in values)
    chance = sum(a[x] * b[x] for x in a) / (n * n) if n else 1.0
    return None if chance == 1 else (sum(x == y for x, y in values) / n - chance) / (1 - chance)


def _named(name: str, paired: Sequence[Pair], value: Callable[[Row], Hashable]) -> Slot:
    values = [(value(a), value(b)) for a, b in paired]
    return Slot(name, len(values), _share(sum(x == y for x, y in values), len(values)), kappa(values))


def _like(name: str, paired: Sequence[Pair], alike: Callable[[Row, Row], bool]) -> Slot:
    return Slot(name, len(paired), _share(sum(alike(a, b) for a, b in paired), len(paired)), None)


def _same(slot: Callable[[Row], object], a: Row, b: Row) -> bool:
    return slot(a) == slot(b)


def _likeness(a: Row, b: Row) -> int:
    return 2 * same_chain(chain(a), chain(b)) + sum(bool(a[k] == b[k]) for k in ("event", "denied", "kind"))


def _phrase(claim: Row) -> str | None:
    return claim["certainty"]["phrase"].casefold() if claim["certainty"] else None


def _interval(claim: Row) -> tuple[float | None, float | None] | None:
    sure = claim["certainty"]
    return (sure["low"], sure["high"]) if sure else None


def _places(claim: Row) -> set[str]:
    return {p["phrase"].casefold() for p in claim["where"]}


def _roles(claim: Row) -> set[tuple[str, str]]:
    return {(p["phrase"].casefold(), p["role"]) for p in claim["where"]}


def _time(claim: Row) -> tuple[str | None, str | None] | None:
    when = claim["when"]
    return (when["earliest"], when["latest"]) if when else None


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None
