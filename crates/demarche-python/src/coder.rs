//! The coder. It is made once and shared by any number of threads; while it works, other threads of
//! Python go on.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use demarche_code::confidence::FEATURES;
use demarche_code::reader::Question;
use demarche_code::relation::{Relation, RelationModel};
use demarche_code::{Coder, Own};
use demarche_record::Span;
use pyo3::prelude::*;

use crate::batch::{Options, Run};
use crate::engine::{self, Missing};
use crate::errors;
use crate::event::Event;
use crate::input::{self, Keys, Source};
use crate::table::PyRun;

/// The coder with what a user adds to it.
#[pyclass(frozen, module = "demarche._demarche", name = "Coder")]
pub(crate) struct PyCoder {
    coder: Arc<Coder>,
    threads: usize,
}

/// Why an event was coded so: gloss, source, rule, heads, words, frames that lost, features.
type Why = (
    String,
    String,
    Option<String>,
    Option<String>,
    Vec<String>,
    Vec<String>,
    BTreeMap<&'static str, f64>,
);

/// A word of a tree: text, span, lemma, universal and Penn tag, head (0 at the root), relation.
type Word = (
    String,
    (u32, u32),
    String,
    &'static str,
    &'static str,
    usize,
    &'static str,
);

/// A sentence: span, words, and names as their kind and words, from 0 and end exclusive.
type Tree = ((u32, u32), Vec<Word>, Vec<(&'static str, usize, usize)>);

/// An article with its events, each with why it was coded so, and what is wrong with it.
type Coded = (String, String, Vec<Event>, Vec<Why>, Vec<String>);

impl PyCoder {
    /// The coder, for whoever codes without its threads.
    pub(crate) fn shared(&self) -> Arc<Coder> {
        Arc::clone(&self.coder)
    }
}

#[pymethods]
impl PyCoder {
    /// Files are given as name and text.
    #[new]
    #[pyo3(signature = (engine, knowledge, codebook, places, weights, threads))]
    fn new(
        py: Python<'_>,
        engine: &str,
        knowledge: Vec<(String, String)>,
        codebook: Vec<(String, String)>,
        places: Option<(String, Vec<u8>)>,
        weights: Option<PathBuf>,
        threads: Option<usize>,
    ) -> PyResult<PyCoder> {
        let reader = py.detach(|| engine::reader(engine, weights.as_deref()));
        let reader = reader.map_err(|missing| {
            let why = match missing {
                Missing::Unknown => None,
                Missing::Broken(what, hint) => Some((what, hint)),
            };
            errors::engine(py, engine, engine::available(), why)
        })?;
        if threads == Some(0) {
            return Err(errors::value(
                py,
                "threads",
                "0",
                "at least one thread is needed",
            ));
        }
        let coder = py.detach(|| {
            let own = !(knowledge.is_empty() && codebook.is_empty() && places.is_none());
            if !own {
                return Ok(Coder::embedded());
            }
            Coder::with(Own {
                knowledge: pairs(&knowledge),
                codebook: pairs(&codebook),
                places: places
                    .as_ref()
                    .map(|(name, bytes)| (name.as_str(), bytes.clone())),
            })
        });
        let coder = coder.map_err(|faults| errors::faults(py, &faults))?;
        let coder = match reader {
            Some(reader) => coder.reading_with(reader),
            None => coder,
        };
        let cores = || std::thread::available_parallelism().map_or(1, usize::from);
        Ok(PyCoder {
            coder: Arc::new(coder),
            threads: threads.unwrap_or_else(cores),
        })
    }

    #[getter]
    fn fingerprint(&self) -> &str {
        self.coder.fingerprint()
    }

    #[getter]
    fn threads(&self) -> usize {
        self.threads
    }

    /// Codes one text or record.
    fn code(
        &self,
        py: Python<'_>,
        article: &Bound<'_, PyAny>,
        date: Option<&str>,
    ) -> PyResult<Coded> {
        let read = input::article(article, &Keys::default())?;
        let codable = py.detach(|| input::codable(read, date));
        let (mut article, problems) =
            codable.map_err(|problem| errors::article(py, &problem.what, problem.remedy))?;
        if let Some(written) = article.date.clone() {
            demarche_read::settle_date(&mut article);
            let date = article.date.as_deref();
            if date.and_then(demarche_code::dates::anchor).is_none() {
                return Err(errors::value(
                    py,
                    "date",
                    &written,
                    "write it as 2025-05-01",
                ));
            }
        }
        let coded = py.detach(|| self.coder.code(&article));
        let why = coded.explanations.into_iter().map(|one| {
            let features = FEATURES.iter().copied().zip(one.features).collect();
            (
                one.gloss,
                one.source,
                one.rewritten,
                one.heads,
                one.because,
                one.lost,
                features,
            )
        });
        let mut warnings: Vec<String> = problems.iter().map(ToString::to_string).collect();
        warnings.extend(coded.problems);
        Ok((
            coded.article_id,
            article.text,
            coded.events.into_iter().map(Event::from).collect(),
            why.collect(),
            warnings,
        ))
    }

    /// Begins to code many.
    #[pyo3(signature = (data, text, id, date, default_date, min_confidence, distinct, batch_size, progress))]
    #[expect(
        clippy::too_many_arguments,
        reason = "they are the keywords of a Python call"
    )]
    fn run(
        &self,
        data: &Bound<'_, PyAny>,
        text: Option<String>,
        id: Option<String>,
        date: Option<String>,
        default_date: Option<String>,
        min_confidence: Option<f64>,
        distinct: bool,
        batch_size: usize,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<PyRun> {
        let py = data.py();
        if let Some(date) = &default_date
            && demarche_code::dates::anchor(date).is_none()
        {
            return Err(errors::value(
                py,
                "default_date",
                date,
                "write it as 2025-05-01",
            ));
        }
        if batch_size == 0 {
            return Err(errors::value(
                py,
                "batch_size",
                "0",
                "a table has at least one row",
            ));
        }
        let source = Source::of(data, Keys { text, id, date })?;
        let options = Options {
            threads: self.threads,
            rows: batch_size,
            date: default_date,
            least: min_confidence,
            distinct,
        };
        let run = Run::new(Arc::clone(&self.coder), source, options);
        Ok(PyRun::new(run, progress))
    }

    /// The trees and names of a text, as the coder sees them.
    fn parse(&self, py: Python<'_>, article: &Bound<'_, PyAny>) -> PyResult<(String, Vec<Tree>)> {
        let read = input::article(article, &Keys::default())?;
        let (article, _) =
            read.map_err(|problem| errors::article(py, &problem.what, problem.remedy))?;
        let trees = py.detach(|| {
            let analysed = self.coder.analyse(&article);
            let document = &analysed.document;
            let sentences = document.sentences.iter().zip(&analysed.analyses);
            sentences
                .map(|(sentence, analysis)| {
                    let words = sentence.tokens.iter().zip(document.words(sentence));
                    let words = words
                        .zip(&analysis.words)
                        .map(|((token, form), word)| {
                            (
                                form.to_owned(),
                                token.span.into(),
                                word.lemma.to_string(),
                                word.upos.as_str(),
                                word.xpos,
                                word.head.map_or(0, |head| head + 1),
                                word.deprel.as_str(),
                            )
                        })
                        .collect();
                    let names = analysis
                        .entities
                        .iter()
                        .map(|entity| (entity.kind.as_str(), entity.words.start, entity.words.end))
                        .collect();
                    (sentence.span.into(), words, names)
                })
                .collect()
        });
        Ok((article.text, trees))
    }

    /// The type of the relation between two given parties of a text.
    #[pyo3(signature = (text, actor, recipient))]
    fn relation(
        &self,
        py: Python<'_>,
        text: &str,
        actor: Option<(u32, u32)>,
        recipient: Option<(u32, u32)>,
    ) -> PyResult<Answer> {
        check(py, text, actor, recipient)?;
        let question = Question {
            text,
            actor: actor.map(Span::from),
            recipient: recipient.map(Span::from),
        };
        let relation = py.detach(|| self.coder.relations(&[question]).into_iter().next());
        relation
            .map(answer)
            .ok_or_else(|| errors::bug("a question went without an answer"))
    }
}

/// The answer for two given parties: type, mode, quad class, and each type with its probability.
type Answer = (
    &'static str,
    Option<&'static str>,
    u8,
    BTreeMap<&'static str, f64>,
);

/// The same as the linear model alone answers it, without a coder.
#[pyfunction]
#[pyo3(signature = (text, actor, recipient))]
pub(crate) fn relation(
    py: Python<'_>,
    text: &str,
    actor: Option<(u32, u32)>,
    recipient: Option<(u32, u32)>,
) -> PyResult<Answer> {
    check(py, text, actor, recipient)?;
    let relation = py.detach(|| {
        let (actor, recipient) = (actor.map(Span::from), recipient.map(Span::from));
        RelationModel::embedded().classify(text, actor, recipient)
    });
    Ok(answer(relation))
}

/// Refuses spans that are empty or lie outside the text.
fn check(
    py: Python<'_>,
    text: &str,
    actor: Option<(u32, u32)>,
    recipient: Option<(u32, u32)>,
) -> PyResult<()> {
    let length = text.chars().count() as u32;
    for (party, span) in [("actor", actor), ("recipient", recipient)] {
        if let Some(span) = span.filter(|(start, end)| start >= end || *end > length) {
            return Err(errors::span(py, party, span, length));
        }
    }
    Ok(())
}

fn answer(relation: Relation) -> Answer {
    let probabilities = relation
        .probabilities
        .iter()
        .map(|(event_type, p)| (event_type.as_str(), (f64::from(*p) * 1e6).round() / 1e6));
    (
        relation.event_type.as_str(),
        relation.mode.map(demarche_record::Mode::as_str),
        relation.quad_class as u8,
        probabilities.collect(),
    )
}

fn pairs(files: &[(String, String)]) -> Vec<(&str, &str)> {
    files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect()
}

/// The engines that a coder can be made with, without weights of one's own.
#[pyfunction]
pub(crate) fn engines() -> Vec<&'static str> {
    engine::available()
}
