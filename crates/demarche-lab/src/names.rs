//! Reads name corpora into sentences with entities.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use anyhow::{Context, Result};
use demarche_parse::{Entity, EntityKind, Upos};
use serde::Deserialize;

use crate::treebank;

/// A sentence with gold entities.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sentence {
    /// The corpus's name for it; may be empty.
    pub(crate) id: String,
    /// Words.
    pub(crate) words: Vec<String>,
    /// Entities in order, never overlapping.
    pub(crate) entities: Vec<Entity>,
}

/// Reads Universal NER (tab-separated number, word, tag). Tags other than PER, ORG and LOC are
/// outside.
pub(crate) fn read_uner(path: &Path) -> Result<Vec<Sentence>> {
    let text =
        std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    let mut sentences = Vec::new();
    let mut current = Sentence::default();
    for line in text.lines().chain([""]) {
        if line.is_empty() {
            if !current.words.is_empty() {
                sentences.push(std::mem::take(&mut current));
            }
        } else if let Some(id) = line.strip_prefix("# sent_id = ") {
            current.id = id.to_owned();
        } else if !line.starts_with('#') {
            let mut fields = line.split('\t').skip(1);
            if let (Some(word), Some(tag)) = (fields.next(), fields.next()) {
                add(&mut current, word, tag);
            }
        }
    }
    Ok(sentences)
}

fn add(sentence: &mut Sentence, word: &str, tag: &str) {
    let at = sentence.words.len();
    sentence.words.push(word.to_owned());
    let Some((position, kind)) = tag.split_once('-') else {
        return;
    };
    let Some(kind) = EntityKind::parse(kind) else {
        return;
    };
    match sentence.entities.last_mut() {
        Some(last) if position == "I" && last.kind == kind && last.words.end == at => {
            last.words.end = at + 1;
        }
        _ => sentence.entities.push(Entity {
            kind,
            words: at..at + 1,
        }),
    }
}

/// Reads WikiGold (word, IOB1 tag). Hyphenated words are cut as UD English cuts them.
pub(crate) fn read_wikigold(path: &Path) -> Result<Vec<Sentence>> {
    let text =
        std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    let mut sentences = Vec::new();
    let mut current = Sentence::default();
    for line in text.lines().chain([""]) {
        match line.split_once(' ') {
            Some(("-DOCSTART-", _)) => {}
            Some((word, tag)) => {
                for (piece, _) in words(word) {
                    add(&mut current, piece, tag);
                }
            }
            None if !current.words.is_empty() => sentences.push(std::mem::take(&mut current)),
            None => {}
        }
    }
    Ok(sentences)
}

/// Cuts text into words roughly as UD English does; each comes with its byte offset.
fn words(text: &str) -> Vec<(&str, usize)> {
    let mut out = Vec::new();
    let mut start = None;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|n| n.1);
        let within_word = c.is_alphanumeric()
            || c == '.' && next.is_some_and(char::is_alphanumeric) && start.is_some()
            || c == '.'
                && start.is_some_and(|s: usize| {
                    let word = &text[s..at];
                    word.contains('.')
                        || word.len() == 1
                        || matches!(word, "Mr" | "Mrs" | "Dr" | "St" | "Gen" | "Lt" | "Col")
                })
            || c == ','
                && next.is_some_and(|n| n.is_ascii_digit())
                && start
                    .is_some_and(|s: usize| text[s..at].ends_with(|d: char| d.is_ascii_digit()));
        if within_word {
            start.get_or_insert(at);
            continue;
        }
        if let Some(s) = start.take() {
            out.push((&text[s..at], s));
        }
        if matches!(c, '\'' | '\u{2019}') && next == Some('s') {
            let end = at + c.len_utf8() + 1;
            out.push((&text[at..end], at));
            chars.next();
        } else if !c.is_whitespace() {
            out.push((&text[at..at + c.len_utf8()], at));
        }
    }
    if let Some(s) = start {
        out.push((&text[s..], s));
    }
    out
}

#[derive(Deserialize)]
struct Document {
    #[serde(rename = "_id")]
    id: String,
    text: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Mention {
    document_id: String,
    begin: usize,
    end: usize,
    #[serde(rename = "type")]
    kind: String,
}

/// Reads one folder of re3d. Its mentions are noun phrases; those that are names through and
/// through are kept, without their articles.
pub(crate) fn read_re3d(folder: &Path) -> Result<Vec<Sentence>> {
    let documents: Vec<Document> = read_json_lines(&folder.join("documents.json"))?;
    let mut mentions: BTreeMap<String, Vec<Mention>> = BTreeMap::new();
    for mention in read_json_lines::<Mention>(&folder.join("entities.json"))? {
        mentions
            .entry(mention.document_id.clone())
            .or_default()
            .push(mention);
    }
    let mut sentences = Vec::new();
    for document in documents {
        let tokens = words(&document.text);
        let mut offsets: Vec<usize> = document.text.char_indices().map(|c| c.0).collect();
        offsets.push(document.text.len());
        let mut spans: Vec<Entity> = mentions
            .remove(&document.id)
            .unwrap_or_default()
            .iter()
            .filter_map(|m| {
                let kind = match m.kind.as_str() {
                    "Person" => EntityKind::Person,
                    "Organisation" => EntityKind::Organization,
                    "Location" => EntityKind::Location,
                    _ => return None,
                };
                let (begin, end) = (*offsets.get(m.begin)?, *offsets.get(m.end)?);
                let first = tokens.iter().position(|t| t.1 >= begin)?;
                let last = tokens.iter().rposition(|t| t.1 + t.0.len() <= end)?;
                name_within(&tokens, first..last + 1).map(|words| Entity { kind, words })
            })
            .collect();
        spans.sort_by_key(|e| (e.words.start, std::cmp::Reverse(e.words.end), e.kind));
        let mut start = 0;
        for i in 0..tokens.len() {
            let text_end = tokens.get(i + 1).is_none_or(|next| {
                document.text[tokens[i].1..next.1].contains('\n')
                    || matches!(tokens[i].0, "." | "?" | "!")
                        && next.0.starts_with(char::is_uppercase)
            });
            if !text_end {
                continue;
            }
            let mut sentence = Sentence {
                words: tokens[start..=i].iter().map(|t| t.0.to_owned()).collect(),
                ..Sentence::default()
            };
            for span in spans
                .iter()
                .filter(|s| s.words.start >= start && s.words.end <= i + 1)
            {
                let words = span.words.start - start..span.words.end - start;
                if sentence
                    .entities
                    .last()
                    .is_none_or(|last| last.words.end <= words.start)
                {
                    sentence.entities.push(Entity {
                        kind: span.kind,
                        words,
                    });
                }
            }
            sentences.push(sentence);
            start = i + 1;
        }
    }
    Ok(sentences)
}

/// The phrase without its articles, if the rest of it is written as a name.
fn name_within(tokens: &[(&str, usize)], mut span: Range<usize>) -> Option<Range<usize>> {
    const TITLES: &[&str] = &[
        "President",
        "Minister",
        "Prime",
        "Secretary",
        "Foreign",
        "Spokesman",
        "Spokesperson",
        "General",
        "Special",
        "Envoy",
        "King",
        "Ambassador",
        "High",
        "Representative",
        "Mr",
        "Mr.",
        "Mrs",
        "Dr",
        "Dr.",
    ];
    while span.start < span.end && matches!(tokens[span.start].0, "the" | "The" | "a" | "an") {
        span.start += 1;
    }
    let phrase = &tokens[span.clone()];
    let capital = |w: &str| w.starts_with(char::is_uppercase);
    let name = phrase.first().is_some_and(|w| capital(w.0))
        && phrase.last().is_some_and(|w| capital(w.0))
        && phrase.iter().all(|w| {
            capital(w.0) || matches!(w.0, "of" | "for" | "and" | "the" | "al" | "-" | "on" | "de")
        })
        && !phrase.iter().any(|w| TITLES.contains(&w.0));
    name.then_some(span)
}

fn read_json_lines<T: for<'a> Deserialize<'a>>(path: &Path) -> Result<Vec<T>> {
    let text =
        std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    text.lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| {
            serde_json::from_str(line).with_context(|| format!("parsing {}", path.display()))
        })
        .collect()
}

/// Names in a treebank that marks entity mentions (`Entity=` in GUM): for each mention of a
/// person, an organisation or a place that a proper noun heads, the run of proper nouns around
/// the head.
pub(crate) fn from_mentions(sentence: &treebank::Sentence) -> Sentence {
    let mut open: Vec<(String, Option<EntityKind>, usize)> = Vec::new();
    let mut found: Vec<Entity> = Vec::new();
    for (i, misc) in sentence.misc.iter().enumerate() {
        let Some(value) = misc.split('|').find_map(|f| f.strip_prefix("Entity=")) else {
            continue;
        };
        let mut rest = value;
        while !rest.is_empty() {
            if let Some(after) = rest.strip_prefix('(') {
                let end = after.find(['(', ')']).unwrap_or(after.len());
                let mut parts = after[..end].splitn(3, '-');
                let id = parts.next().unwrap_or_default().to_owned();
                let kind = match parts.next() {
                    Some("person") => Some(EntityKind::Person),
                    Some("organization") => Some(EntityKind::Organization),
                    Some("place") => Some(EntityKind::Location),
                    _ => None,
                };
                rest = &after[end..];
                if let Some(closed) = rest.strip_prefix(')') {
                    rest = closed;
                    found.extend(kind.and_then(|k| proper_name(sentence, k, i..i + 1)));
                } else {
                    open.push((id, kind, i));
                }
            } else {
                let end = rest.find(')').unwrap_or(rest.len());
                let id = &rest[..end];
                rest = rest.get(end + 1..).unwrap_or_default();
                if let Some(at) = open.iter().rposition(|o| o.0 == id) {
                    let (_, kind, start) = open.remove(at);
                    found.extend(kind.and_then(|k| proper_name(sentence, k, start..i + 1)));
                }
            }
        }
    }
    found.sort_by_key(|e| (e.words.start, std::cmp::Reverse(e.words.end), e.kind));
    let mut entities: Vec<Entity> = Vec::new();
    for entity in found {
        if entities
            .last()
            .is_none_or(|last| last.words.end <= entity.words.start)
        {
            entities.push(entity);
        }
    }
    Sentence {
        id: sentence.id.clone(),
        words: sentence.words.clone(),
        entities,
    }
}

fn proper_name(
    sentence: &treebank::Sentence,
    kind: EntityKind,
    span: Range<usize>,
) -> Option<Entity> {
    let head = span
        .clone()
        .find(|&i| sentence.heads[i].is_none_or(|h| !span.contains(&h)))?;
    let proper = |i: usize| {
        sentence.upos[i] == Upos::Propn
            || sentence.words[i] == "-"
            || sentence.xpos[i] == "NNP"
            || sentence.words[i].starts_with(char::is_uppercase)
                && sentence.xpos[i].starts_with("JJ")
    };
    if sentence.upos[head] != Upos::Propn {
        return None;
    }
    let mut start = head;
    while start > span.start && proper(start - 1) {
        start -= 1;
    }
    let mut end = head + 1;
    loop {
        if end < span.end && proper(end) {
            end += 1;
        } else if end + 1 < span.end
            && matches!(sentence.words[end].as_str(), "of" | "for" | "and" | "&")
            && proper(end + 1)
            && kind == EntityKind::Organization
        {
            end += 2;
        } else {
            break;
        }
    }
    while start < end && sentence.words[start] == "-" {
        start += 1;
    }
    while start < end && sentence.words[end - 1] == "-" {
        end -= 1;
    }
    if kind == EntityKind::Person {
        const TITLES: &[&str] = &[
            "President",
            "Mr.",
            "Mrs.",
            "Ms.",
            "Dr.",
            "Sir",
            "Senator",
            "Judge",
            "Justice",
            "King",
            "Queen",
            "Prince",
            "Pope",
            "Minister",
            "Prime",
            "Secretary",
            "Governor",
            "General",
            "Professor",
            "Chancellor",
            "Captain",
            "Lord",
            "Lady",
            "Mayor",
            "Mr",
            "Dr",
            "Vice",
            "Chief",
            "Speaker",
        ];
        while start < end && TITLES.contains(&sentence.words[start].as_str()) {
            start += 1;
        }
    }
    (start < end).then_some(Entity {
        kind,
        words: start..end,
    })
}
