"""``fogline document``: one report of the ledger, where it was found, and how it changed."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from fogline import contract
from fogline.cli import options, show
from fogline.cli.words import counted
from fogline.flow.asking import asked
from fogline.ledger import Ledger
from fogline.model import Document, FoglineError, Query

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def document(
    id: Annotated[str, typer.Argument(metavar="ID", help="The document's id, or how it begins.")],
    diff: Annotated[bool, typer.Option("--diff", help="What changed since the version before.")] = False,
    original: Annotated[bool, typer.Option("--original", help="The bytes as they were fetched.")] = False,
    format: Annotated[options.Shape, typer.Option("--format", help="How to print it.")] = options.Shape.table,
    ledger: options.Ledger = None,
) -> None:
    """Show a document of the ledger: its addresses, its versions, its text, or what changed in it.

    The ids are those that `fogline claims` and the brief print.

    \b
    Examples:
      fogline document d2c1f0e9
      fogline document d2c1f0e9 --diff
      fogline document d2c1f0e9 --original > page.html
    """
    with asked(options.ledger_path(ledger)) as opened:
        found = opened.document(id)
        versions = opened.versions(found.id)
        if diff:
            show.text(_diff(opened, found, versions))
        elif original:
            sys.stdout.buffer.write(opened.original(found.sha256 or "").data)
        elif format is options.Shape.json:
            claims = tuple(opened.claims(Query(document=found.id)))
            plain = {"document": contract.to_json(found), "versions": [v.id for v in versions]}
            plain["claims"] = [contract.claim_json(c) for c in claims]
            print(json.dumps(plain, ensure_ascii=False, indent=1))
        else:
            _print(opened, found, versions)


def _diff(ledger: Ledger, found: Document, versions: tuple[Document, ...]) -> str:
    ids = [v.id for v in versions]
    at = ids.index(found.id) if found.id in ids else 0
    if len(ids) < 2:
        raise FoglineError(f"{found.id} has one version only", "add the page again once it has changed")
    old, new = (ids[at - 1], ids[at]) if at else (ids[0], ids[1])
    return ledger.diff(old, new)


def _print(ledger: Ledger, found: Document, versions: tuple[Document, ...]) -> None:
    claims = sum(1 for _ in ledger.claims(Query(document=found.id)))
    head = {
        "id": found.id, "title": found.title, "source": found.source, "published": found.published,
        "language": found.language, "type": found.media_type, "fetched": found.fetched, "sha-256": found.sha256,
        "claims": counted(claims, "claim"),
    }  # fmt: skip
    lines = [f"{name}: {value}" for name, value in head.items() if value]
    lines += [f"address: {url}" for url in dict.fromkeys((*((found.url,) if found.url else ()), *found.urls))]
    lines += [f"{x.kind}: {' '.join(w for w in (x.name, x.date, x.url, x.document) if w)}" for x in found.lineage]
    lines += [f"version: {v.id}{' (this one)' if v.id == found.id else ''}" for v in versions if len(versions) > 1]
    lines += [f"warning: {w}" for w in found.warnings]
    show.text("\n".join([*lines, "", found.text]))
