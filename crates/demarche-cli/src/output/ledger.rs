//! A ledger as a table for people: a section for each kind of record, a line for each record, and
//! tension as a row of bars.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use demarche_ledger::tension::Series;
use demarche_ledger::{Ask, Claim, Contact, Incident, Ledger, Measure, brief};

use super::paint::{BOLD, CODE, DIM, UNSURE};
use super::wrap::{Line, width};
use super::{Paint, Run, wrap};

/// Wider lines are hard to follow.
const WIDEST: usize = 120;
/// Columns between columns.
const GAP: usize = 2;
/// How many incidents, and ended measures, are shown; JSON has all.
const MOST: usize = 12;
/// How many weeks of tension are shown.
const WEEKS: usize = 52;

const GOOD: Style = Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Green)));
const BAD: Style = Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Red)));
const OPEN: Style = Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Yellow)));

/// A line of a section.
struct Row {
    who: Vec<Run>,
    what: Vec<Run>,
    state: Run,
    when: String,
}

/// Writes a ledger. `name` gives the name of a party's key.
pub(crate) fn table(
    ledger: &Ledger,
    name: &dyn Fn(&str) -> String,
    paint: Paint,
    columns: usize,
) -> String {
    let page = Page {
        paint,
        width: columns.clamp(50, WIDEST),
    };
    let mut out = page.title(ledger, name);
    let rows = |measures: &mut dyn Iterator<Item = &Measure>| measures.map(measure).collect();
    let held = |held: bool| {
        move |one: &&Measure| (one.state != "lifted" && one.state != "expired") == held
    };
    page.section(
        &mut out,
        "MEASURES",
        rows(&mut ledger.measures.iter().filter(held(true))),
        None,
    );
    page.section(
        &mut out,
        "ENDED",
        rows(&mut ledger.measures.iter().filter(held(false))),
        Some(MOST),
    );
    page.section(
        &mut out,
        "CLAIMS",
        ledger.claims.iter().map(claim).collect(),
        None,
    );
    page.section(
        &mut out,
        "REQUESTS",
        ledger.requests.iter().map(ask).collect(),
        None,
    );
    page.section(
        &mut out,
        "THREATS",
        ledger.threats.iter().map(ask).collect(),
        None,
    );
    let contacts = ledger
        .contacts
        .iter()
        .map(|one| contact(one, ledger))
        .collect();
    page.section(&mut out, "CONTACTS", contacts, None);
    page.section(
        &mut out,
        "POSTURE",
        rows(&mut ledger.posture.iter().filter(held(true))),
        None,
    );
    page.section(
        &mut out,
        "INCIDENTS",
        ledger.incidents.iter().map(incident).collect(),
        Some(MOST),
    );
    if let Some(changes) = &ledger.changes {
        let title = ledger.since.map_or_else(
            || "CHANGES".to_owned(),
            |day| format!("CHANGES SINCE {day}"),
        );
        let rows = changes
            .iter()
            .map(|change| Row {
                who: vec![Run::new(&change.what, DIM)],
                what: vec![Run::plain(&change.text)],
                state: Run::plain(""),
                when: change.date.to_string(),
            })
            .collect();
        page.section(&mut out, &title, rows, None);
    }
    let alerts = ledger
        .alerts
        .iter()
        .map(|alert| Row {
            who: vec![Run::new(&alert.kind, BAD)],
            what: vec![Run::plain(&alert.text)],
            state: Run::plain(""),
            when: alert.date.to_string(),
        })
        .collect();
    page.section(&mut out, "ALERTS", alerts, Some(MOST));
    if let Some(series) = &ledger.series {
        page.tension(&mut out, series);
    }
    out
}

struct Page {
    paint: Paint,
    width: usize,
}

impl Page {
    fn title(&self, ledger: &Ledger, name: &dyn Fn(&str) -> String) -> String {
        let whom = match &ledger.pair {
            Some([a, b]) => format!("{} and {}", name(a), name(b)),
            None => "Ledger".to_owned(),
        };
        let at = ledger.at.map_or_else(String::new, |at| format!(" · {at}"));
        let account = &ledger.account;
        let count =
            |count: usize, one: &str| format!("{count} {one}{}", if count == 1 { "" } else { "s" });
        let used = account.events - account.undated - account.later;
        let from = format!(
            " · of {} read in {}",
            count(used, "event"),
            count(account.articles, "article")
        );
        let runs = [Run::new(&whom, BOLD), Run::plain(&at), Run::new(&from, DIM)];
        let mut out = String::new();
        for line in wrap(&runs, self.width) {
            let _ = writeln!(out, "{}", line.painted(self.paint));
        }
        out
    }

    /// A section, if it has lines; of more than `most`, the first.
    fn section(&self, out: &mut String, title: &str, rows: Vec<Row>, most: Option<usize>) {
        if rows.is_empty() {
            return;
        }
        let rule = "─".repeat(self.width.saturating_sub(width(title) + 1));
        let _ = writeln!(
            out,
            "\n{} {}",
            self.paint.apply(BOLD, title),
            self.paint.apply(DIM, &rule)
        );
        let shown = most.map_or(rows.len(), |most| rows.len().min(most));
        let widest =
            |cell: &dyn Fn(&Row) -> usize| rows[..shown].iter().map(cell).max().unwrap_or(0);
        let runs = |runs: &[Run]| runs.iter().map(|run| width(&run.text)).sum::<usize>();
        let when = widest(&|row| width(&row.when));
        let state = widest(&|row| width(&row.state.text)).min(self.width / 4);
        let who = widest(&|row| runs(&row.who)).min(self.width / 4);
        let state_gap = if state > 0 { GAP } else { 0 };
        let what = self.width - who - state - state_gap - when - 2 * GAP;
        for row in &rows[..shown] {
            let cells: [(Vec<Line>, usize, usize); 4] = [
                (wrap(&row.who, who), who, 0),
                (wrap(&row.what, what), what, GAP),
                (
                    wrap(std::slice::from_ref(&row.state), state.max(1)),
                    state,
                    state_gap,
                ),
                (wrap(&[Run::new(&row.when, DIM)], when.max(1)), when, GAP),
            ];
            let height = cells
                .iter()
                .map(|(lines, ..)| lines.len())
                .max()
                .unwrap_or(0);
            for at in 0..height {
                let mut line = String::new();
                for (lines, width, gap) in &cells {
                    line.push_str(&" ".repeat(*gap));
                    line.push_str(&lines.get(at).map_or_else(
                        || " ".repeat(*width),
                        |line| line.padded(self.paint, *width),
                    ));
                }
                let _ = writeln!(out, "{}", line.trim_end());
            }
        }
        if shown < rows.len() {
            let more = format!("and {} more: --format json has all", rows.len() - shown);
            let _ = writeln!(out, "{}", self.paint.apply(DIM, &more));
        }
    }

    /// Tension by week as bars, the level without conflict or cooperation in the middle.
    fn tension(&self, out: &mut String, series: &Series) {
        if series.weekly.is_empty() {
            return;
        }
        let title = "TENSION BY WEEK";
        let rule = "─".repeat(self.width.saturating_sub(width(title) + 1));
        let _ = writeln!(
            out,
            "\n{} {}",
            self.paint.apply(BOLD, title),
            self.paint.apply(DIM, &rule)
        );
        const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
        let count = series.weekly.len().min(WEEKS).min(self.width - 24);
        let weeks = &series.weekly[series.weekly.len() - count..];
        let tension = |at: usize| weeks[at].point.sums.tension;
        let high = (0..count)
            .map(tension)
            .fold(1.0_f64, |high, one| high.max(one.abs()));
        let bars: String = (0..count)
            .map(|at| {
                if weeks[at].point.sums.reports == 0 {
                    return ' ';
                }
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "from 0 to 7"
                )]
                let bar = ((tension(at) / high + 1.0) * 3.5).round() as usize;
                BARS[bar.min(7)]
            })
            .collect();
        let first = weeks[0].point.date;
        let last = weeks[count - 1].point.date;
        let _ = writeln!(out, "{first}  {bars}  {last}");
        let sums = &weeks[count - 1].point.sums;
        let mut text = format!("last week {:.1} in {} reports", sums.tension, sums.reports);
        for (name, base) in [
            ("4 weeks", weeks[count - 1].short),
            ("52 weeks", weeks[count - 1].long),
        ] {
            if let Some(base) = base {
                let _ = write!(text, ", {:+.1} to {name} before", base.change);
            }
        }
        if !series.change_points.is_empty() {
            let days: Vec<String> = series
                .change_points
                .iter()
                .map(ToString::to_string)
                .collect();
            let _ = write!(text, "; another level since {}", days.join(", "));
        }
        for line in wrap(&[Run::new(&text, DIM)], self.width) {
            let _ = writeln!(out, "{}", line.painted(self.paint));
        }
    }
}

fn who(by: &str, sign: &str, against: Option<&str>) -> Vec<Run> {
    let mut runs = vec![Run::new(by, CODE)];
    if let Some(against) = against {
        runs.push(Run::new(&format!(" {sign} "), DIM));
        runs.push(Run::new(against, CODE));
    }
    runs
}

fn measure(of: &Measure) -> Row {
    let mut what = vec![Run::plain(&of.kind.replace('-', " "))];
    let object = of.object.as_deref().or(of.place.as_deref());
    // "visas suspended · visas" says nothing more.
    if let Some(object) = object
        && !brief::repeats(object, &of.kind)
    {
        what.push(Run::new(&format!(" · {object}"), DIM));
    }
    if let Some(last) = of.breaches.last() {
        what.push(Run::new(
            &format!(" · broken {}×, last {last}", of.breaches.len()),
            BAD,
        ));
    }
    let style = match of.state.as_str() {
        "in force" => BAD,
        "eased" | "announced" => OPEN,
        "contested" => UNSURE,
        _ => GOOD,
    };
    let ended = of.state == "lifted" || of.state == "expired";
    let when = match (ended, of.transitions.last(), of.until) {
        (true, Some(last), _) if of.state == "lifted" => format!("on {}", last.date),
        (false, _, Some(until)) if of.state == "announced" => format!("for {until}"),
        _ => brief::since(of),
    };
    Row {
        who: who(&of.by.replace('+', " – "), "→", of.against.as_deref()),
        what,
        state: Run::new(
            &of.state,
            if of.kind == "ceasefire" && !ended {
                GOOD
            } else {
                style
            },
        ),
        when,
    }
}

fn claim(of: &Claim) -> Row {
    let mut what = vec![Run::plain(match (&of.about, of.state.as_str()) {
        (_, "claimed") => "claims responsibility",
        (_, "under investigation") if of.against.is_none() => "looks into",
        (Some(_), _) => "blames for",
        (None, _) => "blames",
    })];
    if let Some(about) = &of.about {
        what.push(Run::plain(&format!(": {about}")));
    }
    for (keys, verb) in [
        (&of.denied_by, "denied by"),
        (&of.investigated_by, "looked into by"),
        (&of.confirmed_by, "said too by"),
    ] {
        if !keys.is_empty() {
            what.push(Run::new(&format!(" · {verb} {}", keys.join(", ")), DIM));
        }
    }
    Row {
        who: who(
            of.by.as_deref().unwrap_or("?"),
            "→",
            of.against.as_deref().filter(|_| of.state != "claimed"),
        ),
        what,
        state: Run::new(&of.state, UNSURE),
        when: of.since.to_string(),
    }
}

fn ask(of: &Ask) -> Row {
    let mut what = vec![Run::plain(of.mode.as_deref().unwrap_or("unstated"))];
    if let Some(content) = of.what.as_ref().or(of.object.as_ref()) {
        what.push(Run::new(&format!(" · {content}"), DIM));
    }
    let style = match of.state.as_str() {
        "open" => OPEN,
        "met" => GOOD,
        "refused" | "carried out" => BAD,
        _ => DIM,
    };
    let when = match of.answered {
        Some(day) => format!("on {day}"),
        None => format!("since {}", of.since),
    };
    Row {
        who: who(&of.by, "→", of.to.as_deref()),
        what,
        state: Run::new(&of.state, style),
        when,
    }
}

fn contact(of: &Contact, ledger: &Ledger) -> Row {
    let [a, b] = &of.between;
    let mut what = vec![Run::plain(&brief::contact(of))];
    if of.days > 1 {
        what.push(Run::new(&format!(" · {} days", of.days), DIM));
    }
    let silent = ledger
        .silences
        .iter()
        .find(|one| one.between == of.between && one.unusual);
    if let Some(silence) = silent {
        let usual = silence.usual.unwrap_or(0);
        let text = format!(" · silent {} days, usual {usual}", silence.days);
        what.push(Run::new(&text, BAD));
    }
    Row {
        who: who(a, "–", Some(b)),
        what,
        state: Run::plain(""),
        when: format!("last {}", of.last),
    }
}

fn incident(of: &Incident) -> Row {
    let mut what = vec![Run::plain(&of.family.replace('-', " "))];
    let modes = of.modes.join(", ");
    if !modes.is_empty() && modes != of.family {
        what.push(Run::new(&format!(" {modes}"), DIM));
    }
    if let Some(place) = &of.place {
        what.push(Run::plain(&format!(" in {}", place.name)));
    }
    for (count, name) in brief::counts(of) {
        what.push(Run::new(
            &format!(" · {} {name}", brief::range(count)),
            BOLD,
        ));
    }
    let list = |keys: &[String]| (!keys.is_empty()).then(|| keys.join(", "));
    let (by, against) = (list(&of.by), list(&of.against));
    let count = of.sources.len();
    Row {
        who: who(by.as_deref().unwrap_or("?"), "→", against.as_deref()),
        what,
        state: Run::new(
            &format!("{count} article{}", if count == 1 { "" } else { "s" }),
            DIM,
        ),
        when: if of.undated {
            format!("by {}", of.end)
        } else {
            of.end.to_string()
        },
    }
}
