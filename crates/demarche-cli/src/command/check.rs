//! `demarche knowledge check` and `demarche codebook check`: whether a user's own tables and frames
//! read, what they change, and whether the sentences of the frames code as they say.

use std::fmt::Write as _;
use std::io;

use demarche_code::Coder;
use demarche_code::examples::misses;

use super::actors::told;
use crate::args::{CheckCodebook, CheckKnowledge};
use crate::interrupt;
use crate::own::{OwnArgs, OwnFile};
use crate::report::{Exit, plural, printable};

/// Checks tables of knowledge.
pub(crate) fn knowledge(args: &CheckKnowledge) -> anyhow::Result<Exit> {
    let own = OwnArgs {
        knowledge: args.folders.clone(),
        codebook: Vec::new(),
    };
    let files = own.files()?;
    let mut out = counted(&files.knowledge, &|text| {
        let rows = text
            .lines()
            .filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
        let (removed, added): (Vec<_>, Vec<_>) = rows.partition(|line| line.starts_with("-\t"));
        match removed.len() {
            0 => plural(added.len(), "entry", "entries"),
            count => format!(
                "{}, {count} taken out",
                plural(added.len(), "entry", "entries")
            ),
        }
    });
    let coder = files.checked()?;
    let knowledge = coder.knowledge();
    let shadowed = knowledge.shadowed();
    for (name, yours, ours) in &shadowed {
        let _ = writeln!(
            out,
            "note: \"{}\" is {} in your tables, and also {}; yours is meant",
            printable(name),
            told(knowledge, *yours),
            told(knowledge, *ours),
        );
    }
    out.push_str("no faults\n");
    interrupt::write_whole(&mut io::stdout().lock(), out.as_bytes())?;
    Ok(Exit::Done)
}

/// Checks frames, and runs their sentences.
pub(crate) fn codebook(args: &CheckCodebook) -> anyhow::Result<Exit> {
    let own = OwnArgs {
        knowledge: args.knowledge.clone(),
        codebook: args.folders.clone(),
    };
    let files = own.files()?;
    let mut out = counted(&files.codebook, &|text| {
        plural(text.lines().count(), "line", "lines")
    });
    let coder: Coder = files.checked()?;
    let (mut frames, mut run, mut missed) = (0, 0, 0);
    for frame in coder.codebook().frames.iter().filter(|frame| frame.own) {
        frames += 1;
        run += frame.codes.len() + frame.refuses.len();
        for miss in misses(&coder, frame) {
            missed += 1;
            let _ = writeln!(
                out,
                "miss: {}: {}\n      {}",
                printable(&miss.frame),
                printable(&miss.example),
                printable(&miss.message)
            );
        }
        if frame.codes.is_empty() || frame.refuses.is_empty() {
            let _ = writeln!(
                out,
                "note: {} has no `{}` sentence",
                printable(&frame.id),
                if frame.codes.is_empty() {
                    "codes"
                } else {
                    "refuses"
                }
            );
        }
    }
    let _ = writeln!(
        out,
        "no faults; {}; {} of {run} example sentences pass",
        plural(frames, "frame", "frames"),
        run - missed,
    );
    interrupt::write_whole(&mut io::stdout().lock(), out.as_bytes())?;
    Ok(if missed == 0 {
        Exit::Done
    } else {
        Exit::Failed
    })
}

fn counted(files: &[OwnFile], count: &dyn Fn(&str) -> String) -> String {
    let mut out = String::new();
    for file in files {
        let _ = writeln!(out, "{}: {}", printable(&file.name), count(&file.text));
    }
    out
}
