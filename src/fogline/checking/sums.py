"""A text against itself: parts that are more than their whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from fogline.checking.calendar import claim_at
from fogline.checking.material import evidence
from fogline.model import Claim, Document, Finding, Span
from fogline.text import Shape

_NUMBER = r"(?<![\d.,:/-])(?P<{0}>\d{{1,3}}(?:,\d{{3}})+|\d+)(?![\d:/%-]|[.,]\d)"
_PARTS = re.compile(
    _NUMBER.format("whole") + r"\s+(?P<what>(?:[a-z-]+\s+){0,3}[a-z-]+)[,\s(–—]+"
    r"(?:including|among them|among whom|of whom|of which|of them)\s+(?:at least\s+|about\s+|some\s+)?"
    + _NUMBER.format("part")
    + r"\s+(?P<kind>[a-z-]+)",
)  # fmt: skip
# "10 days, including 24 hours of bombing" counts two things; a part is compared only where both count bodies or arms.
_MEASURES = frozenset(
    "day days hour hours minute minutes week weeks month months year years km kilometres kilometers miles metres "
    "meters percent per tonnes tons million billion thousand hundred dozen".split()
)


def sums(document: Document, cut: Shape, claims: Sequence[Claim]) -> Iterator[Finding]:
    """Where a part is larger than the whole that it is said to be of ("30 vehicles, including 45 tanks")."""
    for found in _PARTS.finditer(document.text):
        counted = {*found["what"].split(), found["kind"]}
        whole, part = (int(found[g].replace(",", "")) for g in ("whole", "part"))
        holder = claim_at(found.start(), cut, claims)
        if part > whole and not counted & _MEASURES and holder:
            text = f"The part is larger than the whole: {found['part']} of {found['whole']}."
            words = (evidence(document, Span(found.start(), found.end())),)
            yield Finding(holder.id, "itself", "contradicted", "number", "fault", 0.9, text, words)
