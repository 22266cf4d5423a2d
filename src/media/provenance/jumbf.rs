//! Boxes of JUMBF, in which content credentials are kept.
//!
//! In: bytes that begin with a superbox. Out: [`Superbox`]: its label, the boxes of content, the superboxes inside.
//! Depth and number are bounded; what is cut or broken is left out.
//!
//! Source: ISO/IEC 19566-5:2023, annex A and B; C2PA 2.1, 11.1.

use super::{
    bytes::{from, text},
    iso_boxes::{IsoBox, boxes},
};

/// Superboxes inside superboxes; a manifest store needs four, one that is an assertion three more.
const MAX_DEPTH: usize = 8;

/// Boxes of one store; large ones have a few hundred.
const MAX_BOXES: usize = 20_000;

/// Bytes of a description before its label: type and toggles.
const BEFORE_LABEL: usize = 16 + 1;

/// The toggle that says that there is a label.
const HAS_LABEL: u8 = 2;

/// A box of boxes with a label.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Superbox<'a> {
    /// Its label; empty where it has none.
    pub label: String,
    /// The first four letters of its type: `c2ma`, `cbor`, `json`.
    pub kind: [u8; 4],
    /// Everything after its header: what the hash of an assertion is taken over.
    pub whole: &'a [u8],
    /// Boxes of content, by their four letters.
    pub content: Vec<([u8; 4], &'a [u8])>,
    /// Superboxes inside.
    pub inside: Vec<Superbox<'a>>,
}

impl<'a> Superbox<'a> {
    /// The superboxes at the top of a block.
    pub(super) fn all(bytes: &'a [u8]) -> Vec<Self> {
        let mut left = MAX_BOXES;
        boxes(bytes)
            .filter(|found| &found.name == b"jumb")
            .map_while(|found| Self::read(found, 0, &mut left))
            .collect()
    }

    fn read(found: IsoBox<'a>, depth: usize, left: &mut usize) -> Option<Self> {
        let mut superbox = Self {
            whole: found.content,
            ..Self::default()
        };
        for inner in boxes(found.content) {
            *left = left.checked_sub(1)?;
            match &inner.name {
                b"jumd" => superbox.describe(inner.content),
                b"jumb" if depth < MAX_DEPTH => {
                    superbox.inside.extend(Self::read(inner, depth + 1, left));
                }
                b"jumb" | b"free" => {}
                name => superbox.content.push((*name, inner.content)),
            }
        }
        Some(superbox)
    }

    fn describe(&mut self, description: &[u8]) {
        if let Some(Ok(kind)) = description.get(..4).map(TryInto::try_into) {
            self.kind = kind;
        }
        if description
            .get(16)
            .is_some_and(|toggles| toggles & HAS_LABEL != 0)
        {
            self.label = text(from(description, BEFORE_LABEL));
        }
    }

    /// The superbox of a label, directly inside.
    pub(super) fn child(&self, label: &str) -> Option<&Self> {
        self.inside.iter().find(|inside| inside.label == label)
    }

    /// The first box of content with these four letters.
    pub(super) fn content_of(&self, name: [u8; 4]) -> Option<&'a [u8]> {
        let found = self.content.iter().find(|(own, _)| *own == name);
        found.map(|&(_, content)| content)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::{super::iso_boxes::tests::boxed, *};

    /// A superbox of a type, a label and content.
    pub(in crate::media::provenance) fn superbox(
        kind: &[u8],
        label: &str,
        content: &[u8],
    ) -> Vec<u8> {
        let rest = [0, 0x11, 0, 0x10, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71];
        let description = [kind, &rest, &[3], label.as_bytes(), &[0]].concat();
        boxed(b"jumb", &[&boxed(b"jumd", &description), content].concat())
    }

    #[test]
    fn labels_and_content_are_read() {
        let inner = superbox(b"cbor", "c2pa.actions", &boxed(b"cbor", &[0xa0]));
        let store = superbox(b"c2pa", "c2pa", &inner);
        let read = Superbox::all(&store);
        let actions = read[0].child("c2pa.actions").unwrap();
        assert_eq!(actions.content_of(*b"cbor"), Some(&[0xa0][..]));
        assert_eq!((&actions.kind, actions.whole), (b"cbor", &inner[8..]));
    }

    #[test]
    fn a_thousand_superboxes_in_each_other_are_cut() {
        let deep = (0..1000).fold(Vec::new(), |inside, _| superbox(b"c2pa", "x", &inside));
        let mut depth = 0;
        let mut read = Superbox::all(&deep);
        while let Some(next) = read.pop() {
            depth += 1;
            read = next.inside;
        }
        assert_eq!(depth, MAX_DEPTH + 1);
    }

    proptest! {
        #[test]
        fn any_bytes_are_taken_without_panic(bytes in prop::collection::vec(0_u8..20, 0..200)) {
            let _ = Superbox::all(&superbox(b"c2pa", "c2pa", &bytes));
        }
    }
}
