//! Who may ask, and what a browser may do with the answer.
//!
//! A page of another site must not read this service through a user's browser, nor write to it: the
//! Host header is checked against names that are ours (rebinding), writes against where they come
//! from.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::{App, Problem};

/// What every answer tells a browser.
const HEADERS: [(HeaderName, &str); 6] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; \
         form-action 'self'; frame-ancestors 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
];

/// Adds the headers.
pub(crate) async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    for (name, value) in HEADERS {
        response
            .headers_mut()
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    response
}

/// Lets a request pass that is meant for this service, and whose writes come from its own pages or
/// from no browser.
pub(crate) async fn origin(State(app): State<App>, request: Request, next: Next) -> Response {
    let config = app.config();
    let host = request
        .headers()
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .or_else(|| request.uri().authority().map(|authority| authority.as_str()));
    let Some(host) = host.filter(|host| is_ours(host, config.listen, &config.hosts)) else {
        return Problem::new(
            StatusCode::MISDIRECTED_REQUEST,
            "the request is not for a name of this service",
            "call it by its address or by localhost; other names are given with --host",
        )
        .into_response();
    };
    if !is_read(request.method())
        && let Err(problem) = same_site(request.headers(), host)
    {
        return problem.into_response();
    }
    next.run(request).await
}

/// Ends what takes too long. Streams have begun by then.
pub(crate) async fn patience(State(limit): State<Duration>, request: Request, next: Next) -> Response {
    match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::unavailable(
            format!("it took more than {} s", limit.as_secs()),
            "ask for less: fewer days, a pair, a smaller page",
        )
        .into_response(),
    }
}

pub(crate) fn is_read(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Whether a Host header names this service: by the address it listens on, by any address where it
/// listens on all, by localhost on loopback, or by a name that was given.
fn is_ours(host: &str, listen: SocketAddr, hosts: &[String]) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or(rest),
        None => host.split(':').next().unwrap_or(host),
    };
    if hosts.iter().any(|known| known.eq_ignore_ascii_case(name)) {
        return true;
    }
    match name.parse::<IpAddr>() {
        // A name that was rebound is no address: those are safe.
        Ok(address) => {
            address == listen.ip() || address.is_loopback() || listen.ip().is_unspecified()
        }
        Err(_) => name.eq_ignore_ascii_case("localhost"),
    }
}

fn same_site(headers: &HeaderMap, host: &str) -> Result<(), Problem> {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let refused = || {
        Problem::new(
            StatusCode::FORBIDDEN,
            "a page of another site may not write here",
            "write from the dashboard, or from a program that sends no Origin",
        )
    };
    if let Some(site) = text(HeaderName::from_static("sec-fetch-site"))
        && !matches!(site, "same-origin" | "none")
    {
        return Err(refused());
    }
    if let Some(origin) = text(header::ORIGIN) {
        let from = origin.split_once("://").map_or(origin, |(_, host)| host);
        if !from.eq_ignore_ascii_case(host) {
            return Err(refused());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::is_ours;

    #[test]
    fn a_host_is_ours_by_address_localhost_or_a_given_name() {
        let here = "127.0.0.1:7411".parse().unwrap();
        let all = "0.0.0.0:80".parse().unwrap();
        let given = ["desk.example.org".to_owned()];
        for (host, listen, ours) in [
            ("127.0.0.1:7411", here, true),
            ("localhost:7411", here, true),
            ("[::1]:7411", here, true),
            ("LOCALHOST", here, true),
            ("desk.example.org", here, true),
            ("evil.example.com:7411", here, false),
            ("localhost.example.com", here, false),
            ("192.0.2.7", here, false),
            ("192.0.2.7", all, true),
            ("", here, false),
        ] {
            assert_eq!(is_ours(host, listen, &given), ours, "{host}");
        }
    }
}
