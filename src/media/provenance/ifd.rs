//! The directories of a TIFF structure: a TIFF file itself, or the EXIF block of another format.
//!
//! In: bytes. Out: the entries of the first directory and of the EXIF and GPS directories that it points to; values
//! stay where they are. One directory of each kind is read, so that a file of crossing pointers costs no more than
//! `limits.steps` entries (readers that follow every pointer can be led through billions).
//!
//! Source: TIFF 6.0 section 2; EXIF 2.32 section 4.6; C2PA 2.1 A.3.6 (tag 0xCD41).

use std::{borrow::Cow, collections::BTreeSet};

use crate::media::Limits;

use super::{
    blocks::Blocks,
    bytes::{be16, be32, le16, le32, part, place, text, utf16, whole_text},
    iptc,
};

/// The directory that an entry stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Directory {
    /// The first one, of the main picture.
    Main,
    /// Of the camera's settings.
    Exif,
    /// Of the place.
    Gps,
}

/// The byte order of a structure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// Low byte first.
    Little,
    /// High byte first.
    Big,
}

impl Order {
    /// The order that the first two bytes announce.
    pub(super) fn of(bytes: &[u8]) -> Option<Self> {
        match bytes.get(..2)? {
            b"II" => Some(Self::Little),
            b"MM" => Some(Self::Big),
            _ => None,
        }
    }

    fn two(self, bytes: &[u8], at: usize) -> Option<u16> {
        match self {
            Self::Little => le16(bytes, at),
            Self::Big => be16(bytes, at),
        }
    }

    fn four(self, bytes: &[u8], at: usize) -> Option<u32> {
        match self {
            Self::Little => le32(bytes, at),
            Self::Big => be32(bytes, at),
        }
    }
}

/// Bytes of one text that are read; a large `ComfyUI` workflow in a WebP has half a MiB.
const MAX_TEXT: usize = 4 << 20;

/// One entry: its tag and its value's bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry<'a> {
    /// Where it stands.
    pub directory: Directory,
    /// Its number.
    pub tag: u16,
    /// The bytes of its value.
    pub value: &'a [u8],
    kind: u16,
    order: Order,
}

impl Entry<'_> {
    /// Its value as text, without the spaces and zero bytes around it.
    pub(super) fn text(&self) -> String {
        text(self.readable()).trim().to_owned()
    }

    fn readable(&self) -> &[u8] {
        self.value.get(..MAX_TEXT).unwrap_or(self.value)
    }

    /// Its value as text with a mark of its coding before it (EXIF 2.32 4.6.5 `UserComment`).
    pub(super) fn marked_text(&self) -> String {
        let value = self.readable();
        let words = value.get(8..).unwrap_or_default();
        match value.get(..8) {
            Some(b"UNICODE\0") => {
                // Some programs write it in the order of the machine and not of the structure: text has few high bytes.
                let high = |first: usize| {
                    words
                        .iter()
                        .skip(first)
                        .step_by(2)
                        .filter(|&&b| b == 0)
                        .count()
                };
                let number = if high(0) > high(1) { be16 } else { le16 };
                utf16(words, number)
            }
            Some(b"ASCII\0\0\0" | b"\0\0\0\0\0\0\0\0") => text(words),
            _ => whole_text(value),
        }
    }

    /// Its first number; `None` for a value that holds none.
    pub(super) fn number(&self) -> Option<u32> {
        match self.kind {
            1 => self.value.first().map(|&byte| byte.into()),
            3 => self.order.two(self.value, 0).map(u32::from),
            4 => self.order.four(self.value, 0),
            _ => None,
        }
    }

    /// Its first fraction, numerator and denominator.
    pub(super) fn fraction(&self) -> Option<(u32, u32)> {
        let four = |at| self.order.four(self.value, at);
        (self.kind == 5).then(|| four(0).zip(four(4))).flatten()
    }
}

/// Bytes of one value of a kind (TIFF 6.0 section 2); 0 for kinds that there are not.
const fn width(kind: u16) -> usize {
    match kind {
        1 | 2 | 6 | 7 => 1,
        3 | 8 => 2,
        4 | 9 | 11 | 13 => 4,
        5 | 10 | 12 => 8,
        _ => 0,
    }
}

/// The entries of a TIFF structure; empty where it is none.
pub(super) fn entries<'a>(bytes: &'a [u8], limits: &Limits) -> Vec<Entry<'a>> {
    let mut found = Vec::new();
    let Some(order) = Order::of(bytes) else {
        return found;
    };
    let Some(first) = order.four(bytes, 4) else {
        return found;
    };
    directory(bytes, order, Directory::Main, first, limits, &mut found);
    for (tag, kind) in [(0x8769, Directory::Exif), (0x8825, Directory::Gps)] {
        let pointer = found
            .iter()
            .find(|e| e.directory == Directory::Main && e.tag == tag);
        if let Some(offset) = pointer.and_then(Entry::number) {
            directory(bytes, order, kind, offset, limits, &mut found);
        }
    }
    found
}

fn directory<'a>(
    bytes: &'a [u8],
    order: Order,
    directory: Directory,
    offset: u32,
    limits: &Limits,
    found: &mut Vec<Entry<'a>>,
) {
    let at = place(offset);
    let count = order.two(bytes, at).unwrap_or(0);
    let mut seen = BTreeSet::new();
    for index in 0..usize::from(count) {
        let Some(entry) = part(bytes, at.saturating_add(2 + 12 * index), 12) else {
            return;
        };
        if found.len() >= limits.steps {
            return;
        }
        // A tag stands once in a directory; repeated ones could share one large value thousands of times.
        if order.two(entry, 0).is_some_and(|tag| seen.insert(tag)) {
            found.extend(one(bytes, order, directory, entry));
        }
    }
}

/// An entry whose value is all there.
fn one<'a>(
    bytes: &'a [u8],
    order: Order,
    directory: Directory,
    entry: &'a [u8],
) -> Option<Entry<'a>> {
    let kind = order.two(entry, 2)?;
    let length = width(kind).checked_mul(place(order.four(entry, 4)?))?;
    let value = if length <= 4 {
        part(entry, 8, length)?
    } else {
        part(bytes, place(order.four(entry, 8)?), length)?
    };
    Some(Entry {
        directory,
        tag: order.two(entry, 0)?,
        value,
        kind,
        order,
    })
}

/// The blocks of a TIFF file.
pub(super) fn blocks<'a>(bytes: &'a [u8], limits: &Limits) -> Blocks<'a> {
    let mut blocks = Blocks::default();
    let (mut columns, mut rows) = (None, None);
    for entry in entries(bytes, limits)
        .iter()
        .filter(|e| e.directory == Directory::Main)
    {
        match entry.tag {
            0x0100 => columns = entry.number(),
            0x0101 => rows = entry.number(),
            0x02bc => blocks.xmp.push(Cow::Borrowed(entry.value)),
            0x83bb => blocks.iptc.push(Cow::Borrowed(entry.value)),
            0x8649 => blocks
                .iptc
                .extend(iptc::in_resources(entry.value).map(Cow::Borrowed)),
            0x8773 => blocks.icc.push(Cow::Borrowed(entry.value)),
            0xcd41 => blocks.jumbf.push(Cow::Borrowed(entry.value)),
            _ => {}
        }
    }
    blocks.size = columns.zip(rows);
    blocks.exif.push(Cow::Borrowed(bytes));
    blocks
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A little-endian structure of ASCII entries in the main and the EXIF directory.
    pub(in crate::media::provenance) fn structure(
        main: &[(u16, &[u8])],
        exif: &[(u16, &[u8])],
    ) -> Vec<u8> {
        let four = |number: usize| u32::try_from(number).unwrap().to_le_bytes();
        let mut main = main.to_vec();
        let pointer = 8 + 2 + 12 * (main.len() + 1) + 4;
        let data = pointer + 2 + 12 * exif.len() + 4;
        let pointer = four(pointer);
        main.push((0x8769, &pointer));
        let mut bytes = b"II*\0\x08\0\0\0".to_vec();
        let mut values: Vec<u8> = Vec::new();
        for directory in [&main[..], exif] {
            bytes.extend(&four(directory.len())[..2]);
            for &(tag, value) in directory {
                let (kind, count) = if tag == 0x8769 {
                    (4, 1)
                } else {
                    (2, value.len())
                };
                bytes.extend(tag.to_le_bytes());
                bytes.extend([kind, 0]);
                bytes.extend(four(count));
                if value.len() <= 4 {
                    bytes.extend(value.iter().copied().chain([0; 4]).take(4));
                } else {
                    bytes.extend(four(data + values.len()));
                    values.extend(value);
                }
            }
            bytes.extend([0; 4]);
        }
        bytes.extend(values);
        bytes
    }

    #[test]
    fn entries_of_both_directories_are_read() {
        let bytes = structure(
            &[(0x010f, b"Some maker\0")],
            &[(0x9003, b"2020:01:02 03:04:05\0")],
        );
        let read: Vec<_> = entries(&bytes, &Limits::default())
            .iter()
            .map(|e| (e.directory, e.tag, e.text()))
            .filter(|e| e.1 != 0x8769)
            .collect();
        assert_eq!(
            read,
            [
                (Directory::Main, 0x010f, "Some maker".to_owned()),
                (Directory::Exif, 0x9003, "2020:01:02 03:04:05".to_owned()),
            ]
        );
    }

    /// 65,535 pointers to overlapping directories of 65,535 entries each would be four billion entries.
    #[test]
    fn crossing_pointers_cost_no_more_than_the_limit() {
        let mut bytes = b"II*\0\x08\0\0\0\xff\xff".to_vec();
        for index in 0..65_535_u32 {
            bytes.extend([0x69, 0x87, 4, 0, 1, 0, 0, 0]);
            bytes.extend((900_000 + index).to_le_bytes());
        }
        bytes.resize(2_000_000, 0xff);
        let limits = Limits::default();
        assert!(entries(&bytes, &limits).len() <= limits.steps);
    }

    #[test]
    fn comments_in_either_coding_are_read() {
        let comment = |value: &'static [u8]| Entry {
            directory: Directory::Exif,
            tag: 0x9286,
            value,
            kind: 7,
            order: Order::Little,
        };
        let table: [(&[u8], &str); 4] = [
            (b"UNICODE\0\0S\0t\0e\0p", "Step"),
            (b"UNICODE\0S\0t\0e\0p\0", "Step"),
            (b"ASCII\0\0\0Step\0", "Step"),
            (b"Step", "Step"),
        ];
        for (value, expected) in table {
            assert_eq!(comment(value).marked_text(), expected);
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_taken_without_panic(tail in prop::collection::vec(any::<u8>(), 0..300), big: bool) {
            let head: &[u8] = if big { b"MM\0*\0\0\0\x08" } else { b"II*\0\x08\0\0\0" };
            for entry in entries(&[head, &tail].concat(), &Limits::default()) {
                let _ = (entry.text(), entry.marked_text(), entry.number(), entry.fraction());
            }
        }
    }
}
