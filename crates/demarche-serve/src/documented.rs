//! Refuses query parameters that the OpenAPI document does not name: a filter that is misspelt must
//! not pass for one that was applied.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use utoipa::openapi::{OpenApi, RefOr};
use utoipa::openapi::path::ParameterIn;

use crate::Problem;

/// The parameters of each path.
#[derive(Clone, Debug)]
pub(crate) struct Documented(Arc<BTreeMap<String, BTreeSet<String>>>);

impl Documented {
    pub(crate) fn read(document: &OpenApi) -> Self {
        let mut paths = BTreeMap::new();
        for (path, item) in &document.paths.paths {
            let operations = [
                &item.get,
                &item.put,
                &item.post,
                &item.delete,
                &item.patch,
                &item.head,
            ];
            let names: BTreeSet<String> = operations
                .into_iter()
                .flatten()
                .flat_map(|operation| operation.parameters.iter().flatten())
                .filter_map(|parameter| match parameter {
                    RefOr::T(parameter) if parameter.parameter_in == ParameterIn::Query => {
                        Some(parameter.name.clone())
                    }
                    _ => None,
                })
                .collect();
            paths.insert(path.clone(), names);
        }
        Documented(Arc::new(paths))
    }
}

/// Lets a request pass whose parameters are documented.
pub(crate) async fn check(
    State(documented): State<Documented>,
    request: Request,
    next: Next,
) -> Response {
    let known = request
        .extensions()
        .get::<MatchedPath>()
        .and_then(|path| documented.0.get(path.as_str()));
    if let (Some(known), Some(query)) = (known, request.uri().query()) {
        for part in query.split('&').filter(|part| !part.is_empty()) {
            let name = part.split('=').next().unwrap_or(part);
            if !known.contains(name) {
                let names: Vec<&str> = known.iter().map(String::as_str).collect();
                let hint = match names.is_empty() {
                    true => "this takes no parameters".to_owned(),
                    false => format!("it may be: {}", names.join(", ")),
                };
                let shown: String = name.chars().take(60).collect();
                return Problem::bad(format!("there is no parameter \"{shown}\" here"), hint)
                    .into_response();
            }
        }
    }
    next.run(request).await
}
