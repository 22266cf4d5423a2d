//! All pairs of hashes within a Hamming distance, without comparing every hash with every other.
//!
//! In: hashes of 256 bits and a distance up to 31. Out: [`Nearby`], the pairs as places in the input, sorted.
//!
//! Source: M. Norouzi, A. Punjani, D. Fleet, "Fast search in Hamming space with multi-index hashing", 2012. Cut in 11
//! pieces, two hashes within 31 bits agree in one piece to within 2 bits (32 differences would be 3 in each but one).
//! A bit set over the values of a piece answers most probes without leaving the cache. Equal hashes are grouped first:
//! a million copies of one picture are one hash.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a piece has at most 24 bits"
)]

use rayon::prelude::*;

use super::Pdq;

/// Pieces that a hash is cut into.
const PIECES: u32 = 11;

/// Bits that may differ within the piece that agrees best.
const SLACK: u32 = 2;

/// The farthest distance that the pieces promise to find: one less than 3 differing bits in each piece.
const FARTHEST: u32 = PIECES * (SLACK + 1) - 1;

/// Up to this many hashes comparing all is cheaper than the tables (measured: both take 30 ms).
const FEW: usize = 4_000;

/// Hashes with the same piece that one hash is compared with: bounds the time where hashes were made to collide.
/// 30 times what a million unrelated hashes bring.
const CROWD: usize = 500;

/// Pairs kept, bounds the memory where nearly equal pictures come by the thousand (16 bytes each).
const MOST_PAIRS: usize = 20_000_000;

/// Two hashes that are near.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Near {
    /// Place of the first in the input.
    pub a: u32,
    /// Place of the second.
    pub b: u32,
    /// Bits that differ.
    pub distance: u32,
}

/// What a search found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Nearby {
    /// Sorted by places. Of equal hashes each stands once, with the first of them: chains, not all pairs among equals.
    pub pairs: Vec<Near>,
    /// False where hashes crowd so much that pairs were passed over; the nearest in sorted order are kept.
    pub complete: bool,
}

/// All pairs within a distance among these hashes, `a` before `b`. A distance above 31 is taken as that.
/// A million unrelated hashes take seconds; memory is some 40 bytes a hash and 12 a pair.
#[must_use]
pub fn near_pairs(hashes: &[Pdq], far: u32) -> Nearby {
    let groups = Distinct::of(hashes);
    let mut found = search(&groups.hashes, &groups.hashes, true, far);
    for pair in &mut found.pairs {
        let (a, b) = (groups.first(pair.a), groups.first(pair.b));
        (pair.a, pair.b) = (a.min(b), a.max(b));
    }
    found.pairs.extend(groups.equals());
    found.pairs.sort_unstable();
    found
}

/// All pairs within a distance of a hash of the first set (`a`) and one of the second (`b`), with the bounds of [`near_pairs`].
/// Equal hashes stand for the first of them.
#[must_use]
pub fn near_pairs_between(left: &[Pdq], right: &[Pdq], far: u32) -> Nearby {
    let (lefts, rights) = (Distinct::of(left), Distinct::of(right));
    let mut found = search(&lefts.hashes, &rights.hashes, false, far);
    for pair in &mut found.pairs {
        (pair.a, pair.b) = (lefts.first(pair.a), rights.first(pair.b));
    }
    found.pairs.sort_unstable();
    found
}

/// Equal hashes as one.
struct Distinct {
    /// Each hash once, sorted.
    hashes: Vec<Pdq>,
    /// Places of each, in the input's order.
    places: Vec<u32>,
    /// Where the places of each begin.
    starts: Vec<u32>,
}

impl Distinct {
    fn of(hashes: &[Pdq]) -> Self {
        let mut sorted: Vec<(Pdq, u32)> = hashes.iter().copied().zip(0..).collect();
        sorted.sort_unstable();
        let mut distinct = Self {
            hashes: Vec::new(),
            places: Vec::with_capacity(sorted.len()),
            starts: Vec::new(),
        };
        for (hash, place) in sorted {
            if distinct.hashes.last() != Some(&hash) {
                distinct.hashes.push(hash);
                distinct
                    .starts
                    .push(u32::try_from(distinct.places.len()).unwrap_or(u32::MAX));
            }
            distinct.places.push(place);
        }
        distinct
    }

    fn first(&self, number: u32) -> u32 {
        let start = self
            .starts
            .get(number as usize)
            .copied()
            .unwrap_or_default();
        self.places.get(start as usize).copied().unwrap_or_default()
    }

    fn equals(&self) -> impl Iterator<Item = Near> {
        let ends = self.starts.iter().skip(1).copied().chain([u32::MAX]);
        self.starts.iter().zip(ends).flat_map(|(&start, end)| {
            let places = self
                .places
                .get(start as usize..self.places.len().min(end as usize))
                .unwrap_or_default();
            let first = places.first().copied().unwrap_or_default();
            places.iter().skip(1).map(move |&other| Near {
                a: first,
                b: other,
                distance: 0,
            })
        })
    }
}

/// Pairs of distinct hashes, unsorted; within one set each pair once.
fn search(left: &[Pdq], right: &[Pdq], within: bool, far: u32) -> Nearby {
    let far = far.min(FARTHEST);
    if left.len() <= FEW && right.len() <= FEW {
        return Nearby {
            pairs: compare_all(left, right, within, far),
            complete: true,
        };
    }
    let mut found = Nearby {
        pairs: Vec::new(),
        complete: true,
    };
    for piece in 0..PIECES {
        let table = Table::of(right, Piece::number(piece));
        let order = Table::of(left, Piece::number(piece)).entries;
        let masks = table.piece.masks(far / PIECES);
        // Parallel within a stretch, in order between them: the same pairs are kept whatever the number of threads.
        for stretch in order.chunks(65_536) {
            let parts: Vec<Nearby> = stretch
                .par_chunks(1024)
                .map(|entries| table.near(entries, left, right, &masks, within, far))
                .collect();
            for part in parts {
                found.complete &= part.complete;
                found.pairs.extend(part.pairs);
            }
            if found.pairs.len() > MOST_PAIRS {
                found.pairs.truncate(MOST_PAIRS);
                found.complete = false;
                return found;
            }
        }
    }
    found
}

fn compare_all(left: &[Pdq], right: &[Pdq], within: bool, far: u32) -> Vec<Near> {
    let mut pairs = Vec::new();
    for (a, first) in (0..).zip(left) {
        let from = if within { a as usize + 1 } else { 0 };
        for (b, second) in (0..).zip(right).skip(from) {
            let distance = first.distance(second);
            if distance <= far {
                pairs.push(Near { a, b, distance });
            }
        }
    }
    pairs
}

/// A run of bits of a hash.
#[derive(Clone, Copy)]
struct Piece {
    from: u32,
    wide: u32,
}

impl Piece {
    /// The first pieces are a bit wider: 256 is no multiple of 11.
    const fn number(number: u32) -> Self {
        let (wide, wider) = (256 / PIECES, 256 % PIECES);
        let before = if number < wider { number } else { wider };
        Self {
            from: number * wide + before,
            wide: wide + (number < wider) as u32,
        }
    }

    fn of(self, hash: &Pdq) -> u32 {
        let word = |at: u32| hash.0.get(at as usize).copied().unwrap_or_default();
        let (at, shift) = (self.from / 64, self.from % 64);
        let both = (u128::from(word(at + 1)) << 64 | u128::from(word(at))) >> shift;
        (both & ((1 << self.wide) - 1)) as u32
    }

    /// Changes of up to this many bits, fewest first.
    fn masks(self, slack: u32) -> Vec<u32> {
        let one = |bit: u32| 1_u32 << bit;
        let mut masks = vec![0];
        if slack >= 1 {
            masks.extend((0..self.wide).map(one));
        }
        if slack >= 2 {
            masks.extend((0..self.wide).flat_map(|i| (0..i).map(move |j| one(i) | one(j))));
        }
        masks
    }
}

/// Hashes by one piece.
struct Table {
    piece: Piece,
    /// The piece and the hash's place, sorted.
    entries: Vec<(u32, u32)>,
    /// A bit for each value that some piece has.
    used: Vec<u64>,
    /// Where the values with the same upper bits begin.
    starts: Vec<u32>,
}

/// Lower bits that the directory leaves out.
const LOWER: u32 = 8;

impl Table {
    fn of(hashes: &[Pdq], piece: Piece) -> Self {
        let mut entries: Vec<(u32, u32)> =
            hashes.iter().map(|hash| piece.of(hash)).zip(0..).collect();
        entries.par_sort_unstable();
        let mut used = vec![0_u64; (1 << piece.wide) / 64];
        let mut starts = vec![0_u32; (1 << (piece.wide - LOWER)) + 1];
        for &(value, _) in &entries {
            if let Some(word) = used.get_mut(value as usize / 64) {
                *word |= 1 << (value % 64);
            }
            if let Some(count) = starts.get_mut((value >> LOWER) as usize + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        Self {
            piece,
            entries,
            used,
            starts,
        }
    }

    /// Entries with this value.
    fn with(&self, value: u32) -> &[(u32, u32)] {
        if self
            .used
            .get(value as usize / 64)
            .is_none_or(|word| word >> (value % 64) & 1 == 0)
        {
            return &[];
        }
        let upper = (value >> LOWER) as usize;
        let (Some(&from), Some(&to)) = (self.starts.get(upper), self.starts.get(upper + 1)) else {
            return &[];
        };
        let same = self
            .entries
            .get(from as usize..to as usize)
            .unwrap_or_default();
        let begin = same.partition_point(|&(other, _)| other < value);
        let rest = same.get(begin..).unwrap_or_default();
        rest.get(..rest.partition_point(|&(other, _)| other == value))
            .unwrap_or_default()
    }

    fn near(
        &self,
        entries: &[(u32, u32)],
        left: &[Pdq],
        right: &[Pdq],
        masks: &[u32],
        within: bool,
        far: u32,
    ) -> Nearby {
        let mut found = Nearby {
            pairs: Vec::new(),
            complete: true,
        };
        for &(value, a) in entries {
            let mut budget = CROWD;
            for mask in masks {
                let other = value ^ mask;
                if within && other < value {
                    continue;
                }
                let mut candidates = self.with(other);
                if within && *mask == 0 {
                    let own = candidates.partition_point(|&(_, b)| b <= a);
                    candidates = candidates.get(own..).unwrap_or_default();
                }
                if candidates.len() > budget {
                    found.complete = false;
                    candidates = candidates.get(..budget).unwrap_or_default();
                }
                budget -= candidates.len();
                found.pairs.extend(
                    candidates
                        .iter()
                        .filter_map(|&(_, b)| self.pair(a, b, left, right, far)),
                );
            }
        }
        found
    }

    /// The pair, where it is near and no piece before this one has found it.
    fn pair(&self, a: u32, b: u32, left: &[Pdq], right: &[Pdq], far: u32) -> Option<Near> {
        let (first, second) = (left.get(a as usize)?, right.get(b as usize)?);
        let distance = first.distance(second);
        if distance > far {
            return None;
        }
        let slack = far / PIECES;
        let before = (0..PIECES)
            .map(Piece::number)
            .take_while(|piece| piece.from < self.piece.from);
        let mut agreed =
            before.map(|piece| (piece.of(first) ^ piece.of(second)).count_ones() <= slack);
        (!agreed.any(|agrees| agrees)).then_some(Near { a, b, distance })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn mixed(state: &mut u64) -> u64 {
        *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (*state ^ (*state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Unrelated hashes, and around some of them others with a few bits changed.
    fn clustered(count: usize, seed: u64) -> Vec<Pdq> {
        let mut state = seed;
        let mut hashes: Vec<Pdq> = Vec::new();
        while hashes.len() < count {
            let mut hash = Pdq(std::array::from_fn(|_| mixed(&mut state)));
            if !hashes.is_empty() && mixed(&mut state).is_multiple_of(2) {
                hash = hashes[mixed(&mut state) as usize % hashes.len()];
                for _ in 0..mixed(&mut state) % 40 {
                    let bit = mixed(&mut state) % 256;
                    hash.0[bit as usize / 64] ^= 1 << (bit % 64);
                }
            }
            hashes.push(hash);
        }
        hashes
    }

    fn by_tables(left: &[Pdq], right: &[Pdq], within: bool, far: u32) -> Vec<Near> {
        let mut pairs = Vec::new();
        for piece in (0..PIECES).map(Piece::number) {
            let table = Table::of(right, piece);
            let order = Table::of(left, piece).entries;
            pairs.extend(
                table
                    .near(&order, left, right, &piece.masks(far / PIECES), within, far)
                    .pairs,
            );
        }
        for pair in &mut pairs {
            if within {
                (pair.a, pair.b) = (pair.a.min(pair.b), pair.a.max(pair.b));
            }
        }
        pairs.sort_unstable();
        pairs
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(12))]
        /// Comparing all with all is the oracle; equality also shows that no pair is named twice.
        #[test]
        fn the_tables_find_what_comparing_all_finds(seed in any::<u64>(), far in 0_u32..=FARTHEST) {
            let mut hashes = clustered(220, seed);
            hashes.sort_unstable();
            hashes.dedup();
            prop_assert_eq!(by_tables(&hashes, &hashes, true, far), compare_all(&hashes, &hashes, true, far));
            let (left, right) = hashes.split_at(hashes.len() / 3);
            prop_assert_eq!(by_tables(left, right, false, far), compare_all(left, right, false, far));
        }

        #[test]
        fn pairs_do_not_depend_on_the_order_given(seed in any::<u64>()) {
            let hashes = clustered(60, seed);
            let mut turned = hashes.clone();
            turned.reverse();
            let last = hashes.len() as u32 - 1;
            let distances = |pairs: Vec<Near>| pairs.into_iter().map(|p| p.distance).sum::<u32>();
            let back: Vec<Near> = near_pairs(&turned, 31).pairs.into_iter()
                .map(|p| Near { a: last - p.b, b: last - p.a, distance: p.distance }).collect();
            prop_assert_eq!(distances(back), distances(near_pairs(&hashes, 31).pairs));
        }
    }

    #[test]
    fn pieces_cover_every_bit_once() {
        let covered: u32 = (0..PIECES).map(|piece| Piece::number(piece).wide).sum();
        let last = Piece::number(PIECES - 1);
        assert_eq!((covered, last.from + last.wide), (256, 256));
    }

    #[test]
    fn a_hundred_thousand_equal_hashes_are_a_chain_and_not_their_square() {
        let hashes = vec![Pdq([7; 4]); 100_000];
        let found = near_pairs(&hashes, 31);
        assert_eq!(found.pairs.len(), 99_999);
        assert!(
            found.complete
                && found
                    .pairs
                    .iter()
                    .all(|pair| pair.a == 0 && pair.distance == 0)
        );
    }

    #[test]
    fn hashes_made_to_collide_are_cut_and_it_is_said() {
        // All 13 lowest bits, in one piece: 8192 hashes within 13 bits of each other.
        let hashes: Vec<Pdq> = (0..8192).map(|low| Pdq([low, 1, 2, 3])).collect();
        let found = near_pairs(&hashes, 31);
        assert!(!found.complete);
        assert!(found.pairs.len() < 8192 * CROWD * PIECES as usize);
    }
}
