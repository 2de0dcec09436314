//! The quality ledger, as the README quotes it.

use std::path::Path;

use anyhow::{Context as _, Result, bail};

/// One line of `quality/ledger.csv`.
#[derive(Debug)]
pub(crate) struct Figure {
    /// What is measured.
    pub(crate) what: String,
    /// On which data.
    pub(crate) data: String,
    /// As it was measured.
    pub(crate) value: String,
    /// What it should reach; empty where nothing is asked.
    pub(crate) target: String,
    /// Whether the README shows it.
    pub(crate) quoted: bool,
}

const HEADER: &str = "id,what,data,value,target,quoted";

/// Reads the ledger.
pub(crate) fn read(root: &Path) -> Result<Vec<Figure>> {
    let path = root.join("quality/ledger.csv");
    let text = std::fs::read_to_string(&path)
        .with_context(|| format!("{} cannot be read", path.display()))?;
    let mut lines = text.lines();
    if lines.next() != Some(HEADER) {
        bail!("quality/ledger.csv does not begin with {HEADER}");
    }
    lines
        .enumerate()
        .map(
            |(number, line)| match line.split(',').collect::<Vec<_>>()[..] {
                [_, what, data, value, target, quoted] => Ok(Figure {
                    what: what.to_owned(),
                    data: data.to_owned(),
                    value: value.to_owned(),
                    target: target.to_owned(),
                    quoted: quoted == "yes",
                }),
                _ => bail!("quality/ledger.csv, line {}: not six columns", number + 2),
            },
        )
        .collect()
}

/// The README's table.
pub(crate) fn table(figures: &[Figure]) -> String {
    let mut out = String::from("| what | on | measured | aim |\n|---|---|---:|---:|\n");
    for figure in figures.iter().filter(|figure| figure.quoted) {
        let Figure {
            what,
            data,
            value,
            target,
            ..
        } = figure;
        out.push_str(&format!("| {what} | {data} | {value} | {target} |\n"));
    }
    out
}
