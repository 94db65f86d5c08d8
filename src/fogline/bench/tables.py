"""The small tables beside this file: tab-separated, with a header; ``#`` starts a comment line."""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of ``name``.tsv by column."""
    text = (resources.files("fogline.bench") / f"{name}.tsv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return tuple(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def published(task: str, kind: str, metric: str) -> str:
    """Figures of others for a metric, as they stand in ``published.tsv``; they are of other splits or conversions."""
    found = [r for r in rows("published") if (r["task"], r["kind"], r["metric"]) == (task, kind, metric)]
    return "; ".join(f"{r['figure']} ({r['who']})" for r in found)
