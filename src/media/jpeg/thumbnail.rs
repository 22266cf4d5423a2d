//! The thumbnail inside a JPEG's EXIF data against the picture itself.
//!
//! A picture that was changed by a program that keeps the old thumbnail shows it. So does one that was cropped, turned
//! or developed anew, so this is a weak trace at most: of 283 unaltered camera files 8 in 100 agree less than
//! [`AGREES`], turns allowed. In: a picture. Out: one minus the best correlation over the eight orientations.

use super::super::{Detector, Format, Kind, Limits, Measure, Picture, Plane};
use super::structure::structure;

/// Correlation below which a thumbnail is worth a look.
pub const AGREES: f64 = 0.9;

/// Said with every such finding.
pub const CAVEAT: &str = "Of unaltered camera files 8 in 100 have a thumbnail that agrees as little: pictures that were cropped, turned or developed anew keep the old one.";

/// Cells along a side of the small pictures that are compared.
const CELLS: usize = 16;

/// Deviation in grey levels below which a small picture has nothing to compare.
const FLAT: f64 = 2.0;

/// Relative difference of aspect ratios from which bars at the thumbnail's edges are cut off.
const BARS: f64 = 0.02;

/// The detector.
#[derive(Clone, Copy, Debug, Default)]
pub struct Thumbnail;

impl Detector for Thumbnail {
    fn kind(&self) -> Kind {
        Kind::Thumbnail
    }

    fn measure(&self, picture: &Picture) -> Option<Measure> {
        let correlation = correlation(picture)?;
        Some(Measure {
            score: 1.0 - correlation,
            words: format!("the embedded thumbnail and the picture correlate at {correlation:.2}"),
            mask: None,
        })
    }
}

/// The best correlation over orientations, with and without bars; `None` without a thumbnail that can be compared.
fn correlation(picture: &Picture) -> Option<f64> {
    if picture.format != Format::Jpeg {
        return None;
    }
    let limits = Limits::default();
    let bytes = structure(picture.bytes, &limits).ok()?.thumbnail?;
    let small = Picture::decode(picture.bytes.get(bytes)?, &limits).ok()?;
    let main = cells(picture.luma(), 0, 0)?;
    let whole = cells(small.luma(), 0, 0);
    let (x, y) = bars(picture, &small);
    let inner = cells(small.luma(), x, y);
    [whole, inner]
        .into_iter()
        .flatten()
        .flat_map(|cells| orientations(&cells))
        .filter_map(|turned| pearson(&main, &turned))
        .max_by(f64::total_cmp)
}

/// Columns and rows to leave out at either edge of a thumbnail, so that it has the picture's shape.
fn bars(picture: &Picture, small: &Picture) -> (usize, usize) {
    let (width, height) = (f64::from(small.width), f64::from(small.height));
    let mut wanted = f64::from(picture.width) / f64::from(picture.height);
    if (wanted > 1.0) != (width > height) {
        wanted = 1.0 / wanted;
    }
    let ratio = width / height / wanted;
    if ratio > 1.0 + BARS {
        (((width - height * wanted) / 2.0) as usize, 0)
    } else if ratio < 1.0 - BARS {
        (0, ((height - width / wanted) / 2.0) as usize)
    } else {
        (0, 0)
    }
}

/// Means of luma over a grid of cells, edges left out; `None` where it is too small or shows nothing.
fn cells(plane: &Plane, left: usize, top: usize) -> Option<Vec<f64>> {
    let width = plane.width.checked_sub(2 * left)?;
    let height = plane.height.checked_sub(2 * top)?;
    if width < CELLS || height < CELLS {
        return None;
    }
    let mut sums = vec![(0.0, 0.0); CELLS * CELLS];
    for y in 0..height {
        let row = plane.row(top + y).iter().skip(left).take(width);
        for (x, &value) in row.enumerate() {
            let (sum, count) = &mut sums[y * CELLS / height * CELLS + x * CELLS / width];
            *sum += f64::from(value);
            *count += 1.0;
        }
    }
    Some(sums.into_iter().map(|(sum, count)| sum / count).collect())
}

/// A square of cells as it looks in the eight orientations that EXIF knows.
fn orientations(cells: &[f64]) -> Vec<Vec<f64>> {
    let turned = |from: &dyn Fn(usize, usize) -> (usize, usize)| -> Vec<f64> {
        let at = |cell: usize| {
            let (x, y) = from(cell % CELLS, cell / CELLS);
            cells[y * CELLS + x]
        };
        (0..CELLS * CELLS).map(at).collect()
    };
    let last = CELLS - 1;
    vec![
        turned(&|x, y| (x, y)),
        turned(&|x, y| (last - x, y)),
        turned(&|x, y| (last - x, last - y)),
        turned(&|x, y| (x, last - y)),
        turned(&|x, y| (y, x)),
        turned(&|x, y| (y, last - x)),
        turned(&|x, y| (last - y, last - x)),
        turned(&|x, y| (last - y, x)),
    ]
}

fn pearson(a: &[f64], b: &[f64]) -> Option<f64> {
    let count = a.len() as f64;
    let mean = |values: &[f64]| values.iter().sum::<f64>() / count;
    let (mean_a, mean_b) = (mean(a), mean(b));
    let (mut both, mut of_a, mut of_b) = (0.0, 0.0, 0.0);
    for (a, b) in a.iter().zip(b) {
        let (a, b) = (a - mean_a, b - mean_b);
        both += a * b;
        of_a += a * a;
        of_b += b * b;
    }
    let flat = FLAT * FLAT * count;
    (of_a > flat && of_b > flat).then(|| both / (of_a * of_b).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A slope with a bright corner: alike in no two orientations.
    fn slope(width: usize, height: usize) -> Plane {
        let values = (0..width * height)
            .map(|at| {
                let (x, y) = (
                    (at % width) as f32 / width as f32,
                    (at / width) as f32 / height as f32,
                );
                100.0 * x + 40.0 * y + if x < 0.3 && y < 0.4 { 90.0 } else { 0.0 }
            })
            .collect();
        Plane {
            width,
            height,
            values,
        }
    }

    #[test]
    fn a_smaller_copy_agrees_and_its_mirror_agrees_once_turned() {
        let large = cells(&slope(640, 480), 0, 0).unwrap();
        let small = cells(&slope(160, 120), 0, 0).unwrap();
        assert!(pearson(&large, &small).unwrap() > 0.99);
        let mirrored = orientations(&small).swap_remove(1);
        assert!(pearson(&large, &mirrored).unwrap() < AGREES);
        let best = orientations(&mirrored)
            .iter()
            .filter_map(|turned| pearson(&large, turned))
            .fold(-1.0, f64::max);
        assert!(best > 0.99);
    }

    #[test]
    fn orientations_are_eight_different_ones() {
        let cells = cells(&slope(64, 64), 0, 0).unwrap();
        let all = orientations(&cells);
        for (n, a) in all.iter().enumerate() {
            assert!(all.iter().skip(n + 1).all(|b| a != b), "{n}");
        }
    }

    #[test]
    fn an_even_surface_says_nothing() {
        assert_eq!(pearson(&[5.0; 256], &[6.0; 256]), None);
    }
}
