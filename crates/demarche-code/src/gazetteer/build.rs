//! The index of places as a file: entries and names in, bytes out.
//!
//! This module knows the layout and which names can stand in English newswire. It opens no file and
//! knows no format but its own.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::fmt;

use demarche_record::{CountryCode, PlacePrecision};

use super::{HEAD, MAGIC, NO_DIVISION, STEPS, key};

/// A place to be added.
#[derive(Clone, Copy, Debug)]
pub struct NewEntry<'n> {
    /// GeoNames id.
    pub id: u32,
    /// The name that is shown.
    pub name: &'n str,
    /// People.
    pub population: u32,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// The country.
    pub country: Option<CountryCode>,
    /// The code of the first-level division that it lies in ("AF.28").
    pub admin1: Option<&'n str>,
    /// Whether it is a city, a division, or another point.
    pub precision: PlacePrecision,
}

/// Places gathered for an index. The order in which they come does not change the file.
#[derive(Debug, Default)]
pub struct Builder {
    entries: Vec<Kept>,
    ids: HashMap<u32, u32>,
    keys: Vec<(Box<str>, u32)>,
    /// The codes of divisions by number, and the numbers by code.
    codes: Vec<Box<str>>,
    numbers: HashMap<Box<str>, u32>,
    divisions: HashMap<Box<str>, Box<str>>,
}

#[derive(Debug)]
struct Kept {
    id: u32,
    name: Box<str>,
    population: u32,
    lat: i32,
    lon: i32,
    country: Option<CountryCode>,
    division: Option<u32>,
    precision: PlacePrecision,
}

/// More places, names or divisions than the layout can count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLarge;

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("more places and names than an index of 4 GB holds")
    }
}

impl std::error::Error for TooLarge {}

impl Builder {
    /// How many places there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Gives a first-level division its name.
    pub fn division(&mut self, code: &str, name: &str) {
        let name = name.replace('\n', " ");
        self.divisions.insert(code.into(), name.into_boxed_str());
    }

    /// The same where it has no name yet.
    pub fn name_division(&mut self, code: &str, name: &str) {
        if !self.divisions.contains_key(code) {
            self.division(code, name);
        }
    }

    /// Whether a place with this id is there.
    pub fn holds(&self, id: u32) -> bool {
        self.ids.contains_key(&id)
    }

    /// Adds a place by its name and, of its other names, those in Latin letters. `false` where it
    /// has no name that could be looked up, or stands there already.
    pub fn add<'n>(
        &mut self,
        entry: &NewEntry<'n>,
        others: impl IntoIterator<Item = &'n str>,
    ) -> bool {
        let others = others.into_iter().filter(|name| is_latin(name));
        let mut own: Vec<String> = std::iter::once(entry.name)
            .chain(others)
            .filter_map(lookup)
            .collect();
        if own.is_empty() || self.holds(entry.id) {
            return false;
        }
        own.sort_unstable();
        own.dedup();
        let index = self.entries.len() as u32;
        self.ids.insert(entry.id, index);
        self.keys
            .extend(own.into_iter().map(|key| (key.into_boxed_str(), index)));
        let division = entry.admin1.map(|code| self.number(code));
        let steps = |degrees: f64| (degrees * STEPS).round() as i32;
        self.entries.push(Kept {
            id: entry.id,
            name: entry.name.replace('\n', " ").into_boxed_str(),
            population: entry.population,
            lat: steps(entry.lat),
            lon: steps(entry.lon),
            country: entry.country,
            division,
            precision: entry.precision,
        });
        true
    }

    /// Adds another name to a place; `false` where the place is not kept or the name is in other
    /// letters.
    pub fn name(&mut self, id: u32, name: &str) -> bool {
        let Some(&index) = self.ids.get(&id) else {
            return false;
        };
        let key = is_latin(name).then(|| lookup(name)).flatten();
        let added = key.is_some();
        self.keys
            .extend(key.map(|key| (key.into_boxed_str(), index)));
        added
    }

    fn number(&mut self, code: &str) -> u32 {
        if let Some(&number) = self.numbers.get(code) {
            return number;
        }
        let number = self.codes.len() as u32;
        self.codes.push(code.into());
        self.numbers.insert(code.into(), number);
        number
    }

    /// The file.
    pub fn finish(mut self) -> Result<Vec<u8>, TooLarge> {
        // Most people first, so that a list of places of one name is in that order.
        let mut order: Vec<u32> = (0..self.entries.len() as u32).collect();
        order.sort_unstable_by_key(|&index| {
            let entry = &self.entries[index as usize];
            (Reverse(entry.population), entry.id)
        });
        let mut rank = vec![0u32; order.len()];
        for (place, &index) in order.iter().enumerate() {
            rank[index as usize] = place as u32;
        }
        for (_, index) in &mut self.keys {
            *index = rank[*index as usize];
        }
        self.keys.sort_unstable();
        self.keys.dedup();

        let mut names = Names::default();
        let (divisions, places) = self.named_divisions(&mut names)?;
        let mut entries = Vec::new();
        for &index in &order {
            let entry = &self.entries[index as usize];
            entries.extend(entry.id.to_le_bytes());
            entries.extend(names.add(&entry.name)?.to_le_bytes());
            entries.extend(entry.population.to_le_bytes());
            entries.extend(entry.lat.to_le_bytes());
            entries.extend(entry.lon.to_le_bytes());
            let country = entry.country.as_ref().map_or("   ", |code| code.as_str());
            entries.extend(country.as_bytes());
            let division = entry
                .division
                .and_then(|code| places.get(&code).copied())
                .unwrap_or(NO_DIVISION);
            entries.extend(division.to_le_bytes());
            entries.push(match entry.precision {
                PlacePrecision::City => 0,
                PlacePrecision::Admin1 => 1,
                _ => 2,
            });
        }
        let (mut offsets, mut starts, mut postings, mut bytes) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let (mut keys, mut count) = (0usize, 0usize);
        for same in self.keys.chunk_by(|one, other| one.0 == other.0) {
            offsets.extend(short(bytes.len())?.to_le_bytes());
            starts.extend(short(count)?.to_le_bytes());
            bytes.extend(same[0].0.as_bytes());
            for (_, place) in same {
                postings.extend(place.to_le_bytes());
            }
            keys += 1;
            count += same.len();
        }
        offsets.extend(short(bytes.len())?.to_le_bytes());
        starts.extend(short(count)?.to_le_bytes());
        let mut file = Vec::with_capacity(HEAD + entries.len() + bytes.len() + names.bytes.len());
        file.extend(MAGIC);
        for number in [
            order.len(),
            divisions.len() / 4,
            keys,
            count,
            bytes.len(),
            names.bytes.len(),
        ] {
            file.extend(short(number)?.to_le_bytes());
        }
        for part in [entries, divisions, offsets, starts, postings, bytes] {
            file.extend(part);
        }
        file.extend(names.bytes);
        Ok(file)
    }

    /// Where the name of each division that a place lies in begins, and the number in the file of
    /// each code that has a name.
    fn named_divisions(&self, names: &mut Names) -> Result<(Vec<u8>, HashMap<u32, u16>), TooLarge> {
        let used: BTreeMap<&str, u32> = self
            .numbers
            .iter()
            .map(|(code, &number)| (&**code, number))
            .collect();
        let (mut starts, mut numbers) = (Vec::new(), HashMap::new());
        for (code, number) in used {
            if let Some(name) = self.divisions.get(code) {
                let own = u16::try_from(numbers.len()).map_err(|_| TooLarge)?;
                if own == NO_DIVISION {
                    return Err(TooLarge);
                }
                starts.extend(names.add(name)?.to_le_bytes());
                numbers.insert(number, own);
            }
        }
        Ok((starts, numbers))
    }
}

/// The names that are shown, each once, one a line.
#[derive(Default)]
struct Names {
    bytes: Vec<u8>,
    known: HashMap<Box<str>, u32>,
}

impl Names {
    fn add(&mut self, name: &str) -> Result<u32, TooLarge> {
        if let Some(&start) = self.known.get(name) {
            return Ok(start);
        }
        let start = short(self.bytes.len())?;
        self.known.insert(name.into(), start);
        self.bytes.extend(name.as_bytes());
        self.bytes.push(b'\n');
        Ok(start)
    }
}

fn short(number: usize) -> Result<u32, TooLarge> {
    u32::try_from(number).map_err(|_| TooLarge)
}

/// The key of a name that a text could be looked up by.
fn lookup(name: &str) -> Option<String> {
    Some(key(name)).filter(|key| key.len() > 2 && key.is_ascii())
}

/// Whether a name is written in Latin letters and as a name: other scripts and transcriptions
/// without capitals name nothing in English newswire.
fn is_latin(name: &str) -> bool {
    let letters = || name.chars().filter(|c| c.is_alphabetic());
    name.starts_with(char::is_uppercase)
        && name.chars().all(|c| {
            !c.is_alphabetic() && !c.is_numeric() && (c as u32) < 0x2100
                || (c as u32) < 0x250
                || ('\u{1e00}'..='\u{1eff}').contains(&c)
        })
        && !name.chars().skip(1).any(|c| c.is_ascii_digit())
        && name.split(' ').count() <= 5
        && letters().filter(|c| c.is_uppercase()).count() * 2 <= letters().count() + 1
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::super::Gazetteer;
    use super::*;

    const GOMA: NewEntry<'_> = NewEntry {
        id: 216281,
        name: "Goma",
        population: 144_124,
        lat: -1.67409,
        lon: 29.22845,
        country: None,
        admin1: Some("CD.11"),
        precision: PlacePrecision::City,
    };

    fn read(builder: Builder) -> Gazetteer {
        Gazetteer::read(Cow::Owned(builder.finish().unwrap())).unwrap()
    }

    #[test]
    fn what_is_added_is_found_again() {
        let mut builder = Builder::default();
        assert!(builder.add(&GOMA, ["Гома", "GOM", "Goma Ville"]));
        assert!(!builder.add(&GOMA, []), "one place stands there once");
        let small = NewEntry {
            id: 7,
            population: 12,
            admin1: None,
            country: CountryCode::parse("ETH"),
            precision: PlacePrecision::Place,
            ..GOMA
        };
        assert!(builder.add(&small, []));
        assert!(builder.name(7, "Goma Weyn"));
        assert!(!builder.name(7, "ጎማ"));
        assert!(!builder.name(8, "Elsewhere"));
        builder.division("CD.11", "North Kivu");
        builder.division("CD.99", "Nowhere");
        let index = read(builder);
        let found: Vec<_> = index.named("GOMA").collect();
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].id, found[1].id), (216281, 7));
        assert_eq!((found[0].lat, found[0].lon), (GOMA.lat, GOMA.lon));
        assert_eq!(found[0].admin1, Some("North Kivu"));
        assert_eq!((found[0].country, found[1].admin1), (None, None));
        assert_eq!(found[1].country, CountryCode::parse("ETH"));
        assert_eq!(found[1].precision, PlacePrecision::Place);
        assert_eq!(index.named("goma ville").count(), 1);
        assert_eq!(index.named("goma-weyn").count(), 1);
        assert_eq!(index.named("Гома").count(), 0);
    }

    #[test]
    fn no_place_at_all_is_an_index_too() {
        let index = read(Builder::default());
        assert!(index.is_empty());
        assert_eq!(index.named("Goma").count(), 0);
    }

    #[test]
    fn the_order_of_places_does_not_change_the_file() {
        let other = NewEntry { id: 9, ..GOMA };
        let built = |entries: [&NewEntry<'static>; 2]| {
            let mut builder = Builder::default();
            for entry in entries {
                builder.add(entry, ["Gomma"]);
            }
            builder.finish().unwrap()
        };
        assert_eq!(built([&GOMA, &other]), built([&other, &GOMA]));
    }
}
