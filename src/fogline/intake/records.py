"""JSON Lines, and JSON files of documents → one document for each."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from fogline.intake.charset import decode
from fogline.intake.drafts import Draft, Parcel, Parsed, finish_or_reject, rejected
from fogline.intake.options import MAX_ITEMS, Options
from fogline.intake.prose import blocks_of
from fogline.intake.telegram import is_export
from fogline.intake.telegram import parse as parse_telegram
from fogline.model import FoglineError, Original, Rejected

MEDIA_TYPE = "application/json"
_NAMES = {
    "text": ("text", "body", "content", "full_text", "fulltext", "maintext", "article"),
    "published": ("published", "date", "published_at", "publishedAt", "date_publish", "pubDate", "created_at"),
    "source": ("source", "publisher", "outlet", "sitename", "source_name", "publication"),
    "title": ("title", "headline"),
    "url": ("url", "link", "source_url", "canonical_url"),
    "language": ("language", "lang"),
}
# What `export --format jsonl` writes beside documents.
_OTHER_LINES = ("claim", "link", "origin", "control", "forecast", "finding", "judgement")


def parse_lines(parcel: Parcel, options: Options) -> Parsed:
    """A document for each line; a bad line is Rejected by its number."""
    for number, line in enumerate(parcel.data.split(b"\n"), 1):
        where = f"{parcel.name}, line {number}"
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if not (line := line.strip()):
            continue
        if number > MAX_ITEMS:
            yield Rejected(where, f"the file has more than {MAX_ITEMS:,} lines", "split it")
            return
        if len(line) > options.max_bytes:
            yield Rejected(where, f"the line is longer than {options.max_bytes:,} bytes", "split the document")
            continue
        try:
            item = _loaded(line)
        except FoglineError as error:
            yield rejected(where, error)
            continue
        yield from _taken(item, line, where, options)


def parse_whole(parcel: Parcel, options: Options) -> Parsed:
    """A JSON file: a Telegram export, one document, or a list of documents."""
    data = _loaded(decode(parcel.data, parcel.charset).text.encode("utf-8", "replace"))
    if is_export(data):
        yield from parse_telegram(data, parcel, options)
        return
    items = data if isinstance(data, list) else [data]
    if not items:
        raise FoglineError("the list of documents is empty", "give one that has some")
    for number, item in enumerate(items, 1):
        where = f"{parcel.name}, item {number}" if isinstance(data, list) else parcel.name
        own = json.dumps(item, ensure_ascii=False).encode("utf-8", "replace")
        yield from _taken(item, own, where, options)


def looks_like_lines(data: bytes) -> bool:
    """Whether several lines, or the only one, are JSON objects by themselves, and no Telegram export."""
    lines = [line for line in data[: 1 << 20].split(b"\n") if line.strip()][:50]
    good = 0
    for line in lines:
        try:
            item = _loaded(line.removeprefix(b"\xef\xbb\xbf"))
        except FoglineError:
            continue
        if isinstance(item, dict):
            if is_export(item):
                return False
            good += 1
    return good > 0 and good * 2 >= len(lines)


def _loaded(line: bytes) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        why = error.msg if isinstance(error, json.JSONDecodeError) else "it cannot be read"
        raise FoglineError(f"it is not valid JSON ({why.lower()})", "write one JSON object for each document") from None


def _taken(item: Any, own: bytes, where: str, options: Options) -> Parsed:
    if isinstance(item, dict) and isinstance(item.get("document"), dict) and "text" in item["document"]:
        item = item["document"]  # what `read --format json` prints
    if not isinstance(item, dict):
        yield Rejected(where, "it is not a JSON object", 'write {"text": …, "published": …} for each document')
    elif item.get("type") in _OTHER_LINES and "text" not in item:
        return
    else:
        fields = dict(_fields(item))
        if "text" not in fields:
            mend = 'give each document its words as "text"'
            yield Rejected(where, "the object has no text", mend)
            return
        draft = Draft(
            blocks=tuple(blocks_of(fields["text"])),
            media_type=MEDIA_TYPE,
            source=fields.get("source"),
            title=fields.get("title"),
            published=fields.get("published"),
            url=fields.get("url"),
            language=fields.get("language"),
            titled=False,  # the text is given as it is meant to be read
        )
        yield finish_or_reject(draft, Original(own, MEDIA_TYPE), options, where)


def _fields(item: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for field, names in _NAMES.items():
        for name in names:
            value = item.get(name)
            if isinstance(value, dict):
                value = value.get("name")
            if isinstance(value, str) and value.strip():
                yield field, value
                break
