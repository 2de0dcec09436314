//! `read_feed`.

use std::path::Path;

use demarche_read::{Feed, read_feed};

use crate::scan;

fn read(text: &str) -> Feed {
    read_feed(text.as_bytes(), None).unwrap()
}

/// The items by their titles.
fn titles(feed: &Feed) -> Vec<&str> {
    feed.items
        .iter()
        .map(|item| item.title.as_deref().unwrap_or("-"))
        .collect()
}

#[test]
fn the_cases_of_the_feed_validator_give_their_items() {
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/feeds/feedvalidator");
    if !folder.is_dir() {
        eprintln!("skipped: {} is not there", folder.display());
        return;
    }
    let (mut valid, mut others, mut malformed, mut no_feeds, mut items) = (0, 0, 0, 0, 0);
    let mut failed = Vec::new();
    for case in scan::cases(&folder) {
        let found = read_feed(&case.bytes, None);
        let wanted = match scan::titles(&case.bytes) {
            Ok(Some(wanted)) => wanted,
            Ok(None) => {
                no_feeds += 1;
                if found.is_ok() {
                    failed.push(format!("{}: no feed, yet read as one", case.name));
                }
                continue;
            }
            Err(error) => {
                malformed += 1;
                let (wanted, found) = (scan::tags(&case.bytes), found.map(|feed| feed.items.len()));
                if case.valid && found.as_ref().ok() != Some(&wanted) {
                    failed.push(format!("{}: {error}: {wanted}, found {found:?}", case.name));
                }
                continue;
            }
        };
        *(if case.valid { &mut valid } else { &mut others }) += 1;
        items += wanted.len();
        let found: Result<Vec<bool>, _> =
            found.map(|feed| feed.items.iter().map(|item| item.title.is_some()).collect());
        // Where the validator finds fault, more may be found than the specifications allow.
        let right = match &found {
            Ok(found) if case.valid => *found == wanted,
            Ok(found) => found.starts_with(&wanted),
            Err(_) => false,
        };
        if !right {
            failed.push(format!("{}: wanted {wanted:?}, found {found:?}", case.name));
        }
    }
    println!(
        "{valid} valid feeds and {others} others with {items} items; {no_feeds} no feeds, \
         {malformed} not well-formed; {} failed",
        failed.len()
    );
    assert!(valid > 500, "the cases are gone");
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn an_item_has_what_its_feed_says_of_it() {
    let feed = read(
        r#"<?xml version="1.0"?>
        <rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
             xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom">
        <channel><title>Nairobi &amp; Coast Wire</title><link>https://wire.example/</link>
          <language>en-ke</language><image><title>no</title><link>https://no.example/</link></image>
          <atom:link rel="self" href="https://wire.example/feed.xml"/>
          <item><title>Kenya recalls &lt;i&gt;envoy&lt;/i&gt; to Somalia</title>
            <link>/2025/05/envoy</link><guid isPermaLink="false">tag:17</guid>
            <pubDate>Thu, 1 May 2025 09:30:00 EAT</pubDate><dc:creator>A. Writer</dc:creator>
            <description>In short.</description>
            <content:encoded><![CDATA[<p>Kenya recalled its envoy.</p><p>Somalia protested.</p>]]></content:encoded>
            <source url="https://else.example/">Elsewhere</source>
          </item>
          <item><guid>https://wire.example/2</guid><description>Only &lt;b&gt;this&lt;/b&gt;.</description></item>
        </channel></rss>"#,
    );
    assert_eq!(feed.title.as_deref(), Some("Nairobi & Coast Wire"));
    assert_eq!(feed.problems, []);
    let item = &feed.items[0];
    assert_eq!(
        item.title.as_deref(),
        Some("Kenya recalls envoy to Somalia")
    );
    assert_eq!(
        item.link.as_deref(),
        Some("https://wire.example/2025/05/envoy")
    );
    assert_eq!(item.date.as_deref(), Some("2025-05-01T09:30:00+03:00"));
    assert_eq!(item.author.as_deref(), Some("A. Writer"));
    assert_eq!(item.summary.as_deref(), Some("In short."));
    let (article, problems) = item.clone().into_article(&feed).unwrap();
    assert_eq!(
        article.text,
        "Kenya recalled its envoy.\n\nSomalia protested."
    );
    assert_eq!(article.lang.as_deref(), Some("en-ke"));
    assert_eq!(article.source.as_deref(), Some("Nairobi & Coast Wire"));
    assert_eq!(article.extra["guid"], "tag:17");
    assert_eq!(problems, []);
    let (second, _) = feed.items[1].clone().into_article(&feed).unwrap();
    assert_eq!(second.text, "Only this.");
    assert_eq!(second.url.as_deref(), Some("https://wire.example/2"));
    assert_ne!(article.id, second.id);
}

#[test]
fn atom_says_how_its_texts_are_written() {
    let feed = read(
        r#"<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://wire.example/a/" xml:lang="en">
        <title type="html">Wire &amp;lt;1&amp;gt;</title><link href="/"/>
        <entry><title>1 &lt; 2</title><id>urn:1</id><author><name>Desk</name><email>d@wire.example</email></author>
          <link rel="enclosure" href="x.mp3"/><link href="one"/>
          <updated>2025-05-02T00:00:00Z</updated><published>2025-05-01T00:00:00Z</published>
          <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Ghana &amp; Togo &lt;met&gt;.</p><p>They agreed.</p></div></content></entry>
        <entry xml:lang="fr"><title type="html">&lt;b&gt;Deux&lt;/b&gt;</title><id>urn:2</id><content type="image/png">iVBORw0KGgo=</content>
          <summary type="html">&lt;p&gt;Un.&lt;/p&gt;</summary></entry>
        <entry><id>urn:3</id><title>Outer</title><content type="application/atom+xml"><entry><id>urn:4</id><title>Inner</title></entry></content></entry>
        </feed>"#,
    );
    assert_eq!(feed.title.as_deref(), Some("Wire <1>"));
    assert_eq!(titles(&feed), ["1 < 2", "Deux", "Outer"]);
    let first = &feed.items[0];
    assert_eq!(first.link.as_deref(), Some("https://wire.example/a/one"));
    assert_eq!(first.date.as_deref(), Some("2025-05-01T00:00:00Z"));
    assert_eq!(first.author.as_deref(), Some("Desk"));
    assert_eq!(
        first.content.as_deref(),
        Some("Ghana & Togo <met>.\n\nThey agreed.")
    );
    assert_eq!(feed.items[1].content, None);
    assert_eq!(feed.items[1].summary.as_deref(), Some("Un."));
    assert_eq!(feed.items[1].language.as_deref(), Some("fr"));
}

#[test]
fn old_formats_are_read() {
    let rdf = read(
        r#"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
        <channel rdf:about="https://wire.example/"><title>Wire</title><items><rdf:Seq><rdf:li rdf:resource="a"/></rdf:Seq></items></channel>
        <item rdf:about="https://wire.example/1"><title>One</title><link>https://wire.example/1</link></item>
        <item rdf:about="https://wire.example/2"><title>Two</title></item></rdf:RDF>"#,
    );
    assert_eq!(titles(&rdf), ["One", "Two"]);
    assert_eq!(rdf.items[1].link.as_deref(), Some("https://wire.example/2"));
    let netscape = read(
        "<!DOCTYPE rss SYSTEM \"http://my.netscape.com/publish/formats/rss-0.91.dtd\"><rss><channel><item><title>A</title></item></channel><item><title>B</title></item></rss>",
    );
    assert_eq!(titles(&netscape), ["A", "B"]);
    let atom = read(
        r#"<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>Old</title>
        <entry><title mode="escaped" type="text/html">&lt;i&gt;One&lt;/i&gt;</title><issued>2004-02-01T10:00:00Z</issued>
        <link rel="alternate" type="text/html" href="https://wire.example/1"/><content type="text/html" mode="escaped">&lt;p&gt;Text.&lt;/p&gt;</content></entry></feed>"#,
    );
    assert_eq!(titles(&atom), ["One"]);
    assert_eq!(atom.items[0].content.as_deref(), Some("Text."));
    assert_eq!(atom.items[0].date.as_deref(), Some("2004-02-01T10:00:00Z"));
}

#[test]
fn what_is_no_feed_says_what_it_is() {
    for (document, what) in [
        (
            "<!doctype html><html><body>Not found</body></html>",
            "HTML page",
        ),
        ("<opml version='2.0'><body/></opml>", "OPML"),
        ("<urlset/>", "sitemap"),
        ("{\"items\": []}", "JSON"),
        ("", "empty"),
        ("\u{0}\u{1}\u{2}", "no element"),
        ("502 Bad Gateway", "no element"),
        ("<svg/>", "another kind"),
    ] {
        let problem = read_feed(document.as_bytes(), None).unwrap_err();
        assert!(problem.what.contains(what), "{document}: {problem}");
    }
    let empty = read("<rss version='2.0'><channel><title>Quiet</title></channel></rss>");
    assert_eq!((empty.items.len(), empty.problems.len()), (0, 0));
}

/// A feed with `bad` between two good items.
fn around(bad: &str) -> String {
    format!(
        "<rss version='2.0'><channel><title>T</title><item><title>First</title></item>{bad}\
         <item><title>Last</title><description>Words.</description></item></channel></rss>"
    )
}

#[test]
fn the_item_behind_a_bad_one_is_read() {
    for bad in [
        "<item><title>Open",
        "<item><title>Open<b>er</title>",
        "<item><description>a & b < c</description></item>",
        "<item><link href=\"x>y</item>",
        "<item><link href='x></item>",
        "<item><title>&undeclared; &#xFFFFFFFF; &#xD800;</title></item>",
        "<item></title></description></item></item>",
        "<item><![CDATA[ never closed </item>",
        "<item><!-- never closed </item>",
        "<item><?pi never closed </item>",
        "<item><title>\u{0}\u{b}\u{ffff}</title></item>",
        "<item><media:x xmlns:media=''><y></item>",
        "<item a='1' a='2' =3 b><title/></item>",
        "<item><pubDate>31 Feb 2025</pubDate></item>",
        "</channel></rss>",
        "<",
        "<item",
        "<!",
        "<!DOCTYPE x [",
        "<item><itunes:summary><item>",
    ] {
        let text = around(bad);
        let feed =
            read_feed(text.as_bytes(), None).unwrap_or_else(|error| panic!("{bad}: {error}"));
        let titles = titles(&feed);
        assert_eq!(titles.first(), Some(&"First"), "{bad}");
        assert_eq!(titles.last(), Some(&"Last"), "{bad}: {titles:?}");
        let last = feed.items.last().unwrap();
        assert_eq!(last.summary.as_deref(), Some("Words."), "{bad}");
    }
}

#[test]
fn a_feed_that_is_cut_off_gives_what_is_there() {
    let whole = around("<item><title>Middle</title></item>");
    for length in 0..whole.len() {
        let Ok(feed) = read_feed(&whole.as_bytes()[..length], None) else {
            assert!(length < "<rss version='2.0'>".len(), "{length}");
            continue;
        };
        let closed = whole[..length].matches("</item>").count();
        assert!(feed.items.len() >= closed, "{length}");
    }
}

#[test]
fn every_encoding_is_read() {
    let text = "<?xml version=\"1.0\" encoding=\"ENC\"?><rss><channel><item><title>Łódź café</title></item></channel></rss>";
    let utf16 = |unit: fn(u16) -> [u8; 2], mark: bool| -> Vec<u8> {
        let text = text.replace("ENC", "utf-16");
        let mark = mark.then_some(0xfeff);
        mark.into_iter()
            .chain(text.encode_utf16())
            .flat_map(unit)
            .collect()
    };
    let latin2 = encoding_rs::ISO_8859_2
        .encode(&text.replace("ENC", "iso-8859-2"))
        .0
        .into_owned();
    let utf8_mark = format!("\u{feff}{text}").into_bytes();
    for bytes in [
        utf16(u16::to_be_bytes, true),
        utf16(u16::to_le_bytes, true),
        utf16(u16::to_be_bytes, false),
        utf16(u16::to_le_bytes, false),
        text.replace("ENC", "utf-16").into_bytes(),
        text.replace("ENC", "martian").into_bytes(),
        utf8_mark,
        latin2.clone(),
    ] {
        let feed = read_feed(&bytes, None).unwrap();
        assert_eq!(titles(&feed), ["Łódź café"]);
    }
    // HTTP goes before the declaration; bytes that are not what they claim are read as they look.
    let claimed = latin2.clone();
    let feed = read_feed(&claimed, Some("text/xml; charset=\"ISO-8859-2\"")).unwrap();
    assert_eq!(titles(&feed), ["Łódź café"]);
    let western = b"<rss><channel><item><title>caf\xe9 d'\xe9t\xe9 fran\xe7ais</title></item></channel></rss>";
    let feed = read_feed(western, None).unwrap();
    assert_eq!(titles(&feed), ["café d'été français"]);
}
