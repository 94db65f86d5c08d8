"""Times of conflict prose: found, resolved against the publication date, and given to claims."""

from fogline.grounding.time_claims import attach_times
from fogline.grounding.time_grammar import TimePhrase, find_times
from fogline.grounding.time_resolve import resolve

__all__ = ["TimePhrase", "attach_times", "find_times", "resolve"]
