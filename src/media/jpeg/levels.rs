//! Error level analysis: how far each pixel moves when the picture is saved once more. A picture to look at, no score:
//! against authentic pictures that were saved again it tells nothing (AUC .54).
//!
//! In: a picture and a quality. Out: a raster of the picture's size, differences stretched to be seen.
//! Source: N. Krawetz, "A Picture's Worth", Black Hat 2007.

use image::codecs::jpeg::JpegEncoder;

use super::super::{Limits, Picture};

/// Width, height and RGB values of a picture to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Levels {
    /// Columns.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// `width × height × 3` values, red first.
    pub rgb: Vec<u8>,
    /// By what the differences were multiplied.
    pub stretch: u8,
}

/// Share of the values that may be cut off at white by the stretch.
const CUT: f64 = 0.001;

/// The error levels of a picture at a quality from 1 to 100; `None` where it cannot be saved (sides above 65,535).
#[must_use]
pub fn error_levels(picture: &Picture, quality: u8) -> Option<Levels> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality.clamp(1, 100))
        .encode(
            &picture.rgb,
            picture.width,
            picture.height,
            image::ExtendedColorType::Rgb8,
        )
        .ok()?;
    let again = Picture::decode(&bytes, &Limits::default()).ok()?;
    let mut rgb: Vec<u8> = picture
        .rgb
        .iter()
        .zip(&again.rgb)
        .map(|(a, &b)| a.abs_diff(b))
        .collect();
    let stretch = stretch(&rgb);
    for value in &mut rgb {
        *value = value.saturating_mul(stretch);
    }
    Some(Levels {
        width: picture.width,
        height: picture.height,
        rgb,
        stretch,
    })
}

/// The factor that brings all but a few differences just below white.
fn stretch(differences: &[u8]) -> u8 {
    let mut counts = [0_usize; 256];
    for &difference in differences {
        counts[usize::from(difference)] += 1;
    }
    let allowed = (differences.len() as f64 * CUT) as usize;
    let mut above = 0;
    let high = counts
        .iter()
        .enumerate()
        .rev()
        .find(|&(_, count)| {
            above += count;
            above > allowed
        })
        .map_or(0, |(value, _)| value);
    u8::try_from(255 / high.max(1)).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(values: impl Fn(u32, u32) -> u8) -> Vec<u8> {
        let pixels = image::RgbImage::from_fn(64, 48, |x, y| image::Rgb([values(x, y); 3]));
        let mut bytes = std::io::Cursor::new(Vec::new());
        pixels
            .write_to(&mut bytes, image::ImageFormat::Png)
            .unwrap();
        bytes.into_inner()
    }

    #[test]
    fn an_even_surface_has_no_error_and_an_edge_has() {
        let even = png(|_, _| 128);
        let picture = Picture::decode(&even, &Limits::default()).unwrap();
        let levels = error_levels(&picture, 90).unwrap();
        assert_eq!(levels.rgb.len(), 64 * 48 * 3);
        assert!(levels.rgb.iter().all(|&value| value < 255) || levels.stretch == 255);
        let edge = png(|x, y| if (x * 7 + y * 13) % 29 < 11 { 20 } else { 230 });
        let picture = Picture::decode(&edge, &Limits::default()).unwrap();
        let levels = error_levels(&picture, 50).unwrap();
        assert!(levels.rgb.iter().any(|&value| value > 100));
    }

    #[test]
    fn the_stretch_leaves_the_largest_common_difference_visible() {
        assert_eq!(stretch(&[0; 100]), 255);
        assert_eq!(stretch(&[5; 100]), 51);
        assert_eq!(stretch(&[255; 100]), 1);
    }
}
