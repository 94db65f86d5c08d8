"""Targets → documents: fetches or opens what the user names, tells what it is, hands it to its parser."""

from __future__ import annotations

import gzip
import io
import sys
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from fogline.intake import feeds, fetching, office, page, pdf, plain, records, tables, warc
from fogline.intake.drafts import Parcel, Parsed, rejected
from fogline.intake.options import Options
from fogline.intake.sniffing import kind_of
from fogline.intake.targets import expand, is_address
from fogline.intake.unpacking import gunzip
from fogline.model import FoglineError, Intake, Original, Rejected

_PARSERS: Mapping[str, Callable[[Parcel, Options], Parsed]] = {
    "text": plain.parse,
    "html": page.parse,
    "pdf": pdf.parse,
    "feed": feeds.parse,
    "json": records.parse_whole,
    "jsonl": records.parse_lines,
    "csv": tables.parse,
    "docx": office.parse,
}
_CONTAINERS = ("feed", "json", "jsonl", "csv", "docx", "warc")
_DEFAULTS = Options()


def read(target: str, options: Options = _DEFAULTS) -> Iterator[Intake | Rejected]:
    """The documents of a path, a folder, a glob, an http(s) address, or ``-`` for standard input, in order.

    Whatever cannot be taken in is yielded as Rejected with the fault and the mend; nothing is raised.
    """
    if target == "-":
        yield from _stdin(options)
    elif is_address(target):
        yield from _address(target.strip(), options)
    else:
        for path in expand(target):
            if isinstance(path, Rejected):
                yield path
            else:
                yield from _file(path, options)


def read_bytes(
    data: bytes,
    name: str,
    options: Options = _DEFAULTS,
    *,
    url: str | None = None,
    charset: str | None = None,
    media_type: str | None = None,
) -> Iterator[Intake | Rejected]:
    """The documents in ``data``; ``name`` is what messages call it, and helps to tell its format.

    ``url`` is where it came from, ``charset`` and ``media_type`` what the sender declared.
    """
    parcel = Parcel(data, name, url, charset, media_type)
    try:
        yield from _parsed(parcel, options, packed=False)
    except FoglineError as error:
        yield rejected(name, error)
    except (RecursionError, MemoryError):
        fault = "it is nested too deep or too large to be read"
        yield rejected(name, FoglineError(fault, "give the report as plain text"))


def _parsed(parcel: Parcel, options: Options, *, packed: bool) -> Parsed:
    if len(parcel.data) > options.container_bytes:
        raise FoglineError(f"it is larger than {options.container_bytes:,} bytes", "split it")
    kind = kind_of(parcel)
    if kind == "gzip":
        yield from _unpacked(parcel, options, packed)
        return
    if kind not in _CONTAINERS and len(parcel.data) > options.max_bytes:
        fault = f"it has {len(parcel.data):,} bytes, more than the {options.max_bytes:,} of one report"
        raise FoglineError(fault, "split it into its reports, one a file or one a line of JSON Lines")
    if kind == "warc":
        yield from warc.parse(io.BytesIO(parcel.data), parcel.name, options, packed=False)
        return
    yield from _PARSERS[kind](parcel, options)


def _unpacked(parcel: Parcel, options: Options, packed: bool) -> Parsed:
    """What is inside a gzip file: an archive is read as it unpacks, everything else within its limit."""
    if packed:
        raise FoglineError("it is packed twice over", "unpack it yourself")
    if _begins_as_warc(io.BytesIO(parcel.data)):
        yield from warc.parse(io.BytesIO(parcel.data), parcel.name, options, packed=True)
        return
    data, whole = gunzip(parcel.data, options.container_bytes)
    if not whole:
        raise FoglineError("the gzip file is cut off or damaged", "fetch or pack it again")
    for taken in _parsed(replace(parcel, data=data), options, packed=True):
        # The original of a packed report is the file as it was given, so that its hash can be checked.
        own = isinstance(taken, Intake) and taken.original.data == data
        yield _repacked(taken, parcel) if own and isinstance(taken, Intake) else taken


def _repacked(taken: Intake, parcel: Parcel) -> Intake:
    original = Original(parcel.data, "application/gzip")
    return Intake(replace(taken.document, sha256=original.sha256), original)


def _stdin(options: Options) -> Parsed:
    data = sys.stdin.buffer.read(options.container_bytes + 1)
    yield from read_bytes(data, "standard input", options)


def _address(url: str, options: Options) -> Parsed:
    try:
        found = fetching.fetch(url, options)
    except FoglineError as error:
        yield rejected(url, error)
        return
    given = replace(options, fetched=options.now())
    yield from read_bytes(found.data, url, given, url=found.url, charset=found.charset, media_type=found.media_type)


def _file(path: Path, options: Options) -> Parsed:
    name = str(path)
    try:
        with path.open("rb") as stream:
            if _is_archive(stream):
                packed = stream.read(2) == b"\x1f\x8b"
                stream.seek(0)
                yield from warc.parse(stream, name, options, packed=packed)
                return
            data = stream.read(options.container_bytes + 1)
    except OSError as error:
        yield rejected(name, _fault(error))
        return
    except ValueError:
        yield rejected(name, FoglineError("the path cannot be read", "check its spelling"))
        return
    yield from read_bytes(data, name, options)


def _is_archive(stream: BinaryIO) -> bool:
    """Whether a file is a WARC; those are read as a stream, for they may be larger than the memory."""
    if not stream.seekable():
        return False
    try:
        return stream.read(5) == b"WARC/" or (stream.seek(0) == 0 and _begins_as_warc(stream))
    finally:
        stream.seek(0)


def _begins_as_warc(stream: BinaryIO) -> bool:
    try:
        return gzip.GzipFile(fileobj=stream).read(5) == b"WARC/"
    except (OSError, EOFError, zlib.error):
        return False


def _fault(error: OSError) -> FoglineError:
    if isinstance(error, FileNotFoundError):
        return FoglineError("there is no such file", "check its spelling, or the folder you are in")
    if isinstance(error, PermissionError):
        return FoglineError("there is no permission to read it", "change its permissions, or copy it")
    if isinstance(error, IsADirectoryError):
        return FoglineError("it is a folder", "name the files in it")
    return FoglineError(
        f"it cannot be read ({(error.strerror or 'unknown fault').lower()})", "check the disk and the path"
    )
