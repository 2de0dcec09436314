//! Names: countries, capitals, organisations, peoples and persons.

use super::*;

impl Resolver<'_, '_> {
    /// What the last words of a unit are: in English that is its noun or its name.
    pub(super) fn core(&self, words: &Range<usize>) -> Option<Core> {
        let view = self.view;
        let tail = words.end - 1;
        let hit = self.hit(tail).filter(|hit| hit.start >= words.start);
        if let Some(hit) = hit {
            match hit.sense {
                Sense::Leader(_) | Sense::Surname(_) => return Some(Core::Person(hit.start)),
                Sense::Agent(index, _) => {
                    // Under a capital it may be a part of a name that follows a title: "Chief
                    // Justice Sajjad Ali Shah".
                    let agent = self.knowledge.agent(index);
                    if let Some(start) = self.name_after_title(words, hit) {
                        return Some(Core::Person(start));
                    }
                    if let Some(start) = self.named_for_trade(words, hit) {
                        return Some(Core::Person(start));
                    }
                    return (agent.kind != AgentKind::Modifier).then_some(Core::Name(hit));
                }
                Sense::Demonym(_) => {
                    let noun = matches!(
                        view.upos(tail),
                        Upos::Noun | Upos::Propn | Upos::Verb | Upos::Aux
                    );
                    let nominal =
                        is_nominal_relation(view.deprel(tail)) || self.is_subject_adjective(tail);
                    return (noun || nominal).then_some(Core::People(hit));
                }
                Sense::Country(_) | Sense::Capital(_) | Sense::Place(_) | Sense::Seat(_)
                    if view.entity(tail).is_some_and(|entity| {
                        entity.kind == EntityKind::Organization && entity.words.start < hit.start
                    }) =>
                {
                    return Some(Core::Unknown(EntityKind::Organization));
                }
                _ => return Some(Core::Name(hit)),
            }
        }
        if view.upos(tail) == Upos::Propn {
            // A title names a person even where the tagger saw none.
            let title = self
                .hits_in(words.clone())
                .rev()
                .find(|hit| match hit.sense {
                    Sense::Agent(index, _) => {
                        let agent = self.knowledge.agent(index);
                        let person = matches!(agent.kind, AgentKind::Person | AgentKind::Role);
                        person && !agent.is_abstract
                    }
                    _ => false,
                });
            if let Some(title) = title {
                let named = (title.end..=tail).all(|word| {
                    matches!(view.upos(word), Upos::Propn | Upos::X)
                        || is_hyphen(view.text(word)) && word > title.end
                });
                let organisation = view.entity(tail).is_some_and(|entity| {
                    entity.kind != EntityKind::Person && entity.words.contains(&title.start)
                });
                if named && !organisation {
                    return Some(Core::Person(title.end));
                }
            }
            let mr = (words.start..tail).find(|&word| self.is_honorific(view.lower(word)));
            if let Some(mr) = mr {
                return Some(Core::Person(mr + 1));
            }
        }
        // "Montenegro said", after "Luis Montenegro"
        let told = words.start == tail && self.surname_told(tail);
        if let Some(entity) = view.entity(tail).filter(|_| !told) {
            return Some(match entity.kind {
                EntityKind::Person => Core::Person(entity.words.start.max(words.start)),
                kind => Core::Unknown(kind),
            });
        }
        let proper = view.upos(tail) == Upos::Propn;
        // At the head of a sentence a name told before may look like a noun: `Grant criticised`.
        let alone = words.start == tail && view.text(tail).starts_with(char::is_uppercase);
        if (proper || alone) && self.memory.person(view.lower(tail)).is_some() {
            return Some(Core::Person(words.start));
        }
        if proper && self.memory.acronym(view.text(tail)).is_some() {
            return Some(Core::Unknown(EntityKind::Organization));
        }
        None
    }

    /// Whether a word is the surname of a person whom the text has named in full.
    pub(super) fn surname_told(&self, word: usize) -> bool {
        let told = self.memory.person(self.view.lower(word));
        told.and_then(|told| told.name.as_ref())
            .is_some_and(|name| name.contains(' ') && name.ends_with(self.view.text(word)))
    }

    /// Where the name of somebody begins whose surname is a trade: "Jimmy Goldsmith".
    fn named_for_trade(&self, words: &Range<usize>, hit: Hit) -> Option<usize> {
        let view = self.view;
        let given = hit.start.checked_sub(1).filter(|&at| at >= words.start)?;
        let person = view.entity(hit.start).is_some_and(|entity| {
            entity.kind == EntityKind::Person && entity.words.contains(&given)
        });
        let named = hit.end == hit.start + 1
            && starts_capital(view.text(hit.start))
            && self.hit_of[given] == NONE
            && given::female(view.text(given)).is_some();
        (person && named).then_some(given)
    }

    /// Where a name begins that follows a title and ends in `hit`.
    fn name_after_title(&self, words: &Range<usize>, hit: Hit) -> Option<usize> {
        let view = self.view;
        let title = self.hits_in(words.start..hit.start).rev().find(|title| {
            self.agent_at(title.start)
                .is_some_and(|agent| agent.kind == AgentKind::Person && !agent.is_abstract)
        })?;
        let name = |word: usize| view.upos(word) == Upos::Propn && starts_capital(view.text(word));
        let named = title.end < hit.start
            && (title.end..hit.end).all(name)
            && (title.end..hit.start).all(|word| self.hit_of[word] == NONE);
        named.then_some(title.end)
    }

    pub(super) fn country_draft(&mut self, unit: usize, country: u32, basis: &'static str) {
        let country = self.knowledge.country(country);
        let draft = &mut self.drafts[unit];
        draft.name = Some(country.name.clone());
        draft.entity = Some(country.iso.into());
        draft.country = Some(country.code);
        draft.sectors = if country.partial {
            vec![Sector::Pre]
        } else {
            Vec::new()
        };
        draft.basis = basis;
        draft.kind = MentionKind::Party;
        draft.plural = false;
    }

    pub(super) fn named(&mut self, unit: usize, hit: Hit) {
        match hit.sense {
            Sense::Country(index) => {
                self.country_draft(unit, index, "gazetteer");
                if !self.share_noun(unit) && self.locative(unit, false) {
                    self.drafts[unit].kind = MentionKind::Place;
                }
            }
            Sense::Place(index) if self.sits(unit, hit, index) => {}
            Sense::Place(index) => {
                self.country_draft(unit, index, "gazetteer");
                let name = self.view.slice(hit.start..hit.end).to_owned();
                let draft = &mut self.drafts[unit];
                draft.kind = MentionKind::Place;
                draft.entity = None;
                draft.name = Some(name);
            }
            Sense::Capital(index) | Sense::Seat(index) => {
                let city = matches!(hit.sense, Sense::Capital(_));
                // "the Moscow-born general": no government.
                if self.locative(unit, city) || self.brings_up(hit) {
                    let name = self.view.slice(hit.start..hit.end).to_owned();
                    self.country_draft(unit, index, "gazetteer");
                    let draft = &mut self.drafts[unit];
                    draft.kind = MentionKind::Place;
                    draft.entity = None;
                    draft.name = Some(name);
                    // Who moves into the Planalto will govern.
                    if !city {
                        draft.sectors = vec![Sector::Gov];
                    }
                } else {
                    self.country_draft(unit, index, "metonym");
                    self.govern(unit, "metonym");
                }
            }
            Sense::Organisation(index) => self.organisation(unit, index),
            Sense::Agent(index, plural) => self.agent(unit, hit, index, plural),
            Sense::Demonym(_) | Sense::Leader(_) | Sense::Surname(_) => {}
        }
    }

    /// "Brussels imposed tariffs": a town that acts for those who sit there, or for its own state
    /// where the text speaks of that one alone. `false` where it is a place.
    fn sits(&mut self, unit: usize, hit: Hit, index: u32) -> bool {
        let country = self.knowledge.country(index);
        let Some((town, other)) = &country.seat_of else {
            return false;
        };
        let whole = self.units[unit].words.len() == 1 && !self.units[unit].part;
        if !whole || self.view.text(hit.start) != town || !self.deals(unit, *other) {
            return false;
        }
        if self.memory.is_native(country.code, *other) {
            self.country_draft(unit, index, "metonym");
            self.govern(unit, "metonym");
            return true;
        }
        let organisations = self.knowledge.organisations().iter();
        let mut indexed = organisations.zip(0u32..);
        let union = |of: &Organisation| {
            of.code == Some(*other) && of.kind == OrganisationKind::Intergovernmental
        };
        let Some((_, index)) = indexed.find(|(of, _)| union(of)) else {
            return false;
        };
        self.organisation(unit, index);
        self.drafts[unit].basis = "metonym";
        true
    }

    /// Whether a town's name stands where somebody says or does something, or is dealt with. A town
    /// lies, grows and has trams as well; its possessions are those of `other` where the text names it.
    fn deals(&self, unit: usize, other: CountryCode) -> bool {
        let view = self.view;
        let own = self.units[unit].head;
        // "Washington and Brussels imposed sanctions": the second stands where the first does.
        let first = view.head(own).filter(|&first| {
            view.deprel(own) == Deprel::Conj && matches!(view.upos(first), Upos::Noun | Upos::Propn)
        });
        let head = first.unwrap_or(own);
        let verb = view
            .head(head)
            .filter(|&verb| view.upos(verb) == Upos::Verb);
        let lemma = verb.map(|verb| view.lemma(verb));
        match view.deprel(head) {
            Deprel::Nsubj => lemma.is_some_and(|lemma| !self.is(lemma, Class::TownSubject)),
            Deprel::OblAgent => true,
            // "Brussels imposed duties", where the parser found no verb.
            Deprel::Root => {
                let next = Some(head + 1).filter(|&next| next < view.len());
                let next = next.filter(|&next| view.upos(next) == Upos::Verb);
                next.is_some_and(|next| !self.is(view.lemma(next), Class::TownSubject))
            }
            Deprel::Obj | Deprel::Iobj => {
                let told =
                    |lemma| self.is(lemma, Class::Saying) || self.is(lemma, Class::PartyObject);
                lemma.is_some_and(told)
            }
            Deprel::NmodPoss => self.memory.names(other),
            Deprel::Obl | Deprel::Nmod => {
                matches!(view.case(head), Some("with" | "against" | "by"))
            }
            _ => false,
        }
    }

    /// Makes a draft its country's government.
    pub(super) fn govern(&mut self, unit: usize, basis: &'static str) {
        let draft = &mut self.drafts[unit];
        draft.sectors.insert(0, Sector::Gov);
        draft.basis = basis;
        if let Some(code) = draft.country {
            draft.entity = Some(format!("{code}-GOV"));
            draft.name = self
                .knowledge
                .country_name(code)
                .map(|name| format!("Government of {name}"));
        }
    }

    pub(super) fn organisation(&mut self, unit: usize, index: u32) {
        let organisation = self.knowledge.organisation(index);
        let kind = organisation.kind;
        let members = self.members_of(unit, index);
        let xpos = self.view.xpos(self.units[unit].words.end - 1);
        let draft = &mut self.drafts[unit];
        if organisation.kind == OrganisationKind::Geographic {
            draft.kind = MentionKind::Place;
            draft.name = Some(organisation.name.clone());
            return;
        }
        draft.kind = MentionKind::Party;
        draft.name = Some(organisation.name.clone());
        draft.entity = Some(slug(&organisation.name));
        draft.country = organisation.code;
        draft.sectors.clone_from(&organisation.sectors);
        draft.basis = "organisation";
        draft.plural = kind == OrganisationKind::Community
            || xpos == "NNS"
            || (members || xpos == "NNPS")
                && matches!(kind, OrganisationKind::Armed | OrganisationKind::Party);
        if organisation.code.is_none()
            && let Some((code, basis, _)) = self.origin(unit, self.units[unit].words.end)
        {
            self.drafts[unit].country = Some(code);
            self.drafts[unit].basis = basis;
        }
        if kind == OrganisationKind::Community && self.is_one_of(unit, &organisation.name) {
            self.drafts[unit].plural = false;
            if let Some(code) = self.drafts[unit].country {
                self.compatriot(unit, code);
            }
        }
        if kind == OrganisationKind::Party
            && let Some(code) = organisation.code
            && let Some(home) = self.namesake_party(unit, code)
        {
            let draft = &mut self.drafts[unit];
            (draft.country, draft.sectors) = (home, vec![Sector::Pty]);
            (draft.name, draft.entity) = (None, None);
            draft.basis = if home.is_some() { "document" } else { "agent" };
            return;
        }
        let one_of_many = matches!(kind, OrganisationKind::State | OrganisationKind::Party);
        if self.drafts[unit].country.is_some() && !one_of_many {
            return;
        }
        // "Poland's Constitutional Tribunal", "Belarus's KGB"
        if let Some((owner, possessor)) = self.owner_unit(unit) {
            self.resolve(owner);
            let owned = &self.drafts[owner];
            let free = self.drafts[unit].country.is_none();
            if owned.kind != MentionKind::Other
                && (free || possessor && owned.is_state())
                && let Some(code) = owned.country
            {
                self.drafts[unit].country = Some(code);
                self.drafts[unit].basis = "owner";
                return;
            }
        }
        if self.drafts[unit].country.is_some() {
            return;
        }
        // "the Labour Party in Britain"
        let Unit { words, head, .. } = self.units[unit].clone();
        let at_home = matches!(
            kind,
            OrganisationKind::State
                | OrganisationKind::Party
                | OrganisationKind::Armed
                | OrganisationKind::Media
                | OrganisationKind::Community
        );
        if at_home {
            match self.place_after(unit, words.end, head) {
                Some(code) => {
                    self.drafts[unit].country = Some(code);
                    self.drafts[unit].basis = "place";
                }
                None => self.domestic(unit, kind == OrganisationKind::State),
            }
        }
    }

    /// "the Polish and Ukrainian ministers": an adjective that has no noun but the one it shares.
    pub(super) fn shares(&mut self, unit: usize) -> bool {
        let tail = self.units[unit].words.end - 1;
        let Some(Sense::Demonym(index)) = self.hit(tail).map(|hit| hit.sense) else {
            return false;
        };
        if self.units[unit].part {
            return false;
        }
        let before = self.drafts[unit].clone();
        self.country_draft(unit, index, "demonym");
        let shares = self.share_noun(unit);
        if !shares {
            self.drafts[unit] = before;
        }
        shares
    }

    /// "Ethiopian and Kenyan troops", "the US and French presidents": a first adjective or country
    /// shares the noun of the phrase it is joined to.
    pub(super) fn share_noun(&mut self, unit: usize) -> bool {
        let view = self.view;
        let mut end = self.units[unit].words.end;
        for _ in 0..4 {
            if !matches!(view.lower_at(end), Some("," | "and" | "or" | "as")) {
                return false;
            }
            while matches!(view.lower_at(end), Some("," | "and" | "or" | "as" | "well")) {
                end += 1;
            }
            let Some(next) = self.unit(end) else {
                return false;
            };
            let words = self.units[next].words.clone();
            if words.start != end {
                return false;
            }
            let noun = match self.core(&words) {
                Some(Core::Name(Hit {
                    sense: Sense::Agent(index, plural),
                    start,
                    ..
                })) if plural
                    || view.xpos(words.end - 1) == "NNS"
                    || view.lower(words.end - 1) == "police" =>
                {
                    (start > words.start).then_some(index)
                }
                _ => None,
            };
            // "UK and EU negotiators"
            let of_body = || {
                self.hits_in(words.clone()).any(|hit| match hit.sense {
                    Sense::Organisation(index) => {
                        let code = self.knowledge.organisation(index).code;
                        code.is_some_and(|code| code.is_supranational()) && hit.end < words.end
                    }
                    _ => false,
                })
            };
            match noun {
                Some(index) if self.origin(next, words.end).is_some() || of_body() => {
                    let agent = self.knowledge.agent(index);
                    let person = agent.kind == AgentKind::Person || agent.kind == AgentKind::Role;
                    let sectors = agent.sectors.clone();
                    self.sharers.push((self.units[next].head, unit));
                    let draft = &mut self.drafts[unit];
                    draft.sectors = sectors;
                    draft.name = None;
                    draft.entity = None;
                    draft.kind = MentionKind::Party;
                    draft.basis = "demonym+agent";
                    draft.plural = true;
                    draft.person = person;
                    return true;
                }
                Some(_) => return false,
                None => end = words.end,
            }
        }
        false
    }

    pub(super) fn unknown(&mut self, unit: usize, kind: EntityKind) {
        let words = self.units[unit].words.clone();
        let text = self.view.text(words.end - 1);
        self.drafts[unit].kind = match kind {
            EntityKind::Location => MentionKind::Place,
            _ => MentionKind::Party,
        };
        if kind == EntityKind::Location {
            return;
        }
        if let Some(codes) = self.memory.acronym(text).filter(|_| words.len() == 1) {
            codes.fill(&mut self.drafts[unit]);
            self.drafts[unit].basis = "acronym";
            return;
        }
        // A name that begins with a known one, or holds an agent noun or a country, says what it is.
        if let Some(Hit {
            sense: Sense::Organisation(index),
            ..
        }) = self.hit(words.start)
        {
            let organisation = self.knowledge.organisation(index);
            if organisation.kind == OrganisationKind::Intergovernmental {
                let draft = &mut self.drafts[unit];
                draft.country = organisation.code;
                draft.sectors.clone_from(&organisation.sectors);
                draft.basis = "organisation";
                return;
            }
            // "The Democratic Party of Ion Moraru"
            let next = words.start + 1..words.end;
            let led = (next.clone()).find(|&word| self.hit_of[word] != self.hit_of[words.start]);
            if organisation.kind == OrganisationKind::Party
                && led.is_some_and(|word| self.view.lower(word) == "of")
            {
                self.drafts[unit].sectors = vec![Sector::Pty];
            }
        }
        let inner = self
            .hits_in(words.clone())
            .rev()
            .find(|hit| matches!(hit.sense, Sense::Agent(..)));
        if let Some(hit) = inner
            && let Sense::Agent(index, plural) = hit.sense
            && self.knowledge.agent(index).kind == AgentKind::Body
        {
            self.agent(unit, hit, index, plural);
            self.drafts[unit].kind = MentionKind::Party;
            self.at_home(unit);
            return;
        }
        if let Some((code, basis, _)) = self.origin(unit, words.end) {
            let draft = &mut self.drafts[unit];
            draft.country = Some(code);
            draft.basis = basis;
            return;
        }
        // "the rights group Memorial", "British oil group BP"
        let body = words.start.checked_sub(1).and_then(|before| {
            let agent = self.agent_at(before)?;
            let found = self.unit(before)?;
            (agent.kind == AgentKind::Body && found != unit).then_some(found)
        });
        if let Some(body) = body.filter(|&body| self.stages[body] != Stage::Active) {
            self.resolve(body);
            let source = self.drafts[body].clone();
            let draft = &mut self.drafts[unit];
            draft.country = source.country;
            draft.sectors = source.sectors;
            draft.basis = "apposition";
            return;
        }
        // "Ivory Coast's Constitutional Council"
        if let Some((owner, possessor)) = self.owner_unit(unit) {
            self.resolve(owner);
            let owned = self.drafts[owner].clone();
            if owned.kind != MentionKind::Other
                && let Some(code) = owned.country
            {
                self.drafts[unit].country = Some(code);
                self.drafts[unit].basis = "owner";
                // "Mr Okello, whose Democratic Centre": the party of a politician.
                let leads = matches!(
                    owned.sectors.first(),
                    Some(Sector::Gov | Sector::Leg | Sector::Pty | Sector::Opp | Sector::Eli)
                );
                let party = Described::Party.has(&text.to_lowercase());
                if possessor && owned.person && leads && party {
                    self.drafts[unit].sectors = vec![Sector::Pty];
                }
            }
        }
        if kind == EntityKind::Organization {
            self.at_home(unit);
            self.named_by_kind(unit);
        }
    }

    /// "MAL Zrt", "Radio Vltava": a name that says by its last or first word what it is of.
    pub(super) fn named_by_kind(&mut self, unit: usize) {
        let words = self.units[unit].words.clone();
        if words.len() < 2 || !self.drafts[unit].sectors.is_empty() {
            return;
        }
        let kinds = [words.end - 1, words.start].map(|word| self.view.lower(word));
        let sector = kinds.iter().find_map(|kind| descriptions::of_name(kind));
        let draft = &mut self.drafts[unit];
        draft.sectors.extend(sector);
        draft.person &= sector.is_none();
    }

    pub(super) fn person(&mut self, unit: usize, start: usize) {
        let Unit { words, phrase, .. } = self.units[unit].clone();
        let view = self.view;
        let leader = self
            .hits_in(words.clone())
            .rev()
            .find_map(|hit| match hit.sense {
                Sense::Leader(index) => Some((index, true)),
                Sense::Surname(index) => Some((index, false)),
                _ => None,
            });
        let before = words.start..start;
        let female = (phrase.start..start)
            .find_map(|word| self.honorific(view.lower(word)))
            .or_else(|| given::female(view.text(start)));
        self.drafts[unit].kind = MentionKind::Party;
        self.drafts[unit].person = true;
        self.drafts[unit].plural = false;
        self.females[unit] = female;
        let surname = view.lower(words.end - 1);
        let told = self.memory.person(surname).cloned();
        let origin = self.origin(unit, start);
        let title = self
            .hits_in(before.clone())
            .rev()
            .find_map(|hit| match hit.sense {
                Sense::Agent(index, _) => Some((hit, index)),
                _ => None,
            });
        let leader = leader.filter(|&(index, full)| {
            let leader = self.knowledge.leader(index);
            let spell = leader.spell(self.memory.date);
            let other = origin.is_some_and(|(code, ..)| code != spell.code);
            full || !other
                && told
                    .as_ref()
                    .is_none_or(|codes| codes.name.as_deref() == Some(&leader.name))
        });
        if let Some((index, _)) = leader {
            let leader = self.knowledge.leader(index);
            let date = self.memory.date;
            let spell = leader.spell(date);
            let former = self.former(&phrase);
            // Before the first office, the text alone says what somebody is.
            let before = date.is_some_and(|date| {
                !leader.retired(Some(date)) && !leader.spells.iter().any(|spell| spell.holds(date))
            });
            let titled: Vec<Sector> = title
                .map(|(_, index)| self.knowledge.agent(index))
                .filter(|agent| before || agent.kind == AgentKind::Person && !agent.is_abstract)
                .map(|agent| agent.sectors.clone())
                .unwrap_or_default();
            let draft = &mut self.drafts[unit];
            draft.name = Some(leader.name.clone());
            draft.entity = Some(slug(&leader.name));
            draft.country = Some(match origin {
                Some((code, "demonym" | "gazetteer", _))
                    if before && spell.code.is_supranational() =>
                {
                    code
                }
                _ => spell.code,
            });
            draft.sectors = if before {
                titled.clone()
            } else {
                spell.sectors.clone()
            };
            draft.role = Some(spell.role.clone()).filter(|role| !role.is_empty() && !before);
            draft.basis = "leader";
            if let Some(code) = self.served(unit, start).filter(|&code| code != spell.code) {
                let other = leader.spells.iter().find(|spell| spell.code == code);
                let draft = &mut self.drafts[unit];
                draft.country = Some(code);
                if let Some(other) = other {
                    draft.sectors.clone_from(&other.sectors);
                }
            }
            self.females[unit] = Some(leader.female);
            // A journalist or a rebel who is dead was never in office.
            let office = spell.sectors.first().is_none_or(|sector| {
                use Sector::{Cop, Eli, Gov, Jud, Leg, Mil, Opp, Pty, Spy};
                [Cop, Eli, Gov, Jud, Leg, Mil, Opp, Pty, Spy].contains(sector)
            });
            if former || title.is_none() && office && leader.retired(date) {
                draft_former(&mut self.drafts[unit]);
            } else if leader.retired(date) && !titled.is_empty() {
                // "Senator John Kerry": the title is of another office than those that are over.
                self.drafts[unit].sectors = titled;
            }
            if let Some((hit, index)) = title {
                self.drafts[unit].role = Some(self.role(hit, unit));
                if !former {
                    self.put_first(unit, hit, index);
                }
            }
            if before && self.drafts[unit].sectors.is_empty() {
                self.apposition(unit);
            }
            // "Frelimo's Daniel Chapo", and he once more after what the text called him.
            if before && self.drafts[unit].sectors.is_empty() {
                let owned = self.owner_unit(unit).map(|(owner, _)| {
                    self.resolve(owner);
                    &self.drafts[owner]
                });
                let body = owned.filter(|owned| owned.kind == MentionKind::Party && !owned.person);
                let told = told.map(|codes| codes.sectors);
                let known = body.map(|body| body.sectors.clone());
                // Before his first office he was of a party, or what he is by trade.
                let later = match spell.sectors.first() {
                    Some(Sector::Gov | Sector::Leg | Sector::Pty | Sector::Eli) => {
                        vec![Sector::Pty]
                    }
                    _ => spell.sectors.clone(),
                };
                self.drafts[unit].sectors = known
                    .or(told)
                    .filter(|sectors| !sectors.is_empty())
                    .unwrap_or(later);
            }
            self.described_office(unit);
            return;
        }
        if let Some((hit, index)) = title {
            let name = self.clean_name(start..words.end);
            self.agent(unit, hit, index, false);
            let role = self.role(hit, unit);
            let draft = &mut self.drafts[unit];
            if (draft.kind != MentionKind::Party
                || draft.country.is_none() && draft.sectors.is_empty())
                && let Some(codes) = &told
            {
                codes.fill(draft);
                draft.basis = "coreference";
            }
            if let (Some(codes), None) = (&told, draft.country) {
                draft.country = codes.country;
                draft.basis = "coreference";
                if codes.sectors.contains(&Sector::Gov) {
                    draft.sectors.clone_from(&codes.sectors);
                }
            }
            draft.kind = MentionKind::Party;
            draft.person = true;
            draft.role = Some(role);
            let full = told
                .and_then(|codes| codes.name)
                .filter(|full| full.ends_with(&name) || full.starts_with(&format!("{name} ")));
            draft.entity = None;
            draft.name = Some(full.unwrap_or(name));
            self.females[unit] = self.females[unit].or(female);
            if self.drafts[unit].country.is_none() {
                self.apposition(unit);
            }
            return;
        }
        let name = self.clean_name(start..words.end);
        self.drafts[unit].name = Some(name.clone());
        if let Some(codes) = told.filter(|codes| {
            let full = codes.name.as_deref().unwrap_or("");
            full.ends_with(&name) || name.ends_with(full) || words.end - start == 1
        }) {
            let draft = &mut self.drafts[unit];
            codes.fill(draft);
            draft.basis = "coreference";
            self.females[unit] = codes.female.or(female);
            if codes.known() {
                return;
            }
        }
        if let Some((code, basis, _)) = origin {
            let draft = &mut self.drafts[unit];
            draft.country = Some(code);
            draft.basis = basis;
        }
        self.apposition(unit);
        // "Ana Duarte of the rights group Memoria", "Hamas's Khaled Meshaal"
        if self.drafts[unit].code().is_none()
            && let Some((owner, possessor)) = self.owner_unit(unit)
        {
            self.resolve(owner);
            let owned = self.drafts[owner].clone();
            let body = !possessor || !owned.person;
            if owned.kind == MentionKind::Party && owned.code().is_some() && body {
                let draft = &mut self.drafts[unit];
                draft.country = owned.country;
                draft.sectors = owned.sectors;
                draft.basis = "owner";
            }
        }
        if self.drafts[unit].sectors.is_empty() {
            self.takes_office(unit);
        }
        self.at_home(unit);
        self.named_by_kind(unit);
    }

    /// "Bank of England Governor Mark Carney": the state whose body a title names.
    fn served(&self, unit: usize, name: usize) -> Option<CountryCode> {
        let start = self.units[unit].words.start;
        self.hits_in(start..name).find_map(|hit| match hit.sense {
            Sense::Organisation(index) => {
                let body = self.knowledge.organisation(index);
                let state = body.kind == OrganisationKind::State;
                body.code.filter(|code| state && !code.is_supranational())
            }
            _ => None,
        })
    }

    /// The country of a party whose name many parties bear, where the text speaks of the one of the table by
    /// nothing else: that of whoever leads it, "the Democratic Party of Mr Okello", or that which the text is
    /// about, "the People's Party" in a report from Bern, or else none.
    fn namesake_party(&mut self, unit: usize, code: CountryCode) -> Option<Option<CountryCode>> {
        let words = self.units[unit].words.clone();
        let view = self.view;
        let generic = Described::Party.has(view.lower(words.end - 1))
            && self.origin(unit, words.end).is_none()
            && !code.is_supranational()
            && !self.memory.tells_of(code);
        if !generic {
            return None;
        }
        let leader = match self.owner_unit(unit) {
            Some((owner, _)) => {
                if !matches!(self.core(&self.units[owner].words), Some(Core::Person(_))) {
                    return None;
                }
                self.resolve(owner);
                self.drafts[owner].country
            }
            None => None,
        };
        let about = self.memory.country().map(|(about, _)| about);
        let home = leader.or(about);
        // What every party of a name is called may be any one's where the text names other countries only.
        let bare = words.len() == 2 || words.len() == 3 && is_clitic(view.lower(words.start + 1));
        let common = bare
            && view.lower(words.end - 1) == "party"
            && Described::Creed.has(view.lower(words.start));
        let named = self.memory.spoken().any(|other| other == code);
        match home {
            Some(home) => (home != code).then_some(Some(home)),
            None => (common && !named).then_some(None),
        }
    }

    /// "CDU leader Angela Merkel", "President Alexander Ankvab": of the sectors of an office holder, the
    /// one that the title is of stands first. Ranks are borne in other offices too.
    fn put_first(&mut self, unit: usize, title: Hit, index: u32) {
        let start = self.units[unit].words.start;
        let agent = self.knowledge.agent(index);
        let body = self
            .hits_in(start..title.start)
            .find_map(|hit| match hit.sense {
                Sense::Organisation(index) => Some(self.knowledge.organisation(index)),
                _ => None,
            });
        let of_body = body.filter(|_| agent.kind == AgentKind::Role);
        let of_body = of_body.and_then(|body| body.sectors.first());
        let Some(&first) = of_body.or(agent.sectors.first()) else {
            return;
        };
        let sectors = &mut self.drafts[unit].sectors;
        let known = sectors.iter().position(|&sector| sector == first);
        match known {
            _ if first == Sector::Mil && of_body.is_none() => {}
            Some(at) => sectors[..=at].rotate_right(1),
            None if of_body.is_some() => sectors.insert(0, first),
            None => {}
        }
    }

    /// "David Oddsson, governor of the central bank", "Puigdemont, the sacked leader": what the
    /// text calls an office holder beats the table.
    fn described_office(&mut self, unit: usize) {
        let Some(found) = self.apposed(unit) else {
            return;
        };
        if self.stages[found] == Stage::Active {
            return;
        }
        let phrase = self.units[found].phrase.clone();
        let office = self
            .agent_at(self.units[found].words.end - 1)
            .is_some_and(|agent| {
                matches!(agent.kind, AgentKind::Person | AgentKind::Role) && !agent.is_abstract
            });
        let eli = self.drafts[unit].sectors == [Sector::Eli];
        if !office {
            return;
        }
        let noun = self.agent_at(self.units[found].words.end - 1);
        let was = noun.and_then(|agent| agent.sectors.first().copied());
        let is = self.drafts[unit].sectors.first().copied();
        if self.former(&phrase) {
            // "A former commander of the IRA" may well be a minister.
            let other = matches!(
                was,
                Some(
                    Sector::Mil
                        | Sector::Reb
                        | Sector::Opp
                        | Sector::Cvl
                        | Sector::Cop
                        | Sector::Spy
                )
            );
            // "Rebel leader Okello, a former police chief": whatever he left, he fights now.
            let fights = was != is && matches!(is, Some(Sector::Reb | Sector::Prm | Sector::Uaf));
            // Nor has "a former mine electrician" left an office.
            let trade = matches!(
                was,
                Some(
                    Sector::Agr
                        | Sector::Bus
                        | Sector::Edu
                        | Sector::Jrn
                        | Sector::Lab
                        | Sector::Med
                )
            );
            let serves = matches!(is, Some(Sector::Gov | Sector::Leg | Sector::Pty));
            if !(trade || other && serves || fights) {
                draft_former(&mut self.drafts[unit]);
            }
        } else if !eli {
            self.resolve(found);
            let first = self.drafts[found].sectors.first().copied();
            let home = self.drafts[found]
                .country
                .filter(|code| code.is_supranational());
            let draft = &mut self.drafts[unit];
            if draft.country.is_some_and(|code| code.is_supranational()) && home.is_some() {
                draft.country = home;
            }
            let says = matches!(self.view.lower(phrase.start), "a" | "an");
            let source = self.drafts[found].sectors.clone();
            let sectors = &mut self.drafts[unit].sectors;
            let known = sectors.iter().position(|&sector| Some(sector) == first);
            if let Some(at) = known.filter(|_| first != Some(Sector::Mil)) {
                sectors[..=at].rotate_right(1);
            } else if says && known.is_none() && matches!(first, Some(Sector::Leg | Sector::Jud)) {
                // "Jeanine Anez, an opposition senator", whatever she became later that year.
                *sectors = source;
            }
        } else {
            self.resolve(found);
            let source = &self.drafts[found];
            let same = source.country.is_none() || source.country == self.drafts[unit].country;
            if same && !source.sectors.is_empty() {
                self.drafts[unit].sectors = source.sectors.clone();
            } else if let (Some(code), Some(home)) = (self.drafts[unit].country, source.country)
                && code.is_supranational()
                && !home.is_supranational()
            {
                // Who once led a body of states now holds an office at home.
                let sectors = source.sectors.clone();
                let draft = &mut self.drafts[unit];
                draft.country = Some(home);
                draft.sectors = sectors;
            }
        }
    }

    pub(super) fn clean_name(&self, words: Range<usize>) -> String {
        let mut start = words.start;
        while start + 1 < words.end && self.is_honorific(self.view.lower(start)) {
            start += 1;
        }
        self.view.slice(start..words.end).to_owned()
    }

    /// Whether a place name is used for the place: after "in" or "at"; a capital also after
    /// words of motion and as the object of a bombing or a visit.
    pub(super) fn locative(&self, unit: usize, city: bool) -> bool {
        let view = self.view;
        let Unit {
            words,
            phrase,
            head,
            part,
        } = &self.units[unit];
        if *part {
            return false;
        }
        let region = words.clone().any(|word| {
            matches!(
                view.lower(word),
                "northern"
                    | "southern"
                    | "eastern"
                    | "western"
                    | "central"
                    | "northeastern"
                    | "northwestern"
                    | "southeastern"
                    | "southwestern"
                    | "north-eastern"
                    | "north-western"
                    | "neighbouring"
                    | "neighboring"
                    | "downtown"
                    | "rural"
                    | "nearby"
            )
        });
        let before = phrase.start.checked_sub(1);
        let preposition = before
            .filter(|&before| view.upos(before) == Upos::Adp)
            .map(|before| view.lower(before))
            .or_else(|| view.case(*head).filter(|case| !is_clitic(case)));
        if view.lower_at(words.end).is_some_and(is_clitic) {
            return false;
        }
        // One fires at a country, and stands at a town.
        if preposition.is_some_and(|word| LOCATIVE.contains(&word) && (city || word != "at")) {
            return true;
        }
        // "Lahore, Pakistan": after the comma stands the wider place.
        if before.is_some_and(|before| view.lower(before) == ",") && phrase.start >= 2 {
            let prior = self.unit(phrase.start - 2);
            let place = prior.is_some_and(|prior| self.drafts[prior].kind == MentionKind::Place);
            if place && matches!(view.lower_at(words.end), None | Some("," | "." | ")")) {
                return true;
            }
        }
        let relation = view.deprel(*head);
        if relation == Deprel::Conj
            && let Some(first) = view.head(*head).and_then(|first| self.unit(first))
        {
            return self.drafts[first].kind == MentionKind::Place;
        }
        if region && !matches!(relation, Deprel::Nsubj) {
            return true;
        }
        if !city {
            return false;
        }
        // A capital with its country behind it is a town.
        if view.lower_at(words.end) == Some(",")
            && self
                .hit(words.end + 1)
                .is_some_and(|hit| matches!(hit.sense, Sense::Country(_)))
        {
            return true;
        }
        let verb = view
            .head(*head)
            .map(|verb| (view.lemma(verb), view.upos(verb)));
        let physical = verb.is_some_and(|(lemma, _)| self.is(lemma, Class::TownObject));
        match relation {
            Deprel::Obj | Deprel::NsubjPass => physical,
            Deprel::Nsubj => false,
            Deprel::Obl | Deprel::Nmod | Deprel::NmodDesc => {
                let after_verb = verb.is_some_and(|(_, upos)| upos == Upos::Verb);
                // "called on Baku to talk", "an embargo on Tbilisi": who is meant is somebody.
                let meant = verb
                    .zip(preposition)
                    .is_some_and(|((lemma, _), preposition)| {
                        ADDRESSED
                            .iter()
                            .any(|(to, words)| *to == preposition && words.contains(&lemma))
                    });
                !meant
                    && preposition.is_none_or(|preposition| {
                        MOTION.contains(&preposition)
                            && (after_verb || matches!(preposition, "of" | "for" | "on" | "from"))
                    })
            }
            Deprel::Appos => true,
            _ => false,
        }
    }
}
