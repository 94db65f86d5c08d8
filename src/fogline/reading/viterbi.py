"""Best tags and their probabilities under a linear-chain conditional random field, for many sequences at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


def best(scores: Floats, lengths: Ints, move: Floats, first: Floats) -> Ints:
    """The best tags of ``n`` sequences: ``scores`` (n, t, k), ``move`` (from, to), ``first`` (k,) → (n, t).

    Tags past a sequence's length are 0. Viterbi (1967).
    """
    n, t, k = scores.shape
    total = scores[:, 0] + first
    back = np.zeros((n, t, k), dtype=np.int64)
    same = np.arange(k)
    for i in range(1, t):
        paths = total[:, :, None] + move
        arrived = paths.argmax(1)
        on = i < lengths
        back[:, i] = np.where(on[:, None], arrived, same)
        total = np.where(on[:, None], paths.max(1) + scores[:, i], total)
    out = np.zeros((n, t), dtype=np.int64)
    at = total.argmax(1)
    rows = np.arange(n)
    for i in range(t - 1, -1, -1):
        out[:, i] = np.where(i < lengths, at, 0)
        at = back[rows, i, at]
    return out


def marginals(scores: Floats, lengths: Ints, move: Floats, first: Floats) -> Floats:
    """The probability of every tag at every place, (n, t, k); 0 past a sequence's length. Forward-backward."""
    n, t, k = scores.shape
    inside = (np.arange(t)[None] < lengths[:, None])[:, :, None]
    # A common factor of a place does not change its probabilities: the largest score becomes 1.
    power = np.where(inside, np.exp(scores - scores.max(2, keepdims=True)), 1.0).astype(np.float64)
    moves, starts = np.exp(move).astype(np.float64), np.exp(first).astype(np.float64)
    ahead, behind = np.empty((n, t, k)), np.ones((n, t, k))
    ahead[:, 0] = power[:, 0] * starts
    for i in range(1, t):
        step = ahead[:, i - 1] @ moves * power[:, i]
        ahead[:, i] = np.where(inside[:, i], step / step.sum(1, keepdims=True), ahead[:, i - 1])
    for i in range(t - 2, -1, -1):
        step = (behind[:, i + 1] * power[:, i + 1]) @ moves.T
        behind[:, i] = np.where(inside[:, i + 1], step / step.sum(1, keepdims=True), behind[:, i + 1])
    both = ahead * behind
    out: Floats = np.where(inside, both / both.sum(2, keepdims=True), 0.0).astype(np.float32)
    return out


def runs(tags: list[int], begin: int) -> list[tuple[int, int]]:
    """The spans of one label, half-open: ``begin`` opens one, ``begin + 1`` goes on, and opens one too if it must."""
    out: list[tuple[int, int]] = []
    start: int | None = None
    for i, tag in enumerate([*tags, 0]):
        if start is not None and tag != begin + 1:
            out.append((start, i))
            start = None
        if tag == begin or (tag == begin + 1 and start is None):
            start = i
    return out
