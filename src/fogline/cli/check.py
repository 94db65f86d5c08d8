"""``fogline check``: one report against the sources that it names, the map and the calendar."""

from __future__ import annotations

import json
from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

import typer

from fogline import contract
from fogline.cli import audit_page, options, show
from fogline.cli.building import Building
from fogline.flow import taking
from fogline.flow.checking import Audit, audit
from fogline.flow.reading import prepare
from fogline.model import Document, FoglineError, Rejected

app = typer.Typer(add_completion=False, rich_markup_mode=None)


class Shape(StrEnum):
    """How the audit is printed."""

    table = "table"
    json = "json"
    md = "md"


class Severity(StrEnum):
    """How grave a finding is, the least first."""

    note = "note"
    doubt = "doubt"
    fault = "fault"


@app.command()
def check(
    target: Annotated[str, typer.Argument(metavar="PATH|URL|-", help="A file, an address, or - for stdin.")],
    against: Annotated[
        list[str] | None,
        typer.Option(
            "--against",
            help="A source's own report to hold it against, for this check only; repeat it for more.",
            show_default=False,
            metavar="FILE|URL",
        ),
    ] = None,
    fail_on: Annotated[
        Severity, typer.Option("--fail-on", help="Exit with 1 when a finding is at least so grave.")
    ] = Severity.fault,
    published: options.Published = None,
    source: options.Publisher = None,
    format: Annotated[Shape, typer.Option("--format", help="How to print it.")] = Shape.table,
    allow_private: options.AllowPrivate = False,
    ledger: options.Ledger = None,
) -> None:
    """Audit one report: its claims with findings, against the sources that it names, the map and the calendar.

    A claim with a source is held against that source's own report of the day or the two before, where the ledger
    has it or --against gives it; else the finding says what to look for. Nothing is kept. The exit status is 1 when
    a finding is as grave as --fail-on.

    \b
    Examples:
      fogline check article.html
      fogline check article.txt --published 2023-02-23 --against ministry-update.txt
      fogline check https://paper.example/story --format json --fail-on doubt
    """
    prepare(Building())
    documents = list(_documents(target, taking.options(published, source, allow_private)))
    if not documents:
        raise FoglineError(f"nothing in {target} could be read", "see the warnings above, or give another file")
    plain = taking.options(None, None, allow_private)
    beside = [d for name in against or () for d in _documents(name, plain)]
    if against and not beside:
        raise FoglineError("nothing that --against names could be read", "see the warnings above, or leave it out")
    grave = False
    for document in documents:
        done = audit(document, options.ledger_path(ledger), beside)
        _print(done, format)
        grave = grave or any(_at_least(f.severity, fail_on) for f in done.findings)
    if grave:
        raise typer.Exit(1)


def _documents(target: str, how: object) -> Iterator[Document]:
    """The reports of a target; what could not be read is told, and ends the call if it was all there was."""
    refused: list[Rejected] = []
    found = 0
    for item in taking.take(target, how):  # type: ignore[arg-type] # the options are intake's, and pass through
        if isinstance(item, Rejected):
            refused.append(item)
        else:
            found += 1
            yield item.document
    if not found and len(refused) == 1:
        raise FoglineError(f"{refused[0].where}: {refused[0].fault}", refused[0].mend)
    for item in refused:
        show.warn(f"{item.where}: {item.fault}; {item.mend}")


def _print(done: Audit, format: Shape) -> None:
    warnings = (*done.reading.document.warnings, *done.reading.warnings, *done.notes)
    if format is Shape.json:
        plain = contract.reading_json(done.reading, done.findings)
        plain["warnings"] = list(warnings)
        print(json.dumps(plain, ensure_ascii=False, indent=1))
    elif format is Shape.md:
        show.text(audit_page.markdown(done))
    else:
        audit_page.show_audit(done)
    for warning in warnings:
        show.warn(warning)
    if format is Shape.table:
        show.say(audit_page.not_checked(done))


def _at_least(severity: str, least: Severity) -> bool:
    order = list(Severity)
    return order.index(Severity(severity)) >= order.index(least)
