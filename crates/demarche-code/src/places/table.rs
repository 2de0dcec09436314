//! The places that conflict and diplomacy are about: the rows of `places.tsv`.

use std::sync::OnceLock;

use demarche_record::{CountryCode, PlacePrecision};

use super::find::region;
use crate::fault::{Bad, Complaint, Fault, unknown};
use crate::gazetteer::plain;
use crate::phrases::Phrases;
use crate::view::{SentenceView, fold};
use demarche_knowledge::quick::QuickMap;
use demarche_knowledge::table::{Row, first_field, layered, list, table_rows};

/// A place of `places.tsv`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Point {
    pub(crate) name: String,
    pub(crate) country: Option<CountryCode>,
    pub(crate) admin1: Option<String>,
    pub(crate) lat: f64,
    pub(crate) lon: f64,
    pub(crate) precision: PlacePrecision,
    /// Whether its names are also those of persons or things ("Churchill"), so that the words around
    /// one have to say that a place is meant.
    pub(crate) doubtful: bool,
}

/// The places that conflict and diplomacy are about (`places.tsv`).
#[derive(Debug)]
pub struct Places {
    points: Vec<Point>,
    /// Places of each name: of several the first is meant where nothing speaks for another.
    phrases: Phrases<Vec<u32>>,
    /// First-level divisions, as [`region`] writes them.
    divisions: QuickMap<Box<str>, Vec<u32>>,
}

impl Places {
    /// The table that this crate carries.
    pub fn embedded() -> &'static Places {
        static PLACES: OnceLock<Places> = OnceLock::new();
        PLACES.get_or_init(|| Places::extended(&[]).0)
    }

    /// The same with a user's `own` tables over it, given as (name, text). A place of a name given
    /// there stands instead of ours.
    pub fn extended(own: &[(&str, &str)]) -> (Places, Vec<Fault>) {
        let mut places = Places {
            points: Vec::new(),
            phrases: Phrases::default(),
            divisions: QuickMap::default(),
        };
        let own_rows = own
            .iter()
            .flat_map(|(_, text)| table_rows(text))
            .filter(|row| row.removal().is_none())
            .count();
        let (mut row_number, mut own_points) = (0, 0);
        let faults = layered(TABLE, own, name_of, |row| {
            row_number += 1;
            let (point, aliases) = read(row)?;
            let index = places.points.len() as u32;
            if row_number <= own_rows {
                own_points = index + 1;
            }
            for name in std::iter::once(point.name.as_str()).chain(list(aliases)) {
                // A name with accents is often written without them.
                let plain = (!name.is_ascii()).then(|| plain(name));
                for name in std::iter::once(fold(name)).chain(plain) {
                    let Some(slot) = places.phrases.slot(&name) else {
                        continue;
                    };
                    let same = slot.get_or_insert_default();
                    // Of two places of one name a user's own is meant.
                    let ours = same.first().is_some_and(|&first| first < own_points);
                    if same.last() != Some(&index) && (!ours || index < own_points) {
                        same.push(index);
                    }
                }
            }
            if point.precision == PlacePrecision::Admin1 {
                let name = region(&point.name).into_boxed_str();
                places.divisions.entry(name).or_default().push(index);
            }
            places.points.push(point);
            Ok(())
        });
        (places, faults)
    }

    /// The names in a sentence, from left to right, longest first, with the places of each.
    pub(super) fn find(
        &self,
        view: &SentenceView<'_>,
    ) -> impl Iterator<Item = (std::ops::Range<usize>, &[u32])> {
        let found = self.phrases.find(&self.phrases.keys(view));
        found
            .into_iter()
            .map(|found| (found.start..found.end, found.value.as_slice()))
    }

    /// The places of a name given by itself.
    pub(super) fn named(&self, name: &str) -> &[u32] {
        self.phrases.get(&fold(name)).map_or(&[], Vec::as_slice)
    }

    /// The first-level divisions of a name, as [`region`] writes it.
    pub(super) fn divisions(&self, name: &str) -> &[u32] {
        self.divisions.get(name).map_or(&[], Vec::as_slice)
    }

    /// A place by its number.
    pub(super) fn point(&self, number: u32) -> &Point {
        &self.points[number as usize]
    }
}

const TABLE: &str = crate::tables::PLACES;

/// The key of a row: the name, whether it is a doubtful one or not.
fn name_of<'t>(row: &Row<'t>) -> Option<&'t str> {
    first_field(row).map(|name| name.trim_start_matches('?'))
}

fn read<'t>(row: &Row<'t>) -> Result<(Point, &'t str), Bad<'t>> {
    let [name, aliases, country, admin1, lat, lon, precision] =
        row.fields("name, aliases, country, division, degrees north, degrees east, precision")?;
    let doubtful = name.starts_with('?');
    let name = name.trim_start_matches('?');
    let point = Point {
        name: name.to_owned(),
        country: match country {
            "" => None,
            code => Some(CountryCode::parse(code).ok_or_else(|| {
                let what = format!("\"{code}\" is no three-letter code");
                let help = "codes are those of ISO 3166-1 (IND); leave it empty on the high seas";
                (code, Complaint::new(what, help))
            })?),
        },
        admin1: Some(admin1.to_owned()).filter(|admin1| !admin1.is_empty()),
        lat: degrees(lat, 90.0)?,
        lon: degrees(lon, 180.0)?,
        precision: match precision {
            "place" => PlacePrecision::Place,
            "city" => PlacePrecision::City,
            "admin1" => PlacePrecision::Admin1,
            _ => {
                let known = ["place", "city", "admin1"];
                return Err((precision, unknown(precision, "precision", &known)));
            }
        },
        doubtful,
    };
    if name.is_empty() {
        let what = Complaint::new("the place has no name", "the first column is its name");
        return Err((row.line, what));
    }
    Ok((point, aliases))
}

fn degrees(text: &str, most: f64) -> Result<f64, Bad<'_>> {
    let number: Option<f64> = text.parse().ok();
    number
        .filter(|degrees| degrees.abs() <= most)
        .ok_or_else(|| {
            let what = format!("\"{text}\" is no number of degrees");
            let help =
                format!("write it as 31.60, from -{most} to {most}; south and west are negative");
            (text, Complaint::new(what, help))
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_line_of_the_table_is_read() {
        let mut names = BTreeSet::new();
        let mut count = 0;
        for (number, row) in table_rows(TABLE).enumerate() {
            let (point, aliases) = read(&row).expect("a row that reads");
            for name in std::iter::once(point.name.as_str()).chain(list(aliases)) {
                assert!(
                    names.insert((fold(name), point.country)),
                    "row {number}: {name} stands there twice for one country"
                );
            }
            count += 1;
        }
        assert!(count >= 600, "{count}");
    }
}
