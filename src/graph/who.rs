//! The who-null for two accounts: how likely they share so many objects, and such rare ones.
//!
//! In: the index. Out: [`Who`], which answers from a table.
//!
//! A few viral objects make most of what busy accounts are expected to share, and would hide that two of them share
//! rare ones. So the tail is taken five times, over objects up to each bound of [`STRATA`], and the smallest of
//! the p-values counts, times the number of strata that the layer has (Bonferroni).

use rayon::prelude::*;

use super::{
    bicm::Bicm,
    incidence::{Incidence, number},
    tail,
};

/// Popularities up to which objects are looked at: rare ones, then more and more, then all.
pub(super) const STRATA: [u32; 5] = [4, 16, 64, 256, u32::MAX];

/// How many objects of each stratum; they add up.
pub(super) type Counts = [u32; STRATA.len()];

/// Objects up to which the tail is computed from their single probabilities; beyond, Poisson's bounds it from above.
const MAX_OBJECTS: usize = 128;

/// The who-null of one layer.
pub(super) struct Who {
    model: Bicm,
    /// Number of objects.
    objects: usize,
    /// Strata that have objects of their own which could be shared.
    strata: f64,
    /// Class of each account: which of the degrees it has.
    class: Vec<u32>,
    /// Distinct degrees, ascending.
    degrees: Vec<u32>,
    /// Expected shared objects up to each stratum for each two classes.
    expected: Vec<[f64; STRATA.len()]>,
}

/// The stratum of an object of this popularity.
pub(super) fn stratum(popularity: u32) -> usize {
    STRATA
        .iter()
        .take_while(|bound| **bound < popularity)
        .count()
}

impl Who {
    /// Fits the model and fills the table: at most √(2E)³ multiplications for E uses, in practice far fewer.
    pub(super) fn of(index: &Incidence) -> Self {
        let model = Bicm::fit(&index.activity, &index.popularity);
        let mut degrees = index.activity.clone();
        degrees.sort_unstable();
        degrees.dedup();
        let class = |degree: &u32| number(degrees.binary_search(degree).unwrap_or_default());
        let class = index.activity.iter().map(class).collect();
        let rows = model.table(&degrees);
        let row = |x: &Vec<f64>| {
            rows.iter()
                .map(|y| model.sums(STRATA, x, y))
                .collect::<Vec<_>>()
        };
        let expected: Vec<Vec<_>> = rows.par_iter().map(row).collect();
        let mut used = [false; STRATA.len()];
        for crowd in &index.crowds {
            if let Some(used) = used.get_mut(stratum(*crowd)) {
                *used = true;
            }
        }
        Self {
            objects: index.popularity.len(),
            strata: used.iter().map(|used| f64::from(u8::from(*used))).sum(),
            class,
            expected: expected.concat(),
            degrees,
            model,
        }
    }

    fn up_to(&self, a: u32, b: u32) -> [f64; STRATA.len()] {
        let class = |account: u32| self.class.get(account as usize).map_or(0, |c| *c as usize);
        let at = class(a) * self.degrees.len() + class(b);
        self.expected
            .get(at)
            .copied()
            .unwrap_or([f64::INFINITY; STRATA.len()])
    }

    /// Objects that two accounts are expected to share.
    pub(super) fn expected(&self, a: u32, b: u32) -> f64 {
        self.up_to(a, b).last().copied().unwrap_or(f64::INFINITY)
    }

    /// An upper bound of the probability that two accounts share at least so many objects in any stratum.
    pub(super) fn bound(&self, a: u32, b: u32, mut counts: Counts) -> f64 {
        add_up(&mut counts);
        let tail = |(count, mean): (&u32, f64)| {
            // Below the mean the bound does not hold, and there is nothing to show.
            if f64::from(*count) >= mean + 1.0 {
                tail::poisson(*count as usize, mean)
            } else {
                1.0
            }
        };
        let tails = counts.iter().zip(self.up_to(a, b)).map(tail);
        (tails.fold(1.0, f64::min) * self.strata).min(1.0)
    }

    /// That probability itself where objects are few, else its bound.
    pub(super) fn tail(&self, a: u32, b: u32, mut counts: Counts) -> f64 {
        if self.objects > MAX_OBJECTS {
            return self.bound(a, b, counts);
        }
        add_up(&mut counts);
        let degree = |account: u32| {
            let class = self.class.get(account as usize).map_or(0, |c| *c as usize);
            self.degrees.get(class).copied().unwrap_or(0)
        };
        let trials = self.model.trials(degree(a), degree(b));
        let tail = |(count, bound): (&u32, &u32)| {
            let rare = trials.iter().filter(|trial| trial.0 <= *bound);
            let single =
                |(_, chance, times): &(u32, f64, usize)| std::iter::repeat_n(*chance, *times);
            let all: Vec<f64> = rare.flat_map(single).collect();
            tail::poisson_binomial(*count as usize, &all)
        };
        let tails = counts.iter().zip(&STRATA).map(tail);
        (tails.fold(1.0, f64::min) * self.strata).min(1.0)
    }
}

/// Each stratum takes in the ones before it.
fn add_up(counts: &mut Counts) {
    let mut sum = 0;
    for count in counts {
        sum += *count;
        *count = sum;
    }
}
