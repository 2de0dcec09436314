//! `demarche diff`: what two runs over the same articles coded differently.

use std::fmt::Write as _;
use std::io::{self, IsTerminal as _};

use demarche_record::{Event, Party};
use demarche_store::{Contrast, Reader, RunId};
use serde_json::json;

use crate::interrupt;
use crate::report::{Exit, printable};
use crate::store::{Diff, DiffFormat};

/// Shows the differences that the command line asks for.
pub(crate) fn run(args: &Diff) -> anyhow::Result<Exit> {
    let reader = Reader::open(&args.store.path()?)?;
    let snapshot = reader.snapshot()?;
    let mut out = io::stdout();
    let table = match args.format {
        Some(format) => format == DiffFormat::Table,
        None => out.is_terminal(),
    };
    let (before, after) = (RunId(args.before), RunId(args.after));
    let sums = snapshot.difference(before, after, |article_id, change| {
        let text = match table {
            true => row(article_id, &change),
            false => line(article_id, &change),
        };
        interrupt::write_whole(&mut out, text.as_bytes())?;
        anyhow::Ok(())
    })?;
    let texts = |count: u64| if count == 1 { "text" } else { "texts" };
    eprintln!(
        "{} {} coded by both runs: events same {}, changed {}, gone {}, added {}",
        sums.texts,
        texts(sums.texts),
        sums.same,
        sums.changed,
        sums.gone,
        sums.added
    );
    if sums.only_before + sums.only_after > 0 {
        eprintln!(
            "note: {} {} coded by run {before} only and {} by run {after} only are not compared",
            sums.only_before,
            texts(sums.only_before),
            sums.only_after
        );
    }
    Ok(Exit::Done)
}

fn line(article_id: &str, change: &Contrast) -> String {
    let record = match change {
        Contrast::Added(after) => json!({
            "change": "added", "article_id": article_id, "before": null, "after": after,
        }),
        Contrast::Gone(before) => json!({
            "change": "gone", "article_id": article_id, "before": before, "after": null,
        }),
        Contrast::Changed {
            before,
            after,
            fields,
        } => json!({
            "change": "changed", "article_id": article_id, "fields": fields,
            "before": before, "after": after,
        }),
    };
    format!("{record}\n")
}

fn row(article_id: &str, change: &Contrast) -> String {
    let mut row = String::new();
    let article = printable(article_id);
    let _ = match change {
        Contrast::Added(after) => writeln!(row, "+ {article}  {}", said(after)),
        Contrast::Gone(before) => writeln!(row, "- {article}  {}", said(before)),
        Contrast::Changed {
            before,
            after,
            fields,
        } => {
            let fields = fields.join(", ");
            writeln!(row, "~ {article}  {}", said(before))
                .and_then(|()| writeln!(row, "  {article}  {}  ({fields})", said(after)))
        }
    };
    row
}

/// An event in a line.
fn said(event: &Event) -> String {
    let parties = |parties: &[Party]| -> String {
        let parties: Vec<String> = parties
            .iter()
            .map(|party| {
                let code = party.code.as_deref().unwrap_or("---");
                format!("{code} [{}]", party.text)
            })
            .collect();
        parties.join(", ")
    };
    let mode = event
        .mode
        .map_or_else(String::new, |mode| format!("/{mode}"));
    let day = event.date.as_ref().map_or("no day", |date| &date.start);
    let recipients = match event.recipients.is_empty() {
        true => String::new(),
        false => format!(" -> {}", parties(&event.recipients)),
    };
    printable(&format!(
        "s{} {}{mode} {}{recipients} {day} {}",
        event.sentence,
        event.event_type,
        parties(&event.actors),
        event.status.as_str(),
    ))
}
