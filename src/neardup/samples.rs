//! Sampled runs of words that several texts hold.
//!
//! In: texts of the sealed [`Corpus`]. Out: [`Shared`]: for each text its sampled runs that another
//! text holds too. Winnowing (Schleimer, Wilkerson, Aiken 2003): wherever a copied run stands, it is
//! sampled alike.

use super::{
    corpus::{Corpus, TextId},
    frequencies::Twice,
};

/// Tokens of a sampled run.
pub(super) const RUN: usize = 6;
/// Of so many neighbouring runs one is sampled, so a copy of `RUN + WINDOW - 1` tokens is never missed.
pub(super) const WINDOW: usize = 6;
/// Hands the sampled runs of a text with their places to `visit`, winnowed: of [`WINDOW`]
/// neighbouring runs the one of the least hash, of equals the last.
fn samples(tokens: &[u32], mut visit: impl FnMut(u64, usize)) {
    // A rolling polynomial: each run's hash from the one before.
    const BASE: u64 = 0x9E37_79B9_7F4A_7C15;
    let leaving = (1..RUN).fold(1_u64, |power, _| power.wrapping_mul(BASE));
    let mut runs = [u64::MAX; WINDOW];
    let mut rolling = 0_u64;
    let mut least = 0;
    let mut said = usize::MAX;
    let whole = tokens.len().saturating_sub(RUN - 1);
    for (at, &token) in tokens.iter().enumerate() {
        if let Some(&old) = at.checked_sub(RUN).and_then(|old| tokens.get(old)) {
            rolling = rolling.wrapping_sub((u64::from(old) + 1).wrapping_mul(leaving));
        }
        rolling = rolling
            .wrapping_mul(BASE)
            .wrapping_add(u64::from(token) + 1);
        let Some(run) = (at + 1).checked_sub(RUN) else {
            continue;
        };
        let mixed = rolling ^ (rolling >> 29);
        let hash = mixed.wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 12;
        let get = |runs: &[u64; WINDOW], at: usize| runs.get(at % WINDOW).copied().unwrap_or(0);
        if let Some(slot) = runs.get_mut(run % WINDOW) {
            *slot = hash;
        }
        if run == 0 || hash <= get(&runs, least) && least + WINDOW > run {
            least = run;
        } else if least + WINDOW <= run {
            least = (run + 1 - WINDOW..=run)
                .min_by_key(|&at| (get(&runs, at), std::cmp::Reverse(at)))
                .unwrap_or(run);
        }
        if run + 1 >= WINDOW.min(whole) && said != least {
            said = least;
            visit(get(&runs, least), least);
        }
    }
}

/// A sample of a text that another text holds too.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hit {
    pub(super) hash: u32,
    at: u16,
}

impl Hit {
    pub(super) fn at(self) -> usize {
        usize::from(self.at)
    }
}

/// The samples that representatives hold twice, text by text.
///
/// Two filters, one behind the other: the first looks at all samples in seven cells a sample, the
/// second, of eight cells a sample, looks only at what passed. What still passes by chance costs a
/// look and makes no passage.
pub(super) struct Shared {
    hits: Vec<Hit>,
    /// Where the hits of each text start; one more entry than texts.
    starts: Vec<usize>,
}

impl Shared {
    pub(super) fn of(corpus: &Corpus, texts: &[TextId]) -> Self {
        let tokens: usize = texts.iter().map(|&text| corpus.tokens(text).len()).sum();
        let mut filter = Twice::with_cells((tokens * 2).clamp(1 << 10, 1 << 28));
        let mut own: Vec<(u64, usize)> = Vec::new();
        let mut passed: Vec<bool> = Vec::new();
        // In the order in which they are stored, which memory likes best.
        let mut stored = texts.to_vec();
        stored.sort_unstable();
        for text in stored {
            own.clear();
            samples(corpus.tokens(text), |hash, at| own.push((hash, at)));
            for &(hash, _) in &own {
                filter.mark(hash);
            }
        }
        let mut passing = Chunks::default();
        let mut starts = vec![0];
        for &text in texts {
            own.clear();
            passed.clear();
            samples(corpus.tokens(text), |hash, at| own.push((hash, at)));
            // All are looked up before any is judged, so that the memory is waited for once.
            passed.extend(own.iter().map(|&(hash, _)| filter.twice(hash)));
            for (&(hash, at), _) in own.iter().zip(&passed).filter(|(_, passed)| **passed) {
                passing.push(Hit {
                    hash: folded(hash),
                    at: u16::try_from(at).unwrap_or(u16::MAX),
                });
            }
            starts.push(passing.length);
        }
        drop(filter);
        let mut exact = Twice::with_cells(passing.length.saturating_mul(8).max(1 << 10));
        for hit in passing.chunks.iter().flatten() {
            exact.mark(u64::from(hit.hash));
        }
        let is_shared = |hit: &Hit| exact.twice(u64::from(hit.hash));
        let kept = passing.chunks.iter().flatten().filter(|hit| is_shared(hit));
        let mut hits = Vec::with_capacity(kept.count());
        let mut stream = passing.chunks.into_iter().flatten();
        let mut from = 0;
        for end in &mut starts {
            hits.extend(stream.by_ref().take(*end - from).filter(is_shared));
            from = std::mem::replace(end, hits.len());
        }
        Self { hits, starts }
    }

    /// The hits of each text, in the order of the texts.
    pub(super) fn each(&self) -> impl Iterator<Item = &[Hit]> {
        self.starts.windows(2).map(|range| match range {
            &[start, end] => self.hits.get(start..end).unwrap_or_default(),
            _ => &[],
        })
    }
}

/// Hits in pieces of one size, so that growing never holds them twice.
#[derive(Default)]
struct Chunks {
    chunks: Vec<Vec<Hit>>,
    length: usize,
}

impl Chunks {
    /// Hits in one piece.
    const PIECE: usize = 1 << 18;

    fn push(&mut self, hit: Hit) {
        if self.length.is_multiple_of(Self::PIECE) {
            self.chunks.push(Vec::with_capacity(Self::PIECE));
        }
        if let Some(last) = self.chunks.last_mut() {
            last.push(hit);
        }
        self.length += 1;
    }
}

/// A hash of half the size; other bits than those that the first filter goes by decide.
fn folded(hash: u64) -> u32 {
    let mixed = hash.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
    u32::try_from(mixed).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sampled(tokens: &[u32]) -> Vec<(u64, usize)> {
        let mut out = Vec::new();
        samples(tokens, |hash, at| out.push((hash, at)));
        out
    }

    proptest! {
        #[test]
        fn of_every_window_of_runs_one_is_sampled(tokens in prop::collection::vec(0_u32..9, 0..60)) {
            let places: Vec<usize> = sampled(&tokens).iter().map(|s| s.1).collect();
            prop_assert!(places.is_sorted_by(|a, b| a < b));
            let runs = tokens.len().saturating_sub(RUN - 1);
            for start in 0..(runs + 1).saturating_sub(WINDOW) {
                prop_assert!(places.iter().any(|at| (start..start + WINDOW).contains(at)), "{start} of {places:?}");
            }
            prop_assert_eq!(runs == 0, places.is_empty());
        }

        #[test]
        fn a_copied_run_is_sampled_alike_wherever_it_stands(
            copied in prop::collection::vec(0_u32..9, RUN + WINDOW - 1..30),
            before in prop::collection::vec(9_u32..99, 0..20),
            after in prop::collection::vec(9_u32..99, 0..20),
        ) {
            let whole = [before.as_slice(), &copied, &after].concat();
            let here: Vec<u64> = sampled(&copied).iter().map(|s| s.0).collect();
            let there = sampled(&whole);
            prop_assert!(there.iter().any(|(hash, _)| here.contains(hash)));
        }
    }
}
