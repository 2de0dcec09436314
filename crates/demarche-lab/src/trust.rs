//! Chooses how far frames and heads are trusted: a walk over the numbers of
//! `crates/demarche-code/weights/heads.toml`, one at a time, that keeps what raises the score on the
//! tuning sets.
//!
//! The score is the recall on plv_train and plv_dev (whose event heads never saw them) plus half of
//! each F1 on `corpus/dev`, less a steep price for every sentence of no_event_dev beyond 11% that
//! gets an event of status actual: an invented event costs more than a missed one.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use anyhow::{Context, Result, bail};
use clap::Args;
use demarche_code::heads::Trust;
use demarche_code::reader::{Question, Reader, Reading};
use demarche_code::relation::ClassScores;
use demarche_record::EventType;

use crate::engine::EngineArgs;
use crate::score::{corpus, events};

/// Where the data are and where the choice goes.
#[derive(Debug, Args)]
pub(crate) struct TrustArgs {
    /// The folder that holds `events`.
    #[arg(long, default_value = "../shared/data")]
    data: PathBuf,
    /// The file to write.
    #[arg(long)]
    out: PathBuf,
    /// Passes over the numbers.
    #[arg(long, default_value_t = 2)]
    passes: usize,
    #[command(flatten)]
    engine: EngineArgs,
}

/// A reader that remembers: trying another trust reads nothing anew.
struct Remembering {
    reader: Arc<dyn Reader>,
    seen: Mutex<HashMap<Vec<String>, Reading>>,
}

impl Reader for Remembering {
    fn engine(&self) -> &'static str {
        self.reader.engine()
    }

    fn fingerprint(&self) -> Option<&str> {
        self.reader.fingerprint()
    }

    fn read(&self, sentences: &[Vec<&str>]) -> Vec<Reading> {
        let key = |words: &Vec<&str>| words.iter().map(|word| (*word).to_owned()).collect();
        let fresh: Vec<Vec<&str>> = {
            let Ok(seen) = self.seen.lock() else {
                return self.reader.read(sentences);
            };
            let known: Option<Vec<Reading>> = sentences
                .iter()
                .map(|s| seen.get(&key(s)).cloned())
                .collect();
            if let Some(known) = known {
                return known;
            }
            sentences.to_vec()
        };
        let readings = self.reader.read(&fresh);
        if let Ok(mut seen) = self.seen.lock() {
            for (words, reading) in fresh.iter().zip(&readings) {
                seen.insert(key(words), reading.clone());
            }
        }
        readings
    }

    fn relate(&self, questions: &[Question<'_>]) -> Vec<Option<ClassScores>> {
        self.reader.relate(questions)
    }
}

/// What a trust is worth.
#[derive(Clone, Copy, Debug)]
struct Worth {
    recall: f64,
    alarms: f64,
    typed: f64,
    parties: f64,
    mode_and_status: f64,
}

impl Worth {
    fn score(&self) -> f64 {
        self.recall + 0.5 * (self.typed + self.parties + self.mode_and_status)
            - 5.0 * (self.alarms - 0.11).max(0.0)
    }
}

/// Runs `demarche-lab trust`.
pub(crate) fn run(args: &TrustArgs) -> Result<()> {
    let engine = args.engine.engine()?;
    let Some(encoder) = engine.learned() else {
        bail!("only the accurate engine has heads; hint: --engine accurate");
    };
    let reader: Arc<dyn Reader> = Arc::new(Remembering {
        reader: encoder,
        seen: Mutex::default(),
    });
    let items = corpus::read("dev")?;
    let worth = |trust: &Trust| -> Result<Worth> {
        let coder = engine
            .plain()
            .reading_with(reader.clone())
            .trusting(trust.clone());
        let folder = args.data.join("events");
        let (mut found, mut wanted) = (0, 0);
        for file in ["plv_train.tsv", "plv_dev.tsv"] {
            let total = events::end_to_end(&coder, &folder.join(file))?.total();
            found += total.found;
            wanted += total.wanted;
        }
        let none = events::no_event(&coder, &folder.join("no_event_dev.tsv"))?;
        let outcome = corpus::score(&coder, &items, &mut String::new());
        Ok(Worth {
            recall: found as f64 / wanted.max(1) as f64,
            alarms: none.with_actual as f64 / none.sentences.max(1) as f64,
            typed: outcome.typed(),
            parties: outcome.with_parties(),
            mode_and_status: outcome.with_mode_and_status(),
        })
    };
    let mut best = engine.trust().clone();
    for event_type in EventType::ALL {
        // One number a type from the start: what one type costs is no reason to mistrust all.
        let from = best.add_from;
        best.alone_from
            .entry(event_type.as_str().to_owned())
            .or_insert(from);
    }
    let mut held = worth(&best)?;
    println!("{:.4} {held:?}", held.score());
    for _ in 0..args.passes {
        let mut moved = false;
        for event_type in EventType::ALL {
            for &value in STEPS {
                let mut tried = best.clone();
                tried
                    .alone_from
                    .insert(event_type.as_str().to_owned(), value);
                let now = worth(&tried)?;
                if now.score() > held.score() + 1e-9 {
                    println!("{event_type} = {value}: {:.4} {now:?}", now.score());
                    (best, held, moved) = (tried, now, true);
                }
            }
        }
        for (name, seat) in SEATS {
            for &value in STEPS {
                let mut tried = best.clone();
                *seat(&mut tried) = value;
                if tried == best {
                    continue;
                }
                let now = worth(&tried)?;
                if now.score() > held.score() + 1e-9 {
                    println!("{name} = {value}: {:.4} {now:?}", now.score());
                    (best, held, moved) = (tried, now, true);
                }
            }
        }
        std::fs::write(&args.out, best.to_string())
            .with_context(|| format!("writing {}", args.out.display()))?;
        if !moved {
            break;
        }
    }
    Ok(())
}

const STEPS: &[f32] = &[
    0.0, 0.05, 0.15, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.1,
];

type Seat = fn(&mut Trust) -> &mut f32;

const SEATS: &[(&str, Seat)] = &[
    ("standing_from", |trust| &mut trust.standing_from),
    ("drop_below", |trust| &mut trust.drop_below),
    ("least_alone", |trust| &mut trust.least_alone),
    ("retype_from", |trust| &mut trust.retype_from),
    ("add_inside_from", |trust| &mut trust.add_inside_from),
    ("party_from", |trust| &mut trust.party_from),
    ("fill_from", |trust| &mut trust.fill_from),
    ("unseat_from", |trust| &mut trust.unseat_from),
    ("unseat_unseen_from", |trust| &mut trust.unseat_unseen_from),
    ("mode_from", |trust| &mut trust.mode_from),
    ("second_from", |trust| &mut trust.second_from),
];
