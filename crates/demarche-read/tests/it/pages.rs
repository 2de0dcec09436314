//! What is read of a page, and what is left out.

use demarche_read::{Hints, read_page};
use demarche_record::Article;

fn read(html: &str, hints: &Hints) -> (Article, Vec<String>) {
    let (article, problems) = read_page(html.as_bytes(), hints).unwrap();
    (article, problems.iter().map(ToString::to_string).collect())
}

/// A page as newspapers make them, with `head` in its head and `top` above the text.
fn page(head: &str, top: &str) -> String {
    format!(
        r#"<!DOCTYPE html><html lang="en-KE"><head><meta charset="utf-8">{head}
        <style>p {{ color: red }}</style><script>var noise = "<p>scripted noise</p>";</script></head>
        <body><header><nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li>
        </ul></nav></header><main><article>{top}
        <p>Kenya recalled its ambassador to Somalia on Monday after talks over the sea border
        between the two countries had failed for the third time this year.</p>
        <p>The foreign ministry said that the envoy would return to Nairobi for consultations,
        and that it expected an explanation from the government in Mogadishu.</p>
        <p>Somalia&rsquo;s information minister&nbsp;called the step &ldquo;regrettable&rdquo; and
        denied that any blocks at sea had been offered to bidders in London.</p></article></main>
        <section id="comments" class="comments"><h3>Comments</h3><div class="comment"><p>First!
        This is what a reader wrote below the article about the matter.</p></div></section>
        <aside class="related"><h4>Most read</h4><a href="/1">Norway opens an embassy</a></aside>
        <footer><p>Copyright of the paper. All rights reserved.</p></footer></body></html>"#
    )
}

#[test]
fn the_article_is_read_in_paragraphs_and_the_rest_left_out() {
    let (article, problems) = read(
        &page("<title>Kenya recalls its envoy</title>", ""),
        &Hints::default(),
    );
    assert_eq!(
        article.text,
        "Kenya recalled its ambassador to Somalia on Monday after talks over the sea border between \
         the two countries had failed for the third time this year.\n\nThe foreign ministry said \
         that the envoy would return to Nairobi for consultations, and that it expected an \
         explanation from the government in Mogadishu.\n\nSomalia’s information minister called the \
         step “regrettable” and denied that any blocks at sea had been offered to bidders in London."
    );
    assert_eq!(article.title.as_deref(), Some("Kenya recalls its envoy"));
    assert_eq!(article.lang.as_deref(), Some("en"));
    assert_eq!(article.id, Some(demarche_text::text_id(&article.text)));
    for absent in [&article.date, &article.url, &article.source] {
        assert_eq!(*absent, None);
    }
    assert!(article.extra.is_empty());
    assert!(problems.is_empty());
}

#[test]
fn json_ld_gives_title_byline_time_and_source() {
    let head = r#"<title>Wrong | The Nairobi Paper</title><script type="application/ld+json">
        {"@context":"https://schema.org","@type":"NewsArticle","headline":"Kenya recalls its envoy &amp; waits",
        "datePublished":"2024-03-05T10:15:00+03:00","dateModified":"2024-03-06T09:00:00+03:00",
        "author":[{"@type":"Person","name":"By Ada Otieno"}],"inLanguage":"en",
        "publisher":{"@type":"Organization","name":"The Nairobi Paper"},
        "url":"https://nairobi.example/world/envoy"}</script>"#;
    let (article, problems) = read(&page(head, ""), &Hints::default());
    assert_eq!(
        article.title.as_deref(),
        Some("Kenya recalls its envoy & waits")
    );
    assert_eq!(article.date.as_deref(), Some("2024-03-05T10:15:00+03:00"));
    assert_eq!(article.source.as_deref(), Some("The Nairobi Paper"));
    assert_eq!(article.extra["byline"], "Ada Otieno");
    assert_eq!(
        article.url.as_deref(),
        Some("https://nairobi.example/world/envoy")
    );
    assert_eq!(
        article.id,
        Some(demarche_text::text_id(
            "https://nairobi.example/world/envoy"
        ))
    );
    assert!(problems.is_empty());
}

#[test]
fn meta_elements_give_them_too() {
    let head = r#"<title>Kenya recalls its envoy - Nairobi Paper</title>
        <meta property="og:site_name" content="Nairobi Paper"><meta name="author" content="Per Berg">
        <meta property="article:published_time" content="2024-03-05T07:15:00Z">
        <link rel="canonical" href="https://nairobi.example/envoy#top">"#;
    let (article, _) = read(&page(head, ""), &Hints::default());
    assert_eq!(article.title.as_deref(), Some("Kenya recalls its envoy"));
    assert_eq!(article.date.as_deref(), Some("2024-03-05T07:15:00Z"));
    assert_eq!(article.source.as_deref(), Some("Nairobi Paper"));
    assert_eq!(article.extra["byline"], "Per Berg");
    assert_eq!(
        article.url.as_deref(),
        Some("https://nairobi.example/envoy")
    );
}

#[test]
fn a_time_element_or_the_path_dates_a_page() {
    let date = |top: &str, url: Option<&str>| {
        let hints = Hints {
            url: url.map(str::to_owned),
            ..Hints::default()
        };
        read(&page("", top), &hints).0.date
    };
    let time = r#"<time datetime="2024-03-05T10:15:00+03:00">this morning</time>"#;
    assert_eq!(
        date(time, None).as_deref(),
        Some("2024-03-05T10:15:00+03:00")
    );
    let shown = r#"<span itemprop="datePublished">5 March 2024</span>"#;
    assert_eq!(date(shown, None).as_deref(), Some("2024-03-05"));
    let of_path = date("", Some("https://nairobi.example/2024/03/05/envoy"));
    assert_eq!(of_path.as_deref(), Some("2024-03-05"));
    // Written in words that could be another day, or in none.
    assert_eq!(date("<time>03/05/2024</time>", None), None);
    assert_eq!(date("<p>Updated an hour ago</p>", None), None);
}

#[test]
fn dates_that_cannot_be_are_dropped_and_told() {
    let hints = Hints {
        now: Some("2024-03-05T12:00:00Z".parse().unwrap()),
        ..Hints::default()
    };
    for bad in [
        "1970-01-01T00:00:00Z",
        "2031-01-01T00:00:00Z",
        "0001-01-01T00:00:00Z",
        "0000000000",
    ] {
        let head = format!("<meta property='article:published_time' content='{bad}'>");
        let (article, problems) = read(&page(&head, ""), &hints);
        assert_eq!(article.date, None, "{bad}");
        assert!(
            problems[0].starts_with(&format!("the date {bad}, which ")),
            "{problems:?}"
        );
        // The next best stands instead.
        let (article, problems) = read(&page(&head, "<time datetime=2024-03-04>"), &hints);
        assert_eq!(article.date.as_deref(), Some("2024-03-04"));
        assert_eq!(problems.len(), 1);
        // That of the feed too.
        let fed = Hints {
            date: Some("2024-03-03".to_owned()),
            ..hints.clone()
        };
        assert_eq!(
            read(&page(&head, ""), &fed).0.date.as_deref(),
            Some("2024-03-03")
        );
    }
}

#[test]
fn an_article_has_the_address_of_its_own_site() {
    let url = |canonical: &str, fetched: &str| {
        let head = format!("<link rel=canonical href='{canonical}'>");
        let hints = Hints {
            url: Some(fetched.to_owned()),
            ..Hints::default()
        };
        let (article, _) = read(&page(&head, ""), &hints);
        let other = article
            .extra
            .get("canonical_url")
            .map(|url| url.as_str().unwrap().to_owned());
        (article.url.unwrap(), other)
    };
    let fetched = "https://www.paper.example/a?utm_source=x";
    assert_eq!(
        url("/a", fetched),
        ("https://www.paper.example/a".to_owned(), None)
    );
    assert_eq!(
        url("https://paper.example/a", fetched),
        ("https://paper.example/a".to_owned(), None)
    );
    // A page cannot pass itself off as that of another site.
    assert_eq!(
        url("https://other.example/a", fetched),
        (
            fetched.to_owned(),
            Some("https://other.example/a".to_owned())
        )
    );
    // What is no address of a page says nothing.
    for nothing in [
        "",
        "javascript:alert(1)",
        "/",
        "https://",
        "mailto:a@b.example",
        "http://[",
    ] {
        assert_eq!(url(nothing, fetched).0, fetched, "{nothing}");
    }
    let source = read(
        &page("", ""),
        &Hints {
            url: Some(fetched.to_owned()),
            ..Hints::default()
        },
    )
    .0
    .source;
    assert_eq!(source.as_deref(), Some("paper.example"));
}

#[test]
fn letters_of_any_encoding_arrive() {
    let html = page(
        "<title>São Tomé’s envoy</title>",
        "<p>São Tomé’s envoy waited in Bogotá for a day.</p>",
    );
    let html = html.replace("<meta charset=\"utf-8\">", "");
    let check = |bytes: &[u8], header: Option<&str>| {
        let hints = Hints {
            content_type: header.map(str::to_owned),
            ..Hints::default()
        };
        let (article, problems) = read_page(bytes, &hints).unwrap();
        assert_eq!(article.title.as_deref(), Some("São Tomé’s envoy"));
        assert!(
            article.text.contains("waited in Bogotá for"),
            "{}",
            article.text
        );
        problems.len()
    };
    let (latin, _, _) = encoding_rs::WINDOWS_1252.encode(&html);
    let utf_16: Vec<u8> = html.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(check(html.as_bytes(), None), 0);
    assert_eq!(check(&latin, Some("text/html; charset=iso-8859-1")), 0);
    assert_eq!(check(&latin, None), 0);
    assert_eq!(check(&utf_16, None), 0);
    // Headers that lie.
    assert_eq!(check(&latin, Some("text/html; charset=utf-8")), 1);
    assert_eq!(
        check(html.as_bytes(), Some("text/html; charset=iso-8859-1")),
        1
    );
    assert_eq!(check(&utf_16, Some("text/html; charset=utf-8")), 0);
}

#[test]
fn pages_without_an_article_are_told() {
    for html in [
        "",
        " \n",
        "<html></html>",
        "<script>document.write('<p>Kenya recalled its ambassador.</p>')</script>",
        "<body><img src=a><video src=b></video>",
        "<!-- Kenya recalled its ambassador to Somalia.",
        "<p>&nbsp;&#0;&#xD800;</p>",
    ] {
        let problem = read_page(html.as_bytes(), &Hints::default()).unwrap_err();
        assert_eq!(problem.what, "no article was found in the page", "{html}");
    }
    for bytes in [
        &b"\x89PNG\r\n\x1a\n"[..],
        b"%PDF-1.7\n",
        b"PK\x03\x04\x14",
        b"\x01\x02\x03\x04\x05",
    ] {
        let problem = read_page(bytes, &Hints::default()).unwrap_err();
        assert_eq!(problem.what, "not an HTML page but binary data");
    }
}

#[test]
fn the_same_page_gives_the_same_article() {
    let html = page(
        "<title>Kenya recalls its envoy</title>",
        "<h1>Kenya recalls its envoy</h1>",
    );
    let first = read(&html, &Hints::default());
    for _ in 0..20 {
        assert_eq!(read(&html, &Hints::default()), first);
    }
}

#[test]
fn a_short_article_keeps_its_paragraphs() {
    let page = "<!doctype html><html lang=en><head><title>Envoy recalled</title></head><body>\
                <article><h1>Envoy recalled</h1><p>Turkey recalled its ambassador from Athens on \
                Thursday.</p><p>Greece expelled two Turkish diplomats.</p></article></body></html>";
    let (article, _) = read_page(page.as_bytes(), &Hints::default()).unwrap();
    assert_eq!(
        article.text,
        "Turkey recalled its ambassador from Athens on Thursday.\n\n\
         Greece expelled two Turkish diplomats."
    );
}
