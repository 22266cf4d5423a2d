//! Pictures made here, saved as JPEG, cropped, mirrored, captioned and altered.

#![allow(clippy::cast_possible_truncation, reason = "levels cut to 255")]

use image::{DynamicImage, RgbImage, codecs::jpeg::JpegEncoder, imageops};
use proptest::prelude::*;

use super::{Fingerprint, Relation, Twin, compare, related};
use crate::media::{Limits, Orientation, Picture};

/// A picture with edges, slopes and grain; another seed gives another picture.
fn scene(seed: u32) -> RgbImage {
    let dice = |a: u32, b: u32| {
        let z = u64::from(a.wrapping_mul(7919) ^ b.wrapping_mul(131) ^ seed.wrapping_mul(0x9E37))
            .wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (z >> 40) as u32
    };
    RgbImage::from_fn(480, 360, |x, y| {
        let field = dice(x / 37 + 100, y / 29) % 140;
        let fine = dice(x / 5, y / 5 + 900) % 40;
        let grey = 20 + field + fine + x / 12 + dice(x, y) % 6;
        image::Rgb([
            grey.min(255) as u8,
            (grey + field / 4).min(255) as u8,
            (255 - grey.min(255)) as u8,
        ])
    })
}

fn saved(picture: &RgbImage, quality: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality)
        .encode_image(&DynamicImage::from(picture.clone()))
        .unwrap();
    bytes
}

fn compared(one: &[u8], two: &[u8]) -> Option<Twin> {
    let open = |bytes| Picture::decode(bytes, &Limits::default()).unwrap();
    compare(&open(one), &open(two))
}

#[test]
fn re_saving_at_any_quality_is_no_difference() {
    let original = saved(&scene(1), 92);
    let pixels = image::load_from_memory(&original).unwrap().into_rgb8();
    for quality in [30, 50, 75, 90, 98] {
        let twin = compared(&original, &saved(&pixels, quality)).unwrap();
        assert_eq!(
            (twin.how, twin.same, twin.over_first.count()),
            (Relation::Resaved, true, 0),
            "{quality}"
        );
    }
}

#[test]
fn a_pasted_part_is_found_in_copies_of_other_qualities_and_sizes() {
    let original = scene(1);
    let mut changed = original.clone();
    imageops::replace(
        &mut changed,
        &imageops::crop_imm(&scene(2), 100, 100, 96, 80).to_image(),
        200,
        120,
    );
    let small = imageops::resize(&changed, 360, 270, imageops::FilterType::Lanczos3);
    for (other, scale) in [(saved(&changed, 80), 1.0), (saved(&small, 85), 0.75)] {
        let twin = compared(&saved(&original, 92), &other).unwrap();
        assert_eq!((twin.how, twin.same), (Relation::Altered, true));
        let at = twin.over_first.bounds().unwrap();
        assert!(
            at.x.abs_diff(200) <= 16 && at.y.abs_diff(120) <= 16 && at.width.abs_diff(96) <= 32,
            "{at:?}"
        );
        let there = twin.over_second.bounds().unwrap();
        assert!(
            (f64::from(there.x) - 200.0 * scale).abs() <= 16.0,
            "{there:?}"
        );
    }
}

#[test]
fn crops_mirrors_and_captions_are_told_apart() {
    let original = scene(3);
    let mut captioned = RgbImage::from_pixel(480, 420, image::Rgb([255, 255, 255]));
    imageops::replace(&mut captioned, &original, 0, 0);
    let cropped = imageops::crop_imm(&original, 50, 30, 400, 300).to_image();
    let cases = [
        (cropped, Relation::Cropped, Orientation::Upright),
        (
            imageops::flip_horizontal(&original),
            Relation::Turned,
            Orientation::Mirrored,
        ),
        (
            imageops::rotate180(&original),
            Relation::Turned,
            Orientation::Half,
        ),
        (captioned, Relation::Captioned, Orientation::Upright),
    ];
    for (picture, how, orientation) in cases {
        let twin = compared(&saved(&original, 92), &saved(&picture, 85)).unwrap();
        assert_eq!(
            (twin.how, twin.orientation, twin.same),
            (how, orientation, true)
        );
    }
}

#[test]
fn other_pictures_and_flat_ones_are_no_twins() {
    let flat = RgbImage::from_pixel(480, 360, image::Rgb([90, 120, 60]));
    assert!(compared(&saved(&scene(1), 90), &saved(&scene(2), 90)).is_none_or(|twin| !twin.same));
    assert!(compared(&saved(&flat, 90), &saved(&flat, 70)).is_none_or(|twin| !twin.same));
}

#[test]
fn copies_are_candidates_and_strangers_are_not() {
    let original = scene(4);
    let cropped = imageops::crop_imm(&original, 40, 30, 400, 300).to_image();
    let files = [
        saved(&original, 92),
        saved(&original, 60),
        saved(&imageops::flip_horizontal(&original), 80),
        saved(&cropped, 85),
        saved(&scene(5), 90),
    ];
    let prints: Vec<(u32, Fingerprint)> = (10..)
        .zip(&files)
        .map(|(key, file)| {
            (
                key,
                Fingerprint::of(&Picture::decode(file, &Limits::default()).unwrap()),
            )
        })
        .collect();
    let pairs: Vec<(u32, u32)> = related(&prints)
        .iter()
        .map(|pair| (pair.a, pair.b))
        .collect();
    for wanted in [(10, 11), (10, 12), (10, 13)] {
        assert!(pairs.contains(&wanted), "{wanted:?} of {pairs:?}");
    }
    assert!(pairs.iter().all(|pair| pair.1 != 14), "{pairs:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]
    #[test]
    fn pictures_of_any_size_never_panic(a in (1_u32..90, 1_u32..90), b in (1_u32..90, 1_u32..90), seed in any::<u32>()) {
        let one = imageops::crop_imm(&scene(seed), 0, 0, a.0, a.1).to_image();
        let two = imageops::crop_imm(&scene(seed), 3, 1, b.0, b.1).to_image();
        let _ = compared(&saved(&one, 90), &saved(&two, 80));
    }
}
