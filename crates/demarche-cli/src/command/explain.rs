//! `demarche explain`: the article with its events marked in place, and why each was coded so.

use std::fmt::Write as _;
use std::io;

use anstyle::{Effects, Style};
use demarche_record::{Article, Certainty, Event};

use super::code::dated;
use crate::args::{Color, Explain};
use crate::input;
use crate::interrupt;
use crate::output::{Paint, Run, parties, quad_sign, quad_style, terminal_width, wrap};
use crate::report::{Exit, Failure};
use demarche_code::{Coded, Explanation};

const BOLD: Style = Style::new().effects(Effects::BOLD);
const DIM: Style = Style::new().effects(Effects::DIMMED);

/// Explains every article of the input.
pub(crate) fn run(args: &Explain, color: Color) -> anyhow::Result<Exit> {
    let inputs = input::find(std::slice::from_ref(&args.input), args.kind)?;
    if let Some(folder) = inputs.barren.first() {
        return Err(Failure::failed(
            format!("{} holds nothing that can be read", folder.display()),
            format!(
                "files of folders are read that are named {}",
                input::readable_names()
            ),
        ));
    }
    let coder = args.engine.coder(&args.own)?;
    let page = Page {
        paint: Paint::stdout(color),
        width: terminal_width().clamp(40, 120),
    };
    let mut out = io::stdout().lock();
    for item in inputs.items() {
        let (origin, read) = item.article();
        let (article, problems) = read.map_err(|rejection| {
            Failure::failed(format!("{origin}: {}", rejection.what), rejection.hint)
        })?;
        for problem in problems {
            eprintln!("warning: {origin}: {problem}");
        }
        let article = dated(article, args.date.as_deref());
        let coded = coder.code(&article);
        for problem in &coded.problems {
            eprintln!("warning: {origin}: {problem}");
        }
        interrupt::write_whole(&mut out, page.article(&article, &coded).as_bytes())?;
    }
    Ok(Exit::Done)
}

struct Page {
    paint: Paint,
    width: usize,
}

impl Page {
    fn article(&self, article: &Article, coded: &Coded) -> String {
        let mut out = self.marked(article, &coded.events);
        if coded.events.is_empty() {
            out.push_str("\nno events\n");
        }
        let nothing = Explanation::default();
        for (index, event) in coded.events.iter().enumerate() {
            let explanation = coded.explanations.get(index).unwrap_or(&nothing);
            self.event(&mut out, index + 1, event, explanation, article);
        }
        out
    }

    /// The text, each trigger marked with the numbers of its events: "[2 suspending]".
    fn marked(&self, article: &Article, events: &[Event]) -> String {
        // Triggers may coincide or overlap: a mark ends where the next begins.
        let mut marks: Vec<(u32, u32, usize)> = events
            .iter()
            .enumerate()
            .map(|(index, event)| {
                (
                    event.evidence.trigger.start,
                    event.evidence.trigger.end,
                    index,
                )
            })
            .collect();
        marks.sort_unstable();
        let mut paragraphs: Vec<Vec<Run>> = vec![Vec::new()];
        let mut at = 0;
        let mut marks = marks.into_iter().peekable();
        while let Some((start, mut end, first)) = marks.next() {
            let mut numbers = vec![(first + 1).to_string()];
            while let Some((_, other, index)) = marks.next_if(|(next, _, _)| *next < end) {
                end = end.max(other);
                numbers.push((index + 1).to_string());
            }
            plain(
                &mut paragraphs,
                demarche_record::Span::new(at, start).slice(&article.text),
            );
            let style = quad_style(events[first].quad_class);
            let words = demarche_record::Span::new(start, end).slice(&article.text);
            if let Some(paragraph) = paragraphs.last_mut() {
                paragraph.push(Run::new(&format!("[{} ", numbers.join(",")), DIM));
                paragraph.push(Run::new(
                    words,
                    style.effects(Effects::BOLD | Effects::UNDERLINE),
                ));
                paragraph.push(Run::new("]", DIM));
            }
            at = end;
        }
        plain(
            &mut paragraphs,
            demarche_record::Span::new(at, u32::MAX).slice(&article.text),
        );
        let mut out = String::new();
        for paragraph in paragraphs.iter().filter(|runs| !runs.is_empty()) {
            for line in wrap(paragraph, self.width) {
                let _ = writeln!(out, "{}", line.painted(self.paint));
            }
            out.push('\n');
        }
        out
    }

    fn event(
        &self,
        out: &mut String,
        number: usize,
        event: &Event,
        explanation: &Explanation,
        article: &Article,
    ) {
        let style = quad_style(event.quad_class);
        let mut head = vec![
            Run::new(&format!("{number}  "), BOLD),
            Run::new(
                &format!(
                    "{} {}",
                    quad_sign(event.quad_class).trim(),
                    event.event_type
                ),
                style,
            ),
        ];
        if let Some(mode) = event.mode {
            head.push(Run::plain(&format!(" {mode}")));
        }
        head.push(Run::new(" · ", DIM));
        head.extend(parties(&event.actors));
        if !event.recipients.is_empty() {
            head.push(Run::new(" → ", DIM));
            head.extend(parties(&event.recipients));
        }
        for line in wrap(&head, self.width) {
            let _ = writeln!(out, "{}", line.painted(self.paint));
        }
        let mut field = |name: &str, text: &str| {
            let lines = wrap(&[Run::plain(text)], self.width.saturating_sub(15));
            for (at, line) in lines.iter().enumerate() {
                let name = if at == 0 { name } else { "" };
                let name = self.paint.apply(DIM, &format!("   {name:<12}"));
                let _ = writeln!(out, "{name}{}", line.painted(self.paint));
            }
        };
        let trigger = event.evidence.trigger.slice(&article.text);
        field(
            "words",
            &format!("“{trigger}” in sentence {}", event.sentence),
        );
        field("frame", &event.evidence.rule);
        if !explanation.gloss.is_empty() {
            field("means", &explanation.gloss);
        }
        if !explanation.source.is_empty() {
            field("source", &explanation.source);
        }
        if let Some(rule) = &explanation.rewritten {
            field("by rule", rule);
        }
        for (seat, parties) in [("actor", &event.actors), ("recipient", &event.recipients)] {
            for party in parties {
                let code = party.code.as_deref().unwrap_or("no code");
                let name = match &party.name {
                    Some(name) if *name != party.text => format!(", known as {name}"),
                    _ => String::new(),
                };
                field(
                    seat,
                    &format!("“{}” {code}, by {}{name}", party.text, party.basis),
                );
            }
        }
        field("status", &status(event, explanation));
        match &event.date {
            Some(date) => {
                let words = date.span.map(|span| span.slice(&article.text));
                let words = words.map_or_else(String::new, |words| format!(" (“{words}”)"));
                let day = if date.start == date.end {
                    date.start.clone()
                } else {
                    format!("{} to {}", date.start, date.end)
                };
                field("date", &format!("{day}, by {}{words}", date.basis));
            }
            None => field("date", "not said"),
        }
        if let Some(place) = &event.place {
            let name = place.name.as_deref().unwrap_or("not in the tables");
            let admin = place
                .admin1
                .as_deref()
                .map_or_else(String::new, |name| format!(", {name}"));
            let country = place
                .country
                .map_or_else(String::new, |code| format!(", {code}"));
            field(
                "place",
                &format!("“{}”: {name}{admin}{country}", place.text),
            );
        }
        if let Some(object) = &event.object {
            field("object", &format!("{}: {}", object.kind, object.name));
        }
        if !event.contexts.is_empty() {
            let names: Vec<&str> = event
                .contexts
                .iter()
                .map(|context| context.as_str())
                .collect();
            field("contexts", &names.join(", "));
        }
        let goldstein = event
            .goldstein
            .map_or_else(String::new, |scale| format!(", Goldstein {scale}"));
        let cameo = event.cameo.as_deref().unwrap_or("none");
        field(
            "scales",
            &format!("CAMEO {cameo}{goldstein}, PLOVER score {}", event.score),
        );
        field("confidence", &format!("{:.2}", event.confidence));
        for (at, lost) in explanation.lost.iter().enumerate() {
            field(if at == 0 { "lost" } else { "" }, lost);
        }
        out.push('\n');
    }
}

/// Adds text, a new paragraph at each blank line.
fn plain(paragraphs: &mut Vec<Vec<Run>>, text: &str) {
    let mut blank = false;
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 && line.trim().is_empty() {
            blank = true;
            continue;
        }
        if blank {
            paragraphs.push(Vec::new());
            blank = false;
        }
        if let Some(paragraph) = paragraphs.last_mut() {
            if index > 0 {
                paragraph.push(Run::plain(" "));
            }
            paragraph.push(Run::plain(line));
        }
    }
    if blank {
        paragraphs.push(Vec::new());
    }
}

fn status(event: &Event, explanation: &Explanation) -> String {
    let mut text = event.status.as_str().to_owned();
    if event.certainty != Certainty::Asserted {
        let _ = write!(text, ", {}", event.certainty.as_str());
    }
    if let Some(by) = &event.reported_by {
        let code = by
            .code
            .as_deref()
            .map_or_else(String::new, |code| format!(" {code}"));
        let _ = write!(text, " by “{}”{code}", by.text);
    }
    if !explanation.because.is_empty() {
        let _ = write!(text, "; because of {}", explanation.because.join(", "));
    }
    if let Some(heads) = &explanation.heads {
        let _ = write!(text, "; {heads}");
    }
    text
}
