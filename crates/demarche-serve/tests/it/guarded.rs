//! Who may ask: hosts, origins, tokens, addresses; and what browsers are told.

use axum::http::StatusCode;
use demarche_serve::{App, Config, Error};
use demarche_store::{Reviewer, Rights};

use crate::crisis::{ask, now, service, shared, store};

#[tokio::test]
async fn every_answer_tells_browsers_to_be_careful() {
    for path in ["/api/v1/status", "/", "/docs", "/nowhere.js", "/api/v1/no"] {
        let answer = ask(&shared(), "GET", path, &[]).await;
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("default-src 'self'"), "{path}");
        assert!(policy.contains("frame-ancestors 'none'"), "{path}");
        assert!(!policy.contains("unsafe"), "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
    }
}

#[tokio::test]
async fn a_name_that_is_not_ours_gets_no_answer() {
    for host in ["evil.example.com", "evil.example.com:7411", ""] {
        let answer = ask(&shared(), "GET", "/api/v1/status", &[("host", host)]).await;
        assert_eq!(answer.status, StatusCode::MISDIRECTED_REQUEST, "{host}");
    }
    for host in ["localhost:7411", "127.0.0.1:7411", "[::1]:7411"] {
        let answer = ask(&shared(), "GET", "/api/v1/status", &[("host", host)]).await;
        assert_eq!(answer.status, StatusCode::OK, "{host}");
    }
}

#[tokio::test]
async fn a_page_of_another_site_does_not_write() {
    for foreign in [
        ("origin", "https://evil.example.com"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
    ] {
        let answer = ask(&shared(), "POST", "/api/v1/events", &[foreign]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{foreign:?}");
    }
    let own = [("origin", "http://127.0.0.1:7411")];
    let answer = ask(&shared(), "POST", "/api/v1/events", &own).await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn with_a_token_in_the_store_a_request_must_carry_one() {
    let path = store("tokens");
    let reviewer = Reviewer::open(&path).unwrap();
    let router = service(&path, "127.0.0.1:7411");
    let status = |headers: Vec<(&'static str, &'static str)>| {
        let router = router.clone();
        async move {
            let answer = ask(&router, "GET", "/api/v1/status", &headers).await;
            answer.status
        }
    };
    assert_eq!(status(vec![]).await, StatusCode::OK);
    let token = reviewer
        .add_token("desk", Rights::Read, "dmr_1", now())
        .unwrap();
    assert_eq!(status(vec![]).await, StatusCode::UNAUTHORIZED);
    let wrong = vec![("authorization", "Bearer dmr_2")];
    assert_eq!(status(wrong).await, StatusCode::UNAUTHORIZED);
    let basic = vec![("authorization", "Basic dmr_1")];
    assert_eq!(status(basic).await, StatusCode::UNAUTHORIZED);
    let right = vec![("authorization", "Bearer dmr_1")];
    assert_eq!(status(right.clone()).await, StatusCode::OK);
    assert_eq!(status(right.clone()).await, StatusCode::OK);
    // That it was used is noted behind the first request of a day.
    let used = || {
        let reader = demarche_store::Reader::open(&path).unwrap();
        let tokens = reader.snapshot().unwrap().tokens().unwrap();
        tokens[0].last_used.clone()
    };
    for _ in 0..600 {
        if used().is_some() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!(used(), Some(now().to_string()));
    // Pages, documents and health are for all; what they show is not.
    for open in ["/", "/openapi.json", "/docs", "/healthz"] {
        let answer = ask(&router, "GET", open, &[]).await;
        assert_eq!(answer.status, StatusCode::OK, "{open}");
    }
    let read_only = ask(&router, "POST", "/api/v1/events", &right).await;
    assert_eq!(read_only.status, StatusCode::FORBIDDEN);
    reviewer.revoke_token(token.id, now()).unwrap();
    assert_eq!(status(right).await, StatusCode::UNAUTHORIZED);
    // The last token is gone: the machine is its user's again.
    assert_eq!(status(vec![]).await, StatusCode::OK);
}

#[test]
fn an_address_that_others_reach_needs_a_token() {
    let path = store("public");
    let open = || {
        let config = Config::new(&path, "0.0.0.0:0".parse().unwrap());
        App::open(config, demarche_code::Coder::embedded()).unwrap()
    };
    let refused = demarche_serve::serve(open(), async {}, |_| {
        unreachable!("it listens without a token")
    });
    assert!(matches!(refused, Err(Error::Open { .. })), "{refused:?}");
}
