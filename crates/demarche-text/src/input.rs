//! Bytes and JSONL records to articles.
//!
//! Nothing here opens files: callers hand in bytes or lines.

use std::borrow::Cow;
use std::fmt;

use demarche_record::Article;

/// Why an input could not be read, or what was changed in reading it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Line of the input, from 1, where the input has lines.
    pub line: Option<usize>,
    /// What is wrong.
    pub what: String,
    /// What to do about it.
    pub remedy: &'static str,
}

impl Problem {
    fn new(what: impl Into<String>, remedy: &'static str) -> Self {
        Problem {
            line: None,
            what: what.into(),
            remedy,
        }
    }

    /// The same problem, said of a line.
    pub fn at_line(self, line: usize) -> Self {
        Problem {
            line: Some(line),
            ..self
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        write!(f, "{}; hint: {}", self.what, self.remedy)
    }
}

impl std::error::Error for Problem {}

/// Reads one JSONL record. `line` is the record alone, without its line end; a byte order mark
/// before it is skipped. An `id` that is absent or empty becomes [`text_id`].
///
/// # Errors
/// When the line is no JSON object, has no `text`, or a known key has the wrong type. Callers add
/// the line number with [`Problem::at_line`].
pub fn read_jsonl(line: &str) -> Result<Article, Problem> {
    let record = line.trim_start_matches('\u{feff}').trim();
    if record.is_empty() {
        return Err(Problem::new("the line is empty", "remove it"));
    }
    let value: serde_json::Value = serde_json::from_str(record).map_err(|error| {
        Problem::new(
            format!("not valid JSON: {error}"),
            "write one JSON object a line, with a \"text\" key",
        )
    })?;
    article_from_record(value)
}

/// The article of a record that was read from JSON, or made of values of that kind; the rules are
/// those of [`read_jsonl`].
///
/// # Errors
/// When it is no object, has no `text`, or a known key has the wrong type.
pub fn article_from_record(mut value: serde_json::Value) -> Result<Article, Problem> {
    let serde_json::Value::Object(object) = &value else {
        return Err(Problem::new(
            format!("a JSON {}, not an object", kind_of(&value)),
            "write one JSON object a line, with a \"text\" key",
        ));
    };
    match object.get("text") {
        Some(serde_json::Value::String(_)) => {}
        None | Some(serde_json::Value::Null) => {
            return Err(Problem::new(
                "the record has no \"text\"",
                "put the article's words under the key \"text\"",
            ));
        }
        Some(other) => {
            return Err(Problem::new(
                format!("\"text\" is a JSON {}, not a string", kind_of(other)),
                "put the article's words under the key \"text\", as one string",
            ));
        }
    }
    // A number is a common identifier; its digits are the id.
    if let Some(id) = value.get_mut("id")
        && id.is_number()
    {
        *id = serde_json::Value::String(id.to_string());
    }
    for key in ["id", "title", "date", "url", "source", "lang"] {
        if let Some(other) = value.get(key)
            && !other.is_string()
            && !other.is_null()
        {
            return Err(Problem::new(
                format!("\"{key}\" is a JSON {}, not a string", kind_of(other)),
                "write it as a string, or leave it out",
            ));
        }
    }
    let mut article: Article = serde_json::from_value(value)
        .map_err(|error| Problem::new(error.to_string(), "check the record's keys and types"))?;
    for field in [
        &mut article.title,
        &mut article.date,
        &mut article.url,
        &mut article.source,
        &mut article.lang,
    ] {
        // An empty string says nothing: `None` does so without being mistaken for a value.
        if field
            .as_deref()
            .is_some_and(|value| value.trim().is_empty())
        {
            *field = None;
        }
    }
    if article.id.as_deref().is_none_or(str::is_empty) {
        article.id = Some(text_id(&article.text));
    }
    Ok(article)
}

fn kind_of(value: &serde_json::Value) -> &'static str {
    match value {
        serde_json::Value::Null => "null",
        serde_json::Value::Bool(_) => "boolean",
        serde_json::Value::Number(_) => "number",
        serde_json::Value::String(_) => "string",
        serde_json::Value::Array(_) => "array",
        serde_json::Value::Object(_) => "object",
    }
}

/// The identifier of an article that came without one: the first 16 hexadecimal digits of the
/// BLAKE3 hash of its text, so that the same text has the same identifier on every machine.
pub fn text_id(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex()[..16].to_owned()
}

/// An article that is nothing but its text.
pub fn article_from_text(text: impl Into<String>) -> Article {
    let text = text.into();
    Article {
        id: Some(text_id(&text)),
        text,
        ..Article::default()
    }
}

/// An article from the bytes of a plain text file, with what had to be changed to read it.
pub fn article_from_bytes(bytes: &[u8]) -> (Article, Vec<Problem>) {
    let (text, problem) = decode(bytes);
    (
        article_from_text(text.into_owned()),
        problem.into_iter().collect(),
    )
}

/// Decodes bytes: UTF-8, or UTF-16 where a byte order mark or the pattern of zero bytes says so.
/// The byte order mark is dropped. Bytes that are not valid become U+FFFD, and the problem says
/// how many and where the first stands.
pub fn decode(bytes: &[u8]) -> (Cow<'_, str>, Option<Problem>) {
    if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        return decode_utf8(rest);
    }
    if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
        return decode_utf16(rest, u16::from_le_bytes);
    }
    if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        return decode_utf16(rest, u16::from_be_bytes);
    }
    // English text in UTF-16 without a mark has a zero in nearly every second byte.
    let sample = &bytes[..bytes.len().min(256) & !1];
    let zeros = |offset: usize| {
        let half = sample.len() / 2;
        half >= 4
            && sample
                .iter()
                .skip(offset)
                .step_by(2)
                .filter(|b| **b == 0)
                .count()
                * 10
                > half * 7
    };
    match (zeros(0), zeros(1)) {
        (false, true) => decode_utf16(bytes, u16::from_le_bytes),
        (true, false) => decode_utf16(bytes, u16::from_be_bytes),
        _ => decode_utf8(bytes),
    }
}

fn decode_utf8(bytes: &[u8]) -> (Cow<'_, str>, Option<Problem>) {
    let first = match std::str::from_utf8(bytes) {
        Ok(text) => return (Cow::Borrowed(text), None),
        Err(error) => error.valid_up_to(),
    };
    let text = String::from_utf8_lossy(bytes);
    let bad = bytes
        .utf8_chunks()
        .filter(|chunk| !chunk.invalid().is_empty())
        .count();
    let s = if bad == 1 { "" } else { "s" };
    let problem = Problem::new(
        format!("not valid UTF-8: {bad} place{s} replaced by U+FFFD, the first at byte {first}"),
        "convert the input to UTF-8",
    );
    (text, Some(problem))
}

fn decode_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> (Cow<'static, str>, Option<Problem>) {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut bad = rest.len();
    let mut text = String::with_capacity(bytes.len() / 2);
    for decoded in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        text.push(decoded.unwrap_or_else(|_| {
            bad += 1;
            char::REPLACEMENT_CHARACTER
        }));
    }
    let problem = (bad > 0).then(|| {
        let s = if bad == 1 { "" } else { "s" };
        Problem::new(
            format!("not valid UTF-16: {bad} place{s} replaced or left out"),
            "convert the input to UTF-8",
        )
    });
    (Cow::Owned(text), problem)
}
