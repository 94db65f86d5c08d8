"""Checks the corpus as it is written, builds its files, and measures the agreement of its annotators.

``python3 corpus/build.py check`` needs Python 3.11 and nothing else.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import ann_claims
from ann_format import HERE, Fault, Report, read_blocks, read_report, splits

Row = dict[str, Any]


def report_with_claims(name: str, faults: list[Fault], folder: Path = HERE) -> tuple[Report, list[Row]]:
    """A report and its claims; what is wrong in either is added to ``faults``."""
    report = read_report(folder / "reports" / f"{name}.txt", faults)
    path = folder / "annotations" / f"{name}.ann"
    if not path.exists():
        faults.append(Fault(f"reports/{name}.txt", 1, "no annotations", f"write annotations/{name}.ann"))
        return report, []
    claims = ann_claims.claims(name, report.text, read_blocks(path, faults), f"annotations/{path.name}", faults)
    publisher = report.header.get("source", "").casefold().removeprefix("the ")
    for claim in claims:
        for holder in claim["said_by"]:
            if holder["name"].casefold() == publisher:
                fault = f"the publisher is a holder of {claim['quote']['text'][:40]!r}"
                faults.append(Fault(f"annotations/{path.name}", 1, fault, "leave the holder out", warning=True))
    return report, claims


def names(folder: Path = HERE) -> list[str]:
    """The reports that are there, in the order of the list of splits."""
    there = {p.stem for p in (folder / "reports").glob("*.txt")}
    listed = [name for name in splits() if name in there]
    return listed + sorted(there - set(listed))


def check(wanted: Sequence[str]) -> int:
    """Print every fault of some reports, or of all, and how many claims each has; 1 where a fault is no mere warning."""
    faults: list[Fault] = []
    total = 0
    for name in wanted or names():
        if not (HERE / "reports" / f"{name}.txt").exists():
            faults.append(Fault(f"reports/{name}.txt", 0, "there is no such report", "check its name"))
            continue
        if name not in splits():
            faults.append(Fault(f"reports/{name}.txt", 1, "not in splits.tsv", "use one of the names listed there"))
        before = len(faults)
        report, claims = report_with_claims(name, faults)
        total += len(claims)
        wrong = sum(not f.warning for f in faults[before:])
        print(f"{name}: {len(claims)} claims, {len(report.text.split())} words, {wrong} faults")
    for fault in sorted(faults, key=lambda f: (f.warning, f.file, f.line)):
        print(fault)
    wrong = sum(not f.warning for f in faults)
    print(f"{total} claims; {wrong} faults, {len(faults) - wrong} warnings")
    return int(wrong > 0)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("check", help="name every fault of the reports and annotations, with its mend")
    one.add_argument("report", nargs="*", help="names of reports; all where none is given")
    given = parser.parse_args(arguments)
    return check(given.report)


if __name__ == "__main__":
    sys.exit(main())
