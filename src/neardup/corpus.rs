//! The distinct texts of all messages, with what is needed to compare them.
//!
//! In: each message's sketch. Out: [`Corpus`]: tokens of the distinct texts in one arena (at most
//! [`COMPARED`] of each), how many messages share each, and the document frequencies.

use hashbrown::{HashTable, hash_table::Entry};

use super::{
    align::{Weighted, stored},
    frequencies::Frequencies,
};
use crate::key::MessageKey;

/// Tokens of a text that take part in comparing.
pub(super) const COMPARED: usize = 512;
/// A text of fewer tokens is a greeting or a note: it makes no group.
pub(super) const SHORTEST: usize = 6;
/// Tokens in one chunk of the arena.
const CHUNK: usize = 1 << 20;

/// Slots of the table of common tokens' weights.
const COMMON: usize = 1 << 15;

/// Number of a distinct text.
pub(super) type TextId = u32;

#[derive(Clone, Copy)]
struct Place {
    chunk: u32,
    start: u32,
    length: u16,
}

/// A digest is evenly spread, so half of it is a hash of it.
const fn half(digest: u128) -> u64 {
    (digest >> 64) as u64
}

/// The distinct texts of a case.
#[derive(Default)]
pub struct Corpus {
    chunks: Vec<Vec<u32>>,
    weights: Vec<Vec<u8>>,
    frequencies: Option<Frequencies>,
    places: Vec<Place>,
    digests: Vec<u128>,
    copies: Vec<u32>,
    by_digest: HashTable<TextId>,
    text_of: Vec<Option<TextId>>,
    tokens: usize,
    /// Working memory of the digest.
    bytes: Vec<u8>,
}

impl Corpus {
    /// Adds the next message (keys in order, none left out): its own tokens, footers off.
    pub fn add(&mut self, tokens: &[u32]) {
        if tokens.len() < SHORTEST {
            self.text_of.push(None);
            return;
        }
        self.bytes.clear();
        self.bytes
            .extend(tokens.iter().flat_map(|token| token.to_le_bytes()));
        let digest = xxhash_rust::xxh3::xxh3_128(&self.bytes);
        let next = TextId::try_from(self.places.len()).unwrap_or(TextId::MAX);
        let Self {
            by_digest, digests, ..
        } = self;
        let of = |id: &TextId| digests.get(*id as usize).copied().unwrap_or(0);
        let id = match by_digest.entry(half(digest), |id| of(id) == digest, |id| half(of(id))) {
            Entry::Occupied(entry) => *entry.get(),
            Entry::Vacant(entry) => {
                entry.insert(next);
                next
            }
        };
        if id == next {
            self.store(tokens.get(..COMPARED).unwrap_or(tokens));
            self.digests.push(digest);
            self.copies.push(0);
        }
        if let Some(copies) = self.copies.get_mut(id as usize) {
            *copies += 1;
        }
        self.text_of.push(Some(id));
    }

    fn store(&mut self, tokens: &[u32]) {
        if self
            .chunks
            .last()
            .is_none_or(|chunk| chunk.len() + tokens.len() > CHUNK)
        {
            self.chunks.push(Vec::with_capacity(CHUNK));
        }
        let chunk = self.chunks.len() - 1;
        let last = self
            .chunks
            .last_mut()
            .expect("a chunk was pushed just now if there was none");
        self.places.push(Place {
            chunk: u32::try_from(chunk).unwrap_or(u32::MAX),
            start: u32::try_from(last.len()).unwrap_or(u32::MAX),
            length: u16::try_from(tokens.len()).unwrap_or(u16::MAX),
        });
        last.extend_from_slice(tokens);
        self.tokens += tokens.len();
    }

    /// Messages added so far.
    #[must_use]
    pub fn messages(&self) -> usize {
        self.text_of.len()
    }

    /// Distinct texts.
    #[must_use]
    pub fn texts(&self) -> usize {
        self.places.len()
    }

    /// The text of a message; `None` when it is too short to compare.
    pub(super) fn text_of(&self, message: MessageKey) -> Option<TextId> {
        self.text_of.get(message.index()).copied().flatten()
    }

    pub(super) fn tokens(&self, text: TextId) -> &[u32] {
        self.places.get(text as usize).map_or(&[], |place| {
            let start = place.start as usize;
            self.chunks
                .get(place.chunk as usize)
                .and_then(|c| c.get(start..start + usize::from(place.length)))
                .unwrap_or_default()
        })
    }

    /// Messages that share a text.
    pub(super) fn copies(&self, text: TextId) -> u32 {
        self.copies.get(text as usize).copied().unwrap_or(0)
    }

    /// All texts in the order in which they are looked at: the most copied first, then by digest.
    pub(super) fn order(&self) -> Vec<TextId> {
        let mut order: Vec<TextId> = (0..self.places.len())
            .map(|id| TextId::try_from(id).unwrap_or(TextId::MAX))
            .collect();
        order.sort_unstable_by_key(|&id| {
            (
                std::cmp::Reverse(self.copies(id)),
                self.digests.get(id as usize).copied(),
            )
        });
        order
    }

    /// Ends the adding: counts the document frequencies over all distinct texts and stores every
    /// token's weight.
    pub fn seal(&mut self) {
        self.by_digest = HashTable::new();
        let mut frequencies = Frequencies::for_tokens(self.tokens, COMPARED);
        for id in self.order() {
            frequencies.add(self.tokens(id));
        }
        frequencies.seal();
        // Most tokens are a few common words: their weights stay close.
        let mut common = vec![(0, 0); COMMON];
        let mut weigh = |&token: &u32| match common.get_mut(token as usize % COMMON) {
            Some((known, weight)) if *known == token && *weight > 0 => *weight,
            Some(slot) => {
                *slot = (token, stored(frequencies.weigh_word(token)));
                slot.1
            }
            None => stored(frequencies.weigh_word(token)),
        };
        let chunks = self.chunks.iter();
        self.weights = chunks
            .map(|chunk| chunk.iter().map(&mut weigh).collect())
            .collect();
        self.frequencies = Some(frequencies);
    }

    /// Lets the document frequencies go, when groups are found and only weights are needed.
    pub fn release(&mut self) {
        self.frequencies = None;
    }

    /// The document frequencies; `None` before [`Corpus::seal`].
    pub(super) const fn frequencies(&self) -> Option<&Frequencies> {
        self.frequencies.as_ref()
    }

    /// A text's tokens with their weights.
    pub(super) fn weighted(&self, text: TextId) -> Weighted<'_> {
        let weights = self.places.get(text as usize).and_then(|place| {
            let start = place.start as usize;
            let chunk = self.weights.get(place.chunk as usize)?;
            chunk.get(start..start + usize::from(place.length))
        });
        Weighted::new(self.tokens(text), weights.unwrap_or_default())
    }
}
