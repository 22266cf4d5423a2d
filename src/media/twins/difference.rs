//! Which part of two aligned pictures differs by more than saving and resizing explain.
//!
//! In: [`Cells`] of a pair. Out: [`Differing`]. What is expected is fitted to the pair itself: in a band of detail with
//! energy `t` a quantiser takes away at most `t` and at most its own noise `q`, and a resizer a share `k` of `t`, so the
//! difference is near `min(t, q) + k·t`; `q` and `k` are those that most cells agree on. A cell stands out where its
//! difference is far above that and above what three quarters of the cells show. A region is named where so many cells
//! stand out together that chance would not bring it once in [`FALSE`] pictures (a contrario: A. Desolneux, L. Moisan,
//! J.-M. Morel, 2000).

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_possible_wrap,
    reason = "numbers of cells inside a picture"
)]

use super::cells::{BANDS, COUNTS, Cells, MEANS};

/// Expected false regions in a pair of honest pictures, were cells independent; they are not quite, hence so low.
const FALSE: f64 = 1e-6;

/// Energy that rounding to whole levels leaves in the difference of two pictures, squared levels a coefficient.
const ROUNDING: f64 = 0.2;

/// The largest share of a band's energy that resizing may take unseen, by band: 22 % of the amplitude of coarse detail.
const MISFIT: [f64; BANDS] = [0.05, 0.05, 0.1, 0.2, 0.05, 0.05, 0.05];

/// The share that is always allowed: clipping, colour and rounding take a tenth of a strong edge's amplitude anywhere.
const LEAST_MISFIT: f64 = 0.01;

/// Noise in squared levels and misfit that a filter over the whole adds: it answers to light and edges in its own way.
const FILTERED: (f64, f64) = (6.0, 0.15);

/// The loudest quantiser by band, twice the binary logarithm of its noise: about that of a JPEG of quality 20, by reckoning.
const LOUDEST: [i32; BANDS] = [14, 16, 18, 20, 6, 8, 8];

/// Natural logarithm of difference over expected difference above which a cell may stand out: five times the energy.
const FAR: f64 = 1.6;

/// Robust deviations above the middle of the cells at which a cell stands out.
const DEVIATIONS: f64 = 4.0;

/// Bands where a quantiser takes all or nothing.
const FINE: std::ops::RangeInclusive<usize> = 2..=3;

/// Cells of a hundred that lose no more than the noise taken for a fine band.
const MOST_LOSE: usize = 88;

/// Cells that the fit looks at.
const SAMPLE: usize = 1200;

/// Cells that a region has at least.
const LEAST: usize = 8;

/// Share of cells expected to stand out by chance, at least.
const CHANCE: f64 = 0.002;

/// Means of the excess over a region's cells below which it is texture and not a change (logarithm of energies).
const EXCESS: f64 = 2.2;

/// What differs.
pub(super) struct Differing {
    /// Cells in regions that differ, row by row.
    pub(super) cells: Vec<bool>,
    /// Minus the decimal logarithm of the number of such regions that chance would bring; 0 without a region.
    pub(super) score: f64,
    /// Share of all cells that stand out, in a region or not.
    pub(super) scattered: f64,
    /// Energy of the usual difference in luma, squared levels a pixel.
    pub(super) noise: f64,
}

impl Differing {
    /// Takes the regions back.
    pub(super) fn forget(&mut self) {
        self.cells.fill(false);
        self.score = 0.0;
    }
}

/// Finds the regions.
pub(super) fn differing(cells: &Cells) -> Differing {
    let count = cells.difference.len();
    let mut excess = vec![0.0_f64; count];
    for band in 0..BANDS {
        let ratios = ratios(cells, band);
        let (middle, spread) = middle_and_spread(&ratios);
        let limit = FAR.max(middle + DEVIATIONS * spread);
        for (at, (excess, ratio)) in excess.iter_mut().zip(&ratios).enumerate() {
            if *ratio > limit && !cells.at_edge(at) {
                *excess = excess.max(ratio - middle.max(0.0));
            }
        }
    }
    let marked: Vec<bool> = excess.iter().map(|&excess| excess > 0.0).collect();
    let scattered = marked.iter().filter(|&&marked| marked).count() as f64 / count.max(1) as f64;
    let (regions, score) = regions(cells, &marked, &excess);
    let mut noise: Vec<f64> = cells.difference.iter().map(luma_energy).collect();
    noise.sort_by(f64::total_cmp);
    Differing {
        cells: regions,
        score,
        scattered,
        noise: noise.get(count / 2).copied().unwrap_or_default(),
    }
}

fn luma_energy(bands: &[f32; BANDS]) -> f64 {
    let detail: f64 = bands
        .iter()
        .zip(COUNTS)
        .take(MEANS)
        .map(|(&band, count)| f64::from(band) * count)
        .sum();
    detail / 64.0 + f64::from(bands[MEANS])
}

/// Logarithm of difference over what is expected, for each cell in one band.
fn ratios(cells: &Cells, band: usize) -> Vec<f64> {
    let pairs: Vec<(f64, f64)> = cells
        .detail
        .iter()
        .zip(&cells.difference)
        .map(|(detail, apart)| (f64::from(detail[band]), f64::from(apart[band])))
        .collect();
    let (fitted, misfit) = fit(&pairs, band);
    let noise = fitted.max(lost(&pairs, band));
    let (noise, misfit) = if cells.filtered {
        (noise + FILTERED.0, misfit + FILTERED.1)
    } else {
        (noise, misfit)
    };
    pairs
        .iter()
        .map(|&(detail, apart)| ((apart + 0.02) / expected(detail, noise, misfit, band)).ln())
        .collect()
}

/// What all but a few of the cells with detail lose in a fine band. There a quantiser takes all or nothing, so that two
/// kinds of cell stand side by side and a single curve may follow the wrong one; coarse bands know no such split.
fn lost(pairs: &[(f64, f64)], band: usize) -> f64 {
    if !FINE.contains(&band) {
        return 0.0;
    }
    let mut lost: Vec<f64> = pairs
        .iter()
        .filter(|pair| pair.0 > 1.0)
        .map(|pair| pair.1)
        .collect();
    lost.sort_by(f64::total_cmp);
    lost.get(lost.len() * MOST_LOSE / 100)
        .copied()
        .unwrap_or_default()
}

fn expected(detail: f64, noise: f64, misfit: f64, band: usize) -> f64 {
    // The mean of a flat cell is quantised too; a coefficient of detail that is nothing stays nothing.
    let taken = if band >= MEANS {
        noise
    } else {
        detail.min(noise)
    };
    ROUNDING + taken + misfit * detail
}

/// The quantiser's noise and the resizer's misfit that most cells agree on: least absolute error of logarithms, cut at two.
fn fit(pairs: &[(f64, f64)], band: usize) -> (f64, f64) {
    let step = (pairs.len() / SAMPLE).max(1);
    let octave = |detail: f64| ((detail + 0.1).log2().clamp(-3.0, 20.0) + 3.0) as usize;
    let mut filled = [0.0_f64; 24];
    for &(detail, _) in pairs.iter().step_by(step) {
        filled[octave(detail)] += 1.0;
    }
    // Flat cells are many and say nothing of the quantiser: each octave of detail has a say by the root of its number.
    let sample: Vec<(f64, f64, f64)> = pairs
        .iter()
        .step_by(step)
        .map(|&(detail, apart)| {
            (
                detail,
                (apart + ROUNDING).ln(),
                filled[octave(detail)].sqrt().recip(),
            )
        })
        .collect();
    let mut best = (f64::MAX, 0.0, LEAST_MISFIT);
    for half in -6..=LOUDEST[band] {
        let noise = 2.0_f64.powf(f64::from(half) / 2.0);
        for share in [0.0, 0.05, 0.15, 0.4, 1.0] {
            let misfit = LEAST_MISFIT + share * (MISFIT[band] - LEAST_MISFIT);
            let wrong = |&(detail, seen, weight): &(f64, f64, f64)| {
                let likely = expected(detail, noise, misfit, band) + ROUNDING * 0.5;
                (seen - likely.ln()).abs().min(2.0) * weight
            };
            let loss: f64 = sample.iter().map(wrong).sum();
            if loss < best.0 {
                best = (loss, noise, misfit);
            }
        }
    }
    (best.1, best.2)
}

/// The middle, and the deviation that the upper quarter would have were it normal.
fn middle_and_spread(values: &[f64]) -> (f64, f64) {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = |share: f64| {
        sorted
            .get((share * sorted.len() as f64) as usize)
            .copied()
            .unwrap_or_default()
    };
    (at(0.5), ((at(0.75) - at(0.5)) / 0.674).max(0.2))
}

/// Cells that stand out, grown together over gaps of one cell, where chance does not explain their number.
fn regions(cells: &Cells, marked: &[bool], excess: &[f64]) -> (Vec<bool>, f64) {
    let (columns, rows) = (cells.columns, cells.rows);
    let all = marked.iter().filter(|&&marked| marked).count();
    let labels = components(marked, columns, rows);
    let mut kept = vec![false; marked.len()];
    let mut score = 0.0_f64;
    for region in labels {
        let mean = region.iter().filter_map(|&at| excess.get(at)).sum::<f64>()
            / region.len().max(1) as f64;
        let (mut left, mut right, mut top, mut bottom) = (columns, 0, rows, 0);
        for at in &region {
            (left, right) = (left.min(at % columns), right.max(at % columns));
            (top, bottom) = (top.min(at / columns), bottom.max(at / columns));
        }
        let inside = (right + 1).saturating_sub(left) * (bottom + 1).saturating_sub(top);
        let outside = marked.len().saturating_sub(inside).max(1);
        let chance = ((all - region.len()) as f64 / outside as f64).max(CHANCE);
        // As many windows as there are pairs of corners.
        let tests = 2.0 * (marked.len() as f64).log10();
        let rare = -(tests + log10_tail(inside, region.len(), chance));
        if region.len() >= LEAST && mean >= EXCESS && rare > -FALSE.log10() {
            score = score.max(rare);
            for at in region {
                if let Some(cell) = kept.get_mut(at) {
                    *cell = true;
                }
            }
        }
    }
    (filled(&kept, columns, rows), score)
}

/// Marked cells that touch, also across one cell.
fn components(marked: &[bool], columns: usize, rows: usize) -> Vec<Vec<usize>> {
    let mut seen = vec![false; marked.len()];
    let mut components = Vec::new();
    for start in 0..marked.len() {
        if !marked[start] || seen[start] {
            continue;
        }
        seen[start] = true;
        let mut region = vec![start];
        let mut next = 0;
        while let Some(&at) = region.get(next) {
            next += 1;
            let (x, y) = (at % columns, at / columns);
            for row in y.saturating_sub(2)..(y + 3).min(rows) {
                for column in x.saturating_sub(2)..(x + 3).min(columns) {
                    let near = row * columns + column;
                    if marked[near] && !seen[near] {
                        seen[near] = true;
                        region.push(near);
                    }
                }
            }
        }
        components.push(region);
    }
    components
}

/// Cells most of whose neighbours are kept are kept too.
fn filled(kept: &[bool], columns: usize, rows: usize) -> Vec<bool> {
    let mut filled = kept.to_vec();
    for _ in 0..2 {
        let before = filled.clone();
        for (at, cell) in filled.iter_mut().enumerate() {
            let (x, y) = (at % columns.max(1), at / columns.max(1));
            let near = (y.saturating_sub(1)..(y + 2).min(rows)).flat_map(|row| {
                (x.saturating_sub(1)..(x + 2).min(columns))
                    .map(move |column| row * columns + column)
            });
            *cell |= near.filter(|&near| before.get(near) == Some(&true)).count() >= 5;
        }
    }
    filled
}

/// Decimal logarithm of a bound on the chance of at least `hits` among `count` at this probability (Hoeffding, Chernoff).
fn log10_tail(count: usize, hits: usize, probability: f64) -> f64 {
    let (n, p) = (count as f64, probability.clamp(1e-12, 1.0 - 1e-12));
    let share = hits as f64 / n.max(1.0);
    if share <= p {
        return 0.0;
    }
    let rest = if share < 1.0 {
        (1.0 - share) * ((1.0 - share) / (1.0 - p)).ln()
    } else {
        0.0
    };
    -(n * (share * (share / p).ln() + rest)) / std::f64::consts::LN_10
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// The exact sum is the oracle.
        #[test]
        fn the_bound_is_never_below_the_exact_tail(count in 1_usize..60, hits in 0_usize..60, p in 0.01_f64..0.9) {
            prop_assume!(hits <= count);
            let choose = |k: usize| (0..k).map(|i| (count - i) as f64 / (i + 1) as f64).product::<f64>();
            let exact: f64 = (hits..=count).map(|k| choose(k) * p.powi(k as i32) * (1.0 - p).powi((count - k) as i32)).sum();
            prop_assert!(log10_tail(count, hits, p) >= exact.log10() - 1e-9);
        }
    }

    /// Cells with random detail, each losing up to a quantiser's noise.
    fn honest(columns: usize, rows: usize) -> Cells {
        let mut state = 5_u64;
        let mut dice = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 40) as f32 / (1 << 24) as f32
        };
        let detail: Vec<[f32; BANDS]> = (0..columns * rows)
            .map(|_| std::array::from_fn(|_| (dice() * 9.0).exp()))
            .collect();
        let difference = detail
            .iter()
            .map(|d| d.map(|d| d.min(12.0) * (0.5 + dice())))
            .collect();
        Cells {
            columns,
            rows,
            difference,
            detail,
            filtered: false,
        }
    }

    #[test]
    fn quantised_cells_hold_no_region() {
        let found = differing(&honest(60, 50));
        assert!(found.cells.iter().all(|&cell| !cell) && found.score.abs() < f64::EPSILON);
    }

    #[test]
    fn cells_that_changed_together_are_a_region() {
        let mut cells = honest(60, 50);
        let inside = |at: usize| (20..32).contains(&(at % 60)) && (10..22).contains(&(at / 60));
        for (at, (apart, detail)) in cells.difference.iter_mut().zip(&cells.detail).enumerate() {
            if inside(at) {
                *apart = detail.map(|d| d + 400.0);
            }
        }
        let found = differing(&cells);
        let both = (0..3000)
            .filter(|&at| found.cells[at] && inside(at))
            .count();
        let either = (0..3000)
            .filter(|&at| found.cells[at] || inside(at))
            .count();
        assert!(both * 10 >= either * 9, "{both} of {either}");
    }
}
