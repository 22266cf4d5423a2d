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
    groups::Groups,
    samples::{Hit, RUN, Shared, WINDOW},
};
use crate::{
    key::{GroupKey, MessageKey},
    measure::Similarity,
};

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
    /// Groups of at least five messages whose medoid holds it, each with the share of the
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

/// Which texts stand for themselves, and which for a group.
struct Representatives {
    group_of: HashMap<TextId, GroupKey>,
    grouped: HashSet<TextId>,
}

impl Representatives {
    fn of(corpus: &Corpus, groups: &Groups) -> Self {
        let is_large = groups.large();
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
