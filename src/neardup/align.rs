//! Likeness of two texts: the weighted longest common subsequence.
//!
//! In: two token sequences with the tokens' weights. Out: the heaviest sequence of tokens that
//! both hold in the same order, as a share of the heavier text; 1 for equal texts, and the same
//! either way round but for tokens that recur more than [`PLACES`] times.
//!
//! Method: J. W. Hunt, T. G. Szymanski, "A fast algorithm for computing longest common
//! subsequences", 1977, with weights: the pairs of equal tokens in order, and the best weight by
//! place as a staircase that keeps its steps only. Cost `O(r log n)` for `r` pairs of equal tokens,
//! after equal starts and ends are cut off; frequent tokens are capped so that `r` stays linear. A
//! bound by a small table of counts comes first, so that most unlike pairs cost less than one look
//! a token.

use crate::measure::Similarity;

/// Pairs of one token are limited to so many places in the other text, the nearest ones.
const PLACES: usize = 12;
/// Slots of the bound's table; tokens that fall together only loosen the bound.
const SLOTS: usize = 1 << 12;
/// Slots of the table of places; tokens that fall together cost a look.
const HEADS: usize = 1 << 10;

/// A text's tokens with their weights in sixteenths of a nat.
#[derive(Clone, Copy)]
pub(super) struct Weighted<'a> {
    tokens: &'a [u32],
    weights: &'a [u8],
    total: u32,
}

/// Sixteenths of a nat.
const SCALE: f32 = 16.0;

/// A weight in nats as it is stored: sixteenths, the last bit set for a token that several texts hold.
pub(super) fn stored((weight, shared): (f32, bool)) -> u8 {
    // In range by the clamp, so the cast rounds down and nothing else.
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to 2..=255"
    )]
    let stored = (weight * SCALE).clamp(2.0, 255.0) as u8;
    stored & !1 | u8::from(shared)
}

/// A stored weight in nats.
pub(super) fn nats(stored: u8) -> f32 {
    f32::from(stored) / SCALE
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

    /// The stored weights of the tokens.
    pub(super) const fn weights(&self) -> &'a [u8] {
        self.weights
    }

    /// Their sum.
    pub(super) const fn whole(&self) -> u32 {
        self.total
    }

    pub(super) const fn tokens(&self) -> &'a [u32] {
        self.tokens
    }

    /// Tokens that several texts hold, each with its stored weight.
    pub(super) fn shared(&self) -> impl Iterator<Item = (u32, u8)> + 'a {
        let all = self
            .tokens
            .iter()
            .copied()
            .zip(self.weights.iter().copied());
        all.filter(|(_, weight)| weight & 1 == 1)
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
    /// Behind the last place of each token, by the token's slot; 0 for none.
    heads: Box<[u16; HEADS]>,
    /// For each place, behind the place before it in its slot.
    before: Vec<u16>,
    counts: Box<[u8; SLOTS]>,
}

impl<'a> Query<'a> {
    pub(super) fn new(text: Weighted<'a>) -> Self {
        let mut heads = Box::new([0_u16; HEADS]);
        let mut before = Vec::with_capacity(text.tokens.len());
        let mut counts = Box::new([0_u8; SLOTS]);
        for (&token, behind) in text.tokens.iter().zip(1_u16..) {
            if let Some(head) = heads.get_mut(token as usize % HEADS) {
                before.push(std::mem::replace(head, behind));
            }
            if let Some(count) = counts.get_mut(token as usize % SLOTS) {
                *count = count.saturating_add(1);
            }
        }
        Self {
            text,
            heads,
            before,
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
            || !self.may_reach(other, needed)
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

    /// Whether the common weight can reach `needed`: order does not count, nor do a few collisions.
    fn may_reach(&self, other: &Weighted<'_>, needed: f32) -> bool {
        let mut counts = *self.counts;
        // Above this, too much of the other text is missing here. A sixteenth is lost to rounding.
        let most = other.total as f32 - needed + 1.0;
        let mut missing = 0;
        for (&token, &weight) in other.tokens.iter().zip(other.weights) {
            match counts.get_mut(token as usize % SLOTS) {
                Some(count) if *count > 0 => *count -= 1,
                _ => {
                    missing += u32::from(weight);
                    if missing as f32 > most {
                        return false;
                    }
                }
            }
        }
        true
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
        let mut best = Staircase::default();
        for at in inner.clone() {
            let (Some(&token), Some(&weight)) = (other.tokens.get(at), other.weights.get(at))
            else {
                break;
            };
            let diagonal = own.start + (at - inner.start);
            // Places descend, so that one token of the other text is used once only. Where a token
            // recurs often, the places nearest to its own are tried.
            let mut near = [0_usize; PLACES];
            let mut kept = 0;
            let mut behind = self.heads.get(token as usize % HEADS).copied().unwrap_or(0);
            while let Some(place) = usize::from(behind).checked_sub(1) {
                behind = self.before.get(place).copied().unwrap_or(0);
                if place < own.start {
                    break;
                }
                if place >= own.end || self.text.tokens.get(place) != Some(&token) {
                    continue;
                }
                if kept < PLACES {
                    if let Some(slot) = near.get_mut(kept) {
                        *slot = place;
                    }
                    kept += 1;
                } else if place >= diagonal {
                    near.rotate_left(1);
                    if let Some(last) = near.last_mut() {
                        *last = place;
                    }
                } else {
                    break;
                }
            }
            for &place in near.iter().take(kept) {
                best.raise(place, u32::from(weight));
            }
        }
        best.top()
    }
}

/// The best weight of a common subsequence that ends at a place or before it: its steps, places and
/// weights both ascending.
#[derive(Default)]
struct Staircase(Vec<(usize, u32)>);

impl Staircase {
    /// Extends the best subsequence that ends before `place` by a token there.
    fn raise(&mut self, place: usize, weight: u32) {
        // Near the diagonal the place is among the last steps.
        let mut at = self.0.len();
        let mut looked = 0;
        while let Some(&(last, _)) = at.checked_sub(1).and_then(|before| self.0.get(before)) {
            if last < place {
                break;
            }
            at -= 1;
            looked += 1;
            if looked == 8 {
                at = self
                    .0
                    .get(..at)
                    .map_or(0, |steps| steps.partition_point(|step| step.0 < place));
                break;
            }
        }
        let before = at.checked_sub(1).and_then(|step| self.0.get(step));
        let value = before.map_or(0, |step| step.1) + weight;
        let lower =
            |steps: &[(usize, u32)]| steps.iter().take_while(|step| step.1 <= value).count();
        let ahead = self.0.get(at..).unwrap_or_default();
        let beaten = lower(ahead);
        match ahead.first() {
            // A step at this very place that is as high stays.
            Some(&(there, height)) if there == place && height >= value => {}
            _ if beaten == 0 => self.0.insert(at, (place, value)),
            _ => {
                if let Some(step) = self.0.get_mut(at) {
                    *step = (place, value);
                }
                if beaten > 1 {
                    self.0.drain(at + 1..at + beaten);
                }
            }
        }
    }

    fn top(&self) -> u32 {
        self.0.last().map_or(0, |step| step.1)
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
            prop_assert!(Query::new(x).may_reach(&y, exact as f32));
        }
    }
}
