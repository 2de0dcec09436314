//! How well text is cut into sentences and words, as the CoNLL 2018 shared task measures it.
//!
//! Raw text is rebuilt from a treebank's `# text` lines: sentences of a paragraph follow each other
//! with a space, paragraphs and documents are parted by a blank line. A word or sentence is right
//! when it holds exactly the characters of a gold one, white space ignored. The parts of a
//! multiword token ("do|n't") are words.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use clap::Args;
use demarche_text::{Document, Limits};

/// Where the data are.
#[derive(Debug, Args)]
pub(crate) struct TextArgs {
    /// The folder that holds `ud`.
    #[arg(long)]
    data: PathBuf,
    /// Score the development sets instead of the test sets.
    #[arg(long)]
    dev: bool,
}

/// Prints the figures of both treebanks, and the speed on their text.
///
/// # Errors
/// When a treebank cannot be read.
pub(crate) fn run(args: &TextArgs) -> Result<()> {
    let split = if args.dev { "dev" } else { "test" };
    for name in ["en_gum-permissive", "en_ewt"] {
        let treebank = read_treebank(&args.data.join(format!("ud/{name}-{split}.conllu")))?;
        println!("{name} {split}, raw text\n{}", score(&treebank));
        let start = Instant::now();
        let document = Document::from_text(&treebank.text);
        let seconds = start.elapsed().as_secs_f64();
        println!(
            "speed      {:.0} sentences/s, {:.1} MB/s\n",
            document.sentences.len() as f64 / seconds,
            treebank.text.len() as f64 / 1e6 / seconds
        );
    }
    Ok(())
}

/// Counts behind a precision, recall and F1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Units in the treebank.
    pub(crate) gold: usize,
    /// Units found.
    pub(crate) found: usize,
    /// Units found that are in the treebank.
    pub(crate) right: usize,
}

impl Counts {
    /// Share of the units found that are right, in percent.
    pub(crate) fn precision(self) -> f64 {
        percent(self.right, self.found)
    }

    /// Share of the treebank's units that were found, in percent.
    pub(crate) fn recall(self) -> f64 {
        percent(self.right, self.gold)
    }

    /// Harmonic mean of precision and recall, in percent.
    pub(crate) fn f1(self) -> f64 {
        percent(2 * self.right, self.found + self.gold)
    }
}

fn percent(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        return 0.0;
    }
    100.0 * part as f64 / whole as f64
}

/// Figures of one treebank.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct TextFigures {
    /// Syntactic words.
    pub(crate) words: Counts,
    /// Sentences.
    pub(crate) sentences: Counts,
}

impl fmt::Display for TextFigures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, counts) in [("tokens", self.words), ("sentences", self.sentences)] {
            writeln!(
                f,
                "{name:<10} F1 {:6.2}  precision {:6.2}  recall {:6.2}  gold {}",
                counts.f1(),
                counts.precision(),
                counts.recall(),
                counts.gold
            )?;
        }
        Ok(())
    }
}

/// Raw text of a treebank, with the spans of its sentences and words in it as counts of
/// characters that are not white space.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct RawTreebank {
    /// The text.
    pub(crate) text: String,
    /// Sentences.
    pub(crate) sentences: Vec<(usize, usize)>,
    /// Syntactic words.
    pub(crate) words: Vec<(usize, usize)>,
}

/// Reads the raw text of a CoNLL-U file.
///
/// # Errors
/// When the file cannot be read, or words are no slices of their sentence.
pub(crate) fn read_treebank(path: &Path) -> Result<RawTreebank> {
    let file = std::fs::read_to_string(path)
        .with_context(|| format!("cannot read the treebank {}", path.display()))?;
    raw_treebank(&file).with_context(|| format!("cannot use the treebank {}", path.display()))
}

/// Reads raw text from CoNLL-U.
///
/// # Errors
/// When words are no slices of their sentence.
pub(crate) fn raw_treebank(conllu: &str) -> Result<RawTreebank> {
    let mut treebank = RawTreebank::default();
    let mut new_paragraph = false;
    let mut glued = false;
    let mut at = 0;
    let mut sentence_start = 0;
    let mut range_left = 0usize;
    for line in conllu.lines() {
        if line.starts_with("# newdoc") || line.starts_with("# newpar") {
            new_paragraph |= line == "# newpar"
                || line == "# newdoc"
                || line.starts_with("# newdoc ")
                || line.starts_with("# newpar ");
        } else if let Some(text) = line.strip_prefix("# text = ") {
            if !treebank.text.is_empty() {
                treebank.text.push_str(match (new_paragraph, glued) {
                    (true, _) => "\n\n",
                    (false, true) => "",
                    (false, false) => " ",
                });
            }
            new_paragraph = false;
            treebank.text.push_str(text);
            sentence_start = at;
        } else if line.is_empty() {
            if at > sentence_start {
                treebank.sentences.push((sentence_start, at));
            }
            sentence_start = at;
        } else if !line.starts_with('#') {
            let columns: Vec<&str> = line.split('\t').collect();
            let [id, form, .., misc] = columns.as_slice() else {
                bail!("a token line has fewer than two columns: {line}");
            };
            if id.contains('.') {
                continue;
            }
            let length = form.chars().filter(|c| !c.is_whitespace()).count();
            if let Some((first, last)) = id.split_once('-') {
                let (first, last): (usize, usize) = (first.parse()?, last.parse()?);
                range_left = last + 1 - first;
                glued = misc.contains("SpaceAfter=No");
                continue;
            }
            if range_left > 0 {
                range_left -= 1;
            } else {
                glued = misc.contains("SpaceAfter=No");
            }
            treebank.words.push((at, at + length));
            at += length;
        }
    }
    if at > sentence_start {
        treebank.sentences.push((sentence_start, at));
    }
    let characters = treebank.text.chars().filter(|c| !c.is_whitespace()).count();
    if characters != at {
        bail!("the words have {at} characters, the text has {characters}");
    }
    Ok(treebank)
}

/// Scores the cutter on the raw text of a treebank.
pub(crate) fn score(treebank: &RawTreebank) -> TextFigures {
    let document = Document::segment(&treebank.text, &Limits::default());
    let mut before = Vec::with_capacity(treebank.text.len());
    let mut visible = 0;
    for c in treebank.text.chars() {
        before.push(visible);
        visible += usize::from(!c.is_whitespace());
    }
    before.push(visible);
    let span =
        |span: demarche_record::Span| (before[span.start as usize], before[span.end as usize]);
    let sentences: Vec<_> = document
        .sentences
        .iter()
        .map(|sentence| span(sentence.span))
        .collect();
    let words: Vec<_> = document
        .sentences
        .iter()
        .flat_map(|sentence| &sentence.tokens)
        .map(|token| span(token.span))
        .collect();
    TextFigures {
        words: count(&treebank.words, &words),
        sentences: count(&treebank.sentences, &sentences),
    }
}

/// Counts equal spans of two rising lists.
fn count(gold: &[(usize, usize)], found: &[(usize, usize)]) -> Counts {
    let (mut right, mut at) = (0, 0);
    for span in found {
        while gold.get(at).is_some_and(|gold| gold < span) {
            at += 1;
        }
        right += usize::from(gold.get(at) == Some(span));
    }
    Counts {
        gold: gold.len(),
        found: found.len(),
        right,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two paragraphs; the second word of the first is a multiword token.
    const TREEBANK: &str = "\
# newdoc id = made-up
# newpar
# text = They don't.
1\tThey\t_\t_\t_\t_\t_\t_\t_\t_
2-3\tdon't\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No
2\tdo\t_\t_\t_\t_\t_\t_\t_\t_
3\tn't\t_\t_\t_\t_\t_\t_\t_\t_
4\t.\t_\t_\t_\t_\t_\t_\t_\t_

# newpar
# text = A heading
1\tA\t_\t_\t_\t_\t_\t_\t_\t_
2\theading\t_\t_\t_\t_\t_\t_\t_\t_

";

    #[test]
    fn raw_text_is_rebuilt_with_its_spans() {
        let treebank = raw_treebank(TREEBANK).unwrap();
        assert_eq!(treebank.text, "They don't.\n\nA heading");
        assert_eq!(treebank.sentences, [(0, 10), (10, 18)]);
        assert_eq!(
            treebank.words,
            [(0, 4), (4, 6), (6, 9), (9, 10), (10, 11), (11, 18)]
        );
    }

    #[test]
    fn perfect_cutting_scores_a_hundred() {
        let figures = score(&raw_treebank(TREEBANK).unwrap());
        assert_eq!(figures.words.f1(), 100.0);
        assert_eq!(figures.sentences.f1(), 100.0);
    }

    #[test]
    fn words_that_are_no_slices_are_refused() {
        let broken = TREEBANK.replace("\tThey\t", "\tThem all\t");
        assert!(raw_treebank(&broken).is_err());
    }
}
