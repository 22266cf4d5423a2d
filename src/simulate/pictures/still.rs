//! Things on a table: shaded balls and boxes, wood, a background out of focus.
//!
//! In: dice. Out: a painted canvas.

use super::{
    super::dice::Dice,
    canvas::{Canvas, Colour, between, lit, mixed, smooth, tint, whole},
    noise::{Grain, field},
};

const THINGS: [Colour; 8] = [
    [0.55, 0.08, 0.05],
    [0.60, 0.35, 0.05],
    [0.10, 0.28, 0.08],
    [0.06, 0.12, 0.40],
    [0.55, 0.52, 0.46],
    [0.30, 0.12, 0.30],
    [0.05, 0.05, 0.06],
    [0.40, 0.24, 0.12],
];
const WOODS: [Colour; 4] = [
    [0.32, 0.18, 0.08],
    [0.16, 0.09, 0.05],
    [0.50, 0.40, 0.28],
    [0.36, 0.36, 0.37],
];

/// Paints a still life.
pub(super) fn paint(canvas: &mut Canvas, dice: &mut Dice) {
    let edge = canvas.height as f32 * between(0.3, 0.6, dice);
    background(canvas, edge, dice);
    table(canvas, edge, dice);
    let mut feet: Vec<f32> = (0..dice.between(3, 9))
        .map(|_| between(0.12, 0.9, dice))
        .collect();
    feet.sort_by(f32::total_cmp);
    for near in feet {
        let size = canvas.height as f32 * (0.06 + 0.13 * near) * between(0.7, 1.4, dice);
        let foot = edge + (canvas.height as f32 - edge) * near;
        let thing = Thing {
            x: between(0.0, canvas.width as f32, dice),
            y: foot - size * 0.9,
            size,
            colour: tint(&THINGS, dice),
            gloss: between(0.0, 1.2, dice),
            wide: between(0.75, 1.3, dice),
            square: between(0.0, 1.0, dice) > 0.6,
        };
        thing.paint(canvas, dice);
    }
}

fn background(canvas: &mut Canvas, edge: f32, dice: &mut Dice) {
    let (wall, other) = (tint(&WOODS, dice), tint(&THINGS, dice));
    let rows = (whole(edge) + 1).min(canvas.height);
    for y in 0..rows {
        for x in 0..canvas.width {
            let share = f32::midpoint(x as f32 / canvas.width as f32, y as f32 / edge);
            canvas.lay(x, y, mixed(lit(wall, 0.9), lit(other, 0.5), share), 1.0);
        }
    }
    for _ in 0..dice.between(6, 24) {
        let (x, y) = (
            between(0.0, canvas.width as f32, dice),
            between(0.0, edge, dice),
        );
        let reach = canvas.height as f32 * between(0.02, 0.16, dice);
        let (colour, share) = (
            lit(tint(&THINGS, dice), between(0.5, 2.2, dice)),
            between(0.3, 0.9, dice),
        );
        for row in whole(y - reach)..whole(y + reach).min(rows) {
            for column in whole(x - reach)..whole(x + reach) {
                let (dx, dy) = (column as f32 - x, row as f32 - y);
                canvas.lay(
                    column,
                    row,
                    colour,
                    share * (reach - (dx * dx + dy * dy).sqrt()),
                );
            }
        }
    }
    let reach = canvas.width / whole(between(50.0, 160.0, dice)).max(1);
    canvas.defocus(reach.max(2), 0, rows);
}

fn table(canvas: &mut Canvas, edge: f32, dice: &mut Dice) {
    let top = whole(edge);
    let rows = canvas.height.saturating_sub(top);
    let wood = Grain {
        cell: (340.0, between(8.0, 22.0, dice)),
        octaves: 6,
        keep: 0.75,
    };
    let wood = field(canvas.width, rows, wood, dice);
    let cloth = Grain {
        cell: (180.0, 120.0),
        octaves: 5,
        keep: 0.5,
    };
    let stains = field(canvas.width, rows, cloth, dice);
    let colour = tint(&WOODS, dice);
    let strong = between(0.7, 1.8, dice);
    for y in 0..rows {
        let near = y as f32 / rows.max(1) as f32;
        for x in 0..canvas.width {
            let at = y * canvas.width + x;
            let vein = wood.get(at).copied().unwrap_or(0.5) - 0.5;
            let stain = stains.get(at).copied().unwrap_or(0.5) - 0.5;
            let light = 1.0 + vein * strong + stain * 0.8 - near * 0.35;
            let share = smooth(-1.0, 2.0, y as f32);
            canvas.lay(x, top + y, lit(colour, light.max(0.05)), share);
        }
    }
}

/// Something on the table, around its centre.
struct Thing {
    x: f32,
    y: f32,
    size: f32,
    colour: Colour,
    gloss: f32,
    wide: f32,
    square: bool,
}

impl Thing {
    fn paint(&self, canvas: &mut Canvas, dice: &mut Dice) {
        let reach = whole(self.size * 2.2);
        let grain = Grain {
            cell: (self.size / 1.5 + 2.0, self.size / 2.5 + 2.0),
            octaves: 7,
            keep: 0.65,
        };
        let skin = field(reach, reach, grain, dice);
        let rough = between(0.15, 0.9, dice);
        for row in 0..reach {
            for column in 0..reach {
                let u = (column as f32 / self.size - 1.1) / self.wide;
                let v = row as f32 / self.size - 1.1;
                let at = (self.x + u * self.wide * self.size, self.y + v * self.size);
                self.shadow(canvas, u, v);
                if at.0 < 0.0 || at.1 < 0.0 {
                    continue;
                }
                let spot = skin.get(row * reach + column).copied().unwrap_or(0.5) - 0.5;
                let (light, shine, inside) = self.light(u, v);
                let body = lit(self.colour, (light + spot * rough).max(0.03));
                let seen = mixed(body, [0.95, 0.93, 0.9], shine);
                canvas.lay(whole(at.0), whole(at.1), seen, inside * self.size * 0.5);
            }
        }
    }

    /// Light from the upper left, the highlight, and how far inside the outline, at a place of the thing.
    fn light(&self, u: f32, v: f32) -> (f32, f32, f32) {
        if self.square {
            let inside = (0.8 - u.abs()).min(0.85 - v.abs());
            // A lid, a lit front and a dark side.
            let light = if v < -0.45 {
                1.4
            } else if u > 0.25 {
                0.4
            } else {
                0.95 - 0.2 * v
            };
            return (light, 0.0, inside);
        }
        let inside = 1.0 - u * u - v * v;
        let depth = inside.max(0.0).sqrt();
        let lambert = (-0.48 * u - 0.6 * v + 0.64 * depth).max(0.0);
        let towards = (-0.36 * u - 0.46 * v + 0.81 * depth).max(0.0);
        let eighth = towards * towards * towards * towards;
        let shine = eighth * eighth * eighth * eighth * eighth * eighth;
        (0.18 + 1.2 * lambert, self.gloss * shine, inside)
    }

    /// The shadow on the table, to the lower right.
    fn shadow(&self, canvas: &mut Canvas, u: f32, v: f32) {
        let (x, y) = (
            self.x + (u + 0.35) * self.wide * self.size,
            self.y + (v * 0.35 + 0.85) * self.size,
        );
        let share = smooth(0.0, 0.7, 1.0 - u * u - v * v);
        if x >= 0.0 && y >= 0.0 {
            canvas.lay(whole(x), whole(y), [0.01, 0.01, 0.012], share * 0.35);
        }
    }
}
