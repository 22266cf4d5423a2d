//! What recurs in a group, and what is each member's own.
//!
//! In: a group's texts. Out: whether a member consists mostly of words that other members write in
//! the same place. Letters with one stock phrase, or one passage, in common are like enough to meet;
//! what sets them apart from a generator's letters is that the rest of each occurs once.

use std::collections::{HashMap, HashSet};

use foldhash::fast::FixedState;

use super::corpus::{Corpus, TextId};

/// Share of a member's weight that must recur in the group. Alternatives that a generator draws
/// recur; what stands around a stock phrase, or a passage, is each writer's own.
const RECURRING: f32 = 0.6;
/// Members sampled to see what recurs.
const RECURRING_SAMPLE: usize = 32;
/// Fewer texts do not show what recurs.
const RECURRING_LEAST: usize = 4;

/// The pairs of neighbouring words that a sample of a group's texts holds, and in how many of them.
pub(super) struct Recurring {
    pairs: HashMap<(u32, u32), u8, FixedState>,
    sampled: HashSet<TextId>,
}

impl Recurring {
    pub(super) fn of(corpus: &Corpus, members: &[TextId]) -> Self {
        let mut pairs: HashMap<(u32, u32), u8, FixedState> = HashMap::default();
        let mut sampled = HashSet::new();
        if members.len() >= RECURRING_LEAST {
            let step = members.len().div_ceil(RECURRING_SAMPLE);
            for &text in members.iter().step_by(step) {
                sampled.insert(text);
                let mut own: Vec<(u32, u32)> = neighbours(corpus.tokens(text)).collect();
                own.sort_unstable();
                own.dedup();
                for pair in own {
                    let count = pairs.entry(pair).or_default();
                    *count = count.saturating_add(1);
                }
            }
        }
        Self { pairs, sampled }
    }

    /// Whether enough of a member recurs.
    pub(super) fn holds(&self, corpus: &Corpus, text: TextId) -> bool {
        self.share(corpus, text) >= RECURRING
    }

    /// Share of a text's weight in words that stand beside the same word in another sampled text.
    fn share(&self, corpus: &Corpus, text: TextId) -> f32 {
        if self.sampled.is_empty() {
            return 1.0;
        }
        let own = u8::from(self.sampled.contains(&text));
        let text = corpus.weighted(text);
        let (mut held, mut before) = (0, false);
        let recurs = neighbours(text.tokens())
            .map(|pair| self.pairs.get(&pair).is_some_and(|&count| count > own));
        for (after, &weight) in recurs.chain([false]).zip(text.weights()) {
            held += u32::from(weight) * u32::from(before || after);
            before = after;
        }
        held as f32 / text.whole().max(1) as f32
    }
}

fn neighbours(tokens: &[u32]) -> impl Iterator<Item = (u32, u32)> {
    tokens.windows(2).filter_map(|pair| match *pair {
        [a, b] => Some((a, b)),
        _ => None,
    })
}
