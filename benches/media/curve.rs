//! Scores of two kinds against each other.

/// Probability that a positive has the greater score, ties counting half (Mann and Whitney 1947).
pub(crate) fn area(positive: &[f64], negative: &[f64]) -> f64 {
    let mut wins = 0.0;
    for p in positive {
        for n in negative {
            wins += if p > n {
                1.0
            } else if p < n {
                0.0
            } else {
                0.5
            };
        }
    }
    wins / (positive.len() * negative.len()).max(1) as f64
}

/// Share of positives above the score that one in a hundred negatives exceeds.
pub(crate) fn rate_at_one_percent(positive: &[f64], negative: &[f64]) -> f64 {
    let mut sorted = negative.to_vec();
    sorted.sort_by(|a, b| b.total_cmp(a));
    let threshold = sorted
        .get(negative.len() / 100)
        .copied()
        .unwrap_or(f64::INFINITY);
    share(positive.iter().map(|score| *score > threshold))
}

/// Share of what holds.
pub(crate) fn share(holds: impl Iterator<Item = bool>) -> f64 {
    let (mut held, mut all) = (0.0, 0.0_f64);
    for one in holds {
        all += 1.0;
        held += f64::from(u8::from(one));
    }
    held / all.max(1.0)
}
