//! Tables to and from other libraries of the same process, by the Arrow PyCapsule interface
//! (<https://arrow.apache.org/docs/format/CDataInterface/PyCapsuleInterface.html>): pointers that
//! Arrow's C stream interface defines, in capsules of a fixed name. Nothing is copied, and no
//! library of Python's is needed.

use std::ffi::CStr;
use std::sync::Arc;

use arrow_array::ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi_and_data_type};
use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::{
    RecordBatch, RecordBatchIterator, RecordBatchOptions, RecordBatchReader, StructArray,
};
use arrow_data::{ArrayData, ArrayDataBuilder};
use arrow_schema::{ArrowError, DataType, Schema, SchemaRef};
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

use crate::errors;

/// The name that the interface gives to capsules of streams.
const STREAM: &CStr = c"arrow_array_stream";

/// The stream that an object hands out; `None` where it hands out none.
///
/// # Errors
/// When its `__arrow_c_stream__` raises, or gives no stream.
pub(crate) fn stream_of(object: &Bound<'_, PyAny>) -> PyResult<Option<Incoming>> {
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
    match Incoming::new(stream) {
        Ok(reader) => Ok(Some(reader)),
        Err(error) => Err(refuse(&format!("cannot be read: {error}"))),
    }
}

/// Batches that another library hands out.
///
/// `arrow_array` reads such streams too, but its structs within structs apply an offset twice, and
/// panic: every table that pyarrow has sliced would.
pub(crate) struct Incoming {
    stream: FFI_ArrowArrayStream,
    schema: SchemaRef,
}

impl Incoming {
    fn new(mut stream: FFI_ArrowArrayStream) -> Result<Incoming, ArrowError> {
        let (Some(get_schema), Some(_)) = (stream.get_schema, stream.release) else {
            return Err(broken("the stream has been read already"));
        };
        let mut schema = FFI_ArrowSchema::empty();
        #[expect(unsafe_code, reason = "a call that the interface defines")]
        // SAFETY: the stream is valid and not released; the schema is empty and ours.
        let code = unsafe { get_schema(&mut stream, &mut schema) };
        if code != 0 {
            return Err(broken(&failure(&mut stream, code)));
        }
        let schema = Arc::new(Schema::try_from(&schema)?);
        Ok(Incoming { stream, schema })
    }

    fn batch(&self, data: ArrayData) -> Result<RecordBatch, ArrowError> {
        let options = RecordBatchOptions::new().with_row_count(Some(data.len()));
        let columns = StructArray::from(settled(data)?).into_parts().1;
        RecordBatch::try_new_with_options(Arc::clone(&self.schema), columns, &options)
    }
}

impl Iterator for Incoming {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        let get_next = self.stream.get_next?;
        let mut array = FFI_ArrowArray::empty();
        #[expect(unsafe_code, reason = "a call that the interface defines")]
        // SAFETY: the stream is valid until it is dropped; the array is empty and ours.
        let code = unsafe { get_next(&mut self.stream, &mut array) };
        if code != 0 {
            return Some(Err(broken(&failure(&mut self.stream, code))));
        }
        if array.is_released() {
            return None;
        }
        let kind = DataType::Struct(self.schema.fields().clone());
        #[expect(unsafe_code, reason = "the interface passes arrays as pointers")]
        // SAFETY: the stream gave an array of its schema, by the interface.
        let data = unsafe { from_ffi_and_data_type(array, kind) };
        Some(data.and_then(|data| self.batch(data)))
    }
}

impl RecordBatchReader for Incoming {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }
}

fn broken(what: &str) -> ArrowError {
    ArrowError::CDataInterface(what.to_owned())
}

/// What a stream says of its last failure.
fn failure(stream: &mut FFI_ArrowArrayStream, code: i32) -> String {
    let Some(last_error) = stream.get_last_error else {
        return format!("error {code}");
    };
    #[expect(unsafe_code, reason = "the interface passes messages as pointers")]
    // SAFETY: the stream is valid, and a message that is not null ends with 0 and lives until the
    // next call.
    let message = unsafe {
        let message = last_error(stream);
        (!message.is_null()).then(|| CStr::from_ptr(message).to_string_lossy().into_owned())
    };
    message.unwrap_or_else(|| format!("error {code}"))
}

/// The same values, with no offset in a struct: its columns carry it instead.
fn settled(data: ArrayData) -> Result<ArrayData, ArrowError> {
    let (kind, len, nulls, offset, buffers, children) = data.into_parts();
    let is_struct = matches!(kind, DataType::Struct(_));
    let children: Result<Vec<_>, _> = children
        .into_iter()
        .map(|child| {
            settled(if is_struct {
                cut(child, offset, len)?
            } else {
                child
            })
        })
        .collect();
    ArrayDataBuilder::new(kind)
        .len(len)
        .nulls(nulls)
        .offset(if is_struct { 0 } else { offset })
        .buffers(buffers)
        .child_data(children?)
        .build()
}

/// A part of an array. `ArrayData::slice` moves a struct and its columns both.
fn cut(data: ArrayData, from: usize, len: usize) -> Result<ArrayData, ArrowError> {
    if !matches!(data.data_type(), DataType::Struct(_)) {
        return Ok(data.slice(from, len));
    }
    let (kind, _, nulls, offset, buffers, children) = data.into_parts();
    ArrayDataBuilder::new(kind)
        .len(len)
        .nulls(nulls.map(|nulls| nulls.slice(from, len)))
        .offset(offset + from)
        .buffers(buffers)
        .child_data(children)
        .build()
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
