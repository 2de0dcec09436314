//! An event from one text of an article to another: by the words of its evidence.

use std::collections::BTreeSet;

use demarche_record::{Event, Party, Span};

/// The event with offsets into `text`, where it counted those of `from`: by its sentence, word for
/// word, else by the event of the coder that tells the same. `None` where the text does not have
/// its words any more.
pub(crate) fn carry(event: &Event, from: &str, text: &str, same: Option<&Event>) -> Option<Event> {
    if from == text {
        return Some(event.clone());
    }
    let old = event.evidence.sentence;
    let words = old.slice(from);
    let verbatim = nearest(text, words, old.start);
    let mut carried = event.clone();
    let (sentence, trigger) = match (verbatim, same) {
        (Some(sentence), _) => {
            let shift = i64::from(sentence.start) - i64::from(old.start);
            (sentence, shifted(event.evidence.trigger, shift)?)
        }
        (None, Some(same)) => {
            let near = same.evidence.trigger;
            let words = event.evidence.trigger.slice(from);
            (same.evidence.sentence, nearest(text, words, near.start)?)
        }
        (None, None) => return None,
    };
    let shift = i64::from(trigger.start) - i64::from(event.evidence.trigger.start);
    carried.evidence.sentence = sentence;
    carried.evidence.trigger = trigger;
    if let Some(same) = same.filter(|same| same.evidence.sentence == sentence) {
        carried.sentence = same.sentence;
    }
    let place = |span: Span| -> Option<Span> {
        let near = i64::from(span.start) + shift;
        nearest(text, span.slice(from), u32::try_from(near).unwrap_or(0))
    };
    let seat = |party: &mut Party| -> Option<()> {
        party.span = place(party.span)?;
        Some(())
    };
    for party in carried.actors.iter_mut().chain(&mut carried.recipients) {
        seat(party)?;
    }
    if let Some(reporter) = &mut carried.reported_by {
        seat(reporter)?;
    }
    if let Some(date) = &mut carried.date {
        date.span = date.span.and_then(place);
    }
    if let Some(mut there) = carried.place.take() {
        there.span = place(there.span)?;
        carried.place = Some(there);
    }
    if let Some(mut object) = carried.object.take() {
        object.span = place(object.span)?;
        carried.object = Some(object);
    }
    Some(carried)
}

fn shifted(span: Span, shift: i64) -> Option<Span> {
    let moved = |at: u32| u32::try_from(i64::from(at) + shift).ok();
    Some(Span::new(moved(span.start)?, moved(span.end)?))
}

/// Where `words` stand in `text`, of several places the one nearest to `near`.
fn nearest(text: &str, words: &str, near: u32) -> Option<Span> {
    if words.is_empty() {
        return None;
    }
    let length = u32::try_from(words.chars().count()).ok()?;
    let (mut bytes, mut chars) = (0, 0_u32);
    let mut best: Option<u32> = None;
    for (at, _) in text.match_indices(words) {
        chars += u32::try_from(text.get(bytes..at)?.chars().count()).ok()?;
        bytes = at;
        if best.is_none_or(|best| chars.abs_diff(near) < best.abs_diff(near)) {
            best = Some(chars);
        }
    }
    best.map(|start| Span::new(start, start + length))
}

/// Whether two sentences may be versions of one: at least half of their words are the same.
pub(crate) fn alike(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    let words = |text: &str| -> BTreeSet<String> {
        text.split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect()
    };
    let (one, other) = (words(one), words(other));
    let both = one.intersection(&other).count();
    2 * both >= one.len() + other.len() - both
}
