//! The fold: events in, in any order, and the ledger of a day out.
//!
//! What comes in is kept as facts by their ids. Everything after that works on facts sorted by day
//! and id, so that the order in which they came cannot matter.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use demarche_record::{Event, Status};

use crate::fact::{Fact, Known, Name, Names, When};
use crate::ledger::{Account, Citation, Ledger};
use crate::panel::{Panel, Row};
use crate::rules::Rules;
use crate::same::{self, Same};
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
struct Article {
    id: Name,
    /// The day of publication, where a store says so.
    published: Option<Day>,
}

/// Events on their way to a ledger. It holds each event once, and no texts.
#[derive(Clone, Debug, Default)]
pub struct Fold {
    facts: Vec<Fact>,
    by_id: HashMap<Box<str>, u32>,
    articles: Vec<Article>,
    article_numbers: HashMap<Name, u32>,
    names: Names,
    same: Same,
    duplicates: usize,
}

impl Fold {
    /// A fold of nothing.
    pub fn new() -> Self {
        Fold::default()
    }

    /// Takes an event. One whose id is there already changes nothing but the count of duplicates.
    /// Where two that differ have one id, the same one stays whichever came first.
    pub fn add(&mut self, event: &Event) {
        let article = self.article(&event.article_id);
        let fact = Fact::read(event, article, &mut self.names);
        let next = u32::try_from(self.facts.len()).unwrap_or(u32::MAX);
        match self.by_id.entry(fact.id.clone()) {
            Entry::Vacant(place) => {
                place.insert(next);
                self.facts.push(fact);
            }
            Entry::Occupied(place) => {
                self.duplicates += 1;
                let kept = &mut self.facts[*place.get() as usize];
                if *kept != fact {
                    let article = |fact: &Fact| self.articles[fact.article as usize].id.clone();
                    let order = |fact: &Fact| {
                        let fact = Fact {
                            article: 0,
                            ..fact.clone()
                        };
                        format!("{fact:?}")
                    };
                    let (old, new) = (article(kept), article(&fact));
                    if (new, order(&fact)) < (old, order(kept)) {
                        *kept = fact;
                    }
                }
            }
        }
    }

    /// Says when an article was published, which its events may not tell. Of two days the earlier
    /// holds.
    pub fn published(&mut self, article: &str, day: Day) {
        let number = self.article(article) as usize;
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
        });
        number
    }

    /// The ledger that a query asks for.
    pub fn ledger(&self, rules: &Rules, query: &Query) -> Ledger {
        let (view, account) = self.view(query);
        let Some(at) = view.at else {
            return Ledger::empty(query, account);
        };
        let found = incidents::fold(&view, &rules.incidents);
        let mut measures = measures::fold(&view, &view.own, &rules.measures, at);
        let mut posture = measures::fold(&view, &view.own, &rules.posture, at);
        if let Scope::Pair(a, b) = &query.scope {
            let ours = |key: &str| key.split('+').any(|key| key == a || key == b);
            // "India reopened the crossing" ends what is in force against the other; what is against
            // nobody belongs here only where an article of both tells of it.
            let told: HashSet<&str> = view.items.iter().map(|item| &*item.fact.id).collect();
            measures.retain(|measure| {
                let here = || {
                    measure
                        .events
                        .iter()
                        .any(|event| told.contains(event.as_str()))
                };
                ours(&measure.by) && measure.against.as_deref().map_or_else(here, ours)
            });
            posture.retain(|posture| ours(&posture.by));
        }
        let claims = claims::fold(&view, &rules.claims, &found);
        let requests = asks::requests(&view, &rules.requests, at);
        let threats = asks::threats(&view, &rules.threats, at);
        let (contacts, silences) = contacts::fold(&view, &rules.contacts, at);
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

    /// The panel of countries or dyads, day by day or by larger steps.
    pub fn panel(&self, rules: &Rules, query: &Query, panel: Panel) -> Vec<Row> {
        let (view, _) = self.view(query);
        let found = incidents::fold(&view, &rules.incidents);
        panel::rows(&view, &found, panel)
    }

    /// The facts that a query is about, in their order.
    pub(crate) fn view<'f>(&'f self, query: &'f Query) -> (View<'f>, Account) {
        let reported = self.reported();
        let mut account = Account {
            events: self.facts.len(),
            duplicates: self.duplicates,
            articles: self.articles.len(),
            ..Account::default()
        };
        let at = query
            .at
            .or_else(|| reported.iter().flatten().max().copied());
        let groups = self.same.groups();
        let mut items: Vec<Item<'_>> = Vec::new();
        for fact in &self.facts {
            let Some(reported) = reported[fact.article as usize] else {
                account.undated += 1;
                continue;
            };
            let mut item = Item::new(fact, reported);
            if !groups.is_empty() {
                item.group = groups.get(&*fact.id).copied();
            }
            if at.is_some_and(|at| item.day > at) {
                account.later += 1;
                continue;
            }
            items.push(item);
        }
        if !groups.is_empty() {
            same::share_days(&mut items);
        }
        let order =
            |one: &Item<'_>, two: &Item<'_>| (one.day, &one.fact.id).cmp(&(two.day, &two.fact.id));
        items.sort_by(order);
        let mut own: Vec<Item<'_>> = match &query.scope {
            // What a party orders its own, or undoes, is told in articles of its own too.
            Scope::Pair(a, b) => items
                .iter()
                .filter(|item| {
                    item.fact.actors.iter().any(|side| side.is(a) || side.is(b))
                        && item
                            .fact
                            .sides()
                            .all(|side| side.country.is_none() || side.is(a) || side.is(b))
                })
                .copied()
                .collect(),
            _ => Vec::new(),
        };
        match &query.scope {
            Scope::All => {}
            Scope::Any(keys) => items.retain(|item| {
                let named = |side: &crate::fact::Side| keys.iter().any(|key| side.is(key));
                item.fact.sides().any(named)
                    || item.fact.reporter.as_deref().is_some_and(named)
                    || item.in_country(keys)
            }),
            Scope::Pair(a, b) => {
                let mut both = vec![false; self.articles.len()];
                for item in &items {
                    both[item.fact.article as usize] |= item.names(a) && item.names(b);
                }
                let keys = [a.clone(), b.clone()];
                items.retain(|item| {
                    both[item.fact.article as usize]
                        && (item.names(a) || item.names(b) || item.in_country(&keys))
                });
            }
        }
        // And whatever the articles of both tell.
        let known: HashSet<&str> = own.iter().map(|item| &*item.fact.id).collect();
        let more: Vec<Item<'_>> = items
            .iter()
            .filter(|item| !known.contains(&*item.fact.id))
            .copied()
            .collect();
        own.extend(more);
        own.sort_by(order);
        let view = View {
            items,
            own,
            at,
            articles: &self.articles,
            scope: &query.scope,
        };
        (view, account)
    }

    /// The day on which each article was published: as it is said, else the day that its events
    /// give as such, else the last day of which they tell, else the first that they announce.
    fn reported(&self) -> Vec<Option<Day>> {
        let mut dated: Vec<[Option<Day>; 3]> = vec![[None; 3]; self.articles.len()];
        for fact in &self.facts {
            let Some(when) = fact.when else { continue };
            let [as_such, told, ahead] = &mut dated[fact.article as usize];
            match when.known {
                Known::Report => *as_such = (*as_such).max(Some(when.end)),
                _ if fact.status == Status::Future => {
                    *ahead = Some(ahead.map_or(when.start, |day| day.min(when.start)));
                }
                _ => *told = (*told).max(Some(when.end)),
            }
        }
        self.articles
            .iter()
            .zip(dated)
            .map(|(article, [as_such, told, ahead])| {
                article.published.or(as_such).or(told).or(ahead)
            })
            .collect()
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

/// A fact and when it counts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Item<'f> {
    pub(crate) fact: &'f Fact,
    /// The day from which it counts: that of the happening, or of the announcement.
    pub(crate) day: Day,
    pub(crate) when: When,
    pub(crate) reported: Day,
    /// The events that a reviewer found to tell of one happening with it.
    pub(crate) group: Option<u32>,
}

impl<'f> Item<'f> {
    fn new(fact: &'f Fact, reported: Day) -> Self {
        let when = fact.when.unwrap_or(When {
            start: reported,
            end: reported,
            known: Known::Report,
        });
        let day = match (fact.status, when.known) {
            // What is to come is known from the day of the report.
            (Status::Future | Status::Hypothetical, _) => reported,
            (_, Known::Day | Known::Report) => when.end,
            // "in April" happened by the day of the report.
            (_, Known::Period) => when.end.min(reported).max(when.start),
        };
        Item {
            fact,
            day,
            when,
            reported,
            group: None,
        }
    }

    /// Whether it is told as something that happened.
    pub(crate) fn happened(&self) -> bool {
        matches!(self.fact.status, Status::Actual | Status::Historical)
    }

    /// Whether a party of that key takes part, or reports.
    pub(crate) fn names(&self, key: &str) -> bool {
        self.fact.sides().any(|side| side.is(key))
            || self
                .fact
                .reporter
                .as_deref()
                .is_some_and(|side| side.is(key))
    }

    fn in_country(&self, keys: &[String]) -> bool {
        let country = self.fact.place.as_deref().and_then(|place| place.country);
        country.is_some_and(|country| keys.iter().any(|key| key == country.as_str()))
    }

    /// Whether only the day of the report is known.
    pub(crate) fn by_then(&self) -> bool {
        self.when.known != Known::Day
    }
}

/// The facts of a query, sorted by day and id.
#[derive(Debug)]
pub(crate) struct View<'f> {
    pub(crate) items: Vec<Item<'f>>,
    /// The same and what each of a pair does alone, for measures and posture.
    pub(crate) own: Vec<Item<'f>>,
    pub(crate) at: Option<Day>,
    articles: &'f [Article],
    pub(crate) scope: &'f Scope,
}

impl View<'_> {
    pub(crate) fn article(&self, fact: &Fact) -> &str {
        &self.articles[fact.article as usize].id
    }

    pub(crate) fn cite(&self, fact: &Fact) -> Citation {
        Citation {
            event: fact.id.to_string(),
            article: self.article(fact).to_owned(),
            sentence: fact.span,
            trigger: fact.trigger,
            words: fact.words.to_string(),
        }
    }

    /// Whether a record about these parties belongs to the query: those of a pair's articles may be
    /// about others too.
    pub(crate) fn wants<'k>(&self, mut keys: impl Iterator<Item = &'k str>) -> bool {
        match self.scope {
            Scope::Pair(a, b) => keys.any(|key| key == a || key == b),
            Scope::All | Scope::Any(_) => true,
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
