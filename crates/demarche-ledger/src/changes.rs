//! What changed since a day, line by line, each with the events that say so.

use serde::{Deserialize, Serialize};

use crate::Day;
use crate::brief::{self, count};
use crate::ledger::{Ask, Ledger, Measure};

/// A change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The day of the change.
    pub date: Day,
    /// The first day on which it was reported.
    pub reported: Day,
    /// "incident", "measure", "claim", "request", "threat", "contact" or "posture".
    pub what: String,
    /// The change in words.
    pub text: String,
    /// Words of the article that the first of the events carries.
    pub words: String,
    /// The events that say so.
    pub events: Vec<String>,
}

/// What happened after `since`, or was reported only after it; oldest first.
pub(crate) fn since(ledger: &Ledger, since: Day) -> Vec<Change> {
    let mut changes: Vec<Change> = Vec::new();
    let mut push =
        |date: Day, reported: Day, what: &str, text: String, words: &str, events: &[String]| {
            if date > since || reported > since {
                changes.push(Change {
                    date,
                    reported,
                    what: what.to_owned(),
                    text,
                    words: words.to_owned(),
                    events: events.to_vec(),
                });
            }
        };
    for incident in &ledger.incidents {
        push(
            incident.end,
            incident.first_report,
            "incident",
            brief::incident(incident),
            &incident.evidence.words,
            &incident.events,
        );
    }
    let sections: [(&str, &[Measure]); 2] =
        [("measure", &ledger.measures), ("posture", &ledger.posture)];
    for (what, measures) in sections {
        for measure in measures {
            for turn in &measure.transitions {
                let text = format!("{}: {}", brief::measure(measure), turn.state);
                push(
                    turn.date,
                    turn.reported,
                    what,
                    text,
                    &turn.evidence.words,
                    &turn.events,
                );
            }
            if measure.state == "expired"
                && let Some(until) = measure.until
            {
                let text = format!("{}: expired", brief::measure(measure));
                push(until, until, what, text, "", &measure.events);
            }
        }
    }
    for claim in &ledger.claims {
        for turn in &claim.transitions {
            let text = brief::claim_turn(claim, turn);
            push(
                turn.date,
                turn.reported,
                "claim",
                text,
                &turn.evidence.words,
                &turn.events,
            );
        }
    }
    let sections: [(&str, &[Ask]); 2] =
        [("request", &ledger.requests), ("threat", &ledger.threats)];
    for (what, asks) in sections {
        for ask in asks {
            let said = brief::ask(ask, what == "threat");
            push(
                ask.since,
                ask.since,
                what,
                said.clone(),
                &ask.evidence.words,
                &ask.events,
            );
            if let Some(answered) = ask.answered {
                let words = ask.answer_evidence.as_ref().map_or("", |said| &said.words);
                let text = format!("{said}: {}", ask.state);
                push(answered, answered, what, text, words, &ask.answers);
            }
        }
    }
    for contact in &ledger.contacts {
        let [a, b] = &contact.between;
        let text = format!(
            "{a} and {b}: {}, {}{}",
            contact.channel,
            contact.level,
            count(contact.days, " days of contact", 2),
        );
        push(
            contact.last,
            contact.last,
            "contact",
            text,
            &contact.evidence.words,
            &contact.events,
        );
    }
    changes.sort_by(|one, two| {
        (one.date, &one.what, &one.text, &one.events).cmp(&(
            two.date,
            &two.what,
            &two.text,
            &two.events,
        ))
    });
    changes
}
