//! `/actors`: what a name resolves to, and what a country does.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::Response;
use demarche_code::mention::MentionKind;
use demarche_record::Article;
use demarche_store::{Dyads, Selection};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::events::{EventItem, item};
use crate::asked::{self, Asked, Named};
use crate::reply::Known;
use crate::{App, Problem};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(named))
        .routes(routes!(one))
}

#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Name {
    /// A name as a text would write it.
    #[param(
        min_length = 1,
        max_length = 200,
        pattern = "^\\S([\\s\\S]*\\S)?$",
        example = "Indian army"
    )]
    pub(super) q: String,
}

/// What a name resolves to.
#[derive(Debug, Serialize, ToSchema)]
struct Resolved {
    /// The words that resolve.
    text: String,
    /// The code.
    code: String,
    /// Its country.
    country: Option<String>,
    /// The canonical name, where the party is known.
    name: Option<String>,
    /// The office in the words.
    role: Option<String>,
    /// How the code was found.
    basis: String,
}

/// Readings of a name.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Readings<T> {
    /// Those that there are; empty where the name says nothing.
    items: Vec<T>,
}

impl<T> Readings<T> {
    pub(super) fn new(items: Vec<T>) -> Self {
        Readings { items }
    }
}

/// What the name of an actor resolves to, and on which basis
#[utoipa::path(get, path = "/actors", tag = "names", params(Name), responses(
    (status = 200, body = Readings<Resolved>),
    (status = 400, body = Problem, content_type = "application/problem+json"),
))]
async fn named(
    State(app): State<App>,
    known: Known,
    Asked(name): Asked<Name>,
) -> Result<Response, Problem> {
    let words = asked::words("q", Some(name.q))?.unwrap_or_default();
    app.json(known, move |app, _| {
        let article = Article {
            text: words,
            ..Article::default()
        };
        let analysed = app.coder().analyse(&article);
        let mut items = Vec::new();
        for (index, mentions) in analysed.mentions.iter().enumerate() {
            let Some(view) = analysed.view(index) else {
                continue;
            };
            for mention in mentions
                .iter()
                .filter(|mention| mention.kind != MentionKind::Other)
            {
                let Some(code) = mention.code() else { continue };
                let party = mention.party(&view);
                items.push(Resolved {
                    code: code.to_string(),
                    country: party.country.map(String::from),
                    text: party.text,
                    name: party.name,
                    role: party.role,
                    basis: party.basis,
                });
            }
        }
        Ok(Readings { items })
    })
    .await
}

/// A country with which another has to do.
#[derive(Debug, Serialize, ToSchema)]
struct Partner {
    code: String,
    name: String,
    /// What it did to the partner, by quad class.
    acts: [u64; 4],
    /// What the partner did to it, by quad class.
    suffers: [u64; 4],
    events: u64,
}

/// A party of a country.
#[derive(Debug, Serialize, ToSchema)]
struct PartyCount {
    code: Option<String>,
    name: String,
    /// Mentions, of the latest 5000 of the country.
    events: u64,
}

/// An office holder.
#[derive(Debug, Serialize, ToSchema)]
struct Office {
    name: String,
    role: String,
    /// Month or year from which the office was held.
    from: String,
    /// Until when; null while it is held.
    to: Option<String>,
}

/// A country or supra-national body.
#[derive(Debug, Serialize, ToSchema)]
struct ActorPage {
    code: String,
    name: String,
    /// What it did and what was done to it, by month ("2025-05") and quad class.
    months: BTreeMap<String, [u64; 4]>,
    /// With whom it had to do, the most first.
    partners: Vec<Partner>,
    /// Who of it is named.
    parties: Vec<PartyCount>,
    /// Who holds or held which office, as the tables know.
    offices: Vec<Office>,
    /// Its latest events.
    latest: Vec<EventItem>,
}

/// What a country does, with whom, through whom; by months, and its latest events
#[utoipa::path(get, path = "/actors/{code}", tag = "names",
    params(("code" = String, Path, description = "A country or supra-national body", pattern = "^[A-Za-z]{3}$", example = "IND")),
    responses(
    (status = 200, body = ActorPage),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json"),
))]
async fn one(
    State(app): State<App>,
    known: Known,
    Named(code): Named<String>,
) -> Result<Response, Problem> {
    let code = asked::country(&app, "code", &code)?;
    app.json(known, move |app, snapshot| {
        let mut months: BTreeMap<String, [u64; 4]> = BTreeMap::new();
        let mut partners: BTreeMap<String, ([u64; 4], [u64; 4])> = BTreeMap::new();
        for acts in [true, false] {
            let side = Some(code.clone());
            let rows = snapshot.series(&Dyads {
                actor: side.clone().filter(|_| acts),
                recipient: side.filter(|_| !acts),
                monthly: true,
                ..Dyads::default()
            })?;
            for row in rows {
                if row.status != "actual" || row.certainty == "denied" {
                    continue;
                }
                let quad = usize::from(row.quad_class).wrapping_sub(1);
                let other = if acts { row.recipient } else { row.actor };
                // What a country does to itself stands in both lists and counts once.
                if acts || other != code {
                    let sums = months.entry(row.day).or_default();
                    if let Some(sum) = sums.get_mut(quad) {
                        *sum += row.events;
                    }
                }
                if other.is_empty() || other == code {
                    continue;
                }
                let (acted, suffered) = partners.entry(other).or_default();
                let sums = if acts { acted } else { suffered };
                if let Some(sum) = sums.get_mut(quad) {
                    *sum += row.events;
                }
            }
        }
        months.remove("");
        let mut partners: Vec<Partner> = partners
            .into_iter()
            .map(|(code, (acts, suffers))| Partner {
                name: app.name(&code),
                code,
                events: acts.iter().chain(&suffers).sum(),
                acts,
                suffers,
            })
            .collect();
        partners.sort_by_key(|one| std::cmp::Reverse(one.events));
        partners.truncate(40);
        let parties = snapshot.parties_of(&code, 5000, 40)?.into_iter();
        let selection = Selection {
            countries: vec![code.clone()],
            until: snapshot.last_day()?,
            ..Selection::default()
        };
        let latest = snapshot.select(&selection, None, 20)?;
        let mut offices = Vec::new();
        for leader in app.knowledge().leaders() {
            for spell in &leader.spells {
                if spell.code.as_str() == code {
                    offices.push(Office {
                        name: leader.name.clone(),
                        role: spell.role.clone(),
                        from: spell.from.to_string(),
                        to: spell.to.map(|to| to.to_string()),
                    });
                }
            }
        }
        offices.sort_by(|one, other| (&other.from, &one.name).cmp(&(&one.from, &other.name)));
        offices.truncate(40);
        Ok(ActorPage {
            name: app.name(&code),
            months,
            partners,
            parties: parties
                .map(|party| PartyCount {
                    code: party.code,
                    name: party.name,
                    events: party.events,
                })
                .collect(),
            offices,
            latest: latest.into_iter().map(item).collect::<Result<_, _>>()?,
            code,
        })
    })
    .await
}
