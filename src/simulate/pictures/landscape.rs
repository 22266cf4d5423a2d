//! Open country: sky with clouds, ridges that fade into haze, a meadow, trees.
//!
//! In: dice. Out: a painted canvas.

use super::{
    super::dice::Dice,
    canvas::{Canvas, Colour, between, lit, mixed, smooth, tint, whole},
    noise::{Grain, field, line},
};

const SKIES: [Colour; 5] = [
    [0.16, 0.34, 0.72],
    [0.25, 0.42, 0.70],
    [0.36, 0.42, 0.50],
    [0.20, 0.22, 0.42],
    [0.42, 0.30, 0.30],
];
const HORIZONS: [Colour; 4] = [
    [0.72, 0.80, 0.88],
    [0.90, 0.74, 0.52],
    [0.66, 0.68, 0.70],
    [0.86, 0.62, 0.50],
];
const ROCKS: [Colour; 5] = [
    [0.16, 0.17, 0.18],
    [0.20, 0.16, 0.12],
    [0.08, 0.14, 0.07],
    [0.26, 0.22, 0.18],
    [0.12, 0.13, 0.20],
];
const MEADOWS: [Colour; 5] = [
    [0.12, 0.22, 0.05],
    [0.30, 0.25, 0.10],
    [0.18, 0.15, 0.08],
    [0.34, 0.32, 0.28],
    [0.10, 0.18, 0.12],
];
const LEAVES: [Colour; 4] = [
    [0.05, 0.12, 0.03],
    [0.10, 0.16, 0.04],
    [0.22, 0.12, 0.03],
    [0.04, 0.09, 0.06],
];

/// Paints a landscape.
pub(super) fn paint(canvas: &mut Canvas, dice: &mut Dice) {
    let horizon = tint(&HORIZONS, dice);
    let base = canvas.height as f32 * between(0.35, 0.68, dice);
    sky(canvas, tint(&SKIES, dice), horizon, base, dice);
    let ridges = dice.between(1, 4);
    for ridge in 0..ridges {
        let near = (ridge + 1) as f32 / (ridges + 1) as f32;
        paint_ridge(canvas, base, near, horizon, dice);
    }
    meadow(canvas, base, horizon, dice);
    for _ in 0..dice.between(0, 9) {
        tree(canvas, base, dice);
    }
}

/// Sky down to the row `base`, with clouds lit from one side.
pub(super) fn sky(
    canvas: &mut Canvas,
    zenith: Colour,
    horizon: Colour,
    base: f32,
    dice: &mut Dice,
) {
    let (width, rows) = (canvas.width, whole(base * 1.25).min(canvas.height));
    let reach = width as f32 / between(2.0, 6.0, dice);
    let grain = Grain {
        cell: (reach, reach * between(0.3, 0.7, dice)),
        octaves: 7,
        keep: between(0.48, 0.58, dice),
    };
    let clouds = field(width, rows, grain, dice);
    let (least, sun) = (between(0.42, 0.68, dice), between(0.0, width as f32, dice));
    let glow = between(0.0, 0.35, dice);
    for (y, row) in canvas.pixels.chunks_exact_mut(width).take(rows).enumerate() {
        let height = smooth(0.0, 1.1, y as f32 / base);
        let blue = mixed(zenith, horizon, height);
        for (x, pixel) in row.iter_mut().enumerate() {
            let at = y * width + x;
            let here = clouds.get(at).copied().unwrap_or(0.5);
            let above = clouds.get(at.saturating_sub(width * 6)).copied();
            let light = 0.78 + (above.unwrap_or(here) - here) * -2.2;
            let from_sun = (x as f32 - sun) / width as f32;
            let blue = lit(blue, 1.0 + glow / (1.0 + 18.0 * from_sun * from_sun));
            let cover = smooth(least, least + 0.22, here) * (1.0 - height * 0.6);
            *pixel = mixed(blue, [light, light, light * 1.02], cover);
        }
    }
}

/// One ridge; `near` 0 is far away in the haze, 1 is close.
fn paint_ridge(canvas: &mut Canvas, base: f32, near: f32, haze: Colour, dice: &mut Dice) {
    let width = canvas.width;
    let span = width as f32 * between(0.25, 0.9, dice);
    let rough = Grain {
        cell: (span, 1.0),
        octaves: 1,
        keep: 0.5,
    };
    let mut crest = line(width, rough, dice);
    let fine = Grain {
        cell: (span / 3.0, 3.0e5),
        octaves: 8,
        keep: 0.5,
    };
    for (crest, fine) in crest.iter_mut().zip(line(width, fine, dice)) {
        *crest = 0.65 * *crest + 0.35 * fine;
    }
    let rise = base * between(0.25, 0.75, dice) * (1.15 - near * 0.6);
    let colour = tint(&ROCKS, dice);
    let grain = Grain {
        cell: (60.0 * near + 20.0, 40.0 * near + 16.0),
        octaves: 6,
        keep: 0.66,
    };
    let top = whole(base - rise);
    let rows = (whole(base) + 8).min(canvas.height).saturating_sub(top);
    let rock = field(width, rows, grain, dice);
    for y in 0..rows {
        for x in 0..width {
            let crest = base - rise * crest.get(x).copied().unwrap_or(0.5);
            let inside = (top + y) as f32 - crest;
            if inside < -1.0 {
                continue;
            }
            let at = y * width + x;
            let here = rock.get(at).copied().unwrap_or(0.5);
            let beside = rock.get(at + 2).copied().unwrap_or(here);
            let light = (0.35 + here + (here - beside) * 7.0).max(0.05);
            let fog = (1.0 - near) * 0.8 + 0.2 * smooth(0.0, rise, inside);
            let seen = mixed(lit(colour, light * 1.5), haze, fog);
            canvas.lay(x, top + y, seen, inside + 1.0);
        }
    }
}

/// The ground from the row `base` to the lower edge: finer far away, coarser close by.
fn meadow(canvas: &mut Canvas, base: f32, haze: Colour, dice: &mut Dice) {
    let (width, top) = (canvas.width, whole(base));
    let rows = canvas.height.saturating_sub(top);
    let patches = Grain {
        cell: (width as f32 / 4.0, 36.0),
        octaves: 4,
        keep: 0.55,
    };
    let blades = Grain {
        cell: (9.0, between(7.0, 26.0, dice)),
        octaves: 3,
        keep: 0.8,
    };
    let patches = field(width, rows, patches, dice);
    let blades = field(width, rows, blades, dice);
    let (one, other) = (tint(&MEADOWS, dice), tint(&MEADOWS, dice));
    let rough = between(0.5, 1.8, dice);
    for y in 0..rows {
        let near = y as f32 / rows.max(1) as f32;
        for x in 0..width {
            let at = y * width + x;
            let patch = patches.get(at).copied().unwrap_or(0.5);
            let blade = blades.get(at).copied().unwrap_or(0.5) - 0.5;
            let light = 0.75 + blade * rough * (0.4 + near) * 1.6 + (patch - 0.5) * 0.7;
            let ground = mixed(one, other, smooth(0.38, 0.62, patch));
            let seen = mixed(
                lit(ground, light.max(0.04)),
                haze,
                0.45 * (1.0 - near) * (1.0 - near),
            );
            canvas.lay(x, top + y, seen, 1.0);
        }
    }
}

/// A tree that stands somewhere on the ground: trunk, shadow, a crown with a ragged edge.
fn tree(canvas: &mut Canvas, base: f32, dice: &mut Dice) {
    let height = canvas.height as f32;
    let near = between(0.0, 1.0, dice);
    let foot = base + (height - base) * near * near * 0.7 + 3.0;
    let size = height * (0.05 + 0.20 * near) * between(0.7, 1.3, dice);
    let x0 = between(0.0, canvas.width as f32, dice);
    let (colour, wide) = (tint(&LEAVES, dice), between(0.45, 0.8, dice));
    let extent = whole(size * 2.2).max(8);
    let grain = Grain {
        cell: (size / 2.5 + 2.0, size / 2.5 + 2.0),
        octaves: 6,
        keep: 0.72,
    };
    let leaves = field(extent, extent, grain, dice);
    for y in 0..extent {
        for x in 0..extent {
            let (dx, dy) = (x as f32 - size * 1.1, y as f32 - size * 1.1);
            let at = (x0 + dx, foot - size * 1.5 + dy);
            let ragged = leaves.get(y * extent + x).copied().unwrap_or(0.5) - 0.5;
            let (u, v) = (dx / (size * wide), dy / size);
            let outline = 1.0 - (u * u + v * v) + ragged * 2.4;
            let light = (1.1 - v * 0.5 + u * 0.2 + ragged * 3.0).max(0.1);
            if at.0 >= 0.0 && at.1 >= 0.0 {
                canvas.lay(
                    whole(at.0),
                    whole(at.1),
                    lit(colour, light * 1.4),
                    outline * 8.0,
                );
            }
            // The shadow lies flat beside the foot.
            let shade = 1.0 - (u * u * 0.8 + v * v * 40.0);
            canvas.lay(
                whole(x0 + dx + size * 0.4),
                whole(foot + dy),
                [0.02, 0.025, 0.03],
                shade * 0.7,
            );
            if dx.abs() < size * 0.06 && dy.abs() < size * 0.35 {
                canvas.lay(
                    whole(x0 + dx),
                    whole(foot + dy - size * 0.33),
                    [0.05, 0.035, 0.02],
                    0.9,
                );
            }
        }
    }
}
