//! The clause of an event: which words say something about it, and which belong to others.
//!
//! A trigger owns the words below it that stand in no other clause. What carries it counts next:
//! the verb that an event noun is held by ("talks were *held* in Doha"), the first of coordinated
//! verbs, the clause that a participle or infinitive hangs on, the noun a relative clause is
//! about. Words that are only reported beside it, or that belong to a clause with a subject of
//! its own, never count.

use std::sync::OnceLock;

use demarche_parse::{Deprel, Upos};

use crate::quantities::is_casualty;
use crate::view::SentenceView;
use demarche_knowledge::quick::QuickMap;
use demarche_knowledge::table::{list, rows};

/// What a word tells of its clause (`knowledge/clauses.tsv`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WordClass {
    /// Carries an event noun ("held talks", "the attack occurred").
    Light,
    /// Saying, thinking, judging: its object has a time and place of its own.
    Speech,
    /// A verb whose clause often comes without "that".
    Bare,
    /// "to" and "into" say where it takes place.
    Motion,
    /// Its object, when a place, is where it takes place.
    Reach,
    /// A noun with a time and place of its own.
    Event,
    /// A verb whose infinitive is still to come.
    Future,
    /// An adjective of events still to come.
    Upcoming,
    /// A noun that a place name explains: "the city of Kharkiv", "the capital Minsk".
    Area,
    /// A noun whose modifier says where or how, not what about: "border war", "tank battle".
    Fight,
    /// A verb whose object may be a mere number of persons, and is no time or measure then.
    Harm,
    /// A verb between an event and its toll.
    Result,
    /// A noun that counts or groups events and adds nothing.
    Measure,
    /// A noun that counts or holds what "of" names: "a number of flights".
    Amount,
    /// A noun of motion, whose "to" and "into" say where it takes place.
    Journey,
    /// A noun that only says that a name is that of a first-level division.
    Division,
    /// A settlement, which behind "the … of" has a name: "the town of Merritt".
    Settled,
    /// A tract of land, which behind "the … of" has the name of a place where it has nobody's.
    LaidOut,
    /// A party of the United States or who belongs to it: near them, Georgia is a state of theirs.
    Partisan,
    /// A verb that has no object, and so neither a passive nor a participle that describes a noun.
    Objectless,
    /// A verb whose "of" says what somebody is charged with, told of or stripped of, and not who he is.
    Charging,
    /// A noun of what is called after the place where it was signed or held, or where it stands: "the Lisbon
    /// treaty", "a Moscow theatre".
    Held,
    /// A bare noun that behind "by" says how something was done: "by helicopter".
    Means,
    /// A noun whose "of" names whom the deed fell on: "the storming of a school".
    Suffered,
    /// A verb whose clause with "that" is what its object is told.
    Telling,
    /// A verb of what others planned and did not do: "foiled a plot".
    Foiling,
    /// A verb whose "for" with a gerund says what its object did: "fined him for calling her a thief".
    Requiting,
    /// A verb of what is done to a crowd, as the aim of a deed: "to disperse them".
    Dispersing,
    /// A verb whose infinitive is what its subject itself wants to do.
    Willing,
    /// A verb that takes the side of its object: "vowed to avenge the dead".
    Shielding,
    /// A verb of naming or giving, whose past form behind a noun describes that noun.
    Naming,
    /// A verb with two objects, of whom the first gets the second.
    Giving,
    /// A verb of answering a demand, a request or a plan.
    Answering,
    /// A verb of helping or judging what is another's: "a truce brokered by Qatar".
    Judging,
    /// A verb whose object stays in what it describes: "a base housing troops".
    Housing,
    /// A noun of strife or want, whose adjective says where it was and not whose doing: "the Korean War".
    Strife,
    /// A noun that says of the name beside it that it is that of a place.
    Locality,
    /// A participle that describes the noun behind it, and seldom has it for an object: "neighbouring Benin".
    Describing,
    /// The same behind an article: "the visiting minister".
    Introduced,
    /// A verb whose clause with "that" has a bare form: "demanded that he resign".
    Demanding,
    /// A verb or noun of what is written or said to somebody: "wrote to the premier urging him to resign".
    Letter,
}

impl WordClass {
    const NAMES: [(&'static str, WordClass); 41] = [
        ("light", WordClass::Light),
        ("speech", WordClass::Speech),
        ("bare", WordClass::Bare),
        ("motion", WordClass::Motion),
        ("reach", WordClass::Reach),
        ("event", WordClass::Event),
        ("future", WordClass::Future),
        ("upcoming", WordClass::Upcoming),
        ("area", WordClass::Area),
        ("fight", WordClass::Fight),
        ("harm", WordClass::Harm),
        ("result", WordClass::Result),
        ("measure", WordClass::Measure),
        ("amount", WordClass::Amount),
        ("journey", WordClass::Journey),
        ("division", WordClass::Division),
        ("objectless", WordClass::Objectless),
        ("settled", WordClass::Settled),
        ("laid-out", WordClass::LaidOut),
        ("partisan", WordClass::Partisan),
        ("charging", WordClass::Charging),
        ("requiting", WordClass::Requiting),
        ("held", WordClass::Held),
        ("means", WordClass::Means),
        ("suffered", WordClass::Suffered),
        ("telling", WordClass::Telling),
        ("foiling", WordClass::Foiling),
        ("dispersing", WordClass::Dispersing),
        ("willing", WordClass::Willing),
        ("shielding", WordClass::Shielding),
        ("naming", WordClass::Naming),
        ("giving", WordClass::Giving),
        ("answering", WordClass::Answering),
        ("judging", WordClass::Judging),
        ("strife", WordClass::Strife),
        ("housing", WordClass::Housing),
        ("describing", WordClass::Describing),
        ("introduced", WordClass::Introduced),
        ("demanding", WordClass::Demanding),
        ("letter", WordClass::Letter),
        ("locality", WordClass::Locality),
    ];

    /// Whether a lemma, in lower case, is of this class.
    pub fn holds(self, lemma: &str) -> bool {
        classes()
            .get(lemma)
            .is_some_and(|bits| bits & self.bit() != 0)
    }

    fn bit(self) -> u64 {
        1 << self as u32
    }
}

const TABLE: &str = crate::tables::CLAUSES;

fn classes() -> &'static QuickMap<&'static str, u64> {
    static CLASSES: OnceLock<QuickMap<&'static str, u64>> = OnceLock::new();
    CLASSES.get_or_init(|| {
        let mut classes = QuickMap::default();
        for (_, fields) in rows(TABLE) {
            let [name, lemmas] = fields[..] else { continue };
            let Some((_, class)) = WordClass::NAMES.iter().find(|(known, _)| *known == name) else {
                continue;
            };
            for lemma in list(lemmas) {
                *classes.entry(lemma).or_insert(0) |= class.bit();
            }
        }
        classes
    })
}

/// The words that belong to a trigger, and how closely.
#[derive(Clone, Debug)]
pub struct Scope {
    carriers: Vec<usize>,
    levels: Vec<u8>,
}

/// The level of words that do not belong to the trigger.
const OUTSIDE: u8 = u8::MAX;

/// How many carriers are followed at most.
const CARRIERS: usize = 6;

impl Scope {
    /// The scope of a trigger; empty where the word lies outside the sentence.
    pub fn of(view: &SentenceView<'_>, trigger: usize) -> Scope {
        let mut scope = Scope {
            carriers: Vec::new(),
            levels: vec![OUTSIDE; view.len()],
        };
        if trigger >= view.len() {
            return scope;
        }
        scope.claim(view, trigger);
        // "the attack, which took place in": what a relative clause says of its event is its own.
        if is_nominal(view, trigger) {
            for clause in view.children(trigger) {
                if matches!(view.deprel(clause), Deprel::Acl | Deprel::AclRelcl)
                    && WordClass::Light.holds(view.lemma(clause))
                    && scope.levels[clause] == OUTSIDE
                {
                    scope.spread(view, clause, 0);
                }
            }
        }
        let mut at = trigger;
        while scope.carriers.len() < CARRIERS
            && let Some((next, last)) = carrier(view, at)
        {
            if scope.levels[next] != OUTSIDE {
                break;
            }
            scope.claim(view, next);
            if last {
                break;
            }
            at = next;
        }
        // "failed to agree in Brussels on Monday": where and when they failed.
        let tried = view
            .child(trigger, &[Deprel::Xcomp])
            .filter(|_| matches!(view.lemma(trigger), "fail" | "manage" | "try" | "attempt"));
        if let Some(tried) = tried.filter(|&tried| scope.levels[tried] == OUTSIDE) {
            scope.claim(view, tried);
        }
        // "was shot and wounded in": one auxiliary for two verbs.
        let shares = |other: usize| {
            view.xpos(other) == "VBN"
                && view.child(trigger, &[Deprel::AuxPass]).is_some()
                && view.child(other, &[Deprel::Aux, Deprel::AuxPass]).is_none()
        };
        // "killed 12 people and injured 30 in": what ends the second verb belongs to both.
        let last = view
            .children(trigger)
            .filter(|&other| view.deprel(other) == Deprel::Conj && is_verb(view, other))
            .find(|&other| {
                other > trigger
                    && !has_subject(view, other)
                    && (shares(other) || is_casualty(view, other) && is_casualty(view, trigger))
            });
        if let Some(last) =
            last.filter(|&last| scope.carriers.len() < CARRIERS && scope.levels[last] == OUTSIDE)
        {
            scope.claim(view, last);
        }
        // "were killed when militants attacked a base in": the clause tells the same event, and so does
        // "shot dead as he left his home in".
        for clause in view.children(trigger) {
            let same = |mark: usize| match view.lower(mark) {
                "when" => true,
                "as" | "while" => view
                    .child(clause, &[Deprel::Nsubj, Deprel::NsubjPass])
                    .is_some_and(|subject| view.upos(subject) == Upos::Pron),
                _ => false,
            };
            if view.deprel(clause) == Deprel::Advcl
                && scope.carriers.len() < CARRIERS
                && scope.levels[clause] == OUTSIDE
                && view
                    .children(clause)
                    .any(|mark| mark < clause && same(mark))
            {
                scope.claim(view, clause);
            }
        }
        scope
    }

    /// The trigger and what carries it, nearest first. Words of level `n` stand in the clause of
    /// `carriers()[n]`.
    pub fn carriers(&self) -> &[usize] {
        &self.carriers
    }

    /// How far a word is from the trigger, in clauses: 0 for the trigger's own; `None` where it
    /// belongs to another.
    pub fn level(&self, word: usize) -> Option<usize> {
        self.levels
            .get(word)
            .filter(|level| **level != OUTSIDE)
            .map(|level| usize::from(*level))
    }

    /// Whether a word belongs to the trigger's clause or to what carries it.
    pub fn contains(&self, word: usize) -> bool {
        self.level(word).is_some()
    }

    /// The words of a level, in order.
    pub fn words(&self, level: usize) -> impl Iterator<Item = usize> + '_ {
        self.levels
            .iter()
            .enumerate()
            .filter(move |(_, at)| **at != OUTSIDE && usize::from(**at) == level)
            .map(|(word, _)| word)
    }

    /// Gives the unclaimed words below `head` that stand in its clause the next level.
    fn claim(&mut self, view: &SentenceView<'_>, head: usize) {
        let level = self.carriers.len() as u8;
        self.carriers.push(head);
        self.spread(view, head, level);
    }

    /// Gives `head` and the unclaimed words of its clause a level.
    fn spread(&mut self, view: &SentenceView<'_>, head: usize, level: u8) {
        self.levels[head] = level;
        let mut stack = vec![head];
        while let Some(above) = stack.pop() {
            for child in view.children(above) {
                if self.levels[child] == OUTSIDE && !opens_clause(view, child) {
                    self.levels[child] = level;
                    stack.push(child);
                }
            }
        }
    }
}

/// Whether a word heads a clause below its head.
pub fn opens_clause(view: &SentenceView<'_>, word: usize) -> bool {
    match view.deprel(word) {
        Deprel::Root
        | Deprel::Ccomp
        | Deprel::Csubj
        | Deprel::CsubjOuter
        | Deprel::CsubjPass
        | Deprel::AclRelcl
        | Deprel::AdvclRelcl
        | Deprel::Parataxis => true,
        // "according to", "compared with", "following" are prepositions in all but name.
        // "displaced by fighting in" is a noun in all but its tag.
        Deprel::Advcl | Deprel::Acl => {
            has_subject(view, word)
                || matches!(view.upos(word), Upos::Verb | Upos::Aux | Upos::Adj)
                    && !(WordClass::Event.holds(view.lower(word))
                        && view.child(word, &[Deprel::Obj]).is_none())
        }
        Deprel::Xcomp => view.upos(word) == Upos::Verb,
        Deprel::Conj | Deprel::List => {
            matches!(view.upos(word), Upos::Verb | Upos::Aux) || has_subject(view, word)
        }
        _ => false,
    }
}

/// Whether a word has a subject of its own.
pub fn has_subject(view: &SentenceView<'_>, word: usize) -> bool {
    view.child(
        word,
        &[
            Deprel::Nsubj,
            Deprel::NsubjPass,
            Deprel::NsubjOuter,
            Deprel::Csubj,
            Deprel::Expl,
        ],
    )
    .is_some()
}

/// The head of the clause that a word stands in.
pub fn clause_head(view: &SentenceView<'_>, word: usize) -> usize {
    let mut at = word;
    for _ in 0..view.len() {
        match view.head(at) {
            Some(above) if !opens_clause(view, at) => at = above,
            _ => break,
        }
    }
    at
}

/// The word that a phrase with this head hangs on. A phrase that follows a reported clause belongs
/// to that clause: "said a bomb killed five on Monday".
pub fn attachment(view: &SentenceView<'_>, head: usize, start: usize) -> Option<usize> {
    let at = view.head(head)?;
    let reported = view
        .children(at)
        .filter(|&child| view.deprel(child) == Deprel::Ccomp)
        .find(|&child| at < child && child < start);
    // Beyond "that" a verb of speech says what another did.
    let speaks = at < start && is_verb(view, at) && WordClass::Speech.holds(view.lemma(at));
    if reported.is_none() && speaks && (at + 1..start).any(|word| view.lower(word) == "that") {
        return None;
    }
    Some(reported.unwrap_or(at))
}

/// Whether a phrase that begins at `start` follows a word with nothing between them that opens
/// another clause: no verb, comma, conjunction or other event. Such a phrase belongs to the word
/// wherever a wrong arc puts it.
pub fn follows(view: &SentenceView<'_>, word: usize, start: usize) -> bool {
    word < start
        && start - word <= 16
        && (word + 1..start).all(|between| {
            !is_event(view, between)
                && matches!(
                    view.upos(between),
                    Upos::Noun
                        | Upos::Propn
                        | Upos::Adj
                        | Upos::Adp
                        | Upos::Det
                        | Upos::Num
                        | Upos::Part
                        | Upos::Adv
                        | Upos::Sym
                )
        })
}

/// What carries a word, and whether nothing beyond that counts.
fn carrier(view: &SentenceView<'_>, word: usize) -> Option<(usize, bool)> {
    let above = view.head(word)?;
    match view.deprel(word) {
        Deprel::Conj if !opens_clause(view, word) => Some((above, false)),
        Deprel::Conj if !has_subject(view, word) => Some((above, false)),
        Deprel::Xcomp => Some((above, false)),
        // "…, killing ten", "…, reaffirming": no subject, no conjunction of its own.
        Deprel::Advcl
            if matches!(view.xpos(word), "VBG" | "VBN")
                && !has_subject(view, word)
                && view.child(word, &[Deprel::Mark]).is_none() =>
        {
            Some((above, false))
        }
        // "the raid in Goma, which claimed ten lives", hung on the verb before it.
        Deprel::Parataxis => {
            let which = view
                .child(word, &[Deprel::Nsubj])
                .filter(|&subject| view.lower(subject) == "which" && subject < word)?;
            let event = (0..which)
                .rev()
                .take_while(|&before| !is_verb(view, before))
                .find(|&before| is_event(view, before))?;
            let told = WordClass::Speech.holds(view.lemma(word))
                && !WordClass::Light.holds(view.lemma(word));
            (!told).then_some((event, true))
        }
        // "in a bid to free", "by closing the border"
        Deprel::Advcl
            if view.xpos(word) == "VBG"
                && !has_subject(view, word)
                && view
                    .child(word, &[Deprel::Mark])
                    .is_some_and(|mark| matches!(view.lower(mark), "by" | "while")) =>
        {
            Some((above, false))
        }
        Deprel::Acl | Deprel::AclRelcl => {
            // "claimed that" speaks, "claimed ten lives" carries.
            let lemma = view.lemma(word);
            let told = WordClass::Speech.holds(lemma) && !WordClass::Light.holds(lemma);
            let event = described(view, word, above).filter(|_| !told)?;
            Some((event, true))
        }
        // "travel to Muscat for talks"
        Deprel::Obl
            if view.case(word) == Some("for")
                && (is_event(view, word) || is_measure(view.lemma(word)))
                && WordClass::Motion.holds(view.lemma(above)) =>
        {
            Some((above, false))
        }
        Deprel::Obj | Deprel::NsubjPass | Deprel::Obl if is_nominal(view, word) => {
            (WordClass::Light.holds(view.lemma(above)) && is_verb(view, above))
                .then_some((above, false))
        }
        Deprel::Nsubj if is_nominal(view, word) && is_verb(view, above) => {
            let speech = WordClass::Speech.holds(view.lemma(above));
            (!speech).then_some((above, false))
        }
        // "launched an offensive last week": a noun taken for a modifier of the time after it.
        Deprel::Amod | Deprel::Compound
            if word < above && is_time(view.lemma(above)) && !is_event(view, above) =>
        {
            let verb = view.head(above)?;
            (is_verb(view, verb) && WordClass::Light.holds(view.lemma(verb)))
                .then_some((verb, false))
        }
        // The first noun of "series of attacks", "wave of arrests".
        Deprel::Nmod if view.case(word) == Some("of") && is_measure(view.lemma(above)) => {
            Some((above, false))
        }
        _ => None,
    }
}

/// The event noun that a relative clause tells of: its antecedent, or what that one's "of" names, as
/// in "the wake of the attack in Goma, which claimed ten lives".
fn described(view: &SentenceView<'_>, clause: usize, antecedent: usize) -> Option<usize> {
    if is_event(view, antecedent) {
        return Some(antecedent);
    }
    view.children(antecedent).find(|&inner| {
        inner < clause
            && view.deprel(inner) == Deprel::Nmod
            && view.case(inner) == Some("of")
            && is_event(view, inner)
    })
}

/// Nouns of time that stand without a preposition.
fn is_time(lemma: &str) -> bool {
    matches!(
        lemma,
        "day"
            | "week"
            | "month"
            | "year"
            | "night"
            | "weekend"
            | "morning"
            | "afternoon"
            | "evening"
    )
}

/// Nouns that count or group events and add nothing.
pub(crate) fn is_measure(lemma: &str) -> bool {
    WordClass::Measure.holds(lemma)
}

/// Whether a word is a noun that names an event.
pub fn is_event(view: &SentenceView<'_>, word: usize) -> bool {
    is_nominal(view, word)
        && (WordClass::Event.holds(view.lemma(word)) || WordClass::Event.holds(view.lower(word)))
}

/// Whether a word is tagged as a noun or name.
pub fn is_nominal(view: &SentenceView<'_>, word: usize) -> bool {
    matches!(view.upos(word), Upos::Noun | Upos::Propn)
}

/// Whether a word is tagged as a verb.
pub fn is_verb(view: &SentenceView<'_>, word: usize) -> bool {
    matches!(view.upos(word), Upos::Verb | Upos::Aux)
}

/// Whether the event of a predicate, or of a noun that a predicate carries, is still to come by
/// its form: "will", an infinitive, "plans to", "is to", a present tense without a past one.
pub fn is_future(view: &SentenceView<'_>, scope: &Scope) -> Option<bool> {
    for &word in scope.carriers() {
        if is_nominal(view, word) {
            let upcoming = view.children(word).any(|child| {
                matches!(view.deprel(child), Deprel::Amod | Deprel::Acl)
                    && (WordClass::Upcoming.holds(view.lower(child))
                        || WordClass::Upcoming.holds(view.lemma(child)))
            });
            if upcoming {
                return Some(true);
            }
            continue;
        }
        if !is_verb(view, word) {
            continue;
        }
        let helpers = view.children(word).filter(|&child| {
            matches!(
                view.deprel(child),
                Deprel::Aux | Deprel::AuxPass | Deprel::Cop | Deprel::Mark
            )
        });
        // "is to visit Cairo", "was to meet on Wednesday": what is arranged.
        let arranged = view.children(word).any(|child| {
            matches!(view.deprel(child), Deprel::Aux | Deprel::Cop)
                && matches!(
                    view.lower(child),
                    "is" | "are" | "'s" | "'re" | "was" | "were"
                )
                && child + 1 < word
                && view.lower(child + 1) == "to"
                && view.head(child + 1) == Some(word)
        });
        if arranged {
            return Some(true);
        }
        // "gunmen shot", "rebels hit": a past that looks like a present.
        let looks_past = matches!(
            view.lower(word),
            "shot"
                | "hit"
                | "cut"
                | "put"
                | "set"
                | "shut"
                | "split"
                | "spread"
                | "cost"
                | "hurt"
                | "beat"
                | "quit"
                | "burst"
                | "cast"
                | "let"
                | "read"
                | "struck"
                | "broke"
                | "bid"
        );
        let mut present = matches!(view.xpos(word), "VBP" | "VBZ") && !looks_past;
        let mut perfect = false;
        let mut finite = matches!(view.xpos(word), "VBD" | "VBP" | "VBZ");
        let mut past = view.xpos(word) == "VBD";
        for helper in helpers {
            match view.lower(helper) {
                "will" | "'ll" | "wo" | "shall" | "may" | "might" | "can" | "could" | "would"
                | "should" | "must" => return Some(true),
                "to" => {
                    let governor = view.head(word).map(|head| view.lemma(head));
                    // "managed to", "forced to" and an infinitive of purpose tell nothing.
                    return governor
                        .filter(|lemma| WordClass::Future.holds(lemma))
                        .map(|_| true);
                }
                "has" | "have" | "had" | "'ve" | "having" => {
                    perfect = true;
                    finite = true;
                }
                "was" | "were" | "did" => {
                    past = true;
                    finite = true;
                }
                "is" | "are" | "am" | "'s" | "'re" | "do" | "does" => {
                    present = true;
                    finite = true;
                }
                _ => {}
            }
        }
        if past || perfect {
            return Some(false);
        }
        if present && finite {
            // "is set to", "is due to", "is killed": the present of a passive is a headline's past.
            return Some(view.xpos(word) != "VBN" || WordClass::Future.holds(view.lemma(word)));
        }
        if matches!(view.xpos(word), "VBG" | "VBN") {
            continue;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_read() {
        for (number, fields) in rows(TABLE) {
            let [name, lemmas] = fields[..] else {
                panic!("line {number}: two columns");
            };
            let class = WordClass::NAMES.iter().find(|(known, _)| *known == name);
            let (_, class) = class.unwrap_or_else(|| panic!("line {number}: class {name}"));
            assert!(list(lemmas).count() > 0, "line {number}");
            for lemma in list(lemmas) {
                assert_eq!(lemma, lemma.to_lowercase(), "line {number}");
                assert!(class.holds(lemma), "line {number}: {lemma}");
            }
        }
    }
}
