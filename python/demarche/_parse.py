"""What the coder's parser says of a text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

Span = tuple[int, int]


class Word(NamedTuple):
    """A word of a sentence."""

    text: str
    """The word as it stands."""
    span: Span
    """Where it stands, in characters of the text, end exclusive."""
    lemma: str
    """Dictionary form, lower case but for proper nouns."""
    upos: str
    """Universal part of speech ("VERB")."""
    xpos: str
    """Penn Treebank tag ("VBD")."""
    head: int
    """Number of the head in the sentence, from 1; 0 at the root."""
    deprel: str
    """Relation to the head, as UD English writes it ("nsubj:pass")."""


class Name(NamedTuple):
    """A named entity."""

    kind: str
    """ "PER", "ORG" or "LOC"."""
    text: str
    """Its words."""
    words: tuple[int, int]
    """Numbers of its words in the sentence, from 0, end exclusive."""


class Sentence(NamedTuple):
    """A sentence with its tree."""

    text: str
    """The sentence as it stands."""
    span: Span
    """Where it stands, in characters of the text, end exclusive."""
    words: list[Word]
    """Its words, in order."""
    names: list[Name]
    """Its names, in order."""


class Parse(NamedTuple):
    """A text with its sentences; headline, dateline, byline and credits are none."""

    text: str
    """The text."""
    sentences: list[Sentence]
    """Its sentences, in order."""

    @staticmethod
    def _of(text: str, trees: list[Any]) -> Parse:
        sentences = []
        for span, words, names in trees:
            found = [Word(*word) for word in words]
            entities = [
                Name(kind, text[found[first].span[0] : found[last - 1].span[1]], (first, last))
                for kind, first, last in names
            ]
            sentences.append(Sentence(text[span[0] : span[1]], span, found, entities))
        return Parse(text, sentences)

    def __str__(self) -> str:
        return "\n\n".join("\n".join(_lines(sentence)) for sentence in self.sentences)


def _lines(sentence: Sentence) -> Iterator[str]:
    yield sentence.text
    form = max((len(word.text) for word in sentence.words), default=0)
    for number, word in enumerate(sentence.words, 1):
        head = f"{word.head} {sentence.words[word.head - 1].text}" if word.head else ""
        yield f"  {number:>3} {word.text:<{form}}  {word.upos:<5} {word.xpos:<5} {word.deprel:<13} {head}"
