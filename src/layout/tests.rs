//! Layouts as their readers see them.

use std::time::Instant;

use proptest::{collection::vec, prelude::*};

use super::{layout, mix};

/// Communities of a size each: a ring and chance edges inside, one in ten edges to anywhere.
fn communities(count: u32, size: u32, edges: u32) -> Vec<(u32, u32, f64)> {
    let nodes = count * size;
    let below = |index: u64, n: u32| u32::try_from(mix(index) % u64::from(n)).unwrap();
    (0..edges)
        .map(|edge| {
            let at = 4 * u64::from(edge);
            let a = below(at, nodes);
            let b = if edge % 10 == 0 {
                below(at + 1, nodes)
            } else {
                a / size * size + below(at + 1, size)
            };
            (a, b, f64::from(1 + below(at + 2, 4)))
        })
        .collect()
}

fn mean_apart(places: &[[f32; 2]], pairs: impl Iterator<Item = (usize, usize)>) -> f64 {
    let (mut sum, mut count) = (0.0, 0.0);
    for (a, b) in pairs {
        let (right, up) = (places[a][0] - places[b][0], places[a][1] - places[b][1]);
        sum += f64::from(right).hypot(f64::from(up));
        count += 1.0;
    }
    sum / count
}

#[test]
fn communities_stand_together() {
    for (count, size, edges) in [(2, 30, 300), (8, 40, 1_500), (20, 100, 10_000)] {
        let places = layout((count * size) as usize, &communities(count, size, edges), 7);
        let (nodes, size) = (places.len(), size as usize);
        let every = |inside: bool| {
            let pairs =
                (0..nodes).flat_map(move |a| (a + 1..nodes).step_by(7).map(move |b| (a, b)));
            pairs.filter(move |(a, b)| (a / size == b / size) == inside)
        };
        let (inside, outside) = (
            mean_apart(&places, every(true)),
            mean_apart(&places, every(false)),
        );
        assert!(
            inside * 3.0 < outside,
            "{count} of {size}: {inside} {outside}"
        );
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes_in_any_order_of_edges() {
    let mut edges = communities(4, 30, 400);
    let places = layout(120, &edges, 7);
    assert_eq!(places, layout(120, &edges, 7));
    edges.reverse();
    for edge in &mut edges {
        *edge = (edge.1, edge.0, edge.2);
    }
    assert_eq!(places, layout(120, &edges, 7));
    assert_ne!(places, layout(120, &edges, 8));
}

/// Places are in files that people keep.
#[test]
fn places_are_stable_across_releases() {
    let places = layout(5, &[(0, 1, 1.0), (1, 2, 2.0), (3, 4, 1.0)], 7);
    insta::assert_snapshot!(format!("{places:?}"), @"[[-7.3588996, -44.713844], [1.9428388, 6.329655], [5.416061, 38.38419], [128.49005, -24.047352], [98.7092, 24.047352]]");
}

#[test]
fn what_is_no_edge_is_passed_over() {
    let clean = layout(4, &[(0, 1, 1.0), (1, 2, 1.0)], 7);
    let dirty = [
        (0, 1, 1.0),
        (1, 2, 1.0),
        (2, 2, 5.0),
        (0, 9, 1.0),
        (2, 3, f64::NAN),
        (2, 3, f64::INFINITY),
        (2, 3, -1.0),
        (2, 3, 0.0),
    ];
    assert_eq!(clean, layout(4, &dirty, 7));
    assert_eq!(layout(0, &[(0, 1, 1.0)], 7), Vec::<[f32; 2]>::new());
    assert_eq!(layout(1, &[(0, 0, 1.0)], 7), [[0.0, 0.0]]);
}

#[test]
fn stars_chains_and_crowds_of_single_nodes_are_survived() {
    let star: Vec<_> = (1..3_000).map(|leaf| (0, leaf, 1.0)).collect();
    let chain: Vec<_> = (1..3_000).map(|node| (node - 1, node, 1.0)).collect();
    for edges in [star, chain, Vec::new()] {
        let places = layout(3_000, &edges, 7);
        assert!(
            places
                .iter()
                .flatten()
                .all(|x| x.is_finite() && x.abs() < 100_000.0)
        );
        let mut places: Vec<_> = places.iter().map(|place| place.map(f32::to_bits)).collect();
        places.sort_unstable();
        places.dedup();
        assert_eq!(places.len(), 3_000, "no two stand on each other");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_input_gives_finite_places(
        nodes in 0_usize..60, edges in vec((0_u32..70, 0_u32..70, any::<f64>()), 0..200), seed in any::<u64>(),
    ) {
        let places = layout(nodes, &edges, seed);
        prop_assert_eq!(places.len(), nodes);
        prop_assert!(places.iter().flatten().all(|x| x.is_finite() && x.abs() < 100_000.0));
    }
}

/// A step must not be quadratic; the bounds are wide, for machines that do other work too.
#[test]
fn twenty_thousand_nodes_take_seconds() {
    let edges = communities(60, 333, 100_000);
    let start = Instant::now();
    assert_eq!(layout(20_000, &edges, 7).len(), 20_000);
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}
