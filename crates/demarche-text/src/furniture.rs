//! What stands in an article and is not its text: headline, dateline, byline, agency and credit
//! lines.
//!
//! All of it is recognised by form. This module knows names of agencies and of months, no places
//! and no persons.

use crate::chars::{char_at, is_space};

/// Names of agencies, in the letters they sign with.
const AGENCIES: &[&str] = &[
    "ANI",
    "AP",
    "AFP",
    "Reuters",
    "REUTERS",
    "Xinhua",
    "XINHUA",
    "TASS",
    "ITAR-TASS",
    "IANS",
    "PTI",
    "UPI",
    "DPA",
    "dpa",
    "ANSA",
    "EFE",
    "Kyodo",
    "KYODO",
    "Yonhap",
    "YONHAP",
    "KCNA",
    "SPA",
    "WAM",
    "KUNA",
    "QNA",
    "IRNA",
    "ISNA",
    "Tasnim",
    "Mehr",
    "FARS",
    "Fars",
    "SANA",
    "MENA",
    "Anadolu",
    "AA",
    "APP",
    "UNI",
    "BSS",
    "UNB",
    "Interfax",
    "INTERFAX",
    "RIA",
    "RIA Novosti",
    "Sputnik",
    "Ukrinform",
    "UNIAN",
    "Belga",
    "ANP",
    "APA",
    "PAP",
    "CTK",
    "MTI",
    "Tanjug",
    "BTA",
    "AGERPRES",
    "Lusa",
    "ATS",
    "TT",
    "NTB",
    "Ritzau",
    "STT",
    "CNA",
    "Bernama",
    "BERNAMA",
    "Antara",
    "ANTARA",
    "VNA",
    "TNA",
    "PNA",
    "AAP",
    "NZPA",
    "CP",
    "Canadian Press",
    "NAN",
    "GNA",
    "SAPA",
    "KBC",
    "ENA",
    "MAP",
    "APS",
    "TAP",
    "LANA",
    "Petra",
    "PETRA",
    "Wafa",
    "WAFA",
    "NNA",
    "INA",
    "Pajhwok",
    "Khaama Press",
    "TOLOnews",
    "KNN",
    "KT",
    "RFE/RL",
    "RFERL",
    "VOA",
    "BBC",
    "CNN",
    "NPR",
    "Bloomberg",
    "IRIN",
    "UN News",
    "Agencies",
    "AGENCIES",
    "Agency",
    "Web Desk",
    "News Desk",
    "Staff Report",
    "Staff Reporter",
    "Monitoring Desk",
    "The Associated Press",
    "Associated Press",
    "Agence France-Presse",
    "Deutsche Presse-Agentur",
    "Press Trust of India",
    "Asian News International",
    "HT",
    "TNS",
    "NYT",
    "WSJ",
    "PA",
    "PA Media",
    "Press Association",
    "Thomson Reuters Foundation",
    "MarketWatch",
    "Business Wire",
    "BUSINESS WIRE",
    "PRNewswire",
    "PR Newswire",
    "PRNewswire-USNewswire",
    "GLOBE NEWSWIRE",
    "AllAfrica",
    "IPS",
    "KATAKAMI",
    "Kommersant",
    "EUobserver",
];

/// Whether words are the name of an agency, or several joined by commas and slashes.
fn is_agency(words: &str) -> bool {
    !words.is_empty()
        && words.len() <= 60
        && words.split([',', '/', '|', ';', '&']).all(|name| {
            AGENCIES.contains(&name.trim().trim_matches('.').trim_start_matches("The "))
                || AGENCIES.contains(&name.trim())
        })
}

/// "By Jane Doe", "By A. Doe and B. Roe in Kabul": names and nothing that ends a sentence.
pub(crate) fn is_byline(line: &str) -> bool {
    if line.len() > 160 {
        return false;
    }
    let Some(rest) = line
        .strip_prefix("By ")
        .or_else(|| line.strip_prefix("BY "))
        .or_else(|| line.strip_prefix("by "))
        .or_else(|| line.strip_prefix("By: "))
        .or_else(|| line.strip_prefix("Written by "))
        .or_else(|| line.strip_prefix("Story by "))
    else {
        return false;
    };
    let words = rest.split(is_space).filter(|word| !word.is_empty());
    let mut count = 0;
    for word in words {
        count += 1;
        let first = word.trim_start_matches(['(', '"', '“']);
        let name = first.starts_with(char::is_uppercase);
        let small = matches!(
            word.trim_matches(','),
            "and"
                | "in"
                | "for"
                | "of"
                | "the"
                | "with"
                | "at"
                | "de"
                | "da"
                | "van"
                | "von"
                | "der"
                | "al"
                | "bin"
                | "ibn"
                | "del"
                | "la"
                | "di"
                | "el"
                | "|"
                | "-"
                | "–"
                | "—"
                | "&"
                | "on"
        );
        let link = word.contains('@')
            || count > 2 && word.bytes().all(|b| b.is_ascii_digit() || b == b',');
        if !(name || small || link || first.starts_with("al-")) {
            return false;
        }
    }
    // An initial may close the line, a sentence does not.
    let ended = rest.ends_with(['?', '!', ':', ';'])
        || rest.ends_with('.')
            && rest.bytes().rev().take(4).filter(|b| *b == b'.').count() < 2
            && !rest.ends_with("Jr.")
            && !rest.ends_with("Sr.");
    (1..=16).contains(&count) && !ended
}

/// Agency, credit and navigation lines.
pub(crate) fn is_credit(line: &str) -> bool {
    // Only a short line can be one; a caption may run to two sentences.
    if line.len() > 400 {
        return false;
    }
    let bare = line.trim_matches(|c: char| {
        matches!(
            c,
            '(' | ')' | '[' | ']' | '-' | '–' | '—' | '*' | '~' | '_' | '=' | '.'
        ) || is_space(c)
    });
    if bare.is_empty() || is_agency(bare) {
        return line.len() > 1 || !bare.is_empty();
    }
    if matches!(bare, "###" | "30" | "END" | "ENDS" | "End" | "Ends") && bare.len() < line.len()
        || matches!(bare, "###" | "ENDS" | "# # #")
    {
        return true;
    }
    if bare.ends_with("contributed to this report") && bare.len() <= 200 {
        return true;
    }
    CREDITS
        .iter()
        .filter_map(|(opening, shape)| Some((strip_prefix_ignoring_case(bare, opening)?, shape)))
        .any(|(rest, shape)| match shape {
            Shape::Whole => rest.is_empty() || rest.starts_with([':', '.']) && rest.len() <= 160,
            Shape::Name => rest.len() <= 300 && rest.starts_with(char::is_uppercase),
            Shape::Year => {
                rest.len() <= 300
                    && rest.starts_with(|c: char| matches!(c, '©' | '(') || c.is_ascii_digit())
            }
            Shape::Short => rest.len() <= 50,
            Shape::Line => rest.len() <= 160,
            Shape::Caption => true,
        })
}

/// What must follow the words that open a credit line.
#[derive(Clone, Copy, Debug)]
enum Shape {
    /// Nothing, or a colon and what it announces.
    Whole,
    /// A capitalised name.
    Name,
    /// A year or a sign.
    Year,
    /// Few words.
    Short,
    /// A line of words.
    Line,
    /// Any words.
    Caption,
}

/// Words that open agency, credit, caption and navigation lines, in lower case.
const CREDITS: &[(&str, Shape)] = &[
    ("reporting by ", Shape::Name),
    ("additional reporting by ", Shape::Name),
    ("reporting and writing by ", Shape::Name),
    ("writing by ", Shape::Name),
    ("editing by ", Shape::Name),
    ("edited by ", Shape::Name),
    ("compiled by ", Shape::Name),
    ("with inputs from ", Shape::Line),
    ("with input from ", Shape::Line),
    ("with agency inputs", Shape::Line),
    ("with agencies", Shape::Short),
    ("inputs from ", Shape::Name),
    ("agency inputs", Shape::Short),
    ("source: ", Shape::Line),
    ("sources: ", Shape::Line),
    ("photo: ", Shape::Caption),
    ("photos: ", Shape::Caption),
    ("photo by ", Shape::Name),
    ("photo via ", Shape::Name),
    ("photo credit", Shape::Line),
    ("photo courtesy ", Shape::Line),
    ("photograph: ", Shape::Caption),
    ("photograph by ", Shape::Name),
    ("file photo", Shape::Caption),
    ("file image", Shape::Caption),
    ("image credit", Shape::Line),
    ("image source", Shape::Line),
    ("image: ", Shape::Caption),
    ("picture: ", Shape::Caption),
    ("credit: ", Shape::Line),
    ("caption: ", Shape::Caption),
    ("copyright ", Shape::Year),
    ("©", Shape::Line),
    ("all rights reserved", Shape::Line),
    ("advertisement", Shape::Whole),
    ("advertising", Shape::Whole),
    ("read more", Shape::Whole),
    ("read more at ", Shape::Line),
    ("read also", Shape::Whole),
    ("also read", Shape::Whole),
    ("see also", Shape::Whole),
    ("related", Shape::Whole),
    ("related stories", Shape::Whole),
    ("related articles", Shape::Whole),
    ("related news", Shape::Whole),
    ("watch", Shape::Whole),
    ("listen", Shape::Whole),
    ("more", Shape::Whole),
    ("more on this story", Shape::Whole),
    ("share", Shape::Whole),
    ("share this", Shape::Short),
    ("print", Shape::Whole),
    ("photo", Shape::Whole),
    ("tags", Shape::Whole),
    ("topics", Shape::Whole),
    ("comments", Shape::Whole),
    ("continue reading", Shape::Short),
    ("story continues", Shape::Short),
    ("sign up for ", Shape::Line),
    ("sign up here", Shape::Line),
    ("subscribe to ", Shape::Line),
    ("follow us on ", Shape::Line),
    ("follow @", Shape::Line),
    ("follow ap's ", Shape::Line),
    ("click here to ", Shape::Line),
    ("this story has been updated", Shape::Line),
    ("this story has been corrected", Shape::Line),
    ("this article was originally published ", Shape::Line),
    ("this article originally appeared ", Shape::Line),
    ("this is a developing story", Shape::Line),
    ("last updated", Shape::Short),
    ("first published", Shape::Short),
    ("published on ", Shape::Short),
    ("published: ", Shape::Short),
    ("updated: ", Shape::Short),
    ("posted on ", Shape::Short),
    ("posted: ", Shape::Short),
    ("our standards: ", Shape::Line),
];

/// What follows `prefix`, which is in lower case, at the start of `line` in any case.
fn strip_prefix_ignoring_case<'t>(line: &'t str, prefix: &str) -> Option<&'t str> {
    let first = line.bytes().next()?.to_ascii_lowercase();
    if prefix.bytes().next() != Some(first) {
        return None;
    }
    let (head, rest) = line.split_at_checked(prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then_some(rest)
}

/// Where a credit starts that closes a paragraph after its last sentence: "... said. (ANI)",
/// "... end. (Reporting by X; Editing by Y)".
pub(crate) fn trailing_credit(paragraph: &str) -> Option<usize> {
    let tail = paragraph.trim_end_matches(is_space);
    let (open, close) = match tail.bytes().next_back()? {
        b')' => ('(', ')'),
        b']' => ('[', ']'),
        _ => return None,
    };
    let start = tail.rfind(open)?;
    let inside = tail[start + 1..].trim_end_matches(close);
    let before = tail[..start].trim_end_matches(is_space);
    if before.is_empty() || tail.len() - start > 400 {
        return None;
    }
    let ended = crate::layout::ends_sentence(before);
    (ended && (is_agency(inside.trim()) || is_credit(inside))).then_some(start)
}

/// Whether a line may be a headline: short, one line, and not ended as a sentence is.
pub(crate) fn is_title_like(line: &str, most_words: usize) -> bool {
    if line.len() > 200
        || !line.starts_with(|c: char| {
            c.is_uppercase() || c.is_ascii_digit() || matches!(c, '"' | '\'' | '“' | '‘')
        })
    {
        return false;
    }
    let words = line.split(is_space).filter(|word| !word.is_empty()).count();
    let last = line
        .trim_end_matches(['"', '\'', '”', '’', ')'])
        .chars()
        .next_back();
    (1..=most_words).contains(&words)
        && last.is_some_and(|c| !matches!(c, '.' | '!' | ':' | ';' | ',' | '…'))
}

/// The parts of a dateline, as byte offsets into the paragraph it opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DatelineParts {
    /// Where the dateline ends, its dash or colon included.
    pub(crate) end: usize,
    pub(crate) place: Option<(usize, usize)>,
    pub(crate) date: Option<(usize, usize)>,
    pub(crate) agency: Option<(usize, usize)>,
}

/// Reads the dateline that opens a paragraph.
pub(crate) fn dateline(paragraph: &str) -> Option<DatelineParts> {
    let mut window = paragraph.len().min(140);
    while !paragraph.is_char_boundary(window) {
        window -= 1;
    }
    let opening = &paragraph[..window];
    if !opening.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || c == '(') {
        return None;
    }
    separators(opening).find_map(|separator| read_dateline(paragraph, separator))
}

/// A mark that may end a dateline.
#[derive(Clone, Copy, Debug)]
struct Separator {
    start: usize,
    end: usize,
    strength: Strength,
}

/// How much the mark itself says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Strength {
    /// A dash with white space.
    Dash,
    /// A colon, or a full stop after the agency.
    Weak,
    /// Nothing but the bracket that closes on the agency: "(CNN) Police …".
    Bracket,
}

/// The marks in `opening` that may end a dateline, in order.
fn separators(opening: &str) -> impl Iterator<Item = Separator> + '_ {
    opening.char_indices().filter_map(move |(at, c)| {
        let mut end = at + c.len_utf8();
        let rest = &opening[end..];
        let spaced_before =
            at > 0 && opening[..at].ends_with(|c: char| is_space(c) || c == ')' || c == '/');
        let strength = match c {
            '-' | '–' | '—' | '―' => {
                if opening[..at].ends_with(c) {
                    return None;
                }
                end += rest.len() - rest.trim_start_matches(c).len();
                let dash = c == '-' && end == at + 1;
                let spaced_after = opening[end..].starts_with(is_space);
                if dash && !(spaced_before && spaced_after)
                    || !(spaced_before || spaced_after || c != '-')
                {
                    return None;
                }
                Strength::Dash
            }
            ':' if rest.starts_with(is_space) => {
                let dash = rest.trim_start_matches(is_space);
                if let Some(after) = dash.strip_prefix(['-', '–', '—']) {
                    end = opening.len() - after.trim_start_matches(['-', '–', '—']).len();
                }
                Strength::Weak
            }
            '.' if opening[..at].ends_with('/') && rest.starts_with(is_space) => Strength::Weak,
            ')' if rest.starts_with(is_space) => Strength::Bracket,
            _ => return None,
        };
        Some(Separator {
            start: at,
            end,
            strength,
        })
    })
}

fn read_dateline(paragraph: &str, separator: Separator) -> Option<DatelineParts> {
    let head_end = match separator.strength {
        Strength::Bracket => separator.end,
        Strength::Dash | Strength::Weak => separator.start,
    };
    let head = paragraph[..head_end].trim_end_matches(is_space);
    let body = paragraph[separator.end..].trim_start_matches(is_space);
    let opens = body.starts_with(|c: char| {
        c.is_uppercase()
            || c.is_ascii_digit()
            || matches!(c, '"' | '“' | '\'' | '‘' | '«' | '(' | '$' | '€' | '£')
    });
    if !opens || body.split(is_space).take(4).count() < 4 {
        return None;
    }
    let mut parts = DatelineParts {
        end: separator.end,
        place: None,
        date: None,
        agency: None,
    };
    let mut place_end = head.len();
    // "(Reuters)", "/TASS/", "| AP".
    let (open, close) = match head.bytes().next_back()? {
        b')' => ('(', ')'),
        b'/' => ('/', '/'),
        _ => ('|', ' '),
    };
    let inner = head.strip_suffix(close).unwrap_or(head);
    if let Some(start) = inner.rfind(open) {
        let from = start + 1 + (inner.len() - start - 1 - inner[start + 1..].trim_start().len());
        let to = from + inner[from..].trim_end().len();
        let words = &inner[from..to];
        if words.is_empty() || words.len() > 50 {
            return None;
        }
        if separator.strength == Strength::Bracket && !is_agency(words) {
            return None;
        }
        if is_date(words) {
            parts.date = Some((from, to));
        } else if words.starts_with(char::is_uppercase) || is_agency(words) {
            parts.agency = Some((from, to));
        } else {
            return None;
        }
        place_end = start;
    }
    let mut at = 0;
    // What stands before the day is a place, what stands behind it is not.
    for piece in head[..place_end].split(',') {
        let start = at + piece.len() - piece.trim_start().len();
        let words = piece.trim().trim_end_matches('.');
        let words = if piece.trim().len() <= 4 {
            piece.trim()
        } else {
            words
        };
        at += piece.len() + 1;
        if words.is_empty() {
            continue;
        }
        let span = (start, start + words.len());
        if is_date(words) {
            let first = parts.date.map_or(start, |(first, _)| first.min(start));
            parts.date = Some((first, span.1));
        } else if parts.agency.is_none() && is_agency(words) {
            parts.agency = Some(span);
        } else if parts.date.is_none_or(|(first, _)| first > start) && is_place(words) {
            let first = parts.place.map_or(start, |(first, _)| first);
            parts.place = Some((first, span.1));
        } else {
            return None;
        }
    }
    let (from, to) = parts.place.unwrap_or((0, 0));
    let place = &head[from..to];
    let capitals = is_capitals(place);
    let words = place
        .split(is_space)
        .filter(|word| !word.is_empty())
        .count();
    let evidence = parts.agency.is_some() || parts.date.is_some();
    let accepted = if place.is_empty() {
        parts.agency.is_some()
    } else if evidence {
        words <= 8
    } else {
        match separator.strength {
            Strength::Dash => words <= 6 && (capitals || place.contains(',') || words <= 2),
            Strength::Weak => words <= 4 && capitals && place.len() > 3 && !is_label(place),
            Strength::Bracket => false,
        }
    };
    accepted.then_some(parts)
}

/// Capitalised words that may name a place.
fn is_place(words: &str) -> bool {
    if words.len() > 50 {
        return false;
    }
    let mut count = 0;
    for word in words.split(is_space).filter(|word| !word.is_empty()) {
        count += 1;
        let bare = word.trim_matches(['[', ']', '(', ')', '.', '/']);
        let capital =
            bare.starts_with(char::is_uppercase) && !bare.contains(|c: char| c.is_ascii_digit());
        let small = count > 1
            && matches!(
                bare,
                "de" | "del"
                    | "of"
                    | "the"
                    | "and"
                    | "al"
                    | "la"
                    | "el"
                    | "le"
                    | "upon"
                    | "on"
                    | "do"
                    | "da"
            );
        if !(capital || small || bare.starts_with("al-") || bare.starts_with("el-")) {
            return false;
        }
    }
    (1..=5).contains(&count)
}

/// Whether the first name of a place is written in capitals, as agencies do.
fn is_capitals(place: &str) -> bool {
    let first = place.split([',', '[']).next().unwrap_or("");
    let mut letters = first.chars().filter(|c| c.is_alphabetic()).peekable();
    letters.peek().is_some() && letters.all(|c| c.is_uppercase())
}

/// Capitals before a colon that label a text and name no place.
fn is_label(words: &str) -> bool {
    matches!(
        words,
        "UPDATE"
            | "BREAKING"
            | "BREAKING NEWS"
            | "EXCLUSIVE"
            | "WATCH"
            | "NOTE"
            | "EDITORIAL"
            | "OPINION"
            | "ANALYSIS"
            | "VIDEO"
            | "PHOTOS"
            | "LIVE"
            | "LIVE UPDATES"
            | "FACTBOX"
            | "EXPLAINER"
            | "TIMELINE"
            | "INTERVIEW"
            | "CORRECTION"
            | "CORRECTED"
            | "WARNING"
            | "READ"
            | "MORE"
            | "NATO"
            | "UNHCR"
            | "UNICEF"
            | "OPEC"
            | "QUESTION"
            | "ANSWER"
            | "SPEAKER"
            | "MODERATOR"
            | "HOST"
            | "SUMMARY"
            | "BACKGROUND"
            | "FACT CHECK"
            | "FLASH"
            | "URGENT"
            | "ALERT"
            | "SPECIAL REPORT"
            | "INSIGHT"
            | "FEATURE"
            | "FROM"
            | "SUBJECT"
            | "DATE"
            | "ABSTRACT"
            | "INTRODUCTION"
    )
}

/// What a line says that is nothing but a day or a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stamp {
    /// It names a day ("May 12, 2016", "Updated 3:15 PM EDT, Wed May 1, 2024").
    Day,
    /// It names only a time ("1:05 PM GMT").
    Time,
}

/// Reads a line that is nothing but a day or a time.
pub(crate) fn stamp(line: &str) -> Option<Stamp> {
    if line.len() > 80 {
        return None;
    }
    let mut day = false;
    let mut number = false;
    let mut time = false;
    for word in line
        .split(|c: char| is_space(c) || matches!(c, ',' | '|' | '·' | '(' | ')'))
        .filter(|word| !word.is_empty())
    {
        let clock = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        if clock.len() >= 3
            && clock.contains(':')
            && clock.bytes().all(|b| b.is_ascii_digit() || b == b':')
        {
            time = true;
        } else if word.bytes().all(|b| b.is_ascii_digit()) || is_ordinal(word) {
            number = true;
        } else if is_date(word) || is_month_or_day(word) {
            day = true;
        } else if !matches!(
            word.trim_end_matches(':'),
            "Published"
                | "Updated"
                | "Posted"
                | "Last"
                | "First"
                | "Date"
                | "PUBLISHED"
                | "UPDATED"
                | "published"
                | "updated"
                | "on"
                | "at"
                | "-"
                | "–"
                | "—"
                | "/"
                | "AM"
                | "PM"
                | "am"
                | "pm"
                | "a.m."
                | "p.m."
                | "GMT"
                | "UTC"
                | "EDT"
                | "EST"
                | "ET"
                | "BST"
                | "CET"
                | "CEST"
                | "IST"
                | "PKT"
                | "MSK"
                | "PT"
                | "PDT"
                | "PST"
                | "JST"
                | "KST"
                | "EAT"
                | "WAT"
                | "CAT"
                | "AEST"
        ) {
            return None;
        }
    }
    let iso = is_date(line);
    match (day && number || iso, time) {
        (true, _) => Some(Stamp::Day),
        (false, true) => Some(Stamp::Time),
        _ => None,
    }
}

fn is_ordinal(word: &str) -> bool {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    digits > 0 && matches!(&word[digits..], "st" | "nd" | "rd" | "th")
}

fn is_month_or_day(word: &str) -> bool {
    let bare = word.trim_end_matches('.');
    let short: String = bare.chars().take(3).flat_map(char::to_lowercase).collect();
    bare.starts_with(char::is_uppercase) && bare.len() <= 9 && is_calendar_name(bare, &short)
}

/// Whether words name a day: a month with a day, a weekday, an ISO day.
fn is_date(words: &str) -> bool {
    let mut named = false;
    let mut count = 0;
    for word in words
        .split(|c: char| is_space(c) || c == ',')
        .filter(|word| !word.is_empty())
    {
        count += 1;
        let bare = word.trim_matches(['.', '(', ')', '[', ']']);
        let digits = bare.bytes().take_while(u8::is_ascii_digit).count();
        let number = digits > 0
            && (digits == bare.len() || matches!(&bare[digits..], "st" | "nd" | "rd" | "th"));
        let iso = digits > 0
            && bare
                .bytes()
                .all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'/' | b'.'))
            && digits < bare.len();
        let short: String = bare.chars().take(3).flat_map(char::to_lowercase).collect();
        let name = bare.len() <= 9
            && bare.starts_with(char::is_uppercase)
            && is_calendar_name(bare, &short);
        named |= name || iso || number && digits == 4;
        if !(number || iso || name) {
            return false;
        }
    }
    named && count <= 5
}

fn is_calendar_name(word: &str, short: &str) -> bool {
    const NAMES: &[&str] = &[
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "sept",
        "october",
        "november",
        "december",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "tues",
        "thur",
        "thurs",
    ];
    let lower = word.to_lowercase();
    NAMES.contains(&lower.as_str())
        || lower.len() == 3
            && NAMES
                .iter()
                .any(|name| name.starts_with(short) && name.len() > 3)
}

/// Whether a paragraph opens as a turn of a transcript does ("SMITH: We will").
pub(crate) fn is_speaker_turn(paragraph: &str) -> bool {
    let Some(colon) = paragraph.bytes().take(60).position(|b| b == b':') else {
        return false;
    };
    let name = &paragraph[..colon];
    char_at(paragraph, colon + 1).is_some_and(is_space)
        && !name.is_empty()
        && name.chars().all(|c| !c.is_lowercase())
}
