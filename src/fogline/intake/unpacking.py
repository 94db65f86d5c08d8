"""Packed bytes → bytes, never more of them than allowed: a kilobyte of gzip may hold a gigabyte."""

from __future__ import annotations

import zlib
from io import RawIOBase
from typing import BinaryIO

import brotli  # type: ignore[import-untyped] # a C library without types; used in one function

from fogline.model import FoglineError

_CHUNK = 1 << 16


def gunzip(data: bytes, limit: int) -> tuple[bytes, bool]:
    """The unpacked bytes, all members one after the other, and whether the file was whole.

    Raises FoglineError where they are more than ``limit`` bytes, or no gzip at all.
    """
    out: list[bytes] = []
    left, rest, whole = limit + 1, data, False
    while rest.startswith(b"\x1f\x8b") and left > 0:
        unpacker = zlib.decompressobj(wbits=31)
        part, rest, whole = _member(unpacker, rest, left)
        out.append(part)
        left -= len(part)
        if not whole:
            break
    if left <= 0:
        raise _too_much(limit)
    if not out or not (whole or any(out)):
        raise FoglineError("the gzip file is damaged from its beginning", "fetch or pack it again")
    return b"".join(out), whole


def _member(unpacker: zlib._Decompress, data: bytes, left: int) -> tuple[bytes, bytes, bool]:
    out: list[bytes] = []
    while data and left > 0 and not unpacker.eof:
        try:
            part = unpacker.decompress(data, min(left, 1 << 20))
        except zlib.error:
            return b"".join(out), b"", False
        data = unpacker.unconsumed_tail
        out.append(part)
        left -= len(part)
    return b"".join(out), unpacker.unused_data, unpacker.eof


def inflate(data: bytes, encoding: str, limit: int) -> bytes:
    """The body of a response by its Content-Encoding; several are undone from the last to the first.

    Raises FoglineError for an unknown one, a damaged body, and more than ``limit`` bytes.
    """
    codings = [c.strip().lower() for c in encoding.split(",") if c.strip() and c.strip().lower() != "identity"]
    if len(codings) > 2:
        raise FoglineError("the answer is packed more than twice over", "this looks like an attack; leave it")
    for coding in reversed(codings):
        data = _inflate_one(data, coding, limit)
    return data


def _inflate_one(data: bytes, coding: str, limit: int) -> bytes:
    if not data:
        return data
    if coding in ("gzip", "x-gzip"):
        unpacked, whole = gunzip(data, limit)
        if not whole:
            raise FoglineError("the answer was cut off on its way", "try again")
        return unpacked
    if coding == "deflate":
        # Servers send either what the standard says (zlib) or what its name says (raw deflate).
        for wbits in (15, -15):
            part, _, whole = _member(zlib.decompressobj(wbits=wbits), data, limit + 1)
            if len(part) > limit:
                raise _too_much(limit)
            if whole:
                return part
        raise FoglineError("the answer was damaged on its way", "try again")
    if coding == "br":
        return _brotli(data, limit)
    raise FoglineError(f"the answer is packed as {coding[:20]!r}", "save the page with a browser and give the file")


def _brotli(data: bytes, limit: int) -> bytes:
    unpacker = brotli.Decompressor()
    out: list[bytes] = []
    size, feed = 0, data
    try:
        while not unpacker.is_finished():
            part: bytes = unpacker.process(feed, output_buffer_limit=_CHUNK)
            out.append(part)
            size += len(part)
            if size > limit:
                raise _too_much(limit)
            if not part and unpacker.can_accept_more_data():
                break
            feed = b""
    except brotli.error:
        raise FoglineError("the answer was damaged on its way", "try again") from None
    if not unpacker.is_finished():
        raise FoglineError("the answer was cut off on its way", "try again")
    return b"".join(out)


def _too_much(limit: int) -> FoglineError:
    return FoglineError(f"it unpacks to more than {limit:,} bytes", "unpack it yourself and give the reports in it")


class Watched(RawIOBase):
    """A stream of a file, plain or gzip, that remembers how it ended: cut in the middle, or whole."""

    def __init__(self, stream: BinaryIO, *, packed: bool) -> None:
        super().__init__()
        self._stream = stream
        self._packed = packed
        self._unpacker = zlib.decompressobj(wbits=31)
        self._ready = b""
        self._waiting = b""
        self.tail = b""
        self.cut = False

    def readable(self) -> bool:
        """Yes."""
        return True

    def read(self, size: int = -1, /) -> bytes:
        """Up to ``size`` bytes, unpacked; empty at the end and where the file turns out to be damaged."""
        size = _CHUNK if size < 0 else size
        data = self._unpacked(size) if self._packed else self._stream.read(size)
        self.tail = (self.tail + data)[-4:]
        return data

    def _unpacked(self, size: int) -> bytes:
        while not self.cut:
            if self._unpacker.eof:
                self._waiting = self._unpacker.unused_data
                self._unpacker = zlib.decompressobj(wbits=31)
            fresh = self._waiting or self._stream.read(_CHUNK)
            if not fresh:
                return b""
            try:
                data = self._unpacker.decompress(fresh, size)
            except zlib.error:
                self.cut = True
                return b""
            self._waiting = self._unpacker.unconsumed_tail
            if data:
                return data
        return b""
