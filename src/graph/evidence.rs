//! What an edge rests on.
//!
//! In: the uses that were linked, and one edge. Out: the uses of both accounts that fell together.

use super::{
    layer::{Layer, Use},
    link::Edge,
};

/// The uses of an edge's two accounts that lie within its window of a use of the same object by the
/// other one, sorted by layer, object and time; for a combined edge those of all layers. One pass over the uses.
#[must_use]
pub fn together(uses: &[Use], edge: &Edge) -> Vec<Use> {
    let concerned = |used: &&Use| {
        (used.account == edge.a || used.account == edge.b)
            && (edge.layer == Layer::Combined || used.layer == edge.layer)
    };
    let mut theirs: Vec<Use> = uses.iter().filter(concerned).copied().collect();
    theirs.sort_unstable_by_key(|used| (used.layer, used.object, used.at, used.account));
    theirs.dedup();
    let before = nearest(&theirs, edge.window);
    let reversed: Vec<Use> = theirs.iter().rev().copied().collect();
    let after = nearest(&reversed, edge.window);
    let near = before
        .iter()
        .zip(after.iter().rev())
        .map(|(before, after)| *before || *after);
    theirs
        .iter()
        .zip(near)
        .filter(|(_, near)| *near)
        .map(|(used, _)| *used)
        .collect()
}

/// For each use, whether the last use of the same object by the other account, in the order given,
/// lies within the window.
fn nearest(uses: &[Use], window: u64) -> Vec<bool> {
    let mut last: [Option<Use>; 2] = [None, None];
    let smaller = uses.iter().map(|used| used.account).min();
    let mark = |used: &Use| {
        let [first, second] = &mut last;
        let (own, other) = if Some(used.account) == smaller {
            (first, second)
        } else {
            (second, first)
        };
        *own = Some(*used);
        let same = other.filter(|o| o.layer == used.layer && o.object == used.object);
        same.is_some_and(|o| o.at.abs_diff(used.at) <= window)
    };
    uses.iter().map(mark).collect()
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use crate::key::AccountKey;

    use super::*;

    proptest! {
        /// The oracle compares each use with every other one.
        #[test]
        fn the_uses_behind_an_edge_are_those_that_all_against_all_finds(
            raw in vec((0_u32..4, 0_u32..3, 0_i64..100), 0..40), window in 0_u64..30,
        ) {
            let uses: Vec<Use> = raw.iter().map(|(account, object, at)| Use {
                account: AccountKey(*account), object: *object, layer: Layer::Link, at: *at,
            }).collect();
            let edge = Edge {
                a: AccountKey(1), b: AccountKey(2), layer: Layer::Link, weight: 1.0, p: 0.0, q: 0.0, objects: 2, window,
            };
            let meets = |x: &Use, y: &Use| x.object == y.object && x.account != y.account && x.at.abs_diff(y.at) <= window;
            let both: Vec<Use> = uses.iter().filter(|u| u.account.0 == 1 || u.account.0 == 2).copied().collect();
            let mut slow: Vec<Use> = both.iter().filter(|x| both.iter().any(|y| meets(x, y))).copied().collect();
            slow.sort_unstable_by_key(|used| (used.object, used.at, used.account));
            slow.dedup();
            prop_assert_eq!(together(&uses, &edge), slow);
        }
    }
}
