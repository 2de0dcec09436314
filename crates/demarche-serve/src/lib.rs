//! HTTP API and dashboard over a snapshot of the store.
//!
//! [`App`] is what answers: a pool of readers, the knowledge that names parties, and the ledgers that
//! were asked for lately. [`router()`] is the whole service; [`serve()`] has it listen. In reading
//! order: `app` and `pool` reach the store, `asked` reads a request, `reply` writes an answer,
//! `problem` an error, `guard` decides who may ask, and `resource` has one module a resource.
//!
//! It codes nothing and fetches nothing. SQLite and folds run on threads of their own, never on those
//! that answer.

mod app;
mod asked;
mod assets;
mod auth;
mod board;
mod docs;
mod documented;
mod guard;
mod ledgers;
pub mod live;
mod openapi;
mod problem;
mod reply;
mod resource;
mod router;
mod serve;
pub mod state;
mod workshop;
mod write;

pub use app::{App, Config};
pub use auth::{Bearer, any_token};
pub use live::{Export, Form, Outward, What};
pub use openapi::document;
pub use problem::Problem;
pub use router::router;
pub use serve::{Error, serve};
