//! Claims: who blames whom for what, and what became of it.
//!
//! A claim is about an incident where its article tells of one, else about what the event names. It
//! is never more than somebody's word: "confirmed" counts who else says so, and decides nothing.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use demarche_record::{Certainty, Status};

use crate::Day;
use crate::fact::{Fact, Name, Side};
use crate::fold::record_id;
use crate::incidents::Found;
use crate::ledger::{Claim, Incident, Transition};
use crate::measure::{code, dedup, known, one_each};
use crate::rules::{self, ClaimRules};
use crate::same;
use crate::view::{Item, View};

/// A claim on its way.
struct One {
    by: Option<Side>,
    against: Option<Side>,
    about: About,
    object: Option<Name>,
    /// What one is blamed for, in the words of the text.
    what: Option<Box<str>>,
    since: Day,
    last: Day,
    claimed: bool,
    admitted: bool,
    denied: BTreeSet<String>,
    investigated: BTreeSet<String>,
    transitions: Vec<Transition>,
    events: Vec<String>,
    articles: BTreeSet<u32>,
    first: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum About {
    Incident(usize),
    Object(Name),
    Unknown,
}

pub(crate) fn fold(view: &View<'_>, rules: &ClaimRules, found: &Found) -> Vec<Claim> {
    let mut book = Book {
        rules,
        deeds: deeds(view, rules, found),
        all: Vec::new(),
        against: HashMap::new(),
        articles: HashMap::new(),
        pairs: HashMap::new(),
        incidents: HashMap::new(),
        groups: HashMap::new(),
    };
    // First who says what; then what is answered to it, so that a denial reported on the day of the
    // claim finds it.
    for item in &view.items {
        book.allege(view, item, found);
    }
    for item in &view.items {
        book.respond(view, item, found);
    }
    let sayers = sayers(view, &book, found);
    let mut claims: Vec<Claim> = book
        .all
        .into_iter()
        .filter(|one| {
            let keys = [&one.by, &one.against];
            view.wants(keys.into_iter().flatten().map(|side| &*side.key))
        })
        .map(|one| one.write(rules, found, &sayers))
        .collect();
    claims.sort_by(|one, two| (two.since, &one.id).cmp(&(one.since, &two.id)));
    claims
}

/// The deeds that each article tells of: incident and sentence.
fn deeds(view: &View<'_>, rules: &ClaimRules, found: &Found) -> HashMap<u32, Vec<(usize, u32)>> {
    let mut deeds: HashMap<u32, Vec<(usize, u32)>> = HashMap::new();
    for item in &view.items {
        if rules.deeds.contains(&item.fact.event_type)
            && let Some(incident) = found.of.get(&item.fact.id)
        {
            let of_article = deeds.entry(item.fact.article).or_default();
            of_article.push((*incident, item.fact.sentence));
        }
    }
    deeds
}

struct Book<'r> {
    rules: &'r ClaimRules,
    deeds: HashMap<u32, Vec<(usize, u32)>>,
    all: Vec<One>,
    /// By who is blamed, and by the days on which it was said.
    against: HashMap<Name, BTreeMap<Day, Vec<usize>>>,
    /// By article.
    articles: HashMap<u32, Vec<usize>>,
    /// By who blames whom.
    pairs: HashMap<(Option<Name>, Option<Name>), Vec<usize>>,
    /// By incident.
    incidents: HashMap<usize, Vec<usize>>,
    /// By what a reviewer found to be one happening.
    groups: HashMap<u32, Vec<usize>>,
}

impl Book<'_> {
    /// The incident that a sentence of an article speaks of: the nearest told before or in it, else
    /// the nearest after, that the blamed did not suffer alone.
    fn incident(&self, fact: &Fact, blamed: Option<&Side>, found: &Found) -> Option<usize> {
        let deeds = self.deeds.get(&fact.article)?;
        let has = |list: &[String], side: &Side| list.iter().any(|key| **key == *side.key);
        let did = |incident: &Incident| blamed.is_some_and(|blamed| has(&incident.by, blamed));
        deeds
            .iter()
            .map(|(incident, sentence)| (*incident, *sentence, &found.incidents[*incident]))
            .filter(|(_, _, incident)| {
                let suffered = blamed.is_some_and(|blamed| has(&incident.against, blamed));
                let own = fact.actors.iter().any(|actor| has(&incident.by, actor));
                did(incident) || !suffered && (blamed.is_none() || !own)
            })
            .min_by_key(|(number, sentence, incident)| {
                let by_other = !did(incident) && !incident.by.is_empty();
                let after = *sentence > fact.sentence;
                (by_other, after, sentence.abs_diff(fact.sentence), *number)
            })
            .map(|(number, ..)| number)
    }

    fn allege(&mut self, view: &View<'_>, item: &Item<'_>, found: &Found) {
        let fact = item.fact;
        if fact.status == Status::Actual
            && fact.certainty != Certainty::Denied
            && rules::any(&self.rules.alleges, fact)
        {
            let mut by = one_each(fact.actors.iter());
            if by.is_empty() {
                by = one_each(fact.reporter.as_deref().into_iter());
            }
            let by: Vec<Option<Side>> = if by.is_empty() {
                vec![None]
            } else {
                by.into_iter().map(Some).collect()
            };
            for against in one_each(fact.recipients.iter()) {
                let about = self.about(fact, Some(&against), found);
                for by in by.iter().filter(|by| {
                    by.as_ref()
                        .is_none_or(|by| by.key != against.key || by.code != against.code)
                }) {
                    self.say(view, item, by.clone(), Some(against.clone()), about.clone());
                }
            }
            return;
        }
        // "Pakistan said Indian jets struck the town": a claim, if the actor is somebody else;
        // a group that says it did it claims it.
        if fact.certainty == Certainty::Claimed
            && fact.status == Status::Actual
            && self.rules.deeds.contains(&fact.event_type)
            && let Some(by) = fact.reporter.as_deref().filter(|by| known(by))
            && let Some(incident) = found.of.get(&fact.id)
        {
            for against in one_each(fact.actors.iter()) {
                let own = against.key == by.key && against.code == by.code;
                if own || against.key != by.key {
                    let about = About::Incident(*incident);
                    let at = self.say(view, item, Some(by.clone()), Some(against), about);
                    self.all[at].claimed |= own;
                }
            }
        }
    }

    fn about(&self, fact: &Fact, against: Option<&Side>, found: &Found) -> About {
        match (self.incident(fact, against, found), &fact.thing) {
            (Some(incident), _) => About::Incident(incident),
            (None, Some(thing)) => About::Object(thing.name.clone()),
            (None, None) => About::Unknown,
        }
    }

    /// One more who says so; the claim's place.
    fn say(
        &mut self,
        view: &View<'_>,
        item: &Item<'_>,
        by: Option<Side>,
        against: Option<Side>,
        about: About,
    ) -> usize {
        let key = |side: &Option<Side>| side.as_ref().map(|side| side.key.clone());
        let pair = (key(&by), key(&against));
        let pair_against = pair.1.clone();
        let same = self.pairs.get(&pair).and_then(|known| {
            known.iter().rev().copied().find(|&at| {
                let one = &self.all[at];
                let recent = item.day.since(one.last) <= self.rules.again;
                let unknown = (about == About::Unknown || one.about == About::Unknown)
                    && item.day.since(one.last) <= self.rules.vague;
                let incident = matches!(one.about, About::Incident(_));
                if one.about == about {
                    recent || incident
                } else {
                    unknown
                }
            })
        });
        let said = item.group.and_then(|group| {
            let alone = item.fact.actors.len() <= 1 && item.fact.recipients.len() <= 1;
            same::record(self.groups.get(&group), alone, |at| {
                let goes = |one: &Option<Side>, two: &Option<Side>| match (one, two) {
                    (Some(one), Some(two)) => one.key == two.key,
                    _ => true,
                };
                goes(&self.all[at].by, &by) && goes(&self.all[at].against, &against)
            })
        });
        let same = said.or(same);
        let at = same.unwrap_or(self.all.len());
        if let Some(group) = item.group {
            let made = self.groups.entry(group).or_default();
            if !made.contains(&at) {
                made.push(at);
            }
        }
        if let Some(against) = &pair_against {
            let said = self.against.entry(against.clone()).or_default();
            said.entry(item.day).or_default().push(at);
        }
        self.articles.entry(item.fact.article).or_default().push(at);
        if same.is_some() {
            let one = &mut self.all[at];
            if one.about == About::Unknown {
                if let About::Incident(incident) = about {
                    self.incidents.entry(incident).or_default().push(at);
                }
                one.about = about;
            }
            one.last = item.day;
            one.events.push(item.fact.id.to_string());
            one.articles.insert(item.fact.article);
            if let Some(first) = one.transitions.first_mut() {
                first.add(item);
            }
            return at;
        }
        self.pairs.entry(pair).or_default().push(at);
        if let About::Incident(incident) = about {
            self.incidents.entry(incident).or_default().push(at);
        }
        let citation = view.cite(item.fact);
        self.all.push(One {
            transitions: vec![Transition::new("alleged", item, by.as_ref(), citation)],
            by,
            against,
            about,
            object: item.fact.thing.as_ref().map(|thing| thing.name.clone()),
            what: item
                .fact
                .told
                .as_ref()
                .and_then(|told| told.content.clone()),
            since: item.day,
            last: item.day,
            claimed: false,
            admitted: false,
            denied: BTreeSet::new(),
            investigated: BTreeSet::new(),
            events: vec![item.fact.id.to_string()],
            articles: BTreeSet::from([item.fact.article]),
            first: item.fact.id.to_string(),
        });
        at
    }

    fn respond(&mut self, view: &View<'_>, item: &Item<'_>, found: &Found) {
        let fact = item.fact;
        if item.is_denial() {
            if self.rules.deeds.contains(&fact.event_type)
                && let Some(by) = fact.reporter.as_deref().filter(|by| known(by))
            {
                self.answer(view, item, by, found, "denied");
            }
            return;
        }
        if fact.status != Status::Actual {
            return;
        }
        // "The government said that its army shelled the town": the state owns up to it.
        if fact.certainty == Certainty::Claimed
            && self.rules.deeds.contains(&fact.event_type)
            && let Some(by) = fact.reporter.as_deref().filter(|by| known(by))
            && fact
                .actors
                .iter()
                .any(|actor| actor.key == by.key && actor.code != by.code)
        {
            self.answer(view, item, by, found, "admitted");
            return;
        }
        let state = if rules::any(&self.rules.denies, fact) {
            "denied"
        } else if rules::any(&self.rules.admits, fact) {
            "admitted"
        } else if rules::any(&self.rules.investigates, fact) {
            "under investigation"
        } else {
            return;
        };
        for by in one_each(fact.actors.iter()) {
            self.answer(view, item, &by, found, state);
        }
    }

    /// What `by` says to the claims that its article speaks of.
    fn answer(&mut self, view: &View<'_>, item: &Item<'_>, by: &Side, found: &Found, state: &str) {
        let fact = item.fact;
        let looks = state == "under investigation";
        let others = one_each(fact.recipients.iter());
        let blamed: Vec<&Side> = if looks {
            others.iter().collect()
        } else {
            vec![by]
        };
        let incident = self.incident(fact, blamed.first().copied().filter(|_| !looks), found);
        // What was said of them of late, and what was said last: a denial that names no deed
        // answers that.
        let first = item.day.plus(-self.rules.again);
        let mut recent: BTreeSet<usize> = BTreeSet::new();
        let mut last: Option<(Day, Vec<usize>)> = None;
        for side in &blamed {
            let said = self.against.get(&side.key);
            for (day, claims) in said
                .into_iter()
                .flat_map(|said| said.range(first..=item.day))
            {
                recent.extend(claims);
                if last.as_ref().is_none_or(|(known, _)| day > known) {
                    last = Some((*day, claims.clone()));
                }
            }
        }
        let of_incident = incident.and_then(|at| self.incidents.get(&at));
        let of_article = self.articles.get(&fact.article);
        let mut candidates: BTreeSet<usize> = recent.clone();
        candidates.extend(of_incident.into_iter().chain(of_article).flatten());
        let mut hit: Vec<usize> = Vec::new();
        for at in candidates {
            let one = &self.all[at];
            let of_blamed = blamed.iter().any(|side| {
                one.against
                    .as_ref()
                    .is_some_and(|other| other.key == side.key)
            });
            if one.since > item.day || !(of_blamed || looks && blamed.is_empty()) {
                continue;
            }
            let same = incident.is_some_and(|incident| one.about == About::Incident(incident));
            let here = one.articles.contains(&fact.article);
            let by_them = others
                .iter()
                .any(|side| one.by.as_ref().is_some_and(|by| by.key == side.key));
            let answers = match state {
                // An apology is for what stands in its article, or for the one recent claim.
                "admitted" => recent.contains(&at) && (same || here || by_them),
                "denied" => {
                    let at_large = incident.is_none() && fact.thing.is_none();
                    let newest = last.as_ref().is_some_and(|(_, last)| last.contains(&at));
                    same || here || at_large && newest
                }
                _ => same || here && of_blamed,
            };
            let own = one
                .by
                .as_ref()
                .is_some_and(|claimant| claimant.key == by.key);
            if answers && (looks || !own) {
                hit.push(at);
            }
        }
        hit.sort_unstable();
        hit.dedup();
        if state == "admitted" && hit.is_empty() && incident.is_none() {
            let lone: Vec<usize> = recent.into_iter().collect();
            if lone.len() == 1 {
                hit = lone;
            }
        }
        if hit.is_empty() {
            let about = match incident {
                Some(incident) => About::Incident(incident),
                None => match &fact.thing {
                    Some(thing) if state != "under investigation" => {
                        About::Object(thing.name.clone())
                    }
                    _ => About::Unknown,
                },
            };
            // An answer tells that somebody says so. An inquiry or an apology without a deed tells
            // nothing.
            if state != "denied" && !matches!(about, About::Incident(_)) {
                return;
            }
            let (claimant, against) = match state {
                "denied" => (
                    others.first().filter(|side| side.key != by.key).cloned(),
                    Some(by.clone()),
                ),
                "admitted" => (None, Some(by.clone())),
                _ => (Some(by.clone()), others.first().cloned()),
            };
            let at = self.say(view, item, claimant, against, about);
            hit.push(at);
        }
        let citation = view.cite(fact);
        for at in hit {
            let one = &mut self.all[at];
            match state {
                "denied" => {
                    one.denied.insert(by.key.to_string());
                }
                "admitted" => one.admitted = true,
                _ => {
                    one.investigated.insert(by.key.to_string());
                }
            }
            one.events.push(fact.id.to_string());
            match one
                .transitions
                .iter_mut()
                .find(|turn| turn.state == state && turn.by.as_deref() == Some(&*by.key))
            {
                Some(turn) => turn.add(item),
                None => {
                    let turn = Transition::new(state, item, Some(by), citation.clone());
                    one.transitions.push(turn);
                }
            }
        }
    }
}

/// Who says that somebody did something, and is no party: by blamed and incident.
type Sayers = HashMap<(Name, usize), BTreeSet<String>>;

fn sayers(view: &View<'_>, book: &Book<'_>, found: &Found) -> Sayers {
    let mut sayers = Sayers::new();
    for one in &book.all {
        let (Some(by), Some(against), About::Incident(incident)) =
            (&one.by, &one.against, &one.about)
        else {
            continue;
        };
        // Whoever suffered it, or did it, is a party.
        let party = found.incidents[*incident]
            .against
            .iter()
            .chain(&found.incidents[*incident].by)
            .any(|side| **side == *by.key);
        let alleged = one
            .transitions
            .first()
            .is_some_and(|turn| turn.state == "alleged");
        if !party && by.key != against.key && alleged {
            sayers
                .entry((against.key.clone(), *incident))
                .or_default()
                .insert(by.key.to_string());
        }
    }
    // Articles that say themselves who did it.
    for item in &view.items {
        let fact = item.fact;
        if fact.certainty == Certainty::Asserted
            && fact.status == Status::Actual
            && book.rules.deeds.contains(&fact.event_type)
            && let Some(incident) = found.of.get(&fact.id)
        {
            for side in one_each(fact.actors.iter()) {
                sayers
                    .entry((side.key, *incident))
                    .or_default()
                    .insert(format!("article {}", view.article(fact)));
            }
        }
    }
    sayers
}

impl One {
    fn write(mut self, rules: &ClaimRules, found: &Found, sayers: &Sayers) -> Claim {
        let incident = match self.about {
            About::Incident(at) => Some(at),
            _ => None,
        };
        let mut confirmed: BTreeSet<String> = BTreeSet::new();
        if let (Some(incident), Some(against)) = (incident, &self.against) {
            if let Some(parties) = sayers.get(&(against.key.clone(), incident)) {
                confirmed.extend(parties.iter().cloned());
            }
            if let Some(by) = &self.by {
                confirmed.remove(&*by.key);
            }
        }
        let against = self.against.as_ref().map(|side| side.key.to_string());
        let about = match &self.about {
            About::Incident(at) => Some(found.nouns[*at].clone()),
            About::Object(name) => Some(name.to_string()),
            About::Unknown => self
                .object
                .as_ref()
                .map(ToString::to_string)
                .or_else(|| self.what.as_ref().map(ToString::to_string)),
        };
        let state = if self.claimed {
            "claimed"
        } else if self.admitted {
            "admitted"
        } else if confirmed.len() >= rules.confirmed {
            "confirmed"
        } else if !self.denied.is_empty() {
            "denied"
        } else if !self.investigated.is_empty() {
            "under investigation"
        } else {
            "alleged"
        };
        self.transitions
            .sort_by(|one, two| (one.date, &one.events).cmp(&(two.date, &two.events)));
        dedup(&mut self.events);
        Claim {
            id: record_id(
                "claim",
                &[
                    &self.first,
                    self.by.as_ref().map_or("", |side| &side.key),
                    against.as_deref().unwrap_or(""),
                ],
            ),
            by_code: code(self.by.as_ref()),
            by: self.by.map(|side| side.key.to_string()),
            against_code: code(self.against.as_ref()),
            against,
            about,
            incident: incident.map(|at| found.incidents[at].id.clone()),
            state: state.to_owned(),
            since: self.since,
            denied_by: self.denied.into_iter().collect(),
            investigated_by: self.investigated.into_iter().collect(),
            confirmed_by: confirmed.into_iter().collect(),
            transitions: self.transitions,
            events: self.events,
        }
    }
}
