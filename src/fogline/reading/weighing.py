"""What rules and encoder together make of a claim: its event, its kind, whether it is denied.

The rules' answers are features beside the encoder's own: how much each counts was learnt, not set.
"""

from __future__ import annotations

import numpy as np

from fogline.model import EVENTS, KINDS
from fogline.reading.encoder import Encoder
from fogline.reading.slots import Ruled
from fogline.reading.spans import Stated
from fogline.reading.viterbi import Floats

# Where a word of the vocabulary names the event, the rules are right three times in four; the encoder has few examples
# of each and is too sure of itself: for the event the rules count so many times what was learnt. Set on the dev split.
_EVENT_TRUST = 3.0
_QUITE_SURE = 3.0
FEATURES = len(KINDS) + len(EVENTS) + 1


def features(ruled: Ruled) -> list[float]:
    """The rules' answers as numbers: one for each kind, one for each event, one for denial."""
    out = [0.0] * FEATURES
    out[KINDS.index(ruled.kind)] = 1.0
    out[len(KINDS) + EVENTS.index(ruled.event)] = 1.0
    out[-1] = float(ruled.denied)
    return out


def weighed(stated: Stated, ruled: Ruled, encoder: Encoder) -> tuple[str, str, bool]:
    """Event, kind and denial of a claim."""
    heard: Floats = np.asarray(features(ruled), dtype=np.float32)
    own = np.asarray(stated.classes, dtype=np.float32)
    rules: Floats = encoder.arrays["rule_weight"] @ heard
    events = slice(len(KINDS), -1)
    kinds = (own + rules)[: len(KINDS)]
    # A condition and a yardstick's word are marks that the rules do not overlook.
    if ruled.kind != "conditional":
        kinds[KINDS.index("conditional")] = -np.inf
    kind = KINDS[int(np.argmax(kinds))]
    if ruled.kind == "conditional" or (ruled.kind == "assessment" and ruled.marked):
        kind = ruled.kind
    event = EVENTS[int(np.argmax(own[events] + _EVENT_TRUST * rules[events]))]
    if ruled.found and ruled.found.verb and ruled.event != "other":
        event = ruled.event
    # A negation next door misleads the encoder: against the rules it must be quite sure.
    denied = ruled.denied or own[-1] > _QUITE_SURE
    return event, kind, bool(denied)
