//! One picture on the grid of another: stretched and shifted along rows and columns, smoothed where it shrinks.
//!
//! In: a [`Plane`] and a [`Map`] from the places of the wanted grid to those of the plane. Out: the values there.
//! Source: the kernel is Lanczos' of three lobes, widened by the scale where that is above 1, as common programs do.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_possible_wrap,
    reason = "places inside a picture, whose sides are limited"
)]

use std::f64::consts::PI;

use crate::media::Plane;

/// Lobes of the kernel on either side.
const LOBES: f64 = 3.0;

/// Where a grid's place lies on another, along one side: `from + 0.5 = scale · (to + 0.5) + shift`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Axis {
    /// Pixels of the source for one of the wanted grid.
    pub(super) scale: f64,
    /// Pixels of the source before the wanted grid begins.
    pub(super) shift: f64,
}

impl Axis {
    /// One grid over the whole of the other.
    pub(super) fn whole(from: usize, to: usize) -> Self {
        Self {
            scale: from as f64 / to.max(1) as f64,
            shift: 0.0,
        }
    }

    /// The place on the source of a place on the wanted grid, in pixels from the edge.
    pub(super) fn at(self, place: f64) -> f64 {
        self.scale * place + self.shift
    }

    /// From the source to the wanted grid.
    pub(super) fn inverse(self) -> Self {
        Self {
            scale: 1.0 / self.scale,
            shift: -self.shift / self.scale,
        }
    }

    /// This map after another: the other's wanted grid to this one's source.
    pub(super) fn after(self, first: Self) -> Self {
        Self {
            scale: self.scale * first.scale,
            shift: self.scale * first.shift + self.shift,
        }
    }
}

/// Both axes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Map {
    pub(super) x: Axis,
    pub(super) y: Axis,
}

impl Map {
    pub(super) fn whole(from: (usize, usize), to: (usize, usize)) -> Self {
        Self {
            x: Axis::whole(from.0, to.0),
            y: Axis::whole(from.1, to.1),
        }
    }

    pub(super) fn inverse(self) -> Self {
        Self {
            x: self.x.inverse(),
            y: self.y.inverse(),
        }
    }

    pub(super) fn after(self, first: Self) -> Self {
        Self {
            x: self.x.after(first.x),
            y: self.y.after(first.y),
        }
    }
}

/// A rectangle of the wanted grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Window {
    pub(super) x: usize,
    pub(super) y: usize,
    pub(super) width: usize,
    pub(super) height: usize,
}

impl Window {
    pub(super) const fn all(width: usize, height: usize) -> Self {
        Self {
            x: 0,
            y: 0,
            width,
            height,
        }
    }
}

/// The plane on the wanted grid, within a window of it; beyond the edge the edge goes on.
pub(super) fn warp(plane: &Plane, map: Map, window: Window) -> Plane {
    let across = taps(map.x, window.x, window.width, plane.width);
    let down = taps(map.y, window.y, window.height, plane.height);
    let first = down.iter().map(|tap| tap.first).min().unwrap_or(0);
    let last = down
        .iter()
        .map(|tap| tap.first + tap.weights.len())
        .max()
        .unwrap_or(0);
    let mut narrow = vec![0.0_f32; last.saturating_sub(first) * window.width];
    for (y, out) in (first..last).zip(narrow.chunks_exact_mut(window.width.max(1))) {
        let row = plane.row(y);
        for (value, tap) in out.iter_mut().zip(&across) {
            let from = row
                .get(tap.first..tap.first + tap.weights.len())
                .unwrap_or_default();
            *value = from
                .iter()
                .zip(&tap.weights)
                .map(|(value, weight)| value * weight)
                .sum();
        }
    }
    let mut values = vec![0.0_f32; window.width * window.height];
    for (tap, out) in down
        .iter()
        .zip(values.chunks_exact_mut(window.width.max(1)))
    {
        let rows = narrow
            .chunks_exact(window.width.max(1))
            .skip(tap.first - first);
        for (weight, row) in tap.weights.iter().zip(rows) {
            out.iter_mut()
                .zip(row)
                .for_each(|(sum, value)| *sum += weight * value);
        }
    }
    Plane {
        width: window.width,
        height: window.height,
        values,
    }
}

/// Weights of neighbouring source values for one wanted place.
struct Tap {
    first: usize,
    weights: Vec<f32>,
}

fn taps(axis: Axis, start: usize, count: usize, length: usize) -> Vec<Tap> {
    let wide = axis.scale.abs().max(1.0);
    (start..start + count)
        .map(|place| {
            // Beyond the edge the edge goes on.
            let last = length.saturating_sub(1) as f64;
            let centre = (axis.at(place as f64 + 0.5) - 0.5).clamp(0.0, last);
            let whole = (centre - centre.round()).abs() < 1e-6 && (axis.scale - 1.0).abs() < 1e-6;
            let reach = if whole { 0.0 } else { LOBES * wide };
            let low = (centre - reach).ceil().clamp(0.0, last);
            let high = (centre + reach).floor().clamp(low, last);
            let mut weights: Vec<f64> = (low as usize..=high as usize)
                .map(|at| lanczos((at as f64 - centre) / wide))
                .collect();
            let sum: f64 = weights.iter().sum();
            if sum.abs() < 1e-3 {
                weights.fill(0.0);
                let near = usize::from(centre > last);
                let nearest = if near == 1 {
                    weights.last_mut()
                } else {
                    weights.first_mut()
                };
                if let Some(weight) = nearest {
                    *weight = 1.0;
                }
            } else {
                for weight in &mut weights {
                    *weight /= sum;
                }
            }
            Tap {
                first: low as usize,
                weights: weights.into_iter().map(|weight| weight as f32).collect(),
            }
        })
        .collect()
}

fn lanczos(x: f64) -> f64 {
    if x.abs() < 1e-9 {
        1.0
    } else if x.abs() >= LOBES {
        0.0
    } else {
        let angle = PI * x;
        LOBES * angle.sin() * (angle / LOBES).sin() / (angle * angle)
    }
}

/// A quick smaller plane of means over whole squares, for a first look: at most `side` along the longer side.
pub(super) fn reduced(plane: &Plane, side: usize) -> Plane {
    let step = plane.width.max(plane.height).div_ceil(side.max(1)).max(1);
    if step == 1 {
        return plane.clone();
    }
    let (width, height) = ((plane.width / step).max(1), (plane.height / step).max(1));
    let mut values = Vec::with_capacity(width * height);
    for y in 0..height {
        let mut sums = vec![0.0_f32; width];
        let mut rows = 0.0;
        for from in y * step..((y + 1) * step).min(plane.height) {
            for (sum, part) in sums.iter_mut().zip(plane.row(from).chunks(step)) {
                *sum += part.iter().sum::<f32>() / part.len() as f32;
            }
            rows += 1.0;
        }
        values.extend(sums.iter().map(|sum| sum / rows));
    }
    Plane {
        width,
        height,
        values,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn plane(width: usize, height: usize, at: impl Fn(f64, f64) -> f64) -> Plane {
        let values = (0..height)
            .flat_map(|y| (0..width).map(move |x| (x, y)))
            .map(|(x, y)| at(x as f64 + 0.5, y as f64 + 0.5) as f32)
            .collect();
        Plane {
            width,
            height,
            values,
        }
    }

    #[test]
    fn a_smooth_picture_stays_itself_under_stretch_and_shift() {
        let wave = |x: f64, y: f64| 100.0 + 40.0 * (x / 9.0).sin() + 30.0 * (y / 7.0).cos();
        let from = plane(200, 160, wave);
        for (scale, shift) in [(1.0, 0.0), (1.0, 7.0), (1.7, 3.3), (0.8, 20.25)] {
            let axis = Axis { scale, shift };
            let to = warp(
                &from,
                Map { x: axis, y: axis },
                Window {
                    x: 20,
                    y: 20,
                    width: 40,
                    height: 30,
                },
            );
            for y in 0..30 {
                for x in 0..40 {
                    let (from_x, from_y) = (axis.at(x as f64 + 20.5), axis.at(y as f64 + 20.5));
                    let off = f64::from(to.values[y * 40 + x]) - wave(from_x, from_y);
                    assert!(off.abs() < 1.5, "{scale} {shift}: {off}");
                }
            }
        }
    }

    proptest! {
        #[test]
        fn any_map_gives_values_within_reach_of_the_source(
            width in 1_usize..30, height in 1_usize..30, scale in 0.05_f64..20.0, shift in -100.0_f64..100.0,
        ) {
            let from = plane(width, height, |x, y| (x * 37.0 + y * 11.0) % 255.0);
            let axis = Axis { scale, shift };
            let to = warp(&from, Map { x: axis, y: axis }, Window::all(17, 9));
            prop_assert_eq!(to.values.len(), 17 * 9);
            prop_assert!(to.values.iter().all(|value| value.is_finite() && value.abs() < 2000.0));
        }

        #[test]
        fn a_map_and_its_inverse_undo_each_other(scale in 0.1_f64..10.0, shift in -50.0_f64..50.0, at in -100.0_f64..100.0) {
            let axis = Axis { scale, shift };
            prop_assert!((axis.inverse().at(axis.at(at)) - at).abs() < 1e-6);
            prop_assert!((axis.after(axis.inverse()).at(at) - at).abs() < 1e-6);
        }
    }
}
