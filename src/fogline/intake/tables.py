"""CSV of a news database's download → one document for each row."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping

from fogline.intake.charset import decode
from fogline.intake.drafts import Draft, Parcel, Parsed, finish_or_reject
from fogline.intake.options import MAX_ITEMS, MAX_TEXT, Options
from fogline.intake.prose import blocks_of
from fogline.model import FoglineError, Original, Rejected

MEDIA_TYPE = "text/csv"
_COLUMNS = {
    "text": "body text fulltext content articletext articlebody story maintext documenttext",
    "title": "headline title articletitle hl documenttitle",
    "source": "publication source publicationname publisher outlet sourcename newspaper publicationtitle",
    "published": "date published publicationdate publisheddate pubdate loaddate datepublished articledate",
    "url": "url link articleurl documenturl permalink",
    "language": "language lang",
}
_FIELD_OF = {name: field for field, names in _COLUMNS.items() for name in names.split()}
_DELIMITERS = ",;\t|"


def parse(parcel: Parcel, options: Options) -> Parsed:
    """A document for each row; the columns are told by the names of the first line, in their usual variants."""
    found = decode(parcel.data, parcel.charset)
    original = Original(parcel.data, MEDIA_TYPE)
    delimiter, columns = _header(found.text)
    if "text" not in columns.values():
        fault = "no column of the CSV file is named as the text of an article"
        raise FoglineError(fault, "name the columns Headline, Publication, Date, Body and URL in the first line")
    seen = 0
    for number, row in _rows(found.text, delimiter):
        where = f"{parcel.name}, row {number}"
        if isinstance(row, Rejected):
            yield Rejected(where, row.fault, row.mend)
            return
        if number == 1 or not any(cell.strip() for cell in row):
            continue
        seen += 1
        if seen > MAX_ITEMS:
            yield Rejected(where, f"the file has more than {MAX_ITEMS:,} rows", "split it")
            return
        fields = {columns[i]: cell for i, cell in enumerate(row) if i in columns and cell.strip()}
        yield finish_or_reject(_draft(fields, found.warning), original, options, where)
    if not seen:
        raise FoglineError("the CSV file has a header and no rows", "download it again with articles in it")


def looks_like_download(text: str) -> bool:
    """Whether the first line names at least two columns of a download, the text among them."""
    _, columns = _header(text)
    return len(columns) >= 2 and "text" in columns.values()


def _header(text: str) -> tuple[str, dict[int, str]]:
    """The delimiter, and which column is which field; the first of two columns for one field holds."""
    first = text.lstrip("\ufeff\r\n").split("\n", 1)[0][:4000]
    best: dict[int, str] = {}
    chosen = ","
    for delimiter in _DELIMITERS:
        columns: dict[int, str] = {}
        for index, cell in enumerate(first.rstrip("\r").split(delimiter)):
            field = _FIELD_OF.get(re.sub(r"[^a-z]", "", cell.lower()))
            if field and field not in columns.values():
                columns[index] = field
        if len(columns) > len(best):
            best, chosen = columns, delimiter
    return chosen, best


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str] | Rejected]]:
    # A process-wide setting of the csv module, and its only one: articles are longer than its 131,072.
    csv.field_size_limit(2 * MAX_TEXT)
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff\r\n"), newline=""), delimiter=delimiter)
    number = 0
    while True:
        number += 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield number, Rejected("", f"the CSV file is damaged here ({error})", "download it again")
            return
        yield number, row


def _draft(fields: Mapping[str, str], warning: str | None) -> Draft:
    return Draft(
        blocks=tuple(blocks_of(fields.get("text", ""))) if fields.get("text") else (),
        media_type=MEDIA_TYPE,
        source=fields.get("source"),
        # A row without a text is refused: a headline alone is not the article.
        title=fields.get("title"),
        published=fields.get("published"),
        url=fields.get("url"),
        language=fields.get("language"),
        warnings=(warning,) if warning else (),
        titled=bool(fields.get("text")),
    )
