//! What servers write about time.

use std::time::Duration;

use demarche_fetch::headers::{LONGEST, http_date, lifetime, retry_after, to_http_date};
use proptest::prelude::*;

use crate::server::now;

fn fresh(cache_control: &[&str], expires: Option<&str>, age: Option<&str>) -> Option<u64> {
    let date = Some("Sun, 01 Mar 2026 11:00:00 GMT");
    lifetime(cache_control, expires, date, age, now()).map(|fresh| fresh.as_secs())
}

#[test]
fn cache_control_comes_before_expires() {
    for (controls, expires, age, expected) in [
        (&[][..], None, None, None),
        (&["max-age=600"], None, None, Some(600)),
        (
            &["public, MAX-AGE = 600 , immutable"],
            None,
            None,
            Some(600),
        ),
        (&["max-age=\"600\""], None, None, Some(600)),
        (&["max-age=600", "max-age=60"], None, None, Some(60)),
        (&["max-age=600"], None, Some("100"), Some(500)),
        (&["max-age=600"], None, Some("1000"), Some(0)),
        (&["max-age=600"], None, Some("soon"), Some(600)),
        (&["max-age=-5"], None, None, Some(0)),
        (&["max-age=60.9"], None, None, Some(60)),
        (
            &["max-age=99999999999999999999999"],
            None,
            None,
            Some(LONGEST.as_secs()),
        ),
        (&["max-age=later"], None, None, None),
        (&["max-age"], None, None, None),
        (&["s-maxage=600"], None, None, None),
        (&["no-cache"], None, None, Some(0)),
        (
            &["no-cache=\"set-cookie\", max-age=60"],
            None,
            None,
            Some(60),
        ),
        (&["no-store, max-age=600"], None, None, Some(0)),
        (
            &["max-age=60"],
            Some("Sun, 01 Mar 2026 13:00:00 GMT"),
            None,
            Some(60),
        ),
        // From `Date` on, which is an hour ago.
        (
            &["private"],
            Some("Sun, 01 Mar 2026 13:00:00 GMT"),
            None,
            Some(7200),
        ),
        (&[], Some("Sun, 01 Mar 2026 10:00:00 GMT"), None, Some(0)),
        (&[], Some("0"), None, Some(0)),
        (&[], Some("-1"), None, Some(0)),
        (&[], Some("never"), None, Some(0)),
        (&[",,;=,=,"], None, None, None),
    ] {
        assert_eq!(
            fresh(controls, expires, age),
            expected,
            "{controls:?} {expires:?} {age:?}"
        );
    }
}

#[test]
fn dates_are_read_in_their_three_forms_and_as_mail_writes_them() {
    for date in [
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
        "Sun, 06 Nov 1994 08:49:37 +0000",
        "Sun, 6 Nov 1994 09:49:37 +0100",
        "6 Nov 1994 08:49:37 GMT",
    ] {
        let read = http_date(date).unwrap_or_else(|| panic!("{date}"));
        assert_eq!(read.to_string(), "1994-11-06T08:49:37Z", "{date}");
    }
    for date in [
        "",
        "0",
        "Sun, 99 Nov 1994 08:49:37 GMT",
        "tomorrow",
        "\u{0}",
    ] {
        assert_eq!(http_date(date), None, "{date}");
    }
    assert_eq!(to_http_date(now()), "Sun, 01 Mar 2026 12:00:00 GMT");
}

#[test]
fn retry_after_is_seconds_or_a_date() {
    let seconds = |value: &str| retry_after(value, now()).map(|after| after.as_secs());
    assert_eq!(seconds("120"), Some(120));
    assert_eq!(seconds(" 120 "), Some(120));
    assert_eq!(seconds("-1"), Some(0));
    assert_eq!(seconds("Sun, 01 Mar 2026 12:10:00 GMT"), Some(600));
    assert_eq!(seconds("Sun, 01 Mar 2026 11:10:00 GMT"), Some(0));
    assert_eq!(seconds("99999999999999999999"), Some(LONGEST.as_secs()));
    assert_eq!(
        seconds("Fri, 31 Dec 9999 23:59:59 GMT"),
        Some(LONGEST.as_secs())
    );
    assert_eq!(seconds("in a while"), None);
    assert_eq!(seconds(""), None);
}

proptest! {
    #[test]
    fn whatever_is_written_is_read_within_bounds(
        control in ".{0,40}", expires in ".{0,40}", date in ".{0,40}", age in ".{0,20}",
    ) {
        let read = lifetime(&[&control], Some(&expires), Some(&date), Some(&age), now());
        prop_assert!(read.unwrap_or(Duration::ZERO) <= LONGEST);
        prop_assert!(retry_after(&expires, now()).unwrap_or(Duration::ZERO) <= LONGEST);
    }
}
