"""RSS and Atom → one document for each item; a broken item is refused alone."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from lxml import etree

from fogline.intake.charset import decode
from fogline.intake.cleaning import Block, one_line
from fogline.intake.drafts import Draft, Parcel, Parsed, finish_or_reject
from fogline.intake.markup import fragment_blocks
from fogline.intake.options import MAX_ITEMS, Options
from fogline.intake.prose import blocks_of
from fogline.model import FoglineError, Original, Rejected

_ROOT = re.compile(r"<(?P<name>rss|feed|rdf:RDF|\w+:feed)\b[^>]*>", re.IGNORECASE)
_ITEM = re.compile(r"<(?P<name>item|entry)(?=[\s>/])", re.IGNORECASE)
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)(?P<name>\w{2,32});")
_BARE_AMPERSAND = re.compile(r"&(?!#?\w{1,32};)")
_CDATA = re.compile(r"<!\[CDATA\[.*?\]\]>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Cut:
    """A feed cut into what stands before its items, the items, and the name of each one's tag."""

    prologue: str
    root: str
    root_name: str
    items: tuple[str, ...]


def parse(parcel: Parcel, options: Options) -> Parsed:
    """A document for each item, with the feed's title as its source. Raises FoglineError for what is no feed."""
    found = decode(parcel.data, parcel.charset)
    if re.search(r"<!ENTITY", found.text, re.IGNORECASE):
        raise FoglineError("the feed declares XML entities of its own, which is an attack or a mistake", _MEND)
    cut = _cut(_mended(found.text))
    media_type = "application/atom+xml" if "feed" in cut.root_name.lower() else "application/rss+xml"
    original = Original(parcel.data, media_type)
    if not cut.items:
        raise FoglineError("the feed has no items", "try again later, or give a feed that has some")
    if len(cut.items) > MAX_ITEMS:
        raise FoglineError(f"the feed has more than {MAX_ITEMS:,} items", "split it")
    yield from _documents(cut, parcel, original, options, found.warning)


def _documents(cut: _Cut, parcel: Parcel, original: Original, options: Options, warning: str | None) -> Parsed:
    good: list[tuple[int, str]] = []
    for number, item in enumerate(cut.items, 1):
        if fault := _fault(item, cut):
            yield Rejected(f"{parcel.name}, item {number}", fault, "ask the publisher, or mend the item and add it")
        else:
            good.append((number, item))
    feed = _read(cut, "".join(item for _, item in good))
    numbers = [n for n, _ in good]
    if len(feed.entries) != len(good):  # feedparser saw other items than the cut did: trust its own count
        numbers = list(range(1, len(feed.entries) + 1))
    for number, entry in zip(numbers, feed.entries, strict=True):
        yield finish_or_reject(
            _draft(entry, feed.feed, parcel, original.media_type, warning),
            original,
            options,
            f"{parcel.name}, item {number}",
        )


def _mended(text: str) -> str:
    """The two faults that half of all broken feeds have: names of HTML's entities, and a bare ampersand."""
    text = "".join(c for c in text if c >= " " or c in "\n\r\t")
    parts, at = [], 0
    for cdata in _CDATA.finditer(text):
        parts += [_escaped(text[at : cdata.start()]), cdata.group()]
        at = cdata.end()
    return "".join([*parts, _escaped(text[at:])])


def _escaped(text: str) -> str:
    text = _ENTITY.sub(lambda m: html.unescape(m.group()), text)
    return _BARE_AMPERSAND.sub("&amp;", text)


def _cut(text: str) -> _Cut:
    root = _ROOT.search(_CDATA.sub(lambda m: " " * len(m.group()), text))
    if root is None:
        raise FoglineError("this is XML, but neither RSS nor Atom", _MEND)
    # Items are found where no CDATA hides a tag of the same name.
    bare = _CDATA.sub(lambda m: " " * len(m.group()), text)
    starts = [m.start() for m in _ITEM.finditer(bare, root.end())]
    ends = [*starts[1:], len(text)] if starts else []
    items = tuple(_closed(text, bare, s, e) for s, e in zip(starts, ends, strict=True))
    prologue = text[root.start() : starts[0] if starts else len(text)]
    return _Cut(prologue, root.group(), root["name"], items)


def _closed(text: str, bare: str, start: int, end: int) -> str:
    """An item up to its closing tag; the whole stretch where it has none."""
    close = re.compile(r"</(?:item|entry)\s*>", re.IGNORECASE).search(bare, start, end)
    return text[start : close.end()] if close else text[start:end]


def _fault(item: str, cut: _Cut) -> str | None:
    """What is wrong with the XML of one item, None if nothing is."""
    if not re.search(r"</(?:item|entry)\s*>\s*$", item, re.IGNORECASE):
        return "the item is cut off: its closing tag is missing"
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        etree.fromstring(f"{cut.root}{item}</{cut.root_name}>".encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        # Prefixes that the feed forgot to declare are no reason to lose an item.
        if "Namespace prefix" not in str(error):
            return f"the item is not well-formed XML ({one_line(str(error.msg))[:120]})"
    return None


def _read(cut: _Cut, items: str) -> Any:
    import feedparser  # only feeds need it

    channel = "</channel>" if re.search(r"<channel\b", cut.prologue, re.IGNORECASE) else ""
    channel = "" if re.search(r"</channel\s*>", cut.prologue, re.IGNORECASE) else channel  # RSS 1.0: items beside it
    whole = f"<?xml version='1.0' encoding='utf-8'?>{cut.prologue}{items}{channel}</{cut.root_name}>"
    # A stream, never a string: feedparser would take a string for a file's name or an address.
    return feedparser.parse(BytesIO(whole.encode("utf-8", "replace")), sanitize_html=True)


def _draft(entry: Any, feed: Any, parcel: Parcel, media_type: str, warning: str | None) -> Draft:
    return Draft(
        blocks=tuple(_blocks(entry)),
        media_type=media_type,
        source=_plain(feed.get("title")),
        title=_plain(entry.get("title")),
        published=_date(entry),
        url=entry.get("link"),
        language=feed.get("language"),
        warnings=(warning,) if warning else (),
    )


def _blocks(entry: Any) -> list[Block]:
    """The longest that the item has of its text: its content, else its summary."""
    bodies = [*entry.get("content", []), *([entry["summary_detail"]] if "summary_detail" in entry else [])]
    best = max(bodies, key=lambda b: len(b.get("value", "")), default=None)
    if best is None:
        return []
    if best.get("type") == "text/plain":
        return blocks_of(best.get("value", ""))
    return fragment_blocks(best.get("value", ""))


def _date(entry: Any) -> str | None:
    """As the publisher wrote it; Atom's ``updated`` only where nothing says when it was published."""
    for key in ("published", "created", "updated"):
        if written := entry.get(key):
            return str(written)
    return None


def _plain(value: Any) -> str | None:
    """A title: its markup and entities read, never kept."""
    if not isinstance(value, str):
        return None
    return " ".join(b.text for b in fragment_blocks(value)) if "<" in value or "&" in value else value


_MEND = "give an RSS or Atom feed, or save the report as HTML or text"
