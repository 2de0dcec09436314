//! What can be wrong with items that read well.

use std::collections::BTreeMap;

use super::Fault;
use super::item::{Event, Item};

/// Sentences are 8 to 60 words; headlines may be shorter.
const FEWEST: usize = 8;
const MOST: usize = 60;

/// Types whose events have both sides in `actors`, and types that need a recipient.
const MUTUAL: &[&str] = &[
    "CONSULT",
    "AGREE",
    "COOPERATE",
    "SUPPORT",
    "ASSAULT",
    "RETREAT",
];

fn fault(item: &Item, line: usize, what: String, hint: &str) -> Fault {
    Fault {
        file: item.file.clone(),
        line,
        what,
        hint: hint.to_owned(),
    }
}

/// The faults of one item.
pub(crate) fn item(item: &Item) -> Vec<Fault> {
    let mut faults = Vec::new();
    match (item.events.is_empty(), &item.nothing) {
        (true, None) => faults.push(fault(
            item,
            item.line,
            format!("{} has no annotation", item.id),
            "give its events, or one line `- reason`",
        )),
        (false, Some(_)) => faults.push(fault(
            item,
            item.line,
            format!("{} has events and says that it has none", item.id),
            "keep one of them",
        )),
        _ => {}
    }
    if item.kind == "blind" {
        faults.push(fault(
            item,
            item.line,
            "kind blind in a part".into(),
            "name its kind",
        ));
    }
    let part = format!("/{}/", item.part());
    if !item.file.contains(&part) {
        faults.push(fault(
            item,
            item.line,
            format!("{} stands in another part", item.id),
            "tr- in train, dv- in dev, te- in test",
        ));
    }
    let words = item
        .sentences
        .first()
        .map_or(0, |s| s.text.split_whitespace().count());
    let fewest = if item.kind == "headline" { 3 } else { FEWEST };
    if !item.article && !(fewest..=MOST).contains(&words) {
        faults.push(fault(
            item,
            item.line,
            format!("{} has {words} words", item.id),
            "8 to 60 words; a headline may have 3",
        ));
    }
    for (at, event) in item.events.iter().enumerate() {
        event_faults(item, event, &mut faults);
        let twin = item.events[..at].iter().find(|other| {
            other.kind == event.kind
                && other.trigger == event.trigger
                && other.modes == event.modes
                && names(other) == names(event)
        });
        if let Some(twin) = twin {
            faults.push(fault(
                item,
                event.line,
                format!("the same event as line {}", twin.line),
                "keep one",
            ));
        }
    }
    faults
}

fn names(event: &Event) -> Vec<&str> {
    event
        .actors
        .iter()
        .chain(&event.recipients)
        .map(|party| party.words.text.as_str())
        .collect()
}

fn event_faults(item: &Item, event: &Event, faults: &mut Vec<Fault>) {
    let mut add = |what: &str, hint: &str| {
        faults.push(fault(item, event.line, what.to_owned(), hint));
    };
    match (event.certainty.as_str(), &event.by) {
        ("asserted", Some(_)) => add("asserted, and yet by someone", "leave `by` out, or claimed"),
        ("claimed", None) => add("claimed by nobody", "by \"words\" CODE, or asserted"),
        _ => {}
    }
    if event.trigger.sentence != event.sentence {
        add(
            "the trigger stands in another sentence",
            "give the event that sentence",
        );
    }
    let mutual = event.actors.len() > 1 && MUTUAL.contains(&event.kind.as_str());
    for (at, party) in event.actors.iter().enumerate() {
        if event.actors[..at]
            .iter()
            .any(|other| other.words == party.words)
        {
            add("an actor stands twice", "keep one");
        }
        if !mutual
            && event
                .recipients
                .iter()
                .any(|other| other.words == party.words)
        {
            add(
                "actor and recipient are the same words",
                "quote each by its own words",
            );
        }
    }
    if event.recipients.iter().enumerate().any(|(at, party)| {
        event.recipients[..at]
            .iter()
            .any(|other| other.words == party.words)
    }) {
        add("a recipient stands twice", "keep one");
    }
    for (_, start, _) in &event.dates {
        let future = matches!(event.status.as_str(), "future" | "hypothetical" | "negated");
        let promise = matches!(
            event.kind.as_str(),
            "AGREE" | "CONCEDE" | "THREATEN" | "REQUEST" | "REJECT"
        );
        if *start > item.date && !future && !promise {
            add(
                "the date is after the day of publication",
                "status future, or another day",
            );
        }
        if *start < item.date && event.status == "future" {
            add(
                "the date is before the day of publication",
                "status actual, or another day",
            );
        }
    }
}

/// Ids and texts that stand twice.
pub(crate) fn whole(items: &[Item]) -> Vec<Fault> {
    let mut seen: BTreeMap<&str, &Item> = BTreeMap::new();
    let mut faults = Vec::new();
    for item in items {
        if let Some(first) = seen.insert(&item.id, item) {
            faults.push(fault(
                item,
                item.line,
                format!("{} stands at {}:{} too", item.id, first.file, first.line),
                "give it another number",
            ));
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::super::read;

    fn faults(text: &str) -> Vec<String> {
        let (items, wrong) = read::read("corpus/train/x.txt", text, &read::tests::names());
        assert_eq!(wrong, []);
        let mut faults: Vec<String> = items.iter().flat_map(super::item).map(|f| f.what).collect();
        faults.extend(super::whole(&items).into_iter().map(|f| f.what));
        faults
    }

    const TEXT: &str = "@ tr-0001 2019-06-03 africa report
Soldiers in Sudan shot at a crowd of people on Monday evening.
+ ASSAULT/firearms actual asserted \"shot\"
  actor \"Soldiers\" SDNMIL
  recipient \"a crowd of people\" SDNCVL
  date \"on Monday\" 2019-06-03
";

    #[test]
    fn what_contradicts_itself_is_named() {
        assert_eq!(faults(TEXT), Vec::<String>::new());
        let cases = [
            ("actual asserted", "actual claimed", "claimed by nobody"),
            (
                "\"shot\"",
                "\"shot\" by \"Soldiers\" SDNMIL",
                "asserted, and yet by someone",
            ),
            (
                "\"a crowd of people\"",
                "\"Soldiers\"",
                "actor and recipient are the same words",
            ),
            (
                "  date",
                "- nothing\n  date",
                "has events and says that it has none",
            ),
            ("2019-06-03\n", "2019-06-09\n", "the date is after the day"),
            ("tr-0001", "te-0001", "stands in another part"),
        ];
        for (from, to, what) in cases {
            let found = faults(&TEXT.replacen(from, to, 1));
            assert!(found.iter().any(|f| f.contains(what)), "{what}: {found:?}");
        }
        let twice = faults(&format!("{TEXT}\n{TEXT}"));
        assert!(
            twice.iter().any(|f| f.contains("tr-0001 stands at")),
            "{twice:?}"
        );
    }

    #[test]
    fn lengths_and_missing_annotations_are_named() {
        let found = faults("@ tr-0001 2019-06-03 africa report\nSudan is large.\n");
        assert!(found.iter().any(|f| f.contains("has 3 words")), "{found:?}");
        assert!(
            found.iter().any(|f| f.contains("no annotation")),
            "{found:?}"
        );
    }
}
