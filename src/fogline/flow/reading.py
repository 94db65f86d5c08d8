"""Documents to readings: the one pure function that every engine runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

from fogline import grounding, reading
from fogline.model import Document, Reading

# What a reading is by: a change of either part is a new reader, and documents are read again.
READER = f"{reading.VERSION}+{grounding.VERSION}"
FAST_READER = f"{reading.FAST_VERSION}+{grounding.VERSION}"
LANGUAGES = {"en": "English", "uk": "Ukrainian", "ru": "Russian", "zh": "Chinese", "de": "German", "fr": "French"}
Progress = Callable[[str, float], None]  # the step, and the share done


def read_documents(documents: Sequence[Document], *, fast: bool = False) -> list[Reading]:
    """One reading for each document, in their order; the same in every process and on every machine.

    ``fast``: by rules alone, without the encoder.

    A fault of the reader in one document is a warning in its reading, whose ``reader`` is then empty so that it
    does not count as read; the others go on.
    """
    return [read_one(document, fast=fast) for document in documents]


def read_one(document: Document, *, fast: bool = False) -> Reading:
    """What one document says: its claims with places and times, and warnings about what was passed over."""
    reader = FAST_READER if fast else READER
    if not reads(document.language):
        name = LANGUAGES.get(document.language or "", document.language)
        return Reading(document, (), (f"written in {name}, which this reader does not read: no claims",), reader)
    try:
        claims = grounding.ground(document, reading.read(document, fast=fast), gazetteer())
    except Exception as fault:  # one report must not end a batch of thousands
        warning = f"the reader failed ({type(fault).__name__}: {fault}): kept without claims, not counted as read"
        return Reading(document, (), (warning,), "")
    return Reading(document, tuple(replace(c, reader=reader) for c in claims), (), reader)


def reads(language: str | None) -> bool:
    """Whether the reader knows the language; an unknown one is tried."""
    return language is None or language.split("-")[0].lower() == "en"


def prepare(progress: Progress, *, anew: bool = False) -> None:
    """Build the gazetteer if this user has none yet, or ``anew``: half a minute, told to ``progress`` as it goes."""
    opened = grounding.open_gazetteer(progress)
    if anew:
        opened.path.unlink(missing_ok=True)
        grounding.open_gazetteer(progress)


@cache
def gazetteer() -> grounding.Gazetteer:
    """The gazetteer, opened once in a process; built first if this user has none yet."""
    return grounding.open_gazetteer()
