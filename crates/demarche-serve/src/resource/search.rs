//! `/search`: articles by their words.

use axum::extract::State;
use axum::response::Response;
use demarche_store::Filter;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::events::ArticleHead;
use crate::asked::{self, Asked, Paging, cut};
use crate::reply::{Known, Page};
use crate::{App, Problem};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(search))
}

/// So many of the best are found.
const BEST: usize = 1000;

/// What is looked for.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Looked {
    /// Words; in quotation marks they stand side by side, and a word that ends in * may go on.
    #[param(
        min_length = 1,
        max_length = 200,
        pattern = "^\\S([\\s\\S]*\\S)?$",
        example = "water treaty"
    )]
    q: String,
    /// From this day on.
    #[param(format = Date)]
    since: Option<String>,
    /// Up to this day.
    #[param(format = Date)]
    until: Option<String>,
}

/// An article that was found.
#[derive(Debug, Serialize, ToSchema)]
struct Found {
    article: ArticleHead,
    /// Words around the first that was looked for. Those that were are between U+0001 and U+0002;
    /// it is text, never HTML.
    snippet: String,
    /// How well it fits; more is better.
    fit: f64,
}

/// Articles by their words, the best first
#[utoipa::path(get, path = "/search", tag = "events", params(Looked, Paging), responses(
    (status = 200, body = Page<Found>),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json"),
))]
async fn search(
    State(app): State<App>,
    known: Known,
    Asked(looked): Asked<Looked>,
    Asked(paging): Asked<Paging>,
) -> Result<Response, Problem> {
    let words = asked::words("q", Some(looked.q))?.unwrap_or_default();
    let day = |name, value: &Option<String>| asked::day(name, value.as_deref());
    let filter = Filter {
        since: day("since", &looked.since)?.map(|day| day.to_string()),
        until: day("until", &looked.until)?.map(|day| day.to_string()),
        ..Filter::default()
    };
    let most = (paging.offset()? + paging.limit()? + 1).min(BEST);
    app.json(known, move |_, snapshot| {
        let hits = snapshot.search(&words, &filter, most)?;
        let (range, next) = cut(&hits, &paging)?;
        let wanted = parts(&words);
        let items = hits[range]
            .iter()
            .map(|hit| Found {
                article: ArticleHead {
                    number: hit.number.0,
                    id: hit.article_id.clone(),
                    title: hit.title.clone(),
                    source: hit.source.clone(),
                    url: hit.url.clone(),
                    date: hit.day.clone(),
                    story: hit.story.0,
                },
                snippet: marked(&hit.snippet, &wanted),
                fit: hit.fit,
            })
            .collect();
        Ok(Page { items, next })
    })
    .await
}

/// The words of a text, in lower case.
fn parts(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// A snippet with the wanted words between U+0001 and U+0002.
fn marked(snippet: &str, wanted: &[String]) -> String {
    let is_wanted = |word: &str| {
        let mut all = parts(word).into_iter();
        all.any(|part| wanted.iter().any(|wanted| part.starts_with(wanted)))
    };
    let mut out = String::with_capacity(snippet.len() + 16);
    for word in snippet.split(' ') {
        if !out.is_empty() {
            out.push(' ');
        }
        // What marks begins is ours alone.
        let word: String = word
            .chars()
            .filter(|c| !matches!(c, '\u{1}' | '\u{2}'))
            .collect();
        if is_wanted(&word) {
            out.push('\u{1}');
            out.push_str(&word);
            out.push('\u{2}');
        } else {
            out.push_str(&word);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{marked, parts};

    #[test]
    fn what_was_looked_for_is_marked_and_nothing_else_can_mark() {
        let wanted = parts("Treaty");
        assert_eq!(
            marked("the \u{1}water treaty, <b>signed</b>", &wanted),
            "the water \u{1}treaty,\u{2} <b>signed</b>"
        );
    }
}
