//! The OpenAPI document and the page that shows it.

use expect_test::expect_file;
use serde_json::Value;

use crate::crisis::{ask, shared};

#[test]
fn the_document_is_as_it_was_agreed() {
    let mut document = demarche_serve::document().to_pretty_json().unwrap();
    document.push('\n');
    expect_file!["../../openapi.json"].assert_eq(&document);
}

#[tokio::test]
async fn every_path_says_what_it_is_and_what_it_answers() {
    let answer = ask(&shared(), "GET", "/openapi.json", &[]).await;
    let document = answer.json();
    let paths = document["paths"].as_object().unwrap();
    assert!(paths.len() > 20);
    for (path, item) in paths {
        for (method, operation) in item.as_object().unwrap() {
            assert!(
                operation["summary"].is_string(),
                "{method} {path} has no summary"
            );
            for parameter in operation["parameters"].as_array().unwrap_or(&Vec::new()) {
                assert!(
                    parameter["description"].is_string(),
                    "{method} {path}: {} is not described",
                    parameter["name"]
                );
            }
        }
    }
}

#[tokio::test]
async fn the_documentation_is_one_page_that_asks_nobody_else() {
    let answer = ask(&shared(), "GET", "/docs", &[]).await;
    let page = String::from_utf8(answer.body).unwrap();
    let document: Value = serde_json::to_value(demarche_serve::document()).unwrap();
    for path in document["paths"].as_object().unwrap().keys() {
        assert!(page.contains(path), "{path} is not in /docs");
    }
    for foreign in ["<script", "style=", "src=\"http", "href=\"http", "onclick"] {
        assert!(!page.contains(foreign), "{foreign}");
    }
    let style = ask(&shared(), "GET", "/docs/style.css", &[]).await;
    assert!(style.header("content-type").starts_with("text/css"));
}
