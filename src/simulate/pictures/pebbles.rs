//! Close up: pebbles, leaves or paving from above, each stone with a colour and a face of its own.
//!
//! In: dice. Out: a painted canvas. Cells around scattered points (S. Worley, "A cellular texture basis function",
//! 1996).

use super::{
    super::dice::Dice,
    canvas::{Canvas, Colour, between, lit, mixed, smooth, tint, whole},
    noise::{Grain, field},
};

const STONES: [Colour; 8] = [
    [0.28, 0.26, 0.24],
    [0.45, 0.40, 0.34],
    [0.14, 0.14, 0.15],
    [0.34, 0.22, 0.16],
    [0.55, 0.53, 0.50],
    [0.20, 0.24, 0.28],
    [0.16, 0.20, 0.08],
    [0.42, 0.20, 0.06],
];

/// One stone: where it lies, in cells, and how it looks.
#[derive(Clone, Copy, Default)]
struct Stone {
    x: f32,
    y: f32,
    colour: Colour,
    slope: (f32, f32),
}

/// Paints ground from above.
pub(super) fn paint(canvas: &mut Canvas, dice: &mut Dice) {
    let cell = canvas.height as f32 / between(5.0, 22.0, dice);
    let (columns, rows) = (
        whole(canvas.width as f32 / cell) + 3,
        whole(canvas.height as f32 / cell) + 3,
    );
    let stones = scattered(columns, rows, dice);
    let grain = Grain {
        cell: (cell * 1.5, cell * 1.5),
        octaves: 8,
        keep: between(0.55, 0.72, dice),
    };
    let face = field(canvas.width, canvas.height, grain, dice);
    let broad = Grain {
        cell: (canvas.width as f32 / 2.0, canvas.height as f32 / 2.0),
        octaves: 2,
        keep: 0.5,
    };
    let light = field(canvas.width, canvas.height, broad, dice);
    let (rough, gap) = (between(0.3, 1.3, dice), between(0.05, 0.25, dice));
    let moss = lit(tint(&STONES, dice), 0.3);
    let width = canvas.width;
    for (y, row) in canvas.pixels.chunks_exact_mut(width).enumerate() {
        for (x, pixel) in row.iter_mut().enumerate() {
            let grain = face.get(y * width + x).copied().unwrap_or(0.5) - 0.5;
            // The outline wobbles with the grain, so that no stone is a polygon.
            let at = (
                (x as f32 / cell) + grain * 0.35 + 1.0,
                (y as f32 / cell) - grain * 0.35 + 1.0,
            );
            let (stone, inner) = nearest(&stones, columns, at);
            let dome = smooth(0.0, 0.6, inner);
            let tilt = stone.slope.0 * (at.0 - stone.x) + stone.slope.1 * (at.1 - stone.y);
            let shade = 0.55 + 0.5 * dome + tilt + grain * rough;
            let wide = light.get(y * width + x).copied().unwrap_or(0.5);
            let seen = mixed(
                moss,
                lit(stone.colour, shade.max(0.05)),
                smooth(gap * 0.3, gap, inner),
            );
            *pixel = lit(seen, 0.5 + wide);
        }
    }
    // One end of the ground lies out of focus.
    let height = canvas.height;
    let blurred = whole(height as f32 * between(0.0, 0.35, dice));
    canvas.defocus(2, 0, blurred);
    canvas.defocus(3, 0, blurred / 2);
}

fn scattered(columns: usize, rows: usize, dice: &mut Dice) -> Vec<Stone> {
    let palette = [
        tint(&STONES, dice),
        tint(&STONES, dice),
        tint(&STONES, dice),
        tint(&STONES, dice),
    ];
    let mut out = Vec::with_capacity(columns * rows);
    for row in 0..rows {
        for column in 0..columns {
            out.push(Stone {
                x: column as f32 + between(0.08, 0.92, dice),
                y: row as f32 + between(0.08, 0.92, dice),
                colour: tint(&palette, dice),
                slope: (between(-0.5, 0.1, dice), between(-0.6, 0.0, dice)),
            });
        }
    }
    out
}

/// The stone under a place, and how far its edge is away, in cells.
fn nearest(stones: &[Stone], columns: usize, at: (f32, f32)) -> (Stone, f32) {
    let (column, row) = (whole(at.0), whole(at.1));
    let (mut first, mut second, mut found) = (f32::MAX, f32::MAX, Stone::default());
    for down in row.saturating_sub(1)..=row + 1 {
        for across in column.saturating_sub(1)..=(column + 1).min(columns - 1) {
            let Some(&stone) = stones.get(down * columns + across) else {
                continue;
            };
            let (dx, dy) = (stone.x - at.0, stone.y - at.1);
            let distance = dx * dx + dy * dy;
            if distance < first {
                (first, second, found) = (distance, first, stone);
            } else if distance < second {
                second = distance;
            }
        }
    }
    (found, second.sqrt() - first.sqrt())
}
