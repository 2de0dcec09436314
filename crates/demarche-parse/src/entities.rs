//! Named entities: begin-inside-outside classes, the best sequence of a linear chain.

use crate::key::{self, Keys};
use crate::lexicon::{Style, Traits};
use crate::table::{Bytes, DENSE, DenseTable, sections};
use crate::types::{Entity, EntityKind};
use crate::word::Form;

/// Templates of an entity decision.
pub const TEMPLATES: usize = 113;
/// First word of an entity file.
pub const MAGIC: u32 = u32::from_le_bytes(*b"DEN2");

/// Outside any entity. `1 + 2k` begins and `2 + 2k` continues an entity of the `k`-th kind.
pub const OUTSIDE: u8 = 0;
/// How many classes there are.
pub const CLASSES: usize = 1 + 2 * EntityKind::ALL.len();
const _: () = assert!(CLASSES == 1 + DENSE, "the table holds the classes");

/// A trained entity tagger.
#[derive(Clone, Debug)]
pub struct EntityTagger {
    table: DenseTable,
    /// Scores of a class after a class.
    transitions: [[i32; CLASSES]; CLASSES],
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
    /// What the lexicon knows of the words.
    pub traits: &'a [Traits],
    /// How the sentence uses capitals.
    pub style: Style,
}

/// Space to work in: the class of each word, and the way to each class of a run of words.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    classes: Vec<u8>,
    origins: Vec<[u8; CLASSES]>,
}

impl EntityTagger {
    /// Reads an entity file.
    pub fn new(file: &Bytes) -> Option<Self> {
        let [buckets, numbers] = sections(file, MAGIC)?.try_into().ok()?;
        let mut transitions = [[0; CLASSES]; CLASSES];
        let cells = transitions.as_flattened_mut();
        let (numbers, rest) = numbers.as_chunks::<4>();
        if numbers.len() != cells.len() || !rest.is_empty() {
            return None;
        }
        for (cell, number) in cells.iter_mut().zip(numbers) {
            *cell = i32::from_le_bytes(*number);
        }
        Some(Self {
            table: DenseTable::new(buckets),
            transitions,
        })
    }

    /// The entities of a sentence, in order and apart. `second` is what a second reader of it gives
    /// the classes of a word, in the units of this tagger; only differences between classes matter.
    pub fn find(
        &self,
        view: View<'_>,
        second: impl Fn(usize) -> [i32; CLASSES],
        scratch: &mut Scratch,
    ) -> Vec<Entity> {
        scratch.classes.clear();
        scratch.classes.resize(view.forms.len(), OUTSIDE);
        let mut keys = Keys::default();
        let mut at = 0;
        while at < view.forms.len() {
            if view.may_be_named(at) {
                at = self.run(view, at, &second, &mut keys, scratch);
            } else {
                at += 1;
            }
        }
        entities(&scratch.classes)
    }

    /// Finds the best classes of the run of words that starts here and could be named; what lies
    /// around it is outside. Returns where the run ends.
    fn run(
        &self,
        view: View<'_>,
        start: usize,
        second: impl Fn(usize) -> [i32; CLASSES],
        keys: &mut Keys<TEMPLATES>,
        scratch: &mut Scratch,
    ) -> usize {
        let Scratch { classes, origins } = scratch;
        origins.clear();
        let mut totals = [i32::MIN / 2; CLASSES];
        totals[usize::from(OUTSIDE)] = 0;
        let mut end = start;
        while end < view.forms.len() && view.may_be_named(end) {
            view.features(end, keys);
            let scores = self.table.score(keys.as_slice());
            let mut next = [0; CLASSES];
            let mut origin = [OUTSIDE; CLASSES];
            let own = std::iter::once(0).chain(scores);
            let own = own.zip(second(end)).map(|(own, second)| own + second);
            for (class, (own, (next, origin))) in
                own.zip(next.iter_mut().zip(&mut origin)).enumerate()
            {
                let (mut best, mut from) = (i32::MIN, OUTSIDE);
                for (last, (total, row)) in totals.iter().zip(&self.transitions).enumerate() {
                    let total = if may_follow(last as u8, class as u8) {
                        total.saturating_add(row[class])
                    } else {
                        i32::MIN / 2
                    };
                    if total > best {
                        (best, from) = (total, last as u8);
                    }
                }
                *next = best.saturating_add(own);
                *origin = from;
            }
            // Only differences matter; taken from the best, no run is too long for them.
            let most = next.iter().fold(i32::MIN, |most, total| most.max(*total));
            totals = next.map(|total| total.saturating_sub(most).max(i32::MIN / 2));
            origins.push(origin);
            end += 1;
        }
        let mut class = (0..CLASSES as u8)
            .rev()
            .max_by_key(|&c| totals[usize::from(c)])
            .unwrap_or(OUTSIDE);
        for (to, origin) in classes[start..end].iter_mut().zip(&*origins).rev() {
            *to = class;
            class = origin[usize::from(class)];
        }
        end
    }
}

/// Whether a class may follow a class: an entity is continued only by its own kind.
#[inline]
pub fn may_follow(last: u8, class: u8) -> bool {
    class == OUTSIDE || class % 2 == 1 || last == class || last + 1 == class
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
        let looks = |i: usize| {
            self.forms[i].is_capitalised()
                || self.proper[i]
                || self.marks[i] != 0
                || self.style.is_careless()
                    && (self.traits[i].name() != 0 || self.traits[i].phrase() != 0)
        };
        looks(i)
            || (i > 0
                && looks(i - 1)
                && (i + 1 < self.forms.len() && looks(i + 1)
                    || i + 2 < self.forms.len() && looks(i + 2)))
            || (i > 1 && looks(i - 2) && i + 1 < self.forms.len() && looks(i + 1))
    }

    /// The features of the class of word `i`.
    pub fn features(&self, i: usize, keys: &mut Keys<TEMPLATES>) {
        let at = |ahead: isize| {
            i.checked_add_signed(ahead)
                .filter(|&a| a < self.forms.len())
        };
        let form = |at: Option<usize>| at.map_or(&Form::OUTSIDE, |a| &self.forms[a]);
        let tag = |at: Option<usize>| at.map_or(2, |a| key::atom(usize::from(self.tags[a])));
        let mark = |at: Option<usize>| at.map_or(1, |a| key::atom(self.marks[a] as usize));
        let traits = |at: Option<usize>| at.map(|a| self.traits[a]);
        let (before2, before, here, after, after2) = (at(-2), at(-1), at(0), at(1), at(2));
        let (w, p1, p2, n1, n2) = (
            form(here),
            form(before),
            form(before2),
            form(after),
            form(after2),
        );
        let (t, tp, tp2, tn) = (tag(here), tag(before), tag(before2), tag(after));
        let (m, mp, mn, mn2) = (mark(here), mark(before), mark(after), mark(after2));
        let case = key::atom(w.case as usize * 2 + usize::from(i == 0));
        let style = self.style as u64;
        let shown = key::join(w.case as u64, style);

        keys.clear();
        keys.push(0);
        // The word.
        keys.push(w.lower);
        keys.push(w.exact);
        keys.push(w.suffix(2));
        keys.push(w.suffix(3));
        keys.push(w.suffix(4));
        keys.push2(w.suffix(5), case);
        keys.push(w.prefix(2));
        keys.push(w.prefix(3));
        keys.push(w.prefix(4));
        keys.push(w.shape);
        keys.push(case);
        keys.push2(case, style);
        keys.push(t);
        keys.push2(t, case);
        keys.push2(t, style);
        // What the gazetteer marks.
        keys.push(m);
        keys.push2(m, case);
        keys.push2(m, t);
        keys.push2(m, tn);
        keys.push2(m, tp);
        keys.push2(m, mn);
        keys.push2(mp, m);
        keys.push3(mp, m, mn);
        keys.push(mp);
        keys.push(mn);
        keys.push2(mn, mn2);
        keys.push2(m, p1.lower);
        keys.push2(m, n1.lower);
        // The words around it.
        keys.push(p1.lower);
        keys.push(p2.lower);
        keys.push(n1.lower);
        keys.push(n2.lower);
        keys.push2(p1.lower, w.lower);
        keys.push2(w.lower, n1.lower);
        keys.push2(p1.lower, p2.lower);
        keys.push2(n1.lower, n2.lower);
        keys.push2(p1.lower, case);
        keys.push2(n1.lower, case);
        keys.push2(p1.lower, t);
        keys.push2(n1.lower, t);
        keys.push2(tp, t);
        keys.push2(t, tn);
        keys.push3(tp, t, tn);
        keys.push3(tp2, tp, t);
        keys.push3(t, tn, tag(after2));
        keys.push2(p1.shape, w.shape);
        keys.push2(w.shape, n1.shape);
        keys.push3(p1.shape, w.shape, n1.shape);
        keys.push(p1.suffix(3));
        keys.push2(n1.suffix(3), case);
        // The next capitalised words decide what a name is, and so do those before.
        let tail = (i + 1..self.forms.len().min(i + 5))
            .take_while(|&j| self.forms[j].is_capitalised() || self.forms[j].len < 4)
            .last();
        let start = (0..i)
            .rev()
            .take(5)
            .take_while(|&j| self.forms[j].is_capitalised())
            .last();
        keys.push2(form(tail).lower, case);
        keys.push(mark(tail));
        keys.push2(mark(tail), m);
        keys.push(form(start).lower);
        keys.push2(mark(start), m);
        // What the lexicon knows of it and of its neighbours.
        let name = |at: Option<usize>| traits(at).map_or(0xFFFF, Traits::name);
        let (a, ap, an) = (name(here), name(before), name(after));
        let wide = w.case as u64;
        keys.push2(a, case);
        keys.push2(a, shown);
        keys.push3(ap, a, wide);
        keys.push3(a, an, wide);
        keys.push2(a, t);
        keys.push2(ap, t);
        keys.push2(an, t);
        keys.push2(a, m);
        keys.push2(ap, w.shape);
        keys.push2(an, w.shape);
        let after_family = traits(after).map_or(9, Traits::family);
        let before_given = traits(before).map_or(9, Traits::given);
        for trait_of in [Traits::given, Traits::family, Traits::place] {
            let own = traits(here).map_or(9, trait_of);
            keys.push2(own, shown);
            keys.push3(own, after_family, wide);
            keys.push3(own, before_given, wide);
        }
        keys.push2(traits(here).map_or(9, Traits::organization), shown);
        let phrase = |at: Option<usize>| traits(at).map_or(0xFFFF, Traits::phrase);
        keys.push2(phrase(here), shown);
        keys.push2(phrase(here), m);
        keys.push2(phrase(here), t);
        keys.push2(phrase(before), case);
        keys.push2(phrase(after), case);
        // The company that the words keep.
        for class in [Traits::company, Traits::circle] {
            let class = |at: Option<usize>| traits(at).map_or(0xFFFF, class);
            let (c, cp, cn) = (class(here), class(before), class(after));
            let (cp2, cn2) = (class(before2), class(after2));
            keys.push(c);
            keys.push(cp);
            keys.push(cn);
            keys.push2(c, case);
            keys.push2(cp, c);
            keys.push2(c, cn);
            keys.push3(cp, c, cn);
            keys.push2(cp, case);
            keys.push2(cn, case);
            keys.push2(c, m);
            keys.push(cp2);
            keys.push(cn2);
            keys.push2(class(tail), case);
            keys.push2(class(start), case);
            keys.push2(cp2, cp);
            keys.push2(cn, cn2);
        }
    }
}
