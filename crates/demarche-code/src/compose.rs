//! From candidates to events: which triggers stand for an event of their own, which belong to
//! another, and what the manual's rules over status and content make of them.

use demarche_parse::{Deprel, Upos};
use demarche_record::{Certainty, CountryCode, EventType, Mode, QuadClass, Sector, Status};

use crate::clause::WordClass;
use crate::codebook::{CueScope, FrameMode, Kind};
use crate::genre::has_score;
use crate::heads::Seen;
use crate::matching::{Candidate, Matcher, Reading, is_verbal_type};
use crate::mention::{BY_AGREEMENT, Mention, MentionKind};
use crate::objects;
use crate::predicate::{Predicate, is_answered_for, is_verbal};
use crate::status::{Standing, standing};
use crate::view::SentenceView;

/// An event of one sentence, before dates, places and codes are added.
#[derive(Clone, Debug)]
pub struct Draft {
    /// PLOVER type.
    pub event_type: EventType,
    /// PLOVER mode.
    pub mode: Option<Mode>,
    /// Status, certainty and who reports.
    pub standing: Standing,
    /// Who did it.
    pub actors: Vec<Mention>,
    /// To whom.
    pub recipients: Vec<Mention>,
    /// The trigger's head word.
    pub head: usize,
    /// The verb that carries an event noun.
    pub support: Option<usize>,
    /// The trigger's words, support verb included, in order.
    pub words: Vec<usize>,
    /// Frame that won; `None` where the relation model gave the type.
    pub frame: Option<usize>,
    /// Frames that fitted and lost.
    pub lost: Vec<usize>,
    /// A rule of the manual that changed the type, with its source.
    pub rewritten: Option<String>,
    /// Conditions asked for and met.
    pub specificity: i32,
    /// Whether the trigger is a noun without a support verb.
    pub bare_noun: bool,
    /// Whether it was found on the second of two trees.
    pub second: bool,
    /// Words bound to the pattern's slots.
    pub bound: Vec<usize>,
    /// Type of the event inside a content slot.
    pub content: Option<EventType>,
    /// Head of the clause or phrase in the content slot.
    pub clause: Option<usize>,
    /// How likely it is an event, where its pattern fits but for a slot or two.
    pub chance: Option<f64>,
    /// What the reader's own heads say of it; `None` where they were not asked.
    pub heads: Option<Seen>,
}

/// Composes the events of a sentence.
pub fn compose(matcher: &Matcher<'_>) -> Vec<Draft> {
    let candidates = matcher.candidates();
    let standings: Vec<Standing> = candidates
        .iter()
        .map(|candidate| {
            let predicate = &candidate.predicate;
            standing(
                matcher.view,
                matcher.codebook,
                predicate.head,
                predicate.support,
            )
        })
        .collect();
    let absorbed = absorbed(matcher, &candidates);
    let mut drafts: Vec<Draft> = Vec::new();
    for (index, candidate) in candidates.iter().enumerate() {
        if absorbed[index] || !candidate.best().complete {
            continue;
        }
        if let Some(draft) = draft(matcher, &candidates, candidate, &standings[index]) {
            let more = further_requests(matcher, &candidates, &draft);
            drafts.push(draft);
            drafts.extend(more);
        }
    }
    share_recipients(matcher, &mut drafts);
    merge(matcher, &mut drafts);
    drafts.sort_by_key(|draft| (draft.words.first().copied(), draft.head));
    drafts
}

/// Candidates that belong to another one: content of verbal events, event nouns that a verb
/// pattern binds, verbs that only carry an event noun.
fn absorbed(matcher: &Matcher<'_>, candidates: &[Candidate<'_>]) -> Vec<bool> {
    let mut absorbed = vec![false; candidates.len()];
    for (outer_index, outer) in candidates.iter().enumerate() {
        let reading = outer.best();
        if !reading.complete {
            continue;
        }
        let frame = &matcher.codebook.frames[reading.frame];
        // What another is doing is told for itself, whoever warns of it.
        let content =
            (reading.content.first().copied()).filter(|&clause| is_under_way(matcher, clause));
        let clause = reading.content.first().copied();
        if foretells(matcher, frame.event_type, content, &reading.actors)
            || is_told_only(matcher, frame.event_type, outer.predicate.head, clause)
        {
            continue;
        }
        let verbal = is_verbal_type(frame.event_type);
        let condition = (frame.event_type == EventType::Threaten)
            .then(|| condition(matcher, &outer.predicate, clause))
            .flatten();
        for (inner_index, inner) in candidates.iter().enumerate() {
            if inner_index == outer_index {
                continue;
            }
            let head = inner.predicate.head;
            let in_content = reading
                .content
                .iter()
                .chain(&condition)
                .any(|&word| matcher.within(head, word));
            let noun = inner.predicate.kind == Kind::Noun;
            let in_argument = noun
                && verbal
                && outer.predicate.slots.iter().any(|filled| {
                    filled.slot != "subj" && filled.direct && matcher.within(head, filled.word)
                });
            let bound_noun =
                noun && outer.predicate.kind == Kind::Verb && reading.bound.contains(&head);
            let carried = outer.predicate.support == Some(head)
                && !inner.best().bound.contains(&outer.predicate.head);
            // A carrying verb is only that when it binds no other word of its own.
            let carried = carried && inner.best().specificity <= reading.specificity + 2;
            if (in_content && (verbal || reading_has_parties(reading)))
                || in_argument
                || bound_noun
                || carried
            {
                absorbed[inner_index] = true;
            }
        }
    }
    absorbed
}

/// The clause with the condition of a threat, which is part of the threat: "vowed to strike if its troops
/// were attacked".
fn condition(
    matcher: &Matcher<'_>,
    predicate: &Predicate<'_>,
    content: Option<usize>,
) -> Option<usize> {
    let view = matcher.view;
    let heads = [Some(predicate.head), predicate.support, content];
    // It may hang on what is threatened: "vowed a firm response if …".
    let object = |head: usize| view.child(head, &[Deprel::Obj]);
    let above = heads
        .into_iter()
        .flatten()
        .flat_map(|head| [Some(head), object(head)]);
    let mut below = above.flatten().flat_map(|head| view.children(head));
    below.find(|&clause| {
        matches!(view.deprel(clause), Deprel::Advcl | Deprel::Acl)
            && view
                .child(clause, &[Deprel::Mark])
                .is_some_and(|mark| matches!(view.lower(mark), "if" | "unless"))
    })
}

fn reading_has_parties(reading: &Reading) -> bool {
    !reading.actors.is_empty() || !reading.recipients.is_empty()
}

fn draft(
    matcher: &Matcher<'_>,
    candidates: &[Candidate<'_>],
    candidate: &Candidate<'_>,
    standing: &Standing,
) -> Option<Draft> {
    let reading = candidate.best();
    let predicate = &candidate.predicate;
    let frame = &matcher.codebook.frames[reading.frame];
    if standing.dropped {
        return None;
    }
    let inner = reading.content.iter().find_map(|&word| {
        candidates
            .iter()
            .filter(|inner| inner.predicate.head != predicate.head)
            .filter(|inner| matcher.within(inner.predicate.head, word))
            // "agreed to a truce brokered by Kenya": who brokered it is promised nothing.
            .filter(|inner| {
                frame.event_type != EventType::Agree
                    || matcher.view.deprel(inner.predicate.head) != Deprel::Acl
                    || matcher.view.xpos(inner.predicate.head) != "VBN"
            })
            .max_by_key(|inner| (inner.predicate.head == word, inner.best().complete))
    });
    let content = inner.map(|inner| matcher.codebook.frames[inner.best().frame].event_type);
    let mut actors = reading.actors.clone();
    let mut recipients = reading.recipients.clone();
    if actors.is_empty()
        && let Some(subject) = predicate.get("subj").next()
        && matcher.view.upos(subject.word) == Upos::Pron
        && let Some(speaker) = standing.reporter
    {
        // "The rebels said they will …": a pronoun that nothing else explains is the speaker.
        actors = matcher.parties(speaker);
    }
    // "asked Washington to press Israel to stop" asks nothing of Israel.
    let twice = content == Some(frame.event_type) && frame.event_type != EventType::Request;
    if let Some(inner) = inner.filter(|_| twice) {
        // "killed as the army launched strikes on the town": one deed, told twice.
        let inner = inner.best();
        if actors.is_empty() {
            actors = inner.actors.clone();
        }
        // Whom it befell is told: the town of "the attack in Kisumu, which killed four" is where.
        let told = recipients.iter().any(|party| party.basis != "place");
        recipients.extend(
            inner
                .recipients
                .iter()
                // "summoned China's envoy to protest at the entry of its ships": the envoy is told already.
                .filter(|_| !told || !is_verbal_type(frame.event_type))
                .filter(|party| party.is_known() && !(told && party.basis == "place"))
                .cloned(),
        );
    }
    if recipients.is_empty() && !frame.mutual {
        recipients = content_recipients(matcher, frame.event_type, reading, inner);
        if recipients.is_empty()
            && (frame.event_type.requires_recipient() || !frame.recipient.is_empty())
        {
            recipients = wider_recipients(matcher, predicate, &frame.recipient, &actors);
        }
    }
    if frame.event_type == EventType::Aid
        && !recipients.is_empty()
        && recipients.iter().all(is_nobody)
    {
        // "gave 28 million euros for relief work in Yemen": aid to the country where it is.
        let place = aided_place(matcher, &recipients, &actors).map(|place| vec![place]);
        let place =
            place.unwrap_or_else(|| reached_place(matcher, predicate, frame.event_type, &actors));
        if !place.is_empty() {
            recipients = place;
        }
    }
    if recipients.is_empty() && frame.event_type == EventType::Assault && !frame.mutual {
        recipients = driven_off(matcher, predicate);
    }
    if recipients.is_empty() && !frame.mutual {
        // "agreed to meet in Geneva": where they meet is promised nothing.
        let meets = content == Some(EventType::Consult);
        if !meets {
            recipients = reached_place(matcher, predicate, frame.event_type, &actors);
        }
        let clause = reading
            .content
            .iter()
            .find(|&&word| is_verbal(matcher.view, word));
        if let Some(clause) = clause.filter(|_| recipients.is_empty() && !meets)
            && let Some(content) =
                Predicate::at(matcher.view, matcher.codebook, *clause, Kind::Verb)
        {
            recipients = reached_place(matcher, &content, frame.event_type, &actors);
        }
    }
    if recipients.is_empty() && frame.event_type == EventType::Threaten {
        recipients = held_to(matcher, predicate, reading, &actors);
    }
    if let Some(others) = others_bound(matcher, predicate.head, frame.event_type, &actors)
        && recipients
            .iter()
            .all(|party| others.iter().any(|other| other.words.contains(&party.head)))
    {
        recipients = others;
    }
    if is_verbal_type(frame.event_type) {
        recipients.retain(|party| !speaks_for(matcher, &actors, party));
    }
    // A statesman defends his own country; he turns against another.
    if matches!(
        frame.event_type,
        EventType::Request | EventType::Accuse | EventType::Reject | EventType::Threaten
    ) {
        recipients.retain(|party| !governs(&actors, party));
    }
    if frame.event_type == EventType::Agree {
        recipients.retain(|party| !is_broker(matcher, party));
    }
    if frame.event_type == EventType::Accuse {
        recipients.retain(|party| !is_own(matcher, &actors, party));
    }
    if frame.event_type == EventType::Assault && !frame.mutual {
        // "soldiers were killed in fighting with the rebels": who is hit is not who hits.
        let hit = |party: &Mention| reading.recipients.iter().any(|own| same_party(own, party));
        if !actors.iter().all(hit) {
            actors.retain(|actor| !hit(actor));
        }
    }
    let mode = mode(matcher, candidate, reading, content);
    // Where a force is sent at home is no recipient, and where somebody resigned is none anywhere.
    let resigns = mode.is_some_and(|mode| mode.as_str() == "resign");
    if resigns || frame.event_type == EventType::Mobilize {
        recipients.retain(|party| !(is_where(party) && (resigns || is_at_home(&actors, party))));
    }
    if frame.event_type == EventType::Mobilize {
        // "put the country's forces on alert": its own, and not against it.
        recipients.retain(|party| !actors.iter().any(|actor| is_own_state(actor, party)));
    }
    if matches!(frame.event_type, EventType::Protest | EventType::Concede) {
        // "chanted against the tax", "dropped the charge": what it was about is nobody.
        recipients.retain(Mention::is_known);
    }
    if frame.event_type == EventType::Protest {
        // "joined the strike by teachers": with them, and not against them.
        recipients.retain(|party| matcher.view.case(party.head) != Some("by"));
    }
    drop_doubles(&mut actors, &mut recipients);
    let bare_noun = predicate.kind == Kind::Noun && predicate.support.is_none();
    let other = |party: &Mention| {
        party.country.is_some() && actors.iter().all(|actor| actor.country != party.country)
    };
    if mode.is_some_and(|mode| mode.as_str() == "meet") && recipients.iter().any(other) {
        // "cancelled a meeting between its minister and Japan's": it is Japan's that it will not meet.
        recipients.retain(|party| !actors.iter().any(|actor| of_one_side(actor, party)));
    }
    let mut words = candidate.words.clone();
    words.extend(predicate.support);
    words.sort_unstable();
    let mut draft = Draft {
        event_type: frame.event_type,
        mode,
        standing: standing.clone(),
        actors,
        recipients,
        head: predicate.head,
        support: predicate.support,
        words,
        frame: Some(reading.frame),
        lost: candidate.readings[1..]
            .iter()
            .map(|reading| reading.frame)
            .collect(),
        rewritten: None,
        specificity: reading.specificity,
        bare_noun,
        second: false,
        bound: reading.bound.clone(),
        content,
        clause: reading.content.first().copied(),
        chance: reading.chance,
        heads: None,
    };
    told_by_media(matcher, &mut draft.standing);
    name_pronouns(matcher, &mut draft);
    spare_own(matcher, &mut draft);
    drop_doubles(&mut draft.actors, &mut draft.recipients);
    let first_person = predicate
        .get("subj")
        .any(|subject| matches!(matcher.view.lower(subject.word), "we" | "i"));
    if first_person && is_verbal_type(draft.event_type) && says_so_itself(matcher, &draft) {
        // To say it is to do it: "'We demand …,' the ministry said".
        draft.standing.certainty = Certainty::Asserted;
        draft.standing.reporter = None;
    }
    if draft.standing.status == Status::Negated
        && !draft.standing.refused
        && draft.standing.certainty == Certainty::Claimed
        && draft.event_type.quad_class() == QuadClass::MaterialConflict
        && says_so_itself(matcher, &draft)
    {
        // "The army did not shell the town, a spokesman said": the doer denies the deed.
        draft.standing.status = Status::Actual;
        draft.standing.certainty = Certainty::Denied;
    }
    leave_undone(matcher, candidates, predicate, &mut draft);
    apply_status_rules(matcher, &mut draft);
    if answers_for_itself(matcher, &draft) {
        draft.standing.certainty = Certainty::Asserted;
        draft.standing.reporter = None;
    }
    if !stands(matcher, &draft) || foretells(matcher, draft.event_type, draft.clause, &draft.actors)
    {
        return None;
    }
    draft.recipients.retain(|party| is_somebody(matcher, party));
    Some(draft)
}

/// Whether it is the doer's own account of its own act: "the ministry said it had closed the camp". A
/// claim of success in a fight stays a claim, and so does what troops are said to have done.
fn answers_for_itself(matcher: &Matcher<'_>, draft: &Draft) -> bool {
    if draft.standing.certainty != Certainty::Claimed || draft.standing.status == Status::Negated {
        return false;
    }
    let Some(reporter) = draft.standing.reporter else {
        return false;
    };
    match draft.event_type {
        EventType::Assault | EventType::Retreat | EventType::Cooperate | EventType::Mobilize => {
            false
        }
        EventType::Coerce if draft.mode.is_some_and(|mode| mode.as_str() == "seize") => false,
        verbal if is_verbal_type(verbal) => says_so_itself(matcher, draft),
        _ => {
            let speakers = matcher.parties(reporter);
            let mut pairs = speakers
                .iter()
                .flat_map(|speaker| draft.actors.iter().map(move |actor| (speaker, actor)));
            pairs.any(|(speaker, actor)| same_party(speaker, actor) || of_one_side(speaker, actor))
        }
    }
}

/// Whether two parties of a country are on one side of it: both its organs, or of one sector.
pub(crate) fn of_one_side(one: &Mention, other: &Mention) -> bool {
    let official = |party: &Mention| {
        party.sectors.is_empty()
            || party.sectors.iter().any(|sector| {
                matches!(
                    sector,
                    Sector::Gov
                        | Sector::Mil
                        | Sector::Cop
                        | Sector::Jud
                        | Sector::Leg
                        | Sector::Spy
                )
            })
    };
    one.country.is_some()
        && one.country == other.country
        && (official(one) && official(other)
            || one
                .sectors
                .iter()
                .any(|sector| other.sectors.contains(sector)))
}

/// Whether a clause tells of what is being done: "that Russia was massing troops".
fn is_under_way(matcher: &Matcher<'_>, clause: usize) -> bool {
    let view = matcher.view;
    view.xpos(clause) == "VBG"
        && view.children(clause).any(|child| {
            view.deprel(child) == Deprel::Aux
                && matches!(view.lower(child), "is" | "are" | "was" | "were")
        })
}

/// Whether a warning only says what somebody else could do or is doing: "warned that the rebels could
/// strike again", "warned Kyiv that Russia was massing troops".
fn foretells(
    matcher: &Matcher<'_>,
    event_type: EventType,
    clause: Option<usize>,
    actors: &[Mention],
) -> bool {
    let Some(clause) = clause.filter(|_| event_type == EventType::Threaten) else {
        return false;
    };
    let view = matcher.view;
    let possible = view.children(clause).any(|child| {
        view.deprel(child) == Deprel::Aux
            && matches!(view.lower(child), "could" | "may" | "might" | "can")
    });
    let subject = view.child(clause, &[Deprel::Nsubj]);
    let Some(subject) = subject.filter(|_| possible || is_under_way(matcher, clause)) else {
        return false;
    };
    let own = view.upos(subject) == Upos::Pron
        || view.child(subject, &[Deprel::NmodPoss]).is_some()
        || matcher
            .parties(subject)
            .iter()
            .any(|party| actors.iter().any(|actor| same_party(actor, party)));
    !own
}

/// Whether a recipient is a party at all: "it" that resolves to nobody names nobody, and neither does "what" of
/// "hit what it called bases of the group".
fn is_somebody(matcher: &Matcher<'_>, party: &Mention) -> bool {
    let nobody = matches!(
        matcher.view.lower(party.head),
        "it" | "this" | "that" | "what" | "nobody" | "nothing"
    );
    !(nobody && party.basis == "unresolved")
}

/// "urged A to do this and to do that" is two requests: one for each further clause that holds an
/// event.
fn further_requests(
    matcher: &Matcher<'_>,
    candidates: &[Candidate<'_>],
    draft: &Draft,
) -> Vec<Draft> {
    let Some(first) = draft
        .clause
        .filter(|_| draft.event_type == EventType::Request)
    else {
        return Vec::new();
    };
    let view = matcher.view;
    let infinitive = |clause: &usize| {
        view.deprel(*clause) == Deprel::Conj
            && view
                .child(*clause, &[Deprel::Mark])
                .is_some_and(|mark| view.lower(mark) == "to")
    };
    view.children(first)
        .filter(infinitive)
        .filter_map(|clause| {
            let content = candidates.iter().find(|inner| {
                inner.predicate.head == clause || inner.predicate.support == Some(clause)
            })?;
            let content = matcher.codebook.frames[content.best().frame].event_type;
            Some(Draft {
                mode: content_mode(matcher, draft.event_type, Some(content)),
                content: Some(content),
                clause: Some(clause),
                ..draft.clone()
            })
        })
        .collect()
}

/// "accused Seoul of spying and threatened to retaliate", "summoned the envoy and demanded an explanation": who is
/// threatened or asked is who the same clause is turned against.
fn share_recipients(matcher: &Matcher<'_>, drafts: &mut [Draft]) {
    let view = matcher.view;
    let verb = |draft: &Draft| draft.support.unwrap_or(draft.head);
    let shares = |draft: &Draft, other: &Draft| {
        let joined = view.deprel(verb(draft)) == Deprel::Conj
            && view.head(verb(draft)) == Some(verb(other))
            && view
                .child(verb(draft), &[Deprel::Nsubj, Deprel::NsubjPass])
                .is_none();
        let turned = matches!(
            other.event_type,
            EventType::Accuse | EventType::Threaten | EventType::Request | EventType::Sanction
        );
        let one = |actor: &Mention| draft.actors.iter().any(|own| own.head == actor.head);
        joined && turned && other.actors.iter().any(one)
    };
    for at in 0..drafts.len() {
        let draft = &drafts[at];
        let lacks = matches!(draft.event_type, EventType::Threaten | EventType::Request)
            && draft.recipients.is_empty();
        if !lacks {
            continue;
        }
        let other = drafts.iter().find(|other| shares(draft, other));
        let against: Vec<Mention> = other
            .into_iter()
            .flat_map(|other| &other.recipients)
            .filter(|party| party.country.is_some() && party.kind == MentionKind::Party)
            .filter(|party| !draft.actors.iter().any(|actor| of_one_side(actor, party)))
            .cloned()
            .collect();
        drafts[at].recipients = against;
    }
}

/// "…, state television reported": the article stands by what the media tell, who are no party to
/// it.
fn told_by_media(matcher: &Matcher<'_>, standing: &mut Standing) {
    let Some(reporter) = standing
        .reporter
        .filter(|_| standing.certainty == Certainty::Claimed)
    else {
        return;
    };
    let speakers = matcher.parties(reporter);
    let media =
        |speaker: &Mention| !speaker.person && speaker.sectors.first() == Some(&Sector::Jrn);
    if !speakers.is_empty() && speakers.iter().all(media) {
        standing.certainty = Certainty::Asserted;
        standing.reporter = None;
    }
}

/// The other parties of an agreement which an event of one of them is about: "India suspended the Indus
/// Waters Treaty".
fn others_bound(
    matcher: &Matcher<'_>,
    trigger: usize,
    event_type: EventType,
    actors: &[Mention],
) -> Option<Vec<Mention>> {
    let of_agreements = matches!(
        event_type,
        EventType::Agree
            | EventType::Support
            | EventType::Concede
            | EventType::Retreat
            | EventType::Reject
            | EventType::Threaten
            | EventType::Sanction
    );
    if !of_agreements {
        return None;
    }
    let (words, parties) = objects::agreement(matcher.view, trigger, matcher.objects)?;
    let acts = |code: &CountryCode| actors.iter().any(|actor| actor.country == Some(*code));
    if !parties.iter().any(acts) {
        return None;
    }
    let head = words.end.checked_sub(1)?;
    let others = parties.iter().filter(|code| !acts(code));
    let others: Vec<Mention> = others
        .map(|code| Mention {
            head,
            words: words.clone(),
            kind: MentionKind::Party,
            name: None,
            entity: None,
            country: Some(*code),
            sectors: Vec::new(),
            role: None,
            basis: BY_AGREEMENT,
            plural: false,
            person: false,
            antecedent: None,
        })
        .collect();
    (!others.is_empty()).then_some(others)
}

/// Puts the name for the pronoun where the sentence has it: "Trump said he would go" is told of
/// [Trump], by coreference. A pronoun that resolves to nobody is its speaker's own.
fn name_pronouns(matcher: &Matcher<'_>, draft: &mut Draft) {
    let view = matcher.view;
    let speaker = draft
        .standing
        .reporter
        .map(|reporter| matcher.parties(reporter));
    let speaker = speaker.and_then(|parties| parties.into_iter().next());
    let named = |party: &Mention| -> Option<Mention> {
        if view.upos(party.head) != Upos::Pron {
            return None;
        }
        let same = |other: &&Mention| {
            other.kind == MentionKind::Party
                && other.head != party.head
                && view.upos(other.head) != Upos::Pron
                && (party.country.is_some() || party.entity.is_some() || !party.sectors.is_empty())
                && (other.country, &other.entity, &other.sectors)
                    == (party.country, &party.entity, &party.sectors)
        };
        let before = matcher
            .mentions
            .iter()
            .filter(same)
            .filter(|other| other.head < party.head);
        before
            .last()
            .cloned()
            .or_else(|| {
                speaker
                    .clone()
                    .filter(|_| !party.is_known() || party.country.is_none())
            })
            .map(|name| Mention {
                basis: "coreference",
                ..name
            })
    };
    for party in draft.actors.iter_mut().chain(&mut draft.recipients) {
        if let Some(name) = named(party) {
            *party = name;
        }
    }
}

/// "accused China of ramming one of its boats": nobody rams his own; they are those of who says so.
fn spare_own(matcher: &Matcher<'_>, draft: &mut Draft) {
    if !matches!(draft.event_type, EventType::Assault | EventType::Coerce) {
        return;
    }
    let view = matcher.view;
    let Some(reporter) = (draft.standing.reporter)
        .and_then(|word| matcher.parties(word).into_iter().next())
        .filter(|party| party.country.is_some())
    else {
        return;
    };
    for party in &mut draft.recipients {
        let owned = view
            .subtree(party.head)
            .any(|word| view.xpos(word) == "PRP$" && word.abs_diff(party.head) < 4);
        let own = party.country.is_some()
            && (draft.actors.iter()).any(|actor| actor.country == party.country)
            && reporter.country != party.country;
        if owned && own {
            (party.name, party.entity) = (None, None);
            party.country = reporter.country;
            party.basis = "coreference";
        }
    }
}

/// "The war has killed 300,000 people", "did not say how many soldiers had been killed": a sum of years, and a number
/// that is asked for.
fn sums_up(matcher: &Matcher<'_>, draft: &Draft) -> bool {
    let view = matcher.view;
    let subject = view.child(draft.head, &[Deprel::Nsubj]).filter(|&subject| {
        matcher
            .codebook
            .lists(Kind::Noun, view.lemma(subject), "hostilities")
    });
    let perfect = || {
        view.child(draft.head, &[Deprel::Aux])
            .is_some_and(|aux| matches!(view.lower(aux), "has" | "have"))
    };
    let asked = |party: &Mention| {
        let words = party.words.clone();
        words.len() > 1 && view.lower(words.start) == "how" && view.lower(words.start + 1) == "many"
    };
    subject.is_some() && perfect() || draft.recipients.iter().any(asked)
}

/// Whether a draft has what an event needs.
fn stands(matcher: &Matcher<'_>, draft: &Draft) -> bool {
    let coded = |parties: &[Mention]| {
        parties
            .iter()
            .any(|party| party.country.is_some() || !party.sectors.is_empty())
    };
    if sums_up(matcher, draft) {
        return false;
    }
    let (actor, recipient) = (coded(&draft.actors), coded(&draft.recipients));
    if !actor && !recipient {
        return false;
    }
    let mutual = draft
        .frame
        .is_some_and(|frame| matcher.codebook.frames[frame].mutual);
    let parties = draft.actors.len() + draft.recipients.len();
    // "was found guilty", "went on trial": it is enough to know who suffers it.
    let suffered = matches!(draft.event_type, EventType::Accuse | EventType::Sanction)
        && draft.standing.status == Status::Actual
        && !draft.bare_noun
        && draft.recipients.iter().any(|party| party.country.is_some())
        && draft.frame.is_some_and(|frame| {
            let frame = &matcher.codebook.frames[frame];
            frame.needs_recipient && !frame.needs_actor
        });
    // "recalled its ambassador": it is enough to know who did it.
    let done = draft.event_type.requires_recipient()
        && draft.standing.status == Status::Actual
        && !draft.bare_noun
        && draft.actors.iter().any(|party| party.country.is_some())
        && draft.frame.is_some_and(|frame| {
            let frame = &matcher.codebook.frames[frame];
            frame.needs_actor && !frame.needs_recipient && !frame.mutual
        });
    if draft.event_type.requires_recipient() && parties < 2 && !suffered && !done {
        return false;
    }
    if among_firms(draft)
        || is_epithet(matcher, draft)
        || is_side_taken(matcher, draft)
        || is_told_only(matcher, draft.event_type, draft.head, draft.clause)
        || stays_at_home(draft)
    {
        return false;
    }
    if draft.event_type == EventType::Consult && parties < 2 && draft.bare_noun {
        return false;
    }
    // What takes two needs two, or a plural or a body of states that stands for them.
    let many = |actor: &Mention| {
        actor.plural
            || actor
                .country
                .is_some_and(|country| country.is_supranational())
    };
    if mutual && parties < 2 && !draft.actors.iter().any(many) {
        return false;
    }
    if is_verbal_type(draft.event_type) && draft.actors.is_empty() && !suffered {
        return false;
    }
    // "claimed responsibility for the attack": known already, unless it says whom it struck.
    if !recipient && is_answered_for(matcher.view, matcher.codebook, draft.head) {
        return false;
    }
    if draft.bare_noun {
        // A noun alone mostly names what is known already; it must say both who and whom, and not
        // hang in the background of another event.
        let both = if mutual {
            draft.actors.len() > 1
        } else {
            actor && recipient
        };
        if !both || draft.standing.background {
            return false;
        }
        if !matcher
            .codebook
            .lets_happen(governor_lemma(matcher, draft.head))
        {
            return false;
        }
        let definite = matcher.view.children(draft.head).any(|child| {
            matcher.view.deprel(child) == Deprel::Det
                && matches!(
                    matcher.view.lower(child),
                    "the" | "this" | "that" | "these" | "those"
                )
        });
        // "the arrest of a journalist by police" tells both, whatever the article.
        let cases: Vec<Option<&str>> = matcher
            .view
            .children(draft.head)
            .chain(
                draft
                    .recipients
                    .iter()
                    .flat_map(|party| matcher.view.children(party.head)),
            )
            .map(|child| matcher.view.case(child))
            .collect();
        let told = cases.contains(&Some("of")) && cases.contains(&Some("by"));
        if definite && !mutual && !told {
            return false;
        }
    }
    true
}

/// Whether the trigger only says who somebody is: "supporters of ousted President Mohamed Mursi", "of
/// jailed opposition leader Anwar Ibrahim".
fn is_epithet(matcher: &Matcher<'_>, draft: &Draft) -> bool {
    matcher.view.deprel(draft.head) == Deprel::Amod
        && draft.actors.is_empty()
        && draft.recipients.iter().any(|party| {
            let named = [Sector::Gov, Sector::Opp, Sector::Leg, Sector::Jrn];
            let one = !party.plural && party.sectors.iter().any(|own| named.contains(own));
            party.person && (one || party.sectors.contains(&Sector::Eli))
        })
}

/// Whether somebody is told what will be, and not what to do: "told the council that his country would
/// withdraw its troops".
fn is_told_only(
    matcher: &Matcher<'_>,
    event_type: EventType,
    head: usize,
    clause: Option<usize>,
) -> bool {
    let view = matcher.view;
    let tells =
        event_type == EventType::Request && matches!(view.lemma(head), "tell" | "warn" | "caution");
    let Some(clause) = clause.filter(|_| tells) else {
        return false;
    };
    let finite = view
        .child(clause, &[Deprel::Nsubj, Deprel::NsubjPass])
        .is_some();
    let bidden = view.children(clause).any(|child| {
        matches!(view.deprel(child), Deprel::Aux | Deprel::Mark)
            && matches!(
                view.lower(child),
                "must" | "should" | "to" | "had" | "ought"
            )
    });
    finite && !bidden
}

/// Whether a participle only says on whose side somebody stands: "Rebels backed by Rwanda seized the town".
fn is_side_taken(matcher: &Matcher<'_>, draft: &Draft) -> bool {
    let view = matcher.view;
    draft.event_type == EventType::Support
        && view.deprel(draft.head) == Deprel::Acl
        && view.xpos(draft.head) == "VBN"
        && matches!(view.lemma(draft.head), "back" | "support" | "sponsor")
        && view
            .head(draft.head)
            .is_some_and(|noun| noun + 1 == draft.head && !matcher.parties(noun).is_empty())
}

/// Whether somebody only goes about his own country, or does not: "Modi visited Gujarat".
fn stays_at_home(draft: &Draft) -> bool {
    let of_contact = draft.event_type == EventType::Consult
        || draft.event_type == EventType::Reject
            && draft.mode.is_some_and(|mode| mode.as_str() == "meet");
    let home = |party: &Mention| {
        (party.kind == MentionKind::Place || party.basis == "place")
            && party.country.is_some()
            && party.sectors.is_empty()
            && draft
                .actors
                .iter()
                .all(|actor| actor.country == party.country)
    };
    of_contact
        && !draft.actors.is_empty()
        && !draft.recipients.is_empty()
        && draft.recipients.iter().all(home)
}

/// Whether only companies act on each other, in words or by trade: no state, no armed group and no
/// crowd is in it.
fn among_firms(draft: &Draft) -> bool {
    let of_deeds = matches!(
        draft.event_type,
        EventType::Assault | EventType::Coerce | EventType::Protest | EventType::Mobilize
    );
    let firm = |party: &Mention| party.sectors.first() == Some(&Sector::Bus);
    let nobody = |party: &Mention| party.country.is_none() && party.sectors.is_empty();
    let mut parties = draft.actors.iter().chain(&draft.recipients);
    !of_deeds
        && draft.actors.iter().any(firm)
        && parties.all(|party| firm(party) || nobody(party) && !party.person)
}

/// The verb of which a bare event noun is subject or object; empty where it is neither, and where
/// the noun heads the sentence, as in a headline.
fn governor_lemma<'m>(matcher: &'m Matcher<'_>, noun: usize) -> &'m str {
    let view = matcher.view;
    match view.deprel(noun) {
        Deprel::Root => "ROOT",
        Deprel::Nsubj | Deprel::NsubjPass | Deprel::Obj => {
            view.head(noun).map_or("", |verb| view.lemma(verb))
        }
        _ => "",
    }
}

/// Recipients that stand inside the content: whom a request asks, whom a threat or promise is
/// about.
fn content_recipients(
    matcher: &Matcher<'_>,
    event_type: EventType,
    reading: &Reading,
    inner: Option<&Candidate<'_>>,
) -> Vec<Mention> {
    let Some(&clause) = reading.content.first() else {
        return Vec::new();
    };
    let actors: Vec<usize> = reading.actors.iter().map(|actor| actor.head).collect();
    let sent = sent(matcher, event_type, clause);
    let fresh = |parties: Vec<Mention>| -> Vec<Mention> {
        parties
            .into_iter()
            .filter(|party| !actors.contains(&party.head) && !sent.contains(&party.head))
            .collect()
    };
    if matches!(event_type, EventType::Request | EventType::Accuse)
        && let Some(predicate) = Predicate::at(matcher.view, matcher.codebook, clause, Kind::Verb)
    {
        for slot in ["subj", "obj"] {
            for filled in predicate.get(slot) {
                let parties = fresh(matcher.named(filled.word));
                if !parties.is_empty() {
                    return parties;
                }
            }
        }
    }
    if let Some(inner) = inner {
        let inner = inner.best();
        let recipients = fresh(inner.recipients.clone());
        if !recipients.is_empty() {
            return recipients;
        }
        let others: Vec<Mention> = inner
            .actors
            .iter()
            .filter(|party| !reading.actors.iter().any(|actor| same_party(actor, party)))
            .filter(|party| matcher.view.upos(party.head) != Upos::Pron)
            .cloned()
            .collect();
        if event_type == EventType::Request || inner.actors.len() > 1 {
            return fresh(others);
        }
    }
    if !matches!(
        event_type,
        EventType::Threaten | EventType::Agree | EventType::Reject | EventType::Aid
    ) {
        return Vec::new();
    }
    let Some(predicate) = Predicate::at(matcher.view, matcher.codebook, clause, Kind::Verb) else {
        return Vec::new();
    };
    let named = ["obj", "iobj", "against", "to", "on", "with", "from", "for"]
        .into_iter()
        .flat_map(|slot| {
            let words = predicate.get(slot).map(|filled| filled.word);
            words.collect::<Vec<_>>()
        })
        .map(|word| {
            let mut parties = fresh(matcher.parties(word));
            if event_type == EventType::Agree {
                // "pledged to deliver air defence systems": what they are for is nobody.
                parties.retain(|party| party.country.is_some() || party.head == word);
            }
            parties
        })
        .map(|parties| {
            let known = parties.into_iter().filter(Mention::is_known);
            known.collect::<Vec<_>>()
        })
        .find(|parties| !parties.is_empty());
    if let Some(named) = named {
        return named;
    }
    // "agreed to give money to the cultural sector": who is given something is somebody, known or
    // not.
    let gives = predicate.get("obj").any(|filled| filled.direct);
    ["iobj", "to"]
        .into_iter()
        .filter(|_| gives)
        .flat_map(|slot| {
            let direct = predicate.get(slot).filter(|filled| filled.direct);
            direct.map(|filled| filled.word).collect::<Vec<_>>()
        })
        .map(|word| fresh(matcher.recipients(word)))
        .find(|parties| !parties.is_empty())
        .unwrap_or_default()
}

/// Whom a promise only sends or withdraws, and a threat takes the side of: "agreed to send 1,000 troops"
/// promises the troops nothing.
fn sent(matcher: &Matcher<'_>, event_type: EventType, clause: usize) -> Vec<usize> {
    let lemma = matcher.view.lemma(clause);
    let moves = matches!(event_type, EventType::Agree | EventType::Request)
        && (WordClass::Motion.holds(lemma) || lemma == "contribute")
        && !matches!(
            lemma,
            "visit" | "invite" | "summon" | "deport" | "extradite" | "expel" | "evacuate" | "enter"
        );
    // "vowed to avenge the dead" threatens others.
    let aids = event_type == EventType::Threaten && WordClass::Shielding.holds(lemma);
    let verb = Some(clause).filter(|&clause| (moves || aids) && is_verbal(matcher.view, clause));
    verb.and_then(|verb| Predicate::at(matcher.view, matcher.codebook, verb, Kind::Verb))
        .map(|predicate| {
            let objects = predicate.get("obj");
            let mentions = objects.filter_map(|filled| matcher.mentions.at(filled.word));
            mentions.map(|mention| mention.head).collect()
        })
        .unwrap_or_default()
}

/// The place that a deed reaches stands for its recipient when the text names no other: always
/// where the deed goes into, onto or out of it ("a curfew on Basra"), and where it merely happens
/// only if that is another country ("sent troops to fight in Mali").
fn reached_place(
    matcher: &Matcher<'_>,
    predicate: &Predicate<'_>,
    event_type: EventType,
    actors: &[Mention],
) -> Vec<Mention> {
    if matches!(
        event_type,
        EventType::Consult | EventType::Protest | EventType::Accuse | EventType::Support
    ) {
        return Vec::new();
    }
    let own: Vec<CountryCode> = actors.iter().filter_map(|actor| actor.country).collect();
    let goal = ["on", "into", "against", "to", "from", "for", "over"];
    // "walked out of talks in Geneva" turns on nobody there.
    let site: &[&'static str] = match event_type {
        EventType::Reject => &[],
        _ => &["in", "at", "near", "along", "across", "inside"],
    };
    let place_in = |slot: &'static str| {
        let words = predicate
            .get(slot)
            .map(|filled| filled.word)
            .collect::<Vec<_>>();
        words
            .into_iter()
            .filter_map(|word| matcher.mentions.at(word))
            .find(|place| {
                let foreign = place
                    .country
                    .is_some_and(|country| !own.is_empty() && !own.contains(&country));
                // A sea or a strait, known by name and no state's, is where and not against whom.
                let nobodys = place.country.is_none() && place.name.is_some();
                place.kind == MentionKind::Place && (foreign || goal.contains(&slot) && !nobodys)
            })
    };
    goal.into_iter()
        .chain(site.iter().copied())
        .find_map(place_in)
        .map(|place| Mention {
            kind: MentionKind::Party,
            basis: "place",
            ..place.clone()
        })
        .into_iter()
        .collect()
}

/// Whether a recipient is neither somebody nor a place that the tables know: "relief work".
fn is_nobody(party: &Mention) -> bool {
    !party.is_known() && !party.person
}

/// The foreign country where what aid is given for takes place: "relief work in Yemen".
fn aided_place(
    matcher: &Matcher<'_>,
    recipients: &[Mention],
    actors: &[Mention],
) -> Option<Mention> {
    let view = matcher.view;
    let place = recipients
        .iter()
        .flat_map(|party| view.children(party.head))
        .filter(|&child| view.deprel(child) == Deprel::Nmod && view.case(child) == Some("in"))
        .find_map(|child| matcher.mentions.at(child))?;
    let foreign = place.country.is_some_and(|country| {
        !actors.is_empty() && actors.iter().all(|actor| actor.country != Some(country))
    });
    (foreign && place.kind == MentionKind::Place).then(|| Mention {
        kind: MentionKind::Party,
        basis: "place",
        ..place.clone()
    })
}

/// Whom a threat holds to its condition: "threatened a strike unless the minister resigned". Whoever suffers in
/// it is not threatened: "if its citizens were attacked".
fn held_to(
    matcher: &Matcher<'_>,
    predicate: &Predicate<'_>,
    reading: &Reading,
    actors: &[Mention],
) -> Vec<Mention> {
    let clause = condition(matcher, predicate, reading.content.first().copied());
    let subject = clause.and_then(|clause| matcher.view.child(clause, &[Deprel::Nsubj]));
    let parties = subject.map(|subject| matcher.parties(subject));
    parties
        .into_iter()
        .flatten()
        .filter(|party| party.is_known())
        .filter(|party| !actors.iter().any(|actor| same_party(actor, party)))
        .filter(|party| !actors.iter().any(|actor| is_own_state(actor, party)))
        .collect()
}

/// Whom a deed was to drive off: "fired tear gas to disperse hundreds of protesters".
fn driven_off(matcher: &Matcher<'_>, predicate: &Predicate<'_>) -> Vec<Mention> {
    let view = matcher.view;
    let head = predicate.support.unwrap_or(predicate.head);
    let aim = view.children(head).find(|&clause| {
        matches!(view.deprel(clause), Deprel::Advcl | Deprel::Xcomp)
            && view.xpos(clause) == "VB"
            && WordClass::Dispersing.holds(view.lemma(clause))
    });
    aim.and_then(|clause| view.child(clause, &[Deprel::Obj]))
        .map(|object| matcher.parties(object))
        .unwrap_or_default()
}

/// Recipients that stand in the wider clause: "took measures against Iran, such as closing …".
fn wider_recipients(
    matcher: &Matcher<'_>,
    predicate: &Predicate<'_>,
    slots: &[String],
    actors: &[Mention],
) -> Vec<Mention> {
    let view = matcher.view;
    let from = predicate.support.unwrap_or(predicate.head);
    if matches!(view.deprel(from), Deprel::Root) {
        return Vec::new();
    }
    let mut at = from;
    for above in view.ancestors(from).take(6) {
        // "recalled its envoy to Rome after Oslo scrapped a deal": a clause with a subject of its own.
        let apart = view.deprel(at) == Deprel::Advcl
            && view
                .child(at, &[Deprel::Nsubj, Deprel::NsubjPass])
                .is_some();
        if apart
            || matches!(
                view.deprel(at),
                Deprel::AclRelcl | Deprel::Ccomp | Deprel::Parataxis
            )
        {
            break;
        }
        let kind = if is_verbal(view, above) {
            Kind::Verb
        } else {
            Kind::Noun
        };
        if let Some(wider) = Predicate::at(view, matcher.codebook, above, kind) {
            let wanted = slots
                .iter()
                .map(String::as_str)
                .chain(["against", "toward", "towards"]);
            for slot in
                wanted.filter(|slot| !matches!(*slot, "obj" | "subj" | "poss" | "mod" | "of"))
            {
                for filled in wider.get(slot) {
                    if filled.word == from || filled.word == at {
                        continue;
                    }
                    let parties: Vec<Mention> = matcher
                        .parties(filled.word)
                        .into_iter()
                        .filter(Mention::is_known)
                        // "on a military jet": of no country, and nobody.
                        .filter(|party| {
                            party.country.is_some() || party.person || party.entity.is_some()
                        })
                        .filter(|party| !actors.iter().any(|actor| same_party(actor, party)))
                        // "halted deliveries to Finland after Helsinki refused": not to itself.
                        .filter(|party| !actors.iter().any(|actor| is_own_state(actor, party)))
                        .collect();
                    if !parties.is_empty() {
                        return parties;
                    }
                }
            }
        }
        at = above;
    }
    Vec::new()
}

/// Whether a party is the state for which one of the actors speaks: "The minister warned that his country
/// would strike if warships entered its waters".
fn speaks_for(matcher: &Matcher<'_>, actors: &[Mention], party: &Mention) -> bool {
    let view = matcher.view;
    let owner = view.child(party.head, &[Deprel::NmodPoss]);
    view.upos(owner.unwrap_or(party.head)) == Upos::Pron
        && party.sectors.is_empty()
        && actors.iter().any(|actor| of_one_side(actor, party))
}

/// "agreed to a truce brokered by Kenya": whether a party only did something to what is agreed.
fn is_broker(matcher: &Matcher<'_>, party: &Mention) -> bool {
    let view = matcher.view;
    let participle = view.head(party.head).filter(|&above| {
        view.deprel(party.head) == Deprel::OblAgent
            && view.deprel(above) == Deprel::Acl
            && view.xpos(above) == "VBN"
    });
    participle.is_some()
}

/// "condemned the listing of its companies": whether a party is the actor's own, and not who is spoken to.
fn is_own(matcher: &Matcher<'_>, actors: &[Mention], party: &Mention) -> bool {
    let view = matcher.view;
    let dealt_with = matches!(
        view.deprel(party.head),
        Deprel::Obj | Deprel::Iobj | Deprel::NsubjPass
    );
    let owned = view
        .child(party.head, &[Deprel::NmodPoss])
        .is_some_and(|owner| view.upos(owner) == Upos::Pron);
    !dealt_with
        && owned
        && party.country.is_some()
        && actors.iter().any(|actor| actor.country == party.country)
}

/// Whether a party is the very state that an actor governs: "its border with Russia, which Moscow refused to
/// recognise".
fn governs(actors: &[Mention], party: &Mention) -> bool {
    let state =
        party.sectors.is_empty() && party.country.is_some_and(|code| !code.is_supranational());
    state
        && actors.iter().any(|actor| {
            actor.country == party.country && actor.sectors.first() == Some(&Sector::Gov)
        })
}

/// Whether a party is the state of which an actor is an organ.
fn is_own_state(actor: &Mention, party: &Mention) -> bool {
    party.sectors.is_empty() && of_one_side(actor, party)
}

/// Whether a party is only where something was done: a town or a region, and no state.
fn is_where(party: &Mention) -> bool {
    party.basis == "place"
        && party.sectors.is_empty()
        && (party.entity.is_none() || party.kind == MentionKind::Place)
}

/// "France sent soldiers to Marseille": whether a place is in the country of those who act there.
fn is_at_home(actors: &[Mention], place: &Mention) -> bool {
    place.country.is_some() && actors.iter().any(|actor| actor.country == place.country)
}

/// Whether two mentions are of one party: by name, or one within the other ("a group of lawmakers").
pub fn same_party(one: &Mention, other: &Mention) -> bool {
    let within = one.words.contains(&other.head) || other.words.contains(&one.head);
    let together = one.head == other.head || within && one.sectors == other.sectors;
    (together && one.country == other.country && one.entity == other.entity)
        || (one.entity.is_some() && one.entity == other.entity)
        || (one.name.is_some() && one.name == other.name)
}

/// "The opposition Democratic Party": a name right behind what the party is called is not another one.
fn drop_names_behind(parties: &mut Vec<Mention>) {
    let led = |party: &Mention, sector| party.sectors.first() == Some(&sector);
    let opposed = parties.iter().filter(|party| led(party, Sector::Opp));
    let ends: Vec<(usize, Option<CountryCode>)> = opposed
        .map(|party| (party.words.end, party.country))
        .collect();
    parties.retain(|party| {
        !led(party, Sector::Pty) || !ends.contains(&(party.words.start, party.country))
    });
}

pub(crate) fn drop_doubles(actors: &mut Vec<Mention>, recipients: &mut Vec<Mention>) {
    drop_names_behind(actors);
    drop_names_behind(recipients);
    let mut kept: Vec<Mention> = Vec::new();
    for actor in actors.drain(..) {
        if !kept.iter().any(|have| same_party(have, &actor)) {
            kept.push(actor);
        }
    }
    *actors = kept;
    let mut kept: Vec<Mention> = Vec::new();
    for recipient in recipients.drain(..) {
        if !actors
            .iter()
            .chain(&kept)
            .any(|have| same_party(have, &recipient))
        {
            kept.push(recipient);
        }
    }
    *recipients = kept;
}

fn mode(
    matcher: &Matcher<'_>,
    candidate: &Candidate<'_>,
    reading: &Reading,
    content: Option<EventType>,
) -> Option<Mode> {
    let frame = &matcher.codebook.frames[reading.frame];
    match frame.mode {
        // What fits loosely says little of the means: "fired tear gas and water cannons" at a crowd.
        FrameMode::Fixed(mode)
            if reading.chance.is_some() && frame.event_type == EventType::Assault =>
        {
            cued_mode(matcher, candidate, reading, frame.event_type).or(Some(mode))
        }
        FrameMode::Fixed(mode) => Some(mode),
        FrameMode::Content => content
            .and_then(|content| {
                matcher
                    .codebook
                    .content_modes
                    .get(&(frame.event_type, content))
                    .copied()
            })
            .or_else(|| {
                let clause = reading.content.first().filter(|_| content.is_none())?;
                likely_mode(matcher, frame.event_type, *clause)
            })
            .or_else(|| {
                matcher
                    .codebook
                    .content_defaults
                    .get(&frame.event_type)
                    .copied()
            }),
        FrameMode::Cues => cued_mode(matcher, candidate, reading, frame.event_type),
    }
}

/// The mode that the word of a content mostly stands for, where no pattern fits it: "asked for the
/// freeing of …".
fn likely_mode(matcher: &Matcher<'_>, event_type: EventType, clause: usize) -> Option<Mode> {
    let triggers = matcher.trigger_types(clause);
    let modes = &matcher.codebook.content_modes;
    let of = |inner: &EventType| modes.get(&(event_type, *inner)).copied();
    let first = triggers.iter().find_map(of)?;
    let agreeing = triggers.iter().filter(|inner| of(inner) == Some(first));
    (agreeing.count() * 2 > triggers.len()).then_some(first)
}

fn content_mode(
    matcher: &Matcher<'_>,
    event_type: EventType,
    content: Option<EventType>,
) -> Option<Mode> {
    content
        .and_then(|content| matcher.codebook.content_modes.get(&(event_type, content)))
        .or_else(|| matcher.codebook.content_defaults.get(&event_type))
        .copied()
}

fn cued_mode(
    matcher: &Matcher<'_>,
    candidate: &Candidate<'_>,
    reading: &Reading,
    event_type: EventType,
) -> Option<Mode> {
    let view = matcher.view;
    let head = candidate.predicate.head;
    let mut trigger: Vec<usize> = candidate.words.clone();
    trigger.extend(
        view.children(head)
            .filter(|&child| matches!(view.deprel(child), Deprel::Compound | Deprel::Amod)),
    );
    let mut complex = trigger.clone();
    for filled in &candidate.predicate.slots {
        if filled.slot == "comp" {
            continue;
        }
        complex.push(filled.word);
        complex.extend(view.children(filled.word).filter(|&child| {
            matches!(
                view.deprel(child),
                Deprel::Compound | Deprel::Amod | Deprel::Nmod
            )
        }));
    }
    complex.extend(reading.bound.iter().copied());
    let clause = clause_words(matcher, candidate.predicate.support.unwrap_or(head));
    let has = |words: &[usize], cues: &std::collections::HashSet<String>| {
        words.iter().any(|&word| {
            let lemma = view.lemma(word).to_lowercase();
            cues.contains(&lemma)
                || cues.contains(view.lower(word))
                || (1..3).any(|back| {
                    word >= back && {
                        let joined: Vec<&str> = (word - back..=word)
                            .filter(|&at| view.lower(at) != "-")
                            .map(|at| {
                                if at == word {
                                    lemma.as_str()
                                } else {
                                    view.lower(at)
                                }
                            })
                            .collect();
                        cues.contains(&joined.join("_"))
                    }
                })
        })
    };
    matcher
        .codebook
        .mode_cues
        .iter()
        .filter(|cue| cue.event_type == event_type)
        .find(|cue| {
            let words = match cue.scope {
                CueScope::Trigger => &trigger,
                CueScope::Complex => &complex,
                CueScope::Clause => &clause,
            };
            has(words, &cue.cues) && (cue.unless.is_empty() || !has(&clause, &cue.unless))
        })
        .map(|cue| cue.mode)
}

/// The words of the trigger's own clause.
fn clause_words(matcher: &Matcher<'_>, head: usize) -> Vec<usize> {
    let view = matcher.view;
    let mut words = Vec::new();
    let mut stack = vec![head];
    while let Some(word) = stack.pop() {
        words.push(word);
        stack.extend(
            view.children(word)
                .filter(|&child| match view.deprel(child) {
                    Deprel::AclRelcl | Deprel::Ccomp | Deprel::Parataxis | Deprel::Punct => false,
                    Deprel::Conj => !is_verbal(view, child),
                    _ => true,
                }),
        );
    }
    words.sort_unstable();
    words
}

/// Turns a promise round of which "not" is a part: who vows not to sign refuses, and who promises not to
/// attack agrees.
fn leave_undone(
    matcher: &Matcher<'_>,
    candidates: &[Candidate<'_>],
    predicate: &Predicate<'_>,
    draft: &mut Draft,
) {
    let view = matcher.view;
    let Some(clause) = predicate.get("comp").map(|filled| filled.word).next() else {
        return;
    };
    let undone = view
        .children(clause)
        .chain(view.children(draft.head))
        .any(|word| {
            (draft.head..clause).contains(&word) && matches!(view.lower(word), "not" | "never")
        });
    if !undone || !matcher.codebook.promises(view.lemma(draft.head)) {
        return;
    }
    let inner = candidates
        .iter()
        .find(|inner| inner.predicate.head == clause || inner.predicate.support == Some(clause))
        .map(|inner| matcher.codebook.frames[inner.best().frame].event_type);
    match (draft.event_type, inner.map(EventType::quad_class)) {
        (EventType::Agree, Some(QuadClass::VerbalCooperation | QuadClass::MaterialCooperation)) => {
            draft.standing.status = Status::Negated;
            draft.standing.refused = true;
        }
        (EventType::Threaten, Some(QuadClass::MaterialConflict)) => {
            draft.event_type = EventType::Agree;
            draft.mode = None;
            draft.rewritten = Some("PLOVER 2.0, AGREE (promise)".to_owned());
        }
        _ => {}
    }
}

/// Makes an event one that is still to come: "The ministers meet on Thursday".
pub fn put_off(matcher: &Matcher<'_>, draft: &mut Draft) {
    draft.standing.status = Status::Future;
    apply_status_rules(matcher, draft);
}

/// The manual's rules over type and status.
fn apply_status_rules(matcher: &Matcher<'_>, draft: &mut Draft) {
    // "1,000 police will be sent to the capital": troops that go against nobody threaten nobody.
    let nobody = |party: &Mention| {
        let edge = matches!(
            matcher.view.lower(party.head),
            "border" | "borders" | "frontier" | "boundary" | "coast"
        );
        edge || !party.is_known()
    };
    if draft.event_type == EventType::Mobilize && draft.recipients.iter().all(nobody) {
        return;
    }
    let rule = matcher.codebook.status_rules.iter().find(|rule| {
        rule.types.contains(&draft.event_type)
            && rule.status == draft.standing.status
            && (!rule.only_by_actor || says_so_itself(matcher, draft))
            && (!rule.only_refused || draft.standing.refused)
    });
    let Some(rule) = rule else { return };
    let mode = rule
        .modes
        .get(draft.event_type.as_str())
        .and_then(|name| Mode::parse(rule.becomes, name));
    let mutual = draft
        .frame
        .is_some_and(|frame| matcher.codebook.frames[frame].mutual);
    if rule.becomes == EventType::Reject
        && mutual
        && draft.recipients.is_empty()
        && draft.actors.len() > 1
    {
        // Who will not meet refuses those he will not meet; "A and B do not recognise the vote" together.
        draft.recipients = draft.actors.split_off(1);
    }
    draft.event_type = rule.becomes;
    draft.mode = mode;
    draft.standing.status = rule.with_status;
    draft.rewritten = Some(rule.source.clone());
    if says_so_itself(matcher, draft) {
        // Saying it is the event: nobody reports it but the one who does it.
        draft.standing.certainty = Certainty::Asserted;
        draft.standing.reporter = None;
    }
}

/// Whether the party that reports the event is its actor.
fn says_so_itself(matcher: &Matcher<'_>, draft: &Draft) -> bool {
    let Some(reporter) = draft.standing.reporter else {
        return false;
    };
    let speakers = matcher.parties(reporter);
    speakers.iter().any(|speaker| {
        draft.actors.iter().any(|actor| {
            same_party(speaker, actor)
                || (speaker.country.is_some() && speaker.country == actor.country)
                || (matcher.view.upos(actor.head) == Upos::Pron && actor.country.is_none())
        })
    })
}

/// Folds drafts that tell one event twice: of one type, one inside the arguments or results of the
/// other ("stormed the base, killing five").
fn merge(matcher: &Matcher<'_>, drafts: &mut Vec<Draft>) {
    drafts.sort_by_key(|draft| (matcher.view.ancestors(draft.head).count(), draft.head));
    let mut kept: Vec<Draft> = Vec::new();
    for draft in drafts.drain(..) {
        if kept.iter().any(|outer| is_aim(matcher, outer, &draft)) {
            continue;
        }
        let twin = kept
            .iter_mut()
            .find(|outer| one_event(matcher, outer, &draft));
        match twin {
            Some(outer) => {
                if outer.actors.is_empty() {
                    // "drove into crowds who danced, killing 86": whom it befell did not do it.
                    let befell = |party: &Mention| {
                        (outer.recipients.iter()).any(|other| same_party(other, party))
                    };
                    let actors = draft.actors.into_iter().filter(|party| !befell(party));
                    outer.actors = actors.collect();
                }
                if outer.recipients.is_empty()
                    || (!coded(&outer.recipients) && coded(&draft.recipients))
                {
                    outer.recipients = draft.recipients;
                }
                if outer.mode.is_none() {
                    outer.mode = draft.mode;
                }
                let (mut actors, mut recipients) = (
                    std::mem::take(&mut outer.actors),
                    std::mem::take(&mut outer.recipients),
                );
                drop_doubles(&mut actors, &mut recipients);
                outer.actors = actors;
                outer.recipients = recipients;
            }
            None => kept.push(draft),
        }
    }
    *drafts = kept;
}

/// Whether a protest or a deployment is only the aim of another: "boycotted hearings to protest at the
/// killing", "sent a frigate to patrol the strait".
fn is_aim(matcher: &Matcher<'_>, outer: &Draft, inner: &Draft) -> bool {
    let same = outer.actors.is_empty()
        || inner.actors.is_empty()
        || (outer.actors.iter()).any(|one| inner.actors.iter().any(|other| same_party(one, other)));
    matches!(outer.event_type, EventType::Protest | EventType::Mobilize)
        && inner.event_type == outer.event_type
        && inner.standing.status == Status::Hypothetical
        && matcher.view.xpos(inner.head) == "VB"
        && matcher.within(inner.head, outer.support.unwrap_or(outer.head))
        && same
}

fn coded(parties: &[Mention]) -> bool {
    parties
        .iter()
        .any(|party| party.kind == MentionKind::Party && party.country.is_some())
}

fn one_event(matcher: &Matcher<'_>, outer: &Draft, inner: &Draft) -> bool {
    if outer.event_type != inner.event_type || outer.standing.status != inner.standing.status {
        return false;
    }
    let view = matcher.view;
    let outer_anchor = outer.support.unwrap_or(outer.head);
    let inner_anchor = inner.support.unwrap_or(inner.head);
    let agree = |one: &[Mention], other: &[Mention]| {
        one.is_empty()
            || other.is_empty()
            || one.iter().any(|a| other.iter().any(|b| same_party(a, b)))
    };
    if outer_anchor == inner_anchor {
        // "imposed a state of emergency and a curfew" are two measures; an attack with shells and drones
        // is one.
        let measures = outer.head != inner.head
            && outer.mode != inner.mode
            && matches!(
                outer.event_type,
                EventType::Coerce | EventType::Sanction | EventType::Retreat
            );
        return outer.clause == inner.clause && !measures;
    }
    if !matcher.within(inner.head, outer_anchor) {
        return false;
    }
    let linked = match inner.event_type {
        EventType::Assault => {
            // Means and results of one attack.
            view.ancestors(inner_anchor)
                .take(4)
                .any(|above| above == outer_anchor)
                && agree(&outer.actors, &inner.actors)
                && !is_beside(view, outer_anchor, inner_anchor)
        }
        EventType::Consult | EventType::Mobilize | EventType::Protest => {
            agree(&outer.actors, &inner.actors) && view.deprel(inner_anchor) != Deprel::Conj
        }
        _ => {
            view.deprel(inner_anchor) != Deprel::Conj
                && !matches!(view.deprel(inner_anchor), Deprel::Ccomp | Deprel::Parataxis)
                && agree(&outer.actors, &inner.actors)
                && agree(&outer.recipients, &inner.recipients)
        }
    };
    linked && (outer.standing.status == Status::Actual || inner.bare_noun)
}

/// "The blast killed ten as troops were fighting": whether a clause tells what others did where something else is
/// told to be the cause.
fn is_beside(view: &SentenceView<'_>, outer: usize, inner: usize) -> bool {
    let acts = |verb: usize| view.child(verb, &[Deprel::Nsubj]).is_some();
    view.deprel(inner) == Deprel::Advcl
        && view.head(inner) == Some(outer)
        && acts(inner)
        && acts(outer)
}

/// Whether a sentence speaks of a game: by its words, or by a score ("2-1").
fn tells_a_game(matcher: &Matcher<'_>) -> bool {
    let view = matcher.view;
    let mut words = 0..view.len();
    has_score(view)
        || words.any(|word| {
            matcher.codebook.names_a_contest(view.lower(word))
                || matcher
                    .codebook
                    .names_a_contest(&view.lemma(word).to_lowercase())
        })
}

/// The clause of a sentence without frame events in which one coded party acts on another: the
/// root verb, its subject and the first other party. The relation model is asked for its type.
pub fn party_pair(matcher: &Matcher<'_>) -> Option<Draft> {
    let view = matcher.view;
    let root = (0..view.len()).find(|&word| view.head(word).is_none())?;
    if !is_verbal(view, root) {
        return None;
    }
    let predicate = Predicate::at(view, matcher.codebook, root, Kind::Verb)?;
    // A verb that only reports, plans or wishes says nothing of the pair. How a work opens and who plays a
    // part in it bears on works only.
    let of_works = |slot: &String| matches!(slot.as_str(), "staging" | "part");
    let mut operators = matcher.codebook.operators(Kind::Verb, view.lemma(root));
    if operators.any(|operator| !operator.through.iter().any(of_works)) {
        return None;
    }
    if tells_a_game(matcher) {
        return None;
    }
    let of = |slot: &str| -> Vec<Mention> {
        let mut coded = predicate
            .get(slot)
            .filter(|filled| filled.direct)
            .map(|filled| {
                let parties = matcher.mentions.parties_of(view, filled.word);
                let known =
                    |party: &&&Mention| party.kind == MentionKind::Party && party.country.is_some();
                parties
                    .iter()
                    .filter(known)
                    .map(|party| (*party).clone())
                    .collect::<Vec<_>>()
            });
        coded
            .find(|parties| !parties.is_empty())
            .unwrap_or_default()
    };
    let mut actors = of("subj");
    let mut recipients = ["obj", "iobj", "against", "with", "to", "on"]
        .into_iter()
        .map(of)
        .find(|parties| !parties.is_empty())?;
    drop_doubles(&mut actors, &mut recipients);
    if actors.is_empty() || recipients.is_empty() {
        return None;
    }
    let standing = standing(view, matcher.codebook, root, None);
    (standing.status == Status::Actual && !standing.dropped).then(|| Draft {
        // The relation model sets the type.
        event_type: EventType::Consult,
        mode: None,
        standing,
        actors,
        recipients,
        head: root,
        support: None,
        words: vec![root],
        frame: None,
        lost: Vec::new(),
        rewritten: None,
        specificity: 0,
        bare_noun: false,
        second: false,
        bound: Vec::new(),
        content: None,
        clause: None,
        chance: None,
        heads: None,
    })
}
