//! Articles in the order of their days, copies of a story, and what was not kept.

use rusqlite::Row;
use rusqlite::types::Value;

use crate::error::{Done, Error};
use crate::rare::Rare;
use crate::{ArticleNo, Mark, Selection, Snapshot, search};

/// An article without its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleLine {
    /// Its number.
    pub number: ArticleNo,
    /// What its events call it.
    pub article_id: String,
    /// Its title.
    pub title: Option<String>,
    /// Who published it.
    pub source: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// The day that it counts for.
    pub day: String,
    /// The first article of the story that it tells.
    pub story: ArticleNo,
}

/// An input that was not kept, or something to be known of one that was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProblemLine {
    /// The run.
    pub run: i64,
    /// Whether the input was not kept.
    pub rejected: bool,
    /// Where it came from.
    pub origin: String,
    /// What is wrong.
    pub reason: String,
    /// What to do about it.
    pub remedy: String,
    /// When it came.
    pub received: String,
}

const LINE: &str = "SELECT a.id, a.article_id, json_extract(v.record, '$.title'), s.name, a.url, \
                    a.day, a.story
                    FROM articles a JOIN revisions v ON v.id = a.revision
                    LEFT JOIN sources s ON s.id = a.source";

impl Snapshot<'_> {
    /// The latest articles by their day, after a mark. Of a selection, the days, the source and the
    /// words count; of countries and types, that an event of the article has one.
    pub fn latest_articles(
        &self,
        selection: &Selection,
        after: Option<&Mark>,
        limit: usize,
    ) -> Result<Vec<ArticleLine>, Error> {
        let mut conditions: Vec<String> = vec!["1".to_owned()];
        let mut values: Vec<Value> = Vec::new();
        let text = |text: &str| Value::Text(text.to_owned());
        if let Some(since) = &selection.since {
            conditions.push("a.day >= ?".to_owned());
            values.push(text(since));
        }
        if let Some(until) = &selection.until {
            conditions.push("a.day <= ?".to_owned());
            values.push(text(until));
        }
        if let Some(source) = &selection.source {
            conditions.push("a.source = (SELECT id FROM sources WHERE name = ?)".to_owned());
            values.push(text(source));
        }
        if let Some(words) = &selection.words {
            match search::query(words) {
                query if query.is_empty() => conditions.push("0".to_owned()),
                query => {
                    let rare = self.at(Rare::words(&self.transaction, selection))?;
                    conditions.push(match rare {
                        Rare::Few => "a.id IN (SELECT rowid FROM words WHERE words MATCH ?)".into(),
                        // In the order of days, with a look into the list.
                        Rare::Some => {
                            "+a.id IN (SELECT rowid FROM words WHERE words MATCH ?)".into()
                        }
                        Rare::Many => {
                            "EXISTS (SELECT 1 FROM words WHERE words MATCH ? AND rowid = a.id)"
                                .into()
                        }
                    });
                    values.push(Value::Text(query));
                }
            }
        }
        if let Some(mark) = after {
            conditions.push("(a.day, a.id) < (?, ?)".to_owned());
            values.extend([text(&mark.day), Value::Integer(mark.row)]);
        }
        values.push(Value::Integer(i64::try_from(limit).unwrap_or(i64::MAX)));
        self.lines(
            &format!(
                "{LINE} WHERE {} ORDER BY a.day DESC, a.id DESC LIMIT ?",
                conditions.join(" AND ")
            ),
            values,
        )
    }

    /// The articles of a story, in the order of arrival.
    pub fn copies(&self, story: ArticleNo) -> Result<Vec<ArticleLine>, Error> {
        self.lines(
            &format!("{LINE} WHERE a.story = ? ORDER BY a.id"),
            vec![Value::Integer(story.0)],
        )
    }

    /// The latest problems, the latest first.
    pub fn latest_problems(&self, limit: usize) -> Result<Vec<ProblemLine>, Error> {
        let mut found = Vec::new();
        self.each(
            "SELECT run, rejected, origin, reason, remedy, received FROM problems
             ORDER BY id DESC LIMIT ?",
            vec![Value::Integer(i64::try_from(limit).unwrap_or(i64::MAX))],
            |row| {
                Ok(ProblemLine {
                    run: row.get(0)?,
                    rejected: row.get(1)?,
                    origin: row.get(2)?,
                    reason: row.get(3)?,
                    remedy: row.get(4)?,
                    received: row.get(5)?,
                })
            },
            &mut |problem| {
                found.push(problem);
                Ok::<(), Error>(())
            },
        )?;
        Ok(found)
    }

    fn lines(&self, sql: &str, values: Vec<Value>) -> Result<Vec<ArticleLine>, Error> {
        let mut found = Vec::new();
        self.each(sql, values, line, &mut |line| {
            found.push(line);
            Ok::<(), Error>(())
        })?;
        Ok(found)
    }
}

fn line(row: &Row<'_>) -> Done<ArticleLine> {
    Ok(ArticleLine {
        number: ArticleNo(row.get(0)?),
        article_id: row.get(1)?,
        title: row.get(2)?,
        source: row.get(3)?,
        url: row.get(4)?,
        day: row.get(5)?,
        story: ArticleNo(row.get(6)?),
    })
}
