//! Pure time: who posts at the same moments, whatever the content.
//!
//! In: uses of [`Layer::Time`], whose object is ignored. Out: edges.
//!
//! Time is cut into bins as wide as a window, and a bin is an object. *Who*: the configuration model over accounts
//! and bins; busy hours and busy accounts are expected to coincide. *When*: given how many bins of an hour each of the two
//! was active in, how many would coincide if each one's bins were dealt anew within the hour? `a·b·c`, where c is the
//! share in which other accounts' bins of that hour coincide: `1/K` in an hour of K equal bins, more around an event. That is
//! the interval jitter null (A. Amarasingham et al., "Conditional modeling and the jitter method of spike
//! resynchronization", 2012). Coincidences within an hour exclude each other, so that Poisson's tail is an upper bound.
//!
//! Cost grows with the accounts in a bin: a bin of more than [`MAX_BIN`] accounts is left out, and a window whose bins are
//! fuller than [`MAX_OCCUPANCY`] on average is not tested.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::key::AccountKey;

use super::{
    incidence::{Incidence, number},
    layer::{Layer, Use, Windows},
    link::{Edge, Outcome, discovered, edge, strata},
    meeting,
    round::{self, MAX_P},
    tail,
    who::Who,
};

/// Seconds within which each account's rhythm is taken as given.
const HOUR: i64 = 3_600;

/// Widest bin in seconds: an hour must have several.
const MAX_WINDOW: u64 = 600;

/// Accounts of a bin above which it is left out: a post by schedule at a full hour, an event that all watch.
const MAX_BIN: usize = 512;

/// Largest mean number of accounts that an active account finds in its bin.
const MAX_OCCUPANCY: f64 = 64.0;

/// Coincidences that equal bins weigh as much as, against those that were seen in an hour.
const SHRINKAGE: f64 = 10.0;

/// Edges by pure time that both nulls reject, at this false discovery rate; all uses count, whatever their layer.
#[must_use]
pub fn synchrony(uses: &[Use], windows: &Windows, rate: f64) -> Vec<Edge> {
    let timed = |u: &Use| Use {
        layer: Layer::Time,
        ..*u
    };
    let timed: Vec<Use> = uses.iter().map(timed).collect();
    let mut edges = candidates(&timed, windows);
    edges.retain(|edge| edge.q <= rate);
    edges
}

/// All pairs that neither null explains at once, with p and q, sorted by accounts.
pub(super) fn candidates(uses: &[Use], windows: &Windows) -> Vec<Edge> {
    let windows: Vec<u64> = windows
        .seconds()
        .iter()
        .map(|w| (*w).max(1))
        .filter(|w| *w <= MAX_WINDOW)
        .collect();
    let mut found: BTreeMap<(AccountKey, AccountKey), Vec<Outcome>> = BTreeMap::new();
    for window in &windows {
        for (pair, outcome) in coincidences(uses, *window) {
            found.entry(pair).or_default().push(outcome);
        }
    }
    let mut accounts: Vec<AccountKey> = uses
        .iter()
        .filter(|u| u.layer == Layer::Time)
        .map(|u| u.account)
        .collect();
    accounts.sort_unstable();
    accounts.dedup();
    let edges = found
        .iter()
        .filter_map(|((a, b), outcomes)| edge(Layer::Time, *a, *b, outcomes, windows.len()));
    discovered(edges.collect(), accounts.len())
}

type Coincidence = ((AccountKey, AccountKey), Outcome);

/// What one window says.
fn coincidences(uses: &[Use], window: u64) -> Vec<Coincidence> {
    let (bins, hours) = bins(uses, window);
    if bins.is_empty() {
        return Vec::new();
    }
    let rhythm = Rhythm::of(&bins, &hours, window);
    let index = Incidence::of(&bins, Layer::Time, &Windows::new(&[0]));
    drop(bins);
    let who = Who::of(&index);
    let pairs = round::pairs(&index, &who, Layer::Time.least_objects());
    let test = |(a, b): &(u32, u32)| {
        let shared = meeting::shared(&index, *a, *b);
        let count = shared.len();
        let mean = rhythm.expected(*a, *b);
        let outcome = Outcome {
            window,
            objects: number(count),
            who: who.tail(*a, *b, strata(&index, shared.iter().map(|s| s.object))),
            when: if count as f64 >= mean + 1.0 {
                tail::poisson(count, mean)
            } else {
                1.0
            },
            expected: who.expected(*a, *b),
        };
        let account = |at: u32| index.accounts.get(at as usize).copied();
        (outcome.who.max(outcome.when) <= MAX_P).then_some(((account(*a)?, account(*b)?), outcome))
    };
    pairs.par_iter().filter_map(test).collect()
}

/// One use for each account and bin, numbered densely in order of time, and the hour of each bin. Empty if the
/// bins are too full.
fn bins(uses: &[Use], window: u64) -> (Vec<Use>, Vec<i64>) {
    let width = i64::try_from(window).unwrap_or(i64::MAX).max(1);
    let exact = |u: &&Use| u.layer == Layer::Time && u64::from(u.precision) <= window;
    let mut cells: Vec<(i64, AccountKey)> = uses
        .iter()
        .filter(exact)
        .map(|u| (u.at.div_euclid(width), u.account))
        .collect();
    cells.sort_unstable();
    cells.dedup();
    let (mut out, mut hours) = (Vec::new(), Vec::new());
    let mut crowd = 0.0;
    for bin in cells
        .chunk_by(|x, y| x.0 == y.0)
        .filter(|bin| bin.len() <= MAX_BIN)
    {
        let object = number(hours.len());
        crowd += (bin.len() * bin.len()) as f64;
        hours.extend(
            bin.first()
                .map(|(bin, _)| bin.saturating_mul(width).div_euclid(HOUR)),
        );
        out.extend(bin.iter().map(|(_, account)| Use {
            account: *account,
            object,
            layer: Layer::Time,
            at: 0,
            precision: 0,
        }));
    }
    if crowd > MAX_OCCUPANCY * out.len() as f64 {
        return (Vec::new(), Vec::new());
    }
    (out, hours)
}

/// Each account's active bins by hour, and how likely two such bins of an hour coincide.
struct Rhythm {
    /// Hour and number of active bins, by account, then hour.
    active: Vec<(i64, f64)>,
    /// Where each account's hours start; one more at the end.
    starts: Vec<usize>,
    /// Chance that two active bins of two accounts coincide, by hour.
    chances: BTreeMap<i64, f64>,
}

impl Rhythm {
    fn of(bins: &[Use], hours: &[i64], window: u64) -> Self {
        let hour = |u: &Use| hours.get(u.object as usize).copied().unwrap_or(i64::MAX);
        let mut all: Vec<(AccountKey, i64)> = bins.iter().map(|u| (u.account, hour(u))).collect();
        all.sort_unstable();
        // Of each hour: active bins of all accounts, squares of each account's, coinciding pairs.
        let mut sums: BTreeMap<i64, (f64, f64, f64)> = BTreeMap::new();
        let (mut active, mut starts) = (Vec::new(), Vec::new());
        for account in all.chunk_by(|x, y| x.0 == y.0) {
            starts.push(active.len());
            for own in account.chunk_by(|x, y| x.1 == y.1) {
                let count = own.len() as f64;
                let hour = own.first().map_or(i64::MAX, |own| own.1);
                active.push((hour, count));
                let sum = sums.entry(hour).or_default();
                *sum = (sum.0 + count, sum.1 + count * count, sum.2);
            }
        }
        starts.push(active.len());
        for bin in bins.chunk_by(|x, y| x.object == y.object) {
            let people = bin.len() as f64;
            let hour = bin.first().map_or(i64::MAX, hour);
            sums.entry(hour).or_default().2 += people * (people - 1.0);
        }
        let equal = window as f64 / HOUR as f64;
        let chance = |(all, squares, together): (f64, f64, f64)| {
            (together + SHRINKAGE * equal) / (all * all - squares + SHRINKAGE)
        };
        Self {
            active,
            starts,
            chances: sums
                .into_iter()
                .map(|(hour, sum)| (hour, chance(sum)))
                .collect(),
        }
    }

    fn hours(&self, account: u32) -> &[(i64, f64)] {
        let at = |at: usize| self.starts.get(at).copied().unwrap_or(0);
        let (start, end) = (at(account as usize), at(account as usize + 1));
        self.active.get(start..end).unwrap_or(&[])
    }

    /// Bins that two accounts are expected to share.
    fn expected(&self, a: u32, b: u32) -> f64 {
        let (mut x, mut y) = (self.hours(a), self.hours(b));
        let mut sum = 0.0;
        while let (Some(((hour_x, of_x), rest_x)), Some(((hour_y, of_y), rest_y))) =
            (x.split_first(), y.split_first())
        {
            if hour_x == hour_y {
                sum += of_x * of_y * self.chances.get(hour_x).copied().unwrap_or(1.0);
            }
            if hour_x <= hour_y {
                x = rest_x;
            }
            if hour_y <= hour_x {
                y = rest_y;
            }
        }
        sum
    }
}
