//! A small copy of a picture to look at, with what a finding marks.
//!
//! In: a file, the longest side in pixels, a mask. Out: a PNG made anew from pixels, so that nothing of the file but
//! what one sees goes on: no metadata, no second picture, nothing after the end. Turned as the file says it is shown.

use image::{DynamicImage, ImageFormat, RgbImage, imageops};
use std::io::Cursor;

use super::{Format, Limits, Mask, Picture, jpeg};

/// Colour of the edge around what is marked: seen on dark and on light, and by those who tell no red from green.
const EDGE: [u8; 3] = [255, 0, 160];

/// Share of a pixel's own colour that stays where nothing is marked.
const DIMMED: f32 = 0.6;

/// Renders a preview; `None` for a file without pixels.
#[must_use]
pub fn preview(bytes: &[u8], side: u32, mask: Option<&Mask>, limits: &Limits) -> Option<Vec<u8>> {
    let picture = Picture::decode(bytes, limits).ok()?;
    let orientation = picture.orientation;
    let full = RgbImage::from_raw(picture.width, picture.height, picture.rgb)?;
    let side = side.max(1);
    let longest = full.width().max(full.height());
    let small = if longest > side {
        let sized = |pixels: u32| {
            let scaled = u64::from(pixels) * u64::from(side) / u64::from(longest);
            u32::try_from(scaled).unwrap_or(1).max(1)
        };
        imageops::thumbnail(&full, sized(full.width()), sized(full.height()))
    } else {
        full.clone()
    };
    let marked = match mask {
        Some(mask) => mark(small, (full.width(), full.height()), mask),
        None => small,
    };
    let mut shown = DynamicImage::ImageRgb8(marked);
    shown.apply_orientation(orientation);
    let mut png = Cursor::new(Vec::new());
    shown.write_to(&mut png, ImageFormat::Png).ok()?;
    Some(png.into_inner())
}

/// Quality at which error levels are taken.
const AGAIN: u8 = 90;

/// The error levels of a JPEG as a PNG: something to look at, on which no finding rests.
#[must_use]
pub fn error_levels(bytes: &[u8], limits: &Limits) -> Option<Vec<u8>> {
    let picture = Picture::decode(bytes, limits).ok()?;
    let levels =
        (picture.format == Format::Jpeg).then(|| jpeg::error_levels(&picture, AGAIN))??;
    let mut shown =
        DynamicImage::ImageRgb8(RgbImage::from_raw(levels.width, levels.height, levels.rgb)?);
    shown.apply_orientation(picture.orientation);
    let mut png = Cursor::new(Vec::new());
    shown.write_to(&mut png, ImageFormat::Png).ok()?;
    Some(png.into_inner())
}

/// Dims what is not marked and draws an edge around what is.
fn mark(mut small: RgbImage, (width, height): (u32, u32), mask: &Mask) -> RgbImage {
    let (columns, rows) = small.dimensions();
    let place = |at: u32, of: u32, to: u32| {
        let scaled = (u64::from(at) * 2 + 1) * u64::from(to) / (u64::from(of.max(1)) * 2);
        u32::try_from(scaled).unwrap_or(u32::MAX)
    };
    let covered = |x: u32, y: u32| mask.covers(place(x, columns, width), place(y, rows, height));
    let inside: Vec<bool> = (0..rows)
        .flat_map(|y| (0..columns).map(move |x| (x, y)))
        .map(|(x, y)| covered(x, y))
        .collect();
    let at = |x: u32, y: u32| {
        (x < columns && y < rows)
            .then(|| inside.get((y * columns + x) as usize).copied())
            .flatten()
            .unwrap_or(false)
    };
    for (x, y, pixel) in small.enumerate_pixels_mut() {
        let here = at(x, y);
        let near = (0..3).any(|dx| {
            (0..3).any(|dy| at((x + dx).wrapping_sub(1), (y + dy).wrapping_sub(1)) != here)
        });
        if near {
            pixel.0 = EDGE;
        } else if !here {
            pixel.0 = pixel.0.map(dimmed);
        }
    }
    small
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of a byte is a byte"
)]
fn dimmed(value: u8) -> u8 {
    (f32::from(value) * DIMMED) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let grey = RgbImage::from_pixel(width, height, image::Rgb([200, 200, 200]));
        let mut out = Cursor::new(Vec::new());
        DynamicImage::ImageRgb8(grey)
            .write_to(&mut out, ImageFormat::Png)
            .unwrap();
        out.into_inner()
    }

    #[test]
    fn a_preview_is_small_and_shows_what_is_marked() {
        let mut mask = Mask::empty(400, 200, 100);
        mask.mark(1, 1);
        let limits = Limits::default();
        let made = preview(&png(400, 200), 100, Some(&mask), &limits).unwrap();
        let shown = image::load_from_memory(&made).unwrap().into_rgb8();
        assert_eq!(shown.dimensions(), (100, 50));
        assert_eq!(
            shown.get_pixel(37, 37).0,
            [200, 200, 200],
            "what is marked stays"
        );
        assert_eq!(
            shown.get_pixel(5, 5).0,
            [120, 120, 120],
            "the rest is dimmed"
        );
        assert_eq!(shown.get_pixel(25, 30).0, EDGE);
    }

    #[test]
    fn what_has_no_pixels_has_no_preview() {
        assert_eq!(preview(b"%PDF-1.4", 100, None, &Limits::default()), None);
    }
}
