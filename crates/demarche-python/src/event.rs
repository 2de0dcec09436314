//! The event record as frozen Python objects: an attribute for each field, by the names of
//! `demarche.event/1`. They are views of the record, which knows how it is written.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use demarche_record::{self as record, SCHEMA};
use pyo3::basic::CompareOp;
use pyo3::prelude::*;
use pyo3::types::PyModule;

use crate::errors;

type Span = (u32, u32);

/// A record as the line that the program writes.
fn json(record: &impl serde::Serialize) -> PyResult<String> {
    serde_json::to_string(record).map_err(errors::bug)
}

/// The same as plain Python values.
fn plain<'py>(py: Python<'py>, record: &impl serde::Serialize) -> PyResult<Bound<'py, PyAny>> {
    PyModule::import(py, "json")?
        .getattr("loads")?
        .call1((json(record)?,))
}

fn hashed(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

/// A frozen class around a part of the record, with a getter for each field.
macro_rules! part {
    ($name:ident, $python:literal, $record:ty, { $($field:ident: $kind:ty = $get:expr),* $(,)? }) => {
        #[doc = concat!("`", $python, "` of the record.")]
        #[pyclass(frozen, module = "demarche", name = $python)]
        pub(crate) struct $name(pub(crate) $record);

        #[pymethods]
        impl $name {
            $(
                #[getter]
                fn $field(&self) -> $kind {
                    let get: fn(&$record) -> $kind = $get;
                    get(&self.0)
                }
            )*

            fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
                plain(py, &self.0)
            }

            fn to_json(&self) -> PyResult<String> {
                json(&self.0)
            }

            fn __richcmp__(&self, other: &Bound<'_, PyAny>, how: CompareOp) -> PyResult<Py<PyAny>> {
                let py = other.py();
                let equal = match other.cast::<$name>() {
                    Ok(other) => self.0 == other.get().0,
                    Err(_) => return Ok(py.NotImplemented()),
                };
                Ok(match how {
                    CompareOp::Eq => equal.into_pyobject(py)?.to_owned().into_any().unbind(),
                    CompareOp::Ne => (!equal).into_pyobject(py)?.to_owned().into_any().unbind(),
                    _ => py.NotImplemented(),
                })
            }

            fn __hash__(&self) -> PyResult<u64> {
                Ok(hashed(&json(&self.0)?))
            }

            fn __repr__(&self) -> PyResult<String> {
                Ok(format!("{}({})", $python, json(&self.0)?))
            }
        }
    };
}

part!(Party, "Party", record::Party, {
    text: String = |party| party.text.clone(),
    span: Span = |party| party.span.into(),
    name: Option<String> = |party| party.name.clone(),
    entity: Option<String> = |party| party.entity.clone(),
    country: Option<String> = |party| party.country.map(|code| code.as_str().to_owned()),
    sectors: Vec<&'static str> = |party| party.sectors.iter().map(|one| one.as_str()).collect(),
    code: Option<String> = |party| party.code.clone(),
    role: Option<String> = |party| party.role.clone(),
    basis: String = |party| party.basis.clone(),
});

part!(Date, "Date", record::Date, {
    start: String = |date| date.start.clone(),
    end: String = |date| date.end.clone(),
    basis: String = |date| date.basis.clone(),
    span: Option<Span> = |date| date.span.map(Span::from),
});

part!(Place, "Place", record::Place, {
    text: String = |place| place.text.clone(),
    span: Span = |place| place.span.into(),
    name: Option<String> = |place| place.name.clone(),
    country: Option<String> = |place| place.country.map(|code| code.as_str().to_owned()),
    admin1: Option<String> = |place| place.admin1.clone(),
    lat: Option<f64> = |place| place.lat,
    lon: Option<f64> = |place| place.lon,
    geonames_id: Option<u32> = |place| place.geonames_id,
    precision: Option<&'static str> = |place| place.precision.map(precision),
});

part!(Object, "Object", record::Object, {
    kind: String = |object| object.kind.clone(),
    name: String = |object| object.name.clone(),
    span: Span = |object| object.span.into(),
});

part!(Quantities, "Quantities", record::Quantities, {
    killed: Option<u32> = |persons| persons.killed,
    injured: Option<u32> = |persons| persons.injured,
    arrested: Option<u32> = |persons| persons.arrested,
    displaced: Option<u32> = |persons| persons.displaced,
});

part!(Evidence, "Evidence", record::Evidence, {
    sentence: Span = |evidence| evidence.sentence.into(),
    trigger: Span = |evidence| evidence.trigger.into(),
    rule: String = |evidence| evidence.rule.clone(),
});

part!(CoderInfo, "CoderInfo", record::Coder, {
    version: String = |coder| coder.version.clone(),
    engine: String = |coder| coder.engine.clone(),
    codebook: String = |coder| coder.codebook.clone(),
    fingerprint: String = |coder| coder.fingerprint.clone(),
});

fn precision(precision: record::PlacePrecision) -> &'static str {
    match precision {
        record::PlacePrecision::Place => "place",
        record::PlacePrecision::City => "city",
        record::PlacePrecision::Admin1 => "admin1",
        record::PlacePrecision::Country => "country",
    }
}

/// One coded event.
#[pyclass(frozen, module = "demarche", name = "Event")]
pub(crate) struct Event(pub(crate) Arc<record::Event>);

impl From<record::Event> for Event {
    fn from(event: record::Event) -> Self {
        Event(Arc::new(event))
    }
}

/// Reads an event as the program writes it, or with names of older PLOVER data.
///
/// # Errors
/// What is wrong, and a remedy.
pub(crate) fn read(line: &str) -> Result<record::Event, (String, &'static str)> {
    const HINT: &str = "each must be a record as `demarche code --format jsonl` writes it";
    let event: record::Event =
        serde_json::from_str(line).map_err(|error| (format!("not an event: {error}"), HINT))?;
    if event.schema != SCHEMA {
        return Err((
            format!("schema {}, not {SCHEMA}", event.schema),
            "code the article again with this version",
        ));
    }
    Ok(event)
}

#[pymethods]
impl Event {
    /// Reads the line that `to_json` or the command line wrote.
    #[staticmethod]
    fn from_json(py: Python<'_>, line: &str) -> PyResult<Event> {
        read(line)
            .map(Event::from)
            .map_err(|(what, hint)| errors::event(py, None, &what, hint))
    }

    #[getter]
    fn schema(&self) -> &str {
        &self.0.schema
    }

    #[getter]
    fn id(&self) -> &str {
        &self.0.id
    }

    #[getter]
    fn article_id(&self) -> &str {
        &self.0.article_id
    }

    #[getter]
    fn sentence(&self) -> u32 {
        self.0.sentence
    }

    #[getter]
    fn event_type(&self) -> &'static str {
        self.0.event_type.as_str()
    }

    #[getter]
    fn mode(&self) -> Option<&'static str> {
        self.0.mode.map(record::Mode::as_str)
    }

    #[getter]
    fn contexts(&self) -> Vec<&'static str> {
        self.0.contexts.iter().map(|one| one.as_str()).collect()
    }

    #[getter]
    fn quad_class(&self) -> u8 {
        self.0.quad_class as u8
    }

    #[getter]
    fn score(&self) -> f64 {
        self.0.score
    }

    #[getter]
    fn cameo(&self) -> Option<&str> {
        self.0.cameo.as_deref()
    }

    #[getter]
    fn goldstein(&self) -> Option<f64> {
        self.0.goldstein
    }

    #[getter]
    fn status(&self) -> &'static str {
        self.0.status.as_str()
    }

    #[getter]
    fn certainty(&self) -> &'static str {
        self.0.certainty.as_str()
    }

    #[getter]
    fn reported_by(&self) -> Option<Party> {
        self.0.reported_by.clone().map(Party)
    }

    #[getter]
    fn actors(&self) -> Vec<Party> {
        self.0.actors.iter().cloned().map(Party).collect()
    }

    #[getter]
    fn recipients(&self) -> Vec<Party> {
        self.0.recipients.iter().cloned().map(Party).collect()
    }

    #[getter]
    fn date(&self) -> Option<Date> {
        self.0.date.clone().map(Date)
    }

    #[getter]
    fn place(&self) -> Option<Place> {
        self.0.place.clone().map(Place)
    }

    #[getter]
    fn object(&self) -> Option<Object> {
        self.0.object.clone().map(Object)
    }

    #[getter]
    fn quantities(&self) -> Quantities {
        Quantities(self.0.quantities)
    }

    #[getter]
    fn evidence(&self) -> Evidence {
        Evidence(self.0.evidence.clone())
    }

    #[getter]
    fn confidence(&self) -> f64 {
        self.0.confidence
    }

    #[getter]
    fn coder(&self) -> CoderInfo {
        CoderInfo(self.0.coder.clone())
    }

    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        plain(py, &*self.0)
    }

    fn to_json(&self) -> PyResult<String> {
        json(&*self.0)
    }

    fn __richcmp__(&self, other: &Bound<'_, PyAny>, how: CompareOp) -> PyResult<Py<PyAny>> {
        let py = other.py();
        let Ok(other) = other.cast::<Event>() else {
            return Ok(py.NotImplemented());
        };
        let equal = self.0 == other.get().0;
        Ok(match how {
            CompareOp::Eq => equal.into_pyobject(py)?.to_owned().into_any().unbind(),
            CompareOp::Ne => (!equal).into_pyobject(py)?.to_owned().into_any().unbind(),
            _ => py.NotImplemented(),
        })
    }

    fn __hash__(&self) -> u64 {
        hashed(&self.0.id)
    }

    /// Type and mode, who to whom, the day: enough to tell it from its neighbours.
    fn __repr__(&self) -> String {
        let event = &*self.0;
        let side = |parties: &[record::Party]| -> String {
            let names: Vec<&str> = parties
                .iter()
                .map(|party| party.code.as_deref().unwrap_or(&party.text))
                .collect();
            names.join("+")
        };
        let mut out = format!("Event({}", event.event_type);
        if let Some(mode) = event.mode {
            out.push_str(&format!("/{mode}"));
        }
        let (actors, recipients) = (side(&event.actors), side(&event.recipients));
        for (arrow, parties) in [("", actors), ("-> ", recipients)] {
            if !parties.is_empty() {
                out.push_str(&format!(" {arrow}{parties}"));
            }
        }
        if let Some(date) = &event.date {
            out.push_str(&format!(", {}", date.start));
        }
        out.push_str(&format!(
            ", {}, {:.2})",
            event.status.as_str(),
            event.confidence
        ));
        out
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, (String,))> {
        let read = py.get_type::<Event>().getattr("from_json")?;
        Ok((read, (self.to_json()?,)))
    }
}
