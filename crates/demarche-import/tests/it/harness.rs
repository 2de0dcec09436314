//! Reads dictionaries and shows what was written.

use demarche_code::knowledge::{self, Knowledge};
use demarche_import::{Dictionary, Import, Kind, import};

/// Imports one dictionary and checks that its lines add up.
pub(crate) fn read(kind: Kind, text: &str) -> Import {
    let dictionary = Dictionary {
        file: format!("my.{}.txt", kind.as_str()),
        kind,
        text: text.to_owned(),
    };
    let import = import(&[dictionary], knowledge::embedded());
    for account in &import.accounts {
        assert_eq!(
            account.read,
            account.translated + account.partly + account.untranslated
        );
    }
    import
}

/// A file of an import without its comments; empty where it was not written.
pub(crate) fn rows(import: &Import, file: &str) -> String {
    let text = import.files.get(file).map_or("", String::as_str);
    let rows = text.lines().filter(|line| !line.starts_with('#'));
    rows.map(|row| format!("{}\n", row.replace('\t', " ; ")))
        .collect()
}

/// What was lost: place, outcome, reason.
pub(crate) fn lost(import: &Import) -> String {
    let told = import.lost.iter().map(|lost| {
        format!(
            "{}:{} {}: {}\n",
            lost.line,
            lost.column,
            lost.outcome.as_str(),
            lost.reason
        )
    });
    told.collect()
}

/// Reads what was written as the program does; there must be no problem in it.
pub(crate) fn knowledge(import: &Import) -> Knowledge {
    let tables: Vec<(&str, &str)> = import
        .files
        .iter()
        .filter(|(name, _)| name.starts_with("knowledge/"))
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let (knowledge, problems) = Knowledge::read(&tables);
    assert!(problems.is_empty(), "{problems:?}");
    knowledge
}
