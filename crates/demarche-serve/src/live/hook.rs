//! When a subscriber is told, and what it is told: a pure schedule.
//!
//! A subscription has a position, the number of the last change that its subscriber has taken. It
//! moves only once the subscriber has said so, so a delivery may come twice and none is left out:
//! each change has its number, and whoever has taken a number passes it over.
//!
//! It opens no socket, reads no clock and no store.

use std::time::Duration;

use demarche_fetch::Posted;

/// The header of the signature: `blake3=` and the keyed BLAKE3 hash of the body, in hexadecimal.
pub const SIGNATURE: &str = "Demarche-Signature";

/// The header of the number of the last change in the body.
pub const SEQUENCE: &str = "Demarche-Sequence";

/// The header of the subscription.
pub const WEBHOOK: &str = "Demarche-Webhook";

/// The wait after the first failure. Each further one doubles it.
pub const FIRST_WAIT: Duration = Duration::from_secs(10);

/// The longest wait between two tries.
pub const LONGEST_WAIT: Duration = Duration::from_secs(3600);

/// The longest wait that a subscriber may ask for with `Retry-After`.
pub const LONGEST_ASKED: Duration = Duration::from_secs(24 * 3600);

/// So many failures one after the other end a subscription: about half a day of tries.
pub const MOST_FAILURES: u32 = 20;

/// How a subscription stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Its subscriber is told.
    Active,
    /// It failed too often, or its address is gone; its subscriber is told no more.
    GivenUp,
}

impl State {
    /// The name in the store and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Active => "active",
            State::GivenUp => "given-up",
        }
    }

    /// The state of a name. What is unknown is not told.
    pub fn parse(name: &str) -> Self {
        match name {
            "active" => State::Active,
            _ => State::GivenUp,
        }
    }
}

/// Where a subscription stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The number of the last change that was taken.
    pub position: u64,
    /// Failures since then.
    pub failures: u32,
    /// Whether it goes on.
    pub state: State,
}

impl Standing {
    /// Where it stands once a delivery that ends with change `last` came to this, and how long the
    /// next one waits. What was not taken leaves the position as it was.
    pub fn after(self, last: u64, posted: &Posted) -> (Standing, Duration) {
        let failed = |asked: Option<Duration>| {
            let failures = self.failures.saturating_add(1);
            let state = match failures >= MOST_FAILURES {
                true => State::GivenUp,
                false => self.state,
            };
            let wait = back_off(failures).max(asked.unwrap_or_default().min(LONGEST_ASKED));
            (
                Standing {
                    failures,
                    state,
                    ..self
                },
                wait,
            )
        };
        match posted {
            Posted::Taken(_) => (
                Standing {
                    position: self.position.max(last),
                    failures: 0,
                    state: self.state,
                },
                Duration::ZERO,
            ),
            Posted::Gone => (
                Standing {
                    failures: self.failures.saturating_add(1),
                    state: State::GivenUp,
                    ..self
                },
                Duration::ZERO,
            ),
            Posted::RetryLater { after, .. } => failed(*after),
            Posted::Failed(_) => failed(None),
        }
    }
}

/// How long is waited after so many failures.
pub fn back_off(failures: u32) -> Duration {
    let doublings = failures.saturating_sub(1).min(16);
    FIRST_WAIT.saturating_mul(1 << doublings).min(LONGEST_WAIT)
}

/// The value of the header [`SIGNATURE`]. The key is the BLAKE3 hash of the secret, so that a secret
/// of any length can be one.
pub fn signature(secret: &str, body: &[u8]) -> String {
    let key = blake3::hash(secret.as_bytes());
    format!("blake3={}", blake3::keyed_hash(key.as_bytes(), body))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use demarche_fetch::{Failure, FailureKind, Posted};

    use super::{
        FIRST_WAIT, LONGEST_ASKED, LONGEST_WAIT, MOST_FAILURES, Standing, State, back_off,
        signature,
    };

    const FRESH: Standing = Standing {
        position: 7,
        failures: 0,
        state: State::Active,
    };

    fn failure() -> Posted {
        Posted::Failed(Failure::new(FailureKind::Connect, "no".to_owned()))
    }

    #[test]
    fn what_is_taken_moves_the_position_and_forgets_failures() {
        let (after, wait) = Standing {
            failures: 3,
            ..FRESH
        }
        .after(12, &Posted::Taken(204));
        assert_eq!(
            after,
            Standing {
                position: 12,
                ..FRESH
            }
        );
        assert_eq!(wait, Duration::ZERO);
        // A delivery that ends before the position, as one repeated after a restart may.
        assert_eq!(FRESH.after(3, &Posted::Taken(200)).0.position, 7);
    }

    #[test]
    fn what_fails_stays_where_it_was_and_waits_longer_each_time() {
        let mut standing = FRESH;
        let mut waits = Vec::new();
        while standing.state == State::Active {
            let (after, wait) = standing.after(12, &failure());
            assert_eq!(after.position, 7);
            waits.push(wait);
            standing = after;
        }
        assert_eq!(waits.len(), MOST_FAILURES as usize);
        assert_eq!(waits[..3], [10, 20, 40].map(Duration::from_secs));
        assert!(waits.is_sorted());
        assert_eq!(waits.last(), Some(&LONGEST_WAIT));
        assert_eq!(back_off(u32::MAX), LONGEST_WAIT);
    }

    #[test]
    fn a_subscriber_may_ask_for_longer_and_not_for_shorter() {
        let later = |seconds| Posted::RetryLater {
            status: 503,
            after: Some(Duration::from_secs(seconds)),
        };
        assert_eq!(FRESH.after(8, &later(600)).1, Duration::from_secs(600));
        assert_eq!(FRESH.after(8, &later(1)).1, FIRST_WAIT);
        assert_eq!(FRESH.after(8, &later(u64::MAX)).1, LONGEST_ASKED);
    }

    #[test]
    fn an_address_that_is_gone_is_not_asked_again() {
        let (after, _) = FRESH.after(8, &Posted::Gone);
        assert_eq!((after.state, after.position), (State::GivenUp, 7));
        assert_eq!(State::parse(after.state.as_str()), State::GivenUp);
        assert_eq!(State::parse("active"), State::Active);
    }

    #[test]
    fn a_signature_hangs_on_secret_and_body() {
        let one = signature("secret", b"body");
        let key = blake3::hash(b"secret");
        let hash = blake3::keyed_hash(key.as_bytes(), b"body");
        assert_eq!(one, format!("blake3={}", hash.to_hex()));
        assert_ne!(one, signature("other", b"body"));
        assert_ne!(one, signature("secret", b"bodz"));
    }
}
