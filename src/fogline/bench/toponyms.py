"""Toponyms with coordinates as gold: which place a given name means, and which names are found at all."""

from __future__ import annotations

import hashlib


def fitted_on(identity: str) -> bool:
    """Whether the ranker's weights may have been fitted on a document: those of one half, by a hash of their ids."""
    return hashlib.sha256(identity.encode()).digest()[-1] % 2 == 0
