//! The cities of the world as one compact index: names to points, by binary search in the bytes as
//! they lie in the program. Nothing is read or built at start.
//!
//! `demarche-lab gazetteer` makes the file from GeoNames (CC BY 4.0). Names are keys without
//! capitals and accents. A city of 5,000 people and more has its name and its other names in Latin
//! letters.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::OnceLock;

use demarche_record::CountryCode;

const FILE: &[u8] = include_bytes!("../data/gazetteer.bin");

/// What the file begins with.
pub const MAGIC: &[u8; 8] = b"DMGAZ\x01\0\0";
/// Bytes of a city: GeoNames id, its name's place among the display names, people, latitude and
/// longitude in hundredths of a degree, country, state of the United States.
pub const CITY: usize = 21;
/// Bytes of the head: magic, then the counts of cities, keys and postings and the bytes of keys and
/// display names.
pub const HEAD: usize = 28;

/// A city.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct City<'g> {
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
    /// The postal letters of a state of the United States ("TX"), else empty.
    pub state: &'g str,
}

/// An index of cities.
#[derive(Debug)]
pub struct Gazetteer {
    file: Cow<'static, [u8]>,
    parts: Parts,
}

/// Where the parts of the file lie.
#[derive(Debug)]
struct Parts {
    cities: Range<usize>,
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

    /// How many cities it holds.
    pub fn len(&self) -> usize {
        self.parts.cities.len() / CITY
    }

    /// Whether it holds no city.
    pub fn is_empty(&self) -> bool {
        self.parts.cities.is_empty()
    }

    /// The cities of a name, most people first.
    pub fn cities(&self, name: &str) -> impl Iterator<Item = City<'_>> {
        let range = self.find(&key(name));
        let postings = &self.file[self.parts.postings.clone()];
        range
            .into_iter()
            .flatten()
            .filter_map(move |at| self.city(word(postings, 4 * at as usize)?))
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
        Some(word(starts, 4 * low)?..word(starts, 4 * low + 4)?)
    }

    fn city(&self, index: u32) -> Option<City<'_>> {
        let start = index as usize * CITY;
        let city = self.file[self.parts.cities.clone()].get(start..start + CITY)?;
        let name = word(city, 4)? as usize;
        let name = self.file[self.parts.names.clone()]
            .get(name..)?
            .split(|&byte| byte == b'\n')
            .next()?;
        let hundredths = |at: usize| -> Option<f64> {
            let bytes = city.get(at..at + 2)?;
            Some(f64::from(i16::from_le_bytes([bytes[0], bytes[1]])) / 100.0)
        };
        let country = std::str::from_utf8(city.get(16..19)?).ok()?;
        let state = std::str::from_utf8(city.get(19..21)?).ok()?;
        Some(City {
            name: std::str::from_utf8(name).ok()?,
            id: word(city, 0)?,
            population: word(city, 8)?,
            lat: hundredths(12)?,
            lon: hundredths(14)?,
            country: CountryCode::parse(country),
            state: state.trim_end(),
        })
    }
}

impl Parts {
    const NONE: Parts = Parts {
        cities: 0..0,
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
        let (cities, keys, postings) = (number(0)?, number(1)?, number(2)?);
        let (key_bytes, name_bytes) = (number(3)?, number(4)?);
        let mut at = HEAD;
        let mut take = |length: Option<usize>| {
            let end = at.checked_add(length?)?;
            let part = at..end;
            at = end;
            (end <= file.len()).then_some(part)
        };
        let words = |count: usize| count.checked_mul(4);
        Some(Parts {
            cities: take(cities.checked_mul(CITY))?,
            keys: take(words(keys + 1))?,
            starts: take(words(keys + 1))?,
            postings: take(words(postings))?,
            key_bytes: take(Some(key_bytes))?,
            names: take(Some(name_bytes))?,
            count: keys,
        })
    }
}

/// The name of a state of the United States.
pub fn state_name(letters: &str) -> Option<&'static str> {
    let found = STATES.binary_search_by_key(&letters, |(letters, _)| letters);
    found.ok().map(|at| STATES[at].1)
}

/// The state of the United States that is called so.
pub fn state_named(name: &str) -> Option<&'static str> {
    let states = STATES.iter().map(|&(_, state)| state);
    states.into_iter().find(|state| *state == name)
}

/// A name as the index keeps it: lower case, without accents, one space between words.
pub fn key(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            '-' | ' ' | '\u{a0}' => {
                if !key.ends_with(' ') && !key.is_empty() {
                    key.push(' ');
                }
            }
            '\'' | '’' | 'ʻ' | 'ʼ' | '`' | '.' => {}
            _ if c.is_ascii() => key.push(c.to_ascii_lowercase()),
            _ => match PLAIN.iter().find(|(accented, _)| accented.contains(c)) {
                Some((_, plain)) => key.push_str(plain),
                None => key.extend(c.to_lowercase()),
            },
        }
    }
    key.trim_end().to_owned()
}

/// States of the United States by their postal letters, in order.
const STATES: [(&str, &str); 51] = [
    ("AK", "Alaska"),
    ("AL", "Alabama"),
    ("AR", "Arkansas"),
    ("AZ", "Arizona"),
    ("CA", "California"),
    ("CO", "Colorado"),
    ("CT", "Connecticut"),
    ("DC", "District of Columbia"),
    ("DE", "Delaware"),
    ("FL", "Florida"),
    ("GA", "Georgia"),
    ("HI", "Hawaii"),
    ("IA", "Iowa"),
    ("ID", "Idaho"),
    ("IL", "Illinois"),
    ("IN", "Indiana"),
    ("KS", "Kansas"),
    ("KY", "Kentucky"),
    ("LA", "Louisiana"),
    ("MA", "Massachusetts"),
    ("MD", "Maryland"),
    ("ME", "Maine"),
    ("MI", "Michigan"),
    ("MN", "Minnesota"),
    ("MO", "Missouri"),
    ("MS", "Mississippi"),
    ("MT", "Montana"),
    ("NC", "North Carolina"),
    ("ND", "North Dakota"),
    ("NE", "Nebraska"),
    ("NH", "New Hampshire"),
    ("NJ", "New Jersey"),
    ("NM", "New Mexico"),
    ("NV", "Nevada"),
    ("NY", "New York"),
    ("OH", "Ohio"),
    ("OK", "Oklahoma"),
    ("OR", "Oregon"),
    ("PA", "Pennsylvania"),
    ("RI", "Rhode Island"),
    ("SC", "South Carolina"),
    ("SD", "South Dakota"),
    ("TN", "Tennessee"),
    ("TX", "Texas"),
    ("UT", "Utah"),
    ("VA", "Virginia"),
    ("VT", "Vermont"),
    ("WA", "Washington"),
    ("WI", "Wisconsin"),
    ("WV", "West Virginia"),
    ("WY", "Wyoming"),
];

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
            let city = Gazetteer::embedded().cities(name).next();
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
            let city = index.city(at as u32);
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
