"""Claims among claims: where chains of relays end, and which claims are about the same happening."""

from fogline.linking.copies import copies
from fogline.linking.origins import origins
from fogline.linking.pairs import link

VERSION = "2"

__all__ = ["VERSION", "copies", "link", "origins"]
