"""Which events belong together and which exclude each other: the vocabulary's ``opposites.tsv``."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from fogline import vocabulary


class Opposite(NamedTuple):
    """Two events that cannot both be so; ``sides`` says how their agents must stand: ``other`` or ``same``."""

    sides: str
    words: str


def family(event: str) -> str:
    """The family of an event; an event that the vocabulary does not place is a family of its own."""
    return _families().get(event, event)


def near(a: str, b: str) -> str | None:
    """How the agents must stand when a and b are two words for one happening: same, other, any; None if they are not.

    Equal words ask for the same side, but for a clash, which either side may tell.
    """
    if a == b:
        return "any" if a == "clash" else "same"
    return _near().get(frozenset((a, b)))


def opposite(a: str, b: str) -> Opposite | None:
    """Why a and b exclude each other at one place and time, None where they do not."""
    return _opposites().get(frozenset((a, b)))


@cache
def _families() -> dict[str, str]:
    return {r["a"]: r["b"] for r in _rows("family")}


@cache
def _near() -> dict[frozenset[str], str]:
    return {frozenset((r["a"], r["b"])): r["sides"] or "any" for r in _rows("near")}


@cache
def _opposites() -> dict[frozenset[str], Opposite]:
    return {frozenset((r["a"], r["b"])): Opposite(r["sides"] or "other", r["words"]) for r in _rows("opposite")}


def _rows(relation: str) -> list[dict[str, str]]:
    return [r for r in vocabulary.rows("opposites") if r["relation"] == relation]
