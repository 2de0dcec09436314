//! Tables as Parquet.

use std::fmt;
use std::io::Write;

use demarche_record::Event;
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;

use crate::{ArticleRow, article_batch, article_schema, record_batch, schema, table};

/// Rows of a row group: what a reader takes at once, and what a writer holds until it is whole.
pub const ROWS: usize = 1 << 16;

/// Events that become a table at once, so that records do not pile up.
const BATCH: usize = 1 << 12;

/// Writes events as one Parquet file: Snappy, row groups of [`ROWS`], statistics of every column,
/// the Arrow schema kept beside. Memory does not grow with the number of events, and the same
/// events give the same bytes, however they were parted into calls of
/// [`write`](EventWriter::write). The file is none until [`finish`](EventWriter::finish) has
/// written its end: what an interrupted run leaves, no reader takes for whole.
pub struct EventWriter<W: Write + Send> {
    file: ArrowWriter<W>,
    /// Fewer than [`BATCH`] once a call returns.
    waiting: Vec<Event>,
}

impl<W: Write + Send> fmt::Debug for EventWriter<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventWriter")
            .field("waiting", &self.waiting.len())
            .finish_non_exhaustive()
    }
}

impl<W: Write + Send> EventWriter<W> {
    /// Begins a file in `to`.
    pub fn new(to: W) -> Result<Self, Error> {
        Ok(EventWriter {
            file: ArrowWriter::try_new(to, schema(), Some(properties(ROWS)))?,
            waiting: Vec::new(),
        })
    }

    /// Adds events.
    pub fn write(&mut self, events: impl IntoIterator<Item = Event>) -> Result<(), Error> {
        for event in events {
            self.waiting.push(event);
            if self.waiting.len() == BATCH {
                self.pass_on()?;
            }
        }
        Ok(())
    }

    /// Writes what waits and the end of the file.
    pub fn finish(mut self) -> Result<W, Error> {
        self.pass_on()?;
        Ok(self.file.into_inner()?)
    }

    fn pass_on(&mut self) -> Result<(), Error> {
        let batch = record_batch(&self.waiting)?;
        self.waiting.clear();
        Ok(self.file.write(&batch)?)
    }
}

fn properties(rows: usize) -> WriterProperties {
    WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_max_row_group_row_count(Some(rows))
        .build()
}

/// Rows of a row group of articles, which are long.
const ARTICLES: usize = 1 << 13;

/// Articles that become a table at once.
const ARTICLE_BATCH: usize = 1 << 9;

/// Writes articles as one Parquet file, as [`EventWriter`] does events; row groups of 8,192.
pub struct ArticleWriter<W: Write + Send> {
    file: ArrowWriter<W>,
    waiting: Vec<ArticleRow>,
}

impl<W: Write + Send> fmt::Debug for ArticleWriter<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ArticleWriter")
            .field("waiting", &self.waiting.len())
            .finish_non_exhaustive()
    }
}

impl<W: Write + Send> ArticleWriter<W> {
    /// Begins a file in `to`.
    pub fn new(to: W) -> Result<Self, Error> {
        Ok(ArticleWriter {
            file: ArrowWriter::try_new(to, article_schema(), Some(properties(ARTICLES)))?,
            waiting: Vec::new(),
        })
    }

    /// Adds an article.
    pub fn write(&mut self, article: ArticleRow) -> Result<(), Error> {
        self.waiting.push(article);
        if self.waiting.len() == ARTICLE_BATCH {
            self.pass_on()?;
        }
        Ok(())
    }

    /// Writes what waits and the end of the file.
    pub fn finish(mut self) -> Result<W, Error> {
        self.pass_on()?;
        Ok(self.file.into_inner()?)
    }

    fn pass_on(&mut self) -> Result<(), Error> {
        let batch = article_batch(&self.waiting)?;
        self.waiting.clear();
        Ok(self.file.write(&batch)?)
    }
}

/// Why records cannot be written.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// They are no table.
    Table(table::Error),
    /// Writing failed.
    Parquet(ParquetError),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Table(error) => error.fmt(f),
            Error::Parquet(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Table(error) => error.source(),
            Error::Parquet(error) => error.source(),
        }
    }
}

impl From<table::Error> for Error {
    fn from(error: table::Error) -> Self {
        Error::Table(error)
    }
}

impl From<ParquetError> for Error {
    fn from(error: ParquetError) -> Self {
        Error::Parquet(error)
    }
}
