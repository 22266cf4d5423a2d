//! What weighs otherwise in campaigns of posts.
//!
//! Mail is sent once; people post all day, through a handful of programs, and whoever collects posts collects what else an
//! account posted. So an account's other posts prove nothing, a shared publishing program proves little, and the clock and
//! who repeats whom are one thing seen twice: timing. Timing alone cannot tell a fast circle of people from one hand.

use super::{Evidence, Family, facts::Facts};
use crate::measure::Decibans;

/// The most that a machine or a second sight of timing weighs for one hand: half of what lets a family speak. Decibans.
const ASIDE: f64 = 2.5;

/// Rules that hold for mail only.
const MAIL_ONLY: [&str; 1] = ["name.earlier_life"];

/// Whether most of a campaign's messages are posts.
pub(super) fn of_posts(members: &[&Facts]) -> bool {
    2 * members.iter().filter(|facts| facts.is_post).count() > members.len()
}

/// The evidence with the weights that it has among posts.
pub(super) fn tempered(mut evidence: Vec<Evidence>) -> Vec<Evidence> {
    evidence.retain(|e| !MAIL_ONLY.contains(&e.rule));
    let strongest = |family| {
        let own = evidence.iter().filter(|e: &&Evidence| e.family == family);
        own.map(|e| e.weight.0).fold(0.0, f64::max)
    };
    let second = if strongest(Family::Clock) >= strongest(Family::Spread) {
        Family::Spread
    } else {
        Family::Clock
    };
    for e in &mut evidence {
        if e.family == Family::Machine || e.family == second {
            e.weight = Decibans(e.weight.0.min(ASIDE));
        }
    }
    evidence
}

/// What would decide a campaign of posts.
pub(super) const WANTED: &str = "what the platform alone knows: the clients, networks and registration data of the accounts; \
    whether the accounts' holders confirm that they posted themselves; whether a hub or a public page called for these posts";

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(rule: &'static str, family: Family, weight: f64) -> Evidence {
        Evidence {
            rule,
            family,
            weight: Decibans(weight),
            text: String::new(),
            caveat: String::new(),
            messages: Vec::new(),
        }
    }

    #[test]
    fn timing_counts_once_and_machines_never_decide() {
        let evidence = tempered(vec![
            seen("clock.burst", Family::Clock, 12.0),
            seen("spread.repeated_together", Family::Spread, 9.0),
            seen("machine.client", Family::Machine, 20.0),
            seen("machine.boundary_form", Family::Machine, -4.0),
            seen("name.earlier_life", Family::Name, -15.0),
            seen("template.choices", Family::Template, 14.0),
        ]);
        let weights: Vec<f64> = evidence.iter().map(|e| e.weight.0).collect();
        assert_eq!(weights, [12.0, 2.5, 2.5, -4.0, 14.0]);
    }
}
