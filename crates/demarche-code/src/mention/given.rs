//! Given names that tell the sex of who bears them.

use std::sync::OnceLock;

use demarche_knowledge::quick::QuickMap;

const TABLE: &str = crate::tables::GIVEN_NAMES;

/// Whether a given name is said of women; `None` where it is of both or not known.
pub(super) fn female(name: &str) -> Option<bool> {
    static NAMES: OnceLock<QuickMap<&str, bool>> = OnceLock::new();
    NAMES.get_or_init(|| read(TABLE)).get(name).copied()
}

fn read(table: &str) -> QuickMap<&str, bool> {
    table
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .flat_map(|(sex, names)| names.split('|').map(move |name| (name, sex == "female")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{TABLE, female, read};

    #[test]
    fn a_name_has_one_sex() {
        assert_eq!(female("Ursula"), Some(true));
        assert_eq!(female("Sergei"), Some(false));
        assert_eq!(female("Kim"), None);
        let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
        let names: usize = lines.map(|line| line.split('|').count()).sum();
        assert_eq!(read(TABLE).len(), names, "a name stands twice");
    }
}
