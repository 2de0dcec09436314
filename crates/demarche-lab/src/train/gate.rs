//! Chooses which words open the gate of the accurate engine.
//!
//! Words are ordered by how often they told of an event where the train part of the corpus has them,
//! and as many open as it takes for the asked share of its sentences with events to pass.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;
use demarche_code::Coder;
use demarche_code::gate::Gate;
use demarche_parse::Upos;

use crate::score::corpus::{self, Lemmas};

/// How much is to pass and where the words go.
#[derive(Debug, Args)]
pub(crate) struct GateArgs {
    /// The file to write.
    #[arg(long)]
    out: PathBuf,
    /// The share of the sentences with events that is to pass.
    #[arg(long, default_value_t = 0.998)]
    share: f64,
}

/// Chooses, writes, and prints what passes of the train and dev parts.
pub(crate) fn run(args: &GateArgs) -> Result<()> {
    let coder = Coder::embedded();
    let train = corpus::sentences(&coder, &corpus::read("train")?);
    let text = choose(&train, args.share);
    std::fs::write(&args.out, &text).with_context(|| args.out.display().to_string())?;
    let gate = Gate::read(&text);
    let dev = corpus::sentences(&coder, &corpus::read("dev")?);
    for (part, sentences) in [("train", &train), ("dev", &dev)] {
        let [with, without] = passing(&gate, sentences);
        println!(
            "{part}: {:.3} of {} sentences with events pass, {:.3} of {} without",
            with.0 as f64 / with.1.max(1) as f64,
            with.1,
            without.0 as f64 / without.1.max(1) as f64,
            without.1
        );
    }
    Ok(())
}

/// Sentences that pass and all, with events and without.
pub(crate) fn passing(gate: &Gate, sentences: &[Lemmas]) -> [(usize, usize); 2] {
    let mut counts = [(0, 0); 2];
    for sentence in sentences {
        let count = &mut counts[usize::from(sentence.triggers.is_empty())];
        count.0 += usize::from(gate.is_open(&sentence.analysis));
        count.1 += 1;
    }
    counts
}

/// Of a lemma.
#[derive(Default)]
struct Seen {
    all: usize,
    triggers: usize,
    verb: bool,
    /// Sentences with events where it is part of a trigger.
    sentences: Vec<usize>,
}

fn choose(sentences: &[Lemmas], share: f64) -> String {
    let mut lemmas: BTreeMap<String, Seen> = BTreeMap::new();
    let mut with_events = 0;
    for (index, sentence) in sentences.iter().enumerate() {
        with_events += usize::from(!sentence.triggers.is_empty());
        for (at, word) in sentence.analysis.words.iter().enumerate() {
            let seen = lemmas.entry(word.lemma.to_lowercase()).or_default();
            seen.all += 1;
            seen.verb |= word.upos == Upos::Verb;
            if sentence.triggers.contains(&at) {
                seen.triggers += 1;
                seen.sentences.push(index);
            }
        }
    }
    let mut order: Vec<(&String, &Seen)> = lemmas
        .iter()
        .filter(|(_, seen)| seen.triggers > 0)
        .collect();
    // Ties in the order of the alphabet, so that the same corpus gives the same bytes.
    order.sort_by(|(name, one), (other_name, other)| {
        let rate = |seen: &Seen| seen.triggers as f64 / seen.all as f64;
        rate(other).total_cmp(&rate(one)).then(name.cmp(other_name))
    });
    let mut passed = vec![false; sentences.len()];
    let mut passing = 0;
    let mut open: Vec<&str> = Vec::new();
    let mut lowest = 1.0;
    for (name, seen) in order {
        let rate = seen.triggers as f64 / seen.all as f64;
        if passing as f64 >= share * with_events as f64 && rate < lowest {
            break;
        }
        lowest = rate;
        open.push(name);
        for &sentence in &seen.sentences {
            passing += usize::from(!passed[sentence]);
            passed[sentence] = true;
        }
    }
    open.sort_unstable();
    let mut text = format!(
        "# Words that open the gate of the accurate engine, and verbs that do not, by\n\
         # `demarche-lab train gate` from corpus/train: those that tell of an event in at least\n\
         # {lowest:.3} of the places where the corpus has them.\n"
    );
    for (name, seen) in &lemmas {
        match open.binary_search(&name.as_str()) {
            Ok(_) => drop(writeln!(text, "open\t{name}")),
            Err(_) if seen.verb => drop(writeln!(text, "shut\t{name}")),
            Err(_) => {}
        }
    }
    text
}
