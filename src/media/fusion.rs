//! What the measures of all detectors weigh together, and which of them are traces.
//!
//! In: a [`Measure`] of each detector. Out: [`Finding`]s, and the weight of all in decibans: a part altered against none.
//!
//! Weights are likelihood ratios read off a table that was learned from scenes whose truth is known (`cargo bench --bench
//! media`): the share of altered pictures with such a score over that of authentic ones that were re-saved, made monotone
//! by pooling adjacent violators (Ayer et al. 1955). With no authentic picture above a score, the ratio is capped at what
//! the number of scenes can carry: TPR · n / 3. Detectors that look at the same thing are one family, and of a family the
//! greatest weight counts alone.

use std::sync::LazyLock;

use super::{Finding, Format, Kind, Mask, Measure, Tier, traces::Listed};

/// Learned: detector, least score, decibans; scores ascend within a detector.
const WEIGHTS: &str = include_str!("../../data/reference/media-weights.csv");

/// Counted: detector, authentic scenes and pictures looked at, those with a strong and with a weak trace.
const ERRORS: &str = include_str!("../../data/reference/media-errors.csv");

/// Detectors that look at the same thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Family {
    Compression,
    Copy,
}

const fn family(kind: Kind) -> Option<Family> {
    Some(match kind {
        Kind::DoubleCompression | Kind::ForeignGrid => Family::Compression,
        Kind::CopyMove | Kind::DenseCopyMove => Family::Copy,
        _ => return None,
    })
}

/// How often authentic pictures look like this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Errors {
    /// Scenes that were looked at; several pictures of one scene are not independent.
    pub scenes: u32,
    /// Pictures of them: as taken, re-saved, made smaller and re-saved.
    pub pictures: u32,
    /// Scenes with a strong trace in any picture.
    pub strong: u32,
    /// Scenes with a weak or strong trace in any picture.
    pub weak: u32,
}

/// Steps of one detector: least score, decibans.
type Steps = Vec<(f64, f64)>;

/// The lines of a table without its header, as cells.
fn cells(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table.lines().skip(1).map(|line| line.split(',').collect())
}

static STEPS: LazyLock<Vec<(&'static str, Steps)>> = LazyLock::new(|| {
    let mut out: Vec<(&str, Steps)> = Vec::new();
    for line in cells(WEIGHTS) {
        let [name, score, weight] = line.as_slice() else {
            continue;
        };
        let (Ok(score), Ok(weight)) = (score.parse(), weight.parse()) else {
            continue;
        };
        match out.last_mut().filter(|(last, _)| last == name) {
            Some((_, steps)) => steps.push((score, weight)),
            None => out.push((name, vec![(score, weight)])),
        }
    }
    out
});

/// What a detector's score weighs, in decibans; 0 for a detector without a table.
#[must_use]
pub fn weight(kind: Kind, score: f64) -> f64 {
    let steps = STEPS.iter().find(|(name, _)| *name == kind.name());
    let Some((_, steps)) = steps else {
        return 0.0;
    };
    let reached = steps.iter().take_while(|(least, _)| score >= *least);
    reached.last().map_or(0.0, |(_, weight)| *weight)
}

/// What all scores weigh together: of each family the greatest.
#[must_use]
pub fn together(scores: &[(Kind, f64)], weight: &dyn Fn(Kind, f64) -> f64) -> f64 {
    let families = [Family::Compression, Family::Copy];
    families
        .into_iter()
        .map(|of| {
            let own = scores.iter().filter(|(kind, _)| family(*kind) == Some(of));
            let weights = own.map(|(kind, score)| weight(*kind, *score));
            weights.max_by(f64::total_cmp).unwrap_or(0.0)
        })
        .sum()
}

/// What all scores of one picture weigh together, in decibans; `None` where none of them weighs anything.
#[must_use]
pub fn of_all(scores: &[(Kind, f64)]) -> Option<f64> {
    let weighs = |&(kind, score): &(Kind, f64)| weight(kind, score) != 0.0;
    let any = scores.iter().any(weighs);
    any.then(|| together(scores, &weight))
}

/// How often authentic pictures show a detector's trace; `None` where nobody counted.
#[must_use]
pub fn errors(kind: Kind) -> Option<Errors> {
    let line = cells(ERRORS).find(|line| line.first() == Some(&kind.name()))?;
    let number = |at: usize| line.get(at)?.parse().ok();
    Some(Errors {
        scenes: number(1)?,
        pictures: number(2)?,
        strong: number(3)?,
        weak: number(4)?,
    })
}

/// The greatest rate that `seen` of `of` leaves open at 95 %, one-sided (Clopper and Pearson 1934); by bisection.
#[must_use]
pub fn upper_bound(seen: u32, of: u32) -> f64 {
    let tail = |rate: f64| {
        // Probability of at most `seen`; the counts are small, so the sum is short.
        let mut term = (f64::from(of) * (1.0 - rate).ln()).exp();
        let mut sum = term;
        for k in 0..seen.min(of) {
            term *= f64::from(of - k) / f64::from(k + 1) * rate / (1.0 - rate);
            sum += term;
        }
        sum
    };
    let (mut low, mut high) = (0.0, 1.0 - 1e-12);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if tail(middle) > 0.05 {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}

/// What a measure is found to be; `None` for one that is nothing out of the ordinary.
#[must_use]
pub fn finding(listed: &Listed, measure: Measure, format: Format) -> Option<Finding> {
    let kind = listed.detector.kind();
    // Errors were counted on JPEG. Screens and drawings are kept in other formats, and the lines of a window can vote like
    // a grid: 3 of 21 screenshots did.
    let counted = format == Format::Jpeg || kind != Kind::ForeignGrid;
    let tier = if measure.score >= listed.strong && counted {
        Tier::Strong
    } else if measure.score >= listed.weak {
        Tier::Weak
    } else {
        return None;
    };
    let region = measure.mask.as_ref().and_then(Mask::bounds);
    let place = region.map_or_else(String::new, |at| {
        format!(
            " (marked within {} × {} pixels from column {}, row {})",
            at.width, at.height, at.x, at.y
        )
    });
    Some(Finding {
        kind,
        tier,
        says: listed.says,
        text: format!("{}{place}", measure.words),
        caveat: format!("{} {}", listed.innocent, rates(kind, tier)),
        weight: weight(kind, measure.score),
        region,
        mask: measure.mask,
    })
}

/// How often this was seen in authentic pictures, as a sentence.
fn rates(kind: Kind, tier: Tier) -> String {
    let Some(errors) = errors(kind) else {
        return String::new();
    };
    let seen = if tier == Tier::Strong {
        errors.strong
    } else {
        errors.weak
    };
    let bound = 100.0 * upper_bound(seen, errors.scenes);
    let seen = if seen == 0 {
        "none".to_owned()
    } else {
        seen.to_string()
    };
    format!(
        "Of {} authentic scenes, nearly all photographs, as taken, re-saved and made smaller, {seen} looked like this, so that of such pictures at most {bound:.1} % do (95 %).",
        errors.scenes
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn none_of_many_bounds_by_the_rule_of_three() {
        for (seen, of, expected) in [
            (0, 60, 0.0487),
            (0, 286, 0.0104),
            (2, 40, 0.1492),
            (5, 5, 1.0),
        ] {
            let bound = upper_bound(seen, of);
            assert!((bound - expected).abs() < 5e-4, "{seen} of {of}: {bound}");
        }
    }

    #[test]
    fn of_a_family_the_greatest_weight_counts_alone() {
        let score = |_: Kind, score: f64| score;
        let scores = [
            (Kind::DoubleCompression, 3.0),
            (Kind::ForeignGrid, 5.0),
            (Kind::CopyMove, 2.0),
            (Kind::Thumbnail, 9.0),
        ];
        assert!((together(&scores, &score) - 7.0).abs() < 1e-9);
    }

    #[test]
    fn scores_without_a_weight_weigh_nothing_together() {
        assert_eq!(of_all(&[]), None);
        assert_eq!(of_all(&[(Kind::Thumbnail, 9.0)]), None);
        let none = of_all(&[(Kind::CopyMove, 0.0), (Kind::DoubleCompression, 0.0)]);
        let much = of_all(&[(Kind::CopyMove, 99.0), (Kind::DoubleCompression, 99.0)]);
        assert!(none < Some(0.0) && much > Some(9.0));
    }

    #[test]
    fn the_learned_tables_are_whole_and_never_fall() {
        for (name, steps) in STEPS.iter() {
            assert!(steps.is_sorted_by(|a, b| a.0 < b.0 && a.1 <= b.1), "{name}");
        }
        let lines = |table: &'static str| cells(table).count();
        assert_eq!(
            STEPS.iter().map(|(_, steps)| steps.len()).sum::<usize>(),
            lines(WEIGHTS)
        );
        assert!(cells(ERRORS).all(
            |line| line.len() == 5 && line[1..].iter().all(|cell| cell.parse::<u32>().is_ok())
        ));
    }
}
