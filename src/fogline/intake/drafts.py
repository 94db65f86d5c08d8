"""What every parser makes, and the document that comes of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import urlsplit

from fogline.intake.cleaning import Block, assemble, one_line, with_title
from fogline.intake.dates import iso
from fogline.intake.language import tell
from fogline.intake.options import MAX_TEXT, Options
from fogline.model import Document, FoglineError, Intake, Lineage, Original, Rejected, document_id

_LONGEST_NAME = 500  # characters of a title or a publisher's name; longer ones are a fault of the page


@dataclass(frozen=True, slots=True)
class Draft:
    """A report before it is a document: its blocks, and what it says of itself.

    ``published`` is as written; ``language`` a hint; ``titled`` puts the title on top as a heading.
    """

    blocks: tuple[Block, ...]
    media_type: str
    source: str | None = None
    title: str | None = None
    published: str | None = None
    url: str | None = None
    given_url: str | None = None
    language: str | None = None
    lineage: tuple[Lineage, ...] = ()
    warnings: tuple[str, ...] = ()
    fetched: str | None = None
    titled: bool = True


@dataclass(frozen=True, slots=True)
class Parcel:
    """Bytes on their way to a parser: what they are called, where they came from, what the sender said."""

    data: bytes
    name: str
    url: str | None = None
    charset: str | None = None
    media_type: str | None = None


Parsed = Iterator[Intake | Rejected]


def finish(draft: Draft, original: Original, options: Options) -> Intake:
    """The document of a draft. Raises FoglineError where it has no text, or more than a document may have."""
    text, headings = assemble(with_title(_name(draft.title), draft.blocks) if draft.titled else draft.blocks)
    if not text:
        raise FoglineError("there is no text in it", "give a report that has words")
    if len(text) > MAX_TEXT:
        fault = f"its text has {len(text):,} characters, more than the {MAX_TEXT:,} of one document"
        raise FoglineError(fault, "split it into its reports, one a file or one a line of JSON Lines")
    published, warnings = _published(draft, options)
    urls = tuple(dict.fromkeys(u for u in (web_address(draft.url), web_address(draft.given_url)) if u))
    document = Document(
        id=document_id(text, published),
        text=text,
        source=options.source or _name(draft.source),
        title=_name(draft.title),
        published=published,
        url=urls[0] if urls else None,
        language=tell(text, draft.language),
        headings=headings,
        media_type=draft.media_type,
        sha256=original.sha256,
        fetched=draft.fetched or options.now(),
        urls=urls,
        lineage=draft.lineage,
        warnings=warnings,
    )
    return Intake(document, original)


def finish_or_reject(draft: Draft, original: Original, options: Options, where: str) -> Intake | Rejected:
    """The same for one item among many: its fault stays its own."""
    try:
        return finish(draft, original, options)
    except FoglineError as error:
        return rejected(where, error)


def rejected(where: str, error: FoglineError) -> Rejected:
    """The refusal that names the fault and the mend of an error."""
    return Rejected(_printable(where), error.fault, error.mend)


def web_address(url: str | None) -> str | None:
    """An http(s) address fit to be kept and linked, without fragment and without names and passwords; else None."""
    try:
        parts = urlsplit(one_line(url or ""))
        host = parts.hostname
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not host or re.search(r"[\s<>\"]", parts.geturl()):
        return None
    host = f"[{host}]" if ":" in host else host
    return parts._replace(scheme=parts.scheme.lower(), netloc=host + port, fragment="").geturl()


def _published(draft: Draft, options: Options) -> tuple[str | None, tuple[str, ...]]:
    if options.published:
        return iso(options.published), draft.warnings
    written = (draft.published or "").strip()
    published = iso(written)
    if published is None:
        why = f"the date {_printable(written)[:60]!r} could not be read" if written else "no date of publication"
        note = f"{why}: relative times stay open; set it with --published"
        return None, (*draft.warnings, note)
    tomorrow = date.fromisoformat(options.now()[:10]) + timedelta(days=1)
    if date.fromisoformat(published[:10]) > tomorrow:
        return published, (*draft.warnings, f"the date of publication {published[:10]} lies in the future")
    return published, draft.warnings


def _name(text: str | None) -> str | None:
    line = one_line(text or "")
    return line[:_LONGEST_NAME] or None


def _printable(text: str) -> str:
    """A file's name fit for a terminal: names may hold newlines and control characters."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def warned(draft: Draft, *warnings: str | None) -> Draft:
    """The draft with what else a reader should know."""
    return replace(draft, warnings=(*draft.warnings, *(w for w in warnings if w)))
