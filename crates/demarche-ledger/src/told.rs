//! What the text says near an event, where it is at hand: an event carries no adverbs and no
//! content of what is asked, the words around its trigger do.

use demarche_record::{Event, Span};

/// Words of a sentence.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Told {
    /// A few words of the clause before the trigger, the trigger and a few after it, in lower case,
    /// each between spaces.
    near: Box<str>,
    /// What stands after the trigger and the recipient behind it, up to the end of the clause.
    pub(crate) content: Option<Box<str>>,
}

/// How many words before and after the trigger are near it.
const BEFORE: usize = 4;
const AFTER: usize = 7;
/// The most words of a content.
const LONGEST: usize = 18;
/// Characters between the trigger and the recipient, and between two recipients.
const GAP: u32 = 12;

impl Told {
    /// The words of a text near an event; `None` where its spans lie outside of the text.
    pub(crate) fn read(event: &Event, text: &str) -> Option<Told> {
        let (sentence, trigger) = (event.evidence.sentence, event.evidence.trigger);
        if sentence.start > trigger.start || trigger.end > sentence.end {
            return None;
        }
        // Texts are long and sentences short: the sentence is looked for once.
        let from = offset(text, sentence.start)?;
        let rest = text.get(from..)?;
        let within = rest.get(..offset(rest, sentence.end.checked_sub(sentence.start)?)?)?;
        let piece = |start: u32, end: u32| {
            let [start, end] = [start, end].map(|at| at.checked_sub(sentence.start));
            within.get(offset(within, start?)?..offset(within, end?)?)
        };
        let before = piece(sentence.start, trigger.start)?;
        let named = piece(trigger.start, trigger.end)?;
        let after = piece(trigger.end, sentence.end)?;
        let clause = |c: char| matches!(c, ',' | ';' | ':');
        let (mut earlier, mut later) = (before.rsplit(clause), after.split(clause));
        let before: Vec<&str> = words(earlier.next().unwrap_or_default()).collect();
        let mut near = String::from(" ");
        for word in before[before.len().saturating_sub(BEFORE)..]
            .iter()
            .copied()
            .chain(words(named))
            .chain(words(later.next().unwrap_or_default()).take(AFTER))
        {
            near.push_str(&word.to_lowercase());
            near.push(' ');
        }
        // "urged Pakistan to condemn": the content begins behind the addressee.
        let mut start = trigger.end;
        let mut recipients: Vec<Span> = event.recipients.iter().map(|party| party.span).collect();
        recipients.sort_unstable();
        for span in recipients {
            if span.start >= start && span.start - start <= GAP && span.end <= sentence.end {
                start = span.end;
            }
        }
        Some(Told {
            near: near.into_boxed_str(),
            content: piece(start, sentence.end).and_then(content),
        })
    }

    /// What it holds: the words near the trigger, and the content.
    pub(crate) fn parts(&self) -> (&str, Option<&str>) {
        (&self.near, self.content.as_deref())
    }

    /// The same of its parts.
    pub(crate) fn of(near: &str, content: Option<&str>) -> Self {
        Told {
            near: near.into(),
            content: content.map(Into::into),
        }
    }

    /// Whether one of these words or phrases, in lower case, stands near the trigger.
    pub(crate) fn has(&self, phrases: &[String]) -> bool {
        phrases.iter().any(|phrase| {
            self.near.match_indices(phrase.as_str()).any(|(at, _)| {
                let after = self.near[at + phrase.len()..].chars().next();
                let before = self.near[..at].chars().next_back();
                before == Some(' ') && after == Some(' ')
            })
        })
    }
}

/// Where in a text so many of its scalar values are over; `None` where it has not as many.
fn offset(text: &str, scalars: u32) -> Option<usize> {
    let begins = |byte: &&u8| !matches!(**byte, 0x80..=0xBF);
    let bytes = text.as_bytes();
    let (mut left, mut at) = (scalars as usize, 0);
    // Blocks are counted at once.
    while let Some(block) = bytes.get(at..at + 64) {
        let count = block.iter().filter(begins).count();
        if count > left {
            break;
        }
        left -= count;
        at += 64;
    }
    let mut starts = (at..bytes.len()).filter(|at| begins(&&bytes[*at]));
    let known = starts.nth(left);
    known.or_else(|| {
        let more = bytes.iter().skip(at).filter(begins).count();
        (more == left).then_some(bytes.len())
    })
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '-' && c != '\'')
        .filter(|word| !word.is_empty())
}

/// The first clause of the rest of a sentence, as a content.
fn content(rest: &str) -> Option<Box<str>> {
    let end = rest
        .char_indices()
        .find(|(at, c)| match c {
            ';' | '"' | '\u{201c}' | '\u{201d}' | '\u{2014}' | '(' => true,
            // A comma within a number ends nothing.
            ',' => !rest[at + 1..].starts_with(|c: char| c.is_ascii_digit()),
            _ => false,
        })
        .map_or(rest.len(), |(at, _)| at);
    let clause = rest[..end].trim().trim_end_matches(['.', '!', '?', ':']);
    let words: Vec<&str> = clause.split_whitespace().collect();
    if words.len() < 2 {
        return None;
    }
    let mut text = words[..words.len().min(LONGEST)].join(" ");
    if words.len() > LONGEST {
        text.push_str(" \u{2026}");
    }
    Some(text.into_boxed_str())
}

#[cfg(test)]
mod tests {
    use super::offset;

    #[test]
    fn offsets_count_scalar_values() {
        let mut text = String::from("Évora");
        for _ in 0..40 {
            text.push_str(", \u{201c}Mourão\u{201d} 漢字 \u{1f600}");
        }
        let all: Vec<usize> = text
            .char_indices()
            .map(|(at, _)| at)
            .chain([text.len()])
            .collect();
        for (scalars, at) in all.iter().enumerate() {
            let scalars = u32::try_from(scalars).unwrap();
            assert_eq!(offset(&text, scalars), Some(*at), "{scalars}");
        }
        let more = u32::try_from(all.len()).unwrap();
        assert_eq!(offset(&text, more), None);
        assert_eq!(offset("", 0), Some(0));
        assert_eq!(offset("", 1), None);
    }
}
