//! Pages made to harm. Each is answered, by an article or a reason, and the good page after each is
//! read. Limits of time are the workers' own; nothing here is timed.

use std::process::Command;
use std::time::Duration;

use demarche_read::{Hints, Limits, Pool};

const GOOD: &str = "<html lang=en><title>Kenya recalls its envoy</title><article><p>Kenya recalled \
    its ambassador to Somalia on Monday after talks over the border had failed.</p><p>The ministry \
    said that the envoy would return to Nairobi for consultations this week.</p></article>";

const WORDS: &str = "<p>Kenya recalled its ambassador to Somalia on Monday after talks had failed.";

/// A generator of pseudo-random bytes (xorshift), so that each run has the same.
fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut bytes = Vec::with_capacity(length);
    while bytes.len() < length {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend(state.to_le_bytes());
    }
    bytes
}

/// Pages that must be read: what is wrong with them is not the article's fault.
fn readable() -> Vec<(&'static str, Vec<u8>)> {
    let attributes: String = (0..100_000).map(|n| format!(" a{n}=\"{n}\"")).collect();
    let deep =
        |open: &str, close: &str| format!("{}{WORDS}{}", open.repeat(10_000), close.repeat(10_000));
    let json_deep = "[".repeat(100_000);
    let ld = |json: &str| format!("<script type='application/ld+json'>{json}</script>{WORDS}");
    vec![
        ("10,000 deep", deep("<div>", "</div>").into()),
        ("10,000 deep, never closed", deep("<section>", "").into()),
        ("10,000 deep in tables", deep("<table><tr><td>", "").into()),
        (
            "10,000 deep in formatting",
            deep("<b><i><font size=1>", "").into(),
        ),
        (
            "10,000 deep in lists",
            deep("<ul><li>", "</li></ul>").into(),
        ),
        (
            "100,000 attributes",
            format!("<div{attributes}>{WORDS}</div>").into(),
        ),
        (
            "100,000 attributes of the body",
            format!("<body{attributes}>{WORDS}").into(),
        ),
        (
            "an attribute of 5 MB",
            format!("<div class='{}'>{WORDS}", "x ".repeat(2_500_000)).into(),
        ),
        (
            "an unclosed comment",
            format!("{WORDS}</p><!-- {}", "<div>".repeat(100_000)).into(),
        ),
        (
            "an unclosed tag",
            format!("{WORDS}</p><div class=\"").into(),
        ),
        (
            "an unclosed script",
            format!("{WORDS}</p><script>{}", "<div>".repeat(100_000)).into(),
        ),
        (
            "100,000 end tags",
            format!("{WORDS}{}", "</div></b></table>".repeat(33_000)).into(),
        ),
        ("NUL bytes", format!("{WORDS}\0\0</p><p\0>\0<\0").into()),
        (
            "lone surrogates",
            format!("{WORDS} &#xD800;&#xDFFF;&#55357;").into(),
        ),
        (
            "numbers of no letter",
            format!("{WORDS} &#x110000;&#99999999999999999999;&#0;&#x;").into(),
        ),
        (
            "lone surrogates in JSON",
            ld(r#"{"@type":"NewsArticle","headline":"\ud800"}"#).into(),
        ),
        ("JSON 100,000 deep", ld(&json_deep).into()),
        (
            "an entity flood",
            format!("{WORDS} {}", "&lt;&nbsp;&notanentity;".repeat(20_000)).into(),
        ),
        (
            "declared entities",
            format!("<!DOCTYPE x [<!ENTITY a 'b'><!ENTITY c '&a;&a;&a;'>]>{WORDS} &c;").into(),
        ),
        (
            "invalid UTF-8",
            [WORDS.as_bytes(), b" \xc3\x28\xf0\x9f\xff\xfe"].concat(),
        ),
        ("UTF-16 with half a pair", {
            let page = WORDS.encode_utf16().chain([0xd800, 0x20]);
            [
                b"\xff\xfe".to_vec(),
                page.flat_map(u16::to_le_bytes).collect(),
                vec![0],
            ]
            .concat()
        }),
        (
            "a lying charset",
            format!("<meta charset=utf-16be>{WORDS}").into(),
        ),
        (
            "a charset that is none",
            format!("<meta charset='{}'>{WORDS}", "x".repeat(100_000)).into(),
        ),
    ]
}

/// Pages that no limit need let through.
fn others() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("50 MB", WORDS.repeat(50_000_000 / WORDS.len()).into()),
        (
            "a text of 15 MB",
            format!("<p>{}", "Kenya recalled its envoy. ".repeat(600_000)).into(),
        ),
        (
            "a word of 15 MB",
            format!("<p>{}", "x".repeat(15_000_000)).into(),
        ),
        ("3 million <", "<".repeat(3_000_000).into()),
        ("3 million tags", "<hr>".repeat(3_000_000).into()),
        ("200,000 links", "<a href=x>y</a> ".repeat(200_000).into()),
        (
            "20,000 fonts",
            (0..20_000)
                .map(|n| format!("<p><font a={n}>x"))
                .collect::<String>()
                .into(),
        ),
        ("an entity flood of 15 MB", "&amp;".repeat(3_000_000).into()),
        ("noise", noise(3_000_000)),
        (
            "noise with a tag",
            [b"<html><p>".to_vec(), noise(1_000_000)].concat(),
        ),
        ("zeros", vec![0; 3_000_000]),
        ("nothing", Vec::new()),
        (
            "only script",
            format!("<script>{}</script>", "x = '<p>y';\n".repeat(100_000)).into(),
        ),
        (
            "only a comment",
            format!("<!--{}", "-".repeat(3_000_000)).into(),
        ),
    ]
}

#[test]
fn every_page_is_answered_and_the_good_one_after_it_is_read() {
    let pool = |seconds| {
        let limits = Limits {
            seconds,
            // For a busy machine.
            patience: Duration::from_secs(300),
            workers: 1,
            ..Limits::default()
        };
        Pool::new(
            || Command::new(env!("CARGO_BIN_EXE_demarche-read-worker")),
            limits,
        )
    };
    // Builds of tests are slow.
    let (patient, strict) = (pool(10), pool(2));
    let good = patient.read_page(GOOD.into(), Hints::default()).unwrap();
    let after = |pool: &Pool, name: &str| {
        let again = pool.read_page(GOOD.into(), Hints::default());
        assert_eq!(again.as_ref(), Ok(&good), "after {name}");
    };
    for (name, page) in readable() {
        match patient.read_page(page, Hints::default()) {
            Ok((article, _)) => assert!(article.text.contains("recalled its ambassador"), "{name}"),
            Err(problem) => panic!("{name}: {problem}"),
        }
        after(&patient, name);
    }
    for (name, page) in others() {
        if let Err(problem) = strict.read_page(page, Hints::default()) {
            println!("{name}: {problem}");
            assert!(!problem.what.contains("broke off"), "{name}: {problem}");
        }
        after(&strict, name);
    }
}
