//! Blocks of HEIC, AVIF and films: EXIF and XMP items, XMP and C2PA boxes.
//!
//! Source: ISO/IEC 23008-12 (HEIF) A.2; ISO/IEC 14496-12, 8.11.3 (`iloc`) and 8.11.6 (`iinf`); XMP specification part 3,
//! 1.2.7; C2PA 2.1 A.5.

use std::borrow::Cow;

use crate::media::Limits;

use super::{
    blocks::Blocks,
    bytes::{be16, be32, be64, from, part, place, text},
    iso_boxes::{boxes, walk},
};

/// The box type of an XMP packet in a film.
const XMP: [u8; 16] = *b"\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8\x9c\x71\x99\x94\x91\xe3\xaf\xac";

/// The box type of content credentials.
const C2PA: [u8; 16] = *b"\xd8\xfe\xc3\xd6\x1b\x0e\x48\x3c\x92\x97\x58\x28\x87\x7e\xc4\x81";

/// EXIF and XMP items that are read; files have one of each.
const MAX_BLOCKS: usize = 8;

/// Items that are looked at; a grid of tiles has a few hundred.
const MAX_ITEMS: usize = 5000;

/// The blocks of a HEIC, AVIF or film.
pub(super) fn blocks<'a>(bytes: &'a [u8], limits: &Limits) -> Blocks<'a> {
    let mut blocks = Blocks::default();
    let walk = walk(bytes, limits);
    if walk.cut {
        blocks.trouble("more boxes, or deeper ones, than the limit");
    }
    let (mut items, mut places) = (Vec::new(), Vec::new());
    for (_, found) in &walk.boxes {
        match &found.name {
            b"uuid" => own_type(found.content, &mut blocks),
            b"XMP_" => blocks.xmp.push(Cow::Borrowed(found.content)),
            b"ispe" => {
                let size = be32(found.content, 4).zip(be32(found.content, 8));
                // The whole picture is the largest: tiles and thumbnails have their own sizes.
                let area = |size: &(u32, u32)| u64::from(size.0) * u64::from(size.1);
                blocks.size = blocks.size.into_iter().chain(size).max_by_key(area);
            }
            b"iinf" if items.is_empty() => items = item_kinds(found.content),
            b"iloc" if places.is_empty() => places = item_places(found.content).unwrap_or_default(),
            _ => {}
        }
    }
    for (item, is_exif) in items.into_iter().take(MAX_BLOCKS) {
        let place_of = places.iter().find(|(id, ..)| *id == item);
        let Some(content) = place_of.and_then(|&(_, at, length)| part(bytes, at, length)) else {
            blocks.trouble("an EXIF or XMP item whose place is not in the file");
            continue;
        };
        if is_exif {
            // The first number says how many bytes stand before the structure.
            let skip = be32(content, 0).map_or(usize::MAX, place).saturating_add(4);
            blocks.exif.push(Cow::Borrowed(from(content, skip)));
        } else {
            blocks.xmp.push(Cow::Borrowed(content));
        }
    }
    blocks
}

fn own_type<'a>(content: &'a [u8], blocks: &mut Blocks<'a>) {
    let kind = content.get(..16).unwrap_or_default();
    if kind == XMP {
        blocks.xmp.push(Cow::Borrowed(from(content, 16)));
    } else if kind == C2PA {
        // Version and flags, a purpose that ends in zero, and the offset of a second box.
        let purpose = from(content, 20);
        if purpose.starts_with(b"manifest\0") {
            blocks.jumbf.push(Cow::Borrowed(from(purpose, 9 + 8)));
        }
    }
}

/// The items that are EXIF (true) or XMP (false), by number.
fn item_kinds(content: &[u8]) -> Vec<(u32, bool)> {
    let head = if content.first() == Some(&0) { 6 } else { 8 };
    let entry = |entry: &[u8]| {
        let version = *entry.first()?;
        let (item, at) = if version == 2 {
            (u32::from(be16(entry, 4)?), 8)
        } else {
            (be32(entry, 4)?, 10)
        };
        match part(entry, at, 4)? {
            b"Exif" => Some((item, true)),
            b"mime" => {
                let name = from(entry, at + 4);
                let kind = from(name, memchr::memchr(0, name)? + 1);
                (text(kind) == "application/rdf+xml").then_some((item, false))
            }
            _ => None,
        }
    };
    boxes(from(content, head))
        .take(MAX_ITEMS)
        .filter(|found| &found.name == b"infe")
        .filter_map(|found| entry(found.content))
        .collect()
}

/// Number, place and length of the items that lie in the file itself in one piece.
fn item_places(content: &[u8]) -> Option<Vec<(u32, usize, usize)>> {
    let version = *content.first()?;
    let sizes = be16(content, 4)?;
    let width = |shift: u16| usize::from(sizes >> shift & 15);
    let (offset, length, base) = (width(12), width(8), width(4));
    let index = if version == 0 { 0 } else { width(0) };
    let mut at = 6;
    let mut number = |bytes: usize| {
        let value = match bytes {
            0 => Some(0),
            2 => be16(content, at).map(u64::from),
            4 => be32(content, at).map(u64::from),
            8 => be64(content, at),
            _ => None,
        };
        at += bytes;
        value
    };
    let wide = if version < 2 { 2 } else { 4 };
    let count = place(number(wide)?).min(MAX_ITEMS);
    let mut found = Vec::new();
    for _ in 0..count {
        let item = u32::try_from(number(wide)?).ok()?;
        let construction = if version == 0 { 0 } else { number(2)? & 15 };
        let outside = number(2)?;
        let base = number(base)?;
        let extents = number(2)?;
        for extent in 0..extents {
            number(index)?;
            let (from_base, bytes) = (number(offset)?, number(length)?);
            if extent == 0 && extents == 1 && construction == 0 && outside == 0 {
                found.push((item, place(base.checked_add(from_base)?), place(bytes)));
            }
            if index + offset + length == 0 {
                break;
            }
        }
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::{super::iso_boxes::tests::boxed, *};

    #[test]
    fn exif_and_xmp_items_are_found_through_their_places() {
        let infe =
            |item: u8, kind: &[u8]| boxed(b"infe", &[&[2, 0, 0, 0, 0, item, 0, 0], kind].concat());
        let entries = [infe(1, b"Exif\0"), infe(2, b"mime\0application/rdf+xml\0")].concat();
        let iinf = boxed(b"iinf", &[&[0, 0, 0, 0, 0, 2], &entries[..]].concat());
        let ftyp = boxed(b"ftyp", b"heicEXIF\0\0\0\0II*\0<x/>");
        let iloc_item =
            |item: u8, at: u8, length: u8| [0, item, 0, 0, 0, 1, 0, 0, 0, at, 0, 0, 0, length];
        let iloc = [
            &[0, 0, 0, 0, 0x44, 0, 0, 2][..],
            &iloc_item(1, 16, 8),
            &iloc_item(2, 24, 4),
        ]
        .concat();
        let ispe = |side: u8| boxed(b"ispe", &[0, 0, 0, 0, 0, 0, 0, side, 0, 0, 0, side]);
        let properties = boxed(b"iprp", &boxed(b"ipco", &[ispe(9), ispe(3)].concat()));
        let meta = [&[0; 4][..], &iinf, &boxed(b"iloc", &iloc), &properties].concat();
        let file = [ftyp, boxed(b"meta", &meta)].concat();
        let blocks = blocks(&file, &Limits::default());
        assert_eq!(blocks.exif, [&b"II*\0"[..]]);
        assert_eq!(blocks.xmp, [&b"<x/>"[..]]);
        assert_eq!(blocks.size, Some((9, 9)));
    }

    #[test]
    fn credentials_stand_behind_their_purpose() {
        let box_of = [&C2PA[..], &[0; 4], b"manifest\0", &[0; 8], b"store"].concat();
        let file = boxed(b"uuid", &box_of);
        assert_eq!(blocks(&file, &Limits::default()).jumbf, [&b"store"[..]]);
    }
}
