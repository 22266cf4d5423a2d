//! What is drawn: nodes with their places, and the edges between them.
//!
//! In: accounts, and what ties them or what they use. Out: [`Picture`]: at most [`MAX_NODES`] nodes, those of most
//! evidence first, and at most [`MAX_EDGES`] edges, heaviest first. The same input in any order gives the same
//! picture.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{
    choose::{Chosen, MAX_EDGES, MAX_NODES, choose},
    given::{Account, Tie, Use},
    hidden::Hidden,
    net::{Kind, Measure, Net},
};
use crate::layout::layout;

/// The seed of all layouts, so that a case always gives the same picture.
const SEED: u64 = 1;

/// Diameter in CSS pixels of a node without messages, and what the node of most messages has on top; the area
/// grows with messages.
const SIZE: (f64, f64) = (5.0, 17.0);

/// A node of the drawing, and its row in the table beside it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Node {
    /// `a5` of an account, `t3` of a thing: the row's `data-key`.
    pub id: String,
    /// Key of the account, or the thing's number within this drawing.
    pub key: u32,
    /// What it stands for.
    pub kind: Kind,
    /// What readers see of it.
    pub label: String,
    /// Messages of the account, or by which the thing was used.
    pub messages: u32,
    /// Number of its cluster.
    pub cluster: Option<u32>,
    /// Rank of that cluster in this drawing, the largest 0.
    pub rank: Option<u16>,
    /// Weight of all its ties, hidden ones too.
    pub evidence: f64,
    /// Other nodes that it is tied to, hidden ones too.
    pub ties: u32,
    /// Those of them that are drawn.
    pub drawn_ties: u32,
    /// Layers of its drawn edges.
    pub layers: Vec<String>,
    /// Place.
    pub x: f32,
    /// Place.
    pub y: f32,
    /// Diameter in CSS pixels.
    pub size: f32,
}

/// A line between two nodes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Edge {
    /// Number of a node.
    pub a: u16,
    /// Number of another.
    pub b: u16,
    /// Number of the layer.
    pub layer: u8,
    /// Evidence, or messages.
    pub weight: f32,
}

/// Two nodes that are tied by drawn edges, for a table of ties.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PairRow {
    /// Number of a node.
    pub a: u16,
    /// Number of another.
    pub b: u16,
    /// Layers and their weights, in the order of [`Picture::layers`].
    pub layers: Vec<(String, f64)>,
    /// Their sum.
    pub weight: f64,
    /// Probability of as much by chance, where it was weighed.
    pub p_value: Option<f64>,
    /// The same after correction for all pairs.
    pub q_value: Option<f64>,
}

/// A drawing.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Picture {
    /// What the weight of an edge counts.
    pub measure: Measure,
    /// Names of the layers.
    pub layers: Vec<String>,
    /// Numbers of the clusters, the one with most drawn nodes first.
    pub clusters: Vec<u32>,
    /// Nodes, those of most evidence first.
    pub nodes: Vec<Node>,
    /// Edges, heaviest first.
    pub edges: Vec<Edge>,
    /// Ties, heaviest first.
    pub pairs: Vec<PairRow>,
    /// How many are not drawn.
    pub hidden: Hidden,
}

impl Picture {
    /// Draws accounts and what ties them; ties to accounts that are not among these are passed over.
    #[must_use]
    pub fn of_ties(accounts: &[Account], ties: &[Tie]) -> Self {
        Self::of(&Net::of_ties(accounts, ties))
    }

    /// Draws accounts and the things that at least two of them use.
    #[must_use]
    pub fn of_uses(accounts: &[Account], uses: &[Use]) -> Self {
        Self::of(&Net::of_uses(accounts, uses))
    }

    fn of(net: &Net) -> Self {
        let chosen = choose(net, MAX_NODES, MAX_EDGES);
        let (clusters, mut nodes) = nodes(net, &chosen);
        let numbers = numbers(net, &chosen);
        let number = |at: usize| numbers.get(at).copied().flatten();
        let edges: Vec<Edge> = chosen
            .edges
            .iter()
            .filter_map(|&(pair, layer, weight)| {
                let pair = net.pairs.get(pair)?;
                let (a, b) = (number(pair.a)?, number(pair.b)?);
                let weight = narrow(weight);
                Some(Edge {
                    a,
                    b,
                    layer,
                    weight,
                })
            })
            .collect();
        let pairs = rows(net, &chosen, &number);
        place(&mut nodes, &pairs);
        Self {
            measure: net.measure,
            layers: net.layers.clone(),
            clusters,
            nodes,
            edges,
            pairs,
            hidden: Hidden {
                accounts: chosen.beyond.0 as u64,
                things: chosen.beyond.1 as u64,
                edges: chosen.edges_beyond as u64,
                untied: chosen.untied as u64,
                lone_things: net.lone_things as u64,
            },
        }
    }
}

/// The number of each point's node.
fn numbers(net: &Net, chosen: &Chosen) -> Vec<Option<u16>> {
    let mut numbers = vec![None; net.points.len()];
    for (number, (at, ..)) in (0_u16..).zip(&chosen.points) {
        if let Some(place) = numbers.get_mut(*at) {
            *place = Some(number);
        }
    }
    numbers
}

/// Clusters by how many of their accounts are drawn, and the nodes without places.
fn nodes(net: &Net, chosen: &Chosen) -> (Vec<u32>, Vec<Node>) {
    let points = || {
        let found =
            |&(at, weight, ties): &(usize, f64, u32)| Some((net.points.get(at)?, weight, ties));
        chosen.points.iter().filter_map(found)
    };
    let mut sizes: BTreeMap<u32, usize> = BTreeMap::new();
    for cluster in points().filter_map(|(point, ..)| point.cluster) {
        *sizes.entry(cluster).or_default() += 1;
    }
    let mut clusters: Vec<(u32, usize)> = sizes.into_iter().collect();
    clusters.sort_by_key(|&(cluster, size)| (std::cmp::Reverse(size), cluster));
    let clusters: Vec<u32> = clusters.into_iter().map(|(cluster, _)| cluster).collect();
    let ranks: BTreeMap<u32, u16> = clusters.iter().copied().zip(0_u16..).collect();
    let most = points().map(|(point, ..)| point.messages).max();
    let most = f64::from(most.unwrap_or_default().max(1));
    let nodes = points().map(|(point, evidence, ties)| Node {
        id: match point.kind {
            Kind::Account => format!("a{}", point.key),
            Kind::Thing => format!("t{}", point.key),
        },
        key: point.key,
        kind: point.kind,
        label: point.label.clone(),
        messages: point.messages,
        cluster: point.cluster,
        rank: point
            .cluster
            .and_then(|cluster| ranks.get(&cluster).copied()),
        evidence,
        ties,
        drawn_ties: 0,
        layers: Vec::new(),
        x: 0.0,
        y: 0.0,
        size: narrow(SIZE.0 + SIZE.1 * (f64::from(point.messages) / most).sqrt()),
    });
    let nodes = nodes.collect();
    (clusters, nodes)
}

/// The drawn edges of each pair as one row.
fn rows(net: &Net, chosen: &Chosen, number: &dyn Fn(usize) -> Option<u16>) -> Vec<PairRow> {
    let mut layers: BTreeMap<usize, Vec<(u8, f64)>> = BTreeMap::new();
    for &(pair, layer, weight) in &chosen.edges {
        layers.entry(pair).or_default().push((layer, weight));
    }
    let name = |layer: u8| net.layers.get(usize::from(layer)).cloned();
    let mut rows: Vec<PairRow> = layers
        .into_iter()
        .filter_map(|(at, mut layers)| {
            let pair = net.pairs.get(at)?;
            layers.sort_by_key(|(layer, _)| *layer);
            Some(PairRow {
                a: number(pair.a)?,
                b: number(pair.b)?,
                weight: layers.iter().map(|(_, weight)| weight).sum(),
                layers: layers
                    .into_iter()
                    .map(|(layer, weight)| (name(layer).unwrap_or_default(), weight))
                    .collect(),
                p_value: pair.p_value,
                q_value: pair.q_value,
            })
        })
        .collect();
    rows.sort_by(|x, y| {
        y.weight
            .total_cmp(&x.weight)
            .then((x.a, x.b).cmp(&(y.a, y.b)))
    });
    rows
}

/// Gives each node its place, and what its drawn ties tell.
fn place(nodes: &mut [Node], pairs: &[PairRow]) {
    let edges: Vec<(u32, u32, f64)> = pairs
        .iter()
        .map(|pair| (u32::from(pair.a), u32::from(pair.b), pair.weight))
        .collect();
    let places = layout(nodes.len(), &edges, SEED);
    for (node, [x, y]) in nodes.iter_mut().zip(places) {
        (node.x, node.y) = (x, y);
    }
    for pair in pairs {
        for end in [pair.a, pair.b] {
            let Some(node) = nodes.get_mut(usize::from(end)) else {
                continue;
            };
            node.drawn_ties = node.drawn_ties.saturating_add(1);
            for (layer, _) in &pair.layers {
                if !node.layers.contains(layer) {
                    node.layers.push(layer.clone());
                }
            }
        }
    }
    for node in nodes {
        node.layers.sort_unstable();
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a number on a picture may lose digits; what is too great is the greatest"
)]
const fn narrow(x: f64) -> f32 {
    (x as f32).clamp(f32::MIN, f32::MAX)
}
