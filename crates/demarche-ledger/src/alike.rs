//! When two reports may be of one happening: their parties, places and counts.

use demarche_record::PlacePrecision;

use crate::fact::{Fact, Name, Side, Spot};
use crate::rules::IncidentRules;

/// The actors, but for those of the very code of a recipient: nobody attacks itself.
pub(crate) fn doers(fact: &Fact) -> Vec<Side> {
    fact.actors
        .iter()
        .filter(|side| {
            side.code.is_none() || !fact.recipients.iter().any(|other| other.code == side.code)
        })
        .cloned()
        .collect()
}

pub(crate) fn countries(sides: &[Side]) -> Vec<Name> {
    sides
        .iter()
        .filter(|side| side.country.is_some() || side.entity.is_some())
        .map(|side| side.key.clone())
        .collect()
}

pub(crate) fn add(list: &mut Vec<Name>, more: Vec<Name>) {
    for name in more {
        if !list.contains(&name) {
            list.push(name);
        }
    }
}

/// Whether parties are the same; `None` where one is unknown.
pub(crate) fn sides(one: &[Name], two: &[Name]) -> Option<bool> {
    if one.is_empty() || two.is_empty() {
        return None;
    }
    Some(two.iter().any(|name| one.contains(name)))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Nearness {
    /// The same point.
    Same,
    /// One lies in the other, which is a division or a country.
    Within,
    /// Nothing is known.
    Unknown,
}

/// How two places go together; `None` where they cannot be one.
pub(crate) fn places(one: &Spot, two: &Spot, near_km: f32) -> Option<Nearness> {
    if let (Some(a), Some(b)) = (one.country, two.country)
        && a != b
        && one.key != two.key
    {
        return None;
    }
    match (one.is_point(), two.is_point()) {
        (true, true) if one.key == two.key => {
            // Two towns of one name.
            let apart = one.at.zip(two.at).map_or(0.0, |(a, b)| kilometres(a, b));
            (apart <= 3.0 * near_km).then_some(Nearness::Same)
        }
        (true, true) => {
            let post = one.precision == Some(PlacePrecision::Place)
                || two.precision == Some(PlacePrecision::Place);
            let near = one
                .at
                .zip(two.at)
                .is_some_and(|(a, b)| kilometres(a, b) <= near_km);
            (post && near).then_some(Nearness::Same)
        }
        (true, false) | (false, true) => {
            let (point, wide) = if one.is_point() {
                (one, two)
            } else {
                (two, one)
            };
            match wide.precision {
                Some(PlacePrecision::Admin1) => match &point.admin1 {
                    Some(admin1) if *admin1 == wide.key => Some(Nearness::Within),
                    Some(_) if wide.admin1.is_some() && wide.admin1 != point.admin1 => None,
                    _ => Some(Nearness::Unknown),
                },
                _ => Some(Nearness::Unknown),
            }
        }
        (false, false) => match (one.precision, two.precision) {
            (Some(PlacePrecision::Admin1), Some(PlacePrecision::Admin1)) if one.key != two.key => {
                None
            }
            _ if one.key == two.key && one.precision == Some(PlacePrecision::Admin1) => {
                Some(Nearness::Within)
            }
            _ => Some(Nearness::Unknown),
        },
    }
}

/// Great-circle distance.
fn kilometres(one: (f32, f32), two: (f32, f32)) -> f32 {
    let (lat1, lon1) = (one.0.to_radians(), one.1.to_radians());
    let (lat2, lon2) = (two.0.to_radians(), two.1.to_radians());
    let half = ((lat2 - lat1) / 2.0).sin().powi(2)
        + lat1.cos() * lat2.cos() * ((lon2 - lon1) / 2.0).sin().powi(2);
    2.0 * 6371.0 * half.sqrt().min(1.0).asin()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Closeness {
    Equal,
    Close,
    /// A toll of the first hours and a later one.
    Rising,
}

/// How a count goes with those that are known; `None` where it cannot, `Some(None)` where one is
/// unknown.
pub(crate) fn counts(
    known: Option<(u32, u32)>,
    count: Option<u32>,
    rules: &IncidentRules,
) -> Option<Option<Closeness>> {
    let (Some((low, high)), Some(count)) = (known, count) else {
        return Some(None);
    };
    if (low..=high).contains(&count) {
        return Some(Some(Closeness::Equal));
    }
    let (less, more) = (low.min(count), high.max(count));
    #[expect(clippy::cast_precision_loss, reason = "counts of persons")]
    let (share, ratio) = (
        more as f32 * rules.count_share,
        more as f32 / less.max(1) as f32,
    );
    #[expect(clippy::cast_precision_loss, reason = "counts of persons")]
    let close = (more - less) as f32 <= share.max(rules.count_slack as f32);
    if close {
        Some(Some(Closeness::Close))
    } else if ratio <= rules.toll_rises {
        Some(Some(Closeness::Rising))
    } else {
        None
    }
}
