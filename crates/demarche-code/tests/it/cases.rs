//! The Markdown case files in `tests/cases`: their README says how they read.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use demarche_code::Coder;
use demarche_record::{Article, Event, Party};

/// What is known not to be coded yet. A case there that passes fails the test, so that it is moved.
const KNOWN_GAPS: &str = "known-gaps.md";

#[test]
fn cases() {
    let coder = Coder::embedded();
    let mut failures = String::new();
    let (mut run, mut failed) = (0, 0);
    let mut gaps: Vec<String> = Vec::new();
    for path in files() {
        let file = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let known_gaps = file == KNOWN_GAPS;
        let text = fs::read_to_string(&path).unwrap();
        for case in read(&text).unwrap_or_else(|problem| panic!("{file}: {problem}")) {
            run += 1;
            let article = Article {
                text: case.text.clone(),
                date: case.date.clone(),
                ..Article::default()
            };
            let coded = coder.code(&article);
            let report = compare(&case, &coded.events, &article);
            let report = match (known_gaps, report) {
                (false, Some(report)) => report,
                (true, None) => "    passes now: move it to the file of its theme\n".to_owned(),
                (true, Some(report)) => {
                    gaps.push(format!("{file}:{} {}\n{report}", case.line, case.title));
                    continue;
                }
                (false, None) => continue,
            };
            failed += 1;
            let _ = write!(failures, "\n{file}:{} {}\n{report}", case.line, case.title);
        }
    }
    println!("{run} cases, {} of them known gaps", gaps.len());
    for gap in &gaps {
        println!("\n{gap}");
    }
    assert!(run > 0, "no case was found");
    assert!(failed == 0, "{failed} of {run} cases failed\n{failures}");
}

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .filter(|path| path.file_name().is_some_and(|name| name != "README.md"))
        .collect();
    files.sort();
    files
}

/// One case of a file.
#[derive(Debug, Default)]
struct Case {
    title: String,
    line: usize,
    date: Option<String>,
    text: String,
    events: Vec<Expected>,
}

/// One line of an `events` block.
#[derive(Debug)]
struct Expected {
    line: String,
    event_type: String,
    /// `None`: no mode; `Some("*")`: any.
    mode: Option<String>,
    actors: Vec<Side>,
    recipients: Vec<Side>,
    keys: Vec<(String, String)>,
}

/// A party as a case writes it.
#[derive(Debug, PartialEq)]
struct Side {
    words: Option<String>,
    code: Option<String>,
}

fn read(text: &str) -> Result<Vec<Case>, String> {
    let mut cases: Vec<Case> = Vec::new();
    let mut lines = text.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        if let Some(title) = line.strip_prefix("## ") {
            cases.push(Case {
                title: title.to_owned(),
                line: number + 1,
                ..Case::default()
            });
        }
        let Some(kind) = line.strip_prefix("```").filter(|kind| !kind.is_empty()) else {
            continue;
        };
        let mut block = Vec::new();
        loop {
            match lines.next() {
                Some((_, "```")) => break,
                Some((_, line)) => block.push(line),
                None => return Err(format!("line {}: the block does not end", number + 1)),
            }
        }
        let case = cases
            .last_mut()
            .ok_or_else(|| format!("line {}: a block before the first case", number + 1))?;
        match kind {
            "text" => {
                let block = block.join("\n");
                match block.split_once('|') {
                    Some((date, text)) if date.trim().len() <= 10 => {
                        case.date = Some(date.trim().to_owned()).filter(|date| !date.is_empty());
                        case.text = text.trim().to_owned();
                    }
                    _ => case.text = block.trim().to_owned(),
                }
            }
            "events" => {
                for (offset, line) in block.iter().enumerate() {
                    if line.trim().is_empty() || line.trim() == "none" {
                        continue;
                    }
                    let expected = expected(line)
                        .map_err(|problem| format!("line {}: {problem}", number + 2 + offset))?;
                    case.events.push(expected);
                }
            }
            other => return Err(format!("line {}: a block of kind \"{other}\"", number + 1)),
        }
    }
    match cases.iter().find(|case| case.text.is_empty()) {
        Some(case) => Err(format!(
            "line {}: \"{}\" has no text",
            case.line, case.title
        )),
        None => Ok(cases),
    }
}

const KEYS: &[&str] = &[
    "status",
    "certainty",
    "by",
    "date",
    "place",
    "object",
    "killed",
    "injured",
    "arrested",
    "displaced",
    "cameo",
    "contexts",
    "trigger",
    "sentence",
];

/// Where the first `key=` of a line stands, and the key.
fn next_key(text: &str) -> Option<(usize, &str)> {
    text.match_indices('=').find_map(|(equals, _)| {
        let start = text[..equals].rfind(' ').map_or(0, |space| space + 1);
        let key = &text[start..equals];
        KEYS.contains(&key).then_some((start, key))
    })
}

fn expected(line: &str) -> Result<Expected, String> {
    let (head, mut rest) = match next_key(line) {
        Some((start, _)) => line.split_at(start),
        None => (line, ""),
    };
    let mut keys = Vec::new();
    while let Some((start, key)) = next_key(rest) {
        let value = &rest[start + key.len() + 1..];
        let end = next_key(value).map_or(value.len(), |(start, _)| start);
        keys.push((key.to_owned(), value[..end].trim().to_owned()));
        rest = &value[end..];
    }
    let head = head.trim();
    let (kind, parties) = head.split_once(' ').unwrap_or((head, "_"));
    let (event_type, mode) = match kind.split_once('/') {
        Some((event_type, mode)) => (event_type, Some(mode.to_owned())),
        None => (kind, None),
    };
    if demarche_record::EventType::parse(event_type).is_none() {
        return Err(format!("\"{event_type}\" is no event type"));
    }
    let (actors, recipients) = parties.split_once("->").unwrap_or((parties, "_"));
    Ok(Expected {
        line: line.trim().to_owned(),
        event_type: event_type.to_owned(),
        mode,
        actors: sides(actors)?,
        recipients: sides(recipients)?,
        keys,
    })
}

/// Reads `[words] CODE + CODE`, or `_`.
fn sides(text: &str) -> Result<Vec<Side>, String> {
    let mut sides = Vec::new();
    let mut rest = text.trim();
    if rest == "_" {
        return Ok(sides);
    }
    while !rest.is_empty() {
        let words = match rest.strip_prefix('[') {
            Some(open) => {
                let (words, after) = open
                    .split_once(']')
                    .ok_or_else(|| format!("\"[\" does not close in \"{text}\""))?;
                rest = after.trim_start();
                Some(words.to_owned())
            }
            None => None,
        };
        let (code, after) = rest.split_once('+').unwrap_or((rest, ""));
        let code = code.trim();
        if code.contains(' ') {
            return Err(format!("\"{code}\" is no code"));
        }
        let code = Some(code.to_owned()).filter(|code| !code.is_empty());
        if words.is_none() && code.is_none() {
            return Err(format!("a party without words or code in \"{text}\""));
        }
        sides.push(Side { words, code });
        rest = after.trim_start();
    }
    Ok(sides)
}

fn side_fits(side: &Side, party: &Party) -> bool {
    side.words.as_ref().is_none_or(|words| *words == party.text)
        && side
            .code
            .as_ref()
            .is_none_or(|code| code_fits(code, party.code.as_deref()))
}

/// Whether a code fits a pattern: "PER*" is Peru, any sector; "*MIL" a military of anywhere or
/// nowhere; "*" anybody.
fn code_fits(pattern: &str, code: Option<&str>) -> bool {
    match (pattern.strip_suffix('*'), pattern.strip_prefix('*')) {
        (Some(""), _) => true,
        (Some(start), _) => code.is_some_and(|code| code.starts_with(start)),
        (None, Some(end)) => code.is_some_and(|code| code.ends_with(end)),
        (None, None) => code == Some(pattern),
    }
}

/// Whether parties and expected parties pair off.
fn sides_fit(sides: &[Side], parties: &[Party]) -> bool {
    if matches!(sides, [Side { words: None, code: Some(code) }] if code == "*") {
        return true;
    }
    sides.len() == parties.len()
        && sides
            .iter()
            .all(|side| parties.iter().any(|party| side_fits(side, party)))
        && parties
            .iter()
            .all(|party| sides.iter().any(|side| side_fits(side, party)))
}

/// What of an expected line an event does not meet.
fn misses(expected: &Expected, event: &Event, article: &Article) -> Vec<String> {
    let mut misses = Vec::new();
    let mut want = |holds: bool, what: &str| {
        if !holds {
            misses.push(what.to_owned());
        }
    };
    want(expected.event_type == event.event_type.as_str(), "type");
    let mode = event.mode.map(|mode| mode.as_str());
    want(
        expected.mode.as_deref() == Some("*") || expected.mode.as_deref() == mode,
        "mode",
    );
    want(sides_fit(&expected.actors, &event.actors), "actors");
    want(
        sides_fit(&expected.recipients, &event.recipients),
        "recipients",
    );
    let key = |name: &str| {
        expected
            .keys
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    };
    want(
        [event.status.as_str(), "*"].contains(&key("status").unwrap_or("actual")),
        "status",
    );
    want(
        [event.certainty.as_str(), "*"].contains(&key("certainty").unwrap_or("asserted")),
        "certainty",
    );
    for (name, value) in &expected.keys {
        let holds = match name.as_str() {
            "status" | "certainty" => true,
            "by" => sides(value).is_ok_and(|sides| sides_fit(&sides, event.reported_by.as_slice())),
            "date" => event.date.as_ref().is_some_and(|date| {
                let (days, basis) = match value.split_once(" (") {
                    Some((days, basis)) => (days, Some(basis.trim_end_matches(')'))),
                    None => (value.as_str(), None),
                };
                let (start, end) = days.split_once("..").unwrap_or((days, days));
                date.start == start
                    && date.end == end
                    && basis.is_none_or(|basis| basis == date.basis)
            }),
            "place" => event
                .place
                .as_ref()
                .is_some_and(|place| place.text == *value || place.name.as_ref() == Some(value)),
            "object" => event.object.as_ref().is_some_and(|object| {
                let (kind, name) = match value.split_once(':') {
                    Some((kind, name)) => (kind, Some(name)),
                    None => (value.as_str(), None),
                };
                object.kind == kind && name.is_none_or(|name| object.name == name)
            }),
            "killed" => count(event.quantities.killed) == *value,
            "injured" => count(event.quantities.injured) == *value,
            "arrested" => count(event.quantities.arrested) == *value,
            "displaced" => count(event.quantities.displaced) == *value,
            "cameo" => event.cameo.as_ref() == Some(value),
            "contexts" => value.split(',').all(|name| {
                event
                    .contexts
                    .iter()
                    .any(|context| context.as_str() == name.trim())
            }),
            "trigger" => format!("[{}]", event.evidence.trigger.slice(&article.text)) == *value,
            "sentence" => event.sentence.to_string() == *value,
            _ => false,
        };
        want(holds, name);
    }
    misses
}

fn count(number: Option<u32>) -> String {
    number.map_or_else(|| "none".to_owned(), |number| number.to_string())
}

/// `None` when all expected events are there and no others; else what differs.
fn compare(case: &Case, events: &[Event], article: &Article) -> Option<String> {
    // The best pairs first, so that a near miss is shown against what it nearly is.
    let mut pairs: Vec<(usize, usize, usize)> = Vec::new();
    for (e, expected) in case.events.iter().enumerate() {
        for (g, event) in events.iter().enumerate() {
            pairs.push((misses(expected, event, article).len(), e, g));
        }
    }
    pairs.sort_unstable();
    let mut of_expected = vec![None; case.events.len()];
    let mut of_event = vec![None; events.len()];
    for (missed, e, g) in pairs {
        if of_expected[e].is_none() && of_event[g].is_none() && missed <= 3 {
            of_expected[e] = Some(g);
            of_event[g] = Some(e);
        }
    }
    let mut report = String::new();
    for (e, expected) in case.events.iter().enumerate() {
        let Some(g) = of_expected[e] else {
            let _ = writeln!(report, "    missing  {}", expected.line);
            continue;
        };
        let missed = misses(expected, &events[g], article);
        if !missed.is_empty() {
            let _ = writeln!(report, "    want     {}", expected.line);
            let _ = writeln!(report, "    got      {}", told(&events[g], article));
            let _ = writeln!(report, "    differ   {}", missed.join(", "));
        }
    }
    for (g, event) in events.iter().enumerate() {
        if of_event[g].is_none() {
            let _ = writeln!(report, "    added    {}", told(event, article));
        }
    }
    (!report.is_empty()).then(|| format!("    text     {}\n{report}", article.text))
}

/// An event as a case would write it.
fn told(event: &Event, article: &Article) -> String {
    let parties = |parties: &[Party]| {
        let told: Vec<String> = parties
            .iter()
            .map(|party| format!("[{}] {}", party.text, party.code.as_deref().unwrap_or("")))
            .collect();
        if told.is_empty() {
            "_".to_owned()
        } else {
            told.join(" + ")
        }
    };
    let mut out = event.event_type.to_string();
    if let Some(mode) = event.mode {
        let _ = write!(out, "/{mode}");
    }
    let _ = write!(
        out,
        "  {} -> {}",
        parties(&event.actors),
        parties(&event.recipients)
    );
    let _ = write!(
        out,
        "  status={} certainty={}",
        event.status.as_str(),
        event.certainty.as_str()
    );
    if let Some(by) = &event.reported_by {
        let _ = write!(out, " by={}", parties(std::slice::from_ref(by)));
    }
    if let Some(date) = &event.date {
        let _ = write!(out, " date={}..{} ({})", date.start, date.end, date.basis);
    }
    if let Some(place) = &event.place {
        let _ = write!(out, " place={}", place.name.as_ref().unwrap_or(&place.text));
    }
    if let Some(object) = &event.object {
        let _ = write!(out, " object={}:{}", object.kind, object.name);
    }
    let counts = [
        ("killed", event.quantities.killed),
        ("injured", event.quantities.injured),
        ("arrested", event.quantities.arrested),
        ("displaced", event.quantities.displaced),
    ];
    for (name, number) in counts {
        if let Some(number) = number {
            let _ = write!(out, " {name}={number}");
        }
    }
    let trigger = event.evidence.trigger.slice(&article.text);
    let _ = write!(out, " trigger=[{trigger}] by frame {}", event.evidence.rule);
    out
}

#[test]
fn a_case_reads_as_its_readme_says() {
    let readme =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/README.md"))
            .unwrap();
    let example = readme
        .split("````markdown\n")
        .nth(1)
        .unwrap()
        .split("````")
        .next()
        .unwrap();
    let cases = read(example).unwrap();
    assert_eq!(cases.len(), 1);
    let case = &cases[0];
    assert_eq!(case.title, "A passive keeps the actor in the by-phrase");
    assert_eq!(case.date.as_deref(), Some("2024-03-05"));
    assert!(case.text.starts_with("Opposition leader Ali"));
    let [event] = &case.events[..] else {
        panic!("{:?}", case.events)
    };
    assert_eq!(
        (event.event_type.as_str(), event.mode.as_deref()),
        ("COERCE", Some("arrest"))
    );
    let side = |words: &str, code: &str| Side {
        words: Some(words.to_owned()),
        code: Some(code.to_owned()),
    };
    assert_eq!(event.actors, [side("police", "EGYCOP")]);
    assert_eq!(event.recipients, [side("Opposition leader Ali", "EGYOPP")]);
    let keys: Vec<(&str, &str)> = event
        .keys
        .iter()
        .map(|(key, value)| (key.as_str(), value.as_str()))
        .collect();
    assert_eq!(keys, [("date", "2024-03-03 (weekday)"), ("place", "Cairo")]);
}

#[test]
fn a_case_that_cannot_be_read_says_where() {
    assert_eq!(
        read("## A\n```text\n").unwrap_err(),
        "line 2: the block does not end"
    );
    assert_eq!(read("## A\n").unwrap_err(), "line 1: \"A\" has no text");
    assert_eq!(
        read("## A\n```text\nx\n```\n```events\nATTACK _\n```\n").unwrap_err(),
        "line 6: \"ATTACK\" is no event type"
    );
}
