//! Groups that are nothing but stock phrases.
//!
//! In: settled groups. Out: those that have something of their own to say. "Please do not hesitate
//! to contact me" is written by many people, alone or within letters of their own; a group of such
//! texts is no sign of anything. A word of a group's medoid is the group's *own* when enough of the messages
//! that hold it with the words around it are the group's members. A group whose own words
//! carry less than [`LEAST_INFORMATION`] is let go.
//!
//! Cost: one look a word at a small filter, and only for the medoids that could be stock.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::{
    corpus::{Corpus, TextId},
    frequencies::{Twice, spread},
    groups::LEAST_INFORMATION,
    linkage::Settled,
};

/// Medoids of more information than this are no stock phrases. Nats.
const LONGEST: f32 = 200.0;
/// Share of the messages with a run of words that must be members for the run to be the group's own.
const OWN: f32 = 0.2;
/// Cells of the filter for each run that is looked for.
const CELLS: usize = 32;

/// Three words in a row.
type Run = (u32, u32, u32);
type Counts = HashMap<Run, Holders, FixedState>;

/// The messages that hold a run, each text counted once.
#[derive(Clone, Copy, Default)]
struct Holders {
    messages: u32,
    /// The text that was counted last, and one.
    last: u32,
}

impl Holders {
    fn add(&mut self, text: TextId, copies: u32) {
        if self.last != text + 1 {
            self.messages += copies;
            self.last = text + 1;
        }
    }
}

fn hash((a, b, c): Run) -> u64 {
    (u64::from(spread(a)) << 23)
        ^ (u64::from(spread(b ^ 0x9E37_79B9)) << 11)
        ^ u64::from(spread(c ^ 0x85EB_CA6B))
}

fn runs(tokens: &[u32]) -> impl Iterator<Item = Run> {
    tokens.windows(3).filter_map(|run| match *run {
        [a, b, c] => Some((a, b, c)),
        _ => None,
    })
}

/// Lets go of groups that are nothing but stock phrases.
pub(super) fn without_stock(corpus: &Corpus, settled: Vec<Settled>) -> Vec<Settled> {
    let mut holders = Counts::default();
    for group in &settled {
        if may_be_stock(corpus, group.medoid) {
            holders.extend(runs(corpus.tokens(group.medoid)).map(|run| (run, Holders::default())));
        }
    }
    let mut filter = Twice::with_cells((holders.len() * CELLS).max(1 << 10));
    for &run in holders.keys() {
        filter.mark(hash(run));
        filter.mark(hash(run));
    }
    for text in (0..).take(corpus.texts()) {
        for run in runs(corpus.tokens(text)).filter(|&run| filter.twice(hash(run))) {
            if let Some(held) = holders.get_mut(&run) {
                held.add(text, corpus.copies(text));
            }
        }
    }
    settled
        .into_iter()
        .filter(|group| {
            !may_be_stock(corpus, group.medoid)
                || own_information(corpus, group, &holders) >= LEAST_INFORMATION
        })
        .collect()
}

fn may_be_stock(corpus: &Corpus, medoid: TextId) -> bool {
    corpus.weighted(medoid).total() <= LONGEST
}

/// What the medoid's words weigh that are the group's own. Nats.
fn own_information(corpus: &Corpus, group: &Settled, holders: &Counts) -> f32 {
    let medoid = corpus.weighted(group.medoid);
    let mut inside: Counts = runs(medoid.tokens())
        .map(|run| (run, Holders::default()))
        .collect();
    for &(text, _) in &group.members {
        for run in runs(corpus.tokens(text)) {
            if let Some(held) = inside.get_mut(&run) {
                held.add(text, corpus.copies(text));
            }
        }
    }
    let messages = |held: Option<&Holders>| held.map_or(0, |held| held.messages) as f32;
    let is_own = |run: Run| messages(inside.get(&run)) >= OWN * messages(holders.get(&run));
    // A word is in the run that it starts, and in the two before.
    let (mut own, mut open) = (0, 0);
    let starts = runs(medoid.tokens()).map(is_own).chain([false; 2]);
    for (starts, &weight) in starts.zip(medoid.weights()) {
        open = if starts { 3_u32 } else { open };
        own += u32::from(weight) * u32::from(open > 0);
        open = open.saturating_sub(1);
    }
    own as f32 / medoid.whole().max(1) as f32 * medoid.total()
}

#[cfg(test)]
mod tests {
    use super::super::{Corpus, group};

    /// Letters of their own that all hold one phrase, the phrase alone a few times over, and a
    /// short post that twelve accounts copied with a name in it.
    fn corpus() -> Corpus {
        let phrase: Vec<u32> = (100..112).collect();
        let post: Vec<u32> = (200..212).collect();
        let mut corpus = Corpus::default();
        for letter in 0..400_u32 {
            let own = 1000 + 40 * letter..1020 + 40 * letter;
            corpus.add(&own.chain(phrase.iter().copied()).collect::<Vec<_>>());
        }
        for writer in 0..12_u32 {
            let with = |text: &[u32], word| text.iter().copied().chain([word]).collect::<Vec<_>>();
            corpus.add(&with(&phrase, 50_000 + writer));
            corpus.add(&with(&post, 60_000 + writer));
        }
        corpus.seal();
        corpus
    }

    #[test]
    fn a_stock_phrase_makes_no_group_and_a_copied_post_does() {
        let groups = group(&corpus());
        assert_eq!(groups.medoids.len(), 1, "{groups:?}");
        assert_eq!(groups.members.len(), 12);
        assert_eq!(groups.medoids[0].0 % 2, 1, "the posts have the odd keys");
    }
}
