//! The cities of the world as one compact index: names to points, by binary search in the bytes as
//! they lie in the program. Nothing is read or built at start.
//!
//! `demarche-lab gazetteer` makes the file from GeoNames (CC BY 4.0). Names are keys without
//! capitals and accents. A city of 5,000 people and more has its name and its other names in Latin
//! letters.

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
pub struct City {
    /// Its name.
    pub name: &'static str,
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
    pub state: &'static str,
}

/// The cities of a name, most people first.
pub fn cities(name: &str) -> impl Iterator<Item = City> {
    let index = Index::embedded();
    let range = index.and_then(|index| index.find(&key(name)));
    range
        .into_iter()
        .flatten()
        .filter_map(move |posting| index?.city(posting))
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

/// The parts of the file.
#[derive(Clone, Copy)]
struct Index {
    cities: &'static [u8],
    /// Where each key begins, one more than there are keys.
    keys: &'static [u8],
    /// Where the postings of each key begin, one more than there are keys.
    starts: &'static [u8],
    postings: &'static [u8],
    key_bytes: &'static [u8],
    names: &'static [u8],
    count: usize,
}

impl Index {
    fn embedded() -> Option<Self> {
        Index::read(FILE)
    }

    fn read(file: &'static [u8]) -> Option<Self> {
        if file.get(..8)? != MAGIC {
            return None;
        }
        let number = |at: usize| Some(word(file, 8 + 4 * at)? as usize);
        let (cities, keys, postings) = (number(0)?, number(1)?, number(2)?);
        let (key_bytes, name_bytes) = (number(3)?, number(4)?);
        let mut at = HEAD;
        let mut take = |length: usize| {
            let part = file.get(at..at + length);
            at += length;
            part
        };
        Some(Index {
            cities: take(cities * CITY)?,
            keys: take((keys + 1) * 4)?,
            starts: take((keys + 1) * 4)?,
            postings: take(postings * 4)?,
            key_bytes: take(key_bytes)?,
            names: take(name_bytes)?,
            count: keys,
        })
    }

    fn key(&self, index: usize) -> Option<&'static [u8]> {
        let (start, end) = (word(self.keys, 4 * index)?, word(self.keys, 4 * index + 4)?);
        self.key_bytes.get(start as usize..end as usize)
    }

    fn find(&self, key: &str) -> Option<impl Iterator<Item = u32> + use<>> {
        let (mut low, mut high) = (0, self.count);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.key(middle)? < key.as_bytes() {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        if low >= self.count || self.key(low)? != key.as_bytes() {
            return None;
        }
        let (start, end) = (word(self.starts, 4 * low)?, word(self.starts, 4 * low + 4)?);
        let postings = self.postings;
        Some((start..end).filter_map(move |at| word(postings, 4 * at as usize)))
    }

    fn city(&self, index: u32) -> Option<City> {
        let start = index as usize * CITY;
        let city = self.cities.get(start..start + CITY)?;
        let name = word(city, 4)? as usize;
        let name = self
            .names
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
            let city = cities(name).next();
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
        let index = Index::embedded();
        assert!(index.is_some());
        let Some(index) = index else { return };
        let count = index.cities.len() / CITY;
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
        for at in 1..index.count {
            assert!(index.key(at - 1) < index.key(at), "{at}");
        }
    }

    #[test]
    fn the_file_is_small() {
        assert!(FILE.len() < 8_000_000, "{}", FILE.len());
    }
}
