//! `demarche tokens`: who may ask a service over this store.

use std::fmt::Write as _;
use std::io;

use clap::{Args as Arguments, Subcommand, ValueEnum};
use demarche_store::{Reader, Reviewer, Rights};
use jiff::Timestamp;

use crate::interrupt;
use crate::report::{Exit, Failure, printable};
use crate::store::StorePath;

/// `demarche tokens`
#[derive(Debug, Subcommand)]
pub(crate) enum Tokens {
    /// Make a token and show it, this once: the store keeps only its hash
    Add(Add),
    /// List tokens: what each may do, and whether it is revoked
    List(List),
    /// End a token for good
    Revoke(Revoke),
}

/// `demarche tokens add`
#[derive(Debug, Arguments)]
#[command(after_help = "Example:
  demarche tokens add desk --rights write --store news.demarche
  curl -H \"Authorization: Bearer dmr_…\" http://127.0.0.1:7411/api/v1/status")]
pub(crate) struct Add {
    /// Whose it is, or what it is for
    #[arg(value_name = "NAME")]
    name: String,

    /// What it allows
    #[arg(long, value_enum, default_value_t = May::Read)]
    rights: May,

    #[command(flatten)]
    store: StorePath,
}

/// What a token allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum May {
    /// To read
    Read,
    /// To read and to write
    Write,
}

/// `demarche tokens list`
#[derive(Debug, Arguments)]
pub(crate) struct List {
    #[command(flatten)]
    store: StorePath,
}

/// `demarche tokens revoke`
#[derive(Debug, Arguments)]
pub(crate) struct Revoke {
    /// The number of the token, as `demarche tokens list` shows it
    #[arg(value_name = "NUMBER", value_parser = number)]
    id: i64,

    #[command(flatten)]
    store: StorePath,
}

fn number(value: &str) -> Result<i64, String> {
    value
        .parse()
        .map_err(|_| "not a number; hint: `demarche tokens list` shows them".to_owned())
}

/// Does what the command line asks for.
pub(crate) fn run(tokens: &Tokens) -> anyhow::Result<Exit> {
    let now = Timestamp::now();
    let mut out = String::new();
    match tokens {
        Tokens::Add(add) => {
            let name = add.name.trim();
            if name.is_empty() || name.chars().count() > 100 {
                return Err(Failure::usage(
                    "a token needs a name of 1 to 100 characters",
                    "say whose it is: demarche tokens add desk",
                ));
            }
            let rights = match add.rights {
                May::Read => Rights::Read,
                May::Write => Rights::Write,
            };
            let mut bytes = [0_u8; 32];
            getrandom::fill(&mut bytes).map_err(|error| {
                Failure::failed(
                    format!("the system gives no random bytes: {error}"),
                    "try again",
                )
            })?;
            let mut secret = String::from("dmr_");
            for byte in bytes {
                let _ = write!(secret, "{byte:02x}");
            }
            let reviewer = Reviewer::open(&add.store.path()?)?;
            let token = reviewer.add_token(name, rights, &secret, now)?;
            let _ = writeln!(out, "{secret}");
            eprintln!(
                "token {} for {}, to {}; it is not shown again",
                token.id,
                printable(name),
                rights.as_str()
            );
        }
        Tokens::List(list) => {
            let reader = Reader::open(&list.store.path()?)?;
            for token in reader.snapshot()?.tokens()? {
                let state = match token.revoked {
                    Some(at) => format!("revoked {at}"),
                    None => "in force".to_owned(),
                };
                let _ = writeln!(
                    out,
                    "{}\t{}\t{}\tmade {}\t{state}",
                    token.id,
                    printable(&token.name),
                    token.rights.as_str(),
                    token.created
                );
            }
        }
        Tokens::Revoke(revoke) => {
            let reviewer = Reviewer::open(&revoke.store.path()?)?;
            if !reviewer.revoke_token(revoke.id, now)? {
                return Err(Failure::failed(
                    format!("there is no token {} that is in force", revoke.id),
                    "`demarche tokens list` shows them",
                ));
            }
            eprintln!("token {} is revoked", revoke.id);
        }
    }
    interrupt::write_whole(&mut io::stdout().lock(), out.as_bytes())?;
    Ok(Exit::Done)
}
