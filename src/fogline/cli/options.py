"""Options that several verbs share, and what they mean to the rooms below."""

from __future__ import annotations

import os
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import platformdirs
import typer

from fogline.model import EVENTS, KINDS, FoglineError, Query

_FILTERS = "Filters"


class Shape(StrEnum):
    """How a table of results is printed."""

    table = "table"
    json = "json"
    html = "html"


Ledger = Annotated[
    Path | None,
    typer.Option(
        "--ledger",
        help="The ledger's file. Default: $FOGLINE_LEDGER, else ledger.fogline in your data folder.",
        show_default=False,
        metavar="PATH",
    ),
]
Published = Annotated[
    str | None,
    typer.Option(
        "--published",
        help="When it was published, as 2023-02-23 or 2023-02-23T18:00+02:00; overrides what the report says.",
        show_default=False,
        metavar="DATE",
    ),
]
Publisher = Annotated[
    str | None,
    typer.Option(
        "--source",
        help="Who published it; overrides what the report says.",
        show_default=False,
        metavar="NAME",
    ),
]
AllowPrivate = Annotated[
    bool,
    typer.Option("--allow-private", help="Fetch from private and loopback addresses too."),
]
Fast = Annotated[
    bool,
    typer.Option("--fast", help="By rules alone: faster, and it misses more."),
]
From = Annotated[
    str | None,
    typer.Option("--from", help="About this day or later.", show_default=False, metavar="DATE"),
]
To = Annotated[
    str | None,
    typer.Option("--to", help="About this day or earlier.", show_default=False, metavar="DATE"),
]
Place = Annotated[
    str | None,
    typer.Option("--place", help="A place's name or gazetteer id.", show_default=False, metavar="NAME"),
]
Source = Annotated[
    str | None,
    typer.Option("--source", help="Who published or said it: name, alias or id.", show_default=False, metavar="NAME"),
]
Kind = Annotated[
    str | None,
    typer.Option("--kind", help=f"One of {', '.join(KINDS)}.", show_default=False, metavar="KIND"),
]
Event = Annotated[
    str | None,
    typer.Option("--event", help=f"One of {', '.join(EVENTS)}.", show_default=False, metavar="EVENT"),
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        help="What had been published by the end of this day; `today` is today.",
        show_default=False,
        metavar="DATE",
    ),
]
RecordedAsOf = Annotated[
    str | None,
    typer.Option(
        "--recorded-as-of",
        help="What this ledger had learnt by the end of this day (UTC).",
        show_default=False,
        metavar="DATE",
    ),
]


def ledger_path(given: Path | None) -> Path:
    """The ledger to use: the one named, else $FOGLINE_LEDGER, else the one in the user's data folder."""
    if given is not None:
        return given
    named = os.environ.get("FOGLINE_LEDGER")
    return Path(named) if named else Path(platformdirs.user_data_dir("fogline", appauthor=False)) / "ledger.fogline"


def new_ledger_path(given: Path | None) -> Path:
    """The same for a ledger that may have to be made; the user's own data folder is made if it is missing."""
    path = ledger_path(given)
    if given is None and not os.environ.get("FOGLINE_LEDGER"):
        path.parent.mkdir(parents=True, exist_ok=True)
    return path


def query(
    *,
    since: str | None = None,
    until: str | None = None,
    place: str | None = None,
    source: str | None = None,
    kind: str | None = None,
    event: str | None = None,
    as_of: str | None = None,
    recorded_as_of: str | None = None,
    text: str | None = None,
    document: str | None = None,
    limit: int | None = None,
) -> Query:
    """The filters as the ledger takes them; FoglineError for a word that is none of the vocabulary's."""
    _one_of(kind, KINDS, "--kind")
    _one_of(event, EVENTS, "--event")
    return Query(
        since=day(since), until=day(until), place=place, source=source, kind=kind, event=event,
        as_of=day(as_of), recorded_as_of=day(recorded_as_of), text=text, document=document, limit=limit,
    )  # fmt: skip


def day(given: str | None) -> str | None:
    """A date as typed; ``today`` and ``yesterday`` by the clock of this machine."""
    today = date.today()
    days = {"today": today, "yesterday": today - timedelta(days=1)}
    return days[given].isoformat() if given in days else given


def _one_of(given: str | None, known: tuple[str, ...], option: str) -> None:
    if given is not None and given not in known:
        raise FoglineError(f"{option} {given} is none of the words", f"use one of {', '.join(known)}")
