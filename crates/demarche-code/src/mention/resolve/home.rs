//! Where those are at home whom no word gives a country: the place that they stand at, the country of
//! the sentence or the article, and of several the one that most speaks for.

use super::*;

/// Prepositions of where something happens, and of what belongs to it.
const STANDS: &[&str] = &[
    "in",
    "at",
    "near",
    "inside",
    "outside",
    "across",
    "within",
    "throughout",
    "through",
    "of",
];

impl Resolver<'_, '_> {
    /// An unmarked body belongs to the one country of the article, or of the sentence; what is not
    /// always at home ("gunmen"), only to that of the article.
    pub(super) fn domestic(&mut self, unit: usize, always: bool) {
        // "The attack on Iranian troops killed hundreds": a mere number of those who were hit.
        let head = self.units[unit].head;
        let hit = matches!(self.view.deprel(head), Deprel::Obj | Deprel::NsubjPass)
            && self
                .view
                .head(head)
                .is_some_and(|verb| WordClass::Harm.holds(self.view.lemma(verb)));
        if hit && self.is(self.view.lower(head), Class::Quantity) {
            return;
        }
        if let Some(code) = self.held_by(unit) {
            let draft = &mut self.drafts[unit];
            draft.country = Some(code);
            draft.basis = "sentence";
            return;
        }
        if let Some(code) = self.asked_by_government(unit) {
            let draft = &mut self.drafts[unit];
            draft.country = Some(code);
            draft.basis = "sentence";
            return;
        }
        if let Some(code) = self.told_where(unit) {
            let draft = &mut self.drafts[unit];
            draft.country = Some(code);
            draft.basis = "place";
            return;
        }
        let mut only: Option<CountryCode> = None;
        let mut several = false;
        let mut opposite: Vec<CountryCode> = Vec::new();
        let civil = self.drafts[unit].sectors.first().is_some_and(|sector| {
            !matches!(
                sector,
                Sector::Reb | Sector::Uaf | Sector::Mil | Sector::Prm | Sector::Spy
            )
        });
        for hit in &self.hits {
            // Whom a Saudi-led strike hits are no Saudis, and an Iranian counterpart is that of no Iranian.
            let elsewhere = self.sponsors(*hit) || self.is_counterpart(*hit);
            if self.lives_next_door(*hit) || elsewhere {
                continue;
            }
            let code = match hit.sense {
                Sense::Leader(i) | Sense::Surname(i) => {
                    Some(self.knowledge.leader(i).spell(self.memory.date).code)
                }
                Sense::Organisation(i) => {
                    let organisation = self.knowledge.organisation(i);
                    organisation.code.filter(|code| !code.is_supranational())
                }
                sense => country_of(self.knowledge, sense),
            };
            let Some(code) = code else { continue };
            if self.acts_elsewhere(unit, *hit, code) {
                continue;
            }
            several |= only.is_some_and(|known| known != code);
            only = Some(code);
            let people = !always && !matches!(hit.sense, Sense::Place(_));
            let name = people || matches!(hit.sense, Sense::Country(_) | Sense::Capital(_));
            // "Turkey arrested 30 men, the minister said": who tells is at home where it is told of.
            let person = matches!(hit.sense, Sense::Leader(_) | Sense::Surname(_));
            let told = (self.drafts[unit].person || person)
                && self.tells(unit)
                && (hit.start..hit.end).any(|word| self.view.deprel(word) == Deprel::Nsubj);
            // An adjective speaks for whom it describes: "Indian authorities".
            let noun = self.unit(hit.start).map(|of| self.units[of].head);
            let described = noun
                .filter(|_| people)
                .is_some_and(|noun| self.argument(noun));
            let stands = described || (hit.start..hit.end).any(|word| self.argument(word));
            // A town that something happens to is a place; not the home of who does it.
            let town = matches!(hit.sense, Sense::Capital(_))
                && self.unit(hit.start).is_some_and(|of| {
                    let verb = self.view.head(self.units[of].head);
                    verb != self.view.head(self.units[unit].head) && self.locative(of, true)
                });
            // "Farmers booed Macron": people at home deal with those who govern them.
            let governed = civil && self.drafts[unit].sectors.first() != Some(&Sector::Gov);
            // "rebels who want the Peruvian government to free their comrades": those of Peru.
            let rebel = self.drafts[unit].sectors.first() == Some(&Sector::Reb);
            let own = person && governed
                || civil && self.keeps_order(*hit)
                || rebel && self.is_government(*hit);
            if name && !told && stands && !town && !own {
                opposite.push(code);
            }
        }
        let only = only.filter(|_| !several);
        // "Ethiopian tanks and troops of the government": an adjective of others, or the place of a
        // clause about somebody, says nothing where the article speaks of more countries.
        let apart = self.hits.iter().all(|hit| match hit.sense {
            Sense::Agent(..) => true,
            Sense::Demonym(_) => self.unit(hit.start) != Some(unit),
            _ => !self.one_clause(unit, hit.start),
        });
        let rules = matches!(
            self.drafts[unit].sectors.first(),
            Some(Sector::Gov | Sector::Leg | Sector::Jud)
        );
        let told_from_abroad = self.memory.told_from_abroad().filter(|_| always && rules);
        // "The commissioners", in a report from Brussels on the Commission alone.
        let governs = self.drafts[unit].sectors.first() == Some(&Sector::Gov);
        let sitting = self.memory.sitting().filter(|_| governs && !always);
        // They need not even be named there: "all twenty commissioners resigned".
        let noun = self.view.lower(self.units[unit].words.end - 1);
        let seated = governs && Described::Seated.has(noun);
        let sitting = sitting.or_else(|| self.memory.seated().filter(|_| seated));
        // Whom only the body has who sits there: a Frenchman among them changes nothing.
        let commission = governs && Described::Commission.has(noun);
        let there = self.memory.seat_filed().filter(|_| commission);
        let sitting = sitting.or(there);
        // The other side in this sentence is not the home of what is unmarked, unless the article
        // was filed there.
        let fronted = self.fronted(unit).filter(|_| always);
        let found = match (only, self.memory.country()) {
            _ if fronted.is_some() => fronted.map(|code| (code, "place")),
            _ if sitting.is_some() => sitting.map(|code| (code, "document")),
            (_, None) if told_from_abroad.is_some_and(|code| !opposite.contains(&code)) => {
                told_from_abroad.map(|code| (code, "document"))
            }
            (_, Some((about, _))) if self.scene(unit).is_some_and(|code| code != about) => {
                self.scene(unit).map(|code| (code, "place"))
            }
            (_, Some((about, filed))) if !filed && opposite.contains(&about) => None,
            (Some(code), Some((about, _))) if code == about => Some((code, "sentence")),
            (_, Some((about, _))) => Some((about, "document")),
            (_, None) if always && self.lead().is_some_and(|code| !opposite.contains(&code)) => {
                self.lead().map(|code| (code, "document"))
            }
            // "Police arrested Mr Okello" in a report from London: those of the place.
            (Some(code), None) if self.told_of_foreigner(unit, code) => {
                self.memory.filed().map(|filed| (filed, "document"))
            }
            (Some(code), None) if always && !opposite.contains(&code) && !apart => {
                Some((code, "sentence"))
            }
            _ => self.likeliest_home(unit, &opposite, always),
        };
        // "The judges", in a report from The Hague that does not speak of the Dutch.
        let court = self.drafts[unit].sectors.first() == Some(&Sector::Jud);
        let host = court.then(|| self.memory.host_unspoken()).flatten();
        let found = found.filter(|&(code, _)| host != Some(code));
        if let Some((code, basis)) = found {
            let draft = &mut self.drafts[unit];
            draft.country = Some(code);
            draft.basis = basis;
        }
    }

    /// The state that the report opens with, in later sentences that take place nowhere else.
    fn lead(&self) -> Option<CountryCode> {
        let view = self.view;
        let code = self.memory.lead().filter(|_| view.index > 0)?;
        let elsewhere = (0..self.units.len()).any(|other| {
            self.drafts[other].kind == MentionKind::Place
                && self
                    .country_of_place(other)
                    .is_some_and(|there| there != code)
        });
        (!elsewhere).then_some(code)
    }

    /// Whether police or a court deal with somebody of whose country the sentence says nothing but his name, in a
    /// report that was filed in another.
    fn told_of_foreigner(&self, unit: usize, code: CountryCode) -> bool {
        let local = matches!(
            self.drafts[unit].sectors.first(),
            Some(Sector::Cop | Sector::Jud)
        );
        let named = self.hits.iter().all(|hit| match hit.sense {
            Sense::Organisation(_) => false,
            sense => country_of(self.knowledge, sense).is_none(),
        });
        let object = self.hits.iter().any(|hit| {
            matches!(hit.sense, Sense::Leader(_) | Sense::Surname(_))
                && (hit.start..hit.end)
                    .any(|word| matches!(self.view.deprel(word), Deprel::Obj | Deprel::NsubjPass))
        });
        let filed = self.memory.filed();
        local && named && object && filed.is_some_and(|filed| filed != code)
    }

    /// "In neighbouring Malaysia, police held two men": the country that opens a sentence is where it is
    /// told of, and a capital where a body that acts is at home. Those who meet there may be from anywhere.
    /// Of a scene the police are at home in the next sentence of the paragraph as well.
    fn fronted(&self, unit: usize) -> Option<CountryCode> {
        let view = self.view;
        let meets = (0..view.len()).any(|word| {
            view.upos(word) == Upos::Verb
                && matches!(
                    view.lemma(word),
                    "meet" | "talk" | "negotiate" | "sign" | "arrive" | "visit" | "attend"
                )
        });
        if meets {
            return None;
        }
        let country = self
            .hits
            .iter()
            .find(|hit| matches!(hit.sense, Sense::Country(_)))
            .filter(|hit| {
                view.lower_at(0) == Some("in")
                    && (1..hit.start).all(|word| {
                        matches!(view.lower(word), "the" | "neighbouring" | "neighboring")
                    })
                    && view.lower_at(hit.end) == Some(",")
            });
        if let Some(hit) = country {
            return country_of(self.knowledge, hit.sense);
        }
        let draft = &self.drafts[unit];
        let police = draft.sectors.first() == Some(&Sector::Cop);
        if draft.person && !police || !self.is_subject(self.units[unit].head) {
            return None;
        }
        let before = || {
            self.scene_before()
                .filter(|_| police && self.scene(unit).is_none())
        };
        self.opening_capital().or_else(before)
    }

    /// Where the sentence before this one in its paragraph took place, if this one opens with no other place.
    fn scene_before(&self) -> Option<CountryCode> {
        let view = self.view;
        let elsewhere = matches!(view.lower_at(0), Some("in" | "at" | "near" | "outside"))
            && view.len() > 1
            && view.upos(1) == Upos::Propn;
        let same = self.memory.paragraph == view.sentence.paragraph;
        self.memory.scene.filter(|_| same && !elsewhere)
    }

    /// The country in which a sentence takes place by its opening words, or by those of the one before it.
    pub(super) fn scene_told(&self) -> Option<CountryCode> {
        let opened = self.opening_country().or_else(|| self.opening_capital());
        opened.or_else(|| self.scene_before())
    }

    /// The country of the place that a phrase names.
    fn country_of_place(&self, unit: usize) -> Option<CountryCode> {
        let named = self.units[unit].words.clone().find_map(|word| {
            let sense = self.hit(word)?.sense;
            let place = matches!(
                sense,
                Sense::Country(_) | Sense::Capital(_) | Sense::Place(_)
            );
            country_of(self.knowledge, sense).filter(|_| place)
        });
        named
            .or_else(|| self.town(unit))
            .or_else(|| self.land_of(&self.units[unit].words))
    }

    /// "the German town" of Heidenau: the country by whose adjective a place is described.
    fn land_of(&self, words: &Range<usize>) -> Option<CountryCode> {
        let ends = (words.end - 1..self.view.len()).take(2);
        let place =
            (ends.map(|word| self.view.lemma(word))).any(|noun| WordClass::Area.holds(noun));
        (self.hits_in(words.clone()).filter(|_| place)).find_map(|hit| match hit.sense {
            Sense::Demonym(_) => country_of(self.knowledge, hit.sense),
            _ => None,
        })
    }

    /// The country of the last town that a sentence names before a word.
    pub(super) fn last_town(&self, end: usize) -> Option<CountryCode> {
        (0..self.units.len())
            .rev()
            .filter(|&unit| {
                let draft = &self.drafts[unit];
                self.units[unit].words.end <= end
                    && draft.kind == MentionKind::Place
                    && !draft.is_country_as_place()
            })
            .find_map(|unit| self.country_of_place(unit))
    }

    /// "flew to Chile, where police arrested him": the country of the place that a clause with "where" is of.
    fn told_where(&self, unit: usize) -> Option<CountryCode> {
        let view = self.view;
        let head = self.units[unit].head;
        let clause = view
            .ancestors(head)
            .find(|&at| view.upos(at) == Upos::Verb)?;
        let opener = view
            .children(clause)
            .find(|&child| child < head && view.lower(child) == "where")?;
        let close = |other: &usize| {
            let end = self.units[*other].words.end;
            end <= opener && end + 5 > opener
        };
        (0..self.units.len())
            .rev()
            .filter(close)
            .find_map(|other| self.country_of_place(other))
    }

    /// A name that nothing explains is at home where the report was filed, if it is about that country.
    pub(super) fn at_home(&mut self, unit: usize) {
        let home = self.memory.country().filter(|&(_, filed)| filed);
        let draft = &mut self.drafts[unit];
        if let (None, Some((code, _))) = (draft.country, home) {
            draft.country = Some(code);
            draft.basis = "document";
        }
    }

    /// Whether a name says whose "his Iranian counterpart" is.
    fn is_counterpart(&self, hit: Hit) -> bool {
        let noun = self.unit(hit.start).map(|unit| self.units[unit].head);
        noun.is_some_and(|noun| self.is(self.view.lower(noun), Class::Counterpart))
    }

    /// Whether a name only says who leads or supports what is spoken of: "a US-led raid", "the Russian-backed plan".
    fn sponsors(&self, hit: Hit) -> bool {
        let verb = self.view.joined_to(hit.end);
        verb.is_some_and(|verb| verb == "led" || self.is(verb, Class::Sponsor))
    }

    /// "Belarus arrested an opposition journalist": the state that holds those who oppose it.
    fn held_by(&mut self, unit: usize) -> Option<CountryCode> {
        use Sector::{Cop, Gov, Jud, Mil, Opp, Spy};
        let view = self.view;
        let head = self.units[unit].head;
        let verb = view
            .head(head)
            .filter(|&verb| self.is(view.lemma(verb), Class::Holding))?;
        // A student may be from anywhere; who opposes a government opposes his own.
        let mut words = self.units[unit].words.clone();
        let opposed = self.drafts[unit].sectors.first() == Some(&Opp)
            || words.any(|word| matches!(view.lower(word), "opposition" | "dissident"));
        if !opposed || !self.drafts[unit].person {
            return None;
        }
        let holder = match view.deprel(head) {
            Deprel::Obj => view.child(verb, &[Deprel::Nsubj]).or_else(|| {
                let first = view
                    .head(verb)
                    .filter(|_| view.deprel(verb) == Deprel::Conj)?;
                view.child(first, &[Deprel::Nsubj])
            })?,
            Deprel::NsubjPass => view.child(verb, &[Deprel::OblAgent])?,
            _ => return None,
        };
        let holder = self
            .unit(holder)
            .filter(|&holder| holder != unit && self.stages[holder] != Stage::Active)?;
        self.resolve(holder);
        let of = &self.drafts[holder];
        let state = of.is_state()
            || (of.sectors.first()).is_some_and(|of| [Cop, Gov, Jud, Mil, Spy].contains(of));
        of.country.filter(|code| state && !code.is_supranational())
    }

    /// "Prime Minister Kan said he would ask parliament to act": his own.
    fn asked_by_government(&mut self, unit: usize) -> Option<CountryCode> {
        let view = self.view;
        let head = self.units[unit].head;
        let verb = view.head(head).filter(|&verb| {
            matches!(view.deprel(head), Deprel::Obj | Deprel::Iobj)
                && self.drafts[unit].sectors.first() == Some(&Sector::Leg)
                && self.is(view.lemma(verb), Class::Steering)
        })?;
        let above = |verb: usize| {
            let joined = matches!(view.deprel(verb), Deprel::Conj | Deprel::Xcomp);
            view.head(verb).filter(|_| joined)
        };
        let subject = std::iter::successors(Some(verb), |&verb| above(verb))
            .find_map(|verb| view.child(verb, &[Deprel::Nsubj]))?;
        let asks = self
            .unit(subject)
            .filter(|&asks| asks != unit && self.stages[asks] != Stage::Active)?;
        self.resolve(asks);
        let asks = &self.drafts[asks];
        let governs = asks.person && asks.sectors.first() == Some(&Sector::Gov);
        (asks.country).filter(|code| governs && !code.is_supranational())
    }

    /// Offices that only some states have: the one that a text speaks of, whatever else it does.
    /// "The taoiseach flew to Gothenburg" is of Ireland, and of several the one that is named.
    pub(super) fn held_in(&mut self, unit: usize, hit: Hit, abroad: bool) {
        let office = self.view.slice(hit.start..hit.end).to_lowercase();
        let states = self.knowledge.called(&office);
        let Some(states) = states.filter(|states| !abroad || states.len() == 1) else {
            return;
        };
        if self.drafts[unit]
            .country
            .is_some_and(|code| states.contains(&code))
        {
            return;
        }
        let named = self
            .hits
            .iter()
            .filter_map(|hit| country_of(self.knowledge, hit.sense));
        let spoken = named.chain(self.memory.spoken());
        let mut spoken: Vec<CountryCode> = spoken.filter(|code| states.contains(code)).collect();
        spoken.sort_unstable();
        spoken.dedup();
        let found = match (states, spoken.as_slice()) {
            ([only], _) | (_, [only]) => Some(*only),
            _ => None,
        };
        let draft = &mut self.drafts[unit];
        draft.country = found;
        draft.basis = if found.is_some() { "document" } else { "agent" };
    }

    /// Whether a country's name describes those who act at home: "Turkish police", "a Kenyan
    /// court". Soldiers fight abroad, and a bare country deals with others.
    fn keeps_order(&self, hit: Hit) -> bool {
        let tail = self.unit(hit.start).map(|of| self.units[of].words.end - 1);
        let agent = tail.and_then(|tail| self.agent_at(tail));
        agent.is_some_and(|agent| {
            matches!(
                agent.sectors.first(),
                Some(Sector::Cop | Sector::Jud | Sector::Leg | Sector::Crm | Sector::Pty)
            )
        })
    }

    /// Whether a country's name describes its government.
    fn is_government(&self, hit: Hit) -> bool {
        let tail = self.unit(hit.start).map(|of| self.units[of].words.end - 1);
        tail.is_some_and(|tail| self.is(self.view.lower(tail), Class::Government))
    }

    /// Of several countries the one that place names, owners and the dateline speak for clearly.
    fn likeliest_home(
        &self,
        unit: usize,
        opposite: &[CountryCode],
        always: bool,
    ) -> Option<(CountryCode, &'static str)> {
        let view = self.view;
        let mut sums: Vec<(CountryCode, f32)> = Vec::new();
        let mut add = |code: CountryCode, weight: f32| match sums
            .iter_mut()
            .find(|(known, _)| *known == code)
        {
            Some((_, sum)) => *sum += weight,
            None => sums.push((code, weight)),
        };
        let told = |code: CountryCode| {
            self.hits.iter().any(|hit| {
                !matches!(hit.sense, Sense::Demonym(_))
                    && country_of(self.knowledge, hit.sense) == Some(code)
            })
        };
        for (code, weight) in self.memory.leanings(view.index, told) {
            add(code, weight);
        }
        // What is always at home is so where the report was written.
        if let Some(filed) = self.memory.filed().filter(|_| always) {
            add(filed, 1.0);
        }
        for &code in opposite {
            add(code, -2.0);
        }
        // "The smuggler has lived in Dubai for years", in a text that opens in Bombay.
        let away = self.dwells(unit);
        if let (true, Some(opened)) = (away, self.memory.opened()) {
            add(opened, 1.0);
        }
        for hit in &self.hits {
            let Some(code) = country_of(self.knowledge, hit.sense) else {
                continue;
            };
            if self.unit(hit.start) == Some(unit) {
                continue;
            }
            let before = hit.start.checked_sub(1).map(|before| view.lower(before));
            let before = match before {
                Some("the" | "northern" | "southern" | "eastern" | "western" | "central") => {
                    hit.start.checked_sub(2).map(|before| view.lower(before))
                }
                before => before,
            };
            let place = !matches!(hit.sense, Sense::Demonym(_));
            if place && before.is_some_and(|before| LOCATIVE.contains(&before)) {
                // "those who ousted him while he was in Riyadh" are not there.
                add(
                    code,
                    if away {
                        0.0
                    } else if self.one_clause(unit, hit.start)
                        || always && self.rules_in(unit, hit.start)
                    {
                        2.0
                    } else {
                        0.7
                    },
                );
            } else if place && view.lower_at(hit.end).is_some_and(is_clitic) {
                add(code, 1.2);
            } else if matches!(hit.sense, Sense::Leader(_) | Sense::Surname(_)) {
                add(code, 0.5);
            }
        }
        sums.retain(|(code, _)| !code.is_supranational());
        sums.sort_by(|(_, one), (_, other)| other.total_cmp(one));
        let (code, best) = *sums.first()?;
        let second = sums.get(1).map_or(0.0, |&(_, sum)| sum);
        let clear = best >= 1.5 && best - second >= 1.0;
        let clear = clear.then_some(code);
        let governed = || self.memory.governed().filter(|_| always);
        let found = clear.or_else(|| governed().filter(|code| !opposite.contains(code)));
        found.map(|code| (code, "document"))
    }

    /// Whether a definite person is told to live, hide or arrive somewhere.
    fn dwells(&self, unit: usize) -> bool {
        let Unit { phrase, head, .. } = &self.units[unit];
        let draft = &self.drafts[unit];
        let verb = self.view.head(*head).filter(|_| self.is_subject(*head));
        draft.person
            && !draft.plural
            && self.view.lower(phrase.start) == "the"
            && verb.is_some_and(|verb| self.is(self.view.lemma(verb), Class::Dwelling))
    }

    /// Where a crowd or the police act, if that is in one country by every place of their clause: who
    /// marches in Istanbul is not at home where the report was filed. Ministers meet anywhere.
    fn scene(&self, unit: usize) -> Option<CountryCode> {
        let local = self.drafts[unit]
            .sectors
            .first()
            .is_some_and(|sector| matches!(sector, Sector::Cop | Sector::Cvl));
        if self.tells(unit) {
            return None;
        }
        let draft = &self.drafts[unit];
        let official = draft.person && draft.sectors.first() == Some(&Sector::Gov);
        if !local {
            return self.opening_country().filter(|_| !official);
        }
        let view = self.view;
        let is_verb = |&word: &usize| view.upos(word) == Upos::Verb;
        let joined = |word: usize, by: &[Deprel]| {
            let head = view.head(word).filter(|_| by.contains(&view.deprel(word)));
            head.filter(is_verb)
        };
        let chain = |word: usize, by: &'static [Deprel]| {
            std::iter::successors(Some(word), move |&word| joined(word, by)).take(4)
        };
        let acts = view.ancestors(self.units[unit].head).find(is_verb)?;
        let acts: Vec<usize> = chain(acts, &[Deprel::Conj, Deprel::Advcl, Deprel::Xcomp]).collect();
        let mut scene = None;
        for other in (0..self.units.len()).filter(|&other| other != unit) {
            // "outside the consulate in Istanbul" is there; "after a strike in Gaza" is not.
            let head = self.units[other].head;
            let above = || std::iter::once(head).chain(view.ancestors(head));
            let stands_at =
                |word: usize| view.case(word).is_some_and(|case| STANDS.contains(&case));
            // "Activists in Leipzig threw bottles at police": they meet where those are.
            let meets = |word: usize| {
                view.deprel(word) == Deprel::Nsubj
                    && (view.head(word)).is_some_and(|verb| {
                        is_verb(&verb) && !WordClass::Speech.holds(view.lemma(verb))
                    })
            };
            let there = above()
                .take_while(|word| !is_verb(word))
                .all(|word| stands_at(word) || word != head && meets(word));
            let Some(stands) = above().find(is_verb).filter(|_| there) else {
                continue;
            };
            let same = chain(stands, &[Deprel::Conj]).any(|verb| acts.contains(&verb));
            if !same || !self.locative(other, true) {
                continue;
            }
            let Some(code) = self.country_of_place(other) else {
                continue;
            };
            if code.is_supranational() || scene.is_some_and(|known| known != code) {
                return None;
            }
            scene = Some(code);
        }
        scene
    }

    /// "In Guinea, …": the country that a sentence opens with as the place of all that it tells.
    pub(super) fn opening_country(&self) -> Option<CountryCode> {
        let view = self.view;
        if view.len() < 4 || view.lower(0) != "in" {
            return None;
        }
        let hit = self.hit(1)?;
        let opens = hit.start == 1
            && matches!(hit.sense, Sense::Country(_))
            && view.lower_at(hit.end) == Some(",");
        country_of(self.knowledge, hit.sense).filter(|_| opens)
    }

    /// "In Dushanbe, the committee denied it": the country of the capital that a sentence opens with, unless
    /// bodies of states sit there.
    pub(super) fn opening_capital(&self) -> Option<CountryCode> {
        let view = self.view;
        if view.len() < 4 || view.lower(0) != "in" {
            return None;
        }
        let hit = self.hit(1).filter(|hit| hit.start == 1)?;
        let town = view.slice(1..hit.end).to_lowercase();
        let opens = matches!(hit.sense, Sense::Capital(_) | Sense::Seat(_))
            && view.lower_at(hit.end) == Some(",")
            && !self.is(&town, Class::HostCity);
        country_of(self.knowledge, hit.sense).filter(|_| opens)
    }

    /// Whether no clause that hangs on a unit itself holds the word.
    fn one_clause(&self, unit: usize, word: usize) -> bool {
        let words = &self.units[unit].words;
        let view = self.view;
        let clause = |&above: &usize| {
            matches!(
                view.deprel(above),
                Deprel::Acl | Deprel::AclRelcl | Deprel::Advcl
            )
        };
        let hangs = |above: usize| view.head(above).is_some_and(|head| words.contains(&head));
        !view.ancestors(word).filter(clause).any(hangs)
    }

    /// "Parliament voted to expel the troops, and Mr Biden threatened sanctions", in a report from Baghdad: whether a
    /// holder of another state's office is the subject of a clause of his own.
    fn acts_elsewhere(&self, unit: usize, hit: Hit, code: CountryCode) -> bool {
        let view = self.view;
        let holder = matches!(hit.sense, Sense::Leader(_) | Sense::Surname(_));
        let abroad = self.memory.filed().is_some_and(|filed| filed != code);
        let clause = (hit.start..hit.end)
            .find(|&word| view.deprel(word) == Deprel::Nsubj)
            .and_then(|word| view.head(word))
            .filter(|&verb| view.deprel(verb) == Deprel::Conj);
        holder
            && abroad
            && clause.is_some_and(|clause| {
                let head = self.units[unit].head;
                head < hit.start && !view.ancestors(head).any(|above| above == clause)
            })
    }

    /// "the junta that seized power in Mali": whether a relative clause says where a government acts.
    fn rules_in(&self, unit: usize, place: usize) -> bool {
        let view = self.view;
        let clause = view.head(place).filter(|&clause| {
            view.deprel(clause) == Deprel::AclRelcl
                && view.head(clause) == Some(self.units[unit].head)
        });
        let acts = clause.and_then(|clause| view.child(clause, &[Deprel::Nsubj]));
        let draft = &self.drafts[unit];
        draft.sectors.first() == Some(&Sector::Gov)
            && !draft.person
            && acts.is_some_and(|who| matches!(view.lower(who), "that" | "which" | "who"))
    }

    /// Whether a unit stands as the subject of "said" behind what is said.
    fn tells(&self, unit: usize) -> bool {
        let Unit { head, words, .. } = &self.units[unit];
        self.view.deprel(*head) == Deprel::Nsubj
            && self.view.head(*head).is_some_and(|verb| {
                verb >= words.end
                    && matches!(self.view.lemma(verb), "say" | "add" | "announce" | "tell")
                    && self.view.child(verb, &[Deprel::Obj]).is_none()
            })
    }

    /// Whether a country stands as a party of its own: subject, object or target, where it is
    /// rather the other side than the home of an unmarked body.
    pub(super) fn argument(&self, word: usize) -> bool {
        let view = self.view;
        match view.deprel(word) {
            Deprel::Nsubj | Deprel::NsubjPass | Deprel::Obj | Deprel::Iobj | Deprel::OblAgent => {
                true
            }
            Deprel::Obl | Deprel::Nmod | Deprel::Conj => view
                .case(word)
                .is_some_and(|case| !LOCATIVE.contains(&case) && case != "of"),
            _ => false,
        }
    }

    /// "gunmen in Nigeria": the place that a noun names right after itself, or hangs on it.
    pub(super) fn place_after(&self, unit: usize, end: usize, head: usize) -> Option<CountryCode> {
        let view = self.view;
        let code_at = |word: usize| {
            let hit = self.hit(word)?;
            match hit.sense {
                Sense::Country(_) | Sense::Capital(_) | Sense::Place(_) => {
                    country_of(self.knowledge, hit.sense)
                }
                // "in the Kenyan port of Mombasa"
                Sense::Demonym(_) => view
                    .lower_at(hit.end)
                    .filter(|noun| {
                        WordClass::Settled.holds(noun)
                            || WordClass::LaidOut.holds(noun)
                            || WordClass::Area.holds(noun)
                            || WordClass::Locality.holds(noun)
                    })
                    .and_then(|_| country_of(self.knowledge, hit.sense)),
                _ => None,
            }
        };
        let in_unit = |found: usize| {
            let words = &self.units[found].words;
            let known = words.clone().rev().find_map(code_at);
            known
                .or_else(|| self.town(found))
                .or_else(|| self.land_of(words))
        };
        if matches!(
            view.lower_at(end),
            Some("in" | "from" | "at" | "near" | "across")
        ) {
            let found = self.unit_from(end + 1).filter(|&found| found != unit)?;
            if let Some(code) = in_unit(found) {
                return Some(code);
            }
            // "in the city of Lagos", "in the capital, Kabul".
            let next = self.units[found].words.end;
            if matches!(view.lower_at(next), Some("of" | "," | "in")) {
                return self.unit_from(next + 1).and_then(in_unit);
            }
            return None;
        }
        view.children(head)
            .filter(|&child| view.deprel(child) == Deprel::Nmod)
            .filter(|&child| matches!(view.case(child), Some("in" | "from" | "near")))
            .find_map(code_at)
    }

    /// The country of a place of the table, not only of the index of cities, that a unit names.
    pub(super) fn listed_town(&self, words: Range<usize>) -> Option<CountryCode> {
        let view = self.view;
        let name = |word: usize| view.upos(word) == Upos::Propn && self.hit_of[word] == NONE;
        let start = words.clone().find(|&word| name(word))?;
        let end = (start..words.end).find(|&word| !name(word));
        let end = end.unwrap_or(words.end);
        let written = view.slice(start..end);
        let place = view
            .entity(start)
            .is_none_or(|entity| entity.kind == EntityKind::Location);
        (place && self.places.is_listed(written))
            .then(|| {
                let spoken_of = |code| self.memory.speaks_of(code);
                self.places.country_of(written, spoken_of)
            })
            .flatten()
    }

    /// The country of a town or region that only the tables of places know.
    pub(super) fn town(&self, unit: usize) -> Option<CountryCode> {
        let Unit { words, .. } = &self.units[unit];
        let name = |word: usize| {
            self.view.upos(word) == Upos::Propn
                && starts_capital(self.view.text(word))
                && self.hit_of[word] == NONE
        };
        let start = words.clone().find(|&word| name(word))?;
        let end = (start..words.end).find(|&word| !name(word));
        let end = end.unwrap_or(words.end);
        // "North African descent": the first word of a people's name is no town.
        let people = end < words.end
            && self.view.upos(end) == Upos::Adj
            && starts_capital(self.view.text(end));
        if people {
            return None;
        }
        let spoken_of = |code| self.memory.speaks_of(code);
        (start + 1..=end).rev().find_map(|end| {
            self.places
                .country_of(self.view.slice(start..end), spoken_of)
        })
    }

    /// "Pakistan-sponsored terrorists", "the Saudi-led coalition", "NATO-led troops".
    pub(super) fn sponsor(&self, phrase: &Range<usize>, start: usize) -> Option<CountryCode> {
        let phrase = phrase.start.min(start.saturating_sub(3))..phrase.end;
        (phrase.start..start).find_map(|word| {
            let hit = self.hit(word)?;
            let verb = self.view.joined_to(hit.end)?;
            match hit.sense {
                // "NATO-led troops"; a "U.N.-backed government" is no body of states.
                Sense::Organisation(index) => {
                    let code = self.knowledge.organisation(index).code;
                    code.filter(|code| code.is_supranational() && verb == "led")
                }
                sense => (self.is(verb, Class::Sponsor))
                    .then(|| country_of(self.knowledge, sense))
                    .flatten(),
            }
        })
    }
}
