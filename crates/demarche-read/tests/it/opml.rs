//! `read_opml`.

use demarche_read::read_opml;

#[test]
fn feeds_of_nested_outlines_come_once_each() {
    let list = read_opml(
        br#"<?xml version="1.0"?><opml version="2.0"><head><title>Africa</title></head><body>
        <outline text="East"><outline text="Kenya">
          <outline type="rss" text="Coast &amp; Port" title="Coast" xmlUrl="https://coast.example/feed" htmlUrl="https://coast.example/"/>
        </outline></outline>
        <outline type="rss" text="Again" xmlUrl="HTTPS://coast.example/feed"/>
        <outline type="rss" text="Old" xmlurl="feed://old.example/rss"/>
        <outline type="rss" text="Bad" xmlUrl="gopher://x"/>
        <outline type="link" text="A page" url="https://page.example/"/>
        <outline type="atom" text="By url" url="https://atom.example/"/>
        <outline text="open" xmlUrl="https://open.example/>
        <outline text="Last" xmlUrl="https://last.example/"/>
        </body></opml>"#,
        None,
    )
    .unwrap();
    let urls: Vec<&str> = list.feeds.iter().map(|feed| feed.url.as_str()).collect();
    assert_eq!(
        urls,
        [
            "https://coast.example/feed",
            "http://old.example/rss",
            "https://atom.example/",
            "https://last.example/",
        ]
    );
    assert_eq!(list.title.as_deref(), Some("Africa"));
    assert_eq!(list.feeds[0].title.as_deref(), Some("Coast"));
    assert_eq!(
        list.feeds[0].site.as_deref(),
        Some("https://coast.example/")
    );
    assert_eq!(list.duplicates, 1);
    assert_eq!(list.problems[0].line, Some(7));
    assert!(list.problems[0].what.contains("gopher://x"));
}

#[test]
fn what_is_no_list_says_so() {
    for document in [
        "<rss/>",
        "<html><outline xmlUrl='https://a.example/'/></html>",
        "",
        "{}",
    ] {
        assert!(read_opml(document.as_bytes(), None).is_err(), "{document}");
    }
}
