//! Repulsion among all bodies in `O(n log n)`.
//!
//! In: places and masses. Out: for any place, the sum over all bodies of `mass × direction ÷ distance`; bodies far
//! away count as one at their centre.
//!
//! Source: Barnes and Hut 1986. The tree is built over bodies sorted along a Z-curve, stored in preorder with the
//! number of the cell behind each, so that a walk needs no stack.

/// A cell counts as one body when its side is less than this share of its distance (`θ`, usual in Gephi).
const OPENING: f64 = 1.2;

/// Bodies of a leaf.
const LEAF: usize = 8;

/// Levels of the tree, bits of each coordinate; what is closer than that stays one cell.
const LEVELS: u32 = 16;

/// The square of a distance below which two bodies push no harder.
const LEAST: f64 = 1e-4;

struct Cell {
    centre: [f64; 2],
    mass: f64,
    /// Square of the distance from which on the cell counts as one body.
    near: f64,
    bodies: (usize, usize),
    leaf: bool,
    /// The cell behind all that lies in this one.
    next: usize,
}

/// Bodies in a tree.
pub(super) struct Tree {
    cells: Vec<Cell>,
    /// Place, mass and number of each body, along the curve.
    bodies: Vec<([f64; 2], f64, usize)>,
    codes: Vec<u32>,
}

impl Tree {
    /// Builds a tree.
    pub(super) fn of(places: &[[f64; 2]], masses: &[f64]) -> Self {
        let bound = |axis: usize, pick: fn(f64, f64) -> f64, start: f64| {
            places
                .iter()
                .filter_map(|place| place.get(axis).copied())
                .fold(start, pick)
        };
        let left = bound(0, f64::min, f64::INFINITY);
        let low = bound(1, f64::min, f64::INFINITY);
        let side = (bound(0, f64::max, f64::NEG_INFINITY) - left)
            .max(bound(1, f64::max, f64::NEG_INFINITY) - low)
            .max(1e-9);
        let mut order: Vec<(u32, usize)> = places
            .iter()
            .enumerate()
            .map(|(body, &[x, y])| (code((x - left) / side, (y - low) / side), body))
            .collect();
        order.sort_unstable();
        let mut tree = Self {
            cells: Vec::with_capacity(places.len()),
            bodies: order
                .iter()
                .filter_map(|&(_, body)| Some((*places.get(body)?, *masses.get(body)?, body)))
                .collect(),
            codes: order.iter().map(|&(code, _)| code).collect(),
        };
        tree.grow((0, tree.bodies.len()), 0, side);
        tree
    }

    fn grow(&mut self, (start, end): (usize, usize), level: u32, side: f64) {
        let bodies = self.bodies.get(start..end).unwrap_or_default();
        let mut centre = [0.0; 2];
        let mut mass = 0.0;
        for &([x, y], own, _) in bodies {
            centre = [centre[0] + x * own, centre[1] + y * own];
            mass += own;
        }
        if mass <= 0.0 {
            return;
        }
        let bottom = level >= LEVELS;
        let leaf = bodies.len() <= LEAF;
        let at = self.cells.len();
        self.cells.push(Cell {
            centre: [centre[0] / mass, centre[1] / mass],
            mass,
            near: if bottom {
                0.0
            } else {
                (side / OPENING) * (side / OPENING)
            },
            bodies: (start, end),
            leaf,
            next: 0,
        });
        if !leaf && !bottom {
            let shift = 2 * (LEVELS - 1 - level);
            let mut from = start;
            for quarter in 0..4 {
                let here = self.codes.get(from..end).unwrap_or_default();
                let to = from + here.partition_point(|code| (code >> shift) & 3 <= quarter);
                if from < to {
                    self.grow((from, to), level + 1, side / 2.0);
                }
                from = to;
            }
        }
        let next = self.cells.len();
        if let Some(cell) = self.cells.get_mut(at) {
            cell.next = next;
        }
    }

    /// Bodies along the curve: neighbours in the plane are near each other, which spares the cache.
    pub(super) fn along(&self) -> impl Iterator<Item = ([f64; 2], f64, usize)> {
        self.bodies.iter().copied()
    }

    /// What all bodies but one do at a place.
    pub(super) fn push(&self, [x, y]: [f64; 2], but: usize) -> [f64; 2] {
        let mut force = [0.0; 2];
        let mut add = |place: [f64; 2], mass: f64| {
            let (right, up) = (x - place[0], y - place[1]);
            let share = mass / (right * right + up * up).max(LEAST);
            force = [force[0] + right * share, force[1] + up * share];
        };
        let mut at = 0;
        while let Some(cell) = self.cells.get(at) {
            let (right, up) = (x - cell.centre[0], y - cell.centre[1]);
            if right * right + up * up > cell.near {
                add(cell.centre, cell.mass);
                at = cell.next;
            } else if cell.leaf {
                let (start, end) = cell.bodies;
                for &(place, mass, body) in self.bodies.get(start..end).unwrap_or_default() {
                    if body != but {
                        add(place, mass);
                    }
                }
                at = cell.next;
            } else {
                at += 1;
            }
        }
        force
    }
}

/// The place on the Z-curve of a point in the unit square.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the product is within 0..=65535, and a float that is no number becomes 0"
)]
fn code(x: f64, y: f64) -> u32 {
    let steps = f64::from(u16::MAX);
    spread((x * steps).clamp(0.0, steps) as u32)
        | (spread((y * steps).clamp(0.0, steps) as u32) << 1)
}

/// Sixteen bits to every second of thirty-two.
const fn spread(bits: u32) -> u32 {
    let bits = (bits | (bits << 8)) & 0x00FF_00FF;
    let bits = (bits | (bits << 4)) & 0x0F0F_0F0F;
    let bits = (bits | (bits << 2)) & 0x3333_3333;
    (bits | (bits << 1)) & 0x5555_5555
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    /// The oracle: every pair for itself.
    fn slow(places: &[[f64; 2]], masses: &[f64], of: usize) -> [f64; 2] {
        let mut force = [0.0; 2];
        for (other, (place, mass)) in places.iter().zip(masses).enumerate() {
            if other != of {
                let (right, up) = (places[of][0] - place[0], places[of][1] - place[1]);
                let share = mass / (right * right + up * up).max(LEAST);
                force = [force[0] + right * share, force[1] + up * share];
            }
        }
        force
    }

    proptest! {
        #[test]
        fn the_tree_pushes_about_as_all_pairs_do(
            places in vec([-100.0_f64..100.0, -100.0..100.0], 2..300), same in any::<bool>(),
        ) {
            let mut places = places;
            if same {
                let first = places[0];
                places.iter_mut().step_by(2).for_each(|place| *place = first);
            }
            let masses: Vec<f64> = (0..places.len()).map(|body| 1.0 + (body % 7) as f64).collect();
            let tree = Tree::of(&places, &masses);
            prop_assert_eq!(tree.along().count(), places.len());
            let all: f64 = masses.iter().sum();
            for (body, place) in places.iter().enumerate().step_by(17) {
                let (fast, slow) = (tree.push(*place, body), slow(&places, &masses, body));
                let off = ((fast[0] - slow[0]).powi(2) + (fast[1] - slow[1]).powi(2)).sqrt();
                let size = (slow[0] * slow[0] + slow[1] * slow[1]).sqrt();
                prop_assert!(off <= 0.25 * size + 0.05 * all, "{fast:?} {slow:?}");
            }
        }
    }
}
