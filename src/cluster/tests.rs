//! What the room's tests share: edges and uses built in one place, and the room's laws.

use std::collections::{BTreeMap, BTreeSet};

use proptest::{collection::vec, prelude::*};

use crate::{
    graph::{Edge, Layer, Use},
    key::AccountKey,
};

use super::{Clusters, Role, detect};

/// An edge with these values; the only place of the room's tests that names an edge's fields.
pub(super) fn edge(a: u32, b: u32, layer: Layer, weight: f64) -> Edge {
    Edge {
        a: AccountKey(a),
        b: AccountKey(b),
        layer,
        weight,
        p: 1e-9,
        q: 1e-6,
        objects: 3,
        window: 600,
        who: 1e-9,
        when: 1e-9,
        expected: 0.1,
    }
}

/// A use of a link; the only place of the room's tests that names a use's fields.
pub(super) fn used(account: u32, object: u32, at: i64) -> Use {
    Use {
        account: AccountKey(account),
        object,
        layer: Layer::Link,
        at,
        precision: 0,
    }
}

/// The `SplitMix64` generator, so that planted data is the same everywhere.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number in `0..below`.
    pub(super) fn below(&mut self, below: u32) -> u32 {
        u32::try_from(self.roll() % u64::from(below)).expect("below the bound")
    }

    /// A number in `0.0..1.0`.
    pub(super) fn share(&mut self) -> f64 {
        f64::from(self.below(1 << 30)) / f64::from(1 << 30)
    }
}

/// The sizes of a labelling's clusters, in the labels' order.
pub(super) fn sizes(labels: &[u32]) -> Vec<u32> {
    let mut sizes = BTreeMap::<u32, u32>::new();
    for label in labels {
        *sizes.entry(*label).or_default() += 1;
    }
    sizes.into_values().collect()
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
    let found = detect(&edges, &[], 1);
    let rows: Vec<_> = found
        .accounts
        .iter()
        .map(|c| (c.account.0, c.cluster))
        .collect();
    assert_eq!(rows, [(9, 0), (50, 1), (60, 1), (70, 1), (80, 0), (90, 0)]);
    let numbers: Vec<_> = found
        .clusters
        .iter()
        .map(|c| (c.cluster, c.accounts, c.pairs))
        .collect();
    assert_eq!(numbers, [(0, 3, 3), (1, 3, 3)]);
}

#[test]
fn strength_is_the_share_of_weight_that_stays_inside() {
    let mut edges = [triangle(1, 2, 3), triangle(4, 5, 6)].concat();
    edges.push(edge(3, 4, Layer::Group, 5.0));
    edges.push(edge(3, 4, Layer::Combined, 99.0));
    let found = detect(&edges, &[], 1);
    let of = |account| {
        let row = found
            .accounts
            .iter()
            .find(|c| c.account == AccountKey(account));
        row.expect("it has an edge")
    };
    assert!((of(1).strength - 1.0).abs() < 1e-12 && (of(3).strength - 0.8).abs() < 1e-12);
    assert_ne!(of(3).cluster, of(4).cluster);
    let weight: f64 = found.clusters.iter().map(|c| c.weight).sum();
    assert!((weight - 60.0).abs() < 1e-9);
}

#[test]
fn no_edges_make_no_clusters() {
    assert_eq!(detect(&[], &[used(1, 1, 1)], 1), Clusters::default());
}

/// Six accounts follow a seventh within a minute over ten links; two hundred others live their own lives.
#[test]
fn a_cluster_tells_what_a_reviewer_asks() {
    let mut dice = Dice(1);
    let mut uses = Vec::new();
    for account in 100..300 {
        uses.extend(
            (0..12).map(|_| used(account, dice.below(200), i64::from(dice.below(1_000_000)))),
        );
    }
    let mut edges = Vec::new();
    for object in 0..10 {
        let start = i64::from(dice.below(1_000_000));
        uses.push(used(7, object, start));
        uses.extend((1..7).map(|account| used(account, object, start + 10 + i64::from(account))));
    }
    for a in 1..7 {
        edges.extend((a + 1..8).map(|b| edge(a, b, Layer::Link, 12.0)));
        edges.push(edge(a, 7, Layer::Group, 6.0));
        edges.push(edge(a, 7, Layer::Combined, 18.0));
    }
    let found = detect(&edges, &uses, 1);
    let [cluster] = found.clusters.as_slice() else {
        panic!("one cluster: {found:?}");
    };
    assert_eq!(
        (cluster.accounts, cluster.pairs, cluster.objects),
        (7, 21, 10)
    );
    assert_eq!(
        cluster.layers,
        [(Layer::Group, 6), (Layer::Link, 21), (Layer::Combined, 6)]
    );
    assert!(
        (cluster.density - 1.0).abs() < 1e-12
            && (cluster.weight - (21.0 * 12.0 + 36.0)).abs() < 1e-9
    );
    assert_eq!(
        (cluster.window, cluster.p, cluster.meetings),
        (600, Some(0.001), 210)
    );
    assert_eq!(cluster.first, [AccountKey(7)]);
    assert_eq!(
        cluster
            .shared
            .first()
            .map(|s| (s.object, s.accounts, s.uses)),
        Some((0, 7, 7))
    );
    let roles: Vec<_> = found
        .accounts
        .iter()
        .map(|row| (row.account.0, row.role, row.delay))
        .collect();
    assert_eq!(roles.first(), Some(&(1, Role::Amplifier, Some(11))));
    assert_eq!(roles.last(), Some(&(7, Role::First, None)));
}

/// Any weight that a float can be.
fn weight() -> impl Strategy<Value = f64> {
    prop_oneof![
        0.0..30.0_f64,
        any::<f64>(),
        Just(f64::NAN),
        Just(f64::INFINITY),
        Just(-1.0),
        Just(0.0)
    ]
}

proptest! {
    /// The room's laws, for hostile weights and times too.
    #[test]
    fn the_order_and_direction_of_edges_change_nothing(
        pairs in vec((0_u32..30, 0_u32..30, weight()), 0..60),
        raw in vec((0_u32..30, 0_u32..4, prop_oneof![0_i64..2_000, any::<i64>()]), 0..80),
        seed in any::<u64>(),
    ) {
        let layer = |at: usize| [Layer::Link, Layer::Group, Layer::Combined][at % 3];
        let edges: Vec<_> = pairs.iter().enumerate().map(|(at, (a, b, w))| edge(*a, *b, layer(at), *w)).collect();
        let turned: Vec<_> = pairs.iter().enumerate().rev().map(|(at, (a, b, w))| edge(*b, *a, layer(at), *w)).collect();
        let mut uses: Vec<_> = raw.iter().map(|(account, object, at)| used(*account, *object, *at)).collect();
        let found = detect(&edges, &uses, seed);
        uses.reverse();
        prop_assert_eq!(format!("{found:?}"), format!("{:?}", detect(&turned, &uses, seed)));
    }

    /// Every account with an edge is in exactly one cluster, numbers leave no gap, and clusters are connected.
    #[test]
    fn accounts_with_an_edge_are_in_one_connected_cluster(pairs in vec((0_u32..40, 0_u32..40, weight()), 0..120)) {
        let edges: Vec<_> = pairs.iter().map(|(a, b, w)| edge(*a, *b, Layer::Link, *w)).collect();
        let found = detect(&edges, &[], 1);
        let tied: BTreeSet<u32> = pairs.iter().filter(|(a, b, _)| a != b).flat_map(|(a, b, _)| [*a, *b]).collect();
        let rows: Vec<u32> = found.accounts.iter().map(|row| row.account.0).collect();
        prop_assert_eq!(rows, tied.into_iter().collect::<Vec<_>>());
        for cluster in &found.clusters {
            let members: BTreeSet<u32> = found.accounts.iter().filter(|row| row.cluster == cluster.cluster).map(|row| row.account.0).collect();
            prop_assert!(members.len() > 1 && members.len() == cluster.accounts as usize);
            // Reach grows from one member along the cluster's own edges until nothing is added.
            let mut reached: BTreeSet<u32> = members.first().copied().into_iter().collect();
            for _ in 0..members.len() {
                for (a, b, _) in pairs.iter().filter(|(a, b, _)| members.contains(a) && members.contains(b)) {
                    if reached.contains(a) || reached.contains(b) {
                        reached.extend([*a, *b]);
                    }
                }
            }
            prop_assert_eq!(reached, members);
        }
        prop_assert!(found.accounts.iter().all(|row| (0.0..=1.0).contains(&row.strength)));
        prop_assert!(found.clusters.iter().all(|c| (0.0..=1.0).contains(&c.persistence) && (0.0..=1.0).contains(&c.density)));
    }
}
