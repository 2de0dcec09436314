//! Tables to articles: CSV, with the feature `arrow` batches of Arrow, and with the feature
//! `parquet` Parquet. One row an article.
//!
//! Columns are known by their names, whatever their order. It knows nothing of what the articles
//! say.

use demarche_record::Article;
use demarche_text::{Problem, text_id};

use crate::{dates, problem};

#[cfg(feature = "arrow")]
mod arrow;
mod csv;
#[cfg(feature = "parquet")]
mod parquet;

#[cfg(feature = "arrow")]
pub use self::arrow::ArrowTable;
pub use self::csv::CsvTable;
#[cfg(feature = "parquet")]
pub use self::parquet::{ParquetTable, is_guarded};

/// A row, read or not.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its line in the file (CSV) or its number (Parquet), from 1.
    pub place: u64,
    /// The article, and what is wrong with it; or why it is none.
    pub article: Result<(Article, Vec<Problem>), Problem>,
}

/// What a column is to an article.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Column {
    Text,
    Title,
    Date,
    Url,
    Id,
    Source,
    Lang,
    /// Kept under its name.
    Extra(String),
}

/// Names of the text, the best first.
const TEXTS: &[&str] = &[
    "text",
    "body",
    "content",
    "full_text",
    "fulltext",
    "article",
];

const TITLES: &[&str] = &["title", "headline"];
const DATES: &[&str] = &[
    "date",
    "published",
    "published_at",
    "publication_date",
    "pub_date",
    "pubdate",
    "datetime",
];
const URLS: &[&str] = &["url", "link"];
const IDS: &[&str] = &["id", "article_id", "doc_id"];
const SOURCES: &[&str] = &["source", "publisher", "publication"];
const LANGS: &[&str] = &["lang", "language"];

/// What a caller says the columns are called. Where nothing is said, they are known by common names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Names<'n> {
    /// The words of the article.
    pub text: Option<&'n str>,
    /// The caller's identifier.
    pub id: Option<&'n str>,
    /// The day or time of publication.
    pub date: Option<&'n str>,
}

/// The columns of a table.
#[derive(Clone, Debug)]
struct Columns {
    columns: Vec<Column>,
    /// What the header calls the text.
    text: String,
}

impl Columns {
    /// Reads a header.
    ///
    /// # Errors
    /// When no column is the text.
    fn new<S: AsRef<str>>(names: &[S]) -> Result<Columns, Problem> {
        Columns::named(names, &Names::default())
    }

    /// Reads a header of which the caller knows some names.
    ///
    /// # Errors
    /// When no column is the text, or one that the caller names is not there.
    fn named<S: AsRef<str>>(names: &[S], given: &Names<'_>) -> Result<Columns, Problem> {
        let lower: Vec<String> = names
            .iter()
            .map(|name| name.as_ref().trim().to_lowercase())
            .collect();
        let shown = || -> String {
            let shown: Vec<String> = names
                .iter()
                .take(20)
                .map(|name| format!("\"{}\"", name.as_ref().chars().take(40).collect::<String>()))
                .collect();
            shown.join(", ")
        };
        let find = |given: Option<&str>, known: &[&str]| match given {
            Some(given) => {
                let exact = names.iter().position(|name| name.as_ref() == given);
                exact.map(Some).ok_or_else(|| {
                    problem(
                        format!("no column of text is named \"{given}\"; it has {}", shown()),
                        "name one of these",
                    )
                })
            }
            None => Ok(known
                .iter()
                .find_map(|name| lower.iter().position(|have| have == name))),
        };
        let Some(text) = find(given.text, TEXTS)? else {
            return Err(problem(
                format!(
                    "no column is named text, body or content; it has {}",
                    shown()
                ),
                "name the column of the articles' words \"text\" in the first line",
            ));
        };
        let mut columns: Vec<Column> = names
            .iter()
            .map(|name| Column::Extra(name.as_ref().trim().to_owned()))
            .collect();
        for (given, known, column) in [
            (None, TITLES, Column::Title),
            (given.date, DATES, Column::Date),
            (None, URLS, Column::Url),
            (given.id, IDS, Column::Id),
            (None, SOURCES, Column::Source),
            (None, LANGS, Column::Lang),
        ] {
            if let Some(at) = find(given, known)? {
                columns[at] = column;
            }
        }
        columns[text] = Column::Text;
        Ok(Columns {
            columns,
            text: names[text].as_ref().trim().to_owned(),
        })
    }

    fn len(&self) -> usize {
        self.columns.len()
    }

    /// Which column has the ids.
    #[cfg(feature = "arrow")]
    fn id(&self) -> Option<usize> {
        self.columns
            .iter()
            .position(|column| matches!(column, Column::Id))
    }

    /// The article of a row: a value for each column, `None` for no value.
    fn article(
        &self,
        values: impl Iterator<Item = Option<String>>,
    ) -> Result<(Article, Vec<Problem>), Problem> {
        let mut article = Article::default();
        let mut problems = Vec::new();
        for (column, value) in self.columns.iter().zip(values) {
            let Some(value) = value.filter(|value| !value.trim().is_empty()) else {
                continue;
            };
            match column {
                Column::Text => article.text = value,
                Column::Title => article.title = Some(value.trim().to_owned()),
                Column::Url => article.url = Some(value.trim().to_owned()),
                Column::Id => article.id = Some(value.trim().to_owned()),
                Column::Source => article.source = Some(value.trim().to_owned()),
                Column::Lang => article.lang = Some(value.trim().to_owned()),
                Column::Date => {
                    article.date = Some(value);
                    problems.extend(dates::settle(&mut article));
                }
                // A column without a name has nothing to be kept under.
                Column::Extra(name) if name.is_empty() => {}
                Column::Extra(name) => {
                    article.extra.insert(name.clone(), value.into());
                }
            }
        }
        if article.text.is_empty() {
            return Err(problem(
                format!("column \"{}\" is empty", self.text),
                "give the article's words, or leave the row out",
            ));
        }
        if article.id.is_none() {
            article.id = Some(text_id(&article.text));
        }
        Ok((article, problems))
    }
}
