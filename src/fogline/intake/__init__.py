"""Intake: bytes → documents. Text, HTML, PDF, feeds, Telegram exports, WARC, JSON Lines, CSV and DOCX."""

from fogline.intake.fetching import Fetched, fetch
from fogline.intake.options import Options
from fogline.intake.taking import read, read_bytes
from fogline.intake.targets import expand, is_address

__all__ = ["Fetched", "Options", "expand", "fetch", "is_address", "read", "read_bytes"]
