"""DOCX → documents: a news database's download of many articles, or one report."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from fogline.intake.cleaning import Block, one_line
from fogline.intake.dates import iso
from fogline.intake.drafts import Draft, Parcel, Parsed, finish, finish_or_reject
from fogline.intake.options import Options
from fogline.intake.prose import mark_headings
from fogline.model import FoglineError, Original, Rejected

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_END = re.compile(r"End of Document", re.IGNORECASE)
_BODY = re.compile(r"Body|Full text", re.IGNORECASE)
_AFTER_BODY = re.compile(r"(?:Classification|Graphic|Notes|(?:Load-Date|Language|Publication-Type|Subject): ?.*)")
_LABEL = re.compile(
    r"(?P<key>Load-Date|Language|Length|Section|Byline|Dateline|Highlight|Copyright)\b:? ?(?P<value>.*)"
)
_LANGUAGES = {"english": "en", "french": "fr", "german": "de", "spanish": "es", "russian": "ru", "ukrainian": "uk"}
_UNPACKED = 10  # times Options.max_bytes: a document's XML packs well, an attack's packs a thousandfold


@dataclass(frozen=True, slots=True)
class _Article:
    """One article of a download: what stands over its "Body" line, the body, and the labels of both ends."""

    head: tuple[str, ...]
    body: tuple[Block, ...]
    labels: dict[str, str]


def parse(parcel: Parcel, options: Options) -> Parsed:
    """The articles between the marks "Body" and "End of Document"; without such marks one document."""
    blocks = _blocks(parcel.data, options)
    original = Original(parcel.data, MEDIA_TYPE)
    if not any(_END.fullmatch(b.text) for b in blocks):
        title = next((b.text for b in blocks[:2] if b.heading), None)
        yield finish(Draft(tuple(mark_headings(blocks)), MEDIA_TYPE, title=title, titled=False), original, options)
        return
    for number, chunk in enumerate(_chunks(blocks), 1):
        where = f"{parcel.name}, article {number}"
        if (article := _article(chunk)) is None:
            fault = "the article has no Body line, so where its text begins is unknown"
            yield Rejected(where, fault, "download it with its full text")
        else:
            yield finish_or_reject(_draft(article), original, options, where)


def is_docx(data: bytes) -> bool:
    """Whether a zip archive is a Word document."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return "word/document.xml" in archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False


def _blocks(data: bytes, options: Options) -> list[Block]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        if sum(i.file_size for i in archive.infolist()) > _UNPACKED * options.max_bytes:
            raise FoglineError("the DOCX file unpacks to more than a document can need", "save it as text")
        if any(_declares_entities(archive, i) for i in archive.infolist()):
            raise FoglineError("the DOCX file declares XML entities, which is an attack", "do not open it")
    import docx  # only DOCX needs it

    try:
        document: Any = docx.Document(BytesIO(data))
        return list(_contents(document))
    except (ValueError, KeyError, AttributeError, zipfile.BadZipFile, SyntaxError, OSError):
        raise FoglineError("the DOCX file is damaged", "open it in a word processor and save it anew") from None


def _declares_entities(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    if not part.filename.endswith((".xml", ".rels")):
        return False
    try:
        with archive.open(part) as stream:
            head = stream.read(4096).replace(b"\0", b"")
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError):
        raise FoglineError("the DOCX file is damaged or locked", "save it anew without a password") from None
    return b"<!DOCTYPE" in head or b"<!ENTITY" in head


def _contents(document: Any) -> Iterator[Block]:
    in_list = False
    for part in document.iter_inner_content():
        if hasattr(part, "rows"):
            for number, row in enumerate(part.rows):
                # A merged cell is given once for each column that it spans.
                cells = list(dict.fromkeys(one_line(c.text) for c in row.cells))
                yield Block(" | ".join(cells), tight=number > 0)
            in_list = False
        else:
            style = str(getattr(part.style, "name", "") or "")
            is_item = style.startswith("List")
            for words in filter(None, map(one_line, part.text.split("\n"))):
                heading = style.startswith(("Heading", "Title"))
                yield Block(f"- {words}" if is_item else words, heading, tight=is_item and in_list)
                in_list = is_item


def _chunks(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    chunk: list[Block] = []
    for block in blocks:
        if _END.fullmatch(block.text):
            yield chunk
            chunk = []
        else:
            chunk.append(block)
    if any(_BODY.fullmatch(b.text) for b in chunk):
        yield chunk  # the download was cut before its last mark; the article is there


def _article(chunk: Sequence[Block]) -> _Article | None:
    start = next((i for i, b in enumerate(chunk) if _BODY.fullmatch(b.text)), None)
    if start is None:
        return None
    inside = range(start + 1, len(chunk))
    stop = next((i for i in inside if _AFTER_BODY.fullmatch(chunk[i].text)), len(chunk))
    labels: dict[str, str] = {}
    for block in (*chunk[:start], *chunk[stop:]):
        if found := _LABEL.fullmatch(block.text):
            labels.setdefault(found["key"], found["value"].strip())
    head = tuple(b.text for b in chunk[:start])
    return _Article(head, tuple(chunk[start + 1 : stop]), labels)


def _draft(article: _Article) -> Draft:
    """Headline, publication and date stand in this order; the date line is the one told by its form."""
    lines = [line for line in article.head if not _LABEL.match(line)]
    at = next((i for i in range(len(lines) - 1, -1, -1) if len(lines[i]) < 80 and iso(lines[i])), None)
    loaded = article.labels.get("Load-Date")
    warning = None
    if at is None:
        title, source, published = next(iter(lines), None), None, loaded
        warning = f"the article gives no date of its own; the day it was loaded, {loaded}, is taken" if loaded else None
    else:
        title, source = (lines[at - 2] if at > 1 else None), (lines[at - 1] if at > 0 else None)
        published = lines[at]
    return Draft(
        blocks=tuple(mark_headings(article.body)),
        media_type=MEDIA_TYPE,
        source=source,
        title=title,
        published=published,
        language=_LANGUAGES.get(article.labels.get("Language", "").split(";")[0].strip().lower()),
        warnings=(warning,) if warning else (),
    )
