//! From events the state of a crisis: what happened, what is in force, what is contested, what was
//! asked and not answered, who still speaks with whom, and whether it is getting worse.
//!
//! A pure fold: [`Fold::add`] takes events in any order, [`Fold::ledger`] gives the state on a day,
//! each line of it with the ids of the events that prove it. No IO, no clock, no texts of articles,
//! and no knowledge of events in code: what an event means for a measure, a claim or a request
//! stands in the tables of `codebook/ledger/` ([`Rules`]).

mod alike;
mod ask;
mod asks;
pub mod brief;
mod changes;
mod claim;
mod claims;
mod condition;
mod contacts;
mod day;
mod fact;
mod fold;
pub mod gist;
mod incident;
mod incidents;
mod ledger;
mod measure;
mod measures;
mod page;
pub mod panel;
mod replies;
pub mod rules;
mod same;
pub mod tension;
mod told;
mod view;

pub use changes::Change;
pub use day::Day;
pub use fold::{Fold, Query, SCHEMA, Scope};
pub use gist::Gist;
pub use ledger::{
    Account, Ask, Citation, Claim, Contact, Incident, Ledger, Measure, Range, Silence, Transition,
    Where,
};
pub use rules::Rules;
