"""Fit the weights by which grounding tells places of one name apart.

    python -m training.places.fit LGL.jsonl GEOWEBNEWS.jsonl tests/grounding_cases.jsonl > weights.tsv

Conditional logit: the probability that a name means a place is proportional to exp(weights · features), with one more
choice, "none of these". The features depend on a first ranking of the document's names, which depends on the weights,
so fitting goes in rounds. Documents are dealt into two halves by a hash of their id; only one half is seen here. The
project's own short reports on wars (their ``dev`` half) count five times each, for local news knows few villages, old
names and rivers. Nothing but the weights leaves this script.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from fogline.bench.toponyms import fitted_on
from fogline.grounding import Gazetteer, open_gazetteer, ranking
from fogline.grounding.gazetteer import Entry
from fogline.grounding.geodesy import distance_km
from fogline.grounding.mentions import Mention, find_mentions, given
from fogline.model import Document, Span
from fogline.text import shape

ROUNDS, RIDGE, STEPS = 4, 1.0, 30
# Local news of the United States hardly shows these; they keep the value that a person gave them.
FIXED = {"own_region": 4.0, "close": 2.0, "approximate": -0.3, "typed": 2.0, "region of the town": -2.5, "article": 3.0}
OWN_WEIGHT = 5.0
NEAR_KM, WITHIN_KM = 20.0, 161.0


Choice = tuple[np.ndarray, np.ndarray, float]


@dataclass(frozen=True, slots=True)
class Told:
    """One document: its mentions, and for each which of its entries are right; an empty set where the name means none
    of them, None where nobody said. ``weight``: how often it counts.
    """

    text: str
    mentions: tuple[Mention, ...]
    right: tuple[frozenset[int] | None, ...]
    weight: float = 1.0


def reports(rows: Sequence[Any], gazetteer: Gazetteer) -> Iterator[Told]:
    """The project's own reports: names found by grounding itself, those of gold places with a point told."""
    for row in rows:
        if row["split"] != "dev":
            continue
        gold = {p["name"]: p for c in row["claims"] for p in c["places"] if "lat" in p}
        document = Document(row["id"], row["text"])
        mentions = find_mentions(document, shape(document), gazetteer)
        right = (_right(m.entries, gold[m.text]) or None if m.text in gold else None for m in mentions)
        yield Told(row["text"], mentions, tuple(right), OWN_WEIGHT)


def documents(path: Path, gazetteer: Gazetteer) -> Iterator[Told]:
    """The half of a corpus that may be fitted on."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
    if "split" in rows[0]:
        yield from reports(rows, gazetteer)
        return
    for row in rows:
        if not fitted_on(row["id"]):
            continue
        gold = {
            Span(s["start"], s["end"]): s for s in row["spans"] if s["label"] == "toponym" and s.get("lat") is not None
        }
        document = Document(row["id"], row["text"])
        mentions = [m for m in given(document, shape(document), gazetteer, list(gold)) if m.entries]
        right = (_right(m.entries, gold[_span(gold, m)]) for m in mentions)
        yield Told(row["text"], tuple(mentions), tuple(right))


def _span(gold: dict[Span, Any], mention: Mention) -> Span:
    return next(s for s in gold if s.start == mention.start)


def _right(entries: Sequence[Entry], gold: Any) -> frozenset[int]:
    """The entries that are the gold place: the nearest ones, within 161 km, or those whose reach holds its point."""
    away = [distance_km(e.point, (gold["lat"], gold["lon"])) for e in entries]
    least = min(away)
    if least <= WITHIN_KM:
        return frozenset(i for i, d in enumerate(away) if d <= max(NEAR_KM, 1.2 * least))
    return frozenset(
        i
        for i, (e, d) in enumerate(zip(entries, away, strict=True))
        if e.kind in ("country", "region") and d <= e.radius_km
    )


def choices(told: Sequence[Told], names: list[str]) -> list[Choice]:
    """For every mention: features, a row for each choice, the last "none"; which are right; how often it counts."""
    out = []
    for one in told:
        ranked = ranking.rank_all(one.text, one.mentions)
        context = ranking.context_of(one.text, one.mentions, ranked, {})
        for i, mention in enumerate(one.mentions):
            answer = one.right[i]
            if answer is None:
                continue
            own = ranking.own_region(one.text, one.mentions, i)
            rows = ranking.feature_rows(mention, own, context)
            none = ranking.no_place(mention, rows, context)
            table = np.array([[row.get(n, 0.0) for n in names] for row in (*rows, none)])
            right = np.array([j in answer for j in range(len(rows))] + [not answer])
            out.append((table, right, one.weight))
    return out


def fit(data: list[Choice], start: np.ndarray, free: np.ndarray) -> tuple[np.ndarray, float]:
    """Newton's method on the penalised likelihood over the ``free`` weights; all weights, and the mean loss a name."""
    w, ridge = start.copy(), RIDGE * np.eye(len(start))
    for _ in range(STEPS):
        slope, bend = -ridge @ w, ridge.copy()
        loss = 0.0
        for table, right, times in data:
            p = _softmax(table @ w)
            mass = max(p[right].sum(), 1e-12)
            q = np.where(right, p, 0) / mass
            mean = p @ table
            slope += times * (q @ table - mean)
            bend += times * ((table * p[:, None]).T @ table - np.outer(mean, mean))
            loss -= times * np.log(mass)
        step = np.zeros(len(w))
        step[free] = np.linalg.solve(bend[np.ix_(free, free)], slope[free])
        w = w + step / max(1.0, np.abs(step).max())
        if np.abs(step).max() < 1e-4:
            break
    return w, loss / max(1.0, sum(times for _, _, times in data))


def _softmax(sums: np.ndarray) -> np.ndarray:
    powers = np.exp(sums - sums.max())
    return powers / powers.sum()


def feature_names(told: Sequence[Told]) -> list[str]:
    """The names of all features, in the order that they are defined in."""
    mention = next(m for one in told for m in one.mentions)
    empty = ranking.Context({}, {}, {}, {}, (), {})
    row = ranking.feature_rows(mention, frozenset(), empty)[0]
    return [*row, *ranking.no_place(mention, [row], empty)]


def main(paths: Sequence[str]) -> None:
    """Fit on the corpora at ``paths`` and print the table."""
    gazetteer = open_gazetteer()
    told = [one for path in paths for one in documents(Path(path), gazetteer) if one.mentions]
    names = feature_names(told)
    known = ranking.weights()
    known.update(FIXED)
    w = np.array([known.get(n, 0.0) for n in names])
    free = np.array([n not in FIXED for n in names])
    for number in range(ROUNDS):
        w, loss = fit(choices(told, names), w, free)
        known.clear()
        known.update({n: float(v) for n, v in zip(names, w, strict=True)})  # rank_all reads this table
        print(f"round {number + 1}: {loss:.4f} a name", file=sys.stderr)
    print("feature\tweight")
    for name, value in zip(names, w, strict=True):
        print(f"{name}\t{value:.3f}")


if __name__ == "__main__":
    main(sys.argv[1:])
