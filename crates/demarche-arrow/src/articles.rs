//! Articles as a table.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use arrow_array::RecordBatch;
use arrow_array::types::{Date32Type, Int64Type};
use arrow_schema::{Schema, SchemaRef};
use demarche_record::Article;
use jiff::civil;

use crate::columns::Columns;
use crate::columns::Need::{Filled, Nullable};
use crate::columns::Rows;
use crate::table::{Error, KEY};

/// The name of the form, in the table's metadata (`demarche.schema`).
pub const ARTICLE_SCHEMA: &str = "demarche.article/1";

/// An article and what a store knows of it.
#[derive(Clone, Debug, PartialEq)]
pub struct ArticleRow {
    /// Its number in the store, from 1.
    pub number: i64,
    /// What its events call it.
    pub id: String,
    /// The number of the first article of its story.
    pub story: i64,
    /// Which of its texts this is, from 1.
    pub revision: i64,
    /// The day that it counts for (ISO 8601): of publication, else of arrival.
    pub day: String,
    /// When it came, RFC 3339.
    pub received: String,
    /// Its URL, normalised.
    pub url: Option<String>,
    /// The article as it came.
    pub article: Article,
}

/// What every table of articles looks like.
pub fn article_schema() -> SchemaRef {
    static SCHEMA: OnceLock<SchemaRef> = OnceLock::new();
    SCHEMA
        .get_or_init(|| match article_batch(&[]) {
            Ok(table) => table.schema(),
            // Without articles there is no day to be wrong, and nothing too large.
            Err(_) => Arc::new(Schema::empty()),
        })
        .clone()
}

/// Articles as a table, in their order, a row each.
pub fn article_batch(articles: &[ArticleRow]) -> Result<RecordBatch, Error> {
    let days: Vec<i32> = articles
        .iter()
        .map(|row| {
            let read: Result<civil::Date, _> = row.day.parse();
            read.map(|date| (date - civil::date(1970, 1, 1)).get_days())
                .map_err(|_| Error::NoDay {
                    of: format!("article {}", row.id),
                    day: row.day.clone(),
                })
        })
        .collect::<Result<_, _>>()?;
    let extra: Vec<Option<String>> = articles
        .iter()
        .map(|row| {
            let extra = &row.article.extra;
            (!extra.is_empty()).then(|| serde_json::Value::Object(extra.clone()).to_string())
        })
        .collect();
    let rows = Rows(articles.iter().map(Some).collect());
    let columns = Columns::default()
        .number::<Int64Type>("number", Filled, rows.each(|row| row.number))
        .text("id", Filled, rows.each(|row| row.id.as_str()))
        .number::<Int64Type>("story", Filled, rows.each(|row| row.story))
        .number::<Int64Type>("revision", Filled, rows.each(|row| row.revision))
        .number::<Date32Type>("day", Filled, days.into_iter().map(Some))
        .text("received", Filled, rows.each(|row| row.received.as_str()))
        .text("url", Nullable, rows.some(|row| row.url.as_deref()))
        .text(
            "source",
            Nullable,
            rows.some(|row| row.article.source.as_deref()),
        )
        .text(
            "lang",
            Nullable,
            rows.some(|row| row.article.lang.as_deref()),
        )
        .text(
            "date",
            Nullable,
            rows.some(|row| row.article.date.as_deref()),
        )
        .text(
            "title",
            Nullable,
            rows.some(|row| row.article.title.as_deref()),
        )
        .text("text", Filled, rows.each(|row| row.article.text.as_str()))
        .text("extra", Nullable, extra.iter().map(Option::as_deref));
    let table = columns.into_struct(None)?;
    let metadata = HashMap::from([(KEY.to_owned(), ARTICLE_SCHEMA.to_owned())]);
    let schema = Schema::new_with_metadata(table.fields().clone(), metadata);
    Ok(RecordBatch::try_new(
        Arc::new(schema),
        table.columns().to_vec(),
    )?)
}
