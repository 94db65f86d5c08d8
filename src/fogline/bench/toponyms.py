"""Toponyms with coordinates as gold: which place a given name means, and which names are found at all.

A name that gets no answer counts as wrong in every share "of all"; errors in kilometres are of the names answered. The
best guess counts, whether or not it is sure: a name that grounding leaves open has a best guess, and a low probability.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean, median

from fogline.bench.figures import Score, prf, share
from fogline.bench.gold import Row, about, document, labels, listed, span
from fogline.bench.placing import Answer, Reliability, found, resolved
from fogline.grounding.geodesy import distance_km
from fogline.model import Document, Span

WITHIN_KM = 161.0  # a hundred miles, the custom of the field
Point = tuple[float, float]
UNSEEN = "unseen half, "


@dataclass(frozen=True, slots=True)
class Toponym:
    """A name of the gold with its point; ``linked``: it has an id of GeoNames."""

    span: Span
    point: Point
    linked: bool


@dataclass(frozen=True, slots=True)
class Gold:
    """A document with its toponyms; ``named`` are all of them, those without coordinates too."""

    document: Document
    toponyms: tuple[Toponym, ...]
    named: tuple[Span, ...]
    unseen: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """One toponym: how far off the best guess is (None without an answer), the nearest that could be chosen, the
    probability given, whether it was sure, and whether it is right: within 161 km, or a country or region around it.
    """

    away: float | None
    best: float | None
    said: float
    sure: bool
    right: bool
    linked: bool
    unseen: bool


def fitted_on(identity: str) -> bool:
    """Whether the ranker's weights may have been fitted on a document: those of one half, by a hash of their ids."""
    return hashlib.sha256(identity.encode()).digest()[-1] % 2 == 0


def kind(rows: Sequence[Row]) -> str | None:
    """``toponyms`` where spans labelled so have coordinates."""
    if "toponym" not in labels(rows):
        return None
    return "toponyms" if any("lat" in s for row in rows for s in listed(row, "spans")) else None


def parse(row: Row) -> Gold:
    """The gold of one row."""
    doc = document(row)
    named = [s for s in listed(row, "spans") if s.get("label") == "toponym"]
    placed = [s for s in named if s.get("lat") is not None]
    toponyms = tuple(
        Toponym(span(s, doc.text), (float(s["lat"]), float(s["lon"])), bool(s.get("geonameid"))) for s in placed
    )
    identity = str(about(row).get("id", ""))
    return Gold(doc, toponyms, tuple(span(s, doc.text) for s in named), not fitted_on(identity))


def score(golds: Sequence[Gold], reliability: Reliability) -> Iterator[Score]:
    """Figures with the names given, of the whole and of the half that nothing was fitted on; then end to end."""
    outcomes = [o for gold in golds for o in _outcomes(gold)]
    unseen = [o for o in outcomes if o.unseen]
    reliability.pairs += [(o.said, o.right) for o in unseen if o.away is not None]
    yield from _figures(outcomes, "")
    yield from _figures(unseen, UNSEEN)
    yield from _end_to_end(golds)


def _outcomes(gold: Gold) -> Iterator[Outcome]:
    answers = resolved(gold.document, [t.span for t in gold.toponyms])
    by_start = {s.start: a for s, a in answers.items()}
    for toponym in gold.toponyms:
        yield outcome(by_start.get(toponym.span.start), toponym, unseen=gold.unseen)


def outcome(answer: Answer | None, toponym: Toponym, *, unseen: bool = True) -> Outcome:
    """What an answer is worth against the gold."""
    if answer is None or answer.ranked is None:
        return Outcome(None, None, 0.0, False, False, toponym.linked, unseen)
    best, said = answer.ranked.entries[0]
    away = distance_km(best.point, toponym.point)
    right = away <= WITHIN_KM or (best.kind in ("country", "region") and away <= best.radius_km)
    least = min(distance_km(e.point, toponym.point) for e in answer.mention.entries)
    return Outcome(away, least, said, answer.ranked.sure, right, toponym.linked, unseen)


def _figures(outcomes: Sequence[Outcome], name: str) -> Iterator[Score]:
    n = len(outcomes)
    away = [o.away for o in outcomes if o.away is not None]
    if not away:
        return
    near = sum(a <= WITHIN_KM for a in away)
    linked = [o for o in outcomes if o.linked]
    reachable = sum(o.best is not None and o.best <= WITHIN_KM for o in outcomes)
    yield Score(f"{name}accuracy@161 km", share(near, n), n)
    if 0 < len(linked) < n:
        good = sum(o.away is not None and o.away <= WITHIN_KM for o in linked)
        yield Score(f"{name}accuracy@161 km, with GeoNames id", share(good, len(linked)), len(linked))
    yield Score(f"{name}accuracy@161 km of those answered", share(near, len(away)), len(away))
    yield Score(f"{name}ceiling: right place in gazetteer", share(reachable, n), n)
    yield Score(f"{name}accuracy@161 km of the ceiling", share(near, reachable), reachable)
    yield Score(f"{name}mean error of those answered", fmean(away), len(away), "km", fewer=True)
    yield Score(f"{name}median error of those answered", median(away), len(away), "km", fewer=True)
    yield Score(f"{name}sure", share(sum(o.sure for o in outcomes), n), n)
    yield Score(f"{name}wrong and sure", share(sum(o.sure and not o.right for o in outcomes), n), n, fewer=True)
    said = Reliability([(o.said, o.right) for o in outcomes if o.away is not None])
    yield Score(f"{name}expected calibration error", said.error(), len(away), fewer=True)


def _end_to_end(golds: Sequence[Gold]) -> Iterator[Score]:
    """Names found without help: exactly, or overlapping; and found and placed within 161 km, of all with a point."""
    exact = overlapping = given = wanted = right = placed = 0
    for gold in golds:
        answers = found(gold.document)
        given, wanted, placed = given + len(answers), wanted + len(gold.named), placed + len(gold.toponyms)
        exact += len(set(gold.named) & set(answers))
        pairs = {n: next((s for s in answers if s.overlaps(n)), None) for n in gold.named}
        overlapping += len({s for s in pairs.values() if s})
        for toponym in gold.toponyms:
            own = pairs.get(toponym.span)
            away = outcome(answers[own], toponym).away if own else None
            right += away is not None and away <= WITHIN_KM
    if wanted:
        yield from prf("toponym exact", exact, given, wanted)
        yield from prf("toponym overlapping", overlapping, given, wanted)
        yield Score("found and within 161 km", share(right, placed), placed)
