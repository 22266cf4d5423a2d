//! Pixels as files, and back.
//!
//! In: pixels. Out: a JPEG (baseline, colour not thinned out) or a PNG.

use image::{
    ExtendedColorType, ImageEncoder as _, ImageFormat, RgbImage,
    codecs::{jpeg::JpegEncoder, png::PngEncoder},
};

/// A JPEG of this quality, 1 to 100.
pub(super) fn jpeg(picture: &RgbImage, quality: u8) -> Vec<u8> {
    let mut out = Vec::with_capacity(256 << 10);
    let encoder = JpegEncoder::new_with_quality(&mut out, quality);
    encoded(encoder.write_image(
        picture.as_raw(),
        picture.width(),
        picture.height(),
        ExtendedColorType::Rgb8,
    ));
    out
}

/// A PNG.
pub(super) fn png(picture: &RgbImage) -> Vec<u8> {
    let mut out = Vec::new();
    encoded(PngEncoder::new(&mut out).write_image(
        picture.as_raw(),
        picture.width(),
        picture.height(),
        ExtendedColorType::Rgb8,
    ));
    out
}

fn encoded(written: image::ImageResult<()>) {
    written.expect("memory takes every byte, and the sizes are ours");
}

/// The pixels of a JPEG that [`jpeg`] made.
pub(super) fn opened(bytes: &[u8]) -> RgbImage {
    image::load_from_memory_with_format(bytes, ImageFormat::Jpeg)
        .expect("our own encoder wrote it")
        .into_rgb8()
}
