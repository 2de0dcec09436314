//! `demarche places`: where a place name is found on the map.

use std::fmt::Write as _;
use std::io;

use demarche_code::places::{PlaceContext, sentence_places};
use demarche_record::{Article, Place, PlacePrecision};

use crate::args::Names;
use crate::interrupt;
use crate::report::{Exit, printable};

/// Looks up each name, as a text that holds nothing else would have it.
pub(crate) fn run(args: &Names) -> anyhow::Result<Exit> {
    let coder = args.own.coder()?;
    let mut out = String::new();
    for name in &args.names {
        let _ = writeln!(out, "{}", printable(name));
        // A name alone need not parse as a place; behind "in" it does.
        let article = Article {
            text: format!("They met in {name}."),
            ..Article::default()
        };
        let analysed = coder.analyse(&article);
        let around = PlaceContext::of(&[], coder.places());
        let mut found = false;
        for index in 0..analysed.analyses.len() {
            let Some(view) = analysed.view(index) else {
                continue;
            };
            for (_, place) in sentence_places(&view, &around) {
                found = true;
                let _ = writeln!(out, "  {}", told(&place));
            }
        }
        if !found {
            out.push_str("  not in the table of places\n");
        }
    }
    interrupt::write_whole(&mut io::stdout().lock(), out.as_bytes())?;
    Ok(Exit::Done)
}

fn told(place: &Place) -> String {
    let Some(name) = &place.name else {
        return format!(
            "“{}”: known for a place by its words only",
            printable(&place.text)
        );
    };
    let mut text = format!("“{}”: {name}", printable(&place.text));
    if let Some(admin1) = &place.admin1 {
        let _ = write!(text, ", {admin1}");
    }
    if let Some(country) = place.country {
        let _ = write!(text, ", {country}");
    }
    if let (Some(lat), Some(lon)) = (place.lat, place.lon) {
        let _ = write!(text, ", {lat:.2} {lon:.2}");
    }
    if let Some(precision) = place.precision {
        let what = match precision {
            PlacePrecision::Place => "a point",
            PlacePrecision::City => "a city or town",
            PlacePrecision::Admin1 => "a first-level division",
            PlacePrecision::Country => "a country",
        };
        let _ = write!(text, " ({what})");
    }
    text
}
