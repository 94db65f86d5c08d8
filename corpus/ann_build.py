"""The built files: one object a line for each report of a split, in the shape that the contract describes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import ann_claims
from ann_format import HERE, Block, Fault, Report, read_blocks, read_report, splits

Row = dict[str, Any]
SPLITS = ("train", "dev", "test")


def names(folder: Path = HERE) -> list[str]:
    """The reports that are there, in the order of the list of splits."""
    there = {p.stem for p in (folder / "reports").glob("*.txt")}
    listed = [name for name in splits() if name in there]
    return listed + sorted(there - set(listed))


def row(name: str, faults: list[Fault], annotations: Path | None = None) -> Row:
    """A report with its claims; what is wrong in either is added to ``faults``."""
    report = read_report(HERE / "reports" / f"{name}.txt", faults)
    path = annotations or HERE / "annotations" / f"{name}.ann"
    shown = f"{path.parent.name}/{path.name}"
    blocks: list[Block] = []
    if path.exists():
        blocks = read_blocks(path, faults)
    else:
        faults.append(Fault(shown, 0, "no annotations", "write them; an empty file where there is no claim"))
    found = ann_claims.claims(name, report.text, blocks, shown, faults)
    faults += _own_voice(report, found, shown)
    return {"document": document(report), "claims": found}


def document(report: Report) -> Row:
    """A report as the contract writes a document, with its genre, its war and the note on what it is."""
    header = report.header
    title = header.get("title", "-")
    return {
        "id": report.id,
        "url": None,
        "source": header.get("source"),
        "title": None if title == "-" else title,
        "published": header.get("published"),
        "language": "en",
        "text": report.text,
        "headings": [ann_claims.span(h) for h in report.headings],
        "genre": header.get("genre"),
        "war": header.get("war"),
        "note": header.get("note"),
    }


def built(faults: list[Fault]) -> dict[str, list[Row]]:
    """All reports with their claims, by split."""
    rows: dict[str, list[Row]] = {split: [] for split in SPLITS}
    for name in names():
        split = splits().get(name)
        if split is None:
            faults.append(Fault(f"reports/{name}.txt", 1, "not in splits.tsv", "use one of the names listed there"))
        else:
            rows[split].append(row(name, faults))
    return rows


def lines(rows: Iterable[Row]) -> str:
    """Objects one a line, spelled the same way each time."""
    return "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows)


def _own_voice(report: Report, found: Sequence[Row], file: str) -> Iterable[Fault]:
    publisher = report.header.get("source", "").casefold().removeprefix("the ")
    for claim in found:
        if any(h["name"].casefold() == publisher for h in claim["said_by"]):
            fault = f"the publisher is a holder of {claim['quote']['text'][:40]!r}"
            yield Fault(file, 1, fault, "leave it out of the chain", warning=True)
