//! Decoded pixels, under limits.
//!
//! In: the bytes of a JPEG, PNG, WebP, GIF (first frame), TIFF (first page) or BMP. Out: [`Picture`]: 8-bit RGB as
//! stored (orientation not applied), the bytes themselves, and luma as a [`Plane`] of ITU-R BT.601 weights.

use std::{io::Cursor, sync::OnceLock};

use image::{DynamicImage, ImageDecoder, ImageReader, metadata::Orientation};

use super::{Format, Limits};

/// Why a file has no pixels for us.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// No picture, or one whose pixels are not decoded here.
    #[error("not a picture that is decoded here")]
    NotDecoded,
    /// Larger than the limits.
    #[error("{width} × {height} pixels are more than the limit of {limit}")]
    TooLarge {
        /// Columns.
        width: u32,
        /// Rows.
        height: u32,
        /// Pixels allowed.
        limit: u64,
    },
    /// The decoder gave up.
    #[error("broken picture: {0}")]
    Broken(#[from] image::ImageError),
}

/// One channel of a picture, row by row, usually 0 to 255.
#[derive(Clone, Debug, PartialEq)]
pub struct Plane {
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// `width × height` values.
    pub values: Vec<f32>,
}

impl Plane {
    /// A row's values; empty outside.
    #[must_use]
    pub fn row(&self, y: usize) -> &[f32] {
        self.values
            .get(y * self.width..(y + 1) * self.width)
            .unwrap_or_default()
    }
}

/// A decoded picture.
pub struct Picture<'a> {
    /// The file.
    pub bytes: &'a [u8],
    /// What it is.
    pub format: Format,
    /// Columns.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// `width × height × 3` values, red first.
    pub rgb: Vec<u8>,
    /// Whether the file stores one channel of grey only.
    pub grey: bool,
    /// How the file says that it is to be turned when it is shown; nothing here is turned.
    pub orientation: Orientation,
    luma: OnceLock<Plane>,
}

impl<'a> Picture<'a> {
    /// Decodes a file's pixels.
    ///
    /// # Errors
    /// [`Unreadable`] where there are none, too many, or the decoder gives up.
    pub fn decode(bytes: &'a [u8], limits: &Limits) -> Result<Self, Unreadable> {
        let format = Format::of(bytes)
            .filter(|format| format.has_pixels())
            .ok_or(Unreadable::NotDecoded)?;
        let mut reader = ImageReader::with_format(Cursor::new(bytes), of_image(format));
        let mut allowed = image::Limits::default();
        allowed.max_image_width = Some(limits.side);
        allowed.max_image_height = Some(limits.side);
        allowed.max_alloc = Some(limits.memory);
        reader.limits(allowed);
        let mut decoder = reader.into_decoder()?;
        let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
        let (width, height) = decoder.dimensions();
        if u64::from(width) * u64::from(height) > limits.pixels || width == 0 || height == 0 {
            return Err(Unreadable::TooLarge {
                width,
                height,
                limit: limits.pixels,
            });
        }
        let pixels = DynamicImage::from_decoder(decoder)?;
        let grey = !pixels.color().has_color();
        Ok(Self {
            bytes,
            format,
            width,
            height,
            rgb: pixels.into_rgb8().into_raw(),
            grey,
            orientation,
            luma: OnceLock::new(),
        })
    }

    /// The luma of every pixel, 0 to 255, made on first use.
    pub fn luma(&self) -> &Plane {
        self.luma.get_or_init(|| Plane {
            width: self.width as usize,
            height: self.height as usize,
            values: self
                .rgb
                .as_chunks::<3>()
                .0
                .iter()
                .map(|&pixel| luma(pixel))
                .collect(),
        })
    }
}

/// ITU-R BT.601, as JFIF has it.
fn luma([red, green, blue]: [u8; 3]) -> f32 {
    0.299 * f32::from(red) + 0.587 * f32::from(green) + 0.114 * f32::from(blue)
}

const fn of_image(format: Format) -> image::ImageFormat {
    match format {
        Format::Png => image::ImageFormat::Png,
        Format::WebP => image::ImageFormat::WebP,
        Format::Gif => image::ImageFormat::Gif,
        Format::Tiff => image::ImageFormat::Tiff,
        Format::Bmp => image::ImageFormat::Bmp,
        _ => image::ImageFormat::Jpeg,
    }
}
