//! The names of places in a sentence: of the table, countries, cities, and words that only stand as
//! a place does.
//!
//! This module finds names and how far they reach. Which of several places of a name is meant is
//! for [`settle`](super::settle) to say.

use std::ops::Range;

use demarche_parse::{Deprel, EntityKind, Upos};
use demarche_record::{CountryCode, Place, PlacePrecision};

use super::settle::settle;
use super::table::Point;
use super::{PlaceContext, PlaceTables, is_locative};
use crate::clause::{WordClass, is_nominal, is_verb};
use crate::dates::time_phrases;
use crate::gazetteer::{Entry, Gazetteer, key};
use crate::knowledge::Sense;
use crate::view::SentenceView;

/// A place named in a sentence.
#[derive(Clone, Debug)]
pub(crate) struct Spot<'t> {
    pub(super) words: Range<usize>,
    /// The word that hangs on something outside the name.
    pub(super) head: usize,
    pub(super) known: Option<&'t Point>,
    /// Every place that the table has of this name, of which `known` is one.
    pub(super) same: &'t [u32],
    pub(super) country: Option<(CountryCode, &'t str)>,
    pub(super) city: Option<Entry<'t>>,
}

impl<'t> Spot<'t> {
    /// A name by itself, of which nothing is known yet.
    fn new(view: &SentenceView<'_>, words: Range<usize>) -> Spot<'t> {
        let head = words
            .clone()
            .find(|&word| view.head(word).is_none_or(|above| !words.contains(&above)))
            .unwrap_or(words.start);
        Spot {
            words,
            head,
            known: None,
            same: &[],
            country: None,
            city: None,
        }
    }

    pub(super) fn place(&self, view: &SentenceView<'_>) -> Place {
        let text = view.slice(self.words.clone()).to_owned();
        let place = Place {
            text,
            span: view.span(self.words.clone()),
            name: self.country.map(|(_, name)| name.to_owned()),
            country: self.country.map(|(code, _)| code),
            admin1: None,
            lat: None,
            lon: None,
            geonames_id: None,
            precision: self.country.map(|_| PlacePrecision::Country),
        };
        match (self.city, self.known) {
            (Some(city), _) => of_city(place, &city),
            (None, Some(point)) => of_point(place, point),
            (None, None) => place,
        }
    }

    pub(super) fn is_country(&self) -> bool {
        self.known.is_none() && self.city.is_none() && self.country.is_some()
    }
}

/// A place with what the index of cities knows of it.
pub(super) fn of_city(place: Place, city: &Entry<'_>) -> Place {
    Place {
        name: Some(city.name.to_owned()),
        country: city.country,
        admin1: city.admin1.map(str::to_owned),
        lat: Some(city.lat),
        lon: Some(city.lon),
        geonames_id: Some(city.id),
        precision: Some(city.precision),
        ..place
    }
}

/// A place with what the table knows of it.
pub(super) fn of_point(place: Place, point: &Point) -> Place {
    Place {
        name: Some(point.name.clone()),
        country: point.country,
        admin1: point.admin1.clone(),
        lat: Some(point.lat),
        lon: Some(point.lon),
        geonames_id: None,
        precision: Some(point.precision),
        ..place
    }
}

/// Months that are places as well.
const MONTHS: [&str; 5] = ["March", "April", "May", "June", "August"];

/// The places of a sentence: of the table, countries, and other names tagged as locations.
pub(super) fn spots<'t>(view: &SentenceView<'_>, context: &PlaceContext<'t>) -> Vec<Spot<'t>> {
    let PlaceTables {
        knowledge,
        places: table,
        cities,
    } = context.tables;
    let mut found = Found {
        view,
        taken: vec![false; view.len()],
        spots: Vec::new(),
    };
    // "On March 2": a town in England elsewhere.
    if (0..view.len()).any(|word| MONTHS.contains(&view.text(word))) {
        for phrase in time_phrases(view, None) {
            for word in phrase.words {
                if MONTHS.contains(&view.text(word)) {
                    found.taken[word] = true;
                }
            }
        }
    }
    for (words, same) in table.find(view) {
        let capital = words
            .clone()
            .any(|word| view.text(word).starts_with(char::is_uppercase));
        let doubtful = same.iter().all(|&one| table.point(one).doubtful);
        if capital
            && !in_other_name(view, &words)
            && !in_city(view, cities, &words)
            && (!doubtful || is_said(view, &words))
            && let Some(spot) = found.take(words)
        {
            spot.known = same.first().map(|&first| table.point(first));
            spot.same = same;
        }
    }
    let word = |i: usize| (view.text(i), Some(view.lower(i)));
    // "Rubio said": a person, whatever town is called so, where no preposition says otherwise.
    let mut persons: Vec<Range<usize>> = Vec::new();
    for hit in knowledge.find(view.len(), word) {
        let Sense::Country(index) = hit.sense else {
            let person = matches!(hit.sense, Sense::Leader(_) | Sense::Surname(_));
            if person && !is_led(view, hit.start) {
                persons.push(hit.start..hit.end);
            }
            continue;
        };
        let country = knowledge.country(index);
        let words = hit.start..hit.end;
        if !in_other_name(view, &words)
            && let Some(spot) = found.take(words)
        {
            spot.country = Some((country.code, country.name.as_str()));
        }
    }
    for entity in &view.analysis.entities {
        let place = entity.kind == EntityKind::Location && !persons.contains(&entity.words);
        if place && entity.words.end <= view.len() {
            let words = entity.words.clone();
            let end = reach(view, cities, &words).unwrap_or(words.end);
            if found.take(words.start..end).is_none() {
                found.take(words);
            }
        }
    }
    led(view, context, &mut found);
    let mut spots = found.spots;
    spots.sort_by_key(|spot| spot.words.start);
    divisions(view, context, &mut spots);
    settle(view, context, &mut spots);
    spots
}

/// Spots found so far. No word is part of two.
struct Found<'v, 'a, 't> {
    view: &'v SentenceView<'a>,
    taken: Vec<bool>,
    spots: Vec<Spot<'t>>,
}

impl<'t> Found<'_, '_, 't> {
    fn take(&mut self, words: Range<usize>) -> Option<&mut Spot<'t>> {
        if words.is_empty() || words.clone().any(|word| self.taken[word]) {
            return None;
        }
        self.taken[words.clone()].fill(true);
        self.spots.push(Spot::new(self.view, words));
        self.spots.last_mut()
    }
}

/// Whether words are only part of the name of a city: "San Cristobal" in "San Cristobal de las
/// Casas".
fn in_city(view: &SentenceView<'_>, cities: &Gazetteer, words: &Range<usize>) -> bool {
    view.entity(words.start).is_some_and(|entity| {
        entity.kind == EntityKind::Location
            && entity.words.start == words.start
            && entity.words.end > words.end
            && entity.words.end <= view.len()
            && cities
                .named(view.slice(entity.words.clone()))
                .next()
                .is_some()
    })
}

/// How far the name of a city reaches beyond words that were taken for it: "San Vicente" in "San
/// Vicente del Caguan", "Charar" in "Charar-e-Sharief". `None` where it reaches no further.
fn reach(view: &SentenceView<'_>, cities: &Gazetteer, words: &Range<usize>) -> Option<usize> {
    let capital = |word: usize| view.text(word).starts_with(char::is_uppercase);
    let joins = |word: usize| joins_on(view, word);
    // "Charar-e-Sharief", cut as "Charar", "-", "e-Sharief": a small word between hyphens binds.
    let bound = words.end + 1;
    if bound < view.len() && view.lower(words.end) == "-" {
        let (small, rest) = view.text(bound).split_once('-').unwrap_or_default();
        if small.starts_with(char::is_lowercase) && rest.starts_with(char::is_uppercase) {
            return Some(bound + 1);
        }
    }
    // A capital after a capital belongs to the name or to the next; only a joint says which.
    let first = words.end;
    if first >= view.len() || !joins(first) {
        return None;
    }
    let most = (first + 5).min(view.len());
    let last = (first..most)
        .take_while(|&word| capital(word) || joins(word))
        .last()?;
    (first + 1..=last)
        .rev()
        .filter(|&word| capital(word))
        .map(|word| word + 1)
        .find(|&end| {
            let name = view.slice(words.start..end);
            name.len() < 60 && cities.named(name).next().is_some()
        })
}

/// Whether a word may stand between two parts of a name.
fn joins_on(view: &SentenceView<'_>, word: usize) -> bool {
    const JOINTS: [&str; 23] = [
        "-", "de", "del", "la", "las", "los", "el", "al", "e", "i", "y", "da", "do", "das", "dos",
        "di", "du", "des", "sur", "en", "am", "an", "na",
    ];
    word < view.len() && JOINTS.contains(&view.lower(word))
}

/// Names that nobody took for places, where a preposition says that they are, or where they are of
/// several words and the article speaks of their country.
fn led(view: &SentenceView<'_>, context: &PlaceContext<'_>, found: &mut Found<'_, '_, '_>) {
    let cities = context.tables.cities;
    let capital = |word: usize| view.text(word).starts_with(char::is_uppercase);
    let mut at = 0;
    while at < view.len() {
        let start = at;
        while at < view.len() && capital(at) && (view.upos(at) == Upos::Propn || at > start) {
            at += 1;
        }
        if at > start && at - start <= 4 && !found.taken[start] {
            let led = is_led(view, start);
            if !led && is_told(view, &(start..at)) {
                let end = reach(view, cities, &(start..at)).unwrap_or(at);
                found.take(start..end);
                continue;
            }
            let end = match led || joins_on(view, at) {
                true => reach(view, cities, &(start..at)).unwrap_or(at),
                false => at,
            };
            let several = end - start > 1 && view.entity(start).is_none();
            if led || several || is_reached(view, &(start..end)) {
                take_city(view, context, found, start..end, led);
            }
        }
        at = at.max(start + 1);
    }
    // "the Pool region", whatever the tagger took "Pool" for: the word behind it tells.
    for at in 1..view.len() {
        if is_division(view.text(at)) && capital(at - 1) && !found.taken[at - 1] {
            take_division(view, context, found, at - 1..at);
        }
    }
}

/// Takes words for a place where the index knows a city of that name that may be meant.
fn take_city(
    view: &SentenceView<'_>,
    context: &PlaceContext<'_>,
    found: &mut Found<'_, '_, '_>,
    words: Range<usize>,
    led: bool,
) {
    let free = words.clone().all(|word| !found.taken[word]);
    if !free || in_other_name(view, &words) {
        return;
    }
    let cities = context.tables.cities;
    let mut known = cities.named(view.slice(words.clone())).take(40);
    let is_place = match led {
        true => known.next().is_some_and(|city| city.population >= TRUSTED),
        false => known.any(|city| {
            city.country
                .is_some_and(|code| context.countries().contains(&code))
        }),
    };
    if is_place {
        found.take(words);
    }
}

/// Takes words for the name of a first-level division where the article speaks of its country.
fn take_division(
    view: &SentenceView<'_>,
    context: &PlaceContext<'_>,
    found: &mut Found<'_, '_, '_>,
    words: Range<usize>,
) {
    let table = context.tables.places;
    let spoken_of = |country: Option<CountryCode>| {
        let lies = |point: &Point| point.country == country;
        country.is_some_and(|code| context.countries().contains(&code))
            || context.points().iter().any(|point| lies(point))
            || found.spots.iter().any(|spot| spot.known.is_some_and(lies))
    };
    let same = table.divisions(&region(view.slice(words.clone())));
    let known = same.iter().any(|&one| spoken_of(table.point(one).country));
    if known && view.entity(words.start).is_none() {
        found.take(words);
    }
}

/// Whether the word before a name says that it is a place.
fn is_led(view: &SentenceView<'_>, start: usize) -> bool {
    let Some(before) = start.checked_sub(1).map(|before| view.lower(before)) else {
        return false;
    };
    match before {
        "in" | "near" | "outside" | "from" => true,
        // Firms and teams stand with these too, persons with the next.
        "at" | "on" | "over" | "under" => view.entity(start).is_none(),
        _ => {
            is_locative(before)
                && view
                    .entity(start)
                    .is_none_or(|entity| entity.kind == EntityKind::Organization)
        }
    }
}

/// Whether the words around a name that may be somebody's say that it is that of a place.
fn is_said(view: &SentenceView<'_>, words: &Range<usize>) -> bool {
    let tagged = view
        .entity(words.start)
        .is_some_and(|entity| entity.kind == EntityKind::Location && entity.words == *words);
    let before = words.start.checked_sub(1).map(|before| view.lower(before));
    tagged || matches!(before, Some("in" | "near" | "outside")) || is_told(view, words)
}

/// "the town of Merritt", "Buchanan, Liberia's second port": a noun beside a name says that it is that
/// of a place, whoever is called so elsewhere.
fn is_told(view: &SentenceView<'_>, words: &Range<usize>) -> bool {
    let locality =
        |word: usize| is_nominal(view, word) && WordClass::Locality.holds(view.lemma(word));
    let person = view
        .entity(words.start)
        .is_some_and(|entity| entity.kind == EntityKind::Person);
    if let Some(noun) = words.start.checked_sub(2)
        && view.lower(noun + 1) == "of"
    {
        // "the camp of", "three quarters of": of somebody.
        let lemma = view.lemma(noun);
        return is_nominal(view, noun)
            && (WordClass::Settled.holds(lemma) || !person && WordClass::LaidOut.holds(lemma));
    }
    // What stands behind the comma up to the next one or a preposition ends in such a noun.
    let first = words.end + 1;
    if first >= view.len() || view.lower(words.end) != "," || view.upos(first) == Upos::Cconj {
        return false;
    }
    let most = (first + 8).min(view.len());
    let stops = |word: usize| {
        view.lower(word) == ","
            || matches!(
                view.upos(word),
                Upos::Adp | Upos::Verb | Upos::Aux | Upos::Cconj | Upos::Sconj | Upos::Punct
            )
    };
    let Some(stop) = (first..most).find(|&word| stops(word)) else {
        return false;
    };
    let clause = matches!(view.upos(stop), Upos::Verb | Upos::Aux);
    !clause && stop > first + 1 && locality(stop - 1)
}

/// Whether a name that no entity covers is what a verb reaches: "entered Vlora".
fn is_reached(view: &SentenceView<'_>, words: &Range<usize>) -> bool {
    let head = Spot::new(view, words.clone()).head;
    let Some(above) = view.head(head) else {
        return false;
    };
    view.entity(words.start).is_none()
        && matches!(view.deprel(head), Deprel::Obj | Deprel::NsubjPass)
        && is_verb(view, above)
        && WordClass::Reach.holds(view.lemma(above))
}

/// A city of fewer people needs the article to speak of its country.
pub(super) const TRUSTED: u32 = 15_000;

/// "Narathiwat province": a word behind a name that says that a first-level division is meant.
fn divisions<'t>(view: &SentenceView<'_>, context: &PlaceContext<'t>, spots: &mut [Spot<'t>]) {
    let table = context.tables.places;
    for index in 0..spots.len() {
        let end = spots[index].words.end;
        let free = spots
            .get(index + 1)
            .is_none_or(|next| next.words.start > end);
        if end >= view.len()
            || !free
            || spots[index].country.is_some()
            || !is_division(view.text(end))
        {
            continue;
        }
        let spot = &mut spots[index];
        match spot.known.map(|point| point.precision) {
            None | Some(PlacePrecision::City) => {
                let same = table.divisions(&region(view.slice(spot.words.clone())));
                let Some(&first) = same.first() else {
                    continue;
                };
                spot.known = Some(table.point(first));
                spot.same = same;
            }
            // Not in "Texas state senator".
            Some(PlacePrecision::Admin1)
                if view.head(spot.head) == Some(end)
                    || view
                        .head(end)
                        .is_some_and(|above| spot.words.contains(&above)) => {}
            Some(_) => continue,
        }
        spot.words.end += 1;
        // The word that says what it is may be the one that hangs on something else.
        spot.head = Spot::new(view, spot.words.clone()).head;
    }
}

/// The name of a first-level division without what only says that it is one: "donetsk" for
/// "Donetsk Oblast".
pub(super) fn region(name: &str) -> String {
    let says_nothing = |word: &&str| is_division(word) || matches!(*word, "the" | "of");
    let words = name.split([' ', '-']).filter(|word| !says_nothing(word));
    key(&words.collect::<String>())
}

/// Words that only say that a name is that of a first-level division.
fn is_division(word: &str) -> bool {
    WordClass::Division.holds(&word.to_ascii_lowercase())
}

/// Whether words are only part of the name of a person or body: "Denzel Washington", "Kabul
/// University".
fn in_other_name(view: &SentenceView<'_>, words: &Range<usize>) -> bool {
    view.entity(words.start)
        .is_some_and(|entity| match entity.kind {
            EntityKind::Location => false,
            EntityKind::Person => entity.words.len() > words.len(),
            EntityKind::Organization => {
                entity.words.len() > words.len() && entity.words.contains(&words.start)
            }
        })
}
