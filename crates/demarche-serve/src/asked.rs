//! What a request asks: query parameters, pages, filters, names in the path.

use axum::extract::rejection::PathRejection;
use axum::extract::{FromRequestParts, Path, Query};
use axum::http::request::Parts;
use demarche_ledger::Day;
use demarche_record::{CountryCode, Sector};
use demarche_store::{Mark, Selection};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use utoipa::IntoParams;

use crate::{App, Problem};

/// Query parameters; what cannot be read is a problem. Names that the document does not know are
/// refused before (`documented`).
pub(crate) struct Asked<T>(pub(crate) T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Asked<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match Query::<T>::from_request_parts(parts, state).await {
            Ok(Query(asked)) => Ok(Asked(asked)),
            Err(error) => {
                let sent = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri)
                    .map_or_else(|_| Vec::new(), |Query(sent)| sent);
                let value = |name: &str| -> Option<String> {
                    let found = sent.iter().find(|(of, _)| of == name);
                    found.map(|(_, value)| value.chars().take(60).collect())
                };
                Err(Problem::bad(
                    plainly(&error.body_text(), &value),
                    "/docs lists the parameters and what each may be",
                ))
            }
        }
    }
}

/// What a deserializer says of a request, in plain words: which field, what was sent, what it may be.
/// `sent` gives the value of a field, for faults that do not say it.
pub(crate) fn plainly(said: &str, sent: &dyn Fn(&str) -> Option<String>) -> String {
    let said = said
        .strip_prefix("Failed to deserialize ")
        .and_then(|rest| rest.split_once(": "))
        .map_or(said, |(_, rest)| rest);
    let (name, fault) = match said.split_once(": ") {
        Some((name, fault)) if !name.contains([' ', '`']) => (name, fault),
        _ => ("", said),
    };
    let of = |what: String| match name {
        "" => what,
        name => format!("{name}: {what}"),
    };
    let quoted = |what: &str| {
        let (quoted, rest) = fault
            .strip_prefix(what)?
            .strip_prefix(" `")?
            .split_once('`')?;
        let known: Vec<&str> = rest.split('`').skip(1).step_by(2).collect();
        Some((quoted, known.join(", ")))
    };
    if let Some((field, _)) = quoted("missing field") {
        return of(format!("{field} is missing"));
    }
    if let Some((field, _)) = quoted("duplicate field") {
        return of(format!("{field} is given twice"));
    }
    if let Some((field, known)) = quoted("unknown field") {
        return of(format!("there is no field \"{field}\"; there are: {known}"));
    }
    if let Some((value, known)) = quoted("unknown variant") {
        return of(format!("\"{value}\" is none of: {known}"));
    }
    let what = match fault {
        "invalid digit found in string" | "cannot parse integer from empty string" => {
            "no whole number"
        }
        "number too large to fit in target type" => "too large a number",
        "number too small to fit in target type" => "too small a number",
        "invalid float literal" | "cannot parse float from empty string" => "no number",
        "provided string was not `true` or `false`" => "neither true nor false",
        other => return of(other.to_owned()),
    };
    match sent(name) {
        Some(value) => of(format!("\"{value}\" is {what}")),
        None => of(format!("it is {what}")),
    }
}

/// Names in the path.
pub(crate) struct Named<T>(pub(crate) T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Named<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match Path::<T>::from_request_parts(parts, state).await {
            Ok(Path(named)) => Ok(Named(named)),
            Err(PathRejection::FailedToDeserializePathParams(error)) => {
                Err(Problem::bad(error.body_text(), "see /docs"))
            }
            Err(error) => Err(Problem::bad(error.body_text(), "see /docs")),
        }
    }
}

/// Which part of a list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Paging {
    /// The most items of a page.
    #[param(minimum = 1, maximum = 500, default = 50)]
    limit: Option<u32>,
    /// `next` of the page before.
    #[param(pattern = "^[0-9A-Za-z~.-]{1,200}$")]
    cursor: Option<String>,
}

impl Paging {
    /// How many items.
    pub(crate) fn limit(&self) -> Result<usize, Problem> {
        match self.limit.unwrap_or(50) {
            limit @ 1..=500 => Ok(limit as usize),
            limit => Err(Problem::bad(
                format!("limit is {limit}"),
                "give a limit from 1 to 500; `next` leads to the rest",
            )),
        }
    }

    /// Where a list that is counted goes on.
    pub(crate) fn offset(&self) -> Result<usize, Problem> {
        match self.cursor()? {
            None => Ok(0),
            Some(cursor) => cursor
                .strip_prefix("n.")
                .and_then(|number| number.parse().ok())
                .filter(|offset| *offset <= 1_000_000)
                .ok_or_else(foreign),
        }
    }

    /// Where a list in the order of days goes on.
    pub(crate) fn mark(&self) -> Result<Option<Mark>, Problem> {
        let Some(cursor) = self.cursor()? else {
            return Ok(None);
        };
        let (day, row) = cursor
            .strip_prefix("d.")
            .and_then(|rest| rest.split_once('~'))
            .ok_or_else(foreign)?;
        let plain = day.is_empty() || Day::parse(day).is_some();
        match row.parse() {
            Ok(row) if plain => Ok(Some(Mark {
                day: day.to_owned(),
                row,
            })),
            _ => Err(foreign()),
        }
    }

    pub(crate) fn cursor(&self) -> Result<Option<&str>, Problem> {
        let plain = |c: char| c.is_ascii_alphanumeric() || "~.-".contains(c);
        match self.cursor.as_deref() {
            Some(cursor)
                if cursor.is_empty() || cursor.len() > 200 || !cursor.chars().all(plain) =>
            {
                Err(Problem::bad(
                    "the cursor cannot be read",
                    "take it from `next` of the page before",
                ))
            }
            cursor => Ok(cursor),
        }
    }
}

fn foreign() -> Problem {
    Problem::no_such_value(
        "the cursor is not of this list",
        "take it from `next` of the page before",
    )
}

/// The cursor of a list in the order of days.
pub(crate) fn cursor_of(mark: &Mark) -> String {
    format!("d.{}~{}", mark.day, mark.row)
}

/// A part of a list that is at hand whole, and the cursor of the rest.
pub(crate) fn cut<T>(
    all: &[T],
    paging: &Paging,
) -> Result<(std::ops::Range<usize>, Option<String>), Problem> {
    let from = paging.offset()?.min(all.len());
    let to = (from + paging.limit()?).min(all.len());
    Ok((from..to, (to < all.len()).then(|| format!("n.{to}"))))
}

/// The filters of events; the same everywhere.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Filters {
    /// From this day on.
    #[param(format = Date, example = "2025-04-22")]
    since: Option<String>,
    /// Up to this day.
    #[param(format = Date, example = "2025-05-10")]
    until: Option<String>,
    /// Between two countries, whichever acts.
    #[param(pattern = "^[A-Za-z]{3},[A-Za-z]{3}$", example = "IND,PAK")]
    pair: Option<String>,
    /// With a party of one of these countries, or in one of them.
    #[param(pattern = "^[A-Za-z]{3}(,[A-Za-z]{3}){0,19}$", example = "UKR")]
    country: Option<String>,
    /// Whose act: a country, a code (INDMIL) or an entity (IND-GOV).
    #[param(pattern = "^[A-Za-z0-9_-]{3,40}$", example = "IND")]
    actor: Option<String>,
    /// To whom, in the same way.
    #[param(pattern = "^[A-Za-z0-9_-]{3,40}$", example = "PAK")]
    recipient: Option<String>,
    /// PLOVER types, parted by commas.
    #[param(
        pattern = "^[A-Za-z]{3,20}(,[A-Za-z]{3,20}){0,15}$",
        example = "SANCTION,ASSAULT"
    )]
    r#type: Option<String>,
    /// PLOVER modes, parted by commas.
    #[param(pattern = "^[a-z-]{2,40}(,[a-z-]{2,40}){0,19}$")]
    mode: Option<String>,
    /// Quad classes, parted by commas: 1 verbal and 2 material cooperation, 3 verbal and 4 material
    /// conflict.
    #[param(pattern = "^[1-4](,[1-4]){0,3}$", example = "3,4")]
    quad: Option<String>,
    /// Statuses, parted by commas.
    #[param(
        pattern = "^(actual|future|hypothetical|negated|historical)(,(actual|future|hypothetical|negated|historical)){0,4}$",
        example = "actual"
    )]
    status: Option<String>,
    /// Certainties, parted by commas.
    #[param(pattern = "^(asserted|claimed|denied)(,(asserted|claimed|denied)){0,2}$")]
    certainty: Option<String>,
    /// Where: a country by its code, else a place by its name.
    #[param(min_length = 1, max_length = 100, pattern = "^\\S([\\s\\S]*\\S)?$")]
    place: Option<String>,
    /// From articles of this source.
    #[param(min_length = 1, max_length = 200, pattern = "^\\S([\\s\\S]*\\S)?$")]
    source: Option<String>,
    /// Of at least this confidence.
    #[param(minimum = 0, maximum = 1)]
    min_confidence: Option<f64>,
    /// From articles with these words.
    #[param(min_length = 1, max_length = 200, pattern = "^\\S([\\s\\S]*\\S)?$")]
    q: Option<String>,
    /// What reviewers made of them: unreviewed, accepted, edited or rejected.
    #[param(pattern = "^(unreviewed|accepted|edited|rejected)$")]
    review: Option<String>,
}

impl Filters {
    /// As the store asks for it.
    pub(crate) fn selection(&self, app: &App) -> Result<Selection, Problem> {
        let mut selection = Selection::default();
        if let Some(least) = self.min_confidence
            && !(0.0..=1.0).contains(&least)
        {
            return Err(Problem::bad(
                format!("min_confidence is {least}"),
                "give a number from 0 to 1, as 0.7",
            ));
        }
        // Written so that the smallest number there is stays short.
        let confidence = self.min_confidence.map(|least| format!("{least:e}"));
        for (name, value) in [
            ("since", &self.since),
            ("until", &self.until),
            ("pair", &self.pair),
            ("country", &self.country),
            ("actor", &self.actor),
            ("recipient", &self.recipient),
            ("type", &self.r#type),
            ("mode", &self.mode),
            ("quad", &self.quad),
            ("status", &self.status),
            ("certainty", &self.certainty),
            ("place", &self.place),
            ("source", &self.source),
            ("min_confidence", &confidence),
            ("q", &self.q),
            ("review", &self.review),
        ] {
            let Some(value) = value else { continue };
            let most = if name == "place" { 100 } else { 200 };
            if value.chars().count() > most || value.trim() != value {
                return Err(unreadable(
                    name,
                    "it is too long, or begins or ends with a blank",
                ));
            }
            known(app, name, value)?;
            if let Err(why) = selection.set(name, value) {
                // Of the right form, and nothing by that name.
                return Err(match name {
                    "type" | "mode" if well_formed(name, value) => {
                        Problem::no_such_value(format!("{name}: {why}"), "/docs lists the values")
                    }
                    _ => unreadable(name, &why),
                });
            }
        }
        Ok(selection)
    }
}

fn unreadable(name: &str, why: &str) -> Problem {
    Problem::bad(
        format!("{name}: {why}"),
        "/docs lists the filters and what each may be",
    )
}

fn well_formed(name: &str, value: &str) -> bool {
    let plain = |c: char| match name {
        "mode" => c.is_ascii_lowercase() || c == '-',
        _ => c.is_ascii_alphabetic(),
    };
    !value.is_empty()
        && value
            .split(',')
            .all(|part| part.len() >= 2 && part.chars().all(plain))
}

/// A day.
pub(crate) fn day(name: &str, value: Option<&str>) -> Result<Option<Day>, Problem> {
    match value {
        None => Ok(None),
        Some(value) => Day::parse(value)
            .filter(|_| value.len() == 10)
            .map(Some)
            .ok_or_else(|| {
                Problem::bad(
                    format!("{name}: \"{value}\" is no day of the calendar"),
                    "write it as 2025-05-01",
                )
            }),
    }
}

/// Words, or a name.
pub(crate) fn words(name: &str, value: Option<String>) -> Result<Option<String>, Problem> {
    match value {
        Some(value) if value.is_empty() || value.trim() != value || value.chars().count() > 200 => {
            Err(unreadable(
                name,
                "it is empty or too long, or begins or ends with a blank",
            ))
        }
        value => Ok(value),
    }
}

/// Refuses a filter of events that names a country which is none. The store, which knows no tables,
/// takes every code.
pub(crate) fn known(app: &App, name: &str, value: &str) -> Result<(), Problem> {
    match name {
        "pair" => pair(app, name, value).map(drop),
        "country" => countries(app, name, value).map(drop),
        // Entities and parties without a country stand here too: "REB" is the code of rebels.
        "actor" | "recipient"
            if CountryCode::parse(value).is_some() && Sector::parse(value).is_none() =>
        {
            country(app, name, value).map(drop)
        }
        _ => Ok(()),
    }
}

/// Two countries.
pub(crate) fn pair(app: &App, name: &str, value: &str) -> Result<[String; 2], Problem> {
    match <[String; 2]>::try_from(countries(app, name, value)?) {
        Ok([one, other]) if one != other => Ok([one, other]),
        Ok([one, _]) => Err(Problem::no_such_value(
            format!("{one} and {one} are no pair"),
            "name two different countries",
        )),
        Err(_) => Err(Problem::bad(
            format!("{name}: \"{value}\" is no pair"),
            "name two countries, as IND,PAK",
        )),
    }
}

/// Codes of countries, parted by commas.
pub(crate) fn countries(app: &App, name: &str, list: &str) -> Result<Vec<String>, Problem> {
    list.split(',')
        .map(|code| country(app, name, code))
        .collect()
}

/// The code of a country that the tables know.
pub(crate) fn country(app: &App, name: &str, value: &str) -> Result<String, Problem> {
    let upper = value.trim().to_uppercase();
    let Some(code) = CountryCode::parse(&upper) else {
        return Err(Problem::bad(
            format!("{name}: \"{value}\" is no code of a country"),
            "give ISO 3166-1 alpha-3 codes, as IND; names of regions are for --country of \
             `demarche ledger`",
        ));
    };
    if code.is_supranational() || app.knowledge().country_name(code).is_some() {
        return Ok(upper);
    }
    Err(Problem::no_such_value(
        format!("{name}: no country has the code {upper}"),
        "/api/v1/countries lists them",
    ))
}

#[cfg(test)]
mod tests {
    use super::plainly;

    #[test]
    fn a_fault_is_said_with_field_value_and_what_it_may_be() {
        let sent = |name: &str| (name == "after").then(|| "x".to_owned());
        for (said, plain) in [
            (
                "Failed to deserialize query string: after: invalid digit found in string",
                "after: \"x\" is no whole number",
            ),
            (
                "Failed to deserialize query string: series: provided string was not `true` or \
                 `false`",
                "series: it is neither true nor false",
            ),
            (
                "Failed to deserialize query string: what: unknown variant `foo`, expected \
                 `events` or `articles`",
                "what: \"foo\" is none of: events, articles",
            ),
            (
                "Failed to deserialize query string: missing field `q`",
                "q is missing",
            ),
            (
                "Failed to deserialize query string: duplicate field `limit`",
                "limit is given twice",
            ),
            (
                "Failed to deserialize the JSON body into the target type: missing field \
                 `verdict` at line 1 column 2",
                "verdict is missing",
            ),
            (
                "Failed to deserialize the JSON body into the target type: by: invalid type: \
                 integer `5`, expected a string at line 1 column 7",
                "by: invalid type: integer `5`, expected a string at line 1 column 7",
            ),
        ] {
            assert_eq!(plainly(said, &sent), plain);
        }
    }
}
