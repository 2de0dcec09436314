//! The codebook read into frames, patterns and an index of trigger words.
//!
//! The language is described in `codebook/README.md`. Reading never fails as a whole: what a line
//! gets wrong comes back as a [`CodebookProblem`], and the rest stands.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::OnceLock;

use demarche_record::{EventType, Mode, Status};
use serde::Deserialize;

use crate::phrases::{QuickMap, QuickSet};

/// A fault in a codebook file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodebookProblem {
    /// The file, as it was named to the reader.
    pub file: String,
    /// The frame or table it stands in.
    pub place: String,
    /// What is wrong.
    pub message: String,
}

impl std::fmt::Display for CodebookProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}: {}", self.file, self.place, self.message)
    }
}

/// A part an argument plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Who does it.
    Actor,
    /// To whom.
    Recipient,
}

/// Word class of a trigger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// `v`
    Verb,
    /// `n`
    Noun,
    /// `a`
    Adjective,
}

/// A class of words the engine knows by what a mention resolves to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Builtin {
    /// Anyone who can act.
    Party,
    /// A state or its government.
    Country,
    /// A person or persons.
    Person,
    /// A party that is no person.
    Body,
    /// Military, police, paramilitaries, rebels.
    Armed,
    /// Civilians and the like.
    Civilian,
    /// A place.
    Place,
    /// A number.
    Number,
    /// A clause with "must", "should", "need to".
    Must,
}

/// One alternative of a condition on a slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// The head word's lemma; words before it in a compound come first.
    Lemma(Vec<String>),
    /// A class of the codebook.
    Class(usize),
    /// A class the engine knows.
    Builtin(Builtin),
    /// The phrase holds an event of one of these types; of any, when empty.
    Content(Vec<EventType>),
}

/// A slot with what must fill it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// Names the slot may have, in order of preference.
    pub names: Vec<String>,
    /// Whether the pattern matches without it.
    pub optional: bool,
    /// Whether the slot must be empty.
    pub absent: bool,
    /// The role its filler takes.
    pub role: Option<Role>,
    /// Alternatives one of which must hold; none means anything will do.
    pub positive: Vec<Condition>,
    /// Alternatives none of which may hold.
    pub negative: Vec<Condition>,
}

impl Slot {
    /// Whether the pattern looks into the clause or phrase here and so consumes its events.
    pub fn holds_content(&self) -> bool {
        self.names.iter().any(|name| name == "comp")
            || self
                .positive
                .iter()
                .any(|condition| matches!(condition, Condition::Content(_)))
    }
}

/// The trigger of a pattern, one alternative.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trigger {
    /// Words that stand before the head in a compound.
    pub before: Vec<String>,
    /// Particle of a verb.
    pub particle: Option<String>,
    /// The pattern it belongs to.
    pub pattern: usize,
}

/// A construction of a frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// The frame it belongs to.
    pub frame: usize,
    /// Word class of the trigger.
    pub kind: Kind,
    /// What else must or may be there.
    pub slots: Vec<Slot>,
    /// The line as it stands in the codebook.
    pub text: String,
}

/// Where a frame's mode comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameMode {
    /// From the mode cues in the clause, or none.
    Cues,
    /// The frame's own.
    Fixed(Mode),
    /// From the type of the event inside its content, by `rules.toml`.
    Content,
}

/// An event frame.
#[derive(Clone, Debug)]
pub struct Frame {
    /// Stable name, starting with the type.
    pub id: String,
    /// What it codes.
    pub event_type: EventType,
    /// Its mode.
    pub mode: FrameMode,
    /// The manual's section.
    pub source: String,
    /// What it means.
    pub gloss: String,
    /// Slots in which the actor is looked for; the engine's own order when empty.
    pub actor: Vec<String>,
    /// Slots in which the recipient is looked for when the pattern binds none.
    pub recipient: Vec<String>,
    /// All parties stand as actors.
    pub mutual: bool,
    /// Fires only with an actor that is a party.
    pub needs_actor: bool,
    /// Fires only with a recipient that is a party.
    pub needs_recipient: bool,
    /// Settles ties between frames.
    pub priority: i32,
    /// A CAMEO code of its own.
    pub cameo: Option<String>,
    /// Sentences that must code, with the events expected.
    pub codes: Vec<String>,
    /// Sentences on which the frame must not fire.
    pub refuses: Vec<String>,
}

/// Words that give an event of a type its mode.
#[derive(Clone, Debug)]
pub struct ModeCue {
    /// The type.
    pub event_type: EventType,
    /// The mode given.
    pub mode: Mode,
    /// Cue words; compounds as word lists.
    pub cues: HashSet<String>,
    /// How far from the trigger they may stand.
    pub scope: CueScope,
    /// Words that forbid it.
    pub unless: HashSet<String>,
}

/// How far from the trigger a mode cue may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CueScope {
    /// In the trigger's own words and its modifiers.
    Trigger,
    /// Also in its slots and their modifiers.
    Complex,
    /// Anywhere in the clause.
    Clause,
}

/// What a governing word does to the event below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Effect {
    /// Leaves it as it is ("began to").
    Transparent,
    /// It is to happen ("plans to").
    Future,
    /// It is only thought of ("considers").
    Hypothetical,
    /// It did not happen ("failed to").
    Negated,
    /// It is told as background ("recalled").
    Historical,
    /// Someone says so ("said").
    Reported,
    /// Someone claims so, and the claim is doubtful or old ("claimed").
    Claimed,
    /// Someone denies it ("denied").
    Denied,
    /// It is no event at all ("is known for").
    Dropped,
}

/// A verb, noun, adjective or adverb with its effect.
#[derive(Clone, Debug)]
pub struct Operator {
    /// Its word class.
    pub kind: Kind,
    /// What it does.
    pub effect: Effect,
    /// The relation the event must stand in: "comp" (clause), "obj", a preposition; empty: any.
    pub through: Vec<String>,
}

/// A rule over type and status.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusRule {
    /// The types it holds for.
    pub types: Vec<EventType>,
    /// The status it holds for.
    pub status: Status,
    /// The type to code instead.
    pub becomes: EventType,
    /// The status to code instead.
    #[serde(default)]
    pub with_status: Status,
    /// The manual's words.
    pub source: String,
    /// Modes by the old type's name, for types that have them.
    #[serde(default)]
    pub modes: BTreeMap<String, String>,
    /// Whether it holds only where the actor itself says so, or where somebody is said to.
    #[serde(default)]
    pub only_by_actor: bool,
    /// Whether it holds only for what somebody will not do.
    #[serde(default)]
    pub only_refused: bool,
}

/// Everything the codebook says.
#[derive(Debug, Default)]
pub struct Codebook {
    /// Frames in file order.
    pub frames: Vec<Frame>,
    /// Patterns of all frames.
    pub patterns: Vec<Pattern>,
    /// Names of the classes.
    pub class_names: Vec<String>,
    /// Mode cues; earlier win.
    pub mode_cues: Vec<ModeCue>,
    /// Status rules; earlier win.
    pub status_rules: Vec<StatusRule>,
    /// Mode by event type and type of content.
    pub content_modes: HashMap<(EventType, EventType), Mode>,
    /// Mode by event type where the content's type says nothing.
    pub content_defaults: HashMap<EventType, Mode>,
    classes: Vec<QuickSet<String>>,
    index: QuickMap<String, Vec<(Kind, Trigger)>>,
    operators: QuickMap<String, Vec<Operator>>,
    adverbs: QuickMap<String, Effect>,
    supports: QuickMap<String, Vec<String>>,
    subject_control: QuickSet<String>,
    phase_ends: QuickSet<String>,
    happenings: QuickSet<String>,
    collectives: QuickSet<String>,
    counting: QuickSet<String>,
    past: QuickSet<String>,
    money: QuickSet<String>,
    times: QuickSet<String>,
    contests: QuickSet<String>,
    forms: QuickMap<String, String>,
}

const FILES: &[(&str, &str)] = &[
    (
        "agree.toml",
        include_str!("../../../codebook/frames/agree.toml"),
    ),
    (
        "consult.toml",
        include_str!("../../../codebook/frames/consult.toml"),
    ),
    (
        "support.toml",
        include_str!("../../../codebook/frames/support.toml"),
    ),
    (
        "concede.toml",
        include_str!("../../../codebook/frames/concede.toml"),
    ),
    (
        "cooperate.toml",
        include_str!("../../../codebook/frames/cooperate.toml"),
    ),
    (
        "aid.toml",
        include_str!("../../../codebook/frames/aid.toml"),
    ),
    (
        "retreat.toml",
        include_str!("../../../codebook/frames/retreat.toml"),
    ),
    (
        "request.toml",
        include_str!("../../../codebook/frames/request.toml"),
    ),
    (
        "accuse.toml",
        include_str!("../../../codebook/frames/accuse.toml"),
    ),
    (
        "reject.toml",
        include_str!("../../../codebook/frames/reject.toml"),
    ),
    (
        "threaten.toml",
        include_str!("../../../codebook/frames/threaten.toml"),
    ),
    (
        "protest.toml",
        include_str!("../../../codebook/frames/protest.toml"),
    ),
    (
        "sanction.toml",
        include_str!("../../../codebook/frames/sanction.toml"),
    ),
    (
        "mobilize.toml",
        include_str!("../../../codebook/frames/mobilize.toml"),
    ),
    (
        "coerce.toml",
        include_str!("../../../codebook/frames/coerce.toml"),
    ),
    (
        "assault.toml",
        include_str!("../../../codebook/frames/assault.toml"),
    ),
    ("modes.toml", include_str!("../../../codebook/modes.toml")),
    (
        "operators.toml",
        include_str!("../../../codebook/operators.toml"),
    ),
    ("rules.toml", include_str!("../../../codebook/rules.toml")),
];

impl Codebook {
    /// The codebook built into the program. Its faults are found by a test, not at run time.
    pub fn embedded() -> &'static Codebook {
        static CODEBOOK: OnceLock<Codebook> = OnceLock::new();
        CODEBOOK.get_or_init(|| Codebook::read(FILES).0)
    }

    /// The text of every embedded file, for fingerprints.
    pub fn sources() -> impl Iterator<Item = &'static str> {
        FILES.iter().map(|(_, text)| *text)
    }

    /// Reads codebook files, given as name and text.
    pub fn read(files: &[(&str, &str)]) -> (Codebook, Vec<CodebookProblem>) {
        let mut reader = Reader::default();
        let parsed: Vec<(&str, FileText)> = files
            .iter()
            .filter_map(|(name, text)| match toml::from_str::<FileText>(text) {
                Ok(file) => Some((*name, file)),
                Err(error) => {
                    reader.problem(name, "file", error.to_string());
                    None
                }
            })
            .collect();
        for (name, file) in &parsed {
            for (class, words) in &file.classes {
                reader.class(name, class, words);
            }
        }
        for (name, file) in parsed {
            reader.file(name, file);
        }
        reader.codebook.forms = forms(&reader.codebook.index);
        (reader.codebook, reader.problems)
    }

    /// Frames whose trigger is this lemma in this word class.
    pub fn triggers(&self, lemma: &str) -> &[(Kind, Trigger)] {
        self.index.get(lemma).map_or(&[], Vec::as_slice)
    }

    /// The trigger lemma that a word form is an inflection of, whatever a lemmatiser makes of it
    /// ("froze", "expelled").
    pub fn lemma_of(&self, form: &str) -> Option<&str> {
        self.forms.get(form).map(String::as_str)
    }

    /// Number of trigger entries (a pattern with n trigger lemmas counts n) per type.
    pub fn trigger_entries(&self) -> BTreeMap<EventType, usize> {
        let mut counts = BTreeMap::new();
        for (_, trigger) in self.index.values().flatten() {
            let frame = self.patterns[trigger.pattern].frame;
            *counts.entry(self.frames[frame].event_type).or_insert(0) += 1;
        }
        counts
    }

    /// Whether a lemma, or a compound ending in it, belongs to a class.
    pub fn in_class(&self, class: usize, words: &str) -> bool {
        self.classes[class].contains(words)
    }

    /// What a governing word does to the event below it.
    pub fn operators(&self, kind: Kind, lemma: &str) -> impl Iterator<Item = &Operator> {
        let all = self.operators.get(lemma).map_or(&[][..], Vec::as_slice);
        all.iter().filter(move |operator| operator.kind == kind)
    }

    /// What an adverb or determiner does to its event.
    pub fn adverb(&self, word: &str) -> Option<Effect> {
        self.adverbs.get(word).copied()
    }

    /// Slots ("obj", "in") through which a verb lends its subject to an event noun.
    pub fn support(&self, lemma: &str) -> &[String] {
        self.supports.get(lemma).map_or(&[], Vec::as_slice)
    }

    /// Verbs whose subject, not object, controls the infinitive ("promised Iran to …").
    pub fn subject_controls(&self, lemma: &str) -> bool {
        self.subject_control.contains(lemma)
    }

    /// Verbs that let an event noun beside them happen or be told ("erupted", "reported"); "ROOT"
    /// stands for a noun that heads its sentence.
    pub fn lets_happen(&self, lemma: &str) -> bool {
        lemma == "ROOT" || self.happenings.contains(lemma)
    }

    /// Whether a noun only counts or pays for what follows it with this preposition: "a round of
    /// talks", "$2 million in aid".
    pub fn portions(&self, lemma: &str, case: &str) -> bool {
        match case {
            "of" => self.counting.contains(lemma) || self.money.contains(lemma),
            "in" => self.money.contains(lemma),
            _ => false,
        }
    }

    /// Whether words joined by `_` name a war or an era that is over.
    pub fn names_the_past(&self, words: &str) -> bool {
        self.past.contains(words)
    }

    /// Nouns for states and groups of them that name nobody ("East Asian countries").
    pub fn names_a_collective(&self, lemma: &str) -> bool {
        self.collectives.contains(lemma)
    }

    /// Words for days, months and spans of time, which are nobody.
    pub fn names_a_time(&self, word: &str) -> bool {
        self.times.contains(word)
    }

    /// Words of games and contests, in which teams beat each other in no sense of the manual.
    pub fn names_a_contest(&self, lemma: &str) -> bool {
        self.contests.contains(lemma)
    }

    /// Verbs that say an activity ends ("halted").
    pub fn ends(&self, lemma: &str) -> bool {
        self.phase_ends.contains(lemma)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileText {
    #[serde(rename = "type")]
    event_type: Option<EventType>,
    #[serde(default)]
    classes: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    frame: Vec<FrameText>,
    #[serde(default)]
    mode: Vec<ModeText>,
    #[serde(default)]
    operator: Vec<OperatorText>,
    #[serde(default)]
    support: Vec<SupportText>,
    #[serde(default)]
    adverb: Vec<AdverbText>,
    #[serde(default)]
    status: Vec<StatusRule>,
    #[serde(default)]
    content: Vec<ContentText>,
    #[serde(default)]
    subject_control: Vec<String>,
    #[serde(default)]
    phase_end: Vec<String>,
    #[serde(default)]
    happening: Vec<String>,
    #[serde(default)]
    collective: Vec<String>,
    #[serde(default)]
    counting: Vec<String>,
    #[serde(default)]
    past: Vec<String>,
    #[serde(default)]
    money: Vec<String>,
    #[serde(default)]
    time: Vec<String>,
    #[serde(default)]
    contest: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FrameText {
    id: String,
    mode: Option<String>,
    source: String,
    #[serde(default)]
    gloss: String,
    patterns: Vec<String>,
    #[serde(default)]
    actor: Vec<String>,
    #[serde(default)]
    recipient: Vec<String>,
    #[serde(default)]
    mutual: bool,
    #[serde(default)]
    needs: Vec<String>,
    #[serde(default)]
    priority: i32,
    cameo: Option<String>,
    #[serde(default)]
    codes: Vec<String>,
    #[serde(default)]
    refuses: Vec<String>,
    #[serde(default)]
    #[expect(dead_code, reason = "a remark for readers of the codebook")]
    note: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ModeText {
    #[serde(rename = "type")]
    event_type: EventType,
    mode: String,
    #[expect(dead_code, reason = "a remark for readers of the codebook")]
    source: String,
    cues: Vec<String>,
    scope: CueScope,
    #[serde(default)]
    unless: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OperatorText {
    effect: Effect,
    kind: String,
    words: Vec<String>,
    #[serde(default)]
    through: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SupportText {
    words: Vec<String>,
    through: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AdverbText {
    effect: Effect,
    words: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ContentText {
    #[serde(rename = "type")]
    event_type: EventType,
    default: Option<String>,
    modes: BTreeMap<String, Vec<EventType>>,
    #[expect(dead_code, reason = "a remark for readers of the codebook")]
    source: String,
}

#[derive(Default)]
struct Reader {
    codebook: Codebook,
    class_index: HashMap<String, usize>,
    ids: HashSet<String>,
    problems: Vec<CodebookProblem>,
}

impl Reader {
    fn problem(&mut self, file: &str, place: &str, message: String) {
        self.problems.push(CodebookProblem {
            file: file.to_owned(),
            place: place.to_owned(),
            message,
        });
    }

    fn class(&mut self, file: &str, name: &str, words: &[String]) {
        if self.class_index.contains_key(name) {
            self.problem(file, "classes", format!("@{name} is defined a second time"));
            return;
        }
        self.class_index
            .insert(name.to_owned(), self.codebook.classes.len());
        self.codebook.class_names.push(name.to_owned());
        self.codebook
            .classes
            .push(words.iter().map(|word| word.to_lowercase()).collect());
    }

    fn file(&mut self, file: &str, text: FileText) {
        for frame in text.frame {
            match text.event_type {
                Some(event_type) => self.frame(file, event_type, frame),
                None => self.problem(file, &frame.id, "the file names no type".to_owned()),
            }
        }
        for cue in text.mode {
            match Mode::parse(cue.event_type, &cue.mode) {
                Some(mode) => self.codebook.mode_cues.push(ModeCue {
                    event_type: cue.event_type,
                    mode,
                    cues: cue.cues.into_iter().collect(),
                    scope: cue.scope,
                    unless: cue.unless.into_iter().collect(),
                }),
                None => self.problem(file, "mode", no_mode(cue.event_type, &cue.mode)),
            }
        }
        for operator in text.operator {
            let Some(kind) = kind(&operator.kind) else {
                self.problem(
                    file,
                    "operator",
                    format!("\"{}\" is no kind", operator.kind),
                );
                continue;
            };
            for word in operator.words {
                self.codebook
                    .operators
                    .entry(word)
                    .or_default()
                    .push(Operator {
                        kind,
                        effect: operator.effect,
                        through: operator.through.clone(),
                    });
            }
        }
        for support in text.support {
            for word in support.words {
                let slots = self.codebook.supports.entry(word).or_default();
                slots.extend(support.through.iter().cloned());
            }
        }
        for adverb in text.adverb {
            for word in adverb.words {
                self.codebook.adverbs.insert(word, adverb.effect);
            }
        }
        self.codebook.status_rules.extend(text.status);
        for content in text.content {
            for (mode, types) in &content.modes {
                match Mode::parse(content.event_type, mode) {
                    Some(mode) => {
                        for &inner in types {
                            let key = (content.event_type, inner);
                            self.codebook.content_modes.insert(key, mode);
                        }
                    }
                    None => self.problem(file, "content", no_mode(content.event_type, mode)),
                }
            }
            if let Some(mode) = content.default {
                match Mode::parse(content.event_type, &mode) {
                    Some(mode) => {
                        self.codebook
                            .content_defaults
                            .insert(content.event_type, mode);
                    }
                    None => self.problem(file, "content", no_mode(content.event_type, &mode)),
                }
            }
        }
        self.codebook.subject_control.extend(text.subject_control);
        self.codebook.phase_ends.extend(text.phase_end);
        self.codebook.happenings.extend(text.happening);
        self.codebook.collectives.extend(text.collective);
        self.codebook.counting.extend(text.counting);
        self.codebook.past.extend(text.past);
        self.codebook.money.extend(text.money);
        self.codebook.times.extend(text.time);
        self.codebook.contests.extend(text.contest);
    }

    fn frame(&mut self, file: &str, event_type: EventType, text: FrameText) {
        if !self.ids.insert(text.id.clone()) {
            self.problem(file, &text.id, "this id is used twice".to_owned());
        }
        let prefix = format!("{}.", event_type.as_str().to_lowercase());
        if !text.id.starts_with(&prefix) {
            self.problem(
                file,
                &text.id,
                format!("the id does not start with \"{prefix}\""),
            );
        }
        if text.source.is_empty() || text.patterns.is_empty() {
            self.problem(
                file,
                &text.id,
                "a frame needs a source and patterns".to_owned(),
            );
        }
        let mode = match text.mode.as_deref() {
            None => FrameMode::Cues,
            Some("content") => FrameMode::Content,
            Some(name) => match Mode::parse(event_type, name) {
                Some(mode) => FrameMode::Fixed(mode),
                None => {
                    self.problem(file, &text.id, no_mode(event_type, name));
                    FrameMode::Cues
                }
            },
        };
        let frame = self.codebook.frames.len();
        for line in &text.patterns {
            if let Err(message) = self.pattern(frame, line) {
                self.problem(file, &text.id, format!("\"{line}\": {message}"));
            }
        }
        self.codebook.frames.push(Frame {
            id: text.id,
            event_type,
            mode,
            source: text.source,
            gloss: text.gloss,
            actor: text.actor,
            recipient: text.recipient,
            mutual: text.mutual,
            needs_actor: text.needs.iter().any(|need| need == "A"),
            needs_recipient: text.needs.iter().any(|need| need == "R"),
            priority: text.priority,
            cameo: text.cameo,
            codes: text.codes,
            refuses: text.refuses,
        });
    }

    fn pattern(&mut self, frame: usize, line: &str) -> Result<(), String> {
        let mut parts = split_outside_brackets(line).into_iter();
        let kind = parts.next().and_then(kind).ok_or("starts with v, n or a")?;
        let triggers = parts.next().ok_or("has no trigger")?;
        let slots = parts
            .map(|part| self.slot(part))
            .collect::<Result<Vec<_>, _>>()?;
        let pattern = self.codebook.patterns.len();
        for trigger in triggers.split('|') {
            let (words, particle) = match trigger.split_once('+') {
                Some((words, particle)) => (words, Some(particle.to_owned())),
                None => (trigger, None),
            };
            let mut before: Vec<String> = words.split('_').map(str::to_owned).collect();
            let lemma = before
                .pop()
                .filter(|lemma| !lemma.is_empty())
                .ok_or("has no trigger")?;
            self.codebook.index.entry(lemma).or_default().push((
                kind,
                Trigger {
                    before,
                    particle,
                    pattern,
                },
            ));
        }
        self.codebook.patterns.push(Pattern {
            frame,
            kind,
            slots,
            text: line.to_owned(),
        });
        Ok(())
    }

    fn slot(&mut self, part: &str) -> Result<Slot, String> {
        let (names, filler) = part
            .split_once('=')
            .ok_or_else(|| format!("\"{part}\" is no SLOT=FILLER"))?;
        let (names, optional) = match names.strip_suffix('?') {
            Some(names) => (names, true),
            None => (names, false),
        };
        let names = names.split('/').map(str::to_owned).collect();
        let mut slot = Slot {
            names,
            optional,
            absent: filler == "-",
            role: None,
            positive: Vec::new(),
            negative: Vec::new(),
        };
        if slot.absent {
            return Ok(slot);
        }
        for alternative in split_alternatives(filler) {
            // The role may stand before any alternative and holds for the slot.
            let condition = match alternative.split_once(':') {
                Some((role, condition)) => {
                    slot.role = Some(self::role(role)?);
                    condition
                }
                None if alternative == "A" || alternative == "R" => {
                    slot.role = Some(self::role(alternative)?);
                    "*"
                }
                None => alternative,
            };
            match (condition, condition.strip_prefix('!')) {
                ("*", _) => {}
                (_, Some(negated)) => slot.negative.push(self.condition(negated)?),
                (_, None) => slot.positive.push(self.condition(condition)?),
            }
        }
        Ok(slot)
    }

    fn condition(&self, text: &str) -> Result<Condition, String> {
        if let Some(types) = text
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
        {
            return types
                .split([',', ' '])
                .filter(|name| !name.is_empty())
                .map(|name| {
                    EventType::parse(name).ok_or_else(|| format!("\"{name}\" is no event type"))
                })
                .collect::<Result<_, _>>()
                .map(Condition::Content);
        }
        let Some(class) = text.strip_prefix('@') else {
            return Ok(Condition::Lemma(
                text.split('_').map(str::to_lowercase).collect(),
            ));
        };
        let builtin = match class {
            "party" => Builtin::Party,
            "country" => Builtin::Country,
            "person" => Builtin::Person,
            "body" => Builtin::Body,
            "armed" => Builtin::Armed,
            "civilian" => Builtin::Civilian,
            "place" => Builtin::Place,
            "number" => Builtin::Number,
            "must" => Builtin::Must,
            _ => {
                return self
                    .class_index
                    .get(class)
                    .map(|&class| Condition::Class(class))
                    .ok_or_else(|| format!("no class @{class}"));
            }
        };
        Ok(Condition::Builtin(builtin))
    }
}

/// Inflected forms of every trigger lemma: irregular ones from `irregular.tsv`, regular ones by the
/// spelling rules of English. A form that is itself a trigger stays out; of two lemmas that share a
/// form the first in the alphabet has it.
fn forms(index: &QuickMap<String, Vec<(Kind, Trigger)>>) -> QuickMap<String, String> {
    let mut forms = QuickMap::default();
    let mut add = |form: String, lemma: &str| {
        if !index.contains_key(&form) {
            forms.entry(form).or_insert_with(|| lemma.to_owned());
        }
    };
    for line in include_str!("../../../codebook/irregular.tsv").lines() {
        if let Some((lemma, irregular)) = line.split_once('\t')
            && index.contains_key(lemma)
        {
            for form in irregular.split(' ') {
                add(form.to_owned(), lemma);
            }
        }
    }
    let mut lemmas: Vec<&String> = index.keys().collect();
    lemmas.sort();
    for lemma in lemmas {
        let vowel = |c: char| "aeiou".contains(c);
        let ending: Vec<char> = lemma.chars().rev().take(3).collect();
        if let Some(stem) = lemma.strip_suffix('e') {
            for end in ["ed", "ing"] {
                add(format!("{stem}{end}"), lemma);
            }
            add(format!("{lemma}s"), lemma);
        } else if ending.len() == 3 && ending[0] == 'y' && !vowel(ending[1]) {
            let stem = &lemma[..lemma.len() - 1];
            add(format!("{stem}ied"), lemma);
            add(format!("{stem}ies"), lemma);
            add(format!("{lemma}ing"), lemma);
        } else {
            let hissing = ["s", "x", "z", "ch", "sh"]
                .iter()
                .any(|end| lemma.ends_with(end));
            add(
                format!("{lemma}{}", if hissing { "es" } else { "s" }),
                lemma,
            );
            for end in ["ed", "ing"] {
                add(format!("{lemma}{end}"), lemma);
            }
            if let [last, middle, _] = ending[..]
                && !vowel(last)
                && vowel(middle)
                && !matches!(last, 'w' | 'x' | 'y')
            {
                for end in ["ed", "ing"] {
                    add(format!("{lemma}{last}{end}"), lemma);
                }
            }
        }
    }
    forms
}

/// Splits at white space that stands outside `[…]`.
fn split_outside_brackets(line: &str) -> Vec<&str> {
    let mut depth = 0usize;
    line.split(|c: char| {
        match c {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && c.is_whitespace()
    })
    .filter(|part| !part.is_empty())
    .collect()
}

/// Splits alternatives at the bars.
fn split_alternatives(text: &str) -> impl Iterator<Item = &str> {
    text.split('|')
        .filter(|alternative| !alternative.is_empty())
}

fn role(text: &str) -> Result<Role, String> {
    match text {
        "A" => Ok(Role::Actor),
        "R" => Ok(Role::Recipient),
        other => Err(format!("\"{other}\" is no role")),
    }
}

fn kind(text: &str) -> Option<Kind> {
    match text {
        "v" => Some(Kind::Verb),
        "n" => Some(Kind::Noun),
        "a" => Some(Kind::Adjective),
        _ => None,
    }
}

fn no_mode(event_type: EventType, name: &str) -> String {
    let modes: Vec<&str> = event_type
        .modes()
        .iter()
        .map(|mode| mode.as_str())
        .collect();
    format!(
        "\"{name}\" is no mode of {event_type}; it has {}",
        modes.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_codebook_has_no_faults() {
        let (codebook, problems) = Codebook::read(FILES);
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert!(lines.is_empty(), "{}", lines.join("\n"));
        assert!(!codebook.frames.is_empty());
    }
}
