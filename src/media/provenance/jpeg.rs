//! Segments of a JPEG up to its first scan, and the blocks in them.
//!
//! Source: ISO/IEC 10918-1 annex B; EXIF 2.32 4.7.2 (APP1); XMP specification part 3, 1.1.3 (APP1, also in parts);
//! ICC.1:2022 B.4 (APP2 in parts); ISO/IEC 19566-5 annex D (APP11 in parts); Photoshop file formats (APP13).

use std::{borrow::Cow, collections::BTreeMap};

use crate::media::Limits;

use super::{
    blocks::Blocks,
    bytes::{be16, be32, from, part, place, text},
    iptc,
};

const EXIF: &[u8] = b"Exif\0\0";
const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
const XMP_MORE: &[u8] = b"http://ns.adobe.com/xmp/extension/\0";
const ICC: &[u8] = b"ICC_PROFILE\0";
const PHOTOSHOP: &[u8] = b"Photoshop 3.0\0";

/// Bytes of an extended XMP part before its data: digest, whole length, offset.
const XMP_MORE_HEAD: usize = 32 + 4 + 4;

/// Bytes of an APP11 part before the box header that each part repeats: "JP", box instance, packet number.
const JUMBF_HEAD: usize = 2 + 2 + 4;

/// One segment: its marker's second byte, and its bytes after the length.
type Segment<'a> = (u8, &'a [u8]);

/// Blocks that come in parts, by the number that orders them.
#[derive(Default)]
struct Parts<'a> {
    xmp: BTreeMap<(&'a [u8], u32), &'a [u8]>,
    icc: BTreeMap<u8, &'a [u8]>,
    jumbf: BTreeMap<u16, BTreeMap<u32, &'a [u8]>>,
    photoshop: Vec<u8>,
}

/// The blocks of a JPEG.
pub(super) fn blocks<'a>(bytes: &'a [u8], limits: &Limits) -> Blocks<'a> {
    let mut blocks = Blocks::default();
    let mut parts = Parts::default();
    for (marker, content) in segments(bytes).take(limits.steps) {
        match marker {
            0xe1 => app1(content, &mut blocks, &mut parts),
            0xe2 if content.starts_with(ICC) => {
                if let Some(&[number, _]) = part(content, ICC.len(), 2) {
                    parts
                        .icc
                        .entry(number)
                        .or_insert(from(content, ICC.len() + 2));
                }
            }
            0xeb => app11(content, &mut parts),
            0xed if content.starts_with(PHOTOSHOP) => {
                parts
                    .photoshop
                    .extend_from_slice(from(content, PHOTOSHOP.len()));
            }
            0xfe => blocks.text("JPEG comment", "comment", text(content)),
            // Start of frame: every process but the tables that share the range.
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                if let (Some(rows), Some(columns)) = (be16(content, 1), be16(content, 3)) {
                    blocks.size = Some((columns.into(), rows.into()));
                }
            }
            _ => {}
        }
    }
    parts.join(&mut blocks);
    blocks
}

fn app1<'a>(content: &'a [u8], blocks: &mut Blocks<'a>, parts: &mut Parts<'a>) {
    if content.starts_with(EXIF) {
        blocks.exif.push(Cow::Borrowed(from(content, EXIF.len())));
    } else if content.starts_with(XMP) {
        blocks.xmp.push(Cow::Borrowed(from(content, XMP.len())));
    } else if content.starts_with(XMP_MORE) {
        let more = from(content, XMP_MORE.len());
        if let (Some(digest), Some(offset)) = (part(more, 0, 32), be32(more, 36)) {
            let data = from(more, XMP_MORE_HEAD);
            parts.xmp.entry((digest, offset)).or_insert(data);
        }
    }
}

fn app11<'a>(content: &'a [u8], parts: &mut Parts<'a>) {
    if !content.starts_with(b"JP") {
        return;
    }
    if let (Some(instance), Some(number)) = (be16(content, 2), be32(content, 4)) {
        let boxes = parts.jumbf.entry(instance).or_default();
        boxes.entry(number).or_insert(from(content, JUMBF_HEAD));
    }
}

impl<'a> Parts<'a> {
    fn join(self, blocks: &mut Blocks<'a>) {
        let mut more: BTreeMap<&[u8], Vec<u8>> = BTreeMap::new();
        for ((digest, _), data) in self.xmp {
            more.entry(digest).or_default().extend_from_slice(data);
        }
        blocks.xmp.extend(more.into_values().map(Cow::Owned));
        if !self.icc.is_empty() {
            let profile: Vec<u8> = self.icc.into_values().flatten().copied().collect();
            blocks.icc.push(Cow::Owned(profile));
        }
        for packets in self.jumbf.into_values() {
            blocks.jumbf.push(Cow::Owned(one_box(&packets)));
        }
        if let Some(iptc) = iptc::in_resources(&self.photoshop) {
            blocks.iptc.push(Cow::Owned(iptc.to_vec()));
        }
    }
}

/// The packets of one box joined; each repeats the box header, which counts once.
fn one_box(packets: &BTreeMap<u32, &[u8]>) -> Vec<u8> {
    let mut whole = Vec::new();
    for packet in packets.values() {
        // A length of one means that a length of eight bytes follows.
        let header = if be32(packet, 0) == Some(1) { 16 } else { 8 };
        whole.extend_from_slice(if whole.is_empty() {
            packet
        } else {
            from(packet, header)
        });
    }
    whole
}

/// Segments in their order, to the first scan or the first byte that is no marker.
pub(super) fn segments(bytes: &[u8]) -> impl Iterator<Item = Segment<'_>> {
    let mut at = 2;
    std::iter::from_fn(move || {
        if *bytes.get(at)? != 0xff {
            return None;
        }
        // Any number of fill bytes may stand before a marker.
        while *bytes.get(at + 1)? == 0xff {
            at += 1;
        }
        let marker = *bytes.get(at + 1)?;
        if matches!(marker, 0xda | 0xd9) {
            return None;
        }
        if matches!(marker, 0x01 | 0xd0..=0xd8) {
            at += 2;
            return Some((marker, &[] as &[u8]));
        }
        let length = place(be16(bytes, at + 2)?);
        let content =
            part(bytes, at + 4, length.checked_sub(2)?).unwrap_or_else(|| from(bytes, at + 4));
        at += 2 + length;
        Some((marker, content))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
        let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
        [&[0xff, marker], &length[..], content].concat()
    }

    #[test]
    fn a_box_over_three_segments_is_joined_whatever_their_order() {
        let packet = |number: u8, data: &[u8]| {
            let head = [b'J', b'P', 0, 1, 0, 0, 0, number, 0, 0, 0, 14];
            segment(0xeb, &[&head[..], b"jumb", data].concat())
        };
        let file = [
            &b"\xff\xd8"[..],
            &packet(3, b"ef"),
            &packet(1, b"ab"),
            &packet(2, b"cd"),
        ];
        let blocks_read = file.concat();
        let blocks = blocks(&blocks_read, &Limits::default());
        assert_eq!(blocks.jumbf, [&b"\0\0\0\x0ejumbabcdef"[..]]);
    }

    #[test]
    fn extended_xmp_is_put_in_order() {
        let more = |offset: u8, data: &[u8]| {
            let head = [&[b'7'; 32][..], &[0, 0, 0, 4, 0, 0, 0, offset]].concat();
            segment(0xe1, &[XMP_MORE, &head, data].concat())
        };
        let file = [&b"\xff\xd8"[..], &more(2, b"cd"), &more(0, b"ab")].concat();
        assert_eq!(blocks(&file, &Limits::default()).xmp, [&b"abcd"[..]]);
    }

    #[test]
    fn size_comment_and_profile_are_seen() {
        let file = [
            &b"\xff\xd8"[..],
            &segment(0xe2, b"ICC_PROFILE\0\x02\x02b"),
            &segment(0xe2, b"ICC_PROFILE\0\x01\x02a"),
            &segment(0xfe, b"hello\0"),
            &[0xff, 0xff],
            &segment(0xc2, &[8, 0, 3, 0, 7, 1])[..],
        ];
        let file = file.concat();
        let blocks = blocks(&file, &Limits::default());
        assert_eq!(blocks.size, Some((7, 3)));
        assert_eq!(blocks.icc, [&b"ab"[..]]);
        assert_eq!(
            blocks.texts.first().map(|t| t.value.as_str()),
            Some("hello")
        );
    }
}
