"""Places told otherwise than by toponyms in a text: event lists, and names that many places bear.

An event list has one incident a row: a named place, most often with its region and country, and the incident's point,
which need not be the middle of the town. The ceiling is what the best choice among all places of that name reaches.
A list of ambiguous names has one sentence a row, with the point and reach, or the region, that the name means there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fogline.bench.figures import Score, share
from fogline.bench.gold import Row, document, labels
from fogline.bench.placing import Answer, Reliability, found, region, resolved
from fogline.bench.toponyms import Point
from fogline.grounding.gazetteer import Entry
from fogline.grounding.geodesy import distance_km
from fogline.grounding.names import key
from fogline.model import Document, Span

NEAR_KM, FAR_KM = (5.0, 20.0), 50.0
COUNTRY_ALONE = "country alone, "


@dataclass(frozen=True, slots=True)
class Incident:
    """A row of an event list: the names of its place from the smallest, what happened, and the point."""

    identity: str
    names: tuple[str, ...]
    text: str
    point: Point


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A name in a sentence: it means what lies within ``radius_km`` of ``point``, or the region or country ``code``;
    neither where the sentence leaves open what it means.
    """

    document: Document
    name: str
    point: Point | None
    radius_km: float
    code: str | None


def incidents_kind(rows: Sequence[Row]) -> str | None:
    """``incidents`` where rows have a place by name and a point, and no spans."""
    placed = [r for r in rows if r.get("place") and isinstance(r.get("lat"), float) and isinstance(r.get("lon"), float)]
    return "incidents" if 2 * len(placed) > len(rows) and not labels(rows) else None


def incident(row: Row) -> Incident | None:
    """The gold of one row; None where it names no place."""
    smallest = str(row.get("place") or "").strip()
    if not smallest:
        return None
    larger = [str(row.get(k) or "").strip() for k in ("province", "country")]
    names = (smallest, *(n for n in larger if n))
    return Incident(str(row.get("id", "")), names, str(row.get("text", "")), (float(row["lat"]), float(row["lon"])))


def incidents(golds: Sequence[Incident | None], reliability: Reliability) -> Iterator[Score]:
    """The town of each incident, told with its region and country, and with its country alone."""
    told = [g for g in golds if g]
    yield from _incidents(told, "", reliability)
    yield from _incidents([_without_region(g) for g in told], COUNTRY_ALONE, Reliability())


def _without_region(gold: Incident) -> Incident:
    return Incident(gold.identity, (gold.names[0], *gold.names[2:]), gold.text, gold.point)


def _incidents(golds: Sequence[Incident], name: str, reliability: Reliability) -> Iterator[Score]:
    n = len(golds)
    away: list[float] = []
    least: list[float] = []
    pairs: list[tuple[float, bool]] = []
    wrong = sure = 0
    for gold in golds:
        answer = _named(gold)
        if answer is None or answer.ranked is None:
            continue
        best, said = answer.ranked.entries[0]
        away.append(distance_km(best.point, gold.point))
        least.append(min(distance_km(e.point, gold.point) for e in answer.mention.entries))
        pairs.append((said, away[-1] <= FAR_KM))
        sure += answer.ranked.sure
        wrong += answer.ranked.sure and away[-1] > FAR_KM
    reliability.pairs += pairs
    for limit in NEAR_KM:
        ours, most = sum(a <= limit for a in away), sum(a <= limit for a in least)
        yield Score(f"{name}town within {limit:g} km", share(ours, n), n)
        yield Score(f"{name}ceiling within {limit:g} km", share(most, n), n)
        yield Score(f"{name}within {limit:g} km, of the ceiling", share(ours, most), most)
    yield Score(f"{name}sure", share(sure, n), n)
    yield Score(f"{name}wrong and sure by 50 km", share(wrong, n), n, fewer=True)
    yield Score(f"{name}expected calibration error", Reliability(pairs).error(), len(pairs), fewer=True)


def _named(gold: Incident) -> Answer | None:
    """What the smallest place means in "Place, region, country. What happened"."""
    head = ", ".join(gold.names)
    spans, at = [], 0
    for name in gold.names:
        spans.append(Span(at, at + len(name)))
        at += len(name) + 2
    answers = resolved(Document(gold.identity, f"{head}. {gold.text}"), spans)
    return next((a for s, a in answers.items() if s.start == 0), None)


def ambiguous_kind(rows: Sequence[Row]) -> str | None:
    """``ambiguous`` where rows have a name, a text and what is expected."""
    return "ambiguous" if rows and all({"name", "text", "expected"} <= set(r) for r in rows) else None


def ambiguous(row: Row) -> Ambiguous:
    """The gold of one row. ValueError where the name is not in the text."""
    doc, name = document(row), str(row["name"])
    if key(name) not in key(doc.text):
        raise ValueError(f"{name!r} is not in the text")
    wanted = row["expected"] or {}
    point = (float(wanted["lat"]), float(wanted["lon"])) if wanted.get("lat") is not None else None
    return Ambiguous(doc, name, point, float(wanted.get("radius_km") or NEAR_KM[0]), wanted.get("region"))


def names(golds: Sequence[Ambiguous], reliability: Reliability) -> Iterator[Score]:
    """How many names are taken for the right place, and how many surely for a wrong one."""
    n = len(golds)
    right = open_ = wrong = answered = 0
    pairs = []
    for gold in golds:
        answer = _of_name(gold)
        ranked = answer.ranked if answer else None
        if ranked is None:
            continue
        answered += 1
        is_open = gold.point is None and gold.code is None
        good = not ranked.sure if is_open else means(gold, ranked.best)
        right += good
        open_ += not ranked.sure
        wrong += ranked.sure and not good
        if not is_open:
            pairs.append((ranked.entries[0][1], good))
    reliability.pairs += pairs
    yield Score("ambiguous name right", share(right, n), n)
    yield Score("ambiguous name found", share(answered, n), n)
    yield Score("left open", share(open_, n), n, fewer=True)
    yield Score("wrong and sure", share(wrong, n), n, fewer=True)
    yield Score("expected calibration error", Reliability(pairs).error(), len(pairs), fewer=True)


def means(gold: Ambiguous, best: Entry) -> bool:
    """Whether a place is the one expected: in its reach, or the region or country itself or a place in it."""
    if gold.point is not None:
        return distance_km(best.point, gold.point) <= gold.radius_km
    code = gold.code or ""
    if "-" not in code:
        return best.country == code and (best.kind == "country" or best.id == f"country:{code}")
    inside = region(code)
    return best.id == f"region:{code}" or (inside is not None and (best.country, best.admin1) == inside)


def _of_name(gold: Ambiguous) -> Answer | None:
    """The first mention of the name; a longer one that holds it ("Pavlivka village") counts."""
    wanted = key(gold.name)
    answers = sorted(found(gold.document).items())
    exact = (a for _, a in answers if key(a.mention.text) == wanted)
    return next(exact, None) or next((a for _, a in answers if wanted in key(a.mention.text)), None)
