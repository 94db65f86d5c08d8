"""The reader's weights, from nothing, by one command that goes on where it was stopped.

``python -m training.reader.recipe --corpora DIR --base model.safetensors --out DIR``
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import torch

from training.reader.export import export
from training.reader.train import RATE, shares, train

OWN = Path(__file__).parents[2] / "corpus" / "train.jsonl"


@dataclass(frozen=True, slots=True)
class Stage:
    """One training: its tasks with their shares, epochs and rate; it starts where the stage before it ended."""

    name: str
    tasks: str
    epochs: int
    rate: float


# Who says what needs much text, claims need that knowledge first: our own corpus is small.
STAGES = (
    Stage("said", "attribution,crossner,gum,factuality", 3, RATE),
    Stage(
        "claimed",
        "attribution:0.2,re3d,crossner:0.5,gum:0.2,factuality:0.25,tags:0.5,claims,spoken:0.5,statements",
        2,
        6e-5,
    ),
    Stage("told", "attribution:0.1,re3d:0.3,tags:0.1,claims,spoken:0.5,statements", 3, 8e-5),
)
# The same without PolNeAR, which states no licence: attributions from our own corpus alone.
OPEN_STAGES = (
    Stage("open", "re3d,crossner,gum,factuality,tags:0.6,claims,spoken,statements", 4, RATE),
)  # fmt: skip


def run(corpora: Path, base: Path, out: Path, stages: tuple[Stage, ...], *, size: str, name: str) -> None:
    """All stages, then the files for the package in ``out``/weights; a finished stage is not run again."""
    start: Path | None = None
    made: list[Path] = []
    for stage in stages:
        folder = out / stage.name
        if not (folder / "record.json").exists():
            train(
                corpora, base, folder, size=size, tasks=shares(stage.tasks), epochs=stage.epochs, start=start,
                rate=stage.rate, own=OWN,
            )  # fmt: skip
        start = folder / "model.pt"
        made.append(start)
    export(mean(made[-2:], out / "mean"), base, out / "weights", size=size, name=name)


def mean(paths: list[Path], out: Path) -> Path:
    """The mean of the weights of some stages: the last knows claims best, the one before attributions."""
    kept = [torch.load(p) for p in paths]
    out.mkdir(parents=True, exist_ok=True)
    torch.save({k: sum(w[k] for w in kept) / len(kept) for k in kept[-1]}, out / "model.pt")
    (out / "tags.json").write_text((paths[-1].parent / "tags.json").read_text())
    return out / "model.pt"


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, required=True, help="folder of the corpora")
    parser.add_argument("--base", type=Path, required=True, help="base weights, tokenizer.json beside them")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--open", action="store_true", help="without the corpus that states no licence")
    parser.add_argument("--size", choices=["minilm", "mpnet"], default="minilm")
    given = parser.parse_args()
    stages = OPEN_STAGES if given.open else STAGES
    run(given.corpora, given.base, given.out, stages, size=given.size, name="reader")


if __name__ == "__main__":
    main()
