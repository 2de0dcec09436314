//! A page of Markdown on what a ledger holds, for a desk officer to print: what is in force first,
//! then what happened, what is said, asked and threatened, who speaks, and whether it gets worse. Each
//! line has the number of its article, each article stands once below, with the sentences that it was
//! cited for. It cuts long sections and says by how much.

use std::collections::HashMap;
use std::fmt::Write as _;

use crate::Day;
use crate::brief::{
    Source, Voice, ask, ask_as, claim_as, contact_as, count, incident_as, measure_as, silence,
    since,
};
use crate::ledger::{Ask, Citation, Claim, Contact, Incident, Ledger, Measure, Silence};

/// How many lines a section has at most; what is left out is counted.
const LINES: usize = 8;
/// How many lines it has where what it tells of is over.
const FEW: usize = 4;

/// Words that say nothing by themselves.
const FUNCTION_WORDS: &str = "a an the of for to in on at by from with without into over about against \
    after before until till between within and or but nor not no that which who whom whose this these \
    those it its he him his she her they them their we us our you your i me my be is are was were been \
    being has have had do does did will would shall should may might can could must as if so than then \
    there here what when where how all any some such more other";

/// Words of dates.
const DATES: &str = "january february march april june july august september october november december \
    monday tuesday wednesday thursday friday saturday sunday day days week weeks month months year years \
    today tomorrow yesterday tonight morning noon evening night midnight next last early late mid";

/// A page on what a ledger holds, as Markdown.
pub fn markdown(ledger: &Ledger, voice: &Voice<'_>) -> String {
    markdown_citing(ledger, voice, &|_| None)
}

/// The same with what is known of the articles that it cites, by their ids.
pub fn markdown_citing(
    ledger: &Ledger,
    voice: &Voice<'_>,
    source: &dyn Fn(&str) -> Option<Source>,
) -> String {
    let mut page = Page {
        out: String::new(),
        voice,
        source,
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
            Some(day) => match measure.breaches.len() {
                1 => format!(", broken on {day}"),
                days => format!(", broken on {days} days, last {day}"),
            },
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
    let incidents: Vec<&Incident> = ledger.incidents.iter().collect();
    page.section("What happened", &incidents, |page, one| {
        let by = if one.undated { "by " } else { "" };
        let sources = match one.sources.len() {
            1 => String::new(),
            more => format!(" ({more} articles)"),
        };
        let what = incident_as(one, page.voice.name);
        let text = format!("{by}{}: {what}{sources}", one.end);
        page.line(&text, Some(&one.evidence));
    });
    let claims: Vec<&Claim> = ledger.claims.iter().collect();
    page.section("Claims", &claims, |page, one| {
        let text = format!(
            "{}: {}{}",
            claim_as(one, page.voice.name),
            one.state,
            page.who(one)
        );
        page.line(&text, one.transitions.first().map(|turn| &turn.evidence));
    });
    for (title, asks, threat) in [
        ("Requests", &ledger.requests, false),
        ("Threats", &ledger.threats, true),
    ] {
        let asks: Vec<&Ask> = asks.iter().filter(|one| tells(one, threat)).collect();
        page.section(title, &asks, |page, one| {
            let when = match one.answered {
                Some(day) => format!(" {day}"),
                None if one.last > one.since => {
                    format!(" since {}, last made {}", one.since, one.last)
                }
                None => format!(" since {}", one.since),
            };
            let said = ask_as(one, threat, page.voice.name);
            let text = format!("{said}: {}{when}", one.state);
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
            contact_as(one, page.voice.name),
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
    let ended: Vec<&Measure> = ledger
        .measures
        .iter()
        .filter(|one| matches!(one.state.as_str(), "lifted" | "expired"))
        .collect();
    page.section_of("Ended", &ended, FEW, |page, measure| {
        let last = measure.transitions.last();
        let when = last.map_or_else(String::new, |turn| format!(" {}", turn.date));
        let text = format!("{}: {}{when}", page.measure(measure), measure.state);
        page.line(&text, last.map(|turn| &turn.evidence));
    });
    if let Some(changes) = &ledger.changes {
        let threats = ledger.threats.iter().map(|one| (one, true));
        let asks = ledger.requests.iter().map(|one| (one, false));
        let left_out: Vec<String> = threats
            .chain(asks)
            .filter(|(one, threat)| !tells(one, *threat))
            .map(|(one, threat)| ask(one, threat))
            .collect();
        let told = |text: &str| !left_out.iter().any(|one| text.starts_with(one.as_str()));
        let changes: Vec<_> = changes.iter().filter(|one| told(&one.text)).collect();
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
    source: &'v dyn Fn(&str) -> Option<Source>,
    /// The number of each article.
    numbers: HashMap<String, usize>,
    /// The articles, and what each line took from them.
    sources: Vec<(String, Vec<Citation>)>,
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
        let open = |asks: &[Ask], threat: bool| {
            let open = asks.iter().filter(|one| one.state == "open");
            open.filter(|one| tells(one, threat)).count()
        };
        let several = |count: usize, what: &str| match count {
            1 => format!("1 {what}"),
            more => format!("{more} {}s", what),
        };
        let _ = writeln!(
            self.out,
            "{} in force, {}, {}, {}; of {} read in {}.",
            several(held, "measure"),
            several(ledger.claims.len(), "claim"),
            several(open(&ledger.requests, false), "open request"),
            several(open(&ledger.threats, true), "open threat"),
            several(
                ledger.account.events - ledger.account.undated - ledger.account.later,
                "event"
            ),
            several(ledger.account.articles, "article"),
        );
        if let Some(week) = ledger
            .series
            .as_ref()
            .and_then(|series| series.weekly.last())
            && let Some((base, usual)) = week
                .short
                .map(|base| (base, "weeks just before"))
                .or_else(|| week.long.map(|base| (base, "year before")))
        {
            let _ = writeln!(
                self.out,
                "Tension {:.1} in the week of {}, {:.1} in the {usual}.",
                week.point.sums.tension, week.point.date, base.mean
            );
        }
    }

    fn section<T>(&mut self, title: &str, items: &[T], line: impl Fn(&mut Self, &T)) {
        self.section_of(title, items, LINES, line);
    }

    fn section_of<T>(
        &mut self,
        title: &str,
        items: &[T],
        most: usize,
        line: impl Fn(&mut Self, &T),
    ) {
        if items.is_empty() {
            return;
        }
        let _ = writeln!(self.out, "\n## {title}\n");
        for item in items.iter().take(most) {
            line(self, item);
        }
        if items.len() > most {
            let _ = writeln!(self.out, "- and {} more", items.len() - most);
        }
    }

    fn line(&mut self, text: &str, citation: Option<&Citation>) {
        let number = citation.map(|citation| {
            let next = self.sources.len();
            let at = *self.numbers.entry(citation.article.clone()).or_insert(next);
            if at == next {
                self.sources.push((citation.article.clone(), Vec::new()));
            }
            if let Some((_, cited)) = self.sources.get_mut(at)
                && cited.iter().all(|one| one.sentence != citation.sentence)
            {
                cited.push(citation.clone());
            }
            format!(" [{}]", at + 1)
        });
        let text = escaped(text);
        let _ = writeln!(self.out, "- {text}{}", number.unwrap_or_default());
    }

    fn name(&self, key: &str) -> String {
        (self.voice.name)(key)
    }

    /// The text with the keys of parties as names. Keys are three capitals between other letters, or
    /// small letters with hyphens.
    fn named(&self, text: &str) -> String {
        let mut out = String::new();
        for (at, word) in text.split(' ').enumerate() {
            if at > 0 {
                out.push(' ');
            }
            let bare = word.trim_end_matches([',', ':', ';']);
            let code = bare.len() == 3 && bare.bytes().all(|byte| byte.is_ascii_uppercase());
            if code || bare.contains('-') && !bare.contains(char::is_uppercase) {
                out.push_str(&self.name(bare));
                out.push_str(&word[bare.len()..]);
            } else {
                out.push_str(word);
            }
        }
        out
    }

    fn measure(&self, of: &Measure) -> String {
        measure_as(of, self.voice.name)
    }

    fn who(&self, claim: &Claim) -> String {
        let names = |keys: &[String]| {
            let names: Vec<String> = keys.iter().map(|key| self.name(key)).collect();
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
        for (at, (article, cited)) in std::mem::take(&mut self.sources).iter().enumerate() {
            let known = (self.source)(article).unwrap_or_default();
            let day = known.date.as_deref().and_then(Day::parse);
            let parts = [
                Some(known.title.map_or_else(
                    || format!("Article {}", escaped(article)),
                    |title| escaped(title.trim()),
                )),
                known.source.map(|source| escaped(source.trim())),
                day.map(|day| day.to_string()),
                known.url.as_deref().and_then(link),
            ];
            let parts: Vec<String> = parts.into_iter().flatten().collect();
            let _ = writeln!(self.out, "{}. {}", at + 1, parts.join(", "));
            for source in cited {
                let words = (self.voice.quote)(source).unwrap_or_else(|| source.words.clone());
                let _ = writeln!(
                    self.out,
                    "   - \u{201c}{}\u{201d} (event {})",
                    escaped(&words),
                    source.event
                );
            }
        }
        self.out
    }
}

/// Whether a request or threat tells a reader anything: not where somebody threatens itself, which is
/// misread, nor where the words of a request say only when, or nothing ("in March", "to them").
fn tells(ask: &Ask, threat: bool) -> bool {
    if threat {
        return ask.to.as_deref() != Some(ask.by.as_str());
    }
    let Some(what) = &ask.what else { return true };
    what.split(|c: char| !c.is_alphanumeric()).any(is_telling)
}

/// Whether a word says something by itself: no number, no function word and no part of a date.
fn is_telling(word: &str) -> bool {
    let lower = word.to_lowercase();
    let mut lists = FUNCTION_WORDS.split(' ').chain(DATES.split(' '));
    lower.starts_with(char::is_alphabetic) && lists.all(|known| known != lower)
}

/// An address as a link of Markdown; nothing where it is none that a page may lead to.
fn link(url: &str) -> Option<String> {
    let web = url.starts_with("https://") || url.starts_with("http://");
    let plain = |c: char| c.is_ascii_graphic() && !matches!(c, '<' | '>' | '\\' | '`');
    (web && url.chars().all(plain)).then(|| format!("<{url}>"))
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
