"""Times of conflict prose: found, resolved against the publication date, and given to claims."""

from fogline.grounding.time_claims import attach_times
from fogline.grounding.time_grammar import TimePhrase, find_times
from fogline.grounding.time_resolve import resolve
from fogline.grounding.time_story import expressions
from fogline.grounding.time_timex import Timex

__all__ = ["TimePhrase", "Timex", "attach_times", "expressions", "find_times", "resolve"]
