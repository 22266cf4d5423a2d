//! When-null: how often two accounts of an object fall within a window by the object's own tempo.
//!
//! In: the uses of a layer and a window. Out: for each object, the share of its account pairs that
//! used it within the window, shrunk to the pooled share of all objects.
//!
//! Pairs of uses are counted, not pairs of accounts: an account that repeats itself raises the share, which
//! errs on the side of no edge. Counting takes one pass over an object's uses.

use super::incidence::{Incidence, Moment};

/// Pairs that the pooled share weighs as much as: an object with this many pairs of its own counts half.
const SHRINKAGE: f64 = 10.0;

/// The share of each object, in 0..=1.
pub(super) fn shares(index: &Incidence, window: u64) -> Vec<f64> {
    let popularity = index.popularity();
    let counts: Vec<(f64, f64)> = (0..index.objects())
        .zip(&popularity)
        .map(|(object, accounts)| {
            let pairs = f64::from(*accounts) * (f64::from(*accounts) - 1.0) / 2.0;
            (
                pairs_within(index.object(object).1, window).min(pairs),
                pairs,
            )
        })
        .collect();
    let (within, pairs) = counts
        .iter()
        .fold((0.0, 0.0), |sum, count| (sum.0 + count.0, sum.1 + count.1));
    let pooled = if pairs > 0.0 { within / pairs } else { 0.0 };
    counts
        .iter()
        .map(|(within, pairs)| (within + SHRINKAGE * pooled) / (pairs + SHRINKAGE))
        .collect()
}

/// Pairs of moments of different accounts next to each other or not, at most `window` seconds apart.
fn pairs_within(moments: &[Moment], window: u64) -> f64 {
    let (mut oldest, mut pairs) = (0, 0.0);
    for (at, moment) in moments.iter().enumerate() {
        while moments
            .get(oldest)
            .is_some_and(|old| old.at.abs_diff(moment.at) > window)
        {
            oldest += 1;
        }
        pairs += (at - oldest) as f64;
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_counted_as_all_against_all_would() {
        let moments: Vec<Moment> = [-9, 0, 1, 1, 5, 30, 31, 90]
            .iter()
            .zip(0..)
            .map(|(at, account)| Moment { account, at: *at })
            .collect();
        for window in [0, 1, 4, 10, 1_000] {
            let slow = moments
                .iter()
                .enumerate()
                .flat_map(|(at, a)| moments.iter().take(at).map(move |b| a.at.abs_diff(b.at)));
            let slow = slow.filter(|apart| *apart <= window).count();
            assert!(
                (pairs_within(&moments, window) - slow as f64).abs() < 1e-9,
                "{window}"
            );
        }
        let extremes = [
            Moment {
                account: 0,
                at: i64::MIN,
            },
            Moment {
                account: 1,
                at: i64::MAX,
            },
        ];
        assert!(pairs_within(&extremes, 10) < 0.5);
    }
}
