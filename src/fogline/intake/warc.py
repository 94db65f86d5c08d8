"""WARC → one document for each HTML page that was answered with success.

The frame of a record (headers, ``Content-Length`` bytes, an empty line) is read here and not by a library: where
an archive is cut or lies about its lengths, what was whole must be kept and the place of the fault be named, and
fastwarc 2 ends the process's thread with a panic on such streams.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import BinaryIO

from fogline.intake.charset import decode
from fogline.intake.dates import iso
from fogline.intake.drafts import Draft, Parsed, finish, rejected, warned
from fogline.intake.options import Options
from fogline.intake.page import draft_of
from fogline.intake.unpacking import Unpacking, inflate
from fogline.model import FoglineError, Original, Rejected

_HTML = ("text/html", "application/xhtml+xml")
_HEADER_LIMIT = 1 << 16
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)? (\d{3})\b")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)


class _CutError(Exception):
    """The archive ends, or stops making sense, in the middle of a record."""


@dataclass(frozen=True, slots=True)
class _Record:
    """One record: its headers by small letters, and its block; None where the block is over the limit."""

    headers: Mapping[str, str]
    block: bytes | None


def parse(stream: BinaryIO, name: str, options: Options, *, packed: bool) -> Parsed:
    """The pages of an archive as it is read; a cut archive gives what was whole, and a Rejected that says so.

    Of each page the original is the payload, its transfer and content encodings undone, its time of fetching
    the record's.
    """
    number = 0
    try:
        for record in _records(Unpacking(stream, packed=packed), options.max_bytes):
            number += 1
            where = f"{name}, {_address(record) or f'record {number}'}"
            try:
                if (page := _page(record, options)) is not None:
                    yield finish(*page, options)
            except FoglineError as error:
                yield rejected(where, error)
    except _CutError:
        fault = f"the archive is cut off or damaged after {number} whole records, which were read"
        yield Rejected(name, fault, "fetch the archive again if the rest matters")


def _records(stream: Unpacking, limit: int) -> Iterator[_Record]:
    while True:
        line = stream.line(_HEADER_LIMIT)
        while line in (b"\r\n", b"\n"):
            line = stream.line(_HEADER_LIMIT)
        if not line and not stream.damaged:
            return
        if not line.startswith(b"WARC/"):
            raise _CutError
        headers = _headers(stream)
        length = headers.get("content-length", "")
        if not length.isdigit():
            raise _CutError
        block = stream.exactly(int(length), limit + _HEADER_LIMIT)
        if block is None and stream.damaged:
            raise _CutError
        yield _Record(headers, block)


def _headers(stream: Unpacking) -> dict[str, str]:
    out: dict[str, str] = {}
    size = 0
    while (line := stream.line(_HEADER_LIMIT)) not in (b"\r\n", b"\n"):
        size += len(line)
        if not line.endswith(b"\n") or size > _HEADER_LIMIT:
            raise _CutError
        key, _, value = line.decode("utf-8", "replace").partition(":")
        out.setdefault(key.strip().lower(), value.strip())
    return out


def _address(record: _Record) -> str | None:
    return record.headers.get("warc-target-uri", "").strip("<>") or None


def _page(record: _Record, options: Options) -> tuple[Draft, Original] | None:
    """The draft of a record and its original, None for what is no page."""
    is_http = record.headers.get("content-type", "").lower().startswith("application/http")
    if record.headers.get("warc-type", "").lower() != "response" or not is_http:
        return None
    if record.block is None:
        raise FoglineError(f"the page is larger than {options.max_bytes:,} bytes", "save the article alone")
    head, _, body = record.block.partition(b"\r\n\r\n")
    status = _STATUS.match(head)
    headers = _http_headers(head)
    content_type = headers.get("content-type", "")
    if not status or status[1] != b"200" or content_type.split(";")[0].strip().lower() not in _HTML:
        return None
    payload = _payload(body, headers, options)
    charset = _CHARSET.search(content_type)
    found = decode(payload, charset[1] if charset else None)
    draft = replace(draft_of(found.text, _address(record)), fetched=iso(record.headers.get("warc-date", "")))
    return warned(draft, found.warning), Original(payload, "text/html")


def _http_headers(head: bytes) -> dict[str, str]:
    lines = head.decode("latin-1").split("\r\n")[1:]
    pairs = (line.partition(":") for line in lines)
    return {key.strip().lower(): value.strip() for key, _, value in pairs}


def _payload(body: bytes, headers: Mapping[str, str], options: Options) -> bytes:
    if "chunked" in headers.get("transfer-encoding", "").lower():
        body = _unchunked(body)
    return inflate(body, headers.get("content-encoding", ""), options.max_bytes)


def _unchunked(body: bytes) -> bytes:
    """A body put together from its chunks; one that a crawler stored already put together stays as it is."""
    out: list[bytes] = []
    at = 0
    while (end := body.find(b"\r\n", at)) != -1:
        size = re.match(rb"\s*([0-9A-Fa-f]{1,8})", body[at:end])
        if not size:
            return body if not out else b"".join(out)
        length = int(size[1], 16)
        if length == 0:
            break
        out.append(body[end + 2 : end + 2 + length])
        at = end + 2 + length + 2
    return b"".join(out) if out else body
