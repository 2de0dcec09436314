//! The facade: weights, scratch space and the stages in order.

use std::borrow::Cow;
use std::sync::OnceLock;

use crate::attribution;
use crate::entities::{self, CLASSES, EntityTagger, View};
use crate::gazetteer::Gazetteer;
use crate::key;
use crate::lemma::{Lemmatizer, Occurrence};
use crate::lexicon::{Lexicon, Style, Traits};
use crate::past;
use crate::perfect;
use crate::syntax::{Atoms, Grammar, State};
use crate::table::Bytes;
use crate::tagger::{Choice, Entry, Tagger};
use crate::types::{Analysis, Deprel, Entity, Upos, Word};
use crate::verbs;
use crate::word::{Form, is_shouted};

/// Tagger, lemmatizer, dependency parser and entity tagger with their weights.
///
/// It is immutable: one parser serves any number of threads, each with its own [`Scratch`].
#[derive(Clone, Debug)]
pub struct Parser {
    gazetteer: Gazetteer,
    lexicon: Lexicon,
    tagger: Tagger,
    lemmatizer: Lemmatizer,
    grammar: Grammar,
    entities: EntityTagger,
}

/// The weights of each stage and the lexicon of names, as their files hold them.
#[derive(Clone, Debug)]
pub struct Weights {
    /// The tagger's.
    pub tagger: Bytes,
    /// The lemmatizer's.
    pub lemmatizer: Bytes,
    /// The parser's transitions.
    pub actions: Bytes,
    /// The parser's labels.
    pub labels: Bytes,
    /// The entity tagger's.
    pub entities: Bytes,
    /// What the entity tagger knows of words and phrases.
    pub lexicon: Bytes,
}

/// Prepositions of newswire that the treebanks hardly have, and that are nothing else.
const PREPOSITIONS: [&str; 8] = [
    "amid",
    "amidst",
    "atop",
    "amongst",
    "astride",
    "beneath",
    "versus",
    "alongside",
];

/// Aligns weights to cache lines, so that no bucket of a table straddles two.
#[repr(align(64))]
struct Aligned<B: ?Sized>(B);

macro_rules! embedded {
    ($file:literal) => {{
        static ALIGNED: &Aligned<[u8]> = &Aligned(*include_bytes!($file));
        Cow::Borrowed(&ALIGNED.0)
    }};
}

/// The gazetteer lists inside this crate.
pub const GAZETTEER: &[&str] = &[
    include_str!("../gazetteer/places.tsv"),
    include_str!("../gazetteer/people.tsv"),
    include_str!("../gazetteer/organizations.tsv"),
];

impl Weights {
    /// The weights inside this crate.
    pub fn embedded() -> Self {
        Self {
            tagger: embedded!("../weights/tagger.bin"),
            lemmatizer: embedded!("../weights/lemmatizer.bin"),
            actions: embedded!("../weights/actions.bin"),
            labels: embedded!("../weights/labels.bin"),
            entities: embedded!("../weights/entities.bin"),
            lexicon: embedded!("../gazetteer/names.bin"),
        }
    }
}

impl Parser {
    /// The parser with the weights inside this crate, made at first use.
    pub fn embedded() -> &'static Self {
        static PARSER: OnceLock<Parser> = OnceLock::new();
        PARSER.get_or_init(|| {
            Self::new(
                &Weights::embedded(),
                Gazetteer::read(GAZETTEER.iter().copied()),
            )
            .expect("the embedded weights are well-formed: a test loads them")
        })
    }

    /// A parser with other weights; `None` if they are malformed.
    pub fn new(weights: &Weights, gazetteer: Gazetteer) -> Option<Self> {
        Some(Self {
            gazetteer,
            lexicon: Lexicon::new(&weights.lexicon)?,
            tagger: Tagger::new(&weights.tagger)?,
            lemmatizer: Lemmatizer::new(&weights.lemmatizer)?,
            grammar: Grammar::new(&weights.actions, &weights.labels)?,
            entities: EntityTagger::new(&weights.entities)?,
        })
    }

    /// Tags, lemmatizes and parses a sentence and finds its entities. A source that newswire names at
    /// its end ("…, police said on Tuesday.") is read apart from what it said.
    pub fn analyze(&self, words: &[&str], scratch: &mut Scratch) -> Analysis {
        let tagged = self.tag(words, scratch);
        let Some(tail) = attribution::tail(words, &tagged) else {
            return Self::whole(words, tagged);
        };
        let comma = tagged.word(tail.comma);
        let mut clause = words[..tail.comma].to_vec();
        clause.push(words[tail.end]);
        let said = Self::whole(&clause, self.tag(&clause, scratch));
        let behind = &words[tail.comma + 1..];
        let source = Self::whole(behind, self.tag(behind, scratch));
        attribution::join(tail, said, source, comma)
    }

    fn whole(words: &[&str], mut tagged: Tagged<'_>) -> Analysis {
        let entities = tagged.entities();
        let mut analysis = tagged.parse();
        perfect::mend(&mut analysis.words);
        if let Some(verb) = past::lost(words, &analysis.words)
            && let Some(tag) = tagged.parser.tagger.joint(Upos::Verb, "VBD")
        {
            tagged.scratch.tags[verb] = tag;
            tagged.parser.lemmatize(words, tagged.scratch);
            let again = tagged.parse();
            if past::is_found(verb, &again.words) {
                analysis = again;
            }
        }
        analysis.entities = entities;
        analysis
    }

    /// Tags and lemmatizes a sentence: the first stage, on which the others build.
    pub fn tag<'a>(&'a self, words: &[&str], scratch: &'a mut Scratch) -> Tagged<'a> {
        self.look(words, scratch);
        let s = &mut *scratch;
        s.entries.clear();
        s.entries
            .extend(s.forms.iter().map(|form| self.tagger.entry(form)));
        if let Some(tag) = self.tagger.joint(Upos::Adp, "IN") {
            for (entry, word) in s.entries.iter_mut().zip(words) {
                let known = |preposition: &&str| preposition.eq_ignore_ascii_case(word);
                if PREPOSITIONS.iter().any(known) {
                    entry.choice = Choice::Only(tag);
                }
            }
        }
        self.tagger.tag(&s.forms, &s.entries, &s.marks, &mut s.tags);
        self.lemmatize(words, scratch);
        Tagged {
            parser: self,
            scratch,
        }
    }

    /// The lemmas of words whose tags another tagger gave. `tags` is as long as `words`; of a pair
    /// of tags that this crate's treebanks do not have, a lemma is made as for its nearest.
    pub fn lemmas(
        &self,
        words: &[&str],
        tags: &[(Upos, &str)],
        scratch: &mut Scratch,
    ) -> Vec<Box<str>> {
        self.look(words, scratch);
        scratch.tags.clear();
        scratch.tags.extend(
            tags.iter()
                .map(|&(upos, xpos)| self.tagger.nearest(upos, xpos)),
        );
        scratch.tags.resize(words.len(), 0);
        self.lemmatize(words, scratch);
        let tagged = Tagged {
            parser: self,
            scratch,
        };
        (0..words.len()).map(|i| tagged.lemma(i).into()).collect()
    }

    /// Reads the forms of a sentence and marks them.
    fn look(&self, words: &[&str], s: &mut Scratch) {
        s.forms.clear();
        s.forms
            .extend(words.iter().map(|word| Form::read(word, &mut s.buffer)));
        self.gazetteer.mark(&s.forms, &mut s.marks);
        if is_shouted(&s.forms) {
            s.forms.clear();
            for word in words {
                s.forms
                    .push(Form::read(&word.to_lowercase(), &mut s.buffer));
            }
        }
    }

    fn lemmatize(&self, words: &[&str], s: &mut Scratch) {
        s.lemmas.clear();
        s.lemma_ends.clear();
        for (i, text) in words.iter().enumerate() {
            let occurrence = Occurrence {
                text,
                form: &s.forms[i],
                tag: s.tags[i],
                first: i == 0,
                mark: s.marks[i],
            };
            // Not where the grammar is trained: the words of its treebanks are known.
            let (upos, xpos) = self.tagger.expand(s.tags[i]);
            let regular = (upos == Upos::Verb && !self.lemmatizer.knows(&occurrence))
                .then(|| verbs::base(text, xpos))
                .flatten();
            match regular {
                Some(verb) => s.lemmas.push_str(&verb),
                None => self.lemmatizer.lemmatize(&occurrence, &mut s.lemmas),
            }
            s.lemma_ends.push(s.lemmas.len());
        }
    }
}

/// Space that a parser works in, to be used again for the next sentence.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    buffer: String,
    forms: Vec<Form>,
    entries: Vec<Entry>,
    marks: Vec<u32>,
    tags: Vec<u8>,
    lemmas: String,
    lemma_ends: Vec<usize>,
    proper: Vec<bool>,
    traits: Vec<Traits>,
    classes: entities::Scratch,
    atoms: Vec<Atoms>,
    state: State,
}

/// A sentence with tags and lemmas, from which its tree and its entities can be asked for.
#[derive(Debug)]
pub struct Tagged<'a> {
    parser: &'a Parser,
    scratch: &'a mut Scratch,
}

impl Tagged<'_> {
    /// How many words there are.
    pub fn len(&self) -> usize {
        self.scratch.tags.len()
    }

    /// Whether there are no words.
    pub fn is_empty(&self) -> bool {
        self.scratch.tags.is_empty()
    }

    /// The universal tag of a word.
    ///
    /// # Panics
    /// If `word` is not less than [`Tagged::len`].
    pub fn upos(&self, word: usize) -> Upos {
        self.parser.tagger.expand(self.scratch.tags[word]).0
    }

    /// The Penn tag of a word.
    ///
    /// # Panics
    /// If `word` is not less than [`Tagged::len`].
    pub fn xpos(&self, word: usize) -> &'static str {
        self.parser.tagger.expand(self.scratch.tags[word]).1
    }

    /// The lemma of a word.
    ///
    /// # Panics
    /// If `word` is not less than [`Tagged::len`].
    pub fn lemma(&self, word: usize) -> &str {
        let start = word
            .checked_sub(1)
            .map_or(0, |before| self.scratch.lemma_ends[before]);
        &self.scratch.lemmas[start..self.scratch.lemma_ends[word]]
    }

    /// A word that stands in no tree yet.
    fn word(&self, i: usize) -> Word {
        Word {
            upos: self.upos(i),
            xpos: self.xpos(i),
            lemma: self.lemma(i).into(),
            head: None,
            deprel: Deprel::Root,
        }
    }

    /// The entities of the sentence, in order and apart.
    pub fn entities(&mut self) -> Vec<Entity> {
        self.entities_with(|_| [0; CLASSES])
    }

    /// The same by two readers: `second` is what the other gives the classes of a word, as
    /// [`EntityTagger::find`] takes it.
    pub fn entities_with(&mut self, second: impl Fn(usize) -> [i32; CLASSES]) -> Vec<Entity> {
        self.prepare_entities();
        let s = &mut *self.scratch;
        let view = View {
            forms: &s.forms,
            tags: &s.tags,
            marks: &s.marks,
            proper: &s.proper,
            traits: &s.traits,
            style: Style::of(&s.forms),
        };
        self.parser.entities.find(view, second, &mut s.classes)
    }

    fn prepare_entities(&mut self) {
        let s = &mut *self.scratch;
        let tagger = &self.parser.tagger;
        self.parser.lexicon.look(&s.forms, &mut s.traits);
        s.proper.clear();
        s.proper.extend(
            s.tags
                .iter()
                .map(|&tag| tagger.expand(tag).0 == Upos::Propn),
        );
    }

    /// The sentence with its tree, without entities.
    pub fn parse(&mut self) -> Analysis {
        self.prepare_atoms();
        let s = &mut *self.scratch;
        self.parser.grammar.parse(&s.atoms, &mut s.state);
        let words = (0..self.len())
            .map(|i| Word {
                head: self.scratch.state.head(i),
                deprel: self.scratch.state.label(i),
                ..self.word(i)
            })
            .collect();
        Analysis {
            words,
            entities: Vec::new(),
        }
    }

    fn prepare_atoms(&mut self) {
        let mut atoms = std::mem::take(&mut self.scratch.atoms);
        atoms.clear();
        for (i, &tag) in self.scratch.tags.iter().enumerate() {
            let (upos, xpos) = self.parser.tagger.expand(tag);
            atoms.push(Atoms::new(
                lexical_atom(self.lemma(i), xpos),
                tag,
                upos as u8,
            ));
        }
        atoms.push(Atoms::NONE);
        self.scratch.atoms = atoms;
    }
}

/// What stands for a word in the parser's features: its lemma in lower case with digits as `0`.
pub fn lexical_atom(lemma: &str, xpos: &str) -> u64 {
    if xpos == "CD" {
        return key::atom(lemma.len().min(6));
    }
    let mut h = 0xCBF2_9CE4_8422_2325_u64;
    for b in lemma.bytes() {
        let b = if b.is_ascii_digit() {
            b'0'
        } else {
            b.to_ascii_lowercase()
        };
        h = (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01B3);
    }
    key::finish(h)
}

impl attribution::Tags for Tagged<'_> {
    fn len(&self) -> usize {
        Tagged::len(self)
    }

    fn upos(&self, word: usize) -> Upos {
        Tagged::upos(self, word)
    }

    fn xpos(&self, word: usize) -> &'static str {
        Tagged::xpos(self, word)
    }

    fn lemma(&self, word: usize) -> &str {
        Tagged::lemma(self, word)
    }
}
