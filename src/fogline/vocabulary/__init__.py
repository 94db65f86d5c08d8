"""Words, patterns, scales and sources as data: tab-separated files with a header, ``#`` starts a comment line.

A user's own lines extend them: a file of the same name in ``$FOGLINE_VOCABULARY`` (or the user's configuration
folder) is read after the bundled one, and may leave the header out.
"""

from __future__ import annotations

import os
from functools import cache
from importlib import resources
from pathlib import Path

from fogline.model import FoglineError


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of ``name``.tsv as dictionaries by column; missing trailing cells are empty strings.

    Raises FoglineError, with file and line, for a line that has more cells than the header.
    """
    bundled = (resources.files(__name__) / f"{name}.tsv").read_text(encoding="utf-8")
    header, lines = _parse(bundled, f"{name}.tsv", None)
    own = user_folder() / f"{name}.tsv"
    if own.is_file():
        lines += _parse(own.read_text(encoding="utf-8-sig"), str(own), header)[1]
    return tuple(lines)


def user_folder() -> Path:
    """Where a user's own vocabulary lines are looked for."""
    from_env = os.environ.get("FOGLINE_VOCABULARY")
    if from_env:
        return Path(from_env)
    base = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return Path(base) / "fogline" / "vocabulary"


def _parse(text: str, where: str, header: list[str] | None) -> tuple[list[str], list[dict[str, str]]]:
    out: list[dict[str, str]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [c.strip() for c in line.split("\t")]
        if header is None:
            header = cells
            continue
        if cells == header:
            continue
        if len(cells) > len(header):
            raise FoglineError(
                f"{where}, line {number} has {len(cells)} cells, its columns are {len(header)} ({', '.join(header)})",
                "separate the cells with single tabs, in that order",
            )
        out.append(dict(zip(header, cells + [""] * (len(header) - len(cells)), strict=True)))
    return header or [], out
