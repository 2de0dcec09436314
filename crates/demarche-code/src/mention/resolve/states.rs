//! States that are described rather than named: "the Gulf emirate", "the island nation".
//!
//! What the words may be said of stands in `knowledge/epithets.tsv`; which of these is meant, the
//! text says: a state that it speaks of, and the one that stands out. Where none or several are
//! left, the phrase means nobody.

use super::*;
use crate::mention::members;

/// How far ahead of the next a state must be.
const MARGIN: f32 = 1.3;

impl Resolver<'_, '_> {
    /// Resolves a definite phrase for a state by what it is called; `false` where it is none.
    pub(super) fn described_state(&mut self, unit: usize) -> bool {
        let Unit {
            words,
            phrase,
            part,
            ..
        } = self.units[unit].clone();
        let view = self.view;
        let tail = words.end - 1;
        let noun = view.lower(tail);
        let head = self.is(noun, Class::State) || self.is(noun, Class::StateForm);
        let plural = matches!(view.xpos(tail), "NNS" | "NNPS");
        let definite = matches!(view.lower(phrase.start), "the" | "this" | "that")
            || (phrase.start..words.start).any(|word| is_clitic(view.lower(word)));
        // "the kingdom of Bhutan" names it.
        if !head || plural || part || !definite || view.lower_at(words.end) == Some("of") {
            return false;
        }
        // "the head of state" is somebody else, and so is "the other country".
        let title = self.hit(tail).is_some_and(|hit| hit.start < tail);
        let inner = phrase.start + 1..tail;
        let unlike = |word| self.is(view.lower(word), Class::Unlike);
        if title || inner.clone().any(unlike) {
            return false;
        }
        // A place that the phrase itself names is another matter: "the Congolese state".
        // What it was a part of is none: "the former Yugoslav republic".
        let was = |hit: Hit| {
            let before = hit.start.checked_sub(1).map(|before| view.lower(before));
            matches!(before, Some("former" | "ex" | "-" | "once")) && hit.end <= tail
        };
        if self
            .hits_in(words.clone())
            .any(|hit| country_of(self.knowledge, hit.sense).is_some() && !was(hit))
        {
            return false;
        }
        let (called, others) = self.called(phrase.start + 1..words.end);
        let called = self.within(called, words.end);
        let any = self.is(noun, Class::State) && noun != "state";
        if called.is_none() && (words.len() == 1 || !others || !any) {
            return false;
        }
        let found = match called.as_deref() {
            Some([only]) => Some(*only),
            called => self.spoken_state(unit, called),
        };
        let Some(code) = found else {
            return false;
        };
        let index = (self.knowledge.countries().iter()).position(|country| country.iso == code);
        let Some(index) = index else {
            return false;
        };
        self.country_draft(unit, index as u32, "coreference");
        self.drafts[unit].antecedent = self.last_of(code);
        if self.locative(unit, false) {
            self.drafts[unit].kind = MentionKind::Place;
        }
        true
    }

    /// "The three Baltic states": those that a plural means together, where nothing says how many of
    /// them or that others are meant.
    pub(super) fn states_together(&self, unit: usize) -> Option<Vec<Codes>> {
        let Unit {
            words,
            phrase,
            part,
            ..
        } = &self.units[unit];
        let view = self.view;
        let tail = words.end - 1;
        let plural = matches!(view.xpos(tail), "NNS" | "NNPS" | "CD")
            || view.upos(tail) == Upos::Propn && view.lower(tail).ends_with('s');
        if *part || !plural {
            return None;
        }
        let start = (phrase.start.min(words.start)..words.end)
            .find(|&word| !matches!(view.lower(word), "all" | "the" | "of"))?;
        let named = |from: usize| {
            let words = view.slice(from..words.end).to_lowercase();
            self.knowledge.called(&words)
        };
        let codes = named(start).or_else(|| {
            let (number, count) = crate::numbers::count_at(view, start)?;
            named(number.end).filter(|codes| codes.len() == count as usize)
        })?;
        let state = |code: &CountryCode| {
            let country = Some(*code);
            self.state_codes(Codes {
                country,
                ..Codes::default()
            })
        };
        (codes.len() > 1).then(|| codes.iter().map(state).collect())
    }

    /// Three or more states that a sentence names in one row: "Poland, Hungary and the Czech Republic".
    pub(super) fn listed_states(&self) -> Vec<Codes> {
        let mut listed: Vec<Codes> = Vec::new();
        let mut row: Vec<Codes> = Vec::new();
        let mut end = 0;
        for unit in 0..self.units.len() {
            let Unit { words, part, .. } = &self.units[unit];
            let draft = &self.drafts[unit];
            let state = draft.is_state() || draft.is_country_as_place();
            if *part || !state || draft.name.is_none() {
                continue;
            }
            if row.is_empty() || !self.joins_row(end.min(words.start)..words.start) {
                row.clear();
            }
            row.push(self.state_codes(self.codes(unit)));
            end = words.end;
            if row.len() > 2 {
                listed.clone_from(&row);
            }
        }
        listed
    }

    /// Whether these words are all that may stand between two members of one row.
    pub(super) fn joins_row(&self, mut between: Range<usize>) -> bool {
        between.all(|word| {
            let word = self.view.lower(word);
            matches!(word, "," | "and" | "the" | "as" | "well" | "or")
        })
    }

    /// "The three former Warsaw Pact states": as many states as were last named in one row, whatever else
    /// is said of them.
    pub(super) fn counted_states(&self, unit: usize) -> Option<Vec<Codes>> {
        let Unit {
            words,
            phrase,
            part,
            ..
        } = &self.units[unit];
        let view = self.view;
        let tail = words.end - 1;
        let noun = view.lower(tail);
        let states = self.is(noun, Class::PairOfStates) || Described::Member.has(noun);
        let start = phrase.start.min(words.start);
        let definite = matches!(view.lower(start), "the" | "all" | "these");
        if *part || !states || !definite {
            return None;
        }
        // "The three other countries" are not those, nor are "the three Central Asian states".
        let apart = |word: usize| {
            self.is(view.lower(word), Class::Unlike)
                || (self.hit(word))
                    .is_some_and(|hit| country_of(self.knowledge, hit.sense).is_some())
        };
        let named = view.slice(start + 1..words.end).to_lowercase();
        if (start..tail).any(apart) || self.knowledge.called(&named).is_some() {
            return None;
        }
        let (_, count) = (start..tail).find_map(|word| crate::numbers::count_at(view, word))?;
        let listed = &self.memory.listed;
        (listed.len() > 2 && listed.len() == count as usize).then(|| listed.clone())
    }

    /// "The Twelve", "the other eleven": the members of a body of states, while there were so many and were
    /// called so.
    pub(super) fn members_together(&mut self, unit: usize) -> bool {
        let view = self.view;
        let words = self.units[unit].words.clone();
        let tail = words.end - 1;
        let Some(date) = self.memory.date else {
            return false;
        };
        // "the other eleven", "the Twelve"; "member states" need no article
        let found = (words.start.saturating_sub(1)..=tail).find_map(|start| {
            let number = view.slice(start..words.end);
            let (code, bound) = members::called(number, date.year)
                .or_else(|| members::called(&number.to_lowercase(), date.year))?;
            let the = start
                .checked_sub(1)
                .is_some_and(|the| view.lower(the) == "the");
            let bare = start == words.start && view.lower(tail).ends_with('s');
            (the || bound && bare).then_some((code, bound))
        });
        let Some((code, bound)) = found else {
            return false;
        };
        // Where another body is spoken of, its members may be meant.
        let another = (["UNO", "IGO", "EUR"].iter())
            .filter_map(|code| CountryCode::parse(code))
            .any(|other| other != code && self.memory.names(other));
        let spoken = self.memory.names(code) || self.memory.seat_filed() == Some(code);
        let spoken = spoken && !another;
        // "The 27 and their guests" are the members, "the 27 dead" are not.
        let alone = self.ends_phrase(words.end);
        if bound && !(spoken && alone) {
            return false;
        }
        let draft = &mut self.drafts[unit];
        draft.kind = MentionKind::Party;
        draft.country = Some(code);
        draft.basis = "organisation";
        draft.plural = true;
        true
    }

    /// Whether no noun follows: a verb, a conjunction, a mark or the end.
    pub(super) fn ends_phrase(&self, end: usize) -> bool {
        let view = self.view;
        end >= view.len()
            || matches!(
                view.upos(end),
                Upos::Verb | Upos::Aux | Upos::Punct | Upos::Adv | Upos::Cconj | Upos::Part
            )
            || matches!(
                view.lower(end),
                "who" | "to" | "in" | "on" | "at" | "for" | "with"
            )
    }

    /// "The smallest republic in the Pacific": of these states those of the region behind the noun.
    fn within(&self, called: Option<Vec<CountryCode>>, end: usize) -> Option<Vec<CountryCode>> {
        let view = self.view;
        if view.lower_at(end) != Some("in") {
            return called;
        }
        let start = end + 1 + usize::from(view.lower_at(end + 1) == Some("the"));
        let region = (1..=2).rev().find_map(|length| {
            let last = start + length;
            let words = (last <= view.len()).then(|| view.slice(start..last).to_lowercase())?;
            self.knowledge.called(&words)
        });
        match (called, region) {
            (Some(called), Some(region)) => Some(
                called
                    .into_iter()
                    .filter(|code| region.contains(code))
                    .collect(),
            ),
            (called, region) => called.or_else(|| region.map(<[CountryCode]>::to_vec)),
        }
    }

    /// The states that all of these words may be said of, `None` where no word says anything, and
    /// whether other adjectives stand there.
    pub(super) fn called(&self, words: Range<usize>) -> (Option<Vec<CountryCode>>, bool) {
        let view = self.view;
        let mut parts: Vec<String> = Vec::new();
        let mut joined = false;
        for word in words {
            let lower = view.lower(word);
            if is_hyphen(lower) || is_clitic(lower) {
                if let Some(last) = parts.last_mut() {
                    last.push_str(if is_hyphen(lower) { "-" } else { "'s" });
                    joined = is_hyphen(lower);
                }
                continue;
            }
            match parts.last_mut() {
                Some(last) if joined => last.push_str(lower),
                _ => parts.push(lower.to_owned()),
            }
            joined = false;
        }
        let mut states: Option<Vec<CountryCode>> = None;
        let mut others = false;
        let mut at = 0;
        while at < parts.len() {
            let most = (parts.len() - at).min(3);
            let found = (1..=most).rev().find_map(|length| {
                let codes = self.knowledge.called(&parts[at..at + length].join(" "))?;
                Some((length, codes))
            });
            match found {
                Some((length, codes)) => {
                    match states.as_mut() {
                        Some(states) => states.retain(|code| codes.contains(code)),
                        None => states = Some(codes.to_vec()),
                    }
                    at += length;
                }
                None => {
                    others |= at + 1 < parts.len();
                    at += 1;
                }
            }
        }
        (states, others)
    }

    /// Of these states, or of all, the one that the text speaks of and that stands out.
    fn spoken_state(&self, unit: usize, called: Option<&[CountryCode]>) -> Option<CountryCode> {
        let mut sums: Vec<(CountryCode, f32)> = Vec::new();
        let mut add = |code: CountryCode, weight: f32| {
            if code.is_supranational() || called.is_some_and(|called| !called.contains(&code)) {
                return;
            }
            match sums.iter_mut().find(|(known, _)| *known == code) {
                Some((_, sum)) => *sum += weight,
                None => sums.push((code, weight)),
            }
        };
        for other in 0..self.units.len() {
            let before = self.units[other].words.end <= self.units[unit].phrase.start;
            if before
                && self.stages[other] == Stage::Done
                && let Some(code) = self.drafts[other].country
            {
                add(code, self.weight(other).max(2.0));
            }
        }
        for recent in &self.memory.recent {
            if let Some(code) = recent.codes.country {
                let back = self.memory.sentence - recent.sentence;
                add(
                    code,
                    recent.weight.max(2.0) * if back < 2 { 0.6 } else { 0.3 },
                );
            }
        }
        for (code, weight) in self.memory.leanings(self.view.index, |_| false) {
            add(code, weight);
        }
        sums.sort_by(|(_, one), (_, other)| other.total_cmp(one));
        let &(code, best) = sums.first()?;
        let second = sums.get(1).map_or(0.0, |&(_, sum)| sum);
        (best >= second * MARGIN && best > 0.0).then_some(code)
    }

    /// The last mention of a state.
    fn last_of(&self, code: CountryCode) -> Option<crate::mention::Antecedent> {
        let found = (self.memory.recent.iter().rev())
            .find(|recent| recent.codes.country == Some(code) && recent.state)?;
        found.codes.at
    }
}
