//! What is raised: the classes of `demarche._errors`, each with its fields. They are Python, so that
//! their fields are plain attributes.

use demarche_code::fault::Fault;
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::{PyModule, PyTuple};

/// An error of a class with its arguments.
fn error<'py>(
    py: Python<'py>,
    class: &str,
    arguments: impl IntoPyObject<'py, Target = PyTuple, Output = Bound<'py, PyTuple>, Error = PyErr>,
) -> PyErr {
    let made = || -> PyResult<PyErr> {
        let module = PyModule::import(py, "demarche._errors")?;
        let arguments = arguments.into_pyobject(py)?;
        let value = module.getattr(class)?.call1(arguments)?;
        Ok(PyErr::from_value(value))
    };
    made().unwrap_or_else(|error| error)
}

/// The name of an object's type.
pub(crate) fn kind(object: &Bound<'_, PyAny>) -> String {
    object
        .get_type()
        .name()
        .map_or_else(|_| "value".to_owned(), |name| name.to_string())
}

/// An article that cannot be coded.
pub(crate) fn article(py: Python<'_>, what: &str, hint: &str) -> PyErr {
    error(py, "ArticleError", (what, hint))
}

/// A table that is none of articles, or of events.
pub(crate) fn table(py: Python<'_>, what: &str, hint: &str) -> PyErr {
    error(py, "TableError", (what, hint))
}

/// A row or record that is no event.
pub(crate) fn event(py: Python<'_>, row: Option<u64>, what: &str, hint: &str) -> PyErr {
    error(py, "EventError", (what, hint, row))
}

/// An engine that there is not, or one that cannot start, and why.
pub(crate) fn engine(
    py: Python<'_>,
    engine: &str,
    available: Vec<&'static str>,
    why: Option<(String, String)>,
) -> PyErr {
    error(py, "EngineError", (engine, available, why))
}

/// Faults of a user's own tables and frames.
pub(crate) fn faults(py: Python<'_>, faults: &[Fault]) -> PyErr {
    let faults: Vec<_> = faults
        .iter()
        .map(|fault| {
            (
                fault.file.clone(),
                fault.line,
                fault.column,
                fault.message.clone(),
                fault.help.clone(),
            )
        })
        .collect();
    error(py, "KnowledgeError", (faults,))
}

/// A span that lies outside its text.
pub(crate) fn span(py: Python<'_>, party: &str, span: (u32, u32), length: u32) -> PyErr {
    error(py, "SpanError", (party, span, length))
}

/// A code, day or name that is none.
pub(crate) fn value(py: Python<'_>, name: &str, value: &str, hint: &str) -> PyErr {
    error(py, "ArgumentError", (name, value, hint))
}

/// A store that cannot be read.
pub(crate) fn store(py: Python<'_>, path: &str, error_: &demarche_store::Error) -> PyErr {
    error(
        py,
        "StoreError",
        (path, error_.to_string(), error_.remedy()),
    )
}

/// What cannot happen, told rather than hidden.
pub(crate) fn bug(what: impl std::fmt::Display) -> PyErr {
    PyRuntimeError::new_err(format!("{what}; please report this as a bug"))
}
