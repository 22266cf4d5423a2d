//! The sketch of a text: what is kept of it for comparing.
//!
//! In: a text. Out: [`Sketch`], four bytes a token, no words. Kernels on sketches need no text.

use xxhash_rust::xxh3::xxh3_128;

use super::tokens::each;

/// Tokens kept of one text; a longer letter is compared by its first ones.
pub const MAX_TOKENS: usize = 4096;

/// What is kept of a text for comparing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sketch {
    /// 128-bit digest of the normalised token sequence; equal texts have equal digests.
    pub digest: u128,
    /// Token hashes in order, at most [`MAX_TOKENS`].
    pub tokens: Vec<u32>,
    /// Index of the first token of each paragraph.
    pub blocks: Vec<u32>,
}

/// Sketches a text. Cost is linear in its bytes.
#[must_use]
pub fn sketch(text: &str) -> Sketch {
    let mut out = Sketch {
        digest: 0,
        tokens: Vec::with_capacity((text.len() / 6).min(MAX_TOKENS)),
        blocks: Vec::new(),
    };
    let mut bytes = Vec::with_capacity(text.len());
    each(text, |token| {
        bytes.extend_from_slice(&token.hash.to_le_bytes());
        if out.tokens.len() < MAX_TOKENS {
            if out.blocks.len() <= usize::from(token.block) {
                out.blocks
                    .push(u32::try_from(out.tokens.len()).unwrap_or(u32::MAX));
            }
            out.tokens.push(token.hash);
        }
    });
    out.digest = xxh3_128(&bytes);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_merge_keeps_its_digest_and_a_changed_word_does_not() {
        let digest = |text| sketch(text).digest;
        assert_eq!(
            digest("We hold 63 tickets since 1/2/2020."),
            digest("we hold 7 tickets, since 3/4/2021")
        );
        assert_ne!(digest("We hold 63 tickets"), digest("We hold 63 seats"));
    }

    /// Sketches are stored: a change here needs a new version of the stored format.
    #[test]
    fn sketches_are_stable_across_releases() {
        let sketch = sketch("Dear Sir,\n\nthe 3 roofs are gone.");
        insta::assert_snapshot!(format!("{:08x?} {:?} {:032x}", sketch.tokens, sketch.blocks, sketch.digest),
            @"[cf7c593e, 2d176dc3, 1cf33d7d, 00000001, 55e318b8, ea8544df, 7693f438] [0, 2] cc69d992c23428b5815d6c88eca498ce");
    }
}
