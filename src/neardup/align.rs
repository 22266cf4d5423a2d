//! Likeness of two texts: the weighted longest common subsequence.
//!
//! In: two token sequences with the tokens' weights. Out: the heaviest sequence of tokens that
//! both hold in the same order, as a share of the heavier text; 1 for equal texts, and the same
//! either way round but for tokens that recur more than [`PLACES`] times.
//!
//! Method: J. W. Hunt, T. G. Szymanski, "A fast algorithm for computing longest common
//! subsequences", 1977, with weights: the pairs of equal tokens in order, and a Fenwick tree for
//! the best prefix. Cost `O(r log n)` for `r` pairs of equal tokens, after equal starts and ends
//! are cut off; frequent tokens are capped so that `r` stays linear. A bound by a small table of
//! counts comes first, so that most pairs cost one look a token.

use crate::measure::Similarity;

/// Pairs of one token are limited to so many places in the other text, the nearest ones.
const PLACES: usize = 12;
/// Slots of the bound's table; tokens that fall together only loosen the bound.
const SLOTS: usize = 1 << 12;

/// A text's tokens with their weights in sixteenths of a nat.
#[derive(Clone, Copy)]
pub(super) struct Weighted<'a> {
    tokens: &'a [u32],
    weights: &'a [u8],
    total: u32,
}

/// Sixteenths of a nat.
const SCALE: f32 = 16.0;

/// A weight in nats as it is stored.
pub(super) fn stored(weight: f32) -> u8 {
    // In range by the clamp, so the cast rounds down and nothing else.
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to 1..=255"
    )]
    let stored = (weight * SCALE).clamp(1.0, 255.0) as u8;
    stored
}

impl<'a> Weighted<'a> {
    pub(super) fn new(tokens: &'a [u32], weights: &'a [u8]) -> Self {
        let total = weights.iter().map(|&weight| u32::from(weight)).sum();
        Self {
            tokens,
            weights,
            total,
        }
    }

    /// Information of the whole text in nats.
    pub(super) fn total(&self) -> f32 {
        self.total as f32 / SCALE
    }

    /// The tokens of a range, for comparing a passage.
    pub(super) fn part(&self, start: usize, end: usize) -> Weighted<'a> {
        Self::new(
            self.tokens.get(start..end).unwrap_or_default(),
            self.weights.get(start..end).unwrap_or_default(),
        )
    }
}

/// One text made ready for being compared with many.
pub(super) struct Query<'a> {
    text: Weighted<'a>,
    /// Each token with its place, sorted.
    places: Vec<(u32, u32)>,
    counts: Box<[u8; SLOTS]>,
}

impl<'a> Query<'a> {
    pub(super) fn new(text: Weighted<'a>) -> Self {
        let mut places: Vec<(u32, u32)> = text.tokens.iter().copied().zip(0..).collect();
        places.sort_unstable();
        let mut counts = Box::new([0_u8; SLOTS]);
        for &token in text.tokens {
            if let Some(count) = counts.get_mut(token as usize % SLOTS) {
                *count = count.saturating_add(1);
            }
        }
        Self {
            text,
            places,
            counts,
        }
    }

    /// Information of the text in nats.
    pub(super) fn total(&self) -> f32 {
        self.text.total()
    }

    /// Likeness to another text if it reaches `least`; cheap when it cannot.
    pub(super) fn likeness(&self, other: &Weighted<'_>, least: f32) -> Option<Similarity> {
        let greater = self.text.total.max(other.total) as f32;
        let needed = least * greater;
        if greater <= 0.0
            || (self.text.total.min(other.total) as f32) < needed
            || (self.bound(other) as f32) < needed
        {
            return None;
        }
        let share = self.common(other) as f32 / greater;
        (share >= least).then(|| Similarity::new(share))
    }

    /// Share of `part`'s weight that this text holds in order.
    pub(super) fn containment(&self, part: &Weighted<'_>) -> Similarity {
        if part.total == 0 {
            Similarity::ZERO
        } else {
            Similarity::new(self.common(part) as f32 / part.total as f32)
        }
    }

    /// An upper bound of the common weight: order does not count, nor do a few collisions.
    fn bound(&self, other: &Weighted<'_>) -> u32 {
        let mut counts = *self.counts;
        let mut sum = 0;
        for (&token, &weight) in other.tokens.iter().zip(other.weights) {
            if let Some(count) = counts.get_mut(token as usize % SLOTS)
                && *count > 0
            {
                *count -= 1;
                sum += u32::from(weight);
            }
        }
        sum
    }

    /// Weight of the heaviest common subsequence.
    fn common(&self, other: &Weighted<'_>) -> u32 {
        let (a, b) = (other.tokens, self.text.tokens);
        let start = a.iter().zip(b).take_while(|(x, y)| x == y).count();
        let rest = (a.len() - start).min(b.len() - start);
        let ends = a.iter().rev().zip(b.iter().rev()).take(rest);
        let end = ends.take_while(|(x, y)| x == y).count();
        let weights = |range: std::ops::Range<usize>| -> u32 {
            let part = other.weights.get(range).unwrap_or_default();
            part.iter().map(|&weight| u32::from(weight)).sum()
        };
        let inner = start..a.len() - end;
        weights(0..start)
            + weights(inner.end..a.len())
            + self.heaviest(other, inner, start..b.len() - end)
    }

    fn heaviest(
        &self,
        other: &Weighted<'_>,
        inner: std::ops::Range<usize>,
        own: std::ops::Range<usize>,
    ) -> u32 {
        let mut best = Fenwick(vec![0; own.len() + 1]);
        for at in inner.clone() {
            let (Some(&token), Some(&weight)) = (other.tokens.get(at), other.weights.get(at))
            else {
                break;
            };
            let from = self.places.partition_point(|&(t, _)| t < token);
            let run = self.places.get(from..).unwrap_or_default();
            let run = run.iter().take_while(|&&(t, _)| t == token);
            let mut near = [0_usize; PLACES];
            let mut kept = 0;
            // Where a token recurs often, the places nearest to its own are tried.
            for place in run
                .map(|&(_, place)| place as usize)
                .filter(|p| own.contains(p))
            {
                if kept < PLACES {
                    if let Some(slot) = near.get_mut(kept) {
                        *slot = place - own.start;
                    }
                    kept += 1;
                } else if place - own.start <= at - inner.start {
                    near.rotate_left(1);
                    if let Some(last) = near.last_mut() {
                        *last = place - own.start;
                    }
                } else {
                    break;
                }
            }
            // Descending, so that one token of the other text is used once only.
            for &place in near.iter().take(kept).rev() {
                best.raise(place + 1, best.upto(place) + u32::from(weight));
            }
        }
        best.upto(own.len())
    }
}

/// Prefix maxima.
struct Fenwick(Vec<u32>);

impl Fenwick {
    fn upto(&self, mut at: usize) -> u32 {
        let mut most = 0;
        while at > 0 {
            most = most.max(self.0.get(at).copied().unwrap_or(0));
            at &= at - 1;
        }
        most
    }

    fn raise(&mut self, mut at: usize, value: u32) {
        while let Some(slot) = self.0.get_mut(at) {
            *slot = (*slot).max(value);
            at += at & at.wrapping_neg();
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The textbook dynamic programme.
    fn slow(a: &[u32], b: &[u32]) -> u32 {
        let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
        for i in 0..a.len() {
            for j in 0..b.len() {
                table[i + 1][j + 1] = if a[i] == b[j] {
                    table[i][j] + u32::from(weight(a[i]))
                } else {
                    table[i][j + 1].max(table[i + 1][j])
                };
            }
        }
        table[a.len()][b.len()]
    }

    fn weight(token: u32) -> u8 {
        16 + u8::try_from(token % 5).unwrap()
    }

    fn weights(tokens: &[u32]) -> Vec<u8> {
        tokens.iter().map(|&token| weight(token)).collect()
    }

    proptest! {
        #[test]
        fn it_is_the_textbook_answer_and_symmetric(
            a in prop::collection::vec(0_u32..24, 0..24), b in prop::collection::vec(0_u32..24, 0..24),
        ) {
            let (wa, wb) = (weights(&a), weights(&b));
            let (x, y) = (Weighted::new(&a, &wa), Weighted::new(&b, &wb));
            let exact = slow(&a, &b);
            prop_assert_eq!(Query::new(x).common(&y), exact);
            prop_assert_eq!(Query::new(y).common(&x), exact);
            prop_assert!(Query::new(x).bound(&y) >= exact);
        }
    }
}
