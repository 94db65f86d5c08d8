"""The file behind an import, plain or zipped, as a stream that never gives more bytes than allowed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path, PurePosixPath
from typing import IO

from fogline.model import FoglineError

# Text of places packs to a tenth at best. A small file may pack better by chance, so the ratio counts from here on.
_MOST_RATIO, _RATIO_FROM = 100, 10 << 20
_ENDINGS = {".txt", ".tsv", ".csv", ".geojson", ".json"}
_TELL_EVERY = 1 << 20


class Counted(io.RawIOBase):
    """A stream that counts what is read, tells the share of ``size``, and stops at ``most`` bytes."""

    def __init__(self, name: str, inner: IO[bytes], size: int, most: int, tell: Callable[[float], None]) -> None:
        self._name, self._inner, self._size, self._most, self._tell = name, inner, size, most, tell
        self._read = self._told = 0
        self.head = inner.read(4096)
        self._ahead = self.head

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override] # typeshed's buffer type is private
        """Fill ``buffer``; FoglineError for a packed file that is damaged or larger than it may be."""
        try:
            block = self._ahead[: len(buffer)] or self._inner.read(len(buffer))
        except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError, ValueError) as error:
            raise FoglineError(f"{self._name} is damaged ({error})", "download it again") from error
        self._ahead = self._ahead[len(block) :]
        buffer[: len(block)] = block
        self._read += len(block)
        if self._read > self._most:
            raise FoglineError(
                f"{self._name} unpacks to more than {self._most >> 20} MB",
                "a country's dump is smaller: leave this file, or give it in parts",
            )
        if self._read - self._told >= _TELL_EVERY:
            self._told = self._read
            self._tell(min(1.0, self._read / max(1, self._size)))
        return len(block)


def open_file(path: Path, opened: ExitStack, most: int, tell: Callable[[float], None]) -> tuple[str, Counted]:
    """The name and the bytes of a file, or of the one table in a zip file; closed with ``opened``.

    Raises FoglineError where it cannot be read, or the zip file has no such table, several, or would unpack to
    more than ``most`` bytes or a hundred times its size.
    """
    try:
        file = opened.enter_context(path.open("rb"))
        packed = zipfile.is_zipfile(file)
        file.seek(0)
        if not packed:
            return path.name, Counted(path.name, file, path.stat().st_size, most, tell)
        archive = opened.enter_context(zipfile.ZipFile(file))
        member = _table(path, archive)
        if member.flag_bits & 1:
            raise FoglineError(f"{path} is locked with a password", "unpack it, and name the file inside")
        most = min(most, max(_RATIO_FROM, _MOST_RATIO * member.compress_size))
        if member.file_size > most:
            raise FoglineError(
                f"{path} would unpack to {member.file_size >> 20} MB, {member.compress_size >> 10} KB are packed",
                "this is no table of places; leave it",
            )
        name = PurePosixPath(member.filename).name
        return name, Counted(name, opened.enter_context(archive.open(member)), member.file_size, most, tell)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise FoglineError(f"{path} is a damaged zip file ({error})", "download it again") from error
    except OSError as error:
        raise FoglineError(f"{path} cannot be read ({error.strerror or error})", "name a file that is there") from error


def _table(path: Path, archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    """The one table inside; GeoNames packs a readme beside it."""
    found = [
        m for m in archive.infolist()
        if PurePosixPath(m.filename).suffix.lower() in _ENDINGS
        and not PurePosixPath(m.filename).name.lower().startswith(("readme", ".", "_"))
        and not m.filename.startswith("__MACOSX")
    ]  # fmt: skip
    if len(found) != 1:
        inside = ", ".join(m.filename[:40] for m in found[:5]) or "none"
        raise FoglineError(f"{path} holds {len(found)} tables ({inside})", "unpack it, and name the one to import")
    return found[0]
