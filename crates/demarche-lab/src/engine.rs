//! Which engine is scored.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use demarche_code::fault::Fault;
use demarche_code::heads::Trust;
use demarche_code::reader::{Linear, Reader};
use demarche_code::relation::{Relation, RelationModel};
use demarche_code::{Coder, Own};
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
    /// Folder of frames that add to or replace the built-in ones of the same name, to try them
    /// without a build. What is scored so never enters the ledger.
    #[arg(long, value_name = "DIR")]
    codebook: Option<PathBuf>,
    /// The same for tables of knowledge.
    #[arg(long, value_name = "DIR")]
    knowledge: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Name {
    #[default]
    Fast,
    Accurate,
}

fn borrowed(files: &[(String, String)]) -> Vec<(&str, &str)> {
    files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect()
}

/// The files of a folder that end in `extension`, with their names, in order.
fn files(folder: &Path, extension: &str) -> Result<Vec<(String, String)>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.extension().is_some_and(|found| found == extension) {
            let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
            files.push((path.display().to_string(), text));
        }
    }
    files.sort();
    Ok(files)
}

/// An engine that is ready to be scored.
pub(crate) struct Engine {
    learned: Option<Arc<Encoder>>,
    trust: Trust,
    /// Frames and tables to try, with the names of their files.
    codebook: Vec<(String, String)>,
    knowledge: Vec<(String, String)>,
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
                let text = fs::read_to_string(file).with_context(|| file.display().to_string())?;
                Trust::read(&text).map_err(|what| anyhow::anyhow!("{}: {what}", file.display()))?
            }
            None => Trust::embedded(),
        };
        let mut codebook = Vec::new();
        if let Some(folder) = &self.codebook {
            let frames = folder.join("frames");
            codebook = files(if frames.is_dir() { &frames } else { folder }, "toml")?;
        }
        let mut knowledge = Vec::new();
        if let Some(folder) = &self.knowledge {
            knowledge = files(folder, "tsv")?;
        }
        let engine = Engine {
            learned,
            trust,
            codebook,
            knowledge,
        };
        match engine.own() {
            Ok(_) => Ok(engine),
            Err(faults) => bail!("{}", faults.join("\n")),
        }
    }

    /// Whether nothing is measured but what is built in.
    pub(crate) fn is_built_in(&self) -> bool {
        self.weights.is_none()
            && self.trust.is_none()
            && self.codebook.is_none()
            && self.knowledge.is_none()
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
            None => self.plain(),
        }
    }

    /// A coder with the fast engine.
    pub(crate) fn plain(&self) -> Coder {
        // The frames were found without fault when the engine was made.
        self.own().unwrap_or_else(|_| Coder::embedded())
    }

    fn own(&self) -> Result<Coder, Vec<String>> {
        if self.codebook.is_empty() && self.knowledge.is_empty() {
            return Ok(Coder::embedded());
        }
        Coder::with(Own {
            codebook: borrowed(&self.codebook),
            knowledge: borrowed(&self.knowledge),
            ..Own::default()
        })
        .map_err(|faults| {
            let told = |fault: &Fault| format!("{}:{}: {}", fault.file, fault.line, fault.message);
            faults.iter().map(told).collect()
        })
    }

    fn trusting(&self, trust: Trust, encoder: &Arc<Encoder>) -> Coder {
        self.plain().reading_with(encoder.clone()).trusting(trust)
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
            (
                "without-gate",
                self.trusting(
                    Trust {
                        gate: false,
                        ..self.trust.clone()
                    },
                    encoder,
                ),
            ),
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
