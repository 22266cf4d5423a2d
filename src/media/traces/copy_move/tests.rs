use std::io::Cursor;

use proptest::prelude::*;

use super::*;
use crate::media::{Limits, Mask};

const WIDTH: usize = 640;
const HEIGHT: usize = 480;

/// Grey pixels, row by row.
type Pixels = Vec<f32>;

/// The `SplitMix64` output step, as a number from -1 to 1.
fn dice(seed: u64) -> f32 {
    let z = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((z ^ (z >> 31)) >> 40) as f32 / (1_u64 << 23) as f32 - 1.0
}

/// A surface without repetition: blotches of four sizes and some grain, as of a photographed wall.
fn photograph(seed: u64) -> Pixels {
    let mut pixels = vec![128.0; WIDTH * HEIGHT];
    for (size, strength) in [(64, 40.0), (24, 25.0), (9, 18.0), (4, 10.0), (1, 2.0)] {
        for (at, pixel) in pixels.iter_mut().enumerate() {
            let (x, y) = (at % WIDTH, at / WIDTH);
            let knot = |dx: usize, dy: usize| {
                let place = (y / size + dy) * 4096 + x / size + dx;
                dice(seed ^ (size as u64) << 40 ^ place as u64)
            };
            let (right, down) = (
                (x % size) as f32 / size as f32,
                (y % size) as f32 / size as f32,
            );
            let top = knot(0, 0) + right * (knot(1, 0) - knot(0, 0));
            let bottom = knot(0, 1) + right * (knot(1, 1) - knot(0, 1));
            *pixel += strength * (top + down * (bottom - top));
        }
    }
    pixels
}

/// The pixels with a disc of 80 pixels around `to` taken from where `source` says, relative to the disc's middle.
fn pasted(pixels: &Pixels, to: (f32, f32), source: impl Fn(f32, f32) -> (f32, f32)) -> Pixels {
    let plane = crate::media::Plane {
        width: WIDTH,
        height: HEIGHT,
        values: pixels.clone(),
    };
    let mut changed = pixels.clone();
    for (at, pixel) in changed.iter_mut().enumerate() {
        let (x, y) = ((at % WIDTH) as f32 - to.0, (at / WIDTH) as f32 - to.1);
        if x.hypot(y) < 80.0 {
            let (from_x, from_y) = source(x, y);
            *pixel = descriptor::between(&plane, from_x, from_y);
        }
    }
    changed
}

/// A JPEG of quality 90, as what a mail carries.
fn saved(pixels: &Pixels) -> Vec<u8> {
    let bytes: Vec<u8> = pixels
        .iter()
        .map(|value| value.round().clamp(0.0, 255.0) as u8)
        .collect();
    let mut out = Cursor::new(Vec::new());
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut out, 90)
        .encode(
            &bytes,
            WIDTH as u32,
            HEIGHT as u32,
            image::ExtendedColorType::L8,
        )
        .unwrap();
    out.into_inner()
}

fn measured(detector: &dyn Detector, pixels: &Pixels) -> Measure {
    let bytes = saved(pixels);
    detector
        .measure(&Picture::decode(&bytes, &Limits::default()).unwrap())
        .unwrap()
}

fn covered(mask: &Mask, around: (u32, u32)) -> bool {
    (0..5).all(|step| mask.covers(around.0 - 20 + step * 10, around.1 - 20 + step * 10))
}

#[test]
fn a_moved_part_is_found_by_both_and_marked_in_both_places() {
    let changed = pasted(&photograph(1), (450.0, 300.0), |x, y| {
        (x + 150.0, y + 140.0)
    });
    for (detector, strong) in [
        (&CopyMove as &dyn Detector, CopyMove::STRONG),
        (&DenseCopyMove, DenseCopyMove::STRONG),
    ] {
        let found = measured(detector, &changed);
        assert!(
            found.score >= strong,
            "{:?}: {}",
            detector.kind(),
            found.score
        );
        let mask = found.mask.unwrap();
        assert!(
            covered(&mask, (450, 300)) && covered(&mask, (150, 140)),
            "{}",
            found.words
        );
        assert!(mask.share() < 0.2, "{}", mask.share());
        assert!(
            found.words.contains("300 pixels") && found.words.contains("160 pixels"),
            "{}",
            found.words
        );
    }
}

#[test]
fn a_turned_and_enlarged_part_is_found_by_keypoints_and_told() {
    let (sin, cos) = 20.0_f32.to_radians().sin_cos();
    let turned = |x: f32, y: f32| {
        (
            150.0 + (cos * x + sin * y) / 1.2,
            140.0 + (cos * y - sin * x) / 1.2,
        )
    };
    let found = measured(&CopyMove, &pasted(&photograph(2), (450.0, 300.0), turned));
    assert!(found.score >= CopyMove::STRONG, "{}", found.score);
    let told = ["1.19", "1.20", "1.21"]
        .map(|size| format!("turned by 20 degrees clockwise, {size} times as large"));
    assert!(
        told.iter().any(|told| found.words.contains(told)),
        "{}",
        found.words
    );
}

#[test]
fn a_mirrored_part_is_at_least_a_weak_trace_for_both() {
    let changed = pasted(&photograph(3), (450.0, 300.0), |x, y| {
        (150.0 - x, y + 140.0)
    });
    for (detector, weak) in [
        (&CopyMove as &dyn Detector, CopyMove::WEAK),
        (&DenseCopyMove, DenseCopyMove::WEAK),
    ] {
        let found = measured(detector, &changed);
        assert!(
            found.score >= weak && found.words.contains("mirrored"),
            "{} {}",
            found.score,
            found.words
        );
    }
}

#[test]
fn what_repeats_in_honest_pictures_is_no_strong_trace() {
    let wall = photograph(4);
    let at = |f: &dyn Fn(usize, usize) -> f32| -> Pixels {
        (0..WIDTH * HEIGHT)
            .map(|at| f(at % WIDTH, at / WIDTH))
            .collect()
    };
    let pictures: [(&str, Pixels); 6] = [
        ("a wall", wall.clone()),
        (
            "tiles with the same print",
            at(&|x, y| wall[y % 60 * WIDTH + x % 80]),
        ),
        (
            "tiles with grain",
            at(&|x, y| wall[y % 96 * WIDTH + x % 96] + 3.0 * dice((y * WIDTH + x) as u64)),
        ),
        ("stripes", at(&|x, _| 128.0 + 60.0 * (x as f32 / 7.0).sin())),
        ("a gradient", at(&|x, y| 20.0 + (x + y) as f32 / 6.0)),
        (
            "letters on paper",
            at(&|x, y| {
                let letter = (x / 16 * 7 + y / 24 * 13) % 5;
                let ink = dice((letter * 1000 + y % 24 / 3 * 10 + x % 16 / 3) as u64) > 0.2
                    && x % 16 < 12
                    && y % 24 < 18;
                if ink { 20.0 } else { 250.0 }
            }),
        ),
    ];
    for (name, pixels) in &pictures {
        let (keypoints, dense) = (
            measured(&CopyMove, pixels),
            measured(&DenseCopyMove, pixels),
        );
        assert!(
            keypoints.score < CopyMove::STRONG,
            "{name}: {} {}",
            keypoints.score,
            keypoints.words
        );
        assert!(
            dense.score < DenseCopyMove::STRONG,
            "{name}: {} {}",
            dense.score,
            dense.words
        );
    }
}

#[test]
fn the_same_picture_gives_the_same_measure() {
    let changed = pasted(&photograph(5), (450.0, 300.0), |x, y| {
        (x + 150.0, y + 140.0)
    });
    assert_eq!(measured(&CopyMove, &changed), measured(&CopyMove, &changed));
    assert_eq!(
        measured(&DenseCopyMove, &changed),
        measured(&DenseCopyMove, &changed)
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Pictures of any size and any coarseness: no panic, and a score that is a number.
    #[test]
    fn any_picture_gets_a_finite_score(
        width in 1_u32..300, height in 1_u32..200, seed: u64, coarse in 1_u32..40, contrast in 0.0_f32..300.0,
    ) {
        let pixels: Vec<u8> = (0..width * height)
            .map(|at| {
                let place = at / width / coarse * 1000 + at % width / coarse;
                (128.0 + contrast * dice(seed ^ u64::from(place))).clamp(0.0, 255.0) as u8
            })
            .collect();
        let mut png = Cursor::new(Vec::new());
        image::GrayImage::from_raw(width, height, pixels).unwrap().write_to(&mut png, image::ImageFormat::Png).unwrap();
        let bytes = png.into_inner();
        let picture = Picture::decode(&bytes, &Limits::default()).unwrap();
        for measure in [CopyMove.measure(&picture), DenseCopyMove.measure(&picture)] {
            prop_assert_eq!(measure.is_some(), width.min(height) >= 96);
            prop_assert!(measure.is_none_or(|measure| measure.score.is_finite() && measure.score >= 0.0));
        }
    }
}
