"""The audit of one report: every finding about every claim."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fogline.checking.calendar import calendar
from fogline.checking.geography import geography
from fogline.checking.material import Atlas, Library, Shelf
from fogline.checking.relay import relay
from fogline.checking.sums import sums
from fogline.model import Claim, Document, Finding
from fogline.text import shape

# What an audit of this version does not look at; shown with every result, so that silence is not taken for praise.
NOT_CHECKED = (
    "words in quotation marks against the source's, letter by letter",
    "headline against text, and one paragraph against another",
    "background and forecasts against what the ledger knew or what came later",
    "who acts, scope and what the source said besides",
)


def check(document: Document, claims: Sequence[Claim], library: Library, atlas: Atlas) -> tuple[Finding, ...]:
    """Findings about a report's claims in the order of its text.

    ``library`` holds the reports that may be evidence, never the checked one or its copies. Every claim with a
    source has exactly one ``relay`` finding, ``faithful`` included; other kinds are given only where something is
    wrong.
    """
    order = {c.id: c.quote.start for c in claims}
    found = _findings(document, claims, library, atlas)
    unique = dict.fromkeys(found)
    return tuple(sorted(unique, key=lambda f: (order[f.claim], f.claim, _KINDS.index(f.kind), f.text)))


def wanted(document: Document, claims: Sequence[Claim], library: Library) -> frozenset[str]:
    """The ids of the library's reports that a claim would be held against: their claims alone need to be there."""
    shelf = Shelf(library)
    holders = {h for c in claims for level in shelf.holders(c) for h in level}
    return frozenset(d.id for h in holders for d in shelf.primaries(h, document))


_KINDS = ("relay", "geography", "time", "itself")


def _findings(document: Document, claims: Sequence[Claim], library: Library, atlas: Atlas) -> Iterator[Finding]:
    cut, shelf = shape(document), Shelf(library)
    for claim in claims:
        if judged := relay(claim, document, cut, shelf):
            yield judged
        yield from geography(claim, document, atlas)
    yield from calendar(document, cut, claims)
    yield from sums(document, cut, claims)
