//! Counts of what the corpus covers.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::PARTS;
use super::item::{Event, Item};
use super::names::{CERTAINTIES, KINDS, Names, REGIONS, STATUSES};

/// Rows by name with a count for each part.
#[derive(Default)]
struct Rows {
    counts: BTreeMap<(String, usize), usize>,
}

impl Rows {
    fn add(&mut self, name: &str, part: usize) {
        *self.counts.entry((name.to_owned(), part)).or_insert(0) += 1;
    }

    fn row(&self, out: &mut String, name: &str) {
        let counts: Vec<usize> = (0..PARTS.len())
            .map(|part| {
                self.counts
                    .get(&(name.to_owned(), part))
                    .copied()
                    .unwrap_or(0)
            })
            .collect();
        let _ = write!(out, "{name:<28}");
        for count in &counts {
            let _ = write!(out, "{count:>8}");
        }
        let _ = writeln!(out, "{:>8}", counts.iter().sum::<usize>());
    }
}

fn part(item: &Item) -> usize {
    let part = item.part();
    PARTS.iter().position(|name| *name == part).unwrap_or(0)
}

fn length(item: &Item) -> String {
    let words = item
        .sentences
        .first()
        .map_or(0, |s| s.text.split_whitespace().count());
    match words {
        0..=7 => "3..7",
        8..=14 => "8..14",
        15..=24 => "15..24",
        25..=34 => "25..34",
        35..=44 => "35..44",
        _ => "45..60",
    }
    .to_owned()
}

/// The table as text.
pub(crate) fn table(items: &[Item], names: &Names) -> String {
    let mut rows = Rows::default();
    let mut out = String::new();
    for item in items {
        let part = part(item);
        if item.article {
            rows.add("articles", part);
            for _ in &item.sentences {
                rows.add("sentences of articles", part);
            }
        } else {
            rows.add("sentences", part);
            rows.add(&length(item), part);
            if item.events.is_empty() {
                rows.add("sentences without event", part);
            }
        }
        rows.add(&item.region, part);
        rows.add(&item.kind, part);
        for event in &item.events {
            rows.add("events", part);
            rows.add(&event.kind, part);
            rows.add(&event.status, part);
            rows.add(&event.certainty, part);
            for mode in modes(event) {
                rows.add(&mode, part);
            }
        }
    }
    let _ = write!(out, "{:<28}", "");
    for part in PARTS {
        let _ = write!(out, "{part:>8}");
    }
    let _ = writeln!(out, "{:>8}", "all");
    let mut group = |title: &str, names: &[String]| {
        let _ = writeln!(out, "\n{title}");
        for name in names {
            rows.row(&mut out, name);
        }
    };
    let owned = |names: &[&str]| -> Vec<String> { names.iter().map(|&n| n.to_owned()).collect() };
    group(
        "items",
        &owned(&[
            "sentences",
            "sentences without event",
            "articles",
            "sentences of articles",
            "events",
        ]),
    );
    let mut types = Vec::new();
    for (kind, modes) in &names.types {
        types.push(kind.clone());
        types.extend(modes.iter().map(|mode| format!("  {kind}/{mode}")));
        if !modes.is_empty() {
            types.push(format!("  {kind} without mode"));
        }
    }
    group("types and modes", &types);
    group("status", &owned(STATUSES));
    group("certainty", &owned(CERTAINTIES));
    group("region", &owned(REGIONS));
    group("kind", &owned(&KINDS[..KINDS.len() - 1]));
    group(
        "words of sentences",
        &owned(&["3..7", "8..14", "15..24", "25..34", "35..44", "45..60"]),
    );
    out
}

fn modes(event: &Event) -> Vec<String> {
    if event.modes.is_empty() {
        return vec![format!("  {} without mode", event.kind)];
    }
    event
        .modes
        .iter()
        .map(|mode| format!("  {}/{mode}", event.kind))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::read;

    #[test]
    fn every_mode_has_a_row_and_counts_are_by_part() {
        let text = "@ dv-0001 2019-06-03 africa report
Soldiers in Sudan shot at a crowd of people on Monday evening.
+ ASSAULT/firearms actual asserted \"shot\"

@ te-0001 2019-06-03 africa background
Sudan is a large country with a river and a long coast.
- a state
";
        let names = read::tests::names();
        let (items, faults) = read::read("x.txt", text, &names);
        assert_eq!(faults, []);
        let table = super::table(&items, &names);
        let row = |name: &str| -> Vec<String> {
            let line = table
                .lines()
                .find(|line| line.trim_start().starts_with(name));
            line.unwrap()[28..]
                .split_whitespace()
                .map(str::to_owned)
                .collect()
        };
        assert_eq!(row("ASSAULT/firearms"), ["0", "1", "0", "1"]);
        assert_eq!(row("ASSAULT/drone"), ["0", "0", "0", "0"]);
        assert_eq!(row("sentences without event"), ["0", "0", "1", "1"]);
        assert_eq!(row("africa"), ["0", "1", "1", "2"]);
    }
}
