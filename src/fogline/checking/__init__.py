"""Checking: claims → findings, against the sources that they name, the map and the calendar."""

from fogline.checking.check import NOT_CHECKED, check, wanted
from fogline.checking.material import PRIMARY_DAYS, Atlas, Library

VERSION = "1"

__all__ = ["NOT_CHECKED", "PRIMARY_DAYS", "VERSION", "Atlas", "Library", "check", "wanted"]
