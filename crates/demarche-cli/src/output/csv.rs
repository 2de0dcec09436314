//! Events as CSV (RFC 4180), one a line; what is several is joined with `;`. Text that a
//! spreadsheet would run as a formula gets an apostrophe before it.

use std::borrow::Cow;

use demarche_record::{Article, Event, Party};

const COLUMNS: &[&str] = &[
    "id",
    "article_id",
    "sentence",
    "event_type",
    "mode",
    "contexts",
    "quad_class",
    "score",
    "cameo",
    "goldstein",
    "status",
    "certainty",
    "reported_by",
    "reported_by_code",
    "actors",
    "actor_codes",
    "recipients",
    "recipient_codes",
    "date_start",
    "date_end",
    "date_basis",
    "place",
    "place_country",
    "place_admin1",
    "lat",
    "lon",
    "object_kind",
    "object",
    "killed",
    "injured",
    "arrested",
    "displaced",
    "confidence",
    "rule",
    "trigger",
    "evidence",
];

/// The header.
pub(super) fn head() -> String {
    format!("{}\r\n", COLUMNS.join(","))
}

/// The lines of an article's events.
pub(super) fn events(article: &Article, events: &[Event]) -> String {
    events.iter().map(|event| line(article, event)).collect()
}

fn line(article: &Article, event: &Event) -> String {
    let fields: [String; COLUMNS.len()] = [
        event.id.clone(),
        event.article_id.clone(),
        event.sentence.to_string(),
        event.event_type.to_string(),
        event.mode.map(|mode| mode.to_string()).unwrap_or_default(),
        event
            .contexts
            .iter()
            .map(|context| context.as_str())
            .collect::<Vec<_>>()
            .join(";"),
        u8::from(event.quad_class).to_string(),
        event.score.to_string(),
        event.cameo.clone().unwrap_or_default(),
        number(event.goldstein),
        event.status.as_str().to_owned(),
        event.certainty.as_str().to_owned(),
        texts(event.reported_by.as_slice()),
        codes(event.reported_by.as_slice()),
        texts(&event.actors),
        codes(&event.actors),
        texts(&event.recipients),
        codes(&event.recipients),
        event
            .date
            .as_ref()
            .map(|date| date.start.clone())
            .unwrap_or_default(),
        event
            .date
            .as_ref()
            .map(|date| date.end.clone())
            .unwrap_or_default(),
        event
            .date
            .as_ref()
            .map(|date| date.basis.clone())
            .unwrap_or_default(),
        event
            .place
            .as_ref()
            .map(|place| place.name.clone().unwrap_or_else(|| place.text.clone()))
            .unwrap_or_default(),
        place(event, |place| place.country.map(String::from)),
        place(event, |place| place.admin1.clone()),
        number(event.place.as_ref().and_then(|place| place.lat)),
        number(event.place.as_ref().and_then(|place| place.lon)),
        event
            .object
            .as_ref()
            .map(|object| object.kind.clone())
            .unwrap_or_default(),
        event
            .object
            .as_ref()
            .map(|object| object.name.clone())
            .unwrap_or_default(),
        number(event.quantities.killed),
        number(event.quantities.injured),
        number(event.quantities.arrested),
        number(event.quantities.displaced),
        event.confidence.to_string(),
        event.evidence.rule.clone(),
        event.evidence.trigger.slice(&article.text).to_owned(),
        event.evidence.sentence.slice(&article.text).to_owned(),
    ];
    let mut line = fields
        .iter()
        .map(|field| quoted(&guarded(field)))
        .collect::<Vec<_>>()
        .join(",");
    line.push_str("\r\n");
    line
}

fn number<N: ToString>(value: Option<N>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn place(event: &Event, field: impl Fn(&demarche_record::Place) -> Option<String>) -> String {
    event.place.as_ref().and_then(field).unwrap_or_default()
}

fn texts(parties: &[Party]) -> String {
    parties
        .iter()
        .map(|party| party.text.as_str())
        .collect::<Vec<_>>()
        .join(";")
}

/// As many as there are parties, so that the columns stay aligned.
fn codes(parties: &[Party]) -> String {
    parties
        .iter()
        .map(|party| party.code.as_deref().unwrap_or(""))
        .collect::<Vec<_>>()
        .join(";")
}

/// Text that no spreadsheet takes for a formula. Numbers stay numbers.
pub(super) fn guarded(field: &str) -> Cow<'_, str> {
    let number = || {
        field.bytes().all(|byte| b"0123456789+-.e".contains(&byte)) && field.parse::<f64>().is_ok()
    };
    if field.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) && !number() {
        Cow::Owned(format!("'{field}"))
    } else {
        Cow::Borrowed(field)
    }
}

/// A field, in quotation marks where it must be.
pub(super) fn quoted(field: &str) -> String {
    if field.contains(['"', ',', '\n', '\r', ';']) || field.trim() != field {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::{guarded, quoted};

    #[test]
    fn no_text_is_a_formula_and_numbers_stay_numbers() {
        for text in [
            "=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "-", "-inf",
        ] {
            assert_eq!(guarded(text), format!("'{text}"));
        }
        for text in ["-7", "-5.6", "+3", "0.5", "1e5", "plain - words", ""] {
            assert_eq!(guarded(text), text);
        }
    }

    #[test]
    fn fields_are_quoted_where_they_must_be() {
        assert_eq!(quoted("plain words"), "plain words");
        assert_eq!(quoted("a, b"), "\"a, b\"");
        assert_eq!(quoted("he said \"no\""), "\"he said \"\"no\"\"\"");
        assert_eq!(quoted("two\nlines"), "\"two\nlines\"");
    }
}
