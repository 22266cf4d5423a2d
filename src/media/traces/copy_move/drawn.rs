//! Whether a part of a picture is drawn rather than photographed.
//!
//! In: a plane and the squares that make up the part. Out: yes or no.
//!
//! Letters, icons and charts are copies of each other by their nature and without grain, so that they agree to the last
//! grey level. Two things tell: flat squares beside sharp ones, and few grey levels that fill most of the part.

use crate::media::Plane;

/// Grey levels that a flat square spans, at most: compression of a drawn surface leaves no more.
const FLAT: f32 = 2.0;

/// Share of flat squares from which a part is drawn.
const FLAT_SHARE: f64 = 0.3;

/// Share of the pixels that the two most frequent grey levels fill, from which a part is drawn.
const LEVEL_SHARE: f64 = 0.4;

/// Whether the part that the squares of `side` pixels from these corners make up looks drawn.
pub(super) fn drawn(plane: &Plane, squares: &[(usize, usize)], side: usize) -> bool {
    let mut levels = [0_usize; 256];
    let mut flat = 0_usize;
    for &(x, y) in squares {
        flat += usize::from(span(plane, x, y, side) <= FLAT);
        for row in y..y + side {
            for &value in plane.row(row).get(x..x + side).unwrap_or_default() {
                levels[value.round().clamp(0.0, 255.0) as usize] += 1;
            }
        }
    }
    levels.sort_unstable();
    let pixels: usize = levels.iter().sum();
    let most = levels[254] + levels[255];
    flat as f64 > FLAT_SHARE * squares.len() as f64 || most as f64 > LEVEL_SHARE * pixels as f64
}

/// Grey levels that a square spans.
fn span(plane: &Plane, x: usize, y: usize, side: usize) -> f32 {
    let (mut low, mut high) = (f32::MAX, f32::MIN);
    for row in y..y + side {
        for &value in plane.row(row).get(x..x + side).unwrap_or_default() {
            low = low.min(value);
            high = high.max(value);
        }
    }
    high - low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_drawn_and_a_grainy_wall_is_not() {
        let plane = |value: &dyn Fn(usize, usize) -> f32| Plane {
            width: 64,
            height: 64,
            values: (0..64 * 64).map(|at| value(at % 64, at / 64)).collect(),
        };
        let squares: Vec<(usize, usize)> = (0..64).map(|at| (at % 8 * 8, at / 8 * 8)).collect();
        let letters = plane(&|x, y| {
            if (x / 3 + y / 5) % 4 == 0 {
                10.0
            } else {
                250.0
            }
        });
        let logo = plane(&|x, y| {
            if x + y < 60 {
                90.0
            } else {
                140.0 + ((x * 7 + y * 13) % 40) as f32
            }
        });
        let wall = plane(&|x, y| 100.0 + ((x * x * 7 + y * 13 + x * y) % 23) as f32);
        assert!(
            drawn(&letters, &squares, 8) && drawn(&logo, &squares, 8) && !drawn(&wall, &squares, 8)
        );
    }
}
