//! Where one picture may lie within another, at 49 scales, by correlation through the spectrum.
//!
//! In: two small planes of luma and the sizes of the pictures they stand for. Out: the few likeliest maps from places of
//! the first picture to places of the second, best first.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_possible_wrap,
    reason = "places inside a square of 256"
)]

use rustfft::{Fft, FftPlanner, num_complex::Complex32};

use super::{
    align::correlation,
    warp::{Axis, Map, Window, warp},
};
use crate::media::Plane;

/// Side of the square that is transformed.
const SIDE: usize = 256;

/// Longer side of the first picture in it; the second takes up to twice that.
const OWN: usize = 112;

/// A step between scales; half of it moves the edge by less than a pixel of the square.
const STEP: f64 = 1.03;

/// Steps to either side: half to twice the size.
const STEPS: i32 = 24;

/// Places that are looked at in detail.
const KEPT: usize = 6;

/// Correlation of detail below which a place is not worth a closer look.
const LIKELY: f64 = 0.35;

/// Likely maps, at most three, best first.
pub(super) fn by_spectrum(
    first: &Plane,
    second: &Plane,
    a: (usize, usize),
    b: (usize, usize),
) -> Vec<Map> {
    let mut planner = FftPlanner::new();
    let (forward, backward) = (
        planner.plan_fft_forward(SIDE),
        planner.plan_fft_inverse(SIDE),
    );
    let (long_a, long_b) = (a.0.max(a.1) as f64, b.0.max(b.1) as f64);
    // Pixels of the first picture for one of the square.
    let unit = long_a / OWN as f64;
    let one = detail(first, a, unit);
    let one_waves = spectrum(&one, &*forward);
    let mut places = Vec::new();
    for step in -STEPS..=STEPS {
        let scale = long_b / long_a * STEP.powi(step);
        let two = detail(second, b, unit * scale);
        if two.width < 24 || two.height < 24 || two.width >= SIDE || two.height >= SIDE {
            continue;
        }
        let mut waves = spectrum(&two, &*forward);
        for (wave, other) in waves.iter_mut().zip(&one_waves) {
            let cross = other.conj() * *wave;
            // Half way to phase alone: whiter than plain correlation, yet a slightly wrong scale keeps its peak.
            *wave = cross / (cross.norm().sqrt() + 1e-3);
        }
        square(&mut waves, &*backward);
        let power = waves
            .iter()
            .map(|wave| f64::from(wave.re * wave.re))
            .sum::<f64>()
            / waves.len() as f64;
        let top = waves
            .iter()
            .enumerate()
            .max_by(|x, y| x.1.re.total_cmp(&y.1.re));
        if let Some((at, wave)) = top {
            places.push((f64::from(wave.re) / (power.sqrt() + 1e-9), step, at));
        }
    }
    places.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)));
    let ratio = long_b / long_a;
    in_detail(
        &places,
        &one,
        |step| {
            (
                detail(second, b, unit * ratio * STEP.powi(step)),
                ratio * STEP.powi(step),
            )
        },
        unit,
    )
}

/// Maps of the best places whose shared part correlates, at most three.
fn in_detail(
    places: &[(f64, i32, usize)],
    one: &Plane,
    second: impl Fn(i32) -> (Plane, f64),
    unit: f64,
) -> Vec<Map> {
    let mut maps: Vec<(f64, Map)> = Vec::new();
    for &(_, step, at) in places.iter().take(KEPT) {
        let (two, scale) = second(step);
        let wrapped = |value: usize| [value as i64, value as i64 - SIDE as i64];
        for dx in wrapped(at % SIDE) {
            for dy in wrapped(at / SIDE) {
                let worth = overlap(one, &two, dx, dy);
                let axis = |shift: i64| Axis {
                    scale,
                    shift: shift as f64 * unit * scale,
                };
                if worth > LIKELY {
                    maps.push((
                        worth,
                        Map {
                            x: axis(dx),
                            y: axis(dy),
                        },
                    ));
                }
            }
        }
    }
    maps.sort_by(|x, y| y.0.total_cmp(&x.0));
    maps.into_iter().take(3).map(|(_, map)| map).collect()
}

/// The plane with so many pixels of its picture for one, less its local mean.
fn detail(plane: &Plane, picture: (usize, usize), unit: f64) -> Plane {
    let (width, height) = (
        (picture.0 as f64 / unit) as usize,
        (picture.1 as f64 / unit) as usize,
    );
    let axis = |full: usize, own: usize| Axis {
        scale: unit * own as f64 / full as f64,
        shift: 0.0,
    };
    let map = Map {
        x: axis(picture.0, plane.width),
        y: axis(picture.1, plane.height),
    };
    let mut small = warp(
        plane,
        map,
        Window::all(width.clamp(1, SIDE), height.clamp(1, SIDE)),
    );
    let coarse_axis = Axis {
        scale: 8.0,
        shift: 0.0,
    };
    let coarse_size = Window::all(small.width.div_ceil(8), small.height.div_ceil(8));
    let coarse = warp(
        &small,
        Map {
            x: coarse_axis,
            y: coarse_axis,
        },
        coarse_size,
    );
    let back = Axis {
        scale: 0.125,
        shift: 0.0,
    };
    let smooth = warp(
        &coarse,
        Map { x: back, y: back },
        Window::all(small.width, small.height),
    );
    for (value, mean) in small.values.iter_mut().zip(&smooth.values) {
        // Strong edges are cut: one bright line would speak for the whole picture.
        *value = (*value - mean).clamp(-24.0, 24.0);
    }
    small
}

fn spectrum(plane: &Plane, forward: &dyn Fft<f32>) -> Vec<Complex32> {
    let mut waves = vec![Complex32::default(); SIDE * SIDE];
    for (y, row) in waves.chunks_exact_mut(SIDE).enumerate().take(plane.height) {
        for (wave, &value) in row.iter_mut().zip(plane.row(y)) {
            wave.re = value;
        }
    }
    square(&mut waves, forward);
    waves
}

/// Transforms rows, then columns.
fn square(waves: &mut [Complex32], fft: &dyn Fft<f32>) {
    for _ in 0..2 {
        fft.process(waves);
        for y in 0..SIDE {
            for x in 0..y {
                waves.swap(y * SIDE + x, x * SIDE + y);
            }
        }
    }
}

/// Correlation of the shared part where the second's places are the first's plus a shift; 0 where they share little.
fn overlap(one: &Plane, two: &Plane, dx: i64, dy: i64) -> f64 {
    let (mut own, mut other) = (Vec::new(), Vec::new());
    for y in 0..one.height as i64 {
        let Ok(row) = usize::try_from(y + dy) else {
            continue;
        };
        if row >= two.height {
            break;
        }
        for (x, &value) in (0_i64..).zip(one.row(y as usize)) {
            let at = usize::try_from(x + dx)
                .ok()
                .and_then(|x| two.row(row).get(x));
            if let Some(&theirs) = at {
                own.push(value);
                other.push(theirs);
            }
        }
    }
    let least = one.values.len().min(two.values.len()) * 3 / 10;
    if own.len() < least {
        0.0
    } else {
        correlation(&own, &other)
    }
}
