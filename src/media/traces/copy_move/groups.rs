//! Pairs of keypoints that agree on one map of the plane.
//!
//! In: keypoints and pairs of them. Out: [`Group`]s, the largest first, at most [`MOST_GROUPS`].
//!
//! A keypoint has a size and a direction, so every pair alone says where the things around it would go; the pair
//! with which most others nearby agree starts a group, and least squares over those that agree makes it exact. There
//! is nothing random in it, unlike in RANSAC.

use std::f32::consts::{PI, TAU};

use super::{
    geometry::{Affine, Moved},
    keypoints::Keypoint,
    matching::Pair,
};

/// Groups at most.
const MOST_GROUPS: usize = 6;

/// Pairs that are looked at, at most.
const MOST_PAIRS: usize = 6_000;

/// Pairs that make a group, at least.
const LEAST_PAIRS: usize = 4;

/// Pairs farther than this from another say little about it, in pixels.
const NEAR: f32 = 150.0;

/// How far a pair may miss the place that another pair says: pixels, and share of the distance between them.
const MISS: (f32, f32) = (3.0, 0.12);

/// How far a pair may be from the map of its group, in pixels.
const CLOSE: f64 = 3.0;

/// Largest difference of directions and of the logarithm of sizes among pairs that agree.
const TURN_AND_SIZE: (f32, f32) = (0.4, 0.35);

/// Sizes of copy and source differ by no more than this factor.
const LARGEST_SCALE: f64 = 2.6;

/// Largest stretch of a map: a copy is moved, turned and resized, seldom sheared.
const LARGEST_STRETCH: f64 = 1.35;

/// Pairs that agree on one map.
#[derive(Clone, Debug)]
pub(super) struct Group {
    /// The map, from the first places to the second ones.
    pub(super) map: Affine,
    /// The places.
    pub(super) moves: Vec<Moved>,
}

/// A pair, read in one direction.
#[derive(Clone, Copy)]
struct Directed {
    pair: usize,
    from: (f32, f32),
    to: (f32, f32),
    /// Difference of directions, and logarithm of the ratio of sizes.
    turn: f32,
    grown: f32,
}

impl Directed {
    fn of(pair: usize, from: &Keypoint, to: &Keypoint, mirrored: bool) -> Self {
        // Flipping the rows turns a direction around.
        let given = if mirrored { -from.angle } else { from.angle };
        Self {
            pair,
            from: (from.x, from.y),
            to: (to.x, to.y),
            turn: wrapped(to.angle - given),
            grown: (to.size / from.size).ln(),
        }
    }

    fn agrees(&self, other: &Self, flip: f32, (sin, cos): (f32, f32)) -> bool {
        let (dx, dy) = (
            other.from.0 - self.from.0,
            (other.from.1 - self.from.1) * flip,
        );
        let distance = dx.hypot(dy);
        if !(1.0..NEAR).contains(&distance) {
            return false;
        }
        let x = self.to.0 + cos * dx - sin * dy - other.to.0;
        let y = self.to.1 + sin * dx + cos * dy - other.to.1;
        x.hypot(y) < MISS.0 + MISS.1 * distance
            && wrapped(self.turn - other.turn).abs() < TURN_AND_SIZE.0
            && (self.grown - other.grown).abs() < TURN_AND_SIZE.1
    }

    fn moved(&self) -> Moved {
        let wide = |(x, y): (f32, f32)| (f64::from(x), f64::from(y));
        (wide(self.from), wide(self.to))
    }
}

/// An angle brought between half a turn back and half a turn on.
fn wrapped(angle: f32) -> f32 {
    angle - TAU * ((angle + PI) / TAU).floor()
}

/// The groups of pairs that agree, the largest first.
pub(super) fn groups(points: &[Keypoint], pairs: &[Pair], mirrored: bool) -> Vec<Group> {
    let mut directed = Vec::with_capacity(2 * pairs.len().min(MOST_PAIRS));
    for (index, pair) in pairs.iter().take(MOST_PAIRS).enumerate() {
        if let (Some(from), Some(to)) = (points.get(pair.from), points.get(pair.to)) {
            directed.push(Directed::of(index, from, to, mirrored));
            directed.push(Directed::of(index, to, from, mirrored));
        }
    }
    directed.sort_by(|a, b| {
        a.from
            .0
            .total_cmp(&b.from.0)
            .then(a.from.1.total_cmp(&b.from.1))
            .then(a.pair.cmp(&b.pair))
    });
    let supports = supports(&directed, mirrored);
    let mut order: Vec<usize> = (0..directed.len()).collect();
    order.sort_by_key(|&index| (usize::MAX - supports[index].len(), index));
    let mut used = vec![false; pairs.len()];
    let mut found = Vec::new();
    for seed in order {
        if found.len() == MOST_GROUPS || supports[seed].len() + 1 < LEAST_PAIRS {
            break;
        }
        let start: Vec<Moved> = supports[seed]
            .iter()
            .chain([&seed])
            .filter(|&&index| !used[directed[index].pair])
            .map(|&index| directed[index].moved())
            .collect();
        if start.len() < LEAST_PAIRS {
            continue;
        }
        let Some((map, members)) = settled(&directed, &used, &start, mirrored) else {
            continue;
        };
        for &member in &members {
            used[directed[member].pair] = true;
        }
        let moves = members
            .iter()
            .map(|&member| directed[member].moved())
            .collect();
        found.push(Group { map, moves });
    }
    found.sort_by_key(|group| usize::MAX - group.moves.len());
    found
}

/// For each pair, those that agree with it.
fn supports(directed: &[Directed], mirrored: bool) -> Vec<Vec<usize>> {
    let flip = if mirrored { -1.0 } else { 1.0 };
    directed
        .iter()
        .enumerate()
        .map(|(index, pair)| {
            let (sin, cos) = pair.turn.sin_cos();
            let grown = pair.grown.exp();
            let turn = (grown * sin, grown * cos);
            let first = directed.partition_point(|other| other.from.0 < pair.from.0 - NEAR);
            (first..directed.len())
                .take_while(|&other| directed[other].from.0 < pair.from.0 + NEAR)
                .filter(|&other| other != index && pair.agrees(&directed[other], flip, turn))
                .collect()
        })
        .collect()
}

/// The map that fits the start, then what agrees with it, until it no longer grows.
fn settled(
    directed: &[Directed],
    used: &[bool],
    start: &[Moved],
    mirrored: bool,
) -> Option<(Affine, Vec<usize>)> {
    let mut map = Affine::nearest_similarity(start, mirrored)?;
    let mut members = Vec::new();
    for round in 0..6 {
        let close = if round < 2 { 2.0 * CLOSE } else { CLOSE };
        members = (0..directed.len())
            .filter(|&index| {
                let ((from, to), pair) = (directed[index].moved(), directed[index].pair);
                let (x, y) = map.apply(from);
                !used[pair] && (x - to.0).hypot(y - to.1) < close
            })
            .collect::<Vec<_>>();
        // The same pair in both directions fits only maps that undo themselves; one direction is enough.
        let mut seen = std::collections::BTreeSet::new();
        members.retain(|&index| seen.insert(directed[index].pair));
        let moves: Vec<Moved> = members
            .iter()
            .map(|&index| directed[index].moved())
            .collect();
        if moves.len() < LEAST_PAIRS {
            return None;
        }
        map = Affine::nearest(&moves)
            .filter(|map| moves.len() >= 8 && sane(map))
            .or_else(|| Affine::nearest_similarity(&moves, mirrored))?;
    }
    (sane(&map) && (map.determinant() < 0.0) == mirrored).then_some((map, members))
}

fn sane(map: &Affine) -> bool {
    let scale = map.scale();
    scale < LARGEST_SCALE && scale * LARGEST_SCALE > 1.0 && map.stretch() < LARGEST_STRETCH
}
