//! The facts that a query is about, sorted by day and id. A query that names parties looks at the
//! facts of those parties alone, however many others there are.

use std::collections::HashMap;

use demarche_record::{Certainty, Status};

use crate::Day;
use crate::fact::{Fact, Known, When};
use crate::fold::{Article, Fold, Query, Scope};
use crate::ledger::{Account, Citation};
use crate::rules::Rules;
use crate::same;

impl Fold {
    /// The facts that a query is about, in their order.
    pub(crate) fn view<'f>(&'f self, rules: &Rules, query: &'f Query) -> (View<'f>, Account) {
        let reported: Vec<Option<Day>> = self.articles.iter().map(Article::reported).collect();
        let mut account = Account {
            events: self.facts.len(),
            duplicates: self.duplicates,
            articles: self.articles.len(),
            ..Account::default()
        };
        let at = query
            .at
            .or_else(|| reported.iter().flatten().max().copied());
        let item = |fact: &'f Fact| Some(Item::new(fact, reported[fact.article as usize]?));
        let by_then = |item: &Item<'_>| at.is_none_or(|at| item.day <= at);
        for (article, reported) in self.articles.iter().zip(&reported) {
            if reported.is_none() {
                account.undated += article.facts;
            }
        }
        if at.zip(self.latest).is_some_and(|(at, latest)| at < latest) {
            let items = self.facts.iter().filter_map(item);
            account.later = items.filter(|item| !by_then(item)).count();
        }
        let shared = self.shared(|fact| item(fact).filter(by_then));
        let mut items: Vec<Item<'_>> = match self.candidates(&query.scope) {
            None => self.facts.iter().filter_map(item).filter(by_then).collect(),
            Some(candidates) => candidates
                .into_iter()
                .filter_map(|at| item(&self.facts[at as usize]))
                .filter(by_then)
                .collect(),
        };
        if !shared.is_empty() {
            for item in &mut items {
                if let Some(known) = shared.get(&*item.fact.id) {
                    *item = *known;
                }
            }
        }
        let order =
            |one: &Item<'_>, two: &Item<'_>| (one.day, &one.fact.id).cmp(&(two.day, &two.fact.id));
        let mut own: Option<Vec<Item<'_>>> = None;
        match &query.scope {
            Scope::All => {}
            Scope::Any(keys) => {
                items.retain(|item| keys.iter().any(|key| item.names(key)) || item.in_country(keys))
            }
            Scope::Pair(a, b) => {
                // An article tells of both where its events do, be it in different ones.
                let mut names = vec![(false, false); self.articles.len()];
                for item in &items {
                    let (of_a, of_b) = &mut names[item.fact.article as usize];
                    *of_a |= item.names(a);
                    *of_b |= item.names(b);
                }
                let both: Vec<bool> = names.into_iter().map(|(a, b)| a && b).collect();
                let keys = [a.clone(), b.clone()];
                // What a party orders its own, or undoes, is told in articles of its own too.
                let ours = |item: &Item<'_>| {
                    rules.alone.contains(&item.fact.event_type)
                        && item.fact.actors.iter().any(|side| side.is(a) || side.is(b))
                        && item
                            .fact
                            .sides()
                            .all(|side| side.country.is_none() || side.is(a) || side.is(b))
                };
                let told = |item: &Item<'_>| {
                    both[item.fact.article as usize]
                        && (item.names(a) || item.names(b) || item.in_country(&keys))
                };
                for item in &mut items {
                    item.told = told(item);
                }
                let all = items.iter().filter(|item| item.told || ours(item));
                own = Some(all.copied().collect());
                items.retain(|item| item.told);
            }
        }
        items.sort_unstable_by(order);
        if let Some(own) = &mut own {
            own.sort_unstable_by(order);
        }
        let view = View {
            own: own.unwrap_or_else(|| items.clone()),
            items,
            at,
            articles: &self.articles,
            scope: &query.scope,
        };
        (view, account)
    }

    /// Numbers of the facts that may matter to a scope, each once; `None` for all.
    fn candidates(&self, scope: &Scope) -> Option<Vec<u32>> {
        let keys: Vec<&str> = match scope {
            Scope::All => return None,
            Scope::Pair(a, b) => vec![a, b],
            Scope::Any(keys) => keys.iter().map(String::as_str).collect(),
        };
        let lists = keys.iter().filter_map(|key| self.of.get(*key));
        let mut all: Vec<u32> = lists.flatten().copied().collect();
        all.sort_unstable();
        all.dedup();
        Some(all)
    }

    /// What a reviewer found to be one happening with others, by id, with the day that they share.
    fn shared<'f>(
        &'f self,
        item: impl Fn(&'f Fact) -> Option<Item<'f>>,
    ) -> HashMap<&'f str, Item<'f>> {
        let mut items: Vec<Item<'_>> = Vec::new();
        for (id, group) in self.same.groups() {
            let fact = self.by_id.get(id).map(|at| &self.facts[*at as usize]);
            if let Some(mut item) = fact.and_then(&item) {
                item.group = Some(group);
                items.push(item);
            }
        }
        same::share_days(&mut items);
        items
            .into_iter()
            .map(|item| (&*item.fact.id, item))
            .collect()
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
    /// Whether an article of the query tells of it; of a pair what one of them does alone may stand in
    /// others, and there it answers, and begins nothing.
    pub(crate) told: bool,
}

impl<'f> Item<'f> {
    pub(crate) fn new(fact: &'f Fact, reported: Day) -> Self {
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
            told: true,
        }
    }

    /// Whether it is told as something that happened.
    pub(crate) fn happened(&self) -> bool {
        matches!(self.fact.status, Status::Actual | Status::Historical)
    }

    /// Whether somebody says that it did not happen: such a deed may be written as negated too.
    pub(crate) fn is_denial(&self) -> bool {
        self.fact.certainty == Certainty::Denied
            && matches!(self.fact.status, Status::Actual | Status::Negated)
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
