//! Fourier transforms of planes of one size.
//!
//! In: a plane. Out: its spectrum, a column of the plane in each line, and back.

use std::sync::Arc;

use rustfft::{Fft, FftPlanner, num_complex::Complex};

use crate::media::Plane;

/// Side of the blocks in which rows become columns: two of them stay in the first cache.
const BLOCK: usize = 16;

/// Fourier transforms of one size.
pub(super) struct Fourier {
    /// Columns.
    pub(super) width: usize,
    /// Rows.
    pub(super) height: usize,
    rows: Arc<dyn Fft<f32>>,
    columns: Arc<dyn Fft<f32>>,
}

impl Fourier {
    /// Transforms of this size.
    pub(super) fn new(width: usize, height: usize) -> Self {
        let mut planner = FftPlanner::new();
        Self {
            width,
            height,
            rows: planner.plan_fft_forward(width),
            columns: planner.plan_fft_forward(height),
        }
    }

    /// The spectrum of a plane, with nothing beyond its edges: `spectrum[u * height + v]`.
    pub(super) fn spectrum(&self, plane: &Plane) -> Vec<Complex<f32>> {
        let mut values = vec![Complex::default(); self.width * self.height];
        for y in 0..plane.height.min(self.height) {
            let line = &mut values[y * self.width..(y + 1) * self.width];
            for (value, &given) in line.iter_mut().zip(plane.row(y)) {
                value.re = given;
            }
        }
        self.rows.process(&mut values);
        let mut spectrum = transposed(&values, self.width, self.height);
        self.columns.process(&mut spectrum);
        spectrum
    }

    /// The values of a spectrum, row by row and times their number: the forward transform of the conjugate, conjugate.
    pub(super) fn back(&self, mut spectrum: Vec<Complex<f32>>) -> Vec<Complex<f32>> {
        for value in &mut spectrum {
            *value = value.conj();
        }
        self.columns.process(&mut spectrum);
        let mut values = transposed(&spectrum, self.height, self.width);
        self.rows.process(&mut values);
        for value in &mut values {
            *value = value.conj();
        }
        values
    }
}

/// Rows become columns, in blocks that stay in the cache.
fn transposed(values: &[Complex<f32>], width: usize, height: usize) -> Vec<Complex<f32>> {
    let mut out = vec![Complex::default(); values.len()];
    for top in (0..height).step_by(BLOCK) {
        for left in (0..width).step_by(BLOCK) {
            for y in top..(top + BLOCK).min(height) {
                for x in left..(left + BLOCK).min(width) {
                    out[x * height + y] = values[y * width + x];
                }
            }
        }
    }
    out
}

/// The next even number without a prime factor above five: fast to transform.
pub(super) fn smooth_number(least: usize) -> usize {
    let smooth = |mut number: usize| {
        for factor in [2, 3, 5] {
            while number > 1 && number.is_multiple_of(factor) {
                number /= factor;
            }
        }
        number == 1
    };
    let even = least.next_multiple_of(2)..;
    even.step_by(2)
        .find(|&number| smooth(number))
        .unwrap_or(least)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_smooth_number_has_no_prime_above_five() {
        for (given, expected) in [
            (1, 2),
            (96, 96),
            (97, 100),
            (121, 128),
            (1280, 1280),
            (1283, 1296),
        ] {
            assert_eq!(smooth_number(given), expected);
        }
    }

    #[test]
    fn there_and_back_gives_the_plane_times_its_size() {
        let values: Vec<f32> = (0..60).map(|at| (at * at % 17) as f32).collect();
        let plane = Plane {
            width: 10,
            height: 6,
            values,
        };
        let fourier = Fourier::new(10, 6);
        let back = fourier.back(fourier.spectrum(&plane));
        for (found, value) in back.iter().zip(&plane.values) {
            assert!((found.re / 60.0 - value).abs() < 1e-3 && found.im.abs() < 1e-2);
        }
    }
}
