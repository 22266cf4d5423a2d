//! Anchors: a weighted coordinated sample of a text's features.
//!
//! In: the tokens of one text and the document frequencies. Out: at most [`ANCHORS`] features,
//! those with the least `−ln u(f) / weight(f)²`, where `u` is a hash in (0, 1). Two texts sample
//! with the same hashes, so what they share tends to be sampled in both (E. Cohen 1997).

use super::frequencies::{Feature, Frequencies, features, spread};

/// Anchors of one text.
pub(super) const ANCHORS: usize = 24;

/// The anchors of a text, in the order of their rank. Features that no other text holds can meet
/// nothing and are left out.
pub(super) fn anchors(
    tokens: &[u32],
    frequencies: &Frequencies,
    buffer: &mut Vec<(Feature, u32)>,
) -> Vec<Feature> {
    buffer.clear();
    features(tokens, buffer);
    let mut ranked: Vec<(f32, Feature)> = buffer
        .iter()
        .filter(|&&(feature, _)| frequencies.shared(feature))
        .map(|&(feature, _)| (rank(feature, frequencies.weight(feature)), feature))
        .collect();
    ranked.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    ranked.dedup_by_key(|&mut (_, feature)| feature);
    ranked.truncate(ANCHORS);
    ranked.into_iter().map(|(_, feature)| feature).collect()
}

/// Exponential rank of a feature: the smaller, the sooner it is sampled.
fn rank(feature: Feature, weight: f32) -> f32 {
    let hash = spread(feature ^ 0x2545_F491) & 0x00FF_FFFF;
    let uniform = (hash as f32 + 1.0) / 16_777_217.0;
    -uniform.ln() / (weight * weight)
}
