//! Named entities: begin-inside-outside tags, greedy from left to right.

use crate::key::{self, Keys};
use crate::table::{Bytes, Scores, SparseTable, sections};
use crate::tagger::best;
use crate::types::{Entity, EntityKind};
use crate::word::Form;

/// Templates of an entity decision.
pub const TEMPLATES: usize = 64;
/// First word of an entity file.
pub const MAGIC: u32 = u32::from_le_bytes(*b"DEN1");

/// Outside any entity. `1 + 2k` begins and `2 + 2k` continues an entity of the `k`-th kind.
pub const OUTSIDE: u8 = 0;
/// How many classes there are.
pub const CLASSES: u8 = 1 + 2 * EntityKind::ALL.len() as u8;

/// A trained entity tagger.
#[derive(Clone, Debug)]
pub struct EntityTagger {
    table: SparseTable,
}

/// What the entity tagger sees of a sentence. All slices are as long as the sentence.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// Forms of the words.
    pub forms: &'a [Form],
    /// Joint tags.
    pub tags: &'a [u8],
    /// Gazetteer classes.
    pub marks: &'a [u32],
    /// Whether a word's universal tag is that of a proper noun.
    pub proper: &'a [bool],
}

impl EntityTagger {
    /// Reads an entity file.
    pub fn new(file: &Bytes) -> Option<Self> {
        let [buckets, entries] = sections(file, MAGIC)?.try_into().ok()?;
        Some(Self {
            table: SparseTable::new(buckets, entries),
        })
    }

    /// The entities of a sentence, in order and apart. `classes` is scratch space.
    pub fn find(&self, view: View<'_>, classes: &mut Vec<u8>) -> Vec<Entity> {
        classes.clear();
        let mut keys = Keys::default();
        for i in 0..view.forms.len() {
            if !view.may_be_named(i) {
                classes.push(OUTSIDE);
                continue;
            }
            view.features(classes, i, &mut keys);
            let mut scores: Scores = [0; 128];
            self.table.score(keys.as_slice(), &mut scores);
            classes.push(best(&scores, allowed_after(classes.last().copied())));
        }
        entities(classes)
    }
}

/// Classes that may follow a class: an entity is continued only by its own kind.
pub fn allowed_after(last: Option<u8>) -> u128 {
    let begins = (0..EntityKind::ALL.len()).fold(1, |set, k| set | 1 << (1 + 2 * k));
    match last {
        Some(class) if class != OUTSIDE => begins | 1 << ((class + 1) & !1),
        _ => begins,
    }
}

/// The entities that a sequence of classes spells.
pub fn entities(classes: &[u8]) -> Vec<Entity> {
    let mut found: Vec<Entity> = Vec::new();
    for (i, &class) in classes.iter().enumerate().filter(|c| *c.1 != OUTSIDE) {
        let Some(&kind) = EntityKind::ALL.get(usize::from((class - 1) / 2)) else {
            continue;
        };
        match found.last_mut() {
            Some(last) if class % 2 == 0 && last.words.end == i => last.words.end = i + 1,
            _ => found.push(Entity {
                kind,
                words: i..i + 1,
            }),
        }
    }
    found
}

impl View<'_> {
    /// Whether a word could be part of a name: it or a word within two of it looks like one.
    #[inline]
    pub fn may_be_named(&self, i: usize) -> bool {
        let looks =
            |i: usize| self.forms[i].is_capitalised() || self.proper[i] || self.marks[i] != 0;
        looks(i)
            || (i > 0
                && looks(i - 1)
                && (i + 1 < self.forms.len() && looks(i + 1)
                    || i + 2 < self.forms.len() && looks(i + 2)))
            || (i > 1 && looks(i - 2) && i + 1 < self.forms.len() && looks(i + 1))
    }

    /// The features of the class of word `i`, given the classes before it.
    pub fn features(&self, classes: &[u8], i: usize, keys: &mut Keys<TEMPLATES>) {
        let form = |at: Option<usize>| at.and_then(|a| self.forms.get(a)).unwrap_or(&Form::OUTSIDE);
        let tag = |at: Option<usize>| {
            at.and_then(|a| self.tags.get(a))
                .map_or(2, |t| key::atom(usize::from(*t)))
        };
        let mark = |at: Option<usize>| {
            at.and_then(|a| self.marks.get(a))
                .map_or(1, |m| key::atom(*m as usize))
        };
        let class = |back: usize| {
            i.checked_sub(back)
                .and_then(|a| classes.get(a))
                .map_or(4, |c| key::atom(usize::from(*c)))
        };
        let (prev, prev2) = (i.checked_sub(1), i.checked_sub(2));
        let (next, next2) = (Some(i + 1), Some(i + 2));
        let (w, p1, p2, n1, n2) = (
            form(Some(i)),
            form(prev),
            form(prev2),
            form(next),
            form(next2),
        );
        let (t, tp, tp2, tn, tn2) = (tag(Some(i)), tag(prev), tag(prev2), tag(next), tag(next2));
        let (m, mp, mn, mn2) = (mark(Some(i)), mark(prev), mark(next), mark(next2));
        let (c1, c2) = (class(1), class(2));
        let case = key::atom(w.case as usize * 2 + usize::from(i == 0));

        keys.clear();
        keys.push(w.lower);
        keys.push(w.exact);
        keys.push2(w.lower, c1);
        keys.push(w.suffix(2));
        keys.push(w.suffix(3));
        keys.push(w.suffix(4));
        keys.push2(w.suffix(5), case);
        keys.push(w.prefix(2));
        keys.push(w.prefix(3));
        keys.push(w.prefix(4));
        keys.push(w.shape);
        keys.push2(w.shape, c1);
        keys.push(case);
        keys.push2(case, c1);
        keys.push(t);
        keys.push2(t, c1);
        keys.push2(t, case);
        keys.push(c1);
        keys.push2(c1, c2);
        keys.push3(c1, c2, t);
        keys.push(m);
        keys.push2(m, case);
        keys.push2(m, c1);
        keys.push3(m, c1, t);
        keys.push2(m, t);
        keys.push2(m, mn);
        keys.push2(mp, m);
        keys.push3(mp, m, mn);
        keys.push2(mn, c1);
        keys.push3(mn, mn2, c1);
        keys.push2(m, p1.lower);
        keys.push2(m, n1.lower);
        keys.push(p1.lower);
        keys.push(p2.lower);
        keys.push(n1.lower);
        keys.push(n2.lower);
        keys.push2(p1.lower, w.lower);
        keys.push2(w.lower, n1.lower);
        keys.push2(p1.lower, case);
        keys.push2(n1.lower, case);
        keys.push2(p1.lower, p2.lower);
        keys.push2(n1.lower, n2.lower);
        keys.push2(tp, t);
        keys.push2(t, tn);
        keys.push3(tp, t, tn);
        keys.push3(tp2, tp, t);
        keys.push3(t, tn, tn2);
        keys.push2(p1.shape, w.shape);
        keys.push2(w.shape, n1.shape);
        keys.push3(p1.shape, w.shape, n1.shape);
        keys.push2(p1.suffix(3), c1);
        keys.push2(n1.suffix(3), case);
        keys.push3(c1, tn, t);
        keys.push3(c1, p1.lower, t);
        keys.push3(c1, n1.lower, t);
        // The next capitalised words decide what a name is.
        let tail = (i + 1..self.forms.len().min(i + 5))
            .take_while(|&j| self.forms[j].is_capitalised() || self.forms[j].len < 4)
            .last();
        keys.push2(form(tail).lower, case);
        keys.push2(mark(tail), c1);
        keys.push2(mark(tail), m);
        let start = (0..i)
            .rev()
            .take(5)
            .take_while(|&j| classes[j] != OUTSIDE)
            .last();
        keys.push2(form(start).lower, c1);
        keys.push2(mark(start), m);
    }
}
