"""One report against its sources: what it claims, what the ledger has of those it names, and the checks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from fogline import checking, linking
from fogline.flow.asking import sources
from fogline.flow.reading import gazetteer, read_one
from fogline.ledger import Ledger
from fogline.model import Claim, Document, Finding, Query, Reading, Source
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
    looked at, with the claims that it holds of them: nothing is read again.
    """
    reading = read_one(document)
    library, notes = _library(document, ledger, against)
    findings = checking.check(document, reading.claims, library, gazetteer())
    notes += _open_ends(reading, library)
    return Audit(reading, findings, tuple(notes))


def _library(document: Document, ledger: Path, against: Sequence[Document]) -> tuple[checking.Library, list[str]]:
    held, claims, registry, notes = _held(document, ledger)
    for given in against:
        held[given.id] = given
        reading = read_one(given)
        claims[given.id] = reading.claims
        notes += [f"{_name(given)}: {w}" for w in reading.warnings]
    kept = _without_copies(document, held)
    notes += [
        f"{_name(g)} is the checked report or a copy of it, and no evidence for it" for g in against if g.id not in kept
    ]
    given_ids = frozenset(g.id for g in against) & kept.keys()
    return checking.Library(kept, {i: claims[i] for i in kept}, registry, given_ids), notes


def _held(
    document: Document, path: Path
) -> tuple[dict[str, Document], dict[str, Sequence[Claim]], dict[str, Source], list[str]]:
    """The ledger's reports of the days in question, with their claims; a note where there is no ledger or no day."""
    if not path.exists():
        return {}, {}, known_sources(), [f"there is no ledger at {path}: only the map, the calendar and --against"]
    with Ledger.open(path, create=False, readonly=True) as ledger:
        registry = sources(ledger)
        if not document.day:
            note = "the report has no date, so no source's report of that day can be found: name it with --published"
            return {}, {}, registry, [note]
        last = date.fromisoformat(document.day)
        first = last - timedelta(days=checking.PRIMARY_DAYS)
        near = Query(since=first.isoformat(), until=last.isoformat())
        held = {d.id: d for d in ledger.documents(near)}
        claims: dict[str, Sequence[Claim]] = {i: tuple(ledger.claims(Query(document=i))) for i in held}
    notes = [] if held else [f"the ledger {path} has no report from {first} to {last}"]
    return held, claims, registry, notes


def _without_copies(document: Document, held: dict[str, Document]) -> dict[str, Document]:
    """The reports that are not the checked one, a version of it, or its words under the same name or none.

    A near copy that a named source published itself stays: the article reprints it, and it is the primary.
    """
    others = {i: d for i, d in held.items() if i != document.id and not (d.url and d.url == document.url)}
    first = linking.copies({**others, document.id: document})
    return {
        i: d for i, d in others.items() if first[i] != first[document.id] or (d.source and d.source != document.source)
    }


def _open_ends(reading: Reading, library: checking.Library) -> list[str]:
    notes = []
    if not reading.claims and not reading.warnings:
        notes.append("the report has no claims that Fogline could read: nothing to check")
    if reading.claims and not any(c.said_by for c in reading.claims):
        notes.append("the report names no source for any claim: there is nothing to hold against a primary")
    if not reading.document.day and not library.documents:
        notes.append("without a date, weekdays and deadlines without a year are not checked")
    return notes


def _name(document: Document) -> str:
    return document.title or document.url or document.source or document.id
