//! What a document has said so far: names, acronyms and the parties just spoken of.

use demarche_record::{CountryCode, Sector, Span};
use demarche_text::Document;

use crate::knowledge::{Class, Hit, Knowledge, Leader, Moment, Sense};
use crate::mention::{Antecedent, Mention, descriptions, holders};
use crate::places::PlaceTables;

/// What earlier sentences of a document leave for later ones. One per document; it holds nothing
/// that the document did not say, but for the table knowledge of its names.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    /// When it was published, which decides who holds an office and who did.
    pub date: Option<Moment>,
    pub(super) people: Vec<(String, Codes)>,
    pub(super) acronyms: Vec<(String, Codes)>,
    /// Parties of the last sentences, oldest first.
    pub(super) recent: Vec<Recent>,
    pub(super) pair: Option<[Codes; 2]>,
    /// The last three or more states that were named in one row.
    pub(super) listed: Vec<Codes>,
    /// Those whom the last sentence named in rows.
    pub(super) rows: Vec<Vec<Codes>>,
    /// The country of the town last named.
    pub(super) town: Option<CountryCode>,
    pub(super) sentence: usize,
    /// Paragraph of the last sentence.
    pub(super) paragraph: usize,
    /// The country in which the last sentence said that it takes place, by its opening words.
    pub(super) scene: Option<CountryCode>,
    /// The two that were together the subject of the last sentence.
    pub(super) subjects: Option<[Codes; 2]>,
    /// Persons in office and how often they were spoken of, the one last spoken of at the end.
    pub(super) officials: Vec<(Codes, u32)>,
    /// Whether the last sentence left a quotation open, and who spoke last.
    pub(super) quoting: bool,
    pub(super) speaker: Option<Codes>,
    counts: Vec<(CountryCode, u32)>,
    /// How often a town names them.
    towned: Vec<(CountryCode, u32)>,
    /// How often a preposition makes them the place of something.
    located: Vec<(CountryCode, u32)>,
    /// How often a word for their people does: "Syrians" are spoken of wherever they flee to.
    peopled: Vec<(CountryCode, u32)>,
    /// Countries of the towns that the document names, with their sentences.
    towns: Vec<(usize, CountryCode)>,
    /// The only country of the towns and persons of a document that names no country.
    placed: Option<CountryCode>,
    whole: bool,
    dateline: Option<CountryCode>,
    /// Whether it was filed from a city where bodies of states sit.
    hosted: bool,
    /// The body of states for which the town stands that it was filed from.
    seat: Option<CountryCode>,
    /// Countries of the persons and bodies that the document names, and how often.
    of_parties: Vec<(CountryCode, u32)>,
    /// Office holders whom the document means by their surnames alone.
    holders: Vec<u32>,
    /// Every code that the document names, a town that stands for others left out.
    native: Vec<CountryCode>,
    /// The state with which its first sentence opens, if that names no other.
    lead: Option<CountryCode>,
    /// Whether it was filed where the first peoples are called Indians and names India by that word only.
    pub(super) indians: bool,
}

/// What a party resolved to.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Codes {
    pub(super) name: Option<String>,
    pub(super) entity: Option<String>,
    pub(super) country: Option<CountryCode>,
    pub(super) sectors: Vec<Sector>,
    pub(super) role: Option<String>,
    pub(super) female: Option<bool>,
    /// The mention that these are of.
    pub(super) at: Option<Antecedent>,
}

impl Codes {
    /// The codes of a mention in the sentence of this index.
    pub(super) fn of(mention: &Mention, female: Option<bool>, sentence: usize) -> Codes {
        Codes {
            name: mention.name.clone(),
            entity: mention.entity.clone(),
            country: mention.country,
            sectors: mention.sectors.clone(),
            role: mention.role.clone(),
            female,
            at: Some(mention.antecedent.unwrap_or(Antecedent {
                sentence,
                head: mention.head,
            })),
        }
    }

    pub(super) fn known(&self) -> bool {
        self.country.is_some() || !self.sectors.is_empty()
    }

    pub(super) fn fill(&self, mention: &mut Mention) {
        mention.name.clone_from(&self.name);
        mention.entity.clone_from(&self.entity);
        mention.country = self.country;
        mention.sectors.clone_from(&self.sectors);
        mention.role.clone_from(&self.role);
        mention.antecedent = self.at;
    }
}

/// A party of one of the last sentences.
#[derive(Clone, Debug)]
pub(super) struct Recent {
    pub(super) codes: Codes,
    /// The head word in lower case.
    pub(super) noun: String,
    pub(super) plural: bool,
    pub(super) person: bool,
    pub(super) state: bool,
    pub(super) sentence: usize,
    /// Whether it is no party, and only competes with those that are.
    pub(super) thing: bool,
    /// How much its place in the clause makes it stand out.
    pub(super) weight: f32,
    /// Whether it stands in quotation marks.
    pub(super) quoted: bool,
    /// A part of a wider phrase, which no pronoun means: "Nigerian" in "Nigerian police".
    pub(super) part: bool,
    /// The subject of a clause that somebody else says.
    pub(super) told: bool,
}

impl Recent {
    /// Whether this is a named organisation rather than a state or its government.
    pub(super) fn organisation(&self) -> bool {
        // "The Houthis" are one movement.
        !self.state
            && !self.person
            && (!self.plural || self.codes.name.is_some())
            && (self.codes.entity.as_ref()).is_some_and(|entity| !entity.ends_with("-GOV"))
    }

    /// Whether a sector is its first. One that is known only not to be of states may be of any society.
    pub(super) fn is_of(&self, sector: Sector) -> bool {
        let ngo = self
            .codes
            .country
            .is_some_and(|code| code.as_str() == "NGO");
        match self.codes.sectors.first() {
            Some(&first) => first == sector,
            None => ngo && sector == Sector::Soc,
        }
    }

    /// Whether this is an organisation with a name that the noun may be said of: "the party".
    pub(super) fn is_called(&self, noun: &str) -> bool {
        let first = self.codes.sectors.first();
        // The United Nations are no party and no company; the European Union is a bloc.
        let body_of_states = self.codes.country.is_some_and(is_of_states);
        let of_states = first.is_none() && body_of_states;
        let united = self.codes.country.is_some_and(|of| of.as_str() == "UNO");
        let bloc = !united && matches!(noun, "bloc" | "alliance" | "grouping");
        // "NATO jets bombed the camp. The group …" is none of NATO.
        let inner = self.part && body_of_states;
        // The European Parliament is no alliance.
        let organ = body_of_states && matches!(first, Some(Sector::Leg | Sector::Jud));
        let fits = descriptions::is_called(noun, first)
            && !(organ && bloc)
            && (bloc || !(inner || of_states && descriptions::Described::Group.has(noun)));
        fits && self.organisation() && self.codes.name.is_some()
    }
}

/// The state that opens a sentence, if it names no other: "Poland closed its consulate in Jeddah".
fn lead<'t>(
    knowledge: &Knowledge,
    hits: &[Hit],
    text: impl Fn(usize) -> &'t str,
) -> Option<CountryCode> {
    let state = |hit: &&Hit| matches!(hit.sense, Sense::Country(_) | Sense::Demonym(_));
    let first = hits.iter().find(state)?;
    let opens = first.start == 0 || first.start == 1 && text(0).eq_ignore_ascii_case("the");
    let code = country_of(knowledge, first.sense)?;
    let alone = hits.iter().all(|hit| match hit.sense {
        Sense::Organisation(index) => {
            let of = knowledge.organisation(index).code;
            of.is_none_or(|of| of == code || of.is_supranational())
        }
        Sense::Agent(..) => true,
        Sense::Leader(index) | Sense::Surname(index) => {
            knowledge.leader(index).spell(None).code == code
        }
        sense => country_of(knowledge, sense).is_none_or(|of| of == code),
    });
    (opens && alone).then_some(code)
}

/// Sentences that a pronoun or a definite noun may reach back.
const REACH: usize = 2;

impl Memory {
    /// A memory that knows beforehand which countries the whole document names, and where it was
    /// filed.
    pub fn of(document: &Document, tables: PlaceTables<'_>, date: Option<Moment>) -> Memory {
        let knowledge = tables.knowledge;
        let mut memory = Memory {
            date,
            ..Memory::default()
        };
        let mut seated = false;
        let mut indians: Vec<(CountryCode, u32)> = Vec::new();
        for (index, sentence) in document.sentences.iter().enumerate() {
            let tokens = &sentence.tokens;
            let word = |i: usize| (document.token_text(&tokens[i]), None);
            let hits = knowledge.find_where(tokens.len(), word, |sense, bound| match sense {
                Sense::Leader(index) | Sense::Surname(index) if !bound => {
                    let leader = knowledge.leader(index);
                    u8::from(date.is_some_and(|date| near(leader, date, 6)))
                }
                _ => 0,
            });
            if index == 0 {
                memory.lead = lead(knowledge, &hits, |at| document.token_text(&tokens[at]));
            }
            for hit in hits {
                let name =
                    (hit.end == hit.start + 1).then(|| document.token_text(&tokens[hit.start]));
                memory.tell_native(knowledge, hit.sense, name, date);
                match hit.sense {
                    Sense::Leader(index) | Sense::Surname(index) => {
                        let leader = knowledge.leader(index);
                        let months = if hit.shared { 6 } else { 120 };
                        let sure = matches!(hit.sense, Sense::Leader(_))
                            || date.is_some_and(|date| near(leader, date, months));
                        if sure {
                            note(&mut memory.of_parties, leader.spell(date).code);
                        }
                    }
                    Sense::Organisation(index) => {
                        let code = knowledge.organisation(index).code;
                        if let Some(code) = code.filter(|_| !hit.shared) {
                            note(&mut memory.of_parties, code);
                        }
                    }
                    sense => {
                        // What Brussels says tells nothing of Belgium; what happens there does.
                        let before = hit.start.checked_sub(1).map(|before| word(before).0);
                        let there = before.is_some_and(|before| AT.contains(&before));
                        // "French-speakers" name a tongue.
                        let after = |at: usize| (at < tokens.len()).then(|| word(at).0);
                        let next = match after(hit.end) {
                            Some("-") => after(hit.end + 1),
                            next => next,
                        };
                        if matches!(next, Some("speaker" | "speakers")) {
                            continue;
                        }
                        // Who leads a raid from abroad says nothing of where it fell.
                        if after(hit.end) == Some("-") && next == Some("led") {
                            continue;
                        }
                        let acts = !there && name.is_some_and(|name| seat(knowledge, sense, name));
                        if let Some(code) = country_of(knowledge, sense).filter(|_| !acts) {
                            memory.count(code);
                            if there {
                                note(&mut memory.located, code);
                            }
                            let people = matches!(sense, Sense::Demonym(_))
                                && name.is_some_and(|name| name.ends_with('s'));
                            if people {
                                note(&mut memory.peopled, code);
                            }
                            if matches!(name, Some("Indian" | "Indians")) {
                                note(&mut indians, code);
                            }
                            seated |= matches!(sense, Sense::Seat(_));
                            if matches!(sense, Sense::Capital(_) | Sense::Place(_)) {
                                note(&mut memory.towned, code);
                            }
                        }
                    }
                }
            }
        }
        // A seat of government is a party: its country is not only where somebody is.
        if let ([(only, _)], true) = (memory.counts.as_slice(), seated) {
            note(&mut memory.of_parties, *only);
        }
        if let Some(date) = date {
            let named = memory.counts.iter().chain(&memory.of_parties);
            let spoken: Vec<CountryCode> = named.map(|&(code, _)| code).collect();
            memory.holders = holders::bare(document, knowledge, date, &spoken);
            let office = |index: u32| knowledge.leader(index).spell(Some(date)).code;
            let codes: Vec<CountryCode> =
                memory.holders.iter().map(|&index| office(index)).collect();
            for &code in &codes {
                // One alone says of whom a text speaks that names nobody else.
                let several = codes.iter().filter(|&&other| other == code).count() > 1;
                if !spoken.contains(&code) && (spoken.is_empty() || several) {
                    note(&mut memory.of_parties, code);
                }
            }
        }
        // Only a document that names no country has to be guessed at.
        if memory.counts.is_empty()
            && let Some(code) = joint(document, knowledge, date)
        {
            note(&mut memory.of_parties, code);
        }
        memory.whole = true;
        memory.towns = towns(document, tables, |code| memory.speaks_of(code));
        if memory.counts.is_empty() {
            let towns = memory.towns.iter().map(|&(_, code)| code);
            let parties = memory.of_parties.iter().map(|&(code, _)| code);
            let mut codes: Vec<CountryCode> = parties.chain(towns).collect();
            codes.sort_unstable();
            codes.dedup();
            memory.placed = Some(codes)
                .filter(|codes| codes.len() == 1)
                .map(|codes| codes[0]);
        }
        let filed = document.dateline.as_ref().and_then(|line| line.place);
        memory.dateline = filed.and_then(|place| {
            let count = |code: CountryCode| {
                let counted = memory.counts.iter().find(|(known, _)| *known == code);
                counted.map_or(0, |&(_, count)| count)
            };
            // "SANAA/WASHINGTON": the country that the document names most, else the first.
            place
                .slice(&document.text)
                .split('/')
                .filter_map(|written| filed_in(written, tables, |code| memory.speaks_of(code)))
                .reduce(|first, other| match count(other) > count(first) {
                    true => other,
                    false => first,
                })
        });
        let city = filed.map(|place| {
            let written = place.slice(&document.text);
            let town = written.split([',', '(', '/']).next().unwrap_or(written);
            town.trim().to_lowercase()
        });
        memory.seat = memory.dateline.and_then(|code| {
            let (town, other) = knowledge.country_by_code(code)?.seat_of.as_ref()?;
            let there = city
                .as_ref()
                .is_some_and(|city| *city == town.to_lowercase());
            there.then_some(*other)
        });
        memory.hosted = city.is_some_and(|town| knowledge.is(&town, Class::HostCity));
        let filed = memory
            .dateline
            .and_then(|code| knowledge.country_by_code(code));
        let of_india =
            |&(code, _): &(CountryCode, u32)| indians.iter().any(|&(own, _)| own == code);
        memory.indians = filed.is_some_and(|land| land.indians)
            && !indians.is_empty()
            && (memory.counts.iter().filter(|&of| of_india(of))).all(|of| indians.contains(of))
            && !memory.of_parties.iter().any(of_india);
        if memory.indians {
            memory.counts.retain(|of| !indians.contains(of));
        }
        memory
    }

    /// What a name says of whether a town that stands for others is meant as the town's own state:
    /// "Brussels" where the text speaks of Belgians, and not of the European Union.
    fn tell_native(
        &mut self,
        knowledge: &Knowledge,
        sense: Sense,
        name: Option<&str>,
        date: Option<Moment>,
    ) {
        let code = match sense {
            Sense::Leader(index) | Sense::Surname(index) => {
                Some(knowledge.leader(index).spell(date).code)
            }
            Sense::Organisation(index) => knowledge.organisation(index).code,
            Sense::Place(_) if name.is_some_and(|name| seat(knowledge, sense, name)) => None,
            sense => country_of(knowledge, sense),
        };
        self.native
            .extend(code.filter(|code| !self.native.contains(code)));
    }

    /// Whether the document names whom a code stands for, other than by a town.
    pub(super) fn names(&self, code: CountryCode) -> bool {
        self.native.contains(&code)
    }

    /// Whether a town of `home` that stands for `other` means its own state in this document.
    pub(super) fn is_native(&self, home: CountryCode, other: CountryCode) -> bool {
        self.names(home) && !self.names(other)
    }

    /// The country that the document is about, where there is no doubt: the only one it names, or
    /// the one it was filed from when it names that one most. `true` where it was filed there.
    pub(super) fn country(&self) -> Option<(CountryCode, bool)> {
        let most = self.counts.iter().map(|&(_, count)| count).max();
        match (self.counts.as_slice(), self.dateline) {
            (_, Some(_)) if self.guest().is_some() => self.guest().map(|code| (code, false)),
            (_, Some(filed)) if self.told_of_abroad(filed).is_some() => {
                self.told_of_abroad(filed).map(|code| (code, false))
            }
            (_, Some(filed)) => {
                let count = self.counts.iter().find(|(code, _)| *code == filed);
                // "The colonels ousted him while he was in Riyadh", filed in Nouakchott.
                // Nor is "Benin's president" news of Benin, where those who are named are of the
                // country that it was filed in.
                let own = self.counts == self.towned || self.governed() == Some(filed);
                let abroad = self.counts.len() == 1 && most == Some(1) && own;
                (self.counts.is_empty() || abroad || count.is_some_and(|&(_, n)| Some(n) == most))
                    .then_some((filed, true))
            }
            // Whoever is told of may be abroad: "Fujimori resigned by fax from Tokyo".
            ([(only, _)], None) => {
                let home = self.of_parties.is_empty()
                    || self.of_parties.iter().any(|(code, _)| code == only);
                home.then_some((*only, false))
            }
            ([], None) => self.placed.map(|code| (code, false)),
            _ => None,
        }
    }

    /// The country that a report was filed from, where it names no other and nobody of another.
    pub(super) fn only_home(&self) -> Option<CountryCode> {
        let filed = self.dateline.filter(|_| !self.hosted)?;
        self.spoken().all(|code| code == filed).then_some(filed)
    }

    /// The one country whose office holders and bodies the document names, whatever places it names.
    pub(super) fn governed(&self) -> Option<CountryCode> {
        match self.of_parties.as_slice() {
            [(only, _)] => Some(*only),
            _ => None,
        }
    }

    /// The one country that a document speaks of and whose office holders it names, where it was filed in
    /// another and does not name that: a report from Brussels on Greek ministers.
    pub(super) fn told_from_abroad(&self) -> Option<CountryCode> {
        let filed = self.dateline?;
        let governed = self.governed().filter(|&code| code != filed)?;
        (self.speaks_of(governed) && !self.speaks_of(filed)).then_some(governed)
    }

    /// The country that a report is about which was filed in another and hardly speaks of that: a report from
    /// Beirut on Syria, a treaty on El Salvador signed in Mexico.
    fn told_of_abroad(&self, filed: CountryCode) -> Option<CountryCode> {
        let times = |code: CountryCode| -> u32 {
            let named = self.counts.iter().chain(&self.of_parties);
            let own = named.filter(|(known, _)| *known == code);
            let people = self.peopled.iter().find(|(known, _)| *known == code);
            own.map(|&(_, count)| count).sum::<u32>() - people.map_or(0, |&(_, count)| count)
        };
        let lead = self.spoken().max_by_key(|&code| times(code))?;
        let others = self.spoken().filter(|&code| code != lead);
        let next = others.map(times).max().unwrap_or(0);
        let most = times(lead);
        let alone = most >= 4 * times(filed).max(1) && 2 * most >= 3 * next;
        (lead != filed && alone).then_some(lead)
    }

    /// The one country that a report from a city where bodies of states sit speaks of, where it names such a
    /// body and the city's own state at most as the place: a report from Geneva on the United Nations and
    /// Syria.
    fn guest(&self) -> Option<CountryCode> {
        let filed = self.dateline.filter(|_| self.hosted)?;
        let sits = self.native.iter().any(|&code| is_of_states(code));
        let acts = (self.counts.iter()).any(|of| of.0 == filed && !self.located.contains(of))
            || self.of_parties.iter().any(|&(code, _)| code == filed);
        let mut others = self.counts.iter().filter(|of| of.0 != filed);
        let (only, none) = (others.next()?, others.next());
        (sits && !acts && none.is_none()).then_some(only.0)
    }

    /// The one body of states that a report from such a city names, where it names no country.
    pub(super) fn sitting(&self) -> Option<CountryCode> {
        let mut bodies = self.native.iter().filter(|&&code| is_of_states(code));
        let (only, none) = (bodies.next()?, bodies.next());
        let alone = self.counts.is_empty() && self.of_parties.is_empty();
        (self.hosted && alone && none.is_none()).then_some(*only)
    }

    /// The body of states that sits where a report was filed which names no country and no body.
    pub(super) fn seated(&self) -> Option<CountryCode> {
        let alone = self.counts.is_empty() && self.of_parties.is_empty();
        self.seat.filter(|_| alone)
    }

    /// The country of a city where bodies of states sit, if a report was filed there that does not speak of it.
    pub(super) fn host_unspoken(&self) -> Option<CountryCode> {
        let filed = self.dateline.filter(|_| self.hosted)?;
        (!self.names(filed)).then_some(filed)
    }

    /// The body of states that sits where a report was filed which does not speak of the town's own state.
    pub(super) fn seat_filed(&self) -> Option<CountryCode> {
        let own = self.dateline.is_some_and(|home| self.names(home));
        self.seat.filter(|_| !own)
    }

    /// The country that the document was filed from.
    pub(super) fn filed(&self) -> Option<CountryCode> {
        self.dateline
    }

    /// The state that a report without a dateline opens with, where its first sentence names no other.
    pub(super) fn lead(&self) -> Option<CountryCode> {
        self.lead.filter(|_| self.dateline.is_none())
    }

    /// The country of the first town that a document names which was filed from nowhere.
    pub(super) fn opened(&self) -> Option<CountryCode> {
        let first = self.towns.first().filter(|_| self.dateline.is_none());
        first.map(|&(_, code)| code)
    }

    /// Whether the document means this office holder by the surname alone.
    pub(super) fn is_holder(&self, index: u32) -> bool {
        self.holders.contains(&index)
    }

    /// The countries that the document names or that its known persons and bodies are of.
    pub(super) fn spoken(&self) -> impl Iterator<Item = CountryCode> + '_ {
        let named = self.counts.iter().chain(&self.of_parties);
        named.map(|&(code, _)| code)
    }

    /// How much the document as a whole, and the towns of a sentence, speak for each country.
    /// A town of the sentence in `told` is counted there already.
    pub(super) fn leanings(
        &self,
        sentence: usize,
        told: impl Fn(CountryCode) -> bool,
    ) -> Vec<(CountryCode, f32)> {
        let mut leanings: Vec<(CountryCode, f32)> = Vec::new();
        for &(code, count) in &self.counts {
            leanings.push((code, (count as f32 * 0.3).min(0.9)));
        }
        for &(at, code) in &self.towns {
            let here = at == sentence && !told(code);
            leanings.push((code, if here { 2.0 } else { 0.7 }));
        }
        leanings.extend(self.dateline.map(|code| (code, 1.5)));
        for &(code, count) in &self.of_parties {
            leanings.push((code, (0.5 + count as f32 * 0.3).min(1.4)));
        }
        leanings
    }

    /// How well a body or a person fits the countries that the document speaks of: 0 for not at
    /// all. One that is bound to its country needs it spoken of, and a person an office then.
    pub(super) fn belongs(&self, knowledge: &Knowledge, sense: Sense, bound: bool) -> u8 {
        let spoken = |code: CountryCode| {
            let sum: f32 = (self.leanings(usize::MAX, |_| false).into_iter())
                .filter(|&(known, _)| known == code)
                .map(|(_, weight)| weight)
                .sum();
            match sum > 0.0 {
                true => 1 + (sum * 1.5).min(8.0) as u8,
                false => 0,
            }
        };
        match sense {
            // "the South" of two countries of one name.
            Sense::Country(index) if bound => {
                let name = &knowledge.country(index).name;
                let kind = name.rsplit(' ').next().unwrap_or(name);
                let kin = (knowledge.countries().iter())
                    .filter(|other| other.name.rsplit(' ').next() == Some(kind));
                kin.map(|other| spoken(other.code)).max().unwrap_or(0)
            }
            Sense::Organisation(index) => (knowledge.organisation(index).code)
                .filter(|code| !code.is_supranational())
                .map_or(0, spoken),
            Sense::Leader(index) | Sense::Surname(index) => {
                let leader = knowledge.leader(index);
                let Some(date) = self.date else { return 0 };
                let spell = leader.spell(self.date);
                if bound && !spell.near(date, 6) {
                    return 0;
                }
                let spoken = match spoken(spell.code) {
                    0 if self.holders.contains(&index) => 1,
                    spoken => spoken,
                };
                if bound && spoken == 0 {
                    return 0;
                }
                let head = knowledge.is(&spell.role, Class::RulingOffice);
                match spell.near(date, 6) {
                    true => spoken + 2 + u8::from(head),
                    false => spoken,
                }
            }
            _ => 0,
        }
    }

    /// Whether somebody else of the same name is meant: one whom few know abroad, in no office about
    /// the day, in a document that names countries and not this one's.
    pub(super) fn is_namesake(&self, knowledge: &Knowledge, index: u32) -> bool {
        let leader = knowledge.leader(index);
        let about = |date: Moment| near(leader, date, 36);
        let abroad = |code: CountryCode| !self.speaks_of(code) && self.dateline != Some(code);
        !self.counts.is_empty()
            && !self.date.is_some_and(about)
            && (leader.spells.iter())
                .all(|spell| holders::is_lesser(knowledge, spell) && abroad(spell.code))
    }

    /// Whether the document names a country.
    pub(super) fn speaks_of(&self, code: CountryCode) -> bool {
        self.counts.iter().any(|&(known, _)| known == code)
    }

    /// Whether the document names a country, or several of its persons and bodies.
    pub(super) fn tells_of(&self, code: CountryCode) -> bool {
        let parties = self.of_parties.iter().find(|(known, _)| *known == code);
        self.speaks_of(code) || parties.is_some_and(|&(_, count)| count > 1)
    }

    pub(super) fn note_country(&mut self, code: CountryCode) {
        if !self.whole {
            self.count(code);
        }
    }

    fn count(&mut self, code: CountryCode) {
        note(&mut self.counts, code);
    }

    /// The two states that the document speaks of most, where no third comes near: "both countries" are
    /// these, whoever was named in between.
    pub(super) fn leading_pair(&self) -> Option<[CountryCode; 2]> {
        let mut counts = self.counts.clone();
        counts.sort_by_key(|&(code, count)| (std::cmp::Reverse(count), code));
        let [(one, _), (other, least), ..] = counts[..] else {
            return None;
        };
        let (most, third) = (counts[0].1, counts.get(2).map_or(0, |&(_, count)| count));
        (least > 1 && least >= 2 * third && 3 * least >= most).then_some([one, other])
    }

    /// The person last named with this surname.
    pub(super) fn person(&self, surname: &str) -> Option<&Codes> {
        let known = |(name, _): &&(String, Codes)| name == surname;
        self.people.iter().rev().find(known).map(|(_, codes)| codes)
    }

    pub(super) fn acronym(&self, text: &str) -> Option<&Codes> {
        let known = |(acronym, _): &&(String, Codes)| acronym == text;
        self.acronyms
            .iter()
            .rev()
            .find(known)
            .map(|(_, codes)| codes)
    }

    /// Closes a sentence: its parties become the recent ones.
    pub(super) fn close(&mut self, parties: Vec<Recent>) {
        let sentence = self.sentence;
        self.recent
            .retain(|recent| recent.sentence + REACH > sentence);
        self.recent.extend(parties);
        self.sentence += 1;
    }

    /// Takes up that somebody in office was spoken of.
    pub(super) fn speak_of_official(&mut self, codes: Codes) {
        let known = (self.officials.iter()).position(|(known, _)| known.name == codes.name);
        let times = known.map_or(0, |known| self.officials.remove(known).1);
        self.officials.push((codes, times + 1));
    }

    pub(super) fn name_person(&mut self, surname: String, codes: Codes) {
        self.people.retain(|(known, _)| *known != surname);
        self.people.push((surname, codes));
    }

    pub(super) fn name_acronym(&mut self, acronym: String, codes: Codes) {
        self.acronyms.retain(|(known, _)| *known != acronym);
        self.acronyms.push((acronym, codes));
    }
}

/// The country of a place as a dateline writes it, of "LAGOS, Nigeria" the last that is named.
fn filed_in(
    written: &str,
    tables: PlaceTables<'_>,
    spoken_of: impl Fn(CountryCode) -> bool,
) -> Option<CountryCode> {
    let knowledge = tables.knowledge;
    let words: Vec<String> = written
        .split(|c: char| !c.is_alphabetic() && c != '\'' && c != '.' && c != '-')
        .filter(|word| !word.is_empty())
        .map(title_case)
        .collect();
    let town = || {
        let name = written.split([',', '(']).next().unwrap_or(written);
        tables.country_of(name.trim(), spoken_of)
    };
    knowledge
        .find(words.len(), |i| (words[i].as_str(), None))
        .iter()
        .rev()
        .find_map(|hit| country_of(knowledge, hit.sense))
        .or_else(town)
}

fn note(counts: &mut Vec<(CountryCode, u32)>, code: CountryCode) {
    if code.is_supranational() {
        return;
    }
    match counts.iter_mut().find(|(known, _)| *known == code) {
        Some((_, count)) => *count += 1,
        None => counts.push((code, 1)),
    }
}

/// The country that several ambiguous names of a document have in common: "Howard" and "Beazley".
/// Each by itself tells nothing; no other country has as many.
fn joint(document: &Document, knowledge: &Knowledge, date: Option<Moment>) -> Option<CountryCode> {
    let mut names: Vec<(CountryCode, Vec<Sense>)> = Vec::new();
    for sentence in &document.sentences {
        let tokens = &sentence.tokens;
        let word = |i: usize| (document.token_text(&tokens[i]), None);
        for senses in knowledge.ambiguous(tokens.len(), word) {
            let mut codes: Vec<(CountryCode, Sense)> = Vec::new();
            for sense in senses {
                let code = match sense {
                    Sense::Organisation(index) => knowledge.organisation(index).code,
                    Sense::Leader(index) | Sense::Surname(index) => {
                        let leader = knowledge.leader(index);
                        let holds = date.is_some_and(|date| near(leader, date, 1));
                        holds.then(|| leader.spell(date).code)
                    }
                    _ => None,
                };
                let code = code.filter(|code| !code.is_supranational());
                if let Some(code) = code.filter(|code| codes.iter().all(|(own, _)| own != code)) {
                    codes.push((code, sense));
                }
            }
            for (code, sense) in codes {
                match names.iter_mut().find(|(known, _)| *known == code) {
                    Some((_, senses)) if senses.contains(&sense) => {}
                    Some((_, senses)) => senses.push(sense),
                    None => names.push((code, vec![sense])),
                }
            }
        }
    }
    names.sort_by_key(|(_, senses)| std::cmp::Reverse(senses.len()));
    let (code, most) = names.first()?;
    let next = names.get(1).map_or(0, |(_, senses)| senses.len());
    (most.len() > 1 && most.len() > next).then_some(*code)
}

/// Whether a code stands for a body of states.
pub(super) fn is_of_states(code: CountryCode) -> bool {
    matches!(code.as_str(), "UNO" | "EUR" | "IGO")
}

/// Whether somebody held an office then, or so many months from it.
fn near(leader: &Leader, date: Moment, months: i32) -> bool {
    leader.spells.iter().any(|spell| spell.near(date, months))
}

/// The countries of the towns that a document names after "in" and its kin, with their sentences.
fn towns(
    document: &Document,
    tables: PlaceTables<'_>,
    spoken_of: impl Fn(CountryCode) -> bool,
) -> Vec<(usize, CountryCode)> {
    let mut towns = Vec::new();
    for (index, sentence) in document.sentences.iter().enumerate() {
        let tokens = &sentence.tokens;
        let text = |at: usize| document.token_text(&tokens[at]);
        for at in 1..tokens.len() {
            // After these a person may stand as well; only a place of the table is meant.
            let certain = matches!(text(at - 1), "in" | "near" | "outside" | "from" | "around");
            let likely = matches!(
                text(at - 1),
                "at" | "into"
                    | "over"
                    | "above"
                    | "across"
                    | "through"
                    | "towards"
                    | "toward"
                    | "on"
            );
            if !certain && !likely {
                continue;
            }
            let capitals = (at..tokens.len().min(at + 4))
                .take_while(|&word| text(word).starts_with(char::is_uppercase))
                .count();
            let found = (1..=capitals).rev().find_map(|length| {
                let (first, last) = (&tokens[at], &tokens[at + length - 1]);
                let name = Span::new(first.span.start, last.span.end).slice(&document.text);
                let country = named_country(tables.knowledge, name);
                (country != Some(Named::Alone) && (certain || tables.is_listed(name)))
                    .then(|| tables.country_of(name, &spoken_of))
                    .flatten()
                    .filter(|&code| country.is_none() || spoken_of(code))
            });
            towns.extend(found.map(|code| (index, code)));
        }
    }
    towns
}

/// How a country bears a name.
#[derive(PartialEq)]
enum Named {
    /// Nothing else that people speak of is called so: no town of China is meant by "in Mali".
    Alone,
    /// Persons or places are called so too: "in Jordan" is told of Hong Kong only where that is spoken of.
    Shared,
}

fn named_country(knowledge: &Knowledge, name: &str) -> Option<Named> {
    let country = |sense| match sense {
        Sense::Country(index) => Some(knowledge.country(index)),
        _ => None,
    };
    let mut countries = knowledge.senses(name).into_iter().filter_map(country);
    countries.next().map(|country| match country.ambiguous {
        true => Named::Shared,
        false => Named::Alone,
    })
}

/// Prepositions that put a town to its literal use.
const AT: &[&str] = &["in", "near", "outside", "from", "around", "at"];

/// Whether a name is that of a town that stands for others than its state.
fn seat(knowledge: &Knowledge, sense: Sense, name: &str) -> bool {
    match sense {
        Sense::Place(index) => {
            let seat = knowledge.country(index).seat_of.as_ref();
            seat.is_some_and(|(town, _)| town == name)
        }
        _ => false,
    }
}

/// The country that a name shows, whatever else it means.
pub(super) fn country_of(knowledge: &Knowledge, sense: Sense) -> Option<CountryCode> {
    match sense {
        Sense::Country(i)
        | Sense::Demonym(i)
        | Sense::Seat(i)
        | Sense::Capital(i)
        | Sense::Place(i) => Some(knowledge.country(i).code),
        _ => None,
    }
}

fn title_case(word: &str) -> String {
    let mut letters = word.chars();
    match letters.next() {
        Some(first) if word.chars().count() > 3 => first
            .to_uppercase()
            .chain(letters.flat_map(char::to_lowercase))
            .collect(),
        _ => word.to_owned(),
    }
}
