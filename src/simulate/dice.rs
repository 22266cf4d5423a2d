//! The seeded generator behind everything simulated.
//!
//! In: the recipe's seed, a stream and an index. Out: draws that are the same on every machine.
//!
//! PCG (O'Neill 2014) from `rand_pcg`, seeded through `SplitMix64`, so that each message, account and
//! campaign has a generator of its own and adding one changes no other. Draws use the high half of
//! a product (Lemire 2019, without the rejection step: the bias is below 2⁻⁴⁰ for our ranges).

use rand_pcg::{Pcg64Mcg, rand_core::Rng};

/// What a generator is for; streams never share draws.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stream {
    Background = 1,
    Clock,
    Account,
    Domain,
    Plot,
    Campaign,
    Sentence,
    Member,
    Operator,
    Scramble,
    Picture,
}

pub(super) const BASE62: &[u8; 62] =
    b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
pub(super) const BASE64: &[u8; 64] =
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
pub(super) const BASE36: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
pub(super) const HEX: &[u8; 16] = b"0123456789abcdef";
pub(super) const DIGITS: &[u8; 10] = b"0123456789";

/// One generator.
#[derive(Clone, Debug)]
pub(super) struct Dice(Pcg64Mcg);

impl Dice {
    /// The generator of thing `index` in `stream` under `seed`.
    pub(super) fn of(seed: u64, stream: Stream, index: u64) -> Self {
        let high = mix(mix(seed) ^ (stream as u64).wrapping_mul(0xD6E8_FEB8_6659_FD93));
        let low = mix(high ^ mix(index));
        Self(Pcg64Mcg::new(
            (u128::from(high ^ low.rotate_left(29)) << 64) | u128::from(low),
        ))
    }

    /// Sixty-four fresh bits.
    pub(super) fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// A number in `0..n`; 0 for `n = 0`.
    pub(super) fn below(&mut self, n: u64) -> u64 {
        u64::try_from((u128::from(self.0.next_u64()) * u128::from(n)) >> 64).unwrap_or(0)
    }

    /// A number in `low..=high`.
    pub(super) fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.below(high.saturating_sub(low) + 1)
    }

    /// Whether something with this chance in a hundred happens.
    pub(super) fn percent(&mut self, chance: u64) -> bool {
        self.below(100) < chance
    }

    /// One of `items`, all equally likely. `items` is one of our tables, never empty.
    pub(super) fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        let index = self.below(items.len() as u64);
        items[usize::try_from(index).unwrap_or(0)]
    }

    /// One of `items`, early ones more often: a heavy tail.
    pub(super) fn pick_early<T: Copy>(&mut self, items: &[T]) -> T {
        let reach = self.below(items.len() as u64) + 1;
        let index = self.below(reach);
        items[usize::try_from(index).unwrap_or(0)]
    }

    /// `n` letters of `alphabet` onto `out`.
    pub(super) fn letters(&mut self, alphabet: &[u8], n: usize, out: &mut String) {
        let mut left = n;
        while left > 0 {
            let mut bits = self.bits();
            for _ in 0..left.min(8) {
                let slot = ((bits & 0xff) * alphabet.len() as u64) >> 8;
                out.push(char::from(alphabet[usize::try_from(slot).unwrap_or(0)]));
                bits >>= 8;
            }
            left -= left.min(8);
        }
    }

    /// `n` letters of `alphabet`.
    pub(super) fn word(&mut self, alphabet: &[u8], n: usize) -> String {
        let mut out = String::with_capacity(n);
        self.letters(alphabet, n, &mut out);
        out
    }
}

/// The `SplitMix64` output step: a bijection.
pub(super) const fn mix(x: u64) -> u64 {
    let z = x.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_are_the_same_on_every_machine_and_in_every_release() {
        let mut dice = Dice::of(7, Stream::Account, 1);
        let drawn: Vec<u64> = (0..4).map(|_| dice.below(1000)).collect();
        insta::assert_snapshot!(format!("{drawn:?} {}", dice.word(BASE62, 12)), @"[886, 410, 198, 705] kdTdQGIG4OZZ");
    }

    #[test]
    fn streams_and_indices_do_not_share_draws() {
        let first = |stream, index| Dice::of(7, stream, index).bits();
        assert_ne!(first(Stream::Account, 1), first(Stream::Account, 2));
        assert_ne!(first(Stream::Account, 1), first(Stream::Domain, 1));
    }

    #[test]
    fn a_number_below_n_reaches_every_value_and_never_n() {
        let mut dice = Dice::of(1, Stream::Clock, 0);
        let mut seen = [0u32; 7];
        for _ in 0..7000 {
            seen[usize::try_from(dice.below(7)).unwrap()] += 1;
        }
        assert!(seen.iter().all(|&n| n > 800), "{seen:?}");
        assert_eq!(dice.below(0), 0);
    }
}
