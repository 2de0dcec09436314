//! Dictionary forms: an edit script a word, from the lexicon or from the word's ending.

use crate::key::{self, Keys};
use crate::table::{ByteMap, Bytes, Scores, SparseTable, sections};
use crate::tagger::best;
use crate::word::Form;

/// Templates of a script decision.
pub const TEMPLATES: usize = 16;
/// First word of a lemmatizer file.
pub const MAGIC: u32 = u32::from_le_bytes(*b"DLM1");
/// Scripts the classifier may choose; the lexicon may name any.
pub const CLASSES: usize = 127;

/// How a lemma is made from a form.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Script {
    /// What becomes of capitals.
    pub letters: Letters,
    /// Characters cut from the end.
    pub cut: u8,
    /// What is put in their place.
    pub add: Box<str>,
}

/// What a script does with capitals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Letters {
    /// Lower case throughout.
    Lower,
    /// As written.
    Keep,
    /// A capital, then lower case.
    Title,
}

impl Script {
    /// The simplest script that makes `lemma` from `form`.
    pub fn between(form: &str, lemma: &str) -> Self {
        let mut found: Option<Self> = None;
        for letters in [Letters::Lower, Letters::Keep, Letters::Title] {
            let cased = letters.apply(form);
            let shared = cased
                .chars()
                .zip(lemma.chars())
                .take_while(|(a, b)| a == b)
                .count();
            let cut = cased.chars().count() - shared;
            let script = Self {
                letters,
                cut: cut.min(255) as u8,
                add: lemma.chars().skip(shared).collect(),
            };
            let cost = |s: &Self| usize::from(s.cut) + s.add.len();
            if found.as_ref().is_none_or(|f| cost(&script) < cost(f)) {
                found = Some(script);
            }
        }
        found.unwrap_or(Self {
            letters: Letters::Keep,
            cut: 0,
            add: "".into(),
        })
    }

    /// Appends the lemma of `form` to `out`. A form too short to cut keeps all its characters.
    pub fn apply(&self, form: &str, out: &mut String) {
        let start = out.len();
        self.letters.apply_to(form, out);
        let cut = usize::from(self.cut);
        let lemma = &out[start..];
        let keep = if cut == 0 {
            Some(lemma.len())
        } else {
            lemma.char_indices().rev().nth(cut - 1).map(|(at, _)| at)
        };
        match keep {
            Some(keep) if keep > 0 || !self.add.is_empty() => {
                out.truncate(start + keep);
                out.push_str(&self.add);
            }
            _ => {}
        }
    }
}

impl Letters {
    fn apply(self, form: &str) -> String {
        let mut out = String::new();
        self.apply_to(form, &mut out);
        out
    }

    fn apply_to(self, form: &str, out: &mut String) {
        let lower = |c: char, out: &mut String| {
            if c.is_ascii() {
                out.push(c.to_ascii_lowercase())
            } else {
                out.extend(c.to_lowercase())
            }
        };
        match self {
            Self::Keep => out.push_str(form),
            Self::Lower => form.chars().for_each(|c| lower(c, out)),
            Self::Title => {
                let mut chars = form.chars();
                out.extend(chars.next());
                chars.for_each(|c| lower(c, out));
            }
        }
    }
}

/// A trained lemmatizer.
#[derive(Clone, Debug)]
pub struct Lemmatizer {
    scripts: Vec<Script>,
    lexicon: ByteMap,
    table: SparseTable,
}

impl Lemmatizer {
    /// Reads a lemmatizer file.
    pub fn new(file: &Bytes) -> Option<Self> {
        let [scripts, slots, values, buckets, entries] = sections(file, MAGIC)?.try_into().ok()?;
        Some(Self {
            scripts: std::str::from_utf8(&scripts)
                .ok()?
                .lines()
                .map(read_script)
                .collect::<Option<_>>()?,
            lexicon: ByteMap::new(slots, values),
            table: SparseTable::new(buckets, entries),
        })
    }

    fn known(&self, word: &Occurrence<'_>) -> Option<&[u8]> {
        let exact = self.lexicon.get(word.key());
        exact.or_else(|| self.lexicon.get(word.backoff()))
    }

    /// Whether the lexicon has a word, so that its lemma is no guess.
    pub fn knows(&self, word: &Occurrence<'_>) -> bool {
        self.known(word).is_some()
    }

    /// Appends the lemma of a word to `out`.
    pub fn lemmatize(&self, word: &Occurrence<'_>, out: &mut String) {
        if is_grouped_number(word.text) {
            out.extend(word.text.chars().filter(|&c| c != ','));
            return;
        }
        let script = match self.known(word) {
            Some(&[low, high]) => usize::from(u16::from_le_bytes([low, high])),
            _ => {
                let mut keys = Keys::default();
                word.features(&mut keys);
                let mut scores: Scores = [0; 128];
                self.table.score(keys.as_slice(), &mut scores);
                usize::from(best(&scores, (1 << self.scripts.len().min(CLASSES)) - 1))
            }
        };
        match self.scripts.get(script) {
            Some(script) => script.apply(word.text, out),
            None => out.push_str(word.text),
        }
    }
}

/// Whether a word is a number whose digits commas group, as in "1,200".
fn is_grouped_number(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
        && text.ends_with(|c: char| c.is_ascii_digit())
        && text.contains(',')
        && text
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, ',' | '.'))
}

/// A line of the script section: letters, cut and addition, tab-separated.
fn read_script(line: &str) -> Option<Script> {
    let mut fields = line.split('\t');
    let letters = match fields.next()? {
        "l" => Letters::Lower,
        "k" => Letters::Keep,
        "t" => Letters::Title,
        _ => return None,
    };
    Some(Script {
        letters,
        cut: fields.next()?.parse().ok()?,
        add: fields.next()?.into(),
    })
}

/// The line that [`Lemmatizer::new`] reads a script from.
pub fn write_script(script: &Script) -> String {
    let letters = match script.letters {
        Letters::Lower => 'l',
        Letters::Keep => 'k',
        Letters::Title => 't',
    };
    format!("{letters}\t{}\t{}\n", script.cut, script.add)
}

/// A word in its place, as the lemmatizer sees it.
#[derive(Clone, Copy, Debug)]
pub struct Occurrence<'a> {
    /// The word.
    pub text: &'a str,
    /// Its form.
    pub form: &'a Form,
    /// Its joint tag.
    pub tag: u8,
    /// Whether it opens the sentence.
    pub first: bool,
    /// Its gazetteer classes.
    pub mark: u32,
}

impl Occurrence<'_> {
    /// Lexicon key of the form as written with its tag.
    #[inline]
    pub fn key(&self) -> u64 {
        key::finish(key::join(
            self.form.exact,
            key::atom(usize::from(self.tag) * 2),
        ))
    }

    /// Lexicon key of the form in lower case with its tag and capitalisation.
    #[inline]
    pub fn backoff(&self) -> u64 {
        let tag = key::atom(usize::from(self.tag) * 2 + 1);
        key::finish(key::join(
            key::join(self.form.lower, tag),
            self.form.case as u64,
        ))
    }

    /// The features of the script.
    pub fn features(&self, keys: &mut Keys<TEMPLATES>) {
        let f = self.form;
        let tag = key::atom(usize::from(self.tag));
        let case = key::atom(f.case as usize * 2 + usize::from(self.first));
        keys.clear();
        keys.push(tag);
        keys.push2(tag, case);
        for n in 1..=6 {
            keys.push2(tag, f.suffix(n));
        }
        keys.push3(tag, f.suffix(7), 1);
        keys.push2(tag, f.lower);
        keys.push3(tag, case, key::atom(self.mark as usize));
        keys.push3(tag, case, f.lower);
        keys.push3(tag, case, f.suffix(3));
        keys.push2(tag, f.shape);
        keys.push3(tag, key::atom(f.len.min(6) as usize), f.suffix(3));
        keys.push2(case, f.lower);
    }
}
