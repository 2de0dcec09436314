//! What comes in.

use serde::{Deserialize, Serialize};

/// An article, as the input records (JSONL) write it. Only `text` is required; keys that are not
/// named here are kept in `extra` and ignored.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Article {
    /// The caller's identifier; a hash of the text where none was given.
    #[serde(default)]
    pub id: Option<String>,
    /// The whole text. All offsets count its Unicode scalar values.
    pub text: String,
    /// The headline, when it came apart from the text.
    #[serde(default)]
    pub title: Option<String>,
    /// Publication date or time (ISO 8601); events without a date of their own fall on it.
    #[serde(default)]
    pub date: Option<String>,
    /// Where it was published.
    #[serde(default)]
    pub url: Option<String>,
    /// Who published it.
    #[serde(default)]
    pub source: Option<String>,
    /// Language code.
    #[serde(default)]
    pub lang: Option<String>,
    /// Everything else that stood in the record.
    #[serde(flatten)]
    pub extra: serde_json::Map<String, serde_json::Value>,
}
