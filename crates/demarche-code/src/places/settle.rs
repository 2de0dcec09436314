//! Which of several places of one name is meant.
//!
//! What speaks for a place: the state or country behind its name, the countries that sentence and
//! article name, the other places of the sentence, and its people. This module finds no names.

use std::cell::OnceCell;

use demarche_record::{CountryCode, PlacePrecision};

use super::find::{Spot, TRUSTED, region};
use super::table::Point;
use super::{PlaceContext, countries};
use crate::clause::WordClass;
use crate::gazetteer::{Entry, key};
use crate::knowledge::Knowledge;
use crate::view::SentenceView;

/// What stands around a name.
pub(super) struct Around<'c> {
    /// The place that the table has of the name, which is no evidence of itself.
    own: Option<&'c Point>,
    /// What the words behind the name say that it lies in.
    behind: Option<Behind>,
    /// The sentence, for the countries that it names.
    sentence: Option<&'c Sentence<'c>>,
    /// Countries of the other places of the sentence.
    beside: &'c [CountryCode],
    /// First-level divisions that the sentence names, as [`region`] writes them.
    regions: &'c [String],
    /// The points of its other places, divisions aside.
    near: &'c [(f64, f64)],
}

/// A sentence whose countries are read when a name first asks for them.
struct Sentence<'c> {
    view: &'c SentenceView<'c>,
    knowledge: &'c Knowledge,
    countries: OnceCell<Vec<CountryCode>>,
}

impl Sentence<'_> {
    fn countries(&self) -> &[CountryCode] {
        self.countries
            .get_or_init(|| countries(self.view, self.knowledge))
    }
}

/// What the words behind a name say that it lies in: "Paris, Texas".
struct Behind {
    country: Option<CountryCode>,
    /// A first-level division, as [`region`] writes it.
    region: Option<String>,
}

impl Behind {
    fn holds(&self, city: &Entry<'_>) -> bool {
        let region = |named: &str| city.admin1.is_some_and(|own| region(own) == named);
        match (self.country, &self.region) {
            (Some(country), None) => city.country == Some(country),
            // Names of divisions differ from table to table outside the United States.
            (Some(country), Some(named)) => {
                city.country == Some(country) && (country.as_str() != "USA" || region(named))
            }
            (None, Some(named)) => region(named),
            (None, None) => false,
        }
    }
}

impl<'c> Around<'c> {
    /// A name by itself, before a country, a first-level division (as [`region`] writes it) or
    /// nothing: a dateline.
    pub(super) fn alone(
        country: Option<CountryCode>,
        region: Option<String>,
        own: Option<&'c Point>,
    ) -> Self {
        Around {
            own,
            behind: (country.is_some() || region.is_some()).then_some(Behind { country, region }),
            sentence: None,
            beside: &[],
            regions: &[],
            near: &[],
        }
    }

    fn holds(&self, city: &Entry<'_>) -> bool {
        self.behind
            .as_ref()
            .is_some_and(|behind| behind.holds(city))
    }

    /// Countries that the sentence names.
    fn named(&self) -> &[CountryCode] {
        self.sentence.map_or(&[], Sentence::countries)
    }

    /// How much speaks for a country.
    fn country(&self, country: Option<CountryCode>, context: &PlaceContext<'_>) -> f64 {
        let Some(code) = country else {
            return 0.0;
        };
        let behind = self.behind.as_ref().and_then(|behind| behind.country);
        f64::from(u8::from(behind == Some(code))) * 10.0
            + f64::from(u8::from(self.named().contains(&code))) * 2.5
            + f64::from(u8::from(context.countries().contains(&code))) * 1.5
            + f64::from(u8::from(self.beside.contains(&code)))
            + f64::from(u8::from(self.is_said_of(code, context))) * 0.75
    }

    /// Whether a place that the article names lies in a country.
    fn is_said_of(&self, code: CountryCode, context: &PlaceContext<'_>) -> bool {
        context.points().iter().any(|point| {
            point.country == Some(code) && self.own.is_none_or(|own| own.name != point.name)
        })
    }

    fn is_close(&self, point: (f64, f64)) -> bool {
        self.near
            .iter()
            .any(|&other| other != point && kilometres(other, point) < 300.0)
    }

    fn city(&self, city: &Entry<'_>, context: &PlaceContext<'_>) -> f64 {
        let in_region = !self.regions.is_empty()
            && city
                .admin1
                .is_some_and(|own| self.regions.contains(&region(own)));
        f64::from(city.population.max(1)).log10()
            + self.country(city.country, context)
            + if self.holds(city) { 5.0 } else { 0.0 }
            + if in_region { 1.5 } else { 0.0 }
            + if self.is_close((city.lat, city.lon)) {
                1.5
            } else {
                0.0
            }
            // A division is called by its name and what it is.
            - match city.precision {
                PlacePrecision::City => 0.0,
                _ => 2.0,
            }
    }

    fn point(&self, point: &Point, context: &PlaceContext<'_>) -> f64 {
        self.country(point.country, context)
            + if self.is_close((point.lat, point.lon)) {
                1.5
            } else {
                0.0
            }
    }

    /// Of the places that the table has of a name the one that most speaks for; the first where
    /// nothing does.
    pub(super) fn best_point<'t>(
        &self,
        same: &[u32],
        context: &PlaceContext<'t>,
    ) -> Option<&'t Point> {
        let table = context.tables.places;
        let mut points = same.iter().map(|&number| table.point(number));
        let first = points.next()?;
        if same.len() == 1 {
            return Some(first);
        }
        let mut best = (self.point(first, context), first);
        for point in points {
            let score = self.point(point, context);
            if score > best.0 {
                best = (score, point);
            }
        }
        Some(best.1)
    }

    /// The city of a name that no table knows.
    pub(super) fn best_city<'t>(
        &self,
        name: &str,
        context: &PlaceContext<'t>,
    ) -> Option<Entry<'t>> {
        let best = self.best_of(name, context);
        // A large city is meant wherever it is named; by a name that is not its own only where
        // nothing speaks for another country.
        let silent = self.named().is_empty() && context.countries().is_empty();
        let trusted = best.filter(|city| {
            let well_known = match key(city.name) == key(name) || silent {
                true => TRUSTED,
                false => KNOWN_BY_ANY_NAME,
            };
            // An airport or a dam has no people; its name alone tells it where no other has it.
            let only = || context.tables.cities.named(name).nth(1).is_none();
            city.population >= well_known
                || self.holds(city)
                || self.speaks_for(city, context)
                || self.is_close((city.lat, city.lon))
                || city.precision != PlacePrecision::City && only()
        });
        // Another spelling is only a guess: the article has to speak of its country.
        trusted.or_else(|| {
            let spellings = spellings(name);
            let mut found = spellings
                .iter()
                .filter_map(|name| self.best_of(name, context))
                .filter(|city| self.holds(city) || self.speaks_for(city, context));
            found.next()
        })
    }

    fn best_of<'t>(&self, name: &str, context: &PlaceContext<'t>) -> Option<Entry<'t>> {
        context
            .tables
            .cities
            .named(name)
            .take(40)
            .map(|city| (self.city(&city, context), city))
            .max_by(|(one, _), (other, _)| one.total_cmp(other))
            .map(|(_, city)| city)
    }

    /// The first-level division of a name: where the article speaks of its country and not of that of
    /// `city`, the best of the name; else where there is one division of the name and no large city.
    fn division<'t>(
        &self,
        name: &str,
        city: Option<&Entry<'_>>,
        context: &PlaceContext<'t>,
    ) -> Option<(&'t [u32], &'t Point)> {
        if city.is_some_and(|city| self.speaks_for(city, context) || self.holds(city)) {
            return None;
        }
        let table = context.tables.places;
        let same = table.divisions(&region(name));
        let best = self.best_point(same, context)?;
        let large = city.is_some_and(|city| {
            city.population >= KNOWN_BY_ANY_NAME && key(city.name) == key(name)
        });
        let meant = self.country(best.country, context) > 0.0
            || same.len() == 1 && city.is_some() && !large;
        meant.then_some((same, best))
    }

    /// A first-level division that is meant instead of a city that the table knows: the article speaks
    /// of its country, and not of the city's.
    fn rival_division<'t>(
        &self,
        name: &str,
        known: &Point,
        context: &PlaceContext<'t>,
    ) -> Option<(&'t [u32], &'t Point)> {
        if known.precision != PlacePrecision::City || self.country(known.country, context) > 0.0 {
            return None;
        }
        let table = context.tables.places;
        let same = table.divisions(&region(name));
        let best = self.best_point(same, context)?;
        let meant = best.country != known.country
            && (self.country(best.country, context) > 0.0 || self.is_close((best.lat, best.lon)));
        meant.then_some((same, best))
    }

    /// Whether the words behind a name say that it lies in a division of another country: "Naples,
    /// Idaho".
    fn is_elsewhere(&self, known: &Point) -> bool {
        self.behind.as_ref().is_some_and(|behind| {
            behind.region.is_some() && behind.country.is_some() && behind.country != known.country
        })
    }

    fn speaks_for(&self, city: &Entry<'_>, context: &PlaceContext<'_>) -> bool {
        self.country(city.country, context) > 0.0
    }

    /// A city that is meant instead of one that the table knows: the words behind the name say so,
    /// or the article speaks of its country and not of the other's, and it is no village beside it.
    pub(super) fn namesake<'t>(
        &self,
        name: &str,
        known: &Point,
        context: &PlaceContext<'t>,
    ) -> Option<Entry<'t>> {
        if known.precision != PlacePrecision::City {
            return None;
        }
        let cities: Vec<Entry<'t>> = context.tables.cities.named(name).take(40).collect();
        if cities.iter().all(|city| city.country == known.country) {
            return None;
        }
        let behind = self.behind.as_ref().and_then(|behind| behind.country);
        if self.behind.is_some() && behind.is_none_or(|code| known.country != Some(code)) {
            let inside = cities.iter().find(|city| self.holds(city));
            if inside.is_some() {
                return inside.copied();
            }
        }
        // The largest comes first.
        let own = cities.iter().find(|city| city.country == known.country)?;
        let mut rivals = cities
            .iter()
            .filter(|city| city.country != known.country)
            .filter(|city| city.population >= TRUSTED.max(own.population / 8))
            .filter(|city| key(city.name) == key(name))
            .peekable();
        rivals.peek()?;
        if self.country(known.country, context) > 0.0 || self.is_close((known.lat, known.lon)) {
            return None;
        }
        rivals
            .filter(|city| self.speaks_for(city, context) || self.is_close((city.lat, city.lon)))
            .map(|city| (self.city(city, context), *city))
            .max_by(|(one, _), (other, _)| one.total_cmp(other))
            .map(|(_, city)| city)
    }
}

/// A city of so many people may be meant by any of its names wherever it is named.
const KNOWN_BY_ANY_NAME: u32 = 100_000;

/// Settles each name of a sentence.
pub(super) fn settle<'t>(
    view: &SentenceView<'_>,
    context: &PlaceContext<'t>,
    spots: &mut [Spot<'t>],
) {
    if spots.iter().any(|spot| spot.country.is_some()) {
        let sure = spots.iter().filter(|spot| spot.same.len() < 2);
        let mut around: Vec<&Point> = sure.filter_map(|spot| spot.known).collect();
        around.extend(context.points());
        for spot in spots.iter_mut() {
            namesake_of_a_state(view, context, &around, spot);
        }
    }
    let open = |spot: &Spot<'_>| match spot.known {
        None => spot.country.is_none(),
        Some(point) => spot.same.len() > 1 || point.precision == PlacePrecision::City,
    };
    if !spots.iter().any(open) {
        return;
    }
    let sentence = Sentence {
        view,
        knowledge: context.tables.knowledge,
        countries: OnceCell::new(),
    };
    for index in 0..spots.len() {
        if open(&spots[index]) {
            settle_one(&sentence, context, spots, index);
        }
    }
    // A small town is known by the city that it lies near, and that is settled by now.
    let lost = |spot: &Spot<'_>| open(spot) && spot.known.is_none() && spot.city.is_none();
    if spots.iter().any(lost) && spots.iter().any(|spot| spot.city.is_some()) {
        for index in 0..spots.len() {
            if lost(&spots[index]) {
                settle_one(&sentence, context, spots, index);
            }
        }
    }
}

/// Settles one name by what stands around it.
fn settle_one<'t>(
    sentence: &Sentence<'_>,
    context: &PlaceContext<'t>,
    spots: &mut [Spot<'t>],
    index: usize,
) {
    let view = sentence.view;
    let others = || {
        spots
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != index)
    };
    // A name of several places says nothing yet of where the others are.
    let sure: Vec<&Point> = others()
        .filter(|(_, spot)| spot.same.len() < 2)
        .filter_map(|(_, spot)| spot.known)
        .collect();
    let cities: Vec<Entry<'_>> = others()
        .filter(|(_, spot)| spot.known.is_none())
        .filter_map(|(_, spot)| spot.city)
        .filter(|city| is_plain(city, context))
        .collect();
    let beside: Vec<CountryCode> = sure
        .iter()
        .filter_map(|point| point.country)
        .chain(cities.iter().filter_map(|city| city.country))
        .collect();
    let is_region = |point: &&&Point| point.precision == PlacePrecision::Admin1;
    let regions: Vec<String> = sure
        .iter()
        .filter(is_region)
        .map(|point| region(&point.name))
        .collect();
    let near: Vec<(f64, f64)> = sure
        .iter()
        .filter(|point| point.precision != PlacePrecision::Admin1)
        .map(|point| (point.lat, point.lon))
        .chain(cities.iter().map(|city| (city.lat, city.lon)))
        .collect();
    let around = Around {
        own: spots[index].known,
        behind: behind(view, index, spots),
        sentence: Some(sentence),
        beside: &beside,
        regions: &regions,
        near: &near,
    };
    let words = spots[index].words.clone();
    let first = words.start + usize::from(view.lower(words.start) == "the");
    let name = view.slice(first.min(words.end - 1)..words.end);
    match spots[index].known {
        None => {
            let city = around.best_city(name, context);
            match around.division(name, city.as_ref(), context) {
                Some((same, division)) => {
                    spots[index].known = Some(division);
                    spots[index].same = same;
                }
                None => spots[index].city = city,
            }
        }
        Some(known) => {
            let best = match spots[index].same.len() {
                0 | 1 => known,
                _ => around
                    .best_point(spots[index].same, context)
                    .unwrap_or(known),
            };
            let city = around.namesake(name, best, context);
            let division = match city {
                None => around.rival_division(name, best, context),
                Some(_) => None,
            };
            if let Some((same, division)) = division {
                spots[index].known = Some(division);
                spots[index].same = same;
            } else if city.is_none() && around.is_elsewhere(best) {
                spots[index].known = None;
                spots[index].same = &[];
            } else {
                spots[index].known = Some(best);
                spots[index].city = city;
            }
        }
    }
}

/// Whether a city is meant by its name wherever it stands: large, and its namesakes small.
fn is_plain(city: &Entry<'_>, context: &PlaceContext<'_>) -> bool {
    let mut same = context.tables.cities.named(city.name);
    let largest = same.next().is_some_and(|first| first.id == city.id);
    largest
        && city.population >= KNOWN_BY_ANY_NAME
        && same
            .next()
            .is_none_or(|next| next.population < city.population / 5)
}

/// "Georgia" in a text on Atlanta and Arizona, or on Republicans: the first-level division that bears a
/// country's name is meant, where nothing around lies in the country.
fn namesake_of_a_state<'t>(
    view: &SentenceView<'_>,
    context: &PlaceContext<'t>,
    around: &[&Point],
    spot: &mut Spot<'t>,
) {
    let Some((code, name)) = spot.country else {
        return;
    };
    let mut countries = context.tables.knowledge.countries().iter();
    if !countries.any(|country| country.code == code && country.ambiguous) {
        return;
    }
    let table = context.tables.places;
    let same = table.divisions(&region(name));
    let Some(division) = same.first().map(|&first| table.point(first)) else {
        return;
    };
    let state = division.country;
    let lies = |of: Option<CountryCode>| around.iter().any(|point| point.country == of);
    let inside = around.iter().any(|point| {
        let beside = point.precision == PlacePrecision::Admin1 || point.admin1 == division.admin1;
        point.country == state && beside
    });
    let parties = || (0..view.len()).any(|word| WordClass::Partisan.holds(view.lower(word)));
    let american = state.is_some_and(|state| state.as_str() == "USA");
    if !lies(Some(code)) && (inside || american && parties()) {
        spot.country = None;
        spot.known = Some(division);
        spot.same = same;
    }
}

/// "Paris, Texas", "Paris (Texas)": what the next name says of this one.
fn behind(view: &SentenceView<'_>, index: usize, spots: &[Spot<'_>]) -> Option<Behind> {
    let after = spots[index].words.end;
    let next = spots.get(index + 1)?;
    // "Hyderabad in Sindh" says it as well as a comma does.
    if next.words.start != after + 1 || !matches!(view.lower(after), "," | "in" | "(") {
        return None;
    }
    Some(match (next.country, next.known) {
        (Some((code, _)), _) => Behind {
            country: Some(code),
            region: None,
        },
        (None, Some(point)) => Behind {
            country: Some(point.country?),
            region: (point.precision == PlacePrecision::Admin1).then(|| region(&point.name)),
        },
        (None, None) => Behind {
            country: None,
            region: Some(region(view.slice(next.words.clone()))),
        },
    })
}

/// A name as other transcriptions would write it.
fn spellings(name: &str) -> Vec<String> {
    const CHANGES: [(&str, &str); 24] = [
        ("ou", "u"),
        ("oo", "u"),
        ("ee", "i"),
        ("kh", "k"),
        ("gh", "g"),
        ("dh", "d"),
        ("th", "t"),
        ("q", "k"),
        ("k", "q"),
        ("e", "i"),
        ("i", "e"),
        ("o", "u"),
        ("u", "o"),
        ("e", "a"),
        ("a", "e"),
        ("y", "i"),
        ("i", "y"),
        ("v", "w"),
        ("w", "v"),
        ("j", "dj"),
        ("dj", "j"),
        ("j", "zh"),
        ("tz", "ts"),
        ("ie", "i"),
    ];
    let name = key(name);
    // Of short names too many are alike.
    if name.len() < 5 || !name.is_ascii() {
        return Vec::new();
    }
    let double = |name: &str| {
        let mut single: Vec<char> = name.chars().collect();
        single.dedup();
        single.into_iter().collect::<String>()
    };
    CHANGES
        .iter()
        .filter(|(from, _)| name.contains(from))
        .flat_map(|(from, to)| {
            // Each place by itself, and all at once.
            let each = name.match_indices(from).map(|(at, _)| {
                let (head, tail) = (&name[..at], &name[at + from.len()..]);
                format!("{head}{to}{tail}")
            });
            each.chain([name.replace(from, to)]).collect::<Vec<_>>()
        })
        .chain([double(&name)])
        .filter(|spelling| *spelling != name)
        .collect()
}

/// Distance over the ground.
pub(super) fn kilometres(one: (f64, f64), other: (f64, f64)) -> f64 {
    let radians = |(lat, lon): (f64, f64)| (lat.to_radians(), lon.to_radians());
    let ((lat, lon), (lat2, lon2)) = (radians(one), radians(other));
    let half = |difference: f64| (difference / 2.0).sin().powi(2);
    let chord = half(lat2 - lat) + lat.cos() * lat2.cos() * half(lon2 - lon);
    2.0 * 6371.0 * chord.sqrt().min(1.0).asin()
}
