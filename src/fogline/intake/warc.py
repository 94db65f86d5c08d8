"""WARC → one document for each HTML page that was answered with success."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, BinaryIO

from fogline.intake.charset import decode
from fogline.intake.dates import iso
from fogline.intake.drafts import Draft, Parsed, finish, rejected, warned
from fogline.intake.options import Options
from fogline.intake.page import draft_of
from fogline.intake.unpacking import Watched
from fogline.model import FoglineError, Original, Rejected

_HTML = ("text/html", "application/xhtml+xml")
_RECORD_END = b"\r\n\r\n"


def parse(stream: BinaryIO, name: str, options: Options, *, packed: bool) -> Parsed:
    """The pages of an archive as it is read; a cut archive gives what was whole, and a Rejected that says so.

    Of each page the original is the payload, its transfer and content encodings undone, its time of fetching
    the record's.
    """
    from fastwarc.warc import ArchiveIterator, WarcRecordType  # only archives need it

    watched = Watched(stream, packed=packed)
    number = 0
    try:
        for record in ArchiveIterator(watched, record_types=WarcRecordType.response, parse_http=False):
            number += 1
            where = f"{name}, {record.headers.get('WARC-Target-URI') or f'record {number}'}"
            try:
                if (draft := _page(record, options, watched)) is not None:
                    yield finish(draft[0], draft[1], options)
            except FoglineError as error:
                yield rejected(where, error)
    except (OSError, EOFError, ValueError, RuntimeError):
        watched.cut = True
    if watched.cut or watched.tail != _RECORD_END:
        fault = "the archive is cut off or damaged: what came before the fault was kept"
        yield Rejected(name, fault, "fetch the archive again if the rest matters")


def _page(record: Any, options: Options, watched: Watched) -> tuple[Draft, Original] | None:
    """The draft of a record and its original, None for what is no page."""
    if not record.is_http:
        return None
    record.parse_http(auto_decode="all")
    status = record.http_headers.status_code if record.http_headers else None
    kind = (record.http_content_type or "").split(";")[0].strip().lower()
    if status != 200 or kind not in _HTML:
        return None
    payload: bytes = record.reader.read(options.max_bytes + 1)
    if len(payload) > options.max_bytes:
        raise FoglineError(f"the page is larger than {options.max_bytes:,} bytes", "save the article alone")
    if watched.cut:
        raise FoglineError("the page is cut off: the archive ends in the middle of it", "fetch the page again")
    found = decode(payload, record.http_charset)
    url = record.headers.get("WARC-Target-URI")
    draft = draft_of(found.text, url.strip("<>") if url else None)
    fetched = iso(record.headers.get("WARC-Date") or "")
    return warned(replace(draft, fetched=fetched), found.warning), Original(payload, "text/html")
