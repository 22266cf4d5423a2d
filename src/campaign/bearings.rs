//! How each rule's evidence bears on the six hypotheses of the report.

use super::Bearing;
use crate::measure::Decibans;

/// Below this an observation tells nothing either way. Decibans.
const TELLS: f64 = 1.0;

/// How evidence of a rule, speaking for (`weight` > 0) or against *operated*, bears on each of the
/// six [`super::HYPOTHESES`]: individual letters, form letter, mail-merge with consent, names used
/// without consent, few operators, artefact.
#[must_use]
pub fn bearings(rule: &str, weight: Decibans) -> [Bearing; 6] {
    if weight.0.abs() < TELLS {
        return [Bearing::Neutral; 6];
    }
    let row = ROWS
        .iter()
        .find(|(prefix, speaks_for, _)| rule.starts_with(prefix) && *speaks_for == (weight.0 > 0.0))
        .map_or("······", |(_, _, row)| row);
    let mut out = [Bearing::Neutral; 6];
    for (slot, mark) in out.iter_mut().zip(row.chars()) {
        *slot = match mark {
            '+' => Bearing::Consistent,
            '-' => Bearing::Inconsistent,
            _ => Bearing::Neutral,
        };
    }
    out
}

/// Start of a rule's name, whether it speaks for *operated*, and one mark for each hypothesis. The
/// first row that fits counts.
const ROWS: [(&str, bool, &str); 18] = [
    ("template.independent_choices", true, "-·+++·"),
    ("template.own_", false, "++---·"),
    ("template.disguised_words", true, "---++·"),
    ("template.equal_texts", true, "-+++++"),
    ("declared.one_sender", false, "-·+·-+"),
    ("declared.sending_service", false, "-++··+"),
    ("name.earlier_life", false, "+++·-·"),
    ("name.earlier_life", true, "···++·"),
    ("spread.repeated_together", true, "-··++·"),
    ("machine.", true, "-·+++·"),
    ("machine.", false, "++---·"),
    ("media.", true, "-·+++·"),
    ("clock.", true, "-·+++·"),
    ("clock.", false, "++·--·"),
    ("name.", true, "-···+·"),
    ("name.", false, "++++-·"),
    ("template.", true, "-·+++·"),
    ("template.", false, "++---·"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_relay_network_is_not_what_individual_letters_show() {
        let row = bearings("machine.relay_network", Decibans(12.0));
        assert_eq!(row.first(), Some(&Bearing::Inconsistent));
        assert_eq!(row.get(4), Some(&Bearing::Consistent));
        assert_eq!(
            bearings("machine.relay_network", Decibans(0.2)),
            [Bearing::Neutral; 6]
        );
    }
}
