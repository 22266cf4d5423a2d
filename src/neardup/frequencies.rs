//! Features of a text, and how many texts hold each.
//!
//! In: the tokens of each distinct text. Out: counts, from saturating tables of fixed size. Each entry
//! holds two: *seen* says whether a second text holds a feature at all; *weighing* counts only
//! places whose surroundings are new, so that a letter that fills half of the archive does not
//! make its own words look like stop words.

/// Even a word that every text holds weighs this much, so that order still counts. Nats.
const LEAST_WEIGHT: f32 = 0.2;
/// Tokens on each side that make up the surroundings of a place.
const AROUND: usize = 2;

/// A word, a pair of neighbours or a pair with one word between, as a number.
pub(super) type Feature = u32;

/// Texts of so many tokens have pairs to spare.
const LONG: usize = 48;
/// Of a long text's pairs those count whose hash is below this share of all: coordinated sampling
/// takes the least hashes, so the others would hardly ever be anchors.
const PAIRS: u32 = u32::MAX / 3;

/// Hands the features of a text to `visit`, each with the place of its first token. A feature that
/// recurs in the text recurs here.
pub(super) fn features(tokens: &[u32], mut visit: impl FnMut(Feature, usize)) {
    let least = if tokens.len() < LONG { u32::MAX } else { PAIRS };
    let pair =
        |a: u32, b: u32, salt: u32| spread(a.wrapping_mul(0x9E37_79B1).rotate_left(15) ^ b ^ salt);
    for (at, &token) in tokens.iter().enumerate() {
        visit(token, at);
        for (step, salt) in [(1, 0x5bd1_e995), (2, 0x1b87_3593)] {
            if let Some(&other) = tokens.get(at + step) {
                let feature = pair(token, other, salt);
                if order(feature) <= least {
                    visit(feature, at);
                }
            }
        }
    }
}

/// The hash that features are sampled by: the least come first.
pub(super) const fn order(feature: Feature) -> u32 {
    spread(feature ^ 0x2545_F491)
}

/// A set of numbers that is emptied without being cleared.
pub(super) struct Fresh {
    slots: Vec<(u32, u32)>,
    round: u32,
}

impl Fresh {
    /// Room for so many numbers a round.
    pub(super) fn with_room(numbers: usize) -> Self {
        let slots = (2 * numbers).next_power_of_two().max(64);
        Self {
            slots: vec![(0, 0); slots],
            round: 0,
        }
    }

    /// Forgets all numbers.
    pub(super) fn begin(&mut self) {
        self.round = self.round.wrapping_add(1);
    }

    /// Adds a number; whether it was not there yet.
    pub(super) fn insert(&mut self, number: u32) -> bool {
        let mask = self.slots.len() - 1;
        let mut at = spread(number) as usize & mask;
        for _ in 0..=mask {
            let Some(slot) = self.slots.get_mut(at) else {
                return true;
            };
            if slot.1 != self.round {
                *slot = (number, self.round);
                return true;
            }
            if slot.0 == number {
                return false;
            }
            at = (at + 1) & mask;
        }
        true
    }
}

/// Bits of a table entry that count texts with new surroundings; the upper two count texts at all.
const COUNT_BITS: u32 = 14;
/// See [`COUNT_BITS`].
const COUNT: u16 = (1 << COUNT_BITS) - 1;
/// Up to here each text counts one; beyond, every [`STRIDE`]th text counts for all of them.
const EXACT: u16 = 1 << (COUNT_BITS - 1);
/// See [`EXACT`]: the table counts to half a million.
const STRIDE: u32 = 64;

/// Document frequencies of one epoch.
pub(super) struct Frequencies {
    table: Vec<u16>,
    surroundings: Vec<u64>,
    /// Weight of each count, filled by [`Frequencies::seal`].
    weights: Vec<f32>,
    texts: u32,
    in_text: Fresh,
}

impl Frequencies {
    /// Tables for texts of so many tokens in all, none longer than `longest`.
    pub(super) fn for_tokens(tokens: usize, longest: usize) -> Self {
        let slots = tokens
            .saturating_mul(6)
            .next_power_of_two()
            .clamp(1 << 16, 1 << 26);
        let bits = tokens
            .saturating_mul(8)
            .next_power_of_two()
            .clamp(1 << 16, 1 << 29);
        Self {
            table: vec![0; slots],
            surroundings: vec![0; bits / 64],
            weights: Vec::new(),
            texts: 0,
            in_text: Fresh::with_room(6 * longest),
        }
    }

    /// Counts one distinct text.
    pub(super) fn add(&mut self, tokens: &[u32]) {
        let fresh: Vec<bool> = (0..tokens.len())
            .map(|at| self.is_new(tokens, at))
            .collect();
        let new = fresh.iter().filter(|&&new| new).count();
        self.texts += u32::from(2 * new >= tokens.len());
        self.in_text.begin();
        let mask = self.table.len() - 1;
        let counts_beyond = self.texts.is_multiple_of(STRIDE);
        let Self { table, in_text, .. } = self;
        features(tokens, |feature, at| {
            let is_fresh = fresh.get(at) == Some(&true);
            let met = in_text.insert(feature);
            // A feature met before at a place that is not new may still be counted at a new one.
            let weighs = is_fresh && in_text.insert(!feature);
            if let (true, Some(entry)) = (
                met || weighs,
                table.get_mut(spread(feature) as usize & mask),
            ) {
                let seen = (*entry >> COUNT_BITS) + u16::from(met);
                let count = *entry & COUNT;
                let step = weighs && (count < EXACT || (count < COUNT && counts_beyond));
                *entry = (seen.min(3) << COUNT_BITS) | (count + u16::from(step));
            }
        });
    }

    /// Ends the counting.
    pub(super) fn seal(&mut self) {
        self.surroundings = Vec::new();
        let texts = (self.texts + 1) as f32;
        let weight = |count: u16| {
            let beyond = f32::from(count.saturating_sub(EXACT)) * STRIDE as f32;
            let count = f32::from(count.min(EXACT)) + beyond;
            (texts / (count + 0.5)).ln().max(LEAST_WEIGHT)
        };
        self.weights = (0..=COUNT).map(weight).collect();
    }

    /// Whether no text so far had these tokens around a place; marks them as seen.
    fn is_new(&mut self, tokens: &[u32], at: usize) -> bool {
        let window = tokens
            .get(at.saturating_sub(AROUND)..(at + AROUND + 1).min(tokens.len()))
            .unwrap_or_default();
        let hash = window.iter().fold(window.len() as u64, |hash, &token| {
            (hash.rotate_left(23) ^ u64::from(token)).wrapping_mul(0x9E37_79B9_7F4A_7C15)
        });
        let bits = self.surroundings.len() as u64 * 64;
        let bit = (hash >> 20) & (bits - 1);
        let word = usize::try_from(bit / 64).unwrap_or(0);
        let Some(word) = self.surroundings.get_mut(word) else {
            return true;
        };
        let new = *word & (1 << (bit % 64)) == 0;
        *word |= 1 << (bit % 64);
        new
    }

    fn entry(&self, feature: Feature) -> u16 {
        let slot = spread(feature) as usize & (self.table.len() - 1);
        self.table.get(slot).copied().unwrap_or(0)
    }

    /// Weight of a feature that at least two distinct texts hold; `None` for others.
    pub(super) fn shared(&self, feature: Feature) -> Option<f32> {
        let entry = self.entry(feature);
        (entry >> COUNT_BITS >= 2).then(|| self.of_count(entry))
    }

    /// Information of a feature in nats: `ln((N + 1) / (n + ½))`, at least [`LEAST_WEIGHT`].
    pub(super) fn weight(&self, feature: Feature) -> f32 {
        self.of_count(self.entry(feature))
    }

    fn of_count(&self, entry: u16) -> f32 {
        let weight = self.weights.get(usize::from(entry & COUNT));
        weight.copied().unwrap_or(LEAST_WEIGHT)
    }
}

/// The finaliser of `MurmurHash3`: a bijection that spreads close values.
pub(super) const fn spread(x: u32) -> u32 {
    let x = (x ^ (x >> 16)).wrapping_mul(0x85EB_CA6B);
    let x = (x ^ (x >> 13)).wrapping_mul(0xC2B2_AE35);
    x ^ (x >> 16)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One letter sent with 200 different names at its end, among 100 texts of other words.
    #[test]
    fn a_letter_that_fills_the_archive_keeps_the_weight_of_its_words() {
        let mut frequencies = Frequencies::for_tokens(20_000, 64);
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
        frequencies.seal();
        assert!(frequencies.shared(120).is_some());
        assert!(frequencies.weight(120) > 3.0, "{}", frequencies.weight(120));
        assert!(frequencies.shared(20_001).is_none());
    }

    #[test]
    fn a_set_forgets_with_each_round_and_never_fills_up() {
        let mut set = Fresh::with_room(4);
        set.begin();
        assert!(set.insert(7) && !set.insert(7));
        set.begin();
        assert!(set.insert(7));
        assert!((0..1_000).all(|number| number == 7 || set.insert(number)));
    }
}
