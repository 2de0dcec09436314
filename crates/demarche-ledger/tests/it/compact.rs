//! Events and ledgers in one line each; tests/cases/README.md says how they read.

use std::fmt::Write as _;

use demarche_ledger::{Ask, Day, Fold, Gist, Ledger, Measure, Query, Rules, Scope, gist};
use demarche_record::Event;
use serde_json::{Value, json};

/// An event and the day on which its article was published.
pub(crate) type Reported = (Event, Day);

/// The sentences of events, by their ids, where a case gives them.
pub(crate) type Texts = std::collections::HashMap<String, String>;

/// Reads a line of an `events` block.
pub(crate) fn event(line: &str, number: usize) -> Result<Reported, String> {
    let mut fields = line.split(" | ").map(str::trim);
    let head = fields.next().unwrap_or_default();
    let (day, article) = head.split_once(' ').ok_or("no day and article")?;
    let published = Day::parse(day).ok_or_else(|| format!("{day} is no day"))?;
    let what = fields.next().ok_or("no event")?;
    let (name, parties) = what.split_once(' ').unwrap_or((what, "_"));
    let (event_type, mode) = match name.split_once('/') {
        Some((event_type, mode)) => (event_type, Some(mode)),
        None => (name, None),
    };
    let (actors, recipients) = parties.split_once(" -> ").unwrap_or((parties, "_"));
    let mut record = json!({
        "schema": "demarche.event/1", "id": format!("{article}.{number}"), "article_id": article,
        "sentence": 1, "event_type": event_type, "mode": mode, "contexts": [],
        "quad_class": 1, "score": 0.0, "cameo": null, "goldstein": 0.0,
        "status": "actual", "certainty": "asserted", "reported_by": null,
        "actors": list(actors), "recipients": list(recipients),
        "date": {"start": day, "end": day, "basis": "publication", "span": null},
        "place": null, "object": null,
        "quantities": {"killed": null, "injured": null, "arrested": null, "displaced": null},
        "evidence": {"sentence": [0, 40], "trigger": [4, 8], "rule": ""}, "confidence": 0.9,
        "coder": {"version": "0", "engine": "fast", "codebook": "plover-2.0", "fingerprint": "0"}
    });
    for field in fields {
        let (key, value) = field
            .split_once('=')
            .ok_or_else(|| format!("{field}: no key=value"))?;
        match key {
            "on" => {
                let (start, end) = value.split_once("..").unwrap_or((value, value));
                record["date"] =
                    json!({"start": start, "end": end, "basis": "absolute", "span": null});
            }
            "status" | "certainty" => record[key] = json!(value),
            "by" => record["reported_by"] = party(value),
            "frame" => record["evidence"]["rule"] = json!(value),
            "sentence" => record[key] = json!(value.parse::<u32>().map_err(|e| e.to_string())?),
            "object" => {
                let (kind, name) = value.split_once(':').unwrap_or((value, value));
                record["object"] = json!({"kind": kind, "name": name, "span": [9, 12]});
            }
            "killed" | "injured" | "arrested" | "displaced" => {
                let count: u32 = value.parse().map_err(|_| format!("{value} is no count"))?;
                record["quantities"][key] = json!(count);
            }
            // The sentence, its trigger between ^ and ^, its recipient between [ and ].
            "text" => {
                let at = |mark: char| -> Vec<usize> {
                    value
                        .chars()
                        .enumerate()
                        .filter(|(_, c)| *c == mark)
                        .map(|(at, _)| {
                            let before: String = value.chars().take(at).collect();
                            plain(&before).chars().count()
                        })
                        .collect()
                };
                record["evidence"]["sentence"] = json!([0, plain(value).chars().count()]);
                record["evidence"]["trigger"] = json!(at('^'));
                if let (Some(start), Some(end)) = (at('[').first(), at(']').first()) {
                    record["recipients"][0]["span"] = json!([start, end]);
                }
            }
            // Name, country, degrees, precision.
            "place" => {
                let parts: Vec<&str> = value.split(',').map(str::trim).collect();
                let number = |at: usize| parts.get(at).and_then(|text| text.parse::<f64>().ok());
                record["place"] = json!({
                    "text": parts[0], "span": [14, 18], "name": parts[0], "country": parts.get(1),
                    "admin1": null, "lat": number(2), "lon": number(3), "geonames_id": null,
                    "precision": parts.get(4).unwrap_or(&"city")
                });
            }
            _ => return Err(format!("{key} is no key")),
        }
    }
    let mut event: Event = serde_json::from_value(record).map_err(|error| error.to_string())?;
    event.quad_class = event.event_type.quad_class();
    event.score = event.event_type.score(event.mode);
    Ok((event, published))
}

fn list(parties: &str) -> Value {
    match parties.trim() {
        "_" => json!([]),
        parties => parties.split(" + ").map(party).collect(),
    }
}

/// `INDGOV(foreign minister)`, `CVL`, `hezbollah:LBNREB`: entity, code and role.
fn party(text: &str) -> Value {
    let (text, role) = match text.split_once('(') {
        Some((text, role)) => (text, Some(role.trim_end_matches(')'))),
        None => (text, None),
    };
    let (entity, code) = match text.split_once(':') {
        Some((entity, code)) => (Some(entity), code),
        None => (None, text),
    };
    let sector = |code: &str| demarche_record::Sector::parse(code).is_some();
    let (country, sectors) = match code.len() {
        3 if sector(code) => (None, vec![code]),
        3 => (Some(code), vec![]),
        _ => (Some(&code[..3]), vec![&code[3..]]),
    };
    json!({"text": text, "span": [0, 3], "name": "Name", "entity": entity, "country": country,
        "sectors": sectors, "code": code, "role": role, "basis": "test"})
}

/// The sentence that a line of an `events` block gives, without its marks.
pub(crate) fn text(line: &str) -> Option<String> {
    let mut fields = line.split(" | ").map(str::trim);
    fields
        .find_map(|field| field.strip_prefix("text="))
        .map(plain)
}

fn plain(text: &str) -> String {
    text.chars().filter(|c| !"^[]".contains(*c)).collect()
}

/// The fold of events.
pub(crate) fn fold(events: &[Reported]) -> Fold {
    fold_told(events, &Texts::new())
}

/// The fold of events with their sentences.
pub(crate) fn fold_told(events: &[Reported], texts: &Texts) -> Fold {
    let mut fold = Fold::new();
    for (event, published) in events {
        match texts.get(&event.id) {
            Some(text) => fold.add_told(event, text),
            None => fold.add(event),
        }
        fold.published(&event.article_id, *published);
    }
    fold
}

/// The same as a store keeps them: by their gists.
pub(crate) fn fold_gists(events: &[Reported], texts: &Texts) -> Fold {
    let mut fold = Fold::new();
    for (event, published) in events {
        let text = texts.get(&event.id).map_or("", String::as_str);
        let bytes = gist::write(event, text, Some(*published)).unwrap();
        let gist = Gist::read(&bytes).unwrap();
        assert_eq!(gist.id(), event.id);
        assert!((gist.confidence() - event.confidence).abs() < f64::EPSILON);
        fold.add_gist(&event.article_id, &gist);
    }
    fold
}

/// The ledger of events.
pub(crate) fn ledger(events: &[Reported], scope: Scope, at: Option<Day>) -> Ledger {
    ledger_of(&fold(events), scope, at)
}

/// The ledger of a fold.
pub(crate) fn ledger_of(fold: &Fold, scope: Scope, at: Option<Day>) -> Ledger {
    let query = Query {
        scope,
        at,
        ..Query::default()
    };
    fold.ledger(Rules::embedded(), &query)
}

/// The lines of a ledger.
pub(crate) fn lines(ledger: &Ledger) -> Vec<String> {
    let mut lines = Vec::new();
    for one in &ledger.incidents {
        let mut line = format!("incident {} {}", one.family, one.end);
        if one.undated {
            line.push('~');
        }
        if let Some(place) = &one.place {
            let _ = write!(line, " [{}]", place.name);
        }
        let _ = write!(line, " {} -> {}", names(&one.by), names(&one.against));
        if let Some(killed) = one.killed {
            let _ = write!(
                line,
                " killed={}..{}~{}",
                killed.low, killed.high, killed.best
            );
        }
        let _ = write!(line, " articles={}", one.sources.len());
        if !one.denied_by.is_empty() {
            let _ = write!(line, " denied={}", one.denied_by.join(","));
        }
        lines.push(line);
    }
    lines.extend(ledger.measures.iter().map(|one| measure("measure", one)));
    lines.extend(ledger.posture.iter().map(|one| measure("posture", one)));
    for one in &ledger.claims {
        let mut line = format!(
            "claim {} -> {}",
            one.by.as_deref().unwrap_or("_"),
            one.against.as_deref().unwrap_or("_")
        );
        if let Some(about) = &one.about {
            let _ = write!(line, " [{about}]");
        }
        let _ = write!(line, " {}", one.state);
        for (what, by) in [("denied", &one.denied_by), ("confirmed", &one.confirmed_by)] {
            if !by.is_empty() {
                let _ = write!(line, " {what}={}", by.join(","));
            }
        }
        lines.push(line);
    }
    lines.extend(ledger.requests.iter().map(|one| ask("request", one)));
    lines.extend(ledger.threats.iter().map(|one| ask("threat", one)));
    for one in &ledger.contacts {
        let mut line = format!(
            "contact {} - {} {} {} last {}",
            one.between[0], one.between[1], one.level, one.channel, one.last
        );
        if !one.through.is_empty() {
            let _ = write!(line, " through {}", one.through.join(","));
        }
        lines.push(line);
    }
    for one in ledger.silences.iter().filter(|one| one.unusual) {
        lines.push(format!(
            "silence {} - {} {} days, usual {}",
            one.between[0],
            one.between[1],
            one.days,
            one.usual.unwrap_or_default()
        ));
    }
    lines
}

fn names(keys: &[String]) -> String {
    match keys {
        [] => "_".to_owned(),
        keys => keys.join("+"),
    }
}

fn measure(what: &str, one: &Measure) -> String {
    let mut line = format!(
        "{what} {} -> {} {}",
        one.by,
        one.against.as_deref().unwrap_or("_"),
        one.kind
    );
    if let Some(object) = one.object.as_ref().or(one.place.as_ref()) {
        let _ = write!(line, " [{object}]");
    }
    let _ = write!(line, " {}", one.state);
    let _ = match one.since {
        Some(day) if one.since_by => write!(line, " by {day}"),
        Some(day) => write!(line, " since {day}"),
        None => write!(line, " since ?"),
    };
    if let Some(until) = one.until {
        let _ = write!(line, " until {until}");
    }
    if !one.breaches.is_empty() {
        let _ = write!(line, " broken={}", one.breaches.len());
    }
    if !one.denied_by.is_empty() {
        let _ = write!(line, " denied={}", one.denied_by.join(","));
    }
    line
}

fn ask(what: &str, one: &Ask) -> String {
    let mut line = format!("{what} {} -> {}", one.by, one.to.as_deref().unwrap_or("_"));
    if let Some(mode) = &one.mode {
        let _ = write!(line, " {mode}");
    }
    if let Some(object) = &one.object {
        let _ = write!(line, " [{object}]");
    }
    if let Some(what) = &one.what {
        let _ = write!(line, " \u{201c}{what}\u{201d}");
    }
    let _ = write!(line, " {}", one.state);
    if let Some(day) = one.answered {
        let _ = write!(line, " {day}");
    }
    line
}
