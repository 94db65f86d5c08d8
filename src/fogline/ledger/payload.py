"""Nouns as compact JSON in a column: a field that has its default is left out.

The same shape as ``fogline.contract`` reads (missing keys take their defaults), at a third of its size; the
converters are worked out once per class because a ledger turns a hundred thousand rows into claims at a time.
"""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")
_Convert = Callable[[Any], Any]
_SCALARS = frozenset((str, int, float, bool, type(None)))


def encode(noun: Any) -> str:
    """A noun as JSON text."""
    return json.dumps(_plain(noun), ensure_ascii=False, separators=(",", ":"))


def decode(kind: type[T], text: str) -> T:
    """The noun of class ``kind`` that ``encode`` wrote; keys unknown to this version are passed over."""
    noun: T = _builder(kind)(json.loads(text))  # type: ignore[arg-type] # a class is hashable
    return noun


def _plain(value: Any) -> Any:
    if type(value) in _SCALARS:
        return value
    if isinstance(value, tuple):
        return [_plain(v) for v in value]
    fields = _fields(type(value))  # type: ignore[arg-type] # a class is hashable
    held = ((name, getattr(value, name), default) for name, default in fields)
    return {name: _plain(v) for name, v, default in held if v != default}


@cache
def _fields(kind: type) -> tuple[tuple[str, Any], ...]:
    return tuple((f.name, f.default) for f in dataclasses.fields(kind))


@cache
def _builder(kind: type) -> _Convert:
    hints = typing.get_type_hints(kind)
    converters = {f.name: _converter(hints[f.name]) for f in dataclasses.fields(kind)}

    def build(data: dict[str, Any]) -> Any:
        values = {}
        for name, value in data.items():
            if name in converters:
                convert = converters[name]
                values[name] = value if convert is None or value is None else convert(value)
        return kind(**values)

    return build


def _converter(hint: Any) -> _Convert | None:
    """What turns a JSON value into a field of this type; None where it already is one."""
    origin = typing.get_origin(hint)
    if origin in (types.UnionType, typing.Union):
        return _converter(next(a for a in typing.get_args(hint) if a is not type(None)))
    if origin is tuple:
        inner = _converter(typing.get_args(hint)[0])
        return tuple if inner is None else lambda items: tuple(map(inner, items))
    return _builder(hint) if isinstance(hint, type) and dataclasses.is_dataclass(hint) else None
