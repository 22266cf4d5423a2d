//! Colours of clusters, told apart by people who see colours differently.
//!
//! In: each node's cluster. Out: a colour a node: the largest clusters one each, all others grey.
//!
//! Source: Paul Tol, "Colour Schemes", SRON 2021: the schemes *muted* and *light*, without their greys.

use std::collections::BTreeMap;

/// Red, green, blue.
pub(super) type Colour = [u8; 3];

const PALETTE: &[Colour] = &[
    [0x33, 0x22, 0x88],
    [0xCC, 0x66, 0x77],
    [0x11, 0x77, 0x33],
    [0xDD, 0xCC, 0x77],
    [0x88, 0xCC, 0xEE],
    [0xAA, 0x44, 0x99],
    [0x44, 0xAA, 0x99],
    [0x99, 0x99, 0x33],
    [0x88, 0x22, 0x55],
    [0x77, 0xAA, 0xDD],
    [0xEE, 0x88, 0x66],
    [0xEE, 0xDD, 0x88],
    [0xFF, 0xAA, 0xBB],
    [0x99, 0xDD, 0xFF],
    [0x44, 0xBB, 0x99],
    [0xBB, 0xCC, 0x33],
    [0xAA, 0xAA, 0x00],
];

/// For nodes of the other clusters and of none.
const GREY: Colour = [0xBB, 0xBB, 0xBB];

/// A colour for each node.
pub(super) fn colours(clusters: &[Option<i64>]) -> Vec<Colour> {
    let mut sizes: BTreeMap<i64, usize> = BTreeMap::new();
    for cluster in clusters.iter().flatten() {
        *sizes.entry(*cluster).or_default() += 1;
    }
    let mut order: Vec<(i64, usize)> = sizes.into_iter().collect();
    order.sort_by_key(|&(cluster, size)| (std::cmp::Reverse(size), cluster));
    let known: BTreeMap<i64, Colour> = order
        .iter()
        .zip(PALETTE)
        .map(|(&(cluster, _), &colour)| (cluster, colour))
        .collect();
    clusters
        .iter()
        .map(|cluster| {
            cluster
                .and_then(|cluster| known.get(&cluster).copied())
                .unwrap_or(GREY)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_clusters_have_a_colour_each() {
        let mut clusters: Vec<Option<i64>> = (0..40).map(|node| Some(node % 20)).collect();
        clusters.extend([Some(7), None]);
        let colours = colours(&clusters);
        assert_eq!((colours[7], colours[41]), (PALETTE[0], GREY));
        assert_eq!(colours[27], colours[7]);
        let mut distinct = colours;
        distinct.sort_unstable();
        distinct.dedup();
        assert_eq!(distinct.len(), PALETTE.len() + 1);
    }
}
