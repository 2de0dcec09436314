//! The `demarche` binary: articles in, coded events out.
//!
//! The only crate that prints or chooses exit codes. Data goes to stdout, everything else to
//! stderr. In reading order: `args` says what can be asked, `store` what of a store; `command` has one
//! module a command; `input` finds and opens what was named; `pages` has HTML read in worker
//! processes; `own` reads a user's knowledge and codebook; `pipeline` works on it in parallel and in
//! order; `progress` tells how far it is; `output` writes events as a table, JSONL, CSV or as the
//! field's tools do; `report` is what a user reads when something went wrong.

use std::process::ExitCode;

use clap::Parser;

use crate::args::{Args, Codebook, Command, Knowledge, PlacesCommand};
use crate::report::Exit;

mod args;
mod command;
mod engine;
mod input;
mod interrupt;
mod output;
mod own;
mod pages;
mod pipeline;
mod progress;
mod report;
mod store;
mod watch;

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
    if let Command::Worker = args.command {
        return pages::serve();
    }
    interrupt::listen()?;
    let done = obey(args);
    pages::close();
    done
}

fn obey(args: &Args) -> anyhow::Result<Exit> {
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
        Command::Knowledge(Knowledge::Check(check)) => command::check::knowledge(check),
        Command::Codebook(Codebook::Check(check)) => command::check::codebook(check),
        Command::Import(import) => command::import::run(import),
        Command::Ingest(ingest) => command::ingest::run(ingest),
        Command::Export(export) => command::export::run(export, color),
        Command::Recode(recode) => command::recode::run(recode),
        Command::Diff(diff) => command::diff::run(diff),
        Command::Review(review) => command::review::run(review),
        Command::Store(store) => command::store::run(store),
        Command::Watch(args) => watch::run(args),
        Command::Feeds(feeds) => command::feeds::run(feeds),
        Command::Worker => pages::serve(),
        Command::Ledger(ledger) => command::ledger::run(ledger, color),
        Command::Serve(serve) => command::serve::run(serve),
        Command::Tokens(tokens) => command::tokens::run(tokens),
        Command::Demo(demo) => command::demo::run(demo),
    }
}
