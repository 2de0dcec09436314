//! Tables to and from other libraries of the same process, by the Arrow PyCapsule interface
//! (<https://arrow.apache.org/docs/format/CDataInterface/PyCapsuleInterface.html>): pointers that
//! Arrow's C stream interface defines, in capsules of a fixed name. Nothing is copied, and no
//! library of Python's is needed.

use std::ffi::CStr;
use std::sync::Arc;

use arrow_array::ffi_stream::{ArrowArrayStreamReader, FFI_ArrowArrayStream};
use arrow_array::{RecordBatch, RecordBatchIterator, RecordBatchReader};
use arrow_schema::SchemaRef;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

use crate::errors;

/// The name that the interface gives to capsules of streams.
const STREAM: &CStr = c"arrow_array_stream";

/// The stream that an object hands out; `None` where it hands out none.
///
/// # Errors
/// When its `__arrow_c_stream__` raises, or gives no stream.
pub(crate) fn stream_of(object: &Bound<'_, PyAny>) -> PyResult<Option<ArrowArrayStreamReader>> {
    let Ok(method) = object.getattr("__arrow_c_stream__") else {
        return Ok(None);
    };
    let py = object.py();
    let given = method.call0()?;
    let refuse = |what: &str| {
        errors::table(
            py,
            &format!("__arrow_c_stream__ of a {} {what}", errors::kind(object)),
            "give a table that follows the Arrow PyCapsule interface",
        )
    };
    let capsule = given
        .cast::<PyCapsule>()
        .map_err(|_| refuse("gives no capsule"))?;
    let pointer = capsule
        .pointer_checked(Some(STREAM))
        .map_err(|_| refuse("gives a capsule of another kind"))?;
    #[expect(
        unsafe_code,
        reason = "the interface passes streams as pointers; there is no other way in"
    )]
    // SAFETY: a capsule of this name holds a valid `ArrowArrayStream`, by the interface. It is moved
    // out, which marks it as released in its capsule, so that nobody releases it twice; the GIL is
    // held, so nobody else does so meanwhile.
    let stream = unsafe { FFI_ArrowArrayStream::from_raw(pointer.cast().as_ptr()) };
    match ArrowArrayStreamReader::try_new(stream) {
        Ok(reader) => Ok(Some(reader)),
        Err(error) => Err(refuse(&format!("cannot be read: {error}"))),
    }
}

/// A capsule with a stream that hands out what a reader reads.
pub(crate) fn capsule_of<'py>(
    py: Python<'py>,
    reader: Box<dyn RecordBatchReader + Send>,
) -> PyResult<Bound<'py, PyCapsule>> {
    // The value comes first in what the capsule points to, and releases itself when it is dropped
    // without having been moved out.
    PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(reader), STREAM)
}

/// A capsule with the batches of a table.
pub(crate) fn capsule_of_batches<'py>(
    py: Python<'py>,
    schema: &SchemaRef,
    batches: &[Arc<RecordBatch>],
) -> PyResult<Bound<'py, PyCapsule>> {
    let mut batches: Vec<_> = batches
        .iter()
        .map(|batch| Ok(RecordBatch::clone(batch)))
        .collect();
    // Some readers know the columns of a stream by its first batch alone.
    if batches.is_empty() {
        batches.push(Ok(RecordBatch::new_empty(Arc::clone(schema))));
    }
    let reader = RecordBatchIterator::new(batches, Arc::clone(schema));
    capsule_of(py, Box::new(reader))
}
