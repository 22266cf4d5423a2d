//! The size at which copies are looked for.
//!
//! In: the luma of a picture. Out: the same, reduced by averaging to at most [`WORK_PIXELS`], and by how much.

use crate::media::{Picture, Plane};

/// Pixels of the reduced picture at most: both detectors keep within two seconds, and a copy of 200 pixels a side
/// within 12 million is still 80 a side.
const WORK_PIXELS: f64 = 2.0e6;

/// Shorter side below which there is no room for two copies, in pixels.
const LEAST_SIDE: usize = 96;

/// A picture at the size at which it is worked on.
pub(super) struct Work {
    /// Its luma.
    pub(super) plane: Plane,
    /// The same at half the size.
    pub(super) half: Plane,
    /// Pixels of the picture for one of `plane`, along a row and along a column.
    pub(super) scale: (f64, f64),
}

impl Work {
    /// The picture's luma, reduced where it is large; `None` where the picture is too small.
    pub(super) fn of(picture: &Picture) -> Option<Self> {
        let luma = picture.luma();
        if luma.width.min(luma.height) < LEAST_SIDE {
            return None;
        }
        let pixels = luma.width as f64 * luma.height as f64;
        let factor = (WORK_PIXELS / pixels).sqrt();
        if factor >= 1.0 {
            return Some(Self::new(luma.clone(), (1.0, 1.0)));
        }
        let side = |length: usize| ((length as f64 * factor) as usize).max(1);
        let (width, height) = (side(luma.width), side(luma.height));
        if width.min(height) < LEAST_SIDE {
            return None;
        }
        let scale = (
            luma.width as f64 / width as f64,
            luma.height as f64 / height as f64,
        );
        Some(Self::new(reduced(luma, width, height), scale))
    }

    fn new(plane: Plane, scale: (f64, f64)) -> Self {
        let half = halved(&plane);
        Self { plane, half, scale }
    }
}

/// The plane averaged down to a smaller size; each value is the mean over its part of the plane.
fn reduced(plane: &Plane, width: usize, height: usize) -> Plane {
    let columns = shares(plane.width, width);
    let rows = shares(plane.height, height);
    let mut values = Vec::with_capacity(width * height);
    let mut sum = vec![0.0_f32; plane.width];
    for (first, weights) in &rows {
        sum.fill(0.0);
        for (step, &weight) in weights.iter().enumerate() {
            for (sum, &value) in sum.iter_mut().zip(plane.row(first + step)) {
                *sum += weight * value;
            }
        }
        values.extend(columns.iter().map(|(first, weights)| {
            weights
                .iter()
                .zip(sum.iter().skip(*first))
                .map(|(weight, value)| weight * value)
                .sum::<f32>()
        }));
    }
    Plane {
        width,
        height,
        values,
    }
}

/// Means of two by two pixels.
fn halved(plane: &Plane) -> Plane {
    let (width, height) = (plane.width / 2, plane.height / 2);
    let mut values = Vec::with_capacity(width * height);
    for y in 0..height {
        let (top, bottom) = (
            plane.row(2 * y).chunks_exact(2),
            plane.row(2 * y + 1).chunks_exact(2),
        );
        values.extend(
            top.zip(bottom)
                .map(|(a, b)| (a[0] + a[1] + b[0] + b[1]) / 4.0),
        );
    }
    Plane {
        width,
        height,
        values,
    }
}

/// For each of `few` equal parts of `many`: the first index and how much each index from there on weighs.
fn shares(many: usize, few: usize) -> Vec<(usize, Vec<f32>)> {
    let step = many as f64 / few as f64;
    let part = |index: usize| {
        let (from, to) = (index as f64 * step, (index + 1) as f64 * step);
        let (first, last) = (from as usize, (to.ceil() as usize).min(many));
        let weight =
            |at: usize| ((to.min((at + 1) as f64) - from.max(at as f64)).max(0.0) / step) as f32;
        (first, (first..last).map(weight).collect())
    };
    (0..few).map(part).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn reducing_keeps_the_mean(width in 4_usize..40, height in 4_usize..40, share in 0.3_f64..1.0, seed in 1_usize..1000) {
            let values: Vec<f32> = (0..width * height).map(|at| (at * seed % 251) as f32).collect();
            let plane = Plane { width, height, values };
            let few = |side: usize| ((side as f64 * share) as usize).max(1);
            let small = reduced(&plane, few(width), few(height));
            let mean = |plane: &Plane| plane.values.iter().sum::<f32>() / plane.values.len() as f32;
            prop_assert!((mean(&plane) - mean(&small)).abs() < 0.05);
        }
    }
}
