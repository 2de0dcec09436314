//! What the formats of the field's tools share: which events they take, one row a pair of parties,
//! codes of countries, numbers of days, and text that never breaks a row.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::sync::OnceLock;

use demarche_code::codebook::Codebook;
use demarche_code::codes::Codes;
use demarche_code::knowledge;
use demarche_record::{
    Article, Certainty, CountryCode, Event, Party, Place, PlacePrecision, Status,
};

/// Actor and recipient of a row.
pub(super) type Pair<'a> = (Option<&'a Party>, Option<&'a Party>);

/// Whether CAMEO data hold such an event: what happened now, by the article's word or a party's.
pub(super) fn takes(event: &Event) -> bool {
    event.status == Status::Actual && event.certainty != Certainty::Denied
}

/// Every actor with every recipient. The parties of a mutual event all stand as actors: each is
/// paired with each other, both ways round. Who acts on nobody, or nobody who acts on somebody,
/// makes a pair with an empty side.
pub(super) fn pairs(event: &Event) -> Vec<Pair<'_>> {
    let actors = &event.actors;
    let all = |parties: &'_ [Party]| -> Vec<Option<usize>> {
        if parties.is_empty() {
            vec![None]
        } else {
            (0..parties.len()).map(Some).collect()
        }
    };
    if event.recipients.is_empty() && actors.len() > 1 && mutual(&event.evidence.rule) {
        return (0..actors.len())
            .flat_map(|one| (0..actors.len()).map(move |other| (one, other)))
            .filter(|(one, other)| one != other)
            .map(|(one, other)| (actors.get(one), actors.get(other)))
            .collect();
    }
    let recipients = all(&event.recipients);
    all(actors)
        .into_iter()
        .flat_map(|actor| {
            recipients.iter().map(move |recipient| {
                (
                    actor.and_then(|actor| actors.get(actor)),
                    recipient.and_then(|recipient| event.recipients.get(recipient)),
                )
            })
        })
        .collect()
}

/// Whether a frame of the codebook puts all parties among the actors.
fn mutual(rule: &str) -> bool {
    static MUTUAL: OnceLock<HashSet<&'static str>> = OnceLock::new();
    MUTUAL
        .get_or_init(|| {
            let frames = Codebook::embedded().frames.iter();
            frames
                .filter(|frame| frame.mutual)
                .map(|frame| frame.id.as_str())
                .collect()
        })
        .contains(rule)
}

/// A number for a pair of an event that never changes: of the first pair the first 53 bits of the
/// event's id, of a further one these bits mixed with its place. 53 bits, because R and JavaScript
/// keep no more.
pub(super) fn number(event: &Event, pair: usize) -> u64 {
    let digits = event.id.get(..16).unwrap_or(&event.id);
    let mut bits = u64::from_str_radix(digits, 16).unwrap_or_else(|_| {
        // An id of another make: FNV-1a.
        event.id.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        })
    });
    if pair > 0 {
        // The finaliser of SplitMix64.
        bits = bits.wrapping_add((pair as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^= bits >> 31;
    }
    bits >> 11
}

/// FIPS 10-4 code of a country; empty where it has none.
pub(super) fn fips(code: CountryCode) -> &'static str {
    Codes::now(code)
        .and_then(|codes| codes.fips)
        .unwrap_or_default()
}

/// Correlates of War number of a country; empty where it has none.
pub(super) fn cow(code: CountryCode) -> String {
    shown(Codes::now(code).and_then(|codes| codes.cow))
}

/// The name of a CAMEO code, or of the code above it.
pub(super) fn cameo_name(code: &str) -> &'static str {
    static TABLE: OnceLock<HashMap<&'static str, &'static str>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        rows(include_str!("../../data/cameo-names.tsv"))
            .filter_map(|line| line.split_once('\t'))
            .collect()
    });
    let code = padded(code);
    code.get(..3)
        .and_then(|base| table.get(code.as_str()).or_else(|| table.get(base)))
        .copied()
        .unwrap_or("")
}

fn rows(table: &'static str) -> impl Iterator<Item = &'static str> {
    table.lines().filter(|line| !line.starts_with('#'))
}

/// A CAMEO code of at least three digits: a root stands for its general code ("05" for "050").
pub(super) fn padded(code: &str) -> String {
    if code.len() == 2 {
        format!("{code}0")
    } else {
        code.to_owned()
    }
}

/// The CAMEO code of an event, padded; empty where it has none.
pub(super) fn cameo(event: &Event) -> String {
    event.cameo.as_deref().map(padded).unwrap_or_default()
}

/// The English name of a country; its code where the tables have none.
pub(super) fn country_name(code: Option<CountryCode>) -> String {
    code.map(|code| {
        knowledge::embedded()
            .country_name(code)
            .map_or_else(|| code.to_string(), str::to_owned)
    })
    .unwrap_or_default()
}

/// A place by its parts: what is not known is empty.
#[derive(Clone, Debug, Default)]
pub(super) struct Where {
    /// A named point or a city; the words of a place that is not on the map.
    pub(super) city: String,
    /// First-level division.
    pub(super) province: String,
    /// English name of the country.
    pub(super) country: String,
    /// Degrees north.
    pub(super) lat: String,
    /// Degrees east.
    pub(super) lon: String,
}

/// The parts of an event's place.
pub(super) fn parts(place: Option<&Place>) -> Where {
    let Some(place) = place else {
        return Where::default();
    };
    let name = name_of(place);
    let wide = matches!(
        place.precision,
        Some(PlacePrecision::Admin1 | PlacePrecision::Country)
    );
    let province = place
        .admin1
        .clone()
        .or_else(|| (place.precision == Some(PlacePrecision::Admin1)).then(|| name.to_owned()));
    Where {
        city: if wide { String::new() } else { name.to_owned() },
        province: province.unwrap_or_default(),
        country: country_name(place.country),
        lat: shown(place.lat),
        lon: shown(place.lon),
    }
}

/// The canonical name of a place, or its words.
pub(super) fn name_of(place: &Place) -> &str {
    place.name.as_deref().unwrap_or(&place.text)
}

/// The first day of an event as year, month and day.
pub(super) fn day(event: &Event) -> Option<(u32, u32, u32)> {
    let mut parts = event.date.as_ref()?.start.splitn(3, '-');
    let mut next = || parts.next()?.parse().ok();
    Some((next()?, next()?, next()?))
}

/// The first day of an event, ISO 8601; empty where it has none.
pub(super) fn iso_day(event: &Event) -> String {
    event
        .date
        .as_ref()
        .map(|date| date.start.clone())
        .unwrap_or_default()
}

/// Who published an article: its source, or the host of its address.
pub(super) fn publisher(article: &Article) -> String {
    let host = || {
        let url = article.url.as_deref()?;
        let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
        let host = rest.split(['/', '?', '#', ':']).next()?;
        Some(host.trim_start_matches("www.").to_owned())
    };
    article.source.clone().or_else(host).unwrap_or_default()
}

/// The canonical name of a party, or its words.
pub(super) fn party_name(party: Option<&Party>) -> &str {
    party.map_or("", |party| party.name.as_deref().unwrap_or(&party.text))
}

/// A value, or nothing.
pub(super) fn shown<N: ToString>(value: Option<N>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// Fields as a line. Tabs, line ends and other control characters within a field become spaces. A
/// field that holds a quotation mark stands in quotation marks with its own doubled: readers that
/// know quoting read it as it was, and for those that do not the columns stay where they are.
pub(super) fn line(fields: &[String]) -> String {
    let mut line = String::new();
    for (at, field) in fields.iter().enumerate() {
        if at > 0 {
            line.push('\t');
        }
        let plain: String = field
            .chars()
            .map(|c| match c {
                '\u{2028}' | '\u{2029}' => ' ',
                c if c.is_control() => ' ',
                c => c,
            })
            .collect();
        if plain.contains('"') {
            let _ = write!(line, "\"{}\"", plain.replace('"', "\"\""));
        } else {
            line.push_str(&plain);
        }
    }
    line.push('\n');
    line
}

#[cfg(test)]
mod tests {
    use demarche_record::Cameo;

    use super::{cameo_name, cow, fips, line, padded};

    #[test]
    fn nothing_breaks_a_row() {
        let fields = ["a\tb\r\nc\u{2028}d", "say \"no\"", "=1+1", ""].map(str::to_owned);
        assert_eq!(line(&fields), "a b  c d\t\"say \"\"no\"\"\"\t=1+1\t\n");
    }

    #[test]
    fn every_code_that_events_carry_has_a_name() {
        for cameo in Cameo::all() {
            assert_ne!(cameo_name(cameo.code), "", "{}", cameo.code);
            assert!(padded(cameo.code).len() > 2);
        }
    }

    #[test]
    fn countries_have_the_codes_of_other_lists() {
        let check = |iso, codes: (&str, &str)| {
            let code = demarche_record::CountryCode::parse(iso).unwrap();
            assert_eq!((fips(code), cow(code).as_str()), codes);
        };
        check("DEU", ("GM", "255"));
        check("KOS", ("KV", "347"));
        check("UNO", ("", ""));
    }
}
