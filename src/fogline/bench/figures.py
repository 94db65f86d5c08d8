"""What a bench measures: one figure a row, and the arithmetic of precision and recall."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

PERCENT = "%"


@dataclass(frozen=True, slots=True)
class Score:
    """One figure of one corpus: ``value`` in ``unit`` over ``n`` things of the gold.

    ``fewer``: less is better (a share of errors). ``group``: a part of the corpus ("genre: agency story"), empty for
    the whole. ``baseline``: what something else reaches on the same gold in the same run, in words.
    """

    metric: str
    value: float
    n: int
    unit: str = PERCENT
    fewer: bool = False
    group: str = ""
    baseline: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A score with the corpus that it was measured on.

    ``corpus`` is the file's name without its suffix, to tell rows apart; ``kind`` is what the gold was recognised as,
    ``gold`` the first eight hex digits of the SHA-256 of the gold. ``published``: figures of others, or a baseline.
    ``date``: the day of the measurement, ISO.
    """

    corpus: str
    task: str
    score: Score
    kind: str
    gold: str
    published: str
    date: str

    @property
    def name(self) -> str:
        """The name under which a floor is kept for this figure on any corpus of its kind."""
        return f"{self.kind}/{self.score.metric}"

    @property
    def names(self) -> tuple[str, str]:
        """The names of its floors: that for this gold alone, then that for its kind."""
        return f"{self.kind}#{self.gold}/{self.score.metric}", self.name


def share(part: int, whole: int) -> float:
    """Per cent; 0 of nothing."""
    return 100 * part / whole if whole else 0.0


def f1(right: int, given: int, wanted: int) -> float:
    """F1 in per cent of ``right`` answers among those ``given`` and those ``wanted``."""
    return share(2 * right, given + wanted)


def prf(name: str, right: int, given: int, wanted: int, group: str = "") -> Iterable[Score]:
    """Precision, recall and F1 under one name; ``n`` is what the gold wants (for precision, what was given)."""
    yield Score(f"{name} P", share(right, given), given, group=group)
    yield Score(f"{name} R", share(right, wanted), wanted, group=group)
    yield Score(f"{name} F1", f1(right, given, wanted), wanted, group=group)
