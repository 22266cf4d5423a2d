//! A scene: one photograph that never was, from a number.
//!
//! In: the archive's seed and the scene's number. Out: its pixels as the camera would save them.

use image::RgbImage;

use super::{
    super::dice::{Dice, Stream},
    camera,
    canvas::Canvas,
    landscape, pebbles, still, street,
};

/// Widths and heights of photographs; mail programs shrink what cameras make.
const SIZES: [(usize, usize); 8] = [
    (640, 480),
    (800, 600),
    (800, 533),
    (960, 720),
    (1024, 683),
    (720, 960),
    (1024, 768),
    (1280, 720),
];

/// Renders a scene.
pub(super) fn render(seed: u64, scene: u64) -> RgbImage {
    let mut dice = Dice::of(seed, Stream::Picture, scene);
    let (width, height) = dice.pick(&SIZES);
    let mut canvas = Canvas::new(width, height);
    let paint = dice.pick(&[
        landscape::paint,
        landscape::paint,
        street::paint,
        still::paint,
        pebbles::paint,
    ]);
    paint(&mut canvas, &mut dice);
    camera::take(&canvas, &mut dice)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Mean squared step between neighbours in each square of 16 pixels, lowest first.
    fn activity(picture: &RgbImage) -> Vec<u32> {
        let mut out = Vec::new();
        for y in (0..picture.height() - 16).step_by(16) {
            for x in (0..picture.width() - 17).step_by(16) {
                let steps = (0..256).map(|k| {
                    let at = |dx| u32::from(picture.get_pixel(x + k % 16 + dx, y + k / 16).0[1]);
                    at(0).abs_diff(at(1)).pow(2)
                });
                out.push(steps.sum::<u32>() / 256);
            }
        }
        out.sort_unstable();
        out
    }

    #[test]
    fn scenes_have_texture_and_differ() {
        let mut seen = Vec::new();
        for scene in 0..12 {
            let picture = render(5, scene);
            assert!((640..=1280).contains(&picture.width().max(picture.height())));
            let activity = activity(&picture);
            let busy = activity[activity.len() * 9 / 10];
            assert!(busy >= 10, "scene {scene}: {busy}");
            let levels: Vec<u8> = picture.pixels().map(|pixel| pixel.0[1]).collect();
            let mean =
                levels.iter().map(|&level| f64::from(level)).sum::<f64>() / levels.len() as f64;
            assert!((25.0..230.0).contains(&mean), "scene {scene}: mean {mean}");
            seen.push(picture);
        }
        assert!(seen.windows(2).all(|two| two[0] != two[1]));
        assert_eq!(seen[3], render(5, 3));
        assert_ne!(seen[3], render(6, 3));
    }

    #[test]
    fn no_block_of_a_scene_returns_in_it() {
        let picture = render(7, 1);
        let mut blocks = std::collections::HashSet::new();
        for y in (0..picture.height() - 8).step_by(4) {
            for x in (0..picture.width() - 8).step_by(4) {
                let block: Vec<u8> = (0..64)
                    .flat_map(|k| picture.get_pixel(x + k % 8, y + k / 8).0)
                    .collect();
                let flat = block.iter().max().unwrap_or(&0) - block.iter().min().unwrap_or(&0) < 8;
                assert!(flat || blocks.insert(block), "at {x}, {y}");
            }
        }
    }
}
