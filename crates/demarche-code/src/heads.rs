//! Frames and the reader's own heads check each other.
//!
//! A frame fits by words and tree and can say why; a head has seen many sentences and can say how
//! sure it is. A head that sees an event where no frame fits mostly sees a word that the codebook
//! lacks; one that is sure of another type corrects the frame's; a frame where no head sees anything
//! may be background. How far each is trusted, and so which of these happens, is in
//! `weights/heads.toml`, chosen on the tuning sets.
//!
//! The heads learn types and statuses after the manual's reductions ("will meet" is an AGREE), so
//! the rules over status do not run a second time over what they say.

use std::collections::BTreeMap;
use std::fmt;

use demarche_parse::{Deprel, Upos};
use demarche_record::{Certainty, EventType, Sector, Status};
use serde::Deserialize;

use crate::compose::{Draft, drop_doubles, same_party};
use crate::loose;
use crate::matching::{Matcher, is_verbal_type};
use crate::mention::{Mention, MentionKind};
use crate::reader::{Found, LinkKind};
use crate::status::standing;
use crate::view::SentenceView;

/// How far frames and heads are trusted. Every number is a probability that a head gives.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Trust {
    /// Whether frames make events.
    pub frames: bool,
    /// Whether heads make and judge events.
    pub heads: bool,
    /// Whether heads are asked only of sentences that the gate lets through.
    #[serde(default)]
    pub gate: bool,
    /// Whether frames are matched on the reader's own tree before that of the linear parser, where the gate
    /// lets a sentence through.
    pub own_tree: bool,
    /// An event that frames see only on the other of the two trees stands where the heads take a word of it
    /// for an event with this or more.
    #[serde(default = "never")]
    pub second_from: f32,
    /// An event of a frame that fits loosely, too unlikely to stand by itself, stands where the heads
    /// give its type this or more.
    #[serde(default = "never")]
    pub loose_from: f32,
    /// A frame's event whose words the heads take for any event with less than this is dropped.
    pub drop_below: f32,
    /// A type of the heads replaces the frame's from here on.
    pub retype_from: f32,
    /// A mode of the heads replaces or fills the frame's from here on.
    pub mode_from: f32,
    /// An event that only heads see stands from here on.
    pub add_from: f32,
    /// The same inside of what a frame's event asks, promises or threatens.
    pub add_inside_from: f32,
    /// A status or certainty of the heads replaces that of the rules from here on.
    pub standing_from: f32,
    /// A word is a party of an event that only heads see from here on.
    pub party_from: f32,
    /// A party of the heads fills an empty seat of a frame's event from here on.
    pub fill_from: f32,
    /// A party of the heads unseats the frame's from here on.
    pub unseat_from: f32,
    /// The same where they agree on the type and take no word of those parties for one.
    #[serde(default = "never")]
    pub unseat_unseen_from: f32,
    /// An event that only heads see needs this confidence.
    pub least_alone: f32,
    /// Types that only heads see stand from another probability on than `add_from`.
    #[serde(default)]
    pub alone_from: BTreeMap<String, f32>,
}

/// Below this the heads do not take a word for a party.
const SEEN: f32 = 0.1;

/// More than any probability.
fn never() -> f32 {
    1.1
}

impl Trust {
    /// What is built into the program.
    pub fn embedded() -> Self {
        Self::read(include_str!("../weights/heads.toml")).unwrap_or(Self::FRAMES)
    }

    /// Frames alone, over the reader's tree.
    pub const FRAMES: Self = Trust {
        frames: true,
        heads: false,
        gate: false,
        own_tree: true,
        second_from: 1.1,
        loose_from: 1.1,
        drop_below: 0.0,
        retype_from: 1.1,
        mode_from: 1.1,
        add_from: 1.1,
        add_inside_from: 1.1,
        standing_from: 1.1,
        party_from: 1.1,
        fill_from: 1.1,
        unseat_from: 1.1,
        unseat_unseen_from: 1.1,
        least_alone: 0.0,
        alone_from: BTreeMap::new(),
    };

    /// The probability from which an event of a type stands that only heads see.
    fn alone_from(&self, event_type: EventType, inside: bool) -> f32 {
        let from = self.alone_from.get(event_type.as_str());
        let from = from.copied().unwrap_or(self.add_from);
        match inside {
            true => from.max(self.add_inside_from),
            false => from,
        }
    }

    /// Reads TOML in the form of `weights/heads.toml`.
    ///
    /// # Errors
    /// What is wrong with it, with its place.
    pub fn read(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|error| error.to_string())
    }
}

impl fmt::Display for Trust {
    /// As `weights/heads.toml` has it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "# How far the frames and the heads of the accurate engine are trusted, by\n\
             # `demarche-lab trust`. What each number means: `Trust` in src/heads.rs.\n\
             frames = {}\nheads = {}\ngate = {}\nown_tree = {}\nsecond_from = {}\nloose_from = {}\ndrop_below = {}\nretype_from = {}\nmode_from = {}\n\
             add_from = {}\nadd_inside_from = {}\nstanding_from = {}\nparty_from = {}\n\
             fill_from = {}\nunseat_from = {}\nunseat_unseen_from = {}\nleast_alone = {}\n\n[alone_from]",
            self.frames,
            self.heads,
            self.gate,
            self.own_tree,
            self.second_from,
            self.loose_from,
            self.drop_below,
            self.retype_from,
            self.mode_from,
            self.add_from,
            self.add_inside_from,
            self.standing_from,
            self.party_from,
            self.fill_from,
            self.unseat_from,
            self.unseat_unseen_from,
            self.least_alone,
        )?;
        for (name, from) in &self.alone_from {
            writeln!(f, "{name} = {from}")?;
        }
        Ok(())
    }
}

/// What the heads say of an event.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Seen {
    /// The type that they find likeliest at its trigger, with its probability; `None` where they
    /// see nothing there.
    pub likeliest: Option<(EventType, f32)>,
    /// The probability of the type that the event has now.
    pub own: f32,
    /// The probability of any event.
    pub any: f32,
    /// Whether no frame fitted: the heads alone made the event.
    pub alone: bool,
    /// What they changed, in words.
    pub changed: Vec<String>,
}

impl Seen {
    /// In words: "encoder ASSAULT .93 of any .97".
    pub fn told(&self) -> String {
        let mut told = match self.likeliest {
            Some((event_type, chance)) => {
                format!(
                    "encoder {event_type} {chance:.2}, any event {:.2}",
                    self.any
                )
            }
            None => "encoder sees nothing here".to_owned(),
        };
        if !self.changed.is_empty() {
            told.push_str("; it set ");
            told.push_str(&self.changed.join(", "));
        }
        told
    }
}

/// Adds to the `drafts` of a sentence those `second` ones, of frames over its other tree, at whose
/// words the heads see an event and the others see none.
pub fn join(drafts: &mut Vec<Draft>, second: Vec<Draft>, found: &[Found], trust: &Trust) {
    for draft in second {
        let any = found
            .iter()
            .filter(|found| touches(&draft, found.trigger))
            .map(Found::any)
            .fold(0.0, f32::max);
        let told = drafts.iter().any(|other| {
            touches(other, draft.head) || touches(&draft, other.head) || tells_same(other, &draft)
        });
        if any >= trust.second_from && !told {
            drafts.push(Draft {
                second: true,
                ..draft
            });
        }
    }
}

/// Lets the heads judge the drafts of a sentence, and adds what only they see.
pub fn weigh(
    matcher: &Matcher<'_>,
    drafts: Vec<Draft>,
    found: &[Found],
    trust: &Trust,
) -> Vec<Draft> {
    if !trust.heads {
        return drafts;
    }
    let mut kept: Vec<Draft> = Vec::new();
    let mut used = vec![false; found.len()];
    for mut draft in drafts.into_iter().filter(|_| trust.frames) {
        let at = found
            .iter()
            .enumerate()
            .filter(|(_, found)| touches(&draft, found.trigger))
            .max_by(|(_, one), (_, other)| one.any().total_cmp(&other.any()));
        let any = at.map_or(0.0, |(_, found)| found.any());
        if any < trust.drop_below {
            continue;
        }
        let of_type = found
            .iter()
            .filter(|found| touches(&draft, found.trigger))
            .map(|found| found.types[draft.event_type as usize])
            .fold(0.0, f32::max);
        if draft
            .chance
            .is_some_and(|chance| chance < loose::STANDS_FROM)
            && of_type < trust.loose_from
        {
            continue;
        }
        match at {
            Some((index, found)) => {
                used[index] = true;
                judge(matcher, &mut draft, found, trust);
            }
            None => draft.heads = Some(Seen::default()),
        }
        kept.push(draft);
    }
    for (index, found) in found.iter().enumerate() {
        if used[index] {
            continue;
        }
        let inside = kept.iter().any(|draft| {
            draft
                .clause
                .is_some_and(|clause| matcher.within(found.trigger, clause))
        });
        if found.probability() < trust.alone_from(found.event_type, inside) {
            continue;
        }
        // "issued arrest warrants" is no arrest beside the warrants.
        let view = matcher.view;
        let named = view
            .head(found.trigger)
            .filter(|_| view.deprel(found.trigger) == Deprel::Compound);
        if named.is_some_and(|noun| kept.iter().any(|draft| draft.words.contains(&noun))) {
            continue;
        }
        if let Some(draft) = alone(matcher, found, trust)
            && !kept
                .iter()
                .any(|other| tells_same(other, &draft) || is_left_undone(view, other, &draft))
        {
            kept.push(draft);
        }
    }
    kept.sort_by_key(|draft| (draft.words.first().copied(), draft.head));
    kept
}

fn touches(draft: &Draft, trigger: usize) -> bool {
    draft.head == trigger || draft.support == Some(trigger) || draft.words.contains(&trigger)
}

/// Whether two events are one: of one type, and no party of the second is new.
fn tells_same(one: &Draft, other: &Draft) -> bool {
    let has = |party: &Mention| {
        one.actors
            .iter()
            .chain(&one.recipients)
            .any(|have| same_party(have, party))
    };
    one.event_type == other.event_type
        && one.mode == other.mode
        && one.standing.status == other.standing.status
        && other.actors.iter().chain(&other.recipients).all(has)
}

/// Whether a verb only says that what hangs on it was not done: "failed to suspend aid".
fn is_left_undone(view: &SentenceView<'_>, done: &Draft, verb: &Draft) -> bool {
    done.standing.status == Status::Negated
        && view.deprel(done.head) == Deprel::Xcomp
        && view.head(done.head) == Some(verb.head)
}

/// Corrects a frame's event by what the heads say at its trigger.
fn judge(matcher: &Matcher<'_>, draft: &mut Draft, found: &Found, trust: &Trust) {
    let mut changed = Vec::new();
    if found.event_type != draft.event_type && found.probability() >= trust.retype_from {
        changed.push(format!(
            "type {} for {}",
            found.event_type, draft.event_type
        ));
        draft.event_type = found.event_type;
        draft.mode = found.mode.value;
        draft.frame = None;
        take_standing(draft, found, 0.0, &mut changed);
    } else {
        // A frame that knows a mode has words for it; heads that see none have only missed them.
        if found.event_type == draft.event_type
            && found.mode.value.is_some()
            && found.mode.value != draft.mode
            && found.mode.probability >= trust.mode_from
        {
            changed.push("mode".to_owned());
            draft.mode = found.mode.value;
        }
        take_standing(draft, found, trust.standing_from, &mut changed);
    }
    seat(matcher, draft, found, trust, &mut changed);
    drop_doubles(&mut draft.actors, &mut draft.recipients);
    draft.heads = Some(Seen {
        likeliest: Some((found.event_type, found.probability())),
        own: found.types[draft.event_type as usize],
        any: found.any(),
        alone: false,
        changed,
    });
}

/// Status and certainty of the heads, where they are as sure as asked.
fn take_standing(draft: &mut Draft, found: &Found, from: f32, changed: &mut Vec<String>) {
    if found.status.probability >= from && found.status.value != draft.standing.status {
        draft.standing.status = found.status.value;
        changed.push("status".to_owned());
    }
    if found.certainty.probability >= from && found.certainty.value != draft.standing.certainty {
        draft.standing.certainty = found.certainty.value;
        changed.push("certainty".to_owned());
        if draft.standing.certainty == Certainty::Asserted {
            draft.standing.reporter = None;
        }
    }
    if draft.standing.certainty != Certainty::Asserted && draft.standing.reporter.is_none() {
        draft.standing.reporter = reporter(found);
    }
}

fn reporter(found: &Found) -> Option<usize> {
    found
        .linked(LinkKind::Reporter)
        .first()
        .filter(|link| link.probability >= 0.5)
        .map(|link| link.word)
}

/// Fills empty seats, and unseats parties that the heads are sure not to see.
fn seat(
    matcher: &Matcher<'_>,
    draft: &mut Draft,
    found: &Found,
    trust: &Trust,
    changed: &mut Vec<String>,
) {
    // Whose accusation is rejected is told by a deed of his, or not at all.
    let by_deed = (draft.frame).is_some_and(|frame| matcher.codebook.frames[frame].needs_deed);
    for (kind, name) in [
        (LinkKind::Actor, "actor"),
        (LinkKind::Recipient, "recipient"),
    ] {
        if by_deed && kind == LinkKind::Recipient {
            continue;
        }
        let other = match kind {
            LinkKind::Actor => draft.recipients.clone(),
            _ => draft.actors.clone(),
        };
        let seats = match kind {
            LinkKind::Actor => &mut draft.actors,
            _ => &mut draft.recipients,
        };
        let seen = |have: &Mention| {
            let links = found.links.iter().filter(|link| link.kind == kind);
            links
                .filter(|link| have.head == link.word || have.words.contains(&link.word))
                .any(|link| link.probability >= SEEN)
        };
        let same_type = found.event_type == draft.event_type;
        let from = if seats.is_empty() {
            trust.fill_from
        } else if same_type && !seats.iter().any(seen) {
            trust.unseat_unseen_from
        } else {
            trust.unseat_from
        };
        let parties = linked(matcher, found, kind, from);
        let agrees = parties.iter().any(|party| {
            seats
                .iter()
                .any(|have| same_party(have, party) || have.words.contains(&party.head))
        });
        // "Erdogan reiterated Turkey's support for the government": no state acts on itself.
        let acts = |have: &Mention| matches!(have.sectors.first(), None | Some(Sector::Gov));
        let itself = parties.iter().any(|party| {
            let twin = |have: &Mention| have.country == party.country && acts(have);
            party.country.is_some() && party.sectors.is_empty() && other.iter().any(twin)
        });
        // "promised Washington's support for Georgia": whoever's it is gives it.
        let giver = kind == LinkKind::Recipient
            && draft.event_type == EventType::Support
            && !seats.is_empty()
            && parties.iter().all(|party| owns(matcher, draft.head, party));
        // "agreed to share information on North Korea": what it is about.
        let topic = kind == LinkKind::Recipient
            && matches!(draft.event_type, EventType::Agree | EventType::Cooperate)
            && parties.iter().all(|party| is_topic(matcher, party));
        // "The rebels said the miners had asked for talks": who tells of a deed is not its doer.
        let teller = kind == LinkKind::Actor
            && parties
                .iter()
                .all(|party| Some(party.head) == draft.standing.reporter)
            && seats
                .iter()
                .any(|have| is_subject(matcher.view, have.head, draft.head));
        // A party that sits on the other side already stays there unless it is to change seats.
        let taken = parties
            .iter()
            .all(|party| other.iter().any(|have| same_party(have, party)));
        if parties.is_empty()
            || agrees
            || itself
            || giver
            || topic
            || teller
            || (seats.is_empty() && taken)
        {
            continue;
        }
        changed.push(name.to_owned());
        *seats = parties;
    }
}

/// Whether a party is told to own what a verb is done to.
fn owns(matcher: &Matcher<'_>, verb: usize, party: &Mention) -> bool {
    let view = matcher.view;
    let owned = view
        .head(party.head)
        .filter(|_| view.deprel(party.head) == Deprel::NmodPoss);
    owned.is_some_and(|thing| view.head(thing) == Some(verb) && view.deprel(thing) == Deprel::Obj)
}

fn is_subject(view: &SentenceView<'_>, word: usize, verb: usize) -> bool {
    view.head(word) == Some(verb) && view.deprel(word) == Deprel::Nsubj
}

/// Whether a party is what something is about.
fn is_topic(matcher: &Matcher<'_>, party: &Mention) -> bool {
    let view = matcher.view;
    let case = view.case(party.head);
    case.is_some_and(|case| matches!(case, "on" | "about" | "over" | "regarding" | "concerning"))
        && view
            .head(party.head)
            .is_some_and(|noun| view.upos(noun) == Upos::Noun)
}

/// The parties at the words that a head links to an event.
fn linked(matcher: &Matcher<'_>, found: &Found, kind: LinkKind, from: f32) -> Vec<Mention> {
    let mut parties: Vec<Mention> = Vec::new();
    let mut words: Vec<usize> = found
        .linked(kind)
        .iter()
        .filter(|link| link.probability >= from)
        .map(|link| link.word)
        .collect();
    words.sort_unstable();
    for word in words {
        let named = matcher.parties(word);
        let named = if named.is_empty() {
            matcher.recipients(word)
        } else {
            named
        };
        for party in named {
            if party.kind == MentionKind::Party && !parties.iter().any(|p| same_party(p, &party)) {
                parties.push(party);
            }
        }
    }
    parties
}

/// An event that only the heads see.
fn alone(matcher: &Matcher<'_>, found: &Found, trust: &Trust) -> Option<Draft> {
    let view = matcher.view;
    let head = found.trigger;
    let mut words = vec![head];
    words.extend(
        view.children(head)
            .filter(|&child| view.deprel(child) == Deprel::CompoundPrt && child == head + 1),
    );
    let mut standing = standing(view, matcher.codebook, head, None);
    standing.status = found.status.value;
    standing.certainty = found.certainty.value;
    standing.reporter = match standing.certainty {
        Certainty::Asserted => None,
        _ => reporter(found).or(standing.reporter),
    };
    let mut actors = linked(matcher, found, LinkKind::Actor, trust.party_from);
    let mut recipients = linked(matcher, found, LinkKind::Recipient, trust.party_from);
    drop_doubles(&mut actors, &mut recipients);
    let coded = |parties: &[Mention]| {
        parties
            .iter()
            .any(|party| party.country.is_some() || !party.sectors.is_empty())
    };
    let bare_noun = matches!(view.upos(head), Upos::Noun | Upos::Propn);
    let parties = actors.len() + recipients.len();
    let verbal = is_verbal_type(found.event_type);
    if !(coded(&actors) || coded(&recipients))
        || (verbal && actors.is_empty())
        || (found.event_type.requires_recipient() && parties < 2)
    {
        return None;
    }
    Some(Draft {
        event_type: found.event_type,
        mode: found.mode.value,
        standing,
        actors,
        recipients,
        head,
        support: None,
        words,
        frame: None,
        lost: Vec::new(),
        rewritten: None,
        specificity: 0,
        bare_noun,
        second: false,
        bound: Vec::new(),
        content: None,
        clause: None,
        chance: None,
        heads: Some(Seen {
            likeliest: Some((found.event_type, found.probability())),
            own: found.probability(),
            any: found.any(),
            alone: true,
            changed: Vec::new(),
        }),
    })
}

#[cfg(test)]
mod tests {
    use demarche_record::Article;

    use super::*;
    use crate::Coder;
    use crate::compose::compose;
    use crate::matching::Seen;
    use crate::reader::Choice;

    #[test]
    fn the_second_tree_adds_what_the_heads_see_and_the_first_does_not_tell() {
        let coder = Coder::embedded();
        let analysed = coder.analyse(&Article {
            text: "France condemned Russia on Tuesday.".to_owned(),
            ..Article::default()
        });
        let view = analysed.view(0).expect("there is a sentence");
        let matcher = Matcher {
            view: &view,
            mentions: &analysed.mentions[0],
            codebook: coder.codebook(),
            objects: crate::objects::Objects::embedded(),
            loosely: loose::NEVER,
            seen: Seen::default(),
        };
        let told = compose(&matcher);
        assert_eq!(told.len(), 1);
        let seen = |probability: f32| {
            let mut types = [0.0; 16];
            types[EventType::Reject as usize] = probability;
            let sure = Choice {
                value: (),
                probability: 0.9,
            };
            [Found {
                trigger: told[0].head,
                event_type: EventType::Reject,
                types,
                mode: sure.map(|()| None),
                status: sure.map(|()| Status::Actual),
                certainty: sure.map(|()| Certainty::Asserted),
                links: Vec::new(),
            }]
        };
        let trust = Trust {
            second_from: 0.8,
            ..Trust::FRAMES
        };
        let joined = |first: &[Draft], found: &[Found]| {
            let mut drafts = first.to_vec();
            join(&mut drafts, told.clone(), found, &trust);
            drafts
        };
        let added = joined(&[], &seen(0.9));
        assert!(added.len() == 1 && added[0].second);
        assert!(joined(&[], &seen(0.7)).is_empty());
        assert!(joined(&[], &[]).is_empty());
        let kept = joined(&told, &seen(0.9));
        assert!(kept.len() == 1 && !kept[0].second);
    }
}
