//! The native part of the Python package `demarche`: values and one coder, not a copy of every type.
//!
//! What users call stands in `python/demarche/`, with its documentation; here is what needs Rust.
//! Nothing is coded, folded or read here: that is the business of the other crates. In reading order:
//! `input` makes articles of what Python has, `coder` codes one, `batch` many on threads of its own,
//! `table` holds events as Arrow, `arrow` hands tables over without a copy, `event` shows a record;
//! `ledger` folds events, `store` reads what is kept.

mod archive;
mod arrow;
mod batch;
mod coder;
mod engine;
mod errors;
mod event;
mod input;
mod ledger;
mod store;
mod table;

use pyo3::prelude::*;

/// The module `demarche._demarche`.
#[pymodule]
mod _demarche {
    #[pymodule_export]
    use crate::archive::archive;
    #[pymodule_export]
    use crate::coder::{PyCoder, engines, relation};
    #[pymodule_export]
    use crate::event::{CoderInfo, Date, Event, Evidence, Object, Party, Place, Quantities};
    #[pymodule_export]
    use crate::ledger::{PyFold, country_name};
    #[pymodule_export]
    use crate::store::PyStore;
    #[pymodule_export]
    use crate::table::{ProblemTable, PyRun, Table};

    /// The version of the package and of the program.
    #[pymodule_export]
    const VERSION: &str = env!("CARGO_PKG_VERSION");
}
