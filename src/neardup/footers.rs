//! List footers and standing signatures, learned by how often one sender repeats them.
//!
//! In: each message's sender (a mailing list counts as one) and the paragraphs at its end. Out:
//! how many tokens of a message are its own, the repeated paragraphs at its end left out.
//!
//! Memory is fixed: a saturating count-min table (Cormode, Muthukrishnan 2005) of two rows.

use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

/// Slots of each row; with a million messages a false footer needs two collisions at once.
const SLOTS: usize = 1 << 23;
/// Times that one sender must have repeated a paragraph at a message's end.
const REPEATS: u8 = 3;
/// Paragraphs at the end that are looked at.
const DEPTH: usize = 3;
/// A longer paragraph is a text, not a footer. Tokens.
const LONGEST: usize = 90;
/// What is left must keep this share of the tokens, and [`LEAST`] of them.
const KEEP: f32 = 0.6;
/// See [`KEEP`].
const LEAST: usize = 8;

/// What each sender repeats at the end of messages.
pub struct Footers {
    rows: [Vec<u8>; 2],
}

impl Default for Footers {
    fn default() -> Self {
        Self {
            rows: [vec![0; SLOTS], vec![0; SLOTS]],
        }
    }
}

impl Footers {
    /// Counts the paragraphs at the end of one message. `sender` is any number that names the
    /// account or the list.
    pub fn learn(&mut self, sender: u64, tokens: &[u32], blocks: &[u32]) {
        for (start, end) in trailing(tokens, blocks) {
            for (row, slot) in self
                .rows
                .iter_mut()
                .zip(slots(sender, tokens.get(start..end).unwrap_or_default()))
            {
                if let Some(count) = row.get_mut(slot) {
                    *count = count.saturating_add(1);
                }
            }
        }
    }

    /// How many tokens from the start are the message's own.
    #[must_use]
    pub fn own(&self, sender: u64, tokens: &[u32], blocks: &[u32]) -> usize {
        let mut kept = tokens.len();
        for (start, end) in trailing(tokens, blocks) {
            let repeated = self
                .rows
                .iter()
                .zip(slots(sender, tokens.get(start..end).unwrap_or_default()))
                .all(|(row, slot)| row.get(slot).is_some_and(|&count| count >= REPEATS));
            if !repeated || start < LEAST || (start as f32) < KEEP * tokens.len() as f32 {
                break;
            }
            kept = start;
        }
        kept
    }
}

/// The paragraphs at the end that could be footers, last first, as token ranges.
fn trailing<'a>(tokens: &'a [u32], blocks: &'a [u32]) -> impl Iterator<Item = (usize, usize)> + 'a {
    let ends = std::iter::once(tokens.len()).chain(blocks.iter().rev().map(|&b| b as usize));
    let starts = blocks.iter().rev().map(|&b| b as usize);
    starts
        .zip(ends)
        .take(DEPTH)
        .take_while(|(start, end)| *start > 0 && start < end && end - start <= LONGEST)
}

fn low(number: u64) -> u32 {
    u32::try_from(number & u64::from(u32::MAX)).unwrap_or(u32::MAX)
}

fn slot(hash: u64) -> usize {
    usize::try_from(hash % SLOTS as u64).unwrap_or(0)
}

fn slots(sender: u64, block: &[u32]) -> [usize; 2] {
    let mut bytes = [0_u8; 4 * LONGEST + 8];
    let mut filled = 0;
    for word in [low(sender), low(sender >> 32)].iter().chain(block) {
        if let Some(slot) = bytes.get_mut(filled..filled + 4) {
            slot.copy_from_slice(&word.to_le_bytes());
            filled += 4;
        }
    }
    let bytes = bytes.get(..filled).unwrap_or_default();
    [slot(xxh3_64(bytes)), slot(xxh3_64_with_seed(bytes, 1))]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A body of `n` tokens that differs by `seed`, then a footer of four.
    fn letter(seed: u32, n: u32) -> (Vec<u32>, Vec<u32>) {
        let tokens = (0..n)
            .map(|i| 1000 * seed + i)
            .chain([1, 2, 3, 4])
            .collect();
        (tokens, vec![0, n])
    }

    #[test]
    fn what_one_sender_repeats_is_a_footer_and_what_many_send_is_not() {
        let mut footers = Footers::default();
        for seed in 0..3 {
            let (tokens, blocks) = letter(seed, 20);
            footers.learn(7, &tokens, &blocks);
            footers.learn(u64::from(seed) + 100, &tokens, &blocks);
        }
        let (tokens, blocks) = letter(9, 20);
        assert_eq!(footers.own(7, &tokens, &blocks), 20);
        assert_eq!(footers.own(100, &tokens, &blocks), 24);
    }
}
