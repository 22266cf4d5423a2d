//! Which nodes and edges are drawn, when all are too many to see.
//!
//! In: a [`Net`]. Out: [`Chosen`]. Nodes come by the weight of all their ties; each brings the neighbour that it is
//! tied to most, so that nothing stands alone which is not alone. Then edges come by weight, each node's own
//! strongest one first. `O(pairs log pairs)`.

use std::cmp::Reverse;

use super::net::{Kind, Net};

/// Nodes of a drawing; more crash or hide themselves, and a canvas still draws these 20 times a second.
pub const MAX_NODES: usize = 2_000;

/// Edges of a drawing, for the same reason.
pub const MAX_EDGES: usize = 10_000;

/// Points and edges to draw.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Chosen {
    /// Points in the order in which they were chosen, with the weight of all ties and how many those are.
    pub(super) points: Vec<(usize, f64, u32)>,
    /// Number of the pair, layer and weight; heaviest first.
    pub(super) edges: Vec<(usize, u8, f64)>,
    /// Accounts and things that have ties and did not fit.
    pub(super) beyond: (usize, usize),
    /// Accounts without ties.
    pub(super) untied: usize,
    /// Edges that did not fit, or lead to what did not.
    pub(super) edges_beyond: usize,
}

/// What is known of a point before the choice.
#[derive(Clone, Copy, Debug, Default)]
struct Standing {
    weight: f64,
    ties: u32,
    /// Its heaviest pair.
    best: Option<(usize, f64)>,
}

/// Chooses within these limits.
pub(super) fn choose(net: &Net, max_nodes: usize, max_edges: usize) -> Chosen {
    let standings = standings(net);
    let mut order: Vec<usize> = (0..net.points.len()).collect();
    let standing = |at: usize| standings.get(at).copied().unwrap_or_default();
    order.retain(|&at| standing(at).ties > 0);
    order.sort_by(|&x, &y| {
        let (left, right) = (standing(x), standing(y));
        right
            .weight
            .total_cmp(&left.weight)
            .then(Reverse(left.ties).cmp(&Reverse(right.ties)))
            .then(x.cmp(&y))
    });
    let mut chosen = Chosen::default();
    let mut taken = vec![false; net.points.len()];
    let mut own = vec![false; net.pairs.len()];
    for &at in &order {
        take(
            net,
            at,
            &standings,
            max_nodes,
            &mut chosen,
            &mut taken,
            &mut own,
        );
    }
    let is_taken = |at: usize| taken.get(at).copied().unwrap_or(false);
    for (at, point) in net.points.iter().enumerate() {
        match point.kind {
            _ if is_taken(at) => {}
            Kind::Account if standing(at).ties == 0 => chosen.untied += 1,
            Kind::Account => chosen.beyond.0 += 1,
            Kind::Thing => chosen.beyond.1 += 1,
        }
    }
    edges(net, &taken, &own, max_edges, &mut chosen);
    chosen
}

fn standings(net: &Net) -> Vec<Standing> {
    let mut standings = vec![Standing::default(); net.points.len()];
    for (number, pair) in net.pairs.iter().enumerate() {
        for end in [pair.a, pair.b] {
            if let Some(standing) = standings.get_mut(end) {
                standing.weight += pair.weight;
                standing.ties = standing.ties.saturating_add(1);
                if standing.best.is_none_or(|(_, best)| pair.weight > best) {
                    standing.best = Some((number, pair.weight));
                }
            }
        }
    }
    standings
}

/// Takes a point and the neighbour that it is tied to most, when there is room for both.
fn take(
    net: &Net,
    at: usize,
    standings: &[Standing],
    max_nodes: usize,
    chosen: &mut Chosen,
    taken: &mut [bool],
    own: &mut [bool],
) {
    let best = standings.get(at).and_then(|standing| standing.best);
    let Some((number, pair)) = best.and_then(|(number, _)| Some((number, net.pairs.get(number)?)))
    else {
        return;
    };
    if taken.get(at).copied().unwrap_or(true) {
        return;
    }
    let other = if pair.a == at { pair.b } else { pair.a };
    let new: Vec<usize> = [at, other]
        .into_iter()
        .filter(|&end| !taken.get(end).copied().unwrap_or(true))
        .collect();
    if chosen.points.len() + new.len() > max_nodes {
        return;
    }
    for end in new {
        if let (Some(taken), Some(standing)) = (taken.get_mut(end), standings.get(end)) {
            *taken = true;
            chosen.points.push((end, standing.weight, standing.ties));
        }
    }
    if let Some(own) = own.get_mut(number) {
        *own = true;
    }
}

/// The edges among the points that were taken.
fn edges(net: &Net, taken: &[bool], own: &[bool], max_edges: usize, chosen: &mut Chosen) {
    let is_taken = |at: usize| taken.get(at).copied().unwrap_or(false);
    // Whether the edge is the reason why a point is there, then its pair, layer and weight.
    let mut all: Vec<(bool, usize, u8, f64)> = Vec::new();
    let mut count = 0_usize;
    for (number, pair) in net.pairs.iter().enumerate() {
        count += pair.layers.len();
        if !is_taken(pair.a) || !is_taken(pair.b) {
            continue;
        }
        let heaviest = pair.layers.iter().max_by(|x, y| x.1.total_cmp(&y.1));
        let reason = own.get(number).copied().unwrap_or(false);
        all.extend(pair.layers.iter().map(|&(layer, weight)| {
            let first = reason && heaviest.is_some_and(|(heaviest, _)| *heaviest == layer);
            (first, number, layer, weight)
        }));
    }
    let heavier = |x: f64, y: f64| y.total_cmp(&x);
    all.sort_by(|x, y| {
        y.0.cmp(&x.0)
            .then(heavier(x.3, y.3))
            .then((x.1, x.2).cmp(&(y.1, y.2)))
    });
    all.truncate(max_edges);
    all.sort_by(|x, y| heavier(x.3, y.3).then((x.1, x.2).cmp(&(y.1, y.2))));
    chosen.edges_beyond = count - all.len();
    chosen.edges = all
        .into_iter()
        .map(|(_, number, layer, weight)| (number, layer, weight))
        .collect();
}
