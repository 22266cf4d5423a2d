//! The evidence of a campaign as a sum that can be checked by hand, and the hypothesis matrix.
//!
//! In: evidence rows with their weights before damping. Out: [`Observation`]s with the damped
//! weight: within a family the heaviest counts whole and each further one half of what the one
//! before it counts (`campaign::damped`), since cues of one family are not independent. Confidence comes from the number of families that speak.

use serde::{Deserialize, Serialize};

use crate::campaign::{Bearing, Family, PRIOR, SLOPE, Verdict, bearings, damped};
use crate::case::rows::{CampaignRow, EvidenceRow};
use crate::measure::Decibans;

/// Decibans below which a family does not speak: about one to 1.3, a shrug.
pub const SPEAKS: f64 = 1.0;

/// Decibans from which a family that pulls the other way takes confidence off.
pub const PULLS: f64 = 5.0;

/// Messages from which the amount of evidence can carry high confidence.
const MANY: u32 = 20;

/// Messages below which confidence is low whatever the evidence.
const FEW: u32 = 5;

/// One row of the evidence table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Observation {
    /// Rule.
    pub rule: String,
    /// Family word.
    pub family: String,
    /// Decibans before damping.
    pub weight: f64,
    /// Decibans that enter the sum.
    pub counted: f64,
    /// What was seen.
    pub text: String,
    /// The innocent explanation.
    pub caveat: String,
    /// Messages it rests on.
    pub messages: usize,
    /// The first few of them.
    pub examples: Vec<u32>,
    /// How it bears on H1 to H6.
    pub bearings: [Bearing; 6],
}

/// How much the evidence could still change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Confidence {
    /// One family speaks, or few messages, or families pull against each other.
    Low,
    /// Two independent families speak.
    Moderate,
    /// Three or more independent families speak on many messages.
    High,
}

impl Confidence {
    /// The word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Moderate => "moderate",
            Self::High => "high",
        }
    }
}

/// The rows of one campaign as observations, heaviest first.
#[must_use]
pub fn observations(rows: &[&EvidenceRow]) -> Vec<Observation> {
    let mut sorted = rows.to_vec();
    sorted.sort_by(|a, b| {
        b.weight
            .abs()
            .total_cmp(&a.weight.abs())
            .then_with(|| a.rule.cmp(&b.rule))
    });
    let weights: Vec<(Family, Decibans)> = sorted
        .iter()
        .map(|row| {
            let family = Family::from_word(&row.family).unwrap_or(Family::Declared);
            (family, Decibans(row.weight))
        })
        .collect();
    sorted
        .into_iter()
        .zip(damped(&weights))
        .map(|(row, counted)| Observation {
            rule: row.rule.clone(),
            family: row.family.clone(),
            weight: row.weight,
            counted: counted.0,
            text: row.text.clone(),
            caveat: row.caveat.clone(),
            messages: row.messages.len(),
            examples: row.messages.iter().copied().take(5).collect(),
            bearings: bearings(&row.rule, Decibans(row.weight)),
        })
        .collect()
}

/// The sum of what the rows count.
#[must_use]
pub fn total(observations: &[Observation]) -> f64 {
    observations.iter().map(|seen| seen.counted).sum()
}

/// The prior weight that stands with the sum, in decibans; `None` where the program that analysed
/// the case used another one, as the score then tells.
#[must_use]
pub fn prior(campaign: &CampaignRow) -> Option<f64> {
    let told = Decibans(SLOPE * campaign.weight + PRIOR).probability();
    (campaign.score <= told + 1e-6).then_some(PRIOR)
}

/// Confidence in a campaign's verdict.
#[must_use]
pub fn confidence(campaign: &CampaignRow, observations: &[Observation]) -> Confidence {
    let (mut with, mut against) = (0, 0);
    let towards = match Verdict::from_word(&campaign.verdict) {
        Some(Verdict::Operated) => 1.0,
        Some(Verdict::FormLetter | Verdict::BulkSender) => -1.0,
        _ => campaign.weight.signum(),
    };
    for family in Family::ALL {
        let sum: f64 = observations
            .iter()
            .filter(|seen| seen.family == family.word())
            .map(|seen| seen.counted)
            .sum();
        // What a declared sender says of itself speaks for a bulk sender whatever its sign.
        let declared =
            *family == Family::Declared && campaign.verdict == Verdict::BulkSender.word();
        if sum * towards >= SPEAKS || (declared && sum.abs() >= SPEAKS) {
            with += 1;
        } else if sum * towards <= -PULLS {
            against += 1;
        }
    }
    match with {
        _ if campaign.messages < FEW => Confidence::Low,
        3.. if against == 0 && campaign.messages >= MANY => Confidence::High,
        3.. => Confidence::Moderate,
        2 if against == 0 => Confidence::Moderate,
        _ => Confidence::Low,
    }
}

/// A sign for a bearing that reads without colour.
#[must_use]
pub const fn bearing_sign(bearing: Bearing) -> &'static str {
    match bearing {
        Bearing::Consistent => "+",
        Bearing::Inconsistent => "−",
        Bearing::Neutral => "·",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(rule: &str, family: &str, weight: f64) -> EvidenceRow {
        EvidenceRow {
            rule: rule.to_owned(),
            family: family.to_owned(),
            weight,
            ..EvidenceRow::default()
        }
    }

    #[test]
    fn within_a_family_each_further_cue_counts_half() {
        let rows = [
            row("d", "machine", 2.0),
            row("a", "machine", 4.0),
            row("b", "machine", 10.0),
            row("c", "clock", -2.0),
        ];
        let seen = observations(&rows.iter().collect::<Vec<_>>());
        let counted: Vec<_> = seen.iter().map(|o| (o.rule.as_str(), o.counted)).collect();
        assert_eq!(counted, [("b", 10.0), ("a", 2.0), ("c", -2.0), ("d", 0.5)]);
        assert!((total(&seen) - 10.5).abs() < 1e-9);
    }

    #[test]
    fn the_prior_stands_unless_the_score_is_above_it() {
        let mut campaign = CampaignRow {
            score: Decibans(SLOPE * 15.5 + PRIOR).probability(),
            weight: 15.5,
            ..CampaignRow::default()
        };
        assert_eq!(prior(&campaign), Some(PRIOR));
        campaign.score = 1.0;
        assert_eq!(prior(&campaign), None);
    }

    #[test]
    fn one_family_alone_gives_no_more_than_low_confidence() {
        let campaign = CampaignRow {
            verdict: "operated".to_owned(),
            messages: 900,
            ..CampaignRow::default()
        };
        let check = |rows: &[EvidenceRow]| {
            confidence(&campaign, &observations(&rows.iter().collect::<Vec<_>>()))
        };
        assert_eq!(check(&[row("a", "machine", 30.0)]), Confidence::Low);
        assert_eq!(
            check(&[row("a", "machine", 9.0), row("b", "clock", 3.0)]),
            Confidence::Moderate
        );
        let three = [
            row("a", "machine", 9.0),
            row("b", "clock", 3.0),
            row("c", "name", 3.0),
        ];
        assert_eq!(check(&three), Confidence::High);
        let torn = [&three[..], &[row("d", "template", -6.0)]].concat();
        assert_eq!(check(&torn), Confidence::Moderate);
    }
}
