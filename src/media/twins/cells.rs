//! Two pictures on one grid, cell by cell: how much they differ in each band of detail, and how much detail there is.
//!
//! In: two [`Layers`] on the same grid. Out: [`Cells`]: for each square of 8 × 8 pixels and each [`BANDS`] the energy of the
//! difference and the larger energy of the two, in squared levels. Bands: four of the cosine transform of luma, from coarse
//! to fine, and the means of luma and both colours. A tone curve and a gain in each band are taken out first: a picture
//! made brighter or sharper as a whole does not differ in a part.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "levels of 8 bits and places inside a picture"
)]

use std::{array, sync::OnceLock};

use crate::media::Plane;

/// Pixels along a cell's side: the square of JPEG, whose noise is modelled.
pub(super) const CELL: usize = 8;

/// Bands of a cell: four of detail, then the means of luma and of two colours.
pub(super) const BANDS: usize = 7;

/// The first band that is a mean.
pub(super) const MEANS: usize = 4;

/// Coefficients in each band of detail, by the sum of row and column: 1-2, 3-4, 5-7, the rest.
pub(super) const COUNTS: [f64; BANDS] = [5.0, 9.0, 21.0, 28.0, 1.0, 1.0, 1.0];

/// Luma and the two colour differences of a picture.
pub(super) struct Layers {
    pub(super) luma: Plane,
    pub(super) blue: Plane,
    pub(super) red: Plane,
}

/// Differences and detail of every cell.
pub(super) struct Cells {
    pub(super) columns: usize,
    pub(super) rows: usize,
    /// Energy of the difference a coefficient, by cell and band.
    pub(super) difference: Vec<[f32; BANDS]>,
    /// Energy of the picture a coefficient, the larger of both; for means that of the steps to the neighbours.
    pub(super) detail: Vec<[f32; BANDS]>,
    /// Whether the whole was sharpened, smoothed or changed in tone: then parts answer unlike each other, honestly.
    pub(super) filtered: bool,
}

/// Cuts both into cells; colours come as one value a cell.
pub(super) fn cells(one: &Layers, two: &Layers) -> Cells {
    let (columns, rows) = (one.luma.width / CELL, one.luma.height / CELL);
    let blocks = |plane: &Plane| -> Vec<Block> {
        let places = (0..rows).flat_map(|row| (0..columns).map(move |column| (column, row)));
        places
            .map(|(column, row)| transform(plane, column * CELL, row * CELL))
            .collect()
    };
    let (own, other) = (blocks(&one.luma), blocks(&two.luma));
    let gains = gains(&own, &other);
    let mut difference = Vec::with_capacity(own.len());
    let mut detail = Vec::with_capacity(own.len());
    for (a, b) in own.iter().zip(&other) {
        let (mut apart, mut most) = ([0.0; BANDS], [0.0; BANDS]);
        let mut own_energy = [0.0_f32; MEANS];
        let mut other_energy = [0.0_f32; MEANS];
        for (at, (&a, &b)) in a.iter().zip(b).enumerate().skip(1) {
            let band = band_of(at);
            let a = a * gains[band];
            apart[band] += (a - b) * (a - b);
            own_energy[band] += a * a;
            other_energy[band] += b * b;
        }
        for band in 0..MEANS {
            let count = COUNTS[band] as f32;
            apart[band] /= count;
            most[band] = own_energy[band].max(other_energy[band]) / count;
        }
        difference.push(apart);
        detail.push(most);
    }
    let filtered = gains.iter().take(2).any(|gain| !UNFILTERED.contains(gain));
    let mut cells = Cells {
        columns,
        rows,
        difference,
        detail,
        filtered,
    };
    let mean = |blocks: &[Block]| {
        blocks
            .iter()
            .map(|block| block[0] / CELL as f32)
            .collect::<Vec<f32>>()
    };
    let flat = |plane: &Plane| plane.values.clone();
    cells.add_means(MEANS, &mean(&own), &mean(&other));
    cells.add_means(MEANS + 1, &flat(&one.blue), &flat(&two.blue));
    cells.add_means(MEANS + 2, &flat(&one.red), &flat(&two.red));
    cells
}

impl Cells {
    /// Whether a cell lies along the edge, where what lay beyond a crop still shines through.
    pub(super) const fn at_edge(&self, at: usize) -> bool {
        let (column, row) = (at % self.columns, at / self.columns);
        column == 0 || row == 0 || column + 1 == self.columns || row + 1 == self.rows
    }

    /// One value a cell: its difference after the tone curve, and its steps to the neighbours.
    fn add_means(&mut self, band: usize, one: &[f32], two: &[f32]) {
        let curve = tone(one, two);
        self.filtered |= !curve.0.is_empty();
        let one: Vec<f32> = one.iter().map(|&value| value + curve.at(value)).collect();
        let (columns, rows) = (self.columns, self.rows);
        for row in 0..rows {
            for column in 0..columns {
                let at = row * columns + column;
                let steps = |values: &[f32]| {
                    let here = values.get(at).copied().unwrap_or_default();
                    let near = [
                        (column > 0).then(|| at - 1),
                        (column + 1 < columns).then_some(at + 1),
                        (row > 0).then(|| at - columns),
                        (row + 1 < rows).then_some(at + columns),
                    ];
                    let near = near.into_iter().flatten().filter_map(|at| values.get(at));
                    near.map(|value| (value - here) * (value - here))
                        .fold(0.0_f32, f32::max)
                };
                let (Some(&a), Some(&b)) = (one.get(at), two.get(at)) else {
                    continue;
                };
                if let (Some(apart), Some(most)) =
                    (self.difference.get_mut(at), self.detail.get_mut(at))
                {
                    apart[band] = (a - b) * (a - b);
                    most[band] = steps(&one).max(steps(two));
                }
            }
        }
    }
}

/// Gains of the two coarse bands that saving and resizing leave (chosen, not measured).
const UNFILTERED: std::ops::RangeInclusive<f32> = 0.9..=1.1;

type Block = [f32; CELL * CELL];

const fn band_of(at: usize) -> usize {
    match at / CELL + at % CELL {
        0..=2 => 0,
        3..=4 => 1,
        5..=7 => 2,
        _ => 3,
    }
}

/// The cosine transform of a square, orthonormal.
fn transform(plane: &Plane, x: usize, y: usize) -> Block {
    static TABLE: OnceLock<[[f32; CELL]; CELL]> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        array::from_fn(|wave| {
            array::from_fn(|at| {
                let scale = if wave == 0 { 0.125_f64.sqrt() } else { 0.5 };
                (scale * (std::f64::consts::PI / 16.0 * (2 * at + 1) as f64 * wave as f64).cos())
                    as f32
            })
        })
    });
    let mut half = [[0.0_f32; CELL]; CELL];
    for (row, half) in half.iter_mut().enumerate() {
        let values = plane.row(y + row).get(x..x + CELL).unwrap_or_default();
        for (sum, waves) in half.iter_mut().zip(table) {
            *sum = values
                .iter()
                .zip(waves)
                .map(|(value, wave)| value * wave)
                .sum();
        }
    }
    let mut block = [0.0_f32; CELL * CELL];
    for (waves, out) in table.iter().zip(block.chunks_exact_mut(CELL)) {
        for (row, wave) in half.iter().zip(waves) {
            out.iter_mut()
                .zip(row)
                .for_each(|(sum, value)| *sum += wave * value);
        }
    }
    block
}

/// How much stronger each band is in the second picture: the middle of the cells that have detail there.
fn gains(one: &[Block], two: &[Block]) -> [f32; MEANS] {
    let mut ratios: [Vec<f32>; MEANS] = array::from_fn(|_| Vec::new());
    for (a, b) in one.iter().zip(two) {
        let (mut both, mut own) = ([0.0_f32; MEANS], [0.0_f32; MEANS]);
        for (at, (a, b)) in a.iter().zip(b).enumerate().skip(1) {
            both[band_of(at)] += a * b;
            own[band_of(at)] += a * a;
        }
        for (band, ratios) in ratios.iter_mut().enumerate() {
            // Where a band has less than this, quantisation alone decides.
            if f64::from(own[band]) > 60.0 * COUNTS[band] {
                ratios.push(both[band] / own[band]);
            }
        }
    }
    ratios.map(|mut ratios| {
        ratios.sort_by(f32::total_cmp);
        let middle = ratios.get(ratios.len() / 2).copied().unwrap_or(1.0);
        if ratios.len() < 50 {
            1.0
        } else {
            middle.clamp(0.3, 3.0)
        }
    })
}

/// What is added to a mean of the first picture to come to that of the second: medians at 24 levels, straight between.
struct Tone(Vec<(f32, f32)>);

/// Levels with a median of their own.
const LEVELS: usize = 24;

/// Means that must stand behind a median.
const BEHIND: usize = 40;

/// Half of all means closer than this, in levels: no tone was changed, and medians would only explain alterations away.
const UNCHANGED: f32 = 1.0;

fn tone(one: &[f32], two: &[f32]) -> Tone {
    let mut offsets: Vec<f32> = one.iter().zip(two).map(|(a, b)| (b - a).abs()).collect();
    offsets.sort_by(f32::total_cmp);
    if offsets
        .get(offsets.len() / 2)
        .is_none_or(|&middle| middle < UNCHANGED)
    {
        return Tone(Vec::new());
    }
    let mut sorted: Vec<(f32, f32)> = one.iter().zip(two).map(|(&a, &b)| (a, b - a)).collect();
    sorted.sort_by(|x, y| x.0.total_cmp(&y.0));
    let size = (sorted.len() / LEVELS).max(BEHIND);
    let middles = sorted
        .chunks(size)
        .filter(|part| part.len() >= BEHIND / 2)
        .map(|part| {
            let mut steps: Vec<f32> = part.iter().map(|p| p.1).collect();
            steps.sort_by(f32::total_cmp);
            let at = part.get(part.len() / 2).map_or(0.0, |p| p.0);
            (at, steps.get(steps.len() / 2).copied().unwrap_or_default())
        });
    Tone(middles.collect())
}

impl Tone {
    fn at(&self, value: f32) -> f32 {
        let next = self.0.partition_point(|point| point.0 < value);
        match (
            next.checked_sub(1).and_then(|at| self.0.get(at)),
            self.0.get(next),
        ) {
            (Some(low), Some(high)) if high.0 > low.0 => {
                low.1 + (high.1 - low.1) * (value - low.0) / (high.0 - low.0)
            }
            (Some(only), _) | (None, Some(only)) => only.1,
            (None, None) => 0.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layers(at: impl Fn(usize, usize) -> f32) -> Layers {
        let plane = |width: usize, height: usize, step: usize| {
            let places = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
            Plane {
                width,
                height,
                values: places.map(|(x, y)| at(x * step, y * step)).collect(),
            }
        };
        Layers {
            luma: plane(160, 120, 1),
            blue: plane(20, 15, 8),
            red: plane(20, 15, 8),
        }
    }

    fn rough(x: usize, y: usize) -> f32 {
        let z = (x * 131 + y * 7919).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        60.0 + (z >> 57) as f32 * 0.7 + (x / 3) as f32
    }

    #[test]
    fn the_transform_keeps_energy() {
        let one = layers(rough);
        let block = transform(&one.luma, 8, 16);
        let pixels: f32 = (16..24)
            .flat_map(|y| one.luma.row(y)[8..16].to_vec())
            .map(|v| v * v)
            .sum();
        let energy: f32 = block.iter().map(|v| v * v).sum();
        assert!((energy / pixels - 1.0).abs() < 1e-4);
    }

    #[test]
    fn brightness_and_contrast_of_the_whole_are_no_difference() {
        let (one, two) = (layers(rough), layers(|x, y| rough(x, y) * 0.8 + 30.0));
        let cells = cells(&one, &two);
        let largest = cells
            .difference
            .iter()
            .flat_map(|bands| bands.iter())
            .copied()
            .fold(0.0, f32::max);
        assert!(largest < 30.0, "{largest}");
    }

    #[test]
    fn a_changed_square_differs_and_the_others_do_not() {
        let changed = |x: usize, y: usize| {
            if x / 8 == 5 && y / 8 == 4 {
                200.0 - rough(x, y)
            } else {
                rough(x, y)
            }
        };
        let cells = cells(&layers(rough), &layers(changed));
        for (at, bands) in cells.difference.iter().enumerate() {
            let luma: f32 = bands[..=MEANS].iter().sum();
            assert_eq!(luma > 1.0, at == 4 * 20 + 5, "{at}: {luma}");
        }
    }
}
