//! How far two annotations of the same sentences agree.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anyhow::{Result, bail};

use super::item::{Event, Item, Party};

/// An item without what was annotated, and without its kind, which tells of it.
pub(crate) fn blind(item: &Item) -> String {
    let mark = if item.article { "@@" } else { "@" };
    let mut out = format!("{mark} {} {} {} blind\n", item.id, item.date, item.region);
    for (at, sentence) in item.sentences.iter().enumerate() {
        if at > 0 && sentence.opens {
            out.push('\n');
        }
        out.push_str(&sentence.text);
        out.push('\n');
    }
    out
}

/// True and claimed, counted for an F1.
#[derive(Default)]
struct Score {
    both: usize,
    first: usize,
    second: usize,
}

impl Score {
    fn f1(&self) -> f64 {
        let all = self.first + self.second;
        if all == 0 {
            return 1.0;
        }
        2.0 * self.both as f64 / all as f64
    }
}

/// Pairs events of two annotations: triggers overlap, first with the same type, then with another.
fn pairs<'a>(first: &'a Item, second: &'a Item) -> Vec<(&'a Event, &'a Event)> {
    let mut pairs: Vec<(&Event, &Event)> = Vec::new();
    for same in [true, false] {
        for a in &first.events {
            for b in &second.events {
                let free = !pairs
                    .iter()
                    .any(|(x, y)| std::ptr::eq(*x, a) || std::ptr::eq(*y, b));
                let fits = a.trigger.overlaps(&b.trigger) && (a.kind == b.kind) == same;
                if free && fits {
                    pairs.push((a, b));
                }
            }
        }
    }
    pairs
}

/// The agreement as text. Items pair by id; items that only one side has are named.
pub(crate) fn compare(first: &[Item], second: &[Item]) -> Result<String> {
    let by_id: BTreeMap<&str, &Item> = second.iter().map(|i| (i.id.as_str(), i)).collect();
    let common: Vec<(&Item, &Item)> = first
        .iter()
        .filter_map(|a| Some((a, *by_id.get(a.id.as_str())?)))
        .collect();
    if common.is_empty() {
        bail!("the two annotations have no item in common");
    }
    for (a, b) in &common {
        let texts = |item: &Item| -> Vec<String> {
            item.sentences.iter().map(|s| s.text.clone()).collect()
        };
        if texts(a) != texts(b) {
            bail!("{} has another text at {}:{}", a.id, b.file, b.line);
        }
        for item in [a, b] {
            if item.events.is_empty() && item.nothing.is_none() {
                bail!("{}:{}: {} is not annotated", item.file, item.line, item.id);
            }
        }
    }
    let mut scores: Vec<(&str, Score)> = [
        "trigger",
        "trigger and type",
        "… and mode",
        "… and status",
        "… and mode and status",
        "… and certainty",
        "actors and recipients",
        "… with the same words",
        "… with the same code",
    ]
    .map(|name| (name, Score::default()))
    .into();
    let (mut same_emptiness, mut first_has, mut second_has) = (0, 0, 0);
    for (a, b) in &common {
        let has = (!a.events.is_empty(), !b.events.is_empty());
        same_emptiness += usize::from(has.0 == has.1);
        first_has += usize::from(has.0);
        second_has += usize::from(has.1);
        let pairs = pairs(a, b);
        for (at, (_, score)) in scores.iter_mut().enumerate().take(6) {
            score.first += a.events.len();
            score.second += b.events.len();
            score.both += pairs
                .iter()
                .filter(|(a, b)| {
                    let mode = a.modes.first() == b.modes.first();
                    let status = a.status == b.status;
                    at == 0
                        || (a.kind == b.kind
                            && match at {
                                2 => mode,
                                3 => status,
                                4 => mode && status,
                                5 => a.certainty == b.certainty,
                                _ => true,
                            })
                })
                .count();
        }
        for (a, b) in pairs.iter().filter(|(a, b)| a.kind == b.kind) {
            for (left, right) in [(&a.actors, &b.actors), (&a.recipients, &b.recipients)] {
                parties(left, right, &mut scores[6..]);
            }
        }
    }
    let mut out = String::new();
    let count = common.len();
    let _ = writeln!(
        out,
        "{count} items in both; {} only in the first",
        first.len() - count
    );
    let observed = same_emptiness as f64 / count as f64;
    let (p, q) = (
        first_has as f64 / count as f64,
        second_has as f64 / count as f64,
    );
    let chance = p * q + (1.0 - p) * (1.0 - q);
    let kappa = if chance < 1.0 {
        (observed - chance) / (1.0 - chance)
    } else {
        1.0
    };
    let _ = writeln!(
        out,
        "an event or none: {same_emptiness} of {count} alike, Cohen's kappa {kappa:.3}\n"
    );
    let _ = writeln!(
        out,
        "{:<28}{:>7}{:>7}{:>7}{:>7}",
        "", "first", "second", "both", "F1"
    );
    for (name, score) in &scores {
        let _ = writeln!(
            out,
            "{name:<28}{:>7}{:>7}{:>7}{:>7.3}",
            score.first,
            score.second,
            score.both,
            score.f1()
        );
    }
    Ok(out)
}

/// Parties of one role: words that overlap, the same words, words that overlap with one code.
fn parties(left: &[Party], right: &[Party], scores: &mut [(&str, Score)]) {
    let tests: [fn(&Party, &Party) -> bool; 3] = [
        |a, b| a.words.overlaps(&b.words),
        |a, b| a.words == b.words,
        |a, b| a.words.overlaps(&b.words) && a.code == b.code,
    ];
    for ((_, score), test) in scores.iter_mut().zip(tests) {
        let mut used = vec![false; right.len()];
        score.first += left.len();
        score.second += right.len();
        for a in left {
            let found = right
                .iter()
                .enumerate()
                .position(|(at, b)| !used[at] && test(a, b));
            if let Some(at) = found {
                used[at] = true;
                score.both += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::read;

    const TEXT: &str = "@ te-0001 2019-06-03 africa report
Soldiers in Sudan shot at a crowd and detained two men on Monday.
+ ASSAULT/firearms actual asserted \"shot\"
  actor \"Soldiers\" SDNMIL
  recipient \"a crowd\" SDNCVL
+ COERCE/arrest actual asserted \"detained\"
  actor \"Soldiers\" SDNMIL

@ te-0002 2019-06-03 africa background
Sudan is a large country with a river and a long coast.
- a state
";

    fn compare(second: &str) -> anyhow::Result<String> {
        let items = |text: &str| {
            let (items, faults) = read::read("x.txt", text, &read::tests::names());
            assert_eq!(faults, []);
            items
        };
        super::compare(&items(TEXT), &items(second))
    }

    fn row(out: &str, name: &str) -> Vec<String> {
        let line = out.lines().find(|line| line.starts_with(name)).unwrap();
        line.split_whitespace()
            .rev()
            .take(4)
            .map(str::to_owned)
            .collect()
    }

    #[test]
    fn an_annotation_agrees_with_itself() {
        let out = compare(TEXT).unwrap();
        assert!(out.contains("kappa 1.000"), "{out}");
        assert_eq!(row(&out, "… with the same words")[0], "1.000");
    }

    #[test]
    fn what_differs_is_counted() {
        let second = TEXT
            .replace("ASSAULT/firearms actual", "ASSAULT/drone actual")
            .replace(
                "actor \"Soldiers\" SDNMIL\n  recipient",
                "actor \"Soldiers in Sudan\" SDNMIL\n  recipient",
            )
            .replace(
                "+ COERCE/arrest actual asserted \"detained\"\n  actor \"Soldiers\" SDNMIL\n",
                "",
            );
        let out = compare(&second).unwrap();
        // F1, both, second, first.
        assert_eq!(row(&out, "trigger and type"), ["0.667", "1", "1", "2"]);
        assert_eq!(row(&out, "… and mode "), ["0.000", "0", "1", "2"]);
        assert_eq!(row(&out, "actors and recipients"), ["1.000", "2", "2", "2"]);
        assert_eq!(row(&out, "… with the same words"), ["0.500", "1", "2", "2"]);
        assert!(out.contains("2 of 2 alike"), "{out}");
    }

    #[test]
    fn other_texts_and_blank_annotations_are_refused() {
        assert!(compare(&TEXT.replace("large", "big")).is_err());
        assert!(compare(&TEXT.replace("- a state\n", "")).is_err());
    }
}
