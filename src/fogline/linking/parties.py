"""Whether two claims can be about the same people and things: their agents, targets, and who was harmed."""

from __future__ import annotations

import re

from fogline.model import Claim

# Words that name nobody: two claims about "his units" and "their forces" need not mean the same ones.
_NOBODY = frozenset(
    "they them their theirs this that these those some several many least more most about around over both each other "
    "another others unit units force forces troop troops fighter fighters group groups side sides meanwhile today "
    "killed dead wounded injured losses".split()
)
# A target that says no more than the place, which is compared by itself.
_PLACES = frozenset("town city village settlement area district place places whole part parts entire centre".split())
_WORD = re.compile(r"[^\W\d]{4,}")


def names(claim: Claim, role: str) -> frozenset[str]:
    """The words that name the claim's actors of ``role``, singular, without those that name nobody."""
    return frozenset(w for a in claim.actors if a.role == role for w in _words(a.name))


def harmed(claim: Claim) -> frozenset[str]:
    """Who was harmed, in singular words: the units counted and the targets."""
    units = (w for q in claim.quantities if q.unit for w in _words(q.unit))
    return names(claim, "target") | frozenset(units)


def same_agents(a: Claim, b: Claim) -> bool:
    """Whether the agents can be the same: one names none, or a side or a name is shared."""
    return _compatible(a, b, "agent", frozenset())


def same_targets(a: Claim, b: Claim) -> bool:
    """Whether the targets can be the same; a target that only names the place is left to the place."""
    return _compatible(a, b, "target", _PLACES | _toponyms(a) | _toponyms(b))


def same_harmed(a: Claim, b: Claim) -> bool:
    """Whether both say who was harmed, and it is the same: soldiers are no civilians, and nobody adds nothing."""
    return bool(harmed(a) & harmed(b)) and same_targets(a, b)


def _compatible(a: Claim, b: Claim, role: str, passed: frozenset[str]) -> bool:
    mine, other = _sides(a, role), _sides(b, role)
    if mine and other:
        return bool(mine & other)
    left, right = names(a, role) - passed, names(b, role) - passed
    return not left or not right or bool(left & right)


def _sides(claim: Claim, role: str) -> set[str]:
    return {a.side for a in claim.actors if a.role == role and a.side}


def _toponyms(claim: Claim) -> frozenset[str]:
    return frozenset(w for p in claim.where for t in (p.phrase, *(c.name for c in p.candidates)) for w in _words(t))


def _words(text: str) -> list[str]:
    return [w.removesuffix("s") for w in _WORD.findall(text.casefold()) if w not in _NOBODY]
