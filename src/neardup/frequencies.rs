//! Features of a text, and how many texts hold each.
//!
//! In: the tokens of each distinct text. Out: counts, from saturating tables of fixed size. There
//! are two: *seen* says whether a second text holds a feature at all; *weighing* counts only
//! places whose surroundings are new, so that a letter that fills half of the archive does not
//! make its own words look like stop words.

/// Even a word that every text holds weighs this much, so that order still counts. Nats.
const LEAST_WEIGHT: f32 = 0.2;
/// Tokens on each side that make up the surroundings of a place.
const AROUND: usize = 2;

/// A word, a pair of neighbours or a pair with one word between, as a number.
pub(super) type Feature = u32;

/// Appends the features of a text, each with the place of its first token. A feature that recurs
/// in the text recurs here.
pub(super) fn features(tokens: &[u32], out: &mut Vec<(Feature, u32)>) {
    let pair = |a: u32, b: u32, salt: u32| {
        spread(a.wrapping_mul(0x9E37_79B1).rotate_left(15) ^ b ^ salt) as u32
    };
    for (at, &token) in tokens.iter().enumerate() {
        let place = u32::try_from(at).unwrap_or(u32::MAX);
        out.push((token, place));
        if let Some(&next) = tokens.get(at + 1) {
            out.push((pair(token, next, 0x5bd1_e995), place));
        }
        if let Some(&second) = tokens.get(at + 2) {
            out.push((pair(token, second, 0x1b87_3593), place));
        }
    }
}

/// Document frequencies of one epoch.
pub(super) struct Frequencies {
    seen: Vec<u8>,
    weighing: Vec<u16>,
    surroundings: Vec<u64>,
    texts: u32,
    buffer: Vec<(Feature, u32)>,
}

impl Frequencies {
    /// Tables for texts of so many tokens in all.
    pub(super) fn for_tokens(tokens: usize) -> Self {
        let slots = tokens
            .saturating_mul(6)
            .next_power_of_two()
            .clamp(1 << 16, 1 << 26);
        let bits = tokens
            .saturating_mul(8)
            .next_power_of_two()
            .clamp(1 << 16, 1 << 29);
        Self {
            seen: vec![0; slots],
            weighing: vec![0; slots],
            surroundings: vec![0; bits / 64],
            texts: 0,
            buffer: Vec::new(),
        }
    }

    /// Counts one distinct text.
    pub(super) fn add(&mut self, tokens: &[u32]) {
        let mut buffer = std::mem::take(&mut self.buffer);
        buffer.clear();
        features(tokens, &mut buffer);
        let fresh: Vec<bool> = (0..tokens.len())
            .map(|at| self.is_new(tokens, at))
            .collect();
        self.texts += u32::from(2 * fresh.iter().filter(|&&new| new).count() >= tokens.len());
        // Fresh places first within a feature, so that one fresh place is enough to count it.
        buffer.sort_unstable_by_key(|&(feature, at)| {
            (feature, !fresh.get(at as usize).copied().unwrap_or(false))
        });
        buffer.dedup_by_key(|&mut (feature, _)| feature);
        for &(feature, at) in &buffer {
            let slot = self.slot(feature);
            if let Some(count) = self.seen.get_mut(slot) {
                *count = count.saturating_add(1);
            }
            if fresh.get(at as usize) == Some(&true)
                && let Some(count) = self.weighing.get_mut(slot)
            {
                *count = count.saturating_add(1);
            }
        }
        self.buffer = buffer;
    }

    /// Whether no text so far had these tokens around a place; marks them as seen.
    fn is_new(&mut self, tokens: &[u32], at: usize) -> bool {
        let window = tokens
            .get(at.saturating_sub(AROUND)..(at + AROUND + 1).min(tokens.len()))
            .unwrap_or_default();
        let hash = window.iter().fold(window.len() as u64, |hash, &token| {
            (hash.rotate_left(23) ^ u64::from(token)).wrapping_mul(0x9E37_79B9_7F4A_7C15)
        });
        let bit = (hash >> 20) as usize & (self.surroundings.len() * 64 - 1);
        let Some(word) = self.surroundings.get_mut(bit / 64) else {
            return true;
        };
        let new = *word & (1 << (bit % 64)) == 0;
        *word |= 1 << (bit % 64);
        new
    }

    fn slot(&self, feature: Feature) -> usize {
        spread(feature) & (self.seen.len() - 1)
    }

    /// Whether at least two distinct texts hold the feature.
    pub(super) fn shared(&self, feature: Feature) -> bool {
        self.seen
            .get(self.slot(feature))
            .is_some_and(|&count| count >= 2)
    }

    /// Information of a feature in nats: `ln((N + 1) / (n + ½))`, at least [`LEAST_WEIGHT`].
    pub(super) fn weight(&self, feature: Feature) -> f32 {
        let count = self.weighing.get(self.slot(feature)).copied().unwrap_or(0);
        ((self.texts + 1) as f32 / (f32::from(count) + 0.5))
            .ln()
            .max(LEAST_WEIGHT)
    }
}

/// The MurmurHash3 finaliser: a bijection that spreads close values.
pub(super) const fn spread(x: u32) -> usize {
    let x = (x ^ (x >> 16)).wrapping_mul(0x85EB_CA6B);
    let x = (x ^ (x >> 13)).wrapping_mul(0xC2B2_AE35);
    (x ^ (x >> 16)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One letter sent with 200 different names at its end, among 100 texts of other words.
    #[test]
    fn a_letter_that_fills_the_archive_keeps_the_weight_of_its_words() {
        let mut frequencies = Frequencies::for_tokens(20_000);
        for name in 0..200 {
            frequencies.add(&(100..150).chain([9_000 + name]).collect::<Vec<u32>>());
        }
        for text in 0..100_u32 {
            frequencies.add(
                &(0..50)
                    .map(|i| 20_000 + 50 * text + i)
                    .collect::<Vec<u32>>(),
            );
        }
        assert!(frequencies.shared(120));
        assert!(frequencies.weight(120) > 3.0, "{}", frequencies.weight(120));
        assert!(!frequencies.shared(20_001));
    }
}
