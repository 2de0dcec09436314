//! What strangers send: nothing panics, memory and work stay in proportion to the input, and the
//! good item behind a bad one is read. That these tests end at all is part of them.

use demarche_read::{normalise_date, read_feed, read_opml};

fn feed(inside: &str) -> String {
    format!(
        "<rss version='2.0'><channel><title>T</title>{inside}\
         <item><title>Last</title></item></channel></rss>"
    )
}

/// Reads it, sees to it that the last item was found, and answers how many there are.
fn survives(text: &str) -> usize {
    let feed = read_feed(text.as_bytes(), None).unwrap();
    let last = feed.items.last().unwrap();
    assert_eq!(last.title.as_deref(), Some("Last"));
    feed.items.len()
}

#[test]
fn entities_of_the_document_are_not_expanded() {
    let mut dtd = String::from("<!DOCTYPE rss [<!ENTITY a0 \"lol\">");
    for level in 1..30 {
        let inner = format!("&a{};", level - 1).repeat(10);
        dtd.push_str(&format!("<!ENTITY a{level} \"{inner}\">"));
    }
    dtd.push_str("<!ENTITY x SYSTEM \"file:///etc/passwd\"><!ENTITY % p SYSTEM \"http://127.0.0.1:9/\">%p;]>");
    let text = dtd + &feed("<item><title>&a29;&x;</title></item>");
    let read = read_feed(text.as_bytes(), None).unwrap();
    assert_eq!(read.items[0].title.as_deref(), Some("&a29;&x;"));
    assert_eq!(survives(&text), 2);
}

#[test]
fn depth_is_no_danger() {
    let deep = |name: &str| format!("<{name}>").repeat(100_000);
    let closed = |name: &str| deep(name) + &format!("</{name}>").repeat(100_000);
    assert_eq!(survives(&feed(&closed("x"))), 1);
    assert_eq!(survives(&feed(&deep("x"))), 1);
    let inside = format!("<item><description>{}</description></item>", closed("div"));
    assert_eq!(survives(&feed(&inside)), 2);
    let inside = format!("<item><description>{}</description></item>", deep("div"));
    assert_eq!(survives(&feed(&inside)), 2);
    let escaped = deep("div").replace('<', "&lt;").replace('>', "&gt;");
    let inside = format!("<item><description>{escaped}</description></item>");
    assert_eq!(survives(&feed(&inside)), 2);
    // Each element names the namespace anew, and ends that nothing opened.
    let spaces = "<p:x xmlns:p='u:1'>".repeat(100_000) + &"</q>".repeat(100_000);
    assert_eq!(survives(&feed(&spaces)), 1);
    assert_eq!(survives(&feed(&deep("item"))), 100_001);
}

#[test]
fn feeds_of_any_length_are_read() {
    assert_eq!(
        survives(&feed(&"<item><title>x</title></item>".repeat(200_000))),
        200_001
    );
    let attributes: String = (0..100_000).map(|n| format!(" a{n}='{n}'")).collect();
    assert_eq!(
        survives(&feed(&format!(
            "<item{attributes}><link href='x'{attributes}/></item>"
        ))),
        2
    );
    let long = "word ".repeat(2_000_000);
    assert_eq!(
        survives(&feed(&format!(
            "<item><description>{long}</description></item>"
        ))),
        2
    );
}

#[test]
fn faults_without_end_do_not_take_the_time_with_them() {
    for fault in [
        "<a '",
        "<a \"",
        "<![CDATA[",
        "<!--",
        "<!DOCTYPE [",
        "&",
        "<",
        "<?",
        "]]>",
        "<item",
        "</",
        "<item a='",
    ] {
        // Past the limit of faults the rest is left, with a problem; here only the end counts.
        let read = read_feed(feed(&fault.repeat(200_000)).as_bytes(), None).unwrap();
        assert_eq!(read.title.as_deref(), Some("T"), "{fault}");
        let inside = format!(
            "<item><description><![CDATA[{}]]></description></item>",
            fault.replace("]]>", "").repeat(200_000)
        );
        assert_eq!(survives(&feed(&inside)), 2, "{fault}");
    }
}

#[test]
fn odd_characters_are_survived() {
    for odd in [
        "\0",
        "\u{fffe}",
        "\u{202e}",
        "&#0;",
        "&#xD800;&#xDFFF;",
        "&#xFFFFFFFFFF;",
        "&#-1;",
        "\u{b}",
    ] {
        assert_eq!(
            survives(&feed(&format!("<item><title>a{odd}b</title></item>"))),
            2
        );
    }
    // Lone surrogates in UTF-16, and half a character at the end.
    let mut units: Vec<u16> = "\u{feff}<rss><channel><item><title>a"
        .encode_utf16()
        .collect();
    units.extend([0xd800, 0x0041, 0xdc00, 0xdbff]);
    units.extend("</title></item><item><title>Last</title></item></channel></rss>".encode_utf16());
    for unit in [u16::to_le_bytes, u16::to_be_bytes] {
        let mut bytes: Vec<u8> = units.iter().copied().flat_map(unit).collect();
        bytes.push(0x3c);
        let read = read_feed(&bytes, None).unwrap();
        assert_eq!(read.items.len(), 2);
        assert_eq!(read.items[1].title.as_deref(), Some("Last"));
    }
}

#[test]
fn odd_dates_cost_the_date_alone() {
    for date in [
        "31 Feb 2025",
        "0000-00-00",
        "99999-01-01",
        "Mon, 01 Jan 0000 00:00:00 GMT",
        "now",
        "\u{661}\u{662}",
        "2025-05-01T99:99:99+99:99",
        "-9223372036854775808",
        "9223372036854775808",
    ] {
        let text = feed(&format!(
            "<item><title>x</title><pubDate>{date}</pubDate></item>"
        ));
        let read = read_feed(text.as_bytes(), None).unwrap();
        assert_eq!(read.items.len(), 2, "{date}");
        let item = &read.items[0];
        // The day may be right where the time is not.
        assert!(
            item.date.is_none() && item.problems.len() == 1
                || item.date.as_deref() == Some("2025-05-01"),
            "{date}: {item:?}"
        );
    }
    assert_eq!(normalise_date(&"1 ".repeat(1_000_000)), None);
}

#[test]
fn any_damage_to_a_feed_is_survived() {
    let text = feed(
        "<item><title>One &amp; two</title><link>https://a.example/</link><guid isPermaLink='false'>1</guid><description><![CDATA[<p>x</p>]]></description></item>",
    );
    for at in 0..text.len() {
        for byte in [0, b'<', b'>', b'&', b'"', b'\'', b']', 0xff] {
            let mut bytes = text.as_bytes().to_vec();
            bytes[at] = byte;
            let _ = read_feed(&bytes, None);
            let _ = read_opml(&bytes, None);
        }
    }
}
