"""Claims that stand off from their texts, put together with them again.

A text that may not be copied into a corpus is named by SHA-256, and its claims are offsets and labels without a word of
it. Where the text is at hand, the words come back from the offsets, and the claims have the shape of the contract.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from fogline.model import FoglineError

Row = dict[str, Any]


def text_sha256(text: str) -> str:
    """The name of a text: SHA-256 of its UTF-8, in hex."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def attach(standoff: Iterable[Row], by_hash: Mapping[str, str]) -> list[Row]:
    """Rows with ``document.text`` and the words of every claim, for those whose text is among those ``by_hash``.

    Only a text with the very hash of a row is taken; a row without one is given back as it is, for the caller to tell.
    FoglineError where an offset points outside the text.
    """
    return [_attached(row, by_hash.get(str(row["document"]["sha256"]).lower())) for row in standoff]


def _attached(row: Row, text: str | None) -> Row:
    if text is None:
        return row
    claims = [claim(c, text) for c in row["claims"]]
    return row | {"document": row["document"] | {"text": text}, "claims": claims}


def claim(bare: Row, text: str) -> Row:
    """One claim with its words, in the shape of the contract."""
    sure, when, condition = bare["certainty"], bare["when"], bare["condition"]
    return bare | {
        "quote": _quoted(bare["quote"], text),
        "said_by": [_named(s, text) | {"source_id": None} for s in bare["said_by"]],
        "certainty": sure and {"phrase": _words(sure, text), **sure},
        "actors": [_named(a, text) | {"side": None} for a in bare["actors"]],
        "where": [
            {"phrase": _words(p, text), **p, "precision": None, "radius_km": None, "relation": None, "candidates": []}
            for p in bare["where"]
        ],
        "when": when and {"phrase": _words(when, text), **when, "precision": None},
        "quantities": [{"text": _words(q, text), **q, "unit": None} for q in bare["quantities"]],
        "condition": condition and _quoted(condition, text),
    }


def _quoted(span: Row, text: str) -> Row:
    return {**span, "text": _words(span, text)}


def _named(entry: Row, text: str) -> Row:
    """Somebody with the name spelled out, from the place that ``name`` points to where it is not their own."""
    return {**entry, "name": " ".join(_words(entry.get("name") or entry, text).split())}


def _words(span: Row, text: str) -> str:
    start, end = span["start"], span["end"]
    if start is None or not 0 <= start <= end <= len(text):
        fault = f"the stretch {start} to {end} is not in the text of {len(text)} characters"
        raise FoglineError(fault, "build the stand-off annotations again from this text")
    return text[start:end]
