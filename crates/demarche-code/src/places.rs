//! Where an event happened.
//!
//! A place counts when the words put the event there: a locative phrase on the trigger or in its
//! clause, the place of an event noun ("the Pahalgam attack", "the siege of Mariupol"), the object
//! of a verb that reaches it ("shelled Kharkiv"). The place of something that is only spoken of,
//! and the seat of whoever speaks, never count; nor does the dateline. A country alone is a place
//! without a point: no centroid stands for it.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::ops::Range;

use demarche_parse::Deprel;
use demarche_parse::Upos;
use demarche_record::{CountryCode, Place, PlacePrecision, Span};

use crate::clause::{
    Scope, WordClass, attachment, follows, is_event, is_measure, is_nominal, is_verb, opens_clause,
};
use crate::gazetteer::Gazetteer;
use crate::knowledge::{self, Knowledge, Sense};
use crate::view::SentenceView;

use find::{Spot, TRUSTED, of_city, of_point};
use settle::Around;
pub use table::Places;
use table::Point;

mod find;
mod settle;
mod table;

/// What is known of places.
#[derive(Clone, Copy)]
pub struct PlaceTables<'t> {
    /// The countries.
    pub knowledge: &'t Knowledge,
    /// The places that conflict and diplomacy are about.
    pub places: &'t Places,
    /// The cities.
    pub cities: &'t Gazetteer,
}

impl Default for PlaceTables<'static> {
    fn default() -> Self {
        PlaceTables {
            knowledge: knowledge::embedded(),
            places: Places::embedded(),
            cities: Gazetteer::embedded(),
        }
    }
}

impl PlaceTables<'_> {
    /// The country of the place of this name: of several the one in a country that is `spoken_of`,
    /// else the largest, where it is no village.
    pub fn country_of(
        &self,
        name: &str,
        spoken_of: impl Fn(CountryCode) -> bool,
    ) -> Option<CountryCode> {
        // A dependency counts to the state that controls it.
        let state = |code: CountryCode| {
            let mut countries = self.knowledge.countries().iter();
            let found = countries.find(|country| country.iso == code);
            found.map_or(code, |country| country.code)
        };
        let points = self.places.named(name).iter();
        let known: Vec<CountryCode> = points
            .map(|&number| self.places.point(number))
            .filter(|point| !point.doubtful)
            .filter_map(|point| point.country)
            .map(state)
            .collect();
        if let Some(first) = known.first() {
            let spoken = known.iter().find(|&&code| spoken_of(code));
            return Some(*spoken.unwrap_or(first));
        }
        let mut largest = None;
        for city in self.cities.named(name).take(40) {
            let Some(code) = city.country.map(state) else {
                continue;
            };
            if spoken_of(code) {
                return Some(code);
            }
            if largest.is_none() && city.population >= TRUSTED {
                largest = Some(code);
            }
        }
        largest
    }
}

impl PlaceTables<'_> {
    /// Whether the table of places, and not only the index of cities, has a place of this name.
    pub fn is_listed(&self, name: &str) -> bool {
        let mut same = self.places.named(name).iter();
        same.any(|&number| !self.places.point(number).doubtful)
    }
}

/// What an article says around a place name, by which one of several cities of that name is meant.
/// Read when a name first asks for it.
pub struct PlaceContext<'v> {
    tables: PlaceTables<'v>,
    views: &'v [SentenceView<'v>],
    /// The names of each sentence of `views`.
    spots: Vec<OnceCell<Vec<Spot<'v>>>>,
    countries: OnceCell<Vec<CountryCode>>,
    points: OnceCell<Vec<&'v Point>>,
}

impl Default for PlaceContext<'static> {
    fn default() -> Self {
        PlaceContext::of(&[], PlaceTables::default())
    }
}

impl<'v> PlaceContext<'v> {
    /// The context that the sentences of an article give.
    pub fn of(views: &'v [SentenceView<'v>], tables: PlaceTables<'v>) -> Self {
        PlaceContext {
            tables,
            views,
            spots: views.iter().map(|_| OnceCell::new()).collect(),
            countries: OnceCell::new(),
            points: OnceCell::new(),
        }
    }

    /// Countries that the article names.
    fn countries(&self) -> &[CountryCode] {
        self.countries.get_or_init(|| {
            let named = |view| countries(view, self.tables.knowledge);
            let mut named: Vec<CountryCode> = self.views.iter().flat_map(named).collect();
            named.sort_unstable();
            named.dedup();
            named
        })
    }

    /// Places of the table that the article names, its dateline with them, but for names of several
    /// places.
    fn points(&self) -> &[&'v Point] {
        self.points.get_or_init(|| {
            let table = self.tables.places;
            let mut same: Vec<&[u32]> = self
                .views
                .iter()
                .flat_map(|view| table.find(view))
                .map(|(_, same)| same)
                .collect();
            let document = self.views.first().map(|view| view.document);
            let dateline = document.and_then(|document| {
                let place = document.dateline.as_ref()?.place?;
                place.slice(&document.text).split(',').next()
            });
            same.extend(dateline.map(|name| table.named(name.trim_end())));
            let mut numbers: Vec<u32> = same
                .into_iter()
                .filter_map(|same| match same {
                    [only] => Some(*only),
                    _ => None,
                })
                .collect();
            numbers.sort_unstable();
            numbers.dedup();
            numbers
                .into_iter()
                .map(|number| table.point(number))
                .filter(|point| !point.doubtful)
                .collect()
        })
    }

    /// The names of a sentence, found once for a sentence of the article.
    fn spots(&self, view: &SentenceView<'_>) -> Cow<'_, [Spot<'v>]> {
        let own = self.views.iter().zip(&self.spots);
        let mut own = own.filter(|(own, _)| {
            own.index == view.index && std::ptr::eq(own.analysis, view.analysis)
        });
        match own.next() {
            Some((_, spots)) => Cow::Borrowed(spots.get_or_init(|| find::spots(view, self))),
            None => Cow::Owned(find::spots(view, self)),
        }
    }
}

/// The countries that a sentence names, by name or adjective.
fn countries(view: &SentenceView<'_>, knowledge: &Knowledge) -> Vec<CountryCode> {
    let word = |i: usize| (view.text(i), Some(view.lower(i)));
    knowledge
        .find(view.len(), word)
        .into_iter()
        .filter_map(|hit| match hit.sense {
            Sense::Country(index) | Sense::Demonym(index) => Some(knowledge.country(index)),
            _ => None,
        })
        // A dependency lies under its own code on the map.
        .flat_map(|country| [country.iso, country.code])
        .collect()
}

/// The place of the event that `trigger` names. Words that no table knows stand with nothing but
/// their span.
pub fn event_place(
    view: &SentenceView<'_>,
    trigger: usize,
    context: &PlaceContext<'_>,
) -> Option<Place> {
    let spots = context.spots(view);
    if spots.is_empty() || trigger >= view.len() {
        return None;
    }
    let scope = Scope::of(view, trigger);
    let best = spots
        .iter()
        .filter(|spot| !spot.words.contains(&trigger))
        .filter_map(|spot| {
            let rank = closeness(view, &scope, spot)?;
            Some((rank, spot.words.start.abs_diff(trigger), spot))
        })
        .min_by_key(|(rank, distance, spot)| {
            (*rank, spot.is_country(), *distance, spot.words.start)
        })
        .map(|(_, _, spot)| spot)
        .or_else(|| only_one(view, &scope, &spots))?;
    Some(most_exact(view, best, &spots).place(view))
}

/// Of "Pahalgam, Jammu and Kashmir" or "Kisumu, Kenya" the town is meant, whichever of the names the
/// phrase hangs on: what stands behind a comma only tells where the first lies.
fn most_exact<'s, 't>(
    view: &SentenceView<'_>,
    found: &'s Spot<'t>,
    spots: &'s [Spot<'t>],
) -> &'s Spot<'t> {
    let mut best = found;
    for spot in spots.iter().rev() {
        let (before, after) = (spot.words.end, best.words.start);
        let country = |spot: &Spot<'_>| {
            let city = spot.city.and_then(|city| city.country);
            city.or(spot.known.and_then(|point| point.country))
                .or(spot.country.map(|(code, _)| code))
        };
        let agree = match (country(spot), country(best)) {
            (Some(one), Some(other)) => one == other,
            (None, _) => false,
            _ => true,
        };
        let joined = before + 1 == after && view.lower(before) == ",";
        if joined && agree && exactness(spot) > exactness(best) {
            best = spot;
        }
    }
    best
}

/// How exactly a name tells a point: a country not at all, a division a little.
fn exactness(spot: &Spot<'_>) -> u8 {
    let precision = match (spot.city, spot.known) {
        (Some(city), _) => Some(city.precision),
        (None, Some(point)) => Some(point.precision),
        (None, None) => None,
    };
    match precision {
        Some(PlacePrecision::Place | PlacePrecision::City) => 2,
        Some(PlacePrecision::Admin1) => 1,
        Some(PlacePrecision::Country) | None => 0,
    }
}

/// Every place that a sentence names, with what the tables know of it, from left to right.
pub fn sentence_places(
    view: &SentenceView<'_>,
    context: &PlaceContext<'_>,
) -> Vec<(Range<usize>, Place)> {
    context
        .spots(view)
        .iter()
        .map(|spot| (spot.words.clone(), spot.place(view)))
        .collect()
}

/// The place of a dateline, given as its words and where they stand: "TRIPOLI, Lebanon". It says
/// where a report was written, and places no event.
pub fn dateline_place(words: &str, span: Span, context: &PlaceContext<'_>) -> Option<Place> {
    let PlaceTables {
        knowledge, places, ..
    } = context.tables;
    let (name, behind) = match words.split_once(',') {
        Some((name, behind)) => (name, Some(behind)),
        None => (words, None),
    };
    let name = name.trim_end();
    let country = |text: &str| {
        let text = titled(text);
        let words: Vec<&str> = text.split_whitespace().collect();
        let hits = knowledge.find(words.len(), |at| (words[at], None));
        hits.iter().find_map(|hit| match hit.sense {
            Sense::Country(index) => Some(knowledge.country(index)),
            _ => None,
        })
    };
    let inside = behind.and_then(country).map(|country| country.code);
    let division = behind.filter(|_| inside.is_none()).map(find::region);
    let own = places.named(name).first();
    let around = Around::alone(inside, division, own.map(|&own| places.point(own)));
    let length = name.chars().count() as u32;
    let place = Place {
        text: name.to_owned(),
        span: Span::new(span.start, span.start + length),
        name: None,
        country: None,
        admin1: None,
        lat: None,
        lon: None,
        geonames_id: None,
        precision: None,
    };
    if let Some(point) = around.best_point(places.named(name), context) {
        return Some(match around.namesake(name, point, context) {
            Some(city) => of_city(place, &city),
            None => of_point(place, point),
        });
    }
    if let Some(city) = around.best_city(name, context) {
        return Some(of_city(place, &city));
    }
    let country = country(name)?;
    Some(Place {
        name: Some(country.name.clone()),
        country: Some(country.code),
        precision: Some(PlacePrecision::Country),
        ..place
    })
}

/// Words with a capital each, for names set in capitals.
fn titled(text: &str) -> String {
    let words = text.split_whitespace().map(|word| {
        let mut letters = word.chars();
        let first = letters.next().map(|c| c.to_uppercase().to_string());
        first.unwrap_or_default() + &letters.as_str().to_lowercase()
    });
    words.collect::<Vec<_>>().join(" ")
}

/// How a place name stands in its sentence.
struct Stand<'v> {
    /// The noun that the locative phrase is about: the name or the noun it modifies.
    node: usize,
    /// The preposition.
    case: Option<&'v str>,
    /// The word that the phrase hangs on.
    at: usize,
    /// Whether the name modifies another noun ("Kabul airport", "Gaza's hospitals").
    modifier: bool,
    /// Where the phrase begins, its preposition and determiner aside.
    start: usize,
}

fn stand<'v>(view: &'v SentenceView<'_>, spot: &Spot) -> Option<Stand<'v>> {
    let head = spot.head;
    let above = view.head(head)?;
    let area = is_nominal(view, above) && WordClass::Area.holds(view.lemma(above));
    let modifies = matches!(
        view.deprel(head),
        Deprel::Compound | Deprel::NmodPoss | Deprel::Amod | Deprel::NmodDesc
    ) && above >= spot.words.end;
    // "the city of Kharkiv", "the capital Minsk": the noun before says how the name stands.
    let explains = area
        && above < spot.words.start
        && (matches!(view.deprel(head), Deprel::Appos | Deprel::Flat)
            || preposition(view, head, spot.words.start) == Some("of"));
    // "Pahalgam, Jammu and Kashmir": a second name tells more of the first.
    if !explains && matches!(view.deprel(head), Deprel::Appos | Deprel::Flat) {
        return None;
    }
    let modifier = modifies && !is_event(view, above);
    let node = match modifier || explains {
        true => above,
        false => head,
    };
    let start = match explains {
        true => above,
        false => spot.words.start,
    };
    // "in Homs and Hama": the second shares the preposition of the first.
    let shared = (view.deprel(node) == Deprel::Conj)
        .then(|| view.head(node))
        .flatten()
        .filter(|&first| is_nominal(view, first));
    let case = preposition(view, node, start)
        .or_else(|| shared.and_then(|first| preposition(view, first, first)));
    Some(Stand {
        node,
        case,
        at: attachment(view, shared.unwrap_or(node), start)?,
        modifier,
        start,
    })
}

/// The preposition of a phrase, by the tree or by the word before it.
fn preposition<'v>(view: &'v SentenceView<'_>, node: usize, start: usize) -> Option<&'v str> {
    if let Some(case) = view
        .children(node)
        .filter(|&child| view.deprel(child) == Deprel::Case && child < node)
        .map(|child| view.lower(child))
        .next()
    {
        return Some(case);
    }
    let mut at = start;
    for _ in 0..3 {
        at = at.checked_sub(1)?;
        match view.upos(at) {
            Upos::Adp => return Some(view.lower(at)),
            Upos::Det | Upos::Adj => {}
            _ => return None,
        }
    }
    None
}

fn is_locative(case: &str) -> bool {
    matches!(
        case,
        "in" | "at"
            | "near"
            | "outside"
            | "along"
            | "across"
            | "inside"
            | "around"
            | "on"
            | "off"
            | "over"
            | "through"
            | "throughout"
            | "within"
            | "above"
            | "beneath"
            | "under"
            | "beside"
            | "north"
            | "south"
            | "east"
            | "west"
            | "amid"
            | "opposite"
            | "alongside"
    )
}

/// How close a place is to the trigger: 0 for its own, more the further out; `None` where it
/// belongs to something else.
fn closeness(view: &SentenceView<'_>, scope: &Scope, spot: &Spot) -> Option<usize> {
    let head = spot.head;
    // A name right before its event noun, whatever its arc: "the Pahalgam attack".
    let trigger = *scope.carriers().first()?;
    if spot.words.end == trigger && is_event(view, trigger) && !spot.is_country() {
        return Some(0);
    }
    let above = view.head(head)?;
    // "the Pahalgam attack", "the Doha talks": a city or region before its event noun.
    if let Some(level) = scope
        .carriers()
        .iter()
        .position(|&carrier| carrier == above)
        && matches!(
            view.deprel(head),
            Deprel::Compound | Deprel::NmodPoss | Deprel::NmodDesc
        )
        && is_nominal(view, above)
    {
        return (!spot.is_country()).then_some(2 * level);
    }
    let stand = stand(view, spot)?;
    by_tree(view, scope, spot, &stand).or_else(|| by_order(view, trigger, &stand))
}

/// Where the tree does not say: a locative phrase that follows the trigger within its clause.
fn by_order(view: &SentenceView<'_>, trigger: usize, stand: &Stand<'_>) -> Option<usize> {
    let speaks = is_verb(view, trigger) && WordClass::Speech.holds(view.lemma(trigger));
    let act = is_verb(view, trigger) || is_event(view, trigger);
    (act && !speaks && stand.case.is_some_and(is_locative) && follows(view, trigger, stand.start))
        .then_some(20)
}

/// What the arcs say.
fn by_tree(
    view: &SentenceView<'_>,
    scope: &Scope,
    spot: &Spot,
    stand: &Stand<'_>,
) -> Option<usize> {
    let trigger = *scope.carriers().first()?;
    let at = stand.at;
    let level = scope.level(at)?;
    let carrier = scope.carriers()[level];
    let direct = at == carrier;
    let verb = is_verb(view, carrier);
    let lemma = view.lemma(carrier);
    let case = match stand.case {
        // "sanctions on Syria"
        Some("on") if spot.is_country() => return None,
        Some(case) => case,
        // "visited Kyiv", "Kharkiv was shelled"
        None => {
            let reached = direct
                && verb
                && WordClass::Reach.holds(lemma)
                && matches!(view.deprel(stand.node), Deprel::Obj | Deprel::NsubjPass)
                && !spot.is_country();
            return reached.then_some(2 * level + 1);
        }
    };
    if direct {
        let rank = 2 * level + usize::from(stand.modifier);
        return match case {
            case if is_locative(case) => match carrier_is_event(view, carrier, trigger) {
                true => Some(rank),
                false => None,
            },
            "to" | "into" | "toward" | "towards" | "onto" => {
                let moves = match verb {
                    true => WordClass::Motion.holds(lemma),
                    false => WordClass::Journey.holds(lemma),
                };
                moves.then_some(rank)
            }
            "from" => (!verb || WordClass::Motion.holds(lemma)).then_some(rank + 1),
            "of" => (!verb && is_event(view, carrier) && !spot.is_country()).then_some(rank + 1),
            _ => None,
        };
    }
    if !is_locative(case) {
        return None;
    }
    // A phrase inside an argument: the place of the argument is that of the event, unless the
    // trigger only speaks of it or the argument is an event with a place of its own.
    if verb && WordClass::Speech.holds(lemma) && !WordClass::Reach.holds(lemma) {
        return None;
    }
    let path: Vec<usize> = std::iter::once(at)
        .chain(view.ancestors(at))
        .take_while(|&word| word != carrier)
        .collect();
    if path.len() > 3 {
        return None;
    }
    let argument = *path.last()?;
    let core = matches!(
        view.deprel(argument),
        Deprel::Obj | Deprel::Nsubj | Deprel::NsubjPass
    );
    let events = path.iter().filter(|&&word| is_event(view, word)).count();
    match events {
        0 => Some(2 * level + 1),
        1 if core
            && path
                .iter()
                .skip(1)
                .all(|&word| is_measure(view.lemma(word))) =>
        {
            Some(2 * level + 1)
        }
        // "Shelling of a market in Omdurman killed twelve": the event that harms is where its victims are.
        1 if verb
            && WordClass::Harm.holds(lemma)
            && is_event(view, argument)
            && view.deprel(argument) == Deprel::Nsubj =>
        {
            Some(2 * level + 1)
        }
        // "killed in clashes in", "arrested ten men during raids in": one event said twice.
        1 if path
            .iter()
            .any(|&word| is_event(view, word) && is_circumstance(view, word)) =>
        {
            Some(2 * level + 1)
        }
        _ => None,
    }
}

/// Whether a noun stands as a circumstance: "in a raid", "during clashes", "by shelling".
fn is_circumstance(view: &SentenceView<'_>, noun: usize) -> bool {
    match view.deprel(noun) {
        Deprel::Nmod => matches!(view.case(noun), Some("in" | "during")),
        Deprel::Obl | Deprel::OblAgent => {
            matches!(view.case(noun), Some("in" | "during" | "by"))
        }
        _ => false,
    }
}

/// A verb of speech further out has a place of its own; the trigger's own is where it was said.
fn carrier_is_event(view: &SentenceView<'_>, carrier: usize, trigger: usize) -> bool {
    carrier == trigger
        || !is_verb(view, carrier)
        || !WordClass::Speech.holds(view.lemma(carrier))
        || WordClass::Light.holds(view.lemma(carrier))
}

/// In a sentence of one clause the only locative phrase places the event, wherever a wrong arc
/// puts it.
fn only_one<'s, 't>(
    view: &SentenceView<'_>,
    scope: &Scope,
    spots: &'s [Spot<'t>],
) -> Option<&'s Spot<'t>> {
    let clauses = (0..view.len())
        .filter(|&word| opens_clause(view, word))
        .count();
    let events = (0..view.len())
        .filter(|&word| is_event(view, word) && !scope.carriers().contains(&word))
        .count();
    if clauses > 1 || events > 0 || view.len() > 40 {
        return None;
    }
    let speaks = scope
        .carriers()
        .iter()
        .any(|&word| is_verb(view, word) && WordClass::Speech.holds(view.lemma(word)));
    let mut locative = spots
        .iter()
        .filter(|spot| stand(view, spot).is_some_and(|stand| stand.case.is_some_and(is_locative)));
    match (locative.next(), locative.next()) {
        (Some(only), None) if !speaks => Some(only),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn datelines_are_found_in_capitals() {
        let context = PlaceContext::default();
        for (words, text, country, precision) in [
            ("TRIPOLI, Lebanon", "TRIPOLI", "LBN", PlacePrecision::City),
            ("TRIPOLI", "TRIPOLI", "LBY", PlacePrecision::City),
            ("GENOA, Italy", "GENOA", "ITA", PlacePrecision::City),
            ("PARIS, Texas", "PARIS", "USA", PlacePrecision::City),
            ("PARIS", "PARIS", "FRA", PlacePrecision::City),
            ("OKA, Quebec", "OKA", "CAN", PlacePrecision::City),
            ("NUKU'ALOFA", "NUKU'ALOFA", "TON", PlacePrecision::City),
            ("Xalapa, Mexico", "Xalapa", "MEX", PlacePrecision::City),
            ("KENYA", "KENYA", "KEN", PlacePrecision::Country),
        ] {
            let place = dateline_place(words, Span::new(3, 30), &context).unwrap();
            assert_eq!(place.text, text);
            assert_eq!(place.country, CountryCode::parse(country), "{words}");
            assert_eq!(place.precision, Some(precision), "{words}");
            assert_eq!(place.span, Span::new(3, 3 + text.chars().count() as u32));
        }
        assert!(dateline_place("", Span::new(0, 0), &context).is_none());
        assert!(dateline_place(",", Span::new(0, 1), &context).is_none());
    }
}
