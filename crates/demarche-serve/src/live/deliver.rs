//! Telling subscribers. Their positions are in the store, so that what was under way when the
//! service ended is told when it starts again. [`hook`](super::hook) says when and how.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use demarche_fetch::{Deliver, Post};
use demarche_store::{Selection, Webhook};
use serde::Serialize;
use tokio::task::JoinSet;

use super::hook::{self, Standing, State};
use super::told::{self, ChangeItem};
use super::webhooks::selection_of;
use crate::{App, Problem};

/// Changes that are looked at for one delivery.
const PAGE: usize = 100;

/// Subscribers that are told at once.
const AT_ONCE: usize = 4;

/// The longest sleep: also what an error of the store waits.
const LONGEST_SLEEP: Duration = Duration::from_secs(30);

/// What is posted, `demarche.delivery/1`.
#[derive(Serialize)]
struct Delivery<'d> {
    schema: &'static str,
    webhook: i64,
    first: u64,
    last: u64,
    changes: &'d [ChangeItem],
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
    let mut under_way: JoinSet<(i64, Done)> = JoinSet::new();
    loop {
        news.mark_unchanged();
        changed.mark_unchanged();
        let read = app.read(|_, snapshot| Ok((snapshot.version()?, snapshot.webhooks()?)));
        let mut sleep = LONGEST_SLEEP;
        if let Ok((version, webhooks)) = read.await {
            let now = Instant::now();
            due.retain(|id, _| webhooks.iter().any(|webhook| webhook.id == *id));
            for webhook in webhooks {
                let id = webhook.id;
                let active = State::parse(&webhook.state) == State::Active;
                if !active || webhook.position >= version || busy.contains(&id) {
                    continue;
                }
                if let Some(at) = due.get(&id).filter(|at| **at > now) {
                    sleep = sleep.min(*at - now);
                } else if busy.len() < AT_ONCE {
                    busy.insert(id);
                    let (app, by) = (app.clone(), by.clone());
                    under_way.spawn(async move { (id, one(app, by, webhook).await) });
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

async fn one(app: App, by: Arc<dyn Deliver>, webhook: Webhook) -> Done {
    round(&app, by, webhook)
        .await
        .unwrap_or(Done::Wait(LONGEST_SLEEP))
}

/// Tells a subscriber of one page of changes, and notes what came of it.
async fn round(app: &App, by: Arc<dyn Deliver>, webhook: Webhook) -> Result<Done, Problem> {
    // The filter was read before it was kept; a newer program may know other ones.
    let Ok(selection) = selection_of(&webhook.filter) else {
        return Ok(Done::Wait(LONGEST_SLEEP));
    };
    let Some((body, last)) = body(app, &webhook, selection).await? else {
        return Ok(Done::Told);
    };
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
        }
    }
    let noted = Webhook {
        position: standing.position,
        failures: standing.failures,
        state: standing.state.as_str().to_owned(),
        ..webhook
    };
    app.write(move |_, reviewer| Ok(reviewer.put_webhooks(&[noted])?))
        .await?;
    Ok(match wait.is_zero() {
        true => Done::Told,
        false => Done::Wait(wait),
    })
}

/// What is posted, if there is anything that the subscriber asks for, and the last change in it.
async fn body(
    app: &App,
    webhook: &Webhook,
    selection: Selection,
) -> Result<Option<(Option<Vec<u8>>, u64)>, Problem> {
    let (id, position) = (webhook.id, webhook.position);
    app.read(move |_, snapshot| {
        let found = told::after(snapshot, position, PAGE, &selection)?;
        if found.last <= position {
            return Ok(None);
        }
        let Some(first) = found.items.first() else {
            return Ok(Some((None, found.last)));
        };
        let delivery = Delivery {
            schema: "demarche.delivery/1",
            webhook: id,
            first: first.seq,
            last: found.last,
            changes: &found.items,
        };
        Ok(Some((Some(serde_json::to_vec(&delivery)?), found.last)))
    })
    .await
}
