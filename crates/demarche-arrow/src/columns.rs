//! Columns by their names: a column comes with its field, so that the schema cannot say anything
//! else than the table.

use std::sync::Arc;

use arrow_array::builder::{ListBuilder, PrimitiveBuilder, StringBuilder};
use arrow_array::{Array, ArrayRef, ArrowPrimitiveType, ListArray, StringArray, StructArray};
use arrow_buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::{ArrowError, DataType, Field, Fields};

/// The name of what a list holds, as Parquet wants it.
const ITEM: &str = "element";

/// Whether a value may be missing where the struct around it is there. A column that is always
/// [`Filled`](Need::Filled) has gaps only under a struct that is null.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    /// Always there.
    Filled,
    /// There or null.
    Nullable,
}

/// What columns are made from: a value for each row, or none where the struct around it is null.
#[derive(Debug)]
pub(crate) struct Rows<'a, T>(pub(crate) Vec<Option<&'a T>>);

impl<'a, T> Rows<'a, T> {
    /// Something that every value has.
    pub(crate) fn each<R>(&self, get: impl Fn(&'a T) -> R) -> impl Iterator<Item = Option<R>> {
        self.0.iter().map(move |value| value.map(&get))
    }

    /// Something that a value may have.
    pub(crate) fn some<R>(
        &self,
        get: impl Fn(&'a T) -> Option<R>,
    ) -> impl Iterator<Item = Option<R>> {
        self.0.iter().map(move |value| value.and_then(&get))
    }

    /// A part that every value has, as rows of its own.
    pub(crate) fn part<U>(&self, get: impl Fn(&'a T) -> &'a U) -> Rows<'a, U> {
        Rows(self.each(get).collect())
    }

    /// A part that a value may have, as rows of its own.
    pub(crate) fn option<U>(&self, get: impl Fn(&'a T) -> &'a Option<U>) -> Rows<'a, U> {
        Rows(self.some(|value| get(value).as_ref()).collect())
    }
}

/// Columns, or why they cannot be.
pub(crate) type Made = Result<Columns, ArrowError>;

/// Columns in order, all of one length.
#[derive(Debug, Default)]
pub(crate) struct Columns {
    fields: Vec<Field>,
    arrays: Vec<ArrayRef>,
}

impl Columns {
    fn push(mut self, name: &str, need: Need, array: impl Array + 'static) -> Self {
        let kind = array.data_type().clone();
        self.fields
            .push(Field::new(name, kind, need == Need::Nullable));
        self.arrays.push(Arc::new(array));
        self
    }

    /// Texts.
    pub(crate) fn text<'a>(
        self,
        name: &str,
        need: Need,
        values: impl Iterator<Item = Option<&'a str>>,
    ) -> Self {
        self.push(name, need, values.collect::<StringArray>())
    }

    /// Numbers, or days.
    pub(crate) fn number<T: ArrowPrimitiveType>(
        self,
        name: &str,
        need: Need,
        values: impl Iterator<Item = Option<T::Native>>,
    ) -> Self {
        let mut numbers = PrimitiveBuilder::<T>::new();
        values.for_each(|value| numbers.append_option(value));
        self.push(name, need, numbers.finish())
    }

    /// Lists of texts. A list may be empty, and is null only under a struct that is.
    pub(crate) fn texts<'a>(
        self,
        name: &str,
        values: impl Iterator<Item = Option<Vec<&'a str>>>,
    ) -> Self {
        let item = Field::new(ITEM, DataType::Utf8, false);
        let mut lists = ListBuilder::new(StringBuilder::new()).with_field(item);
        for value in values {
            lists.append_option(value.map(|texts| texts.into_iter().map(Some)));
        }
        self.push(name, Need::Filled, lists.finish())
    }

    /// Structs, null where there is no row; `make` fills them.
    pub(crate) fn structs<T>(
        self,
        name: &str,
        need: Need,
        rows: Rows<'_, T>,
        make: impl FnOnce(&Rows<'_, T>) -> Made,
    ) -> Made {
        let nulls = NullBuffer::from_iter(rows.0.iter().map(Option::is_some));
        let nulls = (nulls.null_count() > 0).then_some(nulls);
        let array = make(&rows)?.into_struct(nulls)?;
        Ok(self.push(name, need, array))
    }

    /// Lists of structs, one a row and none null.
    pub(crate) fn lists<'a, T: 'a>(
        self,
        name: &str,
        lists: impl Iterator<Item = &'a [T]> + Clone,
        make: impl FnOnce(&Rows<'_, T>) -> Made,
    ) -> Made {
        let rows = Rows(lists.clone().flatten().map(Some).collect());
        let values = make(&rows)?.into_struct(None)?;
        let item = Arc::new(Field::new(ITEM, values.data_type().clone(), false));
        let offsets = OffsetBuffer::from_lengths(lists.map(<[T]>::len));
        let array = ListArray::try_new(item, offsets, Arc::new(values), None)?;
        Ok(self.push(name, Need::Filled, array))
    }

    /// The columns as one array of structs.
    pub(crate) fn into_struct(self, nulls: Option<NullBuffer>) -> Result<StructArray, ArrowError> {
        StructArray::try_new(Fields::from(self.fields), self.arrays, nulls)
    }
}
