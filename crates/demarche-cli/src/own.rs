//! A user's own knowledge and codebook: found, read, and their faults shown.

use std::fs;
use std::path::{Path, PathBuf};

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use clap::Args as Arguments;
use demarche_code::fault::{Complaint, Fault};
use demarche_code::{Coder, Own};

use crate::command::import::UNTRANSLATED;
use crate::report::{Failure, plural, printable};

/// Where a user's own knowledge and codebook lie.
#[derive(Clone, Debug, Default, Arguments)]
pub(crate) struct OwnArgs {
    /// Folder of tables like those of knowledge/, whose entries add to the built-in ones or stand
    /// instead; may be given several times
    #[arg(long, value_name = "DIR")]
    pub(crate) knowledge: Vec<PathBuf>,

    /// Folder of frames like those of codebook/, which add to the built-in ones or stand instead;
    /// may be given several times
    #[arg(long, value_name = "DIR")]
    pub(crate) codebook: Vec<PathBuf>,
}

/// A file of a user's own.
pub(crate) struct OwnFile {
    /// Its path, as messages name it.
    pub(crate) name: String,
    /// What it holds.
    pub(crate) text: String,
}

/// The files of a user's own, as text.
#[derive(Default)]
pub(crate) struct OwnFiles {
    pub(crate) knowledge: Vec<OwnFile>,
    pub(crate) codebook: Vec<OwnFile>,
    places: Option<(String, Vec<u8>)>,
    faults: Vec<Fault>,
}

/// The file of a folder of tables that holds an index of places.
pub(crate) const PLACES: &str = "gazetteer.bin";

impl OwnArgs {
    /// The coder that codes with what the command line names.
    pub(crate) fn coder(&self) -> anyhow::Result<Coder> {
        match self.knowledge.is_empty() && self.codebook.is_empty() {
            true => Ok(Coder::embedded()),
            false => self.files()?.coder(),
        }
    }

    /// Reads the files that the command line names.
    pub(crate) fn files(&self) -> anyhow::Result<OwnFiles> {
        let mut files = OwnFiles::default();
        for folder in &self.knowledge {
            let mut paths = listed(folder, "tsv")?;
            // An import's list of what it could not translate lies above the tables, and is none.
            paths.retain(|path| path == folder || !path.ends_with(UNTRANSLATED));
            let index = folder.join(PLACES);
            if paths.is_empty() && !index.is_file() {
                return Err(nothing(folder, "knowledge", "tables (.tsv)"));
            }
            for path in paths {
                files.read(&path, |files| &mut files.knowledge)?;
            }
            if index.is_file() {
                let bytes = fs::read(&index).map_err(|error| unreadable(&index, &error))?;
                files.places = Some((index.display().to_string(), bytes));
            }
        }
        for folder in &self.codebook {
            let mut paths = listed(folder, "toml")?;
            let frames = folder.join("frames");
            if frames.is_dir() {
                paths.extend(listed(&frames, "toml")?);
            }
            if paths.is_empty() {
                return Err(nothing(folder, "codebook", "frames (.toml)"));
            }
            for path in paths {
                files.read(&path, |files| &mut files.codebook)?;
            }
        }
        Ok(files)
    }
}

impl OwnFiles {
    fn read(
        &mut self,
        path: &Path,
        into: impl FnOnce(&mut Self) -> &mut Vec<OwnFile>,
    ) -> anyhow::Result<()> {
        let bytes = fs::read(path).map_err(|error| unreadable(path, &error))?;
        let name = path.display().to_string();
        let text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                let valid = error.utf8_error().valid_up_to();
                let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
                let what = Complaint::new("this is not UTF-8", "save the file as UTF-8");
                self.faults
                    .push(Fault::at(&name, &text, valid..valid + 1, what));
                text
            }
        };
        // A mark that some editors put before the text is no part of it.
        let text = text
            .strip_prefix('\u{feff}')
            .map_or(text.clone(), str::to_owned);
        into(self).push(OwnFile { name, text });
        Ok(())
    }

    /// The coder that codes with these files. Their faults are shown on stderr, and none codes.
    pub(crate) fn coder(self) -> anyhow::Result<Coder> {
        self.read_for("; nothing was coded")
    }

    /// The same where there is nothing to be coded.
    pub(crate) fn checked(self) -> anyhow::Result<Coder> {
        self.read_for("")
    }

    /// `so` is what comes of faults.
    fn read_for(self, so: &str) -> anyhow::Result<Coder> {
        let mut faults = self.faults.clone();
        let pairs = |files: &[OwnFile]| -> Vec<(String, String)> {
            files
                .iter()
                .map(|file| (file.name.clone(), file.text.clone()))
                .collect()
        };
        let (knowledge, codebook) = (pairs(&self.knowledge), pairs(&self.codebook));
        let own = Own {
            knowledge: borrowed(&knowledge),
            codebook: borrowed(&codebook),
            places: self
                .places
                .as_ref()
                .map(|(name, bytes)| (name.as_str(), bytes.clone())),
        };
        match Coder::with(own) {
            Ok(coder) if faults.is_empty() => Ok(coder),
            Ok(_) => Err(self.refuse(&faults, so)),
            Err(found) => {
                faults.extend(found);
                Err(self.refuse(&faults, so))
            }
        }
    }

    /// Shows faults with their lines, and the error that ends the run.
    fn refuse(&self, faults: &[Fault], so: &str) -> anyhow::Error {
        for fault in faults {
            eprintln!("{}\n", self.shown(fault));
        }
        let of_frames = |fault: &&Fault| self.codebook.iter().any(|file| file.name == fault.file);
        let again = match faults.iter().filter(of_frames).count() {
            0 => "\"demarche knowledge check DIR\" looks again",
            all if all == faults.len() => "\"demarche codebook check DIR\" looks again",
            _ => "\"demarche knowledge check DIR\" and \"demarche codebook check DIR\" look again",
        };
        Failure::failed(
            format!(
                "{} in your own tables and frames{so}",
                plural(faults.len(), "fault", "faults")
            ),
            format!("mend them, or leave the folder out; {again}"),
        )
    }

    /// A fault as a compiler would show it: the line, the place in it, the remedy.
    fn shown(&self, fault: &Fault) -> String {
        let colored =
            anstream::AutoStream::choice(&std::io::stderr()) != anstream::ColorChoice::Never;
        let renderer = match colored {
            true => Renderer::styled(),
            false => Renderer::plain(),
        };
        let message = printable(&fault.message);
        let help = printable(&fault.help);
        let text = self
            .knowledge
            .iter()
            .chain(&self.codebook)
            .find(|file| file.name == fault.file)
            .map(|file| file.text.as_str())
            .filter(|_| fault.line > 0);
        let title = Level::ERROR.primary_title(message.as_str());
        match text {
            Some(text) => {
                let report = [title
                    .element(
                        Snippet::source(text)
                            .path(fault.file.as_str())
                            .annotation(AnnotationKind::Primary.span(fault.span.clone())),
                    )
                    .element(Level::HELP.message(help.as_str()))];
                renderer.render(&report)
            }
            None => {
                let report = [title
                    .element(annotate_snippets::Origin::path(fault.file.as_str()))
                    .element(Level::HELP.message(help.as_str()))];
                renderer.render(&report)
            }
        }
    }
}

fn borrowed(files: &[(String, String)]) -> Vec<(&str, &str)> {
    files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect()
}

/// The files of a folder with this ending, by name.
fn listed(folder: &Path, ending: &str) -> anyhow::Result<Vec<PathBuf>> {
    if folder.is_file() {
        return Ok(vec![folder.to_owned()]);
    }
    let entries = fs::read_dir(folder).map_err(|error| unreadable(folder, &error))?;
    let mut paths: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.is_file() && path.extension().is_some_and(|is| is == ending))
        .collect();
    paths.sort();
    Ok(paths)
}

fn nothing(folder: &Path, sort: &str, what: &str) -> anyhow::Error {
    let inner = folder.join(sort);
    let hint = match inner.is_dir() {
        true => format!("did you mean {}?", inner.display()),
        false => format!("put {what} there, as `demarche import` makes of dictionaries"),
    };
    Failure::failed(format!("{} holds no {what}", folder.display()), hint)
}

fn unreadable(path: &Path, error: &std::io::Error) -> anyhow::Error {
    let hint = "give a folder that is there and may be read";
    Failure::failed(format!("{}: {error}", path.display()), hint)
}
