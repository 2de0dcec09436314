//! The ledger in words: lines for tables and changes, and a page of Markdown on a pair, each line
//! with its sources.

use std::collections::HashMap;
use std::fmt::Write as _;

use crate::ledger::{
    Ask, Citation, Claim, Contact, Incident, Ledger, Measure, Range, Silence, Transition,
};

/// How a page calls parties, and what it quotes.
pub struct Voice<'v> {
    /// The name of a party's key ("IND" to "India").
    pub name: &'v dyn Fn(&str) -> String,
    /// The words to quote for a citation, where the article is at hand.
    pub quote: &'v dyn Fn(&Citation) -> Option<String>,
}

/// How many lines a section has at most; what is left out is counted.
const LINES: usize = 12;

/// ", 3 days" where there are at least `least`.
pub(crate) fn count(count: usize, what: &str, least: usize) -> String {
    if count < least {
        return String::new();
    }
    format!(", {count}{what}")
}

/// "26", or "26-28, best 26".
pub fn range(range: Range) -> String {
    if range.low == range.high {
        return range.best.to_string();
    }
    format!("{}-{}, best {}", range.low, range.high, range.best)
}

/// What happened, in a few words: "attack in Pahalgam; 26 killed".
pub fn incident(incident: &Incident) -> String {
    let mut text = incident.family.replace('-', " ");
    if !incident.modes.is_empty() {
        let _ = write!(text, " ({})", incident.modes.join(", "));
    }
    if let Some(place) = &incident.place {
        let _ = write!(text, " in {}", place.name);
    }
    match (incident.by.is_empty(), incident.against.is_empty()) {
        (false, false) => {
            let _ = write!(
                text,
                ", {} on {}",
                incident.by.join(" and "),
                incident.against.join(" and ")
            );
        }
        (false, true) => {
            let _ = write!(text, ", by {}", incident.by.join(" and "));
        }
        (true, false) => {
            let _ = write!(text, ", on {}", incident.against.join(" and "));
        }
        (true, true) => {}
    }
    for (count, what) in counts(incident) {
        let _ = write!(text, "; {} {what}", range(count));
    }
    text
}

/// The counts of an incident that are known.
pub fn counts(incident: &Incident) -> Vec<(Range, &'static str)> {
    [
        (incident.killed, "killed"),
        (incident.injured, "injured"),
        (incident.arrested, "arrested"),
        (incident.displaced, "displaced"),
    ]
    .into_iter()
    .filter_map(|(count, what)| count.map(|count| (count, what)))
    .collect()
}

/// A measure without its state: "treaty suspended (Indus Waters Treaty), IND against PAK".
pub fn measure(measure: &Measure) -> String {
    let kind = measure.kind.replace('-', " ");
    let object = measure
        .object
        .as_ref()
        .or(measure.place.as_ref())
        .map_or_else(String::new, |object| format!(" ({object})"));
    let whom = match &measure.against {
        Some(against) => format!("{} against {against}", measure.by),
        None => measure.by.replace('+', " and "),
    };
    format!("{kind}{object}, {whom}")
}

/// "since 2025-05-01", "by 2025-05-01" where only the report is dated, or "since unknown".
pub fn since(measure: &Measure) -> String {
    match measure.since {
        Some(day) if measure.since_by => format!("by {day}"),
        Some(day) => format!("since {day}"),
        None => "since unknown".to_owned(),
    }
}

/// A claim without its state: "IND blames PAK for the attack in Pahalgam".
pub fn claim(claim: &Claim) -> String {
    let by = claim.by.as_deref().unwrap_or("somebody");
    let about = claim.about.as_deref();
    match (&claim.against, about) {
        (Some(against), Some(about)) if claim.state == "claimed" && *against == by => {
            format!("{by} claims the {about}")
        }
        (Some(against), Some(about)) => format!("{by} blames {against}: {about}"),
        (Some(against), None) => format!("{by} blames {against}"),
        (None, Some(about)) => format!("{by} on the {about}"),
        (None, None) => by.to_owned(),
    }
}

pub(crate) fn claim_turn(of: &Claim, turn: &Transition) -> String {
    let text = claim(of);
    match (turn.state.as_str(), turn.by.as_deref()) {
        ("alleged", _) => text,
        (state, Some(by)) => format!("{text}: {state} by {by}"),
        (state, None) => format!("{text}: {state}"),
    }
}

/// A request or threat without its state: "USA asks PAK (assist)".
pub fn ask(ask: &Ask, threat: bool) -> String {
    let verb = if threat { "threatens" } else { "asks" };
    let mut text = format!("{} {verb}", ask.by);
    if let Some(to) = &ask.to {
        let _ = write!(text, " {to}");
    }
    if let Some(what) = &ask.what {
        let _ = write!(text, ": \u{201c}{what}\u{201d}");
        return text;
    }
    let what: Vec<&str> = [ask.mode.as_deref(), ask.object.as_deref()]
        .into_iter()
        .flatten()
        .collect();
    if !what.is_empty() {
        let _ = write!(text, " ({})", what.join(": "));
    }
    text
}

/// A contact: "ministers by phone through QAT".
pub fn contact(contact: &Contact) -> String {
    let mut text = format!("{}, {}", contact.level, contact.channel);
    if !contact.through.is_empty() {
        let _ = write!(text, " through {}", contact.through.join(" and "));
    }
    text
}

/// Silence in words.
pub fn silence(silence: &Silence) -> String {
    match silence.usual {
        Some(usual) => format!("{} days ago, usual are {usual}", silence.days),
        None => format!("{} days ago", silence.days),
    }
}

/// A page on what a ledger holds, as Markdown.
pub fn markdown(ledger: &Ledger, voice: &Voice<'_>) -> String {
    let mut page = Page {
        out: String::new(),
        voice,
        numbers: HashMap::new(),
        sources: Vec::new(),
    };
    page.title(ledger);
    let holds: Vec<&Measure> = ledger.measures.iter().filter(|one| one.holds()).collect();
    page.section("In force", &holds, |page, measure| {
        let state = if measure.state == "eased" {
            ", eased"
        } else {
            ""
        };
        let breaches = match measure.breaches.last() {
            Some(day) => format!(", broken on {} days, last {day}", measure.breaches.len()),
            None => String::new(),
        };
        let text = format!(
            "{}, {}{state}{breaches}",
            page.measure(measure),
            since(measure)
        );
        page.line(&text, measure.transitions.last().map(|turn| &turn.evidence));
    });
    let announced: Vec<&Measure> = ledger
        .measures
        .iter()
        .filter(|one| matches!(one.state.as_str(), "announced" | "contested"))
        .collect();
    page.section("Announced or contested", &announced, |page, measure| {
        let until = measure
            .until
            .map_or_else(String::new, |day| format!(" for {day}"));
        let text = format!("{}: {}{until}", page.measure(measure), measure.state);
        page.line(&text, measure.transitions.last().map(|turn| &turn.evidence));
    });
    let ended: Vec<&Measure> = ledger
        .measures
        .iter()
        .filter(|one| matches!(one.state.as_str(), "lifted" | "expired"))
        .collect();
    page.section("Ended", &ended, |page, measure| {
        let last = measure.transitions.last();
        let when = last.map_or_else(String::new, |turn| format!(" {}", turn.date));
        let text = format!("{}: {}{when}", page.measure(measure), measure.state);
        page.line(&text, last.map(|turn| &turn.evidence));
    });
    let claims: Vec<&Claim> = ledger.claims.iter().collect();
    page.section("Claims", &claims, |page, one| {
        let text = format!(
            "{}: {}{}",
            page.named(&claim(one)),
            one.state,
            page.who(one)
        );
        page.line(&text, one.transitions.first().map(|turn| &turn.evidence));
    });
    for (title, asks, threat) in [
        ("Requests", &ledger.requests, false),
        ("Threats", &ledger.threats, true),
    ] {
        let asks: Vec<&Ask> = asks.iter().collect();
        page.section(title, &asks, |page, one| {
            let when = match one.answered {
                Some(day) => format!(" {day}"),
                None => format!(" since {}", one.since),
            };
            let text = format!("{}: {}{when}", page.named(&ask(one, threat)), one.state);
            page.line(&text, Some(&one.evidence));
        });
    }
    let contacts: Vec<&Contact> = ledger.contacts.iter().collect();
    page.section("Contacts", &contacts, |page, one| {
        let [a, b] = &one.between;
        let text = format!(
            "{} and {}: {}, last {}{}",
            page.name(a),
            page.name(b),
            page.named(&contact(one)),
            one.last,
            count(one.days, " days in all", 2),
        );
        page.line(&text, Some(&one.evidence));
    });
    let silent: Vec<&Silence> = ledger.silences.iter().filter(|one| one.unusual).collect();
    page.section("Silence", &silent, |page, one| {
        let [a, b] = &one.between;
        let text = format!(
            "{} and {} last spoke {}",
            page.name(a),
            page.name(b),
            silence(one)
        );
        page.line(&text, None);
    });
    let posture: Vec<&Measure> = ledger.posture.iter().filter(|one| one.holds()).collect();
    page.section("Posture", &posture, |page, one| {
        let text = format!("{}, {}", page.measure(one), since(one));
        page.line(&text, one.transitions.last().map(|turn| &turn.evidence));
    });
    let incidents: Vec<&Incident> = ledger.incidents.iter().collect();
    page.section("What happened", &incidents, |page, one| {
        let by = if one.undated { "by " } else { "" };
        let sources = match one.sources.len() {
            1 => String::new(),
            more => format!(" ({more} articles)"),
        };
        let text = format!("{by}{}: {}{sources}", one.end, page.named(&incident(one)));
        page.line(&text, Some(&one.evidence));
    });
    if let Some(changes) = &ledger.changes {
        let changes: Vec<_> = changes.iter().collect();
        let title = ledger.since.map_or_else(
            || "Changes".to_owned(),
            |day| format!("Changes since {day}"),
        );
        page.section(&title, &changes, |page, change| {
            let text = format!("{}: {}", change.date, page.named(&change.text));
            page.line(&text, None);
        });
    }
    page.tension(ledger);
    page.sources()
}

struct Page<'v> {
    out: String,
    voice: &'v Voice<'v>,
    numbers: HashMap<String, usize>,
    sources: Vec<Citation>,
}

impl Page<'_> {
    fn title(&mut self, ledger: &Ledger) {
        let title = match &ledger.pair {
            Some([a, b]) => format!("{} and {}", self.name(a), self.name(b)),
            None => "Ledger".to_owned(),
        };
        let at = ledger.at.map_or_else(String::new, |at| format!(", {at}"));
        let _ = writeln!(self.out, "# {title}{at}\n");
        let held = ledger.measures.iter().filter(|one| one.holds()).count();
        let open = |asks: &[Ask]| asks.iter().filter(|one| one.state == "open").count();
        let _ = writeln!(
            self.out,
            "{held} measures in force, {} claims, {} open requests, {} open threats; from {} events \
             in {} articles.",
            ledger.claims.len(),
            open(&ledger.requests),
            open(&ledger.threats),
            ledger.account.events - ledger.account.undated - ledger.account.later,
            ledger.account.articles,
        );
    }

    fn section<T>(&mut self, title: &str, items: &[T], line: impl Fn(&mut Self, &T)) {
        if items.is_empty() {
            return;
        }
        let _ = writeln!(self.out, "\n## {title}\n");
        for item in items.iter().take(LINES) {
            line(self, item);
        }
        if items.len() > LINES {
            let _ = writeln!(self.out, "- and {} more", items.len() - LINES);
        }
    }

    fn line(&mut self, text: &str, citation: Option<&Citation>) {
        let number = citation.map(|citation| {
            let next = self.numbers.len() + 1;
            let number = *self.numbers.entry(citation.event.clone()).or_insert(next);
            if number == next {
                self.sources.push(citation.clone());
            }
            format!(" [{number}]")
        });
        let text = escaped(text);
        let _ = writeln!(self.out, "- {text}{}", number.unwrap_or_default());
    }

    fn name(&self, key: &str) -> String {
        (self.voice.name)(key)
    }

    /// The text with the keys of parties as names. Keys are three capitals between other letters.
    fn named(&self, text: &str) -> String {
        let mut out = String::new();
        for (at, word) in text.split(' ').enumerate() {
            if at > 0 {
                out.push(' ');
            }
            let bare = word.trim_end_matches([',', ':', ';']);
            let key = bare.len() == 3 && bare.bytes().all(|byte| byte.is_ascii_uppercase());
            if key {
                out.push_str(&self.name(bare));
                out.push_str(&word[bare.len()..]);
            } else {
                out.push_str(word);
            }
        }
        out
    }

    fn measure(&self, of: &Measure) -> String {
        self.named(&measure(of))
    }

    fn who(&self, claim: &Claim) -> String {
        let names = |keys: &[String]| {
            let names: Vec<String> = keys.iter().map(|key| self.named(key)).collect();
            names.join(", ")
        };
        let mut text = String::new();
        for (keys, what) in [
            (&claim.denied_by, "denied by"),
            (&claim.investigated_by, "looked into by"),
            (&claim.confirmed_by, "said too by"),
        ] {
            if !keys.is_empty() {
                let _ = write!(text, ", {what} {}", names(keys));
            }
        }
        text
    }

    fn tension(&mut self, ledger: &Ledger) {
        let Some(series) = &ledger.series else { return };
        if series.weekly.is_empty() {
            return;
        }
        let _ = writeln!(self.out, "\n## Tension\n");
        let _ = writeln!(
            self.out,
            "| week of | reports | cooperation, words | deeds | conflict, words | deeds | killed | tension |"
        );
        let _ = writeln!(self.out, "|---|---:|---:|---:|---:|---:|---:|---:|");
        let weeks = series.weekly.len();
        for week in series.weekly.iter().skip(weeks.saturating_sub(8)) {
            let sums = &week.point.sums;
            let [a, b, c, d] = sums.quads;
            let _ = writeln!(
                self.out,
                "| {} | {} | {a} | {b} | {c} | {d} | {} | {:.1} |",
                week.point.date, sums.reports, sums.killed, sums.tension
            );
        }
        if !ledger.alerts.is_empty() {
            self.out.push('\n');
        }
        for alert in ledger.alerts.iter().take(LINES) {
            let text = format!("{} {}: {}", alert.date, alert.kind, self.named(&alert.text));
            self.line(&text, None);
        }
    }

    fn sources(mut self) -> String {
        if !self.sources.is_empty() {
            let _ = writeln!(self.out, "\n## Sources\n");
        }
        for (at, source) in std::mem::take(&mut self.sources).iter().enumerate() {
            let words = (self.voice.quote)(source).unwrap_or_else(|| source.words.clone());
            let _ = writeln!(
                self.out,
                "{}. \u{201c}{}\u{201d} (article {}, event {})",
                at + 1,
                escaped(&words),
                escaped(&source.article),
                source.event
            );
        }
        self.out
    }
}

/// Text of articles says nothing in Markdown or HTML.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '[' | ']' | '_' | '*' | '`' | '|' | '\\' | '!' | '#' => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
