//! How firmly each cluster stands when weak edges are taken away.
//!
//! In: a network and its clusters. Out: for each cluster the share of a sweep in which it is still there.
//!
//! The sweep keeps the links at or above the 0, 5, … 95 % quantile of weights and parts the network anew, as Nizzoli et al.
//! 2021 and Tardelli et al. 2024 do to find communities at every level of coordination. A cluster is still there if one
//! of the clusters found has a Jaccard similarity of at least [`SAME`] with it. Weights that are all equal part nothing,
//! so a cluster of equally strong edges, the strongest there are, has persistence 1.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::{network::Link, part::clusters};

/// Levels of the sweep.
const LEVELS: usize = 20;

/// Jaccard similarity from which on a cluster is the same one: each half can be the same as one whole at most.
const SAME: f64 = 0.5;

/// For each node that heads a cluster, the cluster's persistence, 0..=1. `labels` name the smallest node of each
/// node's cluster.
pub(super) fn persistence(links: &[Link], labels: &[u32], seed: u64) -> BTreeMap<u32, f64> {
    let nodes = u32::try_from(labels.len()).unwrap_or(u32::MAX);
    let mut weights: Vec<f64> = links.iter().map(|(_, _, weight)| *weight).collect();
    weights.sort_unstable_by(f64::total_cmp);
    let bound = |level: usize| weights.get(level * weights.len() / LEVELS).copied();
    let mut bounds: Vec<f64> = (0..LEVELS).filter_map(bound).collect();
    let all = bounds.len() as f64;
    let mut levels: Vec<(f64, f64)> = Vec::new();
    for bound in bounds.drain(..) {
        match levels.last_mut() {
            Some((last, count)) if last.total_cmp(&bound).is_eq() => *count += 1.0,
            _ => levels.push((bound, 1.0)),
        }
    }
    let kept: Vec<Vec<u32>> = levels
        .par_iter()
        .map(|(bound, _)| standing(nodes, links, labels, *bound, seed))
        .collect();
    let mut share: BTreeMap<u32, f64> = labels.iter().map(|label| (*label, 0.0)).collect();
    for ((_, count), standing) in levels.iter().zip(&kept) {
        for label in standing {
            if let Some(share) = share.get_mut(label) {
                *share += count / all;
            }
        }
    }
    for share in share.values_mut() {
        *share = share.min(1.0);
    }
    share
}

/// The clusters that are still there when only links of at least this weight are kept.
fn standing(nodes: u32, links: &[Link], labels: &[u32], bound: f64, seed: u64) -> Vec<u32> {
    let kept: Vec<Link> = links
        .iter()
        .filter(|(_, _, weight)| *weight >= bound)
        .copied()
        .collect();
    let mut tied = vec![false; nodes as usize];
    for at in kept.iter().flat_map(|(a, b, _)| [*a, *b]) {
        if let Some(slot) = tied.get_mut(at as usize) {
            *slot = true;
        }
    }
    let found = clusters(nodes, &kept, seed);
    let mut before = BTreeMap::<u32, u32>::new();
    let mut after = BTreeMap::<u32, u32>::new();
    let mut both = BTreeMap::<(u32, u32), u32>::new();
    for ((old, new), tied) in labels.iter().zip(&found).zip(&tied) {
        *before.entry(*old).or_default() += 1;
        if *tied {
            *after.entry(*new).or_default() += 1;
            *both.entry((*old, *new)).or_default() += 1;
        }
    }
    let size = |sizes: &BTreeMap<u32, u32>, of: u32| sizes.get(&of).copied().unwrap_or_default();
    let mut standing: Vec<u32> = both
        .iter()
        .filter(|((old, new), shared)| {
            let all = size(&before, *old) + size(&after, *new) - **shared;
            f64::from(**shared) >= SAME * f64::from(all)
        })
        .map(|((old, _), _)| *old)
        .collect();
    standing.dedup();
    standing
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All pairs of a range, with weights from `low` on in steps of `step`.
    fn clique(from: u32, to: u32, low: f64, step: f64) -> Vec<Link> {
        let pairs = (from..to).flat_map(|a| (a + 1..to).map(move |b| (a, b)));
        pairs
            .zip(0_u32..)
            .map(|((a, b), at)| (a, b, low + step * f64::from(at)))
            .collect()
    }

    fn of(nodes: u32, links: &[Link]) -> Vec<f64> {
        let labels = clusters(nodes, links, 1);
        persistence(links, &labels, 1).into_values().collect()
    }

    #[test]
    fn equal_weights_persist_to_the_end() {
        assert_eq!(of(6, &clique(0, 6, 30.0, 0.0)), [1.0]);
    }

    /// Half of all links are weaker than the stronger clique's: the weaker one is gone from the middle on.
    #[test]
    fn the_weaker_of_two_cliques_goes_first() {
        let links = [clique(0, 6, 5.0, 0.01), clique(6, 12, 30.0, 0.0)].concat();
        let found = of(12, &links);
        let [weak, strong] = found.as_slice() else {
            panic!("two clusters: {found:?}");
        };
        assert!((strong - 1.0).abs() < 1e-9);
        assert!((0.3..0.55).contains(weak), "{weak}");
    }

    #[test]
    fn no_links_have_no_persistence() {
        assert_eq!(of(0, &[]), [0.0; 0]);
    }
}
