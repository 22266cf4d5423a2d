//! Passages: a paragraph that otherwise own letters share.
//!
//! In: the sealed [`Corpus`] and its groups. Out: [`Passage`]s: a span of one text and the
//! messages of other texts that hold it. A passage is a relation of its own and never joins
//! groups.
//!
//! Winnowing (Schleimer, Wilkerson, Aiken 2003) samples runs of [`RUN`] tokens; only samples that
//! two unlike texts hold are kept. Texts are looked at in the corpus's order: each votes by its
//! samples for passages seen before and is verified by alignment, or its longest stretch of shared
//! samples becomes a new passage. A group is represented by its medoid.

use std::collections::{HashMap, HashSet};

use super::{
    align::Query,
    corpus::{Corpus, TextId},
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
/// Passages that one sample leads to.
const POSTINGS: usize = 4;

/// A stretch of text that several unlike letters hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Passage {
    /// A message that holds it.
    pub model: MessageKey,
    /// Its tokens in that message, from and to (exclusive).
    pub span: (u32, u32),
    /// Groups whose medoid holds it, each with the share of the medoid's weight that it makes up.
    pub groups: Vec<(GroupKey, Similarity)>,
    /// Messages outside groups that hold it, in message order.
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
    let mut postings: HashMap<u64, Vec<usize>> = HashMap::new();
    for &text in &texts {
        let hits: Vec<(u64, usize)> = samples(corpus.tokens(text))
            .into_iter()
            .filter(|(hash, _)| shared.holds(*hash))
            .collect();
        let covered = vote(corpus, text, &hits, &postings, &mut drafts);
        for span in stretches(&hits, &covered) {
            let weighted = corpus.weighted(text).part(span.0, span.1);
            if span.1 - span.0 < SHORTEST || weighted.total() < LEAST_INFORMATION {
                continue;
            }
            drafts.push(Draft {
                text,
                span,
                holders: vec![text],
            });
            for (hash, _) in hits.iter().filter(|(_, at)| (span.0..span.1).contains(at)) {
                let list = postings.entry(*hash).or_default();
                if list.len() < POSTINGS {
                    list.push(drafts.len() - 1);
                }
            }
        }
    }
    publish(corpus, &representatives, drafts, least)
}

/// Which texts stand for themselves, and which for a group.
struct Representatives {
    group_of: HashMap<TextId, GroupKey>,
    grouped: HashSet<TextId>,
}

impl Representatives {
    fn of(corpus: &Corpus, groups: &Groups) -> Self {
        let mut group_of = HashMap::new();
        for (at, &medoid) in groups.medoids.iter().enumerate() {
            if let Some(text) = corpus.text_of(medoid) {
                group_of.insert(text, GroupKey(u32::try_from(at).unwrap_or(u32::MAX)));
            }
        }
        let grouped = groups
            .members
            .iter()
            .filter_map(|m| corpus.text_of(m.message))
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

/// The sampled runs of a text with their places, winnowed.
fn samples(tokens: &[u32]) -> Vec<(u64, usize)> {
    let runs: Vec<u64> = tokens
        .windows(RUN)
        .map(|run| {
            run.iter().fold(RUN as u64, |h, &t| {
                (h.rotate_left(21) ^ u64::from(t)).wrapping_mul(0x9E37_79B9_7F4A_7C15)
            }) >> 8
        })
        .collect();
    let mut out: Vec<(u64, usize)> = Vec::with_capacity(runs.len() / 3 + 1);
    for (start, window) in runs.windows(WINDOW.min(runs.len()).max(1)).enumerate() {
        let least = window
            .iter()
            .enumerate()
            .min_by_key(|&(at, &hash)| (hash, std::cmp::Reverse(at)));
        if let Some((at, &hash)) = least
            && out.last().is_none_or(|&(_, last)| last != start + at)
        {
            out.push((hash, start + at));
        }
    }
    out
}

/// Which samples at least two representatives hold, as a filter of fixed size: with eight bits a
/// sample one in a dozen others passes too, which costs a look and makes no passage.
struct Shared {
    once: Vec<u64>,
    again: Vec<u64>,
}

impl Shared {
    fn of(corpus: &Corpus, texts: &[TextId]) -> Self {
        let runs: usize = texts.iter().map(|&text| corpus.tokens(text).len()).sum();
        let words = (runs * 8 / WINDOW)
            .next_power_of_two()
            .clamp(1 << 10, 1 << 29)
            / 64;
        let mut shared = Self {
            once: vec![0; words],
            again: vec![0; words],
        };
        for &text in texts {
            let mut own: Vec<u64> = samples(corpus.tokens(text)).iter().map(|s| s.0).collect();
            own.sort_unstable();
            own.dedup();
            for hash in own {
                shared.add(hash);
            }
        }
        shared
    }

    fn place(&self, hash: u64) -> (usize, u64) {
        let bit = hash & (self.once.len() as u64 * 64 - 1);
        (usize::try_from(bit / 64).unwrap_or(0), 1 << (bit % 64))
    }

    fn add(&mut self, hash: u64) {
        let (word, bit) = self.place(hash);
        if let (Some(once), Some(again)) = (self.once.get_mut(word), self.again.get_mut(word)) {
            *again |= *once & bit;
            *once |= bit;
        }
    }

    fn holds(&self, hash: u64) -> bool {
        let (word, bit) = self.place(hash);
        self.again.get(word).is_some_and(|bits| bits & bit != 0)
    }
}

/// Lets a text join the passages that it holds; gives the stretches of it that they cover.
fn vote(
    corpus: &Corpus,
    text: TextId,
    hits: &[(u64, usize)],
    postings: &HashMap<u64, Vec<usize>>,
    drafts: &mut [Draft],
) -> Vec<(usize, usize)> {
    let mut met: Vec<(usize, usize)> = hits
        .iter()
        .filter_map(|(hash, at)| postings.get(hash).map(|list| (list, *at)))
        .flat_map(|(list, at)| list.iter().map(move |&d| (d, at)))
        .collect();
    met.sort_unstable();
    let whole = corpus.weighted(text);
    let mut covered = Vec::new();
    for run in met.chunk_by(|a, b| a.0 == b.0).filter(|run| run.len() > 1) {
        let (Some(&(draft, from)), Some(&(_, to))) = (run.first(), run.last()) else {
            continue;
        };
        let Some(draft) = drafts.get_mut(draft) else {
            continue;
        };
        let passage = corpus.weighted(draft.text).part(draft.span.0, draft.span.1);
        let slack = draft.span.1 - draft.span.0;
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
fn stretches(hits: &[(u64, usize)], covered: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let free = hits
        .iter()
        .map(|&(_, at)| at)
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

fn publish(
    corpus: &Corpus,
    representatives: &Representatives,
    drafts: Vec<Draft>,
    least: usize,
) -> Vec<Passage> {
    let kept: Vec<Draft> = drafts
        .into_iter()
        .filter(|draft| draft.holders.len() >= least)
        .collect();
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
