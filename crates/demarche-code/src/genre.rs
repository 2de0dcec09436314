//! What a whole article is: a report on games, where nations and clubs act on each other in no sense of
//! the manual, or an obituary, where the dead do nothing today.
//!
//! Games are told by the words of the whole article, as no sentence of it need betray them: "Spain
//! attacked from the start". The words are operators of `operators.toml` that stand `through` "game"
//! or "sport" and do nothing else.

use std::collections::BTreeSet;

use demarche_parse::Deprel;
use demarche_record::{EventType, Sector};

use crate::codebook::{Codebook, Kind};
use crate::compose::Draft;
use crate::mention::{Mention, Mentions};
use crate::view::SentenceView;

/// How many different words of games a report on them has at least.
const LEAST_WORDS: usize = 4;

/// How many of these have no other meaning.
const LEAST_CLEAR: usize = 2;

/// Whether an article reports on games: at least every other sentence has a word of them or a score.
pub fn is_game_report(views: &[SentenceView<'_>], codebook: &Codebook) -> bool {
    let is_listed = |lemma: &str, list: &str| {
        let mut operators = codebook.operators(Kind::Noun, lemma);
        operators.any(|operator| operator.through.iter().any(|slot| slot == list))
    };
    let mut clear: BTreeSet<String> = BTreeSet::new();
    let mut others: BTreeSet<String> = BTreeSet::new();
    let mut telling = 0;
    for view in views {
        let mut tells = has_score(view);
        for name in (0..view.len()).flat_map(|word| names(view, word)) {
            if is_listed(&name, "game") {
                tells = true;
                clear.insert(name);
            } else if is_listed(&name, "sport") {
                tells = true;
                others.insert(name);
            }
        }
        telling += usize::from(tells);
    }
    clear.len() >= LEAST_CLEAR
        && clear.len() + others.len() >= LEAST_WORDS
        && 2 * telling >= views.len()
}

/// A word as the lists may have it: alone, with the one before it ("world_cup"), or behind a hyphen
/// ("semi-final").
fn names(view: &SentenceView<'_>, word: usize) -> Vec<String> {
    let lemma = view.lemma(word).to_lowercase();
    let mut names = Vec::new();
    if let Some(before) = word.checked_sub(1) {
        match before.checked_sub(1) {
            Some(first) if view.lower(before) == "-" => {
                names.push(format!("{}-{lemma}", view.lower(first)));
            }
            _ => names.push(format!("{}_{lemma}", view.lower(before))),
        }
    }
    names.push(lemma);
    names
}

/// Whether an event may stand in a report on games: a protest, or what somebody of the state or with
/// arms has done or suffered.
pub fn stands_in_game_report(draft: &Draft) -> bool {
    let of_power = |party: &Mention| {
        party.sectors.iter().any(|sector| {
            matches!(
                sector,
                Sector::Gov
                    | Sector::Leg
                    | Sector::Jud
                    | Sector::Mil
                    | Sector::Cop
                    | Sector::Spy
                    | Sector::Reb
                    | Sector::Uaf
                    | Sector::Prm
                    | Sector::Crm
            )
        })
    };
    draft.event_type == EventType::Protest
        || draft.actors.iter().chain(&draft.recipients).any(of_power)
}

/// How many sentences from the top tell whose death is the news.
const DEATH_WITHIN: usize = 2;

/// The known person whose death an article opens with: "Margaret Thatcher died Monday".
pub fn deceased(views: &[SentenceView<'_>], mentions: &[Mentions]) -> Option<String> {
    views.iter().take(DEATH_WITHIN).find_map(|view| {
        let verb = (0..view.len()).find(|&word| view.head(word).is_none())?;
        let died = view.lemma(verb) == "die" && matches!(view.xpos(verb), "VBD" | "VBN");
        let subject = view.child(verb, &[Deprel::Nsubj]).filter(|_| died)?;
        let mention = mentions.get(view.index)?.at(subject)?;
        mention.entity.clone().filter(|_| mention.person)
    })
}

/// Whether a sentence has a score: "2-1".
pub fn has_score(view: &SentenceView<'_>) -> bool {
    let number = |word: usize| {
        let text = view.text(word);
        text.len() < 4 && text.chars().all(|c| c.is_ascii_digit())
    };
    (1..view.len().saturating_sub(1))
        .any(|word| view.lower(word) == "-" && number(word - 1) && number(word + 1))
}

#[cfg(test)]
mod tests {
    use demarche_record::{Article, Status};

    use crate::Coder;

    fn events(text: &str) -> usize {
        let article = Article {
            text: text.to_owned(),
            ..Article::default()
        };
        Coder::embedded().code(&article).events.len()
    }

    #[test]
    fn nations_do_nothing_to_each_other_in_a_report_on_a_game() {
        let game = "The striker scored twice as the Dutch won the semi-final 2-1.\n\n\
             Spain accused Italy of breaking the rules.\n\n\
             The goalkeeper saved a penalty before half-time, and the coach praised his squad.";
        assert_eq!(events(game), 0);
        assert_eq!(events("Spain accused Italy of breaking the rules."), 1);
    }

    #[test]
    fn the_dead_do_nothing_on_the_day_of_their_death() {
        let article = Article {
            text: "Nelson Mandela died on Thursday at 95.\n\n\
                   He criticized the United States over Iraq."
                .to_owned(),
            date: Some("2013-12-06".to_owned()),
            ..Article::default()
        };
        let coded = Coder::embedded().code(&article);
        let told: Vec<_> = (coded.events.iter())
            .map(|event| (event.status, event.date.is_some()))
            .collect();
        assert_eq!(told, [(Status::Historical, false)]);
    }

    #[test]
    fn police_stay_police_in_a_report_on_a_game() {
        let game = "The striker scored twice as the Dutch won the semi-final 2-1.\n\n\
             Italian police arrested twelve Dutch students in Rome.\n\n\
             The goalkeeper saved a penalty before half-time, and the coach praised his squad.";
        assert_eq!(events(game), 1);
    }
}
