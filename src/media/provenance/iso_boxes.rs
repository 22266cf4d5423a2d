//! Boxes of an ISO base media file.
//!
//! In: bytes. Out: the boxes of one level, or of a whole tree within limits of depth and number.
//!
//! Source: ISO/IEC 14496-12, 4.2; `QuickTime` file format (types that begin with ©).

use crate::media::Limits;

use super::bytes::{be32, be64, from, part, place};

/// Boxes inside boxes: films need nine (`moov trak mdia minf stbl stsd mp4a wave esds`).
const MAX_DEPTH: usize = 12;

/// One box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct IsoBox<'a> {
    /// Its four letters.
    pub name: [u8; 4],
    /// What is in it, after its header.
    pub content: &'a [u8],
}

/// The boxes of one level, in their order; a last one may be cut.
pub(super) fn boxes(bytes: &[u8]) -> impl Iterator<Item = IsoBox<'_>> {
    let mut at = 0_usize;
    std::iter::from_fn(move || {
        let short = be32(bytes, at)?;
        let name = part(bytes, at + 4, 4)?.try_into().ok()?;
        let (header, length) = match short {
            0 => (8, bytes.len() - at),
            1 => (16, place(be64(bytes, at + 8)?)),
            _ => (8, place(short)),
        };
        let inside = length.checked_sub(header)?;
        let start = at + header;
        let content = part(bytes, start, inside).unwrap_or_else(|| from(bytes, start));
        at = at.checked_add(length)?;
        Some(IsoBox { name, content })
    })
}

/// A walk over all boxes, each with the names of those it lies in.
pub(super) struct Walk<'a> {
    /// Boxes in file order, outer ones first.
    pub boxes: Vec<(Vec<[u8; 4]>, IsoBox<'a>)>,
    /// Whether a limit cut the walk.
    pub cut: bool,
}

/// Walks the tree within `limits.steps` boxes.
pub(super) fn walk<'a>(bytes: &'a [u8], limits: &Limits) -> Walk<'a> {
    let mut walk = Walk {
        boxes: Vec::new(),
        cut: false,
    };
    level(bytes, &mut Vec::new(), limits.steps, &mut walk);
    walk
}

fn level<'a>(bytes: &'a [u8], path: &mut Vec<[u8; 4]>, most: usize, walk: &mut Walk<'a>) {
    for found in boxes(bytes) {
        if walk.boxes.len() >= most {
            walk.cut = true;
            return;
        }
        walk.boxes.push((path.clone(), found));
        let Some(first) = inner(found, path) else {
            continue;
        };
        if path.len() + 1 >= MAX_DEPTH {
            walk.cut = true;
            continue;
        }
        path.push(found.name);
        level(from(found.content, first), path, most, walk);
        path.pop();
    }
}

/// Where the boxes in a box begin; `None` for one that holds none.
fn inner(found: IsoBox<'_>, path: &[[u8; 4]]) -> Option<usize> {
    match &found.name {
        b"moov" | b"trak" | b"mdia" | b"edts" | b"udta" | b"iprp" | b"ipco" | b"ilst" => Some(0),
        // A full box in ISO files, a plain one in QuickTime: there a box's name stands at 4.
        b"meta" => Some(if part(found.content, 4, 4) == Some(b"hdlr") {
            0
        } else {
            4
        }),
        _ if path.last() == Some(b"ilst") => Some(0),
        _ => None,
    }
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A box of a name and a content.
    pub(in crate::media::provenance) fn boxed(name: &[u8], content: &[u8]) -> Vec<u8> {
        let length = u32::try_from(content.len() + 8).unwrap().to_be_bytes();
        [&length[..], name, content].concat()
    }

    #[test]
    fn a_tree_is_walked_outer_boxes_first() {
        let file = [
            boxed(b"moov", &boxed(b"udta", &boxed(b"name", b"x"))),
            boxed(b"free", b""),
        ]
        .concat();
        let names: Vec<_> = walk(&file, &Limits::default())
            .boxes
            .iter()
            .map(|(path, found)| {
                (
                    path.len(),
                    String::from_utf8_lossy(&found.name).into_owned(),
                )
            })
            .collect();
        let expected = [(0, "moov"), (1, "udta"), (2, "name"), (0, "free")];
        assert_eq!(
            names,
            expected.map(|(depth, name)| (depth, name.to_owned()))
        );
    }

    #[test]
    fn a_thousand_boxes_in_each_other_are_cut() {
        let deep = (0..1000).fold(Vec::new(), |inside, _| boxed(b"moov", &inside));
        let walk = walk(&deep, &Limits::default());
        assert!(walk.cut);
        assert_eq!(walk.boxes.len(), MAX_DEPTH);
    }

    #[test]
    fn long_and_open_lengths_are_understood() {
        let long = [
            &1_u32.to_be_bytes()[..],
            b"mdat",
            &18_u64.to_be_bytes(),
            b"ab",
        ]
        .concat();
        let open = [&0_u32.to_be_bytes()[..], b"free", b"abc"].concat();
        let file = [long, open].concat();
        let read: Vec<_> = boxes(&file).map(|found| found.content).collect();
        assert_eq!(read, [&b"ab"[..], b"abc"]);
    }

    proptest! {
        #[test]
        fn any_bytes_are_taken_without_panic(bytes in prop::collection::vec(0_u8..20, 0..200)) {
            let _ = walk(&boxed(b"moov", &bytes), &Limits::default());
        }
    }
}
