//! The cities of the world as one compact index: names to points, by binary search in the bytes as
//! they lie in the program. Nothing is read or built at start.
//!
//! `demarche-lab gazetteer` makes the file that the program carries, `demarche places import` one of
//! a user's own, both from GeoNames (CC BY 4.0) and both with [`build`]. Names are keys without
//! capitals and accents. The file that the program carries has the cities of 5,000 people and more,
//! each by its name and its other names in Latin letters.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::OnceLock;

use demarche_record::{CountryCode, PlacePrecision};

pub mod build;
pub mod geonames;

const FILE: &[u8] = include_bytes!("../data/gazetteer.bin");

/// What the file begins with; the sixth byte is the version of the layout.
pub const MAGIC: &[u8; 8] = b"DMGAZ\x02\0\0";
/// Bytes of an entry, all numbers little-endian: GeoNames id (4), where its name begins among the
/// names (4), people (4), latitude and longitude in [`STEPS`] of a degree (4 each), country (3), its
/// first-level division's number or [`NO_DIVISION`] (2), what it is (1).
pub const ENTRY: usize = 26;
/// Bytes of the head: magic, then the counts of entries, divisions, keys and postings and the bytes
/// of keys and names, 4 each.
pub const HEAD: usize = 32;
/// Steps of a degree: a metre or so.
pub const STEPS: f64 = 100_000.0;
/// The number of no division.
pub const NO_DIVISION: u16 = u16::MAX;

/// A place of the index.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entry<'g> {
    /// Its name.
    pub name: &'g str,
    /// GeoNames id.
    pub id: u32,
    /// People.
    pub population: u32,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// The country.
    pub country: Option<CountryCode>,
    /// The first-level division that it lies in ("Texas"), where one is known.
    pub admin1: Option<&'g str>,
    /// Whether it is a city, a division, or another point.
    pub precision: PlacePrecision,
}

/// An index of places.
#[derive(Debug)]
pub struct Gazetteer {
    file: Cow<'static, [u8]>,
    parts: Parts,
}

/// Where the parts of the file lie.
#[derive(Debug)]
struct Parts {
    entries: Range<usize>,
    /// Where the name of each division begins among the names.
    divisions: Range<usize>,
    /// Where each key begins, one more than there are keys.
    keys: Range<usize>,
    /// Where the postings of each key begin, one more than there are keys.
    starts: Range<usize>,
    postings: Range<usize>,
    key_bytes: Range<usize>,
    names: Range<usize>,
    count: usize,
}

impl Gazetteer {
    /// The index that this crate carries.
    pub fn embedded() -> &'static Gazetteer {
        static GAZETTEER: OnceLock<Gazetteer> = OnceLock::new();
        GAZETTEER.get_or_init(|| {
            Gazetteer::read(Cow::Borrowed(FILE)).unwrap_or(Gazetteer {
                file: Cow::Borrowed(&[]),
                parts: Parts::NONE,
            })
        })
    }

    /// Reads an index; says what is wrong with it where it is none.
    pub fn read(file: Cow<'static, [u8]>) -> Result<Gazetteer, String> {
        let parts = Parts::of(&file).ok_or_else(|| {
            match file.starts_with(&MAGIC[..5]) {
                true => "an index of places of another version, or one that is cut short",
                false => "no index of places",
            }
            .to_owned()
        })?;
        Ok(Gazetteer { file, parts })
    }

    /// How many places it holds.
    pub fn len(&self) -> usize {
        self.parts.entries.len() / ENTRY
    }

    /// Whether it holds no place.
    pub fn is_empty(&self) -> bool {
        self.parts.entries.is_empty()
    }

    /// The places of a name, most people first.
    pub fn named(&self, name: &str) -> impl Iterator<Item = Entry<'_>> {
        let range = self.find(&key(name));
        let postings = &self.file[self.parts.postings.clone()];
        range
            .into_iter()
            .flatten()
            .filter_map(move |at| self.entry(word(postings, 4 * at as usize)?))
    }

    fn key(&self, index: usize) -> Option<&[u8]> {
        let keys = &self.file[self.parts.keys.clone()];
        let (start, end) = (word(keys, 4 * index)?, word(keys, 4 * index + 4)?);
        self.file[self.parts.key_bytes.clone()].get(start as usize..end as usize)
    }

    fn find(&self, key: &str) -> Option<Range<u32>> {
        let (mut low, mut high) = (0, self.parts.count);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.key(middle)? < key.as_bytes() {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        if low >= self.parts.count || self.key(low)? != key.as_bytes() {
            return None;
        }
        let starts = &self.file[self.parts.starts.clone()];
        // A file that lies about the end of a list makes it no longer than the postings are.
        let all = u32::try_from(self.parts.postings.len() / 4).unwrap_or(u32::MAX);
        Some(word(starts, 4 * low)?..word(starts, 4 * low + 4)?.min(all))
    }

    fn entry(&self, index: u32) -> Option<Entry<'_>> {
        let start = (index as usize).checked_mul(ENTRY)?;
        let entry = self.file[self.parts.entries.clone()].get(start..start.checked_add(ENTRY)?)?;
        let degrees = |at: usize| Some(f64::from(word(entry, at)? as i32) / STEPS);
        let division = u16::from_le_bytes([*entry.get(23)?, *entry.get(24)?]);
        let divisions = &self.file[self.parts.divisions.clone()];
        Some(Entry {
            name: self.name(word(entry, 4)?)?,
            id: word(entry, 0)?,
            population: word(entry, 8)?,
            lat: degrees(12).filter(|lat| lat.abs() <= 90.0)?,
            lon: degrees(16).filter(|lon| lon.abs() <= 180.0)?,
            country: CountryCode::parse(std::str::from_utf8(entry.get(20..23)?).ok()?),
            admin1: (division != NO_DIVISION)
                .then(|| self.name(word(divisions, 4 * usize::from(division))?))
                .flatten(),
            precision: match entry.get(25)? {
                0 => PlacePrecision::City,
                1 => PlacePrecision::Admin1,
                _ => PlacePrecision::Place,
            },
        })
    }

    fn name(&self, start: u32) -> Option<&str> {
        let names = &self.file[self.parts.names.clone()];
        let name = names.get(start as usize..)?.split(|&b| b == b'\n').next()?;
        std::str::from_utf8(name).ok()
    }
}

impl Parts {
    const NONE: Parts = Parts {
        entries: 0..0,
        divisions: 0..0,
        keys: 0..0,
        starts: 0..0,
        postings: 0..0,
        key_bytes: 0..0,
        names: 0..0,
        count: 0,
    };

    fn of(file: &[u8]) -> Option<Parts> {
        if file.get(..8)? != MAGIC {
            return None;
        }
        let number = |at: usize| Some(word(file, 8 + 4 * at)? as usize);
        let (entries, divisions) = (number(0)?, number(1)?);
        let (keys, postings) = (number(2)?, number(3)?);
        let (key_bytes, name_bytes) = (number(4)?, number(5)?);
        let mut at = HEAD;
        let mut take = |length: Option<usize>| {
            let end = at.checked_add(length?)?;
            let part = at..end;
            at = end;
            (end <= file.len()).then_some(part)
        };
        let words = |count: usize| count.checked_mul(4);
        Some(Parts {
            entries: take(entries.checked_mul(ENTRY))?,
            divisions: take(words(divisions))?,
            keys: take(words(keys.checked_add(1)?))?,
            starts: take(words(keys.checked_add(1)?))?,
            postings: take(words(postings))?,
            key_bytes: take(Some(key_bytes))?,
            names: take(Some(name_bytes))?,
            count: keys,
        })
    }
}

/// A name as the index keeps it: lower case, without accents, spaces, hyphens and apostrophes, which
/// transcriptions set as they please.
pub fn key(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            '-' | ' ' | '\u{a0}' | '\'' | '’' | '‘' | 'ʻ' | 'ʼ' | 'ʿ' | 'ʾ' | '`' | '.' => {
            }
            _ => push_plain(&mut key, c),
        }
    }
    key
}

/// A name in lower case and without accents.
pub(crate) fn plain(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    for c in name.chars() {
        push_plain(&mut plain, c);
    }
    plain
}

fn push_plain(name: &mut String, c: char) {
    if c.is_ascii() {
        name.push(c.to_ascii_lowercase());
        return;
    }
    match PLAIN.iter().find(|(accented, _)| accented.contains(c)) {
        Some((_, plain)) => name.push_str(plain),
        None => name.extend(c.to_lowercase()),
    }
}

/// Letters with marks, and without.
const PLAIN: &[(&str, &str)] = &[
    ("àáâãäåāăąǎạảấầẩẫậắằẳẵặÀÁÂÃÄÅĀĂĄǍẠẢẤẦẨẪẬẮẰẲẴẶ", "a"),
    ("çćĉċčÇĆĈĊČ", "c"),
    ("ďđðḍĎĐÐḌ", "d"),
    ("èéêëēĕėęěẹẻẽếềểễệəÈÉÊËĒĔĖĘĚẸẺẼẾỀỂỄỆƏ", "e"),
    ("ĝğġģǧĜĞĠĢǦ", "g"),
    ("ĥħḥĤĦḤ", "h"),
    ("ìíîïĩīĭįıỉịÌÍÎÏĨĪĬĮİỈỊ", "i"),
    ("ĵĴ", "j"),
    ("ķĶ", "k"),
    ("ĺļľłĹĻĽŁ", "l"),
    ("ñńņňÑŃŅŇ", "n"),
    ("òóôõöøōŏőơǒọỏốồổỗộớờởỡợÒÓÔÕÖØŌŎŐƠǑỌỎỐỒỔỖỘỚỜỞỠỢ", "o"),
    ("ŕŗřŔŖŘ", "r"),
    ("śŝşšșṣŚŜŞŠȘṢ", "s"),
    ("ţťŧțṭŢŤŦȚṬ", "t"),
    ("ùúûüũūŭůűųưǔụủứừửữựÙÚÛÜŨŪŬŮŰŲƯǓỤỦỨỪỬỮỰ", "u"),
    ("ŵŴ", "w"),
    ("ýÿŷỳỵỷỹÝŸŶỲỴỶỸ", "y"),
    ("źżžẓŹŻŽẒ", "z"),
    ("ßẞ", "ss"),
    ("æÆ", "ae"),
    ("œŒ", "oe"),
    ("þÞ", "th"),
];

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..at + 4)?;
    Some(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cities_are_found_by_any_of_their_names() {
        let first = |name: &str| {
            let city = Gazetteer::embedded().named(name).next();
            city.map(|city| {
                let country = city.country.map(|country| country.as_str().to_owned());
                (city.name, country.unwrap_or_default())
            })
        };
        for (name, city, country) in [
            ("Goma", "Goma", "COD"),
            ("Bogota", "Bogotá", "COL"),
            ("BOGOTÁ", "Bogotá", "COL"),
            ("Tizi Ouzou", "Tizi Ouzou", "DZA"),
            ("San Pedro Sula", "San Pedro Sula", "HND"),
            ("Springfield", "Springfield", "USA"),
        ] {
            assert_eq!(first(name), Some((city, country.to_owned())), "{name}");
        }
        assert_eq!(first("no such town"), None);
        assert_eq!(first(""), None);
    }

    #[test]
    fn every_city_of_the_file_reads() {
        let index = Gazetteer::embedded();
        let count = index.len();
        assert!(count > 60_000, "{count}");
        for at in 0..count {
            let city = index.entry(at as u32);
            let fine = city.is_some_and(|city| {
                !city.name.is_empty()
                    && (-90.0..=90.0).contains(&city.lat)
                    && (-180.0..=180.0).contains(&city.lon)
                    && city.country.is_some()
            });
            assert!(fine, "{at}: {city:?}");
        }
        for at in 1..index.parts.count {
            assert!(index.key(at - 1) < index.key(at), "{at}");
        }
    }

    #[test]
    fn what_is_no_index_is_refused() {
        let read = |bytes: &[u8]| Gazetteer::read(Cow::Owned(bytes.to_vec())).err();
        assert_eq!(read(b"a,b,c").as_deref(), Some("no index of places"));
        for cut in [5, HEAD - 1, HEAD, FILE.len() / 2, FILE.len() - 1] {
            let said = read(&FILE[..cut]).unwrap_or_default();
            assert!(said.contains("cut short"), "{cut}: {said}");
        }
        // Counts that no memory could hold.
        let mut lying = FILE[..HEAD].to_vec();
        lying[8..HEAD].fill(0xff);
        assert!(read(&lying).is_some());
    }

    #[test]
    fn the_file_is_small() {
        assert!(FILE.len() < 8_000_000, "{}", FILE.len());
    }
}
