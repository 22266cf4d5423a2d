//! Fractal noise: what makes clouds, rock, bark and grass.
//!
//! In: a size, the cell of the coarsest octave, dice. Out: a value for each pixel, 0 to 1, mean one half.
//! Value noise (Perlin's lattice, with values instead of gradients) on lattices that are drawn, not hashed and
//! never tiled: no part of a field returns elsewhere in it.

use super::{
    super::dice::Dice,
    canvas::{between, whole},
};

/// How a field looks.
#[derive(Clone, Copy)]
pub(super) struct Grain {
    /// Pixels between the coarsest lattice's points, across and down; each octave halves them.
    pub(super) cell: (f32, f32),
    /// Octaves at most; those with cells below a pixel are left out.
    pub(super) octaves: u32,
    /// Strength of an octave over that of the one before.
    pub(super) keep: f32,
}

/// A field of noise.
pub(super) fn field(width: usize, height: usize, grain: Grain, dice: &mut Dice) -> Vec<f32> {
    let mut out = vec![0.0_f32; width * height];
    let (mut across, mut down) = grain.cell;
    let (mut strength, mut total) = (1.0, 0.0);
    for _ in 0..grain.octaves {
        if across < 1.0 || down < 1.0 {
            break;
        }
        octave(&mut out, width, (across, down), strength, dice);
        total += strength;
        strength *= grain.keep;
        across /= 2.0;
        down /= 2.0;
    }
    for value in &mut out {
        *value /= total;
    }
    out
}

/// A line of noise, as the crest of a hill.
pub(super) fn line(length: usize, grain: Grain, dice: &mut Dice) -> Vec<f32> {
    field(length, 1, grain, dice)
}

/// Where a pixel stands between two points of a lattice: the first one's number, and the share of the second.
fn place(at: usize, offset: f32, cell: f32) -> (usize, f32) {
    let along = at as f32 / cell + offset;
    let first = whole(along);
    let t = along - first as f32;
    (first, t * t * (3.0 - 2.0 * t))
}

fn octave(out: &mut [f32], width: usize, cell: (f32, f32), strength: f32, dice: &mut Dice) {
    let height = out.len() / width.max(1);
    let offset = (between(0.0, 1.0, dice), between(0.0, 1.0, dice));
    let columns: Vec<(usize, f32)> = (0..width).map(|x| place(x, offset.0, cell.0)).collect();
    let points = columns.last().map_or(0, |last| last.0) + 2;
    let (mut above, mut below) = (lattice(points, dice), lattice(points, dice));
    let mut row = 0;
    let mut mixed = above.clone();
    for (y, line) in out.chunks_exact_mut(width).enumerate().take(height) {
        let (first, share) = place(y, offset.1, cell.1);
        while row < first {
            std::mem::swap(&mut above, &mut below);
            below = lattice(points, dice);
            row += 1;
        }
        for (value, (a, b)) in mixed.iter_mut().zip(above.iter().zip(&below)) {
            *value = (a + (b - a) * share) * strength;
        }
        for (value, &(first, share)) in line.iter_mut().zip(&columns) {
            if let Some(&[a, b]) = mixed.get(first..).and_then(<[f32]>::first_chunk) {
                *value += a + (b - a) * share;
            }
        }
    }
}

/// The points of one row of a lattice, four from each draw.
fn lattice(points: usize, dice: &mut Dice) -> Vec<f32> {
    let mut out = Vec::with_capacity(points + 3);
    while out.len() < points {
        let bits = dice.bits();
        for part in 0..4 {
            let sixteen = u16::try_from((bits >> (16 * part)) & 0xffff).unwrap_or(0);
            out.push(f32::from(sixteen) / 65_535.0);
        }
    }
    out.truncate(points);
    out
}

#[cfg(test)]
mod tests {
    use super::{super::super::dice::Stream, *};

    const GRAIN: Grain = Grain {
        cell: (40.0, 25.0),
        octaves: 5,
        keep: 0.55,
    };

    #[test]
    fn noise_stays_between_0_and_1_and_its_mean_is_one_half() {
        let field = field(300, 200, GRAIN, &mut Dice::of(3, Stream::Picture, 0));
        assert!(field.iter().all(|value| (0.0..=1.0).contains(value)));
        let mean = field.iter().sum::<f32>() / field.len() as f32;
        assert!((mean - 0.5).abs() < 0.06, "{mean}");
    }

    #[test]
    fn neighbours_are_alike_and_distant_pixels_are_not() {
        let field = field(300, 200, GRAIN, &mut Dice::of(4, Stream::Picture, 0));
        let step = |by: usize| {
            let pairs = field.iter().zip(field.iter().skip(by));
            pairs.map(|(a, b)| (a - b).abs()).sum::<f32>()
        };
        assert!(step(1) * 3.0 < step(60), "{} {}", step(1), step(60));
    }
}
