//! Anchors: a weighted coordinated sample of a text's features.
//!
//! In: the weighted tokens of one text and the document frequencies. Out: at most [`ANCHORS`] features,
//! those with the least `−ln(1 − u(f)) / weight(f)²`, where `u` is a hash in (0, 1). Two texts sample
//! with the same hashes, so what they share tends to be sampled in both (E. Cohen 1997).

use super::{
    align::{Weighted, nats},
    frequencies::{Feature, Frequencies, order, pairs},
};

/// Anchors of one text.
pub(super) const ANCHORS: usize = 16;

/// A sampler with its working memory.
#[derive(Default)]
pub(super) struct Sampler {
    ranked: Vec<(f32, Feature)>,
    pairs: Vec<Feature>,
}

impl Sampler {
    /// Appends the anchors of a text to `out`, in the order of their rank. Features that no other
    /// text holds can meet nothing and are left out.
    pub(super) fn sample(
        &mut self,
        text: Weighted<'_>,
        frequencies: &Frequencies,
        out: &mut Vec<Feature>,
    ) {
        let Self {
            ranked,
            pairs: found,
        } = self;
        ranked.clear();
        for (token, weight) in text.shared() {
            ranked.push((rank(token, nats(weight)), token));
        }
        found.clear();
        pairs(text.tokens(), 0..text.tokens().len(), |feature| {
            found.push(feature);
        });
        // Looked up in a row of their own, so that the memory is waited for once and not for each.
        for &feature in found.iter() {
            if let (weight, true) = frequencies.weigh(feature) {
                ranked.push((rank(feature, weight), feature));
            }
        }
        let by_rank =
            |a: &(f32, Feature), b: &(f32, Feature)| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1));
        // Twice as many are kept at first, since a feature may recur in the text.
        if ranked.len() > 2 * ANCHORS {
            ranked.select_nth_unstable_by(2 * ANCHORS, by_rank);
            ranked.truncate(2 * ANCHORS);
        }
        ranked.sort_unstable_by(by_rank);
        ranked.dedup_by_key(|&mut (_, feature)| feature);
        out.extend(ranked.iter().take(ANCHORS).map(|&(_, feature)| feature));
    }
}

/// Exponential rank of a feature: the smaller, the sooner it is sampled.
fn rank(feature: Feature, weight: f32) -> f32 {
    let uniform = (order(feature) >> 8) as f32 / 16_777_216.0;
    // −ln(1 − u) to the second order: the ranks that are sampled are those of small u.
    uniform * (1.0 + 0.5 * uniform) / (weight * weight)
}
