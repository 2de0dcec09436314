//! Places in a text.

use serde::{Deserialize, Serialize};

/// A run of Unicode scalar values in an article's text, end exclusive; written `[start, end]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "(u32, u32)", from = "(u32, u32)")]
pub struct Span {
    /// First scalar value.
    pub start: u32,
    /// One past the last scalar value.
    pub end: u32,
}

impl Span {
    /// A span from `start` to `end`.
    pub fn new(start: u32, end: u32) -> Self {
        Span { start, end }
    }

    /// The smallest span that holds both.
    pub fn cover(self, other: Span) -> Span {
        Span::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// Whether the two share a scalar value.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether `other` lies within this span.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The slice of `text` that this span names; empty where it lies outside.
    pub fn slice(self, text: &str) -> &str {
        let mut starts = text
            .char_indices()
            .map(|(byte, _)| byte)
            .chain([text.len()]);
        let Some(start) = starts.nth(self.start as usize) else {
            return "";
        };
        if self.end <= self.start {
            return "";
        }
        let length = (self.end - self.start) as usize;
        let end = starts.nth(length - 1).unwrap_or(text.len());
        &text[start..end]
    }
}

impl From<Span> for (u32, u32) {
    fn from(span: Span) -> Self {
        (span.start, span.end)
    }
}

impl From<(u32, u32)> for Span {
    fn from((start, end): (u32, u32)) -> Self {
        Span { start, end }
    }
}
