//! By which index the events of a [`Selection`] are read.

use rusqlite::Connection;
use rusqlite::types::Value;

use crate::error::Done;
use crate::query_events::Mark;
use crate::rare::Rare;
use crate::read::marks;
use crate::selection::Reviewed;
use crate::{Selection, Standing, search};

/// The table `picked (day, number)`: the latest events of a selection. What is asked for most
/// exactly leads, through its index, in the order of days, so that no more rows are read than are
/// wanted; the rest are conditions on each.
pub(crate) fn picked(
    connection: &Connection,
    selection: &Selection,
    after: Option<&Mark>,
    limit: usize,
) -> Done<(String, Vec<Value>)> {
    let words = Rare::words(connection, selection)?;
    let mut rest = Rest::of(selection);
    let ways = ways(connection, selection, words, &mut rest)?;
    rest.articles(selection, words, limit);
    let limit = Value::Integer(i64::try_from(limit).unwrap_or(i64::MAX));
    let mut values = Vec::new();
    let mut parts = Vec::new();
    for way in ways {
        let lead = way.lead;
        let (day, row) = (lead.day(), lead.row());
        let mut all = way.condition;
        values.extend(way.values);
        let mut add = |condition: &str, own: Vec<Value>| {
            all.push_str(" AND ");
            all.push_str(condition);
            values.extend(own);
        };
        if let Some(since) = &selection.since {
            add(&format!("{day} >= ?"), vec![text(since)]);
        }
        if let Some(until) = &selection.until {
            add(&format!("{day} <= ? AND {day} <> ''"), vec![text(until)]);
        }
        if let Some(mark) = after {
            add(
                &format!("({day}, {row}) < (?, ?)"),
                vec![text(&mark.day), Value::Integer(mark.row)],
            );
        }
        if !rest.types.is_empty() {
            let marks = marks(rest.types.len());
            let condition = match lead {
                Lead::Events(_) | Lead::Reviewed => format!("e.event_type IN ({marks})"),
                // In the order of days too, where the event itself stands anywhere.
                Lead::Parties | Lead::Dyads => format!(
                    "EXISTS (SELECT 1 FROM events t WHERE t.current = 1
                       AND t.event_type IN ({marks}) AND t.day = {day} AND t.id = {row})"
                ),
            };
            add(&condition, rest.types.clone());
        }
        if let Some(query) = &rest.listed {
            let condition = match lead {
                Lead::Events(_) | Lead::Reviewed => format!("e.article IN ({LIST})"),
                // From the index of days; within a subquery the list would be made anew each time.
                Lead::Parties | Lead::Dyads => format!(
                    "(SELECT t.article FROM events t INDEXED BY events_day
                      WHERE t.current = 1 AND t.day = {day} AND t.id = {row}) IN ({LIST})"
                ),
            };
            add(&condition, vec![query.clone()]);
        }
        for (condition, own) in &rest.conditions {
            add(condition, own.clone());
        }
        let from = lead.from(!rest.conditions.is_empty());
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

/// The ways to the events, which together have all of them. What a way sees to is taken out of the
/// rest.
fn ways(
    connection: &Connection,
    selection: &Selection,
    words: Rare,
    rest: &mut Rest,
) -> Done<Vec<Way>> {
    let actor = selection.actor.as_deref();
    let recipient = selection.recipient.as_deref();
    let events = |from: &'static str, condition: &str, values: Vec<Value>| Way {
        lead: Lead::Events(from),
        condition: format!("e.current = 1 AND {condition}"),
        values,
    };
    if let Some(Reviewed::As(standing)) = selection.review {
        let current = standing != Standing::Rejected;
        if current {
            rest.pair(selection.pair.as_ref());
            rest.side("actor", actor);
            rest.side("recipient", recipient);
            rest.countries(&selection.countries);
        }
        return Ok(vec![Way {
            lead: Lead::Reviewed,
            condition: format!("e.current = {} AND v.standing = ?", u8::from(current)),
            values: vec![text(standing.as_str())],
        }]);
    }
    if let Some((one, other)) = &selection.pair {
        rest.side("actor", actor);
        rest.side("recipient", recipient);
        rest.countries(&selection.countries);
        let way = |(actor, recipient): (&String, &String)| Way {
            lead: Lead::Dyads,
            condition: "d.actor = ? AND d.recipient = ?".to_owned(),
            values: vec![text(actor), text(recipient)],
        };
        return Ok([(one, other), (other, one)].map(way).into());
    }
    let side = actor.map(|code| ("actor", code));
    if let Some((side, code)) = side.or_else(|| recipient.map(|code| ("recipient", code))) {
        if side == "actor" {
            rest.side("recipient", recipient);
        }
        rest.countries(&selection.countries);
        let (condition, values) = is_party("p", code);
        return Ok(vec![Way {
            lead: Lead::Parties,
            condition: format!("p.side = ? AND {condition}"),
            values: std::iter::once(text(side)).chain(values).collect(),
        }]);
    }
    if !selection.countries.is_empty() {
        if !selection.types.is_empty() && Rare::types(connection, selection)? == Rare::Few {
            rest.countries(&selection.countries);
            return Ok(vec![events("events e", "1", Vec::new())]);
        }
        let ways = selection.countries.iter().flat_map(|country| {
            let named = Way {
                lead: Lead::Parties,
                condition: "p.country = ? AND p.side <> 'reporter'".to_owned(),
                values: vec![text(country)],
            };
            let here = vec![text(country)];
            [named, events("events e", "e.place_country = ?", here)]
        });
        return Ok(ways.collect());
    }
    let named = selection.place.as_deref();
    if let Some(place) = named.filter(|place| !is_country(place)) {
        rest.place = false;
        let here = vec![text(place)];
        return Ok(vec![events("events e", "e.place_name = ?", here)]);
    }
    if let (Some(query), Rare::Few) = (&rest.query, words) {
        let from = "words CROSS JOIN articles a ON a.id = words.rowid
                    CROSS JOIN events e ON e.revision = a.revision";
        let query = vec![Value::Text(query.clone())];
        rest.query = None;
        return Ok(vec![events(from, "words MATCH ?", query)]);
    }
    if let Some(source) = &selection.source {
        rest.source = false;
        return Ok(vec![events("events e", SOURCE, vec![text(source)])]);
    }
    if let Some(least) = selection.least_confidence
        && Rare::confident(connection, least)? == Rare::Few
    {
        let from = "events e INDEXED BY events_confidence";
        let least = vec![Value::Real(least)];
        return Ok(vec![events(from, "e.confidence >= ?", least)]);
    }
    Ok(vec![events("events e", "1", Vec::new())])
}

/// The articles with the words.
const LIST: &str = "SELECT rowid FROM words WHERE words MATCH ?";

const SOURCE: &str = "e.source = (SELECT id FROM sources WHERE name = ?)";

/// Whether a place is asked for by the code of its country.
fn is_country(place: &str) -> bool {
    place.len() == 3 && place.chars().all(|c| c.is_ascii_uppercase())
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// A way to the events through an index in the order of days.
struct Way {
    lead: Lead,
    condition: String,
    values: Vec<Value>,
}

/// What leads.
#[derive(Clone, Copy)]
enum Lead {
    /// The events themselves, named `e`, from these tables.
    Events(&'static str),
    /// Who is named in current events, `p`.
    Parties,
    /// Who stands against whom in current events, `d`.
    Dyads,
    /// What reviewers looked at, `v`.
    Reviewed,
}

impl Lead {
    fn day(self) -> &'static str {
        match self {
            Lead::Events(_) => "e.day",
            Lead::Parties => "p.day",
            Lead::Dyads => "d.day",
            Lead::Reviewed => "v.day",
        }
    }

    fn row(self) -> &'static str {
        match self {
            Lead::Events(_) => "e.id",
            Lead::Parties => "p.event",
            Lead::Dyads => "d.event",
            Lead::Reviewed => "v.event",
        }
    }

    /// The tables; with the events where a condition asks for them.
    fn from(self, events: bool) -> String {
        let row = self.row();
        match self {
            Lead::Events(from) => from.to_owned(),
            Lead::Reviewed => format!("reviewed v CROSS JOIN events e ON e.id = {row}"),
            Lead::Parties if events => format!("parties p CROSS JOIN events e ON e.id = {row}"),
            Lead::Parties => "parties p".to_owned(),
            Lead::Dyads if events => format!("dyads d CROSS JOIN events e ON e.id = {row}"),
            Lead::Dyads => "dyads d".to_owned(),
        }
    }
}

/// Conditions on the table of events, named `e`.
struct Rest {
    conditions: Vec<(String, Vec<Value>)>,
    /// The types.
    types: Vec<Value>,
    /// The words, as the search has them, where no way leads by them.
    query: Option<String>,
    /// The same, where they are looked for in a list of all articles that have them.
    listed: Option<Value>,
    /// Whether the name of the place, and the source, are still to be looked at.
    place: bool,
    source: bool,
}

impl Rest {
    /// All but the days, the pair, the parties and the countries.
    fn of(selection: &Selection) -> Self {
        let types = selection.types.iter();
        let mut rest = Rest {
            conditions: Vec::new(),
            types: types.map(|name| text(name.as_str())).collect(),
            query: selection.words.as_deref().map(search::query),
            listed: None,
            place: true,
            source: true,
        };
        let names = |names: &[String]| names.iter().map(|name| text(name)).collect();
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
        if let Some(source) = selection.source.as_deref().filter(|_| self.source) {
            self.add(SOURCE, vec![text(source)]);
        }
        match self.query.take() {
            None => {}
            Some(query) if query.is_empty() => self.add("0", Vec::new()),
            // A list of many costs more than to look at each of a page, and less than to look at
            // each of thousands.
            Some(query) if words == Rare::Many && limit <= 1000 => self.add(
                "EXISTS (SELECT 1 FROM words WHERE words MATCH ? AND rowid = e.article)",
                vec![Value::Text(query)],
            ),
            Some(query) => self.listed = Some(Value::Text(query)),
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
            self.add(
                "EXISTS (SELECT 1 FROM dyads d WHERE d.day = e.day AND d.event = e.id
                   AND ((d.actor = ? AND d.recipient = ?) OR (d.actor = ? AND d.recipient = ?)))",
                [one, other, other, one].map(|code| text(code)).to_vec(),
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
            let values = || countries.iter().map(|code| text(code));
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
    let value = || text(code);
    if code.contains(['-', '_']) {
        return (format!("{table}.entity = ?"), vec![value()]);
    }
    match code.len() {
        ..=3 => (format!("{table}.country = ?"), vec![value()]),
        _ => (format!("{table}.code = ?"), vec![value()]),
    }
}
