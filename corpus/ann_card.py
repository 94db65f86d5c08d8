"""The tables of the data card, and those of the agreement, as Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from ann_format import GENRES

Row = dict[str, Any]


def card(rows: dict[str, list[Row]]) -> str:
    """What is in the corpus: by split, by war and genre, and what is hard in it."""
    every = [r for split in rows.values() for r in split]
    sizes = [_size(split, some) for split, some in rows.items()] + [_size("all", every)]
    wars = Counter(r["document"]["war"] for r in every)
    grid = [[war, *(_cell(every, war, g) for g in GENRES), _cell(every, war, None)] for war, _ in wars.most_common()]
    grid.append(["all", *(_cell(every, None, g) for g in GENRES), _cell(every, None, None)])
    claims = [c for r in every for c in r["claims"]]
    tests = [c for r in rows["test"] for c in r["claims"]]
    return "\n\n".join(
        [
            table(["split", "documents", "words", "claims", "claims a document"], sizes),
            "Documents and, after the stroke, claims by war and genre:",
            table(["war", *GENRES, "all"], grid),
            "What the claims hold:",
            table(["", "claims", "share", "in test"], _features(claims, tests)),
            "Kinds: " + _counts(c["kind"] for c in claims) + ".",
            "Events: " + _counts(c["event"] for c in claims) + ".",
        ]
    )


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def percent(share: float | None) -> str:
    """A share in per cent with one decimal."""
    return "–" if share is None else f"{100 * share:.1f}"


def _size(name: str, rows: Sequence[Row]) -> list[object]:
    words = sum(len(r["document"]["text"].split()) for r in rows)
    claims = sum(len(r["claims"]) for r in rows)
    return [name, len(rows), f"{words:,}", f"{claims:,}", f"{claims / len(rows):.1f}" if rows else "–"]


def _cell(rows: Sequence[Row], war: str | None, genre: str | None) -> str:
    some = [r for r in rows if r["document"]["war"] == (war or r["document"]["war"])]
    some = [r for r in some if r["document"]["genre"] == (genre or r["document"]["genre"])]
    return f"{len(some)} / {sum(len(r['claims']) for r in some)}" if some else "–"


def _features(claims: Sequence[Row], tests: Sequence[Row]) -> list[list[object]]:
    features = {
        "said by somebody in the text": lambda c: bool(c["said_by"]),
        "a chain of two or more": lambda c: any(s["level"] for s in c["said_by"]),
        "joint speakers": lambda c: len({s["level"] for s in c["said_by"]}) < len(c["said_by"]),
        "a speaker carried from another sentence": lambda c: any(s["start"] is None for s in c["said_by"]),
        "quoted in whole or part": lambda c: bool(c["attribution"]) and c["attribution"]["form"] != "indirect",
        "denied": lambda c: c["denied"],
        "with words of likelihood": lambda c: bool(c["certainty"]),
        "conditional": lambda c: c["kind"] == "conditional",
        "forecast": lambda c: c["kind"] == "forecast",
        "with a place": lambda c: bool(c["where"]),
        "with a time": lambda c: bool(c["when"]),
        "with a number": lambda c: bool(c["quantities"]),
    }
    out: list[list[object]] = []
    for name, has in features.items():
        n = sum(map(has, claims))
        out.append([name, n, f"{percent(n / len(claims) if claims else None)} %", sum(map(has, tests))])
    return out


def _counts(values: Iterable[str]) -> str:
    return ", ".join(f"{value} {n}" for value, n in sorted(Counter(values).items(), key=lambda x: (-x[1], x[0])))
