//! Features of a text, and how many texts hold each.
//!
//! In: the tokens of each distinct text. Out: counts, from saturating tables of fixed size. Each entry
//! holds two: *seen* says whether a second text holds a feature at all; *weighing* counts only
//! places whose surroundings are new, so that a letter that fills half of the archive does not
//! make its own words look like stop words.
//!
//! Cost: the tables do not fit any cache, so what counts is how often they are touched. A text is
//! cut into *stretches* where its own words say so (content-defined chunking, A. Muthitacharoen et
//! al., LBFS, 2001); a stretch that two texts had before costs one touch for all of its words, and
//! nearly all of a campaign's letters are such stretches.

/// Even a word that every text holds weighs this much, so that order still counts. Nats.
const LEAST_WEIGHT: f32 = 0.2;
/// Tokens behind a stretch that its pairs reach into.
const REACH: usize = 2;
/// Tokens of the longest stretch; the mean is four.
const LONGEST_STRETCH: usize = 8;

/// A word, a pair of neighbours or a pair with one word between, as a number.
pub(super) type Feature = u32;

/// Texts of so many tokens have pairs to spare.
const LONG: usize = 48;
/// Pairs of a long text that are looked at, on average. Coordinated sampling takes the least
/// hashes, so the others would hardly ever be anchors.
const PAIRS: u32 = 48;

/// The hash up to which pairs of a text of so many tokens count.
fn reach_of_pairs(tokens: usize) -> u32 {
    if tokens < LONG {
        return u32::MAX;
    }
    // Two pairs start at each token.
    let tokens = u32::try_from(tokens).unwrap_or(u32::MAX);
    (u32::MAX / tokens.saturating_mul(2)).saturating_mul(PAIRS)
}

/// Hands the pairs that start at the tokens of `range` to `visit`; one that recurs in the text recurs here.
pub(super) fn pairs(tokens: &[u32], range: std::ops::Range<usize>, mut visit: impl FnMut(Feature)) {
    let least = reach_of_pairs(tokens.len());
    let reach = tokens
        .get(range.start..(range.end + REACH).min(tokens.len()))
        .unwrap_or_default();
    let pair =
        |a: u32, b: u32, salt: u32| spread(a.wrapping_mul(0x9E37_79B1).rotate_left(15) ^ b ^ salt);
    let mut offer = |feature| {
        if order(feature) <= least {
            visit(feature);
        }
    };
    for (at, &first) in reach.iter().enumerate().take(range.len()) {
        if let Some(&next) = reach.get(at + 1) {
            offer(pair(first, next, 0x5bd1_e995));
        }
        if let Some(&next) = reach.get(at + 2) {
            offer(pair(first, next, 0x1b87_3593));
        }
    }
}

/// The hash that features are sampled by: the least come first.
pub(super) const fn order(feature: Feature) -> u32 {
    spread(feature ^ 0x2545_F491)
}

/// A set of numbers that is emptied without being cleared.
struct Fresh {
    slots: Vec<(u32, u32)>,
    mask: usize,
    round: u32,
}

impl Fresh {
    /// Room for so many numbers a round.
    fn with_room(numbers: usize) -> Self {
        let slots = (2 * numbers).next_power_of_two().max(64);
        Self {
            slots: vec![(0, 0); slots],
            mask: slots - 1,
            round: 0,
        }
    }

    /// Forgets all numbers; so many come now. Few numbers stay close together in memory.
    fn begin(&mut self, numbers: usize) {
        self.round = self.round.wrapping_add(1);
        self.mask = (2 * numbers)
            .next_power_of_two()
            .clamp(64, self.slots.len())
            - 1;
    }

    /// Adds a number; whether it was not there yet.
    fn insert(&mut self, number: u32) -> bool {
        let mut at = spread(number) as usize & self.mask;
        for _ in 0..=self.mask {
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
            at = (at + 1) & self.mask;
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

/// Slots of the table of plain document frequencies: one for so many tokens, since a vocabulary is
/// far smaller than its texts, but no more than [`WORDS`]. Words that fall together look commoner.
const TOKENS_A_WORD: usize = 8;
/// See [`TOKENS_A_WORD`].
const WORDS: usize = 1 << 22;

/// A word in a tenth of all texts or more may be that of a flood. Then its surroundings decide
/// whether it is a stop word, and this is the most that it weighs. Nats: the logarithm of ten.
const FLOOD: f32 = 2.3;

/// In how many distinct texts a word stands, whatever its surroundings.
#[derive(Clone, Copy, Default)]
struct Plain {
    texts: u32,
    /// Number of the text that counted last, from 1.
    last: u32,
}

/// Document frequencies of one epoch.
pub(super) struct Frequencies {
    table: Vec<u16>,
    plain: Vec<Plain>,
    distinct: u32,
    stretches: Twice,
    /// Weight of each count, filled by [`Frequencies::seal`].
    weights: Vec<f32>,
    texts: u32,
    in_text: Fresh,
    /// Features of the text under way: at new places, and at places seen once before.
    new: Vec<Feature>,
    again: Vec<Feature>,
    /// Its stretches: their hashes, and how often each was met.
    hashes: Vec<u64>,
    met: Vec<u64>,
}

impl Frequencies {
    /// Tables for texts of so many tokens in all, none longer than `longest`.
    pub(super) fn for_tokens(tokens: usize, longest: usize) -> Self {
        let slots = tokens.next_power_of_two().clamp(1 << 16, 1 << 26);
        Self {
            table: vec![0; slots],
            plain: vec![Plain::default(); (slots / TOKENS_A_WORD).clamp(1 << 16, WORDS)],
            distinct: 0,
            stretches: Twice::with_cells(tokens.clamp(1 << 14, 1 << 27)),
            weights: Vec::new(),
            texts: 0,
            in_text: Fresh::with_room(3 * longest),
            new: Vec::new(),
            again: Vec::new(),
            hashes: Vec::new(),
            met: Vec::new(),
        }
    }

    /// Counts one distinct text.
    pub(super) fn add(&mut self, tokens: &[u32]) {
        self.distinct = self.distinct.saturating_add(1);
        let mask = self.plain.len() - 1;
        for &token in tokens {
            if let Some(word) = self.plain.get_mut(spread(token) as usize & mask) {
                word.texts += u32::from(word.last != self.distinct);
                word.last = self.distinct;
            }
        }
        let Self {
            stretches,
            new,
            again,
            hashes,
            met,
            in_text,
            ..
        } = self;
        new.clear();
        again.clear();
        met.clear();
        hashes.clear();
        hashes.extend(cut(tokens).map(|range| hash(tokens, &range)));
        // All are looked up before any is judged, so that the memory is waited for once.
        met.extend(hashes.iter().map(|&hash| stretches.mark(hash)));
        let mut fresh = 0;
        for (range, met) in cut(tokens).zip(met.iter()) {
            let features = match met {
                0 => {
                    fresh += range.len();
                    &mut *new
                }
                1 => &mut *again,
                _ => continue,
            };
            features.extend_from_slice(tokens.get(range.clone()).unwrap_or_default());
            pairs(tokens, range, |feature| features.push(feature));
        }
        in_text.begin(new.len() + again.len());
        new.retain(|&feature| in_text.insert(feature));
        again.retain(|&feature| in_text.insert(feature));
        self.texts += u32::from(2 * fresh >= tokens.len());
        let counts_beyond = self.texts.is_multiple_of(STRIDE);
        let mask = self.table.len() - 1;
        for &feature in &self.new {
            if let Some(entry) = self.table.get_mut(spread(feature) as usize & mask) {
                let seen = (*entry >> COUNT_BITS) + 1;
                let count = *entry & COUNT;
                let step = count < EXACT || (count < COUNT && counts_beyond);
                *entry = (seen.min(3) << COUNT_BITS) | (count + u16::from(step));
            }
        }
        for &feature in &self.again {
            if let Some(entry) = self.table.get_mut(spread(feature) as usize & mask) {
                let seen = (*entry >> COUNT_BITS) + 1;
                *entry = (seen.min(3) << COUNT_BITS) | (*entry & COUNT);
            }
        }
    }

    /// Ends the counting.
    pub(super) fn seal(&mut self) {
        self.stretches = Twice::with_cells(1);
        let texts = (self.texts + 1) as f32;
        let weight = |count: u16| {
            let beyond = f32::from(count.saturating_sub(EXACT)) * STRIDE as f32;
            let count = f32::from(count.min(EXACT)) + beyond;
            (texts / (count + 0.5)).ln().max(LEAST_WEIGHT)
        };
        self.weights = (0..=COUNT).map(weight).collect();
    }

    fn entry(&self, feature: Feature) -> u16 {
        let slot = spread(feature) as usize & (self.table.len() - 1);
        self.table.get(slot).copied().unwrap_or(0)
    }

    /// Information of a feature in nats, `ln((N + 1) / (n + ½))` and at least [`LEAST_WEIGHT`], and
    /// whether at least two distinct texts hold it.
    pub(super) fn weigh(&self, feature: Feature) -> (f32, bool) {
        let entry = self.entry(feature);
        let weight = self.weights.get(usize::from(entry & COUNT));
        (
            weight.copied().unwrap_or(LEAST_WEIGHT),
            entry >> COUNT_BITS >= 2,
        )
    }
}

impl Frequencies {
    /// What a word weighs when texts are compared, and whether at least two distinct texts hold it.
    ///
    /// A stock phrase stands in many texts that have nothing else in common: its words weigh what
    /// their plain document frequency says. A letter that fills the archive makes its own words as
    /// frequent as that and more; since they come in one setting they keep up to [`FLOOD`].
    pub(super) fn weigh_word(&self, token: Feature) -> (f32, bool) {
        let slot = spread(token) as usize & (self.plain.len() - 1);
        let texts = self.plain.get(slot).map_or(0, |word| word.texts);
        let plain = ((self.distinct as f32 + 1.0) / (texts as f32 + 0.5)).ln();
        let (in_settings, shared) = self.weigh(token);
        (plain.max(in_settings.min(FLOOD)).max(LEAST_WEIGHT), shared)
    }
}

/// The stretches of a text, in order: each ends behind a token whose hash says so.
fn cut(tokens: &[u32]) -> impl Iterator<Item = std::ops::Range<usize>> + '_ {
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = tokens.get(start..)?;
        let longest = rest.len().min(LONGEST_STRETCH);
        let ends = rest
            .iter()
            .take(longest)
            .position(|&token| spread(token).is_multiple_of(4));
        let end = start + ends.map_or(longest, |at| at + 1);
        (end > start).then(|| std::mem::replace(&mut start, end)..end)
    })
}

/// Hash of a stretch, of the token before it and of what its pairs reach into.
fn hash(tokens: &[u32], range: &std::ops::Range<usize>) -> u64 {
    let reach = tokens
        .get(range.start.saturating_sub(1)..(range.end + REACH).min(tokens.len()))
        .unwrap_or_default();
    reach.iter().fold(reach.len() as u64, |hash, &token| {
        (hash.rotate_left(23) ^ u64::from(token)).wrapping_mul(0x9E37_79B9_7F4A_7C15)
    }) >> 20
}

/// A filter that counts hashes to two: two bits a cell, no keys.
pub(super) struct Twice {
    words: Vec<u64>,
}

impl Twice {
    /// So many cells, rounded up to a power of two.
    pub(super) fn with_cells(cells: usize) -> Self {
        Self {
            words: vec![0; cells.next_power_of_two().div_ceil(32)],
        }
    }

    fn place(&self, hash: u64) -> (usize, u64) {
        let cell = hash & (self.words.len() as u64 * 32 - 1);
        (usize::try_from(cell / 32).unwrap_or(0), 2 * (cell % 32))
    }

    /// Counts a hash; how often it was counted before, at most twice.
    pub(super) fn mark(&mut self, hash: u64) -> u64 {
        let (word, shift) = self.place(hash);
        let Some(word) = self.words.get_mut(word) else {
            return 0;
        };
        let before = *word >> shift & 3;
        // No branch, which would wait for the memory.
        *word += u64::from(before < 2) << shift;
        before
    }

    /// Whether a hash was counted twice.
    pub(super) fn twice(&self, hash: u64) -> bool {
        let (word, shift) = self.place(hash);
        self.words
            .get(word)
            .is_some_and(|word| word >> shift & 3 >= 2)
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
    use proptest::prelude::*;

    use super::*;

    /// A phrase in half of 400 letters, and a post that 100 accounts sent with a word of their own.
    #[test]
    fn a_stock_phrase_weighs_what_its_document_frequency_says() {
        let mut frequencies = Frequencies::for_tokens(20_000, 64);
        let own = |letter: u32| 10_000 + 40 * letter..10_030 + 40 * letter;
        for letter in 0..400_u32 {
            let phrase = if letter % 2 == 0 { 100..112 } else { 0..0 };
            frequencies.add(&phrase.chain(own(letter)).collect::<Vec<u32>>());
        }
        frequencies.seal();
        let (phrase, shared) = frequencies.weigh_word(105);
        assert!(shared && phrase <= FLOOD, "{phrase}");
        let (word, _) = frequencies.weigh_word(10_005);
        assert!(word > 2.0 * phrase, "{word} {phrase}");
    }

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
        let (weight, shared) = frequencies.weigh(120);
        assert!(shared && weight > 3.0, "{weight}");
        assert!(!frequencies.weigh(20_001).1);
    }

    #[test]
    fn a_word_of_many_letters_weighs_little() {
        let mut frequencies = Frequencies::for_tokens(20_000, 64);
        for text in 0..300_u32 {
            let own = (0..20).map(|i| 1_000 + 50 * text + i);
            frequencies.add(&own.chain([7]).collect::<Vec<u32>>());
        }
        frequencies.seal();
        assert!(frequencies.weigh(7).0 < 0.3, "{:?}", frequencies.weigh(7));
    }

    #[test]
    fn a_set_forgets_with_each_round_and_never_fills_up() {
        let mut set = Fresh::with_room(4);
        set.begin(4);
        assert!(set.insert(7) && !set.insert(7));
        set.begin(4);
        assert!(set.insert(7));
        assert!((0..1_000).all(|number| number == 7 || set.insert(number)));
    }

    proptest! {
        #[test]
        fn stretches_cover_a_text_without_gap(tokens in prop::collection::vec(0_u32..50, 0..60)) {
            let mut end = 0;
            for range in cut(&tokens) {
                prop_assert_eq!(range.start, end);
                prop_assert!(!range.is_empty() && range.len() <= LONGEST_STRETCH);
                end = range.end;
            }
            prop_assert_eq!(end, tokens.len());
        }

        #[test]
        fn a_filter_counts_to_two(hashes in prop::collection::vec(0_u64..64, 0..40)) {
            let mut filter = Twice::with_cells(64);
            for (at, &hash) in hashes.iter().enumerate() {
                let before = hashes[..at].iter().filter(|&&h| h == hash).count();
                prop_assert_eq!(filter.mark(hash), before.min(2) as u64);
                prop_assert_eq!(filter.twice(hash), before >= 1);
            }
        }
    }
}
