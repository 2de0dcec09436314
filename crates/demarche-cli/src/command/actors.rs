//! `demarche actors`: what a name resolves to, and why.

use crate::report::Exit;

/// Looks up each name.
pub(crate) fn run(_names: &[String]) -> anyhow::Result<Exit> {
    Ok(Exit::Done)
}
