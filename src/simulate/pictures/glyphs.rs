//! Lines of something like writing: strokes that could be letters, in words and lines.
//!
//! In: a picture, a band of it, dice. Out: the band filled and written on.

use image::{Rgb, RgbImage};

use super::{super::dice::Dice, canvas::whole, variant::cover};

/// Strokes of a letter, as ends on a grid of 3 columns and 5 rows.
type Letter = Vec<[f32; 4]>;

/// Letters of the alphabet that a caption is written in.
const LETTERS: u64 = 24;

/// Fills the rows from `top` to `bottom` and writes one to three lines there.
pub(super) fn write(picture: &mut RgbImage, top: u32, bottom: u32, dice: &mut Dice) {
    let (paper, ink) = dice.pick(&[
        ([250, 250, 250], [10, 10, 10]),
        ([8, 8, 8], [250, 250, 250]),
        ([245, 220, 40], [20, 20, 20]),
        ([180, 20, 24], [255, 255, 255]),
    ]);
    let width = picture.width();
    let bottom = bottom.min(picture.height());
    for y in top..bottom {
        for x in 0..width {
            picture.put_pixel(x, y, Rgb(paper));
        }
    }
    let alphabet: Vec<Letter> = (0..LETTERS).map(|_| letter(dice)).collect();
    let lines = dice.between(1, 3);
    let pitch = (bottom - top) as f32 / lines as f32;
    let size = pitch / 8.0;
    for nth in 0..lines {
        let y = top as f32 + pitch * nth as f32 + size * 1.5;
        let end = width as f32 * (0.6 + 0.36 * dice.below(100) as f32 / 100.0);
        let mut x = width as f32 * 0.03;
        while x + size * 3.0 < end {
            for _ in 0..dice.between(1, 9) {
                let at = usize::try_from(dice.pick_early(&[0_u64, 1, 2]) * 8 + dice.below(8))
                    .unwrap_or(0);
                for &stroke in alphabet.get(at).into_iter().flatten() {
                    draw(picture, (x, y), size, stroke, ink);
                }
                x += size * 3.2;
                if x + size * 3.0 >= end {
                    break;
                }
            }
            x += size * 2.4;
        }
    }
}

fn letter(dice: &mut Dice) -> Letter {
    let point = |dice: &mut Dice| (dice.below(3) as f32, dice.below(5) as f32);
    let mut from = point(dice);
    let mut out = Vec::new();
    for _ in 0..dice.between(2, 4) {
        let to = point(dice);
        out.push([from.0, from.1, to.0, to.1]);
        from = to;
    }
    out
}

/// One stroke with soft edges.
fn draw(
    picture: &mut RgbImage,
    (x0, y0): (f32, f32),
    size: f32,
    [ax, ay, bx, by]: [f32; 4],
    ink: [u8; 3],
) {
    let (run, rise) = (bx - ax, by - ay);
    let length = (run * run + rise * rise).max(0.01);
    let column = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    for y in whole(y0 - size)..whole(y0 + size * 6.0) {
        for x in whole(x0 - size)..whole(x0 + size * 4.0) {
            let (u, v) = ((x as f32 - x0) / size, (y as f32 - y0) / size);
            let along = (((u - ax) * run + (v - ay) * rise) / length).clamp(0.0, 1.0);
            let (side_u, side_v) = (u - ax - along * run, v - ay - along * rise);
            let share =
                ((0.42 - (side_u * side_u + side_v * side_v).sqrt()) * size + 0.5).clamp(0.0, 1.0);
            if share > 0.0
                && let Some(pixel) = picture.get_pixel_mut_checked(column(x), column(y))
            {
                cover(pixel, ink, share);
            }
        }
    }
}
