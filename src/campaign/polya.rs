//! How surprising it is that a campaign's accounts share so few values.
//!
//! In: how many accounts show each value, and each value's probability outside. Out: the weight of
//! *few hands* against *many independent people* in decibans.
//!
//! Both hypotheses draw values from a Pólya urn (Dirichlet-multinomial) around the archive's base
//! rates; they differ in concentration. One hand keeps to what it has (concentration
//! [`ONE_HAND`]); people follow the archive, with some clumping since those who share a cause also
//! share towns, providers and employers ([`MANY_PEOPLE`]). Source: I. J. Good, *The Estimation of
//! Probabilities*, 1965, ch. 5.

use crate::measure::Decibans;

/// Concentration of the urn under one hand: about `ONE_HAND · ln n` values for `n` accounts.
const ONE_HAND: f64 = 1.0;
/// Concentration under many people.
const MANY_PEOPLE: f64 = 40.0;

/// The weight of accounts that show these values: `(accounts, probability outside)` a value.
pub(super) fn weight(values: &[(u32, f64)]) -> Decibans {
    let total: f64 = values.iter().map(|&(count, _)| f64::from(count)).sum();
    let rising = |start: f64, count: f64| ln_gamma(start + count) - ln_gamma(start);
    let urn = |concentration: f64| -> f64 {
        let drawn: f64 = values.iter().map(|&(count, p)| rising(concentration * p.max(1e-9), f64::from(count))).sum();
        drawn - rising(concentration, total)
    };
    Decibans((urn(ONE_HAND) - urn(MANY_PEOPLE)) * 10.0 / std::f64::consts::LN_10)
}

/// `ln Γ(x)` for `x > 0` by Stirling's series after shifting; error below 1e-10.
fn ln_gamma(x: f64) -> f64 {
    let mut shift = 0.0;
    let mut x = x;
    while x < 12.0 {
        shift -= x.ln();
        x += 1.0;
    }
    let inverse = 1.0 / (x * x);
    let series = (1.0 / 12.0 - inverse * (1.0 / 360.0 - inverse * (1.0 / 1260.0 - inverse / 1680.0))) / x;
    shift + (x - 0.5) * x.ln() - x + 0.918_938_533_204_672_7 + series
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ln_gamma_is_the_logarithm_of_factorials() {
        let mut factorial = 1.0_f64;
        for n in 1..20 {
            assert!((ln_gamma(f64::from(n)) - factorial.ln()).abs() < 1e-9, "{n}");
            factorial *= f64::from(n);
        }
    }

    #[test]
    fn one_rare_network_speaks_for_one_hand_and_the_usual_mix_against() {
        assert!(weight(&[(60, 0.001)]).0 > 50.0);
        assert!(weight(&[(20, 0.33), (21, 0.34), (19, 0.33)]).0 < 0.0);
        let all_different: Vec<(u32, f64)> = (0..60).map(|_| (1, 0.0005)).collect();
        assert!(weight(&all_different).0 < -50.0);
    }
}
