//! How one picture lies on another: stretched, shifted, mirrored or turned; never askew.
//!
//! In: two planes of luma. Out: [`Aligned`], the map from the places of the first to those of the second and how well the
//! two agree, or nothing where they show different things. Frame on frame is tried first; then shifts at 49 scales at
//! once by correlation through the spectrum (B. S. Reddy, B. N. Chatterji, 1996, without their rotation: a step through
//! scales is cheaper than a log-polar picture). Matched squares then carry the map to a fraction of a pixel.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_possible_wrap,
    reason = "places inside a picture, whose sides are limited"
)]

use super::{
    refine::refine,
    search::by_spectrum,
    warp::{Map, Window, reduced, warp},
};
use crate::media::Plane;

/// Side of the look at whole frames, in pixels: recompression does not reach its squares.
const LOOK: usize = 64;

/// Correlation of whole frames above which no other place is looked for (chosen, not fitted).
const SURE: f64 = 0.97;

/// Correlation, after alignment, below which two pictures are not the same (chosen, not fitted).
const SAME: f64 = 0.8;

/// Correlation of whole frames of one size that need no squares to vouch for them.
const ALIKE: f64 = 0.998;

/// Squares with texture that speak for or against a map.
const FEW: usize = 12;

/// Share of the fields that may be covered, by a strip or by what was put in.
const COVERED: f64 = 0.35;

/// How one picture lies on another.
#[derive(Clone, Copy, Debug)]
pub(super) struct Aligned {
    /// From places of the first to places of the second.
    pub(super) map: Map,
    /// Correlation of what they share, both smoothed, -1 to 1.
    pub(super) correlation: f64,
    /// Share of the squares with texture that agree on the map, 0 to 1.
    pub(super) agreeing: f64,
    /// Whether the second is the whole first.
    pub(super) whole: bool,
}

/// Aligns two planes; `None` where they show no common picture.
pub(super) fn align(first: &Plane, second: &Plane) -> Option<Aligned> {
    let (small_first, small_second) = (reduced(first, 512), reduced(second, 512));
    let whole = Map::whole((second.width, second.height), (first.width, first.height));
    let frames = agreement(&small_first, &small_second, (first, second), whole);
    let straight = (frames >= SAME)
        .then(|| refine(first, second, whole))
        .flatten();
    let known = straight.filter(|found| found.squares >= FEW);
    if let Some(found) = known.filter(|found| found.unmoved && frames >= SURE) {
        return Some(Aligned {
            map: whole,
            correlation: frames,
            agreeing: found.agreeing,
            whole: true,
        });
    }
    let same_size = (first.width, first.height) == (second.width, second.height);
    // A picture with little texture has no squares to match, yet its frames can be alike beyond doubt.
    if known.is_none() && frames >= if same_size { ALIKE } else { SURE } {
        let agreeing = if frames >= ALIKE && same_size {
            1.0
        } else {
            0.0
        };
        return Some(Aligned {
            map: whole,
            correlation: frames,
            agreeing,
            whole: true,
        });
    }
    let mut best = straight;
    if frames < SURE || best.is_none() {
        let (a, b) = ((first.width, first.height), (second.width, second.height));
        for map in by_spectrum(&small_first, &small_second, a, b) {
            let Some(found) = refine(first, second, map) else {
                continue;
            };
            if best
                .as_ref()
                .is_none_or(|best| found.worth() > best.worth() * 1.05)
            {
                best = Some(found);
            }
        }
    }
    let refined = best?;
    let (map, is_whole) = snapped(refined.map, whole, (first, second));
    let correlation = agreement(&small_first, &small_second, (first, second), map);
    (correlation >= SAME).then_some(Aligned {
        map,
        correlation,
        agreeing: refined.agreeing,
        whole: is_whole,
    })
}

/// Corners may be off by this much, in pixels of the coarser picture, before a map is not taken for the exact one.
const CORNER: f64 = 0.35;

/// The exact map of whole frames, or a shift by whole pixels, where the found one is as good as that.
fn snapped(map: Map, whole: Map, (first, second): (&Plane, &Plane)) -> (Map, bool) {
    let coarse = map.x.scale.max(map.y.scale).max(1.0);
    let off = |other: Map| {
        let (width, height) = (first.width as f64, first.height as f64);
        let corners = [
            map.x.at(0.0) - other.x.at(0.0),
            map.x.at(width) - other.x.at(width),
            map.y.at(0.0) - other.y.at(0.0),
            map.y.at(height) - other.y.at(height),
        ];
        corners
            .iter()
            .map(|corner| corner.abs())
            .fold(0.0, f64::max)
            / coarse
    };
    // Sizes are rounded to whole pixels, so the true stretch of a whole frame may be off by a pixel at the far corner.
    let same_size = (first.width, first.height) == (second.width, second.height);
    if off(whole) < if same_size { CORNER } else { 2.0 * CORNER } {
        return (whole, true);
    }
    let mut plain = map;
    for axis in [&mut plain.x, &mut plain.y] {
        axis.scale = 1.0;
    }
    // The shift at the middle is the best known one.
    plain.x.shift = (map.x.at(first.width as f64 / 2.0) - first.width as f64 / 2.0).round();
    plain.y.shift = (map.y.at(first.height as f64 / 2.0) - first.height as f64 / 2.0).round();
    if off(plain) < CORNER {
        (plain, false)
    } else {
        (map, false)
    }
}

/// Correlation of what two planes share under a map, looked at in 64 × 64 squares; -1 where they share little.
fn agreement(
    small_first: &Plane,
    small_second: &Plane,
    (first, second): (&Plane, &Plane),
    map: Map,
) -> f64 {
    let Some(shared) = shared(
        map,
        (first.width, first.height),
        (second.width, second.height),
    ) else {
        return -1.0;
    };
    let to_first = Map {
        x: super::warp::Axis {
            scale: shared.width as f64 / LOOK as f64,
            shift: shared.x as f64,
        },
        y: super::warp::Axis {
            scale: shared.height as f64 / LOOK as f64,
            shift: shared.y as f64,
        },
    };
    let shrink = |full: &Plane, small: &Plane| {
        Map::whole((small.width, small.height), (full.width, full.height))
    };
    let all = Window::all(LOOK, LOOK);
    let one = warp(small_first, shrink(first, small_first).after(to_first), all);
    let two = warp(
        small_second,
        shrink(second, small_second).after(map.after(to_first)),
        all,
    );
    uncovered(&one, &two)
}

/// Correlation without the fields of 8 × 8 that fit worst, where all together fit badly.
fn uncovered(one: &Plane, two: &Plane) -> f64 {
    let all = correlation(&one.values, &two.values);
    if all >= SURE {
        return all;
    }
    let field = |plane: &Plane, at: usize| -> Vec<f32> {
        let (x, y) = (at % (LOOK / 8) * 8, at / (LOOK / 8) * 8);
        let rows = (y..y + 8).flat_map(|y| {
            plane
                .row(y)
                .get(x..x + 8)
                .unwrap_or_default()
                .iter()
                .copied()
        });
        rows.collect()
    };
    let mut fields: Vec<(f64, Vec<f32>, Vec<f32>)> = (0..LOOK * LOOK / 64)
        .map(|at| {
            let (own, other) = (field(one, at), field(two, at));
            let apart = own
                .iter()
                .zip(&other)
                .map(|(a, b)| f64::from((a - b) * (a - b)))
                .sum();
            (apart, own, other)
        })
        .collect();
    fields.sort_by(|a, b| a.0.total_cmp(&b.0));
    fields.truncate(((1.0 - COVERED) * fields.len() as f64) as usize);
    let own: Vec<f32> = fields
        .iter()
        .flat_map(|field| field.1.iter().copied())
        .collect();
    let other: Vec<f32> = fields
        .iter()
        .flat_map(|field| field.2.iter().copied())
        .collect();
    all.max(correlation(&own, &other))
}

/// The part of the first picture that the second shows too; `None` below a tenth of either.
pub(super) fn shared(map: Map, first: (usize, usize), second: (usize, usize)) -> Option<Window> {
    let back = map.inverse();
    let span = |axis: super::warp::Axis, own: usize, other: usize| {
        let low = axis.at(0.0).clamp(0.0, own as f64).ceil() as usize;
        let high = axis.at(other as f64).clamp(0.0, own as f64).floor() as usize;
        (low, high.saturating_sub(low))
    };
    let (x, width) = span(back.x, first.0, second.0);
    let (y, height) = span(back.y, first.1, second.1);
    let area = width as f64 * height as f64;
    let seen = area * map.x.scale * map.y.scale;
    let enough =
        area >= 0.1 * (first.0 * first.1) as f64 && seen >= 0.1 * (second.0 * second.1) as f64;
    (enough && width >= 32 && height >= 32).then_some(Window {
        x,
        y,
        width,
        height,
    })
}

/// Pearson's correlation; 0 where either is flat.
pub(super) fn correlation(one: &[f32], two: &[f32]) -> f64 {
    let count = one.len().min(two.len()).max(1) as f64;
    let mean = |values: &[f32]| values.iter().map(|&value| f64::from(value)).sum::<f64>() / count;
    let (mean_one, mean_two) = (mean(one), mean(two));
    let (mut both, mut own, mut other) = (0.0, 0.0, 0.0);
    for (&a, &b) in one.iter().zip(two) {
        let (a, b) = (f64::from(a) - mean_one, f64::from(b) - mean_two);
        both += a * b;
        own += a * a;
        other += b * b;
    }
    // Below one level of spread there is nothing to correlate.
    if own < count || other < count {
        0.0
    } else {
        both / (own * other).sqrt()
    }
}
