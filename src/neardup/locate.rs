//! Where a text holds a passage.
//!
//! In: the tokens of a passage and of a text that holds it. Out: [`Held`], the ranges of both.
//! Runs of [`SEED`] tokens that both hold say where to look; there the two are aligned (E. Myers,
//! "An O(ND) difference algorithm and its variations", 1986), and the stretch is kept in which what
//! is common outweighs what is not.

use std::{collections::HashSet, ops::Range};

use foldhash::fast::FixedState;
use similar::{Algorithm, DiffOp, capture_diff_slices};

/// Tokens of a run that says where to look.
const SEED: usize = 4;

/// A passage's place in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Its tokens in the text.
    pub text: Range<usize>,
    /// The part of the passage that stands there.
    pub passage: Range<usize>,
    /// Tokens that both hold in order.
    pub common: usize,
}

/// A passage made ready for being found in many texts.
pub struct Sought<'a> {
    passage: &'a [u32],
    seeds: HashSet<&'a [u32], FixedState>,
}

impl<'a> Sought<'a> {
    /// A passage's tokens.
    #[must_use]
    pub fn new(passage: &'a [u32]) -> Self {
        let seeds = passage.windows(SEED).collect();
        Self { passage, seeds }
    }

    /// Finds the place where `text` holds most of the passage; `None` when the two share no run of
    /// four tokens.
    ///
    /// Both ends of the ranges are tokens that the two have in common. Cost grows with the tokens of
    /// the text, and with the passage's times those in which the two differ.
    #[must_use]
    pub fn locate(&self, text: &[u32]) -> Option<Held> {
        let hits: Vec<usize> = (0..)
            .zip(text.windows(SEED))
            .filter(|(_, run)| self.seeds.contains(run))
            .map(|(at, _)| at)
            .collect();
        let best = densest(&hits, 2 * self.passage.len())?;
        // Words at the ends may be common without being part of a run.
        let start = best.first()?.saturating_sub(SEED);
        let end = (best.last()? + 2 * SEED).min(text.len());
        let ops = capture_diff_slices(Algorithm::Myers, self.passage, text.get(start..end)?);
        let held = heaviest(&ops)?;
        Some(Held {
            text: start + held.text.start..start + held.text.end,
            ..held
        })
    }
}

/// The most hits within so many tokens; the passage is found with as much again put in between.
fn densest(hits: &[usize], longest: usize) -> Option<&[usize]> {
    let mut from = 0;
    let mut best: Option<&[usize]> = None;
    for to in 1..=hits.len() {
        let stretch = |from| hits.get(from..to).unwrap_or_default();
        while stretch(from)
            .first()
            .zip(stretch(from).last())
            .is_some_and(|(first, last)| last - first > longest)
        {
            from += 1;
        }
        if best.is_none_or(|best| stretch(from).len() > best.len()) {
            best = Some(stretch(from));
        }
    }
    best
}

/// The stretch of an alignment in which common tokens outweigh the others most. Half a token is
/// taken off for each that only one of the two holds.
fn heaviest(ops: &[DiffOp]) -> Option<Held> {
    let mut best: Option<(usize, Held)> = None;
    let mut under_way: Option<(usize, Held)> = None;
    for op in ops {
        let (passage, text) = (op.old_range(), op.new_range());
        let length = passage.len().max(text.len());
        if !matches!(op, DiffOp::Equal { .. }) {
            // Twice the score, so that halves are whole numbers.
            under_way = under_way
                .filter(|(score, _)| *score > length)
                .map(|(score, held)| (score - length, held));
            continue;
        }
        let (score, held) = match under_way.take() {
            None => (
                2 * length,
                Held {
                    text,
                    passage,
                    common: length,
                },
            ),
            Some((score, held)) => (
                score + 2 * length,
                Held {
                    text: held.text.start..text.end,
                    passage: held.passage.start..passage.end,
                    common: held.common + length,
                },
            ),
        };
        if best.as_ref().is_none_or(|(most, _)| score > *most) {
            best = Some((score, held.clone()));
        }
        under_way = Some((score, held));
    }
    best.map(|(_, held)| held)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn locate(passage: &[u32], text: &[u32]) -> Option<Held> {
        Sought::new(passage).locate(text)
    }

    #[test]
    fn stray_words_before_and_behind_are_no_part_of_it() {
        let passage: Vec<u32> = (100..140).collect();
        // Its first word stands in the text once more, far before.
        let mut text: Vec<u32> = vec![1, 100, 2, 3, 4, 5, 6, 7];
        text.extend(&passage[2..38]);
        text.extend([8, 9, 10, 11, 12, 139, 13]);
        let held = locate(&passage, &text).unwrap();
        assert_eq!((held.text, held.passage, held.common), (8..44, 2..38, 36));
    }

    #[test]
    fn strangers_share_nothing() {
        assert_eq!(locate(&[1, 2, 3, 4, 5], &[5, 4, 3, 2, 1]), None);
        assert_eq!(locate(&[], &[]), None);
        assert_eq!(locate(&[1, 2, 3], &[1, 2, 3]), None);
    }

    proptest! {
        #[test]
        fn a_whole_copy_is_found_where_it_stands(
            before in prop::collection::vec(0_u32..50, 0..200),
            passage in prop::collection::vec(100_u32..10_000, 8..60),
            behind in prop::collection::vec(0_u32..50, 0..200),
        ) {
            let text = [before.as_slice(), &passage, &behind].concat();
            let held = locate(&passage, &text).unwrap();
            prop_assert_eq!(held.text, before.len()..before.len() + passage.len());
            prop_assert_eq!(held.passage, 0..passage.len());
            prop_assert_eq!(held.common, passage.len());
        }

        #[test]
        fn ranges_lie_within_and_end_on_common_tokens(
            passage in prop::collection::vec(0_u32..6, 0..40), text in prop::collection::vec(0_u32..6, 0..80),
        ) {
            if let Some(held) = locate(&passage, &text) {
                prop_assert!(held.common <= held.text.len().min(held.passage.len()));
                let (a, b) = (&passage[held.passage], &text[held.text]);
                prop_assert_eq!((a.first(), a.last()), (b.first(), b.last()));
            }
        }
    }
}
