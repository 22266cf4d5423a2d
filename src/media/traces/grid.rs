//! A JPEG grid that is not the file's own: a part that was a JPEG before and was pasted off the grid.
//!
//! In: a picture. Every cell of 8 × 8 pixels votes for the grid origin whose block over it has the most zeros among
//! its DCT coefficients; where no such grid is, votes go evenly over the origins. Out: -log10 of the number of false
//! alarms (NFA) of the square window whose votes agree best, and a mask of cells.
//!
//! Only origins that differ from the main grid in both directions stand for election, for the main grid itself favours
//! those that share its rows or columns; and the votes must beat those for the origin's mirror images about the main
//! grid, which texture cannot favour unlike. A grid that shows outside the window too is that of a picture that was cropped
//! and saved again, which is innocent. A missing grid is never taken for a trace. Large pictures are read in every
//! second or third row of blocks, so that the time stays bounded.
//!
//! Source: T. Nikoukhah, J. Anger, M. Colom, J.-M. Morel, R. Grompone von Gioi, "ZERO: a local JPEG grid origin
//! detector based on the number of DCT zeros and its applications in image forensics", IPOL 2022. We let cells vote
//! instead of pixels, search squares instead of growing regions, and bound the binomial tail (Hoeffding 1963).

use super::super::jpeg::{BLOCK, transform};
use super::super::{Detector, Format, Kind, Mask, Measure, Picture, Plane};
use super::sums::Sums;

/// Said with every such finding.
pub const CAVEAT: &str =
    "A collage, a logo or a screenshot inside another picture leaves the same trace.";

/// Score from which a foreign grid is a strong trace, -log10 NFA: one false alarm in ten thousand pictures if votes
/// were independent.
pub const STRONG: f64 = 4.0;

/// Score from which a region is worth a look, -log10 NFA.
pub const WEAK: f64 = 2.0;

/// Score from which a file that is no JPEG shows a main grid, -log10 NFA.
const MAIN: f64 = 8.0;

/// Grid origins in each direction.
const ORIGINS: usize = BLOCK;

/// Origins that differ from the main grid in both directions.
const STANDING: f64 = 49.0;

/// Sides of the windows, in cells.
const WINDOWS: [usize; 4] = [6, 10, 16, 28];

/// Pixels of which all rows of blocks are read.
const ALL_ROWS: usize = 3_000_000;

/// A coefficient below this counts as zero, in grey levels. ZERO has 0.5, the rounding of decoded pixels; another
/// compression at high quality adds as much again, and on our scenes 1.0 finds twice as many at no false alarm.
const ZERO: f32 = 1.0;

/// Least share of a window's votes for its grid.
const SHARE: f64 = 0.2;

/// A grid is local if its share in the window is this many times its share outside.
const LOCAL: f64 = 6.0;

/// Cells along a side that a picture must have.
const LEAST: usize = 24;

/// The detector.
#[derive(Clone, Copy, Debug, Default)]
pub struct ForeignGrid;

impl Detector for ForeignGrid {
    fn kind(&self) -> Kind {
        Kind::ForeignGrid
    }

    fn measure(&self, picture: &Picture) -> Option<Measure> {
        let plane = picture.luma();
        let (columns, rows) = (plane.width / BLOCK, plane.height / BLOCK);
        if columns < LEAST || rows < LEAST {
            return None;
        }
        let every = (plane.width * plane.height).div_ceil(ALL_ROWS).max(1);
        let zeros = Zeros::of(plane, every);
        let main = if picture.format == Format::Jpeg {
            0
        } else {
            zeros.main()?
        };
        let votes = zeros.votes(|origin| differs(origin, main));
        let best = votes.best(main)?;
        Some(Measure {
            score: best.score.max(0.0),
            words: best.words(main),
            mask: (best.score >= WEAK).then(|| votes.mask(&best, picture)),
        })
    }
}

/// Whether two origins differ in rows and in columns.
const fn differs(a: usize, b: usize) -> bool {
    a % ORIGINS != b % ORIGINS && a / ORIGINS != b / ORIGINS
}

/// The origins that lie to the main grid as this one does, mirrored in rows, in columns or in both. Texture has no
/// reason to favour one of them over the others; the middle is its own mirror image and cannot be tested.
fn mirror_images(origin: usize, main: usize) -> Vec<usize> {
    let mirrored = |at: usize, main: usize| (2 * main + ORIGINS - at) % ORIGINS;
    let (x, y) = (origin % ORIGINS, origin / ORIGINS);
    let (over, under) = (mirrored(x, main % ORIGINS), mirrored(y, main / ORIGINS));
    let mut images = vec![
        y * ORIGINS + over,
        under * ORIGINS + x,
        under * ORIGINS + over,
    ];
    images.retain(|&image| image != origin);
    images.sort_unstable();
    images.dedup();
    images
}

/// Zeros of the block of every origin over every cell.
struct Zeros {
    columns: usize,
    rows: usize,
    every: usize,
    /// By origin, then cell.
    counts: Vec<Vec<u8>>,
}

impl Zeros {
    fn of(plane: &Plane, every: usize) -> Self {
        // The last column and row of cells have no block of the later origins over them.
        let columns = plane.width / BLOCK - 1;
        let rows = (plane.height / BLOCK - 1) / every;
        let counts = (0..ORIGINS * ORIGINS)
            .map(|origin| {
                let mut counts = Vec::with_capacity(columns * rows);
                for cell in 0..columns * rows {
                    let x = cell % columns * BLOCK + origin % ORIGINS;
                    let y = cell / columns * every * BLOCK + origin / ORIGINS;
                    counts.push(zeros(plane, x, y));
                }
                counts
            })
            .collect();
        Self {
            columns,
            rows,
            every,
            counts,
        }
    }

    /// The votes of all cells among the origins that stand for election; ties are no vote.
    fn votes(&self, stands: impl Fn(usize) -> bool) -> Votes {
        let cells = self.columns * self.rows;
        let mut most = vec![0; cells];
        let mut votes = vec![None; cells];
        for (origin, counts) in self.counts.iter().enumerate().filter(|(at, _)| stands(*at)) {
            for ((&count, most), vote) in counts.iter().zip(&mut most).zip(&mut votes) {
                if count > *most {
                    (*most, *vote) = (count, Some(origin));
                } else if count == *most {
                    *vote = None;
                }
            }
        }
        Votes {
            columns: self.columns,
            rows: self.rows,
            every: self.every,
            cast: votes,
        }
    }

    /// The grid that the picture as a whole shows, if one does.
    fn main(&self) -> Option<usize> {
        let votes = self.votes(|_| true);
        let totals = votes.totals();
        let all: usize = totals.iter().sum();
        let (main, &most) = totals.iter().enumerate().max_by_key(|(_, total)| **total)?;
        let chance = 1.0 / totals.len() as f64;
        let score = -log10_tail(most as f64, all as f64, chance) - (totals.len() as f64).log10();
        (score > MAIN).then_some(main)
    }
}

/// Zeros among the 63 coefficients of the block at a place.
fn zeros(plane: &Plane, x: usize, y: usize) -> u8 {
    let mut block = [0.0; BLOCK * BLOCK];
    for (row, line) in block.as_chunks_mut::<BLOCK>().0.iter_mut().enumerate() {
        if let Some(values) = plane.row(y + row).get(x..)
            && let Some(values) = values.first_chunk()
        {
            *line = *values;
        }
    }
    let coefficients = transform(&block);
    let zeros = coefficients
        .iter()
        .skip(1)
        .filter(|value| value.abs() < ZERO);
    // At most 63.
    zeros.count() as u8
}

/// The vote of every cell.
struct Votes {
    columns: usize,
    rows: usize,
    every: usize,
    cast: Vec<Option<usize>>,
}

/// The window whose votes agree best.
#[derive(Clone, Copy)]
struct Window {
    score: f64,
    origin: usize,
    x: usize,
    y: usize,
    side: usize,
    mine: f64,
    all: f64,
}

impl Window {
    /// No window has votes that agree.
    const NONE: Self = Self {
        score: 0.0,
        origin: 0,
        x: 0,
        y: 0,
        side: 0,
        mine: 0.0,
        all: 0.0,
    };

    fn words(&self, main: usize) -> String {
        if self.side == 0 {
            return "no square's votes agree on a JPEG grid other than the picture's own"
                .to_owned();
        }
        let (x, y) = (self.origin % ORIGINS, self.origin / ORIGINS);
        format!(
            "in a square of {} pixels {:.0} of {:.0} votes are for a JPEG grid that starts at ({x}, {y}), the picture's own at ({}, {}), -log10 NFA {:.1}",
            self.side * BLOCK,
            self.mine,
            self.all,
            main % ORIGINS,
            main / ORIGINS,
            self.score
        )
    }
}

impl Votes {
    fn totals(&self) -> [usize; ORIGINS * ORIGINS] {
        let mut totals = [0; ORIGINS * ORIGINS];
        for &vote in self.cast.iter().flatten() {
            totals[vote] += 1;
        }
        totals
    }

    fn sums(&self, counts: impl Fn(Option<usize>) -> bool) -> Sums {
        let values = self
            .cast
            .iter()
            .map(|&vote| f64::from(u8::from(counts(vote))));
        Sums::of(self.columns, self.rows, values)
    }

    /// The best window among those of all origins that stood; `None` where there was no vote.
    fn best(&self, main: usize) -> Option<Window> {
        let totals = self.totals();
        let voted: usize = totals.iter().sum();
        let all = self.sums(|vote| vote.is_some());
        let tests = STANDING * WINDOWS.len() as f64 * self.cast.len() as f64;
        let mut best: Option<Window> = None;
        for (origin, &total) in totals.iter().enumerate().filter(|(_, total)| **total > 0) {
            let images = mirror_images(origin, main);
            if images.is_empty() {
                continue;
            }
            let mine = self.sums(|vote| vote == Some(origin));
            let mirrors = self.sums(|vote| vote.is_some_and(|vote| images.contains(&vote)));
            let even = 1.0 / (images.len() + 1) as f64;
            for window in self.windows(origin, &mine, &all) {
                // What lies in the window says nothing about how the rest votes.
                let outside = (total as f64 - window.mine) / (voted as f64 - window.all).max(1.0);
                let chance = (1.0 / STANDING).max(outside);
                let share = window.mine / window.all;
                if share < SHARE || share < LOCAL * outside {
                    continue;
                }
                let against_all = -log10_tail(window.mine, window.all, chance);
                let mirrored = window.mine
                    + mirrors.rectangle(
                        window.x,
                        window.y,
                        window.side,
                        window.side.div_ceil(self.every),
                    );
                let against_mirrors = -log10_tail(window.mine, mirrored, even);
                let score = against_all.min(against_mirrors) - tests.log10();
                if best.is_none_or(|best| score > best.score) {
                    best = Some(Window { score, ..window });
                }
            }
        }
        best.or((voted > 0).then_some(Window::NONE))
    }

    /// Windows with votes for an origin, at steps of a quarter of their side.
    fn windows<'a>(
        &'a self,
        origin: usize,
        mine: &'a Sums,
        all: &'a Sums,
    ) -> impl Iterator<Item = Window> + 'a {
        WINDOWS.into_iter().flat_map(move |side| {
            let (step, high) = ((side / 4).max(1), side.div_ceil(self.every));
            let ys = (0..self.rows).step_by((step / self.every).max(1));
            ys.flat_map(move |y| (0..self.columns).step_by(step).map(move |x| (x, y)))
                .map(move |(x, y)| Window {
                    score: 0.0,
                    origin,
                    x,
                    y,
                    side,
                    mine: mine.rectangle(x, y, side, high),
                    all: all.rectangle(x, y, side, high),
                })
                .filter(|window| window.mine >= SHARE * window.all && window.mine > 2.0)
        })
    }

    /// Cells in and around the best window whose neighbours vote for its grid.
    fn mask(&self, best: &Window, picture: &Picture) -> Mask {
        const AROUND: usize = 5;
        let mine = self.sums(|vote| vote == Some(best.origin));
        let all = self.sums(|vote| vote.is_some());
        let mut mask = Mask::empty(picture.width, picture.height, BLOCK as u32);
        let reach = best.side;
        let high = reach.div_ceil(self.every);
        let rows = best.y.saturating_sub(high)..(best.y + 2 * high).min(self.rows);
        for y in rows {
            for x in best.x.saturating_sub(reach)..(best.x + 2 * reach).min(self.columns) {
                let (mine, all) = (mine.around(x, y, AROUND), all.around(x, y, AROUND));
                if mine >= 2.0 && mine >= SHARE * all {
                    for line in 0..self.every {
                        mask.mark(x as u32, (y * self.every + line) as u32);
                    }
                }
            }
        }
        mask
    }
}

/// Log to base 10 of a bound of the chance of at least `hits` in `trials`: `exp(-trials · KL(hits / trials, chance))`.
fn log10_tail(hits: f64, trials: f64, chance: f64) -> f64 {
    let share = hits / trials.max(1.0);
    if share <= chance || chance <= 0.0 {
        return 0.0;
    }
    let rest = if share < 1.0 {
        (1.0 - share) * ((1.0 - share) / (1.0 - chance)).ln()
    } else {
        0.0
    };
    -trials * (share * (share / chance).ln() + rest) / std::f64::consts::LN_10
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::media::Limits;

    /// Noise with a little structure, the same for the same seed.
    fn textured(seed: u32) -> image::RgbImage {
        image::RgbImage::from_fn(512, 384, |x, y| {
            let mut hash = (x * 0x9E37_79B1) ^ (y * 0x85EB_CA77) ^ seed;
            hash = (hash ^ (hash >> 15)).wrapping_mul(0x2C1B_3C6D);
            let slope = ((x + y + seed) / 4 % 90) as u8;
            image::Rgb([100 + slope / 2 + (hash >> 28) as u8; 3])
        })
    }

    fn jpeg(pixels: &image::RgbImage, quality: u8) -> Vec<u8> {
        let mut bytes = Vec::new();
        image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, quality)
            .encode_image(pixels)
            .unwrap();
        bytes
    }

    fn opened(bytes: &[u8]) -> image::RgbImage {
        image::load_from_memory(bytes).unwrap().into_rgb8()
    }

    fn png(pixels: &image::RgbImage) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        pixels
            .write_to(&mut bytes, image::ImageFormat::Png)
            .unwrap();
        bytes.into_inner()
    }

    /// Another JPEG's square pasted at a place that is (3, 5) off its grid.
    fn pasted() -> image::RgbImage {
        let mut main = opened(&jpeg(&textured(1), 80));
        let other = opened(&jpeg(&textured(77), 80));
        for y in 0..160 {
            for x in 0..160 {
                main.put_pixel(163 + x, 101 + y, *other.get_pixel(160 + x, 96 + y));
            }
        }
        main
    }

    fn score(bytes: &[u8]) -> f64 {
        let picture = Picture::decode(bytes, &Limits::default()).unwrap();
        ForeignGrid
            .measure(&picture)
            .map_or(0.0, |measure| measure.score)
    }

    #[test]
    fn a_square_off_the_grid_is_found_where_it_is() {
        for bytes in [png(&pasted()), jpeg(&pasted(), 97)] {
            let picture = Picture::decode(&bytes, &Limits::default()).unwrap();
            let measure = ForeignGrid.measure(&picture).unwrap();
            assert!(measure.score >= STRONG, "{}", measure.words);
            assert!(measure.words.contains("(3, 5)"), "{}", measure.words);
            let mask = measure.mask.unwrap();
            assert!(mask.covers(240, 180) && !mask.covers(20, 20) && !mask.covers(490, 370));
        }
    }

    #[test]
    fn a_picture_saved_twice_or_cropped_has_no_foreign_part() {
        let once = opened(&jpeg(&textured(1), 80));
        let cropped = image::imageops::crop_imm(&once, 5, 3, 480, 360).to_image();
        for bytes in [
            png(&once),
            jpeg(&once, 95),
            jpeg(&cropped, 95),
            png(&textured(3)),
        ] {
            assert!(score(&bytes) < WEAK);
        }
    }

    #[test]
    fn mirror_images_differ_from_their_origin_and_the_middle_has_none() {
        assert_eq!(
            mirror_images(3 + 8 * 5, 0),
            [3 + 8 * 3, 5 + 8 * 3, 5 + 8 * 5]
        );
        assert_eq!(mirror_images(4 + 8 * 4, 0), Vec::<usize>::new());
        assert_eq!(mirror_images(4 + 8 * 2, 0), [4 + 8 * 6]);
    }

    /// The oracle is the binomial tail summed term by term, which the bound is never below.
    #[test]
    fn the_bound_is_never_below_the_tail() {
        for (hits, trials, chance) in [(5, 20, 0.1), (30, 60, 0.25), (9, 9, 0.5), (0, 10, 0.3)] {
            let mut tail = 0.0;
            for k in hits..=trials {
                let ways = (0..k).fold(1.0, |ways, i| {
                    ways * f64::from(trials - i) / f64::from(i + 1)
                });
                tail += ways * f64::powi(chance, k) * f64::powi(1.0 - chance, trials - k);
            }
            let bound = log10_tail(f64::from(hits), f64::from(trials), chance);
            assert!(bound >= f64::log10(tail) - 1e-9, "{hits} of {trials}");
        }
    }
}
