"""The encoder's side of reading: windows, decoding, and how its answers and the rules' are made one."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest

from fogline.model import Document, Span
from fogline.reading.encoder import Encoder
from fogline.reading.seen import see
from fogline.reading.viterbi import best, marginals, runs
from fogline.reading.windows import BREAK, HEADING, PIECES, unit_range, windows
from fogline.text import shape


def paths(scores: np.ndarray, move: np.ndarray, first: np.ndarray) -> dict[tuple[int, ...], float]:
    """The weight of every sequence of tags, by trying them all."""
    t, k = scores.shape
    out = {}
    for tags in product(range(k), repeat=t):
        total = first[tags[0]] + sum(scores[i, tag] for i, tag in enumerate(tags))
        out[tags] = float(np.exp(total + sum(move[a, b] for a, b in pairwise(tags))))
    return out


@pytest.mark.parametrize("seed", range(4))
def test_decoding_agrees_with_trying_every_path(seed: int) -> None:
    """Two sequences of unlike length at once: padding must change nothing."""
    chance = np.random.default_rng(seed)
    scores, move, first = chance.normal(size=(2, 4, 3)), chance.normal(size=(3, 3)), chance.normal(size=3)
    lengths = np.array([4, 2])
    found = best(scores, lengths, move, first)
    chances = marginals(scores, lengths, move, first)
    for row, length in enumerate(lengths):
        every = paths(scores[row, :length], move, first)
        assert tuple(found[row, :length]) == max(every, key=lambda tags: every[tags])
        whole = sum(every.values())
        for i, k in product(range(length), range(3)):
            share = sum(w for tags, w in every.items() if tags[i] == k) / whole
            assert chances[row, i, k] == pytest.approx(share, abs=1e-5)
    assert not found[1, 2:].any()
    assert not chances[1, 2:].any()


@pytest.mark.parametrize(
    ("tags", "spans"),
    [([0, 1, 2, 0], [(1, 3)]), ([1, 1, 2], [(0, 1), (1, 3)]), ([2, 2, 0, 1], [(0, 2), (3, 4)]), ([3, 4, 0], [])],
)
def test_runs_of_tags(tags: list[int], spans: list[tuple[int, int]]) -> None:
    """Spans open at a beginning tag, and where an inner tag stands alone."""
    assert runs(tags, 1) == spans


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder.load()


def report(text: str, *headings: str) -> Document:
    spans = tuple(Span(text.index(h), text.index(h) + len(h)) for h in headings)
    return Document("d", text, language="en", headings=spans)


def test_every_word_is_in_one_window(encoder: Encoder) -> None:
    """Nothing is skipped or read twice, however long the sentences are."""
    text = "Heading\n" + "\n".join(f"The unit held hill {n}. " + "shells fell and " * (n % 60) for n in range(120))
    cut = windows(shape(report(text, "Heading")), encoder.tokenizer)
    covered = [i for w in cut for u in w.units for i in range(u.start, u.end)]
    assert covered == sorted(set(covered))
    assert {text[i] for i in set(range(len(text))) - set(covered)} <= {" ", "\n"}
    assert max(len(w.ids) for w in cut) <= PIECES + 4


def test_breaks_and_headings_are_visible(encoder: Encoder) -> None:
    """The encoder is told where a paragraph and where a heading begins."""
    (window,) = windows(
        shape(report("Town falls\nThe town fell. It burns.\nNobody came.", "Town falls")), encoder.tokenizer
    )
    assert [i for i in window.ids if i in {BREAK, HEADING}] == [HEADING, BREAK, BREAK]
    assert window.sentences[0] == 0
    assert window.sentences[-1] == 3


def test_a_span_of_no_word_touches_none() -> None:
    """Offsets between words belong to none of them."""
    units = [Span(0, 3), Span(4, 8)]
    assert unit_range(units, Span(3, 4)) is None
    assert unit_range(units, Span(2, 5)) == (0, 2)


@pytest.mark.parametrize(
    "text", ["", " \n ", "🙂", "а" * 5000, "word " * 5000, "\u202eابجد هوز.\u202c", "| 1 | 2 |\n" * 300]
)
def test_any_text_goes_through(encoder: Encoder, text: str) -> None:
    """No text breaks the encoder, and every offset lies in it."""
    seen = see(shape(report(text)), encoder)
    spans = [s for a in seen.attributions for s in (*a.source, *a.cue, *a.content)]
    spans += [c.span for c in seen.claims] + [n.span for n in seen.names]
    assert all(0 <= s.start < s.end <= len(text) for s in spans)


def test_windows_read_alone_or_together_are_alike(encoder: Encoder) -> None:
    """What a sentence means does not hang on what else is in the text, but for the rounding of eight-bit sums."""
    text = "The army said on Monday that its troops had left the village of Korovii Yar."
    long = "\n".join([text, *("The mayor said that drones had hit the port of Berdiansk again." for _ in range(90))])
    alone, among = see(shape(report(text)), encoder), see(shape(report(long)), encoder)
    cues = [seen.attributions[0].cue[0] for seen in (alone, among)]
    assert all(text[cue.start : cue.end].startswith("said") for cue in cues)
