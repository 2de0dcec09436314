//! Sentences with a marked actor and recipient and the type of the relation between them.

use std::path::Path;

use anyhow::{Context, Result, bail};
use demarche_code::relation::{CLASSES, class_of, seed_phrases};
use demarche_record::{EventType, Span};

/// A sentence, its parties and what it tells of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Example {
    /// The sentence.
    pub(crate) text: String,
    /// Where the actor stands, in scalar values.
    pub(crate) actor: Option<Span>,
    /// Where the recipient stands, in scalar values.
    pub(crate) recipient: Option<Span>,
    /// Its class, as a place in [`CLASSES`].
    pub(crate) class: usize,
    /// The quadrant, 1 to 4.
    pub(crate) quad: u8,
}

/// Reads a table of the PLV sentences (arXiv 2308.07876).
pub(crate) fn read_plv(path: &Path) -> Result<Vec<Example>> {
    let text =
        std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
    let column = |name: &str| {
        header
            .iter()
            .position(|column| *column == name)
            .with_context(|| format!("{}: no column \"{name}\"", path.display()))
    };
    let (marked, root, quad) = (column("marked_sentence")?, column("root")?, column("quad")?);
    let mut examples = Vec::new();
    for (number, line) in lines.enumerate().filter(|(_, line)| !line.is_empty()) {
        let fields: Vec<&str> = line.split('\t').collect();
        let (Some(marked), Some(root), Some(quad)) =
            (fields.get(marked), fields.get(root), fields.get(quad))
        else {
            bail!("{}:{}: too few columns", path.display(), number + 2);
        };
        let class = match *root {
            "YIELD" => EventType::Retreat,
            name => EventType::parse(name)
                .with_context(|| format!("{}:{}: \"{name}\"", path.display(), number + 2))?,
        };
        let (text, actor, recipient) = unmark(marked);
        examples.push(Example {
            text,
            actor,
            recipient,
            class: class_of(class),
            quad: quad.trim().parse().context("a quad class")?,
        });
    }
    Ok(examples)
}

/// Takes `<s>…</s>` and `<t>…</t>` out of a sentence. The first of several spans of a party counts;
/// a sentence that was quoted for CSV loses its outer quotes and doubled inner ones.
fn unmark(marked: &str) -> (String, Option<Span>, Option<Span>) {
    let quoted = marked.len() > 1 && marked.starts_with('"') && marked.ends_with('"');
    let inner = if quoted {
        &marked[1..marked.len() - 1]
    } else {
        marked
    };
    let inner = inner.replace("\"\"", "\"");
    let mut text = String::new();
    let mut length = 0u32;
    let mut opened: [Option<u32>; 2] = [None; 2];
    let mut spans: [Option<Span>; 2] = [None; 2];
    let mut rest = inner.as_str();
    while let Some(next) = rest.chars().next() {
        let mark = ["<s>", "</s>", "<t>", "</t>"]
            .iter()
            .position(|mark| rest.starts_with(mark));
        if let Some(mark) = mark {
            let party = mark / 2;
            if mark % 2 == 0 {
                opened[party] = Some(length);
                rest = &rest[3..];
            } else {
                if let Some(start) = opened[party].take() {
                    spans[party] = spans[party].or(Some(trimmed(&text, start, length)));
                }
                rest = &rest[4..];
            }
            continue;
        }
        text.push(next);
        length += 1;
        rest = &rest[next.len_utf8()..];
    }
    (text, spans[0], spans[1])
}

/// A span without spaces at its ends.
fn trimmed(text: &str, start: u32, end: u32) -> Span {
    let slice = Span::new(start, end).slice(text);
    let before = slice.chars().take_while(|c| c.is_whitespace()).count() as u32;
    let after = slice
        .chars()
        .rev()
        .take_while(|c| c.is_whitespace())
        .count() as u32;
    Span::new(
        start + before,
        end.saturating_sub(after).max(start + before),
    )
}

/// Reads the example sentences of the codebook's frames. Parties are found by their codes where a
/// name resembles one, else by their order.
pub(crate) fn read_codebook(folder: &Path) -> Result<Vec<Example>> {
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .with_context(|| format!("reading {}", folder.display()))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "toml")
        })
        .collect();
    files.sort();
    let mut examples = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file)
            .with_context(|| format!("reading {}", file.display()))?;
        let event_type = text
            .lines()
            .find_map(|line| line.strip_prefix("type = \"")?.split('"').next())
            .and_then(EventType::parse)
            .with_context(|| format!("{}: no type", file.display()))?;
        let lines = text
            .lines()
            .map(str::trim)
            .filter(|line| line.starts_with('"'));
        for line in lines {
            let line = line.trim_end_matches(',').trim_matches('"');
            if let Some((sentence, parties)) = line.split_once(" => ") {
                examples.push(codebook_example(sentence, parties, event_type));
            }
        }
    }
    Ok(examples)
}

fn codebook_example(sentence: &str, parties: &str, event_type: EventType) -> Example {
    let parties = parties.split(" [").next().unwrap_or_default();
    let (actors, recipients) = parties.split_once(" -> ").unwrap_or((parties, "_"));
    let mut actors = actors.split(" + ").map(str::trim);
    let first = actors.next().unwrap_or("_");
    // Of mutual parties the second stands as the recipient.
    let second = match recipients.split(" + ").next().map(str::trim) {
        None | Some("_") => actors.next().unwrap_or("_"),
        Some(code) => code,
    };
    let names = names(sentence);
    let mut taken = [None; 2];
    for (slot, code) in taken.iter_mut().zip([first, second]) {
        *slot = names
            .iter()
            .position(|name| resembles(name.slice(sentence), code));
    }
    let mut free = (0..names.len()).filter(|i| !taken.contains(&Some(*i)));
    let mut spans = [None; 2];
    for (i, code) in [first, second].into_iter().enumerate() {
        if code != "_" {
            spans[i] = taken[i].or_else(|| free.next()).map(|place| names[place]);
        }
    }
    Example {
        text: sentence.to_owned(),
        actor: spans[0],
        recipient: spans[1].filter(|span| Some(*span) != spans[0]),
        class: class_of(event_type),
        quad: CLASSES[class_of(event_type)].quad_class().into(),
    }
}

/// Runs of capitalised words.
fn names(sentence: &str) -> Vec<Span> {
    let mut names: Vec<Span> = Vec::new();
    let mut at = 0u32;
    let mut joins = false;
    for piece in sentence.split(' ') {
        let length = piece.chars().count() as u32;
        let word = piece.trim_end_matches(|c: char| !c.is_alphanumeric());
        let bare = word.strip_suffix("'s").unwrap_or(word);
        let capital = bare.chars().next().is_some_and(char::is_uppercase);
        let opener = at == 0 && matches!(bare, "The" | "A" | "An" | "In" | "On" | "After");
        if capital && !opener && !is_date(bare) {
            let end = at + bare.chars().count() as u32;
            match names.last_mut() {
                Some(last) if joins => last.end = end,
                _ => names.push(Span::new(at, end)),
            }
            joins = bare.len() == piece.len();
        } else {
            joins = false;
        }
        at += length + 1;
    }
    names
}

fn is_date(word: &str) -> bool {
    const DATES: &str = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February \
                         March April May June July August September October November December";
    DATES.split(' ').any(|date| date == word)
}

/// Whether a name begins with a code's first letter and holds its next two in order.
fn resembles(name: &str, code: &str) -> bool {
    let mut letters = name.chars().filter(char::is_ascii_alphabetic);
    let mut wanted = code.chars().take(3);
    letters.next().map(|c| c.to_ascii_uppercase()) == wanted.next()
        && wanted.all(|want| letters.any(|c| c.to_ascii_uppercase() == want))
}

/// Each phrase of the seed lexicon between two parties.
pub(crate) fn seed_examples() -> Vec<Example> {
    seed_phrases()
        .map(|(event_type, phrase)| {
            let text = format!("Ruritania {} Freedonia.", phrase.replace("..", "the"));
            let end = text.chars().count() as u32 - 1;
            Example {
                text,
                actor: Some(Span::new(0, 9)),
                recipient: Some(Span::new(end - 9, end)),
                class: class_of(event_type),
                quad: CLASSES[class_of(event_type)].quad_class().into(),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_come_out_and_spans_stay() {
        let (text, actor, recipient) =
            unmark("\"<s>Peru</s> called \"\"no\"\" to <t> Chile</t>, then <t>Chile</t>.\"");
        assert_eq!(text, "Peru called \"no\" to  Chile, then Chile.");
        assert_eq!(actor.map(|span| span.slice(&text)), Some("Peru"));
        assert_eq!(recipient.map(|span| span.slice(&text)), Some("Chile"));
        assert_eq!(unmark("Rain.").1, None);
    }

    #[test]
    fn codebook_parties_are_found_by_code() {
        let example = codebook_example(
            "Turkey was strongly criticised by France on Monday.",
            "FRA -> TUR",
            EventType::Accuse,
        );
        assert_eq!(
            example.actor.map(|span| span.slice(&example.text)),
            Some("France")
        );
        assert_eq!(
            example.recipient.map(|span| span.slice(&example.text)),
            Some("Turkey")
        );
    }
}
