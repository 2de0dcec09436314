//! Reads the documents of GUM with their raw text and the annotation of entities in the last column:
//! which phrases speak of the same, what sort of thing that is, and its article in Wikipedia.
//!
//! The annotation is that of the `global.Entity` comment:
//! `(cluster-type-status-salience-centering-minspan-link-identity` opens a mention at a word,
//! `cluster)` closes it; `(…)` is a mention of one word.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::Path;

use anyhow::{Context, Result, bail};
use demarche_parse::Upos;
use demarche_record::Span;

/// A document.
#[derive(Clone, Debug, Default)]
pub(crate) struct Document {
    /// "GUM_news_nasa".
    pub(crate) id: String,
    /// "news".
    pub(crate) genre: String,
    /// Day it was written, as the file gives it.
    pub(crate) date: Option<String>,
    /// Raw text: sentences parted by a space, paragraphs by a blank line.
    pub(crate) text: String,
    /// Syntactic words.
    pub(crate) words: Vec<Word>,
    /// Mentions in the order in which they close.
    pub(crate) mentions: Vec<Mention>,
    /// Clusters that stand for several others: "they" for one and another.
    pub(crate) split: BTreeMap<String, BTreeSet<String>>,
}

/// A word of the treebank.
#[derive(Clone, Debug)]
pub(crate) struct Word {
    pub(crate) form: String,
    /// Where it stands in the text.
    pub(crate) span: Span,
    pub(crate) upos: Upos,
    /// Index of its head in the document; `None` at a root.
    head: Option<usize>,
}

/// A phrase that speaks of something.
#[derive(Clone, Debug)]
pub(crate) struct Mention {
    /// Phrases of one cluster speak of the same.
    pub(crate) cluster: String,
    /// "person", "place", "organization", …
    pub(crate) kind: String,
    /// Title of an article in the English Wikipedia.
    pub(crate) identity: Option<String>,
    /// Indices of words.
    pub(crate) words: Range<usize>,
    /// Index of the head word.
    pub(crate) head: usize,
}

impl Document {
    /// The span of a mention in the text.
    pub(crate) fn span(&self, mention: &Mention) -> Span {
        let last = mention.words.end - 1;
        self.words[mention.words.start]
            .span
            .cover(self.words[last].span)
    }

    /// The gold mention of the same head word as a phrase, else of the same words, else one whose
    /// head lies in the phrase while the phrase's lies in it. Spans of head and phrase in the text.
    pub(crate) fn mention_of(&self, head: Span, phrase: Span) -> Option<&Mention> {
        let rank = |mention: &&Mention| {
            let gold = self.words[mention.head].span;
            let span = self.span(mention);
            match () {
                () if gold.overlaps(head) => 3,
                () if span == phrase => 2,
                () if phrase.contains(gold) && span.contains(head) => 1,
                () => 0,
            }
        };
        let far = |mention: &Mention| {
            let span = self.span(mention);
            span.start.abs_diff(phrase.start) + span.end.abs_diff(phrase.end)
        };
        self.mentions
            .iter()
            .filter(|mention| rank(mention) > 0)
            .max_by_key(|mention| (rank(mention), std::cmp::Reverse(far(mention))))
    }
}

/// Reads a file of GUM.
///
/// # Errors
/// When it cannot be read or is not in GUM's form.
pub(crate) fn read(path: &Path) -> Result<Vec<Document>> {
    let text =
        std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    parse(&text).with_context(|| format!("{}: not a file of GUM", path.display()))
}

fn parse(file: &str) -> Result<Vec<Document>> {
    let mut documents: Vec<Document> = Vec::new();
    let mut reader = Reader::default();
    for (number, line) in file.lines().enumerate() {
        if let Some(id) = line.strip_prefix("# newdoc id = ") {
            let genre = id.split('_').nth(1).unwrap_or_default().to_owned();
            documents.push(Document {
                id: id.to_owned(),
                genre,
                ..Document::default()
            });
            reader = Reader::default();
            continue;
        }
        let Some(document) = documents.last_mut() else {
            continue;
        };
        reader
            .line(document, line)
            .with_context(|| format!("line {}", number + 1))?;
    }
    Ok(documents)
}

#[derive(Default)]
struct Reader {
    paragraph: bool,
    /// Whether the last word stands tight to the next.
    glued: bool,
    /// Words of a multiword token that are still to come.
    inside: usize,
    /// Index of the first word of the sentence.
    first: usize,
    /// What is left of the sentence's text: the byte it begins at.
    at: usize,
    /// Mentions that are open: cluster, first word, type, identity.
    open: Vec<(String, usize, String, Option<String>)>,
}

impl Reader {
    fn line(&mut self, document: &mut Document, line: &str) -> Result<()> {
        if line == "# newpar" || line.starts_with("# newpar ") {
            self.paragraph = true;
        } else if let Some(date) = line.strip_prefix("# meta::dateCreated = ") {
            document.date = Some(date.to_owned());
        } else if let Some(text) = line.strip_prefix("# text = ") {
            if !document.text.is_empty() {
                document.text.push_str(match (self.paragraph, self.glued) {
                    (true, _) => "\n\n",
                    (false, true) => "",
                    (false, false) => " ",
                });
            }
            self.paragraph = false;
            self.at = document.text.len();
            self.first = document.words.len();
            document.text.push_str(text);
        } else if line.is_empty() || line.starts_with('#') {
            return Ok(());
        } else {
            self.word(document, line)?;
        }
        Ok(())
    }

    fn word(&mut self, document: &mut Document, line: &str) -> Result<()> {
        let fields: Vec<&str> = line.split('\t').collect();
        let [id, form, _, upos, _, _, head, _, _, misc] = fields[..] else {
            bail!("not ten columns");
        };
        if id.contains('.') {
            return Ok(());
        }
        let tight = misc.split('|').any(|part| part == "SpaceAfter=No");
        if let Some((from, to)) = id.split_once('-') {
            self.inside = to.parse::<usize>()? + 1 - from.parse::<usize>()?;
            self.glued = tight;
            return Ok(());
        }
        if self.inside > 0 {
            self.inside -= 1;
        } else {
            self.glued = tight;
        }
        let rest = &document.text[self.at..];
        let skipped = rest.len() - rest.trim_start().len();
        if !rest[skipped..].starts_with(form) {
            bail!("\"{form}\" does not stand in the text");
        }
        let from = document.text[..self.at + skipped].chars().count() as u32;
        self.at += skipped + form.len();
        let index = document.words.len();
        document.words.push(Word {
            form: form.to_owned(),
            span: Span::new(from, from + form.chars().count() as u32),
            upos: Upos::parse(upos).context("upos")?,
            head: head
                .parse::<usize>()?
                .checked_sub(1)
                .map(|head| self.first + head),
        });
        for part in misc.split('|') {
            if let Some(entities) = part.strip_prefix("Entity=") {
                self.entities(document, entities, index)?;
            } else if let Some(pairs) = part.strip_prefix("SplitAnte=") {
                for (one, all) in pairs.split(',').filter_map(|pair| pair.split_once('<')) {
                    let parts = document.split.entry(all.to_owned()).or_default();
                    parts.insert(one.to_owned());
                }
            }
        }
        Ok(())
    }

    fn entities(&mut self, document: &mut Document, entities: &str, word: usize) -> Result<()> {
        let mut rest = entities;
        while !rest.is_empty() {
            if let Some(opening) = rest.strip_prefix('(') {
                let end = opening.find(['(', ')']).unwrap_or(opening.len());
                let fields: Vec<&str> = opening[..end].splitn(8, '-').collect();
                let [cluster, kind, ..] = fields[..] else {
                    bail!("\"{rest}\" opens no mention");
                };
                let identity = fields.get(7).map(|identity| (*identity).to_owned());
                self.open
                    .push((cluster.to_owned(), word, kind.to_owned(), identity));
                rest = &opening[end..];
                if let Some(after) = rest.strip_prefix(')') {
                    let cluster = cluster.to_owned();
                    self.close(document, &cluster, word)?;
                    rest = after;
                }
            } else {
                let Some((cluster, after)) = rest.split_once(')') else {
                    bail!("\"{rest}\" closes no mention");
                };
                self.close(document, cluster, word)?;
                rest = after;
            }
        }
        Ok(())
    }

    fn close(&mut self, document: &mut Document, cluster: &str, word: usize) -> Result<()> {
        let open = self
            .open
            .iter()
            .rposition(|(name, ..)| name == cluster)
            .with_context(|| format!("mention {cluster} is not open"))?;
        let (name, start, kind, identity) = self.open.remove(open);
        // Parts of one phrase are written "12[1/2]".
        let cluster = name.split('[').next().unwrap_or(&name).to_owned();
        let words = start..word + 1;
        let head = words
            .clone()
            .find(|&word| {
                let head = document.words[word].head;
                head.is_none_or(|head| !words.contains(&head))
            })
            .unwrap_or(word);
        document.mentions.push(Mention {
            cluster,
            kind,
            identity,
            words,
            head,
        });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "\
# newdoc id = GUM_news_made
# meta::dateCreated = 2020-02-03
# newpar
# text = Mali's army didn't stop.
1-2\tMali's\t_\t_\t_\t_\t_\t_\t_\t_
1\tMali\tMali\tPROPN\tNNP\t_\t3\tnmod:poss\t_\tEntity=(2-organization-new-n-cf1-3-coref(1-place-new-n-cf2-1-coref-Mali)
2\t's\t's\tPART\tPOS\t_\t1\tcase\t_\t_
3\tarmy\tarmy\tNOUN\tNN\t_\t6\tnsubj\t_\tEntity=2)
4-5\tdidn't\t_\t_\t_\t_\t_\t_\t_\t_
4\tdid\tdo\tAUX\tVBD\t_\t6\taux\t_\t_
5\tn't\tnot\tPART\tRB\t_\t6\tadvmod\t_\t_
6\tstop\tstop\tVERB\tVB\t_\t0\troot\t_\tSpaceAfter=No
7\t.\t.\tPUNCT\t.\t_\t6\tpunct\t_\t_

# text = They won.
1\tThey\tthey\tPRON\tPRP\t_\t2\tnsubj\t_\tEntity=(3-person-giv:act-n-cf1-1-ana)|SplitAnte=1<3,2<3
2\twon\twin\tVERB\tVBD\t_\t0\troot\t_\tSpaceAfter=No
3\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\t_

";

    #[test]
    fn documents_are_read_with_mentions_and_text() {
        let documents = parse(FILE).unwrap();
        let [document] = &documents[..] else {
            panic!("{documents:?}");
        };
        assert_eq!(
            (document.genre.as_str(), document.date.as_deref()),
            ("news", Some("2020-02-03"))
        );
        assert_eq!(document.text, "Mali's army didn't stop. They won.");
        let told: Vec<String> = (document.mentions.iter())
            .map(|mention| {
                let span = document.span(mention);
                let identity = mention.identity.as_deref().unwrap_or("-");
                let head = &document.words[mention.head].form;
                format!(
                    "{} {} {head} {} {identity}",
                    mention.cluster,
                    mention.kind,
                    span.slice(&document.text)
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                "1 place Mali Mali Mali",
                "2 organization army Mali's army -",
                "3 person They They -"
            ]
        );
        assert_eq!(document.split["3"].len(), 2);
    }
}
