"""What a file is: by its content first, by what the sender declared and its name only then."""

from __future__ import annotations

import re

from fogline.intake import office, records, tables
from fogline.intake.charset import decode
from fogline.intake.drafts import Parcel
from fogline.model import FoglineError

_HEAD = 8192
_FEED = re.compile(r"<(?:rss|feed|rdf:RDF|\w+:feed)\b[^>]*>", re.IGNORECASE)
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|article|title|meta|div|p|h[1-6])\b", re.IGNORECASE)
_XML_START = re.compile(r"\s*<(?:\?xml|!--|!doctype|[a-z])", re.IGNORECASE)
# Formats that are known and not taken: their names make a better message than "binary".
_FOREIGN = (
    (b"\x89PNG", "a PNG picture"), (b"\xff\xd8\xff", "a JPEG picture"), (b"GIF8", "a GIF picture"),
    (b"SQLite format 3", "an SQLite database"), (b"\xd0\xcf\x11\xe0", "an old Office file"), (b"{\\rtf", "an RTF file"),
    (b"Rar!", "a RAR archive"), (b"7z\xbc\xaf", "a 7z archive"), (b"\x7fELF", "a program"), (b"MZ\x90", "a program"),
)  # fmt: skip
KINDS = ("text", "html", "pdf", "feed", "json", "jsonl", "csv", "docx", "warc", "gzip")


def kind_of(parcel: Parcel) -> str:
    """One of ``KINDS``. Raises FoglineError for what is none of them."""
    data = parcel.data
    if not data.strip():
        raise FoglineError("it is empty", "give a file that has a report in it")
    if found := _by_magic(data):
        return found
    name = parcel.name.lower().removesuffix(".gz")
    head = _head(parcel)
    if _XML_START.match(head):
        if _FEED.search(head) and not re.search(r"<html\b", head[:1000], re.IGNORECASE):
            return "feed"
        if _HTML.search(head):
            return "html"
    if head.lstrip()[:1] in ("{", "["):
        return _json_kind(parcel, name)
    return _by_name(parcel, name, head)


def _by_magic(data: bytes) -> str | None:
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"\x1f\x8b"):
        return "gzip"
    if data.startswith(b"WARC/"):
        return "warc"
    if data.startswith(b"PK\x03\x04"):
        if office.is_docx(data):
            return "docx"
        raise FoglineError("it is a zip archive and no Word document", "unpack it and give the reports in it")
    for magic, name in _FOREIGN:
        if data.startswith(magic):
            raise FoglineError(f"it is {name}", "give the report as text, HTML, PDF or DOCX")
    return None


def _head(parcel: Parcel) -> str:
    """The beginning as characters; a cut through the last of them must not look like a fault."""
    if len(parcel.data) <= _HEAD:
        return decode(parcel.data, parcel.charset).text
    whole_lines = parcel.data[: max(parcel.data.rfind(b"\n", 0, _HEAD), _HEAD // 2) & ~1]
    try:
        return decode(whole_lines, parcel.charset).text
    except FoglineError:
        return decode(parcel.data[: 1 << 18], parcel.charset).text


def _json_kind(parcel: Parcel, name: str) -> str:
    if name.endswith((".jsonl", ".ndjson")) or records.looks_like_lines(parcel.data):
        return "jsonl"
    if name.endswith(".json") or parcel.media_type == "application/json":
        return "json"
    return "json" if re.match(r"\s*[\[{]\s*[\"{\]}]", parcel.data[:200].decode("utf-8", "replace")) else "text"


def _by_name(parcel: Parcel, name: str, head: str) -> str:
    declared = parcel.media_type or ""
    if name.endswith((".csv", ".tsv")) or declared in ("text/csv", "text/tab-separated-values"):
        return "csv"
    if tables.looks_like_download(head) and "\n" in head:
        return "csv"
    if name.endswith((".html", ".htm", ".xhtml")) or declared in ("text/html", "application/xhtml+xml"):
        return "html"
    if name.endswith((".jsonl", ".ndjson")):
        return "jsonl"
    if name.endswith((".rss", ".atom")) or declared in ("application/rss+xml", "application/atom+xml"):
        return "feed"
    return "text"
