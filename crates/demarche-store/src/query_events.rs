//! Events by a [`Selection`], the latest first, page by page; and what they are, counted.

use crate::error::{Done, Error};
use crate::read::event_from_row;
use crate::selection::Reviewed;
use crate::ways::picked;
use crate::{ArticleNo, Selection, Snapshot, Standing, StoredEvent};

/// Where a page of events ends: the day and the row of its last event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The day; empty for events without one.
    pub day: String,
    /// The row.
    pub row: i64,
}

/// An event of a page, with what a list shows of its article.
#[derive(Clone, Debug, PartialEq)]
pub struct Selected {
    /// Where it stands in the order.
    pub mark: Mark,
    /// The event.
    pub event: StoredEvent,
    /// What its events call the article.
    pub article_id: String,
    /// The first article of the story that it tells.
    pub story: ArticleNo,
    /// The address of the article.
    pub url: Option<String>,
    /// The day of the article.
    pub day: String,
    /// Who published it.
    pub source: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// The correction that decides how it stands, as JSON; `None` where nobody reviewed it.
    pub review: Option<String>,
}

/// How often a value stands among events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facet {
    /// What is counted: "type", "status", "quad", "country" or "source".
    pub of: &'static str,
    /// The value.
    pub value: String,
    /// Events.
    pub events: u64,
}

impl Snapshot<'_> {
    /// The latest events of a selection by their day, after a mark; those without a day come last.
    pub fn select(
        &self,
        selection: &Selection,
        after: Option<&Mark>,
        limit: usize,
    ) -> Result<Vec<Selected>, Error> {
        let (picked, values) = self.at(picked(&self.transaction, selection, after, limit))?;
        let sql = format!(
            "WITH {picked}
             SELECT e.id, e.article, r.seal, r.record, k.day, a.article_id, a.story, a.url, a.day,
                    s.name, json_extract(v.record, '$.title'), c.record
             FROM picked k CROSS JOIN events e ON e.id = k.number
             JOIN event_records r ON r.event = e.id
             JOIN articles a ON a.id = e.article JOIN revisions v ON v.id = a.revision
             LEFT JOIN sources s ON s.id = a.source
             LEFT JOIN reviewed w ON w.event = e.id LEFT JOIN corrections c ON c.id = w.correction
             ORDER BY k.day DESC, k.number DESC"
        );
        let mut found = Vec::new();
        self.each(
            &sql,
            values,
            |row| {
                Ok(Selected {
                    mark: Mark {
                        day: row.get(4)?,
                        row: row.get(0)?,
                    },
                    event: event_from_row(row)?,
                    article_id: row.get(5)?,
                    story: ArticleNo(row.get(6)?),
                    url: row.get(7)?,
                    day: row.get(8)?,
                    source: row.get(9)?,
                    title: row.get(10)?,
                    review: row.get(11)?,
                })
            },
            &mut |selected: Selected| {
                // Parties of events that are not current stand in their records only.
                let source = selected.source.as_deref();
                if selection.review != Some(Reviewed::As(Standing::Rejected))
                    || selection.takes(&selected.event.event, source)
                {
                    found.push(selected);
                }
                Ok::<(), Error>(())
            },
        )?;
        Ok(found)
    }

    /// What the latest `most` events of a selection are, counted; and how many these are.
    pub fn facets(&self, selection: &Selection, most: usize) -> Result<(Vec<Facet>, u64), Error> {
        let (picked, values) = self.at(picked(&self.transaction, selection, None, most))?;
        // Each event is looked up once; the four counts of its columns come from that.
        let sql = format!(
            "WITH {picked},
             seen AS MATERIALIZED (SELECT e.id, e.event_type, e.status, e.quad_class, e.source
               FROM picked k CROSS JOIN events e ON e.id = k.number)
             SELECT 0, '', count(*) FROM seen
             UNION ALL SELECT 1, event_type, count(*) FROM seen GROUP BY event_type
             UNION ALL SELECT 2, status, count(*) FROM seen GROUP BY status
             UNION ALL SELECT 3, CAST(quad_class AS TEXT), count(*) FROM seen GROUP BY quad_class
             UNION ALL SELECT 4, country, count(*) FROM (
               SELECT DISTINCT p.country, n.id FROM seen n CROSS JOIN parties p ON p.event = n.id
               WHERE p.side <> 'reporter' AND p.country IS NOT NULL) GROUP BY country
             UNION ALL SELECT 5, s.name, events FROM (
               SELECT source, count(*) AS events FROM seen WHERE source IS NOT NULL GROUP BY source)
               JOIN sources s ON s.id = source
             ORDER BY 1, 3 DESC, 2"
        );
        let mut facets = Vec::new();
        let mut counted = 0;
        self.each(
            &sql,
            values,
            |row| {
                let events = row.get::<_, i64>(2)?.unsigned_abs();
                Done::Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, events))
            },
            &mut |(kind, value, events)| {
                let of = match kind {
                    0 => {
                        counted = events;
                        return Ok(());
                    }
                    1 => "type",
                    2 => "status",
                    3 => "quad",
                    4 => "country",
                    _ => "source",
                };
                facets.push(Facet { of, value, events });
                Ok::<(), Error>(())
            },
        )?;
        Ok((facets, counted))
    }
}
