"""Entities of re3d by five folds: how well names are found in texts of its kind that were not learnt from.

``python -m training.reader.folds --corpora DIR --base model.safetensors --start said/model.pt --out DIR``
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer

from fogline.model import Document
from fogline.reading.encoder import Encoder
from fogline.reading.spans import names
from fogline.text import shape
from training.reader import corpora
from training.reader.export import export
from training.reader.network import MINILM, Reader
from training.reader.train import LAYERS, SEED, batches, loss

FOLDS, EPOCHS, RATE, HEAD_RATE = 5, 8, 1e-4, 3e-3


def learnt(rows: Sequence[corpora.Json], tokenizer: Tokenizer, base: Path, start: Path, out: Path) -> Encoder:
    """An encoder that has learnt the names of some documents, in eight bits as it would be used."""
    torch.manual_seed(SEED)
    chance = random.Random(SEED)  # noqa: S311 - a shuffle, no secret
    tags = json.loads((start.parent / "tags.json").read_text())
    model = Reader(MINILM, LAYERS, len(tags))
    model.encoder.load(base)
    model.load_state_dict(torch.load(start), strict=False)
    data = list(corpora.entities(rows, tokenizer, "re3d", LAYERS["re3d"]))
    plan = [batch for _ in range(EPOCHS) for batch in batches(data, chance)]
    slow = [p for n, p in model.named_parameters() if n.startswith("encoder.") and p.requires_grad]
    optimizer = torch.optim.AdamW(
        [{"params": slow, "lr": RATE}, {"params": list(model.layers["re3d"].parameters()), "lr": HEAD_RATE}],
        weight_decay=0.01,
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda s: min((s + 1) / 20, 1 - s / (len(plan) + 1)))
    model.train()
    for batch in plan:
        optimizer.zero_grad(set_to_none=True)
        loss(model, batch).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
    out.mkdir(parents=True, exist_ok=True)
    torch.save(model.state_dict(), out / "model.pt")
    (out / "tags.json").write_text(json.dumps(tags))
    export(out / "model.pt", base, out)
    return Encoder(out)


def main() -> None:
    """Print precision, recall and F1, exact, over all labels, of all five folds together."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("--corpora", "--base", "--start", "--out"):
        parser.add_argument(name, type=Path, required=True)
    given = parser.parse_args()
    tokenizer = Tokenizer.from_file(str(given.base.parent / "tokenizer.json"))
    rows = sorted(corpora.rows(given.corpora / "re3d.dev.jsonl"), key=lambda r: r["id"])
    right = found = wanted = 0
    for fold in range(FOLDS):
        held = rows[fold::FOLDS]
        encoder = learnt([r for r in rows if r not in held], tokenizer, given.base, given.start, given.out / str(fold))
        for row in held:
            form = shape(Document(row["id"], row["text"], language="en", headings=corpora.headings(row)))
            ours = {(n.span.start, n.span.end, n.label) for n in names(list(encoder.score(form)), encoder, "re3d")}
            gold = {(s["start"], s["end"], s["label"]) for s in row["spans"]}
            right, found, wanted = right + len(ours & gold), found + len(ours), wanted + len(gold)
        p, r = right / found, right / wanted
        print(
            f"after fold {fold + 1}: P {100 * p:.1f} R {100 * r:.1f} F1 {200 * p * r / (p + r):.1f}, n {wanted}",
            flush=True,
        )


if __name__ == "__main__":
    main()
