//! Those whom somebody has and who are of another state: "its eastern neighbour", "its Persian
//! patron", "his host", "the visiting premier". The map says who lies on one side of a state; else
//! the text must speak of one other state only, or nobody is meant.

use super::*;
use crate::mention::neighbours;

/// What the noun of a relation says of the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Other {
    /// Another state, next door.
    Neighbour,
    /// Another state.
    State,
    /// Another state or whoever has means: "its patron" of a movement.
    Backer,
    /// Somebody in office elsewhere.
    Official,
}

impl Other {
    fn of(knowledge: &Knowledge, noun: &str) -> Option<Other> {
        let kinds = [
            (Class::Neighbour, Other::Neighbour),
            (Class::OtherState, Other::State),
            (Class::Backer, Other::Backer),
            (Class::Host, Other::Official),
            (Class::Counterpart, Other::Official),
        ];
        let found = kinds.iter().find(|(class, _)| knowledge.is(noun, *class));
        found.map(|&(_, other)| other)
    }
}

impl Resolver<'_, '_> {
    /// Resolves "its neighbour" and its kin; `false` where the noun is none of these, or where
    /// somebody else may be meant.
    pub(super) fn related(&mut self, unit: usize) -> bool {
        let view = self.view;
        let Unit {
            words,
            phrase,
            part,
            ..
        } = self.units[unit].clone();
        let tail = words.end - 1;
        let Some(kind) = Other::of(self.knowledge, view.lower(tail)).filter(|_| !part) else {
            return false;
        };
        // "his Chinese counterpart", "its Persian patron" say whose it is.
        if let Some((code, ..)) = self.origin(unit, tail) {
            let singular = !matches!(view.xpos(tail), "NNS" | "NNPS");
            let state = kind != Other::Official && singular && self.agent_at(tail).is_none();
            return state && self.state_of(unit, code);
        }
        let Some((owner, true)) = self.owner_unit(unit) else {
            return false;
        };
        self.resolve(owner);
        let of = &self.drafts[owner];
        let state = of.is_state() || of.is_country_as_place();
        let thing = view.lower(self.units[owner].head) == "its" && of.country.is_none();
        let first = of.sectors.first();
        let official = matches!(first, Some(Sector::Gov | Sector::Mil));
        let fits = match kind {
            Other::Neighbour => state || thing || official,
            Other::State => state || thing,
            Other::Backer => state || thing || of.kind == MentionKind::Party && !of.person,
            Other::Official => state || official && (of.person || of.entity.is_some()),
        };
        if !fits {
            return false;
        }
        let home = of.country;
        let plural = matches!(view.xpos(tail), "NNS" | "NNPS");
        let open = |kind| matches!(kind, Other::Neighbour) || kind == Other::State && state;
        if open(kind) {
            let draft = &mut self.drafts[unit];
            draft.kind = MentionKind::Party;
            draft.basis = "unresolved";
            draft.plural = plural;
        }
        if plural && kind != Other::Official {
            return open(kind);
        }
        let before = phrase.start..tail;
        let (called, _) = self.called(before.clone());
        let named = home.filter(|_| kind != Other::Official).and_then(|home| {
            self.sides(before)
                .find_map(|side| neighbours::neighbour(self.knowledge, home, &side))
        });
        let found = named.or_else(|| {
            let called = called.as_deref();
            match called.filter(|called| called.len() == 1) {
                Some(called) => called.first().copied().filter(|code| Some(*code) != home),
                None => home.and_then(|home| self.other_state(unit, home, called)),
            }
        });
        let Some(code) = found else {
            return open(kind);
        };
        if kind != Other::Official {
            return self.state_of(unit, code) || open(kind);
        }
        let draft = &mut self.drafts[unit];
        draft.kind = MentionKind::Party;
        draft.country = Some(code);
        draft.sectors = vec![Sector::Gov];
        draft.basis = "coreference";
        draft.plural = plural;
        draft.person = true;
        draft.role = Some(view.lower(tail).to_owned()).filter(|_| !plural);
        true
    }

    /// Makes a unit the state of a code.
    fn state_of(&mut self, unit: usize, code: CountryCode) -> bool {
        let mut indexed = self.knowledge.countries().iter().zip(0u32..);
        let found = indexed.find(|(country, _)| country.iso == code);
        if let Some((_, index)) = found {
            self.country_draft(unit, index, "coreference");
        }
        found.is_some()
    }

    /// "The visiting premier": of the one other state that a text speaks of.
    pub(super) fn visits(&mut self, unit: usize) -> Option<CountryCode> {
        let phrase = self.units[unit].phrase.clone();
        let definite = self.view.lower(phrase.start) == "the";
        let visiting = phrase
            .clone()
            .any(|word| self.view.lower(word) == "visiting");
        if !definite || !visiting || self.drafts[unit].plural {
            return None;
        }
        let about = self.memory.country().map(|(code, _)| code);
        let home = self.memory.filed().or(about)?;
        self.other_state(unit, home, None)
    }

    /// The words before a noun, those with a hyphen joined.
    fn sides(&self, words: Range<usize>) -> impl Iterator<Item = String> + '_ {
        let view = self.view;
        words.clone().map(move |word| {
            let hyphen = word + 2 < words.end && is_hyphen(view.lower(word + 1));
            match hyphen {
                true => format!("{}{}", view.lower(word), view.lower(word + 2)),
                false => view.lower(word).to_owned(),
            }
        })
    }

    /// The one state besides `home` that this sentence and the last ones speak of, or else the
    /// document; of `called` where that says something.
    fn other_state(
        &self,
        unit: usize,
        home: CountryCode,
        called: Option<&[CountryCode]>,
    ) -> Option<CountryCode> {
        let fits = |code: &CountryCode| {
            *code != home
                && !code.is_supranational()
                && called.is_none_or(|called| called.contains(code))
        };
        let only = |mut codes: Vec<CountryCode>| {
            codes.sort_unstable();
            codes.dedup();
            match codes[..] {
                [code] => Some(code),
                _ => None,
            }
        };
        let start = self.units[unit].phrase.start;
        let before = (0..self.units.len())
            .filter(|&other| {
                self.stages[other] == Stage::Done && self.units[other].words.end <= start
            })
            .filter_map(|other| self.drafts[other].country);
        let earlier = self.memory.recent.iter();
        let earlier = earlier.filter_map(|recent| recent.codes.country);
        let near: Vec<CountryCode> = before.chain(earlier).filter(fits).collect();
        match near.is_empty() {
            false => only(near),
            true => only(self.memory.spoken().filter(fits).collect()),
        }
    }
}
