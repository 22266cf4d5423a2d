//! What an edge rests on.
//!
//! In: the uses that were linked, and edges. Out: for each object that an edge's accounts used within its window, the
//! closest two uses; or all their uses that fell together.

use std::collections::BTreeMap;

use crate::key::AccountKey;

use super::{
    layer::{Layer, Use},
    link::Edge,
};

/// The uses by account, for the evidence of many edges.
#[derive(Clone, Debug)]
pub struct Evidence<'a> {
    uses: &'a [Use],
    /// Numbers of uses by account, layer, object and time.
    order: Vec<usize>,
}

/// One object that an edge rests on: the closest uses of it by the two accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Together {
    /// What kind of thing.
    pub layer: Layer,
    /// What; for [`Layer::Time`] the number of the bin since 1970.
    pub object: u32,
    /// Number of the use by [`Edge::a`], in the uses as they were given.
    pub a: usize,
    /// Number of the use by [`Edge::b`].
    pub b: usize,
    /// Seconds between the two.
    pub apart: u64,
}

impl<'a> Evidence<'a> {
    /// Sorts the uses once.
    #[must_use]
    pub fn index(uses: &'a [Use]) -> Self {
        let mut order: Vec<usize> = (0..uses.len()).collect();
        let key = |at: &usize| {
            uses.get(*at)
                .map(|u| (u.account, u.layer, u.object, u.at, *at))
        };
        order.sort_unstable_by_key(key);
        Self { uses, order }
    }

    /// For each object that the edge's accounts used within its window, the closest two uses, the earliest ones of
    /// equals; sorted by layer and object. For a combined edge, objects of all layers. Costs the two accounts' uses.
    #[must_use]
    pub fn of(&self, edge: &Edge) -> Vec<Together> {
        let (of_a, of_b) = (self.by_object(edge.a, edge), self.by_object(edge.b, edge));
        let mut out = Vec::new();
        for ((layer, object), of_a) in &of_a {
            let Some(of_b) = of_b.get(&(*layer, *object)) else {
                continue;
            };
            let closest = self.closest(of_a, of_b);
            out.extend(
                closest
                    .filter(|found| found.2 <= edge.window)
                    .map(|(a, b, apart)| Together {
                        layer: *layer,
                        object: *object,
                        a,
                        b,
                        apart,
                    }),
            );
        }
        out
    }

    /// The account's uses of the edge's layer by object, in order of time.
    fn by_object(&self, account: AccountKey, edge: &Edge) -> BTreeMap<(Layer, u32), Vec<usize>> {
        let of = |at: &usize| {
            self.uses
                .get(*at)
                .map_or(AccountKey(u32::MAX), |u| u.account)
        };
        let start = self.order.partition_point(|at| of(at) < account);
        let own = self.order.get(start..).unwrap_or(&[]);
        let mut out: BTreeMap<(Layer, u32), Vec<usize>> = BTreeMap::new();
        for at in own.iter().take_while(|at| of(at) == account) {
            let Some(used) = self.uses.get(*at) else {
                continue;
            };
            let told = used.precision <= 1 || u64::from(used.precision) <= edge.window;
            if told && (edge.layer == Layer::Combined || edge.layer == used.layer) {
                let object = match used.layer {
                    Layer::Time => bin(used.at, edge.window),
                    _ => used.object,
                };
                out.entry((used.layer, object)).or_default().push(*at);
            }
        }
        for uses in out.values_mut() {
            uses.sort_unstable_by_key(|at| (self.at(*at), *at));
        }
        out
    }

    fn at(&self, number: usize) -> i64 {
        self.uses.get(number).map_or(0, |u| u.at)
    }

    /// The closest two of two lists in order of time.
    fn closest(&self, a: &[usize], b: &[usize]) -> Option<(usize, usize, u64)> {
        let mut rest = b.iter().peekable();
        let mut before: Option<usize> = None;
        let mut best: Option<(usize, usize, u64)> = None;
        for x in a {
            while let Some(y) = rest.next_if(|y| self.at(**y) < self.at(*x)) {
                before = Some(*y);
            }
            for y in [before, rest.peek().map(|y| **y)].into_iter().flatten() {
                let apart = self.at(*x).abs_diff(self.at(y));
                if best.is_none_or(|best| apart < best.2) {
                    best = Some((*x, y, apart));
                }
            }
        }
        best
    }
}

/// The number of a bin of this width; times too far from 1970 share the last one.
fn bin(at: i64, width: u64) -> u32 {
    let width = i64::try_from(width).unwrap_or(i64::MAX).max(1);
    u32::try_from(at.div_euclid(width)).unwrap_or(u32::MAX)
}

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
                account: AccountKey(*account), object: *object, layer: Layer::Link, at: *at, precision: 0,
            }).collect();
            let edge = Edge {
                a: AccountKey(1), b: AccountKey(2), layer: Layer::Link, weight: 1.0, p: 0.0, q: 0.0, objects: 2, window, who: 0.0, when: 0.0, expected: 0.0,
            };
            let meets = |x: &Use, y: &Use| x.object == y.object && x.account != y.account && x.at.abs_diff(y.at) <= window;
            let both: Vec<Use> = uses.iter().filter(|u| u.account.0 == 1 || u.account.0 == 2).copied().collect();
            let mut slow: Vec<Use> = both.iter().filter(|x| both.iter().any(|y| meets(x, y))).copied().collect();
            slow.sort_unstable_by_key(|used| (used.object, used.at, used.account));
            slow.dedup();
            prop_assert_eq!(together(&uses, &edge), slow);
            let of = |account, object| uses.iter().filter(move |u| u.account.0 == account && u.object == object);
            let closest = |object| of(1, object).flat_map(|x| of(2, object).map(|y| x.at.abs_diff(y.at))).min();
            let nearest: Vec<(u32, u64)> = (0..3).filter_map(|object| Some((object, closest(object)?))).filter(|found| found.1 <= window).collect();
            let found = Evidence::index(&uses).of(&edge);
            prop_assert!(found.iter().all(|t| uses[t.a].account.0 == 1 && uses[t.b].account.0 == 2 && uses[t.a].at.abs_diff(uses[t.b].at) == t.apart));
            prop_assert_eq!(found.iter().map(|t| (t.object, t.apart)).collect::<Vec<_>>(), nearest);
        }
    }
}
