//! Whether two texts are copies of one: aligned word by word, then judged by what differs.
//!
//! Nearly all words of two daily reports agree, and still they tell two things; a copy cut to a
//! third agrees in a third. So the share of common words only has to be plausible. What decides is
//! each place where the two texts part inside a sentence: another figure, name, day or outcome
//! there, and they are two stories.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use ::similar::{Algorithm, DiffOp, capture_diff_slices};

use super::lists::Table;
use super::words::{Kind, Word, Words, interchangeable};

/// Of the shorter body, this share must stand in the longer, in the same order.
const CONTAINED: f64 = 0.7;
/// Of both leads, this share must stand in the other text.
const LEAD: f64 = 0.7;
/// Common words that there must be, and different facts among them, unless the texts are the same
/// from end to end.
const COMMON_WORDS: usize = 25;
const COMMON_FACTS: usize = 3;
/// Words that may be exchanged inside sentences: one, and one more for each so many in common.
const EXCHANGED_IN: usize = 25;
/// Facts that one text may leave out inside a sentence: one for each so many words in common.
const LEFT_OUT_IN: usize = 50;
/// Facts left out on either side within this many words of each other are one exchanged.
const NEAR: usize = 15;
/// Fewer words than this are no sentence of their own.
const SENTENCE: usize = 6;

/// A place where the texts part: words of the one that stand where words of the other do, either of
/// which may be none.
#[derive(Clone, Debug)]
struct Gap {
    a: Range<usize>,
    b: Range<usize>,
}

/// Whether `a` and `b` are copies of one text.
pub(super) fn are_copies(a: &Words, b: &Words) -> bool {
    if parted(&a.dateline, &b.dateline) || headings_part(&a.headline, &b.headline) {
        return false;
    }
    let forms = |words: &Words| -> Vec<u64> { words.body.iter().map(|word| word.hash).collect() };
    let (mut a, mut b, mut ha, mut hb) = (a, b, forms(a), forms(b));
    if ha == hb {
        return !ha.is_empty();
    }
    if ha.len().min(hb.len()) < COMMON_WORDS || !may_be_copies(&ha, &hb) {
        return false;
    }
    // An alignment is not the same from both ends; the shorter text goes first.
    if (hb.len(), &hb) < (ha.len(), &ha) {
        (a, b, ha, hb) = (b, a, hb, ha);
    }
    let gaps = align(&a.body, &b.body, &ha, &hb);
    Judgement::of(a, b, &gaps).is_some_and(|judgement| judgement.copies(a, b))
}

/// Whether two headlines are one headline with other facts in it, as those of daily reports are.
/// Headlines that are worded apart say nothing: each desk writes its own.
pub(super) fn headings_part(a: &[Word], b: &[Word]) -> bool {
    if a.is_empty() || b.is_empty() {
        return false;
    }
    let forms: HashSet<&str> = a.iter().map(|word| word.form.as_str()).collect();
    let common = b
        .iter()
        .filter(|word| forms.contains(word.form.as_str()))
        .count();
    // In a headline every word may be written with a capital: all but the small words count.
    let facts = |words: &[Word]| -> Vec<String> {
        words
            .iter()
            .filter(|word| word.kind != Kind::Function)
            .map(|word| word.form.clone())
            .collect()
    };
    let figures = |words: &[Word]| -> Vec<String> {
        words
            .iter()
            .filter(|word| word.kind == Kind::Figure)
            .map(|word| word.form.clone())
            .collect()
    };
    let (fa, fb) = (facts(a), facts(b));
    let parts = !is_within(&fa, &fb) && !is_within(&fb, &fa);
    let (na, nb) = (figures(a), figures(b));
    let figures_part = !na.is_empty() && na.len() == nb.len() && na != nb;
    parts
        && 2 * common >= a.len().min(b.len())
        && (figures_part || 3 * common >= 2 * a.len().max(b.len()))
}

/// Whether both name facts, and neither has all those of the other in their order.
fn parted(a: &[Word], b: &[Word]) -> bool {
    let (a, b) = (facts(a), facts(b));
    !a.is_empty() && !b.is_empty() && !is_within(&a, &b) && !is_within(&b, &a)
}

fn facts(words: &[Word]) -> Vec<&str> {
    words
        .iter()
        .filter(|word| word.kind.is_fact())
        .map(|word| word.form.as_str())
        .collect()
}

/// Whether `part` stands in `whole`, in order, not necessarily side by side.
fn is_within<T: PartialEq>(part: &[T], whole: &[T]) -> bool {
    let mut whole = whole.iter();
    part.iter().all(|word| whole.any(|other| other == word))
}

/// Whether so much of the shorter text stands in the longer that they are worth aligning: of its
/// runs of three words, two fifths. A copy with as many edits as there may be has more.
fn may_be_copies(a: &[u64], b: &[u64]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let run = |words: &[u64]| {
        words
            .iter()
            .fold(0_u64, |sum, word| sum.rotate_left(21) ^ word)
    };
    let runs: Table<()> = long.windows(3).map(|words| (run(words), ())).collect();
    let runs_of_both = short
        .windows(3)
        .filter(|words| runs.contains_key(&run(words)));
    5 * runs_of_both.count() >= 2 * short.len().saturating_sub(2)
}

/// Where the texts part, in order.
fn align(a: &[Word], b: &[Word], ha: &[u64], hb: &[u64]) -> Vec<Gap> {
    let mut gaps: Vec<Gap> = Vec::new();
    for op in capture_diff_slices(Algorithm::Patience, ha, hb) {
        let gap = match op {
            DiffOp::Equal { .. } => continue,
            DiffOp::Delete {
                old_index,
                old_len,
                new_index,
            } => Gap {
                a: old_index..old_index + old_len,
                b: new_index..new_index,
            },
            DiffOp::Insert {
                old_index,
                new_index,
                new_len,
            } => Gap {
                a: old_index..old_index,
                b: new_index..new_index + new_len,
            },
            DiffOp::Replace {
                old_index,
                old_len,
                new_index,
                new_len,
            } => Gap {
                a: old_index..old_index + old_len,
                b: new_index..new_index + new_len,
            },
        };
        match gaps.last_mut() {
            Some(last) if is_chance(a, last, &gap) => {
                last.a.end = gap.a.end;
                last.b.end = gap.b.end;
            }
            _ => gaps.push(gap),
        }
    }
    let mut before = 0..0;
    for gap in &mut gaps {
        settle(a, b, gap, (before.start, before.end));
        before = gap.a.end..gap.b.end;
    }
    gaps
}

/// Whether the few words between two gaps agree by chance: one or two that are no facts, amid many
/// that differ.
fn is_chance(a: &[Word], last: &Gap, next: &Gap) -> bool {
    let between = &a[last.a.end..next.a.start];
    let around = last.a.len() + last.b.len() + next.a.len() + next.b.len();
    between.len() <= 2
        && around >= 4 * between.len().max(1)
        && !between.iter().any(|word| word.kind.is_fact())
}

/// Moves a gap to where a sentence starts, where the same alignment allows it; not across the gap
/// before it, which ends at `floor`.
fn settle(a: &[Word], b: &[Word], gap: &mut Gap, floor: (usize, usize)) {
    let room = (gap.a.start - floor.0).min(gap.b.start - floor.1);
    if gap.a.is_empty() != gap.b.is_empty() {
        let (words, range) = if gap.b.is_empty() {
            (a, &gap.a)
        } else {
            (b, &gap.b)
        };
        for back in 0..=room.min(8) {
            if words[range.start - back].starts {
                gap.a = gap.a.start - back..gap.a.end - back;
                gap.b = gap.b.start - back..gap.b.end - back;
                return;
            }
            if back < room && words[range.start - back - 1].form != words[range.end - back - 1].form
            {
                return;
            }
        }
        return;
    }
    // Both texts go on with a sentence of their own, and these begin alike.
    if gap.a.len() >= 5 && gap.b.len() >= 5 {
        for back in 1..=room.min(3) {
            if a[gap.a.start - back].starts && b[gap.b.start - back].starts {
                gap.a.start -= back;
                gap.b.start -= back;
                return;
            }
        }
    }
}

/// Whether a range begins and ends with sentences.
fn is_whole(words: &[Word], range: &Range<usize>) -> bool {
    !range.is_empty()
        && words[range.start].starts
        && words.get(range.end).is_none_or(|word| word.starts)
}

/// What the gaps add up to, once none of them by itself makes two stories.
struct Judgement {
    covered_a: Vec<bool>,
    covered_b: Vec<bool>,
    exchanged: usize,
    left_out: usize,
}

impl Judgement {
    /// None if a gap makes two stories of the texts.
    fn of(a: &Words, b: &Words, gaps: &[Gap]) -> Option<Judgement> {
        let mut judgement = Judgement {
            covered_a: vec![true; a.body.len()],
            covered_b: vec![true; b.body.len()],
            exchanged: 0,
            left_out: 0,
        };
        let cased = a.cased && b.cased;
        let mut pairs: HashMap<(&str, &str), usize> = HashMap::new();
        // Where a side last left a fact out, counted in words of `a`.
        let mut out_of_a: Option<usize> = None;
        let mut out_of_b: Option<usize> = None;
        for gap in gaps {
            judgement.covered_a[gap.a.clone()].fill(false);
            judgement.covered_b[gap.b.clone()].fill(false);
            let (wa, wb) = (&a.body[gap.a.clone()], &b.body[gap.b.clone()]);
            let (at_end_a, at_end_b) = (gap.a.end == a.body.len(), gap.b.end == b.body.len());
            // A cut: whole sentences, or all that follows.
            if wb.is_empty() && (is_whole(&a.body, &gap.a) || at_end_a && at_end_b)
                || wa.is_empty() && (is_whole(&b.body, &gap.b) || at_end_a && at_end_b)
            {
                continue;
            }
            // A cut in the middle of a word.
            if at_end_a && at_end_b && (is_torn(wa, wb) || is_torn(wb, wa)) {
                continue;
            }
            // Sentences of their own in either text, which the common part must outweigh.
            let long = wa.len().min(wb.len()) >= SENTENCE;
            if long && is_whole(&a.body, &gap.a) && is_whole(&b.body, &gap.b) && !are_alike(wa, wb)
            {
                continue;
            }
            let (ra, rb) = remains(wa, wb);
            let negated = |words: &[&Word]| {
                words
                    .iter()
                    .filter(|word| word.kind == Kind::Negation)
                    .count()
            };
            if negated(&ra) != negated(&rb) || !(cased || ra.is_empty() && rb.is_empty()) {
                return None;
            }
            let of = |words: &[&Word], kind: fn(Kind) -> bool| {
                words.iter().filter(|word| kind(word.kind)).count()
            };
            let deciding = |kind: Kind| kind == Kind::Deciding;
            if of(&ra, deciding) > 0 && of(&rb, deciding) > 0 {
                return None;
            }
            let figure = |kind: Kind| kind == Kind::Figure;
            let (na, nb) = (of(&ra, Kind::is_fact), of(&rb, Kind::is_fact));
            if na > 0 && nb > 0 || parted(wa, wb) {
                return None;
            }
            // A title for a name, or "the king" for a country.
            if na > 0 && of(&rb, deciding) > 0 || nb > 0 && of(&ra, deciding) > 0 {
                return None;
            }
            let content = |kind: Kind| kind != Kind::Function;
            let exchanged = of(&ra, content).min(of(&rb, content));
            if exchanged > 0 && (of(&ra, figure) > 0 || of(&rb, figure) > 0) {
                return None;
            }
            let counted = gap.a.start > 0 && a.body[gap.a.start - 1].kind == Kind::Figure;
            if exchanged > 0 && counted {
                return None;
            }
            judgement.exchanged += exchanged;
            judgement.left_out += na + nb;
            if na > 0 {
                out_of_b = Some(gap.a.end);
            }
            if nb > 0 {
                out_of_a = Some(gap.a.end);
            }
            if let (Some(x), Some(y)) = (out_of_a, out_of_b)
                && x.abs_diff(y) <= NEAR
            {
                return None;
            }
            if let ([one], [other]) = (ra.as_slice(), rb.as_slice()) {
                let times = pairs.entry((&one.form, &other.form)).or_default();
                *times += 1;
                if *times > 1 && one.kind != Kind::Function && other.kind != Kind::Function {
                    return None;
                }
            }
        }
        Some(judgement)
    }

    fn copies(&self, a: &Words, b: &Words) -> bool {
        let covered = self.covered_a.iter().filter(|covered| **covered).count();
        let shorter = a.body.len().min(b.body.len());
        let facts: HashSet<&str> = a
            .body
            .iter()
            .zip(&self.covered_a)
            .filter(|(word, covered)| **covered && word.kind.is_fact())
            .map(|(word, _)| word.form.as_str())
            .collect();
        let lead = |words: &Words, covered: &[bool]| {
            let lead = words.lead();
            let lead = 0..lead.end.max(15).min(covered.len());
            let common = covered[lead.clone()]
                .iter()
                .filter(|covered| **covered)
                .count();
            common as f64 >= LEAD * lead.len() as f64
        };
        covered >= COMMON_WORDS
            && covered as f64 >= CONTAINED * shorter as f64
            && facts.len() >= COMMON_FACTS
            && lead(a, &self.covered_a)
            && lead(b, &self.covered_b)
            && self.exchanged <= 1 + covered / EXCHANGED_IN
            && self.left_out <= covered / LEFT_OUT_IN
    }
}

/// Whether `cut` is the beginning of what stands in `whole`, its last word cut off.
fn is_torn(cut: &[Word], whole: &[Word]) -> bool {
    matches!((cut, whole), ([cut], [whole, ..]) if whole.form.starts_with(&cut.form))
}

/// Whether two runs of whole sentences are one with other words in it.
fn are_alike(a: &[Word], b: &[Word]) -> bool {
    let forms: HashSet<&str> = a.iter().map(|word| word.form.as_str()).collect();
    let common = b
        .iter()
        .filter(|word| forms.contains(word.form.as_str()))
        .count();
    5 * common >= 2 * a.len().min(b.len())
}

/// What is left of each side when words that are the same for our purpose are taken off both.
fn remains<'a>(a: &'a [Word], b: &'a [Word]) -> (Vec<&'a Word>, Vec<&'a Word>) {
    let mut left: Vec<&Word> = Vec::new();
    let mut right: Vec<&Word> = b.iter().collect();
    for word in a {
        let same = right.iter().position(|other| {
            word.form == other.form
                || !word.kind.is_fact()
                    && !other.kind.is_fact()
                    && interchangeable(&word.form, &other.form)
        });
        match same {
            Some(at) => {
                right.remove(at);
            }
            None => left.push(word),
        }
    }
    (left, right)
}
