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

use crate::knowledge::{Knowledge, Moment, Sense, Spell};

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
            TITLES.contains(&title.as_str()) || spell.role.ends_with(title.as_str())
        };
        bare.titles.iter().all(fits)
    };
    let told = |code: CountryCode| spoken.contains(&code);
    let mut holders: Vec<(u32, &Spell)> = (bare.holders.iter())
        .filter_map(|&index| Some((index, office(knowledge, index, date)?)))
        .filter(|(_, spell)| titled(spell))
        .collect();
    // Senators and spokesmen of other countries take no name from a minister.
    if !holders.iter().all(|(_, spell)| is_lesser(spell)) {
        holders.retain(|(_, spell)| !is_lesser(spell) || told(spell.code));
    }
    let lower = name.to_lowercase();
    let word = WORDS.contains(&lower.as_str());
    if word && !bare.inside && bare.titles.is_empty() {
        return Meant::default();
    }
    let heads: Vec<&(u32, &Spell)> = (holders.iter())
        .filter(|(_, spell)| HEADS.contains(&spell.role.as_str()))
        .collect();
    let only = match (heads.as_slice(), holders.as_slice()) {
        ([head], _) => Some(**head),
        ([], [only]) if bare.holders.len() < 3 && !word => Some(*only),
        _ => None,
    };
    let sure = only.filter(|(_, spell)| {
        // Another holder of the name is nearer where the text speaks of that one's country.
        let nearer = holders.iter().any(|(_, other)| told(other.code));
        let common = bare.holders.len() > 3 || COMMON.contains(&lower.as_str());
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
pub(super) fn is_lesser(spell: &Spell) -> bool {
    let mut words = spell.role.split([' ', '-']);
    words.any(|word| LESSER.iter().any(|lesser| word.starts_with(lesser)))
}

/// How words of such offices begin.
#[rustfmt::skip]
const LESSER: &[&str] = &[
    "senator", "lawmaker", "congress", "member", "representative", "spokes", "ambassador", "mayor",
    "governor", "commander", "official", "officer", "activist", "envoy", "deputy", "commissioner",
    "adviser", "aide", "candidate", "lawyer", "judge", "prosecutor", "businessman", "tycoon",
    "journalist", "editor", "politician", "cleric", "bishop", "archbishop", "negotiator",
];

/// Months around a term of office in which its holder is who is meant.
const NEAR: i32 = 3;

/// Whether a surname in lower case is a word as well, or another name.
pub(super) fn is_word(lower: &str) -> bool {
    WORDS.contains(&lower)
}

fn is_name(text: &str) -> bool {
    text.starts_with(char::is_uppercase)
        && text.chars().any(char::is_lowercase)
        && text
            .chars()
            .all(|c| c.is_alphabetic() || matches!(c, '\'' | '\u{2019}' | '-'))
}

fn is_title(knowledge: &Knowledge, text: &str) -> bool {
    TITLES.contains(&text.to_lowercase().as_str())
        || (knowledge.senses(text).iter()).any(|sense| matches!(sense, Sense::Agent(..)))
}

/// Titles that anybody may have.
const TITLES: &[&str] = &[
    "mr", "mr.", "mrs", "mrs.", "ms", "ms.", "dr", "dr.", "leader", "comrade",
];

/// Offices whose holders the whole world knows by their surnames.
#[rustfmt::skip]
const HEADS: &[&str] = &[
    "president", "prime minister", "premier", "chancellor", "taoiseach", "king", "queen", "emir",
    "sultan", "supreme leader", "general secretary", "paramount leader", "foreign minister",
    "foreign secretary", "secretary of state", "secretary-general", "chief executive",
    "interim president", "acting president", "military leader", "state counsellor",
    "external affairs minister", "transitional president", "minister president",
];

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

/// Surnames of office holders that are words or other names as well.
#[rustfmt::skip]
const WORDS: &[&str] = &[
    "abraham", "ban", "bird", "bishop", "black", "block", "brown", "bush", "cable", "cannon", "cash",
    "chambers", "christian", "cook", "costa", "craft", "david", "day", "dean", "eagle", "east",
    "elder", "english", "field", "ford", "fox", "franco", "friday", "gates", "gay", "gore", "grant",
    "grave", "gray", "green", "gross", "hague", "hall", "hide", "hill", "home", "hope", "horn",
    "hunt", "innocent", "islam", "jordan", "junior", "key", "king", "lama", "lane", "law", "little",
    "long", "low", "lynch", "major", "mark", "marina", "martin", "mate", "may", "mayor", "moon", "muslim",
    "note", "paris", "park", "paz", "piece", "pope", "power", "powell", "price", "pym", "range",
    "reach", "reed", "rice", "rio", "roman", "rose", "royal", "rush", "san", "santa", "santos",
    "sessions", "shah", "singer", "solar", "son", "spring", "stock", "stone", "straw", "sultan",
    "sun", "tar", "tax", "tory", "trump", "turk", "wade", "walker", "ward", "waters", "west",
    "white", "win", "wine", "wolf", "wood", "woods", "young", "her", "his", "she", "they", "you",
    "our", "all", "any", "are", "can", "not", "one", "two", "new", "now", "old", "out", "see", "too",
    "was", "why", "yes", "him", "its", "men", "man", "war", "sea", "oil", "ten", "six", "who", "how",
    "let", "set", "big", "bad", "get", "got", "sir", "van", "von", "don", "dos", "mine",
    "same", "such", "some", "this", "these", "those", "more", "much", "most", "many", "none",
];

/// Surnames that thousands bear in the countries whose press writes English or whose names it writes.
#[rustfmt::skip]
const COMMON: &[&str] = &[
    "abbas", "abdullah", "adams", "ahmed", "ali", "allen", "alvarez", "anderson", "bailey", "baker",
    "bell", "bennett", "brooks", "butler", "campbell", "carter", "castro", "chan", "chen", "clark",
    "clarke", "collins", "cooper", "cox", "cruz", "davies", "davis", "diaz", "edwards", "evans",
    "fernandez", "fischer", "fisher", "flores", "garcia", "gomez", "gonzalez", "gordon", "graham",
    "gutierrez", "hamilton", "harper", "harris", "harrison", "hassan", "hernandez", "howard",
    "hughes", "hussain", "hussein", "ibrahim", "ivanov", "jackson", "james", "jenkins", "jimenez",
    "johnson", "johnston", "jones", "joseph", "kelly", "kennedy", "khan", "kim", "kumar", "lee",
    "lewis", "li", "lin", "liu", "lopez", "malik", "marshall", "martinez", "mason", "mendoza",
    "miller", "mitchell", "mohamed", "moore", "morales", "moreno", "morgan", "morris", "morrison",
    "muller", "murphy", "murray", "nelson", "nguyen", "ortiz", "palmer", "parker", "patel", "perez",
    "peters", "peterson", "petrov", "phillips", "ramirez", "ramos", "reid", "reyes", "reynolds",
    "richardson", "rivera", "roberts", "robertson", "robinson", "rodriguez", "rogers", "romero",
    "ross", "ruiz", "russell", "ryan", "salazar", "sanchez", "santos", "schmidt", "scott", "sharma",
    "silva", "simpson", "singh", "smith", "stevens", "stewart", "sullivan", "suarez", "taylor",
    "thomas", "thompson", "torres", "tran", "turner", "vargas", "wang", "watson", "weber",
    "williams", "wilson", "wright", "yang", "zhang", "zhao", "acosta", "aguilar", "arias", "avila",
    "cabrera", "campos", "cardenas", "carrillo", "castillo", "contreras", "cordova", "delgado",
    "dominguez", "duarte", "espinoza", "figueroa", "fuentes", "guerrero", "guzman", "herrera",
    "lara", "luna", "maldonado", "medina", "mejia", "mendez", "miranda", "molina", "munoz",
    "navarro", "nunez", "ochoa", "pacheco", "pena", "ponce", "quintero", "rios", "rivas", "rojas",
    "salinas", "sandoval", "serrano", "solis", "soto", "valdez", "valencia", "vasquez", "vega",
    "velasquez", "villanueva", "zamora", "barnes", "bates", "boyd", "bradley", "burns", "coleman",
    "cole", "cunningham", "dixon", "duncan", "ellis", "ferguson", "foster", "freeman", "gibson",
    "griffin", "hart", "hayes", "henderson", "henry", "holmes", "hudson", "hunter", "lawrence",
    "mccarthy", "mcdonald", "owens", "porter", "richards", "shaw", "snyder", "spencer", "tucker",
    "wallace", "warren", "webb", "wells", "begum", "das", "gupta", "hasan", "hossain", "iqbal",
    "islam", "joshi", "mehta", "mishra", "qureshi", "rahman", "rao", "reddy", "roy", "verma",
    "yadav", "choi", "huang", "hu", "ma", "sato", "suzuki", "tanaka", "wu", "xu", "zhou", "zhu",
    "costa", "ferreira", "oliveira", "pereira", "rossi", "russo", "ferrari", "romano", "dubois",
    "bernard", "petit", "meyer", "schneider", "wagner", "becker", "hoffmann", "hansen", "jensen",
    "nielsen", "andersen", "johansson", "larsson", "olsen", "novak", "horvat", "nagy", "kovacs",
    "popescu", "popov", "smirnov", "kuznetsov", "diallo", "traore", "keita", "diop", "ndiaye",
    "mensah", "okafor", "saleh", "mansour", "haddad", "khalil", "hamdan", "yusuf", "osman", "omar",
    "mahmoud",
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
    fn no_list_says_a_name_twice() {
        for list in [WORDS, COMMON, HEADS, OPENERS, LESSER] {
            let mut sorted = list.to_vec();
            sorted.sort_unstable();
            sorted.dedup();
            assert_eq!(sorted.len(), list.len());
        }
    }
}
