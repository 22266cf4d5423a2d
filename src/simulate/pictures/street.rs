//! A street: houses side by side under a sky, windows, a road, people as dark shapes.
//!
//! In: dice. Out: a painted canvas.

use super::{
    super::dice::Dice,
    canvas::{Canvas, Colour, between, lit, mixed, smooth, tint, whole},
    landscape::sky,
    noise::{Grain, field},
};

const WALLS: [Colour; 7] = [
    [0.45, 0.36, 0.26],
    [0.60, 0.56, 0.48],
    [0.30, 0.10, 0.07],
    [0.22, 0.24, 0.27],
    [0.55, 0.42, 0.20],
    [0.35, 0.40, 0.42],
    [0.62, 0.50, 0.46],
];
const CLOTHES: [Colour; 6] = [
    [0.03, 0.03, 0.04],
    [0.40, 0.05, 0.04],
    [0.04, 0.08, 0.25],
    [0.30, 0.28, 0.24],
    [0.05, 0.16, 0.07],
    [0.45, 0.36, 0.08],
];

/// Paints a street.
pub(super) fn paint(canvas: &mut Canvas, dice: &mut Dice) {
    let height = canvas.height as f32;
    let kerb = height * between(0.62, 0.82, dice);
    let light = between(0.35, 0.6, dice);
    sky(
        canvas,
        [light * 0.6, light * 0.8, light * 1.2],
        [0.8, 0.8, 0.78],
        kerb * 0.8,
        dice,
    );
    let grain = Grain {
        cell: (150.0, 110.0),
        octaves: 8,
        keep: 0.68,
    };
    let plaster = field(canvas.width, canvas.height, grain, dice);
    let mut left = -between(0.0, 120.0, dice);
    while left < canvas.width as f32 {
        let wide = height * between(0.16, 0.55, dice);
        let top = kerb - height * between(0.28, 0.66, dice);
        house(canvas, &plaster, [left, top, left + wide, kerb], dice);
        left += wide;
    }
    road(canvas, &plaster, kerb, dice);
    for _ in 0..dice.between(0, 14) {
        person(canvas, kerb, dice);
    }
}

fn house(
    canvas: &mut Canvas,
    plaster: &[f32],
    [left, top, right, foot]: [f32; 4],
    dice: &mut Dice,
) {
    let wall = tint(&WALLS, dice);
    let (storeys, bays) = (dice.between(2, 6), dice.between(2, 6));
    let (rough, lean) = (between(0.3, 1.1, dice), between(-0.3, 0.3, dice));
    let (frame, tall) = (between(0.12, 0.26, dice), between(0.14, 0.24, dice));
    let windows: Vec<(f32, Colour)> = (0..storeys * bays)
        .map(|_| {
            (
                between(-0.04, 0.04, dice),
                tint(
                    &[[0.05, 0.07, 0.10], [0.16, 0.2, 0.26], [0.5, 0.42, 0.24]],
                    dice,
                ),
            )
        })
        .collect();
    for y in whole(top)..whole(foot).min(canvas.height) {
        for x in whole(left)..whole(right).min(canvas.width) {
            let stain = plaster.get(y * canvas.width + x).copied().unwrap_or(0.5);
            let across = (x as f32 - left) / (right - left);
            let down = (y as f32 - top) / (foot - top);
            let light =
                0.8 + (stain - 0.5) * rough * 1.6 + lean * (across - 0.5) - 0.25 * down * down;
            let mut seen = lit(wall, light.max(0.05));
            let (bay, storey) = (across * bays as f32, down * storeys as f32);
            let pane = windows.get(whole(storey) * whole(bays as f32) + whole(bay));
            let (u, v) = (
                bay - whole(bay) as f32 - 0.5,
                storey - whole(storey) as f32 - 0.45,
            );
            if let Some(&(shift, glass)) = pane {
                let inside = (0.5 - frame - (u - shift).abs()).min(0.5 - tall - v.abs());
                let sill = smooth(-0.05, -0.02, inside) * 0.5;
                seen = mixed(seen, lit(wall, 1.5), sill);
                let glare = 0.7 + 1.1 * (u - v + stain - 0.5);
                seen = mixed(
                    seen,
                    lit(glass, glare.max(0.1)),
                    smooth(-0.012, 0.012, inside),
                );
            }
            let eaves = smooth(0.0, 0.02, down) * smooth(0.0, 0.012, across);
            canvas.lay(x, y, lit(seen, 0.35 + 0.65 * eaves), 1.0);
        }
    }
}

fn road(canvas: &mut Canvas, plaster: &[f32], kerb: f32, dice: &mut Dice) {
    let (width, height) = (canvas.width as f32, canvas.height as f32);
    let stones = Grain {
        cell: (5.0, 3.0),
        octaves: 2,
        keep: 0.9,
    };
    let top = whole(kerb);
    let stones = field(
        canvas.width,
        canvas.height.saturating_sub(top),
        stones,
        dice,
    );
    let (grey, vanish) = (between(0.08, 0.22, dice), between(0.2, 0.8, dice) * width);
    let lines = between(0.0, 1.0, dice);
    for y in top..canvas.height {
        let near = (y as f32 - kerb) / (height - kerb);
        for x in 0..canvas.width {
            let stain = plaster.get(y * canvas.width + x).copied().unwrap_or(0.5);
            let stone = stones
                .get((y - top) * canvas.width + x)
                .copied()
                .unwrap_or(0.5);
            let light = grey * (0.6 + 0.8 * stain + (stone - 0.5) * (0.4 + near));
            let along = (x as f32 - vanish) / (0.15 + near);
            let mark =
                lines * smooth(14.0, 9.0, (along - 60.0).abs()) * smooth(0.45, 0.6, stain + 0.1);
            let walk = smooth(0.14, 0.12, near) * 0.5;
            let seen = mixed([light, light, light * 1.04], [0.5, 0.49, 0.45], mark * 0.7);
            canvas.lay(
                x,
                y,
                mixed(seen, [0.35, 0.34, 0.32], walk * (0.6 + 0.4 * stain)),
                1.0,
            );
        }
    }
}

/// Somebody on the pavement or the road.
fn person(canvas: &mut Canvas, kerb: f32, dice: &mut Dice) {
    let height = canvas.height as f32;
    let near = between(0.0, 1.0, dice);
    let tall = height * (0.09 + 0.16 * near);
    let foot = kerb + (height - kerb) * (0.08 + 0.6 * near);
    let x0 = between(0.0, canvas.width as f32, dice);
    let (coat, legs) = (tint(&CLOTHES, dice), tint(&CLOTHES, dice));
    let skin = tint(&[[0.45, 0.28, 0.18], [0.16, 0.08, 0.05]], dice);
    let stride = between(0.02, 0.08, dice);
    for y in 0..whole(tall) {
        let down = y as f32 / tall;
        for x in 0..whole(tall * 0.5) {
            let across = x as f32 / tall - 0.25;
            let round = |cy: f32, rx: f32, ry: f32, cx: f32| {
                let (u, v) = ((across - cx) / rx, (down - cy) / ry);
                (1.0 - u * u - v * v) * tall * 0.1
            };
            let shade = 0.9 + across * 3.0;
            let at = (whole(x0 + across * tall), whole(foot - tall + y as f32));
            let leg = round(0.76, 0.05, 0.25, stride).max(round(0.76, 0.05, 0.25, -stride));
            canvas.lay(at.0, at.1, lit(legs, shade), leg);
            canvas.lay(at.0, at.1, lit(coat, shade), round(0.36, 0.12, 0.24, 0.0));
            canvas.lay(at.0, at.1, lit(skin, shade), round(0.07, 0.05, 0.07, 0.0));
        }
    }
}
