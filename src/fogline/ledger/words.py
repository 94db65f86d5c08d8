"""How names and addresses are compared: folded, so that "Bakhmut", "BAKHMUT" and "Bákhmut" are one."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from urllib.parse import urlsplit, urlunsplit

_APOSTROPHES = str.maketrans(dict.fromkeys("’ʼ`´‘ʹ′", "'"))


@lru_cache(maxsize=8192)  # the same few names stand in every report
def fold(name: str | None) -> str | None:
    """A name without case, marks over letters, kinds of apostrophe and doubled spaces."""
    if name is None:
        return None
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return " ".join(bare.translate(_APOSTROPHES).casefold().split())


def page_key(url: str) -> str | None:
    """The address in the form that it is compared in, None if it names no single report.

    A site's front page shows another report every hour, a path of one's own disk is no publication: neither
    makes one text a version of another.
    """
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not parts.netloc:
        return None
    if parts.path in ("", "/") and not parts.query and not parts.fragment:
        return None
    return urlunsplit(("https", parts.netloc.lower(), parts.path, parts.query, parts.fragment))
