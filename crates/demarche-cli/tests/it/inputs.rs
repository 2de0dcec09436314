//! What can be read: feeds, archives, tables, packed or not, and what is said of what cannot.

use std::io::Write as _;

use expect_test::expect;
use flate2::write::GzEncoder;

use crate::harness::{Folder, Ran, pipe, run};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// The recipients of the events, in order.
fn recipients(ran: &Ran) -> Vec<String> {
    ran.stdout
        .lines()
        .map(|line| {
            let event: serde_json::Value = serde_json::from_str(line).unwrap();
            event["recipients"][0]["text"].as_str().unwrap().to_owned()
        })
        .collect()
}

const FEED: &str = "<?xml version=\"1.0\"?>\n<rss version=\"2.0\"><channel><title>Coast Wire</title>\
    <item><title>Envoy</title><link>https://wire.example/1</link>\
    <pubDate>Wed, 06 Mar 2024 09:00:00 GMT</pubDate>\
    <description>&lt;p&gt;Kenya praised Somalia.&lt;/p&gt;</description></item>\
    <item><guid>2</guid></item>\
    <item><title>Kenya praised Sudan.</title></item></channel></rss>";

#[test]
fn a_feed_gives_its_items() {
    let folder = Folder::new("feed");
    let feed = folder.file("feed.xml", FEED.as_bytes());
    let ran = run(&["code", &feed]);
    assert_eq!(ran.code, Some(3));
    assert_eq!(recipients(&ran), ["Somalia", "Sudan"]);
    let first: serde_json::Value =
        serde_json::from_str(ran.stdout.lines().next().unwrap()).unwrap();
    assert_eq!(first["date"]["start"], "2024-03-06");
    expect![[r#"
        rejected: DIR/feed.xml:item 2: the item has neither title nor text
        hint: read the page that it links to
        received 3 = coded 2 + rejected 1 + duplicate 0; events 2
    "#]]
    .assert_eq(&folder.hidden(&ran.stderr));
    // By its first bytes, in UTF-16, and packed.
    let utf16 = format!("\u{feff}{FEED}");
    let utf16: Vec<u8> = utf16.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for input in [FEED.as_bytes(), &utf16, &gzip(FEED.as_bytes())] {
        assert_eq!(pipe(&["code"], input).stdout, ran.stdout);
    }
    let text = run(&[
        "debug",
        "text",
        &folder.file(
            "one.rss",
            FEED.replace("<item><guid>2</guid></item>", "").as_bytes(),
        ),
    ]);
    assert_eq!(
        text.stdout,
        "Kenya praised Somalia.\nKenya praised Sudan.\n"
    );
}

#[test]
fn a_feed_that_is_none_or_is_broken_says_so() {
    let folder = Folder::new("bad-feed");
    let broken = folder.file(
        "broken.rss",
        FEED.replace("</title></item></channel></rss>", "")
            .as_bytes(),
    );
    let list = folder.file("feeds.opml", b"<opml><body><outline xmlUrl='https://a.example/f'/><outline xmlUrl='https://b.example/'/></body></opml>");
    let other = folder.file("other.xml", b"<?xml version='1.0'?><svg/>");
    let empty = folder.file(
        "empty.atom",
        b"<feed xmlns='http://www.w3.org/2005/Atom'><title>Quiet</title></feed>",
    );
    let ran = run(&["code", &broken, &list, &other, &empty]);
    assert_eq!(recipients(&ran), ["Somalia", "Sudan"]);
    expect![[r#"
        rejected: DIR/broken.rss:item 2: the item has neither title nor text
        hint: read the page that it links to
        warning: DIR/broken.rss:item 3: it ends inside an item; hint: fetch it again
        rejected: DIR/feeds.opml: a list of 2 feeds, which holds no articles itself
        hint: follow its feeds with `demarche watch`
        rejected: DIR/other.xml: XML of another kind (<svg>), and no feed
        hint: name the address of an RSS or Atom feed
        note: DIR/empty.atom: the feed has no items
        received 5 = coded 2 + rejected 3 + duplicate 0; events 2
    "#]]
    .assert_eq(&folder.hidden(&ran.stderr));
}

fn record(kind: &str, url: &str, content_type: &str, block: &str) -> String {
    format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-03-06T10:00:00Z\r\n\
         Content-Type: {content_type}\r\nContent-Length: {}\r\n\r\n{block}\r\n\r\n",
        block.len()
    )
}

#[test]
fn an_archive_gives_its_pages_and_says_what_else_it_holds() {
    let folder = Folder::new("archive");
    let feed = format!("HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n\r\n{FEED}");
    let records = [
        record("warcinfo", "", "application/warc-fields", "software: x"),
        record(
            "conversion",
            "https://a.example/1",
            "text/plain",
            "Kenya praised Uganda.",
        ),
        record(
            "request",
            "https://a.example/2",
            "application/http",
            "GET / HTTP/1.1\r\n\r\n",
        ),
        record("response", "https://a.example/f", "application/http", &feed),
        "WARC/1.0\r\nWARC-Type: response\r\nContent-Length: x\r\n\r\n".to_owned(),
        record(
            "conversion",
            "https://a.example/4",
            "text/plain",
            "\u{7f}ELF\u{2}\u{1}\u{1}\0\0\0\0 Kenya praised Ghana.",
        ),
        record(
            "conversion",
            "https://a.example/3",
            "text/plain",
            "Kenya praised Ghana.",
        ),
    ];
    let packed: Vec<u8> = records
        .iter()
        .flat_map(|record| gzip(record.as_bytes()))
        .collect();
    let plain = folder.file("a.warc", records.concat().as_bytes());
    let gz = folder.file("b.warc.gz", &packed[..packed.len() - 10]);
    let ran = run(&["code", &plain]);
    assert_eq!(recipients(&ran), ["Uganda", "Somalia", "Sudan", "Ghana"]);
    expect![[r#"
        rejected: DIR/a.warc:record 4 <https://a.example/f>:item 2: the item has neither title nor text
        hint: read the page that it links to
        rejected: DIR/a.warc:record 5: its Content-Length is "x", no number (at byte 1078)
        hint: get the archive again; the rest of it was read
        rejected: DIR/a.warc:record 6 <https://a.example/4>: not text: it holds zero bytes
        hint: name it by what it is, or convert it to text in UTF-8
        note: DIR/a.warc: 2 records without an article left out: 1 request, 1 warcinfo
        received 7 = coded 4 + rejected 3 + duplicate 0; events 4
    "#]]
    .assert_eq(&folder.hidden(&ran.stderr));
    let packed = run(&["code", &gz]);
    assert_eq!(packed.stdout, ran.stdout);
    assert!(
        packed.stderr.contains("cut off at byte"),
        "{}",
        packed.stderr
    );
    assert!(
        packed
            .stderr
            .contains("received 8 = coded 4 + rejected 4 + duplicate 0"),
        "{}",
        packed.stderr
    );
    assert_eq!(
        pipe(&["code"], records.concat().as_bytes()).stdout,
        ran.stdout
    );
}

#[test]
fn a_table_gives_its_rows() {
    let folder = Folder::new("table");
    let table = "id;published;body\n1;6 March 2024;\"Kenya praised; Somalia.\"\n2;;\n3;never;Kenya praised Sudan.\n";
    let csv = folder.file("articles.csv", table.as_bytes());
    let ran = run(&["code", &csv]);
    assert_eq!(ran.stdout.lines().count(), 2);
    expect![[r#"
        rejected: DIR/articles.csv:3: column "body" is empty
        hint: give the article's words, or leave the row out
        warning: DIR/articles.csv:4: "never" is no date that can be read; hint: write it as 2025-05-01
        received 3 = coded 2 + rejected 1 + duplicate 0; events 2
    "#]]
    .assert_eq(&folder.hidden(&ran.stderr));
    let packed = folder.file("articles.csv.gz", &gzip(table.as_bytes()));
    assert_eq!(run(&["code", &packed]).stdout, ran.stdout);
    let ran = pipe(&["code", "--input", "csv"], b"a,b\n1,2\n");
    expect![[r#"
        rejected: stdin: no column is named text, body or content; it has "a", "b"
        hint: name the column of the articles' words "text" in the first line
        received 1 = coded 0 + rejected 1 + duplicate 0; events 0
    "#]]
    .assert_eq(&ran.stderr);
}

#[test]
fn dates_of_records_are_read_like_those_of_tables() {
    let dates = [
        "6 March 2024",
        "2024-03-06T10:00:00Z",
        "2024-13-45",
        "2024-03-06T10:00:00+25:00",
    ];
    let lines: String = dates
        .iter()
        .zip(["Somalia", "Sudan", "Ghana", "Togo"])
        .map(|(date, name)| {
            format!("{{\"text\": \"Kenya praised {name}.\", \"date\": \"{date}\"}}\n")
        })
        .collect();
    let ran = pipe(&["code"], lines.as_bytes());
    assert_eq!(ran.code, Some(0));
    let days: Vec<serde_json::Value> = ran
        .stdout
        .lines()
        .map(|line| {
            let event: serde_json::Value = serde_json::from_str(line).unwrap();
            event["date"]["start"].clone()
        })
        .collect();
    let day = serde_json::Value::from("2024-03-06");
    let none = serde_json::Value::Null;
    assert_eq!(days, [day.clone(), day, none.clone(), none]);
    expect![[r#"
        warning: stdin:3: "2024-13-45" is no date that can be read; hint: write it as 2025-05-01
        warning: stdin:4: "2024-03-06T10:00:00+25:00" is no date that can be read; hint: write it as 2025-05-01
        received 4 = coded 4 + rejected 0 + duplicate 0; events 4
    "#]]
    .assert_eq(&ran.stderr);
}

#[test]
fn packed_batches_are_read_as_far_as_they_go() {
    let folder = Folder::new("packed");
    let lines: String = ["Somalia", "Sudan", "Ghana"]
        .map(|name| format!("{{\"text\": \"Kenya praised {name}.\"}}\n"))
        .concat();
    let whole = folder.file("whole.jsonl.gz", &gzip(lines.as_bytes()));
    let ran = run(&["code", &whole]);
    assert_eq!((ran.code, recipients(&ran).len()), (Some(0), 3));
    // Under a name that does not say so, and on stdin.
    let unnamed = folder.file("batch.jsonl", &gzip(lines.as_bytes()));
    assert_eq!(run(&["code", &unnamed]).stdout, ran.stdout);
    assert_eq!(pipe(&["code"], &gzip(lines.as_bytes())).stdout, ran.stdout);
    let members = [
        gzip(lines.as_bytes()),
        gzip(b"{\"text\": \"Kenya praised Togo.\"}\n"),
    ]
    .concat();
    let cut = folder.file("cut.jsonl.gz", &members[..members.len() - 12]);
    let ran = run(&["code", &cut]);
    assert_eq!(ran.code, Some(3));
    assert_eq!(recipients(&ran)[..3], ["Somalia", "Sudan", "Ghana"]);
    assert!(ran.stderr.contains("cut off at byte"), "{}", ran.stderr);
    let text = folder.file("cut.txt.gz", &gzip(lines.as_bytes())[..50]);
    let ran = run(&["debug", "text", &text]);
    assert!(
        ran.stderr.contains("warning: ") && ran.stderr.contains("cut off at byte"),
        "{}",
        ran.stderr
    );
    assert!(lines.starts_with(ran.stdout.trim_end()));
}

#[test]
fn bombs_are_rejected_and_what_follows_is_read() {
    let folder = Folder::new("bombs");
    let bomb = gzip(&vec![b' '; 100 << 20]);
    for name in [
        "a.txt.gz",
        "b.jsonl.gz",
        "c.rss.gz",
        "d.warc.gz",
        "e.csv.gz",
        "f.json.gz",
    ] {
        folder.file(name, &bomb);
    }
    folder.file("last.txt", b"Kenya praised Somalia.");
    let ran = run(&["code", folder.path()]);
    assert_eq!(recipients(&ran), ["Somalia"]);
    assert!(
        ran.stderr.contains("= coded 1 + rejected 6 + duplicate 0"),
        "{}",
        ran.stderr
    );
}
