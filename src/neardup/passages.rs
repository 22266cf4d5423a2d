//! Passages: a paragraph that otherwise own letters share.
//!
//! In: the sealed [`Corpus`] and its groups. Out: [`Passage`]s: a span of one text and the
//! messages of other texts that hold it. A passage is a relation of its own and never joins
//! groups.
//!
//! Winnowing (Schleimer, Wilkerson, Aiken 2003) samples runs of [`RUN`] tokens; only samples that
//! two unlike texts hold are kept. Texts are looked at in the corpus's order: each votes by its
//! samples for passages seen before and is verified by alignment, or its longest stretch of shared
//! samples becomes a new passage. A group of [`SMALL_GROUP`] messages or more is represented by its medoid.

use std::collections::{HashMap, HashSet};

use hashbrown::HashTable;

use super::{
    align::Query,
    corpus::{Corpus, TextId},
    frequencies::Twice,
    groups::Groups,
};
use crate::{
    key::{GroupKey, MessageKey},
    measure::Similarity,
};

/// Tokens of a sampled run.
const RUN: usize = 6;
/// Of so many neighbouring runs one is sampled, so a copy of `RUN + WINDOW - 1` tokens is never missed.
const WINDOW: usize = 6;
/// A passage has at least so many tokens…
const SHORTEST: usize = 25;
/// …and so much information in nats: a stock phrase is no passage.
const LEAST_INFORMATION: f32 = 90.0;
/// Share of the passage's weight that a text must hold in order.
const HELD: f32 = 0.6;
/// A text is compared with a passage when its sampled runs are at least one to so many of the
/// passage's tokens. Winnowing samples two in seven of a passage held word for word, so this is
/// far below what a holder has; texts with a stray run or two in common are passed over.
const TOKENS_A_HIT: usize = 20;
/// Passages that one sample leads to.
const POSTINGS: usize = 4;

/// A stretch of text that several unlike letters hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Passage {
    /// A message that holds it.
    pub model: MessageKey,
    /// Its tokens in that message, from and to (exclusive).
    pub span: (u32, u32),
    /// Groups of at least [`SMALL_GROUP`] messages whose medoid holds it, each with the share of the
    /// medoid's weight that it makes up.
    pub groups: Vec<(GroupKey, Similarity)>,
    /// Messages outside such groups that hold it, in message order.
    pub messages: Vec<MessageKey>,
}

struct Draft {
    text: TextId,
    span: (usize, usize),
    holders: Vec<TextId>,
}

/// Finds the passages that at least `least` texts (a group counts as one) hold, largest first.
#[must_use]
pub fn passages(corpus: &Corpus, groups: &Groups, least: usize) -> Vec<Passage> {
    let representatives = Representatives::of(corpus, groups);
    let texts: Vec<TextId> = representatives.in_order(corpus).collect();
    let shared = Shared::of(corpus, &texts);
    let mut drafts: Vec<Draft> = Vec::new();
    let mut postings = Postings::default();
    for (&text, hits) in texts.iter().zip(shared.each()) {
        let covered = vote(corpus, text, hits, &postings, &mut drafts);
        for span in stretches(hits, &covered) {
            let weighted = corpus.weighted(text).part(span.0, span.1);
            if span.1 - span.0 < SHORTEST || weighted.total() < LEAST_INFORMATION {
                continue;
            }
            let draft = u32::try_from(drafts.len()).unwrap_or(u32::MAX);
            drafts.push(Draft {
                text,
                span,
                holders: vec![text],
            });
            postings.add_all(hits, span, draft);
        }
    }
    drafts.retain(|draft| draft.holders.len() >= least);
    look_again(corpus, &texts, &shared, &mut drafts);
    publish(corpus, &representatives, &drafts)
}

/// Lets texts join that were looked at before a passage was known by the span that most hold, such
/// as the founders of passages that were too long.
fn look_again(corpus: &Corpus, texts: &[TextId], shared: &Shared, drafts: &mut [Draft]) {
    let mut founded: HashMap<TextId, Vec<u32>> = HashMap::new();
    for (number, draft) in (0..).zip(drafts.iter()) {
        founded.entry(draft.text).or_default().push(number);
    }
    let mut postings = Postings::default();
    for (text, hits) in texts.iter().zip(shared.each()) {
        for &number in founded.get(text).map_or(&[][..], Vec::as_slice) {
            if let Some(draft) = drafts.get(number as usize) {
                postings.add_all(hits, draft.span, number);
            }
        }
    }
    let held: HashSet<TextId> = drafts
        .iter()
        .flat_map(|draft| draft.holders.iter().copied())
        .collect();
    for (&text, hits) in texts.iter().zip(shared.each()) {
        if !held.contains(&text) {
            vote(corpus, text, hits, &postings, drafts);
        }
    }
}

/// A group of fewer messages is represented by each of its texts: which of them hold a passage is
/// worth knowing, and one of them may be where the others' own words come from.
pub const SMALL_GROUP: usize = 5;

/// Which texts stand for themselves, and which for a group.
struct Representatives {
    group_of: HashMap<TextId, GroupKey>,
    grouped: HashSet<TextId>,
}

impl Representatives {
    fn of(corpus: &Corpus, groups: &Groups) -> Self {
        let mut sizes = vec![0_usize; groups.medoids.len()];
        for member in &groups.members {
            if let Some(size) = sizes.get_mut(member.group.index()) {
                *size += 1;
            }
        }
        let is_large = |group: GroupKey| sizes.get(group.index()) >= Some(&SMALL_GROUP);
        let keys = (0..).map(GroupKey);
        let group_of = groups
            .medoids
            .iter()
            .zip(keys)
            .filter(|(_, group)| is_large(*group))
            .filter_map(|(&medoid, group)| Some((corpus.text_of(medoid)?, group)))
            .collect();
        let grouped = groups
            .members
            .iter()
            .filter(|member| is_large(member.group))
            .filter_map(|member| corpus.text_of(member.message))
            .collect();
        Self { group_of, grouped }
    }

    fn in_order<'a>(&'a self, corpus: &'a Corpus) -> impl Iterator<Item = TextId> + 'a {
        corpus
            .order()
            .into_iter()
            .filter(|text| self.group_of.contains_key(text) || !self.grouped.contains(text))
    }
}

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
struct Hit {
    hash: u32,
    at: u16,
}

impl Hit {
    fn at(self) -> usize {
        usize::from(self.at)
    }
}

/// The samples that representatives hold twice, text by text.
///
/// Two filters, one behind the other: the first looks at all samples in seven cells a sample, the
/// second, of eight cells a sample, looks only at what passed. What still passes by chance costs a
/// look and makes no passage.
struct Shared {
    hits: Vec<Hit>,
    /// Where the hits of each text start; one more entry than texts.
    starts: Vec<usize>,
}

impl Shared {
    fn of(corpus: &Corpus, texts: &[TextId]) -> Self {
        let tokens: usize = texts.iter().map(|&text| corpus.tokens(text).len()).sum();
        let mut filter = Twice::with_cells((tokens * 2).clamp(1 << 10, 1 << 28));
        let mut own: Vec<(u64, usize)> = Vec::new();
        let mut passed: Vec<bool> = Vec::new();
        for &text in texts {
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
    fn each(&self) -> impl Iterator<Item = &[Hit]> {
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

/// The passages that each sample leads to.
#[derive(Default)]
struct Postings(HashTable<(u32, [u32; POSTINGS], u8)>);

impl Postings {
    fn hash(sample: u32) -> u64 {
        u64::from(sample).wrapping_mul(0x9E37_79B9_7F4A_7C15)
    }

    fn of(&self, sample: u32) -> &[u32] {
        let found = self.0.find(Self::hash(sample), |entry| entry.0 == sample);
        found.map_or(&[], |(_, drafts, count)| {
            drafts.get(..usize::from(*count)).unwrap_or_default()
        })
    }

    /// Adds the hits within a span.
    fn add_all(&mut self, hits: &[Hit], span: (usize, usize), draft: u32) {
        for hit in hits
            .iter()
            .filter(|hit| (span.0..span.1).contains(&hit.at()))
        {
            self.add(hit.hash, draft);
        }
    }

    fn add(&mut self, sample: u32, draft: u32) {
        let mut entry = self
            .0
            .entry(
                Self::hash(sample),
                |entry| entry.0 == sample,
                |entry| Self::hash(entry.0),
            )
            .or_insert((sample, [0; POSTINGS], 0));
        let (_, drafts, count) = entry.get_mut();
        if let Some(slot) = drafts.get_mut(usize::from(*count)) {
            *slot = draft;
            *count += 1;
        }
    }
}

/// Lets a text join the passages that it holds; gives the stretches of it that they cover.
fn vote(
    corpus: &Corpus,
    text: TextId,
    hits: &[Hit],
    postings: &Postings,
    drafts: &mut [Draft],
) -> Vec<(usize, usize)> {
    let mut met: Vec<(u32, usize)> = hits
        .iter()
        .flat_map(|hit| postings.of(hit.hash).iter().map(|&draft| (draft, hit.at())))
        .collect();
    met.sort_unstable();
    let whole = corpus.weighted(text);
    let mut covered = Vec::new();
    for run in met.chunk_by(|a, b| a.0 == b.0).filter(|run| run.len() > 1) {
        let (Some(&(draft, from)), Some(&(_, to))) = (run.first(), run.last()) else {
            continue;
        };
        let Some(draft) = drafts.get_mut(draft as usize) else {
            continue;
        };
        let slack = draft.span.1 - draft.span.0;
        if run.len() * TOKENS_A_HIT < slack {
            continue;
        }
        let passage = corpus.weighted(draft.text).part(draft.span.0, draft.span.1);
        let near = whole.part(
            from.saturating_sub(slack / 2),
            (to + RUN + slack / 2).min(corpus.tokens(text).len()),
        );
        if Query::new(near).containment(&passage).get() >= HELD {
            draft.holders.push(text);
            covered.push((from, to + RUN));
        }
    }
    covered
}

/// Stretches of neighbouring hits outside what is covered, as token ranges.
fn stretches(hits: &[Hit], covered: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let free = hits
        .iter()
        .map(|hit| hit.at())
        .filter(|at| !covered.iter().any(|&(from, to)| (from..to).contains(at)));
    let mut out: Vec<(usize, usize)> = Vec::new();
    for at in free {
        match out.last_mut() {
            Some(last) if at <= last.1 + WINDOW => last.1 = at + RUN,
            _ => out.push((at, at + RUN)),
        }
    }
    out
}

fn publish(corpus: &Corpus, representatives: &Representatives, kept: &[Draft]) -> Vec<Passage> {
    let mut holding: HashMap<TextId, Vec<usize>> = HashMap::new();
    for (at, draft) in kept.iter().enumerate() {
        for &text in draft
            .holders
            .iter()
            .filter(|text| !representatives.group_of.contains_key(text))
        {
            holding.entry(text).or_default().push(at);
        }
    }
    let models: HashMap<TextId, Option<MessageKey>> =
        kept.iter().map(|draft| (draft.text, None)).collect();
    let (messages, models) = by_message(corpus, kept.len(), &holding, models);
    let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let mut out: Vec<Passage> = kept
        .iter()
        .zip(messages)
        .filter_map(|(draft, messages)| {
            let passage = corpus
                .weighted(draft.text)
                .part(draft.span.0, draft.span.1)
                .total();
            let share = |text: TextId| {
                Similarity::new(passage / corpus.weighted(text).total().max(passage))
            };
            let mut groups: Vec<(GroupKey, Similarity)> = draft
                .holders
                .iter()
                .filter_map(|&text| Some((*representatives.group_of.get(&text)?, share(text))))
                .collect();
            groups.sort_unstable_by_key(|&(group, _)| group);
            groups.dedup_by_key(|&mut (group, _)| group);
            let model = models.get(&draft.text).copied().flatten()?;
            Some(Passage {
                model,
                span: (number(draft.span.0), number(draft.span.1)),
                groups,
                messages,
            })
        })
        .collect();
    out.sort_by_key(|passage| {
        (
            std::cmp::Reverse(passage.messages.len() + passage.groups.len()),
            passage.model,
        )
    });
    out
}

/// The messages that hold each passage, and the first message of each model text.
fn by_message(
    corpus: &Corpus,
    passages: usize,
    holding: &HashMap<TextId, Vec<usize>>,
    mut models: HashMap<TextId, Option<MessageKey>>,
) -> (Vec<Vec<MessageKey>>, HashMap<TextId, Option<MessageKey>>) {
    let mut messages = vec![Vec::new(); passages];
    for message in (0..corpus.messages())
        .filter_map(|m| u32::try_from(m).ok())
        .map(MessageKey)
    {
        let Some(text) = corpus.text_of(message) else {
            continue;
        };
        for &at in holding.get(&text).map_or(&[][..], Vec::as_slice) {
            if let Some(list) = messages.get_mut(at) {
                list.push(message);
            }
        }
        if let Some(model) = models.get_mut(&text) {
            model.get_or_insert(message);
        }
    }
    (messages, models)
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
