//! Claims: who blames whom for what, and what became of it.
//!
//! A claim is about an incident where its article tells of one, else about what the event names. It
//! is never more than somebody's word: "confirmed" counts who else says so, and decides nothing.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use demarche_record::{Certainty, Sector, Status};

use crate::Day;
use crate::claim::{About, One, Words, sayers};
use crate::fact::{ARMED_GROUPS, Fact, Name, Side};
use crate::incidents::Found;
use crate::ledger::{Claim, Incident, Transition};
use crate::measure::{known, one_each};
use crate::rules::{self, ClaimRules};
use crate::same;
use crate::view::{Item, View};

pub(crate) fn fold(view: &View<'_>, rules: &ClaimRules, found: &Found) -> Vec<Claim> {
    let mut book = Book {
        rules,
        found,
        is_deed: is_deed(rules, found),
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
        book.allege(view, item);
    }
    for item in &view.own {
        book.respond(view, item);
    }
    let sayers = sayers(view, &book.all, rules, found);
    let mut claims: Vec<Claim> = book
        .all
        .into_iter()
        .filter(|one| {
            let keys = [&one.by, &one.against];
            let keys = keys.into_iter().flatten().map(|side| &*side.key);
            // Of what one of a pair did or suffered it matters too whom others blame.
            let incident = one.about.incident().map(|at| &found.incidents[at]);
            let parties = incident.map(|incident| incident.by.iter().chain(&incident.against));
            let parties = parties.into_iter().flatten().map(String::as_str);
            view.wants(keys.chain(parties))
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

fn is_deed(rules: &ClaimRules, found: &Found) -> Vec<bool> {
    let names: Vec<String> = rules.deeds.iter().map(ToString::to_string).collect();
    let incidents = found.incidents.iter();
    incidents
        .map(|incident| names.contains(&incident.event_type))
        .collect()
}

/// A party as claims tell it from others: a group is none with the state of its country.
type Who = (Name, bool);

fn who(side: &Side) -> Who {
    (side.key.clone(), side.is_armed_group())
}

/// Whether codes of those who did something are of this party: what a group did its state did not.
fn acted(codes: &[String], side: &Side) -> bool {
    let mut of_key = codes
        .iter()
        .filter_map(|code| code.strip_prefix(&*side.key));
    let armed =
        |sector: &str| Sector::parse(sector).is_some_and(|sector| ARMED_GROUPS.contains(&sector));
    let first = of_key.next();
    first.is_none_or(|first| {
        std::iter::once(first)
            .chain(of_key)
            .any(|sector| armed(sector) == side.is_armed_group())
    })
}

/// Its code, else its key.
pub(crate) fn office(side: &Side) -> String {
    side.code.as_ref().unwrap_or(&side.key).to_string()
}

pub(crate) fn note(words: &mut Words, who: String, day: Day) {
    let last = words.entry(who).or_insert(day);
    *last = day.max(*last);
}

pub(crate) struct Book<'r> {
    pub(crate) rules: &'r ClaimRules,
    pub(crate) found: &'r Found,
    /// Of each incident whether it is a deed that one is blamed for.
    is_deed: Vec<bool>,
    deeds: HashMap<u32, Vec<(usize, u32)>>,
    pub(crate) all: Vec<One>,
    /// By who is blamed, and by the days on which it was said.
    pub(crate) against: HashMap<Name, BTreeMap<Day, Vec<usize>>>,
    /// By article.
    pub(crate) articles: HashMap<u32, Vec<usize>>,
    /// By who blames whom.
    pairs: HashMap<(Option<Who>, Option<Who>), Vec<usize>>,
    /// By incident.
    pub(crate) incidents: HashMap<usize, Vec<usize>>,
    /// By what a reviewer found to be one happening.
    groups: HashMap<u32, Vec<usize>>,
}

impl Book<'_> {
    /// The incident that a sentence of an article speaks of: the nearest told before or in it, else
    /// the nearest after, that the blamed did not suffer alone; first of those where the sentence
    /// says that it was. An article that tells of none speaks of what happened of late at its place,
    /// or of the one thing that whoever blames has just suffered.
    fn incident(&self, item: &Item<'_>, blamed: Option<&Side>) -> Option<usize> {
        let fact = item.fact;
        let has = |list: &[String], side: &Side| list.iter().any(|key| **key == *side.key);
        let is_doer = |incident: &Incident, side: &Side| {
            has(&incident.by, side) && acted(&incident.by_codes, side)
        };
        let did = |incident: &Incident| blamed.is_some_and(|blamed| is_doer(incident, blamed));
        let may = |incident: &Incident| {
            let suffered = blamed.is_some_and(|blamed| has(&incident.against, blamed));
            let own = fact.actors.iter().any(|actor| is_doer(incident, actor));
            did(incident) || !suffered && (blamed.is_none() || !own)
        };
        let place = fact.place.as_deref().filter(|spot| spot.is_point());
        let here = |incident: &Incident| {
            place
                .zip(incident.place.as_ref())
                .is_some_and(|(spot, place)| *spot.name == *place.name)
        };
        let told = self.deeds.get(&fact.article).into_iter().flatten();
        let nearest = told
            .map(|(incident, sentence)| (*incident, *sentence, &self.found.incidents[*incident]))
            .filter(|(_, _, incident)| may(incident))
            .min_by_key(|(number, sentence, incident)| {
                let by_other = !did(incident) && !incident.by.is_empty();
                let after = *sentence > fact.sentence;
                let apart = sentence.abs_diff(fact.sentence);
                (!here(incident), by_other, after, apart, *number)
            })
            .map(|(number, ..)| number);
        if nearest.is_some_and(|at| place.is_none() || here(&self.found.incidents[at])) {
            return nearest;
        }
        let recent = |days: i32| {
            let incidents = &self.found.incidents;
            let from = incidents.partition_point(|incident| incident.end > item.day);
            let first = item.day.plus(-days);
            (from..incidents.len())
                .map(|at| (at, &incidents[at]))
                .take_while(move |(_, incident)| incident.end >= first)
                .filter(|(at, incident)| self.is_deed[*at] && may(incident))
        };
        if place.is_some()
            && let Some((at, _)) = recent(self.rules.again).find(|(_, incident)| here(incident))
        {
            return Some(at);
        }
        if nearest.is_some() || self.deeds.contains_key(&fact.article) {
            return nearest;
        }
        let mut suffered = recent(self.rules.vague).filter(|(_, incident)| {
            let ours = fact
                .actors
                .iter()
                .any(|actor| has(&incident.against, actor));
            ours && (incident.by.is_empty() || did(incident))
        });
        let first = suffered.next();
        first
            .filter(|_| suffered.next().is_none())
            .map(|(at, _)| at)
    }

    fn allege(&mut self, view: &View<'_>, item: &Item<'_>) {
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
                let about = self.about(item, Some(&against));
                for by in by.iter().filter(|by| {
                    by.as_ref()
                        .is_none_or(|by| by.key != against.key || by.code != against.code)
                }) {
                    let parties = (by.clone(), Some(against.clone()));
                    self.say(view, item, parties, about.clone(), Some("alleged"));
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
            && let Some(incident) = self.found.of.get(&fact.id)
        {
            for against in one_each(fact.actors.iter()) {
                let own = against.is_one_with(by) && against.code == by.code;
                if !own && against.is_one_with(by) || own && !self.is_claimable(fact, by) {
                    continue;
                }
                let about = About::Incident(*incident);
                let word = if own { "claimed" } else { "alleged" };
                let parties = (Some(by.clone()), Some(against));
                let at = self.say(view, item, parties, about, Some(word));
                if own {
                    self.all[at].own = true;
                    note(&mut self.all[at].owned, office(by), item.day);
                }
            }
        }
    }

    /// Whether one's own word of a deed is a claim: not where two fought, nor where one's police does its
    /// work at home.
    pub(crate) fn is_claimable(&self, fact: &Fact, by: &Side) -> bool {
        let suffered = one_each(fact.recipients.iter());
        let fought = fact.actors.iter().any(|side| !side.is_one_with(by))
            && suffered
                .iter()
                .all(|side| fact.actors.iter().any(|actor| actor.is_one_with(side)));
        let abroad = suffered.iter().any(|side| !side.is_one_with(by));
        !fought && (abroad || self.rules.own.contains(&fact.event_type))
    }

    /// What an event that blames or answers is about.
    pub(crate) fn about(&self, item: &Item<'_>, blamed: Option<&Side>) -> About {
        let thing = item.fact.thing.as_ref();
        let of = |kinds: &[String]| thing.filter(|thing| kinds.iter().any(|k| **k == *thing.kind));
        if let Some(thing) = of(&self.rules.matters) {
            return About::Object(thing.name.clone());
        }
        match (self.incident(item, blamed), thing) {
            (Some(incident), _) => About::Incident(incident),
            (None, Some(thing)) if of(&self.rules.empty).is_none() => {
                About::Object(thing.name.clone())
            }
            (None, _) => About::Unknown,
        }
    }

    /// One more who says so, or, without a word, one who is only known by an answer; the claim's
    /// place.
    pub(crate) fn say(
        &mut self,
        view: &View<'_>,
        item: &Item<'_>,
        (by, against): (Option<Side>, Option<Side>),
        about: About,
        word: Option<&str>,
    ) -> usize {
        let pair = (by.as_ref().map(who), against.as_ref().map(who));
        let same = self.pairs.get(&pair).and_then(|known| {
            known.iter().rev().copied().find(|&at| {
                let one = &self.all[at];
                let recent = item.day.since(one.last) <= self.rules.again;
                // Nobody is blamed for what is yet to happen.
                let later = about.incident().is_some_and(|at| {
                    one.about == About::Unknown && self.found.incidents[at].start > one.since
                });
                let unknown = (about == About::Unknown || one.about == About::Unknown)
                    && item.day.since(one.last) <= self.rules.vague
                    && !later;
                if one.about == about {
                    recent || about.incident().is_some()
                } else {
                    unknown
                }
            })
        });
        let said = item.group.and_then(|group| {
            let alone = item.fact.actors.len() <= 1 && item.fact.recipients.len() <= 1;
            same::record(self.groups.get(&group), alone, |at| {
                let goes = |one: &Option<Side>, two: &Option<Side>| match (one, two) {
                    (Some(one), Some(two)) => one.is_one_with(two),
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
        if let Some(against) = &against {
            let said = self.against.entry(against.key.clone()).or_default();
            said.entry(item.day).or_default().push(at);
        }
        self.articles.entry(item.fact.article).or_default().push(at);
        if same.is_none() {
            self.pairs.entry(pair).or_default().push(at);
            self.all.push(One {
                transitions: Vec::new(),
                by: by.clone(),
                against,
                about: About::Unknown,
                object: item.fact.thing.as_ref().map(|thing| thing.name.clone()),
                what: item
                    .fact
                    .told
                    .as_ref()
                    .and_then(|told| told.content.clone()),
                since: item.day,
                last: item.day,
                alleged: None,
                owned: Words::new(),
                own: false,
                denied: BTreeSet::new(),
                taken_back: Words::new(),
                investigated: Words::new(),
                events: Vec::new(),
                articles: BTreeSet::new(),
                first: item.fact.id.to_string(),
            });
        }
        let one = &mut self.all[at];
        if one.about == About::Unknown && about != About::Unknown {
            if let About::Incident(incident) = about {
                self.incidents.entry(incident).or_default().push(at);
            }
            one.about = about;
        }
        one.last = item.day;
        one.events.push(item.fact.id.to_string());
        one.articles.insert(item.fact.article);
        if let Some(word) = word {
            one.alleged = one.alleged.max(Some(item.day));
            match one.transitions.iter_mut().find(|turn| turn.state == word) {
                Some(turn) => turn.add(item),
                None => {
                    let citation = view.cite(item.fact);
                    one.transitions
                        .push(Transition::new(word, item, by.as_ref(), citation));
                }
            }
        }
        at
    }
}
