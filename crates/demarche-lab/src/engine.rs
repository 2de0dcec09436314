//! Which engine is scored.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use demarche_code::Coder;
use demarche_code::heads::Trust;
use demarche_code::reader::{Linear, Reader};
use demarche_code::relation::{Relation, RelationModel};
use demarche_encoder::{Encoder, Weights};
use demarche_parse::{Analysis, Entity, Parser, Scratch};

use crate::relations::Example;

/// Which engine reads.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct EngineArgs {
    /// Which engine to score. Figures of the accurate one stand apart in the ledger.
    #[arg(long, value_enum, default_value_t)]
    engine: Name,
    /// Folder of weights for the accurate engine, instead of those built in.
    #[arg(long, value_name = "DIR")]
    weights: Option<PathBuf>,
    /// How far frames and heads are trusted, in the form of `crates/demarche-code/weights/heads.toml`.
    #[arg(long, value_name = "FILE")]
    trust: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Name {
    #[default]
    Fast,
    Accurate,
}

/// An engine that is ready to be scored.
pub(crate) struct Engine {
    learned: Option<Arc<Encoder>>,
    trust: Trust,
}

impl EngineArgs {
    /// Makes the engine.
    ///
    /// # Errors
    /// Where there are no weights for it.
    pub(crate) fn engine(&self) -> Result<Engine> {
        let learned = match (self.engine, &self.weights) {
            (Name::Fast, None) => None,
            (Name::Fast, Some(_)) => bail!("--weights is for --engine accurate"),
            (Name::Accurate, None) => {
                Some(Encoder::embedded().context("the accurate engine; hint: name --weights DIR")?)
            }
            (Name::Accurate, Some(folder)) => Some(Arc::new(Encoder::new(Weights::read(folder)?)?)),
        };
        let trust = match &self.trust {
            Some(file) => {
                let text =
                    std::fs::read_to_string(file).with_context(|| file.display().to_string())?;
                Trust::read(&text).map_err(|what| anyhow::anyhow!("{}: {what}", file.display()))?
            }
            None => Trust::embedded(),
        };
        Ok(Engine { learned, trust })
    }
}

impl Engine {
    /// The learned one's reader.
    pub(crate) fn learned(&self) -> Option<Arc<dyn Reader>> {
        self.learned
            .clone()
            .map(|encoder| encoder as Arc<dyn Reader>)
    }

    /// How far frames and heads are trusted.
    pub(crate) fn trust(&self) -> &Trust {
        &self.trust
    }

    /// Whether it is the learned one.
    pub(crate) fn is_learned(&self) -> bool {
        self.learned.is_some()
    }

    /// A coder that reads with it.
    pub(crate) fn coder(&self) -> Coder {
        match &self.learned {
            Some(encoder) => self.trusting(self.trust.clone(), encoder),
            None => Coder::embedded(),
        }
    }

    fn trusting(&self, trust: Trust, encoder: &Arc<Encoder>) -> Coder {
        Coder::embedded()
            .reading_with(encoder.clone())
            .trusting(trust)
    }

    /// The learned engine with frames alone over the encoder's tree, with heads alone, and with both
    /// as they are trusted, by name. Frames alone over the linear tree are the fast engine.
    pub(crate) fn ablations(&self) -> Vec<(&'static str, Coder)> {
        let Some(encoder) = &self.learned else {
            return Vec::new();
        };
        let heads = Trust {
            frames: false,
            ..self.trust.clone()
        };
        vec![
            ("frames-own-tree", self.trusting(Trust::FRAMES, encoder)),
            ("heads", self.trusting(heads, encoder)),
            ("both", self.trusting(self.trust.clone(), encoder)),
        ]
    }

    /// Trees and names of sentences; of the linear parser as it gives them, before anything is set
    /// right in them.
    pub(crate) fn analyses(&self, sentences: &[Vec<&str>]) -> Vec<Analysis> {
        match &self.learned {
            Some(encoder) => {
                let readings = encoder.read(sentences).into_iter();
                readings.map(|reading| reading.analysis).collect()
            }
            None => linear(Parser::embedded(), sentences),
        }
    }

    /// Names of sentences.
    pub(crate) fn names(&self, sentences: &[Vec<&str>]) -> Vec<Vec<Entity>> {
        match &self.learned {
            Some(_) => {
                let analyses = self.analyses(sentences).into_iter();
                analyses.map(|analysis| analysis.entities).collect()
            }
            None => linear_names(Parser::embedded(), sentences),
        }
    }

    /// Types of relations.
    pub(crate) fn relations(&self, examples: &[Example]) -> Vec<Relation> {
        let questions: Vec<_> = examples
            .iter()
            .map(|example| demarche_code::reader::Question {
                text: &example.text,
                actor: example.actor,
                recipient: example.recipient,
            })
            .collect();
        let answers = match &self.learned {
            Some(encoder) => encoder.relate(&questions),
            None => Linear(Parser::embedded()).relate(&questions),
        };
        let model = RelationModel::embedded();
        let answered = questions.iter().zip(answers);
        let relations = answered.map(|(asked, answer)| match answer {
            Some(classes) => model.complete(asked.text, asked.actor, asked.recipient, &classes),
            None => model.classify(asked.text, asked.actor, asked.recipient),
        });
        relations.collect()
    }
}

/// Trees and names as a linear parser gives them.
pub(crate) fn linear(parser: &Parser, sentences: &[Vec<&str>]) -> Vec<Analysis> {
    let mut scratch = Scratch::default();
    let parse = |words: &Vec<&str>| parser.analyze(words, &mut scratch);
    sentences.iter().map(parse).collect()
}

/// Names as a linear parser finds them.
pub(crate) fn linear_names(parser: &Parser, sentences: &[Vec<&str>]) -> Vec<Vec<Entity>> {
    let mut scratch = Scratch::default();
    let names = |words: &Vec<&str>| parser.tag(words, &mut scratch).entities();
    sentences.iter().map(names).collect()
}
