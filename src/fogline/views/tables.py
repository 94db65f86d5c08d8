"""Tables for the terminal: plain rows first, drawn with rich only at the end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich import box
from rich.table import Table as RichTable
from rich.text import Text

from fogline.model import Claim, Document, Reading, Snapshot
from fogline.views.facts import (
    ambiguity,
    certainty_words,
    day_words,
    event_heading,
    independent_origins,
    inferred,
    levels,
    origin_name,
    place_words,
    publisher,
    when_words,
)
from fogline.views.render import clean


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of plain text under named columns; ``note`` says what a reader must know besides, or why it is empty."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


def claims_table(of: Reading | Snapshot) -> Table:
    """The claims of one reading, or of a snapshot: who says, what, how surely, where, when, the words."""
    snapshot = _as_snapshot(of) if isinstance(of, Reading) else of
    many = len(snapshot.documents) > 1
    rows = tuple(_claim_row(c, snapshot, many) for c in snapshot.claims)
    columns = (*(("report",) if many else ()), "said by", "event", "certainty", "where", "when", "words")
    title = _title(next(iter(snapshot.documents.values()))) if len(snapshot.documents) == 1 else "Claims"
    note = "" if rows else "No claims were found."
    if isinstance(of, Reading) and of.warnings:
        note = " ".join((note, *of.warnings)).strip()
    return Table(title, columns, rows, note)


def place_table(snapshot: Snapshot, name: str) -> Table:
    """What the snapshot's claims say about a place, a row a day and event: the snapshot is already of that place."""
    filed: dict[tuple[str, str], list[Claim]] = {}
    for c in snapshot.claims:
        filed.setdefault((_day(c, snapshot), c.event), []).append(c)
    rows = tuple(
        (
            day_words(day) if day else "no date",
            event_heading(event),
            _stances(claims),
            str(len({c.document for c in claims})),
            str(len(found := independent_origins(claims, snapshot))),
            ", ".join(found.values()),
            f"“{clean(claims[0].quote.text)}”",
        )
        for (day, event), claims in sorted(filed.items())
    )
    note = "" if rows else f"Nothing in the ledger is about a place called {name}."
    unclear = {words for c in snapshot.claims for p in c.where if (words := ambiguity(p))}
    return Table(
        f"Claimed about {name}",
        ("day", "event", "stance", "reports", "origins", "who", "first words"),
        rows,
        " ".join((note, *(f"Some claims name {u}." for u in sorted(unclear)))).strip(),
    )


def source_table(snapshot: Snapshot, name: str | None = None) -> Table:
    """The record so far of every source, or of ``name`` (id, name or alias), a row each.

    ``reports`` it published, ``claims`` whose chain ends with it, ``relayed by`` how many other publishers,
    ``contradicted`` claims, ``forecasts`` that it made (all open until they are resolved).
    """
    ended: dict[str, list[Claim]] = {}
    for c in snapshot.claims:
        ended.setdefault(origin_name(c, snapshot), []).append(c)
    published: dict[str, int] = {}
    for d in snapshot.documents.values():
        who = _registered(publisher(d), snapshot)
        published[who] = published.get(who, 0) + 1
    wanted = _registered(name, snapshot).casefold() if name else None
    disputed = {i for k in snapshot.links if k.relation == "contradicts" for i in (k.a, k.b)}
    rows = tuple(
        _source_row(who, ended.get(who, []), published.get(who, 0), snapshot, disputed)
        for who in sorted(ended.keys() | published.keys(), key=lambda w: (-len(ended.get(w, [])), w.casefold()))
        if wanted in (None, who.casefold())
    )
    columns = ("source", "reports", "claims", "events", "relayed by", "contradicted", "forecasts open")
    note = "" if rows else f"The ledger has nothing by {name or 'any source'}."
    return Table("Sources" if name is None else f"Record of {name}", columns, rows, note)


def rich_table(table: Table) -> RichTable:
    """The table for a terminal; words from outside are plain text there, never markup."""
    drawn = RichTable(
        title=Text(clean(table.title)), caption=Text(clean(table.note)) if table.note else None, box=box.SIMPLE_HEAD,
        title_justify="left", caption_justify="left", show_lines=False,
    )  # fmt: skip
    for column in table.columns:
        drawn.add_column(Text(column), overflow="fold", ratio=3 if "words" in column else 1)
    for row in table.rows:
        drawn.add_row(*(Text(clean(cell)) for cell in row))
    return drawn


def _claim_row(claim: Claim, snapshot: Snapshot, many: bool) -> tuple[str, ...]:
    document = snapshot.documents[claim.document]
    chain = " › ".join(levels(claim, snapshot)) or "the report itself"
    places = [place_words(p) + (" ?" if ambiguity(p) else "") for p in claim.where]
    return (
        *((f"{publisher(document)}, {document.day or 'no date'}",) if many else ()),
        chain + (" (inferred)" if inferred(claim) else ""),
        f"{claim.event}{' (denied)' if claim.denied else ''} · {claim.kind}",
        certainty_words(claim.certainty) if claim.certainty else "",
        "; ".join(dict.fromkeys(places)),
        when_words(claim.when) or "",
        claim.quote.text,
    )


def _source_row(
    who: str, claims: Sequence[Claim], reports: int, snapshot: Snapshot, disputed: Iterable[str]
) -> tuple[str, ...]:
    relays = {p for c in claims if _registered(p := publisher(snapshot.documents[c.document]), snapshot) != who}
    events: dict[str, int] = {}
    for c in claims:
        events[c.event] = events.get(c.event, 0) + 1
    top = sorted(events.items(), key=lambda e: (-e[1], e[0]))[:3]
    return (
        who,
        str(reports),
        str(len(claims)),
        ", ".join(f"{event} {n}" for event, n in top),
        str(len(relays)),
        str(sum(c.id in disputed for c in claims)),
        str(sum(c.kind == "forecast" for c in claims)),
    )


def _registered(name: str, snapshot: Snapshot) -> str:
    """A source's registered name for any of its names."""
    folded = name.casefold()
    for s in snapshot.sources.values():
        if folded in (s.id.casefold(), s.name.casefold(), *(a.casefold() for a in s.aliases)):
            return s.name
    return name


def _stances(claims: Sequence[Claim]) -> str:
    kinds = {"denied" if c.denied else "foretold" if c.kind == "forecast" else "claimed" for c in claims}
    return ", ".join(sorted(kinds))


def _day(claim: Claim, snapshot: Snapshot) -> str:
    if claim.when and claim.when.earliest:
        return claim.when.earliest[:10]
    return snapshot.documents[claim.document].day or ""


def _title(document: Document) -> str:
    dated = f", {day_words(document.day)}" if document.day else ", no date"
    return f"{document.title or 'Claims'} ({publisher(document) if document.source else 'source not known'}{dated})"


def _as_snapshot(reading: Reading) -> Snapshot:
    return Snapshot({reading.document.id: reading.document}, reading.claims)
