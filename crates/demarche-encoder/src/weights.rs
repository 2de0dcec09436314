//! The files that make an encoder.

use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};

/// The graph.
pub const GRAPH: &str = "model.int8.onnx";
/// The names of what its outputs count.
pub const LABELS: &str = "labels.json";
/// The word pieces.
pub const VOCABULARY: &str = "vocab.txt";

/// A graph with its labels and its vocabulary.
#[derive(Clone, Debug)]
pub struct Weights {
    /// In the ONNX format.
    pub graph: Cow<'static, [u8]>,
    /// In JSON.
    pub labels: Cow<'static, str>,
    /// A piece a line.
    pub vocabulary: Cow<'static, str>,
}

/// What keeps an encoder from being made.
#[derive(Debug)]
pub enum Error {
    /// The program was built without weights.
    NoWeights,
    /// A file cannot be read.
    File {
        /// Which.
        path: PathBuf,
        /// Why not.
        cause: std::io::Error,
    },
    /// The graph is not one that this program can run.
    Graph(String),
    /// A label is one that this program does not know, or a list of labels is missing.
    Labels(String),
    /// The vocabulary lacks pieces that stand for no word.
    Vocabulary,
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Error::NoWeights => f.write_str("no weights are built in"),
            Error::File { path, cause } => write!(f, "{}: {cause}", path.display()),
            Error::Graph(what) => write!(f, "{GRAPH}: {what}"),
            Error::Labels(what) => write!(f, "{LABELS}: {what}"),
            Error::Vocabulary => write!(f, "{VOCABULARY}: no line is [UNK], [CLS] or [SEP]"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::File { cause, .. } => Some(cause),
            _ => None,
        }
    }
}

impl Weights {
    /// The weights inside this crate; `None` where it was built without any.
    pub fn embedded() -> Option<Self> {
        #[cfg(weights)]
        return Some(Self {
            graph: Cow::Borrowed(include_bytes!("../weights/model.int8.onnx")),
            labels: Cow::Borrowed(include_str!("../weights/labels.json")),
            vocabulary: Cow::Borrowed(include_str!("../weights/vocab.txt")),
        });
        #[cfg(not(weights))]
        None
    }

    /// Reads the three files of a folder.
    ///
    /// # Errors
    /// Where a file cannot be read.
    pub fn read(folder: &Path) -> Result<Self, Error> {
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |cause| Error::File { path, cause }
        };
        let text = |name: &str| {
            let path = folder.join(name);
            fs::read_to_string(&path).map_err(failed(&path))
        };
        let path = folder.join(GRAPH);
        Ok(Self {
            graph: fs::read(&path).map_err(failed(&path))?.into(),
            labels: text(LABELS)?.into(),
            vocabulary: text(VOCABULARY)?.into(),
        })
    }

    /// Stands for all three files.
    pub(crate) fn fingerprint(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        for part in [
            &*self.graph,
            self.labels.as_bytes(),
            self.vocabulary.as_bytes(),
        ] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        hasher.finalize().to_hex()[..16].to_owned()
    }
}
