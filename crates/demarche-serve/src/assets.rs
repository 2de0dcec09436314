//! The dashboard, as it was built into the program. Any path that is no file of it and no part of
//! the API is one of its pages.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

use crate::Problem;

/// What `cargo xtask web` builds.
#[derive(RustEmbed)]
#[folder = "dashboard/"]
#[allow_missing = true]
struct Dashboard;

/// What stands there until it is built.
const PLACEHOLDER: &str = include_str!("placeholder.html");

/// Answers what no route does: a file, a page, or that there is no such thing.
pub(crate) async fn fallback(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    if path == "api" || path.starts_with("api/") {
        return Problem::missing(
            format!("there is no {}", uri.path()),
            "/docs lists what there is; all of it is below /api/v1",
        )
        .into_response();
    }
    if !matches!(method, Method::GET | Method::HEAD) {
        let mut response = Problem::new(
            StatusCode::METHOD_NOT_ALLOWED,
            format!("{method} is not for pages"),
            "pages are read with GET",
        )
        .into_response();
        let allowed = HeaderValue::from_static("GET, HEAD");
        response.headers_mut().insert(header::ALLOW, allowed);
        return response;
    }
    let last = path.rsplit('/').next().unwrap_or("");
    // A page of the dashboard has no ending; its names of parties have no full stop.
    let file = match Dashboard::get(path) {
        Some(file) => Some((path, file)),
        None if last.contains('.') => {
            return Problem::missing(format!("there is no file {path}"), "open /").into_response();
        }
        None => Dashboard::get("index.html").map(|file| ("index.html", file)),
    };
    let Some((name, file)) = file else {
        return answer("text/html", PLACEHOLDER.as_bytes().to_vec(), "no-cache");
    };
    let kind = mime_guess::from_path(name).first_or_octet_stream();
    let tag = file.metadata.sha256_hash();
    let tag = tag[..8].iter().fold(String::from("W/\""), |mut tag, byte| {
        tag.push_str(&format!("{byte:02x}"));
        tag
    }) + "\"";
    // Vite puts a hash into the names of what it builds: those never change.
    let cache = match name.starts_with("assets/") {
        true => "public, max-age=31536000, immutable",
        false => "no-cache",
    };
    let known = headers
        .get(header::IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|known| known.contains(&tag));
    let mut response = if known {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        response
    } else {
        answer(kind.as_ref(), file.data.into_owned(), cache)
    };
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

/// A file of the program.
pub(crate) fn answer(kind: &str, body: Vec<u8>, cache: &'static str) -> Response {
    let mut response = Response::new(Body::from(body));
    let text = kind.starts_with("text/") || kind.ends_with("javascript");
    let kind = match text {
        true => format!("{kind}; charset=utf-8"),
        false => kind.to_owned(),
    };
    let headers = response.headers_mut();
    if let Ok(kind) = HeaderValue::from_str(&kind) {
        headers.insert(header::CONTENT_TYPE, kind);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    response
}
