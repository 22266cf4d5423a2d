//! Likeness of two texts: the weighted longest common subsequence.
//!
//! In: two token sequences with the tokens' weights. Out: the heaviest sequence of tokens that
//! both hold in the same order, as a share of the heavier text. Symmetric; 1 for equal texts.
//!
//! Method: J. W. Hunt, T. G. Szymanski, "A fast algorithm for computing longest common
//! subsequences", 1977, with weights: the pairs of equal tokens in order, and a Fenwick tree for
//! the best prefix. Cost `O(r log n)` for `r` pairs of equal tokens, after equal starts and ends
//! are cut off; frequent tokens are capped so that `r` stays linear.

use crate::measure::Similarity;

/// Pairs of one token are limited to its first so many places in the other text, nearest first.
const PLACES: usize = 12;

/// A text's tokens with their weights.
pub(super) struct Weighted<'a> {
    tokens: &'a [u32],
    weights: Vec<f32>,
    total: f32,
}

impl<'a> Weighted<'a> {
    pub(super) fn new(tokens: &'a [u32], weight: impl Fn(u32) -> f32) -> Self {
        let weights: Vec<f32> = tokens.iter().map(|&token| weight(token)).collect();
        let total = weights.iter().sum();
        Self {
            tokens,
            weights,
            total,
        }
    }

    /// Information of the whole text in nats.
    pub(super) const fn total(&self) -> f32 {
        self.total
    }

    /// The tokens of a range, for comparing a passage.
    pub(super) fn part(&self, start: usize, end: usize) -> Weighted<'a> {
        let tokens = self.tokens.get(start..end).unwrap_or_default();
        let weights = self.weights.get(start..end).unwrap_or_default().to_vec();
        let total = weights.iter().sum();
        Weighted {
            tokens,
            weights,
            total,
        }
    }
}

/// Likeness of two texts if it reaches `least`; cheap when it cannot.
pub(super) fn likeness(a: &Weighted<'_>, b: &Weighted<'_>, least: f32) -> Option<Similarity> {
    let greater = a.total.max(b.total);
    if greater <= 0.0
        || a.total.min(b.total) < least * greater
        || common_bound(a, b) < least * greater
    {
        return None;
    }
    let share = common_weight(a, b) / greater;
    (share >= least).then(|| Similarity::new(share))
}

/// Share of `part`'s weight that `whole` holds in order.
pub(super) fn containment(part: &Weighted<'_>, whole: &Weighted<'_>) -> Similarity {
    if part.total <= 0.0 {
        Similarity::ZERO
    } else {
        Similarity::new(common_weight(part, whole) / part.total)
    }
}

/// An upper bound of the common weight: order does not count.
fn common_bound(a: &Weighted<'_>, b: &Weighted<'_>) -> f32 {
    let sorted = |text: &Weighted<'_>| {
        let mut pairs: Vec<(u32, f32)> = text
            .tokens
            .iter()
            .copied()
            .zip(text.weights.iter().copied())
            .collect();
        pairs.sort_unstable_by_key(|&(token, _)| token);
        pairs
    };
    let (a, b) = (sorted(a), sorted(b));
    let (mut i, mut j, mut sum) = (0, 0, 0.0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        match x.0.cmp(&y.0) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                sum += x.1;
                (i, j) = (i + 1, j + 1);
            }
        }
    }
    sum
}

/// Weight of the heaviest common subsequence.
fn common_weight(a: &Weighted<'_>, b: &Weighted<'_>) -> f32 {
    let start = a
        .tokens
        .iter()
        .zip(b.tokens)
        .take_while(|(x, y)| x == y)
        .count();
    let rest = |text: &Weighted<'_>| text.tokens.len() - start;
    let end = a
        .tokens
        .iter()
        .rev()
        .zip(b.tokens.iter().rev())
        .take(rest(a).min(rest(b)))
        .take_while(|(x, y)| x == y)
        .count();
    let (inner_a, inner_b) = (start..a.tokens.len() - end, start..b.tokens.len() - end);
    let same: f32 = a
        .weights
        .iter()
        .take(start)
        .chain(a.weights.iter().skip(inner_a.end))
        .sum();
    same + heaviest(a, inner_a, b, inner_b)
}

fn heaviest(
    a: &Weighted<'_>,
    in_a: std::ops::Range<usize>,
    b: &Weighted<'_>,
    in_b: std::ops::Range<usize>,
) -> f32 {
    let (Some(tokens_a), Some(tokens_b)) = (a.tokens.get(in_a.clone()), b.tokens.get(in_b)) else {
        return 0.0;
    };
    let mut places: Vec<(u32, u32)> = tokens_b
        .iter()
        .enumerate()
        .map(|(j, &t)| (t, u32::try_from(j).unwrap_or(0)))
        .collect();
    places.sort_unstable();
    let mut best = Fenwick(vec![0.0; tokens_b.len() + 1]);
    for (i, &token) in tokens_a.iter().enumerate() {
        let weight = a.weights.get(in_a.start + i).copied().unwrap_or(0.0);
        let from = places.partition_point(|&(t, _)| t < token);
        let run = places
            .get(from..)
            .unwrap_or_default()
            .iter()
            .take_while(|&&(t, _)| t == token);
        let near: Vec<usize> = run.map(|&(_, j)| j as usize).collect();
        let around = near.partition_point(|&j| j < i).saturating_sub(PLACES / 2);
        // Descending, so that one token of `a` is used once only.
        for &j in near
            .get(around..)
            .unwrap_or_default()
            .iter()
            .take(PLACES)
            .rev()
        {
            best.raise(j + 1, best.upto(j) + weight);
        }
    }
    best.upto(tokens_b.len())
}

/// Prefix maxima.
struct Fenwick(Vec<f32>);

impl Fenwick {
    fn upto(&self, mut at: usize) -> f32 {
        let mut most = 0.0_f32;
        while at > 0 {
            most = most.max(self.0.get(at).copied().unwrap_or(0.0));
            at &= at - 1;
        }
        most
    }

    fn raise(&mut self, mut at: usize, value: f32) {
        while let Some(slot) = self.0.get_mut(at) {
            *slot = slot.max(value);
            at += at & at.wrapping_neg();
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The textbook dynamic programme.
    fn slow(a: &[u32], b: &[u32]) -> f32 {
        let mut table = vec![vec![0.0_f32; b.len() + 1]; a.len() + 1];
        for i in 0..a.len() {
            for j in 0..b.len() {
                table[i + 1][j + 1] = if a[i] == b[j] {
                    table[i][j] + weight(a[i])
                } else {
                    table[i][j + 1].max(table[i + 1][j])
                };
            }
        }
        table[a.len()][b.len()]
    }

    fn weight(token: u32) -> f32 {
        1.0 + (token % 5) as f32
    }

    proptest! {
        #[test]
        fn it_is_the_textbook_answer_and_symmetric(
            a in prop::collection::vec(0_u32..24, 0..40), b in prop::collection::vec(0_u32..24, 0..40),
        ) {
            let (x, y) = (Weighted::new(&a, weight), Weighted::new(&b, weight));
            let exact = slow(&a, &b);
            prop_assert!((common_weight(&x, &y) - exact).abs() < 0.01);
            prop_assert!((common_weight(&y, &x) - exact).abs() < 0.01);
            prop_assert!(common_bound(&x, &y) >= exact - 0.01);
        }
    }
}
