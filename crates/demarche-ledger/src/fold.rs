//! The fold: events in, in any order, and the ledger of a day out.
//!
//! What comes in is kept as facts by their ids. Everything after that works on facts sorted by day
//! and id, so that the order in which they came cannot matter.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use demarche_record::{CountryCode, Event, Status};

use crate::fact::{Fact, Known, Name, Names};
use crate::gist::Gist;
use crate::ledger::{Account, Incident, Ledger};
use crate::panel::{Panel, Row};
use crate::rules::Rules;
use crate::same::Same;
use crate::told::Told;
use crate::view::Item;
use crate::{Day, asks, changes, claims, contacts, incidents, measures, panel, tension};

/// The name of the JSON form.
pub const SCHEMA: &str = "demarche.ledger/1";

/// Whom a ledger is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// Everybody.
    #[default]
    All,
    /// What two parties do to each other, and what their articles say each does with others.
    Pair(String, String),
    /// Whatever one of these parties does, or is done to.
    Any(Vec<String>),
}

/// What is asked of a fold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Whom it is about.
    pub scope: Scope,
    /// The day; by default the last one on which something is reported.
    pub at: Option<Day>,
    /// Since when changes are asked for.
    pub since: Option<Day>,
    /// Whether series of tension and alerts are asked for.
    pub series: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Article {
    pub(crate) id: Name,
    /// The day of publication, where a store says so.
    published: Option<Day>,
    /// The last day that its events give as that of publication, the last of which they tell, and the
    /// first that they announce.
    dated: [Option<Day>; 3],
    /// How many events it has.
    pub(crate) facts: usize,
}

impl Article {
    /// The day on which it was published: as it is said, else the day that its events give as such,
    /// else the last day of which they tell, else the first that they announce.
    pub(crate) fn reported(&self) -> Option<Day> {
        let [as_such, told, ahead] = self.dated;
        self.published.or(as_such).or(told).or(ahead)
    }

    fn date(&mut self, fact: &Fact) {
        let Some(when) = fact.when else { return };
        let [as_such, told, ahead] = &mut self.dated;
        match when.known {
            Known::Report => *as_such = (*as_such).max(Some(when.end)),
            _ if fact.status == Status::Future => {
                *ahead = Some(ahead.map_or(when.start, |day| day.min(when.start)));
            }
            _ => *told = (*told).max(Some(when.end)),
        }
    }
}

/// Events on their way to a ledger. It holds each event once, and no texts.
#[derive(Clone, Debug, Default)]
pub struct Fold {
    pub(crate) facts: Vec<Fact>,
    pub(crate) by_id: HashMap<Box<str>, u32>,
    pub(crate) articles: Vec<Article>,
    article_numbers: HashMap<Name, u32>,
    /// The facts that name a party or are placed in a country, by its key. A fact whose content was
    /// replaced may stand under keys that it no longer has.
    pub(crate) of: HashMap<Name, Vec<u32>>,
    names: Names,
    pub(crate) same: Same,
    pub(crate) duplicates: usize,
    /// No event counts from a later day; of what is to come this may be later than any does.
    pub(crate) latest: Option<Day>,
}

impl Fold {
    /// A fold of nothing.
    pub fn new() -> Self {
        Fold::default()
    }

    /// Takes an event. One whose id is there already changes nothing but the count of duplicates.
    /// Where two that differ have one id, the same one stays whichever came first.
    pub fn add(&mut self, event: &Event) {
        self.take(&event.article_id, None, |article, names| {
            Fact::read(event, article, names)
        });
    }

    /// The same where the text of the article is at hand. Of it the words near the event are kept,
    /// which tell what was asked, and whether something ended in part.
    pub fn add_told(&mut self, event: &Event, text: &str) {
        let told = Told::read(event, text);
        self.take(&event.article_id, told, |article, names| {
            Fact::read(event, article, names)
        });
    }

    /// Takes an event of an article by its gist: what [`Fold::add_told`] would take, and
    /// [`Fold::published`].
    pub fn add_gist(&mut self, article: &str, gist: &Gist<'_>) {
        if let Some(day) = gist.published() {
            self.published(article, day);
        }
        self.take(article, gist.told(), |article, names| {
            gist.fact(article, names)
        });
    }

    fn take(
        &mut self,
        article: &str,
        told: Option<Told>,
        read: impl FnOnce(u32, &mut Names) -> Fact,
    ) {
        let article = self.article(article);
        let mut fact = read(article, &mut self.names);
        self.latest = self.latest.max(fact.when.map(|when| when.end));
        let next = u32::try_from(self.facts.len()).unwrap_or(u32::MAX);
        match self.by_id.entry(fact.id.clone()) {
            Entry::Vacant(place) => {
                place.insert(next);
                fact.told = told.map(Box::new);
                let of = &mut self.articles[article as usize];
                of.facts += 1;
                of.date(&fact);
                self.list(&fact, next);
                self.facts.push(fact);
            }
            Entry::Occupied(place) => {
                self.duplicates += 1;
                let at = *place.get();
                let kept = &mut self.facts[at as usize];
                // Words of the text come with some and not with others of the same events.
                let known = kept.told.take();
                let told = [known, told.map(Box::new)].into_iter().flatten().min();
                let articles = &self.articles;
                let order = |fact: &Fact| {
                    let article = articles[fact.article as usize].id.clone();
                    let bare = Fact {
                        article: 0,
                        ..fact.clone()
                    };
                    (article, format!("{bare:?}"))
                };
                let replaces = *kept != fact && order(&fact) < order(kept);
                if replaces {
                    *kept = fact;
                }
                kept.told = told;
                if replaces {
                    let fact = kept.clone();
                    self.list(&fact, at);
                    self.date_anew();
                }
            }
        }
    }

    /// Puts a fact under its keys.
    fn list(&mut self, fact: &Fact, at: u32) {
        let mut keys: Vec<&str> = Vec::new();
        for side in fact.sides().chain(fact.reporter.as_deref()) {
            keys.extend(
                [Some(&side.key), side.entity.as_ref()]
                    .into_iter()
                    .flatten()
                    .map(|key| &**key),
            );
            keys.extend(side.country.as_ref().map(CountryCode::as_str));
        }
        let place = fact
            .place
            .as_deref()
            .and_then(|place| place.country.as_ref());
        keys.extend(place.map(CountryCode::as_str));
        keys.sort_unstable();
        keys.dedup();
        for key in keys {
            if let Some(list) = self.of.get_mut(key) {
                list.push(at);
            } else {
                let key = self.names.get(key);
                self.of.insert(key, vec![at]);
            }
        }
    }

    /// Takes the days of all articles from their events again, since one of them was replaced.
    fn date_anew(&mut self) {
        for article in &mut self.articles {
            article.dated = [None; 3];
            article.facts = 0;
        }
        for fact in &self.facts {
            let of = &mut self.articles[fact.article as usize];
            of.facts += 1;
            of.date(fact);
        }
    }

    /// Says when an article was published, which its events may not tell. Of two days the earlier
    /// holds.
    pub fn published(&mut self, article: &str, day: Day) {
        let number = self.article(article) as usize;
        self.latest = self.latest.max(Some(day));
        let known = &mut self.articles[number].published;
        *known = Some(known.map_or(day, |known| known.min(day)));
    }

    /// Says that two events, by their ids, tell of one happening, as a reviewer found. It goes on from
    /// event to event, in any order, and may be said before the events come, or without their coming.
    pub fn same(&mut self, one: &str, two: &str) {
        self.same.say(one, two);
    }

    /// How many events there are.
    pub fn len(&self) -> usize {
        self.facts.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.facts.is_empty()
    }

    fn article(&mut self, id: &str) -> u32 {
        if let Some(number) = self.article_numbers.get(id) {
            return *number;
        }
        let number = u32::try_from(self.articles.len()).unwrap_or(u32::MAX);
        let id = self.names.get(id);
        self.article_numbers.insert(id.clone(), number);
        self.articles.push(Article {
            id,
            published: None,
            dated: [None; 3],
            facts: 0,
        });
        number
    }

    /// The ledger that a query asks for.
    pub fn ledger(&self, rules: &Rules, query: &Query) -> Ledger {
        let (view, account) = self.view(rules, query);
        let Some(at) = view.at else {
            return Ledger::empty(query, account);
        };
        let found = incidents::fold(&view, &rules.incidents);
        let mut measures = measures::fold(&view, &view.own, &rules.measures, at);
        let mut posture = measures::fold(&view, &view.own, &rules.posture, at);
        if let Scope::Pair(a, b) = &query.scope {
            let ours = |key: &str| key.split('+').any(|key| key == a || key == b);
            // "India reopened the crossing" ends what is in force against the other; what is against
            // nobody or with others belongs here only where an article of both tells of it.
            let told: HashSet<&str> = view.items.iter().map(|item| &*item.fact.id).collect();
            measures.retain(|measure| {
                let events = &measure.events;
                let here = || events.iter().any(|event| told.contains(event.as_str()));
                let by = ours(&measure.by);
                let against = measure.against.as_deref().is_some_and(ours);
                by && against || (by || against) && here()
            });
            posture.retain(|posture| ours(&posture.by));
        }
        let claims = claims::fold(&view, &rules.claims, &found);
        let requests = asks::requests(&view, &rules.requests, at);
        let threats = asks::threats(&view, &rules.threats, at);
        let (contacts, mut silences) = contacts::fold(&view, &rules.contacts, at);
        // Of others only some contacts are here: those that the same articles tell of.
        silences.retain(|silence| {
            let [a, b] = &silence.between;
            match &query.scope {
                Scope::All => true,
                Scope::Pair(one, other) => [a, b] == [one, other] || [b, a] == [one, other],
                Scope::Any(countries) => countries.contains(a) || countries.contains(b),
            }
        });
        let (series, alerts) = if query.series {
            let series = tension::series(&view, &found, &claims, &rules.tension, at);
            let alerts = tension::alerts(&series, &silences, &rules.tension);
            (Some(series), alerts)
        } else {
            (None, Vec::new())
        };
        let mut ledger = Ledger {
            schema: SCHEMA.to_owned(),
            pair: query.pair(),
            at: Some(at),
            since: query.since,
            account,
            incidents: found.incidents,
            measures,
            claims,
            requests,
            threats,
            contacts,
            silences,
            posture,
            changes: None,
            series,
            alerts,
        };
        if let Some(since) = query.since {
            ledger.changes = Some(changes::since(&ledger, since));
        }
        ledger
    }

    /// The incidents of a ledger alone, the latest first.
    pub fn incidents(&self, rules: &Rules, query: &Query) -> Vec<Incident> {
        let (view, _) = self.view(rules, query);
        incidents::fold(&view, &rules.incidents).incidents
    }

    /// The events by their ids, each with the day on which its article was published, as far as that
    /// is known or its events tell it, and the family of incidents where it reports a happening or
    /// denies one. Reports of different families are never one incident, so a fold of each family
    /// alone, with these days said by [`Fold::published`], gives together the incidents of a fold of
    /// all. Events of articles whose day nobody knows are left out; they are in no ledger.
    pub fn reports<'f>(&'f self, rules: &'f Rules) -> HashMap<&'f str, (Day, Option<&'f str>)> {
        let items = self.facts.iter().filter_map(|fact| {
            let reported = self.articles[fact.article as usize].reported()?;
            Some(Item::new(fact, reported))
        });
        items
            .map(|item| {
                let family = incidents::reports(&rules.incidents, &item);
                (&*item.fact.id, (item.reported, family))
            })
            .collect()
    }

    /// The panel of countries or dyads, day by day or by larger steps.
    pub fn panel(&self, rules: &Rules, query: &Query, panel: Panel) -> Vec<Row> {
        let (view, _) = self.view(rules, query);
        let found = incidents::fold(&view, &rules.incidents);
        panel::rows(&view, &found, panel)
    }
}

impl Query {
    /// The pair, in the order it was asked for.
    fn pair(&self) -> Option<[String; 2]> {
        match &self.scope {
            Scope::Pair(a, b) => Some([a.clone(), b.clone()]),
            _ => None,
        }
    }
}

impl Ledger {
    fn empty(query: &Query, account: Account) -> Self {
        Ledger {
            schema: SCHEMA.to_owned(),
            pair: query.pair(),
            at: query.at,
            since: query.since,
            account,
            incidents: Vec::new(),
            measures: Vec::new(),
            claims: Vec::new(),
            requests: Vec::new(),
            threats: Vec::new(),
            contacts: Vec::new(),
            silences: Vec::new(),
            posture: Vec::new(),
            changes: query.since.map(|_| Vec::new()),
            series: None,
            alerts: Vec::new(),
        }
    }
}

/// A short stable name for what the fact with this id began.
pub(crate) fn record_id(kind: &str, parts: &[&str]) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(kind.as_bytes());
    for part in parts {
        hasher.update(&[0]);
        hasher.update(part.as_bytes());
    }
    hasher.finalize().to_hex()[..16].to_owned()
}
