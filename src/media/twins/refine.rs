//! Matched squares carry a rough map to a fraction of a pixel.
//!
//! In: two planes and a rough map. Out: [`Refined`]. On three levels of size a grid of squares is looked for around where
//! the map puts it; a line through the offsets, by medians of slopes (Theil, Sen), is not moved by altered parts.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "places inside a picture, whose sides are limited"
)]

use super::{
    align::shared,
    warp::{Axis, Map, Window, warp},
};
use crate::media::Plane;

/// Squares along either side.
const GRID: usize = 9;

/// Pixels along a square's side.
const SQUARE: usize = 24;

/// Longer side of the shared part at each level, and how far a square is looked for, in pixels there.
const LEVELS: [(f64, usize); 3] = [(224.0, 5), (720.0, 4), (1e9, 3)];

/// Standard deviation below which a square has no texture to match.
const TEXTURE: f64 = 2.5;

/// Standard deviation below which a square is not even looked for.
const FAINT: f64 = 1.2;

/// Correlation above which a square counts as found.
const FOUND: f64 = 0.7;

/// Offset from the common map, in pixels of the level, up to which a square agrees with it.
const AGREES: f64 = 1.0;

/// Offset from the rough map, in pixels of the level, up to which a square has stayed there.
const STAYED: f64 = 0.6;

/// A map to a fraction of a pixel.
#[derive(Clone, Copy, Debug)]
pub(super) struct Refined {
    pub(super) map: Map,
    /// Share of the squares with texture that agree, 0 to 1.
    pub(super) agreeing: f64,
    /// Squares with texture.
    pub(super) squares: usize,
    /// Whether the squares lie as well where the rough map put them.
    pub(super) unmoved: bool,
}

impl Refined {
    /// To choose between maps: squares that agree.
    pub(super) fn worth(&self) -> f64 {
        self.agreeing * self.squares as f64
    }
}

/// Refines a map; `None` where too few squares agree.
pub(super) fn refine(first: &Plane, second: &Plane, rough: Map) -> Option<Refined> {
    let mut refined = Refined {
        map: rough,
        agreeing: 0.0,
        squares: 0,
        unmoved: false,
    };
    for (side, reach) in LEVELS {
        let part = shared(
            refined.map,
            (first.width, first.height),
            (second.width, second.height),
        )?;
        // One pixel of the level is at least one of the coarser picture.
        let finest = refined.map.x.scale.recip().max(1.0);
        let unit = (part.width.max(part.height) as f64 / side).max(finest);
        let offsets = match_squares(first, second, refined.map, part, unit, reach);
        let squares = offsets.len();
        let found: Vec<Offset> = offsets.into_iter().flatten().collect();
        let slant =
            |pick: fn(&Offset) -> (f64, f64)| line(&found.iter().map(pick).collect::<Vec<_>>());
        let ((slope_x, start_x), (slope_y, start_y)) =
            (slant(|o| (o.x, o.dx))?, slant(|o| (o.y, o.dy))?);
        let agrees = |o: &Offset| {
            (o.dx - slope_x * o.x - start_x).abs() < AGREES * unit
                && (o.dy - slope_y * o.y - start_y).abs() < AGREES * unit
        };
        let agreeing = found.iter().filter(|offset| agrees(offset)).count();
        if agreeing < 5 {
            return None;
        }
        let stayed = |o: &Offset| {
            let off = |now: Axis, then: Axis, at: f64, by: f64| {
                (now.at(at + by) - then.at(at)).abs() / now.scale
            };
            off(refined.map.x, rough.x, o.x, o.dx) < STAYED * unit
                && off(refined.map.y, rough.y, o.y, o.dy) < STAYED * unit
        };
        let unmoved = found.iter().filter(|offset| stayed(offset)).count() * 10 >= agreeing * 9;
        let moved = |axis: Axis, slope: f64, start: f64| Axis {
            scale: axis.scale * (1.0 + slope),
            shift: axis.shift + axis.scale * start,
        };
        refined = Refined {
            map: Map {
                x: moved(refined.map.x, slope_x, start_x),
                y: moved(refined.map.y, slope_y, start_y),
            },
            agreeing: agreeing as f64 / squares.max(1) as f64,
            squares,
            unmoved,
        };
    }
    Some(refined)
}

/// Where a square of the first picture was found, in pixels of the first from where the map puts it.
#[derive(Clone, Copy)]
struct Offset {
    x: f64,
    y: f64,
    dx: f64,
    dy: f64,
}

/// Offsets of the squares with texture; `None` where one was not found.
fn match_squares(
    first: &Plane,
    second: &Plane,
    map: Map,
    part: Window,
    unit: f64,
    reach: usize,
) -> Vec<Option<Offset>> {
    let mut offsets = Vec::new();
    let level = |start: usize| Axis {
        scale: unit,
        shift: start as f64,
    };
    let to_first = Map {
        x: level(part.x),
        y: level(part.y),
    };
    let to_second = map.after(to_first);
    let (wide, high) = (
        (part.width as f64 / unit) as usize,
        (part.height as f64 / unit) as usize,
    );
    let outer = SQUARE + 2 * reach;
    if wide <= outer || high <= outer {
        return offsets;
    }
    for row in 0..GRID {
        for column in 0..GRID {
            let place = |length: usize, at: usize| reach + (length - outer) * at / (GRID - 1);
            let (x, y) = (place(wide, column), place(high, row));
            let own = warp(
                first,
                to_first,
                Window {
                    x,
                    y,
                    width: SQUARE,
                    height: SQUARE,
                },
            );
            let texture = spread(&own.values);
            if texture < FAINT {
                continue;
            }
            let around = warp(
                second,
                to_second,
                Window {
                    x: x - reach,
                    y: y - reach,
                    width: outer,
                    height: outer,
                },
            );
            let found = best_shift(&own, &around, reach).map(|(dx, dy)| Offset {
                x: to_first.x.at((x + SQUARE / 2) as f64),
                y: to_first.y.at((y + SQUARE / 2) as f64),
                dx: dx * unit,
                dy: dy * unit,
            });
            // A faint square speaks where it is found; that it is not found says nothing.
            if texture >= TEXTURE || found.is_some() {
                offsets.push(found);
            }
        }
    }
    offsets
}

fn spread(values: &[f32]) -> f64 {
    let count = values.len().max(1) as f64;
    let mean = values.iter().map(|&value| f64::from(value)).sum::<f64>() / count;
    (values
        .iter()
        .map(|&value| (f64::from(value) - mean).powi(2))
        .sum::<f64>()
        / count)
        .sqrt()
}

/// The shift at which a square correlates best with its surroundings, to a fraction of a pixel.
fn best_shift(own: &Plane, around: &Plane, reach: usize) -> Option<(f64, f64)> {
    let span = 2 * reach + 1;
    let mut worths = Vec::with_capacity(span * span);
    let mut cut = Vec::with_capacity(SQUARE * SQUARE);
    let mean = own.values.iter().sum::<f32>() / own.values.len().max(1) as f32;
    let centred: Vec<f32> = own.values.iter().map(|value| value - mean).collect();
    let energy: f32 = centred.iter().map(|value| value * value).sum();
    for dy in 0..span {
        for dx in 0..span {
            cut.clear();
            for y in dy..dy + SQUARE {
                cut.extend_from_slice(around.row(y).get(dx..dx + SQUARE).unwrap_or_default());
            }
            worths.push(likeness(&centred, energy, &cut));
        }
    }
    let (at, &best) = worths
        .iter()
        .enumerate()
        .max_by(|a, b| a.1.total_cmp(b.1))?;
    let (dx, dy) = (at % span, at / span);
    // At the rim the true place may lie outside.
    if best < FOUND || dx == 0 || dy == 0 || dx + 1 == span || dy + 1 == span {
        return None;
    }
    let worth = |at: usize| worths.get(at).copied().unwrap_or_default();
    let peak = |low: f64, high: f64| {
        let bend = 2.0 * best - low - high;
        if bend > 1e-12 {
            ((high - low) / (2.0 * bend)).clamp(-0.5, 0.5)
        } else {
            0.0
        }
    };
    let fine = (
        peak(worth(at - 1), worth(at + 1)),
        peak(worth(at - span), worth(at + span)),
    );
    Some((
        dx as f64 - reach as f64 + fine.0,
        dy as f64 - reach as f64 + fine.1,
    ))
}

/// Correlation with a square whose mean is 0, in one pass; sums in eight lanes, in fixed order.
fn likeness(centred: &[f32], energy: f32, cut: &[f32]) -> f64 {
    let (mut both, mut sum, mut squares) = ([0.0_f32; 8], [0.0_f32; 8], [0.0_f32; 8]);
    for (own, other) in centred
        .as_chunks::<8>()
        .0
        .iter()
        .zip(cut.as_chunks::<8>().0)
    {
        for lane in 0..8 {
            both[lane] += own[lane] * other[lane];
            sum[lane] += other[lane];
            squares[lane] += other[lane] * other[lane];
        }
    }
    let total = |lanes: [f32; 8]| lanes.iter().map(|&lane| f64::from(lane)).sum::<f64>();
    let count = centred.len().max(1) as f64;
    let spread = total(squares) - total(sum) * total(sum) / count;
    if spread < count {
        0.0
    } else {
        total(both) / (spread * f64::from(energy)).sqrt()
    }
}

/// Slope and start of a line by medians; a level line where the places do not spread.
fn line(points: &[(f64, f64)]) -> Option<(f64, f64)> {
    if points.len() < 5 {
        return None;
    }
    let spread = points.iter().map(|p| p.0).fold(f64::MIN, f64::max)
        - points.iter().map(|p| p.0).fold(f64::MAX, f64::min);
    let mut slopes: Vec<f64> = Vec::new();
    for (at, one) in points.iter().enumerate() {
        let far = points
            .iter()
            .skip(at + 1)
            .filter(|two| (two.0 - one.0).abs() > spread * 0.3);
        slopes.extend(far.map(|two| (two.1 - one.1) / (two.0 - one.0)));
    }
    let slope = if spread > 1.0 {
        median(&mut slopes).unwrap_or(0.0)
    } else {
        0.0
    };
    let start = median(&mut points.iter().map(|p| p.1 - slope * p.0).collect::<Vec<_>>())?;
    Some((slope, start))
}

/// The middle value; `None` of nothing.
fn median(values: &mut [f64]) -> Option<f64> {
    let middle = values.len() / 2;
    values.sort_by(f64::total_cmp);
    values.get(middle).copied()
}
