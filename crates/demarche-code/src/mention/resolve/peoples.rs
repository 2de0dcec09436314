//! Words for a people: "the Kenyans", "a Kenyan"; and what one is called who was just named: "the
//! Kenyan", "the former teacher", "the 74-year-old".

use super::*;

/// Endings of adjectives that stand for a people as a whole and for no one of it: "the Dutch".
const COLLECTIVE: &[&str] = &["sh", "ch", "ese", "ss"];

/// Whether a noun is said of women, by its end: "the strongman".
fn gender(noun: &str) -> Option<bool> {
    match (noun.ends_with("woman"), noun.ends_with("man")) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    }
}

impl Resolver<'_, '_> {
    pub(super) fn people(&mut self, unit: usize, hit: Hit) {
        let Sense::Demonym(index) = hit.sense else {
            return;
        };
        if self.descended(unit, hit) {
            return;
        }
        let Unit { words, phrase, .. } = self.units[unit].clone();
        let view = self.view;
        self.country_draft(unit, index, "demonym");
        let definite = view.lower(phrase.start) == "the" && phrase.start + 1 >= hit.start;
        // "Malawians" is several, whatever the tag; "the Swiss" may be.
        let several =
            view.lower(hit.end - 1).ends_with('s') && !view.lower(hit.end - 1).ends_with("ss");
        let plural = several || matches!(view.xpos(hit.end - 1), "NNS" | "NNPS" | "JJ");
        let one = self.is_one(unit, hit);
        let code = self.drafts[unit].country;
        let draft = &mut self.drafts[unit];
        draft.plural = plural && !one;
        draft.name = None;
        draft.entity = None;
        draft.person = !definite || one;
        if draft.person {
            draft.sectors.insert(0, Sector::Cvl);
        }
        if one && let Some(code) = code {
            self.compatriot(unit, code);
        }
        if let Some((owner, true)) = self.owner_unit(unit) {
            self.in_service(unit, owner);
        }
        let shared = words.end == hit.end && !matches!(view.xpos(hit.end - 1), "NNS" | "NNPS");
        if shared && !one {
            self.share_noun(unit);
        }
    }

    /// Whether a definite demonym is said of one person: "the Norwegian", "the 54-year-old Briton".
    fn is_one(&self, unit: usize, hit: Hit) -> bool {
        let Unit { phrase, part, .. } = &self.units[unit];
        let view = self.view;
        let word = view.lower(hit.end - 1);
        let described = phrase.start + 1 < hit.start;
        let collective = COLLECTIVE.iter().any(|ending| word.ends_with(ending));
        let joined = matches!(view.lower_at(hit.end), Some("and" | "or" | "," | "-"))
            && self.hit(hit.end + 1).is_some();
        !part
            && matches!(view.lower(phrase.start), "the" | "that")
            && !matches!(view.xpos(hit.end - 1), "NNS" | "NNPS")
            && (!collective || described)
            && !word.ends_with("men")
            && !joined
    }

    /// Whether a unit names one of a people by its name in the plural: "the Chechen".
    pub(super) fn is_one_of(&self, unit: usize, people: &str) -> bool {
        let words = self.units[unit].words.clone();
        let named = people.strip_suffix('s') == Some(self.view.slice(words));
        named && self.view.lower(self.units[unit].phrase.start) == "the"
    }

    /// Whether an organisation is named by those who belong to it: "the Houthis", who are of the Houthi
    /// movement.
    pub(super) fn members_of(&self, unit: usize, index: u32) -> bool {
        let words = &self.units[unit].words;
        let singular = self.view.text(words.end - 1).strip_suffix('s');
        singular.filter(|_| words.len() == 1).is_some_and(|one| {
            let names = self.knowledge.find(1, |_| (one, None));
            names
                .iter()
                .any(|hit| hit.sense == Sense::Organisation(index))
        })
    }

    /// Takes the one person spoken of whom a demonym can mean: one of that country, or one who serves
    /// a body of states or of whom no country is known.
    pub(super) fn compatriot(&mut self, unit: usize, code: CountryCode) {
        let fits = |recent: &Recent| {
            let country = recent.codes.country;
            recent.person
                && !recent.plural
                && country.is_none_or(|country| country == code || country.is_supranational())
        };
        // "The Chechen" is rather the Chechen leader than the other Russian.
        let people = self.view.text(self.units[unit].words.end - 1);
        let found = self
            .refer_noun(unit, |recent| {
                let role = recent.codes.role.as_ref();
                fits(recent) && role.is_some_and(|role| role.split(' ').any(|word| word == people))
            })
            .or_else(|| self.refer_noun(unit, fits));
        if let Some(Recent { codes, .. }) = found {
            let draft = &mut self.drafts[unit];
            let sectors = draft.sectors.clone();
            codes.fill(draft);
            draft.country = draft.country.or(Some(code));
            if draft.sectors.is_empty() && codes.country.is_none_or(|code| !code.is_supranational())
            {
                draft.sectors = sectors;
            }
            draft.basis = "coreference";
            self.females[unit] = codes.female;
        }
    }

    /// "Dostum's Uzbeks": a people in somebody's service is where he is, and bears arms if he does.
    fn in_service(&mut self, unit: usize, owner: usize) {
        self.resolve(owner);
        let of = &self.drafts[owner];
        if !of.person || of.plural || of.country.is_none() {
            return;
        }
        let armed = matches!(
            of.sectors.first(),
            Some(Sector::Reb | Sector::Prm | Sector::Mil)
        );
        let (country, sectors) = (of.country, of.sectors.clone());
        let draft = &mut self.drafts[unit];
        draft.country = country;
        draft.basis = "owner";
        if armed {
            draft.sectors = sectors;
        }
    }

    /// "The outspoken economist", "the 37-year-old former teacher": the one person just named, where a
    /// definite phrase says how old somebody is, what he was, or what he is by trade. `false` where it may
    /// mean somebody else.
    pub(super) fn described_person(&mut self, unit: usize) -> bool {
        let Unit { words, phrase, .. } = self.units[unit].clone();
        let view = self.view;
        let tail = words.end - 1;
        let aged = view.slice(phrase.clone()).contains("-year-old");
        let agent = self.agent_at(tail).cloned();
        let singular = !matches!(view.xpos(tail), "NNS" | "NNPS");
        if view.lower(phrase.start) != "the" || !singular || self.owner_unit(unit).is_some() {
            return false;
        }
        let adjective = (phrase.start + 1..words.end)
            .any(|word| view.upos(word) == Upos::Adj && self.hit_of[word] == NONE);
        let trade = |sector: &Sector| {
            use Sector::{Agr, Bus, Cvl, Edu, Jrn, Lab, Med, Opp, Rel, Soc};
            [Agr, Bus, Cvl, Edu, Jrn, Lab, Med, Opp, Rel, Soc].contains(sector)
        };
        let biographical = Described::Person.has(view.lower(tail));
        let former = self.former(&phrase);
        let epithet = (phrase.start..tail).any(|word| self.is_epithet(word));
        // "The former dictator" is one who is in office no more.
        let mut out = false;
        let mut same = false;
        let described = match &agent {
            None => aged && view.lower(tail).ends_with("old") || biographical,
            // "The 39-year-old loyalist", "the veteran diplomat", "the deposed leader"
            Some(agent) if agent.kind == AgentKind::Role && !biographical => {
                out = former && !self.is(view.lower(tail), Class::Diplomat);
                aged || epithet || former
            }
            Some(agent) if agent.kind != AgentKind::Person && !biographical => false,
            Some(agent) => {
                let by_trade = agent.sectors.first().is_some_and(trade);
                let armed = matches!(
                    agent.sectors.first(),
                    Some(
                        Sector::Mil
                            | Sector::Spy
                            | Sector::Cop
                            | Sector::Reb
                            | Sector::Prm
                            | Sector::Crm
                    )
                );
                out = former
                    && matches!(
                        agent.sectors.first(),
                        Some(Sector::Gov | Sector::Leg | Sector::Jud)
                    );
                let by_trade = by_trade && (adjective || former);
                // "The gangster" after one who is one.
                same = agent.sectors.first() == Some(&Sector::Crm)
                    && phrase.start == 0
                    && self.only_named_of(Sector::Crm);
                same || out || aged || epithet || biographical || by_trade || armed && former
            }
        };
        // "The young man from Lyon", "the teacher who …" may be somebody new.
        let narrowed =
            !aged && matches!(view.lower_at(words.end), Some("who" | "from" | "in" | "at"));
        if !described || narrowed || self.origin(unit, tail).is_some() {
            return false;
        }
        let female = agent
            .as_ref()
            .and_then(|agent| match (agent.female, agent.male) {
                (true, _) => Some(true),
                (_, true) => Some(false),
                _ => None,
            })
            .or_else(|| gender(view.lower(tail)));
        // "The opposition leader" is nobody in office; "the former dissident" may be.
        let opposes = agent
            .as_ref()
            .is_some_and(|agent| agent.sectors.first() == Some(&Sector::Opp) && !former);
        let called = |of: Option<Sector>| {
            self.refer_noun(unit, |recent| {
                use Sector::{Cop, Gov, Jud, Mil, Spy};
                let known = recent.codes.female;
                let first = recent.codes.sectors.first();
                let serves = first.is_some_and(|first| [Cop, Gov, Jud, Mil, Spy].contains(first));
                recent.person
                    && !recent.plural
                    && (recent.codes.name.is_some() || aged && recent.codes.role.is_some())
                    && of.is_none_or(|of| first == Some(&of))
                    && !(opposes && serves)
                    && (female.is_none() || known.is_none() || known == female)
            })
        };
        // Whom others have just deposed, the table may have in office still.
        let mut words = phrase.clone();
        let toppled = words.any(|word| self.is(view.lower(word), Class::Toppled));
        let found = match out {
            true => {
                called(Some(Sector::Eli)).or_else(|| called(Some(Sector::Gov)).filter(|_| toppled))
            }
            false => called(Some(Sector::Crm).filter(|_| same)),
        };
        let Some(Recent { codes, .. }) = found else {
            return false;
        };
        let draft = &mut self.drafts[unit];
        let own = std::mem::take(&mut draft.sectors);
        codes.fill(draft);
        draft.kind = MentionKind::Party;
        draft.person = true;
        draft.plural = false;
        draft.basis = "coreference";
        if draft.sectors.is_empty() {
            draft.sectors = own;
        }
        if out && toppled && draft.sectors.first() == Some(&Sector::Gov) {
            draft_former(draft);
        }
        self.females[unit] = codes.female.or(female);
        true
    }

    /// "The former head of the European Central Bank", "the former Milan striker" after one named person:
    /// what somebody was for a body of states, a club or a town says nothing of whose he is. Who held an office
    /// of a state is of that state.
    pub(super) fn past_life(&mut self, unit: usize) -> bool {
        let Unit {
            words,
            phrase,
            part,
            ..
        } = self.units[unit].clone();
        let view = self.view;
        let tail = words.end - 1;
        let opens = phrase.start == 0 && view.lower(0) == "the";
        let singular = !matches!(view.xpos(tail), "NNS" | "NNPS");
        if part || !opens || !singular || !self.former(&phrase) {
            return false;
        }
        let Some(agent) = self.agent_at(tail).cloned() else {
            return false;
        };
        if !matches!(agent.kind, AgentKind::Person | AgentKind::Role) || agent.is_abstract {
            return false;
        }
        let owner = self.owner_unit(unit).map(|(owner, _)| owner);
        let end = owner.map_or(words.end, |owner| self.units[owner].words.end);
        // "The former chief of NATO, Mr Okello," names him.
        let apposed = view.lower_at(end) == Some(",")
            && end + 1 < view.len()
            && starts_capital(view.text(end + 1));
        if apposed || matches!(view.lower_at(end), Some("who" | "from")) {
            return false;
        }
        let home = match (owner, self.origin(unit, tail)) {
            (Some(owner), _) => {
                self.resolve(owner);
                let of = &self.drafts[owner];
                let state = of.is_state() || of.is_country_as_place();
                Some(of.country).filter(|_| !state && !of.person && of.kind != MentionKind::Other)
            }
            (None, Some((code, "place", _))) => Some(Some(code)),
            // "The former United Nations chief"
            (None, None) => self.body_of_states(words.start..tail).map(Some),
            (None, _) => None,
        };
        let Some(home) = home else { return false };
        let female = match (agent.female, agent.male) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => gender(view.lower(tail)),
        };
        let Some(codes) = self.only_named(female) else {
            return false;
        };
        if codes.country.is_none() || codes.country == home {
            return false;
        }
        let draft = &mut self.drafts[unit];
        codes.fill(draft);
        draft.kind = MentionKind::Party;
        draft.person = true;
        draft.plural = false;
        draft.basis = "coreference";
        self.females[unit] = codes.female.or(female);
        true
    }

    /// The body of states whose name stands among these words.
    fn body_of_states(&self, words: Range<usize>) -> Option<CountryCode> {
        self.hits_in(words).find_map(|hit| match hit.sense {
            Sense::Organisation(index) => {
                let code = self.knowledge.organisation(index).code;
                code.filter(|code| matches!(code.as_str(), "UNO" | "EUR" | "IGO"))
            }
            _ => None,
        })
    }

    /// Whether the last sentence named one person only of a sector.
    fn only_named_of(&self, sector: Sector) -> bool {
        let last = self.memory.sentence.checked_sub(1);
        let mut names = (self.memory.recent.iter())
            .filter(|recent| {
                Some(recent.sentence) == last
                    && recent.person
                    && !recent.plural
                    && recent.is_of(sector)
            })
            .filter_map(|recent| recent.codes.name.as_ref());
        let first = names.next();
        first.is_some() && names.all(|name| Some(name) == first)
    }

    /// The only person whom the last sentence named, as its subject, of this sex or of any.
    fn only_named(&self, female: Option<bool>) -> Option<Codes> {
        let last = self.memory.sentence.checked_sub(1)?;
        let mut found: Option<&Recent> = None;
        let named = self.memory.recent.iter().filter(|recent| {
            recent.sentence == last
                && recent.person
                && !recent.plural
                && recent.codes.name.is_some()
        });
        for recent in named {
            match found {
                Some(one) if one.codes.name != recent.codes.name => return None,
                Some(one) if one.weight >= recent.weight => {}
                _ => found = Some(recent),
            }
        }
        let found = found.filter(|recent| recent.weight >= salience::SUBJECT)?;
        let known = found.codes.female;
        let fits = female.is_none() || known.is_none() || known == female;
        fits.then(|| found.codes.clone())
    }

    /// Whether a word tells what somebody just named is like, or where he is from: "the veteran
    /// diplomat", "the Italian-born widow".
    fn is_epithet(&self, word: usize) -> bool {
        let view = self.view;
        let second = word > 0 && is_hyphen(view.lower(word - 1));
        Described::Epithet.has(view.lower(word))
            || second && self.is(view.lower(word), Class::Upbringing)
    }

    /// Whether a name is the first half of an adjective that says where somebody is from, and not whose he
    /// is: "the Moscow-educated minister".
    pub(super) fn brings_up(&self, hit: Hit) -> bool {
        let view = self.view;
        let second = |word: &str| self.is(word, Class::Upbringing);
        view.lower_at(hit.end).is_some_and(is_hyphen)
            && !view.sentence.tokens[hit.end - 1].space_after
            && view.lower_at(hit.end + 1).is_some_and(second)
    }
}
