//! Which engine reads sentences, by its name.

use std::path::Path;
use std::sync::Arc;

use demarche_code::ENGINE as FAST;
use demarche_code::reader::Reader;
#[cfg(feature = "accurate")]
use demarche_encoder::{ENGINE as ACCURATE, Encoder, Error, GRAPH, LABELS, VOCABULARY, Weights};

/// Why there is no engine of a name.
pub(crate) enum Missing {
    /// No engine is called so.
    Unknown,
    /// One is, but cannot start: why, and what to do about it.
    Broken(String, String),
}

/// The engines that start without files of the user's.
pub(crate) fn available() -> Vec<&'static str> {
    let mut engines = vec![FAST];
    #[cfg(feature = "accurate")]
    if Weights::embedded().is_some() {
        engines.push(ACCURATE);
    }
    engines
}

/// The reader of an engine, with weights of the user's own where a folder is named; `None` where it is
/// the coder's own.
pub(crate) fn reader(
    engine: &str,
    weights: Option<&Path>,
) -> Result<Option<Arc<dyn Reader>>, Missing> {
    match engine {
        FAST if weights.is_some() => Err(Missing::Broken(
            "it reads no weights of others".to_owned(),
            "leave weights out, or name another engine".to_owned(),
        )),
        FAST => Ok(None),
        #[cfg(feature = "accurate")]
        ACCURATE => accurate(weights).map(|reader| Some(reader)),
        _ => Err(Missing::Unknown),
    }
}

#[cfg(feature = "accurate")]
fn accurate(folder: Option<&Path>) -> Result<Arc<dyn Reader>, Missing> {
    let encoder = match folder {
        Some(folder) => Weights::read(folder).and_then(Encoder::new).map(Arc::new),
        None => Encoder::embedded(),
    };
    match encoder {
        Ok(encoder) => Ok(encoder),
        Err(error) => {
            let hint = match &error {
                Error::NoWeights => {
                    "name a folder of weights: Coder(engine=\"accurate\", weights=…)".to_owned()
                }
                Error::File { .. } => {
                    format!("give a folder that holds {GRAPH}, {LABELS} and {VOCABULARY}")
                }
                _ => "give weights that were made for this version".to_owned(),
            };
            Err(Missing::Broken(error.to_string(), hint))
        }
    }
}
