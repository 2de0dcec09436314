"""Treebanks, names, the corpus and marked relations, as lists of examples.

Words are cut to pieces one by one, so that a word of the program's own tokeniser and its pieces
always meet. Nothing here reads a test part.
"""

from __future__ import annotations

import csv
import json
import random
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import BertWordPieceTokenizer

from model import PIECES

CLS, SEP, UNK = 101, 102, 100
STATUSES = ["actual", "future", "hypothetical", "negated", "historical"]
CERTAINTIES = ["asserted", "claimed", "denied"]
LINKS = ["actor", "recipient", "place", "date", "reporter"]
ENTITIES = ["O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC"]
LONGEST = 160


@dataclass
class Event:
    """An event at the head word of its trigger."""

    trigger: int
    type: str
    modes: list[str]
    status: str
    certainty: str
    links: list[tuple[int, int]]  # (link, word)


@dataclass
class Example:
    """A sentence. What is None was not annotated and teaches nothing."""

    words: list[str]
    tags: list[str] | None = None
    heads: list[int] | None = None  # 0 is the root
    deprels: list[str] | None = None
    entities: list[str] | None = None
    events: list[Event] | None = None
    id: str = ""


@dataclass
class Relation:
    """A sentence with its parties, as runs of words."""

    words: list[str]
    source: tuple[int, int] | None
    target: tuple[int, int] | None
    label: int
    plv: bool


def read_conllu(path: Path) -> list[Example]:
    """A treebank; words that no token stands for (8.1) and multiword ranges are passed over."""
    examples, words, tags, heads, deprels, name = [], [], [], [], [], ""
    for line in path.read_text(encoding="utf-8").splitlines() + [""]:
        if line.startswith("# sent_id = "):
            name = line[12:]
        elif line.startswith("#"):
            continue
        elif not line:
            if words:
                examples.append(Example(words, tags, heads, deprels, id=name))
            words, tags, heads, deprels = [], [], [], []
        else:
            cells = line.split("\t")
            if "-" in cells[0] or "." in cells[0]:
                continue
            words.append(cells[1])
            tags.append(f"{cells[3]}|{cells[4]}")
            heads.append(int(cells[6]))
            deprels.append(cells[7])
    return examples


def read_uner(path: Path) -> dict[str, list[str]]:
    """Universal NER by sentence; kinds that we do not tell are outside."""
    found: dict[str, list[str]] = {}
    name, labels = "", []
    for line in path.read_text(encoding="utf-8").splitlines() + [""]:
        if line.startswith("# sent_id = "):
            name = line[12:]
        elif line.startswith("#"):
            continue
        elif not line:
            if labels:
                found[name] = legal(labels)
            labels = []
        else:
            labels.append(line.split("\t")[2])
    return found


def legal(labels: list[str]) -> list[str]:
    """Labels of the three kinds, each run opened by B."""
    result: list[str] = []
    for label in labels:
        if label not in ENTITIES:
            label = "O"
        if label.startswith("I-") and (not result or result[-1][1:] != label[1:]):
            label = "B" + label[1:]
        result.append(label)
    return result


def read_wikigold(path: Path) -> list[Example]:
    """WikiGold: two columns, I- only, blank line between sentences."""
    examples, words, labels = [], [], []
    for line in path.read_text(encoding="utf-8").splitlines() + [""]:
        if not line.strip():
            if words and words != ["-DOCSTART-"]:
                examples.append(Example(words, entities=legal(labels)))
            words, labels = [], []
        else:
            word, label = line.rsplit(" ", 1)
            words.append(word)
            labels.append(label)
    return examples


def parsed(program: list[str], texts: list[str]) -> list[list[tuple[int, int, int]]]:
    """(start, end, head) of every word of each text, by the program's fast parser.

    Heads are words of the text, -1 at the root of a sentence.
    """
    lines = "\n".join(
        json.dumps({"id": str(number), "text": text}) for number, text in enumerate(texts)
    )
    run = subprocess.run(
        [*program, "debug", "parse", "--input", "jsonl", "--format", "conllu", "-"],
        input=lines,
        capture_output=True,
        text=True,
        check=True,
    )
    result: list[list[tuple[int, int, int]]] = [[] for _ in texts]
    at, number, base, words = 0, -1, 0, []

    def close() -> None:
        for form, head in words:
            nonlocal at
            start = texts[number].index(form, at)
            at = start + len(form)
            result[number].append((start, at, base + head - 1 if head else -1))
        words.clear()

    for line in run.stdout.splitlines() + [""]:
        if line.startswith("# newdoc id = "):
            number, at = int(line[14:]), 0
        elif line.startswith("#"):
            continue
        elif not line:
            base = len(result[number]) if number >= 0 else 0
            close()
        else:
            cells = line.split("\t")
            if "-" not in cells[0]:
                words.append((cells[1], int(cells[6])))
    return result


def covered(tokens: list[tuple[int, int, int]], start: int, end: int) -> list[int]:
    """The words that a span touches."""
    return [i for i, (s, e, _) in enumerate(tokens) if s < end and e > start]


def head_of(tokens: list[tuple[int, int, int]], start: int, end: int) -> int | None:
    """The word of a span whose head stands outside of it."""
    words = covered(tokens, start, end)
    inside = set(words)
    for word in words:
        if tokens[word][2] not in inside:
            return word
    return words[0] if words else None


def read_corpus(
    path: Path, program: list[str], relations: list[str]
) -> tuple[list[Example], list[Relation]]:
    """The corpus's records of one part: sentences with events, and each event as a relation."""
    items: list[tuple[str, str, int, list[dict]]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        for number, (start, end) in enumerate(record["sentences"], 1):
            events = [event for event in record["events"] if event["sentence"] == number]
            items.append((f"{record['id']}#{number}", record["text"][start:end], start, events))
    trees = parsed(program, [text for _, text, _, _ in items])
    examples: list[Example] = []
    pairs: list[Relation] = []
    for (name, text, base, given), tokens in zip(items, trees, strict=True):
        if not tokens:
            continue
        words = [text[s:e] for s, e, _ in tokens]
        events: list[Event] = []
        seen: dict[tuple, set[int]] = {}
        for event in given:
            s, e = (x - base for x in event["trigger"]["span"])
            trigger = head_of(tokens, s, e)
            if trigger is None:
                continue
            links: list[tuple[int, int]] = []
            spans: dict[int, list[tuple[int, int]]] = {}
            sides = [event["actors"], event["recipients"], event["places"], event["dates"]]
            reporter = event.get("reported_by")
            sides.append([reporter] if reporter else [])
            for kind, parties in enumerate(sides):
                for party in parties:
                    if not party.get("span"):
                        continue
                    s, e = (x - base for x in party["span"])
                    if s < 0 or e > len(text):
                        continue
                    word = head_of(tokens, s, e)
                    if word is not None:
                        links.append((kind, word))
                        spans.setdefault(kind, []).append((s, e))
            events.append(
                Event(
                    trigger,
                    event["event_type"],
                    event["modes"],
                    event["status"],
                    event["certainty"],
                    links,
                )
            )
            actors, recipients = spans.get(0, []), spans.get(1, [])
            if not recipients and len(actors) > 1:
                actors, recipients = actors[:1], actors[1:2]
            if actors or recipients:
                ends = []
                for side in (actors, recipients):
                    touched = covered(tokens, *side[0]) if side else []
                    ends.append((touched[0], touched[-1] + 1) if touched else None)
                label = relations.index(plv_class(event["event_type"]))
                seen.setdefault((ends[0], ends[1]), set()).add(label)
        examples.append(Example(words, events=events, id=name))
        for (source, target), labels in seen.items():
            if len(labels) == 1 and source != target:
                pairs.append(Relation(words, source, target, labels.pop(), plv=False))
    return examples, pairs


def plv_class(event_type: str) -> str:
    """The class of a type: the data set counts CONCEDE and RETREAT as one, YIELD."""
    return "YIELD" if event_type in ("CONCEDE", "RETREAT") else event_type


WORD = re.compile(r"\w+|[^\w\s]")


def read_plv(path: Path, relations: list[str]) -> list[Relation]:
    """Sentences with marked parties; a party that the text does not name has no mark."""
    result = []
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            text = row["marked_sentence"]
            if text.startswith('"') and text.endswith('"'):
                text = text[1:-1].replace('""', '"')
            words: list[str] = []
            spans: dict[str, tuple[int, int]] = {}
            opened: dict[str, int] = {}
            for part in re.split(r"(</?[st]>)", text):
                if part in ("<s>", "<t>"):
                    opened[part[1]] = len(words)
                elif part in ("</s>", "</t>"):
                    start = opened.pop(part[2], None)
                    if start is not None and len(words) > start:
                        spans.setdefault(part[2], (start, len(words)))
                else:
                    words += WORD.findall(part)
            label = relations.index(plv_class(row["root"]))
            result.append(Relation(words, spans.get("s"), spans.get("t"), label, plv=True))
    return result


class Pieces:
    """Words to word pieces, as BERT cuts them without regard to case and accents."""

    def __init__(self, vocab: Path) -> None:
        self.tokenizer = BertWordPieceTokenizer(str(vocab), lowercase=True)
        self.known: dict[str, list[int]] = {}

    def of(self, word: str) -> list[int]:
        if word not in self.known:
            ids = self.tokenizer.encode(word, add_special_tokens=False).ids
            self.known[word] = ids or [UNK]
        return self.known[word]


def case_of(word: str) -> int:
    """Letter case: 1 lower, 2 Title, 3 UPPER, 4 mixed, 5 no letters."""
    letters = [c for c in word if c.isalpha()]
    if not letters:
        return 5
    upper = sum(c.isupper() for c in letters)
    if upper == 0:
        return 1
    if upper == len(letters) and len(letters) > 1:
        return 3
    if letters[0].isupper():
        return 2 if upper < len(letters) or len(letters) == 1 else 3
    return 4


def encode(pieces: Pieces, words: list[str]) -> tuple[list[int], list[int], list[int]]:
    """(ids, case, first) of a sentence, with [CLS] and [SEP]."""
    ids, case, first = [CLS], [0], []
    for word in words:
        first.append(len(ids))
        cut = pieces.of(word)
        ids += cut
        case += [case_of(word)] * len(cut)
    return ids + [SEP], case + [0], first


def encode_relation(
    pieces: Pieces, relation: Relation, drop: random.Random | None = None
) -> tuple[list[int], list[int], int, int]:
    """(ids, case, source, target). With `drop`, the words of half the parties are left out."""
    ids, case, at = [CLS], [0], [0, 0]
    sides = [relation.source, relation.target]
    hidden = [drop is not None and drop.random() < 0.5 for _ in sides]
    for word in range(len(relation.words) + 1):
        for side, span in enumerate(sides):
            if span and span[1] == word:
                ids.append(PIECES + 2 * side + 1)
                case.append(0)
        for side, span in enumerate(sides):
            if span and span[0] == word:
                at[side] = len(ids)
                ids.append(PIECES + 2 * side)
                case.append(0)
        if word == len(relation.words):
            break
        if any(
            gone and span and span[0] <= word < span[1]
            for span, gone in zip(sides, hidden, strict=True)
        ):
            continue
        cut = pieces.of(relation.words[word])
        ids += cut
        case += [case_of(relation.words[word])] * len(cut)
    if len(ids) > 250:
        ids, case = ids[:250], case[:250]
        at = [place if place < 250 else 0 for place in at]
    return ids + [SEP], case + [0], at[0], at[1]


def padded(rows: list[list[int]], fill: int = 0) -> torch.Tensor:
    """Rows of one length."""
    longest = max(map(len, rows))
    return torch.tensor([row + [fill] * (longest - len(row)) for row in rows])
