"""The encoder at work: windows of a text → scores of every word, by onnxruntime alone.

The weights are our own (``weights/reader.md`` tells from what and how); ``training/reader`` makes them.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from fogline.reading.viterbi import Floats, Ints
from fogline.reading.windows import Window, windows
from fogline.text import Shape

# Windows of like length that go through the encoder together: small batches are fastest on one core.
_PIECES = 1280
# So many windows are held at once, so that memory does not grow with the length of a text.
_HELD = 64


@dataclass(slots=True)
class Scored:
    """A window with the encoder's output: ``scores`` (units, columns)."""

    window: Window
    scores: Floats


class Encoder:
    """The bundled encoder with the small arrays that decode its output."""

    def __init__(self, folder: Path, name: str = "reader") -> None:
        options = onnxruntime.SessionOptions()
        # One core a process: many documents are read by many processes, and the sums keep their order.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self.session = onnxruntime.InferenceSession(
            (folder / f"{name}.onnx").read_bytes(), options, providers=["CPUExecutionProvider"]
        )
        with np.load(folder / f"{name}.npz") as arrays:
            self.arrays: dict[str, Floats] = {k: arrays[k].astype(np.float32) for k in arrays.files if k != "meta"}
            meta = json.loads(str(arrays["meta"]))
        self.columns: dict[str, tuple[int, int]] = {k: (v[0], v[1]) for k, v in meta["columns"].items()}
        self.labels: dict[str, list[str]] = meta["layers"]
        self.tags: list[str] = meta["tags"]
        packed = gzip.decompress((folder / "tokenizer.json.gz").read_bytes())
        self.tokenizer = Tokenizer.from_buffer(packed)
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()

    @staticmethod
    @cache
    def load() -> Encoder:
        """The bundled weights, read once in a process."""
        with resources.as_file(resources.files(__package__) / "weights") as folder:
            return Encoder(folder)

    def score(self, form: Shape) -> Iterator[Scored]:
        """Every window of a text with its scores, in the text's order. Linear in the text's length."""
        cut = windows(form, self.tokenizer)
        for i in range(0, len(cut), _HELD):
            yield from self._score(cut[i : i + _HELD])

    def part(self, scores: Floats, name: str) -> Floats:
        """The columns of one head."""
        a, b = self.columns[name]
        return scores[..., a:b]

    def _score(self, held: Sequence[Window]) -> list[Scored]:
        out: dict[int, Scored] = {}
        for group in _groups(held):
            ids = padded([held[i].ids for i in group])
            mask = padded([[1] * len(held[i].ids) for i in group])
            firsts = padded([held[i].firsts for i in group])
            (scores,) = self.session.run(None, {"ids": ids, "mask": mask, "firsts": firsts})
            for row, i in enumerate(group):
                out[i] = Scored(held[i], scores[row, : len(held[i].units)])
        return [out[i] for i in range(len(held))]


def padded(rows: Iterable[Sequence[int]]) -> Ints:
    """Rows of unlike length as one array, filled with 0."""
    rows = list(rows)
    out = np.zeros((len(rows), max(map(len, rows))), dtype=np.int64)
    for i, row in enumerate(rows):
        out[i, : len(row)] = row
    return out


def _groups(held: Sequence[Window]) -> Iterator[list[int]]:
    order = sorted(range(len(held)), key=lambda i: len(held[i].ids))
    group: list[int] = []
    for i in order:
        if group and (len(group) + 1) * len(held[i].ids) > _PIECES:
            yield group
            group = []
        group.append(i)
    if group:
        yield group
