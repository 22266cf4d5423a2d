//! Moves by which a picture is like itself, all at once.
//!
//! In: a plane. Out: [`Candidate`]s: a shift or a mirrored shift, with the places that speak for it.
//!
//! The grain of a picture, made equally strong everywhere and at every frequency, is noise; its correlation with
//! itself is flat but for a peak at the shift of a copy, whose height over the spread is the copied area times how
//! well it correlates over the root of the whole area. A smooth sky counts as much as a hedge there. Two Fourier
//! transforms give every shift, and the same for the mirrored picture. Lines in the spectrum, which repeated patterns
//! make, are cut.
//!
//! Source: the echo of cepstral analysis (B. P. Bogert et al., 1963) in two dimensions, as in phase correlation
//! (C. D. Kuglin, D. C. Hines, 1975); block-wise confirmation as in D. Cozzolino et al., IEEE TIFS 10, 2015.

use rustfft::num_complex::Complex;

use crate::media::Plane;

use super::{
    blur::{blur, residual},
    compare::TILE,
    fourier::{Fourier, smooth_number},
    geometry::Affine,
};

/// Blur whose residual is the grain, in pixels.
const GRAIN: f32 = 1.5;

/// Blur over which the grain's strength is taken, in pixels.
const STRENGTH: f32 = 6.0;

/// Grain below this is not made stronger, in grey levels: there is nothing but rounding.
const FAINT: f32 = 0.3;

/// Grain beyond this many times its strength is cut.
const CUT: f32 = 3.0;

/// Half-width of the part of the spectrum whose mean strength is made one, in frequencies.
const SPECTRAL_REACH: usize = 12;

/// A frequency this many times as strong as those around it, in energy, is a pattern's line and cut to it.
const LINE: f32 = 5.0;

/// Shifts shorter than this are the picture's own smoothness, in pixels.
const SHORTEST: usize = 40;

/// Shifts that are looked at, at most, of either kind.
const MOST: usize = 6;

/// Height of a peak, at least, in standard deviations: of a million and more shifts by chance one reaches five.
const LEAST_HEIGHT: f32 = 5.0;

/// Tiles on each side of one that are looked at together.
const REACH: usize = 2;

/// Correlation of a window that speaks for a shift, at least.
const LEAST_SUPPORT: f32 = 0.22;

/// A move and what speaks for it.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    /// The move.
    pub(super) map: Affine,
    /// Its peak, in standard deviations.
    pub(super) height: f32,
    /// Middles of the tiles that it fits.
    pub(super) points: Vec<(f64, f64)>,
}

/// The moves by which a plane is like itself, the highest peak first; `grid` where its pixels are the picture's own,
/// and so may lie on a compression's grid of eight.
pub(super) fn candidates(plane: &Plane, grid: bool) -> Vec<Candidate> {
    let grain = grain(plane);
    let (width, height) = (smooth_number(plane.width), smooth_number(plane.height));
    let fourier = Fourier::new(width, height);
    let correlation = correlations(&fourier, &grain, grid);
    let mut found = Vec::new();
    for mirrored in [false, true] {
        let values: Vec<f32> = correlation
            .iter()
            .map(|c| if mirrored { c.im } else { c.re })
            .collect();
        for peak in peaks(&values, width, height, mirrored) {
            found.extend(best_reading(&grain, peak, (width, height), mirrored));
        }
    }
    found.sort_by(|a: &Candidate, b| b.height.total_cmp(&a.height));
    found
}

/// The residual, made equally strong everywhere, without what the compression's grid of eight leaves.
fn grain(plane: &Plane) -> Plane {
    let mut grain = residual(plane, GRAIN);
    let energy = Plane {
        values: grain.values.iter().map(|v| v * v).collect(),
        ..grain
    };
    let energy = blur(&energy, STRENGTH);
    for (value, energy) in grain.values.iter_mut().zip(&energy.values) {
        *value = (*value / (energy + FAINT * FAINT).sqrt()).clamp(-CUT, CUT);
    }
    let mut phases = [(0.0_f64, 0.0_f64); 64];
    let phase = |at: usize| at / plane.width % 8 * 8 + at % plane.width % 8;
    for (at, &value) in grain.values.iter().enumerate() {
        let (sum, count) = &mut phases[phase(at)];
        *sum += f64::from(value);
        *count += 1.0;
    }
    let means = phases.map(|(sum, count)| (sum / count.max(1.0)) as f32);
    for (at, value) in grain.values.iter_mut().enumerate() {
        *value -= means[phase(at)];
    }
    grain
}

/// The correlation of the grain with itself (real part) and with itself in an upright mirror (imaginary part).
fn correlations(fourier: &Fourier, grain: &Plane, grid: bool) -> Vec<Complex<f32>> {
    let (width, height) = (fourier.width, fourier.height);
    let mut spectrum = fourier.spectrum(grain);
    whiten(&mut spectrum, height, width);
    if grid {
        without_grid(&mut spectrum, height, width);
    }
    for line in spectrum.chunks_exact_mut(height) {
        let given = line.to_vec();
        for (v, out) in line.iter_mut().enumerate() {
            let product = given[v] * given[(height - v) % height];
            *out = Complex::new(given[v].norm_sqr() - product.im, product.re);
        }
    }
    fourier.back(spectrum)
}

/// Divides each frequency by the mean strength around it and cuts lines; `width` frequencies a row.
fn whiten(spectrum: &mut [Complex<f32>], width: usize, height: usize) {
    let energy: Vec<f32> = spectrum.iter().map(Complex::norm_sqr).collect();
    let across = ring_means(&energy, height, width, width, 1);
    let means = ring_means(&across, width, height, 1, width);
    for ((value, energy), mean) in spectrum.iter_mut().zip(&energy).zip(&means) {
        let ratio = energy / mean.max(1e-12);
        let cut = if ratio > LINE {
            (LINE / ratio).sqrt()
        } else {
            1.0
        };
        *value *= cut / mean.max(1e-12).sqrt();
    }
}

/// Cuts the frequencies of a compression's blocks: eight and its parts, in either direction.
fn without_grid(spectrum: &mut [Complex<f32>], width: usize, height: usize) {
    let of_grid = |at: usize, side: usize| {
        let phase = at * 8 % side;
        phase.min(side - phase) <= 8
    };
    for (row, line) in spectrum.chunks_exact_mut(width).enumerate() {
        let whole = of_grid(row, height);
        for (column, value) in line.iter_mut().enumerate() {
            if whole || of_grid(column, width) {
                *value = Complex::default();
            }
        }
    }
}

/// Means over a window along rings of values.
fn ring_means(
    values: &[f32],
    lines: usize,
    length: usize,
    line_step: usize,
    step: usize,
) -> Vec<f32> {
    let mut out = vec![0.0; values.len()];
    let reach = SPECTRAL_REACH.min(length.saturating_sub(1) / 2);
    let count = (2 * reach + 1) as f64;
    for line in 0..lines {
        let at = |index: usize| line * line_step + index % length * step;
        let mut sum: f64 = (0..=2 * reach)
            .map(|index| f64::from(values[at(index + length - reach)]))
            .sum();
        for index in 0..length {
            out[at(index)] = (sum / count).max(0.0) as f32;
            sum += f64::from(values[at(index + reach + 1)])
                - f64::from(values[at(index + length - reach)]);
        }
    }
    out
}

/// A peak: its place on the ring and its height.
type Peak = (usize, usize, f32);

/// The highest peaks of a correlation.
fn peaks(values: &[f32], width: usize, height: usize, mirrored: bool) -> Vec<Peak> {
    let spread = (values
        .iter()
        .skip(1)
        .map(|&v| f64::from(v).powi(2))
        .sum::<f64>()
        / values.len() as f64)
        .sqrt() as f32;
    let least = LEAST_HEIGHT * spread;
    let short = |x: usize, y: usize| {
        !mirrored && x.min(width - x) < SHORTEST && y.min(height - y) < SHORTEST
    };
    let mut found = Vec::new();
    // The other half is the same again.
    for y in 0..=height / 2 {
        for x in 0..width {
            let value = values[y * width + x];
            if value > least && !short(x, y) {
                found.push((x, y, value / spread));
            }
        }
    }
    found.sort_by(|a: &Peak, b| b.2.total_cmp(&a.2).then((a.1, a.0).cmp(&(b.1, b.0))));
    let mut kept: Vec<Peak> = Vec::new();
    for peak in found.into_iter().take(2_000) {
        let near = |other: &Peak| peak.0.abs_diff(other.0) < 4 && peak.1.abs_diff(other.1) < 4;
        if kept.len() < MOST && !kept.iter().any(near) {
            kept.push(peak);
        }
    }
    kept
}

/// A peak on the ring stands for up to four moves; the one for which most speaks.
fn best_reading(
    grain: &Plane,
    (x, y, height): Peak,
    ring: (usize, usize),
    mirrored: bool,
) -> Option<Candidate> {
    let (x, y) = (x as i64, y as i64);
    let (wide, tall) = (ring.0 as i64, ring.1 as i64);
    let readings = if mirrored {
        [(x, y), (x + wide, y), (x, y - tall), (x + wide, y - tall)]
    } else {
        [(x, y), (x - wide, y), (x, y - tall), (x - wide, y - tall)]
    };
    let mut best: Option<(f32, Candidate)> = None;
    for (dx, dy) in readings {
        let (strength, points) = support(grain, dx, dy, mirrored);
        if !points.is_empty() && best.as_ref().is_none_or(|&(most, _)| strength > most) {
            let mut map = Affine::shift(dx as f64, dy as f64);
            if mirrored {
                map.xx = -1.0;
            }
            best = Some((
                strength,
                Candidate {
                    map,
                    height,
                    points,
                },
            ));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// How strongly and where the grain speaks for a move.
fn support(grain: &Plane, dx: i64, dy: i64, mirrored: bool) -> (f32, Vec<(f64, f64)>) {
    let (columns, rows) = (grain.width / TILE, grain.height / TILE);
    let mut sums = vec![[0.0_f32; 3]; columns * rows];
    let mut moved = vec![0.0; grain.width];
    for y in 0..rows * TILE {
        let Some(other) = usize::try_from(y as i64 + dy)
            .ok()
            .filter(|&other| other < grain.height)
        else {
            continue;
        };
        let from = grain.row(other);
        for (x, out) in moved.iter_mut().enumerate() {
            let at = if mirrored {
                dx - x as i64
            } else {
                x as i64 + dx
            };
            *out = usize::try_from(at)
                .ok()
                .and_then(|at| from.get(at))
                .copied()
                .unwrap_or(0.0);
        }
        let line = &mut sums[y / TILE * columns..(y / TILE + 1) * columns];
        let tiles = grain
            .row(y)
            .chunks_exact(TILE)
            .zip(moved.chunks_exact(TILE));
        for (sum, (a, b)) in line.iter_mut().zip(tiles) {
            for (a, b) in a.iter().zip(b) {
                sum[0] += a * b;
                sum[1] += a * a;
                sum[2] += b * b;
            }
        }
    }
    let correlations = window_correlations(&sums, columns, rows);
    let order = (0..correlations.len())
        .max_by(|&a, &b| correlations[a].total_cmp(&correlations[b]).then(b.cmp(&a)));
    let Some(top) = order else {
        return (0.0, Vec::new());
    };
    let least = LEAST_SUPPORT.max(correlations[top] / 2.0);
    let near = |at: usize| {
        (at % columns).abs_diff(top % columns) < 40 && (at / columns).abs_diff(top / columns) < 40
    };
    let held: Vec<usize> = (0..correlations.len())
        .filter(|&at| correlations[at] > least && near(at))
        .collect();
    let middle = |at: usize| (at as f64 + 0.5) * TILE as f64;
    let points = held
        .iter()
        .map(|&at| (middle(at % columns), middle(at / columns)))
        .collect();
    (held.iter().map(|&at| correlations[at]).sum(), points)
}

fn window_correlations(sums: &[[f32; 3]], columns: usize, rows: usize) -> Vec<f32> {
    let mut out = Vec::with_capacity(sums.len());
    for row in 0..rows {
        for column in 0..columns {
            let mut window = [0.0_f32; 3];
            for y in row.saturating_sub(REACH)..(row + REACH + 1).min(rows) {
                for x in column.saturating_sub(REACH)..(column + REACH + 1).min(columns) {
                    for (sum, value) in window.iter_mut().zip(sums[y * columns + x]) {
                        *sum += value;
                    }
                }
            }
            // A tenth of full strength in every pixel is the least that counts as grain.
            let floor = 0.1 * ((2 * REACH + 1) * TILE).pow(2) as f32;
            out.push(window[0] / (window[1] * window[2]).sqrt().max(floor));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noise(at: usize) -> f32 {
        let z = (at as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let z = (z ^ (z >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        ((z >> 40) as f32 / (1_u32 << 23) as f32 - 1.0) * 20.0
    }

    /// Noise in which a square of 64 pixels around (200, 90) is a copy, moved or mirrored, of that around (60, 50).
    fn copied(mirrored: bool) -> Plane {
        let (width, height) = (270, 160);
        let mut values: Vec<f32> = (0..width * height).map(noise).collect();
        for y in 0..64 {
            for x in 0..64 {
                let from = if mirrored { 91 - x } else { 28 + x };
                values[(58 + y) * width + 168 + x] = values[(18 + y) * width + from];
            }
        }
        Plane {
            width,
            height,
            values,
        }
    }

    #[test]
    fn the_move_of_a_copy_is_the_highest_peak() {
        for mirrored in [false, true] {
            let found = candidates(&copied(mirrored), true);
            let best = found.first().unwrap();
            // Either direction of the move is right.
            let expected = if mirrored {
                [(259.0, 40.0), (259.0, -40.0)]
            } else {
                [(140.0, 40.0), (-140.0, -40.0)]
            };
            assert!(expected.contains(&(best.map.x0, best.map.y0)), "{best:?}");
            assert_eq!(best.map.determinant() < 0.0, mirrored);
        }
    }

    #[test]
    fn mere_noise_has_no_high_peak() {
        let plane = Plane {
            width: 270,
            height: 160,
            values: (0..270 * 160).map(noise).collect(),
        };
        assert!(
            candidates(&plane, true)
                .iter()
                .all(|candidate| candidate.height < 6.5)
        );
    }

    #[test]
    fn means_on_a_ring_are_means_of_the_nearest() {
        let values: Vec<f32> = (0..60).map(noise).collect();
        let means = ring_means(&values, 1, 60, 60, 1);
        for (at, &mean) in means.iter().enumerate() {
            let reach = SPECTRAL_REACH;
            let sum: f32 = (0..=2 * reach)
                .map(|step| values[(at + 60 - reach + step) % 60])
                .sum();
            let expected = (sum / (2 * reach + 1) as f32).max(0.0);
            assert!((mean - expected).abs() < 1e-3);
        }
    }
}
