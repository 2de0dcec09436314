//! The facade: an article in, events out.

use std::borrow::Borrow;
use std::sync::Arc;

use demarche_parse::{Analysis, Deprel, Parser, Scratch, Upos};
use demarche_record::{
    Article, Cameo, Certainty, Context, CountryCode, Event, EventType, Evidence, Mode, Object,
    Party, Place, Quantities, SCHEMA, Span, Status,
};
use demarche_text::{Document, Limits};

use crate::codebook::Codebook;
use crate::compose::{Draft, compose, party_pair, put_off};
use crate::confidence::{Calibration, features};
use crate::contexts::{ArticleContexts, ContextCues, SentenceCues, contexts};
use crate::dates;
use crate::deeds::Deeds;
use crate::fault::Fault;
use crate::gate::Gate;
use crate::gazetteer::Gazetteer;
use crate::genre::{Genre, stands_in_game_report};
use crate::heads::{Trust, join, weigh};
use crate::knowledge::{self, Knowledge, Moment};
use crate::loose;
use crate::matching::{Matcher, Seen};
use crate::mention::{BY_AGREEMENT, Memory, Mention, Mentions};
use crate::objects::{self, Objects};
use crate::places::{self, Places};
use crate::quantities;
use crate::reader::{Found, Linear, Question, Reader, Reading, mend};
use crate::relation::{Relation, RelationModel};
use crate::repair::gather_mentions;
use crate::tables;
use crate::view::SentenceView;

/// The name of the built-in engine in event records.
pub const ENGINE: &str = "fast";
/// The codebook's name in event records.
pub const CODEBOOK: &str = "plover-2.0";

/// What stands for the weights in the fingerprint: their manifests carry their hashes.
const WEIGHTS: [&str; 2] = [
    include_str!("../weights/confidence.tsv"),
    include_str!("../weights/loose.tsv"),
];
/// What more stands for it where a reader has heads.
const HEADS: [&str; 3] = [
    include_str!("../weights/gate.tsv"),
    include_str!("../weights/heads.toml"),
    include_str!("../weights/confidence-accurate.tsv"),
];

/// Chance from which the relation model alone gives an event its type.
const SURE: f32 = 0.9;

/// Codes articles. Holds knowledge, codebook and weights and no state: share one between threads.
pub struct Coder {
    reader: Arc<dyn Reader>,
    codebook: Held<Codebook>,
    knowledge: Held<Knowledge>,
    contexts: Held<ContextCues>,
    objects: Held<Objects>,
    places: Held<Places>,
    cities: Held<Gazetteer>,
    relation: &'static RelationModel,
    trust: Trust,
    calibration: &'static Calibration,
    fingerprint: String,
}

/// A user's own knowledge and codebook, which lie over ours. Files are given as (name, text); a
/// name says by its end which table it is.
#[derive(Default)]
pub struct Own<'t> {
    /// Tables in the form of `knowledge/`.
    pub knowledge: Vec<(&'t str, &'t str)>,
    /// An index of places, which stands instead of ours.
    pub places: Option<(&'t str, Vec<u8>)>,
    /// Files in the form of `codebook/`.
    pub codebook: Vec<(&'t str, &'t str)>,
}

/// A table that is built in, or a user's own.
enum Held<T: 'static> {
    Built(&'static T),
    Own(Box<T>),
}

impl<T> std::ops::Deref for Held<T> {
    type Target = T;

    fn deref(&self) -> &T {
        match self {
            Held::Built(table) => table,
            Held::Own(table) => table,
        }
    }
}

/// What coding an article gave.
#[derive(Clone, Debug, Default)]
pub struct Coded {
    /// The caller's id of the article, or a hash of its text.
    pub article_id: String,
    /// Events in text order.
    pub events: Vec<Event>,
    /// Why each event was coded so; one an event, in the same order.
    pub explanations: Vec<Explanation>,
    /// What was cut short or could not be read.
    pub problems: Vec<String>,
    /// What the reader itself took for events, sentence by sentence; empty lists where it looks for
    /// none.
    pub found: Vec<Option<Vec<Found>>>,
}

/// Why an event was coded so.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Explanation {
    /// What the frame means.
    pub gloss: String,
    /// The manual's section behind it.
    pub source: String,
    /// A rule of the manual that changed the type.
    pub rewritten: Option<String>,
    /// What the reader's own heads say of it, where it has such.
    pub heads: Option<String>,
    /// Words that set status and certainty.
    pub because: Vec<String>,
    /// Frames that fitted the trigger and lost, best first.
    pub lost: Vec<String>,
    /// What the confidence was computed from, in the order of [`crate::confidence::FEATURES`].
    pub features: Vec<f64>,
}

/// An article with every stage's result.
pub struct Analysed {
    /// Sentences and tokens.
    pub document: Document,
    /// One analysis a sentence.
    pub analyses: Vec<Analysis>,
    /// Mentions of each sentence.
    pub mentions: Vec<Mentions>,
    /// What the reader itself took for events in each sentence.
    pub found: Vec<Option<Vec<Found>>>,
    /// The reader's own tree of a sentence with its mentions, where there is another.
    pub seconds: Vec<Option<(Analysis, Mentions)>>,
    /// What it could not read as it should have been.
    pub problems: Vec<String>,
}

impl Analysed {
    /// The view of a sentence.
    pub fn view(&self, index: usize) -> Option<SentenceView<'_>> {
        SentenceView::new(&self.document, index, self.analyses.get(index)?)
    }

    /// The view of a sentence by its second tree, and its mentions.
    fn second(&self, index: usize) -> Option<(SentenceView<'_>, &Mentions)> {
        let (analysis, mentions) = self.seconds.get(index)?.as_ref()?;
        let view = SentenceView::new(&self.document, index, analysis)?;
        Some((view, mentions))
    }
}

/// What an event is read against.
struct Setting<'a, 'v> {
    /// The triggers of the sentence's events.
    heads: &'a [usize],
    /// The places and countries of the article.
    places: &'a places::PlaceContext<'v>,
    /// The day from which its words count.
    anchor: Option<jiff::civil::Date>,
    /// The sentence before.
    before: Option<&'a SentenceView<'v>>,
}

impl Coder {
    /// The coder with everything that is built into the program.
    pub fn embedded() -> Self {
        // The two that take longest to read are read side by side.
        let (codebook, knowledge) = std::thread::scope(|scope| {
            let codebook = scope.spawn(Codebook::embedded);
            let knowledge = knowledge::embedded();
            (codebook.join(), knowledge)
        });
        Coder {
            reader: Arc::new(Linear(Parser::embedded())),
            codebook: Held::Built(codebook.unwrap_or_else(|_| Codebook::embedded())),
            knowledge: Held::Built(knowledge),
            contexts: Held::Built(ContextCues::embedded()),
            objects: Held::Built(Objects::embedded()),
            places: Held::Built(Places::embedded()),
            cities: Held::Built(Gazetteer::embedded()),
            relation: RelationModel::embedded(),
            trust: Trust::embedded(),
            calibration: Calibration::embedded(),
            fingerprint: fingerprint(&Own::default()),
        }
    }

    /// The coder with a user's own knowledge and codebook over what is built in; every fault of
    /// theirs, where there is one.
    pub fn with(own: Own<'_>) -> Result<Self, Vec<Fault>> {
        let mut coder = Coder::embedded();
        coder.fingerprint = fingerprint(&own);
        let mut faults = Vec::new();
        let [contexts, objects, places] =
            knowledge::BESIDE.map(|table| of_table(&own.knowledge, |stem| stem == table));
        let rest = of_table(&own.knowledge, |stem| !knowledge::BESIDE.contains(&stem));
        if !contexts.is_empty() {
            coder.contexts = keep(ContextCues::extended(&contexts), &mut faults);
        }
        if !objects.is_empty() {
            coder.objects = keep(Objects::extended(&objects), &mut faults);
        }
        if !places.is_empty() {
            coder.places = keep(Places::extended(&places), &mut faults);
        }
        if !rest.is_empty() {
            coder.knowledge = keep(knowledge::extended(&rest), &mut faults);
        }
        if !own.codebook.is_empty() {
            coder.codebook = keep(Codebook::extended(&own.codebook), &mut faults);
        }
        if let Some((file, bytes)) = own.places {
            match Gazetteer::read(bytes.into()) {
                Ok(cities) => coder.cities = Held::Own(Box::new(cities)),
                Err(what) => faults.push(Fault::whole(
                    file,
                    what,
                    "make it anew: demarche places import",
                )),
            }
        }
        match faults.is_empty() {
            true => Ok(coder),
            false => Err(faults),
        }
    }

    /// The coder with another reader of sentences, whose weights the fingerprint covers.
    pub fn reading_with(mut self, reader: Arc<dyn Reader>) -> Self {
        if let Some(weights) = reader.fingerprint() {
            let mut hasher = blake3::Hasher::new();
            for part in [self.fingerprint.as_str(), reader.engine(), weights]
                .into_iter()
                .chain(HEADS)
            {
                hasher.update(part.as_bytes());
                hasher.update(&[0]);
            }
            self.fingerprint = hasher.finalize().to_hex()[..16].to_owned();
        }
        self.reader = reader;
        self.calibration = Calibration::accurate();
        self
    }

    /// The name of the engine that reads for it, as event records carry it.
    pub fn engine(&self) -> &'static str {
        self.reader.engine()
    }

    /// How many articles [`Coder::code_all`] is best given at once, where many wait.
    pub fn together(&self) -> usize {
        self.reader.together()
    }

    /// What reads sentences for it.
    pub fn reader(&self) -> &dyn Reader {
        &*self.reader
    }

    /// The types of relations between given parties, one an answer: asked of the reader, and of the
    /// linear model what the reader leaves to it.
    pub fn relations(&self, questions: &[Question<'_>]) -> Vec<Relation> {
        let answers = self.reader.relate(questions);
        questions
            .iter()
            .zip(answers)
            .map(|(asked, answer)| {
                let Question {
                    text,
                    actor,
                    recipient,
                } = *asked;
                match answer {
                    Some(classes) => self.relation.complete(text, actor, recipient, &classes),
                    None => self.relation.classify(text, actor, recipient),
                }
            })
            .collect()
    }

    /// What it knows of countries, agents, organisations and office holders.
    pub fn knowledge(&self) -> &Knowledge {
        &self.knowledge
    }

    /// The frames it codes by.
    pub fn codebook(&self) -> &Codebook {
        &self.codebook
    }

    /// What it knows of places.
    pub fn places(&self) -> places::PlaceTables<'_> {
        places::PlaceTables {
            knowledge: &self.knowledge,
            places: &self.places,
            cities: &self.cities,
        }
    }

    /// Hash over knowledge, codebook and weights: equal fingerprints code alike.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// The same coder with another trust in frames and heads. A reader without heads is unmoved.
    pub fn trusting(mut self, trust: Trust) -> Self {
        self.trust = trust;
        self
    }

    /// Runs every stage before coding.
    pub fn analyse(&self, article: &Article) -> Analysed {
        self.analyse_document(Document::read(&article.text, &Limits::default()), article)
    }

    /// Runs every stage after tokenisation.
    pub fn analyse_document(&self, document: Document, article: &Article) -> Analysed {
        let readings = self.readings(&sentences(&document));
        self.analysed(document, article, readings)
    }

    /// Runs every stage before coding for several articles, whose sentences are read together. An
    /// article's analysis does not depend on the others.
    pub fn analyse_all<A: Borrow<Article>>(&self, articles: &[A]) -> Vec<Analysed> {
        let documents: Vec<Document> = articles
            .iter()
            .map(|article| Document::read(&article.borrow().text, &Limits::default()))
            .collect();
        let all: Vec<Vec<&str>> = documents.iter().flat_map(sentences).collect();
        let mut readings = self.readings(&all).into_iter();
        articles
            .iter()
            .zip(documents)
            .map(|(article, document)| {
                let own = readings.by_ref().take(document.sentences.len()).collect();
                self.analysed(document, article.borrow(), own)
            })
            .collect()
    }

    /// Two trees of a sentence where the heads are asked of it: frames read both.
    fn readings(&self, sentences: &[Vec<&str>]) -> Vec<Reading> {
        if self.engine() == ENGINE {
            return self.reader.read(sentences);
        }
        let mut scratch = Scratch::default();
        let trees = Linear(Parser::embedded()).read(sentences);
        let open: Vec<bool> = trees
            .iter()
            .map(|tree| !self.trust.gate || Gate::embedded().is_open(&tree.analysis))
            .collect();
        let asked: Vec<Vec<&str>> = sentences
            .iter()
            .zip(&open)
            .filter(|(_, open)| **open)
            .map(|(words, _)| words.clone())
            .collect();
        let both = self.trust.own_tree || self.trust.second_from <= 1.0;
        let found = match both {
            true => self.reader.read(&asked),
            false => self.reader.find(&asked),
        };
        let mut found = found.into_iter();
        trees
            .into_iter()
            .zip(open)
            .zip(sentences)
            .map(|((tree, open), words)| {
                let found = if open { found.next() } else { None };
                let found = found.unwrap_or_default();
                let own = Some(found.analysis).filter(|own| both && !own.words.is_empty());
                let own = own.map(|mut own| {
                    mend(Parser::embedded(), words, &mut own, &mut scratch);
                    own
                });
                let (analysis, second) = match own {
                    Some(own) if self.trust.own_tree => (own, Some(tree.analysis)),
                    own => (tree.analysis, own),
                };
                Reading {
                    analysis,
                    events: found.events,
                    second: second.filter(|_| self.trust.second_from <= 1.0),
                    problem: found.problem,
                }
            })
            .collect()
    }

    fn analysed(&self, document: Document, article: &Article, readings: Vec<Reading>) -> Analysed {
        let mut analyses = Vec::with_capacity(readings.len());
        let mut found = Vec::with_capacity(readings.len());
        let mut seconds = Vec::with_capacity(readings.len());
        let mut problems = Vec::new();
        for (index, reading) in readings.into_iter().enumerate() {
            analyses.push(reading.analysis);
            found.push(reading.events);
            seconds.push(reading.second);
            problems.extend(
                reading
                    .problem
                    .map(|problem| format!("sentence {}: {problem}", index + 1)),
            );
        }
        let mut memory = Memory::of(&document, self.places(), published(article));
        let mut mentions = Vec::with_capacity(analyses.len());
        let mentions_of = |analysis: &mut Analysis, index: usize, memory: &mut Memory| {
            let found = match SentenceView::new(&document, index, analysis) {
                Some(view) => Mentions::find(&view, self.places(), memory),
                None => Mentions::default(),
            };
            gather_mentions(analysis, &found);
            found
        };
        let mut second_trees = Vec::with_capacity(seconds.len());
        for (index, (analysis, second)) in analyses.iter_mut().zip(seconds).enumerate() {
            // What the document remembers is what the first tree tells.
            second_trees.push(second.map(|mut second| {
                let found = mentions_of(&mut second, index, &mut memory.clone());
                (second, found)
            }));
            mentions.push(mentions_of(analysis, index, &mut memory));
        }
        Analysed {
            document,
            analyses,
            mentions,
            found,
            seconds: second_trees,
            problems,
        }
    }

    /// Codes an article.
    pub fn code(&self, article: &Article) -> Coded {
        self.coded(article, self.analyse(article))
    }

    /// Codes several articles, whose sentences are read together: one result an article, the same as
    /// [`Coder::code`] gives.
    pub fn code_all<A: Borrow<Article>>(&self, articles: &[A]) -> Vec<Coded> {
        articles
            .iter()
            .zip(self.analyse_all(articles))
            .map(|(article, analysed)| self.coded(article.borrow(), analysed))
            .collect()
    }

    fn coded(&self, article: &Article, analysed: Analysed) -> Coded {
        let article_id = match &article.id {
            Some(id) => id.clone(),
            None => demarche_text::text_id(&article.text),
        };
        let publication = article.date.as_deref().and_then(dates::anchor);
        let dateline = analysed.document.dateline.as_ref();
        let written = dateline
            .and_then(|dateline| dateline.date)
            .and_then(|span| dates::dateline_day(span.slice(&article.text), publication));
        let anchor = written.or(publication);
        let views: Vec<SentenceView<'_>> = (0..analysed.analyses.len())
            .filter_map(|index| analysed.view(index))
            .collect();
        let cues: Vec<SentenceCues> = views
            .iter()
            .map(|view| self.contexts.sentence(view))
            .collect();
        let article_contexts = ArticleContexts::read(&cues);
        let around = places::PlaceContext::of(&views, self.places());
        let genre = Genre::of(&views, &analysed.mentions, &self.codebook, anchor);
        let mut coded = Coded {
            article_id,
            problems: [
                analysed.document.problems.as_slice(),
                analysed.problems.as_slice(),
            ]
            .concat(),
            ..Coded::default()
        };
        let mut deeds = Deeds::default();
        for (view, cues) in views.iter().zip(&cues) {
            let mentions = &analysed.mentions[view.index];
            let matcher = Matcher {
                view,
                mentions,
                codebook: &self.codebook,
                objects: &self.objects,
                loosely: self.loosely(),
                seen: Seen::default(),
            };
            let second = analysed.second(view.index);
            let second = second.as_ref().map(|(view, mentions)| Matcher {
                view,
                mentions,
                codebook: &self.codebook,
                objects: &self.objects,
                loosely: self.loosely(),
                seen: Seen::default(),
            });
            let mut drafts = compose(&matcher);
            if let Some(second) = &second
                && let Some(Some(found)) = analysed.found.get(view.index)
            {
                join(&mut drafts, compose(second), found, &self.trust);
            }
            match analysed.found.get(view.index).and_then(Option::as_ref) {
                Some(found) if self.trust.heads => {
                    drafts = weigh(&matcher, drafts, found, &self.trust);
                }
                // Where heads are trusted, what they were not asked about is no event without a frame.
                None if self.engine() != ENGINE && self.trust.heads => {
                    drafts.retain(|draft| draft.chance.is_none_or(|c| c >= loose::STANDS_FROM));
                }
                _ if drafts.is_empty() => drafts.extend(self.unknown_predicate(&matcher)),
                _ => {}
            }
            if genre.game {
                drafts.retain(|draft| stands_in_game_report(view, &self.codebook, draft));
            }
            deeds.follow(view, mentions, &self.codebook, &mut drafts);
            let heads: Vec<usize> = drafts.iter().map(|draft| draft.head).collect();
            for mut draft in drafts {
                let matcher = second.as_ref().filter(|_| draft.second).unwrap_or(&matcher);
                let view = matcher.view;
                let setting = Setting {
                    heads: &heads,
                    places: &around,
                    anchor,
                    before: view.index.checked_sub(1).and_then(|at| views.get(at)),
                };
                if draft.standing.status == Status::Actual && is_announced(view, &draft, &setting) {
                    put_off(matcher, &mut draft);
                }
                let contexts = contexts(cues, &article_contexts);
                let (mut event, features) =
                    self.event(&coded.article_id, matcher, &draft, &setting, contexts);
                let alone = draft.heads.as_ref().is_some_and(|seen| seen.alone);
                if alone && event.confidence < f64::from(self.trust.least_alone) {
                    continue;
                }
                if let Some(date) = &mut event.date
                    && date.basis == "publication"
                    && written.is_some_and(|written| publication != Some(written))
                {
                    date.basis = "dateline".to_owned();
                }
                // What the whole article puts at another time happened on no day that the text names.
                let undated = event.date.as_ref().is_none_or(|date| {
                    date.span.is_none() || date.basis == "relative" && !genre.counts_from_now()
                });
                if undated
                    && event.status == Status::Actual
                    && let Some(status) = genre.told(view, &self.codebook, &draft)
                {
                    event.status = status;
                    event.date = event.date.filter(|_| status != Status::Historical);
                }
                let explanation = self.explanation(view, &draft);
                coded.explanations.push(Explanation {
                    features,
                    ..explanation
                });
                coded.events.push(event);
            }
        }
        coded.found = analysed.found;
        coded
    }

    /// The chance from which a frame that fits loosely is looked at: where heads are asked, they decide.
    fn loosely(&self) -> f64 {
        match self.engine() != ENGINE && self.trust.heads && self.trust.loose_from <= 1.0 {
            true => loose::LOOKED_AT_FROM,
            false => loose::STANDS_FROM,
        }
    }

    fn event(
        &self,
        article_id: &str,
        matcher: &Matcher<'_>,
        draft: &Draft,
        setting: &Setting<'_, '_>,
        mut contexts: Vec<Context>,
    ) -> (Event, Vec<f64>) {
        let view = matcher.view;
        let parties = |mentions: &[Mention]| -> Vec<Party> {
            let party = |mention: &Mention| {
                let mut party = mention.party(view);
                if mention.basis == BY_AGREEMENT {
                    let name = mention
                        .country
                        .and_then(|code| self.knowledge.country_name(code));
                    party.name = name.map(str::to_owned);
                }
                party
            };
            mentions.iter().map(party).collect()
        };
        imply_contexts(draft, &mut contexts);
        let frame = draft.frame.map(|frame| &self.codebook.frames[frame]);
        let cameo = frame
            .and_then(|frame| frame.cameo.as_deref())
            .filter(|_| draft.rewritten.is_none())
            .and_then(Cameo::get)
            .or_else(|| Cameo::of(draft.event_type, draft.mode, &contexts));
        let anchor_word = draft.support.unwrap_or(draft.head);
        let on = |word| dates::event_date(view, setting.before, word, setting.anchor);
        let date = on(anchor_word);
        let undated = date.as_ref().is_some_and(|date| date.span.is_none());
        // "led the coup of 1973": the noun may be dated, and not the verb that carries it.
        let carried = || on(draft.head).filter(|date| date.span.is_some());
        let said = || day_of_saying(view, draft, setting);
        let date = match undated {
            true => said().or_else(carried).or(date),
            false => date,
        };
        let mut status = draft.standing.status;
        if status == Status::Actual
            && date
                .as_ref()
                .is_some_and(|date| dates::is_past_date(date, setting.anchor))
        {
            status = Status::Historical;
        }
        let mut certainty = draft.standing.certainty;
        let reporter = draft
            .standing
            .reporter
            .and_then(|word| matcher.mentions.at(word).map(|mention| mention.party(view)));
        if reporter.is_none() && certainty == Certainty::Denied {
            certainty = Certainty::Claimed;
        }
        let (first, last) = trigger_range(view, draft);
        let evidence = Evidence {
            sentence: view.sentence.span,
            trigger: view.span(first..last + 1),
            rule: match (frame, &draft.heads) {
                (Some(frame), _) => frame.id.clone(),
                (None, Some(_)) => "encoder.heads".to_owned(),
                (None, None) => "relation.linear".to_owned(),
            },
        };
        let (actors, recipients) = (parties(&draft.actors), parties(&draft.recipients));
        let object: Option<Object> = objects::object(view, draft.head, &self.objects);
        // "called on Pyongyang to halt": a government is not where it is asked.
        let asked = |place: &Place| {
            let mut parties = draft.actors.iter().chain(&draft.recipients);
            parties.any(|party| {
                party.basis == "metonym" && view.span(party.words.clone()) == place.span
            })
        };
        let place: Option<Place> =
            places::event_place(view, anchor_word, setting.places).filter(|place| !asked(place));
        let mut quantities: Quantities = quantities::quantities(view, draft.head, setting.heads);
        if matches!(
            draft.event_type,
            EventType::Aid
                | EventType::Agree
                | EventType::Consult
                | EventType::Support
                | EventType::Reject
                | EventType::Threaten
                | EventType::Request
        ) {
            // "threatened to kill 30 men", "rescued a survivor of a quake that killed 3,700": threats, help and talks harm nobody.
            (quantities.killed, quantities.injured) = (None, None);
        }
        let relation = self.relation_of(view, draft);
        let mode = draft.mode.or_else(|| met_where(draft, place.as_ref()));
        let mut event = Event {
            schema: SCHEMA.to_owned(),
            id: String::new(),
            article_id: article_id.to_owned(),
            sentence: view.index as u32 + 1,
            event_type: draft.event_type,
            mode,
            contexts,
            quad_class: draft.event_type.quad_class(),
            score: draft.event_type.score(mode),
            cameo: cameo.map(|cameo| cameo.code.to_owned()),
            goldstein: cameo.and_then(|cameo| cameo.goldstein),
            status,
            certainty,
            reported_by: reporter,
            actors,
            recipients,
            date,
            place,
            object,
            quantities,
            evidence,
            confidence: 0.0,
            coder: demarche_record::Coder {
                version: env!("CARGO_PKG_VERSION").to_owned(),
                engine: self.engine().to_owned(),
                codebook: CODEBOOK.to_owned(),
                fingerprint: self.fingerprint.clone(),
            },
        };
        let features = features(view, draft, &event, &relation);
        event.confidence = self.calibration.confidence(&features);
        event.id = identity(&event, draft.clause);
        (event, features)
    }

    fn relation_of(&self, view: &SentenceView<'_>, draft: &Draft) -> Relation {
        self.relation.classify(
            view.document.sentence_text(view.sentence),
            relative(view, draft.actors.first()),
            relative(view, draft.recipients.first()),
        )
    }

    /// An event from the relation model alone, where two coded parties stand with a predicate that
    /// no frame knows and the model is sure.
    fn unknown_predicate(&self, matcher: &Matcher<'_>) -> Option<Draft> {
        let mut draft = party_pair(matcher)?;
        let relation = self.relation_of(matcher.view, &draft);
        draft.event_type = relation.event_type;
        draft.mode = relation.mode;
        (relation.probability(relation.event_type) >= SURE).then_some(draft)
    }

    fn explanation(&self, view: &SentenceView<'_>, draft: &Draft) -> Explanation {
        let frame = draft.frame.map(|frame| &self.codebook.frames[frame]);
        Explanation {
            gloss: match (frame, &draft.heads) {
                (Some(frame), _) => match draft.chance {
                    None => frame.gloss.clone(),
                    Some(chance) => format!("{}, fitting loosely ({chance:.2})", frame.gloss),
                },
                (None, Some(seen)) if seen.alone => {
                    "an event that the encoder sees where no frame fits".to_owned()
                }
                (None, Some(_)) => "the encoder's type for the trigger of a frame".to_owned(),
                (None, None) => {
                    "the relation model's type for two parties and an unknown predicate".to_owned()
                }
            },
            heads: draft.heads.as_ref().map(|seen| match draft.second {
                true => format!("{}; the frame fits its tree only", seen.told()),
                false => seen.told(),
            }),
            source: frame.map_or_else(String::new, |frame| frame.source.clone()),
            rewritten: draft.rewritten.clone(),
            because: draft
                .standing
                .because
                .iter()
                .map(|&word| view.text(word).to_owned())
                .collect(),
            lost: draft
                .lost
                .iter()
                .map(|&frame| self.codebook.frames[frame].id.clone())
                .collect(),
            features: Vec::new(),
        }
    }
}

/// Whether the present tense tells of a day to come: "The ministers meet on Thursday".
fn is_announced(view: &SentenceView<'_>, draft: &Draft, setting: &Setting<'_, '_>) -> bool {
    let verb = draft.support.unwrap_or(draft.head);
    let auxiliary = [Deprel::Aux, Deprel::AuxPass, Deprel::Cop];
    matches!(view.xpos(verb), "VBP" | "VBZ")
        && view.child(verb, &auxiliary).is_none()
        && dates::event_date(view, setting.before, verb, setting.anchor)
            .is_some_and(|date| dates::is_to_come(&date, setting.anchor))
}

/// The day of the saying where to say it is the event: "said on Monday that it would expel two".
fn day_of_saying(
    view: &SentenceView<'_>,
    draft: &Draft,
    setting: &Setting<'_, '_>,
) -> Option<demarche_record::Date> {
    draft.rewritten.as_ref()?;
    let because = &draft.standing.because;
    let verb = view
        .ancestors(draft.support.unwrap_or(draft.head))
        .find(|above| because.contains(above) && view.upos(*above) == Upos::Verb)?;
    dates::event_date(view, setting.before, verb, setting.anchor).filter(|date| date.span.is_some())
}

/// First and last word of the trigger: support verb to event noun, verb to particle; the trigger's
/// own words where the two stand far apart.
fn trigger_range(view: &SentenceView<'_>, draft: &Draft) -> (usize, usize) {
    let first = draft.words.first().copied().unwrap_or(draft.head);
    let last = draft.words.last().copied().unwrap_or(draft.head);
    if last - first > 6 {
        let own: Vec<usize> = draft
            .words
            .iter()
            .copied()
            .filter(|&word| word.abs_diff(draft.head) <= 3)
            .collect();
        return (
            own.first().copied().unwrap_or(draft.head),
            own.last().copied().unwrap_or(draft.head),
        );
    }
    debug_assert!(last < view.len());
    (first, last)
}

/// The mode of a meeting that only its sides and its place tell: three sides or more, or two in the
/// country of a third.
fn met_where(draft: &Draft, place: Option<&Place>) -> Option<Mode> {
    if draft.event_type != EventType::Consult || !draft.recipients.is_empty() {
        return None;
    }
    let mut sides: Vec<CountryCode> = draft.actors.iter().filter_map(|a| a.country).collect();
    sides.sort_unstable();
    sides.dedup();
    let host = place.and_then(|place| place.country);
    match sides.len() {
        0 | 1 => None,
        2 if host.is_some_and(|host| !sides.contains(&host)) => {
            Mode::parse(EventType::Consult, "third-party")
        }
        2 => None,
        _ => Mode::parse(EventType::Consult, "multilateral"),
    }
}

/// Contexts that the manual ties to a mode.
fn imply_contexts(draft: &Draft, contexts: &mut Vec<Context>) {
    let implied = match draft.mode.map(|mode| mode.as_str()) {
        Some("cyber") if draft.event_type == EventType::Coerce => Context::Cyber,
        Some("misinformation") if draft.event_type == EventType::Coerce => Context::Misinformation,
        _ => return,
    };
    if !contexts.contains(&implied) {
        contexts.push(implied);
        contexts.sort_unstable();
    }
}

/// A mention's span counted from the start of its sentence.
fn relative(view: &SentenceView<'_>, mention: Option<&Mention>) -> Option<Span> {
    let span = view.span(mention?.words.clone());
    let start = view.sentence.span.start;
    Some(Span::new(
        span.start.checked_sub(start)?,
        span.end.checked_sub(start)?,
    ))
}

/// Hash of what the event says: the same on every run and machine.
fn identity(event: &Event, clause: Option<usize>) -> String {
    let mut hasher = blake3::Hasher::new();
    let mut add = |text: &str| {
        hasher.update(text.as_bytes());
        hasher.update(&[0]);
    };
    add(&event.article_id);
    add(&event.sentence.to_string());
    add(event.event_type.as_str());
    add(event.mode.map_or("", |mode| mode.as_str()));
    add(event.status.as_str());
    for parties in [&event.actors, &event.recipients] {
        for party in parties {
            add(&format!("{}-{}", party.span.start, party.span.end));
        }
        add("|");
    }
    add(&format!(
        "{}-{}",
        event.evidence.trigger.start, event.evidence.trigger.end
    ));
    // One verb may ask for several things.
    add(&clause.map_or_else(String::new, |clause| clause.to_string()));
    hasher.finalize().to_hex()[..16].to_owned()
}

fn fingerprint(own: &Own<'_>) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(env!("CARGO_PKG_VERSION").as_bytes());
    let mut add = |text: &str| {
        hasher.update(text.as_bytes());
        hasher.update(&[0]);
    };
    Codebook::sources().for_each(&mut add);
    tables::ALL
        .iter()
        .chain(&WEIGHTS)
        .for_each(|text| add(text));
    let own_texts = own.knowledge.iter().chain(&own.codebook);
    own_texts.for_each(|(_, text)| add(text));
    if let Some((_, index)) = &own.places {
        hasher.update(index);
    }
    hasher.finalize().to_hex()[..16].to_owned()
}

/// The files whose names, without folders, are wanted.
fn of_table<'t>(
    files: &[(&'t str, &'t str)],
    wanted: impl Fn(&str) -> bool,
) -> Vec<(&'t str, &'t str)> {
    let stem = |file: &'t str| file.rsplit(['/', '\\']).next().unwrap_or(file);
    let files = files.iter().copied();
    files.filter(|&(file, _)| wanted(stem(file))).collect()
}

/// Keeps a table with a user's own entries, and its faults.
fn keep<T>((table, found): (T, Vec<Fault>), faults: &mut Vec<Fault>) -> Held<T> {
    faults.extend(found);
    Held::Own(Box::new(table))
}

/// The words of each sentence of a document.
fn sentences(document: &Document) -> Vec<Vec<&str>> {
    document
        .sentences
        .iter()
        .map(|sentence| document.words(sentence).collect())
        .collect()
}

fn published(article: &Article) -> Option<Moment> {
    Moment::parse(article.date.as_deref()?)
}
