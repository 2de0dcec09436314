//! "…, police said on Tuesday.": where newswire names its source at the end of a sentence.
//!
//! Treebanks of the web have few such sentences, and a greedy parser that meets two subjects in a
//! row takes the source for one more object of the clause before it. Read apart, both parts parse as
//! the sentences that they are. It knows only the form: tags, commas and verbs of saying.

use crate::types::{Analysis, Deprel, Entity, Upos, Word};

/// Verbs that newswire attributes with.
const SAYING: [&str; 6] = ["say", "report", "announce", "add", "state", "tell"];
/// How many words a source may have, and how many may follow the verb.
const LONGEST_SOURCE: usize = 14;
const LONGEST_REST: usize = 8;
/// The clause before is at least this long.
const SHORTEST_CLAUSE: usize = 4;

/// What the search asks of a word.
pub(crate) trait Tags {
    fn len(&self) -> usize;
    fn upos(&self, word: usize) -> Upos;
    fn xpos(&self, word: usize) -> &'static str;
    fn lemma(&self, word: usize) -> &str;
}

/// Where a sentence falls apart: the comma before its source, and the mark at its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tail {
    /// The comma.
    pub(crate) comma: usize,
    /// The mark that ends the sentence, its last word.
    pub(crate) end: usize,
}

/// The tail of a sentence, where it plainly has one.
pub(crate) fn tail(words: &[&str], tags: &impl Tags) -> Option<Tail> {
    let end = tags.len().checked_sub(1)?;
    if words[end] != "." {
        return None;
    }
    let verb = (end.saturating_sub(LONGEST_REST + 1)..end)
        .rev()
        .find(|&i| matches!(tags.upos(i), Upos::Verb | Upos::Aux))?;
    if !matches!(tags.xpos(verb), "VBD" | "VBZ" | "VBP") || !SAYING.contains(&tags.lemma(verb)) {
        return None;
    }
    // After the verb stands when, where or to whom, and nothing that is said.
    let rest = verb + 1..end;
    let opens = |i: usize| {
        matches!(tags.upos(i), Upos::Adp | Upos::Adv | Upos::Propn) || tags.lemma(i) == "late"
    };
    let plain = |i: usize| {
        words[i] != ","
            && matches!(
                tags.upos(i),
                Upos::Adp
                    | Upos::Adv
                    | Upos::Adj
                    | Upos::Det
                    | Upos::Noun
                    | Upos::Num
                    | Upos::Part
                    | Upos::Pron
                    | Upos::Propn
            )
    };
    let tells = rest.is_empty() || (opens(rest.start) && rest.clone().all(plain));
    if !tells {
        return None;
    }
    let comma = (verb.saturating_sub(LONGEST_SOURCE + 1)..verb)
        .rev()
        .find(|&i| !is_of_a_source(words[i], tags.upos(i)))?;
    let source = comma + 1..verb;
    let named = source
        .clone()
        .any(|i| matches!(tags.upos(i), Upos::Noun | Upos::Propn | Upos::Pron));
    if words[comma] != "," || !named || comma < SHORTEST_CLAUSE {
        return None;
    }
    // A clause that something opens which only leads up ("when he came, police said so") is no
    // statement, nor is one without a verb; quotes are told apart by their marks.
    let quoted = |i: usize| matches!(words[i], "\"" | "''" | "``" | "”" | "“" | "’" | "‘" | "'");
    let states = (0..comma).any(|i| {
        matches!(tags.upos(i), Upos::Verb | Upos::Aux)
            && matches!(tags.xpos(i), "VBD" | "VBZ" | "VBP" | "VBN" | "MD" | "VB")
    });
    let led = matches!(tags.upos(0), Upos::Sconj);
    (states && !led && !quoted(comma - 1) && !quoted(comma + 1)).then_some(Tail { comma, end })
}

/// Whether a word may stand in the noun phrase that names a source.
fn is_of_a_source(word: &str, upos: Upos) -> bool {
    match upos {
        Upos::Adj
        | Upos::Adp
        | Upos::Cconj
        | Upos::Det
        | Upos::Noun
        | Upos::Num
        | Upos::Part
        | Upos::Pron
        | Upos::Propn => true,
        Upos::Punct => word == "-",
        _ => false,
    }
}

/// The two parts as one sentence: what was said is the complement of saying. `said` is the clause
/// before the comma with the mark at its end, `source` all behind the comma.
pub(crate) fn join(tail: Tail, said: Analysis, source: Analysis, comma: Word) -> Analysis {
    let behind = tail.comma + 1;
    let root = source.words.iter().position(|word| word.head.is_none());
    let root = root.map(|root| root + behind);
    // The mark belongs to the source: whatever hung on it in the clause hangs on the clause.
    let top = said.words.iter().position(|word| word.head.is_none());
    let mut words: Vec<Word> = said.words.into_iter().take(tail.comma).collect();
    let top = top.filter(|&top| top < tail.comma);
    for (i, word) in words.iter_mut().enumerate() {
        match word.head {
            None => {
                word.head = root;
                word.deprel = Deprel::Ccomp;
            }
            Some(head) if head >= tail.comma => {
                word.head = top.filter(|&top| top != i).or(root);
            }
            Some(_) => {}
        }
    }
    words.push(Word {
        head: root,
        deprel: Deprel::Punct,
        ..comma
    });
    words.extend(source.words.into_iter().map(|word| Word {
        head: word.head.map(|head| head + behind),
        ..word
    }));
    let mut entities: Vec<Entity> = said
        .entities
        .into_iter()
        .filter(|entity| entity.words.end <= tail.comma)
        .collect();
    entities.extend(source.entities.into_iter().map(|entity| Entity {
        words: entity.words.start + behind..entity.words.end + behind,
        ..entity
    }));
    Analysis { words, entities }
}
