"""Document → Claims: who said what, of which kind, how surely."""

from fogline.reading.reader import VERSION, read

__all__ = ["VERSION", "read"]
