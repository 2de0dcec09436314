//! Part-of-speech tags: greedy from left to right, universal and Penn tag as one class.

use crate::key::{self, Keys};
use crate::table::{ByteMap, Bytes, Scores, SparseTable, sections};
use crate::types::Upos;
use crate::word::Form;

/// Templates of a tag decision.
pub const TEMPLATES: usize = 48;
/// First word of a tagger file.
pub const MAGIC: u32 = u32::from_le_bytes(*b"DTG1");
/// At most this many joint tags.
pub const MAX_TAGS: usize = 127;

/// The Penn tags of UD English; a joint tag names one by its index.
pub const XPOS: &[&str] = &[
    "NN", "IN", "DT", "NNP", "JJ", "PRP", "RB", ".", ",", "NNS", "VB", "CC", "VBD", "VBP", "VBZ",
    "VBN", "VBG", "CD", "MD", "TO", "PRP$", "-LRB-", "-RRB-", ":", "``", "''", "WDT", "WRB", "WP",
    "RP", "UH", "POS", "HYPH", "NNPS", "JJR", "JJS", "EX", "NFP", "RBR", "RBS", "ADD", "GW", "$",
    "SYM", "PDT", "LS", "FW", "AFX", "WP$", "XX",
];

/// What the tagger knows of a word before it tags it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Entry {
    /// Stands for the set of tags the word was seen with, or for its look if it is unknown.
    pub ambiguity: u64,
    /// How far the seen tags bind.
    pub choice: Choice,
}

/// The tags a word may get.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Choice {
    /// Any tag of an open class.
    #[default]
    Open,
    /// One of these joint tags, as bits.
    Among(u128),
    /// This joint tag.
    Only(u8),
}

/// A trained tagger.
#[derive(Clone, Debug)]
pub struct Tagger {
    inventory: Vec<(Upos, &'static str)>,
    open: u128,
    lexicon: ByteMap,
    table: SparseTable,
}

impl Tagger {
    /// Reads a tagger file.
    pub fn new(file: &Bytes) -> Option<Self> {
        let [inventory, open, slots, values, buckets, entries] =
            sections(file, MAGIC)?.try_into().ok()?;
        let inventory: Vec<_> = inventory
            .as_chunks::<2>()
            .0
            .iter()
            .map(|&[u, x]| Some((*Upos::ALL.get(usize::from(u))?, *XPOS.get(usize::from(x))?)))
            .collect::<Option<_>>()?;
        if inventory.is_empty() || inventory.len() > MAX_TAGS {
            return None;
        }
        Some(Self {
            inventory,
            open: u128::from_le_bytes(open.get(..16)?.try_into().ok()?),
            lexicon: ByteMap::new(slots, values),
            table: SparseTable::new(buckets, entries),
        })
    }

    /// The universal and the Penn tag of a joint tag.
    #[inline]
    pub fn expand(&self, tag: u8) -> (Upos, &'static str) {
        self.inventory
            .get(usize::from(tag))
            .copied()
            .unwrap_or((Upos::X, "FW"))
    }

    /// The joint tag of a universal and a Penn tag, if there is one.
    pub fn joint(&self, upos: Upos, xpos: &str) -> Option<u8> {
        let at = self.inventory.iter().position(|&tag| tag == (upos, xpos))?;
        u8::try_from(at).ok()
    }

    /// The joint tag of a universal and a Penn tag, or the first that shares one of the two.
    pub(crate) fn nearest(&self, upos: Upos, xpos: &str) -> u8 {
        let first = |fits: &dyn Fn(&(Upos, &'static str)) -> bool| {
            let at = self.inventory.iter().position(fits)?;
            u8::try_from(at).ok()
        };
        self.joint(upos, xpos)
            .or_else(|| first(&|tag| tag.1 == xpos))
            .or_else(|| first(&|tag| tag.0 == upos))
            .unwrap_or(0)
    }

    /// Looks a form up: as written, then in lower case, then by its look.
    #[inline]
    pub fn entry(&self, form: &Form) -> Entry {
        let value = self
            .lexicon
            .get(form.exact)
            .or_else(|| self.lexicon.get(form.lower));
        let Some((&kind, tags)) = value.and_then(|v| v.split_first()) else {
            return Entry {
                ambiguity: key::join(form.suffix(2), key::atom(form.case as usize)),
                choice: Choice::Open,
            };
        };
        let ambiguity = key::bytes(tags);
        let choice = match (kind, tags) {
            (2, [tag, ..]) => Choice::Only(*tag),
            (1, _) => Choice::Among(tags.iter().fold(0, |set, t| set | 1 << (t & 127))),
            _ => Choice::Open,
        };
        Entry { ambiguity, choice }
    }

    /// Tags a sentence; `tags` gets a joint tag for each form.
    pub fn tag(&self, forms: &[Form], entries: &[Entry], marks: &[u32], tags: &mut Vec<u8>) {
        tags.clear();
        let mut keys = Keys::<TEMPLATES>::default();
        for (i, entry) in entries.iter().enumerate() {
            let candidates = match entry.choice {
                Choice::Only(tag) => {
                    tags.push(tag);
                    continue;
                }
                Choice::Among(set) => set,
                Choice::Open => self.open,
            };
            features(forms, entries, marks, tags, i, &mut keys);
            let mut scores: Scores = [0; 128];
            self.table.score(keys.as_slice(), &mut scores);
            tags.push(best(&scores, candidates));
        }
    }
}

/// The highest-scoring candidate, the first of equals.
#[inline]
pub fn best(scores: &Scores, candidates: u128) -> u8 {
    let mut left = candidates;
    let mut best = (i32::MIN, 0);
    while left != 0 {
        let tag = left.trailing_zeros() as usize;
        if scores[tag] > best.0 {
            best = (scores[tag], tag as u8);
        }
        left &= left - 1;
    }
    best.1
}

/// The features of the tag of word `i`, given the tags before it.
pub fn features(
    forms: &[Form],
    entries: &[Entry],
    marks: &[u32],
    tags: &[u8],
    i: usize,
    keys: &mut Keys<TEMPLATES>,
) {
    let form = |at: Option<usize>| at.and_then(|at| forms.get(at)).unwrap_or(&Form::OUTSIDE);
    let ambiguity = |at: usize| entries.get(at).map_or(1, |e| e.ambiguity);
    let tag = |back: usize| {
        i.checked_sub(back)
            .and_then(|at| tags.get(at))
            .map_or(2, |t| key::atom(usize::from(*t)))
    };
    let w = form(Some(i));
    let (p1, p2) = (form(i.checked_sub(1)), form(i.checked_sub(2)));
    let (n1, n2) = (form(Some(i + 1)), form(Some(i + 2)));
    let (t1, t2) = (tag(1), tag(2));
    let case = key::atom(w.case as usize * 4 + usize::from(i == 0));
    let mark = key::atom(marks.get(i).copied().unwrap_or(0) as usize);
    let (a0, a1, a2) = (ambiguity(i), ambiguity(i + 1), ambiguity(i + 2));

    keys.clear();
    keys.push(w.lower);
    keys.push(w.exact);
    keys.push(w.suffix(1));
    keys.push(w.suffix(2));
    keys.push2(w.suffix(3), case);
    keys.push(w.suffix(4));
    keys.push(w.suffix(5));
    keys.push2(w.suffix(6), 0);
    keys.push(w.prefix(1));
    keys.push(w.prefix(2));
    keys.push(w.prefix(3));
    keys.push(w.prefix(4));
    keys.push(w.shape);
    keys.push2(w.shape, t1);
    keys.push(case);
    keys.push(t1);
    keys.push2(t1, t2);
    keys.push2(t1, w.lower);
    keys.push3(t1, t2, w.lower);
    keys.push2(t1, w.suffix(3));
    keys.push2(t1, w.suffix(2));
    keys.push2(t2, w.lower);
    keys.push(p1.lower);
    keys.push(p2.lower);
    keys.push(n1.lower);
    keys.push(n2.lower);
    keys.push2(p1.lower, w.lower);
    keys.push2(w.lower, n1.lower);
    keys.push2(p1.lower, n1.lower);
    keys.push2(n1.lower, n2.lower);
    keys.push2(p1.lower, p2.lower);
    keys.push2(a0, t1);
    keys.push(a1);
    keys.push(a2);
    keys.push2(a0, a1);
    keys.push3(t1, a0, a1);
    keys.push3(a0, a1, a2);
    keys.push3(t1, t2, a0);
    keys.push2(t1, a1);
    keys.push2(n1.suffix(3), w.suffix(2));
    keys.push(n1.suffix(3));
    keys.push2(p1.suffix(3), t1);
    keys.push2(n1.shape, case);
    keys.push2(p1.shape, case);
    keys.push2(mark, case);
    keys.push3(mark, case, t1);
    keys.push2(w.lower, case);
    keys.push3(t1, w.lower, n1.lower);
}
