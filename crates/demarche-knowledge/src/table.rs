//! The shape of a table of `knowledge/`: rows of fields, and fields of several entries.
//!
//! This module knows nothing of what columns mean.

use std::collections::HashSet;

use crate::fault::{Bad, Complaint, Fault};

/// A row of a table: its line as it stands.
pub struct Row<'t> {
    /// The line.
    pub line: &'t str,
}

/// The data rows of a table: no comments and no empty lines.
pub fn table_rows(text: &str) -> impl Iterator<Item = Row<'_>> {
    text.lines()
        .filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
        .map(|line| Row { line })
}

/// The rows as their line's number, from 1, and their fields.
pub fn rows(text: &str) -> impl Iterator<Item = (usize, Vec<&str>)> {
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
        .map(|(number, line)| (number + 1, line.split('\t').map(str::trim).collect()))
}

/// The entries of a field that holds several, parted by `|`.
pub fn list(field: &str) -> impl Iterator<Item = &str> {
    // Entries are short: looking at each character is faster than a search for the next bar.
    field
        .split(['|'])
        .map(str::trim)
        .filter(|entry| !entry.is_empty())
}

impl<'t> Row<'t> {
    /// The fields without the white space around them.
    pub fn all(&self) -> impl Iterator<Item = &'t str> + use<'t> {
        self.line.split(['\t']).map(str::trim)
    }

    /// The fields where there are `N`.
    pub fn exactly<const N: usize>(&self) -> Option<[&'t str; N]> {
        let mut all = self.all();
        let mut fields = [""; N];
        for field in &mut fields {
            *field = all.next()?;
        }
        all.next().is_none().then_some(fields)
    }

    /// The fields where there are as many as `columns` names, else what is wrong.
    pub fn fields<const N: usize>(&self, columns: &str) -> Result<[&'t str; N], Bad<'t>> {
        self.exactly().ok_or_else(|| {
            let have = self.all().count();
            let s = if have == 1 { "" } else { "s" };
            let spaces = self.line.contains("  ") && have == 1;
            let help = format!(
                "the columns are {columns}, parted by tabs{}; leave a field empty, but keep its tab",
                if spaces { " and not by spaces" } else { "" }
            );
            let what = Complaint::new(format!("{have} column{s} where {N} are wanted"), help);
            (self.line, what)
        })
    }

    /// The key that a row of the form `-<TAB>key` takes out of the tables.
    pub fn removal(&self) -> Option<&'t str> {
        match self.exactly() {
            Some(["-", key]) if !key.is_empty() => Some(key),
            _ => None,
        }
    }
}

/// The first field of a row: the key of most tables.
pub fn first_field<'t>(row: &Row<'t>) -> Option<&'t str> {
    row.all().next()
}

/// Reads a user's `own` files of one table and then `ours`, of which the rows stay out whose key
/// the user gives or takes out. `read` is told each row.
pub fn layered<'t>(
    ours: &'t str,
    own: &[(&'t str, &'t str)],
    key: impl Fn(&Row<'t>) -> Option<&'t str>,
    mut read: impl FnMut(&Row<'t>) -> Result<(), Bad<'t>>,
) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut replaced: HashSet<&str> = HashSet::new();
    for &(file, text) in own {
        for row in table_rows(text) {
            if let Some(key) = row.removal().or(key(&row)) {
                replaced.insert(key);
            }
            if row.removal().is_none()
                && let Err((part, what)) = read(&row)
            {
                faults.push(Fault::of(file, text, part, what));
            }
        }
    }
    for row in table_rows(ours) {
        if key(&row).is_some_and(|key| replaced.contains(key)) {
            continue;
        }
        if let Err((part, what)) = read(&row) {
            faults.push(Fault::of("built in", ours, part, what));
        }
    }
    faults
}
