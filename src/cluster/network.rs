//! The accounts' network: one link for each pair of accounts, whatever the layers.
//!
//! In: edges of all layers, in any order and direction. Out: [`Network`], accounts and links sorted, or the
//! same as a [`petgraph`] graph.
//!
//! The weight of a pair is the sum over its layers; the combined layer counts only where it is the only
//! one, since it repeats the others. A weight that is no number or below zero counts as zero, and
//! one beyond [`MOST_WEIGHT`] as that.

use std::collections::BTreeMap;

use petgraph::graph::UnGraph;

use crate::{
    graph::{Edge, Layer},
    key::AccountKey,
};

/// Heaviest weight of one edge, in decimal places of p: above all that thirteen layers of thirty can give.
const MOST_WEIGHT: f64 = 1_000.0;

/// A link between the accounts at two indices, the smaller one first, and a weight.
pub type Link = (u32, u32, f64);

/// Accounts in order, and the links between them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Network {
    /// The accounts that have an edge, sorted.
    pub(super) accounts: Vec<AccountKey>,
    /// One link a pair, sorted by the accounts' indices.
    pub(super) links: Vec<Link>,
}

impl Network {
    /// The network of these edges.
    pub(super) fn of(edges: &[Edge]) -> Self {
        let pairs = weights(edges);
        let mut accounts: Vec<AccountKey> = pairs.keys().flat_map(|(a, b)| [*a, *b]).collect();
        accounts.sort_unstable();
        accounts.dedup();
        let index = |account| position(&accounts, account);
        let links = pairs
            .iter()
            .filter_map(|((a, b), weight)| Some((index(*a)?, index(*b)?, *weight)))
            .collect();
        Self { accounts, links }
    }

    /// How many accounts there are.
    pub(super) fn size(&self) -> u32 {
        u32::try_from(self.accounts.len()).unwrap_or(u32::MAX)
    }
}

/// Where an account stands in a sorted list.
pub(super) fn position(accounts: &[AccountKey], account: AccountKey) -> Option<u32> {
    u32::try_from(accounts.binary_search(&account).ok()?).ok()
}

/// The network as a graph: a node for each account that has an edge, in their order, and an edge for
/// each pair with its weight over all layers, in the pairs' order.
#[must_use]
pub fn graph(edges: &[Edge]) -> UnGraph<AccountKey, f64> {
    let network = Network::of(edges);
    let mut graph = UnGraph::with_capacity(network.accounts.len(), network.links.len());
    for account in &network.accounts {
        graph.add_node(*account);
    }
    for (a, b, weight) in &network.links {
        graph.add_edge((*a).into(), (*b).into(), *weight);
    }
    graph
}

/// The weight of each pair of accounts, smaller account first.
fn weights(edges: &[Edge]) -> BTreeMap<(AccountKey, AccountKey), f64> {
    let mut sorted: Vec<&Edge> = edges.iter().filter(|edge| edge.a != edge.b).collect();
    sorted.sort_by(|x, y| {
        let key = |edge: &Edge| (edge.a.min(edge.b), edge.a.max(edge.b), edge.layer);
        key(x).cmp(&key(y)).then(x.weight.total_cmp(&y.weight))
    });
    let mut pairs = BTreeMap::new();
    for edge in sorted {
        // Combined is the last layer of a pair.
        let pair = pairs.entry((edge.a.min(edge.b), edge.a.max(edge.b)));
        if edge.layer == Layer::Combined {
            pair.or_insert(sound(edge.weight));
        } else {
            *pair.or_insert(0.0) += sound(edge.weight);
        }
    }
    pairs
}

fn sound(weight: f64) -> f64 {
    if weight > 0.0 {
        weight.min(MOST_WEIGHT)
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::edge;
    use super::*;

    #[test]
    fn layers_add_up_and_the_combined_one_repeats_them() {
        let edges = [
            edge(2, 1, Layer::Link, 4.0),
            edge(1, 2, Layer::Combined, 99.0),
            edge(1, 2, Layer::Group, 3.0),
            edge(3, 2, Layer::Combined, 8.0),
            edge(5, 5, Layer::Link, 8.0),
        ];
        let network = Network::of(&edges);
        assert_eq!(network.accounts, [1, 2, 3].map(AccountKey));
        assert_eq!(network.links, [(0, 1, 7.0), (1, 2, 8.0)]);
    }

    #[test]
    fn weights_that_are_no_evidence_are_zero() {
        let weight = |given| Network::of(&[edge(1, 2, Layer::Link, given)]).links;
        for given in [f64::NAN, -1.0, 0.0, f64::NEG_INFINITY] {
            assert_eq!(weight(given), [(0, 1, 0.0)]);
        }
        assert_eq!(weight(f64::INFINITY), [(0, 1, MOST_WEIGHT)]);
    }

    #[test]
    fn the_graph_has_the_accounts_and_pairs_in_order() {
        let graph = graph(&[
            edge(9, 4, Layer::Link, 2.0),
            edge(4, 7, Layer::Link, 1.0),
            edge(4, 7, Layer::Group, 1.5),
        ]);
        let accounts: Vec<u32> = graph.node_weights().map(|account| account.0).collect();
        assert_eq!(accounts, [4, 7, 9]);
        let weights: Vec<f64> = graph.edge_weights().copied().collect();
        assert_eq!(weights, [2.5, 2.0]);
    }
}
