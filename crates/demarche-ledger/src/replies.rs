//! What is answered to claims: denials, admissions, inquiries, and which claims each is about.

use std::collections::BTreeSet;

use demarche_record::{Certainty, Status};

use crate::Day;
use crate::claim::{About, One};
use crate::claims::{Book, note, office};
use crate::fact::Side;
use crate::ledger::Transition;
use crate::measure::{known, one_each};
use crate::rules;
use crate::view::{Item, View};

/// What an answer says to a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reply {
    Denied,
    Admitted,
    /// The same, and it tells of no claim that nobody made.
    AdmittedOnly,
    Investigated,
}

impl Reply {
    fn as_str(self) -> &'static str {
        match self {
            Reply::Denied => "denied",
            Reply::Admitted | Reply::AdmittedOnly => "admitted",
            Reply::Investigated => "under investigation",
        }
    }
}

impl Book<'_> {
    pub(crate) fn respond(&mut self, view: &View<'_>, item: &Item<'_>) {
        let fact = item.fact;
        let is_deed = self.rules.deeds.contains(&fact.event_type);
        let reporter = fact.reporter.as_deref().filter(|by| known(by));
        if item.is_denial() {
            if !is_deed {
                return;
            }
            // Who denies what another is blamed for says nothing for it.
            let mut by = one_each(reporter.into_iter());
            if by.is_empty() {
                by = one_each(fact.actors.iter());
            }
            by.retain(|by| {
                fact.actors.is_empty() || fact.actors.iter().any(|actor| actor.is_one_with(by))
            });
            for by in by {
                self.answer(view, item, &by, Reply::Denied);
            }
            return;
        }
        if fact.status != Status::Actual {
            return;
        }
        // "The government said that its army shelled the town": the state owns up to it.
        if is_deed
            && fact.certainty == Certainty::Claimed
            && let Some(by) = reporter
            && let Some(actor) = fact.actors.iter().find(|actor| actor.is_one_with(by))
        {
            let reply = if actor.code == by.code || !self.is_claimable(fact, by) {
                Reply::AdmittedOnly
            } else {
                Reply::Admitted
            };
            self.answer(view, item, by, reply);
            return;
        }
        let reply = if rules::any(&self.rules.denies, fact) {
            Reply::Denied
        } else if rules::any(&self.rules.admits, fact) {
            Reply::Admitted
        } else if rules::any(&self.rules.investigates, fact) {
            Reply::Investigated
        } else {
            return;
        };
        for by in one_each(fact.actors.iter()) {
            self.answer(view, item, &by, reply);
        }
    }

    /// What `by` says to the claims that its article speaks of.
    fn answer(&mut self, view: &View<'_>, item: &Item<'_>, by: &Side, reply: Reply) {
        let fact = item.fact;
        let looks = reply == Reply::Investigated;
        let others = one_each(fact.recipients.iter());
        let blamed: Vec<&Side> = if looks {
            others.iter().collect()
        } else {
            vec![by]
        };
        let about = match self.found.of.get(&fact.id) {
            Some(incident) => About::Incident(*incident),
            None => self.about(item, blamed.first().copied().filter(|_| !looks)),
        };
        // A state also denies what groups of its country are blamed for.
        let denies = |side: &Side| reply == Reply::Denied && !side.is_armed_group();
        let is_of_blamed = |one: &One| {
            let against = one.against.as_ref();
            against.is_some_and(|against| {
                blamed.iter().any(|side| {
                    against.is_one_with(side) || against.key == side.key && denies(side)
                })
            })
        };
        let is_by_them = |one: &One| {
            let by = one.by.as_ref();
            by.is_some_and(|by| others.iter().any(|side| by.key == side.key))
        };
        // What was said of them of late, and what was said last, by those who are answered where the
        // event names them: an answer that names no deed is to that.
        let first = item.day.plus(-self.rules.again);
        let mut recent: BTreeSet<usize> = BTreeSet::new();
        let mut last: Option<((bool, Day), BTreeSet<usize>)> = None;
        for side in &blamed {
            let said = self.against.get(&side.key);
            let said = said
                .into_iter()
                .flat_map(|said| said.range(first..=item.day));
            for (day, at) in said.flat_map(|(day, claims)| claims.iter().map(|at| (*day, *at))) {
                let one = &self.all[at];
                if !is_of_blamed(one) {
                    continue;
                }
                recent.insert(at);
                let order = (is_by_them(one), day);
                match &mut last {
                    Some((known, claims)) if *known == order => {
                        claims.insert(at);
                    }
                    Some((known, _)) if *known > order => {}
                    _ => last = Some((order, BTreeSet::from([at]))),
                }
            }
        }
        let of_incident = about.incident().and_then(|at| self.incidents.get(&at));
        let of_article = self.articles.get(&fact.article);
        let mut candidates: BTreeSet<usize> = recent.clone();
        candidates.extend(of_incident.into_iter().chain(of_article).flatten());
        let mut hit: Vec<usize> = Vec::new();
        for at in candidates {
            let one = &self.all[at];
            if !(is_of_blamed(one) || looks && blamed.is_empty()) {
                continue;
            }
            let same = about != About::Unknown && one.about == about;
            if one.since > item.day && !same {
                continue;
            }
            // Where a deed is named, a claim about another one is not meant.
            let open = about.incident().is_none() || one.about.incident().is_none();
            let here = open && one.articles.contains(&fact.article);
            let newest = last.as_ref().is_some_and(|(_, last)| last.contains(&at));
            let at_large = about == About::Unknown && newest;
            let answers = match reply {
                // An apology is for what stands in its article, or for what its addressee said last.
                Reply::Admitted | Reply::AdmittedOnly => {
                    let just = item.day.since(one.last) <= self.rules.vague;
                    let meant = is_by_them(one) || others.is_empty() && just;
                    same || recent.contains(&at) && (here || at_large && meant)
                }
                Reply::Denied => same || here || at_large,
                Reply::Investigated => same || is_of_blamed(one) && (here || at_large),
            };
            let own = one
                .by
                .as_ref()
                .is_some_and(|claimant| claimant.is_one_with(by));
            if answers && (looks || !own || one.own && reply == Reply::Denied) {
                hit.push(at);
            }
        }
        let admits = matches!(reply, Reply::Admitted | Reply::AdmittedOnly);
        if admits && hit.is_empty() && about.incident().is_none() && recent.len() == 1 {
            hit.extend(recent);
        }
        if hit.is_empty() {
            // An answer tells that somebody says so. An inquiry or an apology without a deed tells
            // nothing.
            let tells = reply == Reply::Denied || about.incident().is_some();
            if !tells || reply == Reply::AdmittedOnly || !item.told {
                return;
            }
            let other = others.first().filter(|side| !side.is_one_with(by)).cloned();
            let (parties, word) = match reply {
                Reply::Denied => ((other, Some(by.clone())), Some("alleged")),
                Reply::Investigated => ((Some(by.clone()), others.first().cloned()), None),
                _ => ((None, Some(by.clone())), Some("alleged")),
            };
            hit.push(self.say(view, item, parties, about, word));
        }
        let citation = view.cite(fact);
        let state = reply.as_str();
        for at in hit {
            let one = &mut self.all[at];
            match reply {
                Reply::Denied => {
                    one.denied.insert(by.key.to_string());
                    note(&mut one.taken_back, office(by), item.day);
                }
                Reply::Investigated => note(&mut one.investigated, by.key.to_string(), item.day),
                _ => note(&mut one.owned, office(by), item.day),
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
