//! How each rule's evidence bears on the six hypotheses of the report.

use super::{
    Bearing,
    Bearing::{Consistent, Inconsistent, Neutral},
};
use crate::measure::Decibans;

/// Below this an observation tells nothing either way. Decibans.
const TELLS: f64 = 1.0;

/// How evidence of a rule, speaking for (`weight` > 0) or against *operated*, bears on each of the
/// six [`super::HYPOTHESES`]: individual letters, form letter, mail-merge with consent, names used
/// without consent, few operators, artefact.
#[must_use]
pub fn bearings(rule: &str, weight: Decibans) -> [Bearing; 6] {
    if weight.0.abs() < TELLS {
        return [Neutral; 6];
    }
    let speaks_for = weight.0 > 0.0;
    match (rule, speaks_for) {
        ("template.independent_choices", true) => [
            Inconsistent,
            Neutral,
            Consistent,
            Consistent,
            Consistent,
            Neutral,
        ],
        ("template.own_words" | "template.own_typos", false) => [
            Consistent,
            Consistent,
            Inconsistent,
            Inconsistent,
            Inconsistent,
            Neutral,
        ],
        ("template.disguised_words", true) => [
            Inconsistent,
            Inconsistent,
            Inconsistent,
            Consistent,
            Consistent,
            Neutral,
        ],
        ("template.equal_texts", _) => [
            Inconsistent,
            Consistent,
            Consistent,
            Consistent,
            Consistent,
            Consistent,
        ],
        ("declared.one_sender", _) => [
            Inconsistent,
            Inconsistent,
            Consistent,
            Neutral,
            Inconsistent,
            Consistent,
        ],
        ("name.earlier_life", false) => [
            Consistent,
            Consistent,
            Consistent,
            Neutral,
            Inconsistent,
            Neutral,
        ],
        ("name.earlier_life", true) => [Neutral, Neutral, Neutral, Consistent, Consistent, Neutral],
        ("spread.repeated_together", true) => [
            Inconsistent,
            Neutral,
            Neutral,
            Consistent,
            Consistent,
            Neutral,
        ],
        (rule, true) if rule.starts_with("machine.") => [
            Inconsistent,
            Neutral,
            Consistent,
            Consistent,
            Consistent,
            Neutral,
        ],
        (rule, false) if rule.starts_with("machine.") => [
            Consistent,
            Consistent,
            Inconsistent,
            Inconsistent,
            Inconsistent,
            Neutral,
        ],
        (rule, true) if rule.starts_with("clock.") => [
            Inconsistent,
            Neutral,
            Consistent,
            Consistent,
            Consistent,
            Neutral,
        ],
        (rule, false) if rule.starts_with("clock.") => [
            Consistent,
            Consistent,
            Neutral,
            Inconsistent,
            Inconsistent,
            Neutral,
        ],
        (rule, true) if rule.starts_with("name.") => {
            [Inconsistent, Neutral, Neutral, Neutral, Consistent, Neutral]
        }
        (rule, false) if rule.starts_with("name.") => [
            Consistent,
            Consistent,
            Consistent,
            Consistent,
            Inconsistent,
            Neutral,
        ],
        _ => [Neutral; 6],
    }
}
