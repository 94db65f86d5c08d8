"""The append-only ledger; the only SQL of Fogline."""

from fogline.ledger.ledger import Hits, Ledger
from fogline.ledger.opening import SCHEMA_VERSION
from fogline.ledger.writing import Added

__all__ = ["SCHEMA_VERSION", "Added", "Hits", "Ledger"]
