"""``fogline brief``: what is new by place and event, each sentence with its evidence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date as calendar
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from fogline import views
from fogline.cli import options, show
from fogline.flow.asking import asked, snapshot
from fogline.ledger import Ledger
from fogline.model import FoglineError, Query

app = typer.Typer(add_completion=False, rich_markup_mode=None)


class Form(StrEnum):
    """What the brief is written as."""

    text = "text"
    md = "md"
    html = "html"


_RENDER: dict[Form, Callable[[views.Brief], str]] = {
    Form.text: views.plain,
    Form.md: views.markdown,
    Form.html: views.html,
}


@app.command()
def brief(
    date: Annotated[
        str | None,
        typer.Option(
            "--date",
            metavar="DATE",
            show_default=False,
            help="The brief's day. Default: --as-of, else the newest report's.",
        ),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            "--since", metavar="DATE", show_default=False, help="The first day that is new. Default: the day before."
        ),
    ] = None,
    as_of: options.AsOf = None,
    recorded_as_of: options.RecordedAsOf = None,
    place: options.Place = None,
    source: options.Source = None,
    kind: options.Kind = None,
    event: options.Event = None,
    format: Annotated[
        Form | None,
        typer.Option("--format", show_default=False, help="Default: by the name of --output, else text."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", show_default=False, help="Write here and say where."),
    ] = None,
    ledger: options.Ledger = None,
) -> None:
    """The brief of a day: what is newly claimed about each place, by whom, and what is disputed. Each sentence
    carries the numbers of the reports that it stands on.

    \b
    Examples:
      fogline brief --as-of 2023-02-24
      fogline brief --date 2023-02-24 --since 2023-02-20 --output brief.html
    """
    with asked(options.ledger_path(ledger)) as opened:
        until = options.day(as_of)
        day = _checked(options.day(date) or until or _newest(opened))
        # As known on that day, so that a later version of a report does not speak in an earlier brief.
        query = options.query(
            place=place, source=source, kind=kind, event=event, as_of=until or day, recorded_as_of=recorded_as_of
        )
        first = options.day(since)
        sheet = views.brief(snapshot(opened, query), day, _checked(first) if first else None)
    form = format or _form_of(output)
    if output is None:
        show.text(_RENDER[form](sheet).rstrip("\n")) if form is Form.text else print(_RENDER[form](sheet))
        return
    output.write_text(_RENDER[form](sheet), encoding="utf-8")
    show.say(f"wrote {output}")


def _newest(ledger: Ledger) -> str:
    """The day of the newest report; today for a ledger without any."""
    days = [d.day for d in ledger.documents(Query()) if d.day]
    return max(days, default=calendar.today().isoformat())


def _form_of(output: Path | None) -> Form:
    suffix = output.suffix.lower() if output else ""
    return {".html": Form.html, ".htm": Form.html, ".md": Form.md}.get(suffix, Form.text)


def _checked(day: str) -> str:
    try:
        return calendar.fromisoformat(day[:10]).isoformat()
    except ValueError:
        raise FoglineError(f"{day!r} is no date", "write it as 2023-02-24") from None
