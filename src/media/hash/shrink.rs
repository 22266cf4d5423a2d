//! A picture as 64 × 64 means of luma, the way PDQ wants them to the last bit.
//!
//! In: pixels of red, green and blue. Out: [`Small`], 64 rows of 64 values. Two box filters along rows and columns (a
//! tent, after W. Jarosz), then the pixel nearest to the centre of each of 64 × 64 fields.
//! Source: D. Dalins and others, "PDQ & TMK + PDQF", arXiv 1912.07745. The sums are running sums of 32-bit floats, whose
//! rounding is part of the hash: they are added in the reference's order. We differ in keeping only the rows that the
//! window still needs, so that memory does not grow with the picture's height times its width.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "places along a side, within the limits of a picture"
)]

/// Fields along either side.
pub(super) const SIDE: usize = 64;

/// Rows filtered side by side: a running sum waits for itself, eight of them do not.
const LANES: usize = 8;

/// Means of luma, row by row.
pub(super) type Small = [[f32; SIDE]; SIDE];

/// Shrinks a picture; `None` where a row is missing or a side is 0.
pub(super) fn shrink(rgb: &[u8], width: usize, height: usize) -> Option<Small> {
    if width == 0 || height == 0 || rgb.len() < width.checked_mul(height)?.checked_mul(3)? {
        return None;
    }
    let pixels = rgb.as_chunks::<3>().0;
    if (width, height) == (SIDE, SIDE) {
        return Some(exact(pixels));
    }
    let (along, down) = (Box1::of(width), Box1::of(height));
    let columns = centres(width);
    // After the second filter along rows only 64 values of each row are wanted.
    let mut narrow: Vec<[f32; SIDE]> = Vec::with_capacity(height);
    let mut rows = Rows::new(pixels, width, height, along);
    let mut sums = vec![0.0_f32; width];
    let mut band = vec![[0.0_f32; LANES]; width];
    let mut sampled = [[0.0_f32; LANES]; SIDE];
    for y in 0..height {
        let lane = y % LANES;
        for added in down.added(y, height) {
            let row = rows.get(added)?;
            sums.iter_mut()
                .zip(row)
                .for_each(|(sum, value)| *sum += value);
        }
        if let Some(removed) = down.removed(y) {
            let row = rows.get(removed)?;
            sums.iter_mut()
                .zip(row)
                .for_each(|(sum, value)| *sum -= value);
        }
        let count = down.count(y, height) as f32;
        for (cell, sum) in band.iter_mut().zip(&sums) {
            cell[lane] = sum / count;
        }
        if lane + 1 == LANES || y + 1 == height {
            along.filter_at(&band, &columns, &mut sampled);
            narrow.extend((0..=lane).map(|lane| sampled.map(|values| values[lane])));
        }
    }
    Some(down_narrow(&narrow, down))
}

/// A picture that already has the size is taken as it is.
fn exact(pixels: &[[u8; 3]]) -> Small {
    let mut small = [[0.0; SIDE]; SIDE];
    for (row, pixels) in small.iter_mut().zip(pixels.chunks_exact(SIDE)) {
        for (value, pixel) in row.iter_mut().zip(pixels) {
            *value = luma(*pixel);
        }
    }
    small
}

/// The last filter along columns, of the 64 sampled columns alone.
fn down_narrow(narrow: &[[f32; SIDE]], down: Box1) -> Small {
    let height = narrow.len();
    let mut small = [[0.0; SIDE]; SIDE];
    let mut sums = [0.0_f32; SIDE];
    let mut wanted = centres(height).into_iter().enumerate().peekable();
    for y in 0..height {
        for added in down.added(y, height) {
            if let Some(row) = narrow.get(added) {
                sums.iter_mut()
                    .zip(row)
                    .for_each(|(sum, value)| *sum += value);
            }
        }
        if let Some(row) = down.removed(y).and_then(|removed| narrow.get(removed)) {
            sums.iter_mut()
                .zip(row)
                .for_each(|(sum, value)| *sum -= value);
        }
        while let Some((at, _)) = wanted.next_if(|&(_, centre)| centre == y) {
            if let Some(row) = small.get_mut(at) {
                *row = sums.map(|sum| sum / down.count(y, height) as f32);
            }
        }
    }
    small
}

/// The pixel at the centre of each of 64 fields along a side.
fn centres(length: usize) -> [usize; SIDE] {
    std::array::from_fn(|at| ((at as f64 + 0.5) * length as f64 / SIDE as f64) as usize)
}

/// Weights of ITU-R BT.601, summed in double precision and then rounded, as the Python package does.
fn luma([red, green, blue]: [u8; 3]) -> f32 {
    (f64::from(red) * 0.299 + f64::from(green) * 0.587 + f64::from(blue) * 0.114) as f32
}

/// A box filter of fixed width whose window is cut at both ends.
#[derive(Clone, Copy)]
struct Box1 {
    /// Inputs from the output's own place on, itself included.
    ahead: usize,
    /// Inputs before it.
    behind: usize,
}

impl Box1 {
    /// Half a field wide, rounded up: two passes then reach over a whole field.
    fn of(length: usize) -> Self {
        let window = length.div_ceil(2 * SIDE);
        let ahead = window.midpoint(2);
        Self {
            ahead,
            behind: (window + 1).saturating_sub(ahead).saturating_sub(1),
        }
    }

    /// Inputs that enter the window at this output.
    fn added(self, at: usize, length: usize) -> std::ops::Range<usize> {
        let end = (at + self.ahead).min(length);
        if at == 0 {
            0..end
        } else {
            (at + self.ahead - 1).min(end)..end
        }
    }

    /// The input that leaves the window at this output.
    fn removed(self, at: usize) -> Option<usize> {
        at.checked_sub(self.behind + 1)
    }

    /// Inputs in the window at this output.
    fn count(self, at: usize, length: usize) -> usize {
        (at + self.ahead).min(length) - at.saturating_sub(self.behind)
    }

    /// Filters eight rows at once.
    fn filter(self, from: &[[f32; LANES]], to: &mut [[f32; LANES]]) {
        let length = from.len();
        let mut sums = [0.0_f32; LANES];
        for (at, out) in to.iter_mut().enumerate() {
            self.step(&mut sums, from, at);
            let count = self.count(at, length) as f32;
            *out = sums.map(|sum| sum / count);
        }
    }

    /// The same, keeping the outputs at 64 places that do not fall.
    fn filter_at(
        self,
        from: &[[f32; LANES]],
        places: &[usize; SIDE],
        to: &mut [[f32; LANES]; SIDE],
    ) {
        let length = from.len();
        let mut sums = [0.0_f32; LANES];
        let mut wanted = places.iter().zip(to.iter_mut()).peekable();
        for at in 0..length {
            self.step(&mut sums, from, at);
            while let Some((_, out)) = wanted.next_if(|&(&place, _)| place == at) {
                let count = self.count(at, length) as f32;
                *out = sums.map(|sum| sum / count);
            }
        }
    }

    fn step(self, sums: &mut [f32; LANES], from: &[[f32; LANES]], at: usize) {
        for added in self.added(at, from.len()) {
            if let Some(values) = from.get(added) {
                sums.iter_mut()
                    .zip(values)
                    .for_each(|(sum, value)| *sum += value);
            }
        }
        if let Some(values) = self.removed(at).and_then(|removed| from.get(removed)) {
            sums.iter_mut()
                .zip(values)
                .for_each(|(sum, value)| *sum -= value);
        }
    }
}

/// Rows of luma, filtered along themselves, made when asked for and kept as long as the window may want them.
struct Rows<'a> {
    pixels: &'a [[u8; 3]],
    width: usize,
    height: usize,
    along: Box1,
    /// Rows made so far.
    made: usize,
    /// The last rows made, each at its number modulo their count.
    ring: Vec<Vec<f32>>,
    band: Vec<[f32; LANES]>,
    smooth: Vec<[f32; LANES]>,
}

impl<'a> Rows<'a> {
    fn new(pixels: &'a [[u8; 3]], width: usize, height: usize, along: Box1) -> Self {
        let kept = (height.div_ceil(2 * SIDE) + 2 + LANES).next_multiple_of(LANES) + LANES;
        Self {
            pixels,
            width,
            height,
            along,
            made: 0,
            ring: vec![vec![0.0; width]; kept.min(height.next_multiple_of(LANES))],
            band: vec![[0.0; LANES]; width],
            smooth: vec![[0.0; LANES]; width],
        }
    }

    fn get(&mut self, y: usize) -> Option<&[f32]> {
        while self.made <= y && self.made < self.height {
            self.make();
        }
        self.ring.get(y % self.ring.len()).map(Vec::as_slice)
    }

    /// Makes the next eight rows.
    fn make(&mut self) {
        let rows = self
            .pixels
            .chunks_exact(self.width)
            .skip(self.made)
            .take(LANES);
        for (lane, row) in rows.enumerate() {
            for (cell, pixel) in self.band.iter_mut().zip(row) {
                cell[lane] = luma(*pixel);
            }
        }
        self.along.filter(&self.band, &mut self.smooth);
        let kept = self.ring.len();
        for lane in 0..LANES {
            if let Some(row) = self.ring.get_mut((self.made + lane) % kept) {
                row.iter_mut()
                    .zip(&self.smooth)
                    .for_each(|(value, cell)| *value = cell[lane]);
            }
        }
        self.made += LANES;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The definition, pass by pass over whole buffers.
    fn slow(rgb: &[u8], width: usize, height: usize) -> Small {
        let mut values: Vec<f32> = rgb
            .as_chunks::<3>()
            .0
            .iter()
            .map(|&pixel| luma(pixel))
            .collect();
        let run = |values: &[f32]| -> Vec<f32> {
            let length = values.len();
            let window = length.div_ceil(128);
            let half = window.midpoint(2);
            let (mut sum, mut out) = (0.0_f32, Vec::new());
            values.iter().take(half - 1).for_each(|value| sum += value);
            for at in 0..length {
                if let Some(value) = values.get(at + half - 1) {
                    sum += value;
                }
                let from = (at + half).saturating_sub(window);
                if at + half > window {
                    sum -= values[from - 1];
                }
                out.push(sum / ((at + half).min(length) - from) as f32);
            }
            out
        };
        for _ in 0..2 {
            for row in values.chunks_mut(width) {
                let filtered = run(row);
                row.copy_from_slice(&filtered);
            }
            for x in 0..width {
                let column: Vec<f32> = values.iter().skip(x).step_by(width).copied().collect();
                for (y, value) in run(&column).into_iter().enumerate() {
                    values[y * width + x] = value;
                }
            }
        }
        let at = |i: usize, n: usize| ((i as f64 + 0.5) * n as f64 / 64.0) as usize;
        std::array::from_fn(|i| {
            std::array::from_fn(|j| values[at(i, height) * width + at(j, width)])
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        #[test]
        fn rows_made_when_needed_give_the_bits_of_whole_buffers(
            width in 1_usize..400, height in 1_usize..400, seed in any::<u64>(),
        ) {
            prop_assume!((width, height) != (64, 64));
            let mut state = seed | 1;
            let rgb: Vec<u8> = (0..width * height * 3).map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                (state >> 56) as u8
            }).collect();
            let (fast, slow) = (shrink(&rgb, width, height).unwrap(), slow(&rgb, width, height));
            let bits = |small: &Small| small.iter().flatten().map(|v| v.to_bits()).collect::<Vec<_>>();
            prop_assert_eq!(bits(&fast), bits(&slow));
        }
    }

    #[test]
    fn a_buffer_too_short_for_its_size_is_refused() {
        assert!(shrink(&[0; 11], 2, 2).is_none());
        assert!(shrink(&[], 0, 0).is_none());
    }
}
