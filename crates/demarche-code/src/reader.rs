//! What reads sentences: words in, an [`Analysis`] out, and whatever else the reader sees there.
//!
//! There are two readers. [`Linear`] is the parser of `demarche-parse`, whose known faults
//! `repair` sets right. The other is the encoder of `demarche-encoder`, whose heads find triggers
//! and parties as well. Everything after the reading is shared; nothing here knows which of the two
//! is at work.

use demarche_parse::{Analysis, Parser, Scratch, Upos};
use demarche_record::{Certainty, EventType, Mode, Span, Status};

use crate::coder::ENGINE;
use crate::relation::ClassScores;
use crate::repair::{irregular_past, repair};
use crate::view::fold;

/// A sentence as a reader sees it.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// Tags, lemmas, tree and entities; as long as the sentence.
    pub analysis: Analysis,
    /// What the reader itself takes for events, by trigger; `None` where it did not look for any.
    pub events: Option<Vec<Found>>,
    /// The reader's own tree, where frames are matched first on that of another.
    pub second: Option<Analysis>,
    /// What could not be read as it should have been.
    pub problem: Option<String>,
}

/// An event that a reader found at a word. Word indices count within the sentence.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The head word of the trigger.
    pub trigger: usize,
    /// The likeliest type.
    pub event_type: EventType,
    /// The probability of each type at this word, in the order of [`EventType::ALL`]; what is left
    /// to 1 is the probability that the word triggers nothing.
    pub types: [f32; 16],
    /// The likeliest mode of that type, `None` where the type alone is likelier.
    pub mode: Choice<Option<Mode>>,
    /// How it stands to time and fact.
    pub status: Choice<Status>,
    /// Who vouches for it.
    pub certainty: Choice<Certainty>,
    /// Words that belong to the event, by kind and then by place in the sentence.
    pub links: Vec<Link>,
}

impl Found {
    /// The probability of the likeliest type.
    pub fn probability(&self) -> f32 {
        self.types[self.event_type as usize]
    }

    /// The probability that the word triggers any event.
    pub fn any(&self) -> f32 {
        self.types.iter().sum()
    }

    /// Words linked in one way, the likeliest first.
    pub fn linked(&self, kind: LinkKind) -> Vec<Link> {
        let mut links: Vec<Link> = self
            .links
            .iter()
            .filter(|l| l.kind == kind)
            .copied()
            .collect();
        links.sort_by(|a, b| b.probability.total_cmp(&a.probability));
        links
    }
}

/// The likeliest of several values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Choice<T> {
    /// The value.
    pub value: T,
    /// Its probability, given that there is an event of this type.
    pub probability: f32,
}

impl<T> Choice<T> {
    /// The same choice among what the values stand for.
    pub fn map<U>(self, of: impl FnOnce(T) -> U) -> Choice<U> {
        Choice {
            value: of(self.value),
            probability: self.probability,
        }
    }
}

/// A word that belongs to an event.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    /// What it is to the event.
    pub kind: LinkKind,
    /// Its index in the sentence; the head of the phrase.
    pub word: usize,
    /// From 0 to 1; the links of one event are judged each by itself.
    pub probability: f32,
}

/// What a word is to an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LinkKind {
    /// Who does it.
    Actor,
    /// To whom it is done.
    Recipient,
    /// Where.
    Place,
    /// When.
    Date,
    /// Who says so.
    Reporter,
}

impl LinkKind {
    /// Every kind.
    pub const ALL: &'static [LinkKind] = &[
        LinkKind::Actor,
        LinkKind::Recipient,
        LinkKind::Place,
        LinkKind::Date,
        LinkKind::Reporter,
    ];

    /// The kind by its name in lower case.
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "actor" => LinkKind::Actor,
            "recipient" => LinkKind::Recipient,
            "place" => LinkKind::Place,
            "date" => LinkKind::Date,
            "reporter" => LinkKind::Reporter,
            _ => return None,
        })
    }
}

/// A sentence and its parties, of which the type of their relation is asked. Spans count Unicode
/// scalar values of `text`; a party that it does not name is `None`.
#[derive(Clone, Copy, Debug)]
pub struct Question<'t> {
    /// The sentence.
    pub text: &'t str,
    /// Who acts.
    pub actor: Option<Span>,
    /// Who is acted upon.
    pub recipient: Option<Span>,
}

/// Reads sentences. The same sentence has the same reading in whatever company and on however many
/// threads it is read.
pub trait Reader: Send + Sync {
    /// The engine's name in event records.
    fn engine(&self) -> &'static str;

    /// Stands for the reader's weights in the coder's fingerprint; `None` where the program's
    /// version does.
    fn fingerprint(&self) -> Option<&str>;

    /// One reading a sentence, in their order. A caller who has many sentences gives all at once.
    fn read(&self, sentences: &[Vec<&str>]) -> Vec<Reading>;

    /// As [`Reader::read`], but the analyses may be empty: for a caller who takes them from elsewhere.
    fn find(&self, sentences: &[Vec<&str>]) -> Vec<Reading> {
        self.read(sentences)
    }

    /// How many articles it is best given the sentences of at once, where many wait.
    fn together(&self) -> usize {
        1
    }

    /// One answer a question, in their order: the probability of each class of
    /// [`crate::relation::CLASSES`]. `None` where the reader leaves the question to the linear model.
    fn relate(&self, questions: &[Question<'_>]) -> Vec<Option<ClassScores>>;
}

/// Sets right what `repair` can see to be wrong, and gives words of another tag the lemma of it.
pub(crate) fn mend(
    parser: &Parser,
    words: &[&str],
    analysis: &mut Analysis,
    scratch: &mut Scratch,
) {
    let tags = |analysis: &Analysis| -> Vec<(Upos, &'static str)> {
        let words = analysis.words.iter();
        words.map(|word| (word.upos, word.xpos)).collect()
    };
    let lower: Vec<String> = words.iter().map(|word| fold(word)).collect();
    let tagged = tags(analysis);
    repair(analysis, &lower);
    let mended = tags(analysis);
    if mended == tagged {
        return;
    }
    let lemmas = parser.lemmas(words, &mended, scratch);
    for (at, lemma) in lemmas.into_iter().enumerate() {
        let verb = mended[at] != tagged[at] && mended[at].0 == Upos::Verb;
        // What is irregular has its lemma already.
        if verb && irregular_past(&lower[at]).is_none() {
            analysis.words[at].lemma = lemma;
        }
    }
}

/// The linear parser as a reader.
pub struct Linear(pub &'static Parser);

impl Reader for Linear {
    fn engine(&self) -> &'static str {
        ENGINE
    }

    fn fingerprint(&self) -> Option<&str> {
        None
    }

    fn read(&self, sentences: &[Vec<&str>]) -> Vec<Reading> {
        let mut scratch = Scratch::default();
        sentences
            .iter()
            .map(|words| {
                let mut analysis = self.0.analyze(words, &mut scratch);
                mend(self.0, words, &mut analysis, &mut scratch);
                Reading {
                    analysis,
                    ..Reading::default()
                }
            })
            .collect()
    }

    fn relate(&self, questions: &[Question<'_>]) -> Vec<Option<ClassScores>> {
        vec![None; questions.len()]
    }
}
