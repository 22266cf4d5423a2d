//! What the surroundings of a keypoint look like, in 128 numbers that do not change when it is moved, turned or resized.
//!
//! In: a blurred plane, a place, a size in pixels, a direction. Out: [`Descriptor`]: four by four fields of eight
//! directions of gradient, of length [`LENGTH`], and a short sketch whose distance is never above the true one.
//!
//! Source: Lowe 2004, section 6. We differ: the gradient is taken on a turned grid of 16 × 16 samples, and spread over
//! directions by the cube of a cosine instead of a triangle, which needs no arc tangent.

use std::{f32::consts::TAU, sync::LazyLock};

use crate::media::Plane;

/// Numbers in a descriptor.
pub(super) const NUMBERS: usize = 128;

/// Numbers in a sketch.
pub(super) const SKETCH: usize = 24;

/// Length of every descriptor and thus half the largest possible distance over the square root of two.
pub(super) const LENGTH: f32 = 512.0;

/// Samples along a side of the grid.
const GRID: usize = 16;

/// Side of the grid, in sizes of the keypoint (Lowe: four fields of three).
const SIDE: f32 = 12.0;

/// Numbers above this share of the length are cut, so that one bright edge is not everything (Lowe).
const CUT: f32 = 0.2;

/// Directions of gradient in the histogram that gives a keypoint its direction (Lowe).
const BINS: usize = 36;

/// A second direction this near to the strongest one counts too (Lowe).
const SECOND: f32 = 0.8;

/// Looks of a keypoint.
#[derive(Clone, Debug)]
pub(super) struct Descriptor {
    /// All numbers.
    pub(super) numbers: [i16; NUMBERS],
    /// Their projection on a few directions that are orthogonal to each other.
    pub(super) sketch: [f32; SKETCH],
}

impl Descriptor {
    fn of(values: &[f32; NUMBERS]) -> Option<Self> {
        let length = |values: &[f32; NUMBERS]| values.iter().map(|v| v * v).sum::<f32>().sqrt();
        let first = length(values);
        if !(first.is_finite() && first > 1e-3) {
            return None;
        }
        let cut = values.map(|value| (value / first).min(CUT));
        let second = length(&cut).max(1e-6);
        let numbers = cut.map(|value| (value / second * LENGTH).round() as i16);
        Some(Self::from_numbers(numbers))
    }

    fn from_numbers(numbers: [i16; NUMBERS]) -> Self {
        let mut sketch = [0.0; SKETCH];
        for (value, direction) in sketch.iter_mut().zip(DIRECTIONS.iter()) {
            *value = numbers
                .iter()
                .zip(direction)
                .map(|(&number, weight)| f32::from(number) * weight)
                .sum();
        }
        Self { numbers, sketch }
    }

    /// What the same surroundings look like in a mirror.
    pub(super) fn mirrored(&self) -> Self {
        let mut numbers = [0; NUMBERS];
        for (at, number) in numbers.iter_mut().enumerate() {
            let (row, column, direction) = (at / 32, at / 8 % 4, at % 8);
            *number = self.numbers[(3 - row) * 32 + column * 8 + (8 - direction) % 8];
        }
        Self::from_numbers(numbers)
    }

    /// The squared distance of two descriptors.
    pub(super) fn distance(&self, other: &Self) -> i32 {
        let mut sum = 0;
        for (&a, &b) in self.numbers.iter().zip(&other.numbers) {
            let apart = i32::from(a - b);
            sum += apart * apart;
        }
        sum
    }
}

/// Low frequencies over the fields and directions, each of length one and orthogonal to the others.
static DIRECTIONS: LazyLock<[[f32; NUMBERS]; SKETCH]> = LazyLock::new(|| {
    let along = |k: usize, at: usize| {
        let scale = if k == 0 { 0.5 } else { 0.5_f32.sqrt() };
        scale * ((at as f32 + 0.5) * k as f32 * TAU / 8.0).cos()
    };
    let around = |k: usize, at: usize| {
        let turn = at as f32 * TAU / 8.0;
        match k {
            0 => 8.0_f32.sqrt().recip(),
            1 => turn.cos() / 2.0,
            2 => turn.sin() / 2.0,
            3 => (2.0 * turn).cos() / 2.0,
            _ => (2.0 * turn).sin() / 2.0,
        }
    };
    // Row and column frequency, then direction: those that tell descriptors apart best come first.
    let order: [(usize, usize, usize); SKETCH] = [
        (0, 0, 1),
        (0, 0, 2),
        (0, 0, 3),
        (0, 0, 4),
        (1, 0, 0),
        (0, 1, 0),
        (1, 0, 1),
        (1, 0, 2),
        (0, 1, 1),
        (0, 1, 2),
        (1, 1, 0),
        (0, 1, 3),
        (1, 0, 3),
        (0, 1, 4),
        (1, 0, 4),
        (1, 1, 1),
        (1, 1, 2),
        (2, 0, 0),
        (0, 2, 0),
        (2, 0, 1),
        (0, 2, 1),
        (2, 0, 2),
        (0, 2, 2),
        (0, 0, 0),
    ];
    order.map(|(row, column, turn)| {
        std::array::from_fn(|at| {
            along(row, at / 32) * along(column, at / 8 % 4) * around(turn, at % 8)
        })
    })
});

/// The value between four pixels; at the edge the edge repeats.
pub(super) fn between(plane: &Plane, x: f32, y: f32) -> f32 {
    let x = x.clamp(0.0, plane.width as f32 - 1.001);
    let y = y.clamp(0.0, plane.height as f32 - 1.001);
    let (column, row) = (x as usize, y as usize);
    let (right, down) = (x - column as f32, y - row as f32);
    let at = row * plane.width + column;
    let value = |at: usize| plane.values.get(at).copied().unwrap_or(0.0);
    let top = value(at) + right * (value(at + 1) - value(at));
    let bottom =
        value(at + plane.width) + right * (value(at + plane.width + 1) - value(at + plane.width));
    top + down * (bottom - top)
}

/// The one or two directions in which the surroundings of a place grow brighter most.
pub(super) fn directions(level: &Plane, x: f32, y: f32, size: f32) -> Vec<f32> {
    let reach = (4.5 * size).round() as i32;
    let (column, row) = (x.round() as i32, y.round() as i32);
    let fall = -0.5 / (1.5 * size).powi(2);
    let mut bins = [0.0_f32; BINS];
    let (width, height) = (level.width as i32, level.height as i32);
    for dy in -reach..=reach {
        let at_y = row + dy;
        if at_y < 1 || at_y >= height - 1 {
            continue;
        }
        let [above, middle, below] = [at_y - 1, at_y, at_y + 1].map(|y| level.row(y as usize));
        let (from, to) = ((column - reach).max(1), (column + reach).min(width - 2));
        for at_x in from..=to {
            let apart = (dy * dy + (at_x - column).pow(2)) as f32;
            let here = at_x as usize;
            let (gx, gy) = (
                middle[here + 1] - middle[here - 1],
                below[here] - above[here],
            );
            let bin = (turn(gx, gy) * BINS as f32) as usize % BINS;
            bins[bin] += (gx * gx + gy * gy).sqrt() * exponential(apart * fall);
        }
    }
    peaks(&smoothed(&smoothed(&bins)))
}

/// The exponential of a number from -4.5 to 0, to a part in a hundred.
fn exponential(x: f32) -> f32 {
    let part = 1.0 + x / 8.0;
    let square = if part > 0.0 { part * part } else { 0.0 };
    square * square * square * square
}

/// The angle of a direction as a share of a full turn, 0 to 1, to a part in two thousand.
fn turn(x: f32, y: f32) -> f32 {
    let (wide, tall) = (x.abs(), y.abs());
    let ratio = wide.min(tall) / wide.max(tall).max(1e-12);
    let eighth = ratio * (0.125 + 0.043_45 * (1.0 - ratio));
    let quarter = if tall > wide { 0.25 - eighth } else { eighth };
    let half = if x < 0.0 { 0.5 - quarter } else { quarter };
    if y < 0.0 {
        (1.0 - half).min(0.999_99)
    } else {
        half
    }
}

fn smoothed(bins: &[f32; BINS]) -> [f32; BINS] {
    std::array::from_fn(|at| {
        0.25 * bins[(at + BINS - 1) % BINS] + 0.5 * bins[at] + 0.25 * bins[(at + 1) % BINS]
    })
}

fn peaks(bins: &[f32; BINS]) -> Vec<f32> {
    let most = bins.iter().copied().fold(0.0, f32::max);
    if most <= 0.0 {
        return Vec::new();
    }
    let mut found = Vec::with_capacity(2);
    for at in 0..BINS {
        let (before, here, after) = (
            bins[(at + BINS - 1) % BINS],
            bins[at],
            bins[(at + 1) % BINS],
        );
        if here > before && here >= after && here >= SECOND * most {
            let bend = before + after - 2.0 * here;
            let shift = if bend < 0.0 {
                0.5 * (before - after) / bend
            } else {
                0.0
            };
            found.push((here, (at as f32 + 0.5 + shift) * TAU / BINS as f32));
        }
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    found.iter().take(2).map(|&(_, angle)| angle).collect()
}

/// For each of the samples along a side: its two fields and how it is shared between them; the fields are numbered
/// from one, with an empty one on either side.
static FIELDS: LazyLock<[(usize, f32); GRID]> = LazyLock::new(|| {
    std::array::from_fn(|at| {
        let place = (at as f32 + 0.5) / 4.0 + 0.5;
        (place as usize, place - (place as usize) as f32)
    })
});

/// How much a sample counts along one side: less towards the rim.
static FALL: LazyLock<[f32; GRID]> =
    LazyLock::new(|| std::array::from_fn(|at| (-0.5 * ((at as f32 - 7.5) / 8.0).powi(2)).exp()));

/// The looks of a place; `None` where it is quite flat.
pub(super) fn describe(level: &Plane, x: f32, y: f32, size: f32, angle: f32) -> Option<Descriptor> {
    let samples = sampled(level, x, y, SIDE * size / GRID as f32, angle);
    let at = |column: usize, row: usize| samples[row * (GRID + 2) + column];
    let axes: [(f32, f32); 8] = std::array::from_fn(|k| {
        let (sin, cos) = (k as f32 * TAU / 8.0).sin_cos();
        (cos, sin)
    });
    let mut fields = [[[0.0_f32; 8]; 6]; 6];
    for row in 0..GRID {
        let (top, down) = FIELDS[row];
        for column in 0..GRID {
            let gx = at(column + 2, row + 1) - at(column, row + 1);
            let gy = at(column + 1, row + 2) - at(column + 1, row);
            let weight = FALL[row] * FALL[column] / (gx * gx + gy * gy).max(1e-9);
            let parts = axes.map(|(cos, sin)| {
                let along = (gx * cos + gy * sin).max(0.0);
                along * along * along * weight
            });
            let (left, right) = FIELDS[column];
            let shares = [
                (top, left, (1.0 - down) * (1.0 - right)),
                (top, left + 1, (1.0 - down) * right),
                (top + 1, left, down * (1.0 - right)),
                (top + 1, left + 1, down * right),
            ];
            for (row, column, share) in shares {
                for (sum, part) in fields[row][column].iter_mut().zip(parts) {
                    *sum += share * part;
                }
            }
        }
    }
    Descriptor::of(&std::array::from_fn(|at| {
        fields[at / 32 + 1][at / 8 % 4 + 1][at % 8]
    }))
}

/// The plane on a turned grid around a place, with a rim of one sample.
fn sampled(level: &Plane, x: f32, y: f32, step: f32, angle: f32) -> [f32; (GRID + 2) * (GRID + 2)] {
    let (sin, cos) = angle.sin_cos();
    let middle = GRID as f32 / 2.0 + 0.5;
    std::array::from_fn(|at| {
        let across = (at % (GRID + 2)) as f32 - middle;
        let down = (at / (GRID + 2)) as f32 - middle;
        between(
            level,
            x + step * (across * cos - down * sin),
            y + step * (across * sin + down * cos),
        )
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn looks() -> impl Strategy<Value = Descriptor> {
        proptest::collection::vec(0.0_f32..1.0, NUMBERS).prop_map(|values| {
            Descriptor::of(&std::array::from_fn(|at| values[at].powi(3) + 1e-3)).unwrap()
        })
    }

    proptest! {
        #[test]
        fn a_sketch_is_never_farther_than_the_numbers(a in looks(), b in looks()) {
            let sketched: f32 = a.sketch.iter().zip(&b.sketch).map(|(a, b)| (a - b).powi(2)).sum();
            prop_assert!(sketched <= a.distance(&b) as f32 * 1.001 + 1.0);
        }

        #[test]
        fn a_mirror_twice_is_no_mirror(a in looks()) {
            prop_assert_eq!(a.mirrored().mirrored().numbers, a.numbers);
        }

        #[test]
        fn a_turn_is_the_arc_tangent(x in -9.0_f32..9.0, y in -9.0_f32..9.0) {
            prop_assume!(x.hypot(y) > 0.01);
            let apart = (turn(x, y) - (y.atan2(x) / TAU).rem_euclid(1.0)).abs();
            prop_assert!(!(0.002..=0.998).contains(&apart), "{}", apart);
        }
    }

    fn blotches(x: f32, y: f32) -> f32 {
        128.0 + 40.0 * (x * 0.31).sin() * (y * 0.23).cos() + 30.0 * (x * 0.17 + y * 0.29).sin()
    }

    fn plane(place: impl Fn(f32, f32) -> (f32, f32)) -> Plane {
        let value = |at: usize| {
            let (x, y) = place((at % 120) as f32 - 60.0, (at / 120) as f32 - 60.0);
            blotches(x, y)
        };
        Plane {
            width: 120,
            height: 120,
            values: (0..120 * 120).map(value).collect(),
        }
    }

    #[test]
    fn turned_and_mirrored_surroundings_look_the_same() {
        let straight = plane(|x, y| (x, y));
        let given = describe(&straight, 60.0, 60.0, 2.5, 0.3).unwrap();
        let (sin, cos) = 0.7_f32.sin_cos();
        let turned = plane(|x, y| (cos * x + sin * y, cos * y - sin * x));
        let mirrored = plane(|x, y| (x, -y));
        let cases = [
            (
                describe(&turned, 60.0, 60.0, 2.5, 1.0).unwrap(),
                given.clone(),
            ),
            (
                describe(&mirrored, 60.0, 60.0, 2.5, -0.3).unwrap(),
                given.mirrored(),
            ),
        ];
        for (found, expected) in cases {
            assert!((found.distance(&expected) as f32).sqrt() < LENGTH * 0.06);
        }
        let other = describe(&straight, 75.0, 52.0, 2.5, 0.3).unwrap();
        assert!((other.distance(&given) as f32).sqrt() > LENGTH * 0.4);
    }
}
