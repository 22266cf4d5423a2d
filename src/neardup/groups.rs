//! Groups of near duplicates.
//!
//! In: the sealed [`Corpus`]. Out: [`Groups`]: each message's group and its likeness to the
//! group's medoid.
//!
//! Texts are looked at in an order of their own (most copied first, then by digest). Each votes by
//! its anchors for groups seen before; the best few are verified against the group's
//! representatives; the text joins the likeliest, or founds a group. What happens to the groups
//! then stands in `linkage` and `stock`.

use std::collections::{HashMap, HashSet};

use hashbrown::HashTable;

use super::{
    align::{Query, Weighted},
    anchors::{ANCHORS, Sampler},
    corpus::{Corpus, TextId},
    frequencies::{Feature, Frequencies, Twice, spread},
    linkage::{self, Settled},
    stock,
};
use crate::{
    key::{GroupKey, MessageKey},
    measure::Similarity,
};

/// Groups verified for one text.
pub(super) const CANDIDATES: usize = 8;
/// Anchors that a text must share with a group to be compared with it, and of how many of its own
/// one more is needed.
const VOTES: u32 = 2;
/// See [`VOTES`].
const MANY_ANCHORS: usize = 12;
/// Groups that one anchor leads to.
pub(super) const POSTINGS: usize = 4;
/// Representatives of a group: its founder and the first members unlike it.
const REPRESENTATIVES: usize = 4;
/// So like a group's representative that no likelier group is looked for: the two would be joined.
const ALIKE: f32 = 0.9;
/// Share of the heavier text's weight that long texts must have in common, from a prototype's
/// measurement on spun letters; short texts need [`SHORT_EXTRA`] more.
const LIKE: f32 = 0.42;
/// Added for texts of little information: it fades with [`FADE`] nats.
const SHORT_EXTRA: f32 = 0.35;
/// See [`SHORT_EXTRA`].
const FADE: f32 = 45.0;
/// A text of less information than this is a stock phrase and joins nothing. Nats.
pub(super) const LEAST_INFORMATION: f32 = 14.0;

/// A message's place in a group.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Membership {
    /// The message.
    pub message: MessageKey,
    /// Its group.
    pub group: GroupKey,
    /// Likeness to the group's medoid.
    pub similarity: Similarity,
}

/// All groups of two or more messages.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Groups {
    /// Memberships in message order.
    pub members: Vec<Membership>,
    /// A message that holds each group's medoid text, by group.
    pub medoids: Vec<MessageKey>,
}

/// A group of fewer messages is represented by each of its texts: which of them hold a passage is
/// worth knowing, and one of them may be where the others' own words come from.
pub const SMALL_GROUP: usize = 5;

impl Groups {
    /// Tells which groups have [`SMALL_GROUP`] messages or more; these are represented by their medoid.
    pub fn large(&self) -> impl Fn(GroupKey) -> bool {
        let mut sizes = vec![0_usize; self.medoids.len()];
        for member in &self.members {
            if let Some(size) = sizes.get_mut(member.group.index()) {
                *size += 1;
            }
        }
        move |group| sizes.get(group.index()) >= Some(&SMALL_GROUP)
    }
}

/// The likeness that two texts of this information need.
pub(super) fn threshold(information: f32) -> f32 {
    LIKE + SHORT_EXTRA * (-information / FADE).exp()
}

/// The least likeness that a member can have to its medoid.
#[cfg(test)]
pub(super) const fn least_likeness() -> f32 {
    LIKE * linkage::MEDOID_SLACK
}

/// Groups the messages of a sealed corpus; an unsealed one has no groups. Keys go by size, the
/// largest first, then by first message.
#[must_use]
pub fn group(corpus: &Corpus) -> Groups {
    let Some(frequencies) = corpus.frequencies() else {
        return Groups::default();
    };
    let order = corpus.order();
    let mut index = Index::new(corpus, frequencies);
    for &text in &order {
        index.place(text);
    }
    let Index { groups, .. } = index;
    let settled = linkage::settle(corpus, frequencies, groups);
    let settled = stock::without_stock(corpus, settled);
    publish(corpus, &settled)
}

/// A group under way.
///
/// Most texts stay alone, so a draft of one text owns no memory of its own.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    representatives: [TextId; REPRESENTATIVES],
    /// Representatives in use.
    known: u8,
    /// The founder.
    pub(super) founder: TextId,
    /// All other members.
    pub(super) others: Vec<TextId>,
}

impl Draft {
    const fn of(founder: TextId) -> Self {
        Self {
            representatives: [founder; REPRESENTATIVES],
            known: 1,
            founder,
            others: Vec::new(),
        }
    }

    fn representatives(&self) -> &[TextId] {
        self.representatives
            .get(..usize::from(self.known))
            .unwrap_or_default()
    }

    /// Adds a representative while there is room.
    fn represent(&mut self, text: TextId) {
        if let Some(slot) = self.representatives.get_mut(usize::from(self.known)) {
            *slot = text;
            self.known += 1;
        }
    }

    pub(super) fn members(&self) -> Vec<TextId> {
        std::iter::once(self.founder)
            .chain(self.others.iter().copied())
            .collect()
    }
}

/// Groups that an anchor leads to, and how many.
type Posting = ([u32; POSTINGS], u8);

/// What has been grouped so far, by anchor.
struct Index<'a> {
    corpus: &'a Corpus,
    /// Dense numbers of the anchors of all texts, one text after another.
    anchors: Vec<u32>,
    /// Where the anchors of each text start; one more entry than texts.
    starts: Vec<usize>,
    /// Groups that each anchor leads to, and how many.
    postings: Vec<Posting>,
    groups: Vec<Draft>,
}

impl<'a> Index<'a> {
    fn new(corpus: &'a Corpus, frequencies: &Frequencies) -> Self {
        let mut sampler = Sampler::default();
        let mut anchors: Vec<Feature> = Vec::with_capacity(corpus.texts() * ANCHORS);
        let mut starts = Vec::with_capacity(corpus.texts() + 1);
        let mut met = Twice::with_cells(corpus.texts() * 2 * ANCHORS);
        starts.push(0);
        for text in (0..).take(corpus.texts()) {
            let from = anchors.len();
            sampler.sample(corpus.weighted(text), frequencies, &mut anchors);
            for &anchor in anchors.get(from..).unwrap_or_default() {
                met.mark(u64::from(spread(anchor)));
            }
            starts.push(anchors.len());
        }
        // An anchor that a single text sampled leads nowhere.
        let mut numbers: HashTable<(Feature, u32)> = HashTable::new();
        let hash =
            |feature: Feature| u64::from(spread(feature)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let mut kept = 0;
        let mut from = 0;
        for end in &mut starts {
            for at in from..*end {
                let feature = anchors.get(at).copied().unwrap_or(0);
                if !met.twice(u64::from(spread(feature))) {
                    continue;
                }
                let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
                let (_, number) = *numbers
                    .entry(
                        hash(feature),
                        |known| known.0 == feature,
                        |known| hash(known.0),
                    )
                    .or_insert((feature, next))
                    .get();
                if let Some(slot) = anchors.get_mut(kept) {
                    *slot = number;
                    kept += 1;
                }
            }
            from = std::mem::replace(end, kept);
        }
        anchors.truncate(kept);
        Self {
            corpus,
            anchors,
            starts,
            postings: vec![([0; POSTINGS], 0); numbers.len()],
            groups: Vec::new(),
        }
    }

    /// The anchors of a text.
    fn own(&self, text: TextId) -> &[u32] {
        match (
            self.starts.get(text as usize),
            self.starts.get(text as usize + 1),
        ) {
            (Some(&start), Some(&end)) => self.anchors.get(start..end).unwrap_or_default(),
            _ => &[],
        }
    }

    /// Puts one text into the likeliest group, or into a new one.
    fn place(&mut self, text: TextId) {
        let weighted = self.corpus.weighted(text);
        let best = if weighted.total() < LEAST_INFORMATION {
            None
        } else {
            self.likeliest(text, weighted)
        };
        let group = if let Some((group, similarity)) = best {
            if let Some(draft) = self.groups.get_mut(group as usize) {
                draft.others.push(text);
                let unlike = similarity.get() < f32::midpoint(1.0, threshold(weighted.total()));
                if unlike {
                    draft.represent(text);
                }
            }
            group
        } else {
            self.groups.push(Draft::of(text));
            u32::try_from(self.groups.len() - 1).unwrap_or(u32::MAX)
        };
        let (start, end) = (
            self.starts.get(text as usize),
            self.starts.get(text as usize + 1),
        );
        let (Some(&start), Some(&end)) = (start, end) else {
            return;
        };
        for &anchor in self.anchors.get(start..end).unwrap_or_default() {
            let Some((groups, count)) = self.postings.get_mut(anchor as usize) else {
                continue;
            };
            let held = groups.get(..usize::from(*count)).unwrap_or_default();
            if !held.contains(&group)
                && let Some(slot) = groups.get_mut(usize::from(*count))
            {
                *slot = group;
                *count += 1;
            }
        }
    }

    fn likeliest(&self, text: TextId, weighted: Weighted<'_>) -> Option<(u32, Similarity)> {
        // All are looked up before any is judged, so that the memory is waited for once.
        let mut posted = [Posting::default(); ANCHORS];
        for (slot, &anchor) in posted.iter_mut().zip(self.own(text)) {
            *slot = self
                .postings
                .get(anchor as usize)
                .copied()
                .unwrap_or_default();
        }
        let mut votes: Vec<u32> = Vec::with_capacity(ANCHORS * POSTINGS);
        for (groups, count) in posted {
            votes.extend_from_slice(groups.get(..usize::from(count)).unwrap_or_default());
        }
        votes.sort_unstable();
        let mut ranked: Vec<(u32, u32)> = votes
            .chunk_by(|a, b| a == b)
            .filter_map(|run| Some((u32::try_from(run.len()).ok()?, *run.first()?)))
            .filter(|&(count, _)| count >= VOTES + u32::from(self.own(text).len() >= MANY_ANCHORS))
            .collect();
        if ranked.is_empty() {
            return None;
        }
        ranked.sort_unstable_by_key(|&(count, group)| (std::cmp::Reverse(count), group));
        let query = Query::new(weighted);
        let mut best: Option<(u32, Similarity)> = None;
        for &(_, group) in ranked.iter().take(CANDIDATES) {
            let Some(draft) = self.groups.get(group as usize) else {
                continue;
            };
            for &representative in draft.representatives() {
                let other = self.corpus.weighted(representative);
                let least = best
                    .map_or(0.0, |(_, s)| s.get())
                    .max(threshold(query.total().min(other.total())));
                if let Some(similarity) = query.likeness(&other, least)
                    && best.is_none_or(|(_, s)| similarity > s)
                {
                    best = Some((group, similarity));
                    if similarity.get() >= ALIKE {
                        return best;
                    }
                }
            }
        }
        best
    }
}

/// Numbers the groups and writes them out by message.
fn publish(corpus: &Corpus, settled: &[Settled]) -> Groups {
    let mut of_text: HashMap<TextId, (usize, Similarity)> = HashMap::new();
    for (at, group) in settled.iter().enumerate() {
        of_text.extend(
            group
                .members
                .iter()
                .map(|&(text, similarity)| (text, (at, similarity))),
        );
    }
    let messages = || {
        (0..corpus.messages())
            .filter_map(|m| u32::try_from(m).ok())
            .map(MessageKey)
    };
    let found: Vec<(MessageKey, usize, Similarity)> = messages()
        .filter_map(|m| {
            corpus
                .text_of(m)
                .and_then(|text| of_text.get(&text))
                .map(|&(at, s)| (m, at, s))
        })
        .collect();
    let mut sizes: Vec<(usize, Option<MessageKey>)> = vec![(0, None); settled.len()];
    for &(message, at, _) in &found {
        if let Some((count, first)) = sizes.get_mut(at) {
            *count += 1;
            first.get_or_insert(message);
        }
    }
    let mut order: Vec<usize> = (0..settled.len())
        .filter(|&at| sizes.get(at).is_some_and(|s| s.0 > 1))
        .collect();
    order.sort_unstable_by_key(|&at| {
        sizes
            .get(at)
            .map(|&(count, first)| (std::cmp::Reverse(count), first))
    });
    let key_of: HashMap<usize, GroupKey> = order
        .iter()
        .enumerate()
        .map(|(key, &at)| (at, GroupKey(u32::try_from(key).unwrap_or(u32::MAX))))
        .collect();
    let members = found
        .iter()
        .filter_map(|&(message, at, similarity)| {
            Some(Membership {
                message,
                group: *key_of.get(&at)?,
                similarity,
            })
        })
        .collect();
    let medoids = medoids(corpus, order.iter().filter_map(|&at| settled.get(at)));
    Groups { members, medoids }
}

/// A message that holds each group's medoid text.
fn medoids<'a>(corpus: &Corpus, ordered: impl Iterator<Item = &'a Settled>) -> Vec<MessageKey> {
    let texts: Vec<TextId> = ordered.map(|group| group.medoid).collect();
    let wanted: HashSet<TextId> = texts.iter().copied().collect();
    let mut first: HashMap<TextId, MessageKey> = HashMap::new();
    for message in (0..corpus.messages())
        .filter_map(|m| u32::try_from(m).ok())
        .map(MessageKey)
    {
        if let Some(text) = corpus.text_of(message).filter(|text| wanted.contains(text)) {
            first.entry(text).or_insert(message);
        }
    }
    texts
        .iter()
        .filter_map(|text| first.get(text).copied())
        .collect()
}
