//! Tables to articles.

use std::io::Cursor;

use demarche_read::table::CsvTable;

/// What a table gives: "line: text [title|date|…]", "line! what is wrong".
fn told(bytes: &[u8]) -> Vec<String> {
    CsvTable::new(Cursor::new(bytes.to_vec()))
        .unwrap()
        .map(|row| match row.article {
            Ok((article, problems)) => {
                let rest = [
                    article.title,
                    article.date,
                    article.url,
                    article.id.filter(|id| id.len() < 16),
                ];
                let rest: Vec<String> = rest.into_iter().flatten().collect();
                let mut told = format!("{}: {} [{}]", row.place, article.text, rest.join("|"));
                for (key, value) in &article.extra {
                    told.push_str(&format!(" {key}={}", value.as_str().unwrap()));
                }
                for problem in problems {
                    told.push_str(&format!(" ({})", problem.what));
                }
                told
            }
            Err(problem) => format!("{}! {}", row.place, problem.what),
        })
        .collect()
}

#[test]
fn columns_are_known_by_their_names() {
    let table = "ID,Headline,Published,desk,Body,Link\n\
        7,\"Envoy, recalled\",\"May 1, 2025\",East,\"Kenya \"\"recalled\"\" its envoy.\nSomalia protested.\",https://a.example/\n\
        \n\
        8,,never,,Ghana voted.\n\
        9,No text,2025-05-02,,,\n\
        10,Too many,,,x,y,z\n\
        11,,,,Togo voted.,\n";
    assert_eq!(
        told(table.as_bytes()),
        [
            "2: Kenya \"recalled\" its envoy.\nSomalia protested. [Envoy, recalled|2025-05-01|https://a.example/|7] desk=East",
            "5: Ghana voted. [8] (\"never\" is no date that can be read)",
            "6! column \"Body\" is empty",
            "7! 7 cells where the header names 6 columns",
            "8: Togo voted. [11]",
        ]
    );
}

#[test]
fn separators_and_encodings_are_found_out() {
    let wanted = ["2: Kenya, in Łódź. [t]"];
    let table = |separator: &str| {
        format!("title{separator}\"text\"\r\nt{separator}\"Kenya, in Łódź.\"\r\n")
    };
    for separator in [",", ";", "\t", "|"] {
        let table = table(separator);
        assert_eq!(told(table.as_bytes()), wanted);
        assert_eq!(told(format!("\u{feff}{table}").as_bytes()), wanted);
        for unit in [u16::to_le_bytes, u16::to_be_bytes] {
            let utf16 = format!("\u{feff}{table}");
            let utf16: Vec<u8> = utf16.encode_utf16().flat_map(unit).collect();
            assert_eq!(told(&utf16), wanted);
        }
    }
    assert_eq!(
        told(b"text\ncaf\xe9\n\xff\xfe\0\nlast\n"),
        [
            "2: café [] (not valid UTF-8; read as windows-1252)",
            "3: ÿþ\0 [] (not valid UTF-8; read as windows-1252)",
            "4: last []",
        ]
    );
}

#[test]
fn a_quote_that_nothing_closes_costs_a_row() {
    let told = told(b"id,text\n1,one\n2,\"two\n3,three\n4,four \"quoted\" five\n");
    assert_eq!(
        told,
        [
            "2: one [1]",
            "3! a quote that opens in it is not closed",
            "4: three [3]",
            "5: four \"quoted\" five [4]",
        ]
    );
    // Not a row of 20 MB, and none behind it lost.
    let long = format!(
        "id,text\n1,\"open\n{}",
        "2,the next row of many words in a line\n".repeat(500_000)
    );
    let rows = CsvTable::new(Cursor::new(long.into_bytes())).unwrap();
    assert_eq!(rows.filter(|row| row.article.is_ok()).count(), 500_000);
}

#[test]
fn a_header_without_a_text_says_what_it_has() {
    let wrong = |table: &str| {
        CsvTable::new(Cursor::new(table.as_bytes().to_vec()))
            .err()
            .unwrap()
    };
    let problem = wrong("a,b\n1,2\n");
    assert!(problem.what.contains("it has \"a\", \"b\""), "{problem}");
    assert!(wrong("").what.contains("empty"));
    assert!(wrong("\"text\n1").what.contains("not closed"));
}

#[test]
fn any_table_is_survived() {
    let table = "id;text;\"date\"\n1;\"a\"\"b\";2025-05-01\n2;c;\n";
    for at in 0..table.len() {
        for byte in [0, b'"', b';', b'\n', b'\r', 0xff] {
            let mut bytes = table.as_bytes().to_vec();
            bytes[at] = byte;
            if let Ok(rows) = CsvTable::new(Cursor::new(bytes)) {
                assert!(rows.count() < 10);
            }
        }
    }
}
