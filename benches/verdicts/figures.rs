//! Figures of judgements: AUC, calibration error, an exact bound, quantiles.
//!
//! In: cases of a score and whether it was operated. Out: numbers; each function names its source.

/// A score and the truth.
pub(super) type Case = (f64, bool);

/// One bin of the reliability table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Bin {
    /// Where it begins and ends.
    pub(super) from: f64,
    /// Where it ends.
    pub(super) to: f64,
    /// Mean score.
    pub(super) score: f64,
    /// Share operated.
    pub(super) share: f64,
    /// Cases.
    pub(super) count: usize,
}

/// The chance that an operated case scores above an innocent one; ties count half. `None` without both.
pub(super) fn auc(cases: &[Case]) -> Option<f64> {
    let pick = |kind| cases.iter().filter(move |case| case.1 == kind);
    let pairs = pick(true).count() * pick(false).count();
    let mut above = 0.0;
    for (high, _) in pick(true) {
        for (low, _) in pick(false) {
            above += match high.total_cmp(low) {
                std::cmp::Ordering::Greater => 1.0,
                std::cmp::Ordering::Equal => 0.5,
                std::cmp::Ordering::Less => 0.0,
            };
        }
    }
    (pairs > 0).then(|| above / pairs as f64)
}

/// Bins of equal width over scores 0 to 1, empty ones left out.
pub(super) fn bins(cases: &[Case], count: u32) -> Vec<Bin> {
    let edge = |k: u32| f64::from(k) / f64::from(count);
    (0..count)
        .filter_map(|k| {
            let last = k + 1 == count;
            let inside: Vec<&Case> = cases
                .iter()
                .filter(|case| case.0 >= edge(k) && (last || case.0 < edge(k + 1)))
                .collect();
            let n = inside.len() as f64;
            (!inside.is_empty()).then(|| Bin {
                from: edge(k),
                to: edge(k + 1),
                score: inside.iter().map(|case| case.0).sum::<f64>() / n,
                share: inside.iter().filter(|case| case.1).count() as f64 / n,
                count: inside.len(),
            })
        })
        .collect()
}

/// Expected calibration error (Naeini et al. 2015): mean distance of score and share over the bins.
pub(super) fn calibration_error(bins: &[Bin]) -> f64 {
    let total: usize = bins.iter().map(|bin| bin.count).sum();
    bins.iter()
        .map(|bin| (bin.score - bin.share).abs() * bin.count as f64)
        .sum::<f64>()
        / total.max(1) as f64
}

/// The upper bound of a rate at 95 % confidence, one-sided, after `k` of `n` (Clopper, Pearson 1934).
pub(super) fn upper_bound(k: usize, n: usize) -> f64 {
    if n == 0 || k >= n {
        return 1.0;
    }
    if k == 0 {
        return 1.0 - 0.05_f64.powf(1.0 / n as f64);
    }
    let (mut low, mut high) = (k as f64 / n as f64, 1.0);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if at_most(k, n, middle) > 0.05 {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}

/// The chance of at most `k` of `n` at rate `p`, summed through logarithms so that no term overflows.
fn at_most(k: usize, n: usize, p: f64) -> f64 {
    let mut term = n as f64 * (1.0 - p).ln();
    let mut sum = term.exp();
    for i in 0..k {
        term += ((n - i) as f64).ln() - ((i + 1) as f64).ln() + p.ln() - (1.0 - p).ln();
        sum += term.exp();
    }
    sum
}

/// The value below which this share of the sorted values lies (nearest rank).
pub(super) fn quantile(sorted: &[f64], percent: usize) -> f64 {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or(f64::NAN)
}

/// The mean.
pub(super) fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}
