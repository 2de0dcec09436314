//! Counts as newswire writes them: digits, words and both.
//!
//! Only exact counts are read. "Dozens" and "several" are none; the words around a count ("at
//! least", "nearly", "more than") are left to the reader of the evidence.

use std::ops::Range;

use crate::view::SentenceView;

/// The value of a number word below a hundred, "hundred" excluded.
pub(crate) fn small(word: &str) -> Option<u32> {
    const ONES: [&str; 20] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: [&str; 8] = [
        "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
    ];
    if let Some(value) = ONES.iter().position(|name| *name == word) {
        return Some(value as u32);
    }
    if let Some(tens) = TENS.iter().position(|name| *name == word) {
        return Some(20 + 10 * tens as u32);
    }
    let (tens, ones) = word.split_once('-')?;
    match (small(tens)?, small(ones)?) {
        (tens, ones) if tens >= 20 && tens % 10 == 0 && (1..10).contains(&ones) => {
            Some(tens + ones)
        }
        _ => None,
    }
}

/// The count that starts at a word: "26", "1,000", "1.2 million", "twenty-six", "two hundred and
/// five", "a dozen", "two dozen".
pub(crate) fn count_at(view: &SentenceView<'_>, at: usize) -> Option<(Range<usize>, u32)> {
    let lower = |i: usize| if i < view.len() { view.lower(i) } else { "" };
    let first = lower(at);
    if matches!(first, "a" | "an" | "one" | "half") {
        let half = usize::from(first == "half" && lower(at + 1) == "a");
        let unit = scale(lower(at + 1 + half))?;
        let value = match first {
            "half" => unit / 2,
            _ => unit,
        };
        return Some((at..at + 2 + half, value));
    }
    if first.starts_with(|c: char| c.is_ascii_digit()) {
        // An ordinal, an amount of money, a share, an age or a compound is no count.
        let before = match at {
            0 => "",
            _ => lower(at - 1),
        };
        if matches!(
            before,
            "$" | "€" | "£" | "¥" | "₹" | "-" | "#" | "no." | "us$"
        ) {
            return None;
        }
        let (whole, fraction) = match first.split_once('.') {
            Some((whole, fraction)) => (whole, fraction),
            None => (first, ""),
        };
        let digits: String = whole.chars().filter(|c| *c != ',').collect();
        let value: u64 = plain_digits(&digits)?.parse().ok()?;
        let after = lower(at + 1);
        if let Some(unit) = scale(after).filter(|unit| *unit > 12) {
            let mut value = value.checked_mul(u64::from(unit))?;
            if !fraction.is_empty() {
                let places = u32::try_from(fraction.len()).ok()?;
                let part: u64 = plain_digits(fraction)?.parse().ok()?;
                value += part.checked_mul(u64::from(unit))? / 10u64.checked_pow(places)?;
            }
            return Some((at..at + 2, u32::try_from(value).ok()?));
        }
        if !fraction.is_empty() || matches!(after, "-" | "%" | "percent" | "per") {
            return None;
        }
        return Some((at..at + 1, u32::try_from(value).ok()?));
    }
    words_at(view, at)
}

/// Whether a word counts without saying how many: "dozens", "several", "many".
pub(crate) fn is_vague(word: &str) -> bool {
    matches!(
        word,
        "dozens"
            | "hundreds"
            | "thousands"
            | "scores"
            | "several"
            | "many"
            | "millions"
            | "some"
            | "few"
            | "numerous"
            | "countless"
            | "multiple"
            | "tens"
            | "various"
            | "more"
            | "both"
            | "no"
            | "most"
            | "all"
            | "lots"
            | "other"
            | "others"
            | "least"
    )
}

fn plain_digits(text: &str) -> Option<&str> {
    (!text.is_empty() && text.len() <= 9 && text.bytes().all(|b| b.is_ascii_digit()))
        .then_some(text)
}

fn scale(word: &str) -> Option<u32> {
    Some(match word {
        "dozen" => 12,
        "hundred" => 100,
        "thousand" => 1_000,
        "million" | "m" => 1_000_000,
        "billion" => 1_000_000_000,
        _ => return None,
    })
}

/// A count in words alone.
fn words_at(view: &SentenceView<'_>, at: usize) -> Option<(Range<usize>, u32)> {
    let lower = |i: usize| if i < view.len() { view.lower(i) } else { "" };
    let mut end = at;
    let mut total = 0u32;
    let mut current = small(lower(end))?;
    end += 1;
    loop {
        let word = lower(end);
        if word == "-"
            && current % 10 == 0
            && current >= 20
            && let Some(ones) = small(lower(end + 1)).filter(|n| (1..10).contains(n))
        {
            current += ones;
            end += 2;
        } else if let Some(ones) = small(word).filter(|ones| {
            (current % 100 >= 20 && current % 10 == 0 && (1..10).contains(ones))
                || (current >= 100 && current % 100 == 0 && *ones < 100)
        }) {
            current += ones;
            end += 1;
        } else if word == "and"
            && current >= 100
            && current % 100 == 0
            && let Some(rest) = small(lower(end + 1))
        {
            current += rest;
            end += 2;
        } else if let Some(unit) = scale(word) {
            if unit >= 1_000 {
                total = total.checked_add(current.checked_mul(unit)?)?;
                current = 0;
            } else {
                current = current.checked_mul(unit)?;
            }
            end += 1;
            if unit >= 1_000 && small(lower(end)).is_some() {
                current = small(lower(end))?;
                end += 1;
            }
        } else {
            break;
        }
    }
    Some((at..end, total.checked_add(current)?))
}
