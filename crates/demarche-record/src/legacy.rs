//! Names of older PLOVER drafts and data, read as PLOVER 2.0 has them. Nothing writes them.
//!
//! Sources: the manual's table "PLOVER equivalents to CAMEO cue categories", whose left side early
//! drafts kept as types; its note on YIELD, now split into words (CONCEDE) and deeds (RETREAT); and
//! modes that the crosswalk from CAMEO and published data still have where the 2.0 tables have
//! others. CRIME, which drafts had at times, is no event of 2.0 and is refused.

use crate::{Context, EventType, Mode};

/// Older types: the type of 2.0, and the mode that the older name says.
pub const TYPES: &[(&str, EventType, Option<&str>)] = &[
    ("DEMAND", EventType::Request, None),
    ("DISAPPROVE", EventType::Accuse, Some("disapprove")),
    ("FIGHT", EventType::Assault, None),
    ("INVESTIGATE", EventType::Accuse, Some("investigate")),
    // RETREAT where the mode is one of that type's.
    ("YIELD", EventType::Concede, None),
];

/// Older modes of the types of 2.0, two misspellings of published data among them: the mode of
/// 2.0, or none where it has nothing alike.
pub const MODES: &[(EventType, &str, Option<&str>)] = &[
    (EventType::Assault, "assassinate", Some("targeted")),
    (EventType::Assault, "cleansing", None),
    (EventType::Assault, "execute", Some("targeted")),
    (EventType::Assault, "massacre", Some("targeted")),
    (EventType::Assault, "primative", Some("primitive")),
    (EventType::Assault, "seize", Some("destroy")),
    (EventType::Assault, "sideAB", None),
    (EventType::Coerce, "ban", Some("restrict")),
    (EventType::Coerce, "sieze", Some("seize")),
    (EventType::Retreat, "ease", None),
    (EventType::Retreat, "return", None),
    (EventType::Threaten, "ban", Some("restrict")),
    (EventType::Threaten, "political", Some("restrict")),
];

/// Older contexts that 2.0 has no other name for.
pub const CONTEXTS: &[&str] = &["humanitarian"];

/// A type and its mode by names of 2.0 or older ones. A name that is neither is an error, and so
/// is a mode of another type.
pub fn event_type(name: &str, mode: Option<&str>) -> Result<(EventType, Option<Mode>), String> {
    if let Some(event_type) = EventType::parse(name) {
        let mode = mode.map(|mode| self::mode(event_type, mode)).transpose()?;
        return Ok((event_type, mode.flatten()));
    }
    let &(_, event_type, implied) = TYPES
        .iter()
        .find(|(older, ..)| *older == name)
        .ok_or_else(|| format!("\"{name}\" is no PLOVER event type"))?;
    let Some(mode) = mode else {
        return Ok((
            event_type,
            implied.and_then(|mode| Mode::parse(event_type, mode)),
        ));
    };
    let retreat = (name == "YIELD").then_some(EventType::Retreat);
    if let Some(Ok(mode)) = retreat.map(|retreat| self::mode(retreat, mode)) {
        return Ok((EventType::Retreat, mode));
    }
    Ok((event_type, self::mode(event_type, mode)?))
}

fn mode(event_type: EventType, name: &str) -> Result<Option<Mode>, String> {
    if let Some(mode) = Mode::parse(event_type, name) {
        return Ok(Some(mode));
    }
    MODES
        .iter()
        .find(|(of, older, _)| *of == event_type && *older == name)
        .map(|(.., mode)| mode.and_then(|mode| Mode::parse(event_type, mode)))
        .ok_or_else(|| format!("\"{name}\" is no mode of {event_type}"))
}

/// A context by its name; none where only older data have it.
pub fn context(name: &str) -> Result<Option<Context>, String> {
    match Context::parse(name) {
        None if !CONTEXTS.contains(&name) => Err(format!("\"{name}\" is no PLOVER context")),
        context => Ok(context),
    }
}

#[cfg(test)]
mod tests {
    use super::{CONTEXTS, MODES, TYPES, context, event_type};
    use crate::{Context, Event, EventType, Mode};

    #[test]
    fn no_name_of_today_stands_in_the_tables_and_all_lead_to_one() {
        for (older, event_type, implied) in TYPES {
            assert_eq!(EventType::parse(older), None, "{older}");
            assert!(implied.is_none_or(|mode| Mode::parse(*event_type, mode).is_some()));
        }
        for (event_type, older, mode) in MODES {
            assert_eq!(Mode::parse(*event_type, older), None, "{older}");
            assert!(mode.is_none_or(|mode| Mode::parse(*event_type, mode).is_some()));
        }
        assert!(CONTEXTS.iter().all(|older| Context::parse(older).is_none()));
    }

    #[test]
    fn older_names_are_read_as_those_of_today() {
        let check = |name, mode, wanted: (EventType, Option<&str>)| {
            let (event_type, mode) = event_type(name, mode).unwrap();
            assert_eq!((event_type, mode.map(Mode::as_str)), wanted);
        };
        check("YIELD", None, (EventType::Concede, None));
        check(
            "YIELD",
            Some("release"),
            (EventType::Retreat, Some("release")),
        );
        check("YIELD", Some("return"), (EventType::Retreat, None));
        check(
            "INVESTIGATE",
            None,
            (EventType::Accuse, Some("investigate")),
        );
        check("DISAPPROVE", None, (EventType::Accuse, Some("disapprove")));
        check("DEMAND", Some("meet"), (EventType::Request, Some("meet")));
        check(
            "FIGHT",
            Some("aerial"),
            (EventType::Assault, Some("aerial")),
        );
        check("COERCE", Some("ban"), (EventType::Coerce, Some("restrict")));
        check("ASSAULT", Some("cleansing"), (EventType::Assault, None));
        // Those of today stay what they are.
        check("COERCE", Some("seize"), (EventType::Coerce, Some("seize")));
        check("RETREAT", None, (EventType::Retreat, None));
        assert_eq!(context("diplomatic"), Ok(Some(Context::Diplomatic)));
        assert_eq!(context("humanitarian"), Ok(None));
    }

    #[test]
    fn what_is_no_name_is_refused_by_it() {
        assert_eq!(
            event_type("CRIME", None),
            Err("\"CRIME\" is no PLOVER event type".to_owned())
        );
        assert_eq!(
            event_type("SANCTION", Some("demo")),
            Err("\"demo\" is no mode of SANCTION".to_owned())
        );
        assert_eq!(
            context("weather"),
            Err("\"weather\" is no PLOVER context".to_owned())
        );
    }

    fn record(event_type: &str, mode: &str) -> String {
        format!(
            r#"{{"schema":"demarche.event/1","id":"1","article_id":"a","sentence":1,
            "event_type":"{event_type}","mode":{mode},"contexts":["legal","humanitarian"],
            "quad_class":1,"score":5.0,"cameo":null,"goldstein":null,"status":"actual",
            "certainty":"asserted","reported_by":null,"actors":[],"recipients":[],"date":null,
            "place":null,"object":null,
            "quantities":{{"killed":null,"injured":null,"arrested":null,"displaced":null}},
            "evidence":{{"sentence":[0,9],"trigger":[2,5],"rule":"of another coder"}},
            "confidence":0.5,"coder":{{"version":"1","engine":"e","codebook":"plover-1",
            "fingerprint":"f"}}}}"#
        )
    }

    #[test]
    fn records_of_older_data_read_and_are_written_anew() {
        let event: Event = serde_json::from_str(&record("YIELD", "\"release\"")).unwrap();
        assert_eq!(event.event_type, EventType::Retreat);
        assert_eq!(event.contexts, [Context::Legal]);
        // Quadrant and score are those of the type that it is now.
        assert_eq!((u8::from(event.quad_class), event.score), (2, 6.5));
        let written = serde_json::to_string(&event).unwrap();
        assert!(
            written.contains(r#""event_type":"RETREAT","mode":"release","contexts":["legal"]"#)
        );
        assert_eq!(serde_json::from_str::<Event>(&written).unwrap(), event);
    }

    #[test]
    fn records_of_today_keep_what_they_say() {
        let event: Event = serde_json::from_str(&record("AGREE", "null")).unwrap();
        assert_eq!((u8::from(event.quad_class), event.score), (1, 5.0));
    }

    #[test]
    fn an_error_says_where_it_stands() {
        let error = serde_json::from_str::<Event>(&record("CRIME", "null")).unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("\"CRIME\" is no PLOVER event type"),
            "{error}"
        );
    }
}
