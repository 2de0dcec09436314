//! An article cut into paragraphs, sentences and tokens.

use std::ops::Range;

use demarche_record::Span;

use crate::Limits;
use crate::chars::CharCounter;
use crate::layout::{self, Block, BlockKind};
use crate::token::{self, RawToken};
use crate::{furniture, sentence};

/// A token: a slice of the article text. Spans count Unicode scalar values; `bytes` are byte
/// offsets of the same slice, so that slicing needs no counting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Place in the article text, in Unicode scalar values.
    pub span: Span,
    /// The same place in bytes.
    pub bytes: (u32, u32),
    /// Whether white space follows; false only when the next token of the paragraph stands right
    /// behind this one.
    pub space_after: bool,
}

/// What kind of unit a sentence is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SentenceKind {
    /// A headline or title line that stands in the text.
    Headline,
    /// Running text.
    Body,
    /// An item of a list.
    ListItem,
}

/// A sentence with its tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Place in the article text.
    pub span: Span,
    /// Index of the paragraph it stands in.
    pub paragraph: usize,
    /// What kind of unit it is.
    pub kind: SentenceKind,
    /// Its tokens, in order; never empty.
    pub tokens: Vec<Token>,
}

/// "NEW DELHI, May 1 (Reuters) -": where and when an agency filed a story. Never part of a
/// sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dateline {
    /// The whole dateline, dash included.
    pub span: Span,
    /// The place name(s), as one span.
    pub place: Option<Span>,
    /// The date words, when given; they may stand on a line of their own.
    pub date: Option<Span>,
    /// The agency.
    pub agency: Option<Span>,
}

/// An article cut into sentences and tokens. Sentences are numbered from 1 in event records:
/// sentence `n` is `sentences[n - 1]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// The article text, as it came.
    pub text: String,
    /// A headline found in the text itself; never among `sentences`.
    pub headline: Option<Span>,
    /// The dateline.
    pub dateline: Option<Dateline>,
    /// A byline ("By Jane Doe").
    pub byline: Option<Span>,
    /// Agency or source lines ("ANI", "(Reporting by ...)").
    pub agency_lines: Vec<Span>,
    /// Paragraphs, in order.
    pub paragraphs: Vec<Span>,
    /// Sentences, in order.
    pub sentences: Vec<Sentence>,
    /// What was cut short or could not be read, each said so that a user can act on it.
    pub problems: Vec<String>,
}

impl Document {
    /// Reads plain text within the default [`Limits`].
    pub fn from_text(text: &str) -> Document {
        Document::read(text, &Limits::default())
    }

    /// Reads plain text: sets headline, dateline, byline and agency lines aside, and cuts the rest
    /// into paragraphs, sentences and tokens. Never fails; what was cut short is in `problems`.
    pub fn read(text: &str, limits: &Limits) -> Document {
        Reader::new(text, limits).read(true)
    }

    /// Cuts plain text into paragraphs, sentences and tokens and sets nothing aside, as a treebank
    /// does: headline and dateline are sentences or parts of one.
    pub fn segment(text: &str, limits: &Limits) -> Document {
        Reader::new(text, limits).read(false)
    }

    /// A document of one sentence with the given words, parted by single spaces.
    pub fn from_tokens(words: &[&str]) -> Document {
        Document::from_token_sentences(&[words])
    }

    /// A document with the given sentences of given words: words are parted by single spaces,
    /// sentences by line ends. Empty words and sentences are left out.
    pub fn from_token_sentences(sentences: &[&[&str]]) -> Document {
        let mut document = Document::default();
        let mut chars = 0u32;
        for words in sentences {
            let mut tokens: Vec<Token> = Vec::with_capacity(words.len());
            if !document.text.is_empty() {
                document.text.push('\n');
                chars += 1;
            }
            for word in words.iter().filter(|word| !word.is_empty()) {
                if !tokens.is_empty() {
                    document.text.push(' ');
                    chars += 1;
                }
                let byte = document.text.len() as u32;
                let start = chars;
                document.text.push_str(word);
                chars += word.chars().count() as u32;
                tokens.push(Token {
                    span: Span::new(start, chars),
                    bytes: (byte, document.text.len() as u32),
                    space_after: true,
                });
            }
            if let (Some(first), Some(last)) = (tokens.first(), tokens.last()) {
                let span = first.span.cover(last.span);
                document.paragraphs.push(span);
                document.sentences.push(Sentence {
                    span,
                    paragraph: document.paragraphs.len() - 1,
                    kind: SentenceKind::Body,
                    tokens,
                });
            }
        }
        document
    }

    /// The words of a token.
    pub fn token_text(&self, token: &Token) -> &str {
        &self.text[token.bytes.0 as usize..token.bytes.1 as usize]
    }

    /// The words of a sentence.
    pub fn sentence_text(&self, sentence: &Sentence) -> &str {
        match (sentence.tokens.first(), sentence.tokens.last()) {
            (Some(first), Some(last)) => &self.text[first.bytes.0 as usize..last.bytes.1 as usize],
            _ => "",
        }
    }

    /// The words of each token of a sentence, as the parser takes them.
    pub fn words<'d>(&'d self, sentence: &'d Sentence) -> impl Iterator<Item = &'d str> {
        sentence.tokens.iter().map(|token| self.token_text(token))
    }
}

/// Most words a headline has.
const HEADLINE_WORDS: usize = 20;

/// Most words a heading between paragraphs has.
const HEADING_WORDS: usize = 14;

/// How many paragraphs from the top a headline, dateline or byline may stand.
const TOP: usize = 6;

struct Reader<'t> {
    text: &'t str,
    /// The part of the text that is read.
    read: &'t str,
    limits: Limits,
    document: Document,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str, limits: &Limits) -> Self {
        // Spans are 32 bits wide.
        let mut end = text.len().min(limits.text_bytes).min(u32::MAX as usize);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let mut document = Document {
            text: text.to_owned(),
            ..Document::default()
        };
        if end < text.len() {
            document.problems.push(format!(
                "the text has {} bytes; only the first {end} were read: split the article, or raise the limit",
                text.len()
            ));
        }
        Reader {
            text,
            read: &text[..end],
            limits: limits.clone(),
            document,
        }
    }

    fn read(mut self, furniture: bool) -> Document {
        let mut blocks = layout::blocks(self.read, furniture);
        if furniture {
            self.set_aside(&mut blocks);
        }
        self.cut(&blocks);
        self.document
    }

    /// Takes headline, dateline, byline and agency lines out of `blocks`.
    fn set_aside(&mut self, blocks: &mut Vec<Block>) {
        let text = self.read;
        let mut chars = CharCounter::new(text);
        let mut span = |start: usize, end: usize| Span::new(chars.at(start), chars.at(end));
        if !blocks
            .iter()
            .any(|block| matches!(block.kind, BlockKind::Prose | BlockKind::Item))
        {
            // Nothing but furniture: then it is the text.
            for block in blocks {
                block.kind = BlockKind::Prose;
            }
            return;
        }
        let transcript = blocks
            .iter()
            .take(4 * TOP)
            .filter(|block| furniture::is_speaker_turn(&text[block.start..block.end]))
            .count()
            > 1;
        let document = &mut self.document;
        let mut index = 0;
        let mut prose = 0;
        let mut date_line = None;
        let mut body_seen = false;
        let last_prose = blocks
            .iter()
            .rposition(|block| block.kind == BlockKind::Prose);
        blocks.retain_mut(|block| {
            let here = index;
            index += 1;
            match block.kind {
                BlockKind::Byline if document.byline.is_none() && here <= TOP => {
                    document.byline = Some(span(block.start, block.end));
                    return false;
                }
                BlockKind::Byline | BlockKind::Credit => {
                    document.agency_lines.push(span(block.start, block.end));
                    return false;
                }
                BlockKind::Item => {
                    body_seen = true;
                    return true;
                }
                BlockKind::Prose => {}
            }
            let words = &text[block.start..block.end];
            if here <= TOP
                && !body_seen
                && let Some(stamp) = furniture::stamp(words)
            {
                let line = span(block.start, block.end);
                if stamp == furniture::Stamp::Day && date_line.is_none() {
                    date_line = Some(line);
                } else {
                    document.agency_lines.push(line);
                }
                return false;
            }
            prose += 1;
            let more = last_prose.is_some_and(|last| last > here);
            if prose <= TOP && !body_seen && !transcript {
                if let Some(parts) = furniture::dateline(words) {
                    let start = block.start;
                    let mut part = |part: Option<(usize, usize)>| {
                        part.map(|(from, to)| span(start + from, start + to))
                    };
                    document.dateline = Some(Dateline {
                        place: part(parts.place),
                        date: part(parts.date),
                        agency: part(parts.agency),
                        span: span(start, start + parts.end),
                    });
                    block.start = layout::trim(text, start + parts.end, block.end).0;
                    body_seen = true;
                } else if document.headline.is_none()
                    && prose == 1
                    && more
                    && block.lines <= 2
                    && furniture::is_title_like(words, HEADLINE_WORDS)
                {
                    document.headline = Some(span(block.start, block.end));
                    return false;
                }
            }
            body_seen |= layout::ends_sentence(words);
            if let Some(credit) = furniture::trailing_credit(&text[block.start..block.end]) {
                let (start, end) = layout::trim(text, block.start + credit, block.end);
                document.agency_lines.push(span(start, end));
                block.end = layout::trim(text, block.start, start).1;
            }
            block.start < block.end
        });
        // A line with the day says what the dateline left out.
        if let Some(day) = date_line {
            let dateline = document.dateline.get_or_insert(Dateline {
                span: day,
                place: None,
                date: None,
                agency: None,
            });
            dateline.date.get_or_insert(day);
        }
    }

    /// Cuts paragraphs into sentences and tokens.
    fn cut(&mut self, blocks: &[Block]) {
        let mut chars = CharCounter::new(self.text);
        let mut raw: Vec<RawToken> = Vec::new();
        let mut ranges: Vec<Range<usize>> = Vec::new();
        let mut forced = 0;
        let mut first_forced = None;
        let mut long_tokens = 0;
        for (index, block) in blocks.iter().enumerate() {
            raw.clear();
            ranges.clear();
            token::tokenize(
                self.read,
                block.start,
                block.end,
                self.limits.token_bytes,
                &mut raw,
            );
            if raw.is_empty() {
                continue;
            }
            let words = &self.read[block.start..block.end];
            let kind = if block.kind == BlockKind::Item {
                SentenceKind::ListItem
            } else if block.lines == 1
                && index + 1 < blocks.len()
                && furniture::is_title_like(words, HEADING_WORDS)
                && !layout::ends_sentence(words)
            {
                SentenceKind::Headline
            } else {
                SentenceKind::Body
            };
            let longest = self.limits.sentence_tokens.max(1);
            let cuts = sentence::split(self.read, &raw, longest, &mut ranges);
            forced += cuts;
            long_tokens += raw
                .windows(2)
                .filter(|pair| {
                    pair[0].end == pair[1].start
                        && pair[0].end - pair[0].start + 4 > self.limits.token_bytes
                })
                .count();
            let paragraph = self.document.paragraphs.len();
            let start = chars.at(block.start);
            for range in &ranges {
                let tokens: Vec<Token> = range
                    .clone()
                    .map(|at| Token {
                        span: Span::new(chars.at(raw[at].start), chars.at(raw[at].end)),
                        bytes: (raw[at].start as u32, raw[at].end as u32),
                        space_after: raw.get(at + 1).is_none_or(|next| next.start > raw[at].end),
                    })
                    .collect();
                if let (Some(first), Some(last)) = (tokens.first(), tokens.last()) {
                    if cuts > 0 && first_forced.is_none() {
                        first_forced = Some(self.document.sentences.len() + 1);
                    }
                    self.document.sentences.push(Sentence {
                        span: first.span.cover(last.span),
                        paragraph,
                        kind,
                        tokens,
                    });
                }
            }
            self.document
                .paragraphs
                .push(Span::new(start, chars.at(block.end)));
        }
        let s = |count: usize| if count == 1 { "" } else { "s" };
        if let Some(first) = first_forced {
            self.document.problems.push(format!(
                "{forced} cut{} inside sentences of more than {} tokens, the first in or after sentence {first}: check that the text has its punctuation",
                s(forced),
                self.limits.sentence_tokens
            ));
        }
        if long_tokens > 0 {
            self.document.problems.push(format!(
                "{long_tokens} cut{} inside tokens of more than {} bytes",
                s(long_tokens),
                self.limits.token_bytes
            ));
        }
    }
}
