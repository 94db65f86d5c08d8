"""What the encoder sees in a text: who is said to say what (source, cue, content), names, and how factual a word is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fogline.model import Span
from fogline.reading.encoder import Encoder, Scored
from fogline.reading.viterbi import Floats, Ints, best, marginals, runs

_SOURCE, _CONTENT = 1, 3
# The buckets of a word's distance from its cue, as in training: exact to 4, then doubling.
_FAR = 12
# No claim has more words and marks than this, as in training.
_LONGEST = 90


@dataclass(frozen=True, slots=True)
class Attributed:
    """One attribution: spans of its source, cue and content (in parts where a cue splits them).

    ``sure``: the probability of the source where one is given, else that there is none.
    """

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    sure: float


@dataclass(frozen=True, slots=True)
class Named:
    """A name or mention: its span, and its label in the layer asked for."""

    span: Span
    label: str


@dataclass(frozen=True, slots=True)
class Stated:
    """A stretch that states something: its span, how likely it is one claim, and the encoder's scores for it.

    ``classes``: those of ``model.KINDS``, of ``model.EVENTS``, and of denial.
    """

    span: Span
    chance: float
    classes: tuple[float, ...]


def decoded(group: Sequence[Scored], encoder: Encoder) -> list[Attributed]:
    """The attributions of some windows."""
    arrays = encoder.arrays
    lengths = np.array([len(s.window.units) for s in group])
    flat = _stack([encoder.part(s.scores, "flat")[:, 3:6] for s in group])
    tags = best(flat, lengths, arrays["cue_move"], arrays["cue_first"])
    cues = [(i, a, b - 1) for i, row in enumerate(tags) for a, b in runs(row[: lengths[i]].tolist(), 1)]
    if not cues:
        return []
    seen = _stack([_seen_from(group[i], a, b, encoder) for i, a, b in cues])
    long = lengths[[c[0] for c in cues]]
    move, first = arrays["conditional_move"], arrays["conditional_first"]
    chosen = best(seen, long, move, first)
    chances = marginals(seen, long, move, first)
    return [_attributed(group[cue[0]], cue, chosen[n], chances[n]) for n, cue in enumerate(cues)]


def _attributed(scored: Scored, cue: tuple[int, int, int], tags: Ints, chances: Floats) -> Attributed:
    units = scored.window.units
    row = tags[: len(units)].tolist()
    sources, contents = runs(row, _SOURCE), runs(row, _CONTENT)
    if sources:
        sure = max(float(chances[a, _SOURCE]) for a, _ in sources)
    else:
        sure = 1.0 - float(chances[: len(units), _SOURCE].max(initial=0.0))

    def spans(found: Sequence[tuple[int, int]]) -> tuple[Span, ...]:
        return tuple(Span(units[a].start, units[b - 1].end) for a, b in found)

    return Attributed(spans(sources), spans([(cue[1], cue[2] + 1)]), spans(contents), sure)


def _seen_from(scored: Scored, a: int, b: int, encoder: Encoder) -> Floats:
    """Scores of every word's tags as seen from one cue, (units, 5)."""
    sides, words = encoder.part(scored.scores, "cue_side"), encoder.part(scored.scores, "word_side")
    cue = (sides[a] + sides[b]) / 2
    turned = np.einsum("p,lpq->ql", cue, encoder.arrays["bilinear"])
    place = np.arange(len(words))
    before, after = np.clip(a - place, 0, None), np.clip(place - b, 0, None)
    apart = np.where(after > 0, _FAR + _bucket(after), _bucket(before))
    out: Floats = words @ turned + encoder.part(scored.scores, "unary") + encoder.arrays["apart"][apart]
    return out


def _bucket(n: Ints) -> Ints:
    far = 4 + np.floor(np.log2(np.maximum(n, 1) / 4)).astype(np.int64)
    return np.where(n <= 4, n, np.minimum(far, _FAR))


def _length(n: Ints) -> Ints:
    """The bucket of how far a last word lies behind its first, as in training."""
    return np.where(n > 0, _FAR + _bucket(np.maximum(n, 0)), 0)


def _stack(rows: Sequence[Floats]) -> Floats:
    out = np.zeros((len(rows), max(len(r) for r in rows), rows[0].shape[1]), dtype=np.float32)
    for i, row in enumerate(rows):
        out[i, : len(row)] = row
    return out


def stated(scored: Scored, encoder: Encoder, *, at_least: float = 0.5) -> list[Stated]:
    """The claims of a window, in the order of their words; one may lie inside another, none crosses another."""
    sums = _opening_and_closing(scored, encoder)
    found = np.argwhere(sums > np.log(at_least / (1.0 - at_least)))
    order = found[np.argsort(-sums[found[:, 0], found[:, 1]], kind="stable")].tolist()
    kept: list[tuple[int, int]] = []
    for a, b in order:
        if all(_apart(a, b, c, d) for c, d in kept):
            kept.append((a, b))
    return classified(scored, sorted(kept), sums, encoder)


def _apart(a: int, b: int, c: int, d: int) -> bool:
    """Whether two stretches are two claims: neither crosses the other, nor is nearly the same."""
    shared = min(b, d) - max(a, c) + 1
    if shared <= 0:
        return True
    shorter, longer = sorted((b - a + 1, d - c + 1))
    return shared == shorter and shorter < 0.6 * longer


def _opening_and_closing(scored: Scored, encoder: Encoder) -> Floats:
    """How likely a claim opens at a unit and closes at another: log odds, (units, units)."""
    arrays, scores = encoder.arrays, scored.scores
    edges = encoder.part(scores, "edges")
    both = encoder.part(scores, "open_side") @ arrays["span"] @ encoder.part(scores, "close_side").T
    apart = np.arange(len(scores))[None, :] - np.arange(len(scores))[:, None]
    length = arrays["span_length"][:, 0][_length(apart)]
    sums = both + edges[:, :1] + edges[None, :, 1] + length
    out: Floats = np.where((apart >= 0) & (apart < _LONGEST), sums, -99.0)
    return out


def classified(
    scored: Scored, ranges: Sequence[tuple[int, int]], sums: Floats | None, encoder: Encoder
) -> list[Stated]:
    """What the encoder makes of stretches of units, each given by its first and last unit."""
    if not ranges:
        return []
    sums = _opening_and_closing(scored, encoder) if sums is None else sums
    side, look = encoder.part(scored.scores, "claim_side"), encoder.part(scored.scores, "claim_look")
    units = scored.window.units
    out = []
    for a, b in ranges:
        weights = _softmax(look[a : b + 1], 0)
        pooled = (weights.T @ side[a : b + 1]).reshape(-1)
        classes = pooled @ encoder.arrays["claim_weight"].T + encoder.arrays["claim_bias"]
        chance = float(1.0 / (1.0 + np.exp(-sums[a, b])))
        out.append(Stated(Span(units[a].start, units[b].end), chance, tuple(classes.tolist())))
    return out


def _softmax(scores: Floats, axis: int) -> Floats:
    power = np.exp(scores - scores.max(axis, keepdims=True))
    out: Floats = power / power.sum(axis, keepdims=True)
    return out


def roles(scored: Scored, encoder: Encoder) -> list[Named]:
    """Who does what to whom: the stretches that name an ``agent`` or a ``target`` of some claim."""
    tags = encoder.part(scored.scores, "roles").argmax(1).tolist()
    units = scored.window.units
    found = [(a, b, role) for role, begin in (("agent", 1), ("target", 3)) for a, b in runs(tags, begin)]
    return [Named(Span(units[a].start, units[b - 1].end), role) for a, b, role in sorted(found)]


def names(scored: Sequence[Scored], encoder: Encoder, layer: str) -> list[Named]:
    """The names of some windows in one layer's labels; the most likely tag word by word."""
    labels = encoder.labels[layer]
    out: list[Named] = []
    for one in scored:
        tags = encoder.part(one.scores, f"entities:{layer}").argmax(1).tolist()
        units = one.window.units
        start = 0
        while start < len(tags):
            if not tags[start]:
                start += 1
                continue
            kind = (tags[start] - 1) // 2
            end = start + 1
            while end < len(tags) and tags[end] == 2 + 2 * kind:
                end += 1
            out.append(Named(Span(units[start].start, units[end - 1].end), labels[kind]))
            start = end
    return out
