//! Clusters and how firmly each account belongs.
//!
//! In: edges of all layers. Out: one [`Clustered`] an account, sorted.
//!
//! The weight of a pair is the sum over its layers; the combined layer counts only where it is the only
//! one, since it repeats the others.

use std::collections::BTreeMap;

use crate::{
    graph::{Edge, Layer},
    key::AccountKey,
};

use super::core::parts;

/// One account's place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Clustered {
    /// The account.
    pub account: AccountKey,
    /// Its cluster, numbered from 0 by the clusters' smallest accounts.
    pub cluster: u32,
    /// Share of the account's edge weight that stays inside its cluster, 0..=1.
    pub strength: f64,
}

/// Parts the accounts that have edges into clusters. The order of edges changes nothing.
#[must_use]
pub fn detect(edges: &[Edge]) -> Vec<Clustered> {
    let pairs = weights(edges);
    let mut accounts: Vec<AccountKey> = pairs.keys().flat_map(|(a, b)| [*a, *b]).collect();
    accounts.sort_unstable();
    accounts.dedup();
    let number = |account: AccountKey| {
        u32::try_from(accounts.binary_search(&account).unwrap_or_default()).unwrap_or(u32::MAX)
    };
    let links: Vec<(u32, u32)> = pairs
        .keys()
        .map(|(a, b)| (number(*a), number(*b)))
        .collect();
    let labels = parts(u32::try_from(accounts.len()).unwrap_or(u32::MAX), &links);
    let mut inside = vec![(0.0, 0.0); accounts.len()];
    for ((a, b), weight) in links.iter().zip(pairs.values()) {
        let together = labels.get(*a as usize) == labels.get(*b as usize);
        for at in [a, b] {
            if let Some((within, all)) = inside.get_mut(*at as usize) {
                *all += weight;
                *within += if together { *weight } else { 0.0 };
            }
        }
    }
    let mut firsts = labels.clone();
    firsts.sort_unstable();
    firsts.dedup();
    let cluster = |label: u32| {
        u32::try_from(firsts.binary_search(&label).unwrap_or_default()).unwrap_or(u32::MAX)
    };
    let rows = accounts.iter().zip(&labels).zip(&inside);
    rows.map(|((account, label), (within, all))| Clustered {
        account: *account,
        cluster: cluster(*label),
        strength: if *all > 0.0 { within / all } else { 0.0 },
    })
    .collect()
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
            pair.or_insert(edge.weight);
        } else {
            *pair.or_insert(0.0) += edge.weight;
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    fn edge(a: u32, b: u32, layer: Layer, weight: f64) -> Edge {
        Edge {
            a: AccountKey(a),
            b: AccountKey(b),
            layer,
            weight,
            p: 1e-9,
            q: 1e-6,
            objects: 3,
            window: 600,
        }
    }

    fn triangle(a: u32, b: u32, c: u32) -> [Edge; 3] {
        [
            edge(a, b, Layer::Link, 10.0),
            edge(b, c, Layer::Link, 10.0),
            edge(a, c, Layer::Link, 10.0),
        ]
    }

    #[test]
    fn clusters_are_numbered_by_their_smallest_account() {
        let edges = [triangle(50, 60, 70), triangle(9, 80, 90)].concat();
        let found: Vec<_> = detect(&edges)
            .iter()
            .map(|c| (c.account.0, c.cluster))
            .collect();
        assert_eq!(found, [(9, 0), (50, 1), (60, 1), (70, 1), (80, 0), (90, 0)]);
    }

    #[test]
    fn strength_is_the_share_of_weight_that_stays_inside() {
        let mut edges = [triangle(1, 2, 3), triangle(4, 5, 6)].concat();
        edges.push(edge(3, 4, Layer::Group, 5.0));
        edges.push(edge(3, 4, Layer::Combined, 99.0));
        let found = detect(&edges);
        let of = |account| {
            found
                .iter()
                .find(|c| c.account == AccountKey(account))
                .expect("it has an edge")
        };
        assert!((of(1).strength - 1.0).abs() < 1e-12 && (of(3).strength - 0.8).abs() < 1e-12);
        assert_ne!(of(3).cluster, of(4).cluster);
    }

    #[test]
    fn no_edges_make_no_clusters() {
        assert_eq!(detect(&[]), []);
    }

    proptest! {
        #[test]
        fn the_order_and_direction_of_edges_change_nothing(pairs in vec((0_u32..20, 0_u32..20, 0.0..30.0_f64), 0..50)) {
            let edges: Vec<_> = pairs.iter().map(|(a, b, w)| edge(*a, *b, Layer::Link, *w)).collect();
            let turned: Vec<_> = pairs.iter().rev().map(|(a, b, w)| edge(*b, *a, Layer::Link, *w)).collect();
            prop_assert_eq!(detect(&edges), detect(&turned));
        }
    }
}
