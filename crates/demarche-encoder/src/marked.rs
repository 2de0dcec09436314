//! Sentences to rows of piece ids: as they are, or with marks around two parties.

use demarche_code::reader::Question;
use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

use crate::labels::Labels;
use crate::pieces::Pieces;

/// Pieces of a marked sentence before its end; what stands further back is not read, as in training.
const LONGEST_MARKED: usize = 250;

/// A row of the graph's inputs, without what pads it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Row {
    /// Piece ids, `[CLS]` and `[SEP]` among them.
    pub(crate) ids: Vec<i32>,
    /// The letter case of the word that a piece is of: 1 lower, 2 Title, 3 UPPER, 4 mixed, 5 without
    /// letters; 0 where the piece is of no word.
    pub(crate) case: Vec<i32>,
    /// Where in `ids` each word begins.
    pub(crate) first: Vec<i32>,
    /// Where the marks before actor and recipient stand; 0 where there is none.
    pub(crate) parties: [i32; 2],
}

impl Row {
    /// The row of a sentence.
    pub(crate) fn of(words: &[&str], pieces: &Pieces) -> Self {
        let mut row = Row::default();
        row.push(pieces.open, 0);
        for word in words {
            row.first.push(row.ids.len() as i32);
            row.push_word(word, pieces);
        }
        row.push(pieces.close, 0);
        row
    }

    /// The row of a sentence whose parties are marked.
    pub(crate) fn marked(question: &Question<'_>, pieces: &Pieces, labels: &Labels) -> Self {
        let (words, parties) = parted(question);
        let mut row = Row::default();
        row.push(pieces.open, 0);
        for at in 0..=words.len() {
            for (side, party) in parties.iter().enumerate() {
                if party.is_some_and(|(_, end)| end == at) {
                    row.push(labels.markers[side][1], 0);
                }
            }
            for (side, party) in parties.iter().enumerate() {
                if party.is_some_and(|(start, _)| start == at) {
                    row.parties[side] = row.ids.len() as i32;
                    row.push(labels.markers[side][0], 0);
                }
            }
            if let Some(word) = words.get(at) {
                row.push_word(word, pieces);
            }
        }
        row.ids.truncate(LONGEST_MARKED);
        row.case.truncate(LONGEST_MARKED);
        for party in &mut row.parties {
            if *party >= LONGEST_MARKED as i32 {
                *party = 0;
            }
        }
        row.push(pieces.close, 0);
        row
    }

    fn push(&mut self, id: i32, case: i32) {
        self.ids.push(id);
        self.case.push(case);
    }

    fn push_word(&mut self, word: &str, pieces: &Pieces) {
        pieces.cut(word, &mut self.ids);
        self.case.resize(self.ids.len(), case_of(word));
    }
}

/// How a word uses capitals; the classes of [`Row::case`].
fn case_of(word: &str) -> i32 {
    let letters = || word.chars().filter(|c| is_letter(*c));
    let Some(opening) = letters().next() else {
        return 5;
    };
    let all = letters().count();
    let upper = letters().filter(|c| c.is_uppercase()).count();
    match (upper, opening.is_uppercase()) {
        (0, _) => 1,
        (_, true) if all == 1 => 2,
        _ if upper == all => 3,
        (_, true) => 2,
        (_, false) => 4,
    }
}

fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic()
        || !c.is_ascii() && c.general_category_group() == GeneralCategoryGroup::Letter
}

/// Words, and the runs of them that are the parties.
type Parted<'t> = (Vec<&'t str>, [Option<(usize, usize)>; 2]);

/// The words of a sentence, cut where its parties begin and end, and the runs of words that are the
/// parties: letters and figures together, every other character apart, as in training.
fn parted<'t>(question: &Question<'t>) -> Parted<'t> {
    let spans =
        [question.actor, question.recipient].map(|span| span.filter(|span| span.start < span.end));
    let mut runs: [Option<(usize, usize)>; 2] = [None; 2];
    let mut starts: [Option<usize>; 2] = [None; 2];
    let mut words = Vec::new();
    let mut open: Option<usize> = None;
    let text = question.text;
    let marks = text.char_indices().chain([(text.len(), ' ')]);
    for (at, (byte, c)) in (0u32..).zip(marks) {
        let together = byte < text.len() && is_part_of_word(c);
        let border = spans
            .iter()
            .flatten()
            .any(|span| span.start == at || span.end == at);
        if let Some(start) = open
            && (!together || border)
        {
            words.push(&text[start..byte]);
            open = None;
        }
        for ((span, run), start) in spans.iter().zip(&mut runs).zip(&mut starts) {
            let Some(span) = span else { continue };
            if span.end == at
                && let Some(start) = start.take()
                && start < words.len()
            {
                *run = Some((start, words.len()));
            }
            if span.start == at {
                *start = Some(words.len());
            }
        }
        if together {
            open = open.or(Some(byte));
        } else if byte < text.len() && !is_blank(c) {
            words.push(&text[byte..byte + c.len_utf8()]);
        }
    }
    (words, runs)
}

fn is_part_of_word(c: char) -> bool {
    c == '_'
        || c.is_ascii_alphanumeric()
        || !c.is_ascii()
            && matches!(
                c.general_category_group(),
                GeneralCategoryGroup::Letter | GeneralCategoryGroup::Number
            )
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c)
}

#[cfg(test)]
mod tests {
    use demarche_code::reader::Question;
    use demarche_record::Span;

    use super::{case_of, parted};

    #[test]
    fn words_have_a_case() {
        for (word, case) in [
            ("talks", 1),
            ("Kenya", 2),
            ("A", 2),
            ("UN", 3),
            ("U.N.", 3),
            ("iPhone", 4),
            ("McDonald", 2),
            ("1,200", 5),
            ("—", 5),
            ("Élysée", 2),
        ] {
            assert_eq!(case_of(word), case, "{word}");
        }
    }

    #[test]
    fn parties_are_runs_of_words() {
        let check = |text: &str, actor: Option<(u32, u32)>, recipient: Option<(u32, u32)>| {
            let span = |pair: Option<(u32, u32)>| pair.map(|(start, end)| Span::new(start, end));
            let question = Question {
                text,
                actor: span(actor),
                recipient: span(recipient),
            };
            let (words, runs) = parted(&question);
            (
                words.join("|"),
                runs.map(|run| run.map(|(start, end)| words[start..end].join("|"))),
            )
        };
        assert_eq!(
            check("Kenya's envoy left Mali.", Some((0, 13)), Some((19, 23))),
            (
                "Kenya|'|s|envoy|left|Mali|.".to_owned(),
                [Some("Kenya|'|s|envoy".to_owned()), Some("Mali".to_owned())]
            )
        );
        // A span within a word parts it; one of blanks, or beyond the text, is nobody.
        assert_eq!(
            check("Ex-Seleka left", Some((3, 6)), Some((9, 10))),
            (
                "Ex|-|Sel|eka|left".to_owned(),
                [Some("Sel".to_owned()), None]
            )
        );
        assert_eq!(check("a b", Some((7, 9)), Some((2, 3))).1[0], None);
        assert_eq!(
            check("a b", Some((7, 9)), Some((2, 3))).1[1].as_deref(),
            Some("b")
        );
        assert_eq!(check("", Some((0, 1)), None), (String::new(), [None, None]));
    }
}
