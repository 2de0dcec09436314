//! What points elsewhere: pronouns, descriptions, appositions, counts and pairs.

use super::salience::Agreement;
use super::*;

impl Resolver<'_, '_> {
    /// "dozens of protesters", "two of its soldiers": what is counted.
    pub(super) fn counted(&self, unit: usize) -> Option<usize> {
        let Unit { words, .. } = &self.units[unit];
        let tail = words.end - 1;
        let counts = self.is(self.view.lower(tail), Class::Quantity)
            || matches!(self.view.upos(tail), Upos::Num) && self.hit_of[tail] == NONE;
        let of = self.view.lower_at(words.end)? == "of";
        (counts && of)
            .then(|| self.unit_from(words.end + 1))
            .flatten()
            .map(|found| self.last_of_chain(found))
            .filter(|&found| found != unit)
    }

    /// "Free Idlib Army (FIA)": the name that an acronym no table knows stands for.
    pub(super) fn named_before(&self, unit: usize) -> Option<usize> {
        let words = &self.units[unit].words;
        let view = self.view;
        let acronym = words.len() == 1
            && words.start >= 2
            && self.hit_of[words.start] == NONE
            && view.lower(words.start - 1) == "("
            && view.lower_at(words.end) == Some(")")
            && view
                .text(words.start)
                .chars()
                .filter(|c| c.is_uppercase())
                .count()
                >= 2;
        acronym
            .then(|| self.unit(words.start - 2))
            .flatten()
            .filter(|&name| {
                self.stages[name] == Stage::Done && self.drafts[name].kind != MentionKind::Other
            })
    }

    pub(super) fn other(&mut self, unit: usize) {
        let Unit { words, phrase, .. } = self.units[unit].clone();
        let noun = self.view.lower(words.end - 1);
        // "This country" is that of whoever speaks.
        let opens = self.view.lower(phrase.start);
        let definite = opens == "the"
            || opens == "that"
            || opens == "this" && noun != "country" && noun != "nation";
        let found = if definite && self.is(noun, Class::State) && words.len() == 1 {
            self.refer_noun(unit, |recent| {
                recent.state && !recent.plural && recent.codes.entity.is_some()
            })
        } else if definite
            && self.is(noun, Class::Group)
            && (words.start..words.end - 1)
                .all(|word| self.qualifies(word) || self.counts_members(word))
        {
            // "the Palestinian group"
            let home = self.origin(unit, words.end - 1).map(|(code, ..)| code);
            self.refer_noun(unit, |recent| {
                recent.is_called(noun) && home.is_none_or(|home| recent.codes.country == Some(home))
            })
        } else {
            None
        };
        let land = words.len() == 1 && matches!(noun, "country" | "nation");
        // What this sentence spoke of comes before who speaks, and he before what others did.
        let here = (found.as_ref()).is_some_and(|found| found.sentence == self.memory.sentence);
        let state = match opens {
            _ if !land || here => None,
            "the" => self.speakers_state(words.end - 1),
            "his" | "her" | "its" | "their" => self.owners_state(phrase.start),
            _ => None,
        };
        // "The bank halted aid to the country": not that of whoever acted last, but that of the report.
        let home = self.memory.country().filter(|&(_, filed)| filed);
        let other = (found.as_ref())
            .is_some_and(|found| home.is_some_and(|(code, _)| found.codes.country != Some(code)));
        let reported = land && noun == "country" && opens == "the" && !here && other;
        if let Some(codes) = state {
            let draft = &mut self.drafts[unit];
            codes.fill(draft);
            draft.kind = MentionKind::Party;
            draft.basis = "speaker";
        } else if reported && !self.is_subject(self.units[unit].head) {
            self.country_of_report(unit);
        } else if let Some(found) = found {
            self.take(unit, &found);
        } else if self.described_person(unit)
            || self.headed_by(unit)
            || self.group_by_name(unit)
            || self.owned_body(unit)
            || self.named_bloc(unit)
            || self.speaks_unnamed(unit)
        {
            return;
        } else if definite
            && noun != "state"
            && self.is(noun, Class::State)
            && words.len() == 1
            && self.view.lower_at(words.end) != Some("of")
        {
            self.country_of_report(unit);
        }
        self.apposition(unit);
    }

    /// "Yemen's Houthi group": a group with the name of a body right before it is that body.
    fn group_by_name(&mut self, unit: usize) -> bool {
        let words = self.units[unit].words.clone();
        let tail = words.end - 1;
        if tail == words.start || !self.is(self.view.lower(tail), Class::Group) {
            return false;
        }
        let organisation = matches!(
            self.hit(tail - 1).map(|hit| hit.sense),
            Some(Sense::Organisation(_))
        );
        let Some(name) = self
            .unit(tail - 1)
            .filter(|&name| organisation && name != unit)
        else {
            return false;
        };
        self.resolve(name);
        let of = self.drafts[name].clone();
        let body = of.kind == MentionKind::Party && of.entity.is_some();
        if body {
            let draft = &mut self.drafts[unit];
            draft.kind = MentionKind::Party;
            (draft.name, draft.entity) = (of.name, of.entity);
            (draft.country, draft.sectors) = (of.country, of.sectors);
            draft.basis = "organisation";
        }
        body
    }

    /// "The opposition's coordination council": a body that no table knows is of whom it belongs to.
    fn owned_body(&mut self, unit: usize) -> bool {
        let tail = self.units[unit].words.end - 1;
        if !Described::Council.has(self.view.lower(tail)) {
            return false;
        }
        let Some((owner, possessor)) = self.owner_unit(unit) else {
            return false;
        };
        self.resolve(owner);
        let of = self.drafts[owner].clone();
        let named = possessor || of.entity.is_some() || of.name.is_some();
        let body = of.kind == MentionKind::Party && !of.person && !of.sectors.is_empty() && named;
        if body {
            let draft = &mut self.drafts[unit];
            draft.kind = MentionKind::Party;
            (draft.country, draft.sectors) = (of.country, of.sectors);
            draft.basis = "owner";
        }
        body
    }

    /// "Venezuela's Democratic Coordinator alliance", "the seven-party alliance": a bloc with a name or of
    /// parties is a party's kin.
    fn named_bloc(&mut self, unit: usize) -> bool {
        let words = self.units[unit].words.clone();
        let tail = words.end - 1;
        let noun = self.view.lower(tail);
        let bloc = Described::Bloc.has(noun);
        let start = self.units[unit].phrase.start;
        let of_parties = (start + 1..tail)
            .any(|word| self.view.lower(word) == "party" && is_hyphen(self.view.lower(word - 1)));
        let named = (words.start..tail)
            .any(|word| self.view.upos(word) == Upos::Propn && self.hit_of[word] == NONE);
        // "The unionist bloc of Mr Okello": who leads it.
        let owner = self.owner_unit(unit).map(|(owner, _)| owner);
        let led = owner.is_some_and(|owner| {
            let leader = matches!(self.core(&self.units[owner].words), Some(Core::Person(_)));
            leader && self.view.lower(start) == "the"
        });
        // "The Kanak front": of a people, where that may be no front line.
        let people = self.view.lower(start) == "the"
            && tail == words.start + 1
            && matches!(noun, "front" | "alliance" | "bloc")
            && matches!(
                self.hit(words.start).map(|hit| hit.sense),
                Some(Sense::Demonym(_))
            );
        let many = matches!(noun, "alliance" | "bloc" | "coalition" | "grouping");
        let fits = bloc && (many && (named || of_parties) || led || people);
        if !fits {
            return false;
        }
        let home = owner.and_then(|owner| {
            self.resolve(owner);
            self.drafts[owner].country
        });
        let home = home.or_else(|| {
            let of = self.origin(unit, tail).map(|(code, ..)| code);
            of.filter(|_| people)
        });
        let draft = &mut self.drafts[unit];
        draft.kind = MentionKind::Party;
        draft.sectors = vec![Sector::Pty];
        draft.country = home;
        draft.basis = if home.is_some() { "owner" } else { "agent" };
        self.at_home(unit);
        true
    }

    /// "Unite asked for talks": a name that no tagger knows and that says something is a party.
    fn speaks_unnamed(&mut self, unit: usize) -> bool {
        let Unit {
            words, head, part, ..
        } = self.units[unit].clone();
        let view = self.view;
        let name = !part
            && words.clone().all(|word| {
                view.upos(word) == Upos::Propn
                    && starts_capital(view.text(word))
                    && self.hit_of[word] == NONE
            });
        let verb = view
            .head(head)
            .filter(|_| view.deprel(head) == Deprel::Nsubj);
        let says = verb.is_some_and(|verb| {
            view.upos(verb) == Upos::Verb && self.is(view.lemma(verb), Class::Saying) && verb > head
        });
        let filed = self.memory.country().is_some_and(|(_, filed)| filed);
        if !name || !says || !filed {
            return false;
        }
        self.drafts[unit].kind = MentionKind::Party;
        // "the Monks' Alliance"
        if let Some((owner, true)) = self.owner_unit(unit) {
            self.resolve(owner);
            let of = self.drafts[owner].clone();
            if of.kind == MentionKind::Party && of.plural {
                (self.drafts[unit].country, self.drafts[unit].sectors) = (of.country, of.sectors);
                self.drafts[unit].basis = "owner";
            }
        }
        self.apposition(unit);
        self.at_home(unit);
        self.named_by_kind(unit);
        true
    }

    /// "The country", where no state was spoken of: that of the report.
    fn country_of_report(&mut self, unit: usize) {
        let home = self.memory.country().filter(|&(_, filed)| filed);
        let mut indexed = self.knowledge.countries().iter().zip(0u32..);
        let found = home.and_then(|(code, _)| indexed.find(|(country, _)| country.iso == code));
        if let Some((_, index)) = found {
            self.country_draft(unit, index, "document");
            if self.locative(unit, false) {
                self.drafts[unit].kind = MentionKind::Place;
            }
        }
    }

    /// "his country": that of who is meant, where he speaks for one.
    fn owners_state(&mut self, pronoun: usize) -> Option<Codes> {
        let owner = self.unit(pronoun)?;
        self.resolve(owner);
        let draft = &self.drafts[owner];
        let known = draft.kind == MentionKind::Party && draft.country.is_some();
        (known && self.view.upos(pronoun) == Upos::Pron).then(|| Codes {
            at: None,
            ..self.state_codes(self.codes(owner))
        })
    }

    /// "The Turkish president said the country would …": his own, where no state was spoken of.
    fn speakers_state(&self, word: usize) -> Option<Codes> {
        let view = self.view;
        let speech = (view.ancestors(word)).find(|&above| {
            view.upos(above) == Upos::Verb && WordClass::Speech.holds(view.lemma(above))
        })?;
        let subject = view.child(speech, &[Deprel::Nsubj])?;
        let speaker = self.unit(subject).filter(|_| subject < word)?;
        let draft = &self.drafts[speaker];
        let rules = draft.kind == MentionKind::Party
            && draft.sectors.first() == Some(&Sector::Gov)
            && draft.country.is_some_and(|code| !code.is_supranational());
        (rules && self.stages[speaker] == Stage::Done).then(|| Codes {
            at: None,
            ..self.state_codes(self.codes(speaker))
        })
    }

    /// Takes the codes of the one party that a pronoun can mean.
    fn means(&mut self, unit: usize, agreement: Agreement) {
        let word = self.units[unit].head;
        let speaker = match self.quoted(word) {
            true => self.quote_speaker(word),
            false => None,
        };
        let found = match self.view.lower(word).ends_with("self") {
            true => self.itself(unit, agreement),
            false => self.refer(unit, agreement, speaker.as_ref()),
        };
        if let Some(found) = found {
            self.take(unit, &found);
        } else if let Agreement::Person { female } = agreement {
            self.told_by(unit, female);
        }
        if let Agreement::Person { female } = agreement {
            self.females[unit] = Some(female);
        }
    }

    /// "Her party was ready, said Ms Otieno": where nobody was named before, the owner is who says it.
    fn told_by(&mut self, unit: usize, female: bool) {
        let word = self.units[unit].head;
        let owner = self.view.deprel(word) == Deprel::NmodPoss;
        let found = self
            .speaker(word)
            .filter(|&subject| owner && subject > word)
            .and_then(|subject| self.unit(subject))
            .filter(|&found| self.stages[found] != Stage::Active);
        let Some(found) = found else { return };
        self.resolve(found);
        let recent = self.recent(found);
        let named = recent.codes.name.is_some() && self.drafts[found].kind == MentionKind::Party;
        if named && (Agreement::Person { female }).fits(self.knowledge, &recent) {
            self.take(unit, &recent);
        }
    }

    fn take(&mut self, unit: usize, found: &Recent) {
        let draft = &mut self.drafts[unit];
        found.codes.fill(draft);
        draft.kind = MentionKind::Party;
        draft.basis = "coreference";
        draft.person = found.person;
        self.females[unit] = found.codes.female;
    }

    /// "the minister", "the army": the one spoken of before, by the same noun or by the office.
    pub(super) fn same_noun(&mut self, unit: usize, noun: &str, person: bool) {
        let words = &self.units[unit].words;
        let tail = words.end - 1;
        // "The hardline movement", "the troubled bank": adjectives tell no body from another.
        let start = self.hit(tail).map_or(tail, |hit| hit.start);
        let whole = (words.start..start).all(|word| self.qualifies(word));
        let single = start == tail;
        // "The splinter group": what says nothing of a sector is any group.
        let plain = self
            .agent_at(tail)
            .is_some_and(|agent| agent.sectors.is_empty());
        let called = if plain { self.view.lower(tail) } else { noun };
        let group = self.is(called, Class::Group)
            && (single || plain)
            && whole
            && !starts_capital(self.view.text(tail));
        // "The carmaker", "the oil group", "the environmental group": the body of this kind spoken of.
        let kind = self
            .agent_at(tail)
            .filter(|agent| agent.kind == AgentKind::Body);
        let kind = kind.and_then(|agent| agent.sectors.first().copied());
        let kind = kind.filter(|_| whole && !group);
        let kind = kind.filter(|kind| {
            use Sector::{Bus, Jrn, Lab, Reb, Soc};
            [Bus, Jrn, Lab, Reb, Soc].contains(kind)
        });
        let found = self.refer_noun(unit, |recent| {
            let role = recent.codes.role.as_ref();
            recent.codes.country.is_some()
                && recent.person == person
                && (!recent.plural || recent.organisation())
                && (recent.noun == noun && (single || kind.is_none_or(|kind| recent.is_of(kind)))
                    || group && recent.is_called(called)
                    || kind.is_some_and(|kind| recent.is_of(kind)) && recent.is_called(noun)
                    || role.is_some_and(|role| holds(role, noun)))
        });
        if let Some(Recent { codes, .. }) = found {
            let role = self.drafts[unit].role.take();
            let draft = &mut self.drafts[unit];
            let own = std::mem::take(&mut draft.sectors);
            codes.fill(draft);
            if draft.sectors.is_empty() && kind.is_some() {
                draft.sectors = own;
            }
            draft.kind = MentionKind::Party;
            draft.role = codes.role.clone().or(role);
            draft.basis = "coreference";
            self.females[unit] = codes.female;
        } else if person {
            self.named_in_office(unit, noun);
        }
    }

    /// "The crown prince" long after he was named: of all who were named in that office the one most spoken of.
    fn named_in_office(&mut self, unit: usize, noun: &str) {
        let view = self.view;
        let end = self.units[unit].words.end;
        // "the president, Mr Okello," says himself who he is.
        let apposed = view.lower_at(end) == Some(",")
            && end + 1 < view.len()
            && starts_capital(view.text(end + 1));
        let holds = |codes: &Codes| {
            let role = codes.role.as_ref().map(|role| role.to_lowercase());
            role.is_some_and(|role| {
                let kind = role.strip_suffix(noun);
                let same = |kind: &str| {
                    let mut words = kind.split([' ', '-']);
                    (kind.is_empty() || kind.ends_with(' '))
                        && !words.any(|word| Described::Other.has(word) || word == "prime")
                };
                kind.is_some_and(same)
            })
        };
        let in_office = |codes: &Codes| codes.sectors.first() != Some(&Sector::Eli);
        let named = (self.memory.officials.iter())
            .filter(|(codes, _)| !apposed && in_office(codes) && holds(codes))
            .max_by_key(|&&(_, times)| times);
        let Some((codes, _)) = named else {
            return;
        };
        let codes = codes.clone();
        let draft = &mut self.drafts[unit];
        let role = draft.role.take();
        codes.fill(draft);
        draft.kind = MentionKind::Party;
        draft.role = codes.role.clone().or(role);
        draft.basis = "coreference";
        self.females[unit] = codes.female;
    }

    /// Whether a word is of how many belong to a body: "the 27-nation bloc".
    fn counts_members(&self, word: usize) -> bool {
        self.view.upos(word) == Upos::Num
            || matches!(
                self.view.lower(word),
                "nation" | "member" | "country" | "state" | "strong"
            )
    }

    /// Whether an adjective may be said of a body just named: "hardline", "far-right", "Shi'ite".
    fn qualifies(&self, word: usize) -> bool {
        let lower = self.view.lower(word);
        let adjective = match self.hit(word).map(|hit| hit.sense) {
            None => self.view.upos(word) == Upos::Adj,
            Some(Sense::Demonym(_)) => true,
            Some(Sense::Agent(index, _)) => {
                let agent = self.knowledge.agent(index);
                let power = matches!(agent.sectors.first(), Some(Sector::Gov | Sector::Opp));
                agent.kind == AgentKind::Modifier && !power
            }
            Some(_) => false,
        };
        let degree = matches!(self.view.xpos(word), "JJR" | "JJS");
        let another = matches!(lower, "new" | "old" | "main" | "former")
            || self.is(lower, Class::Unlike)
            || self.is(lower, Class::Outsider);
        is_hyphen(lower) || Described::Epithet.has(lower) || adjective && !degree && !another
    }

    pub(super) fn recent(&self, unit: usize) -> Recent {
        let draft = &self.drafts[unit];
        let party = draft.kind == MentionKind::Party;
        // A country named as a place can be spoken of as a state.
        let state = draft.is_state() || draft.is_country_as_place();
        let mut codes = self.codes(unit);
        // "The envoy, Mr Okello": the two are one.
        if self.view.deprel(draft.head) == Deprel::Appos
            && let Some(of) = self.view.head(draft.head).and_then(|of| self.unit(of))
            && of != unit
        {
            codes.at = self.codes(of).at;
        }
        // "Ms Okello took the oath as prime minister": one person too.
        if draft.person
            && codes.name.is_none()
            && let Some(of) = self.installed(unit)
        {
            codes.at = self.codes(of).at;
        }
        Recent {
            codes,
            noun: match party {
                true => self.view.lower(self.units[unit].words.end - 1).to_owned(),
                false => String::new(),
            },
            plural: draft.plural,
            person: draft.person,
            state,
            sentence: self.memory.sentence,
            thing: !party && !draft.is_country_as_place(),
            weight: self.weight(unit),
            quoted: self.quoted(self.units[unit].head),
            part: self.units[unit].part,
            told: self.is_told(self.units[unit].head),
        }
    }

    /// Whether a word is the subject of a clause that somebody before it says.
    fn is_told(&self, word: usize) -> bool {
        let view = self.view;
        let said = |clause: usize| {
            let verb = view.head(clause).filter(|&verb| {
                view.deprel(clause) == Deprel::Ccomp && self.is(view.lemma(verb), Class::Saying)
            });
            verb.and_then(|verb| view.child(verb, &[Deprel::Nsubj]))
                .is_some_and(|who| who < word)
        };
        self.is_subject(word) && view.head(word).is_some_and(said)
    }

    /// The bodies that a phrase names for those whom it speaks of: "Greenpeace activists". A definite noun
    /// may mean them.
    pub(super) fn inner_bodies(&self, unit: usize) -> Vec<Recent> {
        use OrganisationKind::{Armed, Company, Intergovernmental, Media, NonGovernmental, Party};
        let Unit { words, part, .. } = &self.units[unit];
        if *part || self.drafts[unit].kind != MentionKind::Party {
            return Vec::new();
        }
        let bodies = self.hits_in(words.start..words.end - 1);
        let bodies = bodies.filter_map(|hit| match hit.sense {
            Sense::Organisation(index) => Some((hit, self.knowledge.organisation(index))),
            _ => None,
        });
        bodies
            .filter(|(_, body)| {
                [
                    Armed,
                    Company,
                    Intergovernmental,
                    Media,
                    NonGovernmental,
                    Party,
                ]
                .contains(&body.kind)
            })
            .map(|(hit, body)| Recent {
                codes: Codes {
                    name: Some(body.name.clone()),
                    entity: Some(slug(&body.name)),
                    country: body.code,
                    sectors: body.sectors.clone(),
                    at: Some(Antecedent {
                        sentence: self.view.index,
                        head: hit.end - 1,
                    }),
                    ..Codes::default()
                },
                noun: String::new(),
                plural: false,
                person: false,
                state: false,
                sentence: self.memory.sentence,
                thing: false,
                weight: 2.5,
                quoted: self.quoted(hit.end - 1),
                part: true,
                told: false,
            })
            .collect()
    }

    /// "The Canadian miner" after "First Quantum": a noun that is said of somebody by his trade means the
    /// company just named, if there is one.
    pub(super) fn company_called(&mut self, unit: usize) {
        let draft = &self.drafts[unit];
        let home = draft.country;
        let definite = self.view.lower(self.units[unit].phrase.start) == "the";
        if !definite || draft.plural {
            return;
        }
        let found = self.refer_noun(unit, |recent| {
            let of = recent.codes.country;
            let at_home = home
                .is_none_or(|home| of.is_none_or(|code| code == home || code.is_supranational()));
            recent.organisation()
                && recent.codes.name.is_some()
                && recent.is_of(Sector::Bus)
                && at_home
        });
        if let Some(Recent { codes, .. }) = found {
            let draft = &mut self.drafts[unit];
            codes.fill(draft);
            draft.country = home.or(draft.country);
            draft.person = false;
            draft.basis = "coreference";
        }
    }

    /// A name takes its codes from its apposition, and an office its country from the name.
    pub(super) fn apposition(&mut self, unit: usize) {
        let Some(other) = self.apposed(unit) else {
            return;
        };
        if self.stages[other] == Stage::Active {
            return;
        }
        self.resolve(other);
        let source = self.drafts[other].clone();
        if source.country.is_none() && source.sectors.is_empty()
            || source.kind == MentionKind::Place
        {
            return;
        }
        let draft = &mut self.drafts[unit];
        if source.is_state() && draft.kind != MentionKind::Party {
            return;
        }
        if !draft.person && source.name.is_none()
            || draft.kind == MentionKind::Other && !source.person
        {
            return;
        }
        let news = draft.country.is_none() && source.country.is_some()
            || draft.sectors.is_empty() && !source.sectors.is_empty();
        if !news {
            return;
        }
        draft.kind = MentionKind::Party;
        draft.country = draft.country.or(source.country);
        if draft.sectors.is_empty() {
            draft.sectors = source.sectors;
        }
        draft.role = draft.role.take().or(source.role);
        draft.name = draft.name.take().or(source.name);
        draft.basis = "apposition";
        self.females[unit] = self.females[unit].or(self.females[other]);
    }

    pub(super) fn apposed(&self, unit: usize) -> Option<usize> {
        let view = self.view;
        let words = &self.units[unit].words;
        let other = |word: usize| self.unit(word).filter(|&found| found != unit);
        for word in words.clone() {
            for child in view.children(word) {
                if view.deprel(child) == Deprel::Appos
                    && !words.contains(&child)
                    && let Some(found) = other(child)
                {
                    return Some(found);
                }
            }
            if view.deprel(word) == Deprel::Appos
                && let Some(found) = view.head(word).and_then(other)
            {
                return Some(found);
            }
        }
        // A comma on both sides, whatever the arcs: "the former governor of Nineveh, Nawfal
        // al-Akoub," and "Jotyar Adil, the government's spokesman,".
        let named = matches!(self.core(words), Some(Core::Person(_)))
            || (words.clone()).all(|word| view.upos(word) == Upos::Propn)
                && self.hit_of[words.end - 1] == NONE;
        if !named {
            return None;
        }
        let closed = matches!(view.lower_at(words.end), None | Some("," | "." | "(" | ";"));
        if closed && words.start >= 2 && view.lower(words.start - 1) == "," {
            let office = |found: usize| {
                self.agent_at(self.units[found].words.end - 1)
                    .is_some_and(|agent| {
                        matches!(agent.kind, AgentKind::Person | AgentKind::Role)
                            && !agent.is_abstract
                    })
                    && !self.drafts[found].plural
            };
            let mut before = self.unit(words.start - 2);
            for _ in 0..3 {
                let Some(found) = before else { break };
                if office(found) {
                    return Some(found);
                }
                // Back over "of", "for" and "'s" to the office.
                let start = self.units[found].phrase.start;
                let joined =
                    start >= 2 && matches!(view.lower(start - 1), "of" | "for" | "in" | "to");
                before = if joined { self.unit(start - 2) } else { None };
            }
        }
        if view.lower_at(words.end) != Some(",") {
            return None;
        }
        let opens = view.lower_at(words.end + 1)?;
        let found = self
            .unit_from(words.end + 1)
            .filter(|&found| found != unit)?;
        let described =
            matches!(opens, "the" | "a" | "an") || self.units[found].phrase.start == words.end + 1;
        let found = self.last_of_chain(found);
        let office = self
            .agent_at(self.units[found].words.end - 1)
            .is_some_and(|agent| matches!(agent.kind, AgentKind::Person | AgentKind::Role));
        let closed = matches!(
            view.lower_at(self.units[found].words.end),
            None | Some("," | "." | "of" | "for" | "in" | "who")
        );
        (described && office && closed).then_some(found)
    }

    /// From a possessor on to what it possesses: "the KRG's spokesman" ends at the spokesman.
    pub(super) fn last_of_chain(&self, unit: usize) -> usize {
        let mut at = unit;
        for _ in 0..3 {
            let end = self.units[at].words.end;
            let next = if self.view.lower_at(end).is_some_and(is_clitic) {
                self.unit_from(end + 1)
            } else if self.view.deprel(self.units[at].head) == Deprel::NmodPoss
                && self.view.upos(self.units[at].head) == Upos::Pron
            {
                self.unit_from(end)
            } else {
                None
            };
            match next {
                Some(next) => at = next,
                None => break,
            }
        }
        at
    }

    pub(super) fn pronoun(&mut self, unit: usize) {
        let word = self.units[unit].head;
        let view = self.view;
        let lower = view.lower(word);
        if view.deprel(word) == Deprel::Expl {
            return;
        }
        if matches!(lower, "who" | "which" | "that" | "whose" | "whom") {
            let clause = view
                .ancestors(word)
                .find(|&above| matches!(view.deprel(above), Deprel::AclRelcl));
            let antecedent = clause
                .and_then(|clause| view.head(clause))
                .and_then(|head| self.unit(head))
                .filter(|&found| found != unit && self.stages[found] != Stage::Active);
            // Right behind a name it is said of that, whatever the arcs: "Mr Okello, whose party …".
            let close = || {
                let before = word.checked_sub(1)?;
                let before = match view.lower(before) {
                    "," => before.checked_sub(1)?,
                    _ => before,
                };
                let found = self
                    .unit(before)
                    .filter(|_| matches!(lower, "who" | "whose"))?;
                (found != unit && self.stages[found] != Stage::Active).then_some(found)
            };
            if let Some(found) = antecedent.or_else(close) {
                self.resolve(found);
                let basis = self.drafts[found].basis;
                self.speak_again(unit, found);
                let draft = &mut self.drafts[unit];
                draft.basis = match draft.kind {
                    MentionKind::Party => "relative",
                    _ => basis,
                };
            }
            return;
        }
        if matches!(lower, "we" | "us" | "our" | "ours" | "i" | "me" | "my")
            && let Some(found) = self.speaker(word).and_then(|subject| self.unit(subject))
            && found != unit
            && self.stages[found] != Stage::Active
        {
            self.resolve(found);
            if self.drafts[found].kind == MentionKind::Party {
                self.speak_again(unit, found);
                let draft = &mut self.drafts[unit];
                // A person who says "we" speaks for others too.
                if draft.person && !draft.plural && lower.starts_with(['w', 'u', 'o']) {
                    draft.basis = "speaker";
                    draft.plural = true;
                    draft.antecedent = None;
                    (draft.name, draft.entity, draft.role) = (None, None, None);
                }
                return;
            }
        }
        if self.object_of_both(unit) {
            return;
        }
        // "The company declared that it will …": who speaks means itself, known or not.
        if matches!(lower, "it" | "its" | "itself")
            && let Some(found) = self.teller(word).and_then(|subject| self.unit(subject))
            && found != unit
            && self.stages[found] == Stage::Done
            && !self.drafts[found].plural
            && !self.empty(word)
            && self.females[found].is_none()
            // A name that nothing else explains may be no person's: "Greenpeace said it …".
            && (!self.drafts[found].person
                || self.drafts[found].role.is_none() && self.drafts[found].code().is_none())
        {
            if self.drafts[found].kind == MentionKind::Party {
                self.speak_again(unit, found);
            }
            return;
        }
        match lower {
            "he" | "him" | "his" | "himself" => {
                self.means(unit, Agreement::Person { female: false });
            }
            "she" | "her" | "hers" | "herself" => {
                self.means(unit, Agreement::Person { female: true });
            }
            "it" | "its" | "itself" => self.means(unit, Agreement::Thing),
            "they" | "them" | "their" | "themselves" | "theirs" => {
                self.drafts[unit].plural = true;
                let pair = self.subject_pair(unit).or_else(|| self.last_subjects(unit));
                if let Some(pair) = pair {
                    self.groups.push((unit, pair.into()));
                    self.drafts[unit].kind = MentionKind::Party;
                    self.drafts[unit].basis = "coreference";
                    return;
                }
                self.means(unit, Agreement::Several);
            }
            _ => {}
        }
        let draft = &mut self.drafts[unit];
        draft.person = draft.person
            || matches!(
                lower,
                "he" | "him" | "his" | "she" | "her" | "i" | "we" | "us" | "my" | "our"
            );
    }

    /// "thanked Romania and urged it", "met the premier, pressing him": of two verbs with one subject the
    /// second is about whom the first was about, and not about the subject.
    fn object_of_both(&mut self, unit: usize) -> bool {
        let view = self.view;
        let word = self.units[unit].head;
        let female = match view.lower(word) {
            "it" => None,
            "him" => Some(false),
            "her" => Some(true),
            _ => return false,
        };
        let verb = view
            .head(word)
            .filter(|_| matches!(view.deprel(word), Deprel::Obj | Deprel::Iobj));
        let first = verb
            .filter(|&verb| {
                // "cut ties with Qatar, accusing it of meddling"
                let joined = view.deprel(verb) == Deprel::Conj
                    || view.deprel(verb) == Deprel::Advcl
                        && view.xpos(verb) == "VBG"
                        && view.child(verb, &[Deprel::Mark]).is_none();
                joined && view.child(verb, &[Deprel::Nsubj]).is_none()
            })
            .and_then(|verb| view.head(verb));
        let object = first.and_then(|first| view.child(first, &[Deprel::Obj]));
        let (Some(first), Some(object)) = (first, object) else {
            return false;
        };
        // "held talks with the premier and pressed him", "imposed sanctions on Iran, accusing it"
        let phrases = view
            .children(object)
            .chain(view.children(first))
            .filter(|&phrase| matches!(view.case(phrase), Some("with" | "on" | "against" | "to")));
        let about: Vec<usize> = std::iter::once(object)
            .chain(phrases)
            .filter(|&at| at < word)
            .filter_map(|at| self.unit(at))
            .filter(|&found| found != unit && self.stages[found] != Stage::Active)
            .collect();
        for found in about {
            self.resolve(found);
            let source = &self.drafts[found];
            let meant = source.kind == MentionKind::Party
                && source.person == female.is_some()
                && (self.females[found].is_none() || self.females[found] == female)
                && !source.plural
                && source.country.is_some();
            if meant {
                self.speak_again(unit, found);
                return true;
            }
        }
        false
    }

    /// Makes a unit mean what another of the sentence means.
    fn speak_again(&mut self, unit: usize, found: usize) {
        let antecedent = self.codes(found).at;
        let source = self.drafts[found].clone();
        let draft = &mut self.drafts[unit];
        let (head, words) = (draft.head, draft.words.clone());
        *draft = Mention {
            head,
            words,
            basis: "coreference",
            antecedent,
            ..source
        };
        self.females[unit] = self.females[found];
    }

    /// Who says the clause that a word stands in: "We demand …, the ministry said".
    pub(super) fn speaker(&self, word: usize) -> Option<usize> {
        let view = self.view;
        let subject = |verb: usize| {
            view.child(verb, &[Deprel::Nsubj])
                .filter(|&subject| view.upos(subject) != Upos::Pron)
                .filter(|_| self.is(view.lemma(verb), Class::Saying))
        };
        std::iter::once(word)
            .chain(view.ancestors(word))
            .find_map(|at| {
                let said = matches!(view.deprel(at), Deprel::Ccomp | Deprel::Parataxis);
                let above = view.head(at).filter(|_| said).and_then(subject);
                above.or_else(|| {
                    view.children(at)
                        .filter(|&child| view.deprel(child) == Deprel::Parataxis)
                        .find_map(subject)
                })
            })
    }

    /// The noun before a pronoun that is the subject of the verb over the pronoun's clause, where
    /// the clause has a verb of its own and the pronoun or its noun is its subject or object.
    fn teller(&self, word: usize) -> Option<usize> {
        let view = self.view;
        let clause = std::iter::once(word)
            .chain(view.ancestors(word))
            .take(5)
            .find(|&at| view.deprel(at) == Deprel::Ccomp)?;
        // A subject of the clause's own that stands before the pronoun may be meant instead.
        let own = view
            .child(clause, &[Deprel::Nsubj, Deprel::NsubjPass])
            .filter(|&subject| subject < word && view.upos(subject) != Upos::Pron);
        if own.is_some() {
            return None;
        }
        view.head(clause)
            .and_then(|verb| view.child(verb, &[Deprel::Nsubj]))
            .filter(|&subject| subject < word)
            .filter(|&subject| matches!(view.upos(subject), Upos::Noun | Upos::Propn))
    }

    /// "India and Pakistan … they": the coordinated subject before a pronoun.
    pub(super) fn subject_pair(&self, unit: usize) -> Option<[Codes; 2]> {
        let view = self.view;
        let before = self.units[unit].phrase.start;
        let subject = (0..self.units.len()).rev().find(|&other| {
            self.units[other].words.end <= before
                && self.stages[other] == Stage::Done
                && self.drafts[other].kind == MentionKind::Party
                && matches!(
                    view.deprel(self.units[other].head),
                    Deprel::Nsubj | Deprel::NsubjPass
                )
        })?;
        let second = view
            .children(self.units[subject].head)
            .filter(|&child| view.deprel(child) == Deprel::Conj && child < before)
            .find_map(|child| self.unit(child))
            .filter(|&second| self.drafts[second].kind == MentionKind::Party)?;
        Some([self.codes(subject), self.codes(second)])
    }

    /// "They agreed", after a sentence of which two were together the subject: these two.
    fn last_subjects(&self, unit: usize) -> Option<[Codes; 2]> {
        let view = self.view;
        let Unit { head, phrase, .. } = &self.units[unit];
        let main = self.is_subject(*head)
            && (view.head(*head)).is_some_and(|verb| {
                matches!(
                    view.deprel(verb),
                    Deprel::Root | Deprel::Ccomp | Deprel::Parataxis
                )
            });
        let other = (0..self.units.len()).any(|other| {
            self.units[other].words.end <= phrase.start
                && self.drafts[other].plural
                && self.drafts[other].kind == MentionKind::Party
        });
        self.memory.subjects.clone().filter(|_| main && !other)
    }

    /// The two who are together the subject of a sentence: "the presidents of Chad and Mali", "Chad and Mali".
    pub(super) fn two_subjects(&self) -> Option<[Codes; 2]> {
        let view = self.view;
        let known = |unit: usize| {
            let draft = &self.drafts[unit];
            draft.kind == MentionKind::Party && draft.country.is_some()
        };
        let subject = (0..self.units.len()).find(|&unit| {
            let Unit { head, part, .. } = self.units[unit];
            !part
                && matches!(view.deprel(head), Deprel::Nsubj | Deprel::NsubjPass)
                && (view.head(head)).is_some_and(|verb| view.deprel(verb) == Deprel::Root)
        })?;
        if let Some((_, group)) = self.groups.iter().find(|(of, _)| *of == subject) {
            return <[Codes; 2]>::try_from(group.clone()).ok();
        }
        let joined: Vec<usize> = view
            .children(self.units[subject].head)
            .filter(|&child| view.deprel(child) == Deprel::Conj)
            .filter_map(|child| self.unit(child))
            .filter(|&other| other != subject)
            .collect();
        match joined[..] {
            [other] if known(subject) && known(other) => {
                Some([self.codes(subject), self.codes(other)])
            }
            _ => None,
        }
    }

    /// "both countries", "the two sides": the two states spoken of.
    pub(super) fn pair(&self, unit: usize) -> Option<[Codes; 2]> {
        let Unit { words, phrase, .. } = &self.units[unit];
        let tail = words.end - 1;
        let noun = self.view.lower(tail);
        let both = noun == "both" && words.len() == 1;
        if self.bare_count(unit) == Some(2) {
            return self.two_spoken_of(unit);
        }
        if let Some(halves) = self.halves(unit) {
            return Some(halves);
        }
        // "Each side accused the other": both did.
        let plural = match noun.strip_suffix('y') {
            Some(stem) => format!("{stem}ies"),
            None => format!("{noun}s"),
        };
        let each = self.view.lower(phrase.start) == "each" && self.is(&plural, Class::Pair);
        if !both && !each && !self.is(noun, Class::Pair) {
            return self.two_bodies(unit);
        }
        // "The neighbours signed": where two states act, these are they.
        let bare = phrase.start + 1 == tail
            && self.view.lower(phrase.start) == "the"
            && matches!(
                noun,
                "neighbours" | "neighbors" | "sides" | "rivals" | "foes" | "adversaries"
            );
        // "The NATO allies" after two of its members are these.
        let together = self.memory.subjects.is_some() && self.is(noun, Class::PairOfStates);
        let of_body = together && self.members_of_body(phrase.start..tail);
        let two = bare
            || each
            || of_body
            || (phrase.start..tail + 1).any(|word| match self.view.lower(word) {
                "both" => true,
                "two" => word > phrase.start && self.view.lower(word - 1) == "the",
                _ => false,
            });
        // "the south Caucasus neighbours", "the old foes": two that were spoken of together.
        let foes = self.is(noun, Class::PairOfStates)
            && self.is(noun, Class::Outsider)
            && noun != "allies"
            && phrase.start + 1 < tail
            && self.view.lower(phrase.start) == "the"
            && self.memory.pair.is_some();
        let named = |hit: Hit| match hit.sense {
            Sense::Agent(..) => false,
            Sense::Organisation(index) => match self.knowledge.organisation(index).kind {
                OrganisationKind::Geographic => false,
                OrganisationKind::Intergovernmental => !together,
                _ => true,
            },
            _ => true,
        };
        if !(two || foes) || self.hits_in(words.start..tail).any(named) {
            return None;
        }
        if PERSONS.contains(&noun) {
            return self.two_persons(unit);
        }
        let mut seen: Vec<Codes> = Vec::new();
        let mut acting: Vec<CountryCode> = Vec::new();
        for other in 0..self.units.len() {
            let draft = &self.drafts[other];
            if self.stages[other] != Stage::Done
                || self.units[other].words.end > phrase.start
                || draft.kind != MentionKind::Party
            {
                continue;
            }
            if self.acts_on(other, unit) {
                acting.extend(draft.country);
            } else if draft.country.is_some()
                && !seen.iter().any(|codes| codes.country == draft.country)
            {
                seen.push(self.codes(other));
            }
        }
        match <[Codes; 2]>::try_from(seen) {
            Ok(pair) => Some(pair),
            Err(seen) if seen.len() > 2 => None,
            Err(seen) => {
                let state = |code| {
                    self.state_codes(Codes {
                        country: Some(code),
                        ..Codes::default()
                    })
                };
                let leading = self.memory.leading_pair().map(|pair| pair.map(state));
                let pair = leading.or_else(|| self.memory.pair.clone());
                // "The State Department appealed to both sides": who appeals is neither.
                let third = (seen.first().and_then(|codes| codes.country))
                    .filter(|_| self.is_dealt_with(unit));
                // "Egypt and Jordan attended. Cairo urged both sides": nobody urges himself.
                let acts = |codes: &Codes| codes.country.is_some_and(|code| acting.contains(&code));
                pair.filter(|pair| {
                    third.is_none() || pair.iter().all(|codes| codes.country != third)
                })
                .filter(|pair| !pair.iter().any(acts))
            }
        }
    }

    /// "The NATO" of "the NATO allies": an article and a body of states, and nothing else.
    fn members_of_body(&self, words: Range<usize>) -> bool {
        let body = words.start + 1;
        let hit = self
            .hit(body)
            .filter(|hit| hit.start == body && hit.end == words.end);
        self.view.lower(words.start) == "the"
            && hit.is_some_and(|hit| match hit.sense {
                Sense::Organisation(index) => {
                    let kind = self.knowledge.organisation(index).kind;
                    kind == OrganisationKind::Intergovernmental
                }
                _ => false,
            })
    }

    /// How many a number alone behind "the" or "all" counts: "the two agreed", "all three left".
    fn bare_count(&self, unit: usize) -> Option<u32> {
        let Unit {
            words,
            phrase,
            part,
            ..
        } = &self.units[unit];
        let view = self.view;
        let word = words.end - 1;
        let opens = phrase.start.min(words.start.saturating_sub(1));
        // "The pair", "the Nordic pair"; "all three"
        let described = matches!(view.lower(word), "pair" | "duo" | "trio") && opens + 2 == word;
        let definite = (words.len() == 1 && opens + 1 == word || described)
            && matches!(view.lower(opens), "the" | "all");
        if *part || !definite || !self.ends_phrase(words.end) {
            return None;
        }
        match view.lower(word) {
            "pair" | "duo" => Some(2),
            "trio" => Some(3),
            _ => crate::numbers::count_at(view, word).map(|(_, count)| count),
        }
    }

    /// "The two agreed": those who were together the subject of the last sentence, or the two persons whom it
    /// named.
    fn two_spoken_of(&self, unit: usize) -> Option<[Codes; 2]> {
        let start = self.units[unit].phrase.start;
        let here = (0..self.units.len()).any(|other| {
            self.units[other].words.end <= start && self.drafts[other].kind == MentionKind::Party
        });
        let together = (self.memory.subjects.clone())
            .or_else(|| <[Codes; 2]>::try_from(self.row_of(2)?).ok())
            .filter(|_| !here);
        together.or_else(|| self.two_persons(unit))
    }

    /// "The three agreed", "the three leaders": as many as the last sentence named in one row, or as many persons.
    pub(super) fn counted_row(&self, unit: usize) -> Option<Vec<Codes>> {
        let Unit {
            words,
            phrase,
            part,
            ..
        } = &self.units[unit];
        let view = self.view;
        let tail = words.end - 1;
        let noun = view.lower(tail);
        let start = phrase.start.min(words.start);
        // "The three presidents", and no others: "the three other leaders", "the three Baltic leaders".
        let office = || {
            let persons = PERSONS.contains(&noun)
                || self.is(noun, Class::Pair) && !self.is(noun, Class::PairOfStates);
            let counted = persons && start + 2 == tail && view.lower(start) == "the";
            let bare = !matches!(view.lower_at(words.end), Some("of" | "from" | "in"));
            (counted && bare && !*part)
                .then(|| crate::numbers::count_at(view, start + 1))
                .flatten()
                .map(|(_, count)| count)
        };
        let count = self.bare_count(unit).or_else(office)? as usize;
        if count < 3 {
            return None;
        }
        let last = self.memory.sentence.checked_sub(1)?;
        let mut named: Vec<Codes> = Vec::new();
        for recent in &self.memory.recent {
            let person = recent.sentence == last && recent.person && !recent.plural;
            let new = named.iter().all(|known| known.name != recent.codes.name);
            if person && recent.codes.name.is_some() && new {
                named.push(recent.codes.clone());
            }
        }
        let row = self.row_of(count);
        row.or_else(|| Some(named).filter(|named| named.len() == count))
    }

    /// The one row of so many parties that the last sentence named.
    fn row_of(&self, count: usize) -> Option<Vec<Codes>> {
        let mut rows = self.memory.rows.iter().filter(|row| row.len() == count);
        let (only, none) = (rows.next()?, rows.next());
        none.is_none().then(|| only.clone())
    }

    /// Those whom a sentence names in rows: "Chad, Mali and Niger", "the French and German ministers".
    pub(super) fn rows(&self) -> Vec<Vec<Codes>> {
        let mut rows: Vec<Vec<Codes>> = Vec::new();
        let mut row: Vec<Codes> = Vec::new();
        let mut end = 0;
        for unit in 0..self.units.len() {
            let Unit {
                words,
                phrase,
                part,
                head,
            } = &self.units[unit];
            let draft = &self.drafts[unit];
            let shares = self.sharers.iter().any(|&(_, of)| of == unit);
            let noun_shared = self.sharers.iter().any(|&(noun, _)| noun == *head);
            let one = draft.person && !draft.plural && draft.name.is_some()
                || (draft.is_state() || draft.is_country_as_place()) && draft.name.is_some();
            let party = !*part && draft.country.is_some() && (one || shares || noun_shared);
            let start = phrase.start.min(words.start);
            let between = end.min(start)..start.max(end.min(start));
            let joined = !between.is_empty() && self.joins_row(between);
            if (!party || !joined) && row.len() > 1 {
                rows.push(std::mem::take(&mut row));
            }
            if !party {
                row.clear();
                continue;
            }
            if !joined {
                row.clear();
            }
            row.push(self.codes(unit));
            end = words.end;
        }
        if row.len() > 1 {
            rows.push(row);
        }
        rows
    }

    /// "The two companies": the two bodies of this kind that this sentence or the last ones named.
    fn two_bodies(&self, unit: usize) -> Option<[Codes; 2]> {
        let Unit { words, phrase, .. } = &self.units[unit];
        let view = self.view;
        let plural = view.lower(words.end - 1);
        let noun = match plural.strip_suffix("ies") {
            Some(stem) => format!("{stem}y"),
            None => plural.strip_suffix('s')?.to_owned(),
        };
        let two = (phrase.start..words.end).any(|word| match view.lower(word) {
            "both" => true,
            "two" => word > phrase.start && view.lower(word - 1) == "the",
            _ => false,
        });
        if !two || !Described::Group.has(&noun) {
            return None;
        }
        let here = (0..self.units.len())
            .filter(|&other| {
                self.stages[other] == Stage::Done
                    && self.units[other].words.end <= phrase.start
                    && self.spoken_of(other)
            })
            .map(|other| self.recent(other));
        let mut seen: Vec<Codes> = Vec::new();
        for recent in here.chain(self.memory.recent.iter().cloned()) {
            let known = seen.iter().any(|codes| codes.name == recent.codes.name);
            if recent.is_called(&noun) && !known && recent.codes.known() {
                seen.push(recent.codes);
            }
        }
        <[Codes; 2]>::try_from(seen).ok()
    }

    /// Whether a unit is no subject, and the subject of its verb stands before it.
    fn is_dealt_with(&self, unit: usize) -> bool {
        let view = self.view;
        let head = self.units[unit].head;
        let verb = (view.ancestors(head)).find(|&above| view.upos(above) == Upos::Verb);
        let subject = verb.and_then(|verb| view.child(verb, &[Deprel::Nsubj]));
        !self.is_subject(head) && subject.is_some_and(|subject| subject < head)
    }

    /// Whether a unit acts on another, and so is none of those for whom that stands: "Norway and Japan
    /// urged both countries to talk".
    fn acts_on(&self, other: usize, unit: usize) -> bool {
        let view = self.view;
        let head = self.units[unit].head;
        let reached = match view.deprel(head).base() {
            Deprel::Obj | Deprel::Iobj => true,
            Deprel::Obl => matches!(view.case(head), Some("to" | "on" | "upon" | "with")),
            _ => false,
        };
        let mut verb = view.head(head).filter(|_| reached);
        while let Some(at) = verb {
            if let Some(subject) = view.child(at, &[Deprel::Nsubj]) {
                let acting = self.units[other].head;
                let listed =
                    || view.deprel(acting) == Deprel::Conj && view.head(acting) == Some(subject);
                return acting == subject || listed();
            }
            let shared = matches!(view.deprel(at), Deprel::Conj | Deprel::Xcomp);
            verb = view.head(at).filter(|_| shared);
        }
        false
    }

    /// "Both men": the two persons that this sentence, or else the last, speaks of.
    fn two_persons(&self, unit: usize) -> Option<[Codes; 2]> {
        let start = self.units[unit].phrase.start;
        let told = |draft: &Mention| draft.person && !draft.plural && draft.name.is_some();
        let here = (0..self.units.len()).filter(|&other| {
            self.stages[other] == Stage::Done
                && self.units[other].words.end <= start
                && told(&self.drafts[other])
        });
        let last = self.memory.sentence.saturating_sub(1);
        let before = self.memory.recent.iter().filter(|recent| {
            recent.sentence == last
                && recent.person
                && !recent.plural
                && recent.codes.name.is_some()
        });
        let distinct = |codes: &mut dyn Iterator<Item = Codes>| {
            let mut seen: Vec<Codes> = Vec::new();
            for one in codes {
                if seen.iter().all(|known| known.name != one.name) {
                    seen.push(one);
                }
            }
            seen
        };
        let mut here = distinct(&mut here.map(|other| self.codes(other)));
        // "congratulated Kibaki and urged both men": he and the one whom the text speaks of most beside him.
        if let [one] = here.as_slice() {
            let others = (self.memory.officials.iter()).filter(|(codes, _)| codes.name != one.name);
            let other = others.max_by_key(|&&(_, times)| times);
            here.extend(other.map(|(codes, _)| codes.clone()));
        }
        let pair = match here.is_empty() {
            true => distinct(&mut before.map(|recent| recent.codes.clone())),
            false => here,
        };
        <[Codes; 2]>::try_from(pair).ok()
    }

    /// "the two Koreas", "both Sudans": two states of one name.
    fn halves(&self, unit: usize) -> Option<[Codes; 2]> {
        let Unit { words, phrase, .. } = &self.units[unit];
        let tail = words.end - 1;
        let counted = (phrase.start..tail)
            .any(|word| matches!(self.view.lower(word), "two" | "both" | "the"));
        let name = self.view.text(tail).strip_suffix('s').filter(|_| counted)?;
        if !starts_capital(name) {
            return None;
        }
        let of_name = |half: &str| {
            let full = format!("{half} {name}");
            let countries = self.knowledge.countries();
            countries.iter().find(|country| country.name == full)
        };
        let (north, south) = (of_name("North"), of_name("South"));
        let plain = || {
            let countries = self.knowledge.countries();
            countries.iter().find(|country| country.name == name)
        };
        let (one, other) = (north.or_else(plain)?, south?);
        Some([one, other].map(|country| Codes {
            name: Some(country.name.clone()),
            entity: Some(country.iso.into()),
            country: Some(country.code),
            ..Codes::default()
        }))
    }

    pub(super) fn both(&mut self, unit: usize, pair: [Codes; 2]) {
        let tail = self.units[unit].words.end - 1;
        let office = self.agent_at(tail).map(|agent| agent.sectors.clone());
        let states = self.is(self.view.lower(tail), Class::PairOfStates);
        // "Both men", "the two delegations" hold no office of their own.
        let noun = self.view.lower(tail);
        let office = office.filter(|_| !PERSONS.contains(&noun) && !self.is(noun, Class::BodyRole));
        let pair = pair.map(|codes| match (&office, states) {
            (_, true) => self.state_codes(codes),
            (Some(sectors), _) if !sectors.is_empty() => Codes {
                sectors: sectors.clone(),
                name: None,
                entity: None,
                ..codes
            },
            _ => codes,
        });
        self.together(unit, pair.into(), "coreference");
    }

    /// What stands for several parties.
    pub(super) fn together(&mut self, unit: usize, group: Vec<Codes>, basis: &'static str) {
        let draft = &mut self.drafts[unit];
        draft.kind = MentionKind::Party;
        draft.basis = basis;
        draft.plural = true;
        self.groups.push((unit, group));
    }

    /// The state of a party: "both countries" after two ministers are their countries.
    pub(super) fn state_codes(&self, codes: Codes) -> Codes {
        let name = codes
            .country
            .and_then(|code| self.knowledge.country_name(code));
        Codes {
            name: name.map(str::to_owned),
            entity: codes.country.map(String::from),
            country: codes.country,
            at: codes.at,
            ..Codes::default()
        }
    }
}

/// Whether a noun is said of whoever holds an office: "the president" of a body, "the deputy secretary"
/// of state, "the chief prosecutor" of a court; "the prime minister" is not his deputy.
fn holds(role: &str, noun: &str) -> bool {
    let role = role.to_lowercase().replace('-', " ");
    let noun = noun.replace('-', " ");
    let another = |of: &str| of.split(' ').any(|word| Described::Other.has(word));
    let of_body = role.split(" of ").next().unwrap_or(&role);
    let held = |role: &str, noun: &str| role.strip_suffix(noun).is_some_and(|of| !another(of));
    // "The chief prosecutor" is the prosecutor of a tribunal, "the chief minister" no minister.
    let led = (noun.strip_prefix("chief ")).filter(|office| Described::Chief.has(office));
    held(of_body, &noun)
        || held(&role, &noun)
        || led.is_some_and(|office| held(of_body, office))
        // "the city councillor" is the councillor
        || noun
            .strip_suffix(&*role)
            .is_some_and(|of| of.ends_with(' ') && !another(of))
}
