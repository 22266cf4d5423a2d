//! Units: likeness, weight of evidence, likelihood words and spans of time.

use serde::{Deserialize, Serialize};

/// A likeness between 0 (nothing in common) and 1 (equal).
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
pub struct Similarity(f32);

impl Similarity {
    /// Nothing in common.
    pub const ZERO: Self = Self(0.0);
    /// Equal.
    pub const ONE: Self = Self(1.0);

    /// Clamps any number into 0..=1; a NaN becomes 0.
    #[must_use]
    pub fn new(value: f32) -> Self {
        if value.is_nan() {
            Self::ZERO
        } else {
            Self(value.clamp(0.0, 1.0))
        }
    }

    /// The share `part / whole`; an empty whole has nothing in common with anything.
    #[must_use]
    pub fn share(part: usize, whole: usize) -> Self {
        if whole == 0 {
            Self::ZERO
        } else {
            Self::new(part as f32 / whole as f32)
        }
    }

    /// The number, 0..=1.
    #[must_use]
    pub const fn get(self) -> f32 {
        self.0
    }
}

/// A weight of evidence, `10·log₁₀` of a likelihood ratio of *operated* against *many independent
/// people*: positive speaks for operated. Source: I. J. Good, *Probability and the Weighing of
/// Evidence*, 1950.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Default, Serialize, Deserialize)]
pub struct Decibans(pub f64);

impl Decibans {
    /// The weight of a likelihood ratio; a ratio of 0 or less, or NaN, weighs nothing.
    #[must_use]
    pub fn of_ratio(ratio: f64) -> Self {
        if ratio > 0.0 {
            Self(10.0 * ratio.log10())
        } else {
            Self(0.0)
        }
    }

    /// The probability that goes with this weight at even prior odds: the logistic.
    #[must_use]
    pub fn probability(self) -> f64 {
        1.0 / (1.0 + 10f64.powf(-self.0 / 10.0))
    }
}

/// The likelihood words of ICD 203 (Analytic Standards, 2015) with their percentages.
#[must_use]
pub fn likelihood_words(probability: f64) -> &'static str {
    match probability {
        p if p < 0.05 => "almost no chance (1-5 %)",
        p if p < 0.20 => "very unlikely (5-20 %)",
        p if p < 0.45 => "unlikely (20-45 %)",
        p if p < 0.55 => "roughly even chance (45-55 %)",
        p if p < 0.80 => "likely (55-80 %)",
        p if p < 0.95 => "very likely (80-95 %)",
        _ => "almost certain (95-99 %)",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_decibans_are_ten_to_one() {
        assert!((Decibans::of_ratio(10.0).0 - 10.0).abs() < 1e-12);
        assert!((Decibans(10.0).probability() - 10.0 / 11.0).abs() < 1e-12);
    }

    #[test]
    fn a_likeness_stays_within_its_bounds() {
        assert_eq!(Similarity::new(7.0), Similarity::ONE);
        assert_eq!(Similarity::new(f32::NAN), Similarity::ZERO);
        assert_eq!(Similarity::share(1, 0), Similarity::ZERO);
    }

    #[test]
    fn likelihood_words_follow_the_standard() {
        for (probability, start) in [
            (0.01, "almost no"),
            (0.5, "roughly"),
            (0.97, "almost certain"),
        ] {
            assert!(likelihood_words(probability).starts_with(start));
        }
    }
}
