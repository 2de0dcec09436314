//! Telling subscribers of changes and alerts. Their positions are in the store, so that what was under
//! way when the service ended is told when it starts again. [`hook`](super::hook) says when and how.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use demarche_fetch::{Deliver, Post, Posted};
use demarche_store::{Selection, Webhook};
use serde::Serialize;
use tokio::task::JoinSet;

use super::alerts::{self, AlertItem};
use super::hook::{self, Standing, State};
use super::told::{self, ChangeItem};
use super::webhooks::{Tells, selection_of};
use crate::{App, Problem};

/// Changes that are looked at for one delivery.
const PAGE: usize = 100;

/// Subscribers that are told at once.
const AT_ONCE: usize = 4;

/// The longest sleep: also what an error of the store waits.
const LONGEST_SLEEP: Duration = Duration::from_secs(30);

/// How often alerts are looked at for a subscriber where nothing changes: they may be of a moment ago
/// when the last change comes.
const LOOK: Duration = Duration::from_secs(15);

/// So many alerts that were told are remembered.
const REMEMBERED: usize = 2000;

/// What is posted, `demarche.delivery/1`.
#[derive(Serialize)]
struct Delivery<'d> {
    schema: &'static str,
    webhook: i64,
    first: u64,
    last: u64,
    changes: &'d [ChangeItem],
    #[serde(skip_serializing_if = "<[AlertItem]>::is_empty")]
    alerts: &'d [AlertItem],
}

/// Tells subscribers until the service ends.
pub(crate) async fn run(app: App, by: Arc<dyn Deliver>) {
    let mut stop = app.live().stopping();
    let told = tell(&app, &by);
    tokio::select! {
        () = told => {}
        _ = stop.wait_for(|stop| *stop) => {}
    }
}

async fn tell(app: &App, by: &Arc<dyn Deliver>) {
    let mut news = app.live().news(app);
    let mut changed = app.live().hooks();
    // When those that failed are due, and who is being told.
    let mut due: BTreeMap<i64, Instant> = BTreeMap::new();
    let mut busy: BTreeSet<i64> = BTreeSet::new();
    // When alerts are looked at again, and the version that they were looked at for.
    let mut look: BTreeMap<i64, Instant> = BTreeMap::new();
    let mut seen = None;
    let mut under_way: JoinSet<(i64, Done)> = JoinSet::new();
    loop {
        news.mark_unchanged();
        changed.mark_unchanged();
        let read = app.read(|_, snapshot| Ok((snapshot.version()?, snapshot.webhooks()?)));
        let mut sleep = LONGEST_SLEEP;
        if let Ok((version, webhooks)) = read.await {
            let now = Instant::now();
            due.retain(|id, _| webhooks.iter().any(|webhook| webhook.id == *id));
            if seen.replace(version) != Some(version) {
                look.clear();
            }
            for webhook in webhooks {
                let id = webhook.id;
                if State::parse(&webhook.state) != State::Active || busy.contains(&id) {
                    continue;
                }
                let tells = Tells::parse(&webhook.tells);
                let again = look.get(&id).copied().filter(|at| *at > now);
                if tells.alerts()
                    && let Some(at) = again
                {
                    sleep = sleep.min(at - now);
                }
                let told = match tells.alerts() && again.is_none() {
                    true => Told::Alerts,
                    false if tells.changes() && webhook.position < version => Told::Changes,
                    false => continue,
                };
                if let Some(at) = due.get(&id).filter(|at| **at > now) {
                    sleep = sleep.min(*at - now);
                } else if busy.len() < AT_ONCE {
                    busy.insert(id);
                    if told == Told::Alerts {
                        look.insert(id, now + LOOK);
                    }
                    let (app, by) = (app.clone(), by.clone());
                    under_way.spawn(async move { (id, one(app, by, webhook, told).await) });
                }
            }
        }
        tokio::select! {
            Some(ended) = under_way.join_next() => match ended {
                Ok((id, done)) => {
                    busy.remove(&id);
                    match done {
                        Done::Told => due.remove(&id),
                        Done::Wait(wait) => due.insert(id, Instant::now() + wait),
                    };
                }
                // One of them broke off, and nothing says which: all may be told again.
                Err(_) => busy.clear(),
            },
            _ = news.changed() => {}
            _ = changed.changed() => {}
            () = tokio::time::sleep(sleep) => {}
        }
    }
}

/// What became of one round.
enum Done {
    /// It was told, or nothing was to be told.
    Told,
    /// It failed, or cannot be told now.
    Wait(Duration),
}

/// What a round is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Told {
    Changes,
    Alerts,
}

async fn one(app: App, by: Arc<dyn Deliver>, webhook: Webhook, told: Told) -> Done {
    round(&app, by, webhook, told)
        .await
        .unwrap_or(Done::Wait(LONGEST_SLEEP))
}

/// What a subscriber is to be told.
struct News {
    /// What is posted, if it asks for any of it.
    body: Option<Vec<u8>>,
    /// Its position once it has taken that.
    last: u64,
    /// The alerts that it was told then; `None` where they stay.
    told: Option<String>,
}

/// Tells a subscriber of one page of changes, or of alerts, and notes what came of it.
async fn round(
    app: &App,
    by: Arc<dyn Deliver>,
    webhook: Webhook,
    told: Told,
) -> Result<Done, Problem> {
    // The filter was read before it was kept; a newer program may know other ones.
    let Ok(selection) = selection_of(&webhook.filter) else {
        return Ok(Done::Wait(LONGEST_SLEEP));
    };
    let news = match told {
        Told::Changes => changes(app, &webhook, selection).await?,
        Told::Alerts => alarms(app, &webhook, selection).await?,
    };
    let Some(News { body, last, told }) = news else {
        return Ok(Done::Told);
    };
    let mut known = told;
    let mut standing = Standing {
        position: webhook.position,
        failures: webhook.failures,
        state: State::parse(&webhook.state),
    };
    let mut wait = Duration::ZERO;
    match body {
        // Nothing that it asks for: only its position moves.
        None => standing.position = last,
        Some(body) => {
            let (url, secret) = (webhook.url.clone(), webhook.secret.clone());
            let (id, now) = (webhook.id.to_string(), app.now());
            let posted = tokio::task::spawn_blocking(move || {
                let signature = hook::signature(&secret, &body);
                let sequence = last.to_string();
                let post = Post {
                    url: &url,
                    content_type: "application/json",
                    fields: &[
                        (hook::SIGNATURE, &signature),
                        (hook::SEQUENCE, &sequence),
                        (hook::WEBHOOK, &id),
                    ],
                    body: &body,
                };
                by.deliver(&post, now)
            })
            .await
            .map_err(|_| Problem::failed("a delivery broke off"))?;
            (standing, wait) = standing.after(last, &posted);
            known = known.filter(|_| matches!(posted, Posted::Taken(_)));
        }
    }
    let noted = Webhook {
        position: standing.position,
        failures: standing.failures,
        state: standing.state.as_str().to_owned(),
        told: known.unwrap_or_else(|| webhook.told.clone()),
        ..webhook
    };
    app.note(move |_, reviewer| Ok(reviewer.put_webhooks(&[noted])?))
        .await?;
    Ok(match wait.is_zero() {
        true => Done::Told,
        false => Done::Wait(wait),
    })
}

/// The next page of changes; `None` where there is none.
async fn changes(
    app: &App,
    webhook: &Webhook,
    selection: Selection,
) -> Result<Option<News>, Problem> {
    let (id, position) = (webhook.id, webhook.position);
    app.read(move |_, snapshot| {
        let found = told::after(snapshot, position, PAGE, &selection)?;
        if found.last <= position {
            return Ok(None);
        }
        // Where nothing is that it asks for, only its position moves.
        let body = match found.items.first() {
            None => None,
            Some(first) => Some(serde_json::to_vec(&Delivery {
                schema: "demarche.delivery/1",
                webhook: id,
                first: first.seq,
                last: found.last,
                changes: &found.items,
                alerts: &[],
            })?),
        };
        Ok(Some(News {
            body,
            last: found.last,
            told: None,
        }))
    })
    .await
}

/// The alerts that it was not told yet; `None` where there are none.
async fn alarms(
    app: &App,
    webhook: &Webhook,
    selection: Selection,
) -> Result<Option<News>, Problem> {
    let (id, position, told) = (webhook.id, webhook.position, webhook.told.clone());
    app.read(move |app, snapshot| {
        let all = alerts::of(app, snapshot, &selection)?;
        let known: BTreeSet<&str> = told.lines().collect();
        let new: Vec<AlertItem> = all
            .iter()
            .filter(|alert| !known.contains(alert.id.as_str()))
            .cloned()
            .collect();
        if new.is_empty() {
            return Ok(None);
        }
        Ok(Some(News {
            body: Some(serde_json::to_vec(&Delivery {
                schema: "demarche.delivery/1",
                webhook: id,
                first: position,
                last: position,
                changes: &[],
                alerts: &new,
            })?),
            last: position,
            told: Some(remembered(&told, &new)),
        }))
    })
    .await
}

/// The alerts that were told, with the new ones last. An alert is gone while its pair is none of the
/// busiest, and may come again: those that were told long ago are forgotten, and no others.
fn remembered(told: &str, new: &[AlertItem]) -> String {
    let new = alerts::ids(new);
    let all: Vec<&str> = told.lines().chain(new.lines()).collect();
    let kept = &all[all.len().saturating_sub(REMEMBERED)..];
    kept.iter().map(|id| format!("{id}\n")).collect()
}
