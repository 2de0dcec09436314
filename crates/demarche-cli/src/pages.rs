//! Untrusted pages, read in worker processes of this program.

use std::io;
use std::process::Command;
use std::sync::OnceLock;

use anyhow::Context as _;
use demarche_read::{Hints, Limits, Pool};
use demarche_record::Article;
use demarche_text::Problem;
use jiff::Timestamp;

use crate::report::Exit;

/// The name of the hidden command that workers run.
const WORKER: &str = "worker";

static POOL: OnceLock<Pool> = OnceLock::new();

/// The workers of this process; none is started before the first page.
pub(crate) fn pool() -> &'static Pool {
    POOL.get_or_init(|| {
        let program = std::env::current_exe().unwrap_or_else(|_| "demarche".into());
        let command = move || {
            let mut command = Command::new(&program);
            command.arg(WORKER);
            command
        };
        Pool::new(command, Limits::default())
    })
}

/// Reads a page in a worker.
pub(crate) fn read(bytes: Vec<u8>, hints: Hints) -> Result<(Article, Vec<Problem>), Problem> {
    let now = hints.now.unwrap_or_else(Timestamp::now);
    pool().read_page(
        bytes,
        Hints {
            now: Some(now),
            ..hints
        },
    )
}

/// Ends the workers, so that none outlives this process, not even as a zombie.
pub(crate) fn close() {
    if let Some(pool) = POOL.get() {
        pool.close();
    }
}

/// `demarche worker`: reads the pages that the pool sends. Loads no coder, so that it starts at once.
pub(crate) fn serve() -> anyhow::Result<Exit> {
    demarche_read::serve(io::stdin(), io::stdout())
        .context("the worker lost its pool; hint: `demarche` starts workers itself")?;
    Ok(Exit::Done)
}
