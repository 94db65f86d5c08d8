"""Packed bytes → bytes, never more of them than allowed: a kilobyte of gzip may hold a gigabyte."""

from __future__ import annotations

import zlib
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


class Unpacking:
    """A stream of a file, plain or gzip, unpacked as it is read: "the next line", "exactly 4,100 bytes".

    ``damaged`` tells afterwards that the file ended in the middle of what was asked for, or of its packing.
    """

    def __init__(self, stream: BinaryIO, *, packed: bool) -> None:
        self._stream = stream
        self._packed = packed
        self._unpacker = zlib.decompressobj(wbits=31)
        self._fresh = True  # nothing of the present gzip member was read yet
        self._packed_rest = b""
        self._ready = b""
        self.damaged = False

    def line(self, limit: int) -> bytes:
        """The next line with its end; less at the end of the file, and where it is longer than ``limit``."""
        while b"\n" not in self._ready and len(self._ready) < limit:
            if not (more := self._more()):
                break
            self._ready += more
        end = self._ready.find(b"\n") + 1 or len(self._ready)
        return self._take(end)

    def exactly(self, size: int, limit: int) -> bytes | None:
        """The next ``size`` bytes; None where there are fewer (``damaged``), or where they are over ``limit``.

        Bytes over the limit are read past, never held.
        """
        kept: list[bytes] = []
        left = size
        while left:
            if not self._ready:
                self._ready = self._more()
            if not self._ready:
                self.damaged = True
                return None
            part = self._take(min(left, len(self._ready)))
            left -= len(part)
            if size <= limit:
                kept.append(part)
        return b"".join(kept) if size <= limit else None

    def _take(self, size: int) -> bytes:
        part, self._ready = self._ready[:size], self._ready[size:]
        return part

    def _more(self) -> bytes:
        if not self._packed:
            return self._stream.read(_CHUNK)
        while not self.damaged:
            if self._unpacker.eof:
                self._packed_rest = self._unpacker.unused_data
                self._unpacker, self._fresh = zlib.decompressobj(wbits=31), True
            packed = self._packed_rest or self._stream.read(_CHUNK)
            if not packed:
                self.damaged = not self._fresh  # it ends inside a member
                return b""
            self._fresh = False
            try:
                data = self._unpacker.decompress(packed, _CHUNK)
            except zlib.error:
                self.damaged = True
                return b""
            self._packed_rest = self._unpacker.unconsumed_tail
            if data:
                return data
        return b""
