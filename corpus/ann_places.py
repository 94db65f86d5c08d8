"""Where words stand in a text: the occurrences of a phrase, and which of them is meant. Standard library only."""

from __future__ import annotations

import re
from functools import lru_cache

from ann_format import CUT

Stretch = tuple[int, int]
_SENTENCE_END = re.compile(r"[.!?][\"”’»)]*\s+(?=[\"“‘«(-]?[^\W\d_a-z])")
_FAR = 200  # what the end of a sentence between two stretches costs, in characters of distance
_OWN = 90  # what it costs a cue or a speaker to stand inside the quote as its plain words


@lru_cache(maxsize=4096)
def pattern(words: str) -> re.Pattern[str]:
    """Finds words letter by letter, whole words only, over any white space; `first ... last` within one line."""
    parts = []
    for part in words.split(CUT):
        plain = r"\s+".join(re.escape(w) for w in part.split())
        before = r"(?<!\w)(?<!\d[.,])" if re.match(r"\w", part) else ""
        after = r"(?!\w)(?![.,]\d)" if re.search(r"\w$", part) else ""
        parts.append(before + plain + after)
    return re.compile(r"[^\n]+?".join(parts))


def occurrences(text: str, words: str, within: Stretch | None = None, *, any_case: bool = False) -> list[Stretch]:
    """Every place of words in a text, or in a stretch of it; ``any_case`` where a capital may differ."""
    start, end = within or (0, len(text))
    literal = (
        [m.span() for m in re.finditer(re.escape(words), text[:end]) if m.start() >= start] if CUT in words else []
    )
    found = literal or [m.span() for m in pattern(words).finditer(text, start, end)]
    if not found and any_case:
        loose = re.compile(pattern(words).pattern, re.IGNORECASE)
        found = [m.span() for m in loose.finditer(text, start, end)]
    return found


def distance(text: str, a: Stretch, b: Stretch) -> int:
    """Characters between two stretches, ends of sentences and of paragraphs counted as more."""
    low, high = min(a[1], b[1]), max(a[0], b[0])
    if low >= high:
        return 0
    between = text[low : high + 1]
    return high - low + _FAR * len(_SENTENCE_END.findall(between)) + 2 * _FAR * text.count("\n", low, high)


def nearest(text: str, words: str, anchor: Stretch, quote: Stretch | None = None) -> Stretch | None:
    """The place of words that is nearest to an anchor; those in the quote's own clause only where none is as near.

    ``quote`` is given for a cue or a speaker: "he said [he had left]" has its speaker before the quote, while
    "[the town, he said, had fallen]" has it inside, set off by commas.
    """
    found = occurrences(text, words, any_case=True)

    def cost(place: Stretch) -> tuple[int, int]:
        own = quote is not None and inside(place, quote) and not inside(anchor, quote) and not _set_off(text, place)
        return distance(text, place, anchor) + (_OWN if own else 0), abs(place[0] - anchor[0])

    own_anchor = quote == anchor
    if own_anchor and quote is not None:
        return min(found, key=lambda p: (_cue_cost(text, p, quote), abs(p[0] - quote[0])), default=None)
    return min(found, key=cost, default=None)


def inside(a: Stretch, b: Stretch) -> bool:
    """Whether one stretch lies in another."""
    return b[0] <= a[0] and a[1] <= b[1]


def _cue_cost(text: str, place: Stretch, quote: Stretch) -> int:
    own = inside(place, quote) and not _set_off(text, place)
    return distance(text, place, quote) + (_OWN if own else 0)


def _set_off(text: str, place: Stretch) -> bool:
    """Whether words stand between commas, dashes or marks of quotation: "the town, he said, had fallen"."""
    before = re.search(r"[,—–\"”’][^,.;\n]{0,60}$", text[max(0, place[0] - 62) : place[0]])
    after = re.match(r"[^,.;\n]{0,60}[,—–\"“‘]", text[place[1] : place[1] + 62])
    return bool(before and after)
