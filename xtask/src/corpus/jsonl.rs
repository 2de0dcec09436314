//! An item as one JSON object. Offsets count Unicode scalar values into `text`, end exclusive.

use serde_json::{Value, json};

use super::item::{Item, Party, Words};

/// The text of an item as one string, and where each sentence starts in it.
pub(crate) fn text(item: &Item) -> (String, Vec<usize>) {
    let mut text = String::new();
    let mut length = 0;
    let mut starts = Vec::new();
    let mut closed = false;
    for sentence in &item.sentences {
        if !text.is_empty() {
            // A line without a full stop is a headline.
            let gap = if sentence.opens || !closed {
                "\n\n"
            } else {
                " "
            };
            text.push_str(gap);
            length += gap.len();
        }
        starts.push(length);
        text.push_str(&sentence.text);
        length += sentence.text.chars().count();
        let bare = sentence.text.trim_end_matches(['"', '”', '’', '\'', ')']);
        closed = bare.ends_with(['.', '!', '?', ':']);
    }
    (text, starts)
}

/// One line of JSON.
pub(crate) fn record(item: &Item) -> Value {
    let (text, starts) = text(item);
    let span = |words: &Words| {
        let start = starts[words.sentence - 1];
        json!([start + words.span.0, start + words.span.1])
    };
    let party = |party: &Party| json!({"text": party.words.text, "span": span(&party.words), "code": party.code});
    let events: Vec<Value> = item
        .events
        .iter()
        .map(|event| {
            json!({
                "sentence": event.sentence,
                "event_type": event.kind,
                "modes": event.modes,
                "status": event.status,
                "certainty": event.certainty,
                "trigger": {"text": event.trigger.text, "span": span(&event.trigger)},
                "reported_by": event.by.as_ref().map(party),
                "actors": event.actors.iter().map(party).collect::<Vec<_>>(),
                "recipients": event.recipients.iter().map(party).collect::<Vec<_>>(),
                "places": event.places.iter().map(|place| {
                    json!({"text": place.words.text, "span": span(&place.words), "country": place.code})
                }).collect::<Vec<_>>(),
                "dates": event.dates.iter().map(|(words, start, end)| {
                    json!({"text": words.text, "span": span(words), "start": start.to_string(), "end": end.to_string()})
                }).collect::<Vec<_>>(),
                "objects": event.objects.iter().map(|(kind, words)| {
                    json!({"kind": kind, "text": words.text, "span": span(words)})
                }).collect::<Vec<_>>(),
                "quantities": event.counts.iter().map(|count| {
                    json!({"kind": count.kind, "least": count.least, "most": count.most,
                        "about": count.about, "text": count.words.text, "span": span(&count.words)})
                }).collect::<Vec<_>>(),
                "note": event.note,
            })
        })
        .collect();
    let sentences: Vec<Value> = item
        .sentences
        .iter()
        .zip(&starts)
        .map(|(sentence, start)| json!([start, start + sentence.text.chars().count()]))
        .collect();
    json!({
        "id": item.id,
        "part": item.part(),
        "date": item.date.to_string(),
        "region": item.region,
        "kind": item.kind,
        "article": item.article,
        "text": text,
        "sentences": sentences,
        "events": events,
        "nothing": item.nothing,
    })
}

#[cfg(test)]
mod tests {
    use super::super::read;

    #[test]
    fn spans_cut_their_words_out_of_the_text() {
        let source = "@@ tr-a001 2019-06-04 africa report
Bamako frees two “spies”
Mali held two men for a year.
They were freed.

Sudan praised the step.
+ 4 SUPPORT actual asserted \"praised\"
  actor \"Sudan\" SDN
  recipient \"Bamako\"@1 MLIGOV
+ 2 COERCE/arrest actual asserted \"held\"
  arrested 2 \"two men\"
";
        let (items, faults) = read::read("x.txt", source, &read::tests::names());
        assert_eq!(faults, []);
        let record = super::record(&items[0]);
        let text: Vec<char> = record["text"].as_str().unwrap().chars().collect();
        let mut spans = 0;
        let events = record["events"].as_array().unwrap();
        for event in events {
            let parties = ["actors", "recipients", "quantities"];
            let parties = parties
                .iter()
                .flat_map(|key| event[key].as_array().unwrap());
            for part in parties.chain([&event["trigger"]]) {
                let at = |i: usize| usize::try_from(part["span"][i].as_u64().unwrap()).unwrap();
                let cut: String = text[at(0)..at(1)].iter().collect();
                assert_eq!(cut, part["text"].as_str().unwrap());
                spans += 1;
            }
        }
        assert_eq!(spans, 5);
        assert!(
            record["text"]
                .as_str()
                .unwrap()
                .contains("“spies”\n\nMali held two men for a year. They")
        );
    }
}
