//! Classes of words (`words.tsv`): what a noun, verb or adjective tells of the parties near it.

use serde::{Deserialize, Serialize};

use crate::vocabulary::Vocabulary;

macro_rules! classes {
    ($($(#[$doc:meta])* $class:ident = $name:literal),* $(,)?) => {
        /// What a word tells of the names and phrases around it, in the order of `words.tsv`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Class {
            $($(#[$doc])* $class),*
        }

        /// The classes as the table names them.
        pub(super) const CLASSES: &[(&str, Class)] = &[$(($name, Class::$class)),*];
    };
}

classes! {
    /// A surname that thousands bear.
    CommonSurname = "common-surname",
    /// A surname of office holders that is a word or another name as well.
    SurnameWord = "surname-word",
    /// A part of a name that tells nobody apart: a title, or too common.
    NoSurname = "no-surname",
    /// A title that anybody may have.
    Title = "title",
    /// A form of address.
    Honorific = "honorific",
    /// Said of women.
    Female = "female",
    /// Said of men.
    Male = "male",
    /// An office whose holders the whole world knows by their surnames.
    KnownOffice = "known-office",
    /// An office whose holder is rather meant than another of the name.
    RulingOffice = "ruling-office",
    /// How an office begins that is one of many of its kind.
    LesserOffice = "lesser-office",
    /// A part of the title before an office.
    Deputy = "deputy",
    /// An office that bodies outside the government have too.
    Presiding = "presiding",
    /// Who serves in a place that is not his country's.
    Diplomat = "diplomat",
    /// Who holds an office of state and meets those of other states.
    Statesman = "statesman",
    /// A verb whose place is where somebody is for now, and not whose he is: "hides in Dubai".
    Dwelling = "dwelling",
    /// A verb by which somebody comes into an office: "elected", "sworn in".
    Installing = "installing",
    /// A role that says nothing of a sector until its owner is known.
    OwnedRole = "owned-role",
    /// A role that is a body rather than a person.
    BodyRole = "body-role",
    /// A body that is the government of its country.
    Government = "government",
    /// A singular body that "they" may mean.
    PluralBody = "plural-body",
    /// An adjective of those who hold office no more.
    Former = "former",
    /// An adjective of those whom others put out of office, of late.
    Toppled = "toppled",
    /// The second half of an adjective that says where somebody is from, and not whose he is:
    /// "Moscow-educated".
    Upbringing = "upbringing",
    /// An adjective of those who are not at home.
    Elsewhere = "elsewhere",
    /// A noun for whoever an armed group has in its ranks.
    Ranks = "ranks",
    /// Who follows somebody, whatever he does.
    Follower = "follower",
    /// Who belongs to a party or works for it.
    Partisan = "partisan",
    /// Behind the name of a people that lives elsewhere: "the Hungarian minority".
    Descent = "descent",
    /// What those of a people are called who rise where they live: "rebel Serbs".
    Rebelling = "rebelling",
    /// Kin of whoever owns the phrase.
    Family = "family",
    /// Calling an attack this names nobody as its author.
    Label = "label",
    /// "Pakistan-sponsored": the country before the hyphen stands behind the noun.
    Sponsor = "sponsor",
    /// The second half of an adjective: "rebel-held".
    Participle = "participle",
    /// A noun that counts or gathers what "of" names.
    Quantity = "quantity",
    /// The head of "both sides", "the two countries".
    Pair = "pair",
    /// The head of a pair that means the states, whoever spoke for them.
    PairOfStates = "pair-of-states",
    /// "The country": the state spoken of.
    State = "state",
    /// A noun for some states only: "the emirate".
    StateForm = "state-form",
    /// Before "country" or "state": none that was spoken of.
    Unlike = "unlike",
    /// The ground that somebody governs or lives on.
    Ground = "ground",
    /// A city where bodies of states sit, which reports from there are about more often than the city.
    HostCity = "host-city",
    /// "The group": the organisation spoken of.
    Group = "group",
    /// Whom a state has, and who is of another state.
    Outsider = "outsider",
    /// Who is of another state, whoever has him.
    Counterpart = "counterpart",
    /// The other state, where a state has one.
    Neighbour = "neighbour",
    /// Another state, near or far.
    OtherState = "other-state",
    /// Who pays for somebody or shields him.
    Backer = "backer",
    /// Who is in office elsewhere, and is visited or received.
    Host = "host",
    /// Said of a neighbour that is far larger.
    Big = "big",
    /// A verb whose object is a town and not the government that sits there.
    TownObject = "town-object",
    /// A verb whose subject may well be a town as such.
    TownSubject = "town-subject",
    /// A verb whose object is somebody that acts.
    PartyObject = "party-object",
    /// What a state does to those who live under it.
    Holding = "holding",
    /// What a government does with its own parliament.
    Steering = "steering",
    /// A verb that leads or follows what somebody says.
    Saying = "saying",
    /// A verb that has "it" as a subject that means nothing.
    Seeming = "seeming",
    /// What only somebody can be.
    Disposed = "disposed",
    /// A noun of "it is time", "it was a pity that".
    Moment = "moment",
}

const _: () = assert!(
    CLASSES.len() <= u64::BITS as usize,
    "a word has a bit each class"
);

/// Words and their classes.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Words {
    words: Vocabulary,
    /// A bit each class, by the word's number.
    classes: Vec<u64>,
}

impl Words {
    pub(super) fn add(&mut self, word: &str, class: Class) {
        let number = self.words.id(word) as usize;
        if number == self.classes.len() {
            self.classes.push(0);
        }
        self.classes[number] |= 1 << class as u32;
    }

    pub(super) fn has(&self, word: &str, class: Class) -> bool {
        let number = self.words.get(word);
        let classes = number.and_then(|number| self.classes.get(number as usize));
        classes.is_some_and(|classes| classes & (1 << class as u32) != 0)
    }
}
