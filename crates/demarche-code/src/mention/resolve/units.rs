//! From words to units: which names hold, and which neighbouring words belong together.

use super::*;

impl Resolver<'_, '_> {
    /// Whether a hit can mean what the table says in this place.
    pub(super) fn plausible(&self, hit: Hit) -> bool {
        let view = self.view;
        let last = hit.end - 1;
        match hit.sense {
            Sense::Agent(index, plural) => {
                let nominal = |word: usize| {
                    matches!(
                        view.upos(word),
                        Upos::Noun | Upos::Propn | Upos::Adj | Upos::X
                    ) || is_nominal_relation(view.deprel(word))
                        && matches!(view.upos(word), Upos::Verb | Upos::Num | Upos::Det)
                };
                let agent = self.knowledge.agent(index);
                // "Taliban fighters stormed": a plural after a name and before a verb is no verb.
                let mistaken = plural
                    && hit.start > 0
                    && self.hit_of[hit.start - 1] != NONE
                    && hit.end < view.len()
                    && view.upos(hit.end) == Upos::Verb;
                (mistaken || (hit.start..hit.end).any(nominal))
                    && (view.upos(last) != Upos::Adj
                        || view.xpos(last) == "NNP"
                        || agent.kind == AgentKind::Modifier
                        || hit.end - hit.start > 1
                        || is_nominal_relation(view.deprel(last))
                        || self.is_subject_adjective(last))
            }
            // "Belizeans went to the polls": a plural under a capital before a verb is no verb.
            Sense::Demonym(_) => {
                let verb = |word: usize| matches!(view.upos(word), Upos::Verb | Upos::Aux);
                !verb(last)
                    || view.text(last).ends_with('s') && hit.end < view.len() && verb(hit.end)
            }
            Sense::Surname(index) => {
                // A tag may be wrong where the text speaks of the country, and where no word has
                // the form: "Varadkar spoke" is not an adjective and a noun.
                let belongs = || self.memory.belongs(self.knowledge, hit.sense, true) > 0;
                let whose = self.memory.is_holder(index)
                    || !(hit.bound || hit.shared)
                        && self.memory.belongs(self.knowledge, hit.sense, false) > 2;
                let whose = whose && !self.is(view.lower(last), Class::SurnameWord);
                let nominal = matches!(view.upos(last), Upos::Noun | Upos::X | Upos::Adj);
                let named = view.upos(last) == Upos::Propn
                    || starts_capital(view.text(last))
                        && (whose || nominal && self.acts(hit) && belongs());
                named
                    && !self.is_thing_called(hit)
                    && self.alone(hit)
                    && (!hit.bound || whose || self.acts(hit))
            }
            Sense::Country(_) | Sense::Capital(_) | Sense::Place(_) | Sense::Seat(_) => {
                let person = view
                    .entity(hit.start)
                    .filter(|entity| entity.kind == EntityKind::Person);
                let ambiguous = match hit.sense {
                    Sense::Country(index) => self.knowledge.country(index).ambiguous,
                    Sense::Place(_) => true,
                    _ => false,
                };
                // "Montenegro said", after "Luis Montenegro".
                let surname = hit.end - hit.start == 1 && self.surname_told(hit.start);
                let before = hit.start.checked_sub(1).map(|before| view.lower(before));
                let there = before.is_some_and(|before| {
                    LOCATIVE.contains(&before) || matches!(before, "to" | "from")
                });
                if surname && !there {
                    return false;
                }
                let named = |word: usize| {
                    view.upos(word) == Upos::Propn
                        && starts_capital(view.text(word))
                        && matches!(view.deprel(word), Deprel::Flat)
                };
                match person {
                    Some(entity) => entity.words.end <= hit.end && entity.words.start >= hit.start,
                    None => !(ambiguous && (hit.end < view.len() && named(hit.end))),
                }
            }
            Sense::Leader(index) => !self.memory.is_namesake(self.knowledge, index),
            // "Jean Dupont" is no company.
            Sense::Organisation(index) => {
                // "The Hindu nationalist government" is no newspaper's.
                let media = self.knowledge.organisation(index).kind == OrganisationKind::Media;
                let common = |word: usize| {
                    word < view.len()
                        && matches!(view.upos(word), Upos::Adj | Upos::Noun)
                        && !starts_capital(view.text(word))
                        && !Described::Group.has(view.lower(word))
                };
                let the = view.lower(hit.start) == "the";
                if media && the && common(hit.end) && common(hit.end + 1) {
                    return false;
                }
                let person = (view.entity(hit.start))
                    .filter(|entity| entity.kind == EntityKind::Person)
                    .is_some_and(|entity| entity.words.start < hit.start);
                let given = hit.start.checked_sub(1);
                let given = given.is_some_and(|given_name| {
                    given::female(view.text(given_name)).is_some()
                        && view.upos(given_name) == Upos::Propn
                });
                !(self.is_second_half(hit) || person && given && hit.end - hit.start == 1)
            }
        }
    }

    /// "The Rock's chief minister", "the Rock voted": whether a surname stands alone behind "the", as no person does;
    /// "the Okello government" may be his.
    fn is_thing_called(&self, hit: Hit) -> bool {
        let view = self.view;
        let the = hit
            .start
            .checked_sub(1)
            .is_some_and(|before| view.lower(before) == "the");
        let more = hit.end < view.len()
            && (matches!(
                view.upos(hit.end),
                Upos::Noun | Upos::Propn | Upos::Adj | Upos::Num
            ) || is_hyphen(view.text(hit.end)));
        the && !more && hit.end == hit.start + 1
    }

    /// Whether a name is the end of a longer one that no table knows: "Jamaat-ul-Mujahideen" is none of
    /// the Mujahideen.
    fn is_second_half(&self, hit: Hit) -> bool {
        let view = self.view;
        let Some(first) = hit.start.checked_sub(4) else {
            return false;
        };
        let tight = (first..hit.start).all(|word| !view.sentence.tokens[word].space_after);
        let particle = view.text(first + 2);
        tight
            && is_hyphen(view.text(first + 1))
            && is_hyphen(view.text(first + 3))
            && starts_capital(view.text(first))
            && particle.len() < 4
            && particle.chars().all(char::is_lowercase)
    }

    /// Whether what the tagger takes for an adjective stands between an article or an owner and the verb of a
    /// clause, as a noun does: "the weekly had been", "the 72-year-old ex-general had been".
    pub(super) fn is_subject_adjective(&self, word: usize) -> bool {
        let view = self.view;
        let described = |&word: &usize| {
            matches!(view.upos(word), Upos::Adj | Upos::Num)
                || is_hyphen(view.lower(word))
                || view.lower(word) == "year"
        };
        let mut before = (word.saturating_sub(7)..word).rev().skip_while(described);
        let article = before
            .next()
            .is_some_and(|before| view.lower(before) == "the" || is_clitic(view.lower(before)));
        let next = word + 1;
        view.upos(word) == Upos::Adj
            && article
            && next < view.len()
            && (matches!(view.xpos(next), "VBD" | "VBZ" | "VBP" | "MD")
                || view.xpos(next) == "VB" && view.deprel(next) == Deprel::Root
                // "The premier blamed the rain": of an office a participle behind it tells nothing.
                || view.xpos(next) == "VBN" && self.is(view.lower(word), Class::RulingOffice)
                || self.is_lost_verb(next))
    }

    /// Whether a word may be the verb that a sentence has lost: its root, a plain noun that no article opens,
    /// where nothing in it is a verb: "The premier knelt among the flowers".
    fn is_lost_verb(&self, word: usize) -> bool {
        let view = self.view;
        let verb = |word: usize| matches!(view.upos(word), Upos::Verb | Upos::Aux);
        view.xpos(word) == "NN"
            && !starts_capital(view.text(word))
            && view.deprel(word) == Deprel::Root
            && self.hit_of[word] == NONE
            && !(0..view.len()).any(verb)
    }

    /// Whether a name that may be another word stands where a person does.
    fn acts(&self, hit: Hit) -> bool {
        let view = self.view;
        let last = hit.end - 1;
        let person = view
            .entity(last)
            .is_some_and(|entity| entity.kind == EntityKind::Person);
        let titled = hit.start > 0
            && (self.agent_at(hit.start - 1).is_some()
                || self.is_honorific(view.lower(hit.start - 1)));
        let stands = match view.deprel(last) {
            Deprel::Nsubj | Deprel::NsubjPass | Deprel::NmodPoss | Deprel::Obj | Deprel::Iobj => {
                true
            }
            Deprel::Conj | Deprel::Appos => person,
            _ => person && view.case(last).is_none_or(|case| !LOCATIVE.contains(&case)),
        };
        stands || titled
    }

    /// Whether a surname stands without another person's first name.
    pub(super) fn alone(&self, hit: Hit) -> bool {
        let view = self.view;
        let before_fits = match hit.start.checked_sub(1) {
            None => true,
            Some(before) => {
                let text = view.text(before);
                let initial = text.chars().filter(|c| c.is_alphabetic()).count() == 1;
                !(starts_capital(text)
                    && view.upos(before) == Upos::Propn
                    && self.hit_of[before] == NONE
                    && !initial
                    && !self.is_honorific(view.lower(before)))
            }
        };
        let after_fits = hit.end >= view.len()
            || view.upos(hit.end) != Upos::Propn
            || !matches!(view.deprel(hit.end), Deprel::Flat)
            || view.head(hit.end).is_none_or(|head| head > hit.end);
        before_fits && after_fits
    }

    /// Whether a word names who leads what is named behind: "a Saudi-led strike".
    pub(super) fn is_leader(&self, word: usize) -> bool {
        self.view.joined_to(word + 1) == Some("led")
    }

    pub(super) fn hit(&self, word: usize) -> Option<Hit> {
        self.hits.get(*self.hit_of.get(word)? as usize).copied()
    }

    pub(super) fn agent_at(&self, word: usize) -> Option<&Agent> {
        match self.hit(word)?.sense {
            Sense::Agent(index, _) => Some(self.knowledge.agent(index)),
            _ => None,
        }
    }

    pub(super) fn hits_in(&self, words: Range<usize>) -> impl DoubleEndedIterator<Item = Hit> + '_ {
        self.hits
            .iter()
            .copied()
            .filter(move |hit| hit.start >= words.start && hit.end <= words.end)
    }

    pub(super) fn cut(&mut self) {
        let length = self.view.len();
        let mut start = 0;
        while start < length {
            if !self.nominal(start) {
                start += 1;
                continue;
            }
            let mut end = start + 1;
            while end < length && self.linked(end - 1, end) {
                end += 1;
            }
            // A hyphen never closes a unit.
            let close = if is_hyphen(self.view.text(end - 1)) && end - start > 1 {
                end - 1
            } else {
                end
            };
            if self.compound_of_states(start..close) {
                for hit in self.hits_in(start..close).collect::<Vec<_>>() {
                    self.add_unit(hit.start..hit.end, None);
                    if let (true, Some(unit)) = (hit.start > start, self.units.last_mut()) {
                        unit.phrase = hit.start..hit.end;
                        self.drafts[self.unit_of[hit.start] as usize].words = hit.start..hit.end;
                    }
                }
            } else if (start..close).any(|word| self.heads_phrase(word)) {
                self.add_unit(start..close, None);
                // "A Saudi-led strike": the article is that of the strike.
                if let (true, Some(unit)) = (self.is_leader(close - 1), self.units.last_mut()) {
                    unit.phrase = start..close;
                    self.drafts[self.unit_of[start] as usize].words = start..close;
                }
            }
            start = end;
        }
    }

    /// "US-India" by itself: two parties, not one.
    pub(super) fn compound_of_states(&self, words: Range<usize>) -> bool {
        let mut end = words.start;
        let mut states = 0;
        for hit in self.hits_in(words.clone()) {
            let state = matches!(
                hit.sense,
                Sense::Country(_) | Sense::Demonym(_) | Sense::Capital(_)
            );
            if !state || (end..hit.start).any(|word| !is_hyphen(self.view.text(word))) {
                return false;
            }
            states += 1;
            end = hit.end;
        }
        states > 1 && end == words.end
    }

    pub(super) fn add_unit(&mut self, words: Range<usize>, part_of: Option<usize>) {
        let index = self.units.len() as u32;
        self.unit_of[words.clone()].fill(index);
        let head = match part_of {
            Some(_) => words.end - 1,
            None => self.head_of(&words),
        };
        let phrase = match part_of {
            Some(_) => words.clone(),
            None => self.open(words.start, words.end)..words.end,
        };
        self.drafts.push(Mention {
            head,
            words: phrase.clone(),
            kind: MentionKind::Other,
            name: None,
            entity: None,
            country: None,
            sectors: Vec::new(),
            role: None,
            basis: "unresolved",
            plural: false,
            person: false,
            antecedent: None,
        });
        self.females.push(None);
        self.stages.push(Stage::New);
        self.units.push(Unit {
            words: words.clone(),
            phrase,
            head,
            part: part_of.is_some(),
        });
        if part_of.is_none() && self.core(&words).is_none() {
            self.add_parts(words, index as usize);
        }
    }

    /// Parties inside a unit that is none: "US" and "India" in "US-India partnership".
    pub(super) fn add_parts(&mut self, words: Range<usize>, whole: usize) {
        let tail = words.end - 1;
        let inner: Vec<Hit> = self
            .hits_in(words.start..tail)
            .filter(|hit| match hit.sense {
                Sense::Agent(_, _) => !self.is(self.view.lower(hit.end - 1), Class::Label),
                Sense::Organisation(index) => {
                    self.knowledge.organisation(index).kind != OrganisationKind::Geographic
                }
                _ => true,
            })
            .collect();
        let mut next = 0;
        while next < inner.len() {
            let start = inner[next].start;
            let mut last = inner[next];
            next += 1;
            while let Some(&hit) = inner.get(next) {
                let adjacent = (last.end..hit.start).all(|w| self.view.upos(w) == Upos::Adj);
                if !(adjacent
                    && matches!(
                        hit.sense,
                        Sense::Agent(..) | Sense::Leader(_) | Sense::Surname(_)
                    ))
                {
                    break;
                }
                last = hit;
                next += 1;
            }
            let mere = start == last.start
                && self
                    .agent_at(start)
                    .is_some_and(|agent| agent.kind == AgentKind::Modifier);
            if !mere {
                self.add_unit(start..last.end, Some(whole));
            }
        }
    }

    /// Whether a word can stand in a base noun phrase.
    pub(super) fn nominal(&self, word: usize) -> bool {
        if self.hit_of[word] != NONE && self.agent_at(word).is_none() {
            return true;
        }
        match self.view.upos(word) {
            Upos::Noun | Upos::Propn | Upos::Pron | Upos::Adj | Upos::X => true,
            Upos::Num | Upos::Sym => true,
            Upos::Det => is_nominal_relation(self.view.deprel(word)),
            Upos::Verb => self.hit_of[word] != NONE || is_nominal_relation(self.view.deprel(word)),
            _ => self.hit_of[word] != NONE,
        }
    }

    /// Whether a word asks for a mention of its own.
    pub(super) fn heads_phrase(&self, word: usize) -> bool {
        match self.view.upos(word) {
            Upos::Noun | Upos::Propn | Upos::Pron | Upos::X => true,
            _ => {
                let agent = self.agent_at(word).is_some();
                self.hit_of[word] != NONE && !agent
                    || agent && self.is_subject_adjective(word)
                    || is_nominal_relation(self.view.deprel(word))
                    || self.view.deprel(word) == Deprel::Root && self.hit_of[word] != NONE
            }
        }
    }

    /// Whether two neighbouring words belong to one unit.
    pub(super) fn linked(&self, left: usize, right: usize) -> bool {
        let view = self.view;
        let (a, b) = (self.hit_of[left], self.hit_of[right]);
        if a != NONE && a == b {
            return true;
        }
        // "a judge Thursday approved": the time is no part of the name.
        if view.deprel(right) == Deprel::OblUnmarked && view.head(left) != Some(right) {
            return false;
        }
        if let Some(entity) = view.entity(left)
            && entity.words.contains(&right)
            && !is_clitic(view.lower(right))
        {
            return true;
        }
        // "The premier knelt", "The premier blamed the rain", "The Congress swore in its speaker."
        let officer = || {
            self.agent_at(left)
                .is_some_and(|agent| agent.kind == AgentKind::Person)
        };
        if view.upos(left) == Upos::Adj && officer() && self.is_subject_adjective(left) {
            return false;
        }
        let opens = || {
            let name = self
                .hit(left)
                .is_some_and(|hit| hit.end == right && hit.start > 0);
            let whole =
                (0..left).all(|word| view.upos(word) != Upos::Punct || is_hyphen(view.text(word)));
            name && whole && view.lower(0) == "the" && view.lower(view.len() - 1) == "."
        };
        if self.is_lost_verb(right) && opens() {
            return false;
        }
        // "US-India", "al-Sharq": a tight hyphen joins two nominals.
        if is_hyphen(view.text(right)) {
            return right + 1 < view.len()
                && !view.sentence.tokens[left].space_after
                && self.nominal(right + 1)
                && view.upos(right + 1) != Upos::Verb;
        }
        if is_hyphen(view.text(left)) {
            return left > 0 && !view.sentence.tokens[left].space_after && self.nominal(right);
        }
        if !self.nominal(left) || !self.nominal(right) {
            return false;
        }
        let (up_left, up_right) = (view.upos(left), view.upos(right));
        if up_left == Upos::Pron || up_right == Upos::Pron {
            return false;
        }
        let modifies = |word: usize| {
            matches!(
                view.deprel(word),
                Deprel::Compound
                    | Deprel::Flat
                    | Deprel::NmodDesc
                    | Deprel::Amod
                    | Deprel::Goeswith
            )
        };
        let (head_left, head_right) = (view.head(left), view.head(right));
        // A modifier and what stands between it and its noun.
        if modifies(left)
            && let Some(head) = head_left.filter(|&head| head >= right && head < right + 8)
            && (right..=head).all(|word| self.nominal(word) || is_hyphen(view.text(word)))
        {
            return true;
        }
        if matches!(
            view.deprel(right),
            Deprel::Flat | Deprel::Goeswith | Deprel::NmodDesc
        ) && head_right.is_some_and(|head| head <= left && head + 6 > left)
        {
            return true;
        }
        let capital = starts_capital(view.text(right));
        let (hit_left, hit_right) = (self.hit(left), self.hit(right));
        let title = self
            .agent_at(left)
            .is_some_and(|agent| matches!(agent.kind, AgentKind::Person | AgentKind::Role));
        let known = matches!(
            hit_right.map(|hit| hit.sense),
            Some(Sense::Leader(_) | Sense::Surname(_))
        );
        if title && (known || up_right == Upos::Propn && capital) {
            return !matches!(
                hit_right.map(|hit| hit.sense),
                Some(Sense::Country(_) | Sense::Capital(_) | Sense::Place(_) | Sense::Seat(_))
            );
        }
        // "the newspaper Vreme", "the rebel group UNITA": a body and the name it bears.
        let body = self
            .agent_at(left)
            .is_some_and(|agent| agent.kind == AgentKind::Body);
        if body && capital && up_right == Upos::Propn && self.names_body(left, right) {
            return true;
        }
        if self.is_honorific(view.lower(left)) && capital {
            return true;
        }
        let origin = hit_left.is_some_and(|hit| !matches!(hit.sense, Sense::Agent(..)));
        if origin && self.agent_at(right).is_some() {
            return true;
        }
        if up_left == Upos::Propn && up_right == Upos::Propn {
            return head_left == Some(right)
                || head_right == Some(left)
                || head_left == head_right && modifies(left);
        }
        up_left != Upos::Num && head_left == head_right && modifies(left) && modifies(right)
    }

    /// Whether a name stands right behind a single body that it is the name of.
    fn names_body(&self, left: usize, right: usize) -> bool {
        let view = self.view;
        let one = !matches!(view.xpos(left), "NNS" | "NNPS");
        let joined = view.head(right) == Some(left) && view.deprel(right) != Deprel::NmodPoss
            || view.head(left) == Some(right)
            || view.head(left) == view.head(right) && view.deprel(left) == view.deprel(right);
        let name = match self.hit(right).map(|hit| hit.sense) {
            Some(Sense::Organisation(_)) => true,
            Some(_) => false,
            // "parliament Thursday"
            None => match view.entity(right) {
                Some(entity) => entity.kind == EntityKind::Organization,
                None => self.agent_at(left).is_some_and(|agent| {
                    let first = agent.sectors.first();
                    matches!(
                        first,
                        Some(Sector::Jrn | Sector::Bus | Sector::Pty | Sector::Reb)
                    )
                }),
            },
        };
        // "the contractor Blackwater USA" is no state.
        let last = (right..view.len())
            .take_while(|&word| view.upos(word) == Upos::Propn)
            .last();
        let state = last
            .and_then(|last| self.hit(last))
            .is_some_and(|hit| country_of(self.knowledge, hit.sense).is_some());
        one && joined && name && !state
    }

    /// The word of a unit whose head lies outside it; the last such, names and titles first.
    pub(super) fn head_of(&self, words: &Range<usize>) -> usize {
        let outside = |word: usize| {
            self.view
                .head(word)
                .is_none_or(|head| !words.contains(&head))
        };
        let heads = || words.clone().filter(|&word| outside(word));
        heads()
            .rev()
            .find(|&word| {
                is_nominal_relation(self.view.deprel(word)) && self.view.upos(word) != Upos::Punct
            })
            .or_else(|| heads().next_back())
            .unwrap_or(words.end - 1)
    }

    /// Where the phrase of a unit begins: its determiner, numbers, participles and possessor.
    pub(super) fn open(&self, start: usize, end: usize) -> usize {
        let view = self.view;
        let mut first = start;
        while let Some(before) = first.checked_sub(1) {
            // "Pakistan-sponsored", whatever the arcs.
            if before >= 2
                && is_hyphen(view.text(before - 1))
                && !view.sentence.tokens[before - 1].space_after
                && self.is_participle(view.lower(before))
            {
                first = match self.hit(before - 2) {
                    Some(hit) => hit.start,
                    None => before - 2,
                };
                continue;
            }
            let leads_here = || {
                let mut at = before;
                for _ in 0..4 {
                    match view.head(at) {
                        Some(head) if (start..end).contains(&head) => return true,
                        Some(head) if head > before && head < end => at = head,
                        Some(head) if head < before && first.saturating_sub(head) < 6 => at = head,
                        _ => return false,
                    }
                }
                false
            };
            match view.upos(before) {
                Upos::Det => {
                    first = before;
                    if view.deprel(before) != Deprel::Det
                        || before == 0
                        || view.upos(before - 1) != Upos::Det
                    {
                        break;
                    }
                }
                // "In 1992 hauliers closed the roads": the year has a preposition and a verb of its own.
                Upos::Num
                    if view.deprel(before) == Deprel::Obl
                        && view.child(before, &[Deprel::Case]).is_some() =>
                {
                    break;
                }
                Upos::Num | Upos::Sym => first = before,
                Upos::Pron if view.deprel(before) == Deprel::NmodPoss => {
                    first = before;
                    break;
                }
                Upos::Part if is_clitic(view.lower(before)) => {
                    let owner = before
                        .checked_sub(1)
                        .and_then(|word| self.units.get(self.unit_of[word] as usize));
                    if let Some(owner) = owner {
                        first = owner.phrase.start;
                    }
                    break;
                }
                Upos::Adj | Upos::Noun | Upos::Propn
                    if matches!(
                        view.deprel(before),
                        Deprel::Amod | Deprel::Compound | Deprel::Nummod
                    ) && leads_here() =>
                {
                    first = before;
                }
                // "Portugal's outgoing premier", where the tagger takes both for adjectives.
                Upos::Adj
                    if self.agent_at(end - 1).is_some() && self.is_subject_adjective(end - 1) =>
                {
                    first = before;
                }
                // After a noun it is rather the verb of the clause.
                Upos::Verb
                    if view.deprel(before) == Deprel::Amod
                        && leads_here()
                        && !(before > 0
                            && matches!(view.upos(before - 1), Upos::Noun | Upos::Propn)) =>
                {
                    first = before;
                }
                Upos::Adv if matches!(view.deprel(before), Deprel::Advmod) && leads_here() => {
                    first = before;
                }
                Upos::Punct if is_hyphen(view.text(before)) && leads_here() => first = before,
                Upos::Propn | Upos::Adj
                    if before > 0 && is_hyphen(view.text(before - 1)) && leads_here() =>
                {
                    first = before;
                }
                _ if is_hyphen(view.text(first)) && first == before + 1 => {
                    first = before;
                }
                _ => break,
            }
        }
        first
    }

    /// The unit that begins at `word` or after its determiners and modifiers.
    pub(super) fn unit_from(&self, word: usize) -> Option<usize> {
        let mut at = word;
        while at < self.view.len() && at < word + 6 {
            if let Some(unit) = self.unit(at) {
                return Some(unit);
            }
            let passes = matches!(
                self.view.upos(at),
                Upos::Det | Upos::Adj | Upos::Num | Upos::Adv | Upos::Verb
            ) || is_hyphen(self.view.text(at));
            if !passes {
                return None;
            }
            at += 1;
        }
        None
    }

    pub(super) fn unit(&self, word: usize) -> Option<usize> {
        let unit = *self.unit_of.get(word)?;
        (unit != NONE).then_some(unit as usize)
    }
}
