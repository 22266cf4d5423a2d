//! Chunks of a RIFF file (WebP, WAV, AVI), and the blocks in them.
//!
//! Source: RFC 9649 (WebP); Microsoft multimedia programming interface 1.0 (RIFF, `LIST INFO`); C2PA 2.1 A.3.5 (`C2PA`).

use std::borrow::Cow;

use crate::media::Limits;

use super::{
    blocks::Blocks,
    bytes::{from, le16, le32, part, place, text},
};

/// Bytes of "RIFF", a length and the form before the first chunk.
const HEAD: usize = 12;

/// The blocks of a WebP, WAV or AVI.
pub(super) fn blocks<'a>(bytes: &'a [u8], limits: &Limits) -> Blocks<'a> {
    let mut blocks = Blocks::default();
    for (name, content) in chunks(bytes, HEAD).take(limits.steps) {
        match name {
            b"EXIF" => {
                let tiff = content.strip_prefix(b"Exif\0\0").unwrap_or(content);
                blocks.exif.push(Cow::Borrowed(tiff));
            }
            b"XMP " | b"_PMX" => blocks.xmp.push(Cow::Borrowed(content)),
            b"ICCP" => blocks.icc.push(Cow::Borrowed(content)),
            b"C2PA" => blocks.jumbf.push(Cow::Borrowed(content)),
            b"VP8X" => blocks.size = canvas(content),
            b"VP8 " => blocks.size = blocks.size.or_else(|| lossy(content)),
            b"VP8L" => blocks.size = blocks.size.or_else(|| lossless(content)),
            b"LIST" if content.starts_with(b"INFO") => {
                for (key, value) in chunks(content, 4).take(limits.parts) {
                    blocks.text("RIFF information", &text(key), text(value));
                }
            }
            _ => {}
        }
    }
    blocks
}

/// Chunks in their order: name and content; a last one may be cut. Each begins at an even place.
pub(super) fn chunks(bytes: &[u8], first: usize) -> impl Iterator<Item = (&[u8], &[u8])> {
    let mut at = first;
    std::iter::from_fn(move || {
        let name = part(bytes, at, 4)?;
        let length = place(le32(bytes, at + 4)?);
        let content = part(bytes, at + 8, length).unwrap_or_else(|| from(bytes, at + 8));
        at = at.checked_add(length)?.checked_add(8 + length % 2)?;
        Some((name, content))
    })
}

/// Columns and rows of an extended WebP, each stored less one in three bytes.
fn canvas(content: &[u8]) -> Option<(u32, u32)> {
    let three = |at| Some(u32::from(le16(content, at)?) | u32::from(*content.get(at + 2)?) << 16);
    Some((three(4)? + 1, three(7)? + 1))
}

/// Columns and rows of a key frame of VP8 (RFC 6386 9.1).
fn lossy(content: &[u8]) -> Option<(u32, u32)> {
    let side = |at| Some(u32::from(le16(content, at)? & 0x3fff));
    (part(content, 3, 3)? == [0x9d, 0x01, 0x2a]).then_some((side(6)?, side(8)?))
}

/// Columns and rows of a lossless WebP, 14 bits each.
fn lossless(content: &[u8]) -> Option<(u32, u32)> {
    let bits = le32(content, 1)?;
    (content.first() == Some(&0x2f)).then_some(((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_of_odd_length_are_padded_and_blocks_found() {
        let file = b"RIFF\0\0\0\0WEBPXMP \x03\0\0\0abc\0C2PA\x02\0\0\0xyEXIF\x08\0\0\0Exif\0\0II";
        let blocks = blocks(file, &Limits::default());
        assert_eq!(blocks.xmp, [&b"abc"[..]]);
        assert_eq!(blocks.jumbf, [&b"xy"[..]]);
        assert_eq!(blocks.exif, [&b"II"[..]]);
    }

    #[test]
    fn sizes_of_the_three_kinds_of_webp() {
        assert_eq!(canvas(&[0, 0, 0, 0, 6, 0, 0, 2, 0, 0]), Some((7, 3)));
        assert_eq!(lossy(&[0, 0, 0, 0x9d, 1, 0x2a, 7, 0, 3, 0]), Some((7, 3)));
        assert_eq!(lossless(&[0x2f, 6, 0x80, 0, 0]), Some((7, 3)));
    }
}
