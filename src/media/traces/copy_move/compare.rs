//! A part of a picture against the part that a map takes it to, in fine detail.
//!
//! In: a plane, a map, a rectangle. Out: [`Comparison`]: for each tile of [`TILE`] pixels how well the detail of the two
//! parts correlates, and how well it still does when one of them is put a little aside.
//!
//! Blurred things and straight edges correlate aside nearly as well as in place; grain and texture only in place.

use crate::media::Plane;

use super::{blur::residual, descriptor::between, geometry::Affine};

/// Side of a tile, in pixels.
pub(super) const TILE: usize = 8;

/// Blur whose residual is the detail, in pixels.
const DETAIL: f32 = 2.0;

/// Rim around the rectangle that is warped with it, in pixels: more than the blur and the steps aside reach.
const RIM: usize = 8;

/// Steps aside, in pixels.
const ASIDE: [(i32, i32); 8] = [
    (3, 0),
    (-3, 0),
    (0, 3),
    (0, -3),
    (2, 2),
    (-2, 2),
    (2, -2),
    (-2, -2),
];

/// A scale from which several samples are averaged into one.
const MINIFIED: f64 = 1.15;

/// A rectangle of whole tiles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tiles {
    /// First column and row, in tiles.
    pub(super) left: usize,
    pub(super) top: usize,
    /// Columns and rows, in tiles.
    pub(super) columns: usize,
    pub(super) rows: usize,
}

/// How the tiles of a rectangle compare with the places they are mapped to.
#[derive(Clone, Debug)]
pub(super) struct Comparison {
    /// Correlation in place, -1 to 1; row by row.
    pub(super) here: Vec<f32>,
    /// The best correlation a little aside.
    pub(super) aside: Vec<f32>,
    /// The fainter of the two details: its root mean square, in grey levels.
    pub(super) detail: Vec<f32>,
}

/// Sums over one tile: the two energies, the product in place and the products aside.
type Sums = [f32; 3 + ASIDE.len()];

impl Comparison {
    /// Compares the tiles of a rectangle, each within a window of `2 × reach + 1` tiles a side.
    pub(super) fn of(plane: &Plane, map: &Affine, tiles: Tiles, reach: usize) -> Self {
        let (width, height) = (tiles.columns * TILE, tiles.rows * TILE);
        let (left, top) = ((tiles.left * TILE) as f64, (tiles.top * TILE) as f64);
        let corner = (left - RIM as f64, top - RIM as f64);
        let size = (width + 2 * RIM, height + 2 * RIM);
        let given = residual(&cut(plane, corner, size), DETAIL);
        let mapped = residual(&warped(plane, map, corner, size), DETAIL);
        let inside = |column: usize, row: usize| {
            let x = left + (column * TILE) as f64;
            let y = top + (row * TILE) as f64;
            maps_inside(plane, map, (x, y))
        };
        let mut sums = Vec::with_capacity(tiles.columns * tiles.rows);
        for row in 0..tiles.rows {
            for column in 0..tiles.columns {
                sums.push(if inside(column, row) {
                    tile_sums(&given, &mapped, column * TILE + RIM, row * TILE + RIM)
                } else {
                    [0.0; 3 + ASIDE.len()]
                });
            }
        }
        let windows = windows(&sums, tiles, reach);
        let pixels = (TILE * TILE) as f32;
        let mut comparison = Self {
            here: Vec::with_capacity(sums.len()),
            aside: Vec::with_capacity(sums.len()),
            detail: Vec::with_capacity(sums.len()),
        };
        let tile = (2 * reach + 1).pow(2) as f32;
        for window in &windows {
            let norm = (window[0] * window[1]).sqrt().max(1e-3);
            let most = window[3..].iter().copied().fold(f32::MIN, f32::max);
            comparison.here.push(window[2] / norm);
            comparison.aside.push(most / norm);
            comparison
                .detail
                .push((window[0].min(window[1]) / (tile * pixels)).sqrt());
        }
        comparison
    }
}

/// Whether a tile lies in the picture, and where it is mapped to as well, and the two are not the same place.
fn maps_inside(plane: &Plane, map: &Affine, (x, y): (f64, f64)) -> bool {
    let side = TILE as f64;
    let (wide, tall) = (plane.width as f64, plane.height as f64);
    x + side <= wide
        && y + side <= tall
        && [(x, y), (x + side, y), (x, y + side), (x + side, y + side)]
            .iter()
            .all(|&corner| {
                let (mx, my) = map.apply(corner);
                mx >= 0.0
                    && my >= 0.0
                    && mx <= wide - 1.0
                    && my <= tall - 1.0
                    && (mx - corner.0).hypot(my - corner.1) > 2.0 * side
            })
}

fn tile_sums(given: &Plane, mapped: &Plane, x: usize, y: usize) -> Sums {
    let mut sums = [0.0; 3 + ASIDE.len()];
    let part = |plane: &'_ Plane, x: usize, y: usize| -> [f32; TILE] {
        let at = y * plane.width + x;
        std::array::from_fn(|step| plane.values.get(at + step).copied().unwrap_or(0.0))
    };
    let product =
        |a: [f32; TILE], b: [f32; TILE]| -> f32 { a.iter().zip(b).map(|(a, b)| a * b).sum() };
    for row in y..y + TILE {
        let (a, b) = (part(given, x, row), part(mapped, x, row));
        sums[0] += product(a, a);
        sums[1] += product(b, b);
        sums[2] += product(a, b);
        for (sum, (dx, dy)) in sums[3..].iter_mut().zip(ASIDE) {
            let b = part(mapped, (x as i32 + dx) as usize, (row as i32 + dy) as usize);
            *sum += product(a, b);
        }
    }
    sums
}

/// The sums over the window around each tile.
fn windows(sums: &[Sums], tiles: Tiles, reach: usize) -> Vec<Sums> {
    let across = slid(sums, tiles.rows, tiles.columns, tiles.columns, 1, reach);
    slid(&across, tiles.columns, tiles.rows, 1, tiles.columns, reach)
}

/// Sums along lines: `lines` of `length`, whose starts are `line_step` apart and whose members `step`.
fn slid(
    sums: &[Sums],
    lines: usize,
    length: usize,
    line_step: usize,
    step: usize,
    reach: usize,
) -> Vec<Sums> {
    let mut out = sums.to_vec();
    for line in 0..lines {
        for at in 0..length {
            let mut window = [0.0; 3 + ASIDE.len()];
            for other in at.saturating_sub(reach)..(at + reach + 1).min(length) {
                for (sum, value) in window
                    .iter_mut()
                    .zip(&sums[line * line_step + other * step])
                {
                    *sum += value;
                }
            }
            out[line * line_step + at * step] = window;
        }
    }
    out
}

/// A part of the plane; beyond its edge the edge repeats.
pub(super) fn cut(plane: &Plane, corner: (f64, f64), (width, height): (usize, usize)) -> Plane {
    let mut values = Vec::with_capacity(width * height);
    let inside = |at: f64, side: usize| at.clamp(0.0, side as f64 - 1.0) as usize;
    for y in 0..height {
        let row = plane.row(inside(corner.1 + y as f64, plane.height));
        values.extend((0..width).map(|x| row[inside(corner.0 + x as f64, plane.width)]));
    }
    Plane {
        width,
        height,
        values,
    }
}

/// What the map brings to a part of the plane.
pub(super) fn warped(
    plane: &Plane,
    map: &Affine,
    corner: (f64, f64),
    (width, height): (usize, usize),
) -> Plane {
    let mut values = Vec::with_capacity(width * height);
    let (xx, yx) = (map.xx as f32, map.yx as f32);
    let (qx, qy) = (
        (map.xx + map.xy) as f32 / 4.0,
        (map.yx + map.yy) as f32 / 4.0,
    );
    let (rx, ry) = (
        (map.xx - map.xy) as f32 / 4.0,
        (map.yx - map.yy) as f32 / 4.0,
    );
    let many = map.scale() > MINIFIED;
    for y in 0..height {
        let (x0, y0) = map.apply((corner.0, corner.1 + y as f64));
        let (x0, y0) = (x0 as f32, y0 as f32);
        values.extend((0..width).map(|step| {
            let (x, y) = (x0 + xx * step as f32, y0 + yx * step as f32);
            if many {
                (between(plane, x + qx, y + qy)
                    + between(plane, x - qx, y - qy)
                    + between(plane, x + rx, y + ry)
                    + between(plane, x - rx, y - ry))
                    / 4.0
            } else {
                between(plane, x, y)
            }
        }));
    }
    Plane {
        width,
        height,
        values,
    }
}
