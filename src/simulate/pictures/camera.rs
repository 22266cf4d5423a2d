//! The camera: lens, sensor and development, from light to bytes.
//!
//! In: a painted canvas. Out: pixels as a camera would save them: darker corners, noise that grows with light and
//! that neighbours share, because every pixel of the sensor sees one colour alone and the others are filled in
//! (the mosaic of B. Bayer, US patent 3,971,065; filled in linearly).

use image::RgbImage;

use super::{
    super::dice::Dice,
    canvas::{Canvas, between, byte, whole},
};

/// Entries of the tone table, one for each level of a sensor of twelve bits.
const LEVELS: usize = 4096;

/// Takes the picture.
pub(super) fn take(canvas: &Canvas, dice: &mut Dice) -> RgbImage {
    let mosaic = expose(canvas, dice);
    develop(&mosaic, canvas.width, canvas.height, &tones(dice))
}

/// What the sensor holds: one value a pixel, red, green, green, blue in squares of two.
fn expose(canvas: &Canvas, dice: &mut Dice) -> Vec<f32> {
    let (width, height) = (canvas.width as f32, canvas.height as f32);
    let (falloff, gain) = (between(0.1, 0.7, dice), between(0.85, 1.2, dice));
    // Variance of the noise: a part from the light itself, a part from reading out.
    let (shot, read) = (
        between(0.000_05, 0.000_4, dice),
        between(0.000_000_4, 0.000_006, dice),
    );
    let mut out = Vec::with_capacity(canvas.pixels.len());
    for (y, row) in canvas.pixels.chunks_exact(canvas.width).enumerate() {
        let v = (y as f32 - height / 2.0) / width;
        for (x, pixel) in row.iter().enumerate() {
            let u = (x as f32 - width / 2.0) / width;
            let dim = 1.0 + falloff * (u * u + v * v);
            let seen = pixel[(x & 1) + (y & 1)] * gain / (dim * dim);
            out.push(seen + (shot * seen.max(0.0) + read).sqrt() * normal(dice));
        }
    }
    out
}

/// About normal with deviation 1: four even draws (Irwin and Hall), all from one number.
fn normal(dice: &mut Dice) -> f32 {
    let bits = dice.bits();
    let sum: u32 = (0..4)
        .map(|part| u32::try_from((bits >> (16 * part)) & 0xffff).unwrap_or(0))
        .sum();
    // Four draws have a variance of a third.
    (sum as f32 / 65_536.0 - 2.0) * 1.732
}

/// The missing colours as means of the nearest pixels that saw them, then the tone curve.
fn develop(mosaic: &[f32], width: usize, height: usize, tones: &[u8]) -> RgbImage {
    let mut bytes = Vec::with_capacity(width * height * 3);
    let tone = |light: f32| {
        let level = whole(light * LEVELS as f32).min(LEVELS - 1);
        tones.get(level).copied().unwrap_or(u8::MAX)
    };
    let row = |y: usize| mosaic.get(y * width..(y + 1) * width).unwrap_or_default();
    for y in 0..height {
        let inside = |y: usize| if y < height { y } else { y.saturating_sub(2) };
        // Mirrored at the edges, so that each neighbour has the colour it should have.
        let rows = [
            row(if y == 0 { inside(1) } else { y - 1 }),
            row(y),
            row(inside(y + 1)),
        ];
        for x in 0..width {
            let left = if x == 0 { 1 } else { x - 1 };
            let right = if x + 1 < width {
                x + 1
            } else {
                x.saturating_sub(1)
            };
            let at = |line: usize, x: usize| rows[line].get(x).copied().unwrap_or(0.0);
            let here = at(1, x);
            let across = f32::midpoint(at(1, left), at(1, right));
            let down = f32::midpoint(at(0, x), at(2, x));
            let corners = || (at(0, left) + at(0, right) + at(2, left) + at(2, right)) / 4.0;
            let light = match (x & 1, y & 1) {
                (0, 0) => [here, f32::midpoint(across, down), corners()],
                (1, 0) => [across, here, down],
                (0, _) => [down, here, across],
                _ => [corners(), f32::midpoint(across, down), here],
            };
            bytes.extend(light.map(tone));
        }
    }
    let side = |n: usize| u32::try_from(n).unwrap_or(0);
    RgbImage::from_raw(side(width), side(height), bytes).unwrap_or_default()
}

/// Bytes of the levels: about the curve of sRGB, from square roots alone, with more or less contrast.
fn tones(dice: &mut Dice) -> Vec<u8> {
    let contrast = between(0.0, 0.5, dice);
    let of = |level: usize| {
        let half = (level as f32 / LEVELS as f32).sqrt();
        let quarter = half.sqrt();
        let eighth = quarter.sqrt();
        let plain = (0.585_12 * half + 0.783_14 * quarter - 0.368_26 * eighth).clamp(0.0, 1.0);
        let steep = plain * plain * (3.0 - 2.0 * plain);
        byte(255.0 * (plain + (steep - plain) * contrast))
    };
    (0..LEVELS).map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::{super::super::dice::Stream, *};

    fn grey(light: f32) -> RgbImage {
        let mut canvas = Canvas::new(64, 48);
        canvas.pixels.fill([light; 3]);
        take(&canvas, &mut Dice::of(1, Stream::Picture, 9))
    }

    #[test]
    fn corners_are_darker_than_the_middle() {
        let picture = grey(0.4);
        let mean = |x0: u32, y0: u32| {
            let pixels = (0..64).map(|k| picture.get_pixel(x0 + k % 8, y0 + k / 8).0[1]);
            pixels.map(u32::from).sum::<u32>() / 64
        };
        assert!(mean(0, 0) < mean(28, 20) && mean(56, 40) < mean(28, 20));
    }

    #[test]
    fn neighbours_share_noise() {
        let picture = grey(0.3);
        let step = |by: u32| {
            let middle = (0..24).flat_map(|y| (0..32).map(move |x| (16 + x, 12 + y)));
            let squares = middle.map(|(x, y)| {
                let red = |x| f64::from(picture.get_pixel(x, y).0[0]);
                (red(x) - red(x + by)).powi(2)
            });
            squares.sum::<f64>()
        };
        assert!(step(1) * 1.3 < step(5), "{} {}", step(1), step(5));
    }
}
