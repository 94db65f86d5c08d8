"""Part-of-speech tags (Penn Treebank set) by an averaged perceptron, from a small weight file of our own.

Rules about who said what need to know a verb from a noun and a past tense from a participle; a word list alone
cannot tell "the claims" from "he claims". The method is Collins (2002), greedy and left to right. The weights and
their figures are described in ``weights/tagger-en.md``; ``training/tagger.py`` makes them.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources

# For each feature the numbers of its tags and, beside them, their weights in hundredths, as the file has them.
Weights = dict[str, tuple[Sequence[int], Sequence[int]]]


class Tagger:
    """Tags for the words of one sentence at a time.

    >>> Tagger.load().tag(["Troops", "were", "shelled", "."])
    ['NNS', 'VBD', 'VBN', '.']
    """

    def __init__(self, weights: Weights, known: dict[str, str], tags: Sequence[str]) -> None:
        self.weights = weights
        self.known = known
        self.tags = list(tags)

    @staticmethod
    @cache
    def load() -> Tagger:
        """The bundled tagger, read once."""
        packed = (resources.files(__package__) / "weights" / "tagger-en.json.gz").read_bytes()
        data = json.loads(gzip.decompress(packed))
        tags = data["tags"]
        return Tagger(data["weights"], {w: tags[t] for w, t in data["known"].items()}, tags)

    def tag(self, words: Sequence[str]) -> list[str]:
        """One tag for each word."""
        context = [normal(w) for w in words]
        out: list[str] = []
        before, before2 = "-S-", "-S2-"
        for i, word in enumerate(words):
            tag = self.known.get(word if i else word.lower()) or self.best(features(i, words, context, before, before2))
            out.append(tag)
            before2, before = before, tag
        return out

    def best(self, active: Iterable[str]) -> str:
        """The tag with the highest score; ties go to the tag that sorts last, so that runs agree."""
        scores = [0] * len(self.tags)
        find = self.weights.get
        for feature in active:
            row = find(feature)
            if row:
                for tag, weight in zip(row[0], row[1], strict=False):
                    scores[tag] += weight
        top = max(scores)
        return self.tags[len(scores) - 1 - scores[::-1].index(top)] if top else "NN"


def normal(word: str) -> str:
    """A word as a neighbour sees it: small letters, digits as one class."""
    if word[0].isdigit():
        return "!YEAR" if len(word) == 4 and word.isdigit() else "!NUM"
    return word.lower()


def features(i: int, words: Sequence[str], context: Sequence[str], before: str, before2: str) -> list[str]:
    """What the tag of word ``i`` is judged by: its form and ending, its neighbours, the two tags before it."""
    word = words[i]
    low = context[i]
    left = context[i - 1] if i else "-S-"
    left2 = context[i - 2] if i > 1 else "-S2-"
    right = context[i + 1] if i + 1 < len(words) else "-E-"
    right2 = context[i + 2] if i + 2 < len(words) else "-E2-"
    case = "U" if word.isupper() else "T" if word[0].isupper() else "l"
    return [
        "b",
        "s3" + low[-3:],
        "s2" + low[-2:],
        "p1" + low[0],
        f"c{case}{i == 0}",
        "h" if "-" in word else "g",
        "t1" + before,
        "t2" + before2,
        "tt" + before + " " + before2,
        "w" + low,
        "tw" + before + " " + low,
        "l1" + left,
        "ls" + left[-3:],
        "l2" + left2,
        "r1" + right,
        "rs" + right[-3:],
        "r2" + right2,
        "wr" + low + " " + right[-3:],
    ]
