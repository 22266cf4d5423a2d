//! What is kept of a picture to find its copies: a hash of the whole, and marks of spots that crops and captions leave alone.
//!
//! In: a [`Picture`]. Out: [`Fingerprint`], below 0.8 kilobyte. Spots are the strongest extremes of differences of
//! smoothed pictures over place and size (D. Lowe, 2004); around each, 8 × 8 low cosine coefficients of a square whose side
//! follows the spot's size give 63 signs. Upright only: a copy turned askew is not found, a mirrored one by the whole hash.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_possible_wrap,
    reason = "places inside a small plane"
)]

use serde::{Deserialize, Serialize};

use super::warp::{Axis, Map, Window, reduced, warp};
use crate::media::{Pdq, PdqOf, Picture, Plane};

/// Spots kept at most: 13 bytes each.
const SPOTS: usize = 56;

/// Quality of a hash below which it says little (PDQ's own advice).
pub(super) const QUALITY: u8 = 50;

/// Spots below which a flat picture is not known again: twice what agreeing pictures share.
const FEWEST: usize = 8;

/// Fields along the longer side, and spots kept in each at most.
const FIELDS: usize = 5;
const A_FIELD: usize = 4;

/// Longer side of the plane that is searched, in pixels.
const SIDE: f64 = 224.0;

/// Ratio between neighbouring sizes of spots, and how many sizes are searched.
const RATIO: f64 = 1.26;
const SIZES: usize = 10;

/// The smallest smoothing, in pixels of the searched plane.
const FINEST: f64 = 1.3;

/// Weakest extreme that counts, in levels.
const CONTRAST: f32 = 2.0;

/// Side of the square described, in sizes of the spot.
const REACH: f64 = 12.0;

/// Samples along the square's side.
const SAMPLES: usize = 16;

/// A place that a copy is likely to show too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    /// Column, in 65 536ths of the longer side.
    pub x: u16,
    /// Row, in the same unit.
    pub y: u16,
    /// Size, in eighths of a step between the sizes searched, from the finest.
    pub size: u8,
    /// Signs of 63 coefficients around it.
    pub signs: u64,
}

/// What is kept of a picture to find its copies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "Vec<u8>", try_from = "Vec<u8>")]
pub struct Fingerprint {
    /// The hash of the whole, upright.
    pub whole: Pdq,
    /// That of the whole mirrored.
    pub mirrored: Pdq,
    /// Quality of the hash, 0 to 100.
    pub quality: u8,
    /// Spots, strongest first.
    pub spots: Vec<Spot>,
}

impl Fingerprint {
    /// Takes the fingerprint of a picture; a flat or tiny one has no spots and quality 0.
    #[must_use]
    pub fn of(picture: &Picture) -> Self {
        let hashed = PdqOf::of(picture);
        Self {
            whole: hashed.map_or_else(Pdq::default, |hashed| hashed.upright()),
            mirrored: hashed.map_or_else(Pdq::default, |hashed| hashed.turned[5]),
            quality: hashed.map_or(0, |hashed| hashed.quality),
            spots: spots(picture.luma()),
        }
    }

    /// Whether there is enough in the picture to know it again.
    #[must_use]
    pub fn tells(&self) -> bool {
        self.quality >= QUALITY || self.spots.len() >= FEWEST
    }

    /// The stored form: version, hashes, quality, then 13 bytes a spot, all least byte first.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![VERSION, self.quality];
        for word in self.whole.0.iter().chain(&self.mirrored.0) {
            bytes.extend(word.to_le_bytes());
        }
        for spot in &self.spots {
            bytes.extend(spot.x.to_le_bytes());
            bytes.extend(spot.y.to_le_bytes());
            bytes.push(spot.size);
            bytes.extend(spot.signs.to_le_bytes());
        }
        bytes
    }

    /// The fingerprint stored in these bytes; `None` where they are none of this version.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (&[VERSION, quality], rest) = bytes.split_first_chunk::<2>()? else {
            return None;
        };
        let (hashes, rest) = rest.split_first_chunk::<64>()?;
        let (spots, tail) = rest.as_chunks::<13>();
        if !tail.is_empty() || spots.len() > SPOTS {
            return None;
        }
        let words: Vec<u64> = hashes
            .as_chunks::<8>()
            .0
            .iter()
            .map(|word| u64::from_le_bytes(*word))
            .collect();
        let hash = |from: usize| Some(Pdq(words.get(from..from + 4)?.try_into().ok()?));
        let spots = spots
            .iter()
            .map(|&[x, x2, y, y2, size, a, b, c, d, e, f, g, h]| Spot {
                x: u16::from_le_bytes([x, x2]),
                y: u16::from_le_bytes([y, y2]),
                size,
                signs: u64::from_le_bytes([a, b, c, d, e, f, g, h]),
            });
        Some(Self {
            whole: hash(0)?,
            mirrored: hash(4)?,
            quality,
            spots: spots.collect(),
        })
    }
}

/// Bytes that are no fingerprint of this version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a fingerprint of this version")]
pub struct NoFingerprint;

impl From<Fingerprint> for Vec<u8> {
    fn from(fingerprint: Fingerprint) -> Self {
        fingerprint.to_bytes()
    }
}

impl TryFrom<Vec<u8>> for Fingerprint {
    type Error = NoFingerprint;

    fn try_from(bytes: Vec<u8>) -> Result<Self, NoFingerprint> {
        Self::from_bytes(&bytes).ok_or(NoFingerprint)
    }
}

/// Version of the stored form.
const VERSION: u8 = 1;

/// Ratio of two spots' sizes, as their numbers tell.
pub(super) fn size_ratio(from: u8, to: u8) -> f64 {
    RATIO.powf((f64::from(to) - f64::from(from)) / 8.0)
}

/// The strongest spots, by strength.
fn spots(luma: &Plane) -> Vec<Spot> {
    let small = reduced(luma, 640);
    let unit = small.width.max(small.height) as f64 / SIDE;
    let (width, height) = (
        (small.width as f64 / unit) as usize,
        (small.height as f64 / unit) as usize,
    );
    if width < 24 || height < 24 {
        return Vec::new();
    }
    let axis = Axis {
        scale: unit,
        shift: 0.0,
    };
    let base = warp(&small, Map { x: axis, y: axis }, Window::all(width, height));
    let sigma = |size: f64| FINEST * RATIO.powf(size);
    let smooth: Vec<Plane> = (0..SIZES + 2)
        .map(|size| smoothed(&base, sigma(size as f64)))
        .collect();
    let layers: Vec<Vec<f32>> = smooth
        .windows(2)
        .map(|pair| match pair {
            [fine, coarse] => fine
                .values
                .iter()
                .zip(&coarse.values)
                .map(|(a, b)| a - b)
                .collect(),
            _ => Vec::new(),
        })
        .collect();
    let mut found: Vec<(f32, Spot)> = Vec::new();
    for (size, three) in layers.windows(3).enumerate() {
        for (x, y, between, strength) in extremes(three, width, height) {
            let at = (f64::from(x) + 0.5, f64::from(y) + 0.5);
            let number = size as f64 + 1.0 + between;
            let side = REACH * sigma(number);
            // The square may reach over the edge by a quarter: a crop would change what is mirrored there.
            let room = 0.25 * side;
            if at.0 < room
                || at.1 < room
                || at.0 + room > width as f64
                || at.1 + room > height as f64
            {
                continue;
            }
            let unit = 65_535.0 / SIDE;
            found.push((
                strength,
                Spot {
                    x: (at.0 * unit).clamp(0.0, 65_535.0) as u16,
                    y: (at.1 * unit).clamp(0.0, 65_535.0) as u16,
                    size: (number * 8.0).round() as u8,
                    signs: signs(&base, at, side),
                },
            ));
        }
    }
    spread(found)
}

/// The strongest, but few of any one field: the letters of a caption are strong, and a copy without them has none.
fn spread(mut found: Vec<(f32, Spot)>) -> Vec<Spot> {
    found.sort_by(|a, b| {
        b.0.total_cmp(&a.0)
            .then((a.1.y, a.1.x, a.1.size).cmp(&(b.1.y, b.1.x, b.1.size)))
    });
    let mut filled = [[0_usize; FIELDS]; FIELDS];
    let field = |at: u16| (usize::from(at) * FIELDS / 65_536).min(FIELDS - 1);
    let spread = found.into_iter().map(|(_, spot)| spot).filter(|spot| {
        let count = &mut filled[field(spot.y)][field(spot.x)];
        *count += 1;
        *count <= A_FIELD
    });
    spread.take(SPOTS).collect()
}

/// Places that exceed, or fall below, all 26 neighbours over place and size.
fn extremes(three: &[Vec<f32>], width: usize, height: usize) -> Vec<(u16, u16, f64, f32)> {
    let [below, own, above] = three else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for y in 1..height.saturating_sub(1) {
        for x in 1..width.saturating_sub(1) {
            let at = y * width + x;
            let Some(&value) = own.get(at) else { continue };
            if value.abs() < CONTRAST {
                continue;
            }
            let mut near =
                [below, own, above]
                    .into_iter()
                    .enumerate()
                    .flat_map(|(layer, values)| {
                        (y - 1..y + 2).flat_map(move |row| {
                            (row * width + x - 1..row * width + x + 2)
                                .filter(move |&other| layer != 1 || other != at)
                                .filter_map(|other| values.get(other))
                        })
                    });
            if near.all(|&other| {
                if value > 0.0 {
                    other < value
                } else {
                    other > value
                }
            }) {
                let side = |values: &[f32]| f64::from(values.get(at).copied().unwrap_or_default());
                let (low, high, peak) = (side(below), side(above), f64::from(value));
                let bend = 2.0 * peak - low - high;
                let between = if bend.abs() > 1e-6 {
                    ((high - low) / (2.0 * bend)).clamp(-0.5, 0.5)
                } else {
                    0.0
                };
                found.push((x as u16, y as u16, between, value.abs()));
            }
        }
    }
    found
}

/// Smoothed by three box filters, which come near to a Gaussian.
fn smoothed(plane: &Plane, sigma: f64) -> Plane {
    let wide = (4.0 * sigma * sigma + 1.0).sqrt();
    // A box of any width: its outer pixels count in part.
    let half = (wide - 1.0) / 2.0;
    let (whole, part) = (half.floor() as usize, (half - half.floor()) as f32);
    let mut values = plane.values.clone();
    let (width, height) = (plane.width, plane.height);
    for _ in 0..3 {
        let rows: Vec<f32> = values
            .chunks_exact(width)
            .flat_map(|row| boxed(row.iter().copied(), width, whole, part))
            .collect();
        let mut turned = vec![0.0; values.len()];
        for x in 0..width {
            let column = boxed(
                rows.iter().skip(x).step_by(width).copied(),
                height,
                whole,
                part,
            );
            turned
                .iter_mut()
                .skip(x)
                .step_by(width)
                .zip(column)
                .for_each(|(to, value)| *to = value);
        }
        values = turned;
    }
    Plane {
        width,
        height,
        values,
    }
}

fn boxed(values: impl Iterator<Item = f32>, length: usize, whole: usize, part: f32) -> Vec<f32> {
    let values: Vec<f32> = values.collect();
    let at = |place: isize| {
        values
            .get(place.clamp(0, length as isize - 1) as usize)
            .copied()
            .unwrap_or_default()
    };
    let reach = whole as isize;
    let mut sum: f32 = (-reach..=reach).map(at).sum();
    let weight = (2 * whole + 1) as f32 + 2.0 * part;
    (0..length as isize)
        .map(|place| {
            let out = (sum + part * (at(place - reach - 1) + at(place + reach + 1))) / weight;
            sum += at(place + reach + 1) - at(place - reach);
            out
        })
        .collect()
}

/// Signs of the 63 lowest coefficients of the square around a place.
fn signs(plane: &Plane, (x, y): (f64, f64), side: f64) -> u64 {
    let scale = side / SAMPLES as f64;
    let axis = |centre: f64| Axis {
        scale,
        shift: centre - side / 2.0,
    };
    let square = warp(
        plane,
        Map {
            x: axis(x),
            y: axis(y),
        },
        Window::all(SAMPLES, SAMPLES),
    );
    let wave = |wave: usize, at: usize| {
        (std::f32::consts::PI / SAMPLES as f32 * (at as f32 + 0.5) * wave as f32).cos()
    };
    let mut signs = 0;
    for v in 0..8 {
        let columns: Vec<f32> = (0..SAMPLES)
            .map(|x| {
                (0..SAMPLES)
                    .map(|y| square.row(y).get(x).copied().unwrap_or_default() * wave(v, y))
                    .sum()
            })
            .collect();
        for u in 0..8 {
            let sum: f32 = columns
                .iter()
                .enumerate()
                .map(|(x, value)| value * wave(u, x))
                .sum();
            if (u, v) != (0, 0) && sum > 0.0 {
                signs |= 1 << (v * 8 + u);
            }
        }
    }
    signs
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_bytes_are_a_fingerprint_or_none(bytes in proptest::collection::vec(any::<u8>(), 0..700)) {
            if let Some(fingerprint) = Fingerprint::from_bytes(&bytes) {
                prop_assert_eq!(fingerprint.to_bytes(), bytes);
            }
        }

        #[test]
        fn bytes_and_fingerprint_round_trip(words in any::<[u64; 8]>(), quality in any::<u8>(), spots in proptest::collection::vec(any::<(u16, u16, u8, u64)>(), 0..SPOTS)) {
            let fingerprint = Fingerprint {
                whole: Pdq([words[0], words[1], words[2], words[3]]),
                mirrored: Pdq([words[4], words[5], words[6], words[7]]),
                quality,
                spots: spots.into_iter().map(|(x, y, size, signs)| Spot { x, y, size, signs }).collect(),
            };
            prop_assert_eq!(Fingerprint::from_bytes(&fingerprint.to_bytes()), Some(fingerprint));
        }
    }
}
