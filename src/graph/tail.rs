//! Upper tails of the Poisson and the Poisson-binomial distribution.
//!
//! In: a count and a mean, or a count and the probabilities of independent trials.
//! Out: the probability of at least that count.
//!
//! The Poisson tail bounds the Poisson-binomial one from above once the count exceeds the mean by one
//! (W. Hoeffding, "On the distribution of the number of successes in independent trials", 1956), so that
//! using it where the exact sum is costly errs on the side of no edge.

/// Trials up to which the exact Poisson-binomial tail is computed, at a cost of `trials²`.
const MAX_EXACT: usize = 128;

/// Terms smaller than this share of the sum do not change it.
const NEGLIGIBLE: f64 = 1e-17;

/// `P(X ≥ count)` for a Poisson variable of this mean.
pub(super) fn poisson(count: usize, mean: f64) -> f64 {
    if count == 0 {
        return 1.0;
    }
    if mean.is_nan() || mean <= 0.0 {
        return 0.0;
    }
    let n = count as f64;
    let first = (n * mean.ln() - mean - ln_factorial(count)).exp();
    if n > mean {
        return upper(first, n, mean).min(1.0);
    }
    // Below the mean the lower tail is the shorter sum: P(X ≤ n-1), from n-1 down.
    let (mut term, mut sum, mut k) = (first * n / mean, 0.0, n - 1.0);
    while term > sum * NEGLIGIBLE && k >= 0.0 {
        sum += term;
        term *= k / mean;
        k -= 1.0;
    }
    (1.0 - sum).clamp(0.0, 1.0)
}

fn upper(first: f64, n: f64, mean: f64) -> f64 {
    let (mut term, mut sum, mut k) = (first, 0.0, n);
    while term > sum * NEGLIGIBLE {
        sum += term;
        k += 1.0;
        term *= mean / k;
    }
    sum
}

/// `ln n!`: the sum of logarithms for small n, else Stirling's series to the third term (error < 1e-12).
fn ln_factorial(n: usize) -> f64 {
    if n < 32 {
        return (2..=n).map(|k| (k as f64).ln()).sum();
    }
    let x = n as f64;
    let series = 1.0 / (12.0 * x) - 1.0 / (360.0 * x.powi(3)) + 1.0 / (1260.0 * x.powi(5));
    x * x.ln() - x + 0.5 * (std::f64::consts::TAU * x).ln() + series
}

/// `P(X ≥ count)` for the number of successes in independent trials; exact up to [`MAX_EXACT`]
/// trials, else the Poisson tail of the same mean.
pub(super) fn poisson_binomial(count: usize, trials: &[f64]) -> f64 {
    if count == 0 {
        return 1.0;
    }
    if count > trials.len() {
        return 0.0;
    }
    if trials.len() > MAX_EXACT {
        return poisson(count, trials.iter().sum());
    }
    // `exactly[k]` is the probability of k successes; the last slot gathers `count` and more.
    let mut exactly = vec![0.0; count + 1];
    if let Some(none) = exactly.first_mut() {
        *none = 1.0;
    }
    for &p in trials {
        let mut carried = 0.0;
        let last = count;
        for (k, slot) in exactly.iter_mut().enumerate() {
            let moved = if k == last { 0.0 } else { *slot * p };
            *slot = *slot - moved + carried;
            carried = moved;
        }
    }
    exactly.last().copied().unwrap_or(0.0).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    /// All outcomes of all trials, one by one.
    fn by_enumeration(count: usize, trials: &[f64]) -> f64 {
        (0..1_u32 << trials.len())
            .filter(|outcome| outcome.count_ones() as usize >= count)
            .map(|outcome| {
                let chance = |(at, p): (usize, &f64)| {
                    if outcome >> at & 1 == 1 { *p } else { 1.0 - p }
                };
                trials.iter().enumerate().map(chance).product::<f64>()
            })
            .sum()
    }

    /// The definition: one minus the sum of the probabilities below, each multiplied out.
    fn by_definition(count: usize, mean: f64) -> f64 {
        let below: f64 = (0..count)
            .map(|k| (1..=k).fold((-mean).exp(), |product, i| product * mean / i as f64))
            .sum();
        1.0 - below
    }

    #[test]
    fn known_tails_are_met() {
        for (count, mean, tail) in [
            (1, 1.0, 0.632_120_558_828_557_7),
            (3, 0.01, 1.654_2e-7),
            (10, 0.1, 2.517_2e-17),
            (5, 100.0, 1.0),
            (120, 100.0, 0.028_2),
        ] {
            let got = poisson(count, mean);
            assert!((got / tail - 1.0).abs() < 2e-3, "{count} {mean}: {got}");
        }
        assert!(poisson(0, 0.0) >= 1.0 && poisson(1, 0.0) <= 0.0);
        assert!(poisson(usize::MAX >> 12, 1.0) <= 0.0);
    }

    proptest! {
        #[test]
        fn the_exact_tail_equals_the_sum_over_all_outcomes(trials in vec(0.0..=1.0_f64, 0..10), count in 0_usize..12) {
            let (got, slow) = (poisson_binomial(count, &trials), by_enumeration(count, &trials));
            prop_assert!((got - slow).abs() < 1e-12, "{} {}", got, slow);
        }

        #[test]
        fn the_poisson_tail_equals_its_definition(count in 0_usize..60, mean in 0.0..40.0_f64) {
            prop_assert!((poisson(count, mean) - by_definition(count, mean)).abs() < 1e-9);
        }

        #[test]
        fn the_poisson_tail_is_never_below_the_exact_one_above_the_mean(trials in vec(0.0..=1.0_f64, 1..40), extra in 1_usize..10) {
            let mean: f64 = trials.iter().sum();
            let count = trials.iter().filter(|p| **p > 0.5).count().max(1) + extra;
            if count as f64 >= mean + 1.0 {
                prop_assert!(poisson(count, mean) >= poisson_binomial(count, &trials) - 1e-12);
            }
        }
    }
}
