//! The items of a feed, as they were when they were kept: what need not be read again.
//!
//! It saves work and decides nothing: an item that is forgotten here is read once more, and the
//! store knows it.

use std::collections::HashMap;
use std::fmt::Write as _;

use demarche_read::FeedItem;
use demarche_text::text_id;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The most items that are remembered of a feed: the first ones, which are the newest.
const MOST: usize = 5_000;

/// How often the page of an item is asked for before the words of the feed are left to stand.
const MOST_TRIES: u8 = 3;

/// Items by their names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Known {
    items: HashMap<String, Print>,
    /// Their names in the order in which they came.
    order: Vec<String>,
}

/// An item as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Print {
    /// Hash of what the feed said of it.
    pub(crate) words: String,
    /// How often its page was asked for without success; nought where nothing is left to be done.
    pub(crate) tries: u8,
}

impl Print {
    /// Whether its page should be asked for once more.
    pub(crate) fn wants_page(&self) -> bool {
        self.tries > 0 && self.tries < MOST_TRIES
    }
}

impl Known {
    /// An item by its name.
    pub(crate) fn get(&self, name: &str) -> Option<&Print> {
        self.items.get(name)
    }

    /// Remembers an item, as long as there is room.
    pub(crate) fn put(&mut self, name: String, print: Print) {
        if self.items.contains_key(&name) {
            self.items.insert(name, print);
        } else if self.items.len() < MOST {
            self.order.push(name.clone());
            self.items.insert(name, print);
        }
    }

    /// These items, and what else is known of the older ones.
    pub(crate) fn over(&self, older: &Known) -> Known {
        let mut both = self.clone();
        for name in &older.order {
            if let Some(print) = older.get(name)
                && both.get(name).is_none()
            {
                both.put(name.clone(), print.clone());
            }
        }
        both
    }
}

/// What an item is called: by its link, else its id, else its headline. Hashed, so that names are
/// short.
pub(crate) fn name_of(item: &FeedItem) -> String {
    let named = [&item.link, &item.id, &item.title, &item.summary];
    text_id(named.into_iter().flatten().next().map_or("", |name| name))
}

/// A hash over all that a feed says of an item.
pub(crate) fn print_of(item: &FeedItem) -> String {
    let mut all = String::new();
    for part in [
        &item.id,
        &item.link,
        &item.title,
        &item.date,
        &item.summary,
        &item.content,
        &item.author,
    ] {
        // Lengths keep neighbours apart.
        let part = part.as_deref().unwrap_or_default();
        let _ = write!(all, "{}:{part}", part.len());
    }
    text_id(&all)
}

// One string an item, "name words tries": a feed's row is written at each request.
impl Serialize for Known {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let lines = self.order.iter().filter_map(|name| {
            let print = self.items.get(name)?;
            Some(format!("{name} {} {}", print.words, print.tries))
        });
        serializer.collect_seq(lines)
    }
}

impl<'de> Deserialize<'de> for Known {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut known = Known::default();
        for line in Vec::<String>::deserialize(deserializer)? {
            let mut parts = line.split(' ');
            let (Some(name), Some(words), Some(Ok(tries))) =
                (parts.next(), parts.next(), parts.next().map(str::parse))
            else {
                return Err(de::Error::custom("an item is not name, words and tries"));
            };
            let print = Print {
                words: words.to_owned(),
                tries,
            };
            known.put(name.to_owned(), print);
        }
        Ok(known)
    }
}

#[cfg(test)]
mod tests {
    use super::{Known, MOST, Print, name_of, print_of};
    use demarche_read::FeedItem;

    fn print(words: &str, tries: u8) -> Print {
        Print {
            words: words.to_owned(),
            tries,
        }
    }

    #[test]
    fn what_is_known_is_read_back_as_it_was_written() {
        let mut known = Known::default();
        known.put("b".to_owned(), print("w1", 0));
        known.put("a".to_owned(), print("w2", 2));
        known.put("b".to_owned(), print("w3", 1));
        let json = serde_json::to_string(&known).unwrap();
        assert_eq!(json, r#"["b w3 1","a w2 2"]"#);
        assert_eq!(serde_json::from_str::<Known>(&json).unwrap(), known);
        assert!(serde_json::from_str::<Known>(r#"["b"]"#).is_err());
    }

    #[test]
    fn the_newest_are_remembered_and_the_rest_is_bounded() {
        let mut old = Known::default();
        for n in 0..MOST {
            old.put(format!("old{n}"), print("w", 0));
        }
        let mut new = Known::default();
        new.put("new".to_owned(), print("w", 0));
        let both = new.over(&old);
        assert!(both.get("new").is_some() && both.get("old0").is_some());
        assert!(both.get(&format!("old{}", MOST - 1)).is_none());
        assert_eq!(both.order.len(), MOST);
    }

    #[test]
    fn a_changed_word_changes_the_print_and_not_the_name() {
        let item = FeedItem {
            link: Some("https://news.example/1".to_owned()),
            title: Some("Envoy recalled".to_owned()),
            summary: Some("Kenya recalled its envoy.".to_owned()),
            ..FeedItem::default()
        };
        let mut edited = item.clone();
        edited.summary = Some("Kenya recalled its envoys.".to_owned());
        assert_eq!(name_of(&item), name_of(&edited));
        assert_ne!(print_of(&item), print_of(&edited));
        // What stands in another place is something else.
        let mut moved = item.clone();
        std::mem::swap(&mut moved.title, &mut moved.summary);
        assert_ne!(print_of(&item), print_of(&moved));
    }
}
