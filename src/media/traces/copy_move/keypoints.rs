//! Keypoints: places, sizes and directions that come out the same when a picture is moved, turned or resized.
//!
//! In: a plane. Out: [`Keypoint`]s with descriptors, at most [`MOST`], spread over the plane.
//!
//! Source: D. G. Lowe, "Distinctive image features from scale-invariant keypoints", IJCV 60, 2004 (patent expired in
//! 2020). We differ: no doubling of the picture, and a contrast threshold far lower, so that skies and walls give
//! keypoints too; their number is bounded cell by cell instead.

use crate::media::Plane;

use super::{
    blur::blur,
    descriptor::{self, Descriptor},
};

/// Keypoints at most.
pub(super) const MOST: usize = 7_000;

/// Side of the cells that share the keypoints among them, in pixels.
const CELL: f32 = 48.0;

/// A cell keeps up to this many times its even share.
const CELL_SHARE: f32 = 2.5;

/// Blur that a picture as it comes is taken to have, in pixels (Lowe).
const GIVEN_BLUR: f32 = 0.5;

/// Blur of the first level, in pixels: finer than Lowe's 1.6, because copies are small and the picture is not doubled.
const FIRST_BLUR: f32 = 1.2;

/// Levels to an octave in which extrema are looked for (Lowe).
const LEVELS: usize = 3;

/// Octaves at most: beyond, a keypoint is larger than what people copy.
const OCTAVES: usize = 4;

/// Shorter side of the last octave, in pixels.
const LEAST_SIDE: usize = 48;

/// Least contrast of an extremum, in grey levels; Lowe's is 3.4 of 255.
const LEAST_CONTRAST: f32 = 0.3;

/// Curvature along an edge against across it, at most (Lowe).
const EDGE_RATIO: f32 = 10.0;

/// A place in a plane with its size and direction.
#[derive(Clone, Debug)]
pub(super) struct Keypoint {
    /// Column, in pixels.
    pub(super) x: f32,
    /// Row, in pixels.
    pub(super) y: f32,
    /// Size: the blur at which it stands out, in pixels.
    pub(super) size: f32,
    /// Direction, in radians from the column axis to the row axis.
    pub(super) angle: f32,
    /// What it looks like.
    pub(super) looks: Descriptor,
}

/// An extremum of the differences of blurs.
#[derive(Clone, Copy, Debug)]
struct Extremum {
    octave: usize,
    level: usize,
    /// Place in the octave's own pixels.
    x: f32,
    y: f32,
    /// Blur, in the octave's own pixels.
    size: f32,
    contrast: f32,
}

impl Extremum {
    /// Its cell of the picture.
    fn cell(&self) -> (usize, usize) {
        let scale = (1 << self.octave) as f32;
        (
            (self.y * scale / CELL) as usize,
            (self.x * scale / CELL) as usize,
        )
    }
}

/// The keypoints of a plane, in a fixed order.
pub(super) fn keypoints(plane: &Plane) -> Vec<Keypoint> {
    let mut extrema = Vec::new();
    let mut levels = Vec::new();
    let mut base = blur(plane, (FIRST_BLUR.powi(2) - GIVEN_BLUR.powi(2)).sqrt());
    for octave in 0..OCTAVES {
        if base.width.min(base.height) < LEAST_SIDE {
            break;
        }
        let mut blurred = blurs(base);
        find(octave, &blurred, &mut extrema);
        base = halved(&blurred[LEVELS]);
        blurred.truncate(LEVELS + 1);
        levels.push(blurred);
    }
    let kept = spread(extrema, plane);
    let mut found = Vec::with_capacity(kept.len());
    for extremum in kept {
        if let Some(level) = levels
            .get(extremum.octave)
            .and_then(|o| o.get(extremum.level))
        {
            describe(&extremum, level, &mut found);
        }
    }
    found.truncate(MOST * 5 / 4);
    found
}

/// The levels of one octave, each blurred by the third root of two more than the last.
fn blurs(base: Plane) -> Vec<Plane> {
    let step = 2.0_f32.powf(1.0 / LEVELS as f32);
    let mut levels = vec![base];
    for level in 1..LEVELS + 3 {
        let last = FIRST_BLUR * step.powi(level as i32 - 1);
        let more = last * (step * step - 1.0).sqrt();
        levels.push(blur(&levels[level - 1], more));
    }
    levels
}

/// Every other pixel of every other row.
pub(super) fn halved(plane: &Plane) -> Plane {
    let (width, height) = (plane.width / 2, plane.height / 2);
    let values = (0..height)
        .flat_map(|y| plane.row(2 * y).iter().step_by(2).take(width).copied())
        .collect();
    Plane {
        width,
        height,
        values,
    }
}

fn difference(more: &Plane, less: &Plane) -> Plane {
    Plane {
        width: more.width,
        height: more.height,
        values: more
            .values
            .iter()
            .zip(&less.values)
            .map(|(a, b)| a - b)
            .collect(),
    }
}

/// Adds the extrema of one octave.
fn find(octave: usize, blurred: &[Plane], extrema: &mut Vec<Extremum>) {
    let differences: Vec<Plane> = blurred
        .windows(2)
        .map(|pair| difference(&pair[1], &pair[0]))
        .collect();
    for (level, three) in (1..).zip(differences.windows(3)) {
        let (width, height) = (three[1].width, three[1].height);
        for y in 2..height.saturating_sub(2) {
            let [above, middle, below] = [y - 1, y, y + 1].map(|y| three[1].row(y));
            for x in 2..width - 2 {
                let value = middle[x];
                if value.abs() < LEAST_CONTRAST * 0.8 {
                    continue;
                }
                let sign = value.signum();
                let value = value * sign;
                let flat = [
                    middle[x - 1],
                    middle[x + 1],
                    above[x],
                    below[x],
                    above[x - 1],
                    above[x + 1],
                    below[x - 1],
                    below[x + 1],
                ];
                if flat.iter().any(|&other| other * sign >= value) {
                    continue;
                }
                let beats = |plane: &Plane| {
                    (y - 1..=y + 1).all(|y| {
                        plane.row(y)[x - 1..=x + 1]
                            .iter()
                            .all(|&other| other * sign < value)
                    })
                };
                if beats(&three[0]) && beats(&three[2]) {
                    extrema.extend(refined(octave, level, three, x, y));
                }
            }
        }
    }
}

/// The extremum's place between the pixels and levels, unless it is faint, on an edge, or runs away.
fn refined(octave: usize, level: usize, three: &[Plane], x: usize, y: usize) -> Option<Extremum> {
    let at = |level: usize, dx: usize, dy: usize| three[level].row(y + dy - 1)[x + dx - 1];
    let centre = at(1, 1, 1);
    let gx = (at(1, 2, 1) - at(1, 0, 1)) / 2.0;
    let gy = (at(1, 1, 2) - at(1, 1, 0)) / 2.0;
    let gs = (at(2, 1, 1) - at(0, 1, 1)) / 2.0;
    let xx = at(1, 2, 1) + at(1, 0, 1) - 2.0 * centre;
    let yy = at(1, 1, 2) + at(1, 1, 0) - 2.0 * centre;
    let ss = at(2, 1, 1) + at(0, 1, 1) - 2.0 * centre;
    let xy = (at(1, 2, 2) + at(1, 0, 0) - at(1, 2, 0) - at(1, 0, 2)) / 4.0;
    let determinant = xx * yy - xy * xy;
    if determinant <= 0.0
        || (xx + yy).powi(2) * EDGE_RATIO > (EDGE_RATIO + 1.0).powi(2) * determinant
    {
        return None;
    }
    let dx = ((xy * gy - yy * gx) / determinant).clamp(-0.6, 0.6);
    let dy = ((xy * gx - xx * gy) / determinant).clamp(-0.6, 0.6);
    let ds = if ss.abs() > 1e-6 {
        (-gs / ss).clamp(-0.5, 0.5)
    } else {
        0.0
    };
    let contrast = (centre + 0.5 * (gx * dx + gy * dy + gs * ds)).abs();
    (contrast >= LEAST_CONTRAST).then(|| Extremum {
        octave,
        level,
        x: x as f32 + dx,
        y: y as f32 + dy,
        size: FIRST_BLUR * 2.0_f32.powf((level as f32 + ds) / LEVELS as f32),
        contrast,
    })
}

/// The strongest of each cell, then the strongest of all.
fn spread(mut extrema: Vec<Extremum>, plane: &Plane) -> Vec<Extremum> {
    let cells = (plane.width as f32 / CELL).ceil() * (plane.height as f32 / CELL).ceil();
    let share = (MOST as f32 / cells * CELL_SHARE).ceil().max(4.0) as usize;
    let order = |a: &Extremum, b: &Extremum| {
        b.contrast
            .total_cmp(&a.contrast)
            .then(a.y.total_cmp(&b.y))
            .then(a.x.total_cmp(&b.x))
    };
    extrema.sort_by(|a, b| a.cell().cmp(&b.cell()).then_with(|| order(a, b)));
    let mut kept: Vec<Extremum> = extrema
        .chunk_by(|a, b| a.cell() == b.cell())
        .flat_map(|cell| cell.iter().take(share).copied())
        .collect();
    kept.sort_by(order);
    kept.truncate(MOST);
    kept
}

/// Adds the extremum once for each direction that its surroundings have.
fn describe(extremum: &Extremum, level: &Plane, found: &mut Vec<Keypoint>) {
    let scale = (1 << extremum.octave) as f32;
    for angle in descriptor::directions(level, extremum.x, extremum.y, extremum.size) {
        if let Some(looks) =
            descriptor::describe(level, extremum.x, extremum.y, extremum.size, angle)
        {
            found.push(Keypoint {
                x: extremum.x * scale,
                y: extremum.y * scale,
                size: extremum.size * scale,
                angle,
                looks,
            });
        }
    }
}
