//! Countries of the people, bodies and places that GUM links to Wikipedia.
//!
//! GUM names articles and no countries. What country an article's subject belongs to was written
//! down by hand in `gum-countries.tsv` from general knowledge, without the program's tables.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anyhow::{Context, Result};
use demarche_code::places::{PlaceContext, PlaceTables, sentence_places};
use demarche_code::{Analysed, Coder};
use demarche_parse::Upos;
use demarche_record::{Article, CountryCode, Span};

use super::gold::alternatives;
use crate::gum::{self, Document};

const TRUTH: &str = include_str!("gum-countries.tsv");

/// What became of a linked name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Outcome {
    /// A country that is right.
    Right,
    /// A country that is not.
    Wrong,
    /// A mention or place without a country.
    Unresolved,
    /// No mention of the program has these words.
    NotFound,
}

/// Outcomes by type of thing ("person", "organization", "place").
#[derive(Clone, Debug, Default)]
pub(crate) struct Identities {
    pub(crate) counts: BTreeMap<(String, Outcome), usize>,
    /// Names whose article belongs to no one country.
    pub(crate) left_out: usize,
    /// Titles that the table lacks.
    pub(crate) unknown: Vec<String>,
    /// Wrong and unresolved ones, told for people.
    pub(crate) errors: String,
}

impl Identities {
    /// How many of a kind ("" for all) have an outcome.
    pub(crate) fn of(&self, kind: &str, outcome: Outcome) -> usize {
        self.counts
            .iter()
            .filter(|((of, what), _)| *what == outcome && (kind.is_empty() || of == kind))
            .map(|(_, count)| count)
            .sum()
    }

    /// How many of a kind are judged.
    pub(crate) fn all(&self, kind: &str) -> usize {
        use Outcome::{NotFound, Right, Unresolved, Wrong};
        [Right, Wrong, Unresolved, NotFound]
            .into_iter()
            .map(|outcome| self.of(kind, outcome))
            .sum()
    }
}

/// Countries by title; none where a subject has no country of its own.
fn truth() -> Result<BTreeMap<&'static str, Vec<Option<CountryCode>>>> {
    TRUTH
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| {
            let (title, codes) = line
                .split_once('\t')
                .with_context(|| format!("gum-countries.tsv: \"{line}\" has no country"))?;
            let codes = alternatives(codes, CountryCode::parse)
                .with_context(|| format!("gum-countries.tsv: {title}"))?;
            Ok((title, codes))
        })
        .collect()
}

/// Scores the proper names that have an article.
pub(crate) fn score(coder: &Coder, documents: &[Document]) -> Result<Identities> {
    let truth = truth()?;
    let mut outcome = Identities::default();
    for document in documents {
        let analysed = coder.analyse(&Article {
            text: document.text.clone(),
            date: document.date.clone(),
            ..Article::default()
        });
        for gold in &document.mentions {
            let Some(title) = title(document, gold) else {
                continue;
            };
            let Some(codes) = truth.get(title) else {
                outcome.unknown.push(title.to_owned());
                continue;
            };
            if codes.contains(&None) {
                outcome.left_out += 1;
                continue;
            }
            let head = document.words[gold.head].span;
            let found = country(&analysed, head, document.span(gold));
            let result = match found {
                None => Outcome::NotFound,
                Some((None, _)) => Outcome::Unresolved,
                Some((code, _)) if codes.contains(&code) => Outcome::Right,
                Some(_) => Outcome::Wrong,
            };
            *outcome
                .counts
                .entry((gold.kind.clone(), result))
                .or_default() += 1;
            if result != Outcome::Right {
                let want: Vec<&str> = (codes.iter().flatten()).map(CountryCode::as_str).collect();
                let (have, basis) = found.unwrap_or_default();
                let _ = writeln!(
                    outcome.errors,
                    "{result:?} {} [{}] {title} want {} have {} {basis}\n    {}",
                    gold.kind,
                    document.span(gold).slice(&document.text),
                    want.join("|"),
                    have.as_ref().map_or("-", CountryCode::as_str),
                    sentence(&analysed, head),
                );
            }
        }
    }
    outcome.unknown.sort();
    outcome.unknown.dedup();
    Ok(outcome)
}

/// The article of a proper name of a person, a body or a place.
fn title<'d>(document: &'d Document, gold: &'d gum::Mention) -> Option<&'d str> {
    let kind = matches!(gold.kind.as_str(), "person" | "organization" | "place");
    let name = document.words[gold.head].upos == Upos::Propn;
    gold.identity.as_deref().filter(|_| kind && name)
}

/// The country that the program gives to a phrase, as a party or as a place, and how it came by it.
/// `None` where it has neither there.
fn country(
    analysed: &Analysed,
    head: Span,
    phrase: Span,
) -> Option<(Option<CountryCode>, &'static str)> {
    let views: Vec<_> = (0..analysed.analyses.len())
        .filter_map(|index| analysed.view(index))
        .collect();
    let view = views
        .iter()
        .find(|view| view.sentence.span.overlaps(head))?;
    let mentions = analysed.mentions.get(view.index)?;
    let word = (0..view.len()).find(|&word| view.span(word..word + 1).overlaps(head))?;
    let mention = mentions.at(word).filter(|mention| {
        let own = view.span(mention.head..mention.head + 1);
        phrase.overlaps(own)
            || mention.words.contains(&word) && view.span(mention.words.clone()) == phrase
    });
    if let Some(mention) = mention
        && mention.country.is_some()
    {
        return Some((mention.country, mention.basis));
    }
    let around = PlaceContext::of(&views, PlaceTables::default());
    let place = sentence_places(view, &around)
        .into_iter()
        .find(|(_, place)| place.span.overlaps(head));
    match (place, mention) {
        (Some((_, place)), _) => Some((place.country, "place")),
        (None, Some(mention)) => Some((None, mention.basis)),
        (None, None) => None,
    }
}

fn sentence(analysed: &Analysed, head: Span) -> &str {
    let found = (analysed.document.sentences.iter()).find(|sentence| sentence.span.overlaps(head));
    found.map_or("", |sentence| analysed.document.sentence_text(sentence))
}

#[cfg(test)]
mod tests {
    use super::truth;

    #[test]
    fn the_table_of_articles_reads() {
        let truth = truth().unwrap();
        assert!(truth.len() > 300, "{} titles", truth.len());
    }
}
