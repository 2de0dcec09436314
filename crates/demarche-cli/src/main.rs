//! The `demarche` binary: articles in, coded events out.
//!
//! The only crate that prints or chooses exit codes. Data goes to stdout, everything else to
//! stderr. In reading order: `args` says what can be asked; `command` has one module a command;
//! `input` finds and opens what was named; `own` reads a user's knowledge and codebook; `pipeline`
//! works on it in parallel and in order; `progress` tells how far it is; `output` writes events as
//! a table, JSONL, CSV or as the field's tools do; `report` is what a user reads when something
//! went wrong.

use std::process::ExitCode;

use clap::Parser;

use crate::args::{Args, Checked, Command, PlacesCommand};
use crate::report::Exit;

mod args;
mod command;
mod input;
mod interrupt;
mod output;
mod own;
mod pipeline;
mod progress;
mod report;

fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            // Help and version are no errors; a closed pipe behind them is none either.
            let _ = error.print();
            return if error.use_stderr() {
                Exit::Usage
            } else {
                Exit::Done
            }
            .into();
        }
    };
    match run(&args) {
        Ok(exit) => exit.into(),
        Err(error) if report::is_broken_pipe(&error) => Exit::Done.into(),
        Err(error) => report::failure(&error).into(),
    }
}

fn run(args: &Args) -> anyhow::Result<Exit> {
    interrupt::listen()?;
    let color = args.color;
    match &args.command {
        Command::Code(code) => command::code::run(code, color),
        Command::Explain(explain) => command::explain::run(explain, color),
        Command::Relation(relation) => command::relation::run(relation),
        Command::Debug(debug) => command::debug::run(debug),
        Command::Actors(names) => command::actors::run(names),
        Command::Places(places) => match &places.command {
            Some(PlacesCommand::Import(import)) => command::places_import::run(import),
            None => command::places::run(&places.names),
        },
        Command::Knowledge(Checked::Check(check)) => command::check::knowledge(check),
        Command::Codebook(Checked::Check(check)) => command::check::codebook(check),
        Command::Import(import) => command::import::run(import),
        Command::Ledger(ledger) => command::ledger::run(ledger, color),
    }
}
