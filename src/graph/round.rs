//! Which accounts used the same objects together, of one layer and in all windows at once.
//!
//! In: the index and the who-null. Out: [`Pair`]s that came together often enough to be tested.
//!
//! Row by row: for one account, the uses around each of its own are gathered and counted in the widest window, so that
//! memory is a few counters an account and a worker. A use is held against the nearest [`NEIGHBOURS`] other accounts
//! on either side. Leaving out farther ones can only keep a pair from being tested.

use rayon::prelude::*;

use super::{
    incidence::Incidence,
    who::{Counts, Who, stratum},
};

/// Other accounts on either side, nearest in time first, that one use is held against.
const NEIGHBOURS: usize = 64;

/// The same for an object of more than [`CROWDED`] uses, of which one tells little and all together cost much.
const FEW_NEIGHBOURS: usize = 16;

/// Uses of an object above which it is crowded.
const CROWDED: usize = 1 << 16;

/// Uses that are looked at to find one other account; an account that repeats itself fills this, not [`NEIGHBOURS`].
const STEPS: usize = 3;

/// Accounts that one worker takes at a time, so that its counters are made once for all of them.
const ROWS: usize = 256;

/// A larger p-value in one window is no evidence there and counts as 1, which spares most pairs the second test.
pub(super) const MAX_P: f64 = 0.05;

/// Two accounts to be tested, the smaller index first.
pub(super) type Pair = (u32, u32);

/// What one row knows of another account, side by side in memory, since it is looked up at random.
#[derive(Clone)]
struct Seen {
    /// Last use against which the account was held.
    held: u32,
    /// Last slot for which it was counted.
    counted: u32,
    /// Objects on which it was counted, by stratum; zero between rows.
    counts: Counts,
}

/// All pairs of accounts, sorted, that shared at least this many objects within the widest window, and more than the
/// who-null expects.
pub(super) fn pairs(index: &Incidence, who: &Who, least: u32) -> Vec<Pair> {
    let accounts = index.accounts.len();
    let fresh = Seen {
        held: u32::MAX,
        counted: u32::MAX,
        counts: Counts::default(),
    };
    let seen = || vec![fresh.clone(); accounts];
    let rows = (0..index.people()).into_par_iter().with_min_len(ROWS);
    let rows = rows.map_init(seen, |seen, a| row(index, who, least, a, seen));
    rows.collect::<Vec<_>>().concat()
}

fn row(index: &Incidence, who: &Who, least: u32, a: u32, seen: &mut [Seen]) -> Vec<Pair> {
    let (first, objects) = index.slots_of(a);
    if objects.len() < least as usize {
        return Vec::new();
    }
    let mut touched = Vec::new();
    for slot in (first..).take(objects.len()) {
        for position in index.positions(slot) {
            look(index, a, slot, *position, seen, &mut touched);
        }
    }
    touched.sort_unstable();
    let mut pairs = Vec::new();
    for b in touched {
        let counts = seen.get_mut(b as usize);
        let counts = counts.map_or(Counts::default(), |seen| std::mem::take(&mut seen.counts));
        if counts.iter().sum::<u32>() >= least && who.bound(a, b, counts) <= MAX_P {
            pairs.push((a, b));
        }
    }
    pairs
}

/// Counts the later accounts around one use.
fn look(
    index: &Incidence,
    a: u32,
    slot: u32,
    position: u32,
    seen: &mut [Seen],
    touched: &mut Vec<u32>,
) {
    let Some((moment, before, after)) = index.around(slot, position) else {
        return;
    };
    let none = index.windows.len();
    let crowd = index.crowds.get(index.object_of(slot) as usize);
    let stratum = stratum(crowd.copied().unwrap_or(u32::MAX));
    let widest = index.windows.last().copied().unwrap_or(0);
    let neighbours = if before.len() + after.len() < CROWDED {
        NEIGHBOURS
    } else {
        FEW_NEIGHBOURS
    };
    let mut side = |others: &mut dyn Iterator<Item = &super::incidence::Moment>| {
        let mut distinct = 0;
        for other in others.take(neighbours * STEPS) {
            if other.at.abs_diff(moment.at) > widest || distinct >= neighbours {
                break;
            }
            let Some(seen) = seen.get_mut(other.account as usize) else {
                continue;
            };
            if seen.held != position && other.account != a {
                seen.held = position;
                distinct += 1;
            }
            if other.account > a
                && seen.counted != slot
                && usize::from(index.together(moment, other)) < none
            {
                seen.counted = slot;
                if seen.counts == Counts::default() {
                    touched.push(other.account);
                }
                if let Some(count) = seen.counts.get_mut(stratum) {
                    *count += 1;
                }
            }
        }
    };
    side(&mut before.iter().rev());
    side(&mut after.iter());
}
