//! The `demarche-lab` binary: trains and scores.

mod engine;
mod gazetteer;
mod gum;
mod ledger;
mod lexicon;
mod names;
mod relations;
mod score;
mod stress;
mod train;
mod treebank;
mod trust;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// Trains and scores what Demarche ships.
#[derive(Debug, Parser)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Train weights.
    #[command(subcommand)]
    Train(train::Command),
    /// Measure everything and write the quality ledger.
    Score(score::ScoreArgs),
    /// Choose how far frames and the heads of the accurate engine are trusted.
    Trust(trust::TrustArgs),
    /// Write the index of cities from GeoNames.
    Gazetteer(gazetteer::GazetteerArgs),
    /// Write the lexicon of names from public lists.
    Lexicon(lexicon::LexiconArgs),
    /// Time texts that break programs.
    Stress,
    /// Measure one stage on its own.
    #[command(subcommand)]
    Eval(score::parse::Command),
}

fn main() -> Result<()> {
    match Cli::parse().command {
        Command::Train(command) => train::run(&command),
        Command::Score(args) => score::run(&args),
        Command::Trust(args) => trust::run(&args),
        Command::Gazetteer(args) => gazetteer::run(&args),
        Command::Lexicon(args) => lexicon::run(&args),
        Command::Stress => stress::run(),
        Command::Eval(command) => score::parse::run(&command),
    }
}
