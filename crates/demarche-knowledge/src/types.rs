//! What the tables say of a country, an agent noun, an organisation and an office holder.

use demarche_record::{CountryCode, Sector};
use serde::{Deserialize, Serialize};

/// A state, dependency or disputed territory (`countries.tsv`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Country {
    /// Its own code: ISO 3166-1 alpha-3; "KOS" for Kosovo, as in PLOVER.
    pub iso: CountryCode,
    /// The code that events carry: PLOVER counts dependencies to the controlling state and
    /// partially recognised entities to the state that claims them.
    pub code: CountryCode,
    /// Whether it is one of PLOVER's partially recognised entities (sector PRE).
    pub partial: bool,
    /// Whether the name is also a given name or another place ("Georgia", "Jordan").
    pub ambiguous: bool,
    /// Whether its people are called by the first of their names.
    pub first_name: bool,
    /// Whether the press calls its first peoples Indians.
    pub indians: bool,
    /// The short English name.
    pub name: String,
    /// A town of it whose name stands for another's government where it acts: "Brussels" for the
    /// European Union's.
    pub seat_of: Option<(String, CountryCode)>,
}

/// How an agent noun takes part in a phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AgentKind {
    /// A person with a sector of his own ("soldier", "president").
    Person,
    /// A person who speaks or acts for somebody and takes that one's sector ("spokesman",
    /// "leader", "member"); the table's sector holds where the owner is a mere country.
    Role,
    /// An organised body ("army", "parliament", "ministry").
    Body,
    /// Machines and means that stand for those who use them ("warplanes").
    Gear,
    /// A word that gives its sector to the noun it modifies ("rebel commander").
    Modifier,
}

/// An agent noun, title or body (`agents.tsv`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Agent {
    /// The singular form, or the only one.
    pub name: String,
    /// Sectors, most specific first.
    pub sectors: Vec<Sector>,
    /// How it takes part in a phrase.
    pub kind: AgentKind,
    /// Whether an unmarked one belongs to the country the article is about ("the government").
    pub domestic: bool,
    /// Whether those it names may be from anywhere, whatever the article is about ("tourists").
    pub abroad: bool,
    /// Whether the word is said of women only.
    pub female: bool,
    /// Whether the word is said of men only.
    pub male: bool,
    /// Whether the bare word is an abstraction ("opposition to the plan"): a party only with an
    /// article, an owner or a country before it.
    pub is_abstract: bool,
}

/// What sort of organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OrganisationKind {
    /// Of states: UN, NATO.
    Intergovernmental,
    /// Non-governmental, across borders or at home.
    NonGovernmental,
    /// An armed group outside the state.
    Armed,
    /// A part of a state: agency, ministry, court, assembly.
    State,
    /// A political party or movement.
    Party,
    /// A company.
    Company,
    /// A news outlet or agency.
    Media,
    /// A people, faith or community that is spoken of as a party ("the Rohingya").
    Community,
    /// No party: a sea, region or thing whose name would mislead ("Indian Ocean").
    Geographic,
}

/// A named organisation (`organisations.tsv`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Organisation {
    /// The full name.
    pub name: String,
    /// Home state or supra-national code.
    pub code: Option<CountryCode>,
    /// Sectors, most specific first.
    pub sectors: Vec<Sector>,
    /// Its sort.
    pub kind: OrganisationKind,
}

/// A well-known office holder (`leaders.tsv`). Lines of one name are spells of one person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Leader {
    /// The full name.
    pub name: String,
    /// Whether a woman.
    pub female: bool,
    /// The offices held, by their beginning; never none.
    pub spells: Vec<Spell>,
}

/// An office that a person held from one month or year to another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spell {
    /// Country or supra-national code.
    pub code: CountryCode,
    /// Sectors while in office.
    pub sectors: Vec<Sector>,
    /// The office.
    pub role: String,
    /// Since when.
    pub from: Moment,
    /// The last month or year; `None` while it lasts.
    pub to: Option<Moment>,
}

/// A month, or a year whose month is not known and may be any.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// The year.
    pub year: i32,
    /// The month from 1.
    pub month: Option<i32>,
}

impl Moment {
    /// Reads "YYYY" or the beginning "YYYY-MM" of a date.
    pub fn parse(text: &str) -> Option<Moment> {
        let year = text.get(..4)?.parse().ok()?;
        let month = match text.get(4..) {
            Some("") => None,
            Some(rest) => {
                let month = rest.strip_prefix('-')?.get(..2)?.parse().ok()?;
                Some(month).filter(|month| (1..=12).contains(month))
            }
            None => return None,
        };
        (month.is_some() || text.len() == 4).then_some(Moment { year, month })
    }

    /// The first month that it may mean, counted from the year 0.
    pub fn first(self) -> i32 {
        self.year * 12 + self.month.unwrap_or(1)
    }

    pub(super) fn last(self) -> i32 {
        self.year * 12 + self.month.unwrap_or(12)
    }
}

impl std::fmt::Display for Moment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.month {
            Some(month) => write!(f, "{}-{month:02}", self.year),
            None => write!(f, "{}", self.year),
        }
    }
}

impl Spell {
    /// Whether the office was held, both ends counted; a year alone means any of its months.
    pub fn holds(&self, date: Moment) -> bool {
        self.from.first() <= date.last() && !self.over(date)
    }

    /// Whether the office was held at `date` or within so many months before or after it.
    pub fn near(&self, date: Moment, months: i32) -> bool {
        self.from.first() <= date.last() + months
            && self.to.is_none_or(|to| to.last() + months >= date.first())
    }

    fn over(&self, date: Moment) -> bool {
        self.to.is_some_and(|to| to.last() < date.first())
    }
}

impl Leader {
    /// Whether an office was over at `date` and none held; an unknown date is taken to lie within.
    pub fn retired(&self, date: Option<Moment>) -> bool {
        date.is_some_and(|date| {
            self.spells.iter().any(|spell| spell.over(date))
                && !self.spells.iter().any(|spell| spell.holds(date))
        })
    }

    /// The office held at `date`, else the last one before, else the first; without a date the
    /// last of all.
    pub fn spell(&self, date: Option<Moment>) -> &Spell {
        let Some(date) = date else {
            return &self.spells[self.spells.len() - 1];
        };
        let spells = || self.spells.iter().rev();
        spells()
            .find(|spell| spell.holds(date))
            .or_else(|| spells().find(|spell| spell.over(date)))
            .unwrap_or(&self.spells[0])
    }
}
