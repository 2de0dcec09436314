//! Events as Phoenix has them: 26 columns parted by tabs, no header.

use demarche_code::Coded;
use demarche_record::{Article, Event, Party};

use super::tool::{self, Pair};

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

fn fields(article: &Article, event: &Event, at: usize, pair: Pair) -> [String; 26] {
    let (date, year, month, day) = match tool::day(event) {
        Some((year, month, day)) => (
            format!("{year:04}{month:02}{day:02}"),
            year.to_string(),
            month.to_string(),
            day.to_string(),
        ),
        None => Default::default(),
    };
    let [source, source_entity, source_role, source_attribute] = party(pair.0);
    let [target, target_entity, target_role, target_attribute] = party(pair.1);
    let code = tool::cameo(event);
    let root = code.get(..2).unwrap_or_default().to_owned();
    let place = tool::parts(event.place.as_ref());
    [
        tool::number(event, at).to_string(),
        date,
        year,
        month,
        day,
        source,
        source_entity,
        source_role,
        source_attribute,
        target,
        target_entity,
        target_role,
        target_attribute,
        code,
        root.clone(),
        penta(&root).to_owned(),
        tool::shown(event.goldstein),
        String::new(),
        place.lat,
        place.lon,
        place.city,
        place.province,
        event
            .place
            .as_ref()
            .and_then(|place| place.country)
            .map(String::from)
            .unwrap_or_default(),
        format!("{}_{}", event.article_id, event.sentence),
        article.url.clone().unwrap_or_default(),
        tool::publisher(article),
    ]
}

/// The whole code, the country, the first sector and the rest of them.
fn party(party: Option<&Party>) -> [String; 4] {
    let Some(party) = party else {
        return Default::default();
    };
    let sectors: Vec<&str> = party.sectors.iter().map(|one| one.as_str()).collect();
    [
        party.code.clone().unwrap_or_default(),
        tool::shown(party.country),
        sectors.first().copied().unwrap_or("").to_owned(),
        sectors.get(1..).unwrap_or_default().join(";"),
    ]
}

/// Phoenix counts five classes: statements and appeals are of none of the four quadrants.
fn penta(root: &str) -> &'static str {
    match root.parse::<u8>() {
        Ok(1..=2) => "0",
        Ok(3..=5) => "1",
        Ok(6..=8) => "2",
        Ok(9..=13) => "3",
        Ok(14..=20) => "4",
        _ => "",
    }
}
