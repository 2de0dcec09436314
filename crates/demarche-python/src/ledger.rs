//! Events to ledgers. The fold is kept, so that one reading of the events answers any number of
//! questions; answers go out as the JSON that the command line writes.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use demarche_code::knowledge;
use demarche_ledger::panel::{Panel, Step, Unit};
use demarche_ledger::{Day, Fold, Query, Rules, Scope};
use demarche_record::CountryCode;
use pyo3::prelude::*;

use crate::errors;
use crate::input::{Keys, Source};
use crate::table::Table;

/// Events on their way to ledgers, with the texts of the articles that are at hand.
#[pyclass(frozen, module = "demarche._demarche", name = "Fold")]
pub(crate) struct PyFold(Mutex<Told>);

#[derive(Default)]
struct Told {
    fold: Fold,
    texts: HashMap<String, String>,
}

/// A row of a panel: who, to whom, the first day of the step, and its sums.
type Row = (
    String,
    Option<String>,
    String,
    u32,
    u32,
    [u32; 4],
    f64,
    f64,
    u32,
    f64,
);

impl PyFold {
    /// A fold that is made already.
    pub(crate) fn new(fold: Fold) -> PyFold {
        PyFold(Mutex::new(Told {
            fold,
            texts: HashMap::new(),
        }))
    }

    fn lock(&self) -> MutexGuard<'_, Told> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[pymethods]
impl PyFold {
    #[new]
    fn empty() -> PyFold {
        PyFold::new(Fold::new())
    }

    /// Takes articles for their texts and days. Those that cannot be read are counted.
    fn add_articles(
        &self,
        data: &Bound<'_, PyAny>,
        text: Option<String>,
        id: Option<String>,
        date: Option<String>,
    ) -> PyResult<u64> {
        let py = data.py();
        let mut source = Source::of(data, Keys { text, id, date })?;
        let mut unread = 0;
        while let Some(read) = source.next(py)? {
            let Ok((article, _)) = read else {
                unread += 1;
                continue;
            };
            let id = match article.id {
                Some(id) => id,
                None => demarche_text::text_id(&article.text),
            };
            let mut told = self.lock();
            if let Some(day) = article.date.as_deref().and_then(Day::parse) {
                told.fold.published(&id, day);
            }
            told.texts.insert(id, article.text);
        }
        Ok(unread)
    }

    /// Takes events of at least this confidence.
    fn add(&self, py: Python<'_>, table: &Table, least: Option<f64>) -> PyResult<()> {
        table.each(py, |event| {
            if least.is_none_or(|least| event.confidence >= least) {
                let told = &mut *self.lock();
                match told.texts.get(&event.article_id) {
                    Some(text) => told.fold.add_told(&event, text),
                    None => told.fold.add(&event),
                }
            }
            Ok(())
        })
    }

    fn __len__(&self) -> usize {
        self.lock().fold.len()
    }

    /// The ledger as `demarche ledger --format json` writes it.
    #[pyo3(signature = (pair, countries, at, since, series))]
    fn ledger(
        &self,
        py: Python<'_>,
        pair: Option<(String, String)>,
        countries: Vec<String>,
        at: Option<&str>,
        since: Option<&str>,
        series: bool,
    ) -> PyResult<String> {
        let query = Query {
            scope: scope(py, pair, &countries)?,
            at: day(py, "at", at)?,
            since: day(py, "since", since)?,
            series,
        };
        py.detach(|| {
            let ledger = self.lock().fold.ledger(Rules::embedded(), &query);
            serde_json::to_string_pretty(&ledger).map_err(errors::bug)
        })
    }

    /// Tension by country or by who to whom, a row a step.
    #[pyo3(signature = (pair, countries, at, unit, step))]
    fn panel(
        &self,
        py: Python<'_>,
        pair: Option<(String, String)>,
        countries: Vec<String>,
        at: Option<&str>,
        unit: &str,
        step: &str,
    ) -> PyResult<Vec<Row>> {
        let panel = Panel {
            unit: match unit {
                "country" => Unit::Country,
                "dyad" => Unit::Dyad,
                _ => return Err(errors::value(py, "unit", unit, "\"country\" or \"dyad\"")),
            },
            step: match step {
                "day" => Step::Day,
                "week" => Step::Week,
                "month" => Step::Month,
                _ => {
                    let hint = "\"day\", \"week\" or \"month\"";
                    return Err(errors::value(py, "step", step, hint));
                }
            },
        };
        let query = Query {
            scope: scope(py, pair, &countries)?,
            at: day(py, "at", at)?,
            ..Query::default()
        };
        let rows = py.detach(|| self.lock().fold.panel(Rules::embedded(), &query, panel));
        Ok(rows
            .into_iter()
            .map(|row| {
                let sums = row.sums;
                (
                    row.country,
                    row.other,
                    row.date.to_string(),
                    sums.reports,
                    sums.events,
                    sums.quads,
                    sums.plover,
                    sums.goldstein,
                    sums.killed,
                    sums.tension,
                )
            })
            .collect())
    }
}

fn day(py: Python<'_>, name: &str, value: Option<&str>) -> PyResult<Option<Day>> {
    value
        .map(|value| {
            Day::parse(value)
                .ok_or_else(|| errors::value(py, name, value, "write it as 2025-05-01"))
        })
        .transpose()
}

/// Whom a ledger is about, by codes of countries and names of regions.
fn scope(py: Python<'_>, pair: Option<(String, String)>, countries: &[String]) -> PyResult<Scope> {
    let code = |argument: &str, code: &str| -> PyResult<String> {
        let upper = code.to_uppercase();
        let known = CountryCode::parse(&upper).filter(|country| {
            country.is_supranational() || knowledge::embedded().country_name(*country).is_some()
        });
        match known {
            Some(_) => Ok(upper),
            None => Err(errors::value(
                py,
                argument,
                code,
                &unknown(argument == "pair"),
            )),
        }
    };
    if let Some((one, other)) = pair {
        let (one, other) = (code("pair", &one)?, code("pair", &other)?);
        if one == other {
            let hint = "a pair is of two countries; name one alone with country";
            return Err(errors::value(py, "pair", &format!("{one}, {other}"), hint));
        }
        return Ok(Scope::Pair(one, other));
    }
    let mut found = Vec::new();
    for name in countries {
        match Rules::embedded().region(name) {
            Some(region) => found.extend(region.countries.iter().cloned()),
            None => found.push(code("country", name)?),
        }
    }
    Ok(if found.is_empty() {
        Scope::All
    } else {
        Scope::Any(found)
    })
}

/// What to give instead of a code that is none. A pair is of countries alone.
fn unknown(pair: bool) -> String {
    let codes = "ISO 3166-1 alpha-3 codes as events have them, as IND or PAK";
    if pair {
        return format!("a pair is of two countries: give their {codes}");
    }
    let regions = Rules::embedded().regions.iter();
    let regions: Vec<&str> = regions.map(|region| region.name.as_str()).collect();
    format!("give {codes}; regions are {}", regions.join(", "))
}

/// The name of a country, or of a body of several; `None` for a code that is none.
#[pyfunction]
pub(crate) fn country_name(code: &str) -> Option<&'static str> {
    CountryCode::parse(code).and_then(|code| knowledge::embedded().country_name(code))
}
