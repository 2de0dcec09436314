//! Events as ICEWS has them on Dataverse: 20 columns parted by tabs, with a header.

use demarche_code::Coded;
use demarche_record::{Article, Event, Party};

use super::tool::{self, Pair};

const COLUMNS: [&str; 20] = [
    "Event ID",
    "Event Date",
    "Source Name",
    "Source Sectors",
    "Source Country",
    "Event Text",
    "CAMEO Code",
    "Intensity",
    "Target Name",
    "Target Sectors",
    "Target Country",
    "Story ID",
    "Sentence Number",
    "Publisher",
    "City",
    "District",
    "Province",
    "Country",
    "Latitude",
    "Longitude",
];

/// The header.
pub(super) fn head() -> String {
    tool::line(&COLUMNS.map(str::to_owned))
}

/// The lines of an article's events.
pub(super) fn events(article: &Article, coded: &Coded) -> String {
    let mut lines = String::new();
    for event in coded.events.iter().filter(|event| tool::takes(event)) {
        for (at, pair) in tool::pairs(event).into_iter().enumerate() {
            lines.push_str(&tool::line(&fields(article, event, at, pair)));
        }
    }
    lines
}

fn fields(article: &Article, event: &Event, at: usize, pair: Pair) -> [String; COLUMNS.len()] {
    let [source, source_sectors, source_country] = party(pair.0);
    let [target, target_sectors, target_country] = party(pair.1);
    let code = tool::cameo(event);
    let place = tool::parts(event.place.as_ref());
    [
        tool::number(event, at).to_string(),
        tool::iso_day(event),
        source,
        source_sectors,
        source_country,
        tool::cameo_name(&code).to_owned(),
        code,
        tool::shown(event.goldstein),
        target,
        target_sectors,
        target_country,
        event.article_id.clone(),
        event.sentence.to_string(),
        tool::publisher(article),
        place.city,
        String::new(),
        place.province,
        place.country,
        place.lat,
        place.lon,
    ]
}

/// Name, sectors and the name of the country.
fn party(party: Option<&Party>) -> [String; 3] {
    let Some(party) = party else {
        return Default::default();
    };
    let sectors: Vec<&str> = party.sectors.iter().map(|one| one.as_str()).collect();
    [
        tool::party_name(Some(party)).to_owned(),
        sectors.join(","),
        tool::country_name(party.country),
    ]
}
