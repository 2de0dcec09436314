//! `/docs`: the OpenAPI document as a page, with examples. No script, and nothing from elsewhere.

use std::fmt::Write as _;

use axum::extract::State;
use axum::response::Response;
use serde_json::Value;
use utoipa::openapi::OpenApi;

use crate::assets;

const STYLE: &str = include_str!("docs.css");

/// The page, written once.
#[derive(Clone, Debug)]
pub(crate) struct Docs(std::sync::Arc<str>);

impl Docs {
    pub(crate) fn write(document: &OpenApi) -> Self {
        let document = serde_json::to_value(document).unwrap_or_default();
        Docs(page(&document).into())
    }
}

/// `GET /docs`
pub(crate) async fn serve(State(docs): State<Docs>) -> Response {
    assets::answer("text/html", docs.0.as_bytes().to_vec(), "no-cache")
}

/// `GET /docs/style.css`
pub(crate) async fn style() -> Response {
    assets::answer("text/css", STYLE.as_bytes().to_vec(), "no-cache")
}

/// Text as HTML shows it; `code` in backquotes.
fn text(out: &mut String, text: &str) {
    let mut code = false;
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '`' => {
                code = !code;
                out.push_str(if code { "<code>" } else { "</code>" });
            }
            c => out.push(c),
        }
    }
    if code {
        out.push_str("</code>");
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

fn page(document: &Value) -> String {
    let mut out = String::from(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>Demarche API</title>\n<link rel=\"stylesheet\" href=\"/docs/style.css\">\n\
         </head>\n<body>\n<header><h1>Demarche API</h1>\n<p>",
    );
    text(&mut out, &shown(&document["info"]["description"]));
    out.push_str(
        "</p>\n<p>On loopback, a store without tokens is open. Otherwise send \
         <code>Authorization: Bearer dmr_…</code>; <code>demarche tokens add NAME</code> makes a \
         token. The document behind this page: <a href=\"/openapi.json\">/openapi.json</a>; the \
         <a href=\"/\">dashboard</a>.</p>\n</header>\n<main>\n<nav aria-label=\"Paths\"><ul>\n",
    );
    let empty = serde_json::Map::new();
    let paths = document["paths"].as_object().unwrap_or(&empty);
    for (path, item) in paths {
        for (method, operation) in item.as_object().unwrap_or(&empty) {
            let _ = write!(
                out,
                "<li><a href=\"#{}\"><b>{method}</b> ",
                anchor(method, path)
            );
            text(&mut out, path);
            out.push_str("</a> ");
            text(&mut out, &shown(&operation["summary"]));
            out.push_str("</li>\n");
        }
    }
    out.push_str("</ul></nav>\n");
    for (path, item) in paths {
        for (method, operation) in item.as_object().unwrap_or(&empty) {
            one(&mut out, method, path, operation);
        }
    }
    problems(&mut out);
    out.push_str("<h2>Shapes</h2>\n");
    let schemas = document["components"]["schemas"].as_object();
    for (name, schema) in schemas.unwrap_or(&empty) {
        shape(&mut out, name, schema);
    }
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

fn anchor(method: &str, path: &str) -> String {
    let path: String = path
        .chars()
        .filter_map(|c| match c {
            c if c.is_ascii_alphanumeric() => Some(c),
            '/' => Some('-'),
            _ => None,
        })
        .collect();
    format!("{method}{path}")
}

fn one(out: &mut String, method: &str, path: &str, operation: &Value) {
    let _ = write!(
        out,
        "<section id=\"{}\"><h2><b>{method}</b> ",
        anchor(method, path)
    );
    text(out, path);
    out.push_str("</h2>\n<p>");
    text(out, &shown(&operation["summary"]));
    out.push_str(".</p>\n");
    let description = shown(&operation["description"]);
    if !description.is_empty() {
        out.push_str("<p>");
        text(out, &description);
        out.push_str("</p>\n");
    }
    let none = Vec::new();
    let parameters = operation["parameters"].as_array().unwrap_or(&none);
    if !parameters.is_empty() {
        out.push_str(
            "<table><thead><tr><th>Parameter</th><th>What it is</th><th>What it may be</th></tr>\
             </thead><tbody>\n",
        );
        for parameter in parameters {
            out.push_str("<tr><td><code>");
            text(out, &shown(&parameter["name"]));
            out.push_str("</code>");
            if parameter["required"] == true {
                out.push_str(" needed");
            }
            out.push_str("</td><td>");
            text(out, &shown(&parameter["description"]));
            out.push_str("</td><td>");
            text(out, &may_be(&parameter["schema"]));
            out.push_str("</td></tr>\n");
        }
        out.push_str("</tbody></table>\n");
    }
    example(out, method, path, parameters);
    out.push_str("<p>Answers:</p><ul>\n");
    let empty = serde_json::Map::new();
    let responses = operation["responses"].as_object().unwrap_or(&empty);
    for (status, response) in responses {
        let _ = write!(out, "<li><b>{status}</b> ");
        text(out, &shown(&response["description"]));
        for (kind, content) in response["content"].as_object().unwrap_or(&empty) {
            let _ = write!(out, " <code>{kind}</code> ");
            reference(out, &content["schema"]);
        }
        out.push_str("</li>\n");
    }
    out.push_str("</ul></section>\n");
}

/// A call by curl, with the examples that the parameters give.
fn example(out: &mut String, method: &str, path: &str, parameters: &[Value]) {
    if method != "get" {
        return;
    }
    let mut path = path.to_owned();
    let mut query = Vec::new();
    for parameter in parameters {
        let name = shown(&parameter["name"]);
        let given = [&parameter["example"], &parameter["schema"]["example"]];
        let value = given.into_iter().map(shown).find(|value| !value.is_empty());
        let needed = parameter["required"] == true;
        match value {
            Some(value) if parameter["in"] == "path" => {
                path = path.replace(&format!("{{{name}}}"), &value);
            }
            Some(value) if needed || query.len() < 2 => {
                query.push(format!("{name}={}", value.replace(' ', "%20")));
            }
            _ => {}
        }
    }
    let query = match query.is_empty() {
        true => String::new(),
        false => format!("?{}", query.join("&")),
    };
    out.push_str("<pre><code>");
    text(out, &format!("curl 'http://127.0.0.1:7411{path}{query}'"));
    out.push_str("</code></pre>\n");
}

/// What a value may be, in words.
fn may_be(schema: &Value) -> String {
    let mut parts = Vec::new();
    match (&schema["type"], &schema["format"]) {
        (_, Value::String(format)) if format == "date" => {
            parts.push("a day, 2025-05-01".to_owned())
        }
        (Value::Array(kinds), _) => {
            parts.extend(kinds.iter().map(shown).filter(|kind| kind != "null"))
        }
        (kind, _) => parts.push(shown(kind)),
    }
    if let Some(values) = schema["enum"].as_array() {
        parts.push(values.iter().map(shown).collect::<Vec<_>>().join(", "));
    }
    for (name, words) in [
        ("minimum", "from"),
        ("maximum", "to"),
        ("pattern", "like"),
        ("maxLength", "characters at most"),
        ("default", "by default"),
    ] {
        let value = shown(&schema[name]);
        if !value.is_empty() {
            parts.push(format!("{words} {value}"));
        }
    }
    parts.retain(|part| !part.is_empty());
    parts.join("; ")
}

fn reference(out: &mut String, schema: &Value) {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.rsplit('/').next().unwrap_or(name);
        let _ = write!(out, "<a href=\"#shape-{}\">", anchor("", name));
        text(out, name);
        out.push_str("</a>");
        return;
    }
    let any = ["oneOf", "anyOf", "allOf"]
        .into_iter()
        .find_map(|name| schema[name].as_array());
    if let Some(any) = any {
        for (index, one) in any.iter().enumerate() {
            if index > 0 {
                out.push_str(" or ");
            }
            reference(out, one);
        }
        return;
    }
    if schema["items"].is_object() {
        out.push_str("list of ");
        reference(out, &schema["items"]);
        return;
    }
    let kind = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().map(shown).collect::<Vec<_>>().join(" or "),
        kind => shown(kind),
    };
    text(out, &kind);
}

fn shape(out: &mut String, name: &str, schema: &Value) {
    let _ = write!(out, "<section id=\"shape-{}\"><h3>", anchor("", name));
    text(out, name);
    out.push_str("</h3>\n<p>");
    text(out, &shown(&schema["description"]));
    out.push_str("</p>\n");
    if let Some(properties) = schema["properties"].as_object() {
        out.push_str("<table><tbody>\n");
        for (name, property) in properties {
            out.push_str("<tr><td><code>");
            text(out, name);
            out.push_str("</code></td><td>");
            reference(out, property);
            out.push_str("</td><td>");
            text(out, &shown(&property["description"]));
            out.push_str("</td></tr>\n");
        }
        out.push_str("</tbody></table>\n");
    }
    out.push_str("</section>\n");
}

fn problems(out: &mut String) {
    out.push_str("<h2>Problems</h2>\n<dl>\n");
    for (word, what) in [
        (
            "bad-request",
            "400: the request is not of the form that is given here",
        ),
        ("unauthorized", "401: send a token"),
        (
            "forbidden",
            "403: the token may only read, or a page of another site asked",
        ),
        ("not-found", "404: there is no such thing"),
        ("method", "405: this path has other methods"),
        ("conflict", "409: it is not as the request takes it to be"),
        ("too-large", "413: the request is too large"),
        ("media-type", "415: send JSON"),
        ("host", "421: the Host header names another service"),
        (
            "no-such-value",
            "422: of the right form, and it means nothing here",
        ),
        ("failed", "500: a failure of the program or the store"),
        (
            "unavailable",
            "503: too much is asked at once, or it takes too long",
        ),
    ] {
        let _ = write!(out, "<dt id=\"problem-{word}\">{word}</dt><dd>");
        text(out, what);
        out.push_str("</dd>\n");
    }
    out.push_str("</dl>\n");
}
