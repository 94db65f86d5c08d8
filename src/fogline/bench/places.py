"""How well places are told: every corpus of a folder that has places, figure by figure, and how far to believe them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from fogline.bench import place_claims, place_gold, reading, toponyms
from fogline.bench.figures import Figure, Score
from fogline.bench.placing import Reliability
from fogline.bench.reading import Task, Tell

Scorer = Callable[[Sequence[Any], Reliability], Iterator[Score]]


def tasks(reliability: Reliability) -> tuple[Task, ...]:
    """What is measured; every probability of a place with a known truth goes into ``reliability``."""

    def believed(score: Scorer) -> Callable[[list[Any], str], Iterator[Score]]:
        return lambda golds, _: score(golds, reliability)

    return (
        Task("toponyms", toponyms.kind, toponyms.parse, believed(toponyms.score)),
        Task("incidents", place_gold.incidents_kind, place_gold.incident, believed(place_gold.incidents)),
        Task("ambiguous", place_gold.ambiguous_kind, place_gold.ambiguous, believed(place_gold.names)),
        Task("claim-places", place_claims.kind, place_claims.parse, lambda golds, _: place_claims.score(golds)),
    )


TASKS = tasks(Reliability())


def measure(
    folder: Path, tell: Tell, *, only: str | None = None, limit: int | None = None, today: date,
    reliability: Reliability | None = None,
) -> Iterator[Figure]:  # fmt: skip
    """Every figure of places of every corpus in a folder, as ``reading.measure`` gives those of reading."""
    known = tasks(Reliability() if reliability is None else reliability)
    yield from reading.measure(folder, tell, only=only, limit=limit, today=today, tasks=known, subject="places")


_SIDE, _EDGE = 360, 46


def plot(reliability: Reliability) -> str:
    """A reliability diagram as SVG: what was said against what came true, a disc a bin, as large as it is full."""
    rows = reliability.table()
    whole = len(reliability.pairs)
    size = _SIDE + 2 * _EDGE
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" width="{size}" height="{size}" '
        'font-family="sans-serif" font-size="12">',
        f"<title>Probability of places: expected calibration error {reliability.error():.1f} % of {whole:,}</title>",
        f'<rect width="{size}" height="{size}" fill="#fff"/>',
        f'<rect x="{_EDGE}" y="{_EDGE}" width="{_SIDE}" height="{_SIDE}" fill="none" stroke="#999"/>',
        f'<path d="M{_x(0)} {_y(0)}L{_x(1)} {_y(1)}" stroke="#999" stroke-dasharray="4 4"/>',
    ]
    for tick in (0, 0.25, 0.5, 0.75, 1):
        parts.append(f'<text x="{_x(tick)}" y="{_y(0) + 18}" text-anchor="middle">{tick:g}</text>')
        parts.append(f'<text x="{_EDGE - 6}" y="{_y(tick) + 4}" text-anchor="end">{tick:g}</text>')
    line = " ".join(f"{_x(said)},{_y(true)}" for _, _, said, true in rows)
    parts.append(f'<polyline points="{line}" fill="none" stroke="#1f5a94" stroke-width="2"/>')
    for _, n, said, true in rows:
        radius = round(3 + 12 * (n / whole) ** 0.5, 1)
        parts.append(
            f'<circle cx="{_x(said)}" cy="{_y(true)}" r="{radius}" fill="#1f5a94" fill-opacity=".5">'
            f"<title>{n:,} places: said {said:.2f}, true {true:.2f}</title></circle>"
        )
    middle = size // 2
    parts.append(f'<text x="{middle}" y="{size - 8}" text-anchor="middle">probability given</text>')
    parts.append(
        f'<text x="12" y="{middle}" text-anchor="middle" transform="rotate(-90 12 {middle})">share that is right</text>'
    )
    parts.append(
        f'<text x="{middle}" y="{_EDGE - 14}" text-anchor="middle">expected calibration error '
        f"{reliability.error():.1f} %, {whole:,} places</text></svg>"
    )
    return "\n".join(parts) + "\n"


def _x(share: float) -> float:
    return round(_EDGE + share * _SIDE, 1)


def _y(share: float) -> float:
    return round(_EDGE + (1 - share) * _SIDE, 1)
