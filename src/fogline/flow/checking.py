"""One report against its sources: what it claims, what the ledger has of those it names, and the checks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from fogline import checking, linking
from fogline.flow.asking import sources
from fogline.flow.reading import gazetteer, read_one
from fogline.ledger import Ledger
from fogline.model import Claim, Document, Finding, Query, Reading
from fogline.reading.lexicon import sources as known_sources


@dataclass(frozen=True, slots=True)
class Audit:
    """A report's reading with its findings; ``notes`` say what could not be checked and why.

    ``not_checked`` is what this version never looks at.
    """

    reading: Reading
    findings: tuple[Finding, ...]
    notes: tuple[str, ...]
    not_checked: tuple[str, ...] = checking.NOT_CHECKED


def audit(document: Document, ledger: Path, against: Sequence[Document] = ()) -> Audit:
    """Read a report and check it against the ledger at ``ledger`` (which may be absent) and reports given on the spot.

    The given ones are read and not kept. Of the ledger only the reports of the article's day and the two before are
    looked at, and of those only the claims of a named source's: nothing is read again.
    """
    reading = read_one(document)
    given = {g.id: read_one(g) for g in against}
    notes = [f"{_name(r.document)}: {w}" for r in given.values() for w in r.warnings]
    with _opened(ledger) as held:
        known = sources(held) if held else known_sources()
        reports, told = _reports(document, held, ledger)
        kept = _without_copies(document, {**reports, **{g.id: g for g in against}})
        library = checking.Library(kept, {}, known, frozenset(given) & kept.keys())
        needed = checking.wanted(document, reading.claims, library)
        claims = {i: given[i].claims if i in given else _claims(held, i) for i in sorted(needed)}
    notes += [*told, *(_no_evidence(g) for g in against if g.id not in kept)]
    notes += [_unnamed(g) for g in against if g.id in kept and g.id not in needed]
    findings = checking.check(document, reading.claims, replace(library, claims=claims), gazetteer())
    return Audit(reading, findings, (*notes, *_open_ends(reading)))


@contextmanager
def _opened(path: Path) -> Iterator[Ledger | None]:
    """The ledger for reading only, None where there is none."""
    if not path.exists():
        yield None
        return
    with Ledger.open(path, create=False, readonly=True) as ledger:
        yield ledger


def _claims(ledger: Ledger | None, document: str) -> tuple[Claim, ...]:
    return tuple(ledger.claims(Query(document=document))) if ledger else ()


def _reports(document: Document, ledger: Ledger | None, path: Path) -> tuple[dict[str, Document], list[str]]:
    """The ledger's reports of the days in question; a note where there is no ledger, no day or none of them."""
    if ledger is None:
        return {}, [f"there is no ledger at {path}: only the map, the calendar and --against"]
    if not document.day:
        return {}, ["the report has no date, so no source's report of that day can be found: name it with --published"]
    last = date.fromisoformat(document.day)
    first = last - timedelta(days=checking.PRIMARY_DAYS)
    found = {d.id: d for d in ledger.documents(Query(since=first.isoformat(), until=last.isoformat()))}
    return found, ([] if found else [f"the ledger {path} has no report from {first} to {last}"])


def _without_copies(document: Document, held: dict[str, Document]) -> dict[str, Document]:
    """The reports that are not the checked one, a version of it, or its words under the same name or none.

    A near copy that a named source published itself stays: the article reprints it, and it is the primary.
    """
    others = {i: d for i, d in held.items() if i != document.id and not (d.url and d.url == document.url)}
    first = linking.copies({**others, document.id: document})
    return {
        i: d for i, d in others.items() if first[i] != first[document.id] or (d.source and d.source != document.source)
    }


def _open_ends(reading: Reading) -> list[str]:
    """What could not be checked for want of claims, of sources or of a date."""
    notes = []
    if not reading.claims and not reading.warnings:
        notes.append("the report has no claims that Fogline could read: nothing to check")
    if reading.claims and not any(c.said_by for c in reading.claims):
        notes.append("the report names no source for any claim: there is nothing to hold against a primary")
    if reading.claims and not reading.document.day:
        notes.append("without a date, weekdays without a year and deadlines are not checked: name it with --published")
    return notes


def _no_evidence(given: Document) -> str:
    return f"{_name(given)} is the checked report or a copy of it, and no evidence for it"


def _unnamed(given: Document) -> str:
    return f"{_name(given)} was not used: no claim names {given.source or 'a source'}, or it appeared after the report"


def _name(document: Document) -> str:
    return document.title or document.url or document.source or document.id
