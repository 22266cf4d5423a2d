//! What every block of a JPEG says: compressed once, or twice like the rest.
//!
//! In: a picture and its coefficients. Out: [`Evidence`]: per block the sum over the modes of the log-likelihood
//! ratio, and of what either model expects there, in nats. Blocks that are clipped say nothing (clipping undoes the
//! earlier quantisation), nor do classes of texture that as a whole do not show the earlier compression.

use super::super::super::Picture;
use super::super::super::jpeg::{BLOCK, Channel, ZIGZAG, transform};
use super::histograms::{COARSE, FINE};
use super::mode::{Counts, LEVELS, Mode, mode};

/// Modes that are looked at, in zigzag order from the first that is not the mean.
const MODES: usize = 20;

/// Blocks of the shifted grid that make the histograms; more rows are passed over evenly.
const SAMPLE: usize = 60_000;

/// Share of a picture's values at either end that count as clipped, whatever the values are: a picture may have been
/// clipped before its tones were changed.
const ENDS: f64 = 0.001;

/// Share of "once" from which a class of texture is left out as a whole.
const CLASS: f64 = 0.4;

/// What the blocks say.
pub(super) struct Evidence {
    /// Blocks in a row.
    pub(super) columns: usize,
    /// Rows of blocks.
    pub(super) rows: usize,
    /// Log-likelihood ratio of "once" against "twice".
    pub(super) ratio: Vec<f32>,
    /// Its expectation where compressed twice.
    pub(super) twice: Vec<f32>,
    /// Its expectation where compressed once.
    pub(super) once: Vec<f32>,
    /// Earlier steps that were found: place in the zigzag order, and step.
    pub(super) earlier: Vec<(usize, u16)>,
}

/// What the blocks of a picture say.
pub(super) fn evidence(picture: &Picture, luma: &Channel) -> Option<Evidence> {
    let columns = picture.width as usize / BLOCK;
    let rows = picture.height as usize / BLOCK;
    let whole = columns <= luma.columns && rows <= luma.rows && columns > 1 && rows > 1;
    whole.then_some(())?;
    let shifted = Shifted::of(picture, columns, rows);
    let clipped = clipped(picture, columns, rows);
    let count = columns * rows;
    let mut evidence = Evidence {
        columns,
        rows,
        ratio: vec![0.0; count],
        twice: vec![0.0; count],
        once: vec![0.0; count],
        earlier: Vec::new(),
    };
    for place in 1..=MODES {
        let step = usize::from(luma.steps[place]);
        let magnitudes: Vec<u16> = (0..rows)
            .flat_map(|y| luma.blocks.iter().skip(y * luma.columns).take(columns))
            .map(|block| block[place].unsigned_abs())
            .collect();
        let levels = levels(&magnitudes, columns, rows);
        let mut counts = Counts::empty();
        for ((&magnitude, &level), &clipped) in magnitudes.iter().zip(&levels).zip(&clipped) {
            if !clipped {
                counts.quantised[level][usize::from(magnitude).min(COARSE - 1)] += 1.0;
            }
        }
        shifted.count(place, step, &mut counts);
        if let Some(mode) = mode(&counts, step) {
            evidence.earlier.push((place, mode.earlier));
            evidence.add(&mode, &magnitudes, &levels, &clipped);
        }
    }
    evidence.leave_out_classes(&classes(luma, columns, rows));
    Some(evidence)
}

impl Evidence {
    fn add(&mut self, mode: &Mode, magnitudes: &[u16], levels: &[usize], clipped: &[bool]) {
        for (at, &magnitude) in magnitudes.iter().enumerate() {
            if clipped[at] {
                continue;
            }
            if let Some(level) = &mode.levels[levels[at]] {
                self.ratio[at] += level.ratios[usize::from(magnitude).min(COARSE - 1)];
                self.twice[at] += level.twice;
                self.once[at] += level.once;
            }
        }
    }

    /// Silences every class of texture whose blocks as a whole look as if compressed once.
    fn leave_out_classes(&mut self, classes: &[usize]) {
        let mut sums = [[0.0_f64; 3]; CLASSES];
        for (at, &class) in classes.iter().enumerate() {
            sums[class][0] += f64::from(self.ratio[at]);
            sums[class][1] += f64::from(self.twice[at]);
            sums[class][2] += f64::from(self.once[at]);
        }
        let out =
            sums.map(|[ratio, twice, once]| (ratio - twice) / (once - twice).max(1e-9) > CLASS);
        for (at, &class) in classes.iter().enumerate() {
            if out[class] {
                self.ratio[at] = 0.0;
                self.twice[at] = 0.0;
                self.once[at] = 0.0;
            }
        }
    }
}

/// Classes of texture: bits of the sum of a block's dequantised magnitudes.
const CLASSES: usize = 33;

fn classes(luma: &Channel, columns: usize, rows: usize) -> Vec<usize> {
    (0..rows)
        .flat_map(|y| luma.blocks.iter().skip(y * luma.columns).take(columns))
        .map(|block| {
            let magnitudes = block.iter().zip(&luma.steps).skip(1);
            let sum: u32 = magnitudes
                .map(|(value, &step)| u32::from(value.unsigned_abs()) * u32::from(step))
                .fold(0, u32::saturating_add);
            (u32::BITS - sum.leading_zeros()) as usize
        })
        .collect()
}

/// Levels of activity: of the sum of the quantised magnitudes of the eight neighbours in the same mode. The block
/// itself has no part in it, so that its level says nothing of its own coefficient.
fn levels(magnitudes: &[u16], columns: usize, rows: usize) -> Vec<usize> {
    let mut levels = Vec::with_capacity(magnitudes.len());
    let mut sums = vec![0_u32; columns];
    for y in 0..rows {
        sums.fill(0);
        for near in [y.saturating_sub(1), y, (y + 1).min(rows - 1)] {
            let row = magnitudes.iter().skip(near * columns);
            for (sum, &magnitude) in sums.iter_mut().zip(row) {
                *sum += u32::from(magnitude);
            }
        }
        for x in 0..columns {
            let all = sums[x.saturating_sub(1)] + sums[x] + sums[(x + 1).min(columns - 1)];
            levels.push(level(all - u32::from(magnitudes[y * columns + x])));
        }
    }
    levels
}

/// Bounds double, so that each level holds a like share of a photograph's blocks.
const BOUNDS: [u32; LEVELS - 1] = [1, 2, 4, 8, 16, 40, 96];

fn level(sum: u32) -> usize {
    BOUNDS.iter().filter(|&&bound| sum >= bound).count()
}

/// Unquantised magnitudes of every mode on the grid shifted by half a block, in halves of a unit.
struct Shifted {
    columns: usize,
    rows: usize,
    modes: Vec<Vec<u16>>,
}

impl Shifted {
    fn of(picture: &Picture, columns: usize, rows: usize) -> Self {
        let (columns, rows) = (columns - 1, rows - 1);
        // Groups of three rows stay together, for a block's level comes from its neighbours.
        let groups = rows.div_ceil(3);
        let every = (columns * rows).div_ceil(SAMPLE).max(1);
        let kept: Vec<usize> = (0..groups)
            .step_by(every)
            .flat_map(|group| 3 * group..(3 * group + 3).min(rows))
            .collect();
        let plane = picture.luma();
        let mut modes = vec![Vec::new(); MODES];
        let mut block = [0.0; BLOCK * BLOCK];
        for &by in &kept {
            for bx in 0..columns {
                for (y, line) in block.as_chunks_mut::<BLOCK>().0.iter_mut().enumerate() {
                    let row = plane.row(by * BLOCK + BLOCK / 2 + y);
                    if let Some(from) = row.get(bx * BLOCK + BLOCK / 2..)
                        && let Some(values) = from.first_chunk()
                    {
                        *line = *values;
                    }
                }
                let coefficients = transform(&block);
                for (mode, &place) in modes.iter_mut().zip(ZIGZAG.iter().skip(1)) {
                    mode.push((coefficients[place].abs() * 2.0) as u16);
                }
            }
        }
        Self {
            columns,
            rows: kept.len(),
            modes,
        }
    }

    /// Counts one mode, with levels as its quantised magnitudes would have them.
    fn count(&self, place: usize, step: usize, counts: &mut Counts) {
        let values = &self.modes[place - 1];
        let quantised: Vec<u16> = values
            .iter()
            .map(|&value| ((f32::from(value) / 2.0 + 0.25) / step as f32).round() as u16)
            .collect();
        let levels = levels(&quantised, self.columns, self.rows);
        for (&value, &level) in values.iter().zip(&levels) {
            counts.unquantised[level][usize::from(value).min(FINE - 1)] += 1.0;
        }
    }
}

/// Blocks with a value at either end of what its colour takes in the picture.
fn clipped(picture: &Picture, columns: usize, rows: usize) -> Vec<bool> {
    let mut counts = [[0_u32; 256]; 3];
    let (pixels, _) = picture.rgb.as_chunks::<3>();
    for pixel in pixels {
        for (counts, &value) in counts.iter_mut().zip(pixel) {
            counts[usize::from(value)] += 1;
        }
    }
    let inner = counts.map(|counts| inner(&counts, pixels.len() as f64 * ENDS));
    let mut clipped = vec![false; columns * rows];
    let lines = pixels.chunks_exact(picture.width as usize);
    for (y, line) in lines.take(rows * BLOCK).enumerate() {
        for (x, pixels) in line.chunks_exact(BLOCK).enumerate() {
            let at = y / BLOCK * columns + x;
            clipped[at] |= pixels.iter().any(|pixel| {
                let mut ends = pixel.iter().zip(&inner);
                ends.any(|(value, &(low, high))| *value < low || *value > high)
            });
        }
    }
    clipped
}

/// The lowest and highest value that do not count as clipped, from how often each value occurs.
fn inner(counts: &[u32; 256], ends: f64) -> (u8, u8) {
    let within = |sum: &mut f64, count: u32| {
        *sum += f64::from(count);
        *sum <= ends
    };
    let (mut below, mut above) = (0.0, 0.0);
    let low = counts
        .iter()
        .take_while(|&&count| within(&mut below, count))
        .count();
    let high = counts
        .iter()
        .rev()
        .take_while(|&&count| within(&mut above, count))
        .count();
    // One value at each end of the range is clipped in any case, and the end found, with one beside it.
    let low = u8::try_from(low + 2).unwrap_or(u8::MAX).max(2);
    let high = u8::try_from(253_usize.saturating_sub(high)).unwrap_or(0);
    (low, high)
}
