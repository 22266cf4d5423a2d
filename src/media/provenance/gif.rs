//! Comments and XMP of a GIF.
//!
//! Source: `GIF89a` specification, 23 to 26; XMP specification part 3, 1.1.2.

use std::borrow::Cow;

use crate::media::Limits;

use super::{
    blocks::Blocks,
    bytes::{from, le16, part, place, whole_text},
};

/// Bytes of signature and logical screen before the colour table.
const HEAD: usize = 13;

/// The application extension that holds XMP.
const XMP: &[u8] = b"\x0bXMP DataXMP";

/// The blocks of a GIF.
pub(super) fn blocks<'a>(bytes: &'a [u8], limits: &Limits) -> Blocks<'a> {
    let mut blocks = Blocks::default();
    if let (Some(columns), Some(rows)) = (le16(bytes, 6), le16(bytes, 8)) {
        blocks.size = Some((columns.into(), rows.into()));
    }
    let mut at = HEAD + table(bytes.get(10).copied());
    for _ in 0..limits.steps {
        let next = match (bytes.get(at), bytes.get(at + 1)) {
            (Some(0x21), Some(0xfe)) => {
                let (comment, next) = joined(bytes, at + 2, limits.text);
                blocks.text("GIF comment", "comment", whole_text(&comment));
                Some(next)
            }
            (Some(0x21), Some(0xff)) if from(bytes, at + 2).starts_with(XMP) => {
                let packet = from(bytes, at + 2 + XMP.len());
                let end = memchr::memmem::find(packet, b"<?xpacket end").unwrap_or(packet.len());
                blocks
                    .xmp
                    .push(Cow::Borrowed(packet.get(..end).unwrap_or_default()));
                Some(at + 2 + XMP.len() + end)
                    .and_then(|end| Some(end + memchr::memchr(0, from(bytes, end))? + 1))
                    .map(|end| end + usize::from(bytes.get(end) == Some(&0)))
            }
            (Some(0x21), Some(_)) => Some(joined(bytes, at + 2, 0).1),
            (Some(0x2c), _) => {
                // A picture: its own colour table, the size of its first code, its data.
                let data = at + 10 + table(bytes.get(at + 9).copied()) + 1;
                Some(joined(bytes, data, 0).1)
            }
            _ => None,
        };
        let Some(next) = next else { break };
        at = next;
    }
    blocks
}

/// Bytes of the colour table that a flag byte announces.
fn table(flags: Option<u8>) -> usize {
    flags
        .filter(|flags| flags & 0x80 != 0)
        .map_or(0, |flags| 3 << ((flags & 7) + 1))
}

/// Sub-blocks from `at` joined, at most `keep` bytes of them, and the place after the last one.
fn joined(bytes: &[u8], mut at: usize, keep: usize) -> (Vec<u8>, usize) {
    let mut whole = Vec::new();
    while let Some(&length) = bytes.get(at).filter(|&&length| length > 0) {
        let content = part(bytes, at + 1, place(length)).unwrap_or_else(|| from(bytes, at + 1));
        let room = keep.saturating_sub(whole.len()).min(content.len());
        whole.extend_from_slice(content.get(..room).unwrap_or_default());
        at += 1 + place(length);
    }
    (whole, at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_after_a_picture_is_found() {
        let file = b"GIF89a\x07\0\x03\0\0\0\0\x2c\0\0\0\0\x07\0\x03\0\0\x02\x02\x44\x01\0\x21\xfe\x05hello\x01!\0\x3b";
        let blocks = blocks(file, &Limits::default());
        assert_eq!(blocks.size, Some((7, 3)));
        assert_eq!(
            blocks.texts.first().map(|t| t.value.as_str()),
            Some("hello!")
        );
    }

    #[test]
    fn xmp_is_taken_up_to_its_own_end() {
        let magic: Vec<u8> = [1_u8]
            .into_iter()
            .chain((0..=255).rev())
            .chain([0])
            .collect();
        let head = &b"GIF89a\x07\0\x03\0\0\0\0\x21\xff\x0bXMP DataXMP<x/><?xpacket end='w'?>"[..];
        let file = [head, &magic, &b"\x21\xfe\x02hi\0\x3b"[..]].concat();
        let blocks = blocks(&file, &Limits::default());
        assert_eq!(blocks.xmp, [&b"<x/>"[..]]);
        assert_eq!(blocks.texts.len(), 1);
    }
}
