//! The ledger against gold: pairs of reports that are one happening or two, and the state of a
//! crisis on given days. It scores records of events that people wrote, so that nothing counts here
//! but the fold.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use demarche_ledger::{Day, Fold, Query, Rules, Scope};
use demarche_record::{Article, Event};
use serde::Deserialize;
use serde_json::Value;

/// Two reports.
#[derive(Debug, Deserialize)]
struct Pair {
    id: String,
    a: Vec<Event>,
    b: Vec<Event>,
    same: bool,
    #[serde(default)]
    why: String,
}

/// Pairs of reports, by what they are and what the ledger makes of them.
#[derive(Debug, Default)]
pub(crate) struct Pairs {
    pub(crate) all: usize,
    pub(crate) same: usize,
    pub(crate) folded: usize,
    pub(crate) right: usize,
    /// Every pair that came out wrong.
    pub(crate) errors: String,
}

impl Pairs {
    /// Of those folded to one, the share that is one.
    pub(crate) fn precision(&self) -> f64 {
        self.right as f64 / self.folded.max(1) as f64
    }

    /// Of those that are one, the share that is folded.
    pub(crate) fn recall(&self) -> f64 {
        self.right as f64 / self.same.max(1) as f64
    }
}

/// Scores `report-pairs.jsonl`.
pub(crate) fn pairs(path: &Path) -> Result<Pairs> {
    let mut found = Pairs::default();
    for pair in lines::<Pair>(path)? {
        for event in &pair.b {
            ensure!(
                pair.a.iter().all(|other| other.id != event.id),
                "{}: pair {}: both reports have an event {}; hint: ids must differ",
                path.display(),
                pair.id,
                event.id
            );
        }
        let folded = one_happening(&pair.a, &pair.b);
        found.all += 1;
        found.same += usize::from(pair.same);
        found.folded += usize::from(folded);
        found.right += usize::from(folded && pair.same);
        if folded != pair.same {
            let what = if folded { "folded" } else { "kept apart" };
            let _ = writeln!(found.errors, "{} {what}: {}", pair.id, pair.why);
        }
    }
    Ok(found)
}

/// Whether the ledger takes two reports for one happening: an event of each stands in one incident,
/// or, told within a day of each other, in one change of a measure or claim, one request or threat,
/// or one contact of a single day.
fn one_happening(a: &[Event], b: &[Event]) -> bool {
    let mut fold = Fold::new();
    for event in a.iter().chain(b) {
        fold.add(event);
    }
    let ledger = fold.ledger(Rules::embedded(), &Query::default());
    let with = |events: &[String], of: &[Event]| -> Vec<Option<Day>> {
        of.iter()
            .filter(|event| events.contains(&event.id))
            .map(|event| Day::parse(&event.date.as_ref()?.end))
            .collect()
    };
    let both = |events: &[String]| !with(events, a).is_empty() && !with(events, b).is_empty();
    let at_once = |events: &[String]| {
        let (one, two) = (with(events, a), with(events, b));
        one.iter()
            .flatten()
            .any(|one| two.iter().flatten().any(|two| one.since(*two).abs() <= 1))
    };
    let turns = ledger
        .measures
        .iter()
        .chain(&ledger.posture)
        .flat_map(|one| &one.transitions)
        .chain(ledger.claims.iter().flat_map(|one| &one.transitions));
    ledger.incidents.iter().any(|one| both(&one.events))
        || turns.into_iter().any(|turn| at_once(&turn.events))
        || ledger
            .requests
            .iter()
            .chain(&ledger.threats)
            .any(|one| at_once(&one.events))
        || ledger
            .contacts
            .iter()
            .any(|one| one.days == 1 && at_once(&one.events))
}

/// A line of `states.jsonl`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Check {
    date: String,
    pair: Option<[String; 2]>,
    section: String,
    #[serde(rename = "match")]
    which: BTreeMap<String, Value>,
    /// The state; "absent" where no such record may stand.
    state: Option<String>,
    /// No such record may stand.
    #[serde(default)]
    absent: bool,
    /// Further fields and what they must hold.
    #[serde(default)]
    expect: BTreeMap<String, Value>,
    #[serde(default)]
    why: String,
}

/// States of a scenario, right and asked for.
#[derive(Debug, Default)]
pub(crate) struct States {
    pub(crate) all: usize,
    pub(crate) right: usize,
    pub(crate) days: usize,
    /// By section: right and all.
    pub(crate) sections: BTreeMap<String, (usize, usize)>,
    pub(crate) errors: String,
}

impl States {
    pub(crate) fn accuracy(&self) -> f64 {
        self.right as f64 / self.all.max(1) as f64
    }
}

const SECTIONS: [&str; 8] = [
    "incidents",
    "measures",
    "claims",
    "requests",
    "threats",
    "contacts",
    "posture",
    "silences",
];

/// Scores `events.jsonl` and `states.jsonl` of a folder.
pub(crate) fn states(folder: &Path) -> Result<States> {
    let mut fold = Fold::new();
    let mut texts = BTreeMap::new();
    let articles = folder.join("articles.jsonl");
    if articles.is_file() {
        for article in lines::<Article>(&articles)? {
            if let (Some(id), Some(date)) = (&article.id, &article.date)
                && let Some(day) = date.get(..10).and_then(Day::parse)
            {
                fold.published(id, day);
            }
            if let Some(id) = article.id {
                texts.insert(id, article.text);
            }
        }
    }
    for event in lines::<Event>(&folder.join("events.jsonl"))? {
        match texts.get(&event.article_id) {
            Some(text) => fold.add_told(&event, text),
            None => fold.add(&event),
        }
    }
    let path = folder.join("states.jsonl");
    let mut found = States::default();
    let mut ledgers: BTreeMap<(Day, Option<[String; 2]>), Value> = BTreeMap::new();
    let mut days = std::collections::BTreeSet::new();
    for (number, check) in lines::<Check>(&path)?.into_iter().enumerate() {
        let line = || format!("{}, check {}", path.display(), number + 1);
        let Some(day) = Day::parse(&check.date) else {
            bail!("{}: {} is no day", line(), check.date);
        };
        ensure!(
            SECTIONS.contains(&&*check.section),
            "{}: {} is no section; hint: {}",
            line(),
            check.section,
            SECTIONS.join(", ")
        );
        ensure!(
            check.absent || check.state.is_some() || !check.expect.is_empty(),
            "{}: none of state, expect and absent",
            line()
        );
        let key = (day, check.pair.clone());
        if !ledgers.contains_key(&key) {
            let query = Query {
                scope: check
                    .pair
                    .clone()
                    .map_or(Scope::All, |[a, b]| Scope::Pair(a, b)),
                at: Some(day),
                ..Query::default()
            };
            let ledger = fold.ledger(Rules::embedded(), &query);
            ledgers.insert(key.clone(), serde_json::to_value(&ledger)?);
        }
        let ledger = &ledgers[&key];
        days.insert(day);
        let records: Vec<&Value> = ledger[&check.section]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|record| is_meant(record, &check.which))
            .collect();
        let right = match check.state.as_deref() {
            _ if check.absent => records.is_empty(),
            Some("absent") => records.is_empty(),
            state => records.iter().any(|record| {
                state.is_none_or(|state| record["state"] == state) && holds(record, &check.expect)
            }),
        };
        found.all += 1;
        found.right += usize::from(right);
        let section = found.sections.entry(check.section.clone()).or_default();
        *section = (section.0 + usize::from(right), section.1 + 1);
        if !right {
            let states: Vec<String> = records
                .iter()
                .map(|record| record.get("state").unwrap_or(record).to_string())
                .collect();
            let _ = writeln!(
                found.errors,
                "{} {} {:?} wanted {} {:?}, came {} ({})",
                check.date,
                check.section,
                check.which,
                check.state.as_deref().unwrap_or("-"),
                check.expect,
                if states.is_empty() {
                    "none".to_owned()
                } else {
                    states.join(" ")
                },
                check.why
            );
        }
    }
    found.days = days.len();
    Ok(found)
}

/// Whether a record is one that a check speaks of: of a list any member will do, but for the two of a
/// contact.
fn is_meant(record: &Value, fields: &BTreeMap<String, Value>) -> bool {
    fields.iter().all(|(key, wanted)| {
        let one = |wanted: &Value| holds(record, &BTreeMap::from([(key.clone(), wanted.clone())]));
        match wanted {
            Value::Array(members) if key != "between" => members.iter().any(one),
            wanted => one(wanted),
        }
    })
}

/// Whether a record has all of these fields; "killed.best" is a field within one.
fn holds(record: &Value, fields: &BTreeMap<String, Value>) -> bool {
    fields.iter().all(|(key, wanted)| {
        let have = key
            .split('.')
            .try_fold(record, |record, key| record.get(key))
            .unwrap_or(&Value::Null);
        // Names are given in part; a place also by its name alone.
        let named = matches!(key.as_str(), "object" | "about" | "place" | "what" | "text");
        match (wanted, have) {
            (Value::String(wanted), Value::Object(place)) if named => place
                .get("name")
                .and_then(Value::as_str)
                .is_some_and(|name| contains(name, wanted)),
            (Value::String(wanted), Value::String(have)) if named => contains(have, wanted),
            (wanted, have) => agrees(wanted, have),
        }
    })
}

fn contains(have: &str, wanted: &str) -> bool {
    have.to_lowercase().contains(&wanted.to_lowercase())
}

/// Whether a value holds all that is wanted: of objects the fields named, of lists each item; of
/// `{"any": […]}` one of these, of `{"is": …}` exactly this.
/// Parties joined by "+" come in any order, and so do the two of a contact.
fn agrees(wanted: &Value, have: &Value) -> bool {
    if let Value::Object(form) = wanted
        && form.len() == 1
    {
        if let Some(Value::Array(members)) = form.get("any") {
            return members.iter().any(|member| agrees(member, have));
        }
        if let Some(exactly) = form.get("is") {
            return exactly == have;
        }
    }
    match (wanted, have) {
        (Value::Object(wanted), Value::Object(have)) => wanted
            .iter()
            .all(|(key, wanted)| agrees(wanted, have.get(key).unwrap_or(&Value::Null))),
        (Value::Array(wanted), Value::Array(have)) => {
            (wanted.is_empty() == have.is_empty())
                && wanted
                    .iter()
                    .all(|wanted| have.iter().any(|have| agrees(wanted, have)))
        }
        (Value::String(_), Value::Array(have)) => have.iter().any(|have| agrees(wanted, have)),
        (Value::String(wanted), Value::String(have)) => {
            let parts = |text: &str| {
                let mut parts: Vec<String> = text.split('+').map(str::to_lowercase).collect();
                parts.sort();
                parts
            };
            parts(wanted) == parts(have)
        }
        (Value::Number(wanted), Value::Number(have)) => wanted.as_f64() == have.as_f64(),
        _ => wanted == have,
    }
}

fn lines<T: serde::de::DeserializeOwned>(path: &Path) -> Result<Vec<T>> {
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(number, line)| {
            serde_json::from_str(line)
                .with_context(|| format!("{}, line {}", path.display(), number + 1))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Value, json};

    use super::{agrees, holds, pairs, states};

    fn event(id: &str, day: &str, what: [&str; 2], parties: [&str; 2], place: &str) -> Value {
        let party = |key: &str| {
            json!({"text": key, "span": [0, 3], "name": null, "entity": null, "country": key,
                "sectors": ["GOV"], "code": format!("{key}GOV"), "role": null, "basis": "test"})
        };
        let [event_type, frame] = what;
        json!({"schema": "demarche.event/1", "id": id, "article_id": id, "sentence": 1,
            "event_type": event_type, "mode": if event_type == "ASSAULT" { "aerial" } else { "discontinue" },
            "contexts": [], "quad_class": 4, "score": -5.0, "cameo": null, "goldstein": 0.0,
            "status": "actual", "certainty": "asserted", "reported_by": null,
            "actors": [party(parties[0])], "recipients": [party(parties[1])],
            "date": {"start": day, "end": day, "basis": "absolute", "span": null},
            "place": {"text": place, "span": [3, 4], "name": place, "country": "IND", "admin1": null,
                "lat": null, "lon": null, "geonames_id": null, "precision": "city"},
            "object": if event_type == "ASSAULT" { Value::Null } else {
                json!({"kind": "visa", "name": "visas", "span": [5, 6]}) },
            "quantities": {"killed": null, "injured": null, "arrested": null, "displaced": null},
            "evidence": {"sentence": [0, 40], "trigger": [4, 8], "rule": frame}, "confidence": 0.9,
            "coder": {"version": "0", "engine": "fast", "codebook": "plover-2.0", "fingerprint": "0"}})
    }

    fn folder(name: &str) -> std::path::PathBuf {
        let folder =
            std::env::temp_dir().join(format!("demarche-state-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        folder
    }

    #[test]
    fn pairs_are_counted_by_what_they_are() {
        let raid = |id: &str, day: &str, town: &str| {
            event(id, day, ["ASSAULT", "assault.aerial"], ["PAK", "IND"], town)
        };
        let pair = |id: &str, b: Value, same: bool| json!({"id": id, "a": [raid("a", "2024-05-01", "Uri")], "b": [b], "same": same, "why": id});
        let text = [
            pair("same", raid("b", "2024-05-01", "Uri"), true),
            pair("other town", raid("b", "2024-05-01", "Jammu"), false),
            pair("missed", raid("b", "2024-06-01", "Uri"), true),
            pair("wrongly folded", raid("b", "2024-05-01", "Uri"), false),
        ]
        .map(|line| line.to_string())
        .join("\n");
        let folder = folder("pairs");
        let path = folder.join("report-pairs.jsonl");
        std::fs::write(&path, text).unwrap();
        let found = pairs(&path).unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
        assert_eq!(
            (found.all, found.same, found.folded, found.right),
            (4, 2, 2, 1)
        );
        assert!(
            found.errors.contains("missed kept apart"),
            "{}",
            found.errors
        );
        assert!(
            found.errors.contains("wrongly folded folded"),
            "{}",
            found.errors
        );
    }

    #[test]
    fn states_are_right_where_the_record_says_so_on_that_day() {
        let folder = folder("states");
        let ban = event(
            "e1",
            "2024-05-02",
            ["SANCTION", "sanction.discontinue.relations"],
            ["IND", "PAK"],
            "Delhi",
        );
        std::fs::write(folder.join("events.jsonl"), format!("{ban}\n")).unwrap();
        let check = |date: &str, object: &str, state: &str| {
            json!({"date": date, "pair": ["IND", "PAK"], "section": "measures",
                "match": {"by": "IND", "against": "PAK", "object": object}, "state": state})
        };
        let text = [
            check("2024-05-03", "VISA", "in force"),
            check("2024-05-03", "visas", "lifted"),
            check("2024-05-01", "visas", "absent"),
            check("2024-05-03", "visas", "absent"),
            check("2024-05-03", "treaty", "in force"),
        ]
        .map(|line| line.to_string())
        .join("\n");
        std::fs::write(folder.join("states.jsonl"), text).unwrap();
        let found = states(&folder).unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
        assert_eq!(
            (found.right, found.all, found.days),
            (2, 5, 2),
            "{}",
            found.errors
        );
        assert_eq!(found.errors.lines().count(), 3);
    }

    #[test]
    fn fields_agree_in_part() {
        assert!(agrees(
            &json!({"best": 26}),
            &json!({"low": 26, "best": 26.0})
        ));
        assert!(!agrees(&json!({"best": 26}), &json!({"best": 27})));
        assert!(agrees(&json!(["PAK", "IND"]), &json!(["IND", "PAK"])));
        assert!(!agrees(&json!([]), &json!(["IND"])));
        assert!(agrees(&json!("PAK+IND"), &json!("IND+PAK")));
        assert!(agrees(&json!("IND"), &json!(["IND", "PAK"])));
        let record = json!({"place": {"name": "Uri Sector"}, "object": null});
        let fields =
            |value: Value| -> BTreeMap<String, Value> { serde_json::from_value(value).unwrap() };
        assert!(holds(&record, &fields(json!({"place": "uri"}))));
        assert!(holds(&record, &fields(json!({"object": null}))));
        assert!(!holds(&record, &fields(json!({"object": "x"}))));
    }
}
