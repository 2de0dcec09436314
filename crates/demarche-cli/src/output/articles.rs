//! Articles as CSV, one a line: the record as it came, and what the store knows of it.

use std::borrow::Cow;

use demarche_store::StoredArticle;

use super::csv::{guarded, quoted};

const COLUMNS: &[&str] = &[
    "id",
    "article_id",
    "url",
    "title",
    "date",
    "source",
    "lang",
    "text",
    "extra",
    "story",
    "revision",
    "received",
    "origin",
];

/// The header.
pub(crate) fn head() -> String {
    format!("{}\r\n", COLUMNS.join(","))
}

/// The line of an article. What its record held beside the named fields stands in `extra`, as JSON.
pub(crate) fn line(stored: &StoredArticle) -> String {
    let article = &stored.article;
    let extra = match article.extra.is_empty() {
        true => String::new(),
        false => serde_json::Value::Object(article.extra.clone()).to_string(),
    };
    let text = |field: &Option<String>| field.clone().unwrap_or_default();
    let fields: [String; COLUMNS.len()] = [
        text(&article.id),
        stored.article_id.clone(),
        text(&article.url),
        text(&article.title),
        text(&article.date),
        text(&article.source),
        text(&article.lang),
        article.text.clone(),
        extra,
        stored.story.0.to_string(),
        stored.revision.to_string(),
        stored.received.clone(),
        stored.origin.clone(),
    ];
    let fields: Vec<String> = fields
        .iter()
        .map(|field| quoted(&Cow::into_owned(guarded(field))))
        .collect();
    format!("{}\r\n", fields.join(","))
}
