//! Events as a table: who did what to whom, when and where, and the words that say so.
//!
//! Each event is a block: a row of columns, wrapped within them, and below it the words of the
//! article with the trigger marked. On a narrow terminal the columns stand below each other.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anstyle::Style;
use demarche_record::{Article, Certainty, Date, Event, Party, QuadClass, Span, Status};

use super::paint::{BOLD, CODE, DIM, TRIGGER, UNSURE};
use super::wrap::{Line, width};
use super::{Paint, Run, quad_sign, quad_style, wrap};
use demarche_code::Coded;

/// Below this width the columns stand below each other.
const NARROW: usize = 72;
/// Wider lines are hard to follow.
const WIDEST: usize = 160;
/// Columns between columns.
const GAP: usize = 2;

/// How wide each column is.
#[derive(Clone, Copy, Debug)]
struct Columns {
    number: usize,
    who: usize,
    what: usize,
    whom: usize,
    when: usize,
    how: usize,
}

/// The table writer.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    paint: Paint,
    width: usize,
}

impl Table {
    pub(super) fn new(paint: Paint, width: usize) -> Self {
        Table {
            paint,
            width: width.clamp(40, WIDEST),
        }
    }

    /// One article's events under its name.
    pub(super) fn article(&self, origin: &str, article: &Article, coded: &Coded) -> String {
        let mut out = self.title(origin, article, coded);
        if coded.events.is_empty() {
            let _ = writeln!(out, "   {}\n", self.paint.apply(DIM, "no events"));
            return out;
        }
        if self.width < NARROW {
            for (index, event) in coded.events.iter().enumerate() {
                self.stacked(&mut out, index + 1, event, article);
            }
            return out;
        }
        let columns = self.columns(&coded.events);
        self.head(&mut out, columns);
        for (index, event) in coded.events.iter().enumerate() {
            self.row(&mut out, index + 1, event, article, columns);
        }
        out
    }

    /// What the signs mean.
    pub(super) fn legend(&self) -> String {
        let mut runs = Vec::new();
        for (quad, name) in QUADS {
            runs.push(Run::new(quad_sign(quad).trim(), quad_style(quad)));
            runs.push(Run::new(&format!(" {name} · "), DIM));
        }
        runs.push(Run::new(
            ".91 is the chance that type and parties are right",
            DIM,
        ));
        let mut out = String::new();
        for line in wrap(&runs, self.width) {
            let _ = writeln!(out, "{}", line.painted(self.paint));
        }
        out
    }

    fn title(&self, origin: &str, article: &Article, coded: &Coded) -> String {
        let mut runs = vec![Run::new(origin, BOLD)];
        if let Some(date) = &article.date {
            runs.push(Run::new(&format!(" · {date}"), DIM));
        }
        if let Some(title) = &article.title {
            runs.push(Run::plain(&format!(" · {title}")));
        }
        let count = coded.events.len();
        let mut sentences: Vec<u32> = coded.events.iter().map(|event| event.sentence).collect();
        sentences.dedup();
        let plural =
            |count: usize, one: &str| format!("{count} {one}{}", if count == 1 { "" } else { "s" });
        let mut counts: BTreeMap<_, usize> = BTreeMap::new();
        for event in &coded.events {
            *counts.entry(event.event_type).or_default() += 1;
        }
        let mut second = Vec::new();
        if count > 0 {
            let text = format!(
                "{} in {}: ",
                plural(count, "event"),
                plural(sentences.len(), "sentence")
            );
            second.push(Run::plain(&text));
            for (index, (event_type, count)) in counts.iter().enumerate() {
                let comma = if index > 0 { ", " } else { "" };
                second.push(Run::plain(comma));
                second.push(Run::new(&format!("{count}\u{a0}"), DIM));
                second.push(Run::new(
                    event_type.as_str(),
                    quad_style(event_type.quad_class()),
                ));
            }
        }
        let mut out = String::new();
        for line in wrap(&runs, self.width) {
            let _ = writeln!(out, "{}", line.painted(self.paint));
        }
        if !second.is_empty() {
            for line in wrap(&second, self.width) {
                let _ = writeln!(out, "{}", line.painted(self.paint));
            }
        }
        out.push('\n');
        out
    }

    fn columns(&self, events: &[Event]) -> Columns {
        let number = events.len().to_string().len().max(2);
        let what = events
            .iter()
            .map(|event| {
                let mode = event.mode.map_or(0, |mode| mode.as_str().len());
                event.event_type.as_str().len().max(mode)
            })
            .max()
            .unwrap_or(0)
            .max("DID WHAT".len() - 3)
            + 3;
        let when = events
            .iter()
            .filter_map(|event| event.date.as_ref())
            .map(|date| width(&day(date)))
            .max()
            .unwrap_or(0)
            .max(13);
        let how = 13;
        let parties = self.width - number - what - when - how - 5 * GAP;
        let who = parties / 2;
        Columns {
            number,
            who,
            what,
            whom: parties - who,
            when,
            how,
        }
    }

    fn head(&self, out: &mut String, columns: Columns) {
        let cells = [
            ("#", columns.number),
            ("WHO", columns.who),
            ("DID WHAT", columns.what),
            ("TO WHOM", columns.whom),
            ("WHEN, WHERE", columns.when),
            ("STATUS", columns.how),
        ];
        let text: Vec<String> = cells
            .iter()
            .enumerate()
            .map(|(at, (name, width))| {
                if at == 0 {
                    format!("{name:>width$}")
                } else {
                    format!("{name:<width$}")
                }
            })
            .collect();
        let _ = writeln!(
            out,
            "{}",
            self.paint
                .apply(DIM, text.join(&" ".repeat(GAP)).trim_end())
        );
        let _ = writeln!(out, "{}", self.paint.apply(DIM, &"─".repeat(self.width)));
    }

    fn row(
        &self,
        out: &mut String,
        number: usize,
        event: &Event,
        article: &Article,
        columns: Columns,
    ) {
        let cells = [
            (self.party_lines(&event.actors, columns.who), columns.who),
            (what(event, columns.what), columns.what),
            (
                self.party_lines(&event.recipients, columns.whom),
                columns.whom,
            ),
            (when_and_where(event, columns.when), columns.when),
            (how(event, columns.how), columns.how),
        ];
        let height = cells
            .iter()
            .map(|(lines, _)| lines.len())
            .max()
            .unwrap_or(0);
        for at in 0..height {
            let mut row = if at == 0 {
                self.paint
                    .apply(DIM, &format!("{number:>0$}", columns.number))
            } else {
                " ".repeat(columns.number)
            };
            for (lines, width) in &cells {
                row.push_str(&" ".repeat(GAP));
                row.push_str(&lines.get(at).map_or_else(
                    || " ".repeat(*width),
                    |line| line.padded(self.paint, *width),
                ));
            }
            let _ = writeln!(out, "{}", row.trim_end());
        }
        self.words(out, event, article, columns.number + GAP);
    }

    /// An event with its columns below each other.
    fn stacked(&self, out: &mut String, number: usize, event: &Event, article: &Article) {
        let mut head = vec![Run::new(&format!("{number}. "), DIM)];
        head.extend(type_runs(event));
        let field = |out: &mut String, name: &str, lines: Vec<Line>| {
            for (at, line) in lines.iter().enumerate() {
                let name = if at == 0 { name } else { "" };
                let name = self.paint.apply(DIM, &format!("   {name:<8}"));
                let _ = writeln!(out, "{name}{}", line.painted(self.paint));
            }
        };
        for line in wrap(&head, self.width) {
            let _ = writeln!(out, "{}", line.painted(self.paint));
        }
        let rest = self.width - 11;
        field(out, "who", self.party_lines(&event.actors, rest));
        if !event.recipients.is_empty() {
            field(out, "to whom", self.party_lines(&event.recipients, rest));
        }
        if event.date.is_some() || event.place.is_some() {
            field(out, "when", when_and_where(event, rest));
        }
        field(out, "status", how(event, rest));
        self.words(out, event, article, 3);
    }

    /// The words of the article, trigger marked, and what more they say.
    fn words(&self, out: &mut String, event: &Event, article: &Article, indent: usize) {
        let columns = self.width - indent;
        let mut runs = sentence_words(event, article, self.paint, 2 * columns);
        for fact in facts(event) {
            runs.push(Run::new(" · ", DIM));
            runs.push(Run::new(&fact.replace(' ', "\u{a0}"), BOLD));
        }
        for line in wrap(&runs, columns) {
            let _ = writeln!(out, "{}{}", " ".repeat(indent), line.painted(self.paint));
        }
        out.push('\n');
    }

    fn party_lines(&self, parties: &[Party], columns: usize) -> Vec<Line> {
        if parties.is_empty() {
            return wrap(&[Run::new("–", DIM)], columns);
        }
        parties
            .iter()
            .flat_map(|party| wrap(&party_runs(party), columns))
            .collect()
    }
}

const QUADS: [(QuadClass, &str); 4] = [
    (QuadClass::VerbalCooperation, "cooperation in words"),
    (QuadClass::MaterialCooperation, "in deeds"),
    (QuadClass::VerbalConflict, "conflict in words"),
    (QuadClass::MaterialConflict, "in deeds"),
];

fn party_runs(party: &Party) -> Vec<Run> {
    let mut runs = vec![Run::plain(&party.text)];
    if let Some(code) = &party.code {
        runs.push(Run::plain(" "));
        runs.push(Run::new(code, CODE));
    }
    runs
}

/// Parties on one line, with their codes.
pub(crate) fn parties(parties: &[Party]) -> Vec<Run> {
    if parties.is_empty() {
        return vec![Run::new("nobody named", DIM)];
    }
    let mut runs = Vec::new();
    for (index, party) in parties.iter().enumerate() {
        if index > 0 {
            runs.push(Run::new(" + ", DIM));
        }
        runs.extend(party_runs(party));
    }
    runs
}

fn type_runs(event: &Event) -> Vec<Run> {
    let style = quad_style(event.quad_class);
    let mut runs = vec![Run::new(
        &format!(
            "{} {}",
            quad_sign(event.quad_class).trim(),
            event.event_type
        ),
        style,
    )];
    if let Some(mode) = event.mode {
        runs.push(Run::plain(&format!(" {mode}")));
    }
    runs
}

fn what(event: &Event, columns: usize) -> Vec<Line> {
    let style = quad_style(event.quad_class);
    // Non-breaking, so that signs keep their width and types stand in one column.
    let sign = format!(
        "{}\u{a0}",
        quad_sign(event.quad_class).replace(' ', "\u{a0}")
    );
    let mut lines = wrap(
        &[
            Run::new(&sign, style),
            Run::new(event.event_type.as_str(), style),
        ],
        columns,
    );
    if let Some(mode) = event.mode {
        lines.extend(wrap(
            &[Run::plain(&format!("\u{a0}\u{a0}\u{a0}{mode}"))],
            columns,
        ));
    }
    lines
}

/// A day, or a period without what its ends share.
pub(super) fn day(date: &Date) -> String {
    if date.start == date.end {
        return date.start.clone();
    }
    let shared = date
        .start
        .split('-')
        .zip(date.end.split('-'))
        .take_while(|(start, end)| start == end)
        .map(|(part, _)| part.len() + 1)
        .sum::<usize>();
    format!(
        "{}–{}",
        date.start,
        date.end.get(shared..).unwrap_or(&date.end)
    )
}

fn when_and_where(event: &Event, columns: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    if let Some(date) = &event.date {
        lines.extend(wrap(&[Run::plain(&day(date))], columns));
    }
    if let Some(place) = &event.place {
        let name = place.name.as_deref().unwrap_or(&place.text);
        let mut runs = vec![Run::plain(name)];
        if let Some(country) = place.country.filter(|_| place.precision.is_some()) {
            runs.push(Run::plain(" "));
            runs.push(Run::new(country.as_str(), CODE));
        }
        lines.extend(wrap(&runs, columns));
    }
    if lines.is_empty() {
        lines = wrap(&[Run::new("–", DIM)], columns);
    }
    lines
}

fn how(event: &Event, columns: usize) -> Vec<Line> {
    let style = if event.status == Status::Actual {
        Style::new()
    } else {
        UNSURE
    };
    let confidence = format!("{:.2}", event.confidence.min(0.99));
    let confidence = confidence.strip_prefix('0').unwrap_or(&confidence);
    let mut lines = wrap(
        &[
            Run::new(event.status.as_str(), style),
            Run::new(&format!(" {confidence}"), DIM),
        ],
        columns,
    );
    let word = match event.certainty {
        Certainty::Asserted => None,
        Certainty::Claimed => Some("claimed"),
        Certainty::Denied => Some("denied"),
    };
    if let Some(word) = word {
        let by = event.reported_by.as_ref().map_or_else(String::new, |by| {
            format!(" by {}", by.code.as_deref().unwrap_or(&by.text))
        });
        lines.extend(wrap(&[Run::new(&format!("{word}{by}"), UNSURE)], columns));
    }
    lines
}

/// Object and counts, each in a few words.
fn facts(event: &Event) -> Vec<String> {
    let mut facts = Vec::new();
    if let Some(object) = &event.object {
        facts.push(format!(
            "{}: {}",
            object.kind.replace(['-', '_'], " "),
            object.name
        ));
    }
    let counts = [
        (event.quantities.killed, "killed"),
        (event.quantities.injured, "injured"),
        (event.quantities.arrested, "arrested"),
        (event.quantities.displaced, "displaced"),
    ];
    for (count, name) in counts {
        if let Some(count) = count {
            facts.push(format!("{count} {name}"));
        }
    }
    facts
}

/// The words around the trigger, at most about `columns` of them, with the trigger marked: by
/// style where there is colour, in brackets where there is none.
fn sentence_words(event: &Event, article: &Article, paint: Paint, columns: usize) -> Vec<Run> {
    let text = &article.text;
    let sentence = event.evidence.sentence;
    let trigger = event.evidence.trigger;
    let before = Span::new(sentence.start, trigger.start).slice(text);
    let words = trigger.slice(text);
    let after = Span::new(trigger.end, sentence.end).slice(text);
    // Room for quotes, brackets and dots.
    let room = columns.saturating_sub(width(words) + 8);
    let before_room = if width(after) < room / 2 {
        room - width(after)
    } else {
        room / 2
    };
    let (lead, before) = tail(before, before_room);
    let (after, trail) = head(after, room.saturating_sub(width(before)));
    let (open, close) = if paint.0 { ("", "") } else { ("[", "]") };
    vec![
        Run::new(&format!("“{lead}{before}"), DIM),
        Run::new(&format!("{open}{words}{close}"), TRIGGER),
        Run::new(&format!("{after}{trail}”"), DIM),
    ]
}

/// The last words of `text` that fit, and dots where some did not.
fn tail(text: &str, columns: usize) -> (&'static str, &str) {
    if width(text) <= columns {
        return ("", text);
    }
    let fit = text
        .char_indices()
        .filter(|(_, c)| c.is_whitespace())
        .map(|(at, c)| &text[at + c.len_utf8()..])
        .find(|rest| width(rest) <= columns)
        .unwrap_or("");
    ("… ", fit)
}

/// The first words of `text` that fit, and dots where some did not.
fn head(text: &str, columns: usize) -> (&str, &'static str) {
    if width(text) <= columns {
        return (text, "");
    }
    let fit = text
        .char_indices()
        .filter(|(_, c)| c.is_whitespace())
        .map(|(at, _)| &text[..at])
        .take_while(|start| width(start) <= columns)
        .last()
        .unwrap_or("");
    (fit, " …")
}

#[cfg(test)]
mod tests {
    use demarche_record::Article;
    use expect_test::{Expect, expect};

    use super::Table;
    use crate::output::Paint;
    use demarche_code::Coded;

    const TEXT: &str = "Kenya's government recalled its ambassador to Somalia on Monday, and \
        officials in Nairobi said that clashes near the port of Kismayo had killed 12 people.";

    fn sample() -> (Article, Coded) {
        let party = |text: &str, code: &str| {
            let start = TEXT.find(text).unwrap();
            serde_json::json!({"text": text, "span": [start, start + text.len()], "name": null,
                "entity": null, "country": &code[..3], "sectors": [], "code": code, "role": null,
                "basis": "gazetteer"})
        };
        let span = |text: &str| {
            let start = TEXT.find(text).unwrap();
            [start, start + text.len()]
        };
        let coder = serde_json::json!({"version": "0", "engine": "fast", "codebook": "c", "fingerprint": "f"});
        let recall = serde_json::json!({"schema": "demarche.event/1", "id": "1", "article_id": "a",
            "sentence": 1, "event_type": "SANCTION", "mode": "withdraw", "contexts": ["diplomatic"],
            "quad_class": 4, "score": -6.0, "cameo": "161", "goldstein": -4.0, "status": "actual",
            "certainty": "asserted", "reported_by": null,
            "actors": [party("Kenya's government", "KENGOV")],
            "recipients": [party("Somalia", "SOM")],
            "date": {"start": "2024-03-04", "end": "2024-03-04", "basis": "weekday", "span": span("Monday")},
            "place": null, "object": {"kind": "diplomat", "name": "ambassador", "span": span("ambassador")},
            "quantities": {"killed": null, "injured": null, "arrested": null, "displaced": null},
            "evidence": {"sentence": [0, TEXT.len()], "trigger": span("recalled"), "rule": "sanction.withdraw.recall"},
            "confidence": 0.91, "coder": coder});
        let clash = serde_json::json!({"schema": "demarche.event/1", "id": "2", "article_id": "a",
            "sentence": 1, "event_type": "ASSAULT", "mode": null, "contexts": ["military"],
            "quad_class": 4, "score": -9.0, "cameo": "190", "goldstein": -10.0, "status": "historical",
            "certainty": "claimed", "reported_by": party("officials in Nairobi", "KENGOV"),
            "actors": [], "recipients": [{"text": "12 people", "span": span("12 people"), "name": null,
                "entity": null, "country": null, "sectors": ["CVL"], "code": "CVL", "role": null, "basis": "agent"}],
            "date": {"start": "2024-02-27", "end": "2024-03-05", "basis": "publication", "span": null},
            "place": {"text": "Kismayo", "span": span("Kismayo"), "name": "Kismayo", "country": "SOM",
                "admin1": null, "lat": null, "lon": null, "geonames_id": null, "precision": "city"},
            "object": null,
            "quantities": {"killed": 12, "injured": null, "arrested": null, "displaced": null},
            "evidence": {"sentence": [0, TEXT.len()], "trigger": span("clashes"), "rule": "assault.clash"},
            "confidence": 0.62, "coder": coder});
        let events = vec![
            serde_json::from_value(recall).unwrap(),
            serde_json::from_value(clash).unwrap(),
        ];
        let article = Article {
            text: TEXT.to_owned(),
            date: Some("2024-03-05".to_owned()),
            title: Some("Kenya recalls envoy".to_owned()),
            ..Article::default()
        };
        (
            article,
            Coded {
                article_id: "a".to_owned(),
                events,
                ..Coded::default()
            },
        )
    }

    fn check(width: usize, expect: Expect) {
        let (article, coded) = sample();
        let table = Table::new(Paint(false), width);
        let shown = format!(
            "{}{}",
            table.article("kenya.txt", &article, &coded),
            table.legend()
        );
        assert!(
            shown.lines().all(|line| super::width(line) <= width),
            "{shown}"
        );
        expect.assert_eq(&shown);
    }

    #[test]
    fn a_wide_terminal_shows_columns() {
        check(
            100,
            expect![[r#"
                kenya.txt · 2024-03-05 · Kenya recalls envoy
                2 events in 1 sentence: 1 SANCTION, 1 ASSAULT

                 #  WHO                       DID WHAT     TO WHOM                   WHEN, WHERE       STATUS
                ────────────────────────────────────────────────────────────────────────────────────────────────────
                 1  Kenya's government        -- SANCTION  Somalia SOM               2024-03-04        actual .91
                    KENGOV                       withdraw
                    “Kenya's government [recalled] its ambassador to Somalia on Monday, and officials in Nairobi
                    said that clashes near the port of Kismayo had killed 12 people.” · diplomat: ambassador

                 2  –                         -- ASSAULT   12 people CVL             2024-02-27–03-05  historical
                                                                                     Kismayo SOM       .62
                                                                                                       claimed by
                                                                                                       KENGOV
                    “Kenya's government recalled its ambassador to Somalia on Monday, and officials in Nairobi said
                    that [clashes] near the port of Kismayo had killed 12 people.” · 12 killed

                + cooperation in words · ++ in deeds · - conflict in words · -- in deeds · .91 is the chance that
                type and parties are right
            "#]],
        );
    }

    #[test]
    fn a_narrow_terminal_shows_fields() {
        check(
            50,
            expect![[r#"
                kenya.txt · 2024-03-05 · Kenya recalls envoy
                2 events in 1 sentence: 1 SANCTION, 1 ASSAULT

                1. -- SANCTION withdraw
                   who     Kenya's government KENGOV
                   to whom Somalia SOM
                   when    2024-03-04
                   status  actual .91
                   “Kenya's government [recalled] its ambassador
                   to Somalia on Monday, and officials in …” ·
                   diplomat: ambassador

                2. -- ASSAULT
                   who     –
                   to whom 12 people CVL
                   when    2024-02-27–03-05
                           Kismayo SOM
                   status  historical .62
                           claimed by KENGOV
                   “… and officials in Nairobi said that [clashes]
                   near the port of Kismayo had killed 12 …” ·
                   12 killed

                + cooperation in words · ++ in deeds · - conflict
                in words · -- in deeds · .91 is the chance that
                type and parties are right
            "#]],
        );
    }

    #[test]
    fn colours_change_no_words() {
        let (article, coded) = sample();
        let plain = Table::new(Paint(false), 90).article("kenya.txt", &article, &coded);
        let colored = Table::new(Paint(true), 90).article("kenya.txt", &article, &coded);
        let stripped = anstream::adapter::strip_str(&colored).to_string();
        let brackets = |c: char| c == '[' || c == ']';
        let words = |text: &str| {
            text.replace(brackets, "")
                .split_whitespace()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        assert_eq!(words(&plain), words(&stripped));
        assert!(colored.contains('\u{1b}'));
    }
}
