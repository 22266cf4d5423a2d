//! Aligned double compression: a region that does not show the earlier compression that the rest shows.
//!
//! That a JPEG was a JPEG before means nothing: every picture from a network was. But where the picture as a whole
//! shows the earlier quantisation and one region does not, that region came in, or was changed, in between: pasted
//! (on another grid), painted over, blurred.
//! In: a JPEG in colour. Out: the log-likelihood ratio of the best square window, in nats, and a mask of 8 × 8 blocks.
//! Blind in grey pictures, where the last compression was much coarser than the earlier one, where both used one table, and to parts
//! moved by whole blocks.
//!
//! Source: T. Bianchi, A. Piva, IEEE TIFS 2012; differences in the parts.

mod evidence;
mod histograms;
mod mode;

use self::evidence::{Evidence, evidence};
use super::super::jpeg::coefficients;
use super::super::{Detector, Format, Kind, Limits, Mask, Measure, Picture};
use super::sums::{Sums, parts};

/// Score from which the lack is a strong trace, in nats. Chosen on 150 scenes of three authentic versions each and 1,194
/// re-saves of photographs and camera files (once to three times, quality 60 to 100; brightened, sharpened, cropped),
/// whose largest is 45; of the 180 authentic files of
/// the test scenes the largest is 14. It was not fitted to these, but their scores were watched while it was set. So 0 in 1,824: 1 in 600 at most,
/// were they unseen.
pub const STRONG: f64 = 80.0;

/// Score from which a region is worth a look, in nats: 4 of the same 1,824 reach it.
pub const WEAK: f64 = 30.0;

/// Said with every such finding.
pub const CAVEAT: &str = "Filters that treat parts unlike (portrait blur, local sharpening), a logo or a caption leave the same trace.";

/// Sides of the windows in blocks: 120 and 184 pixels. Smaller ones are reached by honest texture.
const WINDOWS: [usize; 2] = [15, 23];

/// Share of the way from "twice" to "once" that a window must lie. Windows of filtered pictures lie half way.
const ONCE: f64 = 0.6;

/// Side, in blocks, of the square that decides for its middle block in the mask.
const AROUND: usize = 9;

/// Least score of such a square, in nats.
const AROUND_LEAST: f64 = 3.0;

/// A part of the mask is kept from this share of the best part's score on.
const PART: f64 = 0.2;

/// Blocks along a side that a picture must have: twice the smallest window.
const LEAST: usize = 30;

/// The detector.
#[derive(Clone, Copy, Debug, Default)]
pub struct DoubleCompression;

impl Detector for DoubleCompression {
    fn kind(&self) -> Kind {
        Kind::DoubleCompression
    }

    fn measure(&self, picture: &Picture) -> Option<Measure> {
        // Turning colour to grey moves clipped colours away from the ends, where nothing tells them any more.
        if picture.format != Format::Jpeg || picture.grey {
            return None;
        }
        let read = coefficients(picture.bytes, &Limits::default()).ok()?;
        let evidence = evidence(picture, read.channels.first()?)?;
        if evidence.columns < LEAST || evidence.rows < LEAST {
            return None;
        }
        let fields = Fields::of(&evidence);
        let score = fields.score();
        let mask = (score >= WEAK).then(|| fields.mask(picture));
        Some(Measure {
            score,
            words: words(&evidence, score),
            mask,
        })
    }
}

/// Sums of the evidence over squares of blocks.
struct Fields {
    columns: usize,
    rows: usize,
    ratio: Sums,
    twice: Sums,
    once: Sums,
}

impl Fields {
    fn of(evidence: &Evidence) -> Self {
        let sums = |values: &[f32]| {
            let values = values.iter().map(|&value| f64::from(value));
            Sums::of(evidence.columns, evidence.rows, values)
        };
        Self {
            columns: evidence.columns,
            rows: evidence.rows,
            ratio: sums(&evidence.ratio),
            twice: sums(&evidence.twice),
            once: sums(&evidence.once),
        }
    }

    /// The largest ratio of a window that is as if compressed once.
    fn score(&self) -> f64 {
        let mut best = 0.0;
        for side in WINDOWS {
            for y in 0..(self.rows + 1).saturating_sub(side) {
                for x in 0..(self.columns + 1).saturating_sub(side) {
                    let ratio = self.ratio.square(x, y, side);
                    if ratio > best {
                        let twice = self.twice.square(x, y, side);
                        let once = self.once.square(x, y, side);
                        if ratio - twice >= ONCE * (once - twice) {
                            best = ratio;
                        }
                    }
                }
            }
        }
        best
    }

    /// Blocks whose surroundings are rather as if compressed once, in parts that matter.
    fn mask(&self, picture: &Picture) -> Mask {
        let ratio = |at: usize| {
            self.ratio
                .around(at % self.columns, at / self.columns, AROUND)
        };
        let marked: Vec<bool> = (0..self.columns * self.rows)
            .map(|at| ratio(at) >= AROUND_LEAST)
            .collect();
        let parts: Vec<(f64, Vec<usize>)> = parts(self.columns, &marked)
            .into_iter()
            .map(|part| (part.iter().map(|&at| ratio(at)).sum(), part))
            .collect();
        let best = parts
            .iter()
            .fold(0.0_f64, |best, (score, _)| best.max(*score));
        let mut mask = Mask::empty(picture.width, picture.height, 8);
        for (_, part) in parts.iter().filter(|(score, _)| *score >= PART * best) {
            for at in part {
                mask.mark((at % self.columns) as u32, (at / self.columns) as u32);
            }
        }
        mask
    }
}

fn words(evidence: &Evidence, score: f64) -> String {
    match evidence.earlier.as_slice() {
        [] => "no earlier compression on the same grid shows".to_owned(),
        [(_, step), ..] if score < WEAK => format!(
            "an earlier compression shows in {} of the lowest frequencies (first step {step}), in no region less than elsewhere",
            evidence.earlier.len()
        ),
        [(_, step), ..] => format!(
            "an earlier compression shows in {} of the lowest frequencies (first step {step}), but a region lacks it (log-likelihood ratio {score:.0})",
            evidence.earlier.len()
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Texture that fills the low modes, the same for the same seed.
    fn textured(seed: u32) -> image::RgbImage {
        let noise = |x: u32, y: u32| {
            let mut hash = (x * 0x9E37_79B1) ^ (y * 0x85EB_CA77) ^ seed;
            hash = (hash ^ (hash >> 15)).wrapping_mul(0x2C1B_3C6D);
            f64::from(hash >> 24)
        };
        image::RgbImage::from_fn(512, 384, |x, y| {
            // Smoothed noise, as lenses smooth.
            let near = (0..3).flat_map(|i| (0..3).map(move |j| noise(x + i, y + j)));
            let slope = f64::from((x + 2 * y) % 160) / 2.0;
            image::Rgb([(20.0 + slope + near.sum::<f64>() / 18.0) as u8, 110, 100])
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

    fn measured(bytes: &[u8]) -> Measure {
        let picture = Picture::decode(bytes, &Limits::default()).unwrap();
        DoubleCompression.measure(&picture).unwrap()
    }

    #[test]
    fn a_part_that_was_never_a_jpeg_is_found_where_it_is() {
        let mut pixels = opened(&jpeg(&textured(1), 80));
        let other = textured(99);
        for y in 100..260 {
            for x in 200..380 {
                pixels.put_pixel(x, y, *other.get_pixel(x, y));
            }
        }
        let measure = measured(&jpeg(&pixels, 95));
        assert!(measure.score >= STRONG, "{}", measure.words);
        let mask = measure.mask.unwrap();
        assert!(mask.covers(290, 180) && !mask.covers(40, 40) && !mask.covers(480, 340));
    }

    #[test]
    fn saving_again_is_no_trace() {
        let once = jpeg(&textured(1), 80);
        for quality in [70, 80, 92, 98] {
            let twice = jpeg(&opened(&once), quality);
            assert!(measured(&twice).score < WEAK, "{quality}");
            let thrice = jpeg(&opened(&twice), 94);
            assert!(measured(&thrice).score < WEAK, "{quality}, 94");
        }
        assert!(measured(&once).score < WEAK);
    }

    #[test]
    fn the_earlier_steps_are_those_of_the_earlier_table() {
        let bytes = jpeg(&opened(&jpeg(&textured(1), 80)), 97);
        let read = coefficients(&bytes, &Limits::default()).unwrap();
        let picture = Picture::decode(&bytes, &Limits::default()).unwrap();
        let found = evidence(&picture, &read.channels[0]).unwrap().earlier;
        assert!(found.len() >= 10, "{found:?}");
        let first = coefficients(&jpeg(&textured(1), 80), &Limits::default()).unwrap();
        let right = found
            .iter()
            .filter(|(place, step)| first.channels[0].steps[*place] == *step);
        assert!(right.count() * 10 >= found.len() * 9, "{found:?}");
    }

    #[test]
    fn a_grey_or_foreign_picture_is_not_measured() {
        let mut bytes = Vec::new();
        image::codecs::jpeg::JpegEncoder::new(&mut bytes)
            .encode_image(&image::GrayImage::new(512, 512))
            .unwrap();
        let picture = Picture::decode(&bytes, &Limits::default()).unwrap();
        assert!(DoubleCompression.measure(&picture).is_none());
    }
}
