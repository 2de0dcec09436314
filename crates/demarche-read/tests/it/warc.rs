//! Web archives: whole, packed, cut off, with lengths that lie.

use std::io::{BufReader, Cursor};
use std::path::Path;

use demarche_read::packed::{Caps, unpacked};
use demarche_read::warc::{Archive, Held, Record};

use crate::packed::{gzip, zstd};

/// What stands in an archive: "html <url> n bytes", "- why", "bad: …", a record each.
fn told(bytes: Vec<u8>) -> Vec<String> {
    let reader = Box::new(BufReader::with_capacity(997, Cursor::new(bytes)));
    let (reader, _) = unpacked(reader, Caps::default()).unwrap();
    Archive::new(reader)
        .map(|record| match record {
            Err(bad) => format!("bad: {}", bad.problem.what),
            Ok(record) => {
                let url = record.url.clone().unwrap_or_default();
                let (kind, body) = match record.held() {
                    Ok(Held::Html(body)) => ("html", body),
                    Ok(Held::Feed(body)) => ("feed", body),
                    Ok(Held::Text(body)) => ("text", body),
                    Ok(Held::Nothing(why)) => return format!("- {why}"),
                    Err(problem) => return format!("bad: {}", problem.what),
                };
                let problems: Vec<&str> = body.problems.iter().map(|p| p.what.as_str()).collect();
                let length = body.bytes.len();
                format!("{kind} {url} {length} {}", problems.join("; "))
                    .trim_end()
                    .to_owned()
            }
        })
        .collect()
}

#[test]
fn the_sample_archives_are_read() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/warc");
    if !folder.is_dir() {
        eprintln!("skipped: {} is not there", folder.display());
        return;
    }
    let pages = |name: &str| {
        let told = told(std::fs::read(folder.join(name)).unwrap());
        println!("{name}\n  {}", told.join("\n  "));
        let pages = told.iter().filter(|line| line.starts_with("html")).count();
        let bad = told.iter().filter(|line| line.starts_with("bad")).count();
        (pages, bad)
    };
    // File, pages, bad records.
    for (name, wanted, bad) in [
        ("example.warc", 1, 0),
        ("example.warc.gz", 1, 0),
        ("example-bad-non-chunked.warc.gz", 1, 0),
        ("example-iana.org-chunked.warc", 1, 0),
        ("example-wrong-chunks.warc.gz", 1, 0),
        ("example-space-in-target-uri.warc.gz", 0, 0),
        ("example-wget-bad-target-uri.warc.gz", 1, 0),
        ("example-digest.warc", 0, 0),
        ("post-test.warc.gz", 0, 0),
        ("example-trunc.warc", 1, 0),
        // Whole, whatever its name.
        ("example-bad.warc.gz.bad", 1, 0),
        ("example.arc", 1, 0),
        ("example.arc.gz", 1, 0),
        ("example-space-in-url.arc", 1, 0),
        ("bad.arc", 0, 3),
    ] {
        assert_eq!(pages(name), (wanted, bad), "{name}");
    }
    pages("example-resource.warc.gz");
}

fn record(kind: &str, url: &str, content_type: &str, block: &[u8], length: &str) -> Vec<u8> {
    let header = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2025-05-01T10:00:00Z\r\n\
         Content-Type: {content_type}\r\nContent-Length: {length}\r\n\r\n"
    );
    [header.as_bytes(), block, b"\r\n\r\n"].concat()
}

fn response(url: &str, head: &str, body: &[u8]) -> Vec<u8> {
    let block = [
        format!("HTTP/1.1 200 OK\r\n{head}\r\n\r\n").as_bytes(),
        body,
    ]
    .concat();
    let length = block.len().to_string();
    record(
        "response",
        url,
        "application/http; msgtype=response",
        &block,
        &length,
    )
}

const PAGE: &[u8] = b"<html><body><p>Kenya recalled its envoy.</p></body></html>";

fn page(url: &str) -> Vec<u8> {
    response(url, "Content-Type: text/html; charset=utf-8", PAGE)
}

/// One that is not compressed.
fn brotli(bytes: &[u8]) -> Vec<u8> {
    let header = ((bytes.len() as u32 - 1) << 4 | 1 << 20).to_le_bytes();
    [&header[..3], bytes, &[3]].concat()
}

#[test]
fn a_page_comes_as_the_server_meant_it() {
    let chunks = |body: &[u8]| {
        let (a, b) = body.split_at(body.len() / 2);
        let mut out = format!("{:x}\r\n", a.len()).into_bytes();
        out.extend_from_slice(a);
        out.extend_from_slice(format!("\r\n{:X};x=y\r\n", b.len()).as_bytes());
        out.extend_from_slice(b);
        out.extend_from_slice(b"\r\n0\r\n\r\n");
        out
    };
    let deflated = |zlib: bool| {
        use std::io::Write;
        let level = flate2::Compression::default();
        if zlib {
            let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), level);
            encoder.write_all(PAGE).unwrap();
            encoder.finish().unwrap()
        } else {
            let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), level);
            encoder.write_all(PAGE).unwrap();
            encoder.finish().unwrap()
        }
    };
    let wanted = format!("html https://a.example/ {}", PAGE.len());
    for (head, body) in [
        ("", PAGE.to_vec()),
        ("Transfer-Encoding: chunked", chunks(PAGE)),
        ("Transfer-Encoding: chunked", PAGE.to_vec()),
        ("Content-Encoding: gzip", gzip(PAGE)),
        ("Content-Encoding: gzip", PAGE.to_vec()),
        (
            "content-encoding: GZIP\r\ntransfer-encoding: Chunked",
            chunks(&gzip(PAGE)),
        ),
        ("Content-Encoding: br", brotli(PAGE)),
        ("Content-Encoding: br", PAGE.to_vec()),
        ("Content-Encoding: zstd", zstd(PAGE)),
        ("Content-Encoding: deflate", deflated(true)),
        ("Content-Encoding: deflate", deflated(false)),
        ("Content-Encoding: deflate, gzip", gzip(&deflated(true))),
        ("X-Long: a\r\n b", PAGE.to_vec()),
    ] {
        let head = format!("Content-Type: text/html\r\n{head}")
            .trim_end()
            .to_owned();
        assert_eq!(
            told(response("https://a.example/", &head, &body)),
            [wanted.as_str()],
            "{head}"
        );
    }
    let cut = &gzip(&PAGE.repeat(100))[..60];
    let told = told(response(
        "https://a.example/",
        "Content-Type: text/html\r\nContent-Encoding: gzip",
        cut,
    ));
    assert!(told[0].contains("cut off"), "{told:?}");
}

#[test]
fn what_holds_no_article_says_why() {
    let block = b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<html>";
    let length = block.len().to_string();
    let archive = [
        record("warcinfo", "", "application/warc-fields", b"a: b", "4"),
        record(
            "request",
            "https://a.example/",
            "application/http",
            b"GET /",
            "5",
        ),
        record(
            "response",
            "https://a.example/",
            "application/http",
            block,
            &length,
        ),
        response(
            "https://a.example/x.png",
            "Content-Type: image/png",
            b"\x89PNG",
        ),
        response(
            "https://a.example/robots.txt",
            "Content-Type: text/plain",
            b"User-agent: *",
        ),
        response("https://a.example/e", "Content-Type: text/html", b" "),
        response(
            "https://a.example/f",
            "Content-Type: text/xml",
            b"<?xml version='1.0'?><rss/>",
        ),
        response(
            "https://a.example/g",
            "Content-Type: text/html",
            b"<feed xmlns='http://www.w3.org/2005/Atom'/>",
        ),
        record(
            "conversion",
            "https://a.example/t",
            "text/plain",
            b"Words.",
            "6",
        ),
        record("resource", "https://a.example/r", "text/html", b"<p>x", "4"),
    ]
    .concat();
    let wanted = [
        "- warcinfo",
        "- request",
        "- HTTP status 404",
        "- image/png",
        "- robots.txt",
        "- empty",
        "feed https://a.example/f 27",
        "feed https://a.example/g 43",
        "text https://a.example/t 6",
        "html https://a.example/r 4",
    ];
    assert_eq!(told(archive.clone()), wanted);
    assert_eq!(told(gzip(&archive)), wanted);
    assert_eq!(told(zstd(&archive)), wanted);
}

#[test]
fn the_good_record_behind_a_bad_one_is_read() {
    let html = |length: &str| {
        record(
            "response",
            "https://bad.example/",
            "text/html",
            PAGE,
            length,
        )
    };
    let long = "9".repeat(400_000);
    for bad in [
        html("9223372036854775808"),
        html("18446744073709551616"),
        html("99999999999"),
        html("1000"),
        html("10"),
        html("0"),
        html(""),
        html("-5"),
        html("many"),
        html(&long),
        b"WARC/1.0\r\n\r\n\r\n".to_vec(),
        b"WARC/1.0\r\nContent-Length: 3\r\n\r\nabc\r\n\r\n".to_vec(),
        b"WARC/1.0 and no end of the header".to_vec(),
        b"\0\0\0\0 junk\r\n".to_vec(),
        vec![0xff; 100_000],
        b"WARC/1.0\r\nWARC-Type: response\r\n".repeat(20_000),
        html("59")[..80].to_vec(),
    ] {
        let name = String::from_utf8_lossy(&bad[..bad.len().min(200)]).into_owned();
        let archive = [
            page("https://first.example/"),
            bad,
            b"\r\n\r\n".to_vec(),
            page("https://last.example/"),
        ];
        let told = told(archive.concat());
        assert!(
            told[0].starts_with("html https://first.example/ 58"),
            "{name}: {told:?}"
        );
        let last = told.last().unwrap();
        assert!(
            last.starts_with("html https://last.example/ 58"),
            "{name}: {told:?}"
        );
    }
}

#[test]
fn a_long_record_is_skipped_and_what_follows_is_read() {
    let body = [PAGE, &vec![b'x'; 16 << 20]].concat();
    let video = response("https://v.example/", "Content-Type: video/mp4", &body);
    let long = response("https://long.example/", "Content-Type: text/html", &body);
    let bomb = gzip(&vec![b'<'; 40 << 20]);
    let bomb = response(
        "https://bomb.example/",
        "Content-Type: text/html\r\nContent-Encoding: gzip",
        &bomb,
    );
    let told = told([long, video, bomb, page("https://last.example/")].concat());
    assert!(told[0].starts_with("bad: 16777"), "{told:?}");
    assert!(told[0].contains("longer than 15 MiB"), "{told:?}");
    assert_eq!(told[1], "- video/mp4");
    assert!(told[2].contains("grows beyond 15 MiB"), "{told:?}");
    assert!(
        told[3].starts_with("html https://last.example/"),
        "{told:?}"
    );
}

#[test]
fn a_packed_archive_is_read_behind_damage() {
    let members: Vec<Vec<u8>> = (0..5)
        .map(|n| gzip(&page(&format!("https://{n}.example/"))))
        .collect();
    for damage in 0..4 {
        let mut members = members.clone();
        match damage {
            0 => members[2].truncate(40),
            1 => members[2][30] ^= 0xff,
            2 => members[2][0] = 0,
            _ => members[2].truncate(5),
        }
        let told = told(members.concat());
        let pages: Vec<&String> = told.iter().filter(|line| line.ends_with("/ 58")).collect();
        assert!(
            told.iter().any(|line| line.starts_with("bad")),
            "{damage}: {told:?}"
        );
        // Of a member whose mark is gone nothing tells where it ends, so none behind it is found.
        let least = if damage == 2 { 2 } else { 4 };
        assert!(pages.len() >= least, "{damage}: {told:?}");
    }
    let whole = members.concat();
    let cut = told(whole[..whole.len() - 30].to_vec());
    assert_eq!(
        cut.iter().filter(|line| line.ends_with("/ 58")).count(),
        4,
        "{cut:?}"
    );
    assert!(cut.last().unwrap().starts_with("bad: cut off"), "{cut:?}");
}

#[test]
fn many_lying_records_are_read_in_linear_time() {
    // Each says that it takes all that follows.
    let one = record(
        "response",
        "https://a.example/",
        "text/html",
        PAGE,
        "15000000",
    );
    let count = 50_000;
    let found = Archive::new(Cursor::new(one.repeat(count)));
    let records: Vec<Record> = found.map(Result::unwrap).collect();
    assert_eq!(records.len(), count);
    assert!(
        records
            .iter()
            .rev()
            .skip(1)
            .all(|record| record.block == PAGE)
    );
}

#[test]
fn any_damage_to_an_archive_is_survived() {
    let archive = [page("https://a.example/"), page("https://b.example/")].concat();
    for at in 0..archive.len() {
        let mut flipped = archive.clone();
        flipped[at] ^= 0x15;
        told(flipped);
        told(archive[..at].to_vec());
    }
}
