//! Blind gold sets: tables of texts with one marked mention a line, written without sight of the
//! knowledge tables.
//!
//! A gold set gives totals and nothing else: whoever tunes must not see which of its items were
//! missed. A tuning set of the same format, whose name ends in `-dev` or `-dev2` and so on, lists its misses.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use demarche_code::{Analysed, Coder};
use demarche_record::{Article, Span};

use super::rate;
use crate::ledger::Figure;

/// A text published on a day, with the words that are asked for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Marked {
    /// The set's name for it.
    pub(crate) id: String,
    /// Region of the world.
    pub(crate) region: String,
    /// Day of publication, `YYYY-MM-DD`.
    pub(crate) date: String,
    /// The article.
    pub(crate) text: String,
    /// The marked words in `text`.
    pub(crate) span: Span,
}

/// One of the sets of a kind.
#[derive(Clone, Debug)]
pub(crate) struct Set {
    /// "mentions", "mentions-dev" or one of "mentions-dev2" to "mentions-dev9".
    pub(crate) name: String,
    pub(crate) path: PathBuf,
    /// Whether its misses may be seen.
    pub(crate) tuning: bool,
}

/// The gold set `kind` and its tuning sets, those of them that lie in `folder`.
///
/// # Errors
/// When misses are asked for and there is no tuning set to list them from.
pub(crate) fn sets(folder: &Path, kind: &str, list_misses: bool) -> Result<Vec<Set>> {
    let mut sets = Vec::new();
    for suffix in [
        "", "-dev", "-dev2", "-dev3", "-dev4", "-dev5", "-dev6", "-dev7", "-dev8", "-dev9",
    ] {
        let tuning = !suffix.is_empty();
        let name = format!("{kind}{suffix}");
        let path = folder.join(format!("{name}.tsv"));
        if path.is_file() {
            sets.push(Set { name, path, tuning });
        } else if suffix == "-dev" && list_misses {
            bail!(
                "{} is not there, and misses of the gold set {kind}.tsv are not listed: nothing is tuned on it; hint: leave --errors off, or write a tuning set of that name",
                path.display()
            );
        }
    }
    Ok(sets)
}

/// Reads a set: the columns id, region, date, text, mention and nth, then those that `rest` reads.
///
/// # Errors
/// When the file cannot be read; when lines are not of this form, every one of them is named.
pub(crate) fn read<T>(
    path: &Path,
    rest: impl Fn(&[&str]) -> Result<T>,
) -> Result<Vec<(Marked, T)>> {
    let text = fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    let mut items = Vec::new();
    let mut problems = Vec::new();
    for (number, line) in text.lines().enumerate() {
        if line.trim().is_empty() || line.starts_with('#') || line.starts_with("id\tregion\t") {
            continue;
        }
        let fields: Vec<&str> = line.split('\t').map(str::trim).collect();
        match marked(&fields).and_then(|marked| Ok((marked, rest(&fields[6..])?))) {
            Ok(item) => items.push(item),
            Err(error) => problems.push(format!("{}:{}: {error}", path.display(), number + 1)),
        }
    }
    if !problems.is_empty() {
        bail!(
            "{}\nhint: the columns are parted by tabs, and lines of comment begin with #",
            problems.join("\n")
        );
    }
    Ok(items)
}

fn marked(fields: &[&str]) -> Result<Marked> {
    let [id, region, date, text, mention, nth, ..] = fields else {
        bail!("{} columns; six and more are needed", fields.len());
    };
    let count: usize = nth
        .parse()
        .ok()
        .filter(|&nth| nth > 0)
        .with_context(|| format!("nth is \"{nth}\", not a number from 1"))?;
    if date.parse::<jiff::civil::Date>().is_err() {
        bail!("date is \"{date}\", not YYYY-MM-DD");
    }
    let span = occurrence(text, mention, count)
        .with_context(|| format!("the text does not hold \"{mention}\" {count} times"))?;
    Ok(Marked {
        id: (*id).to_owned(),
        region: (*region).to_owned(),
        date: (*date).to_owned(),
        text: (*text).to_owned(),
        span,
    })
}

/// The `nth` place of `words` in `text`, from 1, in scalar values.
fn occurrence(text: &str, words: &str, nth: usize) -> Option<Span> {
    if words.is_empty() {
        return None;
    }
    let (byte, _) = text.match_indices(words).nth(nth - 1)?;
    let start = text[..byte].chars().count() as u32;
    Some(Span::new(start, start + words.chars().count() as u32))
}

/// A field of alternatives parted by `|`; `-` stands for none.
pub(crate) fn alternatives<T>(
    field: &str,
    parse: impl Fn(&str) -> Option<T>,
) -> Result<Vec<Option<T>>> {
    field
        .split('|')
        .map(|part| match part.trim() {
            "-" => Ok(None),
            part => parse(part)
                .map(Some)
                .with_context(|| format!("\"{part}\" is no code")),
        })
        .collect()
}

/// Analyses each text once and hands every item its analysis.
pub(crate) fn for_each<T>(
    coder: &Coder,
    items: &[(Marked, T)],
    mut judge: impl FnMut(&Marked, &T, &Analysed),
) {
    let mut last: Option<(&Marked, Analysed)> = None;
    for (marked, gold) in items {
        let analysed = match last {
            Some((before, analysed))
                if before.text == marked.text && before.date == marked.date =>
            {
                analysed
            }
            _ => coder.analyse(&Article {
                text: marked.text.clone(),
                date: Some(marked.date.clone()),
                ..Article::default()
            }),
        };
        judge(marked, gold, &analysed);
        last = Some((marked, analysed));
    }
}

/// How many of how many are right, by kind of question and class of item.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    counts: BTreeMap<(usize, String), (usize, usize)>,
}

impl Tally {
    /// Counts the answer to `question` for an item of `class`; the class "" is the total.
    pub(crate) fn count(&mut self, question: usize, class: &str, right: bool) {
        let count = self.counts.entry((question, class.to_owned())).or_default();
        count.0 += usize::from(right);
        count.1 += 1;
    }

    /// One figure for each question and class, totals first. `questions` are keys and texts.
    pub(crate) fn figures(&self, set: &Set, questions: &[(&str, &str)]) -> Vec<Figure> {
        let mut figures: Vec<(bool, Figure)> = Vec::new();
        for ((question, class), (right, all)) in &self.counts {
            let Some((key, what)) = questions.get(*question) else {
                continue;
            };
            let slug = class.to_lowercase().replace([' ', ','], "-");
            let (id, what) = match class.as_str() {
                "" => (format!("{}.{key}", set.name), (*what).to_owned()),
                class => (
                    format!("{}.{key}.{slug}", set.name),
                    format!("{what}: {class}"),
                ),
            };
            let on = format!("{}.tsv ({all} mentions)", set.name);
            let value = rate(*right as f64 / (*all).max(1) as f64);
            let what = what.replace(", ", " and ").replace(',', " ");
            let figure = Figure::new(&id, &what, &on, value);
            // Regions tell where a blind set fails; of a tuning set the misses do.
            let figure = match (class.as_str(), set.tuning) {
                ("", false) => aimed(figure, &id),
                ("", true) => figure,
                (_, true) => continue,
                (_, false) => figure,
            };
            figures.push((!class.is_empty(), figure));
        }
        figures.sort_by_key(|(part, _)| *part);
        figures.into_iter().map(|(_, figure)| figure).collect()
    }
}

/// The figure with what is asked of it.
fn aimed(figure: Figure, id: &str) -> Figure {
    match id {
        "mentions.country" => figure.aim("at least .92"),
        "mentions.sector" => figure.aim("at least .85"),
        "places.within" => figure.aim("at least .90"),
        _ => figure,
    }
}

#[cfg(test)]
mod tests {
    use super::{occurrence, read, sets};
    use demarche_record::Span;

    fn folder(name: &str) -> std::path::PathBuf {
        let folder =
            std::env::temp_dir().join(format!("demarche-gold-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        folder
    }

    #[test]
    fn the_nth_occurrence_is_counted_in_scalar_values() {
        let text = "São Tomé and Lomé: Lomé won.";
        let span = occurrence(text, "Lomé", 2).unwrap();
        assert_eq!((span, span.slice(text)), (Span::new(19, 23), "Lomé"));
        assert_eq!(occurrence(text, "Lomé", 3), None);
    }

    #[test]
    fn every_bad_line_is_named() {
        let folder = folder("bad");
        let path = folder.join("mentions.tsv");
        let lines = [
            "# id\tregion",
            "a\tAfrica\t2024-01-01\tMali spoke.\tMali\t1",
            "b\tAfrica\t2024-01-01\tMali spoke.\tNiger\t1",
            "c\tAfrica\t2024-13-01\tMali spoke.\tMali\t1",
        ];
        std::fs::write(&path, lines.join("\n")).unwrap();
        let error = read(&path, |_| Ok(())).unwrap_err().to_string();
        assert!(
            error.contains("mentions.tsv:3: the text does not hold"),
            "{error}"
        );
        assert!(error.contains("mentions.tsv:4: date is"), "{error}");
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn misses_are_listed_for_tuning_sets_only() {
        let folder = folder("sets");
        std::fs::write(folder.join("places.tsv"), "").unwrap();
        assert_eq!(sets(&folder, "places", false).unwrap().len(), 1);
        assert!(sets(&folder, "places", true).is_err());
        std::fs::write(folder.join("places-dev.tsv"), "").unwrap();
        let sets = sets(&folder, "places", true).unwrap();
        assert_eq!(
            sets.iter().map(|set| set.tuning).collect::<Vec<_>>(),
            [false, true]
        );
        std::fs::remove_dir_all(folder).unwrap();
    }
}
