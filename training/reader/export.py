"""Weights → the files that the package carries: an int8 ONNX encoder with its heads, and small arrays beside it.

``python -m training.reader.export --weights model.pt --base model.safetensors --out DIR``
"""

from __future__ import annotations

import argparse
import gzip
import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers.optimizer import optimize_model
from torch import Tensor, nn
from torch.onnx import symbolic_helper

from training.reader.network import CLAIM, EDGE, LOOKS, MINILM, MPNET, Layer, Reader
from training.reader.train import LAYERS

INPUTS = ["ids", "mask", "firsts"]
OPSET = 17


class Attend(torch.autograd.Function):
    """Attention as the one operator that onnxruntime has for it."""

    @staticmethod
    def forward(ctx: object, q: Tensor, k: Tensor, v: Tensor, bias: Tensor, heads: int) -> Tensor:
        """Any tensor of the right shape: only the graph is wanted."""
        return q + k + v + bias.sum() * 0

    @staticmethod
    def symbolic(g: Any, q: Any, k: Any, v: Any, bias: Any, heads: int) -> Any:
        """The node."""
        none = symbolic_helper._optional_input_placeholder_tensor(g)
        node = g.op("com.microsoft::MultiHeadAttention", q, k, v, none, none, bias, num_heads_i=heads)
        node.setType(q.type())
        return node


class FastLayer(nn.Module):
    """A layer of the encoder with query, key and value from one product."""

    def __init__(self, layer: Layer) -> None:
        super().__init__()
        self.layer = layer
        parts = (layer.query, layer.key, layer.value)
        self.joined = nn.Linear(parts[0].in_features, 3 * parts[0].out_features)
        self.joined.weight.data = torch.cat([p.weight.data for p in parts])
        self.joined.bias.data = torch.cat([p.bias.data for p in parts])

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """As the layer it is made from."""
        q, k, v = self.joined(x).chunk(3, 2)
        y = Attend.apply(q, k, v, bias, self.layer.heads)
        x = self.layer.attended(x + self.layer.out(y))
        y = self.layer.down(nn.functional.gelu(self.layer.up(x)))
        return self.layer.done(x + y)


class Whole(nn.Module):
    """Everything that runs inside the graph: pieces → per unit scores and sides, joined to one array."""

    def __init__(self, model: Reader) -> None:
        super().__init__()
        self.model = model

    def forward(self, ids: Tensor, mask: Tensor, firsts: Tensor) -> Tensor:
        """(batch, units, columns); the columns are those of ``columns``."""
        m = self.model
        x = m.units(ids, mask, firsts)
        parts = [m.flat(x), m.unary(x), m.cue_side(x), m.word_side(x), m.factual(x), m.edges(x), m.open_side(x),
                 m.close_side(x), m.claim_side(x), m.claim_look(x), m.roles(x)]  # fmt: skip
        parts += [m.penn(x)] if m.penn is not None else []
        return torch.cat([*parts, *(layer(x) for layer in m.layers.values())], 2)


def columns(model: Reader) -> dict[str, tuple[int, int]]:
    """Which columns of the graph's output hold what."""
    side = model.bilinear.shape[1]
    widths = {"flat": 9, "unary": 5, "cue_side": side, "word_side": side, "factual": 1, "edges": 2,
              "open_side": EDGE, "close_side": EDGE, "claim_side": CLAIM, "claim_look": LOOKS, "roles": 5}  # fmt: skip
    widths |= {"penn": model.penn.out_features} if model.penn is not None else {}
    widths |= {f"entities:{k}": v.out_features for k, v in model.layers.items()}
    out, at = {}, 0
    for name, width in widths.items():
        out[name] = (at, at + width)
        at += width
    return out


def export(
    weights: Path, base: Path, out: Path, *, size: str = "minilm", name: str = "reader", full: bool = False
) -> None:
    """Write ``NAME.onnx`` (int8), ``NAME.npz`` and ``vocabulary.json.gz`` into ``out``."""
    measures = MPNET if size == "mpnet" else MINILM
    kept = torch.load(weights)
    tags = json.loads((weights.parent / "tags.json").read_text())
    model = Reader(measures, LAYERS, len(tags))
    model.load_state_dict(kept, strict=True)
    model.eval()
    model.encoder.layers = nn.ModuleList(FastLayer(layer) for layer in model.encoder.layers)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        plain, fused = Path(folder) / "plain.onnx", Path(folder) / "fused.onnx"
        ids = torch.randint(1000, 2000, (2, 24))
        firsts = torch.arange(1, 20).expand(2, -1).contiguous()
        torch.onnx.export(
            Whole(model), (ids, torch.ones_like(ids), firsts), str(plain), input_names=INPUTS, output_names=["scores"],
            dynamic_axes={"ids": {0: "b", 1: "t"}, "mask": {0: "b", 1: "t"}, "firsts": {0: "b", 1: "u"},
                          "scores": {0: "b", 1: "u"}},
            opset_version=OPSET, dynamo=False,
        )  # fmt: skip
        optimized = optimize_model(
            str(plain), "bert", num_heads=measures.heads, hidden_size=measures.width, opt_level=0
        )
        print(optimized.get_fused_operator_statistics())
        optimized.save_model_to_file(str(fused))
        # Seven bits: processors without VNNI saturate on eight, and every machine should give the same figures.
        quantize_dynamic(
            fused, out / f"{name}.onnx", weight_type=QuantType.QInt8, per_channel=True, reduce_range=True,
            extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
        )  # fmt: skip
        if full:
            (out / f"{name}-full.onnx").write_bytes(fused.read_bytes())
    arrays = {
        "bilinear": model.bilinear.detach().numpy().astype(np.float16),
        "apart": model.apart.weight.detach().numpy(),
        "cue_move": model.cue_chain.move.detach().numpy(),
        "cue_first": model.cue_chain.first.detach().numpy(),
        "conditional_move": model.conditional_chain.move.detach().numpy(),
        "conditional_first": model.conditional_chain.first.detach().numpy(),
        "span": model.span.detach().numpy(),
        "span_length": model.span_length.weight.detach().numpy(),
        "claim_weight": model.claim_class.weight.detach().numpy(),
        "claim_bias": model.claim_class.bias.detach().numpy(),
        "rule_weight": model.rule_class.weight.detach().numpy(),
        "meta": np.array(json.dumps({"columns": columns(model), "layers": LAYERS, "tags": tags})),
    }
    np.savez(out / f"{name}.npz", **arrays)
    tokens = (base.parent / "tokenizer.json").read_bytes()
    (out / "tokenizer.json.gz").write_bytes(gzip.compress(tokens, mtime=0))


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--size", choices=["minilm", "mpnet"], default="minilm")
    parser.add_argument("--name", default="reader")
    parser.add_argument("--full", action="store_true", help="keep the 32-bit graph too, to compare")
    given = parser.parse_args()
    export(given.weights, given.base, given.out, size=given.size, name=given.name, full=given.full)


if __name__ == "__main__":
    main()
