//! The column formats of treebanks: CoNLL-U and IOB2, read for their tokens and written back with
//! what the models say of them. Comments and multiword ranges are kept, so that scorers align.

use std::fmt::Write as _;

use anyhow::bail;
use demarche_parse::{Analysis, Entity, Word};

/// A sentence of a CoNLL-U file.
#[derive(Debug, Default)]
pub(crate) struct Conllu<'t> {
    lines: Vec<Entry<'t>>,
}

#[derive(Debug)]
enum Entry<'t> {
    /// A comment or multiword range, kept as it is.
    Kept(&'t str),
    Word(Row<'t>),
}

/// What of a word's line is given.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row<'t> {
    pub(crate) id: &'t str,
    pub(crate) form: &'t str,
    pub(crate) misc: &'t str,
}

impl Row<'_> {
    /// The word's line; without an analysis its tags stay open.
    pub(crate) fn write(&self, out: &mut String, word: Option<&Word>) {
        let Row { id, form, misc } = self;
        let _ = match word {
            Some(word) => writeln!(
                out,
                "{id}\t{form}\t{}\t{}\t{}\t_\t{}\t{}\t_\t{misc}",
                word.lemma,
                word.upos,
                word.xpos,
                word.head.map_or(0, |head| head + 1),
                word.deprel,
            ),
            None => writeln!(out, "{id}\t{form}\t_\t_\t_\t_\t_\t_\t_\t{misc}"),
        };
    }
}

impl<'t> Conllu<'t> {
    /// Reads the sentences of a file. Empty nodes are left out.
    ///
    /// # Errors
    /// When a line is neither comment, blank, nor a row of ten columns.
    pub(crate) fn read(text: &'t str) -> anyhow::Result<Vec<Self>> {
        let mut sentences = vec![Conllu::default()];
        for (number, line) in text.lines().enumerate() {
            let Some(sentence) = sentences.last_mut() else {
                break;
            };
            if line.trim().is_empty() {
                if !sentence.lines.is_empty() {
                    sentences.push(Conllu::default());
                }
                continue;
            }
            if line.starts_with('#') {
                sentence.lines.push(Entry::Kept(line));
                continue;
            }
            let columns: Vec<&str> = line.split('\t').collect();
            let [id, form, .., misc] = columns[..] else {
                bail!("line {}: not a row of CoNLL-U", number + 1);
            };
            if columns.len() != 10 {
                bail!(
                    "line {}: {} columns, not the 10 of CoNLL-U",
                    number + 1,
                    columns.len()
                );
            }
            if id.contains('-') {
                sentence.lines.push(Entry::Kept(line));
            } else if !id.contains('.') {
                sentence.lines.push(Entry::Word(Row { id, form, misc }));
            }
        }
        sentences.retain(|sentence| !sentence.lines.is_empty());
        Ok(sentences)
    }

    /// Its words.
    pub(crate) fn words(&self) -> Vec<&'t str> {
        self.lines
            .iter()
            .filter_map(|line| match line {
                Entry::Word(row) => Some(row.form),
                Entry::Kept(_) => None,
            })
            .collect()
    }

    /// Writes it with its analysis.
    pub(crate) fn write(&self, out: &mut String, analysis: &Analysis) {
        let mut words = analysis.words.iter();
        for line in &self.lines {
            match line {
                Entry::Kept(line) => {
                    let _ = writeln!(out, "{line}");
                }
                Entry::Word(row) => row.write(out, words.next()),
            }
        }
        out.push('\n');
    }
}

/// A sentence of an IOB2 file.
#[derive(Debug, Default)]
pub(crate) struct Iob2<'t> {
    comments: Vec<&'t str>,
    /// The columns of each token; which of them holds the word, and which the tag.
    rows: Vec<(Vec<&'t str>, usize, usize)>,
}

impl<'t> Iob2<'t> {
    /// Reads the sentences of a file: token number, word and tag in the first columns, or word
    /// and tag alone.
    ///
    /// # Errors
    /// When a line has fewer than two columns.
    pub(crate) fn read(text: &'t str) -> anyhow::Result<Vec<Self>> {
        let mut sentences = vec![Iob2::default()];
        for (number, line) in text.lines().enumerate() {
            let Some(sentence) = sentences.last_mut() else {
                break;
            };
            if line.trim().is_empty() {
                sentences.push(Iob2::default());
            } else if line.starts_with('#') && !line.contains('\t') {
                sentence.comments.push(line);
            } else {
                let columns: Vec<&str> = if line.contains('\t') {
                    line.split('\t').collect()
                } else {
                    line.split(' ').collect()
                };
                let (word, tag) = match columns.len() {
                    0 | 1 => bail!("line {}: not a token and its tag", number + 1),
                    2 => (0, 1),
                    _ if columns[0].bytes().all(|byte| byte.is_ascii_digit()) => (1, 2),
                    count => (0, count - 1),
                };
                sentence.rows.push((columns, word, tag));
            }
        }
        sentences.retain(|sentence| !sentence.rows.is_empty() || !sentence.comments.is_empty());
        Ok(sentences)
    }

    /// Its words.
    pub(crate) fn words(&self) -> Vec<&'t str> {
        self.rows
            .iter()
            .map(|(columns, word, _)| columns[*word])
            .collect()
    }

    /// Writes it with the tags of `entities`.
    pub(crate) fn write(&self, out: &mut String, entities: &[Entity]) {
        for comment in &self.comments {
            let _ = writeln!(out, "{comment}");
        }
        for (at, (columns, _, tag)) in self.rows.iter().enumerate() {
            let label = match entities.iter().find(|entity| entity.words.contains(&at)) {
                Some(entity) if entity.words.start == at => format!("B-{}", entity.kind),
                Some(entity) => format!("I-{}", entity.kind),
                None => "O".to_owned(),
            };
            let mut columns = columns.clone();
            columns[*tag] = &label;
            let _ = writeln!(out, "{}", columns.join("\t"));
        }
        out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use demarche_parse::{Analysis, Deprel, Entity, EntityKind, Upos, Word};

    use super::{Conllu, Iob2};

    #[test]
    fn conllu_keeps_comments_and_ranges_and_drops_empty_nodes() {
        let text = "# sent_id = a-1\n# text = don't\n1-2\tdon't\t_\t_\t_\t_\t_\t_\t_\t_\n\
            1\tdo\tdo\tAUX\tVBP\tMood=Ind\t0\troot\t0:root\t_\n\
            2\tn't\tnot\tPART\tRB\t_\t1\tadvmod\t1:advmod\tSpaceAfter=No\n\
            2.1\tgo\tgo\tVERB\tVB\t_\t_\t_\t1:conj\t_\n\n";
        let sentences = Conllu::read(text).unwrap();
        assert_eq!(sentences.len(), 1);
        assert_eq!(sentences[0].words(), ["do", "n't"]);
        let word = |lemma: &str, head| Word {
            upos: Upos::Verb,
            xpos: "VB",
            lemma: lemma.into(),
            head,
            deprel: Deprel::Dep,
        };
        let analysis = Analysis {
            words: vec![word("do", None), word("not", Some(0))],
            ..Analysis::default()
        };
        let mut out = String::new();
        sentences[0].write(&mut out, &analysis);
        expect_test::expect![[r#"
            # sent_id = a-1
            # text = don't
            1-2	don't	_	_	_	_	_	_	_	_
            1	do	do	VERB	VB	_	0	dep	_	_
            2	n't	not	VERB	VB	_	1	dep	_	SpaceAfter=No

        "#]]
        .assert_eq(&out);
    }

    #[test]
    fn a_line_that_is_no_row_is_named() {
        let error = Conllu::read("1\ttwo\n").unwrap_err();
        assert_eq!(error.to_string(), "line 1: not a row of CoNLL-U");
    }

    #[test]
    fn iob2_keeps_its_columns() {
        let text = "# sent_id = a\n1\tNew\tO\t-\t-\n2\tDelhi\tO\t-\t-\n3\tsaid\tO\t-\t-\n";
        let sentences = Iob2::read(text).unwrap();
        assert_eq!(sentences[0].words(), ["New", "Delhi", "said"]);
        let mut out = String::new();
        sentences[0].write(
            &mut out,
            &[Entity {
                kind: EntityKind::Location,
                words: 0..2,
            }],
        );
        assert_eq!(
            out,
            "# sent_id = a\n1\tNew\tB-LOC\t-\t-\n2\tDelhi\tI-LOC\t-\t-\n3\tsaid\tO\t-\t-\n\n"
        );
    }
}
