//! Events as POLECAT has them: 40 columns parted by tabs, with a header.

use demarche_code::Coded;
use demarche_record::{Article, Event, Party, PlacePrecision, QuadClass};

use super::tool::{self, Pair};

const COLUMNS: [&str; 40] = [
    "Event ID",
    "Event Date",
    "Event Type",
    "Event Mode",
    "Intensity",
    "Quad Code",
    "Contexts",
    "Actor Name",
    "Actor Country",
    "Actor COW",
    "Primary Actor Sector",
    "Actor Sectors",
    "Actor Title",
    "Actor Name Raw",
    "Wikipedia Actor ID",
    "Recipient Name",
    "Recipient Country",
    "Recipient COW",
    "Primary Recipient Sector",
    "Recipient Sectors",
    "Recipient Title",
    "Recipient Name Raw",
    "Wikipedia Recipient ID",
    "Placename",
    "City",
    "District",
    "Province",
    "Country",
    "Latitude",
    "Longitude",
    "GeoNames ID",
    "Raw Placename",
    "Feature Type",
    "Source",
    "Publication Date",
    "Story People",
    "Story Organizations",
    "Story Locations",
    "Language",
    "Version",
];

/// The header.
pub(super) fn head() -> String {
    tool::line(&COLUMNS.map(str::to_owned))
}

/// The lines of an article's events.
pub(super) fn events(article: &Article, coded: &Coded) -> String {
    let mut places: Vec<&str> = Vec::new();
    for place in coded.events.iter().filter_map(|event| event.place.as_ref()) {
        if !places.contains(&tool::name_of(place)) {
            places.push(tool::name_of(place));
        }
    }
    let places = places.join(";");
    let mut lines = String::new();
    for event in coded.events.iter().filter(|event| tool::takes(event)) {
        for (at, pair) in tool::pairs(event).into_iter().enumerate() {
            lines.push_str(&tool::line(&fields(article, event, at, pair, &places)));
        }
    }
    lines
}

fn fields(article: &Article, event: &Event, at: usize, pair: Pair, places: &str) -> Vec<String> {
    let quad = match event.quad_class {
        QuadClass::VerbalCooperation => "VERBAL COOPERATION",
        QuadClass::MaterialCooperation => "MATERIAL COOPERATION",
        QuadClass::VerbalConflict => "VERBAL CONFLICT",
        QuadClass::MaterialConflict => "MATERIAL CONFLICT",
    };
    let contexts: Vec<&str> = event.contexts.iter().map(|one| one.as_str()).collect();
    let mut fields = vec![
        if at == 0 {
            event.id.clone()
        } else {
            format!("{}-{}", event.id, at + 1)
        },
        tool::iso_day(event),
        event.event_type.to_string(),
        tool::shown(event.mode),
        event.score.to_string(),
        quad.to_owned(),
        contexts.join(";"),
    ];
    fields.extend(party(pair.0));
    fields.extend(party(pair.1));
    let place = event.place.as_ref();
    let parts = tool::parts(place);
    let feature = place.and_then(|place| place.precision).map(|precision| {
        match precision {
            PlacePrecision::Place => "place",
            PlacePrecision::City => "city",
            PlacePrecision::Admin1 => "admin1",
            PlacePrecision::Country => "country",
        }
        .to_owned()
    });
    let city = place.is_some_and(|place| place.precision == Some(PlacePrecision::City));
    fields.extend([
        place
            .map(|place| tool::name_of(place).to_owned())
            .unwrap_or_default(),
        if city { parts.city } else { String::new() },
        String::new(),
        parts.province,
        tool::shown(place.and_then(|place| place.country)),
        parts.lat,
        parts.lon,
        tool::shown(place.and_then(|place| place.geonames_id)),
        place.map(|place| place.text.clone()).unwrap_or_default(),
        feature.unwrap_or_default(),
        tool::publisher(article),
        article.date.clone().unwrap_or_default(),
        String::new(),
        String::new(),
        places.to_owned(),
        article.lang.clone().unwrap_or_default(),
        event.coder.version.clone(),
    ]);
    fields
}

fn party(party: Option<&Party>) -> [String; 8] {
    let Some(party) = party else {
        return Default::default();
    };
    let sectors: Vec<&str> = party.sectors.iter().map(|one| one.as_str()).collect();
    [
        party.name.clone().unwrap_or_default(),
        tool::shown(party.country),
        party.country.map(tool::cow).unwrap_or_default(),
        sectors.first().copied().unwrap_or("").to_owned(),
        sectors.join(";"),
        party.role.clone().unwrap_or_default(),
        party.text.clone(),
        String::new(),
    ]
}
