//! Gaussian blur of a plane, in two passes of a short kernel.
//!
//! In: a plane and a standard deviation in pixels. Out: a plane of the same size; beyond the edge the edge repeats.

use crate::media::Plane;

/// Kernel half-width in standard deviations: what lies beyond weighs under half a per cent.
const REACH: f32 = 2.8;

/// The plane, blurred; `sigma` in pixels, and up to a tenth of a pixel nothing is done.
pub(super) fn blur(plane: &Plane, sigma: f32) -> Plane {
    if sigma <= 0.1 || plane.width == 0 || plane.height == 0 {
        return plane.clone();
    }
    let kernel = kernel(sigma);
    let mut across = vec![0.0; plane.values.len()];
    let reach = kernel.len() - 1;
    let mut padded = vec![0.0; plane.width + 2 * reach];
    for y in 0..plane.height {
        pad(plane.row(y), reach, &mut padded);
        let out = &mut across[y * plane.width..(y + 1) * plane.width];
        add(out, &padded[reach..], kernel[0]);
        for (step, &weight) in kernel.iter().enumerate().skip(1) {
            add_both(
                out,
                &padded[reach - step..],
                &padded[reach + step..],
                weight,
            );
        }
    }
    let mut values = vec![0.0; across.len()];
    let row = |y: usize| &across[y * plane.width..(y + 1) * plane.width];
    for y in 0..plane.height {
        let out = &mut values[y * plane.width..(y + 1) * plane.width];
        add(out, row(y), kernel[0]);
        for (step, &weight) in kernel.iter().enumerate().skip(1) {
            let below = (y + step).min(plane.height - 1);
            add_both(out, row(y.saturating_sub(step)), row(below), weight);
        }
    }
    Plane {
        width: plane.width,
        height: plane.height,
        values,
    }
}

/// What the blur takes away: the plane less its blur.
pub(super) fn residual(plane: &Plane, sigma: f32) -> Plane {
    let mut blurred = blur(plane, sigma);
    for (smooth, &value) in blurred.values.iter_mut().zip(&plane.values) {
        *smooth = value - *smooth;
    }
    blurred
}

/// The weights of the middle and one side; over both sides they add up to one.
fn kernel(sigma: f32) -> Vec<f32> {
    let reach = (REACH * sigma).ceil().clamp(1.0, 64.0) as usize;
    let weight = |step: usize| (-0.5 * (step as f32 / sigma).powi(2)).exp();
    let sum = 1.0 + 2.0 * (1..=reach).map(weight).sum::<f32>();
    (0..=reach).map(|step| weight(step) / sum).collect()
}

fn pad(row: &[f32], reach: usize, padded: &mut [f32]) {
    let (first, last) = (row[0], row[row.len() - 1]);
    padded[..reach].fill(first);
    padded[reach..reach + row.len()].copy_from_slice(row);
    padded[reach + row.len()..].fill(last);
}

fn add(out: &mut [f32], from: &[f32], weight: f32) {
    for (sum, &value) in out.iter_mut().zip(from) {
        *sum += weight * value;
    }
}

fn add_both(out: &mut [f32], left: &[f32], right: &[f32], weight: f32) {
    for ((sum, &a), &b) in out.iter_mut().zip(left).zip(right) {
        *sum += weight * (a + b);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// The oracle is the definition: every weight times every pixel, the edge repeated.
        #[test]
        fn two_passes_are_one_of_all_weights(
            width in 1_usize..12, height in 1_usize..12, sigma in 0.2_f32..2.0, values in proptest::collection::vec(0.0_f32..255.0, 144),
        ) {
            let plane = Plane { width, height, values: values[..width * height].to_vec() };
            let kernel = kernel(sigma);
            let reach = kernel.len() as i64 - 1;
            let blurred = blur(&plane, sigma);
            for at in 0..width * height {
                let (x, y) = ((at % width) as i64, (at / width) as i64);
                let mut sum = 0.0;
                for dy in -reach..=reach {
                    for dx in -reach..=reach {
                        let column = (x + dx).clamp(0, width as i64 - 1) as usize;
                        let row = (y + dy).clamp(0, height as i64 - 1) as usize;
                        sum += kernel[dx.unsigned_abs() as usize] * kernel[dy.unsigned_abs() as usize] * plane.row(row)[column];
                    }
                }
                prop_assert!((sum - blurred.values[at]).abs() < 0.01);
            }
        }
    }
}
