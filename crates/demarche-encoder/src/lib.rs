//! The learned engine: a small encoder that reads sentences, run in pure Rust.
//!
//! [`Encoder`] is a [`Reader`]: words in, tags, tree, names and events out. One encoding of a sentence
//! serves all of it; the same encoder types relations between given parties. The network is trained
//! elsewhere (`training/`) and comes as a graph, which the README of this crate describes. What the
//! scores of an event are worth, and how they and the codebook check each other, is no concern of
//! this crate: it hands on what it sees.
//!
//! Weights are read once and nothing is downloaded. A sentence has the same reading in whatever
//! company and on however many threads it is read. A run works on the caller's behalf on one thread.

mod batch;
mod decode;
mod graph;
mod labels;
mod marked;
pub mod pieces;
mod tree;
mod weights;

use std::sync::Arc;

use demarche_code::reader::{Linear, Question, Reader, Reading};
use demarche_code::relation::ClassScores;
use demarche_parse::{Parser, Scratch};

use crate::batch::Plan;
use crate::decode::{Sentence, softmax};
use crate::graph::Graph;
use crate::labels::Labels;
use crate::marked::Row;
use crate::pieces::Pieces;
pub use crate::weights::{Error, GRAPH, LABELS, VOCABULARY, Weights};

/// The engine's name in event records.
pub const ENGINE: &str = "accurate";

/// Sentences of more pieces are read by the linear parser, and say so.
pub const LONGEST: usize = 256;

/// The learned reader. It is immutable: share one between threads.
pub struct Encoder {
    graph: Graph,
    labels: Labels,
    pieces: Pieces,
    parser: &'static Parser,
    fingerprint: String,
}

impl Encoder {
    /// The encoder with the weights inside this crate.
    ///
    /// # Errors
    /// Where the program was built without weights, or with some that it cannot run.
    pub fn embedded() -> Result<Arc<Self>, Error> {
        Self::new(Weights::embedded().ok_or(Error::NoWeights)?).map(Arc::new)
    }

    /// An encoder with other weights.
    ///
    /// # Errors
    /// Where they are malformed.
    pub fn new(weights: Weights) -> Result<Self, Error> {
        let fingerprint = weights.fingerprint();
        Ok(Self {
            labels: Labels::read(&weights.labels)?,
            pieces: Pieces::read(&weights.vocabulary).ok_or(Error::Vocabulary)?,
            graph: Graph::read(weights.graph)?,
            parser: Parser::embedded(),
            fingerprint,
        })
    }

    /// Runs `work` on rows in batches, and puts what it gives for each row in the rows' order.
    fn in_batches<T>(rows: &[Row], mut work: impl FnMut(&[usize]) -> Vec<T>) -> Vec<T> {
        let lengths: Vec<usize> = rows.iter().map(|row| row.ids.len()).collect();
        let plan = Plan::of(&lengths);
        let mut done: Vec<(usize, T)> = Vec::with_capacity(rows.len());
        for batch in plan.batches {
            let of = &plan.order[batch];
            done.extend(of.iter().copied().zip(work(of)));
        }
        done.sort_by_key(|(row, _)| *row);
        done.into_iter().map(|(_, result)| result).collect()
    }

    /// The reading of the linear parser, and why it is that.
    fn linear(&self, words: &[&str], why: String) -> Reading {
        let read = Linear(self.parser).read(&[words.to_vec()]);
        Reading {
            problem: Some(format!("{why}; the fast parser read it instead")),
            ..read.into_iter().next().unwrap_or_default()
        }
    }

    fn read_batch(&self, rows: &[&Row], sentences: &[&[&str]], events_only: bool) -> Vec<Reading> {
        match self.graph.scores(rows, events_only) {
            Ok(scores) => {
                let mut scratch = Scratch::default();
                let readings = sentences.iter().enumerate().map(|(row, words)| {
                    let sentence = Sentence {
                        words,
                        scores: &scores,
                        row,
                        labels: &self.labels,
                    };
                    if events_only {
                        return Reading {
                            events: Some(sentence.events()),
                            ..Reading::default()
                        };
                    }
                    sentence.reading(self.parser, &mut scratch)
                });
                readings.collect()
            }
            Err(what) => sentences
                .iter()
                .map(|words| self.linear(words, format!("the encoder failed ({what})")))
                .collect(),
        }
    }

    fn read_all(&self, sentences: &[Vec<&str>], events_only: bool) -> Vec<Reading> {
        let rows: Vec<Row> = sentences
            .iter()
            .map(|words| Row::of(words, &self.pieces))
            .collect();
        Self::in_batches(&rows, |batch| {
            let length = batch.iter().map(|&row| rows[row].ids.len()).max();
            let words: Vec<&[&str]> = batch.iter().map(|&row| &*sentences[row]).collect();
            if length.is_some_and(|length| batch::padded(length) > LONGEST) {
                let long = |words: &&[&str]| {
                    let why = format!(
                        "{} words make more than {LONGEST} pieces, which is more than the encoder reads",
                        words.len()
                    );
                    self.linear(words, why)
                };
                return words.iter().map(long).collect();
            }
            if words.iter().all(|words| words.is_empty()) {
                return vec![Reading::default(); words.len()];
            }
            let rows: Vec<&Row> = batch.iter().map(|&row| &rows[row]).collect();
            self.read_batch(&rows, &words, events_only)
        })
    }
}

impl Reader for Encoder {
    fn engine(&self) -> &'static str {
        ENGINE
    }

    fn fingerprint(&self) -> Option<&str> {
        Some(&self.fingerprint)
    }

    fn read(&self, sentences: &[Vec<&str>]) -> Vec<Reading> {
        self.read_all(sentences, false)
    }

    fn find(&self, sentences: &[Vec<&str>]) -> Vec<Reading> {
        self.read_all(sentences, true)
    }

    /// A stack of sentences of like length costs less than each by itself; more than these save little.
    fn together(&self) -> usize {
        16
    }

    fn relate(&self, questions: &[Question<'_>]) -> Vec<Option<ClassScores>> {
        let rows: Vec<Row> = questions
            .iter()
            .map(|question| Row::marked(question, &self.pieces, &self.labels))
            .collect();
        let width = self.labels.relations.len();
        Self::in_batches(&rows, |batch| {
            let rows: Vec<&Row> = batch.iter().map(|&row| &rows[row]).collect();
            let Ok(scores) = self.graph.relations(&rows) else {
                return vec![None; rows.len()];
            };
            let answer = |row: usize| {
                let shares = softmax(scores.get(row * width..(row + 1) * width)?);
                let mut classes: ClassScores = [0.0; 15];
                for (&class, share) in self.labels.relations.iter().zip(shares) {
                    classes[class] += share;
                }
                Some(classes)
            };
            (0..rows.len()).map(answer).collect()
        })
    }
}
