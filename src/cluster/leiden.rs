//! Communities at one resolution: Leiden with the constant Potts model.
//!
//! In: a network's links, a resolution and a seed. Out: for each node the smallest node of its community.
//!
//! The constant Potts model asks of each community whether its links outweigh `resolution` times its pairs;
//! unlike modularity it has no size below which communities melt together (Traag, Van Dooren, Nesterov 2011).
//! The search is Leiden (Traag, Waltman, van Eck 2019) from the crate `leiden-rs`. It starts from single
//! nodes and is then run again from its own answer, as the reference does by default. What it gives is cut
//! into connected parts, so that this holds whatever the search did.

use leiden_rs::{GraphData, GraphDataBuilder, Leiden, LeidenConfig, Partition, QualityType};
use petgraph::unionfind::UnionFind;

use super::network::Link;

/// Most nodes for which the search refines its communities. Its refinement looks at all nodes for each
/// community; above this size it moves nodes only, and the connected parts are refined one by one afterwards.
const REFINED_NODES: u32 = 2_000;

/// Searches that [`communities`] makes, each from the answer of the one before; the reference's default.
const ROUNDS: usize = 2;

/// Parts a network into communities. Links may come in any order and direction; loops and links to nodes
/// outside `0..nodes` are left out, and a weight must be a number above zero to count.
#[must_use]
pub fn communities(nodes: u32, links: &[Link], resolution: f64, seed: u64) -> Vec<u32> {
    searched(nodes, links, resolution, seed, ROUNDS)
}

/// [`communities`] with a given number of searches.
pub(super) fn searched(
    nodes: u32,
    links: &[Link],
    resolution: f64,
    seed: u64,
    rounds: usize,
) -> Vec<u32> {
    let mut links: Vec<Link> = links
        .iter()
        .filter(|(a, b, weight)| a != b && a.max(b) < &nodes && weight.is_finite() && *weight > 0.0)
        .map(|(a, b, weight)| (*a.min(b), *a.max(b), *weight))
        .collect();
    links.sort_unstable_by(|x, y| (x.0, x.1).cmp(&(y.0, y.1)).then(x.2.total_cmp(&y.2)));
    let found = search(nodes, &links, resolution, seed, rounds).unwrap_or_default();
    connected(nodes, &links, |a, b| match (found.get(a), found.get(b)) {
        (Some(a), Some(b)) => a == b,
        _ => false,
    })
}

/// The search's own labels; `None` where it refuses its input.
fn search(
    nodes: u32,
    links: &[Link],
    resolution: f64,
    seed: u64,
    rounds: usize,
) -> Option<Vec<usize>> {
    let mut builder = GraphDataBuilder::new(nodes as usize);
    for (a, b, weight) in links {
        builder.add_edge(*a as usize, *b as usize, *weight).ok()?;
    }
    let data: GraphData = builder.build().ok()?;
    let leiden = Leiden::new(LeidenConfig {
        quality: QualityType::CPM,
        resolution: resolution.max(0.0),
        seed: Some(seed),
        skip_refinement: nodes > REFINED_NODES,
        ..LeidenConfig::default()
    });
    let mut partition = Partition::new(nodes as usize);
    for _ in 0..rounds {
        let before = partition.clone();
        partition = leiden
            .run_with_initial_partition(&data, partition)
            .ok()?
            .partition;
        if partition == before {
            break;
        }
    }
    Some(partition.as_slice().to_vec())
}

/// The connected parts under the links that are `kept`, each node labelled with the smallest of its part.
pub(super) fn connected(
    nodes: u32,
    links: &[Link],
    kept: impl Fn(usize, usize) -> bool,
) -> Vec<u32> {
    let mut sets = UnionFind::<u32>::new(nodes as usize);
    for (a, b, _) in links {
        if kept(*a as usize, *b as usize) {
            sets.union(*a, *b);
        }
    }
    smallest(nodes, &sets)
}

/// The smallest node of each node's set.
pub(super) fn smallest(nodes: u32, sets: &UnionFind<u32>) -> Vec<u32> {
    let mut least = vec![u32::MAX; nodes as usize];
    let root = |at: u32| sets.try_find(at).unwrap_or(at) as usize;
    for at in 0..nodes {
        if let Some(slot) = least.get_mut(root(at)) {
            *slot = (*slot).min(at);
        }
    }
    (0..nodes)
        .map(|at| least.get(root(at)).copied().unwrap_or(at))
        .collect()
}
