//! The best tree over scored arcs: Chu and Liu's and Edmonds' maximum spanning arborescence, with
//! exactly one word under the root.
//!
//! Rows are words, columns their possible heads: column 0 is the root, column `h + 1` word `h`.

/// Scores are kept within this, so that sums of them stay exact enough to compare and no infinity
/// or nothing-at-all of a broken score spreads.
const BOUND: f64 = 1e6;

/// A tree over `scores`, which holds a row of `words + 1` scores for each of `words` words: the head
/// of each word, `None` for the root. Among equals the first head wins. Exactly one word is the
/// root, whatever the scores are; with none at all there is no tree.
pub(crate) fn best_tree(words: usize, scores: &[f32]) -> Vec<Option<usize>> {
    if words == 0 || scores.len() < words * (words + 1) {
        return Vec::new();
    }
    let size = words + 1;
    // Turned to `weights[head][dependent]`, the root as node 0.
    let weight = |head: usize, word: usize| {
        let score = f64::from(scores[(word - 1) * size + head]);
        match score.is_nan() {
            true => -BOUND,
            false => score.clamp(-BOUND, BOUND),
        }
    };
    let mut arcs = vec![f64::NEG_INFINITY; size * size];
    for word in 1..size {
        for head in (0..size).filter(|&head| head != word) {
            arcs[head * size + word] = weight(head, word);
        }
    }
    let mut heads = arborescence(size, &arcs);
    let roots = |heads: &[usize]| heads[1..].iter().filter(|&&head| head == 0).count();
    if roots(&heads) != 1 {
        // A toll on every arc from the root that outweighs all others leaves the fewest such arcs,
        // and one is always enough; what the tree gives up for that is the least it can.
        let toll = 4.0 * BOUND * size as f64;
        for arc in &mut arcs[1..size] {
            *arc -= toll;
        }
        heads = arborescence(size, &arcs);
    }
    heads[1..].iter().map(|&head| head.checked_sub(1)).collect()
}

/// The head of each node but node 0 in the heaviest tree from node 0; `arcs[head * size + node]`.
/// Cycles of the greedy choice are shrunk to one node, and opened again where the tree above enters.
fn arborescence(size: usize, arcs: &[f64]) -> Vec<usize> {
    let mut heads = vec![0; size];
    for node in 1..size {
        let mut best = 0;
        for head in 0..size {
            if arcs[head * size + node] > arcs[best * size + node] {
                best = head;
            }
        }
        heads[node] = best;
    }
    let Some(cycle) = cycle(&heads) else {
        return heads;
    };
    let mut inside = vec![false; size];
    cycle.iter().for_each(|&node| inside[node] = true);
    // Nodes outside keep their order, node 0 first; the cycle becomes the last.
    let kept: Vec<usize> = (0..size).filter(|&node| !inside[node]).collect();
    let small = kept.len() + 1;
    let whole = kept.len();
    let mut shrunk = vec![f64::NEG_INFINITY; small * small];
    let mut enters = vec![0; small];
    let mut leaves = vec![0; small];
    let lap: f64 = cycle.iter().map(|&n| arcs[heads[n] * size + n]).sum();
    for (i, &a) in kept.iter().enumerate() {
        for (j, &b) in kept.iter().enumerate() {
            shrunk[i * small + j] = arcs[a * size + b];
        }
        let mut into = (f64::NEG_INFINITY, cycle[0]);
        let mut out = (f64::NEG_INFINITY, cycle[0]);
        for &node in &cycle {
            let entered = lap + arcs[a * size + node] - arcs[heads[node] * size + node];
            if entered > into.0 {
                into = (entered, node);
            }
            if arcs[node * size + a] > out.0 {
                out = (arcs[node * size + a], node);
            }
        }
        shrunk[i * small + whole] = into.0;
        shrunk[whole * small + i] = out.0;
        enters[i] = into.1;
        leaves[i] = out.1;
    }
    let above = arborescence(small, &shrunk);
    for (i, &node) in kept.iter().enumerate().skip(1) {
        heads[node] = match above[i] {
            head if head == whole => leaves[i],
            head => kept[head],
        };
    }
    let entry = above[whole];
    heads[enters[entry]] = kept[entry];
    heads
}

/// The nodes of a cycle among the heads, if there is one.
fn cycle(heads: &[usize]) -> Option<Vec<usize>> {
    let mut seen = vec![0; heads.len()];
    for start in 1..heads.len() {
        let mut node = start;
        while node != 0 && seen[node] == 0 {
            seen[node] = start;
            node = heads[node];
        }
        if node != 0 && seen[node] == start {
            let mut cycle = vec![node];
            let mut next = heads[node];
            while next != node {
                cycle.push(next);
                next = heads[next];
            }
            return Some(cycle);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::best_tree;

    /// The words below the root, all reached, or what is wrong.
    fn check(heads: &[Option<usize>]) -> Result<(), String> {
        let roots = heads.iter().filter(|head| head.is_none()).count();
        if roots != 1 {
            return Err(format!("{roots} roots"));
        }
        for start in 0..heads.len() {
            let mut at = start;
            for _ in 0..heads.len() {
                match heads[at] {
                    Some(head) => at = head,
                    None => break,
                }
            }
            if heads[at].is_some() {
                return Err(format!("word {start} hangs on a cycle"));
            }
        }
        Ok(())
    }

    fn total(scores: &[f32], heads: &[Option<usize>]) -> f64 {
        let size = heads.len() + 1;
        heads
            .iter()
            .enumerate()
            .map(|(word, head)| f64::from(scores[word * size + head.map_or(0, |h| h + 1)]))
            .sum()
    }

    /// The best total of any tree with one root, by trying all.
    fn brute(words: usize, scores: &[f32]) -> f64 {
        let size = words + 1;
        let mut best = f64::NEG_INFINITY;
        for mut code in 0..size.pow(words as u32) {
            let heads: Vec<Option<usize>> = (0..words)
                .map(|_| {
                    let head = (code % size).checked_sub(1);
                    code /= size;
                    head
                })
                .collect();
            if check(&heads).is_ok() {
                best = best.max(total(scores, &heads));
            }
        }
        best
    }

    #[test]
    fn nothing_has_no_tree_and_one_word_is_the_root() {
        assert!(best_tree(0, &[]).is_empty());
        assert_eq!(best_tree(1, &[0.0, 9.0]), [None]);
    }

    #[test]
    fn a_second_root_is_hung_below_the_first() {
        // Both words would rather hang on the root; the second loses less by hanging on the first.
        let scores = [9.0, 0.0, 1.0, 8.0, 6.0, 0.0];
        assert_eq!(best_tree(2, &scores), [None, Some(0)]);
    }

    #[test]
    fn broken_scores_give_a_tree_all_the_same() {
        for score in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 0.0, f32::MAX] {
            check(&best_tree(7, &[score; 56])).unwrap();
        }
    }

    proptest! {
        #[test]
        fn any_scores_give_one_tree(words in 1usize..60, seed in any::<u64>()) {
            let mut state = seed | 1;
            let scores: Vec<f32> = (0..words * (words + 1))
                .map(|_| {
                    state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                    (state >> 40) as f32 / 1e5 - 80.0
                })
                .collect();
            let heads = best_tree(words, &scores);
            prop_assert_eq!(heads.len(), words);
            prop_assert_eq!(check(&heads), Ok(()));
        }

        #[test]
        fn no_tree_is_better(words in 1usize..6, raw in prop::collection::vec(-20i8..20, 30)) {
            let scores: Vec<f32> = raw[..words * (words + 1)].iter().map(|&s| f32::from(s)).collect();
            let heads = best_tree(words, &scores);
            prop_assert_eq!(check(&heads), Ok(()));
            prop_assert!((total(&scores, &heads) - brute(words, &scores)).abs() < 1e-6);
        }
    }
}
