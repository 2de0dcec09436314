//! Reads CoNLL-U treebanks.

use std::path::Path;

use anyhow::{Context, Result};
use demarche_parse::{Deprel, Upos};

/// A sentence with gold annotation. All lists are as long as `words`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sentence {
    /// The treebank's name for it.
    pub(crate) id: String,
    /// Syntactic words.
    pub(crate) words: Vec<String>,
    /// Universal tags.
    pub(crate) upos: Vec<Upos>,
    /// Penn tags.
    pub(crate) xpos: Vec<String>,
    /// Lemmas.
    pub(crate) lemmas: Vec<String>,
    /// Index of the head, `None` at the root.
    pub(crate) heads: Vec<Option<usize>>,
    /// Relation to the head.
    pub(crate) deprels: Vec<Deprel>,
    /// Last column.
    pub(crate) misc: Vec<String>,
}

/// Reads a CoNLL-U file. Multiword tokens and empty nodes are left out.
pub(crate) fn read(path: &Path) -> Result<Vec<Sentence>> {
    let text =
        std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    let mut sentences = Vec::new();
    let mut current = Sentence::default();
    for (number, line) in text.lines().enumerate() {
        if line.is_empty() {
            if !current.words.is_empty() {
                sentences.push(std::mem::take(&mut current));
            }
        } else if let Some(id) = line.strip_prefix("# sent_id = ") {
            current.id = id.to_owned();
        } else if !line.starts_with('#') {
            add_word(&mut current, line)
                .with_context(|| format!("{}:{}: not CoNLL-U", path.display(), number + 1))?;
        }
    }
    if !current.words.is_empty() {
        sentences.push(current);
    }
    Ok(sentences)
}

fn add_word(sentence: &mut Sentence, line: &str) -> Option<()> {
    let fields: Vec<&str> = line.split('\t').collect();
    let [id, form, lemma, upos, xpos, _, head, deprel, _, misc] = fields[..] else {
        return None;
    };
    if id.contains(['-', '.']) {
        return Some(());
    }
    sentence.words.push(form.to_owned());
    sentence.upos.push(Upos::parse(upos)?);
    sentence.xpos.push(xpos.to_owned());
    sentence.lemmas.push(lemma.to_owned());
    sentence
        .heads
        .push(head.parse::<usize>().ok()?.checked_sub(1));
    sentence.deprels.push(Deprel::parse(deprel)?);
    sentence.misc.push(misc.to_owned());
    Some(())
}
