//! PDQ: a hash of 256 bits that stays near where a picture is re-saved or resized.
//!
//! In: a [`Picture`]. Out: [`PdqOf`], the hash, its quality, and the hashes of the seven other ways to turn and mirror the
//! picture. Bits say which of the 16 × 16 lowest cosine coefficients (the constant left out) are above their median.
//!
//! Source: A. Dalins and others, "PDQ & TMK + PDQF", arXiv 1912.07745; the hash equals that of the `pdqhash` package to
//! the bit, so that lists of known pictures that others hold can be compared.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "values of 8 bits and their cosines are far inside the range"
)]

use std::{fmt, str::FromStr, sync::OnceLock};

use super::shrink::{SIDE, Small, shrink};
use crate::media::Picture;

/// Coefficients along either side.
const KEPT: usize = 16;

/// Sides below this have no hash (the reference's smallest size tested).
const SMALLEST: u32 = 5;

/// Sum of significant steps between fields that counts as one point of quality (the reference's).
const STEPS_A_POINT: i32 = 90;

/// A hash of 256 bits; near hashes mean like pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Pdq(pub [u64; 4]);

impl Pdq {
    /// Bits that differ, 0 to 256.
    #[must_use]
    pub const fn distance(&self, other: &Self) -> u32 {
        let (mut bits, mut at) = (0, 0);
        while at < 4 {
            bits += (self.0[at] ^ other.0[at]).count_ones();
            at += 1;
        }
        bits
    }
}

impl fmt::Display for Pdq {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .iter()
            .rev()
            .try_for_each(|word| write!(to, "{word:016x}"))
    }
}

/// The text is not a hash of 64 hexadecimal digits.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a hash of 64 hexadecimal digits")]
pub struct NotHex;

impl FromStr for Pdq {
    type Err = NotHex;

    fn from_str(text: &str) -> Result<Self, NotHex> {
        if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(NotHex);
        }
        let mut words = [0; 4];
        for (at, word) in words.iter_mut().rev().enumerate() {
            let digits = text.get(at * 16..(at + 1) * 16).ok_or(NotHex)?;
            *word = u64::from_str_radix(digits, 16).map_err(|_| NotHex)?;
        }
        Ok(Self(words))
    }
}

/// The eight ways to turn and mirror a picture; a half turn and mirrors keep its sides, quarter turns swap them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Orientation {
    /// As it is.
    Upright,
    /// A quarter turn, against the clock.
    QuarterLeft,
    /// A half turn.
    Half,
    /// A quarter turn, with the clock.
    QuarterRight,
    /// Top and bottom changed.
    UpsideDown,
    /// Left and right changed: the usual mirror.
    Mirrored,
    /// Rows and columns changed.
    Transposed,
    /// Rows and columns changed, after a half turn.
    Transverse,
}

impl Orientation {
    /// All eight, in the order of [`PdqOf::turned`].
    pub const ALL: [Self; 8] = [
        Self::Upright,
        Self::QuarterLeft,
        Self::Half,
        Self::QuarterRight,
        Self::UpsideDown,
        Self::Mirrored,
        Self::Transposed,
        Self::Transverse,
    ];

    /// Whether rows become columns.
    #[must_use]
    pub const fn swaps_sides(self) -> bool {
        self.signs().0
    }

    /// Where a place of the turned picture lies in the picture itself, whose size is given.
    #[must_use]
    pub const fn source(
        self,
        (x, y): (usize, usize),
        (width, height): (usize, usize),
    ) -> (usize, usize) {
        let (swap, rows, columns) = self.signs();
        // Signs of rows and columns speak of the picture before they change places.
        let (column, row) = if swap { (y, x) } else { (x, y) };
        (
            if columns {
                width.saturating_sub(column + 1)
            } else {
                column
            },
            if rows {
                height.saturating_sub(row + 1)
            } else {
                row
            },
        )
    }

    /// Whether rows become columns, and whether coefficients of an odd row and of an odd column change their sign.
    const fn signs(self) -> (bool, bool, bool) {
        match self {
            Self::Upright => (false, false, false),
            Self::QuarterLeft => (true, false, true),
            Self::Half => (false, true, true),
            Self::QuarterRight => (true, true, false),
            Self::UpsideDown => (false, true, false),
            Self::Mirrored => (false, false, true),
            Self::Transposed => (true, false, false),
            Self::Transverse => (true, true, true),
        }
    }
}

/// What PDQ says about one picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PdqOf {
    /// Hashes in the order of [`Orientation::ALL`]; the first is the picture's own.
    pub turned: [Pdq; 8],
    /// 0 for a flat picture to 100; below 50 the hash says little (the reference's advice).
    pub quality: u8,
}

impl PdqOf {
    /// Hashes a picture; `None` where a side is below 5 pixels. One pass over the pixels.
    #[must_use]
    pub fn of(picture: &Picture) -> Option<Self> {
        Self::of_pixels(&picture.rgb, picture.width, picture.height)
    }

    /// The same of red, green and blue values, row by row.
    #[must_use]
    pub fn of_pixels(rgb: &[u8], width: u32, height: u32) -> Option<Self> {
        if width < SMALLEST || height < SMALLEST {
            return None;
        }
        let small = shrink(rgb, width as usize, height as usize)?;
        Some(Self::of_small(&small))
    }

    pub(crate) fn of_small(small: &Small) -> Self {
        let waves = cosines(small);
        Self {
            turned: Orientation::ALL.map(|orientation| bits(&turn(&waves, orientation))),
            quality: quality(small),
        }
    }

    /// The picture's own hash.
    #[must_use]
    pub const fn upright(&self) -> Pdq {
        let [upright, ..] = self.turned;
        upright
    }
}

type Waves = [[f32; KEPT]; KEPT];

/// Steps between neighbouring fields, each cut to whole hundredths of the range.
fn quality(small: &Small) -> u8 {
    let step = |u: f32, v: f32| (((u - v) * 100.0) / 255.0) as i32;
    let down = small.windows(2).flat_map(|rows| {
        let [above, below] = rows else {
            return Vec::new();
        };
        above
            .iter()
            .zip(below)
            .map(|(&u, &v)| step(u, v).abs())
            .collect()
    });
    let along = small
        .iter()
        .flat_map(|row| row.windows(2))
        .map(|pair| match pair {
            &[u, v] => step(u, v).abs(),
            _ => 0,
        });
    let sum: i32 = down.chain(along).sum();
    u8::try_from((sum / STEPS_A_POINT).min(100)).unwrap_or(100)
}

/// The cosine of each coefficient kept at each field.
fn table() -> &'static [[f32; SIDE]; KEPT] {
    static TABLE: OnceLock<[[f32; SIDE]; KEPT]> = OnceLock::new();
    TABLE.get_or_init(|| {
        let scale = (2.0 / SIDE as f64).sqrt() as f32;
        std::array::from_fn(|i| {
            std::array::from_fn(|j| {
                let angle =
                    std::f64::consts::PI / 2.0 / SIDE as f64 * (i + 1) as f64 * (2 * j + 1) as f64;
                (f64::from(scale) * angle.cos()) as f32
            })
        })
    })
}

/// Cosine coefficients 1 to 16 in both directions, each sum from first to last.
fn cosines(small: &Small) -> Waves {
    let table = table();
    let mut half = [[0.0_f32; SIDE]; KEPT];
    for (row, weights) in half.iter_mut().zip(table) {
        for (values, weight) in small.iter().zip(weights) {
            row.iter_mut()
                .zip(values)
                .for_each(|(sum, value)| *sum += weight * value);
        }
    }
    half.map(|row| {
        table.each_ref().map(|weights| {
            row.iter()
                .zip(weights)
                .fold(0.0, |sum, (value, weight)| sum + value * weight)
        })
    })
}

/// The coefficients of the turned or mirrored picture.
fn turn(waves: &Waves, orientation: Orientation) -> Waves {
    let (swap, rows, columns) = orientation.signs();
    let mut turned = [[0.0; KEPT]; KEPT];
    for (i, row) in waves.iter().enumerate() {
        for (j, &value) in row.iter().enumerate() {
            // The first coefficient kept is the first wave, which is odd.
            let minus = (rows && i % 2 == 0) != (columns && j % 2 == 0);
            let (to_row, to_column) = if swap { (j, i) } else { (i, j) };
            if let Some(cell) = turned
                .get_mut(to_row)
                .and_then(|row| row.get_mut(to_column))
            {
                *cell = if minus { -value } else { value };
            }
        }
    }
    turned
}

/// A bit for each coefficient above the lower median.
fn bits(waves: &Waves) -> Pdq {
    let mut sorted: Vec<f32> = waves.iter().flatten().copied().collect();
    sorted.sort_by(f32::total_cmp);
    let median = sorted.get(KEPT * KEPT / 2 - 1).copied().unwrap_or_default();
    let mut words = [0_u64; 4];
    for (at, &value) in waves.iter().flatten().enumerate() {
        if let Some(word) = words.get_mut(at / 64)
            && value > median
        {
            *word |= 1 << (at % 64);
        }
    }
    Pdq(words)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    type Move = Box<dyn Fn(usize, usize) -> (usize, usize)>;

    /// Squares of grey without a pattern.
    fn squares(side: usize) -> Vec<u8> {
        let grey = |x: usize, y: usize| {
            let z = (x / 32 * 131 + y / 32 * 7919 + 17).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            (z >> 56) as u8
        };
        let places = (0..side).flat_map(|y| (0..side).map(move |x| (x, y)));
        places.flat_map(|(x, y)| [grey(x, y); 3]).collect()
    }

    fn moved(
        rgb: &[u8],
        width: usize,
        height: usize,
        how: impl Fn(usize, usize) -> (usize, usize),
    ) -> Vec<u8> {
        let mut out = vec![0; rgb.len()];
        for y in 0..height {
            for x in 0..width {
                let (to_x, to_y) = how(x, y);
                let (from, to) = ((y * width + x) * 3, (to_y * width + to_x) * 3);
                out[to..to + 3].copy_from_slice(&rgb[from..from + 3]);
            }
        }
        out
    }

    /// Turning the pixels is the oracle for turning the coefficients.
    #[test]
    fn hashes_of_turned_pictures_are_foreseen_from_one() {
        let n = 512;
        let rgb = squares(n);
        let all = PdqOf::of_pixels(&rgb, 512, 512).unwrap();
        let last = n - 1;
        let ways: [(Orientation, Move); 7] = [
            (
                Orientation::QuarterLeft,
                Box::new(move |x, y| (y, last - x)),
            ),
            (
                Orientation::Half,
                Box::new(move |x, y| (last - x, last - y)),
            ),
            (
                Orientation::QuarterRight,
                Box::new(move |x, y| (last - y, x)),
            ),
            (Orientation::UpsideDown, Box::new(move |x, y| (x, last - y))),
            (Orientation::Mirrored, Box::new(move |x, y| (last - x, y))),
            (Orientation::Transposed, Box::new(|x, y| (y, x))),
            (
                Orientation::Transverse,
                Box::new(move |x, y| (last - y, last - x)),
            ),
        ];
        for (orientation, how) in ways {
            let (to_x, to_y) = how(100, 7);
            assert_eq!(
                orientation.source((to_x, to_y), (n, n)),
                (100, 7),
                "{orientation:?}"
            );
            let own = PdqOf::of_pixels(&moved(&rgb, n, n, how), 512, 512)
                .unwrap()
                .upright();
            let at = Orientation::ALL
                .iter()
                .position(|&o| o == orientation)
                .unwrap();
            let distance = own.distance(&all.turned[at]);
            assert!(distance <= 31, "{orientation:?}: {distance} bits");
        }
    }

    #[test]
    fn a_flat_picture_has_no_quality_and_a_tiny_one_no_hash() {
        assert_eq!(PdqOf::of_pixels(&[9; 300], 10, 10).unwrap().quality, 0);
        assert_eq!(PdqOf::of_pixels(&[9; 48], 4, 4), None);
    }

    /// Hashes are stored and exchanged: this one is what the `pdqhash` package 0.2.8 gives for the same pixels.
    #[test]
    fn the_hash_is_that_of_the_reference() {
        let rgb: Vec<u8> = (0_u32..90 * 70 * 3)
            .map(|i| (i.wrapping_mul(i) >> 7) as u8)
            .collect();
        let hashed = PdqOf::of_pixels(&rgb, 90, 70).unwrap();
        insta::assert_snapshot!(format!("{} {}", hashed.upright(), hashed.quality), @"9b41bfec925df96a215db9c8957af266991cda459528db4cb06e3518b048b93c 100");
    }

    proptest! {
        #[test]
        fn text_and_hash_round_trip(words in any::<[u64; 4]>()) {
            let hash = Pdq(words);
            prop_assert_eq!(hash.to_string().parse::<Pdq>(), Ok(hash));
        }

        #[test]
        fn any_text_parses_or_is_refused(text in "\\PC{0,80}") {
            if let Ok(hash) = text.parse::<Pdq>() {
                prop_assert_eq!(hash.to_string(), text.to_lowercase());
            }
        }
    }
}
