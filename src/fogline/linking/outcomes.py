"""What a claim says about who holds a place, and whether two such statements can both be so."""

from __future__ import annotations

from typing import NamedTuple

from fogline.linking.aspects import Aspect

# Events after which the agent's side holds the place, and after which it does not.
_HELD = frozenset(("capture", "retake", "hold", "repel"))
_LEFT = frozenset(("withdraw",))
# What tells of a change, and what tells that none came about.
_CHANGES = frozenset(("capture", "retake", "withdraw"))
_STAYS = frozenset(("hold", "repel"))
# For so many days a town that is said to be held is said not to have changed hands; longer after, it may have, again.
LASTS_DAYS = 3


class Stand(NamedTuple):
    """That a side holds a place, or that it does not."""

    side: str
    holds: bool


def stand(one: Aspect) -> Stand | None:
    """What the claim says of who holds its place; None where it says nothing of that or names no side."""
    if not one.side:
        return None
    if one.claim.event in _HELD and not (one.claim.event == "repel" and one.negative):
        return Stand(one.side, not one.negative)
    if one.claim.event in _LEFT:
        return Stand(one.side, one.negative)
    return None


def conflict(a: Stand, b: Stand) -> bool:
    """Whether both cannot be so of one place at one time."""
    return a.holds != b.holds if a.side == b.side else a.holds and b.holds


def refutes(earlier: Aspect, later: Aspect) -> bool:
    """Whether the later of two statements that conflict says that the change told earlier never came about."""
    if not earlier.days or not later.days or (later.days[0] - earlier.days[1]).days > LASTS_DAYS:
        return False
    changed = earlier.claim.event in _CHANGES and not earlier.negative
    return changed and (later.claim.event in _STAYS or later.negative)
