//! Scores of a sentence to its [`Reading`].

use demarche_code::reader::{Choice, Found, Link, Reading};
use demarche_parse::entities::CLASSES;
use demarche_parse::{Analysis, Deprel, Parser, Scratch, Upos, Word};
use demarche_record::EventType;

use crate::graph::Scores;
use crate::labels::Labels;
use crate::tree::best_tree;

/// From this probability of any event on, a word is handed on as a trigger; what counts as an event
/// is for the caller to say.
const LEAST_EVENT: f32 = 0.05;
/// From this probability on, a link is handed on.
const LEAST_LINK: f32 = 0.05;

/// What the linear parser's opinion of a word is worth beside the encoder's scores: its part of speech, the
/// head that it gives the word, and its relation to a head on which both agree. Parsers of two kinds err in
/// different places. Chosen on the development parts of EWT and GUM: UPOS 96.5 to 96.7 and 97.3 to 97.7, LAS
/// 87.2 to 88.0 on both.
const SECOND_TAG: f32 = 2.0;
const SECOND_HEAD: f32 = 1.0;
const SECOND_RELATION: f32 = 2.0;
/// What a class of names is worth to the linear tagger, in its units, for each nat of its probability
/// here. Chosen on the development part of UNER EWT: F1 75.6 to 79.0.
const NAME: f32 = 10_000.0;
/// Classes of names of a lower probability are as good as this one.
const LEAST_NAME: f32 = 1e-4;

/// What stands in row `row` of a batch.
pub(crate) struct Sentence<'a> {
    /// Its words.
    pub(crate) words: &'a [&'a str],
    /// The batch's scores.
    pub(crate) scores: &'a Scores,
    /// Its row.
    pub(crate) row: usize,
    /// What the scores count.
    pub(crate) labels: &'a Labels,
}

impl Sentence<'_> {
    /// The reading; lemmas are made by the lemmatizer of `parser` from the tags.
    pub(crate) fn reading(&self, parser: &Parser, scratch: &mut Scratch) -> Reading {
        // The linear tagger knows the endings of words better: where both see one part of speech, it
        // says which form and so which lemma.
        let mut tagged = parser.tag(self.words, scratch);
        let tags = self.tags(|word| tagged.upos(word));
        let forms: Vec<(&'static str, Option<Box<str>>)> = tags
            .iter()
            .enumerate()
            .map(|(word, &(upos, xpos))| match tagged.upos(word) == upos {
                true => (tagged.xpos(word), Some(tagged.lemma(word).into())),
                false => (xpos, None),
            })
            .collect();
        let second = tagged.parse().words;
        let entities = tagged.entities_with(|word| self.classes(word));
        let lemmas = parser.lemmas(self.words, &tags, scratch);
        let heads = self.heads(&second);
        let words = tags
            .iter()
            .zip(forms.into_iter().zip(lemmas))
            .zip(heads.iter().zip(&second))
            .enumerate()
            .map(
                |(word, ((&(upos, _), ((xpos, lemma), own)), (&head, second)))| {
                    let agreed = (second.head == head).then_some(second.deprel);
                    Word {
                        upos,
                        xpos,
                        lemma: lemma.unwrap_or(own),
                        head,
                        deprel: self.deprel(word, head, agreed),
                    }
                },
            )
            .collect();
        Reading {
            analysis: Analysis { words, entities },
            events: Some(self.events()),
            second: None,
            problem: None,
        }
    }

    /// The scores of a word in an output that has `width` of them for each.
    fn of<'s>(&self, scores: &'s [f32], word: usize, width: usize) -> &'s [f32] {
        let start = (self.row * self.scores.width + word) * width;
        scores.get(start..start + width).unwrap_or(&[])
    }

    /// The parts of speech and tags; `second` is the linear tagger's opinion.
    fn tags(&self, second: impl Fn(usize) -> Upos) -> Vec<(Upos, &'static str)> {
        let tags = &self.labels.tags;
        (0..self.words.len())
            .map(|word| {
                let second = second(word);
                let scores = self.of(&self.scores.tag, word, tags.len()).iter().zip(tags);
                let scores: Vec<f32> = scores
                    .map(|(&score, &(upos, _))| match upos {
                        upos if upos == second => score + SECOND_TAG,
                        upos if is_closed(upos) && is_open(second) => f32::NEG_INFINITY,
                        _ => score,
                    })
                    .collect();
                tags[best(&scores)]
            })
            .collect()
    }

    /// What the classes of names are worth at a word, for the linear tagger: it has a lexicon and minds
    /// the case of letters, this head sees the sentence, and each finds names that the other does not.
    fn classes(&self, word: usize) -> [i32; CLASSES] {
        let known = &self.labels.entities;
        let shares = softmax(self.of(&self.scores.entity, word, known.len()));
        let mut worth = [0; CLASSES];
        for (&class, share) in known.iter().zip(shares) {
            worth[usize::from(class)] = (share.max(LEAST_NAME).ln() * NAME) as i32;
        }
        worth
    }

    fn heads(&self, second: &[Word]) -> Vec<Option<usize>> {
        let words = self.words.len();
        let mut arcs = Vec::with_capacity(words * (words + 1));
        for (word, second) in second.iter().enumerate() {
            let row = self.of(&self.scores.arc, word, self.scores.width + 1);
            let head = second.head.map_or(0, |head| head + 1);
            let scores = row.iter().take(words + 1).enumerate();
            arcs.extend(scores.map(|(at, &score)| match at == head {
                true => score + SECOND_HEAD,
                false => score,
            }));
        }
        best_tree(words, &arcs)
    }

    fn deprel(&self, word: usize, head: Option<usize>, agreed: Option<Deprel>) -> Deprel {
        let Some(head) = head else {
            return Deprel::Root;
        };
        let known = &self.labels.deprels;
        let heads = self.scores.width + 1;
        let all = self.of(&self.scores.label, word, heads * known.len());
        let scores = all
            .get((head + 1) * known.len()..(head + 2) * known.len())
            .unwrap_or(&[]);
        let mut found = (f32::NEG_INFINITY, Deprel::Dep);
        for (deprel, &score) in known.iter().zip(scores) {
            let score = match deprel.is_some() && agreed == *deprel {
                true => score + SECOND_RELATION,
                false => score,
            };
            // Only the root is called root.
            if let Some(deprel) = deprel.filter(|deprel| *deprel != Deprel::Root)
                && score > found.0
            {
                found = (score, deprel);
            }
        }
        found.1
    }

    /// What the heads take for events.
    pub(crate) fn events(&self) -> Vec<Found> {
        (0..self.words.len())
            .filter_map(|word| self.event(word))
            .collect()
    }

    fn event(&self, word: usize) -> Option<Found> {
        let events = &self.labels.events;
        let shares = softmax(self.of(&self.scores.event, word, events.len()));
        let mut types = [0.0; 16];
        for (event_type, share) in events.iter().zip(shares) {
            if let Some(event_type) = event_type {
                types[*event_type as usize] = share;
            }
        }
        // A broken score is no event.
        let any: f32 = types.iter().sum();
        if any.is_nan() || any < LEAST_EVENT {
            return None;
        }
        let event_type = EventType::ALL[best(&types)];
        let modes: Vec<_> = (0..)
            .zip(&self.labels.modes)
            .filter(|(_, mode)| mode.is_none_or(|(of, _)| of == event_type))
            .map(|(at, mode)| (at, mode.map(|(_, mode)| mode)))
            .collect();
        let scores = self.of(&self.scores.mode, word, self.labels.modes.len());
        let fitting: Vec<f32> = modes
            .iter()
            .map(|&(at, _): &(usize, _)| scores.get(at).copied().unwrap_or(f32::NEG_INFINITY))
            .collect();
        let mode = choice(&fitting).map(|at| modes.get(at).and_then(|(_, mode)| *mode));
        let status = self.of(&self.scores.status, word, self.labels.statuses.len());
        let certainty = self.of(&self.scores.certainty, word, self.labels.certainties.len());
        Some(Found {
            trigger: word,
            event_type,
            types,
            mode,
            status: choice(status).map(|at| self.labels.statuses[at]),
            certainty: choice(certainty).map(|at| self.labels.certainties[at]),
            links: self.links(word),
        })
    }

    fn links(&self, trigger: usize) -> Vec<Link> {
        let kinds = &self.labels.links;
        let scores = self.of(&self.scores.link, trigger, self.scores.width * kinds.len());
        let mut links: Vec<Link> = Vec::new();
        for (word, row) in scores
            .chunks_exact(kinds.len())
            .enumerate()
            .take(self.words.len())
        {
            for (&kind, score) in kinds.iter().zip(row) {
                let probability = 1.0 / (1.0 + (-score).exp());
                if probability >= LEAST_LINK {
                    links.push(Link {
                        kind,
                        word,
                        probability,
                    });
                }
            }
        }
        links.sort_by_key(|link| (link.kind, link.word));
        links
    }
}

/// Words of few forms, every one of which the linear tagger has met. The encoder, which has learned of
/// refusals elsewhere, takes "refused" and "vetoed" for kin of "not".
fn is_closed(upos: Upos) -> bool {
    matches!(upos, Upos::Part | Upos::Det | Upos::Pron | Upos::Cconj)
}

fn is_open(upos: Upos) -> bool {
    matches!(upos, Upos::Noun | Upos::Verb | Upos::Propn | Upos::Adj)
}

/// The highest of some scores, the first of equals.
fn best(scores: &[f32]) -> usize {
    let mut best = 0;
    for (at, score) in scores.iter().enumerate() {
        if *score > scores[best] {
            best = at;
        }
    }
    best
}

fn choice(scores: &[f32]) -> Choice<usize> {
    let value = best(scores);
    Choice {
        value,
        probability: softmax(scores).get(value).copied().unwrap_or(0.0),
    }
}

/// Scores to shares that sum to 1.
pub(crate) fn softmax(scores: &[f32]) -> Vec<f32> {
    let highest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut shares: Vec<f32> = scores.iter().map(|score| (score - highest).exp()).collect();
    let sum: f32 = shares.iter().sum();
    shares.iter_mut().for_each(|share| *share /= sum);
    shares
}
