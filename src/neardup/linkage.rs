//! Groups under way to settled groups.
//!
//! In: groups as they were founded. Out: [`Settled`] groups: those that are alike on the whole are
//! joined, each gets its medoid, and members too unlike it, or with too much of their own, leave.

use std::collections::HashMap;

use super::{
    align::{Query, Weighted},
    anchors::Sampler,
    corpus::{Corpus, TextId},
    frequencies::{Feature, Frequencies},
    groups::{CANDIDATES, Draft, POSTINGS, threshold},
    recurring::Recurring,
};
use crate::measure::Similarity;

/// Members sampled to find a medoid.
const SAMPLE: usize = 16;

/// A group with its medoid and each member's likeness to it.
pub(super) struct Settled {
    pub(super) medoid: TextId,
    pub(super) members: Vec<(TextId, Similarity)>,
}

/// Joins groups that are alike, finds medoids, and lets go of members too unlike.
pub(super) fn settle(
    corpus: &Corpus,
    frequencies: &Frequencies,
    drafts: Vec<Draft>,
) -> Vec<Settled> {
    let several = |draft: &Draft| !draft.others.is_empty() || corpus.copies(draft.founder) > 1;
    let found: Vec<Vec<TextId>> = drafts
        .iter()
        .filter(|draft| several(draft))
        .map(Draft::members)
        .collect();
    drop(drafts);
    let mut settled = Vec::new();
    for members in join(corpus, frequencies, found) {
        let medoid = medoid(corpus, &members);
        let centre = Query::new(corpus.weighted(medoid));
        let near = |&text: &TextId| {
            let other = corpus.weighted(text);
            let least = threshold(centre.total().min(other.total())) * MEDOID_SLACK;
            centre
                .likeness(&other, least)
                .map(|similarity| (text, similarity))
        };
        let recurring = Recurring::of(corpus, &members);
        let members = members
            .iter()
            .filter(|&&text| text == medoid || recurring.holds(corpus, text))
            .filter_map(near)
            .collect();
        settled.push(Settled { medoid, members });
    }
    settled
}

/// A member was let in by one of the group's representatives; to the medoid it may be a little
/// less like. Share of the threshold.
pub(super) const MEDOID_SLACK: f32 = 0.65;

/// The member most like a sample of all members; of equals, the one that stands first.
fn medoid(corpus: &Corpus, members: &[TextId]) -> TextId {
    let step = members.len().div_ceil(SAMPLE).max(1);
    let sampled: Vec<TextId> = members.iter().copied().step_by(step).collect();
    let copies = |text| corpus.copies(text).min(8) as f32;
    // Likeness is the same either way round, so each pair is compared once.
    let mut sums: Vec<f32> = sampled.iter().map(|&text| copies(text)).collect();
    for (at, &text) in sampled.iter().enumerate() {
        let query = Query::new(corpus.weighted(text));
        for (beside, &other) in sampled.iter().enumerate().skip(at + 1) {
            let likeness = query
                .likeness(&corpus.weighted(other), 0.0)
                .unwrap_or(Similarity::ZERO)
                .get();
            for (to, from) in [(at, other), (beside, text)] {
                if let Some(sum) = sums.get_mut(to) {
                    *sum += copies(from) * likeness;
                }
            }
        }
    }
    let mut best = (-1.0_f32, members.first().copied().unwrap_or(0));
    for (&sum, &text) in sums.iter().zip(&sampled) {
        if sum > best.0 {
            best = (sum, text);
        }
    }
    best.1
}

/// Joins each group with the one before it that it is most like, if there is one. Groups that
/// share anchors of their representatives are compared by [`linkage`].
fn join(corpus: &Corpus, frequencies: &Frequencies, found: Vec<Vec<TextId>>) -> Vec<Vec<TextId>> {
    let mut homes: Vec<Vec<TextId>> = Vec::new();
    let mut postings: HashMap<Feature, Vec<usize>> = HashMap::new();
    let mut sampler = Sampler::default();
    let mut order = found;
    order.sort_by_key(|members| std::cmp::Reverse(members.len()));
    for members in order {
        let mut own: Vec<Feature> = Vec::new();
        for text in sample(&members) {
            sampler.sample(corpus.weighted(text), frequencies, &mut own);
        }
        own.sort_unstable();
        own.dedup();
        let mut met: Vec<usize> = own
            .iter()
            .filter_map(|a| postings.get(a))
            .flatten()
            .copied()
            .collect();
        met.sort_unstable();
        let mut ranked: Vec<(usize, usize)> = met
            .chunk_by(|a, b| a == b)
            .filter_map(|run| Some((run.len(), *run.first()?)))
            .collect();
        ranked.sort_unstable_by_key(|&(votes, home)| (std::cmp::Reverse(votes), home));
        let alike = ranked
            .iter()
            .take(CANDIDATES)
            .filter_map(|&(_, home)| Some((home, linkage(corpus, &members, homes.get(home)?))));
        let best = alike
            .filter(|&(_, excess)| excess >= 0.0)
            .reduce(|a, b| if b.1 > a.1 { b } else { a });
        let home = best.map_or(homes.len(), |(home, _)| home);
        match homes.get_mut(home) {
            Some(found) => found.extend(members),
            None => homes.push(members),
        }
        for anchor in own {
            let list = postings.entry(anchor).or_default();
            if list.len() < POSTINGS && !list.contains(&home) {
                list.push(home);
            }
        }
    }
    homes
}

/// Members sampled on each side to judge whether two groups are one.
const LINKED: usize = 8;

fn sample(members: &[TextId]) -> impl Iterator<Item = TextId> + '_ {
    members
        .iter()
        .step_by(members.len().div_ceil(LINKED).max(1))
        .copied()
}

/// How far the mean likeness of each sampled member of one group to its likeliest sampled member of
/// the other exceeds the threshold. The mean over members, not the best pair, so groups do not chain.
fn linkage(corpus: &Corpus, a: &[TextId], b: &[TextId]) -> f32 {
    let weighted = |members: &[TextId]| -> Vec<Weighted<'_>> {
        sample(members).map(|text| corpus.weighted(text)).collect()
    };
    let (a, b) = (weighted(a), weighted(b));
    // One table of all pairs serves both directions.
    let mut from_a = vec![-1.0_f32; a.len()];
    let mut from_b = vec![-1.0_f32; b.len()];
    for (text, best_a) in a.iter().zip(&mut from_a) {
        let query = Query::new(*text);
        for (other, best_b) in b.iter().zip(&mut from_b) {
            let least = threshold(text.total().min(other.total()));
            // Far below the threshold one likeness is as telling as another.
            let likeness = query.likeness(other, least / 2.0);
            let excess = likeness.unwrap_or(Similarity::ZERO).get() - least;
            *best_a = best_a.max(excess);
            *best_b = best_b.max(excess);
        }
    }
    let sum: f32 = from_a.iter().chain(&from_b).sum();
    sum / (a.len() + b.len()).max(1) as f32
}
