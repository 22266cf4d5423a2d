//! Whether a part of a picture really stands where a map takes it.
//!
//! In: a plane, a map and some points that it fits. Out: [`Copy`]: the exact map and the tiles that agree in detail,
//! connected around those points.

use crate::media::Plane;

use super::{
    compare::{Comparison, TILE, Tiles},
    geometry::Affine,
    refine::refined,
};

/// How strict a verification is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Strictness {
    /// Windows of `2 × reach + 1` tiles a side.
    pub(super) reach: usize,
    /// Correlation of a tile that agrees, at least.
    pub(super) agrees: f32,
    /// And how far above the best correlation aside.
    pub(super) sharp: f32,
    /// Detail of a tile that tells anything, in grey levels: rounding to whole levels alone makes 0.29.
    pub(super) detail: f32,
}

/// A part that stands twice.
#[derive(Clone, Debug)]
pub(super) struct Copy {
    /// From the part to where it stands again; of the two, the part is the smaller one.
    pub(super) map: Affine,
    /// The rectangle that was looked at.
    pub(super) tiles: Tiles,
    /// Tiles that agree.
    pub(super) agree: Vec<bool>,
    /// Tiles that agree and have only such around them.
    pub(super) core: usize,
    /// Share of the tiles that agree that are mapped on others that agree.
    pub(super) overlap: f64,
    /// Mean of the correlation of those that agree.
    pub(super) correlation: f64,
    /// Mean of how far it is above that aside.
    pub(super) sharp: f64,
}

impl Copy {
    /// Columns and rows, in tiles of the plane, of those that agree.
    pub(super) fn places(&self) -> impl Iterator<Item = (usize, usize)> {
        let Tiles {
            left, top, columns, ..
        } = self.tiles;
        let marked = self.agree.iter().enumerate().filter(|&(_, &agree)| agree);
        marked.map(move |(at, _)| (left + at % columns, top + at / columns))
    }

    /// Left, top, right and bottom of those that agree, in tiles; the last two are the first outside.
    pub(super) fn bounds(&self) -> Option<(usize, usize, usize, usize)> {
        let first = self.places().next()?;
        let start = (first.0, first.1, first.0 + 1, first.1 + 1);
        Some(
            self.places()
                .fold(start, |(left, top, right, bottom), (column, row)| {
                    (
                        left.min(column),
                        top.min(row),
                        right.max(column + 1),
                        bottom.max(row + 1),
                    )
                }),
        )
    }

    /// The middle of the part and where it is mapped to, in pixels of the plane.
    pub(super) fn middles(&self) -> Option<((f64, f64), (f64, f64))> {
        let (left, top, right, bottom) = self.bounds()?;
        let middle = (
            (left + right) as f64 * TILE as f64 / 2.0,
            (top + bottom) as f64 * TILE as f64 / 2.0,
        );
        Some((middle, self.map.apply(middle)))
    }
}

/// Tiles around the points that are looked at first.
const MARGIN: usize = 8;

/// Correlation of a tile that a map is refined on, at least.
const HOLDS: f32 = 0.3;

/// Tiles that hold, at least, for a part to be looked at further.
const LEAST_HOLD: usize = 9;

/// The part around some points that stands where the map takes it; `None` where too little is there to compare.
pub(super) fn verified(
    plane: &Plane,
    map: &Affine,
    points: &[(f64, f64)],
    strict: Strictness,
) -> Option<Copy> {
    let bounds = Tiles {
        left: 0,
        top: 0,
        columns: plane.width / TILE,
        rows: plane.height / TILE,
    };
    // The smaller of the two parts is the given one: the larger can be made as coarse, not the other way round.
    let (mut map, points) = if map.scale() >= 1.0 {
        (*map, points.to_vec())
    } else {
        (
            map.inverse()?,
            points.iter().map(|&point| map.apply(point)).collect(),
        )
    };
    let mut tiles = around(&points, bounds, MARGIN)?;
    for _ in 0..2 {
        let comparison = Comparison::of(plane, &map, tiles, 1);
        let telling = comparison.here.iter().zip(&comparison.detail);
        let holds: Vec<bool> = telling
            .map(|(&here, &detail)| here > HOLDS && detail > strict.detail)
            .collect();
        let holds = connected(&holds, tiles, &points);
        if holds.iter().filter(|&&holds| holds).count() < LEAST_HOLD {
            return None;
        }
        let (tight, holds) = cropped(tiles, &holds);
        map = refined(plane, &map, tight, &holds);
    }
    loop {
        let copy = grown(plane, &map, tiles, &points, strict);
        let Some(wider) = widened(&copy, bounds) else {
            return Some(copy);
        };
        tiles = wider;
    }
}

/// The rectangle around what is marked.
fn cropped(tiles: Tiles, marked: &[bool]) -> (Tiles, Vec<bool>) {
    let places = || {
        (0..marked.len())
            .filter(|&at| marked[at])
            .map(|at| (at % tiles.columns, at / tiles.columns))
    };
    let left = places().map(|(column, _)| column).min().unwrap_or(0);
    let right = places().map(|(column, _)| column).max().unwrap_or(0);
    let top = places().map(|(_, row)| row).min().unwrap_or(0);
    let bottom = places().map(|(_, row)| row).max().unwrap_or(0);
    let inside = Tiles {
        left: tiles.left + left,
        top: tiles.top + top,
        columns: right - left + 1,
        rows: bottom - top + 1,
    };
    let kept = (top..=bottom).flat_map(|row| {
        marked[row * tiles.columns + left..=row * tiles.columns + right]
            .iter()
            .copied()
    });
    (inside, kept.collect())
}

/// The tiles around some points.
fn around(points: &[(f64, f64)], bounds: Tiles, margin: usize) -> Option<Tiles> {
    let first = points.first()?;
    let (mut low, mut high) = (*first, *first);
    for point in points {
        low = (low.0.min(point.0), low.1.min(point.1));
        high = (high.0.max(point.0), high.1.max(point.1));
    }
    let tile =
        |at: f64, most: usize| ((at.max(0.0) / TILE as f64) as usize).min(most.saturating_sub(1));
    let left = tile(low.0, bounds.columns).saturating_sub(margin);
    let top = tile(low.1, bounds.rows).saturating_sub(margin);
    let right = (tile(high.0, bounds.columns) + margin + 1).min(bounds.columns);
    let bottom = (tile(high.1, bounds.rows) + margin + 1).min(bounds.rows);
    (right > left && bottom > top).then_some(Tiles {
        left,
        top,
        columns: right - left,
        rows: bottom - top,
    })
}

/// A wider rectangle where what agrees reaches the edge of this one.
fn widened(copy: &Copy, bounds: Tiles) -> Option<Tiles> {
    let Tiles {
        left,
        top,
        columns,
        rows,
    } = copy.tiles;
    let at = |column: usize, row: usize| copy.agree[row * columns + column];
    let any_column = |column: usize| (0..rows).any(|row| at(column, row));
    let any_row = |row: usize| (0..columns).any(|column| at(column, row));
    let more = columns.max(rows) / 2 + MARGIN;
    let new_left = if any_column(0) {
        left.saturating_sub(more)
    } else {
        left
    };
    let new_top = if any_row(0) {
        top.saturating_sub(more)
    } else {
        top
    };
    let right = if any_column(columns - 1) {
        left + columns + more
    } else {
        left + columns
    };
    let bottom = if any_row(rows - 1) {
        top + rows + more
    } else {
        top + rows
    };
    let wider = Tiles {
        left: new_left,
        top: new_top,
        columns: right.min(bounds.columns) - new_left,
        rows: bottom.min(bounds.rows) - new_top,
    };
    (wider != copy.tiles).then_some(wider)
}

fn grown(
    plane: &Plane,
    map: &Affine,
    tiles: Tiles,
    points: &[(f64, f64)],
    strict: Strictness,
) -> Copy {
    let comparison = Comparison::of(plane, map, tiles, strict.reach);
    let count = comparison.here.len();
    let telling: Vec<bool> = comparison
        .detail
        .iter()
        .map(|&detail| detail > strict.detail)
        .collect();
    let agrees: Vec<bool> = (0..count)
        .map(|at| {
            let (here, aside) = (comparison.here[at], comparison.aside[at]);
            telling[at] && here > strict.agrees && here - aside > strict.sharp
        })
        .collect();
    let agree = connected(&agrees, tiles, points);
    let of_agree = |value: &dyn Fn(usize) -> f64| {
        let number = agree.iter().filter(|&&agree| agree).count().max(1) as f64;
        (0..count).filter(|&at| agree[at]).map(value).sum::<f64>() / number
    };
    Copy {
        map: *map,
        tiles,
        core: core(&agree, tiles),
        overlap: overlap(&agree, map, tiles),
        correlation: of_agree(&|at| f64::from(comparison.here[at])),
        sharp: of_agree(&|at| f64::from(comparison.here[at] - comparison.aside[at])),
        agree,
    }
}

/// The connected set of tiles around which most of the points lie; a tile's eight neighbours touch it.
fn connected(agrees: &[bool], tiles: Tiles, points: &[(f64, f64)]) -> Vec<bool> {
    let (columns, rows) = (tiles.columns, tiles.rows);
    let mut label = vec![0_usize; agrees.len()];
    let mut sizes = vec![0_usize];
    for start in 0..agrees.len() {
        if !agrees[start] || label[start] != 0 {
            continue;
        }
        let name = sizes.len();
        sizes.push(0);
        let mut open = vec![start];
        label[start] = name;
        while let Some(at) = open.pop() {
            sizes[name] += 1;
            let (column, row) = (at % columns, at / columns);
            for y in row.saturating_sub(1)..(row + 2).min(rows) {
                for x in column.saturating_sub(1)..(column + 2).min(columns) {
                    let other = y * columns + x;
                    if agrees[other] && label[other] == 0 {
                        label[other] = name;
                        open.push(other);
                    }
                }
            }
        }
    }
    let mut held = vec![0_usize; sizes.len()];
    for &(x, y) in points {
        let column = (x.max(0.0) as usize / TILE).wrapping_sub(tiles.left);
        let row = (y.max(0.0) as usize / TILE).wrapping_sub(tiles.top);
        if column < columns && row < rows {
            held[label[row * columns + column]] += 1;
        }
    }
    let best = (1..sizes.len()).max_by_key(|&name| (held[name], sizes[name], usize::MAX - name));
    label.iter().map(|&name| Some(name) == best).collect()
}

/// Tiles that agree and all eight of whose neighbours do.
fn core(agree: &[bool], tiles: Tiles) -> usize {
    let (columns, rows) = (tiles.columns, tiles.rows);
    (1..rows.saturating_sub(1))
        .flat_map(|row| (1..columns.saturating_sub(1)).map(move |column| (column, row)))
        .filter(|&(column, row)| {
            (row - 1..=row + 1).all(|y| (column - 1..=column + 1).all(|x| agree[y * columns + x]))
        })
        .count()
}

/// The share of the tiles that agree whose place on the other side agrees as well.
///
/// A pasted part hides what was there, so the part and its copy have nothing in common; of a pattern that repeats,
/// every part is the copy of the one before. A map that undoes itself, such as a mirror, takes the copy back to the
/// part, which means nothing.
fn overlap(agree: &[bool], map: &Affine, tiles: Tiles) -> f64 {
    let middle = |at: usize, first: usize| ((at + first) as f64 + 0.5) * TILE as f64;
    let (mut count, mut on, mut back) = (0_usize, 0_usize, 0_usize);
    for at in (0..agree.len()).filter(|&at| agree[at]) {
        let point = (
            middle(at % tiles.columns, tiles.left),
            middle(at / tiles.columns, tiles.top),
        );
        let there = map.apply(point);
        let again = map.apply(there);
        let column = ((there.0.max(0.0) / TILE as f64) as usize).wrapping_sub(tiles.left);
        let row = ((there.1.max(0.0) / TILE as f64) as usize).wrapping_sub(tiles.top);
        count += 1;
        on += usize::from(
            column < tiles.columns && row < tiles.rows && agree[row * tiles.columns + column],
        );
        back += usize::from((again.0 - point.0).hypot(again.1 - point.1) < 2.0 * TILE as f64);
    }
    if 2 * back > count {
        return 0.0;
    }
    on as f64 / count.max(1) as f64
}
