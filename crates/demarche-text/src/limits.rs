//! How much of a text is read.

/// Bounds on what one article may cost. What they cut is named in `Document::problems`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of text that are read; the rest stays in `Document::text`, without sentences. No
    /// article is longer than the default of 1 MiB, and that much is coded in about a second.
    pub text_bytes: usize,
    /// Tokens a sentence may have; a longer one is cut at its best place.
    pub sentence_tokens: usize,
    /// Bytes a token may have; a longer one is cut.
    pub token_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            text_bytes: 1 << 20,
            sentence_tokens: 256,
            token_bytes: 1000,
        }
    }
}
