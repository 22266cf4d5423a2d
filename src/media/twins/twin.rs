//! Two pictures compared: the same or not, how they relate, and where they differ.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "places inside a picture, whose sides are limited"
)]

use super::{
    align::{Aligned, align, shared},
    cells::{CELL, Layers, cells},
    difference::{Differing, differing},
    warp::{Axis, Map, Window, reduced, warp},
};
use crate::media::{Mask, Orientation, Picture, Plane, Region};

/// How one copy of a picture relates to the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// The same size and frame.
    Resaved,
    /// The same frame, another size.
    Resized,
    /// One shows a part of the other.
    Cropped,
    /// Turned or mirrored.
    Turned,
    /// One has a strip along an edge that the other has not.
    Captioned,
    /// A part differs.
    Altered,
}

impl Relation {
    /// The name used in tables and exports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Resaved => "resaved",
            Self::Resized => "resized",
            Self::Cropped => "cropped",
            Self::Turned => "turned",
            Self::Captioned => "captioned",
            Self::Altered => "altered",
        }
    }
}

/// What comparing two pictures of one scene gave.
#[derive(Clone, Debug, PartialEq)]
pub struct Twin {
    /// How they relate; an altered part goes before all else.
    pub how: Relation,
    /// How the second must be turned to lie on the first.
    pub orientation: Orientation,
    /// The part of the first that the second shows too.
    pub shared: Region,
    /// Whether they are copies of one picture: most squares lie where they should and few cells differ.
    pub same: bool,
    /// Correlation of what they share, 0 to 1.
    pub correlation: f64,
    /// Where they differ, over the first; nothing marked where they do not.
    pub over_first: Mask,
    /// Where they differ, over the second.
    pub over_second: Mask,
    /// Share of what they share that differs, 0 to 1.
    pub share: f64,
    /// Minus the decimal logarithm of how many such regions chance would bring; 0 without one.
    pub score: f64,
    /// Root mean square of the usual difference, in levels.
    pub noise: f64,
    /// What was measured, as the middle of a sentence.
    pub words: String,
}

/// Squares that agree on the map, of those with texture, in copies of one picture.
const AGREEING: f64 = 0.5;

/// Cells that stand out in copies of one picture, at most.
const MOST_DIFFER: f64 = 0.6;

/// Compares two pictures; `None` where they do not show the same. Time grows with the pixels.
#[must_use]
pub fn compare(first: &Picture, second: &Picture) -> Option<Twin> {
    let other = second.luma();
    let (orientation, aligned) = oriented(first.luma(), other)?;
    let turned = Size {
        width: second.width as usize,
        height: second.height as usize,
    }
    .turned(orientation);
    let ends = (
        (first.width as usize, first.height as usize),
        (turned.width, turned.height),
    );
    let (part, grid, to_first, to_second) = common(aligned.map, ends)?;
    let one = layers(first, Orientation::Upright, to_first, grid);
    let two = layers(second, orientation, to_second, grid);
    let cells = cells(&one, &two);
    let mut found = differing(&cells);
    let same = aligned.agreeing >= AGREEING && found.scattered <= MOST_DIFFER;
    if !same {
        // Where the two do not lie on each other surely, differences are those of the lie.
        found.forget();
    }
    let draw = |to: Map, width: u32, height: u32| mask(&found, cells.columns, to, width, height);
    let over_first = draw(to_first, first.width, first.height);
    let over_turned = draw(to_second, turned.width as u32, turned.height as u32);
    let over_second = back(&over_turned, orientation, second.width, second.height);
    let share =
        found.cells.iter().filter(|&&cell| cell).count() as f64 / found.cells.len().max(1) as f64;
    let shared = Region {
        x: part.x as u32,
        y: part.y as u32,
        width: part.width as u32,
        height: part.height as u32,
    };
    let how = relation(&aligned, orientation, &found, ends, &over_first);
    let noise = found.noise.sqrt();
    let words = words(how, share, noise, orientation, over_first.bounds());
    Some(Twin {
        how,
        orientation,
        shared,
        same,
        correlation: aligned.correlation,
        over_first,
        over_second,
        share,
        score: found.score,
        noise,
        words,
    })
}

/// The shared part of the first, the grid, and the maps from it to both: the grid is that of the coarser picture, since
/// what only the finer one shows is no difference.
fn common(map: Map, (first, second): Ends) -> Option<(Window, Window, Map, Map)> {
    let shifted = |part: Window| {
        let axis = |start: usize| Axis {
            scale: 1.0,
            shift: start as f64,
        };
        Map {
            x: axis(part.x),
            y: axis(part.y),
        }
    };
    let part = shared(map, first, second)?;
    if map.x.scale * map.y.scale >= 1.0 {
        let from = shifted(part);
        return Some((
            part,
            Window::all(part.width, part.height),
            from,
            map.after(from),
        ));
    }
    let inverse = map.inverse();
    let other = shared(inverse, second, first)?;
    let from = shifted(other);
    Some((
        part,
        Window::all(other.width, other.height),
        inverse.after(from),
        from,
    ))
}

/// Columns and rows of both pictures, the second turned.
type Ends = ((usize, usize), (usize, usize));

#[derive(Clone, Copy)]
struct Size {
    width: usize,
    height: usize,
}

impl Size {
    const fn turned(self, orientation: Orientation) -> Self {
        if orientation.swaps_sides() {
            Self {
                width: self.height,
                height: self.width,
            }
        } else {
            self
        }
    }
}

/// The orientation in which the second lies on the first, and how. Upright goes first and wins where it is found.
fn oriented(first: &Plane, second: &Plane) -> Option<(Orientation, Aligned)> {
    if let Some(aligned) = align(first, second) {
        return Some((Orientation::Upright, aligned));
    }
    // Other orientations cost a full look each: only those that look alike on small whole frames get one.
    let (small_first, small_second) = (reduced(first, 128), reduced(second, 128));
    Orientation::ALL
        .into_iter()
        .skip(1)
        .find_map(|orientation| {
            let turned = turn(&small_second, orientation);
            align(&small_first, &turned)?;
            align(first, &turn(second, orientation)).map(|aligned| (orientation, aligned))
        })
}

fn turn(plane: &Plane, orientation: Orientation) -> Plane {
    let Size { width, height } = Size {
        width: plane.width,
        height: plane.height,
    }
    .turned(orientation);
    let mut values = Vec::with_capacity(width * height);
    for y in 0..height {
        for x in 0..width {
            let (from_x, from_y) = orientation.source((x, y), (plane.width, plane.height));
            values.push(plane.row(from_y).get(from_x).copied().unwrap_or_default());
        }
    }
    Plane {
        width,
        height,
        values,
    }
}

/// Luma on the grid, and the colours at one value a cell.
fn layers(picture: &Picture, orientation: Orientation, to: Map, grid: Window) -> Layers {
    let by_cell = Axis {
        scale: CELL as f64,
        shift: 0.0,
    };
    let cell_map = to.after(Map {
        x: by_cell,
        y: by_cell,
    });
    let cell_grid = Window::all(grid.width / CELL, grid.height / CELL);
    let colour = |weights: [f32; 3]| {
        let pixels = picture.rgb.as_chunks::<3>().0.iter();
        let values = pixels.map(|&[red, green, blue]| {
            weights[0] * f32::from(red)
                + weights[1] * f32::from(green)
                + weights[2] * f32::from(blue)
        });
        Plane {
            width: picture.width as usize,
            height: picture.height as usize,
            values: values.collect(),
        }
    };
    let upright = orientation == Orientation::Upright;
    let placed = |plane: &Plane, map: Map, grid: Window| {
        if upright {
            warp(plane, map, grid)
        } else {
            warp(&turn(plane, orientation), map, grid)
        }
    };
    Layers {
        luma: placed(picture.luma(), to, grid),
        // Colour differences of ITU-R BT.601.
        blue: placed(&colour([-0.1687, -0.3313, 0.5]), cell_map, cell_grid),
        red: placed(&colour([0.5, -0.4187, -0.0813]), cell_map, cell_grid),
    }
}

/// The cells that differ, over a picture that the grid lies on.
fn mask(found: &Differing, columns: usize, to: Map, width: u32, height: u32) -> Mask {
    let side = CELL as f64 * (to.x.scale * to.y.scale).sqrt();
    let mut mask = Mask::empty(width, height, side.round().max(1.0) as u32);
    let (across, down) = mask.size();
    let cell = f64::from(mask.cell());
    let from = to.inverse();
    for row in 0..down {
        for column in 0..across {
            let x = from.x.at((f64::from(column) + 0.5) * cell) / CELL as f64;
            let y = from.y.at((f64::from(row) + 0.5) * cell) / CELL as f64;
            if x >= 0.0
                && y >= 0.0
                && x < columns as f64
                && found.cells.get(y as usize * columns + x as usize) == Some(&true)
            {
                mask.mark(column, row);
            }
        }
    }
    mask
}

/// A mask over the turned picture, over the picture as stored.
fn back(mask: &Mask, orientation: Orientation, width: u32, height: u32) -> Mask {
    if orientation == Orientation::Upright {
        return mask.clone();
    }
    let mut stored = Mask::empty(width, height, mask.cell());
    let (columns, rows) = mask.size();
    let size = (stored.size().0 as usize, stored.size().1 as usize);
    for (x, y) in (0..rows).flat_map(|y| (0..columns).map(move |x| (x, y))) {
        if mask.is_marked(x, y) {
            let (column, row) = orientation.source((x as usize, y as usize), size);
            stored.mark(column as u32, row as u32);
        }
    }
    stored
}

/// A strip along an edge goes over this share of it and is at most this share of the other side.
const STRIP: (f64, f64) = (0.9, 0.3);

fn relation(
    aligned: &Aligned,
    orientation: Orientation,
    found: &Differing,
    (first, second): Ends,
    over_first: &Mask,
) -> Relation {
    let edge = |region: Region| {
        let (wide, high) = (
            f64::from(region.width) / first.0 as f64,
            f64::from(region.height) / first.1 as f64,
        );
        let touches = region.y as usize <= 2 * CELL
            || (region.y + region.height) as usize + 3 * CELL > first.1;
        let full = over_first.count() as f64 * f64::from(over_first.cell()).powi(2)
            > 0.8 * f64::from(region.width) * f64::from(region.height);
        wide >= STRIP.0 && high <= STRIP.1 && touches && full
    };
    if found.score > 0.0 {
        return if over_first.bounds().is_some_and(edge) {
            Relation::Captioned
        } else {
            Relation::Altered
        };
    }
    if orientation != Orientation::Upright {
        return Relation::Turned;
    }
    if !aligned.whole {
        let back = aligned.map.inverse();
        let (wide, high) = (
            back.x.scale * second.0 as f64 / first.0 as f64,
            back.y.scale * second.1 as f64 / first.1 as f64,
        );
        if (wide - 1.0).abs() < 0.01 && (high - 1.0).abs() < 0.01 {
            return if first == second {
                Relation::Resaved
            } else {
                Relation::Resized
            };
        }
        // As wide as the other and higher, or lower, by a strip.
        let strip = (wide - 1.0).abs() < 0.02 && (high - 1.0).abs() < STRIP.1;
        return if strip {
            Relation::Captioned
        } else {
            Relation::Cropped
        };
    }
    if first == second {
        Relation::Resaved
    } else {
        Relation::Resized
    }
}

fn words(
    how: Relation,
    share: f64,
    noise: f64,
    orientation: Orientation,
    at: Option<Region>,
) -> String {
    let turned = if orientation == Orientation::Upright {
        ""
    } else {
        ", turned or mirrored"
    };
    match (how, at) {
        (Relation::Altered | Relation::Captioned, Some(at)) => format!(
            "this copy differs from that one{turned} in {:.1} % of what both show, within {} × {} pixels from column {}, row {}; \
             elsewhere by {noise:.1} levels, as saving anew does",
            100.0 * share,
            at.width,
            at.height,
            at.x,
            at.y
        ),
        (Relation::Captioned, None) => format!(
            "this copy is that one{turned} with or without a strip along an edge, otherwise equal to {noise:.1} levels"
        ),
        (Relation::Cropped, _) => {
            format!("one copy shows a part of the other{turned}, equal to {noise:.1} levels")
        }
        _ => format!("this copy equals that one{turned} to {noise:.1} levels"),
    }
}
