//! What a reviewer said of events: that two of them tell of one happening.
//!
//! The word of a reviewer goes before every rule of likeness. It knows ids alone: events may be said
//! to be the same before they come, or without ever coming, and still tie others together.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::fact::Known;
use crate::fold::Item;

/// Pairs of ids, the smaller first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Same(BTreeSet<[Box<str>; 2]>);

impl Same {
    pub(crate) fn say(&mut self, one: &str, two: &str) {
        if one != two {
            let (one, two) = (one.min(two), one.max(two));
            self.0.insert([one.into(), two.into()]);
        }
    }

    /// The groups of ids that are one happening, numbered in the order of their smallest ids.
    pub(crate) fn groups(&self) -> HashMap<&str, u32> {
        let mut root: BTreeMap<&str, &str> = BTreeMap::new();
        for pair in &self.0 {
            let [one, two] = [&pair[0], &pair[1]].map(|id| find(&root, id));
            root.insert(one.max(two), one.min(two));
            root.entry(one.min(two)).or_insert(one.min(two));
        }
        let mut numbers: HashMap<&str, u32> = HashMap::new();
        let mut groups = HashMap::new();
        for id in root.keys() {
            let top = find(&root, id);
            let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
            let number = *numbers.entry(top).or_insert(next);
            groups.insert(*id, number);
        }
        groups
    }
}

/// The smallest id known so far of the group of an id.
fn find<'i>(root: &BTreeMap<&'i str, &'i str>, of: &'i str) -> &'i str {
    let mut at = of;
    while let Some(up) = root.get(at).filter(|up| **up != at) {
        at = *up;
    }
    at
}

/// Gives all that is one happening the day that its best dated event tells.
pub(crate) fn share_days(items: &mut [Item<'_>]) {
    let mut best: HashMap<u32, (Known, usize)> = HashMap::new();
    for (at, item) in items.iter().enumerate() {
        let Some(group) = item.group.filter(|_| item.happened()) else {
            continue;
        };
        let order = |known: Known, at: usize| {
            let item: &Item<'_> = &items[at];
            (known, item.day, item.when.start, &*item.fact.id)
        };
        let known = item.when.known;
        let kept = best.entry(group).or_insert((known, at));
        if order(known, at) < order(kept.0, kept.1) {
            *kept = (known, at);
        }
    }
    let days: HashMap<u32, _> = best
        .into_iter()
        .map(|(group, (_, at))| (group, (items[at].day, items[at].when)))
        .collect();
    for item in items {
        if item.happened()
            && let Some((day, when)) = item.group.and_then(|group| days.get(&group))
        {
            (item.day, item.when) = (*day, *when);
        }
    }
}

/// The record, of those that a group has made, that one more event of the group belongs to: one with
/// parties that go together, else the only one where the event tells of one pair of parties alone.
pub(crate) fn record(
    made: Option<&Vec<usize>>,
    alone: bool,
    together: impl Fn(usize) -> bool,
) -> Option<usize> {
    let made = made?;
    let fits = made.iter().copied().find(|&at| together(at));
    fits.or_else(|| match made[..] {
        [only] if alone => Some(only),
        _ => None,
    })
}
