"""An audit for people: the report's words and its source's side by side, on a screen or as Markdown."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from fogline.cli.words import counted, one_line
from fogline.flow.checking import Audit
from fogline.model import Claim, Evidence, Finding

COLUMNS = ("finding", "the report says", "what stands against or beside it")
_COLOURS = {"fault": "red", "doubt": "yellow", "note": "dim"}
_MARKS = re.compile(r"([\\`*_{}\[\]()#+!|<>~]|^-)")


def show_audit(done: Audit) -> None:
    """The audit on stdout: a table as wide as the terminal, or lines of tab-separated cells into a pipe."""
    rows = list(_rows(done))
    if not sys.stdout.isatty():
        for row in (COLUMNS, *(cells for _, cells in rows)):
            print("\t".join(one_line(cell) for cell in row))
        return
    drawn = Table(title=Text(_headline(done)), title_justify="left", box=box.SIMPLE_HEAD, show_lines=True)
    for column, ratio in zip(COLUMNS, (2, 3, 5), strict=True):
        drawn.add_column(Text(column), overflow="fold", ratio=ratio)
    for severity, (head, *cells) in rows:
        drawn.add_row(Text(one_line(head), style=_COLOURS[severity]), *(Text(one_line(c)) for c in cells))
    Console(highlight=False).print(drawn)


def markdown(done: Audit) -> str:
    """The audit as Markdown; words from outside are escaped."""
    lines = [f"# {_escaped(_headline(done))}", ""]
    claims = {c.id: c for c in done.reading.claims}
    for finding in done.findings:
        claim = claims[finding.claim]
        lines += [f"## {_verdict(finding)}", "", f"> {_escaped(claim.quote.text)}", ""]
        lines += [_escaped(f"{_said(claim)}{finding.text}"), ""]
        for proof in _beside(finding, done):
            lines += [f"> {_escaped(proof.quote.text)}", ">", f"> {_escaped(_credit(proof))}", ""]
    if not done.findings:
        lines += ["No findings.", ""]
    return "\n".join([*lines, _escaped(not_checked(done))])


def not_checked(done: Audit) -> str:
    """What this version does not look at, in one sentence."""
    return f"not checked by this version: {'; '.join(done.not_checked)}"


def _rows(done: Audit) -> Iterator[tuple[str, tuple[str, str, str]]]:
    """A row a finding, and the claims without one at the end of their place in the text."""
    by_claim: dict[str, list[Finding]] = {}
    for finding in done.findings:
        by_claim.setdefault(finding.claim, []).append(finding)
    for claim in done.reading.claims:
        for finding in by_claim.get(claim.id, ()):
            proof = " / ".join(f"“{e.quote.text}” ({_credit(e)})" for e in _beside(finding, done))
            yield finding.severity, (_verdict(finding), _said(claim) + claim.quote.text, f"{finding.text} {proof}")
        if claim.id not in by_claim:
            yield "note", ("no finding", claim.quote.text, "")


def _beside(finding: Finding, done: Audit) -> list[Evidence]:
    """The evidence from other reports: the checked one's own words stand in the row already."""
    return [e for e in finding.evidence if e.document != done.reading.document.id]


def _headline(done: Audit) -> str:
    document = done.reading.document
    name = document.title or document.source or "This report"
    found = {s: sum(f.severity == s for f in done.findings) for s in ("fault", "doubt")}
    counts = ", ".join(counted(n, s) for s, n in found.items())
    return f"{name}: {counted(len(done.reading.claims), 'claim')}, {counts}"


def _verdict(finding: Finding) -> str:
    slot = f" ({finding.slot})" if finding.slot else ""
    sure = "" if finding.verdict == "not checkable" else f", {finding.confidence:.0%} sure"
    return f"{finding.severity}: {finding.kind} {finding.verdict}{slot}{sure}"


def _said(claim: Claim) -> str:
    """The chain of speakers, outermost first; those of one level speak together."""
    levels: dict[int, list[str]] = {}
    for s in claim.said_by:
        levels.setdefault(s.level, []).append(s.name)
    names = " › ".join(" and ".join(levels[level]) for level in sorted(levels))
    return f"{names}: " if names else ""


def _credit(proof: Evidence) -> str:
    parts = (proof.source or "a report without a name", (proof.published or "no date")[:10], proof.url)
    return ", ".join(p for p in parts if p)


def _escaped(text: str) -> str:
    return _MARKS.sub(r"\\\1", one_line(text))
