//! What a whole article is: a report on games, where nations and clubs act on each other in no sense of
//! the manual; an obituary, where the dead do nothing today; a review, whose plot happens in a work; a
//! piece of history or of somebody's own life; a poll; or one that tells what is so in general.
//!
//! Games and works are told by the words of the whole article, as no sentence of it need betray them:
//! "Spain attacked from the start", "soldiers storm the palace". The words are operators of
//! `operators.toml` that stand `through` "game", "sport" or "review" and do nothing else. The news of the
//! day is told in the past tense and names its day; the rest is known by its tenses and its years.

use std::collections::BTreeSet;

use demarche_parse::{Deprel, Upos};
use demarche_record::{EventType, Sector, Status};
use demarche_text::SentenceKind;
use jiff::civil::Date;

use crate::codebook::{Codebook, Effect, Kind};
use crate::compose::Draft;
use crate::dates;
use crate::mention::{Mention, Mentions};
use crate::view::SentenceView;

/// How many different words of games a report on them has at least.
const LEAST_WORDS: usize = 4;

/// How many of these have no other meaning.
const LEAST_CLEAR: usize = 2;

/// How many different words of works a review has at least, a quoted title counting as one.
const LEAST_WORKS: usize = 2;

/// How many sentences tell the tense of an article at least.
const LEAST_SENTENCES: usize = 4;

/// What an article is as a whole.
#[derive(Clone, Debug, Default)]
pub struct Genre {
    /// A report on games.
    pub game: bool,
    /// A review of a work, which tells its plot in the present tense.
    review: bool,
    /// What is so in general: an explainer, a rule, an inventory.
    general: bool,
    /// A report on a poll, where what people are for and against is an answer.
    poll: bool,
    /// A piece of history, or what somebody tells of his own life, with no day at hand.
    history: bool,
    /// The sentence that opens a piece of history and tells of no such time: it may be the news.
    lede: Option<usize>,
    /// The publication is later than the states and leaders that are listed as bygone.
    modern: bool,
    /// The person whose death an article opens with.
    dead: Option<Deceased>,
}

/// Who has died.
#[derive(Clone, Debug)]
struct Deceased {
    entity: Option<String>,
    name: Option<String>,
}

impl Deceased {
    fn is(&self, mention: &Mention) -> bool {
        match &self.entity {
            Some(_) => mention.entity == self.entity,
            None => mention.name.is_some() && mention.name == self.name,
        }
    }
}

impl Genre {
    /// Reads an article whole. `anchor` is the day from which its words count.
    pub fn of(
        views: &[SentenceView<'_>],
        mentions: &[Mentions],
        codebook: &Codebook,
        anchor: Option<Date>,
    ) -> Self {
        let (present, past) = tenses(views, codebook);
        let text = |index: &usize| is_text(&views[*index]);
        let body: Vec<usize> = (0..views.len()).filter(text).collect();
        let long = body.len() >= LEAST_SENTENCES;
        let old: Vec<usize> = match anchor.filter(|_| long) {
            Some(day) => (body.iter().copied())
                .filter(|&index| is_long_past(views, index, day))
                .collect(),
            None => Vec::new(),
        };
        let opens = body.first().is_some_and(|first| old.contains(first));
        // "In 1992 rebels seized the town" may as well open an analysis of now.
        let narrated = opens && past >= 3 && past >= 2 * present;
        let memoir = is_memoir(views);
        let history = memoir || narrated || old.len() >= 2 && TOLD_OF * old.len() >= body.len();
        Genre {
            game: is_game_report(views, codebook),
            review: long
                && present > past
                && works(views, codebook) >= LEAST_WORKS
                && !views.iter().any(|view| tells_a_deed(view, mentions)),
            general: long && present >= 3 && present >= 2 * past,
            poll: is_poll_report(views, codebook),
            history: long && history && anchor.is_some_and(|day| !names_now(views, day)),
            lede: (body.first().filter(|_| !opens && !memoir)).map(|&first| views[first].index),
            modern: anchor.is_none_or(|day| day.year() >= 1995),
            dead: deceased(views, mentions),
        }
    }

    /// Whether words that date an event from the day of publication are to be believed: in a piece of
    /// history "a year later" counts from another day.
    pub fn counts_from_now(&self) -> bool {
        !self.history
    }

    /// The status of an event that no word of its sentence puts at another time, where the article as a
    /// whole does: what the dead did and what a piece of history tells is past, a plot and a general rule
    /// have not happened.
    pub fn told(
        &self,
        view: &SentenceView<'_>,
        codebook: &Codebook,
        draft: &Draft,
    ) -> Option<Status> {
        let dead = |mention: &Mention| self.dead.as_ref().is_some_and(|dead| dead.is(mention));
        let suffered = matches!(draft.event_type, EventType::Coerce | EventType::Sanction);
        let late = draft.actors.iter().any(dead) || suffered && draft.recipients.iter().any(dead);
        // A statue of a leader may be torn down today.
        let bygone = |party: &Mention| is_bygone(view, codebook, party);
        if late || self.modern && draft.actors.iter().any(bygone) {
            return Some(Status::Historical);
        }
        let verb = draft.support.unwrap_or(draft.head);
        let finite = (std::iter::once(verb).chain(view.ancestors(verb)))
            .find(|&above| is_present(view, above).is_some())?;
        // "has banned" is news in any article.
        let perfect = (view.children(finite)).any(|child| {
            matches!(view.deprel(child), Deprel::Aux | Deprel::AuxPass)
                && matches!(view.lower(child), "has" | "have" | "'ve")
        });
        if perfect {
            return None;
        }
        let simple = matches!(view.xpos(verb), "VBZ" | "VBP");
        // Who holds an office today is no figure of a work.
        let holder = |party: &Mention| party.basis == "leader";
        let real = (draft.actors.iter().chain(&draft.recipients)).any(holder);
        match is_present(view, finite)? {
            false => (self.review || self.history && self.lede != Some(view.index))
                .then_some(Status::Historical),
            true => (self.review && !real
                || self.poll && simple
                || self.general && simple && is_of_kinds(view, draft))
            .then_some(Status::Hypothetical),
        }
    }
}

/// Whether a sentence is no headline, which has a tense of its own.
fn is_text(view: &SentenceView<'_>) -> bool {
    view.sentence.kind != SentenceKind::Headline
}

/// The word that heads a sentence.
fn root(view: &SentenceView<'_>) -> Option<usize> {
    (0..view.len()).find(|&word| view.head(word).is_none())
}

/// Whether a verb or what stands for it is present or modal; `None` where it has no tense.
fn is_present(view: &SentenceView<'_>, verb: usize) -> Option<bool> {
    let auxiliary = view.child(verb, &[Deprel::Aux, Deprel::AuxPass, Deprel::Cop]);
    match view.xpos(auxiliary.unwrap_or(verb)) {
        "VBZ" | "VBP" | "MD" => Some(true),
        "VBD" => Some(false),
        _ => None,
    }
}

/// How many sentences of an article are in the present tense, and how many in the past. Who says
/// something tells nothing: "says" and "said" are the custom of a house.
fn tenses(views: &[SentenceView<'_>], codebook: &Codebook) -> (usize, usize) {
    let mut tenses = (0, 0);
    for view in views.iter().filter(|view| is_text(view)) {
        let Some(verb) = root(view) else { continue };
        let reports = (codebook.operators(Kind::Verb, view.lemma(verb)))
            .any(|operator| operator.effect == Effect::Reported);
        match is_present(view, verb).filter(|_| !reports) {
            Some(true) => tenses.0 += 1,
            Some(false) => tenses.1 += 1,
            None => {}
        }
    }
    tenses
}

/// Whether a sentence tells what somebody of the state has done: "The ministry has banned the film". No plot
/// is told so.
fn tells_a_deed(view: &SentenceView<'_>, mentions: &[Mentions]) -> bool {
    let Some(verb) = root(view).filter(|&verb| view.xpos(verb) == "VBN") else {
        return false;
    };
    let perfect = view
        .child(verb, &[Deprel::Aux])
        .is_some_and(|auxiliary| matches!(view.lower(auxiliary), "has" | "have"));
    let subject = view.child(verb, &[Deprel::Nsubj]).filter(|_| perfect);
    let who = subject.and_then(|subject| mentions.get(view.index)?.at(subject));
    who.is_some_and(|who| {
        who.sectors.iter().any(|sector| {
            matches!(
                sector,
                Sector::Gov | Sector::Leg | Sector::Jud | Sector::Mil | Sector::Cop
            )
        })
    })
}

/// How many different words of works an article has, all quoted titles together counting as one.
fn works(views: &[SentenceView<'_>], codebook: &Codebook) -> usize {
    let mut found: BTreeSet<String> = BTreeSet::new();
    for view in views {
        for word in 0..view.len() {
            let listed = |name: &String| codebook.lists(Kind::Noun, name, "review");
            found.extend(names(view, word).into_iter().find(listed));
            if opens_title(view, word) {
                found.insert("\"".to_owned());
            }
        }
    }
    found.len()
}

/// Whether an article reports on a poll: every other sentence at least has a word of one, and not only
/// of shares.
fn is_poll_report(views: &[SentenceView<'_>], codebook: &Codebook) -> bool {
    let tells = |view: &SentenceView<'_>, clear: bool| {
        (0..view.len()).any(|word| {
            let lemma = view.lemma(word);
            codebook.lists(Kind::Noun, lemma, "poll")
                && !(clear && matches!(lemma, "percent" | "%"))
        })
    };
    let count = |clear: bool| views.iter().filter(|view| tells(view, clear)).count();
    2 * count(false) >= views.len() && count(true) >= 2
}

/// Whether a quotation mark opens a title: "The Last Consul".
fn opens_title(view: &SentenceView<'_>, mark: usize) -> bool {
    if view.lower(mark) != "\"" {
        return false;
    }
    let close = (mark + 2..view.len().min(mark + 9)).find(|&word| view.lower(word) == "\"");
    let capital = |word: usize| view.text(word).starts_with(char::is_uppercase);
    let small = |word: usize| {
        matches!(
            view.lower(word),
            "of" | "the" | "a" | "an" | "in" | "on" | "at" | "to" | "and" | "for" | "'s"
        )
    };
    close.is_some_and(|close| {
        capital(mark + 1)
            && capital(close - 1)
            && (mark + 1..close).all(|word| capital(word) || small(word))
    })
}

/// Whether all who act are of a kind rather than somebody, "a government", "outside powers", and nobody
/// suffers it either. Protesters are of a kind in any caption.
fn is_of_kinds(view: &SentenceView<'_>, draft: &Draft) -> bool {
    let nobody = |mention: &Mention| {
        let by_kind = matches!(
            mention.basis,
            "agent" | "document" | "sentence" | "unresolved"
        );
        let named = |word: usize| word > 0 && view.text(word).starts_with(char::is_uppercase);
        mention.entity.is_none() && by_kind && !mention.words.clone().any(named)
    };
    let of_kind = |mention: &Mention| {
        let some = matches!(
            view.lower(mention.words.start),
            "a" | "an" | "any" | "every" | "each" | "some" | "many" | "most" | "all"
        );
        let common = |word: usize| matches!(view.upos(word), Upos::Noun | Upos::Adj);
        let plural = view.xpos(mention.head) == "NNS" && mention.words.clone().all(common);
        some || plural
    };
    draft.event_type != EventType::Protest
        && !draft.actors.is_empty()
        && draft.actors.iter().all(of_kind)
        && (draft.actors.iter().chain(&draft.recipients)).all(nobody)
}

/// Whether a party is a leader or a state that is no more: "Hitler", "East German troops". "The former
/// Soviet republics" are still there, and so is the Nasser hospital.
fn is_bygone(view: &SentenceView<'_>, codebook: &Codebook, mention: &Mention) -> bool {
    const LEADING_ON: [&str; 5] = ["former", "ex", "post", "anti", "-"];
    let listed = |name: &str| codebook.lists(Kind::Noun, name, "bygone");
    let words = mention.words.clone();
    let single = mention.person || words.len() == 1;
    let named = words.clone().any(|word| {
        let alone = single && word + 1 == words.end && listed(view.lower(word));
        let joined = || format!("{}_{}", view.lower(word - 1), view.lower(word));
        alone || word > words.start && listed(&joined())
    });
    let mut around = words.start.saturating_sub(2)..words.end;
    named && !around.any(|word| LEADING_ON.contains(&view.lower(word)))
}

/// How many sentences of a piece of history at least tell of a time long past, and of a memoir of the
/// writer: one in so many.
const TOLD_OF: usize = 3;

/// Whether a sentence in the past tense names a day at hand, as the news does. "Today he keeps bees":
/// nowadays.
fn names_now(views: &[SentenceView<'_>], anchor: Date) -> bool {
    views.iter().enumerate().any(|(index, view)| {
        let before = index.checked_sub(1).and_then(|at| views.get(at));
        let present = root(view).is_some_and(|verb| is_present(view, verb) == Some(true));
        is_text(view) && !present && dates::names_days_at_hand(view, before, anchor)
    })
}

/// Whether a sentence tells what happened years ago, by a verb that heads it or is joined to that.
fn is_long_past(views: &[SentenceView<'_>], index: usize, anchor: Date) -> bool {
    let view = &views[index];
    // Most sentences have no year and are passed over.
    let dated = (0..view.len()).any(|word| {
        let digits = view.lower(word).bytes().take_while(u8::is_ascii_digit);
        digits.count() == 4 || view.lower(word) == "ago"
    });
    if !dated {
        return false;
    }
    let before = index.checked_sub(1).and_then(|at| views.get(at));
    let head = root(view);
    let conjuncts = head.into_iter().flat_map(|verb| view.children(verb));
    let mut verbs = (conjuncts.filter(|&word| view.deprel(word) == Deprel::Conj)).chain(head);
    verbs.any(|verb| dates::is_long_past(view, before, verb, anchor))
}

/// Whether somebody tells of himself: "My father was arrested". What others say in quotation marks is not
/// the writer's.
fn is_memoir(views: &[SentenceView<'_>]) -> bool {
    let (mut own, mut all) = (0, 0);
    let mut paragraph = None;
    let mut quoted = false;
    for view in views.iter().filter(|view| is_text(view)) {
        // A quotation of several paragraphs opens each of them anew.
        quoted &= paragraph == Some(view.sentence.paragraph);
        paragraph = Some(view.sentence.paragraph);
        let mut mine = false;
        for word in 0..view.len() {
            match view.lower(word) {
                "\"" => quoted = !quoted,
                "i" | "me" | "my" | "myself" => mine |= !quoted,
                _ => {}
            }
        }
        own += usize::from(mine);
        all += 1;
    }
    TOLD_OF * own >= all
}

/// Whether an article reports on games: at least every other sentence has a word of them or a score.
pub fn is_game_report(views: &[SentenceView<'_>], codebook: &Codebook) -> bool {
    let mut clear: BTreeSet<String> = BTreeSet::new();
    let mut others: BTreeSet<String> = BTreeSet::new();
    let mut telling = 0;
    for view in views {
        let mut tells = has_score(view);
        for name in (0..view.len()).flat_map(|word| names(view, word)) {
            if codebook.lists(Kind::Noun, &name, "game") {
                tells = true;
                clear.insert(name);
            } else if codebook.lists(Kind::Noun, &name, "sport") {
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

/// Whether an event may stand in a report on games: a protest of others than fans and players, or what
/// somebody of the state or with arms has done or suffered. A referee is no judge there, and the Raiders
/// bear no arms.
pub fn stands_in_game_report(view: &SentenceView<'_>, codebook: &Codebook, draft: &Draft) -> bool {
    let of_games = |party: &Mention| {
        let lemma = view.lemma(party.head).to_lowercase();
        codebook.lists(Kind::Noun, &lemma, "game") || codebook.lists(Kind::Noun, &lemma, "sport")
    };
    let named = |party: &Mention| {
        party.entity.is_none()
            && party.head > 0
            && view.text(party.head).starts_with(char::is_uppercase)
    };
    let of_power = |party: &Mention| {
        party.sectors.iter().any(|sector| match sector {
            Sector::Gov | Sector::Leg | Sector::Jud | Sector::Mil | Sector::Cop | Sector::Spy => {
                true
            }
            Sector::Reb | Sector::Uaf | Sector::Prm | Sector::Crm => !named(party),
            _ => false,
        })
    };
    let of_fans = !draft.actors.is_empty() && draft.actors.iter().all(of_games);
    draft.event_type == EventType::Protest && !of_fans
        || (draft.actors.iter().chain(&draft.recipients))
            .any(|party| of_power(party) && !of_games(party))
}

/// How many sentences from the top tell whose death is the news.
const DEATH_WITHIN: usize = 2;

/// The person whose death an article opens with: "Margaret Thatcher died Monday", "Ruth Kessler, who
/// has died aged 88, was". Of those whom nobody knows only who died old has an obituary: the others
/// were killed, and what was done to them is the news.
fn deceased(views: &[SentenceView<'_>], mentions: &[Mentions]) -> Option<Deceased> {
    let old = views.iter().take(DEATH_WITHIN).any(tells_old_age);
    views.iter().take(DEATH_WITHIN).find_map(|view| {
        let head = root(view)?;
        let away = |verb: usize| verb + 1 < view.len() && view.lower(verb + 1) == "away";
        let dies = |verb: usize| {
            matches!(view.xpos(verb), "VBD" | "VBN")
                && (view.lemma(verb) == "die" || view.lemma(verb) == "pass" && away(verb))
        };
        let relative = || {
            let subject = view.child(head, &[Deprel::Nsubj])?;
            view.children(subject)
                .find(|&clause| view.deprel(clause) == Deprel::AclRelcl && dies(clause))
        };
        let verb = Some(head).filter(|&verb| dies(verb)).or_else(relative)?;
        let subject = view.child(verb, &[Deprel::Nsubj])?;
        let mention = mentions.get(view.index)?.at(subject)?;
        let known = mention.entity.is_some() && mention.person;
        (known || old && mention.name.is_some()).then(|| Deceased {
            entity: mention.entity.clone(),
            name: mention.name.clone(),
        })
    })
}

/// Whether a sentence tells the age of somebody old: "aged 88", "died at 91", "She was 79."
fn tells_old_age(view: &SentenceView<'_>) -> bool {
    let lower = |word: Option<usize>| word.filter(|&at| at < view.len()).map(|at| view.lower(at));
    (1..view.len()).any(|word| {
        let age = view
            .text(word)
            .parse::<u8>()
            .is_ok_and(|age| (65..=115).contains(&age));
        let before = lower(word.checked_sub(1));
        let after = lower(Some(word + 1));
        age && match before {
            Some("aged" | "at") => true,
            Some("of") => lower(word.checked_sub(2)) == Some("age"),
            Some("was") => matches!(after, None | Some("." | "!")),
            Some(",") => after == Some(","),
            _ => false,
        }
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

    /// What the events of an article are, by status, on a day of publication.
    fn told(date: &str, text: &str) -> Vec<(Status, bool)> {
        let article = Article {
            text: text.to_owned(),
            date: Some(date.to_owned()),
            ..Article::default()
        };
        let coded = Coder::embedded().code(&article);
        (coded.events.iter())
            .map(|event| (event.status, event.date.is_some()))
            .collect()
    }

    #[test]
    fn an_obituary_of_somebody_unknown_tells_his_age() {
        let death = "Antonio Varela, a Spanish diplomat, died on Sunday at 91.\n\n\
             He condemned the invasion of Panama.";
        assert_eq!(told("2026-04-21", death), [(Status::Historical, false)]);
    }

    #[test]
    fn a_plot_happens_in_the_work_that_is_reviewed() {
        let review = "\"The Last Consul\" follows a nurse in a city at war.\n\n\
             The young officer arrests his own father.\n\n\
             The film is long, but its finale is a triumph.\n\n\
             It opens on Friday.";
        assert_eq!(told("2026-02-06", review), [(Status::Hypothetical, true)]);
    }

    #[test]
    fn what_is_done_to_a_film_is_no_plot() {
        let ban = "Iran is again at odds with its filmmakers.\n\n\
             The culture ministry has banned the film \"Red Salt\".\n\n\
             The novel on which it is based sells well in Europe.\n\n\
             Germany demands the release of its director.\n\n\
             Cannes will show the film in May.";
        let statuses: Vec<Status> = (told("2026-03-03", ban).into_iter())
            .map(|(status, _)| status)
            .collect();
        assert_eq!(statuses, [Status::Actual; 2]);
    }

    #[test]
    fn history_happened_on_no_day_of_now() {
        let history = "In 1946 Greek rebels attacked a police station near Olympus.\n\n\
             The army arrested hundreds of villagers.\n\n\
             The war lasted three years.\n\n\
             The rebels surrendered in 1949.";
        let past: Vec<Status> = (told("2026-03-01", history).into_iter())
            .map(|(status, _)| status)
            .collect();
        assert_eq!(past, [Status::Historical; 3]);
    }

    #[test]
    fn a_life_is_told_of_the_past() {
        let life = "My father was a teacher in Tehran.\n\n\
             The guards tortured him in prison.\n\n\
             I met him for the first time in Vienna.\n\n\
             I have been afraid of trains ever since.";
        assert_eq!(told("2026-03-01", life), [(Status::Historical, false)]);
    }

    #[test]
    fn what_is_so_in_general_is_nobodys_act() {
        let rule = "Mediators know that patience pays.\n\n\
             A government that threatens sanctions must be ready to impose them.\n\n\
             A weak ruler is easily scared.\n\n\
             The price is often high.\n\n\
             Time is short.";
        assert_eq!(told("2026-03-01", rule), [(Status::Hypothetical, true)]);
    }

    #[test]
    fn states_that_are_no_more_act_in_the_past() {
        let status = |text| told("2026-03-01", text).first().map(|event| event.0);
        let border = "East German troops closed the border.";
        assert_eq!(status(border), Some(Status::Historical));
        let base = "Fighters from the former Soviet Union attacked a Syrian base.";
        assert_eq!(status(base), Some(Status::Actual));
    }

    #[test]
    fn clubs_bear_no_arms() {
        let game = "The quarterback was sacked twice before the touchdown.\n\n\
             The Raiders invaded Kansas City and won the playoff.\n\n\
             The coach praised his squad and the fans.";
        assert_eq!(events(game), 0);
    }

    #[test]
    fn police_stay_police_in_a_report_on_a_game() {
        let game = "The striker scored twice as the Dutch won the semi-final 2-1.\n\n\
             Italian police arrested twelve Dutch students in Rome.\n\n\
             The goalkeeper saved a penalty before half-time, and the coach praised his squad.";
        assert_eq!(events(game), 1);
    }
}
