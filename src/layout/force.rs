//! Forces between nodes, and steps until they rest.
//!
//! In: a graph that hangs together, a seed. Out: a place a node, about 0.
//!
//! Source: Jacomy, Venturini, Heymann, Bastian, "`ForceAtlas2`, a continuous graph layout algorithm", 2014: repulsion
//! by degree, gravity, a speed of its own for each node against swinging. We differ in two points: coarser graphs are
//! laid out first, and attraction bends like the paper's `LinLog` mode by a square root instead of a logarithm.

use super::{coarse::shrink, draw, links::Links, tree::Tree};

/// How hard an edge of weight 1 pulls, for each unit of its length while it is short.
const PULL: f64 = 1.0;

/// How hard nodes of mass 1 push at a distance of 1.
const REPULSION: f64 = 10.0;

/// How hard the middle pulls on a node of mass 1.
const GRAVITY: f64 = 0.2;

/// Distance at which attraction begins to bend.
const BEND: f64 = 4.0;

/// Steps of the coarsest graph, for each of its nodes and at most.
const FIRST_STEPS: (usize, usize) = (40, 400);

/// Steps of each finer graph, at least and at most.
const STEPS: (usize, usize) = (30, 150);

/// Steps times nodes and neighbours that a finer graph may cost between these; a few seconds.
const BUDGET: usize = 18_000_000;

/// Distance from the middle, root of the mean square, for each root of a node: an area for each node, large
/// enough for marks of some 20 units.
const SPACING: f64 = 20.0;

/// Nodes of the graph that is not made coarser.
const SMALL: usize = 40;

/// A graph that shrinks to more than this share is not made coarser; it cannot repeat often.
const SHRUNK: f64 = 0.85;

/// Lays a graph out.
pub(super) fn settle(links: &Links, seed: u64) -> Vec<[f64; 2]> {
    let mut levels: Vec<(Links, Vec<u32>)> = Vec::new();
    loop {
        let finest = levels.last().map_or(links, |level| &level.0);
        if finest.len() <= SMALL {
            break;
        }
        let (small, groups) = shrink(finest);
        if small.len() as f64 > SHRUNK * finest.len() as f64 {
            break;
        }
        levels.push((small, groups));
    }
    let first = levels.last().map_or(links, |level| &level.0);
    let spread = first.masses.iter().sum::<f64>().sqrt() * REPULSION.sqrt();
    let mut places: Vec<[f64; 2]> = (0..first.len() as u64)
        .map(|node| {
            [
                spread * draw(seed, 2 * node),
                spread * draw(seed, 2 * node + 1),
            ]
        })
        .collect();
    let steps = FIRST_STEPS
        .1
        .min(FIRST_STEPS.0 * first.len().saturating_sub(1));
    rest(first, &mut places, steps);
    while let Some((_, groups)) = levels.pop() {
        let finer = levels.last().map_or(links, |level| &level.0);
        places = groups
            .iter()
            .zip(0_u64..)
            .map(|(&group, node)| {
                let [x, y] = places.get(group as usize).copied().unwrap_or_default();
                // Members of one group start beside each other, not on each other.
                let aside = REPULSION / 2.0;
                [
                    x + aside * draw(seed, 2 * node),
                    y + aside * draw(seed, 2 * node + 1),
                ]
            })
            .collect();
        let cost = finer.len() + finer.size();
        let steps = (BUDGET / cost.max(1)).clamp(STEPS.0, STEPS.1);
        rest(finer, &mut places, steps);
    }
    space(&mut places);
    places
}

/// Brings the mean area of a node to that of all other graphs.
fn space(places: &mut [[f64; 2]]) {
    let count = places.len().max(1) as f64;
    let sum = places.iter().fold([0.0; 2], |sum, place| {
        [sum[0] + place[0], sum[1] + place[1]]
    });
    let middle = [sum[0] / count, sum[1] / count];
    let squares: f64 = places
        .iter()
        .map(|place| (place[0] - middle[0]).powi(2) + (place[1] - middle[1]).powi(2))
        .sum();
    let wide = (squares / count).sqrt();
    let scale = if wide > 0.0 {
        SPACING * count.sqrt() / wide
    } else {
        0.0
    };
    for place in places {
        *place = [
            (place[0] - middle[0]) * scale,
            (place[1] - middle[1]) * scale,
        ];
    }
}

/// The speed of all, and how well the last steps went.
struct Pace {
    speed: f64,
    efficiency: f64,
}

/// Moves nodes for a number of steps.
fn rest(links: &Links, places: &mut [[f64; 2]], steps: usize) {
    let mut pace = Pace {
        speed: 1.0,
        efficiency: 1.0,
    };
    let mut before = vec![[0.0; 2]; places.len()];
    for _ in 0..steps {
        let forces = forces(links, places);
        pace.adapt(&links.masses, &forces, &before);
        for (((place, force), old), mass) in places
            .iter_mut()
            .zip(&forces)
            .zip(&before)
            .zip(&links.masses)
        {
            let swing = mass * length([force[0] - old[0], force[1] - old[1]]);
            let step = pace.speed / (1.0 + (pace.speed * swing).sqrt());
            let next = [place[0] + force[0] * step, place[1] + force[1] * step];
            if next.iter().all(|x| x.is_finite()) {
                *place = next;
            }
        }
        before = forces;
    }
}

impl Pace {
    /// The paper's global speed, with the constants of its reference program.
    fn adapt(&mut self, masses: &[f64], forces: &[[f64; 2]], before: &[[f64; 2]]) {
        let (mut swinging, mut traction) = (1e-9, 1e-9);
        for ((force, old), mass) in forces.iter().zip(before).zip(masses) {
            swinging += mass * length([force[0] - old[0], force[1] - old[1]]);
            traction += mass * length([force[0] + old[0], force[1] + old[1]]) / 2.0;
        }
        let count = masses.len().max(1) as f64;
        let usual = 0.05 * count.sqrt();
        let mut tolerance = usual
            .sqrt()
            .max((usual * traction / (count * count)).min(10.0));
        if swinging / traction > 2.0 {
            self.efficiency = (self.efficiency * 0.5).max(0.05);
            tolerance = tolerance.max(1.0);
        }
        let target = tolerance * self.efficiency * traction / swinging;
        if swinging > tolerance * traction {
            self.efficiency = (self.efficiency * 0.7).max(0.05);
        } else if self.speed < 1000.0 {
            self.efficiency *= 1.3;
        }
        self.speed += (target - self.speed).min(0.5 * self.speed);
    }
}

/// The sum of all forces on each node.
fn forces(links: &Links, places: &[[f64; 2]]) -> Vec<[f64; 2]> {
    let tree = Tree::of(places, &links.masses);
    let mut forces = vec![[0.0; 2]; places.len()];
    for (place, mass, node) in tree.along() {
        let push = tree.push(place, node);
        let far = length(place).max(1e-9);
        let held = GRAVITY * mass / far;
        let mut force = [
            REPULSION * mass * push[0] - held * place[0],
            REPULSION * mass * push[1] - held * place[1],
        ];
        for &(other, weight) in links.of_node(node) {
            let Some(&[x, y]) = places.get(other as usize) else {
                continue;
            };
            let way = [x - place[0], y - place[1]];
            let pull = weight * PULL / (1.0 + length(way) / BEND).sqrt();
            force = [force[0] + pull * way[0], force[1] + pull * way[1]];
        }
        if let Some(sum) = forces.get_mut(node) {
            *sum = force;
        }
    }
    forces
}

fn length([x, y]: [f64; 2]) -> f64 {
    (x * x + y * y).sqrt()
}
