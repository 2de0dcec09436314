//! What a record holds for a reader of articles.

use demarche_text::Problem;

use super::http::Response;
use super::{LONGEST_RECORD, Record};
use crate::problem;
use crate::sniff::Markup;

/// What a record holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Held {
    /// A page.
    Html(Body),
    /// RSS or Atom.
    Feed(Body),
    /// Plain text.
    Text(Body),
    /// Nothing to read, and why in a word: "request", "HTTP status 404", "image/png".
    Nothing(String),
}

/// The content of a record, transfer and content encodings undone.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Body {
    /// In the encoding of the page.
    pub bytes: Vec<u8>,
    /// As HTTP, or the record, says it.
    pub content_type: Option<String>,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
}

impl Record {
    /// What it holds.
    ///
    /// # Errors
    /// When it holds something to read that is too long.
    pub fn held(self) -> Result<Held, Problem> {
        let nothing = |why: &str| Ok(Held::Nothing(why.to_owned()));
        let url = self.url.as_deref().unwrap_or_default();
        let path = url.split(['?', '#']).next().unwrap_or_default();
        let too_long = self.block.len()
            < LONGEST_RECORD.min(usize::try_from(self.length).unwrap_or(usize::MAX))
            && self.length > LONGEST_RECORD as u64;
        let mut response = match self.kind.as_str() {
            "response" if url.starts_with("dns:") => return nothing("dns"),
            // What Wget says of itself.
            "resource" if url.starts_with("metadata:") => return nothing("metadata"),
            "response" if path.ends_with("/robots.txt") => return nothing("robots.txt"),
            "response" => Response::read(self.block)?,
            "resource" | "conversion" => Response {
                content_type: self.content_type.clone(),
                body: self.block,
                ..Response::default()
            },
            "" => return nothing("no WARC-Type"),
            other => return nothing(other),
        };
        if let Some(status) = response
            .status
            .filter(|status| !(200..300).contains(status))
        {
            return nothing(&format!("HTTP status {status}"));
        }
        if response.content_type.is_none() {
            let of_block = self
                .content_type
                .filter(|kind| !kind.starts_with("application/http"));
            response.content_type = of_block;
        }
        if response.body.trim_ascii().is_empty() {
            return nothing("empty");
        }
        let kind = response.content_type.as_deref().unwrap_or_default();
        let kind = kind
            .split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase();
        let markup = Markup::of(&response.body);
        let mut problems = self.problems;
        problems.append(&mut response.problems);
        let body = Body {
            bytes: response.body,
            content_type: response.content_type,
            problems,
        };
        let held = match (kind.as_str(), markup) {
            // Feeds are often called pages.
            ("text/html" | "application/xhtml+xml", Some(Markup::Feed)) => Held::Feed(body),
            ("text/html" | "application/xhtml+xml", _) => Held::Html(body),
            ("text/plain", None) => Held::Text(body),
            ("" | "application/octet-stream" | "unknown" | "text/plain", Some(Markup::Html)) => {
                Held::Html(body)
            }
            ("" | "application/octet-stream" | "text/plain", Some(Markup::Feed)) => {
                Held::Feed(body)
            }
            (xml, Some(Markup::Feed)) if xml.ends_with("xml") => Held::Feed(body),
            (xml, Some(Markup::Html)) if xml.ends_with("xml") => Held::Html(body),
            ("text/plain", Some(_)) => Held::Text(body),
            ("", _) => return nothing("no content type"),
            (other, _) => return nothing(other),
        };
        if too_long {
            return Err(problem(
                format!(
                    "{} bytes, longer than {} MiB",
                    self.length,
                    LONGEST_RECORD >> 20
                ),
                "if it is an article, give it by itself",
            ));
        }
        Ok(held)
    }
}
