//! How quantised coefficients of one mode are spread: compressed once, or twice with an earlier step.
//!
//! In: a histogram of unquantised magnitudes, from a grid that no compression was aligned to. Out: probabilities of
//! quantised magnitudes. Source: T. Bianchi, A. Piva, "Image forgery localization via block-grained analysis of JPEG
//! artifacts", IEEE TIFS 2012, section III; we take the unquantised histogram itself in place of its model, so that
//! any earlier step can be tried.

/// Unquantised magnitudes, in halves of a unit: half a step of any table is a whole number of these.
pub(super) const FINE: usize = 512;

/// Quantised magnitudes that are told apart; the last one gathers all that are larger and is never used.
pub(super) const COARSE: usize = 64;

/// Probabilities of unquantised magnitudes.
pub(super) type Fine = [f64; FINE];

/// Probabilities of quantised magnitudes.
pub(super) type Coarse = [f64; COARSE];

/// How far values are averaged, as a share of the magnitude: large magnitudes are rare.
const WIDTH: f64 = 0.12;

/// Counts to probabilities, averaged over neighbours the more the larger the magnitude; `None` without counts.
pub(super) fn smooth(counts: &Fine) -> Option<Fine> {
    let mut sums = vec![0.0; FINE + 1];
    for (at, count) in counts.iter().enumerate() {
        sums[at + 1] = sums[at] + count;
    }
    let mut smooth = *counts;
    for (at, value) in smooth.iter_mut().enumerate().take(FINE - 1) {
        // The first values are the peak of the distribution: averaging would flatten it.
        let reach = (at as f64 * WIDTH) as usize + usize::from(at > 2);
        let (from, to) = (at.saturating_sub(reach), (at + reach + 1).min(FINE - 1));
        *value = (sums[to] - sums[from]) / (to - from) as f64;
    }
    let total: f64 = smooth.iter().sum();
    (total > 0.0).then(|| smooth.map(|value| value / total))
}

/// Compressed once with this step.
pub(super) fn once(fine: &Fine, step: usize) -> Coarse {
    let mut coarse = [0.0; COARSE];
    for (at, &mass) in fine.iter().enumerate() {
        coarse[quantised(at, step).min(COARSE - 1)] += mass;
    }
    coarse
}

/// What compressing with `earlier`, decoding with rounding noise of deviation `noise`, and compressing with `step`
/// makes of every multiple of the earlier step.
pub(super) struct Twice {
    earlier: usize,
    /// For each multiple: the first quantised magnitude it may become, and the shares of those from there on.
    shares: Vec<(i32, [f64; SPREAD])>,
}

impl Twice {
    pub(super) fn of(earlier: usize, step: usize, noise: f64) -> Self {
        let multiples = 0..=quantised(FINE - 1, earlier);
        let values = multiples.map(|times| (times * earlier) as f64);
        Self {
            earlier,
            shares: values
                .map(|value| spread(value, step as f64, noise))
                .collect(),
        }
    }

    /// Probabilities of quantised magnitudes.
    pub(super) fn coarse(&self, fine: &Fine) -> Coarse {
        let mut masses = vec![0.0; self.shares.len()];
        for (at, &mass) in fine.iter().enumerate() {
            masses[quantised(at, self.earlier)] += mass;
        }
        let mut coarse = [0.0; COARSE];
        for (mass, (first, shares)) in masses.iter().zip(&self.shares) {
            for (to, share) in (*first..).zip(shares) {
                coarse[(to.unsigned_abs() as usize).min(COARSE - 1)] += mass * share;
            }
        }
        coarse
    }
}

/// The quantised magnitude of the middle of a fine bin.
fn quantised(at: usize, step: usize) -> usize {
    ((at as f64 / 2.0 + 0.25) / step as f64).round() as usize
}

/// Quantised magnitudes that noise can reach from one value: two on either side of the nearest.
const SPREAD: usize = 5;

/// Quantises a value with normal noise: the first magnitude it may become, and the shares from there on.
fn spread(value: f64, step: f64, noise: f64) -> (i32, [f64; SPREAD]) {
    let first = (value / step).round() as i32 - 2;
    let below = |edge: f64| normal_below((edge * step - value) / noise);
    let shares = std::array::from_fn(|at| {
        let to = f64::from(first) + at as f64;
        below(to + 0.5) - below(to - 0.5)
    });
    (first, shares)
}

/// Share of the standard normal distribution below a value, to 1e-7 (Abramowitz and Stegun, 7.1.26).
fn normal_below(value: f64) -> f64 {
    const FACTORS: [f64; 5] = [
        1.061_405_429,
        -1.453_152_027,
        1.421_413_741,
        -0.284_496_736,
        0.254_829_592,
    ];
    let z = value.abs() / std::f64::consts::SQRT_2;
    let t = 1.0 / (1.0 + 0.327_591_1 * z);
    let polynomial = FACTORS.iter().fold(0.0, |sum, factor| sum * t + factor) * t;
    let upper = 0.5 * polynomial * (-z * z).exp();
    if value < 0.0 { upper } else { 1.0 - upper }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Magnitudes that fall off as those of photographs do.
    fn falling(rate: f64) -> Fine {
        let mut fine = [0.0; FINE];
        for (at, value) in fine.iter_mut().enumerate() {
            *value = (-(at as f64) * rate).exp();
        }
        let total: f64 = fine.iter().sum();
        fine.map(|value| value / total)
    }

    proptest! {
        #[test]
        fn probabilities_sum_to_one(rate in 0.001_f64..0.5, earlier in 1_usize..50, step in 1_usize..50) {
            let fine = falling(rate);
            prop_assert!((once(&fine, step).iter().sum::<f64>() - 1.0).abs() < 1e-9);
            prop_assert!((Twice::of(earlier, step, 0.4).coarse(&fine).iter().sum::<f64>() - 1.0).abs() < 1e-3);
        }
    }

    #[test]
    fn an_earlier_step_of_six_leaves_gaps_in_steps_of_two() {
        let coarse = Twice::of(6, 2, 0.3).coarse(&falling(0.02));
        for (at, &share) in coarse.iter().enumerate().take(20).skip(1) {
            assert_eq!(share > 1e-3, at % 3 == 0, "{at}");
        }
    }

    #[test]
    fn the_normal_distribution_is_that_of_the_tables() {
        for (value, share) in [
            (0.0, 0.5),
            (1.0, 0.841_344_7),
            (-1.96, 0.024_997_9),
            (3.0, 0.998_650_1),
        ] {
            assert!((normal_below(value) - share).abs() < 1e-6, "{value}");
        }
    }

    #[test]
    fn nothing_counted_is_no_distribution() {
        assert!(smooth(&[0.0; FINE]).is_none());
    }
}
