//! Events and mentions as GDELT 2.0 has them: 61 and 16 columns parted by tabs, no header.
//!
//! Events of an article that agree in parties, code, day and place are one row with as many
//! mentions; events of two articles are never one.

use demarche_code::Coded;
use demarche_record::{Article, Event, Party, Place, PlacePrecision, Sector};

use super::tool::{self, Pair};

/// Codes of CAMEO's known groups, by the name of the party.
const GROUPS: &[(&str, &str)] = &[
    ("al-qaeda", "ALQ"),
    ("arab league", "ARL"),
    ("asean", "ASN"),
    ("association of southeast asian nations", "ASN"),
    ("european union", "EEC"),
    ("imf", "IMF"),
    ("international atomic energy agency", "IAE"),
    ("international monetary fund", "IMF"),
    ("nato", "NAT"),
    ("north atlantic treaty organization", "NAT"),
    ("opec", "OPC"),
    ("taliban", "TAL"),
    ("united nations", "UNO"),
    ("world bank", "WBK"),
    ("world health organization", "WHO"),
    ("world trade organization", "WTO"),
];

/// Codes of CAMEO's peoples, by the name of the party.
const PEOPLES: &[(&str, &str)] = &[
    ("hutus", "HUT"),
    ("kurds", "KUR"),
    ("rohingya", "ROH"),
    ("tamils", "TAM"),
    ("tutsis", "TUT"),
    ("uighurs", "UIG"),
];

/// Codes of CAMEO's religions, by the name of the party.
const RELIGIONS: &[(&str, &str)] = &[
    ("buddhists", "BUD"),
    ("christians", "CHR"),
    ("hindus", "HIN"),
    ("jews", "JEW"),
    ("muslims", "MOS"),
    ("sikhs", "SIK"),
];

/// The events table.
pub(super) fn events(article: &Article, coded: &Coded) -> String {
    rows(coded)
        .iter()
        .map(|row| tool::line(&event(article, row)))
        .collect()
}

/// The mentions table.
pub(super) fn mentions(article: &Article, coded: &Coded) -> String {
    let mut lines = String::new();
    for row in rows(coded) {
        for (event, pair) in &row.mentions {
            lines.push_str(&tool::line(&mention(article, row.id, event, *pair)));
        }
    }
    lines
}

/// An event between two parties, and where the article tells of it.
struct Row<'a> {
    id: u64,
    actor: Actor,
    recipient: Actor,
    mentions: Vec<(&'a Event, Pair<'a>)>,
}

fn rows(coded: &Coded) -> Vec<Row<'_>> {
    let mut rows: Vec<Row> = Vec::new();
    for event in coded.events.iter().filter(|event| tool::takes(event)) {
        for (at, pair) in tool::pairs(event).into_iter().enumerate() {
            let (actor, recipient) = (Actor::of(pair.0), Actor::of(pair.1));
            let known = !actor.code.is_empty() || !recipient.code.is_empty();
            let same = rows.iter_mut().find(|row| {
                let (first, _) = row.mentions[0];
                known
                    && row.actor == actor
                    && row.recipient == recipient
                    && first.cameo == event.cameo
                    && tool::iso_day(first) == tool::iso_day(event)
                    && first.place.as_ref().map(tool::name_of)
                        == event.place.as_ref().map(tool::name_of)
            });
            match same {
                Some(row) => row.mentions.push((event, pair)),
                None => rows.push(Row {
                    id: tool::number(event, at),
                    actor,
                    recipient,
                    mentions: vec![(event, pair)],
                }),
            }
        }
    }
    rows
}

fn event(article: &Article, row: &Row) -> Vec<String> {
    let (event, pair) = row.mentions[0];
    let code = tool::cameo(event);
    let part = |length: usize| code.get(..length).unwrap_or_default().to_owned();
    let mut fields = vec![row.id.to_string()];
    fields.extend(match tool::day(event) {
        Some((year, month, day)) => [
            format!("{year:04}{month:02}{day:02}"),
            format!("{year:04}{month:02}"),
            format!("{year:04}"),
            fraction(year, month, day),
        ],
        None => Default::default(),
    });
    fields.extend(row.actor.fields());
    fields.extend(row.recipient.fields());
    let lead = row.mentions.iter().any(|(event, _)| event.sentence == 1);
    fields.extend([
        u8::from(lead).to_string(),
        code.clone(),
        part(3),
        part(2),
        quad(event, &code).to_string(),
        tool::shown(event.goldstein),
        row.mentions.len().to_string(),
        "1".to_owned(),
        "1".to_owned(),
        String::new(),
    ]);
    fields.extend(home(pair.0));
    fields.extend(home(pair.1));
    fields.extend(place(event.place.as_ref()));
    fields.push(time(article));
    fields.push(article.url.clone().unwrap_or_default());
    fields
}

fn mention(article: &Article, id: u64, event: &Event, pair: Pair) -> Vec<String> {
    let offset = |party: Option<&Party>| tool::shown(party.map(|party| party.span.start));
    vec![
        id.to_string(),
        time(article),
        time(article),
        // 1 is a page of the web, 2 something cited.
        if article.url.is_some() { "1" } else { "2" }.to_owned(),
        tool::publisher(article),
        article
            .url
            .clone()
            .unwrap_or_else(|| event.article_id.clone()),
        event.sentence.to_string(),
        offset(pair.0),
        offset(pair.1),
        event.evidence.trigger.start.to_string(),
        "1".to_owned(),
        (event.confidence * 100.0).round().to_string(),
        article.text.chars().count().to_string(),
        String::new(),
        String::new(),
        String::new(),
    ]
}

/// GDELT's quadrant follows the root of the code, not PLOVER's type.
fn quad(event: &Event, code: &str) -> u8 {
    match code.get(..2).and_then(|root| root.parse::<u8>().ok()) {
        Some(1..=5) => 1,
        Some(6..=9) => 2,
        Some(10..=14) => 3,
        Some(15..=20) => 4,
        _ => u8::from(event.quad_class),
    }
}

/// The year with the share of it that has passed, months of thirty days, as GDELT reckons.
fn fraction(year: u32, month: u32, day: u32) -> String {
    let passed = f64::from(month.saturating_sub(1) * 30 + day) / 365.0;
    format!("{:.4}", f64::from(year) + passed)
}

/// Publication as yyyymmddhhmmss; midnight where only the day is known.
fn time(article: &Article) -> String {
    let Some(date) = article.date.as_deref() else {
        return String::new();
    };
    let (day, rest) = date.split_at_checked(10).unwrap_or((date, ""));
    let digits = |text: &str| -> String { text.chars().filter(char::is_ascii_digit).collect() };
    let day = digits(day);
    if day.len() != 8 {
        return String::new();
    }
    // What stands behind a sign or "Z" is the zone.
    let clock = rest.trim_start_matches(['T', ' ']);
    let clock = clock.split(['Z', '+', '-', '.']).next().unwrap_or_default();
    let mut clock = digits(clock);
    clock.truncate(6);
    format!("{day}{clock:0<6}")
}

/// A party in the ten columns of an actor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Actor {
    code: String,
    name: String,
    country: String,
    group: String,
    people: String,
    religion: String,
    types: Vec<&'static str>,
}

impl Actor {
    fn of(party: Option<&Party>) -> Self {
        let Some(party) = party else {
            return Actor::default();
        };
        let name = tool::party_name(Some(party));
        let lower = name.to_lowercase();
        let known = |table: &[(&str, &'static str)]| {
            table
                .iter()
                .find(|(name, _)| *name == lower)
                .map_or("", |(_, code)| *code)
        };
        let mut actor = Actor {
            name: name.to_uppercase(),
            group: known(GROUPS).to_owned(),
            people: known(PEOPLES).to_owned(),
            religion: known(RELIGIONS).to_owned(),
            ..Actor::default()
        };
        let mut first = "";
        match party.country.as_ref().map(|code| code.as_str()) {
            None => {}
            Some("UNO") => {
                first = "IGO";
                if actor.group.is_empty() {
                    "UNO".clone_into(&mut actor.group);
                }
            }
            Some("EUR") => {
                first = "IGO";
                "EUR".clone_into(&mut actor.country);
                if actor.group.is_empty() {
                    "EEC".clone_into(&mut actor.group);
                }
            }
            Some("IGO") => first = "IGO",
            Some("NGO" | "ISM") => first = "NGO",
            Some("IMG") => first = "IMG",
            Some("MNC") => first = "MNC",
            // CAMEO kept these two as they were before 2002.
            Some("ROU") => "ROM".clone_into(&mut actor.country),
            Some("TLS") => "TMP".clone_into(&mut actor.country),
            Some(code) => code.clone_into(&mut actor.country),
        }
        if !first.is_empty() {
            actor.types.push(first);
        }
        for &sector in &party.sectors {
            if sector == Sector::Rel && actor.religion.is_empty() {
                "REL".clone_into(&mut actor.religion);
            }
            match kind(sector) {
                Some(kind) if !actor.types.contains(&kind) => actor.types.push(kind),
                _ => {}
            }
        }
        actor.types.truncate(3);
        actor.code = [
            first,
            &actor.country,
            &actor.group,
            &actor.people,
            &actor.religion,
        ]
        .concat();
        let rest = actor.types.iter().skip(usize::from(!first.is_empty()));
        actor.code.extend(rest.copied());
        actor
    }

    fn fields(&self) -> [String; 10] {
        let kind = |at: usize| self.types.get(at).copied().unwrap_or("").to_owned();
        [
            self.code.clone(),
            self.name.clone(),
            self.country.clone(),
            self.group.clone(),
            self.people.clone(),
            self.religion.clone(),
            String::new(),
            kind(0),
            kind(1),
            kind(2),
        ]
    }
}

/// CAMEO's type for a sector. PLOVER means health by MED and the press by JRN; to CAMEO MED is the
/// press and HLH health.
fn kind(sector: Sector) -> Option<&'static str> {
    match sector {
        Sector::Jrn => Some("MED"),
        Sector::Med => Some("HLH"),
        Sector::Prm => Some("UAF"),
        Sector::Soc => Some("CVL"),
        Sector::Unk | Sector::Pre | Sector::Rel => None,
        other => Some(other.as_str()),
    }
}

/// The country of an actor as a place: where an actor stood is not known any closer.
fn home(party: Option<&Party>) -> [String; 8] {
    let country = party.and_then(|party| party.country);
    let country = country.filter(|code| !tool::fips(*code).is_empty());
    match country {
        None => Default::default(),
        Some(code) => nation(code, None),
    }
}

fn nation(code: demarche_record::CountryCode, place: Option<&Place>) -> [String; 8] {
    let fips = tool::fips(code).to_owned();
    [
        "1".to_owned(),
        tool::country_name(Some(code)),
        fips.clone(),
        fips.clone(),
        String::new(),
        tool::shown(place.and_then(|place| place.lat)),
        tool::shown(place.and_then(|place| place.lon)),
        fips,
    ]
}

/// The place of an event: 1 country, 2 state of the USA, 3 city there, 4 city elsewhere, 5 state
/// or province elsewhere. What is not on the map has only its name.
fn place(place: Option<&Place>) -> [String; 8] {
    let Some(place) = place else {
        return Default::default();
    };
    let states = place.country.is_some_and(|code| code.as_str() == "USA");
    let kind = match (place.precision, place.country) {
        (Some(PlacePrecision::Country), Some(code)) => return nation(code, Some(place)),
        (None | Some(PlacePrecision::Country), _) => "",
        (Some(PlacePrecision::Admin1), _) if states => "2",
        (Some(PlacePrecision::Admin1), _) => "5",
        (Some(PlacePrecision::City | PlacePrecision::Place), _) if states => "3",
        (Some(PlacePrecision::City | PlacePrecision::Place), _) => "4",
    };
    let parts = tool::parts(Some(place));
    let name = [parts.city, parts.province, parts.country]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(", ");
    [
        kind.to_owned(),
        name,
        place
            .country
            .map(|code| tool::fips(code).to_owned())
            .unwrap_or_default(),
        String::new(),
        String::new(),
        parts.lat,
        parts.lon,
        String::new(),
    ]
}

#[cfg(test)]
mod tests {
    use demarche_record::Article;

    use super::{fraction, time};

    #[test]
    fn days_are_reckoned_as_gdelt_does() {
        assert_eq!(fraction(2015, 2, 18), "2015.1315");
        assert_eq!(fraction(2024, 1, 1), "2024.0027");
        let stamped = |date: &str| {
            time(&Article {
                date: Some(date.to_owned()),
                ..Article::default()
            })
        };
        assert_eq!(stamped("2024-03-14"), "20240314000000");
        assert_eq!(stamped("2024-03-14T10:05:09+02:00"), "20240314100509");
        assert_eq!(stamped("2024-03-14 10:05"), "20240314100500");
        assert_eq!(stamped("lately"), "");
    }
}
