"""Links for the documents that no linker of this version has gone over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from fogline import linking
from fogline.flow.asking import sources
from fogline.ledger import Ledger
from fogline.model import Claim, Document, Query

# A relay or a copy appears within days of what it repeats; so far around the new claims' days is looked.
MARGIN_DAYS = 7


def link_unlinked(ledger: Ledger, tell: Callable[[int], None] = lambda _: None) -> int:
    """Link what is not linked yet, in one transaction; how many links that made.

    ``tell`` is given the number of documents before the work begins.
    """
    waiting = list(ledger.unlinked_documents(linking.VERSION))
    if not waiting:
        return 0
    tell(len(waiting))
    fresh = {d.id for d in waiting}
    held = ledger.snapshot(_around(ledger, waiting))
    known = sources(ledger)
    new = [c for c in held.claims if c.document in fresh]
    old = [c for c in held.claims if c.document not in fresh]
    origins = linking.origins(held.claims, held.documents, known)
    links = linking.link(new, held.documents, origins, old, known)
    run = ledger.begin_run("linking", linking.VERSION)
    ledger.add_links(links, run, sorted(fresh))
    ledger.end_run(run)
    return len(links)


def _around(ledger: Ledger, documents: list[Document]) -> Query:
    """All claims whose time comes near that of a claim in ``documents``: nothing farther can be linked to one."""
    claims = (c for d in documents for c in ledger.claims(Query(document=d.id)))
    days = [day for c in claims for day in _days(c)] + [d.day for d in documents if d.day]
    if not days:
        return Query()
    margin = timedelta(days=MARGIN_DAYS)
    first = max(date.fromisoformat(min(days)), date.min + margin)
    last = min(date.fromisoformat(max(days)), date.max - margin)
    return Query(since=(first - margin).isoformat(), until=(last + margin).isoformat())


def _days(claim: Claim) -> list[str]:
    """The closed ends of a claim's time; an open end meets whatever comes, and is found from the other side."""
    when = claim.when
    return [iso[:10] for iso in (when.earliest, when.latest) if iso] if when else []
