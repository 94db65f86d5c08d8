"""What the ledger knows, asked by name: a source under all its names, claims with their origins."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from fogline import linking
from fogline.ledger import Ledger
from fogline.model import Claim, FoglineError, Query, Snapshot, Source
from fogline.reading.lexicon import sources as known_sources
from fogline.reading.sub_events import finer


@contextmanager
def asked(path: Path) -> Iterator[Ledger]:
    """The ledger at ``path``, for reading only; FoglineError that says how to make one where there is none."""
    if not path.exists():
        raise FoglineError(
            f"there is no ledger at {path} yet",
            "put reports into one with `fogline add FILES`, or name another with --ledger",
        )
    with Ledger.open(path, create=False, readonly=True) as ledger:
        yield ledger


def sources(ledger: Ledger) -> dict[str, Source]:
    """The bundled sources and the ledger's own, which override them, by id."""
    return {**known_sources(), **ledger.sources()}


def sub_event(claim: Claim) -> str | None:
    """The ACLED sub-event type that a claim's words tell, None where its event word says as much."""
    return finer(claim.quote.text, claim.event)


def names_of(name: str | None, known: dict[str, Source]) -> tuple[str, ...]:
    """All ids and names of the source that someone called ``name``."""
    if name is None:
        return ()
    asked_for = name.casefold()
    found = [s for s in known.values() if asked_for in (n.casefold() for n in (s.id, s.name, *s.aliases))]
    return tuple(n for s in found for n in (s.id, s.name, *s.aliases))


def snapshot(ledger: Ledger, query: Query) -> Snapshot:
    """What the query asks for, with every source that has a name and the origin of every claim."""
    known = sources(ledger)
    held = ledger.snapshot(query, names=names_of(query.source, known))
    return replace(held, sources=known, origins=linking.origins(held.claims, held.documents, known))


def nothing(ledger: Ledger) -> str:
    """What to tell someone whose question found no claims."""
    if ledger.counts().get("documents", 0):
        return "no claims match; leave a filter out to see more"
    return f"the ledger {ledger.path} holds no reports yet; put some in with `fogline add FILES`"
