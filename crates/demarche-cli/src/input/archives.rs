//! A web archive: one item a page, those of its feeds, and what is left out counted.

use std::collections::BTreeMap;

use demarche_read::Hints;
use demarche_read::warc::{Archive, Body, Held, Record};

use super::open::Reader;
use super::{Item, Items, Notes, Origin, Payload, Place, Rejection, feeds};

/// The items of an archive.
pub(super) struct Pages {
    records: Archive<Reader>,
    origin: Origin,
    notes: Notes,
    /// What the last record holds, where that is more than one item.
    under_way: Items,
    left_out: BTreeMap<String, usize>,
    ended: bool,
}

impl Pages {
    pub(super) fn new(reader: Reader, origin: Origin, notes: Notes) -> Self {
        Pages {
            records: Archive::new(reader),
            origin,
            notes,
            under_way: Box::new(std::iter::empty()),
            left_out: BTreeMap::new(),
            ended: false,
        }
    }

    fn record(&mut self, record: Record) -> Option<Item> {
        let url = record.url.clone();
        let place = match &url {
            Some(url) => format!("record {} <{url}>", record.number),
            None => format!("record {}", record.number),
        };
        let origin = self.origin.at(Place::Named(place.into()));
        // The archive's own date is when a page was fetched: no earlier than it was published.
        let date = record
            .date
            .as_deref()
            .and_then(demarche_read::normalise_date);
        let held = match record.held() {
            Ok(held) => held,
            Err(problem) => {
                let payload = Payload::Unreadable(problem.into());
                return Some(Item { origin, payload });
            }
        };
        let payload = match held {
            Held::Html(Body {
                bytes,
                content_type,
                problems,
            }) => {
                let hints = Hints {
                    url,
                    content_type,
                    date,
                    ..Hints::default()
                };
                Payload::Page(bytes, Box::new(hints), problems)
            }
            Held::Text(Body {
                bytes, problems, ..
            }) => match demarche_read::read_text(&bytes) {
                Ok((mut article, own)) => {
                    article.id = url.as_deref().map(demarche_text::text_id).or(article.id);
                    article.url = url;
                    article.date = date;
                    let problems = problems.into_iter().chain(own).collect();
                    Payload::Article(Box::new(article), problems)
                }
                Err(problem) => Payload::Unreadable(problem.into()),
            },
            Held::Feed(body) => {
                let content_type = body.content_type.as_deref();
                self.under_way = feeds::items(
                    &body.bytes,
                    content_type,
                    body.problems,
                    origin,
                    &self.notes,
                );
                return None;
            }
            Held::Nothing(why) => {
                *self.left_out.entry(why).or_default() += 1;
                return None;
            }
        };
        Some(Item { origin, payload })
    }

    fn note(&mut self) {
        let all: usize = self.left_out.values().sum();
        if all > 0 {
            let s = if all == 1 { "" } else { "s" };
            let mut kinds: Vec<(&String, &usize)> = self.left_out.iter().collect();
            kinds.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
            let mut shown: Vec<String> = kinds
                .iter()
                .take(8)
                .map(|(why, count)| format!("{count} {why}"))
                .collect();
            if kinds.len() > 8 {
                shown.push("others".to_owned());
            }
            let origin = &self.origin;
            self.notes.add(format!(
                "{origin}: {all} record{s} without an article left out: {}",
                shown.join(", ")
            ));
        }
    }
}

impl Iterator for Pages {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        loop {
            if let Some(item) = self.under_way.next() {
                return Some(item);
            }
            if self.ended {
                return None;
            }
            match self.records.next() {
                None => {
                    self.ended = true;
                    self.note();
                }
                Some(Err(bad)) => {
                    let place = format!("record {}", bad.number);
                    return Some(Item {
                        origin: self.origin.at(Place::Named(place.into())),
                        payload: Payload::Unreadable(Rejection::from(bad.problem)),
                    });
                }
                Some(Ok(record)) => {
                    if let Some(item) = self.record(record) {
                        return Some(item);
                    }
                }
            }
        }
    }
}
