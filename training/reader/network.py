"""The encoder (BERT or MPNet layers, from safetensors) and its heads, in PyTorch."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - its usual name

PROJECTED = 160


@dataclass(frozen=True)
class Size:
    """The measures of an encoder."""

    layers: int = 6
    width: int = 384
    heads: int = 12
    inner: int = 1536
    vocabulary: int = 30522
    positions: int = 512
    relative: bool = False  # MPNet: positions from 2, relative bias, no token types


MINILM = Size()
MPNET = Size(12, 768, 12, 3072, 30527, 514, relative=True)


class Layer(nn.Module):
    """One post-norm transformer layer."""

    def __init__(self, size: Size) -> None:
        super().__init__()
        self.heads = size.heads
        self.query, self.key, self.value, self.out = (nn.Linear(size.width, size.width) for _ in range(4))
        self.attended = nn.LayerNorm(size.width, eps=1e-12)
        self.up, self.down = nn.Linear(size.width, size.inner), nn.Linear(size.inner, size.width)
        self.done = nn.LayerNorm(size.width, eps=1e-12)
        self.drop = 0.1

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """Vectors (batch, pieces, width) and what is added to the scores of attention, of like shape."""
        b, t, w = x.shape
        q, k, v = (f(x).view(b, t, self.heads, -1).transpose(1, 2) for f in (self.query, self.key, self.value))
        # No dropout inside attention: on a processor it costs a seventh of the time.
        y = F.scaled_dot_product_attention(q, k, v, bias)
        y = self.out(y.transpose(1, 2).reshape(b, t, w))
        x = self.attended(x + F.dropout(y, self.drop, self.training))
        y = self.down(F.gelu(self.up(x)))
        return self.done(x + F.dropout(y, self.drop, self.training))


class Encoder(nn.Module):
    """Word pieces → vectors; ``forward(ids, mask)`` of shape (batch, pieces) gives (batch, pieces, width)."""

    def __init__(self, size: Size) -> None:
        super().__init__()
        self.size = size
        # Kept as the base has them: half of all weights, and a tenth of the time to train.
        self.words = nn.Embedding(size.vocabulary, size.width).requires_grad_(False)
        self.positions = nn.Embedding(size.positions, size.width)
        self.norm = nn.LayerNorm(size.width, eps=1e-12)
        self.layers = nn.ModuleList(Layer(size) for _ in range(size.layers))
        self.relative = nn.Embedding(32, size.heads) if size.relative else None

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Word pieces and which of them are any, (batch, pieces) each."""
        t = ids.shape[1]
        places = torch.arange(t, device=ids.device) + (2 if self.relative is not None else 0)
        x = self.norm(self.words(ids) + self.positions(places))
        x = F.dropout(x, 0.1, self.training)
        bias = ((1.0 - mask[:, None, None, :].to(x.dtype)) * -1e4).expand(-1, 1, t, -1)
        if self.relative is not None:
            bias = bias + self.relative(_buckets(t, ids.device)).permute(2, 0, 1)[None]
        for layer in self.layers:
            x = layer(x, bias)
        return x

    def load(self, path: Path) -> None:
        """Take the base weights; their names are those of BERT or of MPNet."""
        raw = {k.removeprefix("bert.").removeprefix("mpnet."): v.float() for k, v in load_file(path).items()}
        own: dict[str, Tensor] = {
            "words.weight": raw["embeddings.word_embeddings.weight"],
            "positions.weight": raw["embeddings.position_embeddings.weight"],
            "norm.weight": raw["embeddings.LayerNorm.weight"],
            "norm.bias": raw["embeddings.LayerNorm.bias"],
        }
        if "embeddings.token_type_embeddings.weight" in raw:  # one text only: its type is part of every position
            own["positions.weight"] = own["positions.weight"] + raw["embeddings.token_type_embeddings.weight"][0]
        mpnet = self.relative is not None
        if mpnet:
            own["relative.weight"] = raw["encoder.relative_attention_bias.weight"]
        names = (
            {"query": "attention.attn.q", "key": "attention.attn.k", "value": "attention.attn.v",
             "out": "attention.attn.o", "attended": "attention.LayerNorm"}
            if mpnet
            else {"query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value",
                  "out": "attention.output.dense", "attended": "attention.output.LayerNorm"}
        )  # fmt: skip
        names |= {"up": "intermediate.dense", "down": "output.dense", "done": "output.LayerNorm"}
        for i in range(self.size.layers):
            for mine, theirs in names.items():
                for kind in ("weight", "bias"):
                    own[f"layers.{i}.{mine}.{kind}"] = raw[f"encoder.layer.{i}.{theirs}.{kind}"]
        self.load_state_dict(own)


def _buckets(t: int, device: torch.device) -> Tensor:
    """Buckets of distance of T5, which MPNet shares: 32, both ways, exact to 8, then logarithmic to 128."""
    places = torch.arange(t, device=device)
    apart = places[:, None] - places[None, :]
    side = (apart < 0).long() * 16
    n = apart.abs()
    far = 8 + (torch.log(n.float().clamp(min=1) / 8) / math.log(128 / 8) * 8).long()
    return side + torch.where(n < 8, n, far.clamp(max=15))


class Chain(nn.Module):
    """A linear-chain conditional random field over tags."""

    def __init__(self, tags: int) -> None:
        super().__init__()
        self.move = nn.Parameter(torch.zeros(tags, tags))
        self.first = nn.Parameter(torch.zeros(tags))

    def loss(self, scores: Tensor, tags: Tensor, mask: Tensor) -> Tensor:
        """Negative log likelihood, a mean over sequences; ``scores`` (n, t, k), ``tags`` and ``mask`` (n, t)."""
        own = scores.gather(2, tags[:, :, None])[:, :, 0] * mask
        moved = self.move[tags[:, :-1], tags[:, 1:]] * mask[:, 1:]
        gold = self.first[tags[:, 0]] + own.sum(1) + moved.sum(1)
        columns, on = scores.unbind(1), mask[:, :, None].unbind(1)
        alpha = self.first + columns[0]
        for i in range(1, len(columns)):
            step = torch.logsumexp(alpha[:, :, None] + self.move, 1) + columns[i]
            alpha = torch.where(on[i], step, alpha)
        return (torch.logsumexp(alpha, 1) - gold).mean()


class Reader(nn.Module):
    """The encoder with all heads. ``layers`` maps an entity layer to its labels."""

    def __init__(self, size: Size, layers: dict[str, list[str]], tags: int = 0) -> None:
        super().__init__()
        self.encoder = Encoder(size)
        w = size.width
        self.flat = nn.Linear(w, 9)
        self.cue_chain, self.conditional_chain = Chain(3), Chain(5)
        self.cue_side = nn.Sequential(nn.Linear(w, PROJECTED), nn.GELU())
        self.word_side = nn.Sequential(nn.Linear(w, PROJECTED), nn.GELU())
        self.bilinear = nn.Parameter(torch.randn(5, PROJECTED, PROJECTED) * 0.02)
        self.unary = nn.Linear(w, 5)
        self.apart = nn.Embedding(DISTANCES, 5)
        nn.init.zeros_(self.apart.weight)
        self.layers = nn.ModuleDict({k: nn.Linear(w, 1 + 2 * len(v)) for k, v in layers.items()})
        self.factual = nn.Sequential(nn.Linear(w, 96), nn.GELU(), nn.Linear(96, 1))
        self.penn = nn.Linear(w, tags) if tags else None
        self.edges = nn.Linear(w, 2)
        # Hardly any pair of words opens and closes a claim: the odds start low.
        nn.init.constant_(self.edges.bias, -4.0)
        self.open_side = nn.Sequential(nn.Linear(w, EDGE), nn.GELU())
        self.close_side = nn.Sequential(nn.Linear(w, EDGE), nn.GELU())
        self.span = nn.Parameter(torch.randn(EDGE, EDGE) * 0.02)
        self.span_length = nn.Embedding(DISTANCES, 1)
        self.claim_side = nn.Sequential(nn.Linear(w, CLAIM), nn.GELU())
        self.claim_look = nn.Linear(w, LOOKS)
        self.claim_class = nn.Linear(CLAIM * LOOKS, CLASSES)
        self.rule_class = nn.Linear(CLASSES, CLASSES, bias=False)
        # What the rules say counts from the start; how much of it is learnt.
        nn.init.eye_(self.rule_class.weight)
        self.rule_class.weight.data *= 2
        self.roles = nn.Linear(w, 5)

    def units(self, ids: Tensor, mask: Tensor, firsts: Tensor) -> Tensor:
        """A vector for each unit: that of its first piece; ``firsts`` (batch, units)."""
        x = F.dropout(self.encoder(ids, mask), 0.1, self.training)
        return x.gather(1, firsts[:, :, None].expand(-1, -1, x.shape[2]))

    def seen_from(self, x: Tensor, cues: Tensor) -> Tensor:
        """Scores of every word's tags as seen from cues (n, 3) of batch row, first and last unit → (n, t, 5)."""
        row, a, b = cues[:, 0], cues[:, 1], cues[:, 2]
        sides = self.cue_side(x)
        cue = (sides[row, a] + sides[row, b]) / 2
        words = self.word_side(x)[row]
        scores = torch.einsum("np,lpq,ntq->ntl", cue, self.bilinear, words)
        place = torch.arange(x.shape[1], device=x.device)
        return scores + self.unary(x)[row] + self.apart(distance(place[None, :], a[:, None], b[:, None]))

    def spans(self, x: Tensor) -> Tensor:
        """How likely a claim opens at a unit and closes at another: (batch, units, units)."""
        edges = self.edges(x)
        both = self.open_side(x) @ self.span @ self.close_side(x).transpose(1, 2)
        place = torch.arange(x.shape[1], device=x.device)
        length = self.span_length(distance(place[None, :], place[:, None], place[:, None]))[:, :, 0]
        return both + edges[:, :, None, 0] + edges[:, None, :, 1] + length

    def classes(self, x: Tensor, claims: Tensor, rules: Tensor) -> Tensor:
        """Kind, event and denial of claims (n, 3) of batch row, first and last unit, and what the rules say of them
        (n, classes) → (n, classes)."""
        row, a, b = claims[:, 0], claims[:, 1], claims[:, 2]
        place = torch.arange(x.shape[1], device=x.device)[None]
        inside = (place >= a[:, None]) & (place <= b[:, None])
        look = self.claim_look(x)[row].masked_fill(~inside[:, :, None], -1e4).softmax(1)
        pooled = torch.einsum("ntl,ntc->nlc", look, self.claim_side(x)[row]).flatten(1)
        pooled = F.dropout(pooled, 0.2, self.training)
        out: Tensor = self.claim_class(pooled) + self.rule_class(F.dropout(rules, 0.3, self.training))
        return out


DISTANCES = 26
# Claims: the width of their edges and of their words, the looks at them, and 7 kinds, 28 events, denial.
EDGE, CLAIM, LOOKS, CLASSES = 96, 128, 4, 36


def distance(place: Tensor, a: Tensor, b: Tensor) -> Tensor:
    """Buckets of a word's distance from a cue: 0 in it, 1-12 before, 13-25 after; exact to 4, then doubling."""
    before, after = (a - place).clamp(min=0), (place - b).clamp(min=0)

    def bucket(n: Tensor) -> Tensor:
        far = 4 + torch.floor(torch.log2(n.float().clamp(min=1) / 4)).long()
        return torch.where(n <= 4, n, far.clamp(max=12))

    return torch.where(after > 0, 12 + bucket(after), bucket(before))
