"""Imported places on disk: the rows as they were taken, and an index of them in the gazetteer's own format.

One source is one file of rows (JSON lines, packed; the first line says where they are from) and one index. The rows
outlive the index: a later version of Fogline with another format builds the index again from them.
"""

from __future__ import annotations

import contextlib
import gzip
import json
import os
import re
import tempfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

import platformdirs

from fogline.grounding import build
from fogline.grounding.raw import Raw
from fogline.model import FoglineError

_ROWS, _INDEX = ".rows.gz", ".fgz"
_SOURCE = re.compile(r"[a-z0-9][a-z0-9._-]{0,59}")
_RAW_FIELDS = tuple(f.name for f in fields(Raw))
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Import:
    """Where imported places are from: "geonames-ua, UA.zip of 2026-11-01, CC BY 4.0, 32,014 places"."""

    source: str
    licence: str
    date: str
    file: str
    digest: str
    places: int
    refused: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import changed; ``before`` is what the source was, None if it is new."""

    kept: Import
    before: Import | None
    added: int
    changed: int
    removed: int

    @property
    def is_same(self) -> bool:
        """The same file again: nothing was written."""
        return self.before is self.kept


def folder(cache: Path | None = None) -> Path:
    """Where imports are kept: beside the index in ``cache`` or ``$FOGLINE_CACHE`` where one is named, else in the
    user's data folder, for they cannot be built anew as the index can.
    """
    named = cache or os.environ.get("FOGLINE_CACHE")
    return (
        Path(named) / "imported" if named else Path(platformdirs.user_data_dir("fogline", appauthor=False)) / "places"
    )


def source_name(given: str) -> str:
    """The name of a source as part of ids and file names; FoglineError where it cannot be one."""
    name = re.sub(r"[^a-z0-9._]+", "-", given.lower()).strip("-._")[:60]
    if not _SOURCE.fullmatch(name):
        raise FoglineError(
            f"{given[:60]!r} is no name for a source", "name it with --source, in Latin letters and digits"
        )
    return name


def day(given: str) -> str:
    """A date as ISO 8601; FoglineError for one that does not exist or lies in the future."""
    try:
        said = date.fromisoformat(given)
    except ValueError as error:
        raise FoglineError(f"--date {given[:40]!r} is no date ({error})", "write it as 2026-11-01") from error
    if said > date.today():
        raise FoglineError(f"--date {given} lies in the future", "give the date that the file was made or downloaded")
    return said.isoformat()


def digest(*parts: str) -> str:
    """One short hash of what makes an import the same."""
    return sha256("\0".join(parts).encode()).hexdigest()[:16]


def imports(where: Path) -> list[tuple[Import, Path]]:
    """Every source that is kept, with its index; an index that is missing or of an older format is built first.

    A file of rows that is damaged is passed over: the places of the others are still found.
    """
    out = []
    for path in sorted(where.glob(f"*{_ROWS}")) if where.is_dir() else ():
        with contextlib.suppress(FoglineError):
            known = _about(path)
            index = _index(where, known)
            if not index.is_file():
                _write(index, build.pack(list(_rows(path).values()), _described(known)))
            out.append((known, index))
    return out


def keep(where: Path, new: Import, rows: Mapping[str, Raw], tell: build.Progress) -> Outcome:
    """Put a source's places in the place of those it had; the rows appear whole or not at all."""
    path = where / f"{new.source}{_ROWS}"
    before = _about(path) if path.is_file() else None
    old = _rows(path) if before else {}
    tell("sorting names", 0.0)
    _write(_index(where, new), build.pack(list(rows.values()), _described(new)))
    tell("writing", 0.8)
    _write_rows(path, new, rows)
    for stale in where.glob(f"{new.source}~*{_INDEX}"):
        if stale != _index(where, new):
            stale.unlink(missing_ok=True)
    tell("done", 1.0)
    changed = sum(rows[i] != old[i] for i in rows.keys() & old.keys())
    return Outcome(new, before, len(rows.keys() - old.keys()), changed, len(old.keys() - rows.keys()))


def known(where: Path, source: str) -> Import | None:
    """What is kept of a source, None if nothing is."""
    path = where / f"{source}{_ROWS}"
    return _about(path) if path.is_file() else None


def remove(where: Path, source: str) -> Import:
    """Take a source's places out again; FoglineError if there is none of that name."""
    path = where / f"{source_name(source)}{_ROWS}"
    if not path.is_file():
        have = ", ".join(p.name.removesuffix(_ROWS) for p in sorted(where.glob(f"*{_ROWS}"))) or "none"
        raise FoglineError(f"nothing was imported as {source!r}", f"name one of: {have}")
    gone = _about(path)
    path.unlink()
    for index in where.glob(f"{gone.source}~*{_INDEX}"):
        index.unlink(missing_ok=True)
    return gone


def _index(where: Path, of: Import) -> Path:
    return where / f"{of.source}~{build.FORMAT}-{of.digest}{_INDEX}"


def _described(of: Import) -> Mapping[str, object]:
    return {"format": build.FORMAT, "places": of.places, "licences": {of.source: of.licence}, "import": asdict(of)}


def _about(path: Path) -> Import:
    return _reading(path, lambda lines: Import(**json.loads(next(iter(lines)))))


def _rows(path: Path) -> dict[str, Raw]:
    def read(lines: Iterable[str]) -> dict[str, Raw]:
        rest = iter(lines)
        next(rest)
        found = ({k: v for k, v in json.loads(line).items() if k in _RAW_FIELDS} for line in rest)
        return {row["id"]: Raw(**row) for row in found}

    return _reading(path, read)


def _reading(path: Path, how: Callable[[Iterable[str]], T]) -> T:
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            return how(file)
    except (OSError, EOFError, zlib.error, ValueError, TypeError, KeyError, StopIteration) as error:
        raise FoglineError(f"the imported places in {path} are damaged", "delete that file and import again") from error


def _write_rows(path: Path, about: Import, rows: Mapping[str, Raw]) -> None:
    # Not asdict for the rows: it copies every name, and takes ten times as long as all the rest.
    rest = ({name: getattr(row, name) for name in _RAW_FIELDS} for row in rows.values())
    lines = (json.dumps(line, ensure_ascii=False).encode() for line in (asdict(about), *rest))
    _write(path, gzip.compress(b"\n".join(lines), 6, mtime=0))


def _write(path: Path, data: bytes) -> None:
    """The file whole or not at all."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=path.name, suffix=".part", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            os.replace(temporary, path)
        finally:
            Path(temporary).unlink(missing_ok=True)
    except OSError as error:
        raise FoglineError(
            f"{path} cannot be written ({error.strerror})",
            "make room on the disk, or name another folder in FOGLINE_CACHE",
        ) from error
