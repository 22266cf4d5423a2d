//! A picture while it is painted: linear light, before any camera.
//!
//! In: colours and shares. Out: red, green and blue of every pixel, row by row, 0 (dark) to about 1 (white).
//! Only sums, products, quotients and square roots are used, which IEEE 754 fixes to the bit, so that a seed
//! gives the same picture on every machine.

use super::super::dice::Dice;

/// Linear light of one pixel.
pub(super) type Colour = [f32; 3];

/// Pixels row by row from the top left.
pub(super) struct Canvas {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) pixels: Vec<Colour>,
}

impl Canvas {
    /// A black canvas.
    pub(super) fn new(width: usize, height: usize) -> Self {
        Self {
            width,
            height,
            pixels: vec![[0.0; 3]; width * height],
        }
    }

    /// Lays `colour` over a pixel; `share` 1 covers what was there. Outside nothing happens.
    pub(super) fn lay(&mut self, x: usize, y: usize, colour: Colour, share: f32) {
        if x < self.width
            && let Some(pixel) = self.pixels.get_mut(y * self.width + x)
        {
            *pixel = mixed(*pixel, colour, share.clamp(0.0, 1.0));
        }
    }

    /// Blurs the rows from `from` to `until` as a lens out of focus does: twice a box of `2 * reach + 1` pixels.
    pub(super) fn defocus(&mut self, reach: usize, from: usize, until: usize) {
        let (width, until) = (self.width, until.min(self.height));
        if reach == 0 || from >= until {
            return;
        }
        let mut line = Vec::new();
        for _ in 0..2 {
            for row in self.pixels.chunks_exact_mut(width).take(until).skip(from) {
                line.clear();
                line.extend_from_slice(row);
                boxed(&line, reach, row.iter_mut());
            }
            for x in 0..width {
                line.clear();
                let down = self.pixels.iter().skip(from * width + x);
                line.extend(down.step_by(width).take(until - from));
                let down = self.pixels.iter_mut().skip(from * width + x);
                boxed(&line, reach, down.step_by(width).take(until - from));
            }
        }
    }
}

/// Running means of `from`, its ends repeated, into `into`.
fn boxed<'a>(from: &[Colour], reach: usize, into: impl Iterator<Item = &'a mut Colour>) {
    let last = from.len().saturating_sub(1);
    let at = |k: usize| {
        from.get(k.saturating_sub(reach).min(last))
            .copied()
            .unwrap_or_default()
    };
    let span = 2 * reach + 1;
    let mut sum = [0.0_f32; 3];
    for k in 0..span {
        sum = each(sum, at(k), |sum, next| sum + next);
    }
    for (k, pixel) in into.enumerate() {
        *pixel = sum.map(|sum| sum / span as f32);
        sum = each(sum, at(k + span), |sum, next| sum + next);
        sum = each(sum, at(k), |sum, gone| sum - gone);
    }
}

fn each(a: Colour, b: Colour, with: impl Fn(f32, f32) -> f32) -> Colour {
    [with(a[0], b[0]), with(a[1], b[1]), with(a[2], b[2])]
}

/// `share` of `b` in `a`.
pub(super) fn mixed(a: Colour, b: Colour, share: f32) -> Colour {
    each(a, b, |a, b| a + (b - a) * share)
}

/// A colour under more or less light.
pub(super) fn lit(colour: Colour, light: f32) -> Colour {
    colour.map(|part| part * light)
}

/// 0 below `low`, 1 above `high`, smooth between them.
pub(super) fn smooth(low: f32, high: f32, value: f32) -> f32 {
    let t = ((value - low) / (high - low)).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

/// A number between `low` and `high`.
pub(super) fn between(low: f32, high: f32, dice: &mut Dice) -> f32 {
    let sixteen = u16::try_from(dice.bits() >> 48).unwrap_or(0);
    low + (high - low) * f32::from(sixteen) / 65_536.0
}

/// One of some colours, slightly changed.
pub(super) fn tint(colours: &[Colour], dice: &mut Dice) -> Colour {
    let light = between(0.7, 1.4, dice);
    dice.pick(colours)
        .map(|part| part * light * between(0.9, 1.1, dice))
}

/// The whole part of a number, 0 for what is below.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a float cast saturates, and pixels lie far below the limit"
)]
pub(super) fn whole(value: f32) -> usize {
    value.max(0.0) as usize
}

/// The nearest byte.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the value is held to a byte first"
)]
pub(super) fn byte(value: f32) -> u8 {
    (value + 0.5).clamp(0.0, 255.0) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blur_keeps_the_light_and_flattens_an_edge() {
        let mut canvas = Canvas::new(40, 30);
        for (k, pixel) in canvas.pixels.iter_mut().enumerate() {
            *pixel = [if k % 40 < 20 { 0.0 } else { 1.0 }; 3];
        }
        canvas.defocus(3, 0, 30);
        let row: Vec<f32> = canvas.pixels[400..440].iter().map(|p| p[1]).collect();
        assert!((row.iter().sum::<f32>() - 20.0).abs() < 0.01, "{row:?}");
        assert!(
            row.windows(2)
                .all(|w| w[1] - w[0] < 0.16 && w[1] >= w[0] - 1e-5)
        );
    }

    #[test]
    fn rows_outside_the_blur_stay() {
        let mut canvas = Canvas::new(9, 9);
        canvas.lay(4, 1, [1.0; 3], 1.0);
        canvas.defocus(2, 3, 9);
        let bright = |pixel: &Colour| pixel[0] > 0.0;
        assert!(bright(&canvas.pixels[13]));
        assert!(!canvas.pixels[27..].iter().any(bright));
    }
}
