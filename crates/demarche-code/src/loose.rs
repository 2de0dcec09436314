//! Patterns that fit but for a slot or two, and how likely such a fit is an event all the same.
//!
//! A codebook cannot list every object that is shelled or every body that signs. Where no pattern of
//! a trigger fits, those that fail by few slots are weighed: by trigger and type, by what was missing,
//! and by who stands in the seats. What each says is learned from the corpus by `demarche-lab train
//! loose`. What a pattern refuses by name (`!`) is never passed over.

use std::fmt::{Arguments, Write};
use std::sync::LazyLock;

use demarche_parse::{Deprel, Upos};
use demarche_record::EventType;

use crate::codebook::{Codebook, Kind};
use crate::matching::{Matcher, Reading};
use crate::mention::{Mention, MentionKind};
use crate::predicate::Predicate;
use crate::view::SentenceView;
use crate::weights::Weights;

/// The chance from which a loose fit stands by itself.
pub const STANDS_FROM: f64 = 0.75;

/// A chance that no fit has.
pub const NEVER: f64 = 2.0;

/// The chance from which a loose fit is shown to the heads, where there are any.
pub const LOOKED_AT_FROM: f64 = 0.15;

/// How many words on either side of a trigger are looked at.
const WINDOW: usize = 5;

/// How many slots of a pattern may fail.
pub const MOST_MISSED: usize = 2;

/// Types of which only what fits counts: too much is asked and urged in opinions.
pub(crate) fn is_kept_strict(event_type: EventType) -> bool {
    event_type == EventType::Request
}

/// A pattern that fits a word but for a slot or two.
#[derive(Clone, Debug)]
pub struct LooseFit {
    /// The trigger's words, in order.
    pub words: Vec<usize>,
    /// Index of the frame.
    pub frame: usize,
    /// What speaks for and against it.
    pub signs: Vec<String>,
    /// Whether some other pattern fits the word wholly.
    pub strict: bool,
}

/// What each sign says for or against an event.
#[derive(Clone, Debug, Default)]
pub struct Loose(Weights);

impl Loose {
    /// What is built into the program.
    pub fn embedded() -> &'static Self {
        static LOOSE: LazyLock<Loose> =
            LazyLock::new(|| Loose::read(include_str!("../weights/loose.tsv")));
        &LOOSE
    }

    /// Reads a table of weights.
    pub fn read(text: &str) -> Self {
        Loose(Weights::read(text))
    }

    /// The probability that a reading with these signs is an event of its type.
    pub fn chance<'s>(&self, signs: impl IntoIterator<Item = &'s String>) -> f64 {
        chance(self.0.sum(signs))
    }

    /// The same of the [`signs`] of a reading.
    pub(crate) fn chance_of(
        &self,
        matcher: &Matcher<'_>,
        predicate: &Predicate<'_>,
        lemma: &str,
        reading: &Reading,
    ) -> f64 {
        let (mut sign, mut known) = (String::with_capacity(64), 0.0);
        let mut say = |said: Arguments<'_>| {
            sign.clear();
            // Writing into a string does not fail.
            let _ = sign.write_fmt(said);
            known += self.0.of(&sign).unwrap_or_default();
        };
        tell(matcher, predicate, lemma, reading, &mut say);
        chance(self.0.constant() + known)
    }
}

/// The probability whose log odds these are.
fn chance(odds: f64) -> f64 {
    1.0 / (1.0 + (-odds).exp())
}

/// What speaks for and against a reading that misses slots.
pub fn signs(
    matcher: &Matcher<'_>,
    predicate: &Predicate<'_>,
    lemma: &str,
    reading: &Reading,
) -> Vec<String> {
    let mut signs = Vec::new();
    let mut say = |sign: Arguments<'_>| signs.push(sign.to_string());
    tell(matcher, predicate, lemma, reading, &mut say);
    signs
}

/// Says the [`signs`] one after another, for who needs none of them twice.
fn tell(
    matcher: &Matcher<'_>,
    predicate: &Predicate<'_>,
    lemma: &str,
    reading: &Reading,
    say: &mut dyn FnMut(Arguments<'_>),
) {
    let view = matcher.view;
    let frame = &matcher.codebook.frames[reading.frame];
    let event_type = frame.event_type.as_str();
    let (head, kind) = (predicate.head, predicate.kind);
    say(format_args!("type {event_type}"));
    say(format_args!("{lemma} {event_type}"));
    say(format_args!("frame {}", frame.id));
    say(format_args!("pattern {lemma} {}", frame.id));
    say(format_args!("missed {}", reading.missed.len()));
    say(format_args!("met {}", reading.specificity.clamp(-3, 8)));
    say(format_args!("is {} {kind:?}", view.xpos(head)));
    say(format_args!("stands {:?} {kind:?}", view.deprel(head)));
    for missed in &reading.missed {
        say(format_args!("misses {missed}"));
        say(format_args!("misses {missed} {event_type}"));
        say(format_args!("misses {missed} {lemma}"));
    }
    let seats = [
        ("actor", &reading.actors),
        ("recipient", &reading.recipients),
    ];
    for (seat, parties) in seats {
        let who = parties.first().map_or("nobody", party_class);
        say(format_args!("{seat} {who}"));
        say(format_args!("{seat} {who} {event_type}"));
    }
    for slot in ["subj", "obj"] {
        let filled = predicate.get(slot).next().map(|filled| filled.word);
        let class = filled.map_or("none", |word| word_class(matcher, word));
        say(format_args!("{slot} {class} {event_type}"));
        if let Some(word) = filled {
            let what = view.lemma(word).to_lowercase();
            if !matches!(view.upos(word), Upos::Propn | Upos::Num) {
                say(format_args!("{slot} {what} {event_type}"));
                say(format_args!("{slot} {what}"));
            }
        }
    }
    for filled in predicate.slots.iter().filter(|filled| filled.direct) {
        if !matches!(filled.slot, "subj" | "obj") {
            say(format_args!("has {} {event_type}", filled.slot));
            say(format_args!("has {} {lemma}", filled.slot));
        }
    }
    for near in head.saturating_sub(WINDOW)..(head + WINDOW + 1).min(view.len()) {
        if near != head && !matches!(view.upos(near), Upos::Propn | Upos::Num | Upos::Punct) {
            let word = view.lemma(near).to_lowercase();
            say(format_args!("near {word} {event_type}"));
            if near + 1 == head || near == head + 1 {
                let side = if near < head { "before" } else { "after" };
                say(format_args!("{side} {word} {event_type}"));
            }
        }
    }
    if predicate.passive {
        say(format_args!("passive {event_type}"));
    }
    if kind == Kind::Noun {
        noun_signs(view, matcher.codebook, predicate, say);
    }
}

fn noun_signs(
    view: &SentenceView<'_>,
    codebook: &Codebook,
    predicate: &Predicate<'_>,
    say: &mut dyn FnMut(Arguments<'_>),
) {
    say(format_args!("carried {}", predicate.support.is_some()));
    let noun = predicate.head;
    let definite = view.children(noun).any(|child| {
        view.deprel(child) == Deprel::Det && matches!(view.lower(child), "the" | "this" | "that")
    });
    say(format_args!("definite {definite}"));
    if let Some(above) = view.head(noun) {
        say(format_args!("under {}", view.lemma(above).to_lowercase()));
        say(format_args!(
            "happens {}",
            codebook.lets_happen(view.lemma(above))
        ));
    }
}

fn party_class(party: &Mention) -> &'static str {
    match (
        party.kind,
        party.country.is_some(),
        party.sectors.is_empty(),
    ) {
        (MentionKind::Place, ..) => "place",
        (MentionKind::Other, ..) => "other",
        (_, true, true) => "country",
        (_, true, false) => "office",
        (_, false, false) => "agent",
        (_, false, true) if party.person => "person",
        (_, false, true) => "unknown",
    }
}

fn word_class(matcher: &Matcher<'_>, word: usize) -> &'static str {
    match matcher.mentions.at(word) {
        Some(mention) if mention.kind != MentionKind::Other => party_class(mention),
        _ => match matcher.view.upos(word) {
            Upos::Propn => "name",
            Upos::Pron => "pronoun",
            Upos::Num => "number",
            Upos::Verb | Upos::Aux => "clause",
            _ => "noun",
        },
    }
}

#[cfg(test)]
mod tests {
    use demarche_record::Article;

    use super::*;
    use crate::Coder;
    use crate::matching::Seen;

    const FRAME: &str = r#"
type = "ASSAULT"

[[frame]]
id = "assault.test"
source = "PLOVER 2.0, ASSAULT"
gloss = "shell a town"
patterns = ["v shell subj=A:@armed obj=R:town|!tax"]
"#;

    /// What is missed by the fit of the first trigger.
    fn missed(text: &str, loosely: f64) -> Option<Vec<String>> {
        let (codebook, _) = Codebook::read(&[("assault.toml", FRAME)]);
        let coder = Coder::embedded();
        let analysed = coder.analyse(&Article {
            text: text.to_owned(),
            ..Article::default()
        });
        let view = analysed.view(0)?;
        let matcher = Matcher {
            view: &view,
            mentions: &analysed.mentions[0],
            codebook: &codebook,
            objects: crate::objects::Objects::embedded(),
            loosely,
            seen: Seen::default(),
        };
        let candidates = matcher.candidates();
        Some(candidates.first()?.best().missed.clone())
    }

    #[test]
    fn a_pattern_that_fails_by_its_object_fits_loosely() {
        let text = "The Syrian army shelled the bakery.";
        assert_eq!(missed(text, 0.0), Some(vec!["other obj".to_owned()]));
        assert_eq!(missed(text, NEVER), None);
    }

    #[test]
    fn a_pattern_that_fits_misses_nothing() {
        let text = "The Syrian army shelled the town.";
        assert_eq!(missed(text, 0.0), Some(Vec::new()));
        assert_eq!(missed(text, NEVER), Some(Vec::new()));
    }

    #[test]
    fn what_a_pattern_refuses_by_name_is_never_passed_over() {
        assert_eq!(missed("The Syrian army shelled the tax.", 0.0), None);
    }

    #[test]
    fn signs_add_up_to_a_chance() {
        let loose = Loose::read("# signs\n-1.0\t\n3.0\tshell ASSAULT\n");
        let signs = |signs: &[&str]| signs.iter().map(|&s| s.to_owned()).collect::<Vec<_>>();
        assert!(loose.chance(&signs(&["shell ASSAULT"])) > 0.8);
        assert!(loose.chance(&signs(&["unheard of"])) < 0.3);
    }
}
