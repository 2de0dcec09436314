//! Where an event happened.
//!
//! A place counts when the words put the event there: a locative phrase on the trigger or in its
//! clause, the place of an event noun ("the Pahalgam attack", "the siege of Mariupol"), the object
//! of a verb that reaches it ("shelled Kharkiv"). The place of something that is only spoken of,
//! and the seat of whoever speaks, never count; nor does the dateline. A country alone is a place
//! without a point: no centroid stands for it.

use std::cell::OnceCell;
use std::ops::Range;
use std::sync::OnceLock;

use demarche_parse::{Deprel, EntityKind, Upos};
use demarche_record::{CountryCode, Place, PlacePrecision};

use crate::clause::{
    Scope, WordClass, attachment, follows, is_event, is_measure, is_nominal, is_verb, opens_clause,
};
use crate::fault::{Bad, Complaint, Fault, unknown};
use crate::gazetteer::{self, City, Gazetteer};
use crate::knowledge::{Knowledge, Sense};
use crate::phrases::Phrases;
use crate::table::{Row, first_field, layered, list};
use crate::view::SentenceView;

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
            knowledge: Knowledge::embedded(),
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
        if let Some(&point) = self.places.phrases.get(&crate::view::fold(name)) {
            return self.places.points[point].country;
        }
        let mut largest = None;
        for city in self.cities.cities(name).take(40) {
            let Some(code) = city.country else { continue };
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

/// What an article says around a place name, by which one of several cities of that name is meant.
/// Read when a name first asks for it.
pub struct PlaceContext<'v> {
    tables: PlaceTables<'v>,
    views: &'v [SentenceView<'v>],
    countries: OnceCell<Vec<CountryCode>>,
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
            countries: OnceCell::new(),
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
}

/// The countries that a sentence names, by name or adjective.
fn countries(view: &SentenceView<'_>, knowledge: &Knowledge) -> Vec<CountryCode> {
    let word = |i: usize| (view.text(i), Some(view.lower(i)));
    knowledge
        .find(view.len(), word)
        .into_iter()
        .filter_map(|hit| match hit.sense {
            Sense::Country(index) | Sense::Demonym(index) => Some(knowledge.country(index).code),
            _ => None,
        })
        .collect()
}

/// The place of the event that `trigger` names. Words that no table knows stand with nothing but
/// their span.
pub fn event_place(
    view: &SentenceView<'_>,
    trigger: usize,
    context: &PlaceContext<'_>,
) -> Option<Place> {
    let spots = spots(view, context);
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
    Some(best.place(view))
}

/// Every place that a sentence names, with what the tables know of it, from left to right.
pub fn sentence_places(
    view: &SentenceView<'_>,
    context: &PlaceContext<'_>,
) -> Vec<(Range<usize>, Place)> {
    spots(view, context)
        .into_iter()
        .map(|spot| (spot.words.clone(), spot.place(view)))
        .collect()
}

/// A place named in a sentence.
#[derive(Clone, Debug)]
struct Spot<'t> {
    words: Range<usize>,
    /// The word that hangs on something outside the name.
    head: usize,
    known: Option<&'t Point>,
    country: Option<(CountryCode, &'t str)>,
    city: Option<City<'t>>,
}

impl Spot<'_> {
    fn place(&self, view: &SentenceView<'_>) -> Place {
        if let Some(city) = self.city {
            return Place {
                text: view.slice(self.words.clone()).to_owned(),
                span: view.span(self.words.clone()),
                name: Some(city.name.to_owned()),
                country: city.country,
                admin1: gazetteer::state_name(city.state).map(str::to_owned),
                lat: Some(city.lat),
                lon: Some(city.lon),
                geonames_id: Some(city.id),
                precision: Some(PlacePrecision::City),
            };
        }
        let known = self.known;
        Place {
            text: view.slice(self.words.clone()).to_owned(),
            span: view.span(self.words.clone()),
            name: known
                .map(|row| row.name.as_str())
                .or(self.country.map(|(_, name)| name))
                .map(str::to_owned),
            country: match known {
                Some(row) => row.country,
                None => self.country.map(|(code, _)| code),
            },
            admin1: known.and_then(|row| row.admin1.clone()),
            lat: known.map(|row| row.lat),
            lon: known.map(|row| row.lon),
            geonames_id: None,
            precision: known
                .map(|row| row.precision)
                .or(self.country.map(|_| PlacePrecision::Country)),
        }
    }

    fn is_country(&self) -> bool {
        self.known.is_none() && self.city.is_none() && self.country.is_some()
    }
}

/// The places of a sentence: of the table, countries, and other names tagged as locations.
fn spots<'t>(view: &SentenceView<'_>, context: &'t PlaceContext<'_>) -> Vec<Spot<'t>> {
    let PlaceTables {
        knowledge,
        places: table,
        cities,
    } = context.tables;
    let mut spots: Vec<Spot<'t>> = Vec::new();
    let mut taken = vec![false; view.len()];
    let mut take = |words: Range<usize>, known, country, spots: &mut Vec<Spot<'t>>| {
        let free = words.clone().all(|word| !taken[word]);
        if words.is_empty() || !free {
            return;
        }
        taken[words.clone()].fill(true);
        let head = words
            .clone()
            .find(|&word| view.head(word).is_none_or(|above| !words.contains(&above)))
            .unwrap_or(words.start);
        spots.push(Spot {
            words,
            head,
            known,
            country,
            city: None,
        });
    };
    for found in table.phrases.find(&table.phrases.keys(view)) {
        let words = found.start..found.end;
        let capital = words
            .clone()
            .any(|word| view.text(word).starts_with(char::is_uppercase));
        if capital && !in_other_name(view, &words) {
            take(words, Some(&table.points[*found.value]), None, &mut spots);
        }
    }
    let word = |i: usize| (view.text(i), Some(view.lower(i)));
    for hit in knowledge.find(view.len(), word) {
        let Sense::Country(index) = hit.sense else {
            continue;
        };
        let country = knowledge.country(index);
        let words = hit.start..hit.end;
        if !in_other_name(view, &words) {
            take(
                words,
                None,
                Some((country.code, country.name.as_str())),
                &mut spots,
            );
        }
    }
    for entity in &view.analysis.entities {
        if entity.kind == EntityKind::Location && entity.words.end <= view.len() {
            take(entity.words.clone(), None, None, &mut spots);
        }
    }
    // Names that nobody took for places, where a preposition says that they are.
    let mut at = 0;
    while at < view.len() {
        let start = at;
        while at < view.len()
            && view.upos(at) == Upos::Propn
            && view.text(at).starts_with(char::is_uppercase)
        {
            at += 1;
        }
        let led = start > 0 && matches!(view.lower(start - 1), "in" | "near" | "outside" | "from");
        if led && at > start && at - start <= 4 && !in_other_name(view, &(start..at)) {
            let known = cities.cities(view.slice(start..at)).next();
            if known.is_some_and(|city| city.population >= TRUSTED) {
                take(start..at, None, None, &mut spots);
            }
        }
        at = at.max(start + 1);
    }
    spots.sort_by_key(|spot| spot.words.start);
    settle(view, context, &mut spots);
    spots
}

/// A city of fewer people needs the article to speak of its country.
const TRUSTED: u32 = 15_000;

/// Finds the city of each name that no table knows: of several the one in the state or country that
/// follows the name, else the one that people, the countries of sentence and article, and the
/// other places of the sentence speak for.
fn settle<'t>(view: &SentenceView<'_>, context: &'t PlaceContext<'_>, spots: &mut [Spot<'t>]) {
    let unknown = |spot: &Spot<'t>| spot.known.is_none() && spot.country.is_none();
    // "Paris, Texas": the table's city is in another country than what follows says.
    let follows = |index: usize, spots: &[Spot<'t>]| -> Option<(CountryCode, Option<&'t str>)> {
        let after = spots[index].words.end;
        let next = spots.get(index + 1)?;
        if next.words.start != after + 1 || view.lower(after) != "," {
            return None;
        }
        match (next.country, next.known) {
            (Some((code, _)), _) => Some((code, None)),
            (None, Some(row)) => Some((row.country?, Some(row.name.as_str()))),
            (None, None) => {
                let state = gazetteer::state_named(view.slice(next.words.clone()))?;
                Some((CountryCode::parse("USA")?, Some(state)))
            }
        }
    };
    let elsewhere = |index: usize, spots: &[Spot<'t>]| {
        let (Some(row), Some((code, _))) = (spots[index].known, follows(index, spots)) else {
            return false;
        };
        row.precision == PlacePrecision::City && row.country.is_some_and(|own| own != code)
    };
    let open = |index: usize, spots: &[Spot<'t>]| unknown(&spots[index]) || elsewhere(index, spots);
    if !(0..spots.len()).any(|index| open(index, spots)) {
        return;
    }
    let named = countries(view, context.tables.knowledge);
    let near: Vec<(f64, f64)> = spots
        .iter()
        .filter_map(|spot| spot.known)
        .filter(|row| row.precision != PlacePrecision::Admin1)
        .map(|row| (row.lat, row.lon))
        .collect();
    for index in 0..spots.len() {
        if !open(index, spots) {
            continue;
        }
        let words = spots[index].words.clone();
        let first = words.start + usize::from(view.lower(words.start) == "the");
        let name = view.slice(first.min(words.end - 1)..words.end);
        let around = follows(index, spots);
        let inside = |city: &City<'_>| {
            let Some((country, region)) = around else {
                return false;
            };
            let state = gazetteer::state_name(city.state);
            city.country == Some(country)
                && (state.is_none() || region.is_none() || region == state)
        };
        let score = |city: &City<'_>| {
            let of = |list: &[CountryCode]| city.country.is_some_and(|code| list.contains(&code));
            let close = near
                .iter()
                .any(|&(lat, lon)| kilometres((lat, lon), (city.lat, city.lon)) < 300.0);
            f64::from(city.population.max(1)).log10()
                + if inside(city) { 10.0 } else { 0.0 }
                + if of(&named) { 2.5 } else { 0.0 }
                + if of(context.countries()) { 1.5 } else { 0.0 }
                + if close { 1.5 } else { 0.0 }
        };
        let best = context
            .tables
            .cities
            .cities(name)
            .take(40)
            .map(|city| (score(&city), city))
            .max_by(|(one, _), (other, _)| one.total_cmp(other))
            .map(|(_, city)| city);
        let known = spots[index].known.is_some();
        spots[index].city = best.filter(|city| {
            !known && city.population >= TRUSTED
                || inside(city)
                || city.country.is_some_and(|code| {
                    named.contains(&code) || context.countries().contains(&code)
                })
        });
    }
}

/// Distance over the ground.
fn kilometres(one: (f64, f64), other: (f64, f64)) -> f64 {
    let radians = |(lat, lon): (f64, f64)| (lat.to_radians(), lon.to_radians());
    let ((lat, lon), (lat2, lon2)) = (radians(one), radians(other));
    let half = |difference: f64| (difference / 2.0).sin().powi(2);
    let chord = half(lat2 - lat) + lat.cos() * lat2.cos() * half(lon2 - lon);
    2.0 * 6371.0 * chord.sqrt().min(1.0).asin()
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
                    false => matches!(
                        lemma,
                        "visit"
                            | "trip"
                            | "travel"
                            | "tour"
                            | "return"
                            | "deployment"
                            | "arrival"
                            | "incursion"
                            | "journey"
                    ),
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
        // "killed in clashes in", "arrested during raids in": one event said twice.
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

/// A place of `places.tsv`.
#[derive(Clone, Debug, PartialEq)]
struct Point {
    name: String,
    country: Option<CountryCode>,
    admin1: Option<String>,
    lat: f64,
    lon: f64,
    precision: PlacePrecision,
}

/// The places that conflict and diplomacy are about (`places.tsv`).
#[derive(Debug)]
pub struct Places {
    points: Vec<Point>,
    phrases: Phrases<usize>,
}

impl Places {
    /// The table that this crate carries.
    pub fn embedded() -> &'static Places {
        static PLACES: OnceLock<Places> = OnceLock::new();
        PLACES.get_or_init(|| Places::extended(&[]).0)
    }

    /// The same with a user's `own` tables over it, given as (name, text). A place of a name given
    /// there stands instead of ours.
    pub fn extended(own: &[(&str, &str)]) -> (Places, Vec<Fault>) {
        let mut places = Places {
            points: Vec::new(),
            phrases: Phrases::default(),
        };
        let faults = layered(TABLE, own, first_field, |row| {
            let (point, aliases) = read(row)?;
            let index = places.points.len();
            for name in std::iter::once(point.name.as_str()).chain(list(aliases)) {
                places.phrases.add(&crate::view::fold(name), index);
            }
            places.points.push(point);
            Ok(())
        });
        (places, faults)
    }
}

const TABLE: &str = crate::tables::PLACES;

fn read<'t>(row: &Row<'t>) -> Result<(Point, &'t str), Bad<'t>> {
    let [name, aliases, country, admin1, lat, lon, precision] =
        row.fields("name, aliases, country, division, degrees north, degrees east, precision")?;
    let point = Point {
        name: name.to_owned(),
        country: match country {
            "" => None,
            code => Some(CountryCode::parse(code).ok_or_else(|| {
                let what = format!("\"{code}\" is no three-letter code");
                let help = "codes are those of ISO 3166-1 (IND); leave it empty on the high seas";
                (code, Complaint::new(what, help))
            })?),
        },
        admin1: Some(admin1.to_owned()).filter(|admin1| !admin1.is_empty()),
        lat: degrees(lat, 90.0)?,
        lon: degrees(lon, 180.0)?,
        precision: match precision {
            "place" => PlacePrecision::Place,
            "city" => PlacePrecision::City,
            "admin1" => PlacePrecision::Admin1,
            _ => {
                let known = ["place", "city", "admin1"];
                return Err((precision, unknown(precision, "precision", &known)));
            }
        },
    };
    if name.is_empty() {
        let what = Complaint::new("the place has no name", "the first column is its name");
        return Err((row.line, what));
    }
    Ok((point, aliases))
}

fn degrees(text: &str, most: f64) -> Result<f64, Bad<'_>> {
    let number: Option<f64> = text.parse().ok();
    number
        .filter(|degrees| degrees.abs() <= most)
        .ok_or_else(|| {
            let what = format!("\"{text}\" is no number of degrees");
            let help =
                format!("write it as 31.60, from -{most} to {most}; south and west are negative");
            (text, Complaint::new(what, help))
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::table_rows;
    use std::collections::BTreeSet;

    #[test]
    fn every_line_of_the_table_is_read() {
        let mut names = BTreeSet::new();
        let mut count = 0;
        for (number, row) in table_rows(TABLE).enumerate() {
            let (point, aliases) = read(&row).expect("a row that reads");
            for name in std::iter::once(point.name.as_str()).chain(list(aliases)) {
                assert!(
                    names.insert(crate::view::fold(name)),
                    "row {number}: {name} stands there twice"
                );
            }
            count += 1;
        }
        assert!(count >= 600, "{count}");
    }
}
