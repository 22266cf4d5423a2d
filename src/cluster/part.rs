//! A network to clusters, each judged at a resolution of its own.
//!
//! In: a network's links with their weights, and a seed. Out: for each node the smallest node of its cluster.
//!
//! No one resolution fits all campaigns: of a group of fifty, a third of the pairs may have a proof of their own, of a
//! group of three hundred a tenth, and two triangles joined by a wrong edge are denser than either. So the resolution
//! of a set is [`CONTRAST`] times the set's own density: it is parted where the ties between the parts are that
//! much sparser than within the whole, the parts are judged in the same way, and a set that nothing parts is a cluster.
//! Doing so, nothing depends on the size of the archive or on what else was found in it.
//!
//! *Why a quarter.* A random graph of `n` nodes and density `d` has a halving whose cut is thinner than `d` by chance
//! alone, by `1.53 √(d (1 - d) / n)` (Dembo, Montanari, Sen 2017). It must not be taken for a border: `(1 - c) d` has to be
//! more than that, which for `c = 1/4` holds from about four proven ties an account on, for `c = 1/2` only from nine. Two
//! triangles with one edge between them have density 7/15, and one tie in nine pairs is just under a quarter of that.
//!
//! *Hidden groups.* In a set of very many groups, the ties between groups make most of the density, and none is a quarter
//! sparser. So a set of at least [`LEAST_HIDING`] accounts that nothing parts is tried again at its density, at four times that, and
//! so on. There the best parts of a random graph of `k` ties an account hold up to `0.97 / √k` more of the ties than
//! their sizes explain (Reichardt, Bornholdt 2006); parts count that hold [`STRIKING`] times as much more.
//!
//! *Ties.* All edges are proven, and a weight beyond [`FIRM`] speaks of more data, not of more togetherness. So a
//! pair counts as its weight's share of `FIRM`, at least a half and at most one.
//!
//! A part with less than a third of its ties inside goes with the part it is tied to most: accounts that are left alone, so
//! that stars stay whole, and the quiet accounts around a busy core.

use super::{
    core,
    leiden::{connected, searched},
    network::Link,
};

/// Resolution of a set, as a share of its density.
const CONTRAST: f64 = 0.25;

/// Weight from which on a tie is whole, in decimal places of p.
const FIRM: f64 = 10.0;

/// Share of its accounts' ties that a part has inside; between the half of a community in the weak sense (Radicchi et al. 2004)
/// and none.
const LEAST_INSIDE: f64 = 1.0 / 3.0;

/// Sets with fewer accounts hide no groups: their density is that of the groups.
const LEAST_HIDING: u32 = 100;

/// How often the best parts of a random graph hidden groups must outdo; see above.
const STRIKING: f64 = 1.5;

/// Sets with fewer accounts are not parted: every part of them would be single accounts.
const LEAST_PARTED: u32 = 4;

/// Steps of parting after which a set stays as it is, so that work is bounded for any network.
const MOST_STEPS: u32 = 32;

/// A connected set of accounts that may still be parted.
struct Set {
    /// Its nodes in the whole network, sorted.
    nodes: Vec<u32>,
    /// Its ties, by the places of their nodes in `nodes`.
    ties: Vec<Link>,
    /// Steps of parting that led to it.
    steps: u32,
}

/// Labels each node with the smallest node of its cluster. Clusters are connected.
pub(super) fn clusters(nodes: u32, links: &[Link], seed: u64) -> Vec<u32> {
    let pairs: Vec<(u32, u32)> = links.iter().map(|(a, b, _)| (*a, *b)).collect();
    let ties: Vec<Link> = links
        .iter()
        .map(|(a, b, weight)| (*a, *b, (weight / FIRM).clamp(0.5, 1.0)))
        .collect();
    let whole = Set {
        nodes: (0..nodes).collect(),
        ties,
        steps: 0,
    };
    let mut label: Vec<u32> = (0..nodes).collect();
    let mut open = divide(&whole, &core::parts(nodes, &pairs));
    while let Some(set) = open.pop() {
        let parted = if set.steps < MOST_STEPS {
            borders(&set, seed)
        } else {
            None
        };
        if let Some(labels) = parted {
            open.extend(divide(&set, &labels));
            continue;
        }
        let Some(first) = set.nodes.first() else {
            continue;
        };
        for node in &set.nodes {
            if let Some(slot) = label.get_mut(*node as usize) {
                *slot = *first;
            }
        }
    }
    label
}

/// The sets of a labelling by smallest nodes, in the labels' order.
fn divide(set: &Set, labels: &[u32]) -> Vec<Set> {
    let mut heads = labels.to_vec();
    heads.sort_unstable();
    heads.dedup();
    let mut parts: Vec<Set> = heads
        .iter()
        .map(|_| Set {
            nodes: Vec::new(),
            ties: Vec::new(),
            steps: set.steps + 1,
        })
        .collect();
    let mut place = Vec::with_capacity(labels.len());
    for (label, node) in labels.iter().zip(&set.nodes) {
        let at = heads.binary_search(label).unwrap_or_default();
        if let Some(part) = parts.get_mut(at) {
            place.push((at, u32::try_from(part.nodes.len()).unwrap_or(u32::MAX)));
            part.nodes.push(*node);
        }
    }
    for (a, b, tie) in &set.ties {
        if let (Some((part, a)), Some((other, b))) =
            (place.get(*a as usize), place.get(*b as usize))
            && part == other
            && let Some(part) = parts.get_mut(*part)
        {
            part.ties.push((*a, *b, *tie));
        }
    }
    parts
}

/// The set's parts by their smallest places, or `None` for a set that stays whole.
fn borders(set: &Set, seed: u64) -> Option<Vec<u32>> {
    let size = u32::try_from(set.nodes.len()).ok()?;
    if size < LEAST_PARTED {
        return None;
    }
    let density = inside(&set.ties) / pairs(f64::from(size));
    let parted = |resolution: f64| {
        let found = searched(size, &set.ties, resolution, seed, 1);
        let labels = gathered(size, &set.ties, &found);
        labels.iter().any(|label| *label != 0).then_some(labels)
    };
    let whole = vec![0; set.nodes.len()];
    // The search may end beside the best answer; nothing is parted that is better whole.
    let better = |labels: &Vec<u32>| {
        let resolution = CONTRAST * density;
        quality(labels, &set.ties, resolution) > quality(&whole, &set.ties, resolution)
    };
    let sparse = parted(CONTRAST * density).filter(better);
    if sparse.is_some() || size < LEAST_HIDING {
        return sparse;
    }
    let steps = std::iter::successors(Some(density), |resolution| Some(resolution * 4.0));
    steps
        .take_while(|resolution| *resolution < CONTRAST)
        .filter_map(parted)
        .find(|labels| striking(labels, &set.ties, density))
}

/// Whether parts hold clearly more of the ties than the best parts of a random graph of this density would.
fn striking(labels: &[u32], ties: &[Link], density: f64) -> bool {
    let all = inside(ties);
    let beyond = quality(labels, ties, density) / all;
    let neighbours = 2.0 * ties.len() as f64 / labels.len() as f64;
    beyond > STRIKING * 0.97 / neighbours.sqrt()
}

/// Joins parts that have too little of their ties inside to the part they are tied to most, the smaller one of equals.
fn gathered(nodes: u32, ties: &[Link], labels: &[u32]) -> Vec<u32> {
    let mut labels = labels.to_vec();
    for _ in 0..MOST_STEPS {
        let joined = loose(ties, &labels);
        if joined.is_empty() {
            break;
        }
        let ends = connected(nodes, &joined, |_, _| true);
        for label in &mut labels {
            *label = ends.get(*label as usize).copied().unwrap_or(*label);
        }
    }
    labels
}

/// The parts that are loose, each with the part that it is to join.
fn loose(ties: &[Link], labels: &[u32]) -> Vec<Link> {
    let mut inside = vec![0.0; labels.len()];
    let mut across: Vec<Link> = Vec::new();
    for (a, b, tie) in ties {
        if let (Some(a), Some(b)) = (labels.get(*a as usize), labels.get(*b as usize)) {
            if a == b {
                if let Some(slot) = inside.get_mut(*a as usize) {
                    *slot += 2.0 * tie;
                }
            } else {
                across.extend([(*a, *b, *tie), (*b, *a, *tie)]);
            }
        }
    }
    across.sort_by_key(|(part, other, _)| (*part, *other));
    let mut joined = Vec::new();
    for ties in across.chunk_by(|x, y| x.0 == y.0) {
        let mut most: Option<Link> = None;
        let mut outside = 0.0;
        for ties in ties.chunk_by(|x, y| x.1 == y.1) {
            let sum: f64 = ties.iter().map(|(_, _, tie)| tie).sum();
            outside += sum;
            if most.is_none_or(|(_, _, best)| sum > best) {
                most = ties.first().map(|(part, other, _)| (*part, *other, sum));
            }
        }
        let own = most.and_then(|(part, _, _)| inside.get(part as usize));
        let own = own.copied().unwrap_or_default();
        if own < LEAST_INSIDE * (own + outside) {
            joined.extend(most);
        }
    }
    joined
}

/// The constant Potts model's quality: ties inside, less what the resolution asks for.
pub(super) fn quality(labels: &[u32], ties: &[Link], resolution: f64) -> f64 {
    let mut sizes = vec![0_u32; labels.len()];
    for label in labels {
        if let Some(size) = sizes.get_mut(*label as usize) {
            *size += 1;
        }
    }
    let asked: f64 = sizes.iter().map(|size| pairs(f64::from(*size))).sum();
    let same = |(a, b, _): &&Link| labels.get(*a as usize) == labels.get(*b as usize);
    let kept: f64 = ties.iter().filter(same).map(|(_, _, tie)| tie).sum();
    kept - resolution * asked
}

fn inside(ties: &[Link]) -> f64 {
    ties.iter().map(|(_, _, tie)| tie).sum()
}

/// Pairs among this many.
pub(super) fn pairs(size: f64) -> f64 {
    (size * (size - 1.0) / 2.0).max(0.0)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::tests::{Dice, sizes};
    use super::*;

    /// Ties each pair of the range with this chance.
    fn random(dice: &mut Dice, from: u32, to: u32, chance: f64, weight: f64) -> Vec<Link> {
        let mut links = Vec::new();
        for a in from..to {
            for b in a + 1..to {
                if dice.share() < chance {
                    links.push((a, b, weight));
                }
            }
        }
        links
    }

    #[test]
    fn groups_that_are_partly_proven_stay_whole() {
        for seed in 0..10 {
            for (size, chance) in [(50, 0.3), (300, 0.1), (20, 0.5), (1_000, 0.02), (100, 0.1)] {
                for weight in [3.0, 8.0, 30.0] {
                    let links = random(&mut Dice(seed), 0, size, chance, weight);
                    let found = sizes(&clusters(size, &links, 1));
                    assert_eq!(found, [size], "{size} at {chance}, seed {seed}");
                }
            }
        }
    }

    #[test]
    fn dense_sets_part_where_few_ties_join_them() {
        for seed in 0..10 {
            let mut dice = Dice(seed);
            let mut links = random(&mut dice, 0, 40, 0.3, 12.0);
            links.extend(random(&mut dice, 40, 140, 0.2, 30.0));
            links.extend([(3, 50, 7.0), (8, 77, 8.0), (20, 99, 7.0)]);
            assert_eq!(sizes(&clusters(140, &links, 1)), [40, 100], "seed {seed}");
        }
    }

    #[test]
    fn two_cliques_joined_by_two_wrong_edges_part() {
        for size in [5, 6, 10, 30] {
            let mut links = random(&mut Dice(1), 0, size, 1.1, 20.0);
            links.extend(random(&mut Dice(1), size, 2 * size, 1.1, 20.0));
            links.extend([(0, size, 9.0), (1, size + 1, 9.0)]);
            assert_eq!(sizes(&clusters(2 * size, &links, 1)), [size, size]);
        }
    }

    #[test]
    fn small_groups_in_a_large_network_are_found() {
        let mut dice = Dice(5);
        let mut links = Vec::new();
        for group in 0..100 {
            links.extend(random(&mut dice, group * 20, group * 20 + 20, 0.5, 15.0));
        }
        for _ in 0..300 {
            let (a, b) = (dice.below(2_000), dice.below(2_000));
            links.push((a.min(b), a.max(b), 7.0));
        }
        links.retain(|(a, b, _)| a != b);
        assert_eq!(sizes(&clusters(2_000, &links, 1)), [20; 100]);
    }

    #[test]
    fn stars_stay_whole_and_chains_fall_into_stretches_at_most() {
        for leaves in [3, 30, 300] {
            let star: Vec<Link> = (1..=leaves).map(|leaf| (0, leaf, 9.0)).collect();
            assert_eq!(sizes(&clusters(leaves + 1, &star, 1)), [leaves + 1]);
        }
        for length in [3_u32, 8, 20, 100] {
            let chain: Vec<Link> = (1..length).map(|at| (at - 1, at, 9.0)).collect();
            let found = sizes(&clusters(length, &chain, 1));
            assert!(found.iter().all(|size| *size >= length.min(4)), "{found:?}");
        }
    }

    #[test]
    fn two_stars_with_an_edge_between_their_hubs_are_two() {
        let mut links: Vec<Link> = (1..30).map(|leaf| (0, leaf, 9.0)).collect();
        links.extend((31..60).map(|leaf| (30, leaf, 9.0)));
        links.push((0, 30, 9.0));
        assert_eq!(sizes(&clusters(60, &links, 1)), [30, 30]);
    }

    /// Half of all ties join any two accounts; the groups of forty have 18 times the density of the whole.
    #[test]
    fn groups_that_hide_behind_ties_between_them_are_found() {
        let mut dice = Dice(6);
        let mut links = Vec::new();
        for group in 0..50 {
            links.extend(random(&mut dice, group * 40, group * 40 + 40, 0.3, 15.0));
        }
        for _ in 0..9_000 {
            let (a, b) = (dice.below(2_000), dice.below(2_000));
            if a / 40 != b / 40 {
                links.push((a.min(b), a.max(b), 8.0));
            }
        }
        let found = sizes(&clusters(2_000, &links, 1));
        assert!((48..=52).contains(&found.len()), "{found:?}");
        assert!(
            found
                .iter()
                .filter(|size| (38..=42).contains(*size))
                .count()
                >= 45,
            "{found:?}"
        );
    }

    /// One group whose accounts differ tenfold in how many ties they have.
    #[test]
    fn a_group_of_busy_and_quiet_accounts_stays_whole() {
        for seed in 0..10 {
            let mut dice = Dice(seed);
            let activity: Vec<f64> = (0..300)
                .map(|_| (1.0 - dice.share()).powf(-0.66).min(10.0))
                .collect();
            let mut links = Vec::new();
            for (x, a) in activity.iter().zip(0_u32..) {
                for (y, b) in activity.iter().zip(0..a) {
                    if dice.share() < x * y * 0.012 {
                        links.push((b, a, 9.0));
                    }
                }
            }
            let tied: BTreeSet<u32> = links.iter().flat_map(|(a, b, _)| [*a, *b]).collect();
            let found = sizes(&clusters(300, &links, 1));
            let largest = found.iter().max().copied().unwrap_or_default();
            assert_eq!(largest as usize, tied.len(), "{found:?}");
        }
    }

    /// What else is in the network changes nothing for a set that no link joins to it.
    #[test]
    fn a_set_is_parted_the_same_beside_others() {
        let mut dice = Dice(3);
        let mut links = random(&mut dice, 0, 30, 0.4, 6.0);
        links.extend(random(&mut dice, 30, 60, 0.4, 6.0));
        links.extend([(1, 31, 6.0), (2, 32, 6.0)]);
        let alone = clusters(60, &links, 1);
        links.extend(random(&mut dice, 60, 260, 0.3, 30.0));
        assert_eq!(clusters(260, &links, 1).get(..60), Some(alone.as_slice()));
    }
}
