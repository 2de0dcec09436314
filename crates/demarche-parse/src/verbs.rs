//! Dictionary forms of regular verbs that no treebank had, from a list of verbs.
//!
//! From an ending alone nobody can tell that "stoned" is of "stone" and "raided" of "raid", "shelled"
//! of "shell" and "jammed" of "jam". Spelling leaves two or three forms, and the list knows which of
//! them is a verb.

use std::collections::HashSet;
use std::sync::OnceLock;

const LIST: &str = include_str!("../lexicon/verbs.txt");

/// Prefixes with which verbs are made of verbs.
const PREFIXES: [&str; 10] = [
    "counter", "inter", "under", "trans", "over", "mis", "out", "dis", "re", "de",
];

/// The verb of a regular form with this Penn tag; `None` where the list has none.
pub(crate) fn base(form: &str, xpos: &str) -> Option<String> {
    let lower = form.to_lowercase();
    candidates(&lower, xpos)
        .into_iter()
        .flatten()
        .find(|verb| is_verb(verb))
}

fn is_verb(word: &str) -> bool {
    static VERBS: OnceLock<HashSet<&'static str>> = OnceLock::new();
    let verbs = VERBS.get_or_init(|| LIST.lines().filter(|line| !line.starts_with('#')).collect());
    let prefixed = || {
        PREFIXES.iter().any(|prefix| {
            let rest = word.strip_prefix(prefix);
            let rest = rest.map(|rest| rest.trim_start_matches('-'));
            rest.is_some_and(|rest| rest.len() > 3 && verbs.contains(rest))
        })
    };
    verbs.contains(word) || prefixed()
}

/// What spelling allows, the likeliest first.
fn candidates(form: &str, xpos: &str) -> [Option<String>; 4] {
    let with = |stem: &str, end: &str| Some(format!("{stem}{end}"));
    match xpos {
        "VBZ" => [
            form.strip_suffix('s').map(str::to_owned),
            form.strip_suffix("es").map(str::to_owned),
            form.strip_suffix("ies").and_then(|stem| with(stem, "y")),
            None,
        ],
        "VBD" | "VBN" | "VBG" => {
            let past = xpos != "VBG";
            let Some(stem) = form.strip_suffix(if past { "ed" } else { "ing" }) else {
                return [const { None }; 4];
            };
            let altered = if past {
                stem.strip_suffix('i').and_then(|stem| with(stem, "y"))
            } else {
                stem.strip_suffix('y').and_then(|stem| with(stem, "ie"))
            };
            let single = single(stem).map(str::to_owned);
            let plain = Some(stem.to_owned());
            let silent = with(stem, "e");
            // "Stoned" of "ston" would be "stonned"; "singed" is not of "sing", whose past is "sang".
            match past || is_short(stem) {
                true => [altered, single, silent, plain],
                false => [altered, single, plain, silent],
            }
        }
        _ => [const { None }; 4],
    }
}

/// "jamm" without what the ending doubled; "traffick" without its k.
fn single(stem: &str) -> Option<&str> {
    let [.., before, last] = *stem.as_bytes() else {
        return None;
    };
    let doubled = before == last && last.is_ascii_lowercase() && !is_vowel(last);
    (doubled || (before, last) == (b'c', b'k')).then(|| &stem[..stem.len() - 1])
}

/// Whether a stem is of one syllable and ends in one vowel and one consonant, which an ending doubles.
fn is_short(stem: &str) -> bool {
    let [start @ .., vowel, last] = stem.as_bytes() else {
        return false;
    };
    is_vowel(*vowel)
        && !is_vowel(*last)
        && !matches!(last, b'w' | b'x' | b'y')
        && !start.iter().any(|&letter| is_vowel(letter))
}

fn is_vowel(letter: u8) -> bool {
    matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u')
}

#[cfg(test)]
mod tests {
    use super::{LIST, base};

    #[test]
    fn regular_forms_lead_to_their_verbs() {
        let right = [
            ("exploded", "VBD", "explode"),
            ("shelled", "VBN", "shell"),
            ("patrolled", "VBD", "patrol"),
            ("stoned", "VBD", "stone"),
            ("raided", "VBD", "raid"),
            ("looting", "VBG", "loot"),
            ("jamming", "VBG", "jam"),
            ("trafficking", "VBG", "traffic"),
            ("annulled", "VBD", "annul"),
            ("gassed", "VBN", "gas"),
            ("massing", "VBG", "mass"),
            ("boycotted", "VBD", "boycott"),
            ("died", "VBD", "die"),
            ("dying", "VBG", "die"),
            ("levied", "VBD", "levy"),
            ("agreed", "VBD", "agree"),
            ("singed", "VBN", "singe"),
            ("Torches", "VBZ", "torch"),
            ("vetoes", "VBZ", "veto"),
            ("levies", "VBZ", "levy"),
            ("seizes", "VBZ", "seize"),
        ];
        for (form, xpos, verb) in right {
            assert_eq!(base(form, xpos).as_deref(), Some(verb), "{form}");
        }
        assert_eq!(base("re-shelled", "VBD").as_deref(), Some("re-shell"));
        assert_eq!(base("sang", "VBD"), None);
        assert_eq!(base("", "VBD"), None);
        assert_eq!(base("ed", "VBD"), None);
        assert_eq!(base("éed", "VBN"), None);
    }

    #[test]
    fn the_list_is_in_order_and_has_each_once() {
        let verbs: Vec<&str> = LIST.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(verbs.len() > 3_000);
        assert!(verbs.is_sorted_by(|one, two| one < two));
    }
}
