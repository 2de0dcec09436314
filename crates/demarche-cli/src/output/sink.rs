//! Where events go: stdout, or a file that is there whole or not at all.

use std::fs::{self, File};
use std::io::{self, IsTerminal as _, Write};
use std::path::{Path, PathBuf};

#[cfg(feature = "parquet")]
use demarche_arrow::EventWriter;

use super::{Part, Writer};
use crate::interrupt;
use crate::report::Failure;

/// Takes what a [`Writer`] made, in order.
#[derive(Debug)]
pub(crate) enum Sink {
    /// Texts go out as they come.
    Text(Destination),
    /// Events are gathered into row groups.
    #[cfg(feature = "parquet")]
    Parquet(Box<EventWriter<Destination>>),
}

impl Sink {
    /// Opens the file, or stdout where none is named. A terminal is no place for what is no text.
    pub(crate) fn open(writer: &Writer, file: Option<&Path>) -> anyhow::Result<Self> {
        let destination = Destination::open(file, writer.is_text())?;
        Ok(match writer {
            #[cfg(feature = "parquet")]
            Writer::Parquet => Sink::Parquet(Box::new(EventWriter::new(destination)?)),
            _ => Sink::Text(destination),
        })
    }

    /// Takes one part.
    pub(crate) fn put(&mut self, part: Part) -> anyhow::Result<()> {
        match (self, part) {
            (Sink::Text(to), Part::Text(text)) => interrupt::write_whole(to, text.as_bytes())?,
            #[cfg(feature = "parquet")]
            (Sink::Parquet(writer), Part::Events(events)) => writer.write(events)?,
            // A writer makes what its sink takes, and heads of Parquet files are empty.
            #[cfg(feature = "parquet")]
            _ => {}
        }
        Ok(())
    }

    /// Writes what is left. A file has its name from here on; without this, it never was.
    pub(crate) fn finish(self) -> anyhow::Result<()> {
        match self {
            Sink::Text(destination) => destination.finish()?,
            #[cfg(feature = "parquet")]
            Sink::Parquet(writer) => writer.finish()?.finish()?,
        }
        Ok(())
    }
}

/// What bytes are written to.
#[derive(Debug)]
pub(crate) enum Destination {
    /// Standard output.
    Stdout(io::Stdout),
    /// A file that takes its name when it is whole.
    File(Unfinished),
    /// A pipe or device that has a name: nothing can stand in for it.
    Device(File),
}

impl Destination {
    /// Opens the file, or stdout where none is named. A terminal is no place for what is no text.
    pub(crate) fn open(file: Option<&Path>, is_text: bool) -> anyhow::Result<Self> {
        if !is_text && file.is_none() && io::stdout().is_terminal() {
            return Err(Failure::usage(
                "parquet is no text, and would garble the terminal",
                "name a file with --output events.parquet, or send it there with > events.parquet",
            ));
        }
        match file {
            None => Ok(Destination::Stdout(io::stdout())),
            Some(path) => Destination::file(path),
        }
    }

    fn file(path: &Path) -> anyhow::Result<Self> {
        let failed = |what: &str, error: io::Error| {
            Failure::failed(
                format!("{}: {what}: {error}", path.display()),
                "name a file in a folder that is there and may be written to",
            )
        };
        let there = fs::metadata(path).ok();
        if there.as_ref().is_some_and(fs::Metadata::is_dir) || path.file_name().is_none() {
            return Err(Failure::usage(
                format!("{}: a folder, and no file to write to", path.display()),
                "name a file: --output FOLDER/events.jsonl",
            ));
        }
        if there.as_ref().is_some_and(|there| !there.is_file()) {
            return File::options()
                .write(true)
                .open(path)
                .map(Destination::Device)
                .map_err(|error| failed("cannot be opened", error));
        }
        Unfinished::new(path, there)
            .map(Destination::File)
            .map_err(|error| failed("cannot be written", error))
    }

    /// Writes what is left. A file has its name from here on; without this, it never was.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        self.flush()?;
        match self {
            Destination::File(file) => file.keep(),
            Destination::Stdout(_) | Destination::Device(_) => Ok(()),
        }
    }

    fn inner(&mut self) -> &mut dyn Write {
        match self {
            Destination::Stdout(stdout) => stdout,
            Destination::File(unfinished) => &mut unfinished.file,
            Destination::Device(device) => device,
        }
    }
}

impl Write for Destination {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.inner().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner().flush()
    }
}

/// A file under a name of its own beside the one it is to have. It goes away with this value, and
/// on Ctrl-C, unless it is kept.
#[derive(Debug)]
pub(crate) struct Unfinished {
    file: File,
    own: PathBuf,
    wanted: PathBuf,
}

impl Unfinished {
    /// `there` is what has the name so far. Behind a link, it is the file that is replaced.
    fn new(path: &Path, there: Option<fs::Metadata>) -> io::Result<Self> {
        let wanted = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let mut name = std::ffi::OsString::from(".");
        name.push(wanted.file_name().unwrap_or_default());
        name.push(format!(".{}.part", std::process::id()));
        let own = wanted.with_file_name(name);
        let file = File::options().write(true).create_new(true).open(&own)?;
        interrupt::remove_then(Some(own.clone()));
        let unfinished = Unfinished { file, own, wanted };
        if let Some(there) = there {
            unfinished.file.set_permissions(there.permissions())?;
        }
        Ok(unfinished)
    }

    fn keep(self) -> io::Result<()> {
        self.file.sync_all()?;
        fs::rename(&self.own, &self.wanted)
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        // Nothing is there any more where the file was kept.
        let _ = fs::remove_file(&self.own);
        interrupt::remove_then(None);
    }
}
