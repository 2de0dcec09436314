//! A parsed sentence with what every later step asks of it: words, tree, lower-case forms.

use std::ops::Range;

use demarche_parse::{Analysis, Deprel, Entity, Upos};
use demarche_record::Span;
use demarche_text::{Document, Sentence};

/// A sentence of a document together with its analysis. Word indices are positions in
/// `sentence.tokens` and `analysis.words`, which have the same length.
pub struct SentenceView<'a> {
    /// The document it stands in.
    pub document: &'a Document,
    /// Its index in `document.sentences`; event records number from 1.
    pub index: usize,
    /// The sentence.
    pub sentence: &'a Sentence,
    /// Tags, tree and entities.
    pub analysis: &'a Analysis,
    children: Vec<u32>,
    child_ranges: Vec<(u32, u32)>,
    lower: Vec<String>,
}

impl<'a> SentenceView<'a> {
    /// Lays the view over sentence `index`; `None` where analysis and tokens differ in length.
    pub fn new(document: &'a Document, index: usize, analysis: &'a Analysis) -> Option<Self> {
        let sentence = document.sentences.get(index)?;
        let length = sentence.tokens.len();
        if analysis.words.len() != length {
            return None;
        }
        let mut counts = vec![0u32; length + 1];
        for word in &analysis.words {
            if let Some(head) = word.head {
                counts[head + 1] += 1;
            }
        }
        for i in 0..length {
            counts[i + 1] += counts[i];
        }
        let child_ranges = (0..length).map(|i| (counts[i], counts[i + 1])).collect();
        let mut next = counts.clone();
        let mut children = vec![0u32; counts[length] as usize];
        for (i, word) in analysis.words.iter().enumerate() {
            if let Some(head) = word.head {
                children[next[head] as usize] = i as u32;
                next[head] += 1;
            }
        }
        let lower = sentence
            .tokens
            .iter()
            .map(|token| fold(document.token_text(token)))
            .collect();
        Some(SentenceView {
            document,
            index,
            sentence,
            analysis,
            children,
            child_ranges,
            lower,
        })
    }

    /// Number of words.
    pub fn len(&self) -> usize {
        self.analysis.words.len()
    }

    /// Whether the sentence has no words.
    pub fn is_empty(&self) -> bool {
        self.analysis.words.is_empty()
    }

    /// The word as it stands in the text.
    pub fn text(&self, word: usize) -> &'a str {
        self.document.token_text(&self.sentence.tokens[word])
    }

    /// The word in lower case, with typographic quotes and dashes as ASCII.
    pub fn lower(&self, word: usize) -> &str {
        &self.lower[word]
    }

    /// The word that a hyphen joins to what ends before `end`: "led" of "Saudi-led".
    pub fn joined_to(&self, end: usize) -> Option<&str> {
        let joined = end + 1 < self.len()
            && matches!(self.lower(end), "-" | "\u{2010}" | "\u{2011}" | "\u{2013}");
        joined.then(|| self.lower(end + 1))
    }

    /// The dictionary form.
    pub fn lemma(&self, word: usize) -> &'a str {
        &self.analysis.words[word].lemma
    }

    /// Universal part of speech.
    pub fn upos(&self, word: usize) -> Upos {
        self.analysis.words[word].upos
    }

    /// Penn tag.
    pub fn xpos(&self, word: usize) -> &'static str {
        self.analysis.words[word].xpos
    }

    /// Relation to the head.
    pub fn deprel(&self, word: usize) -> Deprel {
        self.analysis.words[word].deprel
    }

    /// The head, `None` at the root.
    pub fn head(&self, word: usize) -> Option<usize> {
        self.analysis.words[word].head
    }

    /// Dependents in sentence order.
    pub fn children(&self, word: usize) -> impl DoubleEndedIterator<Item = usize> + '_ {
        let (start, end) = self.child_ranges[word];
        self.children[start as usize..end as usize]
            .iter()
            .map(|&child| child as usize)
    }

    /// The first dependent with one of these relations.
    pub fn child(&self, word: usize, relations: &[Deprel]) -> Option<usize> {
        self.children(word)
            .find(|&child| relations.contains(&self.deprel(child)))
    }

    /// The lemma of the preposition or clitic that marks a nominal (`case`), `None` where bare.
    pub fn case(&self, word: usize) -> Option<&str> {
        self.child(word, &[Deprel::Case])
            .map(|case| self.lower(case))
    }

    /// Span in the article text of a run of words.
    pub fn span(&self, words: Range<usize>) -> Span {
        let tokens = &self.sentence.tokens;
        match (
            tokens.get(words.start),
            tokens.get(words.end.wrapping_sub(1)),
        ) {
            (Some(first), Some(last)) if words.start < words.end => {
                Span::new(first.span.start, last.span.end)
            }
            _ => Span::new(self.sentence.span.start, self.sentence.span.start),
        }
    }

    /// The article text of a run of words.
    pub fn slice(&self, words: Range<usize>) -> &'a str {
        let tokens = &self.sentence.tokens;
        match (
            tokens.get(words.start),
            tokens.get(words.end.wrapping_sub(1)),
        ) {
            (Some(first), Some(last)) if words.start < words.end => {
                &self.document.text[first.bytes.0 as usize..last.bytes.1 as usize]
            }
            _ => "",
        }
    }

    /// First and one past the last word of the subtree under `word`, bounded work.
    pub fn subtree(&self, word: usize) -> Range<usize> {
        let (mut first, mut last) = (word, word);
        let mut stack = vec![word];
        while let Some(next) = stack.pop() {
            first = first.min(next);
            last = last.max(next);
            stack.extend(self.children(next));
        }
        first..last + 1
    }

    /// The entity that covers a word.
    pub fn entity(&self, word: usize) -> Option<&'a Entity> {
        self.analysis
            .entities
            .iter()
            .find(|entity| entity.words.contains(&word))
    }

    /// The ancestors of a word, nearest first.
    pub fn ancestors(&self, word: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(self.head(word), |&above| self.head(above)).take(self.len())
    }
}

/// Lower case with typographic quotes and dashes written as ASCII.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.chars()
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            '\u{2018}' | '\u{2019}' | '\u{02bc}' => '\'',
            '\u{201c}' | '\u{201d}' => '"',
            '\u{2010}'..='\u{2015}' => '-',
            other => other,
        })
        .collect()
}
