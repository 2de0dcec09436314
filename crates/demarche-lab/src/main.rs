//! The `demarche-lab` binary: trains and scores.

mod names;
mod relations;
mod score;
mod train;
mod treebank;

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
    /// Measure one stage on its own.
    #[command(subcommand)]
    Eval(score::parse::Command),
}

fn main() -> Result<()> {
    match Cli::parse().command {
        Command::Train(command) => train::run(&command),
        Command::Eval(command) => score::parse::run(&command),
    }
}
