//! `cargo xtask corpus`: reads the annotated corpus, checks it, counts it and writes it resolved.
//!
//! The format is that of `corpus/GUIDELINE.md`. Nothing here knows how the program codes events: the
//! corpus judges the program, so the two share no code.

mod agreement;
mod check;
mod item;
mod jsonl;
mod line;
mod names;
mod near;
mod read;
mod table;
mod value;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use item::Item;
use names::Names;

/// The parts of the corpus.
const PARTS: &[&str] = &["train", "dev", "test"];

/// What is wrong at one place, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    file: String,
    line: usize,
    what: String,
    hint: String,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Fault {
            file,
            line,
            what,
            hint,
        } = self;
        write!(f, "{file}:{line}: {what}")?;
        if !hint.is_empty() {
            write!(f, "; hint: {hint}")?;
        }
        Ok(())
    }
}

/// Runs `cargo xtask corpus` with what follows on the command line.
pub(crate) fn run(root: &Path, arguments: &[&str]) -> Result<()> {
    match arguments {
        [] | ["check"] => {
            let (items, faults) = load(root)?;
            let outside = near::outside(&root.join("../shared"), &items);
            report(&items, &faults, &outside)
        }
        ["table"] => {
            let (items, faults) = load(root)?;
            report(&items, &faults, &near::Outside::default())?;
            shown(table::table(&items, &Names::read(root)?).lines())
        }
        ["jsonl"] => {
            let (items, faults) = load(root)?;
            if let Some(fault) = faults.first() {
                bail!(
                    "{fault} ({} faults; `cargo xtask corpus check`)",
                    faults.len()
                );
            }
            shown(items.iter().map(jsonl::record))
        }
        ["blind", path] => {
            // Items without what was annotated, for a second annotation.
            let items = strict(root, Path::new(path))?;
            shown(items.iter().map(agreement::blind))
        }
        ["agreement", first, second] => {
            let (first, second) = (
                strict(root, Path::new(first))?,
                strict(root, Path::new(second))?,
            );
            print!("{}", agreement::compare(&first, &second)?);
            Ok(())
        }
        _ => bail!(
            "no such task: corpus {}; hint: cargo xtask corpus [check|table|jsonl|blind PATH|agreement A B]",
            arguments.join(" ")
        ),
    }
}

/// A line each; a reader who has enough ends it quietly.
fn shown(lines: impl Iterator<Item = impl std::fmt::Display>) -> Result<()> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in lines {
        match writeln!(out, "{line}") {
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => return Ok(()),
            written => written?,
        }
    }
    match out.flush() {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        flushed => Ok(flushed?),
    }
}

/// The faults of the whole corpus, without the look at texts outside, which takes seconds.
pub(crate) fn faults(root: &Path) -> Result<Vec<String>> {
    let (_, faults) = load(root)?;
    Ok(faults.iter().map(ToString::to_string).collect())
}

fn report(items: &[Item], faults: &[Fault], outside: &near::Outside) -> Result<()> {
    for fault in faults.iter().chain(&outside.faults) {
        eprintln!("corpus: {fault}");
    }
    if let Some(why) = &outside.skipped {
        println!("skipped: {why}");
    }
    let wrong = faults.len() + outside.faults.len();
    if wrong > 0 {
        bail!("{wrong} faults in the corpus");
    }
    let articles = items.iter().filter(|item| item.article).count();
    let events: usize = items.iter().map(|item| item.events.len()).sum();
    println!(
        "corpus: {} sentences, {articles} articles, {events} events",
        items.len() - articles
    );
    if outside.texts > 0 {
        println!("corpus: compared with {} texts outside", outside.texts);
    }
    Ok(())
}

/// Every item of every part, and all that is wrong with them.
fn load(root: &Path) -> Result<(Vec<Item>, Vec<Fault>)> {
    let names = Names::read(root)?;
    let (mut items, mut faults) = (Vec::new(), Vec::new());
    for part in PARTS {
        for path in files(&root.join("corpus").join(part))? {
            file(root, &path, &names, &mut items, &mut faults)?;
        }
    }
    faults.extend(check::whole(&items));
    faults.extend(near::inside(&items));
    faults.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
    Ok((items, faults))
}

fn file(
    root: &Path,
    path: &Path,
    names: &Names,
    items: &mut Vec<Item>,
    faults: &mut Vec<Fault>,
) -> Result<()> {
    let text = fs::read_to_string(path)
        .with_context(|| format!("{} cannot be read as UTF-8", path.display()))?;
    let name = path.strip_prefix(root).unwrap_or(path).to_string_lossy();
    let (read, wrong) = read::read(&name, &text, names);
    faults.extend(wrong);
    for item in &read {
        faults.extend(check::item(item));
    }
    items.extend(read);
    Ok(())
}

/// The items of a file or folder. They may lack annotation but nothing may be wrong with them.
fn strict(root: &Path, path: &Path) -> Result<Vec<Item>> {
    let names = Names::read(root)?;
    let paths = if path.is_dir() {
        files(path)?
    } else {
        vec![path.to_owned()]
    };
    let mut items = Vec::new();
    for path in paths {
        let text = fs::read_to_string(&path)
            .with_context(|| format!("{} cannot be read as UTF-8", path.display()))?;
        let (read, wrong) = read::read(&path.to_string_lossy(), &text, &names);
        if let Some(fault) = wrong.first() {
            bail!("{fault} ({} faults)", wrong.len());
        }
        items.extend(read);
    }
    Ok(items)
}

/// The text files of a folder, in order of their names.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Ok(Vec::new());
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "txt") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
