"""Claims that stand off from texts which may not be copied: offsets and labels, no words. Standard library only.

``fogline.bench.standoff.attach`` puts them together with the texts again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ann_claims
from ann_format import Fault, read_blocks
from ann_places import nearest

Row = dict[str, Any]


def rows(folder: Path, texts: dict[str, str], faults: list[Fault]) -> Iterator[Row]:
    """One object for each annotated text of a folder, in the order of names.

    ``texts`` are texts by id; for one that is not among them, the file ID.txt in the folder is the text, as it is.
    """
    for path in sorted(folder.glob("*.ann")):
        file = path.with_suffix(".txt")
        if path.stem not in texts and not file.exists():
            faults.append(Fault(path.name, 0, "its text is nowhere", f"put {file.name} beside it, or name its corpus"))
            continue
        text = texts.get(path.stem) or file.read_bytes().decode("utf-8")
        claims = ann_claims.claims(path.stem, text, read_blocks(path, faults), path.name, faults)
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        document = {"id": path.stem, "sha256": digest, "length": len(text)}
        yield {"document": document, "claims": [_bare(c, text, path.name, faults) for c in claims]}


def texts(corpus: Path) -> dict[str, str]:
    """The texts of a corpus by the ids of its documents, one object a line."""
    with corpus.open(encoding="utf-8") as file:
        found = (json.loads(line) for line in file if line.strip())
        return {str(row["id"]): row["text"] for row in found}


def _bare(claim: Row, text: str, file: str, faults: list[Fault]) -> Row:
    """A claim without words; a name that is not where it is taken up gets the offsets where it is spelled out."""
    quote = claim["quote"]["start"], claim["quote"]["end"]

    def named(entry: Row, keys: tuple[str, ...]) -> Row:
        name, at = entry["name"], (entry["start"], entry["end"])
        bare = {k: entry[k] for k in keys}
        if at[0] is not None and text[slice(*at)].split() == name.split():
            return bare
        found = nearest(text, name, quote)
        if found is None:
            faults.append(Fault(file, 0, f"{name!r} is not in the text", "a name here must be words of the text"))
        return bare | {"name": ann_claims.span(found) if found else None}

    attribution, sure, when = claim["attribution"], claim["certainty"], claim["when"]
    return {
        "id": claim["id"],
        "quote": _span(claim["quote"]),
        "kind": claim["kind"],
        "event": claim["event"],
        "said_by": [named(h, ("level", "start", "end")) for h in claim["said_by"]],
        "attribution": attribution,
        "certainty": sure and {k: sure[k] for k in ("start", "end", "scale", "low", "high")},
        "denied": claim["denied"],
        "actors": [named(a, ("role", "start", "end")) for a in claim["actors"]],
        "where": [{k: p[k] for k in ("start", "end", "role", "carried")} for p in claim["where"]],
        "when": when and {k: when[k] for k in ("start", "end", "earliest", "latest", "carried")},
        "quantities": [{k: q[k] for k in ("start", "end", "low", "high")} for q in claim["quantities"]],
        "condition": claim["condition"] and _span(claim["condition"]),
        "reader": claim["reader"],
    }


def _span(quote: Row) -> Row:
    return {k: quote[k] for k in ("start", "end")}
