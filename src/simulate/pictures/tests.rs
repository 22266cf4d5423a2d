//! What the pictures promise: the same bytes from a seed, and variants that are what the truth says.

use image::{RgbImage, imageops};

use super::{
    save,
    shelf::{Copy, Shelf},
    variant::Variant,
};

/// Grey levels on a small grid: the slow, obvious view of what a picture shows.
fn grid(picture: &RgbImage, width: u32, height: u32) -> Vec<f64> {
    let mut sums = vec![(0.0, 0.0); (width * height) as usize];
    for (x, y, pixel) in picture.enumerate_pixels() {
        let cell = y * height / picture.height() * width + x * width / picture.width();
        let sum = &mut sums[cell as usize];
        sum.0 += f64::from(pixel.0[0]) + f64::from(pixel.0[1]) + f64::from(pixel.0[2]);
        sum.1 += 3.0;
    }
    sums.into_iter()
        .map(|(sum, count)| sum / f64::max(count, 1.0))
        .collect()
}

/// Pearson's correlation of two pictures on a grid of 24 x 18 cells.
fn alike(a: &RgbImage, b: &RgbImage) -> f64 {
    let (a, b) = (grid(a, 24, 18), grid(b, 24, 18));
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let (mean_a, mean_b) = (mean(&a), mean(&b));
    let sum = |pairs: &mut dyn Iterator<Item = (f64, f64)>| {
        pairs
            .map(|(x, y)| (x - mean_a, y - mean_b))
            .fold((0.0, 0.0, 0.0), |(xy, xx, yy), (x, y)| {
                (xy + x * y, xx + x * x, yy + y * y)
            })
    };
    let (xy, xx, yy) = sum(&mut a.iter().copied().zip(b.iter().copied()));
    xy / (xx * yy).sqrt().max(1e-9)
}

const SCENES: std::ops::Range<u64> = 0..6;

fn published(scene: u64) -> RgbImage {
    save::opened(&Shelf::new(2).published(scene))
}

fn saved(scene: u64, variant: Variant, salt: u64) -> (RgbImage, Option<[u32; 4]>) {
    let copy = Copy {
        scene,
        variant,
        salt,
    };
    let (bytes, region) = Shelf::new(2).saved(copy, 80);
    (save::opened(&bytes), region)
}

#[test]
fn the_same_seed_gives_the_same_bytes_whatever_was_asked_for_before() {
    let copy = |variant| Copy {
        scene: 4,
        variant,
        salt: 9,
    };
    let mut busy = Shelf::new(2);
    for scene in 0..3 {
        busy.published(scene);
    }
    for variant in [Variant::Captioned, Variant::Altered, Variant::Cropped] {
        let fresh = Shelf::new(2).saved(copy(variant), 77);
        assert_eq!(busy.saved(copy(variant), 77), fresh);
        assert_eq!(busy.saved(copy(variant), 77), fresh, "from the shelf");
        assert_ne!(Shelf::new(3).saved(copy(variant), 77).0, fresh.0);
    }
}

#[test]
fn copies_are_like_their_scene_and_other_scenes_are_not() {
    for scene in SCENES {
        let original = published(scene);
        let (resaved, _) = saved(scene, Variant::Resaved, 1);
        let (resized, _) = saved(scene, Variant::Resized, 1);
        let (mirrored, _) = saved(scene, Variant::Mirrored, 1);
        assert_ne!(original.as_raw(), resaved.as_raw());
        assert!(alike(&original, &resaved) > 0.995, "scene {scene}");
        assert_ne!(original.dimensions(), resized.dimensions());
        assert!(alike(&original, &resized) > 0.98, "scene {scene}");
        assert!(alike(&original, &imageops::flip_horizontal(&mirrored)) > 0.995);
        assert!(
            alike(&original, &published(scene + 1)) < 0.95,
            "scene {scene}"
        );
    }
}

/// The oracle tries every place of the smaller picture in steps of two pixels.
#[test]
fn a_cropped_copy_lies_somewhere_in_its_scene_and_lost_at_most_a_fifth_of_a_side() {
    for scene in SCENES {
        let original = published(scene);
        let (cropped, _) = saved(scene, Variant::Cropped, 2);
        let (width, height) = original.dimensions();
        let (gone_x, gone_y) = (width - cropped.width(), height - cropped.height());
        assert!(gone_x + gone_y > 0 && gone_x <= width / 5 && gone_y <= height / 5);
        let points: Vec<(u32, u32)> = (0..100)
            .map(|k| {
                (
                    k % 20 * cropped.width() / 20,
                    k / 20 * cropped.height() / 20,
                )
            })
            .collect();
        let distance = |x: u32, y: u32| {
            let steps = points.iter().map(|&(u, v)| {
                let (a, b) = (
                    cropped.get_pixel(u, v).0[1],
                    original.get_pixel(x + u, y + v).0[1],
                );
                u32::from(a.abs_diff(b))
            });
            steps.sum::<u32>() / 100
        };
        let places = (0..=gone_y).flat_map(|y| (0..=gone_x).map(move |x| (x, y)));
        let least = places.map(|(x, y)| distance(x, y)).min().unwrap();
        assert!(least <= 7, "scene {scene}: {least}");
    }
}

#[test]
fn a_captioned_copy_is_its_scene_above_the_writing() {
    for scene in SCENES {
        let original = published(scene);
        for salt in 1..4 {
            let (captioned, _) = saved(scene, Variant::Captioned, salt);
            let rows = original.height() * 78 / 100;
            let upper = |picture: &RgbImage| {
                imageops::crop_imm(picture, 0, 0, picture.width(), rows).to_image()
            };
            assert!(alike(&upper(&original), &upper(&captioned)) > 0.99);
            let rest = captioned.height() - rows;
            let lower = imageops::crop_imm(&captioned, 0, rows, captioned.width(), rest).to_image();
            let last = imageops::crop_imm(
                &original,
                0,
                original.height() - rest.min(rows),
                original.width(),
                rest.min(rows),
            )
            .to_image();
            assert!(
                alike(&lower, &last) < 0.9,
                "the writing covers or follows the rest"
            );
        }
    }
}

#[test]
fn an_altered_copy_differs_in_its_region_and_nowhere_else() {
    for scene in SCENES {
        let original = published(scene);
        for salt in 1..4 {
            let (altered, region) = saved(scene, Variant::Altered, salt);
            let [x0, y0, w, h] = region.unwrap();
            assert_eq!(altered.dimensions(), original.dimensions());
            let (mut inside, mut outside) = ((0, 0), (0, 0));
            for (x, y, pixel) in original.enumerate_pixels() {
                let step = u64::from(pixel.0[1].abs_diff(altered.get_pixel(x, y).0[1]));
                // The block of the JPEG that a pixel lies in carries the change up to 7 pixels on.
                let within = |at: u32, from: u32, size: u32| at + 8 > from && at < from + size + 8;
                let sum = if within(x, x0, w) && within(y, y0, h) {
                    &mut inside
                } else {
                    &mut outside
                };
                *sum = (sum.0 + step, sum.1 + 1);
            }
            let mean = |sum: (u64, u64)| sum.0 as f64 / sum.1 as f64;
            assert!(mean(outside) < 8.0, "scene {scene}: {}", mean(outside));
            assert!(
                mean(inside) > mean(outside) * 1.8,
                "scene {scene}: {} {}",
                mean(inside),
                mean(outside)
            );
        }
    }
}
