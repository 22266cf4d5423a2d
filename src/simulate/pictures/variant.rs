//! What becomes of a picture when others use it again.
//!
//! In: the pixels of a published picture, dice. Out: the pixels of the variant, not yet saved again; of an altered
//! one also where it was altered.

use image::{
    Rgb, RgbImage,
    imageops::{self, FilterType},
};

use super::{
    super::dice::Dice,
    canvas::{between, byte, smooth, whole},
    glyphs,
};

/// How a copy differs from the picture that it is a copy of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Variant {
    /// The published bytes.
    Same,
    /// Opened and saved again.
    Resaved,
    /// Smaller or larger.
    Resized,
    /// Up to 20 % of the width and of the height cut off.
    Cropped,
    /// Lines of writing below it, or over its lower part.
    Captioned,
    /// Left and right exchanged.
    Mirrored,
    /// A part covered by another part of it, or by a part of another scene.
    Altered,
}

/// Columns and rows from the top left, width, height.
pub(super) type Region = [u32; 4];

impl Variant {
    /// The truth's word.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Resaved => "resaved",
            Self::Resized => "resized",
            Self::Cropped => "cropped",
            Self::Captioned => "captioned",
            Self::Mirrored => "mirrored",
            Self::Altered => "altered",
        }
    }

    /// The variant of a picture; `stranger` gives another scene to take parts of.
    pub(super) fn of(
        self,
        picture: &RgbImage,
        stranger: impl FnOnce() -> RgbImage,
        dice: &mut Dice,
    ) -> (RgbImage, Option<Region>) {
        match self {
            Self::Same | Self::Resaved => (picture.clone(), None),
            Self::Resized => (resized(picture, dice), None),
            Self::Cropped => (cropped(picture, dice), None),
            Self::Captioned => (captioned(picture, dice), None),
            Self::Mirrored => (imageops::flip_horizontal(picture), None),
            Self::Altered => {
                let (changed, region) = altered(picture, stranger, dice);
                (changed, Some(region))
            }
        }
    }
}

/// This share of a length, in percent.
const fn percent(length: u32, share: u32) -> u32 {
    length * share / 100
}

fn drawn(low: u32, high: u32, dice: &mut Dice) -> u32 {
    u32::try_from(dice.between(u64::from(low), u64::from(high))).unwrap_or(low)
}

fn resized(picture: &RgbImage, dice: &mut Dice) -> RgbImage {
    let share = dice.pick(&[50, 60, 67, 75, 80, 90, 125]);
    let (width, height) = (
        percent(picture.width(), share),
        percent(picture.height(), share),
    );
    imageops::resize(picture, width, height, FilterType::CatmullRom)
}

fn cropped(picture: &RgbImage, dice: &mut Dice) -> RgbImage {
    let (width, height) = picture.dimensions();
    // One side loses enough to be seen, the other whatever comes.
    let (mut across, mut down) = (drawn(6, 20, dice), drawn(0, 20, dice));
    if dice.percent(50) {
        std::mem::swap(&mut across, &mut down);
    }
    let (gone_x, gone_y) = (percent(width, across), percent(height, down));
    let (x, y) = (drawn(0, gone_x, dice), drawn(0, gone_y, dice));
    imageops::crop_imm(picture, x, y, width - gone_x, height - gone_y).to_image()
}

fn captioned(picture: &RgbImage, dice: &mut Dice) -> RgbImage {
    let (width, height) = picture.dimensions();
    let band = percent(height, drawn(8, 20, dice));
    let below = dice.percent(50);
    let whole = if below { height + band } else { height };
    let mut out = RgbImage::new(width, whole);
    imageops::replace(&mut out, picture, 0, 0);
    glyphs::write(&mut out, whole - band, whole, dice);
    out
}

/// Covers a region with another part of the picture or of another scene, without a hard edge.
fn altered(
    picture: &RgbImage,
    stranger: impl FnOnce() -> RgbImage,
    dice: &mut Dice,
) -> (RgbImage, Region) {
    let (width, height) = picture.dimensions();
    let (w, h) = (
        percent(width, drawn(14, 30, dice)),
        percent(height, drawn(16, 34, dice)),
    );
    let (x, y) = (drawn(0, width - w, dice), drawn(0, height - h, dice));
    let own = dice.percent(50);
    let other;
    let (from, at) = if own {
        (picture, apart([x, y, w, h], picture, dice))
    } else {
        other = stranger();
        let (most_x, most_y) = (
            other.width().saturating_sub(w),
            other.height().saturating_sub(h),
        );
        (&other, (drawn(0, most_x, dice), drawn(0, most_y, dice)))
    };
    let soft = between(0.04, 0.16, dice);
    let mut out = picture.clone();
    for row in 0..h {
        for column in 0..w {
            let across = column as f32 / w as f32 * 2.0 - 1.0;
            let down = row as f32 / h as f32 * 2.0 - 1.0;
            // Between an ellipse and a rectangle, so that the region is filled but has no corners.
            let out_of_middle = (fourth(across) + fourth(down)).sqrt();
            let share = smooth(1.0, 1.0 - 2.0 * soft, out_of_middle);
            if let (Some(given), Some(pixel)) = (
                from.get_pixel_checked(at.0 + column, at.1 + row),
                out.get_pixel_mut_checked(x + column, y + row),
            ) {
                cover(pixel, given.0, share);
            }
        }
    }
    (out, [x, y, w, h])
}

fn fourth(value: f32) -> f32 {
    value * value * value * value
}

/// Lays `given` over a pixel; share 1 covers what was there.
pub(super) fn cover(pixel: &mut Rgb<u8>, given: [u8; 3], share: f32) {
    for (part, given) in pixel.0.iter_mut().zip(given) {
        let (old, new) = (f32::from(*part), f32::from(given));
        *part = byte(old + (new - old) * share);
    }
}

/// Tries of [`apart`] before it takes the corner that is farthest away.
const TRIES: usize = 40;

/// Mean difference in levels below which a copied part could not be told from what it covers.
const SEEN: u32 = 12;

/// Where to copy from: a place of the same size that does not touch the region and does not look like it.
fn apart(region: Region, picture: &RgbImage, dice: &mut Dice) -> (u32, u32) {
    let [x, y, w, h] = region;
    let (width, height) = picture.dimensions();
    for _ in 0..TRIES {
        let from = (drawn(0, width - w, dice), drawn(0, height - h, dice));
        let free = from.0.abs_diff(x) >= w || from.1.abs_diff(y) >= h;
        if free && difference(picture, region, from) >= SEEN {
            return from;
        }
    }
    let corner = |at: u32, size: u32, all: u32| if at * 2 + size < all { all - size } else { 0 };
    (corner(x, w, width), corner(y, h, height))
}

/// Mean difference between a region and the place `from`, at 64 points.
fn difference(picture: &RgbImage, [x, y, w, h]: Region, from: (u32, u32)) -> u32 {
    let green = |x: u32, y: u32| {
        picture
            .get_pixel_checked(x, y)
            .map_or(0, |pixel| pixel.0[1])
    };
    let steps = (0..64).map(|k| {
        let (column, row) = (k % 8 * w / 8, k / 8 * h / 8);
        let (there, here) = (
            green(from.0 + column, from.1 + row),
            green(x + column, y + row),
        );
        u32::from(there.abs_diff(here))
    });
    steps.sum::<u32>() / 64
}

/// A logo as firms put it below their mails: a few flat shapes on white.
pub(super) fn logo(dice: &mut Dice) -> RgbImage {
    let (width, height) = (drawn(90, 180, dice), drawn(28, 56, dice));
    let mut out = RgbImage::from_pixel(width, height, Rgb([255, 255, 255]));
    let level = |dice: &mut Dice| u8::try_from(dice.between(10, 200)).unwrap_or(0);
    for _ in 0..dice.between(2, 4) {
        let colour = [level(dice), level(dice), level(dice)];
        let (x, reach) = (
            between(0.0, width as f32 / 2.0, dice),
            between(6.0, height as f32 / 2.0, dice),
        );
        let square = dice.percent(50);
        for row in 0..height {
            for column in 0..width {
                let (u, v) = (column as f32 - x, row as f32 - height as f32 / 2.0);
                let inside = if square {
                    u.abs().max(v.abs()) < reach * 0.8
                } else {
                    u * u + v * v < reach * reach
                };
                if inside && whole(u.abs()) % 7 != 6 {
                    out.put_pixel(column, row, Rgb(colour));
                }
            }
        }
    }
    out
}
