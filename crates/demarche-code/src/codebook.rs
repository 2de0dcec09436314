//! The codebook read into frames, patterns and an index of trigger words.
//!
//! The language is described in `codebook/README.md`. Reading never fails as a whole: what a line
//! gets wrong comes back as a [`Fault`], and the rest stands. A user's own files lie over ours: a
//! frame of the same id stands instead, words add to classes, rules and cues come first.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::OnceLock;

use demarche_record::{Cameo, EventType, Mode, Status};
use serde::Deserialize;
use toml::Spanned;

use crate::fault::{Complaint, Fault, nearest, unknown};
use crate::predicate::SlotNames;
use demarche_knowledge::quick::{QuickMap, QuickSet};

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
    /// The head word's lemma.
    Lemma {
        /// Its number ([`Codebook::number`]).
        head: u32,
        /// Words before it in a compound.
        before: Vec<String>,
    },
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
    /// The same names as a set.
    pub any_of: SlotNames,
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
    /// Whether its object is who acts and it has no subject: what stands ready ("missiles were moved"),
    /// and not what somebody moves.
    pub stands_ready: bool,
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
    /// Fires only where the recipient is known, if need be by an earlier deed of his that the text speaks
    /// of again.
    pub needs_deed: bool,
    /// Settles ties between frames; 0 where it is not given, 1 in a user's own.
    pub priority: i32,
    /// A CAMEO code of its own.
    pub cameo: Option<String>,
    /// Sentences that must code, with the events expected.
    pub codes: Vec<String>,
    /// Sentences on which the frame must not fire.
    pub refuses: Vec<String>,
    /// Whether it is a user's own.
    pub own: bool,
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
    /// The classes that a word, or words joined by `_`, are in, each once.
    classes: QuickMap<String, Vec<usize>>,
    /// What stands behind a `_` in words of classes.
    compound_ends: QuickSet<String>,
    /// The lemmas that conditions ask for, by number.
    numbers: QuickMap<String, u32>,
    index: QuickMap<String, Vec<(Kind, Trigger)>>,
    operators: QuickMap<String, Vec<Operator>>,
    adverbs: QuickMap<String, Effect>,
    supports: QuickMap<String, Vec<String>>,
    subject_control: QuickSet<String>,
    phase_ends: QuickSet<String>,
    refusing: QuickSet<String>,
    promising: QuickSet<String>,
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
    pub fn read(files: &[(&str, &str)]) -> (Codebook, Vec<Fault>) {
        Codebook::layered(files, &[])
    }

    /// The codebook built into the program with a user's `own` files over it.
    pub fn extended(own: &[(&str, &str)]) -> (Codebook, Vec<Fault>) {
        Codebook::layered(FILES, own)
    }

    fn layered(files: &[(&str, &str)], own: &[(&str, &str)]) -> (Codebook, Vec<Fault>) {
        let mut reader = Reader::default();
        let own = reader.parse(own);
        let files = reader.parse(files);
        // A user's frames stand instead of ours of the same id.
        let frames = own.iter().flat_map(|(_, file)| &file.frame);
        reader.replaced = frames.map(|frame| frame.id.get_ref().clone()).collect();
        for (_, file) in &own {
            let dropped = file.drop.iter().map(|id| id.get_ref().clone());
            reader.replaced.extend(dropped);
        }
        let layers = [(files, false), (own, true)];
        for (files, own) in &layers {
            for (source, file) in files {
                for (class, words) in &file.classes {
                    reader.class(source, class, words, *own);
                }
            }
        }
        for (files, own) in layers {
            reader.own = own;
            for (source, file) in files {
                reader.file(&source, file);
            }
        }
        reader.codebook.forms = forms(&reader.codebook.index);
        let words = reader.codebook.classes.keys();
        let ends = words.flat_map(|words| words.match_indices('_').map(|(at, _)| &words[at + 1..]));
        reader.codebook.compound_ends = ends.map(str::to_owned).collect();
        (reader.codebook, reader.faults)
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

    /// The classes that a lemma, or the words of a compound joined by `_`, belong to, each once.
    pub fn classes(&self, words: &str) -> &[usize] {
        self.classes.get(words).map_or(&[], Vec::as_slice)
    }

    /// Whether some class has a compound that ends in a lemma.
    pub fn ends_compound(&self, lemma: &str) -> bool {
        self.compound_ends.contains(lemma)
    }

    /// The number of a lemma that some condition asks for.
    pub fn number(&self, lemma: &str) -> Option<u32> {
        self.numbers.get(lemma).copied()
    }

    fn join_class(&mut self, class: usize, words: String) {
        let classes = self.classes.entry(words).or_default();
        if !classes.contains(&class) {
            classes.push(class);
        }
    }

    fn leave_class(&mut self, class: usize, words: &str) {
        if let Some(classes) = self.classes.get_mut(words) {
            classes.retain(|&of| of != class);
        }
    }

    /// What a governing word does to the event below it.
    pub fn operators(&self, kind: Kind, lemma: &str) -> impl Iterator<Item = &Operator> {
        let all = self.operators.get(lemma).map_or(&[][..], Vec::as_slice);
        all.iter().filter(move |operator| operator.kind == kind)
    }

    /// Whether `operators.toml` lists a word for something by name, as "film" for "work".
    pub fn lists(&self, kind: Kind, lemma: &str, list: &str) -> bool {
        let mut operators = self.operators(kind, lemma);
        operators.any(|operator| operator.through.iter().any(|slot| slot == list))
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

    /// Verbs of which "does not" refuses already ("does not recognise the junta").
    pub fn refuses_by_not(&self, lemma: &str) -> bool {
        self.refusing.contains(lemma)
    }

    /// Words that bind their subject to what follows: who "vows not to sign" refuses.
    pub fn promises(&self, lemma: &str) -> bool {
        self.promising.contains(lemma)
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
    classes: BTreeMap<String, Spanned<Vec<String>>>,
    #[serde(default)]
    drop: Vec<Spanned<String>>,
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
    refusing: Vec<String>,
    #[serde(default)]
    promising: Vec<String>,
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
    id: Spanned<String>,
    mode: Option<Spanned<String>>,
    source: Spanned<String>,
    #[serde(default)]
    gloss: String,
    patterns: Vec<Spanned<String>>,
    #[serde(default)]
    actor: Vec<String>,
    #[serde(default)]
    recipient: Vec<String>,
    #[serde(default)]
    mutual: bool,
    #[serde(default)]
    needs: Vec<Spanned<String>>,
    priority: Option<i32>,
    cameo: Option<Spanned<String>>,
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
    mode: Spanned<String>,
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
    kind: Spanned<String>,
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
    default: Option<Spanned<String>>,
    modes: BTreeMap<String, Spanned<Vec<EventType>>>,
    #[expect(dead_code, reason = "a remark for readers of the codebook")]
    source: String,
}

/// A codebook file as it was given.
struct Source<'t> {
    name: &'t str,
    text: &'t str,
}

#[derive(Default)]
struct Reader {
    codebook: Codebook,
    class_index: HashMap<String, usize>,
    ids: HashSet<String>,
    /// Ids of our frames that a user replaces or drops.
    replaced: HashSet<String>,
    faults: Vec<Fault>,
    /// Whether a user's own files are being read.
    own: bool,
}

impl Reader {
    fn fault<T>(&mut self, source: &Source<'_>, part: &Spanned<T>, what: Complaint) {
        let fault = Fault::at(source.name, source.text, part.span(), what);
        self.faults.push(fault);
    }

    fn parse<'t>(&mut self, files: &[(&'t str, &'t str)]) -> Vec<(Source<'t>, FileText)> {
        let mut parsed = Vec::with_capacity(files.len());
        for &(name, text) in files {
            match toml::from_str::<FileText>(text) {
                Ok(file) => parsed.push((Source { name, text }, file)),
                Err(error) => {
                    let span = error.span().unwrap_or(0..0);
                    let help = "codebook/README.md describes the language";
                    let what = Complaint::new(error.message(), help);
                    self.faults.push(Fault::at(name, text, span, what));
                }
            }
        }
        parsed
    }

    fn class(&mut self, source: &Source<'_>, name: &str, words: &Spanned<Vec<String>>, own: bool) {
        let lower = words.get_ref().iter().map(|word| word.to_lowercase());
        match self.class_index.get(name) {
            // A user adds to our classes, and takes from them what stands behind "!".
            Some(&class) if own => {
                for word in lower {
                    match word.strip_prefix('!') {
                        Some(word) => self.codebook.leave_class(class, word),
                        None => self.codebook.join_class(class, word),
                    }
                }
            }
            Some(_) => {
                let what = format!("@{name} is defined a second time");
                self.fault(source, words, Complaint::new(what, "give it another name"));
            }
            None => {
                let class = self.codebook.class_names.len();
                self.class_index.insert(name.to_owned(), class);
                self.codebook.class_names.push(name.to_owned());
                lower.for_each(|word| self.codebook.join_class(class, word));
            }
        }
    }

    fn file(&mut self, source: &Source<'_>, text: FileText) {
        for id in &text.drop {
            let known = self.codebook_ids();
            if !known.contains(&id.get_ref().as_str()) {
                let what = format!("there is no frame \"{}\" to drop", id.get_ref());
                let help = match nearest(id.get_ref(), known) {
                    Some(meant) => format!("did you mean \"{meant}\"?"),
                    None => {
                        "\"demarche debug codebook\" and \"demarche explain\" name frames".into()
                    }
                };
                self.fault(source, id, Complaint::new(what, help));
            }
        }
        for frame in text.frame {
            match text.event_type {
                Some(event_type) => self.frame(source, event_type, frame),
                None => {
                    let what = "the file has frames and does not say of which type";
                    let help = "begin it with a line like: type = \"SANCTION\"";
                    self.fault(source, &frame.id, Complaint::new(what, help));
                }
            }
        }
        let mut cues = Vec::new();
        for cue in text.mode {
            match Mode::parse(cue.event_type, cue.mode.get_ref()) {
                Some(mode) => cues.push(ModeCue {
                    event_type: cue.event_type,
                    mode,
                    cues: cue.cues.into_iter().collect(),
                    scope: cue.scope,
                    unless: cue.unless.into_iter().collect(),
                }),
                None => {
                    let what = no_mode(cue.event_type, cue.mode.get_ref());
                    self.fault(source, &cue.mode, what);
                }
            }
        }
        first(self.own, &mut self.codebook.mode_cues, cues);
        for operator in text.operator {
            let Some(kind) = kind(operator.kind.get_ref()) else {
                let what = format!("\"{}\" is no word class", operator.kind.get_ref());
                let help = "it is v (verb), n (noun) or a (adjective)";
                self.fault(source, &operator.kind, Complaint::new(what, help));
                continue;
            };
            for word in operator.words {
                let operator = Operator {
                    kind,
                    effect: operator.effect,
                    through: operator.through.clone(),
                };
                let of_word = self.codebook.operators.entry(word).or_default();
                first(self.own, of_word, vec![operator]);
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
        first(self.own, &mut self.codebook.status_rules, text.status);
        for content in text.content {
            for (mode, types) in &content.modes {
                match Mode::parse(content.event_type, mode) {
                    Some(mode) => {
                        for &inner in types.get_ref() {
                            let key = (content.event_type, inner);
                            self.codebook.content_modes.insert(key, mode);
                        }
                    }
                    None => self.fault(source, types, no_mode(content.event_type, mode)),
                }
            }
            if let Some(name) = content.default {
                match Mode::parse(content.event_type, name.get_ref()) {
                    Some(mode) => {
                        self.codebook
                            .content_defaults
                            .insert(content.event_type, mode);
                    }
                    None => {
                        let what = no_mode(content.event_type, name.get_ref());
                        self.fault(source, &name, what);
                    }
                }
            }
        }
        self.codebook.subject_control.extend(text.subject_control);
        self.codebook.phase_ends.extend(text.phase_end);
        self.codebook.refusing.extend(text.refusing);
        self.codebook.promising.extend(text.promising);
        self.codebook.happenings.extend(text.happening);
        self.codebook.collectives.extend(text.collective);
        self.codebook.counting.extend(text.counting);
        self.codebook.past.extend(text.past);
        self.codebook.money.extend(text.money);
        self.codebook.times.extend(text.time);
        self.codebook.contests.extend(text.contest);
    }

    /// The ids of the frames built into the program, also of those that a user replaces.
    fn codebook_ids(&self) -> Vec<&str> {
        self.ids.iter().map(String::as_str).collect()
    }

    fn frame(&mut self, source: &Source<'_>, event_type: EventType, text: FrameText) {
        let id = text.id.get_ref();
        let again = !self.ids.insert(id.clone());
        if !self.own && self.replaced.contains(id) {
            return;
        }
        let twice = match self.own {
            // Ours of this id was left out; a user's own may stand but once.
            true => !self.replaced.remove(id),
            false => again,
        };
        if twice {
            let what = format!("the id \"{id}\" is used twice");
            self.fault(
                source,
                &text.id,
                Complaint::new(what, "give each frame its own"),
            );
        }
        let prefix = format!("{}.", event_type.as_str().to_lowercase());
        if !id.starts_with(&prefix) {
            let what = format!("the id does not start with \"{prefix}\"");
            let help = format!("an id says the type and what the frame is about: {prefix}{id}");
            self.fault(source, &text.id, Complaint::new(what, help));
        }
        if text.source.get_ref().is_empty() {
            let help = "say on what the frame rests, as \"PLOVER 2.0, SANCTION\"";
            let what = Complaint::new("a frame needs a source", help);
            self.fault(source, &text.source, what);
        }
        if text.patterns.is_empty() {
            let help = "a pattern looks like this: \"v suspend|freeze obj=@agreement\"";
            let what = Complaint::new("a frame needs patterns", help);
            self.fault(source, &text.id, what);
        }
        let mode = match &text.mode {
            None => FrameMode::Cues,
            Some(name) if name.get_ref() == "content" => FrameMode::Content,
            Some(name) => match Mode::parse(event_type, name.get_ref()) {
                Some(mode) => FrameMode::Fixed(mode),
                None => {
                    self.fault(source, name, no_mode(event_type, name.get_ref()));
                    FrameMode::Cues
                }
            },
        };
        if let Some(code) = &text.cameo
            && Cameo::get(code.get_ref()).is_none()
        {
            let what = format!("\"{}\" is no CAMEO code", code.get_ref());
            let help = "codes have two to four digits, with their leading zero: \"0841\"";
            self.fault(source, code, Complaint::new(what, help));
        }
        for need in &text.needs {
            if !matches!(need.get_ref().as_str(), "A" | "R" | "deed") {
                let what = format!("a frame cannot need \"{}\"", need.get_ref());
                let help =
                    "A is an actor, R a recipient, deed a recipient whom an earlier deed tells";
                self.fault(source, need, Complaint::new(what, help));
            }
        }
        let needs = |what: &str| text.needs.iter().any(|need| need.get_ref() == what);
        let (needs_actor, needs_recipient, needs_deed) = (needs("A"), needs("R"), needs("deed"));
        let frame = self.codebook.frames.len();
        for line in &text.patterns {
            if let Err(what) = self.pattern(frame, line.get_ref()) {
                self.fault(source, line, what);
            }
        }
        let priority = text.priority.unwrap_or(i32::from(self.own));
        self.codebook.frames.push(Frame {
            id: text.id.into_inner(),
            event_type,
            mode,
            source: text.source.into_inner(),
            gloss: text.gloss,
            actor: text.actor,
            recipient: text.recipient,
            mutual: text.mutual,
            needs_actor,
            needs_recipient,
            needs_deed,
            priority,
            cameo: text.cameo.map(Spanned::into_inner),
            codes: text.codes,
            refuses: text.refuses,
            own: self.own,
        });
    }

    fn pattern(&mut self, frame: usize, line: &str) -> Result<(), Complaint> {
        let mut parts = split_outside_brackets(line).into_iter();
        let kind = parts.next().and_then(kind).ok_or_else(|| {
            Complaint::new(
                "the pattern does not begin with a word class",
                "it begins with v (verb), n (noun) or a (adjective), then the trigger words",
            )
        })?;
        let no_trigger = || {
            let help = "lemmas stand behind the word class, parted by |: v suspend|tear+up obj=R";
            Complaint::new("the pattern has no trigger", help)
        };
        let triggers = parts.next().ok_or_else(no_trigger)?;
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
                .ok_or_else(no_trigger)?;
            self.codebook.index.entry(lemma).or_default().push((
                kind,
                Trigger {
                    before,
                    particle,
                    pattern,
                },
            ));
        }
        let named = |slot: &Slot, name: &str| slot.names.iter().any(|known| known == name);
        let stands_ready = slots
            .iter()
            .any(|slot| slot.role == Some(Role::Actor) && named(slot, "obj"))
            && slots.iter().any(|slot| slot.absent && named(slot, "subj"));
        self.codebook.patterns.push(Pattern {
            frame,
            kind,
            stands_ready,
            slots,
            text: line.to_owned(),
        });
        Ok(())
    }

    fn slot(&mut self, part: &str) -> Result<Slot, Complaint> {
        let (names, filler) = part.split_once('=').ok_or_else(|| {
            let what = format!("\"{part}\" is no slot with its filler");
            Complaint::new(what, "write SLOT=FILLER, as obj=R:@party or with?=R")
        })?;
        let (names, optional) = match names.strip_suffix('?') {
            Some(names) => (names, true),
            None => (names, false),
        };
        let mut slot = Slot {
            any_of: SlotNames::of(names.split('/')),
            names: names.split('/').map(str::to_owned).collect(),
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

    fn condition(&mut self, text: &str) -> Result<Condition, Complaint> {
        if let Some(types) = text
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
        {
            return types
                .split([',', ' '])
                .filter(|name| !name.is_empty())
                .map(|name| {
                    EventType::parse(name).ok_or_else(|| {
                        let known: Vec<&str> =
                            EventType::ALL.iter().map(|known| known.as_str()).collect();
                        unknown(name, "event type", &known)
                    })
                })
                .collect::<Result<_, _>>()
                .map(Condition::Content);
        }
        let Some(class) = text.strip_prefix('@') else {
            let mut before: Vec<String> = text.split('_').map(str::to_lowercase).collect();
            let head = before.pop().unwrap_or_default();
            let next = self.codebook.numbers.len() as u32;
            let head = *self.codebook.numbers.entry(head).or_insert(next);
            return Ok(Condition::Lemma { head, before });
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
                    .ok_or_else(|| {
                        let known = self.class_index.keys().map(String::as_str);
                        let help = match nearest(class, known.chain(BUILTIN)) {
                            Some(meant) => format!("did you mean @{meant}?"),
                            None => "define it in [classes]".to_owned(),
                        };
                        Complaint::new(format!("there is no class @{class}"), help)
                    });
            }
        };
        Ok(Condition::Builtin(builtin))
    }
}

/// Verbs of `irregular.tsv` with their forms.
pub(crate) fn irregular_verbs() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = include_str!("../../../codebook/irregular.tsv").lines();
    let verbs = lines.filter(|line| !line.starts_with('#'));
    verbs
        .filter_map(|line| line.split_once('\t'))
        .flat_map(|(lemma, forms)| forms.split(' ').map(move |form| (lemma, form)))
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
    for (lemma, form) in irregular_verbs() {
        if index.contains_key(lemma) {
            add(form.to_owned(), lemma);
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

fn role(text: &str) -> Result<Role, Complaint> {
    match text {
        "A" => Ok(Role::Actor),
        "R" => Ok(Role::Recipient),
        other => Err(Complaint::new(
            format!("\"{other}\" is no role"),
            "a role is A (actor) or R (recipient)",
        )),
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

fn no_mode(event_type: EventType, name: &str) -> Complaint {
    let modes: Vec<&str> = event_type
        .modes()
        .iter()
        .map(|mode| mode.as_str())
        .collect();
    match modes.is_empty() {
        true => Complaint::new(
            format!("{event_type} has no modes"),
            "leave the line with the mode out",
        ),
        false => unknown(name, &format!("mode of {event_type}"), &modes),
    }
}

/// Puts a user's own rules before those that are there, and ours behind.
fn first<T>(own: bool, rules: &mut Vec<T>, more: Vec<T>) {
    let at = if own { 0 } else { rules.len() };
    rules.splice(at..at, more);
}

/// The classes that the engine knows by what a mention resolves to.
const BUILTIN: [&str; 9] = [
    "party", "country", "person", "body", "armed", "civilian", "place", "number", "must",
];

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

    #[test]
    fn a_need_that_is_none_is_named() {
        let frame = r#"
type = "ASSAULT"

[[frame]]
id = "assault.test"
source = "PLOVER 2.0, ASSAULT"
gloss = "shell a town"
patterns = ["v shell obj=R:town"]
needs = ["A", "dead"]
"#;
        let (codebook, faults) = Codebook::read(&[("mine.toml", frame)]);
        let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].contains("cannot need \"dead\""), "{told:?}");
        assert!(codebook.frames[0].needs_actor && !codebook.frames[0].needs_deed);
    }
}
