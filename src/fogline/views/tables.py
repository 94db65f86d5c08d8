"""Tables for the terminal: plain rows first, drawn with rich only at the end."""

from __future__ import annotations

from collections import Counter
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
    place_key,
    place_of,
    place_words,
    publisher,
    registered,
    when_words,
)
from fogline.views.render import clean

# Estimates are never counted among what a source claims.
_ASSESSED = ("assessment", "forecast", "conditional")
_EXAMPLES = 5
# Characters: what a name needs, so that 80 columns leave the quote two thirds; a column under it breaks words.
_LEFT = 24
_LEAST = 8


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of plain text under named columns; ``note`` says what a reader must know besides, or why it is empty.

    A terminal is too narrow for many columns of words: where ``main`` names a column, it is drawn wide, with the
    columns of ``left`` in one cell beside it and the others in a line under it. ``upright`` draws a row downwards.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    main: str = ""
    left: tuple[str, ...] = ()
    upright: bool = False


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
    return Table(title, columns, rows, note, "words", ("document", "report", "said by"))


def place_table(snapshot: Snapshot, name: str) -> Table:
    """What the snapshot's claims say about a place, a row a day and event, the newest last.

    Who claims, denies and assesses stand apart. The snapshot is already of that place. A claim without a
    time of its own stands on its day of publication.
    """
    filed: dict[tuple[str, str], list[Claim]] = {}
    for c in snapshot.claims:
        filed.setdefault((_day(c, snapshot), c.event), []).append(c)
    rows = tuple(_place_row(day, event, claims, snapshot) for (day, event), claims in sorted(filed.items()))
    note = "" if rows else f"Nothing in the ledger is about a place called {name}."
    unclear = {words for c in snapshot.claims for p in c.where if p.role != "background" and (words := ambiguity(p))}
    return Table(
        f"Claimed about {name}",
        ("day", "event", "claimed by", "denied by", "assessed by", "reports", "origins", "first words"),
        rows,
        " ".join((note, *(f"Some claims name {u}." for u in sorted(unclear)))).strip(),
        "first words",
        ("day", "event"),
    )


def source_table(snapshot: Snapshot, name: str | None = None) -> Table:
    """The record so far of every source, or of ``name`` (id, name or alias), a row each.

    ``reports`` it published, ``claims`` whose chain ends with it, ``relayed by`` how many other publishers,
    ``contradicted`` claims, ``forecasts`` that it made (all open until they are resolved). One source's record has
    its places and its first and last day besides, and in the note the words of what is contradicted or foretold.
    """
    ended: dict[str, list[Claim]] = {}
    for c in snapshot.claims:
        ended.setdefault(origin_name(c, snapshot), []).append(c)
    published: dict[str, list[Document]] = {}
    for d in snapshot.documents.values():
        published.setdefault(registered(publisher(d), snapshot), []).append(d)
    wanted = registered(name, snapshot).casefold() if name else None
    disputed = {i for k in snapshot.links if k.relation == "contradicts" for i in (k.a, k.b)}
    found = [
        who
        for who in sorted(ended.keys() | published.keys(), key=lambda w: (-len(ended.get(w, [])), w.casefold()))
        if wanted in (None, who.casefold())
    ]
    told = (_source_row(w, ended.get(w, []), published.get(w, []), snapshot, disputed) for w in found)
    columns: tuple[str, ...] = ("source", "reports", "claims", "events", "relayed by", "contradicted", "forecasts open")
    if name:
        columns += ("places", "first", "last")
    rows = tuple(row[: len(columns)] for row in told)
    if not rows:
        note = f"The ledger has nothing by {name or 'any source'}."
    else:
        note = _examples([c for w in found for c in ended.get(w, [])], snapshot, disputed) if name else ""
    title = f"Record of {found[0]}" if name and found else "Sources"
    return Table(title, columns, rows, note, "" if name else "events", ("source",), upright=bool(name))


def rich_table(table: Table) -> RichTable:
    """The table for a terminal; words from outside are plain text there, never markup."""
    caption = Text("\n".join(clean(line) for line in table.note.splitlines())) if table.note else None
    drawn = RichTable(
        title=Text(clean(table.title)), caption=caption, box=box.SIMPLE_HEAD, title_justify="left",
        caption_justify="left", show_lines=bool(table.main),
    )  # fmt: skip
    if table.main:
        _draw_beside(drawn, table)
    elif table.upright:
        _draw_upright(drawn, table)
    else:
        _draw_flat(drawn, table)
    return drawn


def _draw_beside(drawn: RichTable, table: Table) -> None:
    left = [c for c in table.left if c in table.columns]
    drawn.add_column(Text(" / ".join(left)), overflow="fold", max_width=_LEFT)
    drawn.add_column(Text(table.main), overflow="fold", ratio=1)
    for row in table.rows:
        cells = dict(zip(table.columns, map(clean, row), strict=True))
        beside = Text("\n".join(cells[c] for c in left if cells[c]))
        under = [_labelled(c, v) for c, v in cells.items() if v and c not in (*left, table.main)]
        drawn.add_row(beside, Text(cells[table.main]) + Text("\n" + " · ".join(under) if under else "", "dim"))


def _labelled(column: str, cell: str) -> str:
    """A cell that has lost its heading: "claimed by Harbour Post", "2 reports"; others speak for themselves."""
    if column.endswith(" by"):
        return f"{column} {cell}"
    if not cell.isdecimal():
        return cell
    counted, *rest = column.split()
    return " ".join((cell, counted.removesuffix("s") if cell == "1" else counted, *rest))


def _draw_upright(drawn: RichTable, table: Table) -> None:
    drawn.show_header = False
    drawn.add_column(no_wrap=True)
    drawn.add_column(overflow="fold")
    for row in table.rows:
        for column, cell in zip(table.columns, row, strict=True):
            drawn.add_row(Text(column), Text(clean(cell)))


def _draw_flat(drawn: RichTable, table: Table) -> None:
    for number, column in enumerate(table.columns):
        counts = bool(table.rows) and all(row[number].isdecimal() for row in table.rows)
        drawn.add_column(Text(column), overflow="fold", justify="right" if counts else "left", min_width=_LEAST)
    for row in table.rows:
        drawn.add_row(*(Text(clean(cell)) for cell in row))


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


def _place_row(day: str, event: str, claims: Sequence[Claim], snapshot: Snapshot) -> tuple[str, ...]:
    stances: dict[str, list[Claim]] = {"claimed": [], "denied": [], "assessed": []}
    for c in claims:
        stances["assessed" if c.kind in _ASSESSED else "denied" if c.denied else "claimed"].append(c)
    return (
        day_words(day) if day else "no date",
        event_heading(event),
        *(", ".join(independent_origins(found, snapshot).values()) for found in stances.values()),
        str(len({c.document for c in claims})),
        str(len(independent_origins(claims, snapshot))),
        f"“{clean(claims[0].quote.text)}”",
    )


def _source_row(
    who: str, claims: Sequence[Claim], reports: Sequence[Document], snapshot: Snapshot, disputed: Iterable[str]
) -> tuple[str, ...]:
    carriers = [snapshot.documents[c.document] for c in claims]
    relays = {name for d in carriers if (name := registered(publisher(d), snapshot)) != who}
    days = sorted(d.day for d in (*carriers, *reports) if d.day)
    named = [place_key(place).label for c in claims if (place := place_of(c))]
    return (
        who,
        str(len(reports)),
        str(len(claims)),
        _most(c.event for c in claims),
        str(len(relays)),
        str(sum(c.id in disputed for c in claims)),
        str(sum(c.kind == "forecast" for c in claims)),
        _most(named),
        days[0] if days else "",
        days[-1] if days else "",
    )


def _most(words: Iterable[str]) -> str:
    """The three most frequent words with their counts: "clash 4, shell 2"."""
    counts = sorted(Counter(words).items(), key=lambda found: (-found[1], found[0]))
    return ", ".join(f"{word} {number}" for word, number in counts[:3])


def _examples(claims: Sequence[Claim], snapshot: Snapshot, disputed: Iterable[str]) -> str:
    """The words of the first contradicted claims and open forecasts, a line each."""
    lists = (
        ("contradicted", [c for c in claims if c.id in disputed]),
        ("forecast, open", [c for c in claims if c.kind == "forecast"]),
    )
    lines = []
    for what, found in lists:
        for c in found[:_EXAMPLES]:
            day = snapshot.documents[c.document].day
            hedge = f" · {certainty_words(c.certainty)}" if c.certainty else ""
            lines.append(f"{what}: “{clean(c.quote.text)}”{hedge} ({day or 'no date'})")
        if len(found) > _EXAMPLES:
            lines.append(f"{what}: {len(found) - _EXAMPLES} more")
    return "\n".join(lines)


def _day(claim: Claim, snapshot: Snapshot) -> str:
    if claim.when and claim.when.earliest:
        return claim.when.earliest[:10]
    return snapshot.documents[claim.document].day or ""


def _title(document: Document) -> str:
    dated = f", {day_words(document.day)}" if document.day else ", no date"
    return f"{document.title or publisher(document)} ({document.source or 'source not known'}{dated})"


def _as_snapshot(reading: Reading) -> Snapshot:
    return Snapshot({reading.document.id: reading.document}, reading.claims)
