"""Fit the weights by which a claim without a place of its own is given one told before it.

    python -m training.places.carry corpus/train.jsonl > src/fogline/vocabulary/places_carried.tsv

The project's own corpus says for every claim where it happens, and whether the words stand in the claim. Grounding is
run on the corpus' claims; each time that it asks which place goes on, the places offered and the corpus' answer are
noted. A claim whose place was not offered (a bridge, a plant) is passed over. The places of earlier claims are
those that the weights of the round before chose.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from fogline.bench import place_claims
from fogline.bench.placing import grounded
from fogline.grounding import carrying
from fogline.grounding.carrying import Asking, Scene, Told
from fogline.grounding.names import key
from training.places.fit import Choice, fit

ROUNDS = 4
# By how much "no place" is held back: as many wrong places as the rules that stood here before gave, and fewer missing.
LEAN = 0.5
# The corpus has few headings and few lists of towns; these keep the value that a person gave them.
FIXED = {"heading": 1.5, "rivals": -1.0}
_HEAD = """\
# What each feature of a place told before weighs in telling whether a claim that names none happens there: by how much
# it raises the logarithm of the odds. Features are defined in grounding/carrying.py; those that begin with "none" speak
# for no place. Fitted by training/places/carry.py on the project's own corpus.
feature\tweight"""


class Listener:
    """Stands in for ``carrying.choose``: notes what is asked, and answers by the weights so far."""

    def __init__(self, golds: Sequence[place_claims.Gold]) -> None:
        self.golds, self.choose = golds, carrying.choose
        self.asked: list[tuple[list[dict[str, float]], dict[str, float], list[bool]]] = []
        self._truth: dict[tuple[int, int, str], list[str]] = {}

    def listen(self) -> None:
        """Ground every document once."""
        self.asked.clear()
        for gold in self.golds:
            self._truth = {
                (c.quote.start, c.quote.end, c.event): [key(p.phrase) for p in place_claims.scene(c.where)]
                for c in gold.claims
            }
            grounded(gold.document, [replace(c, where=(), when=None) for c in gold.claims])

    def __call__(self, claim: Asking, told: Sequence[Told], scenes: Sequence[Scene]) -> Told | None:
        """As ``choose``."""
        options = carrying.offered(claim, told)
        if options:
            around = carrying.Around.of(claim, told)
            rows = [carrying.features(claim, group, around, scenes) for group in options]
            none = carrying.no_place(claim, rows, scenes)
            truth = self._truth[claim.start, claim.end, claim.event]
            right = [any(f" {group[-1].name} " in f" {t} " or f" {t} " in f" {group[-1].name} " for t in truth)
                     for group in options]  # fmt: skip
            if any(right) or not truth:
                self.asked.append((rows, none, [*right, not truth]))
        return self.choose(claim, told, scenes)


def _table(asked: Listener, names: list[str]) -> list[Choice]:
    return [
        (np.array([[row.get(n, 0.0) for n in names] for row in (*rows, none)]), np.array(right), 1.0)
        for rows, none, right in asked.asked
    ]


def main(paths: Sequence[str]) -> None:
    """Fit on the corpora at ``paths`` and print the table."""
    lines = [line for path in paths for line in Path(path).read_text(encoding="utf-8").split("\n") if line]
    listener = Listener([place_claims.parse(row) for row in map(json.loads, lines)])
    hook: Any = carrying
    hook.choose = listener
    known = carrying.weights()
    known.update(FIXED)
    names: list[str] = []
    for number in range(ROUNDS):
        listener.listen()
        names = names or [*listener.asked[0][0][0], *listener.asked[0][1]]
        start = np.array([known.get(n, 0.0) for n in names])
        free = np.array([n not in FIXED for n in names])
        w, loss = fit(_table(listener, names), start, free)
        known.clear()
        known.update({n: float(v) for n, v in zip(names, w, strict=True)})  # choose reads this table
        print(f"round {number + 1}: {loss:.4f} a claim of {len(listener.asked)}", file=sys.stderr)
    known["none"] -= LEAN
    print(_HEAD)
    for name in names:
        print(f"{name}\t{known[name]:.3f}")


if __name__ == "__main__":
    main(sys.argv[1:])
