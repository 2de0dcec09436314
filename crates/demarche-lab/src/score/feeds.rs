//! Feed test cases: whether the reader of the program finds the items that a strict scan finds.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Result, bail};
use demarche_read::read_feed;

use super::scan;
use crate::ledger::Figure;

/// Scores the cases of the feed validator. Those that are no feeds are not counted.
pub(crate) fn score(folder: &Path, errors: &mut String) -> Result<Vec<Figure>> {
    let cases = scan::cases(folder);
    if cases.is_empty() {
        bail!("{} holds no cases", folder.display());
    }
    // Of the valid ones, then of the others: how many there are, and how many are read right.
    let mut counts = [(0, 0); 2];
    for case in &cases {
        let found: Option<Vec<bool>> = read_feed(&case.bytes, None)
            .ok()
            .map(|feed| feed.items.iter().map(|item| item.title.is_some()).collect());
        let right = match (scan::titles(&case.bytes), found) {
            (Ok(None), _) => continue,
            (Ok(Some(wanted)), Some(found)) if case.valid => found == wanted,
            // Where the validator finds fault, more may be found than the formats allow.
            (Ok(Some(wanted)), Some(found)) => found.starts_with(&wanted),
            (Err(_), Some(found)) if case.valid => found.len() == scan::tags(&case.bytes),
            // What is not well-formed has no count to be held to.
            (Err(_), Some(_)) => continue,
            (_, None) => false,
        };
        if !right {
            let _ = writeln!(errors, "{}", case.name);
        }
        let (all, read) = &mut counts[usize::from(!case.valid)];
        *all += 1;
        *read += usize::from(right);
    }
    let figure = |id: &str, what: &str, (all, read): (usize, usize)| {
        let on = format!("{all} test cases of the feed validator");
        Figure::new(id, what, &on, format!("{read} of {all}"))
    };
    Ok(vec![
        figure(
            "feeds.valid",
            "valid feeds that give all their items with their titles",
            counts[0],
        )
        .aim("all"),
        figure(
            "feeds.faulty",
            "faulty feeds that give all their items with their titles",
            counts[1],
        ),
    ])
}
