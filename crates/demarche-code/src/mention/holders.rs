//! Office holders whom a document calls by the bare surname: "Roh met Gorbachev".
//!
//! A report introduces whom its readers need not know, and by both names. Who has no first name
//! anywhere in it is rather somebody whom all know: the one head of state or government of that name
//! at the time, or else the one holder of any office. Names that many bear tell nobody by themselves,
//! but two of them may: one country has a Johnson and a Patel in office. A word of English is a name
//! only where a capital is no accident.

use std::collections::HashMap;

use demarche_record::CountryCode;
use demarche_text::Document;

use crate::knowledge::{Class, Knowledge, Moment, Sense, Spell};

/// What a document does with a surname of office holders.
struct Bare {
    holders: Vec<u32>,
    /// It stands where a capital is no accident.
    inside: bool,
    /// It has another name before or after it, or a title that its holder does not have.
    named: bool,
    titles: Vec<String>,
}

/// The office holders that a document means by surnames alone, as indices of leaders. `spoken` are
/// the countries that it names or that its known names belong to.
pub(super) fn bare(
    document: &Document,
    knowledge: &Knowledge,
    date: Moment,
    spoken: &[CountryCode],
) -> Vec<u32> {
    let mut names: HashMap<&str, Bare> = HashMap::new();
    for sentence in &document.sentences {
        let tokens = &sentence.tokens;
        let text = |at: usize| document.token_text(&tokens[at]);
        for at in 0..tokens.len() {
            let name = text(at);
            if !is_name(name) || name.chars().count() < 3 || OPENERS.contains(&name) {
                continue;
            }
            let known = names.contains_key(name);
            let holders: Vec<u32> = match known {
                true => Vec::new(),
                false => knowledge.surnames(name).collect(),
            };
            if !known && holders.is_empty() {
                continue;
            }
            let bare = names.entry(name).or_insert(Bare {
                holders,
                inside: false,
                named: false,
                titles: Vec::new(),
            });
            let before = at.checked_sub(1).map(text);
            let after = (at + 1 < tokens.len()).then(|| text(at + 1));
            let opens = at < 2 && before.is_none_or(|before| OPENERS.contains(&before));
            match before.filter(|before| before.starts_with(char::is_uppercase)) {
                Some(title) if is_title(knowledge, title) => bare.titles.push(title.to_lowercase()),
                Some(word) if at == 1 && OPENERS.contains(&word) => {}
                Some(word) if DAYS.contains(&word) => {}
                Some(_) => bare.named = true,
                None => {}
            }
            let tight = before.is_some_and(|before| before.ends_with(['-', '\u{2013}']));
            let follows = after.is_some_and(|after| {
                is_name(after) && !DAYS.contains(&after) || after.starts_with(['-', '\u{2013}'])
            });
            // "in Lincoln" is a town.
            let there = before.is_some_and(|before| PLACING.contains(&before));
            bare.named |= follows || tight || there;
            bare.inside |=
                !opens && before.is_some_and(|word| word.starts_with(char::is_alphanumeric));
        }
    }
    let named: Vec<Meant> = (names.iter())
        .filter(|(_, bare)| !bare.named)
        .map(|(name, bare)| meant(name, bare, knowledge, date, spoken))
        .collect();
    let mut found: Vec<u32> = named.iter().filter_map(|meant| meant.sure).collect();
    // "Johnson" and "Patel": each may be anybody, but one country has both in office.
    let code = |index: u32| office(knowledge, index, date).map(|spell| spell.code);
    let count = |of: CountryCode| {
        let has = |meant: &&Meant| meant.all().any(|index| code(index) == Some(of));
        named.iter().filter(has).count()
    };
    for meant in named.iter().filter(|meant| meant.sure.is_none()) {
        let mut counts: Vec<(usize, u32)> = (meant.may.iter())
            .filter_map(|&index| Some((count(code(index)?), index)))
            .filter(|&(count, _)| count > 1)
            .collect();
        counts.sort_unstable_by(|one, other| other.cmp(one));
        match counts[..] {
            [(_, index)] => found.push(index),
            [(most, index), (next, _), ..] if most > next => found.push(index),
            _ => {}
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Whom a bare name means.
#[derive(Default)]
struct Meant {
    /// The one whom it means by itself.
    sure: Option<u32>,
    /// Those whom it may mean where other names speak for their country.
    may: Vec<u32>,
}

impl Meant {
    fn all(&self) -> impl Iterator<Item = u32> + '_ {
        self.sure.into_iter().chain(self.may.iter().copied())
    }
}

/// The office that somebody holds about a date.
fn office(knowledge: &Knowledge, index: u32, date: Moment) -> Option<&Spell> {
    let spells = knowledge.leader(index).spells.iter();
    spells.rev().find(|spell| spell.near(date, NEAR))
}

/// Which of its holders a bare name means, or may mean.
fn meant(
    name: &str,
    bare: &Bare,
    knowledge: &Knowledge,
    date: Moment,
    spoken: &[CountryCode],
) -> Meant {
    let titled = |spell: &Spell| {
        let fits = |title: &String| {
            knowledge.is(title, Class::Title) || spell.role.ends_with(title.as_str())
        };
        bare.titles.iter().all(fits)
    };
    let told = |code: CountryCode| spoken.contains(&code);
    let mut holders: Vec<(u32, &Spell)> = (bare.holders.iter())
        .filter_map(|&index| Some((index, office(knowledge, index, date)?)))
        .filter(|(_, spell)| titled(spell))
        .collect();
    // Senators and spokesmen of other countries take no name from a minister.
    if !holders.iter().all(|(_, spell)| is_lesser(knowledge, spell)) {
        holders.retain(|(_, spell)| !is_lesser(knowledge, spell) || told(spell.code));
    }
    let lower = name.to_lowercase();
    let word = knowledge.is(&lower, Class::SurnameWord);
    if word && !bare.inside && bare.titles.is_empty() {
        return Meant::default();
    }
    let heads: Vec<&(u32, &Spell)> = (holders.iter())
        .filter(|(_, spell)| knowledge.is(&spell.role, Class::KnownOffice))
        .collect();
    let only = match (heads.as_slice(), holders.as_slice()) {
        ([head], _) => Some(**head),
        ([], [only]) if bare.holders.len() < 3 && !word => Some(*only),
        _ => None,
    };
    let sure = only.filter(|(_, spell)| {
        // Another holder of the name is nearer where the text speaks of that one's country.
        let nearer = holders.iter().any(|(_, other)| told(other.code));
        let common = bare.holders.len() > 3 || knowledge.is(&lower, Class::CommonSurname);
        told(spell.code) || !nearer && (!common || spoken.is_empty())
    });
    Meant {
        sure: sure.map(|(index, _)| index),
        may: match sure {
            Some(_) => Vec::new(),
            None => holders.into_iter().map(|(index, _)| index).collect(),
        },
    }
}

/// Whether an office is one of many of its kind, whose holder few know abroad.
pub(super) fn is_lesser(knowledge: &Knowledge, spell: &Spell) -> bool {
    let mut words = spell.role.split([' ', '-']);
    words.any(|word| knowledge.begins(word, Class::LesserOffice))
}

/// Months around a term of office in which its holder is who is meant.
const NEAR: i32 = 3;

fn is_name(text: &str) -> bool {
    text.starts_with(char::is_uppercase)
        && text.chars().any(char::is_lowercase)
        && text
            .chars()
            .all(|c| c.is_alphabetic() || matches!(c, '\'' | '\u{2019}' | '-'))
}

fn is_title(knowledge: &Knowledge, text: &str) -> bool {
    knowledge.is(&text.to_lowercase(), Class::Title)
        || (knowledge.senses(text).iter()).any(|sense| matches!(sense, Sense::Agent(..)))
}

/// Words that open a sentence before a name, and marks.
#[rustfmt::skip]
const OPENERS: &[&str] = &[
    "After", "And", "As", "At", "Before", "Both", "But", "By", "Did", "Does", "Even", "Ever", "For",
    "From", "Had", "Has", "If", "In", "Is", "Neither", "Nor", "Now", "Of", "On", "Once", "Only", "Or",
    "Since", "So", "Still", "Than", "That", "The", "Then", "Though", "To", "Under", "Until", "Was",
    "What", "When", "Where", "Whether", "While", "Why", "Will", "With", "Would", "Yet", "Although",
    "Because", "Unless", "Unlike", "Like", "Against", "Without", "Here", "There", "How", "Not",
    "\"", "\u{201c}", "\u{2018}", "``", "'", "-", "\u{2013}", "\u{2014}", "(",
];

/// Prepositions before a town.
#[rustfmt::skip]
const PLACING: &[&str] = &[
    "in", "at", "near", "outside", "inside", "around", "across", "through", "into", "In", "At",
    "Near", "Outside", "Around", "Across", "downtown", "central", "northern", "southern", "eastern",
    "western",
];

/// Days and months, which follow and precede a name without being one.
#[rustfmt::skip]
const DAYS: &[&str] = &[
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "January",
    "February", "March", "April", "June", "July", "August", "September", "October", "November",
    "December",
];

#[cfg(test)]
mod tests {
    use demarche_text::{Document, Limits};

    use super::*;
    use crate::knowledge;

    /// The names of those whom a text of a month means.
    fn meant(text: &str, month: &str) -> Vec<String> {
        let document = Document::read(text, &Limits::default());
        let knowledge = knowledge::embedded();
        let found = bare(&document, knowledge, Moment::parse(month).unwrap(), &[]);
        let name = |index: u32| knowledge.leader(index).name.clone();
        let mut names: Vec<String> = found.into_iter().map(name).collect();
        names.sort();
        names
    }

    #[test]
    fn the_one_in_office_is_meant() {
        let both = ["Mikhail Gorbachev", "Roh Tae-woo"];
        assert_eq!(meant("On Monday Roh met Gorbachev.", "1990-06"), both);
        assert_eq!(meant("On Monday Roh met him.", "2003-06"), ["Roh Moo-hyun"]);
        assert!(meant("On Monday Roh met nobody.", "2012-06").is_empty());
    }

    #[test]
    fn who_has_a_first_name_is_somebody_else() {
        assert!(meant("Ann Roh sold it. On Monday Roh left.", "1990-06").is_empty());
        assert!(meant("On Monday Roh Street was closed.", "1990-06").is_empty());
    }

    #[test]
    fn a_title_must_be_of_the_office() {
        assert_eq!(meant("They saw President Roh.", "1990-06"), ["Roh Tae-woo"]);
        assert!(meant("They saw Bishop Roh.", "1990-06").is_empty());
    }

    #[test]
    fn a_word_needs_a_capital_that_is_no_accident() {
        assert!(meant("Major roads were closed.", "1993-06").is_empty());
        assert_eq!(
            meant("They asked Major for time.", "1993-06"),
            ["John Major"]
        );
    }

    #[test]
    fn common_names_speak_for_each_other() {
        let both = ["Boris Johnson", "Priti Patel"];
        let told = |text: &str| {
            let document = Document::read(text, &Limits::default());
            let (knowledge, spoken) = (knowledge::embedded(), CountryCode::parse("FRA").unwrap());
            let date = Moment::parse("2021-11").unwrap();
            let found = bare(&document, knowledge, date, &[spoken]);
            let name = |index: u32| knowledge.leader(index).name.clone();
            let mut names: Vec<String> = found.into_iter().map(name).collect();
            names.sort();
            names
        };
        assert_eq!(told("They asked Johnson and later Patel in vain."), both);
        assert!(told("They asked Johnson in vain.").is_empty());
    }

    #[test]
    fn what_surnames_are_common_a_users_table_may_say() {
        let document = Document::read("On Monday Roh met him.", &Limits::default());
        let (date, spoken) = (Moment::parse("1990-06"), CountryCode::parse("FRA"));
        let found = |knowledge: &Knowledge| {
            bare(&document, knowledge, date.unwrap(), &[spoken.unwrap()]).len()
        };
        let (own, faults) = knowledge::extended(&[("words.tsv", "roh\tcommon-surname\n")]);
        assert_eq!(faults, []);
        assert_eq!((found(knowledge::embedded()), found(&own)), (1, 0));
    }

    #[test]
    fn no_list_says_a_name_twice() {
        for list in [OPENERS, PLACING, DAYS] {
            let mut sorted = list.to_vec();
            sorted.sort_unstable();
            sorted.dedup();
            assert_eq!(sorted.len(), list.len());
        }
    }
}
