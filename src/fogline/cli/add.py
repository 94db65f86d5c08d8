"""``fogline add``: reports into the ledger."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from fogline.cli import options, show
from fogline.cli.building import Building
from fogline.cli.progress import Adding
from fogline.cli.words import counted
from fogline.flow import adding, engines, spark, taking
from fogline.flow.reading import prepare
from fogline.model import FoglineError

app = typer.Typer(add_completion=False, rich_markup_mode=None)


class EngineName(StrEnum):
    """Where the reading runs."""

    local = "local"
    spark = "spark"


@app.command()
def add(
    targets: Annotated[
        list[str],
        typer.Argument(metavar="PATH|URL|FEED|-...", help="Files, folders, globs, addresses, feeds, or -."),
    ],
    published: options.Published = None,
    source: options.Publisher = None,
    ledger: options.Ledger = None,
    workers: Annotated[int, typer.Option("--workers", min=1, help="How many processes read.")] = 1,
    engine: Annotated[EngineName, typer.Option("--engine", help="spark is an extra.")] = EngineName.local,
    master: Annotated[
        str | None,
        typer.Option(
            "--master",
            metavar="URL",
            show_default=False,
            help="Spark's master. Default: $SPARK_MASTER, else local[2].",
        ),
    ] = None,
    allow_private: options.AllowPrivate = False,
    fast: options.Fast = False,
) -> None:
    """Read reports into the ledger. Safe to repeat and to interrupt: what was written stays, and a second call
    goes on where the first stopped.

    Ctrl-C ends it with status 130. What cannot be taken in is named on stderr, and the rest goes on; the status
    is 2 only if nothing could be.

    \b
    Examples:
      fogline add reports/
      fogline add "2023-02/*.html" feed.xml --workers 2
      fogline add summary.txt --published 2023-02-23 --source "General Staff of Ukraine" --ledger desk.fogline
    """
    on_spark = engine is EngineName.spark
    chosen = spark.spark(master, fast=fast) if on_spark else engines.local(workers, fast=fast)
    path = options.new_ledger_path(ledger)
    prepare(Building())
    watcher = Adding(_expected(targets))
    try:
        with watcher:
            summary = adding.add(
                targets, path, taking.options(published, source, allow_private), engine=chosen, watcher=watcher
            )
    except FoglineError:
        if watcher.written:
            show.say(f"{counted(watcher.written, 'report')} had been written to {path} before this, and stay")
        raise
    show.say(_told(summary, path))
    if summary.interrupted:
        show.say("interrupted: what was written stays; call the same command again to go on")
        raise typer.Exit(130)
    if not summary.documents:
        raise FoglineError("nothing could be taken in", "see what was rejected above, and give other files")


def _told(summary: adding.Summary, path: Path) -> str:
    parts = [
        counted(summary.new, "new report"),
        f"{summary.known:,} known",
        f"{summary.version:,} changed" if summary.version else "",
        f"{summary.address:,} at another address" if summary.address else "",
        f"{summary.reread:,} read again" if summary.reread else "",
        f"{summary.rejected:,} rejected",
        counted(summary.claims, "claim"),
        counted(summary.links, "link"),
        counted(summary.warnings, "warning"),
    ]
    return f"{', '.join(p for p in parts if p)}; ledger {path}"


def _expected(targets: list[str]) -> int:
    """How many files the targets stand for, to draw a bar by; addresses and stdin count as one."""
    return sum(_files(target) for target in targets)


def _files(target: str) -> int:
    path = Path(target)
    try:
        return sum(1 for p in path.rglob("*") if p.is_file()) if path.is_dir() else 1
    except OSError:
        return 1
