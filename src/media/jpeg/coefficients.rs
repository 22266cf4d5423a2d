//! The quantised DCT coefficients of a JPEG, as they stand in the file.
//!
//! In: the bytes of a file, and limits. Out: [`Coefficients`], one [`Channel`] a component, blocks row by row, modes
//! in zigzag order. Twelve megapixels take 36 MB at 4:2:0 and about 60 ms.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::super::Limits;
use super::structure::{NotJpeg, Structure, structure};

/// Scans that are read: encoders write about ten; each may touch every block, so more is an attack on time.
const SCANS: usize = 64;

/// Why a file has no coefficients for us.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoCoefficients {
    /// No JPEG.
    #[error(transparent)]
    NotJpeg(#[from] NotJpeg),
    /// More pixels, bytes or scans than the limits allow, or samples of other than 8 bits.
    #[error("outside the limits for reading coefficients")]
    OutsideLimits,
    /// The decoder gave up.
    #[error("broken JPEG: {0}")]
    Broken(String),
}

/// The coefficients of one component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Channel {
    /// Blocks in a row, those that pad the picture to whole units included.
    pub columns: usize,
    /// Rows of blocks.
    pub rows: usize,
    /// Quantisation steps in zigzag order.
    pub steps: [u16; 64],
    /// Blocks row by row; 64 quantised coefficients each, in zigzag order.
    pub blocks: Vec<[i16; 64]>,
}

/// The coefficients of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coefficients {
    /// Components in order: luma first, where the file is no RGB.
    pub channels: Vec<Channel>,
    /// How the file is built.
    pub structure: Structure,
}

/// Reads the coefficients of a file.
///
/// # Errors
/// [`NoCoefficients`] where there are none, too many, or the decoder gives up.
pub fn coefficients(bytes: &[u8], limits: &Limits) -> Result<Coefficients, NoCoefficients> {
    let structure = structure(bytes, limits)?;
    check(&structure, bytes, limits)?;
    // The decoder is young: should it panic on a file, the file is broken and the run goes on.
    let read = catch_unwind(AssertUnwindSafe(|| {
        libjpeg_turbo_rs::read_coefficients(bytes)
    }))
    .map_err(|_| NoCoefficients::Broken("the decoder panicked".to_owned()))?
    .map_err(|error| NoCoefficients::Broken(error.to_string()))?;
    let channels = read
        .components
        .into_iter()
        .enumerate()
        .map(|(number, component)| {
            let broken = || NoCoefficients::Broken("a component without its table".to_owned());
            let steps = structure.table_of(number).ok_or_else(broken)?.steps;
            let whole = component.blocks.len() == component.blocks_x * component.blocks_y;
            whole.then_some(()).ok_or_else(broken)?;
            Ok(Channel {
                columns: component.blocks_x,
                rows: component.blocks_y,
                steps: steps.map(|step| step.max(1)),
                blocks: component.blocks,
            })
        })
        .collect::<Result<_, NoCoefficients>>()?;
    Ok(Coefficients {
        channels,
        structure,
    })
}

/// Whether reading would stay within the limits.
fn check(structure: &Structure, bytes: &[u8], limits: &Limits) -> Result<(), NoCoefficients> {
    let (width, height) = (u64::from(structure.width), u64::from(structure.height));
    // Padding to whole units of up to 32 × 32 pixels, times two bytes a coefficient of each component.
    let padded = (width + 32) * (height + 32);
    let memory = padded * 2 * structure.components.len() as u64;
    let sound = width > 0
        && height > 0
        && width * height <= limits.pixels
        && memory <= limits.memory
        && bytes.len() <= limits.bytes
        && structure.precision == 8
        && (1..=SCANS).contains(&structure.scans)
        && (1..=4).contains(&structure.components.len())
        && !structure.cut;
    sound.then_some(()).ok_or(NoCoefficients::OutsideLimits)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::cosine::{BLOCK, ZIGZAG, transform};
    use super::*;
    use crate::media::Picture;

    /// A grey picture, whose decoding has no colours to mix.
    fn small() -> Vec<u8> {
        let pixels = image::GrayImage::from_fn(40, 24, |x, y| {
            image::Luma([60 + ((x * x + 3 * y * y) % 97) as u8])
        });
        let mut bytes = Vec::new();
        image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, 80)
            .encode_image(&pixels)
            .unwrap();
        bytes
    }

    /// The oracle is another decoder: its pixels, transformed again.
    #[test]
    fn coefficients_are_those_of_the_decoded_picture() {
        let bytes = small();
        let read = coefficients(&bytes, &Limits::default()).unwrap();
        let luma = &read.channels[0];
        assert_eq!((luma.columns, luma.rows), (5, 3));
        let picture = Picture::decode(&bytes, &Limits::default()).unwrap();
        for (number, block) in luma.blocks.iter().enumerate() {
            let (x, y) = (number % 5 * BLOCK, number / 5 * BLOCK);
            let pixels = std::array::from_fn(|at| picture.luma().row(y + at / 8)[x + at % 8]);
            let again = transform(&pixels);
            for place in 1..64 {
                let stored = f32::from(block[place]) * f32::from(luma.steps[place]);
                assert!(
                    (again[ZIGZAG[place]] - stored).abs() < 3.0,
                    "block {number}, place {place}"
                );
            }
        }
    }

    #[test]
    fn a_picture_beyond_the_limits_is_refused() {
        let limits = Limits {
            pixels: 900,
            ..Limits::default()
        };
        assert_eq!(
            coefficients(&small(), &limits),
            Err(NoCoefficients::OutsideLimits)
        );
    }

    proptest! {
        #[test]
        fn a_broken_picture_gives_an_error_or_coefficients(
            changes in proptest::collection::vec((2_usize..2000, any::<u8>()), 1..8), cut in 0_usize..2000,
        ) {
            let mut bytes = small();
            for (at, value) in changes {
                let at = at % bytes.len();
                bytes[at] = value;
            }
            bytes.truncate(bytes.len().saturating_sub(cut % 600));
            let limits = Limits { pixels: 1 << 20, memory: 16 << 20, ..Limits::default() };
            let _ = coefficients(&bytes, &limits);
        }
    }
}
