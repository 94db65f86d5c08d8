"""Grounding: phrases of a claim → where and when; the gazetteer that it stands on."""

from fogline.grounding.gazetteer import Entry, Gazetteer
from fogline.grounding.ground import VERSION, ground
from fogline.grounding.import_store import Import, Outcome
from fogline.grounding.imports import Wanted, forget, take
from fogline.grounding.layers import Layered, open_gazetteer
from fogline.grounding.supplement import from_memory

__all__ = [
    "VERSION",
    "Entry",
    "Gazetteer",
    "Import",
    "Layered",
    "Outcome",
    "Wanted",
    "forget",
    "from_memory",
    "ground",
    "open_gazetteer",
    "take",
]
