"""Plain text → document."""

from __future__ import annotations

from fogline.intake.charset import decode
from fogline.intake.drafts import Draft, Parcel, Parsed, finish
from fogline.intake.options import MAX_TEXT, Options
from fogline.intake.prose import blocks_of, take_header
from fogline.model import FoglineError, Original


def parse(parcel: Parcel, options: Options) -> Parsed:
    """One document of a plain text; a header of ``Key: value`` lines on top gives date, source, title, address."""
    found = decode(parcel.data, parcel.charset)
    if len(found.text) > 4 * MAX_TEXT:  # told before the work of cleaning it
        fault = f"it has {len(found.text):,} characters, more than the {MAX_TEXT:,} of one document"
        raise FoglineError(fault, "split it into its reports")
    header = take_header(found.text)
    blocks = blocks_of(header.body)
    draft = Draft(
        blocks=tuple(blocks),
        media_type="text/plain",
        source=header.fields.get("source"),
        title=header.fields.get("title") or next((b.text for b in blocks[:1] if b.heading), None),
        published=header.fields.get("published"),
        url=header.fields.get("url"),
        given_url=parcel.url,
        language=header.fields.get("language"),
        warnings=(found.warning,) if found.warning else (),
    )
    yield finish(draft, Original(parcel.data, "text/plain"), options)
