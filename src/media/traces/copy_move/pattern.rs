//! Whether a part of a picture is a pattern that repeats within itself.
//!
//! In: a plane and a rectangle. Out: how well the part's detail correlates with itself at its best step.
//!
//! Of bricks, tiles and weaves every part is like the next one, and a far one by a whole number of steps; a paste is
//! like its source and nothing between.

use crate::media::Plane;

use super::{
    blur::residual,
    compare::cut,
    fourier::{Fourier, smooth_number},
};

/// Side of the part that is looked at, at most, in pixels.
const SIDE: usize = 256;

/// Steps shorter than this are the grain's own width, in pixels.
const SHORTEST: usize = 12;

/// Blur whose residual is the detail, in pixels.
const DETAIL: f32 = 2.0;

/// The best correlation of the middle of a part with itself moved by up to two thirds of it, 0 to 1.
pub(super) fn repetition(
    plane: &Plane,
    (left, top): (usize, usize),
    (right, bottom): (usize, usize),
) -> f64 {
    let (right, bottom) = (right.min(plane.width), bottom.min(plane.height));
    let (wide, tall) = (
        right.saturating_sub(left).min(SIDE),
        bottom.saturating_sub(top).min(SIDE),
    );
    if wide.min(tall) < 2 * SHORTEST {
        return 0.0;
    }
    let corner = (
        ((left + right - wide) / 2) as f64,
        ((top + bottom - tall) / 2) as f64,
    );
    let part = residual(&cut(plane, corner, (wide, tall)), DETAIL);
    let fourier = Fourier::new(smooth_number(2 * wide), smooth_number(2 * tall));
    let mut spectrum = fourier.spectrum(&part);
    for value in &mut spectrum {
        *value = value.norm_sqr().into();
    }
    let correlation = fourier.back(spectrum);
    let whole = f64::from(correlation.first().map_or(0.0, |value| value.re)).max(1e-6);
    let mut best = 0.0_f64;
    for (at, value) in correlation.iter().enumerate() {
        let (x, y) = (at % fourier.width, at / fourier.width);
        let (x, y) = (x.min(fourier.width - x), y.min(fourier.height - y));
        if x.max(y) >= SHORTEST && 3 * x <= 2 * wide && 3 * y <= 2 * tall {
            let shared = ((wide - x) * (tall - y)) as f64 / (wide * tall) as f64;
            best = best.max(f64::from(value.re) / whole / shared);
        }
    }
    best.min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noise(at: usize) -> f32 {
        let z = (at as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let z = (z ^ (z >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        (z >> 40) as f32 / (1_u32 << 16) as f32
    }

    #[test]
    fn tiles_repeat_and_noise_does_not() {
        let plane = |value: &dyn Fn(usize, usize) -> f32| Plane {
            width: 200,
            height: 150,
            values: (0..200 * 150).map(|at| value(at % 200, at / 200)).collect(),
        };
        let tiles = plane(&|x, y| noise(y % 30 * 200 + x % 40));
        let mere = plane(&|x, y| noise(y * 200 + x));
        assert!(repetition(&tiles, (0, 0), (200, 150)) > 0.9);
        assert!(repetition(&mere, (0, 0), (200, 150)) < 0.15);
        assert!(repetition(&tiles, (190, 0), (200, 150)) < 0.1);
    }
}
