"""The words that annotations may use, and the intervals of words of likelihood. Standard library only.

They are read from the files of the package beside the corpus, so that nothing is written down twice.
"""

from __future__ import annotations

import csv
import json
import re
from functools import cache

from ann_format import HERE

_PACKAGE = HERE.parent / "src" / "fogline"
Interval = tuple[float | None, float | None]


@cache
def vocabulary() -> dict[str, tuple[str, ...]]:
    """The words of the contract: kinds, events, forms and roles of places."""
    found = json.loads((_PACKAGE / "contract.schema.json").read_text(encoding="utf-8"))["$defs"]
    claim = found["claim"]["properties"]
    return {
        "kind": tuple(claim["kind"]["enum"]),
        "event": tuple(claim["event"]["enum"]),
        "form": tuple(found["attribution"]["properties"]["form"]["enum"]),
        "role": tuple(found["place"]["properties"]["role"]["enum"]),
        "denied": ("yes", "no"),
    }


@cache
def scales() -> dict[str, dict[str, Interval]]:
    """Words of likelihood, in small letters, with their interval on each scale."""
    known: dict[str, dict[str, Interval]] = {}
    with (_PACKAGE / "vocabulary" / "scales.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t"):
            low, high = (float(row[k]) if row[k] else None for k in ("low", "high"))
            known.setdefault(row["phrase"].casefold(), {}).setdefault(row["scale"], (low, high))
    return known


def interval(words: str, wanted: str) -> tuple[str | None, Interval]:
    """The scale and the bounds of words of likelihood: on the scale wanted, else from surveys, else on any scale."""
    plain = re.sub(r"^(an?|the) ", "", words.casefold())
    known = scales().get(plain) or {}
    scale = next((s for s in (wanted, "survey", *known) if s in known), None)
    return (scale, known[scale]) if scale else (None, (None, None))
