"""The nouns as plain JSON and back: the shape that ``read --format json``, exports and the ledger share.

The published schema is ``contract.schema.json`` beside this file. Fields may be added, never renamed.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Iterable
from functools import cache
from typing import Any, TypeVar

from fogline.model import Claim, Document, Finding, Reading

T = TypeVar("T")
_HOUSEKEEPING = ("document",)  # a claim printed under its document does not repeat the document's id


def to_json(noun: Any) -> Any:
    """A noun, or a tuple of nouns, as dictionaries, lists and plain values; key order is that of the fields."""
    if dataclasses.is_dataclass(noun) and not isinstance(noun, type):
        return {f.name: to_json(getattr(noun, f.name)) for f in dataclasses.fields(noun)}
    if isinstance(noun, (tuple, list)):
        return [to_json(n) for n in noun]
    if isinstance(noun, dict):
        return {k: to_json(v) for k, v in noun.items()}
    return noun


def from_json(kind: type[T], data: Any) -> T:
    """The noun of class ``kind`` that ``to_json`` made ``data`` from; unknown keys are passed over.

    Raises TypeError when a field without a default is missing.
    """
    values = {name: _value(hint, data[name]) for name, hint in _hints(kind).items() if name in data}  # type: ignore[arg-type] # a class is hashable
    return kind(**values)


def reading_json(reading: Reading, findings: Iterable[Finding] = ()) -> dict[str, Any]:
    """What ``fogline read --format json`` and ``fogline check --format json`` print: document, claims, findings."""
    return {
        "document": to_json(reading.document),
        "claims": [claim_json(c) for c in reading.claims],
        "findings": [to_json(f) for f in findings],
        "warnings": list(reading.warnings),
    }


def claim_json(claim: Claim, *, with_document: bool = False) -> dict[str, Any]:
    """One claim; under its document it leaves the document's id out, by itself it keeps it."""
    plain: dict[str, Any] = to_json(claim)
    if not with_document:
        for key in _HOUSEKEEPING:
            plain.pop(key)
    return plain


def claim_from_json(data: dict[str, Any]) -> Claim:
    """A claim with its document's id among its fields, as the ledger keeps it."""
    return from_json(Claim, data)


def document_from_json(data: dict[str, Any]) -> Document:
    """A document as ``to_json`` wrote it."""
    return from_json(Document, data)


@cache
def _hints(kind: Any) -> dict[str, Any]:
    hints = typing.get_type_hints(kind)
    return {f.name: hints[f.name] for f in dataclasses.fields(kind)}


def _value(hint: Any, data: Any) -> Any:
    if data is None:
        return None
    origin = typing.get_origin(hint)
    if origin in (types.UnionType, typing.Union):
        return _value(next(a for a in typing.get_args(hint) if a is not type(None)), data)
    if origin is tuple:
        inner = typing.get_args(hint)
        if len(inner) == 2 and inner[1] is Ellipsis:
            return tuple(_value(inner[0], d) for d in data)
        return tuple(data)
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return from_json(hint, data)
    return data
