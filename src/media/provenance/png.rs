//! Chunks of a PNG, and the blocks in them.
//!
//! Source: PNG specification, third edition, 11; `ImageMagick`'s "Raw profile type" texts; C2PA 2.1 A.3.3 (`caBX`).

use std::borrow::Cow;

use crate::media::Limits;

use super::{
    blocks::Blocks,
    bytes::{be32, from, part, place},
    iptc,
    png_text::{self, Budget},
};

/// Bytes of the signature before the first chunk.
const SIGNATURE: usize = 8;

/// The keyword of an XMP packet.
const XMP: &str = "XML:com.adobe.xmp";

/// What `ImageMagick` calls a block that it stores in digits.
const RAW_PROFILE: &str = "Raw profile type ";

/// The blocks of a PNG.
pub(super) fn blocks<'a>(bytes: &'a [u8], limits: &Limits) -> Blocks<'a> {
    let mut blocks = Blocks::default();
    let mut budget = Budget::default();
    let mut steps = 0;
    for (name, content) in chunks(bytes) {
        steps += 1;
        if steps > limits.steps {
            blocks.trouble("more chunks than the limit");
            break;
        }
        match name {
            b"IHDR" => blocks.size = be32(content, 0).zip(be32(content, 4)),
            b"eXIf" => blocks.exif.push(Cow::Borrowed(content)),
            b"caBX" => blocks.jumbf.push(Cow::Borrowed(content)),
            b"iCCP" => match png_text::profile(content, &mut budget) {
                Some(profile) => blocks.icc.push(Cow::Owned(profile)),
                None => blocks.trouble("a colour profile that does not unpack"),
            },
            b"tEXt" | b"zTXt" | b"iTXt" => match png_text::read(name, content, &mut budget) {
                Some((key, value)) => sort_in(&key, value, &mut blocks),
                None => blocks.trouble("a text that does not unpack within the limits"),
            },
            _ => {}
        }
    }
    blocks
}

/// A text goes to the block that it holds.
fn sort_in(key: &str, value: String, blocks: &mut Blocks<'_>) {
    if key == XMP {
        blocks.xmp.push(Cow::Owned(value.into_bytes()));
        return;
    }
    let Some(profile) = key.strip_prefix(RAW_PROFILE) else {
        blocks.text("PNG text", key, value);
        return;
    };
    let Some(raw) = png_text::raw_profile(&value) else {
        blocks.trouble("a raw profile that is not written in digits");
        return;
    };
    let raw = raw
        .strip_prefix(b"Exif\0\0")
        .map(<[u8]>::to_vec)
        .unwrap_or(raw);
    match profile {
        "exif" | "APP1" => blocks.exif.push(Cow::Owned(raw)),
        "xmp" => blocks.xmp.push(Cow::Owned(raw)),
        "iptc" | "8bim" => {
            let records = iptc::in_resources(&raw).unwrap_or(&raw).to_vec();
            blocks.iptc.push(Cow::Owned(records));
        }
        "icc" | "icm" => blocks.icc.push(Cow::Owned(raw)),
        _ => {}
    }
}

/// Chunks in their order: name and content; a last one may be cut. The checksum is not looked at.
pub(super) fn chunks(bytes: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let mut at = SIGNATURE;
    std::iter::from_fn(move || {
        let length = place(be32(bytes, at)?);
        let name = part(bytes, at + 4, 4)?;
        let content = part(bytes, at + 8, length).unwrap_or_else(|| from(bytes, at + 8));
        at = at.checked_add(length)?.checked_add(12)?;
        (name != b"IEND").then_some((name, content))
    })
}
