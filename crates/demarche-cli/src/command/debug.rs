//! `demarche debug`: each stage, readable.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use demarche_code::codebook::Codebook;
use demarche_code::mention::MentionKind;
use demarche_code::places::{PlaceContext, dateline_place, sentence_places};
use demarche_code::reader::Reader;
use demarche_parse::{Analysis, Entity, Parser, Scratch};
use demarche_record::{Article, CountryCode, EventType, PlacePrecision, Span};
use demarche_text::{Document, Limits, Sentence};
use serde::Serialize;

use super::code::dated;
use crate::args::{Debug, Stage, StageFormat};
use crate::command::columns::{Conllu, Iob2, Row};
use crate::report::{Exit, Failure, printable};
use crate::{input, interrupt};
use demarche_code::Coder;

/// Shows a stage.
pub(crate) fn run(args: &Debug) -> anyhow::Result<Exit> {
    if args.format == StageFormat::Conllu && !matches!(args.stage, Stage::Parse | Stage::Tokens) {
        return Err(Failure::usage(
            "--format conllu is a form of trees",
            "use it with `debug parse` or `debug tokens`",
        ));
    }
    let reader = args.engine.reader()?;
    let mut out = io::stdout().lock();
    if let Some(path) = &args.gold_tokens {
        let text = fs::read_to_string(path)
            .with_context(|| format!("{} cannot be read", path.display()))?;
        let shown = match args.stage {
            Stage::Parse => parse_given(&text, reader.as_deref()),
            Stage::Mentions => names_given(&text, reader.as_deref()),
            _ => {
                return Err(Failure::usage(
                    "--gold-tokens gives tokens to `debug parse` (CoNLL-U) and `debug mentions` (IOB2)",
                    "leave it out here",
                ));
            }
        };
        let shown = shown.with_context(|| path.display().to_string())?;
        interrupt::write_whole(&mut out, shown.as_bytes())?;
        return Ok(Exit::Done);
    }
    if args.stage == Stage::Codebook {
        let coder = args.own.coder()?;
        interrupt::write_whole(&mut out, codebook(coder.codebook()).as_bytes())?;
        return Ok(Exit::Done);
    }
    let coder = match &reader {
        Some(reader) => args.own.coder()?.reading_with(Arc::clone(reader)),
        None => args.own.coder()?,
    };
    let inputs = input::find(&inputs(&args.input), args.kind)?;
    let notes = inputs.notes.clone();
    for item in inputs.items() {
        let (origin, read) = item.article();
        let (article, problems) = read.map_err(|rejection| {
            Failure::failed(format!("{origin}: {}", rejection.what), rejection.hint)
        })?;
        for problem in problems {
            eprintln!("warning: {origin}: {problem}");
        }
        let article = dated(article, args.date.as_deref());
        let shown = match (args.stage, args.format) {
            (Stage::Text, _) => format!("{}\n", article.text.trim_end_matches('\n')),
            (Stage::Tokens, StageFormat::Text) => tokens(&article),
            (Stage::Tokens, StageFormat::Conllu) => conllu(&article, |_| Vec::new()),
            (Stage::Parse, StageFormat::Text) => parse(&coder, &article),
            (Stage::Parse, StageFormat::Conllu) => {
                conllu(&article, |sentences| trees(sentences, reader.as_deref()))
            }
            (Stage::Mentions, _) => mentions(&coder, &article),
            (Stage::Places, _) => places(&coder, &article)?,
            (Stage::Events, _) => events(&coder, &article)?,
            (Stage::Codebook, _) => String::new(),
        };
        interrupt::write_whole(&mut out, shown.as_bytes())?;
    }
    for note in notes.take() {
        eprintln!("note: {}", printable(&note));
    }
    Ok(Exit::Done)
}

/// Nothing named means stdin, as for `code`: a terminal is told so.
fn inputs(path: &Path) -> Vec<std::path::PathBuf> {
    if path.as_os_str() == "-" {
        Vec::new()
    } else {
        vec![path.to_owned()]
    }
}

/// Trigger entries by type, as a table in Markdown.
fn codebook(codebook: &Codebook) -> String {
    let entries = codebook.trigger_entries();
    let mut out = String::from("| type | frames | trigger entries |\n|---|---:|---:|\n");
    for event_type in EventType::ALL {
        let frames = codebook
            .frames
            .iter()
            .filter(|frame| frame.event_type == *event_type)
            .count();
        let triggers = entries.get(event_type).copied().unwrap_or(0);
        let _ = writeln!(out, "| {event_type} | {frames} | {triggers} |");
    }
    let triggers: usize = entries.values().sum();
    let _ = writeln!(out, "| all | {} | {triggers} |", codebook.frames.len());
    out
}

fn mentions(coder: &Coder, article: &Article) -> String {
    let analysed = coder.analyse(article);
    let mut out = String::new();
    for (index, mentions) in analysed.mentions.iter().enumerate() {
        let Some(view) = analysed.view(index) else {
            continue;
        };
        out.push_str(&sentence_head(&analysed.document, index, view.sentence));
        for mention in mentions.iter() {
            let party = mention.party(&view);
            let kind = match mention.kind {
                MentionKind::Party => "party",
                MentionKind::Place => "place",
                MentionKind::Other => "other",
            };
            let _ = write!(
                out,
                "  {kind} {:<8} [{}, {}] {}",
                party.code.as_deref().unwrap_or("-"),
                party.span.start,
                party.span.end,
                printable(&party.text),
            );
            if mention.kind == MentionKind::Party {
                let _ = write!(out, "  by {}", party.basis);
            }
            for (name, value) in [("name", party.name), ("role", party.role)] {
                if let Some(value) = value {
                    let _ = write!(out, "  {name}: {}", printable(&value));
                }
            }
            out.push('\n');
        }
    }
    out
}

#[derive(Serialize)]
struct PlaceMention<'a> {
    article_id: Option<&'a str>,
    text: &'a str,
    span: Span,
    name: Option<&'a str>,
    country: Option<CountryCode>,
    admin1: Option<&'a str>,
    lat: Option<f64>,
    lon: Option<f64>,
    precision: Option<PlacePrecision>,
}

fn places(coder: &Coder, article: &Article) -> anyhow::Result<String> {
    let analysed = coder.analyse(article);
    let mut out = String::new();
    let views: Vec<_> = (0..analysed.analyses.len())
        .filter_map(|index| analysed.view(index))
        .collect();
    let around = PlaceContext::of(&views, coder.places());
    let dateline = analysed.document.dateline.as_ref();
    let dateline = dateline
        .and_then(|dateline| dateline.place)
        .and_then(|span| dateline_place(span.slice(&article.text), span, &around));
    let said = views.iter().map(|view| {
        let places = sentence_places(view, &around).into_iter();
        places.map(|(_, place)| place).collect()
    });
    for places in std::iter::once(Vec::from_iter(dateline)).chain(said) {
        for place in places {
            let mention = PlaceMention {
                article_id: article.id.as_deref(),
                text: &place.text,
                span: place.span,
                name: place.name.as_deref(),
                country: place.country,
                admin1: place.admin1.as_deref(),
                lat: place.lat,
                lon: place.lon,
                precision: place.precision,
            };
            let _ = writeln!(out, "{}", serde_json::to_string(&mention)?);
        }
    }
    Ok(out)
}

/// A sentence's number, kind and words, as the readable forms head it.
pub(crate) fn sentence_head(document: &Document, index: usize, sentence: &Sentence) -> String {
    format!(
        "{} {:?} [{}, {}]  {}\n",
        index + 1,
        sentence.kind,
        sentence.span.start,
        sentence.span.end,
        printable(document.sentence_text(sentence)),
    )
}

fn tokens(article: &Article) -> String {
    let document = Document::from_text(&article.text);
    let mut out = String::new();
    let aside = [
        ("headline", document.headline),
        (
            "dateline",
            document.dateline.as_ref().map(|dateline| dateline.span),
        ),
        ("byline", document.byline),
    ];
    let credits = document
        .agency_lines
        .iter()
        .map(|span| ("credit", Some(*span)));
    for (name, span) in aside.into_iter().chain(credits) {
        if let Some(span) = span {
            let words = printable(span.slice(&article.text));
            let _ = writeln!(out, "{name} [{}, {}]  {words}", span.start, span.end);
        }
    }
    for (index, sentence) in document.sentences.iter().enumerate() {
        out.push_str(&sentence_head(&document, index, sentence));
        let words: Vec<String> = document.words(sentence).map(printable).collect();
        let _ = writeln!(out, "    {}", words.join(" | "));
    }
    for problem in &document.problems {
        let _ = writeln!(out, "problem: {problem}");
    }
    out
}

fn parse(coder: &Coder, article: &Article) -> String {
    let analysed = coder.analyse(article);
    let document = &analysed.document;
    let mut out = String::new();
    for (index, (sentence, analysis)) in document
        .sentences
        .iter()
        .zip(&analysed.analyses)
        .enumerate()
    {
        out.push_str(&sentence_head(document, index, sentence));
        let words: Vec<String> = document.words(sentence).map(printable).collect();
        let longest = |texts: &mut dyn Iterator<Item = &str>| {
            texts.map(|text| text.chars().count()).max().unwrap_or(0)
        };
        let form = longest(&mut words.iter().map(String::as_str));
        let lemma = longest(&mut analysis.words.iter().map(|word| &*word.lemma));
        for (at, (text, word)) in words.iter().zip(&analysis.words).enumerate() {
            let head = word
                .head
                .map_or_else(String::new, |head| format!("{} {}", head + 1, words[head]));
            let _ = writeln!(
                out,
                "  {:>3} {text:<form$}  {:<lemma$}  {:<5} {:<5} {:<13} {head}",
                at + 1,
                word.lemma,
                word.upos,
                word.xpos,
                word.deprel.as_str(),
            );
        }
        for entity in &analysis.entities {
            let _ = writeln!(
                out,
                "      {} {}",
                entity.kind,
                words[entity.words.clone()].join(" ")
            );
        }
        out.push('\n');
    }
    out
}

/// The text as CoNLL-U, cut as a treebank cuts it: nothing is set aside.
fn conllu(article: &Article, analyze: impl Fn(&[Vec<&str>]) -> Vec<Analysis>) -> String {
    let document = Document::segment(&article.text, &Limits::default());
    let id = article.id.as_deref().unwrap_or("text");
    let mut out = format!("# newdoc id = {}\n", printable(id));
    let mut paragraph = None;
    let all: Vec<Vec<&str>> = document
        .sentences
        .iter()
        .map(|sentence| document.words(sentence).collect())
        .collect();
    let analyses = analyze(&all);
    for (index, sentence) in document.sentences.iter().enumerate() {
        if paragraph.replace(sentence.paragraph) != Some(sentence.paragraph) {
            out.push_str("# newpar\n");
        }
        let _ = writeln!(out, "# sent_id = {}-{}", printable(id), index + 1);
        let _ = writeln!(
            out,
            "# text = {}",
            printable(document.sentence_text(sentence))
        );
        let analysis = analyses.get(index);
        for (at, (token, form)) in sentence.tokens.iter().zip(&all[index]).enumerate() {
            let misc = if token.space_after {
                "_"
            } else {
                "SpaceAfter=No"
            };
            let word = analysis.and_then(|analysis| analysis.words.get(at));
            Row {
                id: &(at + 1).to_string(),
                form: &printable(form),
                misc,
            }
            .write(&mut out, word);
        }
        out.push('\n');
    }
    out
}

/// The trees of sentences as a reader gives them; without one, as the linear parser does, before
/// anything is set right in them.
fn trees(sentences: &[Vec<&str>], reader: Option<&dyn Reader>) -> Vec<Analysis> {
    match reader {
        Some(reader) => analyses(sentences, reader),
        None => {
            let mut scratch = Scratch::default();
            let parser = Parser::embedded();
            let parse = |words: &Vec<&str>| parser.analyze(words, &mut scratch);
            sentences.iter().map(parse).collect()
        }
    }
}

/// What a reader makes of sentences; what it could not read as it should have been is said on stderr.
fn analyses(sentences: &[Vec<&str>], reader: &dyn Reader) -> Vec<Analysis> {
    let readings = reader.read(sentences).into_iter().enumerate();
    let analyses = readings.map(|(index, reading)| {
        if let Some(problem) = reading.problem {
            eprintln!("warning: sentence {}: {}", index + 1, printable(&problem));
        }
        reading.analysis
    });
    analyses.collect()
}

/// The trees of given tokens: comments, ids, forms and notes as they came.
fn parse_given(text: &str, reader: Option<&dyn Reader>) -> anyhow::Result<String> {
    let sentences = Conllu::read(text)?;
    let words: Vec<Vec<&str>> = sentences.iter().map(Conllu::words).collect();
    let mut out = String::new();
    for (sentence, analysis) in sentences.iter().zip(trees(&words, reader)) {
        sentence.write(&mut out, &analysis);
    }
    Ok(out)
}

/// The names among given tokens, as IOB2.
fn names_given(text: &str, reader: Option<&dyn Reader>) -> anyhow::Result<String> {
    let sentences = Iob2::read(text)?;
    let words: Vec<Vec<&str>> = sentences.iter().map(Iob2::words).collect();
    let names: Vec<Vec<Entity>> = match reader {
        Some(reader) => analyses(&words, reader)
            .into_iter()
            .map(|analysis| analysis.entities)
            .collect(),
        None => {
            let mut scratch = Scratch::default();
            let parser = Parser::embedded();
            let names = |words: &Vec<&str>| parser.tag(words, &mut scratch).entities();
            words.iter().map(names).collect()
        }
    };
    let mut out = String::new();
    for (sentence, entities) in sentences.iter().zip(names) {
        sentence.write(&mut out, &entities);
    }
    Ok(out)
}

fn events(coder: &Coder, article: &Article) -> anyhow::Result<String> {
    let coded = coder.code(article);
    let mut out = String::new();
    for (index, event) in coded.events.iter().enumerate() {
        let _ = writeln!(out, "{}", serde_json::to_string_pretty(event)?);
        if let Some(explanation) = coded.explanations.get(index) {
            for because in &explanation.because {
                let _ = writeln!(out, "because: {because}");
            }
            for lost in &explanation.lost {
                let _ = writeln!(out, "lost: {lost}");
            }
        }
    }
    for problem in &coded.problems {
        let _ = writeln!(out, "problem: {problem}");
    }
    Ok(out)
}
