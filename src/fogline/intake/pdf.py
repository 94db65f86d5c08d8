"""PDF → document: the text of its pages, hard-wrapped lines joined, running headers dropped."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from fogline.intake.cleaning import Block, clean, one_line
from fogline.intake.drafts import Draft, Parcel, Parsed, finish
from fogline.intake.options import MAX_TEXT, Options
from fogline.intake.prose import join_lines, mark_headings
from fogline.model import FoglineError, Original

MAX_PAGES = 2000
_ENDS = re.compile(r"[.!?…:;][\"”’»')\]]*$")
_ITEM = re.compile(r"(?:[-*•–—·▪]|\(?\d{1,3}[.)])\s")
_SPLIT_WORD = re.compile("[\x02\ufffe]\\s*\n?")  # how PDFium writes a hyphen that breaks a word at a line's end
_FULL = 0.85  # of the usual width: a line shorter than this that closes a sentence closes its paragraph


def parse(parcel: Parcel, options: Options) -> Parsed:
    """One document of a PDF. Raises FoglineError for one that is locked, broken or without text."""
    pages, about = _open(parcel.data)
    lines = [clean(_SPLIT_WORD.sub("", p)).split("\n") for p in pages]
    blocks = mark_headings(_paragraphs(_without_running_lines(lines)))
    if sum(c.isalpha() for b in blocks for c in b.text) < 10:
        fault = "the PDF has no text: its pages are pictures"
        raise FoglineError(fault, "run it through OCR (ocrmypdf, for example) and give the result")
    created = _day(about.get("CreationDate", ""))
    hint = f"the PDF was made on {created}, which need not be its day of publication" if created else None
    draft = Draft(
        blocks=tuple(blocks),
        media_type="application/pdf",
        title=_title(about.get("Title", ""), blocks),
        url=parcel.url,
        given_url=parcel.url,
        warnings=(hint,) if hint else (),
        titled=False,
    )
    yield finish(draft, Original(parcel.data, "application/pdf"), options)


def _open(data: bytes) -> tuple[list[str], dict[str, str]]:
    import pypdfium2  # loads a library of 7 MB that only PDFs need

    try:
        document: Any = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        fault = "the PDF is locked with a password" if locked else "the PDF is broken and cannot be opened"
        raise FoglineError(fault, "open it in a PDF reader and save it anew without a password") from None
    try:
        if len(document) > MAX_PAGES:
            raise FoglineError(f"the PDF has more than {MAX_PAGES} pages", "split it into its reports")
        return _pages(document), dict(document.get_metadata_dict())
    finally:
        document.close()


def _pages(document: Any) -> list[str]:
    out: list[str] = []
    for number in range(len(document)):
        page = document[number]
        text = page.get_textpage()
        out.append(str(text.get_text_bounded()))
        text.close()
        page.close()
        if sum(map(len, out)) > 2 * MAX_TEXT:
            raise FoglineError(f"the PDF has more than {MAX_TEXT:,} characters", "split it into its reports")
    return out


def _without_running_lines(pages: Sequence[list[str]]) -> list[list[str]]:
    """The pages without page numbers, and without first and last lines that most pages share."""
    edges = Counter(k for page in pages for k in {_key(line) for line in page[:1] + page[-1:]})
    running = {key for key, n in edges.items() if n >= 3 and n > len(pages) / 2}
    out = []
    for page in pages:
        kept = list(page)
        for at in (0, -1):
            if kept and (_key(kept[at]) in running or re.fullmatch(r"(?:Page )?\d{1,4}(?: ?(?:/|of) ?\d+)?", kept[at])):
                kept.pop(at)
        out.append(kept)
    return out


def _key(line: str) -> str:
    return re.sub(r"\d+", "#", line)


def _paragraphs(pages: Sequence[Sequence[str]]) -> list[Block]:
    """Lines joined; a paragraph ends at an empty line, at a short closed line, and around headings and items."""
    lengths = sorted(len(line) for page in pages for line in page if line)
    usual = lengths[int(len(lengths) * 0.9)] if lengths else 0
    out: list[str] = []
    last = ""
    for page in pages:
        for line in page:
            if not line:
                last = ""
            elif out and last and _goes_on(last, line, usual):
                out[-1] = join_lines(out[-1], line)
                last = line
            else:
                out.append(line)
                last = line
    return [Block(line) for line in out]


def _goes_on(last: str, line: str, usual: int) -> bool:
    if _ITEM.match(line):
        return False
    if _ENDS.search(last):
        return len(last) >= _FULL * usual
    return line[:1].islower() or len(last) >= 0.7 * usual  # a short line over a capital: a heading, a byline


def _title(named: str, blocks: Sequence[Block]) -> str | None:
    """The title of the file's properties only if the text knows it too: most are names of templates."""
    title = one_line(named)
    if title and any(title.casefold() in b.text.casefold() for b in blocks[:5]):
        return title
    return blocks[0].text if blocks and blocks[0].heading else None


def _day(written: str) -> str | None:
    found = re.match(r"D:(\d{4})(\d{2})(\d{2})", written)
    return "-".join(found.groups()) if found else None
