//! Where marked places lie.

use std::fmt::Write as _;

use anyhow::{Context, Result, bail};
use demarche_code::places::{PlaceContext, PlaceTables, dateline_place, sentence_places};
use demarche_code::{Analysed, Coder};
use demarche_record::{Place, Span};

use super::gold::{self, Set, Tally};
use crate::ledger::Figure;

/// Where a place lies; a country may stand without a point.
#[derive(Clone, Debug, PartialEq)]
struct Gold {
    point: Option<(f64, f64)>,
    precision: String,
}

/// Kilometres, a hundred miles: within them the field takes a point for right.
const NEAR: f64 = 161.0;

const QUESTIONS: &[(&str, &str)] = &[
    ("within", "places and cities and regions: within 161 km"),
    ("found", "places: found at all"),
];

/// Scores one set; misses are told in `errors` for tuning sets. The program gives a country no
/// point, so a country counts as found or not.
pub(crate) fn score(coder: &Coder, set: &Set, errors: &mut String) -> Result<Vec<Figure>> {
    let items = gold::read(&set.path, |fields| {
        let [lat, lon, precision, ..] = fields else {
            bail!("the columns lat, lon and precision are needed after nth");
        };
        if !["place", "city", "admin1", "country"].contains(precision) {
            bail!("precision is \"{precision}\", not place, city, admin1 or country");
        }
        let point = match (*lat, *lon) {
            ("-", "-") if *precision == "country" => None,
            (lat, lon) => Some((degrees(lat, 90.0)?, degrees(lon, 180.0)?)),
        };
        Ok(Gold {
            point,
            precision: (*precision).to_owned(),
        })
    })?;
    let mut tally = Tally::default();
    gold::for_each(coder, &items, |marked, gold, analysed| {
        let found = find(analysed, marked.span);
        let distance = found.as_ref().and_then(|place| {
            let there = (place.lat?, place.lon?);
            Some(kilometres(gold.point?, there))
        });
        let near = distance.is_some_and(|distance| distance <= NEAR);
        let country = gold.precision == "country";
        let by = [String::new(), gold.precision.clone(), marked.region.clone()];
        for class in &by {
            tally.count(1, class, found.is_some());
            if !country {
                tally.count(0, class, near);
            }
        }
        if set.tuning && (found.is_none() || !near && !country) {
            let _ = writeln!(
                errors,
                "\n{} {} {} [{}] {:?}\n  {}",
                marked.id,
                marked.region,
                gold.precision,
                marked.span.slice(&marked.text),
                gold.point,
                marked.text
            );
            let _ = match (found, distance) {
                (None, _) => writeln!(errors, "  found nothing"),
                (Some(place), None) => writeln!(errors, "  have no point for {:?}", place.name),
                (Some(place), Some(km)) => writeln!(
                    errors,
                    "  have {:?} {:?} {:?}, {km:.0} km away",
                    place.name, place.admin1, place.country
                ),
            };
        }
    });
    Ok(tally.figures(set, QUESTIONS))
}

fn degrees(field: &str, most: f64) -> Result<f64> {
    let value: f64 = field
        .parse()
        .with_context(|| format!("\"{field}\" is no number of degrees"))?;
    if value.abs() > most {
        bail!("{field} degrees are more than {most}");
    }
    Ok(value)
}

/// The place of exactly these words, else the one that shares most of them; that of the dateline where
/// they stand there.
fn find(analysed: &Analysed, span: Span) -> Option<Place> {
    let views: Vec<_> = (0..analysed.analyses.len())
        .filter_map(|index| analysed.view(index))
        .collect();
    let around = PlaceContext::of(&views, PlaceTables::default());
    let document = &analysed.document;
    let dateline = document.dateline.as_ref();
    let dateline = dateline
        .and_then(|dateline| dateline.place)
        .and_then(|place| dateline_place(place.slice(&document.text), place, &around));
    views
        .iter()
        .filter(|view| view.sentence.span.overlaps(span))
        .flat_map(|view| sentence_places(view, &around))
        .map(|(_, place)| place)
        .chain(dateline)
        .filter(|place| place.span.overlaps(span))
        .max_by_key(|place| {
            let shared = place.span.end.min(span.end) - place.span.start.max(span.start);
            (place.span == span, shared)
        })
}

/// Distance on a sphere of the Earth's mean radius.
fn kilometres(from: (f64, f64), to: (f64, f64)) -> f64 {
    let (a, b) = (from.0.to_radians(), to.0.to_radians());
    let (north, east) = (b - a, (to.1 - from.1).to_radians());
    let half = (north / 2.0).sin().powi(2) + a.cos() * b.cos() * (east / 2.0).sin().powi(2);
    2.0 * 6371.0 * half.sqrt().min(1.0).asin()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_follow_the_globe() {
        let (paris, london, sydney) = ((48.857, 2.352), (51.507, -0.128), (-33.869, 151.209));
        assert!((kilometres(paris, london) - 344.0).abs() < 2.0);
        assert!((kilometres(london, sydney) - 16_994.0).abs() < 20.0);
        // Across the date line: Suva and Apia.
        assert!((kilometres((-18.14, 178.44), (-13.83, -171.77)) - 1150.0).abs() < 20.0);
    }

    #[test]
    fn a_set_is_scored_by_precision() {
        let folder = std::env::temp_dir().join(format!("demarche-places-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("places.tsv");
        let lines = [
            "a\tEurope\t2024-05-02\tThe ministers met in Vienna.\tVienna\t1\t48.21\t16.37\tcity\t-",
            "b\tEurope\t2024-05-02\tThe ministers met in Vienna.\tVienna\t1\t38.90\t-77.26\tcity\tThe wrong one.",
            "c\tAfrica\t2024-05-02\tThe ministers met in Kenya.\tKenya\t1\t-\t-\tcountry\t-",
        ];
        std::fs::write(&path, lines.join("\n")).unwrap();
        let set = Set {
            name: "places".to_owned(),
            path,
            tuning: false,
        };
        let mut errors = String::new();
        let figures = score(&Coder::embedded(), &set, &mut errors).unwrap();
        let value = |id: &str| figures.iter().find(|f| f.id == id).unwrap().value.clone();
        assert_eq!(value("places.within"), ".50");
        assert_eq!(value("places.within.city"), ".50");
        assert_eq!(value("places.found"), "1.00");
        assert_eq!(value("places.found.country"), "1.00");
        assert!(errors.is_empty());
        std::fs::remove_dir_all(folder).unwrap();
    }
}
