"""HTML page → document: the article's text by trafilatura, the page's own word on date, title and publisher."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree

from fogline.intake.charset import decode
from fogline.intake.cleaning import Block
from fogline.intake.dates import iso
from fogline.intake.drafts import Draft, Parcel, Parsed, finish, warned, web_address
from fogline.intake.markup import fragment_blocks, parse_html, tree_blocks
from fogline.intake.options import MAX_TEXT, Options
from fogline.model import FoglineError, Original

_META_DATES = (
    "article:published_time", "og:published_time", "datepublished", "parsely-pub-date", "sailthru.date",
    "dc.date.issued", "dc.date", "dcterms.created", "pubdate", "publishdate", "publish-date", "date",
)  # fmt: skip
_ARTICLES = re.compile(r"Article|BlogPosting|Report|SocialMediaPosting|LiveBlog", re.IGNORECASE)
_URL_DATE = re.compile(r"/(?P<date>(?:19|20)\d{2}[/-]\d{1,2}[/-]\d{1,2})(?:/|-|$)")


@dataclass(frozen=True, slots=True)
class Card:
    """What the page says of itself in markup meant for machines."""

    published: str | None = None
    title: str | None = None
    source: str | None = None
    url: str | None = None
    language: str | None = None


def parse(parcel: Parcel, options: Options) -> Parsed:
    """One document of a page. Raises FoglineError where the page has no text."""
    found = decode(parcel.data, parcel.charset)
    draft = warned(draft_of(found.text, parcel.url), found.warning)
    yield finish(draft, Original(parcel.data, "text/html"), options)


def draft_of(markup: str, url: str | None) -> Draft:
    """The draft of a page's markup; ``url`` is the address it was fetched from, if any."""
    if len(markup) > 10 * MAX_TEXT:
        raise FoglineError("the page is longer than any report", "save the article alone")
    tree = parse_html(markup)
    if tree is None:
        raise FoglineError("there is no text in the page", "give a page that has an article")
    card = _card(tree, url)
    title, source, canonical, blocks = _extract(markup, url)
    blocks = blocks or fragment_blocks(markup)
    published, warning = _date(tree, card, canonical or url)
    address = web_address(card.url) or web_address(canonical)
    draft = Draft(
        blocks=tuple(blocks),
        media_type="text/html",
        source=card.source or source or _host(address or url),
        title=card.title or title,
        published=published,
        url=address or url,
        given_url=url,
        language=card.language,
    )
    return warned(draft, warning)


def _extract(markup: str, url: str | None) -> tuple[str | None, str | None, str | None, list[Block]]:
    """Title, publisher, canonical address and blocks as trafilatura finds them."""
    from trafilatura import bare_extraction  # half a second of loading that only pages need

    tree = parse_html(markup)
    if tree is None:
        return None, None, None, []
    found: Any = bare_extraction(tree, url=url, include_comments=False, include_tables=True, with_metadata=True)
    if found is None or found.body is None:
        return None, None, None, []
    return found.title, found.sitename, found.url, tree_blocks(found.body)


def _card(tree: etree._Element, base: str | None) -> Card:
    metas = _metas(tree)
    article = _article(tree)
    publisher = article.get("publisher")
    publisher = publisher[0] if isinstance(publisher, list) and publisher else publisher
    name = publisher.get("name") if isinstance(publisher, dict) else publisher
    link = _first(tree, "//link[@rel='canonical']/@href") or metas.get("og:url")
    # Markup dates are read in the order of how much they are meant: of the article, of the page, of a time tag.
    dates = (
        article.get("datePublished"),
        *(metas.get(k) for k in _META_DATES),
        _first(tree, "//*[@itemprop='datePublished']/@datetime | //*[@itemprop='datePublished']/@content"),
        _first(tree, "//time[@pubdate]/@datetime"),
        _first(tree, "(//article | //main | //header)//time/@datetime") or _first(tree, "//time/@datetime"),
    )
    return Card(
        published=next((d for d in dates if isinstance(d, str) and iso(d)), None),
        title=_text(article.get("headline")) or metas.get("og:title"),
        source=_text(name) or metas.get("og:site_name"),
        url=_joined(base, link),
        language=_first(tree, "/html/@lang") or metas.get("og:locale"),
    )


def _joined(base: str | None, link: str | None) -> str | None:
    if not link:
        return None
    try:
        return urljoin(base or "", link)
    except ValueError:
        return None


def _metas(tree: etree._Element) -> dict[str, str]:
    """``meta`` tags by property, name or itemprop, in small letters; the first of a name holds."""
    out: dict[str, str] = {}
    for node in tree.iter("meta"):
        key = (node.get("property") or node.get("name") or node.get("itemprop") or "").lower()
        if key and (content := (node.get("content") or "").strip()):
            out.setdefault(key, content)
    return out


def _article(tree: etree._Element) -> dict[str, Any]:
    """The JSON-LD object of the article: one with a type that says so, else one with a date."""
    objects: list[dict[str, Any]] = []
    for node in tree.iter("script"):
        if (node.get("type") or "").strip().lower() == "application/ld+json":
            objects += _objects(node.text or "")
    typed = [o for o in objects if _ARTICLES.search(str(o.get("@type")))]
    dated = [o for o in objects if o.get("datePublished")]
    return next(iter([o for o in typed if o.get("datePublished")] + typed + dated), {})


def _objects(source: str) -> list[dict[str, Any]]:
    try:
        data = json.loads(source)
    except (ValueError, RecursionError):
        return []
    return list(_flat(data, 0))


def _flat(data: Any, depth: int) -> Iterator[dict[str, Any]]:
    if isinstance(data, list) and depth < 4:
        for part in data:
            yield from _flat(part, depth + 1)
    elif isinstance(data, dict):
        yield data
        yield from _flat(data.get("@graph", []), depth + 1)
        yield from _flat(data.get("mainEntity", []), depth + 1)


def _date(tree: etree._Element, card: Card, url: str | None) -> tuple[str | None, str | None]:
    """The date with a warning where it is a guess: markup, then the address, then words of the page."""
    if card.published:
        return card.published, None
    if (found := _URL_DATE.search(urlsplit(url or "").path)) and (day := iso(found["date"])):
        return day, None
    from htmldate import find_date  # loaded with trafilatura, for pages without a date in their markup

    try:
        guess = find_date(tree, extensive_search=True, original_date=True, url=url)
    except (ValueError, TypeError, RecursionError):
        return None, None
    return guess, f"the date of publication {guess} is a guess from the words of the page" if guess else None


def _first(tree: etree._Element, path: str) -> str | None:
    found = tree.xpath(path)
    first = found[0] if isinstance(found, Sequence) and found else None
    return str(first).strip() or None if first is not None else None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _host(url: str | None) -> str | None:
    try:
        return (urlsplit(url or "").hostname or "").removeprefix("www.") or None
    except ValueError:
        return None
