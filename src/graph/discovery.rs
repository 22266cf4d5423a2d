//! Many tests at once: false-discovery control and the combination of dependent p-values.
//!
//! Sources: Y. Benjamini, Y. Hochberg, "Controlling the false discovery rate", 1995; Y. Liu, J. Xie, "Cauchy
//! combination test", 2020.

use std::f64::consts::PI;

/// A p-value of 1 would weigh without end in the Cauchy combination; Liu and Xie's remedy.
const MAX_P: f64 = 0.99;

/// q-values by Benjamini and Hochberg of p-values in any order, among `tests` tests; those that are
/// not given are taken to have a p-value of 1.
pub(super) fn q_values(p: &[f64], tests: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    let at = |index: usize| p.get(index).copied().unwrap_or(1.0);
    order.sort_by(|a, b| at(*a).total_cmp(&at(*b)).then(a.cmp(b)));
    let mut q = vec![1.0; p.len()];
    let mut least = 1.0_f64;
    for (rank, index) in order.iter().enumerate().rev() {
        least = least.min(at(*index) * tests.max(p.len() as f64) / (rank + 1) as f64);
        if let Some(slot) = q.get_mut(*index) {
            *slot = least;
        }
    }
    q
}

/// One p-value out of `tests` dependent ones with equal weights; those that are not given count as 1.
pub(super) fn cauchy(p: &[f64], tests: usize) -> f64 {
    let silent = tests.saturating_sub(p.len()) as f64;
    let score: f64 = p.iter().map(|p| cotangent(*p)).sum::<f64>() + silent * cotangent(1.0);
    let mean = score / tests.max(p.len()).max(1) as f64;
    // For large scores, one half minus the arc tangent would cancel; this form does not.
    if mean > 0.0 {
        (1.0 / mean).atan() / PI
    } else {
        0.5 - mean.atan() / PI
    }
}

fn cotangent(p: f64) -> f64 {
    let p = p.clamp(1e-300, MAX_P);
    1.0 / (p * PI).tan()
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    #[test]
    fn q_values_follow_the_published_procedure() {
        // Benjamini and Hochberg's own example: 15 tests, four rejections at .05.
        let p = [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
            0.5719, 0.6528, 0.7590, 1.0,
        ];
        let q = q_values(&p, 15.0);
        assert_eq!(q.iter().filter(|q| **q <= 0.05).count(), 4);
    }

    #[test]
    fn one_strong_layer_among_silent_ones_stays_strong() {
        let p = cauchy(&[1e-12], 3);
        assert!((2.9e-12..3.1e-12).contains(&p), "{p}");
        assert!((cauchy(&[0.2], 1) - 0.2).abs() < 1e-12);
        assert!(cauchy(&[0.5, 0.5], 2) > 0.49);
        assert!(cauchy(&[], 0).is_finite());
    }

    proptest! {
        #[test]
        fn q_values_do_not_depend_on_order_and_never_fall_below_p(mut p in vec(0.0..=1.0_f64, 0..40)) {
            let forward = q_values(&p, 50.0);
            prop_assert!(forward.iter().zip(&p).all(|(q, p)| q >= p && *q <= 1.0));
            p.reverse();
            let mut backward = q_values(&p, 50.0);
            backward.reverse();
            prop_assert_eq!(forward, backward);
        }
    }
}
