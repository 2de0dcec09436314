//! The nouns that outlive a run, and their wire form.
//!
//! Articles, events, actors, places and the PLOVER and CAMEO codebook types, as
//! `demarche.event/1` writes them, and what reviewers say of events. No algorithms, no IO, no clock: every front end serialises
//! these types, so that the command line, HTTP and Python cannot differ.

mod article;
mod cameo;
mod codes;
pub mod correction;
mod event;
pub mod legacy;
mod ontology;
mod span;

pub use article::Article;
pub use cameo::Cameo;
pub use codes::{CountryCode, Sector};
pub use correction::Correction;
pub use event::{
    Certainty, Coder, Date, Event, Evidence, Object, Party, Place, PlacePrecision, Quantities,
    SCHEMA, Status,
};
pub use ontology::{Context, EventType, Mode, QuadClass};
pub use span::Span;
