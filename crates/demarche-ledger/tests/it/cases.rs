//! The Markdown case files in `tests/cases`: their README says how they read.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use demarche_ledger::{Day, Scope};

use crate::compact::{self, Reported};

#[test]
fn cases() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut files: Vec<_> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
        .filter(|path| path.file_name().is_some_and(|name| name != "README.md"))
        .collect();
    files.sort();
    let (mut run, mut failures) = (0, String::new());
    for path in files {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).unwrap();
        for (title, body) in sections(&text) {
            run += 1;
            if let Err(report) = check(&body) {
                let _ = write!(failures, "\n{name}: {title}\n{report}");
            }
        }
    }
    println!("{run} cases");
    assert!(run > 0, "no case was found");
    assert!(failures.is_empty(), "{failures}");
}

fn sections(text: &str) -> Vec<(String, String)> {
    let mut sections: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        match line.strip_prefix("## ") {
            Some(title) => sections.push((title.to_owned(), String::new())),
            None => {
                if let Some((_, body)) = sections.last_mut() {
                    body.push_str(line);
                    body.push('\n');
                }
            }
        }
    }
    sections
}

/// Checks every `ledger` block against the events before it.
fn check(body: &str) -> Result<(), String> {
    let mut events: Vec<Reported> = Vec::new();
    let mut texts = compact::Texts::new();
    let mut same: Vec<(&str, &str)> = Vec::new();
    let (mut blocks, mut report) = (0, String::new());
    let mut lines = body.lines();
    while let Some(line) = lines.next() {
        let Some(opened) = line.strip_prefix("```") else {
            continue;
        };
        let content: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        if opened == "events" {
            for line in content.iter().filter(|line| !line.is_empty()) {
                let event = compact::event(line, events.len());
                let event = event.map_err(|fault| format!("  {line}: {fault}\n"))?;
                if let Some(text) = compact::text(line) {
                    texts.insert(event.0.id.clone(), text);
                }
                events.push(event);
            }
        } else if opened == "same" {
            for line in content {
                let ids = line.split_once(' ');
                same.push(ids.ok_or_else(|| format!("  {line}: no two ids\n"))?);
            }
        } else if let Some(asked) = opened.strip_prefix("ledger") {
            blocks += 1;
            let (scope, at) = query(asked)?;
            let mut fold = compact::fold_told(&events, &texts);
            let mut stored = compact::fold_gists(&events, &texts);
            for (one, two) in &same {
                fold.same(one, two);
                stored.same(one, two);
            }
            let ledger = compact::ledger_of(&fold, scope.clone(), at);
            if compact::ledger_of(&stored, scope, at) != ledger {
                let _ = writeln!(report, "  {asked}: gists give another ledger");
            }
            let want: BTreeSet<&str> = content
                .into_iter()
                .filter(|line| !line.is_empty())
                .collect();
            let kinds: BTreeSet<&str> = want
                .iter()
                .filter_map(|line| line.trim_start_matches("no ").split(' ').next())
                .collect();
            let all = compact::lines(&ledger);
            let have: BTreeSet<&str> = all
                .iter()
                .map(String::as_str)
                .filter(|line| {
                    line.split(' ')
                        .next()
                        .is_some_and(|kind| kinds.contains(kind))
                })
                .collect();
            let want: BTreeSet<&str> = want
                .into_iter()
                .filter(|line| !line.starts_with("no "))
                .collect();
            for line in want.difference(&have) {
                let _ = writeln!(report, "  wanted {asked}: {line}");
            }
            for line in have.difference(&want) {
                let _ = writeln!(report, "  came   {asked}: {line}");
            }
        } else {
            return Err(format!("  {opened} is no block\n"));
        }
    }
    if blocks == 0 {
        return Err("  it expects nothing\n".to_owned());
    }
    if report.is_empty() {
        Ok(())
    } else {
        Err(report)
    }
}

fn query(asked: &str) -> Result<(Scope, Option<Day>), String> {
    let (mut scope, mut at) = (Scope::All, None);
    for part in asked.split_whitespace() {
        match part.split_once('=') {
            Some(("at", day)) => at = Some(Day::parse(day).ok_or("at= wants a day")?),
            Some(("pair", pair)) => {
                let (a, b) = pair.split_once(',').ok_or("pair= wants two codes")?;
                scope = Scope::Pair(a.to_owned(), b.to_owned());
            }
            _ => return Err(format!("  {part} is no part of a query\n")),
        }
    }
    Ok((scope, at))
}
