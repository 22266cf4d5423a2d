//! Pairs of keypoints that look alike, within one picture.
//!
//! In: keypoints. Out: [`Pair`]s, each keypoint with up to three others that look more like it than the next does.
//!
//! Source: the rule of I. Amerini et al., "A SIFT-based forensic method for copy-move attack detection", IEEE TIFS 6,
//! 2011 (g2NN). Only keypoints that look like the same few of all are
//! compared, and of these the distance of two sketches, never above the true one, rules most out.

use super::{
    descriptor::{Descriptor, SKETCH},
    keypoints::Keypoint,
};

/// Two keypoints that look alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pair {
    /// Index of the first.
    pub(super) from: usize,
    /// Index of the second.
    pub(super) to: usize,
}

/// Squared distance of descriptors of length 512 up to which two may be alike.
const FARTHEST: f32 = 250.0 * 250.0;

/// Distance to one, at most this share of the distance to the next.
const RATIO: f32 = 0.8;

/// Neighbours that are looked at.
const NEIGHBOURS: usize = 4;

/// Pairs nearer than this are the same thing seen twice, in pixels.
const APART: f32 = 24.0;

/// Cells of looks.
const CELLS: usize = 192;

/// Cells that a keypoint belongs to, and cells that are searched for what looks like it.
const CELLS_KEPT: usize = 3;
const CELLS_SEARCHED: usize = 2;

/// Pairs of keypoints that look alike; those of mirrored looks if `mirrored`. The first index is the smaller one.
pub(super) fn pairs(points: &[Keypoint], mirrored: bool) -> Vec<Pair> {
    let flipped: Vec<Descriptor> = if mirrored {
        points.iter().map(|point| point.looks.mirrored()).collect()
    } else {
        Vec::new()
    };
    let cells = Cells::of(points);
    let mut found = Vec::new();
    for (index, point) in points.iter().enumerate() {
        let looks = flipped.get(index).unwrap_or(&point.looks);
        let near = nearest(point, looks, points, &cells);
        for (rank, two) in near.windows(2).enumerate() {
            let (nearer, farther) = (two[0].0 as f32, two[1].0 as f32);
            if nearer > RATIO * RATIO * farther {
                continue;
            }
            found.extend(near.iter().take(rank + 1).map(|&(_, other)| Pair {
                from: index.min(other),
                to: index.max(other),
            }));
        }
    }
    found.sort_by_key(|pair| (pair.from, pair.to));
    found.dedup();
    found
}

/// Keypoints by the few of them that they look most like.
struct Cells<'a> {
    middles: Vec<&'a Descriptor>,
    /// Sketch and index of the keypoints of each cell.
    members: Vec<Vec<([f32; SKETCH], usize)>>,
}

impl<'a> Cells<'a> {
    fn of(points: &'a [Keypoint]) -> Self {
        let step = points.len().div_ceil(CELLS).max(1);
        let mut cells = Self {
            middles: points
                .iter()
                .step_by(step)
                .map(|point| &point.looks)
                .collect(),
            members: Vec::new(),
        };
        let mut members = vec![Vec::new(); cells.middles.len()];
        for (index, point) in points.iter().enumerate() {
            for cell in cells.near(&point.looks, CELLS_KEPT) {
                members[cell].push((point.looks.sketch, index));
            }
        }
        cells.members = members;
        cells
    }

    /// The cells whose middles are nearest.
    fn near(&self, looks: &Descriptor, number: usize) -> Vec<usize> {
        let mut near: Vec<(i32, usize)> = Vec::with_capacity(number + 1);
        for (cell, middle) in self.middles.iter().enumerate() {
            let distance = looks.distance(middle);
            if near.len() < number
                || near
                    .last()
                    .is_some_and(|&(farthest, _)| distance < farthest)
            {
                let at = near.partition_point(|&(nearer, _)| nearer <= distance);
                near.insert(at, (distance, cell));
                near.truncate(number);
            }
        }
        near.iter().map(|&(_, cell)| cell).collect()
    }
}

/// The nearest others by looks, nearest first, and last one that stands for all that are too far to count.
fn nearest(
    point: &Keypoint,
    looks: &Descriptor,
    points: &[Keypoint],
    cells: &Cells,
) -> Vec<(i32, usize)> {
    let mut near = vec![(FARTHEST as i32, usize::MAX); NEIGHBOURS];
    let mut bound = FARTHEST;
    for cell in cells.near(looks, CELLS_SEARCHED) {
        for &(ref sketch, index) in &cells.members[cell] {
            if far(&looks.sketch, sketch, bound) {
                continue;
            }
            let other = &points[index];
            if (other.x - point.x).powi(2) + (other.y - point.y).powi(2) < APART * APART {
                continue;
            }
            let distance = looks.distance(&other.looks);
            if (distance as f32) < bound && near.iter().all(|&(_, known)| known != index) {
                let at = near.partition_point(|&(nearer, _)| nearer <= distance);
                near.insert(at, (distance, index));
                near.truncate(NEIGHBOURS);
                bound = near[NEIGHBOURS - 1].0 as f32;
            }
        }
    }
    let real = near
        .iter()
        .take_while(|&&(_, index)| index != usize::MAX)
        .count();
    near.truncate(real + 1);
    near
}

/// Whether two sketches are farther apart than `bound`, squared.
fn far(a: &[f32; SKETCH], b: &[f32; SKETCH], bound: f32) -> bool {
    let mut sums = [0.0_f32; 8];
    for step in 0..SKETCH / 8 {
        for lane in 0..8 {
            let apart = a[step * 8 + lane] - b[step * 8 + lane];
            sums[lane] += apart * apart;
        }
    }
    sums.iter().sum::<f32>() >= bound
}
