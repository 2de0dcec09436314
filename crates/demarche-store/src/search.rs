//! Articles by their words.

use rusqlite::types::Value;

use crate::error::Error;
use crate::{ArticleNo, Filter, Snapshot, read};

/// An article that a search found.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// Its number.
    pub number: ArticleNo,
    /// What its events call it.
    pub article_id: String,
    /// The first article of the story that it tells.
    pub story: ArticleNo,
    /// Its URL, normalised.
    pub url: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// The day that it counts for.
    pub day: String,
    /// Who published it.
    pub source: Option<String>,
    /// How well it fits: BM25, more is better.
    pub fit: f64,
    /// Words around the first that was asked for.
    pub snippet: String,
}

/// Of the articles that a search finds, the best of so many that came last are answered: where a
/// word is in most of them, how well it fits says little.
const LATEST: u32 = 2000;

/// Words on either side of the one that a snippet shows.
const AROUND: usize = 12;

impl Snapshot<'_> {
    /// The articles whose latest title or text has all words of `text`, the best first. Words in
    /// quotation marks stand side by side; a word that ends in `*` may go on. What SQLite would
    /// take for operators are words like any other. Nothing is found by no words. Where thousands
    /// are found, the best of the latest.
    pub fn search(&self, text: &str, filter: &Filter, limit: usize) -> Result<Vec<Hit>, Error> {
        let query = query(text);
        if query.is_empty() {
            return Ok(Vec::new());
        }
        let wanted = words_of(text);
        let (condition, mut values) = filter.articles();
        // A title counts four times.
        let sql = format!(
            "WITH found (number, fit) AS (
               SELECT a.id, -bm25(words, 4.0, 1.0)
               FROM words CROSS JOIN articles a ON a.id = words.rowid
               WHERE words MATCH ? AND {condition} ORDER BY words.rowid DESC LIMIT {LATEST})
             SELECT a.id, a.article_id, a.story, a.url, a.day, s.name, k.fit, r.id, r.seal, r.record
             FROM (SELECT number, fit FROM found ORDER BY fit DESC, number LIMIT ?) k
             CROSS JOIN articles a ON a.id = k.number JOIN revisions r ON r.id = a.revision
             LEFT JOIN sources s ON s.id = a.source
             ORDER BY k.fit DESC, a.id"
        );
        values.insert(0, Value::Text(query));
        values.push(Value::Integer(i64::try_from(limit).unwrap_or(i64::MAX)));
        let mut hits = Vec::new();
        self.each(
            &sql,
            values,
            |row| {
                let article = read::article(row, 7)?;
                Ok(Hit {
                    number: ArticleNo(row.get(0)?),
                    article_id: row.get(1)?,
                    story: ArticleNo(row.get(2)?),
                    url: row.get(3)?,
                    day: row.get(4)?,
                    source: row.get(5)?,
                    fit: row.get(6)?,
                    snippet: snippet(&article.text, &wanted),
                    title: article.title,
                })
            },
            &mut |hit| {
                hits.push(hit);
                Ok::<(), Error>(())
            },
        )?;
        Ok(hits)
    }
}

/// The words that are asked for, in lower case.
fn words_of(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// The search in the language of FTS5: every word and phrase in quotation marks.
pub(crate) fn query(text: &str) -> String {
    let mut parts = Vec::new();
    for (index, part) in text.split('"').enumerate() {
        // Between two marks, or after one that nothing closes.
        if index % 2 == 1 {
            let phrase = words_of(part).join(" ");
            if !phrase.is_empty() {
                parts.push(format!("\"{phrase}\""));
            }
            continue;
        }
        for word in part.split_whitespace() {
            let phrase = words_of(word).join(" ");
            if !phrase.is_empty() {
                let open = if word.ends_with('*') { "*" } else { "" };
                parts.push(format!("\"{phrase}\"{open}"));
            }
        }
    }
    parts.join(" ")
}

fn snippet(text: &str, wanted: &[String]) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let at = words
        .iter()
        .position(|word| {
            let mut parts = words_of(word).into_iter();
            parts.any(|part| wanted.iter().any(|wanted| part.starts_with(wanted)))
        })
        .unwrap_or(0);
    let from = at.saturating_sub(AROUND);
    let to = (at + AROUND + 1).min(words.len());
    let mut snippet = words[from..to].join(" ");
    if from > 0 {
        snippet.insert_str(0, "… ");
    }
    if to < words.len() {
        snippet.push_str(" …");
    }
    snippet
}

#[cfg(test)]
mod tests {
    use super::query;

    #[test]
    fn what_is_asked_is_words_and_no_operators() {
        for (asked, expected) in [
            ("border talks", "\"border\" \"talks\""),
            ("\"border talks\" Kenya", "\"border talks\" \"kenya\""),
            (
                "NEAR(a b) OR NOT c",
                "\"near a\" \"b\" \"or\" \"not\" \"c\"",
            ),
            ("expel*", "\"expel\"*"),
            ("title:x -y", "\"title x\" \"y\""),
            ("\"", ""),
            ("\"left open", "\"left open\""),
        ] {
            assert_eq!(query(asked), expected, "{asked}");
        }
    }
}
