"""Tense as evidence of time: past, present or future, from the finite verbs of a clause by their forms."""

from __future__ import annotations

import re

_MODAL = re.compile(
    r"\b(?:will|won['’]t|would|shall|should|may|might|could|can|cannot)\b|['’]ll\b"
    r"|\b(?:is|are|was|were) "
    r"(?:likely |unlikely |going |about |set |due |expected |planning |preparing |poised )to\b(?! have)"
    r"|\b(?:plans?|intends?|aims?|expects?|hopes?|threatens?|unlikely|likely) to\b(?! have)",
    re.IGNORECASE,
)
# "can" and "could" tell of ability, not of what is to come, unless the claim is a forecast by its kind.
_FUTURE = re.compile(
    r"\b(?:will|won['’]t|would|shall)\b(?! (?:not )?have\b)|['’]ll\b"
    r"|\b(?:is|are) (?:going|about|set|due|expected|poised) to\b(?! have)|\b(?:likely|unlikely) to\b(?! have)",
    re.IGNORECASE,
)
_PRESENT = re.compile(
    r"\b(?:is|are|am|remains?|continues?|(?:has|have) to|holds?|controls?|keeps?|faces?|isn['’]t|aren['’]t)\b"
    r"(?! (?:reported(?:ly)?|said|believed|thought|known) to have)",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:was|were|did|didn['’]t|had|has|have|hasn['’]t|haven['’]t|to have|wasn['’]t|weren['’]t)\b(?! to\b)",
    re.IGNORECASE,
)
_SIMPLE_PAST = re.compile(
    r"\b(?:[a-z]{2,}(?<!ne)(?<!spe)ed|took|struck|hit|fell|fought|held|lost|left|sent|shot|made|began|broke|drove|withdrew|"
    r"retook|came|went|found|gave|kept|led|met|ran|saw|stood|told|won|blew|brought|built|caught|fled|flew|grew|rose|"
    r"sank|swept|threw|overran|became|dug|burnt|said)\b",
    re.IGNORECASE,
)
_CLAUSE_BREAK = re.compile(r"\b(?:which|that|who|where|because|and|but|while|as|after|before|when|since)\b|[,;:]")


def tense_of(words: str) -> str | None:
    """The tense of a clause: an auxiliary decides, unless a plain past stands in a clause before it.

    >>> tense_of("troops deployed there are refusing to fight")
    'present'
    >>> tense_of("the brigade took the village, which is near the river")
    'past'
    """
    ranked = [
        (m.start(), name)
        for name, pattern in (("future", _FUTURE), ("present", _PRESENT), ("past", _PAST))
        if (m := pattern.search(words))
    ]
    plain = _SIMPLE_PAST.search(words)
    if not ranked:
        return "past" if plain else None
    at, name = min(ranked)
    if plain and plain.end() < at and _CLAUSE_BREAK.search(words, plain.end(), at):
        return "past"
    return name


def modal_in(words: str) -> re.Match[str] | None:
    """The first word that makes a statement a forecast ("will", "would", "may", "is likely to")."""
    return _MODAL.search(words)


def is_perfect(words: str) -> bool:
    """Whether a clause is in the present perfect ("have repelled"), which a story's earlier day does not date."""
    return bool(re.search(r"\b(?:has|have)\b(?! to\b)", words, re.IGNORECASE))
