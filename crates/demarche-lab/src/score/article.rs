//! Events of a whole article against events coded by hand.
//!
//! The same rules as the scorer that the gold files come with (`tools/score_events.py`); where
//! Python is at hand, [`check_against_script`] proves it.

use std::fmt;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use demarche_record::{Event, Party, Sector};
use serde::{Deserialize, Deserializer};

/// One event coded by hand. A gold event that is not required is no miss when absent and no false
/// alarm when found.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Gold {
    n: u32,
    sentence: u32,
    #[serde(rename = "type")]
    event_type: String,
    #[serde(default)]
    accept_types: Option<Vec<String>>,
    #[serde(default)]
    mode: Option<String>,
    #[serde(default)]
    accept_modes: Option<Vec<Option<String>>>,
    #[serde(default)]
    actor: Option<String>,
    #[serde(default)]
    actor_country: Option<String>,
    #[serde(default)]
    recipient: Option<String>,
    #[serde(default)]
    recipient_country_optional: bool,
    #[serde(default)]
    reciprocal: bool,
    #[serde(default, deserialize_with = "present")]
    actors: Option<Vec<Option<String>>>,
    #[serde(default)]
    recipients: Vec<Option<String>>,
    required: bool,
    trigger: String,
}

fn present<'de, D: Deserializer<'de>>(input: D) -> Result<Option<Vec<Option<String>>>, D::Error> {
    Vec::deserialize(input).map(Some)
}

/// How well an event meets a gold event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    /// Not at all.
    None,
    /// Sentence and type.
    Type,
    /// And the parties' countries and sectors.
    Dyad,
    /// And the mode.
    Mode,
}

/// Precision, recall and F1 from 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Rates {
    /// Share of the judged events that are right.
    pub(crate) precision: f64,
    /// Share of the required gold events that were found.
    pub(crate) recall: f64,
    /// Their harmonic mean.
    pub(crate) f1: f64,
    found: usize,
    required: usize,
    judged: usize,
}

/// The outcome for an article.
#[derive(Clone, Debug)]
pub(crate) struct Outcome {
    /// At the levels type, dyad and mode.
    pub(crate) rates: [Rates; 3],
    /// Gold events that were missed in part, told for people.
    pub(crate) missed: Vec<String>,
    /// Events that meet no gold event, told for people.
    pub(crate) added: Vec<String>,
}

const NAMES: [&str; 3] = ["type", "dyad", "mode"];

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, rates) in NAMES.iter().zip(&self.rates) {
            let Rates {
                precision,
                recall,
                f1,
                found,
                required,
                judged,
            } = rates;
            writeln!(
                f,
                "{name:5} P {precision:.3} R {recall:.3} F1 {f1:.3}  ({found}/{required} found, {judged} judged)"
            )?;
        }
        for line in self.missed.iter().chain(&self.added) {
            writeln!(f, "{line}")?;
        }
        Ok(())
    }
}

/// Reads a gold file.
pub(crate) fn read_gold(path: &Path) -> Result<Vec<Gold>> {
    let text =
        std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    text.lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| serde_json::from_str(line).with_context(|| path.display().to_string()))
        .collect()
}

/// Scores the events of an article.
pub(crate) fn score(gold: &[Gold], events: &[Event]) -> Outcome {
    // A greedy one-to-one match, best level first.
    let mut pairs: Vec<(Level, usize, usize)> = gold
        .iter()
        .enumerate()
        .flat_map(|(i, gold)| {
            events
                .iter()
                .enumerate()
                .map(move |(j, event)| (level(gold, event), i, j))
        })
        .collect();
    pairs.sort_unstable_by(|one, other| other.cmp(one));
    let mut of_gold: Vec<Option<(usize, Level)>> = vec![None; gold.len()];
    let mut of_event: Vec<Option<(usize, Level)>> = vec![None; events.len()];
    for (level, i, j) in pairs {
        if level > Level::None && of_gold[i].is_none() && of_event[j].is_none() {
            of_gold[i] = Some((j, level));
            of_event[j] = Some((i, level));
        }
    }
    let reached = |matched: Option<(usize, Level)>| matched.map_or(Level::None, |(_, level)| level);
    let required: Vec<usize> = (0..gold.len()).filter(|&i| gold[i].required).collect();
    let judged: Vec<usize> = (0..events.len())
        .filter(|&j| of_event[j].is_none_or(|(i, _)| gold[i].required))
        .collect();
    let rates = [Level::Type, Level::Dyad, Level::Mode].map(|floor| {
        let found = required
            .iter()
            .filter(|&&i| reached(of_gold[i]) >= floor)
            .count();
        let good = judged
            .iter()
            .filter(|&&j| reached(of_event[j]) >= floor)
            .count();
        let precision = share(good, judged.len());
        let recall = share(found, required.len());
        let sum = precision + recall;
        Rates {
            precision,
            recall,
            f1: if sum > 0.0 {
                2.0 * precision * recall / sum
            } else {
                0.0
            },
            found,
            required: required.len(),
            judged: judged.len(),
        }
    });
    let missed = required
        .iter()
        .filter(|&&i| reached(of_gold[i]) < Level::Mode)
        .map(|&i| {
            let Gold {
                n,
                sentence,
                event_type,
                mode,
                actor,
                recipient,
                trigger,
                ..
            } = &gold[i];
            format!(
                "gold {n:2} reached level {}: s{sentence} {event_type}/{} {} -> {} [{trigger}]",
                reached(of_gold[i]) as u8,
                or_none(mode),
                or_none(actor),
                or_none(recipient),
            )
        })
        .collect();
    let added = events
        .iter()
        .zip(&of_event)
        .filter(|(_, matched)| matched.is_none())
        .map(|(event, _)| {
            let codes = |parties: &[Party]| {
                let codes: Vec<&str> = parties
                    .iter()
                    .map(|party| party.code.as_deref().unwrap_or("None"))
                    .collect();
                codes.join(" + ")
            };
            format!(
                "added: s{} {}/{} {} -> {} by {}",
                event.sentence,
                event.event_type,
                event.mode.map_or("None", |mode| mode.as_str()),
                codes(&event.actors),
                codes(&event.recipients),
                event.evidence.rule,
            )
        })
        .collect();
    Outcome {
        rates,
        missed,
        added,
    }
}

fn or_none(text: &Option<String>) -> &str {
    text.as_deref().unwrap_or("None")
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}

fn level(gold: &Gold, event: &Event) -> Level {
    if event.sentence != gold.sentence {
        return Level::None;
    }
    let event_type = event.event_type.as_str();
    let accepted = match &gold.accept_types {
        Some(types) => types.iter().any(|accepted| accepted == event_type),
        None => gold.event_type == event_type,
    };
    if !accepted {
        return Level::None;
    }
    let (actors, recipients) = (&event.actors[..], &event.recipients[..]);
    let both = [actors, recipients].concat();
    let fits = match &gold.actors {
        Some(wanted) => {
            let met = |wanted: &[Option<String>], have: &[Party]| {
                wanted
                    .iter()
                    .all(|want| side_fits(want.as_deref(), None, false, have))
            };
            (met(wanted, actors) && met(&gold.recipients, recipients))
                || (gold.recipients.is_empty() && wanted.len() > 1 && met(wanted, &both))
        }
        None => {
            let actor = gold.actor.as_deref();
            let recipient = gold.recipient.as_deref();
            let optional = gold.recipient_country_optional;
            (side_fits(actor, gold.actor_country.as_deref(), false, actors)
                && side_fits(recipient, None, optional, recipients))
                || (gold.reciprocal
                    && side_fits(actor, None, false, &both)
                    && side_fits(recipient, None, false, &both))
        }
    };
    if !fits {
        return Level::Type;
    }
    let mode = event.mode.map(|mode| mode.as_str());
    let accepted = match &gold.accept_modes {
        Some(modes) => modes.iter().any(|accepted| accepted.as_deref() == mode),
        None => gold.mode.as_deref() == mode,
    };
    if accepted { Level::Mode } else { Level::Dyad }
}

/// Whether one of `have` is the party that `want` names: "USAGOV", "PAK", "CVL" (a sector alone)
/// or `None` (nobody in particular).
fn side_fits(want: Option<&str>, country: Option<&str>, optional: bool, have: &[Party]) -> bool {
    if want.is_none() && country.is_none() {
        return true;
    }
    let sector_alone = want.is_some_and(|want| Sector::parse(want).is_some());
    let country = country.or_else(|| {
        want.filter(|_| !sector_alone)
            .and_then(|want| want.get(..3))
    });
    let sector = match want {
        Some(want) if sector_alone => Some(want),
        Some(want) => want.get(3..6),
        None => None,
    };
    have.iter().any(|party| {
        let country_fits = country.is_none_or(|country| match party.country {
            Some(code) => code.as_str() == country,
            None => optional,
        });
        let sector_fits = sector.is_none_or(|sector| {
            party.sectors.is_empty() || party.sectors.iter().any(|have| have.as_str() == sector)
        });
        country_fits && sector_fits
    })
}

/// Runs the script on the same events and fails when its figures differ. `Ok(false)` when there is
/// no Python or no script.
pub(crate) fn check_against_script(
    script: &Path,
    gold: &Path,
    events: &[Event],
    outcome: &Outcome,
) -> Result<bool> {
    if !script.is_file() {
        return Ok(false);
    }
    let path = std::env::temp_dir().join(format!("demarche-events-{}.jsonl", std::process::id()));
    let mut lines = String::new();
    for event in events {
        lines.push_str(&serde_json::to_string(event)?);
        lines.push('\n');
    }
    std::fs::write(&path, lines)?;
    let ran = Command::new("python3")
        .arg(script)
        .arg(gold)
        .arg(&path)
        .output();
    std::fs::remove_file(&path)?;
    let Ok(ran) = ran else { return Ok(false) };
    if !ran.status.success() {
        bail!(
            "{} failed: {}",
            script.display(),
            String::from_utf8_lossy(&ran.stderr)
        );
    }
    let printed = String::from_utf8_lossy(&ran.stdout).into_owned();
    let ours = outcome.to_string();
    let (theirs, ours): (Vec<&str>, Vec<&str>) = (
        printed.lines().take(3).collect(),
        ours.lines().take(3).collect(),
    );
    if theirs != ours {
        bail!("the two scorers differ:\nscript {theirs:#?}\nours {ours:#?}");
    }
    Ok(true)
}
