//! How surprising it is that a campaign's accounts share so few values.
//!
//! In: how many accounts show each value of an attribute, how alike accounts of the archive are in
//! it, and how common the campaign's commonest value is outside. Out: the weight of *one hand*
//! against *many independent people* in decibans.
//!
//! The statistic is the collision probability λ (Simpson 1949): that two accounts drawn at random
//! show the same value. People who answer a call are another crowd than an inbox's usual
//! correspondents, with other providers and programs, so *which* values they show proves little;
//! but how *mixed* a crowd is carries over. Under *people* the log-odds of λ are taken as normal
//! around those of the archive outside the campaign; under *one hand* as normal around a high
//! value, or, with probability [`CAREFUL`], an operator who hides behind as many machines as people
//! have: variety alone never proves people, and less so the more of the values nobody outside shows.
//! What speaks for one hand is further scaled by how rare the commonest value is outside:
//! a provider that everybody uses ties nobody.

use crate::measure::Decibans;

/// Spread of the log-odds of λ between crowds of people.
const PEOPLE_SPREAD: f64 = 1.1;
/// Centre of the log-odds of λ under one hand: λ = .86, a little variety.
const ONE_HAND: f64 = 1.8;
/// Spread under one hand: from four equal values (λ = .25) to a single one.
const ONE_HAND_SPREAD: f64 = 1.5;

/// Share of operators who take care to look like people in an attribute.
const CAREFUL: f64 = 0.2;

/// A single cue never weighs more than this: our model of it may be wrong. Decibans.
const CAP: f64 = 20.0;

/// What a campaign's accounts show of one attribute.
pub(super) struct Shown<'a> {
    /// Accounts a value.
    pub(super) counts: &'a [u32],
    /// Collision probability outside the campaign.
    pub(super) outside: f64,
    /// Probability outside of the value that most accounts show.
    pub(super) commonest: f64,
    /// Share of the campaign's accounts whose value somebody outside shows too.
    pub(super) known: f64,
}

/// The weight of what is shown.
pub(super) fn weight(shown: &Shown<'_>) -> Decibans {
    let total: f64 = shown.counts.iter().map(|&count| f64::from(count)).sum();
    let collisions: f64 = shown
        .counts
        .iter()
        .map(|&count| f64::from(count) * (f64::from(count) - 1.0))
        .sum();
    // Half a pseudo-pair on each side keeps small samples from certainty.
    let pairs = total * (total - 1.0);
    let seen = log_odds((collisions + 1.0) / (pairs + 2.0));
    let sampling = 4.0 / total.max(1.0);
    let people = density(
        seen,
        log_odds(shown.outside.clamp(0.005, 0.95)),
        PEOPLE_SPREAD,
        sampling,
    );
    let one_hand = density(
        seen.min(ONE_HAND + 1.0),
        ONE_HAND,
        ONE_HAND_SPREAD,
        sampling,
    );
    let weight =
        Decibans::of_ratio((1.0 - CAREFUL) * (one_hand - people).min(60.0).exp() + CAREFUL);
    if weight.0 > 0.0 {
        Decibans(weight.0.min(CAP) * rarity(shown.commonest))
    } else {
        Decibans(weight.0 * shown.known)
    }
}

/// How much a shared value tells: all when one in a hundred outside shows it, little when one in three does.
fn rarity(commonest: f64) -> f64 {
    (-commonest.max(1e-6).log10() / 2.0).clamp(0.05, 1.0)
}

fn log_odds(p: f64) -> f64 {
    (p / (1.0 - p)).ln()
}

/// Log-density of a normal whose variance grows with the sampling error.
fn density(x: f64, mean: f64, spread: f64, sampling: f64) -> f64 {
    let variance = spread * spread + sampling;
    -(x - mean) * (x - mean) / (2.0 * variance) - 0.5 * variance.ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(counts: &[u32], outside: f64, commonest: f64) -> f64 {
        weight(&Shown {
            counts,
            outside,
            commonest,
            known: 1.0,
        })
        .0
    }

    #[test]
    fn one_rare_network_speaks_for_one_hand() {
        assert!(of(&[60], 0.03, 0.001) > 15.0);
    }

    #[test]
    fn a_mix_like_the_archives_speaks_for_people() {
        assert!(of(&[1; 60], 0.03, 0.001) < -6.0);
        assert!(of(&[20, 21, 19, 10, 10, 5, 5], 0.15, 0.3) < 0.0);
    }

    #[test]
    fn a_provider_that_everybody_uses_says_little() {
        assert!(of(&[60], 0.4, 0.6) < 4.0);
    }

    #[test]
    fn few_accounts_tell_less_than_many() {
        assert!(of(&[3], 0.3, 0.01) < of(&[60], 0.3, 0.01));
    }
}
