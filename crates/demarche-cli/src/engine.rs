//! Which engine reads sentences, and where its weights come from.

#[cfg(feature = "accurate")]
use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args as Arguments, ValueEnum};
use demarche_code::Coder;
use demarche_code::reader::Reader;

use crate::own::OwnArgs;
#[cfg(feature = "accurate")]
use crate::report::Failure;

/// Which engine reads.
#[derive(Clone, Debug, Default, Arguments)]
pub(crate) struct EngineArgs {
    /// Which engine reads the sentences
    #[arg(long, value_enum, default_value_t)]
    engine: Engine,

    /// Folder of weights for the accurate engine, instead of those that are built in
    #[cfg(feature = "accurate")]
    #[arg(long, value_name = "DIR")]
    weights: Option<PathBuf>,
}

/// Which engine reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Engine {
    /// Linear models
    #[default]
    Fast,
    /// A small neural network, which takes about ten times as long
    #[cfg(feature = "accurate")]
    Accurate,
}

impl EngineArgs {
    /// The reader that the command line names; `None` where it is the built-in one.
    pub(crate) fn reader(&self) -> anyhow::Result<Option<Arc<dyn Reader>>> {
        match self.engine {
            #[cfg(feature = "accurate")]
            Engine::Fast if self.weights.is_some() => Err(Failure::usage(
                "--weights is for the accurate engine",
                "add --engine accurate, or leave --weights out",
            )),
            Engine::Fast => Ok(None),
            #[cfg(feature = "accurate")]
            Engine::Accurate => Ok(Some(accurate(self.weights.as_deref())?)),
        }
    }

    /// The coder that reads with the engine and knows what a user's own files say.
    pub(crate) fn coder(&self, own: &OwnArgs) -> anyhow::Result<Coder> {
        let reader = self.reader()?;
        let coder = own.coder()?;
        Ok(match reader {
            Some(reader) => coder.reading_with(reader),
            None => coder,
        })
    }
}

#[cfg(feature = "accurate")]
fn accurate(folder: Option<&std::path::Path>) -> anyhow::Result<Arc<dyn Reader>> {
    use demarche_encoder::{Encoder, Error, GRAPH, LABELS, VOCABULARY, Weights};

    let encoder = match folder {
        Some(folder) => Weights::read(folder).and_then(Encoder::new).map(Arc::new),
        None => Encoder::embedded(),
    };
    match encoder {
        Ok(encoder) => Ok(encoder),
        Err(error) => {
            let hint = match (&error, folder) {
                (Error::NoWeights, _) => {
                    "name a folder of weights with --weights DIR, or use --engine fast".to_owned()
                }
                (Error::File { .. }, _) => {
                    format!("give a folder that holds {GRAPH}, {LABELS} and {VOCABULARY}")
                }
                (_, Some(_)) => {
                    "give weights that were made for this version of the program".to_owned()
                }
                (_, None) => "report this as a bug".to_owned(),
            };
            let what = format!("the accurate engine cannot start: {error}");
            Err(Failure::failed(what, hint))
        }
    }
}
