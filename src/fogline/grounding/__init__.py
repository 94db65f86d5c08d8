"""Grounding: phrases of a claim → where and when; the gazetteer that it stands on."""

from fogline.grounding.gazetteer import Entry, Gazetteer, open_gazetteer
from fogline.grounding.ground import VERSION, ground

__all__ = ["VERSION", "Entry", "Gazetteer", "ground", "open_gazetteer"]
