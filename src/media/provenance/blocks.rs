//! What a file carries beside its pixels, each block as it stands, whatever the container.
//!
//! In: a file. Out: [`Blocks`]: EXIF, XMP, IPTC, ICC and JUMBF byte strings, and texts with a keyword. Nothing in them
//! is parsed yet; each block lies in the file or is no longer than what the limits allow.

use std::borrow::Cow;

use crate::media::{Format, Limits};

use super::{gif, heif, ifd, jpeg, pdf, png, riff};

/// A text with its keyword, from wherever a program may have put it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Text {
    /// The field it stood in, in plain words: "PNG text", "EXIF".
    pub carrier: &'static str,
    /// Its keyword or field name.
    pub key: String,
    /// The text.
    pub value: String,
}

/// The blocks of one file.
#[derive(Default)]
pub(super) struct Blocks<'a> {
    /// Columns and rows, by the file's own header.
    pub size: Option<(u32, u32)>,
    /// TIFF structures with EXIF.
    pub exif: Vec<Cow<'a, [u8]>>,
    /// XMP packets.
    pub xmp: Vec<Cow<'a, [u8]>>,
    /// IPTC-IIM records.
    pub iptc: Vec<Cow<'a, [u8]>>,
    /// ICC profiles.
    pub icc: Vec<Cow<'a, [u8]>>,
    /// JUMBF superboxes.
    pub jumbf: Vec<Cow<'a, [u8]>>,
    /// Texts that the container itself has fields for.
    pub texts: Vec<Text>,
    /// What could not be read, in words.
    pub troubles: Vec<String>,
}

impl Blocks<'_> {
    /// Adds a text of the container.
    pub(super) fn text(&mut self, carrier: &'static str, key: &str, value: String) {
        self.texts.push(Text {
            carrier,
            key: key.to_owned(),
            value,
        });
    }

    /// Adds what could not be read, once.
    pub(super) fn trouble(&mut self, words: &str) {
        if !self.troubles.iter().any(|trouble| trouble == words) {
            self.troubles.push(words.to_owned());
        }
    }
}

/// The blocks of a file; empty for formats that carry none of them.
pub(super) fn of<'a>(bytes: &'a [u8], format: Format, limits: &Limits) -> Blocks<'a> {
    match format {
        Format::Jpeg => jpeg::blocks(bytes, limits),
        Format::Png => png::blocks(bytes, limits),
        Format::WebP | Format::Riff => riff::blocks(bytes, limits),
        Format::Tiff => ifd::blocks(bytes, limits),
        Format::Gif => gif::blocks(bytes, limits),
        Format::Avif | Format::Heic | Format::IsoMedia => heif::blocks(bytes, limits),
        Format::Pdf => pdf::blocks(bytes, limits),
        Format::Svg | Format::Bmp | Format::Zip | Format::Mp3 | Format::Ogg | Format::Flac => {
            Blocks::default()
        }
    }
}
