"""Train the part-of-speech tagger: ``python training/tagger.py TRAIN.conllu DEV.conllu OUT.json.gz``.

TRAIN and DEV are CoNLL-U files (GUM, annotations CC BY 4.0). Seeded; prints the accuracy on DEV. Two cores are
not needed: about three minutes on one.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import random
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from fogline.reading.tagger import Tagger, features, normal

EPOCHS = 6
SEED = 20261122
Sentence = list[tuple[str, str]]


def sentences(path: Path) -> list[Sentence]:
    """(word, Penn tag) pairs; quotation marks and brackets are written as reports write them."""
    out: list[Sentence] = []
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        rows = [line.split("\t") for line in block.splitlines() if line and not line.startswith("#")]
        sentence = [(r[1], r[4]) for r in rows if r[0].isdigit()]
        if sentence:
            out.append(merged(sentence))
    return out


def merged(sentence: Sentence) -> Sentence:
    """Words joined as our own are cut: 's and n't stay with the word before them, hyphens with both sides."""
    out: Sentence = []
    hyphen = False
    for word, tag in sentence:
        if hyphen or (tag == "HYPH" and out):
            out[-1] = (out[-1][0] + word, tag if hyphen else out[-1][1])
            hyphen = not hyphen
        elif out and (word.lower() in {"'s", "’s", "'", "’", "n't", "n’t", "'re", "’re", "'ve", "’ve", "'ll", "’ll"}):
            out[-1] = (out[-1][0] + word, out[-1][1])
        else:
            out.append((word, tag))
    return out


def unambiguous(train: list[Sentence]) -> dict[str, str]:
    """Frequent words that nearly always have one tag need no guess."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for sentence in train:
        for i, (word, tag) in enumerate(sentence):
            counts[word if i else word.lower()][tag] += 1
    return {
        word: c.most_common(1)[0][0]
        for word, c in counts.items()
        if sum(c.values()) >= 30 and c.most_common(1)[0][1] / sum(c.values()) >= 0.99
    }


def best(weights: dict[str, dict[str, float]], active: list[str]) -> str:
    """The tag with the highest score while the weights still change; ties go to the tag that sorts last."""
    scores: dict[str, float] = {}
    for feature in active:
        for tag, weight in weights.get(feature, {}).items():
            scores[tag] = scores.get(tag, 0.0) + weight
    return max(scores, key=lambda t: (scores[t], t)) if scores else "NN"


def train_weights(train: list[Sentence], known: dict[str, str]) -> dict[str, dict[str, float]]:
    """Averaged perceptron weights by feature and tag."""
    weights: dict[str, dict[str, float]] = {}
    totals: dict[tuple[str, str], float] = defaultdict(float)
    stamps: dict[tuple[str, str], int] = defaultdict(int)
    step = 0
    rng = random.Random(SEED)  # noqa: S311 - a shuffle, no secret

    def change(feature: str, tag: str, by: float) -> None:
        row = weights.setdefault(feature, {})
        key = (feature, tag)
        totals[key] += (step - stamps[key]) * row.get(tag, 0.0)
        stamps[key] = step
        row[tag] = row.get(tag, 0.0) + by

    for epoch in range(EPOCHS):
        right = seen = 0
        for sentence in train:
            words = [w for w, _ in sentence]
            context = [normal(w) for w in words]
            before, before2 = "-S-", "-S2-"
            for i, (word, gold) in enumerate(sentence):
                guess = known.get(word if i else word.lower())
                if guess is None:
                    step += 1
                    active = features(i, words, context, before, before2)
                    guess = best(weights, active)
                    seen += 1
                    right += guess == gold
                    if guess != gold:
                        for f in active:
                            change(f, gold, 1.0)
                            change(f, guess, -1.0)
                before2, before = before, guess
        rng.shuffle(train)
        print(f"epoch {epoch + 1}: {right / seen:.4f} of the guessed words right", file=sys.stderr, flush=True)
    out: dict[str, dict[str, float]] = {}
    for feature, row in weights.items():
        for tag, weight in row.items():
            key = (feature, tag)
            mean = (totals[key] + (step - stamps[key]) * weight) / step
            if abs(mean) >= 0.08:
                out.setdefault(feature, {})[tag] = round(mean, 2)
    return out


def accuracy(tagger: Tagger, dev: list[Sentence]) -> tuple[float, int]:
    """Share of words tagged right, and how many there were."""
    right = total = 0
    for sentence in dev:
        for guess, (_, gold) in zip(tagger.tag([w for w, _ in sentence]), sentence, strict=True):
            right += guess == gold
            total += 1
    return right / total, total


def main(train_path: Path, dev_path: Path, out: Path) -> None:
    """Train, measure and write."""
    train, dev = sentences(train_path), sentences(dev_path)
    known = unambiguous(train)
    weights = train_weights(train, known)
    tags = sorted({t for s in train for _, t in s})
    index = {t: i for i, t in enumerate(tags)}
    data: dict[str, Any] = {
        "tags": tags,
        "known": {w: index[t] for w, t in sorted(known.items())},
        "weights": {
            f: [[index[t] for t in row], [round(w * 100) for w in row.values()]] for f, row in sorted(weights.items())
        },
    }
    out.write_bytes(gzip.compress(json.dumps(data, separators=(",", ":"), ensure_ascii=False).encode(), 9, mtime=0))
    share, n = accuracy(Tagger(data["weights"], known, tags), dev)
    digest = hashlib.sha256(train_path.read_bytes()).hexdigest()
    print(f"dev accuracy {share:.4f} of {n} words; {len(weights)} features; {out.stat().st_size} bytes")
    print(f"train sha256 {digest}; seed {SEED}; {EPOCHS} epochs; Python {sys.version.split()[0]}")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
