//! A map made exact to a fraction of a pixel by the pixels themselves.
//!
//! In: a plane, a map, the tiles over which the two parts should agree. Out: the map with the least squared difference.
//!
//! Source: B. D. Lucas, T. Kanade, "An iterative image registration technique", IJCAI 1981, for the six numbers of an
//! affine map, on detail instead of brightness, so that a paste may be lighter or darker.

use crate::media::Plane;

use super::{
    blur::{blur, residual},
    compare::{TILE, Tiles, cut, warped},
    geometry::Affine,
};

/// Rounds at most.
const ROUNDS: usize = 6;

/// Blur that is taken from both parts, in pixels: wide enough to be pulled in from a pixel or two away.
const DETAIL: f32 = 4.0;

/// Blur that both parts get first, in pixels.
const SMOOTH: f32 = 0.8;

/// Rim, in pixels.
const RIM: usize = 12;

/// Tiles that a map is refined on, at most: six numbers need no more.
const MOST_TILES: usize = 400;

/// A move of all corners below this ends the rounds, in pixels.
const STILL: f64 = 0.01;

/// A map that a round moves farther than this has nothing to hold on to, in pixels.
const LARGEST_MOVE: f64 = 4.0;

/// The map refined over the tiles for which `counts` is true; the map itself where that does not settle.
pub(super) fn refined(plane: &Plane, map: &Affine, tiles: Tiles, counts: &[bool]) -> Affine {
    let counts = &thinned(counts);
    let corner = (
        (tiles.left * TILE) as f64 - RIM as f64,
        (tiles.top * TILE) as f64 - RIM as f64,
    );
    let size = (tiles.columns * TILE + 2 * RIM, tiles.rows * TILE + 2 * RIM);
    let detail = |plane: &Plane| residual(&blur(plane, SMOOTH), DETAIL);
    let given = detail(&cut(plane, corner, size));
    let mut best = *map;
    for _ in 0..ROUNDS {
        let mapped = detail(&warped(plane, &best, corner, size));
        let Some(change) = change(&given, &mapped, tiles, counts) else {
            return *map;
        };
        // Columns and rows are counted from the middle of the rectangle.
        let middle = (
            corner.0 + size.0 as f64 / 2.0,
            corner.1 + size.1 as f64 / 2.0,
        );
        let (next, moved) = stepped(&best, &change, middle, size);
        if moved > LARGEST_MOVE {
            return *map;
        }
        best = next;
        if moved < STILL {
            break;
        }
    }
    best
}

/// At most [`MOST_TILES`] of what counts, spread evenly.
fn thinned(counts: &[bool]) -> Vec<bool> {
    let every = counts
        .iter()
        .filter(|&&counts| counts)
        .count()
        .div_ceil(MOST_TILES)
        .max(1);
    let mut number = 0;
    let mut kept = |counts: bool| {
        number += usize::from(counts);
        counts && number % every == 0
    };
    counts.iter().map(|&counts| kept(counts)).collect()
}

/// The map after a small change of where its points are taken from, and how far it moves a corner.
fn stepped(
    map: &Affine,
    change: &[f64; 6],
    middle: (f64, f64),
    size: (usize, usize),
) -> (Affine, f64) {
    let [x0, xx, xy, y0, yx, yy] = *change;
    let small = Affine {
        xx: 1.0 + xx,
        xy,
        x0: x0 - xx * middle.0 - xy * middle.1,
        yx,
        yy: 1.0 + yy,
        y0: y0 - yx * middle.0 - yy * middle.1,
    };
    let (wide, tall) = (size.0 as f64 / 2.0, size.1 as f64 / 2.0);
    let moved =
        x0.hypot(y0) + (xx.abs() * wide + xy.abs() * tall).hypot(yx.abs() * wide + yy.abs() * tall);
    let (ox, oy) = map.apply((small.x0, small.y0));
    let next = Affine {
        xx: map.xx * small.xx + map.xy * small.yx,
        xy: map.xx * small.xy + map.xy * small.yy,
        x0: ox,
        yx: map.yx * small.xx + map.yy * small.yx,
        yy: map.yx * small.xy + map.yy * small.yy,
        y0: oy,
    };
    (next, moved)
}

/// The change of place, linear over the rectangle, that takes the mapped part nearest to the given one.
fn change(given: &Plane, mapped: &Plane, tiles: Tiles, counts: &[bool]) -> Option<[f64; 6]> {
    let mut normal = [[0.0_f64; 7]; 6];
    let gain = gain(given, mapped, tiles, counts)?;
    let (middle_x, middle_y) = (given.width as f64 / 2.0, given.height as f64 / 2.0);
    for (index, _) in counts.iter().enumerate().filter(|&(_, &counts)| counts) {
        let (left, top) = (
            index % tiles.columns * TILE + RIM,
            index / tiles.columns * TILE + RIM,
        );
        for y in top..top + TILE {
            let [above, row, below] = [y - 1, y, y + 1].map(|y| mapped.row(y));
            for x in left..left + TILE {
                let (gx, gy) = (
                    f64::from(row[x + 1] - row[x - 1]) / 2.0,
                    f64::from(below[x] - above[x]) / 2.0,
                );
                let miss = f64::from(given.row(y)[x]) * gain - f64::from(row[x]);
                let (px, py) = (x as f64 - middle_x, y as f64 - middle_y);
                let terms = [gx, gx * px, gx * py, gy, gy * px, gy * py];
                for (line, &term) in normal.iter_mut().zip(&terms) {
                    for (sum, &other) in line.iter_mut().zip(&terms) {
                        *sum += term * other;
                    }
                    line[6] += term * miss;
                }
            }
        }
    }
    solved(normal)
}

/// How much stronger the mapped detail is than the given one.
fn gain(given: &Plane, mapped: &Plane, tiles: Tiles, counts: &[bool]) -> Option<f64> {
    let (mut own, mut product) = (0.0, 0.0);
    for (index, _) in counts.iter().enumerate().filter(|&(_, &counts)| counts) {
        let (left, top) = (
            index % tiles.columns * TILE + RIM,
            index / tiles.columns * TILE + RIM,
        );
        for y in top..top + TILE {
            for x in left..left + TILE {
                let (a, b) = (f64::from(given.row(y)[x]), f64::from(mapped.row(y)[x]));
                own += a * a;
                product += a * b;
            }
        }
    }
    (own > 1.0 && product > 0.0).then(|| product / own)
}

/// Solves six equations by elimination; `None` where they do not settle all six unknowns.
fn solved(mut lines: [[f64; 7]; 6]) -> Option<[f64; 6]> {
    let largest = (0..6).map(|at| lines[at][at]).fold(0.0, f64::max);
    for at in 0..6 {
        let pivot = (at..6).max_by(|&a, &b| lines[a][at].abs().total_cmp(&lines[b][at].abs()))?;
        lines.swap(at, pivot);
        let lead = lines[at];
        if lead[at].abs() < largest * 1e-12 || !lead[at].is_finite() || lead[at] == 0.0 {
            return None;
        }
        for (row, line) in lines.iter_mut().enumerate() {
            if row != at {
                let share = line[at] / lead[at];
                for (value, from) in line.iter_mut().zip(lead) {
                    *value -= share * from;
                }
            }
        }
    }
    Some(std::array::from_fn(|at| lines[at][6] / lines[at][at]))
}
