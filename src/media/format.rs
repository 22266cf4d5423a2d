//! What a file is, by its first bytes: names and declared types are what a sender says.

use serde::{Deserialize, Serialize};

/// A file format that this room knows by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// JPEG (ISO/IEC 10918).
    Jpeg,
    /// PNG (ISO/IEC 15948).
    Png,
    /// WebP (RFC 9649).
    WebP,
    /// GIF 87a or 89a.
    Gif,
    /// TIFF 6.0, either byte order.
    Tiff,
    /// Windows bitmap.
    Bmp,
    /// AVIF: only its header is read.
    Avif,
    /// HEIC or HEIF: only its header is read.
    Heic,
    /// SVG: recognised, never rendered.
    Svg,
    /// PDF.
    Pdf,
    /// A zip container: DOCX, ODT, PPTX or a plain archive.
    Zip,
    /// MP4, MOV and other ISO base media files (ISO/IEC 14496-12) that are no still picture.
    IsoMedia,
    /// WAV or AVI (RIFF).
    Riff,
    /// MP3, with or without ID3.
    Mp3,
    /// Ogg.
    Ogg,
    /// FLAC.
    Flac,
}

impl Format {
    /// The format that the first bytes of a file show; `None` for one that this room does not know.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let at = |from: usize, mark: &[u8]| bytes.get(from..).is_some_and(|b| b.starts_with(mark));
        Some(match bytes {
            _ if at(0, b"\xff\xd8\xff") => Self::Jpeg,
            _ if at(0, b"\x89PNG\r\n\x1a\n") => Self::Png,
            _ if at(0, b"RIFF") && at(8, b"WEBP") => Self::WebP,
            _ if at(0, b"RIFF") => Self::Riff,
            _ if at(0, b"GIF87a") || at(0, b"GIF89a") => Self::Gif,
            _ if at(0, b"II*\0") || at(0, b"MM\0*") => Self::Tiff,
            _ if at(0, b"BM") && at(6, b"\0\0\0\0") => Self::Bmp,
            _ if at(4, b"ftyp") => Self::of_brand(bytes.get(8..12).unwrap_or_default()),
            _ if at(4, b"moov") || at(4, b"mdat") || at(4, b"wide") => Self::IsoMedia,
            _ if at(0, b"PK\x03\x04") => Self::Zip,
            _ if at(0, b"OggS") => Self::Ogg,
            _ if at(0, b"fLaC") => Self::Flac,
            _ if at(0, b"ID3") => Self::Mp3,
            [0xff, second, ..] if second & 0xe6 == 0xe2 => Self::Mp3,
            _ if memchr::memmem::find(
                bytes.get(..bytes.len().min(1024)).unwrap_or_default(),
                b"%PDF-",
            )
            .is_some() =>
            {
                Self::Pdf
            }
            _ if is_svg(bytes) => Self::Svg,
            _ => return None,
        })
    }

    fn of_brand(brand: &[u8]) -> Self {
        match brand {
            b"avif" | b"avis" => Self::Avif,
            b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" | b"mif1" | b"msf1" => {
                Self::Heic
            }
            _ => Self::IsoMedia,
        }
    }

    /// Whether pixels can be decoded.
    #[must_use]
    pub const fn has_pixels(self) -> bool {
        matches!(
            self,
            Self::Jpeg | Self::Png | Self::WebP | Self::Gif | Self::Tiff | Self::Bmp
        )
    }

    /// What people call it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Jpeg => "JPEG",
            Self::Png => "PNG",
            Self::WebP => "WebP",
            Self::Gif => "GIF",
            Self::Tiff => "TIFF",
            Self::Bmp => "BMP",
            Self::Avif => "AVIF",
            Self::Heic => "HEIC",
            Self::Svg => "SVG",
            Self::Pdf => "PDF",
            Self::Zip => "zip container",
            Self::IsoMedia => "MP4 or QuickTime",
            Self::Riff => "WAV or AVI",
            Self::Mp3 => "MP3",
            Self::Ogg => "Ogg",
            Self::Flac => "FLAC",
        }
    }

    /// The name used in tables and exports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Jpeg => "jpeg",
            Self::Png => "png",
            Self::WebP => "webp",
            Self::Gif => "gif",
            Self::Tiff => "tiff",
            Self::Bmp => "bmp",
            Self::Avif => "avif",
            Self::Heic => "heic",
            Self::Svg => "svg",
            Self::Pdf => "pdf",
            Self::Zip => "zip",
            Self::IsoMedia => "iso_media",
            Self::Riff => "riff",
            Self::Mp3 => "mp3",
            Self::Ogg => "ogg",
            Self::Flac => "flac",
        }
    }
}

/// An `<svg` element among the first bytes, with nothing but a prolog before it.
fn is_svg(bytes: &[u8]) -> bool {
    let start = bytes.get(..bytes.len().min(1024)).unwrap_or_default();
    start.trim_ascii_start().starts_with(b"<") && memchr::memmem::find(start, b"<svg").is_some()
}
