//! Agent nouns: whose they are, and what sector that gives them.

use super::*;

impl Resolver<'_, '_> {
    /// A unit whose noun is in the table of agents.
    pub(super) fn agent(&mut self, unit: usize, hit: Hit, index: u32, plural: bool) {
        let agent = self.knowledge.agent(index);
        let Unit {
            words,
            phrase,
            head,
            part,
        } = self.units[unit].clone();
        let view = self.view;
        let next = view.lower_at(words.end).unwrap_or("");
        // "rebel-held": a part of an adjective.
        let tight = !view.sentence.tokens[words.end - 1].space_after;
        let second = view.lower_at(words.end + 1).unwrap_or("");
        if tight && is_hyphen(next) && self.is_participle(second) {
            return;
        }
        if agent.is_abstract && !part {
            let led = self.commanded(words.end).is_some();
            let opened = phrase.start < hit.start || plural || led;
            // "power to arrest" is nobody, "American forces to leave" are.
            let peopled = matches!(view.xpos(hit.end - 1), "NNS" | "NNPS")
                && (view.xpos(phrase.start) == "PRP$"
                    || (self.hits_in(words.start..hit.start))
                        .any(|inner| matches!(inner.sense, Sense::Country(_) | Sense::Demonym(_))));
            if !opened || next == "to" && hit.end == words.end && !peopled {
                return;
            }
        }
        let mut sectors: Vec<Sector> = Vec::new();
        let mut inner_organisation = None;
        let mut inner_domestic = false;
        for inner in self.hits_in(words.start..hit.start) {
            match inner.sense {
                // "the veteran diplomat" is no mere veteran
                Sense::Agent(modifier, _) if !Described::Epithet.has(view.lower(inner.start)) => {
                    inner_domestic |= self.knowledge.agent(modifier).domestic;
                    for &sector in &self.knowledge.agent(modifier).sectors {
                        if !sectors.contains(&sector) {
                            sectors.push(sector);
                        }
                    }
                }
                Sense::Organisation(organisation) => inner_organisation = Some(organisation),
                _ => {}
            }
        }
        // "the head of foreign intelligence"
        if agent.kind == AgentKind::Role
            && next == "of"
            && let Some(of) = self.unit_from(words.end + 1)
            && let Some(modifier) = self.agent_at(self.units[of].words.end - 1)
            && modifier.kind == AgentKind::Modifier
        {
            inner_domestic = true;
            sectors.extend(&modifier.sectors);
        }
        // Roles: whom they belong to decides.
        let owner = self.owner_unit(unit);
        if let Some((owner, _)) = owner {
            self.resolve(owner);
        }
        let others = self.is(view.lower(hit.end - 1), Class::Outsider);
        if self.state_apposed(unit) {
            return;
        }
        let owned = owner
            .map(|(owner, _)| self.drafts[owner].clone())
            .filter(|owner| !(others && owner.is_state()))
            .map(
                |owner| match self.is(view.lower(hit.end - 1), Class::Counterpart) {
                    true => Mention {
                        country: None,
                        ..owner
                    },
                    false => owner,
                },
            )
            .filter(|owner| owner.country.is_some() || !owner.sectors.is_empty());
        let organisation = inner_organisation.map(|index| {
            let organisation = self.knowledge.organisation(index);
            (
                organisation.code,
                organisation.sectors.clone(),
                organisation.kind,
            )
        });
        let origin = self
            .origin(unit, hit.start)
            .or_else(|| self.origin_in(unit, hit.end..words.end));
        // "took refuge in its London embassy": where an embassy stands is not whose it is.
        let possessed = matches!(owner, Some((_, true)));
        let origin = origin.filter(|(_, basis, _)| {
            !(*basis == "place" && possessed && self.is(view.lower(hit.end - 1), Class::Diplomat))
        });
        let (mut country, mut basis) = match origin {
            Some((code, basis, _)) => (
                Some(code),
                if basis == "demonym" {
                    "demonym+agent"
                } else {
                    basis
                },
            ),
            None => (None, "agent"),
        };
        // "the Albanian rebels of the UCK": a people fights in many countries, a group in its own.
        if basis == "demonym+agent"
            && agent.sectors.first() == Some(&Sector::Reb)
            && let Some(group) = owned.as_ref().filter(|group| {
                group.entity.is_some()
                    && !group.person
                    && matches!(group.sectors.first(), Some(Sector::Reb | Sector::Prm))
            })
            && group.country.is_some()
        {
            (country, basis) = (group.country, "owner");
        }
        // "the Serb member of the presidency" is of the state whose presidency it is.
        if basis == "demonym+agent"
            && matches!(agent.kind, AgentKind::Role | AgentKind::Person)
            && let (Some((_, false)), Some(body)) = (owner, owned.as_ref())
            && body.kind == MentionKind::Party
            && !body.person
            && body.country.is_some()
            && (view.lower(hit.end - 1).starts_with("member")
                || body.country.is_some_and(|code| code.is_supranational()))
            && matches!(
                body.sectors.first(),
                None | Some(Sector::Gov | Sector::Leg | Sector::Jud | Sector::Pty)
            )
        {
            (country, basis) = (body.country, "owner");
        }
        if let Some((code, _, _)) = &organisation
            && country.is_none()
            && code.is_some()
        {
            (country, basis) = (*code, "organisation");
        }
        // "Surin's villagers", "the Iguala police": a town that only the tables of places know.
        let mut local = basis == "place";
        if country.is_none() {
            let town = match owner {
                Some((owner, possessor)) if self.drafts[owner].country.is_none() => {
                    // "the bishop of Chartres"
                    let see = !plural && agent.sectors.first() == Some(&Sector::Rel);
                    match possessor {
                        true => self.listed_town(self.units[owner].words.clone()),
                        false if see => self.town(owner),
                        false => None,
                    }
                }
                Some(_) => None,
                None => self.listed_town(words.start..hit.start),
            };
            if let Some(code) = town {
                (country, basis) = (Some(code), "place");
                local = true;
            }
        }
        if let (None, Some(owned)) = (country, &owned) {
            country = owned.country;
            if country.is_some() {
                basis = if owned.kind == MentionKind::Place {
                    "place"
                } else {
                    "owner"
                };
            }
        }
        let mut role_of: Option<Vec<Sector>> = None;
        if let Some((_, own, kind)) = &organisation {
            let armed = matches!(kind, OrganisationKind::Armed);
            let force = agent.sectors.iter().any(|sector| {
                matches!(
                    sector,
                    Sector::Reb | Sector::Uaf | Sector::Mil | Sector::Prm | Sector::Cop
                )
            });
            let partisans = *kind == OrganisationKind::Party
                && self.is(view.lower(hit.end - 1), Class::Partisan);
            // "Republican Guard officers" are no police.
            let soldier = own.first() == Some(&Sector::Mil)
                && agent.sectors.first() == Some(&Sector::Cop)
                && view.lower(hit.end - 1).starts_with("officer");
            // "the Basque interior minister" is no mere Basque.
            let outside_state =
                !matches!(kind, OrganisationKind::State | OrganisationKind::Community);
            // "Interahamwe youths"
            let ranks = armed && self.is(view.lower(hit.end - 1), Class::Ranks);
            // "the Fidesz man", "OMON men"
            let man = matches!(view.lower(hit.end - 1), "man" | "men" | "woman" | "women")
                && !matches!(kind, OrganisationKind::Community | OrganisationKind::Media);
            let civil = own.first() == Some(&Sector::Mil)
                && *kind == OrganisationKind::Intergovernmental
                && Described::Civilian.has(view.lower(hit.end - 1));
            // "the Hamas movement" is Hamas.
            let group = matches!(kind, OrganisationKind::Armed | OrganisationKind::Party)
                && self.is(view.lower(hit.end - 1), Class::Group);
            if civil {
                role_of = Some(agent.sectors.clone());
            } else if agent.kind == AgentKind::Role
                || armed && force
                || ranks
                || man
                || partisans
                || group
                || soldier
                || outside_state && agent.sectors.first() == Some(&Sector::Gov)
            {
                role_of = Some(own.clone());
            }
        } else if let Some(owned) = owned
            .as_ref()
            .filter(|owned| owned.kind == MentionKind::Party)
        {
            let noun = view.lower(hit.end - 1);
            let (first, of) = (agent.sectors.first(), owned.sectors.first());
            let armed = matches!(of, Some(Sector::Reb | Sector::Prm));
            // "his army chief": a force keeps its own sector under those who govern.
            let force = matches!(first, Some(Sector::Mil | Sector::Cop | Sector::Spy))
                && matches!(of, Some(Sector::Gov | Sector::Eli));
            let supranational = owned.country.is_some_and(|code| code.is_supranational());
            let named_group = armed && owned.entity.is_some() && !owned.person;
            let civil = of == Some(&Sector::Mil)
                && owned.country.is_some_and(|code| code.as_str() == "UNO")
                && Described::Civilian.has(noun);
            let takes = match agent.kind {
                AgentKind::Role if civil => false,
                // "a judge of the Islamic State", "the finance chief of the FARC"
                AgentKind::Person
                    if named_group
                        && (OFFICERS.contains(&first.copied()) || noun.starts_with("leader")) =>
                {
                    true
                }
                AgentKind::Role => supranational || !owned.sectors.is_empty() && !force,
                // "a vice-president of the European Parliament"
                AgentKind::Person if supranational && first == Some(&Sector::Gov) => true,
                // "ElBaradei's inspectors" are no police
                AgentKind::Person if supranational && first == Some(&Sector::Cop) => {
                    owned.entity.is_some() || owned.person
                }
                // "Aoun's men"
                AgentKind::Person if noun == "men" && owned.person => matches!(
                    of,
                    Some(
                        Sector::Gov
                            | Sector::Eli
                            | Sector::Leg
                            | Sector::Pty
                            | Sector::Opp
                            | Sector::Crm
                            | Sector::Uaf
                            | Sector::Mil
                            | Sector::Reb
                            | Sector::Prm
                    )
                ),
                // "men of the Rapid Support Forces", "Maskhadov's followers", "Aideed's gunmen"
                AgentKind::Person if armed => {
                    let known = owned.entity.is_some() || owned.person;
                    let any = self.is(noun, Class::Ranks) || self.is(noun, Class::Follower);
                    known && (any || first == Some(&Sector::Uaf))
                }
                // "the party's workers", "Islamists of the PJD"
                AgentKind::Person
                    if of == Some(&Sector::Pty) && owned.entity.is_some() && !owned.person =>
                {
                    // "The former guerrillas of the FMLN" are the party now.
                    let were = first == Some(&Sector::Reb)
                        && (self.former(&phrase) || view.lower(hit.start) == "former");
                    were || self.is(noun, Class::Ranks)
                        || self.is(noun, Class::Follower)
                        || self.is(noun, Class::Partisan)
                }
                // "the union's man" is of the union, "men of the Search Bloc" of the police
                AgentKind::Person
                    if matches!(noun, "man" | "woman")
                        || matches!(noun, "men" | "women")
                            && !owned.person
                            && matches!(of, Some(Sector::Mil | Sector::Cop | Sector::Spy)) =>
                {
                    of.is_some() && owned.entity.is_some() && !owned.person
                }
                // "his officers", the general being a soldier; "an officer of the Drina Corps"
                AgentKind::Person if of == Some(&Sector::Mil) => {
                    owned.person && self.is(noun, Class::Ranks) || noun.starts_with("officer")
                }
                // "officers of the GRU", "the secret police's snipers"
                AgentKind::Person if matches!(of, Some(Sector::Spy | Sector::Cop)) => {
                    let named = owned.entity.is_some() && !owned.person;
                    named && (noun.starts_with("officer") || first == Some(&Sector::Uaf))
                }
                // "the union's president": who presides over a body is of its sector
                AgentKind::Person if self.is(noun, Class::Presiding) => {
                    use Sector::{Agr, Bus, Edu, Jrn, Jud, Lab, Leg, Med, Pty, Rel, Soc};
                    let body = of.is_some_and(|of| {
                        [Agr, Bus, Edu, Jrn, Jud, Lab, Leg, Med, Pty, Rel, Soc].contains(of)
                    });
                    body && (owned.plural || !owned.person)
                }
                _ => false,
            };
            if takes {
                role_of = Some(owned.sectors.clone());
            }
            match (noun, role_of.as_ref().and_then(|of| of.first())) {
                ("successor", Some(Sector::Eli)) => role_of = Some(vec![Sector::Gov]),
                ("predecessor", Some(Sector::Gov)) => role_of = Some(vec![Sector::Eli]),
                _ => {}
            }
        }
        // "the airline's pilots" fly no fighters
        if let Some(owned) = owned.as_ref()
            && owned.sectors.first() == Some(&Sector::Bus)
            && owned.kind == MentionKind::Party
            && plural
            && view.lower(hit.end - 1) == "pilots"
        {
            role_of = Some(vec![Sector::Lab]);
        }
        // Commanders of a party command rebels.
        let commands = agent.sectors.first() == Some(&Sector::Mil);
        if commands && role_of.as_ref().and_then(|of| of.first()) == Some(&Sector::Pty) {
            role_of = Some(vec![Sector::Reb]);
        }
        let family = self.is(view.lower(hit.end - 1), Class::Family);
        // "Deputies approved the motion": those of the parliament.
        // "the chamber's deputies"
        let of_any = owner.is_none_or(|(owner, possessor)| possessor && self.is_thing(owner));
        let seated = plural && of_any && view.lower(hit.end - 1) == "deputies";
        let leads_ground = owner
            .filter(|_| !plural && view.lower(hit.end - 1) == "leader")
            .filter(|&(owner, possessor)| possessor && self.is_home_ground(owner, false))
            .map(|(owner, _)| match self.breaks_away(owner) {
                true => Sector::Reb,
                false => Sector::Gov,
            });
        let own = match (agent.kind, role_of) {
            (_, Some(owner)) if family => {
                if owner
                    .iter()
                    .any(|s| matches!(s, Sector::Gov | Sector::Eli | Sector::Leg))
                {
                    vec![Sector::Eli]
                } else {
                    vec![Sector::Cvl]
                }
            }
            (_, Some(owner)) => owner,
            // "ethnic Albanian deputies" sit in a parliament, whoever they are by descent
            (AgentKind::Role, None)
                if !(sectors.is_empty() || seated && sectors == [Sector::Cvl]) =>
            {
                std::mem::take(&mut sectors)
            }
            // "the breakaway region's leader", "the island's leader"
            (AgentKind::Role, None) if leads_ground.is_some() => leads_ground.into_iter().collect(),
            (AgentKind::Role, None)
                if country.is_none()
                    && hit.end - hit.start == 1
                    && self.is(view.lower(hit.end - 1), Class::OwnedRole) =>
            {
                Vec::new()
            }
            // "the region's military commander"
            (AgentKind::Role, None)
                if owner.is_some_and(|(owner, _)| self.is_home_ground(owner, false)) =>
            {
                agent.sectors.clone()
            }
            (AgentKind::Role, None) if owner.is_some() && country.is_none() && !agent.domestic => {
                if family {
                    agent.sectors.clone()
                } else {
                    Vec::new()
                }
            }
            _ => agent.sectors.clone(),
        };
        let own = match seated && own.is_empty() {
            true => vec![Sector::Leg],
            false => own,
        };
        // "Latvia's Russian speakers" preside over nothing.
        let tongue = plural
            && view.lower(hit.end - 1) == "speakers"
            && self
                .hits_in(words.start..hit.start)
                .any(|of| matches!(of.sense, Sense::Demonym(_)) && self.names_tongue(of));
        let own = match tongue {
            true => vec![Sector::Cvl],
            false => own,
        };
        let own = match self.is_party_name(hit, plural) {
            true => vec![Sector::Pty],
            false => own,
        };
        let rebel = sectors.first() == Some(&Sector::Reb)
            && matches!(own.first(), Some(Sector::Mil | Sector::Uaf));
        let mut all = if rebel { vec![Sector::Reb] } else { own };
        for sector in sectors {
            if !all.contains(&sector)
                && !all.is_empty()
                && matches!(sector, Sector::Opp | Sector::Reb | Sector::Pty)
            {
                all.push(sector);
            }
        }
        if self.former(&phrase) && agent.kind != AgentKind::Body {
            let office = |s: &Sector| {
                matches!(
                    s,
                    Sector::Gov
                        | Sector::Leg
                        | Sector::Jud
                        | Sector::Mil
                        | Sector::Spy
                        | Sector::Cop
                )
            };
            if all.iter().any(office) || all.is_empty() && country.is_some() {
                all = vec![Sector::Eli];
            }
        }
        // "The widows shouted": kin of nobody who was named are people of the place.
        let kin = family
            && owner.is_none()
            && next != "of"
            && all.is_empty()
            && view.lower(phrase.start) == "the";
        if kin {
            all = vec![Sector::Cvl];
        }
        let nothing = agent.kind == AgentKind::Role && all.is_empty() && country.is_none();
        let person = matches!(agent.kind, AgentKind::Person | AgentKind::Role)
            && !self.is(view.lower(self.noun_of(hit)), Class::BodyRole)
            && !self.is(view.lower(self.noun_of(hit)), Class::Group);
        let body = agent.kind == AgentKind::Body || !person;
        self.females[unit] = match (agent.female, agent.male) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => None,
        };
        let role = (person && !plural).then(|| self.role(hit, unit));
        let domestic = agent.domestic || seated || inner_domestic && agent.kind == AgentKind::Role;
        let agent_abroad = agent.abroad;
        // "called on all parties to show restraint": the sides of a conflict.
        let sides = plural
            && view.lower(hit.end - 1) == "parties"
            && owner.is_none()
            && !matches!(view.deprel(head), Deprel::Nsubj | Deprel::NsubjPass)
            && phrase
                .clone()
                .any(|word| matches!(view.lower(word), "all" | "both" | "relevant"));
        // "Foreign ministers met in Lima": several statesmen without an article are of several states.
        // "Officials said" is told at home.
        let statesmen = self.is(view.lower(self.noun_of(hit)), Class::Statesman);
        let foreign = person && plural && statesmen && agent.sectors.first() == Some(&Sector::Gov);
        {
            let draft = &mut self.drafts[unit];
            draft.kind = if nothing && !(others && owner.is_some()) {
                MentionKind::Other
            } else {
                MentionKind::Party
            };
            draft.country = country;
            draft.sectors = if sides { Vec::new() } else { all };
            draft.basis = basis;
            draft.plural = plural || draft.plural && !body;
            draft.person = person;
            draft.role = role;
        }
        if Described::Company.has(view.lower(hit.end - 1)) {
            self.company_called(unit);
        }
        // Of those who may be from anywhere, and of roles of nobody, a country is not said.
        let abroad = agent_abroad
            || others && owner.is_some()
            || sides
            // "Several governments sent aid": more than one, so not that of the report.
            || !local && view.lower(hit.end - 1) == "governments"
            || !domestic && self.drafts[unit].sectors.is_empty()
            || phrase.clone().any(|word| {
                // "the foreign ministry" is at home.
                let office = self.hit(word).is_some_and(|hit| hit.end - hit.start > 1);
                self.is(view.lower(word), Class::Elsewhere) && !office
            });
        match owner.filter(|_| plural) {
            Some((owner, false)) if person => self.leaders_of(unit, owner),
            Some((owner, true)) => self.first_owner(unit, owner),
            None if plural && person => self.leaders_of_both(unit),
            _ => {}
        }
        let diplomat = self.is(view.lower(hit.end - 1), Class::Diplomat);
        if self.drafts[unit].country.is_none() && !plural && words.end == hit.end {
            self.described_person(unit);
        }
        if self.drafts[unit].country.is_none() {
            let definite = matches!(view.lower(phrase.start), "the" | "this" | "that");
            // "the vice-president" is not the president, "the border guard commander" no rebel commander
            let start = (self.hits_in(words.start..hit.start))
                .find(|inner| {
                    matches!(inner.sense, Sense::Agent(..))
                        && !Described::Epithet.has(view.lower(inner.start))
                })
                .map_or(hit.start, |inner| inner.start);
            let noun = match self.noun_of(hit) + 1 == hit.end && !person {
                true => view.lower(hit.end - 1).to_owned(),
                false => view.slice(start..hit.end).to_lowercase(),
            };
            let former = self.former(&phrase);
            if definite && !plural && owner.is_none() && words.end == hit.end && !former {
                self.same_noun(unit, &noun, person);
            }
        }
        if self.drafts[unit].country.is_none() && owner.is_none() && !plural {
            self.headed_by(unit);
        }
        if diplomat && owner.is_none() {
            self.of_their_mission(unit);
        }
        // "the monitors", "the peace force", "the international envoy"
        let joint = (diplomat || agent.sectors.first() == Some(&Sector::Mil))
            && (phrase.start..hit.end).any(|word| Described::Joint.has(view.lower(word)));
        let mission = joint || Described::Mission.has(view.lower(hit.end - 1));
        if owner.is_none() && mission {
            self.of_their_body(unit);
        }
        if diplomat && owner.is_none() && !plural && self.drafts[unit].country.is_none() {
            self.serves_abroad(unit);
        }
        if family && !plural {
            self.kin_in_office(unit);
        }
        if family && !plural && owner.is_none() && self.drafts[unit].country.is_none() {
            self.kin_of_named(unit);
        }
        if self.drafts[unit].country.is_none() {
            self.apposition(unit);
        }
        if self.drafts[unit].country.is_none() && owner.is_none() && hit.start == words.start {
            self.speaks_for(unit);
        }
        if self.drafts[unit].country.is_none()
            && owner.is_none()
            && let Some(code) = self.visits(unit)
        {
            self.drafts[unit].country = Some(code);
            self.drafts[unit].basis = "coreference";
        }
        let nothing = nothing && self.drafts[unit].kind == MentionKind::Other;
        // Diplomats in Vienna are of any state; those from Vienna are of Austria.
        if plural
            && diplomat
            && next == "from"
            && let Some(from) = self.unit_from(words.end + 1)
        {
            self.leaders_of(unit, from);
        }
        // "World leaders in Paris" are of none or many states.
        let elsewhere = agent_abroad && self.drafts[unit].sectors.first() == Some(&Sector::Mil)
            || (diplomat || agent_abroad && foreign) && next != "from";
        if self.drafts[unit].country.is_none()
            && !nothing
            && !elsewhere
            && let Some(code) = self.place_after(unit, words.end, head)
        {
            let seat = self
                .seat_after(words.end)
                .filter(|_| plural && Described::Seated.has(view.lower(hit.end - 1)));
            let code = seat.unwrap_or(code);
            let draft = &mut self.drafts[unit];
            draft.country = Some(code);
            draft.basis = "place";
            draft.kind = MentionKind::Party;
        }
        let sponsored = self.sponsor(&phrase, words.start).is_some();
        if owner.is_none() && organisation.is_none() && !sponsored {
            self.joined_with_government(unit);
            // Hijackers are of no group that deals with them; mercenaries have an employer.
            let hired = agent.sectors.first() == Some(&Sector::Prm);
            if !agent_abroad || hired {
                self.of_their_group(unit);
            }
            let fled = agent.sectors.first() == Some(&Sector::Ref);
            if person && plural && (!agent_abroad || hired || fled) {
                self.of_their_kind(unit);
            }
            self.of_their_court(unit);
        }
        let in_town = owner.is_some_and(|(owner, _)| self.is_town_spoken_of(owner))
            || owner.is_none() && self.stands_in_town(words.end);
        if self.drafts[unit].country.is_none()
            && in_town
            && !nothing
            && let Some(code) = self.last_town(phrase.start).or(self.memory.town)
        {
            self.drafts[unit].country = Some(code);
            self.drafts[unit].basis = "place";
        }
        let of_home = owner.is_some_and(|(owner, possessor)| {
            // "the minister of trade", "the chamber's speaker"
            let thing = domestic && self.is_thing(owner);
            let known = !possessor || self.view.lower(self.units[owner].phrase.start) == "the";
            self.is_home_ground(owner, domestic) || known && thing
        });
        if self.drafts[unit].country.is_none() && (owner.is_none() || of_home) {
            if let Some(code) = self.sponsor(&phrase, words.start) {
                self.drafts[unit].country = Some(code);
                self.drafts[unit].basis = "sponsor";
            } else {
                let bare = foreign && phrase.start == words.start;
                // "Roma families": a people of no state lives where the report is from.
                let body = organisation.as_ref().is_some_and(|(code, _, kind)| {
                    code.is_some() || *kind != OrganisationKind::Community
                });
                if !(abroad || nothing || bare || body) {
                    self.domestic(unit, domestic);
                }
                // The vice-chancellor of a university is of any country.
                if !plural && agent.sectors.first() != Some(&Sector::Edu) {
                    self.held_in(unit, hit, abroad);
                } else if plural {
                    self.held_in(unit, hit, true);
                }
            }
        }
        let stranger = abroad && !agent_abroad || diplomat || others || sponsored;
        // "Islamists burned the shops", "the cartels fight".
        let band = matches!(
            self.drafts[unit].sectors.first(),
            Some(Sector::Crm | Sector::Prm | Sector::Reb | Sector::Rel)
        );
        if self.drafts[unit].country.is_none() && owner.is_none() && (!plural || band) && !stranger
        {
            self.of_the_report(unit);
        }
        let draft = &mut self.drafts[unit];
        // The government of a town or a province is not that of the country.
        if body
            && !local
            && draft.entity.is_none()
            && draft.name.is_none()
            && let (Some(code), Some(sector)) = (draft.country, draft.sectors.first())
        {
            draft.entity = Some(format!("{code}-{sector}", sector = sector.as_str()));
            let noun = view.lower(hit.end - 1);
            if self.knowledge.is(noun, Class::Government) && *sector == Sector::Gov {
                draft.name = self
                    .knowledge
                    .country_name(code)
                    .map(|name| format!("Government of {name}"));
            }
        }
    }

    /// "The judges" after "the International Criminal Court": those of the court of states spoken of.
    fn of_their_court(&mut self, unit: usize) {
        let Unit { words, phrase, .. } = &self.units[unit];
        let draft = &self.drafts[unit];
        let bare = phrase.start == words.start && draft.plural;
        let meant = bare || self.view.lower(phrase.start) == "the";
        if draft.country.is_some() || draft.sectors.first() != Some(&Sector::Jud) || !meant {
            return;
        }
        let found = self.refer_noun(unit, |recent| {
            !recent.person
                && recent.codes.country.is_some()
                && recent.codes.sectors.first() == Some(&Sector::Jud)
        });
        let home = found.and_then(|Recent { codes, .. }| codes.country);
        if let Some(code) = home.filter(|code| code.is_supranational()) {
            let draft = &mut self.drafts[unit];
            draft.country = Some(code);
            draft.basis = "coreference";
        }
    }

    /// "The agency" after its chief, "the alliance" after its secretary-general: the body of states that the one
    /// person named in its service is of.
    pub(super) fn headed_by(&mut self, unit: usize) -> bool {
        let Unit { words, phrase, .. } = &self.units[unit];
        let noun = self.view.lower(words.end - 1);
        let bare = words.len() == 1 && self.view.lower(phrase.start) == "the";
        if !bare || !Described::Headed.has(noun) {
            return false;
        }
        let start = phrase.start;
        let serves = |code: &CountryCode| matches!(code.as_str(), "UNO" | "EUR" | "IGO");
        let here = (0..self.units.len())
            .filter(|&other| self.units[other].words.end <= start)
            .filter(|&other| self.stages[other] == Stage::Done)
            .map(|other| &self.drafts[other])
            .filter(|draft| draft.person && draft.name.is_some())
            .filter_map(|draft| draft.country);
        let before = (self.memory.recent.iter())
            .filter(|recent| recent.person && recent.codes.name.is_some())
            .filter_map(|recent| recent.codes.country);
        let mut bodies: Vec<CountryCode> = here.chain(before).filter(serves).collect();
        bodies.sort_unstable();
        bodies.dedup();
        let [body] = bodies[..] else {
            return false;
        };
        let draft = &mut self.drafts[unit];
        draft.kind = MentionKind::Party;
        draft.country = Some(body);
        draft.sectors = Vec::new();
        draft.basis = "coreference";
        true
    }

    /// "The monitors" after "the OSCE", "the peacekeepers" after a U.N. force: those of the one body of states just
    /// spoken of.
    fn of_their_body(&mut self, unit: usize) {
        let start = self.units[unit].phrase.start;
        if self.drafts[unit].country.is_some() || self.view.lower(start) != "the" {
            return;
        }
        let here = (0..self.units.len())
            .filter(|&other| self.units[other].words.end <= start)
            .filter(|&other| self.stages[other] == Stage::Done)
            .filter_map(|other| self.drafts[other].country);
        let before = self.memory.recent.iter();
        let before = before.filter_map(|recent| recent.codes.country);
        let mut bodies: Vec<CountryCode> = here
            .chain(before)
            .filter(|code| matches!(code.as_str(), "UNO" | "EUR" | "IGO"))
            .collect();
        bodies.sort_unstable();
        bodies.dedup();
        if let [body] = bodies[..] {
            let draft = &mut self.drafts[unit];
            draft.kind = MentionKind::Party;
            draft.country = Some(body);
            draft.basis = "coreference";
        }
    }

    /// "The ambassador" after "the U.S. embassy", "the diplomat" after an ambassador: who serves in the
    /// mission just spoken of, or is the envoy just named.
    fn of_their_mission(&mut self, unit: usize) {
        let start = self.units[unit].phrase.start;
        if self.drafts[unit].country.is_some() || self.view.lower(start) != "the" {
            return;
        }
        let one = !self.drafts[unit].plural;
        let found = self.refer_noun(unit, |recent| {
            let role = recent.codes.role.as_deref().unwrap_or_default();
            let office = role.rsplit(' ').next().unwrap_or(role).to_lowercase();
            let serves = match recent.person {
                true => one && !recent.plural && self.is(&office, Class::Diplomat),
                false => self.is(&recent.noun, Class::Diplomat),
            };
            recent.codes.country.is_some() && serves
        });
        if let Some(Recent { codes, .. }) = found {
            let draft = &mut self.drafts[unit];
            draft.kind = MentionKind::Party;
            draft.country = codes.country;
            draft.basis = "coreference";
        }
    }

    /// "El Salvador's government and leftist rebels": who is joined with a government opposes it at home.
    fn joined_with_government(&mut self, unit: usize) {
        let view = self.view;
        let draft = &self.drafts[unit];
        let opposes = matches!(draft.sectors.first(), Some(Sector::Reb | Sector::Opp));
        if draft.country.is_some() || !opposes {
            return;
        }
        // By their places, whatever the arcs.
        let Unit { words, phrase, .. } = self.units[unit].clone();
        let joins = |word: usize| view.lower_at(word) == Some("and");
        let before = phrase.start.checked_sub(2);
        let before = before
            .filter(|before| joins(before + 1))
            .and_then(|before| self.unit(before));
        let after = joins(words.end)
            .then(|| self.unit_from(words.end + 1))
            .flatten();
        let joined: Vec<usize> = (before.into_iter().chain(after))
            .filter(|&other| other != unit && self.stages[other] != Stage::Active)
            .collect();
        for other in joined {
            self.resolve(other);
            let of = &self.drafts[other];
            let governs = of.sectors.first() == Some(&Sector::Gov) && !of.person;
            let home = of.country.filter(|code| !code.is_supranational());
            if let Some(code) = home.filter(|_| governs) {
                let draft = &mut self.drafts[unit];
                draft.country = Some(code);
                draft.basis = "sentence";
                return;
            }
        }
    }

    /// "The guerrillas" after "the FARC": fighters are of the one armed group just spoken of, wherever
    /// the report was filed, if it tells of their country.
    fn of_their_group(&mut self, unit: usize) {
        let armed = |first: Option<&Sector>| matches!(first, Some(Sector::Reb | Sector::Prm));
        let start = self.units[unit].phrase.start;
        let draft = &self.drafts[unit];
        let definite = self.view.lower(start) == "the";
        if draft.country.is_some() || !armed(draft.sectors.first()) || !definite {
            return;
        }
        let here = (0..self.units.len())
            .filter(|&other| {
                self.stages[other] == Stage::Done && self.units[other].words.end <= start
            })
            .map(|other| &self.drafts[other])
            .filter(|other| armed(other.sectors.first()))
            .filter_map(|other| Some((other.country?, other.entity.is_some() && !other.person)));
        let before = (self.memory.recent.iter())
            .filter(|recent| armed(recent.codes.sectors.first()))
            .filter_map(|recent| Some((recent.codes.country?, recent.organisation())));
        let mut homes: Vec<(CountryCode, bool)> = here.chain(before).collect();
        let named = homes.iter().any(|&(_, named)| named);
        homes.sort_unstable();
        homes.dedup_by_key(|&mut (home, _)| home);
        let [(home, _)] = homes[..] else {
            return;
        };
        // A group with a name has its own home, whatever else the report tells of.
        if !home.is_supranational() && (named || self.memory.tells_of(home)) {
            let draft = &mut self.drafts[unit];
            draft.country = Some(home);
            draft.basis = "coreference";
        }
    }

    /// "The reporters" after "two British journalists", "the migrants" after "forty Malians": several of a kind are
    /// those of the one country of whom the last sentence told.
    fn of_their_kind(&mut self, unit: usize) {
        use Sector::{Agr, Bus, Cvl, Edu, Jrn, Lab, Med, Mil, Ref, Rel, Soc};
        let Unit { words, phrase, .. } = &self.units[unit];
        let draft = &self.drafts[unit];
        let sector = draft.sectors.first().copied();
        let kind = sector
            .is_some_and(|of| [Agr, Bus, Edu, Jrn, Lab, Med, Mil, Ref, Rel, Soc].contains(&of));
        let fled = sector == Some(Ref);
        let of_kind = |of: Option<Sector>| of == sector || fled && of == Some(Cvl);
        let bare = self.view.lower(phrase.start) == "the" && phrase.len() == words.len() + 1;
        let Some(last) = self.memory.sentence.checked_sub(1) else {
            return;
        };
        if draft.country.is_some() || !kind || !bare || words.len() > 1 {
            return;
        }
        let mut homes: Vec<Option<CountryCode>> = (self.memory.recent.iter())
            .filter(|recent| recent.sentence == last && recent.plural)
            .filter(|recent| recent.person || sector == Some(Mil))
            .filter(|recent| of_kind(recent.codes.sectors.first().copied()))
            .map(|recent| recent.codes.country)
            .collect();
        // Nobody flees to where he is at home.
        let filed = self.memory.filed();
        homes.retain(|home| !(fled && home.is_some() && *home == filed));
        homes.sort_unstable();
        homes.dedup();
        if let [Some(home)] = homes[..] {
            let draft = &mut self.drafts[unit];
            draft.country = Some(home);
            draft.basis = "coreference";
        }
    }

    /// The person who comes into the office that a unit names: "Okello" of "Okello took the oath as the
    /// island's president", "Okello was elected president".
    pub(super) fn installed(&self, unit: usize) -> Option<usize> {
        let view = self.view;
        let Unit {
            words,
            phrase,
            part,
            ..
        } = &self.units[unit];
        let office = self.agent_at(words.end - 1).is_some_and(|agent| {
            matches!(agent.kind, AgentKind::Person | AgentKind::Role) && !agent.is_abstract
        });
        if *part || !office || matches!(view.xpos(words.end - 1), "NNS" | "NNPS") {
            return None;
        }
        let start = phrase.start;
        let verb = (start.saturating_sub(10)..start)
            .rev()
            .find(|&word| matches!(view.upos(word), Upos::Verb | Upos::Aux))?;
        let between = verb + 1..start;
        let preposition = (between.clone())
            .rev()
            .find(|&word| matches!(view.upos(word), Upos::Adp | Upos::Sconj));
        let by_as = preposition.is_some_and(|word| view.lower(word) == "as");
        let particle = preposition.is_none_or(|word| word == verb + 1);
        let closed = between.clone().any(|word| view.upos(word) == Upos::Punct);
        let oath = view.lemma(verb) == "take"
            && by_as
            && (between.clone()).any(|word| matches!(view.lower(word), "oath" | "office"));
        let passive = self.is(view.lemma(verb), Class::Installing)
            && view.child(verb, &[Deprel::AuxPass]).is_some()
            && (by_as || particle);
        if closed || !(oath || passive) {
            return None;
        }
        let subject = view.child(verb, &[Deprel::Nsubj, Deprel::NsubjPass])?;
        let subject = self.unit(subject).filter(|&of| of != unit)?;
        let named = matches!(self.core(&self.units[subject].words), Some(Core::Person(_)));
        (named && self.units[subject].words.end <= verb).then_some(subject)
    }

    /// Gives somebody the office into which the sentence says that he comes.
    pub(super) fn takes_office(&mut self, unit: usize) {
        use Sector::{Cop, Gov, Jud, Leg, Mil, Pty, Rel, Spy};
        let told: Vec<usize> = (unit + 1..self.units.len())
            .filter(|&other| self.stages[other] == Stage::New)
            .filter(|&other| self.installed(other) == Some(unit))
            .collect();
        let mut home = None;
        for office in told {
            self.resolve(office);
            let of = self.drafts[office].clone();
            // An office at home where the report is says less than what the name's own words say.
            let guessed = matches!(of.basis, "document" | "sentence");
            home = home.or(of.country.filter(|_| !guessed));
            let first = of.sectors.first();
            if !first.is_some_and(|first| [Cop, Gov, Jud, Leg, Mil, Pty, Rel, Spy].contains(first))
            {
                continue;
            }
            let draft = &mut self.drafts[unit];
            draft.country = home.or(draft.country).or(of.country);
            draft.sectors = of.sectors;
            draft.role = draft.role.take().or(of.role);
            draft.basis = "apposition";
            return;
        }
    }

    /// "His daughter, the vice-president": kin who are said to hold an office are what they hold.
    fn kin_in_office(&mut self, unit: usize) {
        let Some(other) = self.apposed(unit) else {
            return;
        };
        if self.stages[other] == Stage::Active {
            return;
        }
        self.resolve(other);
        let found = self.drafts[other].clone();
        let tail = self.units[other].words.end - 1;
        let holds = found.person
            && !found.plural
            && found.role.is_some()
            && !found.sectors.is_empty()
            && !self.is(self.view.lower(tail), Class::Family);
        if !holds {
            return;
        }
        let draft = &mut self.drafts[unit];
        draft.sectors = found.sectors;
        // An office at home where the report is, is at home where the kin is.
        let guessed = matches!(found.basis, "document" | "sentence");
        draft.country = match guessed {
            true => draft.country.or(found.country),
            false => found.country.or(draft.country),
        };
        draft.role = found.role;
        draft.name = draft.name.take().or(found.name);
        draft.basis = "apposition";
    }

    /// "India, the kingdom's main supplier of arms": what a state is said to be is that state.
    fn state_apposed(&mut self, unit: usize) -> bool {
        let Unit { head, phrase, .. } = self.units[unit].clone();
        let view = self.view;
        let of = Some(head)
            .filter(|&head| view.deprel(head) == Deprel::Appos)
            .and_then(|head| view.head(head))
            .and_then(|of| self.unit(of))
            .filter(|&of| of != unit && self.stages[of] == Stage::Done)
            .filter(|&of| self.units[of].words.end <= phrase.start);
        let Some(of) = of else { return false };
        let state = &self.drafts[of];
        let named = state.is_state() && state.name.is_some() && state.basis == "gazetteer";
        if named && let Some(code) = state.country {
            let draft = &mut self.drafts[unit];
            draft.kind = MentionKind::Party;
            draft.country = Some(code);
            draft.basis = "apposition";
        }
        named
    }

    /// "The aluminium company", "the gangster": who is told of as known, in a report that names no country
    /// but that which it was filed from.
    fn of_the_report(&mut self, unit: usize) {
        use Sector::{Agr, Bus, Crm, Cvl, Edu, Gov, Jrn, Lab, Med, Prm, Pty, Reb, Rel, Soc};
        let draft = &self.drafts[unit];
        let local = draft.sectors.first().is_some_and(|first| {
            [
                Agr, Bus, Crm, Cvl, Edu, Gov, Jrn, Lab, Med, Prm, Pty, Reb, Rel, Soc,
            ]
            .contains(first)
        });
        let Unit {
            words,
            phrase,
            head,
            ..
        } = &self.units[unit];
        let bare = draft.plural && phrase.start == words.start && self.is_subject(*head);
        let definite = self.view.lower(phrase.start) == "the" || bare;
        if let Some(code) = self.memory.only_home().filter(|_| local && definite) {
            let draft = &mut self.drafts[unit];
            draft.country = Some(code);
            draft.basis = "document";
        }
    }

    /// "Officials in Brussels": the body of states for which the town right behind a noun stands, unless the text
    /// speaks of the town's own state.
    fn seat_after(&self, end: usize) -> Option<CountryCode> {
        let view = self.view;
        let hit = self
            .hit(end + 1)
            .filter(|_| view.lower_at(end) == Some("in"))?;
        let Sense::Place(index) = hit.sense else {
            return None;
        };
        let country = self.knowledge.country(index);
        let (town, other) = country.seat_of.as_ref()?;
        let whole = view.slice(hit.start..hit.end) == town;
        (whole && !self.memory.is_native(country.code, *other)).then_some(*other)
    }

    /// Whether a region or a republic is said to have left its state: "the breakaway region".
    fn breaks_away(&self, unit: usize) -> bool {
        let mut words = self.units[unit].phrase.clone();
        words.any(|word| Described::Breakaway.has(self.view.lower(word)))
            || (self
                .view
                .slice(self.units[unit].phrase.clone())
                .to_lowercase())
            .contains("self-")
    }

    /// "The widow", "the twin brother": kin of the one person just named.
    fn kin_of_named(&mut self, unit: usize) {
        if self.view.lower(self.units[unit].phrase.start) != "the" {
            return;
        }
        let found = self.refer_noun(unit, |recent| {
            recent.person && !recent.plural && recent.codes.name.is_some()
        });
        let Some(Recent { codes, .. }) = found else {
            return;
        };
        let Some(code) = codes.country.filter(|code| !code.is_supranational()) else {
            return;
        };
        let ruled = matches!(
            codes.sectors.first(),
            Some(Sector::Gov | Sector::Eli | Sector::Leg)
        );
        let draft = &mut self.drafts[unit];
        draft.kind = MentionKind::Party;
        draft.country = Some(code);
        draft.sectors = vec![if ruled { Sector::Eli } else { Sector::Cvl }];
        draft.basis = "coreference";
    }

    /// "The embassy in Moscow" in a report from Tallinn: that of the country which the report is from.
    fn serves_abroad(&mut self, unit: usize) {
        let Unit {
            words,
            phrase,
            head,
            ..
        } = self.units[unit].clone();
        let home = self.memory.country().filter(|&(_, filed)| filed);
        let Some((home, _)) = home else { return };
        let there = self.place_after(unit, words.end, head);
        let abroad = there.is_some_and(|there| there != home);
        if abroad && self.view.lower(phrase.start) == "the" {
            let draft = &mut self.drafts[unit];
            draft.kind = MentionKind::Party;
            draft.country = Some(home);
            draft.basis = "document";
        }
    }

    /// Whether a unit is a town that was named before: "residents of the town".
    fn is_town_spoken_of(&self, unit: usize) -> bool {
        let Unit { words, phrase, .. } = &self.units[unit];
        let noun = self.view.lower(words.end - 1);
        words.len() == 1
            && phrase.len() == 2
            && self.view.lower(phrase.start) == "the"
            && self.is(noun, Class::Ground)
            && Described::Town.has(noun)
    }

    /// "Police in the town": whether a word is followed by a town that was named before.
    fn stands_in_town(&self, end: usize) -> bool {
        matches!(self.view.lower_at(end), Some("in" | "of" | "from" | "near"))
            && (self.unit_from(end + 1)).is_some_and(|town| self.is_town_spoken_of(town))
    }

    /// Whether an owner is a place of no known country, whose officials are at home where the article is:
    /// "the town's mayor", "the island's governor", "the governor of Punjab".
    fn is_home_ground(&self, owner: usize, official: bool) -> bool {
        let draft = &self.drafts[owner];
        let head = self.units[owner].head;
        let known = draft.country.is_some()
            || !draft.sectors.is_empty()
            || draft.person && !(official && self.view.upos(head) == Upos::Propn);
        let ground = self.is(self.view.lower(head), Class::Ground);
        // "the premier of Victoria": a region with a name that a person may have.
        let of = self.units[owner].phrase.start.checked_sub(1);
        let of = of.is_some_and(|of| self.view.lower(of) == "of");
        let named = self.view.upos(head) == Upos::Propn
            && (draft.kind != MentionKind::Party || of && self.units[owner].words.len() == 1);
        !known && (ground || official && named)
    }

    /// Whether a capital in mid-sentence makes a party of the trades and tempers it is named for: "the
    /// Smallholders", "the Hungarian Coalition".
    fn is_party_name(&self, hit: Hit, plural: bool) -> bool {
        let view = self.view;
        let tail = hit.end - 1;
        let first = self.agent_at(tail).and_then(|agent| agent.sectors.first());
        let mut before = (0..hit.start).filter(|&word| view.upos(word) != Upos::Punct);
        let opens = before.next().is_none();
        let the = hit
            .start
            .checked_sub(1)
            .is_some_and(|before| view.lower(before) == "the");
        let named =
            starts_capital(view.text(hit.start)) && starts_capital(view.text(tail)) && !opens;
        let capitals = hit
            .start
            .checked_sub(1)
            .is_some_and(|before| starts_capital(view.text(before)));
        match plural {
            true => {
                let trade = matches!(first, Some(Sector::Agr | Sector::Cvl | Sector::Lab));
                named && the && trade
            }
            false => named && capitals && view.lower(tail) == "coalition",
        }
    }

    /// Whether an owner is a common noun for no party: "the minister of trade and tourism".
    fn is_thing(&self, owner: usize) -> bool {
        let draft = &self.drafts[owner];
        let head = self.units[owner].head;
        draft.kind == MentionKind::Other
            && self.view.upos(head) == Upos::Noun
            && !self.is(self.view.lower(head), Class::Outsider)
    }

    /// The noun of a title: "secretary" in "secretary of state".
    fn noun_of(&self, hit: Hit) -> usize {
        let of = (hit.start..hit.end).find(|&word| self.view.lower(word) == "of");
        of.filter(|&of| of > hit.start).unwrap_or(hit.end) - 1
    }

    /// "The RCMP is looking into it, a spokeswoman said": a bare spokesman speaks for the body just
    /// named.
    fn speaks_for(&mut self, unit: usize) {
        let Unit { words, .. } = &self.units[unit];
        let noun = self.view.lower(words.start);
        if words.len() != 1 || !noun.starts_with("spokes") && noun != "members" {
            return;
        }
        let found = self.refer_noun(unit, |recent| {
            !recent.person
                && !recent.state
                && recent.codes.country.is_some()
                && !recent.codes.sectors.is_empty()
                && recent.codes.sectors.first() != Some(&Sector::Cvl)
        });
        if let Some(Recent { codes, .. }) = found {
            let draft = &mut self.drafts[unit];
            draft.kind = MentionKind::Party;
            draft.country = codes.country;
            draft.sectors = codes.sectors;
            draft.basis = "coreference";
        }
    }

    /// The title as the text writes it, with the owner that is part of it left off.
    pub(super) fn role(&self, hit: Hit, unit: usize) -> String {
        let words = &self.units[unit].words;
        let mut start = hit.start;
        while start > words.start
            && (self.agent_at(start - 1).is_some()
                || self.is(self.view.lower(start - 1), Class::Deputy))
        {
            start -= 1;
        }
        self.view.slice(start..hit.end).to_owned()
    }

    pub(super) fn former(&self, phrase: &Range<usize>) -> bool {
        // Whatever the arcs, the adjective may stand right before.
        (phrase.start.saturating_sub(1)..phrase.end).any(|word| {
            // "Parliament impeached President Rousseff": a verb with a subject is none.
            let verb = || {
                let own = [
                    Deprel::Nsubj,
                    Deprel::NsubjPass,
                    Deprel::Aux,
                    Deprel::AuxPass,
                ];
                self.view.upos(word) == Upos::Verb && self.view.child(word, &own).is_some()
            };
            let lower = self.view.lower(word);
            // Whoever leads the opposition does so in exile too.
            let still = lower == "exiled"
                && (word + 1..phrase.end.min(word + 4))
                    .any(|at| matches!(self.view.lower(at), "opposition" | "dissident" | "rebel"));
            self.is(lower, Class::Former) && !verb() && !still || lower.starts_with("ex-")
        })
    }

    /// "Ethnic Uzbeks", "local Serbs", "of Haitian descent": the people, wherever they live.
    fn by_descent(&self, hit: Hit) -> bool {
        let before = hit
            .start
            .checked_sub(1)
            .map(|before| self.view.lower(before));
        let several = matches!(self.view.xpos(hit.end - 1), "NNS" | "NNPS");
        before == Some("ethnic")
            || before == Some("local") && several
            || self.tribe(hit)
            || self.names_tongue(hit)
            || self.lives_next_door(hit)
            || before.is_some_and(|before| self.is(before, Class::Rebelling))
                && self.view.text(hit.end - 1).ends_with('s')
            || self
                .view
                .lower_at(hit.end)
                .is_some_and(|next| self.is(next, Class::Descent))
    }

    /// "French-speakers": a tongue, whoever speaks it.
    fn names_tongue(&self, hit: Hit) -> bool {
        let view = self.view;
        let hyphen = view.lower_at(hit.end).is_some_and(is_hyphen);
        let speaks = view.lower_at(hit.end + usize::from(hyphen));
        matches!(speaks, Some("speaker" | "speakers"))
    }

    /// "The Serb leaders" in a report from Sarajevo: a people that lives beside its state too, by the word that is
    /// not said of the state.
    pub(super) fn lives_next_door(&self, hit: Hit) -> bool {
        let people = self.view.lower(hit.end - 1);
        let people = people.strip_suffix('s').unwrap_or(people);
        let demonym = matches!(hit.sense, Sense::Demonym(_)) && hit.end == hit.start + 1;
        // "The Tajiks" of Kabul, Dostum's "Uzbeks"; "the Tajik government" is that of the state.
        let noun = self.unit(hit.start).is_some_and(|of| {
            let Unit { words, phrase, .. } = &self.units[of];
            words.end == hit.end && phrase.start + 1 >= hit.start
        });
        let apart = self.knowledge.called(&format!("ethnic {people}"));
        let alone = || {
            let states = self.knowledge.called(&format!("{people} people"));
            states.filter(|_| noun)
        };
        let states = apart.or_else(alone).filter(|_| demonym);
        let filed = self.memory.filed();
        filed.is_some_and(|filed| states.is_some_and(|states| states.contains(&filed)))
    }

    /// "Tzotzil Indians", "Indians of the CONAIE": a people of the Americas, not of India.
    fn tribe(&self, hit: Hit) -> bool {
        let view = self.view;
        let of = (hit.end..(hit.end + 2).min(view.len())).find(|&word| view.lower(word) == "of");
        let body = of.and_then(|of| (of + 1..(of + 3).min(view.len())).find_map(|at| self.hit(at)));
        if let Some(Hit {
            sense: Sense::Organisation(index),
            ..
        }) = body
            && matches!(view.lower(hit.start), "indian" | "indians")
        {
            let home = self.knowledge.organisation(index).code;
            let home = home.and_then(|home| self.knowledge.country_by_code(home));
            return home.is_some_and(|home| home.indians);
        }
        // "The Indian rebels", "Indians blocked roads" in a report from Mexico that does not speak of India.
        let alone = matches!(view.lower(hit.start), "indian" | "indians") && self.memory.indians;
        let of_people = self
            .agent_at(hit.end)
            .and_then(|agent| agent.sectors.first());
        // "Bolivia's first Indian president"
        let first = hit
            .start
            .checked_sub(1)
            .is_some_and(|before| matches!(view.lower(before), "first" | "only"));
        let plain = view.text(hit.start) == "Indians"
            || first
            || matches!(
                of_people,
                Some(Sector::Reb | Sector::Agr | Sector::Cvl | Sector::Soc)
            );
        if alone && plain {
            return true;
        }
        let people = hit.start.checked_sub(1).and_then(|before| self.hit(before));
        let named = |hit: Hit| match hit.sense {
            Sense::Organisation(index) => {
                self.knowledge.organisation(index).kind == OrganisationKind::Community
            }
            _ => false,
        };
        if matches!(view.lower(hit.start), "indian" | "indians") && people.is_some_and(named) {
            return true;
        }
        matches!(view.lower(hit.start), "indian" | "indians")
            && (hit.start > 0
                && view.upos(hit.start - 1) == Upos::Propn
                && self.hit_of[hit.start - 1] == NONE
                || hit.start > 0 && matches!(view.lower(hit.start - 1), "indigenous" | "native"))
    }

    /// Whether a people is named by descent; then it is at home where the article is.
    pub(super) fn descended(&mut self, unit: usize, hit: Hit) -> bool {
        let descended = self.by_descent(hit);
        if descended {
            let before = hit
                .start
                .checked_sub(1)
                .map(|before| self.view.lower(before));
            let rebel = before.is_some_and(|before| self.is(before, Class::Rebelling));
            let draft = &mut self.drafts[unit];
            draft.kind = MentionKind::Party;
            draft.country = None;
            draft.sectors = vec![if rebel { Sector::Reb } else { Sector::Cvl }];
            draft.basis = "agent";
            let Unit { words, head, .. } = self.units[unit].clone();
            let people = hit.start.checked_sub(1).and_then(|before| self.hit(before));
            let home = people.and_then(|people| match people.sense {
                Sense::Organisation(index) => self.knowledge.organisation(index).code,
                _ => None,
            });
            match self.place_after(unit, words.end, head) {
                Some(code) => {
                    self.drafts[unit].country = Some(code);
                    self.drafts[unit].basis = "place";
                }
                None if home.is_some() => {
                    self.drafts[unit].country = home;
                    self.drafts[unit].basis = "organisation";
                }
                None => self.domestic(unit, false),
            }
        }
        descended
    }

    /// "Egypt's and Jordan's ministers": the first of two owners shares the noun of the second.
    fn first_owner(&mut self, unit: usize, owner: usize) {
        let view = self.view;
        let first = Some(self.units[owner].head)
            .filter(|&head| view.deprel(head) == Deprel::Conj)
            .and_then(|head| view.head(head))
            .and_then(|head| self.unit(head))
            .filter(|&first| first != unit && first != owner)
            .filter(|&first| self.units[first].words.end <= self.units[owner].phrase.start);
        let Some(first) = first.filter(|&first| self.drafts[first].is_state()) else {
            return;
        };
        let (sectors, person) = (self.drafts[unit].sectors.clone(), self.drafts[unit].person);
        self.sharers.push((self.units[unit].head, first));
        let draft = &mut self.drafts[first];
        draft.sectors = sectors;
        draft.name = None;
        draft.entity = None;
        draft.basis = "owner";
        draft.plural = true;
        draft.person = person;
    }

    /// "the leaders of Japan, China and South Korea": one party for each.
    pub(super) fn leaders_of(&mut self, unit: usize, owner: usize) {
        let head = self.units[owner].head;
        let mut others: Vec<usize> = self
            .view
            .children(head)
            .filter(|&child| self.view.deprel(child) == Deprel::Conj)
            .filter_map(|child| self.unit(child))
            .filter(|&other| other != unit)
            .collect();
        others.dedup();
        others.insert(0, owner);
        for &other in &others {
            self.resolve(other);
        }
        let sectors = &self.drafts[unit].sectors;
        let group: Vec<Codes> = others
            .iter()
            .map(|&other| &self.drafts[other])
            .filter(|other| other.is_state())
            .map(|other| Codes {
                country: other.country,
                sectors: sectors.clone(),
                ..Codes::default()
            })
            .collect();
        if group.len() > 1 {
            self.groups.push((unit, group));
        }
    }

    /// "the foreign ministers of both countries": one party for each of the two states spoken of.
    fn leaders_of_both(&mut self, unit: usize) {
        let end = self.units[unit].words.end;
        let of = (self.view.lower_at(end) == Some("of"))
            .then(|| self.unit_from(end + 1))
            .flatten()
            .filter(|&of| of != unit);
        let Some(pair) = of.and_then(|of| self.pair(of)) else {
            return;
        };
        let sectors = &self.drafts[unit].sectors;
        let group: Vec<Codes> = pair
            .iter()
            .filter(|codes| codes.country.is_some())
            .map(|codes| Codes {
                country: codes.country,
                sectors: sectors.clone(),
                ..Codes::default()
            })
            .collect();
        if group.len() > 1 {
            self.groups.push((unit, group));
        }
    }

    /// The country that stands in a unit before `end`: demonym, name, capital, organisation.
    pub(super) fn origin(
        &self,
        unit: usize,
        end: usize,
    ) -> Option<(CountryCode, &'static str, usize)> {
        let start = self.units[unit].words.start;
        self.origin_in(unit, start..end.max(start))
    }

    pub(super) fn origin_in(
        &self,
        unit: usize,
        range: Range<usize>,
    ) -> Option<(CountryCode, &'static str, usize)> {
        let Unit { words, phrase, .. } = &self.units[unit];
        let end = range.end;
        self.hits_in(range).find_map(|hit| {
            let basis = match hit.sense {
                Sense::Demonym(_) => "demonym",
                Sense::Country(_) => "gazetteer",
                Sense::Seat(_) => "metonym",
                Sense::Capital(_) | Sense::Place(_) => "place",
                Sense::Leader(index) | Sense::Surname(index) if hit.end < end => {
                    let leader = self.knowledge.leader(index);
                    return Some((leader.spell(self.memory.date).code, "leader", hit.start));
                }
                _ => return None,
            };
            if basis == "demonym" && self.by_descent(hit) || self.brings_up(hit) {
                return None;
            }
            // The unit itself is no origin of its own.
            if hit.end == words.end && hit.start == words.start && phrase.len() == words.len() {
                return None;
            }
            country_of(self.knowledge, hit.sense).map(|code| (code, basis, hit.start))
        })
    }

    /// The unit that a unit belongs to: its possessor, or what "of" names. `true` for a possessor.
    pub(super) fn owner_unit(&self, unit: usize) -> Option<(usize, bool)> {
        let Unit {
            words,
            phrase,
            part,
            ..
        } = &self.units[unit];
        if *part {
            return None;
        }
        let other =
            |found: usize| (found != unit && self.stages[found] != Stage::Active).then_some(found);
        // "Mr Okello, whose Reform Party": whatever the arcs.
        if let Some(before) = phrase.start.checked_sub(1)
            && self.view.lower(before) == "whose"
            && let Some(owner) = self.unit(before).and_then(other)
        {
            return Some((owner, true));
        }
        // The clitic before the unit, or a possessive pronoun.
        for word in (phrase.start..words.start).rev() {
            if is_clitic(self.view.lower(word))
                && word > 0
                && let Some(owner) = self.unit(word - 1).and_then(other)
            {
                return Some((owner, true));
            }
            if self.view.upos(word) == Upos::Pron
                && let Some(owner) = self.unit(word).and_then(other)
            {
                return Some((owner, true));
            }
        }
        for word in words.clone() {
            for child in self.view.children(word) {
                if self.view.deprel(child) == Deprel::NmodPoss
                    && !words.contains(&child)
                    && let Some(owner) = self.unit(child).and_then(other)
                {
                    return Some((owner, true));
                }
            }
        }
        if let Some(leader) = self.commanded(words.end).and_then(other) {
            return Some((leader, false));
        }
        let mut at = words.end;
        for _ in 0..2 {
            match self.view.lower_at(at) {
                Some("of") => {}
                // "officials from the Finnish foreign ministry", "a diplomat at the Indian embassy"
                Some("from" | "at") if at == words.end && self.serves_body(unit, at + 1) => {}
                Some("to")
                    if self
                        .agent_at(words.end - 1)
                        .is_some_and(|a| a.kind == AgentKind::Role && a.sectors.is_empty()) => {}
                Some("for")
                    if self.agent_at(words.end - 1).is_some_and(|a| {
                        a.kind == AgentKind::Role || a.sectors.first() == Some(&Sector::Jrn)
                    }) => {}
                _ => return None,
            }
            let owner = self
                .unit_from(at + 1)
                .map(|found| self.last_of_chain(found))
                .and_then(other)?;
            if self.core(&self.units[owner].words).is_some()
                || self.view.upos(self.units[owner].head) == Upos::Pron
            {
                return Some((owner, false));
            }
            at = self.units[owner].words.end;
        }
        None
    }

    /// Whether somebody is told to be of the body that is named from a word on.
    fn serves_body(&self, unit: usize, from: usize) -> bool {
        let body = |found: usize| {
            let tail = self.units[found].words.end - 1;
            self.hit(tail).is_some_and(|hit| match hit.sense {
                Sense::Agent(index, _) => self.knowledge.agent(index).kind == AgentKind::Body,
                Sense::Organisation(_) => true,
                _ => false,
            })
        };
        let serves = self
            .agent_at(self.units[unit].words.end - 1)
            .is_some_and(|agent| matches!(agent.kind, AgentKind::Person | AgentKind::Role));
        serves
            && self
                .unit_from(from)
                .map(|found| self.last_of_chain(found))
                .is_some_and(body)
    }

    /// "gunmen loyal to General Aideed", "rebels led by Guy Philippe": who commands a force.
    fn commanded(&self, end: usize) -> Option<usize> {
        let view = self.view;
        let force = self.agent_at(end - 1).is_some_and(|agent| {
            matches!(
                agent.sectors.first(),
                Some(Sector::Mil | Sector::Reb | Sector::Uaf | Sector::Prm)
            )
        });
        if !force {
            return None;
        }
        let after = match (view.lower_at(end)?, view.lower_at(end + 1)?) {
            ("loyal" | "faithful", "to") | ("led" | "commanded" | "headed", "by") => end + 2,
            ("under", _) => end + 1,
            _ => return None,
        };
        let found = self.unit_from(after)?;
        matches!(self.core(&self.units[found].words), Some(Core::Person(_))).then_some(found)
    }
}
