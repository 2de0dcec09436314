//! What pronouns and definite nouns are linked to, against the clusters of GUM.
//!
//! A link is a mention without a name of its own that took its codes from an earlier one: "he",
//! "its", "the company", "both countries". It is right where GUM holds the two to speak of the same.
//! A link to a phrase that GUM does not mark is wrong, and so is one from a word that refers to
//! nothing. Recall is over every pronoun of the third person and every definite noun whose cluster
//! holds an earlier proper name of a person, an organisation or a place.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use demarche_code::mention::{Antecedent, Mention, MentionKind};
use demarche_code::{Analysed, Coder};
use demarche_parse::Upos;
use demarche_record::{Article, Span};

use crate::gum::{self, Document};

/// The genres that are nearest to newswire.
pub(crate) const GENRES: [&str; 3] = ["news", "interview", "speech"];

/// Links, and those of them that are right.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Count {
    pub(crate) right: usize,
    pub(crate) all: usize,
}

impl Count {
    fn add(&mut self, right: bool) {
        self.right += usize::from(right);
        self.all += 1;
    }

    /// Share of right ones.
    pub(crate) fn share(self) -> f64 {
        self.right as f64 / self.all.max(1) as f64
    }
}

/// What the links of documents are worth.
#[derive(Clone, Debug, Default)]
pub(crate) struct Links {
    /// Links to a proper name.
    pub(crate) named: Count,
    /// Of them, from pronouns.
    pub(crate) pronouns: Count,
    /// Of them, from nouns.
    pub(crate) nouns: Count,
    /// All links.
    pub(crate) any: Count,
    /// Pronouns and definite nouns that should be linked to a name.
    pub(crate) wanted: Count,
    /// Links to a proper name by the word that is linked, "noun" for nouns.
    pub(crate) forms: BTreeMap<String, Count>,
    /// Wrong links and missed ones, told for people.
    pub(crate) errors: String,
}

/// Scores the links of documents of [`GENRES`].
pub(crate) fn score(coder: &Coder, documents: &[Document]) -> Links {
    let mut links = Links::default();
    for document in documents {
        if GENRES.contains(&document.genre.as_str()) {
            let _ = writeln!(links.errors, "\n# {}", document.id);
            score_document(coder, document, &mut links);
        }
    }
    links
}

/// A mention of the program that is linked, with the phrases it is linked to.
struct Link {
    head: Span,
    phrase: Span,
    pronoun: bool,
    /// Head and phrase of each.
    to: Vec<(Span, Span)>,
}

fn score_document(coder: &Coder, document: &Document, links: &mut Links) {
    let analysed = coder.analyse(&Article {
        text: document.text.clone(),
        date: document.date.clone(),
        ..Article::default()
    });
    let mut reached: Vec<(Span, bool)> = Vec::new();
    for (sentence, link) in linked(&analysed) {
        let gold = document.mention_of(link.head, link.phrase);
        let to: Vec<Option<&gum::Mention>> = (link.to.iter())
            .map(|&(head, phrase)| document.mention_of(head, phrase))
            .collect();
        let right = gold.is_some_and(|gold| same(document, gold, &to));
        let named = link.to.iter().all(|&(head, _)| is_name(document, head));
        links.any.add(right);
        if named {
            links.named.add(right);
            let part = match link.pronoun {
                true => &mut links.pronouns,
                false => &mut links.nouns,
            };
            part.add(right);
            let form = match link.pronoun {
                true => link.head.slice(&document.text).to_lowercase(),
                false => "noun".to_owned(),
            };
            links.forms.entry(form).or_default().add(right);
            reached.push((link.head, right));
        }
        if !right {
            let names: Vec<&str> = (link.to.iter())
                .map(|(_, phrase)| phrase.slice(&document.text))
                .collect();
            let should = gold.map_or("nothing".to_owned(), |gold| antecedents(document, gold));
            let _ = writeln!(
                links.errors,
                "wrong{} [{}] -> [{}], should be {should}\n    {}",
                if named { " name" } else { "" },
                link.phrase.slice(&document.text),
                names.join("] + ["),
                around(&analysed, sentence)
            );
        }
    }
    for gold in wanted(document) {
        let head = document.words[gold.head].span;
        let found = reached.iter().find(|(at, _)| at.overlaps(head));
        links.wanted.add(found.is_some_and(|(_, right)| *right));
        if found.is_none() {
            let span = document.span(gold);
            let sentence = (analysed.document.sentences.iter())
                .position(|sentence| sentence.span.overlaps(span))
                .unwrap_or(0);
            let _ = writeln!(
                links.errors,
                "missed [{}] -> {}\n    {}",
                span.slice(&document.text),
                antecedents(document, gold),
                around(&analysed, sentence)
            );
        }
    }
}

/// The links of an article, each with the index of its sentence.
fn linked(analysed: &Analysed) -> Vec<(usize, Link)> {
    let mut links = Vec::new();
    for (index, mentions) in analysed.mentions.iter().enumerate() {
        let Some(view) = analysed.view(index) else {
            continue;
        };
        for mention in mentions.iter() {
            let pronoun = view.upos(mention.head) == Upos::Pron;
            let definite = view.upos(mention.head) != Upos::Propn
                && mention.basis == "coreference"
                && matches!(
                    view.lower(mention.words.start),
                    "the" | "this" | "that" | "these" | "those" | "both"
                );
            let coded = mention.kind == MentionKind::Party && mention.basis == "coreference";
            if !coded || !pronoun && !definite {
                continue;
            }
            let members: Vec<&Mention> = mentions.members(mention.head).collect();
            let own = [mention];
            let parts = if members.is_empty() {
                &own[..]
            } else {
                &members
            };
            let to: Vec<(Span, Span)> = (parts.iter())
                .filter_map(|part| stands(analysed, part.antecedent?))
                .collect();
            if !to.is_empty() {
                links.push((
                    index,
                    Link {
                        head: view.span(mention.head..mention.head + 1),
                        phrase: view.span(mention.words.clone()),
                        pronoun,
                        to,
                    },
                ));
            }
        }
    }
    links
}

/// Head and phrase of an earlier mention.
fn stands(analysed: &Analysed, at: Antecedent) -> Option<(Span, Span)> {
    let view = analysed.view(at.sentence)?;
    let mention = analysed.mentions.get(at.sentence)?.at(at.head)?;
    Some((
        view.span(at.head..at.head + 1),
        view.span(mention.words.clone()),
    ))
}

/// Whether GUM holds a mention to speak of what one other, or all the others together, speak of.
fn same(document: &Document, gold: &gum::Mention, to: &[Option<&gum::Mention>]) -> bool {
    if let [Some(one)] = to {
        return one.cluster == gold.cluster;
    }
    let together = |whole: &gum::Mention| {
        whole.cluster == gold.cluster
            && to
                .iter()
                .flatten()
                .all(|one| whole.words.start <= one.words.start && one.words.end <= whole.words.end)
    };
    let split = document.split.get(&gold.cluster);
    to.iter().all(Option::is_some)
        && (split.is_some_and(|parts| to.iter().flatten().all(|one| parts.contains(&one.cluster)))
            || document.mentions.iter().any(together))
}

/// Whether the gold tag of a word is that of a proper name.
fn is_name(document: &Document, head: Span) -> bool {
    document
        .words
        .iter()
        .any(|word| word.span.overlaps(head) && word.upos == Upos::Propn)
}

const THIRD: &[&str] = &[
    "he",
    "him",
    "his",
    "himself",
    "she",
    "her",
    "hers",
    "herself",
    "it",
    "its",
    "itself",
    "they",
    "them",
    "their",
    "theirs",
    "themselves",
];

/// Pronouns of the third person and definite nouns whose cluster holds an earlier name.
fn wanted(document: &Document) -> Vec<&gum::Mention> {
    let points = |mention: &&gum::Mention| {
        let head = &document.words[mention.head];
        let opens = document.words[mention.words.start].form.to_lowercase();
        let definite = matches!(
            opens.as_str(),
            "the" | "this" | "that" | "these" | "those" | "both"
        );
        match head.upos {
            Upos::Pron => THIRD.contains(&head.form.to_lowercase().as_str()),
            Upos::Noun => definite,
            _ => false,
        }
    };
    let actor = |mention: &gum::Mention| {
        matches!(mention.kind.as_str(), "person" | "organization" | "place")
    };
    document
        .mentions
        .iter()
        .filter(points)
        .filter(|mention| {
            document.mentions.iter().any(|name| {
                name.cluster == mention.cluster
                    && actor(name)
                    && name.words.end <= mention.words.start
                    && document.words[name.head].upos == Upos::Propn
            })
        })
        .collect()
}

/// The nearest phrases of the same cluster before a mention, for people.
fn antecedents(document: &Document, gold: &gum::Mention) -> String {
    let mut before: Vec<&gum::Mention> = (document.mentions.iter())
        .filter(|other| other.cluster == gold.cluster && other.words.end <= gold.words.start)
        .collect();
    before.sort_by_key(|other| std::cmp::Reverse(other.words.start));
    let told: Vec<&str> = before
        .iter()
        .take(3)
        .map(|other| document.span(other).slice(&document.text))
        .collect();
    format!("[{}]", told.join("] ["))
}

fn around(analysed: &Analysed, sentence: usize) -> String {
    let from = sentence.saturating_sub(1);
    let told: Vec<&str> = (analysed.document.sentences[from..=sentence].iter())
        .map(|sentence| analysed.document.sentence_text(sentence))
        .collect();
    told.join(" / ")
}
