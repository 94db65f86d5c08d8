"""Train the reader's encoder: ``python -m training.reader.train --corpora DIR --base model.safetensors --out DIR``.

One command, one seed; it writes a checkpoint after every epoch and goes on from the last one when run again.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 - its usual name

from training.reader import corpora
from training.reader.corpora import Example
from training.reader.network import MINILM, MPNET, Reader

SEED = 20230223
CLAIM_HEADS = ("claim_", "rule_class", "penn", "layers.re3d")
# No claim has more words and marks than this.
LONGEST = 90
EPOCHS = 3
# Our own corpus is small: it is seen so many times in an epoch.
CLAIM_TIMES = 4
# Pieces in a batch: small, for the encoder is small and the steps many.
BATCH = 1400
# Tasks with little text take smaller batches, for their heads need steps.
SMALL = {"claims": 420, "statements": 300, "tags": 900, "re3d": 600}
# Rates of the encoder, of heads at their first training, and of heads that were trained before.
RATE, NEW_RATE, OLD_RATE, WARM_UP, DECAY = 1.2e-4, 1e-3, 3e-4, 0.06, 0.01
# The heads of claims see few examples: they learn faster.
CLAIM_RATE = 3e-3
LAYERS = {
    "re3d": ["Person", "Organisation", "Location", "Nationality", "Temporal", "Quantity", "Weapon", "Vehicle",
             "MilitaryPlatform", "DocumentReference", "Money"],
    "crossner": ["politician", "person", "organisation", "politicalparty", "event", "election", "country", "location",
                 "misc"],
    "gum": ["Person", "Organisation", "Location", "Temporal"],
}  # fmt: skip


def examples(folder: Path, tokenizer: Tokenizer, tasks: Sequence[str], own: Path | None = None) -> list[Example]:
    """Everything the named tasks learn from."""
    out: list[Example] = []
    if "attribution" in tasks:
        out += corpora.attribution(folder / "polnear.train.jsonl", tokenizer)
    if "crossner" in tasks:
        crossner = corpora.rows(folder / "crossner-politics.train.jsonl")
        out += 2 * list(corpora.entities(crossner, tokenizer, "crossner", LAYERS["crossner"]))
    if "gum" in tasks:
        gum = corpora.gum(folder / "gum.train.jsonl")
        out += corpora.entities(gum, tokenizer, "gum", LAYERS["gum"], corpora.GUM_NAMES)
    if "re3d" in tasks:
        # Its BBC part is for non-commercial use: measured on, not learnt from.
        re3d = [r for r in corpora.rows(folder / "re3d.dev.jsonl") if "NC" not in (r.get("licence") or "")]
        out += 2 * list(corpora.entities(re3d, tokenizer, "re3d", LAYERS["re3d"]))
    if "factuality" in tasks:
        for name in ("uw-fact.train.jsonl", "meantime-fact.train.jsonl"):
            out += corpora.factuality(folder / name, tokenizer)
    if "tags" in tasks:
        gum_words = folder / "gum-dep.train.conllu"
        out += corpora.tagged(gum_words, tokenizer, corpora.penn_tags(gum_words))
    if own:
        times = CLAIM_TIMES
        if "claims" in tasks:
            out += times * list(corpora.claims(corpora.rows(own), tokenizer))
            cases = corpora.cases(Path(__file__).parents[2] / "tests" / "reading_cases.jsonl")
            out += times * list(corpora.claims(cases, tokenizer))
        if "spoken" in tasks:
            out += times * list(corpora.spoken(own, tokenizer))
        if "statements" in tasks:
            for path in sorted(Path(__file__).parent.glob("statements*.tsv")):
                out += 3 * list(corpora.statements(path, tokenizer))
    return out


def batches(data: Sequence[Example], chance: random.Random) -> list[list[Example]]:
    """Examples of one task and like length together, in random order."""
    by_task: dict[str, list[Example]] = defaultdict(list)
    for example in data:
        by_task[example.task].append(example)
    out: list[list[Example]] = []
    for task in sorted(by_task):
        rows = sorted(by_task[task], key=lambda e: len(e.window.ids) + chance.random() * 24)
        now: list[Example] = []
        for example in rows:
            if now and (len(now) + 1) * max(len(e.window.ids) for e in [*now, example]) > SMALL.get(task, BATCH):
                out.append(now)
                now = []
            now.append(example)
        out += [now] if now else []
    chance.shuffle(out)
    return out


def padded(rows: Sequence[Sequence[int]], value: int = 0) -> Tensor:
    """Rows of unlike length as one array."""
    width = max(map(len, rows))
    return torch.tensor([[*r, *[value] * (width - len(r))] for r in rows])


def loss(model: Reader, batch: Sequence[Example]) -> Tensor:
    """The loss of one batch of one task."""
    ids = padded([e.window.ids for e in batch])
    pieces = padded([[1] * len(e.window.ids) for e in batch])
    x = model.units(ids, pieces, padded([e.window.firsts for e in batch]))
    on = padded([[1] * len(e.window.units) for e in batch]).bool()
    task = batch[0].task
    if task == "attribution":
        return _attribution_loss(model, batch, x, on)
    if task == "factuality":
        places = torch.tensor([(i, at) for i, e in enumerate(batch) for at, _ in e.values])
        wanted = torch.tensor([v for e in batch for _, v in e.values])
        got = model.factual(x[places[:, 0], places[:, 1]])[:, 0]
        return F.smooth_l1_loss(got, wanted)
    if task == "claims":
        return _claims_loss(model, batch, x, on)
    if task == "statements":
        return _class_loss(model, batch, x)
    if task == "spoken":
        return _spoken_loss(model, batch, x, on)
    tags = padded([e.entities or [] for e in batch], -100)
    if task == "tags" and model.penn is not None:
        return F.cross_entropy(model.penn(x).flatten(0, 1), tags.flatten(), ignore_index=-100)
    return F.cross_entropy(model.layers[task](x).flatten(0, 1), tags.flatten(), ignore_index=-100)


def _attribution_loss(model: Reader, batch: Sequence[Example], x: Tensor, on: Tensor) -> Tensor:
    flat = model.flat(x).view(*x.shape[:2], 3, 3)
    tags = torch.stack([padded([e.flat[k] if e.flat else [] for e in batch], -100) for k in range(3)], 2)
    total = F.cross_entropy(flat.flatten(0, 2), tags.flatten(), ignore_index=-100)
    total = total + 0.02 * model.cue_chain.loss(flat[:, :, 1], tags[:, :, 1].clamp(min=0), on)
    return total + _seen_loss(model, batch, x, on) if any(e.cues for e in batch) else total


def _seen_loss(model: Reader, batch: Sequence[Example], x: Tensor, on: Tensor) -> Tensor:
    """Source and content as seen from each cue."""
    where = torch.tensor([(i, c[0][0], c[0][1] - 1) for i, e in enumerate(batch) for c in e.cues])
    seen = padded([c[1] + [0] * (x.shape[1] - len(c[1])) for e in batch for c in e.cues])
    # The chain's loss is a sum over words: scaled to weigh as much as the words' own.
    return 0.1 * model.conditional_chain.loss(model.seen_from(x, where), seen, on[where[:, 0]])


def _spoken_loss(model: Reader, batch: Sequence[Example], x: Tensor, on: Tensor) -> Tensor:
    flat = model.flat(x).view(*x.shape[:2], 3, 3)
    cues = [[-100] * len(e.window.units) for e in batch]
    for row, e in zip(cues, batch, strict=True):
        for (a, b), _ in e.cues:
            row[a:b] = [1] + [2] * (b - a - 1)
    told = F.cross_entropy(flat[:, :, 1].flatten(0, 1), padded(cues, -100).flatten(), ignore_index=-100)
    return 0.3 * told + _seen_loss(model, batch, x, on)


def _claims_loss(model: Reader, batch: Sequence[Example], x: Tensor, on: Tensor) -> Tensor:
    n, t, _ = x.shape
    wanted = torch.zeros(n, t, t)
    for i, e in enumerate(batch):
        for c in e.claims:
            wanted[i, c.first, c.last] = 1
    place = torch.arange(t)
    far = place[None, :] - place[:, None]
    valid = on[:, :, None] & on[:, None, :] & (far >= 0) & (far < LONGEST)
    # A claim's neighbours, a word longer or shorter, are nearly right: what is wrong is counted, not what is not there.
    total = F.binary_cross_entropy_with_logits(model.spans(x)[valid], wanted[valid], reduction="sum") / max(
        1, int(wanted.sum())
    )
    roles = padded([e.roles or [] for e in batch], -100)
    total = total + F.cross_entropy(model.roles(x).flatten(0, 1), roles.flatten(), ignore_index=-100)
    return total + _class_loss(model, batch, x) if any(e.claims for e in batch) else total


def _class_loss(model: Reader, batch: Sequence[Example], x: Tensor) -> Tensor:
    """Kind, event and denial of claims whose words are given."""
    told = torch.tensor(
        [(i, c.first, c.last, c.kind, c.event, c.denied) for i, e in enumerate(batch) for c in e.claims]
    )
    rules = torch.tensor([c.rules for e in batch for c in e.claims])
    got = model.classes(x, told[:, :3], rules)
    kinds = F.cross_entropy(got[:, :7], told[:, 3], label_smoothing=0.05)
    events = F.cross_entropy(got[:, 7:35], told[:, 4], label_smoothing=0.05)
    return kinds + events + F.binary_cross_entropy_with_logits(got[:, 35], told[:, 5].float())


def train(
    folder: Path, base: Path, out: Path, *, size: str, tasks: dict[str, float], epochs: int, start: Path | None,
    rate: float, own: Path | None,
) -> None:  # fmt: skip
    """Train, and keep ``model.pt``, ``tags.json`` and ``record.json`` in ``out``; on a GPU where there is one."""
    torch.manual_seed(SEED)
    torch.set_default_device("cuda" if torch.cuda.is_available() else "cpu")
    chance = random.Random(SEED)  # noqa: S311 - a shuffle, no secret
    tokenizer = Tokenizer.from_file(str(base.parent / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    tags = corpora.penn_tags(folder / "gum-dep.train.conllu")
    out.mkdir(parents=True, exist_ok=True)
    (out / "tags.json").write_text(json.dumps(tags))
    model = Reader(MPNET if size == "mpnet" else MINILM, LAYERS, len(tags))
    model.encoder.load(base)
    if start:
        model.load_state_dict(torch.load(start), strict=False)
    data = examples(folder, tokenizer, list(tasks), own)
    plan = [batches([e for e in data if chance.random() < tasks.get(e.task, 1.0)], chance) for _ in range(epochs)]
    steps = sum(map(len, plan))
    slow = [p for n, p in model.named_parameters() if n.startswith("encoder.") and p.requires_grad]
    heads = [(n, p) for n, p in model.named_parameters() if not n.startswith("encoder.")]
    hasty = [p for n, p in heads if n.startswith(CLAIM_HEADS)]
    others = [p for n, p in heads if not n.startswith(CLAIM_HEADS)]
    optimizer = torch.optim.AdamW(
        [
            {"params": slow, "lr": rate},
            {"params": hasty, "lr": CLAIM_RATE},
            {"params": others, "lr": OLD_RATE if start else NEW_RATE},
        ],
        weight_decay=DECAY,
        betas=(0.9, 0.98),
        fused=True,
    )
    warm = max(1, int(WARM_UP * steps))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min((s + 1) / warm, max(0.02, (steps - s) / max(1, steps - warm)))
    )
    state, done = out / "state.pt", 0
    if state.exists():
        kept = torch.load(state, weights_only=False)
        model.load_state_dict(kept["model"])
        optimizer.load_state_dict(kept["optimizer"])
        schedule.load_state_dict(kept["schedule"])
        torch.set_rng_state(kept["random"])
        done = kept["epochs"]
    began, step = time.monotonic(), sum(map(len, plan[:done]))
    model.train()
    for epoch in range(done, epochs):
        running: dict[str, list[float]] = defaultdict(list)
        for batch in plan[epoch]:
            value = loss(model, batch)
            optimizer.zero_grad(set_to_none=True)
            value.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            step += 1
            running[batch[0].task].append(value.item())
            if step % 100 == 0:
                means = {k: round(sum(v[-100:]) / len(v[-100:]), 4) for k, v in running.items()}
                print(f"step {step}/{steps} epoch {epoch + 1} {time.monotonic() - began:.0f} s {means}", flush=True)
        torch.save(
            {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "schedule": schedule.state_dict(),
             "random": torch.get_rng_state(), "epochs": epoch + 1}, state,
        )  # fmt: skip
        torch.save(model.state_dict(), out / "model.pt")
    if not math.isfinite(value.item()):
        raise SystemExit("the loss is not finite: train again with a lower --rate")
    data_hashes = {p.name: corpora.sha256(p) for p in sorted(folder.iterdir()) if _used(p.name, tasks)}
    if own:
        data_hashes["corpus/train.jsonl"] = corpora.sha256(own)
    record = {
        "seed": SEED, "tasks": tasks, "epochs": epochs, "rate": rate, "steps": steps, "torch": torch.__version__,
        "seconds": round(time.monotonic() - began), "data": data_hashes, "base": corpora.sha256(base),
    }  # fmt: skip
    (out / "record.json").write_text(json.dumps(record, indent=1))


def _used(name: str, tasks: Iterable[str]) -> bool:
    used = {"attribution": "polnear.train", "crossner": "crossner-politics.train", "gum": "gum.train",
            "re3d": "re3d.dev", "factuality": "fact.train", "tags": "gum-dep.train"}  # fmt: skip
    return any(used[t] in name for t in tasks if t in used)


def shares(text: str) -> dict[str, float]:
    """ "attribution:0.4,claims" → the share of each task's examples that an epoch takes."""
    return {name: float(share or 1) for name, _, share in (part.partition(":") for part in text.split(","))}


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, required=True, help="folder of the corpora")
    parser.add_argument("--base", type=Path, required=True, help="base weights, tokenizer.json beside them")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--size", choices=["minilm", "mpnet"], default="minilm")
    parser.add_argument("--tasks", default="attribution,crossner,gum,factuality", help="task or task:share, …")
    parser.add_argument("--own", type=Path, help="the train split of our own corpus")
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--start", type=Path, help="weights of an earlier training to go on from")
    given = parser.parse_args()
    train(
        given.corpora, given.base, given.out, size=given.size, tasks=shares(given.tasks), epochs=given.epochs,
        start=given.start, rate=given.rate, own=given.own,
    )  # fmt: skip


if __name__ == "__main__":
    main()
