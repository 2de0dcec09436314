//! A pattern of theirs as slots of ours.
//!
//! Theirs is a row of words as they stand in the sentence, ours names what each is to the verb.
//! Words up to a preposition are the object, words after one fill its slot; before the verb stands
//! the subject. What cannot be said so is refused: a pattern never becomes wider than it was.

use std::collections::BTreeSet;

use super::frames::Sets;

/// What patterns are read against.
pub(super) struct Context<'a> {
    /// Synonym sets.
    pub(super) sets: &'a Sets,
    /// Words that the dictionaries have as verbs, to tell "to withdraw" from "to Kenya".
    pub(super) verbs: &'a BTreeSet<String>,
}

/// A part that a slot plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Actor,
    Recipient,
}

/// A slot with what fills it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    pub(super) names: Vec<String>,
    pub(super) optional: bool,
    pub(super) role: Option<Role>,
    /// One of these must fill it; any filler will do where there is none.
    pub(super) asks: Vec<String>,
    /// None of these may.
    pub(super) refuses: Vec<String>,
}

/// What a pattern asks for beside its verb.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) particles: Vec<String>,
    pub(super) slots: Vec<Slot>,
    /// Source and target stand in one list.
    pub(super) mutual: bool,
}

impl Shape {
    pub(super) fn is_plain(&self) -> bool {
        *self == Shape::default()
    }
}

impl Slot {
    pub(super) fn new(names: &[&str], role: Option<Role>, asks: Vec<String>) -> Slot {
        Slot {
            names: names.iter().map(|&name| name.to_owned()).collect(),
            optional: false,
            role,
            asks,
            refuses: Vec::new(),
        }
    }

    /// Whether the slot may have this name.
    pub(super) fn is(&self, name: &str) -> bool {
        self.names.iter().any(|have| have == name)
    }

    /// As the codebook writes it.
    pub(super) fn text(&self) -> String {
        let asks = self.asks.iter().cloned();
        let refuses = self.refuses.iter().map(|word| format!("!{word}"));
        let conditions: Vec<String> = asks.chain(refuses).collect();
        let role = match self.role {
            Some(Role::Actor) => "A",
            Some(Role::Recipient) => "R",
            None => "",
        };
        let filler = match (role, conditions.join("|")) {
            ("", conditions) if conditions.is_empty() => "*".to_owned(),
            ("", conditions) => conditions,
            (role, conditions) if conditions.is_empty() => role.to_owned(),
            (role, conditions) => format!("{role}:{conditions}"),
        };
        let optional = if self.optional { "?" } else { "" };
        format!("{}{optional}={filler}", self.names.join("/"))
    }
}

const PREPOSITIONS: [&str; 46] = [
    "about",
    "above",
    "across",
    "after",
    "against",
    "along",
    "alongside",
    "amid",
    "among",
    "around",
    "as",
    "at",
    "before",
    "behind",
    "below",
    "beside",
    "between",
    "beyond",
    "by",
    "during",
    "for",
    "from",
    "in",
    "inside",
    "into",
    "near",
    "of",
    "off",
    "on",
    "onto",
    "out",
    "outside",
    "over",
    "per",
    "since",
    "through",
    "throughout",
    "to",
    "toward",
    "towards",
    "under",
    "until",
    "upon",
    "via",
    "with",
    "within",
];

/// Words that go with a verb whatever follows: "carry out", "hold off".
const PARTICLES: [&str; 13] = [
    "up", "down", "out", "off", "back", "away", "aside", "apart", "together", "forward", "ahead",
    "forth", "hard",
];

/// Words of the verb phrase before the verb.
const AUXILIARIES: [&str; 30] = [
    "will", "would", "shall", "should", "can", "could", "may", "might", "must", "have", "has",
    "had", "having", "do", "does", "did", "not", "never", "n't", "to", "cannot", "be", "is", "are",
    "was", "were", "been", "being", "am", "no",
];

const BE: [&str; 8] = ["be", "is", "are", "was", "were", "been", "being", "am"];

const DETERMINERS: [&str; 10] = [
    "a", "an", "the", "its", "their", "his", "her", "some", "any", "all",
];

/// Words that join clauses or lists.
const JOINING: [&str; 13] = [
    "and", "or", "but", "that", "who", "which", "whom", "if", "whether", "when", "while", "than",
    "because",
];

type Fault = (String, String);
type Read = Result<(Shape, Vec<Fault>), Fault>;

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Verb,
    Source,
    Target,
    Both,
    Skip,
    Set(String),
    Word(Vec<String>),
    /// A bracket of a phrase.
    Edge,
}

#[derive(Clone, Debug, Default)]
struct Phrase {
    prepositions: Vec<String>,
    parts: Vec<Token>,
    /// Bracketed, so that its words are one phrase.
    whole: bool,
}

/// Reads what stands between `-` and the code.
pub(super) fn read(text: &str, context: &Context<'_>) -> Read {
    let tokens = tokens(text)?;
    let verbs = tokens.iter().filter(|token| **token == Token::Verb).count();
    if verbs != 1 {
        return Err((
            text.trim().to_owned(),
            format!("{verbs} places for the verb (*) where one is wanted"),
        ));
    }
    let at = tokens
        .iter()
        .position(|token| *token == Token::Verb)
        .unwrap_or(0);
    let mut reader = Reader {
        context,
        shape: Shape::default(),
        losses: Vec::new(),
    };
    // "+ * BY $" is how a passive reads; ours is always written as the active.
    let agent = tokens[at..]
        .windows(2)
        .any(|pair| single(&pair[0]) == Some("by") && pair[1] == Token::Source);
    let passive = reader.before(&tokens[..at], agent)?;
    reader.after(&tokens[at + 1..], passive)?;
    Ok((reader.shape, reader.losses))
}

/// What the words behind a verb ask for: "CARE", "OF" behind "TAKE".
pub(super) fn of_verb(words: &[&str], context: &Context<'_>) -> Read {
    let mut tokens = Vec::new();
    for &text in words {
        tokens.push(Token::Word(vec![
            word(text).map_err(|reason| (text.to_owned(), reason))?,
        ]));
    }
    // "AGREE_ON": whom or what, the sentence says.
    if let Some(Token::Word(last)) = tokens.last()
        && PREPOSITIONS.contains(&last[0].as_str())
        && !(tokens.len() == 1 && PARTICLES.contains(&last[0].as_str()))
    {
        tokens.push(Token::Target);
    }
    let mut reader = Reader {
        context,
        shape: Shape::default(),
        losses: Vec::new(),
    };
    reader.after(&tokens, false)?;
    Ok((reader.shape, reader.losses))
}

/// A word of theirs as one of ours.
pub(super) fn word(text: &str) -> Result<String, String> {
    let odd = text
        .chars()
        .find(|c| !c.is_alphanumeric() && !matches!(c, '-' | '\'' | '.' | '\u{2019}'));
    if let Some(odd) = odd {
        return Err(format!("\"{odd}\" in a word has no counterpart"));
    }
    if !text.chars().any(char::is_alphanumeric) {
        return Err("a word without a letter".to_owned());
    }
    Ok(text.to_lowercase())
}

/// A member of a set, as a class has it.
pub(super) fn member(text: &str) -> Result<Vec<String>, String> {
    let text = text.split(['{', '[']).next().unwrap_or("").trim();
    let words: Vec<String> = text
        .split(|c: char| c == '_' || c.is_whitespace())
        .filter(|part| !part.is_empty())
        .map(word)
        .collect::<Result<_, _>>()?;
    if words.is_empty() {
        return Err("a set's line without a word".to_owned());
    }
    if words.len() > 1
        && words
            .iter()
            .any(|word| PREPOSITIONS.contains(&word.as_str()))
    {
        return Err("a phrase whose head does not stand last fills no class".to_owned());
    }
    if words.len() > 4 {
        return Err("more than four words fill no class".to_owned());
    }
    Ok(words)
}

/// Words joined as a compound, with the spellings a hyphen may have.
pub(super) fn alternatives(before: &[String], head: &str) -> String {
    let mut joined = before.to_vec();
    joined.push(head.to_owned());
    let whole = joined.join("_");
    if whole.contains('-') {
        format!("{}|{whole}", whole.replace('-', "_"))
    } else {
        whole
    }
}

fn tokens(text: &str) -> Result<Vec<Token>, Fault> {
    let mut tokens = Vec::new();
    let mut depth = 0i32;
    let spaced: String = text
        .chars()
        .flat_map(|c| match c {
            '(' | ')' | '{' | '}' => vec![' ', c, ' '],
            c => vec![c],
        })
        .collect();
    for part in spaced.split_whitespace() {
        match part {
            "(" | "{" | ")" | "}" => {
                depth += if matches!(part, "(" | "{") { 1 } else { -1 };
                if depth < 0 {
                    return Err((
                        part.to_owned(),
                        "a bracket that was never opened".to_owned(),
                    ));
                }
                tokens.push(Token::Edge);
                continue;
            }
            _ => {}
        }
        let part = part.trim_matches('_');
        if part.is_empty() {
            continue;
        }
        if let Some(name) = part.strip_prefix('&') {
            tokens.push(Token::Set(name.to_owned()));
            continue;
        }
        let pieces: Vec<&str> = part.split('_').filter(|piece| !piece.is_empty()).collect();
        // "+'S OFFER" is the offer of the target.
        let special = |piece: &str| match piece.strip_suffix("'S").unwrap_or(piece) {
            "*" => Some(Token::Verb),
            "$" => Some(Token::Source),
            "+" => Some(Token::Target),
            "%" => Some(Token::Both),
            "^" => Some(Token::Skip),
            _ => None,
        };
        let mut words: Vec<String> = Vec::new();
        for piece in pieces {
            match special(piece) {
                Some(token) => {
                    tokens.extend(
                        Some(std::mem::take(&mut words))
                            .filter(|words| !words.is_empty())
                            .map(Token::Word),
                    );
                    tokens.push(token);
                }
                None => words.push(word(piece).map_err(|reason| (part.to_owned(), reason))?),
            }
        }
        if words.is_empty() {
            continue;
        }
        // "IN_FAVOR_OF" is a row of phrases.
        if words
            .iter()
            .any(|word| PREPOSITIONS.contains(&word.as_str()))
        {
            tokens.extend(words.into_iter().map(|word| Token::Word(vec![word])));
        } else {
            tokens.push(Token::Word(words));
        }
    }
    if depth != 0 {
        return Err((
            text.trim().to_owned(),
            "a bracket that never closes".to_owned(),
        ));
    }
    Ok(tokens)
}

struct Reader<'a> {
    context: &'a Context<'a>,
    shape: Shape,
    losses: Vec<Fault>,
}

impl Reader<'_> {
    /// What stands before the verb; says whether the verb is passive.
    fn before(&mut self, tokens: &[Token], passive: bool) -> Result<bool, Fault> {
        let mut passive = passive;
        let mut rest = Vec::new();
        for token in tokens {
            match single(token) {
                Some(word) if BE.contains(&word) => passive = true,
                Some(word) if AUXILIARIES.contains(&word) => {
                    return Err((word.to_uppercase(), "negation, tense and what governs the verb are read by the program as the event's status".to_owned()));
                }
                _ => rest.push(token.clone()),
            }
        }
        let phrases = self.phrases(&rest)?;
        let mut subjects = 0;
        for phrase in phrases {
            match &phrase.prepositions[..] {
                [] => {
                    subjects += 1;
                    if subjects > 1 {
                        return Err((String::new(), "two phrases before the verb".to_owned()));
                    }
                    let (role, asks) = self.filler(&phrase.parts, false)?;
                    let slot = if passive { "obj" } else { "subj" };
                    self.shape.slots.push(Slot::new(&[slot], role, asks));
                }
                [only] if matches!(only.as_str(), "between" | "among") => {
                    let (role, asks) = self.filler(&phrase.parts, false)?;
                    self.shape
                        .slots
                        .push(Slot::new(&["between", "among"], role, asks));
                }
                [other, ..] => {
                    return Err((
                        other.to_uppercase(),
                        "a phrase with a preposition before the verb cannot be asked for"
                            .to_owned(),
                    ));
                }
            }
        }
        Ok(passive)
    }

    fn after(&mut self, tokens: &[Token], passive: bool) -> Result<(), Fault> {
        let mut tokens = tokens;
        // "LASH OUT AT +": a preposition that another follows is a particle.
        while let [first, rest @ ..] = tokens
            && let Some(word) = single(first)
        {
            let pure = PARTICLES.contains(&word) || word.len() > 4 && word.ends_with("ly");
            let followed = match rest.first() {
                None => true,
                Some(next) => single(next).is_some_and(|next| PREPOSITIONS.contains(&next)),
            };
            let bare = PREPOSITIONS.contains(&word) && followed && word != "to";
            if !(pure || bare) {
                break;
            }
            self.particle(word)?;
            tokens = rest;
        }
        let phrases = self.phrases(tokens)?;
        let mut objects = 0;
        let mut clause = false;
        for phrase in phrases {
            if clause {
                return Err(inside_infinitive());
            }
            if phrase.prepositions.is_empty() {
                objects += 1;
                if objects > 1 {
                    return Err((String::new(), "two objects".to_owned()));
                }
                self.object(&phrase)?;
                continue;
            }
            if phrase.parts.is_empty() {
                return Err((
                    phrase.prepositions[0].to_uppercase(),
                    "a preposition without a phrase".to_owned(),
                ));
            }
            let to = phrase.prepositions == ["to"];
            if to
                && let [part] = &phrase.parts[..]
                && self.is_verb(part)
            {
                clause = true;
                let asks = self.conditions(part);
                self.shape
                    .slots
                    .push(Slot::new(&["comp", "to"], None, asks));
                continue;
            }
            if to && phrase.parts.first().is_some_and(|part| self.is_verb(part)) {
                return Err(inside_infinitive());
            }
            let (role, asks) = self.filler(&phrase.parts, false)?;
            let agent = passive && phrase.prepositions == ["by"];
            let names: Vec<&str> = if agent {
                vec!["subj"]
            } else {
                phrase.prepositions.iter().map(String::as_str).collect()
            };
            self.shape.slots.push(Slot::new(&names, role, asks));
        }
        Ok(())
    }

    fn object(&mut self, phrase: &Phrase) -> Result<(), Fault> {
        let parts: Vec<Token> = phrase
            .parts
            .iter()
            .filter(|part| **part != Token::Skip || phrase.parts.len() == 1)
            .cloned()
            .collect();
        let is_role = |part: &Token| matches!(part, Token::Source | Token::Target | Token::Both);
        match &parts[..] {
            [role, words @ ..] if is_role(role) && !words.is_empty() && !phrase.whole => {
                // "GIVE + AID", "FIND + GUILTY", and "ATTACK + TROOPS" all stand so.
                let (role, _) = self.filler(std::slice::from_ref(role), false)?;
                self.shape
                    .slots
                    .push(Slot::new(&["iobj", "obj"], role, Vec::new()));
                let (second, asks) = self.filler(words, true)?;
                if second.is_some() {
                    return Err((String::new(), "two parties behind the verb".to_owned()));
                }
                self.shape
                    .slots
                    .push(Slot::new(&["obj", "comp"], None, asks));
            }
            [words @ .., role] if is_role(role) && !words.is_empty() => {
                // "CONTROL +": where the party stands the frame's own order says.
                let (second, asks) = self.filler(words, true)?;
                if second.is_some() || *role != Token::Target {
                    return Err((String::new(), "two parties behind the verb".to_owned()));
                }
                self.shape.slots.push(Slot::new(&["obj"], None, asks));
            }
            parts => {
                let (role, asks) = self.filler(parts, true)?;
                self.shape.slots.push(Slot::new(&["obj"], role, asks));
            }
        }
        Ok(())
    }

    fn particle(&mut self, word: &str) -> Result<(), Fault> {
        if !self.shape.particles.is_empty() {
            return Err((word.to_uppercase(), "two particles of one verb".to_owned()));
        }
        self.shape.particles.push(word.to_owned());
        Ok(())
    }

    /// Cuts at prepositions and brackets.
    fn phrases(&mut self, tokens: &[Token]) -> Result<Vec<Phrase>, Fault> {
        let mut phrases: Vec<Phrase> = Vec::new();
        let mut phrase = Phrase::default();
        let mut flush = |phrase: &mut Phrase| {
            if !phrase.parts.is_empty() {
                phrases.push(std::mem::take(phrase));
            }
        };
        for token in tokens {
            let prepositions: Vec<String> = match token {
                Token::Edge => {
                    flush(&mut phrase);
                    phrase.whole = true;
                    continue;
                }
                Token::Set(name) => {
                    let set = self.context.sets.get(name);
                    let Some(members) = set else {
                        return Err((
                            format!("&{name}"),
                            format!("no set &{name}, or nothing of it could be read"),
                        ));
                    };
                    let all = members.iter().all(|words| {
                        matches!(&words[..], [word] if PREPOSITIONS.contains(&word.as_str()))
                    });
                    if all {
                        members.iter().flatten().cloned().collect()
                    } else {
                        Vec::new()
                    }
                }
                token => match single(token) {
                    Some(word) if DETERMINERS.contains(&word) => {
                        self.losses
                            .push((word.to_uppercase(), format!("\"{word}\" is not asked for")));
                        continue;
                    }
                    Some("'s" | "'") => continue,
                    Some(word)
                        if JOINING.contains(&word)
                            || (AUXILIARIES.contains(&word) && word != "to") =>
                    {
                        return Err((
                            word.to_uppercase(),
                            format!("\"{word}\" joins clauses or lists, which cannot be asked for"),
                        ));
                    }
                    Some(word) if PREPOSITIONS.contains(&word) => vec![word.to_owned()],
                    _ => Vec::new(),
                },
            };
            if prepositions.is_empty() {
                phrase.parts.push(token.clone());
                continue;
            }
            // "OUT OF" is one.
            if phrase.parts.is_empty() && phrase.prepositions == ["out"] && prepositions == ["of"] {
                phrase.prepositions = vec!["from".to_owned(), "of".to_owned()];
                continue;
            }
            if phrase.parts.is_empty() && !phrase.prepositions.is_empty() {
                return Err((
                    phrase.prepositions[0].to_uppercase(),
                    "a preposition without a phrase".to_owned(),
                ));
            }
            flush(&mut phrase);
            phrase.prepositions = prepositions;
        }
        flush(&mut phrase);
        if !phrase.prepositions.is_empty() {
            return Err((
                phrase.prepositions[0].to_uppercase(),
                "a preposition without a phrase".to_owned(),
            ));
        }
        Ok(phrases)
    }

    /// The role and the head word that a phrase asks for. Words before the head become `mod` where
    /// the phrase is the object, and part of the compound elsewhere.
    fn filler(
        &mut self,
        parts: &[Token],
        object: bool,
    ) -> Result<(Option<Role>, Vec<String>), Fault> {
        let mut role = None;
        let mut words: Vec<&Token> = Vec::new();
        for part in parts {
            let this = match part {
                Token::Source => Role::Actor,
                Token::Target => Role::Recipient,
                Token::Both => {
                    self.shape.mutual = true;
                    Role::Actor
                }
                Token::Skip | Token::Edge | Token::Verb => continue,
                Token::Set(_) | Token::Word(_) => {
                    words.push(part);
                    continue;
                }
            };
            if role.replace(this).is_some() {
                return Err((String::new(), "two parties in one phrase".to_owned()));
            }
        }
        let Some((head, before)) = words.split_last() else {
            return Ok((role, Vec::new()));
        };
        if before.is_empty() || object {
            for modifier in before {
                let asks = self.conditions(modifier);
                self.shape.slots.push(Slot::new(&["mod"], None, asks));
            }
            return Ok((role, self.conditions(head)));
        }
        let mut joined: Vec<String> = Vec::new();
        for word in &words {
            match word {
                Token::Word(parts) => joined.extend(parts.iter().cloned()),
                _ => {
                    return Err((
                        String::new(),
                        "a set beside other words of a phrase that is no object".to_owned(),
                    ));
                }
            }
        }
        self.losses.push((
            joined.join(" ").to_uppercase(),
            "other words may stand between the words that a blank parts; here they stand side by side".to_owned(),
        ));
        let head = joined.pop().unwrap_or_default();
        Ok((role, vec![alternatives(&joined, &head)]))
    }

    /// Whether a word, or each of a set, is a verb of the dictionaries.
    fn is_verb(&self, token: &Token) -> bool {
        match token {
            Token::Set(name) => self.context.sets.get(name).is_some_and(|members| {
                let verb = |words: &Vec<String>| matches!(&words[..], [word] if self.context.verbs.contains(word));
                members.iter().all(verb)
            }),
            token => single(token).is_some_and(|word| self.context.verbs.contains(word)),
        }
    }

    fn conditions(&self, token: &Token) -> Vec<String> {
        match token {
            Token::Set(name) => vec![format!("@{}", Sets::class(name))],
            Token::Word(words) => words
                .split_last()
                .map(|(head, before)| alternatives(before, head))
                .into_iter()
                .collect(),
            _ => Vec::new(),
        }
    }
}

fn inside_infinitive() -> Fault {
    (
        String::new(),
        "what stands inside an infinitive cannot be asked for".to_owned(),
    )
}

fn single(token: &Token) -> Option<&str> {
    match token {
        Token::Word(words) => match &words[..] {
            [word] => Some(word),
            _ => None,
        },
        _ => None,
    }
}
