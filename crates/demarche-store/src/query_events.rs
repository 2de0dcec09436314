//! Events by a [`Selection`], the latest first, page by page; and what they are, counted.

use rusqlite::Connection;
use rusqlite::types::Value;

use crate::error::{Done, Error};
use crate::rare::Rare;
use crate::read::{event_from_row, marks};
use crate::selection::Reviewed;
use crate::{ArticleNo, Selection, Snapshot, Standing, StoredEvent, search};

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
             seen AS MATERIALIZED (SELECT e.id, e.event_type, e.status, e.quad_class, e.article
               FROM picked k CROSS JOIN events e ON e.id = k.number)
             SELECT 0, '', count(*) FROM seen
             UNION ALL SELECT 1, event_type, count(*) FROM seen GROUP BY event_type
             UNION ALL SELECT 2, status, count(*) FROM seen GROUP BY status
             UNION ALL SELECT 3, CAST(quad_class AS TEXT), count(*) FROM seen GROUP BY quad_class
             UNION ALL SELECT 4, country, count(*) FROM (
               SELECT DISTINCT p.country, n.id FROM seen n CROSS JOIN parties p ON p.event = n.id
               WHERE p.side <> 'reporter' AND p.country IS NOT NULL) GROUP BY country
             UNION ALL SELECT 5, s.name, count(*) FROM seen n
               CROSS JOIN articles a ON a.id = n.article JOIN sources s ON s.id = a.source
               GROUP BY s.id
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

/// The table `picked (day, number)`: the latest events of a selection. What is asked for most
/// exactly leads, through its index, in the order of days, so that no more rows are read than are
/// wanted; the rest are conditions on each.
fn picked(
    connection: &Connection,
    selection: &Selection,
    after: Option<&Mark>,
    limit: usize,
) -> Done<(String, Vec<Value>)> {
    let mut ways: Vec<Way> = Vec::new();
    let way = |from: &str, day: &str, row: &str, condition: &str, values: Vec<Value>| Way {
        from: from.to_owned(),
        day: day.to_owned(),
        row: row.to_owned(),
        condition: condition.to_owned(),
        values,
    };
    let text = |text: &str| Value::Text(text.to_owned());
    let sources = Rare::source(connection, selection)?;
    let words = Rare::words(connection, selection)?;
    let mut rest = Rest::of(selection);
    let mut current = "e.current = 1";
    if let Some(Reviewed::As(standing)) = selection.review {
        ways.push(way(
            "reviewed v CROSS JOIN events e ON e.id = v.event",
            "v.day",
            "v.event",
            "v.standing = ?",
            vec![text(standing.as_str())],
        ));
        if standing == Standing::Rejected {
            current = "e.current = 0";
        } else {
            rest.pair(selection.pair.as_ref());
            rest.side("actor", selection.actor.as_deref());
            rest.side("recipient", selection.recipient.as_deref());
            rest.countries(&selection.countries);
        }
    } else if let Some((one, other)) = &selection.pair {
        for (actor, recipient) in [(one, other), (other, one)] {
            ways.push(way(
                "dyads d CROSS JOIN events e ON e.id = d.event",
                "d.day",
                "d.event",
                "d.actor = ? AND d.recipient = ?",
                vec![text(actor), text(recipient)],
            ));
        }
        rest.side("actor", selection.actor.as_deref());
        rest.side("recipient", selection.recipient.as_deref());
        rest.countries(&selection.countries);
    } else if let Some((side, code)) = selection
        .actor
        .as_deref()
        .map(|code| ("actor", code))
        .or_else(|| {
            selection
                .recipient
                .as_deref()
                .map(|code| ("recipient", code))
        })
    {
        let (condition, values) = is_party("p", code);
        let mut all = vec![text(side)];
        all.extend(values);
        ways.push(way(
            "parties p CROSS JOIN events e ON e.id = p.event",
            "p.day",
            "p.event",
            &format!("p.side = ? AND {condition}"),
            all,
        ));
        if side == "actor" {
            rest.side("recipient", selection.recipient.as_deref());
        }
        rest.countries(&selection.countries);
    } else if !selection.types.is_empty()
        && !selection.countries.is_empty()
        && Rare::types(connection, selection)? == Rare::Few
    {
        ways.push(way("events e", "e.day", "e.id", "1", Vec::new()));
        rest.countries(&selection.countries);
    } else if !selection.countries.is_empty() {
        for country in &selection.countries {
            ways.push(way(
                "parties p CROSS JOIN events e ON e.id = p.event",
                "p.day",
                "p.event",
                "p.country = ? AND p.side <> 'reporter'",
                vec![text(country)],
            ));
            ways.push(way(
                "events e",
                "e.day",
                "e.id",
                "e.place_country = ?",
                vec![text(country)],
            ));
        }
    } else if let Some(place) = selection
        .place
        .as_deref()
        .filter(|place| !is_country(place))
    {
        let named = vec![text(place)];
        ways.push(way("events e", "e.day", "e.id", "e.place_name = ?", named));
        rest.place = false;
    } else if let (Some(query), Rare::Few) = (&rest.query, words) {
        let from = "words CROSS JOIN articles a ON a.id = words.rowid
                    CROSS JOIN events e ON e.revision = a.revision";
        let query = vec![Value::Text(query.clone())];
        ways.push(way(from, "e.day", "e.id", "words MATCH ?", query));
        rest.query = None;
    } else if let (Some(source), Rare::Few) = (&selection.source, sources) {
        let from = "articles a CROSS JOIN events e ON e.revision = a.revision";
        let condition = "a.source = (SELECT id FROM sources WHERE name = ?)";
        ways.push(way(from, "e.day", "e.id", condition, vec![text(source)]));
        rest.source = false;
    } else {
        ways.push(way("events e", "e.day", "e.id", "1", Vec::new()));
    }
    rest.articles(selection, words, limit);
    let limit = Value::Integer(i64::try_from(limit).unwrap_or(i64::MAX));
    let mut values = Vec::new();
    let mut parts = Vec::new();
    for Way {
        from,
        day,
        row,
        condition,
        values: own,
    } in ways
    {
        let mut all = format!("{current} AND {condition}");
        values.extend(own);
        if let Some(since) = &selection.since {
            all.push_str(&format!(" AND {day} >= ?"));
            values.push(text(since));
        }
        if let Some(until) = &selection.until {
            all.push_str(&format!(" AND {day} <= ? AND {day} <> ''"));
            values.push(text(until));
        }
        if let Some(mark) = after {
            all.push_str(&format!(" AND ({day}, {row}) < (?, ?)"));
            values.extend([text(&mark.day), Value::Integer(mark.row)]);
        }
        for (condition, own) in &rest.conditions {
            all.push_str(" AND ");
            all.push_str(condition);
            values.extend(own.iter().cloned());
        }
        parts.push(format!(
            "SELECT * FROM (SELECT DISTINCT {day} AS day, {row} AS number FROM {from}
               WHERE {all} ORDER BY {day} DESC, {row} DESC LIMIT ?)"
        ));
        values.push(limit.clone());
    }
    values.push(limit);
    let sql = format!(
        "picked (day, number) AS MATERIALIZED (SELECT * FROM ({}) ORDER BY 1 DESC, 2 DESC LIMIT ?)",
        parts.join(" UNION ")
    );
    Ok((sql, values))
}

/// Whether a place is asked for by the code of its country.
fn is_country(place: &str) -> bool {
    place.len() == 3 && place.chars().all(|c| c.is_ascii_uppercase())
}

/// A way to the events through an index in the order of days.
struct Way {
    from: String,
    day: String,
    row: String,
    condition: String,
    values: Vec<Value>,
}

/// Conditions on the table of events, named `e`.
struct Rest {
    conditions: Vec<(String, Vec<Value>)>,
    /// The words, as the search has them, where no way leads by them.
    query: Option<String>,
    /// Whether the name of the place, and the source, are still to be looked at.
    place: bool,
    source: bool,
}

impl Rest {
    /// All but the days, the pair, the parties and the countries.
    fn of(selection: &Selection) -> Self {
        let mut rest = Rest {
            conditions: Vec::new(),
            query: selection.words.as_deref().map(search::query),
            place: true,
            source: true,
        };
        let text = |text: &str| Value::Text(text.to_owned());
        let names = |names: &[String]| names.iter().map(|name| text(name)).collect();
        let types = selection.types.iter().map(|name| text(name.as_str()));
        rest.one_of("e.event_type", types.collect());
        rest.one_of("e.mode", names(&selection.modes));
        let quads = selection.quads.iter();
        rest.one_of(
            "e.quad_class",
            quads.map(|quad| Value::Integer(i64::from(*quad))).collect(),
        );
        let statuses = selection.statuses.iter().map(|name| text(name.as_str()));
        rest.one_of("e.status", statuses.collect());
        rest.one_of("e.certainty", names(&selection.certainties));
        if selection.review == Some(Reviewed::Not) {
            rest.add(
                "NOT EXISTS (SELECT 1 FROM reviewed u WHERE u.event = e.id)",
                Vec::new(),
            );
        }
        if let Some(least) = selection.least_confidence {
            rest.add("e.confidence >= ?", vec![Value::Real(least)]);
        }
        rest
    }

    /// What is asked of the article and the place, as far as no way leads by it.
    fn articles(&mut self, selection: &Selection, words: Rare, limit: usize) {
        let text = |text: &str| Value::Text(text.to_owned());
        if let Some(source) = selection.source.as_deref().filter(|_| self.source) {
            self.add(
                "(SELECT a.source FROM articles a WHERE a.id = e.article)
                 = (SELECT id FROM sources WHERE name = ?)",
                vec![text(source)],
            );
        }
        match self.query.take() {
            None => {}
            Some(query) if query.is_empty() => self.add("0", Vec::new()),
            Some(query) => {
                let condition = match words {
                    // A list of many costs more than to look at each of a page, and less than to look
                    // at each of thousands.
                    Rare::Many if limit <= 1000 => {
                        "EXISTS (SELECT 1 FROM words WHERE words MATCH ? AND rowid = e.article)"
                    }
                    _ => "e.article IN (SELECT rowid FROM words WHERE words MATCH ?)",
                };
                self.add(condition, vec![Value::Text(query)]);
            }
        }
        if let Some(place) = selection.place.as_deref().filter(|_| self.place) {
            let condition = match is_country(place) {
                true => "e.place_country = ?",
                false => "e.place_name = ?",
            };
            self.add(condition, vec![text(place)]);
        }
    }

    fn add(&mut self, condition: &str, values: Vec<Value>) {
        self.conditions.push((condition.to_owned(), values));
    }

    fn one_of(&mut self, column: &str, values: Vec<Value>) {
        if !values.is_empty() {
            self.add(&format!("{column} IN ({})", marks(values.len())), values);
        }
    }

    fn pair(&mut self, pair: Option<&(String, String)>) {
        if let Some((one, other)) = pair {
            let text = |text: &String| Value::Text(text.clone());
            self.add(
                "EXISTS (SELECT 1 FROM dyads d WHERE d.day = e.day AND d.event = e.id
                   AND ((d.actor = ? AND d.recipient = ?) OR (d.actor = ? AND d.recipient = ?)))",
                [one, other, other, one].map(text).to_vec(),
            );
        }
    }

    fn side(&mut self, side: &str, code: Option<&str>) {
        if let Some(code) = code {
            // By the key of the event: an index of the country would be gone through for each.
            let (condition, values) = is_party("+x", code);
            self.add(
                &format!(
                    "EXISTS (SELECT 1 FROM parties x
                       WHERE x.event = e.id AND x.side = '{side}' AND {condition})"
                ),
                values,
            );
        }
    }

    fn countries(&mut self, countries: &[String]) {
        if !countries.is_empty() {
            let marks = marks(countries.len());
            let values = || countries.iter().map(|code| Value::Text(code.clone()));
            self.add(
                &format!(
                    "(e.place_country IN ({marks}) OR EXISTS (SELECT 1 FROM parties y
                       WHERE y.event = e.id AND y.side <> 'reporter' AND +y.country IN ({marks})))"
                ),
                values().chain(values()).collect(),
            );
        }
    }
}

/// That a row of the table of parties is of a country, or has a code or an entity.
fn is_party(table: &str, code: &str) -> (String, Vec<Value>) {
    let value = || Value::Text(code.to_owned());
    if code.contains(['-', '_']) {
        return (format!("{table}.entity = ?"), vec![value()]);
    }
    match code.len() {
        ..=3 => (format!("{table}.country = ?"), vec![value()]),
        _ => (format!("{table}.code = ?"), vec![value()]),
    }
}
