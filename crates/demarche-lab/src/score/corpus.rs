//! Events end to end against the corpus of this project, by `cargo xtask corpus jsonl`.
//!
//! An event is found if one of the program's has a trigger that overlaps and the same type; each
//! counts once. Parties are right if on either side the two agree that there is nobody, or some
//! party of one overlaps one of the other. Of several modes in the corpus any will do.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use demarche_code::loose::NEVER;
use demarche_code::matching::{Matcher, Seen};
use demarche_code::{Coded, Coder};
use demarche_record::{Article, Event, Party, Span};
use serde::Deserialize;

/// A sentence or article with its events.
#[derive(Debug, Deserialize)]
pub(crate) struct Item {
    id: String,
    part: String,
    text: String,
    date: String,
    article: bool,
    events: Vec<Gold>,
}

#[derive(Debug, Deserialize)]
struct Gold {
    event_type: String,
    modes: Vec<String>,
    status: String,
    certainty: String,
    trigger: Words,
    actors: Vec<Words>,
    recipients: Vec<Words>,
}

#[derive(Debug, Deserialize)]
struct Words {
    span: Option<[u32; 2]>,
    code: Option<String>,
}

impl Words {
    fn overlaps(&self, span: Span) -> bool {
        self.span
            .is_some_and(|[start, end]| Span::new(start, end).overlaps(span))
    }

    /// Whether a party is this one. Where it stands for a name elsewhere ("them", "condemned the move"), the
    /// annotation marks the name, and the code tells.
    fn is(&self, party: &Party) -> bool {
        let stands_for = matches!(party.basis.as_str(), "coreference" | "deed");
        let same_code = party.code.is_some() && party.code == self.code;
        self.overlaps(party.span) || stands_for && same_code
    }
}

/// Events found, wanted and right, each more strictly.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Outcome {
    found: usize,
    wanted: usize,
    typed: usize,
    with_parties: usize,
    with_mode_and_status: usize,
    certain: usize,
    /// Items without an event, and those of them that get one of status actual.
    nothing: usize,
    alarmed: usize,
}

impl Outcome {
    fn f1(&self, right: usize) -> f64 {
        2.0 * right as f64 / (self.found + self.wanted).max(1) as f64
    }

    /// Trigger and type.
    pub(crate) fn typed(&self) -> f64 {
        self.f1(self.typed)
    }

    /// … and parties.
    pub(crate) fn with_parties(&self) -> f64 {
        self.f1(self.with_parties)
    }

    /// … trigger and type, mode and status.
    pub(crate) fn with_mode_and_status(&self) -> f64 {
        self.f1(self.with_mode_and_status)
    }

    /// Of the events found of the right type, the share that is.
    pub(crate) fn precision(&self) -> f64 {
        self.typed as f64 / self.found.max(1) as f64
    }

    /// Of the events wanted, the share found with their type.
    pub(crate) fn recall(&self) -> f64 {
        self.typed as f64 / self.wanted.max(1) as f64
    }

    /// Of the events of the right type, the share of the right certainty.
    pub(crate) fn certainty(&self) -> f64 {
        self.certain as f64 / self.typed.max(1) as f64
    }

    /// Items without an event that get one of status actual, and all of them.
    pub(crate) fn alarms(&self) -> (usize, usize) {
        (self.alarmed, self.nothing)
    }
}

/// The items of one part, `dev` or `test`.
///
/// # Errors
/// Where the corpus cannot be read.
pub(crate) fn read(part: &str) -> Result<Vec<Item>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let run = Command::new(cargo)
        .args([
            "run", "--quiet", "--locked", "-p", "xtask", "--", "corpus", "jsonl",
        ])
        .current_dir(root)
        .output()
        .context("cargo xtask corpus jsonl")?;
    if !run.status.success() {
        bail!(
            "cargo xtask corpus jsonl: {}",
            String::from_utf8_lossy(&run.stderr)
        );
    }
    let text = String::from_utf8(run.stdout).context("cargo xtask corpus jsonl")?;
    let mut items = Vec::new();
    for line in text.lines() {
        let item: Item = serde_json::from_str(line).context("a record of the corpus")?;
        if item.part == part {
            items.push(item);
        }
    }
    Ok(items)
}

/// A sentence of the corpus.
pub(crate) struct Sentence {
    pub(crate) analysis: demarche_parse::Analysis,
    /// Whether a word of it is in a trigger.
    pub(crate) tells: bool,
}

/// Every sentence of the items as the coder's parser reads it.
pub(crate) fn sentences(coder: &Coder, items: &[Item]) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    for item in items {
        let analysed = coder.analyse(&article(item));
        for (index, analysis) in analysed.analyses.iter().enumerate() {
            let Some(view) = analysed.view(index) else {
                continue;
            };
            let span = view.span(0..view.len());
            sentences.push(Sentence {
                analysis: analysis.clone(),
                tells: item.events.iter().any(|gold| gold.trigger.overlaps(span)),
            });
        }
    }
    sentences
}

/// A frame that fits a word but for a slot or two.
pub(crate) struct Fit {
    /// The item, its sentence and the trigger's first word, by number.
    pub(crate) item: usize,
    pub(crate) sentence: usize,
    pub(crate) word: usize,
    /// What speaks for and against it.
    pub(crate) signs: Vec<String>,
    /// Whether some other pattern fits the word wholly.
    pub(crate) strict: bool,
    /// Whether an event of this type has its trigger there.
    pub(crate) right: bool,
}

/// Every loose fit in the items.
pub(crate) fn loose_fits(coder: &Coder, items: &[Item]) -> Vec<Fit> {
    let mut fits = Vec::new();
    for (number, item) in items.iter().enumerate() {
        let analysed = coder.analyse(&article(item));
        for sentence in 0..analysed.analyses.len() {
            let Some(view) = analysed.view(sentence) else {
                continue;
            };
            let matcher = Matcher {
                view: &view,
                mentions: &analysed.mentions[sentence],
                codebook: coder.codebook(),
                objects: demarche_code::objects::Objects::embedded(),
                loosely: NEVER,
                seen: Seen::default(),
            };
            for fit in matcher.loose_fits() {
                let event_type = coder.codebook().frames[fit.frame].event_type;
                let right = item.events.iter().any(|gold| {
                    let at = |&word: &usize| gold.trigger.overlaps(view.span(word..word + 1));
                    gold.event_type == event_type.as_str() && fit.words.iter().any(at)
                });
                fits.push(Fit {
                    item: number,
                    sentence,
                    word: fit.words.first().copied().unwrap_or_default(),
                    signs: fit.signs,
                    strict: fit.strict,
                    right,
                });
            }
        }
    }
    fits
}

/// What the confidence of each event was computed from, and whether its type and parties are right.
pub(crate) fn judged(coder: &Coder, items: &[Item]) -> Vec<(Vec<f64>, bool)> {
    let mut judged = Vec::new();
    for item in items {
        let coded = code(coder, item);
        for (event, why) in coded.events.iter().zip(coded.explanations) {
            let right = item.events.iter().any(|gold| {
                gold.trigger.overlaps(event.evidence.trigger)
                    && event.event_type.as_str() == gold.event_type
                    && parties(gold, event)
            });
            judged.push((why.features, right));
        }
    }
    judged
}

fn code(coder: &Coder, item: &Item) -> Coded {
    coder.code(&article(item))
}

fn article(item: &Item) -> Article {
    Article {
        text: item.text.clone(),
        date: Some(item.date.clone()),
        ..Article::default()
    }
}

/// Codes every item, nothing given. Misses and false alarms go to `errors`.
pub(crate) fn score(coder: &Coder, items: &[Item], errors: &mut String) -> Outcome {
    let mut outcome = Outcome::default();
    for item in items {
        let coded = code(coder, item);
        let mut free: Vec<&Event> = coded.events.iter().collect();
        outcome.found += free.len();
        outcome.wanted += item.events.len();
        if item.events.is_empty() && !item.article {
            outcome.nothing += 1;
            let actual = |event: &&Event| event.status.as_str() == "actual";
            outcome.alarmed += usize::from(free.iter().any(actual));
        }
        let mut missed = Vec::new();
        let mut differing = Vec::new();
        for gold in &item.events {
            let fits = |event: &&Event| {
                gold.trigger.overlaps(event.evidence.trigger)
                    && event.event_type.as_str() == gold.event_type
            };
            // Of several that fit, the one that agrees in most else.
            let best = (0..free.len())
                .filter(|&at| fits(&free[at]))
                .max_by_key(|&at| {
                    let event = free[at];
                    (parties(gold, event), mode(gold, event), status(gold, event))
                });
            let Some(at) = best else {
                missed.push(gold);
                continue;
            };
            let event = free.remove(at);
            outcome.typed += 1;
            outcome.with_parties += usize::from(parties(gold, event));
            outcome.with_mode_and_status += usize::from(mode(gold, event) && status(gold, event));
            outcome.certain += usize::from(event.certainty.as_str() == gold.certainty);
            for (wrong, what) in [
                (!parties(gold, event), "parties"),
                (!mode(gold, event), "mode"),
                (!status(gold, event), "status"),
            ] {
                if wrong {
                    differing.push(format!("  other {what} {}", told(gold, event, &item.text)));
                }
            }
        }
        if missed.is_empty() && free.is_empty() && differing.is_empty() {
            continue;
        }
        let _ = writeln!(errors, "\n{} {}", item.id, item.text);
        for line in differing {
            let _ = writeln!(errors, "{line}");
        }
        for gold in missed {
            let words = gold
                .trigger
                .span
                .map_or("", |[start, end]| Span::new(start, end).slice(&item.text));
            let _ = writeln!(
                errors,
                "  missed {} {:?} {} \"{words}\"",
                gold.event_type, gold.modes, gold.status
            );
        }
        for event in free {
            let _ = writeln!(
                errors,
                "  extra {} {:?} {} \"{}\" {:.2} {}",
                event.event_type,
                event.mode,
                event.status.as_str(),
                event.evidence.trigger.slice(&item.text),
                event.confidence,
                event.evidence.rule
            );
        }
    }
    outcome
}

/// An event as it should be and as it is.
fn told(gold: &Gold, event: &Event, text: &str) -> String {
    let wanted = |side: &[Words]| {
        let words = side.iter().filter_map(|words| words.span);
        let words: Vec<&str> = words
            .map(|[start, end]| Span::new(start, end).slice(text))
            .collect();
        format!("[{}]", words.join(" + "))
    };
    let got = |side: &[Party]| {
        let words: Vec<&str> = side.iter().map(|party| party.span.slice(text)).collect();
        format!("[{}]", words.join(" + "))
    };
    format!(
        "{} \"{}\": {} -> {} {:?} {}, got {} -> {} {:?} {} {}",
        gold.event_type,
        event.evidence.trigger.slice(text),
        wanted(&gold.actors),
        wanted(&gold.recipients),
        gold.modes,
        gold.status,
        got(&event.actors),
        got(&event.recipients),
        event.mode,
        event.status.as_str(),
        event.evidence.rule
    )
}

fn parties(gold: &Gold, event: &Event) -> bool {
    let side = |wanted: &[Words], got: &[Party]| {
        (wanted.is_empty() && got.is_empty())
            || (got.iter()).any(|party| wanted.iter().any(|words| words.is(party)))
    };
    side(&gold.actors, &event.actors) && side(&gold.recipients, &event.recipients)
}

fn mode(gold: &Gold, event: &Event) -> bool {
    match event.mode {
        None => gold.modes.is_empty(),
        Some(mode) => gold.modes.iter().any(|name| name == mode.as_str()),
    }
}

fn status(gold: &Gold, event: &Event) -> bool {
    event.status.as_str() == gold.status
}
