//! Places on a plane for the nodes of a graph, so that those who share much stand together.
//!
//! In: how many nodes there are, and weighted edges between their numbers. Out: one place a node; loops,
//! edges to nobody and weights that are no positive number are passed over, and no place is ever infinite.
//!
//! | file | what |
//! |---|---|
//! | `links` | edges that can be trusted, neighbours, parts that hang together |
//! | `coarse` | a smaller graph of the same form, to start from |
//! | `force` | the forces, and steps until they rest |
//! | `tree` | repulsion among all in n log n |
//! | `pack` | the parts beside one another |
//!
//! One thread and no function whose last bit depends on the machine (square roots are exact by IEEE 754,
//! logarithms and sines are not), so the same graph and seed give the same bytes everywhere.

mod coarse;
mod force;
mod links;
mod pack;
mod tree;

use links::Links;

#[cfg(test)]
mod tests;

/// Places nodes in `O((nodes + edges) log nodes)` a step, with a bounded number of steps. The largest part that
/// hangs together stands around 0, the others in rings about it.
#[must_use]
pub fn layout(nodes: usize, edges: &[(u32, u32, f64)], seed: u64) -> Vec<[f32; 2]> {
    let links = Links::of(nodes, edges);
    let parts: Vec<Vec<u32>> = links.parts();
    let settled: Vec<Vec<[f64; 2]>> = parts
        .iter()
        .map(|part| force::settle(&links.within(part), mix(seed)))
        .collect();
    let shifts = pack::rings(&settled);
    let mut places = vec![[0.0_f32; 2]; nodes];
    for ((part, settled), [right, up]) in parts.iter().zip(&settled).zip(shifts) {
        for (node, [x, y]) in part.iter().zip(settled) {
            if let Some(place) = places.get_mut(*node as usize) {
                *place = [narrow(x + right), narrow(y + up)];
            }
        }
    }
    places
}

/// The `SplitMix64` output step (Steele, Lea, Flood 2014).
const fn mix(x: u64) -> u64 {
    let z = x.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// A draw of -1..1 for thing `index`.
fn draw(seed: u64, index: u64) -> f64 {
    (mix(seed ^ mix(index)) >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a place loses digits, and what is not finite becomes 0"
)]
const fn narrow(x: f64) -> f32 {
    let narrowed = x as f32;
    if narrowed.is_finite() { narrowed } else { 0.0 }
}
