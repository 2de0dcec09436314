//! Short closed lists: abbreviations, clitics, prefixes, words that open sentences.

/// Longest word that any list of this module holds, in bytes.
const LONGEST: usize = 16;

/// Lower-cases a short ASCII word into `buffer`; `None` when it is longer than any listed word.
pub(crate) fn lower<'b>(word: &str, buffer: &'b mut [u8; LONGEST]) -> Option<&'b str> {
    let bytes = word.as_bytes();
    let target = buffer.get_mut(..bytes.len())?;
    target.copy_from_slice(bytes);
    target.make_ascii_lowercase();
    std::str::from_utf8(target).ok()
}

/// What a full stop after a word means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Abbreviation {
    /// Not one: the full stop stands alone.
    No,
    /// Stands before a name ("Gen."): never ends a sentence.
    Title,
    /// May end a sentence ("etc.", "Inc.").
    Word,
    /// An abbreviation only before a number ("No. 5", "p. 12").
    BeforeNumber,
    /// A month or a weekday.
    Calendar,
}

/// Whether an abbreviation always stands before what it announces ("e.g.", "vs.").
pub(crate) fn announces(word: &str) -> bool {
    matches!(
        word,
        "e.g" | "E.g" | "i.e" | "I.e" | "eg" | "ie" | "vs" | "cf" | "ca" | "approx" | "viz" | "esp"
    )
}

/// Whether a word opens with the name of a month.
pub(crate) fn is_month(word: &str) -> bool {
    matches!(
        word.get(..3),
        Some(
            "Jan"
                | "Feb"
                | "Mar"
                | "Apr"
                | "May"
                | "Jun"
                | "Jul"
                | "Aug"
                | "Sep"
                | "Oct"
                | "Nov"
                | "Dec"
        )
    )
}

/// Whether a word names a day of the week in full.
pub(crate) fn is_weekday(word: &str) -> bool {
    matches!(
        word,
        "Monday" | "Tuesday" | "Wednesday" | "Thursday" | "Friday" | "Saturday" | "Sunday"
    )
}

/// Looks a word up as it stands before a full stop.
pub(crate) fn abbreviation(word: &str) -> Abbreviation {
    let mut buffer = [0; LONGEST];
    let Some(lower) = lower(word, &mut buffer) else {
        return Abbreviation::No;
    };
    let capital = word.as_bytes().first().is_some_and(u8::is_ascii_uppercase);
    // "EST" and "LA" are no abbreviations that take a full stop.
    if word.len() > 1
        && word.bytes().all(|b| b.is_ascii_uppercase())
        && matches!(
            lower,
            "est" | "la" | "ga" | "md" | "pa" | "mo" | "del" | "ind" | "ore" | "miss" | "ed"
        )
    {
        return Abbreviation::No;
    }
    match lower {
        "mr" | "mrs" | "ms" | "dr" | "messrs" | "mme" | "mlle" | "st" | "ste" | "lt" | "sgt"
        | "capt" | "cmdr" | "cpl" | "pvt" | "hon" | "brig" | "adm" | "supt" | "insp" | "fr"
        | "ft" | "mt" | "msgr" | "pres" | "ayat" | "spc" | "pfc" | "cdr" | "lcpl" | "atty"
        | "det"
            if capital =>
        {
            Abbreviation::Title
        }
        "gen" | "col" | "maj" | "prof" | "rev" | "sen" | "rep" | "gov" | "amb" | "sens"
        | "reps" | "govs" | "gens" | "profs" | "drs" | "sr" | "sra" | "pt" | "comdr" | "asst"
        | "res"
            if capital =>
        {
            if lower == "sr" {
                Abbreviation::Word
            } else {
                Abbreviation::Title
            }
        }
        "jr" | "inc" | "ltd" | "corp" | "co" | "bros" | "llc" | "plc" | "dept" | "univ" | "ave"
        | "blvd" | "rd" | "assn" | "mfg" | "intl" | "div" | "est" | "esq" | "ariz" | "ark"
        | "calif" | "colo" | "conn" | "del" | "fla" | "ga" | "ind" | "kan" | "ky" | "la" | "md"
        | "mich" | "minn" | "miss" | "mo" | "mont" | "neb" | "nev" | "okla" | "ore" | "pa"
        | "penn" | "tenn" | "tex" | "va" | "vt" | "wash" | "wis" | "wyo" | "ala" | "que"
        | "ont" | "attn" | "fed" | "gov't" | "exec" | "spec" | "arrv" | "cf" | "ed" | "eds"
            if capital =>
        {
            Abbreviation::Word
        }
        "etc" | "vs" | "eg" | "ie" | "al" | "approx" | "ca" | "viz" | "esp" | "incl" | "yrs"
        | "hrs" | "mins" | "lbs" | "oz" | "govt" | "ltd" | "dept" | "ext" | "tel" | "vol"
        | "ph" | "cf" | "ibid" | "resp" | "misc" | "temp" | "lv" | "arrv" => Abbreviation::Word,
        "no" | "nos" | "p" | "pp" | "vols" | "art" | "arts" | "sec" | "secs" | "fig" | "figs"
        | "ch" | "chap" | "para" | "paras" | "cl" | "op" | "ver" | "rs" | "c" | "b" | "d" | "m"
        | "div" | "ss" | "eq" | "eqs" | "ref" | "refs" | "pg" | "apt" | "res" => {
            Abbreviation::BeforeNumber
        }
        "jan" | "feb" | "mar" | "apr" | "jun" | "jul" | "aug" | "sep" | "sept" | "oct" | "nov"
        | "dec" | "mon" | "tue" | "tues" | "wed" | "thu" | "thur" | "thurs" | "fri" | "sat"
        | "sun"
            if capital =>
        {
            Abbreviation::Calendar
        }
        _ => Abbreviation::No,
    }
}

/// Whether letters after an apostrophe make a word of their own ("India|'s", "they|'ll").
pub(crate) fn is_clitic(letters: &str) -> bool {
    matches!(
        letters,
        "s" | "m" | "d" | "re" | "ve" | "ll" | "S" | "M" | "D" | "RE" | "VE" | "LL"
    )
}

/// Where a word written without an apostrophe falls in two ("can|not", "gon|na"): the length of its
/// first part.
pub(crate) fn fused(word: &str) -> Option<usize> {
    let mut buffer = [0; LONGEST];
    match lower(word, &mut buffer)? {
        "cannot" | "gonna" | "gotta" | "wanna" => Some(3),
        "dont" | "wont" | "aint" => Some(2),
        "didnt" | "wasnt" | "hasnt" | "hadnt" | "arent" => Some(word.len() - 2),
        "doesnt" | "havent" | "werent" | "isnt" => Some(word.len() - 2),
        "couldnt" | "wouldnt" | "shouldnt" => Some(word.len() - 2),
        _ => None,
    }
}

/// Whether an apostrophe belongs to the word after it ("'em").
pub(crate) fn starts_with_apostrophe(letters: &str) -> bool {
    let mut buffer = [0; LONGEST];
    matches!(
        lower(letters, &mut buffer),
        Some("em" | "til" | "tis" | "twas" | "cause" | "bout" | "cuz" | "round" | "neath")
    )
}

/// Whether the part before a hyphen is a prefix, which UD English leaves on its word
/// ("non-violent", "mid-May"), and not a word of its own ("Pakistan|-|sponsored").
pub(crate) fn is_prefix(part: &str) -> bool {
    let mut buffer = [0; LONGEST];
    // "UN|-|backed", "EX|-|IM" are names.
    let capitals = part.len() > 1 && part.bytes().all(|b| b.is_ascii_uppercase());
    !capitals
        && matches!(
            lower(part, &mut buffer),
            Some(
                "non"
                    | "mid"
                    | "pre"
                    | "anti"
                    | "re"
                    | "post"
                    | "co"
                    | "pro"
                    | "multi"
                    | "ex"
                    | "sub"
                    | "semi"
                    | "cross"
                    | "counter"
                    | "e"
                    | "un"
                    | "inter"
                    | "intra"
                    | "micro"
                    | "mini"
                    | "socio"
                    | "psycho"
                    | "over"
                    | "de"
                    | "dis"
                    | "mis"
                    | "bi"
                    | "tri"
                    | "uni"
                    | "trans"
                    | "ultra"
                    | "hyper"
                    | "hypo"
                    | "pseudo"
                    | "quasi"
                    | "proto"
                    | "supra"
                    | "extra"
                    | "infra"
                    | "under"
                    | "arch"
                    | "macro"
                    | "mega"
                    | "meta"
                    | "auto"
                    | "bio"
                    | "geo"
                    | "electro"
                    | "poly"
                    | "mono"
                    | "para"
                    | "peri"
                    | "demi"
                    | "thermo"
                    | "tele"
                    | "super"
                    | "ante"
                    | "contra"
                    | "retro"
                    | "omni"
                    | "politico"
            )
        )
}

/// Whether the part after a hyphen is a suffix ("career-wise").
pub(crate) fn is_suffix(part: &str) -> bool {
    matches!(part, "wise" | "esque" | "ish")
}

/// Whether a part of a hyphenated name is a Chinese or Korean syllable; two of them stay one token
/// ("Jong-un", "Ing-wen").
pub(crate) fn is_name_syllable(part: &str) -> bool {
    let mut buffer = [0; LONGEST];
    matches!(
        lower(part, &mut buffer),
        Some(
            "jong"
                | "un"
                | "il"
                | "sung"
                | "jae"
                | "min"
                | "joo"
                | "ho"
                | "hee"
                | "chan"
                | "shin"
                | "wook"
                | "seok"
                | "yeol"
                | "kyung"
                | "hyun"
                | "young"
                | "soo"
                | "ki"
                | "moon"
                | "chung"
                | "hye"
                | "geun"
                | "sang"
                | "woo"
                | "yong"
                | "nam"
                | "chul"
                | "eun"
                | "kyun"
                | "kyu"
                | "myung"
                | "bak"
                | "hyuk"
                | "jin"
                | "jun"
                | "seung"
                | "tae"
                | "yeon"
                | "wha"
                | "hwan"
                | "hoon"
                | "duk"
                | "soon"
                | "sook"
                | "dae"
                | "jung"
                | "mi"
                | "ja"
                | "yoon"
                | "suk"
                | "byung"
                | "ing"
                | "wen"
                | "ying"
                | "jeou"
                | "shui"
                | "bian"
                | "kai"
                | "shek"
                | "wai"
                | "keung"
                | "chi"
                | "fung"
                | "pik"
                | "wan"
                | "siu"
                | "lai"
                | "ching"
                | "yiu"
                | "ka"
                | "chun"
                | "kit"
                | "kwok"
                | "kuo"
                | "hsien"
                | "te"
                | "tsung"
                | "hui"
                | "yi"
                | "yu"
                | "mei"
                | "ling"
                | "hua"
                | "chih"
                | "cheng"
                | "tung"
                | "yin"
                | "wah"
                | "kong"
                | "ming"
                | "jian"
                | "wei"
                | "ngor"
                | "leung"
                | "fai"
                | "sze"
                | "hung"
                | "tak"
                | "lung"
                | "loong"
                | "hsiang"
                | "chao"
                | "hsiu"
                | "chu"
                | "chen"
                | "shu"
                | "pei"
                | "yan"
                | "kin"
                | "chiu"
        )
    )
}

/// Whether letters right after a number are a unit of their own ("5|pm", "4|cm").
pub(crate) fn is_unit(letters: &str) -> bool {
    matches!(
        letters,
        "am" | "pm"
            | "AM"
            | "PM"
            | "km"
            | "cm"
            | "mm"
            | "kg"
            | "mg"
            | "m"
            | "k"
            | "b"
            | "bn"
            | "mn"
            | "tn"
            | "mph"
            | "kph"
            | "kmh"
            | "hrs"
            | "hr"
            | "min"
            | "mins"
            | "lbs"
            | "lb"
            | "ft"
            | "GB"
            | "MB"
            | "TB"
            | "kW"
            | "MW"
            | "GW"
            | "kWh"
            | "Hz"
            | "GHz"
            | "MHz"
            | "ml"
            | "nm"
            | "mln"
            | "bln"
            | "trn"
            | "g"
    )
}

/// Whether a capitalised word so often opens a sentence that it does so after "U.S." or "etc." too.
pub(crate) fn opens_sentence(word: &str) -> bool {
    matches!(
        word,
        "The"
            | "He"
            | "She"
            | "It"
            | "They"
            | "We"
            | "In"
            | "But"
            | "And"
            | "This"
            | "That"
            | "These"
            | "Those"
            | "There"
            | "However"
            | "Meanwhile"
            | "At"
            | "On"
            | "For"
            | "As"
            | "If"
            | "When"
            | "While"
            | "After"
            | "Before"
            | "Since"
            | "His"
            | "Her"
            | "Its"
            | "Their"
            | "Our"
            | "My"
            | "You"
            | "Some"
            | "Many"
            | "A"
            | "An"
            | "What"
            | "Who"
            | "So"
            | "Then"
            | "Now"
            | "Also"
            | "Although"
            | "Though"
            | "Because"
            | "Both"
            | "By"
            | "Despite"
            | "During"
            | "Each"
            | "Earlier"
            | "Even"
            | "Every"
            | "From"
            | "How"
            | "Last"
            | "Later"
            | "Most"
            | "No"
            | "Nor"
            | "Not"
            | "One"
            | "Other"
            | "Others"
            | "Several"
            | "Such"
            | "To"
            | "Two"
            | "Under"
            | "Until"
            | "With"
            | "Yet"
            | "According"
            | "Among"
            | "Another"
            | "Officials"
            | "Where"
            | "Why"
            | "Would"
            | "Is"
            | "Are"
            | "Do"
            | "Did"
            | "Has"
            | "Have"
            | "Can"
            | "Will"
            | "Once"
            | "Only"
            | "Or"
            | "Please"
            | "Here"
            | "Your"
            | "Today"
            | "Police"
            | "Witnesses"
            | "Nevertheless"
            | "Instead"
            | "Moreover"
            | "Therefore"
            | "Thus"
            | "Three"
            | "Four"
            | "Five"
    )
}

/// Verbs that follow a speaker after quoted words.
pub(crate) fn is_speech_verb(word: &str) -> bool {
    matches!(
        word,
        "said"
            | "says"
            | "asked"
            | "asks"
            | "told"
            | "tells"
            | "added"
            | "adds"
            | "wrote"
            | "writes"
            | "replied"
            | "replies"
            | "shouted"
            | "warned"
            | "declared"
            | "tweeted"
            | "exclaimed"
            | "chanted"
            | "explained"
            | "answered"
            | "responded"
            | "continued"
            | "remarked"
            | "noted"
            | "argued"
            | "posted"
            | "quipped"
            | "demanded"
            | "cried"
            | "yelled"
            | "announced"
            | "stated"
            | "insisted"
            | "claimed"
            | "joked"
            | "recalled"
            | "wondered"
            | "commented"
            | "pleaded"
    )
}
