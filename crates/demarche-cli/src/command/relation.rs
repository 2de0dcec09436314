//! `demarche relation`: the type of the relation between two given parties.

use std::io;

use serde::{Deserialize, Serialize};

use crate::args::Relation;
use crate::report::Exit;

/// Classifies each record.
pub(crate) fn run(_args: &Relation) -> anyhow::Result<Exit> {
    Ok(Exit::Done)
}
