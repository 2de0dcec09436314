//! What a store holds, in the order in which it came.

use demarche_record::{Article, Event, EventType, Status};
use rusqlite::types::Value;
use rusqlite::{Row, params_from_iter};

use crate::error::{Done, Error};
use crate::{Snapshot, events, keep};

/// The number of an article, from 1, in the order of arrival.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ArticleNo(pub i64);

/// Which events, or articles, are asked for. What is empty asks for all.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// From this day on (ISO 8601): of events that of the event, of articles that of publication.
    pub since: Option<String>,
    /// Up to this day.
    pub until: Option<String>,
    /// Events that name a party of one of these countries, or happened there; articles with one.
    pub countries: Vec<String>,
    /// Events of these types; articles with one.
    pub types: Vec<EventType>,
    /// Events of these statuses; articles with one.
    pub statuses: Vec<Status>,
    /// Events of at least this confidence, from 0 to 1; articles with one.
    pub least_confidence: Option<f64>,
    /// Articles of this source, and their events.
    pub source: Option<String>,
}

/// An article as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredArticle {
    /// Its number.
    pub number: ArticleNo,
    /// What its events call it.
    pub article_id: String,
    /// Its URL, normalised.
    pub url: Option<String>,
    /// The first article of the story that it tells; its own number where it is the first.
    pub story: ArticleNo,
    /// The day that it counts for: of publication, else of arrival.
    pub day: String,
    /// Which of its texts this is, from 1.
    pub revision: u32,
    /// Where it came from.
    pub origin: String,
    /// When it came, RFC 3339.
    pub received: String,
    /// The article as it came.
    pub article: Article,
    /// The same as JSON, as it was written.
    pub record: String,
}

/// An event as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredEvent {
    /// The number of its row: another one for each coding and correction.
    pub row: i64,
    /// The article that it was read from.
    pub article: ArticleNo,
    /// The event.
    pub event: Event,
    /// The same as JSON, as it was written.
    pub record: String,
}

impl Snapshot<'_> {
    /// Hands every article that the filter lets through to `take`, in the order of arrival, with
    /// its current text. The first error ends it.
    pub fn each_article<E: From<Error>>(
        &self,
        filter: &Filter,
        mut take: impl FnMut(StoredArticle) -> Result<(), E>,
    ) -> Result<(), E> {
        let (condition, values) = filter.articles();
        let sql = format!("SELECT {ARTICLE} WHERE {condition} ORDER BY a.id");
        self.each(&sql, values, from_row, &mut take)
    }

    /// Hands every current event that the filter lets through to `take`: articles in the order of
    /// arrival, events in the order of the text. The first error ends it.
    pub fn each_event<E: From<Error>>(
        &self,
        filter: &Filter,
        mut take: impl FnMut(StoredEvent) -> Result<(), E>,
    ) -> Result<(), E> {
        let (condition, values) = filter.events();
        let sql = format!(
            "SELECT e.id, e.article, r.seal, r.record
             FROM articles a CROSS JOIN events e ON e.revision = a.revision
             JOIN event_records r ON r.event = e.id
             WHERE e.current = 1 AND {condition} ORDER BY a.id, e.ordinal, e.correction"
        );
        self.each(&sql, values, event_from_row, &mut take)
    }

    /// Hands every article with current events that the filter lets through, and those events, to
    /// `take`. Articles without such an event are left out.
    pub fn each_coded<E: From<Error>>(
        &self,
        filter: &Filter,
        mut take: impl FnMut(StoredArticle, Vec<StoredEvent>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut number = None;
        let mut waiting: Vec<StoredEvent> = Vec::new();
        let mut pass = |events: Vec<StoredEvent>| -> Result<(), E> {
            let Some(first) = events.first() else {
                return Ok(());
            };
            match self.article(first.article)? {
                Some(article) => take(article, events),
                None => Ok(()),
            }
        };
        self.each_event(filter, |event| {
            if number.replace(event.article) != Some(event.article) {
                pass(std::mem::take(&mut waiting))?;
            }
            waiting.push(event);
            Ok::<(), E>(())
        })?;
        pass(waiting)
    }

    /// The numbers of the articles that the filter lets through, in order.
    pub fn article_numbers(&self, filter: &Filter) -> Result<Vec<ArticleNo>, Error> {
        let (condition, values) = filter.articles();
        let mut numbers = Vec::new();
        self.each(
            &format!("SELECT a.id FROM articles a WHERE {condition} ORDER BY a.id"),
            values,
            |row| Ok(ArticleNo(row.get(0)?)),
            &mut |number| {
                numbers.push(number);
                Ok::<(), Error>(())
            },
        )?;
        Ok(numbers)
    }

    /// An article by its number.
    pub fn article(&self, number: ArticleNo) -> Result<Option<StoredArticle>, Error> {
        let mut found = None;
        self.each(
            &format!("SELECT {ARTICLE} WHERE a.id = ?1"),
            vec![number.0.into()],
            from_row,
            &mut |article| {
                found = Some(article);
                Ok::<(), Error>(())
            },
        )?;
        Ok(found)
    }

    /// Articles by what their events call them: several where one id came with several texts.
    pub fn articles_named(&self, article_id: &str) -> Result<Vec<StoredArticle>, Error> {
        let mut found = Vec::new();
        self.each(
            &format!("SELECT {ARTICLE} WHERE a.article_id = ?1 ORDER BY a.id"),
            vec![article_id.to_owned().into()],
            from_row,
            &mut |article| {
                found.push(article);
                Ok::<(), Error>(())
            },
        )?;
        Ok(found)
    }

    /// Every text of an article, the oldest first.
    pub fn revisions(&self, number: ArticleNo) -> Result<Vec<StoredArticle>, Error> {
        let mut found = Vec::new();
        self.each(
            &format!("SELECT {REVISION} WHERE a.id = ?1 ORDER BY r.number"),
            vec![number.0.into()],
            from_row,
            &mut |article| {
                found.push(article);
                Ok::<(), Error>(())
            },
        )?;
        Ok(found)
    }

    /// The current events of an article, in the order of the text.
    pub fn events_of(&self, number: ArticleNo) -> Result<Vec<StoredEvent>, Error> {
        let mut found = Vec::new();
        self.each(
            "SELECT e.id, e.article, r.seal, r.record
             FROM articles a JOIN events e ON e.revision = a.revision
             JOIN event_records r ON r.event = e.id
             WHERE a.id = ?1 AND e.current = 1 ORDER BY e.ordinal, e.correction",
            vec![number.0.into()],
            event_from_row,
            &mut |event| {
                found.push(event);
                Ok::<(), Error>(())
            },
        )?;
        Ok(found)
    }

    /// Current events by their id.
    pub fn events_named(&self, event_id: &str) -> Result<Vec<StoredEvent>, Error> {
        let mut found = Vec::new();
        self.each(
            "SELECT e.id, e.article, r.seal, r.record
             FROM events e JOIN event_records r ON r.event = e.id
             WHERE e.event_id = ?1 AND e.current = 1 ORDER BY e.id",
            vec![event_id.to_owned().into()],
            event_from_row,
            &mut |event| {
                found.push(event);
                Ok::<(), Error>(())
            },
        )?;
        Ok(found)
    }

    pub(crate) fn each<T, E: From<Error>>(
        &self,
        sql: &str,
        values: Vec<Value>,
        read: impl Fn(&Row<'_>) -> Done<T>,
        take: &mut impl FnMut(T) -> Result<(), E>,
    ) -> Result<(), E> {
        let failed = |error: rusqlite::Error| crate::error::Fault::from(error).at(self.path);
        let mut statement = self.transaction.prepare_cached(sql).map_err(failed)?;
        let mut rows = statement.query(params_from_iter(values)).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            take(self.at(read(row))?)?;
        }
        Ok(())
    }
}

const ARTICLE: &str = "a.id, a.article_id, a.url, a.story, a.day, r.number, r.origin, r.received, \
                       r.id, r.seal, r.record
                       FROM articles a CROSS JOIN revisions r ON r.id = a.revision";

const REVISION: &str =
    "a.id, a.article_id, a.url, a.story, a.day, r.number, r.origin, r.received, \
                        r.id, r.seal, r.record
                        FROM articles a JOIN revisions r ON r.article = a.id";

/// The article in three columns: number of the revision, seal and record.
pub(crate) fn article(row: &Row<'_>, at: usize) -> Done<Article> {
    keep::parse_article(row.get(at)?, row.get_ref(at + 1)?, row.get_ref(at + 2)?)
}

fn from_row(row: &Row<'_>) -> Done<StoredArticle> {
    let article = article(row, 8)?;
    Ok(StoredArticle {
        number: ArticleNo(row.get(0)?),
        article_id: row.get(1)?,
        url: row.get(2)?,
        story: ArticleNo(row.get(3)?),
        day: row.get(4)?,
        revision: row.get(5)?,
        origin: row.get(6)?,
        received: row.get(7)?,
        article,
        record: row.get(10)?,
    })
}

pub(crate) fn event_from_row(row: &Row<'_>) -> Done<StoredEvent> {
    Ok(StoredEvent {
        row: row.get(0)?,
        article: ArticleNo(row.get(1)?),
        event: events::parse(row.get(0)?, row.get_ref(2)?, row.get_ref(3)?)?,
        record: row.get(3)?,
    })
}

impl Filter {
    /// A condition on the table of events, named `e`, and its values in order.
    pub(crate) fn events(&self) -> (String, Vec<Value>) {
        let mut all = Conditions::default();
        all.days("e.day", self);
        all.said(self);
        all.countries(self);
        all.done()
    }

    /// The same but for the countries.
    pub(crate) fn events_anywhere(&self) -> (String, Vec<Value>) {
        let mut all = Conditions::default();
        all.days("e.day", self);
        all.said(self);
        all.done()
    }

    /// A condition on the table of articles, named `a`, and its values in order.
    pub(crate) fn articles(&self) -> (String, Vec<Value>) {
        let mut all = Conditions::default();
        all.days("a.day", self);
        if let Some(source) = &self.source {
            all.add(
                "a.source = (SELECT id FROM sources WHERE name = ?)",
                [source.clone().into()],
            );
        }
        let mut events = Conditions::default();
        events.said(&Filter {
            source: None,
            ..self.clone()
        });
        events.countries(self);
        if !events.parts.is_empty() {
            let (condition, values) = events.done();
            all.add(
                &format!(
                    "EXISTS (SELECT 1 FROM events e
                      WHERE e.revision = a.revision AND e.current = 1 AND {condition})"
                ),
                values,
            );
        }
        all.done()
    }
}

#[derive(Default)]
struct Conditions {
    parts: Vec<String>,
    values: Vec<Value>,
}

impl Conditions {
    fn add(&mut self, part: &str, values: impl IntoIterator<Item = Value>) {
        self.parts.push(part.to_owned());
        self.values.extend(values);
    }

    fn days(&mut self, column: &str, filter: &Filter) {
        if let Some(since) = &filter.since {
            self.add(&format!("{column} >= ?"), [since.clone().into()]);
        }
        if let Some(until) = &filter.until {
            // What has no day is before no day.
            self.add(
                &format!("{column} <= ? AND {column} <> ''"),
                [until.clone().into()],
            );
        }
    }

    /// What an event says, but for its day and its countries.
    fn said(&mut self, filter: &Filter) {
        let types = filter.types.iter().map(|name| name.as_str());
        self.one_of("e.event_type", types.collect());
        let statuses = filter.statuses.iter().map(|name| name.as_str());
        self.one_of("e.status", statuses.collect());
        if let Some(least) = filter.least_confidence {
            self.add("e.confidence >= ?", [least.into()]);
        }
        if let Some(source) = &filter.source {
            self.add(
                "e.article IN (SELECT id FROM articles
                  WHERE source = (SELECT id FROM sources WHERE name = ?))",
                [source.clone().into()],
            );
        }
    }

    fn one_of(&mut self, column: &str, names: Vec<&str>) {
        if !names.is_empty() {
            self.add(
                &format!("{column} IN ({})", marks(names.len())),
                names.into_iter().map(|name| name.to_owned().into()),
            );
        }
    }

    fn countries(&mut self, filter: &Filter) {
        if !filter.countries.is_empty() {
            let marks = marks(filter.countries.len());
            let values = || filter.countries.iter().map(|code| code.clone().into());
            self.add(
                &format!(
                    "(e.place_country IN ({marks}) OR EXISTS (SELECT 1 FROM parties p
                       WHERE p.event = e.id AND p.side <> 'reporter' AND +p.country IN ({marks})))"
                ),
                values().chain(values()),
            );
        }
    }

    fn done(self) -> (String, Vec<Value>) {
        if self.parts.is_empty() {
            ("1".to_owned(), self.values)
        } else {
            (self.parts.join(" AND "), self.values)
        }
    }
}

pub(crate) fn marks(count: usize) -> String {
    vec!["?"; count].join(", ")
}
