//! Which articles are one, and which texts copies of one: the store's own rules, asked of tables.

use std::sync::Arc;

use arrow_array::builder::{Int64Builder, StringBuilder};
use arrow_array::{ArrayRef, BooleanArray, RecordBatch, StringArray};
use demarche_store::similar::Piece;
use pyo3::prelude::*;

use super::batches_of;
use super::tables::{Batch, Texts, text_at, text_column};
use crate::errors;

/// What makes an article the same one, and its text the same, for each article in the fixed form:
/// `identity` and `body`, hashes in hexadecimal digits, and whether it is known by its `url`.
#[pyfunction]
pub(crate) fn identities(py: Python<'_>, articles: &Bound<'_, PyAny>) -> PyResult<Batch> {
    let batches = batches_of(articles)?;
    let made = py.detach(|| -> Result<_, demarche_arrow::Error> {
        let (mut identity, mut body) = (StringBuilder::new(), StringBuilder::new());
        let mut by_url = Vec::new();
        for batch in &batches {
            let texts = Texts::of(batch)?;
            for row in 0..batch.num_rows() {
                let same = demarche_store::same(&texts.article(row));
                identity.append_value(format!("{:032x}", u128::from_be_bytes(same.identity)));
                body.append_value(format!("{:032x}", u128::from_be_bytes(same.body)));
                by_url.push(same.by_url);
            }
        }
        batch_of([
            ("identity", Arc::new(identity.finish()) as ArrayRef),
            ("body", Arc::new(body.finish())),
            ("by_url", Arc::new(BooleanArray::from(by_url))),
        ])
    });
    Ok(Batch::new(made.map_err(errors::bug)?))
}

/// The keys under which articles in the fixed form are filed: `row`, from 0, and `band`. Articles
/// that share a band may be copies.
#[pyfunction]
pub(crate) fn bands(py: Python<'_>, articles: &Bound<'_, PyAny>) -> PyResult<Batch> {
    let batches = batches_of(articles)?;
    let made = py.detach(|| -> Result<_, demarche_arrow::Error> {
        let (mut rows, mut keys) = (Int64Builder::new(), Int64Builder::new());
        let mut before = 0;
        for batch in &batches {
            let texts = Texts::of(batch)?;
            for row in 0..batch.num_rows() {
                let article = texts.article(row);
                let piece = Piece::read(article.title.as_deref(), &article.text);
                let mut bands = piece.bands();
                bands.sort_unstable();
                bands.dedup();
                for band in bands {
                    rows.append_value(before + i64::try_from(row).unwrap_or(i64::MAX));
                    keys.append_value(band.cast_signed());
                }
            }
            before += i64::try_from(batch.num_rows()).unwrap_or(i64::MAX);
        }
        batch_of([
            ("row", Arc::new(rows.finish()) as ArrayRef),
            ("band", Arc::new(keys.finish())),
        ])
    });
    Ok(Batch::new(made.map_err(errors::bug)?))
}

/// Whether two texts are copies of one, for rows of `one_title`, `one_text`, `two_title`, `two_text`.
#[pyfunction]
pub(crate) fn copies(py: Python<'_>, pairs: &Bound<'_, PyAny>) -> PyResult<Vec<bool>> {
    each(py, pairs, |one, two| {
        let read = |(title, text): &Cells| Piece::read(title.as_deref(), text);
        read(one).is_copy_of(&read(two))
    })
}

/// Whether one text is plainly a version of the other, for rows of the same form.
#[pyfunction]
pub(crate) fn versions(py: Python<'_>, pairs: &Bound<'_, PyAny>) -> PyResult<Vec<bool>> {
    each(py, pairs, |one, two| {
        demarche_store::is_version(&one.1, &two.1)
    })
}

/// Title and text.
type Cells = (Option<String>, String);

fn each(
    py: Python<'_>,
    pairs: &Bound<'_, PyAny>,
    judge: impl Fn(&Cells, &Cells) -> bool + Sync,
) -> PyResult<Vec<bool>> {
    let batches = batches_of(pairs)?;
    py.detach(|| {
        let mut judged = Vec::new();
        for batch in &batches {
            let column = |name: &str| {
                text_column(batch, name)
                    .ok_or_else(|| errors::bug(format!("pairs have no column {name}")))
            };
            let one = (column("one_title")?, column("one_text")?);
            let two = (column("two_title")?, column("two_text")?);
            let cells = |columns: (&StringArray, &StringArray), row: usize| -> Cells {
                let text = text_at(columns.1, row).unwrap_or_default();
                (text_at(columns.0, row), text)
            };
            judged
                .extend((0..batch.num_rows()).map(|row| judge(&cells(one, row), &cells(two, row))));
        }
        Ok(judged)
    })
}

fn batch_of<const N: usize>(
    columns: [(&str, ArrayRef); N],
) -> Result<RecordBatch, demarche_arrow::Error> {
    RecordBatch::try_from_iter(columns).map_err(demarche_arrow::Error::Arrow)
}
