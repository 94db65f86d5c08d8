"""What a user names → the files that are meant: a file, a folder, a glob."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterator
from pathlib import Path

from fogline.model import Rejected

# In a folder only these are tried: an export's folder is full of pictures that nobody means to read.
READABLE = (
    ".txt", ".text", ".md", ".html", ".htm", ".xhtml", ".pdf", ".xml", ".rss", ".atom", ".rdf", ".json", ".jsonl",
    ".ndjson", ".csv", ".tsv", ".docx", ".warc", ".gz",
)  # fmt: skip
# What lies beside reports and tells about the folder: about nothing in the world.
_BESIDE = re.compile(r"(?:readme|license|changelog)(?![a-z])", re.IGNORECASE)
_SCHEME = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]+):")  # one letter is a drive
_KNOWN_SCHEMES = (
    "http",
    "https",
    "file",
    "ftp",
    "ftps",
    "data",
    "javascript",
    "gopher",
    "blob",
    "about",
    "sftp",
    "ssh",
)


def is_address(target: str) -> bool:
    """Whether a target is an address and not a path: a scheme with ``//``, or one that everybody knows."""
    found = _SCHEME.match(target.strip())
    if not found:
        return False
    return target.strip()[found.end() :].startswith("//") or found["scheme"].lower() in _KNOWN_SCHEMES


def expand(target: str) -> Iterator[Path | Rejected]:
    """The files of a path, a folder (walked in sorted order) or a glob; what cannot be reached as Rejected.

    Hidden files are passed over, and so are README, LICENSE and CHANGELOG in a folder. There a symlink that
    leads out of it is refused, one inside is followed.
    """
    path = Path(target).expanduser()
    try:
        if path.is_dir():
            yield from _walk(path)
            return
        if path.exists() or not glob.has_magic(target):
            yield path
            return
    except (OSError, ValueError):
        yield Rejected(target, "the path cannot be read", "check its spelling and its permissions")
        return
    matches = sorted(glob.glob(str(path), recursive=True))
    if not matches:
        yield Rejected(target, "no file matches the pattern", "check its spelling")
    for match in matches:
        if Path(match).is_file():
            yield Path(match)


def _walk(folder: Path) -> Iterator[Path | Rejected]:
    root = folder.resolve()
    faults: list[Rejected] = []
    found = False
    for here, names, files in os.walk(folder, onerror=lambda e: faults.append(_unreadable(e))):
        names[:] = sorted(n for n in names if not n.startswith("."))
        for name in sorted(f for f in files if not f.startswith(".")):
            path = Path(here) / name
            if not name.lower().endswith(READABLE) or _BESIDE.match(name):
                continue
            found = True
            yield _inside(path, root)
    yield from faults
    if not found and not faults:
        yield Rejected(str(folder), "no file in the folder is a report", f"reports end in {', '.join(READABLE)}")


def _inside(path: Path, root: Path) -> Path | Rejected:
    try:
        real = path.resolve(strict=True)
    except (OSError, RuntimeError):
        return Rejected(str(path), "the link leads nowhere", "remove it, or mend it")
    if path.is_symlink() and not real.is_relative_to(root):
        return Rejected(str(path), "the link leads out of the folder", "name the file itself if you mean it")
    if not real.is_file():
        return Rejected(str(path), "it is no ordinary file", "remove it from the folder")
    return path


def _unreadable(error: OSError) -> Rejected:
    return Rejected(str(error.filename), "there is no permission to read the folder", "change its permissions")
