//! Which rows go through the graph together.
//!
//! Rows are padded to a multiple of [`STEP`] pieces and only rows of one padded length share a
//! batch, so that what is summed over the pieces of a sentence is summed in the same order whatever
//! stands beside it.

use std::ops::Range;

/// Rows are padded to a multiple of so many pieces.
pub(crate) const STEP: usize = 8;
/// At most so many pieces, padding among them, go through at once: more is no faster and takes more
/// memory.
const MOST_PIECES: usize = 1024;

/// The length that a row is padded to.
pub(crate) fn padded(pieces: usize) -> usize {
    pieces.next_multiple_of(STEP)
}

/// The order in which rows of these lengths are read, and the batches in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Plan {
    /// Indices of rows, the shortest first.
    pub(crate) order: Vec<usize>,
    /// Runs of `order`.
    pub(crate) batches: Vec<Range<usize>>,
}

impl Plan {
    /// Plans rows of so many pieces.
    pub(crate) fn of(lengths: &[usize]) -> Self {
        let mut order: Vec<usize> = (0..lengths.len()).collect();
        order.sort_by_key(|&row| lengths[row]);
        let mut batches: Vec<Range<usize>> = Vec::new();
        for (at, &row) in order.iter().enumerate() {
            let length = padded(lengths[row]);
            match batches.last_mut() {
                Some(last)
                    if padded(lengths[order[last.start]]) == length
                        && (last.len() + 1) * length <= MOST_PIECES =>
                {
                    last.end = at + 1;
                }
                _ => batches.push(at..at + 1),
            }
        }
        Self { order, batches }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{MOST_PIECES, Plan, padded};

    proptest! {
        #[test]
        fn every_row_is_read_once_among_rows_of_its_length(
            lengths in prop::collection::vec(2usize..300, 0..200)
        ) {
            let plan = Plan::of(&lengths);
            let mut seen = plan.order.clone();
            seen.sort_unstable();
            prop_assert!(seen.iter().copied().eq(0..lengths.len()));
            let mut at = 0;
            for batch in &plan.batches {
                prop_assert_eq!(batch.start, at);
                at = batch.end;
                let rows = &plan.order[batch.clone()];
                let length = padded(lengths[rows[0]]);
                prop_assert!(rows.iter().all(|&row| padded(lengths[row]) == length));
                prop_assert!(rows.len() == 1 || rows.len() * length <= MOST_PIECES);
            }
            prop_assert_eq!(at, lengths.len());
        }
    }
}
