//! Evidence to weight, score and verdict.
//!
//! Within a family the cues depend on each other: sorted by strength, the first counts whole and
//! each further one half of what the one before it counts ([`damped`]). What sent a mail and when can
//! be made to look like people's at small cost, so these families speak against *operated* with at most
//! [`CHEAP`] in all. Families are added up. The score is the logistic of [`SLOPE`] times the sum with a
//! prior of [`PRIOR`], both fitted on simulated archives. `operated` needs two families that
//! speak for it and none that speaks strongly against.

use super::{Campaign, Evidence, Family, Verdict, declared, posts};
use crate::measure::Decibans;

/// Prior weight: most texts that many people send are form letters, notices and newsletters.
pub const PRIOR: f64 = -6.0;
/// What a deciban of the sum counts in the score: on simulated archives the sum understates.
pub const SLOPE: f64 = 1.5;
/// A family speaks for *operated* from here. Decibans.
const SPEAKS: f64 = 6.0;
/// A family speaks strongly against from here. Decibans.
const AGAINST: f64 = -8.0;
/// The most that machines and clocks speak against. Decibans.
const CHEAP: f64 = -5.0;
/// The sum that `operated` needs: a score of .89.
const OPERATED: f64 = 10.0;
/// The sum at which the letter looks like people's.
pub(super) const PEOPLE: f64 = -8.0;
/// No score claims more: a simulated archive is not the world.
const MOST: f64 = 0.97;
/// The score of a campaign that is not called operated claims no more than *likely*…
const LIKELY: f64 = 0.79;
/// …and no more than an even chance where families contradict each other or senders are few.
const TORN: f64 = 0.5;
/// Up to here such a score stays as it is; above, the rest is drawn together, so that the order of
/// campaigns stays.
const FREE: f64 = 0.3;

/// A probability that the rules hold back below `most`.
fn held_back(told: f64, most: f64) -> f64 {
    if told <= FREE {
        told
    } else {
        FREE + (told - FREE) * (most - FREE) / (1.0 - FREE)
    }
}

/// Fewer accounts than this are never called operated: chance does too much.
const LEAST_ACCOUNTS: u32 = 8;

/// The weights as they are added up: each row's evidence index with its damped weight.
#[must_use]
pub fn damped(evidence: &[(Family, Decibans)]) -> Vec<Decibans> {
    let mut out = vec![Decibans(0.0); evidence.len()];
    for &family in Family::ALL {
        let mut own: Vec<(usize, f64)> = evidence
            .iter()
            .enumerate()
            .filter(|(_, e)| e.0 == family)
            .map(|(at, e)| (at, e.1.0))
            .collect();
        own.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then(a.0.cmp(&b.0)));
        let mut factor = 1.0;
        for (_, weight) in &mut own {
            *weight *= factor;
            factor /= 2.0;
        }
        let sum: f64 = own.iter().map(|(_, weight)| weight).sum();
        let cheap = matches!(family, Family::Machine | Family::Clock) && sum < CHEAP;
        let scale = if cheap { CHEAP / sum } else { 1.0 };
        for (at, weight) in own {
            if let Some(slot) = out.get_mut(at) {
                *slot = Decibans(weight * scale);
            }
        }
    }
    out
}

/// The damped sum of each family, in the order of [`Family::ALL`].
#[must_use]
pub fn family_weights(evidence: &[(Family, Decibans)]) -> Vec<(Family, Decibans)> {
    let parts = damped(evidence);
    Family::ALL
        .iter()
        .map(|&family| {
            let sum = evidence
                .iter()
                .zip(&parts)
                .filter(|(e, _)| e.0 == family)
                .map(|(_, part)| part.0)
                .sum();
            (family, Decibans(sum))
        })
        .collect()
}

/// How many families speak for *operated*, these left out.
pub(super) fn speaking(campaign: &Campaign, without: &[Family]) -> usize {
    families(campaign)
        .iter()
        .filter(|(family, weight)| !without.contains(family) && weight.0 >= SPEAKS)
        .count()
}

/// Whether a family speaks strongly against *operated*.
pub(super) fn speaks_against(campaign: &Campaign) -> bool {
    families(campaign)
        .iter()
        .any(|(_, weight)| weight.0 <= AGAINST)
}

fn families(campaign: &Campaign) -> Vec<(Family, Decibans)> {
    let rows: Vec<(Family, Decibans)> = campaign
        .evidence
        .iter()
        .map(|e| (e.family, e.weight))
        .collect();
    family_weights(&rows)
}

/// Sets weight, score, verdict and what would decide it.
pub(super) fn judge(campaign: &mut Campaign, is_post: bool) {
    let rows: Vec<(Family, Decibans)> = campaign
        .evidence
        .iter()
        .map(|e: &Evidence| (e.family, e.weight))
        .collect();
    let families = family_weights(&rows);
    let sum: f64 = families.iter().map(|(_, weight)| weight.0).sum();
    let speaking = families
        .iter()
        .filter(|(_, weight)| weight.0 >= SPEAKS)
        .count();
    let against = families.iter().any(|(_, weight)| weight.0 <= AGAINST);
    let declared = campaign
        .evidence
        .iter()
        .any(|e| e.rule == declared::ONE_SENDER);
    campaign.weight = Decibans(sum);
    campaign.verdict = if declared {
        Verdict::BulkSender
    } else if speaking >= 2 && !against && sum >= OPERATED && campaign.accounts >= LEAST_ACCOUNTS {
        Verdict::Operated
    } else if sum <= PEOPLE && speaking == 0 && campaign.accounts >= 3 {
        Verdict::FormLetter
    } else {
        Verdict::Undetermined
    };
    let told = Decibans(SLOPE * sum + PRIOR).probability();
    campaign.score = if campaign.verdict == Verdict::Operated {
        told.min(MOST)
    } else if against || declared || campaign.accounts < LEAST_ACCOUNTS {
        held_back(told, TORN)
    } else {
        held_back(told, LIKELY)
    };
    campaign.wanted = if campaign.verdict == Verdict::Undetermined {
        wanted(&families, campaign.accounts, is_post)
    } else {
        String::new()
    };
}

/// What would decide an undetermined campaign.
fn wanted(families: &[(Family, Decibans)], accounts: u32, is_post: bool) -> String {
    if accounts < LEAST_ACCOUNTS {
        return format!("more messages: {accounts} senders are too few to tell");
    }
    if is_post {
        return posts::WANTED.to_owned();
    }
    let silent = |family: Family| {
        families
            .iter()
            .any(|&(f, weight)| f == family && weight.0.abs() < 3.0)
    };
    let mut wants = Vec::new();
    if silent(Family::Machine) {
        wants.push(
            "full headers of the mails as they were received (Received, Authentication-Results)",
        );
    }
    if silent(Family::Clock) {
        wants.push("the sending times of the whole wave");
    }
    if silent(Family::Name) {
        wants.push("whether the named people confirm that they wrote");
    }
    if silent(Family::Template) {
        wants.push("whether the text stands on a public page that asks people to send it");
    }
    if wants.is_empty() {
        wants.push("an inquiry with some of the named senders: the families of evidence contradict each other");
    }
    wants.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn within_a_family_each_further_cue_counts_half() {
        let rows = [
            (Family::Name, Decibans(4.0)),
            (Family::Name, Decibans(-8.0)),
            (Family::Clock, Decibans(3.0)),
        ];
        assert_eq!(
            damped(&rows),
            [Decibans(2.0), Decibans(-8.0), Decibans(3.0)]
        );
    }

    #[test]
    fn machines_like_everybody_s_prove_little() {
        let rows = [(Family::Machine, Decibans(-6.0)); 4];
        let (_, weight) = family_weights(&rows)[1];
        assert!((weight.0 - CHEAP).abs() < 1e-9, "{weight:?}");
        let one = [(Family::Machine, Decibans(-4.0))];
        assert_eq!(damped(&one), [Decibans(-4.0)]);
    }
}
