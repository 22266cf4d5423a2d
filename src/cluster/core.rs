//! Connected components, parted where a single edge is all that joins two dense cores.
//!
//! In: distinct undirected edges between nodes `0..nodes`. Out: for each node the smallest node of its part.
//!
//! At a false discovery rate of one in a hundred, one wrong edge among many must be expected, and it
//! can chain two unrelated clusters. A *core* holds together without any one of its edges (a 2-edge-connected
//! block) and has at least [`MIN_CORE`] accounts; an edge that alone joins two cores is cut, all others stay.

use petgraph::{algo::bridges, graph::UnGraph, unionfind::UnionFind, visit::EdgeRef};

use super::leiden::smallest;

/// Accounts of the smallest core: a triangle.
const MIN_CORE: u32 = 3;

/// Labels each node with the smallest node of its part; linear in nodes and edges but for the
/// union-find's inverse Ackermann factor.
pub(super) fn parts(nodes: u32, edges: &[(u32, u32)]) -> Vec<u32> {
    let mut graph: UnGraph<(), (), u32> = UnGraph::with_capacity(nodes as usize, edges.len());
    for _ in 0..nodes {
        graph.add_node(());
    }
    for (a, b) in edges.iter().filter(|(a, b)| a.max(b) < &nodes) {
        graph.add_edge((*a).into(), (*b).into(), ());
    }
    let mut bridge = vec![false; graph.edge_count()];
    for edge in bridges(&graph) {
        if let Some(slot) = bridge.get_mut(edge.id().index()) {
            *slot = true;
        }
    }
    let is_bridge = |at: usize| bridge.get(at).copied().unwrap_or(false);
    let mut blocks = UnionFind::<u32>::new(nodes as usize);
    for edge in graph
        .edge_references()
        .filter(|edge| !is_bridge(edge.id().index()))
    {
        blocks.union(node(edge.source()), node(edge.target()));
    }
    let block_of = smallest(nodes, &blocks);
    let mut sizes = vec![0_u32; nodes as usize];
    for block in &block_of {
        if let Some(size) = sizes.get_mut(*block as usize) {
            *size += 1;
        }
    }
    let core = |at: u32| {
        let block = block_of.get(at as usize).copied().unwrap_or(at);
        sizes
            .get(block as usize)
            .is_some_and(|size| *size >= MIN_CORE)
    };
    let mut joined = blocks;
    for edge in graph
        .edge_references()
        .filter(|edge| is_bridge(edge.id().index()))
    {
        let (a, b) = (node(edge.source()), node(edge.target()));
        if !(core(a) && core(b)) {
            joined.union(a, b);
        }
    }
    smallest(nodes, &joined)
}

fn node(index: petgraph::graph::NodeIndex<u32>) -> u32 {
    u32::try_from(index.index()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    #[test]
    fn two_triangles_joined_by_one_edge_are_two_parts() {
        let edges = [(0, 1), (1, 2), (0, 2), (2, 3), (3, 4), (4, 5), (3, 5)];
        assert_eq!(parts(6, &edges), [0, 0, 0, 3, 3, 3]);
    }

    #[test]
    fn two_triangles_joined_by_two_edges_are_one_part() {
        let edges = [
            (0, 1),
            (1, 2),
            (0, 2),
            (2, 3),
            (1, 4),
            (3, 4),
            (4, 5),
            (3, 5),
        ];
        assert_eq!(parts(6, &edges), [0; 6]);
    }

    #[test]
    fn a_chain_and_a_star_stay_whole() {
        assert_eq!(parts(5, &[(0, 1), (1, 2), (3, 4)]), [0, 0, 0, 3, 3]);
        assert_eq!(parts(5, &[(4, 0), (4, 1), (4, 2), (4, 3)]), [0; 5]);
        assert_eq!(parts(0, &[]), [0; 0]);
    }

    proptest! {
        /// A part never holds nodes that no path joins, and cutting only ever parts dense cores.
        #[test]
        fn parts_refine_the_connected_components(edges in vec((0_u32..15, 0_u32..15), 0..40)) {
            let mut edges: Vec<_> = edges.into_iter().filter(|(a, b)| a != b).map(|(a, b)| (a.min(b), a.max(b))).collect();
            edges.sort_unstable();
            edges.dedup();
            let part = parts(15, &edges);
            // The slow oracle: labels spread along edges until nothing changes.
            let mut component: Vec<u32> = (0..15).collect();
            for _ in 0..15 {
                for (a, b) in &edges {
                    let low = component[*a as usize].min(component[*b as usize]);
                    component[*a as usize] = low;
                    component[*b as usize] = low;
                }
            }
            for x in 0..15 {
                for y in 0..15 {
                    prop_assert!(part[x] != part[y] || component[x] == component[y]);
                }
            }
            let cut: Vec<_> = edges.iter().filter(|(a, b)| part[*a as usize] != part[*b as usize]).collect();
            for (a, b) in cut {
                let size = |at: u32| part.iter().filter(|label| **label == part[at as usize]).count();
                prop_assert!(size(*a) >= 3 && size(*b) >= 3);
            }
        }
    }
}
