//! Reads a file of the corpus to items. A fault names its line; the item with it is left out and the
//! rest of the file goes on.

use jiff::civil::Date;

use super::Fault;
use super::item::{Count, Event, Item, Party, Sentence, Words};
use super::line::{self, Part};
use super::names::{CERTAINTIES, COUNTS, KINDS, Names, OBJECTS, REGIONS, STATUSES};
use super::value::{number_of, span_of_days};

/// What is wrong with a line, and the remedy.
type Wrong = (String, String);

fn wrong<T>(what: impl Into<String>, hint: impl Into<String>) -> Result<T, Wrong> {
    Err((what.into(), hint.into()))
}

/// Every item that can be read, and the faults of the others.
pub(crate) fn read(file: &str, text: &str, names: &Names) -> (Vec<Item>, Vec<Fault>) {
    let (mut items, mut faults) = (Vec::new(), Vec::new());
    let mut block: Vec<(usize, &str)> = Vec::new();
    let lines = text
        .lines()
        .enumerate()
        .map(|(at, line)| (at + 1, line.trim_end()))
        .filter(|(_, line)| !line.starts_with('#'));
    let mut close = |block: &mut Vec<(usize, &str)>| {
        if block.iter().any(|(_, line)| !line.is_empty()) {
            match item(file, block, names) {
                Ok(item) => items.push(item),
                Err(wrong) => faults.extend(wrong),
            }
        }
        block.clear();
    };
    for (number, line) in lines {
        if line.starts_with("@ ") || line.starts_with("@@ ") {
            close(&mut block);
        }
        block.push((number, line));
    }
    close(&mut block);
    (items, faults)
}

fn item(file: &str, block: &[(usize, &str)], names: &Names) -> Result<Item, Vec<Fault>> {
    let mut faults = Vec::new();
    let mut note = |line: usize, (what, hint): Wrong| {
        faults.push(Fault {
            file: file.to_owned(),
            line,
            what,
            hint,
        });
    };
    let filled = block.iter().find(|(_, line)| !line.is_empty());
    let Some((number, first)) = filled.copied() else {
        return Err(faults);
    };
    let mut item = match head(first) {
        Ok(item) => item,
        Err(fault) => {
            note(number, fault);
            return Err(faults);
        }
    };
    file.clone_into(&mut item.file);
    item.line = number;
    let mut opens = true;
    let mut annotated = false;
    for &(number, line) in block.iter().skip_while(|(at, _)| *at <= number) {
        if line.is_empty() {
            opens = true;
            continue;
        }
        let done = if let Some(rest) = line.strip_prefix("+ ") {
            annotated = true;
            event(rest, number, &item, names).map(|event| item.events.push(event))
        } else if let Some(rest) = line.strip_prefix("- ") {
            annotated = true;
            if item.nothing.replace(rest.to_owned()).is_some() {
                wrong("a second line that says why there is no event", "keep one")
            } else {
                Ok(())
            }
        } else if line.starts_with("  ") {
            detail(line, &mut item, names)
        } else if annotated {
            wrong(
                "text after the annotation",
                "open the next item with `@`, or indent the line by two spaces",
            )
        } else if !item.article && !item.sentences.is_empty() {
            wrong(
                "a second line of text in a sentence",
                "join the lines, or make it an article with `@@`",
            )
        } else {
            item.sentences.push(Sentence {
                text: line.to_owned(),
                opens,
            });
            opens = false;
            Ok(())
        };
        if let Err(fault) = done {
            note(number, fault);
        }
    }
    if item.sentences.is_empty() {
        note(number, ("no text".into(), "write it below the head".into()));
    }
    if faults.is_empty() {
        Ok(item)
    } else {
        Err(faults)
    }
}

fn head(line: &str) -> Result<Item, Wrong> {
    let fields: Vec<&str> = line.split_whitespace().collect();
    let [mark @ ("@" | "@@"), id, date, region, kind] = fields[..] else {
        return wrong(
            format!("no head of an item: {line}"),
            "@ ID DATE REGION KIND, or @@ for an article",
        );
    };
    let article = mark == "@@";
    let (part, number) = id.split_once('-').unwrap_or_default();
    let digits = number.strip_prefix('a').unwrap_or(number);
    let good = matches!(part, "tr" | "dv" | "te")
        && number.starts_with('a') == article
        && match article {
            true => digits.len() == 3,
            false => matches!(digits.len(), 4 | 5),
        }
        && digits.bytes().all(|b| b.is_ascii_digit());
    if !good {
        return wrong(
            format!("{id} is no id"),
            "tr-0001, dv-0001, te-0001, or with five digits; for an article tr-a001",
        );
    }
    let Ok(date) = date.parse::<Date>() else {
        return wrong(format!("{date} is no day"), "2024-05-31");
    };
    if !REGIONS.contains(&region) {
        return wrong(format!("{region} is no region"), REGIONS.join(" "));
    }
    if !KINDS.contains(&kind) {
        return wrong(format!("{kind} is no kind"), KINDS.join(" "));
    }
    Ok(Item {
        file: String::new(),
        line: 0,
        id: id.to_owned(),
        date,
        region: region.to_owned(),
        kind: kind.to_owned(),
        article,
        sentences: Vec::new(),
        events: Vec::new(),
        nothing: None,
    })
}

fn event(rest: &str, line: usize, item: &Item, names: &Names) -> Result<Event, Wrong> {
    const SHAPE: &str =
        "+ TYPE/mode STATUS CERTAINTY \"trigger\" by \"words\" CODE; in an article + 3 TYPE …";
    let mut parts = line::parts(rest).map_err(|what| (what, String::new()))?;
    let mut sentence = 1;
    if item.article {
        let Some(Part::Word(number)) = parts.first() else {
            return wrong("the number of the sentence is missing", SHAPE);
        };
        let Ok(number) = number.parse::<usize>() else {
            return wrong(format!("{number} is no number of a sentence"), SHAPE);
        };
        sentence = number;
        parts.remove(0);
    }
    let [
        Part::Word(kind),
        Part::Word(status),
        Part::Word(certainty),
        trigger @ Part::Quoted { .. },
        reporter @ ..,
    ] = parts.as_slice()
    else {
        return wrong(format!("no event: {rest}"), SHAPE);
    };
    let (kind, modes) = kind.split_once('/').unwrap_or((kind, ""));
    let Some(known) = names.modes(kind) else {
        return wrong(format!("{kind} is no type"), "see corpus/types.tsv");
    };
    let modes: Vec<String> = modes
        .split(',')
        .filter(|mode| !mode.is_empty())
        .map(str::to_owned)
        .collect();
    if let Some(mode) = modes.iter().find(|mode| !known.contains(mode)) {
        let hint = if known.is_empty() {
            format!("{kind} has no modes")
        } else {
            known.join(" ")
        };
        return wrong(format!("{mode} is no mode of {kind}"), hint);
    }
    if !STATUSES.contains(&status.as_str()) {
        return wrong(format!("{status} is no status"), STATUSES.join(" "));
    }
    if !CERTAINTIES.contains(&certainty.as_str()) {
        return wrong(
            format!("{certainty} is no certainty"),
            CERTAINTIES.join(" "),
        );
    }
    let by = match reporter {
        [] => None,
        [Part::Word(by), words @ Part::Quoted { .. }] if by == "by" => {
            Some(party(words, None, item, sentence, names)?)
        }
        [
            Part::Word(by),
            words @ Part::Quoted { .. },
            Part::Word(code),
        ] if by == "by" => Some(party(words, Some(code), item, sentence, names)?),
        _ => return wrong("something else after the trigger", SHAPE),
    };
    Ok(Event {
        line,
        sentence,
        kind: kind.to_owned(),
        modes,
        status: status.clone(),
        certainty: certainty.clone(),
        trigger: words(trigger, item, sentence)?,
        by,
        actors: Vec::new(),
        recipients: Vec::new(),
        places: Vec::new(),
        dates: Vec::new(),
        objects: Vec::new(),
        counts: Vec::new(),
        note: None,
    })
}

/// An indented line: it belongs to the event above it.
fn detail(line: &str, item: &mut Item, names: &Names) -> Result<(), Wrong> {
    let Some(event) = item.events.last() else {
        return wrong(
            "an indented line before any event",
            "write `+ TYPE …` above it",
        );
    };
    let sentence = event.sentence;
    let (key, rest) = line.trim().split_once(' ').unwrap_or((line.trim(), ""));
    if key == "note" {
        if let Some(event) = item.events.last_mut() {
            event.note = Some(rest.to_owned());
        }
        return Ok(());
    }
    let parts = line::parts(rest).map_err(|what| (what, String::new()))?;
    let quoted = |part: &Part| words(part, item, sentence);
    let add: Box<dyn FnOnce(&mut Event)> = match (key, parts.as_slice()) {
        ("actor" | "recipient", [words, code @ ..]) if code.len() < 2 => {
            let party = party(words, code.first().and_then(word), item, sentence, names)?;
            if key == "actor" {
                Box::new(|event| event.actors.push(party))
            } else {
                Box::new(|event| event.recipients.push(party))
            }
        }
        ("place", [words, code @ ..]) if code.len() < 2 => {
            let code = code.first().and_then(word).map(str::to_owned);
            if let Some(code) = code.as_ref().filter(|code| !names.country(code)) {
                return wrong(format!("{code} is no country"), "ISO 3166-1 alpha-3");
            }
            let words = quoted(words)?;
            Box::new(|event| event.places.push(Party { words, code }))
        }
        ("date", [words, Part::Word(span)]) => {
            let words = quoted(words)?;
            let Some((start, end)) = span_of_days(span) else {
                return wrong(
                    format!("{span} is no date"),
                    "2024-05-31, 2024-05-30..2024-05-31, 2024-05 or 2024",
                );
            };
            Box::new(move |event| event.dates.push((words, start, end)))
        }
        ("object", [Part::Word(kind), words]) => {
            if !OBJECTS.contains(&kind.as_str()) {
                return wrong(format!("{kind} is no kind of object"), OBJECTS.join(" "));
            }
            let (kind, words) = (kind.clone(), quoted(words)?);
            Box::new(|event| event.objects.push((kind, words)))
        }
        (kind, [Part::Word(number), words]) if COUNTS.contains(&kind) => {
            let Some((least, most, about)) = number_of(number) else {
                return wrong(
                    format!("{number} is no number"),
                    "30, 30+, 30-, ~30, 30..40 or ?",
                );
            };
            let count = Count {
                kind: kind.to_owned(),
                least,
                most,
                about,
                words: quoted(words)?,
            };
            Box::new(|event| event.counts.push(count))
        }
        _ => {
            return wrong(
                format!("no line of an event: {}", line.trim()),
                "actor|recipient|place \"words\" CODE, date \"words\" DAY, object KIND \"words\", killed|injured|arrested|displaced N \"words\", note …",
            );
        }
    };
    if let Some(event) = item.events.last_mut() {
        add(event);
    }
    Ok(())
}

fn word(part: &Part) -> Option<&str> {
    match part {
        Part::Word(word) => Some(word),
        Part::Quoted { .. } => None,
    }
}

fn party(
    part: &Part,
    code: Option<&str>,
    item: &Item,
    sentence: usize,
    names: &Names,
) -> Result<Party, Wrong> {
    if let Some(code) = code {
        names
            .code(code)
            .map_err(|what| (what, "see GUIDELINE.md, Codes".to_owned()))?;
    }
    Ok(Party {
        words: words(part, item, sentence)?,
        code: code.map(str::to_owned),
    })
}

/// Finds quoted words in the text.
fn words(part: &Part, item: &Item, sentence: usize) -> Result<Words, Wrong> {
    let Part::Quoted {
        text,
        nth,
        sentence: other,
    } = part
    else {
        return wrong(
            "words of the text are missing",
            "write them in straight quotes",
        );
    };
    let sentence = other.unwrap_or(sentence);
    let Some(place) = sentence
        .checked_sub(1)
        .and_then(|at| item.sentences.get(at))
    else {
        return wrong(
            format!("there is no sentence {sentence}"),
            format!("{} has {} sentences", item.id, item.sentences.len()),
        );
    };
    if text.trim() != text || text.is_empty() {
        return wrong(
            format!("\"{text}\" begins or ends with a space"),
            "quote the words alone",
        );
    }
    match line::find(&place.text, text, *nth) {
        Some(span) => Ok(Words {
            text: text.clone(),
            sentence,
            span,
        }),
        None if *nth > 1 => wrong(
            format!(
                "\"{text}\" does not stand {nth} times in sentence {sentence} of {}",
                item.id
            ),
            "occurrences count from #1",
        ),
        None => {
            let elsewhere = item
                .sentences
                .iter()
                .position(|other| line::find(&other.text, text, 1).is_some());
            let hint = elsewhere.map_or_else(
                || {
                    "quote the words exactly as they stand, from one word boundary to another"
                        .into()
                },
                |at| format!("they stand in sentence {}: \"{text}\"@{}", at + 1, at + 1),
            );
            wrong(
                format!(
                    "\"{text}\" does not stand in sentence {sentence} of {}",
                    item.id
                ),
                hint,
            )
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn names() -> Names {
        Names::new(
            "SUPPORT\t\nASSAULT\tfirearms drone\nCOERCE\tarrest\n",
            "SDN\tSD\nMLI\tML\n",
        )
    }

    const GOOD: &str = "\
# a comment
@ tr-0001 2019-06-03 africa report
Soldiers in Sudan shot at least 30 people on Monday, doctors in Sudan said.
+ ASSAULT/firearms actual claimed \"shot\" by \"doctors\" SDNMED
  actor \"Soldiers\" SDNMIL
  recipient \"at least 30 people\" SDNCVL
  place \"Sudan\"#2 SDN
  date \"on Monday\" 2019-06-03
  killed 30+ \"at least 30 people\"

@ tr-0002 2019-06-03 africa background
Sudan is large.
- a state

@@ tr-a001 2019-06-04 africa report
Mali frees two
Mali held two men.

It freed them.
+ 2 COERCE/arrest actual asserted \"held\"
  actor \"Mali\"@1 MLIGOV
";

    #[test]
    fn items_are_read_with_their_spans() {
        let (items, faults) = read("x.txt", GOOD, &names());
        assert_eq!(faults, []);
        assert_eq!(items.len(), 3);
        let event = &items[0].events[0];
        assert_eq!(event.trigger.span, (18, 22));
        assert_eq!(event.places[0].words.span, (64, 69));
        assert_eq!(event.counts[0].least, Some(30));
        assert_eq!(event.counts[0].most, None);
        assert_eq!(items[1].nothing.as_deref(), Some("a state"));
        let article = &items[2];
        let opens: Vec<bool> = article.sentences.iter().map(|s| s.opens).collect();
        assert_eq!(opens, [true, false, true]);
        assert_eq!(article.events[0].actors[0].words.sentence, 1);
    }

    /// Each change of the good text gives the fault at the line.
    #[test]
    fn faults_name_their_line() {
        let cases = [
            (
                "2019-06-03 africa report",
                "2019-06-31 africa report",
                2,
                "is no day",
            ),
            ("africa report", "sahara report", 2, "is no region"),
            ("@ tr-0001", "@ tr-1", 2, "is no id"),
            (
                "ASSAULT/firearms",
                "ASSAULT/pistol",
                4,
                "is no mode of ASSAULT",
            ),
            ("ASSAULT/firearms", "ATTACK", 4, "is no type"),
            ("actual claimed", "real claimed", 4, "is no status"),
            ("actual claimed", "actual sure", 4, "is no certainty"),
            (
                "\"shot\" by",
                "\"sho\" by",
                4,
                "does not stand in sentence 1",
            ),
            ("SDNMIL", "SDNARM", 5, "is no sector"),
            ("SDNMIL", "XXXMIL", 5, "is no country"),
            ("SDNMIL", "SDNMI", 5, "is no code"),
            ("\"Sudan\"#2", "\"Sudan\"#3", 7, "does not stand 3 times"),
            ("2019-06-03\n  killed", "Monday\n  killed", 8, "is no date"),
            ("killed 30+", "killed many", 9, "is no number"),
            ("killed 30+", "dead 30+", 9, "no line of an event"),
            ("+ 2 COERCE", "+ COERCE", 20, "is no number of a sentence"),
            ("+ 2 COERCE", "+ 9 COERCE", 20, "there is no sentence 9"),
            ("\"Mali\"@1", "\"It\"", 21, "does not stand in sentence 2"),
        ];
        for (from, to, line, what) in cases {
            let (_, faults) = read("x.txt", &GOOD.replacen(from, to, 1), &names());
            assert!(
                faults
                    .iter()
                    .any(|f| f.line == line && f.what.contains(what)),
                "{from} -> {to}: {faults:?}"
            );
        }
    }
}
