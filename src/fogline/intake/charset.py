"""Bytes → characters: the byte-order mark, what the sender declares, UTF-8, and only then a guess."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from fogline.model import FoglineError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{2,40})", re.IGNORECASE)
# What reporting of this field was published in. More choices make a guess worse, not better.
_LIKELY = ["cp1251", "koi8_r", "cp866", "cp1252", "cp1250", "cp1256", "gb18030", "big5", "shift_jis", "euc_kr"]
# The browsers' reading of a label that means more than it says (WHATWG Encoding Standard).
_WIDER = {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "iso8859-9": "cp1254"}
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_SAMPLE = 200_000


@dataclass(frozen=True, slots=True)
class Decoded:
    """Characters, the encoding they were written in, and a warning where that was a guess."""

    text: str
    encoding: str
    warning: str | None = None


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """The characters of ``data``; ``declared`` is what an HTTP header says. Raises FoglineError for junk."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _checked(Decoded(data.decode(encoding, "replace").lstrip("\ufeff"), encoding))
    labels = (_without_mark(data), declared, _declared_inside(data), "utf-8")
    for label in labels:
        name = label and _codec(label)
        if name and (text := _strictly(data, name)) is not None:
            return _checked(Decoded(text, name))
    return _checked(_nearly_utf8(data) or _guess(data))


def _declared_inside(data: bytes) -> str | None:
    head = data[:4096]
    found = _XML.search(head) or _META.search(head)
    label = found[1].decode("ascii", "replace") if found else None
    # A label that was found by reading bytes cannot mean UTF-16: the standard says to take UTF-8 then.
    return "utf-8" if label and label.lower().startswith(("utf-16", "utf-32")) else label


def _codec(label: str) -> str | None:
    try:
        info = codecs.lookup(label.strip())
    except (LookupError, ValueError):
        return None
    # "base64", "zip" and "rot13" are codecs of Python, not encodings of text: a page must not name them.
    return _WIDER.get(info.name, info.name) if info._is_text_encoding and info.name not in _UNSAFE else None


_UNSAFE = {"utf-7", "idna", "punycode", "raw_unicode_escape", "raw-unicode-escape", "unicode_escape", "undefined"}


def _strictly(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except (UnicodeError, ValueError):
        return None


def _without_mark(data: bytes) -> str | None:
    """UTF-16 without its mark: every other byte is that of Latin (0) or Cyrillic (4), and some are zero."""
    head = data[:4000]
    if len(data) % 2 or len(head) < 8 or 0 not in head:
        return None
    for name, high, low in (("utf-16-le", head[1::2], head[::2]), ("utf-16-be", head[::2], head[1::2])):
        if _of_few(high) > 0.9 and _of_few(low) < 0.3:
            return name
    return None


def _of_few(part: bytes) -> float:
    return (part.count(0) + part.count(4)) / len(part)


def _nearly_utf8(data: bytes) -> Decoded | None:
    """A page of UTF-8 with a cut or foreign character here and there is still UTF-8."""
    text = data.decode("utf-8", "replace")
    wrong = text.count("\ufffd")
    foreign = sum(1 for c in text[:_SAMPLE] if ord(c) > 127)
    if foreign - wrong < 8 or wrong > max(1, foreign // 50):
        return None
    return Decoded(text, "utf-8", f"{wrong} characters could not be decoded as UTF-8")


def _guess(data: bytes) -> Decoded:
    from charset_normalizer import from_bytes  # only the rare page that declares nothing pays for it

    # Its thresholds are for long texts; half a page of Cyrillic is enough for the few encodings asked about.
    best = from_bytes(data[:_SAMPLE], cp_isolation=_LIKELY, enable_fallback=False, threshold=0.3).best()
    name = best.encoding if best else None
    text = _strictly(data, name) if name else None
    if name is None or text is None:
        if len(_CONTROL.findall(data[:_SAMPLE].decode("latin-1"))) > len(data[:_SAMPLE]) // 100:
            raise _junk()
        raise FoglineError("the encoding could not be told", "save the file as UTF-8 and give it again")
    return Decoded(text, name, f"the encoding was guessed to be {name}")


def _checked(found: Decoded) -> Decoded:
    """Refuse what decodes but is no text: control characters do not occur in writing."""
    head = found.text[:_SAMPLE]
    wrong = len(_CONTROL.findall(head)) + head.count("\ufffd")
    if head and wrong > max(2, len(head) // 100):
        raise _junk()
    return found


def _junk() -> FoglineError:
    mend = "give a text, HTML, PDF, DOCX, CSV, feed, WARC, JSON Lines or Telegram JSON file"
    return FoglineError("these bytes are not text in any encoding that Fogline knows", mend)
