//! What the overview shows, worked out once for each state of the store.

/// Overviews that were asked for lately.
#[derive(Debug, Default)]
pub(crate) struct Boards;
