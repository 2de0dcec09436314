//! Dictionaries of verbs, of TABARI, PETRARCH and PETRARCH2.
//!
//! ```text
//! ---  REBUKE  [112]  ---              # a block: a label and the code of its verbs
//! REBUKE {REBUKES REBUKED REBUKING}    # a verb with its forms, and perhaps a code of its own
//! LASH_OUT [111]
//! - * OVER &DEED [1122]  # a pattern of every verb in the block
//! - * OFFER [---]        # no event
//! &DEED                  # a synonym set
//! +MASSACRE
//! ~ …                    # a transformation (PETRARCH2)
//! ```
//!
//! In a pattern `*` is the verb, `$` the source, `+` the target, `%` both in one list, `^` an actor
//! passed over, `&NAME` a set, `_` joins words; PETRARCH2 puts phrases with a preposition in `(…)`
//! and nouns in `{…}`. A code is CAMEO's, `---` for none, `[:170]` with source and target turned
//! round, `[112:120]` for two events.
//!
//! Each block becomes frames, one a code, of its verbs with its patterns; sets become classes. Both
//! coders code only pairs of known actors, and so do these frames. A pattern without event that
//! asks for one word becomes a refusal of the block's bare verbs.

use std::collections::BTreeSet;

use crate::codes::{self, Event, EventCode};
use crate::source::Source;

mod frames;
mod pattern;

pub(crate) use frames::Codebook;
use frames::Sets;
use pattern::{Context, Role, Shape, Slot};

const WRITE_FRAME: &str = "write a frame by hand: codebook/README.md has the pattern language";
const WRITE_VERB: &str = "write VERB {FORMS} [112]";

/// A block of verbs under reading.
#[derive(Default)]
struct Block {
    label: String,
    line: usize,
    code: Option<Event>,
    /// Why its code has no counterpart.
    uncoded: Option<String>,
    /// Whether `--- … ---` began it: then patterns do not end it.
    headed: bool,
    verbs: Vec<Verb>,
    patterns: Vec<Pattern>,
}

struct Verb {
    line: usize,
    /// As a pattern of ours begins: "crack+down".
    trigger: String,
    /// What a verb of several words asks for besides.
    shape: Shape,
    code: Option<Event>,
    /// Its own code where that has no counterpart, and why.
    uncoded: Option<Fault>,
}

struct Pattern {
    line: usize,
    shape: Shape,
    code: Event,
}

/// Reads dictionaries of verbs together.
pub(crate) fn read(sources: &mut [&mut Source<'_>]) -> Codebook {
    let mut sets = Sets::default();
    let mut verbs = BTreeSet::new();
    for source in sources.iter_mut() {
        collect(source, &mut sets, &mut verbs);
    }
    for source in sources.iter_mut() {
        for line in source.lines.clone() {
            if let Sort::Set(name) = sort(&line.text)
                && sets.get(name.trim().trim_end_matches('_')).is_none()
            {
                source.untranslated(
                    line.number,
                    "&",
                    "a set without a word that could be read".to_owned(),
                    "write +WORD in the lines below",
                );
            }
        }
    }
    let mut codebook = Codebook::default();
    for source in sources.iter_mut() {
        let context = Context {
            sets: &sets,
            verbs: &verbs,
        };
        blocks(source, &context, &mut codebook);
    }
    codebook.classes(&sets);
    codebook
}

/// What a line of a dictionary of verbs is.
enum Sort<'l> {
    Header,
    Pattern(&'l str),
    Set(&'l str),
    Word(&'l str),
    Transformation,
    Verb,
}

fn sort(text: &str) -> Sort<'_> {
    if text.starts_with("---") {
        Sort::Header
    } else if let Some(pattern) = text.strip_prefix('-') {
        Sort::Pattern(pattern)
    } else if let Some(name) = text.strip_prefix('&') {
        Sort::Set(name)
    } else if let Some(word) = text.strip_prefix('+') {
        Sort::Word(word)
    } else if text.starts_with('~') {
        Sort::Transformation
    } else {
        Sort::Verb
    }
}

/// First reading: sets, and what words are verbs.
fn collect(source: &mut Source<'_>, sets: &mut Sets, verbs: &mut BTreeSet<String>) {
    let mut open: Option<String> = None;
    for line in source.lines.clone() {
        match sort(&line.text) {
            Sort::Set(name) => {
                let name = name.trim().trim_end_matches('_').trim();
                let good =
                    !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_');
                if good {
                    sets.begin(name);
                    open = Some(name.to_owned());
                } else {
                    source.untranslated(
                        line.number,
                        name,
                        "a set without a name".to_owned(),
                        "write &NAME",
                    );
                    open = None;
                }
            }
            Sort::Word(word) => match &open {
                // A verb that says which of its words is the verb also begins with a plus.
                None if word.contains(['{', '[']) => note_verb(&line.text, verbs),
                None => source.untranslated(
                    line.number,
                    &line.text,
                    "a synonym without a set before it".to_owned(),
                    "write &NAME in the line above",
                ),
                Some(set) => match pattern::member(word) {
                    Ok(member) => sets.add(set, member),
                    Err(reason) => source.untranslated(
                        line.number,
                        word.trim(),
                        reason,
                        "write a word whose head stands last",
                    ),
                },
            },
            Sort::Transformation => {
                source.untranslated(line.number, "~", "transformations have no counterpart: what an event does to the event inside it stands in operators.toml and rules.toml".to_owned(), "");
                open = None;
            }
            Sort::Verb => {
                note_verb(&line.text, verbs);
                open = None;
            }
            Sort::Header | Sort::Pattern(_) => open = None,
        }
    }
}

fn note_verb(text: &str, verbs: &mut BTreeSet<String>) {
    let uncoded = text.split('[').next().unwrap_or("");
    let words = uncoded.split(|c: char| c.is_whitespace() || "{}".contains(c));
    let plain = words.filter(|word| !word.is_empty() && word.chars().all(char::is_alphabetic));
    verbs.extend(plain.map(str::to_lowercase));
}

/// Second reading: blocks of verbs.
fn blocks(source: &mut Source<'_>, context: &Context<'_>, codebook: &mut Codebook) {
    let mut block = Block::default();
    let mut in_set = false;
    for line in source.lines.clone() {
        let (number, text) = (line.number, line.text.as_str());
        match sort(text) {
            Sort::Header => {
                close(source, std::mem::take(&mut block), codebook);
                block = header(source, number, text);
                in_set = false;
            }
            Sort::Set(_) => in_set = true,
            Sort::Word(word) if in_set || !word.contains(['{', '[']) => {}
            Sort::Transformation => in_set = false,
            Sort::Pattern(pattern) => {
                in_set = false;
                if let Some(pattern) = read_pattern(source, number, pattern, context) {
                    block.patterns.push(pattern);
                }
            }
            Sort::Verb | Sort::Word(_) => {
                in_set = false;
                // Without headers a verb follows the patterns of the one before.
                let begun = !(block.verbs.is_empty() && block.patterns.is_empty());
                if begun && !block.headed {
                    close(source, std::mem::take(&mut block), codebook);
                }
                match verb(text, context) {
                    Ok((mut verb, lost)) => {
                        verb.line = number;
                        if block.verbs.is_empty() && !block.headed {
                            block.label =
                                text.split(['[', '{', ' ']).next().unwrap_or("").to_owned();
                            block.line = number;
                        }
                        if let Some(lost) = lost {
                            source.partly(number, ":", lost, WRITE_FRAME);
                        }
                        block.verbs.push(verb);
                    }
                    Err((at, reason)) => source.untranslated(number, &at, reason, WRITE_VERB),
                }
            }
        }
    }
    close(source, block, codebook);
}

fn header(source: &mut Source<'_>, line: usize, text: &str) -> Block {
    let inner = text.trim_matches(|c: char| c == '-' || c.is_whitespace());
    let (label, code) = match inner.split_once('[') {
        Some((label, code)) => (label, code.split(']').next()),
        None => (inner, None),
    };
    let mut uncoded = None;
    let code = code.map(str::trim).and_then(|code| match code {
        "" => None,
        code => match codes::event(code) {
            Ok(Event::Coded(event, lost)) => {
                if let Some(lost) = lost {
                    source.partly(line, code, lost, WRITE_FRAME);
                }
                Some(Event::Coded(event, None))
            }
            Ok(null) => Some(null),
            Err(reason) => {
                source.untranslated(line, code, reason.clone(), WRITE_FRAME);
                uncoded = Some(reason);
                None
            }
        },
    });
    Block {
        uncoded,
        label: label.trim().to_owned(),
        line,
        code,
        headed: true,
        ..Block::default()
    }
}

type Fault = (String, String);

/// Reads `WORDS {FORMS} [CODE]`; also what of a paired code is lost.
fn verb(text: &str, context: &Context<'_>) -> Result<(Verb, Option<String>), Fault> {
    let fault = |at: &str, reason: &str| (at.to_owned(), reason.to_owned());
    let (head, code) = match text.split_once('[') {
        Some((head, rest)) => {
            let (code, _) = rest
                .split_once(']')
                .ok_or_else(|| fault("[", "a bracket that never closes"))?;
            (head, Some(code.trim()))
        }
        None => (text, None),
    };
    let words = match head.split_once('{') {
        Some((before, rest)) => {
            let (_, after) = rest
                .split_once('}')
                .ok_or_else(|| fault("{", "a brace that never closes"))?;
            format!("{before}{after}")
        }
        None => head.to_owned(),
    };
    let mut uncoded = None;
    let (code, lost) = match code.map(codes::event) {
        None => (None, None),
        Some(Ok(Event::Coded(event, lost))) => (Some(Event::Coded(event, None)), lost),
        Some(Ok(null)) => (Some(null), None),
        // It may still lend itself to patterns.
        Some(Err(reason)) => {
            uncoded = Some((code.unwrap_or("").to_owned(), reason));
            (None, None)
        }
    };
    let words: Vec<&str> = words
        .split(|c: char| c == '_' || c.is_whitespace())
        .filter(|word| !word.is_empty())
        .collect();
    let at = words
        .iter()
        .position(|word| word.starts_with('+'))
        .unwrap_or(0);
    let mut before = Vec::new();
    for word in words.iter().take(at + 1) {
        before.push(
            pattern::word(word.trim_start_matches('+'))
                .map_err(|reason| ((*word).to_owned(), reason))?,
        );
    }
    let Some(lemma) = before.pop() else {
        return Err(fault(text, "a verb without a word"));
    };
    let (shape, _) = pattern::of_verb(words.get(at + 1..).unwrap_or(&[]), context)?;
    Ok((
        Verb {
            line: 0,
            trigger: pattern::alternatives(&before, &lemma),
            shape,
            code,
            uncoded,
        },
        lost,
    ))
}

fn read_pattern(
    source: &mut Source<'_>,
    line: usize,
    text: &str,
    context: &Context<'_>,
) -> Option<Pattern> {
    let lose = |source: &mut Source<'_>, at: &str, reason: String| {
        source.untranslated(line, at, reason, WRITE_FRAME);
    };
    let Some((body, code)) = text.split_once('[') else {
        lose(source, text.trim(), "a pattern without a code".to_owned());
        return None;
    };
    let Some((code, _)) = code.split_once(']') else {
        lose(source, code, "a bracket that never closes".to_owned());
        return None;
    };
    let code = match codes::event(code) {
        Ok(Event::Coded(event, lost)) => {
            if let Some(lost) = lost {
                source.partly(line, ":", lost, WRITE_FRAME);
            }
            Event::Coded(event, None)
        }
        Ok(null) => null,
        Err(reason) => {
            lose(source, code, reason);
            return None;
        }
    };
    match pattern::read(body, context) {
        Ok((shape, losses)) => {
            for (at, reason) in losses {
                source.partly(line, &at, reason, "");
            }
            Some(Pattern { line, shape, code })
        }
        Err((at, reason)) => {
            lose(source, &at, reason);
            None
        }
    }
}

/// Writes a block as frames.
fn close(source: &mut Source<'_>, block: Block, codebook: &mut Codebook) {
    if block.verbs.is_empty() {
        for pattern in &block.patterns {
            source.untranslated(
                pattern.line,
                "",
                "a pattern without a verb that could be read before it".to_owned(),
                WRITE_VERB,
            );
        }
        if block.headed && block.patterns.is_empty() {
            source.untranslated(
                block.line,
                "",
                "a block without a verb that could be read".to_owned(),
                WRITE_VERB,
            );
        }
        return;
    }
    let coded = |verb: &Verb| match verb.code.as_ref().or(block.code.as_ref()) {
        Some(Event::Coded(event, _)) if verb.uncoded.is_none() => Some(*event),
        _ => None,
    };
    let bare = block.verbs.iter().any(|verb| coded(verb).is_some());
    let mut refusals: Vec<Slot> = Vec::new();
    for pattern in block
        .patterns
        .iter()
        .filter(|pattern| pattern.code == Event::Null)
    {
        match pattern.shape.refusal() {
            Some(refusal) if bare => {
                source.partly(pattern.line, "[", "the imported frame of the verb refuses it; a built-in frame may still code it".to_owned(), "");
                refusals.push(refusal);
            }
            _ if !bare => source.untranslated(pattern.line, "[", "a pattern without an event, of verbs that code nothing by themselves".to_owned(), ""),
            _ => source.untranslated(pattern.line, "[", "a pattern without an event that asks for other than one word: no frame codes nothing".to_owned(), WRITE_FRAME),
        }
    }
    let mut frames = frames::Builder::new(source.file, &block.label, block.line);
    let mut patterns = false;
    for pattern in &block.patterns {
        let Event::Coded(event, _) = pattern.code else {
            continue;
        };
        let simple: Vec<&str> = block
            .verbs
            .iter()
            .filter(|verb| verb.shape.is_plain())
            .map(|verb| verb.trigger.as_str())
            .collect();
        let mut written = false;
        if !simple.is_empty() {
            let trigger = simple.join("|");
            written |= frames.pattern(pattern.line, event, &trigger, &pattern.shape);
        }
        for verb in block.verbs.iter().filter(|verb| !verb.shape.is_plain()) {
            let joined = verb.shape.with(&pattern.shape);
            let done = joined
                .is_some_and(|shape| frames.pattern(pattern.line, event, &verb.trigger, &shape));
            written |= done;
            if !done {
                source.partly(
                    pattern.line,
                    "",
                    format!("does not go with the words of {}", verb.trigger),
                    WRITE_FRAME,
                );
            }
        }
        patterns |= written;
        if !written {
            source.untranslated(
                pattern.line,
                "",
                "no verb of the block takes it".to_owned(),
                WRITE_FRAME,
            );
        }
    }
    let mut said = patterns;
    for verb in &block.verbs {
        match coded(verb) {
            Some(event) => {
                frames.bare(verb.line, event, &verb.trigger, &verb.shape, &refusals);
                said = true;
            }
            // A verb without a code of its own still lends itself to patterns.
            None if patterns => {
                if let Some((at, reason)) = &verb.uncoded {
                    source.partly(verb.line, at, format!("by itself: {reason}"), WRITE_FRAME);
                }
            }
            None => {
                let null = matches!(
                    verb.code.as_ref().or(block.code.as_ref()),
                    Some(Event::Null)
                );
                let own = verb.uncoded.clone();
                let (at, reason) = match (own, null, &block.uncoded) {
                    (Some(own), _, _) => own,
                    (None, true, _) => (
                        String::new(),
                        "codes nothing by itself, and no pattern of its block was written"
                            .to_owned(),
                    ),
                    (None, false, Some(reason)) => (String::new(), format!("its block: {reason}")),
                    (None, false, None) => (
                        String::new(),
                        "a verb without a code, and no pattern of its block was written".to_owned(),
                    ),
                };
                source.untranslated(verb.line, &at, reason, WRITE_VERB);
            }
        }
    }
    if block.headed && !said && !source.is_lost(block.line) {
        source.untranslated(
            block.line,
            "",
            "nothing of the block could be written".to_owned(),
            WRITE_FRAME,
        );
    }
    codebook.add(frames);
}

impl Shape {
    /// What is refused where the pattern asks for one thing only.
    fn refusal(&self) -> Option<Slot> {
        let core = |slot: &Slot| ["subj", "obj", "iobj"].iter().any(|name| slot.is(name));
        let mut asking = self
            .slots
            .iter()
            .filter(|slot| !slot.asks.is_empty() || !core(slot));
        let slot = asking.next().filter(|_| self.particles.is_empty())?;
        (asking.next().is_none() && !slot.asks.is_empty()).then(|| Slot {
            names: slot.names.clone(),
            optional: true,
            role: None,
            asks: Vec::new(),
            refuses: slot.asks.clone(),
        })
    }

    /// Both at once, where they do not ask for the same slot.
    fn with(&self, other: &Shape) -> Option<Shape> {
        let particles: Vec<String> = [&self.particles[..], &other.particles].concat();
        let clash = other.slots.iter().any(|slot| {
            self.slots
                .iter()
                .any(|own| own.names.iter().any(|name| slot.names.contains(name)))
        });
        let targets = |shape: &Shape| {
            shape
                .slots
                .iter()
                .any(|slot| slot.role == Some(Role::Recipient))
        };
        (!clash && particles.len() <= 1 && !(targets(self) && targets(other))).then(|| Shape {
            particles,
            slots: [&self.slots[..], &other.slots].concat(),
            mutual: self.mutual || other.mutual,
        })
    }
}

impl EventCode {
    /// What tells frames of a block apart.
    fn key(&self) -> (&'static str, bool) {
        (self.cameo.code, self.reversed)
    }
}
