//! The quality ledger: every figure the project quotes, in `quality/ledger.csv` for programs and
//! `quality/ledger.md` for readers.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

/// One measured figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Figure {
    /// A stable key.
    pub(crate) id: String,
    /// What was measured.
    pub(crate) what: String,
    /// On which data.
    pub(crate) data: String,
    /// The figure, as it is quoted.
    pub(crate) value: String,
    /// What it should reach; empty where nothing is asked.
    pub(crate) target: String,
    /// Whether the README quotes it.
    pub(crate) quoted: bool,
}

impl Figure {
    /// A figure without a target that the README does not quote.
    pub(crate) fn new(id: &str, what: &str, data: &str, value: String) -> Self {
        Figure {
            id: id.to_owned(),
            what: what.to_owned(),
            data: data.to_owned(),
            value,
            target: String::new(),
            quoted: false,
        }
    }

    /// With what it should reach; such figures are quoted.
    pub(crate) fn aim(self, target: &str) -> Self {
        Figure {
            target: target.to_owned(),
            quoted: true,
            ..self
        }
    }

    /// Quoted by the README.
    pub(crate) fn quoted(self) -> Self {
        Figure {
            quoted: true,
            ..self
        }
    }
}

const HEADER: &str = "id,what,data,value,target,quoted";

/// Order of the ledger; figures of other ids follow in the order of their ids.
const ORDER: &[&str] = &[
    "article.",
    "relation.",
    "end-to-end.",
    "no-event.",
    "calibration.",
    "parse.",
    "text.",
    "names.",
    "mentions",
    "places",
    "pages.",
    "feeds.",
    "links.",
    "countries.",
    "ledger.",
    "speed.",
];

/// Puts `new` into the ledger in `folder`, where they replace figures of the same id.
pub(crate) fn update(folder: &Path, new: Vec<Figure>) -> Result<Vec<Figure>> {
    let path = folder.join("ledger.csv");
    let mut figures = match fs::read_to_string(&path) {
        Ok(text) => read(&text).with_context(|| path.display().to_string())?,
        Err(_) => Vec::new(),
    };
    for figure in new {
        match figures.iter_mut().find(|old| old.id == figure.id) {
            Some(old) => *old = figure,
            None => figures.push(figure),
        }
    }
    let rank = |figure: &Figure| {
        ORDER
            .iter()
            .position(|prefix| figure.id.starts_with(prefix))
            .unwrap_or(ORDER.len())
    };
    figures.sort_by_key(rank);
    fs::create_dir_all(folder)?;
    fs::write(&path, csv(&figures)?).with_context(|| path.display().to_string())?;
    fs::write(folder.join("ledger.md"), table(&figures))?;
    Ok(figures)
}

/// Reads `ledger.csv`.
pub(crate) fn read(text: &str) -> Result<Vec<Figure>> {
    let mut lines = text.lines();
    if lines.next() != Some(HEADER) {
        bail!("the first line is not {HEADER}");
    }
    lines
        .enumerate()
        .map(
            |(number, line)| match line.split(',').collect::<Vec<_>>()[..] {
                [id, what, data, value, target, quoted] => Ok(Figure {
                    target: target.to_owned(),
                    quoted: quoted == "yes",
                    ..Figure::new(id, what, data, value.to_owned())
                }),
                _ => bail!("line {}: not six columns", number + 2),
            },
        )
        .collect()
}

fn csv(figures: &[Figure]) -> Result<String> {
    let mut out = format!("{HEADER}\n");
    for Figure {
        id,
        what,
        data,
        value,
        target,
        quoted,
    } in figures
    {
        let quoted = if *quoted { "yes" } else { "no" };
        let fields = [id, what, data, value, target, quoted];
        if let Some(field) = fields.iter().find(|field| field.contains([',', '"', '\n'])) {
            bail!("{id}: \"{field}\" would need quoting, which the ledger does without");
        }
        out.push_str(&fields.join(","));
        out.push('\n');
    }
    Ok(out)
}

fn table(figures: &[Figure]) -> String {
    let mut out = String::from(
        "# Quality ledger\n\nWritten by `demarche-lab score`; the README quotes from here. Figures of speed and memory hold\nfor the machine they were taken on.\n\n| what | on | measured | aim |\n|---|---|---:|---:|\n",
    );
    for Figure {
        what,
        data,
        value,
        target,
        ..
    } in figures
    {
        out.push_str(&format!("| {what} | {data} | {value} | {target} |\n"));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Figure, csv, read};

    #[test]
    fn a_ledger_reads_as_it_was_written() {
        let figures = vec![
            Figure::new("a.b", "what", "data", ".85".to_owned()).aim("at least .80"),
            Figure::new("c", "other", "data", "3".to_owned()),
        ];
        assert_eq!(read(&csv(&figures).unwrap()).unwrap(), figures);
        assert!(csv(&[Figure::new("a", "one, two", "", String::new())]).is_err());
    }
}
