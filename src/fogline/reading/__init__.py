"""Document → Claims: who said what, of which kind, how surely."""

from fogline.reading.joining import SURE_ENOUGH
from fogline.reading.reader import FAST_VERSION, VERSION, read
from fogline.reading.seen import look, named

__all__ = ["FAST_VERSION", "SURE_ENOUGH", "VERSION", "look", "named", "read"]
