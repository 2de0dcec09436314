//! Sentences that repeat each other, or that repeat a text outside the corpus.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::Path;
use std::process::Command;

use super::Fault;
use super::item::Item;

/// Words in a shingle.
const SHINGLE: usize = 4;
/// Two sentences of the corpus are too near if they share this part of the shorter one's shingles.
const TOO_NEAR: f64 = 0.5;
/// A sentence is a possible copy if it shares this part of its shingles with one text outside, and
/// at least this many.
const COPY: f64 = 0.35;
const COPY_LEAST: usize = 3;

/// What the look outside found.
#[derive(Debug, Default)]
pub(crate) struct Outside {
    pub(crate) faults: Vec<Fault>,
    pub(crate) texts: usize,
    pub(crate) skipped: Option<String>,
}

/// A sentence of the corpus and its number of shingles.
struct Place<'a> {
    item: &'a Item,
    sentence: usize,
    shingles: usize,
}

/// Which sentences hold a shingle.
struct Index<'a> {
    places: Vec<Place<'a>>,
    by_shingle: HashMap<String, Vec<usize>>,
}

fn shingles(text: &str) -> Vec<String> {
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let mut shingles: Vec<String> = words.windows(SHINGLE).map(|w| w.join(" ")).collect();
    shingles.sort_unstable();
    shingles.dedup();
    shingles
}

impl<'a> Index<'a> {
    fn new(items: &'a [Item]) -> Index<'a> {
        let mut index = Index {
            places: Vec::new(),
            by_shingle: HashMap::new(),
        };
        for item in items {
            for (at, sentence) in item.sentences.iter().enumerate() {
                let shingles = shingles(&sentence.text);
                index.places.push(Place {
                    item,
                    sentence: at + 1,
                    shingles: shingles.len(),
                });
                for shingle in shingles {
                    index
                        .by_shingle
                        .entry(shingle)
                        .or_default()
                        .push(index.places.len() - 1);
                }
            }
        }
        index
    }

    /// How many shingles each sentence shares with a text.
    fn shared(&self, shingles: &[String]) -> BTreeMap<usize, usize> {
        let mut shared = BTreeMap::new();
        for place in shingles
            .iter()
            .filter_map(|s| self.by_shingle.get(s))
            .flatten()
        {
            *shared.entry(*place).or_insert(0) += 1;
        }
        shared
    }
}

fn part(shared: usize, of: usize) -> f64 {
    shared as f64 / of.max(1) as f64
}

/// Pairs of sentences of different items that say nearly the same words.
pub(crate) fn inside(items: &[Item]) -> Vec<Fault> {
    let index = Index::new(items);
    let mut faults = Vec::new();
    for (at, place) in index.places.iter().enumerate() {
        let own = shingles(&place.item.sentences[place.sentence - 1].text);
        for (other, shared) in index.shared(&own).range(..at) {
            let other = &index.places[*other];
            let near = part(*shared, place.shingles.min(other.shingles)) >= TOO_NEAR;
            if near && *shared > 1 && other.item.id != place.item.id {
                faults.push(Fault {
                    file: place.item.file.clone(),
                    line: place.item.line,
                    what: format!("{} is nearly {}", place.item.id, other.item.id),
                    hint: "write another sentence".to_owned(),
                });
            }
        }
    }
    faults
}

/// Sentences that may be copies of texts under `folder`.
pub(crate) fn outside(folder: &Path, items: &[Item]) -> Outside {
    let data = folder.join("data");
    if !data.is_dir() {
        return Outside {
            skipped: Some("comparison with texts outside (../shared/data is absent)".to_owned()),
            ..Outside::default()
        };
    }
    let index = Index::new(items);
    let mut found = Outside::default();
    let mut look = |name: &str, text: &str| {
        found.texts += 1;
        let shingles = shingles(text);
        for (place, shared) in index.shared(&shingles) {
            let place = &index.places[place];
            if shared >= COPY_LEAST && part(shared, place.shingles) >= COPY {
                found.faults.push(Fault {
                    file: place.item.file.clone(),
                    line: place.item.line,
                    what: format!(
                        "sentence {} of {} may be a copy: {name} has {text:.80}",
                        place.sentence, place.item.id
                    ),
                    hint: "write another sentence".to_owned(),
                });
            }
        }
    };
    for folder in ["events", "ud", "ner", "ner/re3d", "articles"] {
        let Ok(entries) = fs::read_dir(data.join(folder)) else {
            continue;
        };
        let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
        paths.sort();
        for path in paths.iter().filter(|path| path.is_file()) {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            for text in texts(path) {
                look(&name, &text);
            }
        }
    }
    found
}

/// The texts in a file: the lines that say something, of trees the sentences.
fn texts(path: &Path) -> Vec<String> {
    let gzipped = path.extension().is_some_and(|extension| extension == "gz");
    let bytes = if gzipped {
        // The one compressed file is read by the tool that every such machine has.
        Command::new("gzip")
            .arg("-dc")
            .arg(path)
            .output()
            .map(|output| output.stdout)
    } else {
        fs::read(path)
    };
    let text = String::from_utf8_lossy(&bytes.unwrap_or_default()).into_owned();
    let trees = path
        .extension()
        .is_some_and(|extension| extension == "conllu");
    if trees {
        return text
            .lines()
            .filter_map(|line| line.strip_prefix("# text = "))
            .map(str::to_owned)
            .collect();
    }
    if path
        .extension()
        .is_some_and(|extension| extension == "iob2")
    {
        return text
            .lines()
            .filter_map(|line| line.strip_prefix("# text = "))
            .map(str::to_owned)
            .collect();
    }
    if path.to_string_lossy().ends_with(".conll.txt") {
        return text
            .split("\n\n")
            .map(|sentence| {
                let words: Vec<&str> = sentence
                    .lines()
                    .filter_map(|line| line.split(' ').next())
                    .collect();
                words.join(" ")
            })
            .collect();
    }
    // A long text is cut at its sentences, so that one sentence of it is not lost in the rest.
    text.lines()
        .flat_map(|line| line.split_inclusive(". "))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;

    #[test]
    fn near_twins_are_found() {
        let text = "@ tr-0001 2019-06-03 africa report
Soldiers in Sudan shot at a crowd of people on Monday evening in Khartoum.
- test

@ tr-0002 2019-06-03 africa report
Soldiers in Sudan shot at a crowd of people on Tuesday morning near Kassala.
- test

@ tr-0003 2019-06-03 africa report
A crowd of people in the capital waited for the president on Monday.
- test
";
        let (items, faults) = read::read("x.txt", text, &read::tests::names());
        assert_eq!(faults, []);
        let found: Vec<String> = inside(&items).into_iter().map(|f| f.what).collect();
        assert_eq!(found, ["tr-0002 is nearly tr-0001"]);
    }

    #[test]
    fn a_missing_folder_is_said() {
        assert!(outside(Path::new("nowhere"), &[]).skipped.is_some());
    }
}
