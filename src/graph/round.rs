//! One layer in one window: which accounts used the same objects together, and how unlikely that is.
//!
//! In: the indexed uses, both nulls, a window. Out: [`Pair`]s with their p-values.
//!
//! Row by row: for one account, the uses around each of its own are gathered and counted, so that memory is one
//! counter an account and a worker.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::{
    bicm::Bicm,
    incidence::{Incidence, Moment},
    tail,
};

/// Uses of the same object on either side, nearest first, that one use is held against.
const NEIGHBOURS: usize = 128;

/// Accounts that one worker takes at a time, so that its counters are made once for all of them.
const ROWS: usize = 256;

/// Shared objects below which two accounts have no edge.
pub(super) const MIN_OBJECTS: u32 = 2;

/// A larger p-value in one window is no evidence there and counts as 1, which spares most pairs the second test.
const MAX_P: f64 = 0.05;

/// Two accounts within one window.
pub(super) struct Pair {
    pub(super) a: u32,
    pub(super) b: u32,
    pub(super) objects: u32,
    pub(super) p: f64,
    pub(super) window: u64,
}

/// One layer in one window.
pub(super) struct Round<'a> {
    pub(super) index: &'a Incidence,
    pub(super) mine: &'a [Vec<u32>],
    pub(super) degrees: &'a [u32],
    pub(super) model: &'a Bicm,
    pub(super) shares: Vec<f64>,
    pub(super) window: u64,
}

impl Round<'_> {
    /// All pairs of accounts, sorted, whose sharing within the window is unlikely by chance.
    pub(super) fn run(&self) -> Vec<Pair> {
        let accounts = 0..u32::try_from(self.mine.len()).unwrap_or(u32::MAX);
        let rows = accounts.into_par_iter().with_min_len(ROWS).map_init(
            || vec![0_u32; self.mine.len()],
            |counts, a| self.row(a, counts),
        );
        rows.collect::<Vec<_>>().into_iter().flatten().collect()
    }

    /// All later accounts that share objects with one account; `counts` is zero before and after.
    fn row(&self, a: u32, counts: &mut [u32]) -> Vec<Pair> {
        let mut touched = Vec::new();
        let mut together = Vec::new();
        for positions in self
            .index
            .positions(a)
            .chunk_by(|x, y| self.index.object_at(*x) == self.index.object_at(*y))
        {
            together.clear();
            for position in positions {
                self.near(a, *position, &mut together);
            }
            together.sort_unstable();
            together.dedup();
            for b in &together {
                if let Some(count) = counts.get_mut(*b as usize) {
                    if *count == 0 {
                        touched.push(*b);
                    }
                    *count += 1;
                }
            }
        }
        touched.sort_unstable();
        let mut expected = BTreeMap::new();
        let mut pairs = Vec::new();
        for b in touched {
            let count = counts.get_mut(b as usize).map_or(0, std::mem::take);
            if count < MIN_OBJECTS {
                continue;
            }
            if let Some(p) = self.p_value(a, b, count, &mut expected) {
                pairs.push(Pair {
                    a,
                    b,
                    objects: count,
                    p,
                    window: self.window,
                });
            }
        }
        pairs
    }

    /// Later accounts that used the object of one moment within the window of it.
    fn near(&self, a: u32, position: usize, together: &mut Vec<u32>) {
        let (start, moments) = self.index.object(self.index.object_at(position));
        let Some((before, [moment, after @ ..])) = moments.split_at_checked(position - start)
        else {
            return;
        };
        let close = |m: &&Moment| m.at.abs_diff(moment.at) <= self.window;
        let around = before.iter().rev().take(NEIGHBOURS).take_while(close);
        let around = around.chain(after.iter().take(NEIGHBOURS).take_while(close));
        together.extend(around.map(|m| m.account).filter(|b| *b > a));
    }

    /// The larger one of both nulls' p-values, unless it is above [`MAX_P`]; `expected` remembers the
    /// who-null by degree.
    fn p_value(
        &self,
        a: u32,
        b: u32,
        count: u32,
        expected: &mut BTreeMap<u32, f64>,
    ) -> Option<f64> {
        let degree = |account: u32| self.degrees.get(account as usize).copied().unwrap_or(0);
        let mean = *expected
            .entry(degree(b))
            .or_insert_with(|| self.model.shared(degree(a), degree(b)));
        let who = tail::poisson(count as usize, mean);
        if who > MAX_P {
            return None;
        }
        let shares: Vec<f64> = self
            .both(a, b)
            .filter_map(|object| self.shares.get(object as usize).copied())
            .collect();
        let p = who.max(tail::poisson_binomial(count as usize, &shares));
        (p <= MAX_P).then_some(p)
    }

    /// Objects that both accounts used at any time, ascending; costs the shorter list times a search.
    fn both(&self, a: u32, b: u32) -> impl Iterator<Item = u32> {
        let of = |account: u32| {
            self.mine
                .get(account as usize)
                .map_or(&[][..], Vec::as_slice)
        };
        let (x, y) = (of(a), of(b));
        let (short, long) = if x.len() <= y.len() { (x, y) } else { (y, x) };
        short
            .iter()
            .copied()
            .filter(|object| long.binary_search(object).is_ok())
    }
}
