//! Records and bytes to articles.

use demarche_text::{article_from_bytes, decode, read_jsonl, text_id};

fn refused(line: &str) -> String {
    read_jsonl(line).unwrap_err().at_line(7).to_string()
}

#[test]
fn a_record_keeps_what_it_says() {
    let article = read_jsonl(
        r#"{"id":"a1","text":"Talks began.","title":"Talks","date":"2025-05-01","topic":["x"]}"#,
    )
    .unwrap();
    assert_eq!(article.id.as_deref(), Some("a1"));
    assert_eq!(article.title.as_deref(), Some("Talks"));
    assert_eq!(article.text, "Talks began.");
    assert!(article.extra.contains_key("topic"));
}

#[test]
fn a_record_without_id_gets_the_hash_of_its_text() {
    let article = read_jsonl("\u{feff}{\"text\":\"Talks began.\"}\r\n").unwrap();
    assert_eq!(
        article.id.as_deref(),
        Some(text_id("Talks began.").as_str())
    );
    assert_eq!(article.id.as_deref().map(str::len), Some(16));
    // The identifier is a promise to every store that holds it.
    assert_eq!(text_id(""), "af1349b9f5f9a1a6");
}

#[test]
fn a_number_is_an_id_and_an_empty_field_is_none() {
    let article = read_jsonl(r#"{"id":17,"text":"x","title":" ","date":""}"#).unwrap();
    assert_eq!(article.id.as_deref(), Some("17"));
    assert_eq!((article.title, article.date), (None, None));
}

#[test]
fn refusals_say_where_what_and_what_to_do() {
    assert!(refused("").starts_with("line 7: the line is empty; hint: "));
    assert!(refused("{\"text\":").contains("not valid JSON: EOF"));
    assert!(refused("[1]").contains("a JSON array, not an object"));
    assert!(refused(r#"{"body":"x"}"#).contains("no \"text\""));
    assert!(refused(r#"{"text":5}"#).contains("\"text\" is a JSON number"));
    assert!(refused(r#"{"text":"x","date":5}"#).contains("\"date\" is a JSON number"));
}

#[test]
fn a_byte_order_mark_is_no_text() {
    assert_eq!(decode(b"\xef\xbb\xbfYes."), ("Yes.".into(), None));
    assert_eq!(decode(b"\xff\xfeY\0e\0s\0"), ("Yes".into(), None));
    assert_eq!(decode(b"\xfe\xff\0Y\0e\0s"), ("Yes".into(), None));
}

#[test]
fn utf16_is_known_without_its_mark() {
    let bytes: Vec<u8> = "Talks began."
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(decode(&bytes), ("Talks began.".into(), None));
}

#[test]
fn bytes_that_are_no_text_are_named() {
    let (article, problems) = article_from_bytes(b"Caf\xe9 closed.");
    assert_eq!(article.text, "Caf\u{fffd} closed.");
    assert_eq!(
        problems[0].to_string(),
        "not valid UTF-8: 1 place replaced by U+FFFD, the first at byte 3; hint: convert the input to UTF-8"
    );
}
