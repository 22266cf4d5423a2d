//! Normalised words remembered by how they were written.
//!
//! In: a word. Out: the hash of its normalised form. Words recur, so most are not normalised again.

use xxhash_rust::xxh3::xxh3_64;

use super::normalise::normalise;

/// The hashes of words that were normalised before; words recur, and normalising is slow.
#[derive(Default)]
pub(super) struct Memo {
    /// A hash of the word as written, and that of its normalised form. Empty until it is needed.
    slots: Vec<(u64, u32)>,
    /// Working memory.
    buffer: String,
}

/// Sets words apart that stand in a text of Latin letters.
const LATIN: u64 = 0x9E37_79B9_7F4A_7C15;

impl Memo {
    /// Slots of the table: 64 KiB.
    const SLOTS: usize = 1 << 12;

    /// The hash of a word's normalised form; `latin` as for [`normalise`].
    pub(super) fn hash(&mut self, word: &str, latin: bool) -> u32 {
        if self.slots.is_empty() {
            self.slots = vec![(0, 0); Self::SLOTS];
        }
        // So many bits that no two words of any archive meet. (As a seed, the flag would make short
        // words meet: there the hash is a bijection of word and seed together.)
        let key = (xxh3_64(word.as_bytes()) ^ if latin { LATIN } else { 0 }) | 1;
        let at = usize::try_from(key >> 32).unwrap_or(0) % Self::SLOTS;
        let Some(slot) = self.slots.get_mut(at) else {
            return 0;
        };
        if slot.0 != key {
            self.buffer.clear();
            normalise(word, latin, &mut self.buffer);
            self.buffer.retain(|c| !is_apostrophe(c));
            *slot = (key, short(xxh3_64(self.buffer.as_bytes())));
        }
        slot.1
    }
}

/// The half of a hash that tokens carry; the lowest values are kept for the masked classes.
pub(super) fn short(hash: u64) -> u32 {
    u32::try_from(hash & u64::from(u32::MAX))
        .unwrap_or(u32::MAX)
        .max(16)
}

/// Whether a character is an apostrophe, straight, curly, modifier or wide.
pub(super) const fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{02BC}' | '\u{FF07}')
}
